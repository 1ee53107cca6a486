package bot_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"math/rand"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"pacer/bot"
	"pacer/bot/chat"
	"pacer/bot/outbox"
	"pacer/coach"
	"pacer/coach/course"
	"pacer/storage"
	"pacer/storage/sqlite"
)

// The places of an installation under test, each of a workspace of its own.
const (
	platform = "test"
	modal    = "modal"  // messages can be edited, and forms have room for five fields
	roomy    = "roomy"  // as modal, with room for a hundred
	school   = "school" // the place where tests happen
	garden   = "garden" // another workspace's
	nowhere  = "nowhere"
)

// monday is when tests begin: two in the afternoon in Berlin, the workspaces'
// zone.
var monday = time.Date(2026, time.March, 2, 13, 0, 0, 0, time.UTC)

// post is a message that went out.
type post struct {
	id    string
	to    chat.Conversation
	at    time.Time
	begun bool // the coach began it
	turn  int  // of the event that led to it
	chat.Message
	updates bool              // it took the place of what was pressed, in the acknowledgement
	errors  map[string]string // what was wrong with a form
}

// text is the message as somebody reads it, choices and notes included.
func (p post) text() string {
	var lines []string
	for _, part := range p.Parts {
		switch {
		case len(part.Choices) > 0:
			var row []string
			for _, c := range part.Choices {
				row = append(row, "["+c.Caption()+"]")
			}
			lines = append(lines, strings.Join(row, " "))
		case part.Steps != nil:
			lines = append(lines, part.Steps.String())
		case part.Note != "":
			lines = append(lines, "("+chat.Plain(part.Note)+")")
		case part.Code != nil:
			lines = append(lines, "```"+part.Code.Language, part.Code.Text, "```")
		case part.Picture != nil:
			lines = append(lines, "<"+part.Picture.Alt+">")
		default:
			lines = append(lines, chat.Plain(part.Text))
		}
	}
	return strings.Join(lines, "\n")
}

// choices lists all that can be pressed in the message.
func (p post) choices() []chat.Choice {
	var all []chat.Choice
	for _, part := range p.Parts {
		all = append(all, part.Choices...)
	}
	return all
}

// house is an installation under test: a database of its own, a clock that
// stands still until it is moved, and everything that went out.
type house struct {
	t         testing.TB
	path      string
	store     *storage.Store
	bot       *bot.Bot
	courses   map[string]*course.Course
	catalog   *bot.Catalog
	now       time.Time
	mu        sync.Mutex // what comes due is delivered from several goroutines
	posts     []post
	turn      int // handled so far
	events    int // made so far
	newcomers string
	wrap      func(bot.Store) bot.Store // between the bot and its store; nil: nothing is
	late      bool                      // receipts are held back
	held      []outbox.Mark
	random    io.Reader
	convert   bot.Convert // of files that are sent; nil: none are taken
	gathers   int         // of how many people the platform opens a conversation
}

// open makes an installation with two workspaces and the courses of testdata,
// and more. Newcomers of both join the class of that ID, if one is named; the class is
// made, with the courses.
func open(t testing.TB, newcomers string, more ...*course.Course) *house {
	t.Helper()
	h := &house{t: t, path: filepath.Join(t.TempDir(), "pacer.db"), now: monday, newcomers: newcomers, courses: courses(t), random: rand.New(rand.NewSource(1))}
	bound := []string{"tiles", "birds"}
	for _, c := range more {
		h.courses[c.ID] = c
		bound = append(bound, c.ID)
	}
	all := make([]*course.Course, len(bound))
	for i, id := range bound {
		all[i] = h.courses[id]
	}
	var err error
	h.catalog, err = bot.NewCatalog(all...)
	h.must(err)
	h.start()
	for _, place := range []string{school, garden} {
		h.must(h.store.CreateWorkspace(t.Context(), coach.Workspace{ID: place, Name: place, Zone: "Europe/Berlin"}))
		h.must(h.store.Join(t.Context(), platform, place, place))
		h.must(h.bot.Publish(t.Context(), place))
		if newcomers != "" {
			h.seed(place, func(tx bot.Tx) error {
				if err := tx.PutCode(coach.Code{Code: "AAAA-" + strings.ToUpper(place[:4]), Kind: coach.CodeClass, Subject: newcomers}); err != nil {
					return err
				}
				return tx.PutClass(coach.Class{ID: newcomers, Name: "Class " + newcomers, Code: "AAAA-" + strings.ToUpper(place[:4]), Courses: bound})
			})
		}
	}
	t.Cleanup(func() { h.stop() })
	return h
}

