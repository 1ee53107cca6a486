package reflect

import (
	"slices"
	"testing"
)

func TestTheBankHoldsWhatItPromises(t *testing.T) {
	t.Parallel()
	all := Prompts()
	if len(all) < 80 {
		t.Errorf("%d prompts", len(all))
	}
	seen := map[string]bool{}
	triggers, phases := map[Trigger]int{}, map[Phase]int{}
	taps := map[Trigger]bool{}
	for _, p := range all {
		if seen[p.ID] {
			t.Errorf("%s stands there twice", p.ID)
		}
		seen[p.ID] = true
		if p.Words() != (p.Options == 0) || p.Options == 1 || p.Options > 4 {
			t.Errorf("%s is answered as %s, with %d options", p.ID, p.Answer, p.Options)
		}
		if p.Process == "" || p.Evidence == "" || p.Version < 1 || p.Audience == "" {
			t.Errorf("%s lacks something: %+v", p.ID, p)
		}
		if p.Words() && p.Share != Private {
			t.Errorf("%s: what is said in words is shared unasked", p.ID)
		}
		if (p.Phase == Affect || p.Answer == Mood) && p.Audience == ForClass {
			t.Errorf("%s: how somebody feels goes to the class", p.ID)
		}
		if got, ok := Find(p.ID); !ok || got != p {
			t.Errorf("%s is not found", p.ID)
		}
		if p.FollowUp != "" {
			if next, ok := Find(p.FollowUp); !ok || !next.IsPart || p.After > p.Options {
				t.Errorf("%s is followed by %q", p.ID, p.FollowUp)
			}
		}
		if !p.IsPart {
			triggers[p.Trigger]++
			taps[p.Trigger] = taps[p.Trigger] || !p.Words()
		}
		phases[p.Phase]++
	}
	for _, trigger := range Triggers() {
		if triggers[trigger] < 8 || !taps[trigger] {
			t.Errorf("%d prompts for %s, one to tap: %v", triggers[trigger], trigger, taps[trigger])
		}
	}
	for _, phase := range []Phase{Forethought, Performance, Reflection, Goal, Affect, Social} {
		if phases[phase] == 0 {
			t.Errorf("no prompt of %s", phase)
		}
	}
	for _, id := range []string{Muddy, MuddyToday, ExamWrapper, WrapNext, Feeling, FeelHelp} {
		if !seen[id] {
			t.Errorf("%s is named and is not there", id)
		}
	}
	if p, _ := Find(FeelHelp); p.Options < FeelPerson {
		t.Error("nobody can ask for a person who feels low")
	}
	if _, ok := Find("gone"); ok {
		t.Error("what is not there is found")
	}
}

func TestAnExamWrapperHasThreeSteps(t *testing.T) {
	t.Parallel()
	p, _ := Find(ExamWrapper)
	var steps []string
	for ok := true; ok; p, ok = p.Next(1) {
		steps = append(steps, p.ID)
		if len(steps) > 3 {
			break
		}
	}
	if want := []string{"wrap-ready", "wrap-errors", "wrap-next"}; !slices.Equal(steps, want) {
		t.Errorf("got %v, want %v", steps, want)
	}
}

func TestWhoFeelsLowIsAskedWhatWouldHelp(t *testing.T) {
	t.Parallel()
	p, _ := Find(Feeling)
	for tap := range 4 {
		next, ok := p.Next(tap)
		if ok != (tap == 1) || ok && next.ID != FeelHelp {
			t.Errorf("after %d: %v, %v", tap, next.ID, ok)
		}
	}
}

func TestAPolicyOnlyTakesChoicesAway(t *testing.T) {
	t.Parallel()
	toClass, _ := Find(MuddyToday)
	alone, _ := Find("next-step")
	for _, tc := range []struct {
		policy   Policy
		class    []Share // of a prompt that may go to the class
		own      []Share // of one that may not
		hasWords bool
	}{
		{PolicyOpen, []Share{Private, WithTeachers, WithClass}, []Share{Private, WithTeachers}, true},
		{PolicyTeachers, []Share{Private, WithTeachers}, []Share{Private, WithTeachers}, true},
		{PolicyPrivate, []Share{Private}, []Share{Private}, true},
		{PolicyTaps, []Share{Private, WithTeachers}, []Share{Private, WithTeachers}, false},
	} {
		t.Run("policy "+string(tc.policy), func(t *testing.T) {
			t.Parallel()
			if got := toClass.Shares(tc.policy); !slices.Equal(got, tc.class) {
				t.Errorf("for the class: %v", got)
			}
			if got := alone.Shares(tc.policy); !slices.Equal(got, tc.own) {
				t.Errorf("not for the class: %v", got)
			}
			if tc.policy.Words() != tc.hasWords {
				t.Errorf("words: %v", !tc.hasWords)
			}
		})
	}
	if len(Policies()) != 4 || Share(9).String() != "" || WithClass.String() != "class" {
		t.Error("a policy or a share has no name, or one too many")
	}
}

func TestHowSureIsAskedInTheSameWordsAtFirst(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for seed := range uint64(400) {
		if p := HowSure(int(seed)%Least, seed); p.ID != "sure-now" {
			t.Fatalf("after %d times: %s", seed%Least, p.ID)
		}
		p := HowSure(Least+int(seed), seed)
		if p.Answer != Sure || p.Trigger != BeforeReveal {
			t.Fatalf("%+v", p)
		}
		seen[p.ID] = true
	}
	if len(seen) != 8 {
		t.Errorf("later in %d ways", len(seen))
	}
}
