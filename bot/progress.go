package bot

import (
	"cmp"
	"slices"
	"strings"

	"pacer/bot/chat"
	"pacer/bot/say"
	"pacer/coach"
	"pacer/coach/course"
	"pacer/coach/mastery"
	"pacer/coach/plan"
)

// What the coach thinks is known, fading and next stands open to the learner,
// with what it rests on: answers they gave, and what somebody saw. Each skill can
// be asked about, and contradicted both ways: who knows more shows it, and who
// knows less gets it back.

// grouped is how many skills of a sort are named at once: a phone has no room
// for more.
const grouped = 6

// progress shows the learner what is thought to be known; of one skill, why.
func (t *turn) progress(rest string) error {
	if rest != "" {
		return t.progressOf(rest)
	}
	known, err := t.knowledge()
	if err != nil {
		return err
	}
	lines := t.knownLines(known, t.Courses.order)
	text := t.Say("progress")
	if len(lines) == 0 {
		text = t.Say("progress.none")
	}
	text += t.inGroups(lines)
	t.showKnown(lines)
	t.showCalibration()
	reached := 0
	for _, l := range lines {
		if l.level >= mastery.Proficient {
			reached++
		}
	}
	if err := t.showWay(reached); err != nil {
		return err
	}
	below, err := t.belowProgress(known)
	if err != nil {
		return err
	}
	return t.telling(text+below+"\n\n"+t.Say("progress.next"), t.saying(wordPractice), t.saying(wordReview), t.saying(wordChoose))
}

// inGroups puts the lines below what they have in common: known, fading, under
// way. Of each the ones practised last come first.
func (t *turn) inGroups(lines []knownLine) (text chat.Markdown) {
	latest := slices.Clone(lines)
	slices.SortStableFunc(latest, func(a, b knownLine) int { return cmp.Compare(a.days, b.days) })
	groups := []struct {
		head chat.Markdown
		has  func(l *knownLine) bool
	}{
		{t.Say("progress.known"), func(l *knownLine) bool { return !l.isFading && l.level >= mastery.Proficient }},
		{t.Say("progress.comesback"), func(l *knownLine) bool { return l.isFading }},
		{t.Say("progress.underway"), func(l *knownLine) bool { return !l.isFading && l.level < mastery.Proficient }},
	}
	for _, g := range groups {
		n := 0
		for i := range latest {
			if !g.has(&latest[i]) {
				continue
			}
			if n == 0 {
				text += "\n\n" + g.head
			}
			if n++; n <= grouped {
				text += "\n- " + latest[i].text
			}
		}
		if n > grouped {
			text += "\n- " + t.Say("progress.more", say.Args{"N": n - grouped})
		}
	}
	return text
}

// belowProgress is what stands below the skills: what comes next and why, what a
// teacher gave, the goal, and who can see all of it.
func (t *turn) belowProgress(known *knowledge) (text chat.Markdown, err error) {
	next, err := t.comesNext(known)
	if err != nil {
		return "", err
	}
	if next != "" {
		text += "\n\n" + next
	}
	given, err := t.givenLines()
	if err != nil {
		return "", err
	}
	if given != "" {
		text += "\n\n" + t.Say("assign.waiting") + given
	}
	if t.me.Goal.IsSet() {
		text += "\n\n" + t.Say("progress.goal", say.Args{"Goal": t.goalName(&t.me.Goal)})
	}
	seen, err := t.seenBy()
	return text + "\n\n" + seen, err
}

// comesNext is which skill comes next, and why; empty if nothing does.
func (t *turn) comesNext(known *knowledge) (chat.Markdown, error) {
	k, err := t.courseOf()
	if err != nil || k == nil {
		return "", err
	}
	class, err := t.tx.Class(t.me.Class)
	if err := orNone(err); err != nil {
		return "", err
	}
	all := plan.Skills(plan.Input{
		Course: k, Standing: func(skill string) plan.Standing { return known.standing(k.ID, skill) },
		Purpose: plan.Practice, Wish: t.me.Start, Ungated: !class.Has(coach.FeatureGating), Seed: seedOf(t.me.ID, t.today().String()),
	})
	if len(all) == 0 {
		return "", nil
	}
	why := t.sayReason(&coach.Question{Course: k.ID, Why: all[0].Reason})
	return t.Say("progress.upnext", say.Args{"Skill": t.skillTitle(k.ID, all[0].Skill), "Why": why}), nil
}

