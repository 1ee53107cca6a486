// Package review is when to see it again: FSRS-6, a model of how one memory
// fades and grows, with two numbers for each card, and what is learnt of each
// learner on top of it.
//
// A card is what is remembered or forgotten as a whole: a skill, graded at most
// once a day, or a single fact item. Its stability is the number of days until
// the chance of recalling it has fallen to 90 %; its difficulty, from 1 to 10,
// says how slowly stability grows. [Params.Review] moves both after an answer,
// [Params.Recall] reads the chance of recall at an instant, and [Params.Due]
// says when that chance will have fallen to what is wanted.
//
// # Minds
//
// The default weights were fitted on thousands of people, and nobody is quite
// like them. A [Mind] follows how the learners of a workspace depart from them
// ([Usual]) and how one learner departs from the others ([Learner]), review by
// review, and what hesitation says; its Review, Recall and Due stand in the place
// of those of Params. [Fit] finds the weights that suit a whole log, and [Refit]
// says whether they are better than those in use.
//
// On a real log of six months, with every review predicted before it was learnt
// from, the log loss over the second half is .4013 by FSRS-6 alone, .3989 with
// weights fitted to the first half, .3890 with Mind and .3883 with both. See
// `pacer eval review`.
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
//   - By Params, Good and Easy never move the due date back, and Again never
//     raises stability. What a review teaches of the learner may move a date
//     either way, within the bounds that [Mind.Due] names.
//   - Recall lies in [0, 1] and never rises as time passes.
//   - Weights that a fit gives are Valid, whatever it was given.
//   - Equal input gives equal bits on one architecture; across architectures
//     results agree within 1e-9, relative.
//
// The formulas are those of the FSRS-6 description by Open Spaced Repetition;
// testdata holds what its TypeScript library answers to sequences of our own.
package review
