package convert

import (
	"strings"
	"testing"
	"testing/fstest"

	"pacer/coach/course"
)

func TestNotesWithFlashcardsAreRead(t *testing.T) { checkSamples(t, "obsidian", "obsidian") }

func TestAFolderOfNotesIsOneCourse(t *testing.T) {
	note := func(text string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(text)} }
	src := fstest.MapFS{
		"Animals.md":          note("#flashcards\n\nA young cat::kitten\n"),
		"sub/Plants.md":       note("What is this? ![A leaf with five points](maple.png)::maple #flashcards/trees\n"),
		"sub/Untagged.md":     note("key:: value\n"),
		"sub/img/maple.png":   {Data: []byte("\x89PNG\r\n\x1a\n rest of it")},
		".obsidian/themes.md": note("#flashcards\n\nhidden::card\n"),
		"Broken.md":           {Data: []byte{'a', 0, 'b'}},
	}
	if got := Detect(src); got != "obsidian" {
		t.Errorf("it is taken for %q", got)
	}
	courses, report := mustImport(t, "obsidian", src, Options{})
	checkValid(t, courses)
	if len(courses) != 1 || len(courses[0].Items) != 2 || len(courses[0].Skills) != 2 || len(report.Remarks) != 1 {
		t.Fatalf("%+v\n%s", courses[0], report)
	}
	it := courses[0].Items[1]
	if len(report.Media) != 1 || !strings.Contains(it.Question, "![A leaf with five points]("+report.Media[0].Path+")") || it.Answer != "maple" {
		t.Errorf("%+v, media %v", it, report.Media)
	}
}

func TestAPictureWithoutWordsIsNotAsked(t *testing.T) {
	for name, text := range map[string]string{
		"no words": "What is ![[a.png]]?::a leaf\n", "a width only": "What is ![[a.png|300]]?::a leaf\n", "not there": "What is ![a leaf](b.png)?::a leaf\n",
	} {
		src := fstest.MapFS{"n.md": {Data: []byte(text)}, "a.png": {Data: []byte("\x89PNG\r\n\x1a\n rest")}}
		_, report := mustImport(t, "obsidian", src, Options{})
		if report.Count(Skipped) != 1 || report.Count(Imported) != 0 {
			t.Errorf("%s: %s", name, report)
		}
	}
}

func TestCardsAreCutAtColonsOutsideCode(t *testing.T) {
	for _, tc := range []struct {
		line, front, back string
		isBothWays, ok    bool
	}{
		{"a::b", "a", "b", false, true},
		{"a ::: b", "a", "b", true, true},
		{"- a::b", "a", "b", false, true},
		{"`a::b`::c", "`a::b`", "c", false, true},
		{"``a`::b``::c", "``a`::b``", "c", false, true},
		{"`a::b", "`a", "b", false, true}, // a tick that nothing closes
		{"$a::b$::c", "$a::b$", "c", false, true},
		{"{{c1::x}} is y", "", "", false, false},
		{"a::", "a", "", false, true},
		{`costs \$5::$6`, `costs \$5`, "$6", false, true},
		{"::b", "", "b", false, false},
		{"a: b", "", "", false, false},
		{"a::b::c", "a", "b::c", false, true},
	} {
		front, back, isBothWays, ok := cutColons(tc.line)
		if ok != tc.ok || ok && (front != tc.front || back != tc.back || isBothWays != tc.isBothWays) {
			t.Errorf("cutColons(%q) = %q, %q, %v, %v", tc.line, front, back, isBothWays, ok)
		}
	}
}

func TestAScheduleChangesNothing(t *testing.T) {
	items := func(text string) []course.Item {
		courses, _ := mustImport(t, "obsidian", fstest.MapFS{"n.md": {Data: []byte(text)}}, Options{})
		return courses[0].Items
	}
	before := items("a?::b\n\nThe ==cell== lives.\n")
	after := items("a?::b <!--SR:!2024-08-16,51,230-->\n\nThe ==cell== lives.\n<!--SR:!2024-08-16,51,230-->\n")
	if len(before) != 2 || len(after) != 2 || before[0].Version() != after[0].Version() || before[1].Version() != after[1].Version() {
		t.Errorf("%+v\n%+v", before, after)
	}
}

func FuzzObsidian(f *testing.F) {
	addSamples(f, "obsidian")
	f.Fuzz(func(t *testing.T, data []byte) {
		courses, report, err := Import("obsidian", fstest.MapFS{"n.md": {Data: data}}, Options{})
		if err != nil {
			return
		}
		checkAccounts(t, courses, report, len(report.Records))
		checkValid(t, courses)
	})
}
