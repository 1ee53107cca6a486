package convert

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"pacer/coach/course"
)

// What an export loses is found by comparing the course with what is read again
// from the file. Each part has its words, by which a report counts.

// itemParts are the parts of an item, beside its kind and what belongs to
// options, wrong answers and hints.
var itemParts = []struct {
	words string
	of    func(*course.Item) any
}{
	{"the skill it practises", func(it *course.Item) any { return it.Skill }},
	{"further skills it draws on", func(it *course.Item) any { return it.Also }},
	{"its tier", func(it *course.Item) any { return it.Tier }},
	{"its question", func(it *course.Item) any { return it.Question }},
	{"its plainer wording", func(it *course.Item) any { return it.Plain }},
	{"options", func(it *course.Item) any { return optionTexts(it) }},
	{"feedback on options", func(it *course.Item) any {
		return each(it.Options, func(o course.Option) string { return o.Feedback })
	}},
	{"partial credit", func(it *course.Item) any { return parts(it) }},
	{"misconceptions", func(it *course.Item) any { return misconceptions(it) }},
	{"that its options stand in a fixed order", func(it *course.Item) any { return it.Fixed }},
	{"its answer", func(it *course.Item) any { return []any{it.Answer, it.Answers, it.InOrder, it.Fails} }},
	{"further right answers", func(it *course.Item) any { return it.Accept }},
	{"that it must be spelt exactly", func(it *course.Item) any { return it.Exact }},
	{"its tolerance", func(it *course.Item) any { return it.Tolerance }},
	{"its units", func(it *course.Item) any { return it.Units }},
	{"the form its answer must have", func(it *course.Item) any { return it.Form }},
	{"its blanks", func(it *course.Item) any { return it.Blanks }},
	{"its lines", func(it *course.Item) any { return it.Lines }},
	{"its pairs", func(it *course.Item) any { return []any{it.Pairs, it.Others} }},
	{"its groups", func(it *course.Item) any { return it.Groups }},
	{"its model answer", func(it *course.Item) any { return it.Model }},
	{"its checklist", func(it *course.Item) any { return it.Checklist }},
	{"replies to wrong answers", func(it *course.Item) any {
		return each(it.Wrong, func(w course.Wrong) string { return w.Answer + "\x00" + w.Feedback })
	}},
	{"hints", func(it *course.Item) any { return hintWords(it) }},
	{"questions among the hints", func(it *course.Item) any { return scaffolds(it) }},
	{"its explanation", func(it *course.Item) any { return it.Explanation }},
	{"its tags", func(it *course.Item) any { return it.Tags }},
	{"its own licence", func(it *course.Item) any { return it.Licence }},
	{"its own source", func(it *course.Item) any { return it.Source }},
	{"its variables", func(it *course.Item) any { return []any{it.Vars, it.Where} }},
	{"translations", func(it *course.Item) any { return it.Translations }},
}

func each[T any](list []T, f func(T) string) []string {
	var out []string
	for _, entry := range list {
		out = append(out, f(entry))
	}
	return out
}

func optionTexts(it *course.Item) []string {
	return each(it.Options, func(o course.Option) string { return fmt.Sprint(o.Right) + "\x00" + o.Text })
}

func parts(it *course.Item) []string {
	return append(each(it.Options, func(o course.Option) string { return fmt.Sprint(o.Part) }),
		each(it.Wrong, func(w course.Wrong) string { return fmt.Sprint(w.Part) })...)
}

func misconceptions(it *course.Item) []string {
	return append(each(it.Options, func(o course.Option) string { return o.Misconception }),
		each(it.Wrong, func(w course.Wrong) string { return w.Misconception })...)
}

func hintWords(it *course.Item) []string {
	words := each(it.Hints, func(h course.Hint) string { return h.Text })
	return slices.DeleteFunc(words, func(s string) bool { return s == "" })
}

func scaffolds(it *course.Item) []course.Item {
	var asked []course.Item
	for _, h := range it.Hints {
		if h.Ask != nil {
			asked = append(asked, *h.Ask)
		}
	}
	return asked
}

// same compares two parts; a list that is not there is an empty one.
func same(a, b any) bool {
	x, y := reflect.ValueOf(a), reflect.ValueOf(b)
	if x.Kind() == reflect.Slice && x.Len() == 0 && y.Len() == 0 {
		return true
	}
	if list, ok := a.([]any); ok {
		other, ok := b.([]any)
		if !ok || len(list) != len(other) {
			return false
		}
		for i := range list {
			if !same(list[i], other[i]) {
				return false
			}
		}
		return true
	}
	return reflect.DeepEqual(a, b)
}

// compareItems names what of an item did not come back as it was.
func compareItems(want, got *course.Item) []string {
	var lost []string
	if want.Kind != got.Kind {
		lost = append(lost, fmt.Sprintf("its kind: %s became %s", want.Kind, got.Kind))
	}
	for _, p := range itemParts {
		if !same(p.of(want), p.of(got)) {
			lost = append(lost, p.words)
		}
	}
	return lost
}

