package sqlite

import (
	"fmt"
	"strings"
	"testing"

	"pacer/bot"
	"pacer/coach"
	"pacer/storage"
)

func TestTheTrailCannotBeEditedUnseen(t *testing.T) {
	const unguarded = `DROP TRIGGER audit_unchanged; DROP TRIGGER audit_stays; `
	for _, tc := range []struct {
		name, does string
		want       string // in a fault; empty: the database refuses it
	}{
		{"a line is changed", `UPDATE audit SET what = 'nothing' WHERE position = 2`, ""},
		{"a line is removed", `DELETE FROM audit WHERE position = 2`, ""},
		{"who did it is changed", `UPDATE audit SET by = 'eve', by_key = '' WHERE position = 2`, ""},
		{"a line is changed behind the database's back", unguarded + `UPDATE audit SET what = 'nothing' WHERE position = 2`, "act 2 does not carry the seal"},
		{"who did it is changed behind its back", unguarded + `UPDATE audit SET by = 'eve' WHERE position = 2`, "act 2 says something else"},
		{"a detail is added to what was emptied", unguarded + `UPDATE audit SET about_key = '', detail = 'x' WHERE position = 2`, "act 2 says something else"},
		{"a line is removed behind its back", unguarded + `DELETE FROM audit WHERE position = 2`, "act 2 is missing"},
		{"the end is cut off", unguarded + `DELETE FROM audit WHERE position > 3`, "ends with act 3"},
		{"a line is emptied, and nobody was forgotten", `UPDATE audit SET by = '', by_key = '' WHERE position = 2`, "act 2 was emptied"},
		{"the end is cut off, and the note of it changed", unguarded + `DELETE FROM audit WHERE position > 3;
			UPDATE trail SET (position, seal) = (SELECT position, seal FROM audit WHERE position = 3)`, "act 5 was noted"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			s := openSchool(t)
			s.must(s.store.CreateWorkspace(t.Context(), coach.Workspace{ID: "w1"}))
			for i := range 5 {
				s.turn(func(tx bot.Tx) error {
					return tx.Audit(bot.Act{ID: fmt.Sprint(i), At: then, By: "tess", What: "note", Subject: "ann", Detail: "x"})
				})
			}
			was, err := s.store.Trail(t.Context(), "w1", nil)
			s.must(err)
			if len(was.Faults) > 0 || was.Acts != 5 {
				t.Fatalf("got %+v", was)
			}
			s.close()
			db, err := connect(dsn(s.path, ""))
			s.must(err)
			_, err = db.Exec(tc.does)
			s.must(db.Close())
			if tc.want == "" {
				if err == nil || !strings.Contains(err.Error(), "only ever added to") {
					t.Errorf("got %v, want that the trail is only ever added to", err)
				}
				return
			}
			s.must(err)
			s.open()
			defer s.close()
			now, err := s.store.Trail(t.Context(), "w1", map[int64]string{5: was.Seal[:16]})
			s.must(err)
			if !strings.Contains(strings.Join(now.Faults, "; "), tc.want) {
				t.Errorf("got %q, want %q", now.Faults, tc.want)
			}
		})
	}
}

// TestWhatIsKeptForATermGoesAfterIt holds for every term, with a dry run before.
func TestWhatIsKeptForATermGoesAfterIt(t *testing.T) {
	s := openSchool(t)
	defer s.close()
	s.fill(60)
	terms := storage.DefaultTerms()
	long := then.AddDate(3, 0, 0)
	none, err := s.store.Retain(t.Context(), then.AddDate(0, 0, 10), terms, long, false)
	s.must(err)
	for term, n := range none {
		if n > 0 {
			t.Errorf("%d of %s went before their time", n, term)
		}
	}
	s.turn(func(tx bot.Tx) error {
		x, err := tx.OpenSession(zoe)
		if err != nil {
			return err
		}
		x.Ended = then
		return tx.PutSession(x)
	})
	would, err := s.store.Retain(t.Context(), long, terms, long, true)
	s.must(err)
	again, err := s.store.Retain(t.Context(), long, terms, long, true)
	s.must(err)
	if fmt.Sprint(would) != fmt.Sprint(again) {
		t.Errorf("a dry run changed something: %v, then %v", would, again)
	}
	gone, err := s.store.Retain(t.Context(), long, terms, long.AddDate(0, 0, 7), false)
	s.must(err)
	for _, term := range []storage.Term{storage.TermWords, storage.TermThoughts, storage.TermPractice, storage.TermLines, storage.TermReceipts, storage.TermAbsent} {
		if gone[term] == 0 || gone[term] != would[term] {
			t.Errorf("of %s %d went, and %d were foretold", term, gone[term], would[term])
		}
	}
	if gone[storage.TermAlerts] > 0 {
		t.Error("an alert went that is still open")
	}
	s.verify()
	leavers, err := s.store.Leavers(t.Context(), long.AddDate(0, 0, 8))
	s.must(err)
	if len(leavers) != 3 { // Zoë, whom she was before, and Finn; not the owner
		t.Errorf("got %+v, want who was absent", leavers)
	}
	// Who comes back stays.
	s.turn(func(tx bot.Tx) error {
		p, err := tx.Person(finn)
		if err != nil {
			return err
		}
		p.Active.Mark(coach.DayOf(long, then.Location()))
		return tx.PutPerson(p)
	})
	_, err = s.store.Retain(t.Context(), long, terms, long.AddDate(0, 0, 7), false)
	s.must(err)
	if leavers, err = s.store.Leavers(t.Context(), long.AddDate(0, 0, 8)); err != nil || len(leavers) != 2 {
		t.Errorf("got %+v, %v: Finn has come back", leavers, err)
	}
}
