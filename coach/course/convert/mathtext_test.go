package convert

import (
	"strings"
	"testing"

	"pacer/coach/course/formula"
)

func TestMathematicsIsMended(t *testing.T) {
	for _, tc := range []struct{ in, want string }{
		// What is well written only changes its delimiters.
		{`Solve $$x^2=4$$.`, `Solve $x^2=4$.`},
		{`$$\frac{1}{2}$$`, `$\frac{1}{2}$`},
		{`\(x+1\) and \(y\)`, `$x+1$ and $y$`},
		{`no mathematics`, `no mathematics`},
		{``, ``},

		// Numbers, words, money and signs between delimiters are plain text.
		{`$$20$$ of $$1,000$$`, `20 of 1,000`},
		{`$$Round$$ $$to$$ $$the$$ $$nearest$$ $$tenth$$`, `Round to the nearest tenth`},
		{`the $$p-value$$ of $$x-y$$`, `the p-value of $x-y$`},
		{`$$\$7, 683.20$$ and $5`, `\$7,683.20 and \$5`},
		{`$$\$1.79\$$$`, `\$1.79`},
		{`$$8.5\%$$`, `8.5%`},
		{`F $$=$$ $$4$$`, `F = 4`},
		{`Fill in $$___$$.`, `Fill in \_\_\_.`},
		{`$$(8.6$$, 9.4, $$7.9)$$`, `(8.6, 9.4, 7.9)`},

		// Line breaks written as two letters, but not commands that begin so.
		{`One.\nTwo.`, "One.\nTwo."},
		{`you know that\n55% do\nnot`, "you know that\n55% do\nnot"},
		{`Why?\nBecause.`, "Why?\nBecause."},
		{`$$a \neq b$$, $$\nabla f$$, $$\nu$$, $$x \notin A$$, $$\not=$$`, `$a \neq b$, $\nabla f$, $\nu$, $x \notin A$, $\not=$`},
		{`if x\neq 0`, `if $x\neq$ 0`},
		{`$$a\n+b$$ and $$a \n + b$$`, `$a +b$ and $a + b$`}, // a formula has no lines

		// Powers written **.
		{`$$x**2+x**{10}+x**-1+2**(a+b)$$`, `$x^{2}+x^{10}+x^{-1}+2^{(a+b)}$`},
		{`what is 2**10?`, `what is $2^{10}$?`},
		{`180**{\circ}`, `$180^{\circ}$`},
		{`**bold** text`, `\*\*bold\*\* text`},
		{`3 * 4`, `3 * 4`},
		{`$$y$$ ** $$\frac{1}{3}$$ and $$.7$$ ** $$x$$`, `$y^{\frac{1}{3}}$ and $.7^{x}$`},
		{`P(0) 68 \ (1 + 16)`, `P(0) 68 / (1 + 16)`},
		{`1550e ** $$(.08x)$$`, `$1550e^{(.08x)}$`},
		{`$$2**\frac{1}{2}x+2**\sqrt{2}$$`, `$2^{\frac{1}{2}}x+2^{\sqrt{2}}$`},
		{`$$\lim_{x\to 3**+}f$$`, `$\lim_{x\to 3^{+}}f$`},

		// Delimiters in the wrong places.
		{`If $$\lim_{x\to $$5$$} $$f(x)=6$$, $$what$$ now?`, `If $\lim_{x\to 5}$ f(x)=6, what now?`},
		{`$$\alpha$$ + $$\beta$$ $$=$$ 180**\circ$$`, `$\alpha$ + $\beta$ = $180^{\circ}$`},
		{`in $$(0, \$$ $$2\pi)$$`, `in $(0, 2\pi)$`},
		{`$$\csc(x)=-2,\ $$ then $$y$$`, `$\csc(x)=-2,$ then $y$`},
		{`$$f(x)=\begin{cases}2, &x\ne$$ $$5\\7, &x=5\end{cases}$$.`, `$f(x)=\begin{cases}2, &x\ne$ $5\\7, &x=5\end{cases}$.`},
		{`f(x)=\begin{cases}2, &x\ne 5\\7, &x=5\end{cases}.`, `$f(x)=\begin{cases}2, &x\ne 5\\7, &x=5\end{cases}$.`},
		{`$$x$$$$y$$5`, `$x y$ 5`},
		{`a $$ b`, `a b`},

		// LaTeX without delimiters.
		{`Angle \beta=35 and \theta<2\pi.`, `Angle $\beta=35$ and $\theta<2\pi$.`},
		{`sum{k\=1}{6}{3*2**k}`, `$\sum_{k=1}^{6}{3*2^{k}}$`},
		{`$$\operatorname{2.5}\left(x\right)$$`, `$2.5\left(x\right)$`},

		{`sum{i\=0}{...} where i\>0`, `sum{i=0}{...} where i>0`},
		{`3\<x`, `3<x`},
		{`\=`, `=`},
		{`costs \$5 or 5\% of \"it\"`, `costs \$5 or 5% of "it"`},
		{`&#983040; and $$x$$ &#983041;`, `$x$ and $x$`}, // marks of our own, forged: the first is a formula like any other

		// What Markdown, or HTML, would take for its own.
		{`Is a*b* or _c_ in [x](y)?`, `Is a\*b\* or \_c\_ in \[x](y)?`},
		{`a <b$$x$$ and c> d`, `a \<b$x$ and c> d`},
		{`one<br>two<b>three</b> &lt; $$x<y$$`, "one\ntwothree < $x<y$"},
		{"1. first\n# second", "1\\. first\n\\# second"},
	} {
		got := readMath(tc.in)
		if got.text != tc.want || got.isBroken {
			t.Errorf("readMath(%q)\n got %q (broken: %v)\nwant %q", tc.in, got.text, got.isBroken, tc.want)
		}
	}
}

func TestGarbledMathematicsIsFound(t *testing.T) {
	for _, s := range []string{
		`$$\fracsin^c\left(x\right)os\left(x\right)}$$`,
		`$$\frac{1}cos^$\left(A\righ$$`,
		`$$\sqrtcos(x)$$`,
		`$$a$b$$`,
		`\frac{1}{2`,
	} {
		if got := readMath(s); !got.isBroken {
			t.Errorf("readMath(%q) = %q, and nothing is wrong with it", s, got.text)
		}
	}
	for _, s := range []string{`$$\rightarrow$$`, `$$\frac12$$`, `$$\sqrt x$$`, `$$\left.x\right|$$`, `$$\{a\}$$`} {
		if readMath(s).isBroken {
			t.Errorf("readMath(%q) finds something wrong", s)
		}
	}
}

func FuzzMathText(f *testing.F) {
	f.Add(`If $$\lim_{x\to $$5$$} $$f(x)=6$$, $$\$5$$ is\nnot **it**, \(a\) \frac{1}{ <b>x</b> 2**(3 $$`)
	f.Add(`\$$ $$ \$$$ $ $$$$ \\ ** ***`)
	f.Add("0**. ")                                // a power of nothing
	f.Add("0$$$$$$$$$$$$$$\\n\\($$$$$$) 00000$$") // digits, and a formula that makes a list of them
	f.Fuzz(func(t *testing.T, s string) {
		got := readMath(s)
		if got.isBroken {
			return
		}
		read := formula.Readable(got.text)
		if _, ok := shown(read); !ok {
			t.Errorf("readMath(%q) = %q: Markdown takes part of %q for its own", s, got.text, read)
		}
		if strings.ContainsFunc(got.text, isMathMark) {
			t.Errorf("readMath(%q) = %q holds a mark", s, got.text)
		}
	})
}
