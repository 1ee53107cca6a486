package grade_test

import (
	"slices"
	"testing"

	"pacer/coach/course"
	"pacer/coach/grade"
)

// said is an answer, and what it comes to.
type said struct {
	text    string
	verdict grade.Verdict
	note    grade.Note
	read    string
}

// compareGrades grades what is said to an item, and the item's key.
func compareGrades(t *testing.T, it *course.Item, answers []said) {
	t.Helper()
	for _, s := range answers {
		got := grade.Answer(it, nil, s.text)
		if got.Verdict != s.verdict || got.Note != s.note || s.read != "" && got.Read != s.read {
			t.Errorf("%q is %v (%s), read %q; want %v (%s), read %q", s.text, got.Verdict, got.Note, got.Read, s.verdict, s.note, s.read)
		}
		if (got.Score == 1) != (got.Verdict == grade.Right) || got.Verdict == grade.Unread && got.Score != 0 {
			t.Errorf("%q is %v with a score of %v", s.text, got.Verdict, got.Score)
		}
	}
	if key := grade.Key(it, nil); grade.Answer(it, nil, key).Verdict != grade.Right {
		t.Errorf("the key %q is not right", key)
	}
}

// talk is no answer to anything that is mathematics or code.
var talk = []string{
	"hello", "lol", "this is hard", "idk this one", "can you explain?", "…", "wow", "thank you so much", "my dog is sick?",
	"what is x?", "ok", "😀", "I don't know", "haha", "why", "no", "is it 5?", "",
}

