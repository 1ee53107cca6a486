package course

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"
	"time"
)

// everything is a course with all that the format has, in as many of YAML's
// layouts as authors may use.
const everything = `# A course to test with: é, 日本語, 👩🏽‍🏫
course: everything

title: "Every kind \"of\" item"   # a comment
language: en-GB
audience: 'grades 4-6'
about: Plain words that
  go on in the next line

  and, after a blank one, the next.
licence: CC-BY-4.0
misconceptions:
- id: adds-across
  title: Adds tops and bottoms
  teach: >
    Ask for a guess
    first.


- {id: halves, title: "Halves, whatever is asked", teach: 'Say it''s a third'}
skills:
  -
    id: counting
    title: Counting
    why: "So that
      you can count,

      and more \
      than that"
  # a comment between the skills

  - id: adding
    title: Adding fractions
    why: So that you can share anything, however it was cut, and still know how much of it everybody has had so far
    standards: [ "5.NF.A.1",
      4.NF.B.3 ]
    needs:
    - counting
    memory: skill
    resources:
      - kind: text
        title: Same pieces
        text: |+
          Cut both into equal pieces.

      - kind: video
        title: "\U0001F3AC A film"
        url: https://example.org/film?a=1&b=2
items:

  - id: halves-and-thirds
    skill: adding
    also: [counting]
    kind: choice
    tier: 3
    question: 'What is $\frac{1}{2} + \frac{1}{3}$?'
    choices:
      - text: 2/5
        feedback: That adds the tops and the bottoms.
        misconception: adds-across
      - {text: 5/6, right: true}
    fixed: true
    hints: [Draw both., "Cut both: sixths."]
    explanation: |
      Three sixths and two sixths
      are five sixths.
    tags: [fractions]
    licence: CC0-1.0
    source: Written for this test
  - id: evens
    skill: counting
    kind: choices
    question: Which are even?
    choices: [{text: 2, right: true}, {text: 3}, {text: 4, right: true}]
    explanation: 2 and 4.
  - id: zero
    skill: counting
    kind: true-false
    question: Zero is odd.
    answer: false
    explanation: It is even.
  - id: half
    skill: adding
    kind: number
    question: One half?
    answer: 0.50
    tolerance: 1%
    units: [m, metre]
    form: decimal
    wrong:
    - answer: 2
      feedback: The other way round.
      misconception: halves
    explanation: Half.
  - id: word
    skill: counting
    kind: text
    question: What comes after one?
    answer: two
    accept:
      - "2"
      - zwei
    exact: true
    explanation: Two.
  - id: gaps
    skill: counting
    kind: cloze
    question: "[[1]] and [[2]] is 3"
    blanks:
      - answer: one
        accept: ["1"]
      - answer: 2
        number: true
    explanation: Three.
  - id: own
    skill: adding
    kind: free
    question: Why?
    model: Because.
    checklist:
      - Says because
    explanation: There is a reason.`

