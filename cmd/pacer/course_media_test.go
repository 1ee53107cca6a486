package main

import (
	"archive/zip"
	"bytes"
	"database/sql"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pacer/coach/course"
)

// ankiPackage makes a package of one card with a picture on its answer side.
func ankiPackage(t *testing.T, file, picture string) {
	t.Helper()
	collection := filepath.Join(t.TempDir(), "collection.anki2")
	db, err := sql.Open("sqlite3", collection)
	if err != nil {
		t.Fatal(err)
	}
	for _, query := range []string{
		"CREATE TABLE col (models text, decks text)",
		"CREATE TABLE notes (id integer, guid text, mid integer, tags text, flds text)",
		"CREATE TABLE cards (id integer, nid integer, did integer, odid integer, ord integer)",
		`INSERT INTO col VALUES ('{"1":{"name":"Basic","type":0,"flds":[{"name":"Front"},{"name":"Back"}],
			"tmpls":[{"name":"Card 1","ord":0,"qfmt":"{{Front}}","afmt":"{{FrontSide}}<hr id=answer>{{Back}}"}]}}', '{"2":{"name":"Rivers"}}')`,
		`INSERT INTO notes VALUES (1, 'a guid', 1, '', 'River through Rome?' || char(31) || 'Tiber <img src="../tiber.png">')`,
		"INSERT INTO cards VALUES (1, 1, 2, 0, 0)",
	} {
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
	for _, f := range []struct{ name, content string }{{"collection.anki2", string(data)}, {"media", `{"0":"../tiber.png"}`}, {"0", picture}} {
		part, err := w.Create(f.name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := part.Write([]byte(f.content)); err != nil {
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

func TestImportWritesPicturesBesideTheCourse(t *testing.T) {
	const picture = "\x89PNG\r\n\x1a\nof a river"
	dir := t.TempDir()
	file := filepath.Join(dir, "rivers.apkg")
	ankiPackage(t, file, picture)
	for range 2 { // the second time it replaces what is there
		if code, _, complaints := used(t, nil, "course", "import", file, "-o", filepath.Join(dir, "courses")); code != 0 {
			t.Fatalf("exit code %d: %s", code, complaints)
		}
	}
	c, err := readCourse(filepath.Join(dir, "courses", "rivers"))
	if err != nil {
		t.Fatal(err)
	}
	_, rest, ok := strings.Cut(c.Items[0].Explanation, "](")
	path, _, _ := strings.Cut(rest, ")")
	data, err := os.ReadFile(filepath.Join(dir, "courses", "rivers", filepath.FromSlash(path)))
	if !ok || err != nil || string(data) != picture {
		t.Errorf("the picture of %q is %q, %v", c.Items[0].Explanation, data, err)
	}
	if c.Items[0].Kind != course.Text || c.Items[0].Answer != "Tiber" {
		t.Errorf("%+v", c.Items[0])
	}
	if code, _, complaints := used(t, nil, "course", "import", file); code != 0 || !strings.Contains(complaints, "name a folder with -o DIR") {
		t.Errorf("without a folder: exit code %d: %s", code, complaints)
	}
}
