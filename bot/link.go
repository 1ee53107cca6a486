package bot

import (
	"slices"
	"strings"
	"time"

	"pacer/bot/chat"
	"pacer/bot/say"
	"pacer/coach"
)

// linkFor is how long a code that joins two accounts holds.
const linkFor = 15 * time.Minute

// linkPlace can be said after link, beside a code and what is off.
const linkPlace = "place"

// link uses a code, or makes one that joins another account of the same person;
// with off it parts accounts that were joined.
func (t *turn) link(rest string) error {
	switch verb, more := cut(rest); {
	case rest == "":
		return t.linkCode()
	case t.saysOff(verb):
		return t.unlink(more)
	case verb == linkPlace && more == "":
		return t.placeCode()
	}
	if done, err := t.code(rest); done || err != nil {
		return err
	}
	return t.noCode()
}

// linkCode makes a code, and shows which accounts are joined already.
func (t *turn) linkCode() error {
	code, err := t.newCode()
	if err != nil {
		return err
	}
	c := coach.Code{Code: code, Kind: coach.CodeLink, Subject: t.me.ID, Expires: t.now.Add(linkFor)}
	if err := t.tx.PutCode(c); err != nil {
		return err
	}
	text := t.Say("link.code", say.Args{"Code": c.Code, "N": int(linkFor / time.Minute)})
	accounts, err := t.tx.Accounts(t.me.ID)
	if err != nil {
		return err
	}
	if others := slices.DeleteFunc(accounts, t.isHere); len(others) > 0 {
		text += "\n\n" + t.Say("link.accounts", say.Args{"Accounts": t.accountList(others), "Word": others[0].Platform})
	}
	return t.tell(text)
}

// isHere tells whether an account is the one that speaks.
func (t *turn) isHere(a coach.Account) bool {
	return a.Platform == t.ev.Conversation.Platform && a.User == t.ev.From.User
}

// accountList names accounts by their platforms, each once.
func (t *turn) accountList(accounts []coach.Account) chat.Markdown {
	var list []string
	for _, a := range accounts {
		if name := string(t.platformName(a.Platform)); !slices.Contains(list, name) {
			list = append(list, name)
		}
	}
	return chat.Markdown(strings.Join(list, t.Comma()))
}

// platformName names a platform for people.
func (t *turn) platformName(platform string) chat.Markdown {
	switch platform {
	case "slack":
		return t.Say("platform.slack")
	case "discord":
		return t.Say("platform.discord")
	case "web":
		return t.Say("platform.web")
	case "terminal":
		return t.Say("platform.terminal")
	}
	return chat.Escape(platform)
}

// linkAccounts joins whoever speaks to the person who made the code. Where there
// is something to be joined, and not only a new account, it asks before: whose
// the other account is, only they can tell.
func (t *turn) linkAccounts(c coach.Code) error {
	other, theirs, err := t.linkMaker(c)
	if err != nil {
		return err
	}
	mine, err := t.practised(t.me.ID)
	if err != nil {
		return err
	}
	role, err := t.hasRole()
	if err != nil {
		return err
	}
	if !mine && !role {
		return t.joined(c, other)
	}
	text := t.Say("link.ask", say.Args{"Name": other.Name, "Accounts": t.accountList(theirs)})
	if mine {
		both, err := t.practised(other.ID)
		if err != nil {
			return err
		}
		if both {
			text = t.Sentences(text, t.Say("link.ask.both"))
		} else {
			text = t.Sentences(text, t.Say("link.ask.mine"))
		}
	}
	if role {
		text = t.Sentences(text, t.Say("link.ask.role"))
	}
	q := coach.Question{ID: t.newID(t.now), Person: t.me.ID, Ask: coach.AskLink, State: coach.Open, At: t.now, About: c.Code}
	m := chat.Text(text)
	m.Parts = append(m.Parts, chat.Part{Choices: t.letters(&q, "link.yes", "link.no")})
	return t.ask(&q, m)
}

