package convert

import (
	"cmp"
	"encoding/base64"
	"html"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"pacer/coach/course"
)

// Packages that an export wrote: the description of the outermost deck names the
// course, in comments that Anki does not show.

var (
	ankiOwnHead  = regexp.MustCompile(`(?m)^<!-- (course|title|language|audience|about|licence|source|skill|misconception|translation): (.*) -->$`)
	ankiOwnSkill = regexp.MustCompile(`(?s)^<!-- skill-id: ([a-z0-9-]+) -->\s*(.*)$`)
)

// buildOwn makes the course that an export wrote, or returns nil if another
// program did.
func (b *ankiBuilder) buildOwn() *course.Course {
	file := b.own()
	if file == nil {
		return nil
	}
	builder := newQuizBuilder(file.own.ID, b.file, file, b.opt, b.report)
	if !builder.isOwn {
		return nil
	}
	return builder.build(file)
}

// own reads the course that an export wrote, or returns nil if another program
// did.
func (b *ankiBuilder) own() *quizFile {
	file := new(quizFile)
	byDeck := make(map[int64]string)
	ids := slices.Sorted(maps.Keys(b.collection.decks))
	for _, id := range ids {
		for _, m := range ankiOwnHead.FindAllStringSubmatch(b.collection.decks[id].about, -1) {
			file.tell(m[1], m[2])
		}
		if file.own != nil {
			break
		}
	}
	if file.own == nil {
		return nil
	}
	for _, id := range ids {
		deck := b.collection.decks[id]
		if m := ankiOwnSkill.FindStringSubmatch(deck.about); m != nil {
			byDeck[id] = file.ownSkill(m[1], deck.path[len(deck.path)-1])
			file.tellWhy(m[1], quizText{format: quizHTML, raw: m[2]})
		}
	}
	cards := slices.Clone(b.collection.cards)
	slices.SortStableFunc(cards, func(x, y ankiCard) int { return cmp.Compare(x.note, y.note) })
	for _, card := range cards {
		q := b.ownQuestion(card)
		q.skill = byDeck[card.deck]
		q.where = Where{File: b.file + " nid:" + ankiNumber(card.note)}
		file.questions = append(file.questions, q)
	}
	return file
}

// ownNote is the ID of the item that an export made a note of, or "".
func ownNote(guid string) string {
	rest, _ := strings.CutPrefix(guid, ankiOwnGUID)
	_, id, _ := strings.Cut(rest, ":")
	if rest == guid || !ownID.MatchString(id) {
		return ""
	}
	return id
}

// ownQuestion is a card as a question of a quiz.
func (b *ankiBuilder) ownQuestion(card ankiCard) quizQuestion {
	note := b.collection.notes[card.note]
	if note == nil || b.collection.types[note.typeID] == nil {
		return quizQuestion{fault: ankiLostNote}
	}
	id := ownNote(note.guid)
	q := quizQuestion{id: id, title: id, tags: slices.Clone(note.tags)}
	if id == "" {
		q.fault = "a card that was added in Anki: export its deck alone to import it"
		return q
	}
	values := make(map[string]string)
	for i, name := range b.collection.types[note.typeID].fields {
		if i < len(note.fields) {
			values[name] = note.fields[i]
		}
	}
	text := func(raw string) quizText { return b.ownText(raw) }
	said := make(map[string][]string)
	for line := range strings.SplitSeq(values[ankiOwnField], "<br>") {
		line = strings.TrimSpace(html.UnescapeString(line))
		if key, value, ok := strings.Cut(strings.TrimPrefix(line, ownTag), "="); ok {
			said[key] = append(said[key], headRead(value))
			q.tags = append(q.tags, line)
		}
	}
	kind := course.Kind(strings.Join(said["kind"], ""))
	q.kind = ownKinds[kind]
	q.stem, q.feedback = text(values[ankiQuestion]), text(values[ankiExplanation])
	for _, hint := range strings.Split(values[ankiHints], `<div class="hint">`)[1:] {
		q.hints = append(q.hints, text(strings.TrimSuffix(strings.TrimSpace(hint), "</div>")))
	}
	answer := values[ankiAnswerField]
	switch {
	case kind == course.Cloze:
		q.kind = quizCloze
		q.readDeletions(said["blank"])
	case q.kind == "":
		q.fault = "it does not say what kind of question it is any more"
	case q.kind == quizChoice:
		q.isAll = kind == course.Choices
		for i, option := range strings.Split(values[ankiChoices], ankiOption)[1:] {
			option = strings.TrimSuffix(strings.TrimSpace(option), "</ol>")
			a := quizAnswer{text: text(strings.TrimSuffix(option, "</li>"))}
			if slices.Contains(said["right"], strconv.Itoa(i+1)) {
				a.weight = wholly
			}
			q.answers = append(q.answers, a)
		}
	case q.kind == quizTrueFalse:
		q.answers = []quizAnswer{{}, {weight: wholly}}
		if strings.EqualFold(strings.TrimSpace(withoutHTML(answer)), "true") {
			q.answers = []quizAnswer{{weight: wholly}, {}}
		}
	case q.kind == quizEssay:
		q.model = text(answer)
	default:
		for _, accepted := range append([]string{withoutHTML(answer)}, said["accept"]...) {
			q.answers = append(q.answers, quizAnswer{text: quizText{format: quizCourse, raw: starred(accepted)}, weight: wholly})
		}
	}
	return q
}

// ownText is a field's text with the pictures that it shows.
func (b *ankiBuilder) ownText(raw string) quizText {
	t := quizText{format: quizHTML, raw: raw}
	for _, source := range pictureSources(raw) {
		if data, _, err := b.pack.picture(source); err == nil {
			t.files = append(t.files, moodleFile{Name: source, Data: base64.StdEncoding.EncodeToString(data)})
		}
	}
	return t
}

var ankiOwnDeletion = regexp.MustCompile(`(?s)\{\{c1::(.*?)\}\}`)

// readDeletions makes blanks of the deletions of a text. Also holds further
// right answers: "2 delta".
func (q *quizQuestion) readDeletions(also []string) {
	q.stem.raw = ankiOwnDeletion.ReplaceAllStringFunc(withoutAtoms(q.stem.raw), func(deletion string) string {
		if len(q.blanks) == quizMaxAnswers {
			q.fault = "too many blanks"
			return deletion
		}
		answer := ankiOwnDeletion.FindStringSubmatch(deletion)[1]
		q.blanks = append(q.blanks, quizBlank{kind: quizShort, answers: []quizAnswer{{weight: wholly, text: quizText{raw: starred(answer)}}}})
		return quizMark(len(q.blanks) - 1)
	})
	for _, entry := range also {
		number, answer, _ := strings.Cut(entry, " ")
		if n, err := strconv.Atoi(number); err == nil && n >= 1 && n <= len(q.blanks) {
			blank := &q.blanks[n-1]
			blank.answers = append(blank.answers, quizAnswer{weight: wholly, text: quizText{raw: html.EscapeString(starred(answer))}})
		}
	}
}
