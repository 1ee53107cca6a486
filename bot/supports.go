package bot

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"pacer/bot/chat"
	"pacer/bot/say"
	"pacer/coach"
)

// Supports: what practice is fitted with, so that what is hard about a question
// is its subject. The learner sets them, or a teacher of theirs, who is not asked
// for a reason. Each change is noted, and the learner is told of one that they did
// not make. Nobody else sees any of it: it stands in no channel, no list of a
// class, no export but the learner's own.

// Values of the supports that are more than on or off.
const (
	timeHalf  = "1.5"
	timeTwice = "2"
	timeNone  = "none" // no limit
)

// supports shows what practice is fitted with, and changes some of it.
func (t *turn) supports(rest string) error {
	if rest == "" {
		return t.supportsCard("")
	}
	before := t.me
	if err := t.setSupports(&t.me, rest); err != nil {
		t.me = before
		return err
	}
	return t.afterSupports(before)
}

// afterSupports notes what the speaker changed about themselves, and shows it.
func (t *turn) afterSupports(before coach.Person) error {
	changed := supportsChanged(&before, &t.me)
	if changed == "" {
		return t.supportsCard(t.Say("supports.same"))
	}
	if err := t.audit("supports", t.me.ID, changed); err != nil {
		return err
	}
	return t.supportsCard(t.Say("supports.changed"))
}

// supportsCard is all supports at once, each with whether it is on.
func (t *turn) supportsCard(lead chat.Markdown) error {
	text := t.Say("supports") + t.supportLines(&t.me) + "\n\n" + t.Say("supports.next")
	if lead != "" {
		text = lead + "\n\n" + text
	}
	return t.telling(text, chat.Choice{Label: t.Say("press.change"), Value: formSupports, Opens: true, Main: true}, t.saying(wordPractice))
}

// supportLines are the supports of a person, a line each.
func (t *turn) supportLines(p *coach.Person) (lines chat.Markdown) {
	for _, name := range coach.AllSupports() {
		lines += "\n- " + t.Say("supports.line", say.Args{"Word": supportWord(t.Printer, name), "State": t.supportState(p, name), "What": t.Say("supports.what." + string(name))})
	}
	return lines
}

// supportState is how a support of a person stands: on, off, or with what.
func (t *turn) supportState(p *coach.Person, name coach.Support) chat.Markdown {
	switch {
	case !slices.Contains(p.Supported(), name):
		return t.Say("form.off")
	case name == coach.SupportGlossary:
		return chat.Escape(t.Name(p.Supports.Glossary))
	case name == coach.SupportTime:
		return t.sayExtraTime(p.Supports.ExtraTime)
	}
	return t.Say("form.on")
}

func (t *turn) sayExtraTime(extra float64) chat.Markdown {
	switch extra {
	case 0:
		return t.Say("supports.time.usual")
	case coach.NoTimer:
		return t.Say("supports.time.none")
	}
	return t.Say("supports.time.more", say.Args{"Times": t.Number(extra, 1)})
}

// setSupports changes some supports of a person, "plain on, time 1.5": all of
// them, or none and an error with a sentence. Whoever handles the error puts the
// person back.
func (t *turn) setSupports(p *coach.Person, said string) error {
	for _, one := range betweenSupports.Split(said, -1) {
		if strings.TrimSpace(one) == "" {
			continue
		}
		name, value := t.supportIn(one)
		if err := t.setSupport(p, name, value); err != nil {
			return err
		}
	}
	return nil
}

// supportIn is the support that some words begin with, and what is said of it: a
// name of several words is written with spaces or hyphens, "one thing on".
func (t *turn) supportIn(said string) (name coach.Support, value string) {
	f := strings.Fields(said)
	for n := min(len(f), 3); n > 0; n-- {
		name = t.supportNamed(strings.Join(f[:n], "-"))
		if slices.Contains(coach.AllSupports(), name) {
			return name, strings.Join(f[n:], " ")
		}
	}
	return coach.Support(first(said)), strings.Join(f[1:], " ")
}

// betweenSupports stands between two supports that are changed at once. The comma
// in "1,5" does not.
var betweenSupports = regexp.MustCompile(`[;\n،，、；]|,(?:\s+|$)`)

