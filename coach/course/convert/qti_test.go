package convert

import (
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"pacer/coach/course"
)

// onePixel begins like a PNG, which is all that an importer looks at.
const onePixel = "\x89PNG\r\n\x1a\n and the rest"

// qtiFolder is a sample, unpacked.
func qtiFolder(t testing.TB, name string) fstest.MapFS {
	t.Helper()
	files := unpackTestdata(t, name)
	files["pictures/map.png"] = &fstest.MapFile{Data: []byte(onePixel)}
	return files
}

// zipped packs a folder as one file.
func zipped(t testing.TB, name string, folder fstest.MapFS) fs.FS {
	t.Helper()
	var files []string
	for _, path := range slices.Sorted(maps.Keys(folder)) {
		files = append(files, path, string(folder[path].Data))
	}
	return fstest.MapFS{name: {Data: zipOf(t, files...)}}
}

func TestQTIBecomesCourses(t *testing.T) {
	for _, sample := range []string{"qti2", "qti3"} {
		t.Run(sample, func(t *testing.T) {
			folder := qtiFolder(t, sample+".txtar")
			src := zipped(t, "nile.zip", folder)
			courses, report := mustImport(t, "qti", src, Options{})
			checkYAML(t, "testdata/"+sample+".golden", courses, report)
			checkValid(t, courses)
			checkAccounts(t, courses, report, len(report.Records))
			checkGraded(t, courses)
			if format := Detect(src); format != "qti" {
				t.Errorf("detected as %q", format)
			}
			if format := Detect(folder); format != "qti" {
				t.Errorf("the folder is detected as %q", format)
			}
			unpacked, _ := mustImport(t, "qti", folder, Options{})
			ignored := cmp.Options{cmpopts.IgnoreUnexported(course.Course{}), cmpopts.IgnoreFields(course.Course{}, "ID", "Source"), cmpopts.IgnoreFields(course.Item{}, "ID")}
			if diff := cmp.Diff(courses, unpacked, ignored); diff != "" {
				t.Errorf("unpacked it is another course: %s", diff)
			}
		})
	}
}

// qtiOf is an item of version 2 around a body.
func qtiOf(parts string) string {
	return `<?xml version="1.0" encoding="UTF-8"?><assessmentItem identifier="one" title="One">` + parts + `</assessmentItem>`
}

// qtiDeclare declares a response.
func qtiDeclare(cardinality, baseType string, correct ...string) string {
	values := ""
	for _, v := range correct {
		values += "<value>" + v + "</value>"
	}
	return `<responseDeclaration identifier="RESPONSE" cardinality="` + cardinality + `" baseType="` + baseType + `"><correctResponse>` + values + `</correctResponse></responseDeclaration>`
}

const (
	qtiABC = `<itemBody><choiceInteraction responseIdentifier="RESPONSE" shuffle="true" maxChoices="1"><prompt>Which?</prompt>` +
		`<simpleChoice identifier="A">a</simpleChoice><simpleChoice identifier="B">b</simpleChoice><simpleChoice identifier="C">c</simpleChoice></choiceInteraction></itemBody>`
	qtiTyped = `<itemBody><p>What? <textEntryInteraction responseIdentifier="RESPONSE"/></p></itemBody>`
)

// qtiItems imports a lone item.
func qtiItems(t testing.TB, text string, opt Options) ([]course.Item, *Report) {
	t.Helper()
	courses, report := mustImport(t, "qti", fstest.MapFS{"one.xml": {Data: []byte(text)}}, opt)
	checkValid(t, courses)
	checkAccounts(t, courses, report, len(report.Records))
	checkGraded(t, courses)
	if len(courses) == 0 {
		return nil, report
	}
	return courses[0].Items, report
}

