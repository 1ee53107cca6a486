package coach_test

import (
	"slices"
	"testing"

	"pacer/coach"
)

func TestEachPresetHasAllOfTheOneBeforeAndMore(t *testing.T) {
	t.Parallel()
	want := []coach.Preset{coach.PresetStarter, coach.PresetCoach, coach.PresetMastery, coach.PresetFull}
	if got := coach.Presets(); !slices.Equal(got, want) {
		t.Fatalf("the presets are %v", got)
	}
	var before []coach.Feature
	for _, p := range coach.Presets() {
		has := p.Features()
		for _, f := range before {
			if !slices.Contains(has, f) {
				t.Errorf("%s lacks %s", p, f)
			}
		}
		if len(has) <= len(before) {
			t.Errorf("%s adds nothing", p)
		}
		before = has
	}
}

func TestAClassHasWhatItsPresetHas(t *testing.T) {
	t.Parallel()
	all := coach.PresetFull.Features()
	for _, p := range coach.Presets() {
		class := coach.Class{Preset: p}
		for _, f := range all {
			if got, want := class.Has(f), slices.Contains(p.Features(), f); got != want {
				t.Errorf("that a %s class has %s is %t", p, f, got)
			}
			if needs := f.Needs(); class.Has(f) != slices.Contains(coach.Presets()[slices.Index(coach.Presets(), needs):], p) {
				t.Errorf("%s needs %s, and that a %s class has it is %t", f, needs, p, class.Has(f))
			}
		}
		if class.Has("juggling") {
			t.Errorf("a %s class has a feature that there is not", p)
		}
	}
}

func TestAClassFromBeforeThereWerePresetsHasAll(t *testing.T) {
	t.Parallel()
	var old coach.Class
	for _, f := range coach.PresetFull.Features() {
		if !old.Has(f) {
			t.Errorf("it lacks %s", f)
		}
	}
}

func TestWhoAsksForAPersonGetsOneInEveryClass(t *testing.T) {
	t.Parallel()
	for _, p := range append(coach.Presets(), "") {
		if class := (coach.Class{Preset: p}); !class.Has(coach.FeatureCalls) || !class.Has(coach.FeaturePractice) {
			t.Errorf("not in a class with preset %q", p)
		}
	}
}
