package convert

import (
	"regexp"
	"slices"
	"strings"

	"pacer/coach/course"
	"pacer/coach/course/algebra"
	"pacer/coach/course/formula"
)

// Dirt of keys that are mathematics, beside that of texts: words that hold on
// to their neighbours, braces that a program set around more than it should.
var (
	keyOperator = regexp.MustCompile(`\\operatorname\{\s*((?:[^{}]|\{[^{}]*\})*?)\s*\}`)
	keyPowered  = regexp.MustCompile(`\$\$(\d+[a-df-z])\$\$\s*\*\*`)                              // $$5y$$ ** was (5y)^
	keyRun      = regexp.MustCompile(`(^|[^\\A-Za-z}_^])\{([A-Za-z]{2,4})\}\s*\^`)                // {yz}^2 was yz^2
	keyCall     = regexp.MustCompile(`\{\s*([\dA-Za-z.]+)\s*((?:\\left)?\([^{}()]*\))\s*\}\s*\^`) // {6(5)}^x was 6(5)^x
	keyLog      = regexp.MustCompile(`(?:\blog_?([a-z0-9])|\\log([a-z]))\s*(?:\\left)?\(`)        // logm(n), log_7(x)
	keyTerm     = regexp.MustCompile(`^([a-z])n\s*=`)                                             // an = 4n, of a sequence
	keyRoot     = regexp.MustCompile(`\b(sqrt|cbrt)(\d+)`)                                        // sqrt6
	keyGlued    = regexp.MustCompile(`(^|[^\\A-Za-z])([a-z])(sqrt|cbrt|ln)\s*(\\left)?\(`)        // isqrt(3), kln(4)
	keyTimes    = regexp.MustCompile(`([^\\A-Za-z][a-z])\s+(\d)`)                                 // p 3q
	keyDegrees  = regexp.MustCompile(`\s*\bdegrees?\b`)
	keyInfinity = regexp.MustCompile(`(?i)\\infty\b|\b(?:inf|infinity|oo)\b`)
	keyUnion    = regexp.MustCompile(`([)\]])\s*(?:[Uu&]|\bor\b)\s*([(\[])`)
	keySystem   = regexp.MustCompile(`(=\s*[-+]?\(?[-\d./]+\)?)\s+([-+(]?[\d.]*\(?[a-z])`) // equations with nothing between
)

var keySpaces = strings.NewReplacer("$$", " ", `\(`, " ", `\)`, " ", "\u2212", "-")

// mendKey writes a key that is mathematics in the way that algebra reads:
// without delimiters, with ^ for powers. LaTeX stays LaTeX.
func mendKey(raw string) string {
	s := keyPowered.ReplaceAllString(raw, "($1)**")
	s = keySpaces.Replace(breakLines(s))
	s = powers(s)
	s = keyOperator.ReplaceAllString(s, " $1")
	s = keyRun.ReplaceAllString(s, "$1$2^")
	s = keyCall.ReplaceAllString(s, "$1$2^")
	s = keyLog.ReplaceAllString(s, `\log_{$1$2}(`)
	s = keyTerm.ReplaceAllString(strings.TrimSpace(s), "${1}_n =")
	s = keyRoot.ReplaceAllString(s, "$1($2)")
	s = keyGlued.ReplaceAllString(s, "$1$2*$3$4(")
	s = keyTimes.ReplaceAllString(s, "$1*$2")
	s = keyDegrees.ReplaceAllString(s, "°")
	s = keyInfinity.ReplaceAllString(s, "∞")
	s = keyUnion.ReplaceAllString(s, "$1 ∪ $2")
	if !strings.Contains(s, ",") && strings.Count(s, "=") > 1 {
		s = keySystem.ReplaceAllString(s, "$1, $2")
	}
	return closed(strings.Join(strings.Fields(s), " "))
}

// closed drops closing brackets that nothing opened. A key that begins with one
// is an interval in the European way, ]1, 2[, and stays.
func closed(s string) string {
	if strings.HasPrefix(s, "]") {
		return s
	}
	depth, isIn := 0, make([]bool, len(s))
	for i := 0; i < len(s); i++ {
		isIn[i] = true
		switch s[i] {
		case '(', '[':
			depth++
		case ')', ']':
			if depth == 0 {
				isIn[i] = false
				continue
			}
			depth--
		}
	}
	if !slices.Contains(isIn, false) {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if isIn[i] {
			b.WriteByte(s[i])
		}
	}
	return b.String()
}

