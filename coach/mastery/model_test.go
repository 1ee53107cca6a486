package mastery

import (
	"math"
	"math/rand/v2"
	"testing"
	"time"
)

var morning = time.Date(2026, 3, 2, 7, 30, 0, 0, time.UTC)

// someone is a learner with one skill and one item, all never seen.
func someone() States {
	return States{Learner: &Learner{}, Skills: []*Skill{{}}, Shared: []*Shared{{}}, Item: &Item{}}
}

func masteryOf(s States) float64 {
	return Default.Mastery(s.Learner, s.Skills[0], s.Shared[0]).P
}

func right() Facts { return Facts{At: morning, Right: true, Counts: true} }
func wrong() Facts { return Facts{At: morning, Counts: true} }

func TestDefaultParametersAreValid(t *testing.T) {
	if err := Default.Valid(); err != nil {
		t.Error(err)
	}
}

func TestParametersOutOfRangeAreNamed(t *testing.T) {
	rows := map[string]func(*Params){
		"no ID":                  func(p *Params) { p.ID = "" },
		"start NaN":              func(p *Params) { p.Start = math.NaN() },
		"tier infinite":          func(p *Params) { p.Tiers[2] = math.Inf(1) },
		"slip above .3":          func(p *Params) { p.Slip = .31 },
		"slip negative":          func(p *Params) { p.Slip = -.01 },
		"hint above 1":           func(p *Params) { p.Hint = 1.1 },
		"no weight for oneself":  func(p *Params) { p.SelfGraded = 0 },
		"learner's step too big": func(p *Params) { p.Learner.First = 5 },
		"skill's fall negative":  func(p *Params) { p.Skill.Fall = -1 },
		"item's floor NaN":       func(p *Params) { p.Item.Least = math.NaN() },
	}
	for name, damage := range rows {
		t.Run(name, func(t *testing.T) {
			p := Default
			damage(&p)
			if p.Valid() == nil {
				t.Error("Valid finds nothing wrong")
			}
		})
	}
}

func TestNewLearnersArePredictedALittleAboveHalf(t *testing.T) {
	s := someone()
	typed := Default.Predict(s, Facts{Tier: 2})
	if typed < .5 || typed > .6 {
		t.Errorf("a typical typed item is predicted at %.3f, want .5 to .6", typed)
	}
	easy, hard := Default.Predict(s, Facts{Tier: 1}), Default.Predict(s, Facts{Tier: 3})
	if !(easy > typed && typed > hard) {
		t.Errorf("tiers 1, 2, 3 are predicted at %.3f, %.3f, %.3f; they must get harder", easy, typed, hard)
	}
	if untold := Default.Predict(s, Facts{}); untold != typed {
		t.Errorf("an item of no tier is predicted at %.3f, want %.3f as for tier 2", untold, typed)
	}
	if choice := Default.Predict(s, Facts{Chance: .25}); choice <= typed {
		t.Errorf("a choice of four is predicted at %.3f, want more than the typed %.3f", choice, typed)
	}
}

