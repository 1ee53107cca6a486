package review

import (
	"bytes"
	"errors"
	"math"
	"math/rand/v2"
	"testing"
	"time"
)

func TestUnknownMindIsAsFSRSSays(t *testing.T) {
	m := unknown(&Default)
	c := Default.Review(Default.Review(Card{}, Good, morning), Again, morning.Add(3*aDay))
	for day := range 40 {
		at := c.Last.Add(time.Duration(day) * aDay)
		if got, want := m.Recall(c, at), Default.Recall(c, at); math.Abs(got-want) > 1e-12 {
			t.Errorf("after %d days recall %v, want %v", day, got, want)
		}
	}
	if got, want := m.Due(c, .8), Default.Due(c, .8); got.Sub(want).Abs() > time.Second {
		t.Errorf("due %v, want %v", got, want)
	}
	if got := m.Due(Card{}, .8); !got.IsZero() {
		t.Errorf("a card never reviewed is due %v, want at once", got)
	}
	if got := m.Recall(Card{}, morning); got != 0 {
		t.Errorf("a card never reviewed is recalled with chance %v", got)
	}
}

func TestMindMovesCardsByTheParameters(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	m := unknown(&Default)
	var plain, own Card
	at := morning
	for range 200 {
		at = at.Add(time.Duration(r.ExpFloat64() * 3 * float64(aDay)))
		g := Grade(r.IntN(5)) // 0 is none
		plain, own = Default.Review(plain, g, at), m.Review(own, Answer{Grade: g, At: at, Took: time.Duration(r.IntN(20)) * time.Second})
		own.Hesitation = 0
		if plain != own {
			t.Fatalf("the mind moved the card to %+v, the parameters to %+v", own, plain)
		}
	}
}

func TestWhatIsNoGradeTeachesNothing(t *testing.T) {
	m, _ := followed(simulated{weights: Default}.answers(30, rand.New(rand.NewPCG(1, 1))))
	usual, learner := *m.Usual, *m.Learner
	c := Default.Review(Card{}, Good, morning)
	if got := m.Review(c, Answer{Grade: 9, At: morning.Add(aDay), Took: time.Second}); got != c || *m.Usual != usual || *m.Learner != learner {
		t.Errorf("a grade of 9 made the card %+v, or moved what is known of the learner", got)
	}
}

func TestOneReviewHardlyMovesAMind(t *testing.T) {
	for g := Again; g <= Easy; g++ {
		m := unknown(&Default)
		c := Default.Review(Card{}, Good, morning)
		at := morning.Add(5 * aDay)
		c = m.Review(c, Answer{Grade: g, At: at})
		later := at.Add(5 * aDay)
		if got, want := m.Recall(c, later), Default.Recall(c, later); math.Abs(got-want) > .02 {
			t.Errorf("after one %v recall is %.4f, %.4f by the weights alone", g, got, want)
		}
	}
}

// A learner who is as FSRS-6 says can only lose by being corrected.
func TestTypicalLearnerLosesLittle(t *testing.T) {
	for seed := range uint64(3) {
		answers := simulated{weights: Default}.answers(200, rand.New(rand.NewPCG(seed, 7)))
		_, own := followed(answers)
		if plain := lossOf(Default, answers); own > plain+.005 {
			t.Errorf("seed %d: log loss %.4f with the correction, %.4f without", seed, own, plain)
		}
	}
}

func TestForgetfulLearnerIsFoundOut(t *testing.T) {
	for name, s := range map[string]simulated{
		"one who recalls less than expected, however long ago": {weights: Default, bias: -1},
		"one who recalls more than expected":                   {weights: Default, bias: 1},
		"one with other weights":                               {weights: quickForgetter()},
	} {
		t.Run(name, func(t *testing.T) {
			answers := s.answers(120, rand.New(rand.NewPCG(8, 9)))
			_, own := followed(answers)
			if plain := lossOf(Default, answers); own > plain-.005 {
				t.Errorf("log loss %.4f with the correction, %.4f without: expected a clear gain", own, plain)
			}
		})
	}
}

