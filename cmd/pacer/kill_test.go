package main

import (
	"bufio"
	"bytes"
	"context"
	"database/sql"
	"errors"
	"flag"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
	"unicode/utf8"

	"pacer/bot"
	"pacer/bot/chat"
	"pacer/bot/outbox"
	"pacer/coach"
	"pacer/storage"
	"pacer/storage/sqlite"
)

var (
	kills    = flag.Int("kills", 20, "how often the coach is killed under load")
	killSeed = flag.Uint64("killseed", 0, "when it is killed; 0 is another time each run")
)

// The victim is this test binary, run again with these in its environment.
const (
	victimDir  = "PACER_VICTIM_DIR"  // the folder of the database and of the notes below
	victimRun  = "PACER_VICTIM_RUN"  // the number of the run, from 1
	victimLast = "PACER_VICTIM_LAST" // not empty: say nothing new, and end when nothing is owed
)

// What a victim notes, a line at a time: a line that was written outlives it.
// Every learner's events are told apart by their IDs, "RUN-USER-NUMBER".
const (
	triedNote = "tried" // ID user press milliseconds: before the bot is given an event
	ackedNote = "acked" // ID user press: after it has returned
	sentNote  = "sent"  // row run milliseconds: before the bot learns that it was sent
)

const (
	victims   = 32          // learners
	readyLine = "answering" // what a victim prints when its learners begin
)

func TestKilledAtAnyMomentNothingIsLostOrDoubled(t *testing.T) {
	if dir := os.Getenv(victimDir); dir != "" {
		answerUntilKilled(t, dir)
		return
	}
	seed, n := *killSeed, *kills
	if seed == 0 {
		seed = uint64(time.Now().UnixNano())
	}
	if testing.Short() {
		n = min(n, 3)
	}
	t.Logf("%d kills; once more with -kills=%d -killseed=%d", n, n, seed)
	random := rand.New(rand.NewPCG(seed, 0))
	dir := t.TempDir()
	var ends []time.Time
	began := time.Now()
	for run := 1; run <= n; run++ {
		v := startVictim(t, dir, run, "")
		if run%5 != 0 { // most while they answer, some while they start
			v.awaitReady(t)
		}
		moment := time.Duration(random.Int64N(int64(200 * time.Millisecond)))
		if run == 1 {
			moment += 300 * time.Millisecond // so that there is something to lose
		}
		<-time.After(moment)
		ends = append(ends, v.kill(t))
	}
	killed := time.Since(began)
	startVictim(t, dir, n+1, "last").awaitEnd(t)

	c := readNotes(t, dir)
	db := filepath.Join(dir, "pacer.db")
	c.readDatabase(t, db)
	c.check(t, ends)
	code, out, complaints := used(t, nil, "verify", "--db", db)
	if code != exitFine {
		t.Errorf("pacer verify: exit code %d\n%s%s", code, out, complaints)
	}
	t.Logf("%d kills in %s, seed %d\n%s%s", n, killed.Round(time.Millisecond), seed, c, out)
}

// victim is a run of the coach that will be killed.
type victim struct {
	cmd    *exec.Cmd
	stdin  io.WriteCloser // it ends with this: nobody is left behind if the test dies
	ready  chan struct{}
	ended  chan error
	output bytes.Buffer // to be read once it has ended
}

func startVictim(t *testing.T, dir string, run int, last string) *victim {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	v := &victim{ready: make(chan struct{}), ended: make(chan error, 1)}
	v.cmd = exec.Command(self, "-test.run=^"+t.Name()+"$")
	v.cmd.Env = append(os.Environ(), victimDir+"="+dir, victimRun+"="+strconv.Itoa(run), victimLast+"="+last)
	out, err := v.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	v.cmd.Stderr = v.cmd.Stdout
	if v.stdin, err = v.cmd.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	if err := v.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		for lines := bufio.NewScanner(out); lines.Scan(); {
			if lines.Text() == readyLine {
				close(v.ready)
			}
			v.output.WriteString(lines.Text() + "\n")
		}
		v.ended <- v.cmd.Wait()
	}()
	return v
}

// endure is how long a victim may take for what takes a fraction of a second
// on a machine with nothing else to do.
const endure = time.Minute