// courses reads the courses of testdata.
func courses(t testing.TB) map[string]*course.Course {
	t.Helper()
	all := make(map[string]*course.Course)
	for _, id := range []string{"tiles", "birds", "kinds"} {
		c, err := course.Load(os.DirFS("testdata"), id+".yaml")
		if err != nil {
			t.Fatal(err)
		}
		all[id] = c
	}
	return all
}

func (h *house) must(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

// start opens the database and puts a new bot on it, as a process does when it
// starts.
func (h *house) start() {
	h.t.Helper()
	clock := func() time.Time { return h.now }
	var err error
	h.store, err = sqlite.Open(context.Background(), h.path, storage.Options{Now: clock, Orphans: h.deliver})
	h.must(err)
	var store bot.Store = h.store
	if h.wrap != nil {
		store = h.wrap(store)
	}
	h.bot = bot.New(bot.Options{
		Store: store, Courses: h.catalog, Deliver: h.deliver, Now: clock, Newcomers: h.newcomers, Random: h.random, Convert: h.convert,
		Busy: func(chat.Conversation) bool { return h.late },
		Platforms: map[string]chat.Capabilities{
			platform: {MaxChoices: 25, MaxText: 4000, HasPictures: true, MaxGather: h.gathers},
			// Three with the names that people know.
			"slack": {MaxChoices: 25, MaxText: 3000}, "discord": {MaxChoices: 25, MaxText: 2000}, "web": {MaxChoices: 25, MaxText: 4000},
			modal: {MaxChoices: 25, MaxText: 2000, MaxLabel: 80, MaxFields: 5, HasForms: true, CanEdit: true, HasPictures: true},
			roomy: {MaxChoices: 25, MaxText: 3000, MaxLabel: 75, MaxFields: 100, HasForms: true, CanEdit: true, HasPictures: true},
		},
	})
}

// stop ends the process.
func (h *house) stop() {
	h.t.Helper()
	h.must(h.store.Close(context.Background()))
}

// restart ends the process and starts it again: only what is stored remains.
func (h *house) restart() {
	h.t.Helper()
	h.stop()
	h.start()
}

// deliver takes messages down, as the outbox hands them over, and says that they
// arrived.
func (h *house) deliver(rows []outbox.Row) {
	for _, r := range rows {
		h.take(post{id: r.ID, to: r.To, begun: r.Begun, Message: h.bot.Fill(context.Background(), r.Workspace, r.Message)})
		m := outbox.Mark{Workspace: r.Workspace, ID: r.ID, State: outbox.Sent, Attempts: 1, Receipt: chat.Receipt{Ref: "ref " + r.ID, At: h.now}}
		if h.late {
			h.mu.Lock()
			h.held = append(h.held, m)
			h.mu.Unlock()
			continue
		}
		h.store.Mark(m)
	}
}

// take takes a message down.
func (h *house) take(p post) {
	h.mu.Lock()
	defer h.mu.Unlock()
	p.at, p.turn = h.now, h.turn
	h.posts = append(h.posts, p)
}

// receipts lets the receipts arrive that were held back.
func (h *house) receipts() {
	for _, m := range h.held {
		h.store.Mark(m)
	}
	h.held, h.late = nil, false
}

// seed changes a workspace behind the bot's back.
func (h *house) seed(workspace string, fn func(bot.Tx) error) {
	h.t.Helper()
	_, err := h.store.Turn(context.Background(), workspace, "", fn)
	h.must(err)
}

// view reads a workspace. Receipts may still be on their way.
func (h *house) view(workspace string, fn func(bot.Reader) error) {
	h.t.Helper()
	h.must(h.store.View(context.Background(), workspace, fn))
}

// handle hands an event to the bot and takes down what went out.
func (h *house) handle(ev chat.Event) []post {
	h.t.Helper()
	before := len(h.posts)
	h.turn++
	answer, err := h.bot.Handle(context.Background(), ev)
	if err != nil {
		h.t.Fatalf("%q%q of %s: %v", clip(ev.Text), ev.Press, ev.From.Name, err)
	}
	if answer != nil {
		h.take(post{id: answer.Message.ID, to: ev.Conversation, Message: answer.Message, updates: answer.Updates, errors: answer.Errors})
		answer.Delivered(chat.Receipt{Ref: "ref " + answer.Message.ID, At: h.now}, nil)
	}
	return slices.Clone(h.posts[before:])
}

// tick handles what is due now.
func (h *house) tick() []post {
	h.t.Helper()
	before := len(h.posts)
	h.turn++
	h.must(h.bot.Tick(context.Background()))
	return slices.Clone(h.posts[before:])
}

// until moves the clock on to a time, handling what comes due when it does, and
// returns what went out meanwhile.
func (h *house) until(at time.Time) []post {
	h.t.Helper()
	before := len(h.posts)
	for {
		next, err := h.store.NextDue(context.Background())
		h.must(err)
		if next.IsZero() || next.After(at) {
			break
		}
		if next.After(h.now) {
			h.now = next
		}
		due, err := h.store.Due(context.Background(), h.now, 1)
		h.must(err)
		h.tick()
		if again, err := h.store.Due(context.Background(), h.now, 1); err != nil || len(again) > 0 && again[0] == due[0] {
			h.t.Fatalf("%+v stays due", due[0])
		}
	}
	if at.After(h.now) {
		h.now = at
	}
	return slices.Clone(h.posts[before:])
}

// later is until, counted from now.
func (h *house) later(d time.Duration) []post {
	h.t.Helper()
	return h.until(h.now.Add(d))
}

// dump is every row of every table but the migrations', as text.
func (h *house) dump(leaveOut ...string) map[string][]string {
	h.t.Helper()
	h.seed(school, func(bot.Tx) error { return nil }) // marks ride in the next group
	db, err := sql.Open("sqlite3", "file:"+h.path+"?mode=ro")
	h.must(err)
	defer db.Close()
	out := make(map[string][]string)
	for _, table := range rows(h.t, db, `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name NOT LIKE 'goose%'`) {
		if !slices.Contains(leaveOut, table) {
			out[table] = rows(h.t, db, "SELECT * FROM "+table)
		}
	}
	return out
}

// rows reads rows as lines, sorted.
func rows(t testing.TB, db *sql.DB, query string) []string {
	t.Helper()
	r, err := db.Query(query)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	columns, err := r.Columns()
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for r.Next() {
		values, into := make([]any, len(columns)), make([]any, len(columns))
		for i := range values {
			into[i] = &values[i]
		}
		if err := r.Scan(into...); err != nil {
			t.Fatal(err)
		}
		cells := make([]string, len(values))
		for i, v := range values {
			switch v := v.(type) {
			case []byte:
				cells[i] = fmt.Sprintf("%x", v)
			default:
				cells[i] = fmt.Sprint(v)
			}
		}
		lines = append(lines, strings.Join(cells, " | "))
	}
	if err := r.Err(); err != nil {
		t.Fatal(err)
	}
	slices.Sort(lines)
	return lines
}

// verify replays a workspace's log and compares what it adds up to with what
// is stored.
func (h *house) verify(workspace string) {
	h.t.Helper()
	h.must(errors.Join(h.differences(workspace)...))
}

// clip shortens what a failing test prints.
func clip(s string) string {
	if len(s) > 80 {
		return s[:80] + "…"
	}
	return s
}
