package alert

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pacer/coach/mastery"
)

// after is the outlook of a new learner in a new workspace after these tries, as
// the shipped model has it, with mastery p told.
func after(list []Try, p float64) *Outlook {
	return afterBy(&mastery.Default, list, p)
}

func afterBy(params *mastery.Params, list []Try, p float64) *Outlook {
	items := map[string]*mastery.Item{}
	o := &Outlook{Params: params, Weights: DefaultWeights, P: p, States: mastery.States{
		Workspace: new(mastery.Workspace), Learner: new(mastery.Learner),
		Skills: []*mastery.Skill{new(mastery.Skill)}, Shared: []*mastery.Shared{new(mastery.Shared)},
		Item: new(mastery.Item),
	}}
	for _, t := range list {
		if items[t.Item] == nil {
			items[t.Item] = new(mastery.Item)
		}
		o.States.Item = items[t.Item]
		params.Learn(o.States, mastery.Facts{At: t.At, Right: t.Right, Hints: t.Hints, Rapid: t.Rapid, Counts: true})
	}
	return o
}

// coin is a model of which nothing moves and every answer is right with the
// chance 1/(1+e^-z).
func coin(z float64) *mastery.Params {
	p := mastery.Start
	p.Base[0] = z
	p.Drift, p.Spread = 0, mastery.Spread{}
	return &p
}

// In each row the first sight is worse, and so the need is likelier.
func TestTheChanceThatSomebodyIsNeeded(t *testing.T) {
	t.Parallel()
	type sight struct {
		letters string
		p       float64
		needs   []Need
		before  Record
	}
	of := func(s sight) float64 {
		list := tries("add", s.letters)
		return chanceOfNeed(len(list), after(list, s.p), s.needs, s.before)
	}
	base := sight{letters: "wwwwwww", p: .3, needs: []Need{{"count", .9}, {"compare", .8}}, before: Record{2, 4}}
	with := func(change func(*sight)) sight {
		s := base
		change(&s)
		return s
	}
	for _, tc := range []struct {
		name        string
		worse, than sight
	}{
		{"less may be known", base, with(func(s *sight) { s.letters = "rrwwrww" })},
		{"it has taken longer", with(func(s *sight) { s.letters += "www" }), base},
		{"a prerequisite is weaker", with(func(s *sight) { s.needs = []Need{{"count", .9}, {"compare", .4}} }), base},
		{"there is a prerequisite at all", base, with(func(s *sight) { s.needs = nil })},
		{"calls about the learner were of use", with(func(s *sight) { s.before = Record{4, 4} }), base},
		{"nothing is known of calls, against useless ones", with(func(s *sight) { s.before = Record{} }), with(func(s *sight) { s.before = Record{0, 4} })},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			if worse, than := of(tc.worse), of(tc.than); !(worse > than) || than <= 0 || worse >= 1 {
				t.Errorf("chance %.3f, as against %.3f", worse, than)
			}
		})
	}
	t.Run("ten wrong in a row are told of, whatever the prerequisites", func(t *testing.T) {
		t.Parallel()
		if chance := of(sight{letters: "wwwwwwwwww", p: .1}); chance < .62 {
			t.Errorf("chance %.3f", chance)
		}
	})
	t.Run("after fifteen tries more of them say no more", func(t *testing.T) {
		t.Parallel()
		o := after(tries("add", base.letters), base.p)
		if at, later := chanceOfNeed(15, o, nil, Record{}), chanceOfNeed(20, o, nil, Record{}); at != later {
			t.Errorf("%.3f and %.3f", at, later)
		}
	})
}

func TestWheelSpinning(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name    string
		letters string
		p       float64
		want    bool
		sure    int
	}{
		{"four are too few, however bad", "wwww", .1, false, 0},
		{"five wrong are enough", "wwwww", .1, true, 2},
		{"seven wrong leave little doubt", "wwwwwww", .1, true, 3},
		{"eight leave no room for three in a row", "rrwrwrrw", .6, true, 3},
		{"a fair share right is no cause yet", "rwrrw", .5, false, 0},
		{"nor are two in a row to end with", "wwwrr", .3, false, 0},
		{"ten without three in a row", "rrwrrwrrww", .6, true, 3},
		{"three in a row, however long ago", "rrrwwwwwwwww", .2, false, 0},
		{"on the way, by the model", "rrwrrwrrwrr", .8, false, 0},
		{"mastery that nobody can tell", "wwwwwwwwww", math.NaN(), false, 0},
		{"guesses without reading are no work", "wwwwffffffff", .1, false, 0},
		{"and end no run of right answers", "rfrfrwwwwwww", .1, false, 0},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			list := tries("add", tc.letters)
			o := after(list, tc.p)
			f, got := WheelSpinning(list, o)
			if got != tc.want || f.Evidence.Sure != tc.sure {
				t.Fatalf("got %v, sure %d, want %v, %d; the risk is %.3f", got, f.Evidence.Sure, tc.want, tc.sure, o.Risk(list))
			}
			need := chanceOfNeed(f.Evidence.Questions, o, nil, Record{})
			if isTold := need >= .62; got && (f.Severity == High) != isTold {
				t.Errorf("after %d tries, mastery at most %.2f, chance %.2f: severity %d", f.Evidence.Questions, o.most(), need, f.Severity)
			}
			if got && (f.Skill != "add" || f.Evidence.P != tc.p || f.Evidence.Risk != o.Risk(list) || f.Rule != RuleWheelSpinning) {
				t.Errorf("got %+v", f)
			}
		})
	}
}

