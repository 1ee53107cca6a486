package convert

import (
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"pacer/coach/course"
)

// h5pFolder is a sample, unpacked.
func h5pFolder(t testing.TB, name string) fstest.MapFS {
	t.Helper()
	files := unpackTestdata(t, filepath.Join("h5p", name))
	files["content/images/map.png"] = &fstest.MapFile{Data: []byte(onePixel)}
	return files
}

func TestH5PBecomesCourses(t *testing.T) {
	for _, sample := range []string{"set", "book"} {
		t.Run(sample, func(t *testing.T) {
			folder := h5pFolder(t, sample+".txtar")
			src := zipped(t, sample+".h5p", folder)
			courses, report := mustImport(t, "h5p", src, Options{})
			checkYAML(t, filepath.Join("testdata", "h5p", sample+".golden"), courses, report)
			checkValid(t, courses)
			checkAccounts(t, courses, report, len(report.Records))
			checkGraded(t, courses)
			if format := Detect(src); format != "h5p" {
				t.Errorf("detected as %q", format)
			}
			if format := Detect(folder); format != "h5p" {
				t.Errorf("the folder is detected as %q", format)
			}
			again, _ := mustImport(t, "h5p", src, Options{})
			if diff := cmp.Diff(courses, again, cmpopts.IgnoreUnexported(course.Course{})); diff != "" {
				t.Errorf("imported again it is another course: %s", diff)
			}
		})
	}
}

// h5pOf packs one content of a library.
func h5pOf(library, content string) fstest.MapFS {
	return fstest.MapFS{
		"h5p.json":             {Data: []byte(`{"title":"One","mainLibrary":"` + library + `"}`)},
		"content/content.json": {Data: []byte(content)},
	}
}

func TestH5PWithoutWhatItNeedsGetsASentence(t *testing.T) {
	for _, tc := range []struct {
		name, want string
		folder     fstest.MapFS
	}{
		{"no content", "content/content.json cannot be read", fstest.MapFS{"h5p.json": {Data: []byte("{}")}}},
		{"content that is no JSON", "is damaged", h5pOf("H5P.MultiChoice", "{no")},
		{"content that is a list", "holds no content", h5pOf("H5P.MultiChoice", "[]")},
		{"content as deep as the sea", "is damaged", h5pOf("H5P.MultiChoice", strings.Repeat("[", 100_000))},
		{"content that is too large", "larger than 8 MB", h5pOf("H5P.MultiChoice", strings.Repeat(" ", h5pMaxFile+1))},
		{"nothing that asks", "no question in this H5P content", h5pOf("H5P.Column", "{}")},
	} {
		t.Run(tc.name, func(t *testing.T) {
			courses, _, err := Import("h5p", zipped(t, "one.h5p", tc.folder), Options{})
			if err == nil || !strings.Contains(err.Error(), tc.want) || len(courses) > 0 {
				t.Errorf("%d courses, error %v; want %q in it", len(courses), err, tc.want)
			}
		})
	}
	if _, _, err := Import("h5p", fstest.MapFS{"a.png": {}}, Options{}); err == nil || !strings.Contains(err.Error(), "no H5P content here") {
		t.Errorf("a folder of other things: %v", err)
	}
	if _, _, err := Import("h5p", fstest.MapFS{"a.h5p": {Data: []byte("no zip")}}, Options{}); err == nil || !strings.Contains(err.Error(), "cut short or damaged") {
		t.Errorf("a file that is no zip: %v", err)
	}
}

func TestH5PBadContentIsSkippedWithAReason(t *testing.T) {
	for _, tc := range []struct{ library, content, reason string }{
		{"H5P.MultiChoice", `{"question":"a?","answers":[{"text":"a"},{"text":"b"}]}`, "no answer is wholly right"},
		{"H5P.MultiChoice", `{"question":"a?","answers":{"text":7}}`, "no answer is wholly right"},
		{"H5P.TrueFalse", `{"question":"a?"}`, "does not say whether"},
		{"H5P.Blanks", `{"questions":["no blank"]}`, "no blanks"},
		{"H5P.DragText", `{"textField":"no blank"}`, "no blanks"},
		{"H5P.MarkTheWords", `{"textField":"` + numbered(" *w*", 30) + `"}`, "more than 26 words"},
		{"H5P.InteractiveVideo", `{}`, "H5P.InteractiveVideo cannot be asked yet"},
	} {
		t.Run(tc.library+" "+tc.reason, func(t *testing.T) {
			_, report := mustImport(t, "h5p", h5pOf(tc.library, tc.content), Options{})
			if len(report.Records) != 1 || !strings.Contains(report.Records[0].Reason, tc.reason) {
				t.Errorf("want %q in:\n%s", tc.reason, report)
			}
		})
	}
}

func TestH5PInOneAnotherWithoutEndIsBounded(t *testing.T) {
	const deep = 60
	content := strings.Repeat(`{"content":[{"content":{"library":"H5P.Column 1.1","params":`, deep) + `{}` + strings.Repeat(`}}]}`, deep)
	if _, _, err := Import("h5p", h5pOf("H5P.Column", content), Options{}); err == nil || !strings.Contains(err.Error(), "no question") {
		t.Error(err)
	}
}

func FuzzH5P(f *testing.F) {
	for _, sample := range []string{"set.txtar", "book.txtar"} {
		folder := h5pFolder(f, sample)
		f.Add(folder["h5p.json"].Data, folder["content/content.json"].Data)
	}
	f.Add([]byte(`{"mainLibrary":"H5P.Blanks"}`), []byte(`{"questions":["a *b/c:d* ** e *7*"]}`))
	f.Add([]byte(`{"mainLibrary":"H5P.Blanks"}`), []byte(`{"questions":["*0*0*;0*", "*0*0*0;*"]}`)) // the sign between two answers
	f.Add([]byte(`{"mainLibrary":"H5P.DragText"}`), []byte(`{"textField":"a *b* c *d*","distractors":"*e*"}`))
	f.Fuzz(func(t *testing.T, about, content []byte) {
		courses, report, err := Import("h5p", fstest.MapFS{"h5p.json": {Data: about}, "content/content.json": {Data: content}}, Options{})
		if err != nil {
			return
		}
		checkAccounts(t, courses, report, len(report.Records))
		checkValid(t, courses)
		checkGraded(t, courses)
	})
}
