package convert

import (
	"archive/tar"
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"runtime"
	"slices"
	"strconv"
	"strings"

	"github.com/klauspost/compress/zstd"
	"golang.org/x/sync/errgroup"
)

// Bounds of what is read: past any real pool (the largest known has 13,000
// problems and 80 MB), and too little for a hostile archive to do harm.
const (
	oatMaxFile    = 4 << 20   // bytes of one JSON file; the two tables may be oatMaxTable
	oatMaxTable   = 64 << 20  // bytes of skillModel.json or coursePlans.json
	oatMaxArchive = 1 << 30   // bytes of an archive when unpacked
	oatMaxFiles   = 1_000_000 // files in an archive
)

const oatPoolName = "content-pool"

// oatProblem is a problem as the pool holds it, by the folder it stands in.
type oatProblem struct {
	folder  string
	fault   string // why the problem's own file is of no use, or ""
	data    oatProblemFile
	steps   []*oatStep // by folder name
	figures map[string]bool
}

type oatStep struct {
	id    string // the folder's name; skillModel.json knows the step by it
	file  string // where it stands in the source
	fault string
	data  oatStepFile
	hints []oatHint
}

// The files of a pool.
type (
	oatProblemFile struct {
		Title, Body     string
		Oer, License    string
		Lesson          string
		LessonID        string
		CourseName      string
		Variabilization oatVariables
	}
	oatStepFile struct {
		StepAnswer, Choices     []string
		ProblemType, AnswerType string
		StepTitle, StepBody     string
		Variabilization         oatVariables
	}
	oatHint struct {
		ID, Type, Title, Text   string
		Dependencies            []string
		ProblemType, AnswerType string // of a scaffold, as the rest
		HintAnswer, Choices     []string
		SubHints                []oatHint
		Variabilization         oatVariables
	}
	oatCourse struct {
		CourseName, Language     string
		CourseOER, CourseLicense string
		Lessons                  []oatLesson
	}
	oatLesson struct {
		ID, Name, Topics string
		KeepMCOrder      bool
	}
)

// oatVariables are the values a problem's @{variables} may have.
type oatVariables map[string][]string

// decodeLoosely reads JSON in which numbers stand where texts belong and single
// texts where lists do, as spreadsheets leave them. What fits in no way is
// left empty; the error is for what is no JSON, or no JSON of that shape at
// all.
func decodeLoosely(data []byte, into any) error {
	err := json.Unmarshal(data, into)
	var mismatch *json.UnmarshalTypeError
	if !errors.As(err, &mismatch) {
		return err
	}
	if mismatch.Field == "" && mismatch.Offset <= 1 {
		return err // not even a mapping, or a list
	}
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	var tree any
	if err := decoder.Decode(&tree); err != nil {
		return err
	}
	mended, err := json.Marshal(loosen("", tree))
	if err != nil {
		return err
	}
	if err := json.Unmarshal(mended, into); err != nil && !errors.As(err, &mismatch) {
		return err
	}
	return nil
}

// loosen writes numbers and truth values as texts and makes a list of one text
// where the key asks for a list.
func loosen(key string, value any) any {
	switch v := value.(type) {
	case map[string]any:
		for k := range v {
			v[k] = loosen(k, v[k])
		}
	case []any:
		for i := range v {
			v[i] = loosen("", v[i])
		}
	case json.Number:
		return loosen(key, v.String())
	case bool:
		if key != "keepMCOrder" {
			return loosen(key, strconv.FormatBool(v))
		}
	case string:
		switch key {
		case "keepMCOrder":
			return strings.EqualFold(v, "true")
		case "stepAnswer", "choices", "hintAnswer", "dependencies":
			if v != "" {
				return []any{v}
			}
			return nil
		}
	}
	return value
}

// oatSource is a whole pool with its two tables.
type oatSource struct {
	problems []*oatProblem // by folder name
	skills   map[string][]string
	plans    []oatCourse
}

// oatFiles are the files of one problem before they are read, by the name they
// have inside the problem's folder.
type oatFiles map[string][]byte

