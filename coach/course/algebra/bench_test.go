package algebra_test

import (
	"strings"
	"testing"
	"time"

	"pacer/coach/course/algebra"
)

func BenchmarkParse(b *testing.B) {
	for b.Loop() {
		if _, err := algebra.Parse(`\frac{-1}{2} x^3+\frac{5}{2} x^2-2x+10`); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkCompare(b *testing.B) {
	for name, pair := range map[string][2]string{
		"polynomial": {"(x+1)^5", "x^5+5x^4+10x^3+10x^2+5x+1"},
		"functions":  {"sin(2x)+ln(y)", "2sin(x)cos(x)+ln(y)"},
		"equation":   {"y = 2x + 1", "2y - 4x = 2"},
	} {
		x, errX := algebra.Parse(pair[0])
		y, errY := algebra.Parse(pair[1])
		if errX != nil || errY != nil {
			b.Fatal(errX, errY)
		}
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if !algebra.Equal(x, y) {
					b.Fatal("not equal")
				}
			}
		})
	}
}

func BenchmarkParseSet(b *testing.B) {
	for b.Loop() {
		if _, err := algebra.ParseSet("(-inf, -1) U [2, oo)"); err != nil {
			b.Fatal(err)
		}
	}
}

// TestTheWorstInputsAreAnsweredSoon holds what is slowest for its length.
func TestTheWorstInputsAreAnsweredSoon(t *testing.T) {
	for _, source := range []string{
		strings.Repeat("sin ", 60) + "x",
		strings.Repeat("x^", 60) + "x",
		strings.Repeat("(x+y+z+1)^60+", 150) + "1",
		strings.Repeat("((x+y)^9/(x+z)^9)", 110),
		strings.Repeat("|", 60) + "x" + strings.Repeat("|", 60),
		strings.Repeat("1/x+", 490) + "1",
		strings.Repeat("1/", 900) + "x",
		strings.Repeat("x y/", 450) + "x",
		strings.Repeat("1/", 200) + "d" + strings.Repeat("/1", 300),
		strings.Repeat("2*x/", 450) + "x",
		strings.Repeat("e^x,", 490) + "1",
		strings.Repeat("x=1/y,", 320) + "x=2",
		strings.Repeat("99999999999999999999^", 20) + "9",
		strings.Repeat("(1,", 60) + "1" + strings.Repeat(")", 60),
		"(" + strings.Repeat("x<1 or ", 280) + "x<2)",
		strings.Repeat("x≠1 and ", 190) + "x>2",
		strings.Repeat("1,234", 390),
		strings.Repeat("1/2x^1/2e-3+", 160) + "1",
	} {
		start := time.Now()
		if e, err := algebra.Parse(source); err == nil {
			e.IsExpanded()
			e.IsFactored()
			e.IsSimplest()
			if !algebra.Equal(e, e) {
				t.Errorf("%.40q… does not equal itself", source)
			}
			if other, err := algebra.Parse(source + "+0*x"); err == nil {
				algebra.Equal(e, other)
			}
		}
		if list, err := algebra.Readings(source); err == nil && len(list) > 32 {
			t.Errorf("%.40q… has %d readings", source, len(list))
		}
		if sets, err := algebra.SetReadings(source); err == nil && len(sets) > 4 {
			t.Errorf("%.40q… has %d readings as a set", source, len(sets))
		}
		if took := time.Since(start); took > 2*time.Second {
			t.Errorf("%.40q… took %v", source, took)
		} else {
			t.Logf("%.40q… took %v", source, took)
		}
	}
}
