package formula

import (
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

// spokenFormulas are what stands between dollars, and how it sounds.
var spokenFormulas = []struct{ latex, want string }{
	// Fractions: an end mark where a listener could not tell where it stops.
	{`\frac{3}{4}`, "3 over 4"},
	{`\frac{-3}{4}`, "negative 3 over 4"},
	{`\frac{x+1}{y-2}`, "the fraction x plus 1 over y minus 2, end fraction"},
	{`1\frac{1}{2}`, "1 and 1 over 2"},
	{`\frac{1}{2}x`, "the fraction 1 over 2, end fraction x"},
	{`\frac{1}{2}^2`, "the fraction 1 over 2, end fraction squared"},
	{`\frac{\frac{a}{b}}{c}`, "the fraction a over b over c, end fraction"},
	{`\frac{\text{rise}}{\text{run}}`, "rise over run"},
	{`\frac{}{5}`, "the fraction blank over 5, end fraction"},
	{`\genfrac{}{}{}{0}{a}{b}`, "a over b"},
	{`\genfrac{(}{)}{0pt}{}{n}{k}`, "n choose k"},
	{`\binom{5}{2}`, "5 choose 2"},
	{`x=\frac{-b\pm\sqrt{b^2-4ac}}{2a}`, "x equals the fraction negative b plus or minus the square root of b squared minus 4 a c, end root over 2 a, end fraction"},

	// Powers, indices, roots.
	{`x^2`, "x squared"},
	{`x^3+x^4`, "x cubed plus x to the power 4"},
	{`x^{-1}`, "x to the power negative 1"},
	{`2^{n+1}`, "2 to the power n plus 1, end power"},
	{`a_1`, "a sub 1"},
	{`a_{n+1}^2`, "a sub n plus 1, end sub squared"},
	{`x_{max}`, "x sub max"},
	{`90^\circ`, "90 degrees"},
	{`\sqrt{2}`, "the square root of 2"},
	{`\sqrt{x+1}`, "the square root of x plus 1, end root"},
	{`\sqrt{2}^2`, "the square root of 2, end root squared"},
	{`\sqrt[3]{8}`, "the cube root of 8"},
	{`\sqrt[n]{x}`, "the root with index n of x, end root"},
	{`\root 3 \of 8`, "the cube root of 8"},
	{`2\cos**2(A)`, "2 cosine squared of A"},

	// Functions.
	{`\sin x`, "sine of x"},
	{`sin^2(x)+cos(x)`, "sine squared of x plus cosine of x"},
	{`\sin^{-1} x`, "inverse sine of x"},
	{`\log_2 8`, "log base 2 of 8"},
	{`\operatorname{log_5}\left(x\right)`, "log base 5 of x"},
	{`f(x)`, "f of x"},
	{`f'(x)+y''`, "f prime of x plus y double prime"},
	{`f(x+1)`, "f of open parenthesis x plus 1 close parenthesis"},

	// Sums, integrals, limits.
	{`\int_0^1 x\,dx`, "the integral from 0 to 1 of x d x"},
	{`\int f(x)\,dx`, "the integral of f of x d x"},
	{`\sum_{i=1}^{n} i^2`, "the sum from i equals 1 to n of i squared"},
	{`\sum_{k\in A} k`, "the sum over k in A of k"},
	{`\lim_{x\to 0^+} f`, "the limit as x approaches 0 from above of f"},

	// Signs.
	{`5-3`, "5 minus 3"},
	{`-3x`, "negative 3 x"},
	{`5-(-3)`, "5 minus open parenthesis negative 3 close parenthesis"},
	{`x\leq 5`, "x is less than or equal to 5"},
	{`|x-3|<5`, "the absolute value of x minus 3, end absolute value is less than 5"},
	{`2|x|`, "2 the absolute value of x, end absolute value"},
	{`|x||y|`, "the absolute value of x, end absolute value the absolute value of y, end absolute value"},
	{`P(A|B)`, "P open parenthesis A vertical bar B close parenthesis"},
	{`\{x | |x|<3\}`, "open brace x vertical bar the absolute value of x, end absolute value is less than 3 close brace"},
	{`x\in\mathbb{R}`, "x is in the real numbers"},
	{`\Delta\alpha`, "capital delta alpha"},
	{`2 pi r`, "2 pi r"},
	{`n!`, "n factorial"},
	{`50\%`, "50 percent"},
	{`1, 2, \ldots, n`, "1, 2, dot dot dot, n"},
	{`a \equiv b \pmod{n}`, "a is equivalent to b modulo n"},
	{`A \xrightarrow{2x} B`, "A arrow labelled 2 x, end label B"},
	{`\stackrel{?}{=}`, "equals with ? above"},
	{`sin(___)`, "sine of blank"},

	// Marks and words.
	{`\overline{AB}`, "A B bar"},
	{`\overline{x+1}`, "bar over x plus 1, end bar"},
	{`0.\overline{3}`, "0 point 3 bar"},
	{`\vec{v}`, "vector v"},
	{`5\text{ cm}^2`, "5 cm squared"},
	{`\mathrm{km}`, "km"},
	{`speed=12`, "speed equals 12"},
	{`abc`, "a b c"},

	// Rows.
	{`\begin{bmatrix}1&2\\3&4\end{bmatrix}`, "2 by 2 matrix; row 1: 1, 2; row 2: 3, 4; end matrix"},
	{`f(x)=\begin{cases} x^2, & \text{if } x<0 \\ x & \text{otherwise}\end{cases}`,
		"f of x equals cases; case 1: x squared, if x is less than 0; case 2: x, otherwise; end cases"},
	{`\begin{aligned} x+1 &= 3 \\ x &= 2 \end{aligned}`, "line 1: x plus 1 equals 3; line 2: x equals 2"},
	{`\underbrace{a+b}_{n}`, "a plus b with n below"},

	// What is broken, and what is nothing.
	{`\frac{1}{`, "the fraction 1 over blank, end fraction"},
	{`x^`, "x"},
	{`{}`, "an empty formula"},
}

func TestFormulasAreSaid(t *testing.T) {
	for _, row := range spokenFormulas {
		if got := Spoken("$$"+row.latex+"$$", English()); got != row.want {
			t.Errorf("%s\nsounds %q\nwant   %q", row.latex, got, row.want)
		}
	}
}

func TestSpokenLeavesTheRestAlone(t *testing.T) {
	for _, row := range []struct{ text, want string }{
		{`Is $\frac{1}{2}$ *more* than $x_1$?`, "Is 1 over 2 *more* than x sub 1?"},
		{"`$x^2$` is code, and $5 or $6 is money.", "`$x^2$` is code, and $5 or $6 is money."},
		{`b\neq0, and \alpha is small`, "b is not equal to 0, and alpha is small"},
		{`Find \left($x$\right)`, "Find (x)"},
		{"", ""},
	} {
		if got := Spoken(row.text, English()); got != row.want {
			t.Errorf("%q sounds %q, want %q", row.text, got, row.want)
		}
	}
}

// Another language needs other words, and sometimes another order.
func TestFormulasAreSaidInSixLanguages(t *testing.T) {
	for lang, rows := range map[string]map[string]string{
		"en-GB": {`\frac{1}{2}+x^2`: "1 over 2 plus x squared"},
		"es-MX": {`\frac{1}{2}+x^2`: "1 sobre 2 más x al cuadrado", `-3\leq x`: "menos 3 es menor o igual que x", `\sqrt{a+b}`: "la raíz cuadrada de a más b, fin de raíz"},
		"fr":    {`\frac{1}{2}+x^2`: "1 sur 2 plus x au carré", `\binom{49}{6}`: "6 parmi 49", `\sin(\alpha)`: "sinus de alpha"},
		"de":    {`\frac{1}{2}+x^2`: "1 durch 2 plus x zum Quadrat", `\binom{49}{6}`: "49 über 6", `\lim_{x\to 0} f(x)`: "der Grenzwert für x gegen 0 von f von x"},
		"ar":    {`\frac{1}{2}+x^2`: "1 على 2 زائد x تربيع", `\sqrt{2}`: "الجذر التربيعي لـ 2"},
		"zh_CN": {`\frac{1}{2}+x^2`: "2 分之 1 加 x 的平方", `\sqrt{2}`: "根号 2", `x\geq 3`: "x 大于等于 3"},
		"sw":    {`x^2`: "x squared"},
	} {
		for latex, want := range rows {
			if got := Spoken("$"+latex+"$", In(lang)); got != want {
				t.Errorf("%s: %s sounds %q, want %q", lang, latex, got, want)
			}
		}
	}
	if got := Spoken(`$a\ncong b$`, In("de")); !strings.HasPrefix(got, "a ") || strings.Contains(got, "congruent") {
		t.Errorf("a sign without a word is %q", got) // better its sign than silence, or English
	}
}

// Every pattern of English has one in each language, with the same parts in it.
func TestEveryLanguageSaysAllOfMathematics(t *testing.T) {
	part := regexp.MustCompile(`\{\d\}`)
	parts := func(s string) string {
		found := part.FindAllString(s, -1)
		slices.Sort(found)
		return strings.Join(found, "")
	}
	school := strings.Fields("+ − = / × · ÷ ± ! % ° < > ≤ ≥ ≠ ≈ ∈ ∉ ⊂ ∪ ∩ ∅ → ⇒ ⇔ ( ) [ ] { } ∞ ∠ △ ℝ ℕ ℤ ℚ ℂ $ € sin cos tan log ln lim max min ∑ ∏ ∫ α β π θ Δ ω ＿")
	for lang, w := range languages {
		theirs, ours := reflect.ValueOf(*w), reflect.ValueOf(english)
		for i := range ours.NumField() {
			name := ours.Type().Field(i).Name
			if ours.Field(i).Kind() != reflect.String {
				continue
			}
			said := theirs.Field(i).String()
			if said == "" || parts(said) != parts(ours.Field(i).String()) {
				t.Errorf("%s: %s is %q", lang, name, said)
			}
		}
		if len(w.Primes) != len(english.Primes) {
			t.Errorf("%s: %d primes", lang, len(w.Primes))
		}
		for _, sign := range school {
			if w.Signs[sign] == "" {
				t.Errorf("%s has no word for %s", lang, sign)
			}
		}
		for mark, said := range w.Accents {
			if !strings.Contains(said, "{0}") || !strings.Contains(w.LongAccents[mark], "{0}") {
				t.Errorf("%s: mark %U has not two patterns", lang, []rune(mark))
			}
		}
	}
}

// Every sign that the tables can write has a word, or is read out by itself.
func TestEverySignHasAWord(t *testing.T) {
	rare := "⊠⊞⊟⋉⋊⊘≀◁▷⋇ℶℷ♮♭♯ϝ⨿♣♥♠♦▲◯◊△§¶®©–—–" // screen readers know their names
	for _, table := range symbolTables {
		list := strings.Fields(table.list)
		for i := 1; i < len(list); i += 2 {
			sign := list[i]
			if table.kind != ordinary && table.kind != operator || isWord(sign) || strings.Contains(rare, sign) {
				continue
			}
			if said := (speaker{Words: English()}).sign(sign); said == sign && !strings.ContainsAny(sign, "°'²³:‘’") {
				t.Errorf("\\%s is %s, which no word says", list[i-1], sign)
			}
		}
	}
}

func TestEveryMarkHasTwoPatterns(t *testing.T) {
	words := English()
	for name, mark := range accents {
		if !strings.Contains(words.Accents[mark], "{0}") || !strings.Contains(words.LongAccents[mark], "{0}") {
			t.Errorf("\\%s has no words", name)
		}
	}
}

func TestSpokenTakesLinearTime(t *testing.T) {
	check := func(what, formula string) {
		start := time.Now()
		Spoken("$$"+formula+"$$", English())
		for _, f := range Formulas("$$" + formula + "$$") {
			f.NeedsPicture()
		}
		if took := time.Since(start); took > 2*time.Second {
			t.Errorf("the longest formula of %q takes %v", what, took)
		}
	}
	for _, part := range []string{"{", "^", `\frac`, `\sqrt{`, `\bar{`, `x\over `, `\begin{cases}`, `\begin{matrix}a&`, "|", "|x", "(", "f(", "x^1^1", "a&", `\\`, `\text{`, "sin", `\root`, `\cr`, "**(", "x**"} {
		check(part, strings.Repeat(part, maxFormula/len(part)-10))
	}
	const nested = maxFormula/4 - 10
	check("|(", strings.Repeat("|(", nested)+strings.Repeat(")|", nested))
}

func TestLineSaysWhenItIsNotEnough(t *testing.T) {
	for _, row := range []struct {
		latex string
		want  bool
	}{
		{`\frac{1}{2}x^2`, false},
		{`\begin{bmatrix}1&2\\3&4\end{bmatrix}`, false},
		{`\begin{bmatrix}1\\2\\3\end{bmatrix}`, false}, // one number to a line
		{`\begin{bmatrix}1&2&3\end{bmatrix}`, false},
		{`\begin{bmatrix}1&2&3\\4&5&6\\7&8&9\end{bmatrix}`, true},
		{`\begin{array}{c|c}x&y\\\hline1&2\\3&4\end{array}`, true},
		{`\matrix{1&2\cr3&4\cr5&6}`, true},
		{`\frac{\frac{a}{b}}{c}`, false},
		{`1+\cfrac{1}{2+\cfrac{1}{3+\cfrac{1}{4}}}`, true},
		{`x^{y^2}`, false},
		{`x^{y^{z^2}}`, true},
		{`\sum_{i=1}^{n^2} x^{i^2}`, false},
		{`\begin{aligned}a&=b\\&=c\\&=d\end{aligned}`, false},
		{`\begin{aligned}a&=b\\&=c\\&=d\\&=e\\&=f\\&=g\\&=h\end{aligned}`, true},
		{`\begin{cases}1&x<0\\2&x\ge0\end{cases}`, false},
		{`\begin{CD}A@>>>B\end{CD}`, true},
		{`\frac{\begin{bmatrix}1&2\\3&4\\5&6\end{bmatrix}}{2}`, true},
	} {
		all := Formulas("$$" + row.latex + "$$")
		if len(all) != 1 || all[0].Source != row.latex {
			t.Errorf("%s: the formulas of it are %v", row.latex, all)
			continue
		}
		if got := all[0].NeedsPicture(); got != row.want {
			t.Errorf("%s needs a picture: %v, want %v", row.latex, got, row.want)
		}
	}
}

func TestFormulasAreFoundInOrder(t *testing.T) {
	var got []string
	for _, f := range Formulas("Is $x^2$ or $$y$$ more than `$z$`, $5 and \\alpha?") {
		got = append(got, f.Source)
	}
	if strings.Join(got, " ") != `x^2 y \alpha` {
		t.Errorf("the formulas are %q", got)
	}
}
