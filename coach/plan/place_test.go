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
		if slices.ContainsFunc(asked, func(e Past) bool { return e.Skill == skill }) {
			t.Fatalf("%s was asked about twice", skill)
		}
		asked = append(asked, Past{Skill: skill, Purpose: Placement, Right: knows(skill)})
	}
}

func TestPlacementFindsTheFrontierOfAnHonestLearner(t *testing.T) {
	t.Parallel()
	// Fifteen skills in a row have sixteen starting points: four answers tell.
	c := chain(15)
	for known := range 16 {
		asked := placeAll(t, c, 4, 1, func(skill string) bool { return int(skill[0]-'a') < known })
		if got := len(Placed(c, asked)); got != known {
			t.Errorf("knowing %d skills, %d were passed after %d questions", known, got, len(asked))
		}
	}
}

func TestPlacementStopsWhenItKnows(t *testing.T) {
	t.Parallel()
	if asked := placeAll(t, chain(3), 10, 1, func(string) bool { return true }); len(asked) > 2 {
		t.Errorf("%d questions for three skills in a row", len(asked))
	}
	if _, done := Place(&course.Course{}, nil, 5, 1); !done {
		t.Error("an empty course wants placement")
	}
}

func TestPlacementOfTwelveSkillsWithGuessesAndSlips(t *testing.T) {
	t.Parallel()
	c := fractions()
	g := newGraph(c)
	r := rand.New(rand.NewPCG(1, 2))
	const learners = 2000
	off := 0
	for seed := range uint64(learners) {
		// What a learner knows is closed downwards: a random frontier.
		knows := newSet(len(c.Skills))
		for range r.IntN(4) {
			knows.addAll(g.below[r.IntN(len(c.Skills))])
		}
		asked := placeAll(t, c, 6, seed, func(skill string) bool {
			if knows.has(g.place[skill]) {
				return r.Float64() > .1
			}
			return r.Float64() < .2
		})
		for i := range c.Skills {
			if slices.Contains(Placed(c, asked), c.Skills[i].ID) != knows.has(i) {
				off++
			}
		}
	}
	perLearner := float64(off) / learners
	t.Logf("%.2f of 12 skills placed wrongly", perLearner)
	if perLearner > 2 {
		t.Errorf("%.2f of 12 skills placed wrongly, want at most 2", perLearner)
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
			name:  "a right answer speaks for all that the skill needs",
			asked: []Past{{Skill: "common", Right: true}}, want: []string{"parts", "unit", "equal", "common"},
		},
		{
			name:  "but not for one that was missed",
			asked: []Past{{Skill: "common", Right: true}, {Skill: "equal"}}, want: []string{"parts", "unit", "common"},
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
			if got, want := slices.Contains(placed, id), isShown && !isMissed; got != want {
				t.Fatalf("seed %d: %s passed %v, want %v after %+v", seed, id, got, want, asked)
			}
		}
	}
}
