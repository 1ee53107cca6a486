package convert

import (
	"strings"
	"testing"
)

func TestMathMLBecomesLaTeX(t *testing.T) {
	for _, tc := range []struct{ name, source, want string }{
		{"a sum", `<mi>x</mi><mo>+</mo><mn>1</mn>`, `x+1`},
		{"a product that is not seen", `<mn>2</mn><mo>&#x2062;</mo><mi>x</mi>`, `2x`},
		{"a power", `<msup><mi>x</mi><mn>2</mn></msup>`, `x^{2}`},
		{"a power of a sum", `<msup><mrow><mo>(</mo><mi>x</mi><mo>+</mo><mn>1</mn><mo>)</mo></mrow><mn>2</mn></msup>`, `(x+1)^{2}`},
		{"a power of a product", `<msup><mrow><mi>a</mi><mi>b</mi></mrow><mi>n</mi></msup>`, `{ab}^{n}`},
		{"two brackets are not one", `<msup><mrow><mo>(</mo><mi>a</mi><mo>)</mo><mo>(</mo><mi>b</mi><mo>)</mo></mrow><mn>2</mn></msup>`, `{(a)(b)}^{2}`},
		{"an index and a power", `<msubsup><mi>x</mi><mn>1</mn><mn>2</mn></msubsup>`, `x_{1}^{2}`},
		{"a fraction", `<mfrac><mrow><mi>a</mi><mo>−</mo><mn>1</mn></mrow><mi>π</mi></mfrac>`, `\frac{a-1}{π}`},
		{"a binomial", `<mrow><mo>(</mo><mfrac linethickness="0"><mi>n</mi><mi>k</mi></mfrac><mo>)</mo></mrow>`, `(\binom{n}{k})`},
		{"roots", `<msqrt><mn>2</mn><mi>x</mi></msqrt><mo>×</mo><mroot><mi>x</mi><mn>3</mn></mroot>`, `\sqrt{2x}\times \sqrt[3]{x}`},
		{"a sum with bounds", `<munderover><mo>∑</mo><mrow><mi>i</mi><mo>=</mo><mn>1</mn></mrow><mi>n</mi></munderover><mi>i</mi>`, `\sum _{i=1}^{n}i`},
		{"a limit", `<munder><mi>lim</mi><mrow><mi>x</mi><mo>→</mo><mn>0</mn></mrow></munder><mi>x</mi>`, `\lim _{x\to 0}x`},
		{"a vector and a bar", `<mover><mi>v</mi><mo>→</mo></mover><mover><mi>AB</mi><mo>¯</mo></mover>`, `\vec{v}\overline{\mathrm{AB}}`},
		{"an underline", `<munder><mi>x</mi><mo>_</mo></munder>`, `\underline{x}`},
		{"names", `<mi>sin</mi><mi>x</mi><mo>≤</mo><mi mathvariant="bold">v</mi><mi>speed</mi>`, `\sin x\le \mathbf{v}\mathrm{speed}`},
		{"words", `<mtext>if 5% of $x</mtext><mspace/><mo>or</mo>`, `\text{if 5\% of \$x}  \text{or}`},
		{"brackets of old", `<mfenced open="[" close=")"><mn>1</mn><mi>x</mi></mfenced>`, `[1,x)`},
		{"a set", `<mo>{</mo><mn>1</mn><mo>}</mo>`, `\{1\}`},
		{"a matrix", `<mo>(</mo><mtable><mtr><mtd><mn>1</mn></mtd><mtd><mn>2</mn></mtd></mtr><mtr><mtd><mn>3</mn></mtd><mtd><mn>4</mn></mtd></mtr></mtable><mo>)</mo>`, `\begin{pmatrix}1 & 2 \\ 3 & 4\end{pmatrix}`},
		{"a matrix in brackets of old", `<mfenced open="|" close="|"><mtable><mtr><mtd><mn>1</mn></mtd></mtr></mtable></mfenced>`, `\begin{vmatrix}1\end{vmatrix}`},
		{"cases", `<mo>{</mo><mtable><mtr><mtd><mi>x</mi></mtd></mtr></mtable>`, `\begin{cases}x\end{cases}`},
		{"LaTeX beside it", `<semantics><mi>y</mi><annotation encoding="application/x-tex">x_1</annotation></semantics>`, `x_1`},
		{"another note beside it", `<semantics><mi>y</mi><annotation encoding="StarMath">x sub 1</annotation></semantics>`, `y`},
		{"prefixes", `<m:mi>x</m:mi>`, `x`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if got := withoutMathML("a <math>" + tc.source + "</math>."); got != `a \(`+strings.ReplaceAll(tc.want, "&", "&amp;")+`\).` {
				t.Errorf("%s\nis %s\nwant %s", tc.source, got, tc.want)
			}
		})
	}
}

func TestMathMLThatCannotBeSaidStays(t *testing.T) {
	for name, source := range map[string]string{
		"nothing":            `<math></math>`,
		"long division":      `<math><mlongdiv><mn>3</mn><mn>9</mn></mlongdiv></math>`,
		"something crossed":  `<math><menclose notation="updiagonalstrike"><mi>x</mi></menclose></math>`,
		"half a fraction":    `<math><mfrac><mn>1</mn></mfrac></math>`,
		"tags that cross":    `<math><mi>x</math></mi></math>`,
		"an unknown element": `<math><mglyph src="x.png"/></math>`,
		"no end":             `<math><mi>x</mi>`,
	} {
		if got := withoutMathML(source); got != source {
			t.Errorf("%s: %q", name, got)
		}
	}
}

func TestMathMLIsReadInTextsOfQuizzes(t *testing.T) {
	p := readProse(`<p>Solve <m:math xmlns:m="http://www.w3.org/1998/Math/MathML"><m:msup><m:mi>x</m:mi><m:mn>2</m:mn></m:msup><m:mo>&lt;</m:mo><m:mn>4</m:mn></m:math>.</p>`, quizHTML, richProse, nil)
	if want := `Solve $x^{2}<4$.`; p.text != want || p.isBroken || !p.hasMath {
		t.Errorf("%+v, want %s", p, want)
	}
}

func FuzzMathML(f *testing.F) {
	f.Add(`<math><mfrac><mn>1</mn><msup><mi>x</mi><mn>2</mn></msup></mfrac></math>`)
	f.Add(`<math><mo>(</mo><mtable><mtr><mtd><mn>1</mn></mtd></mtr></mtable><mo>)</mo></math>`)
	f.Fuzz(func(t *testing.T, source string) {
		math, err := parseXML(source)
		if err != nil {
			return
		}
		if tex, ok := latexOf(math); ok && strings.TrimSpace(tex) == "" {
			t.Error("a formula of nothing")
		}
	})
}
