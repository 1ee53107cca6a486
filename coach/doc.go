// Package coach is the subject of Pacer, pure: who learns with whom, what was
// asked and answered, what that says about what a learner knows, what comes
// next and when to speak first. It decides and never does. It knows no
// storage and no network; what time it is, and which seed to draw with, it is
// told.
//
// The log is the truth. Everything that bears on an estimate is an Entry of a
// workspace's log: attempts, and what corrects them. Apply adds one entry to a
// Book, the sum of the log so far. The bot applies entries as they happen, to
// a book kept in storage; Replay applies them again to a book in memory, and
// finds the same estimates bit for bit. Review parameters fitted to a workspace's
// own reviews are an entry too, in force from there on.
package coach
