package convert

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"pacer/coach/course"
)

const (
	ankiMaxText  = 10_000 // bytes of a question, an answer or an explanation
	ankiMaxTyped = 200    // bytes of an answer that is to be typed word for word
)

// Why cards are skipped, and what is altered on others. A report counts by them.
const (
	ankiNoCard       = "the note type has no such card any more"
	ankiNoQuestion   = "the question side is empty"
	ankiNoAnswer     = "the answer side shows nothing that the question does not"
	ankiOnlySound    = "the question is only a sound"
	ankiOnlyPicture  = "the answer is only a sound or a picture"
	ankiOcclusion    = "hidden parts of a picture cannot be asked yet"
	ankiNoDeletion   = "the text has no deletion of the card's number"
	ankiTooLong      = "the card is too long"
	ankiLostSound    = "a sound was left out"
	ankiLostPicture  = "a picture was left out"
	ankiMadeAlt      = "a picture without alt text got the card's own words: better say what it shows"
	ankiSeveral      = "several fields answer it: learners compare for themselves"
	ankiLongAnswer   = "its answer is long, of several lines or a formula: learners compare for themselves"
	ankiMended       = "its template's conditions do not close in order: read as far as they do"
	ankiOccludedText = "image-occlusion:"
)

// ankiExtras are words by which people name fields that say more about an answer
// but are none.
var ankiExtras = regexp.MustCompile(`(?i)\b(?:extra|info|information|notes?|remarks?|comments?|examples?|sentences?|hints?|sources?|references?|mnemonics?|explanation|audio|sound|image|picture|pronunciation|ipa|links?|tags?|lösungsweg|erklärung|beispiel|bemerkung|quelle|merkhilfe)\b|_info$`)

// ankiRule is where Anki's own answer sides begin.
var ankiRule = regexp.MustCompile(`(?i)<hr[^>]*\bid\s*=\s*["']?answer`)

// ankiMaker makes an item of one card.
type ankiMaker struct {
	builder *ankiBuilder
	course  *ankiCourse
	card    ankiCard
	note    *ankiNote
	kind    *ankiType

	item        course.Item
	front, back *ankiFace
	open        *ankiFace // the front of a cloze with its blanks filled in
	question    *ankiText
	subject     string // the question in plain words
	answer      string // the answer in plain words
	hasRule     bool   // the answer stands below Anki's rule
	changes     []string
	media       []ankiMedium
	cleaned     map[string]*ankiText // by HTML, since fields stand on both sides
}

// clean cleans HTML of the card.
func (m *ankiMaker) clean(html string) *ankiText {
	text := m.cleaned[html]
	if text == nil {
		text = cleanAnki(html)
		m.cleaned[html] = text
	}
	return text
}

// make fills the item or says why there is none.
func (m *ankiMaker) make() *refusal {
	for _, part := range []func() *refusal{m.render, m.checkQuestion, m.makeItem} {
		if no := part(); no != nil {
			return no
		}
	}
	it := &m.item
	for _, hint := range m.front.hints {
		if text, isBroken := m.clean(hint).markdown(m.noPicture, nil); text != "" && !isBroken {
			it.Hints = append(it.Hints, course.Hint{Text: text})
		}
	}
	texts := []string{it.Question, it.Answer, it.Model, it.Explanation}
	for _, hint := range it.Hints {
		texts = append(texts, hint.Text)
	}
	for _, text := range texts {
		if len(text) > ankiMaxText {
			return &refusal{ankiTooLong, clip(text)}
		}
	}
	it.ID = ankiItemID(m.note, m.card)
	it.Tags = m.tags()
	return nil
}

// ankiItemID names an item after the note's own identifier, which Anki keeps
// wherever a deck goes, and the card's place in its note. A note that an export
// wrote says which item it is.
func ankiItemID(note *ankiNote, card ankiCard) string {
	if own := ownNote(note.guid); own != "" && card.ord == 0 {
		return own
	}
	return "anki-" + hash(note.guid) + "-" + ankiNumber(card.ord+1)
}

