package review

import (
	"errors"
	"math"
	"math/rand/v2"
	"strconv"
	"testing"
	"time"
)

// TestTracerFollowsReview holds the formulas of the fit against those in use,
// and their derivatives against differences.
func TestTracerFollowsReview(t *testing.T) {
	r := rand.New(rand.NewPCG(20, 21))
	for history := range 300 {
		p := Default
		if history%2 == 1 {
			p = anyParams(r)
		}
		type review struct {
			g       Grade
			elapsed float64
		}
		var reviews []review
		for range 8 {
			reviews = append(reviews, review{Grade(1 + r.IntN(4)), math.Pow(10, r.Float64()*4-1.5)})
		}
		// follow is stability, difficulty and the recall before the last review.
		follow := func(p Params) (m memory, last traced) {
			tr := newTracer(p)
			m = tr.first(reviews[0].g)
			for _, v := range reviews[1:] {
				last = tr.recall(&m, v.elapsed)
				m = tr.next(&m, &event{elapsed: v.elapsed, grade: v.g}, &last)
			}
			return m, last
		}
		m, last := follow(p)

		var c Card
		at := morning
		for i, v := range reviews {
			if i > 0 {
				at = at.Add(time.Duration(v.elapsed * float64(aDay)))
			}
			c = p.Review(c, v.g, at)
		}
		if d := math.Abs(c.Stability/m.stability.value - 1); !(d < 1e-4) { // Review counts whole milliseconds
			t.Fatalf("history %d: stability %v in the fit, %v in use, by %v", history, m.stability.value, c.Stability, p)
		}
		if d := math.Abs(c.Difficulty - m.difficulty.value); !(d < 1e-9) {
			t.Fatalf("history %d: difficulty %v in the fit, %v in use", history, m.difficulty.value, c.Difficulty)
		}

		for i := range p {
			const by = 1e-6
			low, high := p, p
			low[i] -= by
			high[i] += by
			a, lastA := follow(low)
			b, lastB := follow(high)
			for _, x := range []struct {
				name       string
				got        traced
				here, a, b float64
			}{
				{"stability", m.stability, m.stability.value, a.stability.value, b.stability.value},
				{"difficulty", m.difficulty, m.difficulty.value, a.difficulty.value, b.difficulty.value},
				{"recall", last, last.value, lastA.value, lastB.value},
			} {
				// Where a bound is met the slopes to the left and right differ, and
				// either may be right.
				left, right := (x.here-x.a)/by, (x.b-x.here)/by
				scale := 1 + math.Abs(left) + math.Abs(right)
				if math.Abs(left-right) > 1e-3*scale {
					continue
				}
				if math.Abs(x.got.by[i]-(left+right)/2) > 2e-3*scale {
					t.Fatalf("history %d: %s by w%d is %v, differences say %v; weights %v, reviews %v", history, x.name, i, x.got.by[i], (left+right)/2, p, reviews)
				}
			}
		}
	}
}

// A fit must do at least as well on what it was given as the weights that made
// it, and nearly as well on what it was not.
func TestFitFindsWhatAnswersWereMadeOf(t *testing.T) {
	truth := quickForgetter()
	given := simulated{weights: truth}.answers(220, rand.New(rand.NewPCG(30, 31)))
	other := simulated{weights: truth}.answers(220, rand.New(rand.NewPCG(32, 33)))
	fitted, report, err := Fit(histories(given), Default)
	if err != nil {
		t.Fatal(err)
	}
	if err := fitted.Valid(); err != nil {
		t.Error(err)
	}
	t.Logf("%+v", report)
	if got, want := lossOf(fitted, given), lossOf(truth, given); got > want+.001 {
		t.Errorf("log loss %.4f on the answers fitted to, the truth has %.4f", got, want)
	}
	got, want, before := lossOf(fitted, other), lossOf(truth, other), lossOf(Default, other)
	if got > want+.005 || got > before-.01 {
		t.Errorf("log loss %.4f on other answers; the truth has %.4f, the defaults %.4f", got, want, before)
	}
	if math.Abs(report.After-lossOf(fitted, given)) > 1e-6 || math.Abs(report.Before-lossOf(Default, given)) > 1e-6 {
		t.Errorf("reported log loss %.6f before and %.6f after, measured %.6f and %.6f", report.Before, report.After, lossOf(Default, given), lossOf(fitted, given))
	}
	again, _, err := Fit(histories(given), fitted)
	if err != nil {
		t.Fatal(err)
	}
	if d := distance(fitted, again); d > .05 {
		t.Errorf("a fit that begins at its own result ends %.3f spreads away", d)
	}
}

// distance is how far apart weights are, in spreads.
func distance(a, b Params) float64 {
	sum := 0.0
	for i := range a {
		d := (a[i] - b[i]) / spreads[i]
		sum += d * d
	}
	return math.Sqrt(sum)
}

func TestMoreReviewsMoveTheFitMore(t *testing.T) {
	given := simulated{weights: quickForgetter()}.answers(220, rand.New(rand.NewPCG(40, 41)))
	moved := 0.0
	for _, n := range []int{30, 300, len(given)} {
		fitted, report, err := Fit(histories(given[:n]), Default)
		if err != nil {
			t.Fatal(err)
		}
		d := distance(fitted, Default)
		t.Logf("%d reviews, %d scored: %.3f spreads", n, report.Scored, d)
		if d <= moved {
			t.Errorf("%d reviews moved the weights by %.3f spreads, fewer of them by %.3f", n, d, moved)
		}
		if n == 30 && d > .5 {
			t.Errorf("%d scored reviews moved the weights by %.3f spreads; so few should hardly do", report.Scored, d)
		}
		moved = d
	}
}

