package bot

import (
	"slices"
	"strings"
	"time"

	"pacer/bot/chat"
	"pacer/bot/say"
	"pacer/coach"
)

// What is kept about somebody is theirs. `data` shows it, and who can see it;
// takes it along; corrects what they are called; and deletes all of it, after
// some days in which it can be taken back. Who withdraws what they agreed to is
// practised with no more, and nothing new is kept, until they agree again.

// graceUsual is how long deleting can be taken back where the configuration says
// nothing else.
const graceUsual = 7 * 24 * time.Hour

// dataVerbs are what can be done with one's data; each can also be said in the
// language of who speaks, see data.verb.
var dataVerbs = []string{"see", "export", "name", "withdraw", "agree", "delete", "keep"}

// data does what a verb says with the speaker's data.
func (t *turn) data(rest string) error {
	verb, rest := t.dataVerb(rest)
	switch verb {
	case "", "see":
		return t.dataSee()
	case "export":
		return t.dataExport()
	case "name":
		return t.dataName(rest)
	case "withdraw":
		return t.dataWithdraw()
	case "agree":
		return t.dataAgree()
	case "delete":
		return t.dataDelete(rest)
	case "keep":
		return t.dataKeep()
	}
	return t.mend("data.how")
}

// dataVerb reads what is to be done: a verb, in English or in the speaker's
// language.
func (t *turn) dataVerb(said string) (verb, rest string) {
	verb, rest = cut(said)
	for _, v := range dataVerbs {
		if verb == v || t.Lists("data.verb."+v, verb) {
			return v, rest
		}
	}
	return verb, rest
}

// isDataDeed tells whether what was said after data is one of its verbs, put as it
// has to be: a wish to withdraw is no answer to what is open.
func (t *turn) isDataDeed(said string) bool {
	verb, rest := t.dataVerb(said)
	if !slices.Contains(dataVerbs, verb) {
		return false
	}
	word, more, ok := t.Heard(rest)
	return rest == "" || verb == "name" || verb == "delete" && ok && word == wordYes && more == ""
}

// dataSpellings are how a verb can be said in the speaker's language, the usual
// way first.
func (t *turn) dataSpellings(verb string) []string {
	var all []string
	for s := range strings.SplitSeq(chat.Plain(t.Say("data.verb."+verb)), ",") {
		all = append(all, strings.ToLower(strings.TrimSpace(s)))
	}
	return append(all, verb)
}

// dataChoice is a choice of something done with one's data, and what can be typed
// for it.
func (t *turn) dataChoice(verb string) chat.Choice {
	typed := string(t.Say("type.data")) + " " + t.dataSpellings(verb)[0]
	return chat.Choice{Label: t.Say("data.press." + verb), Word: typed, Value: "say " + typed}
}

// dataSee says what is kept about the speaker, who can see it, and who has read
// what.
func (t *turn) dataSee() error {
	kept, err := t.tx.Kept(t.me.ID)
	if err != nil {
		return err
	}
	accounts, err := t.tx.Accounts(t.me.ID)
	if err != nil {
		return err
	}
	text := t.Say("data.see", say.Args{"Name": t.me.Name}) + "\n- " + t.Say("data.line.accounts", say.Args{"Accounts": t.accountList(accounts)})
	for _, line := range []chat.Markdown{
		t.Say("data.line.answers", say.Args{"N": kept.Attempts}), t.Say("data.line.words", say.Args{"N": kept.Words}),
		t.Say("data.line.thoughts", say.Args{"N": kept.Thoughts}), t.Say("data.line.sessions", say.Args{"N": kept.Sessions}),
		t.Say("data.line.alerts", say.Args{"N": kept.Alerts}), t.Say("data.line.settings"),
	} {
		text += "\n- " + line
	}
	seen, err := t.dataSeen()
	if err != nil {
		return err
	}
	text += "\n\n" + seen
	reads, err := t.readsOfMine()
	if err != nil {
		return err
	}
	text += "\n\n" + reads
	leaving, err := t.leaving()
	if err != nil {
		return err
	}
	choices := []chat.Choice{t.dataChoice("export"), t.dataChoice("withdraw"), t.dataChoice("delete")}
	switch {
	case !leaving.Due.IsZero():
		text += "\n\n" + t.Say("data.leaving", say.Args{"Day": t.Day(leaving.Due.In(t.zone))})
		choices = []chat.Choice{t.dataChoice("keep"), t.dataChoice("export")}
	case !t.me.Withdrawn.IsZero():
		byGuardian, err := t.withdrewForMe()
		if err != nil {
			return err
		}
		if byGuardian {
			text += "\n\n" + t.Say("data.agree.guardian")
			choices[1] = t.saying(wordPerson)
			break
		}
		text += "\n\n" + t.Say("data.withdrawn.since", say.Args{"Day": t.Day(t.me.Withdrawn.In(t.zone))})
		choices[1] = t.dataChoice("agree")
	default:
		text += "\n\n" + t.Say("data.next")
	}
	return t.telling(text, choices...)
}

