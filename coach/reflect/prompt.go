package reflect

import "slices"

// Trigger is when a prompt fits.
type Trigger string

// The triggers.
const (
	SessionEnd Trigger = "session_end"
	Weekly     Trigger = "weekly"
)

// Phase is the part of learning that a prompt is about (the cycle of
// Zimmerman 2002).
type Phase string

// The phases.
const (
	Forethought Phase = "forethought" // goals, plans, confidence, before
	Performance Phase = "performance" // how one went about it, during
	Reflection  Phase = "reflection"  // what came of it and why, after
)

// Answer is how a prompt is answered.
type Answer string

// The kinds of answer.
const (
	Line Answer = "line" // a sentence or so, in one's own words
	Tap  Answer = "tap"  // one of Options
)

// Prompt is a question about one's own learning. Its words are bot/say's
// "reflect.ID"; those of its options, "reflect.ID.1" and on.
type Prompt struct {
	ID      string
	Trigger Trigger
	Phase   Phase
	Process string // what of the phase: "planning", "self-explanation" …
	Answer  Answer
	Options int // of a Tap, 2 to 4
}

// Prompts lists every prompt.
func Prompts() []Prompt { return slices.Clone(prompts[:]) }

// Find returns the prompt with that ID.
func Find(id string) (Prompt, bool) {
	i := slices.IndexFunc(prompts[:], func(p Prompt) bool { return p.ID == id })
	if i < 0 {
		return Prompt{}, false
	}
	return prompts[i], true
}

// prompts is the bank. An ID stays with its meaning for ever: thoughts that
// were kept name it.
var prompts = [...]Prompt{
	{"next-step", SessionEnd, Forethought, "goal setting", Line, 0},
	{"next-when", SessionEnd, Forethought, "planning", Line, 0},
	{"next-different", SessionEnd, Forethought, "strategy", Line, 0},
	{"next-ready", SessionEnd, Forethought, "confidence", Tap, 3},
	{"next-want", SessionEnd, Forethought, "choice", Tap, 3},
	{"next-use", SessionEnd, Forethought, "relevance", Line, 0},
	{"next-goal", SessionEnd, Forethought, "goal setting", Tap, 3},

	{"how-stuck", SessionEnd, Performance, "strategy", Line, 0},
	{"how-check", SessionEnd, Performance, "self-checking", Line, 0},
	{"how-hint", SessionEnd, Performance, "help seeking", Line, 0},
	{"how-focus", SessionEnd, Performance, "attention", Tap, 3},
	{"how-pace", SessionEnd, Performance, "pace", Tap, 3},
	{"how-began", SessionEnd, Performance, "self-explanation", Line, 0},
	{"how-read", SessionEnd, Performance, "self-checking", Tap, 3},

	{"back-explain", SessionEnd, Reflection, "self-explanation", Line, 0},
	{"back-muddy", SessionEnd, Reflection, "self-judgement", Line, 0},
	{"back-surprise", SessionEnd, Reflection, "self-judgement", Line, 0},
	{"back-mistake", SessionEnd, Reflection, "self-judgement", Line, 0},
	{"back-clear", SessionEnd, Reflection, "self-judgement", Tap, 3},
	{"back-hard", SessionEnd, Reflection, "effort", Tap, 3},
	{"back-feel", SessionEnd, Reflection, "affect", Tap, 3},
	{"back-proud", SessionEnd, Reflection, "self-reaction", Line, 0},

	{"week-plan", Weekly, Forethought, "planning", Line, 0},
	{"week-obstacle", Weekly, Forethought, "if-then plan", Line, 0},
	{"week-days", Weekly, Forethought, "planning", Tap, 4},
	{"week-worked", Weekly, Performance, "strategy", Line, 0},
	{"week-habit", Weekly, Performance, "self-observation", Tap, 3},
	{"week-help", Weekly, Performance, "help seeking", Line, 0},
	{"week-learnt", Weekly, Reflection, "self-judgement", Line, 0},
	{"week-question", Weekly, Reflection, "self-judgement", Line, 0},
	{"week-trend", Weekly, Reflection, "self-judgement", Tap, 3},
	{"week-thanks", Weekly, Reflection, "self-reaction", Line, 0},
}
