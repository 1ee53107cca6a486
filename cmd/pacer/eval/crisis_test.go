package eval

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// plantIn makes somebody of a class with a crisis that may begin at once, and of
// whom illness and busy weeks are left out.
func plantIn(t *testing.T, k crisisKind) (*classmate, *world) {
	t.Helper()
	w := newWorld(1, 1)
	w.giveIdeas(1)
	c := w.enrolMate(0, kinds[2], 7)
	c.planted = &crisis{kind: k, planted: true, skill: -1}
	return c, w
}

// answersOf are what somebody answers in a week of long days, to one item after
// another.
func answersOf(c *classmate, w *world) []reply {
	var out []reply
	for day := range 7 {
		at := termStart.AddDate(0, 0, day)
		c.begins(day, at)
		for n := range 60 {
			out = append(out, c.respond((n*7+day)%len(w.items), day, at, true))
		}
	}
	return out
}

func count(replies []reply, is func(*reply) bool) int {
	n := 0
	for i := range replies {
		if is(&replies[i]) {
			n++
		}
	}
	return n
}

func TestCrisesShowInWhatLearnersDo(t *testing.T) {
	t.Parallel()
	usual, w := plantIn(t, crisisKinds) // of no kind
	ordinary := answersOf(usual, w)
	for _, tc := range []struct {
		name  string
		kind  crisisKind
		times float64 // so much as often as usual, at least; below 1, at most
		what  func(*reply) bool
	}{
		{"a drop makes right answers rarer", dropping, .85, func(r *reply) bool { return r.right }},
		{"who rushes answers too fast to have read", rushing, 3, func(r *reply) bool { return r.took < rapid }},
		{"who rushes clicks through hints", rushing, 3, func(r *reply) bool { return r.lastHint && r.took < 6*time.Second }},
		{"who doubts is hardly ever sure", doubting, .5, func(r *reply) bool { return r.confidence == 3 }},
		{"who doubts asks for hints", doubting, 1.5, func(r *reply) bool { return r.hints > 0 }},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			c, w := plantIn(t, tc.kind)
			before, now := float64(count(ordinary, tc.what)), float64(count(answersOf(c, w), tc.what))
			if tc.times > 1 && now < tc.times*before || tc.times < 1 && now > tc.times*before {
				t.Errorf("%.0f times, as against %.0f", now, before)
			}
		})
	}
}

func TestWhatIsMissingIsNotLearnt(t *testing.T) {
	t.Parallel()
	c, w := plantIn(t, spinning)
	skill := 3
	c.skills[skill].prior, c.skills[skill].gained = 0, 0
	tryIt := func() {
		for n := range 40 {
			c.respond(w.of[skill][n%len(w.of[skill])], 1, termStart, false)
		}
	}
	tryIt()
	if c.planted.skill != skill || !c.has(spinning) {
		t.Fatalf("the crisis is %+v", *c.planted)
	}
	if s := c.usable(skill, 1); s != ceiling || c.skills[skill].gained != 0 {
		t.Errorf("after forty tries the strength is %.2f, gained %.2f", s, c.skills[skill].gained)
	}
	for range 20 { // a teacher succeeds mostly, not always
		c.isHelped(c.draw, skill, 1, termStart.AddDate(0, 0, 1))
	}
	if c.planted.end.IsZero() || c.usable(skill, 1) <= ceiling {
		t.Fatalf("nobody helps: %+v, strength %.2f", *c.planted, c.usable(skill, 1))
	}
	before := c.skills[skill].gained
	tryIt()
	if c.skills[skill].gained <= before {
		t.Error("nothing is learnt afterwards")
	}
}

func TestAPlantedMisconceptionSurvivesExplanations(t *testing.T) {
	t.Parallel()
	c, w := plantIn(t, misconceiving)
	shown := 0
	for n := range 200 {
		if c.respond(w.of[0][n%len(w.of[0])], 0, termStart, true).misconception != "" {
			shown++
		}
	}
	p := c.planted
	if p.skill < 0 || !c.holds[p.skill][p.idea] || p.onset.IsZero() || shown < 20 {
		t.Fatalf("shown %d times: %+v", shown, *p)
	}
	c.end(p, termStart)
	if c.holds[p.skill][p.idea] {
		t.Error("it is held after its end")
	}
}

func TestWhoDisengagesStaysAwayFromTheFirstMissedDay(t *testing.T) {
	t.Parallel()
	c, _ := plantIn(t, disengaging)
	came := 0
	for day := range 28 {
		if c.comesOn(day, termStart.AddDate(0, 0, day)) {
			came++
		}
	}
	if came > 5 || c.planted.onset.IsZero() {
		t.Errorf("came on %d days of 28; onset %v", came, c.planted.onset)
	}
}

func TestNobodyIsInCrisisForAHolidayOrAnExcuse(t *testing.T) {
	t.Parallel()
	c, _ := plantIn(t, disengaging)
	for day := holidayFrom; day < holidayTo; day++ {
		c.comesOn(day, termStart.AddDate(0, 0, day))
	}
	if !c.planted.onset.IsZero() {
		t.Errorf("onset %v in the holiday", c.planted.onset)
	}
}

