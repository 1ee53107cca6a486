package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"pacer/coach/course"
	"pacer/coach/course/convert"
)

// importFormats are the formats that courses can be imported from.
func importFormats() []string { return convert.Formats() }

func importCourses(_ context.Context, p *program, args []string) (err error) {
	f := newFlags("course")
	from := f.String("from", "", "")
	dir := f.String("o", "", "")
	var o convert.Options
	f.StringVar(&o.Title, "title", "", "")
	f.StringVar(&o.Language, "language", "", "")
	f.BoolVar(&o.LicenceStrict, "licence-strict", false, "")
	dry := f.Bool("dry-run", false, "")
	rest, err := parse(f, args)
	if err != nil {
		return err
	}
	if len(rest) != 1 {
		return misused("course", "name one source, like: pacer course import --from csv capitals.csv")
	}
	if *from != "" && !slices.Contains(convert.Formats(), *from) {
		return unknown("course", "format", *from, convert.Formats(), nil)
	}
	source, done, err := openSource(rest[0])
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, done()) }()
	if *from == "" {
		if *from = convert.Detect(source); *from == "" {
			if err := convert.Check(source); err != nil {
				return err
			}
			return misused("course", "say what %s is, with --from and one of %s", rest[0], strings.Join(convert.Formats(), ", "))
		}
	}
	courses, report, err := convert.Import(*from, source, o)
	if err != nil {
		return err
	}
	fmt.Fprint(p.err, report)
	switch {
	case len(courses) == 0:
		fmt.Fprintf(p.err, "pacer: nothing in %s could become an item; the report above says why.\n", rest[0])
		return nil
	case *dry:
		for _, c := range courses {
			fmt.Fprintf(p.err, "%s: %s and %s; nothing was written.\n", c.ID, count(len(c.Skills), "skill"), count(len(c.Items), "item"))
		}
		return nil
	case *dir != "":
		return writeCourses(p, *dir, courses, report.Media)
	case len(courses) > 1:
		return misused("course", "%s holds %d courses: name a folder for them with -o DIR", rest[0], len(courses))
	}
	data, err := course.Marshal(courses[0])
	if err != nil {
		return err
	}
	if n := len(report.Media); n > 0 {
		fmt.Fprintf(p.err, "pacer: %s belong to this course: name a folder with -o DIR to keep them.\n", count(n, "picture"))
	}
	_, err = p.out.Write(data)
	return err
}

// openSource opens a folder, or the one file of a folder. Links that lead out
// of it are not followed.
func openSource(name string) (_ fs.FS, done func() error, err error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, nil, err
	}
	dir := name
	if !info.IsDir() {
		dir = filepath.Dir(name)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, nil, err
	}
	if info.IsDir() {
		return root.FS(), root.Close, nil
	}
	return convert.Only(root.FS(), filepath.Base(name)), root.Close, nil
}

// writeCourses writes each course into a folder of its ID, its pictures first. A
// course that is there takes the new content; one that cannot be written leaves
// the old.
func writeCourses(p *program, dir string, courses []*course.Course, media []convert.Medium) error {
	for _, c := range courses {
		data, err := course.Marshal(c)
		if err != nil {
			return err
		}
		folder := filepath.Join(dir, c.ID)
		if err := os.MkdirAll(folder, 0o755); err != nil {
			return err
		}
		for _, medium := range media {
			if medium.Course != c.ID {
				continue
			}
			picture := filepath.Join(folder, filepath.FromSlash(medium.Path))
			if err := os.MkdirAll(filepath.Dir(picture), 0o755); err != nil {
				return err
			}
			if err := replace(picture, medium.Data); err != nil {
				return err
			}
		}
		file := filepath.Join(folder, courseFile)
		if err := replace(file, data); err != nil {
			return err
		}
		if _, err := fmt.Fprintf(p.out, "%s: %s and %s\n", file, count(len(c.Skills), "skill"), count(len(c.Items), "item")); err != nil {
			return err
		}
	}
	return nil
}

// replace writes a file whole or not at all.
func replace(file string, data []byte) error {
	part, err := os.CreateTemp(filepath.Dir(file), ".part-*")
	if err != nil {
		return err
	}
	_, err = part.Write(data)
	err = errors.Join(err, part.Chmod(0o644), part.Sync(), part.Close())
	if err == nil {
		err = os.Rename(part.Name(), file)
	}
	if err != nil {
		return errors.Join(err, os.Remove(part.Name()))
	}
	return nil
}
