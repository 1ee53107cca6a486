package course

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"pacer/coach/course/formula"
)

// command is a command of LaTeX, rather than a path of Windows. What is left of one
// when a text is put into words would be read out sign by sign.
var command = regexp.MustCompile(`(?:^|[\s({])(\\[a-zA-Z]{2,})`)

// Speakable puts a text into words for who listens: mathematics is said, and a
// picture is what it shows. What could not be put into words is a command of
// LaTeX that nobody knows, and is named in rest; empty: all could.
func Speakable(text string) (spoken, rest string) {
	spoken = formula.Spoken(text, formula.English())
	if m := command.FindStringSubmatch(notProse.ReplaceAllString(spoken, " ")); m != nil {
		rest = m[1]
	}
	return spoken, rest
}

// said looks for what of an item cannot be said in words.
func (a *adviser) said(i int, it *Item) {
	one := it
	if len(it.Vars) > 0 {
		drawn, err := it.Instance(1)
		if err != nil {
			return // Parse has drawn it often enough
		}
		one = drawn
	}
	unsaid := ""
	one.rewritten(func(text string) string {
		if unsaid == "" {
			_, unsaid = Speakable(text)
		}
		return text
	})
	if unsaid != "" {
		a.add(at("items", i), "item %q: %s cannot be said in words to who listens: write it with another command, or in words", it.ID, clip(unsaid))
	}
}

// plainly looks for plainer wordings that are none: longer than the question, or
// without a number that stands there.
func (a *adviser) plainly(i int, it *Item) {
	if it.Plain == "" {
		return
	}
	if utf8.RuneCountInString(Visible(it.Plain)) > utf8.RuneCountInString(Visible(it.Question)) {
		a.add(at("items", i, "plain"), "item %q: the plainer wording is longer than the question: say less, in common words", it.ID)
	}
	for _, n := range numerals.FindAllString(Visible(it.Question), -1) {
		if !strings.Contains(Visible(it.Plain), n) {
			a.add(at("items", i, "plain"), "item %q: %s stands in the question, and not in its plainer wording: both must ask for the same", it.ID, n)
			return
		}
	}
}

var numerals = regexp.MustCompile(`\d+([.,]\d+)*`)

// glossary looks for words that stand in no text.
func (a *adviser) glossary() {
	if len(a.course.Glossary) == 0 {
		return
	}
	met := make(map[string]bool)
	for i := range a.course.Items {
		it := &a.course.Items[i]
		it.rewritten(func(text string) string {
			for _, m := range a.course.Words(text, a.course.Language, a.course.Language) {
				met[m.Word] = true
			}
			return text
		})
	}
	for i, t := range a.course.Glossary {
		if !met[t.Word] {
			a.add(at("glossary", i), "the word %q stands in no question, hint or explanation: name the forms in which it does in `also`, or remove it", clip(t.Word))
		}
	}
}