func TestGradingExpressions(t *testing.T) {
	for _, row := range []struct {
		what    string
		item    course.Item
		answers []said
	}{
		{"an equation", course.Item{Question: "Which line?", Answer: "y = 2x+1"}, []said{
			{"2x+1", grade.Right, "", "2x + 1"},
			{"y=2x+1", grade.Right, "", "y = 2x + 1"},
			{"1+2x=y", grade.Right, "", ""},
			{"Y = 2X + 1", grade.Right, "", "Y = 2X + 1"},
			{"y - 2x = 1", grade.Right, "", ""},
			{"f(x) = 2x + 1", grade.Right, "", ""},
			{"I think it's 2x + 1", grade.Right, "", ""},
			{"y = 2x", grade.Wrong, "", "y = 2x"},
			{"z = 2x + 1", grade.Unread, grade.OtherLetters, ""},
			{"2a + 1", grade.Unread, grade.OtherLetters, ""},
			{"is it 2x+1?", grade.Unread, grade.Question, ""},
			{"2x+", grade.Unread, grade.NotMaths, "2x+"},
		}},
		{"an expression", course.Item{Question: "Double $2x + 1$ where $b = 2$.", Answer: "4x + 2"}, []said{
			{"y = 4x + 2", grade.Right, "", ""},
			{"2(2x+1)", grade.Right, "", ""},
			{"2(2x+1) = 4x+2", grade.Right, "", ""},
			{"2(2x+1) = 4x+3", grade.Wrong, "", ""},
			{"= 4x + 2", grade.Right, "", "4x + 2"},
			{"４ｘ＋２", grade.Right, "", "4x + 2"},
			{"𝟒𝑥 + 𝟚", grade.Right, "", "4x + 2"}, // as editors of formulas copy it
			{"4b + 2", grade.Wrong, "", ""},       // b is a letter of the question
			{"4c + 2", grade.Unread, grade.OtherLetters, ""},
		}},
		{"two solutions", course.Item{Question: "Solve $x^2 + x = 6$.", Answer: "x = 2 or x = -3"}, []said{
			{"2,-3", grade.Right, "", "2; -3"},
			{"2,0; -3,0", grade.Right, "", ""},
			{"2,-3,0", grade.Wrong, "", "2; -3; 0"}, // three numbers, and not 2 and -3.0
			{"2, -3, 0", grade.Wrong, "", ""},
		}},
		{"a point", course.Item{Question: "Where do they meet?", Answer: "(2, 3)"}, []said{
			{"2, 3", grade.Right, "", "(2, 3)"},
			{"2,3", grade.Right, "", "(2, 3)"},
			{"3, 2", grade.Wrong, "", ""},
			{"2.3", grade.Wrong, "", "2.3"},
		}},
		{"a solution", course.Item{Question: "Solve $2x = 10$.", Answer: "x = 5"}, []said{
			{"5", grade.Right, "", ""},
			{"5 = x", grade.Right, "", ""},
			{"2x = 10", grade.Again, grade.NotSolved, ""},
			{"x - 5 = 0", grade.Again, grade.NotSolved, ""},
			{"y = 5", grade.Unread, grade.OtherLetters, ""},
			{"x = 4", grade.Wrong, "", ""},
		}},
		{"a formula for a letter", course.Item{Question: "Solve $A = bh/2$ for $b$.", Answer: "b = 2A/h"}, []said{
			{"2A/h", grade.Right, "", ""},
			{"b = (2A)/h", grade.Right, "", ""},
			{"h = 2A/b", grade.Again, grade.NotSolved, ""},
			{"bh = 2A", grade.Again, grade.NotSolved, ""},
			{"b = A/(2h)", grade.Wrong, "", ""},
		}},
		{"an identity", course.Item{Answer: "cos²x = 1 - sin²x"}, []said{
			{"cos^2 x = 1 - sin^2 x", grade.Right, "", ""},
			{"1 - sin²x = cos²x", grade.Right, "", ""},
			{"sin²x = 1 - cos²x", grade.Wrong, "", ""},
		}},
		{"values that are asked for in brackets", course.Item{Answer: "-5√2, 5√2"}, []said{
			{"(-5√2, 5√2)", grade.Right, "", ""},
			{"{5√2, -5√2}", grade.Right, "", ""},
			{"±5√2", grade.Right, "", ""},
			{"(-5√2, 5√3)", grade.Wrong, "", ""},
		}},
		{"a point", course.Item{Answer: "(1, 2)"}, []said{
			{"(1, 2)", grade.Right, "", ""},
			{"2, 1", grade.Wrong, "", ""},
			{"1 2", grade.Unread, grade.NotMaths, ""},
		}},
		{"several solutions", course.Item{Answer: "x = 2 or x = -3"}, []said{
			{"2, -3", grade.Right, "", ""},
			{"x = -3, x = 2", grade.Right, "", ""},
			{"x = 2\nx = -3", grade.Right, "", ""},
			{"{-3; 2}", grade.Right, "", ""},
			{"2", grade.Wrong, "", ""},
			{"2, -3, 4", grade.Wrong, "", ""},
		}},
		{"a form that is asked for", course.Item{Question: "Expand $(x+1)(x+2)$.", Answer: "$x^2+3x+2$", Form: course.Expanded}, []said{
			{"x²+3x+2", grade.Right, "", ""},
			{"2+3x+x*x", grade.Right, "", ""},
			{"(x+1)(x+2)", grade.Again, grade.SameAgain, ""},
			{"(x+2)(x+1)", grade.Again, grade.NotExpanded, ""},
			{"x²+2x+x+2", grade.Again, grade.NotExpanded, ""},
			{"x²+2", grade.Wrong, "", ""},
		}},
		{"a product that is asked for", course.Item{Answer: "(x-2)(x+2)", Form: course.Factored}, []said{
			{"(x+2)(x-2)", grade.Right, "", ""},
			{"x²-4", grade.Again, grade.NotFactored, ""},
		}},
		{"the simplest form", course.Item{Question: `Simplify $\sqrt{50}$.`, Answer: "5√2", Form: course.Simplest}, []said{
			{"5 sqrt 2", grade.Right, "", ""},
			{"√50", grade.Again, grade.SameAgain, ""},
			{"√(25*2)", grade.Again, grade.NotSimplest, ""},
			{"7.071", grade.Wrong, "", ""},
		}},
		{"the question's own expression where no form is asked for", course.Item{Question: "Simplify $x + x$.", Answer: "2x"}, []said{
			{"x + x", grade.Again, grade.SameAgain, ""},
			{"2x", grade.Right, "", ""},
		}},
		{"a domain", course.Item{Answer: "ln|x|"}, []said{
			{"ln(abs(x))", grade.Right, "", ""},
			{"ln x", grade.Again, grade.OtherDomain, ""},
		}},
		{"a text that can be read in several ways", course.Item{Answer: "x/2"}, []said{
			{"1/2x", grade.Right, "", "(1/2)x"},
			{"0,5x", grade.Right, "", "0.5x"},
			{"½x", grade.Right, "", ""},
		}},
		{"the same text where it means the other", course.Item{Answer: "1/(2x)"}, []said{
			{"1/2x", grade.Right, "", "1/(2x)"},
		}},
		{"an angle", course.Item{Answer: "153.2°"}, []said{
			{"153.2", grade.Right, "", ""},
			{"153.2 degrees", grade.Right, "", ""},
			{"153", grade.Wrong, "", ""},
		}},
		{"another right answer", course.Item{Answer: "x + 1", Accept: []string{"2x"}}, []said{
			{"2x", grade.Right, "", ""},
		}},
		{"points and matrices", course.Item{Answer: "[[1, 2], [3, x]]"}, []said{
			{`\begin{pmatrix}1&2\\3&x\end{pmatrix}`, grade.Right, "", "[[1, 2], [3, x]]"},
			{"[[1,2],[x,3]]", grade.Wrong, "", ""},
			{"1 2\n3 x", grade.Right, "", "[[1, 2], [3, x]]"},
			{"1 2; 3 x", grade.Right, "", ""},
			{"[1, 2]\n[3, x]", grade.Right, "", ""},
			{"[1, 2], [3, x]", grade.Right, "", ""},
			{"1 2; 3 4", grade.Wrong, "", ""},
		}},
	} {
		t.Run(row.what, func(t *testing.T) {
			row.item.Kind = course.Expression
			compareGrades(t, &row.item, row.answers)
		})
	}
}

