package main

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
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

// benchCourse is a course whose right answers all read "right", so that a
// learner of the bench needs no key: 12 skills of 20 items.
func benchCourse() *course.Course {
	c := &course.Course{ID: "bench", Title: "Bench", Language: "en", Licence: "CC0-1.0"}
	for s := range 12 {
		skill := course.Skill{ID: fmt.Sprintf("skill-%d", s), Title: fmt.Sprintf("Skill %d", s), Why: "It is measured."}
		if s > 0 {
			skill.Needs = []string{fmt.Sprintf("skill-%d", (s-1)/2)}
		}
		c.Skills = append(c.Skills, skill)
		for i := range 20 {
			c.Items = append(c.Items, course.Item{
				ID: fmt.Sprintf("item-%d-%d", s, i), Skill: skill.ID, Kind: course.Choice, Tier: 1 + i%3,
				Question:    fmt.Sprintf("Which of these is right, in question %d of skill %d?", i, s),
				Options:     []course.Option{{Text: "right", Right: true}, {Text: "left"}, {Text: "up"}, {Text: "down"}},
				Hints:       course.Hints("It is not left.", "It begins with r."),
				Explanation: "Right is right: it is what the question asks for, and nothing else here is.",
			})
		}
	}
	c.Index()
	return c
}

// installation is a bot on a database of its own, with learners in a class.
type installation struct {
	store    *storage.Store
	bot      *bot.Bot
	learners sync.Map                          // user -> *learner
	shown    func(user string, m chat.Message) // told of every message; may be nil
	event    atomic.Int64
}

func install(tb testing.TB, courses ...*course.Course) *installation {
	tb.Helper()
	in := &installation{}
	var err error
	deliver := func(rows []outbox.Row) {
		for _, r := range rows {
			if in.shown != nil {
				in.shown(r.To.User, r.Message)
			}
			if l, ok := in.learners.Load(r.To.User); ok {
				l.(*learner).sees(r.Message)
			}
			in.store.Mark(outbox.Mark{Workspace: r.Workspace, ID: r.ID, State: outbox.Sent, Receipt: chat.Receipt{Ref: "ref", At: time.Now()}})
		}
	}
	in.store, err = sqlite.Open(tb.Context(), filepath.Join(tb.TempDir(), "pacer.db"), storage.Options{Orphans: deliver})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { in.store.Close(context.Background()) })
	catalog, err := bot.NewCatalog(courses...)
	if err != nil {
		tb.Fatal(err)
	}
	in.bot = bot.New(bot.Options{
		Store: in.store, Courses: catalog, Deliver: deliver, Newcomers: "class",
		Platforms: map[string]chat.Capabilities{"bench": {MaxChoices: 25}},
	})
	ctx := tb.Context()
	if err := in.store.CreateWorkspace(ctx, coach.Workspace{ID: "w", Name: "W", Zone: "UTC"}); err != nil {
		tb.Fatal(err)
	}
	if err := in.store.Join(ctx, "bench", "", "w"); err != nil {
		tb.Fatal(err)
	}
	if _, err := in.store.Turn(ctx, "w", "", func(tx bot.Tx) error {
		return tx.PutClass(coach.Class{ID: "class", Name: "Class", Courses: catalog.IDs()})
	}); err != nil {
		tb.Fatal(err)
	}
	if err := in.bot.Publish(ctx, "w"); err != nil {
		tb.Fatal(err)
	}
	return in
}

// learner is one account that answers what is right, and says practice when
// there is nothing to answer.
type learner struct {
	in   *installation
	user string
	say  string // the right answer to the open question
	took []time.Duration
}

// sees looks for the right option in what was said. Every learner says how
// sure they are, which is taken where it is wanted.
func (l *learner) sees(m chat.Message) {
	for _, p := range m.Parts {
		for _, c := range p.Choices {
			if c.Label == "right" {
				l.say = c.Word
			}
		}
		if strings.Contains(string(p.Note), "How sure") {
			l.say += " 2"
		}
	}
}

