package main

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"pacer/bot"
	"pacer/coach"
)

// forgetful are the answers of forty learners to six facts each, whose memory is
// worse than the shipped parameters expect: after a day or a week, every second
// one is gone.
func forgetful(from time.Time, days []int) (log []coach.Entry) {
	random := rand.New(rand.NewPCG(1, uint64(len(days))))
	for _, day := range days {
		for learner := range 40 {
			for fact := range 6 {
				right := random.IntN(2) == 0
				at := from.AddDate(0, 0, day).Add(time.Duration(learner*60+fact*7) * time.Second)
				log = append(log, coach.Entry{
					Kind: coach.EntryAttempt, Person: fmt.Sprintf("learner-%d", learner), At: at, Item: fmt.Sprintf("c/fact-%d", fact),
					Skills: []string{"c/facts"}, Fact: true, Try: 1, Counts: true, Right: right, Tier: 2, Took: 5 * time.Second,
					Day: coach.DayOf(at, time.UTC),
				})
			}
		}
	}
	return log
}

// learn adds entries to a workspace's log and lets them move the estimates.
func learn(t *testing.T, s *service, log []coach.Entry) {
	t.Helper()
	params := coach.DefaultParams()
	if _, err := s.store.Turn(t.Context(), s.config.Workspace.ID, "", func(tx bot.Tx) error {
		for _, e := range log {
			var err error
			if e.Position, err = tx.Append(e); err != nil {
				return err
			}
			if _, err := params.Apply(tx, e); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
}

// stateOf reads what was learnt about everybody in the service's workspace.
func stateOf(t *testing.T, s *service) (w coach.WorkspaceState) {
	t.Helper()
	if err := s.store.View(t.Context(), s.config.Workspace.ID, func(r bot.Reader) (err error) {
		w, err = r.WorkspaceState()
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return w
}

// verified is what `pacer verify` says of a service's database.
func verified(t *testing.T, s *service) string {
	t.Helper()
	var out bytes.Buffer
	if err := verify(t.Context(), &program{out: &out, err: &out}, s.store, nil); err != nil {
		t.Errorf("verify: %v", err)
	}
	return out.String()
}

func TestReviewParametersAreFittedToTheWorkspace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newService(t)
		defer s.store.Close(context.Background())
		var said bytes.Buffer
		s.log = slog.New(slog.NewTextHandler(&said, nil))
		var outcomes []string
		r := s.refitter()
		count := r.ended
		r.ended = func(outcome string) { outcomes = append(outcomes, outcome); count(outcome) }
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() { ended <- r.run(ctx) }()
		expect := func(when string, after time.Duration, want ...string) {
			t.Helper()
			<-time.After(after)
			synctest.Wait()
			if diff := cmp.Diff(want, outcomes); diff != "" {
				t.Errorf("%s: %s\n%s", when, diff, said.String())
			}
		}

		from := time.Now().AddDate(0, 0, -60)
		learn(t, s, forgetful(from, []int{0, 1, 2, 4}))
		expect("with 720 reviews, too few", refitFirst+time.Minute)
		if strings.Contains(said.String(), "fitted") {
			t.Errorf("it was said that something was done: %s", said.String())
		}
		learn(t, s, forgetful(from, []int{7, 11, 18, 25, 33}))
		expect("with 1,920 reviews", refitEvery, "better")
		fit := stateOf(t, s)
		if fit.Fitted != 2161 || fit.Fit.Reviews != 1920 {
			t.Errorf("in force is the fit of position %d to %d reviews", fit.Fitted, fit.Fit.Reviews)
		}
		if !strings.Contains(said.String(), "outcome=better reviews=1920") {
			t.Errorf("the log says: %s", said.String())
		}

		learn(t, s, forgetful(from, []int{40}))
		if text := verified(t, s); !strings.Contains(text, "2401 entries replayed") || !strings.Contains(text, "bit for bit") {
			t.Errorf("verify: %s", text)
		}
		if err := s.store.View(t.Context(), s.config.Workspace.ID, func(r bot.Reader) error {
			e, err := r.Estimate("learner-0", "c/facts")
			if e.Params != coach.DefaultParams().ID+"+2161" {
				t.Errorf("an estimate after it names parameters %q", e.Params)
			}
			return err
		}); err != nil {
			t.Error(err)
		}
		expect("with an eighth more", refitEvery, "better")
		learn(t, s, forgetful(from, []int{48}))
		expect("with a quarter more, in the same kind of memory", 2*refitEvery, "better", "no_better")
		if now := stateOf(t, s); now.Fitted != fit.Fitted {
			t.Errorf("in force is the fit of position %d, want %d still", now.Fitted, fit.Fitted)
		}
		families, err := s.metrics.registry.Gather()
		if err != nil {
			t.Fatal(err)
		}
		fits := 0.0
		for _, f := range families {
			for _, m := range f.GetMetric() {
				if f.GetName() == "pacer_refits_total" {
					fits += m.GetCounter().GetValue()
				}
			}
		}
		if fits != 2 {
			t.Errorf("%v fits are counted, want 2", fits)
		}
		stop()
		if err := <-ended; err != nil {
			t.Errorf("it ended with %v", err)
		}
	})
}

func TestAFitThatFailsStopsNothing(t *testing.T) {
	s := newService(t)
	var said bytes.Buffer
	s.log = slog.New(slog.NewTextHandler(&said, nil))
	learn(t, s, forgetful(time.Now().AddDate(0, 0, -60), []int{0, 1, 2, 4, 7, 11, 18}))

	t.Run("told to stop, it leaves all as it is", func(t *testing.T) {
		ctx, stop := context.WithCancel(t.Context())
		stop()
		s.refitter().round(ctx)
		if w := stateOf(t, s); w.Fitted != 0 || said.Len() > 0 {
			t.Errorf("position %d, and it said: %s", w.Fitted, said.String())
		}
	})
	t.Run("a log that cannot be read is said", func(t *testing.T) {
		if _, err := s.store.Turn(t.Context(), s.config.Workspace.ID, "", func(tx bot.Tx) error {
			w, err := tx.WorkspaceState()
			if err != nil {
				return err
			}
			w.Fitted = 1
			w.Fit.Weights[0] = -1 // no weight: it cannot be read again
			return tx.PutWorkspaceState(w)
		}); err != nil {
			t.Fatal(err)
		}
		var outcomes []string
		r := s.refitter()
		r.ended = func(outcome string) { outcomes = append(outcomes, outcome) }
		r.round(t.Context())
		if diff := cmp.Diff([]string{"failed"}, outcomes); diff != "" || !strings.Contains(said.String(), "level=WARN") {
			t.Errorf("%s, and it said: %s", diff, said.String())
		}
	})
}
