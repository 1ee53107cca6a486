package course

import (
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/text/language"
)

// Languages lists the languages the course is said in, its own first and the
// others in the order in which they appear. A language listed need not have
// every item.
func (c *Course) Languages() []string { return slices.Clone(c.index.languages) }

// TitleIn is the course's title in a language: as ItemIn finds it, else the
// title in the course's own.
func (c *Course) TitleIn(tag string) string {
	if h := c.heading(c.Translations, tag); h != nil {
		return h.Title
	}
	return c.Title
}

// AboutIn is what the course is about, likewise.
func (c *Course) AboutIn(tag string) string {
	if h := c.heading(c.Translations, tag); h != nil && h.Text != "" {
		return h.Text
	}
	return c.About
}

// SkillIn is the title of a skill of the course, and why it matters, likewise.
func (c *Course) SkillIn(s *Skill, tag string) (title, why string) {
	title, why = s.Title, s.Why
	if h := c.heading(s.Translations, tag); h != nil {
		title = h.Title
		if h.Text != "" {
			why = h.Text
		}
	}
	return title, why
}

// heading returns the heading for a language, or nil where the course's own
// serves.
func (c *Course) heading(headings []Heading, tag string) *Heading {
	if len(headings) == 0 {
		return nil
	}
	offered := make([]string, 1, 1+len(headings))
	offered[0] = c.Language
	for i := range headings {
		offered = append(offered, headings[i].Language)
	}
	if i := closest(tag, offered); i > 0 {
		return &headings[i-1]
	}
	return nil
}

// ItemIn returns an item of the course as it is said in a language, and true.
// Where no translation serves a reader of that language, or the one that does
// leaves out what the kind cannot do without, it returns the item in the
// course's own language, and false: a learner should be told. "" asks for the
// course's own. "de" serves whoever asks for "de-AT", and the other way round.
//
// The lists of an item run in parallel in every language, so an order drawn for
// the one holds for the other. The item returned has no translations.
func (c *Course) ItemIn(it *Item, tag string) (*Item, bool) {
	offered := make([]string, 1, 1+len(it.Translations))
	offered[0] = c.Language
	for i := range it.Translations {
		offered = append(offered, it.Translations[i].Language)
	}
	switch i := closest(tag, offered); {
	case i > 0 && it.lacks(&it.Translations[i-1]) == "":
		return it.said(&it.Translations[i-1]), true
	default:
		return it, i == 0
	}
}

// closest is the number of the offered language that serves a reader of the
// wanted one, or -1 if none does. What is no language tag is served by none.
func closest(wanted string, offered []string) int {
	if wanted == "" {
		return 0
	}
	for i, tag := range offered {
		if strings.EqualFold(tag, wanted) {
			return i // nearly always so, and dearer to find out below
		}
	}
	key := wanted + "\x00" + strings.Join(offered, "\x00")
	if i, ok := matches.get(key); ok {
		return i
	}
	i := match(wanted, offered)
	matches.put(key, i)
	return i
}

// matches remembers what closest found out: readers ask for few languages, and
// ask often.
var matches memo

// memo remembers a number by a key, for some thousand keys.
type memo struct {
	mu    sync.Mutex
	found map[string]int
}

const mostMemos = 4096

func (m *memo) get(key string) (i int, ok bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	i, ok = m.found[key]
	return i, ok
}

func (m *memo) put(key string, i int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.found == nil || len(m.found) >= mostMemos {
		m.found = make(map[string]int)
	}
	m.found[key] = i
}

// match is closest by the rules of language tags.
func match(wanted string, offered []string) int {
	tag, err := language.Parse(wanted)
	if err != nil {
		return -1
	}
	tags := make([]language.Tag, len(offered))
	for i, o := range offered {
		tags[i] = language.Make(o)
	}
	// High is the same language elsewhere, or one as near as Danish is to
	// Norwegian; Low is one that many of its readers happen to know as well.
	_, i, confidence := language.NewMatcher(tags).Match(tag)
	if confidence < language.High {
		return -1
	}
	return i
}

