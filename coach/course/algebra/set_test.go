package algebra_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"pacer/coach/course/algebra"
)

func TestSetsReadAsPeopleMeanThem(t *testing.T) {
	for _, row := range []struct{ source, want string }{
		// Intervals.
		{"[1, 3)", "[1, 3)"},
		{"(-∞, 2)", "(-∞, 2)"},
		{"(-inf,2) U [3, oo)", "(-∞, 2) ∪ [3, ∞)"},
		{"(-infinity, 2) or (3, infinity)", "(-∞, 2) ∪ (3, ∞)"},
		{"(-inf,4-sqrt(2))&(4+sqrt(2),inf)", "(-∞, 4 - √2) ∪ (4 + √2, ∞)"},
		{"(-∞, 0) and (1, ∞)", "(-∞, 0) ∪ (1, ∞)"},
		{"]1, 3[", "(1, 3)"},
		{"]-∞;2[ ∪ ]3;4]", "(-∞, 2) ∪ (3, 4]"},
		{"[1,5; 2,5]", "[1.5, 2.5]"},
		{"(-5/2,3/2)", "(-5/2, 3/2)"},
		{"[-∞, 2]", "(-∞, 2]"},
		{"(1,2)∪(2,3)", "(1, 2) ∪ (2, 3)"},
		{"[1,2)∪[2,3]", "[1, 3]"},
		{"(1,5)∩[3,9]", "[3, 5)"},
		{"[0, 4] \\ {2}", "[0, 2) ∪ (2, 4]"},
		{"[2, 2]", "{2}"},
		{"(2, 2)", "∅"},
		{`\left(-\infty, 2\right) \cup \left[3, \infty\right)`, "(-∞, 2) ∪ [3, ∞)"},
		{`(-\infty,\frac{3}{2}]`, "(-∞, 3/2]"},
		{"x ∈ (1, 2)", "(1, 2)"},
		{"x in [1,2]", "[1, 2]"},

		// Inequalities.
		{"1 ≤ x < 3", "[1, 3)"},
		{"3 > x >= 1", "[1, 3)"},
		{"x > 2 or x < -1", "(-∞, -1) ∪ (2, ∞)"},
		{"x < 1 or > 2", "(-∞, 1) ∪ (2, ∞)"},
		{"> 2", "(2, ∞)"},
		{"x ≥ 2 and x < 5", "[2, 5)"},
		{"x<-1, x>2", "(-∞, -1) ∪ (2, ∞)"},
		{"x > 2, x < 5", "(2, 5)"},
		{"x ≥ 0, x ≠ 2", "[0, 2) ∪ (2, ∞)"},
		{"x ≠ 2", "(-∞, 2) ∪ (2, ∞)"},
		{"x ≥ √2", "[√2, ∞)"},
		{"x > 2,5", "(2.5, ∞)"},
		{"x > 1,000", "(1000, ∞)"},
		{"x is greater than 2", "(2, ∞)"},
		{"x is at least 2 and less than 5", "[2, 5)"},
		{"(x > 2) or (x<1)", "(-∞, 1) ∪ (2, ∞)"},
		{"5 < x < 3", "∅"},
		{`d \leq -15`, "(-∞, -15]"},

		// Single numbers.
		{"x = 3", "{3}"},
		{"{2, 1}", "{1, 2}"},
		{"x=5 or x=9", "{5, 9}"},
		{"1, 2, and 3", "{1, 2, 3}"},
		{"x = ±3", "{-3, 3}"},
		{"{1} ∪ [3, 4)", "{1} ∪ [3, 4)"},

		// Names and words.
		{"ℝ", "ℝ"},
		{"(-∞, ∞)", "ℝ"},
		{"all real numbers", "ℝ"},
		{"All reals.", "ℝ"},
		{"all real numbers except 2", "(-∞, 2) ∪ (2, ∞)"},
		{`ℝ \ {2, 3}`, "(-∞, 2) ∪ (2, 3) ∪ (3, ∞)"},
		{`R\{2}`, "(-∞, 2) ∪ (2, ∞)"},
		{`\mathbb{R} \setminus \{2\}`, "(-∞, 2) ∪ (2, ∞)"},
		{"∅", "∅"},
		{"{}", "∅"},
		{"no solution", "∅"},
		{"There are no real solutions", "∅"},
		{"{x | x > 2}", "(2, ∞)"},
		{"{x : x ≥ 2 and x ≠ 3}", "[2, 3) ∪ (3, ∞)"},
		{"{x ∈ ℝ | x ≠ 3}", "(-∞, 3) ∪ (3, ∞)"},
		{`\{x \mid x \geq 2\}`, "[2, ∞)"},
	} {
		s, err := algebra.ParseSet(row.source)
		if err != nil {
			t.Errorf("%q: %v", row.source, err)
			continue
		}
		if got := s.String(); got != row.want {
			t.Errorf("%q reads as %q, want %q", row.source, got, row.want)
		}
		again, err := algebra.ParseSet(row.want)
		if err != nil || !again.Equal(s) || again.String() != row.want {
			t.Errorf("%q is shown as %q, which reads as %v, %v", row.source, row.want, again, err)
		}
	}
}