// setSupport changes one support of a person.
func (t *turn) setSupport(p *coach.Person, name coach.Support, value string) error {
	s := &p.Supports
	switch name {
	case coach.SupportGlossary:
		return t.setGlossary(p, value)
	case coach.SupportTime:
		extra, ok := t.extraTime(value)
		if !ok {
			return t.mend("supports.time.how")
		}
		s.ExtraTime = extra
		return nil
	}
	flag := map[coach.Support]*bool{
		coach.SupportPlain: &s.Plain, coach.SupportSpeech: &p.Settings.Speech, coach.SupportFewer: &s.Fewer, coach.SupportOneThing: &s.OneThing,
		coach.SupportNoBoards: &s.NoCompetition, coach.SupportPrivate: &s.Private, coach.SupportHint: &s.HintFirst,
	}[name]
	if flag == nil {
		return t.mend("supports.unknown", say.Args{"What": string(name), "Names": t.And(supportWords(t.Printer))})
	}
	on, ok := t.ReadOnOff(value)
	if !ok {
		return t.mend("supports.how", say.Args{"Word": supportWord(t.Printer, name)})
	}
	*flag = on
	return nil
}

// supportWord is what a support is called where its name is typed, in a printer's
// language.
func supportWord(p *say.Printer, name coach.Support) string {
	first, _, _ := strings.Cut(chat.Plain(p.Say("supports.name."+string(name))), ",")
	return strings.TrimSpace(first)
}

// supportWords are the words for all supports.
func supportWords(p *say.Printer) (words []chat.Markdown) {
	for _, name := range coach.AllSupports() {
		words = append(words, chat.Escape(supportWord(p, name)))
	}
	return words
}

// supportNamed is the support that a word is for, in the speaker's language or in
// English; what it is for none stays as it is, so that it can be shown.
func (t *turn) supportNamed(word string) coach.Support {
	for _, name := range coach.AllSupports() {
		if t.Lists("supports.name."+string(name), word) {
			return name
		}
	}
	return coach.Support(word)
}

// extraTime reads how much longer than usual a time is to be.
func (t *turn) extraTime(value string) (extra float64, ok bool) {
	value = strings.TrimLeft(strings.NewReplacer(",", ".", "٫", ".").Replace(strings.ToLower(say.Numerals(strings.TrimSpace(value)))), "×x ")
	switch value {
	case timeHalf:
		return 1.5, true
	case timeTwice:
		return 2, true
	case timeNone, strings.ToLower(chat.Plain(t.Say("supports.time.word"))):
		return coach.NoTimer, true
	case "1":
		return 0, true
	}
	on, ok := t.ReadOnOff(value)
	return 0, ok && !on
}

// setGlossary sets the language in which words are explained, by its tag or its
// name.
func (t *turn) setGlossary(p *coach.Person, value string) error {
	if on, ok := t.ReadOnOff(value); ok && !on {
		p.Supports.Glossary = ""
		return nil
	}
	offered, err := t.glossaryLanguages(p.ID)
	if err != nil {
		return err
	}
	for _, tag := range offered {
		if strings.EqualFold(value, tag) || strings.EqualFold(value, t.Name(tag)) {
			p.Supports.Glossary = tag
			return nil
		}
	}
	if len(offered) == 0 {
		return t.mend("supports.glossary.none")
	}
	names := make([]chat.Markdown, len(offered))
	for i, tag := range offered {
		names[i] = chat.Escape(tag + " (" + t.Name(tag) + ")")
	}
	return t.mend("supports.glossary.how", say.Args{"Languages": t.And(names), "Example": offered[0]})
}

// glossaryLanguages are those in which the courses of somebody's classes explain
// words.
func (t *turn) glossaryLanguages(person string) (tags []string, err error) {
	members, err := t.tx.Memberships(person)
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
				tags = append(tags, k.GlossaryLanguages()...)
			}
		}
	}
	slices.Sort(tags)
	return slices.Compact(tags), nil
}

// supportsChanged names the supports that differ between what a person had and
// has, as they are typed: "fewer on, time 1.5"; empty if none does.
func supportsChanged(was, is *coach.Person) string {
	var changed []string
	for _, name := range coach.AllSupports() {
		if before, after := supportTyped(was, name), supportTyped(is, name); before != after {
			changed = append(changed, string(name)+" "+after)
		}
	}
	return strings.Join(changed, ", ")
}

