// Package reflect is how learners think about their own learning: which
// question to ask them and when, when to ask how sure they are, and how well
// that fits what they then know.
//
// The prompts here are data without words: bot/say has the words, under
// "reflect." and the prompt's ID. What holds:
//
//   - Reflection never nags: a few prompts a day at most, one a week about the
//     week, none again within two weeks, never two in a row that want words, and
//     ever rarer for who skips them.
//   - How sure one is, is asked of one question in three at most, beside the
//     delayed checks, where it is always asked.
//   - Nothing is said of a learner's calibration from fewer than ten answers.
package reflect
