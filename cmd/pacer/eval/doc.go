// Package eval measures Pacer's models on practice logs, for `pacer eval`.
//
// A [Log] is what learners answered, read from a table of comma- or
// tab-separated values. A [Model] predicts each answer before it learns from it
// ([Run]); what comes out is a list of [Score], of which [Measure] makes figures
// and [Resample] their intervals. Every figure is of predictions made ahead:
// nothing is scored that the model had seen.
//
// The baselines that a figure is to be compared with are here too and run on the
// same rows, so that a comparison is never from memory: the mean of each skill,
// Bayesian knowledge tracing ([FitBKT]), [Elo], and logistic regressions from
// PFA to Best-LR with recency ([FitLogistic]).
//
// What eval measures is a [Subject]; each has a file of its own and stands in
// [Subjects].
package eval
