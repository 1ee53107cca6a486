package convert

import (
	"context"
	"crypto/sha1"
	"database/sql"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/mattn/go-sqlite3"

	"pacer/coach/course"
)

// A course as an Anki package: a deck for each skill, a note for each item, with
// one card. It is of the first generation (a zip of collection.anki2, schema 11,
// and a list of media), which every Anki since 2.0 opens.

var ankiHas = map[course.Kind]bool{
	course.Choice: true, course.Choices: true, course.TrueFalse: true, course.Number: true, course.Text: true, course.Cloze: true, course.Free: true,
}

func lacksAnki(it *course.Item) string {
	switch {
	case !ankiHas[it.Kind]:
		return withoutPlace(it.Kind)
	case slices.ContainsFunc(it.Blanks, func(b course.Blank) bool { return strings.Contains(b.Answer, "::") || strings.Contains(b.Answer, "}}") }):
		return "an answer holds the signs by which Anki knows a deletion"
	}
	return ""
}

// ownType is a note type that an export writes.
type ownType struct {
	id          int64
	name        string
	isCloze     bool
	fields      []string
	front, back string
}

// The fields of the note types. The last one stands on no card.
const (
	ankiQuestion, ankiChoices, ankiAnswerField, ankiExplanation, ankiHints, ankiOwnField = "Question", "Choices", "Answer", "Explanation", "Hints", "Pacer"
)

const (
	ankiHintPart = `{{#Hints}}<br>{{hint:Hints}}{{/Hints}}`
	ankiBack     = `{{FrontSide}}<hr id=answer>{{Answer}}<br><br>{{Explanation}}`
)

var (
	ankiFields = []string{ankiQuestion, ankiChoices, ankiAnswerField, ankiExplanation, ankiHints, ankiOwnField}

	// ownTypes are the note types: shown, typed, with deletions.
	ownTypes = []ownType{
		{1577836800001, "Pacer", false, ankiFields, "{{Question}}<br>{{Choices}}" + ankiHintPart, ankiBack},
		{1577836800002, "Pacer (type the answer)", false, ankiFields, "{{Question}}" + ankiHintPart + "<br>{{type:Answer}}", "{{Question}}<hr id=answer>{{type:Answer}}<br><br>{{Explanation}}"},
		{1577836800003, "Pacer Cloze", true, []string{ankiQuestion, ankiExplanation, ankiHints, ankiOwnField}, "{{cloze:Question}}" + ankiHintPart, "{{cloze:Question}}<br><br>{{Explanation}}"},
	}
)

// ankiSchema is schema 11.
const ankiSchema = `
CREATE TABLE col (id integer primary key, crt integer not null, mod integer not null, scm integer not null, ver integer not null, dty integer not null, usn integer not null, ls integer not null, conf text not null, models text not null, decks text not null, dconf text not null, tags text not null);
CREATE TABLE notes (id integer primary key, guid text not null, mid integer not null, mod integer not null, usn integer not null, tags text not null, flds text not null, sfld integer not null, csum integer not null, flags integer not null, data text not null);
CREATE TABLE cards (id integer primary key, nid integer not null, did integer not null, ord integer not null, mod integer not null, usn integer not null, type integer not null, queue integer not null, due integer not null, ivl integer not null, factor integer not null, reps integer not null, lapses integer not null, left integer not null, odue integer not null, odid integer not null, flags integer not null, data text not null);
CREATE TABLE revlog (id integer primary key, cid integer not null, usn integer not null, ease integer not null, ivl integer not null, lastIvl integer not null, factor integer not null, time integer not null, type integer not null);
CREATE TABLE graves (usn integer not null, oid integer not null, type integer not null);
CREATE INDEX ix_notes_usn on notes (usn);
CREATE INDEX ix_cards_usn on cards (usn);
CREATE INDEX ix_revlog_usn on revlog (usn);
CREATE INDEX ix_cards_nid on cards (nid);
CREATE INDEX ix_cards_sched on cards (did, queue, due);
CREATE INDEX ix_revlog_cid on revlog (cid);
CREATE INDEX ix_notes_csum on notes (csum);`

