package formula

import (
	"strings"
	"testing"
	"time"
)

// formulas are what stands between dollars, and how it reads.
var formulas = []struct{ latex, want string }{
	// Fractions: brackets where the line would say something else.
	{`\frac{1}{2}`, "1/2"},
	{`\frac12`, "1/2"},
	{`\dfrac{x+1}{y-2}`, "(x+1)/(y−2)"},
	{`\tfrac{3}{4}`, "3/4"},
	{`1\frac{1}{2}`, "1 1/2"},
	{`-2 \frac{3}{4}`, "−2 3/4"},
	{`2\frac{x}{3}`, "2(x/3)"},
	{`\frac{1}{2}x`, "(1/2)x"},
	{`\frac{2}{3} x`, "(2/3) x"},
	{`\frac{1}{2}\left(x+1\right)`, "(1/2)(x+1)"},
	{`x\frac12`, "x(1/2)"},
	{`\frac{2x}{3}`, "2x/3"},
	{`\frac{1}{2x}`, "1/(2x)"},
	{`\frac{1}{xy}`, "1/(xy)"},
	{`\frac{x^2}{y_1}`, "x²/y₁"},
	{`\frac{(x-2)(x+3)}{x-1}`, "(x−2)(x+3)/(x−1)"},
	{`\frac{1}{(x-1)^2}`, "1/(x−1)²"},
	{`\frac{-3}{4}`, "−3/4"},
	{`\frac{3 \cdot 4}{5}`, "(3 · 4)/5"},
	{`\frac{1}{2}^2`, "(1/2)²"},
	{`\left(\frac{1}{2}\right)^2`, "(1/2)²"},
	{`\frac{\frac{a}{b}}{c}`, "(a/b)/c"},
	{`\frac{a}{\frac{b}{c}}`, "a/(b/c)"},
	{`{a+1 \over b}`, "(a+1)/b"},
	{`\frac{\text{rise}}{\text{run}}`, "rise/run"},
	{`\frac{dy}{dx}`, "dy/dx"},
	{`\frac{}{5}`, "□/5"},
	{`\frac{1}{2}+\frac{1}{3}=\frac{5}{6}.`, "1/2+1/3=5/6."},
	{`\frac{5}{6}\text{ of it}`, "5/6 of it"},
	{`\binom{5}{2}`, "C(5, 2)"},
	{`{n \choose k}`, "C(n, k)"},

	// Powers and indices.
	{`x^2+3x-5=0`, "x²+3x−5=0"},
	{`x^{-1}`, "x⁻¹"},
	{`x^{2n+1}`, "x²ⁿ⁺¹"},
	{`2^{\frac12}`, "2^(1/2)"},
	{`x^q`, "x^q"},
	{`x^{a,b}`, "x^(a,b)"},
	{`e^{i\pi}`, "e^(iπ)"},
	{`A^T`, "Aᵀ"},
	{`n^{\text{th}}`, "nᵗʰ"},
	{`a_{n+1}`, "aₙ₊₁"},
	{`x_{max}`, "xₘₐₓ"},
	{`T_{cold}`, "T＿cold"},
	{`x_{a,b}`, "x＿(a,b)"},
	{`x_1^2`, "x₁²"},
	{`f'(x)+y''`, "f′(x)+y′′"},
	{`90^\circ`, "90°"},
	{`45^{\circ}`, "45°"},
	{`10\degree`, "10°"},

	// Roots.
	{`\sqrt{2}`, "√2"},
	{`\sqrt2x`, "√2x"},
	{`\sqrt{x+1}`, "√(x+1)"},
	{`\sqrt{x^3}`, "√(x³)"},
	{`\sqrt{(x+1)}`, "√(x+1)"},
	{`\sqrt[3]{8}`, "∛8"},
	{`\sqrt[n]{x}`, "ⁿ√x"},
	{`\sqrt[\sqrt[n]{m}]{x}`, "(ⁿ√m)√x"},
	{`2\sqrt{3}`, "2√3"},
	{`\frac{1}{\sqrt{2}}`, "1/√2"},

	// Operators and relations.
	{`3\times10^5`, "3 × 10⁵"},
	{`5\cdot 4\div 2`, "5 · 4 ÷ 2"},
	{`\pm 3, 5\pm3, a \mp b`, "±3, 5 ± 3, a ∓ b"},
	{`a*b`, "a∗b"},
	{`x\le 5, x\leq5, x \ge 5, x\geq 5`, "x ≤ 5, x ≤ 5, x ≥ 5, x ≥ 5"},
	{`a\neq b, a\ne b, a\approx b`, "a ≠ b, a ≠ b, a ≈ b"},
	{`a<b>c`, "a < b > c"},
	{`\not= 3`, "≠ 3"},
	{`x \not\in A`, "x ∉ A"},
	{`x \to \infty`, "x → ∞"},
	{`p\Rightarrow q \implies r \iff s`, "p ⇒ q ⇒ r ⇔ s"},
	{`\xrightarrow{2x}`, "→(2x)"},
	{`a \equiv b \pmod{n}`, "a ≡ b (mod n)"},
	{`x=-3`, "x=−3"},
	{`(-3)`, "(−3)"},

	// Names.
	{`\alpha\beta\Gamma x`, "αβΓx"},
	{`2\pi r`, "2πr"},
	{`\sin x`, "sin x"},
	{`2\sin^2\theta`, "2 sin² θ"},
	{`\sin(x)`, "sin(x)"},
	{`\cos\frac{x}{2}`, "cos (x/2)"},
	{`\log_2 8`, "log₂ 8"},
	{`\log_{b}(x)`, "log＿b(x)"},
	{`\ln x`, "ln x"},
	{`\operatorname{Var}(X)`, "Var(X)"},
	{`\mathrm{km}`, "km"},
	{`12 \mathrm{~m/s}`, "12 m/s"},
	{`\mathbf{v}`, "v"},
	{`\foo{x}`, "foo x"},

	// Sums, integrals, limits.
	{`\lim_{x\to 0}\frac{\sin x}{x}=1`, "lim(x→0) (sin x)/x=1"},
	{`\underset{x\to 0}{\lim} f`, "lim(x→0) f"},
	{`\sum_{i=1}^{n} i^2`, "∑(i=1…n) i²"},
	{`\sum_{x \in A} x`, "∑(x∈A) x"},
	{`\prod\limits_{k=1}^5 k`, "∏(k=1…5) k"},
	{`\int_0^1 x\,dx`, "∫₀¹ x dx"},
	{`\int_{0}^{\infty} f(x)\,dx`, "∫(0…∞) f(x) dx"},
	{`\int x\,dx`, "∫ x dx"},
	{`\max(a,b)`, "max(a,b)"},

	// Sets and logic.
	{`x\in\mathbb{R}`, "x ∈ ℝ"},
	{`A\cup B\cap C\subset D`, "A ∪ B ∩ C ⊂ D"},
	{`\{1,2,3\}`, "{1,2,3}"},
	{`\emptyset`, "∅"},
	{`p\land\neg q\lor r`, "p ∧ ¬q ∨ r"},
	{`\because a \therefore b`, "∵a ∴b"},
	{`P(A \mid B)`, "P(A ∣ B)"},

	// Geometry and marks.
	{`\angle ABC`, "∠ABC"},
	{`\triangle ABC \cong \triangle DEF`, "△ABC ≅ △DEF"},
	{`AB\perp CD\parallel EF`, "AB ⊥ CD ∥ EF"},
	{`\overline{AB}`, "A\u0305B\u0305"},
	{`0.\overline{3}`, "0.3\u0305"},
	{`\vec{v}`, "v\u20d7"},
	{`\hat{p}, \bar x`, "p\u0302, x\u0305"},
	{`\underline{\quad}`, "＿＿＿"},
	{`\boxed{x=2}`, "[x=2]"},

	// Text, spaces and characters.
	{`5\text{ cm}^2`, "5 cm²"},
	{`\text{if } x<0`, "if x < 0"},
	{`\text{well-known}`, "well-known"},
	{`\text{if $x$}`, "if x"},
	{`50\%`, "50%"},
	{`\$5`, "$5"},
	{`1{,}000`, "1,000"},
	{`a\,b\;c\quad d~e`, "a b c d e"},
	{`1, 2, \ldots, n`, "1, 2, …, n"},
	{`|x||y|`, "|x| |y|"},
	{`\color{red}{x}+\textcolor{blue}{y}`, "x+y"},
	{`\left\{ x \right.`, "{ x"},
	{`日本 é`, "日本 é"},

	// Rows.
	{`f(x)=\begin{cases} x^2 & \text{if } x<0 \\ x & \text{otherwise}\end{cases}`, "f(x)=\n{ x², if x < 0\n{ x, otherwise"},
	{`A=\begin{bmatrix}1&2\\3&4\end{bmatrix}`, "A=\n[1, 2]\n[3, 4]"},
	{`\begin{pmatrix}1&2\end{pmatrix}`, "(1, 2)"},
	{`\left[\begin{array}{cc|c}1&2&3\\4&5&6\end{array}\right]`, "[1 | 2 | 3\n4 | 5 | 6]"},
	{`\begin{aligned} x+1 &= 3 \\ x &= 2 \end{aligned}`, "x+1 = 3\nx = 2"},
	{`a\\b`, "a\nb"},

	{`A\begin{bmatrix}1&2\\3&4\end{bmatrix}\begin{bmatrix}5\\6\end{bmatrix}`, "A[1, 2; 3, 4] [5; 6]"},
	{`\begin{bmatrix}1&2\\3&4\end{bmatrix}^{-1}`, "[1, 2; 3, 4]⁻¹"},
	{`\begin{array}{r@{}l}1&2\end{array}`, "1 | 2"},
	{`\matrix{1&2\cr3&4}`, "[1, 2]\n[3, 4]"},
	{`f=\begin{cases}2, &x<0\\5, &x>0\end{cases}`, "f=\n{ 2, x < 0\n{ 5, x > 0"},

	// What programs and other dialects write.
	{`x**2+x**{10}+x**-1+2**(a+b)`, "x²+x¹⁰+x⁻¹+2ᵃ⁺ᵇ"},
	{`2**(a`, "2(a"},
	{`x^(n+1)+a_(n+1)`, "xⁿ⁺¹+aₙ₊₁"},
	{`\sqrt(x+1)y`, "√(x+1)y"},
	{`\frac(a)(b+c)`, "(a)/(b+c)"},
	{`f(_)`, "f(＿＿＿)"},
	{`\operatorname{log_2}(x)`, "log₂(x)"},
	{`\operatorname{-3}`, "−3"},
	{`\sin(___)`, "sin(＿＿＿)"},
	{`𝑋~𝑁(𝜇,1)`, "X ∼ N(μ,1)"},
	{`5~N (2)`, "5 N (2)"},
	{`x̄-1`, "x̄−1"},
	{`\cos x\$\$-\$\$1`, "cos x−1"},
	{`\mathrm{km}/\mathrm{h}`, "km/h"},
	{`\SI{5}{\metre\per\second}`, "5 m/s"},
	{`\ang{45}`, "45°"},
	{`a\kern3pt b\hspace{1em}c`, "a b c"},
	{`\genfrac{}{}{}{0}{a}{b}`, "a/b"},
	{`\genfrac{(}{)}{0pt}{}{n}{k}`, "C(n, k)"},
	{`\root 3 \of {x+1}`, "∛(x+1)"},
	{`\overbrace{a+b}^{n}`, "(a+b)ⁿ"},
	{`\cancelto{0}{x}`, "x̶ → 0"},

	// What Markdown would obey.
	{`a_b^c*d`, "a＿bᶜ∗d"},
	{`[2](3)`, "[2] (3)"},
	{`> 5`, "＞ 5"},
	{`\# 1`, "＃ 1"},
	{`\text{1. One}`, "1． One"},
	{`\text{<b>}`, "< b>"},

	// What is broken.
	{`\frac{1}{`, "1/□"},
	{`\frac`, "□/□"},
	{`x^`, "x"},
	{`{{x`, "x"},
	{`x}}`, "x"},
	{`\begin{cases} a`, "{ a"},
	{`\sqrt[3`, "√□[3"},
}

