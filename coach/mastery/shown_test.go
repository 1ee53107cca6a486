package mastery

import (
	"math/rand/v2"
	"testing"
	"time"
)

// However much is answered, explained and shown: without two different questions
// of the third tier, right and unaided, nobody is Distinguished, and without three
// different right ones nobody is Proficient.
func TestNobodyIsDistinguishedWithoutHardQuestions(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(3, 3))
	rules := DefaultRules
	for range 300 {
		var st Standing
		at := time.Date(2026, time.January, 1, 8, 0, 0, 0, time.UTC)
		hard, right := map[uint64]bool{}, map[uint64]bool{}
		most := r.IntN(3) // different hard questions there are
		for range 60 {
			at = at.Add(time.Duration(r.IntN(20*24)) * time.Hour)
			m := Estimate{P: .9 + r.Float64()/10}
			if r.IntN(4) == 0 {
				st, _ = rules.Shown(st, m, r.IntN(2) == 0, at)
			} else {
				f := Facts{At: at, Right: r.IntN(10) > 0, Counts: true, Tier: 1 + r.IntN(2), Item: uint64(r.IntN(9)), Mixed: r.IntN(2) == 0, Purpose: Purpose(r.IntN(2))}
				if most > 0 && r.IntN(3) == 0 {
					f.Tier, f.Item = 3, 100+uint64(r.IntN(most))
				}
				if f.Right {
					right[f.Item] = true
					hard[f.Item] = hard[f.Item] || f.Tier == 3
				}
				st, _ = rules.Step(st, m, f)
			}
			n := 0
			for _, is := range hard {
				if is {
					n++
				}
			}
			if st.Level() == Distinguished && n < rules.Transfer {
				t.Fatalf("Distinguished after %d hard questions", n)
			}
			if st.Level() >= Proficient && len(right) < rules.Items {
				t.Fatalf("%v after %d different right answers", st.Level(), len(right))
			}
		}
	}
}

func TestWhatIsShownNeverLowersALevel(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(4, 4))
	for range 2000 {
		st, _ := Standing{}.Override(Level(r.IntN(5)), time.Unix(1e9, 0))
		after, c := DefaultRules.Shown(st, Estimate{P: r.Float64()}, r.IntN(2) == 0, time.Unix(1.1e9, 0))
		if after.Level() < st.Level() || c.From != st.Level() || c.To != after.Level() {
			t.Fatalf("%v became %v: %+v", st.Level(), after.Level(), c)
		}
	}
}
