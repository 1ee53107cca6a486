package convert

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
)

// Detect returns the format that the source looks like: a single file by its
// content, and where that leaves it open by its name; a folder by what stands
// in it. It returns "" when it looks like none, or like several.
func Detect(src fs.FS) string {
	src = plainFiles{src}
	if name := onlyFile(src); len(name) == 1 {
		return detectFile(src, name[0])
	}
	var found []string
	for _, name := range Formats() {
		if formats[name].isLike(src) {
			found = append(found, name)
		}
	}
	if len(found) > 1 && !hasTables(src) {
		// What only may be a table, a text or a workbook, is what else it looks like.
		found = slices.DeleteFunc(found, func(name string) bool { return name == "csv" })
	}
	if len(found) != 1 {
		return ""
	}
	return found[0]
}

// hasTables says whether a folder holds files that can be nothing else than
// tables.
func hasTables(src fs.FS) bool {
	return slices.ContainsFunc(csvFiles(src), func(name string) bool {
		return strings.EqualFold(path.Ext(name), ".csv") || isTSV(name)
	})
}

// byEnding are the formats that a file's name tells.
var byEnding = map[string]string{
	".gift": "gift", ".aiken": "aiken", ".csv": "csv", ".tsv": "csv", ".tab": "csv",
	".apkg": "anki", ".colpkg": "anki", ".anki2": "anki", ".anki21": "anki", ".anki21b": "anki",
	".h5p": "h5p", ".jsonl": "jsonl", ".ndjson": "jsonl",
	".zip": "qti", // of one that cannot be opened: its reader says why
}

var (
	moodleRoot = regexp.MustCompile(`<quiz[\s>]`)
	qtiMarks   = regexp.MustCompile(`<(?:\w+:)?(?:qti-)?assessment-?[iI]tem[\s>]|imsqti|<questestinterop[\s>]`)
)

// detectFile tells a single file's format.
func detectFile(src fs.FS, name string) string {
	ext := strings.ToLower(path.Ext(name))
	head := beginningBytes(src, name)
	switch {
	case isZip(head):
		return detectZip(src, name)
	case bytes.HasPrefix(head, sqliteMagic):
		return "anki"
	case byEnding[ext] != "":
		return byEnding[ext]
	case isSpreadsheet(name):
		return "csv" // an old or a broken one, which its reader has a sentence for
	}
	text := beginning(src, name)
	switch {
	case strings.HasPrefix(strings.TrimSpace(strings.TrimPrefix(text, "\ufeff")), "<"):
		switch {
		case moodleRoot.MatchString(text):
			return "moodle"
		case qtiMarks.MatchString(text):
			return "qti"
		}
		return ""
	case giftSource.isLike(text):
		return "gift"
	case aikenSource.isLike(text):
		return "aiken"
	case ext != ".txt" && looksLikeMDBook(text):
		return "mdbook-quiz"
	case looksLikeJSONL(text):
		return "jsonl"
	case (ext == ".md" || ext == ".markdown") && obsidianMark.MatchString(text), looksLikeObsidian(text):
		return "obsidian"
	case ext == ".txt" && strings.TrimSpace(text) != "", isTable(text):
		return "csv"
	}
	return ""
}

// beginningBytes are the first bytes of a file, which tell packages.
func beginningBytes(src fs.FS, name string) []byte {
	f, err := src.Open(name)
	if err != nil {
		return nil
	}
	defer f.Close() // only read, so closing has nothing to lose
	head := make([]byte, 16)
	n, err := io.ReadFull(f, head)
	if err != nil && n == 0 {
		return nil
	}
	return head[:n]
}

// isTable says whether a text that does not say what it is has at least two
// columns in nearly all of its rows.
func isTable(text string) bool {
	const sample, nearly = 50, 0.9
	text = strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n")
	rows, _, _ := split(text, sniff(text), sample)
	n := 0
	for _, r := range rows {
		if len(r.cells) > 1 {
			n++
		}
	}
	return len(rows) > 1 && float64(n) >= nearly*float64(len(rows))
}

