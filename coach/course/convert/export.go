package convert

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"time"

	"pacer/coach/course"
)

// exporter writes one format.
type exporter struct {
	write func(*exportCourse) ([]byte, error)
	lacks func(*course.Item) string // why the format has no place for an item, or ""

	from   string // the importer that reads it back; "" for our own format
	name   string // how a file of the format is named for that
	isText bool
}

// exporters are the formats that courses can be written in, by the name people
// give them.
var exporters = map[string]exporter{
	"yaml":   {write: writeYAML, isText: true},
	"moodle": {write: writeMoodle, lacks: lacksMoodle, from: "moodle", name: "course.xml", isText: true},
	"anki":   {write: writeAnki, lacks: lacksAnki, from: "anki", name: "course.apkg"},
	"csv":    {write: writeCSV, lacks: lacksCSV, from: "csv", name: "course.csv", isText: true},
	"qti":    {write: writeQTI, lacks: lacksQTI, from: "qti", name: "course.zip"},
	"gift":   {write: writeGIFT, lacks: lacksGIFT, from: "gift", name: "course.gift", isText: true},
}

// ExportFormats returns the names that Export knows, sorted.
func ExportFormats() []string { return slices.Sorted(maps.Keys(exporters)) }

// IsText says whether an exported format is text that may go to a screen.
func IsText(format string) bool { return exporters[format].isText }

// exportCourse is a course while it is written, with its pictures.
type exportCourse struct {
	*course.Course
	media func(path string) ([]byte, error)
}

const (
	// exportRounds is how often a course is written and read before what keeps
	// changing is left out.
	exportRounds = 4
	exportVaries = "its values are drawn anew each time it is asked, which this format cannot do"
)

// Export writes a course in the named format. Media reads a picture of the
// course's folder by its path (media/…).
//
// What was written is read again as Import would, and the Report names all that
// did not come back: items that the format has no place for, and of the others
// the parts that are lost or come back otherwise. So whoever imports the file
// gets the course but for what the report names, and exporting that course
// again gives the same file, byte for byte. The report stands beside an error as
// well; an error means that nothing was written, unless w gave it.
func Export(name string, c *course.Course, media func(path string) ([]byte, error), w io.Writer) (*Report, error) {
	report := &Report{Format: name, Export: true}
	x, ok := exporters[name]
	if !ok {
		return report, fmt.Errorf("%q is no format this program can export to: use one of %s", name, strings.Join(ExportFormats(), ", "))
	}
	if _, err := course.Marshal(c); err != nil {
		return report, err // what no course may be would come out as what nobody can read
	}
	if media == nil {
		media = func(path string) ([]byte, error) {
			return nil, &fs.PathError{Op: "open", Path: path, Err: fs.ErrNotExist}
		}
	}
	e := exporting{exporter: x, lost: make(map[string]refusal)}
	data, back, err := e.settle(&exportCourse{c, media})
	if back == nil {
		back = new(course.Course)
	}
	compareCourses(report, c, back, e.lost)
	if x.from == "" && hasPictures(c) {
		report.remark(Where{File: c.ID}, "its pictures, which stand beside the course", "")
	}
	if err != nil {
		return report, err
	}
	if _, err := w.Write(data); err != nil {
		return report, err
	}
	return report, nil
}

// hasPictures says whether items show pictures of the course's folder.
func hasPictures(c *course.Course) bool {
	isOwn := func(p course.Picture) bool { return !isPage(p.Address) }
	return slices.ContainsFunc(c.Items, func(it course.Item) bool {
		return slices.ContainsFunc(append(course.Pictures(it.Question), course.Pictures(it.Explanation)...), isOwn)
	})
}

// exporting is one export under way.
type exporting struct {
	exporter
	lost map[string]refusal // by item ID: why it was left out
}

// settle writes the course, reads it back, and goes on with what came back until
// writing that gives the same again.
func (e *exporting) settle(c *exportCourse) (data []byte, back *course.Course, err error) {
	if e.from == "" {
		data, err := e.write(c)
		return data, c.Course, err
	}
	current := e.whatFits(c)
	for round := 1; ; round++ {
		if len(current.Items) == 0 {
			return nil, nil, errors.New("nothing of this course can be written in this format: the report says why")
		}
		if data, err = e.write(current); err != nil {
			return nil, nil, err
		}
		next, err := e.readBack(data, current)
		if err != nil {
			return nil, nil, err
		}
		again, err := e.write(next)
		if err != nil {
			return nil, nil, err
		}
		if bytes.Equal(data, again) {
			return data, next.Course, nil
		}
		if round >= exportRounds {
			if !e.dropChanging(current, next) {
				return nil, nil, errors.New("the course reads otherwise each time it is written in this format: please report this course as a bug")
			}
		}
		current = next
	}
}

