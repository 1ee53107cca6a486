package coach_test

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"pacer/coach"
	"pacer/coach/mastery"
	"pacer/coach/plan"
)

// withShown is a log with entries by which skills are shown another way.
func withShown(seed uint64, n int) []coach.Entry {
	r := rand.New(rand.NewPCG(seed, 2))
	var log []coach.Entry
	for _, e := range logOf(seed, n) {
		e.Position = int64(len(log) + 1)
		log = append(log, e)
		if r.IntN(8) == 0 {
			log = append(log, coach.Entry{
				Position: int64(len(log) + 1), Kind: coach.EntryShown, Person: e.Person, At: e.At.Add(time.Minute), Day: e.Day,
				Skills: e.Skills, Purpose: coach.ShownWays()[r.IntN(3)], Right: true, Score: []float64{coach.WorthPart, coach.WorthWhole}[r.IntN(2)], By: "teacher",
			})
		}
	}
	return log
}

func TestAReplayFindsWhatWasShownAnotherWay(t *testing.T) {
	t.Parallel()
	for seed := range uint64(5) {
		log := withShown(seed, 200)
		a, b := replay(t, log), replay(t, log)
		if diff := cmp.Diff(a, b, compare); diff != "" {
			t.Error(diff)
		}
		// A correction makes everything anew from the log, what was shown included.
		var target coach.Entry
		for _, e := range log {
			if e.Kind == coach.EntryAttempt && e.Counts && !e.Right && !e.Rapid {
				target = e
			}
		}
		last := log[len(log)-1]
		correct := func(right bool, position int64) coach.Entry {
			return coach.Entry{Position: position, Kind: coach.EntryRegrade, Person: target.Person, At: last.At, Target: target.Position, Right: right, By: "teacher"}
		}
		there := replay(t, append(log, correct(false, last.Position+1)))
		again := replay(t, append(log, correct(false, last.Position+1), correct(false, last.Position+2)))
		for skill, e := range there.Estimates[target.Person] {
			if diff := cmp.Diff(e.Standing, again.Estimates[target.Person][skill].Standing, compare); diff != "" {
				t.Errorf("seed %d, %s: %s", seed, skill, diff)
			}
		}
	}
}

// What is shown another way moves the learner's own estimate, by what it is
// worth, and nothing that others share, no memory and no count of tries.
func TestWhatIsShownMovesTheEstimateByItsWorth(t *testing.T) {
	t.Parallel()
	p := coach.DefaultParams()
	log := logOf(7, 60)
	person, skill := log[0].Person, log[0].Skills[0]
	now := log[59].At.Add(time.Hour)
	before := replay(t, log)
	p0 := evidenceOf(&p, before, person, skill, now)
	moved := map[float64]float64{}
	for _, worth := range []float64{coach.WorthPart, coach.WorthWhole} {
		for _, way := range coach.ShownWays() {
			after := replay(t, append(log[:60:60], coach.Entry{Position: 61, Kind: coach.EntryShown, Person: person, At: now, Skills: []string{skill}, Purpose: way, Right: true, Score: worth}))
			by := evidenceOf(&p, after, person, skill, now) - p0
			if by <= 0 || moved[worth] != 0 && moved[worth] != by {
				t.Errorf("%s of worth %v moves the estimate by %v", way, worth, by)
			}
			moved[worth] = by
			if diff := cmp.Diff([]any{before.State, before.Items, before.Skills, before.Facts}, []any{after.State, after.Items, after.Skills, after.Facts}, compare); diff != "" {
				t.Errorf("%s moves what learners share: %s", way, diff)
			}
			was, is := before.Estimates[person][skill], after.Estimates[person][skill]
			if was.Card != is.Card || was.Standing.Why(now).Tries != is.Standing.Why(now).Tries || was.Standing.Why(now).Items != is.Standing.Why(now).Items {
				t.Errorf("%s counts as a try, an item or a review", way)
			}
		}
	}
	if moved[coach.WorthPart] >= moved[coach.WorthWhole] {
		t.Errorf("a part moves by %v, the whole by %v", moved[coach.WorthPart], moved[coach.WorthWhole])
	}
}

func evidenceOf(p *coach.Params, l *coach.Ledger, person, skill string, now time.Time) float64 {
	learner, e, shared := l.Learners[person], l.Estimates[person][skill], l.Skills[skill]
	return p.Know(&l.State, &learner, &e, &shared, now).Evidence
}

func TestEvidenceFromOutsideCompletesALevelAndNeverMakesOne(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, time.March, 2, 9, 0, 0, 0, time.UTC)
	var log []coach.Entry
	for i := range 30 {
		log = append(log, coach.Entry{
			Position: int64(i + 1), Kind: coach.EntryShown, Person: "ada", At: at.Add(time.Duration(i) * time.Hour),
			Skills: []string{"c/a"}, Purpose: coach.ShownOutside, Right: true, Score: coach.WorthWhole, By: "teacher",
		})
	}
	if l := replay(t, log).Estimates["ada"]["c/a"].Standing.Level(); l != mastery.Starting {
		t.Errorf("without an answer the level is %v", l)
	}
	for i := range 3 {
		log = append(log, coach.Entry{
			Position: int64(len(log) + 1), Kind: coach.EntryAttempt, Person: "ada", At: at.Add(time.Duration(40+i) * time.Hour), Course: "c",
			Item: "c/" + string(rune('x'+i)), Skills: []string{"c/a"}, Try: 1, Counts: true, Right: true, Score: 1, Tier: 2, Purpose: plan.Practice,
		})
	}
	if l := replay(t, log).Estimates["ada"]["c/a"].Standing.Level(); l != mastery.Proficient {
		t.Errorf("with three right answers the level is %v", l)
	}
}

func TestAnAcceptedExplanationIsTheOneThatDistinguishedAsksFor(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name  string
		way   plan.Purpose
		worth float64
		want  bool
	}{
		{"in one's own words", coach.ShownWords, coach.WorthWhole, true},
		{"to somebody who learns it", coach.ShownTaught, coach.WorthWhole, true},
		{"only a part", coach.ShownWords, coach.WorthPart, false},
		{"done elsewhere", coach.ShownOutside, coach.WorthWhole, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			l := replay(t, []coach.Entry{{Position: 1, Kind: coach.EntryShown, Person: "ada", Skills: []string{"c/a"}, Purpose: tt.way, Right: true, Score: tt.worth}})
			if got := l.Estimates["ada"]["c/a"].Standing.Why(time.Time{}).Explained; got != tt.want {
				t.Errorf("explained: %v", got)
			}
		})
	}
}

func TestWhatIsShownIsOneSkill(t *testing.T) {
	t.Parallel()
	p := coach.DefaultParams()
	for _, skills := range [][]string{nil, {"c/a", "c/b"}} {
		if err := coach.NewLedger().Replay(&p, coach.Entry{Position: 1, Kind: coach.EntryShown, Person: "ada", Skills: skills}); err == nil {
			t.Errorf("%d skills are shown at once", len(skills))
		}
	}
}
