package grade

import (
	"fmt"
	"slices"
	"strings"

	"pacer/coach/course"
)

// mostLooked is how many answers of an item, and hints, are looked at: each is
// compared with all the others.
const mostLooked = 100

// lintSeeds are the draws in which an item with variables is looked at.
const lintSeeds = 4

// Lint says what grading makes of a course where its author will hardly have
// meant it: a key or an accepted answer that is not read as right, a known wrong
// answer that grades right or is never recognised, two options that look alike, a
// hint before the last that gives the answer away. It looks at every item as
// written or, with variables, as drawn a few times, in each of its languages, and
// at its scaffolds. One item gets each remark once.
//
// Source may be nil: then no remark has a place. The course must have come from
// Parse, or Index must have been called. The remarks are sorted by place.
func Lint(c *course.Course, source *course.Source) []course.Fault {
	var all []course.Fault
	for i := range c.Items {
		it := &c.Items[i]
		l := linter{course: c, source: source, path: []any{"items", i}, name: fmt.Sprintf("item %q", it.ID), said: make(map[string]bool)}
		l.item(it)
		all = append(all, l.list...)
	}
	course.SortFaults(all)
	return all
}

// linter looks at one item.
type linter struct {
	course *course.Course
	source *course.Source
	path   []any  // to the item
	name   string // of it, for people
	with   string // what it was drawn with, or the language it is in, for people
	list   []course.Fault
	said   map[string]bool // by kind of remark and place
}

// add notes something, once for each place.
func (l *linter) add(path []any, format string, args ...any) {
	place := fmt.Sprint(format, path)
	if l.said[place] {
		return
	}
	l.said[place] = true
	text := l.name + ": " + fmt.Sprintf(format, args...)
	l.list = append(l.list, l.source.Fault(text+l.with, slices.Concat(l.path, path)...))
}

// item looks at an item in every form in which it can be asked.
func (l *linter) item(it *course.Item) {
	seeds := uint64(1)
	if len(it.Vars) > 0 {
		seeds = lintSeeds
	}
	for seed := range seeds {
		drawn, err := it.Instance(seed + 1)
		if err != nil {
			continue // its conditions were not met this time; Parse drew it often enough
		}
		l.with = ""
		if len(it.Vars) > 0 {
			l.with = fmt.Sprintf(" (drawn as %q)", clip(line(plain(drawn.Question))))
		}
		l.asked(drawn, nil)
		l.hints(drawn)
		for k, hint := range drawn.Hints {
			if hint.Ask != nil {
				l.asked(hint.Ask, []any{"hints", k, "ask"})
			}
		}
		for k := range drawn.Translations {
			tag := drawn.Translations[k].Language
			if in, ok := l.course.ItemIn(drawn, tag); ok && in != drawn {
				l.with = " (in " + tag + ")"
				l.translated(in, k)
			}
		}
	}
}

// asked looks at what grades an item or a scaffold; path leads to it from the item.
func (l *linter) asked(it *course.Item, path []any) {
	at := func(more ...any) []any { return slices.Concat(path, more) }
	if it.Kind != course.Free {
		l.key(it, at(keyOf(it.Kind)))
	}
	for k, accepted := range it.Accept[:min(len(it.Accept), mostLooked)] {
		if r := Answer(it, nil, accepted); r.Verdict != Right {
			l.add(at("accept", k), "the accepted answer %q %s: %s", clip(accepted), verdictWords(r), remedy(r))
		}
	}
	for k := range min(len(it.Wrong), mostLooked) {
		w := &it.Wrong[k]
		switch r := Answer(it, nil, w.Answer); {
		case r.Verdict == Right:
			l.add(at("wrong", k, "answer"), "the wrong answer %q grades as right: remove it, or make the item stricter (`exact`, `tolerance`)", clip(w.Answer))
		case r.Verdict == Unread:
			l.add(at("wrong", k, "answer"), "the wrong answer %q is read as no answer, so nobody will see its feedback: write it as learners type it", clip(w.Answer))
		case !r.Known:
			l.add(at("wrong", k, "answer"), "the wrong answer %q is never recognised%s, so nobody will see its feedback: write it as learners type it", clip(w.Answer), because(r))
		}
	}
	l.options(it, at("choices"))
}

