package course

import (
	"strings"
	"testing"
	"unicode/utf8"
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
