package eval

import (
	"math"
)

// Features is a set of what a regression looks at.
type Features uint8

// The sets, each in the words of those who published it. Recency and gaps are
// those of learner models in general: what was last, and how long ago.
const (
	// PFA: the skill, and the right and wrong answers on it (Pavlik, Cen and
	// Koedinger, "Performance factors analysis", AIED 2009).
	PFA Features = iota
	// PFARecency: PFA and what was last.
	PFARecency
	// BestLR: item, skills, and the logarithms of right answers and attempts, per
	// item, per skill and in all (Gervet, Koedinger, Schneider and Mitchell, "When
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
// for each item, then three for each skill.
type layout struct {
	set           Features
	shared        int
	items, skills int
}

// The shared features of each group, the constant counted with the first.
const (
	countShared   = 7
	recencyShared = 16
	gapShared     = 8
)

func newLayout(set Features, items, skills int) layout {
	l := layout{set: set, shared: countShared, skills: skills}
	if set.hasItems() {
		l.items = items
	}
	if set.hasRecency() {
		l.shared += recencyShared
	}
	if set.hasGaps() {
		l.shared += gapShared
	}
	return l
}

func (l layout) size() int { return l.shared + l.items + 3*l.skills }

// past is what a learner did before.
type past struct {
	all    trail
	items  map[int32]tally
	skills map[int32]*trail
	before []int32 // skills of the last answer
	same   float64 // answers in a row on the same skills
}

// trail is how a kind of answers went, in all and of late.
type trail struct {
	tally
	run      float64    // right ones in a row
	last     [3]float64 // the last three, the latest first: 1 right, -1 wrong, 0 none
	fast     decayed
	slow     decayed
	at       int64 // of the last
	sessions float64
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
	return &past{all: trail{at: NoTime}, items: map[int32]tally{}, skills: map[int32]*trail{}}
}

// add takes in an answer.
func (p *past) add(row *Row) {
	t := p.items[row.Item]
	t.add(row.Right)
	p.items[row.Item] = t
	p.all.take(row)
	for _, s := range row.Skills {
		if p.skills[s] == nil {
			p.skills[s] = &trail{at: NoTime}
		}
		p.skills[s].take(row)
	}
	if !equal(p.before, row.Skills) {
		p.before, p.same = row.Skills, 0
	}
	p.same++
}

func equal(a, b []int32) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
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

// shares are those of the skill features of an item with several skills: the
// mean.
func (l layout) features(out []feature, row *Row, p *past) []feature {
	place := int32(0)
	shared := func(v float64) {
		out = append(out, feature{place, float32(v)})
		place++
	}
	item := p.items[row.Item]
	skill := p.skillMean(row)
	shared(1)
	shared(math.Log1p(item.right))
	shared(math.Log1p(item.n))
	shared(math.Log1p(skill.right))
	shared(math.Log1p(skill.n))
	shared(math.Log1p(p.all.right))
	shared(math.Log1p(p.all.n))
	if l.set.hasRecency() {
		for _, t := range [2]*trail{&skill, &p.all} {
			shared(rate(t.fast.right, t.fast.n))
			shared(rate(t.slow.right, t.slow.n))
			shared(t.last[0])
			shared(t.last[1])
			shared(t.last[2])
			shared(math.Log1p(t.run))
			shared(rate(t.right, t.n))
		}
		same := 0.0
		if equal(p.before, row.Skills) {
			same = p.same
		}
		shared(math.Log1p(same))
		shared(float64(len(row.Skills)))
	}
	if l.set.hasGaps() {
		for _, at := range [2]int64{skill.at, p.all.at} {
			for _, v := range gap(at, row.At) {
				shared(v)
			}
		}
	}
	if int(row.Item) < l.items {
		out = append(out, feature{int32(l.shared) + row.Item, 1})
	}
	first := int32(l.shared + l.items)
	for _, s := range row.Skills {
		if int(s) >= l.skills {
			continue
		}
		var t trail
		if has := p.skills[s]; has != nil {
			t = *has
		}
		out = append(out, feature{first + 3*s, 1})
		if t.n > 0 {
			right, other := math.Log1p(t.right), math.Log1p(t.n)
			if !l.set.hasItems() { // PFA counts right and wrong answers as they are
				right, other = t.right/10, (t.n-t.right)/10
			}
			out = append(out, feature{first + 3*s + 1, float32(right)}, feature{first + 3*s + 2, float32(other)})
		}
	}
	return out
}

// skillMean is the mean of the trails on the item's skills; its time is the
// latest.
func (p *past) skillMean(row *Row) trail {
	m := trail{at: NoTime}
	share := 1 / float64(len(row.Skills))
	for _, s := range row.Skills {
		t := p.skills[s]
		if t == nil {
			continue
		}
		m.n += share * t.n
		m.right += share * t.right
		m.run += share * t.run
		for i := range m.last {
			m.last[i] += share * t.last[i]
		}
		m.fast.right += share * t.fast.right
		m.fast.n += share * t.fast.n
		m.slow.right += share * t.slow.right
		m.slow.n += share * t.slow.n
		m.at = max(m.at, t.at)
	}
	return m
}

// gap is what the time since an answer says: its logarithm in minutes, and
// whether it was more than an hour, a day or not known.
func gap(before, now int64) [4]float64 {
	if before == NoTime || now == NoTime {
		return [4]float64{3: 1}
	}
	minutes := float64(now-before) / 60_000
	return [4]float64{math.Log1p(minutes) / 5, truth(minutes > 60), truth(minutes > 24*60), 0}
}
