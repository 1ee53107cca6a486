package convert

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"pacer/coach/course"
)

// forget takes from an item what a report names, by its words. It is written
// apart from what compares items, so that neither can hide the other's faults.
var forget = map[string]func(*course.Item){
	"the skill it practises":                  func(it *course.Item) { it.Skill = "" },
	"further skills it draws on":              func(it *course.Item) { it.Also = nil },
	"its tier":                                func(it *course.Item) { it.Tier = 0 },
	"its question":                            func(it *course.Item) { it.Question = "" },
	"its plainer wording":                     func(it *course.Item) { it.Plain = "" },
	"options":                                 func(it *course.Item) { eachOption(it, func(o *course.Option) { o.Text = "" }) },
	"feedback on options":                     func(it *course.Item) { eachOption(it, func(o *course.Option) { o.Feedback = "" }) },
	"that its options stand in a fixed order": func(it *course.Item) { it.Fixed = false },
	"its answer":                              func(it *course.Item) { it.Answer, it.Answers, it.InOrder, it.Fails = "", nil, false, false },
	"further right answers":                   func(it *course.Item) { it.Accept = nil },
	"that it must be spelt exactly":           func(it *course.Item) { it.Exact = false },
	"its tolerance":                           func(it *course.Item) { it.Tolerance = "" },
	"its units":                               func(it *course.Item) { it.Units = nil },
	"the form its answer must have":           func(it *course.Item) { it.Form = "" },
	"its blanks":                              func(it *course.Item) { it.Blanks = nil },
	"its lines":                               func(it *course.Item) { it.Lines = nil },
	"its pairs":                               func(it *course.Item) { it.Pairs, it.Others = nil, nil },
	"its groups":                              func(it *course.Item) { it.Groups = nil },
	"its model answer":                        func(it *course.Item) { it.Model = "" },
	"its checklist":                           func(it *course.Item) { it.Checklist = nil },
	"replies to wrong answers":                func(it *course.Item) { it.Wrong = nil },
	"hints":                                   func(it *course.Item) { keepHints(it, func(h course.Hint) bool { return h.Ask != nil }) },
	"questions among the hints":               func(it *course.Item) { keepHints(it, func(h course.Hint) bool { return h.Ask == nil }) },
	"its explanation":                         func(it *course.Item) { it.Explanation = "" },
	"its tags":                                func(it *course.Item) { it.Tags = nil },
	"its own licence":                         func(it *course.Item) { it.Licence = "" },
	"its own source":                          func(it *course.Item) { it.Source = "" },
	"translations":                            func(it *course.Item) { it.Translations = nil },
	"partial credit": func(it *course.Item) {
		eachOption(it, func(o *course.Option) { o.Part = 0 })
		eachWrong(it, func(w *course.Wrong) { w.Part = 0 })
	},
	"misconceptions": func(it *course.Item) {
		eachOption(it, func(o *course.Option) { o.Misconception = "" })
		eachWrong(it, func(w *course.Wrong) { w.Misconception = "" })
	},
}

func eachOption(it *course.Item, do func(*course.Option)) {
	it.Options = append([]course.Option(nil), it.Options...)
	for i := range it.Options {
		do(&it.Options[i])
	}
}

func eachWrong(it *course.Item, do func(*course.Wrong)) {
	it.Wrong = append([]course.Wrong(nil), it.Wrong...)
	for i := range it.Wrong {
		do(&it.Wrong[i])
	}
}

func keepHints(it *course.Item, keeps func(course.Hint) bool) {
	var kept []course.Hint
	for _, h := range it.Hints {
		if keeps(h) {
			kept = append(kept, h)
		}
	}
	it.Hints = kept
}

