package bot

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"pacer/bot/chat"
	"pacer/bot/outbox"
	"pacer/bot/say"
	"pacer/coach"
)

// A place, a team or a guild, belongs to one workspace, and what is said there
// is that workspace's affair. It gets it when its adapter finds it, and changes
// it only while nobody else has spoken there. Direct messages that are in no
// place are of a workspace in which the account is known; direct.go finds which.

// place is what is known of a place since its adapter found it.
type place struct {
	workspace string
	installer string // the account that brought the coach there; may be empty
}

func placeKey(platform, id string) string { return platform + "\x1f" + id }

// maxPlace bounds the name of a place, in bytes: it becomes a workspace's.
const maxPlace = 80

// foundZone is where a workspace is that a place was given: nobody has said
// yet.
const foundZone = "UTC"

// Found is told of each place that an adapter meets, before an event of it is
// handled. A place that has a workspace keeps it. The configuration's own, and
// the first of its platform that nobody installed from outside, join the first
// workspace; every other one gets a workspace of its own, with the
// installation's courses: who finds a page to install from is nobody's owner
// but their own.
func (b *Bot) Found(ctx context.Context, p chat.Place) error {
	p.Name = upTo(p.Name, maxPlace)
	workspace, err := b.housed(ctx, p)
	if err != nil {
		return err
	}
	if _, done := b.published.Load(workspace); !done {
		if err := b.Publish(ctx, workspace); err != nil {
			return err
		}
	}
	b.places.Store(placeKey(p.Platform, p.ID), place{workspace, p.Installer})
	return nil
}

// housed is the workspace of a place, which is given one if it has none. The
// same place may be found twice at once, by two connections.
func (b *Bot) housed(ctx context.Context, p chat.Place) (workspace string, err error) {
	b.founding.Lock()
	defer b.founding.Unlock()
	workspace, err = b.Store.Place(ctx, p.Platform, p.ID)
	if coach.IsNotFound(err) {
		return b.house(ctx, p)
	}
	return workspace, err
}

// errHosted says that the first workspace has a place on the platform.
var errHosted = errors.New("bot: the workspace has a place on the platform")

// house gives a place that has none a workspace.
func (b *Bot) house(ctx context.Context, p chat.Place) (workspace string, err error) {
	if b.First != "" && (p.Sole || p.Installer == "") {
		_, err := b.Store.Turn(ctx, b.First, "", func(tx Tx) error {
			places, err := tx.Places()
			if err != nil {
				return err
			}
			if !p.Sole && slices.ContainsFunc(places, func(o chat.Place) bool { return o.Platform == p.Platform }) {
				return errHosted
			}
			return b.join(tx, p)
		})
		if !errors.Is(err, errHosted) {
			return b.First, err
		}
	}
	own := coach.Workspace{ID: p.Platform + "-" + p.ID, Name: cmp.Or(p.Name, p.ID), Zone: foundZone}
	_, err = b.Store.Turn(ctx, own.ID, "", func(tx Tx) error {
		_, err := tx.Workspace()
		if coach.IsNotFound(err) {
			err = tx.PutWorkspace(own)
		}
		if err != nil {
			return err
		}
		return b.join(tx, p)
	})
	return own.ID, err
}

// join makes a place belong to the workspace of a turn, on nobody's word.
func (b *Bot) join(tx Tx, p chat.Place) error {
	if err := tx.JoinPlace(p); err != nil {
		return err
	}
	now := b.Now().UTC()
	return tx.Audit(Act{ID: b.newID(now), At: now, What: "place", Subject: p.Platform + " " + p.ID, Detail: "found"})
}

// workspace finds the workspace of a place.
func (b *Bot) workspace(ctx context.Context, c chat.Conversation) (string, error) {
	key := placeKey(c.Platform, c.Place)
	if p, ok := b.places.Load(key); ok {
		return p.(place).workspace, nil
	}
	w, err := b.Store.Place(ctx, c.Platform, c.Place)
	if err == nil {
		b.places.LoadOrStore(key, place{workspace: w})
	}
	return w, err
}

// workspaceOf finds the workspace that an event is about. An error that a
// person can do something about carries a sentence, see chat.Sentence; where
// they must choose between workspaces first it is an *undecided.
func (b *Bot) workspaceOf(ctx context.Context, ev chat.Event) (string, error) {
	if b.isAnywhere(ev.Conversation) {
		return b.directly(ctx, ev)
	}
	w, err := b.workspace(ctx, ev.Conversation)
	if coach.IsNotFound(err) {
		return "", &told{kind: coach.NotFound, text: say.In(ev.From.Locale).Say("place.unknown")}
	}
	return w, err
}

// manages tells whether who speaks may manage the place they speak in, as the
// platform tells or because they brought the coach there.
func (b *Bot) manages(ev chat.Event) bool {
	if ev.From.Manage {
		return true
	}
	p, ok := b.places.Load(placeKey(ev.Conversation.Platform, ev.Conversation.Place))
	return ok && p.(place).installer != "" && p.(place).installer == ev.From.User
}

// promote makes the one who manages a place the owner of a workspace that has
// none, and tells them, or who has just become a teacher by a role of the
// platform, what they can do now.
func (t *turn) promote() error {
	isFirst, err := t.isFirstOwner()
	if err != nil || !isFirst && !t.rises {
		return err
	}
	t.arrived()
	t.was.Met = t.me.Met // a greeting is answered as somebody's who has been met
	if !isFirst {
		return t.tell(t.Say("teacher.mapped"))
	}
	t.me.Owner, t.me.Mapped = true, coach.MappedNone
	if err := t.audit("owner", t.me.ID, "manages "+t.ev.Conversation.Platform+" "+t.ev.Conversation.Place); err != nil {
		return err
	}
	w, err := t.tx.Workspace()
	if err != nil {
		return err
	}
	return t.tell(t.Say("owner.first", say.Args{"Workspace": w.Name}))
}