// tags are the note's tags without those that Anki sets for its own use.
func (m *ankiMaker) tags() []string {
	var out []string
	for _, tag := range m.note.tags {
		tag = tidy(tag)
		if tag != "" && !strings.EqualFold(tag, "leech") && !strings.EqualFold(tag, "marked") && !slices.Contains(out, tag) && len(out) < 50 {
			out = append(out, tag)
		}
	}
	return out
}

// render shows both sides of the card.
func (m *ankiMaker) render() *refusal {
	number := m.card.ord
	if m.kind.isCloze {
		number = 0
	}
	template := m.kind.templates[number]
	if template == nil {
		return &refusal{ankiNoCard, ""}
	}
	r := ankiRenderer{values: make(map[string]string, len(m.kind.fields)+6)}
	for i, name := range m.kind.fields {
		if i < len(m.note.fields) {
			r.values[name] = m.note.fields[i]
		}
	}
	deck := m.builder.collection.decks[m.card.deck].path
	for name, value := range map[string]string{
		"Tags": strings.Join(m.note.tags, " "), "Type": m.kind.name, "Card": template.name,
		"Deck": strings.Join(deck, "::"), "Subdeck": deck[len(deck)-1], "FrontSide": "", "CardFlag": "",
	} {
		if _, isField := r.values[name]; !isField {
			r.values[name] = value
		}
	}
	if m.kind.isCloze {
		r.cloze = m.card.ord + 1
	}
	parsed := parseAnkiTemplate(template)
	if parsed.isMended {
		m.change(ankiMended)
	}
	m.front = r.render(parsed.front, false)
	m.builder.work -= r.size
	m.back = r.render(parsed.back, true)
	m.builder.work -= r.size
	if m.kind.isCloze {
		m.open = r.render(parsed.front, true)
		m.builder.work -= r.size
	}
	if m.front.isLong || m.back.isLong || m.open != nil && m.open.isLong {
		return &refusal{ankiTooLong, ""}
	}
	return nil
}

func (m *ankiMaker) change(text string) {
	if !slices.Contains(m.changes, text) {
		m.changes = append(m.changes, text)
	}
}

// checkQuestion refuses questions that a learner could not answer from what is
// left of them.
func (m *ankiMaker) checkQuestion() *refusal {
	if !m.hasField() { // then what hides until it is asked for is the question
		for _, hint := range m.front.hints {
			m.front.pieces = append(m.front.pieces, ankiPiece{ankiHintField, "<br>" + hint})
		}
		m.front.hints = nil
	}
	m.question = m.clean(m.front.html())
	m.subject = m.question.words()
	if m.question.lost > 0 {
		return &refusal{hasFigure, clip(m.subject)}
	}
	for _, p := range m.question.pictures {
		// Alt text by the deck's author says what is asked about; without it
		// learners would have to see a picture that items cannot show yet.
		if !hasAlt(p) {
			if !m.builder.pack.has(pictureSource(p)) {
				return &refusal{noFigure, p.src}
			}
			return &refusal{hasFigure, p.src}
		}
	}
	switch {
	case m.kind.isCloze && len(m.front.blanks) == 0:
		return &refusal{ankiNoDeletion, clip(m.subject)}
	case m.hasField():
	case m.question.sounds > 0:
		return &refusal{ankiOnlySound, ""}
	default: // words of the template alone ask about nothing
		return &refusal{ankiNoQuestion, clip(m.subject)}
	}
	if m.question.sounds > 0 {
		m.change(ankiLostSound)
	}
	return nil
}

// ankiHintField is what a hint stands under when it is the question.
const ankiHintField = "\x00hint"

// hasField says whether the question side shows anything of the note.
func (m *ankiMaker) hasField() bool {
	return slices.ContainsFunc(m.front.pieces, func(p ankiPiece) bool { return p.field != "" && m.clean(p.html).plain != "" })
}

