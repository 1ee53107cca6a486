package convert

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"

	"pacer/coach/course"
)

// A deck of Anki: a package (.apkg, .colpkg) or a bare collection. Each outermost
// deck becomes a course, each deck in it a skill, and each card an item: of a
// note that is asked both ways there are two, of one with deletions as many as
// it has numbers. What is asked and what the answer is, the card's template
// says. An item is named after the note's own identifier and the card's place in
// its note, which Anki keeps for good, so that a deck that is exported again
// updates its items, wherever they were moved meanwhile.

const (
	ankiDefault   = "Default" // the deck that everybody has
	ankiMaxCourse = 6 << 20   // bytes of texts in a course: with what stands around them a file that can be read
	ankiMaxWork   = 512 << 20 // bytes of HTML that are looked at, all cards together
	ankiMaxAbout  = 500       // bytes
	ankiFullDeck  = "the course is full: split the deck"
	ankiTooMuch   = "the package is too much work: export fewer decks at a time"
	ankiLostNote  = "its note is missing"
	ankiLongNote  = "a field is too long"
	ankiNoType    = "its note type is missing"
	ankiSameID    = "another card has the same ID"
	ankiSameCard  = "the same question and answer"
	ankiBothRight = "the same question with another answer: both are right"
	ankiWhich     = "the same question with another answer: say which one is right"
)

var ankiEndings = []string{".apkg", ".colpkg", ".anki2", ".anki21", ".anki21b"}

func isLikeAnki(src fs.FS) bool { return len(ankiFiles(src)) > 0 }

// ankiFiles are the packages and collections of a folder, by name.
func ankiFiles(src fs.FS) []string {
	entries, err := fs.ReadDir(src, ".")
	if err != nil {
		return nil
	}
	var names []string
	for _, entry := range entries {
		if !entry.IsDir() && slices.Contains(ankiEndings, strings.ToLower(path.Ext(entry.Name()))) {
			names = append(names, entry.Name())
		}
	}
	return names
}

