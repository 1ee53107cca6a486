package formula

import (
	"strings"
	"unicode"
)

// Words are the words in which one language says mathematics; each has a set in a
// file of its own. In a pattern {0} and {1} stand for the
// parts, in the order each comment tells.
//
// A pattern that ends with an end mark ("end root") is for parts of several
// words, so that a listener knows where they stop; the one without is for a
// single number, letter or word.
type Words struct {
	// Signs are what signs, letters and function names are called, by how they
	// stand in the line: "≤", "Δ", "sin". What is missing is said as it stands.
	Signs map[string]string

	Negative string // a minus before its number, as in −3
	Point    string // the decimal point, where a mark stands over the digits after it
	Of       string // between a function and what it is applied to, and after bounds
	Blank    string // an empty place to be filled in
	Empty    string // a formula with nothing in it

	Fraction, LongFraction string // above, below
	Mixed                  string // whole number, fraction
	Choose                 string // n, k

	SquareRoot, LongSquareRoot string // what is under it
	CubeRoot, LongCubeRoot     string // what is under it
	Root                       string // index, what is under it

	Squared, Cubed string
	Inverse        string // the function
	Primes         []string
	Power          string // the exponent
	LongPower      string
	Sub, LongSub   string // the index
	Base           string // of a logarithm
	Above, Below   string // what stands over or under a sign

	FromTo     string // lower and upper bound
	Under      string // what stands under a sum or its like, where nothing stands above
	UpTo       string // what stands above it, where nothing stands under it
	As         string // what stands under a limit
	In         string // the sign ∈ under a sum or its like
	Approaches string // the arrow under a limit
	FromAbove  string // the + of x → 0⁺
	FromBelow  string

	Accents, LongAccents map[string]string // by combining mark: what it stands over
	Absolute             string            // what stands between the bars
	Modulo               string
	Arrow                string // what stands above it

	Matrix, EndMatrix string // number of rows, number of columns
	Row               string // its number, its cells
	Cases, EndCases   string
	Case              string // its number, what it says
	Line              string // its number, what it says
}

// languages are the words of each language, by the tag of its file in bot/say.
var languages = map[string]*Words{"en": &english, "es": &spanish, "fr": &french, "de": &german, "ar": &arabic, "zh": &chinese}

// In returns the words of a language (BCP 47), of es for es-MX; those of English
// where a language has none yet. A sign that a language has no word for is said
// as it stands: screen readers know its name.
func In(lang string) *Words {
	base, _, _ := strings.Cut(strings.ReplaceAll(lang, "_", "-"), "-")
	if w, ok := languages[strings.ToLower(base)]; ok {
		return w
	}
	return &english
}

// English are the words of English.
func English() *Words { return &english }

