package storagetest

import (
	"errors"
	"time"

	"github.com/google/go-cmp/cmp"

	"pacer/bot"
	"pacer/bot/chat"
	"pacer/coach"
)

var places = []test{
	{"a place belongs to the workspace that it joined, and to no second one", func(s *stage) {
		_, err := s.Place(s.ctx(), "slack", "T1")
		s.is(err, coach.NotFound)
		s.must(s.Join(s.ctx(), "slack", "T1", here))
		s.must(s.Join(s.ctx(), "slack", "T1", here)) // again is no fault
		s.is(s.Join(s.ctx(), "slack", "T1", there), coach.Conflict)
		s.must(s.Join(s.ctx(), "discord", "T1", there)) // another platform's is another
		s.restart()
		for platform, want := range map[string]string{"slack": here, "discord": there} {
			got, err := s.Place(s.ctx(), platform, "T1")
			s.must(err)
			if got != want {
				s.Errorf("the place on %s belongs to %q, want %q", platform, got, want)
			}
		}
	}},
	{"a place cannot join a workspace that does not exist", func(s *stage) {
		s.is(s.Join(s.ctx(), "slack", "T1", "nowhere"), coach.NotFound)
	}},
	{"a code leads to its workspace if it is of a kind that is asked for, and to none where two have it", func(s *stage) {
		for w, codes := range map[string][]coach.Code{
			here:  {{Code: "maple", Kind: coach.CodeClass}, {Code: "otter", Kind: coach.CodePlace}, {Code: "abc", Kind: coach.CodeReturn}},
			there: {{Code: "maple", Kind: coach.CodeClass}, {Code: "abd", Kind: coach.CodeReturn}, {Code: "otter", Kind: coach.CodeLink}},
		} {
			_, err := s.Turn(s.ctx(), w, "", func(tx bot.Tx) error {
				return errors.Join(tx.PutCode(codes[0]), tx.PutCode(codes[1]), tx.PutCode(codes[2]))
			})
			s.must(err)
		}
		for _, row := range []struct {
			code  string
			kinds []coach.CodeKind
			want  string
		}{
			{"abc", []coach.CodeKind{coach.CodeReturn}, here}, {"abd", []coach.CodeKind{coach.CodePage, coach.CodeReturn}, there},
			{"otter", []coach.CodeKind{coach.CodePlace}, here}, {"otter", []coach.CodeKind{coach.CodeLink}, there},
		} {
			got, err := s.CodeOf(s.ctx(), row.code, row.kinds...)
			if got != row.want || err != nil {
				s.Errorf("%s of %v is of %q, %v; want %q", row.code, row.kinds, got, err, row.want)
			}
		}
		s.is(second(s.CodeOf(s.ctx(), "maple", coach.CodeClass)), coach.Conflict)
		s.is(second(s.CodeOf(s.ctx(), "otter", coach.CodePlace, coach.CodeLink)), coach.Conflict)
		s.is(second(s.CodeOf(s.ctx(), "abc", coach.CodeClass, coach.CodePage)), coach.NotFound)
		s.is(second(s.CodeOf(s.ctx(), "none", coach.CodeReturn)), coach.NotFound)
		s.is(second(s.CodeOf(s.ctx(), "abc")), coach.NotFound)
		for code, want := range map[string]string{"otter": here} {
			if got, err := s.PlaceCode(s.ctx(), code); got != want || err != nil {
				s.Errorf("the place's code %s is of %q, %v", code, got, err)
			}
		}
		s.is(second(s.PlaceCode(s.ctx(), "maple")), coach.NotFound)
	}},
	{"a workspace that is there is not made anew", func(s *stage) {
		s.must(s.CreateWorkspace(s.ctx(), coach.Workspace{ID: here, Name: "Another"}))
		all, err := s.Workspaces(s.ctx())
		s.must(err)
		want := []coach.Workspace{
			{ID: here, Name: "School here", Zone: "Europe/Paris"}, {ID: there, Name: "School there", Zone: "Europe/Paris"},
		}
		if diff := cmp.Diff(want, all); diff != "" {
			s.Error(diff)
		}
	}},
	{"a turn changes its own workspace only, whatever ID it says", func(s *stage) {
		w := coach.Workspace{ID: there, Name: "New", Zone: "UTC", Help: "Room 5", Safety: "ada"}
		s.do(func(tx bot.Tx) error { return tx.PutWorkspace(w) })
		all, err := s.Workspaces(s.ctx())
		s.must(err)
		w.ID = here
		if diff := cmp.Diff([]coach.Workspace{w, {ID: there, Name: "School there", Zone: "Europe/Paris"}}, all); diff != "" {
			s.Error(diff)
		}
	}},
	{"a workspace that is not there is made by a turn that puts it, with all else of the turn or not at all", func(s *stage) {
		make := func(end error) error {
			_, err := s.Turn(s.ctx(), "new", "", func(tx bot.Tx) error {
				if _, err := tx.Workspace(); !coach.IsNotFound(err) {
					return errRefused
				}
				if err := tx.PutWorkspace(coach.Workspace{ID: "new", Name: "New", Zone: "UTC"}); err != nil {
					return err
				}
				if err := tx.JoinPlace(chat.Place{Platform: "discord", ID: "7", Name: "Guild"}); err != nil {
					return err
				}
				return end
			})
			return err
		}
		if err := make(errRefused); err == nil {
			s.Error("a turn that failed was kept")
		}
		_, err := s.Place(s.ctx(), "discord", "7")
		s.is(err, coach.NotFound)
		s.must(make(nil))
		got, err := s.Place(s.ctx(), "discord", "7")
		s.must(err)
		if got != "new" {
			s.Errorf("the place belongs to %q", got)
		}
	}},
	{"a place that joins in a turn has a name, and leaves another workspace where at most one person spoke", func(s *stage) {
		join := func(workspace string, p chat.Place) error {
			_, err := s.Turn(s.ctx(), workspace, "", func(tx bot.Tx) error { return tx.JoinPlace(p) })
			return err
		}
		t1, t2 := chat.Place{Platform: "slack", ID: "T1", Name: "Lincoln"}, chat.Place{Platform: "slack", ID: "T2", Name: "Oak"}
		s.must(join(here, t1))
		s.must(join(here, t2))
		_, err := s.Turn(s.ctx(), here, "", func(tx bot.Tx) error {
			if err := person("ada")(tx); err != nil {
				return err
			}
			if err := tx.PutAccount(coach.Account{Platform: "slack", User: "U1", Person: "ada"}); err != nil {
				return err
			}
			return tx.PutSchedule(bot.Schedule{Person: "ada", Kind: "check-in", Next: noon, Key: "k"})
		})
		s.must(err)
		s.must(join(there, chat.Place{Platform: "slack", ID: "T1"})) // one person: it goes, with its name
		s.is(s.View(s.ctx(), here, func(r bot.Reader) error { return second(r.Schedule("ada", "check-in")) }), coach.NotFound)
		s.do(func(tx bot.Tx) error { // what the writer remembers is true as well
			a, err := tx.Account("slack", "U1")
			if !a.Ended {
				s.Error("who spoke there has not left")
			}
			return err
		})
		s.do(person("bob"))
		s.is(join(there, t2), coach.Conflict) // two: it stays
		s.must(join(here, t2))                // again is no fault
		for w, want := range map[string][]chat.Place{here: {t2}, there: {t1}} {
			s.must(s.View(s.ctx(), w, func(r bot.Reader) error {
				got, err := r.Places()
				if diff := cmp.Diff(want, got); diff != "" {
					s.Errorf("places of %s: %s", w, diff)
				}
				return err
			}))
		}
		if !s.has("ada") {
			s.Error("who spoke in the place that left is not kept")
		}
	}},
	{"the workspaces that have a place on a platform are listed, as many as asked for", func(s *stage) {
		s.must(s.Join(s.ctx(), "discord", "1", there))
		s.must(s.Join(s.ctx(), "discord", "2", there))
		for platform, want := range map[string][]string{"discord": {there}, "slack": nil} {
			got, err := s.Hosts(s.ctx(), platform, 2)
			s.must(err)
			if diff := cmp.Diff(want, got); diff != "" {
				s.Errorf("%s: %s", platform, diff)
			}
		}
		s.must(s.Join(s.ctx(), "discord", "3", here))
		got, err := s.Hosts(s.ctx(), "discord", 1)
		s.must(err)
		if len(got) != 1 {
			s.Errorf("got %v, wanted one", got)
		}
	}},
	{"an account is known where it has spoken, and one of those is chosen for its direct messages", func(s *stage) {
		for _, w := range []string{here, there} {
			_, err := s.Turn(s.ctx(), w, "", func(tx bot.Tx) error {
				if err := person("ada")(tx); err != nil {
					return err
				}
				if err := tx.PutAccount(coach.Account{Platform: "slack", User: "7", Person: "ada"}); err != nil {
					return err
				}
				return tx.PutAccount(coach.Account{Platform: "discord", User: "7", Person: "ada", Ended: w == there})
			})
			s.must(err)
		}
		known := func(platform, user string, want ...bot.Known) {
			s.Helper()
			got, err := s.Known(s.ctx(), platform, user)
			s.must(err)
			if diff := cmp.Diff(want, got); diff != "" {
				s.Errorf("%s of %s: %s", user, platform, diff)
			}
		}
		h, t := bot.Known{Workspace: here, Name: "School here"}, bot.Known{Workspace: there, Name: "School there", Ended: true}
		known("discord", "7", h, t)
		known("discord", "8")
		t.Chosen = time.Now().UTC().Truncate(time.Millisecond)
		s.must(s.Choose(s.ctx(), "discord", "7", there))
		known("discord", "7", h, t)
		pass(time.Minute)
		h.Chosen, t.Chosen = time.Now().UTC().Truncate(time.Millisecond), time.Time{}
		s.must(s.Choose(s.ctx(), "discord", "7", here))
		s.restart()
		known("discord", "7", h, t)
		s.is(s.Choose(s.ctx(), "discord", "8", here), coach.NotFound)
		s.is(s.Choose(s.ctx(), "discord", "7", "nowhere"), coach.NotFound)
		t.Ended, h.Chosen = false, time.Time{}
		known("slack", "7", h, t) // another platform's account is another
	}},
	{"of all codes only one that joins a place is found from elsewhere", func(s *stage) {
		s.do(func(tx bot.Tx) error {
			for code, kind := range map[string]coach.CodeKind{"P": coach.CodePlace, "O": coach.CodeOwner, "C": coach.CodeClass, "T": coach.CodeTeach, "L": coach.CodeLink} {
				if err := tx.PutCode(coach.Code{Code: code, Kind: kind, Expires: noon}); err != nil {
					return err
				}
			}
			return nil
		})
		got, err := s.PlaceCode(s.ctx(), "P")
		s.must(err)
		if got != here {
			s.Errorf("got %q, want %q", got, here)
		}
		for _, code := range []string{"O", "C", "T", "L", "X", ""} {
			_, err := s.PlaceCode(s.ctx(), code)
			s.is(err, coach.NotFound)
		}
		s.do(func(tx bot.Tx) error { return tx.SpendCode("P") })
		_, err = s.PlaceCode(s.ctx(), "P")
		s.is(err, coach.NotFound)
	}},
}