func TestFormulas(t *testing.T) {
	for _, row := range formulas {
		if got := Readable("$$" + row.latex + "$$"); got != row.want {
			t.Errorf("%s\nreads %q\nwant  %q", row.latex, got, row.want)
		}
	}
}

func TestReadableLeavesTheRestAlone(t *testing.T) {
	for _, row := range []struct{ what, text, want string }{
		{"a formula in a sentence", `Is $\frac{1}{2}$ *more* than $x_1$?`, "Is 1/2 *more* than x₁?"},
		{"money", "It costs $5 or $6.", "It costs $5 or $6."},
		{"money and a formula", "For $5, find $x$.", "For $5, find x."},
		{"an escaped dollar", `\$5 and $x$ and \$6`, "$5 and x and $6"},
		{"a backslash before a formula", `\\$x$`, `\\x`},
		{"a space inside the dollars", "$ x$ and $x $", "$ x$ and $x $"},
		{"a space inside two dollars", "$$ x $$", "x"},
		{"a digit after the dollar", "$x$5", "$x$5"},
		{"one dollar", "a $ b", "a $ b"},
		{"an escaped dollar inside", `$\$5+x$`, "$5+x"},
		{"two dollars that nothing closes", "$$x", "$$x"},
		{"a formula that goes on in the next paragraph", "$x\n\ny$ $$x\n\ny$$", "$x\n\ny$ $$x\n\ny$$"},
		{"code", "`$x$` and ``a ` $y$`` and $z$", "`$x$` and ``a ` $y$`` and z"},
		{"a backtick that nothing closes", "` $x$", "` x"},
		{"a line that begins with a formula", "Which?\n$> 5$ or $> 6$", "Which?\n＞ 5 or > 6"},
		{"text with no mathematics", `C:\new *a* _b_ [c](d) \frac`, `C:\new *a* _b_ [c](d) \frac`},
		{"a command without dollars", `b\neq0 and \alpha is`, "b ≠ 0 and α is"},
		{"a command with arguments without dollars", `Add \frac{1}{2} and \sqrt[3]{x}.`, "Add 1/2 and ∛x."},
		{"scripts without dollars", `Is \beta_1 = \sigma^{2}?`, "Is β₁ = σ²?"},
		{"an author's own command", `Find \SS_{total}.`, "Find SSₜₒₜₐₗ."},
		{"brackets without dollars", `f\left(x\right)`, "f(x)"},
		{"an environment without dollars", `\begin{bmatrix}1&2\end{bmatrix} is`, "[1, 2] is"},
		{"an environment that nothing ends", `\begin{bmatrix} is`, `\begin{bmatrix} is`},
		{"a group that nothing closes", `\frac{1}{2 is`, `\frac{1}{2 is`},
		{"a space of LaTeX among words", `0,\ 1`, "0, 1"},
		{"a colon before a command", `H_a:\mu_1<\mu_2`, "H_a:μ₁<μ₂"},
		{"a wide space of LaTeX", `0,\quad 1`, "0, 1"},
		{"folders", `C:\beta\pi and \\host\pi`, `C:\beta\pi and \\host\pi`},
		{"the end of a line of Markdown", "a\\\nb", "a\\\nb"},
		{"nothing", "", ""},
		{"a formula too long to be one", "$" + strings.Repeat("x", maxFormula) + "$", "$" + strings.Repeat("x", maxFormula) + "$"},
	} {
		if got := Readable(row.text); got != row.want {
			t.Errorf("%s: %q reads %q, want %q", row.what, row.text, got, row.want)
		}
	}
}

