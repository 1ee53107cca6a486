package algebra

import (
	"errors"
	"fmt"
	"math/big"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Bounds on what is read. The longest key of real courses has some 200
// characters.
const (
	maxBytes  = 2000
	maxTokens = 1000
	maxDepth  = 64
	maxDigits = 60 // of one number
	maxWord   = 5  // letters in a row that may be a product; more are a word
)

// What a token is.
type tokenKind uint8

const (
	end          tokenKind = iota
	numberToken            // value, text
	nameToken              // text: a variable
	constToken             // text: π, e, i, ∞
	funcToken              // text: a function
	signToken              // sign: an operator, a bracket, a relation …
	wordToken              // text: "or", "and"
	commandToken           // text: frac, sqrt, begin:…, row
)

type token struct {
	kind  tokenKind
	text  string
	sign  rune
	value *big.Rat
	space bool // one stands before it
}

func (t token) is(sign rune) bool { return t.kind == signToken && t.sign == sign }

// commas says what a comma between two digits is.
type commas uint8

const (
	asUsual     commas = iota // within brackets a separator; else thousands if it looks so, else a decimal sign
	asSeparator               // "2,3" is two numbers
	asDecimal                 // "2,3" is 2.3
	asThousands               // "2,300" is 2300
)

// way is one of the ways to read a text that can be read in several. The zero
// way is the likeliest.
type way struct {
	commas  commas
	isUnder bool // in 1/2x the x stands under the bar, in x/2y the y doesn't
	isTall  bool // in x^1/2 all of 1/2 is raised
	isEuler bool // the e of 2e-3 is the number e, and not "times ten to the"
}

// doubts says what in a text can be read in another way.
type doubts struct{ comma, slash, tall, euler bool }

type lexer struct {
	text   string
	at     int
	way    way
	tokens []token
	depth  int  // of brackets
	space  bool // before the next token

	isList bool // a semicolon stands somewhere, so commas need not separate
	isTied bool // a comma stands right before a sign or a letter, so commas separate without a space
	doubts doubts
}

var (
	errTooLong = errors.New("this is too long for me to read: write it shorter")
	errNothing = errors.New("nothing stands here to be read")
)

// tied is a comma that separates, with nothing after it.
var tied = regexp.MustCompile(`,[^\p{Nd}\s]`)

// lex cuts a text into tokens.
func lex(text string, how way) (*lexer, error) {
	if len(text) > maxBytes {
		return nil, errTooLong
	}
	l := &lexer{text: text, way: how, isList: strings.Contains(text, ";"), isTied: tied.MatchString(text)}
	for l.at < len(l.text) {
		if err := l.next(); err != nil {
			return nil, err
		}
		if len(l.tokens) > maxTokens {
			return nil, errTooLong
		}
	}
	if len(l.tokens) == 0 {
		return nil, errNothing
	}
	return l, nil
}

var tidy = strings.NewReplacer(
	`\$`, "", "$", "", "`", "",
	"{,}", ",", "**", "^", "<=", "≤", ">=", "≥", "=<", "≤", "=>", "≥", "!=", "≠", "<>", "≠", "==", "=",
	"+/-", "±", "&nbsp;", " ",
	"−", "-", "–", "-", "—", "-", "‐", "-", "‑", "-", "﹣", "-", "－", "-",
	"×", "*", "·", "*", "⋅", "*", "∙", "*", "∗", "*", "✕", "*", "•", "*", "÷", "/", "∕", "/", "⁄", "/",
	"⩽", "≤", "≦", "≤", "⩾", "≥", "≧", "≥", "≃", "≈", "≅", "≈", "⟨", "(", "⟩", ")",
	"（", "(", "）", ")", "，", ",", "；", ";", "＋", "+", "＝", "=", "＜", "<", "＞", ">", "､", ",", "、", ",",
	"’", "′", "'", "′", "″", "′′", "º", "°", "˚", "°", "∣", "|", "｜", "|", "ø", "∅", "Ø", "∅",
	"µ", "μ", "∆", "Δ", "Ω", "Ω", "∞", "∞",
)

// clean makes one of the characters that look alike, and takes away those that
// nobody sees, dollars around mathematics, an equals sign before all and a full
// stop or a comma at the end.
func clean(s string) (string, error) {
	if len(s) > maxBytes {
		return "", errTooLong
	}
	if !utf8.ValidString(s) {
		s = strings.ToValidUTF8(s, "")
	}
	s = tidy.Replace(s)
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.In(r, unicode.Cc, unicode.Cf, unicode.Variation_Selector):
			return -1
		case isStyled(r):
			r, _ = utf8.DecodeRuneInString(norm.NFKC.String(string(r)))
		}
		return r
	}, s)
	s = strings.TrimLeft(s, " =")
	return strings.TrimRight(s, " .,;"), nil
}