// detectZip tells what a zip file is: a package of some program, or a folder
// that was packed.
func detectZip(src fs.FS, name string) string {
	z, file, err := openZipFile(src, name, "the package", quizPackage)
	switch {
	case err != nil && isSpreadsheet(name):
		return "csv" // its reader says what is wrong
	case err != nil:
		return byEnding[strings.ToLower(path.Ext(name))] // and so does this
	}
	defer file.Close() // only read, so closing has nothing to lose
	switch {
	case slices.ContainsFunc(ankiCollections, z.has):
		return "anki"
	case z.has("h5p.json"):
		return "h5p"
	case z.has("xl/workbook.xml"), z.has("content.xml") && z.has("mimetype"):
		if hasKahoot(src, name) {
			return "kahoot"
		}
		return "csv"
	case isLikeH5P(src):
		return "h5p"
	case isLikeQTI(src):
		return "qti"
	}
	inside, done, err := unpacked(src)
	if err != nil {
		return ""
	}
	defer done()
	if list := onlyFile(inside); len(list) == 1 && isZip(beginningBytes(inside, list[0])) {
		return "" // a zip file in a zip file is for people to unpack
	}
	return Detect(inside)
}

// unpacked is what a packed folder holds, if the source is a zip file that is
// no package of its own kind; else the source itself. What is read of it is
// bounded where it is read. Call done when nothing more is read.
func unpacked(src fs.FS) (_ fs.FS, done func(), err error) {
	nothing := func() {}
	names := onlyFile(src)
	if len(names) != 1 || isSpreadsheet(names[0]) || !isZip(beginningBytes(src, names[0])) {
		return src, nothing, nil
	}
	// The first opening looks for what no honest file has; it says why not.
	z, file, err := openZipFile(src, names[0], "the package", quizPackage)
	if err != nil {
		return src, nothing, nil // the reader of the format says what is wrong, in its own words
	}
	if z.has("xl/workbook.xml") || z.has("content.xml") {
		return src, nothing, file.Close()
	}
	closeIt := func() { _ = file.Close() } // only read, so closing has nothing to lose
	at, isAt := file.(io.ReaderAt)
	info, err := fs.Stat(src, names[0])
	if err != nil || !isAt {
		closeIt()
		return nil, nothing, fmt.Errorf("%s can only be read from front to back: copy it to a disk first", names[0])
	}
	archive, err := zip.NewReader(at, info.Size())
	if err != nil && !errors.Is(err, zip.ErrInsecurePath) {
		closeIt()
		return nil, nothing, fmt.Errorf("%s is cut short or damaged: %w", names[0], err)
	}
	if slices.ContainsFunc(archive.File, isLocked) {
		closeIt()
		return nil, nothing, fmt.Errorf("%s is locked with a password: pack it again without one", names[0])
	}
	archive.File = slices.DeleteFunc(archive.File, func(file *zip.File) bool {
		return !file.Mode().IsRegular() && !file.Mode().IsDir() // a link, whose content is where it leads
	})
	inside, err := innerFolder(archive)
	if err != nil {
		closeIt()
		return nil, nothing, fmt.Errorf("%s cannot be listed: %w", names[0], err)
	}
	return inside, closeIt, nil
}

// innerFolder is the folder that a packed folder consists of: packing a folder
// packs its name as well.
func innerFolder(packed fs.FS) (fs.FS, error) {
	entries, err := fs.ReadDir(packed, ".")
	if err != nil {
		return nil, err
	}
	entries = slices.DeleteFunc(entries, func(e fs.DirEntry) bool {
		return e.Name() == "__MACOSX" || strings.HasPrefix(e.Name(), ".")
	})
	switch {
	case len(entries) == 1 && entries[0].IsDir() && entries[0].Name() != oatPoolName:
		return fs.Sub(packed, entries[0].Name())
	case len(entries) == 1:
		return Only(packed, entries[0].Name()), nil
	}
	return packed, nil
}