// supportTyped is what is typed after a support's name to have it as it is.
func supportTyped(p *coach.Person, name coach.Support) string {
	switch {
	case !slices.Contains(p.Supported(), name):
		return isOff
	case name == coach.SupportGlossary:
		return p.Supports.Glossary
	case name == coach.SupportTime && p.Supports.ExtraTime == coach.NoTimer:
		return timeNone
	case name == coach.SupportTime:
		return strconv.FormatFloat(p.Supports.ExtraTime, 'g', -1, 64)
	}
	return isOn
}

// classSupports shows a teacher what practice is fitted with for a learner, or
// changes some of it: "Ann", or "Ann: plain on".
func (t *turn) classSupports(class coach.Class, rest string) error {
	name, said, isChange := cutAt(rest, colons)
	if name == "" {
		return t.mend("class.supports.how")
	}
	p, err := t.learner(class, name)
	if err != nil {
		return err
	}
	if !isChange || said == "" {
		text := t.Say("class.supports", say.Args{"Name": p.Name}) + t.supportLines(&p) + "\n\n" + t.Say("class.supports.how")
		return t.telling(text, chat.Choice{Label: t.Say("press.change"), Value: formClassSupports + ":" + class.ID + " " + p.ID, Opens: true, Main: true})
	}
	was := p
	if err := t.setSupports(&p, said); err != nil {
		return err
	}
	return t.supportFor(was, p)
}

// supportFor keeps what a teacher changed about a learner, and tells both.
func (t *turn) supportFor(was, p coach.Person) error {
	changed := supportsChanged(&was, &p)
	if changed == "" {
		return t.tell(t.Say("supports.same"))
	}
	if p.ID == t.me.ID { // who teaches the class they learn in
		t.me.Supports, t.me.Settings.Speech = p.Supports, p.Settings.Speech
		return t.afterSupports(was)
	}
	if err := t.tx.PutPerson(p); err != nil {
		return err
	}
	if err := t.audit("supports", p.ID, changed); err != nil {
		return err
	}
	if p.Home == "" {
		return t.tell(t.Say("class.supports.later", say.Args{"Name": p.Name}))
	}
	theirs, err := t.of(p)
	if err != nil {
		return err
	}
	text := theirs.Say("supports.by", say.Args{"Teacher": t.me.Name}) + theirs.supportLines(&p) + "\n\n" + theirs.Say("supports.yours")
	if err := t.sendTo(&p, chat.Text(text)); err != nil {
		return err
	}
	return t.tell(t.Say("class.supports.done", say.Args{"Name": p.Name}))
}

// supportValues are what can be said after the name of a support.
func (t *turn) supportValues(name coach.Support) ([]offer, error) {
	switch name {
	case coach.SupportTime:
		return same([]string{timeHalf, timeTwice, timeNone, isOff}), nil
	case coach.SupportGlossary:
		tags, err := t.glossaryLanguages(t.me.ID)
		var offers []offer
		for _, tag := range tags {
			offers = append(offers, offer{label: t.Name(tag), value: tag})
		}
		return append(offers, same([]string{isOff})...), err
	}
	return same([]string{isOn, isOff}), nil
}

// privately makes the answers to who wants no trace in channels go to their direct
// messages, wherever they spoke; as long as they take any.
func (t *turn) privately() {
	c := t.ev.Conversation
	if t.me.Supports.Private && c.Channel != "" && !isPage(c) && t.account.Direct != "" && !t.account.Closed {
		t.to = chat.ParseKey(t.account.Direct)
	}
}

// Supported is a support of somebody, as a page shows it.
type Supported struct {
	What  chat.Markdown
	State chat.Markdown
	IsOn  bool
}

// Supports lists the supports of a person. Who may see them is for package page to
// say.
func (v *Visitor) Supports(p *coach.Person) []Supported {
	var all []Supported
	for _, name := range coach.AllSupports() {
		all = append(all, Supported{
			What: v.Say("supports.what." + string(name)), State: v.turn.supportState(p, name), IsOn: slices.Contains(p.Supported(), name),
		})
	}
	return all
}
