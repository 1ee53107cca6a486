package algebra_test

import (
	"math/big"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pacer/coach/course/algebra"
)

// parse reads an expression that a test has written.
func parse(t *testing.T, s string) *algebra.Expression {
	t.Helper()
	e, err := algebra.Parse(s)
	if err != nil {
		t.Fatalf("%q: %v", s, err)
	}
	return e
}

func TestExpressionsReadAsPeopleMeanThem(t *testing.T) {
	for _, row := range []struct{ source, want string }{
		// Typed.
		{"3x^2+1", "3x² + 1"},
		{"3x²+1", "3x² + 1"},
		{"3 x ** 2 + 1", "3x² + 1"},
		{"2(x+1)", "2(x + 1)"},
		{"(x+1)(x-2)", "(x + 1)(x - 2)"},
		{"xy", "xy"},
		{"x·y", "xy"},
		{"x×y", "xy"},
		{"3·4", "3 · 4"},
		{"2πr", "2πr"},
		{"2pir", "2πr"},
		{"pi r^2", "πr²"},
		{"−x – 1", "-x - 1"},
		{"x--2", "x - (-2)"},
		{"2*-3", "2(-3)"},
		{"-x^2", "-x²"},
		{"2^-x", "2^(-x)"},
		{"2^3^2", "2^(3²)"},
		{"x^(n+1)", "x^(n + 1)"},
		{"xⁿ⁻¹", "x^(n - 1)"},
		{"٣x + ４", "3x + 4"},
		{"3.", "3"},

		// Roots, absolute values, functions.
		{"√x", "√x"},
		{"√(x+1)", "√(x + 1)"},
		{"√2x", "√2 · x"},
		{"sqrt 2", "√2"},
		{"cbrt(x)", "∛x"},
		{"³√8", "∛8"},
		{"⁵√x", "⁵√x"},
		{"root(5, x)", "⁵√x"},
		{"x²√x", "x²√x"},
		{"2 ⁵√x", "2 ⁵√x"},
		{"|x|", "|x|"},
		{"2|x-1|+3", "2|x - 1| + 3"},
		{"|x||y|", "|x||y|"},
		{"||x|-1|", "abs(|x| - 1)"},
		{"abs(x)", "|x|"},
		{"sin x", "sin(x)"},
		{"sinx", "sin(x)"},
		{"xsinx", "x sin(x)"},
		{"sin 2x cos x", "sin(2x)cos(x)"},
		{"sin^2 x", "sin²(x)"},
		{"sin²(2x)", "sin²(2x)"},
		{"sin(x)^2", "sin²(x)"},
		{"sin^-1(x)", "arcsin(x)"},
		{"tan⁻¹ x", "arctan(x)"},
		{"sin x/2", "sin(x)/2"},
		{"sin x (x+1)", "sin(x)(x + 1)"},
		{"ln x^2", "ln(x²)"},
		{"log_2(8)", "log₂(8)"},
		{"log2(8)", "log₂(8)"},
		{"log_b x", "log_(b)(x)"},
		{"exp(2x)", "e^(2x)"},
		{"e^x", "e^x"},
		{"asin(x)", "arcsin(x)"},
		{"a sin(x)", "a sin(x)"},
		{"cos 60°", "cos(60°)"},
		{"sin(40 degrees)", "sin(40°)"},
		{"n!", "n!"},
		{"(n+1)!/n!", "(n + 1)!/n!"},

		// Numbers.
		{"½", "1/2"},
		{"2½", "2 1/2"},
		{"3 1/2", "3 1/2"},
		{"3/4 x", "(3/4)x"},
		{"0,5x", "0.5x"},
		{"1,000x", "1000x"},
		{"12 500", "12500"},
		{"7.8e-3", "7.8e-3"},
		{"7.8 x 10^-3", "7.8 · 10⁻³"},
		{"2.5×10⁴", "2.5 · 10⁴"},

		// What can be read in several ways; Readings has the others.
		{"x/2y", "x/(2y)"},
		{"1/2x", "(1/2)x"},
		{"1/2(x+1)", "(1/2)(x + 1)"},
		{"1/xy", "1/(xy)"},
		{"a/b/c", "(a/b)/c"},
		{"x^1/2", "x¹/2"},
		{"x2", "x_2"},

		// Names.
		{"a_1 + a_{12}", "a_1 + a_12"},
		{"a_(n-1)", "a_(n-1)"},
		{"v_max t", "v_max · t"},
		{"d₁", "d_1"},
		{"alpha + β", "α + β"},
		{"theta", "θ"},
		{"lambdax", "λx"},
		{"nx", "nx"},
		{"mu", "μ"},
		{"y' + y''", "y′ + y′′"},

		// Comparisons, points, lists, matrices.
		{"y = 2x+1", "y = 2x + 1"},
		{"f(x) = 2x", "f(x) = 2x"},
		{"f^{-1}(x) = x/2", "f⁻¹(x) = x/2"},
		{"x(x+1) = 6", "x(x + 1) = 6"},
		{"y <= 2x", "y ≤ 2x"},
		{"21<x<95", "21 < x < 95"},
		{"x != 2", "x ≠ 2"},
		{"(2, x)", "(2, x)"},
		{"(0,25), (2.5,0)", "(0, 25); (2.5, 0)"},
		{"(1,5; 2)", "(1.5, 2)"},
		{"x = 2 or x = 3", "x = 2 or x = 3"},
		{"{1, 2}", "1; 2"},
		{"x = ±3", "x = ±3"},
		{"2 ± √3", "2 ± √3"},
		{"2 +- √3", "2 ± √3"},
		{"2+-3", "2 - 3"},
		{"[[1,2],[3,4]]", "[[1, 2], [3, 4]]"},

		// LaTeX.
		{`$\frac{x}{2}$`, "x/2"},
		{`\dfrac12 x`, "(1/2)x"},
		{`2\frac{1}{2}`, "2 1/2"},
		{`\frac{x+1}{2y}`, "(x + 1)/(2y)"},
		{`\frac{-5}{16}`, "-5/16"},
		{`\sqrt{x}`, "√x"},
		{`\sqrt[3]{4x}`, "∛(4x)"},
		{`x^{2}`, "x²"},
		{`{10}^{x+1}`, "10^(x + 1)"},
		{`\left(x+1\right)^2`, "(x + 1)²"},
		{`a \cdot b \times c`, "abc"},
		{`5.291\times{10}^4`, "5.291 · 10⁴"},
		{`\pi r^2`, "πr²"},
		{`\operatorname{csc}\left(\theta\right)`, "csc(θ)"},
		{`\ln\left(6x^9\right)`, "ln(6x⁹)"},
		{`\log_{2}\left(3\right)`, "log₂(3)"},
		{`45^{\circ}`, "45°"},
		{`x \geq 2`, "x ≥ 2"},
		{`x=2 \text{ or } x=3`, "x = 2 or x = 3"},
		{`\begin{bmatrix} 1 & -3 \\ 0 & \frac{15}{4} \end{bmatrix}`, "[[1, -3], [0, 15/4]]"},
		{`$$4x^2$$ + 3a`, "4x² + 3a"},
		{`\left|x\right|`, "|x|"},
		{`1{,}000`, "1000"},
	} {
		e := parse(t, row.source)
		if got := e.String(); got != row.want {
			t.Errorf("%q reads as %q, want %q", row.source, got, row.want)
			continue
		}
		again := parse(t, row.want)
		if again.String() != row.want || !algebra.Equal(e, again) {
			t.Errorf("%q is shown as %q, which reads as %q", row.source, row.want, again)
		}
	}
}