// seenKey writes a mended key as a learner sees and types it, without LaTeX.
func seenKey(key string) string {
	if !strings.ContainsAny(key, `\^{_`) {
		return key
	}
	seen := strings.Join(strings.Fields(formula.Readable("$"+key+"$")), " ")
	return strings.ReplaceAll(seen, ") (", ")(")
}

var (
	// saysSet finds questions whose answer is a set of numbers.
	saysSet = regexp.MustCompile(`interval notation|inequalit|\bdomain\b|\brange of\b|as an interval|\binterval of\b`)
	// relation finds an inequality in one letter.
	relation   = regexp.MustCompile(`[<>≤≥]|\\(?:leq?|geq?|lt|gt)\b`)
	inBrackets = regexp.MustCompile(`^[(\[].*,.*[)\]]$`)
	halfClosed = regexp.MustCompile(`^(?:\(.*\]|\[.*[)\]])$`)
)

// makeInterval makes an interval of an inequality in one letter, or of what is
// written as an interval and asked for as one.
func (a *oatAnswer) makeInterval(keys []string) bool {
	if len(keys) > 1 {
		return false
	}
	key := keys[0]
	switch {
	case relation.MatchString(key), strings.Contains(key, "∞"), strings.Contains(key, "∪"):
	case inBrackets.MatchString(key) && !strings.Contains(a.question, "confidence") && (halfClosed.MatchString(key) || saysSet.MatchString(a.question)):
	default:
		return false
	}
	set, err := algebra.ParseSet(key)
	if err != nil {
		return false
	}
	answer := seenKey(key)
	if again, err := algebra.ParseSet(answer); err != nil || !again.Equal(set) {
		answer = set.String()
	}
	a.it.Kind, a.it.Answer = course.Interval, answer
	a.showKey(answer)
	return true
}

var (
	keyMember = regexp.MustCompile(`^([A-Za-z])\s*=\s*(.*)$`)

	// asksForPair finds questions about pairs of numbers that belong to places.
	asksForPair = regexp.MustCompile(`ordered pair|\bsystem\b|\bpoint|intercept|vertex|coordinate|x, ?y`)
	// asksForEach finds questions whose answers are numbers in no order.
	asksForEach = regexp.MustCompile(`a\W*<\W*b|find the (?:two )?numbers|multiple answers|more than one (?:solution|answer|number)|undefined|two answers|two values|factor|angles`)
	// asksInOrder finds questions that say otherwise which number comes first.
	asksInOrder = regexp.MustCompile(`respectively|represent|\bterms?\b|sequence|minimum|maximum|\bin the form(?:at)?\b|where \W*(?:a|x)\W* is|length and width|confidence|\benter\w* the a\w* as \w+(?: \w+)?, ?\w`)
)

// makeNumbers makes several numbers of a list of them, or of what a letter may
// be.
func (a *oatAnswer) makeNumbers(keys []string) bool {
	if len(keys) > 1 {
		return false
	}
	inner, isTuple := withoutBrackets(keys[0])
	parts := splitList(inner)
	if len(parts) == 1 && strings.Contains(strings.Join(a.answers, ""), "$$ $$") {
		parts = strings.Fields(inner)
	}
	if len(parts) < 2 {
		return false
	}
	letter, most := "", ""
	answers := make([]string, len(parts))
	seen := make(map[string]bool, len(parts))
	hasTwice := false
	for i, part := range parts {
		if m := keyMember.FindStringSubmatch(part); m != nil {
			if i > 0 && letter != m[1] {
				return false
			}
			letter, part = m[1], m[2]
		} else if letter != "" {
			return false
		}
		q, ok := readNumber(part)
		if !ok || len(q.units) > 0 {
			return false
		}
		answers[i] = q.answer
		if value, err := course.ParseNumber(q.answer); err == nil {
			hasTwice = hasTwice || seen[value.String()]
			seen[value.String()] = true
		}
		if places(q.answer) > places(most) {
			most = q.answer
		}
	}
	it := a.it
	it.Kind, it.Answers = course.Numbers, answers
	switch {
	case hasTwice:
		it.InOrder = true
	case letter != "" || asksForEach.MatchString(a.question) && !asksForPair.MatchString(a.question):
	default:
		it.InOrder = isTuple || asksForPair.MatchString(a.question) || asksInOrder.MatchString(a.question)
	}
	if most != "" && a.isRounded(most) {
		it.Tolerance = halfUnit(most)
	}
	return true
}