// readAnki reads each package of a folder. One that cannot be read is remarked
// upon; only if none can be is that an error. A source that is a single file is
// read whatever its name.
func readAnki(src fs.FS, opt Options, report *Report) ([]*course.Course, error) {
	names := ankiFiles(src)
	if len(names) == 0 {
		entries, err := fs.ReadDir(src, ".")
		if err != nil || len(entries) != 1 || entries[0].IsDir() {
			return nil, errors.New("there is no Anki deck here: name a file that ends in .apkg, .colpkg or .anki2, or its folder")
		}
		names = []string{entries[0].Name()}
	}
	var courses []*course.Course
	var first error
	for _, name := range names {
		b := &ankiBuilder{opt: opt, report: report, file: name, courses: make(map[string]*ankiCourse), work: ankiMaxWork}
		if err := b.open(src); err != nil {
			report.remark(Where{File: name}, "the file could not be read", err.Error())
			first = cmp.Or(first, fmt.Errorf("%s: %w", name, err))
			continue
		}
		if own := b.buildOwn(); own != nil {
			courses = append(courses, own)
		} else {
			b.build(courses)
		}
		for _, id := range b.order {
			courses = append(courses, b.courses[id].Course)
		}
		if err := b.pack.close(); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	if len(courses) == 0 && first != nil {
		return nil, first
	}
	return courses, nil
}

// ankiBuilder makes the courses of one package.
type ankiBuilder struct {
	opt        Options
	report     *Report
	file       string
	pack       *ankiPackage
	collection *ankiCollection
	courses    map[string]*ankiCourse // by outermost deck
	order      []string
	work       int // bytes of HTML that may still be looked at
	pictures   int // bytes of pictures that were kept
}

// ankiCourse is a course while it is made.
type ankiCourse struct {
	*course.Course
	title     string            // in plain words
	isRefused bool              // it names no licence, and it must
	skills    map[string]string // name to ID
	made      map[string]int    // item ID to its place
	said      map[string]int    // question and answer to the first item with them
	asked     map[string]int    // skill and question to the first item that asks it
	kept      map[string]string // picture in the package to its place in the course's folder
	size      int               // bytes of its texts
}

// open reads the package and its collection.
func (b *ankiBuilder) open(src fs.FS) error {
	pack, err := openAnki(src, b.file)
	if err != nil {
		return err
	}
	collection, err := readAnkiCollection(pack.collection)
	if err != nil {
		return errors.Join(err, pack.close())
	}
	pack.collection = nil // everything that is needed of it was read
	b.pack, b.collection = pack, collection
	return nil
}

// build makes the courses, beside others that were made before.
func (b *ankiBuilder) build(before []*course.Course) {
	if b.collection.isCut {
		b.report.remark(Where{File: b.file}, fmt.Sprintf("more than %d notes or %d cards: the rest was not read, export fewer decks at a time", ankiMaxNotes, ankiMaxCards), "")
	}
	if len(b.collection.cards) == 0 {
		b.report.remark(Where{File: b.file}, "there are no cards in it", "")
	}
	b.addCourses(before)
	for _, card := range b.collection.cards {
		b.add(card)
	}
}

// addCourses makes a course of each outermost deck that has cards, and gives IDs
// to its skills.
func (b *ankiBuilder) addCourses(before []*course.Course) {
	skills := make(map[string][]string) // by outermost deck
	for _, card := range b.collection.cards {
		deck := b.collection.decks[card.deck].path
		if skills[deck[0]] == nil {
			b.order = append(b.order, deck[0])
		}
		if name := ankiSkill(deck); !slices.Contains(skills[deck[0]], name) {
			skills[deck[0]] = append(skills[deck[0]], name)
		}
	}
	ids := slugs(b.order)
	isTaken := make(map[string]bool)
	for _, c := range before {
		isTaken[c.ID] = true
	}
	for _, top := range b.order {
		id, title := ids[top], top
		if top == ankiDefault { // it is nobody's name for anything
			id, title = slug(strings.TrimSuffix(b.file, path.Ext(b.file))), cmp.Or(tidy(b.opt.Title), fileTitle(b.file))
		}
		if isTaken[id] {
			id += "-" + hash(b.file+"\x00"+top)
		}
		isTaken[id] = true
		c := &ankiCourse{
			Course: &course.Course{ID: id, Title: escape(title), Language: b.opt.lang(), Licence: notStated, Source: tidy(b.file)},
			title:  title,
			skills: slugs(skills[top]),
			made:   make(map[string]int), said: make(map[string]int), asked: make(map[string]int), kept: make(map[string]string),
		}
		b.describe(c, top)
		b.courses[top] = c
	}
}

// ankiSkill is the name of the skill that a deck is.
func ankiSkill(deck []string) string {
	if len(deck) == 1 {
		return deck[0]
	}
	return strings.Join(deck[1:], ": ")
}

// ankiLicence is what people write before a licence's name.
var ankiLicence = regexp.MustCompile(`(?i)^\s*(?:licen[cs]ed?|lizenz|licencia)\b\s*(?:under|:)?\s*`)

// describe takes what the deck's author says of it, and the licence where it is
// told there.
func (b *ankiBuilder) describe(c *ankiCourse, top string) {
	isNamed := false
	for _, id := range slices.Sorted(maps.Keys(b.collection.decks)) {
		deck := b.collection.decks[id]
		if len(deck.path) > 1 || deck.path[0] != top || len(deck.about) > ankiMaxFace {
			continue
		}
		about := cleanAnki(withoutAnkiMarks(deck.about))
		for line := range strings.SplitSeq(about.words(), "\n") {
			said := cmp.Or(ccAddress.FindString(line), ankiLicence.ReplaceAllString(line, ""))
			if name, ok := readLicence(said); ok && !isNamed && len(name) <= 100 {
				c.Licence, isNamed = name, true
			}
		}
		if text, isBroken := about.markdown(func(ankiPicture) string { return "" }, nil); !isBroken && len(text) <= ankiMaxAbout {
			c.About = text
		}
	}
	c.isRefused = b.opt.LicenceStrict && !isNamed
}

// add makes an item of a card, or says why there is none.
func (b *ankiBuilder) add(card ankiCard) {
	deck := b.collection.decks[card.deck].path
	c := b.courses[deck[0]]
	rec := Record{Where: Where{File: b.file + " nid:" + ankiNumber(card.note)}, Course: c.ID} // as Anki's browser finds it
	m := ankiMaker{builder: b, course: c, card: card, cleaned: make(map[string]*ankiText)}
	if no := b.find(&m); no != nil {
		rec.Reason, rec.Detail = no.reason, no.detail
	} else if no := m.make(); no != nil {
		rec.Reason, rec.Detail = no.reason, no.detail
	} else {
		m.item.Skill = c.skills[ankiSkill(deck)]
		c.add(&m, &rec)
	}
	if rec.Outcome == Imported {
		c.addSkill(m.item.Skill, ankiSkill(deck))
		for _, medium := range m.media {
			b.pictures += len(medium.Data)
			c.kept[medium.source] = medium.Path
			b.report.Media = append(b.report.Media, medium.Medium)
		}
	}
	b.report.Records = append(b.report.Records, rec)
}

// find looks up what belongs to a card.
func (b *ankiBuilder) find(m *ankiMaker) *refusal {
	m.note = b.collection.notes[m.card.note]
	switch {
	case m.course.isRefused:
		return &refusal{"no licence named", ""}
	case m.note == nil:
		return &refusal{ankiLostNote, ""}
	case m.note.fields == nil:
		return &refusal{ankiLongNote, fmt.Sprintf("more than %d bytes", ankiMaxFields)}
	case m.course.size > ankiMaxCourse:
		return &refusal{ankiFullDeck, ""}
	case b.work <= 0:
		return &refusal{ankiTooMuch, ""}
	}
	if m.kind = b.collection.types[m.note.typeID]; m.kind == nil {
		return &refusal{ankiNoType, ""}
	}
	return nil
}

// addSkill adds a skill when it is first practised. Cards are facts: each is
// remembered by itself.
func (c *ankiCourse) addSkill(id, name string) {
	if slices.ContainsFunc(c.Skills, func(s course.Skill) bool { return s.ID == id }) {
		return
	}
	title := escape(skillTitle(name))
	if name == ankiDefault {
		title = c.Title
	}
	c.Skills = append(c.Skills, course.Skill{ID: id, Title: title, Memory: course.MemoryItem, Why: belongsTo(c.Language, "deck", c.title)})
}

// add puts an item into the course, or merges it with one that asks the same.
func (c *ankiCourse) add(m *ankiMaker, rec *Record) {
	it := &m.item
	if _, isTaken := c.made[it.ID]; isTaken {
		rec.Reason, rec.Detail = ankiSameID, clip(m.subject)
		return
	}
	saying := alike(it.Question) + "\x00" + alike(ankiAnswer(it))
	asking := it.Skill + "\x00" + alike(it.Question)
	at, isSaid := c.said[saying]
	twinAt, isAsked := c.asked[asking]
	switch {
	case isSaid:
		twin := &c.Items[at]
		rec.Outcome, rec.Item, rec.Kind, rec.Reason, rec.Detail = Merged, twin.ID, twin.Kind, ankiSameCard, twin.ID
		return
	case isAsked:
		c.addAnswer(&c.Items[twinAt], it, rec)
		if rec.Outcome == Merged {
			c.said[saying] = twinAt
		}
		return
	}
	size := len(it.Question) + len(it.Answer) + len(it.Model) + len(it.Explanation) + hintsSize(it.Hints) + len(strings.Join(it.Tags, "")) + 200
	if c.size += size; c.size > ankiMaxCourse {
		rec.Reason = ankiFullDeck
		return
	}
	c.made[it.ID], c.said[saying], c.asked[asking] = len(c.Items), len(c.Items), len(c.Items)
	c.Items = append(c.Items, *it)
	rec.Outcome, rec.Item, rec.Kind, rec.Changes = Imported, it.ID, it.Kind, m.changes
}

// ankiAnswer is the answer of an item, whatever its kind.
func ankiAnswer(it *course.Item) string {
	answer := it.Answer + "\x00" + it.Model
	for _, blank := range it.Blanks {
		answer += "\x00" + blank.Answer
	}
	return answer
}

// addAnswer merges an item with one that asks the same and has another answer.
// Both are right, where a word or a few answer it.
func (c *ankiCourse) addAnswer(twin, it *course.Item, rec *Record) {
	rec.Detail = twin.ID
	accept, answer := &twin.Accept, it.Answer
	isWords := twin.Kind == course.Text && it.Kind == course.Text
	if len(twin.Blanks) == 1 && len(it.Blanks) == 1 {
		accept, answer = &twin.Blanks[0].Accept, it.Blanks[0].Answer
		isWords = !twin.Blanks[0].Number && !it.Blanks[0].Number
	}
	if !isWords || len(*accept) >= csvMaxAccept {
		rec.Reason = ankiWhich
		return
	}
	*accept = append(*accept, answer)
	if isEnglish(c.Language) {
		answer = sentence("Also right: " + answer)
	}
	twin.Explanation += "\n\n" + answer
	c.size += 2*len(answer) + 20
	rec.Outcome, rec.Item, rec.Kind, rec.Reason = Merged, twin.ID, twin.Kind, ankiBothRight
}

// ankiMedium is a picture that an item shows, by its name in the package.
type ankiMedium struct {
	source string
	Medium
}

// keep reads a picture of the package for a course, unless the course has it
// already. The error says why it cannot be kept.
func (b *ankiBuilder) keep(m *ankiMaker, source string) (path string, err error) {
	if path := m.course.kept[source]; path != "" {
		return path, nil
	}
	for _, medium := range m.media {
		if medium.source == source {
			return medium.Path, nil
		}
	}
	data, ext, err := b.pack.picture(source)
	if err != nil {
		return "", err
	}
	if b.pictures+len(data) > ankiMaxPictures {
		return "", fmt.Errorf("there are more than %d MB of pictures", ankiMaxPictures>>20)
	}
	path = pictureName(source, ext, data)
	m.media = append(m.media, ankiMedium{source, Medium{Course: m.course.ID, Path: path, Data: data}})
	return path, nil
}
