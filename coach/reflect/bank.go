package reflect

import "time"

// group is prompts of one trigger, with what they have in common.
type group struct {
	trigger  Trigger
	perWeek  int           // of the trigger
	minGap   time.Duration // of each prompt
	evidence string
	prompts  []Prompt
}

// What prompts are taken from.
const (
	cycle      = "Zimmerman 2002: the cycle of self-regulated learning"
	priorPrime = "Ogle 1986: know, want to know, learnt"
	judging    = "Brier 1950; Osterhage 2021: judging one's own answers, often and at no cost"
	explaining = "Bisra and others 2018: explaining to oneself"
	minute     = "Angelo and Cross 1993: muddiest point and minute paper"
	wrapper    = "Lovett 2013: exam wrappers"
	ifThen     = "Duckworth and others 2011: mental contrasting with if-then plans; Corker 2012 found none, so it is offered and never urged"
	seeking    = "Newman 2002: seeking help as a skill"
)

const (
	fortnight = 14 * 24 * time.Hour
	monthly   = 28 * 24 * time.Hour
)

// bank holds every prompt. An ID stays with its meaning for ever: thoughts that
// were kept name it.
var bank = []group{
	{SessionStart, 2, fortnight, cycle, []Prompt{
		{ID: "pre-mean", Phase: Forethought, Process: "prior knowledge", Answer: Line, HasSkill: true, Evidence: priorPrime},
		{ID: "pre-know", Phase: Forethought, Process: "prior knowledge", Answer: Line, HasSkill: true, Evidence: priorPrime},
		{ID: "pre-met", Phase: Forethought, Process: "prior knowledge", Answer: Line, HasSkill: true, Evidence: priorPrime},
		{ID: "pre-wonder", Phase: Forethought, Process: "interest", Answer: Line, HasSkill: true, Evidence: priorPrime},
		{ID: "start-aim", Phase: Goal, Process: "goal setting", Answer: Line},
		{ID: "start-recall", Phase: Forethought, Process: "recall", Answer: Line},
		{ID: "start-plan", Phase: Forethought, Process: "strategy", Answer: Tap, Options: 3},
		{ID: "start-energy", Phase: Affect, Process: "self-observation", Answer: Tap, Options: 3},
		{ID: "start-mood", Phase: Affect, Process: "self-observation", Answer: Mood, FollowUp: "feel-help", After: 1},
		{ID: "start-place", Phase: Forethought, Process: "surroundings", Answer: Tap, Options: 3},
	}},

	{BeforeReveal, 0, 0, judging, []Prompt{
		{ID: "sure-now", Phase: Performance, Process: "self-judgement", Answer: Sure},
		{ID: "sure-way", Phase: Performance, Process: "self-judgement", Answer: Sure},
		{ID: "sure-steps", Phase: Performance, Process: "self-checking", Answer: Sure},
		{ID: "sure-friend", Phase: Performance, Process: "self-judgement", Answer: Sure},
		{ID: "sure-check", Phase: Performance, Process: "self-checking", Answer: Sure},
		{ID: "sure-explain", Phase: Performance, Process: "self-explanation", Answer: Sure},
		{ID: "sure-tomorrow", Phase: Performance, Process: "self-judgement", Answer: Sure},
		{ID: "sure-feel", Phase: Performance, Process: "self-observation", Answer: Sure},
	}},

	{AfterWrong, 2, fortnight, cycle, []Prompt{
		{ID: "wrong-where", Phase: Reflection, Process: "self-explanation", Answer: Line, Evidence: explaining},
		{ID: "wrong-words", Phase: Reflection, Process: "self-explanation", Answer: Line, Evidence: explaining},
		{ID: "wrong-notice", Phase: Performance, Process: "self-checking", Answer: Line},
		{ID: "wrong-next", Phase: Forethought, Process: "strategy", Answer: Line},
		{ID: "wrong-kind", Phase: Reflection, Process: "causes", Answer: Tap, Options: 4},
		{ID: "wrong-first", Phase: Performance, Process: "self-observation", Answer: Tap, Options: 3},
		{ID: "wrong-help", Phase: Social, Process: "help seeking", Answer: Tap, Options: 3, Evidence: seeking},
		{ID: "wrong-feel", Phase: Affect, Process: "self-reaction", Answer: Mood, FollowUp: "feel-help", After: 1},
	}},

	{AfterUnsure, 2, fortnight, judging, []Prompt{
		{ID: "low-doubt", Phase: Reflection, Process: "self-judgement", Answer: Line},
		{ID: "low-how", Phase: Performance, Process: "self-explanation", Answer: Line, Evidence: explaining},
		{ID: "low-check", Phase: Performance, Process: "self-checking", Answer: Line},
		{ID: "low-part", Phase: Reflection, Process: "self-judgement", Answer: Line},
		{ID: "low-clue", Phase: Performance, Process: "self-explanation", Answer: Line, Evidence: explaining},
		{ID: "low-kind", Phase: Reflection, Process: "causes", Answer: Tap, Options: 3},
		{ID: "low-again", Phase: Forethought, Process: "confidence", Answer: Tap, Options: 3},
		{ID: "low-feel", Phase: Affect, Process: "self-reaction", Answer: Mood},
	}},

	{SessionEnd, 14, fortnight, cycle, []Prompt{
		{ID: "next-step", Phase: Forethought, Process: "goal setting", Answer: Line},
		{ID: "next-when", Phase: Forethought, Process: "planning", Answer: Line, Evidence: ifThen},
		{ID: "next-different", Phase: Forethought, Process: "strategy", Answer: Line},
		{ID: "next-ready", Phase: Forethought, Process: "confidence", Answer: Tap, Options: 3},
		{ID: "next-want", Phase: Forethought, Process: "choice", Answer: Tap, Options: 3},
		{ID: "next-use", Phase: Forethought, Process: "relevance", Answer: Line, Audience: ForClass},
		{ID: "next-goal", Phase: Goal, Process: "goal setting", Answer: Tap, Options: 3},

		{ID: "how-stuck", Phase: Performance, Process: "strategy", Answer: Line, Audience: ForClass},
		{ID: "how-check", Phase: Performance, Process: "self-checking", Answer: Line, Audience: ForClass},
		{ID: "how-hint", Phase: Social, Process: "help seeking", Answer: Line, Evidence: seeking},
		{ID: "how-focus", Phase: Performance, Process: "attention", Answer: Tap, Options: 3},
		{ID: "how-pace", Phase: Performance, Process: "pace", Answer: Tap, Options: 3},
		{ID: "how-began", Phase: Performance, Process: "self-explanation", Answer: Line, Evidence: explaining},
		{ID: "how-read", Phase: Performance, Process: "self-checking", Answer: Tap, Options: 3},

		{ID: "back-explain", Phase: Reflection, Process: "self-explanation", Answer: Line, Audience: ForClass, Evidence: explaining},
		{ID: "back-muddy", Phase: Reflection, Process: "self-judgement", Answer: Line, Audience: ForClass, Evidence: minute},
		{ID: "back-surprise", Phase: Reflection, Process: "self-judgement", Answer: Line, Audience: ForClass, Evidence: minute},
		{ID: "back-mistake", Phase: Reflection, Process: "self-judgement", Answer: Line},
		{ID: "back-clear", Phase: Reflection, Process: "self-judgement", Answer: Tap, Options: 3},
		{ID: "back-hard", Phase: Reflection, Process: "effort", Answer: Tap, Options: 3},
		{ID: "back-feel", Phase: Affect, Process: "affect", Answer: Mood, FollowUp: "feel-help", After: 1},
		{ID: "back-proud", Phase: Reflection, Process: "self-reaction", Answer: Line},
		{ID: "feel-help", Phase: Social, Process: "help seeking", Answer: Tap, Options: 4, IsPart: true, Evidence: seeking},
	}},

	{Weekly, 1, fortnight, cycle, []Prompt{
		{ID: "week-plan", Phase: Goal, Process: "planning", Answer: Line},
		{ID: "week-obstacle", Phase: Forethought, Process: "if-then plan", Answer: IfThen, Evidence: ifThen},
		{ID: "week-days", Phase: Forethought, Process: "planning", Answer: Tap, Options: 4},
		{ID: "week-worked", Phase: Performance, Process: "strategy", Answer: Line, Audience: ForClass},
		{ID: "week-habit", Phase: Performance, Process: "self-observation", Answer: Tap, Options: 3},
		{ID: "week-help", Phase: Social, Process: "help seeking", Answer: Line, Evidence: seeking},
		{ID: "week-learnt", Phase: Reflection, Process: "self-judgement", Answer: Line, Audience: ForClass, Evidence: minute},
		{ID: "week-question", Phase: Reflection, Process: "self-judgement", Answer: Line, Audience: ForClass, Evidence: minute},
		{ID: "week-trend", Phase: Reflection, Process: "self-judgement", Answer: Tap, Options: 3},
		{ID: "week-thanks", Phase: Social, Process: "self-reaction", Answer: Line},
	}},

	{UnitEnd, 2, fortnight, wrapper, []Prompt{
		{ID: "wrap-ready", Phase: Reflection, Process: "preparation", Answer: Tap, Options: 4, HasSkill: true, FollowUp: "wrap-errors"},
		{ID: "wrap-errors", Phase: Reflection, Process: "causes", Answer: Tap, Options: 4, IsPart: true, FollowUp: "wrap-next"},
		{ID: "wrap-next", Phase: Forethought, Process: "strategy", Answer: Line, IsPart: true},
		{ID: "unit-best", Phase: Reflection, Process: "strategy", Answer: Line, HasSkill: true, Audience: ForClass, Evidence: cycle},
		{ID: "unit-now", Phase: Reflection, Process: "self-judgement", Answer: Line, HasSkill: true, Evidence: cycle},
		{ID: "unit-teach", Phase: Social, Process: "self-explanation", Answer: Line, HasSkill: true, Audience: ForClass, Evidence: explaining},
		{ID: "unit-link", Phase: Reflection, Process: "self-explanation", Answer: Line, HasSkill: true, Evidence: explaining},
		{ID: "unit-use", Phase: Forethought, Process: "relevance", Answer: Line, HasSkill: true, Audience: ForClass, Evidence: cycle},
		{ID: "unit-doubt", Phase: Reflection, Process: "self-judgement", Answer: Line, HasSkill: true, Evidence: minute},
		{ID: "unit-hard", Phase: Reflection, Process: "effort", Answer: Tap, Options: 3, HasSkill: true, Evidence: cycle},
		{ID: "unit-feel", Phase: Affect, Process: "self-reaction", Answer: Mood, HasSkill: true, Evidence: cycle},
		{ID: "unit-three", Phase: Reflection, Process: "self-judgement", Answer: Three, HasSkill: true, From: 13, Evidence: minute},
	}},

	{AfterAlert, 1, monthly, cycle, []Prompt{
		{ID: "after-help", Phase: Reflection, Process: "strategy", Answer: Line},
		{ID: "after-most", Phase: Social, Process: "help seeking", Answer: Tap, Options: 4, Evidence: seeking},
		{ID: "after-learnt", Phase: Reflection, Process: "self-judgement", Answer: Line, From: 13},
		{ID: "after-sign", Phase: Performance, Process: "self-observation", Answer: Line},
		{ID: "after-plan", Phase: Forethought, Process: "if-then plan", Answer: IfThen, Evidence: ifThen},
		{ID: "after-ask", Phase: Social, Process: "help seeking", Answer: Tap, Options: 4, Evidence: seeking},
		{ID: "after-advice", Phase: Social, Process: "self-explanation", Answer: Line, Audience: ForClass},
		{ID: "after-ready", Phase: Forethought, Process: "confidence", Answer: Tap, Options: 3},
		{ID: "after-feel", Phase: Affect, Process: "self-reaction", Answer: Mood},
	}},

	{GoalSlip, 1, monthly, cycle, []Prompt{
		{ID: "slip-way", Phase: Goal, Process: "goal setting", Answer: Tap, Options: 4},
		{ID: "slip-obstacle", Phase: Goal, Process: "causes", Answer: Line},
		{ID: "slip-small", Phase: Goal, Process: "planning", Answer: Line},
		{ID: "slip-when", Phase: Forethought, Process: "if-then plan", Answer: IfThen, Evidence: ifThen},
		{ID: "slip-matter", Phase: Goal, Process: "interest", Answer: Tap, Options: 3},
		{ID: "slip-why", Phase: Goal, Process: "relevance", Answer: Line},
		{ID: "slip-help", Phase: Social, Process: "help seeking", Answer: Line, Evidence: seeking},
		{ID: "slip-anew", Phase: Goal, Process: "goal setting", Answer: Line},
		{ID: "slip-feel", Phase: Affect, Process: "self-reaction", Answer: Mood},
	}},

	{OnWish, 0, 0, minute, []Prompt{
		{ID: "muddy", Phase: Reflection, Process: "self-judgement", Answer: Line, HasSkill: true, Audience: ForClass},
	}},
}

// The prompts that mean something to the coach beside being kept.
const (
	Muddy       = "muddy"      // the muddiest point of a skill
	MuddyToday  = "back-muddy" // that of the day
	ExamWrapper = "wrap-ready" // the first of three steps
	WrapNext    = "wrap-next"  // what the learner means to do next time
	Feeling     = "back-feel"  // how the practice felt
	FeelHelp    = "feel-help"  // what would help somebody who feels low
	FeelPerson  = 4            // the option of FeelHelp that asks for a person
)

// IsMuddy tells whether a prompt asks for a muddiest point.
func IsMuddy(id string) bool { return id == Muddy || id == MuddyToday }

// IsBefore tells whether a prompt asks what somebody thinks of a skill before
// they begin it, to be shown to them later.
func IsBefore(p *Prompt) bool { return p.Trigger == SessionStart && p.HasSkill }