// withoutBrackets takes the brackets or braces from around a whole list.
func withoutBrackets(s string) (inner string, isTuple bool) {
	s = strings.NewReplacer(`\left`, "", `\right`, "", `\{`, "{", `\}`, "}").Replace(s)
	if len(s) < 2 || strings.IndexByte("([{", s[0]) < 0 || strings.IndexByte(")]}", s[len(s)-1]) < 0 {
		return s, false
	}
	depth := 0
	for i := range len(s) {
		switch s[i] {
		case '(', '[', '{':
			depth++
		case ')', ']', '}':
			if depth--; depth == 0 && i < len(s)-1 {
				return s, false // "(1,2),(3,4)"
			}
		}
	}
	return strings.TrimSpace(s[1 : len(s)-1]), true
}

// splitList splits at the commas and semicolons that stand in no brackets, and
// at "or" and "and".
func splitList(s string) []string {
	var parts []string
	depth, from := 0, 0
	cut := func(at, size int) {
		if part := strings.TrimSpace(s[from:at]); part != "" {
			parts = append(parts, part)
		}
		from = at + size
	}
	for i := 0; i < len(s); i++ {
		switch {
		case strings.IndexByte("([{", s[i]) >= 0:
			depth++
		case strings.IndexByte(")]}", s[i]) >= 0:
			depth--
		case depth > 0:
		case s[i] == ',' || s[i] == ';':
			cut(i, 1)
		case strings.HasPrefix(s[i:], " or "):
			cut(i, len(" or "))
		case strings.HasPrefix(s[i:], " and "):
			cut(i, len(" and "))
		}
	}
	cut(len(s), 0)
	return parts
}

// typedOver finds a fraction typed with a product of brackets below the bar:
// whoever typed a/2(x+1) meant all of it to be below.
var typedOver = regexp.MustCompile(`^([^,=]+)/((?:\d+[a-z]?|[a-z]|\([^()]*\))\([^()]*\))$`)

// mendedTerm finds what mendKey makes of "an = 4n".
var mendedTerm = regexp.MustCompile(`^([a-z])_n =(.*)$`)

// readings returns the ways to read a key, the likeliest first.
func (a *oatAnswer) readings(key string) []string {
	if m := typedOver.FindStringSubmatch(key); m != nil && strings.EqualFold(a.answerType, "string") {
		return []string{"(" + m[1] + ")/(" + m[2] + ")", key}
	}
	if m := mendedTerm.FindStringSubmatch(key); m != nil {
		return []string{key, m[1] + "n =" + m[2]} // with the index lowered, and as it is typed
	}
	if inner, isTuple := withoutBrackets(key); isTuple && asksForEach.MatchString(a.question) && !asksForPair.MatchString(a.question) && !strings.Contains(inner, "=") {
		// They may come in any order, and in brackets, as is asked for.
		switch parts := splitList(inner); len(parts) {
		case 0, 1:
		case 2:
			return []string{inner, key, "(" + parts[1] + ", " + parts[0] + ")"}
		default:
			return []string{inner, key}
		}
	}
	return []string{key}
}

// makeExpression makes an expression of what algebra can read: an expression,
// an equation, a point, a matrix, a list of such.
func (a *oatAnswer) makeExpression(keys []string) bool {
	var known []*algebra.Expression
	var answers []string
	for _, mended := range keys {
		for _, key := range a.readings(mended) {
			e, err := algebra.Parse(key)
			if err != nil && len(known) == 0 {
				return false
			}
			if err != nil || slices.ContainsFunc(known, func(k *algebra.Expression) bool { return algebra.Equal(k, e) }) {
				continue
			}
			answer, e := writtenKey(key, e)
			known, answers = append(known, e), append(answers, answer)
		}
	}
	a.it.Kind, a.it.Answer = course.Expression, answers[0]
	if len(answers) > 1 {
		a.it.Accept = answers[1:]
	}
	a.it.Form = a.formOf(known)
	a.showKey(answers[0])
	return true
}

