package convert

import (
	"fmt"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"pacer/coach/course"
	"pacer/coach/grade"
)

// quizSamples are files of the three formats with all that they may hold, and
// most of what goes wrong in them.
var quizSamples = []struct{ format, name string }{
	{"gift", "typed.gift"},
	{"aiken", "plain.aiken"},
	{"moodle", "export.xml"},
}

func TestQuizzesBecomeCourses(t *testing.T) {
	for _, sample := range quizSamples {
		t.Run(sample.format, func(t *testing.T) {
			src := Only(os.DirFS("testdata/quiz"), sample.name)
			courses, report := mustImport(t, sample.format, src, Options{})
			checkYAML(t, filepath.Join("testdata", "quiz", sample.name+".golden"), courses, report)
			checkValid(t, courses)
			checkAccounts(t, courses, report, len(report.Records))
			checkGraded(t, courses)
			if format := Detect(src); format != sample.format {
				t.Errorf("detected as %q", format)
			}
			again, _ := mustImport(t, sample.format, src, Options{})
			if diff := cmp.Diff(courses, again, cmpopts.IgnoreUnexported(course.Course{})); diff != "" {
				t.Errorf("imported again it is another course: %s", diff)
			}
		})
	}
}

// checkYAML compares the report, and the courses as they are written, with a
// file.
func checkYAML(t *testing.T, file string, courses []*course.Course, report *Report) {
	t.Helper()
	var b strings.Builder
	b.WriteString(report.String())
	for _, c := range courses {
		text, err := course.Marshal(c)
		if err != nil {
			t.Fatal(err)
		}
		b.WriteString("\n" + string(text))
	}
	golden(t, file, b.String())
}

// checkGraded answers every item as its key says, and wrongly in every way the
// item knows, and in one that nobody would.
func checkGraded(t testing.TB, courses []*course.Course) {
	t.Helper()
	for _, c := range courses {
		for i := range c.Items {
			it := &c.Items[i]
			is := func(said string, want grade.Verdict, feedback string) {
				t.Helper()
				got := grade.Answer(it, nil, said, grade.Plausible(c, it)...)
				if got.Verdict != want || feedback != "" && got.Feedback != feedback {
					t.Errorf("item %s (%s), %q: %q is %v with feedback %q, want %v with %q", it.ID, it.Kind, it.Question, said, got.Verdict, got.Feedback, want, feedback)
				}
			}
			if it.Kind == course.Free {
				is(it.Model, grade.Compare, "")
				continue
			}
			is(grade.Key(it, nil), grade.Right, "")
			for _, other := range it.Accept {
				is(other, grade.Right, "")
			}
			for _, w := range it.Wrong {
				is(w.Answer, grade.Wrong, w.Feedback)
			}
			if got := grade.Answer(it, nil, planted(t, it)); got.Verdict == grade.Right || got.Verdict == grade.Again {
				t.Errorf("item %s (%s): the planted %q is %v", it.ID, it.Kind, planted(t, it), got.Verdict)
			}
			for k, o := range it.Options {
				if it.Kind == course.Choice && !o.Right {
					is("option "+string(rune('A'+k)), grade.Wrong, o.Feedback) // the letter alone may be another option's text
				}
			}
		}
	}
}

// planted is an answer that is wrong by the item's own key.
func planted(t testing.TB, it *course.Item) string {
	switch it.Kind {
	case course.Choice, course.Choices:
		for i, o := range it.Options {
			if !o.Right {
				return "option " + string(rune('A'+i))
			}
		}
		return "option Z" // all of them are right
	case course.TrueFalse:
		return map[string]string{"true": "false", "false": "true"}[it.Answer]
	case course.Number:
		value, err := course.ParseNumber(it.Answer)
		if err != nil {
			t.Fatal(err)
		}
		if it.Tolerance != "" {
			slack, err := course.ParseNumber(it.Tolerance)
			if err != nil {
				t.Fatal(err)
			}
			value = new(big.Rat).Add(value, slack)
		}
		return new(big.Rat).Add(value, big.NewRat(7919, 1)).FloatString(3)
	case course.Cloze:
		gaps := make([]string, len(it.Blanks))
		for i := range gaps {
			gaps[i] = "917"
		}
		return strings.Join(gaps, "; ")
	}
	return "qxzwv"
}

