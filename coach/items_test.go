package coach

import (
	"fmt"
	"math"
	"slices"
	"testing"
	"time"

	"pacer/coach/mastery"
	"pacer/coach/plan"
)

// itemLog makes the entries of a log.
type itemLog struct {
	list []Entry
}

func (l *itemLog) attempt(person, item string, right bool) *Entry {
	score := 0.0
	if right {
		score = 1
	}
	l.list = append(l.list, Entry{
		Position: int64(len(l.list) + 1), Kind: EntryAttempt, Person: person, Item: item, Course: "c", Version: "v", Skills: []string{"c/s"},
		At: time.Date(2026, 9, 1, 12, 0, 0, 0, time.UTC).Add(time.Duration(len(l.list)) * time.Minute), Try: 1, Counts: true,
		Right: right, Score: score, Tier: 2, Took: 10 * time.Second, Purpose: plan.Practice, Day: 1,
	})
	return &l.list[len(l.list)-1]
}

func (l *itemLog) level(person string, level mastery.Level) {
	l.list = append(l.list, Entry{
		Position: int64(len(l.list) + 1), Kind: EntryLevel, Person: person, Skills: []string{"c/s"}, Level: level,
		At: time.Date(2026, 9, 1, 12, 0, 0, 0, time.UTC).Add(time.Duration(len(l.list)) * time.Minute),
	})
}

// report adds the entries up; what was said is the misconception's name.
func (l *itemLog) report(t *testing.T) map[string]ItemReport {
	t.Helper()
	p := DefaultParams()
	s := NewItems(&p)
	for i := range l.list {
		if err := s.Add(&l.list[i], l.list[i].Misconception); err != nil {
			t.Fatal(err)
		}
	}
	all := make(map[string]ItemReport)
	for _, r := range s.Report() {
		all[r.Item] = r
	}
	return all
}

func TestDiscriminationTellsLearnersApart(t *testing.T) {
	var l itemLog
	for i := range 40 {
		person := fmt.Sprintf("p%02d", i)
		strong := i%2 == 0
		for k := range 4 {
			l.attempt(person, fmt.Sprintf("c/plain-%d", k), strong || k == 0 && i%3 == 0)
		}
		l.attempt(person, "c/good", strong)
		l.attempt(person, "c/backwards", !strong)
		l.attempt(person, "c/same", true)
	}
	all := l.report(t)
	if r := all["c/good"]; r.Discrimination < .6 || r.Pairs != 40 || len(r.Flags) > 0 {
		t.Errorf("the good item: %+v", r)
	}
	if r := all["c/backwards"]; r.Discrimination > -.6 || !slices.Contains(r.Flags, FlagBackwards) {
		t.Errorf("the backward item: %+v", r)
	}
	if r := all["c/same"]; r.Discrimination != 0 || len(r.Flags) > 0 || r.Right != 40 {
		t.Errorf("the item that all have right: %+v", r)
	}
	if r := all["c/good"]; r.Median < 9*time.Second || r.Median > 11*time.Second {
		t.Errorf("the median of ten seconds is %v", r.Median)
	}
}

func TestCorrelationIsThePointBiserial(t *testing.T) {
	// (M1 − M0) / s · √(p q), worked out apart.
	right, rest := []float64{1, 1, 1, 0, 0}, []float64{.9, .7, .5, .6, .2}
	var c correlation
	for i := range right {
		c.add(right[i], rest[i])
	}
	m1, m0, mean := .7, .4, .58
	spread := 0.0
	for _, y := range rest {
		spread += (y - mean) * (y - mean) / 5
	}
	want := (m1 - m0) / math.Sqrt(spread) * math.Sqrt(3./5*2./5)
	if math.Abs(c.r()-want) > 1e-12 {
		t.Errorf("r is %v, want %v", c.r(), want)
	}
}

func TestFewLearnersProveNothing(t *testing.T) {
	var l itemLog
	for i := range fewestPairs - 1 {
		person := fmt.Sprintf("p%02d", i)
		for k := range 3 {
			l.attempt(person, fmt.Sprintf("c/plain-%d", k), i%2 == 0)
		}
		l.attempt(person, "c/backwards", i%2 == 1)
	}
	if r := l.report(t)["c/backwards"]; r.Pairs != 0 || r.Discrimination != 0 || len(r.Flags) > 0 {
		t.Errorf("of %d learners: %+v", fewestPairs-1, r)
	}
}

func TestAnItemThatMisleadsThoseWhoKnowIsFlagged(t *testing.T) {
	for _, test := range []struct {
		name   string
		level  mastery.Level
		people int
		wrong  int // of ten
		want   bool
	}{
		{"most who know it are wrong", mastery.Proficient, 10, 8, true},
		{"seven of ten are not more than seven of ten", mastery.Proficient, 10, 7, false},
		{"those who learn it are wrong", mastery.Developing, 10, 10, false},
		{"too few people", mastery.Proficient, 4, 10, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			var l itemLog
			for i := range 10 {
				person := fmt.Sprint("p", i%test.people)
				l.level(person, test.level)
				l.attempt(person, "c/odd", i >= test.wrong)
			}
			if r := l.report(t)["c/odd"]; slices.Contains(r.Flags, FlagMisleads) != test.want {
				t.Errorf("flags %v of %+v; want the flag: %v", r.Flags, r, test.want)
			}
		})
	}
}

