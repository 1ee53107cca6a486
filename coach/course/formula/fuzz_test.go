package formula

import (
	"bytes"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/yuin/goldmark"
)

// FuzzFormula puts anything between dollars and checks what must be true of
// every formula.
func FuzzFormula(f *testing.F) {
	for _, row := range formulas {
		f.Add(row.latex)
	}
	for _, row := range spokenFormulas {
		f.Add(row.latex)
	}
	for _, s := range []string{`\tag{\x}`, `\begin{matrix}a&b\\c\end{matrix}^\frac12`, `\root\of`, `**(`, `x**{`, `||`, `|a|b|c|`, `\matrix{`, "x\u0305\u0305", `\left\{a\right.`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if !utf8.ValidString(s) || len(s) > 2_000 {
			t.Skip("no course holds such a text")
		}
		formula := readAs(s)
		if !strings.ContainsAny(s, "$`") && !strings.Contains(s, "\n\n") && !strings.HasSuffix(s, `\`) {
			checkFormula(t, formula)
		}
		formula.NeedsPicture()
		Spoken(s, English())
		for _, found := range Formulas(s) {
			if strings.TrimSpace(found.Source) == "" {
				continue
			}
			if found.Spoken(English()) == "" {
				t.Errorf("%q sounds like nothing", found.Source)
			}
		}
	})
}

func FuzzReadable(f *testing.F) {
	for _, row := range formulas {
		f.Add(row.latex)
	}
	for _, s := range []string{
		`\frac{\frac{\frac{`, `\begin{cases} a & b \\ c`, `}{&\\`, `\`, `x^`, `^_^`, `\left`, `\sqrt[`, `\bar{\bar{\bar{x}}}`,
		`a \over b \over c`, `\text{a_b *c* $d$}`, "`x`", `> a`, `1. b`, `- c`, `---`, `[a](b)`, `<b>`, `&amp;`, `![a]`, `# d`, `|a||b|`, "a\n    b",
		`\end{x}`, `\not`, `\text{1.}`, `[a]: b`, `\text{http://a.b}`, `\text{-} -`,
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		Readable(s)
		if strings.Contains(s, "$") || strings.Contains(s, "\n\n") || strings.HasSuffix(s, `\`) || len(s) >= maxFormula || !utf8.ValidString(s) {
			return
		}
		out := Readable("$$" + s + "$$")
		if strings.ContainsAny(out, "\\`_*") {
			t.Errorf("%q becomes %q", s, out)
		}
		// A Markdown renderer must find text in it and nothing else.
		var html bytes.Buffer
		if err := goldmark.Convert([]byte(out), &html); err != nil {
			t.Fatal(err)
		}
		plain := strings.NewReplacer("<p>", "", "</p>", "").Replace(html.String())
		if strings.Contains(plain, "<") {
			t.Errorf("%q becomes %q, in which Markdown sees %q", s, out, html.String())
		}
	})
}

// corpus returns the path of practice material beside the repository and skips
// the test where there is none.
