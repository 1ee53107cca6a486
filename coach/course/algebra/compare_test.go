package algebra_test

import (
	"testing"

	"pacer/coach/course/algebra"
)

func TestComparing(t *testing.T) {
	for _, row := range []struct {
		a, b string
		want algebra.Likeness // of b, compared with a
	}{
		// Rational functions.
		{"(x+1)^2", "x²+2x+1", algebra.Same},
		{"(x+1)^2", "x²+2x+2", algebra.Different},
		{"(a+b)(a-b)", "a²-b²", algebra.Same},
		{"1/x + 1/y", "(x+y)/(xy)", algebra.Same},
		{"x/x", "1", algebra.Same}, // a single number is no domain
		{"(x²-1)/(x-1)", "x+1", algebra.Same},
		{"0.1 + 0.2", "0.3", algebra.Same},
		{"0.333333333333", "1/3", algebra.Different},
		{"x^1000001", "x^1000000 x", algebra.Same},
		{"x^1000001", "x^1000000", algebra.Different},
		{"10^200 x", "10^200 x + 1", algebra.Different},
		{"x + 10^-30", "x", algebra.Different},
		{"5!", "120", algebra.Same},
		{"1/0", "2/0", algebra.Different},
		{"1/(x-x)", "2/(x-x)", algebra.Different},
		{"x/(y-y)", "1", algebra.Different},
		{"X", "x", algebra.Different},
		{"a_1", "a_2", algebra.Different},

		// Roots, powers, functions.
		{"√12", "2√3", algebra.Same},
		{"1/√2", "√2/2", algebra.Same},
		{"√(x²)", "|x|", algebra.Same},
		{"√(x²)", "x", algebra.Different},
		{"x^(1/3)", "∛x", algebra.Same},
		{"∛(-8)", "-2", algebra.Same},
		{"2^x·2", "2^(x+1)", algebra.Same},
		{"4^x", "2^(2x)", algebra.Same},
		{"x^n x", "x^(n+1)", algebra.Same},
		{"e^x", "e^x + 10^-12", algebra.Different},
		{"sin²x + cos²x", "1", algebra.Same},
		{"sin 2x", "2 sin x cos x", algebra.Same},
		{"sin x", "cos x", algebra.Different},
		{"cos 60°", "1/2", algebra.Same},
		{"cos 60", "1/2", algebra.Different},
		{"log_2(8)", "3", algebra.Same},
		{"log x", "ln x/ln 10", algebra.Same},
		{"(n+1)!", "(n+1) n!", algebra.Same},
		{"3.14", "π", algebra.Different},
		{"1.414213562", "√2", algebra.Same},
		{"1.4142135", "√2", algebra.Different},

		// Domains.
		{"ln|x|", "ln x", algebra.Narrower},
		{"ln x", "ln|x|", algebra.Wider},
		{"ln(x²)", "2 ln x", algebra.Narrower},
		{"x", "(√x)²", algebra.Narrower},
		{"√x·√(x+1)", "√(x²+x)", algebra.Wider},
		{"ln(x - 1)", "ln(1 - x)", algebra.Different}, // nowhere both, and not the same beyond the reals
		{"√(-x²-1)", "√(-x²-2)", algebra.Different},   // no real number anywhere
		{"√(-x²-1)", "√(-(x²+1))", algebra.Same},
		{"arcsin(2)", "arcsin(3)", algebra.Different},
		{"1/(sin²x + cos²x - 1)", "2/(sin²x + cos²x - 1)", algebra.Different},

		// The imaginary unit, unless it is a direction.
		{"√(-169)", "13i", algebra.Same},
		{"i²", "-1", algebra.Same},
		{"(2+3i)(1-i)", "5 + i", algebra.Same},
		{"e^(iπ)", "-1", algebra.Same},
		{"3i√2", "i√18", algebra.Same},
		{"2i + 3j", "3j + 2i", algebra.Same},
		{"i² + j", "-1 + j", algebra.Different},

		// Equations and other comparisons.
		{"y = 2x + 1", "2x - y + 1 = 0", algebra.Same},
		{"y = 2x + 1", "2y = 4x + 2", algebra.Same},
		{"y = 2x + 1", "2x + 1 = y", algebra.Same},
		{"y = 2x + 1", "y = 2x - 1", algebra.Different},
		{"y = 2x + 1", "xy = 2x² + x", algebra.Different},
		{"t = 1000/r", "rt = 1000", algebra.Same},
		{"rt = 1000", "t = 1000/r", algebra.Same},
		{"a = b/c", "c = b/a", algebra.Same},
		{"x²/4 + y² = 1", "x² + 4y² = 4", algebra.Same},
		{"y = √x", "y - √x = 0", algebra.Same},
		{"y = √x", "2y = √x", algebra.Different},
		{"x = 5", "y = 5", algebra.Different},
		{"x² = 4", "x = 2", algebra.Different},
		{"1 = 2", "3 = 4", algebra.Same}, // neither ever holds
		{"sin²x = 1 - cos²x", "sin²x = 1 - cos²x", algebra.Same},
		{"sin²x = 1 - cos²x", "cos²x = 1 - sin²x", algebra.Different},
		{"x = x", "y = 2x", algebra.Different},
		{"y < 2x", "2x > y", algebra.Same},
		{"y < 2x", "2y < 4x", algebra.Same},
		{"y < 2x", "-y > -2x", algebra.Same},
		{"y < 2x", "y > 2x", algebra.Different},
		{"y < 2x", "y ≤ 2x", algebra.Different},
		{"y < e^x", "3y < 3 e^x", algebra.Same},
		{"y < e^x", "y > e^x", algebra.Different},
		{"21 < x < 95", "95 > x > 21", algebra.Same},
		{"21 < x < 95", "21 < x < 94", algebra.Different},
		{"x ≠ 2", "2 ≠ x", algebra.Same},
		{"y = 2x", "2x", algebra.Different},
		{"(x, y) = (1, 2)", "(1, 2) = (x, y)", algebra.Same},

		// Several things.
		{"x = 2 or x = 3", "x = 3, x = 2", algebra.Same},
		{"x = 2 or x = 3", "x = 3", algebra.Different},
		{"2, 3", "3, 2, 3", algebra.Same},
		{"±3", "3, -3", algebra.Same},
		{"(1 ± √5)/2", "(1 - √5)/2 or (1 + √5)/2", algebra.Same},
		{"(1, 2)", "(1, 4/2)", algebra.Same},
		{"(1, 2)", "(2, 1)", algebra.Different},
		{"(1, 2)", "(1, 2, 3)", algebra.Different},
		{"(1, 2)", "1, 2", algebra.Different},
		{"(0, 1), (1, 0)", "(1, 0), (0, 1)", algebra.Same},
		{"(ln|x|, 1)", "(ln x, 1)", algebra.Narrower},
		{"x - y = 3, 2x + y = 1", "2x + y = 1, y = x - 3", algebra.Same},
		{"[[1, 2], [3, 4]]", `\begin{pmatrix} 1 & 2 \\ 3 & 2+2 \end{pmatrix}`, algebra.Same},
		{"[[1, 2], [3, 4]]", "[[1, 2, 3, 4]]", algebra.Different},
		{"[[1, 2], [3, 4]]", "[[1, 2], [3, 5]]", algebra.Different},
		{"(-∞, 2)", "(-∞, 2)", algebra.Same},
		{"(-∞, 2)", "(∞, 2)", algebra.Different},
	} {
		a, b := parse(t, row.a), parse(t, row.b)
		if got := algebra.Compare(a, b); got != row.want {
			t.Errorf("%q against %q is %v, want %v", row.b, row.a, got, row.want)
		}
		mirrored := map[algebra.Likeness]algebra.Likeness{algebra.Narrower: algebra.Wider, algebra.Wider: algebra.Narrower}
		want, ok := mirrored[row.want]
		if !ok {
			want = row.want
		}
		if got := algebra.Compare(b, a); got != want {
			t.Errorf("%q against %q is %v, want %v", row.a, row.b, got, want)
		}
		if algebra.Equal(a, b) != (row.want == algebra.Same) || !algebra.Equal(a, a) || !algebra.Equal(b, b) {
			t.Errorf("%q and %q: Equal says otherwise than Compare", row.a, row.b)
		}
	}
}
