package convert

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pacer/coach/course"
)

// bundled are the courses that come with the program.
func bundled(t *testing.T) map[string]*course.Course {
	t.Helper()
	files, err := filepath.Glob("../../../cmd/pacer/courses/*/course.yaml")
	if err != nil || len(files) == 0 {
		t.Fatalf("there are no bundled courses: %v", err)
	}
	courses := make(map[string]*course.Course)
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		c, err := course.Parse(file, data)
		if err != nil {
			t.Fatal(err)
		}
		courses[c.ID] = c
	}
	return courses
}

// A course as people write it goes to Moodle and QTI whole, but for the kinds
// they cannot ask and what the report must name.
func TestABundledCourseLosesLittle(t *testing.T) {
	allowed := map[string]bool{"questions among the hints": true, "translations": true, "its plainer wording": true, "its blanks": false}
	for id, c := range bundled(t) {
		for _, format := range []string{"moodle", "qti"} {
			t.Run(id+" as "+format, func(t *testing.T) {
				t.Parallel()
				_, _, report := exported(t, format, c, nil)
				for _, rec := range report.Records {
					if rec.Outcome == Skipped && rec.Reason != exportVaries && rec.Reason != withoutPlace(rec.Kind) {
						t.Errorf("%s is left out: %s", rec.Item, rec.Reason)
					}
					for _, change := range rec.Changes {
						if !allowed[change] {
							t.Errorf("%s loses %s", rec.Item, change)
						}
					}
				}
			})
		}
	}
}

func TestPicturesGoWithTheCourse(t *testing.T) {
	picture := []byte("GIF89a of a river")
	media := func(name string) ([]byte, error) {
		if name == "media/delta.gif" {
			return picture, nil
		}
		return nil, errors.New("there is no such file")
	}
	c := &course.Course{
		ID: "rivers", Title: "Rivers", Language: "en", Licence: "CC0 1.0",
		Skills: []course.Skill{{ID: "parts", Title: "Parts", Why: "Maps name them."}},
		Items: []course.Item{
			{ID: "mouth", Skill: "parts", Kind: course.Text, Tier: 2, Question: "What is this? ![A river that parts in three](media/delta.gif)", Answer: "delta", Explanation: "A delta."},
			{ID: "lost", Skill: "parts", Kind: course.Text, Tier: 2, Question: "And this? ![A hill](media/hill.gif)", Answer: "hill", Explanation: "A hill."},
		},
	}
	c.Index()
	for _, format := range []string{"anki", "moodle", "qti"} {
		t.Run(format, func(t *testing.T) {
			data, back, report := exported(t, format, c, media)
			if len(back.Items) != 1 || report.Records[1].Outcome != Skipped {
				t.Fatalf("an item whose picture is missing should be left out, and no other:\n%s", report)
			}
			_, get := imported(t, format, data, "en")
			if got, err := get("media/delta.gif"); err != nil || !bytes.Equal(got, picture) {
				t.Errorf("the picture is %q (%v)", got, err)
			}
		})
	}
}

// Whoever opens a package with another program finds what the format asks for.
func TestAPackageHoldsWhatItsFormatAsksFor(t *testing.T) {
	c := randomCourse(rand.New(rand.NewPCG(3, 7)))
	for format, wanted := range map[string][]string{
		"anki": {"collection.anki2", "media"},
		"qti":  {"imsmanifest.xml", "test.xml", "items/i0.xml"},
	} {
		t.Run(format, func(t *testing.T) {
			data, _, _ := exported(t, format, c, nil)
			z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
			if err != nil {
				t.Fatal(err)
			}
			for _, name := range wanted {
				if _, err := z.Open(name); err != nil {
					t.Errorf("%s is missing: %v", name, err)
				}
			}
			for _, f := range z.File {
				if strings.HasSuffix(f.Name, ".xml") {
					checkXML(t, f)
				}
			}
		})
	}
}

func checkXML(t *testing.T, f *zip.File) {
	t.Helper()
	r, err := f.Open()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close() // only read, so closing has nothing to lose
	for d := xml.NewDecoder(r); ; {
		if _, err := d.Token(); err == io.EOF {
			return
		} else if err != nil {
			t.Fatalf("%s is no XML: %v", f.Name, err)
		}
	}
}

