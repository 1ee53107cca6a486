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
	c, _, err := readSource(file)
	return c, err
}

// readSource reads a course like readCourse, and where its parts stand.
func readSource(file string) (*course.Course, *course.Source, error) {
	if info, err := os.Stat(file); err == nil && info.IsDir() {
		file = filepath.Join(file, courseFile)
	}
	data, err := readBounded(file, courseBytes)
	if err != nil {
		return nil, nil, err
	}
	return course.ParseSource(file, data)
}

// readBounded reads a file, of a large one the beginning. A named pipe would wait
// for somebody to write to it, and no signal would end that.
func readBounded(file string, most int64) ([]byte, error) {
	if info, err := os.Stat(file); err == nil && !info.Mode().IsRegular() && !info.IsDir() {
		return nil, fmt.Errorf("%s is no plain file: save what it holds in one, and name that", file)
	}
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	data, err := io.ReadAll(io.LimitReader(f, most))
	if err = errors.Join(err, f.Close()); err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	return data, nil
}

// findCourse reads the course that a word names: a bundled one's ID, or a path
// to a file or folder, made one that holds here by resolve. It returns the
// folder of its pictures as well; a bundled course has none.
func findCourse(name string, resolve func(string) string) (*course.Course, courseFolder, error) {
	if isBundled(name) {
		c, err := bundledCourse(name)
		return c, "", err
	}
	c, err := readCourse(resolve(name))
	if errors.Is(err, fs.ErrNotExist) {
		hint := ""
		if near := nearest(name, bundledIDs()); near != "" {
			hint = fmt.Sprintf(" Did you mean %q?", near)
		}
		return nil, "", fmt.Errorf("there is no course %q: it is neither bundled (%s) nor a file or folder (%s).%s",
			name, strings.Join(bundledIDs(), ", "), resolve(name), hint)
	}
	return c, folderOf(resolve(name)), err
}

// courseFolder is the folder that a course lies in, with its pictures. It opens
// plain files only, and none that a link leads out to.
type courseFolder string

// folderOf is the folder of a course that is named by its file or its folder.
func folderOf(name string) courseFolder {
	if info, err := os.Stat(name); err == nil && info.IsDir() {
		return courseFolder(name)
	}
	return courseFolder(filepath.Dir(name))
}

// Open implements fs.FS.
func (f courseFolder) Open(name string) (_ fs.File, err error) {
	root, err := os.OpenRoot(string(f))
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, root.Close()) }() // what is open in it stays so
	info, err := root.Stat(name)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() { // a pipe would be waited for
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	return root.Open(name)
}

// loadCourses reads the courses of a configuration. What cannot be found is
// reported beside the configuration's other faults; the faults inside courses
// are returned.
func (c *config) loadCourses(r *faultReport) (*bot.Catalog, []course.Faults) {
	var all []*course.Course
	var broken []course.Faults
	first := make(map[string]string)
	folders := make(map[string]courseFolder)
	for i, name := range c.Courses {
		at := fmt.Sprintf("courses[%d]", i)
		k, folder, err := findCourse(name, c.resolve)
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
		first[k.ID], folders[k.ID] = name, folder
		all = append(all, k)
	}
	if len(c.Courses) == 0 {
		r.at("courses", "is empty: name at least one, like %s", bundledIDs()[0])
	}
	catalog, err := bot.NewCatalog(all...)
	if err != nil {
		r.at("courses", "%s", err)
		return nil, broken
	}
	for id, folder := range folders {
		if folder != "" {
			catalog.Keep(id, folder)
		}
	}
	return catalog, broken
}
