package formula

// german are the words of German.
var german = Words{
	Signs: signs(map[string]string{
		"+": "plus", "−": "minus", "=": "gleich", "/": "geteilt durch", "∗": "mal", "×": "mal", "·": "mal", "÷": "geteilt durch",
		"±": "plus oder minus", "∓": "minus oder plus", "•": "Punkt", "∘": "verkettet mit", "mod": "modulo", "!": "Fakultät", "%": "Prozent", "°": "Grad", "′": "Strich",
		"<": "ist kleiner als", ">": "ist größer als", "≤": "ist kleiner oder gleich", "≥": "ist größer oder gleich", "≪": "ist viel kleiner als", "≫": "ist viel größer als",
		"≠": "ist ungleich", "≈": "ist ungefähr gleich", "≡": "ist äquivalent zu", "∼": "ist ähnlich zu", "≃": "ist asymptotisch gleich", "≅": "ist kongruent zu",
		"∝": "ist proportional zu", "≔": "ist definiert als", "∣": "senkrechter Strich", "|": "senkrechter Strich", "∤": "teilt nicht", "∥": "ist parallel zu", "⊥": "steht senkrecht auf",
		"∈": "ist Element von", "∉": "ist kein Element von", "∋": "enthält", "⊂": "ist Teilmenge von", "⊆": "ist Teilmenge von oder gleich", "⊄": "ist keine Teilmenge von", "⊃": "ist Obermenge von",
		"∪": "vereinigt mit", "∩": "geschnitten mit", "∖": "ohne", "∅": "die leere Menge", "∧": "und", "∨": "oder", "¬": "nicht", "∀": "für alle", "∃": "es gibt", "∄": "es gibt kein", "∴": "also", "∵": "weil",
		"→": "nach", "⟶": "nach", "←": "Pfeil nach links", "↔": "genau dann, wenn", "↦": "wird abgebildet auf", "⇒": "daraus folgt", "⟹": "daraus folgt", "⇐": "folgt aus", "⇔": "ist gleichbedeutend mit", "⟺": "ist gleichbedeutend mit",
		"↑": "Pfeil nach oben", "↓": "Pfeil nach unten", "⇌": "ist im Gleichgewicht mit",
		"(": "Klammer auf", ")": "Klammer zu", "[": "eckige Klammer auf", "]": "eckige Klammer zu", "{": "geschweifte Klammer auf", "}": "geschweifte Klammer zu",
		"⌊": "abgerundet", "⌋": "Ende abgerundet", "⌈": "aufgerundet", "⌉": "Ende aufgerundet",
		"∞": "unendlich", "∂": "partiell", "∇": "Nabla", "…": "Punkt Punkt Punkt", "∠": "Winkel", "△": "Dreieck", "□": "Lücke", "√": "Wurzel", "＿": "Lücke",
		"ℝ": "die reellen Zahlen", "ℕ": "die natürlichen Zahlen", "ℤ": "die ganzen Zahlen", "ℚ": "die rationalen Zahlen", "ℂ": "die komplexen Zahlen",
		"$": "Dollar", "€": "Euro", "£": "Pfund", "¢": "Cent", "#": "Nummer", "&": "und", "^": "hoch",
		"sin": "Sinus", "cos": "Kosinus", "tan": "Tangens", "cot": "Kotangens", "sec": "Sekans", "csc": "Kosekans", "arcsin": "Arkussinus", "arccos": "Arkuskosinus", "arctan": "Arkustangens",
		"sinh": "Sinus hyperbolicus", "cosh": "Kosinus hyperbolicus", "tanh": "Tangens hyperbolicus", "log": "Logarithmus", "ln": "natürlicher Logarithmus", "lg": "Zehnerlogarithmus", "exp": "Exponentialfunktion",
		"det": "Determinante", "gcd": "größter gemeinsamer Teiler", "lcm": "kleinstes gemeinsames Vielfaches", "Pr": "Wahrscheinlichkeit", "pi": "Pi",
		"lim": "der Grenzwert", "max": "das Maximum", "min": "das Minimum", "sup": "das Supremum", "inf": "das Infimum", "∑": "die Summe", "∏": "das Produkt", "∫": "das Integral", "∬": "das Doppelintegral", "⋃": "die Vereinigung", "⋂": "der Durchschnitt",
	}, "αβγδεζηθικλμνξοπρστυφχψω", "Alpha Beta Gamma Delta Epsilon Zeta Eta Theta Jota Kappa Lambda My Ny Xi Omikron Pi Rho Sigma Tau Ypsilon Phi Chi Psi Omega", "großes "),

	Negative: "minus", Point: "Komma", Of: "von", Blank: "Lücke", Empty: "eine leere Formel",
	Fraction: "{0} durch {1}", LongFraction: "der Bruch {0} durch {1}, Ende Bruch", Mixed: "{0} und {1}", Choose: "{0} über {1}",
	SquareRoot: "die Quadratwurzel aus {0}", LongSquareRoot: "die Quadratwurzel aus {0}, Ende Wurzel", CubeRoot: "die dritte Wurzel aus {0}", LongCubeRoot: "die dritte Wurzel aus {0}, Ende Wurzel",
	Root:    "die Wurzel mit Exponent {0} aus {1}, Ende Wurzel",
	Squared: "zum Quadrat", Cubed: "hoch 3", Inverse: "Umkehrung von {0}", Primes: []string{"Strich", "zwei Strich", "drei Strich"},
	Power: "hoch {0}", LongPower: "hoch {0}, Ende Exponent", Sub: "Index {0}", LongSub: "Index {0}, Ende Index", Base: "zur Basis {0}",
	Above: "mit {0} darüber", Below: "mit {0} darunter",
	FromTo: "von {0} bis {1}", Under: "über {0}", UpTo: "bis {0}", As: "für {0}", In: "in", Approaches: "gegen", FromAbove: "von oben", FromBelow: "von unten",
	Accents:     map[string]string{"\u0305": "{0} quer", "\u0304": "{0} quer", "\u0332": "{0} unterstrichen", "\u20d7": "Vektor {0}", "\u0302": "{0} Dach", "\u0303": "{0} Tilde", "\u0307": "{0} Punkt", "\u0308": "{0} zwei Punkt"},
	LongAccents: map[string]string{"\u0305": "Strich über {0}, Ende Strich", "\u0304": "Strich über {0}, Ende Strich", "\u0332": "unterstrichen {0}, Ende unterstrichen", "\u20d7": "Vektor {0}, Ende Vektor", "\u0302": "Dach über {0}, Ende Dach", "\u0303": "Tilde über {0}, Ende Tilde", "\u0307": "Punkt über {0}, Ende Punkt", "\u0308": "zwei Punkte über {0}, Ende"},
	Absolute:    "der Betrag von {0}, Ende Betrag", Modulo: "modulo {0}", Arrow: "Pfeil mit {0}, Ende",
	Matrix: "Matrix mit {0} Zeilen und {1} Spalten", EndMatrix: "Ende Matrix", Row: "Zeile {0}: {1}", Cases: "Fallunterscheidung", EndCases: "Ende Fallunterscheidung", Case: "Fall {0}: {1}", Line: "Zeile {0}: {1}",
}
