package convert

import (
	"archive/zip"
	"bytes"
	"database/sql"
	"encoding/binary"
	"encoding/json"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/klauspost/compress/zstd"

	"pacer/coach/course"
)

// ankiSample is a collection to be made for a test.
type ankiSample struct {
	types   []sampleType
	decks   map[int64]string // by ID, levels parted by ::
	about   map[int64]string // HTML, by deck
	notes   []sampleNote
	reviews [][4]int64 // at (ms), card, rating, took (ms)
}

type sampleType struct {
	id        int64
	name      string
	isCloze   bool
	fields    []string
	templates [][2]string // front and back
}

type sampleNote struct {
	id, typeID int64
	guid, tags string
	fields     []string
	cards      []sampleCard
}

type sampleCard struct{ deck, home, ord int64 }

const answerSide = "{{FrontSide}}\n\n<hr id=answer>\n\n"

// The note types that come with Anki.
var (
	basicType    = sampleType{1, "Basic", false, []string{"Front", "Back"}, [][2]string{{"{{Front}}", answerSide + "{{Back}}"}}}
	reversedType = sampleType{2, "Basic (and reversed card)", false, []string{"Front", "Back"}, [][2]string{{"{{Front}}", answerSide + "{{Back}}"}, {"{{Back}}", answerSide + "{{Front}}"}}}
	optionalType = sampleType{3, "Basic (optional reversed card)", false, []string{"Front", "Back", "Add Reverse"}, [][2]string{{"{{Front}}", answerSide + "{{Back}}"}, {"{{#Add Reverse}}{{Back}}{{/Add Reverse}}", answerSide + "{{Front}}"}}}
	typedType    = sampleType{4, "Basic (type in the answer)", false, []string{"Front", "Back"}, [][2]string{{"{{Front}}\n\n{{type:Back}}", "{{Front}}\n\n<hr id=answer>\n\n{{type:Back}}"}}}
	clozeType    = sampleType{5, "Cloze", true, []string{"Text", "Back Extra"}, [][2]string{{"{{cloze:Text}}", "{{cloze:Text}}<br>\n{{Back Extra}}"}}}
)

// oneCard is a sample of a single card in the deck Test.
func oneCard(kind sampleType, ord int64, fields ...string) ankiSample {
	return ankiSample{
		types: []sampleType{kind}, decks: map[int64]string{7: "Test"},
		notes: []sampleNote{{1, kind.id, "guid", "", fields, []sampleCard{{7, 0, ord}}}},
	}
}

