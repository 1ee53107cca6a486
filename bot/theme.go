package bot

import (
	"cmp"
	"slices"
	"strings"

	"pacer/bot/chat"
	"pacer/bot/say"
	"pacer/coach"
	"pacer/coach/course"
)

// A learner may name what they like questions to be about, of what the items of
// their courses say they are about. Of a skill's items those come first; which
// skill comes does not change by it.

const (
	themeItems = 3  // items that a tag is on for it to be a theme
	mostThemes = 12 // that are offered
)

// themesOf are the themes of a course: the tags that several of its items have,
// those on most items first.
func themesOf(k *course.Course) []string {
	count := make(map[string]int)
	var tags []string
	for i := range k.Items {
		for _, tag := range k.Items[i].Tags {
			if count[tag]++; count[tag] == themeItems && !strings.Contains(tag, "::") { // a deck's own order has colons
				tags = append(tags, tag)
			}
		}
	}
	slices.SortFunc(tags, func(a, b string) int { return cmp.Or(cmp.Compare(count[b], count[a]), strings.Compare(a, b)) })
	return tags[:min(len(tags), mostThemes)]
}

// themes is the word for it: shows the themes, or takes those named.
func (t *turn) themes(rest string) error {
	k, err := t.courseOf()
	if err != nil {
		return err
	}
	if k == nil {
		return t.withoutCourse()
	}
	all := themesOf(k)
	if len(all) == 0 {
		return t.telling(t.Say("theme.none", say.Args{"Course": t.courseTitle(k)}), t.saying(wordChoose))
	}
	if rest != "" {
		return t.takeThemes(all, rest)
	}
	q := coach.Question{ID: t.newID(t.now), Person: t.me.ID, Ask: coach.AskThemes, State: coach.Open, At: t.now, Course: k.ID}
	var choices []chat.Choice
	for i, tag := range all {
		choices = append(choices, chat.Choice{Label: chat.Escape(tag), Word: letterOf(i), Value: q.ID + ":" + letterOf(i)})
	}
	m := chat.Text(t.Say("theme.ask"))
	if len(t.me.Settings.Themes) > 0 {
		m = chat.Text(t.Say("theme.are", say.Args{"Themes": t.And(escaped(t.me.Settings.Themes))}))
	}
	m.Parts = append(m.Parts, chat.Part{Choices: append(choices, t.word(wordSkip, q.ID+":skip"))})
	return t.ask(&q, m)
}

// answerThemes takes the themes that were chosen. A press is one of them, and
// the next may follow.
func (t *turn) answerThemes(q *coach.Question, said string, word say.Word, isMeant bool) (done bool, err error) {
	k := t.Courses.Course(q.Course)
	if k == nil {
		return false, nil
	}
	if isMeant && (word == wordSkip || word == wordNo) || said == "skip" {
		return true, t.settled(q, coach.Closed, func() error { return t.tell(t.Say("theme.skipped")) })
	}
	all := themesOf(k)
	if t.ev.Press != "" {
		n, ok := letter(said)
		if !ok || n >= len(all) {
			return false, nil
		}
		themes := append(slices.Clone(t.me.Settings.Themes), all[n])
		if slices.Contains(t.me.Settings.Themes, all[n]) {
			themes = slices.DeleteFunc(themes, func(tag string) bool { return tag == all[n] })
		}
		return true, t.setThemes(themes)
	}
	if _, ok := pickedOf(all, said); !ok {
		return false, nil
	}
	return true, t.settled(q, coach.Answered, func() error { return t.takeThemes(all, said) })
}

// pickedOf reads some of a list by their letters or their own words: "a c",
// "music, sport".
func pickedOf(all []string, said string) (some []string, ok bool) {
	for _, one := range strings.FieldsFunc(said, func(r rune) bool { return strings.ContainsRune(commas+semicolons, r) }) {
		one = strings.TrimSpace(one)
		if i := slices.IndexFunc(all, func(s string) bool { return strings.EqualFold(s, one) }); i >= 0 {
			some = append(some, all[i])
			continue
		}
		for _, w := range strings.Fields(one) {
			n, isLetter := letter(w)
			if !isLetter || n >= len(all) {
				return nil, false
			}
			some = append(some, all[n])
		}
	}
	slices.Sort(some)
	return slices.Compact(some), len(some) > 0
}

// takeThemes sets the themes that are named; "off" is none.
func (t *turn) takeThemes(all []string, said string) error {
	if t.saysOff(said) {
		return t.setThemes(nil)
	}
	some, ok := pickedOf(all, said)
	if !ok {
		return t.mend("theme.which", say.Args{"Themes": t.And(escaped(all))})
	}
	return t.setThemes(some)
}

func (t *turn) setThemes(themes []string) error {
	t.me.Settings.Themes = themes
	if len(themes) == 0 {
		return t.telling(t.Say("theme.off"), t.saying(wordPractice))
	}
	return t.telling(t.Say("theme.set", say.Args{"Themes": t.And(escaped(themes))}), t.saying(wordPractice))
}

// escaped are words as they stand.
func escaped(words []string) (all []chat.Markdown) {
	for _, w := range words {
		all = append(all, chat.Escape(w))
	}
	return all
}
