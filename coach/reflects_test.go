package coach_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"pacer/coach"
	"pacer/coach/reflect"
)

var reflecting = time.Date(2026, time.March, 2, 13, 0, 0, 0, time.UTC)

func TestWhoReadsAThoughtIsWhomTheLearnerChoseLast(t *testing.T) {
	t.Parallel()
	words, _ := reflect.Find("back-muddy")
	alone, _ := reflect.Find("next-step")
	tap, _ := reflect.Find("back-hard")
	var r coach.Reflects
	for _, tc := range []struct {
		name   string
		prompt reflect.Prompt
		policy reflect.Policy
		chosen reflect.Share // before; only where choose is set
		choose bool
		want   reflect.Share
	}{
		{"words are one's own at first", words, reflect.PolicyOpen, 0, false, reflect.Private},
		{"taps are the teachers' at first", tap, reflect.PolicyOpen, 0, false, reflect.WithTeachers},
		{"but not where nobody may read them", tap, reflect.PolicyPrivate, 0, false, reflect.Private},
		{"a choice holds for the next ones", words, reflect.PolicyOpen, reflect.WithClass, true, reflect.WithClass},
		{"not for a prompt that is not for the class", alone, reflect.PolicyOpen, 0, false, reflect.Private},
		{"nor where the policy takes it away", words, reflect.PolicyTeachers, 0, false, reflect.Private},
		{"taps have a choice of their own", tap, reflect.PolicyOpen, 0, false, reflect.WithTeachers},
		{"which is kept too", tap, reflect.PolicyOpen, reflect.Private, true, reflect.Private},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if tc.choose {
				r.Choose(&tc.prompt, tc.chosen)
			}
			if got := r.Shared(&tc.prompt, tc.policy); got != tc.want {
				t.Errorf("got %v, want %v", got, tc.want)
			}
		})
	}
}

func TestAThoughtOfASkillComesAgainAfterAWeekOrWhenTheSkillIsReached(t *testing.T) {
	t.Parallel()
	var r coach.Reflects
	never := func(string) bool { return false }
	r.Keep(coach.Before{Thought: "1", Skill: "a", At: reflecting})
	r.Keep(coach.Before{Thought: "2", Skill: "b", At: reflecting.AddDate(0, 0, 3)})
	r.Keep(coach.Before{Thought: "3", Skill: "b", At: reflecting.AddDate(0, 0, 4)}) // thought anew
	if b, ok := r.Again(reflecting.AddDate(0, 0, 6), never); ok {
		t.Fatalf("too early: %+v", b)
	}
	if b, ok := r.Again(reflecting.AddDate(0, 0, 6), func(skill string) bool { return skill == "b" }); !ok || b.Thought != "3" {
		t.Fatalf("reached: %+v, %v", b, ok)
	}
	if b, ok := r.Again(reflecting.AddDate(0, 0, 7), never); !ok || b.Thought != "1" {
		t.Fatalf("a week later: %+v, %v", b, ok)
	}
	if b, ok := r.Again(reflecting.AddDate(0, 1, 0), never); ok {
		t.Fatalf("twice: %+v", b)
	}
	for n := range 30 {
		r.Keep(coach.Before{Thought: string(rune('A' + n)), Skill: string(rune('A' + n)), At: reflecting})
	}
	if len(r.Before) > 8 {
		t.Errorf("%d are kept", len(r.Before))
	}
}

func TestARightGuessComesBackEarlierUntilItIsNone(t *testing.T) {
	t.Parallel()
	var r coach.Reflects
	today := coach.DayOf(reflecting, time.UTC)
	r.Doubted("a", today, true) // was sure: nothing to remember
	r.Doubted("b", today, false)
	for _, tc := range []struct {
		skill string
		after coach.Day
		want  bool
	}{{"a", 3, false}, {"b", 0, false}, {"b", 1, false}, {"b", 2, true}, {"b", 21, true}, {"b", 22, false}, {"c", 3, false}} {
		if got := r.IsDoubted(tc.skill, today+tc.after); got != tc.want {
			t.Errorf("%s after %d days: %v", tc.skill, tc.after, got)
		}
	}
	was := r
	r.Doubted("b", today+2, true)
	if r.IsDoubted("b", today+3) {
		t.Error("sure by now, and still doubted")
	}
	if !was.IsDoubted("b", today+3) {
		t.Error("what was loaded changed")
	}
	for n := range 40 {
		r.Doubted(string(rune('A'+n)), today, false)
	}
	if len(r.Unsure) > 12 {
		t.Errorf("%d are kept", len(r.Unsure))
	}
}

func TestTwoWhoAreOneHaveSaidWhatBothSaid(t *testing.T) {
	t.Parallel()
	share := reflect.WithTeachers
	first := coach.Reflects{Wish: reflect.Wish{Rate: reflect.Fewer}, Before: []coach.Before{{Thought: "2", Skill: "b", At: reflecting.Add(time.Hour)}}, Spoken: reflecting}
	second := coach.Reflects{
		Wish: reflect.Wish{Rate: reflect.Never}, Told: true, Words: &share, Next: "9", Spoken: reflecting.Add(time.Hour),
		Before: []coach.Before{{Thought: "1", Skill: "a", At: reflecting}}, Unsure: []coach.Unsure{{Skill: "c", Day: 5}},
	}
	want := coach.Reflects{
		Wish: reflect.Wish{Rate: reflect.Fewer}, Told: true, Words: &share, Next: "9", Spoken: reflecting.Add(time.Hour),
		Before: []coach.Before{{Thought: "1", Skill: "a", At: reflecting}, {Thought: "2", Skill: "b", At: reflecting.Add(time.Hour)}}, Unsure: []coach.Unsure{{Skill: "c", Day: 5}},
	}
	if diff := cmp.Diff(want, first.And(second)); diff != "" {
		t.Error(diff)
	}
}

func TestFreeReflectionNeedsAPersonAndWordsOfHelp(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		w    coach.Workspace
		want bool
	}{{coach.Workspace{}, false}, {coach.Workspace{Safety: "tess"}, false}, {coach.Workspace{Help: "Room 5"}, false}, {coach.Workspace{Safety: "tess", Help: " \n"}, false}, {coach.Workspace{Safety: "tess", Help: "Room 5"}, true}} {
		if got := tc.w.CanReflect(); got != tc.want {
			t.Errorf("%+v: %v", tc.w, got)
		}
	}
}