// linkMaker is who made a code that joins accounts, with theirs. Meanwhile its
// maker may have been joined to whoever speaks; or to somebody else, and has no
// account any more: then it has run out.
func (t *turn) linkMaker(c coach.Code) (coach.Person, []coach.Account, error) {
	if c.Subject == t.me.ID {
		return coach.Person{}, nil, t.mend("link.same")
	}
	other, err := t.tx.Person(c.Subject)
	if err != nil {
		return other, nil, err
	}
	theirs, err := t.tx.Accounts(other.ID)
	if err != nil {
		return other, nil, err
	}
	if len(theirs) == 0 {
		return other, nil, t.mend("link.expired")
	}
	if err := t.notTooOften(other.ID); err != nil {
		return other, nil, err
	}
	return other, theirs, t.mayBeOne(other.ID, theirs)
}

// mostNames is how many persons of the log one human may have been: every look at
// their answers looks at each.
const mostNames = 16

// notTooOften refuses to join or part accounts that were joined and parted again
// and again.
func (t *turn) notTooOften(other string) error {
	_, names, err := coach.Kin(t.tx, t.me.ID, other)
	if err == nil && names > mostNames {
		err = t.refuse("link.often")
	}
	return err
}

// mayBeOne refuses to join two of whom one learns in a class that the other may
// not practise, on a platform that is not for people so young.
func (t *turn) mayBeOne(other string, theirs []coach.Account) error {
	mine, err := t.tx.Accounts(t.me.ID)
	if err != nil {
		return err
	}
	least := 0
	for _, a := range slices.Concat(mine, theirs) {
		least = max(least, t.Platforms[a.Platform].MinAge)
	}
	for _, person := range []string{t.me.ID, other} {
		members, err := t.tx.Memberships(person)
		if err != nil {
			return err
		}
		for _, m := range members {
			class, err := t.tx.Class(m.Class)
			switch {
			case err != nil:
				return err
			case m.Role == coach.Learner && coach.Youngest(class.Age) < least:
				return t.refuse("age.join", say.Args{"Min": least})
			}
		}
	}
	return nil
}

// practised tells whether anything that somebody answered counts for them.
func (t *turn) practised(person string) (bool, error) {
	last, err := t.tx.Attempts(person, "", 1)
	return len(last) > 0, err
}

// hasRole tells whether the person is more than a learner.
func (t *turn) hasRole() (bool, error) {
	if t.me.Owner || t.me.Maker {
		return true, nil
	}
	workspace, err := t.tx.Workspace()
	if err != nil || workspace.Safety == t.me.ID {
		return err == nil, err
	}
	members, err := t.tx.Memberships(t.me.ID)
	return slices.ContainsFunc(members, func(m coach.Member) bool { return m.Role != coach.Learner }), err
}

// answerLink takes whether two accounts are to be joined.
func (t *turn) answerLink(q *coach.Question, said string, word say.Word, isMeant bool) (done bool, err error) {
	n, ok := t.chosen(said, "link.yes", "link.no")
	switch {
	case ok && n == 1 || isMeant && (word == wordNo || word == wordSkip):
		return true, t.settled(q, coach.Closed, func() error { return t.tell(t.Say("link.apart")) })
	case !ok && !(isMeant && word == wordYes):
		return false, nil
	}
	return true, t.settled(q, coach.Answered, func() error {
		c, err := t.tx.Code(q.About)
		if err != nil && !coach.IsNotFound(err) {
			return err
		}
		if err != nil || !t.now.Before(c.Expires) {
			return t.tell(t.Say("link.expired"))
		}
		other, _, err := t.linkMaker(c)
		if err != nil {
			return err
		}
		return t.joined(c, other)
	})
}

// joined joins whoever speaks to another person, and tells both sides of it.
func (t *turn) joined(c coach.Code, other coach.Person) error {
	if err := t.tx.SpendCode(c.Code); err != nil {
		return err
	}
	there := other.Home
	if err := t.joinPerson(other); err != nil {
		return err
	}
	if err := t.elsewhere(there, func(p *say.Printer) chat.Markdown {
		return p.Say("link.notice", say.Args{"Platform": t.platformName(t.ev.Conversation.Platform), "Word": t.ev.Conversation.Platform})
	}); err != nil {
		return err
	}
	return t.telling(t.Say("link.done", say.Args{"Name": t.me.Name}), t.saying(wordPractice))
}

// elsewhere tells the person something where another account of theirs is
// reached: what was done to it here must not go unseen there.
func (t *turn) elsewhere(home string, text func(*say.Printer) chat.Markdown) error {
	if home == "" || home == t.to.Key() {
		return nil
	}
	m := chat.Text(text(t.Printer))
	m.Quiet, _ = t.me.Settings.InQuiet(t.now, t.zone)
	_, err := t.send(chat.ParseKey(home), m)
	return err
}