// seenBy is who can see what is thought to be known of the learner.
func (t *turn) seenBy() (chat.Markdown, error) {
	members, err := t.tx.Memberships(t.me.ID)
	if err != nil {
		return "", err
	}
	var people []chat.Markdown
	for _, m := range members {
		if m.Role != coach.Learner {
			continue
		}
		teachers, err := t.teachersOf(m.Class)
		if err != nil {
			return "", err
		}
		for _, name := range peopleNames(teachers) {
			if !slices.Contains(people, name) {
				people = append(people, name)
			}
		}
	}
	if len(people) == 0 {
		return t.Say("progress.seen.nobody"), nil
	}
	return t.Say("progress.seen", say.Args{"Teachers": t.And(people)}), nil
}

// The words after a skill with which its estimate is contradicted.
const (
	saysMore   = "more"
	saysLess   = "less"
	saysShared = "shared"
)

// progressOf shows one skill with what the estimate rests on, or takes the
// learner's word against it: "SKILL", "SKILL more", "SKILL less", "SKILL shared".
func (t *turn) progressOf(rest string) error {
	k, err := t.courseMeant(rest)
	if err != nil {
		return err
	}
	if k == nil {
		return t.withoutCourse()
	}
	name, verb := rest, ""
	if i := strings.LastIndexByte(rest, ' '); i > 0 {
		for word, key := range map[string]string{saysMore: "progress.say.more", saysLess: "progress.say.less", saysShared: "progress.say.shared"} {
			if last := rest[i+1:]; strings.EqualFold(last, word) || strings.EqualFold(last, chat.Plain(t.Say(key))) {
				name, verb = rest[:i], word
			}
		}
	}
	skill, ok := t.skillNamed(k, name)
	if !ok {
		return t.whichSkill(k, name, "practice.which")
	}
	switch verb {
	case saysMore:
		return t.testOut(k.ID + "/" + skill)
	case saysLess:
		return t.doubts(k, skill, false)
	case saysShared:
		return t.doubts(k, skill, true)
	}
	return t.skillCard(k, skill)
}

// skillCard is one skill: what is thought, what it rests on, what the next level
// asks for, and what can be said to it.
func (t *turn) skillCard(k *course.Course, skill string) error {
	known, err := t.knowledge()
	if err != nil {
		return err
	}
	key := k.ID + "/" + skill
	e := known.estimates[key]
	args := say.Args{"Skill": t.skillTitle(k.ID, skill)}
	if e == nil || e.Standing.Why(t.now).Tries == 0 && !e.Standing.Why(t.now).ByTeacher {
		behind, err := t.behind(key)
		if err != nil {
			return err
		}
		return t.telling(t.Say("progress.unmet", args)+behind, t.says("press.practice", wordPractice, key), t.says("press.test_out", wordTestOut, key))
	}
	var text chat.Markdown
	for _, l := range t.knownLines(known, []string{k.ID}) {
		if l.key == key {
			text = l.text
		}
	}
	behind, err := t.behind(key)
	if err != nil {
		return err
	}
	if behind != "" {
		text += "\n\n" + t.Say("progress.behind") + behind
	}
	if need := t.needed(known, e); need != "" {
		text += "\n\n" + need
	}
	for _, d := range t.me.Doubts {
		if d.Skill == key {
			text += "\n\n" + t.Say("progress.doubted", say.Args{"Day": t.ShortDay(d.At.In(t.zone))})
		}
	}
	return t.telling(text+"\n\n"+t.Say("progress.contradict", args),
		t.says("progress.press.more", wordProgress, key+" "+saysMore), t.says("progress.press.less", wordProgress, key+" "+saysLess), t.says("press.show", wordShow, key))
}

// says is a choice that stands for a word and what follows it.
func (t *turn) says(k string, w say.Word, rest string) chat.Choice {
	words := string(t.Say("type."+key(w))) + " " + rest
	return chat.Choice{Label: t.Say(k), Word: words, Value: "say " + words}
}

