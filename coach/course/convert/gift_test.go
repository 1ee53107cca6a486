package convert

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// giftTree writes an entry in the shape that the trees beside the corpus have.
func giftTree(e giftEntry) map[string]any {
	if e.kind == giftCategory {
		return map[string]any{"type": "Category", "title": e.title}
	}
	orNil := func(s string) any {
		if s == "" {
			return nil
		}
		return s
	}
	text := func(t giftText) any { return map[string]any{"format": t.format, "text": t.text} }
	feedback := func(t giftText) any {
		if t.text == "" {
			return nil
		}
		return text(t)
	}
	tree := map[string]any{"id": orNil(e.id), "tags": nil, "title": orNil(e.title), "stem": text(e.stem), "hasEmbeddedAnswers": e.isEmbedded}
	if len(e.tags) > 0 {
		tags := make([]any, len(e.tags))
		for i, tag := range e.tags {
			tags[i] = tag
		}
		tree["tags"] = tags
	}
	if e.kind == giftDescription {
		tree["type"] = "Description"
		return tree
	}
	tree["globalFeedback"] = feedback(e.feedback)
	var choices []any
	for _, a := range e.answers {
		choice := map[string]any{"isCorrect": a.isRight, "weight": nil, "text": text(a.text), "feedback": feedback(a.feedback)}
		if a.isRated {
			choice["weight"] = a.weight
		}
		if a.number != nil {
			choice["text"] = giftNumberTree(*a.number)
		} else if e.kind == giftNumerical {
			choice["text"] = map[string]any{"format": "moodle", "text": a.text.text}
		}
		choices = append(choices, choice)
	}
	switch e.kind {
	case giftEssay:
		tree["type"] = "Essay"
	case giftTrueFalse:
		tree["type"], tree["isTrue"] = "TF", e.isTrue
		tree["trueFeedback"], tree["falseFeedback"] = feedback(e.reply[0]), feedback(e.reply[1])
	case giftShort:
		tree["type"], tree["choices"] = "Short", choices
	case giftChoice:
		tree["type"], tree["choices"] = "MC", choices
	case giftNumerical:
		tree["type"], tree["choices"] = "Numerical", any(choices)
		if e.isLone {
			tree["choices"] = giftNumberTree(*e.answers[0].number)
		}
	case giftMatching:
		var pairs []any
		for _, p := range e.pairs {
			pairs = append(pairs, map[string]any{"subquestion": text(p.left), "subanswer": p.right})
		}
		tree["type"], tree["matchPairs"] = "Matching", pairs
	}
	return tree
}

func giftNumberTree(n giftNumber) any {
	number := func(s string) float64 {
		f, err := strconv.ParseFloat(s, 64)
		if err != nil {
			panic(err) // the parser let it through
		}
		return f
	}
	switch {
	case n.low != "":
		return map[string]any{"type": "high-low", "numberLow": number(n.low), "numberHigh": number(n.high)}
	case n.slack != "":
		return map[string]any{"type": "range", "number": number(n.value), "range": number(n.slack)}
	}
	return map[string]any{"type": "simple", "number": number(n.value)}
}

func TestGIFTFilesAgreeWithTheirTrees(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(corpusFolder(t, "gift"), "*.gift"))
	if err != nil {
		t.Fatal(err)
	}
	agreed := 0
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			source, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			expected, err := os.ReadFile(strings.TrimSuffix(file, ".gift") + ".json")
			if err != nil {
				t.Fatal(err)
			}
			var want []any
			if err := json.Unmarshal(expected, &want); err != nil {
				t.Fatal(err)
			}
			got := []any{}
			for _, e := range parseGIFT(string(source)) {
				if e.fault != "" {
					t.Errorf("line %d: %s", e.line, e.fault)
				}
				got = append(got, giftTree(e))
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
				return
			}
			agreed++
		})
	}
	t.Logf("%d of %d files agree with their trees", agreed, len(files))
	if agreed < 51 {
		t.Errorf("%d of %d files agree, want all 51", agreed, len(files))
	}
}

