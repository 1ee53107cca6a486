// Package convert turns material that teachers already have into courses, and
// courses into what other programs read: one file for each format, one function
// for each file, found by name in a table.
//
// Importing never fails for one bad item. What can be graded becomes an item;
// what cannot be used is skipped, and the Report says for every single record
// of the source what became of it, where it stands and why. Nothing is made
// up: no prerequisites, no hints, no distractors that the source does not
// hold. Importing the same source again gives the same IDs, so that a mended
// deck replaces itself and no learner's history is lost.
//
// Exporting never loses anything silently: Export reads again what it wrote, and
// its Report names all that the format has no place for.
//
// This is the one package under coach that may open files; it opens only what
// it is given.
package convert

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"

	"golang.org/x/text/language"

	"pacer/coach/course"
)

// Options are what an importer may be told. The zero value is useful.
type Options struct {
	// LicenceStrict skips everything whose own file does not name a licence.
	LicenceStrict bool

	// Language is the BCP 47 tag of the texts where the source does not say;
	// empty is English.
	Language string

	// Title is the course's title where the source does not name one; empty
	// takes the name of the file.
	Title string
}

// lang is the language to assume.
func (o Options) lang() string {
	if o.Language == "" {
		return "en"
	}
	return o.Language
}

// format is a kind of source.
type format struct {
	read   func(fs.FS, Options, *Report) ([]*course.Course, error)
	isLike func(fs.FS) bool // a quick look at a folder, for Detect

	opensZip bool // it reads zip files itself; others read what is unpacked of one
}

// formats are the formats by the name people give them.
var formats = map[string]format{
	"aiken":       {read: readAiken, isLike: isLikeAiken},
	"anki":        {read: readAnki, isLike: isLikeAnki, opensZip: true},
	"csv":         {read: readCSV, isLike: isLikeCSV},
	"gift":        {read: readGIFT, isLike: isLikeGIFT},
	"h5p":         {read: readH5P, isLike: isLikeH5P, opensZip: true},
	"jsonl":       {read: readJSONL, isLike: isLikeJSONL},
	"kahoot":      {read: readKahoot, isLike: isLikeKahoot},
	"mdbook-quiz": {read: readMDBook, isLike: isLikeMDBook},
	"moodle":      {read: readMoodle, isLike: isLikeMoodle},
	"oatutor":     {read: readOATutor, isLike: isLikeOATutor},
	"obsidian":    {read: readObsidian, isLike: isLikeObsidian},
	"qti":         {read: readQTI, isLike: isLikeQTI, opensZip: true},
}

// Formats returns the names that Import knows, sorted.
func Formats() []string {
	return slices.Sorted(maps.Keys(formats))
}

// Import reads the source as the named format. The courses are ready to be
// looked up in and to be marshalled; one in which nothing could be used is
// left out. The report stands beside an error as well. An error means that
// nothing could be read at all, and is a sentence for whoever asked.
func Import(name string, src fs.FS, opt Options) ([]*course.Course, *Report, error) {
	report := &Report{Format: name}
	if name == "tsv" {
		name = "csv" // which finds out what parts the columns
	}
	f, ok := formats[name]
	if !ok {
		return nil, report, fmt.Errorf("%q is no format this program can import: use one of %s", name, strings.Join(Formats(), ", "))
	}
	if _, err := language.Parse(opt.lang()); err != nil {
		return nil, report, fmt.Errorf("%q is not a language: write a tag like en, de or pt-BR", opt.Language)
	}
	src = plainFiles{src}
	if !f.opensZip {
		inside, done, err := unpacked(src)
		if err != nil {
			return nil, report, err
		}
		defer done()
		src = inside
	}
	courses, err := f.read(src, opt, report)
	if err != nil {
		return nil, report, err
	}
	courses = slices.DeleteFunc(courses, func(c *course.Course) bool { return len(c.Items) == 0 })
	for _, c := range courses {
		for i := range c.Items {
			c.Items[i].Tier = cmp.Or(c.Items[i].Tier, 2) // as in every course that was read
		}
		c.Index()
	}
	return courses, report, nil
}