// isStyled says whether r is a letter, a digit or a sign of ASCII or a Greek
// letter in another dress: full-width, or as editors of formulas copy them (𝑥).
func isStyled(r rune) bool {
	return '！' <= r && r <= '～' || '𝐀' <= r && r <= '𝟿' || r == 'ℎ'
}

func (l *lexer) rest() string { return l.text[l.at:] }

func (l *lexer) put(t token) {
	t.space, l.space = l.space, false
	l.tokens = append(l.tokens, t)
}

func (l *lexer) putSign(r rune) {
	switch r {
	case '(', '[', '{':
		l.depth++
	case ')', ']', '}':
		l.depth--
	}
	l.put(token{kind: signToken, sign: r})
}

// next reads what stands at l.at.
func (l *lexer) next() error {
	r, size := utf8.DecodeRuneInString(l.rest())
	switch {
	case r == ' ':
		l.space = true
	case r == '\\':
		return l.command()
	case unicode.IsDigit(r) || r == '.' && isDigit(l.text, l.at+1):
		return l.number()
	case isRaised(r):
		return l.script(raised, '^')
	case isLowered(r):
		return l.script(lowered, '_')
	case r == '∞':
		l.put(token{kind: constToken, text: "∞"})
	case r == '√':
		l.put(token{kind: funcToken, text: "sqrt"})
	case r == '∛':
		l.put(token{kind: funcToken, text: "cbrt"})
	case r == '∜':
		l.put(token{kind: funcToken, text: "root", value: big.NewRat(4, 1)})
	case r == 'ℝ':
		l.put(token{kind: nameToken, text: "ℝ"})
	case unicode.IsLetter(r):
		return l.letters()
	case unicode.Is(unicode.No, r):
		return l.vulgar(r, size)
	case strings.ContainsRune("+-*/^!|()[]{},;=<>≤≥≠≈±∓°_&∪∩∖∅∈:′∨", r):
		l.putSign(r)
	default:
		return fmt.Errorf("I cannot read the sign %q here: leave it out, or write it another way", string(r))
	}
	l.at += size
	return nil
}

// isReals says whether a token is a name of the real numbers.
func isReals(t token) bool { return t.kind == nameToken && (t.text == "ℝ" || t.text == "R") }

// isDigit says whether a decimal digit stands at byte i of s.
func isDigit(s string, i int) bool {
	if i >= len(s) {
		return false
	}
	r, _ := utf8.DecodeRuneInString(s[i:])
	return unicode.IsDigit(r)
}

// digits takes decimal digits of any one script from l.at on, as ASCII.
func (l *lexer) digits() string {
	var b strings.Builder
	for isDigit(l.text, l.at) {
		r, size := utf8.DecodeRuneInString(l.rest())
		if r >= utf8.RuneSelf {
			first := r // digits are encoded in runs of ten that begin with zero
			for unicode.IsDigit(first-1) && r-first < 9 {
				first--
			}
			r = '0' + (r - first)
		}
		b.WriteRune(r)
		l.at += size
	}
	return b.String()
}