// ankiEpoch is when everything in an export was made, in seconds, so that the
// same course gives the same bytes.
const ankiEpoch = 1577836800 // 1 January 2020

func writeAnki(c *exportCourse) ([]byte, error) {
	w := &ankiWriter{course: c, decks: make(map[string]int64)}
	data, err := w.collection()
	if err != nil {
		return nil, err
	}
	files := []zipFile{{"collection.anki2", data}}
	names := make(map[string]string)
	for i, p := range c.picturesOf(w.texts...) {
		names[strconv.Itoa(i)] = p.name
		files = append(files, zipFile{strconv.Itoa(i), p.data})
	}
	list, err := json.Marshal(names)
	if err != nil {
		return nil, err
	}
	return packZip(append(files, zipFile{"media", list}))
}

// ankiWriter writes a collection.
type ankiWriter struct {
	course *exportCourse
	decks  map[string]int64 // of the skills
	texts  []string         // that may show pictures
}

// collection makes the database in memory and returns its file.
func (w *ankiWriter) collection() (data []byte, err error) {
	ctx := context.Background()
	db, err := sql.Open("sqlite3", ":memory:")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	conn, err := db.Conn(ctx) // in memory, each connection has a database of its own
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, conn.Close()) }()
	if _, err := conn.ExecContext(ctx, ankiSchema); err != nil {
		return nil, err
	}
	tx, err := conn.BeginTx(ctx, nil)
	if err != nil {
		return nil, err
	}
	if err := w.fill(ctx, tx); err != nil {
		return nil, errors.Join(err, tx.Rollback())
	}
	if err := tx.Commit(); err != nil {
		return nil, err
	}
	err = conn.Raw(func(driver any) error {
		c, ok := driver.(*sqlite3.SQLiteConn)
		if !ok {
			return errors.New("another SQLite driver is in use")
		}
		data, err = c.Serialize("main")
		return err
	})
	return data, err
}

func (w *ankiWriter) fill(ctx context.Context, tx *sql.Tx) error {
	const conf = `{"nextPos":1,"estTimes":true,"activeDecks":[1],"sortType":"noteFld","timeLim":0,"sortBackwards":false,"addToCur":true,"curDeck":1,"newBury":true,"newSpread":0,"dueCounts":true,"curModel":null,"collapseTime":1200}`
	const dconf = `{"1":{"id":1,"mod":0,"name":"Default","usn":0,"maxTaken":60,"autoplay":true,"timer":0,"replayq":true,"dyn":false,` +
		`"new":{"delays":[1,10],"ints":[1,4,7],"initialFactor":2500,"order":1,"perDay":20,"bury":true,"separate":true},` +
		`"rev":{"perDay":200,"ease4":1.3,"fuzz":0.05,"ivlFct":1,"maxIvl":36500,"bury":true,"minSpace":1},` +
		`"lapse":{"delays":[10],"mult":0,"minInt":1,"leechFails":8,"leechAction":0}}}`
	decks, err := w.deckList()
	if err != nil {
		return err
	}
	models, err := ankiModels()
	if err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, "INSERT INTO col VALUES (1, ?, ?, ?, 11, 0, 0, 0, ?, ?, ?, ?, '{}')",
		ankiEpoch, ankiEpoch*1000, ankiEpoch*1000, conf, models, decks, dconf); err != nil {
		return err
	}
	first := w.firstID()
	for i := range w.course.Items {
		it := &w.course.Items[i]
		kind, fields := w.note(it)
		sum := sha1.Sum([]byte(withoutHTML(fields[0]))) // Anki's own check for notes that are alike, no matter of security
		id := first + int64(i)
		tags := ""
		if len(it.Tags) > 0 {
			tags = " " + strings.Join(each(it.Tags, ankiTag), " ") + " "
		}
		if _, err := tx.ExecContext(ctx, "INSERT INTO notes VALUES (?, ?, ?, ?, -1, ?, ?, ?, ?, 0, '')",
			id, ankiOwnGUID+w.course.ID+":"+it.ID, kind.id, ankiEpoch, tags, strings.Join(fields, "\x1f"), withoutHTML(fields[0]), binary.BigEndian.Uint32(sum[:4])); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, "INSERT INTO cards VALUES (?, ?, ?, 0, ?, -1, 0, 0, ?, 0, 0, 0, 0, 0, 0, 0, 0, '')",
			id, id, w.decks[it.Skill], ankiEpoch, i+1); err != nil {
			return err
		}
	}
	return nil
}