// said is the item with a translation's texts in the place of its own. Keys
// that mean the same in every language stay: which options are right, numbers,
// expressions, output.
func (it *Item) said(tr *Translation) *Item {
	out := *it
	out.Translations = nil
	out.Question, out.Plain = tr.Question, tr.Plain
	replace(&out.Explanation, tr.Explanation)
	replace(&out.Model, tr.Model)
	if it.Kind == Text {
		replace(&out.Answer, tr.Answer)
		out.Accept = tr.Accept
	}
	replaceList(&out.Blanks, tr.Blanks)
	replaceList(&out.Lines, tr.Lines)
	replaceList(&out.Pairs, tr.Pairs)
	replaceList(&out.Others, tr.Others)
	replaceList(&out.Groups, tr.Groups)
	replaceList(&out.Checklist, tr.Checklist)

	if len(tr.Options)+len(tr.Feedback) > 0 {
		out.Options = slices.Clone(it.Options)
		feedback := tr.Feedback
		for i := range out.Options {
			if i < len(tr.Options) {
				out.Options[i].Text = tr.Options[i]
			}
			if out.Options[i].Feedback != "" && len(feedback) > 0 {
				out.Options[i].Feedback, feedback = feedback[0], feedback[1:]
			}
		}
	}
	if len(tr.Wrong) > 0 {
		out.Wrong = slices.Clone(tr.Wrong)
		for i := range min(len(out.Wrong), len(it.Wrong)) {
			out.Wrong[i].Part, out.Wrong[i].Misconception = it.Wrong[i].Part, it.Wrong[i].Misconception
		}
	}
	if hints := tr.Hints; len(hints) > 0 {
		out.Hints = slices.Clone(it.Hints)
		for i := range out.Hints {
			if out.Hints[i].Ask == nil && len(hints) > 0 {
				out.Hints[i].Text, hints = hints[0], hints[1:]
			}
		}
	}
	return &out
}

func replace(text *string, by string) {
	if by != "" {
		*text = by
	}
}

func replaceList[T any](list *[]T, by []T) {
	if len(by) > 0 {
		*list = by
	}
}

// lacks names the key that a translation leaves out although the item could not
// be asked in its language without it, or "". What has no words, such as
// options that are numbers or formulas, may be left out.
func (it *Item) lacks(tr *Translation) string {
	for _, need := range []struct {
		key  string
		size int // of the translation's
		own  func() []string
	}{
		{"answer", len(tr.Answer), func() []string { return only(it.Kind == Text, it.Answer) }},
		{"model", len(tr.Model), func() []string { return only(it.Kind == Free, it.Model) }},
		{"choices", len(tr.Options), func() []string { return each(it.Options, func(o Option) []string { return []string{o.Text} }) }},
		{"blanks", len(tr.Blanks), func() []string {
			return each(it.Blanks, func(b Blank) []string { return only(!b.Number, b.Answer) })
		}},
		{"lines", len(tr.Lines), func() []string { return it.Lines }},
		{"pairs", len(tr.Pairs), func() []string { return each(it.Pairs, func(p Pair) []string { return []string{p.Left, p.Right} }) }},
		{"others", len(tr.Others), func() []string { return it.Others }},
		{"groups", len(tr.Groups), func() []string {
			return each(it.Groups, func(g Group) []string { return append([]string{g.Name}, g.Members...) })
		}},
	} {
		if need.size == 0 && slices.ContainsFunc(need.own(), hasWords) {
			return need.key
		}
	}
	return ""
}

// only is a list of one text, or of none.
func only(is bool, text string) []string {
	if !is {
		return nil
	}
	return []string{text}
}

// each joins the texts of a list's entries.
func each[T any](list []T, texts func(T) []string) []string {
	var all []string
	for _, entry := range list {
		all = append(all, texts(entry)...)
	}
	return all
}

// hasWords says whether a text says something in some language: two letters in
// a row, or one of a script in which a letter can be a word, outside of
// mathematics, code and formulas over variables.
func hasWords(s string) bool {
	if strings.Contains(s, "{{") {
		s = formulaMark.ReplaceAllString(s, "")
	}
	letters := 0
	var until rune // the mark that ends mathematics or code
	for _, c := range s {
		switch {
		case until != 0:
			if c == until {
				until = 0
			}
		case c == '$' || c == '`':
			until, letters = c, 0
		case !unicode.IsLetter(c):
			letters = 0
		case !unicode.In(c, unicode.Latin, unicode.Greek) || letters > 0:
			return true
		default:
			letters++
		}
	}
	return false
}

var formulaMark = regexp.MustCompile(`\{\{[^}]*\}\}`)
