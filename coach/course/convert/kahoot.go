package convert

import (
	"errors"
	"io/fs"
	"slices"
	"strings"

	"pacer/coach/course"
)

// Kahoot's spreadsheet: under its logo and its advice a row names the columns,
// question, answer 1 to 4, time limit, correct answers; the last are numbers
// like 1,3. Below it each row is a question. The row is found by its text, in
// several languages, for the template differs from year to year; the rest is a
// table like any other. A spreadsheet with other columns is read as well.

func isLikeKahoot(src fs.FS) bool {
	return slices.ContainsFunc(csvFiles(src), func(name string) bool { return isSpreadsheet(name) && hasKahoot(src, name) })
}

// hasKahoot says whether a workbook has a sheet with Kahoot's columns.
func hasKahoot(src fs.FS, name string) bool {
	sheets, err := readWorkbook(src, name)
	if err != nil {
		return false
	}
	return slices.ContainsFunc(sheets, func(s sheet) bool {
		c, hasHeader := s.table().columns("en")
		return hasHeader && c.isNumbers
	})
}

// readKahoot reads the workbooks of a folder; what else is there is left alone.
func readKahoot(src fs.FS, opt Options, report *Report) ([]*course.Course, error) {
	names := slices.DeleteFunc(csvFiles(src), func(name string) bool { return !isSpreadsheet(name) })
	if len(names) == 0 {
		names = onlyFile(src)
	}
	switch len(names) {
	case 0:
		return nil, errors.New("there is no spreadsheet here: name a file that ends in .xlsx, or its folder")
	case 1:
		return readCSV(Only(src, names[0]), opt, report)
	}
	return readCSV(onlyFiles{src, names}, opt, report)
}

// onlyFiles is a folder in which all but some files are hidden.
type onlyFiles struct {
	fs.FS
	names []string
}

// Open opens one of the files, or the folder to list it.
func (o onlyFiles) Open(name string) (fs.File, error) {
	if name != "." && !slices.Contains(o.names, name) {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	return o.FS.Open(name)
}

// ReadDir lists the files.
func (o onlyFiles) ReadDir(name string) ([]fs.DirEntry, error) {
	entries, err := fs.ReadDir(o.FS, name)
	if err != nil || name != "." {
		return nil, err
	}
	return slices.DeleteFunc(entries, func(e fs.DirEntry) bool {
		return !slices.Contains(o.names, e.Name()) || strings.HasPrefix(e.Name(), ".~lock")
	}), nil
}