func TestRiskIsCertainWhereNothingCanChangeIt(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		letters string
		want    float64
	}{
		{"rrr", 0}, {"wwrrr", 0}, {"rrrwwwwwwwww", 0}, {"rrfr", 0},
		{"wwwwwwww", 1}, {"rrwrrwrrw", 1}, {"wwwwwwwwr", 1}, {"wwwwwwwwww", 1}, {"rrwrrwrrwrrw", 1},
	} {
		list := tries("add", tc.letters)
		if got := after(list, .5).Risk(list); got != tc.want {
			t.Errorf("%s: got %v, want %v", tc.letters, got, tc.want)
		}
	}
	for _, letters := range []string{"", "w", "rr", "wwwwwww", "wwwwwwwr", "wwwwwwwrr"} {
		list := tries("add", letters)
		if got := after(list, .5).Risk(list); !(got > 0 && got < 1) {
			t.Errorf("%q: got %v, though both may still come", letters, got)
		}
	}
}

func TestWhatIsAheadOfACoin(t *testing.T) {
	t.Parallel()
	for _, z := range []float64{-2, 0, .7, 3} {
		p := 1 / (1 + math.Exp(-z))
		o := afterBy(coin(z), nil, .5)
		for run := range goodRun {
			// at is the chance of standing at each run, three not reached.
			var at [goodRun]float64
			at[run] = 1
			for left := range spins + 1 {
				want := at[0] + at[1] + at[2]
				if got := o.ahead(left, run); math.Abs(got-want) > 1e-12 {
					t.Errorf("p %.2f, run %d, %d left: got %.15f, want %.15f", p, run, left, got, want)
				}
				at = [goodRun]float64{want * (1 - p), at[0] * p, at[1] * p}
			}
		}
	}
}

// The same sum, one sequence of answers after another.
func TestWhatIsAheadIsTheSumOverAllAnswersThatMayCome(t *testing.T) {
	t.Parallel()
	for _, letters := range []string{"wwwww", "rwrwr", "wrrwrr", "rr"} {
		list := tries("add", letters)
		o := after(list, .5)
		o.Chance = .25
		read, _ := readable(list)
		run, _ := runs(read)
		left := spins - len(list)
		want := 0.0
		for bits := range 1 << left {
			again := after(list, .5)
			chance, run, isFound := 1.0, run, false
			for i := range left {
				right := bits>>i&1 == 1
				again.States.Item = new(mastery.Item)
				p := mastery.Default.Predict(again.States, mastery.Facts{Chance: .25})
				mastery.Default.Learn(again.States, mastery.Facts{Right: right, Chance: .25, Counts: true})
				run++
				if !right {
					p, run = 1-p, 0
				}
				chance *= p
				isFound = isFound || run == goodRun
			}
			if !isFound {
				want += chance
			}
		}
		if got := o.ahead(left, run); math.Abs(got-want) > 1e-12 {
			t.Errorf("%s: got %.15f, want %.15f", letters, got, want)
		}
	}
}

func TestTellingTheRiskMovesNothing(t *testing.T) {
	t.Parallel()
	list := tries("add", "wrwrwrw")
	o := after(list, .5)
	states := func() [][]byte {
		s := o.States
		return [][]byte{
			s.Workspace.AppendBinary(nil), s.Learner.AppendBinary(nil), s.Skills[0].AppendBinary(nil),
			s.Shared[0].AppendBinary(nil), s.Item.AppendBinary(nil),
		}
	}
	before := states()
	first := o.Risk(list)
	if diff := cmp.Diff(before, states()); diff != "" {
		t.Error(diff)
	}
	if again := o.Risk(list); again != first {
		t.Errorf("first %v, then %v", first, again)
	}
}

// What is better than another in no way is no less of a risk: of two who differ
// in one answer, the one who was wrong.
func TestAWrongAnswerNeverLowersTheRisk(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(3, 4))
	for range 2000 {
		letters := make([]byte, 1+r.IntN(spins-1))
		for i := range letters {
			letters[i] = "rw"[r.IntN(2)]
		}
		letters[len(letters)-1] = 'w'
		wrong := tries("add", string(letters))
		letters[len(letters)-1] = 'r'
		right := tries("add", string(letters))
		if w, r := after(wrong, .5).Risk(wrong), after(right, .5).Risk(right); w < r {
			t.Errorf("%s: %.3f, but %.3f if the last was wrong", letters, r, w)
		}
	}
}

