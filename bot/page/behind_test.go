package page_test

import (
	"strings"
	"testing"

	"pacer/bot"
	"pacer/bot/chat"
	"pacer/bot/page"
	"pacer/coach"
)

// ofSkill is where somebody stands on a skill.
func ofSkill(t *testing.T, all []page.Standing, skill string) page.Standing {
	t.Helper()
	for _, s := range all {
		if s.Skill.ID == skill {
			return s
		}
	}
	t.Fatalf("%s is not among %+v", skill, all)
	return page.Standing{}
}

func TestALearnerSeesTheAnswersBehindEachEstimate(t *testing.T) {
	t.Parallel()
	h := classroom(t)
	m := the[*page.Mine](h)(h.pages.Mine(t.Context(), who(school, "bob")))
	for _, s := range m.Skills {
		tries := 0
		h.must(h.store.View(t.Context(), school, func(r bot.Reader) error {
			all, err := r.Attempts("bob", s.Skill.ID, 5)
			tries = len(all)
			for i := range all {
				if i < len(s.Behind) && s.Behind[i].Position != all[i].Position {
					t.Errorf("%s: answer %d behind it is %d, in the log it is %d", s.Skill.ID, i, s.Behind[i].Position, all[i].Position)
				}
			}
			return err
		}))
		if len(s.Behind) != tries {
			t.Errorf("%s: %d answers behind it, %d in the log", s.Skill.ID, len(s.Behind), tries)
		}
		for _, c := range s.Presses {
			if !strings.HasPrefix(c.Value, "say ") || c.Word == "" {
				t.Errorf("%s offers %+v", s.Skill.ID, c)
			}
		}
	}
}

func TestATeacherSeesWhatWasShownAnotherWayAndOnlySharedDoubts(t *testing.T) {
	t.Parallel()
	h := classroom(t)
	h.entry(school, coach.Entry{Kind: coach.EntryShown, Person: "bob", At: h.now, Skills: []string{"tiles/rows"}, Purpose: coach.ShownOutside, Right: true, Score: coach.WorthWhole, By: "tess"})
	doubt := func(shared bool) {
		h.seed(school, func(tx bot.Tx) error {
			p, err := tx.Person("bob")
			if err != nil {
				return err
			}
			p.Doubts = []coach.Doubt{{Skill: "tiles/rows", At: h.now, Shared: shared}}
			return tx.PutPerson(p)
		})
	}
	has := func(s page.Standing) bool {
		for _, why := range s.Why {
			if strings.Contains(chat.Plain(why), "I know less of it") {
				return true
			}
		}
		return false
	}
	for _, shared := range []bool{false, true} {
		doubt(shared)
		theirs := ofSkill(t, the[*page.Learner](h)(h.pages.Learner(t.Context(), who(school, "tess"), "a", "bob", 0)).Skills, "tiles/rows")
		own := ofSkill(t, the[*page.Mine](h)(h.pages.Mine(t.Context(), who(school, "bob"))).Skills, "tiles/rows")
		if has(theirs) != shared || !has(own) {
			t.Errorf("shared: %v; the teacher sees a doubt: %v, its owner: %v", shared, has(theirs), has(own))
		}
		if len(theirs.Shown) != 1 || len(own.Shown) != 1 || !strings.Contains(chat.Plain(theirs.Shown[0]), "somewhere else") {
			t.Errorf("shown another way: %q and %q", theirs.Shown, own.Shown)
		}
		if len(theirs.Behind) != 0 {
			t.Error("answers stand twice on a teacher's page")
		}
	}
}