// writtenKey writes a key as it is seen, or else in the way of algebra, or else
// as it stands: the first of these that means the same. It returns what is read
// from that.
func writtenKey(key string, e *algebra.Expression) (string, *algebra.Expression) {
	for _, answer := range []string{seenKey(key), e.String()} {
		if again, err := algebra.Parse(answer); err == nil && algebra.Equal(again, e) {
			return answer, again
		}
	}
	return key, e
}

// What a question asks of an expression, by words of it in small letters.
var (
	asksFactored = regexp.MustCompile(`\bfactor(?:s|ed|ing|ize|ise)?\b`)
	asksExpanded = []string{"expand"}
)

// formOf is the form that the question asks for, if all the answers have it.
func (a *oatAnswer) formOf(answers []*algebra.Expression) course.Form {
	all := func(has func(*algebra.Expression) bool) bool {
		return !slices.ContainsFunc(answers, func(e *algebra.Expression) bool { return !has(e) })
	}
	switch {
	case !all((*algebra.Expression).IsValue):
		return course.AnyForm
	case asksFactored.MatchString(a.question) && all((*algebra.Expression).IsFactored):
		return course.Factored
	case says(a.question, asksExpanded) && all((*algebra.Expression).IsExpanded):
		return course.Expanded
	case says(a.question, asksSimplest) && all((*algebra.Expression).IsSimplest):
		return course.Simplest
	}
	return course.AnyForm
}

// showKey shows an answer that was typed as the item has it. One with LaTeX is
// shown as the source has it.
func (a *oatAnswer) showKey(answer string) {
	if !strings.Contains(a.key, "$") {
		a.key = escape(answer)
	}
}

// isMathWord are the words that stand in formulas.
var isMathWord = map[string]bool{
	"sqrt": true, "cbrt": true, "arcsin": true, "arccos": true, "arctan": true, "sinh": true, "cosh": true, "tanh": true,
	"alpha": true, "beta": true, "gamma": true, "delta": true, "epsilon": true, "theta": true, "lambda": true, "sigma": true, "omega": true,
	"bmatrix": true, "pmatrix": true, "matrix": true,
}

var (
	anyWord    = regexp.MustCompile(`\\[A-Za-z]+|[A-Za-z]{4,}`)
	codeKey    = regexp.MustCompile(`[A-Za-z]\.[A-Za-z_]+|[A-Za-z]{2,}_[A-Za-z]{2,}|[A-Za-z_]{3,}\(\)`)
	nestedKey  = regexp.MustCompile(`^[a-z]\([a-z]\([a-z]\)\)$`)
	amountsKey = regexp.MustCompile(`^(\d+)([a-z])(\d+)([a-z])$`)
	absentKey  = regexp.MustCompile(`, ?DNE$`)
	partFigure = regexp.MustCompile(`^(\d+(?:\.\d+)?) [A-Za-z].*$|^[A-Za-z].*= ?(\d+(?:\.\d+)?)$`) // 30 pounds; speed = 5
)

// isSigns says whether a mended key has to be typed as it stands: code, amounts of
// things, a function of a function.
func isSigns(key string) bool {
	if codeKey.MatchString(key) || nestedKey.MatchString(key) || absentKey.MatchString(key) {
		return true
	}
	if m := amountsKey.FindStringSubmatch(key); m != nil {
		return m[2] != m[4]
	}
	const longest = 5 // letters that may be a product of as many
	for _, word := range anyWord.FindAllString(key, -1) {
		if word[0] != '\\' && len(word) > longest && !isMathWord[strings.ToLower(word)] {
			return true
		}
	}
	return false
}

// sameSigns are other ways to type an answer that isSigns.
func sameSigns(answer string) []string {
	if m := amountsKey.FindStringSubmatch(answer); m != nil {
		return []string{m[1] + m[2] + ", " + m[3] + m[4], m[1] + m[2] + " and " + m[3] + m[4], m[1] + " " + m[2] + ", " + m[3] + " " + m[4]}
	}
	if before, isAbsent := strings.CutSuffix(answer, "DNE"); isAbsent && absentKey.MatchString(answer) {
		return []string{before + "does not exist", before + "none"}
	}
	if codeKey.MatchString(answer) {
		return nil
	}
	parts := strings.Split(answer, ", ")
	for i, part := range parts {
		m := partFigure.FindStringSubmatch(part)
		if m == nil || len(parts) < 2 {
			return nil
		}
		parts[i] = m[1] + m[2]
	}
	return []string{strings.Join(parts, ", "), strings.Join(parts, " and ")}
}