// ankiOwnGUID begins the identifiers of notes that an export wrote.
const ankiOwnGUID = "pacer:"

// ankiTag is a tag as Anki can have it, without spaces.
func ankiTag(tag string) string { return strings.Join(strings.Fields(tag), "_") }

// firstID is where the IDs of a course's notes and decks begin. Anki takes them
// for the time at which they were made, in milliseconds; courses that differ
// should not share them.
func (w *ankiWriter) firstID() int64 {
	const step, room = 1_000_000, 300_000 // a million for each of many courses: 2020 to 2029
	n := uint64(0)
	for _, c := range []byte(hash(w.course.ID)) {
		n = (n*31 + uint64(c)) % room
	}
	return ankiEpoch*1000 + int64(n)*step
}

// deckList is the decks as a collection keeps them.
func (w *ankiWriter) deckList() (string, error) {
	type deck struct {
		ID        int64  `json:"id"`
		Name      string `json:"name"`
		Text      string `json:"desc"`
		Mod       int64  `json:"mod"`
		USN       int    `json:"usn"`
		Conf      int64  `json:"conf"`
		Dyn       int    `json:"dyn"`
		Collapsed bool   `json:"collapsed"`
		ExtendNew int    `json:"extendNew"`
		ExtendRev int    `json:"extendRev"`
		NewToday  [2]int `json:"newToday"`
		RevToday  [2]int `json:"revToday"`
		LrnToday  [2]int `json:"lrnToday"`
		TimeToday [2]int `json:"timeToday"`
	}
	all := map[string]deck{"1": {ID: 1, Name: ankiDefault, Conf: 1}}
	add := func(id int64, name, text string) {
		all[strconv.FormatInt(id, 10)] = deck{ID: id, Name: name, Text: text, Mod: ankiEpoch, USN: -1, Conf: 1}
	}
	c, first := w.course, w.firstID()-1
	name := func(s string) string { return strings.Join(strings.Fields(strings.ReplaceAll(s, "::", ": ")), " ") }
	top := name(c.Title)
	var head strings.Builder
	for _, line := range headLines(c.Course) {
		fmt.Fprintf(&head, "<!-- %s -->\n", line)
	}
	add(first, top, head.String()+courseHTML(c.About, nil))
	taken := make(map[string]bool)
	for i := range c.Skills {
		s := &c.Skills[i]
		title := name(s.Title)
		if taken[alike(title)] {
			title += " (" + s.ID + ")" // decks of one name would be one
		}
		taken[alike(title)] = true
		w.decks[s.ID] = first - int64(i) - 1
		add(w.decks[s.ID], top+"::"+title, "<!-- skill-id: "+s.ID+" -->\n"+markedHTML(s.Why, nil))
	}
	data, err := json.Marshal(all) // maps are written in the order of their keys
	return string(data), err
}

