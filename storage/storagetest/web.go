package storagetest

import (
	"errors"
	"fmt"
	"time"

	"github.com/google/go-cmp/cmp"

	"pacer/bot"
	"pacer/bot/chat"
	"pacer/coach"
	"pacer/storage"
)

// account returns a turn's function that puts an account and the person whose it
// is.
func account(platform, user, of string) func(bot.Tx) error {
	return func(tx bot.Tx) error {
		return errors.Join(person(of)(tx), tx.PutAccount(coach.Account{Platform: platform, User: user, Person: of}))
	}
}

// visits are about browsers in which somebody has entered their pages.
var visits = []test{
	{"a visit is found by its key alone, as it was put, and later by what was seen since", func(s *stage) {
		for _, w := range []string{here, there} {
			_, err := s.Turn(s.ctx(), w, "", account("web", "w1", "ada of "+w))
			s.must(err)
		}
		v := s.Visits()
		one := storage.Visit{Workspace: here, Key: "k", Person: "ada of here", User: "w1", Made: noon, Seen: noon, Ends: noon.Add(time.Hour)}
		s.must(v.Put(s.ctx(), one))
		s.must(v.Put(s.ctx(), storage.Visit{Workspace: there, Key: "l", User: "w1", Made: noon, Seen: noon, Ends: noon}))
		s.visit("k", one)
		one.Seen, one.Ends = noon.Add(time.Minute), noon.Add(time.Minute).Add(time.Hour)
		later := one
		later.Made, later.User, later.Person = noon.Add(time.Minute), "another", "eve"
		s.must(v.Put(s.ctx(), later)) // whose it is never changes
		s.restart()
		s.visit("k", one)
		s.visit("l", storage.Visit{Workspace: there, Key: "l", Person: "ada of there", User: "w1", Made: noon, Seen: noon, Ends: noon})
		s.is(second(s.Visits().Visit(s.ctx(), "m")), coach.NotFound)
	}},
	{"a visit is that of whose account it is now", func(s *stage) {
		s.do(account("web", "w1", "ada"))
		one := storage.Visit{Workspace: here, Key: "k", Person: "ada", User: "w1", Made: noon, Seen: noon, Ends: noon}
		s.must(s.Visits().Put(s.ctx(), one))
		s.do(account("web", "w1", "eve")) // accounts were joined
		one.Person = "eve"
		s.visit("k", one)
		s.must(s.Visits().EndAll(s.ctx(), here, "ada"))
		s.visit("k", one)
		s.must(s.Visits().EndAll(s.ctx(), here, "eve"))
		s.is(second(s.Visits().Visit(s.ctx(), "k")), coach.NotFound)
	}},
	{"a visit of no account is none", func(s *stage) {
		s.do(account("slack", "w1", "ada")) // of another platform
		s.must(s.Visits().Put(s.ctx(), storage.Visit{Workspace: here, Key: "k", User: "w1", Ends: noon}))
		s.is(second(s.Visits().Visit(s.ctx(), "k")), coach.NotFound)
	}},
	{"no workspace ends or changes the visits of another", func(s *stage) {
		for _, w := range []string{here, there} {
			_, err := s.Turn(s.ctx(), w, "", account("web", "w1", "ada"))
			s.must(err)
		}
		v := s.Visits()
		one := storage.Visit{Workspace: here, Key: "k", Person: "ada", User: "w1", Made: noon, Seen: noon, Ends: noon}
		s.must(v.Put(s.ctx(), one))
		s.must(v.End(s.ctx(), there, "k"))
		s.must(v.EndAll(s.ctx(), there, "ada"))
		s.must(v.Put(s.ctx(), storage.Visit{Workspace: there, Key: "k", User: "w1", Ends: noon.AddDate(1, 0, 0)}))
		s.visit("k", one)
		s.must(v.End(s.ctx(), here, "k"))
		s.must(v.End(s.ctx(), here, "k")) // there need be none
		s.is(second(v.Visit(s.ctx(), "k")), coach.NotFound)
	}},
	{"visits that have ended go, and so do codes a week later", func(s *stage) {
		s.do(account("web", "w1", "ada"))
		now := time.Now()
		s.do(func(tx bot.Tx) error {
			return errors.Join(tx.PutCode(coach.Code{Code: "short", Kind: coach.CodePage, Expires: now.Add(time.Minute)}),
				tx.PutCode(coach.Code{Code: "long", Kind: coach.CodeClass, Expires: now.AddDate(0, 0, 30)}), tx.PutCode(coach.Code{Code: "ever", Kind: coach.CodeReturn}))
		})
		v := s.Visits()
		for n := range 600 { // more than one step
			s.must(v.Put(s.ctx(), storage.Visit{Workspace: here, Key: fmt.Sprint("old ", n), User: "w1", Ends: now.Add(time.Hour)}))
		}
		s.must(v.Put(s.ctx(), storage.Visit{Workspace: here, Key: "new", User: "w1", Ends: now.AddDate(0, 0, 7)}))
		s.goes(now.Add(time.Minute), 0)
		s.goes(now.AddDate(0, 0, 3), 600)
		s.goes(now.AddDate(0, 0, 6), 0)
		s.must(second(v.Visit(s.ctx(), "new")))
		s.goes(now.AddDate(0, 0, 9), 2) // it, and the short code
		s.is(s.View(s.ctx(), here, func(r bot.Reader) error { return second(r.Code("short")) }), coach.NotFound)
		s.read(func(r bot.Reader) error { return errors.Join(second(r.Code("long")), second(r.Code("ever"))) })
	}},
}

