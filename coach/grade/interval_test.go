package grade_test

import (
	"testing"

	"pacer/coach/course"
	"pacer/coach/grade"
)

func TestGradingIntervals(t *testing.T) {
	for _, row := range []struct {
		answer  string
		answers []said
	}{
		{"x > 2", []said{
			{"(2, ∞)", grade.Right, "", "(2, ∞)"},
			{"2 < x", grade.Right, "", ""},
			{"> 2", grade.Right, "", ""},
			{"X > 2", grade.Right, "", ""},
			{"x is greater than 2", grade.Right, "", ""},
			{"it's x > 4/2", grade.Right, "", ""},
			{"x >= 2", grade.Wrong, grade.Ends, "[2, ∞)"},
			{"x < 2", grade.Wrong, "", ""},
			{"2", grade.Wrong, "", "{2}"},
			{"y > 2", grade.Unread, grade.OtherLetters, ""},
			{"2x > 4", grade.Unread, grade.NotMaths, "2x > 4"},
			{"x > 2?", grade.Unread, grade.Question, ""},
		}},
		{"(-∞, -1) ∪ (2, ∞)", []said{
			{"x < -1 or x > 2", grade.Right, "", ""},
			{"x<-1, x>2", grade.Right, "", ""},
			{"(-inf,-1)U(2,inf)", grade.Right, "", ""},
			{"x < -1 and x > 2", grade.Again, grade.AndOr, ""},
			{"x > 2", grade.Wrong, "", ""},
			{"no solution", grade.Wrong, "", "∅"},
		}},
		{`\left[\frac{1}{2}, 3\right)`, []said{
			{"[0.5, 3)", grade.Right, "", ""},
			{"[0,5; 3)", grade.Right, "", ""},
			{"0,5 ≤ x < 3", grade.Right, "", ""},
		}},
		{"x > 1.234", []said{{"x > 1,234", grade.Right, "", ""}}},
		{"x > 1234", []said{{"x > 1,234", grade.Right, "", ""}}},
		{"{1, 2}", []said{{"x = 1 or x = 2", grade.Right, "", ""}, {"1, 2", grade.Right, "", ""}, {"1", grade.Wrong, "", ""}}},
		{"all real numbers", []said{{"ℝ", grade.Right, "", "ℝ"}, {"(-∞, ∞)", grade.Right, "", ""}, {"x > 0", grade.Wrong, "", ""}}},
		{"no solution", []said{{"∅", grade.Right, "", "∅"}, {"none", grade.Right, "", ""}, {"{}", grade.Right, "", ""}, {"0", grade.Wrong, "", ""}}},
	} {
		compareGrades(t, &course.Item{Kind: course.Interval, Answer: row.answer}, row.answers)
	}
}

func TestWrongIntervalsThatTheAuthorForesaw(t *testing.T) {
	it := &course.Item{Kind: course.Interval, Answer: "x > 2", Wrong: []course.Wrong{{Answer: "x ≥ 2", Feedback: "Is 2 itself in it?"}}}
	got := grade.Answer(it, nil, "[2, oo)")
	if got.Verdict != grade.Wrong || !got.Known || got.Feedback != "Is 2 itself in it?" || got.Note != "" {
		t.Errorf("got %+v", got)
	}
}