// openOATutor reads the pool from an unpacked folder, or from the packed one
// that stands there.
func openOATutor(src fs.FS, report *Report) (*oatSource, error) {
	out := &oatSource{}
	var err error
	tables := make(map[string][]byte)
	if info, statErr := fs.Stat(src, oatPoolName); statErr == nil && info.IsDir() {
		err = out.readFolder(src, report)
	} else if archive := oatArchive(src); archive != "" {
		err = out.readArchive(src, archive, tables, report)
	} else {
		return nil, fmt.Errorf("there is neither a folder %s nor an archive (.tar.zst) of one here: name the folder that holds it", oatPoolName)
	}
	if err != nil {
		return nil, err
	}
	if len(out.problems) == 0 {
		return nil, fmt.Errorf("there are no problems in %s: name the folder of a whole OATutor pool", oatPoolName)
	}
	out.readTable(src, "skillModel.json", tables, &out.skills, "its lesson stands in for each step's skill", report)
	out.readTable(src, "coursePlans.json", tables, &out.plans, "lessons are ordered by their names", report)
	return out, nil
}

// readTable reads a table that stands beside the pool or inside its archive.
// The import goes on without it.
func (out *oatSource) readTable(src fs.FS, name string, packed map[string][]byte, into any, without string, report *Report) {
	data, err := readFile(src, name, oatMaxTable)
	if errors.Is(err, fs.ErrNotExist) && packed[name] != nil {
		data, err = packed[name], nil
	}
	if err == nil {
		err = decodeLoosely(data, into)
	}
	if err != nil {
		report.remark(Where{File: name}, name+" cannot be read: "+without, err.Error())
	}
}

// readFile reads a file of at most limit bytes.
func readFile(src fs.FS, name string, limit int64) ([]byte, error) {
	f, err := src.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close() // only read, so closing has nothing to lose
	return readAll(f, limit)
}

var errTooLarge = errors.New("the file is too large")

func readAll(r io.Reader, limit int64) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(r, limit+1))
	if err == nil && int64(len(data)) > limit {
		err = errTooLarge
	}
	return data, err
}

// readFolder reads an unpacked pool, several problems at once: it is tens of
// thousands of small files.
func (out *oatSource) readFolder(src fs.FS, report *Report) error {
	entries, err := fs.ReadDir(src, oatPoolName)
	if err != nil {
		return fmt.Errorf("the folder %s cannot be listed: %w", oatPoolName, err)
	}
	names := make([]string, 0, len(entries))
	for _, entry := range entries {
		if entry.IsDir() {
			names = append(names, entry.Name())
		}
	}
	out.problems = parallel(names, func(name string) *oatProblem {
		return newOATProblem(name, oatFolderFiles(src, path.Join(oatPoolName, name)))
	})
	return nil
}

// parallel applies f to each of in, on as many goroutines as there are
// processors, and keeps the order.
func parallel[In, Out any](in []In, f func(In) Out) []Out {
	out := make([]Out, len(in))
	var group errgroup.Group
	group.SetLimit(runtime.GOMAXPROCS(0))
	const batch = 64 // enough to make a goroutine worth its while
	for from := 0; from < len(in); from += batch {
		group.Go(func() error {
			for i := from; i < min(from+batch, len(in)); i++ {
				out[i] = f(in[i])
			}
			return nil
		})
	}
	_ = group.Wait() // no function above returns an error
	return out
}

