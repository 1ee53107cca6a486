package formula

// spanish are the words of Spanish.
var spanish = Words{
	Signs: signs(map[string]string{
		"+": "más", "−": "menos", "=": "es igual a", "/": "dividido por", "∗": "por", "×": "por", "·": "por", "÷": "dividido por",
		"±": "más menos", "∓": "menos más", "•": "punto", "∘": "compuesta con", "mod": "módulo", "!": "factorial", "%": "por ciento", "°": "grados", "′": "prima",
		"<": "es menor que", ">": "es mayor que", "≤": "es menor o igual que", "≥": "es mayor o igual que", "≪": "es mucho menor que", "≫": "es mucho mayor que",
		"≠": "es distinto de", "≈": "es aproximadamente igual a", "≡": "es equivalente a", "∼": "es semejante a", "≃": "es asintótico a", "≅": "es congruente con",
		"∝": "es proporcional a", "≔": "se define como", "∣": "barra vertical", "|": "barra vertical", "∤": "no divide a", "∥": "es paralelo a", "⊥": "es perpendicular a",
		"∈": "pertenece a", "∉": "no pertenece a", "∋": "contiene a", "⊂": "es subconjunto de", "⊆": "es subconjunto o igual a", "⊄": "no es subconjunto de", "⊃": "contiene como subconjunto a",
		"∪": "unión", "∩": "intersección", "∖": "menos", "∅": "el conjunto vacío", "∧": "y", "∨": "o", "¬": "no", "∀": "para todo", "∃": "existe", "∄": "no existe", "∴": "por lo tanto", "∵": "porque",
		"→": "tiende a", "⟶": "tiende a", "←": "flecha a la izquierda", "↔": "si y solo si", "↦": "se aplica en", "⇒": "implica", "⟹": "implica", "⇐": "se deduce de", "⇔": "si y solo si", "⟺": "si y solo si",
		"↑": "flecha hacia arriba", "↓": "flecha hacia abajo", "⇌": "está en equilibrio con",
		"(": "abre paréntesis", ")": "cierra paréntesis", "[": "abre corchete", "]": "cierra corchete", "{": "abre llave", "}": "cierra llave",
		"⌊": "parte entera de", "⌋": "fin de parte entera", "⌈": "techo de", "⌉": "fin de techo",
		"∞": "infinito", "∂": "derivada parcial", "∇": "nabla", "…": "puntos suspensivos", "∠": "ángulo", "△": "triángulo", "□": "espacio", "√": "raíz", "＿": "espacio",
		"ℝ": "los números reales", "ℕ": "los números naturales", "ℤ": "los números enteros", "ℚ": "los números racionales", "ℂ": "los números complejos",
		"$": "dólares", "€": "euros", "£": "libras", "¢": "centavos", "#": "número", "&": "y", "^": "elevado a",
		"sin": "seno", "cos": "coseno", "tan": "tangente", "cot": "cotangente", "sec": "secante", "csc": "cosecante", "arcsin": "arco seno", "arccos": "arco coseno", "arctan": "arco tangente",
		"sinh": "seno hiperbólico", "cosh": "coseno hiperbólico", "tanh": "tangente hiperbólica", "log": "logaritmo", "ln": "logaritmo natural", "lg": "logaritmo", "exp": "exponencial",
		"det": "determinante", "gcd": "máximo común divisor", "lcm": "mínimo común múltiplo", "Pr": "probabilidad", "pi": "pi",
		"lim": "el límite", "max": "el máximo", "min": "el mínimo", "sup": "el supremo", "inf": "el ínfimo", "∑": "la suma", "∏": "el producto", "∫": "la integral", "∬": "la integral doble", "⋃": "la unión", "⋂": "la intersección",
	}, "αβγδεζηθικλμνξοπρστυφχψω", "alfa beta gamma delta épsilon zeta eta theta iota kappa lambda mi ni xi ómicron pi rho sigma tau ípsilon fi ji psi omega", "mayúscula "),

	Negative: "menos", Point: "coma", Of: "de", Blank: "espacio", Empty: "una fórmula vacía",
	Fraction: "{0} sobre {1}", LongFraction: "la fracción {0} sobre {1}, fin de fracción", Mixed: "{0} y {1}", Choose: "{0} sobre {1}, combinaciones",
	SquareRoot: "la raíz cuadrada de {0}", LongSquareRoot: "la raíz cuadrada de {0}, fin de raíz", CubeRoot: "la raíz cúbica de {0}", LongCubeRoot: "la raíz cúbica de {0}, fin de raíz",
	Root:    "la raíz de índice {0} de {1}, fin de raíz",
	Squared: "al cuadrado", Cubed: "al cubo", Inverse: "{0} inverso", Primes: []string{"prima", "segunda", "tercera"},
	Power: "elevado a {0}", LongPower: "elevado a {0}, fin de exponente", Sub: "sub {0}", LongSub: "sub {0}, fin de subíndice", Base: "en base {0}",
	Above: "con {0} encima", Below: "con {0} debajo",
	FromTo: "desde {0} hasta {1}", Under: "sobre {0}", UpTo: "hasta {0}", As: "cuando {0}", In: "en", Approaches: "tiende a", FromAbove: "por la derecha", FromBelow: "por la izquierda",
	Accents:     map[string]string{"\u0305": "{0} barra", "\u0304": "{0} barra", "\u0332": "{0} subrayado", "\u20d7": "vector {0}", "\u0302": "{0} circunflejo", "\u0303": "{0} tilde", "\u0307": "{0} punto", "\u0308": "{0} dos puntos"},
	LongAccents: map[string]string{"\u0305": "barra sobre {0}, fin de barra", "\u0304": "barra sobre {0}, fin de barra", "\u0332": "subrayado {0}, fin de subrayado", "\u20d7": "vector {0}, fin de vector", "\u0302": "circunflejo sobre {0}, fin", "\u0303": "tilde sobre {0}, fin", "\u0307": "punto sobre {0}, fin", "\u0308": "dos puntos sobre {0}, fin"},
	Absolute:    "el valor absoluto de {0}, fin de valor absoluto", Modulo: "módulo {0}", Arrow: "flecha con {0}, fin",
	Matrix: "matriz de {0} por {1}", EndMatrix: "fin de matriz", Row: "fila {0}: {1}", Cases: "casos", EndCases: "fin de casos", Case: "caso {0}: {1}", Line: "línea {0}: {1}",
}
