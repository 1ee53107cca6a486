package review

import "math"

// weights is the number of weights.
const weights = len(Params{})

// gradient is the derivatives of a number by each of the weights.
type gradient [weights]float64

// traced is a number with its derivatives by the weights.
type traced struct {
	value float64
	by    gradient
}

// kept is the number within bounds. At a bound nothing moves it.
func (t traced) kept(low, high float64) traced {
	if value := within(t.value, low, high); value != t.value {
		return traced{value: value}
	}
	return t
}

// memory is a card's stability and difficulty.
type memory struct{ stability, difficulty traced }

// tracer follows cards through their reviews as [Params.Review] does, with the
// derivatives of all it computes (forward mode): each formula here is one of
// params.go, differentiated.
type tracer struct {
	Params
	factor, byDecay float64 // of the curve: factor, and its derivative by w20
	easyStart       traced  // D0(Easy)
}

func newTracer(p Params) *tracer {
	t := &tracer{Params: p}
	_, t.factor = p.curve()
	t.byDecay = (t.factor + 1) * math.Log(0.9) / (p[20] * p[20])
	t.easyStart = t.firstDifficulty(Easy)
	return t
}

// firstDifficulty is D0(G) before it is kept in range.
func (t *tracer) firstDifficulty(g Grade) traced {
	d := traced{value: t.Params.firstDifficulty(g)}
	steps := float64(g) - 1
	d.by[4] = 1
	d.by[5] = -steps * math.Exp(t.Params[5]*steps)
	return d
}

// first is the memory after a first review.
func (t *tracer) first(g Grade) memory {
	s := traced{value: t.Params[g-1]}
	s.by[g-1] = 1
	return memory{s.kept(minStability, maxStability), t.firstDifficulty(g).kept(easiest, hardest)}
}

// recall is the chance of recall after some days.
func (t *tracer) recall(m *memory, elapsed float64) traced {
	decay, s := -t.Params[20], m.stability.value
	base := 1 + t.factor*elapsed/s
	r := traced{value: math.Pow(base, decay)}
	byStability := -decay * r.value * (base - 1) / (base * s)
	for i := range r.by {
		r.by[i] = byStability * m.stability.by[i]
	}
	r.by[20] += r.value * (decay*elapsed/s*t.byDecay/base - math.Log(base))
	return r
}

// next is the memory after a review that is not the first, at recall r.
func (t *tracer) next(m *memory, e *event, r *traced) memory {
	var s traced
	switch {
	case !e.isScored():
		s = t.soon(m, e.grade)
	case e.grade == Again:
		s = t.forgotten(m, r)
	default:
		s = t.recalled(m, r, e.grade)
	}
	return memory{s.kept(minStability, maxStability), t.nextDifficulty(m, e.grade)}
}

func (t *tracer) nextDifficulty(m *memory, g Grade) traced {
	w := &t.Params
	off, d := float64(g)-3, m.difficulty.value
	moved := d - w[6]*off*(hardest-d)/9
	next := traced{value: w[7]*t.easyStart.value + (1-w[7])*moved}
	for i := range next.by {
		next.by[i] = w[7]*t.easyStart.by[i] + (1-w[7])*(1+w[6]*off/9)*m.difficulty.by[i]
	}
	next.by[6] -= (1 - w[7]) * off * (hardest - d) / 9
	next.by[7] += t.easyStart.value - moved
	return next.kept(easiest, hardest)
}

func (t *tracer) soon(m *memory, g Grade) traced {
	w, s := &t.Params, m.stability.value
	lift := float64(g) - 3 + w[18]
	growth := math.Exp(w[17]*lift) * math.Pow(s, -w[19])
	if g == Again && growth > 1 || g != Again && growth < 1 {
		return m.stability
	}
	next := traced{value: s * growth}
	for i := range next.by {
		next.by[i] = growth * (1 - w[19]) * m.stability.by[i]
	}
	next.by[17] += next.value * lift
	next.by[18] += next.value * w[17]
	next.by[19] -= next.value * math.Log(s)
	return next
}

func (t *tracer) forgotten(m *memory, r *traced) traced {
	w, s, d := &t.Params, m.stability.value, m.difficulty.value
	power := math.Pow(s+1, w[13])
	scale := w[11] * math.Pow(d, -w[12]) * math.Exp(w[14]*(1-r.value))
	next := traced{value: scale * (power - 1)}
	if most := s / math.Exp(w[17]*w[18]); most < next.value {
		next.value = most
		for i := range next.by {
			next.by[i] = most / s * m.stability.by[i]
		}
		next.by[17] -= most * w[18]
		next.by[18] -= most * w[17]
		return next
	}
	for i := range next.by {
		next.by[i] = scale*power*w[13]/(s+1)*m.stability.by[i] -
			next.value*(w[12]/d*m.difficulty.by[i]+w[14]*r.by[i])
	}
	next.by[11] += next.value / w[11]
	next.by[12] -= next.value * math.Log(d)
	next.by[13] += scale * power * math.Log(s+1)
	next.by[14] += next.value * (1 - r.value)
	return next
}

func (t *tracer) recalled(m *memory, r *traced, g Grade) traced {
	w, s, d := &t.Params, m.stability.value, m.difficulty.value
	scale := math.Exp(w[8]) * (11 - d) * math.Pow(s, -w[9])
	late := math.Expm1(w[10] * (1 - r.value))
	bonus := 1.0
	switch g {
	case Hard:
		bonus = w[15]
	case Easy:
		bonus = w[16]
	}
	growth := scale * late * bonus
	byRecall := -s * scale * bonus * w[10] * (late + 1)
	next := traced{value: s * (1 + growth)}
	for i := range next.by {
		next.by[i] = (1+growth*(1-w[9]))*m.stability.by[i] - s*growth/(11-d)*m.difficulty.by[i] + byRecall*r.by[i]
	}
	next.by[8] += s * growth
	next.by[9] -= s * growth * math.Log(s)
	next.by[10] += s * scale * bonus * (late + 1) * (1 - r.value)
	switch g {
	case Hard:
		next.by[15] += s * scale * late
	case Easy:
		next.by[16] += s * scale * late
	}
	return next
}