func TestGIFTCorpusIsGradedByItsKeys(t *testing.T) {
	courses, report := mustImport(t, "gift", os.DirFS(corpusFolder(t, "gift")), Options{})
	checkValid(t, courses)
	checkAccounts(t, courses, report, len(report.Records))
	checkGraded(t, courses)
	t.Log(report)
}

// quiz imports a file of that text.
func quiz(t testing.TB, format, text string, opt Options) ([]course.Item, *Report) {
	t.Helper()
	courses, report := mustImport(t, format, fstest.MapFS{"quiz.txt": {Data: []byte(text)}}, opt)
	checkValid(t, courses)
	checkAccounts(t, courses, report, len(report.Records))
	if len(courses) == 0 {
		return nil, report
	}
	return courses[0].Items, report
}

func itemIDs(items []course.Item) []string {
	ids := make([]string, len(items))
	for i := range items {
		ids[i] = items[i].ID
	}
	return ids
}

func TestAMendedQuestionOfAQuizKeepsItsID(t *testing.T) {
	for _, tc := range []struct{ name, format, before, after string }{
		{"by its author's ID", "gift", "// [id:one]\nWhat? {=a ~b}", "// [id:one]\nWhat else? {=a ~c}"},
		{"by Moodle's number", "gift", "// question: 7  name: x\n::x::What? {=a ~b}", "// question: 7  name: y\n::y::What else? {=a ~c}"},
		{"by its title", "gift", "::One::What? {=a}", "::One::What else? {=b}"},
		{"by what it asks", "gift", "What? {=a ~b}", "What?   {~a#No. =b}"},
		{"by its statement, with and without feedback", "gift", "It is. {T}", "It is. {T#But yes.}"},
		{"by what it asks", "aiken", "What?\nA. a\nB. b\nANSWER: A", "What?\nA) a\n\nB) b\nAnswer: B"},
		{"by Moodle's number", "moodle", moodleQuiz(`<!-- question: 7 --><question type="truefalse"><questiontext><text>Yes?</text></questiontext><answer fraction="100"><text>true</text></answer><answer fraction="0"><text>false</text></answer></question>`),
			moodleQuiz(`<!-- question: 7 --><question type="truefalse"><questiontext><text>No?</text></questiontext><answer fraction="0"><text>true</text></answer><answer fraction="100"><text>false</text></answer></question>`)},
	} {
		t.Run(tc.format+" "+tc.name, func(t *testing.T) {
			before, _ := quiz(t, tc.format, tc.before, Options{})
			after, _ := quiz(t, tc.format, tc.after, Options{Title: "Another title"})
			if diff := cmp.Diff(itemIDs(before), itemIDs(after)); diff != "" || len(before) != 1 {
				t.Errorf("%d items; %s", len(before), diff)
			}
		})
	}
}

func moodleQuiz(questions string) string {
	return `<?xml version="1.0" encoding="UTF-8"?><quiz>` + questions + `</quiz>`
}

func TestQuestionsThatShareANameAreAllKept(t *testing.T) {
	items, report := quiz(t, "gift", "// [id:a]\n::One::What? {=a}\n\n// [id:a]\n::One::Why? {=b}\n\n// question: 7\nHow? {=c}\n\n// question: 7\nWho? {=d}", Options{})
	if len(items) != 4 {
		t.Errorf("%v\n%s", itemIDs(items), report)
	}
}