// oatFolderFiles reads the files of one problem, by the names they should have:
// to list every folder would take twice as long. What is there and cannot be
// read has no content, so that it is reported like any bad file.
func oatFolderFiles(src fs.FS, folder string) oatFiles {
	files := make(oatFiles)
	read := func(inside string) (isThere bool) {
		data, err := readFile(src, path.Join(folder, inside), oatMaxFile)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return false
		case err != nil:
			data = nil
		}
		files[inside] = data
		return true
	}
	// A folder that is missing or cannot be listed is as good as empty.
	list := func(inside string) []fs.DirEntry {
		entries, err := fs.ReadDir(src, path.Join(folder, inside))
		if err != nil {
			return nil
		}
		return entries
	}
	read(path.Base(folder) + ".json")
	for _, figure := range list("figures") {
		files[path.Join("figures", figure.Name())] = nil
	}
	for _, entry := range list("steps") {
		if !entry.IsDir() {
			continue
		}
		id := entry.Name()
		step := path.Join("steps", id)
		if !read(path.Join(step, id+".json")) {
			files[step+"/"] = nil // the step is there all the same
		}
		if !read(path.Join(step, "tutoring", id+"DefaultPathway.json")) {
			for _, other := range list(path.Join(step, "tutoring")) {
				read(path.Join(step, "tutoring", other.Name()))
			}
		}
	}
	return files
}

// oatArchive returns the name of the packed pool in a folder, or "".
func oatArchive(src fs.FS) string {
	entries, err := fs.ReadDir(src, ".")
	if err != nil {
		return ""
	}
	for _, entry := range entries {
		if !entry.IsDir() && strings.HasSuffix(entry.Name(), ".tar.zst") {
			return entry.Name()
		}
	}
	return ""
}

// readArchive reads a packed pool as it streams by; nothing is written
// anywhere. An archive that breaks off gives what came before.
func (out *oatSource) readArchive(src fs.FS, name string, tables map[string][]byte, report *Report) error {
	f, err := src.Open(name)
	if err != nil {
		return fmt.Errorf("the archive cannot be opened: %w", err)
	}
	defer f.Close() // only read, so closing has nothing to lose
	unpacked, err := zstd.NewReader(f, zstd.WithDecoderMaxWindow(128<<20), zstd.WithDecoderMaxMemory(256<<20))
	if err != nil {
		return fmt.Errorf("the archive %s cannot be unpacked: %w", name, err)
	}
	defer unpacked.Close()
	pool := make(map[string]oatFiles)
	if err := oatUnpack(unpacked, name, pool, tables, report); err != nil {
		if len(pool) == 0 {
			return fmt.Errorf("the archive %s cannot be unpacked: %w", name, err)
		}
		report.remark(Where{File: name}, "the archive breaks off: what came before was imported", err.Error())
	}
	folders := make([]string, 0, len(pool))
	for folder := range pool {
		folders = append(folders, folder)
	}
	slices.Sort(folders)
	files := make([]oatFiles, len(folders))
	for i, folder := range folders {
		files[i] = pool[folder]
	}
	clear(pool) // from here on each problem's files go once they are read
	out.problems = parallel(folders, func(folder string) *oatProblem {
		i, _ := slices.BinarySearch(folders, folder)
		p := newOATProblem(folder, files[i])
		files[i] = nil
		return p
	})
	return nil
}

// oatUnpack sorts the files of an archive into the pool and the tables.
func oatUnpack(r io.Reader, archive string, pool map[string]oatFiles, tables map[string][]byte, report *Report) error {
	files := tar.NewReader(io.LimitReader(r, oatMaxArchive))
	for range oatMaxFiles {
		header, err := files.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		name := path.Clean(strings.TrimPrefix(header.Name, "./"))
		switch {
		case header.Typeflag == tar.TypeDir:
			continue
		case header.Typeflag != tar.TypeReg || !fs.ValidPath(name) || strings.Contains(header.Name, ".."):
			report.remark(Where{File: archive}, "a link or a path that leads out of the archive was refused", clip(header.Name))
			continue
		}
		if base := path.Base(name); base == "skillModel.json" || base == "coursePlans.json" {
			if tables[base], err = readAll(files, oatMaxTable); err != nil && !errors.Is(err, errTooLarge) {
				return err
			}
			continue
		}
		folder, inside, ok := oatSplit(name)
		if !ok {
			continue
		}
		var data []byte
		if strings.HasSuffix(inside, ".json") { // of the others only the names matter
			switch data, err = readAll(files, oatMaxFile); {
			case errors.Is(err, errTooLarge):
				data = nil
			case err != nil:
				return err
			}
		}
		if pool[folder] == nil {
			pool[folder] = make(oatFiles)
		}
		pool[folder][inside] = data
	}
	return fmt.Errorf("it holds more than %d files", oatMaxFiles)
}

