package course

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const worded = `course: parts
title: Parts
language: en
licence: CC0-1.0
glossary:
  - word: numerator
    also: [numerators]
    meaning: The number above the line.
    translations:
      - {language: de, word: Zähler, also: [Zählers], meaning: Die Zahl über dem Strich.}
      - {language: zh-Hans, word: 分子, meaning: 横线上面的数。}
  - word: half
    also: [halves]
    meaning: One of two equal parts.
skills: [{id: s, title: S, why: W}]
items:
  - id: which
    skill: s
    kind: number
    question: "In the fraction $\\frac{numerator}{4}$, which of the halves has a bigger numerator than 3? See [numerators](https://example.org/half)"
    plain: Which numerator is bigger than 3? Count the halves.
    answer: 4
    explanation: E.
    translations:
      - {language: de, question: Wie groß ist der Wert des Zählers?, plain: Wie groß ist der Zähler?, explanation: E.}
      - {language: zh-Hans, question: 这个分数的分子是多少？, explanation: E.}
`

func wordedCourse(t *testing.T) *Course {
	t.Helper()
	c, err := Parse("course.yaml", []byte(worded))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestWordsOfTheGlossaryAreFoundWhereTheyStand(t *testing.T) {
	c := wordedCourse(t)
	numerator := Meaning{Word: "numerator", Meaning: "The number above the line.", Own: "The number above the line.", Language: "en"}
	half := Meaning{Word: "half", Meaning: "One of two equal parts.", Own: "One of two equal parts.", Language: "en"}
	inGerman := Meaning{Word: "numerator", Theirs: "Zähler", Meaning: "Die Zahl über dem Strich.", Own: "The number above the line.", Language: "de"}
	for _, tt := range []struct {
		name, text, of, to string
		want               []Meaning
	}{
		{"in the order of the text, in any form and case", "Two HALVES have a Numerator.", "", "en", []Meaning{half, numerator}},
		{"a word within a word is none", "Halfway, denumerators", "", "en", nil},
		{"mathematics, code and addresses are no words", "$numerator$ `half` [x](https://half)", "", "en", nil},
		{"to a reader of another language", "A numerator", "", "de-AT", []Meaning{inGerman}},
		{"to a reader whom the glossary does not serve", "A numerator", "", "fr", []Meaning{numerator}},
		{"in a text of another language", "der Wert des Zählers", "de", "de", []Meaning{{Word: "Zähler", Meaning: "Die Zahl über dem Strich.", Own: "Die Zahl über dem Strich.", Language: "de"}}},
		{"in a text of another language, to a reader of the course's", "Der Zähler?", "de", "en", []Meaning{{Word: "Zähler", Theirs: "numerator", Meaning: "The number above the line.", Own: "Die Zahl über dem Strich.", Language: "en"}}},
		{"in a script without spaces", "这个分数的分子是多少？", "zh-Hans", "zh", []Meaning{{Word: "分子", Meaning: "横线上面的数。", Own: "横线上面的数。", Language: "zh-Hans"}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := c.Words(tt.text, tt.of, tt.to)
			if len(got) == 0 {
				got = nil
			}
			if d := cmp.Diff(tt.want, got); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestAWordCanBeAskedForInEveryForm(t *testing.T) {
	c := wordedCourse(t)
	for said, want := range map[string]string{
		"numerator": "numerator", " NUMERATORS ": "numerator", "Zähler": "numerator", "分子": "numerator", "halves": "half",
		"quarter": "", "": "", "num": "",
	} {
		m, ok := c.Explain(said, "en")
		if ok != (want != "") || m.Word != want {
			t.Errorf("%q is explained as %+v, %v; want %q", said, m, ok, want)
		}
	}
	if m, _ := c.Explain("numerator", "de"); m.Theirs != "Zähler" || m.Language != "de" {
		t.Errorf("in German it is %+v", m)
	}
	if d := cmp.Diff([]string{"en", "de", "zh-Hans"}, c.GlossaryLanguages()); d != "" {
		t.Error(d)
	}
}

func TestAnItemIsAskedPlainlyWhereItsAuthorSaysHow(t *testing.T) {
	c := wordedCourse(t)
	for _, tt := range []struct {
		language, want string
		ok             bool
	}{
		{"en", "Which numerator is bigger than 3? Count the halves.", true},
		{"de", "Wie groß ist der Zähler?", true},
		{"zh-Hans", "这个分数的分子是多少？", false}, // never the plain wording of another language
	} {
		it, _ := c.ItemIn(c.Item("which"), tt.language)
		plain, ok := it.Plainly()
		if plain.Question != tt.want || ok != tt.ok || plain.Answer != "4" {
			t.Errorf("in %s it asks %q, %v", tt.language, plain.Question, ok)
		}
		if it.Question == plain.Question && tt.ok {
			t.Error("the item itself was changed")
		}
	}
	drawn := &Item{ID: "x", Kind: Number, Question: "long {{a}}", Plain: "short {{a}}", Answer: "{{a}}", Vars: []Var{{Name: "a", Of: []string{"7"}}}}
	one, err := drawn.Instance(1)
	if err != nil || one.Plain != "short 7" {
		t.Errorf("drawn, the plain wording is %q, %v", one.Plain, err)
	}
}

func TestFaultsOfGlossaryAndPlainWording(t *testing.T) {
	for _, tt := range []struct{ name, from, to, want string }{
		{"a word twice", "  - word: half\n", "  - word: Numerators\n", `"numerators" stands in the glossary on line 6 already: remove one`},
		{"a translation into the course's own language", "{language: de, word: Zähler, also", "{language: en, word: Zähler, also", "this is the course's own language"},
		{"two translations into one language", "zh-Hans, word", "de, word", "is in this language already"},
		{"a word without a meaning", "    meaning: One of two equal parts.\n", "", "word 2: `meaning` is missing"},
		{"a mark that does not stand in the plain wording", "kind: number\n    question: ", "kind: cloze\n    blanks: [{answer: a}]\n    question: \"A [[1]]\"\n    source: ", "[[1]] does not stand in the plainer wording"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			text := strings.Replace(worded, tt.from, tt.to, 1)
			if tt.name[:6] == "a mark" {
				text = strings.Replace(strings.Replace(text, "    answer: 4\n", "", 1), text[strings.Index(text, "    translations:\n      - {language: de, question"):], "", 1)
			}
			_, err := Parse("course.yaml", []byte(text))
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("it says %v", err)
			}
		})
	}
}

func TestAdviceOnWhatIsSaidOtherwise(t *testing.T) {
	for _, tt := range []struct{ name, top, item, want string }{
		{"mathematics that cannot be said", "", `question: 'What is \nosuchcommand{3}? It is in C:\temp.'`, `item "x": \nosuchcommand cannot be said in words`},
		{"a plainer wording that is longer", "", `question: How many?, plain: How many of them would you say that there are?`, "the plainer wording is longer than the question"},
		{"a plainer wording without a number", "", `question: Of the 12 eggs which are there how many are left?, plain: How many?`, "12 stands in the question, and not in its plainer wording"},
		{"a word that stands nowhere", "glossary: [{word: zebra, meaning: An animal.}]", `question: How many?`, `the word "zebra" stands in no question`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := advise(t, tt.top, "", plainItems("adding", 8)+"  - {id: x, skill: adding, kind: number, "+tt.item+", answer: 1, explanation: E.}\n")
			if len(got) != 1 || !strings.Contains(got[0], tt.want) {
				t.Errorf("advice: %q", got)
			}
		})
	}
	spoken, rest := Speakable(`Half of $\frac{3}{4}$, ![a bar](media/bar.png)`)
	if rest != "" || strings.ContainsAny(spoken, `$\`) || !strings.Contains(spoken, "3") {
		t.Errorf("it is said as %q, without %q", spoken, rest)
	}
}
