package eval

import "time"

// simulatedStart is the day before which nothing happens. Any day would do.
var simulatedStart = time.Date(2026, 1, 5, 16, 0, 0, 0, time.UTC)

// between is what passes from an answer to the next question.
const between = 10 * time.Second

// class is learners who practise the same course, each under a policy of their
// own that may share what the class taught it.
type class struct {
	world    *world
	pupils   []*pupil
	policies []policy
}

// newClass enrols so many learners of each kind, one kind after another in
// turn. The same seed gives the same course and the same learners, whatever the
// policy is.
func newClass(seed uint64, scale float64, each int, of func(*world, []*pupil, uint64) []policy) *class {
	w := newWorld(seed, scale)
	c := &class{world: w}
	for n := range each * len(kinds) {
		c.pupils = append(c.pupils, w.enrol(kinds[n%len(kinds)], seed<<20+uint64(n)))
	}
	c.policies = of(w, c.pupils, seed)
	return c
}

// alone makes of a policy for one learner one for each of a class, that share
// nothing.
func alone(of func(*world, uint64) policy) func(*world, []*pupil, uint64) []policy {
	return func(w *world, pupils []*pupil, seed uint64) []policy {
		out := make([]policy, len(pupils))
		for n := range out {
			out[n] = of(w, seed<<20+uint64(n))
		}
		return out
	}
}

// event is an answer of a simulated learner.
type event struct {
	pupil  int
	day    int
	at     time.Time
	item   int
	reply  reply
	over   bool // the learner was proficient in its skill already
	called bool // its skill has just been called proficient
}

// practise has the class practise day after day, those of one day one after
// another. Watch is told each answer, and says whether its learner practises
// on.
func (c *class) practise(days int, watch func(event) bool) {
	isDone := make([]bool, len(c.pupils))
	for day := range days {
		for n, p := range c.pupils {
			if isDone[n] || !p.comes() {
				continue
			}
			at := simulatedStart.AddDate(0, 0, day)
			c.policies[n].begin(at)
			for range sessionItems {
				item, ok := c.policies[n].next(at)
				if !ok {
					break
				}
				e := event{pupil: n, day: day, item: item, over: p.isProficient(c.world.items[item].skills[0], float64(day))}
				e.reply = p.answer(item, float64(day))
				at = at.Add(e.reply.took)
				e.at = at
				e.called = c.policies[n].learn(at, item, e.reply)
				at = at.Add(between)
				if isDone[n] = !watch(e); isDone[n] || e.reply.leaves {
					break
				}
			}
		}
	}
}

// log is what a class answers, so many items each, as a practice log: what a
// tutor would have kept.
func (c *class) log(items, days int) *Log {
	l := &Log{Name: "simulated learners", Learners: make([]string, len(c.pupils))}
	for _, s := range c.world.course.Skills {
		l.Skills = append(l.Skills, s.ID)
	}
	skills := make([][]int32, len(c.world.items))
	for i, it := range c.world.course.Items {
		l.Items = append(l.Items, it.ID)
		for _, s := range c.world.items[i].skills {
			skills[i] = append(skills[i], int32(s))
		}
	}
	answered := make([]int, len(c.pupils))
	c.practise(days, func(e event) bool {
		l.Rows = append(l.Rows, Row{
			Learner: int32(e.pupil), Item: int32(e.item), Skills: skills[e.item], Right: e.reply.right,
			At: e.at.UnixMilli(), N: int32(len(l.Rows) + 2),
		})
		answered[e.pupil]++
		return answered[e.pupil] < items
	})
	return l
}
