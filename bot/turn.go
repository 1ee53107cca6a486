package bot

import (
	"cmp"
	"errors"
	"reflect"
	"strings"
	"time"

	"pacer/bot/chat"
	"pacer/bot/outbox"
	"pacer/bot/say"
	"pacer/coach"
	"pacer/coach/alert"
)

// turn is one event being handled: who spoke, where, what time it is for them,
// and what is to be said. It lives in one call of a turn's function.
type turn struct {
	*Bot
	tx Tx
	// Courses are the workspace's: the installation's, which the Bot has, and
	// those that were published there.
	Courses *Catalog
	ev      chat.Event
	now     time.Time
	me      coach.Person
	was     coach.Person // as loaded
	zone    *time.Location
	*say.Printer
	to       chat.Conversation // where answers go: never a public place
	begun    bool              // the coach began, nobody spoke
	restocks bool              // the workspace has other courses after the turn
	by       string            // who decides for the person, where that is somebody else
	making   *making           // the question that the event brings; see itemMade
	worth    *worth            // groups that were looked for before the turn; nil: none were
	account  coach.Account     // that spoke
	asides   bool              // from now on the coach writes to the person where they are, see beside
	regained bool              // the person can be reached again
	rises    bool              // a role of the platform has just made the person a teacher

	pictures []chat.Picture // of texts that go with the next message

	only     string                      // the class that the words name, for this once; empty: the one worked with
	records  map[alert.Rule]alert.Record // how useful the rules were; nil: it does not matter here
	kindly   chat.Markdown               // a word to the learner that goes with the end of their session
	isPing   bool                        // what was pressed is on a teacher's ping
	origin   string                      // the message that carries what was pressed, where it can be edited
	becomes  string                      // the row that takes the place of what was pressed, where it names no message that it edits
	replaces string                      // the message that what comes next takes the place of; see inplace.go
	reopens  bool                        // that one is where the open item's question stood
	unfit    map[string]string           // what is wrong with the fields of the form that was submitted
}

// begin loads who speaks. Somebody who never spoke before becomes a person.
func (b *Bot) begin(tx Tx, courses *Catalog, ev chat.Event) (*turn, error) {
	t := &turn{Bot: b, tx: tx, Courses: courses, ev: ev, now: b.Now().UTC(), to: ev.Conversation}
	if t.ev.At.IsZero() {
		t.ev.At = t.now
	}
	if !ev.Conversation.IsPrivate() {
		t.to.User = ev.From.User
	}
	account, err := tx.Account(ev.Conversation.Platform, ev.From.User)
	switch {
	case coach.IsNotFound(err):
		if t.account, err = t.welcome(); err != nil {
			return nil, err
		}
	case err != nil:
		return nil, err
	default:
		t.account = account
		if t.me, err = tx.Person(account.Person); err != nil {
			return nil, err
		}
	}
	t.was = t.me
	if err := t.here(account); err != nil {
		return nil, err
	}
	t.privately()
	if err := t.mapped(); err != nil {
		return nil, err
	}
	t.me.Unheard = 0
	return t, t.profile()
}

// maxName bounds a person's name, in bytes: it stands in many sentences.
const maxName = 100

// nameOf is a name as the platform has it, in one line and without what cannot be
// seen: two that look the same are the same, and a teacher can type them.
func nameOf(shown string) string {
	return upTo(strings.Join(strings.Fields(chat.Plain(chat.Escape(shown))), " "), maxName)
}

// welcome makes a person of an account that never spoke before, and returns the
// account, which is yet to be kept.
func (t *turn) welcome() (coach.Account, error) {
	workspace, err := t.tx.Workspace()
	if err != nil {
		return coach.Account{}, err
	}
	t.me = coach.Person{ID: t.newID(t.now), Name: cmp.Or(nameOf(t.ev.From.Name), nameOf(t.ev.From.User)), Settings: coach.Defaults(), Joined: t.now}
	t.me.Settings.Zone = workspace.Zone
	t.takeProfile()
	t.me.Class = t.Newcomers
	account := coach.Account{
		Platform: t.ev.Conversation.Platform, Place: t.ev.Conversation.Place,
		User: t.ev.From.User, Person: t.me.ID,
	}
	if err := t.tx.PutPerson(t.me); err != nil || t.Newcomers == "" {
		return account, err
	}
	return account, t.tx.PutMember(coach.Member{Class: t.Newcomers, Person: t.me.ID, Role: coach.Learner})
}