// do does one thing, and tells how long it took until the first message was
// handed over.
func (l *learner) do(ctx context.Context, ev chat.Event) (time.Duration, error) {
	ev.ID = fmt.Sprint(l.in.event.Add(1))
	ev.Conversation = chat.Conversation{Platform: "bench", User: l.user}
	ev.From = chat.Account{User: l.user, Name: l.user}
	began := time.Now()
	ev.At = began
	a, err := l.in.bot.Handle(ctx, ev)
	took := time.Since(began)
	if err != nil {
		return 0, err
	}
	if a != nil {
		if l.in.shown != nil {
			l.in.shown(l.user, a.Message)
		}
		l.sees(a.Message)
		a.Delivered(chat.Receipt{Ref: "ref", At: time.Now()}, nil)
	}
	return took, nil
}

// answer answers one question. What is not an answer (beginning a session) is
// done on the way, and costs the time of the batch as well.
func (l *learner) answer(ctx context.Context) error {
	for range 20 {
		if l.say != "" {
			say := l.say
			l.say = ""
			took, err := l.do(ctx, chat.Event{Text: say})
			l.took = append(l.took, took)
			return err
		}
		if _, err := l.do(ctx, chat.Event{Text: "practice 15"}); err != nil {
			return err
		}
	}
	return fmt.Errorf("%s is asked nothing", l.user)
}

// batch lets each learner answer some questions, side by side.
func batch(tb testing.TB, learners []*learner, each int) {
	var wg sync.WaitGroup
	for _, l := range learners {
		wg.Go(func() {
			for range each {
				if err := l.answer(tb.Context()); err != nil {
					tb.Error(err)
					return
				}
			}
		})
	}
	wg.Wait()
}

// percentile of durations, in milliseconds.
func percentile(d []time.Duration, p float64) float64 {
	if len(d) == 0 {
		return 0
	}
	slices.Sort(d)
	return float64(d[min(len(d)-1, int(p*float64(len(d))))]) / float64(time.Millisecond)
}

// BenchmarkAnswer measures the whole way of an answer, from the event to the
// message handed over after the commit, beside the bare driver writing the
// same rows with the same settings and the same grouping, in turns.
func BenchmarkAnswer(b *testing.B) {
	collectSeldom(os.Getenv) // as serve does
	for _, n := range []int{1, 64, 256} {
		b.Run(fmt.Sprintf("learners=%d", n), func(b *testing.B) {
			in := install(b, benchCourse())
			learners := make([]*learner, n)
			for i := range learners {
				learners[i] = &learner{in: in, user: fmt.Sprintf("learner-%d", i)}
				in.learners.Store(learners[i].user, learners[i])
			}
			bare := openBare(b)
			each := max(4, 1500/n)
			batch(b, learners, 4) // acquaintance and placement are over
			bare.batch(b, n, 4)
			for _, l := range learners {
				l.took = nil
			}
			bare.took = nil
			runtime.GC()
			var ours, theirs time.Duration
			b.ResetTimer()
			for range b.N {
				began := time.Now()
				batch(b, learners, each)
				ours += time.Since(began)
				began = time.Now()
				bare.batch(b, n, each)
				theirs += time.Since(began)
			}
			b.StopTimer()
			answers := float64(b.N * n * each)
			var took []time.Duration
			for _, l := range learners {
				took = append(took, l.took...)
			}
			rate, bareRate := answers/ours.Seconds(), answers/theirs.Seconds()
			p99, bare99 := percentile(took, .99), percentile(bare.took, .99)
			b.ReportMetric(0, "ns/op")
			b.ReportMetric(rate, "answers/s")
			b.ReportMetric(bareRate, "bare/s")
			b.ReportMetric(rate/bareRate, "of-bare")
			b.ReportMetric(percentile(took, .5), "p50-ms")
			b.ReportMetric(p99, "p99-ms")
			b.ReportMetric(bare99, "bare-p99-ms")
			b.ReportMetric(p99/bare99, "p99-of-bare")
		})
	}
}

// bare writes the rows of an answer and nothing else, in groups like the
// store's.
type bare struct {
	db     *sql.DB
	conn   *sql.Conn
	stmts  []*sql.Stmt
	shared *sql.Stmt // bareGroup
	jobs   chan chan error
	n      int
	mu     sync.Mutex
	took   []time.Duration
}