// unlink parts an account from the others it is joined with: the one that
// speaks, or those on a platform that is named.
func (t *turn) unlink(platform string) error {
	accounts, err := t.tx.Accounts(t.me.ID)
	if err != nil {
		return err
	}
	if len(accounts) < 2 {
		return t.tell(t.Say("link.off.alone"))
	}
	leave := slices.DeleteFunc(slices.Clone(accounts), func(a coach.Account) bool { return !t.isHere(a) })
	if platform != "" && !t.isCalled(t.ev.Conversation.Platform, platform) {
		leave = slices.DeleteFunc(slices.Clone(accounts), func(a coach.Account) bool { return !t.isCalled(a.Platform, platform) })
	}
	if err := t.notTooOften(t.me.ID); err != nil {
		return err
	}
	if len(leave) == 0 {
		return t.mend("link.off.which", say.Args{"What": platform, "Accounts": t.accountList(accounts)})
	}
	stay := slices.DeleteFunc(slices.Clone(accounts), func(a coach.Account) bool { return slices.Contains(leave, a) })
	role, err := t.hasRole()
	if err != nil {
		return err
	}
	told := say.Args{"Left": t.accountList(leave), "Stay": t.accountList(stay)}
	text := t.Say("link.off.done", say.Args{"Left": t.nearList(leave), "Stay": t.nearList(stay), "Role": role && !t.takesRole(leave)})
	there, err := t.partAccounts(leave, stay)
	if err != nil {
		return err
	}
	if err := t.elsewhere(there, func(p *say.Printer) chat.Markdown { return p.Say("link.off.notice", told) }); err != nil {
		return err
	}
	return t.telling(text, t.saying(wordPractice))
}

// nearList names accounts, and tells which is the one that speaks.
func (t *turn) nearList(accounts []coach.Account) chat.Markdown {
	others := slices.DeleteFunc(slices.Clone(accounts), t.isHere)
	if len(others) == len(accounts) {
		return t.accountList(others)
	}
	here := t.Say("link.off.this", say.Args{"Platform": t.platformName(t.ev.Conversation.Platform)})
	if len(others) == 0 {
		return here
	}
	return here + ", " + t.accountList(others)
}

// isCalled tells whether a platform is meant by what somebody calls it.
func (t *turn) isCalled(platform, said string) bool {
	return strings.EqualFold(platform, said) || strings.EqualFold(chat.Plain(t.platformName(platform)), said)
}

// notTheirs is the error of whoever presses what was asked of somebody else; what
// was asked of them before their accounts were parted is only old.
func (t *turn) notTheirs(person string) error {
	heirs, err := t.heirs(person, 0)
	if err != nil {
		return err
	}
	if slices.Contains(heirs, t.me.ID) || t.ev.Conversation.Platform == Web {
		return t.refuse("press.old") // on the web nobody is shown somebody else's button: who has its ID made it up
	}
	return t.refuse("press.notyours")
}

// heirs are all who took over what was a person's at a position of the log, from
// them or from whoever did.
func (t *turn) heirs(person string, position int64) ([]string, error) {
	all := []string{person}
	for i := 0; i < len(all); i++ {
		entries, err := t.tx.Heirs(all[i])
		if err != nil {
			return nil, err
		}
		for _, e := range entries {
			if e.Position > position && !slices.Contains(all, e.Person) {
				all = append(all, e.Person)
			}
		}
	}
	return all[1:], nil
}

// correct adds a correction to the log: one for everybody to whom the answer
// counts, since a person may have been parted since into several.
func (t *turn) correct(e coach.Entry) error {
	answer, err := t.tx.Entry(e.Target)
	if err != nil {
		return err
	}
	heirs, err := t.heirs(answer.Person, e.Target)
	if err != nil {
		return err
	}
	whose := e.Person
	for _, person := range append([]string{answer.Person}, heirs...) {
		if person != whose {
			accounts, err := t.tx.Accounts(person)
			if err != nil {
				return err
			}
			if len(accounts) == 0 {
				continue // nobody is them any more
			}
		}
		e.Person = person
		if _, _, err := t.apply(e); err != nil {
			return err
		}
	}
	return nil
}