// People edit what was exported. Whatever they make of it, what is read of it is
// a course.
func TestAnEditedExportIsStillACourse(t *testing.T) {
	for _, format := range []string{"csv", "gift", "moodle"} {
		t.Run(format, func(t *testing.T) {
			t.Parallel()
			r := rand.New(rand.NewPCG(5, 5))
			c := randomCourse(r)
			data, _, _ := exported(t, format, c, nil)
			read := 0
			for range 60 {
				edited := bytes.Clone(data)
				for range 1 + r.IntN(4) {
					from := r.IntN(len(edited))
					to := min(from+r.IntN(12), len(edited))
					edited = append(append(bytes.Clone(edited[:from]), []string{"", "x", "=", "&lt;", "\n"}[r.IntN(5)]...), edited[to:]...)
				}
				x := exporters[format]
				courses, _, err := Import(x.from, memoryFile{x.name, edited}, Options{})
				if err != nil {
					continue // it is no proper file of the format any more
				}
				for _, c := range courses {
					read++
					if _, err := course.Marshal(c); err != nil {
						t.Fatalf("no course came of it: %v\n%s", err, edited)
					}
				}
			}
			if read == 0 {
				t.Error("nothing could be read at all")
			}
		})
	}
}

// An edited text counts, and not the Markdown that it was made of.
func TestAnEditedTextIsRead(t *testing.T) {
	const text = "_so_ it is"
	written := markedHTML(text, nil)
	if p := readProse(written, quizHTML, richProse, nil); p.text != text {
		t.Errorf("%s reads as %q", written, p.text)
	}
	edited := strings.Replace(written, "it is</", "it was</", 1)
	if edited == written {
		t.Fatalf("nothing to edit in %s", written)
	}
	if p := readProse(edited, quizHTML, richProse, nil); p.text != "*so* it was" {
		t.Errorf("%s reads as %q", edited, p.text)
	}
}

func FuzzOwnFile(f *testing.F) {
	c := randomCourse(rand.New(rand.NewPCG(2, 7)))
	c.Items = c.Items[:6]
	c.Index()
	for _, format := range []string{"moodle", "gift", "csv"} {
		var b bytes.Buffer
		if _, err := Export(format, c, nil, &b); err != nil {
			f.Fatal(err)
		}
		f.Add(format, b.Bytes())
	}
	f.Fuzz(func(t *testing.T, format string, data []byte) {
		x, ok := exporters[format]
		if !ok || x.from == "" {
			t.Skip("no format")
		}
		courses, _, err := Import(x.from, memoryFile{x.name, data}, Options{})
		if err != nil {
			return
		}
		for _, c := range courses {
			if _, err := course.Marshal(c); err != nil {
				t.Fatalf("no course came of it: %v\n%s", err, data)
			}
		}
	})
}

func TestTheReportNamesWhatIsLost(t *testing.T) {
	c := &course.Course{
		ID: "c", Title: "C", Language: "en", Licence: "CC0 1.0", Skills: []course.Skill{{ID: "s", Title: "S", Why: "W"}},
		Items: []course.Item{
			{ID: "a", Skill: "s", Kind: course.Text, Tier: 2, Question: "Q", Answer: "A", Explanation: "E", Hints: course.Hints("H")},
			{ID: "b", Skill: "s", Kind: course.Order, Tier: 2, Question: "Q", Lines: []string{"1", "2"}, Explanation: "E"},
		},
	}
	c.Index()
	_, _, report := exported(t, "gift", c, nil)
	const want = `gift: 2 items, 1 written, 1 left out.
Left out:
      1  the format has no place for the kind order (b)
Of items, the file does not hold as it was:
      1  hints (a)
`
	if got := report.String(); got != want {
		t.Errorf("the report is\n%s\nand not\n%s", got, want)
	}
}

func TestAFormatNobodyKnowsIsNoFormat(t *testing.T) {
	c := randomCourse(rand.New(rand.NewPCG(3, 7)))
	if _, err := Export("word", c, nil, io.Discard); err == nil || !strings.Contains(err.Error(), "moodle") {
		t.Errorf("it says %v and names no format that is known", err)
	}
}