// number reads a whole number or a decimal.
func (l *lexer) number() error {
	whole := l.digits()
	if 0 < len(whole) && len(whole) <= 3 && whole[0] != '0' {
		for l.isThousands(len(whole)) {
			l.at++
			whole += l.digits()
		}
	}
	part := ""
	if l.at < len(l.text) && isDigit(l.text, l.at+1) && (l.text[l.at] == '.' || l.text[l.at] == ',' && l.isDecimalComma()) {
		l.at++
		part = l.digits()
	}
	if len(whole)+len(part) > maxDigits {
		return errors.New("this number is too long for me: write a shorter one")
	}
	text := whole
	if text == "" {
		text = "0"
	}
	if part != "" {
		text += "." + part
	}
	exponent := l.exponent()
	value, ok := new(big.Rat).SetString(text)
	if !ok {
		return fmt.Errorf("I cannot read %q as a number", text)
	}
	if exponent != "" {
		scale, ok := new(big.Rat).SetString("1e" + exponent)
		if !ok {
			return fmt.Errorf("I cannot read %q as a power of ten", exponent)
		}
		value = new(big.Rat).Mul(value, scale)
		text += "e" + exponent
	}
	l.put(token{kind: numberToken, text: text, value: value})
	return nil
}

// exponent takes the power of ten after a number: the e-3 of 7.8e-3.
func (l *lexer) exponent() string {
	rest := l.rest()
	if rest == "" || rest[0] != 'e' && rest[0] != 'E' {
		return ""
	}
	start := l.at
	l.at++
	sign := ""
	if l.at < len(l.text) && (l.text[l.at] == '-' || l.text[l.at] == '+') {
		sign = strings.TrimPrefix(l.text[l.at:l.at+1], "+")
		l.at++
	}
	digits := l.digits()
	if digits != "" && len(digits) <= 2 && rest[0] == 'e' {
		l.doubts.euler = true
	}
	if digits == "" || len(digits) > 2 || rest[0] == 'e' && l.way.isEuler {
		l.at = start // the number e, or a name
		return ""
	}
	return sign + digits
}

// isThousands says whether the sign at l.at, after so many digits of a number,
// parts its thousands: a comma, or a space.
func (l *lexer) isThousands(digits int) bool {
	rest := l.rest()
	if digits > 30 || len(rest) < 4 || rest[0] != ',' && rest[0] != ' ' || isDigit(rest, 4) {
		return false
	}
	for _, b := range []byte(rest[1:4]) {
		if b < '0' || b > '9' {
			return false
		}
	}
	if rest[0] == ' ' {
		after := strings.TrimLeft(rest[4:], " ")
		return l.depth == 0 && !strings.HasPrefix(after, "/") // "3 100/200" is mixed
	}
	l.doubts.comma = true
	switch l.way.commas {
	case asThousands:
		return true
	case asUsual:
		return l.depth == 0 && !l.isList
	}
	return false
}

// isDecimalComma says whether the comma between two digits at l.at is a decimal
// sign. In "2,-3,0" it is none: that would make two numbers of three.
func (l *lexer) isDecimalComma() bool {
	l.doubts.comma = true
	if after := strings.TrimLeft(l.rest()[1:], "0"); l.isTied && len(after) < len(l.rest())-1 && !isDigit(after, 0) {
		return false
	}
	switch l.way.commas {
	case asDecimal:
		return true
	case asUsual:
		return l.depth == 0 || l.isList
	}
	return false
}

// vulgar reads a fraction that is one character: ½.
func (l *lexer) vulgar(r rune, size int) error {
	top, bottom, ok := strings.Cut(norm.NFKC.String(string(r)), "\u2044")
	value, isNumber := new(big.Rat).SetString(top + "/" + bottom)
	if !ok || !isNumber {
		return fmt.Errorf("I cannot read the sign %q here: write it in digits", string(r))
	}
	l.at += size
	if n := len(l.tokens); n > 0 && l.tokens[n-1].kind == numberToken && l.tokens[n-1].value.IsInt() {
		l.tokens[n-1].value = new(big.Rat).Add(l.tokens[n-1].value, value)
		l.tokens[n-1].text += " " + top + "/" + bottom
		return nil
	}
	l.put(token{kind: numberToken, value: value, text: top + "/" + bottom})
	return nil
}

const (
	raised  = "⁰0¹1²2³3⁴4⁵5⁶6⁷7⁸8⁹9⁺+⁻-⁽(⁾)ⁿnⁱiˣxᵃaᵇbᶜcᵈdᵉeᵏkᵐmᵖpᵗtʸy"
	lowered = "₀0₁1₂2₃3₄4₅5₆6₇7₈8₉9₊+₋-ₐaₑeₓxₙnₘmₖkᵢiⱼj"
)

