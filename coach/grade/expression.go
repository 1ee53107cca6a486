package grade

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"pacer/coach/course"
	"pacer/coach/course/algebra"
	"pacer/coach/course/formula"
)

// Notes of answers that are mathematics.
const (
	// With Again.
	NotExpanded Note = "not-expanded" // right, but brackets are left or like terms not joined
	NotFactored Note = "not-factored" // right, but not a product, or more can be taken out
	NotSolved   Note = "not-solved"   // right, but the unknown doesn't stand alone on its side
	SameAgain   Note = "same-again"   // the question's own expression
	OtherDomain Note = "other-domain" // the right value, but for fewer numbers: ln x for ln |x|
	AndOr       Note = "and-or"       // right if "or" was meant where "and" was said

	// With Unread.
	OtherLetters Note = "other-letters" // unknowns that are not the question's; About has those that are expected
	NotMaths     Note = "not-maths"     // looks like mathematics, but can't be read

	// With Wrong.
	Ends Note = "ends" // right but for whether the ends of intervals belong
)

// gradeExpression grades a cleaned answer that is an expression, an equation or
// several of them, by value: see algebra.Compare. Where it can be read in several
// ways it is right if one of them is.
//
// "y = 2x + 1" and "2x + 1" are the same answer, whichever the item has, and so
// are "x = 2 or x = 3" and "2, 3". An answer with other letters than the item's
// is asked for again.
func gradeExpression(it *course.Item, text string) Result {
	unread := Result{Read: show(text)}
	if asks(text) {
		unread.Note = Question
		return unread
	}
	key := newExpressionKey(it)
	if len(key.right) == 0 {
		return unread
	}
	var best Result
	isRead := false
	ways := sayings(text)
	if key.right[0].IsMatrix() {
		ways = append(ways, asMatrix(text))
	}
	if _, isPoint := key.right[0].InAnyOrder(); isPoint && strings.ContainsAny(text, ",;") && !strings.ContainsAny(text, "()[]{}=") {
		ways = append(ways, "("+bare(text)+")") // "2, 3" for (2, 3)
	}
	for _, said := range ways {
		readings, err := algebra.Readings(said)
		if err != nil {
			continue
		}
		for _, reading := range readings {
			r := key.grade(reading)
			r.Read = show(reading.String())
			if !isRead || rankOf(r) > rankOf(best) {
				best, isRead = r, true
			}
		}
	}
	return unlessTalk(best, isRead, text)
}

// sayings are the ways to take a cleaned answer that is mathematics: as it
// stands, without what is said around it, and its lines as a list.
func sayings(text string) []string {
	list := variants(text)
	if lines := strings.ReplaceAll(text, "\n", "; "); lines != text {
		list = append(list, lines)
	}
	return list
}

// rowEnds are where a row of a matrix ends, as people write one below another.
var rowEnds = regexp.MustCompile(`\n|;|[\])]\s*,?\s*[\[(]`)

// asMatrix writes rows, "1 2; 3 4" or each on its line, as a matrix.
func asMatrix(text string) string {
	var rows []string
	for _, row := range rowEnds.Split(text, -1) {
		entries := strings.FieldsFunc(row, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune(",|[]", r) })
		if len(entries) > 0 {
			rows = append(rows, "["+strings.Join(entries, ", ")+"]")
		}
	}
	return "[" + strings.Join(rows, ", ") + "]"
}

// unlessTalk returns the result of an answer that is mathematics, if it was read,
// or Unread where none was meant.
func unlessTalk(best Result, isRead bool, text string) Result {
	unread := Result{Read: show(text)}
	switch {
	case best.Verdict == Right || best.Verdict == Again || best.Known:
		return best
	case isTalk(text), (!isRead || best.Verdict == Unread) && isWords(text):
		return unread
	case !isRead && isMathematical(text):
		unread.Note = NotMaths
		return unread
	case !isRead:
		return unread
	}
	return best
}

// rankOf orders what readings of one answer come to: what can be read as right
// is right, and what an author foresaw comes before what nobody did.
func rankOf(r Result) int {
	switch {
	case r.Verdict == Right:
		return 5
	case r.Verdict == Again:
		return 4
	case r.Known:
		return 3
	case r.Verdict == Wrong:
		return 2
	case r.Note != "":
		return 1
	}
	return 0
}

