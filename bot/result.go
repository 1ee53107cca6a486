package bot

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"pacer/bot/chat"
	"pacer/bot/say"
	"pacer/coach"
	"pacer/coach/course"
	"pacer/coach/course/formula"
	"pacer/coach/grade"
)

// result is what a try came to, with the reason; the answer too if the question
// is over. The reason is a thing of its own for who reads one at a time.
func (t *turn) result(q *coach.Question, it *course.Item, h held, over bool) []chat.Markdown {
	r := h.Result
	var apart chat.Markdown
	reason := func(why chat.Markdown) chat.Markdown {
		if t.me.Supports.OneThing {
			apart, why = why, ""
		}
		return why
	}
	var text chat.Markdown
	switch {
	case r.Verdict == grade.Right && q.Tries == 1:
		text = t.Say("answer.right", say.Args{"Read": h.Read, "Why": reason(t.reason(q, r, it))})
	case r.Verdict == grade.Right:
		text = t.Say("answer.right.later", say.Args{"Read": h.Read, "Why": reason(t.reason(q, r, it))})
	case !over && len(it.Hints) > 0 && q.Hints >= len(it.Hints):
		text = t.Say("answer.notyet.uncounted", say.Args{"Read": h.Read, "Why": t.feedback(r, it, q)})
	case !over:
		text = t.Say("answer.notyet", say.Args{"Read": h.Read, "Why": t.feedback(r, it, q)})
	default:
		text = t.Say("answer.shown", say.Args{
			"Read": h.Read, "Key": t.key(it, q.Order), "Part": t.partly(r, it),
			"Feedback": t.text(q.Course, r.Feedback), "Why": reason(t.why(q, it)),
		})
	}
	return []chat.Markdown{text, apart}
}

// tryAgain tells whether a second try at an item teaches something: of two ways
// to answer, the other one is no news.
func tryAgain(it *course.Item) bool {
	switch it.Kind {
	case course.TrueFalse:
		return false
	case course.Choice:
		return len(it.Options) > 2
	case course.Order:
		return len(it.Lines) > 2
	case course.Match:
		return len(it.Pairs)+len(it.Others) > 2
	}
	return true
}

// reason is why an answer is right: what the author says of it, else the
// worked explanation.
func (t *turn) reason(q *coach.Question, r grade.Result, it *course.Item) chat.Markdown {
	if r.Feedback != "" {
		return t.text(q.Course, r.Feedback)
	}
	return t.why(q, it)
}

// why is the author's explanation, or nothing where it does no more than name
// the answer that stands beside it, as in many a deck.
func (t *turn) why(q *coach.Question, it *course.Item) chat.Markdown {
	if namesOnly(formula.Readable(it.Explanation), grade.Key(it, q.Order)) {
		return ""
	}
	return t.text(q.Course, it.Explanation)
}

// namesOnly tells whether a text is the key's words alone, or those after a few
// words and a colon: "Paris.", "The answer is: Paris."
func namesOnly(text, key string) bool {
	words := func(s string) []string {
		return strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) })
	}
	if before, after, ok := strings.Cut(text, ": "); ok && len(words(before)) <= 3 {
		text = after
	}
	named, keys := words(text), words(key)
	return len(named) > 0 && len(named) <= len(keys) && !slices.ContainsFunc(named, func(word string) bool { return !slices.Contains(keys, word) })
}

// feedback is what helps after a first wrong try without giving the answer
// away: how much of it is right, and what the author says of this answer, else
// the misconception it shows, else the next hint, else a look at the question
// again.
func (t *turn) feedback(r grade.Result, it *course.Item, q *coach.Question) chat.Markdown {
	part := t.partly(r, it)
	k := t.Courses.Course(q.Course)
	switch {
	case r.Feedback != "":
		return t.Sentences(part, t.text(q.Course, r.Feedback))
	case r.Note == grade.Ends:
		return t.Say("answer.ends")
	case part == "" && r.Misconception != "" && k != nil && k.Misconception(r.Misconception) != nil:
		return t.Say("answer.misconception", say.Args{"What": t.readable(inSentence(k.Misconception(r.Misconception).Title))})
	case q.Hints < len(it.Hints):
		return t.Sentences(part, t.Say("answer.firsthint", say.Args{"Hint": t.text(q.Course, it.Hints[q.Hints].Words())}))
	case part != "":
		return t.Sentences(part, t.Say("answer.rest"))
	}
	return t.Say("answer.lookagain")
}