func TestTwinsOfAQuizShareOneItemAndItsFeedback(t *testing.T) {
	items, report := quiz(t, "gift", "What? {=a ~b}\n\n::Again::What? {=a ~b#No.}\n\nWhat? {~a =b}\n", Options{})
	if len(items) != 1 || items[0].Options[1].Feedback != "No." || report.Count(Merged) != 1 {
		t.Fatalf("%+v\n%s", items, report)
	}
	if rec := report.Records[2]; rec.Outcome != Skipped || !strings.Contains(rec.Reason, "say which one is right") {
		t.Errorf("%+v", rec)
	}
}

func TestQuizzesInOtherEncodingsAreRead(t *testing.T) {
	for _, tc := range []struct{ format, text string }{
		{"gift", "Wie heißt “die Größe”? {=Größe =Élan}"},
		{"aiken", "Größe?\nA. größer\nB. €5\nANSWER: A\n"},
		{"moodle", `<?xml version="1.0" encoding="ISO-8859-1"?><quiz><question type="shortanswer"><questiontext><text>Größe?</text></questiontext><answer fraction="100"><text>Élan</text></answer></question></quiz>`},
	} {
		western, err := charmap.Windows1252.NewEncoder().String(tc.text)
		if err != nil {
			t.Fatal(err)
		}
		little, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String(tc.text)
		if err != nil {
			t.Fatal(err)
		}
		want, _ := quiz(t, tc.format, tc.text, Options{})
		if len(want) != 1 {
			t.Fatalf("%s: %d items", tc.format, len(want))
		}
		for name, text := range map[string]string{
			"with a mark": "\ufeff" + tc.text, "Windows-1252": western, "UTF-16": little, "with line ends of Windows": strings.ReplaceAll(tc.text, "\n", "\r\n"),
		} {
			got, report := quiz(t, tc.format, text, Options{})
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s, %s: %s\n%s", tc.format, name, diff, report)
			}
			isGuessed := name == "Windows-1252" && tc.format != "moodle" // which declares it
			if isRemarked := strings.Contains(report.String(), "Windows-1252"); isRemarked != isGuessed {
				t.Errorf("%s, %s: %s", tc.format, name, report)
			}
		}
	}
}

func TestQuizzesThatCannotBeReadAtAll(t *testing.T) {
	laughs := `<?xml version="1.0"?><!DOCTYPE quiz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><quiz><question type="essay"><questiontext><text>&b;</text></questiontext></question></quiz>`
	outside := `<?xml version="1.0"?><!DOCTYPE quiz [<!ENTITY x SYSTEM "file:///etc/passwd">]><quiz><question type="essay"><questiontext><text>&x;</text></questiontext></question></quiz>`
	for _, tc := range []struct{ name, format, text, want string }{
		{"nothing", "gift", "", "no question"},
		{"nothing but a category", "gift", "$CATEGORY: a\n", "no question"},
		{"no braces", "gift", "\n\n\n", "no question"},
		{"nothing", "aiken", "\n", "no question"},
		{"nothing", "moodle", "", "begin with <quiz>"},
		{"no XML", "moodle", "What? {=a}", "begin with <quiz>"},
		{"another XML", "moodle", "<assessmentItem/>", "<assessmentItem>"},
		{"a page", "moodle", "<html><br></html>", "<html>"},
		{"an empty quiz", "moodle", "<quiz></quiz>", "no question"},
		{"a truncated quiz", "moodle", moodleQuiz("<question type='essay'><name>")[:70], "ends in the middle"},
		{"a quiz with a broken tag", "moodle", "<quiz>\n<question <a></quiz>", "line 2"},
		{"tags that cross", "moodle", "<quiz><question><name></question></name></quiz>", "no proper XML"},
		{"an entity that nobody knows", "moodle", "<quiz><question><name>&lol9;</name></question></quiz>", "no proper XML"},
		{"a billion laughs", "moodle", laughs, "defines entities"},
		{"an entity from outside", "moodle", outside, "defines entities"},
		{"elements without end in one another", "moodle", "<quiz>" + strings.Repeat("<a>", 100_000), "too deep"},
		{"questions without end in one another", "moodle", "<quiz>" + strings.Repeat("<question>", 100_000), "too deep"},
		{"a packed file", "gift", "PK\x03\x04....", "unpack it"},
		{"a program", "aiken", "MZ\x00\x01", "no text"},
		{"too large a file", "gift", strings.Repeat("x", 4<<20+1), "larger than 4 MB"},
	} {
		t.Run(tc.format+" "+tc.name, func(t *testing.T) {
			courses, report, err := Import(tc.format, fstest.MapFS{"quiz.xml": {Data: []byte(tc.text)}}, Options{})
			if err == nil || !strings.Contains(err.Error(), tc.want) || len(courses) > 0 || report == nil {
				t.Errorf("%d courses, error %v; want %q in it", len(courses), err, tc.want)
			}
		})
	}
	for _, format := range []string{"gift", "aiken", "moodle"} {
		if _, _, err := Import(format, fstest.MapFS{"a.png": {}, "b.png": {}}, Options{}); err == nil || !strings.Contains(err.Error(), "here: name a") {
			t.Errorf("%s: a folder of other things: %v", format, err)
		}
	}
}

