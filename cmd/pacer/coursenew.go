package main

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"unicode/utf8"

	"pacer/coach/course"
)

// courseStart is the file that a new course begins as, with an ID and a title to
// be filled in.
//
//go:embed coursenew.yaml
var courseStart string

// newCourseName is what a new course is called that nobody named.
const newCourseName = "my-course"

func newCourse(_ context.Context, p *program, args []string) error {
	f := newFlags("course")
	dir := f.String("o", ".", "")
	rest, err := parse(f, args)
	if err != nil {
		return err
	}
	if len(rest) > 1 {
		return misused("course", "name one course, in quotes if it is more than a word, like: pacer course new \"Rivers of Europe\"")
	}
	title := newCourseName
	if len(rest) == 1 {
		title = strings.Join(strings.Fields(rest[0]), " ")
	}
	id := courseID(title)
	if id == "" {
		return misused("course", "a course needs a name with letters a-z or digits in it, like: pacer course new rivers; its title may be anything, in the file")
	}
	if title == id { // named by its ID
		title = strings.ReplaceAll(title, "-", " ")
		first, size := utf8.DecodeRuneInString(title)
		title = strings.ToUpper(string(first)) + title[size:]
	}
	text := strings.NewReplacer("COURSE", id, "TITLE", quoted(title)).Replace(courseStart)
	if _, err := course.Parse(courseFile, []byte(text)); err != nil {
		return misused("course", "the name %q makes no course: take a shorter one of plain words, and write the title into the file", rest[0])
	}
	folder := filepath.Join(*dir, id)
	file := filepath.Join(folder, courseFile)
	switch _, err := os.Lstat(file); {
	case err == nil:
		return fmt.Errorf("%s is there already and was not touched: choose another name, or go on with it", file)
	case !errors.Is(err, fs.ErrNotExist):
		return err
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	if err := replace(file, []byte(text)); err != nil {
		return err
	}
	_, err = fmt.Fprintf(p.out, `%s: a course to begin with, of one skill and three items. Now:
  write your own into it              every key is explained where it stands
  pacer course check %s
  pacer course try %s
`, file, folder, folder)
	return err
}

var notInCourseIDs = regexp.MustCompile(`[^a-z0-9]+`)

// courseID makes an ID of a title.
func courseID(title string) string {
	return strings.Trim(notInCourseIDs.ReplaceAllString(strings.ToLower(title), "-"), "-")
}

// quoted is a text for YAML, in single quotes.
func quoted(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }
