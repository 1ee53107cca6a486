package bot_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"pacer/coach/course"
)

// week7 is so long that every day a goal was offered has passed.
const week7 = 7 * 7 * 24 * time.Hour

func TestWhatIsPressedLateSetsNoDayThatIsOver(t *testing.T) {
	t.Parallel()
	t.Run("a day that was offered", func(t *testing.T) {
		t.Parallel()
		h, _ := club(t)
		ann := h.person("Ann").meets()
		ann.says("goal count faster")
		h.later(week7)
		ann.presses("A").has("is over already. Write a later day")
		if by := ann.self().Goal.By; by != 0 {
			t.Errorf("by %v", by)
		}
		ann.says("in 3 days").has("You would like it by") // the question has waited
	})
	t.Run("a later day that was offered", func(t *testing.T) {
		t.Parallel()
		h, _ := club(t)
		ann := h.person("Ann").meets()
		ann.says("goal count faster; 2026-03-10")
		ann.says("goal")
		ann.presses("A later day")
		h.later(week7)
		ann.presses("A").has("is over already")
		if by := ann.self().Goal.By.String(); by != "2026-03-10" {
			t.Errorf("by %s", by)
		}
	})
	t.Run("a proposal whose day has passed", func(t *testing.T) {
		t.Parallel()
		h, tess := club(t)
		ann := h.person("Ann").meets()
		tess.says("class goal Ann: areas of floors; 2026-03-10")
		h.later(week7)
		ann.says("goal").has("Tess proposes a goal for you")
		ann.presses("I take it").has("Noted: Areas of floors.", "By when would you like to be there?")
		if g := ann.self().Goal; g.By != 0 || g.With != tess.id() {
			t.Errorf("the goal is %+v", g)
		}
	})
}

func TestAFormAboutAGoalThatIsAnotherNowIsAnsweredAndChangesNothing(t *testing.T) {
	t.Parallel()
	_, ann, _ := formingClub(t)
	ann.says("goal be quick")
	ann.presses("No day")
	why := ann.opens("Write")
	ann.commands("goal count to a hundred")
	was := ann.self().Goal
	if r := ann.submits(why, map[string]string{"answer": "for fun"}); len(r.posts) == 0 {
		t.Error("what was written is lost without a word")
	}
	if is := ann.self().Goal; is.ID != was.ID || is.Why != "" {
		t.Errorf("the goal is %+v", is)
	}
}

func TestAGoalOfMarksThatNobodySeesIsNone(t *testing.T) {
	t.Parallel()
	h, _ := club(t)
	ann := h.person("Ann").meets()
	for _, nothing := range []string{"\u202e", "\u2066\u2069", "\u202e; 2026-12-20", ";;;"} {
		ann.says("goal " + nothing)
		if g := ann.self().Goal; g.IsSet() {
			t.Errorf("%q became the goal %+v", nothing, g)
		}
	}
	ann.says("goal count to ten;;\u202e;;; ").has("Your goal: count to ten.").lacks("Why:")
	if g := ann.self().Goal; g.Why != "" {
		t.Errorf("why: %q", g.Why)
	}
	ann.says("goal count; ; because it's fun").has("Why: because it's fun")
	ann.says("goal count;;because it's fun").has("Why: because it's fun")
}

func TestForgedPressesOnAGoalAndAPlanChangeNothing(t *testing.T) {
	t.Parallel()
	h, _ := club(t)
	ann, bob := h.person("Ann").meets(), h.person("Bob").meets()
	for _, words := range []string{"goal count faster; 2026-12-20", "plan 16:00 mon-fri", "themes football"} {
		ann.says(words)
	}
	for _, word := range []string{"goal", "plan", "themes", "choose", "where"} {
		was := h.dump("seen", "question", "outbox", "receipt", "trail")
		for _, p := range ann.says(word).posts {
			for _, c := range p.choices() {
				q, _, ok := strings.Cut(c.Value, ":")
				if !ok {
					continue
				}
				bob.pressesValue(c.Value).has("meant for somebody else")
				for _, what := range []string{"Z", "\x00", "skip goal\u202e", "-1", "AA:B", "own card", "form\x00"} {
					ann.pressesValue(q + ":" + what)
				}
			}
		}
		delete(was, "person") // when they last spoke
		is := h.dump("seen", "question", "outbox", "receipt", "trail")
		delete(is, "person")
		if diff := cmp.Diff(was, is); diff != "" {
			t.Errorf("forged presses on what %s asks changed something (-was +is):\n%s", word, diff)
		}
		if ann.self().Goal.Words != "count faster" || ann.self().Settings.CheckIn != "0 16 * * MON-FRI" {
			t.Errorf("after %s: %+v", word, ann.self())
		}
	}
}

func TestASupportOfSeveralWordsIsNamedWithSpacesToo(t *testing.T) {
	t.Parallel()
	h, _ := club(t, only(t, course.Text))
	ann := h.person("Ann").meets()
	ann.says("practice only-text").has("1/6")
	ann.says("supports one thing on, hint first on").has("Changed") // no answer to the question
	if s := ann.self().Supports; !s.OneThing || !s.HintFirst {
		t.Errorf("the supports are %+v", s)
	}
	ann.says("supports " + strings.Repeat("x", 5000) + " on").has("Write supports to see").lacks(strings.Repeat("x", 50))
}
