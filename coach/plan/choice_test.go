package plan

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"pacer/coach/course"
	"pacer/coach/mastery"
)

func TestAThemeIsPreferredWithinTheSkill(t *testing.T) {
	t.Parallel()
	c := chain(1)
	for _, it := range c.ItemsOf("a") {
		if tier(it) != 1 || it.Kind != course.Number {
			continue
		}
		all := views(c, "a")
		for i := range all {
			all[i].IsTheme = all[i].Item == it
		}
		for seed := range uint64(20) {
			i, ok := Item(Candidate{Skill: "a", Purpose: Practice, Level: mastery.Starting}, all, nil, seed)
			if !ok || all[i].Item != it {
				t.Fatalf("seed %d: %s comes, %s is on the theme", seed, all[i].Item.ID, it.ID)
			}
		}
	}
}

func TestAThemeDoesNotBringBackWhatWasJustSeen(t *testing.T) {
	t.Parallel()
	c := chain(1)
	all := views(c, "a")
	all[1].IsTheme, all[1].LastDays = true, 0
	for seed := range uint64(20) {
		if i, _ := Item(Candidate{Skill: "a", Purpose: Practice, Level: mastery.Starting}, all, nil, seed); i == 1 {
			t.Fatal("the theme's item, seen today, comes again")
		}
	}
}

// Which skill comes is decided before any item is looked at: tags have no part
// in it.
func TestThemesDoNotChangeTheOrderOfSkills(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(1, 8))
	for range 300 {
		c := randomCourse(r)
		st, session := randomStandings(r, c), randomSession(r, c)
		order := func() (all []string) {
			for _, cand := range Skills(Input{Course: c, Standing: st.standing, Session: session, Seed: 3}) {
				all = append(all, write(cand))
			}
			return all
		}
		before := order()
		for i := range c.Items {
			c.Items[i].Tags = []string{[]string{"sport", "music", "space"}[r.IntN(3)]}
		}
		if after := order(); !slices.Equal(before, after) {
			t.Fatalf("with tags %q come, without %q", after, before)
		}
	}
}

func TestTheTierThatWasChosenComes(t *testing.T) {
	t.Parallel()
	c := chain(1)
	for _, level := range []mastery.Level{mastery.Starting, mastery.Developing, mastery.Proficient} {
		for _, want := range []int{1, 3} {
			for seed := range uint64(10) {
				i, ok := Item(Candidate{Skill: "a", Purpose: Practice, Level: level, Tier: want}, views(c, "a"), nil, seed)
				if !ok || tier(c.ItemsOf("a")[i]) != want {
					t.Errorf("at %v, tier %d was chosen and item %d comes", level, want, i)
				}
			}
		}
	}
}

func TestATestOutAsksTypicalQuestionsAndThenAHardOne(t *testing.T) {
	t.Parallel()
	c := chain(1)
	for seed := range uint64(20) {
		all := views(c, "a")
		var tiers []int
		for n := range TestMost {
			i, ok := TestOut(all, n, seed)
			if !ok || all[i].InSession {
				t.Fatalf("question %d is %d, %v", n+1, i, ok)
			}
			all[i].InSession = true
			tiers = append(tiers, tier(all[i].Item))
		}
		if !slices.Equal(tiers, []int{2, 2, 3}) {
			t.Errorf("seed %d: tiers %v", seed, tiers)
		}
	}
}

func TestATestOutNeedsThreeQuestionsThatAreGraded(t *testing.T) {
	t.Parallel()
	c := &course.Course{ID: "c", Skills: []course.Skill{{ID: "a"}}}
	for n, kind := range []course.Kind{course.Number, course.Free, course.Text, course.Free, course.Number} {
		c.Items = append(c.Items, course.Item{ID: fmt.Sprint("a-", n), Skill: "a", Kind: kind})
		c.Index()
		if got, want := IsTestable(c, "a"), n == 4; got != want {
			t.Errorf("with %d items: %v", n+1, got)
		}
	}
	all := views(c, "a")
	for n := range TestMost {
		i, ok := TestOut(all, n, 1)
		if !ok || all[i].Item.Kind == course.Free {
			t.Fatalf("question %d is %s", n+1, all[i].Item.ID)
		}
		all[i].InSession = true
	}
	if i, ok := TestOut(all, TestMost, 1); ok {
		t.Errorf("%s comes after all that are graded", all[i].Item.ID)
	}
}

func TestSomethingHarderIsOfferedAfterAStreak(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name string
		st   Standing
		want bool
	}{
		{"three right in a row", Standing{Level: mastery.Developing, Streak: 3, Tries: 5}, true},
		{"two right in a row", Standing{Level: mastery.Developing, Streak: 2, Tries: 5}, false},
		{"proficient", proficient, true},
		{"never practised", Standing{}, false},
	} {
		if got := MayStretch(tt.st); got != tt.want {
			t.Errorf("%s: %v", tt.name, got)
		}
	}
}
