package plan

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"pacer/coach/course"
	"pacer/coach/mastery"
)

// rounds of each property: random courses with random learners.
const rounds = 10_000

// world is what the properties are told again from, without the planner.
type world struct {
	c  *course.Course
	st known
	in Input
}

func randomWorld(seed uint64) world {
	r := rand.New(rand.NewPCG(seed, 17))
	c := randomCourse(r)
	st := randomStandings(r, c)
	in := Input{
		Course: c, Standing: st.standing, Session: randomSession(r, c), Planned: r.IntN(16), Seed: seed,
		Purpose: []Purpose{Practice, Practice, Practice, Review}[r.IntN(4)],
	}
	if r.IntN(3) == 0 {
		in.Wish = c.Skills[r.IntN(len(c.Skills))].ID
	}
	return world{c, st, in}
}

func (w world) isKnown(id string) bool {
	s := w.st[id]
	return s.Placed || s.Level >= mastery.Proficient || s.Best >= mastery.Proficient
}

func (w world) isLikely(id string) bool { return w.st[id].Tries >= 3 && w.st[id].P >= .75 }

// prerequisites are those that can be practised.
func (w world) prerequisites(id string) []string {
	var out []string
	for _, need := range w.c.Skill(id).Needs {
		if len(w.c.ItemsOf(need)) > 0 {
			out = append(out, need)
		} else {
			out = append(out, w.prerequisites(need)...)
		}
	}
	return out
}

func (w world) isLocked(id string) bool {
	if w.isKnown(id) || w.st[id].Tries >= 3 {
		return false
	}
	return slices.ContainsFunc(w.prerequisites(id), func(need string) bool {
		return !w.isKnown(need) && !w.isLikely(need) && w.st[need].Tries < Enough
	})
}

// needsFar tells whether a skill needs another, however far down.
func (w world) needsFar(id, other string) bool {
	return slices.ContainsFunc(w.c.Skill(id).Needs, func(need string) bool { return need == other || w.needsFar(need, other) })
}

func (w world) goesBadly(id string) bool {
	if w.st[id].Streak <= -3 {
		return true
	}
	wrong := 0
	for _, e := range w.in.Session {
		if e.Skill != id || e.Skipped || e.Purpose == Placement {
			continue
		}
		if wrong++; e.Right {
			wrong = 0
		}
	}
	return wrong >= 3
}

// untrue says what is not true about a candidate's reason; empty if all is.
func (w world) untrue(c Candidate) string {
	s, why := w.st[c.Skill], c.Reason
	if why.Skill != c.Skill || why.Days != s.LastDays || c.Level != s.Level {
		return "it speaks of another skill, day or level"
	}
	isAllProficient := true
	for i := range w.c.Skills {
		id := w.c.Skills[i].ID
		isAllProficient = isAllProficient && (len(w.c.ItemsOf(id)) == 0 || w.st[id].Level >= mastery.Proficient)
	}
	leads := why.For == "" || slices.Contains(w.prerequisites(why.For), c.Skill) && !w.isKnown(why.For)
	var isTrue bool
	switch why.Kind {
	case Begins:
		isTrue = s.Tries == 0 && leads && !slices.ContainsFunc(w.prerequisites(c.Skill), func(id string) bool { return !w.isKnown(id) && !w.isLikely(id) })
	case Continues:
		isTrue = (s.Tries > 0 || max(s.Level, s.Best) > mastery.Starting) && s.Level < mastery.Proficient && leads
	case MovesOn:
		isTrue = s.Tries == 0 && slices.Contains(w.prerequisites(c.Skill), why.For) && !w.isKnown(why.For) && !w.isLikely(why.For) && w.st[why.For].Tries >= Enough
	case Fades:
		isTrue = s.Due || w.in.Purpose == Review && s.Level >= mastery.Proficient && s.Now < .85 && s.LastDays > 0
		for _, id := range c.Items {
			isTrue = isTrue && (len(s.DueFacts) == 0 || slices.Contains(s.DueFacts, id))
		}
	case Wished:
		isTrue = c.Skill == w.in.Wish
	case StepsBack:
		isTrue = slices.Contains(w.prerequisites(why.For), c.Skill) && w.goesBadly(why.For)
	case LeadsTo:
		isTrue = why.For == w.in.Wish && w.isLocked(why.For) && w.needsFar(why.For, c.Skill)
	case FollowsUp:
		isTrue = len(c.Items) > 0 && slices.ContainsFunc(w.in.Session, func(e Past) bool { return !e.Right && e.Misconception == why.Tag })
		for _, id := range c.Items {
			isTrue = isTrue && carries(w.c.Item(id), why.Tag)
		}
	case Twin:
		isTrue = slices.ContainsFunc(w.in.Session, func(e Past) bool { return e.LastHint && e.Skill == c.Skill && e.Item == c.Not })
	case Stretches:
		isTrue = isAllProficient && len(c.Items) > 0
		for _, id := range c.Items {
			isTrue = isTrue && w.c.Item(id).Tier == 3
		}
	}
	if !isTrue {
		return "the reason is not true"
	}
	return ""
}

