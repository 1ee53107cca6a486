// Package algebra reads mathematics as people type it and as authors write it,
// shows how it was read, and says whether two expressions, equations or sets of
// numbers are the same.
//
// It is no computer algebra system: it transforms nothing. Two expressions are
// compared by their values, rational ones exactly in a large prime field (see
// field.go), others in floating point with a bound on the rounding (eval.go).
// What it promises:
//
//   - What is the same is found the same, in whatever way it is written; where a
//     text can be read in several ways, Readings and SetReadings have them all.
//   - What differs is found different: a point where both have a value and the
//     values differ decides, and too few points with a value never make two
//     expressions equal.
//   - String writes what was read, so that a person can see it, and reads back as
//     the same.
//   - Every input is answered within a bound of time and memory: texts are cut
//     off at 2000 bytes, trees at 64 brackets within one another, exact numbers
//     at 512 bits, and no number of points, readings or products grows with what
//     is written in an exponent.
//   - Errors are sentences for whoever typed it, with what to do next.
package algebra
