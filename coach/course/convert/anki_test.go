package convert

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"pacer/coach/course"
	"pacer/coach/grade"
)

// checkKeys grades each item's own answer.
func checkKeys(t testing.TB, courses []*course.Course) {
	t.Helper()
	for _, c := range courses {
		for i := range c.Items {
			it := &c.Items[i]
			key := grade.Key(it, nil)
			if got := grade.Answer(it, nil, key, grade.Plausible(c, it)...); it.Kind != course.Free && got.Verdict != grade.Right {
				t.Errorf("%s: the key %q of %q is graded %v, read as %q", it.ID, key, it.Question, got.Verdict, got.Read)
			}
		}
	}
}

func TestAnkiCorpusIsImported(t *testing.T) {
	folder := corpusFolder(t, "anki")
	for _, tc := range []struct {
		file           string
		read, imported int
	}{
		{"ankidroid-templates.apkg", 146, 106}, // 31 of the others ask about pictures that are not in it
		{"diffmodels2-1.apkg", 1, 1},
		{"flimzy-Test.apkg", 1, 1},
		{"media.apkg", 1, 0},               // a sound, and nothing else
		{"ankidroid-schema16.anki2", 0, 0}, // note types without notes
		{"update1.apkg", 1, 1},
	} {
		t.Run(tc.file, func(t *testing.T) {
			courses, report := mustImport(t, "anki", Only(os.DirFS(folder), tc.file), Options{})
			checkAccounts(t, courses, report, tc.read)
			checkValid(t, courses)
			checkKeys(t, courses)
			if got := report.Count(Imported); got != tc.imported {
				t.Errorf("%d imported, want %d:\n%s", got, tc.imported, report)
			}
		})
	}
	courses, _ := mustImport(t, "anki", os.DirFS(folder), Options{})
	if len(courses) != 4 {
		t.Errorf("the whole folder makes %d courses", len(courses))
	}
}

const (
	pngPicture = "\x89PNG\r\n\x1a\nof a map"
	gifPicture = "GIF89a of a flag"
)

// everything is a sample with each sort of card.
func everything() ankiSample {
	return ankiSample{
		types: []sampleType{basicType, reversedType, optionalType, typedType, clozeType},
		decks: map[int64]string{1: "Default", 10: "Geography", 11: "Geography::Europe", 12: "Geography::Europe::Rivers", 13: "Words"},
		about: map[int64]string{10: "Places and <b>rivers</b>.<br>Licence: CC BY-SA 4.0"},
		notes: []sampleNote{
			{1, 1, "Ab1;x", "europe leech", []string{"Capital of Spain?", "Madrid<br>"}, []sampleCard{{11, 0, 0}}},
			{2, 2, "guid-2", "", []string{"Spain", "Madrid"}, []sampleCard{{11, 0, 0}, {11, 0, 1}}},
			{3, 3, "guid-3", "", []string{"Loire", "France", ""}, []sampleCard{{12, 0, 0}}},
			{4, 4, "guid-4", "", []string{"river through Rome", "Tiber"}, []sampleCard{{12, 0, 0}}},
			{5, 5, "guid-5", "", []string{"{{c1::Vienna}} lies on the {{c2::Danube::river}}.", "It has <i>waltzed</i> since 1800. <img src='map 1.png'>"}, []sampleCard{{10, 0, 0}, {99, 10, 1}}},
			{6, 1, "guid-6", "", []string{`What shows <img src="flag.gif" alt="three bars: blue, white and red">?`, "France"}, []sampleCard{{10, 0, 0}}},
			{7, 1, "guid-7", "", []string{"chat", "cat"}, []sampleCard{{13, 0, 0}}},
			{8, 1, "guid-8", "", []string{"A deck of nobody's", "yes"}, []sampleCard{{1, 0, 0}}},
		},
	}
}

func TestAnkiGenerationsSayTheSame(t *testing.T) {
	sample := everything()
	media := []string{"map 1.png", pngPicture, "flag.gif", gifPicture, "unused.png", pngPicture}
	want, wantReport := importAnki(t, sample.generation(t, 1, media...), Options{})
	checkKeys(t, want)
	checkGolden(t, "anki.golden", want, wantReport)
	for number := 2; number <= 3; number++ {
		got, report := importAnki(t, sample.generation(t, number, media...), Options{})
		if diff := cmp.Diff(want, got, cmpopts.IgnoreUnexported(course.Course{})); diff != "" {
			t.Errorf("generation %d differs:\n%s", number, diff)
		}
		if diff := cmp.Diff(wantReport, report); diff != "" {
			t.Errorf("generation %d has another report:\n%s", number, diff)
		}
	}
	for _, schema := range []int{11, 18} {
		got, _ := importAnki(t, sample.collection(t, schema), Options{})
		have, all := courseOf(t, got, "geography").Items, courseOf(t, want, "geography").Items
		if len(got) != len(want) || len(have) != len(all) { // words stand for the pictures
			t.Errorf("a bare collection of schema %d makes %d courses, in one of them %d items", schema, len(got), len(have))
		}
	}
}