// ankiModels is the note types as a collection keeps them.
func ankiModels() (string, error) {
	all := make(map[string]any)
	for _, t := range ownTypes {
		var fields []any
		for i, name := range t.fields {
			fields = append(fields, map[string]any{"name": name, "ord": i, "sticky": false, "rtl": false, "font": "Arial", "size": 20, "media": []any{}})
		}
		kind := 0
		if t.isCloze {
			kind = 1
		}
		all[strconv.FormatInt(t.id, 10)] = map[string]any{
			"id": t.id, "name": t.name, "type": kind, "mod": ankiEpoch, "usn": -1, "sortf": 0, "did": 1, "tags": []any{}, "vers": []any{}, "flds": fields,
			"tmpls": []any{map[string]any{"name": "Card 1", "ord": 0, "qfmt": t.front, "afmt": t.back, "bqfmt": "", "bafmt": "", "did": nil}},
			"req":   []any{[]any{0, "any", []int{0}}}, "latexPre": "", "latexPost": "",
			"css": ".card { font-family: arial; font-size: 20px; text-align: center; }\n.cloze { font-weight: bold; }",
		}
	}
	data, err := json.Marshal(all)
	return string(data), err
}

// html is a text of the course as Anki shows it.
func (w *ankiWriter) html(text string) string {
	w.texts = append(w.texts, text)
	return strings.ReplaceAll(markedHTML(text, func(address string) string { return address[strings.LastIndexByte(address, '/')+1:] }), "\x1f", "")
}

// ankiOption begins an option in the list of them.
const ankiOption = `<li class="option">`

// note is an item's note type and fields.
func (w *ankiWriter) note(it *course.Item) (kind *ownType, fields []string) {
	own := append([]string{ownTag + "kind=" + string(it.Kind)}, ownTags(it, it.Kind)...)
	say := func(key, value string) {
		if value != "" {
			own = append(own, ownTag+key+"="+headValue(value))
		}
	}
	kind = &ownTypes[0]
	question, answer, choices := w.html(it.Question), "", ""
	switch it.Kind {
	case course.Choice, course.Choices:
		var right []string
		for i, o := range it.Options {
			choices += ankiOption + w.html(o.Text) + "</li>"
			if o.Right {
				say("right", strconv.Itoa(i+1))
				right = append(right, w.html(o.Text))
			}
		}
		choices, answer = `<ol type="A">`+choices+"</ol>", strings.Join(right, "<br>")
		if it.Fixed {
			say("fixed", "yes")
		}
	case course.TrueFalse:
		answer = it.Answer
	case course.Number, course.Text:
		kind, answer = &ownTypes[1], xmlText(it.Answer)
		say("tolerance", it.Tolerance)
		for _, unit := range it.Units {
			say("unit", unit)
		}
		for _, accepted := range it.Accept {
			say("accept", accepted)
		}
	case course.Free:
		answer = w.html(it.Model)
	case course.Cloze:
		for i, b := range it.Blanks {
			mark := fmt.Sprintf("[[%d]]", i+1)
			if at := strings.LastIndex(question, mark); at >= 0 {
				question = question[:at] + "{{c1::" + xmlText(b.Answer) + "}}" + question[at+len(mark):]
			}
			for _, accepted := range b.Accept {
				say("blank", fmt.Sprintf("%d %s", i+1, accepted))
			}
			if b.Number {
				say("number", strings.TrimSpace(fmt.Sprintf("%d %s", i+1, b.Tolerance)))
			}
		}
	}
	var hints []string
	for _, hint := range hintWords(it) {
		hints = append(hints, `<div class="hint">`+w.html(hint)+"</div>")
	}
	values := map[string]string{
		ankiQuestion: question, ankiChoices: choices, ankiAnswerField: answer, ankiExplanation: w.html(it.Explanation),
		ankiHints: strings.Join(hints, ""), ankiOwnField: strings.Join(each(own, xmlText), "<br>"),
	}
	if it.Kind == course.Cloze {
		kind = &ownTypes[2]
	}
	for _, name := range kind.fields {
		fields = append(fields, values[name])
	}
	return kind, fields
}
