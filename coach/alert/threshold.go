package alert

import "time"

// The figures behind the rules, all in one place. Where a source is named they
// are its; the others were tuned on simulated classes (`pacer eval alerts
// --classes`, seeds 1 to 60) and measured on seeds never used in it.
const (
	// LookBack is how many of a learner's latest first tries on all skills the
	// rules look at, and SkillBack how many on one skill.
	LookBack  = 80
	SkillBack = 20

	verySure = 20 // times the odds a rule asks for: little doubt is left

	goodRun = 3 // right in a row: what ends a trouble (and is mastery to Beck & Gong 2013)

	// Struggling: at most windowRight of the last window, once enough was
	// tried (the values of the Lumilo detectors, Holstein et al. 2019, who call
	// them arbitrary).
	window      = 10
	windowLeast = 6
	windowRight = 3

	// Wheel-spinning: so many first tries, mastery still below, and never
	// goodRun right in a row (Beck & Gong 2013; Lumilo). From spinsLeast on a
	// risk of spinsRisk is enough, chosen so that of those found four in five do
	// wheel-spin: on thirds of assistments09 that were left out of learning .80,
	// .81 and .82, of algebra05 .73, .78 and .79, of assistments15 .80, .81 and
	// .86. Of those who do, .77 to .92 are found before the tenth try, half of
	// them by the seventh at the latest.
	spins      = 10
	spinsLeast = 5
	spinsP     = .80
	spinsRisk  = .65
	spinsSure  = .90 // the risk from which on there is little doubt

	// A teacher hears of it from a chance of spinsNeeded on that somebody is
	// needed: a logistic regression learnt on what was true of simulated learners
	// at such a moment (seeds 1 to 60; see chanceOfNeed). Its weights are of 1,
	// of the logit of the upper end of mastery, of each first try up to
	// needTriesMost, of the logit of the weakest prerequisite, and of the logit of
	// the part of earlier calls like it about this learner that were of use, which
	// before any is needUseful of needJudged.
	spinsNeeded   = .62
	needStart     = -.81
	needMost      = -.55
	needTries     = .069
	needTriesMost = 15
	needWeakest   = -.11
	needRecord    = .94
	needUseful    = 3.0
	needJudged    = 4.5
	wellPrepared  = .95 // the most that a prerequisite counts for, and what having none does

	// Accuracy drop: the latest stretch, of dropLeast first tries at least, is
	// dropOdds times likelier if dropLapse of what the learner would have had
	// right goes wrong than if they are who they were over dropBaseline tries
	// before, with a bad day, on which as much goes wrong, in dropBadDays of all
	// days (so that no day says more than 1/dropBadDays); and the share right fell
	// by dropBy, on so many days and skills: one hard skill is another rule's.
	dropLeast     = 8
	dropBaseline  = 20
	dropLapse     = .40
	dropBadDays   = .05
	dropOdds      = 3000
	dropBy        = .25
	dropDays      = 3
	dropSkills    = 2
	ownDoubt      = 10  // tries' worth of doubt in the learner's own mean
	leastChance   = .05 // no answer is foretold surer than that, or than its opposite
	dropOver      = .10 // the drop is over when the mean since is no lower than this below zero
	dropOverLeast = 5   // of so many tries

	// Misconception: so often in so many days, on so many items, and in at
	// least this part of what was not right on the skill.
	sameTimes = 5
	sameDays  = 14
	sameItems = 2
	sameShare = .5

	// Missed plan: so many planned days in a row, which by chance, at the rate
	// this learner has kept the plan at, is no likelier than missedChance: then
	// the learner is asked; a teacher is told from missedSure on.
	// Before anything is known of somebody, keptPrior of missedPrior planned
	// days count as kept.
	missedLeast  = 2
	missedChance = .10
	missedSure   = .003
	missedPrior  = 8
	keptPrior    = 7
	planned      = 28 // days over which keeping the plan is told

	// Away, without a plan: so many times the usual gap between days of
	// practice, and so many days at least; the usual gap takes so many days of
	// practice to know.
	awayTimes = 2
	awayLeast = 5
	awayKnown = 4

	// Goal: the days foretold to be needed are slipBy times those that are
	// left, at so many looks in a row.
	slipBy    = 1.25
	slipLooks = 2

	// Rapid guessing: the latest stretch is rapidOdds times likelier if the
	// learner stopped reading, so that rapidMore of the answers that were read
	// are not now, than if they go on as before; so many of them at least, of so
	// large a part, on so many days. Before anything is known, rapidPrior in
	// rapidKnown is usual. (Against a fixed share, as NWEA's .30, a habit that was
	// always there would be news every week.)
	rapidBaseline = 20 // tries before, by which the learner is known
	rapidLeast    = 5
	rapidShare    = .30
	rapidOdds     = 30000
	rapidMore     = .5
	rapidPrior    = 1.0
	rapidKnown    = 10.0
	rapidDays     = 2
	rapidOver     = 8 // tries in a row without one: over

	// Hint hunting: so many of the last hintWindow first tries came after the
	// last hint, and so many were given in less time than the hints take to read.
	hintWindow  = 8
	hintBottoms = 3
	hintUnread  = 2
	readAnswer  = 2 * time.Second // to press
	readHint    = 3 * time.Second // each hint; faster is hunting for the last (Baker's coding of gaming)

	// Confidence, over sureDays days, on sureOn of them at least.
	sureDays     = 14
	sureOn       = 4
	underLeast   = 12
	underStated  = 1.5 // mean of 1 guess, 2 think so, 3 sure
	underRight   = .70
	lostBaseline = 8 // words before, by which the learner is known
	lostLeast    = 4
	lostBy       = .35 // how far the chance stated has fallen, foretold ones taken off
	lostSpread   = .25 // of one word, likewise
	lostDoubt    = 4
	lostOdds     = 1000
	lostDays     = 2
	overLeast    = 20
	overBrier    = .35

	// Low mood: so many low marks in so many days.
	moodLows = 2
	moodDays = 7

	// Class-wide: so many learners of a class have an alert about one skill, or
	// this part of the class and so many at least; over when less than half are
	// left.
	wideMany  = 5
	wideShare = .30
	wideLeast = 3

	// The learner's own chance before a teacher hears of it.
	chanceSkill = 24 * time.Hour // three right in a row may yet come; the next session's end ends it
	chancePlan  = 48 * time.Hour // the learner is asked first
	chanceHabit = 24 * time.Hour // the learner is told first

	lullOver = 7 * 24 * time.Hour  // not found for so long: over, where nothing else ends it
	lapse    = 28 * 24 * time.Hour // an alert that nobody was told of and that was not found again ends
	muted    = 14 * 24 * time.Hour // after "not useful" the rule keeps silent about learner and skill

	// What a desk waits for.
	windowOpen   = time.Hour      // how long a window of the day is open
	overflow     = 72 * time.Hour // without room for so long: to the digest
	patience     = 24 * time.Hour // somebody who cannot be reached for longer is passed over, if nothing says otherwise
	mostHours    = 7 * 24.0       // older is not weightier
	answerDanger = time.Hour      // then the next person is told
	answerAsked  = 4 * time.Hour
	answerHigh   = 24 * time.Hour
	askAfter     = 7 * 24 * time.Hour // what came of it
	recordOf     = 20                 // judged alerts, of which the usefulness of a rule is told
)

// Budget is how many pings a teacher gets in a day, at most: overridden alerts
// are the rule where there are many.
const Budget = 3

// How long words that may mean danger wait for somebody to take them up: after
// DangerWaits the safety contact is told again, and who stands by for the
// contact is told; after as long once more the owners hear that something
// waits. From then on all of them are told every DangerAgain.
const (
	DangerWaits = 15 * time.Minute
	DangerAgain = 2 * time.Hour
)