func TestQTIRulesAreFollowed(t *testing.T) {
	condition := func(test, then string) string {
		return `<responseProcessing><responseCondition><responseIf>` + test + then + `</responseIf></responseCondition></responseProcessing>`
	}
	set := func(score string) string {
		return `<setOutcomeValue identifier="SCORE"><baseValue baseType="float">` + score + `</baseValue></setOutcomeValue>`
	}
	response := `<variable identifier="RESPONSE"/>`
	is := func(value string) string {
		return `<match>` + response + `<baseValue baseType="identifier">` + value + `</baseValue></match>`
	}
	open := `<responseDeclaration identifier="RESPONSE" cardinality="single" baseType="identifier"/>`
	for _, tc := range []struct{ name, source, want string }{
		{"an answer that only the rules know", open + qtiABC + condition(is("B"), set("1")), "a | b right | c"},
		{"one of two", open + qtiABC + condition(`<or>`+is("B")+is("X")+`</or>`, set("1")), "a | b right | c"},
		{"one that is none of the others", open + qtiABC + condition(`<and><not>`+is("A")+`</not><not>`+is("B")+`</not><not><isNull>`+response+`</isNull></not></and>`, set("1")), "a | b | c right"},
		{"a member of a set", open + qtiABC + condition(`<member>`+response+`<multiple><baseValue baseType="identifier">C</baseValue></multiple></member>`, set("2")), "a | b | c right"},
		{"a score that is worked out", open + qtiABC + condition(is("A"), `<setOutcomeValue identifier="SCORE"><sum><variable identifier="SCORE"/><product><baseValue baseType="float">2</baseValue><baseValue baseType="float">3</baseValue></product></sum></setOutcomeValue>`), "a right | b | c"},
		{"rules that end themselves", open + qtiABC + `<responseProcessing><responseCondition><responseIf>` + is("A") + set("1") + `<exitResponse/></responseIf></responseCondition>` + set("0.4") + `</responseProcessing>`, "a right | b | c"},
		{"the declared answer counts where the rules prefer another", qtiDeclare("single", "identifier", "A") + qtiABC + condition(is("B"), set("1")), "a right | b | c"},
		{"the declared answer counts where the rules are not known", qtiDeclare("single", "identifier", "A") + qtiABC + condition(`<patternMatch pattern="x">`+response+`</patternMatch>`, set("1")), "a right | b | c"},
		{"no rules and no answer", open + qtiABC, "it declares no right answer"},
		{"rules that say nothing of the score", open + qtiABC + condition(is("B"), `<setOutcomeValue identifier="PASSED"><baseValue baseType="boolean">true</baseValue></setOutcomeValue>`), "it declares no right answer"},
		{"words to type that only the rules know", `<responseDeclaration identifier="RESPONSE" cardinality="single" baseType="string"/>` + qtiTyped +
			condition(`<stringMatch caseSensitive="false">`+response+`<baseValue baseType="string">Nile</baseValue></stringMatch>`, set("1")), "Nile"},
		{"an integer", qtiDeclare("single", "integer", "7") + qtiTyped, "7"},
		{"a number that is none", qtiDeclare("single", "float", "seven") + qtiTyped, "an answer does not read as a number"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			items, report := qtiItems(t, qtiOf(tc.source), Options{})
			got := report.Records[0].Reason
			if len(items) == 1 {
				var parts []string
				for _, o := range items[0].Options {
					part := o.Text
					if o.Right {
						part += " right"
					}
					if o.Part > 0 {
						part += fmt.Sprintf(" %d", o.Part)
					}
					parts = append(parts, part)
				}
				got = items[0].Answer + strings.Join(parts, " | ")
			}
			if got != tc.want {
				t.Errorf("%q, want %q\n%s", got, tc.want, report)
			}
		})
	}
}