// TestWhatAnAnswerMoves: each row is one attempt of a learner never seen. What is
// typical of the skill stays out of it, for only middle-tier items move that.
func TestWhatAnAnswerMoves(t *testing.T) {
	start := masteryOf(someone())
	after := func(f Facts) float64 {
		s := someone()
		s.Shared = nil
		Default.Learn(s, f)
		return Default.Mastery(s.Learner, s.Skills[0], &Shared{}).P
	}
	with := func(f Facts, change func(*Facts)) Facts { change(&f); return f }
	hinted := func(n int) Facts { return with(right(), func(f *Facts) { f.Hints = n }) }

	rows := []struct {
		name        string
		low, middle float64 // middle lies above low
	}{
		{"right raises", start, after(right())},
		{"wrong lowers", after(wrong()), start},
		{"a hint makes a right answer count less", after(hinted(1)), after(right())},
		{"a right answer graded alone counts less", after(with(right(), func(f *Facts) { f.SelfGraded = true })), after(right())},
		{"a wrong answer graded alone counts less", after(wrong()), after(with(wrong(), func(f *Facts) { f.SelfGraded = true }))},
		{"a right answer that may be a guess counts less", after(with(right(), func(f *Facts) { f.Chance = .5 })), after(right())},
		{"right on a hard item counts more", after(right()), after(with(right(), func(f *Facts) { f.Tier = 3 }))},
		{"wrong on an easy item counts more", after(with(wrong(), func(f *Facts) { f.Tier = 1 })), after(wrong())},
		{"half right lies between wrong", after(wrong()), after(with(wrong(), func(f *Facts) { f.Score = .5 }))},
		{"and right", after(with(wrong(), func(f *Facts) { f.Score = .5 })), after(right())},
	}
	for _, r := range rows {
		t.Run(r.name, func(t *testing.T) {
			if r.middle <= r.low {
				t.Errorf("%.4f is not above %.4f", r.middle, r.low)
			}
		})
	}

	still := map[string]Facts{
		"a rapid guess that is right":    with(right(), func(f *Facts) { f.Rapid = true }),
		"a rapid guess that is wrong":    with(wrong(), func(f *Facts) { f.Rapid = true }),
		"an attempt that does not count": with(right(), func(f *Facts) { f.Counts = false }),
	}
	for name, f := range still {
		t.Run(name+" moves nothing", func(t *testing.T) {
			s := someone()
			Default.Learn(s, f)
			if *s.Learner != (Learner{}) || *s.Skills[0] != (Skill{}) || *s.Shared[0] != (Shared{}) || *s.Item != (Item{}) {
				t.Errorf("states moved to %+v %+v %+v %+v", *s.Learner, *s.Skills[0], *s.Shared[0], *s.Item)
			}
		})
	}
	t.Run("many hints never lower", func(t *testing.T) {
		if got := after(hinted(7)); got < start {
			t.Errorf("mastery fell from %.4f to %.4f", start, got)
		}
	})
}

func TestOneSkillTeachesAboutAnother(t *testing.T) {
	s := someone()
	other := &Skill{}
	before := Default.Mastery(s.Learner, other, &Shared{}).P
	for range 5 {
		s.Item = &Item{}
		Default.Learn(s, right())
	}
	after := Default.Mastery(s.Learner, other, &Shared{}).P
	if after <= before || after >= masteryOf(s) {
		t.Errorf("the other skill went from %.3f to %.3f; want it to rise, less than to %.3f", before, after, masteryOf(s))
	}
}

func TestSkillsOfAnItemShareWhatItTeaches(t *testing.T) {
	one := someone()
	Default.Learn(one, right())
	two := someone()
	two.Skills, two.Shared = []*Skill{{}, {}}, []*Shared{{}, {}}
	Default.Learn(two, right())
	for i, s := range two.Skills {
		if got, want := s.ability, one.Skills[0].ability; math.Abs(got.value-want.value/2) > 1e-15 || got.seen != .5 {
			t.Errorf("skill %d of two moved to %+v, an only one to %+v; want half", i, got, want)
		}
	}
	if *two.Learner != *one.Learner {
		t.Errorf("the learner moved to %+v by two skills, to %+v by one", *two.Learner, *one.Learner)
	}
}

func TestItemsAreLearntFromEveryone(t *testing.T) {
	shared, trap := &Shared{}, &Item{}
	for range 30 {
		Default.Learn(States{Learner: &Learner{}, Skills: []*Skill{{}}, Shared: []*Shared{shared}, Item: trap}, wrong())
	}
	newcomer := States{Learner: &Learner{}, Skills: []*Skill{{}}, Shared: []*Shared{shared}, Item: trap}
	if got := Default.Predict(newcomer, Facts{}); got > .3 {
		t.Errorf("an item that thirty learners missed is predicted at %.3f", got)
	}
	missed := masteryOf(newcomer)
	Default.Learn(newcomer, wrong())
	usual := someone()
	Default.Learn(usual, wrong())
	if lost, usually := missed-masteryOf(newcomer), masteryOf(someone())-masteryOf(usual); lost >= usually {
		t.Errorf("missing it too costs %.3f of mastery, a usual item %.3f", lost, usually)
	}
}