// Only narrows a folder to one file of it, for a source that is a single file:
// Only(os.DirFS(dir), "deck.csv").
func Only(folder fs.FS, name string) fs.FS {
	return oneFile{folder, name}
}

// oneFile is a folder in which all but one file are hidden.
type oneFile struct {
	folder fs.FS
	name   string
}

// Open opens the file, or the folder to list it.
func (o oneFile) Open(name string) (fs.File, error) {
	if name != "." && name != o.name {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	return o.folder.Open(name)
}

// Stat looks at the file, or at the folder, without opening it.
func (o oneFile) Stat(name string) (fs.FileInfo, error) {
	if name != "." && name != o.name {
		return nil, &fs.PathError{Op: "stat", Path: name, Err: fs.ErrNotExist}
	}
	return fs.Stat(o.folder, name)
}

// ReadDir lists the file.
func (o oneFile) ReadDir(name string) ([]fs.DirEntry, error) {
	if name != "." {
		return nil, &fs.PathError{Op: "readdir", Path: name, Err: fs.ErrNotExist}
	}
	info, err := fs.Stat(o.folder, o.name)
	if err != nil {
		return nil, err
	}
	return []fs.DirEntry{fs.FileInfoToDirEntry(info)}, nil
}

// plainFiles is a folder in which only files and folders can be opened. Opening
// a named pipe would wait for somebody to write to it, and a device may have no
// end.
type plainFiles struct {
	folder fs.FS
}

var errNotPlain = errors.New("it is neither a file nor a folder: copy what it holds to a file")

// Open opens a file or a folder. A folder that has to open what it looks at, as
// a zip file has, holds nothing that would wait.
func (p plainFiles) Open(name string) (fs.File, error) {
	if _, ok := p.folder.(fs.StatFS); ok {
		info, err := fs.Stat(p.folder, name)
		if err != nil {
			return nil, err
		}
		if mode := info.Mode(); !mode.IsRegular() && !mode.IsDir() {
			return nil, errNotPlain // whoever asked for it says its name
		}
	}
	return p.folder.Open(name)
}

// Stat looks at a file without opening it, where that is possible.
func (p plainFiles) Stat(name string) (fs.FileInfo, error) { return fs.Stat(p.folder, name) }

// ReadDir lists a folder.
func (p plainFiles) ReadDir(name string) ([]fs.DirEntry, error) { return fs.ReadDir(p.folder, name) }

// Check says what is wrong with a source whatever its format, in a sentence: it
// is no file, it is empty, it is a package that is locked or that holds only
// packages. What Detect does not know may be no more than that.
func Check(src fs.FS) error {
	src = plainFiles{src}
	if err := checkFile(src); err != nil {
		return err
	}
	inside, done, err := unpacked(src)
	if err != nil {
		return err
	}
	defer done()
	names := onlyFile(src)
	entries, err := fs.ReadDir(inside, ".")
	switch {
	case err != nil:
		return err
	case len(names) == 1 && isZip(beginningBytes(src, names[0])) && len(entries) > 0 && !slices.ContainsFunc(entries, isNoZip):
		return fmt.Errorf("%s holds packages in a package: unpack it, and import what is inside one by one", names[0])
	}
	return nil
}

func isNoZip(e fs.DirEntry) bool { return !strings.EqualFold(path.Ext(e.Name()), ".zip") }

// checkFile refuses a source that is one file, if that is none or empty.
func checkFile(src fs.FS) error {
	names := onlyFile(src)
	if len(names) == 0 {
		return nil
	}
	info, err := fs.Stat(src, names[0])
	switch {
	case err != nil:
		return fmt.Errorf("%s cannot be read (%w): if it is a link, name the file it leads to", names[0], err)
	case !info.Mode().IsRegular():
		return fmt.Errorf("%s: %w", names[0], errNotPlain)
	case info.Size() == 0:
		return fmt.Errorf("%s is empty: get the file again, or export it once more", names[0])
	}
	return nil
}