func TestForgetfulLearnerIsAskedSooner(t *testing.T) {
	c := Default.Review(Default.Review(Card{}, Good, morning), Good, morning.Add(3*aDay))
	weak, _ := followed(simulated{weights: Default, bias: -1}.answers(120, rand.New(rand.NewPCG(8, 9))))
	strong, _ := followed(simulated{weights: Default, bias: 1}.answers(120, rand.New(rand.NewPCG(8, 9))))
	plain := Default.Due(c, Retention)
	if got := weak.Due(c, Retention); !got.Before(plain) {
		t.Errorf("one who recalls less is asked on %v, others on %v", got, plain)
	}
	if got := strong.Due(c, Retention); !got.After(plain) {
		t.Errorf("one who recalls more is asked on %v, others on %v", got, plain)
	}
}

func TestHesitationForetellsForgettingWhereItDoes(t *testing.T) {
	answers := simulated{weights: Default, slowWhenWeak: true}.answers(200, rand.New(rand.NewPCG(10, 11)))
	m, timed := followed(answers)
	untimed := make([]taken, len(answers))
	for i, a := range answers {
		a.Took = 0
		untimed[i] = a
	}
	if _, blind := followed(untimed); timed > blind-.005 {
		t.Errorf("log loss %.4f with times, %.4f without: expected a clear gain", timed, blind)
	}
	quick := Default.Review(Card{}, Good, morning)
	slow := quick
	quick.Hesitation, slow.Hesitation = -1, 1
	if a, b := m.Recall(slow, morning.Add(2*aDay)), m.Recall(quick, morning.Add(2*aDay)); a >= b {
		t.Errorf("recall %.3f of what was answered slowly, %.3f of what came quickly", a, b)
	}
}

// TestMindLaws holds what is promised against learners of every kind, those
// with impossible clocks included.
func TestMindLaws(t *testing.T) {
	r := rand.New(rand.NewPCG(12, 13))
	for history := range 400 {
		p := Default
		if history%2 == 1 {
			p = anyParams(r)
		}
		m := unknown(&p)
		var cards [4]Card
		at, leaning := morning, r.Float64()
		for range 150 {
			at = at.Add(time.Duration((math.Pow(10, r.Float64()*5-2) - 1) * float64(time.Hour)))
			g := Again
			if r.Float64() < leaning {
				g = Grade(2 + r.IntN(3))
			}
			a := Answer{Grade: g, At: at, Form: Form(r.IntN(int(forms) + 1)), Took: time.Duration(math.Exp(r.Float64()*30) * float64(time.Microsecond))}
			i := r.IntN(len(cards))
			cards[i] = m.Review(cards[i], a)
			if err := cards[i].Valid(); err != nil {
				t.Fatal(err)
			}
			if err := errors.Join(m.Usual.valid(1), m.Learner.valid(ownShare)); err != nil {
				t.Fatal(err)
			}
		}
		for _, c := range cards {
			if c.Reviews == 0 {
				continue
			}
			before := 1.0
			for day := 0.0; day < 1e5; day = day*3 + 0.1 {
				recall := m.Recall(c, c.Last.Add(time.Duration(day*float64(aDay))))
				if !(recall >= 0 && recall <= before) {
					t.Fatalf("history %d: recall %v after %v days follows %v: %+v", history, recall, day, before, c)
				}
				before = recall
			}
			early, late := p.dueAt(c, maxByMind), p.dueAt(c, minRetention)
			for _, retention := range []float64{0, .7, .8, .9, .97, 1, math.NaN()} {
				due := m.Due(c, retention)
				if due.Before(early) || due.After(late) {
					t.Fatalf("history %d: due %v, outside %v to %v", history, due, early, late)
				}
				if due.After(early) && due.Before(late) && due.Sub(c.Last) > time.Hour {
					if got := m.Recall(c, due); math.Abs(got-wanted(retention)) > 1e-4 {
						t.Fatalf("history %d: recall when due is %v, want %v: %+v", history, got, wanted(retention), c)
					}
				}
			}
		}
		var learner Learner
		if err := learner.UnmarshalBinary(m.Learner.AppendBinary(nil)); err != nil || learner != *m.Learner {
			t.Fatalf("history %d: the learner was read as %+v, %v", history, learner, err)
		}
		var usual Usual
		if err := usual.UnmarshalBinary(m.Usual.AppendBinary(nil)); err != nil || usual != *m.Usual {
			t.Fatalf("history %d: what is usual was read as %+v, %v", history, usual, err)
		}
	}
}