// bareGroup is the write that a group of answers shares: what they have taught
// about everybody.
const bareGroup = `INSERT INTO workspace_state (workspace, params, mastery, usual, fit, fitted) VALUES ('w', '2', randomblob(753), randomblob(221), x'', 0)
	ON CONFLICT (workspace) DO UPDATE SET mastery = excluded.mastery, usual = excluded.usual`

// bareRows are the writes of one answer: the event, the entry, the words, four
// states, the session, the question answered and the one asked, two messages
// and, riding along, their deliveries.
var bareRows = []string{
	`INSERT INTO seen (workspace, event, at) VALUES ('w', ?1, 1763790000000)`,
	`INSERT INTO log (workspace, position, kind, person, at, course, item, version, skill, also, fact, question, try, counts, correct, score,
		tier, chance, hints, took, rapid, self_graded, mixed, purpose, day, misconception, expected, target, by, level, params, fit, seed, source)
		VALUES ('w', (SELECT coalesce(max(position), 0) + 1 FROM log WHERE workspace = 'w'), 'attempt', ?2, 1763790000000, 'bench', 'bench/item-1-1', 'abcdefghijkl',
		'bench/skill-1', '', 0, ?1, 1, 1, 1, 1.0, 2, 0.25, 0, 5000000000, 0, 0, 1, 'practice', 20414, '', 0.7, 0, '', 0, '', x'', 0, '')`,
	`INSERT INTO words (workspace, attempt, person, said, confidence) VALUES ('w', (SELECT max(position) FROM log WHERE workspace = 'w'), ?2, 'A', 2)`,
	`INSERT INTO learner (workspace, person, state, review) VALUES ('w', ?2, randomblob(137), randomblob(245))
		ON CONFLICT (workspace, person) DO UPDATE SET state = excluded.state, review = excluded.review`,
	`INSERT INTO estimate (workspace, person, skill, state, standing, card, reviewed, due, params, position) VALUES ('w', ?2, 'bench/skill-1',
		randomblob(105), randomblob(220), randomblob(41), 20414, 1763790000000, '2', 5)
		ON CONFLICT (workspace, person, skill) DO UPDATE SET state = excluded.state, standing = excluded.standing, card = excluded.card`,
	`INSERT INTO item (workspace, item, state) VALUES ('w', 'bench/item-' || (abs(random()) % 240), randomblob(33)) ON CONFLICT (workspace, item) DO UPDATE SET state = excluded.state`,
	`INSERT INTO skill (workspace, skill, state) VALUES ('w', 'bench/skill-' || (abs(random()) % 12), randomblob(49)) ON CONFLICT (workspace, skill) DO UPDATE SET state = excluded.state`,
	`INSERT INTO session (workspace, id, person, ended, details) VALUES ('w', 's' || ?2, ?2, 0, hex(randomblob(350))) ON CONFLICT (workspace, id) DO UPDATE SET details = excluded.details`,
	`UPDATE question SET details = hex(randomblob(250)) WHERE workspace = 'w' AND id = ?3`,
	`INSERT INTO question (workspace, id, person, conversation, ask, message, details) VALUES ('w', ?1, ?2, 'bench' || ?2, 'item', ?1, hex(randomblob(250)))`,
	`INSERT INTO outbox (workspace, id, dest, message, begun, urgent, dead, attempts, not_before, lease, error) VALUES ('w', ?1 || 'a', 'bench' || ?2, hex(randomblob(150)), 0, 0, 0, 0, 1763790000000, 1763790020000, '')`,
	`INSERT INTO outbox (workspace, id, dest, message, begun, urgent, dead, attempts, not_before, lease, error) VALUES ('w', ?1 || 'b', 'bench' || ?2, hex(randomblob(450)), 0, 0, 0, 0, 1763790000000, 1763790020000, '')`,
	`DELETE FROM outbox WHERE workspace = 'w' AND id = ?3 || 'a'`,
	`DELETE FROM outbox WHERE workspace = 'w' AND id = ?3 || 'b'`,
	`INSERT INTO receipt (workspace, id, ref, posted) VALUES ('w', ?1 || 'a', 'ref', 1763790000000)`,
	`INSERT INTO receipt (workspace, id, ref, posted) VALUES ('w', ?1 || 'b', 'ref', 1763790000000)`,
}

