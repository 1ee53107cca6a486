package bot_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"pacer/coach"
	"pacer/coach/mastery"
	"pacer/coach/plan"
)

func TestTestingOutOpensWhatBuildsOnTheSkill(t *testing.T) {
	t.Parallel()
	h, _ := unprompted(t)
	ann := h.person("Ann").meets()
	ann.says("test out areas").has("Show me Areas of floors with 3 questions, without hints", "1/3")
	tiers := []int{}
	for n := range plan.TestMost {
		q, it, ok := ann.question()
		if !ok || it.Skill != "areas" || !q.Bare || q.Purpose != plan.Placement {
			t.Fatalf("question %d is %+v", n+1, q)
		}
		tiers = append(tiers, it.Tier)
		ann.says(right(q, it))
	}
	if slices.Max(tiers) != 3 {
		t.Errorf("tiers %v", tiers)
	}
	last := ann.last()
	for _, want := range []string{"You know Areas of floors", "Costs of floors is open for you now"} {
		if !strings.Contains(last, want) {
			t.Errorf("%s lacks %q", last, want)
		}
	}
	ann.says("practice costs").has("Costs of floors")
	if q, it, _ := ann.question(); it.Skill != "costs" || q.Why.Kind != plan.Wished {
		t.Errorf("%s comes because it %s", it.ID, q.Why.Kind)
	}
	// The level is by the rules that hold for every answer.
	params := coach.DefaultParams()
	st := ann.estimate("tiles/areas").Standing
	if st.Why(h.now).Items != 3 || st.Level() == mastery.Starting || st.Level() > mastery.Proficient || params.Rules.Proficient == 0 {
		t.Errorf("after three right answers: %+v", st.Why(h.now))
	}
	h.verify(school)
}

func TestAFailedTestOutCostsNothing(t *testing.T) {
	t.Parallel()
	h, _ := unprompted(t)
	ann := h.person("Ann").meets()
	ann.says("practice rows")
	for range 4 {
		ann.answers(true)
	}
	ann.says("stop")
	before := ann.estimate("tiles/rows").Standing.Level()
	if before < mastery.Proficient {
		t.Fatalf("at %v", before)
	}
	h.later(20 * 24 * time.Hour)
	ann.says("test out rows").has("you lose nothing")
	q, it, _ := ann.question()
	ann.says(wrong(q, it)).has("is a good place to begin", "No level went down").lacks("Have another try")
	if after := ann.estimate("tiles/rows").Standing.Level(); after != before {
		t.Errorf("the level was %v and is %v", before, after)
	}
	if _, ok := ann.session(); ok {
		t.Error("it goes on after a miss")
	}
	ann.says("practice areas").has("Areas of floors") // what was open stays so
	h.verify(school)
}

func TestATestOutIsOnceADayAndWithoutHelp(t *testing.T) {
	t.Parallel()
	h, _ := unprompted(t)
	ann := h.person("Ann").meets()
	ann.says("practice rows")
	ann.says("I know this").has("Show me Counting rows with 3 questions").lacks("[Hint")
	ann.says("hint").has("There are no hints here")
	ann.says("another way").has("There are no hints here")
	if q, _, _ := ann.question(); q.Hints != 0 {
		t.Errorf("%d hints were shown", q.Hints)
	}
	ann.says("skip").has("is a good place to begin")
	ann.says("test out rows").has("You tried that with Counting rows today")
	ann.says("test out areas").has("1/3") // another skill is another matter
	h.later(24 * time.Hour)
	ann.says("stop")
	ann.says("test out rows").has("1/3")
	h.verify(school)
}

func TestATestOutGoesOnAfterARestart(t *testing.T) {
	t.Parallel()
	h, _ := unprompted(t)
	ann := h.person("Ann").meets()
	ann.says("test out rows")
	q, it, _ := ann.question()
	ann.says(right(q, it)).has("2/3")
	h.restart()
	ann.says("practice").has("2/3")
	q, it, _ = ann.question()
	ann.says(right(q, it))
	q, it, _ = ann.question()
	ann.says(right(q, it)).has("You know Counting rows")
}

func TestATestOutNeedsASkillWithQuestions(t *testing.T) {
	t.Parallel()
	h, _ := unprompted(t)
	ann := h.person("Ann").meets()
	ann.says("test out").has("Which skill of Tiles do you know already?", "Counting rows")
	ann.says("test out knitting").has("I can't find knitting in Tiles")
	if got := ann.self().Tested.Skills; len(got) != 0 {
		t.Errorf("tested: %q", got)
	}
}
