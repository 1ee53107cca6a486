package convert

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

// workbook makes a minimal .xlsx of one sheet for each list of rows. A cell is
// XML if it begins with <, the text of a shared string if it begins with @,
// else text in the cell.
func workbook(t testing.TB, sheets ...[][]string) []byte {
	t.Helper()
	parts := make(map[string]string)
	var shared []string
	var list, relations strings.Builder
	for n, rows := range sheets {
		var b strings.Builder
		for i, row := range rows {
			fmt.Fprintf(&b, `<row r="%d">`, i+1)
			for j, cell := range row {
				ref := fmt.Sprintf("%c%d", 'A'+j, i+1)
				switch {
				case cell == "":
				case cell[0] == '<':
					b.WriteString(strings.Replace(cell, "<c", `<c r="`+ref+`"`, 1))
				case cell[0] == '@':
					fmt.Fprintf(&b, `<c r="%s" t="s"><v>%d</v></c>`, ref, len(shared))
					shared = append(shared, cell[1:])
				default:
					fmt.Fprintf(&b, `<c r="%s" t="inlineStr"><is><t>%s</t></is></c>`, ref, escapeXML(cell))
				}
			}
			b.WriteString("</row>")
		}
		parts[fmt.Sprintf("xl/worksheets/sheet%d.xml", n+1)] = `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>` + b.String() + `</sheetData></worksheet>`
		fmt.Fprintf(&list, `<sheet name="Sheet %d" sheetId="%d" r:id="rId%d"/>`, n+1, n+1, n+1)
		fmt.Fprintf(&relations, `<Relationship Id="rId%d" Target="worksheets/sheet%d.xml"/>`, n+1, n+1)
	}
	parts["xl/workbook.xml"] = `<workbook xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>` + list.String() + `</sheets></workbook>`
	parts["xl/_rels/workbook.xml.rels"] = `<Relationships>` + relations.String() + `</Relationships>`
	parts["xl/styles.xml"] = `<styleSheet><numFmts><numFmt numFmtId="164" formatCode="dd/mm/yyyy"/><numFmt numFmtId="165" formatCode="0.0&quot; days&quot;"/></numFmts>` +
		`<cellXfs><xf numFmtId="0"/><xf numFmtId="10"/><xf numFmtId="16"/><xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="20"/></cellXfs></styleSheet>`
	var b strings.Builder
	for _, text := range shared {
		b.WriteString("<si><r><t>" + escapeXML(text[:len(text)/2]) + `</t></r><r><t xml:space="preserve">` + escapeXML(text[len(text)/2:]) + "</t></r><rPh><t>reading</t></rPh></si>")
	}
	parts["xl/sharedStrings.xml"] = "<sst>" + b.String() + "</sst>"
	return packageOf(t, parts)
}

func escapeXML(s string) string {
	var b bytes.Buffer
	if err := xml.EscapeText(&b, []byte(s)); err != nil {
		panic(err) // a buffer takes everything
	}
	return b.String()
}

