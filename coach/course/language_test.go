package course

import (
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// inLanguages is a course in four languages, not all of them of every item.
const inLanguages = `course: c
title: Numbers
language: en
about: To count with.
licence: CC0-1.0
translations:
  - {language: de, title: Zahlen, text: Zum Zählen.}
  - {language: pt-BR, title: Números}
misconceptions: [{id: adds, title: M}]
skills:
  - id: s
    title: Counting
    why: To share.
    translations: [{language: de, title: Zählen, text: Zum Teilen.}, {language: he, title: ספירה}]
items:
  - id: text
    skill: s
    kind: text
    question: What comes after one?
    answer: two
    accept: [a pair]
    wrong: [{answer: three, feedback: One too far., misconception: adds, part: 50}]
    hints: [Count., {ask: {kind: number, question: 1 + 1?, answer: 2, explanation: E}}, Aloud.]
    explanation: Two.
    translations:
      - language: de
        question: Was kommt nach eins?
        answer: zwei
        wrong: [{answer: drei, feedback: Eins zu weit.}]
        hints: [Zähle., Laut.]
        explanation: Zwei.
      - {language: he, question: מה בא אחרי אחת?, answer: שתיים}
  - id: choice
    skill: s
    kind: choice
    question: Which is more?
    choices:
      - {text: a half, right: true}
      - {text: a third, feedback: Less., misconception: adds}
      - {text: '$\frac{1}{4}$', feedback: Much less.}
    explanation: E
    translations:
      - {language: de, question: Was ist mehr?, choices: [ein Halb, ein Drittel, '$\frac{1}{4}$'], feedback: [Weniger., Viel weniger.]}
  - id: number
    skill: s
    kind: number
    question: Half of 3?
    answer: 1.5
    wrong: [{answer: 6, feedback: That is double.}]
    explanation: E
    translations:
      - {language: de, question: Die Hälfte von 3?, wrong: [{answer: 6, feedback: Das ist das Doppelte.}]}
  - id: cloze
    skill: s
    kind: cloze
    question: '[[1]] and [[2]]'
    blanks: [{answer: one}, {answer: 2, number: true, tolerance: 0.1}]
    explanation: E
    translations:
      - {language: de, question: '[[2]] nach [[1]]', blanks: [{answer: eins}, {answer: 2, number: true, tolerance: 0.1}]}
  - id: order
    skill: s
    kind: order
    question: Smallest first
    lines: ['1', '$2$', '3']
    explanation: E
    translations: [{language: de, question: Die kleinste zuerst}]
  - {id: plain, skill: s, kind: free, question: Why?, model: Because., explanation: E}
`

func TestItemIn(t *testing.T) {
	c := parsed(t, inLanguages)
	t.Run("every text of a translation is said, and every key stays", func(t *testing.T) {
		got, ok := c.ItemIn(c.Item("text"), "de")
		want := *c.Item("text")
		want.Question, want.Answer, want.Accept, want.Explanation = "Was kommt nach eins?", "zwei", nil, "Zwei."
		want.Wrong = []Wrong{{Answer: "drei", Feedback: "Eins zu weit.", Misconception: "adds", Part: 50}}
		want.Hints = []Hint{{Text: "Zähle."}, want.Hints[1], {Text: "Laut."}}
		want.Translations = nil
		if d := cmp.Diff(&want, got); d != "" || !ok {
			t.Errorf("in German: %v (-want +got):\n%s", ok, d)
		}
	})
	t.Run("options keep their marks and places", func(t *testing.T) {
		got, _ := c.ItemIn(c.Item("choice"), "de")
		want := []Option{
			{Text: "ein Halb", Right: true},
			{Text: "ein Drittel", Feedback: "Weniger.", Misconception: "adds"},
			{Text: `$\frac{1}{4}$`, Feedback: "Viel weniger."},
		}
		if d := cmp.Diff(want, got.Options); d != "" {
			t.Error(d)
		}
	})
	t.Run("the item of the course is left as it was", func(t *testing.T) {
		if d := diff(parsed(t, inLanguages), c); d != "" {
			t.Error(d)
		}
	})
	for _, row := range []struct {
		item, tag string
		question  string
		isSaid    bool
	}{
		{"text", "", "What comes after one?", true},
		{"text", "en", "What comes after one?", true},
		{"text", "EN", "What comes after one?", true},
		{"text", "en-GB", "What comes after one?", true},
		{"text", "de-AT", "Was kommt nach eins?", true},
		{"text", "he", "מה בא אחרי אחת?", true},
		{"text", "iw", "מה בא אחרי אחת?", true}, // Hebrew, as it was written once
		{"text", "fr", "What comes after one?", false},
		{"text", "nl", "What comes after one?", false},
		{"text", "no language", "What comes after one?", false},
		{"choice", "he", "Which is more?", false},
		{"number", "de", "Die Hälfte von 3?", true},
		{"cloze", "de", "[[2]] nach [[1]]", true},
		{"order", "de", "Die kleinste zuerst", true},
		{"plain", "de", "Why?", false},
		{"plain", "en-US", "Why?", true},
	} {
		t.Run(row.item+" in "+row.tag, func(t *testing.T) {
			it, isSaid := c.ItemIn(c.Item(row.item), row.tag)
			if it.Question != row.question || isSaid != row.isSaid {
				t.Errorf("got %q, %v; want %q, %v", it.Question, isSaid, row.question, row.isSaid)
			}
		})
	}
	t.Run("a translation made by hand that lacks the answer is not used", func(t *testing.T) {
		it := *c.Item("text")
		it.Translations = []Translation{{Language: "fr", Question: "Après un ?"}}
		if got, ok := c.ItemIn(&it, "fr"); got != &it || ok {
			t.Errorf("got %q, %v", got.Question, ok)
		}
	})
}

func TestHeadings(t *testing.T) {
	c := parsed(t, inLanguages)
	if d := cmp.Diff([]string{"en", "de", "pt-BR", "he"}, c.Languages()); d != "" {
		t.Errorf("languages (-want +got):\n%s", d)
	}
	for _, row := range []struct{ tag, title, about, skill, why string }{
		{"", "Numbers", "To count with.", "Counting", "To share."},
		{"de-CH", "Zahlen", "Zum Zählen.", "Zählen", "Zum Teilen."},
		{"pt", "Números", "To count with.", "Counting", "To share."},
		{"he", "Numbers", "To count with.", "ספירה", "To share."},
		{"ja", "Numbers", "To count with.", "Counting", "To share."},
	} {
		skill, why := c.SkillIn(c.Skill("s"), row.tag)
		got := fmt.Sprint([]string{c.TitleIn(row.tag), c.AboutIn(row.tag), skill, why})
		if want := fmt.Sprint([]string{row.title, row.about, row.skill, row.why}); got != want {
			t.Errorf("in %q: got %s, want %s", row.tag, got, want)
		}
	}
}

func TestFaultsOfTranslations(t *testing.T) {
	for _, row := range []struct{ what, old, by, want string }{
		{"a language that is none", "language: de\n", "language: deutsch\n", `26:19: item "text": translation "deutsch": unknown language "deutsch": write a tag like en, en-GB or zh-Hant`},
		{"the course's own language", "{language: he, question", "{language: EN, question", `32:20: item "text": translation "EN": this is the course's own language: a translation is in another one`},
		{"a language twice", "{language: he, question", "{language: DE, question", `32:20: item "text": translation "DE": the translation on line 26 is in this language already: make one of the two`},
		{"a title twice in a language", "{language: pt-BR,", "{language: de,", `8:16: translation "de": the translation on line 7 is in this language already: make one of the two`},
		{"a skill's title in the course's own language", "{language: he, title", "{language: en, title", `14:81: skill "s": translation "en": this is the course's own language: a translation is in another one`},
		{"a text without its answer", ", answer: שתיים", "", `32:7: item "text": translation "he": ` + "`answer` is missing: the item's own holds words of the course's language"},
		{"a key of another kind", ", answer: שתיים", ", answer: שתיים, lines: [a]", `32:66: item "text": translation "he": ` + "`lines` does not fit a translation of kind text: it belongs to kind order"},
		{"a key that every language shares", "{language: de, question: Die Hälfte von 3?,", "{language: de, question: Die Hälfte von 3?, answer: 2,", `52:53: item "number": translation "de": ` + "`answer` does not fit a translation of kind number: the item's own serves every language"},
		{"a list of another length", "[ein Halb, ein Drittel, '$\\frac{1}{4}$']", "[ein Halb, ein Drittel]", `43:58: item "choice": translation "de": 2 here, but the item has 3: write one for each, in the same order`},
		{"a choice left out", "choices: [ein Halb, ein Drittel, '$\\frac{1}{4}$'], ", "", `43:7: item "choice": translation "de": ` + "`choices` is missing: the item's own holds words of the course's language"},
		{"feedback for a choice that has none", "[Weniger., Viel weniger.]", "[Mehr., Weniger., Viel weniger.]", `43:110: item "choice": translation "de": 3 here, but the item has 2 choices with feedback: write one for each, in the same order`},
		{"a hint for a scaffold", "[Zähle., Laut.]", "[Zähle., 'Was ist 1 + 1?', Laut.]", `30:16: item "text": translation "de": 3 here, but the item has 2 hints that are words: write one for each, in the same order`},
		{"two choices alike", "ein Halb, ein Drittel,", "ein Halb, ein Halb,", `43:7: item "choice": translation "de": choice B: the same choice stands on line 38: learners cannot tell them apart`},
		{"a wrong answer that is right", "{answer: drei,", "{answer: Zwei,", `26:7: item "text": translation "de": wrong answer 1: "Zwei" counts as the right answer "zwei"`},
		{"a wrong number of its own", "wrong: [{answer: 6, feedback: Das", "wrong: [{answer: 7, feedback: Das", `52:70: item "number": translation "de": wrong answer 1: the answers of kind number are the same in every language: write "6", as the item does`},
		{"a wrong answer with a misconception", "feedback: Eins zu weit.}", "feedback: Eins zu weit., misconception: adds}", `29:72: item "text": translation "de": wrong answer 1: this stands in the item and holds for every language: remove it here`},
		{"a wrong answer without its reply", "{answer: drei, feedback: Eins zu weit.}", "{answer: drei}", `29:17: item "text": translation "de": wrong answer 1: ` + "`feedback` is missing: the item's own is in the course's language"},
		{"a number of its own in a blank", "[{answer: eins}, {answer: 2,", "[{answer: eins}, {answer: 3,", `60:79: item "cloze": translation "de": blank 2: a blank that is a number is the same in every language: write it as the item does`},
		{"a mark left out", "'[[2]] nach [[1]]'", "'[[2]] nach'", `60:7: item "cloze": translation "de": blank 1: [[1]] does not stand in the question: write it where the blank goes`},
	} {
		t.Run(row.what, func(t *testing.T) {
			source := strings.Replace(inLanguages, row.old, row.by, 1)
			_, err := Parse("course.yaml", []byte(source))
			faults, ok := errors.AsType[Faults](err)
			if !ok {
				t.Fatalf("the course is accepted:\n%s", source)
			}
			got := fmt.Sprintf("%d:%d: %s", faults[0].Line, faults[0].Column, faults[0].Text)
			if got != row.want || len(faults) > 1 {
				t.Errorf("the faults are\n%v\nand should be one:\n%s", err, row.want)
			}
		})
	}
	t.Run("right sides that are shared in one language only", func(t *testing.T) {
		_, err := Parse("course.yaml", []byte(withItem("kind: match\npairs: [{left: a cat, right: animal}, {left: a dog, right: animal}, {left: a rose, right: plant}]\n"+
			"translations: [{language: de, question: Q, pairs: [{left: Katze, right: Tier}, {left: Hund, right: Haustier}, {left: Rose, right: Pflanze}]}]")))
		want := `16:104: item "x": translation "de": pair 2: pairs 1 and 2 share a right side in one language and not in the other: let them do so in both or in none`
		if faults, ok := errors.AsType[Faults](err); !ok || fmt.Sprintf("%d:%d: %s", faults[0].Line, faults[0].Column, faults[0].Text) != want {
			t.Errorf("got %v, want %s", err, want)
		}
	})
}

// TestEveryTextIsRewritten fills an item with one text wherever it can have any
// and looks for it afterwards, so that a key that comes later is not forgotten
// by Instance.
func TestEveryTextIsRewritten(t *testing.T) {
	var it Item
	fillTexts(reflect.ValueOf(&it).Elem(), 0)
	out := it.rewritten(strings.ToUpper)
	kept := make(map[string]bool)
	walkTexts(reflect.ValueOf(out).Elem(), "", func(path, text string) {
		if text == "text" {
			kept[path] = true
		} else if text != "TEXT" {
			t.Errorf("%s is %q", path, text)
		}
	})
	want := map[string]bool{
		"ID": true, "Skill": true, "Also": true, "Kind": true, "Form": true, "Tags": true, "Licence": true, "Source": true,
		"Vars.Name": true, "Vars.From": true, "Vars.To": true, "Vars.Step": true, "Vars.Of": true, "Vars.Is": true, "Where": true,
		"Options.Misconception": true, "Wrong.Misconception": true, "Translations.Language": true, "Translations.Wrong.Misconception": true,
	}
	for _, path := range slices.Collect(maps.Keys(want)) {
		want["Hints.Ask."+path] = true
	}
	if d := cmp.Diff(want, kept); d != "" {
		t.Errorf("what keeps its text (-want +got):\n%s", d)
	}
	if it.Question != "text" || it.Options[0].Text != "text" || it.Hints[0].Ask.Question != "text" {
		t.Error("the item itself was changed")
	}
}

// fillTexts sets every text below v, with one entry to each list.
func fillTexts(v reflect.Value, depth int) {
	switch v.Kind() {
	case reflect.String:
		v.SetString("text")
	case reflect.Struct:
		for i := range v.NumField() {
			fillTexts(v.Field(i), depth)
		}
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		fillTexts(v.Index(0), depth)
	case reflect.Pointer:
		if depth < 1 {
			v.Set(reflect.New(v.Type().Elem()))
			fillTexts(v.Elem(), depth+1)
		}
	}
}

func walkTexts(v reflect.Value, path string, visit func(path, text string)) {
	switch v.Kind() {
	case reflect.String:
		visit(strings.TrimPrefix(path, "."), v.String())
	case reflect.Struct:
		for i := range v.NumField() {
			walkTexts(v.Field(i), path+"."+v.Type().Field(i).Name, visit)
		}
	case reflect.Slice:
		for i := range v.Len() {
			walkTexts(v.Index(i), path, visit)
		}
	case reflect.Pointer:
		if !v.IsNil() {
			walkTexts(v.Elem(), path, visit)
		}
	}
}

func TestWordsAreSaidInSomeLanguage(t *testing.T) {
	for text, want := range map[string]bool{
		"a half": true, "Ana": true, "é": false, "二": true, "אחת": true, "12 m": false, "12 km": true, "$x + \\text{two}$": false, "`print(1)`": false,
		"$x$ or": true, "{{name}}": false, "{{a}} apples": true, "x": false, "": false, "½": false, "A, B": false,
	} {
		if got := hasWords(text); got != want {
			t.Errorf("%q has words: %v, want %v", text, got, want)
		}
	}
}
