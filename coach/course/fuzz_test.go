package course

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// diff compares courses by what they say, not by their look-ups.
func diff(want, got *Course) string {
	return cmp.Diff(want, got, cmpopts.IgnoreUnexported(Course{}))
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(everything))
	f.Add([]byte(withItem("kind: number\nanswer: 1/2\nform: simplest\ntolerance: 1%\nunits: [m, metre]")))
	f.Add([]byte(withItem("kind: choice\nchoices:\n- {text: a, right: true}\n- text: 'b'\n  misconception: m")))
	f.Add([]byte(withItem("kind: cloze\nblanks: [{answer: x}]")))
	f.Add([]byte(inLanguages))
	f.Add([]byte(withDrawn()))
	f.Add([]byte(withItem("kind: order\nlines: [a, b]\nhints: [{ask: {kind: match, question: '![a](b.png)', pairs: [{left: a, right: b}, {left: c, right: d}], explanation: E}}]")))
	f.Add([]byte(withItem("kind: categories\ngroups: [{name: a, members: [b]}, {name: c, members: [d, e]}]\nvars: [{name: n, of: [1, 2]}]\nwhere: [n > 0]")))
	f.Add([]byte("course: a\n\ttitle: b"))
	f.Add([]byte("a: &a [*a, *a]\nb: !!str c\n<<: *a"))
	f.Add([]byte("[[[[{{{{- - - -"))
	f.Add([]byte("- a: b: c\n ? d"))
	f.Add([]byte("\xef\xbb\xbfa: |+\r\n  b\r\n\r\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		c, err := Parse("fuzz.yaml", data)
		if err != nil {
			checkFaults(t, data, err)
			return
		}
		checkVariants(t, c)
		out, err := Marshal(c)
		if err != nil {
			t.Fatalf("a course that was read cannot be written: %v\n%s", err, data)
		}
		again, err := Parse("again.yaml", out)
		if err != nil {
			t.Fatalf("what was written cannot be read: %v\n%s", err, out)
		}
		if d := diff(c, again); d != "" {
			t.Fatalf("the course changed (-read +read again):\n%s\n%s", d, out)
		}
	})
}

// checkVariants checks that what a course's items become by a seed that Parse
// has tried, in every language, is an item without variables that can be asked.
func checkVariants(t *testing.T, c *Course) {
	t.Helper()
	for i := range c.Items {
		it := &c.Items[i]
		drawn, err := it.Instance(fewSeeds - 1)
		if err != nil {
			t.Fatalf("an item that was tried cannot be drawn: %v", err)
		}
		for _, tag := range c.Languages() {
			said, isSaid := c.ItemIn(drawn, tag)
			if len(said.Vars) > 0 || strings.TrimSpace(said.Question) == "" || len(said.Options) != len(it.Options) || len(said.Blanks) != len(it.Blanks) {
				t.Fatalf("the item becomes %+v", said)
			}
			if isSaid != (tag == c.Language) && len(it.Translations) == 0 {
				t.Fatalf("the item is said in %s: %v, and has no translations", tag, isSaid)
			}
		}
	}
}

// checkFaults checks what holds for the faults of any file: there is one, each
// has a text and, if it has a place, one that is in the file.
func checkFaults(t *testing.T, data []byte, err error) {
	t.Helper()
	faults, ok := errors.AsType[Faults](err)
	if !ok || len(faults) == 0 {
		t.Fatalf("the error of Parse is %T: %v", err, err)
	}
	data = bytes.ReplaceAll(bytes.TrimPrefix(data, []byte("\xef\xbb\xbf")), []byte("\r\n"), []byte("\n"))
	lines := strings.Split(strings.ReplaceAll(string(data), "\r", "\n"), "\n")
	last := 0
	for _, fault := range faults {
		if fault.Text == "" || fault.Name != "fuzz.yaml" {
			t.Errorf("a fault without text or name: %+v", fault)
		}
		if fault.Line == 0 {
			continue
		}
		if fault.Line < last {
			t.Errorf("faults are not sorted by line: %d after %d", fault.Line, last)
		}
		last = fault.Line
		if fault.Line > len(lines) {
			t.Fatalf("a fault on line %d of %d: %s", fault.Line, len(lines), fault.Text)
		}
		if width := utf8.RuneCountInString(lines[fault.Line-1]); fault.Column < 1 || fault.Column > width+1 {
			t.Errorf("a fault in column %d of %d on line %d: %s", fault.Column, width, fault.Line, fault.Text)
		}
		if strings.ContainsFunc(fault.Snippet, func(c rune) bool { return isControl(c) && c != '\n' && c != '\t' }) {
			t.Errorf("a snippet with a control character: %q", fault.Snippet)
		}
	}
}

// FuzzMarshal puts any text wherever a course has one.
func FuzzMarshal(f *testing.F) {
	for _, s := range oddTexts {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if !utf8.ValidString(s) || strings.TrimSpace(s) == "" || strings.ContainsFunc(s, isForbidden) || pictureProblem(s) != "" || blankMark.MatchString(s) {
			t.Skip("Parse refuses such a text wherever it stands, or in a cloze")
		}
		checkRoundTrip(t, s)
	})
}
