package bot

import (
	"cmp"
	"slices"
	"time"

	"pacer/bot/chat"
	"pacer/coach"
	"pacer/coach/reflect"
)

// Two persons who turn out to be one human become one, and may become two again.
// An entry of the log says so for all that was answered; this file sees to what
// is not in the log.
//
// Joined, everything is the one's whose code it was: every account, session,
// question, thought and alert, the classes of both with the higher role in each,
// what either was appointed to, the courses they published. Settings and goal
// are that one's, too, but for silence: who asked for it has it. Of the other
// nothing is left but the name under which the log has their answers.
//
// Parted, an account begins as somebody new with a copy of what makes a learner:
// answers, estimates, memories and what is due (by the log), settings, goal,
// days of practice, the classes they learn in. What there can be only one of
// stays with the person they leave: the open question and its session, thoughts,
// alerts and whoever has seen to them, what they published, and every role, since
// nobody makes two teachers of one by saying a word. Teaching by a role of a
// platform, and what they published, go with the account that has the role: only
// there is it seen when they lose it.

// joinPerson makes whoever speaks one with another person, who goes on.
func (t *turn) joinPerson(other coach.Person) error {
	gone := t.me
	if err := t.endOneSession(other.ID); err != nil {
		return err
	}
	kin, _, err := coach.Kin(t.tx, gone.ID, other.ID)
	if err != nil {
		return err
	}
	one := oneOf(other, gone, kin)
	if one.Mapped, err = t.mappedOf(other, gone); err != nil {
		return err
	}
	if _, _, err := t.apply(coach.Entry{Kind: coach.EntryJoined, Person: other.ID, Source: gone.ID, At: t.now, Day: t.today()}); err != nil {
		return err
	}
	if err := t.tx.Adopt(gone.ID, other.ID); err != nil {
		return err
	}
	accounts, err := t.tx.Accounts(gone.ID)
	if err != nil {
		return err
	}
	for _, a := range accounts {
		a.Person = other.ID
		if err := t.tx.PutAccount(a); err != nil {
			return err
		}
	}
	if err := t.joinRoles(gone.ID, other.ID); err != nil {
		return err
	}
	if err := t.audit("link", other.ID, gone.ID); err != nil {
		return err
	}
	if err := t.nobody(gone, other.ID); err != nil {
		return err
	}
	t.me, t.was, t.account.Person = one, other, other.ID
	if err := t.settle(); err != nil {
		return err
	}
	if err := t.plan(); err != nil {
		return err
	}
	return t.savePerson()
}

// endOneSession leaves one session open where two persons who become one have
// each begun one: the other's goes on.
func (t *turn) endOneSession(other string) error {
	mine, err := t.tx.OpenSession(t.me.ID)
	if err != nil {
		return orNone(err)
	}
	if _, err := t.tx.OpenSession(other); err != nil {
		return orNone(err)
	}
	return t.close(&mine)
}

// orNone takes that there is none for no error.
func orNone(err error) error {
	if coach.IsNotFound(err) {
		return nil
	}
	return err
}

// nobody leaves of a person only who they were to the log: nothing is begun with
// them any more. What waited for them as a teacher waits for the other.
func (t *turn) nobody(gone coach.Person, other string) error {
	waiting, err := t.tx.Schedule(gone.ID, kindPings)
	if err == nil && !waiting.Next.IsZero() {
		if err := t.pingLater(&coach.Person{ID: other}, waiting.Next); err != nil {
			return err
		}
		waiting.Next, waiting.Key = time.Time{}, ""
		err = t.tx.PutSchedule(waiting)
	}
	if err := orNone(err); err != nil {
		return err
	}
	t.me.Settings.CheckIn, t.me.Home = "", ""
	if err := t.plan(); err != nil {
		return err
	}
	return t.tx.PutPerson(coach.Person{ID: gone.ID, Joined: gone.Joined})
}

// joinRoles gives one person the classes of another, who leaves them, and all
// that they were trusted with.
func (t *turn) joinRoles(from, to string) error {
	theirs, err := t.tx.Memberships(to)
	if err != nil {
		return err
	}
	mine, err := t.tx.Memberships(from)
	if err != nil {
		return err
	}
	for _, m := range mine {
		if err := t.tx.RemoveMember(m.Class, from); err != nil {
			return err
		}
		if m.Teaches(t.now) {
			if err := t.seenTo(m.Class, from, to); err != nil {
				return err
			}
		}
		m.Person = to
		if i := slices.IndexFunc(theirs, func(o coach.Member) bool { return o.Class == m.Class }); i >= 0 && !outranks(m, theirs[i]) {
			continue
		}
		if err := t.tx.PutMember(m); err != nil {
			return err
		}
	}
	w, err := t.tx.Workspace()
	if err != nil {
		return err
	}
	if w.Safety == from {
		w.Safety = to
		if err := t.tx.PutWorkspace(w); err != nil {
			return err
		}
		if err := t.seenTo("", from, to); err != nil {
			return err
		}
	}
	return t.inheritCourses(from, to)
}