func TestReadingsHaveEveryWayToMeanIt(t *testing.T) {
	for _, row := range []struct {
		source string
		want   []string
	}{
		{"3x", []string{"3x"}},
		{"1/2x", []string{"(1/2)x", "1/(2x)"}},
		{"x/2y", []string{"x/(2y)", "(x/2)y"}},
		{"x^1/2", []string{"x¹/2", "x^(1/2)"}},
		{"e^2x", []string{"e²x", "e^(2x)"}},
		{"2e-3", []string{"2e-3", "2e - 3"}},
		{"1,234", []string{"1234", "1; 234", "1.234"}},
		{"(2,5)", []string{"(2, 5)", "2.5"}},
	} {
		list, err := algebra.Readings(row.source)
		if err != nil {
			t.Errorf("%q: %v", row.source, err)
			continue
		}
		var got []string
		for _, e := range list {
			got = append(got, e.String())
		}
		if d := cmp.Diff(row.want, got); d != "" {
			t.Errorf("readings of %q (-want +got):\n%s", row.source, d)
		}
	}
}

func TestWhatDoesNotReadSaysWhatToDo(t *testing.T) {
	for _, row := range []struct{ source, want string }{
		{"", "nothing stands here to be read"},
		{"  ", "nothing stands here to be read"},
		{"2x+", "something is missing at the end: finish it"},
		{"(x+1", "a bracket is opened and never closed: add the bracket that is missing"},
		{"x+1)", "a bracket is closed that was never opened: add the bracket that is missing, or leave this one out"},
		{"|x", "an absolute value is opened and never closed: add a |"},
		{"2 3", "the number 3 follows without a sign: write * between, or ^ for a power"},
		{"(x+1)2", "the number 2 follows without a sign: write * between, or ^ for a power"},
		{"2x*/3", "I did not expect / here: check what stands around it"},
		{"sin", "what sin is of is missing: write it in brackets, like sin(x)"},
		{"x_", "a subscript is missing after _: write it, like a_1"},
		{"log_+2", "the base is missing after log_: write it, like log_2(8)"},
		{"solution", `I do not know the word "solution": write letters for unknowns and signs between them`},
		{"x @ y", `I cannot read the sign "@" here: leave it out, or write it another way`},
		{`\foo{x}`, `I do not know the command \foo: write it another way`},
		{`\frac{1}`, "something is missing at the end: finish it"},
		{`\begin{matrix} 1 & 2 \\ 3 \end{matrix}`, "the rows of this matrix differ in length: check them"},
		{"(1, 2) + 3", "I cannot add lists or points: write one value"},
		{"2(1, 2)", "I cannot multiply lists or points: write one value"},
		{"(1, 2)^2", "I cannot take a power of a list or a point: write one value"},
		{"[x)", "I did not expect ) here: check what stands around it"},
		{"(1, 2, 3]", "I did not expect ] here: check what stands around it"},
		{"sqrt(1, 2)", "sqrt needs one value in its brackets"},
		{"(1, 2) < (3, 4) < x", "a comparison needs a value on each side"},
		{strings.Repeat("(", 100) + "x" + strings.Repeat(")", 100), "this has too many brackets within brackets for me: write it simpler"},
		{strings.Repeat("x+", 1200) + "x", "this is too long for me to read: write it shorter"},
		{strings.Repeat("9", 61), "this number is too long for me: write a shorter one"},
	} {
		e, err := algebra.Parse(row.source)
		if err == nil {
			t.Errorf("%q reads as %q", row.source, e)
		} else if err.Error() != row.want {
			t.Errorf("%q is refused with %q, want %q", row.source, err, row.want)
		}
	}
}

