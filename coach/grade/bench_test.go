package grade_test

import (
	"fmt"
	"strings"
	"testing"

	"pacer/coach/course"
	"pacer/coach/grade"
)

func BenchmarkAnswer(b *testing.B) {
	numeric := number("5/6")
	numeric.Wrong = []course.Wrong{{Answer: "2/5"}, {Answer: "1/6"}, {Answer: "2/6"}}
	numeric.Units = []string{"cm"}
	word := text("photosynthesis")
	word.Wrong = []course.Wrong{{Answer: "chemosynthesis"}, {Answer: "respiration"}}
	cloze := course.Item{Kind: course.Cloze, Blanks: []course.Blank{{Answer: "oxygen"}, {Answer: "hydrogen"}, {Answer: "100", Number: true}}}
	roots := course.Item{Kind: course.Numbers, Answers: []string{"2", "-3"}, Tolerance: "1%"}
	long := course.Item{Kind: course.Order, Lines: strings.Fields("alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigma tau upsilon phi chi psi omega")}
	for _, bench := range []struct {
		item *course.Item
		said string
	}{
		{&rivers, "b"}, {&rivers, "Nile"}, {&rivers, "give me a minute"},
		{&numeric, "5/6 cm"}, {&numeric, "2/5"}, {&numeric, "0,8333"}, {&numeric, "wait a moment"}, {&numeric, "1e999999999"},
		{&word, "photosynthesis"}, {&word, "photosinthesys"}, {&word, "Photosynthèse"}, {&word, "something else"},
		{&cloze, "oxygen; hydrogen; 100"},
		{&evolution, "C A B"}, {&evolution, "egg, tadpole, frog"}, {&animals, "1B 2A 3B"}, {&animals, "this is hard"}, {&kinds, "A: 2 4; B: 1; C: 3"},
		{&roots, "x = 2 or x = -3"}, {&roots, "2, -3"},
		{&long, strings.Repeat("alpha; ", 580)}, {&long, strings.Repeat("\n;", 2000)}, {&long, strings.Repeat("a ", 2000)}, {&roots, strings.Repeat("2,", 2000)},
		{&numeric, strings.Repeat("9", 1<<20)}, {&word, strings.Repeat("e\u0301", 1<<19)},
	} {
		b.Run(fmt.Sprintf("%s/%.20s", bench.item.Kind, bench.said), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				grade.Answer(bench.item, nil, bench.said)
			}
		})
	}
	nile, neighbours := text("Nile"), strings.Split(strings.Repeat("Amazon|Mississippi|", 150), "|")
	b.Run("text/Nlie beside 300 plausible answers", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			grade.Answer(&nile, nil, "Nlie", neighbours...)
		}
	})
}
