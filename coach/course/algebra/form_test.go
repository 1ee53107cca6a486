package algebra_test

import (
	"testing"

	"pacer/coach/course/algebra"
)

func TestForms(t *testing.T) {
	for _, form := range []struct {
		name    string
		holds   func(*algebra.Expression) bool
		yes, no []string
	}{
		{"expanded", (*algebra.Expression).IsExpanded,
			[]string{"x²+2x+1", "x", "3", "2x/3 + 1", "-x - 1", "x²y + xy²", "√2 x + 1", "1/(x+1)", "y = 2x + 1", "(x, 2x + 1)", "e^(x+1)", "sin(x + 1) + 2", "(1/2)x + 3", "(x+1)/2"},
			[]string{"(x+1)²", "x(x+2) + 1", "x² + x + x + 1", "2(x+1)", "-(x+1)", "x + 2 + 3", "xy + 2yx", "y = 2(x + 1)", "(x² + 1)(x + 1)/3", "x + (y + (2 - z))x", "x + 0"}},
		{"factored", (*algebra.Expression).IsFactored,
			[]string{"(x+1)(x-3)", "2(x+1)²", "x(x+2)", "x", "6", "x² + 1", "x² - 2", "-(x-1)(x+1)", "3x²y", "(x+1)/(x-1)", "x + 1", "(x - y)(x + y)", "(x² + xy + y²)(x - y)", "y = (x - 1)²"},
			[]string{"x² - 4", "2x² - 4x - 6", "(2x+2)(x-3)", "2(x² - 2x - 3)", "x² + x", "4x² - 25", "x³ - 1", "x² - y²", "3x + 6y", "xy + y", "y = x² - 1", "((x² - 1)(x + 2))/3"}},
		{"simplest", (*algebra.Expression).IsSimplest,
			[]string{"2x + 1", "3/4", "x/2", "2√3", "(x+1)/(x-1)", "x²", "5", "-5/16", "√2/2", "0.5x", "(1/2)x", "2 1/2", "(x+1)²", "3(x+1)² + 2", "x = 3/4", "1/x", "x/(2y)", "(x² + 1)/x", "0.5/3"},
			[]string{"6/8", "2x/4", "x + x", "2 + 3", "√12", "x·x", "x²x", "(x² - 1)/(x - 1)", "xy/y", "2·3x", "1x", "2³", "x/1", "2 2/4", "√(x³)", "x + 0", "√2 + √2", "4/2", "(2x + 2)/(2x - 2)", "x = 6/8", "√8/2"}},
	} {
		for _, source := range form.yes {
			if !form.holds(parse(t, source)) {
				t.Errorf("%q is said not to be %s", source, form.name)
			}
		}
		for _, source := range form.no {
			if form.holds(parse(t, source)) {
				t.Errorf("%q is said to be %s", source, form.name)
			}
		}
	}
}