// whatFits is the course without the items that the format has no place for.
func (e *exporting) whatFits(c *exportCourse) *exportCourse {
	fits := *c.Course
	fits.Items = nil
	for i := range c.Items {
		it := &c.Items[i]
		reason := e.lacks(it)
		if len(it.Vars) > 0 {
			reason = exportVaries
		}
		if reason != "" {
			e.lost[it.ID] = refusal{reason, ""}
			continue
		}
		fits.Items = append(fits.Items, *it)
	}
	fits.Index()
	return &exportCourse{&fits, c.media}
}

// readBack imports what was written. Of what did not come back it keeps why.
func (e *exporting) readBack(data []byte, written *exportCourse) (*exportCourse, error) {
	courses, report, err := Import(e.from, memoryFile{e.name, data}, Options{Language: written.Language})
	if err != nil {
		return nil, fmt.Errorf("what was written cannot be read again: %w", err)
	}
	c := &course.Course{ID: written.ID}
	if len(courses) > 0 {
		c = courses[0]
	}
	media := make(map[string][]byte)
	for _, m := range report.Media {
		media[m.Path] = m.Data
	}
	came := make(map[string]bool)
	for i := range c.Items {
		came[c.Items[i].ID] = true
	}
	var skipped []Record
	for _, rec := range report.Records {
		if rec.Outcome == Skipped {
			skipped = append(skipped, rec)
		}
	}
	for i := range written.Items {
		id := written.Items[i].ID
		if came[id] {
			continue
		}
		e.lost[id] = refusal{"it cannot be read again from this format", ""}
		if len(skipped) > 0 {
			e.lost[id] = refusal{skipped[0].Reason, skipped[0].Detail}
			skipped = skipped[1:]
		}
	}
	return &exportCourse{c, func(name string) ([]byte, error) {
		if data, ok := media[name]; ok {
			return data, nil
		}
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}}, nil
}

// dropChanging takes from what came back the items that came back otherwise, and
// says whether there were any.
func (e *exporting) dropChanging(written, back *exportCourse) bool {
	versions := make(map[string]string)
	for i := range written.Items {
		versions[written.Items[i].ID] = written.Items[i].Version()
	}
	before := len(back.Items)
	back.Items = slices.DeleteFunc(back.Items, func(it course.Item) bool {
		changes := versions[it.ID] != it.Version()
		if changes {
			e.lost[it.ID] = refusal{"it reads otherwise each time it is written in this format", ""}
		}
		return changes
	})
	return len(back.Items) < before
}

// writeYAML writes our own format, which holds everything.
func writeYAML(c *exportCourse) ([]byte, error) { return course.Marshal(c.Course) }

// memoryFile is a folder of one file that is held in memory.
type memoryFile struct {
	name string
	data []byte
}

// Open opens the file, or the folder to list it.
func (m memoryFile) Open(name string) (fs.File, error) {
	switch name {
	case m.name:
		return &openMemory{bytes.NewReader(m.data), m}, nil
	case ".":
		return &openMemory{bytes.NewReader(nil), memoryFile{name: "."}}, nil
	}
	return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
}

// ReadDir lists the file.
func (m memoryFile) ReadDir(name string) ([]fs.DirEntry, error) {
	if name != "." {
		return nil, &fs.PathError{Op: "readdir", Path: name, Err: fs.ErrNotExist}
	}
	return []fs.DirEntry{fs.FileInfoToDirEntry(memoryInfo(m))}, nil
}

// openMemory is such a file, or folder, while it is read.
type openMemory struct {
	*bytes.Reader
	of memoryFile
}

func (o *openMemory) Stat() (fs.FileInfo, error) { return memoryInfo(o.of), nil }
func (o *openMemory) Close() error               { return nil }

// memoryInfo describes a memoryFile.
type memoryInfo memoryFile

func (i memoryInfo) Name() string       { return path.Base(i.name) }
func (i memoryInfo) Size() int64        { return int64(len(i.data)) }
func (i memoryInfo) ModTime() time.Time { return time.Time{} }
func (i memoryInfo) IsDir() bool        { return i.name == "." }
func (i memoryInfo) Sys() any           { return nil }
func (i memoryInfo) Mode() fs.FileMode {
	if i.IsDir() {
		return fs.ModeDir | 0o555
	}
	return 0o444
}
