package eval

import "math"

// Features is a set of what a regression looks at.
type Features uint8

// The sets, each in the words of those who published it. Recency and gaps are
// those of learner models in general: what was last, and how long ago.
const (
	// PFA: the skill, and the right and wrong answers on it (Pavlik, Cen and
	// Koedinger, "Performance factors analysis", AIED 2009); here by their
	// logarithms, since plain counts run away on long practice.
	PFA Features = iota
	// PFARecency: PFA and what was last.
	PFARecency
	// BestLR: which item, which skills, and by logarithm how many answers and how
	// many right ones there were before: to the item, on the skill, altogether (Gervet, Koedinger, Schneider and Mitchell, "When
	// is deep learning the best approach to knowledge tracing?", JEDM 12, 2020).
	BestLR
	// BestLRRecency: Best-LR and what was last.
	BestLRRecency
	// BestLRGaps: Best-LR, what was last, and how long ago.
	BestLRGaps
)

func (f Features) String() string {
	return [...]string{"PFA", "PFA + recency", "Best-LR", "Best-LR + recency", "Best-LR + recency + gaps"}[f]
}

func (f Features) hasItems() bool   { return f >= BestLR }
func (f Features) hasRecency() bool { return f == PFARecency || f >= BestLRRecency }
func (f Features) hasGaps() bool    { return f == BestLRGaps }

// layout is where the weights stand: first those that all rows share, then one
// for each item, one for each skill, and three for each unit.
type layout struct {
	set                  Features
	shared               int
	items, skills, units int
}

// The shared features of each group, besides the constant.
const (
	countShared   = 6
	recencyShared = 16
	gapShared     = 8
)

func newLayout(set Features, items, skills, units int) layout {
	l := layout{set: set, shared: 1, skills: skills, units: units}
	if set.hasItems() {
		l.items, l.shared = items, l.shared+countShared
	}
	if set.hasRecency() {
		l.shared += recencyShared
	}
	if set.hasGaps() {
		l.shared += gapShared
	}
	return l
}

func (l layout) size() int { return l.shared + l.items + l.skills + 3*l.units }

// past is what a learner did before.
type past struct {
	all    trail
	items  map[int32]tally
	units  map[int32]*trail
	before int32   // unit of the last answer, -1 if there is none
	same   float64 // answers in a row on that unit
}

// trail is how a kind of answers went, in all and of late.
type trail struct {
	tally
	run  float64    // right ones in a row
	last [3]float64 // the last three, the latest first: 1 right, -1 wrong, 0 none
	fast decayed
	slow decayed
	at   int64 // of the last
}

// decayed is a mean that forgets.
type decayed struct{ right, n float64 }

func (d *decayed) add(right bool, keep float64) {
	d.right = keep*d.right + truth(right)
	d.n = keep*d.n + 1
}

// usual is the share of right answers that one imaginary answer stands for
// where there are few.
const usual = 0.65

// rate is the mean as it stands apart from the usual.
func rate(right, n float64) float64 { return (right+usual)/(n+1) - usual }

// How much of the past each answer leaves.
const (
	fastKeep = 0.7
	slowKeep = 0.9
)

func newPast() *past {
	return &past{all: trail{at: NoTime}, items: map[int32]tally{}, units: map[int32]*trail{}, before: -1}
}

// add takes in an answer.
func (p *past) add(row *Row, unit int32) {
	t := p.items[row.Item]
	t.add(row.Right)
	p.items[row.Item] = t
	p.all.take(row)
	if p.units[unit] == nil {
		p.units[unit] = &trail{at: NoTime}
	}
	p.units[unit].take(row)
	if p.before != unit {
		p.before, p.same = unit, 0
	}
	p.same++
}

func (t *trail) take(row *Row) {
	t.add(row.Right)
	t.run++
	if !row.Right {
		t.run = 0
	}
	t.last = [3]float64{2*truth(row.Right) - 1, t.last[0], t.last[1]}
	t.fast.add(row.Right, fastKeep)
	t.slow.add(row.Right, slowKeep)
	if row.At != NoTime {
		t.at = row.At
	}
}

// features appends those of a row.
func (l layout) features(out []feature, row *Row, unit int32, p *past) []feature {
	place := int32(0)
	shared := func(values ...float64) {
		for _, v := range values {
			out = append(out, feature{place, float32(v)})
			place++
		}
	}
	item, skill := p.items[row.Item], &trail{at: NoTime}
	if t := p.units[unit]; t != nil {
		skill = t
	}
	shared(1)
	if l.set.hasItems() {
		for _, t := range [3]tally{item, skill.tally, p.all.tally} {
			shared(math.Log1p(t.right), math.Log1p(t.n))
		}
	}
	if l.set.hasRecency() {
		for _, t := range [2]*trail{skill, &p.all} {
			shared(rate(t.fast.right, t.fast.n), rate(t.slow.right, t.slow.n), rate(t.right, t.n))
			shared(t.last[:]...)
			shared(math.Log1p(t.run))
		}
		same := 0.0
		if p.before == unit {
			same = p.same
		}
		shared(math.Log1p(same), float64(len(row.Skills)))
	}
	if l.set.hasGaps() {
		shared(gap(skill.at, row.At)...)
		shared(gap(p.all.at, row.At)...)
	}
	first := int32(l.shared)
	if int(row.Item) < l.items {
		out = append(out, feature{first + row.Item, 1})
	}
	first += int32(l.items)
	for _, s := range row.Skills {
		if int(s) < l.skills {
			out = append(out, feature{first + s, 1})
		}
	}
	if int(unit) >= l.units {
		return out
	}
	first += int32(l.skills) + 3*unit
	out = append(out, feature{first, 1})
	if skill.n > 0 {
		right, other := math.Log1p(skill.right), math.Log1p(skill.n)
		if !l.set.hasItems() { // PFA counts right and wrong answers
			other = math.Log1p(skill.n - skill.right)
		}
		out = append(out, feature{first + 1, float32(right)}, feature{first + 2, float32(other)})
	}
	return out
}

// gap is what the time since an answer says: its logarithm in minutes, and
// whether it was more than an hour, a day or not known.
func gap(before, now int64) []float64 {
	if before == NoTime || now == NoTime {
		return []float64{3: 1}
	}
	minutes := float64(now-before) / 60_000
	return []float64{math.Log1p(minutes) / 5, truth(minutes > 60), truth(minutes > 24*60), 0}
}
