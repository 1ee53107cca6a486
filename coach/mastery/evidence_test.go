package mastery

import (
	"math"
	"testing"
	"time"
)

// TestEvidenceIsWhatItsNamesSay works out by hand what there is to say of a
// fourth answer, two minutes after a right, a wrong and a right one.
func TestEvidenceIsWhatItsNamesSay(t *testing.T) {
	s := someone(1)
	for n := range 3 {
		s.Item = &Item{}
		Default.Learn(s, Facts{At: morning.Add(time.Duration(n) * 10 * time.Second), Right: n != 1, Counts: true})
	}
	s.Item = &Item{}
	e := Default.look(s)
	Default.meet(&e, s, Facts{At: morning.Add(140 * time.Second), Tier: 3})
	log := func(n float64) float64 { return math.Log1p(n) }
	easiness, around := -Default.Tiers[2], s.Learner.around.mean(0, 1)
	for name, row := range map[string]struct {
		got  []float64
		of   map[int]float64
		said []string
	}{
		"base": {e.base[:], map[int]float64{
			baseStart: 1, baseLast: 1, baseBurst: s.Skills[0].burst, baseSurge: s.Skills[0].surge,
			basePractice: log(3), baseMisses: log(1), baseNew: 0, baseRun: log(3),
			baseLearnerLast: 1, baseLearnerBurst: s.Learner.burst, baseLearnerSurge: s.Learner.surge,
		}, baseNames[:]},
		"head": {e.head[:], map[int]float64{
			headStart: 1, headMisses: log(1), headRight: log(2), headLast: 1, headStreak: log(1),
			headLearnerAnswers: log(3), headLearnerRight: log(2), headLearnerSurge: s.Learner.surge,
			headSwitch: 0, headItemNew: 1, headItemUnsure: 1, headEasiness: easiness,
			headSkillGap: log(120. / 3600), headGap: log(120) - usualGap, headGapBrief: log(120) - usualGap, headGapLong: log(120) - log(60),
			headRunEasiness: log(3) * easiness, headRightEasiness: log(2) * easiness, headGapEasiness: (log(120) - usualGap) * easiness,
			headLastPractice: log(3), headLastThird: 1, headSecondThird: -1, headStreakAround: log(1) * around,
			headAroundEasiness: around * easiness, headAroundUnsure: around, headAroundAbility: around * s.Learner.ability.mean,
			headBurstAbility: s.Skills[0].burst * s.Learner.ability.mean, headSwitchAbility: 0, headNewSeveral: 0, headSeveralEasiness: 0,
			headAbility: s.Skills[0].ability.mean, headSkillEasiness: s.Shared[0].easiness.mean,
			headGapSkillEasiness: (log(120) - usualGap) * s.Shared[0].easiness.mean, headGapSurge: (log(120) - usualGap) * s.Learner.surge,
			headLearnerRate: (1+fadeRate*fadeRate+2*Default.Rate)/(1+fadeRate+fadeRate*fadeRate+2) - Default.Rate,
		}, headNames[:]},
	} {
		for i, got := range row.got {
			want, ok := row.of[i]
			if !ok || math.Abs(got-want) > rounding {
				t.Errorf("%s, %q: %v, want %v", name, row.said[i], got, want)
			}
		}
	}
}

func TestRatesAndSurprisesFade(t *testing.T) {
	var d decayed
	for _, x := range []float64{1, 0, 1} {
		d.add(x, .5)
	}
	if got, want := d.mean(0, 0), (1+.25)/(1+.5+.25); math.Abs(got-want) > rounding {
		t.Errorf("the mean that fades by half is %v, want %v", got, want)
	}
	if got, want := d.mean(.6, 2), (1.25+.6*2)/(1.75+2); math.Abs(got-want) > rounding {
		t.Errorf("with a guess that weighs two it is %v, want %v", got, want)
	}
}

func TestOfSeveralSkillsTheMeanCounts(t *testing.T) {
	s := someone(2)
	Default.Learn(States{Workspace: s.Workspace, Learner: s.Learner, Skills: s.Skills[:1], Shared: s.Shared[:1], Item: &Item{}}, right())
	e := Default.look(s)
	Default.meet(&e, s, Facts{})
	for i, want := range map[int]float64{baseLast: .5, baseNew: .5, basePractice: math.Log(2) / 2, baseMisses: 0} {
		if got := e.base[i]; math.Abs(got-want) > rounding {
			t.Errorf("%q: %v, want %v", baseNames[i], got, want)
		}
	}
	if got := e.head[headNewSeveral]; got != .5 {
		t.Errorf("%q: %v, want .5", headNames[headNewSeveral], got)
	}
}

// TestAnAnswerTeachesEveryBelief: a miss that nobody expected moves all that its
// chance hung on.
func TestAnAnswerTeachesEveryBelief(t *testing.T) {
	s := someone(1)
	for range 5 {
		Default.Learn(s, right())
	}
	before := beliefs(s)
	Default.Learn(s, wrong())
	for name, after := range beliefs(s) {
		if b := before[name]; !(after.mean < b.mean) || after.known == b.known {
			t.Errorf("%s went from %+v to %+v, want lower", name, b, after)
		}
	}
}

// beliefs are all that the states of one skill hold, by name.
func beliefs(s States) map[string]belief {
	return map[string]belief{
		"ability": s.Learner.ability, "pace": s.Learner.pace, "ability on the skill": s.Skills[0].ability,
		"the skill's easiness": s.Shared[0].easiness, "its practice": s.Shared[0].practice, "its recent answers": s.Shared[0].recent,
		"the item's easiness": s.Item.easiness, "its slope": s.Item.slope,
		"the workspace's start": s.Workspace.base[baseStart], "and of its head": s.Workspace.head[headStart],
	}
}