// makeItem finds out what the answer is, and makes the item of the kind that
// fits it.
func (m *ankiMaker) makeItem() *refusal {
	if m.kind.isCloze {
		return m.makeCloze()
	}
	fields, isTyped := m.answerFields()
	if len(fields) == 0 {
		return m.noAnswer()
	}
	if len(fields) > 1 {
		m.change(ankiSeveral)
		model, no := m.rest(nil)
		if no != nil {
			return no
		}
		if model == "" {
			return m.noAnswer()
		}
		m.item.Kind, m.item.Model, m.item.Explanation = course.Free, model, model
		return m.ask()
	}
	answer := m.clean(fields[0].html)
	m.answer = answer.words()
	shown, isBroken := answer.markdown(func(p ankiPicture) string { return m.picture(p, m.alt()) }, nil)
	if isBroken {
		return &refusal{garbled, clip(answer.plain)}
	}
	if shown == "" {
		return m.noAnswer()
	}
	if answer.sounds > 0 {
		m.change(ankiLostSound)
	}
	m.grade(answer, shown, isTyped)
	if no := m.ask(); no != nil {
		return no
	}
	rest, no := m.rest(&fields[0])
	if no != nil {
		return no
	}
	m.item.Explanation = theAnswerIs(m.course.Language, shown)
	if m.item.Kind == course.Free || strings.Contains(shown, "\n") {
		m.item.Explanation = shown
	}
	if rest != "" {
		m.item.Explanation += "\n\n" + rest
	}
	return nil
}

// noAnswer says why there is nothing to answer with.
func (m *ankiMaker) noAnswer() *refusal {
	text := m.clean(m.back.html())
	if len(text.pictures)+text.sounds+text.lost > 0 {
		return &refusal{ankiOnlyPicture, clip(m.subject)}
	}
	return &refusal{ankiNoAnswer, clip(m.subject)}
}

// answerFields are the fields that answer the question: the one that is to be
// typed, or those that the answer side shows and the question does not, after
// Anki's rule if it has one. Fields that by their names only say more are left
// out if others remain.
func (m *ankiMaker) answerFields() (fields []ankiPiece, isTyped bool) {
	if typed := cmp.Or(m.front.typed, m.back.typed); typed != "" && !m.front.shows(typed) {
		i := slices.Index(m.kind.fields, typed)
		if i >= 0 && i < len(m.note.fields) && m.clean(m.note.fields[i]).words() != "" {
			return []ankiPiece{{typed, m.note.fields[i]}}, true
		}
	}
	var before, after []ankiPiece
	isAfter := false
	for _, p := range m.back.pieces {
		switch {
		case p.field == "":
			isAfter = isAfter || ankiRule.MatchString(p.html)
		case m.front.shows(p.field) || slices.ContainsFunc(after, p.isField) || m.clean(p.html).words() == "":
		case isAfter:
			after = append(after, p)
		case !slices.ContainsFunc(before, p.isField):
			before = append(before, p)
		}
	}
	m.hasRule = len(after) > 0
	fields = after
	if !m.hasRule {
		fields = before
	}
	if main := slices.DeleteFunc(slices.Clone(fields), func(p ankiPiece) bool { return ankiExtras.MatchString(p.field) }); len(main) > 0 {
		fields = main
	}
	return fields, false
}

func (p ankiPiece) isField(other ankiPiece) bool { return p.field == other.field }

