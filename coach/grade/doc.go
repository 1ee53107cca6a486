// Package grade says whether an answer is right, and what a wrong one reveals.
//
// It reads what people type: letters and option texts, numbers as they are
// written around the world, words with or without accents and articles. What
// it promises:
//
//   - What can be read as right is not marked wrong. 1,234 is a thousand and
//     more, or a little over one, whichever the item asks for; a right value in
//     another form, without its unit or nearly spelled is asked for again.
//   - What is no answer is not marked at all. Chatter, questions and "I don't
//     know" are Unread. Telling them from answers is certain for every kind but
//     text and a cloze with words, where it goes by length and a list of words.
//   - Nearly right is never another answer: a slip of the fingers is forgiven
//     only where no known wrong answer, and no answer to a neighbouring item,
//     is as near, and never in a number, a short word or a formula.
//   - Numbers are exact fractions; 0.1 is a tenth, and nothing is rounded.
//   - No input costs more than another: an answer is cut before it is read, and
//     exponents are bounded, so 1e999999999 is refused and not computed.
//   - What is shown of an answer (Result.Read) is short and holds no control
//     character and no invisible one.
//
// Grading reads the item and the words, and nothing else: the same answer gets
// the same result for ever.
package grade