// keyOf is the key of the format under which the right answer of a kind stands.
func keyOf(kind course.Kind) string {
	switch kind {
	case course.Choice, course.Choices:
		return "choices"
	case course.Numbers:
		return "answers"
	case course.Cloze:
		return "blanks"
	case course.Order:
		return "lines"
	case course.Match:
		return "pairs"
	case course.Categories:
		return "groups"
	}
	return "answer"
}

// key looks whether the right answer, said as Pacer says it, is right.
func (l *linter) key(it *course.Item, path []any) {
	if it.Kind == course.Output && it.Fails {
		path = path[:len(path)-1]
	}
	key := Key(it, nil)
	if r := Answer(it, nil, key); r.Verdict != Right {
		l.add(path, "its own key %q %s: %s", clip(key), verdictWords(r), remedy(r))
	}
}

// translated looks at an item as its k-th translation says it.
func (l *linter) translated(it *course.Item, k int) {
	if it.Kind != course.Free {
		l.key(it, []any{"translations", k, keyOf(it.Kind)})
	}
	for n := range min(len(it.Wrong), mostLooked) {
		if Answer(it, nil, it.Wrong[n].Answer).Verdict == Right {
			l.add([]any{"translations", k, "wrong", n}, "the wrong answer %q grades as right: remove it, or say it otherwise", clip(it.Wrong[n].Answer))
		}
	}
	l.options(it, []any{"translations", k, "choices"})
}

// options looks for options that look alike.
func (l *linter) options(it *course.Item, path []any) {
	first := make(map[string]int, len(it.Options))
	for k := range it.Options {
		look := appearance(it.Options[k].Text)
		if look == "" {
			continue // a picture: its words are its own
		}
		if other, twice := first[look]; twice {
			l.add(append(slices.Clip(path), k), "choices %s and %s look alike (%q): change or remove one", letter(other), letter(k), clip(line(plain(it.Options[k].Text))))
			continue
		}
		first[look] = k
	}
}

// appearance is a text as a reader compares it with others: formulas as they are
// shown, spaces and the end's full stop aside; capitals as well, save where there
// is code or mathematics, in which they differ.
func appearance(text string) string {
	seen := strings.TrimRight(strings.Join(strings.Fields(plain(text)), ""), ".")
	if strings.ContainsAny(text, "`$\\") {
		return seen
	}
	return fold(seen)
}

// verdictWords say what became of an answer.
func verdictWords(r Result) string {
	switch r.Verdict {
	case Wrong:
		return "grades as wrong" + because(r)
	case Again:
		return "is asked for again" + because(r)
	case Compare:
		return "is left to the learner"
	}
	return "is read as no answer" + because(r)
}

// because adds the note of a result, or how the answer was read.
func because(r Result) string {
	switch {
	case r.Note != "":
		return fmt.Sprintf(" (%s)", strings.ReplaceAll(string(r.Note), "-", " "))
	case r.Read != "" && r.Verdict != Unread:
		return fmt.Sprintf(" (read as %q)", r.Read)
	}
	return ""
}

// remedy is what an author may do about a right answer that is not read as right.
func remedy(r Result) string {
	switch r.Verdict {
	case Again:
		return "write it in the form that the item asks for"
	case Wrong:
		return "another answer of the item stands in its way, or it is misspelt"
	}
	return "write it as a learner would type it, or take another kind"
}

// clip shortens what a remark repeats.
func clip(s string) string {
	const longest = 60 // characters
	if r := []rune(s); len(r) > longest {
		return string(r[:longest]) + "…"
	}
	return s
}
