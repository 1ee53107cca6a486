package coach_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"pacer/coach"
	"pacer/coach/mastery"
	"pacer/coach/plan"
	"pacer/coach/review"
)

// logOf makes a log of attempts of some learners, as a class writes it.
func logOf(seed uint64, n int) []coach.Entry {
	r := rand.New(rand.NewPCG(seed, 1))
	at := time.Date(2026, time.September, 1, 8, 0, 0, 0, time.UTC)
	var log []coach.Entry
	for i := range n {
		at = at.Add(time.Duration(r.IntN(600)) * time.Minute)
		skill := r.IntN(4)
		e := coach.Entry{
			Position: int64(i + 1), Kind: coach.EntryAttempt, Person: fmt.Sprint("learner-", r.IntN(3)), At: at,
			Course: "c", Item: fmt.Sprintf("c/item-%d-%d", skill, r.IntN(6)), Skills: []string{fmt.Sprint("c/skill-", skill)},
			Try: 1, Counts: r.IntN(10) > 0, Right: r.IntN(3) > 0, Tier: 1 + r.IntN(3), Chance: []float64{0, .25, .5}[r.IntN(3)],
			Hints: r.IntN(2), Rapid: r.IntN(20) == 0, Mixed: r.IntN(2) == 0, Fact: skill == 3,
			Purpose: []plan.Purpose{plan.Practice, plan.Review, plan.Placement}[r.IntN(3)], Day: coach.DayOf(at, time.UTC),
		}
		if e.Right {
			e.Score = 1
		}
		log = append(log, e)
	}
	return log
}

func replay(t *testing.T, log []coach.Entry) *coach.Ledger {
	t.Helper()
	p := coach.DefaultParams()
	l := coach.NewLedger()
	for _, e := range log {
		if err := l.Replay(&p, e); err != nil {
			t.Fatal(err)
		}
	}
	return l
}

// compare compares what two logs add up to, bit for bit, positions aside.
var compare = cmp.Options{
	cmp.Comparer(func(a, b coach.WorkspaceState) bool { return a == b }),
	cmp.Comparer(func(a, b coach.LearnerState) bool { return a == b }),
	cmp.Comparer(func(a, b mastery.Skill) bool { return a == b }),
	cmp.Comparer(func(a, b mastery.Item) bool { return a == b }),
	cmp.Comparer(func(a, b mastery.Shared) bool { return a == b }),
	cmp.Comparer(func(a, b mastery.Standing) bool { return a == b }),
	cmp.Comparer(func(a, b review.Card) bool { return a == b }),
	cmp.Comparer(func(a, b map[string][]coach.Entry) bool { return true }), // the log itself
	cmp.AllowUnexported(coach.Ledger{}),
}

func TestAReplayFindsTheSameSums(t *testing.T) {
	log := logOf(1, 400)
	a, b := replay(t, log), replay(t, log)
	if diff := cmp.Diff(a, b, compare); diff != "" {
		t.Error(diff)
	}
	if a.State == (coach.WorkspaceState{}) || a.Learners["learner-0"].Review == (review.Learner{}) {
		t.Error("nothing was learnt about everybody, or of how a learner remembers")
	}
}

// A mis-tap leaves its learner where they would be had the attempt never been
// made, but for what learners share, which stays as it stood.
func TestAReplayFindsWhatIsMissing(t *testing.T) {
	p := coach.DefaultParams()
	for _, without := range []int{0, 3} {
		log := logOf(1, 8)
		sum, err := coach.NewLedger(), error(nil)
		for i, e := range log {
			if i != without && err == nil {
				err = sum.Replay(&p, e)
			}
		}
		if !errors.Is(err, coach.ErrGap) {
			t.Errorf("without entry %d: error %v", without+1, err)
		}
	}
}

