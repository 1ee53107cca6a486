package mastery

import "slices"

// What the base weighs besides the beliefs. A weight says how many logits one
// unit is worth. First come those that say something of a typical item too.
const (
	baseStart = iota
	baseLast
	baseBurst
	baseSurge
	basePractice
	baseMisses
	baseNew
	baseTypical // so many

	baseLearnerLast = iota - 1
	baseLearnerBurst
	baseLearnerSurge
	baseRun
	nBase
)

var baseNames = [nBase]string{
	baseStart:        "start",
	baseLast:         "latest answer on the skill (1 right, -1 wrong)",
	baseBurst:        "latest 3 answers on the skill, beyond what was expected",
	baseSurge:        "latest 10 answers on the skill, beyond what was expected",
	basePractice:     "log(1 + answers on the skill)",
	baseMisses:       "log(1 + misses on the skill)",
	baseNew:          "skill is new to the learner",
	baseLearnerLast:  "latest answer",
	baseLearnerBurst: "latest 3 answers, beyond what was expected",
	baseLearnerSurge: "latest 10 answers, beyond what was expected",
	baseRun:          "log(1 + answers in a row on the skill)",
}

// What the head weighs besides the base's sum, in the same order. Where two things
// stand in one name the weight is of their product.
const (
	headStart = iota
	headMisses
	headRight
	headLast
	headStreak
	headLearnerAnswers
	headLearnerRight
	headLearnerRate
	headSkillEasiness
	headAbility
	headLastPractice
	headBurstAbility
	headTypical // so many

	headLearnerSurge = iota - 1
	headSwitch
	headItemNew
	headItemUnsure
	headEasiness
	headSkillGap
	headGap
	headGapBrief
	headGapLong
	headRunEasiness
	headRightEasiness
	headGapEasiness
	headGapSkillEasiness
	headGapSurge
	headLastThird
	headSecondThird
	headSwitchAbility
	headNewSeveral
	headStreakAround
	headAroundEasiness
	headAroundAbility
	headAroundUnsure
	headSeveralEasiness
	nHead
)

var headNames = [nHead]string{
	headStart:            "start",
	headMisses:           "log(1 + misses on the skill)",
	headRight:            "log(1 + right answers on the skill)",
	headLast:             "latest answer on the skill (1 right, -1 wrong)",
	headStreak:           "log(1 + right answers in a row on the skill)",
	headLearnerAnswers:   "log(1 + answers)",
	headLearnerRight:     "log(1 + right answers)",
	headLearnerRate:      "part right of the latest 50 answers, beyond the usual",
	headSkillEasiness:    "easiness of the skill",
	headAbility:          "ability on the skill",
	headLastPractice:     "latest answer on the skill x log(1 + answers on it)",
	headBurstAbility:     "latest 3 answers on the skill, beyond what was expected x ability",
	headLearnerSurge:     "latest 10 answers, beyond what was expected",
	headSwitch:           "the answer before was on another skill",
	headItemNew:          "item is new to all",
	headItemUnsure:       "how unsure the item's easiness is (1 new to all)",
	headEasiness:         "easiness of the item",
	headSkillGap:         "log(1 + hours since the latest answer on the skill)",
	headGap:              "log(1 + seconds since the latest answer), beyond the usual",
	headGapBrief:         "the same, from 3 seconds up",
	headGapLong:          "the same, above a minute",
	headRunEasiness:      "log(1 + answers in a row on the skill) x easiness of the item",
	headRightEasiness:    "log(1 + right answers on the skill) x easiness of the item",
	headGapEasiness:      "log(1 + seconds since the latest answer) x easiness of the item",
	headGapSkillEasiness: "log(1 + seconds since the latest answer) x easiness of the skill",
	headGapSurge:         "log(1 + seconds since the latest answer) x latest 10 answers, beyond what was expected",
	headLastThird:        "latest answer on the skill x third latest of all",
	headSecondThird:      "second latest answer x third latest",
	headSwitchAbility:    "the answer before was on another skill x ability",
	headNewSeveral:       "skill is new to the learner x further skills of the item",
	headStreakAround:     "log(1 + right answers in a row on the skill) x easiness of the items before",
	headAroundEasiness:   "easiness of the items before x easiness of the item",
	headAroundAbility:    "easiness of the items before x ability",
	headAroundUnsure:     "easiness of the items before x how unsure the item's easiness is",
	headSeveralEasiness:  "further skills of the item x easiness of the item",
}

// BaseNames are the names of Params.Base, in its order.
func BaseNames() []string { return slices.Clone(baseNames[:]) }

// HeadNames are the names of Params.Head, in its order.
func HeadNames() []string { return slices.Clone(headNames[:]) }