// isTalk says whether a cleaned text that is no right answer was said in
// passing, is a request, or "I don't know".
func isTalk(text string) bool {
	folded := plainWord(text)
	return DontKnow(text) || words.dontKnow[firstWord(text)] || isAsides(folded) || !isMathematical(text) && (isRequest(folded, nil) || isRemark(text, nil))
}

// isWords says whether a text is made of words, and not of letters that stand
// for numbers.
func isWords(text string) bool {
	longest, count := 0, 0
	for _, word := range strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && r != '\'' && r != '’' }) {
		if n := utf8.RuneCountInString(word); n > 1 {
			count++
			longest = max(longest, n)
		}
	}
	return !isMathematical(text) && (count > 1 || longest > 3 || count == 0)
}

// isMathematical says whether a text has a digit or a sign of mathematics.
func isMathematical(text string) bool {
	return strings.ContainsAny(text, "0123456789+*/^=<>|√²³≤≥≠∞∪π[]{}\\") || strings.IndexFunc(text, unicode.IsNumber) >= 0
}

// expressionKeyed is what is right for an expression, and known to be wrong.
type expressionKeyed struct {
	it    *course.Item
	right []*algebra.Expression // as the author wrote them, those that can be read
	wrong []knownExpression
	asked []string // the expressions of the question, as String writes them
	vars  []string // all unknowns of right, sorted
}

type knownExpression struct {
	value *algebra.Expression
	wrong *course.Wrong
}

func newExpressionKey(it *course.Item) *expressionKeyed {
	k := &expressionKeyed{it: it}
	for _, answer := range append([]string{it.Answer}, it.Accept...) {
		e, err := algebra.Parse(answer)
		if err != nil {
			continue
		}
		k.right = append(k.right, e)
		k.vars = append(k.vars, e.Vars()...)
		// An angle may be answered without its sign, which the question has.
		if bare, hasSign := strings.CutSuffix(e.String(), "°"); hasSign {
			if e, err := algebra.Parse(bare); err == nil && e.IsValue() && !strings.Contains(bare, "°") {
				k.right = append(k.right, e)
			}
		}
	}
	slices.Sort(k.vars)
	k.vars = slices.Compact(k.vars)
	for i := range it.Wrong {
		if e, err := algebra.Parse(it.Wrong[i].Answer); err == nil {
			k.wrong = append(k.wrong, knownExpression{e, &it.Wrong[i]})
		}
	}
	for _, f := range formula.Formulas(it.Question) {
		if e, err := algebra.Parse(f.Source); err == nil {
			k.asked = append(k.asked, e.String())
			if value, _, ok := e.Solved(); ok {
				k.asked = append(k.asked, value.String())
			}
		}
	}
	return k
}

// grade grades one reading of an answer.
func (k *expressionKeyed) grade(said *algebra.Expression) Result {
	note := Note("")
	for _, right := range k.right {
		switch match, value := k.match(right, said); {
		case match == algebra.Different:
			continue
		case match == algebra.Narrower:
			note = OtherDomain
		default:
			if note = k.formNote(right, said, value); note == "" {
				return Result{Verdict: Right, Score: 1, Known: true}
			}
		}
	}
	if note != "" {
		return Result{Verdict: Again, Note: note, Known: true}
	}
	result := Result{Verdict: Wrong}
	for _, known := range k.wrong {
		if match, _ := k.match(known.value, said); match >= algebra.Wider {
			result.know(known.wrong)
			return result
		}
	}
	if k.hasOtherLetters(said) {
		return Result{Verdict: Unread, Note: OtherLetters, About: k.letters()}
	}
	return result
}

// match compares an answer with a key, with or without what stands before an
// equals sign; value is the part of the answer that was compared.
func (k *expressionKeyed) match(key, said *algebra.Expression) (best algebra.Likeness, value *algebra.Expression) {
	best, value = algebra.Compare(key, said), said
	try := func(key, said *algebra.Expression) {
		if l := algebra.Compare(key, said); l > best {
			best, value = l, said
		}
	}
	keyValue, keyName, isKeySolved := key.Solved()
	saidValue, saidName, isSaidSolved := said.Solved()
	if isSaidSolved && isKeySolved && isSameName(keyName, saidName) {
		try(keyValue, saidValue)
	}
	if isKeySolved {
		try(keyValue, said)
	}
	if isSaidSolved && !slices.Contains(k.vars, saidName) || isSaidSolved && saidName == keyName {
		try(key, saidValue)
	}
	// "Enter both as (a, b)" is how some ask for two values.
	if values, ok := said.InAnyOrder(); ok && !key.IsValue() {
		try(key, values)
		if isKeySolved {
			try(keyValue, values)
		}
	}
	// "2(x + 1) = 2x + 2": what an expression comes to, step by step.
	if left, right, ok := said.Sides(); ok && key.IsValue() && algebra.Compare(left, right) >= algebra.Wider {
		try(key, right)
	}
	if renamed := k.inOurCase(said); best == algebra.Different && renamed != nil {
		return k.match(key, renamed)
	}
	return best, value
}