func (v *victim) awaitReady(t *testing.T) {
	t.Helper()
	select {
	case <-v.ready:
	case err := <-v.ended:
		t.Fatalf("the coach ended by itself: %v\n%s", err, v.output.String())
	case <-time.After(endure):
		v.kill(t)
		t.Fatalf("nobody answers after %s\n%s", endure, v.output.String())
	}
}

// kill kills without a warning, and returns when it is certain that nothing is
// written any more.
func (v *victim) kill(t *testing.T) time.Time {
	t.Helper()
	if err := v.cmd.Process.Kill(); err != nil && !errors.Is(err, os.ErrProcessDone) {
		t.Fatal(err)
	}
	err := <-v.ended
	if v.cmd.ProcessState.Exited() {
		t.Fatalf("the coach ended by itself: %v\n%s", err, v.output.String())
	}
	return time.Now()
}

func (v *victim) awaitEnd(t *testing.T) {
	t.Helper()
	select {
	case err := <-v.ended:
		if err != nil {
			t.Fatalf("the last run: %v\n%s", err, v.output.String())
		}
	case <-time.After(endure):
		v.kill(t)
		t.Fatalf("something is still owed after %s\n%s", endure, v.output.String())
	}
}

// answerUntilKilled is the victim: the real store, bot and outbox on a
// platform that takes everything, and learners who answer as fast as they can.
func answerUntilKilled(t *testing.T, dir string) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin) // however it ends, nobody watches any more
		cancel()
	}()
	c := &killed{run: os.Getenv(victimRun)}
	before := readNotes(t, dir)
	c.open(t, dir)
	adapters := map[string]chat.Adapter{c.Name(): c}
	var err error
	c.store, err = sqlite.Open(ctx, filepath.Join(dir, "pacer.db"), storage.Options{Orphans: func(rows []outbox.Row) { c.sender.Deliver(rows) }})
	if err != nil {
		t.Fatal(err)
	}
	catalog, err := bot.NewCatalog(benchCourse())
	if err != nil {
		t.Fatal(err)
	}
	c.sender = outbox.NewSender(c.store, adapters, outbox.Options{})
	c.bot = bot.New(bot.Options{
		Store: c.store, Courses: catalog, Newcomers: "class", Deliver: c.sender.Deliver, Busy: c.sender.Busy,
		Platforms: map[string]chat.Capabilities{c.Name(): c.Capabilities()},
	})
	c.found(t, ctx, catalog.IDs())

	var parts, learners sync.WaitGroup
	sending, stopSending := context.WithCancel(context.WithoutCancel(ctx))
	defer stopSending()
	parts.Go(func() {
		if err := c.bot.Run(ctx); err != nil {
			t.Error(err)
		}
	})
	parts.Go(func() {
		if err := c.sender.Run(sending); err != nil {
			t.Error(err)
		}
	})
	isLast := os.Getenv(victimLast) != ""
	fmt.Println(readyLine)
	for i := range victims {
		l := &answerer{killed: c, user: "learner-" + strconv.Itoa(i), inbox: make(chan chat.Message, 256), answered: make(map[string]bool)}
		c.learners.Store(l.user, l)
		learners.Go(func() { l.live(t, ctx, before, i%2 == 0, isLast) })
	}
	learners.Wait()
	for x := (storage.Backlog{Waiting: 1}); x.Waiting > 0 && ctx.Err() == nil; {
		<-time.After(10 * time.Millisecond)
		if x, err = c.store.Backlog(ctx); err != nil && ctx.Err() == nil {
			t.Fatal(err)
		}
	}
	cancel()
	stopSending()
	parts.Wait()
	if err := c.store.Close(context.WithoutCancel(ctx)); err != nil {
		t.Error(err)
	}
}

// killed is the coach in a victim, and the platform it is on.
type killed struct {
	run    string
	store  *storage.Store
	bot    *bot.Bot
	sender *outbox.Sender

	tried, acked, sent *os.File
	events             atomic.Int64
	learners           sync.Map // user -> *answerer
}

