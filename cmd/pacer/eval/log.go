package eval

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"hash/maphash"
	"io"
	"math"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Log is a practice log: who answered what, and how it went. Learners, items and
// skills are numbers in it, which are places in the lists of their names.
type Log struct {
	Name                    string // as errors and reports call it
	Rows                    []Row  // in the order of the file
	Learners, Items, Skills []string
	Faults                  Faults // what was wrong with the file
}

// Row is one answer. Rows share the memory of Skills: it is only to be read.
type Row struct {
	Skills  []int32 // each once, at least one
	At      int64   // Unix milliseconds, or NoTime; within a learner it never falls
	Learner int32
	Item    int32
	N       int32 // the line of the file, from 1
	Right   bool
	Rating  int8 // 1 to 4 as in spaced repetition; 0 if there is none
}

// NoTime stands for an instant that the log does not tell.
const NoTime = math.MinInt64

// Time is when the answer was given, zero if the log does not tell.
func (r *Row) Time() time.Time {
	if r.At == NoTime {
		return time.Time{}
	}
	return time.UnixMilli(r.At).UTC()
}

// noSkill is the name of the skill that stands for none.
const noSkill = "(none)"

// Open reads the log in a file.
func Open(path string) (*Log, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return Read(file, path)
}

// Read reads a log: a table with a header that names at least the columns
// learner, item, skills and correct, in any order, and perhaps time (Unix
// seconds) and rating; columns of other names are passed over. It is
// tab-separated if the header holds a tab, else comma-separated; values may be
// quoted. name is what errors and reports call it.
//
// A row that cannot be what it says is left out or kept with less, and counted
// in Faults; an error means that nothing could be read at all.
func Read(r io.Reader, name string) (*Log, error) {
	in := bufio.NewReaderSize(r, 1<<16)
	comma, err := sniff(in)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	table := csv.NewReader(in)
	table.Comma = comma
	table.FieldsPerRecord = -1 // a row of another length is a fault, not the end
	table.ReuseRecord = true
	header, err := table.Read()
	switch {
	case errors.Is(err, io.EOF):
		return nil, fmt.Errorf("%s is empty: its first line must name the columns learner, item, skills and correct", name)
	case err != nil:
		return nil, fmt.Errorf("%s: the header cannot be read: %w", name, err)
	}
	at, err := columnsOf(header)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return newReading(name, at).rows(table)
}

// sniff passes over a byte order mark and looks at the first line for the
// separator.
func sniff(in *bufio.Reader) (rune, error) {
	start, err := in.Peek(1 << 16)
	if err != nil && !errors.Is(err, io.EOF) {
		return 0, err
	}
	if mark := []byte("\xef\xbb\xbf"); bytes.HasPrefix(start, mark) {
		if _, err := in.Discard(len(mark)); err != nil {
			return 0, err
		}
		start = start[len(mark):]
	}
	if bytes.HasPrefix(start, []byte("\xff\xfe")) || bytes.HasPrefix(start, []byte("\xfe\xff")) {
		return 0, errors.New("this is UTF-16; save it as UTF-8")
	}
	line, _, _ := bytes.Cut(bytes.TrimLeft(start, "\r\n"), []byte("\n"))
	if bytes.IndexByte(line, '\r') < len(line)-1 && bytes.IndexByte(line, '\r') >= 0 {
		return 0, errors.New("its lines end as on old Macs, with a carriage return alone; save it with line feeds")
	}
	if bytes.IndexByte(line, 0) >= 0 {
		return 0, errors.New("this is no text; a log is a table of comma- or tab-separated values")
	}
	if bytes.IndexByte(line, '\t') >= 0 {
		return '\t', nil
	}
	return ',', nil
}

// columns are the places of the columns, -1 for one that is not there.
type columns struct{ learner, item, skills, correct, time, rating, all int }