// TestTypicalIsTheMeanOfMiddleTierItems holds Shared to what it says it is.
func TestTypicalIsTheMeanOfMiddleTierItems(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	shared := &Shared{}
	items := make([]Item, 20)
	met := map[int]bool{}
	for range 500 {
		i := r.IntN(len(items))
		met[i] = true
		Default.Learn(States{Learner: &Learner{}, Skills: []*Skill{{}}, Shared: []*Shared{shared}, Item: &items[i]},
			Facts{At: morning, Counts: true, Right: r.Float64() < float64(i)/20})
	}
	sum := 0.0
	for i := range met {
		sum += items[i].difficulty.value
	}
	// The imaginary item of difficulty 0 draws the mean its way: each new item
	// moves it by its share, counted with one item more than there is.
	mean := sum / float64(len(met))
	if got := shared.typical.value; math.Abs(got-mean) > .1*math.Abs(mean)+.1 {
		t.Errorf("typical difficulty is %.3f, the mean of %d items %.3f", got, len(met), mean)
	}
	before := *shared
	for range 10 {
		Default.Learn(States{Learner: &Learner{}, Skills: []*Skill{{}}, Shared: []*Shared{shared}, Item: &Item{}},
			Facts{At: morning, Counts: true, Tier: 3})
	}
	if *shared != before {
		t.Errorf("tier-3 items moved what is typical of tier 2, %+v to %+v", before, *shared)
	}
}

// TestRangeHoldsTheTruthFourTimesOutOfFive simulates learners as the model
// thinks they are and looks how often the truth lies in the range.
func TestRangeHoldsTheTruthFourTimesOutOfFive(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	const learners = 4000
	inside := map[int]int{}
	items := make([]Item, 50)
	truth := make([]float64, len(items))
	for i := range truth {
		truth[i] = r.NormFloat64() * .7
	}
	shared := &Shared{}
	for n := range learners {
		s := States{Learner: &Learner{}, Skills: []*Skill{{}}, Shared: []*Shared{shared}}
		ability := Default.Start + r.NormFloat64()*math.Sqrt(Default.Learner.First+Default.Skill.First)
		for answers := range 31 {
			if e := Default.Mastery(s.Learner, s.Skills[0], shared); n >= learners/2 && e.Low <= logistic(ability) && logistic(ability) <= e.High {
				inside[answers]++
			}
			i := r.IntN(len(items))
			s.Item = &items[i]
			p := (1 - Default.Slip) * logistic(ability-truth[i])
			Default.Learn(s, Facts{At: morning, Counts: true, Right: r.Float64() < p})
		}
	}
	for _, answers := range []int{0, 3, 10, 30} {
		share := float64(inside[answers]) / (learners / 2)
		t.Logf("after %d answers the range holds the truth in %.3f of cases", answers, share)
		if share < .7 || share > .93 {
			t.Errorf("after %d answers the range holds the truth in %.3f of cases, want about .8", answers, share)
		}
	}
}

func TestRangeNarrowsWithAnswers(t *testing.T) {
	s := someone()
	width := func() float64 {
		e := Default.Mastery(s.Learner, s.Skills[0], s.Shared[0])
		if !(0 < e.Low && e.Low < e.P && e.P < e.High && e.High < 1) {
			t.Fatalf("estimate %+v is out of order", e)
		}
		return math.Log(e.High/(1-e.High)) - math.Log(e.Low/(1-e.Low))
	}
	last := width()
	for n := range 12 {
		s.Item = &Item{}
		Default.Learn(s, Facts{At: morning, Counts: true, Right: n%2 == 0})
		if w := width(); w >= last {
			t.Fatalf("after %d answers the range is %.3f logits wide, %.3f before", n+1, w, last)
		} else {
			last = w
		}
	}
}

