package main

import (
	"fmt"
	"strings"
	"testing"

	"pacer/coach/course"
)

func TestAdviceOfOneSortIsNotRepeatedForEver(t *testing.T) {
	var advice course.Faults
	for i := range 200 {
		advice = append(advice, course.Fault{Name: "c.yaml", Line: i + 1, Column: 3, Text: fmt.Sprintf("skill %q has %d items: add more", fmt.Sprint("s", i), i)})
	}
	advice = append(advice, course.Fault{Name: "c.yaml", Line: 300, Column: 3, Text: `licence "free" is unclear`})
	for _, row := range []struct {
		name string
		most int
		want int // lines
		last string
	}{
		{"some of each sort, and the count of the others", mostAlike, mostAlike + 2, "advice: and 195 more of the same sorts: see them with --all"},
		{"all", 0, 201, `c.yaml:300:3: advice: licence "free" is unclear`},
	} {
		t.Run(row.name, func(t *testing.T) {
			var out strings.Builder
			if err := printAdvice(&program{out: &out}, advice, row.most); err != nil {
				t.Fatal(err)
			}
			lines := strings.Split(strings.TrimSpace(out.String()), "\n")
			if len(lines) != row.want || lines[len(lines)-1] != row.last {
				t.Errorf("%d lines, the last %q; want %d, %q", len(lines), lines[len(lines)-1], row.want, row.last)
			}
			if !strings.Contains(out.String(), `licence "free"`) {
				t.Error("advice that stands alone is left out")
			}
		})
	}
}
