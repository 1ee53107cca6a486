package main

import (
	"archive/zip"
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"pacer/bot"
	"pacer/coach"
	"pacer/storage"
)

// ankiHistory makes a deck of two cards with reviews of the first: so many, a day
// apart, from 2 November 2026 on; the first was wrong.
func ankiHistory(t *testing.T, file string, reviews int) {
	t.Helper()
	collection := filepath.Join(t.TempDir(), "collection.anki2")
	db, err := sql.Open("sqlite3", collection)
	if err != nil {
		t.Fatal(err)
	}
	queries := []string{
		"CREATE TABLE col (models text, decks text)",
		"CREATE TABLE notes (id integer, guid text, mid integer, tags text, flds text)",
		"CREATE TABLE cards (id integer, nid integer, did integer, odid integer, ord integer)",
		"CREATE TABLE revlog (id integer, cid integer, ease integer, time integer)",
		`INSERT INTO col VALUES ('{"1":{"name":"Basic","type":0,"flds":[{"name":"Front"},{"name":"Back"}],
			"tmpls":[{"name":"Card 1","ord":0,"qfmt":"{{Front}}","afmt":"{{FrontSide}}<hr id=answer>{{Back}}"}]}}', '{"2":{"name":"Rivers"}}')`,
		"INSERT INTO notes VALUES (1, 'one', 1, '', 'River through Rome?' || char(31) || 'Tiber'), (2, 'two', 1, '', 'River through Paris?' || char(31) || 'Seine')",
		"INSERT INTO cards VALUES (1, 1, 2, 0, 0), (2, 2, 2, 0, 0)",
	}
	for i := range reviews {
		at := time.Date(2026, 11, 2+i, 9, 0, 0, 0, time.UTC)
		ease := 3
		if i == 0 {
			ease = 1
		}
		queries = append(queries, fmt.Sprintf("INSERT INTO revlog VALUES (%d, 1, %d, 4000), (%d, 99, 3, 4000)", at.UnixMilli(), ease, at.UnixMilli()+1))
	}
	for _, query := range queries {
		if _, err := db.Exec(query); err != nil {
			t.Fatalf("%s: %v", query, err)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(collection)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for name, content := range map[string]string{"collection.anki2": string(data), "media": "{}"} {
		part, err := w.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := part.Write([]byte(content)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
}

// memories are a database's attempts and memories of facts.
func memories(t *testing.T, db string) (attempts []coach.Entry, facts map[string]coach.Fact) {
	t.Helper()
	err := looking(t.Context(), db, func(s *storage.Store) error {
		stored, err := s.Stored(context.Background(), trialWorkspace)
		attempts = stored.Entries
		facts = stored.Sum.Facts[trialLearner]
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return attempts, facts
}

// metBefore makes a trial's database with its learner, and the course of a deck.
func metBefore(t *testing.T, deck string) (db, course string) {
	t.Helper()
	dir := t.TempDir()
	if code, _, complaints := used(t, nil, "course", "import", deck, "-o", dir); code != exitFine {
		t.Fatalf("import: %s", complaints)
	}
	db = filepath.Join(dir, "school.db")
	tr := trial{
		program: &program{getenv: func(string) string { return "" }, in: strings.NewReader(""), out: new(bytes.Buffer), err: new(bytes.Buffer)},
		file:    db, known: true, zone: "UTC", chosen: "rivers",
	}
	c, err := readCourse(filepath.Join(dir, "rivers"))
	if err != nil {
		t.Fatal(err)
	}
	tr.courses = append(tr.courses, c)
	if err := tr.run(t.Context()); err != nil {
		t.Fatal(err)
	}
	return db, filepath.Join(dir, "rivers")
}

func TestHistoryAddsAnkisReviewsOnce(t *testing.T) {
	deck := filepath.Join(t.TempDir(), "rivers.apkg")
	ankiHistory(t, deck, 4)
	db, course := metBefore(t, deck)
	history := func(flags ...string) string {
		t.Helper()
		args := append([]string{"course", "history", "--learner", "kim", "--db", db, "--course", course, deck}, flags...)
		code, out, complaints := used(t, nil, args...)
		if code != exitFine {
			t.Fatalf("exit code %d: %s", code, complaints)
		}
		return out
	}
	if out := history("--dry-run"); !strings.Contains(out, "4 reviews of 1 item would be added for Kim; nothing was changed.") {
		t.Errorf("the dry run says %q", out)
	}
	if attempts, _ := memories(t, db); len(attempts) != 0 {
		t.Fatalf("the dry run added %d entries", len(attempts))
	}
	if out := history(); !strings.Contains(out, "4 reviews of 1 item added for Kim.") {
		t.Errorf("says %q", out)
	}
	attempts, facts := memories(t, db)
	if len(attempts) != 4 || len(facts) != 1 {
		t.Fatalf("%d attempts and %d memories", len(attempts), len(facts))
	}
	for i, e := range attempts {
		want := time.Date(2026, 11, 2+i, 9, 0, 0, 0, time.UTC)
		if !e.At.Equal(want) || e.Right != (i > 0) || !e.SelfGraded || !e.Fact || !e.Counts || e.Took != 4*time.Second {
			t.Errorf("attempt %d: %+v", i, e)
		}
	}
	for _, f := range facts {
		last := attempts[3].At
		if f.Card.Reviews != 4 || f.Card.Lapses != 0 && f.Card.Lapses != 1 || !f.Due.After(last) {
			t.Errorf("memory goes on from %+v", f)
		}
	}

	// Twice adds nothing; a newer export adds what is newer.
	if out := history(); !strings.Contains(out, "Nothing new to add for Kim.") {
		t.Errorf("the second time says %q", out)
	}
	ankiHistory(t, deck, 6)
	if out := history(); !strings.Contains(out, "2 reviews of 1 item added") || !strings.Contains(out, "4 reviews no later than what the log holds") {
		t.Errorf("a newer export says %q", out)
	}
	if code, out, complaints := used(t, nil, "verify", "--db", db); code != exitFine || !strings.Contains(out, "6 entries replayed") {
		t.Errorf("verify: %s%s", out, complaints)
	}
}

func TestHistoryFindsLearnersAndSaysWhenItCannot(t *testing.T) {
	deck := filepath.Join(t.TempDir(), "rivers.apkg")
	ankiHistory(t, deck, 1)
	db, course := metBefore(t, deck)
	for _, test := range []struct {
		name string
		args []string
		want string
	}{
		{"nobody of that name", []string{"--learner", "zoe", "--course", course, deck}, `there is no learner "zoe"`},
		{"a teacher is no learner", []string{"--learner", "Teacher", "--course", course, deck}, `there is no learner "Teacher"`},
		{"a course that did not come from the deck", []string{"--learner", "kim", "--course", "planet", deck}, "none of the deck's cards is an item of a course here"},
		{"no deck", []string{"--learner", "kim", filepath.Join(t.TempDir(), "none.apkg")}, "no such file"},
	} {
		t.Run(test.name, func(t *testing.T) {
			code, _, complaints := used(t, nil, append([]string{"course", "history", "--db", db}, test.args...)...)
			if code != exitFailed || !strings.Contains(complaints, test.want) {
				t.Errorf("exit code %d: %q, want %q", code, complaints, test.want)
			}
		})
	}
	ankiHistory(t, deck, 0)
	if code, _, complaints := used(t, nil, "course", "history", "--db", db, "--learner", "kim", deck); code != exitFailed || !strings.Contains(complaints, "holds no reviews") {
		t.Errorf("a deck without reviews: exit code %d: %s", code, complaints)
	}
	var people []coach.Person
	if err := looking(t.Context(), db, func(s *storage.Store) error {
		return s.View(t.Context(), trialWorkspace, func(r bot.Reader) (err error) {
			people, err = learnersNamed(r, "KIM "+trialLearner[1:])
			return err
		})
	}); err != nil || len(people) != 1 {
		t.Errorf("by name and the end of the ID: %v, %v", people, err)
	}
}