// anyFacts draws facts, now and then ones that no caller should send.
func anyFacts(r *rand.Rand) Facts {
	odd := []float64{math.NaN(), math.Inf(1), math.Inf(-1), -1, 2, 1e300}
	f := Facts{
		At:         morning.Add(time.Duration(r.IntN(1000)) * time.Hour),
		Right:      r.IntN(2) == 0,
		Score:      r.Float64(),
		Chance:     r.Float64() * .5,
		Tier:       r.IntN(4),
		Hints:      max(0, r.IntN(6)-3),
		Item:       uint64(r.IntN(6)),
		Purpose:    Purpose(r.IntN(3)),
		Mixed:      r.IntN(2) == 0,
		Counts:     r.IntN(8) > 0,
		Rapid:      r.IntN(8) == 0,
		SelfGraded: r.IntN(4) == 0,
	}
	switch r.IntN(12) {
	case 0:
		f.Score = odd[r.IntN(len(odd))]
	case 1:
		f.Chance = odd[r.IntN(len(odd))]
	case 2:
		f.Hints, f.Tier = math.MinInt, math.MaxInt
	case 3:
		f.Hints = math.MaxInt
	}
	return f
}

// TestModelLaws: whatever the facts say, states stay finite, chances stay
// chances, a right answer never lowers mastery and a wrong one never raises it.
func TestModelLaws(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 10))
	for range 300 {
		learner := &Learner{}
		skills, shared, items := make([]Skill, 3), make([]Shared, 3), make([]Item, 6)
		for step := range 200 {
			f := anyFacts(r)
			s := States{Learner: learner, Item: &items[f.Item]}
			for _, k := range r.Perm(3)[:r.IntN(4)] {
				s.Skills, s.Shared = append(s.Skills, &skills[k]), append(s.Shared, &shared[k])
			}
			if p := Default.Predict(s, f); !(p > 0 && p < 1) {
				t.Fatalf("step %d: predicted %v for %+v", step, p, f)
			}
			var before []float64
			for k := range skills {
				before = append(before, Default.Mastery(learner, &skills[k], &shared[k]).P)
			}
			Default.Learn(s, f)
			for k := range skills {
				after := Default.Mastery(learner, &skills[k], &shared[k])
				if !(after.P > 0 && after.P < 1 && after.Low > 0 && after.High < 1) {
					t.Fatalf("step %d: mastery %+v after %+v", step, after, f)
				}
				if f.Right && after.P < before[k] {
					t.Fatalf("step %d: a right answer lowered mastery from %v to %v: %+v", step, before[k], after.P, f)
				}
				if !f.Right && !(f.Score > 0) && after.P > before[k] {
					t.Fatalf("step %d: a wrong answer raised mastery from %v to %v: %+v", step, before[k], after.P, f)
				}
				for _, b := range []belief{learner.ability, skills[k].ability, shared[k].typical, s.Item.difficulty} {
					if err := new(belief).read("belief", b.append(nil)); err != nil {
						t.Fatalf("step %d: %v after %+v", step, err, f)
					}
				}
			}
		}
	}
}

func TestLearningAllocatesNothing(t *testing.T) {
	s := States{Learner: &Learner{}, Skills: []*Skill{{}, {}}, Shared: []*Shared{{}, {}}, Item: &Item{}}
	f := right()
	sum := 0.0
	if n := testing.AllocsPerRun(100, func() {
		sum += Default.Predict(s, f)
		Default.Learn(s, f)
		sum += Default.Mastery(s.Learner, s.Skills[0], s.Shared[0]).P
	}); n != 0 {
		t.Errorf("%v allocations for an answer, want none", n)
	}
}

func BenchmarkPredictAndLearn(b *testing.B) {
	s := States{Learner: &Learner{}, Skills: []*Skill{{}, {}}, Shared: []*Shared{{}, {}}, Item: &Item{}}
	f := Facts{At: morning, Counts: true, Chance: .25}
	b.ReportAllocs()
	sum := 0.0
	for b.Loop() {
		f.Right = sum < .6
		sum = Default.Predict(s, f)
		Default.Learn(s, f)
	}
}
