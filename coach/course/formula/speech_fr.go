package formula

// french are the words of French.
var french = Words{
	Signs: signs(map[string]string{
		"+": "plus", "−": "moins", "=": "égale", "/": "divisé par", "∗": "fois", "×": "fois", "·": "fois", "÷": "divisé par",
		"±": "plus ou moins", "∓": "moins ou plus", "•": "point", "∘": "rond", "mod": "modulo", "!": "factorielle", "%": "pour cent", "°": "degrés", "′": "prime",
		"<": "est plus petit que", ">": "est plus grand que", "≤": "est inférieur ou égal à", "≥": "est supérieur ou égal à", "≪": "est très inférieur à", "≫": "est très supérieur à",
		"≠": "est différent de", "≈": "est environ égal à", "≡": "est équivalent à", "∼": "est semblable à", "≃": "est asymptote à", "≅": "est congru à",
		"∝": "est proportionnel à", "≔": "est défini par", "∣": "barre verticale", "|": "barre verticale", "∤": "ne divise pas", "∥": "est parallèle à", "⊥": "est perpendiculaire à",
		"∈": "appartient à", "∉": "n'appartient pas à", "∋": "contient", "⊂": "est inclus dans", "⊆": "est inclus dans ou égal à", "⊄": "n'est pas inclus dans", "⊃": "contient",
		"∪": "union", "∩": "inter", "∖": "privé de", "∅": "l'ensemble vide", "∧": "et", "∨": "ou", "¬": "non", "∀": "pour tout", "∃": "il existe", "∄": "il n'existe pas", "∴": "donc", "∵": "car",
		"→": "vers", "⟶": "vers", "←": "flèche à gauche", "↔": "si et seulement si", "↦": "a pour image", "⇒": "implique", "⟹": "implique", "⇐": "est impliqué par", "⇔": "équivaut à", "⟺": "équivaut à",
		"↑": "flèche vers le haut", "↓": "flèche vers le bas", "⇌": "est en équilibre avec",
		"(": "parenthèse ouvrante", ")": "parenthèse fermante", "[": "crochet ouvrant", "]": "crochet fermant", "{": "accolade ouvrante", "}": "accolade fermante",
		"⌊": "partie entière de", "⌋": "fin de partie entière", "⌈": "plafond de", "⌉": "fin de plafond",
		"∞": "l'infini", "∂": "d rond", "∇": "nabla", "…": "points de suspension", "∠": "angle", "△": "triangle", "□": "blanc", "√": "racine", "＿": "blanc",
		"ℝ": "l'ensemble des réels", "ℕ": "l'ensemble des entiers naturels", "ℤ": "l'ensemble des entiers relatifs", "ℚ": "l'ensemble des rationnels", "ℂ": "l'ensemble des complexes",
		"$": "dollars", "€": "euros", "£": "livres", "¢": "centimes", "#": "numéro", "&": "et", "^": "puissance",
		"sin": "sinus", "cos": "cosinus", "tan": "tangente", "cot": "cotangente", "sec": "sécante", "csc": "cosécante", "arcsin": "arc sinus", "arccos": "arc cosinus", "arctan": "arc tangente",
		"sinh": "sinus hyperbolique", "cosh": "cosinus hyperbolique", "tanh": "tangente hyperbolique", "log": "logarithme", "ln": "logarithme népérien", "lg": "logarithme", "exp": "exponentielle",
		"det": "déterminant", "gcd": "plus grand commun diviseur", "lcm": "plus petit commun multiple", "Pr": "probabilité", "pi": "pi",
		"lim": "la limite", "max": "le maximum", "min": "le minimum", "sup": "la borne supérieure", "inf": "la borne inférieure", "∑": "la somme", "∏": "le produit", "∫": "l'intégrale", "∬": "l'intégrale double", "⋃": "l'union", "⋂": "l'intersection",
	}, "αβγδεζηθικλμνξοπρστυφχψω", "alpha bêta gamma delta epsilon zêta êta thêta iota kappa lambda mu nu xi omicron pi rhô sigma tau upsilon phi khi psi oméga", "majuscule "),

	Negative: "moins", Point: "virgule", Of: "de", Blank: "blanc", Empty: "une formule vide",
	Fraction: "{0} sur {1}", LongFraction: "la fraction {0} sur {1}, fin de fraction", Mixed: "{0} et {1}", Choose: "{1} parmi {0}",
	SquareRoot: "racine carrée de {0}", LongSquareRoot: "racine carrée de {0}, fin de racine", CubeRoot: "racine cubique de {0}", LongCubeRoot: "racine cubique de {0}, fin de racine",
	Root:    "racine d'indice {0} de {1}, fin de racine",
	Squared: "au carré", Cubed: "au cube", Inverse: "{0} réciproque", Primes: []string{"prime", "seconde", "tierce"},
	Power: "puissance {0}", LongPower: "puissance {0}, fin de puissance", Sub: "indice {0}", LongSub: "indice {0}, fin d'indice", Base: "de base {0}",
	Above: "avec {0} au-dessus", Below: "avec {0} en dessous",
	FromTo: "de {0} à {1}", Under: "sur {0}", UpTo: "jusqu'à {0}", As: "quand {0}", In: "dans", Approaches: "tend vers", FromAbove: "par la droite", FromBelow: "par la gauche",
	Accents:     map[string]string{"\u0305": "{0} barre", "\u0304": "{0} barre", "\u0332": "{0} souligné", "\u20d7": "vecteur {0}", "\u0302": "{0} chapeau", "\u0303": "{0} tilde", "\u0307": "{0} point", "\u0308": "{0} deux points"},
	LongAccents: map[string]string{"\u0305": "barre sur {0}, fin de barre", "\u0304": "barre sur {0}, fin de barre", "\u0332": "souligné {0}, fin de soulignement", "\u20d7": "vecteur {0}, fin de vecteur", "\u0302": "chapeau sur {0}, fin de chapeau", "\u0303": "tilde sur {0}, fin de tilde", "\u0307": "point sur {0}, fin de point", "\u0308": "deux points sur {0}, fin"},
	Absolute:    "la valeur absolue de {0}, fin de valeur absolue", Modulo: "modulo {0}", Arrow: "flèche marquée {0}, fin",
	Matrix: "matrice {0} sur {1}", EndMatrix: "fin de matrice", Row: "ligne {0} : {1}", Cases: "cas", EndCases: "fin des cas", Case: "cas {0} : {1}", Line: "ligne {0} : {1}",
}
