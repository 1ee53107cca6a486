package convert

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"pacer/coach/course"
)

// checkSamples imports each file of a folder under testdata by itself and
// compares what came of it with the file beside it that ends in .golden. The
// same file imported again must give the same course.
func checkSamples(t *testing.T, format, folder string) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("testdata", folder, "*"))
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	for _, file := range files {
		name := filepath.Base(file)
		if strings.HasSuffix(name, ".golden") {
			continue
		}
		seen++
		t.Run(name, func(t *testing.T) {
			src := Only(os.DirFS(filepath.Join("testdata", folder)), name)
			courses, report := mustImport(t, format, src, Options{})
			var b strings.Builder
			b.WriteString(report.String())
			for _, c := range courses {
				dump(&b, c)
				dumpMore(&b, c)
			}
			golden(t, filepath.Join("testdata", folder, name+".golden"), b.String())
			checkValid(t, courses)
			checkAccounts(t, courses, report, len(report.Records))
			again, _ := mustImport(t, format, src, Options{})
			if diff := cmp.Diff(courses, again, cmpopts.IgnoreUnexported(course.Course{})); diff != "" {
				t.Errorf("imported again it is another course: %s", diff)
			}
			if got := Detect(src); got != format {
				t.Errorf("it is taken for %q", got)
			}
		})
	}
	if seen == 0 {
		t.Errorf("there are no files in testdata/%s", folder)
	}
}

// dumpMore writes what dump leaves out: what only some kinds have, and other
// languages.
func dumpMore(b *strings.Builder, c *course.Course) {
	for _, m := range c.Misconceptions {
		fmt.Fprintf(b, "\nmisconception %s: %s\n  %s\n", m.ID, m.Title, m.Teach)
	}
	for _, s := range c.Skills {
		for _, h := range s.Translations {
			fmt.Fprintf(b, "\nskill %s in %s: %s\n", s.ID, h.Language, h.Title)
		}
	}
	for _, it := range c.Items {
		var rest []string
		add := func(format string, args ...any) { rest = append(rest, fmt.Sprintf(format, args...)) }
		for _, o := range it.Options {
			if o.Feedback != "" || o.Misconception != "" {
				add("%s: %s %s", o.Text, o.Feedback, o.Misconception)
			}
		}
		for _, w := range it.Wrong {
			add("not %s: %s %s", w.Answer, w.Feedback, w.Misconception)
		}
		for _, blank := range it.Blanks {
			add("blank %s %s", blank.Answer, strings.Join(blank.Accept, " | "))
		}
		for _, line := range it.Lines {
			add("line %s", line)
		}
		for _, p := range it.Pairs {
			add("pair %s → %s", p.Left, p.Right)
		}
		for _, g := range it.Groups {
			add("group %s: %s", g.Name, strings.Join(g.Members, " | "))
		}
		if it.Fails {
			add("fails")
		}
		for _, tr := range it.Translations {
			add("%s: %s = %s%s %s %s [%s] because %s", tr.Language, tr.Question, tr.Answer, tr.Model, tr.Accept, tr.Options, strings.Join(tr.Hints, " | "), strings.ReplaceAll(tr.Explanation, "\n\n", " / "))
			for _, w := range tr.Wrong {
				add("  not %s: %s", w.Answer, w.Feedback)
			}
		}
		if len(rest) > 0 {
			fmt.Fprintf(b, "\n%s more\n  %s\n", it.ID, strings.Join(rest, "\n  "))
		}
	}
}