// inheritCourses makes what one person has published another's.
func (t *turn) inheritCourses(from, to string) error {
	all, err := t.tx.Publications()
	if err != nil {
		return err
	}
	for _, p := range all {
		if p.Author != from {
			continue
		}
		p.Author, t.restocks = to, true
		if err := t.tx.PutPublication(p); err != nil {
			return err
		}
	}
	return nil
}

// outranks tells whether a membership of a class allows more than another.
func outranks(a, b coach.Member) bool {
	rank := []coach.Role{coach.Learner, coach.Helper, coach.Substitute, coach.Teacher}
	if a.Role == b.Role && a.Role == coach.Substitute {
		return !b.Until.IsZero() && (a.Until.IsZero() || a.Until.After(b.Until))
	}
	return slices.Index(rank, a.Role) > slices.Index(rank, b.Role)
}

// seenTo makes the alerts of a class that one person has on their list another's.
func (t *turn) seenTo(class, from, to string) error {
	open, err := t.tx.Alerts(class)
	if err != nil {
		return err
	}
	for _, a := range open {
		if a.By != from {
			continue
		}
		a.By = to
		if err := t.tx.PutAlert(a); err != nil {
			return err
		}
	}
	return nil
}

// oneOf is what two persons are together: the first of them, with what the other
// has besides. Kin have counted some of the same answers before.
func oneOf(stays, gone coach.Person, kin bool) coach.Person {
	p := stays
	p.Name = cmp.Or(p.Name, gone.Name)
	p.Owner = p.Owner || gone.Owner
	p.Maker = p.Maker || gone.Maker
	p.Settings.Silent = p.Settings.Silent || gone.Settings.Silent
	p.Supports, p.Settings.Speech = p.Supports.And(gone.Supports), p.Settings.Speech || gone.Settings.Speech
	p.Home = cmp.Or(p.Home, gone.Home)
	if !p.Goal.IsSet() {
		p.Goal = gone.Goal
	}
	if p.Class == "" {
		p.Class, p.Course = gone.Class, gone.Course
	}
	steps := []coach.Step{coach.StepNew, coach.StepTime, coach.StepWhen, coach.StepPlaced, coach.StepDone}
	if slices.Index(steps, gone.Met) > slices.Index(steps, p.Met) {
		p.Met = gone.Met
	}
	p.Begun, p.Pinged = p.Begun.And(gone.Begun), p.Pinged.And(gone.Pinged)
	p.Active = p.Active.And(gone.Active)
	p.Sure = sureOf(p.Sure, gone.Sure, kin)
	p.Reflects = p.Reflects.And(gone.Reflects)
	p.Start = cmp.Or(p.Start, gone.Start)
	p.Placed = union(p.Placed, gone.Placed)
	p.Unheard = 0
	if gone.Joined.Before(p.Joined) {
		p.Joined = gone.Joined
	}
	if gone.Flagged.At.After(p.Flagged.At) {
		p.Flagged.At = gone.Flagged.At
	}
	p.Flagged.Items = union(p.Flagged.Items, gone.Flagged.Items)
	if gone.Guesses.N > p.Guesses.N {
		p.Guesses = gone.Guesses
	}
	return p
}

// mappedOf is what a role of a platform has made of two persons together. Where
// one was appointed it is nothing to them; else who has lost it has not got it
// back by being joined to somebody who never had it.
func (t *turn) mappedOf(people ...coach.Person) (of coach.Mapped, err error) {
	for _, p := range people {
		switch isAppointed, err := t.isAppointed(p); {
		case err != nil:
			return of, err
		case isAppointed:
			return coach.MappedNone, nil
		case p.Mapped == coach.MappedHeld, of == coach.MappedNone:
			of = p.Mapped
		}
	}
	return of, nil
}

// isAppointed tells whether somebody's word, and no role of a platform, lets a
// person do more than learn.
func (t *turn) isAppointed(p coach.Person) (bool, error) {
	if p.Mapped != coach.MappedNone || p.Owner || p.Maker {
		return p.Mapped == coach.MappedNone, nil
	}
	members, err := t.tx.Memberships(p.ID)
	return slices.ContainsFunc(members, func(m coach.Member) bool { return m.Teaches(t.now) }), err
}

// sureOf adds up how sure two persons were. Of kin the larger count stands: what
// both have from before is in it once.
func sureOf(a, b reflect.Counts, kin bool) reflect.Counts {
	for i := range a {
		switch {
		case !kin:
			a[i].N, a[i].Right = a[i].N+b[i].N, a[i].Right+b[i].Right
		case b[i].N > a[i].N:
			a[i] = b[i]
		}
	}
	return a
}