// compareCourses reports what of a course did not come back, item by item and
// for the course as a whole.
func compareCourses(report *Report, want, got *course.Course, lost map[string]refusal) {
	came := make(map[string]*course.Item, len(got.Items))
	for i := range got.Items {
		came[got.Items[i].ID] = &got.Items[i]
	}
	var order []string
	for i := range want.Items {
		it := &want.Items[i]
		rec := Record{Where: Where{File: it.ID}, Course: want.ID, Item: it.ID, Kind: it.Kind}
		if back := came[it.ID]; back != nil {
			rec.Outcome, rec.Changes = Imported, compareItems(it, back)
			order = append(order, it.ID)
		} else {
			rec.Reason, rec.Detail = lost[it.ID].reason, lost[it.ID].detail
		}
		report.Records = append(report.Records, rec)
	}
	if len(came) == 0 {
		return // nothing was written, and the records say why
	}
	back := make([]string, len(got.Items))
	for i := range got.Items {
		back[i] = got.Items[i].ID
	}
	note := func(id, words string) { report.remark(Where{File: id}, words, "") }
	if !slices.Equal(order, back) {
		note(want.ID, "the order of the items")
	}
	for _, k := range headKeys {
		if *k.of(want) != *k.of(got) {
			note(want.ID, "of the course: its "+strings.Replace(k.key, "course", "ID", 1))
		}
	}
	if !same(want.Translations, got.Translations) {
		note(want.ID, "of the course: translations of its title")
	}
	if !same(want.Glossary, got.Glossary) {
		note(want.ID, "of the course: its glossary")
	}
	for _, m := range want.Misconceptions {
		if !slices.Contains(got.Misconceptions, m) {
			note(m.ID, "of the course: misconceptions")
		}
	}
	compareSkills(note, want, got)
}

// skillParts are the parts of a skill.
var skillParts = []struct {
	words string
	of    func(*course.Skill) any
}{
	{"its title", func(s *course.Skill) any { return s.Title }},
	{"why it matters", func(s *course.Skill) any { return s.Why }},
	{"standards", func(s *course.Skill) any { return s.Standards }},
	{"what it needs", func(s *course.Skill) any { return s.Needs }},
	{"whether its items are facts", func(s *course.Skill) any { return strings.TrimPrefix(string(s.Memory), string(course.MemorySkill)) }},
	{"resources", func(s *course.Skill) any { return s.Resources }},
	{"translations of its title", func(s *course.Skill) any { return s.Translations }},
}

func compareSkills(note func(id, words string), want, got *course.Course) {
	var order, back []string
	for i := range got.Skills {
		back = append(back, got.Skills[i].ID)
	}
	for i := range want.Skills {
		s := &want.Skills[i]
		at := slices.Index(back, s.ID)
		if at < 0 {
			note(s.ID, "of skills: those that no item practises")
			continue
		}
		order = append(order, s.ID)
		for _, p := range skillParts {
			if !same(p.of(s), p.of(&got.Skills[at])) {
				note(s.ID, "of skills: "+p.words)
			}
		}
		for _, res := range s.Resources {
			if res.URL != "" && !isPage(res.URL) {
				note(s.ID, "of skills: the files of resources, which stand beside the course")
			}
		}
	}
	if !slices.Equal(order, back) {
		note(want.ID, "the order of the skills")
	}
}

// exportString is the report of an export for people: each thing that is lost,
// how often, and of what.
func (r *Report) exportString() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %d items, %d written, %d left out.\n", r.Format, len(r.Records), r.Count(Imported), r.Count(Skipped))
	var left, lost, wholes named
	for i := range r.Records {
		rec := &r.Records[i]
		if rec.Outcome == Skipped {
			left.add(rec.Reason, rec.Item)
		}
		for _, change := range rec.Changes {
			lost.add(change, rec.Item)
		}
	}
	for _, m := range r.Remarks {
		wholes.add(m.Text, m.Where.File)
	}
	left.write(&b, "Left out")
	lost.write(&b, "Of items, the file does not hold as it was")
	wholes.write(&b, "Nor")
	return b.String()
}

// named gathers the names of what has something in common, in the order in which
// it was met first.
type named struct {
	order []string
	names map[string][]string
}

func (n *named) add(text, name string) {
	if n.names == nil {
		n.names = make(map[string][]string)
	}
	if n.names[text] == nil {
		n.order = append(n.order, text)
	}
	n.names[text] = append(n.names[text], name)
}

func (n *named) write(b *strings.Builder, heading string) {
	const most = 20 // names; the records hold all
	if len(n.order) == 0 {
		return
	}
	fmt.Fprintf(b, "%s:\n", heading)
	for _, text := range n.order {
		names := n.names[text]
		shown := strings.Join(names[:min(len(names), most)], ", ")
		if more := len(names) - most; more > 0 {
			shown += fmt.Sprintf(" and %d more", more)
		}
		fmt.Fprintf(b, "%7d  %s (%s)\n", len(names), text, shown)
	}
}