func isRaised(r rune) bool  { return r > utf8.RuneSelf && strings.ContainsRune(raised, r) }
func isLowered(r rune) bool { return r > utf8.RuneSelf && strings.ContainsRune(lowered, r) }

// script reads a run of raised or lowered characters: x² as x^(2).
func (l *lexer) script(table string, sign rune) error {
	var b strings.Builder
	for l.at < len(l.text) {
		r, size := utf8.DecodeRuneInString(l.rest())
		i := strings.IndexRune(table, r)
		if i < 0 || r < utf8.RuneSelf {
			break
		}
		b.WriteByte(table[i+size])
		l.at += size
	}
	inner := b.String()
	if sign == '^' && strings.HasPrefix(l.rest(), "√") && (l.space || !l.isAfterValue()) { // ³√8, but not x²√x
		index, ok := new(big.Rat).SetString(inner)
		if !ok || !index.IsInt() {
			return fmt.Errorf("I cannot take the root %q: write a whole number before √", inner)
		}
		l.at += len("√")
		l.put(token{kind: funcToken, text: "root", value: index})
		return nil
	}
	part, err := lex(inner, l.way)
	if err != nil {
		return err
	}
	l.putSign(sign)
	l.putSign('(')
	for _, t := range part.tokens {
		l.put(t)
	}
	l.putSign(')')
	return nil
}

// isAfterValue says whether the last token may end a value.
func (l *lexer) isAfterValue() bool {
	if len(l.tokens) == 0 {
		return false
	}
	t := l.tokens[len(l.tokens)-1]
	return t.kind == numberToken || t.kind == nameToken || t.kind == constToken || t.is(')') || t.is(']') || t.is('}') || t.is('|')
}

// letters reads a run of letters: names of functions and Greek letters, words,
// and single letters, which are variables.
func (l *lexer) letters() error {
	run := l.rest()
	if i := strings.IndexFunc(run, func(r rune) bool { return !unicode.IsLetter(r) || isRaised(r) || isLowered(r) }); i >= 0 {
		run = run[:i]
	}
	if isTimes(run, l) {
		l.putSign('*')
		l.at += len(run)
		return nil
	}
	if l.word(run) {
		l.at += len(run)
		return nil
	}
	unknown, word := 0, run
	for run != "" {
		name := longestName(run, l)
		if name == "" {
			r, size := utf8.DecodeRuneInString(run)
			if unknown++; unknown > maxWord {
				return fmt.Errorf("I do not know the word %q: write letters for unknowns and signs between them", clip(word))
			}
			l.letter(string(r))
			run = run[size:]
			l.at += size
			continue
		}
		unknown = 0
		l.name(name)
		run = run[len(name):]
		l.at += len(name)
	}
	return nil
}

// clip shortens a text to its first word.
func clip(s string) string {
	word, _, _ := strings.Cut(s, " ")
	if r := []rune(word); len(r) > 20 {
		return string(r[:20]) + "…"
	}
	return word
}

// isTimes says whether a run of letters is the x of 3 x 10^4.
func isTimes(run string, l *lexer) bool {
	n := len(l.tokens)
	after := strings.TrimLeft(l.text[l.at+len(run):], " ")
	return (run == "x" || run == "X") && n > 0 && l.tokens[n-1].kind == numberToken && strings.HasPrefix(after, "10^")
}

// word reads a run of letters that is a word or a sign as a whole.
func (l *lexer) word(run string) bool {
	lower := strings.ToLower(run)
	switch lower {
	case "or", "and":
		l.put(token{kind: wordToken, text: lower})
		return true
	}
	if sign, ok := spelled[lower]; ok {
		if sign == '∞' {
			l.put(token{kind: constToken, text: "∞"})
		} else {
			l.putSign(sign)
		}
		return true
	}
	if g, ok := greek[run]; ok {
		l.letter(g.letter)
		return true
	}
	return false
}

// longestName is the longest name of a function or Greek letter that a run of
// letters begins with.
func longestName(run string, l *lexer) string {
	for size := min(len(run), len("varepsilon")); size > 1; size-- {
		name := run[:size]
		if g, ok := greek[name]; ok && !g.isShort {
			return name
		}
		if f, ok := functions[strings.ToLower(name)]; ok {
			if len(name) == 2 && name != "ln" && name != "Ln" && name != "lg" && size != len(run) {
				continue
			}
			if f != "root" && f != "abs" || strings.HasPrefix(strings.TrimLeft(l.text[l.at+size:], " "), "(") {
				return name
			}
		}
	}
	return ""
}

