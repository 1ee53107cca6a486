// Package alert says when a teacher is needed: the rules that find it, the
// life of an alert, which alerts are worth a ping now, and what a teacher may
// try.
//
// Everything is a function of what happened, of what the learner model made of
// it, and of a time that is handed in: the same attempts give the same findings,
// today and when the log is replayed. What holds:
//
//   - One alert at most is alive for a learner, rule and skill (Key); finding
//     the same again refreshes its evidence. Resolving it ends the episode.
//   - Who asks for a person, and danger, are in no budget and never closed by a
//     machine. Danger does not even wait for the end of quiet hours.
//   - Struggling, a missed plan, and wheel-spinning while it is only likely
//     leave the learner a chance first, and close by themselves when the learner
//     takes it.
//   - How sure a finding is follows from a chance that is calibrated ([Outlook]
//     for wheel-spinning), and no rule speaks before five first tries.
//   - Every alert carries evidence and two moves.
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
