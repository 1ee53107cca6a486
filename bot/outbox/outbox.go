// Package outbox delivers what was promised, at least once. A message to be
// sent is a row written in the same transaction as what it tells of; the
// Sender takes rows after the commit, sends them in order for each
// conversation, backs off when a platform asks for it or fails, and gives up
// loudly: a row that cannot arrive is marked dead and stays for doctor to show.
//
// # Once, or once more
//
// A row is marked sent when the platform has replied, and what is marked is
// never sent again. Attempts at one row never overlap: in one process by its
// place at the head of its conversation, between processes by its lease, which
// is renewed as long as the row is in memory. So a message can be posted twice
// only where the platform took it and nobody here learnt of it: its reply was
// lost, or the process died before the mark was committed. Each attempt then
// carries the same Message.ID, the row's, by which an adapter lets the platform
// recognise the second as the first (a nonce, metadata looked up before
// posting). Where a platform cannot, a lost reply costs one more copy. A
// *chat.DeliveryError says that the message was not posted, and costs none.
//
// # Order
//
// Rows of one conversation arrive in the order of their IDs: what follows a row
// that is backing off waits behind it, and a dead row lets the next one pass.
// Conversations do not wait for each other, but for their place while that takes
// no more, and for a free worker of their platform; then urgent rows go first,
// after them what answers a person, and last what the coach began. One thing a Sender cannot know: a row that an
// earlier process put off shows itself when it is due again, and newer rows of
// its conversation may arrive before it.
//
// # Limits
//
// A platform that refuses a row because of a limit is not asked again before
// the time that it names. If the limit is a place's, or the platform's
// (chat.DeliveryError.Wide), everything that goes there waits, and then one row
// at a time tries, urgent ones and answers first, until one goes through. What
// the coach begins is spread over time, for each place at the platform's rate
// (chat.Capabilities.Begun), and leaves workers free, so that a class's
// check-ins are not in the way of an answer; in a conversation where an answer
// waits behind such a row, neither is spread.
package outbox

import (
	"context"
	"time"

	"pacer/bot/chat"
)

// State is the life of a row.
type State string

// The states of a row.
const (
	Waiting State = "waiting"
	Sent    State = "sent"
	Dead    State = "dead" // given up; Error says why
)

// Row is one fitted message on its way to one conversation. IDs grow with
// time, so that their order is the order of sending.
type Row struct {
	ID        string
	Workspace string
	To        chat.Conversation
	Message   chat.Message
	Begun     bool // the coach began it: not an answer to what was just said
	Urgent    bool // goes before what waits in other conversations
	State     State
	Attempts  int
	NotBefore time.Time
	Lease     time.Time // until then it belongs to the process that holds it
	Receipt   chat.Receipt
	Error     string // of the last attempt; never a learner's words
}

// Mark is what became of an attempt to send a row.
type Mark struct {
	Workspace string
	ID        string
	State     State
	Attempts  int
	NotBefore time.Time
	Lease     time.Time
	Receipt   chat.Receipt
	Error     string
}

// Want is what is asked of Queue.Claim.
type Want struct {
	Limit   int // rows
	Now     time.Time
	Lease   time.Duration // from now
	Answers bool          // only of conversations in which something urgent or an answer waits
}

// Queue is where rows are kept.
type Queue interface {
	// Claim leases rows that wait, are due and are leased to nobody: those of
	// conversations in which something urgent waits first, then of those in
	// which an answer does, then the rest, each oldest first. Of one
	// conversation only rows with none before them that wait are given out
	// first.
	Claim(ctx context.Context, want Want) ([]Row, error)
	// Mark records what became of a row. It returns at once: the marks ride in
	// a later commit, and a mark lost in a crash means that the row is sent
	// again when its lease ends. Marks are kept in the order they came, and
	// before a later Claim looks. Mark must not call the Sender.
	Mark(Mark)
	// Receipt returns the receipt of a row, for editing what it sent; a
	// coach.NotFound error when it has none.
	Receipt(ctx context.Context, workspace, id string) (chat.Receipt, error)
}
