package convert

import (
	"archive/tar"
	"bytes"
	stdcmp "cmp"
	"encoding/json"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/klauspost/compress/zstd"

	"pacer/coach/course"
	"pacer/coach/course/formula"
)

// oatSteps counts the steps of an unpacked pool: the folders inside folders
// named steps.
func oatSteps(t *testing.T, src fs.FS) int {
	t.Helper()
	steps, err := fs.Glob(src, oatPoolName+"/*/steps/*")
	if err != nil {
		t.Fatal(err)
	}
	return len(steps)
}

func TestOATutorPoolWithEveryKindOfDirt(t *testing.T) {
	src := unpackTestdata(t, "oatutor.txtar")
	courses, report := mustImport(t, "oatutor", src, Options{})
	checkGolden(t, "oatutor.golden", courses, report)
	checkValid(t, courses)
	checkAccounts(t, courses, report, oatSteps(t, src))
}

func TestOATutorImportedAgainIsTheSame(t *testing.T) {
	src := unpackTestdata(t, "oatutor.txtar")
	first, _ := mustImport(t, "oatutor", src, Options{})
	for range 5 { // maps are walked in another order each time
		again, _ := mustImport(t, "oatutor", src, Options{})
		if diff := cmp.Diff(first, again, cmpopts.IgnoreUnexported(course.Course{})); diff != "" {
			t.Fatal(diff)
		}
	}
}

func TestOATutorKeepsIDsWhenThePoolGrows(t *testing.T) {
	src := unpackTestdata(t, "oatutor.txtar")
	before := make(map[string]string) // ID to question
	courses, _ := mustImport(t, "oatutor", src, Options{})
	for _, c := range courses {
		for _, it := range c.Items {
			before[it.ID] = it.Question
		}
	}
	src["content-pool/aaa1/aaa1.json"] = &fstest.MapFile{Data: []byte(`{"title": "New", "courseName": "First Numbers"}`)}
	src["content-pool/aaa1/steps/aaa1a/aaa1a.json"] = &fstest.MapFile{Data: []byte(`{"stepTitle": "How many?", "stepAnswer": ["3"]}`)}
	courses, _ = mustImport(t, "oatutor", src, Options{})
	for _, c := range courses {
		for _, it := range c.Items {
			if it.ID != "aaa1a" && before[it.ID] != it.Question {
				t.Errorf("item %s asked %q before and now asks %q", it.ID, before[it.ID], it.Question)
			}
			delete(before, it.ID)
		}
	}
	if len(before) > 0 {
		t.Errorf("items lost: %v", before)
	}
}

func TestOATutorStrictLicenceSkipsWhatNamesNone(t *testing.T) {
	src := unpackTestdata(t, "oatutor.txtar")
	courses, report := mustImport(t, "oatutor", src, Options{LicenceStrict: true})
	checkAccounts(t, courses, report, oatSteps(t, src))
	for _, c := range courses {
		for _, it := range c.Items {
			if _, isNamed := readLicence(stdcmp.Or(it.Licence, c.Licence)); !isNamed {
				t.Errorf("item %s is there with licence %q", it.ID, it.Licence)
			}
		}
	}
	skipped := make(map[string]string)
	for _, rec := range report.Records {
		skipped[path.Base(rec.Where.File)] = rec.Reason
	}
	for _, file := range []string{"licence1a.json", "licence2a.json", "loose1a.json"} {
		if skipped[file] != "no licence named" {
			t.Errorf("%s: %q", file, skipped[file])
		}
	}
}

func TestOATutorGoesOnWithoutItsTables(t *testing.T) {
	src := unpackTestdata(t, "oatutor.txtar")
	delete(src, "skillModel.json")
	src["coursePlans.json"] = &fstest.MapFile{Data: []byte("{")}
	courses, report := mustImport(t, "oatutor", src, Options{})
	checkValid(t, courses)
	checkAccounts(t, courses, report, oatSteps(t, src))
	var said []string
	for _, remark := range report.Remarks {
		said = append(said, remark.Text)
	}
	for _, name := range []string{"skillModel.json", "coursePlans.json"} {
		if !slices.ContainsFunc(said, func(s string) bool { return strings.HasPrefix(s, name) }) {
			t.Errorf("nothing is said about %s: %q", name, said)
		}
	}
}

