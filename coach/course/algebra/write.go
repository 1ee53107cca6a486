package algebra

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// String writes an expression as plain text on one line so that a person sees
// how it was read: "3x² + 1", "x/(2y)", "√(x + 1)". It can be read again, and is
// the same then.
func (e *Expression) String() string { return write(e.shown) }

// How tightly parts of a text hold together.
const (
	loosest   = iota // a sum
	asProduct        // 2x, a/b, -x
	asFactor         // (a/b), x², sin(x)
	tightest         // x, 2, (…)
)

func (n *node) tightness() int {
	switch n.kind {
	case sum, either:
		return loosest
	case product, quotient, negative:
		return asProduct
	case power, factorial, degrees:
		return asFactor
	case number:
		if strings.ContainsAny(n.text, " /e") {
			return asProduct
		}
	case call:
		if _, isBare := radical(n); isBare {
			return asFactor
		}
	}
	return tightest
}

// write writes a node as it stands alone.
func write(n *node) string {
	switch n.kind {
	case number:
		return n.text
	case variable, constant:
		return n.name
	case sum:
		return writeSum(n)
	case product:
		return writeProduct(n.args)
	case quotient:
		return writeOver(n.args[0]) + "/" + within(n.args[1], asFactor)
	case negative:
		return "-" + plus(n.args[0])
	case power:
		return writePower(n)
	case call:
		return writeCall(n)
	case factorial:
		return within(n.args[0], tightest) + "!"
	case degrees:
		return within(n.args[0], tightest) + "°"
	case either:
		if len(n.args) == 1 {
			return n.name + plus(n.args[0])
		}
		return write(n.args[0]) + " " + n.name + " " + plus(n.args[1])
	case relation:
		var b strings.Builder
		for i, side := range n.args {
			if i > 0 {
				b.WriteString(" " + string(n.ops[i-1]) + " ")
			}
			b.WriteString(write(side))
		}
		return b.String()
	case list:
		between := " " + n.name + " "
		if n.name == "," {
			between = "; "
		}
		return join(n.args, between)
	case tuple:
		return "(" + join(n.args, ", ") + ")"
	case matrix:
		rows := make([]string, len(n.args))
		for i, row := range n.args {
			rows[i] = "[" + join(row.args, ", ") + "]"
		}
		return "[" + strings.Join(rows, ", ") + "]"
	}
	return ""
}

// join writes things with something between.
func join(things []*node, between string) string {
	parts := make([]string, len(things))
	for i, n := range things {
		parts[i] = write(n)
		if n.kind == list {
			parts[i] = "{" + parts[i] + "}"
		}
	}
	return strings.Join(parts, between)
}

// within writes a node among others, in brackets if it holds together less
// tightly than they need.
func within(n *node, least int) string {
	if n.tightness() < least {
		return "(" + write(n) + ")"
	}
	return write(n)
}

func writeSum(n *node) string {
	var b strings.Builder
	for i, term := range n.args {
		isMinus := term.kind == negative
		switch {
		case i == 0:
			b.WriteString(within(term, asProduct))
			continue
		case isMinus:
			b.WriteString(" - ")
			term = term.args[0]
		default:
			b.WriteString(" + ")
		}
		b.WriteString(plus(term))
	}
	return b.String()
}

// plus writes a term as it stands after a sign.
func plus(term *node) string {
	text := within(term, asProduct)
	if strings.HasPrefix(text, "-") || strings.HasPrefix(text, "±") || strings.HasPrefix(text, "∓") {
		return "(" + text + ")"
	}
	return text
}

// writeOver writes what stands over a bar.
func writeOver(n *node) string {
	if n.kind == negative && n.args[0].kind != negative {
		return "-" + writeOver(n.args[0])
	}
	if n.kind != product {
		return within(n, asFactor)
	}
	text := write(n) // once: written twice at each level, a long row of bars would never end
	if strings.ContainsAny(text, "/·") {
		return "(" + text + ")"
	}
	return text
}

func writeProduct(factors []*node) string {
	var b strings.Builder
	for i, f := range factors {
		text := within(f, asFactor)
		if i > 0 {
			b.WriteString(between(factors[i-1], b.String(), text))
		}
		b.WriteString(text)
	}
	return b.String()
}

