package storagetest

import (
	"slices"

	"pacer/bot"
	"pacer/coach"
	"pacer/coach/alert"
	thinking "pacer/coach/reflect"
)

// kins are about two persons who become one, and one who becomes two.
var kins = []test{
	{"joined and parted, what is stored is what the log adds up to", func(s *stage) {
		log := func(entries ...coach.Entry) {
			s.Helper()
			for _, e := range entries {
				s.do(func(tx bot.Tx) error { return learn(tx, e) })
			}
			s.addsUp(here)
		}
		for n := range 12 {
			log(attempt([]string{"ada", "bob"}[n%2], n))
		}
		log(coach.Entry{Kind: coach.EntryJoined, Person: "ada", Source: "bob", At: noon})
		log(attempt("ada", 12), attempt("ada", 13))
		log(coach.Entry{Kind: coach.EntryParted, Person: "new", Source: "ada", At: noon})
		log(attempt("ada", 14), attempt("new", 15), attempt("new", 16))
		log(coach.Entry{Kind: coach.EntryMistap, Person: "new", Target: 1, At: noon})
		s.restart()
		log(attempt("ada", 17), attempt("new", 18))
		log(coach.Entry{Kind: coach.EntryJoined, Person: "ada", Source: "new", At: noon})
		stored := s.addsUp(here)
		if len(stored.Sum.Learners) != 1 || len(stored.Sum.Estimates["ada"]) == 0 {
			s.Errorf("estimates of %d learners are stored, want ada's alone", len(stored.Sum.Learners))
		}
		params := coach.DefaultParams()
		if _, err := s.Rebuild(s.ctx(), here, &params, noon); err != nil {
			s.Error(err)
		}
		s.addsUp(here)
	}},
	{"the attempts that count for somebody are told, the newest first", func(s *stage) {
		s.do(func(tx bot.Tx) error {
			for _, e := range []coach.Entry{
				attempt("bob", 0), attempt("ada", 2), attempt("ada", 1), attempt("bob", 4), // 1 to 4
				{Kind: coach.EntryJoined, Person: "ada", Source: "bob", At: noon}, // 5
				attempt("ada", 6), // 6
				{Kind: coach.EntryParted, Person: "new", Source: "ada", At: noon}, // 7
				attempt("ada", 8), attempt("new", 10), attempt("new", 11), // 8 to 10
			} {
				if _, err := tx.Attempts(e.Person, "c/k0", 20); err != nil { // and remember them
					return err
				}
				if _, err := tx.Append(e); err != nil {
					return err
				}
			}
			return nil
		})
		for _, row := range []struct {
			person, skill string
			limit         int
			want          []int64
		}{
			{"ada", "c/k0", 20, []int64{8, 6, 4, 2, 1}},
			{"ada", "c/k0", 2, []int64{8, 6}},
			{"ada", "", 20, []int64{8, 6, 4, 3, 2, 1}},
			{"new", "c/k0", 20, []int64{9, 6, 4, 2, 1}},
			{"new", "", 3, []int64{10, 9, 6}},
			{"bob", "c/k0", 20, []int64{4, 1}},
			{"eve", "c/k0", 20, nil},
		} {
			look := func(r bot.Reader) error {
				entries, err := r.Attempts(row.person, row.skill, row.limit)
				var got []int64
				for _, e := range entries {
					got = append(got, e.Position)
				}
				if !slices.Equal(got, row.want) {
					s.Errorf("of %s on %q, %d at most: %v, want %v", row.person, row.skill, row.limit, got, row.want)
				}
				return err
			}
			s.read(look)
			s.do(func(tx bot.Tx) error { return look(tx) })
		}
		s.read(func(r bot.Reader) error {
			heirs, err := r.Heirs("ada")
			if len(heirs) != 1 || heirs[0].Person != "new" || heirs[0].Position != 7 {
				s.Errorf("%+v took over from ada", heirs)
			}
			return err
		})
	}},
	{"what is adopted is somebody else's, and what is not theirs stays", func(s *stage) {
		put := func(tx bot.Tx, person string) error {
			id := func(of string) string { return of + " of " + person }
			for _, err := range []error{
				tx.PutSession(coach.Session{ID: id("session"), Person: person, Question: id("question"), Started: noon}),
				asks(id("question"), "", false, func(q *coach.Question) { q.Person = person })(tx),
				tx.PutThought(bot.Thought{ID: id("thought"), Person: person, Trigger: thinking.Weekly, At: noon}),
				tx.PutAlert(alert.Alert{ID: id("alert"), Class: "5b", Person: person, State: alert.Open}),
			} {
				if err != nil {
					return err
				}
			}
			return nil
		}
		s.do(func(tx bot.Tx) error {
			for _, person := range []string{"bob", "eve"} {
				if err := put(tx, person); err != nil {
					return err
				}
			}
			return nil
		})
		has := func(r bot.Reader, person string, want int) error {
			questions, err := r.Questions(person, "c", 8)
			if err != nil {
				return err
			}
			thoughts, err := r.Thoughts(person, 8)
			if err != nil {
				return err
			}
			alerts, err := r.PersonAlerts(person)
			if err != nil {
				return err
			}
			sessions := 1
			session, err := r.OpenSession(person)
			if coach.IsNotFound(err) {
				sessions, session.Person, err = 0, person, nil
			}
			if got := []int{sessions, len(questions), len(thoughts), len(alerts)}; !slices.Equal(got, []int{want, want, want, want}) {
				s.Errorf("%s has %v sessions, questions, thoughts and alerts, want %d of each", person, got, want)
			}
			for _, whose := range []string{session.Person, questionsOf(questions), alertsOf(alerts)} {
				if whose != person && whose != "" {
					s.Errorf("something of %s says that it is of %s", person, whose)
				}
			}
			return err
		}
		all := func(bob, ada int) {
			s.Helper()
			look := func(r bot.Reader) error {
				for person, want := range map[string]int{"bob": bob, "ada": ada, "eve": 1} {
					if err := has(r, person, want); err != nil {
						return err
					}
				}
				q, err := r.Question("question of bob")
				if whose := map[bool]string{true: "bob", false: "ada"}[bob == 1]; q.Person != whose {
					s.Errorf("the question is of %s, want %s", q.Person, whose)
				}
				return err
			}
			s.read(look)
			s.do(func(tx bot.Tx) error { return look(tx) })
		}
		all(1, 0)
		_, err := s.Turn(s.ctx(), here, "", func(tx bot.Tx) error {
			if err := tx.Adopt("bob", "ada"); err != nil {
				return err
			}
			if err := has(tx, "ada", 1); err != nil { // and remember it
				return err
			}
			return errRefused
		})
		if err == nil {
			s.Error("a turn that failed was kept")
		}
		all(1, 0)
		s.do(func(tx bot.Tx) error { return tx.Adopt("bob", "ada") })
		all(0, 1)
		s.restart()
		all(0, 1)
	}},
}

// questionsOf and alertsOf name whose things are; all are somebody's.
func questionsOf(all []coach.Question) (person string) {
	for _, q := range all {
		person = q.Person
	}
	return person
}

func alertsOf(all []alert.Alert) (person string) {
	for _, a := range all {
		person = a.Person
	}
	return person
}