func TestLeechesOfSeveralLearnersAreFlagged(t *testing.T) {
	for learners, want := range map[int]bool{severalLeeches - 1: false, severalLeeches: true} {
		var l itemLog
		for i := range learners {
			for range leech {
				l.attempt(fmt.Sprint("p", i), "c/hard", false)
			}
		}
		if r := l.report(t)["c/hard"]; r.Leeches != learners || slices.Contains(r.Flags, FlagLeech) != want {
			t.Errorf("%d leeches: %+v", learners, r)
		}
	}
}

func TestWrongAnswersAreToldOnlyOfSeveralLearners(t *testing.T) {
	var l itemLog
	for i := range 5 {
		l.attempt(fmt.Sprint("p", i), "c/i", false).Misconception = "common"
	}
	for i := range fewestSaying - 1 {
		l.attempt(fmt.Sprint("p", i), "c/i", false).Misconception = "rare"
	}
	for range 5 { // one person, again and again
		l.attempt("p9", "c/i", false).Misconception = "own"
	}
	r := l.report(t)["c/i"]
	if len(r.Wrong) != 1 || r.Wrong[0] != (WrongAnswer{"common", 5, 0}) {
		t.Errorf("wrong answers %+v", r.Wrong)
	}
	if len(r.Reveals) != 1 || r.Reveals[0].Said != "common" {
		t.Errorf("misconceptions %+v", r.Reveals)
	}
}

func TestCorrectionsChangeWhatTheyCorrect(t *testing.T) {
	var l itemLog
	l.attempt("p", "c/i", false)
	l.attempt("q", "c/i", false)
	l.attempt("q", "c/j", true)
	l.list = append(l.list,
		Entry{Position: 4, Kind: EntryMistap, Person: "p", Target: 1},
		Entry{Position: 5, Kind: EntryRegrade, Person: "q", Target: 2, Right: true, Score: 1},
		Entry{Position: 6, Kind: EntryMistap, Person: "q", Target: 99})
	all := l.report(t)
	if r := all["c/i"]; r.Answers != 1 || r.Right != 1 || r.Learners != 1 {
		t.Errorf("after a mis-tap and a regrade: %+v", r)
	}
}

func TestLaterTriesDoNotCount(t *testing.T) {
	var l itemLog
	l.attempt("p", "c/i", false)
	e := l.attempt("p", "c/i", true)
	e.Try, e.Counts = 2, false
	if r := l.report(t)["c/i"]; r.Answers != 1 || r.Right != 0 {
		t.Errorf("with a second try: %+v", r)
	}
}

func TestOnlySoManyAttemptsAreKeptForCorrection(t *testing.T) {
	p := DefaultParams()
	s := NewItems(&p)
	for i := range correctable + 10 {
		s.remember(attemptRef{position: int64(i + 1)})
	}
	if len(s.recent) != correctable || len(s.at) != correctable {
		t.Errorf("%d kept, %d found; want %d", len(s.recent), len(s.at), correctable)
	}
	if _, old := s.at[10]; old {
		t.Error("an old attempt is still kept")
	}
	if i, ok := s.at[correctable+10]; !ok || s.recent[i].position != correctable+10 {
		t.Error("the latest attempt is not kept")
	}
}

// A learner on two platforms is one learner: their words are no two people's.
func TestALearnerOnTwoPlatformsIsCountedOnce(t *testing.T) {
	wrong := func(l *itemLog, person string) { l.attempt(person, "c/i", false).Misconception = "sign" }
	taking := func(l *itemLog, kind EntryKind, person, source string) {
		l.list = append(l.list, Entry{Position: int64(len(l.list) + 1), Kind: kind, Person: person, Source: source})
	}
	for _, row := range []struct {
		name string
		join func(l *itemLog)
		want int // learners whose words are repeated
	}{
		{"three strangers", func(*itemLog) {}, 1},
		{"joined", func(l *itemLog) { taking(l, EntryJoined, "b", "c") }, 0},
		{"joined and parted again", func(l *itemLog) {
			taking(l, EntryJoined, "b", "c")
			taking(l, EntryParted, "d", "b")
			wrong(l, "d")
		}, 0},
	} {
		t.Run(row.name, func(t *testing.T) {
			var l itemLog
			for _, person := range []string{"a", "b", "c"} {
				wrong(&l, person)
			}
			row.join(&l)
			if got := len(l.report(t)["c/i"].Reveals); got != row.want {
				t.Errorf("%d wrong answers are repeated, want %d", got, row.want)
			}
		})
	}
	t.Run("what either knew, both know", func(t *testing.T) {
		var l itemLog
		l.level("b", mastery.Proficient)
		taking(&l, EntryJoined, "a", "b")
		l.attempt("a", "c/i", true)
		if got := l.report(t)["c/i"].KnewAnswers; got != 1 {
			t.Errorf("%d answers of somebody who knew, want 1", got)
		}
	})
}
