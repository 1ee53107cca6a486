package plan

import (
	"math"

	"pacer/coach/course"
	"pacer/coach/mastery"
)

// TestMost is how many questions a learner answers to test out of a skill. Of
// people who have got it, slips and all, three in five are right on three of
// three; of those who have not, one in forty.
const TestMost = 3

// TestOut picks the next question of a test-out among a skill's items: typical
// ones, the last of them of the third tier where there is one, those that were
// never seen before those that were, and none twice. What learners grade
// themselves shows nothing here. It is not ok where the skill has too few items
// to go on.
func TestOut(items []ItemView, asked int, seed uint64) (pick int, ok bool) {
	want := 2
	if asked == TestMost-1 {
		want = 3
	}
	pick = -1
	var least float64
	var tie uint64
	for i := range items {
		v := &items[i]
		if v.InSession || v.Item.Kind == course.Free {
			continue
		}
		cost := math.Abs(float64(tier(v.Item)-want)) + guessed*v.Guess
		if v.LastDays >= 0 {
			cost += seenEver + math.Exp(-float64(v.LastDays)/14)
		}
		cost = math.Round(cost / finestStep)
		t := mix(seed^hash(v.Item.ID), uint64(asked))
		if pick < 0 || cost < least || cost == least && t < tie {
			pick, least, tie = i, cost, t
		}
	}
	return pick, pick >= 0
}

// IsTestable tells whether a skill has items enough to be tested out of.
func IsTestable(c *course.Course, skill string) bool {
	n := 0
	for _, it := range c.ItemsOf(skill) {
		if it.Kind != course.Free {
			n++
		}
	}
	return n >= TestMost
}

// Tiers tells whether a skill has items of a tier.
func Tiers(c *course.Course, skill string, of int) bool {
	for _, it := range c.ItemsOf(skill) {
		if tier(it) == of {
			return true
		}
	}
	return false
}

// MayStretch tells whether a skill is known well enough for something harder to
// be offered: it is Proficient, or the last answers were right in a row.
func MayStretch(st Standing) bool { return st.Level >= mastery.Proficient || st.Streak >= few }
