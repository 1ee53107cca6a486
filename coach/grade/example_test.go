package grade_test

import (
	"fmt"

	"pacer/coach/course"
	"pacer/coach/grade"
)

// A wrong answer that the author foresaw brings its own reply; what is no
// answer is not marked; a right value in another form is asked for again.
func ExampleAnswer() {
	item := &course.Item{
		Kind: course.Number, Question: "1/2 + 1/3 = ?", Answer: "5/6", Form: course.Simplest,
		Wrong: []course.Wrong{{
			Answer:        "2/5",
			Feedback:      "Cut both bars into parts of one size first.",
			Misconception: "adds-tops-and-bottoms",
		}},
	}
	for _, said := range []string{"2/5", "let me think", "10/12", "x = ⅚"} {
		result := grade.Answer(item, nil, said)
		fmt.Printf("%s: %v %q\n", result.Read, result.Verdict, result.Misconception+string(result.Note))
	}
	fmt.Println("key:", grade.Key(item, nil))
	// Output:
	// 2/5: wrong "adds-tops-and-bottoms"
	// let me think: unread ""
	// 10/12: again "not-simplest"
	// 5/6: right ""
	// key: 5/6
}