func TestTheSameSeedGivesTheSameTerm(t *testing.T) {
	t.Parallel()
	pass := func() ([]crisis, []call) {
		var calls []call
		tm := newTerm(5, 1, leastWeeks)
		tm.run([]witness{&pacerWitness{}}, true, func(_ int, c call) { calls = append(calls, c) })
		var all []crisis
		for _, c := range tm.crises() {
			all = append(all, *c)
		}
		return all, calls
	}
	crises, calls := pass()
	again, callsAgain := pass()
	opt := cmp.AllowUnexported(crisis{}, call{})
	if diff := cmp.Diff(crises, again, opt); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(calls, callsAgain, opt); diff != "" {
		t.Error(diff)
	}
	if len(crises) == 0 || len(calls) == 0 {
		t.Errorf("%d crises and %d calls in a term", len(crises), len(calls))
	}
}

// A class of four learners over a hundred days: 0 has a planted drop from day 10
// to 20, 1 strays from day 30 on, 2 is stuck unplanned from day 40 to 50, 3 has a
// planted crisis that is over too soon to be found.
func scoredTerm() *term {
	day := func(d int) time.Time { return termStart.AddDate(0, 0, d) }
	every := func(from, n int) []time.Time {
		var out []time.Time
		for i := range n {
			out = append(out, day(from+i))
		}
		return out
	}
	t := &term{days: 100}
	for n := range 4 {
		t.mates = append(t.mates, &classmate{number: n})
	}
	t.mates[0].planted = &crisis{kind: dropping, learner: 0, planted: true, skill: -1, onset: day(10), end: day(20), answers: every(10, 10)}
	t.mates[1].planted = &crisis{kind: disengaging, learner: 1, planted: true, skill: -1, onset: day(30)}
	t.mates[2].grown = []*crisis{{kind: spinning, learner: 2, skill: 4, onset: day(40), end: day(50), answers: every(40, 10)}}
	t.mates[3].planted = &crisis{kind: rushing, learner: 3, planted: true, skill: -1, onset: day(60), end: day(61), answers: every(60, 2)}
	return t
}

func TestCallsAreScored(t *testing.T) {
	t.Parallel()
	at := func(day, hour int, who ...int) call {
		return call{at: termStart.AddDate(0, 0, day).Add(time.Duration(hour) * time.Hour), learners: who, skill: -1, why: "rule"}
	}
	for _, tc := range []struct {
		name              string
		calls             []call
		precision, recall float64
		grown             float64
		named             int
		days              []float64 // of drop and disengaging
	}{
		{"nobody is called", nil, 0, 0, 0, 0, nil},
		{"each in time", []call{at(12, 0, 0), at(34, 12, 1), at(41, 0, 2)}, 1, 1, 1, 0, []float64{2, 4.5}},
		{"before the onset is a false alarm", []call{at(9, 23, 0)}, 0, 0, 0, 1, nil},
		{"within the grace is right", []call{at(23, 0, 0)}, 1, .5, 0, 0, []float64{13}},
		{"after the grace is a false alarm", []call{at(23, 1, 0)}, 0, 0, 0, 1, nil},
		{"the second call about a crisis is right, and the first counts", []call{at(12, 0, 0), at(15, 0, 0)}, 1, .5, 0, 0, []float64{2}},
		{"one about several is right if most are in a crisis", []call{at(42, 0, 1, 2, 3)}, 1, .5, 1, 1, []float64{12}},
		{"and false if not", []call{at(42, 0, 0, 2)}, 0, 0, 0, 1, nil},
		{"what could hardly be found counts if it is", []call{at(60, 0, 3)}, 1, 1. / 3, 0, 0, nil},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			s := newCallScore(scoredTerm(), tc.calls)
			if len(tc.calls) > 0 && s.precision() != tc.precision || s.grownRecall() != tc.grown || s.named != tc.named {
				t.Errorf("precision %.2f, grown %.2f, named %d", s.precision(), s.grownRecall(), s.named)
			}
			if s.recall() != tc.recall {
				t.Errorf("recall %.2f, want %.2f", s.recall(), tc.recall)
			}
			if diff := cmp.Diff(tc.days, append(s.kinds[dropping].days, s.kinds[disengaging].days...)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestBaselinesCall(t *testing.T) {
	t.Parallel()
	tell := func(w witness, answers string) (calls int) {
		w.enters(nil)
		for i, c := range answers {
			w.sees(&answered{skill: 2, at: termStart.Add(time.Duration(i) * time.Minute), reply: reply{right: c != '-', hints: map[rune]int{'h': 1}[c]}})
		}
		return len(w.leaves(0, 0, termStart, 0))
	}
	for _, tc := range []struct {
		name, answers string // + right, h right after a hint, - wrong
		four, sixty   int
	}{
		{"nothing wrong", "++++++++", 0, 0},
		{"three wrong of five", "+-+--", 0, 1},
		{"four wrong, far apart", "-++-++-++-", 1, 0},
		{"hints count as wrong on an exercise", "hhhh+", 1, 0},
		{"one call until it is completed", "------", 1, 1},
		{"completed, and once more", "----+++----", 2, 2},
		{"three right begin anew", "---+++-", 0, 1},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			if four, sixty := tell(&fourWrong{}, tc.answers), tell(&belowSixty{}, tc.answers); four != tc.four || sixty != tc.sixty {
				t.Errorf("calls: %d and %d, want %d and %d", four, sixty, tc.four, tc.sixty)
			}
		})
	}
}