func columnsOf(header []string) (columns, error) {
	at := columns{all: len(header)}
	var missing []string
	for _, c := range []struct {
		name   string
		place  *int
		needed bool
	}{
		{"learner", &at.learner, true}, {"item", &at.item, true}, {"skills", &at.skills, true},
		{"correct", &at.correct, true}, {"time", &at.time, false}, {"rating", &at.rating, false},
	} {
		is := func(h string) bool { return strings.EqualFold(strings.TrimSpace(h), c.name) }
		*c.place = slices.IndexFunc(header, is)
		if *c.place < 0 && c.needed {
			missing = append(missing, c.name)
		}
		if *c.place >= 0 && slices.ContainsFunc(header[*c.place+1:], is) {
			return at, fmt.Errorf("the header names the column %s twice; rename one of them", c.name)
		}
	}
	if len(missing) > 0 {
		return at, fmt.Errorf("the header lacks %s; a log has the columns learner, item, skills and correct, and may have time and rating, separated by commas or tabs",
			strings.Join(missing, ", "))
	}
	return at, nil
}

// reading is a log while it is being read.
type reading struct {
	log                     *Log
	at                      columns
	learners, items, skills names
	sets                    map[string]skillSet // by the text of the column
	latest                  []int64             // of each learner
	seed                    maphash.Seed
	seen                    map[uint64]struct{} // hashes of all rows so far
}

// skillSet is the skills of an item, and what was wrong with the list.
type skillSet struct {
	skills         []int32
	unnamed, twice bool
}

func newReading(name string, at columns) *reading {
	l := &Log{Name: name}
	return &reading{
		log: l, at: at,
		learners: names{list: &l.Learners, number: map[string]int32{}},
		items:    names{list: &l.Items, number: map[string]int32{}},
		skills:   names{list: &l.Skills, number: map[string]int32{}},
		sets:     map[string]skillSet{},
		seed:     maphash.MakeSeed(),
		seen:     map[uint64]struct{}{},
	}
}

// names numbers names in the order they come up.
type names struct {
	list   *[]string
	number map[string]int32
}

// of returns the number of a name. The name is copied when it is new, since the
// table's reader hands out parts of a whole line.
func (n names) of(name string) int32 {
	if i, ok := n.number[name]; ok {
		return i
	}
	name = strings.Clone(name)
	i := int32(len(*n.list))
	*n.list = append(*n.list, name)
	n.number[name] = i
	return i
}

// rows reads all rows that are left in the table.
func (r *reading) rows(table *csv.Reader) (*Log, error) {
	for {
		record, err := table.Read()
		if errors.Is(err, io.EOF) {
			return r.log, nil
		}
		if broken, ok := errors.AsType[*csv.ParseError](err); ok {
			r.log.Faults.add(BrokenQuotes, broken.StartLine, 1+broken.Line-broken.StartLine)
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", r.log.Name, err)
		}
		line, _ := table.FieldPos(0)
		if len(record) != r.at.all {
			last, _ := table.FieldPos(len(record) - 1)
			kind := TooShort
			if len(record) > r.at.all {
				kind = TooLong
			}
			r.log.Faults.add(kind, line, 1+last-line)
			continue
		}
		r.row(record, line)
	}
}

// row keeps a row, with the faults it has, or leaves it out.
func (r *reading) row(record []string, line int) {
	faults := &r.log.Faults
	learner, item := strings.TrimSpace(record[r.at.learner]), strings.TrimSpace(record[r.at.item])
	right, ok := rightOf(record[r.at.correct])
	switch {
	case learner == "":
		faults.add(NoLearner, line, 1)
		return
	case item == "":
		faults.add(NoItem, line, 1)
		return
	case !ok:
		faults.add(BadCorrect, line, 1)
		return
	}
	at, ok := r.timeOf(record)
	if !ok {
		faults.add(BadTime, line, 1)
	}
	// Without times a row that repeats another may as well be a second try.
	if r.isRepeated(record) {
		if at != NoTime {
			faults.add(Repeated, line, 1)
			return
		}
		faults.add(Alike, line, 1)
	}
	set := r.skillsOf(record[r.at.skills])
	if set.unnamed {
		faults.add(NoSkill, line, 1)
	}
	if set.twice {
		faults.add(SkillTwice, line, 1)
	}
	row := Row{Skills: set.skills, At: at, Learner: r.learners.of(learner), Item: r.items.of(item), N: int32(min(line, math.MaxInt32)), Right: right}
	if row.Rating, ok = r.ratingOf(record); !ok {
		faults.add(BadRating, line, 1)
	}
	if int(row.Learner) == len(r.latest) {
		r.latest = append(r.latest, NoTime)
	}
	if latest := &r.latest[row.Learner]; at != NoTime && at < *latest {
		faults.add(BackInTime, line, 1)
		row.At = *latest
	} else {
		*latest = max(at, *latest)
	}
	r.log.Rows = append(r.log.Rows, row)
}

