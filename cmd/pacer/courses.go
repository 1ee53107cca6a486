package main

import (
	"embed"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"pacer/bot"
	"pacer/coach/course"
)

// courseFile is what a course's folder holds.
const courseFile = "course.yaml"

// The bundled courses, each in a folder of its ID.
//
//go:embed courses/*/course.yaml
var bundled embed.FS

// bundledIDs lists the bundled courses; the first is what a newcomer tries.
func bundledIDs() []string {
	entries, err := fs.ReadDir(bundled, "courses")
	if err != nil {
		panic(err) // it is part of the program
	}
	var ids []string
	for _, e := range entries {
		ids = append(ids, e.Name())
	}
	return ids
}

// bundledCourse reads a bundled course.
func bundledCourse(id string) (*course.Course, error) {
	data, err := bundled.ReadFile(path.Join("courses", id, courseFile))
	if err != nil {
		return nil, err
	}
	return course.Parse(path.Join(id, courseFile), data)
}

// isBundled tells whether a name is a bundled course's.
func isBundled(name string) bool {
	_, err := fs.Stat(bundled, path.Join("courses", name, courseFile))
	return err == nil && !strings.ContainsAny(name, `/\.`)
}

// courseBytes is as much of a course file as is read: more than any course
// needs, so that a wrong path does not fill the memory. Parse says what is too
// large.
const courseBytes = 64 << 20

// readCourse reads a course from its file, or from the folder that holds it.
// Faults in it come as course.Faults.
func readCourse(file string) (*course.Course, error) {
	if info, err := os.Stat(file); err == nil && info.IsDir() {
		file = filepath.Join(file, courseFile)
	}
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	data, err := io.ReadAll(io.LimitReader(f, courseBytes))
	if err = errors.Join(err, f.Close()); err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	return course.Parse(file, data)
}

// findCourse reads the course that a word names: a bundled one's ID, or a path
// to a file or folder, made one that holds here by resolve.
func findCourse(name string, resolve func(string) string) (*course.Course, error) {
	if isBundled(name) {
		return bundledCourse(name)
	}
	c, err := readCourse(resolve(name))
	if errors.Is(err, fs.ErrNotExist) {
		hint := ""
		if near := nearest(name, bundledIDs()); near != "" {
			hint = fmt.Sprintf(" Did you mean %q?", near)
		}
		return nil, fmt.Errorf("there is no course %q: it is neither bundled (%s) nor a file or folder (%s).%s",
			name, strings.Join(bundledIDs(), ", "), resolve(name), hint)
	}
	return c, err
}

// loadCourses reads the courses of a configuration. What cannot be found is
// reported beside the configuration's other faults; the faults inside courses
// are returned.
func (c *config) loadCourses(r *faultReport) (*bot.Catalog, []course.Faults) {
	var all []*course.Course
	var broken []course.Faults
	first := make(map[string]string)
	for i, name := range c.Courses {
		at := fmt.Sprintf("courses[%d]", i)
		k, err := findCourse(name, c.resolve)
		if inside, ok := errors.AsType[course.Faults](err); ok {
			broken = append(broken, inside)
			continue
		}
		if err != nil {
			r.at(at, "%s", err)
			continue
		}
		if other, twice := first[k.ID]; twice {
			r.at(at, "%s is called %q, as %s is: name one of them once, or give it another `course:` in its first line", name, k.ID, other)
			continue
		}
		first[k.ID] = name
		all = append(all, k)
	}
	if len(c.Courses) == 0 {
		r.at("courses", "is empty: name at least one, like %s", bundledIDs()[0])
	}
	catalog, err := bot.NewCatalog(all...)
	if err != nil {
		r.at("courses", "%s", err)
	}
	return catalog, broken
}
