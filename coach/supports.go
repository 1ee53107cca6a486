package coach

import (
	"cmp"
	"slices"
	"time"
)

// Supports are what a learner's practice is fitted with, so that what is hard
// about a question is its subject: set by the learner or a teacher of theirs,
// and nobody else's to see. The zero value is none. Mathematics said in words
// is one as well and stands in Settings, where anybody finds it.
type Supports struct {
	Glossary      string  `json:",omitzero"` // BCP 47, of the language in which words are explained; empty: none
	Plain         bool    `json:",omitzero"` // the plainer wording of a question, where its author wrote one
	ExtraTime     float64 `json:",omitzero"` // how much longer than usual a time is, 1.5 or 2; 0: no longer; NoTimer: there is none
	Fewer         bool    `json:",omitzero"` // fewer wrong options to choose from
	OneThing      bool    `json:",omitzero"` // one thing per message, with one thing to do
	NoCompetition bool    `json:",omitzero"` // stands in no comparison of people or teams
	Private       bool    `json:",omitzero"` // what is played in a channel is answered in direct messages, without a trace
	HintFirst     bool    `json:",omitzero"` // the first hint stands below a question from the start
}

// NoTimer is an ExtraTime that lifts the limit.
const NoTimer = -1

// Support names one of a person's supports.
type Support string

// The supports.
const (
	SupportGlossary Support = "glossary"
	SupportPlain    Support = "plain"
	SupportSpeech   Support = "speech" // Settings.Speech
	SupportTime     Support = "time"
	SupportFewer    Support = "fewer"
	SupportOneThing Support = "one-thing"
	SupportNoBoards Support = "no-competition"
	SupportPrivate  Support = "private"
	SupportHint     Support = "hint-first"
)

// AllSupports lists the supports, in the order in which people read them.
func AllSupports() []Support {
	return []Support{
		SupportGlossary, SupportPlain, SupportSpeech, SupportTime, SupportFewer,
		SupportOneThing, SupportNoBoards, SupportPrivate, SupportHint,
	}
}

// ExtraTimes are the values that Supports.ExtraTime may have.
func ExtraTimes() []float64 { return []float64{0, 1.5, 2, NoTimer} }

// Supported lists the supports that a person has, in the order of AllSupports.
func (p *Person) Supported() []Support {
	s := p.Supports
	has := map[Support]bool{
		SupportGlossary: s.Glossary != "", SupportPlain: s.Plain, SupportSpeech: p.Settings.Speech, SupportTime: s.ExtraTime != 0,
		SupportFewer: s.Fewer, SupportOneThing: s.OneThing, SupportNoBoards: s.NoCompetition, SupportPrivate: s.Private, SupportHint: s.HintFirst,
	}
	return slices.DeleteFunc(AllSupports(), func(name Support) bool { return !has[name] })
}

// Allow is how long a person has for what others have d for; limited is false
// where they have as long as they like.
func (s Supports) Allow(d time.Duration) (allowed time.Duration, limited bool) {
	switch {
	case s.ExtraTime == NoTimer:
		return 0, false
	case s.ExtraTime > 1:
		return time.Duration(float64(d) * s.ExtraTime), true
	}
	return d, true
}

// And is what either of two who are one person had.
func (s Supports) And(o Supports) Supports {
	s.Glossary = cmp.Or(s.Glossary, o.Glossary)
	s.Plain, s.Fewer, s.OneThing = s.Plain || o.Plain, s.Fewer || o.Fewer, s.OneThing || o.OneThing
	s.NoCompetition, s.Private, s.HintFirst = s.NoCompetition || o.NoCompetition, s.Private || o.Private, s.HintFirst || o.HintFirst
	if s.ExtraTime != NoTimer && (o.ExtraTime == NoTimer || o.ExtraTime > s.ExtraTime) {
		s.ExtraTime = o.ExtraTime
	}
	return s
}

// Competes tells whether a person may stand in a comparison of people or teams:
// a board, the points of a team, a place in a round. All that compares asks it.
func Competes(p *Person) bool { return !p.Supports.NoCompetition }