// addSamples seeds a fuzz target with the files of a folder under testdata.
func addSamples(f *testing.F, folder string) {
	f.Helper()
	files, err := filepath.Glob(filepath.Join("testdata", folder, "*"))
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range files {
		if strings.HasSuffix(file, ".golden") {
			continue
		}
		data, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
}

func TestEveryFormatCanBeDetected(t *testing.T) {
	const table = "question,answer\nA?,a\nB?,b\n"
	kahoot := workbook(t, append(kahootHead[:len(kahootHead):len(kahootHead)], []string{"", "A?", "a", "b", "", "", "20", "1"}))
	for _, tc := range []struct{ name, content, want string }{
		{"deck.csv", table, "csv"},
		{"deck.TSV", "", "csv"},
		{"deck.txt", "Hund\tdog\nKatze\tcat\n", "csv"},
		{"anki.txt", "#separator:tab\n#html:true\nHund\tdog\n", "csv"},
		{"deck", table, "csv"},
		{"quiz.txt", "What is 2 + 2? {=4 ~5}\n", "gift"},
		{"quiz", "::Title:: What is 2 + 2? {=4 ~5}\n", "gift"},
		{"quiz.txt", "What is 2 + 2?\nA. 4\nB. 5\nANSWER: A\n", "aiken"},
		{"note.md", "Hund::dog\n", "obsidian"},
		{"note.txt", "#flashcards\n\nHund::dog\n", "obsidian"},
		{"note.md", "# Only prose\n", ""},
		{"quiz.toml", "[[questions]]\ntype = \"ShortAnswer\"\n", "mdbook-quiz"},
		{"book.toml", "[book]\n", ""},
		{"q.jsonl", "", "jsonl"},
		{"q.json", `[{"question": "A?", "answer": "a"}]`, "jsonl"},
		{"q.txt", `{"question": "A?", "answer": "a"}`, "jsonl"},
		{"package.json", `{"name": "x"}`, ""},
		{"quiz.xml", `<?xml version="1.0"?><quiz><question type="truefalse"/></quiz>`, "moodle"},
		{"item.xml", `<?xml version="1.0"?><assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p2"/>`, "qti"},
		{"item", `<qti-assessment-item identifier="a"/>`, "qti"},
		{"feed.xml", `<rss/>`, ""},
		{"words.xlsx", string(workbook(t, [][]string{{"question", "answer"}, {"A?", "a"}})), "csv"},
		{"words.zip", string(workbook(t, [][]string{{"question", "answer"}, {"A?", "a"}})), "csv"},
		{"quiz.xlsx", string(kahoot), "kahoot"},
		{"old.xlsx", "\xd0\xcf\x11\xe0", "csv"},
		{"deck.apkg", "broken", "anki"},
		{"deck.zip", string(packageOf(t, map[string]string{"collection.anki2": "x"})), "anki"},
		{"deck", "SQLite format 3\x00", "anki"},
		{"tables.zip", string(packageOf(t, map[string]string{"words/a.csv": table, "words/b.csv": table, "__MACOSX/x": ""})), "csv"},
		{"vault.zip", string(packageOf(t, map[string]string{"vault/a.md": "#flashcards\n\na::b\n", "vault/sub/b.md": ""})), "obsidian"},
		{"moodle.zip", string(packageOf(t, map[string]string{"quiz.xml": "<quiz></quiz>"})), "moodle"},
		{"zips.zip", string(packageOf(t, map[string]string{"a.zip": string(packageOf(t, map[string]string{"a.csv": table}))})), ""},
		{"empty", "", ""},
		{"picture.png", "\x89PNG\r\n\x1a\n\x00\x00", ""},
	} {
		src := fstest.MapFS{tc.name: {Data: []byte(tc.content)}}
		if got := Detect(src); got != tc.want {
			t.Errorf("%s (%.40q) is taken for %q, want %q", tc.name, tc.content, got, tc.want)
		}
	}
}

func TestFoldersAreDetected(t *testing.T) {
	for _, tc := range []struct {
		want  string
		files []string
	}{
		{"csv", []string{"deck.csv", "README.md"}},
		{"oatutor", []string{"content-pool/a/a.json", "skillModel.json"}},
		{"oatutor", []string{"pool.tar.zst", "coursePlans.json"}},
		{"", []string{"pool.tar.zst", "x"}},
		{"oatutor", []string{"content-pool/a/a.json", "notes.txt"}},
		{"", []string{"content-pool/a/a.json", "notes.csv"}}, // both: the caller must say
		{"", nil},
	} {
		src := make(fstest.MapFS)
		for _, name := range tc.files {
			src[name] = &fstest.MapFile{}
		}
		if got := Detect(src); got != tc.want {
			t.Errorf("Detect(%v) = %q, want %q", tc.files, got, tc.want)
		}
	}
}

func TestAPackedFolderIsReadAsAFolder(t *testing.T) {
	packed := packageOf(t, map[string]string{"words/a.csv": "question,answer\nA?,a\n", "words/b.csv": "question,answer\nB?,b\n"})
	courses, report := mustImport(t, "csv", fstest.MapFS{"words.zip": {Data: packed}}, Options{})
	if len(courses) != 2 || courses[0].ID != "a" {
		t.Errorf("%d courses\n%s", len(courses), report)
	}
	courses, _, err := Import("csv", fstest.MapFS{"words.zip": {Data: packed[:len(packed)-10]}}, Options{})
	if err == nil || len(courses) > 0 {
		t.Errorf("cut short: %d courses, %v", len(courses), err)
	}
}
