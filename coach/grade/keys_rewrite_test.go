package grade_test

import (
	"math/big"
	"regexp"
	"strings"

	"pacer/coach/course"
)

var (
	typedFrac   = regexp.MustCompile(`\\[dt]?frac\s*\{((?:[^{}]|\{[^{}]*\})*)\}\s*\{((?:[^{}]|\{[^{}]*\})*)\}`)
	typedSqrt   = regexp.MustCompile(`\\sqrt\s*\{((?:[^{}]|\{[^{}]*\})*)\}`)
	typedRoot   = regexp.MustCompile(`\\sqrt\s*\[\s*(\w+)\s*\]\s*\{((?:[^{}]|\{[^{}]*\})*)\}`)
	typedPower  = regexp.MustCompile(`\^\s*\{((?:[^{}]|\{[^{}]*\})*)\}`)
	typedName   = regexp.MustCompile(`\\operatorname\{((?:[^{}]|\{[^{}]*\})*)\}`)
	typedIndex  = regexp.MustCompile(`_\s*\{(\w+)\}`)
	typedStars  = regexp.MustCompile(`\s*\*\*\s*`)
	typedMatrix = regexp.MustCompile(`\\begin\{bmatrix\}(.*?)\\end\{bmatrix\}`)
)

var typedSigns = strings.NewReplacer(`\left`, "", `\right`, "", `\cdot`, "*", `\times`, "*", `\leq`, "<=", `\geq`, ">=", `\le`, "<=", `\ge`, ">=",
	`\infty`, "inf", `\pm`, "±", `\,`, "", `\ `, " ", `\%`, "%", `\$`, "$", `\circ`, "°", `\degree`, "°", `\n`, " ")