// collection makes a SQLite file of the sample: schema 11 with JSON or schema 18
// with tables.
func (s ankiSample) collection(t testing.TB, schema int, more ...string) []byte {
	t.Helper()
	file := filepath.Join(t.TempDir(), "collection.anki2")
	db, err := sql.Open("sqlite3", file+"?_synchronous=OFF&_journal_mode=OFF")
	if err != nil {
		t.Fatal(err)
	}
	exec := func(query string, args ...any) {
		t.Helper()
		if _, err := db.Exec(query, args...); err != nil {
			t.Fatalf("%s: %v", query, err)
		}
	}
	exec(`CREATE TABLE col (id integer PRIMARY KEY, ver integer NOT NULL, models text NOT NULL, decks text NOT NULL);
CREATE TABLE notes (id integer PRIMARY KEY, guid text NOT NULL, mid integer NOT NULL, tags text NOT NULL, flds text NOT NULL);
CREATE TABLE cards (id integer PRIMARY KEY, nid integer NOT NULL, did integer NOT NULL, odid integer NOT NULL, ord integer NOT NULL);
CREATE TABLE revlog (id integer PRIMARY KEY, cid integer NOT NULL, ease integer NOT NULL, time integer NOT NULL, type integer NOT NULL);`)
	if schema < 15 {
		models, decks := s.asJSON(t)
		exec("INSERT INTO col VALUES (1, ?, ?, ?)", schema, models, decks)
	} else {
		exec("INSERT INTO col VALUES (1, ?, '', '')", schema)
		exec(`CREATE TABLE notetypes (id integer NOT NULL PRIMARY KEY, name text NOT NULL, config blob NOT NULL);
CREATE TABLE fields (ntid integer NOT NULL, ord integer NOT NULL, name text NOT NULL, config blob NOT NULL, PRIMARY KEY (ntid, ord)) WITHOUT ROWID;
CREATE TABLE templates (ntid integer NOT NULL, ord integer NOT NULL, name text NOT NULL, config blob NOT NULL, PRIMARY KEY (ntid, ord)) WITHOUT ROWID;
CREATE TABLE decks (id integer PRIMARY KEY NOT NULL, name text NOT NULL, common blob NOT NULL, kind blob NOT NULL);`)
		for _, kind := range s.types {
			var config []byte
			if kind.isCloze {
				config = protoNumber(nil, 1, 1)
			}
			exec("INSERT INTO notetypes VALUES (?, ?, ?)", kind.id, kind.name, protoText(config, 3, ".card { color: black }"))
			for ord, name := range kind.fields {
				exec("INSERT INTO fields VALUES (?, ?, ?, x'')", kind.id, ord, name)
			}
			for ord, sides := range kind.templates {
				exec("INSERT INTO templates VALUES (?, ?, ?, ?)", kind.id, ord, "Card "+strconv.Itoa(ord+1), protoText(protoText(nil, 1, sides[0]), 2, sides[1]))
			}
		}
		for id, name := range s.decks {
			normal := protoText(protoNumber(nil, 1, 1), 4, s.about[id])
			exec("INSERT INTO decks VALUES (?, ?, x'', ?)", id, strings.ReplaceAll(name, "::", "\x1f"), protoText(nil, 1, string(normal)))
		}
	}
	for _, n := range s.notes {
		exec("INSERT INTO notes VALUES (?, ?, ?, ?, ?)", n.id, n.guid, n.typeID, n.tags, strings.Join(n.fields, "\x1f"))
		for i, c := range n.cards {
			exec("INSERT INTO cards VALUES (?, ?, ?, ?, ?)", n.id*100+int64(i), n.id, c.deck, c.home, c.ord)
		}
	}
	for _, r := range s.reviews {
		exec("INSERT INTO revlog VALUES (?, ?, ?, ?, 1)", r[0], r[1], r[2], r[3])
	}
	for _, query := range more {
		exec(query)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// asJSON is how schema 11 keeps note types and decks.
func (s ankiSample) asJSON(t testing.TB) (models, decks string) {
	t.Helper()
	types, named := make(map[string]any), make(map[string]any)
	for _, kind := range s.types {
		var fields, templates []any
		for ord, name := range kind.fields {
			fields = append(fields, map[string]any{"name": name, "ord": ord})
		}
		for ord, sides := range kind.templates {
			templates = append(templates, map[string]any{"name": "Card " + strconv.Itoa(ord+1), "ord": ord, "qfmt": sides[0], "afmt": sides[1], "did": nil})
		}
		number := 0
		if kind.isCloze {
			number = 1
		}
		types[strconv.FormatInt(kind.id, 10)] = map[string]any{"name": kind.name, "type": number, "flds": fields, "tmpls": templates, "did": nil}
	}
	for id, name := range s.decks {
		named[strconv.FormatInt(id, 10)] = map[string]any{"name": name, "desc": s.about[id], "dyn": 0}
	}
	m, err := json.Marshal(types)
	if err != nil {
		t.Fatal(err)
	}
	d, err := json.Marshal(named)
	if err != nil {
		t.Fatal(err)
	}
	return string(m), string(d)
}

// protoNumber and protoText append a field to a protobuf message.
func protoNumber(to []byte, number, value uint64) []byte {
	return binary.AppendUvarint(binary.AppendUvarint(to, number<<3), value)
}

func protoText(to []byte, number uint64, text string) []byte {
	to = binary.AppendUvarint(binary.AppendUvarint(to, number<<3|2), uint64(len(text)))
	return append(to, text...)
}

// zipOf packs files, given as name and content in turn.
func zipOf(t testing.TB, files ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for i := 0; i < len(files); i += 2 {
		f, err := w.Create(files[i])
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.Write([]byte(files[i+1])); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// zstdOf packs one file as the newest generation does.
func zstdOf(t testing.TB, data string) string {
	t.Helper()
	w, err := zstd.NewWriter(nil)
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	return string(w.EncodeAll([]byte(data), nil))
}

// ankiDummy is what newer packages hold for older programs.
func ankiDummy(t testing.TB) string {
	t.Helper()
	return string(oneCard(basicType, 0, "Please update to the latest Anki version", "").collection(t, 11))
}

// generation packs a sample as one of the three generations does, 1 to 3, with
// media given as name and content in turn.
func (s ankiSample) generation(t testing.TB, number int, media ...string) []byte {
	t.Helper()
	var files []string
	names := make(map[string]string)
	var list []byte
	for i := 0; i < len(media); i += 2 {
		entry, content := strconv.Itoa(i/2), media[i+1]
		names[entry] = media[i]
		list = protoText(list, 1, string(protoNumber(protoText(nil, 1, media[i]), 2, uint64(len(content)))))
		if number == 3 {
			content = zstdOf(t, content)
		}
		files = append(files, entry, content)
	}
	text, err := json.Marshal(names)
	if err != nil {
		t.Fatal(err)
	}
	switch number {
	case 1:
		files = append(files, "collection.anki2", string(s.collection(t, 11)), "media", string(text))
	case 2:
		files = append(files, "collection.anki2", ankiDummy(t), "collection.anki21", string(s.collection(t, 11)), "media", string(text))
	case 3:
		files = append(files, "collection.anki2", ankiDummy(t), "collection.anki21b", zstdOf(t, string(s.collection(t, 18))),
			"meta", string(protoNumber(nil, 1, 3)), "media", zstdOf(t, string(list)))
	}
	return zipOf(t, files...)
}

// courseOf finds a course.
func courseOf(t testing.TB, courses []*course.Course, id string) *course.Course {
	t.Helper()
	for _, c := range courses {
		if c.ID == id {
			return c
		}
	}
	t.Fatalf("there is no course %s", id)
	return nil
}

// importAnki imports a package or collection that must be readable, and checks
// what every import must keep.
func importAnki(t testing.TB, data []byte, opt Options) ([]*course.Course, *Report) {
	t.Helper()
	courses, report := mustImport(t, "anki", fstest.MapFS{"deck.apkg": {Data: data}}, opt)
	checkAccounts(t, courses, report, len(report.Records))
	checkValid(t, courses)
	return courses, report
}
