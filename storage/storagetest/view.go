package storagetest

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/google/go-cmp/cmp"

	"pacer/bot"
	"pacer/bot/chat"
	"pacer/coach"
	"pacer/coach/mastery"
)

var views = []test{
	{"a view shows what was committed and nothing of a turn under way", func(s *stage) {
		running, free := make(chan struct{}), make(chan struct{})
		c := s.begin(s.ctx(), here, "", func(tx bot.Tx) error {
			err := person("ada")(tx)
			close(running)
			<-free
			return err
		})
		<-running
		s.expect(map[string]bool{"ada": false})
		close(free)
		s.must((<-c).err)
		s.expect(map[string]bool{"ada": true})
	}},
	{"a view shows one moment, whatever is committed meanwhile", func(s *stage) {
		s.read(func(r bot.Reader) error {
			if _, err := r.Person("ada"); !coach.IsNotFound(err) {
				s.Errorf("got error %v, want NotFound", err)
			}
			s.do(person("ada"))
			if _, err := r.Person("ada"); !coach.IsNotFound(err) {
				s.Errorf("got error %v after a commit, want NotFound as before", err)
			}
			return nil
		})
		s.expect(map[string]bool{"ada": true})
	}},
	{"many views at once, each with statements new to it, do not wait for each other", func(s *stage) {
		// Views more than connections, that all begin before any goes on.
		const many = 12
		ctx, cancel := context.WithTimeout(s.ctx(), time.Minute)
		defer cancel()
		var all sync.WaitGroup
		for range many {
			all.Go(func() {
				err := s.View(ctx, here, func(r bot.Reader) error {
					_, err := r.Classes()
					pass(time.Second) // until nobody else can go on
					return errors.Join(err, second(r.Grown()), second(r.HasOwner()))
				})
				if err != nil {
					s.Error(err)
				}
			})
		}
		all.Wait()
	}},
	{"a view whose context has ended says so and leaves its connection sound", func(s *stage) {
		ctx, cancel := context.WithCancel(s.ctx())
		defer cancel()
		for range 8 {
			err := s.View(ctx, here, func(r bot.Reader) error {
				cancel()
				_, err := r.Classes()
				return err
			})
			if !errors.Is(err, context.Canceled) {
				s.Errorf("got error %v, want the context's", err)
			}
		}
		s.read(func(r bot.Reader) error { return second(r.Classes()) })
	}},
	{"the error of a view's function is the view's, and its panic does no harm", func(s *stage) {
		if err := s.View(s.ctx(), here, func(bot.Reader) error { return errRefused }); !errors.Is(err, errRefused) {
			s.Errorf("got error %v", err)
		}
		for range 8 {
			func() {
				defer func() { _ = recover() }() // it is the test's own
				_ = s.View(s.ctx(), here, func(bot.Reader) error { panic("a view of the test panics") })
			}()
		}
		s.read(func(r bot.Reader) error { return second(r.Classes()) })
	}},
	{"what does not exist is NotFound", func(s *stage) {
		look := func(r bot.Reader) error {
			for what, err := range map[string]error{
				"person": second(r.Person("x")), "account": second(r.Account("p", "x")), "class": second(r.Class("x")),
				"code": second(r.Code("x")), "open session": second(r.OpenSession("x")), "session": second(r.Session("x")),
				"question": second(r.Question("x")),
				"content":  second(r.Content("x", "x", "x")), "words": second(r.Words(1)), "entry": second(r.Entry(1)),
				"alert": second(r.Alert("x")), "schedule": second(r.Schedule("x", "x")), "receipt": second(r.Receipt("x")),
			} {
				if !coach.IsNotFound(err) {
					s.Errorf("%s: got error %v, want NotFound", what, err)
				}
			}
			return nil
		}
		s.read(look)
		s.do(func(tx bot.Tx) error { return errors.Join(look(tx), look(tx)) }) // and also from memory
		s.is(s.View(s.ctx(), "nowhere", func(r bot.Reader) error { return second(r.Workspace()) }), coach.NotFound)
		_, err := s.Store.Receipt(s.ctx(), here, "x")
		s.is(err, coach.NotFound)
		_, err = s.Meta(s.ctx(), "x")
		s.is(err, coach.NotFound)
	}},
	{"what the models never met comes as its zero value with its keys", func(s *stage) {
		look := func(r bot.Reader) error {
			workspace, err0 := r.WorkspaceState()
			learner, err1 := r.Learner("ada")
			estimate, err2 := r.Estimate("ada", "k")
			fact, err3 := r.Fact("ada", "i")
			item, err4 := r.Item("i")
			shared, err5 := r.Shared("k")
			items, err6 := r.Items([]string{"i", "j"})
			got := []any{workspace, learner, estimate, fact, item, shared, items}
			want := []any{
				coach.WorkspaceState{}, coach.LearnerState{}, coach.Estimate{Person: "ada", Skill: "k"}, coach.Fact{Person: "ada", Item: "i"},
				mastery.Item{}, mastery.Shared{}, map[string]mastery.Item{"i": {}, "j": {}},
			}
			if diff := cmp.Diff(render(want), render(got)); diff != "" {
				s.Error(diff)
			}
			return errors.Join(err0, err1, err2, err3, err4, err5, err6)
		}
		s.read(look)
		s.do(func(tx bot.Tx) error { return errors.Join(look(tx), look(tx)) })
	}},
}