func TestOneBadQuestionFailsNoQuiz(t *testing.T) {
	for _, tc := range []struct{ name, format, text, reason string }{
		{"too long a text", "gift", "X" + strings.Repeat("x", quizMaxText) + " {=a}", "longer than 20000 bytes"},
		{"too many options", "gift", "Which? {=a" + numbered(" ~", 30) + "}", "more than 26 options"},
		{"too many answers", "gift", "Which? {" + numbered(" =", 300) + "}", "more than 200 answers"},
		{"an enormous number", "gift", "Which? {#1e99}", "more digits"},
		{"a question that never ends", "gift", "Which? {=a", "} is missing"},
		{"an answer that nobody sees", "gift", "Which? {=\u00ad}", "no answer is wholly right"},
		{"an essay with a word to compare with", "gift", "Why? {####So.}", "too short to compare"},
		{"a blank for the sign between answers", "moodle", moodleQuiz(`<question type="cloze"><questiontext><text>a {:SA:=b} c {:SA:=;} d</text></questiontext></question>`), "the sign between two answers"},
		{"matching with one partner for all", "gift", "Match {=a -> x =b -> x}", "everything goes with the same"},
		{"an order of one line", "moodle", moodleQuiz(`<question type="ordering"><questiontext><text>Order</text></questiontext><answer><text>a</text></answer></question>`), "fewer than two lines"},
		{"an order with a line twice", "moodle", moodleQuiz(`<question type="ordering"><questiontext><text>Order</text></questiontext><answer><text>a</text></answer><answer><text>A</text></answer></question>`), "two lines are alike"},
		{"a text to fill with too many words", "moodle", moodleQuiz(`<question type="gapselect"><questiontext><text>A [[1]]</text></questiontext>` + strings.Repeat(`<selectoption><text>a</text></selectoption>`, 300) + `</question>`), "more than 200 answers"},
		{"a letter beyond the options", "aiken", "Which?\nA. a\nB. b\nANSWER: C\n", "names no option"},
		{"mathematics in no known form", "moodle", moodleQuiz(`<question type="essay"><questiontext format="html"><text>&lt;math&gt;&lt;mglyph/&gt;&lt;/math&gt;</text></questiontext></question>`), garbled},
	} {
		t.Run(tc.format+" "+tc.name, func(t *testing.T) {
			_, report := quiz(t, tc.format, tc.text, Options{})
			if len(report.Records) != 1 || report.Records[0].Outcome != Skipped || !strings.Contains(report.Records[0].Reason, tc.reason) {
				t.Errorf("want %q in:\n%s", tc.reason, report)
			}
		})
	}
}