func TestAMistapMovesNothing(t *testing.T) {
	log := logOf(2, 300)
	var target coach.Entry
	for _, e := range log[250:] {
		if e.Counts && !e.Rapid && !e.Fact {
			target = e
			break
		}
	}
	corrected := append(log, coach.Entry{
		Position: 301, Kind: coach.EntryMistap, Person: target.Person, At: log[299].At, Target: target.Position,
	})
	with := replay(t, corrected)
	others := replay(t, log)
	for person := range with.Estimates {
		if person == target.Person {
			continue
		}
		if diff := cmp.Diff(others.Estimates[person], with.Estimates[person], compare); diff != "" {
			t.Errorf("%s is changed by somebody else's mis-tap: %s", person, diff)
		}
	}
	if diff := cmp.Diff([]any{others.State, others.Items, others.Skills}, []any{with.State, with.Items, with.Skills}, compare); diff != "" {
		t.Errorf("what learners share was rewritten: %s", diff)
	}
	tries := func(l *coach.Ledger) (n int) {
		for _, e := range l.Estimates[target.Person] {
			n += e.Standing.Why(e.Due).Tries
		}
		return n
	}
	if got, want := tries(with), tries(others)-1; got != want {
		t.Errorf("%d tries stand, want %d", got, want)
	}
}

func TestARegradedAnswerIsRight(t *testing.T) {
	log := logOf(3, 300)
	var target coach.Entry
	for _, e := range log {
		if e.Counts && !e.Rapid && !e.Right && !e.Fact {
			target = e
		}
	}
	with := replay(t, append(log, coach.Entry{
		Position: 301, Kind: coach.EntryRegrade, Person: target.Person, At: log[299].At, Target: target.Position, Right: true, Score: 1, By: "teacher",
	}))
	without := replay(t, log)
	skill := target.Skills[0]
	now := log[299].At
	got, was := with.Estimates[target.Person][skill].Standing.Why(now), without.Estimates[target.Person][skill].Standing.Why(now)
	if got.Right != was.Right+1 || got.Tries != was.Tries {
		t.Errorf("%d of %d right, want %d of %d", got.Right, got.Tries, was.Right+1, was.Tries)
	}
}

func TestATeachersWordStandsUntilEvidence(t *testing.T) {
	log := logOf(4, 100)
	person, skill := log[0].Person, "c/skill-9"
	l := replay(t, append(log, coach.Entry{
		Position: 101, Kind: coach.EntryLevel, Person: person, At: log[99].At, Skills: []string{skill}, Level: mastery.HighlyProficient, By: "teacher",
	}))
	e := l.Estimates[person][skill]
	if got := e.Standing.Level(); got != mastery.HighlyProficient {
		t.Errorf("the level is %v, want the teacher's", got)
	}
	if !e.Standing.Why(log[99].At).ByTeacher {
		t.Error("it cannot be told that it is a teacher's word")
	}
	if e.Params == "" || e.Position != 101 {
		t.Errorf("made with %q at %d, want the parameters' name and position 101", e.Params, e.Position)
	}
}

func TestACorrectionOfNothingIsRefused(t *testing.T) {
	p := coach.DefaultParams()
	l := coach.NewLedger()
	err := l.Replay(&p, coach.Entry{Position: 1, Kind: coach.EntryMistap, Person: "x", Target: 7})
	if !coach.IsNotFound(err) {
		t.Errorf("%v, want not found", err)
	}
}

// Time fades what is shown and marks it, and leaves the level.
func TestMasteryFadesAndTheLevelStays(t *testing.T) {
	p := coach.DefaultParams()
	l := coach.NewLedger()
	at := time.Date(2026, time.September, 1, 8, 0, 0, 0, time.UTC)
	for i := range 12 {
		at = at.Add(time.Minute)
		if err := l.Replay(&p, coach.Entry{
			Position: int64(i + 1), Kind: coach.EntryAttempt, Person: "x", At: at, Item: fmt.Sprint("c/i", i), Skills: []string{"c/s"},
			Try: 1, Counts: true, Right: true, Score: 1, Tier: 2, Day: coach.DayOf(at, time.UTC), Purpose: plan.Practice,
		}); err != nil {
			t.Fatal(err)
		}
	}
	e, learner, shared := l.Estimates["x"]["c/s"], l.Learners["x"], l.Skills["c/s"]
	now, later := p.Know(&l.State, &learner, &e, &shared, at), p.Know(&l.State, &learner, &e, &shared, at.AddDate(0, 2, 0))
	if e.Standing.Level() != mastery.Proficient {
		t.Fatalf("twelve right are %v", e.Standing.Level())
	}
	if now.Fading || !later.Fading || later.P >= now.P {
		t.Errorf("now %.2f fading %v, in two months %.2f fading %v", now.P, now.Fading, later.P, later.Fading)
	}
}
