package chat

import "context"

// Healthy is an adapter that knows whether it is connected.
type Healthy interface {
	// Health is nil while the platform is connected; else what keeps it from
	// being so, as a sentence for whoever runs the coach.
	Health() error
}

// Grade is how grave a finding is.
type Grade uint8

// The grades, from what needs nothing done to what has to be put right.
const (
	Fine Grade = iota
	Noted
	Faulty
)

// Finding is one thing that was found out about a connection: what it is, and
// where something has to be done, what.
type Finding struct {
	Grade Grade
	Text  string // plain text, without a token in it
}

// Examiner is an adapter that looks at its own connection: tokens, what they
// allow, reachability, the clock. It changes nothing that people see, but for
// a message that it sends to try, where it is told where to.
type Examiner interface {
	// Examine finds what there is to find within the time that ctx leaves.
	// What it cannot find out for want of something else, it says.
	Examine(ctx context.Context) []Finding
}