func TestWhatIsNoSetSaysWhatToDo(t *testing.T) {
	for _, row := range []struct{ source, want string }{
		{"", "nothing stands here to be read"},
		{"(1, 2", "a bracket is opened and never closed: add the bracket that is missing"},
		{"1, 2)", "a bracket is closed that was never opened: add the bracket that is missing, or leave this one out"},
		{"(3, 1)", "the first end of this interval is greater than the second: write the smaller one first"},
		{"2x > 4", "write the unknown alone on one side, like x > 2"},
		{"1 < 2", "write the unknown alone on one side, like x > 2"},
		{"x > y", "I need a number and not y: write the unknown alone on one side"},
		{"x > 1 or y < 2", "there are two unknowns here, x and y: write one"},
		{"x > √(-1)", "√(-1) is no real number that I can work out: check it"},
		{"x = ∞", "∞ is no number: write an interval, like (2, ∞)"},
		{"[1, 2] 3", "I did not expect"},
		{"{1, 2", "a bracket is opened and never closed: add the bracket that is missing"},
	} {
		s, err := algebra.ParseSet(row.source)
		if err == nil {
			t.Errorf("%q reads as %v", row.source, s)
		} else if got := err.Error(); got != row.want && row.source != "[1, 2] 3" {
			t.Errorf("%q is refused with %q, want %q", row.source, got, row.want)
		}
	}
}

func TestSetsCompare(t *testing.T) {
	for _, row := range []struct {
		a, b             string
		isEqual, butEnds bool
	}{
		{"x > 2", "(2, ∞)", true, true},
		{"x > 0.5", "(1/2, ∞)", true, true},
		{"x > √4", "x > 2", true, true},
		{"x > √2", "x > 1.4142", false, false},
		{"x ≥ 2", "x > 2", false, true},
		{"[1, 3)", "(1, 3]", false, true},
		{"[1, 3]", "{1, 3}", false, false},
		{"y > 2", "x > 2", true, true}, // the caller looks at the unknown
		{"∅", "x > 2 and x < 1", true, true},
		{"ℝ", "x < 1 or x ≥ 1", true, true},
		{"(-∞, 1) ∪ (1, ∞)", "x ≠ 1", true, true},
	} {
		a, errA := algebra.ParseSet(row.a)
		b, errB := algebra.ParseSet(row.b)
		if errA != nil || errB != nil {
			t.Fatal(errA, errB)
		}
		if a.Equal(b) != row.isEqual || b.Equal(a) != row.isEqual || a.EqualButEnds(b) != row.butEnds {
			t.Errorf("%q and %q: equal %v, but for ends %v", row.a, row.b, a.Equal(b), a.EqualButEnds(b))
		}
	}
}

func TestAndThatWasMeantAsOr(t *testing.T) {
	for source, want := range map[string]string{
		"x < -1 and x > 2":         "(-∞, -1) ∪ (2, ∞)",
		"x > 2 and x < 5":          "ℝ",
		"x > 2":                    "",
		"x < -1 or x > 2":          "",
		"(-∞, -1) and (2, ∞)":      "", // already read so
		"x > 1 and x > 1":          "",
		"{x | x < 0 and x > 1}":    "(-∞, 0) ∪ (1, ∞)",
		"x < 1 and x > 2 or x = 5": "(-∞, 1) ∪ (2, ∞)",
	} {
		s, err := algebra.ParseSet(source)
		if err != nil {
			t.Fatalf("%q: %v", source, err)
		}
		meant, ok := s.MeantOr()
		if ok != (want != "") || ok && meant.String() != want {
			t.Errorf("%q may be meant as %v, %v, want %q", source, meant, ok, want)
		}
	}
}

func TestSetReadingsHaveEveryWayToMeanIt(t *testing.T) {
	for source, want := range map[string][]string{
		"x > 2":     {"(2, ∞)"},
		"x > 1,234": {"(1234, ∞)", "(1, ∞)", "(1.234, ∞)"},
	} {
		sets, err := algebra.SetReadings(source)
		if err != nil {
			t.Fatalf("%q: %v", source, err)
		}
		var got []string
		for _, s := range sets {
			got = append(got, s.String())
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("readings of %q (-want +got):\n%s", source, d)
		}
	}
	s, err := algebra.ParseSet("2 < t ≤ 3")
	if err != nil || s.Unknown() != "t" || s.IsEmpty() {
		t.Errorf("got %v with unknown %q, %v", s, s.Unknown(), err)
	}
}