func TestPartsOfAnExpression(t *testing.T) {
	t.Run("its unknowns are listed, numbers are not", func(t *testing.T) {
		if got := parse(t, "e^x + πy + 2i = f_1 + x").Vars(); !slices.Equal(got, []string{"f_1", "x", "y"}) {
			t.Errorf("got %v", got)
		}
	})
	t.Run("unknowns are renamed all at once", func(t *testing.T) {
		if got := parse(t, "x + 2y").Rename(map[string]string{"x": "y", "y": "x"}).String(); got != "y + 2x" {
			t.Errorf("got %q", got)
		}
	})
	t.Run("an equation has sides", func(t *testing.T) {
		left, right, ok := parse(t, "2y = x + 1").Sides()
		if !ok || left.String() != "2y" || right.String() != "x + 1" {
			t.Errorf("got %v and %v, %v", left, right, ok)
		}
		for _, other := range []string{"x", "x < 2", "1 < x < 2", "x = y = 2", "x = 1, y = 2"} {
			if _, _, ok := parse(t, other).Sides(); ok {
				t.Errorf("%q has sides", other)
			}
		}
	})
	t.Run("what an unknown is said to be is its value", func(t *testing.T) {
		for _, row := range []struct{ source, value, name string }{
			{"y = 2x + 1", "2x + 1", "y"},
			{"2x + 1 = y", "2x + 1", "y"},
			{"f(x) = 2x", "2x", "f(x)"},
			{"x = 2 or x = 3", "2; 3", "x"},
			{"x = 2 or 3", "2; 3", "x"},
			{"x = ±2", "2; -2", "x"},
			{"2x = 4", "", ""},
			{"x = x^2", "", ""},
			{"x = 1, y = 2", "", ""},
			{"x < 2", "", ""},
			{"2, 3", "", ""},
			{"2x", "", ""},
		} {
			value, name, ok := parse(t, row.source).Solved()
			if ok != (row.name != "") || ok && (value.String() != row.value || name != row.name) {
				t.Errorf("%q gives %v for %q, %v; want %s for %s", row.source, value, name, ok, row.value, row.name)
			}
		}
	})
	t.Run("the values of a point are a list", func(t *testing.T) {
		list, ok := parse(t, "(2, √3)").InAnyOrder()
		if !ok || !algebra.Equal(list, parse(t, "√3, 2")) {
			t.Errorf("got %v, %v", list, ok)
		}
		for _, other := range []string{"2", "2, 3", "[[1,2],[3,4]]", "((1, 2), 3)"} {
			if list, ok := parse(t, other).InAnyOrder(); ok {
				t.Errorf("%q gives %v", other, list)
			}
		}
		if !parse(t, "[[1,2],[3,4]]").IsMatrix() || parse(t, "(1, 2)").IsMatrix() {
			t.Error("a matrix is not told from a point")
		}
	})
	t.Run("a constant has an exact value if it is rational", func(t *testing.T) {
		for source, want := range map[string]string{
			"1/3 + 1/6": "1/2", "2^10": "1024", "2^-2": "1/4", "-(0.5)": "-1/2", "3 1/2": "7/2", "2*3/4": "3/2",
			"√2": "", "x": "", "1/0": "", "0^-1": "", "0^0": "", "9^9^9": "", "2^5000": "", "π": "",
		} {
			v, ok := parse(t, source).Rat()
			if ok != (want != "") || ok && v.RatString() != want {
				t.Errorf("%q is %v, %v, want %q", source, v, ok, want)
			}
		}
		e := parse(t, "5")
		v, _ := e.Rat()
		v.Add(v, big.NewRat(1, 1))
		if again, _ := e.Rat(); again.Cmp(big.NewRat(5, 1)) != 0 {
			t.Error("changing the value that Rat returned changed the expression")
		}
	})
}