func TestOATutorSourcesThatCannotBeReadAtAll(t *testing.T) {
	for _, tc := range []struct {
		name, want string
		src        fstest.MapFS
	}{
		{"nothing", "neither", fstest.MapFS{}},
		{"an empty pool", "no problems", fstest.MapFS{"content-pool": {Mode: fs.ModeDir}}},
		{"an archive that is none", "cannot be unpacked", fstest.MapFS{"pool.tar.zst": {Data: []byte("no archive")}}},
		{"an archive of nothing", "no problems", fstest.MapFS{"pool.tar.zst": {Data: pack(t, nil)}}},
	} {
		courses, report, err := Import("oatutor", tc.src, Options{})
		if err == nil || !strings.Contains(err.Error(), tc.want) || len(courses) > 0 || report == nil {
			t.Errorf("%s: %v, %d courses", tc.name, err, len(courses))
		}
	}
}

// packed is a file of a test's archive.
type packed struct {
	name string
	kind byte
	data []byte
}

// pack makes a .tar.zst.
func pack(t *testing.T, files []packed) []byte {
	t.Helper()
	var b bytes.Buffer
	z, err := zstd.NewWriter(&b)
	if err != nil {
		t.Fatal(err)
	}
	w := tar.NewWriter(z)
	for _, f := range files {
		header := &tar.Header{Name: f.name, Typeflag: f.kind, Size: int64(len(f.data)), Mode: 0o644}
		if f.kind == tar.TypeSymlink {
			header.Linkname = "/etc/hosts"
		}
		if err := w.WriteHeader(header); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(f.data); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// packPool packs a folder's pool; the tables stay beside the archive.
func packPool(t *testing.T, src fstest.MapFS, prefix string) (fstest.MapFS, []packed) {
	t.Helper()
	out := make(fstest.MapFS)
	var files []packed
	for _, name := range slices.Sorted(maps.Keys(src)) {
		if strings.HasPrefix(name, oatPoolName) {
			files = append(files, packed{prefix + path.Dir(name) + "/", tar.TypeDir, nil}, packed{prefix + name, tar.TypeReg, src[name].Data})
		} else {
			out[name] = src[name]
		}
	}
	return out, files
}

func TestOATutorPackedIsTheSameAsUnpacked(t *testing.T) {
	src := unpackTestdata(t, "oatutor.txtar")
	want, wantReport := mustImport(t, "oatutor", src, Options{})
	for _, prefix := range []string{"", "./", "OATutor-Content/"} {
		folder, files := packPool(t, src, prefix)
		folder["pool.tar.zst"] = &fstest.MapFile{Data: pack(t, files)}
		got, report := mustImport(t, "oatutor", folder, Options{})
		if diff := cmp.Diff(want, got, cmpopts.IgnoreUnexported(course.Course{})); diff != "" {
			t.Errorf("packed under %q: %s", prefix, diff)
		}
		if diff := cmp.Diff(wantReport, report); diff != "" {
			t.Errorf("report of what is packed under %q: %s", prefix, diff)
		}
	}
}

func TestOATutorArchiveMayHoldTheTables(t *testing.T) {
	src := unpackTestdata(t, "oatutor.txtar")
	want, _ := mustImport(t, "oatutor", src, Options{})
	folder, files := packPool(t, src, "")
	for name, f := range folder {
		files = append(files, packed{name, tar.TypeReg, f.Data})
	}
	got, _ := mustImport(t, "oatutor", fstest.MapFS{"pool.tar.zst": {Data: pack(t, files)}}, Options{})
	if diff := cmp.Diff(want, got, cmpopts.IgnoreUnexported(course.Course{})); diff != "" {
		t.Error(diff)
	}
}

func TestOATutorHostileArchiveHarmsNothing(t *testing.T) {
	src := unpackTestdata(t, "oatutor.txtar")
	want, _ := mustImport(t, "oatutor", src, Options{})
	folder, files := packPool(t, src, "")
	evil := []byte(`{"stepTitle": "Evil?", "stepAnswer": ["1"]}`)
	files = append(files,
		packed{"content-pool/../../evil/evil.json", tar.TypeReg, evil},
		packed{"/content-pool/evil/steps/evila/evila.json", tar.TypeReg, evil},
		packed{"content-pool/evil/evil.json", tar.TypeSymlink, nil},
		packed{"elsewhere/evil.json", tar.TypeReg, evil},
	)
	folder["pool.tar.zst"] = &fstest.MapFile{Data: pack(t, files)}
	got, report := mustImport(t, "oatutor", folder, Options{})
	if diff := cmp.Diff(want, got, cmpopts.IgnoreUnexported(course.Course{})); diff != "" {
		t.Error(diff)
	}
	refused := 0
	for _, remark := range report.Remarks {
		if strings.Contains(remark.Text, "refused") {
			refused++
		}
	}
	if refused != 3 {
		t.Errorf("%d remarks on refused paths, want 3: %v", refused, report.Remarks)
	}
}

func TestOATutorBrokenArchiveGivesWhatCameBefore(t *testing.T) {
	src := unpackTestdata(t, "oatutor.txtar")
	folder, files := packPool(t, src, "")
	var plain bytes.Buffer
	decoder, err := zstd.NewReader(bytes.NewReader(pack(t, files)))
	if err != nil {
		t.Fatal(err)
	}
	defer decoder.Close()
	if _, err := plain.ReadFrom(decoder); err != nil {
		t.Fatal(err)
	}
	encoder, err := zstd.NewWriter(nil)
	if err != nil {
		t.Fatal(err)
	}
	half := plain.Bytes()[:plain.Len()/2+100] // in the middle of an entry
	folder["pool.tar.zst"] = &fstest.MapFile{Data: encoder.EncodeAll(half, nil)}
	courses, report := mustImport(t, "oatutor", folder, Options{})
	checkValid(t, courses)
	if len(courses) == 0 || !slices.ContainsFunc(report.Remarks, func(r Remark) bool { return strings.Contains(r.Text, "breaks off") }) {
		t.Errorf("%d courses, remarks %v", len(courses), report.Remarks)
	}
}

func TestOATutorHintsFollowWhatTheyDependOn(t *testing.T) {
	for _, tc := range []struct{ name, hints, want string }{
		{"in the order written", `[{"id":"a"},{"id":"b"}]`, "a b"},
		{"after another", `[{"id":"a","dependencies":["b"]},{"id":"b"}]`, "b a"},
		{"in a chain", `[{"id":"a","dependencies":["b"]},{"id":"b","dependencies":["c"]},{"id":"c"}]`, "c b a"},
		{"after what does not exist", `[{"id":"a","dependencies":["x"]},{"id":"b"}]`, "a b"},
		{"after themselves", `[{"id":"a","dependencies":["a"]}]`, "a"},
		{"in a circle", `[{"id":"a","dependencies":["b"]},{"id":"b","dependencies":["a"]}]`, "b a"},
		{"with one ID for two", `[{"id":"a"},{"id":"a","dependencies":["b"]},{"id":"b"}]`, "a b a"},
		{"with one text for a list", `[{"id":"a","dependencies":"b"},{"id":"b"}]`, "b a"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			var hints []oatHint
			if err := decodeLoosely([]byte(tc.hints), &hints); err != nil {
				t.Fatal(err)
			}
			var m oatMaker
			var order []string
			for _, i := range m.hintOrder(hints) {
				order = append(order, hints[i].ID)
			}
			if got := strings.Join(order, " "); got != tc.want {
				t.Errorf("order %s, want %s", got, tc.want)
			}
		})
	}
}

// corpusFolder returns the folder of the shared corpus, or skips the test.
func corpusFolder(t testing.TB, name string) string {
	t.Helper()
	top, err := filepath.Abs(".")
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(top, "go.mod")); err == nil {
			break
		}
		if parent := filepath.Dir(top); parent != top {
			top = parent
			continue
		}
		t.Fatal("there is no go.mod above this package")
	}
	folder := filepath.Join(top, "..", "shared", "corpus", name)
	if _, err := os.Stat(folder); err != nil {
		t.Skipf("the corpus %s is not on this machine: the made-up pool in testdata has to do", name)
	}
	return folder
}