// rightOf reads a value of correct. What is neither 0 nor 1 is not ok.
func rightOf(s string) (right, ok bool) {
	switch s = strings.TrimSpace(s); s {
	case "0":
		return false, true
	case "1":
		return true, true
	}
	x, err := strconv.ParseFloat(s, 64) // 1.0, as programs write whole numbers
	return x == 1, err == nil && (x == 0 || x == 1)
}

// lastSecond is the end of the year 9999.
const lastSecond = 253402300799

// timeOf reads the time. None is ok, and so is a fraction of a second.
func (r *reading) timeOf(record []string) (ms int64, ok bool) {
	if r.at.time < 0 {
		return NoTime, true
	}
	s := strings.TrimSpace(record[r.at.time])
	if s == "" {
		return NoTime, true
	}
	if whole, err := strconv.ParseInt(s, 10, 64); err == nil && -lastSecond <= whole && whole <= lastSecond {
		return whole * 1000, true
	}
	x, err := strconv.ParseFloat(s, 64)
	if err != nil || !(math.Abs(x) <= lastSecond) { // NaN fails
		return NoTime, false
	}
	return int64(math.Round(x * 1000)), true
}

// ratingOf reads the rating. None is ok.
func (r *reading) ratingOf(record []string) (rating int8, ok bool) {
	if r.at.rating < 0 {
		return 0, true
	}
	s := strings.TrimSpace(record[r.at.rating])
	if s == "" {
		return 0, true
	}
	x, err := strconv.ParseFloat(s, 64)
	if err != nil || x < 1 || x > 4 || x != math.Trunc(x) {
		return 0, false
	}
	return int8(x), true
}

// skillsOf reads a list of skills, each once and in the order of the list.
func (r *reading) skillsOf(list string) skillSet {
	if set, ok := r.sets[list]; ok {
		return set
	}
	var set skillSet
	for name := range strings.SplitSeq(list, "~") {
		name = strings.TrimSpace(name)
		if isUnnamed(name) {
			set.unnamed = true
			continue
		}
		skill := r.skills.of(name)
		if slices.Contains(set.skills, skill) {
			set.twice = true
			continue
		}
		set.skills = append(set.skills, skill)
	}
	if len(set.skills) == 0 {
		set.skills = []int32{r.skills.of(noSkill)}
	}
	r.sets[strings.Clone(list)] = set
	return set
}

// isUnnamed reports whether it is no name but the lack of one, as people and
// programs write it.
func isUnnamed(skill string) bool {
	switch strings.ToLower(skill) {
	case "", "nan", "na", "n/a", "null", "none", "unknown", noSkill:
		return true
	}
	return false
}

// isRepeated reports whether a row equal in every column was there before. Two
// different ones are taken for equal once in 10^6 logs of 5 million rows.
func (r *reading) isRepeated(record []string) bool {
	var h maphash.Hash
	h.SetSeed(r.seed)
	for _, field := range record {
		h.WriteString(field)
		h.WriteByte(0)
	}
	sum := h.Sum64()
	before := len(r.seen)
	r.seen[sum] = struct{}{}
	return len(r.seen) == before
}