// giftLines writes what was parsed, one line for each entry.
func giftLines(text string) []string {
	var out []string
	for _, e := range parseGIFT(text) {
		line := fmt.Sprintf("%d %s|%s", e.line, e.title, e.stem.text)
		for _, a := range e.answers {
			line += fmt.Sprintf(" [%v %v %s]", a.isRight, a.weight, a.text.text)
		}
		if e.fault != "" {
			line = fmt.Sprintf("%d fault", e.line)
		}
		out = append(out, line)
	}
	return out
}

func TestGIFTThatPeopleTypeIsUnderstood(t *testing.T) {
	for _, tc := range []struct {
		name, text string
		want       []string
	}{
		{"an empty line inside braces", "a {\n=b\n\n~c\n}\n\nd {=e}", []string{"1 |a [true 0 b] [false 0 c]", "7 |d [true 0 e]"}},
		{"a forgotten brace swallows no other question", "a {=b\n\nc {=d}", []string{"1 fault", "3 |c [true 0 d]"}},
		{"a forgotten brace ends at a title", "a {=b\n\n::t::c}", []string{"1 fault", "3 t|c}"}},
		{"a question right under its category", "$CATEGORY: x\na {=b}", []string{"1 x|", "2 |a [true 0 b]"}},
		{"comments between the lines", "a {\n// no\n=b // yes\n}", []string{"1 |a [true 0 b // yes]"}},
		{"braces of LaTeX that nobody escaped", `\(\frac{1}{2}\) {=b}`, []string{`1 |\(\frac{1}{2}\) [true 0 b]`}},
		{"an attribute that nobody escaped", `[html]a {~<b class="c">d</b> =e}`, []string{`1 |a [false 0 <b class="c">d</b>] [true 0 e]`}},
		{"comparisons are no tags", `a {=1 <2 =2}`, []string{`1 |a [true 0 1 <2] [true 0 2]`}},
		{"a title that never ends", "::a {=b}", []string{"1 |::a [true 0 b]"}},
		{"a closing brace alone", "a } b", []string{"1 |a } b"}},
		{"tabs and no spaces at all", "a{~b~%-50%c=d}", []string{"1 |a [false 0 b] [false -50 c] [true 0 d]"}},
		{"escaped signs of every kind", `\{a\} \:\: \# {=b\=c\~d\#e}`, []string{"1 |{a} :: # [true 0 b=c~d#e]"}},
		{"a backslash at the end", `a {=b\`, []string{"1 fault"}},
		{"a number and its feedback without a mark", "a {#3:2~#Wrong}", []string{"1 |a [true 0 3:2] [false 0 *]"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if diff := cmp.Diff(tc.want, giftLines(tc.text)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestCategoriesLoseWhereMoodleKeptThem(t *testing.T) {
	for path, want := range map[string][]string{
		"$course$/top/Default for Year 7/Cells": {"Year 7", "Cells"},
		"$system$":                              nil,
		"and//or":                               {"and/or"},
		" a / b ":                               {"a", "b"},
		"top/$module$/top/x":                    {"x"},
	} {
		if diff := cmp.Diff(want, categoryPath(path)); diff != "" {
			t.Errorf("%s: %s", path, diff)
		}
	}
}

// A forgotten brace in a large file must not make every line look through all
// the others.
func TestGIFTOfOpenBracesIsReadInTime(t *testing.T) {
	const n = 200_000
	if got := len(parseGIFT(strings.Repeat("{a\n\n", n))); got != n {
		t.Errorf("%d entries, want %d", got, n)
	}
	if got := len(parseGIFT(strings.Repeat("{", 4<<20))); got != 1 {
		t.Errorf("%d entries, want 1", got)
	}
}

// A lone < begins no tag, so the equals sign after it marks an answer.
func TestALessThanSignHidesNoAnswer(t *testing.T) {
	entries := parseGIFT("Smaller than n?{=<n =less -> n>m}")
	if len(entries) != 1 || len(entries[0].answers) != 2 || entries[0].answers[1].text.text != "less -> n>m" {
		t.Errorf("it reads as %+v", entries)
	}
	entries = parseGIFT(`Which?{=<a href="x=y">one</a> ~two}`)
	if len(entries) != 1 || len(entries[0].answers) != 2 {
		t.Errorf("an attribute of a tag marks an answer: %+v", entries)
	}
}
