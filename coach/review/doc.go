// Package review is when to see it again: FSRS-6, a model of how one memory
// fades and grows, with two numbers for each card.
//
// A card is what is remembered or forgotten as a whole: a skill, graded at most
// once a day, or a single fact item. Its stability is the number of days until
// the chance of recalling it has fallen to 90 %; its difficulty, from 1 to 10,
// says how slowly stability grows. [Params.Review] moves both after an answer,
// [Params.Recall] reads the chance of recall at an instant, and [Params.Due]
// says when that chance will have fallen to what is wanted.
//
// # Time
//
// Elapsed time is counted in fractional days of 24 hours. Less than half a day
// since the last review is "the same day" and takes the same-day formula: what
// counts is whether a night lay between, and someone who practises at four one
// day and at a quarter to four the next has slept. On a real log of six months
// this predicts a little better than calendar days (log loss .4013 against
// .4021), while a threshold of 24 hours predicts worse (.4046). Whoever wants
// calendar days, as published measurements use them, passes the start of the
// learner's day instead of the instant; then elapsed days are whole numbers.
//
// A clock that jumps back counts as no time passed, and the card keeps the later
// of the two instants. Instants are kept in UTC to the millisecond, as they are
// stored.
//
// # Guarantees
//
//   - A state is either the zero Card or finite and in range. A card that is
//     not (see [Card.Valid]) is never calculated with: Review starts it anew,
//     because a learner who has just answered must get a next date whatever
//     happened to the old one.
//   - Good and Easy never move the due date back; Again never raises stability.
//   - Recall lies in [0, 1] and never rises as time passes.
//   - Equal input gives equal bits on one architecture; across architectures
//     results agree within 1e-9, relative.
//
// The formulas are those of the FSRS-6 description by Open Spaced Repetition;
// testdata holds what its TypeScript library answers to sequences of our own.
package review
