package coach

import (
	"time"

	"pacer/coach/mastery"
	"pacer/coach/plan"
	"pacer/coach/review"
)

// EntryKind says what an entry of the log is.
type EntryKind string

// The kinds of entry.
const (
	EntryAttempt EntryKind = "attempt" // one answer to one item
	EntryMistap  EntryKind = "mistap"  // the attempt at position Target was a mis-tap: it moves nothing
	EntryRegrade EntryKind = "regrade" // the attempt at position Target was right after all (Right, Score)
	EntryLevel   EntryKind = "level"   // a teacher's word on a level: Skill, Level, By
	EntryParams  EntryKind = "params"  // all before was added up anew with other parameters, in use from here on: Params
	EntryJoined  EntryKind = "joined"  // what Source has done counts for Person from here on, who is the same human
	EntryParted  EntryKind = "parted"  // Person begins with all that Source has done, and Source goes on
	EntryFit     EntryKind = "fit"     // review parameters fitted to the workspace, in use from here on: Fit

	// EntryShown is that a person has shown a skill another way than by an
	// answer: Skills (one), Purpose (which way), Score (how much it is worth, see
	// Worth), By (who saw it). What was seen stands with the words.
	EntryShown EntryKind = "shown"
)

// Entry is one line of a workspace's log. Entries are only ever added. Forget
// is the one exception: it puts a random ID in the place of Person, and what
// the model reads stays.
type Entry struct {
	Position int64 // in the workspace's log, from 1, in the order of commits; names the entry
	Kind     EntryKind
	Person   string
	At       time.Time

	// An attempt's. All that the models read of it is here, so that a replay
	// needs no course.
	Course        string
	Item          string // item and skill IDs are "course/id"
	Version       string
	Skills        []string // the one practised first
	Fact          bool     // the item is remembered or forgotten by itself
	Question      string
	Try           int  // 1 is the first
	Counts        bool // moves mastery: the first try, before the last hint
	Right         bool
	Score         float64 // 0..1
	Tier          int     // 1..3
	Chance        float64 // of being right by guessing
	Hints         int
	Took          time.Duration // from question to answer; zero if unknown
	Rapid         bool          // too fast to have been read
	Expected      float64       // chance of right foretold before the answer, 0..1; 0: not foretold. Rules of alert look at it, no model does
	SelfGraded    bool
	Mixed         bool // in a session over several skills
	Purpose       plan.Purpose
	Day           Day // of the learner's calendar
	Misconception string
	Seed          uint64 // of what was drawn for an item with variables; 0: none

	// A correction's.
	Target int64
	By     string
	Level  mastery.Level

	Source string // an EntryJoined's and an EntryParted's: the person

	Params string // an EntryParams's
	Fit    *Fit   // an EntryFit's, which nobody changes; nil in all others
}

// Facts are what the mastery model reads of an attempt.
func (e *Entry) Facts() mastery.Facts {
	return mastery.Facts{
		At: e.At, Right: e.Right, Score: e.Score, Tier: e.Tier, Chance: e.Chance,
		Hints: e.Hints, Rapid: e.Rapid, Took: e.Took, SelfGraded: e.SelfGraded,
		Counts: e.Counts, Mixed: e.Mixed, Item: hash(e.Item), Purpose: purposes[e.Purpose],
	}
}

// purposes are the model's names for what a question is for.
var purposes = map[plan.Purpose]mastery.Purpose{
	plan.Practice: mastery.Practice, plan.Review: mastery.Review, plan.Placement: mastery.Placement,
}

// hash is 64-bit FNV-1a: the models tell items apart by it.
func hash(s string) uint64 {
	h := uint64(14695981039346656037)
	for i := range len(s) {
		h = (h ^ uint64(s[i])) * 1099511628211
	}
	return h
}

// Estimate is what is known of one learner on one skill: the model's state,
// the level it led to, and the memory that fades.
type Estimate struct {
	Person   string
	Skill    string // "course/id"
	State    mastery.Skill
	Standing mastery.Standing
	Card     review.Card // the skill's memory; unused where items are facts
	Reviewed Day         // the day of the card's last graded review: one a day
	Due      time.Time   // when the card is due; zero: never
	Params   string      // the parameters it was made with, and after a + the log position of the fit in force: "2", "2+4711"
	Position int64       // of the last entry that moved it
}

// LearnerState is what is known of a learner over all skills.
type LearnerState struct {
	Mastery mastery.Learner
	Review  review.Learner
}

// WorkspaceState is what a workspace's answers have taught about everybody in
// it, and the parameters they were added up with.
type WorkspaceState struct {
	Params  string // ID of the parameters in use; empty where no answer was added up yet
	Mastery mastery.Workspace
	Usual   review.Usual
	Fit     Fit   // the review parameters in force, if Fitted is not 0
	Fitted  int64 // log position of that fit; 0: those that ship
}

// Fact is the memory of one learner for one item of a skill of facts.
type Fact struct {
	Person string
	Item   string // "course/id"
	Skill  string
	Card   review.Card
	Due    time.Time
}

// BookReader reads the sum of a workspace's log so far. What it returns is the
// caller's to change. A thing never seen comes as its zero value with its keys
// set.
type BookReader interface {
	WorkspaceState() (WorkspaceState, error)
	Learner(person string) (LearnerState, error)
	Estimate(person, skill string) (Estimate, error)
	Item(item string) (mastery.Item, error)
	Shared(skill string) (mastery.Shared, error)
	Fact(person, item string) (Fact, error)

	// Entries returns a person's own entries in the order of the log, corrections
	// included. What counts for them is their History.
	Entries(person string) ([]Entry, error)
}

// Book is the sum of a workspace's log so far, to be added to.
type Book interface {
	BookReader
	PutWorkspaceState(w WorkspaceState) error
	PutLearner(person string, l LearnerState) error
	PutEstimate(e Estimate) error
	PutItem(item string, it mastery.Item) error
	PutShared(skill string, s mastery.Shared) error
	PutFact(f Fact) error
	// Clear drops what is held of a person: learner, estimates and facts.
	Clear(person string) error
	// Copy puts the same in the place of what is held of to as is held of from.
	Copy(from, to string) error
}
