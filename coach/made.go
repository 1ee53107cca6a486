package coach

// MadeState is what has become of a question that a learner made.
type MadeState string

// The states.
const (
	MadeBegun    MadeState = ""         // not told yet
	MadeOffered  MadeState = "offered"  // a teacher looks at it
	MadeAccepted MadeState = "accepted" // the class practises it
	MadeDeclined MadeState = "declined"
	MadeDropped  MadeState = "dropped" // by the learner
)

// Made is a question that a learner makes for their class, as they tell it, and
// what has become of it. Its author is the person of the coach's question that it
// belongs to, and named to the class's teachers alone.
type Made struct {
	Class       string    `json:",omitzero"`
	Skill       string    `json:",omitzero"` // "course/id", that it is about
	Question    string    `json:",omitzero"`
	Answer      string    `json:",omitzero"`
	Wrong       []string  `json:",omitzero"` // to choose from beside the answer; none: the answer is typed
	Explanation string    `json:",omitzero"`
	Step        string    `json:",omitzero"` // what is asked for next
	State       MadeState `json:",omitzero"`
	By          string    `json:",omitzero"` // the teacher who accepted or declined it
	Word        string    `json:",omitzero"` // that they said to it
	Course      string    `json:",omitzero"` // where it is asked, once it is accepted
	Item        string    `json:",omitzero"`
}

// How many made questions wait for a teacher at most, of a learner and in a class.
const (
	MadeWaiting      = 3
	MadeWaitingClass = 40
)
