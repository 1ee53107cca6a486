package grade_test

import (
	"testing"

	"pacer/coach/course"
	"pacer/coach/grade"
)

// An option that is a picture is called what its alternative text says, in the
// key and in an answer.
func TestAPictureIsItsWords(t *testing.T) {
	t.Parallel()
	it := &course.Item{ID: "square", Kind: course.Choice, Options: []course.Option{
		{Text: "![a square](media/square.png)", Right: true},
		{Text: "![a triangle](media/triangle.png)"},
		{Text: "Stop!"},
	}}
	order := []int{1, 0, 2}
	if got, want := grade.Key(it, order), "B: a square"; got != want {
		t.Errorf("the key is %q, want %q", got, want)
	}
	for said, want := range map[string]grade.Verdict{
		"a square": grade.Right, "a triangle": grade.Wrong, "B": grade.Right, "Stop!": grade.Wrong, "a circle": grade.Unread,
	} {
		if got := grade.Answer(it, order, said); got.Verdict != want {
			t.Errorf("%q is %v, want %v", said, got.Verdict, want)
		}
	}
}