func openBare(b *testing.B) *bare {
	b.Helper()
	path := filepath.Join(b.TempDir(), "bare.db")
	st, err := sqlite.Open(b.Context(), path, storage.Options{}) // the same schema
	if err != nil {
		b.Fatal(err)
	}
	if err := st.CreateWorkspace(b.Context(), coach.Workspace{ID: "w"}); err != nil {
		b.Fatal(err)
	}
	if err := st.Close(b.Context()); err != nil {
		b.Fatal(err)
	}
	x := &bare{jobs: make(chan chan error, 1024)}
	x.db, err = sql.Open("sqlite3", "file:"+path+"?_journal_mode=WAL&_synchronous=FULL&_txlock=immediate&_busy_timeout=5000&_foreign_keys=1&_secure_delete=on&_cache_size=-65536")
	if err != nil {
		b.Fatal(err)
	}
	if x.conn, err = x.db.Conn(b.Context()); err != nil {
		b.Fatal(err)
	}
	for _, q := range bareRows {
		s, err := x.conn.PrepareContext(b.Context(), q)
		if err != nil {
			b.Fatal(err)
		}
		x.stmts = append(x.stmts, s)
	}
	if x.shared, err = x.conn.PrepareContext(b.Context(), bareGroup); err != nil {
		b.Fatal(err)
	}
	done := make(chan struct{})
	go func() { defer close(done); x.write() }()
	b.Cleanup(func() {
		close(x.jobs)
		<-done
		x.conn.Close()
		x.db.Close()
	})
	return x
}

// write commits what waits, together.
func (x *bare) write() {
	ctx := context.Background()
	for first := range x.jobs {
		group := []chan error{first}
		for more := true; more && len(group) < 256; {
			select {
			case j, ok := <-x.jobs:
				if more = ok; ok {
					group = append(group, j)
				}
			default:
				more = false
			}
		}
		_, err := x.conn.ExecContext(ctx, "BEGIN IMMEDIATE")
		for range group {
			x.n++
			id, before, person := fmt.Sprintf("01KAMP%020d", x.n), fmt.Sprintf("01KAMP%020d", x.n-256), fmt.Sprintf("01KAMP%020d", x.n%256)
			for i, s := range x.stmts {
				args := []any{id, person, before}
				args = args[:strings.Count(paramsOf[i], "?")]
				if _, e := s.ExecContext(ctx, args...); e != nil && err == nil {
					err = fmt.Errorf("%s: %w", bareRows[i], e)
				}
			}
		}
		if _, e := x.shared.ExecContext(ctx); e != nil && err == nil {
			err = fmt.Errorf("%s: %w", bareGroup, e)
		}
		if _, e := x.conn.ExecContext(ctx, "COMMIT"); e != nil && err == nil {
			err = e
		}
		for _, j := range group {
			j <- err
		}
	}
}

// paramsOf has a "?" for each argument a statement takes: the highest it names.
var paramsOf = func() (p []string) {
	for _, q := range bareRows {
		switch {
		case strings.Contains(q, "?3"):
			p = append(p, "???")
		case strings.Contains(q, "?2"):
			p = append(p, "??")
		case strings.Contains(q, "?1"):
			p = append(p, "?")
		default:
			p = append(p, "")
		}
	}
	return p
}()

func (x *bare) batch(tb testing.TB, clients, each int) {
	var wg sync.WaitGroup
	for range clients {
		wg.Go(func() {
			took := make([]time.Duration, 0, each)
			for range each {
				began := time.Now()
				j := make(chan error, 1)
				x.jobs <- j
				if err := <-j; err != nil {
					tb.Error(err)
					return
				}
				took = append(took, time.Since(began))
			}
			x.mu.Lock()
			x.took = append(x.took, took...)
			x.mu.Unlock()
		})
	}
	wg.Wait()
}
