package bot

import (
	"cmp"
	"context"
	"errors"

	"golang.org/x/text/language"

	"pacer/bot/chat"
	"pacer/bot/outbox"
	"pacer/coach"
)

// What platforms tell of people beside what those say: who they are now, that
// they have left, which role they have, and that they take no direct messages.

// news takes what a platform tells of somebody who has said nothing. Of whom
// nobody knows, nothing is kept.
func (b *Bot) news(ctx context.Context, ev chat.Event) error {
	workspaces, err := b.newsOf(ctx, ev)
	if err != nil {
		return err
	}
	var failures []error
	for _, workspace := range workspaces {
		courses, err := b.stock(ctx, workspace)
		if err == nil {
			_, err = b.Store.Turn(ctx, workspace, eventKey(ev), func(tx Tx) error { return b.newsIn(tx, courses, ev) })
		}
		if err != nil && !errors.Is(err, ErrSeen) {
			failures = append(failures, err)
		}
	}
	return errors.Join(failures...)
}

// newsOf are the workspaces that news is for: the place's or, of an account in
// no place, all in which it is known.
func (b *Bot) newsOf(ctx context.Context, ev chat.Event) (workspaces []string, err error) {
	if b.isAnywhere(ev.Conversation) {
		known, err := b.Store.Known(ctx, ev.Conversation.Platform, ev.From.User)
		for _, k := range known {
			workspaces = append(workspaces, k.Workspace)
		}
		return workspaces, err
	}
	w, err := b.workspace(ctx, ev.Conversation)
	if coach.IsNotFound(err) {
		return nil, nil
	}
	return []string{w}, err
}

// newsIn is news in one workspace.
func (b *Bot) newsIn(tx Tx, courses *Catalog, ev chat.Event) error {
	account, err := tx.Account(ev.Conversation.Platform, ev.From.User)
	if coach.IsNotFound(err) {
		return nil
	}
	if err != nil {
		return err
	}
	t, err := b.awake(tx, courses, account.Person)
	if err != nil {
		return err
	}
	t.ev = ev
	switch ev.News {
	case chat.NewsProfile:
		err = t.profile()
	case chat.NewsGone:
		err = t.gone(account)
	}
	if err != nil {
		return err
	}
	return t.savePerson()
}

// takeProfile takes over what the platform says of the person: their
// name, language and zone, unless they chose those themselves.
func (t *turn) takeProfile() {
	from, s := t.ev.From, &t.me.Settings
	if from.Name != t.me.Name && !t.me.OwnName {
		t.me.Name = cmp.Or(nameOf(from.Name), t.me.Name)
	}
	if from.Locale != s.Language && !s.OwnLanguage {
		if _, err := language.Parse(from.Locale); err == nil {
			s.Language = from.Locale
		}
	}
	if from.Zone != s.Zone && !s.OwnZone {
		if _, err := coach.Zone(from.Zone); err == nil {
			s.Zone = from.Zone
		}
	}
}

// profile is takeProfile with what follows from it: in another zone, check-ins
// come at other times.
func (t *turn) profile() error {
	zone := t.me.Settings.Zone
	t.takeProfile()
	if err := t.settle(); err != nil || t.me.Settings.Zone == zone {
		return err
	}
	return t.plan()
}

// gone ends an account. Nothing is begun with the person while no other account
// of theirs can be reached; what is open about them stays, and they are back
// when they speak.
func (t *turn) gone(account coach.Account) error {
	if account.Ended {
		return nil
	}
	account.Ended = true
	return t.unreach(account)
}

// unreach keeps an account that can be reached less than before, and moves the
// person's home if it was there.
func (t *turn) unreach(account coach.Account) error {
	if err := t.tx.PutAccount(account); err != nil {
		return err
	}
	home := chat.ParseKey(t.me.Home)
	if home.Platform != account.Platform || home.User != account.User {
		return nil
	}
	accounts, err := t.tx.Accounts(t.me.ID)
	if err != nil {
		return err
	}
	t.me.Home = account.Reach()
	for _, a := range accounts {
		if t.me.Home == "" {
			t.me.Home = a.Reach()
		}
	}
	return nil
}