// Of the real pool's steps, these many have every figure they refer to, by a
// count made without this package. 26 more are pictures behind links and four
// speak of a figure that nothing refers to: they count against us.
const (
	corpusSteps       = 11536
	corpusWithFigures = 10335
)

func TestOATutorRealPoolIsImportedWithTrueGrading(t *testing.T) {
	if testing.Short() {
		t.Skip("the real pool takes seconds: left out of a short run")
	}
	courses, report := mustImport(t, "oatutor", os.DirFS(corpusFolder(t, "oatutor")), Options{})
	checkAccounts(t, courses, report, corpusSteps)
	share := float64(report.Graded()) / corpusWithFigures
	t.Logf("%s%d of %d steps with their figures are graded (%.2f %%)", report, report.Graded(), corpusWithFigures, 100*share)
	if share < 0.995 {
		t.Errorf("only %.2f %% of the steps with their figures are imported with true grading, want 99.5 %%", 100*share)
	}
	if len(courses) != 9 {
		t.Errorf("%d courses, want 9", len(courses))
	}
	checkValid(t, courses)
	items, raw, scaffolds, words := 0, 0, 0, 0
	for _, c := range courses {
		for i := range c.Items {
			it := &c.Items[i]
			items++
			shows := false
			for _, text := range itemTexts(it) {
				seen, ok := shown(formula.Readable(text))
				if !ok {
					t.Errorf("item %s: Markdown takes part of %q for its own", it.ID, text)
				}
				if rawLaTeX.MatchString(seen) {
					shows = true
					t.Logf("item %s shows %.200q", it.ID, seen)
				}
			}
			if shows {
				raw++
			}
			for _, hint := range it.Hints {
				if hint.Ask != nil {
					scaffolds++
				} else if strings.HasPrefix(hint.Text, "Ask yourself: ") {
					words++
				}
			}
		}
	}
	t.Logf("%d of %d items show raw LaTeX (%.2f %%); %d scaffolds are asked, %d are words with their answer", raw, items, 100*float64(raw)/float64(items), scaffolds, words)
	if raw > 0 {
		t.Errorf("%d of %d items show raw LaTeX, want none", raw, items)
	}
	if float64(scaffolds) < 0.97*float64(scaffolds+words) {
		t.Errorf("%d of %d scaffolds are asked, want 97 %%", scaffolds, scaffolds+words)
	}
}

