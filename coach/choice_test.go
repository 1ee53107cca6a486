package coach_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"pacer/coach"
	"pacer/coach/plan"
)

// practised is somebody who practised on each of some days up to a day.
func practised(last coach.Day, days int) (a coach.Active) {
	for d := last - coach.Day(days) + 1; d <= last; d++ {
		a.Mark(d)
	}
	return a
}

func TestChoicesAreOfferedSeldomAndMoreSeldomWherePassedOver(t *testing.T) {
	t.Parallel()
	const today coach.Day = 20500
	offered := []coach.Branch{coach.BranchOn, coach.BranchReview}
	c := coach.Choices{}
	if c.May(today, practised(today-1, 2)) {
		t.Error("who practised on two days is asked what they want")
	}
	if !c.May(today, practised(today-1, 3)) {
		t.Error("who practised on three days is not asked what they want")
	}
	for _, gap := range []coach.Day{4, 8, 8} { // passed over once, twice, three times
		c = c.Asked(today, offered)
		for d := today; d < today+gap; d++ {
			if c.May(d, practised(d, 3)) {
				t.Errorf("passed over %d times, asked again after %d days", c.Passed, d-today)
			}
		}
		if !c.May(today+gap, practised(today, 3)) {
			t.Errorf("passed over %d times, not asked after %d days", c.Passed, gap)
		}
	}
	if c = c.Take(coach.BranchReview); c.May(today+1, practised(today, 3)) || !c.May(today+2, practised(today, 3)) {
		t.Error("who chose is not asked every other day")
	}
}

func TestUptakeIsCountedByBranch(t *testing.T) {
	t.Parallel()
	was := coach.Choices{}.Offer([]coach.Branch{coach.BranchOn, coach.BranchReview})
	is := was.Take(coach.BranchReview).Offer([]coach.Branch{coach.BranchReview}).Take(coach.BranchReview)
	want := []coach.Uptake{{coach.BranchOn, 1, 0}, {coach.BranchReview, 2, 2}}
	if diff := cmp.Diff(want, is.Of); diff != "" {
		t.Error(diff)
	}
	if offered, taken := is.Uptake(); offered != 3 || taken != 2 {
		t.Errorf("%d of %d taken", taken, offered)
	}
	if offered, taken := was.Uptake(); offered != 2 || taken != 0 {
		t.Errorf("what was counted before has changed: %d of %d", taken, offered)
	}
}

// A simulated learner takes so long for a question. The session that is planned
// from what earlier ones took is as long as they asked for.
func TestSessionsAreAsLongAsWasAskedFor(t *testing.T) {
	t.Parallel()
	start := time.Date(2026, time.March, 2, 14, 0, 0, 0, time.UTC)
	for _, each := range []time.Duration{15 * time.Second, 30 * time.Second, 50 * time.Second, 80 * time.Second} {
		answered, spent := 0, time.Duration(0)
		for n, minutes := range []int{5, 5, 15, 2, 5, 15, 2} {
			s := coach.Session{Purpose: plan.Practice, Minutes: minutes, Planned: coach.Questions(minutes, answered, spent.Seconds()), Started: start}
			for now := start; len(s.Asked) < s.Planned && !s.IsOver(); {
				s.Asked = append(s.Asked, coach.Asked{First: coach.MarkRight})
				now = now.Add(each)
				s.Touch(now)
			}
			asked := time.Duration(minutes) * time.Minute
			if s.Spent > asked+asked/4+each {
				t.Errorf("at %v a question %v were %v", each, asked, s.Spent)
			}
			// From the third on the pace is known; half a question is as near as it gets.
			if off := (s.Spent - asked).Abs(); n >= 2 && off > max(asked/5, each/2) {
				t.Errorf("at %v a question session %d of %v took %v", each, n+1, asked, s.Spent)
			}
			answered, spent = answered+len(s.Asked), spent+s.Spent
		}
	}
}

func TestABreakIsNoPractice(t *testing.T) {
	t.Parallel()
	start := time.Date(2026, time.March, 2, 14, 0, 0, 0, time.UTC)
	s := coach.Session{Started: start}
	s.Touch(start.Add(40 * time.Second))
	s.Touch(start.Add(20 * time.Hour)) // left, and came back the next day
	s.Touch(start.Add(20*time.Hour + 30*time.Second))
	s.Touch(start.Add(20 * time.Hour)) // an event that comes late
	if s.Spent != 70*time.Second {
		t.Errorf("%v were spent", s.Spent)
	}
}

func TestADoubtIsKeptOncePerSkill(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, time.March, 2, 14, 0, 0, 0, time.UTC)
	all := coach.Doubted(nil, coach.Doubt{Skill: "c/a", At: at})
	all = coach.Doubted(all, coach.Doubt{Skill: "c/b", At: at})
	all = coach.Doubted(all, coach.Doubt{Skill: "c/a", At: at.Add(time.Hour), Shared: true})
	want := []coach.Doubt{{Skill: "c/b", At: at}, {Skill: "c/a", At: at.Add(time.Hour), Shared: true}}
	if diff := cmp.Diff(want, all); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(want[1:], coach.Undoubted(all, "c/b")); diff != "" {
		t.Error(diff)
	}
	for i := range 2 * coach.DoubtsKept {
		all = coach.Doubted(all, coach.Doubt{Skill: string(rune('a' + i)), At: at})
	}
	if len(all) != coach.DoubtsKept {
		t.Errorf("%d doubts are kept", len(all))
	}
}