func TestAnkiPicturesAreKeptWithWordsForThem(t *testing.T) {
	courses, report := importAnki(t, everything().generation(t, 3, "map 1.png", pngPicture, "flag.gif", gifPicture, "unused.png", pngPicture), Options{})
	want := map[string]string{"media/map-1-" + hash(pngPicture) + ".png": pngPicture, "media/flag-" + hash(gifPicture) + ".gif": gifPicture}
	got := make(map[string]string)
	for _, m := range report.Media {
		got[m.Path] = string(m.Data)
		if m.Course != "geography" {
			t.Errorf("%s belongs to course %q", m.Path, m.Course)
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("pictures differ:\n%s", diff)
	}
	text, err := course.Marshal(courseOf(t, courses, "geography"))
	if err != nil {
		t.Fatal(err)
	}
	for path := range want {
		if !strings.Contains(string(text), "]("+path+")") {
			t.Errorf("the course does not show %s", path)
		}
	}
}

func TestAnkiImportedAgainUpdates(t *testing.T) {
	sample := everything()
	before, _ := importAnki(t, sample.generation(t, 1), Options{})
	sample.notes[0].fields = []string{"Which city is the capital of Spain?", "Madrid, since 1561"}
	sample.notes[0].id = 77 // as in another person's collection
	sample.notes[0].cards[0].deck = 13
	after, _ := importAnki(t, sample.generation(t, 3), Options{})
	place := func(courses []*course.Course, question string) string {
		for _, c := range courses {
			for _, it := range c.Items {
				if it.Question == question {
					return c.ID + " " + it.ID
				}
			}
		}
		t.Fatalf("no item asks %q", question)
		return ""
	}
	old, _ := strings.CutPrefix(place(before, "Capital of Spain?"), "geography ")
	moved, ok := strings.CutPrefix(place(after, "Which city is the capital of Spain?"), "words ")
	if old != moved || !ok {
		t.Errorf("the mended card is item %s, was %s", moved, old)
	}
	if n, m := len(courseOf(t, before, "geography").Items), len(courseOf(t, after, "geography").Items); n != m+1 {
		t.Errorf("%d items before and %d after one moved", n, m)
	}
}

func TestAnkiDuplicatesAreMerged(t *testing.T) {
	s := ankiSample{types: []sampleType{basicType, clozeType}, decks: map[int64]string{7: "Test", 8: "Test::More"}}
	for i, n := range []struct {
		typeID, deck int64
		fields       []string
	}{
		{1, 7, []string{"bank", "edge of a river"}},
		{1, 8, []string{"<b>Bank</b>", "edge of a river"}}, // the same in another deck
		{1, 7, []string{"bank", "house of money"}},         // also right
		{1, 8, []string{"bank", "Ufer"}},                   // in another deck it asks for something else
		{1, 7, []string{"legs of a spider", "8"}},
		{1, 7, []string{"legs of a spider", "6"}}, // which?
		{5, 7, []string{"{{c1::Ash}} is a tree.", ""}},
		{5, 7, []string{"{{c1::Oak}} is a tree.", ""}}, // also right
	} {
		s.notes = append(s.notes, sampleNote{int64(i + 1), n.typeID, "guid" + string(rune('a'+i)), "", n.fields, []sampleCard{{n.deck, 0, 0}}})
	}
	courses, report := importAnki(t, s.generation(t, 1), Options{})
	var got []string
	for _, r := range report.Records {
		got = append(got, strings.TrimPrefix(r.Where.File, "deck.apkg ")+" "+r.Reason)
	}
	want := []string{
		"nid:1 ", "nid:3 " + ankiBothRight, "nid:5 ", "nid:6 " + ankiWhich, "nid:7 ", "nid:8 " + ankiBothRight, "nid:2 " + ankiSameCard, "nid:4 ",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("records differ:\n%s", diff)
	}
	bank, tree := courses[0].Items[0], courses[0].Items[2]
	if !cmp.Equal(bank.Accept, []string{"house of money"}) || !cmp.Equal(tree.Blanks, []course.Blank{{Answer: "Ash", Accept: []string{"Oak"}}}) {
		t.Errorf("the second answers are not right: %+v %+v", bank, tree)
	}
	checkKeys(t, courses)
}

func TestAnkiLicenceIsReadFromTheDeck(t *testing.T) {
	for _, tc := range []struct{ about, licence string }{
		{"Made by hand.<br>See https://creativecommons.org/licenses/by-nc/4.0/ for what you may do.", "CC BY-NC 4.0"},
		{"<div>Capitals</div><div>Public domain</div>", "Public domain"},
		{"Ask me first.", notStated},
		{"", notStated},
	} {
		s := oneCard(basicType, 0, "Capital of Spain?", "Madrid")
		s.about = map[int64]string{7: tc.about}
		courses, _ := importAnki(t, s.generation(t, 3), Options{})
		if got := courses[0].Licence; got != tc.licence {
			t.Errorf("%q: licence %q, want %q", tc.about, got, tc.licence)
		}
		strict, report := importAnki(t, s.generation(t, 1), Options{LicenceStrict: true})
		if isLeft := len(strict) == 1; isLeft != (tc.licence != notStated) {
			t.Errorf("%q: with a licence demanded there are %d courses: %s", tc.about, len(strict), report)
		}
	}
}

func TestAnkiReviewsAreReadOldestFirst(t *testing.T) {
	s := everything()
	s.reviews = [][4]int64{
		{1_700_000_100_000, 500, 4, 1500},
		{1_700_000_000_000, 201, 1, 60_000},
		{1_700_000_200_000, 201, 0, 0},     // moved by hand
		{1_700_000_300_000, 9999, 3, 1000}, // of a card that is gone
	}
	courses, _ := importAnki(t, s.generation(t, 3), Options{})
	for number := 1; number <= 3; number++ {
		reviews, err := AnkiReviews(fstest.MapFS{"deck.apkg": {Data: s.generation(t, number)}}, "deck.apkg")
		if err != nil {
			t.Fatal(err)
		}
		want := []AnkiReview{
			{"anki-" + hash("guid-2") + "-2", time.UnixMilli(1_700_000_000_000).UTC(), 1, time.Minute},
			{"anki-" + hash("guid-5") + "-1", time.UnixMilli(1_700_000_100_000).UTC(), 4, 1500 * time.Millisecond},
		}
		if diff := cmp.Diff(want, reviews); diff != "" {
			t.Errorf("generation %d: reviews differ:\n%s", number, diff)
		}
		for _, r := range reviews {
			if courseOf(t, courses, "geography").Item(r.Item) == nil {
				t.Errorf("no item is called %s", r.Item)
			}
		}
	}
}

func TestAnkiReviewsOfTheCorpusAreRead(t *testing.T) {
	folder := corpusFolder(t, "anki")
	for name, want := range map[string]int{"ankidroid-templates.apkg": 102, "flimzy-Test.apkg": 3, "media.apkg": 0} {
		reviews, err := AnkiReviews(os.DirFS(folder), name)
		if err != nil || len(reviews) != want {
			t.Errorf("%s: %d reviews, want %d; %v", filepath.Base(name), len(reviews), want, err)
		}
	}
}

// tenThousand is a deck of ten thousand cards, as people write them.
func tenThousand() ankiSample {
	s := ankiSample{types: []sampleType{reversedType, clozeType}, decks: map[int64]string{7: "Test", 8: "Test::More"}}
	for i := range int64(5000) {
		n := ankiNumber(i)
		note := sampleNote{i + 1, 2, "guid" + n, "tag", []string{"<div>Word <b>number</b> " + n + "</div>", "Wort Nummer&nbsp;" + n + " [sound:" + n + ".mp3]"}, []sampleCard{{7, 0, 0}, {8, 0, 1}}}
		if i%5 == 0 {
			note.typeID, note.fields = 5, []string{"In " + n + " {{c1::Vienna::city}} lay <i>on</i> the {{c2::Danube}}, where \\(x_" + n + "^2 = 4\\).", "<br>Source: " + n}
		}
		s.notes = append(s.notes, note)
	}
	return s
}

func BenchmarkAnki(b *testing.B) {
	src := fstest.MapFS{"deck.apkg": {Data: tenThousand().generation(b, 3)}}
	b.ReportAllocs()
	for b.Loop() {
		courses, report, err := Import("anki", src, Options{})
		if err != nil || len(courses) != 1 || report.Count(Imported) != 10_000 {
			b.Fatal(report, err)
		}
	}
}
