package reflect

import (
	"slices"
	"time"
)

// Trigger is when a prompt fits.
type Trigger string

// The triggers.
const (
	SessionStart Trigger = "session_start"         // before the first question, of a skill that is new or of the session
	BeforeReveal Trigger = "before_reveal"         // an answer is given, its result not shown yet
	AfterWrong   Trigger = "after_wrong"           // an answer was not right, and its question is over
	AfterUnsure  Trigger = "after_correct_lowconf" // an answer was right, and the learner had not been sure
	SessionEnd   Trigger = "session_end"
	Weekly       Trigger = "weekly"
	UnitEnd      Trigger = "unit_end"    // a skill became Proficient, or an exam is over
	AfterAlert   Trigger = "after_alert" // what had been hard is better
	GoalSlip     Trigger = "goal_slip"   // the goal will hardly be reached in time
	OnWish       Trigger = "wish"        // the learner asked for it
)

// Triggers lists the triggers that come by themselves.
func Triggers() []Trigger {
	return []Trigger{SessionStart, BeforeReveal, AfterWrong, AfterUnsure, SessionEnd, Weekly, UnitEnd, AfterAlert, GoalSlip}
}

// isWithin tells whether the trigger is in the middle of practice.
func (t Trigger) isWithin() bool {
	return t == SessionStart || t == AfterWrong || t == AfterUnsure
}

// Phase is the part of learning that a prompt is about: one of the cycle of
// Zimmerman 2002, or what goes along with it.
type Phase string

// The phases.
const (
	Forethought Phase = "forethought" // plans, what is known already, before
	Performance Phase = "performance" // how one goes about it, during
	Reflection  Phase = "reflection"  // what came of it and why, after
	Goal        Phase = "goal"        // what one aims at
	Affect      Phase = "affect"      // how it feels
	Social      Phase = "social"      // who helps, and whom one helps
)

// Answer is how a prompt is answered.
type Answer string

// The kinds of answer.
const (
	Line   Answer = "line"     // a sentence or so, in one's own words
	IfThen Answer = "if_then"  // the same, as a plan: if this happens, I do that
	Three  Answer = "3-2-1"    // the same: three things, two, and one
	Tap    Answer = "tap"      // one of Options
	Mood   Answer = "tap_mood" // one of three, the first the lowest: say has the words for all of them
	Sure   Answer = "tap_sure" // how sure one is, from 1 guess to 3 sure: say has the words for all of them
)

// moods is how many options a Mood and a Sure have.
const moods = 3

// Audience is whom the answers may be for.
type Audience string

// The audiences.
const (
	ForLearner Audience = "dm"             // the learner, and the teachers if they let them
	ForClass   Audience = "club_anonymous" // also the class, without a name
)

// Prompt is a question about one's own learning. Its words are bot/say's
// "reflect.ID", in plainer ones "reflect.ID.plain"; those of its options
// "reflect.ID.1" and on.
type Prompt struct {
	ID       string
	Trigger  Trigger
	Phase    Phase
	Process  string // what of the phase: "planning", "self-explanation" …
	Answer   Answer
	Options  int  // of a Tap, 2 to 4; of a Mood and a Sure, 3
	HasSkill bool // its words name a skill

	FollowUp string // ID of the prompt that may follow; empty: none
	After    int    // the option after which it does; 0: any
	IsPart   bool   // it only follows another

	MinGap   time.Duration // before it comes again
	PerWeek  int           // prompts of its trigger in seven days, at most
	Audience Audience
	Share    Share  // who reads the answer of a learner who has not said who may
	From     int    // age in years from which on it is asked; 0: any
	Evidence string // what it is taken from
	Version  int    // of its words: grows when they come to ask for something else
}

// Words tells whether the prompt is answered in one's own words.
func (p *Prompt) Words() bool { return p.Answer == Line || p.Answer == IfThen || p.Answer == Three }

// Shares lists who a learner may let read the answer, in a class with a policy.
func (p *Prompt) Shares(policy Policy) []Share {
	all := policy.Shares()
	if p.Audience != ForClass {
		all = slices.DeleteFunc(slices.Clone(all), func(s Share) bool { return s == WithClass })
	}
	return all
}

// Next is the prompt that follows an answer: the option chosen, or 0 for words;
// not ok if none does.
func (p *Prompt) Next(tap int) (Prompt, bool) {
	if p.FollowUp == "" || p.After != 0 && p.After != tap {
		return Prompt{}, false
	}
	return Find(p.FollowUp)
}

// Prompts lists every prompt.
func Prompts() []Prompt { return slices.Clone(prompts) }

// Find returns the prompt with that ID.
func Find(id string) (Prompt, bool) {
	i, ok := places[id]
	if !ok {
		return Prompt{}, false
	}
	return prompts[i], true
}

// prompts is the bank as it is asked from, and places where each stands in it.
var prompts, places = stocked(bank)

// stocked gives the prompts of each group what all of the group have.
func stocked(groups []group) (all []Prompt, places map[string]int) {
	places = make(map[string]int)
	for _, g := range groups {
		for _, p := range g.prompts {
			p.Trigger, p.PerWeek, p.MinGap = g.trigger, g.perWeek, g.minGap
			if p.Evidence == "" {
				p.Evidence = g.evidence
			}
			if p.Audience == "" {
				p.Audience = ForLearner
			}
			if p.Answer == Mood || p.Answer == Sure {
				p.Options = moods
			}
			if !p.Words() {
				p.Share = WithTeachers // what is tapped says little, and a trend of it says when somebody needs a kind word
			}
			p.Version = max(p.Version, 1)
			places[p.ID] = len(all)
			all = append(all, p)
		}
	}
	return all, places
}
