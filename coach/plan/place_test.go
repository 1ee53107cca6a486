package plan

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pacer/coach/course"
)

// placeAll asks until placement is done; knows answers.
func placeAll(t *testing.T, c *course.Course, n int, seed uint64, knows func(skill string) bool) []Past {
	t.Helper()
	var asked []Past
	for {
		skill, done := Place(c, asked, n, seed)
		if done {
			return asked
		}
		if len(asked) == n {
			t.Fatalf("more than %d questions", n)
		}
		times := 0
		for _, e := range asked {
			if e.Skill == skill {
				times++
			}
		}
		if times >= len(c.ItemsOf(skill)) {
			t.Fatalf("%s was asked about more often than it has items", skill)
		}
		asked = append(asked, Past{Skill: skill, Purpose: Placement, Right: knows(skill)})
	}
}

func TestPlacementFindsTheFrontierOfAnHonestLearner(t *testing.T) {
	t.Parallel()
	c := chain(15)
	for known := range 16 {
		asked := placeAll(t, c, 12, 1, func(skill string) bool { return int(skill[0]-'a') < known })
		if got := len(Placed(c, asked)); got > known || got < known-2 {
			t.Errorf("knowing %d skills, %d were passed after %d questions", known, got, len(asked))
		}
	}
}

func TestPlacementStopsWhenItKnows(t *testing.T) {
	t.Parallel()
	for name, knows := range map[string]bool{"all": true, "nothing": false} {
		if asked := placeAll(t, chain(3), 12, 1, func(string) bool { return knows }); len(asked) > 6 {
			t.Errorf("%d questions for three skills in a row, to somebody who knows %s", len(asked), name)
		}
	}
	if _, done := Place(&course.Course{}, nil, 5, 1); !done {
		t.Error("an empty course wants placement")
	}
}

func TestOneAnswerDecidesLittle(t *testing.T) {
	t.Parallel()
	c := fractions()
	if got := Placed(c, []Past{{Skill: "divide", Right: true}}); len(got) == len(c.Skills) {
		t.Error("one right answer, which may be a guess, passed the whole course")
	}
	asked := []Past{{Skill: "divide", Right: true}, {Skill: "unit"}, {Skill: "parts"}, {Skill: "equal"}}
	if got := Placed(c, asked); len(got) > 0 {
		t.Errorf("%v were passed by one right answer against three wrong ones", got)
	}
}

func TestPlacementOfTwelveSkillsWithGuessesAndSlips(t *testing.T) {
	t.Parallel()
	c := fractions()
	g := newGraph(c)
	r := rand.New(rand.NewPCG(1, 2))
	const learners = 2000
	tooMuch, tooLittle := 0, 0
	for seed := range uint64(learners) {
		// What a learner knows is closed downwards: a random frontier.
		knows := newSet(len(c.Skills))
		for range r.IntN(4) {
			knows.addAll(g.below[r.IntN(len(c.Skills))])
		}
		asked := placeAll(t, c, 12, seed, func(skill string) bool {
			if knows.has(g.place[skill]) {
				return r.Float64() > .1
			}
			return r.Float64() < .2
		})
		passed := Placed(c, asked)
		for i := range c.Skills {
			switch is := slices.Contains(passed, c.Skills[i].ID); {
			case is && !knows.has(i):
				tooMuch++
			case !is && knows.has(i):
				tooLittle++
			}
		}
	}
	much, little := float64(tooMuch)/learners, float64(tooLittle)/learners
	t.Logf("of 12 skills %.2f are passed wrongly, and %.2f known ones are not passed", much, little)
	if much > .2 || little > 4 {
		t.Errorf("of 12 skills %.2f are passed wrongly, want at most .2; %.2f known ones are not passed, want at most 4", much, little)
	}
}

func TestPlaced(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name  string
		asked []Past
		want  []string
	}{
		{name: "nothing asked, nothing passed"},
		{
			name:  "right answers speak for all that a skill needs",
			asked: append(slices.Repeat([]Past{{Skill: "common", Right: true}}, 4), Past{Skill: "equal", Right: true}),
			want:  []string{"parts", "unit", "equal", "common"},
		},
		{
			name:  "but not for one that was missed",
			asked: append(slices.Repeat([]Past{{Skill: "common", Right: true}}, 9), Past{Skill: "equal"}),
			want:  []string{"parts", "unit", "common"},
		},
		{name: "a skipped question passes nothing", asked: []Past{{Skill: "parts", Skipped: true}}},
		{name: "a skill that is gone does no harm", asked: []Past{{Skill: "knitting", Right: true}}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(tc.want, Placed(fractions(), tc.asked)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestPlacementPassesOnlyWhatAnAnswerSpeaksFor(t *testing.T) {
	t.Parallel()
	for seed := range uint64(2000) {
		w := randomWorld(seed)
		r := rand.New(rand.NewPCG(seed, 5))
		asked := placeAll(t, w.c, 5, seed, func(string) bool { return r.IntN(2) == 0 })
		for _, e := range asked {
			if len(w.c.ItemsOf(e.Skill)) == 0 {
				t.Fatalf("seed %d: asked about %s, which has no items", seed, e.Skill)
			}
		}
		placed := Placed(w.c, asked)
		for i := range w.c.Skills {
			id := w.c.Skills[i].ID
			isShown := slices.ContainsFunc(asked, func(e Past) bool { return e.Right && (e.Skill == id || w.needsFar(e.Skill, id)) })
			isMissed := slices.ContainsFunc(asked, func(e Past) bool { return !e.Right && e.Skill == id })
			if slices.Contains(placed, id) && (!isShown || isMissed) {
				t.Fatalf("seed %d: %s was passed after %+v", seed, id, asked)
			}
		}
	}
}