// numbered repeats a mark with a number after each.
func numbered(mark string, n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprint(&b, mark, "n", i)
	}
	return b.String()
}

func TestLongQuizzesAreBounded(t *testing.T) {
	text := strings.Repeat("Is it? {T}\n\n", quizMaxQuestions+5)
	_, report := quiz(t, "gift", text, Options{})
	if len(report.Records) != quizMaxQuestions || !strings.Contains(report.String(), "split the file") {
		t.Errorf("%d records:\n%s", len(report.Records), report)
	}
	var b strings.Builder
	b.WriteString("<quiz>")
	for i := range 400 { // 6 MB of explanations
		fmt.Fprintf(&b, `<question type="shortanswer"><questiontext><text>Who is %d?</text></questiontext><generalfeedback><text>%s</text></generalfeedback><answer fraction="100"><text>a</text></answer></question>`, i, strings.Repeat("because ", 2000))
	}
	b.WriteString("</quiz>")
	items, report := quiz(t, "moodle", b.String(), Options{})
	if len(items) < 200 || len(items) > 300 || report.Count(Skipped) != 400-len(items) {
		t.Errorf("%d items:\n%s", len(items), report)
	}
}

func TestAFormulaOfLettersAndDigitsIsTyped(t *testing.T) {
	for source, want := range map[string]string{
		`What is water? {=$H_2O$}`:                "text H2O",
		`What is it? {=$x^2+1\=\frac\{1\}\{2\}$}`: "free ",
		`Which area? {=$x^2$}`:                    "free ",
	} {
		items, report := quiz(t, "gift", source, Options{})
		if len(items) != 1 || string(items[0].Kind)+" "+items[0].Answer != want {
			t.Errorf("%s: want %s, got %+v\n%s", source, want, items, report)
		}
	}
}

func TestLicenceStrictAsksWhatTheQuizSays(t *testing.T) {
	for _, tc := range []struct {
		format, text string
		want         int
	}{
		{"gift", "Is it? {T}", 0},
		{"gift", "// Licence: mine\nIs it? {T}", 0},
		{"gift", "// License: CC BY 4.0\n\nIs it? {T}", 1},
		{"moodle", moodleQuiz(`<question type="shortanswer"><questiontext><text>Q</text></questiontext><answer fraction="100"><text>a</text></answer></question>`), 0},
		{"moodle", moodleQuiz(`<!-- licence: CC0 --><question type="shortanswer"><questiontext><text>Q</text></questiontext><answer fraction="100"><text>a</text></answer></question>`), 1},
	} {
		items, report := quiz(t, tc.format, tc.text, Options{LicenceStrict: true})
		if len(items) != tc.want || report.Count(Skipped) != 1-tc.want {
			t.Errorf("%q: %d items\n%s", tc.text, len(items), report)
		}
	}
}

func TestStatementsWithFeedbackSpeakTheCoursesLanguage(t *testing.T) {
	const text = "Eis schwimmt. {T#Schau in ein Glas.}"
	items, _ := quiz(t, "gift", text, Options{Language: "de-AT"})
	if len(items[0].Options) != 2 || items[0].Options[0].Text != "Wahr" || items[0].Options[1].Feedback != "Schau in ein Glas." {
		t.Errorf("%+v", items[0])
	}
	items, report := quiz(t, "gift", text, Options{Language: "fi"})
	if items[0].Kind != course.TrueFalse || !strings.Contains(report.String(), lostFeedback) {
		t.Errorf("%+v\n%s", items[0], report)
	}
}

func TestPicturesWithWordsStandBesideTheCourse(t *testing.T) {
	src := Only(os.DirFS("testdata/quiz"), "export.xml")
	courses, report := mustImport(t, "moodle", src, Options{})
	text, err := course.Marshal(courses[0])
	if err != nil {
		t.Fatal(err)
	}
	if len(report.Media) != 2 {
		t.Errorf("%d pictures, want the two with words", len(report.Media))
	}
	for _, medium := range report.Media {
		if medium.Course != courses[0].ID || !strings.HasPrefix(string(medium.Data), "\x89PNG") || !strings.Contains(string(text), "]("+medium.Path+")") {
			t.Errorf("%s of course %s, %q", medium.Path, medium.Course, medium.Data)
		}
	}
}

