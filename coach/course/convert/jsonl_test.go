package convert

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"pacer/coach/course"
)

func TestQuestionsAsJSONOfManyShapes(t *testing.T) { checkSamples(t, "jsonl", "jsonl") }

func TestAJSONFileWithoutQuestionsIsRefused(t *testing.T) {
	for name, text := range map[string]string{"an empty file": "", "no JSON": "hello", "a number": "7", "an empty list": "[]"} {
		courses, report, err := Import("jsonl", fstest.MapFS{"q.json": {Data: []byte(text)}, "q.jsonl": {Data: []byte(text)}}, Options{})
		if err == nil && (len(courses) > 0 || report.Count(Skipped) != len(report.Records)) {
			t.Errorf("%s: %d courses, %s", name, len(courses), report)
		}
	}
}

func TestALineThatIsNoJSONCostsOnlyItself(t *testing.T) {
	text := `{"question": "A?", "answer": "a"}` + "\n" + `{"question": "B?", "answer": ` + "\n" + `{"question": "C?", "answer": "c"}` + "\n"
	courses, report := mustImport(t, "jsonl", fstest.MapFS{"q.jsonl": {Data: []byte(text)}}, Options{})
	if report.Count(Imported) != 2 || report.Count(Skipped) != 1 || report.Records[1].Where.Line != 2 {
		t.Errorf("%d courses: %s", len(courses), report)
	}
}

func TestRealWordProblemsAreAllNumbers(t *testing.T) {
	src := Only(os.DirFS(corpusFolder(t, "gsm8k")), "train.jsonl")
	courses, report := mustImport(t, "jsonl", src, Options{})
	checkAccounts(t, courses, report, 7473)
	checkValid(t, courses)
	for i := range courses[0].Items {
		it := &courses[0].Items[i]
		if it.Kind != course.Number || strings.Contains(it.Explanation, "<<") || strings.Contains(it.Explanation, "####") {
			t.Errorf("%s: %s, explained by %q", it.Kind, it.Question, it.Explanation)
		}
	}
	t.Logf("%s", report)
}

// TestDeepJSONTakesNoTime holds an object in an object a thousand times over.
func TestDeepJSONTakesNoTime(t *testing.T) {
	text := strings.Repeat(`{"questions":`, 5000) + "1" + strings.Repeat("}", 5000)
	_, report, err := Import("jsonl", fstest.MapFS{"q.json": {Data: []byte(text)}}, Options{})
	if err == nil && report.Count(Skipped) != 1 {
		t.Error(report)
	}
}

func FuzzJSONL(f *testing.F) {
	addSamples(f, "jsonl")
	f.Fuzz(func(t *testing.T, data []byte) {
		courses, report, err := Import("jsonl", fstest.MapFS{"q.jsonl": {Data: data}}, Options{})
		if err != nil {
			return
		}
		checkAccounts(t, courses, report, len(report.Records))
		checkValid(t, courses)
		_ = report.String()
	})
}

func ExampleImport_jsonl() {
	lines := []map[string]any{
		{"question": "What is 6 × 7?", "answer": 42},
		{"question": "Which is a bird?", "choices": []string{"bat", "owl"}, "answer": "owl"},
	}
	var text strings.Builder
	for _, line := range lines {
		if err := json.NewEncoder(&text).Encode(line); err != nil {
			fmt.Println(err)
		}
	}
	courses, _, err := Import("jsonl", fstest.MapFS{"quiz.jsonl": {Data: []byte(text.String())}}, Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, item := range courses[0].Items {
		fmt.Println(item.Kind, item.Question)
	}
	// Output:
	// number What is 6 × 7?
	// choice Which is a bird?
}