// TestReadableTakesLinearTime compares a text with one ten times its length, for
// texts made to be read again and again.
func TestReadableTakesLinearTime(t *testing.T) {
	for _, part := range []string{"$", "$$", "`", "$x$ ", "$$x$$", "`` ` ", " ", "\\$", "$a^1^1^1^1$", `$\frac{1}{2}$`, "$x\n\n", "$$ ", `\`, `\alpha `, `\a`, `\frac{`, `\begin{a}`, `,\ `} {
		short, long := strings.Repeat(part, 20_000), strings.Repeat(part, 200_000)
		took := func(s string) time.Duration {
			start := time.Now()
			Readable(s)
			return time.Since(start)
		}
		// Ten times as long may take thirty times as long, for caches and
		// collections, and not the hundred times of a square. A busy machine
		// may be slow once or twice.
		var a, b time.Duration
		for range 4 {
			if a, b = took(short), took(long); b <= 30*a+200*time.Millisecond {
				break
			}
		}
		if b > 30*a+200*time.Millisecond {
			t.Errorf("%q: %v, and ten times as much %v", part, a, b)
		}
	}
	for _, part := range []string{"{", "^", `\frac`, `\sqrt`, `\bar{`, `x\over `, `\begin{cases}`, `\left(`, `\text{`, `\hspace{`, `\sqrt[`, `\sum `, "^1", " ", `\not`, "a&", `\\`} {
		start := time.Now()
		Readable("$$" + strings.Repeat(part, maxFormula/len(part)-10) + "$$")
		if took := time.Since(start); took > 2*time.Second {
			t.Errorf("the longest formula of %q takes %v", part, took)
		}
	}
}
