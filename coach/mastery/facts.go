package mastery

import "time"

// Purpose is why an item was asked.
type Purpose uint8

// The purposes.
const (
	Practice  Purpose = iota // to learn
	Review                   // to see whether it is still known
	Placement                // to find where to begin
)

// Facts are what the model and the rules may read of one attempt. They say
// nothing of who the learner is, in which group, or what was written.
type Facts struct {
	At         time.Time     // when it was answered
	Took       time.Duration // from question to answer
	Right      bool          // right in full
	Score      float64       // 0 to 1, the part that was right; read only if Right is false
	Chance     float64       // 0 to 1, of being right by guessing; 0 for what is typed
	Tier       int           // 1 first steps, 2 typical, 3 transfer; anything else is read as 2
	Hints      int           // hints shown before the answer
	Item       uint64        // hash of the item's ID, to tell different items from one another
	Purpose    Purpose       // why it was asked
	Mixed      bool          // in a session of several skills
	Counts     bool          // the first try in the session, before the last hint
	Rapid      bool          // too fast to have been read
	SelfGraded bool          // judged right or wrong by the learner alone
}

// moves reports whether the attempt is evidence at all.
func (f Facts) moves() bool { return f.Counts && !f.Rapid }

// isUnaided reports whether it is a right answer that nobody and nothing helped
// with, as the level rules ask for.
func (f Facts) isUnaided() bool { return f.moves() && f.Right && f.Hints <= 0 && !f.SelfGraded }

// isCheck reports whether it asks if the skill is still known: a review, or any
// question in a session of several skills. Placement asks something else.
func (f Facts) isCheck() bool { return f.Purpose == Review || f.Mixed && f.Purpose != Placement }

// tier is the tier as an index of Params.Tiers, 0 to 2.
func (f Facts) tier() int {
	if f.Tier == 1 || f.Tier == 3 {
		return f.Tier - 1
	}
	return middleTier
}

const middleTier = 1