func packageOf(t testing.TB, parts map[string]string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, content := range parts {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(content)); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// kahootHead are the first rows of the template.
var kahootHead = [][]string{
	{"", "@Quiz template"},
	{"", "Add questions, at least two answer alternatives, time limit and choose correct answers."},
	{"", "Question text should not exceed 120 characters"},
	{},
	{"", "@Question - max 120 characters", "Answer 1 - max 75 characters", "Answer 2 - max 75 characters", "Answer 3 - max 75 characters", "Answer 4 - max 75 characters",
		"Time limit (sec) – 5, 10, 20, 30, 60, 90, 120, or 240 secs", "Correct answer(s) - choose at least one"},
}

func TestAKahootIsRead(t *testing.T) {
	rows := append(kahootHead[:len(kahootHead):len(kahootHead)],
		[]string{"<c><v>1</v></c>", "@Which planets have rings?", "Saturn", "Mars", "Uranus", "", "<c><v>20</v></c>", "1,3"},
		[]string{"<c><v>2</v></c>", "What is 2 + 2?", "<c><v>3</v></c>", "<c><v>4</v></c>", "", "", "<c><v>20</v></c>", "<c><v>2</v></c>"},
		[]string{"<c><v>3</v></c>", "Typed as a decimal?", "a", "b", "c", "", "<c><v>5</v></c>", "<c><v>1.2</v></c>"},
		[]string{"<c><v>4</v></c>", "Which number?", "4", "3", "2", "1", "", "<c><v>1</v></c>"},
		[]string{"<c><v>5</v></c>", "No such answer?", "a", "b", "", "", "", "4"},
		[]string{"<c><v>6</v></c>", "", "", "", "", "", "", ""},
	)
	src := fstest.MapFS{"Space quiz.xlsx": {Data: workbook(t, rows)}}
	if got := Detect(src); got != "kahoot" {
		t.Errorf("it is taken for %q", got)
	}
	courses, report := mustImport(t, "kahoot", src, Options{})
	checkValid(t, courses)
	checkAccounts(t, courses, report, 6)
	var got []string
	for _, it := range courses[0].Items {
		var right []string
		for _, o := range it.Options {
			if o.Right {
				right = append(right, o.Text)
			}
		}
		got = append(got, fmt.Sprintf("%s %s %v of %d", it.Kind, it.Question, right, len(it.Options)))
	}
	want := []string{
		"choices Which planets have rings? [Saturn Uranus] of 3", "choice What is 2 + 2? [4] of 2", "choices Typed as a decimal? [a b] of 3", "choice Which number? [4] of 4",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s\n%s", diff, report)
	}
	if !strings.Contains(report.String(), "time limits were left out") || report.Records[4].Where.Line != 10 {
		t.Error(report)
	}
}

func TestATemplateInAnotherLanguageIsRead(t *testing.T) {
	for name, head := range map[string][]string{
		"German":  {"Frage – max. 120 Zeichen", "Antwort 1 – max. 75 Zeichen", "Antwort 2 – max. 75 Zeichen", "Zeitlimit (Sek.)", "Richtige Antwort(en)"},
		"Spanish": {"Pregunta - máximo 120 caracteres", "Respuesta 1 - máximo 75", "Respuesta 2 - máximo 75", "Límite de tiempo (segundos)", "Respuesta(s) correcta(s)"},
		"French":  {"Question - 120 caractères max", "Réponse 1 - 75 caractères max", "Réponse 2 - 75 caractères max", "Temps limite (sec)", "Bonne(s) réponse(s)"},
	} {
		src := fstest.MapFS{"q.xlsx": {Data: workbook(t, [][]string{{"Kahoot"}, head, {"A?", "x", "y", "20", "2"}})}}
		courses, report := mustImport(t, "kahoot", src, Options{})
		if len(courses) != 1 || len(courses[0].Items) != 1 || !courses[0].Items[0].Options[1].Right {
			t.Errorf("%s: %s", name, report)
		}
	}
}

func TestAnySpreadsheetIsATable(t *testing.T) {
	src := fstest.MapFS{"facts.xlsx": {Data: workbook(t, [][]string{
		{"My facts"}, {},
		{"", "Question", "Answer", "When"},
		{"", "@How much is half, in percent?", `<c s="1"><v>0.5</v></c>`},
		{"", "What is 0.1 + 0.2?", `<c><f>0.1+0.2</f><v>0.30000000000000004</v></c>`},
		{"", "Which fraction is half of one?", `<c s="2"><v>45689</v></c>`},
		{"", "When did people first land on the Moon?", `<c s="3"><v>25404</v></c>`},
		{"", "Is the sun a star?", `<c t="b"><v>1</v></c>`},
		{"", "What went wrong?", `<c t="e"><v>#DIV/0!</v></c>`},
		{"", "Not calculated?", `<c><f>A1</f></c>`},
		{"", "How long is a week, in days?", `<c s="4"><v>7</v></c>`},
		{"", "When is noon?", `<c s="5"><v>0.5</v></c>`},
	}, nil, [][]string{{"term", "definition"}, {"dog", "Hund"}})}}
	if got := Detect(src); got != "csv" {
		t.Errorf("it is taken for %q", got)
	}
	courses, report := mustImport(t, "csv", src, Options{})
	checkValid(t, courses)
	if len(courses) != 2 || courses[1].ID != "facts-sheet-3" || courses[1].Title != "Sheet 3" {
		t.Fatalf("%d courses\n%s", len(courses), report)
	}
	var got []string
	for _, it := range courses[0].Items {
		got = append(got, it.Question+" "+it.Answer)
	}
	want := []string{
		"How much is half, in percent? 50", "What is 0.1 + 0.2? 0.3", "When did people first land on the Moon? 1969-07-20", "Is the sun a star? true",
		"How long is a week, in days? 7", "When is noon? 12:00",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s\n%s", diff, report)
	}
	for _, part := range []string{"made a date of a cell", "cells are calculated", "calculated cells show nothing"} {
		if !strings.Contains(report.String(), part) {
			t.Errorf("%q is not in the report:\n%s", part, report)
		}
	}
}

// openDocument makes a minimal .ods of the XML of its tables.
func openDocument(t testing.TB, tables string) []byte {
	t.Helper()
	return packageOf(t, map[string]string{"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": `<?xml version="1.0" encoding="UTF-8"?>` +
		`<office:document-content xmlns:office="o" xmlns:table="t" xmlns:text="x"><office:body><office:spreadsheet>` + tables + `</office:spreadsheet></office:body></office:document-content>`})
}

func TestAnOpenDocumentIsATable(t *testing.T) {
	data := openDocument(t, `<table:table table:name="Words"><table:table-row table:number-rows-repeated="2"><table:table-cell table:number-columns-repeated="1024"/></table:table-row>`+
		`<table:table-row><table:table-cell><text:p>question</text:p></table:table-cell><table:table-cell><text:p>answer</text:p></table:table-cell></table:table-row>`+
		`<table:table-row><table:table-cell><office:annotation><text:p>a remark</text:p></office:annotation><text:p>Two<text:s text:c="2"/>words?</text:p><text:p>Or more?</text:p></table:table-cell><table:table-cell office:value-type="string"><text:p>the <text:span>answer</text:span></text:p></table:table-cell></table:table-row>`+
		`<table:table-row><table:table-cell><text:p>Half?</text:p></table:table-cell><table:table-cell office:value-type="date" office:date-value="2026-02-01"><text:p>01.02.</text:p></table:table-cell></table:table-row>`+
		`<table:table-row><table:table-cell><text:p>Day?</text:p></table:table-cell><table:table-cell office:value-type="date" office:date-value="1969-07-20"><text:p>20.07.69</text:p></table:table-cell></table:table-row>`+
		`<table:table-row table:number-rows-repeated="1048570"><table:table-cell table:number-columns-repeated="1024"/></table:table-row></table:table>`)
	src := fstest.MapFS{"words.ods": {Data: data}}
	courses, report := mustImport(t, "csv", src, Options{})
	checkValid(t, courses)
	if len(courses) != 1 || len(courses[0].Items) != 2 || report.Count(Skipped) != 1 {
		t.Fatalf("%v\n%s", courses, report)
	}
	it := courses[0].Items[0]
	if it.Question != "Two words?\nOr more?" || it.Answer != "the answer" || report.Records[0].Where.Line != 4 || courses[0].Items[1].Answer != "20.07.69" {
		t.Errorf("%+v\n%s", it, report)
	}
}

func TestWorkbooksThatCannotBeReadAreRefused(t *testing.T) {
	whole := workbook(t, [][]string{{"question", "answer"}, {"A?", "a"}})
	for _, tc := range []struct {
		name, want string
		data       []byte
	}{
		{"an old workbook", "old Excel", []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest")},
		{"no package", "no workbook", []byte("question,answer")},
		{"cut short", "cut short", whole[:len(whole)/2]},
		{"another package", "no workbook", packageOf(t, map[string]string{"a.txt": "a"})},
		{"no sheets", "every sheet", workbook(t)},
		{"broken XML", "cannot be read", packageOf(t, map[string]string{"xl/workbook.xml": "<workbook><sheets", "xl/_rels/workbook.xml.rels": "<Relationships/>"})},
		{"an entity of its own", "cannot be read", packageOf(t, map[string]string{
			"xl/_rels/workbook.xml.rels": "<Relationships/>", "xl/workbook.xml": `<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]><workbook>&x;</workbook>`,
		})},
		{"a sheet that never ends", "split it", packageOf(t, map[string]string{
			"xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="r1" Target="worksheets/s.xml"/></Relationships>`,
			"xl/workbook.xml":            `<workbook xmlns:r="r"><sheets><sheet name="a" r:id="r1"/></sheets></workbook>`,
			"xl/worksheets/s.xml":        `<worksheet>` + strings.Repeat("<a/>", sheetMaxPart/4) + `</worksheet>`,
		})},
	} {
		courses, _, err := Import("kahoot", fstest.MapFS{"q.xlsx": {Data: tc.data}}, Options{})
		if err == nil || !strings.Contains(err.Error(), tc.want) || len(courses) > 0 {
			t.Errorf("%s: %v, want %q in it", tc.name, err, tc.want)
		}
	}
}

func TestAMillionCellsAreBounded(t *testing.T) {
	row := `<row>` + strings.Repeat(`<c t="s"><v>0</v></c>`, 300) + `</row>`
	data := packageOf(t, map[string]string{
		"xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="r1" Target="/xl/worksheets/s.xml"/></Relationships>`,
		"xl/workbook.xml":            `<workbook xmlns:r="r"><sheets><sheet name="a" r:id="r1"/></sheets></workbook>`,
		"xl/sharedStrings.xml":       `<sst><si><t>` + strings.Repeat("x", 9_000) + `</t></si></sst>`,
		"xl/worksheets/s.xml":        `<worksheet>` + strings.Repeat(row, 3_000) + `</worksheet>`,
	})
	_, _, err := Import("csv", fstest.MapFS{"q.xlsx": {Data: data}}, Options{})
	if err == nil || !strings.Contains(err.Error(), "MB of text") {
		t.Errorf("error %v", err)
	}
}

func TestNumbersAreWrittenAsShown(t *testing.T) {
	for _, tc := range []struct {
		f    float64
		want string
	}{{0.1 + 0.2, "0.3"}, {7, "7"}, {1e9, "1000000000"}, {0.5 * 100, "50"}, {-2.50, "-2.5"}, {1e20, "1e+20"}} {
		if got := plainFloat(tc.f); got != tc.want {
			t.Errorf("plainFloat(%v) = %q, want %q", tc.f, got, tc.want)
		}
	}
}

func TestFormatsAreTold(t *testing.T) {
	for code, want := range map[string]sheetFormat{
		"General": asNumber, "0.00": asNumber, "0%": asPercent, "dd/mm/yyyy": asDate, "d-mmm": asPartDate, "mmm-yy": asPartDate, `0.0" days"`: asNumber,
		"[h]:mm:ss": asTime, "[Red]0": asNumber, "#,##0 €": asNumber, "yyyy-mm-dd hh:mm": asDate, "@": asNumber,
	} {
		if got := formatOf(code); got != want {
			t.Errorf("formatOf(%q) = %d, want %d", code, got, want)
		}
	}
}

func FuzzWorkbook(f *testing.F) {
	f.Add(workbook(f, append(kahootHead, []string{"", "A?", "a", "b", "", "", "20", "1"})))
	f.Add(openDocument(f, `<table:table><table:table-row><table:table-cell><text:p>question</text:p></table:table-cell></table:table-row></table:table>`))
	f.Fuzz(func(t *testing.T, data []byte) {
		courses, report, err := Import("kahoot", fstest.MapFS{"q.xlsx": {Data: data}}, Options{})
		if err != nil {
			return
		}
		checkAccounts(t, courses, report, len(report.Records))
		checkValid(t, courses)
	})
}