// second is the error of a call that returns a value too.
func second[T any](_ T, err error) error { return err }

// noon is a time of the tests.
var noon = time.Date(2026, time.November, 22, 12, 0, 0, 0, time.UTC)

var schedules = []test{
	{"what is due comes earliest first, of all workspaces, no more than asked for", func(s *stage) {
		at := func(person, kind string, next time.Time) bot.Schedule {
			return bot.Schedule{Person: person, Kind: kind, Next: next, Key: "key of " + person}
		}
		put := func(w string, all ...bot.Schedule) {
			_, err := s.Turn(s.ctx(), w, "", func(tx bot.Tx) error {
				for _, x := range all {
					if err := tx.PutSchedule(x); err != nil {
						return err
					}
				}
				return nil
			})
			s.must(err)
		}
		next, err := s.NextDue(s.ctx())
		s.must(err)
		if !next.IsZero() {
			s.Errorf("got %v as the next, want none", next)
		}
		put(here, at("ada", "check-in", noon), at("ada", "pings", noon.Add(time.Millisecond)), at("bob", "check-in", time.Time{}))
		put(there, at("ada", "check-in", noon.Add(-time.Hour)), at("cyd", "check-in", noon.Add(-time.Minute)))
		due := func(now time.Time, limit int) (got []string) {
			all, err := s.Due(s.ctx(), now, limit)
			s.must(err)
			for _, x := range all {
				if x.Key != "key of "+x.Person || x.Next.After(now) {
					s.Errorf("got %+v at %v", x, now)
				}
				got = append(got, x.Workspace+" "+x.Person+" "+x.Kind)
			}
			return got
		}
		want := []string{"there ada check-in", "there cyd check-in", "here ada check-in"}
		if diff := cmp.Diff(want, due(noon, 10)); diff != "" {
			s.Error(diff)
		}
		if diff := cmp.Diff(want[:2], due(noon, 2)); diff != "" {
			s.Error(diff)
		}
		put(there, at("ada", "check-in", noon.Add(24*time.Hour))) // handled: it comes again tomorrow
		if diff := cmp.Diff(want[1:], due(noon, 10)); diff != "" {
			s.Error(diff)
		}
		next, err = s.NextDue(s.ctx())
		s.must(err)
		if want := noon.Add(-time.Minute); !next.Equal(want) {
			s.Errorf("got %v as the next, want %v", next, want)
		}
	}},
}

// dm is the direct messages with somebody.
func dm(user string) chat.Conversation {
	return chat.Conversation{Platform: "slack", Place: "T1", User: user}
}