// between is what has to stand between two factors so that they are not read
// otherwise, by a person or by Parse: nothing, a space or a dot.
func between(before *node, left, right string) string {
	first, _ := utf8.DecodeRuneInString(right)
	last, _ := utf8.DecodeLastRuneInString(left)
	_, isRoot := radical(before)
	isPower := before.kind == power && last != ')' && !isRaised(last)
	switch {
	case '0' <= first && first <= '9', isRoot, isPower, before.kind == factorial:
		return " · "
	case before.kind == variable && utf8.RuneCountInString(before.name) > 1: // a_1, f(x)
		return " · "
	case unicode.IsLetter(last) && unicode.IsLetter(first) && isName(trailing(left)+leading(right)):
		if len(leading(right)) > 1 {
			return " " // a sin(x)
		}
		return " · "
	case isRaised(first):
		return " " // 2 ⁵√x is no power of 2
	}
	return ""
}

// isName says whether a run of letters is read as anything but its letters.
func isName(run string) bool {
	l, err := lex(run, way{})
	return err != nil || len(l.tokens) != utf8.RuneCountInString(run)
}

// leading and trailing are the letters at an end of s.
func leading(s string) string {
	return s[:len(s)-len(strings.TrimLeftFunc(s, unicode.IsLetter))]
}

func trailing(s string) string {
	return s[len(strings.TrimRightFunc(s, unicode.IsLetter)):]
}

func writePower(n *node) string {
	base, exponent := n.args[0], n.args[1]
	if base.kind == call && len(base.args) == 1 && exponent.isInt() && isRaisable(base.name) && base.name != "abs" {
		return base.name + raise(write(exponent)) + "(" + write(base.args[0]) + ")" // sin²(x)
	}
	left := within(base, tightest)
	text := write(exponent)
	if up := raise(text); up != "" {
		return left + up
	}
	if exponent.kind == number && exponent.tightness() == tightest || exponent.kind == variable && utf8.RuneCountInString(text) == 1 || exponent.kind == constant {
		return left + "^" + text
	}
	return left + "^(" + text + ")"
}

// raise writes a whole number with a sign or without, or n, as raised: "" if it
// cannot.
func raise(text string) string {
	if strings.Trim(text, "0123456789-n") != "" || strings.Contains(strings.TrimPrefix(text, "-"), "-") {
		return ""
	}
	return script(text, raised)
}

// script writes a text in raised or lowered characters, or returns "".
func script(text, table string) string {
	var b strings.Builder
	for _, r := range text {
		i := strings.IndexRune(table, r)
		if i < 0 || r >= utf8.RuneSelf {
			return ""
		}
		up, _ := utf8.DecodeLastRuneInString(table[:i])
		b.WriteRune(up)
	}
	return b.String()
}

// radical is the sign of a root, and whether the root is written without
// brackets.
func radical(n *node) (sign string, isBare bool) {
	switch {
	case n.kind != call:
		return "", false
	case n.name == "sqrt":
		sign = "√"
	case n.name == "cbrt":
		sign = "∛"
	case n.name == "root":
		up := ""
		if n.args[1].isInt() {
			up = raise(write(n.args[1]))
		}
		if up == "" {
			return "", false
		}
		sign = up + "√"
	default:
		return "", false
	}
	of := n.args[0]
	return sign, of.kind == variable && utf8.RuneCountInString(of.name) == 1 || of.kind == constant || of.kind == number && of.tightness() == tightest
}

func writeCall(n *node) string {
	of := write(n.args[0])
	if sign, isBare := radical(n); isBare {
		return sign + of
	} else if sign != "" {
		return sign + "(" + of + ")"
	}
	switch {
	case n.name == "abs" && !strings.Contains(of, "|"):
		return "|" + of + "|"
	case n.name == "root":
		return "root(" + write(n.args[1]) + ", " + of + ")"
	case len(n.args) == 2:
		base := write(n.args[1])
		if low := script(base, lowered); low != "" {
			return n.name + low + "(" + of + ")"
		}
		return n.name + "_(" + base + ")(" + of + ")"
	}
	return n.name + "(" + of + ")"
}