// union is all strings of two lists, each once; nil where there are none.
func union(a, b []string) []string {
	all := slices.Concat(a, b)
	slices.Sort(all)
	return slices.Compact(all)
}

// partAccounts makes somebody new of some accounts of whoever speaks; stay are the
// others. Where the account that speaks is among those, the turn goes on as the
// new one. It returns where the other side is reached.
func (t *turn) partAccounts(leave, stay []coach.Account) (there string, err error) {
	left := t.me
	is := coach.Person{
		ID: t.newID(t.now), Name: left.Name, Settings: left.Settings, Supports: left.Supports, Home: left.Home,
		Goal: left.Goal, Met: left.Met, Begun: left.Begun, Active: left.Active, Sure: left.Sure, Offered: left.Offered,
		Start: left.Start, Placed: slices.Clone(left.Placed), Planned: left.Planned, Joined: left.Joined, Guesses: left.Guesses,
	}
	if !isOf(left.Home, leave) {
		is.Home = reach(leave)
	}
	if !isOf(left.Home, stay) {
		t.me.Home = reach(stay)
	}
	members, err := t.tx.Memberships(left.ID)
	if err != nil {
		return "", err
	}
	isTaken := t.takesRole(leave)
	if isTaken {
		is.Maker, is.Mapped, t.me.Maker, t.me.Mapped = true, left.Mapped, false, coach.MappedNone
	}
	members = slices.DeleteFunc(members, func(m coach.Member) bool {
		return m.Role != coach.Learner && !(isTaken && m.Role == coach.Teacher)
	})
	for _, m := range members {
		if is.Class == "" || m.Class == left.Class {
			is.Class = m.Class
		}
	}
	if is.Class == left.Class {
		is.Course = left.Course
	}
	if err := t.tx.PutPerson(is); err != nil {
		return "", err
	}
	for _, a := range leave {
		a.Person = is.ID
		if err := t.tx.PutAccount(a); err != nil {
			return "", err
		}
	}
	for _, m := range members {
		if m.Role == coach.Teacher {
			if err := t.handOver(m, is.ID); err != nil {
				return "", err
			}
		}
		m.Person = is.ID
		if err := t.tx.PutMember(m); err != nil {
			return "", err
		}
		if m.Role == coach.Learner {
			t.me.Class = cmp.Or(t.me.Class, m.Class) // whoever stays learns there as well
		}
	}
	if isTaken {
		if err := t.inheritCourses(left.ID, is.ID); err != nil {
			return "", err
		}
	}
	if _, _, err := t.apply(coach.Entry{Kind: coach.EntryParted, Person: is.ID, Source: left.ID, At: t.now, Day: t.today()}); err != nil {
		return "", err
	}
	if err := t.audit("unlink", is.ID, left.ID); err != nil {
		return "", err
	}
	theirs := *t
	theirs.me, theirs.was, theirs.by = is, coach.Person{ID: is.ID}, left.ID
	if err := theirs.plan(); err != nil { // and the consent to it, which they gave
		return "", err
	}
	if err := theirs.savePerson(); err != nil {
		return "", err
	}
	if !slices.ContainsFunc(leave, t.isHere) {
		return theirs.me.Home, t.savePerson()
	}
	if err := t.savePerson(); err != nil {
		return "", err
	}
	there = t.me.Home
	t.me, t.was, t.account.Person = theirs.me, theirs.me, is.ID
	return there, t.settle()
}

// takesRole tells whether somebody teaches by a role of a platform that one of the
// accounts has that leave. Of the account that speaks the platform says whether it
// has it; else it is on the other side.
func (t *turn) takesRole(leave []coach.Account) bool {
	has := t.ev.From.Teacher
	return t.me.Mapped == coach.MappedHeld && slices.ContainsFunc(leave, t.isHere) == (has != nil && *has)
}

// handOver ends that the person teaches a class, which somebody else does now.
func (t *turn) handOver(m coach.Member, to string) error {
	if err := t.tx.RemoveMember(m.Class, m.Person); err != nil {
		return err
	}
	if t.me.Class == m.Class {
		t.me.Class, t.me.Course = "", ""
	}
	return t.seenTo(m.Class, m.Person, to)
}

// isOf tells whether a conversation is with one of some accounts.
func isOf(home string, accounts []coach.Account) bool {
	c := chat.ParseKey(home)
	return slices.ContainsFunc(accounts, func(a coach.Account) bool { return a.Platform == c.Platform && a.User == c.User })
}

// reach is where one of some accounts can be spoken to first; empty: nowhere.
func reach(accounts []coach.Account) string {
	for _, a := range accounts {
		if at := a.Reach(); at != "" {
			return at
		}
	}
	return ""
}