func TestUsualTime(t *testing.T) {
	m := unknown(&Default)
	c := Card{}
	at := morning
	answer := func(f Form, took time.Duration) {
		at = at.Add(time.Minute)
		c = m.Review(c, Answer{Grade: Good, At: at, Form: f, Took: took})
	}
	for range paceKnown - 1 {
		answer(Written, 8*time.Second)
	}
	if _, known := m.Learner.pace[Written].lag(50 * time.Second); known {
		t.Error("nine answers are called usual; ten make one")
	}
	if c.Hesitation != 0 {
		t.Errorf("hesitation %v before anything is usual", c.Hesitation)
	}
	answer(Written, 8*time.Second)

	rows := []struct {
		name  string
		form  Form
		took  time.Duration
		lag   float64 // ln of the ratio, cut at -1 and 1
		known bool
	}{
		{"the usual time is no lag", Written, 8 * time.Second, 0, true},
		{"twice the usual time is ln 2", Written, 16 * time.Second, math.Ln2, true},
		{"four times the usual time is cut", Written, 32 * time.Second, 1, true},
		{"a tenth of it is cut as well", Written, 800 * time.Millisecond, -1, true},
		{"more than ten times the usual is an absence", Written, 90 * time.Second, 1, false},
		{"a time not measured says nothing", Written, 0, 0, false},
		{"another form has its own usual time", Chosen, 41 * time.Second, 0, false},
	}
	for _, r := range rows {
		t.Run(r.name, func(t *testing.T) {
			lag, known := m.Learner.pace[r.form].lag(r.took)
			if known != r.known || known && math.Abs(lag-r.lag) > 1e-9 {
				t.Errorf("lag %v, known %v", lag, known)
			}
		})
	}

	t.Run("a form that does not exist changes no usual time", func(t *testing.T) {
		before := *m.Learner
		m.Review(c, Answer{Grade: Good, At: at, Form: forms, Took: 41 * time.Second})
		if m.Learner.pace != before.pace {
			t.Error("it did")
		}
	})
	t.Run("half an hour away once is forgotten", func(t *testing.T) {
		before, usual := c.Hesitation, m.Learner.pace[Written].usual
		answer(Written, 30*time.Minute)
		if c.Hesitation != before || m.Learner.pace[Written].usual != usual {
			t.Errorf("hesitation went from %v to %v, the usual time to %v s", before, c.Hesitation, math.Exp(m.Learner.pace[Written].usual))
		}
	})
	t.Run("a slow right answer is a hesitation, at most one", func(t *testing.T) {
		answer(Written, 60*time.Second)
		if c.Hesitation < .49 || c.Hesitation > .5 {
			t.Errorf("hesitation %v, want half of 1", c.Hesitation)
		}
	})
	t.Run("someone who needs longer from now on is not slow for long", func(t *testing.T) {
		for range 300 {
			answer(Written, 48*time.Second)
		}
		if math.Abs(c.Hesitation) > .15 {
			t.Errorf("after 300 answers of 48 s that still counts as slow: hesitation %v", c.Hesitation)
		}
	})
}

