package convert

import (
	"encoding/json"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"pacer/coach/course"
)

// oneStep imports a pool of one problem with one step.
func oneStep(t *testing.T, problem, step map[string]any, pathway ...map[string]any) course.Item {
	t.Helper()
	write := func(v any) *fstest.MapFile {
		data, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		return &fstest.MapFile{Data: data}
	}
	if pathway == nil {
		pathway = []map[string]any{}
	}
	courses, report := mustImport(t, "oatutor", fstest.MapFS{
		"content-pool/p/p.json":                                  write(problem),
		"content-pool/p/steps/pa/pa.json":                        write(step),
		"content-pool/p/steps/pa/tutoring/paDefaultPathway.json": write(pathway),
	}, Options{})
	if len(courses) != 1 || len(courses[0].Items) != 1 {
		t.Fatalf("nothing is imported: %s", report)
	}
	checkValid(t, courses)
	return courses[0].Items[0]
}

func TestOATutorKeysMakeTheirKindOfItem(t *testing.T) {
	const arithmetic, text = "arithmetic", "string"
	for _, tc := range []struct {
		question, answerType, key string
		want                      course.Item // only what grades it
	}{
		// Expressions are written as they are seen.
		{"Multiply.", arithmetic, `$$6x^2+\frac{x}{2}$$`, course.Item{Kind: course.Expression, Answer: "6x²+x/2"}},
		{"Multiply.", text, `(x-1/3)**2`, course.Item{Kind: course.Expression, Answer: "(x−1/3)²"}},
		{"Factor.", arithmetic, `$$\left(a+5\right) \left(a-4\right)$$`, course.Item{Kind: course.Expression, Answer: "(a+5)(a−4)", Form: course.Factored}},
		{"Simplify.", arithmetic, `$$\sqrt{12}$$`, course.Item{Kind: course.Expression, Answer: "√12"}},
		{"Simplify.", arithmetic, `$$6m+2{yz}^2$$`, course.Item{Kind: course.Expression, Answer: "6m+2yz²", Form: course.Simplest}},
		{"Which function?", arithmetic, `$$f(x)={6\left(5\right)}^x$$`, course.Item{Kind: course.Expression, Answer: "f(x)=6(5)ˣ"}},
		{"Factor.", arithmetic, `$${4y\left(5x-2\right)}^2$$`, course.Item{Kind: course.Expression, Answer: "4y(5x−2)²", Form: course.Factored}},
		{"Solve for x.", arithmetic, `$$x=\frac{-3}{4}$$`, course.Item{Kind: course.Expression, Answer: "x=−3/4"}},
		{"Write the general term.", arithmetic, `an $$=$$ $$4n$$`, course.Item{Kind: course.Expression, Answer: "aₙ = 4n", Accept: []string{"an = 4n"}}},
		{"Simplify.", text, `1+isqrt(3)`, course.Item{Kind: course.Expression, Answer: "1+i*sqrt(3)", Form: course.Simplest}},
		{"Evaluate.", arithmetic, `2sin(45 degrees)`, course.Item{Kind: course.Expression, Answer: "2sin(45°)"}},
		{"Simplify.", text, `r+5/2r(r+2)`, course.Item{Kind: course.Expression, Answer: "(r+5)/(2r(r+2))", Accept: []string{"r+5/2r(r+2)"}, Form: course.Simplest}},
		{"Add.", arithmetic, `$$\begin{bmatrix} 6 & -5 \\ \frac{1}{2} & 1 \end{bmatrix}$$`, course.Item{Kind: course.Expression, Answer: "[[6, -5], [1/2, 1]]"}},
		{"Where do they meet?", text, `(-2,0),(-sqrt(3),-1)`, course.Item{Kind: course.Expression, Answer: "(-2,0),(-sqrt(3),-1)"}},
		{"Solve. If there is more than one solution, write (a,b).", text, `(-5*sqrt(2), 5*sqrt(2))`, course.Item{Kind: course.Expression, Answer: "-5*sqrt(2), 5*sqrt(2)", Accept: []string{"(-5*sqrt(2), 5*sqrt(2))", "(5*sqrt(2), -5*sqrt(2))"}}},
		{"Write the system.", text, `x-y=2 2x+y=-3`, course.Item{Kind: course.Expression, Answer: "x-y=2, 2x+y=-3"}},

		// Several numbers.
		{"Find the numbers.", text, `8,13`, course.Item{Kind: course.Numbers, Answers: []string{"8", "13"}}},
		{"Find the numbers.", text, `42,136`, course.Item{Kind: course.Numbers, Answers: []string{"42", "136"}}},
		{"Solve.", text, `x=-7/5 or x=3`, course.Item{Kind: course.Numbers, Answers: []string{"-7/5", "3"}}},
		{"Solve. Write (a,b) where a<b.", text, `(-7,7)`, course.Item{Kind: course.Numbers, Answers: []string{"-7", "7"}}},
		{"Find the vertex.", text, `(3,-2)`, course.Item{Kind: course.Numbers, Answers: []string{"3", "-2"}, InOrder: true}},
		{"Factor 48.", text, `2,2,2,2,3`, course.Item{Kind: course.Numbers, Answers: []string{"2", "2", "2", "2", "3"}, InOrder: true}},
		{"Between which numbers? Round to hundredths.", arithmetic, `$$5.79$$ $$5.91$$`, course.Item{Kind: course.Numbers, Answers: []string{"5.79", "5.91"}, Tolerance: "0.005"}},
		{"The 95% confidence interval?", text, `(7.30,9.15)`, course.Item{Kind: course.Numbers, Answers: []string{"7.30", "9.15"}, InOrder: true}},

		// Sets of numbers.
		{"Solve.", arithmetic, `$$y \geq \frac{1}{2}$$`, course.Item{Kind: course.Interval, Answer: "y ≥ 1/2"}},
		{"Solve.", text, `(-inf,-3/2]U(3,inf)`, course.Item{Kind: course.Interval, Answer: "(-∞,-3/2] ∪ (3,∞)"}},
		{"Solve.", text, `(-inf,2]&[6,inf)`, course.Item{Kind: course.Interval, Answer: "(-∞,2] ∪ [6,∞)"}},
		{"Solve.", text, `]-inf, 2[`, course.Item{Kind: course.Interval, Answer: "]-∞, 2["}},
		{"Write in interval notation.", text, `(2, 5)`, course.Item{Kind: course.Interval, Answer: "(2, 5)"}},
		{"Solve.", text, `[1-sqrt(2),1+sqrt(2))`, course.Item{Kind: course.Interval, Answer: "[1-sqrt(2),1+sqrt(2))"}},

		// What has to be typed as it stands.
		{"What is missing?", text, `np.mean(water.column("amount")<3)`, course.Item{Kind: course.Text, Answer: `np.mean(water.column("amount")<3)`, Exact: true}},
		{"Which makes sense?", arithmetic, `g(f(x))`, course.Item{Kind: course.Text, Answer: "g(f(x))", Exact: true}},
		{"How many of each?", arithmetic, `6m10t`, course.Item{Kind: course.Text, Answer: "6m10t", Exact: true, Accept: []string{"6m, 10t", "6m and 10t", "6 m, 10 t"}}},
		{"How many of each?", text, `32 child tickets, 40 adult tickets`, course.Item{Kind: course.Text, Answer: "32 child tickets, 40 adult tickets", Exact: true, Accept: []string{"32, 40", "32 and 40"}}},
		{"The intercepts? Else DNE.", text, `(0,13), DNE`, course.Item{Kind: course.Text, Answer: "(0,13), DNE", Exact: true, Accept: []string{"(0,13), does not exist", "(0,13), none"}}},
	} {
		t.Run(tc.key, func(t *testing.T) {
			got := oneStep(t, map[string]any{"title": tc.question},
				map[string]any{"stepAnswer": []string{tc.key}, "problemType": "TextBox", "answerType": tc.answerType})
			grading := course.Item{
				Kind: got.Kind, Answer: got.Answer, Answers: got.Answers, InOrder: got.InOrder, Accept: got.Accept,
				Exact: got.Exact, Tolerance: got.Tolerance, Units: got.Units, Form: got.Form, Model: got.Model,
			}
			if diff := cmp.Diff(tc.want, grading); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestOATutorScaffoldsAreSmallerQuestions(t *testing.T) {
	scaffold := func(id, after, text, key, answerType string, more map[string]any) map[string]any {
		h := map[string]any{"id": id, "type": "scaffold", "title": "", "text": text, "dependencies": []string{after},
			"hintAnswer": []string{key}, "problemType": "TextBox", "answerType": answerType}
		for k, v := range more {
			h[k] = v
		}
		return h
	}
	it := oneStep(t, map[string]any{"title": "Factor."},
		map[string]any{"stepAnswer": []string{"$$5(x+2)$$"}, "problemType": "TextBox", "answerType": "arithmetic", "stepTitle": "$$5x+10$$"},
		scaffold("c", "b", "Which is right?", "$$5$$", "string", map[string]any{"problemType": "MultipleChoice", "choices": []string{"$$5$$", "$$2$$"}}),
		scaffold("b", "a", "What divides both?", "$$5$$", "arithmetic", map[string]any{"subHints": []map[string]any{{"id": "s", "type": "hint", "text": "Ten is five twos."}}}),
		map[string]any{"id": "a", "type": "hint", "text": "Look at both terms.", "dependencies": []string{"gone"}},
		scaffold("d", "c", "What stands in the brackets?", "$$x+2$$", "arithmetic", nil),
		scaffold("e", "d", "What was the sum?", "5x+", "arithmetic", nil),
		scaffold("f", "d", "Which letter is it?", "N", "string", nil),
	)
	want := []course.Hint{
		{Text: "Look at both terms."},
		{Ask: &course.Item{Kind: course.Number, Tier: 2, Question: "What divides both?", Answer: "5", Explanation: "Ten is five twos."}},
		{Ask: &course.Item{Kind: course.Choice, Tier: 2, Question: "Which is right?", Options: []course.Option{{Text: "5", Right: true}, {Text: "2"}}, Explanation: "The answer is: 5."}},
		{Ask: &course.Item{Kind: course.Expression, Tier: 2, Question: "What stands in the brackets?", Answer: "x+2", Explanation: "The answer is: $x+2$"}},
		{Text: "Ask yourself: What was the sum? (5x+)"},
		{Ask: &course.Item{Kind: course.Text, Question: "Which letter is it?", Answer: "N", Explanation: "The answer is: N."}},
	}
	for i := range want {
		if ask := want[i].Ask; ask != nil && i < len(it.Hints) && it.Hints[i].Ask != nil {
			ask.Tier = it.Hints[i].Ask.Tier // a scaffold's tier means nothing
		}
	}
	if diff := cmp.Diff(want, it.Hints); diff != "" {
		t.Error(diff)
	}
	if worked := "What divides both? 5."; !strings.Contains(it.Explanation, worked) {
		t.Errorf("the worked solution %q does not say %q", it.Explanation, worked)
	}
}

func TestOATutorVariablesAreDrawnRowByRow(t *testing.T) {
	problem := map[string]any{"title": "Roots", "variabilization": map[string]any{"ans": []string{"2", "3", "4"}, "b": []string{"4", "9", "16"}}}
	it := oneStep(t, problem,
		map[string]any{"stepAnswer": []string{`$$\frac{1}{@{ans}}$$`}, "problemType": "TextBox", "answerType": "arithmetic", "stepTitle": `What is $${@{b}}^{-\frac{1}{2}}$$?`},
		map[string]any{"id": "h", "type": "hint", "text": "The root of @{b}, upside down."})
	want := map[string]string{"1/2": "The root of 4,", "1/3": "The root of 9,", "1/4": "The root of 16,"}
	seen := make(map[string]bool)
	for seed := range uint64(60) {
		drawn, err := it.Instance(seed)
		if err != nil {
			t.Fatal(err)
		}
		hint := drawn.Hints[0].Text
		if start := want[drawn.Answer]; start == "" || !strings.HasPrefix(hint, start) {
			t.Errorf("seed %d: the answer is %s, the hint %q", seed, drawn.Answer, hint)
		}
		if strings.Contains(drawn.Question+hint, "{{") {
			t.Errorf("seed %d: a formula is left in %q", seed, drawn.Question+hint)
		}
		seen[drawn.Answer] = true
	}
	if len(seen) != len(want) {
		t.Errorf("only %v are drawn", seen)
	}
}

func TestOATutorVariablesThatDoNotFitKeepTheirFirstValues(t *testing.T) {
	for _, tc := range []struct {
		name string
		vars map[string]any
		key  string
	}{
		{"lists of other lengths", map[string]any{"n": []string{"2", "3"}, "m": []string{"2", "4", "6"}}, "@{m}"},
		{"a word in one row", map[string]any{"n": []string{"2", "3"}, "m": []string{"2", "many"}}, "@{m}"},
		{"one row", map[string]any{"n": []string{"2"}, "m": []string{"2"}}, "@{m}"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			it := oneStep(t, map[string]any{"title": "Count", "variabilization": tc.vars},
				map[string]any{"stepAnswer": []string{tc.key}, "problemType": "TextBox", "answerType": "arithmetic", "stepTitle": "How many are @{n}?"})
			if it.Vars != nil || it.Answer != "2" || !strings.Contains(it.Question, "How many are 2?") {
				t.Errorf("%+v", it)
			}
		})
	}
}
