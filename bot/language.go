package bot

import (
	"slices"
	"strings"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"pacer/bot/chat"
	"pacer/bot/say"
	"pacer/coach"
	"pacer/coach/course"
	"pacer/coach/course/formula"
)

// foreign is the note that a question is not in the learner's language; empty
// if it is. A course that lacks it altogether says so with the first question
// of a session.
func (t *turn) foreign(q *coach.Question, it *course.Item) chat.Markdown {
	k := t.Courses.Course(q.Course)
	if k == nil || q.Language != "" {
		return ""
	}
	if _, ok := k.ItemIn(it, t.me.Settings.Language); ok {
		return ""
	}
	args := say.Args{"Language": t.Name(k.Language)}
	if serves(k.Languages(), t.me.Settings.Language) {
		return t.Say("question.foreign", args)
	}
	if q.Number > 1 {
		return ""
	}
	return t.Say("question.foreign.course", args)
}

// serves tells whether one of some languages serves a reader of another: "de"
// one of "de-AT".
func serves(offered []string, wanted string) bool {
	tag, err := language.Parse(wanted)
	if err != nil {
		return false
	}
	base, _ := tag.Base()
	return slices.ContainsFunc(offered, func(o string) bool {
		other, _ := language.Make(o).Base()
		return other == base
	})
}

// languages are those that the learner may choose: the coach's own, and those
// of the courses of their classes.
func (t *turn) languages() ([]string, error) {
	all := say.Languages()
	members, err := t.tx.Memberships(t.me.ID)
	if err != nil {
		return nil, err
	}
	for _, m := range members {
		class, err := t.tx.Class(m.Class)
		if err != nil {
			return nil, err
		}
		for _, id := range class.Courses {
			if k := t.Courses.Course(id); k != nil {
				all = append(all, k.Languages()...)
			}
		}
	}
	slices.Sort(all)
	return slices.Compact(all), nil
}

// chooseLanguage sets the language by its tag ("de", "de-AT") or its name, in
// the language the coach speaks now, in itself, or in English: "Alemán",
// "Deutsch", "German".
func (t *turn) chooseLanguage(value string) error {
	offered, err := t.languages()
	if err != nil {
		return err
	}
	for _, o := range offered {
		tag := language.Make(o)
		names := []string{o, t.Name(o), display.Self.Name(tag), display.English.Tags().Name(tag)}
		if slices.ContainsFunc(names, func(name string) bool { return strings.EqualFold(value, name) }) {
			t.me.Settings.Language = o
			return nil
		}
	}
	if tag, err := language.Parse(value); err == nil && serves(offered, value) {
		t.me.Settings.Language = tag.String()
		return nil
	}
	names := make([]string, len(offered))
	for i, o := range offered {
		names[i] = o + " (" + t.Name(o) + ")"
	}
	return t.mend("settings.language.how", say.Args{"Languages": strings.Join(names, t.Comma())})
}

// isolateFormulas keeps each formula in a text from right to left from being
// turned round: 3 − 4 would be read as 4 − 3.
func isolateFormulas(s string) string {
	if !strings.Contains(s, "$") || !say.HasRightToLeft(s) {
		return s
	}
	var out strings.Builder
	for _, f := range formula.Formulas(s) {
		for _, mark := range []string{"$$", "$"} {
			whole := mark + f.Source + mark
			if at := strings.Index(s, whole); at >= 0 {
				out.WriteString(s[:at] + "\u2068" + whole + "\u2069")
				s = s[at+len(whole):]
				break
			}
		}
	}
	return out.String() + s
}
