package bot_test

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"pacer/bot"
	"pacer/bot/chat"
	"pacer/coach"
	"pacer/coach/course"
	"pacer/coach/grade"
)

// voice is somebody speaking somewhere.
type voice struct {
	*house
	in   chat.Conversation
	from chat.Account
	// pause is how long before what they say; zero is twenty seconds.
	pause time.Duration
}

// person is somebody in direct messages with the coach, in the school.
func (h *house) person(name string) *voice { return h.personAt(school, name) }

// personAt is somebody in direct messages in a place. The platform's user IDs
// hold in all its places.
func (h *house) personAt(place, name string) *voice {
	user := strings.ToLower(name)
	return &voice{
		house: h, in: chat.Conversation{Platform: platform, Place: place, User: user},
		from: chat.Account{User: user, Name: name},
	}
}

// as is the same person with another account.
func (v *voice) as(user string) *voice {
	w := *v
	w.in.User, w.from.User = user, user
	return &w
}

// channel is the same person in a public channel.
func (v *voice) channel(name string) *voice {
	w := *v
	w.in.Channel, w.in.User = name, ""
	return &w
}

// event is something the person does, a while after what happened last.
func (v *voice) event() chat.Event {
	pause := v.pause
	if pause == 0 {
		pause = 20 * time.Second
	}
	v.now = v.now.Add(pause)
	v.events++
	return chat.Event{ID: fmt.Sprintf("event %d", v.events), Conversation: v.in, From: v.from, At: v.now}
}

// says says words and returns what was answered.
func (v *voice) says(words string) reply {
	v.t.Helper()
	ev := v.event()
	ev.Text = words
	return v.does(ev)
}

// commands says words as a command, as "/hint" is one.
func (v *voice) commands(words string) reply {
	v.t.Helper()
	ev := v.event()
	ev.Text, ev.Command = words, true
	return v.does(ev)
}

// mentions says something to the coach by its name, in a channel.
func (v *voice) mentions(words string) reply {
	v.t.Helper()
	ev := v.event()
	ev.Text, ev.Mention = words, true
	return v.does(ev)
}

// presses presses the newest button they have with that label, word or value.
func (v *voice) presses(label string) reply {
	v.t.Helper()
	for _, p := range slices.Backward(v.posts) {
		if p.to.Platform != v.in.Platform || p.to.Place != v.in.Place || p.to.User != v.from.User {
			continue
		}
		for _, c := range p.choices() {
			if c.Word == label || c.Value == label || chat.Plain(c.Label) == label {
				return v.pressesValue(c.Value)
			}
		}
	}
	v.t.Fatalf("%s has no button %q", v.from.Name, label)
	return reply{}
}

// pressesValue presses a button by what it carries, forged or not.
func (v *voice) pressesValue(value string) reply {
	v.t.Helper()
	ev := v.event()
	ev.Press = value
	return v.does(ev)
}

// does hands an event over.
func (v *voice) does(ev chat.Event) reply {
	v.t.Helper()
	return reply{v, v.handle(ev)}
}

// reply is what went out because of something somebody did.
type reply struct {
	to    *voice
	posts []post
}

// text is all that the one who spoke got to read.
func (r reply) text() string { return textTo(r.posts, r.to) }

// textTo is all of some messages that a person got to read.
func textTo(posts []post, v *voice) string {
	var texts []string
	for _, p := range posts {
		if p.to.Place == v.in.Place && p.to.User == v.from.User {
			texts = append(texts, p.text())
		}
	}
	return strings.Join(texts, "\n---\n")
}

// has fails unless the one who spoke read all of the texts.
func (r reply) has(texts ...string) reply {
	r.to.t.Helper()
	for _, want := range texts {
		if !strings.Contains(r.text(), want) {
			r.to.t.Fatalf("%s read:\n%s\nwanted in it: %s", r.to.from.Name, r.text(), want)
		}
	}
	return r
}

// lacks fails if the one who spoke read any of the texts.
func (r reply) lacks(texts ...string) reply {
	r.to.t.Helper()
	for _, not := range texts {
		if strings.Contains(r.text(), not) {
			r.to.t.Fatalf("%s read:\n%s\nnot wanted in it: %s", r.to.from.Name, r.text(), not)
		}
	}
	return r
}

// id is the person behind the account that speaks.
func (v *voice) id() string {
	v.t.Helper()
	var id string
	v.view(v.in.Place, func(r bot.Reader) error {
		a, err := r.Account(v.in.Platform, v.from.User)
		id = a.Person
		return err
	})
	return id
}

// self is what is stored of the person who speaks.
func (v *voice) self() coach.Person {
	v.t.Helper()
	id := v.id()
	var p coach.Person
	v.view(v.in.Place, func(r bot.Reader) (err error) {
		p, err = r.Person(id)
		return err
	})
	return p
}

