package grade_test

import (
	"math"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/graphemes"

	"pacer/coach/course"
	"pacer/coach/grade"
)

func FuzzAnswer(f *testing.F) {
	for _, said := range []string{"b", "a, c", "5/6", "1½ cm", "the Nile", "1) x 2) y", "cab", "1B 2A", "A: 1 2; B: 3", "2,5; -3", "±3", "Nile; oxygen = 2.5", "\u202e", "e\u0301\u0301", "1e999999999", "x = -1 1/0", "A: 2; C: 3", "i think i think", strings.Repeat("9", 5000)} {
		for kind := range course.Kinds() {
			f.Add(kind, "Nile; oxygen", "2.5", said, uint64(3))
		}
	}
	f.Fuzz(func(t *testing.T, kind int, answer, other, said string, seed uint64) {
		kinds := course.Kinds()
		item := course.Item{
			Kind: kinds[uint(kind)%uint(len(kinds))], Question: other, Answer: answer, Accept: []string{other},
			Options: []course.Option{{Text: answer, Right: true}, {Text: other}, {Text: "none of the above", Right: seed%2 == 0}},
			Wrong:   []course.Wrong{{Answer: other, Feedback: "no"}},
			Blanks:  []course.Blank{{Answer: answer}, {Answer: other, Number: seed%3 == 0}},
			Answers: []string{"2", other}, InOrder: seed%3 == 0,
			Lines: []string{answer, other, "the end"},
			Pairs: []course.Pair{{Left: answer, Right: other}, {Left: other, Right: "b"}, {Left: "1", Right: "b"}}, Others: []string{answer},
			Groups: []course.Group{{Name: other, Members: []string{answer, "2"}}, {Name: "last", Members: []string{other}}},
			Form:   []course.Form{course.AnyForm, course.Simplest, course.Mixed, course.Decimal}[seed%4],
		}
		if seed%5 == 0 {
			item.Units, item.Tolerance = []string{other}, answer
		}
		order := grade.Order(&item, seed)
		got := grade.Answer(&item, order, said, other)
		if math.IsNaN(got.Score) || got.Score < 0 || got.Score > 1 || (got.Score == 1) != (got.Verdict == grade.Right) {
			t.Errorf("%v with a score of %v", got.Verdict, got.Score)
		}
		if got.Verdict == grade.Right && !got.Known {
			t.Error("right, and not known")
		}
		if got.Verdict == grade.Unread && (got.Known || got.Score != 0 || got.Feedback != "" || got.Picked != nil) {
			t.Errorf("unread, and %+v", got)
		}
		if (got.Verdict == grade.Compare) && item.Kind != course.Free {
			t.Errorf("a %s to compare", item.Kind)
		}
		if got.Parts != nil && (got.Verdict == grade.Right) == slices.ContainsFunc(got.Parts, func(v grade.Verdict) bool { return v != grade.Right }) {
			t.Errorf("%v, with parts %v", got.Verdict, got.Parts)
		}
		if len(got.About) > 0 && (got.Verdict != grade.Unread || got.Note == "") {
			t.Errorf("%v about %v, note %q", got.Verdict, got.About, got.Note)
		}
		for _, i := range got.Picked {
			if i < 0 || i >= len(item.Options) {
				t.Errorf("picked option %d", i)
			}
		}
		if !utf8.ValidString(got.Read) || len(got.Read) > 1100 || strings.IndexFunc(got.Read, func(r rune) bool { return unicode.In(r, unicode.Cc, unicode.Cf) || r == '\u2028' || r == '\u2029' }) >= 0 {
			t.Errorf("read as %q", got.Read)
		}
		n := 0
		for it := graphemes.FromString(got.Read); it.Next(); {
			n++
		}
		if n > 80 {
			t.Errorf("read in %d characters", n)
		}
		if again := grade.Answer(&item, order, said, other); again.Verdict != got.Verdict || again.Read != got.Read {
			t.Errorf("graded %v, then %v", got.Verdict, again.Verdict)
		}
		if !slices.Equal(order, grade.Order(&item, seed)) {
			t.Error("shown in two orders for one seed")
		}
		if !slices.Equal(slices.Sorted(slices.Values(order)), identity(len(order))) {
			t.Errorf("shown in the order %v", order)
		}
		_ = grade.Key(&item, order)
		_ = grade.LayoutOf(&item, order)
	})
}

func identity(n int) []int {
	list := make([]int, n)
	for i := range list {
		list[i] = i
	}
	return list
}

func FuzzReadNumber(f *testing.F) {
	for _, s := range []string{"12", "-1 1/2", "1,234.5", "1.234.567,8", "½", "50%", "1e-99", "0.1(6)", "0.1212...", "twenty-three", "$5", "5 km²", "x=−3·10³ m", "١٢٫٥", "1.2/3.4", "10^3", "5/-6 %", "R$ 5", "5ŀ"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		v, err := grade.ReadNumber(s)
		if err != nil {
			return
		}
		again, err := grade.ReadNumber(v.String())
		if err != nil {
			t.Fatalf("%q is shown as %q, which does not read: %v", s, v, err)
		}
		if v.Rat().Cmp(again.Rat()) != 0 || v.String() != again.String() {
			t.Errorf("%q is shown as %q, which reads as %q (%s, %s)", s, v, again, v.Rat(), again.Rat())
		}
	})
}