func TestParseReadsEveryLayout(t *testing.T) {
	c, err := Parse("course.yaml", []byte(everything))
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range []struct{ what, got, want string }{
		{"escapes", c.Title, `Every kind "of" item`},
		{"plain lines", c.About, "Plain words that go on in the next line\nand, after a blank one, the next."},
		{"a folded block", c.Misconceptions[0].Teach, "Ask for a guess first.\n"},
		{"single quotes in braces", c.Misconception("halves").Teach, "Say it's a third"},
		{"double quotes over lines", c.Skill("counting").Why, "So that you can count,\nand more than that"},
		{"brackets over lines", fmt.Sprint(c.Skill("adding").Standards), "[5.NF.A.1 4.NF.B.3]"},
		{"a dash below its key", fmt.Sprint(c.Skill("adding").Needs), "[counting]"},
		{"a block that keeps its end", c.Skill("adding").Resources[0].Text, "Cut both into equal pieces.\n\n"},
		{"a character by number", c.Skill("adding").Resources[1].Title, "🎬 A film"},
		{"LaTeX in single quotes", c.Item("halves-and-thirds").Question, `What is $\frac{1}{2} + \frac{1}{3}$?`},
		{"a number as it was written", c.Item("half").Answer, "0.50"},
		{"a number as a text", c.Item("evens").Options[0].Text, "2"},
		{"a truth value as a text", c.Item("zero").Answer, "false"},
		{"the skills of an item", fmt.Sprint(c.Item("halves-and-thirds").Skills()), "[adding counting]"},
		{"a tier", fmt.Sprint(c.Item("halves-and-thirds").Tier), "3"},
		{"the usual tier", fmt.Sprint(c.Item("evens").Tier), "2"},
		{"the items of a skill", fmt.Sprint(len(c.ItemsOf("counting"))), "4"},
	} {
		if row.got != row.want {
			t.Errorf("%s: got %q, want %q", row.what, row.got, row.want)
		}
	}
	if c.Skill("nothing") != nil || c.Item("nothing") != nil || c.Misconception("nothing") != nil || c.ItemsOf("nothing") != nil {
		t.Error("an unknown ID finds something")
	}
}

// TestEveryLineIsExact misspells each key of a course in turn and expects the
// fault just there, whatever stands above it and however lines end.
func TestEveryLineIsExact(t *testing.T) {
	aKey := regexp.MustCompile(`^((?:[ {-]|\{text: .*, |\{id: .*, )*)([a-z]+)(: |:$)`)
	for _, ending := range []string{"\n", "\r\n", "\r", "  \n"} {
		lines := strings.Split(everything, "\n")
		tried := 0
		for i, line := range lines {
			m := aKey.FindStringSubmatch(line)
			if m == nil {
				continue
			}
			tried++
			bad := append([]string{}, lines...)
			bad[i] = m[1] + "zzzzzz" + line[len(m[1])+len(m[2]):]
			_, err := Parse("course.yaml", []byte("\ufeff"+strings.Join(bad, ending)))
			faults, ok := errors.AsType[Faults](err)
			if !ok {
				t.Fatalf("line %d: %q is accepted", i+1, bad[i])
			}
			if !hasFault(faults, i+1, len([]rune(m[1]))+1, "unknown key `zzzzzz`") {
				t.Errorf("line %d: no fault at %d:%d, but:\n%v", i+1, i+1, len(m[1])+1, err)
			}
		}
		if tried < 90 {
			t.Errorf("only %d keys were tried", tried)
		}
	}
}

func hasFault(faults Faults, line, column int, part string) bool {
	for _, f := range faults {
		if f.Line == line && f.Column == column && strings.Contains(f.Text, part) {
			return true
		}
	}
	return false
}

func TestLoad(t *testing.T) {
	files := fstest.MapFS{
		"fractions/course.yaml": {Data: []byte(everything)},
		"bad/course.yaml":       {Data: []byte("title: Bad")},
		"big/course.yaml":       {Data: make([]byte, maxBytes+1)},
	}
	t.Run("a course is read by its path", func(t *testing.T) {
		c, err := Load(files, "fractions/course.yaml")
		if err != nil || c.ID != "everything" {
			t.Fatalf("Load: %v, %v", c, err)
		}
	})
	t.Run("faults name the path", func(t *testing.T) {
		_, err := Load(files, "bad/course.yaml")
		if faults, ok := errors.AsType[Faults](err); !ok || faults[0].Name != "bad/course.yaml" {
			t.Fatalf("Load: %v", err)
		}
	})
	t.Run("a missing file is no fault of a course", func(t *testing.T) {
		if _, err := Load(files, "none/course.yaml"); !errors.Is(err, fs.ErrNotExist) {
			t.Fatalf("Load: %v", err)
		}
	})
	t.Run("a file that is too large is not read", func(t *testing.T) {
		_, err := Load(files, "big/course.yaml")
		if faults, ok := errors.AsType[Faults](err); !ok || !strings.Contains(faults[0].Text, "larger than 10 MB") {
			t.Fatalf("Load: %v", err)
		}
	})
}