func TestBadMindsAreRefusedAndHarmNothing(t *testing.T) {
	m, _ := followed(simulated{weights: Default}.answers(30, rand.New(rand.NewPCG(1, 1))))
	const learner, usual = 245, 221 // as documented
	nan := []byte{0, 0, 0, 0, 0, 0, 0xf8, 0x7f}
	rows := []struct {
		name  string
		at    int // where bytes are changed
		to    []byte
		alone bool // of a learner alone
	}{
		{"a later version", 0, []byte{bendVersion + 1}, false},
		{"more reviews than can be", 4, []byte{0xff}, false},
		{"moved without a review", 1, []byte{0, 0, 0, 0}, false},
		{"a number that is NaN", 5, nan, false},
		{"a number out of range", 5 + 6, []byte{0x20, 0x40}, false},
		{"a variance that is NaN", 5 + 8*features, nan, false},
		{"a covariance that is NaN", 5 + 8*features + 8, nan, false},
		{"a variance of zero", 5 + 8*features, make([]byte, 8), false},
		{"a variance above its prior", 5 + 8*features + 6, []byte{0xf0, 0x3f}, false},
		{"a usual time that is NaN", usual, nan, true},
		{"more answers than can be", usual + 11, []byte{0xff}, true},
	}
	refuse := func(t *testing.T, b []byte, alone bool) {
		t.Helper()
		read := *m.Learner
		if err := read.UnmarshalBinary(b); err == nil || read != *m.Learner {
			t.Errorf("a learner: %v; changed: %v", err, read != *m.Learner)
		}
		if alone {
			return
		}
		is := *m.Usual
		if err := is.UnmarshalBinary(b[:min(len(b), usual)]); err == nil || is != *m.Usual {
			t.Errorf("what is usual: %v; changed: %v", err, is != *m.Usual)
		}
	}
	sound := m.Learner.AppendBinary(nil)
	if got := len(m.Usual.AppendBinary(nil)); len(sound) != learner || got != usual {
		t.Errorf("a learner takes %d bytes and what is usual %d, the documentation says %d and %d", len(sound), got, learner, usual)
	}
	for _, r := range rows {
		t.Run(r.name, func(t *testing.T) {
			b := bytes.Clone(sound)
			copy(b[r.at:], r.to)
			refuse(t, b, r.alone)
		})
	}
	t.Run("nothing", func(t *testing.T) { refuse(t, nil, false) })
	t.Run("the version alone", func(t *testing.T) { refuse(t, sound[:1], false) })
	t.Run("a byte too few", func(t *testing.T) { refuse(t, sound[:usual-1], false) })
	t.Run("a byte too many", func(t *testing.T) { refuse(t, append(bytes.Clone(sound), 0), true) })
}

// A new learner in a workspace is taken to be like the others there.
func TestNewLearnerIsTakenToBeLikeTheOthers(t *testing.T) {
	forgetful := simulated{weights: Default, bias: -1}
	usual := new(Usual)
	for seed := range uint64(5) {
		Mind{&Default, usual, &Learner{}}.follow(forgetful.answers(40, rand.New(rand.NewPCG(seed, 80))))
	}
	answers := forgetful.answers(20, rand.New(rand.NewPCG(9, 80)))
	_, alone := followed(answers)
	if among := (Mind{&Default, usual, &Learner{}}).follow(answers); among > alone-.01 {
		t.Errorf("log loss %.4f among others who are alike, %.4f alone: expected a clear gain", among, alone)
	}
}

func FuzzUnmarshalLearner(f *testing.F) {
	f.Add([]byte{})
	f.Add((&Learner{}).AppendBinary(nil))
	m, _ := followed(simulated{weights: Default}.answers(20, rand.New(rand.NewPCG(1, 1))))
	f.Add(m.Learner.AppendBinary(nil))
	card := Default.Review(Card{}, Good, morning)
	f.Fuzz(func(t *testing.T, b []byte) {
		m := unknown(&Default)
		if m.Learner.UnmarshalBinary(b) != nil {
			return
		}
		if again := m.Learner.AppendBinary(nil); !bytes.Equal(again, b) {
			t.Errorf("% x was read, % x written", b, again)
		}
		c := m.Review(card, Answer{Grade: Again, At: morning.Add(4 * aDay), Took: 9 * time.Second})
		if err := errors.Join(c.Valid(), m.Usual.valid(1), m.Learner.valid(ownShare)); err != nil {
			t.Error(err)
		}
		if p := m.Recall(c, morning.Add(9*aDay)); !(p >= 0 && p <= 1) {
			t.Errorf("recall %v", p)
		}
	})
}
