package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"pacer/coach/course"
	"pacer/coach/course/convert"
)

// exportCourse writes a course in another format.
func exportCourse(_ context.Context, p *program, args []string) error {
	f := newFlags("course")
	to := f.String("to", "", "")
	file := f.String("o", "", "")
	rest, err := parse(f, args)
	if err != nil {
		return err
	}
	switch {
	case len(rest) != 1:
		return misused("course", "name one course, like: pacer course export --to moodle courses/rivers -o rivers.xml")
	case *to == "":
		return misused("course", "say in which format, like: pacer course export --to moodle %s", rest[0])
	case !slices.Contains(convert.ExportFormats(), *to):
		return unknown("course", "format", *to, convert.ExportFormats(), nil)
	case *file == "" && !convert.IsText(*to):
		return misused("course", "%s is no text: name a file for it with -o FILE", *to)
	}
	c, err := readCourse(rest[0])
	if faults, ok := errors.AsType[course.Faults](err); ok {
		fmt.Fprintln(p.err, faults)
		fmt.Fprintf(p.err, "%s in %s; nothing was written.\n", count(len(faults), "fault"), rest[0])
		return errReported
	}
	if err != nil {
		return err
	}
	media, done, err := courseMedia(rest[0])
	if err != nil {
		return err
	}
	var out bytes.Buffer
	report, err := convert.Export(*to, c, media, &out)
	if err = errors.Join(err, done()); err != nil {
		fmt.Fprint(p.err, report)
		return err
	}
	fmt.Fprint(p.err, report)
	if *file == "" {
		_, err := p.out.Write(out.Bytes())
		return err
	}
	if err := replace(*file, out.Bytes()); err != nil {
		return err
	}
	_, err = fmt.Fprintf(p.out, "%s: %s\n", *file, count(report.Count(convert.Imported), "item"))
	return err
}

// maxMedium is how large a picture may be that goes with a course.
const maxMedium = 5 << 20

// courseMedia reads files of a course's folder by their path in it. It never
// leaves the folder.
func courseMedia(name string) (read func(path string) ([]byte, error), done func() error, err error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, nil, err
	}
	if !info.IsDir() {
		name = filepath.Dir(name)
	}
	root, err := os.OpenRoot(name)
	if err != nil {
		return nil, nil, err
	}
	return func(path string) ([]byte, error) {
		info, err := fs.Stat(root.FS(), path)
		if err != nil {
			return nil, err
		}
		if info.Size() > maxMedium {
			return nil, fmt.Errorf("%s is larger than %d MB", path, maxMedium>>20)
		}
		return fs.ReadFile(root.FS(), path)
	}, root.Close, nil
}
