// Package alert says when a teacher is needed: the rules that find it, the
// life of an alert, which alerts are worth a ping now, and what a teacher may
// try.
//
// Everything is a function of what happened and of a time that is handed in: the
// same attempts give the same findings, today and when the log is replayed. What
// holds:
//
//   - One alert at most is alive for a learner, rule and skill (Key); finding
//     the same again refreshes its evidence. Resolving it ends the episode.
//   - Who asks for a person, and danger, are in no budget and never closed by a
//     machine. Danger does not even wait for the end of quiet hours.
//   - Struggling and a missed plan leave the learner a chance first, and close
//     by themselves when the learner takes it.
//   - Every alert carries evidence and two moves.
//
// An alert holds facts, not sentences: those are made where its readers'
// language is known.
package alert
