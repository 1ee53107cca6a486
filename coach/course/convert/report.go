package convert

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"pacer/coach/course"
)

// Outcome is what became of a record.
type Outcome uint8

// The outcomes. Every record read has exactly one.
const (
	Skipped  Outcome = iota // nothing could be made of it; Reason says why
	Imported                // it is an item now
	Merged                  // an item made of another record stands for it; Reason says how
)

// Where is a place in the source.
type Where struct {
	File string
	Line int // from 1; 0 where the file is one record
}

// String is the place as compilers write it: "deck.csv:12".
func (w Where) String() string {
	if w.Line == 0 {
		return w.File
	}
	return fmt.Sprintf("%s:%d", w.File, w.Line)
}

// Remark is something a person should know about a place in the source. Text
// is the same for all remarks of a kind, so that they can be counted; Detail
// is what is particular to this one, and may be empty.
type Remark struct {
	Where  Where
	Text   string
	Detail string
}

// Record is one thing of the source that could be an item: a step, a row, a
// question.
type Record struct {
	Where   Where
	Outcome Outcome
	Course  string      // the course of the item
	Item    string      // the item made of it, or the one it was merged into
	Kind    course.Kind // of that item
	Reason  string      // of Skipped and Merged, the same for all of a kind
	Detail  string      // what is particular to this one
	Changes []string    // of Imported: what was altered on the way
}

// refusal is why no item can be made of a record.
type refusal struct{ reason, detail string }

// Reasons that several formats have. A report counts by them.
const (
	noFigure  = "figure missing"
	hasFigure = "figure cannot be imported yet"
	garbled   = "its mathematics is garbled in the source"
)

// maxOptions is how many options a choice may have: one for each letter.
const maxOptions = 26

// Report says what became of every record of a source.
type Report struct {
	Format  string
	Records []Record // in the order of the courses made of them
	Remarks []Remark // about the source rather than one record
	Media   []Medium // the pictures that the courses name

	Export bool // the records are items that were written, or left out
}

// remark adds a remark about a place.
func (r *Report) remark(where Where, text, detail string) {
	r.Remarks = append(r.Remarks, Remark{where, text, detail})
}

// Count returns how many records had the outcome.
func (r *Report) Count(o Outcome) int {
	n := 0
	for i := range r.Records {
		if r.Records[i].Outcome == o {
			n++
		}
	}
	return n
}

// Graded returns how many records became, or were merged into, an item that
// the coach grades by itself: one of any kind but free.
func (r *Report) Graded() int {
	n := 0
	for i := range r.Records {
		if r.Records[i].Outcome != Skipped && r.Records[i].Kind != course.Free {
			n++
		}
	}
	return n
}

// group is how often something was said, and the first place it was said of.
type group struct {
	text  string
	n     int
	first string
}

// groups counts by text, most frequent first.
type groups struct {
	list []*group
	by   map[string]*group
}

func (g *groups) add(text, first string) {
	if g.by == nil {
		g.by = make(map[string]*group)
	}
	if known := g.by[text]; known != nil {
		known.n++
		return
	}
	g.by[text] = &group{text, 1, first}
	g.list = append(g.list, g.by[text])
}

// write writes the groups under a heading, or nothing if there are none.
func (g *groups) write(b *strings.Builder, heading string) {
	if len(g.list) == 0 {
		return
	}
	slices.SortStableFunc(g.list, func(a, b *group) int { return cmp.Compare(b.n, a.n) })
	fmt.Fprintf(b, "%s:\n", heading)
	for _, s := range g.list {
		fmt.Fprintf(b, "%7d  %s (%s", s.n, s.text, s.first)
		if s.n > 1 {
			fmt.Fprintf(b, " and %d more", s.n-1)
		}
		b.WriteString(")\n")
	}
}

// String is the report for people: the sums, and each reason with its count
// and the first place it was met.
func (r *Report) String() string {
	if r.Export {
		return r.exportString()
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %d read, %d imported, %d merged, %d skipped.\n",
		r.Format, len(r.Records), r.Count(Imported), r.Count(Merged), r.Count(Skipped))
	kinds := make(map[course.Kind]int)
	var skipped, merged, changed, remarks groups
	for i := range r.Records {
		rec := &r.Records[i]
		switch rec.Outcome {
		case Skipped:
			skipped.add(rec.Reason, rec.place())
		case Merged:
			merged.add(rec.Reason, rec.place())
		case Imported:
			kinds[rec.Kind]++
			for _, change := range rec.Changes {
				changed.add(change, rec.Where.String())
			}
		}
	}
	for _, m := range r.Remarks {
		remarks.add(m.Text, place(m.Where, m.Detail))
	}
	var sums []string
	for _, kind := range course.Kinds() {
		if kinds[kind] > 0 {
			sums = append(sums, fmt.Sprintf("%d %s", kinds[kind], kind))
		}
	}
	if len(sums) > 0 {
		fmt.Fprintf(&b, "Items: %s.\n", strings.Join(sums, ", "))
	}
	skipped.write(&b, "Skipped")
	merged.write(&b, "Merged")
	changed.write(&b, "Changed")
	remarks.write(&b, "Please note")
	return b.String()
}

func (rec *Record) place() string { return place(rec.Where, rec.Detail) }

// place is where something was met, with what was met there.
func place(w Where, detail string) string {
	switch {
	case detail == "":
		return w.String()
	case w.File == "":
		return detail
	}
	return w.String() + ": " + detail
}
