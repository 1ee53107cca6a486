package storagetest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"pacer/bot"
	"pacer/bot/chat"
	"pacer/bot/outbox"
	"pacer/coach"
)

var turns = []test{
	{"what a turn writes is kept together with the mark of its event", func(s *stage) {
		rows, err := s.Turn(s.ctx(), here, "e", func(tx bot.Tx) error {
			if err := person("ada")(tx); err != nil {
				return err
			}
			return tx.Send(outbox.Row{ID: "1", To: chat.Conversation{Platform: "p", User: "u"}})
		})
		s.must(err)
		if len(rows) != 1 {
			s.Errorf("got %d rows, want the one sent", len(rows))
		}
		s.expect(map[string]bool{"ada": true})
		if _, err := s.Turn(s.ctx(), here, "e", person("bob")); !errors.Is(err, bot.ErrSeen) {
			s.Errorf("got error %v, want ErrSeen", err)
		}
	}},
	{"of a turn that fails nothing is kept, and its event can be handled again", func(s *stage) {
		rows, err := s.Turn(s.ctx(), here, "e", func(tx bot.Tx) error {
			return errors.Join(person("ada")(tx), tx.Send(outbox.Row{ID: "1"}), errRefused)
		})
		if !errors.Is(err, errRefused) || rows != nil {
			s.Errorf("got %d rows and error %v, want none and the turn's own", len(rows), err)
		}
		s.expect(map[string]bool{"ada": false})
		if waiting := s.claim(10); len(waiting) > 0 {
			s.Errorf("got %d rows in the queue, want none", len(waiting))
		}
		_, err = s.Turn(s.ctx(), here, "e", person("ada"))
		s.must(err)
		s.expect(map[string]bool{"ada": true})
	}},
	{"an event is handled once, whether it comes again later, at once or after a restart", func(s *stage) {
		count := 0
		again := func() <-chan outcome {
			return s.begin(s.ctx(), here, "e", func(tx bot.Tx) error {
				count++
				return tx.PutPerson(coach.Person{ID: "ada"})
			})
		}
		letGo := s.hold()
		first, second := again(), again()
		letGo()
		s.must((<-first).err)
		for _, o := range []outcome{<-second, <-again()} {
			if !errors.Is(o.err, bot.ErrSeen) || o.rows != nil {
				s.Errorf("got %v, want ErrSeen and no rows", o)
			}
		}
		s.restart()
		if o := <-again(); !errors.Is(o.err, bot.ErrSeen) {
			s.Errorf("after a restart: got error %v, want ErrSeen", o.err)
		}
		if count != 1 {
			s.Errorf("it was handled %d times", count)
		}
	}},
	{"the event of another workspace is another", func(s *stage) {
		for _, w := range []string{here, there} {
			_, err := s.Turn(s.ctx(), w, "e", person("ada"))
			s.must(err)
		}
	}},
	{"an empty event is none, and handled every time", func(s *stage) {
		count := 0
		for range 3 {
			s.do(func(bot.Tx) error { count++; return nil })
		}
		if count != 3 {
			s.Errorf("it was handled %d times, want 3", count)
		}
	}},
	{"neighbours of a turn that fails, of one that panics and of a repeated one are kept", func(s *stage) {
		letGo := s.hold()
		outcomes := []<-chan outcome{
			s.begin(s.ctx(), here, "1", person("ada")),
			s.begin(s.ctx(), here, "2", func(tx bot.Tx) error { return errors.Join(person("bob")(tx), errRefused) }),
			s.begin(s.ctx(), here, "3", person("cyd")),
			s.begin(s.ctx(), here, "4", func(tx bot.Tx) error {
				if err := person("dan")(tx); err != nil {
					return err
				}
				panic("a turn of the test panics")
			}),
			s.begin(s.ctx(), here, "1", person("eve")),
			s.begin(s.ctx(), there, "5", person("fay")),
			s.begin(s.ctx(), here, "6", person("gil")),
		}
		letGo()
		var failed []int
		for i, c := range outcomes {
			if (<-c).err != nil {
				failed = append(failed, i)
			}
		}
		if diff := cmp.Diff([]int{1, 3, 4}, failed); diff != "" {
			s.Errorf("which turns failed: %s", diff)
		}
		s.expect(map[string]bool{"ada": true, "bob": false, "cyd": true, "dan": false, "eve": false, "fay": false, "gil": true})
		if !slices.Contains(s.groups, 7) {
			s.Errorf("got groups of %v turns, want one of 7: this test has tested nothing", s.groups)
		}
	}},
	{"turns see those before them, also in one transaction, in the order in which they came", func(s *stage) {
		letGo := s.hold()
		var saw [][]int64
		var all []<-chan outcome
		for range 5 {
			all = append(all, s.begin(s.ctx(), here, "", func(tx bot.Tx) error {
				entries, err := tx.Entries("ada")
				if err != nil {
					return err
				}
				var positions []int64
				for _, e := range entries {
					positions = append(positions, e.Position)
				}
				saw = append(saw, positions)
				at, err := tx.Append(coach.Entry{Kind: coach.EntryAttempt, Person: "ada"})
				if want := int64(len(entries)) + 1; err == nil && at != want {
					s.Errorf("appended at %d, want %d", at, want)
				}
				return err
			}))
		}
		letGo()
		for _, c := range all {
			s.must((<-c).err)
		}
		if diff := cmp.Diff([][]int64{nil, {1}, {1, 2}, {1, 2, 3}, {1, 2, 3, 4}}, saw); diff != "" {
			s.Errorf("what each turn saw: %s", diff)
		}
	}},
	{"a turn whose caller has gone before it began is withdrawn", func(s *stage) {
		letGo := s.hold()
		ctx, cancel := context.WithCancel(s.ctx())
		c := s.begin(ctx, here, "e", func(tx bot.Tx) error {
			s.Error("it was begun")
			return nil
		})
		cancel()
		if o := <-c; !errors.Is(o.err, context.Canceled) {
			s.Errorf("got error %v, want the context's", o.err)
		}
		letGo()
		_, err := s.Turn(s.ctx(), here, "e", person("ada")) // it can be handled later
		s.must(err)
		if len(s.orphans) > 0 {
			s.Errorf("got %d orphans, want none", len(s.orphans))
		}
	}},
	{"a turn does not begin once its deadline has passed", func(s *stage) {
		letGo := s.hold()
		ctx, cancel := context.WithTimeout(s.ctx(), 2*time.Second)
		defer cancel()
		c := s.begin(ctx, here, "e", person("ada"))
		if o := <-c; !errors.Is(o.err, context.DeadlineExceeded) {
			s.Errorf("got error %v, want the deadline's", o.err)
		}
		letGo()
		s.expect(map[string]bool{"ada": false})
	}},
	{"what a turn sends whose caller has gone too late goes to the orphans", func(s *stage) {
		ctx, cancel := context.WithCancel(s.ctx())
		running, free := make(chan struct{}), make(chan struct{})
		c := s.begin(ctx, here, "e", func(tx bot.Tx) error {
			close(running)
			<-free
			return tx.Send(outbox.Row{ID: "1"})
		})
		<-running
		cancel()
		if o := <-c; !errors.Is(o.err, context.Canceled) || o.rows != nil {
			s.Errorf("got %v, want the context's error", o)
		}
		close(free)
		synctest.Wait()
		if len(s.orphans) != 1 || s.orphans[0].ID != "1" || s.orphans[0].Workspace != here {
			s.Errorf("got orphans %v, want the row sent", s.orphans)
		}
		if _, err := s.Turn(s.ctx(), here, "e", person("ada")); !errors.Is(err, bot.ErrSeen) {
			s.Errorf("got error %v: the turn was not kept", err)
		}
	}},
	{"a turn that fails with an error of the store's own leaves nothing", func(s *stage) {
		for _, own := range []error{bot.ErrSeen, &coach.Error{Kind: coach.Transient}} {
			_, err := s.Turn(s.ctx(), here, "e", func(tx bot.Tx) error { return errors.Join(person("ada")(tx), own) })
			if !errors.Is(err, own) {
				s.Errorf("got error %v, want the turn's own", err)
			}
			s.expect(map[string]bool{"ada": false})
		}
	}},
	{"a turn goes on after a statement of its own that failed", func(s *stage) {
		s.do(func(tx bot.Tx) error {
			if err := tx.PutMember(coach.Member{Class: "none", Person: "nobody"}); err == nil {
				return errors.New("a member of no class was taken")
			}
			return person("ada")(tx)
		})
		s.expect(map[string]bool{"ada": true})
	}},
	{"what is sent twice with one ID is a conflict", func(s *stage) {
		send := func(tx bot.Tx) error { return tx.Send(outbox.Row{ID: "1"}) }
		s.do(send)
		_, err := s.Turn(s.ctx(), here, "", send)
		s.is(err, coach.Conflict)
	}},
	{"turns that come while the store closes are finished or refused, never lost", func(s *stage) {
		letGo := s.hold()
		first := s.begin(s.ctx(), here, "", person("ada"))
		closed := make(chan error, 1)
		go func() { closed <- s.Close(context.Background()) }()
		synctest.Wait()
		if o := <-s.begin(s.ctx(), here, "", person("bob")); coach.KindOf(o.err) != coach.Transient {
			s.Errorf("got error %v after closing began, want one of kind Transient", o.err)
		}
		letGo()
		s.must((<-first).err)
		s.must(<-closed)
		s.must(s.Close(s.ctx())) // it may be said again
		s.is(s.View(s.ctx(), here, func(bot.Reader) error { return nil }), coach.Transient)
		s.restart()
		s.expect(map[string]bool{"ada": true, "bob": false})
	}},
	{"of a group each workspace is told once in which a turn was kept, after the commit", func(s *stage) {
		s.changed = nil
		letGo := s.hold()
		var wait []<-chan outcome
		for n, w := range []string{there, here, there, "third"} {
			wait = append(wait, s.begin(s.ctx(), w, "", func(tx bot.Tx) error {
				if n == 3 {
					return errRefused
				}
				return tx.PutClass(coach.Class{ID: fmt.Sprint(n)})
			}))
		}
		letGo()
		for _, c := range wait {
			<-c
		}
		s.mark("nothing", outbox.Sent, nil)
		s.must(s.Ping(s.ctx())) // which is no turn of the bot's
		if diff := cmp.Diff([]string{here, there + " " + here}, s.changed); diff != "" {
			s.Error(diff)
		}
	}},
}