var english = Words{
	Signs: signs(map[string]string{
		"+": "plus", "−": "minus", "=": "equals", "/": "divided by", "∗": "times", "×": "times", "·": "times", "÷": "divided by",
		"±": "plus or minus", "∓": "minus or plus", "•": "dot", "∘": "composed with", "⊕": "circled plus", "⊖": "circled minus",
		"⊗": "circled times", "⊙": "circled dot", "mod": "mod", "!": "factorial", "%": "percent", "°": "degrees", "′": "prime",
		"<": "is less than", ">": "is greater than", "≤": "is less than or equal to", "≥": "is greater than or equal to",
		"≪": "is much less than", "≫": "is much greater than", "≠": "is not equal to", "≈": "is approximately equal to",
		"≊": "is approximately equal to", "≡": "is equivalent to", "≢": "is not equivalent to", "∼": "is similar to",
		"≃": "is asymptotic to", "≅": "is congruent to", "∝": "is proportional to", "≔": "is defined as", "≜": "is defined as",
		"≮": "is not less than", "≯": "is not greater than", "≰": "is not less than or equal to", "≱": "is not greater than or equal to",
		"∣": "vertical bar", "|": "vertical bar", "∤": "does not divide", "‖": "double vertical bar", "∥": "is parallel to",
		"∦": "is not parallel to", "⊥": "is perpendicular to",
		"∈": "is in", "∉": "is not in", "∋": "contains", "∌": "does not contain", "⊂": "is a subset of", "⊆": "is a subset of or equal to",
		"⊄": "is not a subset of", "⊈": "is neither a subset of nor equal to", "⊊": "is a proper subset of", "⊃": "is a superset of",
		"⊇": "is a superset of or equal to", "∪": "union", "∩": "intersection", "∖": "without", `\`: "backslash", "∅": "the empty set",
		"⊔": "disjoint union", "⊓": "square cap", "⊎": "disjoint union",
		"∧": "and", "∨": "or", "¬": "not", "∀": "for all", "∃": "there exists", "∄": "there does not exist", "∴": "therefore",
		"∵": "because", "⊢": "proves", "⊨": "models", "⊤": "true",
		"→": "to", "⟶": "to", "←": "left arrow", "⟵": "left arrow", "↔": "if and only if", "↦": "maps to", "⟼": "maps to",
		"⇒": "implies", "⟹": "implies", "⇐": "is implied by", "⇔": "if and only if", "⟺": "if and only if", "↑": "up arrow",
		"↓": "down arrow", "⇌": "is in equilibrium with", "↪": "embeds in", "↛": "does not go to", "⇏": "does not imply",
		"(": "open parenthesis", ")": "close parenthesis", "[": "open bracket", "]": "close bracket", "{": "open brace", "}": "close brace",
		"⟨": "open angle bracket", "⟩": "close angle bracket", "⌊": "floor of", "⌋": "end floor", "⌈": "ceiling of", "⌉": "end ceiling",
		"⟦": "open double bracket", "⟧": "close double bracket",
		"∞": "infinity", "∂": "partial", "∇": "del", "ℏ": "h bar", "ℓ": "l", "ℜ": "real part", "ℑ": "imaginary part", "…": "dot dot dot",
		"⋮": "and so on down", "⋱": "and so on diagonally", "∠": "angle", "∡": "measured angle", "△": "triangle", "□": "blank", "■": "black square", "◇": "diamond",
		"★": "star", "⋆": "star", "†": "dagger", "‡": "double dagger", "√": "root", "∎": "end of proof", "＿": "blank", "✓": "check mark",
		"ℝ": "the real numbers", "ℕ": "the natural numbers", "ℤ": "the integers", "ℚ": "the rational numbers", "ℂ": "the complex numbers",
		"ℙ": "the prime numbers", "ℍ": "the quaternions", "𝔼": "expected value", "$": "dollars", "€": "euros", "£": "pounds", "¥": "yen",
		"¢": "cents", "#": "number", "&": "and", "@": "at", "^": "to the", "ı": "i", "ȷ": "j", "ℵ": "aleph", "℘": "Weierstrass p",
		"sin": "sine", "cos": "cosine", "tan": "tangent", "cot": "cotangent", "sec": "secant", "csc": "cosecant",
		"arcsin": "arc sine", "arccos": "arc cosine", "arctan": "arc tangent", "arccot": "arc cotangent", "arcsec": "arc secant",
		"arccsc": "arc cosecant", "sinh": "hyperbolic sine", "cosh": "hyperbolic cosine", "tanh": "hyperbolic tangent",
		"coth": "hyperbolic cotangent", "sech": "hyperbolic secant", "csch": "hyperbolic cosecant",
		"log": "log", "ln": "natural log", "lg": "log", "exp": "exponential", "det": "determinant", "dim": "dimension", "ker": "kernel",
		"deg": "degree", "gcd": "greatest common divisor", "lcm": "least common multiple", "arg": "argument", "Pr": "probability",
		"sgn": "sign", "tr": "trace", "rank": "rank", "pi": "pi", "theta": "theta", "alpha": "alpha", "beta": "beta",
		"lim": "the limit", "limsup": "the limit superior", "liminf": "the limit inferior", "max": "the maximum", "min": "the minimum",
		"sup": "the supremum", "inf": "the infimum", "∑": "the sum", "∏": "the product", "∐": "the coproduct", "∫": "the integral",
		"∬": "the double integral", "∭": "the triple integral", "∮": "the contour integral", "⋃": "the union", "⋂": "the intersection",
		"⋁": "the disjunction", "⋀": "the conjunction", "⨁": "the direct sum", "⨂": "the tensor product",
	}, "αβγδεζηθικλμνξοπρστυφχψω", "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigma tau upsilon phi chi psi omega",
		"capital "),

	Negative: "negative",
	Point:    "point",
	Of:       "of",
	Blank:    "blank",
	Empty:    "an empty formula",

	Fraction:     "{0} over {1}",
	LongFraction: "the fraction {0} over {1}, end fraction",
	Mixed:        "{0} and {1}",
	Choose:       "{0} choose {1}",

	SquareRoot:     "the square root of {0}",
	LongSquareRoot: "the square root of {0}, end root",
	CubeRoot:       "the cube root of {0}",
	LongCubeRoot:   "the cube root of {0}, end root",
	Root:           "the root with index {0} of {1}, end root",

	Squared:   "squared",
	Cubed:     "cubed",
	Inverse:   "inverse {0}",
	Primes:    []string{"prime", "double prime", "triple prime"},
	Power:     "to the power {0}",
	LongPower: "to the power {0}, end power",
	Sub:       "sub {0}",
	LongSub:   "sub {0}, end sub",
	Base:      "base {0}",
	Above:     "with {0} above",
	Below:     "with {0} below",

	FromTo:     "from {0} to {1}",
	Under:      "over {0}",
	UpTo:       "up to {0}",
	As:         "as {0}",
	In:         "in",
	Approaches: "approaches",
	FromAbove:  "from above",
	FromBelow:  "from below",

	Accents: map[string]string{
		"\u0305": "{0} bar", "\u0304": "{0} bar", "\u0332": "{0} underlined", "\u20d7": "vector {0}", "\u20d6": "{0} with a left arrow",
		"\u20e1": "line {0}", "\u0302": "{0} hat", "\u0303": "{0} tilde", "\u030c": "{0} check", "\u0307": "{0} dot",
		"\u0308": "{0} double dot", "\u20db": "{0} triple dot", "\u030a": "{0} ring", "\u0306": "{0} breve", "\u0301": "{0} acute",
		"\u0300": "{0} grave", "\u0311": "arc {0}", "\u20ef": "{0} with an arrow below", "\u0330": "{0} with a tilde below",
		"\u0336": "{0} crossed out",
	},
	LongAccents: map[string]string{
		"\u0305": "bar over {0}, end bar", "\u0304": "bar over {0}, end bar", "\u0332": "underlined {0}, end underline", "\u20d7": "vector from {0}, end vector",
		"\u20d6": "left arrow over {0}, end arrow", "\u20e1": "line {0}, end line", "\u0302": "hat over {0}, end hat",
		"\u0303": "tilde over {0}, end tilde", "\u030c": "check over {0}, end check", "\u0307": "dot over {0}, end dot",
		"\u0308": "double dot over {0}, end dot", "\u20db": "triple dot over {0}, end dot", "\u030a": "ring over {0}, end ring",
		"\u0306": "breve over {0}, end breve", "\u0301": "acute over {0}, end acute", "\u0300": "grave over {0}, end grave",
		"\u0311": "arc {0}, end arc", "\u20ef": "arrow under {0}, end arrow", "\u0330": "tilde under {0}, end tilde",
		"\u0336": "crossed out {0}, end crossed out",
	},
	Absolute: "the absolute value of {0}, end absolute value",
	Modulo:   "modulo {0}",
	Arrow:    "arrow labelled {0}, end label",

	Matrix:    "{0} by {1} matrix",
	EndMatrix: "end matrix",
	Row:       "row {0}: {1}",
	Cases:     "cases",
	EndCases:  "end cases",
	Case:      "case {0}: {1}",
	Line:      "line {0}: {1}",
}

// signs adds the Greek letters, whose names stand in a row, to a table. Capital
// letters are called like small ones after a word that says so.
func signs(table map[string]string, greek, names, capital string) map[string]string {
	letters := []rune(greek)
	for i, name := range strings.Fields(names) {
		table[string(letters[i])] = name
		table[string(unicode.ToUpper(letters[i]))] = capital + name
	}
	for variant, usual := range map[string]string{"ϑ": "θ", "ϖ": "π", "ϱ": "ρ", "ς": "σ", "µ": "μ"} {
		table[variant] = table[usual]
	}
	return table
}
