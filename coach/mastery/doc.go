// Package mastery is who knows what: a model that predicts the next answer and
// learns from it, and the levels people are told.
//
// # The model
//
// The model keeps five states: a [Learner]; a [Skill], which is one learner on
// one skill; an [Item] and [Shared], the skill itself, as the learners of a
// workspace meet them; and the [Workspace], what it has taught about everybody.
// Their contents belong to the model: callers keep them as bytes, hand them in,
// and store what comes back, so that another model can take this one's place
// without their noticing. What it may read of an attempt is [Facts], and nothing
// else.
//
// A prediction is made in two steps, both sums of logits.
//
// The base is what is believed and what just happened:
//
//	ability + ability on the skill + pace × practice          the learner
//	+ easiness + gain × practice + trust × recent answers     the skill
//	+ easiness + slope × ability                              the item
//	+ weights × surprises of the latest answers, practice, misses ...
//
// Practice is log(1 + answers on the skill). Each number of the first three
// lines, and each correction that a workspace makes to the weights, is a normal
// belief, moved by every answer by one step of an extended Kalman filter: far
// while little is known, hardly once much is. With several skills in an item
// each counts for its share.
//
// The head is a logistic regression on the base, the easiness and ability in it,
// counts of right answers and misses, the time since earlier answers, and
// products of these. It sees what a sum of independent beliefs cannot: that the
// item is still unknown, that answers come too fast, that a learner now meets
// easy items after hard ones. Its sum is drawn towards 0 by what is not known:
//
//	chance = guess + (1 - guess) logistic(head / sqrt(1 + π/8 variance))
//
// The weights that ship, [Default], were learnt by [Fit] from logs of other
// people; a workspace corrects them from its own answers. [BaseNames] and
// [HeadNames] say what each weight weighs.
//
// # Mastery
//
// [Params.Mastery] takes an item of middling difficulty, from the skill's middle
// tier, met at no particular moment. Its chance of a right answer is divided by
// the part of answers that are right where the skill is known. That part is learnt in the workspace, from
// the answers after a row of right ones. Some rows are luck, so that it comes
// out rather low, and mastery rather high: over simulated people of another
// kind, Default's range held the truth in three cases of four, parameters fitted
// to such people did in four of five.
//
// What was better than expected never lowers the mastery told of its skills, and
// what was worse never raises it, although the weights would at times have it so:
// what stands against the answer is held back, and fades.
//
// # What moves it
//
// Only attempts that count do: in a session the first one at each item, unless
// its last hint had been shown. Rapid guesses move nothing. What a learner graded alone moves with
// half the weight. A right answer counts half for each hint used, and is still
// never worse than what was expected; a wrong one that is partly right goes by
// its part.
//
// # Levels
//
// A [Standing] is the level of one learner on one skill with the evidence for
// it. [Rules.Step] moves it after each attempt and says by which rule, so that
// the chat can explain; [Standing.Why] lists the facts. A level moves by what a
// learner answers or a teacher says: never because time passes or an estimate
// falls, and never down after a right answer.
//
// # Guarantees
//
//   - Learning takes constant time and memory and, with up to eight skills in an
//     item, allocates nothing.
//   - No state ever holds NaN or an infinity, whatever the facts say.
//   - Every state's zero value means "never seen" and every state survives its
//     binary form bit for bit; bytes of another form, or with a number out of
//     its range, are an error and change nothing.
//   - Equal input in equal order gives equal bits on one architecture; across
//     architectures results agree within 1e-9.
//
// # What it cannot know
//
// It sees answers, not thoughts: a copied answer and a known one look alike, and
// so do a guess and a slip. It takes everybody's skills for the ones the course
// names; an item tagged with the wrong skill teaches it wrongly. It does not
// forget: what fades over days is package review's. Of tiers, hints and what
// learners grade alone no log told it anything; those numbers are judgement. The
// logs it learnt from are of mathematics at school.
//
// # Sources
//
// Rasch 1960 and item response theory after him for ability, easiness and slope;
// Pavlik, Cen and Koedinger 2009 (performance factors analysis) for counts of
// right answers and misses; Galyardt and Goldin 2015 for rates in which recent
// answers count more; Gervet, Koedinger, Schneider and Mitchell 2020 (Best-LR)
// for logistic regression on such counts; Glickman 1999 for ratings that keep
// how sure they are; MacKay 1992 for chances of unsure sums.
package mastery