// TestHostileFilesAreRefusedSoon holds a bound on time for files that would cost
// the YAML library minutes, gigabytes or its stack.
func TestHostileFilesAreRefusedSoon(t *testing.T) {
	fill := func(s string, n int) string { return strings.Repeat(s, n/len(s)) }
	keys := func(n int) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, "k%d: 1\n", i)
		}
		return b.String()
	}
	for _, row := range []struct{ what, source, want string }{
		{"open brackets", fill("[", 1<<20), "deep"},
		{"open brackets, ten million", fill("[", maxBytes), "marks"},
		{"dashes", fill("- ", 1<<20), "deep"},
		{"steps to the right", func() string {
			var b strings.Builder
			for i := range 2000 {
				b.WriteString(strings.Repeat(" ", i) + "a:\n")
			}
			return b.String()
		}(), "deep"},
		{"keys without end", keys(200_000), "keys"},
		{"values that are missing", fill("-\n", 1<<20), "missing"},
		{"a billion laughs", "a: &a [x,x]\nb: &b [*a,*a]\nc: &c [*b,*b]\n", "anchor"},
		{"twenty-one lists", fill("[", 21) + "1" + fill("]", 21), "20 deep"},
	} {
		t.Run(row.what, func(t *testing.T) {
			start := time.Now()
			_, err := Parse("course.yaml", []byte(row.source))
			if err == nil || !strings.Contains(err.Error(), row.want) {
				t.Errorf("the file is not refused for %q: %.300v", row.want, err)
			}
			if took := time.Since(start); took > 30*time.Second {
				t.Errorf("refusing took %v", took)
			}
		})
	}
}

func TestManyFaultsAreCounted(t *testing.T) {
	_, err := Parse("course.yaml", []byte("items:\n"+strings.Repeat("  - a\n", maxFaults+50)))
	faults, ok := errors.AsType[Faults](err)
	if !ok || len(faults) != maxFaults+1 {
		t.Fatalf("%d faults are described", len(faults))
	}
	// Beside the 1,050 entries that are no items, five keys are missing.
	if last := faults[maxFaults].String(); last != "course.yaml: and 55 more faults. Mend these first." {
		t.Errorf("the last line is %q", last)
	}
}

// TestTheReadmeIsRight keeps the course in README.md, put together from all its
// parts, one that can be read, with every kind and every key.
func TestTheReadmeIsRight(t *testing.T) {
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	var source strings.Builder
	for i, rest := range strings.Split(string(readme), "\n```yaml\n") {
		if i == 0 {
			continue
		}
		part, _, isClosed := strings.Cut(rest, "\n```\n")
		if !isClosed {
			t.Fatalf("part %d of the course in README.md does not end", i)
		}
		source.WriteString(part + "\n")
	}
	c, err := Parse("README.md", []byte(source.String()))
	if err != nil {
		t.Fatal(err)
	}
	kinds := make(map[Kind]bool)
	for _, it := range c.Items {
		kinds[it.Kind] = true
	}
	for _, kind := range Kinds() {
		if !kinds[kind] {
			t.Errorf("there is no item of kind %s", kind)
		}
	}
	for _, of := range []any{Course{}, Misconception{}, Term{}, Translated{}, Skill{}, Heading{}, Resource{}, Item{}, Option{}, Wrong{}, Blank{}, Pair{}, Group{}, Hint{}, Var{}, Translation{}} {
		for _, k := range keysOf(reflect.TypeOf(of)) {
			if !regexp.MustCompile(`\b` + k.name + `\b`).MatchString(source.String()) {
				t.Errorf("the key %s of %T is not mentioned", k.name, of)
			}
		}
	}
}