func (l *lexer) name(name string) {
	if g, ok := greek[name]; ok {
		l.letter(g.letter)
		return
	}
	l.put(token{kind: funcToken, text: functions[strings.ToLower(name)]})
}

// letter puts a letter: a variable, or one of the constants.
func (l *lexer) letter(letter string) {
	switch letter {
	case "π", "e", "i":
		l.put(token{kind: constToken, text: letter})
	default:
		l.put(token{kind: nameToken, text: letter})
	}
}

// inner reads words that stand in braces, and goes on after them.
func (l *lexer) inner(words string, after int) error {
	part := *l
	part.text, part.at = words, 0
	for part.at < len(words) {
		if err := part.next(); err != nil {
			return err
		}
	}
	l.tokens, l.space, l.depth, l.at = part.tokens, true, part.depth, after
	return nil
}

// command reads a command of LaTeX.
func (l *lexer) command() error {
	l.at++
	if l.at == len(l.text) {
		return errors.New("a \\ stands at the end: leave it out")
	}
	end := l.at
	for end < len(l.text) && (l.text[end] >= 'a' && l.text[end] <= 'z' || l.text[end] >= 'A' && l.text[end] <= 'Z') {
		end++
	}
	name := l.text[l.at:end]
	if name == "" {
		r, size := utf8.DecodeRuneInString(l.rest())
		l.at += size
		switch r {
		case '{', '}', '|':
			if n := len(l.tokens); r == '{' && n > 0 && isReals(l.tokens[n-1]) {
				l.putSign('∖') // "R\{2}"
			}
			l.putSign(r)
		case '\\':
			l.put(token{kind: commandToken, text: "row"})
		case ' ', ',', ';', ':', '!':
			if next := strings.TrimLeft(l.rest(), ` \`); r == ' ' && strings.HasPrefix(next, "{") {
				l.putSign('∖') // "R \ {2}"
			}
			l.space = true
		case '(', ')', '[', ']': // around a formula
			l.space = true
		default:
			return fmt.Errorf("I cannot read \\%c: leave it out, or write it another way", r)
		}
		return nil
	}
	l.at = end
	switch name {
	case "frac", "dfrac", "tfrac", "cfrac":
		l.put(token{kind: commandToken, text: "frac"})
		return nil
	case "sqrt":
		l.put(token{kind: commandToken, text: "sqrt"})
		return nil
	case "begin", "end":
		inner := strings.TrimLeft(l.rest(), " ")
		environment, after, ok := strings.Cut(inner, "}")
		if !ok || !strings.HasPrefix(environment, "{") {
			return fmt.Errorf("\\%s needs a name in braces", name)
		}
		l.at = len(l.text) - len(after)
		l.put(token{kind: commandToken, text: name + ":" + strings.TrimRight(environment[1:], "*")})
		return nil
	case "text", "textrm", "mathrm", "operatorname", "textbf", "mathbf", "mathit":
		inner := strings.TrimLeft(l.rest(), " *")
		if words, after, ok := strings.Cut(inner, "}"); ok && strings.HasPrefix(inner, "{") {
			return l.inner(words[1:], len(l.text)-len(after))
		}
	case "mathbb":
		if r := strings.TrimLeft(l.rest(), " "); strings.HasPrefix(r, "{R}") || strings.HasPrefix(r, "R") {
			l.at = len(l.text) - len(r) + strings.IndexByte(r, 'R') + 1
			if strings.HasPrefix(r, "{") {
				l.at++
			}
			l.put(token{kind: nameToken, text: "ℝ"})
			return nil
		}
	}
	if sign, ok := commands[name]; ok {
		if sign == ' ' {
			l.space = true
		} else {
			l.putSign(sign)
		}
		return nil
	}
	if l.word(name) {
		return nil
	}
	if f, ok := functions[name]; ok {
		l.put(token{kind: funcToken, text: f})
		return nil
	}
	return fmt.Errorf("I do not know the command \\%s: write it another way", clip(name))
}
