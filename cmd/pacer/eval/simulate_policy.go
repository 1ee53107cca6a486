package eval

import (
	"math/rand/v2"
	"time"
)

// sessionItems are the questions of a session, as a learner of the usual five
// minutes is asked.
const sessionItems = 6

// policy chooses what one learner practises. It sees answers, never a hidden
// state.
type policy interface {
	// begin starts a session.
	begin(at time.Time)
	// next is the item to ask, by place in the course. It is not ok when the
	// policy has nothing for today.
	next(at time.Time) (item int, ok bool)
	// learn takes in how the item asked last went, and tells whether its skill
	// has just been called proficient.
	learn(at time.Time, item int, r reply) (called bool)
}

// walk goes over the skills in course order and leaves one when its rule says
// so, for good; at the end it begins again, for who practises on.
type walk struct {
	world *world
	draw  *rand.Rand
	skill int
	used  [][]int // items of each skill still to come in this round
	last  int
	// isDone tells whether to leave the skill after an answer.
	isDone func(right bool) bool
}

func newWalk(w *world, seed uint64, isDone func(bool) bool) *walk {
	return &walk{world: w, draw: rand.New(rand.NewPCG(seed, 1)), used: make([][]int, len(w.of)), last: -1, isDone: isDone}
}

func (p *walk) begin(time.Time) {}

func (p *walk) next(time.Time) (int, bool) {
	p.last = deal(p.draw, p.world.of[p.skill], &p.used[p.skill], p.last)
	return p.last, true
}

func (p *walk) learn(_ time.Time, _ int, r reply) bool {
	if !p.isDone(r.right) {
		return false
	}
	p.skill = (p.skill + 1) % len(p.world.of)
	return true
}

// deal takes an item as from a pack of cards, shuffled anew when it is used up;
// never the same twice in a row.
func deal(r *rand.Rand, of []int, left *[]int, last int) int {
	if len(*left) == 0 {
		*left = append(*left, of...)
		r.Shuffle(len(*left), func(i, j int) { (*left)[i], (*left)[j] = (*left)[j], (*left)[i] })
	}
	n := len(*left) - 1
	if (*left)[n] == last && n > 0 {
		(*left)[0], (*left)[n] = (*left)[n], (*left)[0]
	}
	item := (*left)[n]
	*left = (*left)[:n]
	return item
}

// fixedItems are the items a skill gets in fixed order: what two thirds of
// right answers take to become four fifths (Koedinger et al. 2023), and one.
const fixedItems = 8

// fixedOrder is the textbook: so many items for every skill, and on.
func fixedOrder(w *world, seed uint64) policy {
	n := 0
	return newWalk(w, seed, func(bool) bool {
		n = (n + 1) % fixedItems
		return n == 0
	})
}

// threeInARow stays with a skill until three answers in a row are right, as
// ASSISTments does.
func threeInARow(w *world, seed uint64) policy {
	row := 0
	return newWalk(w, seed, func(right bool) bool {
		if row++; !right {
			row = 0
		}
		if row < 3 {
			return false
		}
		row = 0
		return true
	})
}

// anyItem asks any item of the course.
type anyItem struct {
	world *world
	draw  *rand.Rand
	all   []int
	left  []int
	last  int
}

func random(w *world, seed uint64) policy {
	p := &anyItem{world: w, draw: rand.New(rand.NewPCG(seed, 2)), last: -1}
	for _, of := range w.of {
		p.all = append(p.all, of...)
	}
	return p
}

func (p *anyItem) begin(time.Time)                  {}
func (p *anyItem) learn(time.Time, int, reply) bool { return false }
func (p *anyItem) next(time.Time) (int, bool) {
	p.last = deal(p.draw, p.all, &p.left, p.last)
	return p.last, true
}

// weakest asks about the skill with the lowest mastery, as OATutor does, by
// knowledge tracing with its constants (.1 each for known at first, learning,
// guess and slip; mastered at .95), until all are mastered; then it goes on
// with the weakest.
type weakest struct {
	world  *world
	draw   *rand.Rand
	known  []float64
	called []bool
	left   [][]int
	last   int
}

func weakestFirst(w *world, seed uint64) policy {
	p := &weakest{world: w, draw: rand.New(rand.NewPCG(seed, 3)), known: make([]float64, len(w.of)), called: make([]bool, len(w.of)), left: make([][]int, len(w.of)), last: -1}
	for i := range p.known {
		p.known[i] = .1
	}
	return p
}

func (p *weakest) begin(time.Time) {}

func (p *weakest) next(time.Time) (int, bool) {
	skill := 0
	for i := range p.known {
		if p.known[i] < p.known[skill] {
			skill = i
		}
	}
	p.last = deal(p.draw, p.world.of[skill], &p.left[skill], p.last)
	return p.last, true
}

func (p *weakest) learn(_ time.Time, item int, r reply) bool {
	const guess, slip, learns, mastered = .1, .1, .1, .95
	skill := p.world.items[item].skills[0]
	likely, other := p.known[skill]*(1-slip), (1-p.known[skill])*guess
	if !r.right {
		likely, other = p.known[skill]*slip, (1-p.known[skill])*(1-guess)
	}
	p.known[skill] = likely / (likely + other)
	p.known[skill] += (1 - p.known[skill]) * learns
	called := !p.called[skill] && p.known[skill] >= mastered
	p.called[skill] = p.called[skill] || called
	return called
}
