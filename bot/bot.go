package bot

import (
	"context"
	"crypto/rand"
	"encoding/base32"
	"errors"
	"io"
	"log/slog"
	"slices"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/oklog/ulid/v2"

	"pacer/bot/chat"
	"pacer/bot/outbox"
	"pacer/bot/say"
	"pacer/coach"
	"pacer/coach/course/formula"
)

// patience is how long an event waits for its commit. Slack and Discord want
// their acknowledgement within three seconds.
const patience = 2 * time.Second

// maxSaid bounds what is kept and read of one message, in bytes. More is text
// that nobody wrote by hand.
const maxSaid = 4000

// Options are what a Bot is made of.
type Options struct {
	Store   Store
	Courses *Catalog
	// First is the ID of the workspace that the configuration names: the first
	// place of each platform joins it. Empty: each has one of its own.
	First string
	// Platforms tells what each adapter can show, by its name.
	Platforms map[string]chat.Capabilities
	// Deliver takes committed rows that do not travel in an acknowledgement.
	Deliver func([]outbox.Row)
	// Busy tells whether earlier messages to a conversation still wait; then
	// nothing overtakes them in an acknowledgement. Nil: never.
	Busy   func(chat.Conversation) bool
	Params coach.Params     // zero: coach.DefaultParams
	Now    func() time.Time // nil: time.Now
	Log    *slog.Logger     // nil: discard
	// Random is where codes and the unpredictable part of IDs come from; nil
	// is crypto/rand. Anything else is for runs that can be made again.
	Random io.Reader
	// Newcomers is the class that a person who speaks for the first time
	// joins as a learner; empty: they are asked for a join code.
	Newcomers string
	// Draw makes a PNG of a formula that has more to it than a line can show.
	// nil: a formula is text alone.
	Draw func(formula.Formula) ([]byte, error)
	// Convert makes courses of the files that teachers send. Nil: none are
	// taken.
	Convert Convert
	// PageURL is where people's browsers find the pages, like
	// https://pacer.example.org/web; empty: there are none.
	PageURL string
	// Grace is how long somebody can take back that they want to be forgotten; 0:
	// seven days, negative: not at all.
	Grace time.Duration
	// Copies is how many days a copy of the database may hold what was deleted
	// since; 0: nobody knows.
	Copies int
	// Missed is told of each check-in that is too old to be made up for. Nil:
	// nobody.
	Missed func()
}

// Bot is the conversation with everybody. It is safe for use by several
// goroutines.
type Bot struct {
	Options
	ids     sync.Mutex
	random  *ulid.MonotonicEntropy
	last    uint64   // milliseconds of the newest ID
	shelves sync.Map // workspace -> *shelf

	filing     sync.Map      // workspace "\x1f" person -> chan struct{}, full while a file of theirs is read
	converting chan struct{} // as many as conversions are under way

	places    sync.Map   // placeKey -> place
	founding  sync.Mutex // held while a place is given a workspace
	published sync.Map   // workspaces that have the installation's courses since this process began
	judged    sync.Map   // workspace -> *records
}

// New returns a Bot. It does no input or output.
func New(o Options) *Bot {
	say.Languages() // read now, which takes longer than a turn may
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Params.ID == "" {
		o.Params = coach.DefaultParams()
	}
	if o.Busy == nil {
		o.Busy = func(chat.Conversation) bool { return false }
	}
	if o.Missed == nil {
		o.Missed = func() {}
	}
	if o.Random == nil {
		o.Random = rand.Reader
	}
	return &Bot{Options: o, random: ulid.Monotonic(o.Random, 0), converting: make(chan struct{}, conversions)}
}

// newID makes an ID that sorts by time and cannot be guessed from outside. It
// never sorts before an earlier one, also where the clock was put back: IDs are
// the order of questions, and of sending.
func (b *Bot) newID(now time.Time) string {
	b.ids.Lock()
	defer b.ids.Unlock()
	b.last = max(b.last, ulid.Timestamp(now))
	return ulid.MustNew(b.last, b.random).String()
}

// newCode makes a code that can be read aloud: four and four letters and
// digits, 40 random bits.
func (b *Bot) newCode() (string, error) {
	var bits [5]byte
	b.ids.Lock()
	defer b.ids.Unlock()
	if _, err := io.ReadFull(b.Random, bits[:]); err != nil {
		return "", err
	}
	code := base32.StdEncoding.EncodeToString(bits[:])
	return code[:4] + "-" + code[4:], nil
}

