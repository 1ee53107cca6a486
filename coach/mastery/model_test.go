package mastery

import (
	"bytes"
	"math"
	"math/rand/v2"
	"strings"
	"testing"
	"time"
)

var morning = time.Date(2026, 3, 2, 7, 30, 0, 0, time.UTC)

// someone is a learner with a skill or several and one item, all never seen, in
// a new workspace.
func someone(skills int) States {
	s := States{Workspace: &Workspace{}, Learner: &Learner{}, Item: &Item{}}
	for range skills {
		s.Skills, s.Shared = append(s.Skills, &Skill{}), append(s.Shared, &Shared{})
	}
	return s
}

// seasoned is someone after some answers.
func seasoned(skills int) States {
	s := someone(skills)
	for n := range 20 {
		Default.Learn(s, Facts{At: morning.Add(time.Duration(n) * time.Minute), Right: n%3 > 0, Counts: true})
	}
	return s
}

// masteryOf is that of the first skill.
func masteryOf(s States) float64 {
	return Default.Mastery(s.Workspace, s.Learner, s.Skills[0], s.Shared[0]).P
}

// bits are the binary forms of all the states.
func bits(s States) []byte {
	b := s.Item.AppendBinary(s.Learner.AppendBinary(nil))
	if s.Workspace != nil {
		b = s.Workspace.AppendBinary(b)
	}
	for i := range s.Skills {
		b = s.Shared[i].AppendBinary(s.Skills[i].AppendBinary(b))
	}
	return b
}

func right() Facts { return Facts{At: morning, Right: true, Counts: true} }
func wrong() Facts { return Facts{At: morning, Counts: true} }

// with is facts, changed.
func with(f Facts, changes ...func(*Facts)) Facts {
	for _, change := range changes {
		change(&f)
	}
	return f
}

func hints(n int) func(*Facts)         { return func(f *Facts) { f.Hints = n } }
func tier(n int) func(*Facts)          { return func(f *Facts) { f.Tier = n } }
func guessed(c float64) func(*Facts)   { return func(f *Facts) { f.Chance = c } }
func partly(part float64) func(*Facts) { return func(f *Facts) { f.Score = part } }