// TestFitOfAnythingIsValid is for logs that no memory could have made.
func TestFitOfAnythingIsValid(t *testing.T) {
	r := rand.New(rand.NewPCG(50, 51))
	grades := map[string]func() Grade{
		"all forgotten":    func() Grade { return Again },
		"all easy":         func() Grade { return Easy },
		"all hard":         func() Grade { return Hard },
		"a coin":           func() Grade { return Grade(1 + 2*r.IntN(2)) },
		"drawn":            func() Grade { return Grade(1 + r.IntN(4)) },
		"some that are no": func() Grade { return Grade(r.IntN(6)) },
	}
	gaps := map[string]func() time.Duration{
		"at once":      func() time.Duration { return 0 },
		"daily":        func() time.Duration { return aDay },
		"after years":  func() time.Duration { return 3000 * aDay },
		"of all kinds": func() time.Duration { return time.Duration(math.Pow(10, 9+r.Float64()*8)) },
		"and back":     func() time.Duration { return time.Duration(r.NormFloat64() * 20 * float64(aDay)) },
	}
	for grading, grade := range grades {
		for apart, gap := range gaps {
			t.Run(grading+", "+apart, func(t *testing.T) {
				var h Histories
				for card := range 30 {
					at := morning
					for range 12 {
						h.Add(strconv.Itoa(card), grade(), at)
						at = at.Add(gap())
					}
				}
				start := anyParams(r)
				fitted, report, err := Fit(&h, start)
				if errors.Is(err, ErrNoReviews) && h.Scored() == 0 {
					return
				}
				if err != nil {
					t.Fatal(err)
				}
				if err := fitted.Valid(); err != nil {
					t.Error(err)
				}
				if !(report.After >= 0) || report.Scored != h.Scored() {
					t.Errorf("%d scored reviews, report %+v", h.Scored(), report)
				}
			})
		}
	}
}

func TestFitNeedsReviewsAndAValidStart(t *testing.T) {
	var h Histories
	h.Add("c", Good, morning)
	h.Add("c", Good, morning.Add(time.Hour))
	if _, _, err := Fit(&h, Default); !errors.Is(err, ErrNoReviews) {
		t.Errorf("a fit to reviews of one day gave %v", err)
	}
	h.Add("c", Good, morning.Add(aDay))
	start := Default
	start[4] = math.NaN()
	if _, _, err := Fit(&h, start); err == nil {
		t.Error("weights that are NaN passed as a start")
	}
	if h.Len() != 3 || h.Scored() != 1 {
		t.Errorf("%d reviews, %d scored; want 3 and 1", h.Len(), h.Scored())
	}
}

func TestOrderOfCardsDoesNotMatter(t *testing.T) {
	given := simulated{weights: Default}.answers(60, rand.New(rand.NewPCG(60, 61)))
	one := histories(given)
	other := new(Histories)
	for i := range one.cards {
		other.cards = append(other.cards, one.cards[len(one.cards)-1-i])
	}
	a, _, errA := Fit(one, Default)
	b, _, errB := Fit(other, Default)
	if err := errors.Join(errA, errB); err != nil {
		t.Fatal(err)
	}
	if d := distance(a, b); d > 1e-6 {
		t.Errorf("the order of cards moved the fit by %v spreads", d)
	}
}

func TestRefit(t *testing.T) {
	of := func(s simulated, n int) *Histories {
		return histories(s.answers(n, rand.New(rand.NewPCG(70, 71))))
	}
	rows := []struct {
		name   string
		h      *Histories
		better bool
	}{
		{"few reviews are left alone, however different the learner", of(simulated{weights: quickForgetter()}, 30), false},
		{"a learner as expected keeps the parameters", of(simulated{weights: Default}, 200), false},
		{"a learner far from what is expected gets others", of(simulated{weights: quickForgetter()}, 200), true},
	}
	for _, r := range rows {
		t.Run(r.name, func(t *testing.T) {
			p, better, report, err := Refit(t.Context(), r.h, Default)
			if err != nil {
				t.Fatal(err)
			}
			t.Logf("%d scored: %+v", r.h.Scored(), report)
			if better != r.better {
				t.Fatalf("better: %v, report %+v", better, report)
			}
			if (p != Default) != better {
				t.Errorf("better is %v and the parameters are %v", better, p)
			}
			if err := p.Valid(); err != nil {
				t.Error(err)
			}
			if better && report.Fitted >= report.Current {
				t.Errorf("better, but held-back log loss is %.4f, before %.4f", report.Fitted, report.Current)
			}
		})
	}
}

// A second re-fit on the same log must not find itself better than itself.
func TestRefitSettles(t *testing.T) {
	h := histories(simulated{weights: quickForgetter()}.answers(200, rand.New(rand.NewPCG(70, 71))))
	p, better, _, err := Refit(t.Context(), h, Default)
	if err != nil || !better {
		t.Fatalf("the first re-fit: better %v, %v", better, err)
	}
	if _, better, report, err := Refit(t.Context(), h, p); err != nil || better {
		t.Errorf("the second re-fit: better %v, %v, %+v", better, err, report)
	}
}