// triesShown is how many answers are shown behind an estimate.
const triesShown = 5

// behind are the latest answers behind an estimate, and what was seen.
func (t *turn) behind(skill string) (text chat.Markdown, err error) {
	tries, err := t.tx.Attempts(t.me.ID, skill, triesShown)
	if err != nil {
		return "", err
	}
	for i := range tries {
		e := &tries[i]
		id, item, _ := strings.Cut(e.Item, "/")
		it, err := t.itemOf(id, item, e.Version)
		if err := orNone(err); err != nil {
			return "", err
		}
		args := say.Args{"Day": t.ShortDay(e.At.In(t.zone)), "Question": chat.Escape(item), "N": e.Hints}
		if it != nil {
			drawn, err := it.Instance(e.Seed)
			if err != nil {
				return "", err
			}
			args["Question"] = chat.Escape(clipped(inOneLine(chat.Plain(blanked(drawn, t.readable(drawn.Question))))))
		}
		switch {
		case !e.Counts:
			text += "\n- " + t.Say("progress.try.uncounted", args)
		case e.Right && e.Hints > 0:
			text += "\n- " + t.Say("progress.try.hinted", args)
		case e.Right:
			text += "\n- " + t.Say("progress.try.right", args)
		default:
			text += "\n- " + t.Say("progress.try.notyet", args)
		}
	}
	shown, err := t.shownOf(t.me.ID, skill)
	if err != nil {
		return "", err
	}
	for i := range shown[:min(len(shown), triesShown)] {
		line, err := t.sayShown(&shown[i])
		if err != nil {
			return "", err
		}
		text += "\n- " + line
	}
	return text, nil
}

// needed is what the next level asks for; empty at the highest.
func (t *turn) needed(known *knowledge, e *Estimated) chat.Markdown {
	n := known.know(e)
	missing, ok := t.Params.Rules.Missing(e.Standing, mastery.Estimate{P: n.Evidence, Low: n.Low, High: n.High})
	if !ok {
		return ""
	}
	text := t.Say("progress.need", say.Args{"Level": t.levelName(missing.Next)})
	add := func(line chat.Markdown) { text += "\n- " + line }
	if missing.Recovery > 0 {
		add(t.Say("progress.need.recovery", say.Args{"N": missing.Recovery}))
		return text
	}
	if missing.Tries > 0 {
		add(t.Say("progress.need.tries", say.Args{"N": missing.Tries}))
	}
	if missing.Items > 0 {
		add(t.Say("progress.need.items", say.Args{"N": missing.Items}))
	}
	if missing.Mastery > 0 {
		add(t.Say("progress.need.mastery", say.Args{"Percent": percent(missing.Mastery)}))
	}
	if missing.Transfer > 0 {
		add(t.Say("progress.need.transfer", say.Args{"N": missing.Transfer}))
	}
	if !missing.Check.IsZero() {
		add(t.Say("progress.need.check", say.Args{"Day": t.ShortDay(later(missing.Check, t.now).In(t.zone))}))
	}
	if missing.Explanation {
		add(t.Say("progress.need.explanation", say.Args{"Day": t.ShortDay(later(missing.Recheck, t.now).In(t.zone))}))
	}
	return text
}

// doubts takes the learner's word that they know less of a skill: it comes back
// into practice, and the mark stays theirs unless they show it to their teachers.
func (t *turn) doubts(k *course.Course, skill string, shared bool) error {
	key := k.ID + "/" + skill
	d := coach.Doubt{Skill: key, At: t.now, Shared: shared}
	for _, was := range t.me.Doubts {
		if was.Skill == key && shared {
			d.At = was.At
		}
	}
	t.me.Doubts = coach.Doubted(t.me.Doubts, d)
	args := say.Args{"Skill": t.skillTitle(k.ID, skill)}
	if shared {
		return t.telling(t.Say("progress.less.shared", args), t.saying(wordPractice))
	}
	return t.telling(t.Say("progress.less", args), t.saying(wordPractice), t.says("progress.press.shared", wordProgress, key+" "+saysShared))
}

// inOneLine is a text of several lines in one, as an entry of a list has to be.
func inOneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