// exported exports a course and checks the promise: what is imported again is
// the course but for what the report names, and exporting that gives the same
// file.
func exported(t *testing.T, format string, c *course.Course, media func(string) ([]byte, error)) ([]byte, *course.Course, *Report) {
	t.Helper()
	var first bytes.Buffer
	report, err := Export(format, c, media, &first)
	if err != nil {
		if left := report.Count(Skipped); left != len(c.Items) {
			t.Fatalf("%v, although only %d of %d items were left out\n%s", err, left, len(c.Items), report)
		}
		return nil, nil, report
	}
	back, again := imported(t, format, first.Bytes(), c.Language)
	checkKept(t, c, back, report)
	var second bytes.Buffer
	if _, err := Export(format, back, again, &second); err != nil {
		t.Fatalf("what was imported cannot be exported again: %v", err)
	}
	if d := cmp.Diff(first.String(), second.String()); d != "" {
		t.Fatalf("the second export differs (-first +second):\n%s", d)
	}
	return first.Bytes(), back, report
}

// imported reads what an export wrote.
func imported(t *testing.T, format string, data []byte, language string) (*course.Course, func(string) ([]byte, error)) {
	t.Helper()
	x := exporters[format]
	if x.from == "" {
		c, err := course.Parse("course.yaml", data)
		if err != nil {
			t.Fatalf("what was written cannot be read: %v", err)
		}
		return c, nil
	}
	courses, report, err := Import(x.from, memoryFile{x.name, data}, Options{Language: language})
	if err != nil || len(courses) != 1 {
		t.Fatalf("what was written reads as %d courses: %v\n%s", len(courses), err, data)
	}
	if _, err := course.Marshal(courses[0]); err != nil {
		t.Fatalf("what was imported is no course: %v\n%s", err, data)
	}
	return courses[0], func(name string) ([]byte, error) {
		for _, m := range report.Media {
			if m.Path == name {
				return m.Data, nil
			}
		}
		return nil, errors.New("there is no such picture")
	}
}

// checkKept checks that items are what they were but for what is named.
func checkKept(t *testing.T, c, back *course.Course, report *Report) {
	t.Helper()
	if len(report.Records) != len(c.Items) {
		t.Fatalf("%d items are reported of %d", len(report.Records), len(c.Items))
	}
	for i, rec := range report.Records {
		want := c.Items[i]
		got := back.Item(rec.Item)
		switch {
		case rec.Item != want.ID:
			t.Fatalf("record %d is of %s and not of %s", i, rec.Item, want.ID)
		case rec.Outcome == Skipped && (got != nil || rec.Reason == ""):
			t.Errorf("%s is said to be left out for %q, and came back: %v", want.ID, rec.Reason, got != nil)
			continue
		case rec.Outcome == Skipped:
			continue
		case got == nil:
			t.Errorf("%s is lost, and the report does not say so", want.ID)
			continue
		}
		its := *got
		for _, change := range rec.Changes {
			if strings.HasPrefix(change, "its kind") {
				want.Kind, its.Kind = "", ""
				continue
			}
			if forget[change] == nil {
				t.Fatalf("%q is no part of an item", change)
			}
			forget[change](&want)
			forget[change](&its)
		}
		if d := cmp.Diff(want, its, cmpopts.EquateEmpty()); d != "" {
			t.Errorf("%s came back otherwise, and the report names only %q (-want +got):\n%s", want.ID, rec.Changes, d)
		}
	}
}

// oddPieces are what texts of random courses are made of: what the formats use
// for themselves, and what Markdown does.
var oddPieces = []string{
	"word", "two words", "3.14", "1/2", "naïve", "日本語", "עברית", "👩🏽‍🏫", "-> x", "a->b", "%50%", "%-100%x", "= b", "~c", "#d", "{e}", "\\{", "::f::", "g:h", "####",
	"*i*", "_j_", "**k**", "`l`", "$x^2$", `$\frac{1}{2}$`, "$$y_1$$", `\times`, `\(z\)`, "<b>m</b>", "<n", "a < b > c", "&amp;", "& o", "]]>", "<!-- p -->", `"q"`, "'r'", `s\t`, `\*u\*`, "5 * 6 * 7",
	"[v](https://example.org/a_b)", "- w", "1. x", "# y", "> z", "a\nb", "a\n\nb", "```\ncode {=x}\n```", "true", "F", "7", ",a", ";", "a; b", "a, b", "A", "|", "{{c1::a}}", "{1:SA:=x}", "[[ z", "\u00a0", "…", "all of the above", "//", "a/b", "=", "https://example.org", "--", "-", "$5 and $6",
}

