package convert

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"pacer/coach/course"
)

func TestTablesOfManyKinds(t *testing.T) { checkSamples(t, "csv", "csv") }

// one imports a table of the given text and returns its items.
func one(t *testing.T, text string, opt Options) ([]course.Item, *Report) {
	t.Helper()
	courses, report := mustImport(t, "csv", fstest.MapFS{"deck.csv": {Data: []byte(text)}}, opt)
	if len(courses) == 0 {
		return nil, report
	}
	checkValid(t, courses)
	return courses[0].Items, report
}

func TestEveryRowIsAccountedForByItsLine(t *testing.T) {
	_, report := one(t, "question,answer\nA?,a\n\n\"B\nC?\",\nD?,d\nA?,a\n", Options{})
	var got []string
	for _, rec := range report.Records {
		got = append(got, fmt.Sprintf("%v %v", rec.Where, rec.Outcome == Skipped))
	}
	want := []string{"deck.csv:2 false", "deck.csv:4 true", "deck.csv:6 false", "deck.csv:7 false"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestSeparatorIsSniffed(t *testing.T) {
	for _, tc := range []struct{ text, want string }{
		{"a\tb\nc\td\n", "\t"},
		{"a,b\nc,d\n", ","},
		{"a;b\nc;d\n", ";"},
		{"a|b\nc|d\n", "|"},
		{"a\tb, c\nd\te, f\n", "\t"},
		{"1,5;2,5\n3,5;x\n", ";"},
		{"a,\"b; c\"\nd,\"e; f\"\n", ","}, // by semicolons too there would be two columns
		{"dog - Hund\ncat - Katze, Kater\n", " - "},
		{"dog = Hund\ncat = Katze\n", " = "},
		{"well-known, a - b\nlittle, c\n", ","},
		{"no separator at all\n", "\t"},
		{"", "\t"},
	} {
		if got := sniff(tc.text); got != tc.want {
			t.Errorf("sniff(%q) = %q, want %q", tc.text, got, tc.want)
		}
	}
}

func TestRowsAreCut(t *testing.T) {
	for _, tc := range []struct {
		text string
		want []row
	}{
		{"a,b\nc,d", []row{{line: 1, cells: []string{"a", "b"}}, {line: 2, cells: []string{"c", "d"}}}},
		{"\"a,b\",c\n", []row{{line: 1, cells: []string{"a,b", "c"}}}},
		{"\"a\"\"b\",c\n", []row{{line: 1, cells: []string{`a"b`, "c"}}}},
		{"\"a\nb\",c\nd,e\n", []row{{line: 1, cells: []string{"a\nb", "c"}}, {line: 3, cells: []string{"d", "e"}}}},
		{"a, \"b, c\" \n", []row{{line: 1, cells: []string{"a", "b, c"}}}},
		{"\"a b,c\nd,e\n", []row{{line: 1, cells: []string{`"a b`, "c"}}, {line: 2, cells: []string{"d", "e"}}}}, // never closed
		{"\"a\" b,c\n", []row{{line: 1, cells: []string{`"a" b`, "c"}}}},
		{"a\n\n \nb\n", []row{{line: 1, cells: []string{"a"}}, {line: 4, cells: []string{"b"}}}},
		{"a,,\n", []row{{line: 1, cells: []string{"a", "", ""}}}},
		{"\"\",\"\"\n", []row{{line: 1, cells: []string{"", ""}}}},
	} {
		got, _, _ := split(tc.text, ",", 100)
		if diff := cmp.Diff(tc.want, got, cmp.AllowUnexported(row{})); diff != "" {
			t.Errorf("%q: %s", tc.text, diff)
		}
	}
}

func TestRowsPartedBySemicolonsAreLines(t *testing.T) {
	for text, want := range map[string]string{
		"dog\tHund;cat\tKatze;cow\tKuh":    "dog\tHund\ncat\tKatze\ncow\tKuh",
		"dog,Hund;cat,Katze;cow,Kuh;\n":    "dog,Hund\ncat,Katze\ncow,Kuh",
		"dog - Hund;cat - Katze;cow - Kuh": "dog - Hund\ncat - Katze\ncow - Kuh",
		"a;b;c":                            "a;b;c", // one row of three cells
		"a,b;c,d\ne,f;g,h":                 "a,b;c,d\ne,f;g,h",
	} {
		if got := rowsToLines(text); got != want {
			t.Errorf("rowsToLines(%q) = %q, want %q", text, got, want)
		}
	}
}

func TestOtherEncodingsAreRead(t *testing.T) {
	const text = "term\tdefinition\nGröße\tsize\nÉlan\t“verve” – €5\n"
	western, err := charmap.Windows1252.NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	little, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	big, err := unicode.UTF16(unicode.BigEndian, unicode.UseBOM).NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	want, _ := one(t, text, Options{})
	if len(want) != 2 {
		t.Fatalf("%d items, want 2", len(want))
	}
	for name, data := range map[string]string{"with a mark": "\ufeff" + text, "Windows-1252": western, "UTF-16": little, "UTF-16, the other way": big} {
		got, report := one(t, data, Options{})
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
		if isRemarked := strings.Contains(report.String(), "Windows-1252"); isRemarked != (name == "Windows-1252") {
			t.Errorf("%s: %s", name, report)
		}
	}
}

func TestTablesThatCannotBeReadAtAll(t *testing.T) {
	for _, tc := range []struct {
		name, want string
		src        fstest.MapFS
	}{
		{"an empty folder", "no table", fstest.MapFS{}},
		{"a folder of other things", "no table", fstest.MapFS{"a.png": {}, "b.png": {}}},
		{"a broken spreadsheet", "cut short or damaged", fstest.MapFS{"deck.csv": {Data: []byte("PK\x03\x04...")}}},
		{"a program", "no text", fstest.MapFS{"deck.csv": {Data: []byte("MZ\x00\x01")}}},
		{"half of UTF-16", "deck.csv", fstest.MapFS{"deck.csv": {Data: []byte("\xff\xfe\x00\x00\x00"), Mode: 0}}},
		{"too large a file", "larger than", fstest.MapFS{"deck.csv": {Data: make([]byte, csvMaxBytes+1)}}},
	} {
		courses, _, err := Import("csv", tc.src, Options{})
		if tc.name == "half of UTF-16" {
			if len(courses) > 0 {
				t.Errorf("%s: %d courses", tc.name, len(courses))
			}
			continue // whether an odd byte is an error is the decoder's affair
		}
		if err == nil || !strings.Contains(err.Error(), tc.want) {
			t.Errorf("%s: %v, want %q in it", tc.name, err, tc.want)
		}
	}
}

func TestOneBadFileAmongGoodOnesIsARemark(t *testing.T) {
	src := fstest.MapFS{"a.csv": {Data: []byte("x\ty\n")}, "b.csv": {Data: []byte("PK\x03\x04")}, "a.txt": {Data: []byte("x\tz\n")}}
	courses, report := mustImport(t, "csv", src, Options{})
	if len(courses) != 2 || courses[0].ID == courses[1].ID || len(report.Remarks) != 1 {
		t.Errorf("%d courses, remarks %v", len(courses), report.Remarks)
	}
}

func TestLongTablesAndCellsAreBounded(t *testing.T) {
	items, report := one(t, strings.Repeat("x\ty\n", csvMaxRows+5), Options{})
	if len(report.Records) != csvMaxRows || len(items) != 1 || !strings.Contains(report.String(), "split the table") {
		t.Errorf("%d records, %d items:\n%s", len(report.Records), len(items), report)
	}
	_, report = one(t, "x\t"+strings.Repeat("y", csvMaxCell+1)+"\nx\ty\n", Options{})
	if report.Count(Skipped) != 1 || report.Count(Imported) != 1 {
		t.Error(report)
	}
}

func TestACourseOfManyLanguagesIsBounded(t *testing.T) {
	tags := strings.Fields("af am ar az be bg bn bs ca cs cy da de el es et eu fa fi fr ga gl gu he hi hr hu hy id is it ja ka kk km kn ko lo lt")
	var b strings.Builder
	b.WriteString("word,meaning")
	for _, tag := range tags {
		b.WriteString(",word:" + tag + ",meaning:" + tag)
	}
	for i := range 2_500 {
		fmt.Fprintf(&b, "\nw%d,m%d", i, i)
		for range tags {
			b.WriteString(",v,m")
		}
	}
	courses, report := mustImport(t, "csv", fstest.MapFS{"deck.csv": {Data: []byte(b.String())}}, Options{})
	if items := courses[0].Items; len(items) == 0 || len(items) == 2_500 || !strings.Contains(report.String(), "the course would be larger than 8 MB") {
		t.Errorf("%d items\n%s", len(items), report)
	}
	if text, err := course.Marshal(courses[0]); err != nil || len(text) > 10<<20 {
		t.Errorf("%d bytes, %v", len(text), err)
	}
}

func TestLicenceStrictSkipsRowsWithoutOne(t *testing.T) {
	items, report := one(t, "question,answer,licence\nA?,a,CC BY 4.0\nB?,b,\nC?,c,mine\n", Options{LicenceStrict: true})
	if len(items) != 1 || items[0].Licence != "CC BY 4.0" || report.Count(Skipped) != 2 {
		t.Errorf("%v\n%s", items, report)
	}
}

func TestSentencesAroundADeckAreInItsLanguageOrNotThere(t *testing.T) {
	items, _ := one(t, "Haus\thouse\n", Options{Language: "de", Title: "Wörter"})
	if items[0].Question != "Haus" || items[0].Explanation != "house" {
		t.Errorf("%q, %q", items[0].Question, items[0].Explanation)
	}
}

func TestAMendedAnswerKeepsTheItemsID(t *testing.T) {
	before, _ := one(t, "question,answer,wrong1\nA?,a,b\nC?,c,\n", Options{})
	after, _ := one(t, "question,answer,wrong1,hint\nC?,C!,,look\nA?,b,a,\nNew?,n,,\n", Options{Title: "Another title"})
	ids := func(items []course.Item) []string {
		var out []string
		for _, it := range items {
			out = append(out, it.ID)
		}
		return out
	}
	for _, id := range ids(before) {
		if !slices.Contains(ids(after), id) {
			t.Errorf("item %s is gone: %v", id, ids(after))
		}
	}
}

func TestRealDecksAreRead(t *testing.T) {
	for _, tc := range []struct {
		folder, file string
		imported     int
	}{
		{"geography", "capital.csv", 219},
		{"anki", "text-2fields.txt", 4},
	} {
		src := Only(os.DirFS(corpusFolder(t, tc.folder)), tc.file)
		courses, report := mustImport(t, "csv", src, Options{})
		checkValid(t, courses)
		checkAccounts(t, courses, report, len(report.Records))
		if n := report.Count(Imported); n != tc.imported {
			t.Errorf("%s: %d imported, want %d\n%s", tc.file, n, tc.imported, report)
		}
	}
}

func FuzzCSV(f *testing.F) {
	addSamples(f, "csv")
	f.Fuzz(func(t *testing.T, data []byte) {
		courses, report, err := Import("csv", fstest.MapFS{"deck.csv": {Data: data}}, Options{})
		if err != nil {
			return
		}
		checkAccounts(t, courses, report, len(report.Records))
		checkValid(t, courses)
		for _, c := range courses {
			for i := range c.Items {
				if text := c.Items[i].Question; strings.Contains(text, "\n\n\n") || strings.TrimSpace(text) != text {
					t.Errorf("question %q is not tidy", text)
				}
			}
		}
		_ = report.String()
	})
}

// Programs for quizzes in class offer templates, in which a title stands above
// the names of the columns and answers are named by their numbers.
func TestTemplatesOfQuizPrograms(t *testing.T) {
	for name, data := range map[string]string{
		"with a number for each question": "\"Blooket\nImport Template\",,,,,,\n" +
			"Question #,Question Text,Answer 1,Answer 2,\"Answer 3\n(Optional)\",\"Time Limit (sec)\n(Max: 300 seconds)\",\"Correct Answer(s)\n(Only include Answer #)\"\n1,What is 1+1?,1,2,3,20,2\n2,What is 2+1?,2,3,1,20,2\n",
		"with a kind of question":      "Question Text,Question Type,Option 1,Option 2,Option 3,Correct Answer,Time in seconds\nWhat is 1+1?,Multiple Choice,1,2,3,2,20\nWhat is 2+1?,Multiple Choice,2,3,1,2,20\n",
		"with the wrong ones named so": "Import Template,,,\nQuestion,Correct Answer,Incorrect Answer 1,Incorrect Answer 2 (Optional)\nWhat is 1+1?,2,1,3\nWhat is 2+1?,3,2,1\n",
	} {
		t.Run(name, func(t *testing.T) {
			courses, report := mustImport(t, "csv", fstest.MapFS{"deck.csv": {Data: []byte(data)}}, Options{})
			checkValid(t, courses)
			got := make(map[string]string)
			for _, c := range courses {
				for _, it := range c.Items {
					for _, option := range it.Options {
						if option.Right {
							got[it.Question] += option.Text
						}
					}
				}
			}
			if diff := cmp.Diff(map[string]string{"What is 1+1?": "2", "What is 2+1?": "3"}, got); diff != "" {
				t.Errorf("%s\n%s", diff, report)
			}
		})
	}
}