// grade makes the item one of the kind that the answer can be graded by.
func (m *ankiMaker) grade(answer *ankiText, shown string, isTyped bool) {
	it := &m.item
	words := answer.words()
	if inner, ok := wholeFormula(words); ok {
		if text, isPlain := notFormula(inner); isPlain {
			words = text
		} else if _, isNumber := readNumber(inner); isNumber {
			words = inner
		}
	}
	isFormula := ankiFormula.MatchString(words)
	q, isNumber := readNumber(decimalPoint(words))
	switch {
	case isNumber:
		it.Kind, it.Answer, it.Units = course.Number, q.answer, q.units
	case strings.EqualFold(words, "true"), strings.EqualFold(words, "false"):
		it.Kind, it.Answer = course.TrueFalse, strings.ToLower(words)
	case isFormula, isLong(words) && !isTyped, len(words) > ankiMaxTyped, strings.Contains(words, "\n"):
		it.Kind, it.Model = course.Free, shown
		m.change(ankiLongAnswer)
	default:
		it.Kind, it.Answer = course.Text, escape(strings.Join(strings.Fields(words), " "))
	}
}

// wholeFormula is the formula that a text is, if it is one and nothing else.
func wholeFormula(s string) (string, bool) {
	at := ankiFormula.FindStringSubmatchIndex(s)
	if at == nil || at[0] != 0 || at[1] != len(s) || at[10] >= 0 {
		return "", false
	}
	for group := 1; group <= 4; group++ {
		if at[2*group] >= 0 {
			return strings.TrimSpace(s[at[2*group]:at[2*group+1]]), true
		}
	}
	return "", false
}

// ask writes the question. A lone term is asked about in a sentence, where the
// course is in English.
func (m *ankiMaker) ask() *refusal {
	text, isBroken := m.question.markdown(func(p ankiPicture) string { return m.picture(p, "") }, nil)
	switch {
	case isBroken:
		return &refusal{garbled, clip(m.subject)}
	case text == "":
		return &refusal{ankiNoQuestion, ""}
	}
	m.item.Question = text
	const longest = 60 // bytes; anything longer is a question by itself
	isTerm := m.item.Kind != course.TrueFalse && isEnglish(m.course.Language) && len(text) <= longest &&
		!strings.ContainsAny(text, "\n?？…:!") && len(m.question.pictures) == 0
	for _, p := range m.front.pieces {
		isTerm = isTerm && (p.field != "" || m.clean(p.html).plain == "")
	}
	if isTerm {
		m.item.Question = fmt.Sprintf("What goes with **%s**?", text)
	}
	return nil
}

// rest is what the answer side says beyond the question and the answer. Lines of
// the template's own in which no field stands only label what is not there.
func (m *ankiMaker) rest(answer *ankiPiece) (string, *refusal) {
	var b strings.Builder
	pieces := m.back.pieces
	if at := slices.IndexFunc(pieces, func(p ankiPiece) bool { return p.field == "" && ankiRule.MatchString(p.html) }); m.hasRule && at >= 0 {
		pieces = pieces[at:]
	}
	seen := make(map[string]bool)
	for _, p := range pieces {
		switch {
		case p.field == "":
			b.WriteString(p.html)
		case answer != nil && p.field == answer.field, m.front.shows(p.field) && !m.kind.isCloze, seen[p.field]:
			m.keepPicture(p)
		default:
			seen[p.field] = true
			text := m.clean(p.html)
			if text.sounds > 0 {
				m.change(ankiLostSound)
			}
			if text.plain != "" {
				b.WriteString(string(ankiFieldOpen) + p.html + string(ankiFieldEnd))
			}
		}
	}
	text := cleanAnki(b.String())
	text.plain = onlyFields(text.plain)
	if text.lost > 0 {
		m.change(ankiLostPicture)
	}
	out, isBroken := text.markdown(func(p ankiPicture) string { return m.picture(p, m.alt()) }, nil)
	if isBroken {
		return "", &refusal{garbled, clip(text.plain)}
	}
	return out, nil
}

// keepPicture tells what is lost of a field whose text stands elsewhere.
func (m *ankiMaker) keepPicture(p ankiPiece) {
	text := m.clean(p.html)
	if text.sounds > 0 {
		m.change(ankiLostSound)
	}
	if len(text.pictures)+text.lost > 0 && !m.front.shows(p.field) {
		m.change(ankiLostPicture)
	}
}
