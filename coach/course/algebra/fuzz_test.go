package algebra_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"pacer/coach/course/algebra"
)

var seeds = []string{
	"3x²+1", "2(x+1)", "1/2x", "x/2y", "√x", "³√8", "sin^2 x", "|x|-|y|", "e^2x", "7.8e-3", "1,234", "(1,5; 2)",
	`\frac{x}{2}`, `\sqrt[3]{4x}`, `\begin{bmatrix} 1 & 2 \\ 3 & 4 \end{bmatrix}`, `\left(x\right)^{\circ}`, "y = 2x+1",
	"x = 2 or x = 3", "±3", "2 ± √3", "[[1,2],[3,4]]", "a_{12}", "f^{-1}(x) = x", "9^9^9^9", "((((((x))))))", "x!!!!", "1/0", "0^0",
	"(x+y+z+1)^60/(x+y+z)^59", "ln(ln(ln x))", "tan(10^30 x)", "x^(10^9)", "\\", "_", "^", "½", "2½", "∞", "i^i", "10^99", "x<y<z",
	"[1, 3)", "(-∞, 2) ∪ [3, oo)", "]1;2[", "x > 2 or < 1", "{x | x > 2}", "ℝ \\ {2}", "no solution", "{}", "x ≠ 2, x ≠ 3", "((1,2)", "x < -1 and x > 2",
}

func FuzzParse(f *testing.F) {
	for _, s := range seeds {
		f.Add(s, "x + 1")
	}
	f.Add(strings.Repeat("(", 70)+"x", "|")
	f.Add(strings.Repeat("1/", 900)+"x", strings.Repeat("x^", 50)+"2")
	f.Fuzz(func(t *testing.T, s, other string) {
		e, err := algebra.Parse(s)
		if err != nil {
			if !utf8.ValidString(err.Error()) || err.Error() == "" || len(err.Error()) > 400 {
				t.Errorf("%q is refused with %q", s, err)
			}
			return
		}
		text := e.String()
		if strings.ContainsAny(text, "\n\\$") || !utf8.ValidString(text) {
			t.Errorf("%q is shown as %q", s, text)
		}
		e.IsExpanded()
		e.IsFactored()
		e.IsSimplest()
		e.Solved()
		e.Rat()
		if !algebra.Equal(e, e) {
			t.Errorf("%q does not equal itself", s)
		}
		if again, err := algebra.Parse(text); err != nil {
			if len(text) <= len(s) {
				t.Errorf("%q is shown as %q, which does not read: %v", s, text, err)
			}
		} else if again.String() != text {
			t.Errorf("%q is shown as %q, which is shown as %q", s, text, again)
		}
		readings, err := algebra.Readings(s)
		if err != nil || len(readings) > 32 || readings[0].String() != text {
			t.Errorf("%q has the readings %v, %v", s, readings, err)
		}
		if o, err := algebra.Parse(other); err == nil {
			if ab, ba := algebra.Compare(e, o), algebra.Compare(o, e); (ab == algebra.Different) != (ba == algebra.Different) || (ab == algebra.Same) != (ba == algebra.Same) {
				t.Errorf("%q and %q are %v one way and %v the other", s, other, ab, ba)
			}
		}
	})
}

func FuzzParseSet(f *testing.F) {
	for _, s := range seeds {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		set, err := algebra.ParseSet(s)
		if err != nil {
			return
		}
		if !set.Equal(set) || !set.EqualButEnds(set) {
			t.Errorf("%q does not equal itself", s)
		}
		text := set.String()
		again, err := algebra.ParseSet(text)
		if err != nil {
			if len(text) <= len(s) {
				t.Errorf("%q is shown as %q, which does not read: %v", s, text, err)
			}
		} else if !again.Equal(set) {
			t.Errorf("%q is shown as %q, which reads as %q", s, text, again)
		}
		set.MeantOr()
	})
}
