package convert

import (
	"cmp"
	"database/sql"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// Bounds of a collection.
const (
	ankiMaxNotes  = 50_000
	ankiMaxCards  = 100_000
	ankiMaxFields = 100_000  // bytes of one note
	ankiMaxJSON   = 16 << 20 // bytes of a row: note types stand in one
	ankiMaxRows   = 20_000   // of any other table
	ankiMaxTitle  = 200      // bytes of a deck's name, level by level
)

// ankiCollection is what a collection holds of decks and cards. The two ways in
// which Anki has kept them, up to schema 14 as JSON and from 15 on in tables,
// look the same here.
type ankiCollection struct {
	decks map[int64]*ankiDeck
	types map[int64]*ankiType
	notes map[int64]*ankiNote
	cards []ankiCard // by deck, note and ankiOrdinal
	isCut bool       // there are more than were read
}

type ankiDeck struct {
	path  []string // the deck, and the decks it stands in, outermost first
	about string   // HTML
}

// ankiType is a note type: how cards are made of a note.
type ankiType struct {
	name      string
	isCloze   bool
	fields    []string
	templates map[int64]*ankiTemplate // by ankiOrdinal
}

type ankiTemplate struct {
	name, front, back string
	parsed            *ankiCardTemplate // when it was first needed
}

type ankiNote struct {
	id     int64
	guid   string
	typeID int64
	tags   []string
	fields []string // HTML; nil where they are too long to be read
}

type ankiCard struct {
	id, note, deck int64
	ord            int64 // from 0: the template, or one less than the cloze's number
}

// readAnkiCollection reads a collection. The error is a sentence.
func readAnkiCollection(data []byte) (_ *ankiCollection, err error) {
	d, err := openAnkiDB(data)
	if err != nil {
		return nil, ankiFault(err)
	}
	defer func() {
		if e := d.close(); err == nil && e != nil {
			err = ankiFault(e)
		}
	}()
	if err := d.need("col", "notes", "cards"); err != nil {
		return nil, err
	}
	c := &ankiCollection{decks: make(map[int64]*ankiDeck), types: make(map[int64]*ankiType), notes: make(map[int64]*ankiNote)}
	parts := []func(*ankiDB) error{c.readJSON, c.readNotes, c.readCards}
	if d.has["notetypes"] && d.has["fields"] && d.has["templates"] && d.has["decks"] {
		parts[0] = c.readTables
	}
	for _, part := range parts {
		if err := part(d); err != nil {
			return nil, ankiFault(err)
		}
	}
	c.sort()
	return c, nil
}

// readJSON reads note types and decks as collections up to schema 14 keep them.
func (c *ankiCollection) readJSON(d *ankiDB) error {
	var models, decks string
	_, err := d.each("SELECT cast(models AS text), cast(decks AS text) FROM col", 1, func(scan func(...any) error) error {
		var m, k sql.NullString
		err := scan(&m, &k)
		models, decks = m.String, k.String
		return err
	})
	if err != nil {
		return err
	}
	if len(models)+len(decks) > ankiMaxJSON {
		return fmt.Errorf("its note types take more than %d MB", ankiMaxJSON>>20)
	}
	type field struct {
		Name string `json:"name"`
	}
	type template struct {
		Name  string `json:"name"`
		Front string `json:"qfmt"`
		Back  string `json:"afmt"`
		Ord   int64  `json:"ord"`
	}
	var types map[string]struct {
		Name      string     `json:"name"`
		Type      int        `json:"type"`
		Fields    []field    `json:"flds"`
		Templates []template `json:"tmpls"`
	}
	if err := json.Unmarshal([]byte(models), &types); err != nil {
		return fmt.Errorf("its note types cannot be read: %w", err)
	}
	for key, t := range types {
		id, err := strconv.ParseInt(key, 10, 64)
		if err != nil {
			return fmt.Errorf("a note type's ID is no number: %w", err)
		}
		kind := &ankiType{name: t.Name, isCloze: t.Type == 1, templates: make(map[int64]*ankiTemplate)}
		for _, f := range t.Fields {
			kind.fields = append(kind.fields, f.Name)
		}
		for _, p := range t.Templates {
			kind.templates[p.Ord] = &ankiTemplate{name: p.Name, front: p.Front, back: p.Back}
		}
		c.types[id] = kind
	}
	var named map[string]struct {
		Name  string `json:"name"`
		About string `json:"desc"`
	}
	if err := json.Unmarshal([]byte(decks), &named); err != nil {
		return fmt.Errorf("its decks cannot be read: %w", err)
	}
	for key, deck := range named {
		id, err := strconv.ParseInt(key, 10, 64)
		if err != nil {
			return fmt.Errorf("a deck's ID is no number: %w", err)
		}
		c.decks[id] = newAnkiDeck(deck.Name, deck.About)
	}
	return nil
}

// newAnkiDeck cuts a deck's name into levels: :: parts them in JSON, and a
// control character in tables.
func newAnkiDeck(name, about string) *ankiDeck {
	deck := &ankiDeck{about: about}
	for part := range strings.SplitSeq(strings.ReplaceAll(name, "\x1f", "::"), "::") {
		if part = tidy(strings.ReplaceAll(part, "\n", " ")); part != "" && len(deck.path) < 10 {
			if len(part) > ankiMaxTitle {
				part = strings.ToValidUTF8(part[:ankiMaxTitle], "") + "…"
			}
			deck.path = append(deck.path, part)
		}
	}
	if len(deck.path) == 0 {
		deck.path = []string{ankiDefault}
	}
	return deck
}

// readTables reads note types and decks as collections from schema 15 on keep
// them: each in a table, with protobuf messages for what is no key. Of these
// the fields read here are 1 of a note type (1 for cloze), 1 and 2 of a template
// (front and back), and 1 of a deck (a normal one), in which 4 is its text.
func (c *ankiCollection) readTables(d *ankiDB) error {
	var id, ord sql.NullInt64
	var name sql.NullString
	var config []byte
	var inner error
	proto := func(visit func(number, value uint64, content []byte)) {
		inner = cmp.Or(inner, eachProtoField(config, visit))
	}
	for _, table := range []struct {
		query string
		into  []any
		add   func()
	}{
		{"SELECT cast(id AS integer), cast(name AS text), cast(config AS blob) FROM notetypes", []any{&id, &name, &config}, func() {
			t := &ankiType{name: name.String, templates: make(map[int64]*ankiTemplate)}
			proto(func(number, value uint64, _ []byte) { t.isCloze = t.isCloze || number == 1 && value == 1 })
			c.types[id.Int64] = t
		}},
		{"SELECT cast(ntid AS integer), cast(ord AS integer), cast(name AS text) FROM fields", []any{&id, &ord, &name}, func() {
			const most = 1000
			if t := c.types[id.Int64]; t != nil && ord.Int64 >= 0 && ord.Int64 < most {
				for int64(len(t.fields)) <= ord.Int64 {
					t.fields = append(t.fields, "")
				}
				t.fields[ord.Int64] = name.String
			}
		}},
		{"SELECT cast(ntid AS integer), cast(ord AS integer), cast(name AS text), cast(config AS blob) FROM templates", []any{&id, &ord, &name, &config}, func() {
			if t := c.types[id.Int64]; t != nil {
				p := &ankiTemplate{name: name.String}
				proto(func(number, _ uint64, content []byte) {
					switch number {
					case 1:
						p.front = string(content)
					case 2:
						p.back = string(content)
					}
				})
				t.templates[ord.Int64] = p
			}
		}},
		{"SELECT cast(id AS integer), cast(name AS text), cast(kind AS blob) FROM decks", []any{&id, &name, &config}, func() {
			about := ""
			proto(func(number, _ uint64, content []byte) {
				if number == 1 {
					inner = cmp.Or(inner, eachProtoField(content, func(number, _ uint64, content []byte) {
						if number == 4 {
							about = string(content)
						}
					}))
				}
			})
			c.decks[id.Int64] = newAnkiDeck(name.String, about)
		}},
	} {
		if _, err := d.each(table.query, ankiMaxRows, func(scan func(...any) error) error {
			err := scan(table.into...)
			if err == nil {
				table.add()
			}
			return err
		}); err != nil {
			return err
		}
		if inner != nil {
			return fmt.Errorf("its note types or decks cannot be read: %w", inner)
		}
	}
	return nil
}

// readNotes reads the notes. Of one that is too long only the ID is kept, so
// that its cards can be told about.
func (c *ankiCollection) readNotes(d *ankiDB) error {
	const query = "SELECT cast(id AS integer), cast(guid AS text), cast(mid AS integer), cast(tags AS text), " +
		"CASE WHEN octet_length(flds) <= 100000 AND octet_length(tags) <= 100000 AND octet_length(guid) <= 1000 THEN cast(flds AS text) END FROM notes"
	isCut, err := d.each(query, ankiMaxNotes, func(scan func(...any) error) error {
		var id, typeID sql.NullInt64
		var guid, tags, fields sql.NullString
		if err := scan(&id, &guid, &typeID, &tags, &fields); err != nil {
			return err
		}
		note := &ankiNote{id: id.Int64, typeID: typeID.Int64}
		if fields.Valid {
			note.guid, note.tags = guid.String, strings.Fields(tags.String)
			note.fields = strings.Split(withoutAnkiMarks(fields.String), "\x1f")
		}
		c.notes[note.id] = note
		return nil
	})
	c.isCut = c.isCut || isCut
	return err
}

// readCards reads the cards. One that a filtered deck has borrowed belongs to
// the deck it will go back to.
func (c *ankiCollection) readCards(d *ankiDB) error {
	isCut, err := d.each("SELECT cast(id AS integer), cast(nid AS integer), cast(did AS integer), cast(odid AS integer), cast(ord AS integer) FROM cards", ankiMaxCards, func(scan func(...any) error) error {
		var id, note, deck, home, ord sql.NullInt64
		err := scan(&id, &note, &deck, &home, &ord)
		c.cards = append(c.cards, ankiCard{id: id.Int64, note: note.Int64, deck: cmp.Or(home.Int64, deck.Int64), ord: ord.Int64})
		return err
	})
	c.isCut = c.isCut || isCut
	return err
}

// sort puts the cards in order, and gives a deck to those whose own is missing.
func (c *ankiCollection) sort() {
	names := make(map[int64]string, len(c.decks))
	for id := range maps.Keys(c.decks) {
		names[id] = strings.Join(c.decks[id].path, "\x1f")
	}
	for i := range c.cards {
		if id := c.cards[i].deck; c.decks[id] == nil {
			c.decks[id] = newAnkiDeck(ankiDefault, "")
			names[id] = ankiDefault
		}
	}
	slices.SortStableFunc(c.cards, func(a, b ankiCard) int {
		return cmp.Or(cmp.Compare(names[a.deck], names[b.deck]), cmp.Compare(a.note, b.note), cmp.Compare(a.ord, b.ord), cmp.Compare(a.id, b.id))
	})
}