func TestParametersThatShipAreValid(t *testing.T) {
	for name, p := range map[string]Params{"Start": Start, "Default": Default} {
		if err := p.Valid(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestParametersOutOfRangeAreNamed(t *testing.T) {
	rows := map[string]struct {
		damage func(*Params)
		names  string
	}{
		"no ID":                     {func(p *Params) { p.ID = "" }, "no ID"},
		"rate NaN":                  {func(p *Params) { p.Rate = math.NaN() }, "rate is NaN"},
		"rate 1":                    {func(p *Params) { p.Rate = 1 }, "rate is 1"},
		"slip above .3":             {func(p *Params) { p.Slip = .31 }, "slip is 0.31"},
		"slip negative":             {func(p *Params) { p.Slip = -.01 }, "slip is -0.01"},
		"tier infinite":             {func(p *Params) { p.Tiers[2] = math.Inf(1) }, "tier 3 is +Inf"},
		"hint above 1":              {func(p *Params) { p.Hint = 1.1 }, "hint is 1.1"},
		"no weight for oneself":     {func(p *Params) { p.SelfGraded = 0 }, "self-graded is 0"},
		"drift negative":            {func(p *Params) { p.Drift = -1 }, "drift is -1"},
		"learners too far apart":    {func(p *Params) { p.Spread.Learner = 11 }, "the spread of learner is 11"},
		"spread of weights NaN":     {func(p *Params) { p.Spread.Head = math.NaN() }, "the spread of head is NaN"},
		"a weight of the base NaN":  {func(p *Params) { p.Base[baseBurst] = math.NaN() }, baseNames[baseBurst]},
		"a weight of the head huge": {func(p *Params) { p.Head[headGap] = -13 }, headNames[headGap]},
	}
	for name, row := range rows {
		t.Run(name, func(t *testing.T) {
			p := Default
			row.damage(&p)
			err := p.Valid()
			if err == nil || !strings.Contains(err.Error(), row.names) {
				t.Errorf("Valid says %v, want it to name %s", err, row.names)
			}
		})
	}
	t.Run("all at once, in order", func(t *testing.T) {
		p := Default
		p.Rate, p.Spread.Skill, p.Spread.Base = 7, 11, 12
		err := p.Valid()
		if err == nil || strings.Count(err.Error(), "\n") != 2 || err.Error() != p.Valid().Error() {
			t.Errorf("Valid says %v, want three lines, the same each time", err)
		}
	})
}

func TestWeightsHaveNamesOfTheirOwn(t *testing.T) {
	for part, names := range map[string][]string{"base": BaseNames(), "head": HeadNames()} {
		seen := map[string]bool{}
		for i, name := range names {
			if name == "" || seen[name] {
				t.Errorf("weight %d of the %s is called %q, as none or another is", i, part, name)
			}
			seen[name] = true
		}
		names[0] = "mine now"
	}
	if BaseNames()[0] != "start" || HeadNames()[0] != "start" {
		t.Error("a caller can change the names")
	}
}

func TestNewLearnersArePredictedAboveHalf(t *testing.T) {
	s := someone(1)
	typed := Default.Predict(s, Facts{Tier: 2})
	if typed < .5 || typed > .75 {
		t.Errorf("a typical typed item is predicted at %.3f, want .5 to .75", typed)
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

// TestWhatAnAnswerMoves: each row is one attempt of a learner never seen. What
// it teaches about the skill for everybody stays out of it.
func TestWhatAnAnswerMoves(t *testing.T) {
	start := masteryOf(someone(1))
	after := func(f Facts) float64 {
		s := someone(1)
		Default.Learn(s, f)
		return Default.Mastery(nil, s.Learner, s.Skills[0], &Shared{}).P
	}
	rows := []struct {
		name      string
		low, high float64
	}{
		{"right raises", start, after(right())},
		{"wrong lowers", after(wrong()), start},
		{"a hint makes a right answer count less", after(with(right(), hints(1))), after(right())},
		{"a right answer graded alone counts less", after(with(right(), selfGraded)), after(right())},
		{"a wrong answer graded alone counts less", after(wrong()), after(with(wrong(), selfGraded))},
		{"a right answer that may be a guess counts less", after(with(right(), guessed(.5))), after(right())},
		{"right on a hard item counts more", after(right()), after(with(right(), tier(3)))},
		{"wrong on an easy item counts more", after(with(wrong(), tier(1))), after(wrong())},
		{"half right lies above wrong", after(wrong()), after(with(wrong(), partly(.5)))},
		{"half right lies below right", after(with(wrong(), partly(.5))), after(right())},
	}
	for _, r := range rows {
		t.Run(r.name, func(t *testing.T) {
			if !(r.low < r.high) {
				t.Errorf("%.4f is not above %.4f", r.high, r.low)
			}
		})
	}
	t.Run("many hints never lower", func(t *testing.T) {
		if got := after(with(right(), hints(7))); got < start-rounding {
			t.Errorf("mastery fell from %.4f to %.4f", start, got)
		}
	})
}

func TestWhatIsNoEvidenceMovesNothing(t *testing.T) {
	rows := map[string]Facts{
		"a rapid guess that is right":     with(right(), rapid),
		"a rapid guess that is wrong":     with(wrong(), rapid),
		"a later try":                     with(right(), laterTry),
		"a later try that is wrong":       with(wrong(), laterTry),
		"a rapid guess on a later try":    with(right(), rapid, laterTry),
		"a rapid guess in a check":        with(wrong(), rapid, mixed, review),
		"a later try after hints, partly": with(wrong(), laterTry, hints(2), partly(.5)),
	}
	for name, f := range rows {
		t.Run(name, func(t *testing.T) {
			for _, s := range []States{someone(1), seasoned(1), seasoned(3)} {
				before := bits(s)
				Default.Learn(s, f)
				if !bytes.Equal(before, bits(s)) {
					t.Error("a state moved")
				}
			}
		})
	}
}

func TestOneSkillTeachesAboutAnother(t *testing.T) {
	s := someone(1)
	other := &Skill{}
	before := Default.Mastery(s.Workspace, s.Learner, other, &Shared{}).P
	for range 5 {
		s.Item = &Item{}
		Default.Learn(s, right())
	}
	after := Default.Mastery(s.Workspace, s.Learner, other, &Shared{}).P
	if after <= before || after >= masteryOf(s) {
		t.Errorf("the other skill went from %.3f to %.3f; want it to rise, less than to %.3f", before, after, masteryOf(s))
	}
}

func TestSkillsOfAnItemShareWhatItTeaches(t *testing.T) {
	one, two := someone(1), someone(2)
	Default.Learn(one, right())
	Default.Learn(two, right())
	only, first, second := one.Skills[0].ability, two.Skills[0].ability, two.Skills[1].ability
	if first != second {
		t.Errorf("the skills of an item moved differently, to %+v and %+v", first, second)
	}
	if !(first.mean > 0 && first.mean < .6*only.mean && first.known < .5*only.known) {
		t.Errorf("a skill of two moved to %+v, an only one to %+v; want about half, and less known", first, only)
	}
}

func TestItemsAreLearntFromEveryone(t *testing.T) {
	trap, shared, w := &Item{}, &Shared{}, &Workspace{}
	newcomer := func(item *Item) States {
		return States{Workspace: w, Learner: &Learner{}, Skills: []*Skill{{}}, Shared: []*Shared{shared}, Item: item}
	}
	for n := range 60 { // every other answer to a usual item, right
		if n%2 == 0 {
			Default.Learn(newcomer(trap), wrong())
		} else {
			Default.Learn(newcomer(&Item{}), right())
		}
	}
	missed, usual := newcomer(trap), newcomer(&Item{})
	if hard, easy := Default.Predict(missed, Facts{}), Default.Predict(usual, Facts{}); hard > .3 || hard > easy-.2 {
		t.Errorf("an item that thirty learners missed is predicted at %.3f, one never seen at %.3f", hard, easy)
	}
	before := masteryOf(missed)
	Default.Learn(missed, wrong())
	lost := before - masteryOf(missed)
	before = masteryOf(usual)
	Default.Learn(usual, wrong())
	if usually := before - masteryOf(usual); lost >= usually {
		t.Errorf("missing it too costs %.3f of mastery, a usual item %.3f", lost, usually)
	}
}

func TestTheMomentSaysSomethingOnlyWhereTheClockRuns(t *testing.T) {
	s := seasoned(1)
	last := time.UnixMilli(s.Learner.at)
	p := func(at time.Time) float64 { return Default.Predict(s, Facts{At: at}) }
	usual := p(time.Time{})
	if soon := p(last.Add(time.Second)); soon == usual {
		t.Error("an answer after a second is predicted as one at no time")
	}
	for name, at := range map[string]time.Time{
		"an hour before the latest answer": last.Add(-time.Hour),
		"before 1970":                      time.Unix(-1e9, 0),
	} {
		if got := p(at); got != usual {
			t.Errorf("%s is predicted at %v, want %v as at no time", name, got, usual)
		}
	}
	t.Run("one wrong clock silences nothing that follows", func(t *testing.T) {
		Default.Learn(s, with(right(), func(f *Facts) { f.At = time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC) }))
		Default.Learn(s, with(right(), func(f *Facts) { f.At = last.Add(time.Minute) }))
		s.Skills = []*Skill{{}} // one on which no clock ever ran
		if soon, late := p(last.Add(61*time.Second)), p(last.Add(48*time.Hour)); soon == late {
			t.Errorf("a second and two days after the latest answer are both predicted at %v", soon)
		}
	})
}

func TestWithoutAWorkspaceTheWeightsThatShipServe(t *testing.T) {
	alone, within := someone(1), someone(1)
	alone.Workspace = nil
	still := untaught
	for n := range 50 {
		f := with(wrong(), func(f *Facts) { f.Right = n%4 > 0 })
		Default.Learn(alone, f)
		Default.Learn(within, f)
	}
	if untaught != still {
		t.Error("learning without a workspace wrote to the weights of nobody")
	}
	if *within.Workspace == (Workspace{}) {
		t.Error("a workspace learnt nothing from fifty answers")
	}
	if a, b := Default.Predict(alone, Facts{}), Default.Predict(within, Facts{}); a == b {
		t.Errorf("a workspace's own weights change nothing: both predict %v", a)
	}
}

func TestANewWorkspaceIsLessSureOfItsWeights(t *testing.T) {
	alone := seasoned(1)
	fresh := alone
	alone.Workspace, fresh.Workspace = nil, &Workspace{}
	sure, unsure := Default.Predict(alone, Facts{}), Default.Predict(fresh, Facts{})
	if !(math.Abs(unsure-.5) < math.Abs(sure-.5)) {
		t.Errorf("a new workspace predicts %.4f, one that has nothing to learn %.4f; want the former nearer to a half", unsure, sure)
	}
}

func TestSeveralSkillsTogetherAreSurerThanOne(t *testing.T) {
	one, four := someone(1), someone(4)
	one.Workspace, four.Workspace = nil, nil
	own := Default.Spread.Skill + Default.Spread.Shared
	for _, row := range []struct {
		name string
		s    States
		want float64
	}{
		{"one", one, Default.Spread.Learner + own},
		{"four", four, Default.Spread.Learner + own/4},
	} {
		if e := Default.look(row.s); math.Abs(e.variance-row.want) > rounding {
			t.Errorf("%s: variance %v, want %v", row.name, e.variance, row.want)
		}
	}
}

func TestPeopleNeverBecomeWhollyKnown(t *testing.T) {
	s := someone(1)
	for n := range 20_000 {
		Default.Learn(s, with(wrong(), func(f *Facts) { f.Right = n%2 == 0 }))
	}
	for name, row := range map[string]struct {
		of    belief
		prior float64
	}{
		"ability over all":     {s.Learner.ability, Default.Spread.Learner},
		"ability on the skill": {s.Skills[0].ability, Default.Spread.Skill},
	} {
		if v := row.of.variance(row.prior); v < 5*Default.Drift {
			t.Errorf("%s: %v logits squared are left after twenty thousand answers, want some answers' drift", name, v)
		}
	}
}

func TestEqualAnswersGiveEqualBits(t *testing.T) {
	play := func() []byte {
		r := rand.New(rand.NewPCG(3, 4))
		s := someone(3)
		for range 500 {
			Default.Learn(s, anyFacts(r))
		}
		return bits(s)
	}
	if !bytes.Equal(play(), play()) {
		t.Error("the same answers left different states")
	}
}

// play are four items met by ten people, who answer what anyFacts draws.
type play struct {
	rand     *rand.Rand
	work     Workspace
	learners [10]Learner
	skills   [10][3]Skill
	shared   [3]Shared
	items    [4]Item
}

// next draws who answers what, on none to three skills.
func (g *play) next() (States, Facts) {
	who := g.rand.IntN(len(g.learners))
	s := States{Workspace: &g.work, Learner: &g.learners[who], Item: &g.items[g.rand.IntN(len(g.items))]}
	for _, k := range g.rand.Perm(3)[:g.rand.IntN(4)] {
		s.Skills, s.Shared = append(s.Skills, &g.skills[who][k]), append(s.Shared, &g.shared[k])
	}
	return s, anyFacts(g.rand)
}

// rounding is what the mastery told may lose to it, where it would stay as it is.
const rounding = 1e-12

// TestModelLaws: whatever the facts say, states stay such as can be stored,
// chances stay chances, a right answer never lowers the mastery told of its
// skills and a wrong one never raises it.
func TestModelLaws(t *testing.T) {
	odd := Default // other weights than those that ship, and hard on learners
	for i := range odd.Base {
		odd.Base[i] = -1
	}
	for i := range odd.Head {
		odd.Head[i] = float64(i%3-1) * 2
	}
	odd.Spread = Spread{10, 10, 10, 10, 10, 10, 10, 10, 10, 10}
	for name, p := range map[string]*Params{"Default": &Default, "Start": &Start, "odd": &odd} {
		t.Run(name, func(t *testing.T) {
			for seed := range uint64(60) {
				g := play{rand: rand.New(rand.NewPCG(9, seed))}
				for step := range 500 {
					s, f := g.next()
					if c := p.Predict(s, f); !(c >= 0 && c <= 1) {
						t.Fatalf("seed %d step %d: predicted %v for %+v", seed, step, c, f)
					}
					var before []float64
					for i, q := range s.Skills {
						before = append(before, p.Mastery(s.Workspace, s.Learner, q, s.Shared[i]).P)
					}
					p.Learn(s, f)
					for i, q := range s.Skills {
						e := p.Mastery(s.Workspace, s.Learner, q, s.Shared[i])
						if !(0 < e.Low && e.Low <= e.P && e.P <= e.High && e.High <= certain) {
							t.Fatalf("seed %d step %d: mastery %+v after %+v", seed, step, e, f)
						}
						if f.Right && e.P < before[i]-rounding {
							t.Fatalf("seed %d step %d: a right answer lowered mastery from %v to %v: %+v", seed, step, before[i], e.P, f)
						}
						if !f.Right && !(f.Score > 0) && e.P > before[i]+rounding {
							t.Fatalf("seed %d step %d: a wrong answer raised mastery from %v to %v: %+v", seed, step, before[i], e.P, f)
						}
					}
					checkStates(t, s)
				}
			}
		})
	}
}

// checkStates fails unless every state can be read again, as what it is: no NaN,
// nothing out of range.
func checkStates(t *testing.T, s States) {
	t.Helper()
	for i := range s.Skills {
		if err := new(Skill).UnmarshalBinary(s.Skills[i].AppendBinary(nil)); err != nil {
			t.Fatal(err)
		}
		if err := new(Shared).UnmarshalBinary(s.Shared[i].AppendBinary(nil)); err != nil {
			t.Fatal(err)
		}
	}
	for _, err := range []error{
		new(Learner).UnmarshalBinary(s.Learner.AppendBinary(nil)),
		new(Item).UnmarshalBinary(s.Item.AppendBinary(nil)),
		new(Workspace).UnmarshalBinary(s.Workspace.AppendBinary(nil)),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
}

// anyFacts draws facts, now and then ones that no caller should send.
func anyFacts(r *rand.Rand) Facts {
	odd := []float64{math.NaN(), math.Inf(1), math.Inf(-1), -1, 2, 1e300}
	instants := []time.Time{
		{}, time.Unix(0, 0), time.Unix(-1e9, 0), time.Unix(1<<60, 0), time.Unix(-1<<60, 0),
		time.Date(9999, 12, 31, 23, 59, 59, 0, time.UTC),
	}
	f := Facts{
		At:         morning.Add(time.Duration(r.IntN(1000)) * time.Hour),
		Right:      r.IntN(2) == 0,
		Score:      max(0, r.Float64()*2-1),
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
	case 4:
		f.At = instants[r.IntN(len(instants))]
	}
	return f
}

func TestAMillionAnswersOfOneLearner(t *testing.T) {
	if testing.Short() {
		t.Skip("a million answers take a second or two")
	}
	s := someone(1)
	size := len(bits(s))
	for range 1_000_000 {
		Default.Learn(s, right())
	}
	checkStates(t, s)
	if got := len(bits(s)); got != size {
		t.Errorf("the states take %d bytes, %d at first", got, size)
	}
	high := masteryOf(s)
	for range 30 {
		Default.Learn(s, wrong())
	}
	if low := masteryOf(s); high < .99 || low > .5 {
		t.Errorf("mastery is %.3f after a million right answers and %.3f after thirty misses more; people change", high, low)
	}
}

func TestLearningAllocatesNothing(t *testing.T) {
	for _, skills := range []int{1, 8} {
		s := someone(skills)
		f := right()
		sum := 0.0
		if n := testing.AllocsPerRun(100, func() {
			sum += Default.Predict(s, f)
			Default.Learn(s, f)
			sum += masteryOf(s)
		}); n != 0 {
			t.Errorf("%d skills: %v allocations for an answer, want none", skills, n)
		}
	}
}

// BenchmarkPredictAndLearn takes a learner as sessions do: some two hundred
// answers, then another one. Each answer is predicted, then learnt from.
func BenchmarkPredictAndLearn(b *testing.B) {
	for _, row := range []struct {
		name   string
		skills int
	}{{"one skill", 1}, {"three skills", 3}} {
		b.Run(row.name, func(b *testing.B) {
			s := someone(row.skills)
			f := wrong()
			b.ReportAllocs()
			for n := 0; b.Loop(); n++ {
				if n%200 == 0 {
					*s.Learner = Learner{}
					for _, q := range s.Skills {
						*q = Skill{}
					}
				}
				f.At = f.At.Add(20 * time.Second)
				f.Right = n%3 > 0
				Default.Predict(s, f)
				Default.Learn(s, f)
			}
		})
	}
}
