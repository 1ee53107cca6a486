package coach

import (
	"time"

	"pacer/coach/plan"
)

// Session is a few minutes of practice. At most one of a person is open.
type Session struct {
	ID       string       `json:",omitzero"`
	Person   string       `json:",omitzero"`
	Class    string       `json:",omitzero"`
	Course   string       `json:",omitzero"`
	Purpose  plan.Purpose `json:",omitzero"` // what was wanted: practice, review, placement
	Minutes  int          `json:",omitzero"`
	Planned  int          `json:",omitzero"` // questions, at most
	Started  time.Time    `json:",omitzero"`
	Ended    time.Time    `json:",omitzero"` // zero while open
	Asked    []Asked      `json:",omitzero"` // in order
	Mistap   bool         `json:",omitzero"` // the one mis-tap of the session has been said
	Gained   []Gain       `json:",omitzero"` // levels that rose
	Faded    []string     `json:",omitzero"` // skills that fell a level
	Question string       `json:",omitzero"` // the one asked last
	Wish     string       `json:",omitzero"` // a skill the learner chose to practise, or was given
	Given    string       `json:",omitzero"` // the assignment that the wish is of; empty: the learner's own
	Round    string       `json:",omitzero"` // the round whose items are asked, and no others; empty: none
	Aside    string       `json:",omitzero"` // the session that waits until the round is over; empty: none

	Tier    int           `json:",omitzero"` // the tier that the learner chose: 1 easier, 3 harder; 0: what suits their level
	Test    string        `json:",omitzero"` // the skill that the learner tests out of; empty: none
	Shown   []string      `json:",omitzero"` // items whose solutions were shown as examples
	Offered bool          `json:",omitzero"` // the learner was asked in it how to go on
	Thought bool          `json:",omitzero"` // the learner was asked before it or in the middle of it what they think
	Touched time.Time     `json:",omitzero"` // when something was last said in it
	Spent   time.Duration `json:",omitzero"` // how long the learner was at it, breaks left out
}

// breakAfter is the silence from which on a learner is not at a session any more.
const breakAfter = 3 * time.Minute

// Touch counts the time since something was last said in the session, unless it
// was a break.
func (s *Session) Touch(now time.Time) {
	from := s.Touched
	if from.IsZero() {
		from = s.Started
	}
	if d := now.Sub(from); d > 0 && d <= breakAfter {
		s.Spent += d
	}
	if now.After(s.Touched) {
		s.Touched = now
	}
}

// Asked is one question of a session, with how its first try went.
type Asked struct {
	Item     string       `json:"i"`
	Skill    string       `json:"s"`
	For      plan.Purpose `json:"p,omitempty"`
	First    Mark         `json:"f,omitempty"`
	Tag      string       `json:"t,omitempty"` // the misconception it revealed
	LastHint bool         `json:"h,omitempty"` // the last hint was seen
}

// Mark is how a first try went.
type Mark string

// The marks; empty while open.
const (
	MarkRight   Mark = "right"
	MarkNotYet  Mark = "not yet"
	MarkSkipped Mark = "skipped"
	MarkSlip    Mark = "slip" // said to be a mis-tap: answered, and not counted
)

// Gain is a level reached.
type Gain struct {
	Skill string `json:"skill"`
	Level int    `json:"level"`
}

// IsOver tells whether the time of a session of practice is up: a quarter more
// than was planned has been spent on it, so that no further question begins.
func (s *Session) IsOver() bool {
	isTimed := (s.Purpose == plan.Practice || s.Purpose == plan.Review) && s.Round == "" && s.Test == "" && s.Minutes > 0
	return isTimed && len(s.Asked) > 1 && 4*s.Spent >= 5*time.Duration(s.Minutes)*time.Minute
}

// Questions is how many questions fit into a session of so many minutes, for
// somebody who answered so many of them in earlier sessions in so long. Until
// that says something, a question is taken for the better part of a minute.
func Questions(minutes int, answered int, spent float64) int {
	const (
		least = 10 // questions from which on the learner's own pace is taken
		most  = 60
	)
	if answered >= least && spent > 0 {
		each := spent / float64(answered)
		n := int(float64(minutes)*60/each + .5)
		return min(max(n, 2), most)
	}
	switch {
	case minutes <= 2:
		return 3
	case minutes <= 5:
		return 6
	}
	return 15
}

// Right counts the questions right at the first try.
func (s *Session) Right() int {
	n := 0
	for _, a := range s.Asked {
		if a.First == MarkRight {
			n++
		}
	}
	return n
}

// Answered counts the questions that were answered.
func (s *Session) Answered() int {
	n := 0
	for _, a := range s.Asked {
		if a.First == MarkRight || a.First == MarkNotYet || a.First == MarkSlip {
			n++
		}
	}
	return n
}

