package storagetest

import (
	"errors"
	"fmt"
	"time"

	"github.com/google/go-cmp/cmp"

	"pacer/bot"
	"pacer/bot/chat"
	"pacer/bot/outbox"
	"pacer/coach"
	"pacer/coach/mastery"
	"pacer/coach/plan"
	"pacer/storage"
)

// attempt is an attempt that the models learn from.
func attempt(person string, n int) coach.Entry {
	return coach.Entry{
		Kind: coach.EntryAttempt, Person: person, At: noon.Add(time.Duration(n) * time.Hour), Item: fmt.Sprintf("c/i%d", n%7),
		Skills: []string{fmt.Sprintf("c/k%d", n%2), "c/also"}, Try: 1, Counts: true, Right: n%3 > 0, Tier: 2, Chance: .25,
		Purpose: plan.Practice, Day: coach.DayOf(noon, time.UTC) + coach.Day(n/24), Fact: n%5 == 0,
	}
}

// learn appends an entry and lets it move the estimates, as the bot does.
func learn(tx bot.Tx, e coach.Entry) error {
	var err error
	if e.Position, err = tx.Append(e); err != nil {
		return err
	}
	params := coach.DefaultParams()
	_, err = params.Apply(tx, e)
	return err
}

// addsUp fails unless what is stored of a workspace is what its log adds up to.
func (s *stage) addsUp(workspace string) storage.Stored {
	s.Helper()
	stored, err := s.Stored(s.ctx(), workspace)
	s.must(err)
	params, sum := coach.DefaultParams(), coach.NewLedger()
	for _, e := range stored.Entries {
		s.must(sum.Replay(&params, e))
	}
	for what, pair := range map[string][2]any{
		"workspace": {sum.State, stored.Sum.State}, "learners": {sum.Learners, stored.Sum.Learners}, "items": {sum.Items, stored.Sum.Items},
		"skills": {sum.Skills, stored.Sum.Skills}, "estimates": {sum.Estimates, stored.Sum.Estimates}, "facts": {sum.Facts, stored.Sum.Facts},
	} {
		if diff := cmp.Diff(render(pair[0]), render(pair[1])); diff != "" {
			s.Errorf("%s: %s", what, diff)
		}
	}
	return stored
}

// spoil writes states that no log leads to.
func spoil(tx bot.Tx) error {
	g := newGen(7)
	w, err := tx.WorkspaceState()
	w.Params = "an older version's"
	return errors.Join(err, tx.PutWorkspaceState(w), tx.Clear("bob"), tx.PutLearner("nobody", pick(g, someStates().learners)),
		tx.PutItem("c/i1", pick(g, someStates().items)), tx.PutShared("c/never", pick(g, someStates().skills)),
		tx.PutEstimate(coach.Estimate{Person: "ada", Skill: "c/k0"}))
}