// typed writes a key of the corpus as somebody would who has a keyboard and no
// LaTeX: x^2/(3y).
func typed(key string) string {
	s := strings.NewReplacer("$$", " ", "$", "", `\$`, "$").Replace(key)
	s = typedName.ReplaceAllString(s, "$1")
	s = typedStars.ReplaceAllString(s, "^")
	s = typedMatrix.ReplaceAllStringFunc(s, func(m string) string {
		inner := typedMatrix.FindStringSubmatch(m)[1]
		rows := strings.Split(inner, `\\`)
		for i, row := range rows {
			cells := strings.Split(row, "&")
			for j := range cells {
				cells[j] = strings.TrimSpace(cells[j])
			}
			rows[i] = "[" + strings.Join(cells, ", ") + "]"
		}
		return "[" + strings.Join(rows, ", ") + "]"
	})
	s = typedIndex.ReplaceAllString(s, "_$1")
	s = typedSigns.Replace(s)
	for range 6 { // from the inside out
		s = typedRoot.ReplaceAllStringFunc(s, func(m string) string {
			parts := typedRoot.FindStringSubmatch(m)
			if sign := map[string]string{"2": "√", "3": "∛", "4": "∜"}[parts[1]]; sign != "" {
				return sign + "(" + parts[2] + ")"
			}
			return raised.Replace(parts[1]) + "√(" + parts[2] + ")"
		})
		s = typedSqrt.ReplaceAllString(s, "sqrt($1)")
		s = typedPower.ReplaceAllString(s, "^($1)")
		s = typedFrac.ReplaceAllStringFunc(s, func(m string) string {
			parts := typedFrac.FindStringSubmatch(m)
			below := enclosed(parts[2])
			if twoThings.MatchString(below) {
				below = "(" + below + ")"
			}
			return "(" + enclosed(parts[1]) + "/" + below + ")"
		})
	}
	s = strings.Join(strings.Fields(strings.NewReplacer("{", "", "}", "", `\`, "", "^(°)", "°", "^°", "°").Replace(s)), " ")
	if m := wholeFraction.FindStringSubmatch(s); m != nil {
		return m[1]
	}
	return s
}

var (
	raised        = strings.NewReplacer("2", "²", "3", "³", "4", "⁴", "5", "⁵", "6", "⁶", "7", "⁷", "8", "⁸", "9", "⁹", "1", "¹", "0", "⁰")
	oneThing      = regexp.MustCompile(`^\s*\(?-?(?:\d+|[a-z]|\d+[a-z])\)?\s*$`)
	twoThings     = regexp.MustCompile(`^\d+[a-z]$`)
	wholeFraction = regexp.MustCompile(`^\((\(?-?\d+\)?/\(?-?\d+\)?)\)$`)
)

// enclosed puts brackets around more than one thing.
func enclosed(s string) string {
	if oneThing.MatchString(s) {
		return strings.TrimSpace(s)
	}
	return "(" + s + ")"
}

// topLevel splits a typed expression at its signs + and - that stand in no
// brackets; each term keeps its sign.
func topLevel(s string) []string {
	var terms []string
	depth, from := 0, 0
	for i, c := range s {
		switch {
		case strings.ContainsRune("([{", c):
			depth++
		case strings.ContainsRune(")]}", c):
			depth--
		case (c == '+' || c == '-') && depth == 0 && i > from && !strings.ContainsRune("^*/+-=(, ", rune(s[i-1])):
			terms = append(terms, s[from:i])
			from = i
		}
	}
	return append(terms, s[from:])
}

// reordered writes the terms of a sum the other way round, or is "".
func reordered(s string) string {
	s = strings.ReplaceAll(s, " ", "")
	if strings.ContainsAny(s, "=,<>|°") || strings.Contains(s, "+-") {
		return ""
	}
	terms := topLevel(s)
	if len(terms) < 2 {
		return ""
	}
	var b strings.Builder
	for i := len(terms) - 1; i >= 0; i-- {
		term := terms[i]
		if strings.IndexByte("+-", term[0]) < 0 {
			term = "+" + term
		}
		b.WriteString(term)
	}
	return strings.TrimPrefix(b.String(), "+")
}

var twoFactors = regexp.MustCompile(`^(\([^()]*\))\s*(\([^()]*\))$`)

// swapped writes the two factors of a product the other way round, or the two
// sides of an equation, or is "".
func swapped(s string) string {
	if m := twoFactors.FindStringSubmatch(s); m != nil {
		return m[2] + m[1]
	}
	if left, right, ok := strings.Cut(s, "="); ok && !strings.ContainsAny(right, "=,") && !strings.ContainsAny(left, "<>,") {
		return strings.TrimSpace(right) + " = " + strings.TrimSpace(left)
	}
	return ""
}

// spaced are ways to put spaces between the signs of an expression.
func spaced(s string) []string {
	dense := strings.ReplaceAll(s, " ", "")
	wide := regexp.MustCompile(`([+=*/<>])`).ReplaceAllString(dense, " $1 ")
	wide = strings.NewReplacer("<  =", "<=", ">  =", ">=", "+ -", "+-", "*  *", "**").Replace(wide)
	return []string{dense, "  " + wide + " "}
}

var unwrittenTimes = regexp.MustCompile(`(\d)([a-df-z(])|(\))(\()`)

// timesWritten writes the sign of multiplication where it was left out after a
// number or a bracket.
func timesWritten(s string) string {
	if strings.ContainsAny(s, "_]") || strings.Contains(s, "^2(") {
		return s // log_2(x) and sin^2(x) are no products
	}
	return unwrittenTimes.ReplaceAllString(s, "$1$3*$2$4")
}

// numberWays are ways to write an author's number that are no other form.
func numberWays(answer string) (same, otherForm []string) {
	value, err := course.ParseNumber(answer)
	if err != nil {
		return nil, nil
	}
	if strings.Contains(answer, ".") {
		same = append(same, strings.Replace(answer, ".", ",", 1))
	}
	if digits, isExact := value.FloatPrec(); isExact && !value.IsInt() {
		otherForm = append(otherForm, value.FloatString(digits), value.FloatString(digits+1))
		same = append(same, " "+answer+" ")
	}
	if !value.IsInt() {
		three := big.NewInt(3)
		otherForm = append(otherForm, new(big.Int).Mul(value.Num(), three).String()+"/"+new(big.Int).Mul(value.Denom(), three).String())
		otherForm = append(otherForm, value.RatString())
	} else if n := value.Num().String(); len(strings.TrimPrefix(n, "-")) > 4 {
		same = append(same, thousands(n, ","), thousands(n, " "), thousands(n, "."))
	}
	if value.Sign() < 0 {
		same = append(same, "\u2212"+strings.TrimPrefix(answer, "-"))
	}
	return append(same, "x = "+answer), otherForm
}

// thousands separates the thousands of a whole number.
func thousands(n, separator string) string {
	sign := ""
	if strings.HasPrefix(n, "-") {
		sign, n = "-", n[1:]
	}
	for i := len(n) - 3; i > 0; i -= 3 {
		n = n[:i] + separator + n[i:]
	}
	return sign + n
}

var aNumber = regexp.MustCompile(`\d+(?:\.\d+)?`)

// plants are wrong variants of a typed expression, list or interval: a number
// greater or smaller by one, a sign or an operator changed, digits swapped.
// Some may be right by chance.
func plants(s string) []string {
	var out []string
	add := func(from, to int, text string) {
		if changed := s[:from] + text + s[to:]; changed != s {
			out = append(out, changed)
		}
	}
	numbers := aNumber.FindAllStringIndex(s, -1)
	for n, at := range numbers {
		if n > 2 && n < len(numbers)-1 {
			continue // the first three and the last
		}
		digits := s[at[0]:at[1]]
		value, err := course.ParseNumber(digits)
		if err != nil {
			continue
		}
		places := 0
		if _, decimals, ok := strings.Cut(digits, "."); ok {
			places = len(decimals)
		}
		one := big.NewRat(1, 1)
		add(at[0], at[1], new(big.Rat).Add(value, one).FloatString(places))
		if value.Cmp(one) > 0 {
			add(at[0], at[1], new(big.Rat).Sub(value, one).FloatString(places))
		}
		if b := []byte(digits); len(b) > 1 && b[0] != b[1] && b[1] != '.' && b[1] != '0' {
			b[0], b[1] = b[1], b[0]
			add(at[0], at[1], string(b))
		}
	}
	changed := 0
	for i := 0; i < len(s) && changed < 4; i++ {
		other := map[byte]string{'+': "-", '-': "+", '*': "+", '/': "*"}[s[i]]
		if other == "" || i > 0 && strings.IndexByte("+-^*", s[i-1]) >= 0 || i+1 < len(s) && s[i+1] == '-' {
			continue
		}
		if s[i] == '-' && strings.Trim(s[:i], "([{ ") == "" || s[i] == '-' && i > 0 && strings.IndexByte("([{,=<> ", s[i-1]) >= 0 {
			other = ""
		}
		changed++
		add(i, i+1, other)
	}
	return out
}

var (
	aFraction = regexp.MustCompile(`\((-?\d+)/(\d+)\)`) // as typed writes \frac{1}{2}
	aDecimal  = regexp.MustCompile(`\d+\.\d+`)
)