// change changes what is stored of the person who speaks.
func (v *voice) change(fn func(*coach.Person)) {
	v.t.Helper()
	id := v.id()
	v.seed(v.in.Place, func(tx bot.Tx) error {
		p, err := tx.Person(id)
		if err != nil {
			return err
		}
		fn(&p)
		return tx.PutPerson(p)
	})
}

// session is the person's open session; ok is false when they have none, or
// never spoke.
func (v *voice) session() (s coach.Session, ok bool) {
	v.t.Helper()
	v.view(v.in.Place, func(r bot.Reader) error {
		a, err := r.Account(v.in.Platform, v.from.User)
		if err == nil {
			s, err = r.OpenSession(a.Person)
		}
		if ok = err == nil; coach.IsNotFound(err) {
			return nil
		}
		return err
	})
	return s, ok
}

// question is the item that is open for the person; ok is false when none is.
func (v *voice) question() (q coach.Question, it *course.Item, ok bool) {
	v.t.Helper()
	s, ok := v.session()
	if !ok || s.Question == "" {
		return q, nil, false
	}
	v.view(v.in.Place, func(r bot.Reader) (err error) {
		q, err = r.Question(s.Question)
		return err
	})
	if !q.IsOpen() {
		return q, nil, false
	}
	it, _ = v.courses[q.Course].ItemIn(v.courses[q.Course].Item(q.Item), q.Language)
	it, err := it.Instance(q.Seed)
	v.must(err)
	return q, it, true
}

// wordsOf are the words of an attempt.
func (v *voice) wordsOf(attempt int64) (w bot.Words) {
	v.t.Helper()
	v.view(v.in.Place, func(r bot.Reader) (err error) {
		w, err = r.Words(attempt)
		return err
	})
	return w
}

// entries is what the log has of the person.
func (v *voice) entries() []coach.Entry {
	v.t.Helper()
	id := v.id()
	var all []coach.Entry
	v.view(v.in.Place, func(r bot.Reader) (err error) {
		all, err = r.Entries(id)
		return err
	})
	return all
}

// right is a right answer to an item as it was asked.
func right(q coach.Question, it *course.Item) string {
	if it.Kind == course.Free {
		return it.Model
	}
	return grade.Key(it, q.Order)
}

// wrong is an answer to an item that is read, and is not right.
func wrong(q coach.Question, it *course.Item) string {
	switch it.Kind {
	case course.Choice, course.Choices:
		for place, o := range q.Order {
			if !it.Options[o].Right {
				return string(rune('A' + place))
			}
		}
	case course.TrueFalse:
		if it.Answer == "true" {
			return "false"
		}
		return "true"
	case course.Number:
		if len(it.Units) > 0 {
			return "4711 " + it.Units[0]
		}
		return "4711"
	case course.Cloze:
		return strings.TrimSuffix(strings.Repeat("4711; ", len(it.Blanks)), "; ")
	case course.Free:
		return "something else entirely"
	case course.Numbers:
		return strings.TrimSuffix(strings.Repeat("4711; ", len(it.Answers)), "; ")
	case course.Interval:
		return "x > 4711"
	case course.Expression, course.Output:
		return "4711"
	case course.Order: // as it is shown, which is never the right order
		return strings.Join(letters(len(it.Lines)), " ")
	case course.Match, course.Categories:
		var said string
		for i := range grade.LayoutOf(it, q.Order).Numbered {
			said += fmt.Sprint(i+1, "A ")
		}
		return said
	}
	return "wolverine"
}

// letters are the first n.
func letters(n int) (all []string) {
	for i := range n {
		all = append(all, string(rune('A'+i)))
	}
	return all
}

// answers answers the open item, right or not, says how sure they are if that
// is asked, and judges their own words on a free one. It returns all that was
// read until the next question is open, or a second try at the same.
func (v *voice) answers(isRight bool) reply {
	v.t.Helper()
	q, it, ok := v.question()
	if !ok {
		v.t.Fatalf("%s has no question open; the last message was:\n%s", v.from.Name, v.last())
	}
	said := wrong(q, it)
	if isRight {
		said = right(q, it)
	}
	r := v.says(said)
	switch {
	case strings.Contains(r.text(), "how sure are you?"):
		r.posts = append(r.posts, v.says("2").posts...)
	case strings.Contains(r.text(), "You are the judge."):
		verdict := "c"
		if isRight {
			verdict = "a"
		}
		r.posts = append(r.posts, v.says(verdict).posts...)
	}
	return r
}

// misses answers an item not right until it is over.
func (v *voice) misses() reply {
	v.t.Helper()
	before, _, _ := v.question()
	r := v.answers(false)
	if q, _, ok := v.question(); ok && q.ID == before.ID {
		again := v.answers(false)
		again.posts = append(r.posts, again.posts...)
		return again
	}
	return r
}