// rawLaTeX finds what a learner should never see.
var rawLaTeX = regexp.MustCompile(`\\|\$\$|[\^_]\{|\b[dt]?frac\b|\boperatorname\b|\*\*\{`)

// itemTexts are all texts of an item that a learner reads, those of its
// scaffolds among them.
func itemTexts(it *course.Item) []string {
	texts := []string{it.Question, it.Explanation, it.Model}
	if it.Kind == course.Text {
		texts = append(texts, it.Answer)
	}
	for _, hint := range it.Hints {
		texts = append(texts, hint.Text)
		if hint.Ask != nil {
			texts = append(texts, itemTexts(hint.Ask)...)
		}
	}
	for _, o := range it.Options {
		texts = append(texts, o.Text)
	}
	return texts
}

func FuzzOATutor(f *testing.F) {
	f.Add([]byte(`{"id":"xa","stepAnswer":["$$\\frac{1}{2}$$"],"problemType":"TextBox","stepTitle":"What is $$0.5$$?\\nThink.","answerType":"arithmetic"}`))
	f.Add([]byte(`{"stepAnswer":"4","problemType":"MultipleChoice","stepTitle":5,"choices":["$$4$$","4","<b>5</b>","##f.gif##"]}`))
	f.Add([]byte(`{"stepAnswer":["(1,2)"],"answerType":"string","stepBody":"a**{\\circ} $$\\left( \\$$ $$ {b}$$ @{n}","variabilization":{"n":[1,2]}}`))
	f.Add([]byte(`[]`))
	for _, key := range []string{
		`$$\\frac{x^2-1}{2}$$`, `(x-1/3)**2`, `x=5 or x=9`, `(-inf,2]U(3,inf)`, `$$y \\geq 2$$`, `(3,-2)`, `(-5*sqrt(2), 5*sqrt(2))`,
		`$$\\begin{bmatrix} 1 & 2 \\\\ 3 & 4 \\end{bmatrix}$$`, `$$\\frac{-1}{3}\\pm \\sqrt{3}$$`, `a_1=17,a_n=a_(n-1)+9`, `1-isqrt(3)`, `6m10t`, `r+5/2r(r+2)`, `0/0`, `x=x`, `[2,1]`, `|x`, `2**9999999`,
	} {
		f.Add([]byte(`{"stepAnswer":["` + key + `"],"problemType":"TextBox","stepTitle":"Factor and simplify: multiple answers?","answerType":"arithmetic"}`))
		f.Add([]byte(`{"stepAnswer":["` + key + `"],"problemType":"TextBox","stepTitle":"Expand, in interval notation","answerType":"string"}`))
	}
	f.Fuzz(func(t *testing.T, step []byte) {
		pathway, err := json.Marshal([]map[string]any{{"id": "h", "type": "scaffold", "text": string(step), "title": "T", "hintAnswer": string(step), "dependencies": []string{"h"}}})
		if err != nil {
			t.Fatal(err)
		}
		src := fstest.MapFS{
			"content-pool/x/x.json":                                    {Data: []byte(`{"title":"A problem","courseName":"C"}`)},
			"content-pool/x/steps/xa/xa.json":                          {Data: step},
			"content-pool/x/steps/xa/tutoring/xaDefaultPathway.json":   {Data: pathway},
			"content-pool/x/steps/xb/xb.json":                          {Data: []byte(`{"stepTitle":"Six?","stepAnswer":["6"]}`)},
			"content-pool/x/steps/xb/tutoring/otherPathway.json":       {Data: step},
			"content-pool/x/steps/xb/tutoring/xbDefaultPathway.json/x": {Data: step},
		}
		courses, report := mustImport(t, "oatutor", src, Options{})
		checkAccounts(t, courses, report, 2)
		checkValid(t, courses)
		_ = report.String()
	})
}
