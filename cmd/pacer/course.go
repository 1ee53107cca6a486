package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"pacer/coach/course"
	"pacer/coach/course/convert"
)

const courseUsage = `Usage: pacer course check FILE...
       pacer course import [--from FORMAT] SOURCE [-o DIR]

check reads courses (a course.yaml, or the folder that holds one) and says
everything that is wrong with each, with its line and what would be right; a
course without faults gets advice, if there is any.

import makes courses of what teachers already have. The report, which says what
became of every record and why, goes to stderr.

  --from FORMAT     aiken, anki (.apkg, .colpkg or a collection), csv (a file or a
                    folder of them), gift, moodle (XML) or oatutor (a content
                    pool's folder); without it the source is looked at
  -o DIR            write DIR/COURSE/course.yaml for each course, and its pictures
                    beside it; without it one course goes to stdout
  --title TITLE     the course's title, where the source names none
  --language TAG    of the texts, where the source does not say (en)
  --licence-strict  leave out whatever names no licence in its own file

Examples:
  pacer course check fractions/course.yaml
  pacer course import --from csv capitals.csv -o courses
`

func courseCommand() command {
	return command{name: "course", summary: "check a course, or import one from another format", usage: courseUsage, run: runCourse}
}

// laterCourse are the subcommands of course that are promised and do not stand
// yet.
var laterCourse = []string{"export", "new", "try", "report", "history"}

func runCourse(_ context.Context, p *program, args []string) error {
	if len(args) == 0 {
		return misused("course", "say check or import, like: pacer course check FILE")
	}
	switch args[0] {
	case "check":
		return checkCourses(p, args[1:])
	case "import":
		return importCourses(p, args[1:])
	case "-h", "-help", "--help":
		return flag.ErrHelp
	}
	if strings.HasSuffix(args[0], ".yaml") {
		return misused("course", "say what to do with it, like: pacer course check %s", args[0])
	}
	return unknown("course", "course subcommand", args[0], []string{"check", "import"}, laterCourse)
}

func checkCourses(p *program, args []string) error {
	files, err := parse(newFlags("course"), args)
	if err != nil {
		return err
	}
	if len(files) == 0 {
		return misused("course", "name a course file, like: pacer course check fractions/course.yaml")
	}
	failed := false
	for _, file := range files {
		c, err := readCourse(file)
		if inside, ok := errors.AsType[course.Faults](err); ok {
			failed = true
			fmt.Fprintln(p.err, inside)
			fmt.Fprintf(p.err, "%s in %s; nothing was changed.\n", count(len(inside), "fault"), file)
			continue
		}
		if err != nil {
			failed = true
			fmt.Fprintf(p.err, "pacer: %v; check the path: a course is a course.yaml, or the folder that holds one\n", err)
			continue
		}
		for _, a := range course.Advice(c) {
			fmt.Fprintf(p.out, "advice: %s\n", a.Text)
		}
		if _, err := fmt.Fprintf(p.out, "%s: no faults in %s and %s (%s).\n", file, count(len(c.Skills), "skill"), count(len(c.Items), "item"), kinds(c)); err != nil {
			return err
		}
	}
	if failed {
		return errReported
	}
	return nil
}

// kinds counts a course's items by kind, in words.
func kinds(c *course.Course) string {
	n := make(map[course.Kind]int)
	for i := range c.Items {
		n[c.Items[i].Kind]++
	}
	var words []string
	for _, kind := range course.Kinds() {
		if n[kind] > 0 {
			words = append(words, fmt.Sprintf("%d %s", n[kind], kind))
		}
	}
	return strings.Join(words, ", ")
}

func importCourses(p *program, args []string) (err error) {
	f := newFlags("course")
	from := f.String("from", "", "")
	dir := f.String("o", "", "")
	var o convert.Options
	f.StringVar(&o.Title, "title", "", "")
	f.StringVar(&o.Language, "language", "", "")
	f.BoolVar(&o.LicenceStrict, "licence-strict", false, "")
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
