// Package alert says when a teacher is needed: the rules that find it, the
// life of an alert, which alerts are worth a ping now, and what a teacher may
// try.
//
// Everything is a function of what happened, of what the learner model made of
// it, and of a time that is handed in: the same attempts give the same findings,
// today and when the log is replayed, in whatever order they are handed in. The
// way is [Detect] (what the rules find in a [Look]), [Take] (what that does to a
// learner's alerts), [ClassWide] (one that stands for many) and [Judge] (who is
// told of which, now or when, and why). [Explain] tells of the same rules what
// they measured. What holds:
//
//   - One alert at most is alive for a learner, rule and skill (Key; each appeal
//     by itself); finding the same again refreshes its evidence. Resolving it ends
//     the episode: what was seen to is not found again from the same answers, and
//     what a teacher called useless not for a fortnight.
//   - Who asks for a person, and danger, are in no budget and never closed by a
//     machine. Danger does not even wait for the end of quiet hours.
//   - All but wheel-spinning that is plain leave the learner a chance first, and
//     all close by themselves when what they found has ended (Ends). What does not
//     show any more is not told.
//   - A teacher gets [Budget] pings a day at most, whatever happens. Weak findings
//     are in the digest, and a rule that teachers call useless ends there as well.
//   - Nobody's silence is the end: who does not answer is not asked again, the next
//     person is.
//   - Every alert carries evidence, two moves, and what would end it; every
//     decision its reason.
//
// # What the rules are worth
//
// A change is looked for against what the same learner was before, by how many
// times likelier the latest stretch is with a cause than without (turned): accuracy
// beyond what the learner model foretold, reading, and confidence. A fixed
// threshold would take every habit for news. A missed plan is measured against how
// well the learner keeps plans (chanceOf).
//
// A day that went badly is none: how much one day says of a drop is bounded
// (oneDay). And whether somebody needs a teacher who is likely to wheel-spin is a
// chance of its own (chanceOfNeed), in which prerequisites count and what teachers
// said of earlier calls.
//
// On simulated classes that were not used to choose the figures (20 classes of 30
// learners over twelve weeks, seeds 421 to 440, the teacher acting on pings), 72 % of
// pings were about somebody who needed one (95 % interval 70 to 75), and 85 % of the
// planted crises were found (80 to 89), with two pings in three days and never more
// than three in one. Rushing, lost confidence and staying away are found nearly
// always, accuracy drops in .63 of cases. Planted wheel-spinning is found late, after a
// week and fifteen tries, and half of the pings about missed plans are false alarms.
// Four wrong in one exercise, as Kolibri has it, is right in 30 %. `pacer eval
// alerts` makes the figures again; coach/README.md has them all, and how the rules
// came to be chosen.
//
// # The risk of wheel-spinning
//
// A learner wheel-spins who works on a skill and does not get there: three first
// tries in a row are never right within the first ten. [Outlook.Risk] foretells
// it from the tries so far. The learner model plays out all answers that may come
// (see ahead), and a logistic regression with four weights, learnt by `pacer eval
// alerts --fit … --write-defaults`, makes a calibrated chance of it; they are
// nearly those that take the model at its word. What more was tried in the
// regression (the share right, the trailing run, the first answer, the range of
// mastery, the ease of the skill, how often it was wheel-spun on) raised the AUC
// by .002 at most on learners left out, and stayed out.
//
// It does not know why: who is ill, copies, or lacks a prerequisite looks alike.
// Of learners who stop before it is decided nobody can say whether it was right.
//
// An alert holds facts, not sentences: those are made where its readers'
// language is known.
package alert