func (c *killed) open(t *testing.T, dir string) {
	for name, f := range map[string]**os.File{triedNote: &c.tried, ackedNote: &c.acked, sentNote: &c.sent} {
		var err error
		if *f, err = os.OpenFile(filepath.Join(dir, name), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// found makes the school; a later run finds it there.
func (c *killed) found(t *testing.T, ctx context.Context, courses []string) {
	err := c.store.CreateWorkspace(ctx, coach.Workspace{ID: "w", Name: "W", Zone: "UTC"})
	err = errors.Join(err, c.store.Join(ctx, c.Name(), "", "w"))
	_, turned := c.store.Turn(ctx, "w", "", func(tx bot.Tx) error {
		return tx.PutClass(coach.Class{ID: "class", Name: "Class", Courses: courses})
	})
	if err = errors.Join(err, turned, c.bot.Publish(ctx, "w")); err != nil && ctx.Err() == nil {
		t.Fatal(err)
	}
}

// note writes a line at once: one call, so that a kill leaves all of it or
// nothing.
func note(f *os.File, fields ...string) error {
	_, err := f.WriteString(strings.Join(fields, " ") + "\n")
	return err
}

var _ chat.Adapter = (*killed)(nil)

// Name implements chat.Adapter.
func (c *killed) Name() string { return "killed" }

// Capabilities implements chat.Adapter.
func (c *killed) Capabilities() chat.Capabilities { return chat.Capabilities{MaxChoices: 25} }

// Run implements chat.Adapter; the learners hand their events over themselves.
func (c *killed) Run(ctx context.Context, _ chat.Handler) error {
	<-ctx.Done()
	return nil
}

// Send implements chat.Adapter: what was noted has arrived.
func (c *killed) Send(_ context.Context, to chat.Conversation, m chat.Message) (chat.Receipt, error) {
	now := time.Now()
	if err := note(c.sent, m.ID, c.run, strconv.FormatInt(now.UnixMilli(), 10)); err != nil {
		return chat.Receipt{}, err
	}
	if l, ok := c.learners.Load(to.User); ok {
		select {
		case l.(*answerer).inbox <- m:
		default: // they say practice when they miss something
		}
	}
	return chat.Receipt{Ref: m.ID, At: now}, nil
}

// answerer is a learner who presses what is right, and says practice when
// nothing is there to be pressed.
type answerer struct {
	*killed
	user     string
	inbox    chan chat.Message
	answered map[string]bool // questions
}

// impatience is how long a learner waits for a question before saying
// practice.
const impatience = 100 * time.Millisecond

// live answers until the end. What the last run did not acknowledge is said
// again under its ID first, if this is a learner whose platform does so. In the
// last run nothing new is said.
func (l *answerer) live(t *testing.T, ctx context.Context, before *record, redelivers, isLast bool) {
	for id, press := range before.tried[l.user] {
		_, acked := before.acked[id]
		if acked || redelivers {
			l.answered[questionOf(press)] = true
		}
		if !acked && redelivers {
			l.say(t, ctx, id, press)
		}
	}
	for !isLast && ctx.Err() == nil {
		press := "practice"
		enough := time.After(impatience)
		for waiting := true; waiting; {
			select {
			case m := <-l.inbox:
				if p := pressOf(m); p != "" && !l.answered[questionOf(p)] {
					press, waiting = p, false
				}
			case <-enough:
				waiting = false
			case <-ctx.Done():
				return
			}
		}
		l.answered[questionOf(press)] = true
		n := l.events.Add(1)
		id := fmt.Sprintf("%s-%s-%d", l.run, l.user, n)
		l.say(t, ctx, id, press)
		if n%8 == 0 { // a platform may deliver again what it has heard back from
			l.say(t, ctx, id, press)
		}
	}
}

// say hands an event over until it is acknowledged, as a platform does.
func (l *answerer) say(t *testing.T, ctx context.Context, id, press string) {
	if err := note(l.tried, id, l.user, press, strconv.FormatInt(time.Now().UnixMilli(), 10)); err != nil {
		t.Error(err)
		return
	}
	ev := chat.Event{
		ID: id, Conversation: chat.Conversation{Platform: l.Name(), User: l.user},
		From: chat.Account{User: l.user, Name: l.user}, At: time.Now(),
	}
	if press == "practice" {
		ev.Text = press
	} else {
		ev.Press = press
	}
	a, err := l.bot.Handle(ctx, ev)
	for errors.Is(err, context.DeadlineExceeded) {
		a, err = l.bot.Handle(ctx, ev)
	}
	if ctx.Err() != nil {
		return
	}
	if err == nil {
		err = note(l.acked, id, l.user, press)
	}
	if err != nil {
		t.Errorf("%s: %v", id, err)
		return
	}
	if a != nil {
		a.Delivered(l.Send(ctx, ev.Conversation, a.Message))
	}
}

// pressOf is what a learner presses of a message: what is right, else the last
// lettered choice; empty where there is none.
func pressOf(m chat.Message) (press string) {
	for _, p := range m.Parts {
		for _, c := range p.Choices {
			if c.Label == "right" {
				return c.Value
			}
			if utf8.RuneCountInString(c.Word) == 1 {
				press = c.Value
			}
		}
	}
	return press
}

// questionOf is the question that a press belongs to.
func questionOf(press string) string {
	id, _, ok := strings.Cut(press, ":")
	if !ok {
		return ""
	}
	return id
}

// record is all that the victims noted, and what the database holds of it.
type record struct {
	tried map[string]map[string]string // user -> event ID -> press
	acked map[string]string            // event ID -> press
	again map[string]int64             // event ID -> when it was last said again, in milliseconds
	sent  map[string][]sending         // by row

	items    map[string]bool  // questions that ask an item
	messages []string         // the rows that carry questions
	receipts []string         // rows that are marked as sent
	left     int              // rows that are not
	answers  map[string][]int // by question: the tries in the log, in its order
	seen     map[string]int64 // by event ID: when, in milliseconds
	entries  int
	faults   string // of the file
	doubles  int
	latest   time.Duration // from sending to the kill, of a double
}

// sending is one arrival of a message.
type sending struct {
	run int
	at  time.Time
}

func readNotes(t *testing.T, dir string) *record {
	r := &record{tried: make(map[string]map[string]string), acked: make(map[string]string), again: make(map[string]int64), sent: make(map[string][]sending)}
	lines := func(name string, fields int, each func(f []string)) {
		data, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(data)) {
			f := strings.Fields(line)
			if len(f) != fields {
				t.Fatalf("%s: a line was torn: %q", name, line)
			}
			each(f)
		}
	}
	lines(triedNote, 4, func(f []string) {
		ms, err := strconv.ParseInt(f[3], 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		if r.tried[f[1]] == nil {
			r.tried[f[1]] = make(map[string]string)
		}
		if _, before := r.tried[f[1]][f[0]]; before {
			r.again[f[0]] = ms
		}
		r.tried[f[1]][f[0]] = f[2]
	})
	lines(ackedNote, 3, func(f []string) { r.acked[f[0]] = f[2] })
	lines(sentNote, 3, func(f []string) {
		run, err1 := strconv.Atoi(f[1])
		ms, err2 := strconv.ParseInt(f[2], 10, 64)
		if err := errors.Join(err1, err2); err != nil {
			t.Fatal(err)
		}
		r.sent[f[0]] = append(r.sent[f[0]], sending{run, time.UnixMilli(ms)})
	})
	return r
}

// readDatabase looks into the file itself, past the store.
func (r *record) readDatabase(t *testing.T, path string) {
	t.Helper()
	db, err := sql.Open("sqlite3", "file:"+path+"?mode=ro")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	each := func(query string, row func(scan func(...any) error) error) {
		rows, err := db.QueryContext(t.Context(), query)
		if err != nil {
			t.Fatalf("%s: %v", query, err)
		}
		defer rows.Close()
		for rows.Next() {
			if err := row(rows.Scan); err != nil {
				t.Fatalf("%s: %v", query, err)
			}
		}
		if err := rows.Err(); err != nil {
			t.Fatalf("%s: %v", query, err)
		}
	}
	r.items, r.answers, r.seen = make(map[string]bool), make(map[string][]int), make(map[string]int64)
	each(`PRAGMA integrity_check`, func(scan func(...any) error) error {
		var line string
		err := scan(&line)
		if line != "ok" {
			r.faults += line + "\n"
		}
		return err
	})
	each(`SELECT id, ask, message FROM question`, func(scan func(...any) error) error {
		var id, ask, message string
		err := scan(&id, &ask, &message)
		r.messages = append(r.messages, message)
		r.items[id] = ask == string(coach.AskItem)
		return err
	})
	each(`SELECT id FROM receipt`, func(scan func(...any) error) error {
		var id string
		err := scan(&id)
		r.receipts = append(r.receipts, id)
		return err
	})
	each(`SELECT count(*) FROM outbox`, func(scan func(...any) error) error { return scan(&r.left) })
	each(`SELECT question, try FROM log ORDER BY position`, func(scan func(...any) error) error {
		var question string
		var try int
		err := scan(&question, &try)
		r.answers[question] = append(r.answers[question], try)
		r.entries++
		return err
	})
	each(`SELECT event, at FROM seen`, func(scan func(...any) error) error {
		var event string
		var at int64
		err := scan(&event, &at)
		_, id, _ := strings.Cut(event, " ") // after the platform
		r.seen[id] = at
		return err
	})
}

// check compares what was promised with what is there.
func (r *record) check(t *testing.T, ends []time.Time) {
	if r.faults != "" {
		t.Errorf("integrity check:\n%s", r.faults)
	}
	if len(r.acked) == 0 || r.entries == 0 {
		t.Errorf("%d events were acknowledged and %d answers kept, so nothing was shown", len(r.acked), r.entries)
	}
	tried, acked := make(map[string]int), make(map[string]int) // events, by the item they answer
	for _, events := range r.tried {
		for id, press := range events {
			q := questionOf(press)
			if _, ok := r.acked[id]; ok {
				if r.seen[id] == 0 {
					t.Errorf("event %s was acknowledged, and the database does not know it", id)
				}
				if r.items[q] {
					acked[q]++
				}
			}
			if q != "" {
				tried[q]++
			}
		}
	}
	for q, n := range acked {
		if got := len(r.answers[q]); got < n || got > tried[q] {
			t.Errorf("question %s: %d answers acknowledged, %d given, %d in the log", q, n, tried[q], got)
		}
	}
	for q, tries := range r.answers {
		if len(tries) > tried[q] {
			t.Errorf("question %s: %d answers given, %d in the log", q, tried[q], len(tries))
		}
		for i, try := range tries {
			if try != i+1 {
				t.Errorf("question %s: the tries in the log are numbered %v", q, tries)
			}
		}
	}
	if r.left > 0 {
		t.Errorf("%d messages are still in the outbox", r.left)
	}
	for _, id := range append(r.messages, r.receipts...) {
		if len(r.sent[id]) == 0 {
			t.Errorf("message %s was owed, and never sent", id)
		}
	}
	kept := make(map[string]bool, len(r.receipts))
	for _, id := range r.receipts {
		kept[id] = true
	}
	for id, times := range r.sent {
		if !kept[id] {
			t.Errorf("message %s was sent, and the database does not know it", id)
		}
		for i := 1; i < len(times); i++ {
			first, again := times[i-1], times[i]
			r.doubles++
			if again.run == first.run {
				t.Errorf("message %s was sent twice in run %d: no kill explains it", id, first.run)
				continue
			}
			r.latest = max(r.latest, ends[first.run-1].Sub(first.at))
		}
	}
	if r.latest > 2*time.Second {
		t.Errorf("a message was sent %s before a kill, and again after it: its mark was long in coming", r.latest)
	}
}

// String is the record in figures.
func (r *record) String() string {
	events, open, late, known := 0, 0, 0, 0
	for _, of := range r.tried {
		events += len(of)
		for id := range maps.Keys(of) {
			if _, ok := r.acked[id]; !ok {
				open++
			}
		}
	}
	for _, tries := range r.answers {
		late += len(tries) - 1
	}
	for id, ms := range r.again {
		if r.seen[id] < ms {
			known++
		}
	}
	return fmt.Sprintf("events given: %d, acknowledged: %d, cut off and never said again: %d; said again: %d, of them committed before: %d\n"+
		"answers in the log: %d for %d questions; of them late ones, which move nothing: %d\n"+
		"messages sent: %d, of them twice: %d, the first time at most %s before a kill; left in the outbox: %d\n",
		events, len(r.acked), open, len(r.again), known, r.entries, len(r.answers), late,
		len(r.sent), r.doubles, r.latest.Round(time.Millisecond), r.left)
}
