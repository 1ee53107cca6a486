package eval

// A simulated class with planted crises.
//
// Thirty learners practise for twelve weeks under Pacer; some of them come to
// need a person, at a time and for a reason that only the simulator knows. What
// is measured is whether a teacher is called for them, and for nobody else. All
// equations and constants are in this file. They say what is known of learners
// and of classes, or where nothing is known what is plausible; they know
// nothing of the rules that look for crises, were written before these were
// tuned, and are not changed to please a rule.
//
// Skills, strengths, answers, learning, fading and attention are those of
// simulate.go, and the letters too; a day is a calendar day of a term of 84 that
// begins on a Monday. The class has as many learners of each kind. Attention is
// lost with half the chance C there: rushing is a crisis here, and the habit is
// the ordinary part of it. New are
//
// Plans. A learner has planned five days a week (Monday to Friday) with chance
// .5, four of these with .3, three with .2. A planned day is kept with chance
// U(.85, .98) of the learner; on any other day there is practice with chance .08.
// After a session of six questions there is a second one with chance .25.
// Practice begins at N(16:30, 1.2 h), from 13:00 to 20:00.
//
// Misconceptions. A skill has two. An item touches the first with chance .4, the
// second with .4, else none. A learner holds each with chance .1 at first (a
// common one is found in about one learner in ten). Who holds one answers an item
// that touches it by it with chance .7, whatever else they know (bugs show most
// of the time, not always: Brown & VanLehn 1980). Who reads the explanation then
// gives it up with chance .6. Any other wrong answer looks like one of the two
// with chance .15.
//
// Hints. Who does not know the answer asks for a hint with chance .2; with it they
// know as if the strength were 1 more. Who still does not know sees all three
// with chance .3, and then the answer is right with chance .9 and counts for
// nothing. Without attention, three times in ten all three hints are clicked
// through in U(2, 6) seconds instead of a blind guess, to the same end.
//
// Confidence is asked with three questions in ten, before the answer. What is
// felt is logistic(logit(p) + T + N(0, .7)), p the chance of being right, T the
// learner's own bend, N(.3, .6) (most are somewhat too sure: Osterhage 2021 and
// many before); it is said as guessing below .45, sure above .8, else as thinking
// so. Mood is asked at every third end of a session, answered with chance .7, and
// low if N(M, 1) < -1, good if it is above 0; M is N(.2, .3) of the learner.
//
// Ordinary ups and downs, which are no crisis: what is hard for everybody, since
// skills differ in ease by N(0, .8); a holiday of the class in the seventh week
// (excused, kept with chance .1); a busy week of a learner with chance .06 each
// (planned days kept with .4 of the usual chance); illness that begins on a day
// with chance .006 and lasts two to five days, excused beforehand in six cases of
// ten and else not at all; a bad day in 6 of 100 days of practice, on which what
// is known goes wrong with chance .2; and the habits of each kind of learner.
//
// Planted. A learner has one crisis in the term with chance .55, of a kind that
// goes round the class, from a day in 14 to 62 (in longer and shorter terms, to
// three weeks before the end). It shows for the first time at
// its onset. Until it ends:
//
//	wheel-spinning  An idea is missing: the strength that can be used on one
//	                skill is at most -1.5, and nothing is gained there. The skill
//	                is the next that the learner begins with a strength below .5.
//	                Onset: the first try at it.
//	disengaging     Planned days are kept with .08 of the usual chance, others
//	                never. Onset: the first planned day that is missed. Being
//	                nudged brings the learner back for a day with chance .15.
//	drop            What is known goes wrong with chance .4: ill, tired, something
//	                at home. Onset: the first session. It lasts L(12, .3) days, 8 at
//	                least.
//	misconception   The next one that an item touches is held, and no explanation
//	                changes it. Onset: the first answer by it.
//	rushing         Attention is lost with chance .5 and found again with .15.
//	                Onset: the first session.
//	doubt           T is 2.5 less and M is 1.5 less; hints are asked for three times
//	                as often, and leaving is three times as likely. What is known
//	                stays known. Onset: the first session.
//
// All but the drop end by themselves with chance .02 a day after the tenth.
//
// Grown. Two of these come about unplanned as well, from the equations of every
// learner, and are as true. Somebody is wheel-spinning on a skill who has tried it
// five times and to whom ten more tries would not be enough to be proficient, by
// the expected step of learning and without forgetting; until five would be; once
// for each skill. That is fifteen in all, where Beck & Gong (2013) say ten or
// fifteen, and is so for about as many learners and skills as they found in logs.
// And a misconception has survived feedback once its explanation was read three
// times and it is still held; until it is not.
//
// Teachers hear of a call at once. They see to it with chance .7 on the next
// school day, and with .4 on each of the four after it. Seeing to it ends a crisis
// of the learner that the call was about (of the same skill, or about none) with
// chance .85, any other with .6: what is missing is taught (strength +.6 to
// somebody stuck, and no ceiling), what was held is given up, or somebody has
// listened. Where there was a crisis within the last three days the call is said
// to have been of use; where not, in eight cases of ten that nobody was needed.
//
// Learners who are nudged because of missed days, and are ill or busy, say so
// with chance .5, which excuses the days.
//
// Nobody asks for a person here, though in a class with Pacer those in need
// often do: a call that was asked for is no merit of a rule.
//
// What counts. A call about a learner is right if the learner is in a crisis at
// that time, planted or grown, from its onset to three days after its end; one
// about several if most of them are. Any other call is a false alarm, busy week
// and bad day or not. Precision is the part of the calls that are right. A crisis
// is found by the first right call about its learner. It is missed if nobody was
// called and it lasted long enough to be found: ten of the learner's answers (on
// its skill, if it has one) or, for disengaging, ten days; shorter ones that
// nobody was called for count for nothing. Recall is the part found of those
// found and missed: of the planted ones, since they are known to need a person;
// that of the grown ones stands beside it. Days to the call run from the onset,
// and attempts are those same answers until then. What stands in a digest only is
// no call.
//
// Scale. As in simulate.go it multiplies what is told there and, in this file,
// every chance and size that the crises and the ups and downs are made of: .08
// (disengaging), .4 and .2 (what goes wrong), .7 (answering by a misconception),
// .5 of attention, 2.5 and 1.5 of doubt, .1 of holding a misconception, .06 and
// .006 of busy weeks and illness. Chances stay below .95.