// oddText is a text of a few pieces, never empty and fit for a course.
func oddText(r *rand.Rand) string {
	var b strings.Builder
	for n := range 1 + r.IntN(4) {
		if n > 0 {
			b.WriteString([]string{" ", " ", " ", "", "\n"}[r.IntN(5)])
		}
		b.WriteString(oddPieces[r.IntN(len(oddPieces))])
	}
	if strings.TrimSpace(b.String()) == "" {
		return "x"
	}
	return b.String()
}

// randomCourse makes a course of items of every kind, with anything that they
// may have.
func randomCourse(r *rand.Rand) *course.Course {
	text := func() string { return oddText(r) }
	c := &course.Course{ID: "random", Title: text(), Language: "en", Licence: "CC BY 4.0", Misconceptions: []course.Misconception{{ID: "m", Title: text()}}}
	if r.IntN(2) == 0 {
		c.Audience, c.About, c.Source = text(), text(), text()
	}
	for i := range 2 {
		c.Skills = append(c.Skills, course.Skill{ID: fmt.Sprintf("s%d", i), Title: text(), Why: text(), Standards: []string{"5.NF.A.1"}})
	}
	for i, kind := range append(course.Kinds(), course.Kinds()...) {
		c.Items = append(c.Items, randomItem(r, kind, fmt.Sprintf("i%d", i)))
	}
	c.Index()
	return c
}

func randomItem(r *rand.Rand, kind course.Kind, id string) course.Item {
	text := func() string { return oddText(r) }
	maybe := func() bool { return r.IntN(3) == 0 }
	// Texts that must differ in one item begin with different words.
	distinct := func(n int) []string {
		var out []string
		for i := range n {
			out = append(out, fmt.Sprintf("%d. %s", i+1, strings.Join(strings.Fields(text()), " ")))
		}
		return out
	}
	it := course.Item{ID: id, Skill: fmt.Sprintf("s%d", r.IntN(2)), Kind: kind, Tier: 1 + r.IntN(3), Question: strings.ReplaceAll(text(), "[[", "["), Explanation: text()}
	if maybe() {
		it.Hints = course.Hints(text(), text())
	}
	if maybe() {
		it.Hints = append(it.Hints, course.Hint{Ask: &course.Item{Kind: course.TrueFalse, Question: text(), Answer: "true", Explanation: text()}})
	}
	if maybe() {
		it.Tags, it.Licence, it.Source = []string{"tag", strings.Join(strings.Fields(text()), " ")}, text(), text()
	}
	switch kind {
	case course.Choice, course.Choices:
		for i, option := range distinct(2 + r.IntN(4)) {
			o := course.Option{Text: option, Right: i == 0 || kind == course.Choices && maybe()}
			if maybe() {
				o.Feedback = text()
			}
			if !o.Right && maybe() {
				o.Misconception = "m"
			}
			if !o.Right && kind == course.Choice && maybe() {
				o.Part = 1 + r.IntN(99)
			}
			it.Options = append(it.Options, o)
		}
		it.Fixed = maybe()
	case course.TrueFalse:
		it.Answer = fmt.Sprint(maybe())
	case course.Number:
		it.Answer = []string{"3", "-0.50", "1/2", "1 1/2", "1000000", "007"}[r.IntN(6)]
		it.Tolerance = []string{"", "", "0.01", "1%"}[r.IntN(4)]
		if maybe() {
			it.Units = []string{"m", text()}
		}
		if maybe() {
			it.Wrong = []course.Wrong{{Answer: "99", Feedback: text(), Misconception: "m"}, {Answer: "-98", Part: 50}}
		}
	case course.Numbers:
		it.Answers = []string{"1", "1/2"}
	case course.Interval:
		it.Answer = "[1, 2)"
	case course.Expression:
		it.Answer = "x + 1"
	case course.Text:
		it.Answer, it.Exact = "right "+text(), maybe()
		if maybe() {
			it.Accept = []string{"also " + text()}
		}
		if maybe() {
			it.Wrong = []course.Wrong{{Answer: "wrong " + text(), Feedback: text()}, {Answer: "nearly " + text(), Part: 1 + r.IntN(99)}}
		}
	case course.Cloze:
		it.Question = "[[1]] " + it.Question + " [[2]] a"
		it.Blanks = []course.Blank{{Answer: "right " + text()}, {Answer: []string{"2", "-0.50", "1/2"}[r.IntN(3)], Number: true, Tolerance: []string{"", "0.1", "5%"}[r.IntN(3)]}}
		if maybe() {
			it.Blanks[0].Accept = []string{"also " + text()}
		}
	case course.Order:
		it.Lines = distinct(2 + r.IntN(3))
	case course.Match:
		all := distinct(6)
		it.Pairs, it.Others = []course.Pair{{Left: all[0], Right: all[1]}, {Left: all[2], Right: all[3]}}, all[4:4+r.IntN(3)]
		if len(it.Others) == 0 {
			it.Others = nil
		}
	case course.Categories:
		all := distinct(5)
		it.Groups = []course.Group{{Name: all[0], Members: all[1:2]}, {Name: all[2], Members: all[3:5]}}
	case course.Output:
		it.Answer = text()
	case course.Free:
		it.Model = text()
	}
	return it
}

