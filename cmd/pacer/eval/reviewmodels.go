package eval

import (
	"context"
	"math"

	"pacer/coach/review"
)

// foreseer predicts reviews and learns from them, in the order of time.
type foreseer interface {
	name() string
	// predict is the chance that the card is recalled. It does not look at what
	// the answer was or how long it took.
	predict(*reviewRow) float64
	learn(*reviewRow)
}

// ownForeseer is Pacer's: FSRS-6, and on top of it what is learnt of the
// learners of the log, who are taken for one workspace, and of each.
type ownForeseer struct {
	params   review.Params
	usual    review.Usual
	cards    []review.Card
	learners []review.Learner
}

func newOwnForeseer(log *reviewLog, p review.Params) *ownForeseer {
	return &ownForeseer{params: p, cards: make([]review.Card, log.cards), learners: make([]review.Learner, log.learners)}
}

func (m *ownForeseer) name() string { return ownName }

func (m *ownForeseer) mind(r *reviewRow) review.Mind {
	return review.Mind{Params: &m.params, Usual: &m.usual, Learner: &m.learners[r.learner]}
}

func (m *ownForeseer) predict(r *reviewRow) float64 {
	return m.mind(r).Recall(m.cards[r.card], r.at)
}

func (m *ownForeseer) learn(r *reviewRow) {
	m.cards[r.card] = m.mind(r).Review(m.cards[r.card], review.Answer{Grade: r.grade, At: r.at, Took: r.took})
}

// plainForeseer is FSRS-6 alone.
type plainForeseer struct {
	called string
	params review.Params
	cards  []review.Card
}

func newPlainForeseer(log *reviewLog, called string, p review.Params) *plainForeseer {
	return &plainForeseer{called, p, make([]review.Card, log.cards)}
}

func (m *plainForeseer) name() string { return m.called }

func (m *plainForeseer) predict(r *reviewRow) float64 {
	return m.params.Recall(m.cards[r.card], r.at)
}

func (m *plainForeseer) learn(r *reviewRow) {
	m.cards[r.card] = m.params.Review(m.cards[r.card], r.grade, r.at)
}

// reviewBaselines are the models that others use; what they need a fit for is
// fitted to the scoreable reviews before one.
func reviewBaselines(ctx context.Context, log *reviewLog, half int) ([]foreseer, error) {
	earlier := log.before(half)
	hlr, err := fitHalfLife(ctx, log, earlier)
	if err != nil {
		return nil, err
	}
	return []foreseer{newMeanForeseer(earlier), hlr, newSM2(log)}, nil
}

// meanForeseer says the same of every review: how many of the earlier ones were
// recalled, with one imaginary recall and one lapse.
type meanForeseer float64

func newMeanForeseer(earlier []reviewRow) meanForeseer {
	recalled, n := 1.0, 2.0
	for i := range earlier {
		if earlier[i].isScoreable() {
			n++
			recalled += truth(earlier[i].grade > review.Again)
		}
	}
	return meanForeseer(recalled / n)
}

func (meanForeseer) name() string                 { return "mean" }
func (m meanForeseer) predict(*reviewRow) float64 { return float64(m) }
func (meanForeseer) learn(*reviewRow)             {}

// halfLife is half-life regression (Settles and Meeder 2016): recall is
// 2^(-t/h), where log2 of the half-life h is linear in the roots of how often
// the card was recalled and how often not.
type halfLife struct {
	weights [3]float64
	counts  [][2]float64 // of each card: recalled, not recalled
}

// The shortest and the longest half-life, in days: a quarter of an hour and
// nine months, as in the source.
const (
	shortestHalfLife = 15.0 / (24 * 60)
	longestHalfLife  = 274
)

func (*halfLife) name() string { return "half-life regression" }

func (m *halfLife) features(r *reviewRow) [3]float64 {
	c := m.counts[r.card]
	return [3]float64{1, math.Sqrt(1 + c[0]), math.Sqrt(1 + c[1])}
}

