// Package mastery is who knows what: a model that predicts the next answer and
// learns from it, and the levels people are told.
//
// # The model
//
// The model keeps four states: a [Learner]; a [Skill], which is one learner on
// one skill; an [Item], shared by the learners of a workspace; and [Shared], the
// skill itself as the workspace meets it. Their contents belong to the model:
// callers keep them as bytes, hand them in, and store what comes back, so that
// another model can take this one's place without their noticing. What it may
// read of an attempt is [Facts], and nothing else.
//
// Today's model ("elo-1") plays every answer as a match between learner and
// item, as in chess ratings. With x = start + learner + mean of the item's
// skills - item, in logits, an answer is right with the chance
//
//	guess + (1 - guess - slip) / (1 + e^-x)
//
// and afterwards each of them moves by its own step times the slope of the
// answer's likelihood, which is at most 1 and less the more a guess or a slip
// explains. A step is K = a / (1 + b n) after n answers, with a floor where
// people go on changing. K doubles as the variance of the estimate: a is the
// variance before anything is known and b the share an answer takes away, which
// is where [Estimate]'s range comes from.
//
// # Mastery
//
// [Params.Mastery] is the chance of being right on a typical item of the skill's
// middle tier once guess and slip are taken out. Typical is the mean difficulty
// of the middle-tier items met in the workspace so far; Shared keeps it.
//
// # What moves it
//
// Only attempts that count do: the first try at an item in a session, before the
// last hint. Rapid guesses move nothing. What a learner graded alone moves with
// half the weight. A right answer counts half for each hint used, and still never
// lowers an estimate; a wrong one never raises it, and one that is partly right
// goes by its part.
//
// # Levels
//
// A [Standing] is the level of one learner on one skill with the evidence for
// it. [Rules.Step] moves it after each attempt and says by which rule, so that
// the chat can explain; [Standing.Why] lists the facts. Only evidence changes a
// level. Time does not, a falling estimate does not, and a right answer never
// lowers one.
//
// # Guarantees
//
//   - Learning takes constant time and memory and allocates nothing.
//   - No state ever holds NaN or an infinity, whatever the facts say.
//   - Every state's zero value means "never seen" and every state survives its
//     binary form bit for bit; bytes that no state could have written are an
//     error and change nothing.
//   - Equal input in equal order gives equal bits on one architecture; across
//     architectures results agree within 1e-9.
package mastery