// isFirstOwner tells whether the person manages the place they speak in, and
// nobody owns the workspace.
func (t *turn) isFirstOwner() (bool, error) {
	if t.me.Owner || !t.manages(t.ev) {
		return false, nil
	}
	has, err := t.tx.HasOwner()
	return !has, err
}

// placeCodeFor is how long a code that joins a place holds.
const placeCodeFor = 7 * 24 * time.Hour

// placeCode makes a code that joins another place to the workspace.
func (t *turn) placeCode() error {
	if !t.me.Owner {
		return t.refuse("role.owner")
	}
	code, err := t.newCode()
	if err != nil {
		return err
	}
	if err := t.tx.PutCode(coach.Code{Code: code, Kind: coach.CodePlace, Expires: t.now.Add(placeCodeFor)}); err != nil {
		return err
	}
	if err := t.audit("place code", "", ""); err != nil {
		return err
	}
	return t.tell(t.Say("place.code", say.Args{"Code": code, "N": int(placeCodeFor / (24 * time.Hour))}))
}

// codeSaid is the code that was said to the coach, alone or after the word for
// it; empty if none was.
func codeSaid(ev chat.Event) string {
	if !isForCoach(ev) {
		return ""
	}
	said := strings.TrimSpace(ev.Text)
	if word, rest, ok := say.In(ev.From.Locale).Heard(said); ok && word == wordLink {
		said = rest
	}
	if !isCode(said) {
		return ""
	}
	return normalCode(said)
}

// move lets a place go over to the workspace whose code was said there, if that
// was another's. Rows are what is said then. Where it may not, refusal says
// why; nothing has changed, and the event is still to be answered.
func (b *Bot) move(ctx context.Context, from string, ev chat.Event) (moved bool, rows []outbox.Row, refusal, err error) {
	code := codeSaid(ev)
	if code == "" || ev.Conversation.Place == "" {
		return false, nil, nil, nil
	}
	to, err := b.codeOf(ctx, from, code, ev)
	if err != nil || to == "" || to == from {
		return false, nil, nil, err
	}
	p := say.In(ev.From.Locale)
	if !b.manages(ev) {
		return false, nil, &told{kind: coach.Forbidden, text: p.Say("place.manage")}, nil
	}
	courses, err := b.stock(ctx, to)
	if err != nil {
		return false, nil, nil, err
	}
	rows, err = b.Store.Turn(ctx, to, eventKey(ev), func(tx Tx) error { return b.moveIn(tx, courses, code, ev) })
	switch {
	case errors.Is(err, ErrSeen):
		return true, nil, nil, nil
	case coach.KindOf(err) == coach.Conflict:
		return false, nil, &told{kind: coach.Conflict, text: p.Say("place.peopled")}, nil
	case chat.Sentence(err) != "":
		return false, nil, err, nil
	case coach.IsNotFound(err): // somebody else was quicker with the code
		return false, nil, nil, nil
	case err != nil:
		return false, nil, nil, err
	}
	b.places.Store(placeKey(ev.Conversation.Platform, ev.Conversation.Place), place{workspace: to})
	return true, rows, nil, nil
}

// moveIn is the turn, in the workspace that made the code, that takes a place
// in.
func (b *Bot) moveIn(tx Tx, courses *Catalog, code string, ev chat.Event) error {
	c, err := tx.Code(code)
	if err != nil {
		return err
	}
	p := say.In(ev.From.Locale)
	if !b.Now().Before(c.Expires) {
		return &told{kind: coach.Invalid, text: p.Say("link.expired")}
	}
	id := chat.Place{Platform: ev.Conversation.Platform, ID: ev.Conversation.Place}
	if err := tx.JoinPlace(id); err != nil {
		return err
	}
	if err := tx.SpendCode(code); err != nil {
		return err
	}
	t, err := b.begin(tx, courses, ev)
	if err != nil {
		return err
	}
	t.arrived()
	if err := t.audit("place", id.Platform+" "+id.ID, "joined by code"); err != nil {
		return err
	}
	w, err := tx.Workspace()
	if err != nil {
		return err
	}
	return t.finish(t.tell(t.Say("place.joined", say.Args{"Workspace": w.Name})))
}

// codeOf finds the workspace that a code joins places to; empty if it is no
// such code, or who says it has tried too many.
func (b *Bot) codeOf(ctx context.Context, workspace, code string, ev chat.Event) (of string, err error) {
	tired := false
	err = b.Store.View(ctx, workspace, func(r Reader) error {
		a, err := r.Account(ev.Conversation.Platform, ev.From.User)
		if coach.IsNotFound(err) {
			return nil
		}
		if err != nil {
			return err
		}
		p, err := r.Person(a.Person)
		tired = !p.Guesses.Until(b.Now()).IsZero()
		return err
	})
	if err != nil || tired {
		return "", err
	}
	of, err = b.Store.PlaceCode(ctx, code)
	if coach.IsNotFound(err) {
		return "", nil
	}
	return of, err
}

// eventKey names an event to the store.
func eventKey(ev chat.Event) string { return ev.Conversation.Platform + " " + ev.ID }