// partly tells how much of a wrong answer is right; empty if nothing is.
func (t *turn) partly(r grade.Result, it *course.Item) chat.Markdown {
	if r.Verdict != grade.Wrong || r.Score <= 0 {
		return ""
	}
	right := 0
	for _, v := range r.Parts {
		if v == grade.Right {
			right++
		}
	}
	args := say.Args{"N": right, "Of": len(r.Parts), "Percent": int(r.Score*100 + .5)}
	switch {
	case it.Kind == course.Order && right == 0:
		return t.Say("answer.partly.order")
	case right > 0 && it.Kind == course.Order:
		return t.Say("answer.parts.order", args)
	case right > 0:
		return t.Say("answer.parts", args)
	}
	return t.Say("answer.partly", args)
}

// inSentence makes a title fit the middle of a sentence: "Adds the sides" is
// "adds the sides". A name in capitals stays.
func inSentence(title string) string {
	first, size := utf8.DecodeRuneInString(title)
	next, _ := utf8.DecodeRuneInString(title[size:])
	if !unicode.IsLower(next) {
		return title
	}
	return string(unicode.ToLower(first)) + title[size:]
}

// unread is what to say to what could not be read as an answer, or is to be put
// differently.
func (t *turn) unread(it *course.Item, r grade.Result, said string) chat.Markdown {
	if r.Note == "" {
		return t.Say("answer.unread." + string(it.Kind))
	}
	args := say.Args{
		"Read": r.Read, "Blanks": len(it.Blanks), "Asked": len(it.Answers), "About": strings.Join(r.About, t.Comma()), "N": len(r.About),
		"Power": isPowerOnTheLine(said),
	}
	if it.Kind == course.Expression && r.Note == grade.NotSimplest {
		return t.Say("answer.note.not-simplest.expression", args)
	}
	return t.Say("answer.note."+string(r.Note), args)
}

// isPowerOnTheLine tells an answer in which a letter is followed by a digit, as
// in "x2": children leave out the sign that lifts it, and it is read as a name.
func isPowerOnTheLine(said string) bool {
	last := ' '
	for _, r := range said {
		if unicode.IsLetter(last) && '0' <= r && r <= '9' {
			return true
		}
		last = r
	}
	return false
}

// readAs is how an answer was read. Where that may surprise who typed it, it
// says so.
func (t *turn) readAs(it *course.Item, r grade.Result, said string) chat.Markdown {
	switch it.Kind {
	case course.Expression, course.Interval, course.Numbers:
		if bare(it.Kind, said) != bare(it.Kind, r.Read) {
			return t.Say("answer.readas", say.Args{"Read": r.Read})
		}
	}
	return t.readAnswer(it, r.Read)
}

// readAnswer is an answer as it was read, in the learner's words: of a statement
// it is in English as courses have it.
func (t *turn) readAnswer(it *course.Item, read string) chat.Markdown {
	if it.Kind == course.TrueFalse {
		switch read {
		case "true":
			return t.Say("press.true")
		case "false":
			return t.Say("press.false")
		}
	}
	return chat.Escape(read)
}

// key is the right answer of an item, in the learner's words.
func (t *turn) key(it *course.Item, order []int) chat.Markdown {
	return t.readAnswer(it, grade.Key(it, order))
}

// bare is what matters in mathematics of a kind, of the ways to type it.
func bare(kind course.Kind, s string) string {
	idle := "^*·×,;$"
	if kind == course.Numbers {
		idle += "(){}"
	}
	return strings.Map(func(r rune) rune {
		switch {
		case r == '−':
			return '-'
		case unicode.IsSpace(r), strings.ContainsRune(idle, r):
			return -1
		}
		return unicode.ToLower(r)
	}, norm.NFKC.String(s))
}