func TestWrongExpressionsThatTheAuthorForesaw(t *testing.T) {
	it := &course.Item{Kind: course.Expression, Answer: "x² + 2x + 1", Wrong: []course.Wrong{
		{Answer: "x² + 1", Feedback: "The middle term lacks.", Misconception: "freshman"},
		{Answer: "x² + 2x", Part: 50},
	}}
	got := grade.Answer(it, nil, "1 + x^2")
	if got.Verdict != grade.Wrong || !got.Known || got.Feedback != "The middle term lacks." || got.Misconception != "freshman" {
		t.Errorf("got %+v", got)
	}
	got = grade.Answer(it, nil, "x(x + 2)")
	if got.Verdict != grade.Wrong || got.Score != 0.5 || got.Note != grade.PartRight {
		t.Errorf("got %+v", got)
	}
	got = grade.Answer(it, nil, "a² + 2a + 1")
	if got.Note != grade.OtherLetters || !slices.Equal(got.About, []string{"x"}) {
		t.Errorf("got %+v", got)
	}
}

func TestTalkIsNoMathematicsAndNoOutput(t *testing.T) {
	for _, it := range []*course.Item{
		{Kind: course.Expression, Answer: "2x + 1", Question: "What is it?"},
		{Kind: course.Expression, Answer: "a·h", Question: "What is the area?"},
		{Kind: course.Interval, Answer: "x > 2"},
		{Kind: course.Interval, Answer: "no solution"},
		{Kind: course.Output, Answer: "1\n2"},
		{Kind: course.Output, Answer: "Hi there"},
		{Kind: course.Output, Fails: true},
	} {
		for _, text := range talk {
			if got := grade.Answer(it, nil, text); got.Verdict != grade.Unread {
				t.Errorf("%q to %s %q is %v, read %q", text, it.Kind, it.Answer, got.Verdict, got.Read)
			}
		}
		if got := grade.Answer(it, nil, "what is x?"); got.Note != grade.Question {
			t.Errorf("a question to %s %q has the note %q", it.Kind, it.Answer, got.Note)
		}
	}
}