// Handle handles one event; it is the chat.Handler that adapters are run with.
func (b *Bot) Handle(event context.Context, ev chat.Event) (*chat.Answer, error) {
	ctx, cancel := context.WithTimeout(event, patience)
	defer cancel()
	if ev.News != "" {
		return nil, b.news(ctx, bounded(ev))
	}
	// Looked for outside the turn: it searches every phrase there is.
	danger, phrase := dangerIn(ev)
	ev = bounded(ev)
	workspace, answer, err := b.whose(ctx, ev, danger, phrase)
	if err != nil || answer != nil {
		return answer, err
	}
	var refusal error // of a code for another workspace
	if !danger {
		var moved bool
		var rows []outbox.Row
		if moved, rows, refusal, err = b.move(ctx, workspace, ev); err != nil || moved {
			return b.hand(ctx, &turn{ev: ev}, rows), err
		}
	}
	courses, err := b.stock(ctx, workspace)
	if err != nil {
		return nil, err
	}
	var file *arrival
	if len(ev.Files) > 0 && !danger {
		if file, err = b.receive(event, workspace, courses, ev); err != nil {
			return nil, err
		}
		again, cancel := context.WithTimeout(event, patience)
		defer cancel()
		ctx = again
	}
	var making *making
	if !danger {
		var leave func()
		if making, leave, err = b.prepare(ctx, workspace, courses, ev); err != nil {
			return nil, err
		}
		defer leave()
	}
	var worth *worth
	if !danger {
		if worth, err = b.findWorth(ctx, workspace, courses, ev); err != nil {
			return nil, err
		}
	}
	var ended *turn // as it was when it ran last

	rows, err := b.Store.Turn(ctx, workspace, eventKey(ev), func(tx Tx) error {
		t, err := b.begin(tx, courses, ev)
		if err != nil {
			return err
		}
		t.making, t.worth = making, worth
		isCall := danger
		if danger {
			if isCall, err = t.isCall(); err != nil {
				return err
			}
		}
		if !isCall {
			if err := t.promote(); err != nil {
				return err
			}
		}
		switch {
		case isCall:
			err = t.danger(phrase)
		case refusal != nil:
			err = refusal
		case file != nil:
			err = t.filed(file)
		default:
			err = t.hear()
		}
		if err = t.finish(err); err == nil {
			err = t.beside()
		}
		if ended = t; t.restocks {
			b.shelf(workspace).doubtful(t.now)
		}
		return err
	})
	switch {
	case errors.Is(err, ErrSeen):
		return nil, nil
	case err != nil:
		return nil, err
	}
	if ended.restocks {
		b.restock(event, workspace)
	}
	if answer = b.hand(ctx, ended, rows); answer != nil {
		answer.Errors = ended.unfit
	}
	return answer, nil
}

// bounded bounds what is kept and read of an event.
func bounded(ev chat.Event) chat.Event {
	ev.Text, ev.Quote = upTo(ev.Text, maxSaid), upTo(ev.Quote, maxSaid)
	if len(ev.Fields) > 0 {
		fields := make(map[string]string, len(ev.Fields))
		for name, said := range ev.Fields {
			fields[name] = upTo(said, maxSaid)
		}
		ev.Fields = fields
	}
	return ev
}

// hand gives the first row for the place that is waiting for an answer to the
// caller, and the rest to the outbox. A row that takes the place of another
// message than the one that was pressed is the outbox's to edit.
func (b *Bot) hand(ctx context.Context, t *turn, rows []outbox.Row) *chat.Answer {
	if len(rows) == 0 {
		return nil
	}
	if isPage(t.ev.Conversation) {
		return b.handPage(ctx, t.ev.Conversation, rows)
	}
	// A teacher's ping is no answer to the learner, and waits for none; and what
	// was said in public is answered to the speaker alone, which an
	// acknowledgement is not.
	others := slices.DeleteFunc(slices.Clone(rows), func(r outbox.Row) bool { return r.To == t.ev.Conversation })
	if len(others) > 0 {
		b.Deliver(others)
		rows = slices.DeleteFunc(slices.Clone(rows), func(r outbox.Row) bool { return r.To != t.ev.Conversation })
	}
	if len(rows) == 0 {
		return nil
	}
	first := rows[0]
	edits := first.Message.Edits
	if b.Busy(first.To) || edits != "" && edits != t.origin {
		b.Deliver(rows)
		return nil
	}
	rest := rows[1:]
	return &chat.Answer{
		Message: b.Fill(ctx, first.Workspace, first.Message),
		Updates: edits != "" || first.ID == t.becomes,
		Delivered: func(r chat.Receipt, err error) {
			if err != nil {
				// It goes again, and all that follows it after it.
				b.Deliver(rows)
				return
			}
			b.Store.Mark(outbox.Mark{Workspace: first.Workspace, ID: first.ID, State: outbox.Sent, Attempts: 1, Receipt: r})
			if len(rest) > 0 {
				b.Deliver(rest)
			}
		},
	}
}

// unrecorded is an answer that owes nothing: no row stands behind it.
func unrecorded(text chat.Markdown) *chat.Answer {
	return &chat.Answer{Message: chat.Text(text), Delivered: func(chat.Receipt, error) {}}
}

// upTo cuts text to so many bytes, at a character.
func upTo(s string, bytes int) string {
	if len(s) <= bytes {
		return s
	}
	for bytes > 0 && !utf8.RuneStart(s[bytes]) {
		bytes--
	}
	return s[:bytes]
}