import "time"

// The term.
const (
	termDays     = 84
	termLearners = 30
	holidayFrom  = 42 // of the class, days
	holidayTo    = 49
)

// The constants of ordinary life; the comment above has them in their sentences.
const (
	habitual = .5 // of C

	fiveDays  = .5
	fourDays  = .3
	keepLeast = .85
	keepMost  = .98
	keepExtra = .08
	secondTry = .25

	touches   = .4
	heldFirst = .1
	answersBy = .7
	givesUp   = .6
	looksLike = .15

	asksHint   = .2
	hintWorth  = 1.0
	seesAll    = .3
	toldRight  = .9
	clicksOn   = .3
	hintsThere = 3

	asksSure   = .3
	feltSpread = .7
	bendMean   = .3
	bendSpread = .6
	feltGuess  = .45
	feltSure   = .8

	moodEvery  = 3
	moodSaid   = .7
	moodMean   = .2
	moodSpread = .3
	moodLow    = -1.0

	busyWeek    = .06
	busyKeeps   = .4
	fallsIll    = .006
	illLeast    = 2
	illMost     = 5
	illExcused  = .6
	badDay      = .06
	badDayWrong = .2
	holidayKept = .1
	saysWhy     = .5
)

// The constants of crises.
const (
	hasCrisis    = .55
	crisisFrom   = 14
	crisisBefore = 21 // days to the term's end
	ceiling      = -1.5
	ceilingBelow = .5
	strayKeeps   = .08
	strayBack    = .15
	dropWrong    = .4
	dropDays     = 12
	dropSpread   = .3
	dropLeast    = 8
	rushDrifts   = .5
	rushRefocus  = .15
	doubtBend    = 2.5
	doubtMood    = 1.5
	doubtHints   = 3
	doubtLeaves  = 3
	endsAfter    = 10
	endsDaily    = .02

	stuckAfter    = 5 // tries
	stuckTries    = 10
	stuckNoMore   = 5
	foundTries    = 10 // answers within which a crisis could be found
	foundDays     = 10 // likewise, of disengaging
	survivedReads = 3
)

// The constants of teachers.
const (
	actsNext    = .7
	actsLater   = .4
	actsWithin  = 5 // school days
	endsAbout   = .85
	endsOther   = .6
	taught      = .6
	saysUseless = .8
)

// grace is how long after its end a crisis may still be told of: what was seen
// of it was true, and the teacher's word takes its time.
const grace = 3 * 24 * time.Hour

// crisisKind is why a learner needs a person.
type crisisKind int

const (
	spinning crisisKind = iota
	disengaging
	dropping
	misconceiving
	rushing
	doubting
	crisisKinds
)

// crisisNames are the kinds for people.
var crisisNames = [crisisKinds]string{"wheel-spinning", "disengaging", "drop", "misconception", "rushing", "doubt"}

// crisis is what truly happens to one learner.
type crisis struct {
	kind    crisisKind
	learner int
	planted bool
	from    int         // day from which a planted one may show
	skill   int         // by place in the course; -1: none, or not known yet
	idea    int         // the misconception of the skill, 0 or 1
	lasts   int         // days; 0: until it ends by chance
	onset   time.Time   // zero: it has not shown
	end     time.Time   // zero: it lasts
	answers []time.Time // of the learner since the onset, on the skill if there is one
}

// isOn tells whether the crisis has shown and lasts.
func (c *crisis) isOn() bool { return !c.onset.IsZero() && c.end.IsZero() }

// holds tells whether a moment is within the crisis or its grace.
func (c *crisis) holds(at time.Time) bool {
	return !c.onset.IsZero() && !at.Before(c.onset) && (c.end.IsZero() || !at.After(c.end.Add(grace)))
}
