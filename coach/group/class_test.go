package group

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"testing"
	"time"

	"pacer/coach/mastery"
)

// anyClass is a class about which anything may be known.
func anyClass(seed uint64) []Learner {
	r := rand.New(rand.NewPCG(seed, 1))
	class := make([]Learner, r.IntN(35))
	for i := range class {
		class[i] = Learner{ID: fmt.Sprintf("%02d", i), Willing: r.IntN(2) == 0, Helping: r.IntN(3)}
		for s := range 6 {
			if r.IntN(3) == 0 {
				continue
			}
			sk := Skill{ID: "c/" + strconv.Itoa(s), P: r.Float64(), Tries: r.IntN(12), Level: mastery.Level(r.IntN(5))}
			if sk.Level >= mastery.Proficient {
				sk.Since = now.AddDate(0, 0, -r.IntN(60))
			}
			for idea := range r.IntN(3) {
				sk.Ideas = append(sk.Ideas, Idea{ID: strconv.Itoa(idea), Times: r.IntN(5)})
			}
			class[i].Skills = append(class[i].Skills, sk)
		}
	}
	return class
}

// The planted class: 24 learners, six of whom lack each of four skills, answer
// five questions on each skill in mixed order. Who has a skill slips in one
// answer of ten; who lacks it guesses right in one of ten.
const (
	plantedLearners = 24
	plantedSkills   = 4
	plantedAnswers  = 20
	plantedSlip     = .1
	plantedGuess    = .1
)

// plantedClass is what the learner model makes of their answers, and the skill
// each of them lacks.
func plantedClass(seed uint64) (class []Learner, lacks []int) {
	r := rand.New(rand.NewPCG(seed, 2))
	lacks = r.Perm(plantedLearners)
	for i := range lacks {
		lacks[i] %= plantedSkills
	}
	p := mastery.Default
	var workspace mastery.Workspace
	shared := make([]mastery.Shared, plantedSkills)
	items := make([]mastery.Item, plantedAnswers)
	learners := make([]mastery.Learner, plantedLearners)
	own := make([][plantedSkills]mastery.Skill, plantedLearners)
	for i := range plantedLearners {
		for n, q := range r.Perm(plantedAnswers) {
			skill := q % plantedSkills
			chance := 1 - plantedSlip
			if lacks[i] == skill {
				chance = plantedGuess
			}
			p.Learn(mastery.States{
				Workspace: &workspace, Learner: &learners[i], Item: &items[q],
				Skills: []*mastery.Skill{&own[i][skill]}, Shared: []*mastery.Shared{&shared[skill]},
			}, mastery.Facts{At: now.Add(time.Duration(n) * time.Minute), Right: r.Float64() < chance, Item: uint64(q + 1), Counts: true})
		}
	}
	for i := range plantedLearners {
		l := Learner{ID: fmt.Sprintf("%02d", i)}
		for s := range plantedSkills {
			l.Skills = append(l.Skills, Skill{
				ID: "c/" + strconv.Itoa(s), P: p.Mastery(&workspace, &learners[i], &own[i][s], &shared[s]).P, Tries: plantedAnswers / plantedSkills,
			})
		}
		class = append(class, l)
	}
	return class, lacks
}

func TestPlantedGapsAreFound(t *testing.T) {
	t.Parallel()
	const seeds, bar = 20, .8
	sum, worst := 0.0, 1.0
	for seed := range uint64(seeds) {
		class, lacks := plantedClass(seed)
		in := make([]int, len(class)) // group by learner; each alone who is in none
		for i := range in {
			in[i] = -1 - i
		}
		for n, g := range Find(class, Options{}) {
			if g.Kind != Gap {
				continue
			}
			for _, id := range g.Members {
				i, err := strconv.Atoi(id)
				if err != nil {
					t.Fatal(err)
				}
				in[i] = n
			}
		}
		index := adjustedRand(in, lacks)
		sum, worst = sum+index, min(worst, index)
	}
	t.Logf("adjusted Rand index: mean %.3f, worst of %d classes %.3f", sum/seeds, seeds, worst)
	if sum/seeds < bar {
		t.Errorf("adjusted Rand index %.3f, want %.2f or more", sum/seeds, bar)
	}
}

// adjustedRand is how well two partitions of the same things agree: 1 wholly, 0
// as by chance (Hubert & Arabie 1985).
func adjustedRand(a, b []int) float64 {
	pairs := func(n int) float64 { return float64(n*(n-1)) / 2 }
	both, inA, inB := map[[2]int]int{}, map[int]int{}, map[int]int{}
	for i := range a {
		both[[2]int{a[i], b[i]}]++
		inA[a[i]]++
		inB[b[i]]++
	}
	sum, ofA, ofB := 0.0, 0.0, 0.0
	for _, n := range both {
		sum += pairs(n)
	}
	for _, n := range inA {
		ofA += pairs(n)
	}
	for _, n := range inB {
		ofB += pairs(n)
	}
	chance := ofA * ofB / pairs(len(a))
	if most := (ofA + ofB) / 2; most != chance {
		return (sum - chance) / (most - chance)
	}
	return 1
}

func TestAdjustedRandIndex(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name string
		a, b []int
		want float64
	}{
		{"the same under other names", []int{0, 0, 1, 1}, []int{5, 5, 2, 2}, 1},
		{"crossed is worse than chance", []int{0, 0, 1, 1}, []int{0, 1, 0, 1}, -.5},
		// Two pairs are together in both; 6 in one and 3 in the other, of 15, let
		// 1.2 be expected.
		{"one group split", []int{0, 0, 0, 1, 1, 1}, []int{0, 0, 1, 1, 2, 2}, (2 - 1.2) / (4.5 - 1.2)},
	} {
		if got := adjustedRand(tc.a, tc.b); got-tc.want > 1e-9 || tc.want-got > 1e-9 {
			t.Errorf("%s: %.4f, want %.4f", tc.name, got, tc.want)
		}
	}
}
