package bot

import (
	"cmp"
	"context"
	"time"

	"pacer/bot/chat"
	"pacer/coach"
)

// atOnce is how long what only asks may take. A form must be on its way within
// three seconds of the press that opens it.
const atOnce = time.Second

// look lets fn see what the person of an event may ask for: as a turn that
// changes nothing, on one moment of their workspace. What they may not see, or
// can put right, is an error with a sentence for them.
func (b *Bot) look(ctx context.Context, ev chat.Event, fn func(*turn) error) error {
	ctx, cancel := context.WithTimeout(ctx, atOnce)
	defer cancel()
	ev.Text, ev.Quote = upTo(ev.Text, maxSaid), upTo(ev.Quote, maxSaid)
	workspace, err := b.workspaceOf(ctx, ev)
	if err != nil {
		return err
	}
	courses, err := b.stock(ctx, workspace)
	if err != nil {
		return err
	}
	return b.Store.View(ctx, workspace, func(r Reader) error {
		t, err := b.looks(r, courses, ev)
		if err != nil {
			return err
		}
		err = fn(t)
		if text, ok := t.sorry(err); ok {
			return &told{kind: coach.KindOf(err), text: text}
		}
		return err
	})
}

// looks loads who asks. Somebody who never spoke is nobody yet: a person
// without an ID, with the settings they would begin with.
func (b *Bot) looks(r Reader, courses *Catalog, ev chat.Event) (*turn, error) {
	t := &turn{Bot: b, tx: reading{Reader: r}, Courses: courses, ev: ev, now: b.Now().UTC(), to: ev.Conversation}
	if !ev.Conversation.IsPrivate() {
		t.to.User = ev.From.User
	}
	account, err := r.Account(ev.Conversation.Platform, ev.From.User)
	switch {
	case coach.IsNotFound(err):
		t.me = coach.Person{Name: nameOf(ev.From.Name), Settings: coach.Defaults(), Joined: t.now}
		t.me.Settings.Language = cmp.Or(ev.From.Locale, t.me.Settings.Language)
		t.me.Settings.Zone = ev.From.Zone
	case err != nil:
		return nil, err
	default:
		if t.me, err = r.Person(account.Person); err != nil {
			return nil, err
		}
	}
	t.was = t.me
	if err := t.mapped(); err != nil {
		return nil, err
	}
	return t, t.settle()
}

// isNew tells whether the person has never spoken with the coach.
func (t *turn) isNew() bool { return t.me.ID == "" }

// reading is the Tx of a turn that only looks: it reads.
type reading struct {
	Reader
	unwritten
}

// unwritten lends reading the methods that write, of a Tx that is not there. To
// write while looking is a programmer's mistake, and panics.
type unwritten struct{ Tx }
