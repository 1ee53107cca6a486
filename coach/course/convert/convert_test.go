package convert

import (
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/rogpeppe/go-internal/txtar"

	"pacer/coach/course"
)

var update = flag.Bool("update", false, "write the golden files anew")

// unpackTestdata returns a folder kept as one text file.
func unpackTestdata(t testing.TB, name string) fstest.MapFS {
	t.Helper()
	archive, err := txtar.ParseFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	files := make(fstest.MapFS)
	for _, f := range archive.Files {
		files[f.Name] = &fstest.MapFile{Data: f.Data}
	}
	return files
}

// mustImport imports what must be readable.
func mustImport(t testing.TB, format string, src fs.FS, opt Options) ([]*course.Course, *Report) {
	t.Helper()
	courses, report, err := Import(format, src, opt)
	if err != nil {
		t.Fatalf("import of %s: %v", format, err)
	}
	return courses, report
}

// checkGolden compares what was imported, and the report on it, with a file.
func checkGolden(t *testing.T, name string, courses []*course.Course, report *Report) {
	t.Helper()
	var b strings.Builder
	b.WriteString(report.String())
	for _, c := range courses {
		dump(&b, c)
	}
	file := filepath.Join("testdata", name)
	golden(t, file, b.String())
}

// golden compares what was made with the file that holds what it should be.
func golden(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s differs (run with -update if it should):\n%s", file, diff)
	}
}

// dump writes a course for a golden file: a line for each thing that is there.
// It is not YAML, so that the layout of courses may change without these files.
func dump(b *strings.Builder, c *course.Course) {
	line := func(mark string, texts ...string) {
		if text := strings.Join(texts, " | "); text != "" {
			fmt.Fprintf(b, "  %s %s\n", mark, strings.ReplaceAll(text, "\n", "\n    "))
		}
	}
	fmt.Fprintf(b, "\n== %s: %s (%s)\n", c.ID, c.Title, c.Language)
	line("about", c.About)
	line("licence", c.Licence)
	line("source", c.Source)
	for _, s := range c.Skills {
		fmt.Fprintf(b, "\nskill %s: %s %s\n", s.ID, s.Title, s.Memory)
		line("why", s.Why)
	}
	for _, it := range c.Items {
		fmt.Fprintf(b, "\n%s %s, tier %d, %s\n", it.Kind, it.ID, it.Tier, strings.Join(it.Skills(), " "))
		line("?", it.Question)
		for _, o := range it.Options {
			line(map[bool]string{true: "+", false: "-"}[o.Right], o.Text)
		}
		if it.Fixed {
			line("fixed", "true")
		}
		line("=", it.Answer)
		line("accept", it.Accept...)
		if it.Exact {
			line("exact", "true")
		}
		line("tolerance", it.Tolerance)
		line("units", it.Units...)
		line("form", string(it.Form))
		line("model", it.Model)
		for _, hint := range it.Hints {
			line("hint", hint.Words())
		}
		line("because", it.Explanation)
		line("tags", it.Tags...)
		line("licence", it.Licence)
		line("source", it.Source)
	}
}

// checkValid writes each course and reads it again as the program does.
func checkValid(t testing.TB, courses []*course.Course) {
	t.Helper()
	for _, c := range courses {
		text, err := course.Marshal(c)
		if err != nil {
			t.Fatalf("course %s cannot be written: %v", c.ID, err)
		}
		again, err := course.Parse(c.ID, text)
		if err != nil {
			t.Fatalf("course %s is not valid: %.2000s", c.ID, err)
		}
		if diff := cmp.Diff(c, again, cmpopts.IgnoreUnexported(course.Course{})); diff != "" {
			t.Fatalf("course %s is another when read again: %.2000s", c.ID, diff)
		}
	}
}

// checkAccounts compares the report's sums with each other and with the items.
func checkAccounts(t testing.TB, courses []*course.Course, report *Report, read int) {
	t.Helper()
	items := 0
	for _, c := range courses {
		items += len(c.Items)
	}
	imported, merged, skipped := report.Count(Imported), report.Count(Merged), report.Count(Skipped)
	if imported+merged+skipped != read || len(report.Records) != read {
		t.Errorf("%d imported, %d merged and %d skipped of %d records are not the %d that were read", imported, merged, skipped, len(report.Records), read)
	}
	if imported != items {
		t.Errorf("%d records were imported, and there are %d items", imported, items)
	}
	for _, rec := range report.Records {
		if (rec.Outcome == Imported) != (rec.Reason == "") || (rec.Outcome == Skipped) != (rec.Item == "") {
			t.Errorf("record %+v does not say what became of it", rec)
		}
	}
}

func TestUnknownFormatSaysWhichThereAre(t *testing.T) {
	_, report, err := Import("xml", fstest.MapFS{}, Options{})
	if err == nil || !strings.Contains(err.Error(), strings.Join(Formats(), ", ")) || report == nil {
		t.Errorf("error %v, report %v", err, report)
	}
}

func TestUnknownLanguageIsRefused(t *testing.T) {
	if _, _, err := Import("csv", fstest.MapFS{}, Options{Language: "eng lish"}); err == nil || !strings.Contains(err.Error(), "pt-BR") {
		t.Errorf("error %v", err)
	}
}

func TestOnlyShowsOneFile(t *testing.T) {
	folder := Only(fstest.MapFS{"a.csv": {Data: []byte("x\ty")}, "b.csv": {}}, "a.csv")
	if names := csvFiles(folder); len(names) != 1 || names[0] != "a.csv" {
		t.Errorf("files %v", names)
	}
	if _, err := fs.ReadFile(folder, "b.csv"); err == nil {
		t.Error("the other file can be read")
	}
	if data, err := fs.ReadFile(folder, "a.csv"); err != nil || string(data) != "x\ty" {
		t.Errorf("%q, %v", data, err)
	}
}