// here notes where the one who speaks can be reached: direct messages are open
// again, and the home of who has none is where they are. was is the account as
// it is kept.
func (t *turn) here(was coach.Account) error {
	a := &t.account
	a.Ended = false
	c := t.ev.Conversation
	switch {
	case c.Channel == "":
		a.Closed, a.Direct = false, c.Key()
		var err error
		if t.me.Home, err = t.home(a.Direct); err != nil {
			return err
		}
	case isPage(c):
		// What is done on a page says nothing of where to write to.
	default:
		direct := chat.Conversation{Platform: c.Platform, Place: c.Place, User: t.ev.From.User}
		if t.Platforms[c.Platform].DirectAnywhere {
			direct.Place = ""
		}
		aside := chat.Conversation{Platform: c.Platform, Place: c.Place, Channel: c.Channel, User: t.ev.From.User}
		a.Direct, a.Aside = direct.Key(), aside.Key()
		if t.me.Home == "" {
			t.me.Home, t.asides = a.Reach(), a.Closed
		}
	}
	t.regained = t.was.Home == "" && t.me.Home != ""
	if *a == was {
		return nil
	}
	return t.tx.PutAccount(*a)
}

// beside says, after the answer, what follows from where the person is: where
// the coach writes from now on, if that was nowhere before, and to a teacher
// what has waited meanwhile.
func (t *turn) beside() error {
	if t.asides {
		if err := t.tell(t.Say("reach.closed")); err != nil {
			return err
		}
	}
	if !t.regained {
		return nil
	}
	return t.wake()
}

// mapped takes over whether a role of the platform makes the person a teacher.
// Whom an owner appointed it is nothing to.
func (t *turn) mapped() error {
	has := t.ev.From.Teacher
	switch {
	case has == nil:
	case *has && t.me.Mapped == coach.MappedLost:
		t.me.Mapped, t.me.Maker = coach.MappedHeld, true
	case *has && t.me.Mapped == coach.MappedNone && !t.me.Maker && !t.me.Owner:
		classes, err := t.teaches()
		if err != nil || len(classes) > 0 {
			return err
		}
		t.me.Mapped, t.me.Maker, t.rises = coach.MappedHeld, true, true
	case !*has && t.me.Mapped == coach.MappedHeld:
		t.me.Mapped, t.me.Maker = coach.MappedLost, false
	}
	return nil
}

// Closed is told by the outbox of a message that could not arrive, because the
// one it was for takes none there. The coach remembers it, and sends that
// message to the last place where they spoke with it, if it knows one.
func (b *Bot) Closed(ctx context.Context, row outbox.Row) {
	courses, err := b.stock(ctx, row.Workspace)
	var rows []outbox.Row
	if err == nil {
		rows, err = b.Store.Turn(ctx, row.Workspace, "closed "+row.ID, func(tx Tx) error {
			account, err := tx.Account(row.To.Platform, row.To.User)
			if coach.IsNotFound(err) {
				return nil
			}
			if err != nil {
				return err
			}
			t, err := b.awake(tx, courses, account.Person)
			if err != nil {
				return err
			}
			return t.closed(account, row)
		})
	}
	if err != nil && !errors.Is(err, ErrSeen) {
		b.Log.Error("that direct messages are closed could not be remembered", "workspace", row.Workspace, "message", row.ID, "error", err)
	}
	if len(rows) > 0 {
		b.Deliver(rows)
	}
}

// closed remembers that a conversation is closed, and says there what was to be
// said, in the person's home as it is then. How to change that stands below it
// the first time.
func (t *turn) closed(account coach.Account, row outbox.Row) error {
	first := row.To.Channel == "" && !account.Closed
	if row.To.Channel == "" {
		account.Closed = true
	} else {
		account.Aside = ""
	}
	if err := t.unreach(account); err != nil {
		return err
	}
	if err := t.savePerson(); err != nil || t.me.Home == "" || t.me.Home == row.To.Key() {
		return err
	}
	m := row.Message
	m.Edits = ""
	if first {
		m.Parts = append(m.Parts[:len(m.Parts):len(m.Parts)], chat.Part{Note: t.Say("reach.closed")})
	}
	return t.resend(chat.ParseKey(t.me.Home), m, row)
}

// resend sends a message elsewhere than it was to go. The questions that it
// carries are asked there now.
func (t *turn) resend(to chat.Conversation, m chat.Message, was outbox.Row) error {
	var id string
	for _, part := range chat.Fit(m, t.Platforms[to.Platform]) {
		id = t.newID(t.now)
		part.ID, part.Unasked = id, true // nobody is looking for it there
		if err := t.tx.Send(outbox.Row{
			ID: id, To: to, Message: part, Begun: was.Begun, Urgent: was.Urgent, State: outbox.Waiting, NotBefore: t.now,
		}); err != nil {
			return err
		}
	}
	questions, err := t.tx.Questions(t.me.ID, was.To.Key(), lookBack)
	if err != nil {
		return err
	}
	for _, q := range questions {
		if q.Message != was.ID {
			continue
		}
		q.Message, q.Conversation = id, to.Key()
		if err := t.tx.PutQuestion(q); err != nil {
			return err
		}
	}
	return nil
}