func (m *halfLife) predict(r *reviewRow) float64 {
	x, sum := m.features(r), 0.0
	for i, w := range m.weights {
		sum += w * x[i]
	}
	h := min(max(math.Exp2(sum), shortestHalfLife), longestHalfLife)
	return math.Exp2(-float64(r.interval) / h)
}

func (m *halfLife) learn(r *reviewRow) {
	if r.grade > review.Again {
		m.counts[r.card][0]++
	} else {
		m.counts[r.card][1]++
	}
}

// fitHalfLife fits the weights to rows by their log loss, with a little
// shrinkage towards a half-life of a day.
func fitHalfLife(ctx context.Context, log *reviewLog, rows []reviewRow) (*halfLife, error) {
	m := &halfLife{counts: make([][2]float64, log.cards)}
	type sample struct {
		x        [3]float64
		interval float64
		recalled bool
	}
	var samples []sample
	for i := range rows {
		if r := &rows[i]; r.isScoreable() {
			samples = append(samples, sample{m.features(r), float64(r.interval), r.grade > review.Again})
		}
		m.learn(&rows[i])
	}
	const shrinkage = 1
	objective := func(w, slope []float64) float64 {
		loss := 0.0
		for i := range w {
			loss += shrinkage * w[i] * w[i] / 2
			slope[i] = shrinkage * w[i]
		}
		for _, s := range samples {
			decades := w[0]*s.x[0] + w[1]*s.x[1] + w[2]*s.x[2]
			rate := s.interval * math.Exp2(-decades) // half-lives that passed
			byRate := math.Ln2                       // of the loss of a recall, which is ln 2 times rate
			if s.recalled {
				loss += rate * math.Ln2
			} else {
				forgot := max(-math.Expm1(-rate*math.Ln2), leastChance)
				loss -= math.Log(forgot)
				byRate = -math.Ln2 * (1 - forgot) / forgot
			}
			for i := range slope {
				slope[i] -= byRate * rate * math.Ln2 * s.x[i]
			}
		}
		return loss
	}
	w, bend := []float64{3, 0, 0}, make([]float64, len(m.weights))
	for i := range bend {
		bend[i] = shrinkage
		for _, s := range samples {
			bend[i] += s.x[i] * s.x[i] / 10 // a tenth: the usual p (1-p)
		}
	}
	if err := minimise(ctx, objective, w, bend, 200); err != nil {
		return nil, err
	}
	m.weights = [3]float64(w)
	m.counts = make([][2]float64, log.cards)
	return m, nil
}

// sm2 is SuperMemo 2 (Wozniak 1990), which knows intervals and no chances: that
// of recall is taken to be .9 when its interval ends and to fall exponentially.
type sm2 []struct {
	ease, interval float64 // interval in days; 0 before the first review
	streak         int
}

func newSM2(log *reviewLog) sm2 {
	return make(sm2, log.cards)
}

func (sm2) name() string { return "SM-2" }

func (m sm2) predict(r *reviewRow) float64 {
	return math.Pow(0.9, float64(r.interval)/m[r.card].interval)
}

// learn takes in the first review of a day.
func (m sm2) learn(r *reviewRow) {
	c := &m[r.card]
	if c.interval > 0 && !r.isScoreable() {
		return
	}
	if c.interval == 0 {
		c.ease = 2.5
	}
	switch c.streak++; {
	case r.grade == review.Again:
		c.streak, c.interval = 0, 1
	case c.streak == 1:
		c.interval = 1
	case c.streak == 2:
		c.interval = 6
	default:
		c.interval *= c.ease
	}
	// Its scale of quality goes to 5; 3 is the least that is a recall.
	short := 5 - (float64(r.grade) + 1)
	c.ease = max(1.3, c.ease+0.1-short*(0.08+short*0.02))
	c.interval = min(c.interval, 36500)
}