func TestQTIRulesThatNeverEndAreBounded(t *testing.T) {
	rule := `<setOutcomeValue identifier="SCORE"><sum>` + strings.Repeat(`<baseValue baseType="float">1</baseValue>`, 2000) + `</sum></setOutcomeValue>`
	rules := newQTIRules(mustXML(t, qtiOf(`<responseProcessing>`+strings.Repeat(rule, 10)+`</responseProcessing>`)))
	for range 4 {
		if _, err := rules.answer(nil); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := rules.answer(nil); err == nil {
		t.Errorf("%d steps are left after all of them", rules.steps)
	}
}

func mustXML(t testing.TB, text string) *element {
	t.Helper()
	e, err := parseXML(text)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func TestQTIInOtherEncodingsIsRead(t *testing.T) {
	const text = `<?xml version="1.0" encoding="%s"?><assessmentItem identifier="one"><responseDeclaration identifier="RESPONSE" cardinality="single" baseType="string"><correctResponse><value>Größe</value></correctResponse></responseDeclaration><itemBody><p>Wie heißt sie? <textEntryInteraction responseIdentifier="RESPONSE"/></p></itemBody></assessmentItem>`
	for _, tc := range []struct {
		name, declared string
		encoding       encoding.Encoding
	}{
		{"Windows-1252", "windows-1252", charmap.Windows1252},
		{"Latin 2", "ISO-8859-2", charmap.ISO8859_2},
		{"UTF-16 with a mark", "UTF-16", unicode.UTF16(unicode.LittleEndian, unicode.UseBOM)},
		{"UTF-16 without one", "UTF-16", unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)},
		{"UTF-16 the other way round", "UTF-16", unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)},
		{"UTF-8 that claims another", "ISO-8859-1", unicode.UTF8},
		{"UTF-8 with a mark", "utf-8", unicode.UTF8BOM},
	} {
		t.Run(tc.name, func(t *testing.T) {
			data, err := tc.encoding.NewEncoder().String(fmt.Sprintf(text, tc.declared))
			if err != nil {
				t.Fatal(err)
			}
			items, report := qtiItems(t, data, Options{})
			if len(items) != 1 || items[0].Answer != "Größe" {
				t.Errorf("%+v\n%s", items, report)
			}
		})
	}
	for name, data := range map[string]string{"an encoding nobody knows": fmt.Sprintf(text, "klingon")[:60] + "\xff", "a program": "MZ\x00\x01"} {
		if _, _, err := decodeXML([]byte(data)); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func TestQTIThatCannotBeReadAtAll(t *testing.T) {
	zip := func(files ...string) fs.FS { return fstest.MapFS{"p.zip": {Data: zipOf(t, files...)}} }
	whole := zipOf(t, "imsmanifest.xml", "<manifest/>", "one.xml", qtiOf(qtiABC))
	for _, tc := range []struct {
		name, want string
		src        fs.FS
	}{
		{"a folder of other things", "there is no QTI here", fstest.MapFS{"a.png": {}}},
		{"a package of other things", "there is no QTI here", zip("a.png", "")},
		{"a manifest without items", "no QTI item in p.zip", zip("imsmanifest.xml", "<manifest/>")},
		{"version 1", "QTI of version 1", zip("imsmanifest.xml", "<manifest/>", "q.xml", "<questestinterop><item/></questestinterop>")},
		{"a package that is no zip", "cut short or damaged", fstest.MapFS{"p.zip": {Data: []byte("Which?")}}},
		{"a package that is cut short", "cut short or damaged", fstest.MapFS{"p.zip": {Data: whole[:len(whole)/2]}}},
		{"items that lead out of the package", "there is no QTI here", zip("../one.xml", qtiOf(qtiABC))},
	} {
		t.Run(tc.name, func(t *testing.T) {
			courses, _, err := Import("qti", tc.src, Options{})
			if err == nil || !strings.Contains(err.Error(), tc.want) || len(courses) > 0 {
				t.Errorf("%d courses, error %v; want %q in it", len(courses), err, tc.want)
			}
		})
	}
}

func TestQTIBadItemIsSkippedWithAReason(t *testing.T) {
	laughs := `<!DOCTYPE assessmentItem [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><assessmentItem><itemBody>&b;</itemBody></assessmentItem>`
	outside := `<!DOCTYPE assessmentItem [<!ENTITY x SYSTEM "file:///etc/passwd">]><assessmentItem><itemBody>&x;</itemBody></assessmentItem>`
	good := qtiOf(qtiDeclare("single", "identifier", "A") + qtiABC)
	for _, tc := range []struct{ name, text, reason string }{
		{"a billion laughs", laughs, ""}, // a DOCTYPE of its own hides what the file is, and so it is none
		{"an entity from outside", outside, ""},
		{"an entity nobody knows", strings.Replace(good, "Which?", "&lol;", 1), "no proper XML"},
		{"elements without end in one another", `<assessmentItem>` + strings.Repeat("<p>", 100_000), "too deep"},
		{"a file that is too large", good + strings.Repeat(" ", qtiMaxFile), "larger than 2 MB"},
		{"a file that is cut short", good[:len(good)-40], "no proper XML"},
		{"no declaration", qtiOf(qtiABC), "declares nothing"},
		{"a part in another file", qtiOf(`<itemBody><include href="x.xml"/></itemBody>`), "another file"},
		{"an order that lacks a line", qtiOf(qtiDeclare("ordered", "identifier", "A", "B") + strings.ReplaceAll(qtiABC, "choiceInteraction", "orderInteraction")), "only some of the lines"},
		{"an order that names what is not there", qtiOf(qtiDeclare("ordered", "identifier", "A", "B", "X") + strings.ReplaceAll(qtiABC, "choiceInteraction", "orderInteraction")), "not there"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			src := zipped(t, "p.zip", fstest.MapFS{"bad.xml": {Data: []byte(tc.text)}, "good.xml": {Data: []byte(good)}})
			courses, report := mustImport(t, "qti", src, Options{})
			if len(courses) != 1 || len(courses[0].Items) != 1 {
				t.Fatalf("the good item is lost:\n%s", report)
			}
			if got := report.Records[0]; tc.reason != "" && (got.Outcome != Skipped || !strings.Contains(got.Reason, tc.reason)) {
				t.Errorf("want %q in:\n%s", tc.reason, report)
			}
		})
	}
}

func TestQTIItemKeepsItsIDWhenItIsMended(t *testing.T) {
	text := qtiOf(qtiDeclare("single", "identifier", "A") + qtiABC)
	before, _ := qtiItems(t, text, Options{})
	after, _ := qtiItems(t, strings.NewReplacer("Which?", "Which one?", `title="One"`, `title="First"`, "<value>A<", "<value>B<").Replace(text), Options{})
	if before[0].ID != "one-one" || after[0].ID != before[0].ID {
		t.Errorf("%s became %s", before[0].ID, after[0].ID)
	}
}

func TestQTILicenceOfOneItemIsEnoughForIt(t *testing.T) {
	item := qtiOf(qtiDeclare("single", "identifier", "A") + qtiABC)
	folder := fstest.MapFS{
		"imsmanifest.xml": {Data: []byte(`<manifest><resources><resource href="with%20space.xml"><metadata><rights>CC0</rights></metadata></resource><resource href="../../etc/passwd"/><resource href="free.xml"/></resources></manifest>`)},
		"with space.xml":  {Data: []byte(item)},
		"free.xml":        {Data: []byte(strings.Replace(strings.Replace(item, "one", "two", 1), "Which?", "And which?", 1))},
	}
	courses, report := mustImport(t, "qti", zipped(t, "p.zip", folder), Options{LicenceStrict: true})
	if len(courses) != 1 || len(courses[0].Items) != 1 || courses[0].Items[0].Licence != "CC0" || report.Count(Skipped) != 1 {
		t.Errorf("%+v\n%s", courses, report)
	}
}

func FuzzQTI(f *testing.F) {
	for _, sample := range []string{"qti2.txtar", "qti3.txtar"} {
		for name, file := range qtiFolder(f, sample) {
			if strings.HasPrefix(name, "items/") {
				f.Add(file.Data)
			}
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		courses, report, err := Import("qti", fstest.MapFS{"one.xml": {Data: data}}, Options{})
		if err != nil {
			return
		}
		checkAccounts(t, courses, report, len(report.Records))
		checkValid(t, courses)
		checkGraded(t, courses)
	})
}

func BenchmarkQTIImport(b *testing.B) {
	var files []string
	for i := range 10_000 {
		id := fmt.Sprintf(`identifier="i%d"`, i)
		item := strings.Replace(strings.Replace(qtiOf(qtiDeclare("single", "identifier", "A")+qtiABC), `identifier="one"`, id, 1), "Which?", fmt.Sprintf("What is <b>%d</b> and more?", i), 1)
		files = append(files, fmt.Sprintf("items/%d.xml", i), item)
	}
	src := fstest.MapFS{"p.zip": {Data: zipOf(b, files...)}}
	b.ReportAllocs()
	for b.Loop() {
		courses, _, err := Import("qti", src, Options{})
		if err != nil || len(courses[0].Items) != 10_000 {
			b.Fatal(err)
		}
	}
}

func TestQTIBrokenPackageDoesNotSpoilTheOthers(t *testing.T) {
	src := fstest.MapFS{
		"bad.zip":  {Data: []byte("no zip")},
		"good.zip": {Data: zipOf(t, "one.xml", qtiOf(qtiDeclare("single", "identifier", "A")+qtiABC))},
	}
	courses, report := mustImport(t, "qti", src, Options{})
	if len(courses) != 1 || len(report.Remarks) != 1 || report.Remarks[0].Where.File != "bad.zip" {
		t.Errorf("%d courses\n%s", len(courses), report)
	}
}