func TestRiskIsAChanceWhateverTheModelHolds(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(5, 6))
	for range 300 {
		var letters []byte
		for range r.IntN(12) {
			letters = append(letters, "rwf"[r.IntN(3)])
		}
		list := tries("add", string(letters))
		o := afterBy(coin(60*r.Float64()-30), list, .5)
		o.Chance = 4*r.Float64() - 2
		o.Weights = Weights{Start: 8 * r.NormFloat64(), Ahead: 8 * r.NormFloat64(), Left: 8 * r.NormFloat64(), Again: 8 * r.NormFloat64()}
		if r.IntN(2) == 0 {
			o.States.Workspace, o.States.Item = nil, nil
		}
		if got := o.Risk(list); !(got >= 0 && got <= 1) {
			t.Fatalf("%s: %v", letters, got)
		}
	}
}

func TestItemsThatComeAgainTellWhatIsToCome(t *testing.T) {
	t.Parallel()
	list := tries("add", "rwrwr")
	o := after(list, .5)
	for n := range 60 { // others find the latest item easy
		others := o.States
		others.Learner, others.Skills = new(mastery.Learner), []*mastery.Skill{new(mastery.Skill)}
		o.Params.Learn(others, mastery.Facts{Right: n%10 > 0, Counts: true})
	}
	if s := o.Signs(list); s.Again != 0 {
		t.Errorf("no item came twice, and Again is %v", s.Again)
	}
	same := slices.Clone(list)
	for i := range same {
		same[i].Item = "add-a"
	}
	if s := o.Signs(same); !(s.Again > .5) {
		t.Errorf("an easy item that always comes again: Again is %v", s.Again)
	}
	o.States.Item = nil
	if s := o.Signs(same); s.Again != 0 {
		t.Errorf("the item is not at hand, and Again is %v", s.Again)
	}
}

func TestGuessingWellIsNotGettingThereLess(t *testing.T) {
	t.Parallel()
	list := tries("add", "wrwrw")
	typed, chosen := after(list, .5), after(list, .5)
	chosen.Chance = .5
	if typed, chosen := typed.Risk(list), chosen.Risk(list); chosen >= typed {
		t.Errorf("risk %.3f where half can be guessed, %.3f where nothing can", chosen, typed)
	}
}

func TestWeightsAreLearntFromCases(t *testing.T) {
	t.Parallel()
	truth := Weights{Start: .4, Ahead: 1.3, Left: -.5, Again: -.8}
	r := rand.New(rand.NewPCG(7, 8))
	var cases []Case
	for range 40_000 {
		s := Signs{Ahead: r.Float64(), Left: float64(1+r.IntN(7)) / spins, Again: r.NormFloat64()}
		cases = append(cases, Case{s, r.Float64() < truth.Risk(s)})
	}
	got := FitWeights(cases)
	for i, w := range truth.vector() {
		if math.Abs(got.vector()[i]-w) > .1 {
			t.Errorf("got %+v, want about %+v", got, truth)
		}
	}
	t.Run("what is certain teaches nothing", func(t *testing.T) {
		more := append(slices.Clone(cases), Case{Signs{Ahead: 1}, false}, Case{Signs{Ahead: 0}, true})
		if with := FitWeights(more); with != got {
			t.Errorf("got %+v, without %+v", with, got)
		}
	})
}

func TestFewCasesLeaveTheModelAtItsWord(t *testing.T) {
	t.Parallel()
	if got := FitWeights(nil); got != Plain {
		t.Errorf("without cases: %+v", got)
	}
	s := Signs{Ahead: .3, Left: .5}
	if got := FitWeights([]Case{{s, true}}).Risk(s); math.Abs(got-.3) > .15 {
		t.Errorf("one case moved a risk of .3 to %.3f", got)
	}
	if got := Plain.Risk(s); math.Abs(got-.3) > 1e-12 {
		t.Errorf("plain weights make %v of .3", got)
	}
}

func TestCasesThatASignTellsApartWholly(t *testing.T) {
	t.Parallel()
	var cases []Case
	for i := range 1000 {
		p := (float64(i) + .5) / 1000
		cases = append(cases, Case{Signs{Ahead: p, Left: .5}, p > .5})
	}
	w := FitWeights(cases)
	for _, x := range w.vector() {
		if math.IsNaN(x) || math.Abs(x) > 100 {
			t.Fatalf("got %+v", w)
		}
	}
	if low, high := w.Risk(cases[300].Signs), w.Risk(cases[700].Signs); !(low < .05 && high > .95) {
		t.Errorf("risks %.3f and %.3f", low, high)
	}
}

func BenchmarkRiskAfterFive(b *testing.B) {
	list := tries("add", "wrwrw")
	o := after(list, .5)
	for b.Loop() {
		o.Risk(list)
	}
}
