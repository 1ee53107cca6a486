package grade_test

import (
	"testing"

	"pacer/coach/course"
	"pacer/coach/grade"
)

func TestGradingOutput(t *testing.T) {
	for _, row := range []struct {
		what    string
		item    course.Item
		answers []said
	}{
		{"several lines", course.Item{Answer: "a  b\n 1\n"}, []said{
			{"a  b\n 1", grade.Right, "", ""},
			{"\na  b  \r\n 1\r\n\r\n", grade.Right, "", ""},
			{"```\na  b\n 1\n```", grade.Right, "", ""},
			{"```python\na  b\n 1\n```", grade.Right, "", ""},
			{"a  b ⏎  1", grade.Right, "", ""},
			{"a b\n1", grade.Again, grade.Spacing, ""},
			{"A B 1", grade.Again, grade.Spacing, ""},
			{"a  b", grade.Wrong, "", ""},
			{"a  b\n 2", grade.Wrong, "", ""},
			{"error", grade.Wrong, "", ""},
			{"it doesn't compile", grade.Wrong, "", ""},
		}},
		{"one number", course.Item{Answer: "5"}, []said{
			{" 5 ", grade.Right, "", ""},
			{"`5`", grade.Right, "", ""},
			{`"5"`, grade.Again, grade.Spacing, ""},
			{"5.0", grade.Wrong, "", ""},
			{"[]", grade.Wrong, "", ""},
		}},
		{"signs", course.Item{Answer: "[]"}, []said{
			{"[]", grade.Right, "", ""},
			{"[ ]", grade.Again, grade.Spacing, ""},
			{"{}", grade.Wrong, "", ""},
		}},
		{"quotation marks that a telephone bends", course.Item{Answer: `["it's"]`}, []said{
			{"[“it’s”]", grade.Right, "", ""},
		}},
		{"another output that is right", course.Item{Answer: "{1, 2}", Accept: []string{"{2, 1}"}}, []said{
			{"{2, 1}", grade.Right, "", ""},
		}},
		{"words that are talk elsewhere", course.Item{Answer: "hello"}, []said{
			{"hello", grade.Right, "", ""},
			{"Hello", grade.Again, grade.Spacing, ""},
		}},
		{"a question mark that is printed", course.Item{Answer: "who?"}, []said{
			{"who?", grade.Right, "", ""},
		}},
		{"code that fails", course.Item{Fails: true}, []said{
			{"error", grade.Right, "", ""},
			{"It doesn't compile!", grade.Right, "", ""},
			{"does not run", grade.Right, "", ""},
			{"I think it doesn’t run", grade.Right, "", ""},
			{"3", grade.Wrong, "", ""},
			{"None None", grade.Wrong, "", ""},
		}},
		{"a word for failure that is printed", course.Item{Answer: "error"}, []said{
			{"error", grade.Right, "", ""},
			{"does not run", grade.Wrong, "", ""},
		}},
	} {
		t.Run(row.what, func(t *testing.T) {
			row.item.Kind = course.Output
			compareGrades(t, &row.item, row.answers)
		})
	}
}

func TestWrongOutputThatTheAuthorForesaw(t *testing.T) {
	it := &course.Item{Kind: course.Output, Answer: "3", Wrong: []course.Wrong{{Answer: "1 2\n", Feedback: "Nothing is printed between."}}}
	if got := grade.Answer(it, nil, "1 2"); got.Verdict != grade.Wrong || !got.Known || got.Feedback != "Nothing is printed between." {
		t.Errorf("got %+v", got)
	}
}