func TestKindsThatCannotBeAskedAreNamed(t *testing.T) {
	for kind, want := range map[string]string{
		"ddmarker": "marking a picture cannot be asked yet", "calculated": "a calculated question cannot be asked yet",
		"unheardof": `a question of type "unheardof" cannot be asked yet`,
	} {
		_, report := quiz(t, "moodle", moodleQuiz(`<question type="`+kind+`"><questiontext><text>What?</text></questiontext></question>`), Options{})
		if len(report.Records) != 1 || report.Records[0].Reason != want {
			t.Errorf("%s: %s", kind, report)
		}
	}
}

func TestQuizzesAreDetectedByWhatTheyHold(t *testing.T) {
	for _, tc := range []struct{ name, text, want string }{
		{"a.gift", "", "gift"},
		{"a.aiken", "", "aiken"},
		{"a.xml", "<?xml version='1.0'?>\n<quiz>", "moodle"},
		{"a.xml", "<assessmentItem>", "qti"},
		{"a.xml", "<page>", ""},
		{"a.txt", "term\tdefinition\n", "csv"},
	} {
		if got := Detect(fstest.MapFS{tc.name: {Data: []byte(tc.text)}}); got != tc.want {
			t.Errorf("%s holding %q is %q, want %q", tc.name, tc.text, got, tc.want)
		}
	}
	for name, is := range map[string]bool{
		"What? {=a ~b}": true, "::T:: q {T}": true, "$CATEGORY: x\n\nq{}": true, "a\tb {c}\n": false, "": false, "func f() { x = 1 }": false,
	} {
		if looksLikeGIFT(name) != is {
			t.Errorf("%q looks like GIFT: %v", name, !is)
		}
	}
}

func fuzzQuiz(f *testing.F, format, file string) {
	for _, sample := range quizSamples {
		if sample.format == format {
			data, err := os.ReadFile(filepath.Join("testdata", "quiz", sample.name))
			if err != nil {
				f.Fatal(err)
			}
			f.Add(data)
			for part := range strings.SplitSeq(string(data), "\n\n") { // small ones are tried more often
				if format == "moodle" {
					part = "<quiz>" + part + "</quiz>"
				}
				f.Add([]byte(part))
			}
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		courses, report, err := Import(format, fstest.MapFS{file: {Data: data}}, Options{})
		if err != nil {
			return
		}
		checkAccounts(t, courses, report, len(report.Records))
		checkValid(t, courses)
		checkGraded(t, courses)
		_ = report.String()
	})
}

func FuzzGIFT(f *testing.F)   { fuzzQuiz(f, "gift", "quiz.gift") }
func FuzzAiken(f *testing.F)  { fuzzQuiz(f, "aiken", "quiz.aiken") }
func FuzzMoodle(f *testing.F) { fuzzQuiz(f, "moodle", "quiz.xml") }

func TestSlipsAreToldFromOtherWords(t *testing.T) {
	for _, tc := range []struct {
		a, b string
		want bool
	}{
		{"Niel", "Nile", true}, {"nazereth", "Nazareth", true}, {"Nazerith", "Nazareth", true}, {"colour", "color", true},
		{"cat", "car", false}, {"Bethlehem", "Nazareth", false}, {"Nile", "Nile", true}, {"river Nile", "Nile", false}, {"", "Nile", false},
		{strings.Repeat("x", 100), strings.Repeat("x", 100), false},
	} {
		if got := isSlip(tc.a, tc.b); got != tc.want {
			t.Errorf("isSlip(%q, %q) = %v", tc.a, tc.b, got)
		}
	}
}