// settle derives what depends on the person's settings.
func (t *turn) settle() error {
	t.Printer = say.In(t.me.Settings.Language)
	zone, err := coach.Zone(t.me.Settings.Zone)
	if err != nil {
		zone = time.UTC // the workspace named none, or a zone left the database of zones
	}
	t.zone = zone
	return nil
}

// finish ends a turn: what a person can mend is said to them, anything else
// undoes the turn.
func (t *turn) finish(err error) error {
	if err != nil {
		text, ok := t.sorry(err)
		if !ok {
			return err
		}
		t.unfit = t.inFields(err, text)
		if err := t.tell(text); err != nil {
			return err
		}
	}
	return t.savePerson()
}

// sorry finds the sentence for the person in an error, if it carries one.
func (t *turn) sorry(err error) (text chat.Markdown, ok bool) {
	if e, ok := errors.AsType[*told](err); ok {
		return e.text, true
	}
	if e, ok := errors.AsType[*coach.Error](err); ok && e.Hint != "" {
		return t.Say("sorry.hint", say.Args{"Hint": e.Hint}), true
	}
	return "", false
}

// told is an error that ends a turn with a sentence for the person, who can put
// something right, or may not do what they asked for.
type told struct {
	kind   coach.Kind
	text   chat.Markdown
	fields map[string]chat.Markdown // of a form that was submitted, what is wrong with which
}

func (e *told) Error() string { return chat.Plain(e.text) }

// Sentence is what the person is told; see chat.Sentence.
func (e *told) Sentence() chat.Markdown { return e.text }

// Unwrap gives the error its kind.
func (e *told) Unwrap() error { return &coach.Error{Kind: e.kind, Hint: e.Error()} }

// savePerson writes the person back if the turn changed them.
func (t *turn) savePerson() error {
	if reflect.DeepEqual(t.me, t.was) {
		return nil
	}
	t.was = t.me
	return t.tx.PutPerson(t.me)
}

// today is the day it is for the person.
func (t *turn) today() coach.Day { return coach.DayOf(t.now, t.zone) }

// tell says one text to where the answers of this turn go.
func (t *turn) tell(text chat.Markdown) error {
	_, err := t.send(t.to, chat.Text(text))
	return err
}

// telling says a text with choices below it.
func (t *turn) telling(text chat.Markdown, choices ...chat.Choice) error {
	m := chat.Text(text)
	if len(choices) > 0 {
		m.Parts = append(m.Parts, chat.Part{Choices: choices})
	}
	_, err := t.send(t.to, m)
	return err
}

// send puts a message on its way and returns the ID of its last part, the one
// that carries what can be answered.
func (t *turn) send(to chat.Conversation, m chat.Message) (id string, err error) {
	m.OneThing = m.OneThing || to == t.to && t.me.Supports.OneThing
	for _, part := range chat.Fit(t.whole(m), t.Platforms[to.Platform]) {
		id = t.newID(t.now)
		part.ID = id
		part.Unasked = t.begun || to != t.to
		if err := t.tx.Send(outbox.Row{ID: id, To: to, Message: part, Begun: t.begun, State: outbox.Waiting, NotBefore: t.now}); err != nil {
			return "", err
		}
	}
	return id, nil
}

// sendTo sends a message to somebody else, in the last private place that they
// have: without a sound while it is quiet time for them.
func (t *turn) sendTo(p *coach.Person, m chat.Message) error {
	m.Quiet, _ = p.Settings.InQuiet(t.now, zoneOf(*p))
	m.OneThing = p.Supports.OneThing
	_, err := t.send(chat.ParseKey(p.Home), m)
	return err
}

// word is the choice of an action that can also be typed.
func (t *turn) word(w say.Word, value string) chat.Choice {
	return chat.Choice{Label: t.Say("press." + key(w)), Word: string(t.Say("type." + key(w))), Value: value}
}

// key is a word as part of a message's key.
func key(w say.Word) string {
	b := []byte(w)
	for i, c := range b {
		if c == ' ' {
			b[i] = '_'
		}
	}
	return string(b)
}