// visit fails unless a key leads to a visit.
func (s *stage) visit(key string, want storage.Visit) {
	s.Helper()
	got, err := s.Visits().Visit(s.ctx(), key)
	s.must(err)
	if diff := cmp.Diff(want, got); diff != "" {
		s.Error(diff)
	}
}

// goes fails unless as many rows go as are said.
func (s *stage) goes(now time.Time, want int64) {
	s.Helper()
	gone, err := s.Prune(s.ctx(), now)
	s.must(err)
	if gone != want {
		s.Errorf("%d rows went, want %d", gone, want)
	}
}

// lines are about what was said in the web chat.
var lines = []test{
	{"the newest lines come oldest first, and those before one of them when asked for", func(s *stage) {
		l := s.Lines()
		for _, n := range []int{2, 1, 4, 3, 5} {
			s.must(l.Put(s.ctx(), here, "w1", line(n)))
		}
		s.must(l.Put(s.ctx(), here, "w2", line(6)))
		s.must(l.Put(s.ctx(), there, "w1", line(7)))
		s.restart()
		l = s.Lines()
		for _, row := range []struct {
			before string
			limit  int
			want   []storage.Line
		}{
			{"", 3, []storage.Line{line(3), line(4), line(5)}},
			{line(3).ID, 9, []storage.Line{line(1), line(2)}},
			{line(4).ID, 1, []storage.Line{line(3)}},
			{line(1).ID, 9, nil},
		} {
			got, err := l.Last(s.ctx(), here, "w1", row.before, row.limit)
			s.must(err)
			if diff := cmp.Diff(row.want, got); diff != "" {
				s.Errorf("%d before %q: %s", row.limit, row.before, diff)
			}
		}
	}},
	{"a line that was edited says the new words where the old ones stood", func(s *stage) {
		l, edited := s.Lines(), line(1)
		s.must(l.Put(s.ctx(), here, "w1", edited))
		s.must(l.Put(s.ctx(), here, "w1", line(2)))
		edited.Message = chat.Text("no, these")
		s.must(l.Put(s.ctx(), here, "w1", edited))
		s.must(l.Put(s.ctx(), there, "w1", line(1)))
		got, err := l.Last(s.ctx(), here, "w1", "", 9)
		s.must(err)
		if diff := cmp.Diff([]storage.Line{edited, line(2)}, got); diff != "" {
			s.Error(diff)
		}
	}},
	{"of a conversation the newest lines stay, for some months", func(s *stage) {
		now := time.Now().UTC().Truncate(time.Millisecond)
		l := s.Lines()
		put := func(w, user string, n int, at time.Time) {
			one := line(n)
			one.At = at
			s.must(l.Put(s.ctx(), w, user, one))
		}
		for n := range 1100 {
			put(here, "w1", n, now)
		}
		for n := range 500 {
			put(here, "w2", n, now)
		}
		put(there, "w1", 1, now.AddDate(0, 0, -91))
		put(there, "w1", 2, now.AddDate(0, 0, -89))
		s.goes(now, 601)
		s.goes(now, 0)
		for of, want := range map[[2]string][]int{{here, "w1"}: {600, 500}, {here, "w2"}: {0, 500}, {there, "w1"}: {2, 1}} {
			got, err := l.Last(s.ctx(), of[0], of[1], "", 2000)
			s.must(err)
			if len(got) != want[1] || got[0].ID != line(want[0]).ID {
				s.Errorf("of %s %d lines stay, want %d from %s on", of, len(got), want[1], line(want[0]).ID)
			}
		}
	}},
}

// line is one thing that was said.
func line(n int) storage.Line {
	return storage.Line{ID: fmt.Sprintf("01KAMP%06d", n), At: noon.Add(time.Duration(n) * time.Second), Own: n%2 == 0, Message: chat.Text(chat.Markdown(fmt.Sprintf("words %d", n)))}
}