func TestNumbersOfQuizzesAreRead(t *testing.T) {
	for said, want := range map[string]string{
		"3": "3", "-0.50": "-0.5", "+2": "2", ".5": "0.5", "5.": "5", "1,5": "1.5", "1e3": "1000", "2.5E-3": "0.0025", "\u22124": "-4", " 7 ": "7",
		"1e99": "", "1e-99": "", "1/2": "", "abc": "", "": "", "1.2.3": "", "0x10": "", strings.Repeat("9", 61): "", "Inf": "",
	} {
		got := ""
		if v, ok := readAmount(said); ok {
			got, _ = amount(v)
		}
		if got != want {
			t.Errorf("%q is read as %q, want %q", said, got, want)
		}
	}
}

// A hostile file costs time in proportion to its size.
func TestHostileQuizzesAreReadInTime(t *testing.T) {
	for name, text := range map[string]string{
		"emphasis in emphasis": moodleQuiz(`<question type="shortanswer"><questiontext><text>` + strings.Repeat("&lt;b&gt;", quizMaxText/3) + `</text></questiontext><answer fraction="100"><text>a</text></answer></question>`),
		"lists in lists":       moodleQuiz(`<question type="shortanswer"><questiontext><text>` + strings.Repeat("&lt;ul&gt;&lt;li&gt;", quizMaxText/8) + `</text></questiontext><answer fraction="100"><text>a</text></answer></question>`),
		"emphasis cut in many": moodleQuiz(`<question type="shortanswer"><questiontext><text>` + strings.Repeat("&lt;b&gt;a&lt;/b&gt;", quizMaxText/8) + `</text></questiontext><answer fraction="100"><text>a</text></answer></question>`),
		"blanks beyond count":  moodleQuiz(`<question type="cloze"><questiontext><text>` + strings.Repeat("{1:SA:=a}", 100_000) + `</text></questiontext></question>`),
		"answers beyond count": moodleQuiz(`<question type="shortanswer"><questiontext><text>a</text></questiontext>` + strings.Repeat(`<answer fraction="100"><text>a</text></answer>`, 100_000) + `</question>`),
		"quotes in Markdown":   moodleQuiz(`<question type="shortanswer"><questiontext format="markdown"><text>` + strings.Repeat("&gt;", quizMaxText) + `</text></questiontext><answer fraction="100"><text>a</text></answer></question>`),
		"brackets in Markdown": moodleQuiz(`<question type="shortanswer"><questiontext format="markdown"><text>` + strings.Repeat("[", quizMaxText) + `</text></questiontext><answer fraction="100"><text>a</text></answer></question>`),
	} {
		t.Run(name, func(t *testing.T) {
			_, report := quiz(t, "moodle", text, Options{})
			if len(report.Records) != 1 {
				t.Error(report)
			}
		})
	}
}

func BenchmarkMoodleImport(b *testing.B) {
	var text strings.Builder
	text.WriteString("<quiz>")
	for i := range 10_000 {
		fmt.Fprintf(&text, `<question type="multichoice"><name><text>Q%d</text></name><questiontext format="html"><text><![CDATA[<p>What is <b>%d</b> plus \(\frac{1}{2}\)?</p>]]></text></questiontext><single>true</single>`, i, i)
		for k := range 4 {
			fmt.Fprintf(&text, `<answer fraction="%d" format="html"><text><![CDATA[<p>%d and a half</p>]]></text><feedback format="html"><text>No, look again.</text></feedback></answer>`, 100*(1-min(k, 1)), i+k)
		}
		text.WriteString("</question>")
	}
	text.WriteString("</quiz>")
	src := fstest.MapFS{"quiz.xml": {Data: []byte(text.String())}}
	b.ReportAllocs()
	for b.Loop() {
		courses, _, err := Import("moodle", src, Options{})
		if err != nil || len(courses[0].Items) != 10_000 {
			b.Fatal(err)
		}
	}
}
