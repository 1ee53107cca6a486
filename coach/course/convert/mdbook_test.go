package convert

import (
	"strings"
	"testing"
	"testing/fstest"

	"pacer/coach/course"
)

func TestQuizzesOfABookAreRead(t *testing.T) { checkSamples(t, "mdbook-quiz", "mdbook") }

func TestABookIsOneCourseAndEachQuizASkill(t *testing.T) {
	quiz := func(question string) *fstest.MapFile {
		return &fstest.MapFile{Data: []byte("[[questions]]\ntype = \"ShortAnswer\"\nprompt.prompt = \"" + question + "\"\nanswer.answer = \"yes\"\n")}
	}
	src := fstest.MapFS{
		"book.toml":                   {Data: []byte("[book]\ntitle = \"A book\"\n")},
		"quizzes/ch01-ownership.toml": quiz("One?"), "quizzes/ch02-slices.toml": quiz("Two?"),
		".git/hidden.toml": quiz("Hidden?"), "src/chapter.md": {Data: []byte("text")},
	}
	if got := Detect(src); got != "mdbook-quiz" {
		t.Errorf("it is taken for %q", got)
	}
	courses, report := mustImport(t, "mdbook-quiz", src, Options{})
	checkValid(t, courses)
	if len(courses) != 1 || len(courses[0].Skills) != 2 || courses[0].Skills[1].Title != "Ch02-slices" || courses[0].Title != "A book" {
		t.Errorf("%+v\n%s", courses[0], report)
	}
	if len(report.Remarks) != 0 {
		t.Errorf("remarks %v", report.Remarks)
	}
}

func TestATracedProgramThatFailsIsAskedFor(t *testing.T) {
	text := "[[questions]]\ntype = \"Tracing\"\nprompt.program = \"let x;\"\nanswer.doesCompile = false\n"
	courses, _ := mustImport(t, "mdbook-quiz", fstest.MapFS{"q.toml": {Data: []byte(text)}}, Options{Language: "de"})
	it := courses[0].Items[0]
	if it.Kind != course.Output || !it.Fails || it.Answer != "" || strings.Contains(it.Explanation, "compile") {
		t.Errorf("%+v", it)
	}
}

func TestFilesThatAreNoQuizAreRefused(t *testing.T) {
	for name, text := range map[string]string{"empty": "", "other TOML": "[book]\ntitle = \"x\"\n", "no TOML": "{]", "a list of numbers": "questions = [1, 2]"} {
		if courses, _, err := Import("mdbook-quiz", fstest.MapFS{"q.toml": {Data: []byte(text)}}, Options{}); err == nil || len(courses) > 0 {
			t.Errorf("%s: %v, %v", name, courses, err)
		}
	}
}

func FuzzMDBook(f *testing.F) {
	addSamples(f, "mdbook")
	f.Fuzz(func(t *testing.T, data []byte) {
		courses, report, err := Import("mdbook-quiz", fstest.MapFS{"q.toml": {Data: data}}, Options{})
		if err != nil {
			return
		}
		checkAccounts(t, courses, report, len(report.Records))
		checkValid(t, courses)
	})
}