var maintaining = []test{
	{"what is stored is what the log adds up to, bit for bit, corrections included", func(s *stage) {
		for n := range 60 {
			s.do(func(tx bot.Tx) error {
				for _, p := range []string{"ada", "bob"} {
					if err := learn(tx, attempt(p, n)); err != nil {
						return err
					}
				}
				if n == 40 {
					return learn(tx, coach.Entry{Kind: coach.EntryRegrade, Person: "ada", At: noon, Target: 1, Right: true, Score: 1})
				}
				return nil
			})
			if n == 30 {
				s.restart()
			}
		}
		stored := s.addsUp(here)
		if len(stored.Entries) != 121 {
			s.Errorf("got %d entries, want 121", len(stored.Entries))
		}
	}},
	{"a sum that was spoilt is added up anew, levels and fits included, and the log says with which parameters", func(s *stage) {
		params := coach.DefaultParams()
		fit := newGen(8).fit()
		for _, w := range []string{here, there} {
			_, err := s.Turn(s.ctx(), w, "", func(tx bot.Tx) error {
				for n := range 40 {
					if err := errors.Join(learn(tx, attempt("ada", n)), learn(tx, attempt("bob", n))); err != nil {
						return err
					}
				}
				return errors.Join(
					learn(tx, coach.Entry{Kind: coach.EntryMistap, Person: "ada", At: noon, Target: 3}),
					learn(tx, coach.Entry{Kind: coach.EntryLevel, Person: "bob", At: noon, Skills: []string{"c/k0"}, Level: mastery.HighlyProficient}),
					learn(tx, coach.Entry{Kind: coach.EntryFit, At: noon, Fit: &fit}), learn(tx, attempt("ada", 41)))
			})
			s.must(err)
		}
		before := s.addsUp(here)
		_, err := s.Turn(s.ctx(), here, "", func(tx bot.Tx) error { return spoil(tx) })
		s.must(err)
		if id, err := s.Params(s.ctx(), here); id != "an older version's" || err != nil {
			s.Errorf("the sum is made with %q, %v", id, err)
		}
		untouched := s.snapshot(there, 9, 8)

		n, err := s.Rebuild(s.ctx(), here, &params, noon)
		s.must(err)
		after := s.addsUp(here)
		if diff := cmp.Diff(render(before.Sum), render(after.Sum)); diff != "" {
			s.Errorf("the sum differs from what it was: %s", diff)
		}
		if n != len(before.Entries) || len(after.Entries) != n+1 {
			s.Errorf("%d entries added up, %d before and %d after", n, len(before.Entries), len(after.Entries))
		}
		want := coach.Entry{Position: int64(n) + 1, Kind: coach.EntryParams, At: noon, Params: params.ID}
		if diff := cmp.Diff(render(want), render(after.Entries[n])); diff != "" {
			s.Errorf("the last entry: %s", diff)
		}
		if id, err := s.Params(s.ctx(), here); id != params.ID || err != nil {
			s.Errorf("the sum is made with %q, %v", id, err)
		}
		if entries, err := s.Entries(s.ctx(), here); entries != int64(n)+1 || err != nil {
			s.Errorf("%d entries, %v", entries, err)
		}
		// Nothing of what was is remembered.
		s.do(func(tx bot.Tx) error {
			return errors.Join(learn(tx, attempt("ada", 50)), learn(tx, attempt("bob", 50)))
		})
		s.addsUp(here)
		s.same("the other workspace", untouched, s.snapshot(there, 9, 8))
	}},
	{"a log that cannot be added up leaves all as it was", func(s *stage) {
		params := coach.DefaultParams()
		s.do(func(tx bot.Tx) error {
			if err := errors.Join(learn(tx, attempt("ada", 1)), learn(tx, attempt("ada", 2)), spoil(tx)); err != nil {
				return err
			}
			return second(tx.Append(coach.Entry{Kind: "of a version to come", At: noon}))
		})
		before := s.snapshot(here, 9, 8)
		if _, err := s.Rebuild(s.ctx(), here, &params, noon); err == nil {
			s.Error("it was added up")
		}
		s.same("the workspace", before, s.snapshot(here, 9, 8))
	}},
	{"what many answers teach about everybody is kept, one failed turn among them or none", func(s *stage) {
		// The writer keeps the state until the commit: turns of one group, of
		// two workspaces, whose neighbours fail.
		for round := range 6 {
			var wait []<-chan outcome
			letGo := s.hold()
			for n := range 12 {
				w := []string{here, there}[n%2]
				wait = append(wait, s.begin(s.ctx(), w, "", func(tx bot.Tx) error {
					if err := learn(tx, attempt("ada", 12*round+n)); err != nil || n != 2*round {
						return err
					}
					return errRefused
				}))
			}
			letGo()
			for n, c := range wait {
				if err := (<-c).err; (err != nil) != (n == 2*round) {
					s.Errorf("turn %d: %v", n, err)
				}
			}
		}
		s.addsUp(here)
		s.addsUp(there)
		s.restart()
		if n := len(s.addsUp(here).Entries) + len(s.addsUp(there).Entries); n != 66 {
			s.Errorf("%d entries, want 66", n)
		}
	}},
	{"the log is read in its order, page by page, and no further than wanted", func(s *stage) {
		const many = 11_003 // more than two pages
		s.do(func(tx bot.Tx) error {
			for n := range many {
				if _, err := tx.Append(attempt("ada", n)); err != nil {
					return err
				}
			}
			return nil
		})
		last := int64(0)
		s.must(s.Log(s.ctx(), here, func(e coach.Entry) error {
			if e.Position != last+1 {
				s.Fatalf("position %d came after %d", e.Position, last)
			}
			last = e.Position
			return nil
		}))
		if last != many {
			s.Errorf("the log ended at %d, want %d", last, many)
		}
		count := 0
		err := s.Log(s.ctx(), here, func(coach.Entry) error { count++; return errRefused })
		if !errors.Is(err, errRefused) || count != 1 {
			s.Errorf("got error %v after %d entries, want the function's after one", err, count)
		}
		s.must(s.Log(s.ctx(), there, func(coach.Entry) error { return errors.New("the other workspace's log has an entry") }))
	}},
	{"statistics count what there is, and the backlog what waits", func(s *stage) {
		now := time.Now()
		s.do(func(tx bot.Tx) error {
			return errors.Join(person("ada")(tx), person("bob")(tx), learn(tx, attempt("ada", 1)), learn(tx, attempt("ada", 2)))
		})
		_, err := s.Turn(s.ctx(), there, "", func(tx bot.Tx) error {
			return errors.Join(person("ada")(tx), learn(tx, attempt("ada", 1)))
		})
		s.must(err)
		s.send(here, outbox.Row{ID: "1", To: dm("a"), NotBefore: now.Add(-time.Hour)}, outbox.Row{ID: "2", To: dm("b"), NotBefore: now.Add(-time.Minute)},
			outbox.Row{ID: "3", To: dm("c"), NotBefore: now})
		s.mark("1", outbox.Dead, func(m *outbox.Mark) { m.NotBefore = now.Add(-time.Hour) })
		s.must(s.Ping(s.ctx()))
		got, err := s.Stats(s.ctx())
		s.must(err)
		want := storage.Stats{
			Workspaces: 2, People: 3, Attempts: 3,
			Backlog: storage.Backlog{Waiting: 2, Dead: 1, Oldest: now.Add(-time.Minute).UTC().Truncate(time.Millisecond)},
		}
		if diff := cmp.Diff(want, got); diff != "" {
			s.Error(diff)
		}
		backlog, err := s.Backlog(s.ctx())
		s.must(err)
		if diff := cmp.Diff(want.Backlog, backlog); diff != "" {
			s.Error(diff)
		}
	}},
	{"statistics of an empty database are zero", func(s *stage) {
		got, err := s.Stats(s.ctx())
		s.must(err)
		if diff := cmp.Diff(storage.Stats{Workspaces: 2}, got); diff != "" {
			s.Error(diff)
		}
	}},
	{"old events and receipts go, what may still be wanted stays", func(s *stage) {
		now := time.Now()
		handled := func(w, event string) bool {
			_, err := s.Turn(s.ctx(), w, event, func(bot.Tx) error { return errRefused })
			return errors.Is(err, bot.ErrSeen)
		}
		for _, w := range []string{here, there} {
			for n := range 700 { // more than one step
				_, err := s.Turn(s.ctx(), w, fmt.Sprintf("old %d", n), func(bot.Tx) error { return nil })
				s.must(err)
			}
		}
		s.do(asks("q", "old", true, nil))
		s.mark("old", outbox.Sent, at(now))
		s.do(asks("r", "nobody knows when", true, nil))
		s.mark("nobody knows when", outbox.Sent, func(m *outbox.Mark) { m.Receipt = chat.Receipt{Ref: "ref"} })
		pass(80 * 24 * time.Hour)
		s.do(asks("s", "new", true, nil))
		s.mark("new", outbox.Sent, at(time.Now()))
		_, err := s.Turn(s.ctx(), here, "new", func(bot.Tx) error { return nil })
		s.must(err)

		gone, err := s.Prune(s.ctx(), time.Now())
		s.must(err)
		if gone != 1400 {
			s.Errorf("%d rows went, want the 1400 old events", gone)
		}
		if !handled(here, "new") || handled(here, "old 1") || handled(there, "old 699") {
			s.Error("the wrong events went")
		}
		s.posted("q", now.UTC().Truncate(time.Millisecond))
		pass(20 * 24 * time.Hour)
		gone, err = s.Prune(s.ctx(), time.Now())
		s.must(err)
		if gone != 2 { // the other event too
			s.Errorf("%d rows went, want 2", gone)
		}
		s.posted("q", time.Time{})
		s.is(s.View(s.ctx(), here, func(r bot.Reader) error { return second(r.Receipt("old")) }), coach.NotFound)
		s.read(func(r bot.Reader) error {
			return errors.Join(second(r.Receipt("new")), second(r.Receipt("nobody knows when")))
		})
		if gone, err = s.Prune(s.ctx(), time.Now()); gone != 0 || err != nil {
			s.Errorf("%d rows went the next time, and error %v", gone, err)
		}
	}},
	{"a draft that nobody published goes after a week with its files, and what a publication names stays", func(s *stage) {
		keep := func(id string, files int) {
			s.do(func(tx bot.Tx) error {
				errs := []error{tx.PutDraft(bot.Draft{ID: id, Made: time.Now()})}
				for n := range files {
					errs = append(errs, tx.PutFile(id, fmt.Sprintf("c/media/%d", n), n%3, []byte("part")))
				}
				return errors.Join(errs...)
			})
		}
		keep("published", 3)
		keep("withdrawn", 3)
		keep("forgotten", 30) // more than a turn removes
		keep("empty", 0)
		s.do(func(tx bot.Tx) error {
			return errors.Join(
				tx.PutPublication(bot.Publication{Course: "c", Draft: "published", State: bot.Published}),
				tx.PutPublication(bot.Publication{Course: "d", Draft: "withdrawn", State: bot.Withdrawn}))
		})
		_, err := s.Turn(s.ctx(), there, "", func(tx bot.Tx) error {
			return errors.Join(tx.PutDraft(bot.Draft{ID: "published", Made: time.Now()}), tx.PutFile("published", "c/media/0", 0, []byte("part")))
		})
		s.must(err)
		pass(6 * 24 * time.Hour)
		keep("new", 1)
		if gone, err := s.Prune(s.ctx(), time.Now()); gone != 0 || err != nil {
			s.Errorf("%d rows went after six days, and error %v", gone, err)
		}
		pass(3 * 24 * time.Hour)
		if gone, err := s.Prune(s.ctx(), time.Now()); gone != 3 || err != nil {
			s.Errorf("%d rows went, and error %v; want the three drafts", gone, err)
		}
		s.read(func(r bot.Reader) error {
			for _, id := range []string{"forgotten", "empty"} {
				if _, err := r.Draft(id); !coach.IsNotFound(err) {
					s.Errorf("draft %s: got error %v", id, err)
				}
			}
			if _, err := r.File("forgotten", "c/media/7"); !coach.IsNotFound(err) {
				s.Errorf("a file of what went: got error %v", err)
			}
			return errors.Join(second(r.Draft("new")), second(r.File("new", "c/media/0")), second(r.File("published", "c/media/2")),
				second(r.File("withdrawn", "c/media/0")))
		})
		s.is(s.View(s.ctx(), there, func(r bot.Reader) error { return second(r.File("published", "c/media/0")) }), coach.NotFound)
	}},
	{"a value of the installation is kept, and replaced", func(s *stage) {
		s.must(s.PutMeta(s.ctx(), "k", "v"))
		s.must(s.PutMeta(s.ctx(), "k", "w"))
		s.restart()
		v, err := s.Meta(s.ctx(), "k")
		s.must(err)
		if v != "w" {
			s.Errorf("got %q", v)
		}
	}},
}