// pick is what would be asked: the first candidate with an item.
func (w world) pick(list []Candidate) (Candidate, *course.Item) {
	r := rand.New(rand.NewPCG(w.in.Seed, 23))
	for _, c := range list {
		// Items of every skill, so that Item has to tell them apart.
		var items []ItemView
		for i := range w.c.Items {
			items = append(items, ItemView{Item: &w.c.Items[i], Chance: r.Float64(), LastDays: r.IntN(40) - 1})
		}
		if at, ok := Item(c, items, w.in.Session, w.in.Seed); ok {
			return c, items[at].Item
		}
	}
	return Candidate{}, nil
}

func TestNothingLockedIsOfferedAndEveryReasonIsTrue(t *testing.T) {
	t.Parallel()
	kinds := map[ReasonKind]int{}
	for seed := range uint64(rounds) {
		w := randomWorld(seed)
		list := Skills(w.in)
		for _, c := range list {
			kinds[c.Reason.Kind]++
			if w.isLocked(c.Skill) {
				t.Fatalf("seed %d: %s is locked and offered: %+v", seed, c.Skill, c)
			}
			if len(w.c.ItemsOf(c.Skill)) == 0 {
				t.Fatalf("seed %d: %s has no items and is offered", seed, c.Skill)
			}
			if fault := w.untrue(c); fault != "" {
				t.Fatalf("seed %d: %s: %+v; standing %+v, session %+v", seed, fault, c, w.st[c.Skill], w.in.Session)
			}
			if w.in.Purpose == Review && c.Purpose != Review {
				t.Fatalf("seed %d: a review session offers %+v", seed, c)
			}
		}
		if c, it := w.pick(list); it != nil {
			if it.Skill != c.Skill {
				t.Fatalf("seed %d: %s was picked for %s", seed, it.ID, c.Skill)
			}
			if n := len(w.in.Session); n > 0 && w.in.Session[n-1].Item == it.ID {
				t.Fatalf("seed %d: %s twice in a row", seed, it.ID)
			}
		}
	}
	for _, kind := range []ReasonKind{Begins, Continues, MovesOn, Fades, Wished, StepsBack, LeadsTo, FollowsUp, Twin, Stretches} {
		if kinds[kind] < 20 {
			t.Errorf("%q came up %d times: the random worlds prove nothing about it", kind, kinds[kind])
		}
	}
}

func TestNobodyIsTrapped(t *testing.T) {
	t.Parallel()
	for seed := range uint64(rounds) {
		w := randomWorld(seed)
		if w.in.Purpose == Review {
			continue
		}
		isLeft := false
		for i := range w.c.Skills {
			id := w.c.Skills[i].ID
			isLeft = isLeft || w.st[id].Level < mastery.Proficient && len(w.c.ItemsOf(id)) > 0
		}
		if isLeft && len(Skills(w.in)) == 0 {
			t.Fatalf("seed %d: nothing is offered to somebody with things to learn", seed)
		}
	}
}

func TestEqualInputsGiveEqualDecisions(t *testing.T) {
	t.Parallel()
	for seed := range uint64(2000) {
		a, b := randomWorld(seed), randomWorld(seed)
		if x, y := fmt.Sprintf("%+v", Skills(a.in)), fmt.Sprintf("%+v", Skills(b.in)); x != y {
			t.Fatalf("seed %d: %s\nand then: %s", seed, x, y)
		}
	}
}

func TestCirclesAndUnknownPrerequisitesDoNoHarm(t *testing.T) {
	t.Parallel()
	c := makeCourse("a: b", "b: a", "d: nowhere", "e: e")
	in := Input{Course: c, Standing: known{}.standing}
	var got []string
	for _, candidate := range Skills(in) {
		got = append(got, candidate.Skill)
	}
	if want := []string{"d", "e"}; !slices.Equal(got, want) {
		t.Errorf("offered %v, want %v", got, want)
	}
	if _, done := Place(c, nil, 5, 1); done {
		t.Error("placement finds nothing to ask")
	}
}