// leaving is when the speaker is to be forgotten; the zero value if they are not.
func (t *turn) leaving() (Leaving, error) {
	l, err := t.tx.Leaving(t.me.ID)
	if coach.IsNotFound(err) {
		return Leaving{}, nil
	}
	return l, err
}

// dataSeen says who can see what is kept about the speaker.
func (t *turn) dataSeen() (chat.Markdown, error) {
	members, err := t.tx.Memberships(t.me.ID)
	if err != nil {
		return "", err
	}
	var names []chat.Markdown
	for _, m := range members {
		if m.Role != coach.Learner {
			continue
		}
		teachers, err := t.tx.Teachers(m.Class)
		if err != nil {
			return "", err
		}
		for i := range teachers {
			name := chat.Escape(teachers[i].Who.Name)
			if teachers[i].Teaches(t.now) && teachers[i].Person != t.me.ID && !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	if len(names) == 0 {
		return t.Say("data.seen.nobody"), nil
	}
	return t.Say("data.seen", say.Args{"Teachers": t.And(names)}), nil
}

// Reading is that somebody read what a person thought.
type Reading struct {
	By string // the name of who read it; empty: they were forgotten
	At time.Time
	N  int // thoughts that they read; 0: it was not noted how many
}

// ActReadThoughts is what the audit trail says of somebody who read reflections;
// its detail are the IDs of those that they read.
const ActReadThoughts = "read thoughts"

// readings are who has read a person's thoughts, the latest first.
func readings(r Reader, person string, limit int) ([]Reading, error) {
	acts, err := r.Acts(person, readingsBack)
	if err != nil {
		return nil, err
	}
	var all []Reading
	for _, a := range acts {
		if a.What != ActReadThoughts || len(all) == limit {
			continue
		}
		by, err := r.Person(a.By)
		if err != nil && !coach.IsNotFound(err) {
			return nil, err
		}
		all = append(all, Reading{By: by.Name, At: a.At, N: len(strings.Fields(a.Detail))})
	}
	return all, nil
}

const (
	readingsBack  = 200 // acts that are looked through for readings
	readingsShown = 3
)

func (t *turn) readsOfMine() (chat.Markdown, error) {
	all, err := readings(t.tx, t.me.ID, readingsShown)
	if err != nil {
		return "", err
	}
	if len(all) == 0 {
		return t.Say("data.read.none"), nil
	}
	text := t.Say("data.read")
	for _, r := range all {
		text += "\n- " + sayReading(t.Printer, &r, t.zone)
	}
	return text, nil
}

// sayReading says who read a person's thoughts, and when.
func sayReading(p *say.Printer, r *Reading, zone *time.Location) chat.Markdown {
	args := say.Args{"Name": r.By, "Day": p.Day(r.At.In(zone)), "N": max(1, r.N)}
	if r.By == "" {
		return p.Say("data.read.somebody", args)
	}
	return p.Say("data.read.line", args)
}

// dataExport tells where everything can be taken along.
func (t *turn) dataExport() error {
	if t.PageURL == "" {
		return t.telling(t.Say("data.export.off"), t.saying(wordPerson))
	}
	link, err := t.entrance()
	if err != nil {
		return err
	}
	return t.tell(t.Say("data.export", say.Args{"Link": link}))
}

// dataName corrects what the speaker is called. What a platform calls them
// changes it no more.
func (t *turn) dataName(rest string) error {
	name := nameOf(rest)
	if name == "" {
		return t.mend("data.name.how")
	}
	t.me.Name, t.me.OwnName = name, true
	return t.tell(t.Say("data.name", say.Args{"Name": name}))
}

// dataWithdraw ends practice, kindly, and all that is kept of it from here on.
func (t *turn) dataWithdraw() error {
	if !t.me.Withdrawn.IsZero() {
		return t.tellWithdrawn()
	}
	if err := t.endConsent(&t.me, ConsentSelf); err != nil {
		return err
	}
	return t.telling(t.Say("data.withdraw"), t.dataChoice("agree"), t.dataChoice("delete"))
}

// endConsent records that somebody, or their guardian, agrees no more: an open
// session ends, nothing is begun, and nothing new is kept.
func (t *turn) endConsent(p *coach.Person, role ConsentRole) error {
	s, err := t.tx.OpenSession(p.ID)
	if err == nil {
		err = t.close(&s)
	}
	if err := orNone(err); err != nil {
		return err
	}
	p.Withdrawn, p.WasSilent = t.now, p.Settings.Silent
	p.Settings.Silent = true
	if err := t.tx.PutSchedule(Schedule{Person: p.ID, Kind: kindCheckIn}); err != nil {
		return err
	}
	c := Consent{ID: p.ID + " practice", Person: p.ID, By: t.me.ID, Role: role, Text: consentVersion(t.Printer, consentPractice), At: t.now, Until: t.now}
	if err := t.tx.PutConsent(c); err != nil {
		return err
	}
	return t.audit("consent withdrawn", p.ID, string(role))
}

// dataAgree begins anew with who had withdrawn. What a guardian withdrew only a
// teacher, whom they told, can record again.
func (t *turn) dataAgree() error {
	leaving, err := t.leaving()
	if err != nil {
		return err
	}
	switch {
	case !leaving.Due.IsZero():
		return t.dataKeep()
	case t.me.Withdrawn.IsZero():
		return t.telling(t.Say("data.agreed"), t.saying(wordPractice))
	}
	byGuardian, err := t.withdrewForMe()
	if err != nil {
		return err
	}
	if byGuardian {
		return t.telling(t.Say("data.agree.guardian"), t.saying(wordPerson))
	}
	if err := t.renewConsent(&t.me, ConsentSelf); err != nil {
		return err
	}
	return t.telling(t.Say("data.agree"), t.saying(wordPractice))
}

// withdrewForMe tells whether it was somebody else, a guardian, who withdrew what
// the speaker had agreed to.
func (t *turn) withdrewForMe() (bool, error) {
	consents, err := t.tx.Consents(t.me.ID)
	return slices.ContainsFunc(consents, func(c Consent) bool {
		return c.ID == t.me.ID+" practice" && c.Role != ConsentSelf && !c.Holds()
	}), err
}

// tellWithdrawn says why there is no practice to who has withdrawn, and what they
// can do about it: agree again only where it was their own wish.
func (t *turn) tellWithdrawn() error {
	byGuardian, err := t.withdrewForMe()
	if err != nil {
		return err
	}
	if byGuardian {
		return t.telling(t.Say("data.agree.guardian"), t.saying(wordPerson), t.dataChoice("delete"))
	}
	return t.telling(t.Say("data.withdrawn"), t.dataChoice("agree"), t.dataChoice("delete"))
}

// renewConsent records that somebody, or their guardian, agrees to practice again.
func (t *turn) renewConsent(p *coach.Person, role ConsentRole) error {
	p.Settings.Silent = p.WasSilent
	p.Withdrawn, p.WasSilent = time.Time{}, false
	if p.ID == t.me.ID {
		if err := t.planAfter(t.now); err != nil {
			return err
		}
	}
	c := Consent{ID: p.ID + " practice", Person: p.ID, By: t.me.ID, Role: role, Text: consentVersion(t.Printer, consentPractice), At: t.now}
	if err := t.tx.PutConsent(c); err != nil {
		return err
	}
	return t.audit("consent given", p.ID, string(role))
}

// withdrawn answers whoever has withdrawn and says something that would be kept;
// done is false for what is answered all the same.
func (t *turn) withdrawn() (done bool, err error) {
	if t.me.Withdrawn.IsZero() {
		return false, nil
	}
	if !isForCoach(t.ev) && t.ev.Press == "" {
		return false, nil // people talking to one another
	}
	said := strings.TrimPrefix(t.ev.Press, "say ")
	if t.ev.Press == "" {
		said = chat.Visible(strings.TrimSpace(t.ev.Text))
		if isCode(said) {
			return false, nil
		}
	}
	switch word, _, _ := t.Heard(said); word {
	case wordData, wordPerson, wordHelp, wordStop, wordStopAll, wordSettings, wordLink, wordPage, wordClass, wordAlert, wordBye, wordThanks:
		return false, nil
	}
	if strings.HasPrefix(t.ev.Press, "alert ") || said == "" {
		return false, nil
	}
	leaving, err := t.leaving()
	if err != nil {
		return true, err
	}
	if !leaving.Due.IsZero() {
		return true, t.telling(t.Say("data.leaving", say.Args{"Day": t.Day(leaving.Due.In(t.zone))}), t.dataChoice("keep"))
	}
	return true, t.tellWithdrawn()
}

// dataDelete asks once whether everything is to be deleted, and then plans it.
func (t *turn) dataDelete(rest string) error {
	leaving, err := t.leaving()
	if err != nil {
		return err
	}
	if !leaving.Due.IsZero() {
		return t.telling(t.Say("data.leaving", say.Args{"Day": t.Day(leaving.Due.In(t.zone))}), t.dataChoice("keep"))
	}
	if err := t.mayLeave(); err != nil {
		return err
	}
	due := t.now.Add(t.grace())
	args := say.Args{"Day": t.Day(due.In(t.zone)), "N": t.Copies}
	if word, more, ok := t.Heard(rest); !ok || word != wordYes || more != "" {
		yes := t.dataChoice("delete")
		yes.Label = t.Say("data.press.yes")
		yes.Word += " " + string(t.Say("data.yes"))
		yes.Value = "say " + yes.Word
		return t.telling(t.Say("data.delete.ask", args), yes, t.dataChoice("export"))
	}
	if t.me.Withdrawn.IsZero() {
		if err := t.endConsent(&t.me, ConsentSelf); err != nil {
			return err
		}
	}
	if err := t.tx.PutLeaving(Leaving{Person: t.me.ID, By: t.me.ID, Asked: t.now, Due: due}); err != nil {
		return err
	}
	if err := t.audit("delete asked", t.me.ID, ""); err != nil {
		return err
	}
	text := t.Say("data.delete", args)
	if t.Copies > 0 {
		text = t.Sentences(text, t.Say("data.delete.copies", args))
	}
	return t.telling(text, t.dataChoice("keep"))
}

// grace is how long deleting can be taken back.
func (t *turn) grace() time.Duration {
	if t.Grace == 0 {
		return graceUsual
	}
	return max(0, t.Grace)
}

// mayLeave refuses to forget whoever holds a place that somebody must hold.
func (t *turn) mayLeave() error {
	workspace, err := t.tx.Workspace()
	if err != nil {
		return err
	}
	if workspace.Safety == t.me.ID {
		return t.refuse("data.delete.safety")
	}
	if !t.me.Owner {
		return nil
	}
	owners, err := t.owners()
	if err == nil && len(owners) < 2 {
		err = t.refuse("data.delete.owner")
	}
	return err
}

// dataKeep takes deleting back.
func (t *turn) dataKeep() error {
	leaving, err := t.leaving()
	if err != nil {
		return err
	}
	if leaving.Due.IsZero() {
		return t.telling(t.Say("data.keep.none"), t.saying(wordPractice))
	}
	if !t.now.Before(leaving.Due) {
		return t.tell(t.Say("data.keep.late"))
	}
	if err := t.tx.PutLeaving(Leaving{Person: t.me.ID}); err != nil {
		return err
	}
	if !t.me.Withdrawn.IsZero() {
		if err := t.renewConsent(&t.me, ConsentSelf); err != nil {
			return err
		}
	}
	if err := t.audit("delete taken back", t.me.ID, ""); err != nil {
		return err
	}
	return t.telling(t.Say("data.keep"), t.saying(wordPractice))
}