// last is the message the person got last.
func (v *voice) last() string {
	for _, p := range slices.Backward(v.posts) {
		if p.to.Place == v.in.Place && p.to.User == v.from.User {
			return p.text()
		}
	}
	return ""
}

// meets brings a newcomer past the two opening questions and the search for a
// starting point, with nothing of it left to ask.
func (v *voice) meets() *voice {
	v.t.Helper()
	v.says("hi")
	v.change(func(p *coach.Person) { p.Met = coach.StepDone })
	return v
}

// practises goes through one session, answering as told, and returns what was
// read at its end.
func (v *voice) practises(isRight func(n int) bool) reply {
	v.t.Helper()
	r := v.says("practice")
	for n := 0; ; n++ {
		s, ok := v.session()
		if !ok {
			return r
		}
		if n > 3*s.Planned {
			v.t.Fatalf("a session of %d questions does not end", s.Planned)
		}
		if _, _, isOpen := v.question(); !isOpen {
			r = v.says("practice") // past what was asked on the way
			continue
		}
		if isRight(n) {
			r = v.answers(true)
		} else {
			r = v.misses()
		}
	}
}

// comesTo practises a skill until one of its questions is open, past all that is
// asked on the way.
func (v *voice) comesTo(skill string) {
	v.t.Helper()
	for range 5 {
		if _, _, isOpen := v.question(); isOpen {
			return
		}
		if _, ok := v.session(); ok {
			v.says("practice")
		} else {
			v.says("practice " + skill)
		}
	}
	v.t.Fatalf("%s comes to no question; the last message was:\n%s", v.from.Name, v.last())
}

func always(int) bool { return true }
func never(int) bool  { return false }

// differences are what a replay of a workspace's log finds otherwise than
// stored.
func (h *house) differences(workspace string) (faults []error) {
	h.t.Helper()
	stored, err := h.store.Stored(h.t.Context(), workspace)
	h.must(err)
	params := coach.DefaultParams()
	replayed := coach.NewLedger()
	for _, e := range stored.Entries {
		h.must(replayed.Replay(&params, e))
	}
	for _, part := range []struct {
		name         string
		want, stored any
	}{
		{"workspace", replayed.State, stored.Sum.State},
		{"learners", replayed.Learners, stored.Sum.Learners},
		{"items", replayed.Items, stored.Sum.Items},
		{"skills", replayed.Skills, stored.Sum.Skills},
		{"estimates", replayed.Estimates, stored.Sum.Estimates},
		{"facts", replayed.Facts, stored.Sum.Facts},
	} {
		if diff := cmp.Diff(part.want, part.stored, exporting); diff != "" {
			faults = append(faults, errors.New(part.name+" replayed (-) and stored (+):\n"+diff))
		}
	}
	return faults
}

// exporting lets cmp look into the models' states.
var exporting = cmp.Exporter(func(t reflect.Type) bool { return strings.HasPrefix(t.PkgPath(), "pacer/") })

// club is an installation with a class that newcomers join, and Tess, who
// teaches it, owns the workspace and is its safety contact.
func club(t testing.TB, more ...*course.Course) (h *house, tess *voice) {
	t.Helper()
	h = open(t, "club", more...)
	tess = h.person("Tess")
	tess.says("hi")
	h.seed(school, func(tx bot.Tx) error {
		id := tess.idIn(tx)
		if err := tx.PutMember(coach.Member{Class: "club", Person: id, Role: coach.Teacher}); err != nil {
			return err
		}
		p, err := tx.Person(id)
		if err != nil {
			return err
		}
		p.Owner, p.Met, p.Class = true, coach.StepDone, "club"
		if err := tx.PutPerson(p); err != nil {
			return err
		}
		return tx.PutWorkspace(coach.Workspace{ID: school, Name: school, Zone: "Europe/Berlin", Safety: id, Help: "Call 116111, day and night."})
	})
	return h, tess
}

// idIn is the person behind an account, inside a turn.
func (v *voice) idIn(tx bot.Reader) string {
	a, err := tx.Account(v.in.Platform, v.from.User)
	v.must(err)
	return a.Person
}

// code puts a code into the person's workspace.
func (v *voice) code(code string, kind coach.CodeKind, subject string) string {
	v.t.Helper()
	v.seed(v.in.Place, func(tx bot.Tx) error { return tx.PutCode(coach.Code{Code: code, Kind: kind, Subject: subject}) })
	return code
}

// nothing fails if anything went out.
func (r reply) nothing() {
	r.to.t.Helper()
	if len(r.posts) > 0 {
		r.to.t.Fatalf("said: %s", r.posts[0].text())
	}
}