// oatSplit splits "content-pool/p/steps/pa/pa.json" into the problem's folder
// and the path inside it. The pool may stand in a folder of its own.
func oatSplit(name string) (folder, inside string, ok bool) {
	parts := strings.Split(name, "/")
	at := slices.Index(parts, oatPoolName)
	if at < 0 || len(parts) < at+3 {
		return "", "", false
	}
	return parts[at+1], strings.Join(parts[at+2:], "/"), true
}

// newOATProblem makes sense of a problem's files.
func newOATProblem(folder string, files oatFiles) *oatProblem {
	p := &oatProblem{folder: folder, figures: make(map[string]bool)}
	p.fault = decodeOAT(files, folder+".json", &p.data)
	steps := make(map[string]*oatStep)
	step := func(id string) *oatStep {
		if steps[id] == nil {
			steps[id] = &oatStep{id: id, file: path.Join(oatPoolName, folder, "steps", id, id+".json")}
			p.steps = append(p.steps, steps[id])
		}
		return steps[id]
	}
	pathways := make(map[string]string) // step to the name of its pathway
	for inside := range files {
		parts := strings.Split(inside, "/")
		switch {
		case len(parts) == 2 && parts[0] == "figures":
			p.figures[strings.ToLower(parts[1])] = true
		case len(parts) >= 3 && parts[0] == "steps":
			id := parts[1]
			step(id)
			if len(parts) == 4 && parts[2] == "tutoring" && isBetterPathway(inside, pathways[id]) {
				pathways[id] = inside
			}
		}
	}
	slices.SortFunc(p.steps, func(a, b *oatStep) int { return naturally(a.id, b.id) })
	for _, s := range p.steps {
		s.fault = decodeOAT(files, path.Join("steps", s.id, s.id+".json"), &s.data)
		if name := pathways[s.id]; name != "" && decodeLoosely(files[name], &s.hints) != nil {
			s.hints = nil // a step is of use without its hints
		}
	}
	return p
}

// isBetterPathway prefers the default pathway among those a step may have, and
// else the first by name.
func isBetterPathway(name, than string) bool {
	if !strings.HasSuffix(name, ".json") {
		return false
	}
	isDefault, wasDefault := strings.Contains(name, "DefaultPathway"), strings.Contains(than, "DefaultPathway")
	return than == "" || isDefault && !wasDefault || isDefault == wasDefault && name < than
}

// decodeOAT reads one of a problem's files and says why it is of no use, or "".
func decodeOAT(files oatFiles, name string, into any) string {
	data, ok := files[name]
	switch {
	case !ok:
		return "the file is missing"
	case data == nil:
		return "the file cannot be read or is too large"
	case decodeLoosely(data, into) != nil:
		return "the file is not the JSON of an OATutor pool"
	}
	return ""
}

// naturally compares names so that "exa2" stands before "exa10".
func naturally(a, b string) int {
	return cmp.Or(compareNatural(a, b), strings.Compare(a, b))
}

func compareNatural(a, b string) int {
	for a != "" && b != "" {
		na, nb := leadingDigits(a), leadingDigits(b)
		if na > 0 && nb > 0 {
			da, db := strings.TrimLeft(a[:na], "0"), strings.TrimLeft(b[:nb], "0")
			if len(da) != len(db) {
				return len(da) - len(db)
			}
			if c := strings.Compare(da, db); c != 0 {
				return c
			}
			a, b = a[na:], b[nb:]
			continue
		}
		if a[0] != b[0] {
			return int(a[0]) - int(b[0])
		}
		a, b = a[1:], b[1:]
	}
	return len(a) - len(b)
}

func leadingDigits(s string) int {
	n := 0
	for n < len(s) && s[n] >= '0' && s[n] <= '9' {
		n++
	}
	return n
}
