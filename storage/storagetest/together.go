package storagetest

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/google/go-cmp/cmp"

	"pacer/bot"
	"pacer/coach"
	"pacer/coach/alert"
)

// together is about what learners do together, or are given by their teachers.
var together = []test{
	{"the first answer of a person to an item of a round stands, however often one comes", func(s *stage) {
		first := coach.Response{Round: "r", Person: "ada", Item: "c/i", At: noon, Attempt: 1, Right: true}
		again := first
		again.At, again.Attempt, again.Right = noon.Add(time.Minute), 2, false
		other := coach.Response{Round: "r", Person: "ada", Item: "c/a", At: noon, Attempt: 3, Misconception: "adds", Late: true}
		s.do(func(tx bot.Tx) error {
			return errors.Join(tx.PutRound(coach.Round{ID: "r", Class: "5b"}), tx.PutResponse(first), tx.PutResponse(other))
		})
		s.do(func(tx bot.Tx) error { return tx.PutResponse(again) })
		s.restart()
		s.read(func(r bot.Reader) error {
			got, err := r.Responses("r")
			if diff := cmp.Diff([]coach.Response{other, first}, got); diff != "" {
				s.Error(diff)
			}
			return err
		})
	}},
	{"nobody answers in a round that is not there", func(s *stage) {
		answer := func(tx bot.Tx) error { return tx.PutResponse(coach.Response{Round: "r", Person: "ada", Item: "c/i"}) }
		if _, err := s.Turn(s.ctx(), here, "", answer); err == nil {
			s.Error("it was taken")
		}
		s.do(func(tx bot.Tx) error { return tx.PutRound(coach.Round{ID: "r"}) })
		if _, err := s.Turn(s.ctx(), there, "", answer); err == nil {
			s.Error("it was taken in a workspace that has no such round")
		}
	}},
	{"many answers at once are each there once", func(s *stage) {
		s.do(func(tx bot.Tx) error { return tx.PutRound(coach.Round{ID: "r"}) })
		var wait []<-chan outcome
		letGo := s.hold()
		for n := range 90 { // thirty people, each answer redelivered twice
			wait = append(wait, s.begin(s.ctx(), here, fmt.Sprintf("event %d", n%30), func(tx bot.Tx) error {
				return tx.PutResponse(coach.Response{Round: "r", Person: fmt.Sprintf("person-%02d", n%30), Item: "c/i", Attempt: int64(n)})
			}))
		}
		letGo()
		for _, c := range wait {
			if err := (<-c).err; err != nil && !errors.Is(err, bot.ErrSeen) {
				s.Error(err)
			}
		}
		s.read(func(r bot.Reader) error {
			got, err := r.Responses("r")
			if len(got) != 30 {
				s.Errorf("%d answers are kept, want 30", len(got))
			}
			return err
		})
	}},
	{"a class's rounds come newest first, what it was given and its groups oldest first, and only those that stand", func(s *stage) {
		s.do(func(tx bot.Tx) error {
			for n, id := range []string{"2", "1", "4", "3"} {
				ended := map[string]time.Time{"3": noon}[id]
				class := []string{"5b", "5b", "5c", "5b"}[n]
				if err := errors.Join(tx.PutRound(coach.Round{ID: id, Class: class, Ended: ended}), tx.PutAssignment(coach.Assignment{ID: id, Class: class, Ended: ended}),
					tx.PutGroup(coach.Group{ID: id, Class: class, Ended: ended})); err != nil {
					return err
				}
			}
			return nil
		})
		look := func(r bot.Reader) error {
			rounds, err1 := r.Rounds("5b", 2)
			assignments, err2 := r.Assignments("5b")
			groups, err3 := r.Groups("5b")
			got := []string{
				called(rounds, func(r coach.Round) string { return r.ID }), called(assignments, func(a coach.Assignment) string { return a.ID }),
				called(groups, func(g coach.Group) string { return g.ID }),
			}
			if diff := cmp.Diff([]string{"3 2", "1 2", "1 2"}, got); diff != "" {
				s.Errorf("rounds, assignments and groups: %s", diff)
			}
			return errors.Join(err1, err2, err3, second(r.Assignment("3")), second(r.Group("3")))
		}
		s.read(look)
		s.do(func(tx bot.Tx) error { return look(tx) })
		s.do(func(tx bot.Tx) error { // brought back, and taken back
			return errors.Join(tx.PutAssignment(coach.Assignment{ID: "3", Class: "5b"}), tx.PutAssignment(coach.Assignment{ID: "1", Class: "5b", Ended: noon}))
		})
		s.read(func(r bot.Reader) error {
			assignments, err := r.Assignments("5b")
			if got := called(assignments, func(a coach.Assignment) string { return a.ID }); got != "2 3" {
				s.Errorf("got %q", got)
			}
			return err
		})
	}},
	{"alerts that have ended come last raised first, and danger only to who asks for it", func(s *stage) {
		s.do(func(tx bot.Tx) error {
			for id, class := range map[string]string{"1": "5b", "2": "5c", "3": "", "4": "5b", "5": "5b"} {
				a := alert.Alert{ID: id, Class: class, Person: "ada", State: alert.Resolved}
				if id == "4" {
					a.State = alert.Open
				}
				if err := tx.PutAlert(a); err != nil {
					return err
				}
			}
			return nil
		})
		s.read(func(r bot.Reader) error {
			for _, row := range []struct {
				class string
				limit int
				want  string
			}{{"5b", 9, "5 1"}, {"5b", 1, "5"}, {"5c", 9, "2"}, {"", 9, "5 2 1"}, {"", 2, "5 2"}, {"6a", 9, ""}} {
				all, err := r.EndedAlerts(row.class, row.limit)
				if err != nil {
					return err
				}
				if got := called(all, func(a alert.Alert) string { return a.ID }); got != row.want {
					s.Errorf("of class %q, %d at most: got %q, want %q", row.class, row.limit, got, row.want)
				}
			}
			return nil
		})
	}},
	{"the estimates of several are what each one's are", func(s *stage) {
		s.do(func(tx bot.Tx) error {
			for n := range 12 {
				if err := learn(tx, attempt([]string{"ada", "bob", "eve"}[n%3], n)); err != nil {
					return err
				}
			}
			return nil
		})
		look := func(r bot.Reader) error {
			got, err := r.EstimatesOf([]string{"eve", "nobody", "ada", "eve"})
			if err != nil {
				return err
			}
			want := make(map[string][]bot.Estimated)
			for _, p := range []string{"ada", "eve"} {
				if want[p], err = r.Estimates(p); err != nil || len(want[p]) == 0 {
					return errors.Join(err, fmt.Errorf("%d estimates of %s", len(want[p]), p))
				}
			}
			if diff := cmp.Diff(render(want), render(got)); diff != "" {
				s.Error(diff)
			}
			stood, err := r.Standings([]string{"eve", "nobody", "ada", "eve"})
			if err != nil {
				return err
			}
			where := make(map[string][]bot.Stood)
			for p, all := range want {
				for _, e := range all {
					where[p] = append(where[p], bot.Stood{Skill: e.Skill, Standing: e.Standing, Due: e.Due})
				}
			}
			if diff := cmp.Diff(render(where), render(stood)); diff != "" {
				s.Error(diff)
			}
			none, err := r.EstimatesOf(nil)
			if len(none) != 0 {
				s.Errorf("got %v of nobody", none)
			}
			return err
		}
		s.read(look)
		s.do(func(tx bot.Tx) error { return look(tx) })
	}},
	{"the skills of which facts are due are told of each, once", func(s *stage) {
		s.do(func(tx bot.Tx) error {
			for n, of := range []string{"ada c/b -1", "ada c/a 0", "ada c/b -2", "ada c/c 1", "eve c/a -1", "bob c/a 1"} {
				var f coach.Fact
				var hours int
				if _, err := fmt.Sscan(of, &f.Person, &f.Skill, &hours); err != nil {
					return err
				}
				f.Item, f.Due = fmt.Sprintf("c/i%d", n), noon.Add(time.Duration(hours)*time.Hour)
				if err := tx.PutFact(f); err != nil {
					return err
				}
			}
			return tx.PutFact(coach.Fact{Person: "bob", Item: "c/never", Skill: "c/d"})
		})
		s.read(func(r bot.Reader) error {
			got, err := r.DueSkills([]string{"ada", "bob", "nobody"}, noon)
			if diff := cmp.Diff(map[string][]string{"ada": {"c/a", "c/b"}}, got); diff != "" {
				s.Error(diff)
			}
			return err
		})
	}},
	{"the first tries on a skill are told of everybody, the newest first, and the log in its order", func(s *stage) {
		s.do(func(tx bot.Tx) error {
			later := attempt("ada", 4)
			later.Try = 2
			for _, e := range []coach.Entry{attempt("ada", 0), attempt("bob", 1), attempt("bob", 2), later, {Kind: coach.EntryLevel, Person: "ada", Skills: []string{"c/k0"}, At: noon}, attempt("eve", 6)} {
				if _, err := tx.Append(e); err != nil {
					return err
				}
			}
			return nil
		})
		look := func(r bot.Reader) error {
			skill, err1 := r.SkillAttempts("c/k0", 2)
			log, err2 := r.Log(2, 3)
			position := func(e coach.Entry) string { return fmt.Sprint(e.Position) }
			if got := called(skill, position); got != "6 3" {
				s.Errorf("got the attempts %s", got)
			}
			if got := called(log, position); got != "3 4 5" {
				s.Errorf("got the entries %s", got)
			}
			end, err3 := r.End()
			if end != 6 {
				s.Errorf("the log ends at %d, want 6", end)
			}
			return errors.Join(err1, err2, err3)
		}
		s.read(look)
		s.do(func(tx bot.Tx) error { return look(tx) })
	}},
	{"what the audit trail says of a subject comes newest first, no more than asked for", func(s *stage) {
		s.do(func(tx bot.Tx) error {
			for id, subject := range map[string]string{"1": "ada", "3": "ada", "2": "bob", "4": "ada"} {
				if err := tx.Audit(bot.Act{ID: id, At: noon, By: "eve", What: "override", Subject: subject, Detail: "detail " + id}); err != nil {
					return err
				}
			}
			return nil
		})
		s.read(func(r bot.Reader) error {
			got, err := r.Acts("ada", 2)
			want := []bot.Act{
				{ID: "4", At: noon, By: "eve", What: "override", Subject: "ada", Detail: "detail 4"},
				{ID: "3", At: noon, By: "eve", What: "override", Subject: "ada", Detail: "detail 3"},
			}
			if diff := cmp.Diff(want, got); diff != "" {
				s.Error(diff)
			}
			return err
		})
	}},
	{"all codes of a kind about a subject are spent together, and no others", func(s *stage) {
		s.do(func(tx bot.Tx) error {
			for code, subject := range map[string]string{"1": "ada", "2": "ada", "3": "bob"} {
				if err := tx.PutCode(coach.Code{Code: code, Kind: coach.CodeReturn, Subject: subject, Expires: noon}); err != nil {
					return err
				}
			}
			return tx.PutCode(coach.Code{Code: "4", Kind: coach.CodePage, Subject: "ada", Expires: noon})
		})
		s.do(func(tx bot.Tx) error { return tx.SpendCodes(coach.CodeReturn, "ada") })
		s.read(func(r bot.Reader) error {
			for code, want := range map[string]bool{"1": false, "2": false, "3": true, "4": true} {
				if _, err := r.Code(code); coach.IsNotFound(err) == want {
					s.Errorf("code %s: got error %v, want it there: %t", code, err, want)
				}
			}
			return nil
		})
	}},
	{"what names a person names whose it is after an adoption, and each once", func(s *stage) {
		in := func(w string) {
			s.Helper()
			_, err := s.Turn(s.ctx(), w, "", func(tx bot.Tx) error {
				errs := []error{tx.PutClass(coach.Class{ID: "5b"}), tx.PutClass(coach.Class{ID: "6a"})}
				for _, p := range []string{"bob", "ada", "eve"} {
					errs = append(errs, person(p)(tx), tx.PutMember(coach.Member{Class: "5b", Person: p, Role: coach.Learner}))
				}
				for _, class := range []string{"5b", "6a"} { // who is in neither is named in neither
					errs = append(errs,
						tx.PutRound(coach.Round{ID: "r" + class, Class: class, By: "bob", Asked: []string{"ada", "bob", "eve"}}),
						tx.PutAssignment(coach.Assignment{ID: "a" + class, Class: class, By: "eve", For: []string{"bob", "eve"}}),
						tx.PutGroup(coach.Group{ID: "g" + class, Class: class, By: "bob", Helper: "bob", Members: []string{"bob", "eve"}}))
				}
				for n, p := range []string{"bob", "ada", "eve"} {
					errs = append(errs, tx.PutResponse(coach.Response{Round: "r5b", Person: p, Item: "c/both", Attempt: int64(n) + 1}),
						tx.PutResponse(coach.Response{Round: "r5b", Person: p, Item: "c/of-" + p, Attempt: int64(n) + 11}))
				}
				return errors.Join(errs...)
			})
			s.must(err)
		}
		in(here)
		in(there)
		untouched := s.snapshot(there, 9, 8)
		s.do(func(tx bot.Tx) error { return tx.Adopt("bob", "ada") })
		look := func(r bot.Reader) error {
			responses, err1 := r.Responses("r5b")
			round, err2 := r.Round("r5b")
			assignment, err3 := r.Assignment("a5b")
			group, err4 := r.Group("g5b")
			other, err5 := r.Group("g6a")
			got := called(responses, func(r coach.Response) string { return fmt.Sprintf("%s-%s-%d", r.Person, r.Item, r.Attempt) })
			if want := "ada-c/both-1 ada-c/of-ada-12 ada-c/of-bob-11 eve-c/both-3 eve-c/of-eve-13"; got != want {
				s.Errorf("got the responses %s, want %s", got, want)
			}
			want := []any{
				coach.Round{ID: "r5b", Class: "5b", By: "ada", Asked: []string{"ada", "eve"}},
				coach.Assignment{ID: "a5b", Class: "5b", By: "eve", For: []string{"ada", "eve"}},
				coach.Group{ID: "g5b", Class: "5b", By: "ada", Helper: "ada", Members: []string{"ada", "eve"}},
				coach.Group{ID: "g6a", Class: "6a", By: "bob", Helper: "bob", Members: []string{"bob", "eve"}},
			}
			if diff := cmp.Diff(want, []any{round, assignment, group, other}); diff != "" {
				s.Error(diff)
			}
			return errors.Join(err1, err2, err3, err4, err5)
		}
		s.read(look)
		s.restart()
		s.do(func(tx bot.Tx) error { return look(tx) })
		s.same("the other workspace", untouched, s.snapshot(there, 9, 8))
	}},
}

// called joins what some things are called.
func called[T any](all []T, name func(T) string) string {
	var names []string
	for _, one := range all {
		names = append(names, name(one))
	}
	return strings.Join(names, " ")
}
