package review

import (
	"math"
	"math/rand/v2"
	"strconv"
	"time"
)

// taken is an answer of a simulated learner.
type taken struct {
	card string
	Answer
}

// simulated is a learner whose memory follows FSRS-6 with some weights, bent in
// logits, who meets two cards a day and reviews what is due by the defaults,
// give or take. slowWhenWeak makes right answers on weak memories take longer
// and such cards likelier to be forgotten next time.
type simulated struct {
	weights      Params
	bias         float64
	slowWhenWeak bool
}

func (s simulated) answers(days int, r *rand.Rand) []taken {
	type card struct {
		truth, seen Card
		weak        float64 // of the card, in logits
		due         time.Time
	}
	var cards []card
	var all []taken
	for day := range days {
		at := morning.Add(time.Duration(day) * aDay)
		cards = append(cards, card{weak: r.NormFloat64(), due: at}, card{weak: r.NormFloat64(), due: at})
		for i := range cards {
			c := &cards[i]
			if c.due.After(at) {
				continue
			}
			took := time.Duration(4 * math.Exp(r.NormFloat64()*0.5) * float64(time.Second))
			at = at.Add(took)
			recall := 0.7 // of what was learnt just before
			if c.truth.Reviews > 0 {
				recall = logistic(logit(within(s.weights.Recall(c.truth, at), .001, .999)) + s.bias)
				if s.slowWhenWeak {
					recall = logistic(logit(recall) - c.weak)
				}
			}
			if s.slowWhenWeak {
				took = time.Duration(float64(took) * math.Exp(c.weak/2))
			}
			g := Again
			if r.Float64() < recall {
				g = Grade(2 + r.IntN(3))
			}
			c.truth, c.seen = s.weights.Review(c.truth, g, at), Default.Review(c.seen, g, at)
			c.due = Default.Due(c.seen, 0.7+0.27*r.Float64())
			all = append(all, taken{strconv.Itoa(i), Answer{Grade: g, At: at, Took: took}})
		}
	}
	return all
}

// histories is the answers as a fit takes them.
func histories(answers []taken) *Histories {
	h := new(Histories)
	for _, a := range answers {
		h.Add(a.card, a.Grade, a.At)
	}
	return h
}

// lossOf is the mean log loss of weights on the answers of later days.
func lossOf(p Params, answers []taken) float64 {
	sum, n := 0.0, 0.0
	cards := map[string]Card{}
	for _, a := range answers {
		c := cards[a.card]
		if c.Reviews > 0 && days(c.Last, a.At) >= sameDay {
			sum += loss(p.Recall(c, a.At), a.Grade)
			n++
		}
		cards[a.card] = p.Review(c, a.Grade, a.At)
	}
	return sum / n
}

// unknown is a mind of which nothing is known.
func unknown(p *Params) Mind { return Mind{p, &Usual{}, &Learner{}} }

// followed is what a mind has become after the answers, and the mean log loss of
// the predictions made of them one by one.
func followed(answers []taken) (m Mind, meanLoss float64) {
	m = unknown(&Default)
	return m, m.follow(answers)
}

// follow takes in answers and returns the mean log loss of the predictions.
func (m Mind) follow(answers []taken) float64 {
	sum, n := 0.0, 0.0
	cards := map[string]Card{}
	for _, a := range answers {
		c := cards[a.card]
		if c.Reviews > 0 && days(c.Last, a.At) >= sameDay {
			sum += loss(m.Recall(c, a.At), a.Grade)
			n++
		}
		cards[a.card] = m.Review(c, a.Answer)
	}
	return sum / n
}

// quickForgetter is a learner far from the defaults, within what people are.
func quickForgetter() Params {
	p := Default
	p[2], p[8], p[11], p[20] = 1, 1.2, 0.9, 0.35
	return p
}
