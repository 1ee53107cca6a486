package main

import (
	"context"
	"fmt"
	"os"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"pacer/bot"
	"pacer/bot/chat"
	"pacer/bot/outbox"
	"pacer/coach"
)

// desk is the platform on which teachers are reached: it takes what is handed
// over, and notes when.
type desk struct {
	mu    sync.Mutex
	began map[string]time.Time // by the mark in the words of a call
	took  []time.Duration
}

func (d *desk) Name() string                                  { return "desk" }
func (d *desk) Capabilities() chat.Capabilities               { return chat.Capabilities{MaxChoices: 25} }
func (d *desk) Run(ctx context.Context, _ chat.Handler) error { <-ctx.Done(); return nil }

// Send implements chat.Adapter.
func (d *desk) Send(_ context.Context, _ chat.Conversation, m chat.Message) (chat.Receipt, error) {
	at := time.Now()
	var text strings.Builder
	for _, p := range m.Parts {
		text.WriteString(chat.Plain(p.Text))
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	for mark, began := range d.began {
		if strings.Contains(text.String(), mark) {
			d.took = append(d.took, at.Sub(began))
			delete(d.began, mark)
		}
	}
	return chat.Receipt{Ref: "ref", At: at}, nil
}

// calls notes that words with a mark are said now.
func (d *desk) calls(mark string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.began[mark] = time.Now()
}

// left is how many calls were handed to nobody yet.
func (d *desk) left() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return len(d.began)
}

// staffed is an installation whose teacher and safety contact are at the desk,
// served by an outbox of their own, as every platform is.
func staffed(tb testing.TB) (*installation, *desk) {
	tb.Helper()
	in := install(tb, benchCourse())
	d := &desk{began: make(map[string]time.Time)}
	sender := outbox.NewSender(in.store, map[string]chat.Adapter{"desk": d}, outbox.Options{})
	ctx, cancel := context.WithCancel(context.WithoutCancel(tb.Context()))
	done := make(chan error, 1)
	go func() { done <- sender.Run(ctx) }()
	tb.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			tb.Error(err)
		}
	})
	catalog, err := bot.NewCatalog(benchCourse())
	if err != nil {
		tb.Fatal(err)
	}
	deliver := func(rows []outbox.Row) {
		for _, r := range rows {
			if r.To.Platform == "desk" {
				sender.Deliver([]outbox.Row{r})
				continue
			}
			if l, ok := in.learners.Load(r.To.User); ok {
				l.(*learner).sees(r.Message)
			}
			in.store.Mark(outbox.Mark{Workspace: r.Workspace, ID: r.ID, State: outbox.Sent, Receipt: chat.Receipt{Ref: "ref", At: time.Now()}})
		}
	}
	in.bot = bot.New(bot.Options{
		Store: in.store, Courses: catalog, Deliver: deliver, Busy: sender.Busy, Newcomers: "class",
		Platforms: map[string]chat.Capabilities{"bench": {MaxChoices: 25}, "desk": d.Capabilities()},
	})
	if _, err := in.store.Turn(tb.Context(), "w", "", func(tx bot.Tx) error {
		for _, who := range []string{"teacher", "contact"} {
			settings := coach.Defaults()
			settings.Zone, settings.QuietFrom, settings.QuietTo = "UTC", 0, 0 // no quiet hours: the hour of the bench is nobody's business
			home := chat.Conversation{Platform: "desk", User: who}
			if err := tx.PutPerson(coach.Person{ID: who, Name: who, Home: home.Key(), Settings: settings, Met: coach.StepDone}); err != nil {
				return err
			}
		}
		if err := tx.PutMember(coach.Member{Class: "class", Person: "teacher", Role: coach.Teacher}); err != nil {
			return err
		}
		w, err := tx.Workspace()
		if err != nil {
			return err
		}
		w.Safety = "contact"
		return tx.PutWorkspace(w)
	}); err != nil {
		tb.Fatal(err)
	}
	return in, d
}

// call lets somebody say words of need: that they want a person, or words that
// may mean danger, by turns.
func (d *desk) call(ctx context.Context, in *installation, n int) error {
	mark := fmt.Sprintf("mark-%d-", n)
	caller := &learner{in: in, user: fmt.Sprintf("caller-%d", n)}
	words := "person please come " + mark
	if n%2 == 1 {
		words = "i want to die " + mark
	}
	d.calls(mark)
	_, err := caller.do(ctx, chat.Event{Text: words})
	return err
}

// callersAtOnce is how many learners call for help at the same time.
const callersAtOnce = 4

// BenchmarkCallForHelp measures the way from the words of a learner who asks for
// a person, or is in danger, to the moment at which the message of their teacher,
// or of the safety contact, is handed to the platform, while a school practises;
// beside the bare driver's commit of an answer under the same load, in turns.
func BenchmarkCallForHelp(b *testing.B) {
	collectSeldom(os.Getenv) // as serve does
	for _, n := range []int{1, 64, 256} {
		b.Run(fmt.Sprintf("learners=%d", n), func(b *testing.B) {
			in, d := staffed(b)
			learners := make([]*learner, n)
			for i := range learners {
				learners[i] = &learner{in: in, user: fmt.Sprintf("learner-%d", i)}
				in.learners.Store(learners[i].user, learners[i])
			}
			bare := openBare(b)
			each := max(4, 3000/n)
			batch(b, learners, 4) // acquaintance and placement are over
			bare.batch(b, n, 4)
			bare.took = nil
			runtime.GC()
			var calls atomic.Int64
			b.ResetTimer()
			for range b.N {
				over := make(chan struct{})
				go func() {
					defer close(over)
					batch(b, learners, each)
				}()
				var callers sync.WaitGroup
				for range callersAtOnce {
					callers.Go(func() {
						for isOver := false; !isOver; {
							if err := d.call(b.Context(), in, int(calls.Add(1))); err != nil {
								b.Error(err)
								return
							}
							select {
							case <-over:
								isOver = true
							default:
							}
						}
					})
				}
				callers.Wait()
				bare.batch(b, n, each)
			}
			b.StopTimer()
			for end := time.Now().Add(10 * time.Second); d.left() > 0; runtime.Gosched() {
				if time.Now().After(end) {
					b.Fatalf("%d of %d calls were handed to nobody", d.left(), calls.Load())
				}
			}
			p99, bare99 := percentile(d.took, .99), percentile(bare.took, .99)
			b.ReportMetric(0, "ns/op")
			b.ReportMetric(float64(len(d.took)), "calls")
			b.ReportMetric(percentile(d.took, .5), "p50-ms")
			b.ReportMetric(p99, "p99-ms")
			b.ReportMetric(bare99, "bare-p99-ms")
			b.ReportMetric(p99/bare99, "p99-of-bare")
		})
	}
}
