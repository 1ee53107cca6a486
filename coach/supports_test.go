package coach_test

import (
	"encoding/json"
	"slices"
	"testing"
	"time"

	"pacer/coach"
)

func TestExtraTimeScalesALimit(t *testing.T) {
	for _, tt := range []struct {
		extra   float64
		want    time.Duration
		limited bool
	}{
		{0, 20 * time.Minute, true},
		{1.5, 30 * time.Minute, true},
		{2, 40 * time.Minute, true},
		{coach.NoTimer, 0, false},
	} {
		got, limited := coach.Supports{ExtraTime: tt.extra}.Allow(20 * time.Minute)
		if got != tt.want || limited != tt.limited {
			t.Errorf("with %v it is %v, %v; want %v, %v", tt.extra, got, limited, tt.want, tt.limited)
		}
	}
}

func TestWhoHasMoreTimeIsInTimeForLonger(t *testing.T) {
	begun := time.Date(2026, time.March, 2, 10, 0, 0, 0, time.UTC)
	open := coach.Round{Begun: begun, Ends: begun.Add(20 * time.Minute)}
	told := open
	told.Ended = open.Ends // its result was told to the teacher
	for _, tt := range []struct {
		name    string
		round   coach.Round
		extra   float64
		minutes int
		want    bool
	}{
		{"in time", open, 0, 19, false},
		{"late", open, 0, 20, true},
		{"half as long again", told, 1.5, 29, false},
		{"late all the same", told, 1.5, 30, true},
		{"twice as long", told, 2, 39, false},
		{"without a limit", told, coach.NoTimer, 6000, false},
		{"after it was told, without extra time", told, 0, 19, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			at := begun.Add(time.Duration(tt.minutes) * time.Minute)
			if got := tt.round.IsLateFor(coach.Supports{ExtraTime: tt.extra}, at); got != tt.want {
				t.Errorf("after %d minutes late is %v", tt.minutes, got)
			}
		})
	}
}

func TestEverySupportIsNamedOnce(t *testing.T) {
	p := coach.Person{
		Supports: coach.Supports{Glossary: "de", Plain: true, ExtraTime: 2, Fewer: true, OneThing: true, NoCompetition: true, Private: true, HintFirst: true},
		Settings: coach.Settings{Speech: true},
	}
	if got := p.Supported(); !slices.Equal(got, coach.AllSupports()) {
		t.Errorf("with all of them it has %q", got)
	}
	if got := new(coach.Person).Supported(); len(got) > 0 {
		t.Errorf("with none of them it has %q", got)
	}
	if coach.Competes(&p) || !coach.Competes(new(coach.Person)) {
		t.Error("only who wants no competition competes")
	}
}

// A person without supports is stored as before there were any.
func TestNoSupportsLeaveNoTrace(t *testing.T) {
	b, err := json.Marshal(coach.Person{})
	if err != nil {
		t.Fatal(err)
	}
	var kept map[string]any
	if err := json.Unmarshal(b, &kept); err != nil {
		t.Fatal(err)
	}
	if _, ok := kept["Supports"]; ok {
		t.Errorf("it is kept as %s", b)
	}
}
