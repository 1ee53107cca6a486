package reflect

import "slices"

// Share is who may read a thought beside the one who had it. Danger is the one
// exception to all of them, and learners are told so before they first write.
type Share uint8

// The shares, each wider than the one before. The numbers are kept with thoughts.
const (
	Private      Share = 0 // nobody
	WithTeachers Share = 1 // the class's teachers, with the name
	WithClass    Share = 2 // the class, without the name
)

// String names the share, as it is said.
func (s Share) String() string {
	if int(s) >= len(shares) {
		return ""
	}
	return shares[s]
}

var shares = [...]string{Private: "private", WithTeachers: "teachers", WithClass: "class"}

// Policy is what a class asks its learners to think about, and who may read it.
type Policy string

// The policies. Whatever they say, it is the learner who chooses who reads
// their words; a policy only takes choices away.
const (
	PolicyOpen     Policy = ""         // own words; each learner chooses from all shares
	PolicyTeachers Policy = "teachers" // own words; nothing goes to the class, not even without a name
	PolicyPrivate  Policy = "private"  // own words, which nobody else reads
	PolicyTaps     Policy = "taps"     // nothing is asked that wants words
)

// Policies lists the policies.
func Policies() []Policy { return []Policy{PolicyOpen, PolicyTeachers, PolicyPrivate, PolicyTaps} }

// Words tells whether thoughts in own words are asked for.
func (p Policy) Words() bool { return p != PolicyTaps }

// Shares lists who a learner may let read what they think.
func (p Policy) Shares() []Share {
	switch p {
	case PolicyPrivate:
		return []Share{Private}
	case PolicyTeachers, PolicyTaps:
		return []Share{Private, WithTeachers}
	}
	return []Share{Private, WithTeachers, WithClass}
}

// Bounded is the share that the policy leaves of one.
func (p Policy) Bounded(s Share) Share {
	if slices.Contains(p.Shares(), s) {
		return s
	}
	return Private
}
