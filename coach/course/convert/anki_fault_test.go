package convert

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"pacer/coach/course"
)

func TestAnkiFaultsGetASentence(t *testing.T) {
	good := everything().generation(t, 1)
	third := everything().generation(t, 3)
	collection := string(everything().collection(t, 11))
	link := func() []byte {
		var b bytes.Buffer
		w := zip.NewWriter(&b)
		h := &zip.FileHeader{Name: "collection.anki2"}
		h.SetMode(fs.ModeSymlink | 0o777)
		f, err := w.CreateHeader(h)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.Write([]byte("/etc/passwd")); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	// A collection's tables in which something was replaced by hand.
	hostile := func(more ...string) []byte {
		return zipOf(t, "collection.anki2", string(everything().collection(t, 11, more...)))
	}
	for _, tc := range []struct {
		name, want string
		data       []byte
	}{
		{"an empty file", "neither an Anki package nor a collection", nil},
		{"a text", "neither an Anki package nor a collection", []byte("Spain\tMadrid\n")},
		{"a zip that is something else", "holds no collection", zipOf(t, "word/document.xml", "<w/>")},
		{"a zip that is cut short", "cut short or damaged", good[:len(good)/2]},
		{"a zip with a damaged file", "cannot be unpacked", append(append([]byte{}, good[:200]...), append(bytes.Repeat([]byte{0}, 300), good[500:]...)...)},
		{"a newest package that is cut short", "cut short or damaged", third[:len(third)-100]},
		{"a collection that is no database", "is no SQLite database", zipOf(t, "collection.anki2", "Spain\tMadrid")},
		{"a collection that is a link", "a link or a folder", link()},
		{"a collection that is cut short", "damaged, or not one of Anki's", zipOf(t, "collection.anki2", collection[:6000])},
		{"a database of something else", "no table col", hostile("DROP TABLE col")},
		{"a collection that is not zstd after all", "cannot be unpacked", zipOf(t, "collection.anki21b", string(zstdMagic)+"no more")},
		{"a package of tomorrow", "newer kind (4)", zipOf(t, "collection.anki2", collection, "meta", string(protoNumber(nil, 1, 4)))},
		{"a meta file that is no message", "does not say which kind", zipOf(t, "collection.anki2", collection, "meta", "\xff")},
		{"a list of media that is no list", "list of media", zipOf(t, "collection.anki2", collection, "media", "{no")},
		{"a list of media that is no message", "list of media", zipOf(t, "collection.anki2", collection, "media", "\x0a\xff\xff")},
		{"note types that are no JSON", "note types cannot be read", hostile("UPDATE col SET models = '{'")},
		{"note types as deep as the sea", "note types cannot be read", hostile("UPDATE col SET models = '" + strings.Repeat("[", 100_000) + "'")},
		{"decks whose names are no numbers", "a deck's ID is no number", hostile(`UPDATE col SET decks = '{"x":{"name":"y"}}'`)},
		{"a view in place of the notes", "no table notes", hostile("ALTER TABLE notes RENAME TO n", "CREATE VIEW notes AS SELECT id, guid, mid, tags, flds FROM n")},
		{"a view that never ends", "no table cards", hostile("DROP TABLE cards", "CREATE VIEW cards AS WITH RECURSIVE c(id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM c) SELECT id, id AS nid, id AS did, id AS odid, id AS ord FROM c")},
		{"a virtual table in place of the notes", "no table notes", hostile("DROP TABLE notes", "CREATE VIRTUAL TABLE notes USING fts3(id, guid, mid, tags, flds)")},
		{"a column that computes", "no table notes", hostile("ALTER TABLE notes ADD COLUMN bomb text AS (hex(zeroblob(400000000)))")},
		{"notes without their fields", "damaged", hostile("ALTER TABLE notes RENAME COLUMN flds TO f")},
		{"a database bomb", "larger than 128 MB", zipOf(t, "collection.anki2", "SQLite format 3\x00"+strings.Repeat("\x00", ankiMaxCollection))},
		{"a bomb in zstd", "larger than 128 MB", zipOf(t, "collection.anki21b", zstdOf(t, "SQLite format 3\x00"+strings.Repeat("\x00", ankiMaxCollection)))},
		{"a list of media as large as a mountain", "larger than 16 MB", zipOf(t, "collection.anki2", collection, "media", strings.Repeat(" ", ankiMaxMediaList+1))},
	} {
		t.Run(tc.name, func(t *testing.T) {
			courses, report, err := Import("anki", fstest.MapFS{"deck.apkg": {Data: tc.data}}, Options{})
			if err == nil || !strings.Contains(err.Error(), tc.want) || len(courses) != 0 || len(report.Records) != 0 {
				t.Errorf("%d courses, error %v, want one that says %q", len(courses), err, tc.want)
			}
			if err != nil && strings.Contains(err.Error(), "panic") {
				t.Error(err)
			}
		})
	}
}

func TestAnkiZipWithAMillionFilesIsRefused(t *testing.T) {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for i := range ankiMaxFiles * 2 {
		if _, err := w.CreateHeader(&zip.FileHeader{Name: fmt.Sprint(i)}); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	_, _, err := Import("anki", fstest.MapFS{"deck.apkg": {Data: b.Bytes()}}, Options{})
	if err == nil || !strings.Contains(err.Error(), "more than 100000 files") {
		t.Error(err)
	}
}

func TestAnkiBadCardsDoNotSpoilTheOthers(t *testing.T) {
	s := everything()
	wide := sampleType{20, "Wide", false, []string{"Front", "Back"}, [][2]string{{strings.Repeat("{{Front}}", 1000), answerSide + "{{Back}}"}}}
	deep := sampleType{21, "Deep", false, []string{"Front", "Back"}, [][2]string{{strings.Repeat("{{#Front}}", 1000) + "{{Front}}", answerSide + "{{Back}}"}}}
	s.types = append(s.types, wide, deep)
	card := []sampleCard{{10, 0, 0}}
	s.notes = append(s.notes,
		sampleNote{20, 1, "long", "", []string{strings.Repeat("x", ankiMaxFields), "y"}, card},
		sampleNote{21, 20, "wide", "", []string{strings.Repeat("y", 1000), "y"}, card},
		sampleNote{22, 21, "deep", "", []string{"deep", "y"}, card},
		sampleNote{23, 99, "alien", "", []string{"of no type", "y"}, card},
		sampleNote{24, 5, "nested", "", []string{strings.Repeat("{{c1::", 2000) + "a" + strings.Repeat("}}", 2000), ""}, card},
		sampleNote{25, 1, "guid-6", "", []string{"the same ID?", "y"}, card},
		sampleNote{26, 1, "marks", "", []string{"a\uE000b\uE100c\uE300d\U000F0000e\x00f\u202eg?", "y"}, card},
		sampleNote{27, 1, "html", "", []string{strings.Repeat("<div><table><sup><ruby><code>", 3000) + "z?", "y"}, card},
		sampleNote{28, 1, "few", "", []string{"no back?"}, card},
	)
	courses, report := importAnki(t, s.generation(t, 3), Options{})
	text := report.String()
	for _, reason := range []string{ankiLongNote, ankiTooLong, ankiNoType, ankiSameID, ankiNoAnswer} {
		if !strings.Contains(text, reason) {
			t.Errorf("the report does not say %q:\n%s", reason, text)
		}
	}
	if n := len(courseOf(t, courses, "geography").Items); n < 8 {
		t.Errorf("only %d items are left", n)
	}
}

func TestAnkiMediaCannotLeaveTheCourse(t *testing.T) {
	names := []string{"../../etc/cron.d/x.png", `..\..\x.png`, "/abs.png", "CON.png", ".png", "a/b.png", "http://example.org/x.png", "map.svg", "lie.png", "huge.png"}
	s := ankiSample{types: []sampleType{basicType}, decks: map[int64]string{7: "../Test"}}
	var media []string
	for i, name := range names {
		s.notes = append(s.notes, sampleNote{int64(i + 1), 1, "guid" + fmt.Sprint(i), "", []string{fmt.Sprint("Which is ", i, "?"), fmt.Sprintf("picture %d <img src='%s'>", i, name)}, []sampleCard{{7, 0, 0}}})
		content := pngPicture
		switch name {
		case "map.svg":
			content = "<svg onload='alert(1)'/>"
		case "lie.png":
			content = "#!/bin/sh"
		case "huge.png":
			content += strings.Repeat("x", ankiMaxPicture)
		}
		media = append(media, name, content)
	}
	for number := 1; number <= 3; number += 2 {
		courses, report := importAnki(t, s.generation(t, number, media...), Options{})
		if len(courses[0].Items) != len(names) {
			t.Errorf("%d items:\n%s", len(courses[0].Items), report)
		}
		if len(report.Media) != len(names)-3 {
			t.Errorf("%d pictures were kept", len(report.Media))
		}
		for _, m := range report.Media {
			if name, ok := strings.CutPrefix(m.Path, "media/"); !ok || !fs.ValidPath(m.Path) || strings.Trim(name, "abcdefghijklmnopqrstuvwxyz0123456789-.") != "" || strings.Count(name, ".") != 1 {
				t.Errorf("a picture would be written to %q", m.Path)
			}
		}
		if id := courses[0].ID; strings.ContainsAny(id, "./") {
			t.Errorf("the course would be written to %q", id)
		}
	}
}

func TestAnkiFolderIsReadFileByFile(t *testing.T) {
	src := fstest.MapFS{
		"a.apkg": {Data: everything().generation(t, 1)}, "b.APKG": {Data: everything().generation(t, 3)}, "broken.colpkg": {Data: []byte("PK\x03\x04")}, "README.md": {Data: []byte("no deck")},
	}
	if got := Detect(src); got != "anki" {
		t.Errorf("looks like %q", got)
	}
	courses, report := mustImport(t, "anki", src, Options{})
	checkValid(t, courses)
	ids := make(map[string]bool)
	for _, c := range courses {
		ids[c.ID] = true
	}
	if len(ids) != 6 || len(courses) != 6 || len(report.Remarks) != 1 || report.Remarks[0].Where.File != "broken.colpkg" {
		t.Errorf("courses %v, remarks %v", ids, report.Remarks)
	}
	if _, _, err := Import("anki", fstest.MapFS{"a.txt": {}, "b.txt": {}}, Options{}); err == nil || !strings.Contains(err.Error(), "there is no Anki deck here") {
		t.Error(err)
	}
}

func FuzzAnki(f *testing.F) {
	for number := 1; number <= 3; number++ {
		f.Add(everything().generation(f, number, "map 1.png", pngPicture))
	}
	f.Add(everything().collection(f, 11))
	f.Add(everything().collection(f, 18))
	f.Fuzz(func(t *testing.T, data []byte) {
		courses, report, err := Import("anki", fstest.MapFS{"deck.apkg": {Data: data}}, Options{})
		if err != nil {
			if len(courses) != 0 || err.Error() == "" {
				t.Errorf("%d courses beside the error %v", len(courses), err)
			}
			return
		}
		checkAccounts(t, courses, report, len(report.Records))
		checkValid(t, courses)
	})
}

// FuzzAnkiCard goes past zip and SQLite, straight to what people write.
func FuzzAnkiCard(f *testing.F) {
	f.Add("{{#Front}}{{furigana:Front}}{{/Front}} {{hint:Extra}}", answerSide+"{{Back}} {{Extra}}", "a[b] <b>c</b>", `\(x\)<pre>y</pre>`, "<img src=a.png alt=b>", false)
	f.Add("{{cloze:Front}}", "{{cloze:Front}}<br>{{Extra}}", "{{c1::a {{c2::b::c}}}} [latex]$d$[/latex]", "", "[sound:x.mp3]", true)
	f.Add("{{=<% %>=}}<%type:Back%>", "<%Back%>", "$5 # [[1]]", "5 km", "", false)
	f.Fuzz(func(t *testing.T, front, back, one, two, three string, isCloze bool) {
		kind := &ankiType{isCloze: isCloze, fields: []string{"Front", "Back", "Extra"}, templates: map[int64]*ankiTemplate{0: {front: front, back: back}}}
		c := &ankiCollection{
			decks: map[int64]*ankiDeck{1: newAnkiDeck(three, one)}, types: map[int64]*ankiType{1: kind},
			notes: map[int64]*ankiNote{1: {id: 1, guid: one, typeID: 1, tags: strings.Fields(two), fields: []string{withoutAnkiMarks(one), withoutAnkiMarks(two), withoutAnkiMarks(three)}}},
			cards: []ankiCard{{1, 1, 1, 0}, {2, 1, 1, 1}},
		}
		report := &Report{}
		b := &ankiBuilder{report: report, file: "deck.apkg", collection: c, pack: &ankiPackage{}, courses: make(map[string]*ankiCourse), work: ankiMaxWork}
		b.build(nil)
		made := b.courses[b.order[0]].Course
		if len(made.Items) == 0 {
			return
		}
		for i := range made.Items {
			made.Items[i].Tier = 2
			if made.Items[i].Kind == course.Cloze && strings.ContainsFunc(made.Items[i].Question, isAnkiMark) {
				t.Errorf("a mark was left in %q", made.Items[i].Question)
			}
		}
		made.Index()
		checkAccounts(t, []*course.Course{made}, report, 2)
		checkValid(t, []*course.Course{made})
		_ = report.String()
	})
}