func TestARandomCourseComesBack(t *testing.T) {
	for _, format := range ExportFormats() {
		t.Run(format, func(t *testing.T) {
			t.Parallel()
			written := 0
			for seed := range uint64(15) {
				c := randomCourse(rand.New(rand.NewPCG(seed, 7)))
				if _, err := course.Marshal(c); err != nil {
					continue // the pieces came together to what no course may hold
				}
				_, _, report := exported(t, format, c, nil)
				written += report.Count(Imported)
				if t.Failed() {
					t.Fatalf("the course of seed %d", seed)
				}
			}
			if written == 0 {
				t.Error("nothing was written at all")
			}
			t.Logf("%d items were written", written)
		})
	}
}

func TestMoodleIsXML(t *testing.T) {
	c := randomCourse(rand.New(rand.NewPCG(1, 7)))
	data, _, _ := exported(t, "moodle", c, nil)
	d := xml.NewDecoder(bytes.NewReader(data))
	for {
		if _, err := d.Token(); err == io.EOF {
			return
		} else if err != nil {
			t.Fatalf("it is no XML: %v", err)
		}
	}
}

func FuzzExport(f *testing.F) {
	for i, s := range oddPieces {
		f.Add(s, uint64(i))
	}
	f.Fuzz(func(t *testing.T, s string, seed uint64) {
		if !utf8.ValidString(s) || strings.TrimSpace(s) == "" {
			t.Skip("no text of a course")
		}
		r := rand.New(rand.NewPCG(seed, 1))
		c := randomCourse(r)
		r.Shuffle(len(c.Items), func(i, j int) { c.Items[i], c.Items[j] = c.Items[j], c.Items[i] })
		c.Items = c.Items[:5] // few, for the sake of many runs
		for i := range c.Items {
			c.Items[i].Question, c.Items[i].Explanation = s+" "+c.Items[i].Question, s
		}
		c.Index()
		if _, err := course.Marshal(c); err != nil {
			t.Skip("no course")
		}
		formats := ExportFormats()
		exported(t, formats[seed%uint64(len(formats))], c, nil)
	})
}
