package eval

import "time"

// What other systems call a teacher for, on the same answers.

// fourWrong calls when a learner was not right, or took a hint, four times on
// the exercises of a skill, once until they complete it with three right in a row
// (Kolibri's NeedsHelp). One learner and one exercise make one call.
type fourWrong struct {
	onlooking
	count map[pairOf]int
	run   map[pairOf]int
	told  map[pairOf]bool
}

// pairOf is a learner on a skill.
type pairOf struct{ learner, skill int }

const (
	kolibriWrong = 4
	kolibriRun   = 3
)

func (w *fourWrong) enters(*term) {
	*w = fourWrong{count: map[pairOf]int{}, run: map[pairOf]int{}, told: map[pairOf]bool{}}
}

func (w *fourWrong) sees(a *answered) {
	k := pairOf{a.learner, a.skill}
	if a.reply.right && a.reply.hints == 0 {
		if w.run[k]++; w.run[k] == kolibriRun {
			delete(w.count, k)
			delete(w.run, k)
			delete(w.told, k)
		}
		return
	}
	w.run[k] = 0
	if w.count[k]++; w.count[k] >= kolibriWrong && !w.told[k] {
		w.told[k] = true
		w.calls = append(w.calls, call{at: a.at, learners: []int{a.learner}, skill: a.skill, why: "four wrong"})
	}
}

// belowSixty calls when less than three of a learner's last five answers were
// right, once until they are again.
type belowSixty struct {
	onlooking
	last map[int][]bool
	told map[int]bool
}

const (
	sixtyOf    = 5
	sixtyLeast = 3
)

func (w *belowSixty) enters(*term) {
	*w = belowSixty{last: map[int][]bool{}, told: map[int]bool{}}
}

func (w *belowSixty) sees(a *answered) {
	last := keepLast(append(w.last[a.learner], a.reply.right), sixtyOf)
	w.last[a.learner] = last
	right := 0
	for _, r := range last {
		right += int(truth(r))
	}
	isBelow := len(last) == sixtyOf && right < sixtyLeast
	if isBelow && !w.told[a.learner] {
		w.calls = append(w.calls, call{at: a.at, learners: []int{a.learner}, skill: -1, why: "under 60 %"})
	}
	w.told[a.learner] = isBelow
}

// onlooking hands its calls over at a session's end, and does nothing else.
type onlooking struct{ calls []call }

func (w *onlooking) leaves(int, int, time.Time, int) []call {
	calls := w.calls
	w.calls = nil
	return calls
}

func (w *onlooking) hour(int, time.Time) ([]call, []int) { return nil, nil }
func (w *onlooking) heard(*call, bool, time.Time)        {}