// Ask is what a question is about.
type Ask string

// What the coach asks. Each is answered by what is said next in its
// conversation, or by a press that carries the question's ID.
const (
	AskItem    Ask = "item"    // an item of a course
	AskSure    Ask = "sure"    // how sure, before the result is shown
	AskCompare Ask = "compare" // how a free answer compares with the model
	AskTime    Ask = "time"    // onboarding: how long
	AskWhen    Ask = "when"    // onboarding: when to write
	AskThought Ask = "thought" // a reflection
	AskBegin   Ask = "begin"   // a check-in: begin now?
	AskStop    Ask = "stop"    // silence too?
	AskPerson  Ask = "person"  // anything to pass on to the teacher?
	AskGoal    Ask = "goal"    // what the learner aims at
	AskDraft   Ask = "draft"   // a teacher: what becomes of a file they sent
	AskClass   Ask = "class"   // a teacher: which class it is published for
	AskLink    Ask = "link"    // whether two accounts are one person's
	AskAbout   Ask = "about"   // what a learner would like to ask about a message
	AskPlan    Ask = "plan"    // a learner: what becomes of a plan that was not kept
	AskSetUp   Ask = "set-up"  // a teacher: how a new class begins
	AskTicket  Ask = "ticket"  // an exit ticket: answer it now?
	AskFewer   Ask = "fewer"   // a learner who skipped many thoughts: fewer of them?
	AskMake    Ask = "make"    // a learner: what a question of their own says

	AskChoose Ask = "choose" // a learner: how to go on
	AskThemes Ask = "themes" // a learner: what questions shall be about
	AskWhere  Ask = "where"  // a learner: where the coach may begin
	AskShow   Ask = "show"   // a learner: how they show a skill another way, or the words that do
	AskShown  Ask = "shown"  // a teacher: how much it shows

	AskScaffold Ask = "scaffold" // a smaller question on the way to an item's, which moves nothing
)

// QuestionState is the life of a question.
type QuestionState string

// The states. An answered or closed question takes no first answer any more.
const (
	Open     QuestionState = "open"
	Trying   QuestionState = "trying" // the first try was not right; later tries are kept and move nothing
	Answered QuestionState = "answered"
	Skipped  QuestionState = "skipped"
	Closed   QuestionState = "closed" // overtaken: the session ended, or it was asked again elsewhere
)

// Question is something asked of a person and waiting for, or done with, an
// answer. It outlives any process: an item half answered yesterday goes on
// today, on whichever platform the learner speaks.
type Question struct {
	ID           string        `json:",omitzero"`
	Person       string        `json:",omitzero"`
	Session      string        `json:",omitzero"`
	Conversation string        `json:",omitzero"` // key of where it was asked
	Ask          Ask           `json:",omitzero"`
	State        QuestionState `json:",omitzero"`
	At           time.Time     `json:",omitzero"` // asked
	Message      string        `json:",omitzero"` // the outbox row that carries it
	Posted       time.Time     `json:"-"`         // by the platform's receipt; zero while it is missing

	// An item's.
	Course     string       `json:",omitzero"`
	Item       string       `json:",omitzero"`
	Version    string       `json:",omitzero"` // of the item's content
	Seed       uint64       `json:",omitzero"` // of what was drawn for an item with variables; 0: none
	Language   string       `json:",omitzero"` // it was asked in, a BCP 47 tag; empty: the course's own
	Order      []int        `json:",omitzero"` // in which the options are shown; those that are left out for the learner are not in it
	Plain      bool         `json:",omitzero"` // it was asked in its plainer wording
	Purpose    plan.Purpose `json:",omitzero"`
	Why        plan.Reason  `json:",omitzero"`
	Tries      int          `json:",omitzero"`
	Hints      int          `json:",omitzero"` // shown
	Given      int          `json:",omitzero"` // of those, shown from the start as a support: no help that was asked for
	Scaffold   string       `json:",omitzero"` // the question of the scaffold shown last
	Sure       bool         `json:",omitzero"` // asks how sure before the reveal
	Confidence int          `json:",omitzero"` // 1 guess, 2 think so, 3 sure; 0 not said
	Attempt    int64        `json:",omitzero"` // position in the log of the first try; 0: none yet
	Result     []byte       `json:",omitzero"` // how the first try was graded, until it is revealed
	Bare       bool         `json:",omitzero"` // without help and second tries: of a test-out

	Made *Made `json:",omitzero"` // of AskMake: the question that the learner makes

	// Other asks.
	About  string `json:",omitzero"` // prompt, alert, attempt or item's question it is about
	Number int    `json:",omitzero"` // of the question in its session, or of the scaffold among the hints, from 1
}

// IsOpen tells whether an answer to the question is awaited.
func (q *Question) IsOpen() bool { return q.State == Open || q.State == Trying }