// isSameName says whether two names are of one thing: f(x) is often called y.
func isSameName(a, b string) bool {
	isFunction := func(name string) bool { return strings.HasSuffix(name, "(x)") }
	return a == b || isFunction(a) && b == "y" || a == "y" && isFunction(b)
}

// inOurCase returns an answer with X for x where only the case of letters sets
// its unknowns apart from the item's, or nil.
func (k *expressionKeyed) inOurCase(said *algebra.Expression) *algebra.Expression {
	names := make(map[string]string)
	for _, name := range said.Vars() {
		if slices.Contains(k.vars, name) {
			continue
		}
		other := strings.ToLower(name)
		if other == name {
			other = strings.ToUpper(name)
		}
		if !slices.Contains(k.vars, other) || slices.Contains(said.Vars(), other) {
			return nil
		}
		names[name] = other
	}
	if len(names) == 0 {
		return nil
	}
	return said.Rename(names)
}

// formNote says why a right answer is not in the form the item asks for, or "".
// A form that the key itself does not have is not asked for.
func (k *expressionKeyed) formNote(key, said, value *algebra.Expression) Note {
	keyValue := key
	if v, name, ok := key.Solved(); ok {
		keyValue = v
		if k.isUnsolved(name, said, value) {
			return NotSolved
		}
	}
	isAsked := slices.Contains(k.asked, said.String()) || slices.Contains(k.asked, value.String())
	if isAsked && value.String() != keyValue.String() && said.String() != key.String() {
		return SameAgain
	}
	for _, form := range []struct {
		form  course.Form
		holds func(*algebra.Expression) bool
		note  Note
	}{
		{course.Expanded, (*algebra.Expression).IsExpanded, NotExpanded},
		{course.Factored, (*algebra.Expression).IsFactored, NotFactored},
		{course.Simplest, (*algebra.Expression).IsSimplest, NotSimplest},
	} {
		if k.it.Form == form.form && !form.holds(value) && form.holds(keyValue) {
			return form.note
		}
	}
	return ""
}

// isUnsolved says whether an answer is an equation as good as the key's, but the
// unknown that stands alone in the key does not in the answer. Where that is y
// or f(x), an equation of a line or a curve is asked for, and any form will do.
func (k *expressionKeyed) isUnsolved(name string, said, value *algebra.Expression) bool {
	if _, _, isEquation := said.Sides(); !isEquation || value.IsValue() {
		return false // given without the unknown
	}
	_, other, isSolved := said.Solved()
	switch {
	case isSolved:
		return !isSameName(name, other) && !strings.EqualFold(name, other)
	case name == "y" || strings.HasSuffix(name, "(x)"):
		return len(k.vars) == 1
	}
	return true
}

// hasOtherLetters says whether an answer has unknowns that neither the item's
// answers nor its question have.
func (k *expressionKeyed) hasOtherLetters(said *algebra.Expression) bool {
	for _, name := range said.Vars() {
		if !slices.Contains(k.vars, name) && !k.asksAbout(name) {
			return true
		}
	}
	return false
}

// asksAbout says whether a name stands in the question, as it is seen, on its
// own or in a formula.
func (k *expressionKeyed) asksAbout(name string) bool {
	isLetter := func(r rune) bool { return !unicode.IsLetter(r) }
	for _, word := range strings.FieldsFunc(plain(k.it.Question), isLetter) {
		if word == name {
			return true
		}
	}
	for _, f := range formula.Formulas(k.it.Question) {
		if e, err := algebra.Parse(f.Source); err == nil && slices.Contains(e.Vars(), name) {
			return true
		}
	}
	return false
}

// letters are the unknowns of the right answer, for people.
func (k *expressionKeyed) letters() []string {
	if len(k.vars) > 0 {
		return k.vars
	}
	return nil
}

// expressionKey says the right answer for people.
func expressionKey(it *course.Item) string {
	if e, err := algebra.Parse(it.Answer); err == nil && strings.ContainsAny(it.Answer, `\$`) {
		return e.String()
	}
	return line(it.Answer)
}
