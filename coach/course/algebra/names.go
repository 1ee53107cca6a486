package algebra

// functions are the names of functions, as they are typed, and the names they
// have in a tree.
var functions = map[string]string{
	"sin": "sin", "cos": "cos", "tan": "tan", "cot": "cot", "sec": "sec", "csc": "csc",
	"cosec": "csc", "cotan": "cot", "ctg": "cot", "cotg": "cot",
	"arcsin": "arcsin", "arccos": "arccos", "arctan": "arctan", "arccot": "arccot", "arcsec": "arcsec", "arccsc": "arccsc",
	"asin": "arcsin", "acos": "arccos", "atan": "arctan", "acot": "arccot", "asec": "arcsec", "acsc": "arccsc",
	"arctg": "arctan",
	"sinh":  "sinh", "cosh": "cosh", "tanh": "tanh",
	"arsinh": "arsinh", "arcosh": "arcosh", "artanh": "artanh", "asinh": "arsinh", "acosh": "arcosh", "atanh": "artanh",
	"ln": "ln", "log": "log", "lg": "log", "exp": "exp",
	"sqrt": "sqrt", "cbrt": "cbrt", "root": "root", "abs": "abs",
}

// inverses are the functions that a raised -1 makes of others.
var inverses = map[string]string{
	"sin": "arcsin", "cos": "arccos", "tan": "arctan", "cot": "arccot", "sec": "arcsec", "csc": "arccsc",
	"sinh": "arsinh", "cosh": "arcosh", "tanh": "artanh",
}

// greek are the letters with a name. Those marked as short are read as letters
// of the alphabet where they stand within others: "xi" alone is ξ, "xin" is not.
var greek = map[string]struct {
	letter  string
	isShort bool
}{
	"alpha": {"α", false}, "beta": {"β", false}, "gamma": {"γ", false}, "delta": {"δ", false},
	"epsilon": {"ε", false}, "varepsilon": {"ε", false}, "zeta": {"ζ", false}, "eta": {"η", true},
	"theta": {"θ", false}, "vartheta": {"θ", false}, "iota": {"ι", true}, "kappa": {"κ", false},
	"lambda": {"λ", false}, "mu": {"μ", true}, "nu": {"ν", true}, "xi": {"ξ", true}, "pi": {"π", false},
	"rho": {"ρ", true}, "sigma": {"σ", false}, "tau": {"τ", true}, "upsilon": {"υ", false},
	"phi": {"φ", true}, "varphi": {"φ", false}, "chi": {"χ", true}, "psi": {"ψ", true}, "omega": {"ω", false},
	"Gamma": {"Γ", false}, "Delta": {"Δ", false}, "Theta": {"Θ", false}, "Lambda": {"Λ", false},
	"Xi": {"Ξ", true}, "Pi": {"Π", true}, "Sigma": {"Σ", false}, "Phi": {"Φ", true}, "Psi": {"Ψ", true}, "Omega": {"Ω", false},
}

// spelled are words and commands of LaTeX that stand for a sign.
var spelled = map[string]rune{
	"infinity": '∞', "infty": '∞', "inf": '∞', "oo": '∞', "unendlich": '∞',
	"degrees": '°', "degree": '°', "deg": '°', "circ": '°',
	"union": '∪', "cup": '∪', "bigcup": '∪', "intersection": '∩', "cap": '∩', "setminus": '∖', "smallsetminus": '∖',
	"emptyset": '∅', "varnothing": '∅',
}

// commands are the commands of LaTeX that stand for a sign, beyond spelled. A
// space stands for those that change only how it looks.
var commands = map[string]rune{
	"backslash": '∖', "cdot": '*', "times": '*', "ast": '*', "div": '/', "pm": '±', "mp": '∓',
	"le": '≤', "leq": '≤', "leqslant": '≤', "ge": '≥', "geq": '≥', "geqslant": '≥', "lt": '<', "gt": '>',
	"ne": '≠', "neq": '≠', "approx": '≈', "in": '∈', "mid": '|', "vert": '|', "lvert": '|', "rvert": '|',
	"lbrace": '{', "rbrace": '}', "lbrack": '[', "rbrack": ']', "prime": '′', "land": '&', "wedge": '&', "lor": '∨', "vee": '∨',
	"left": ' ', "right": ' ', "big": ' ', "Big": ' ', "bigl": ' ', "bigr": ' ', "Bigl": ' ', "Bigr": ' ', "displaystyle": ' ',
	"quad": ' ', "qquad": ' ', "limits": ' ', "mathbb": ' ',
}
