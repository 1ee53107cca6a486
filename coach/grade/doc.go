// Package grade says whether an answer is right, and what a wrong one reveals.
//
// It reads what people type: letters and option texts, numbers as they are
// written around the world, words with or without accents and articles. What
// it promises:
//
//   - What can be read as right is not marked wrong. 1,234 is a thousand and
//     more, or a little over one, whichever the item asks for; 2,3 is one number
//     or two; a right value in another form, without its unit or nearly spelled
//     is asked for again.
//   - What is laid out can be named as people do. Lines to be put in order,
//     pairs to be matched and members of categories are answered by letters and
//     numbers, run together or apart, in the digits of any script, or by texts:
//     "C A B", "cab", "1B 2A", "A: 1 3; B: 2", "fin = fish". An answer that
//     leaves one out, names one twice or names one that is not there is Unread,
//     with the label in Result.About.
//   - Mathematics is compared by what it means. Expressions, equations and sets
//     of numbers that are the same are right in whatever way they are written and
//     read, and Result.Read shows which way that was; a right one in another form
//     than the item asks for is asked for again, and so is one with other letters.
//   - What code prints is compared sign by sign; spaces or capitals that are off
//     are asked for again.
//   - What is right in part gets its part: of blanks, pairs, members and places
//     the share that is right; of lines in order the pairs in turn, beyond the
//     half that chance gives; of options picked and numbers listed those that are
//     right less those that are not; a wrong answer what its author gives it.
//     Nothing but a right answer scores 1.
//   - What is no answer is not marked at all. Chatter, questions and "I don't
//     know" are Unread. Telling them from answers is certain for every kind but
//     text and a cloze with words, where it goes by length and a list of words.
//     (A word made of an item's letters, one for each number, is an answer.)
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
