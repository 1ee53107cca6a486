package bot

import (
	"slices"
	"strconv"
	"strings"

	"pacer/bot/chat"
	"pacer/bot/say"
	"pacer/coach"
	"pacer/coach/course"
	"pacer/coach/grade"
)

// answering is the button that opens the form of a question that is answered in
// writing, or by more than one press. Where there are no forms nothing is shown
// of it: the answer is typed.
func (t *turn) answering(q *coach.Question, it *course.Item) []chat.Choice {
	if lettered(it) {
		return nil
	}
	return []chat.Choice{{Label: t.Say("press.answer"), Value: q.ID + ":" + formOf, Opens: true, Main: true}}
}

// writing is the button that opens the form of a question that is answered in a
// sentence.
func (t *turn) writing(q *coach.Question) chat.Choice {
	return chat.Choice{Label: t.Say("press.write"), Value: q.ID + ":" + formOf, Opens: true, Main: true}
}

// itemForm is the form of an item's question, or of its scaffold: with a field
// for each thing that is asked for where the platform has room, else one to be
// typed into.
func (t *turn) itemForm(q *coach.Question) (*chat.Form, error) {
	it, tries, err := t.openForForm(q)
	if err != nil {
		return nil, err
	}
	f := t.form(q.ID+":"+formOf+" "+strconv.Itoa(tries), t.Say("form.answer"), t.formLead(q, it))
	asksSure := q.Ask == coach.AskItem && q.Sure && q.Tries == 0 && it.Kind != course.Free
	room := t.Platforms[t.to.Platform].MaxFields
	if asksSure && room > 0 {
		room--
	}
	f.Fields = t.answerFields(q, it)
	if room > 0 && len(f.Fields) > room {
		f.Fields = []chat.Field{t.typedField(it)}
	}
	if asksSure {
		sure := chat.Field{Name: fieldSure, Label: chat.Plain(t.Say("form.sure")), Optional: true}
		for i, label := range []chat.Markdown{t.Say("sure.1"), t.Say("sure.2"), t.Say("sure.3")} {
			sure.Choices = append(sure.Choices, chat.Choice{Label: label, Value: strconv.Itoa(i + 1)})
		}
		f.Fields = append(f.Fields, sure)
	}
	return f, nil
}

// openForForm is the item that a question asks, and after how many tries, if
// it waits for an answer.
func (t *turn) openForForm(q *coach.Question) (it *course.Item, tries int, err error) {
	if q.Ask == coach.AskItem {
		if isHeld(q) {
			return nil, 0, t.refuse("press.done")
		}
		it, err = t.asked(q)
		return it, q.Tries, err
	}
	about, err := t.tx.Question(q.About)
	if err != nil {
		return nil, 0, err
	}
	if !about.IsOpen() || about.Scaffold != q.ID || isHeld(&about) {
		return nil, 0, t.refuse("press.done")
	}
	if it, err = t.asked(&about); err != nil {
		return nil, 0, err
	}
	return it.Hints[q.Number-1].Ask, about.Tries, nil
}

// formLead is a question as it stands above the fields of its form.
func (t *turn) formLead(q *coach.Question, it *course.Item) chat.Markdown {
	text := t.blanks(it, t.readable(it.Question))
	for _, list := range t.listed(q, it) {
		text += "\n\n" + list
	}
	return text
}

// listed are the entries that a question lays out, each list as text.
func (t *turn) listed(q *coach.Question, it *course.Item) (lists []chat.Markdown) {
	layout := grade.LayoutOf(it, q.Order)
	for _, list := range []struct {
		entries []string
		word    func(place int) string
	}{{layout.Numbered, func(i int) string { return "(" + number(i) + ")" }}, {layout.Lettered, letterOf}} {
		words, labels := make([]string, len(list.entries)), make([]chat.Markdown, len(list.entries))
		for i, entry := range list.entries {
			words[i] = list.word(i)
			labels[i] = t.label(q.Course, words[i], entry)
		}
		if len(words) > 0 {
			lists = append(lists, chat.Listed(words, labels))
		}
	}
	return lists
}

// typedField is one field for a whole answer, with how it is typed.
func (t *turn) typedField(it *course.Item) chat.Field {
	return chat.Field{
		Name: fieldAnswer, Label: chat.Plain(t.Say("form.answer")), Hint: chat.Plain(t.howTyped(it)),
		Long: it.Kind == course.Free || it.Kind == course.Output,
	}
}

// answerFields are the fields of an item: one for each blank, place or entry,
// or one for all. Their names are the places from 1 on.
func (t *turn) answerFields(q *coach.Question, it *course.Item) []chat.Field {
	layout := grade.LayoutOf(it, q.Order)
	if len(layout.Lettered) > mostChosen {
		return []chat.Field{t.typedField(it)}
	}
	var letters []chat.Choice
	for i, entry := range layout.Lettered {
		letters = append(letters, chat.Choice{Label: t.readable(entry), Word: letterOf(i), Value: letterOf(i)})
	}
	var fields []chat.Field
	switch it.Kind {
	case course.Choices:
		field := t.typedField(it)
		field.Hint, field.Choices, field.Many = "", letters, true
		return []chat.Field{field}
	case course.Cloze:
		if len(it.Blanks) < 2 {
			break
		}
		for i := range it.Blanks {
			fields = append(fields, chat.Field{Name: number(i), Label: chat.Plain(t.Say("form.blank", say.Args{"Number": i + 1}))})
		}
		return fields
	case course.Order:
		for i := range it.Lines {
			fields = append(fields, chat.Field{Name: number(i), Label: chat.Plain(t.Say("form.place", say.Args{"Number": i + 1})), Choices: letters})
		}
		return fields
	case course.Match, course.Categories:
		for i, entry := range layout.Numbered {
			label := "(" + number(i) + ") " + strings.Join(strings.Fields(chat.Plain(t.readable(entry))), " ")
			fields = append(fields, chat.Field{Name: number(i), Label: label, Choices: letters})
		}
		return fields
	}
	return []chat.Field{t.typedField(it)}
}

// filledIn is what was filled into a form, as it would have been typed.
func filledIn(it *course.Item, fields map[string]string) string {
	if said, ok := fields[fieldAnswer]; ok {
		return strings.TrimSpace(said)
	}
	var said []string
	for i := 0; ; i++ {
		part, ok := fields[number(i)]
		if !ok {
			break
		}
		part = strings.TrimSpace(part)
		if it.Kind == course.Match || it.Kind == course.Categories {
			part = number(i) + part
		}
		said = append(said, part)
	}
	if it.Kind == course.Cloze {
		return strings.Join(said, "\n") // a line is a blank, whatever signs are in it
	}
	return strings.Join(said, " ")
}

// submittedItem takes the form of an item's question or of its scaffold. One
// that was opened before the last try is not a second one.
func (t *turn) submittedItem(q *coach.Question, ofTries string) error {
	about := *q
	if q.Ask == coach.AskScaffold {
		if !q.IsOpen() {
			return t.refuse("press.done")
		}
		var err error
		if about, err = t.tx.Question(q.About); err != nil {
			return err
		}
	}
	it, err := t.asked(&about)
	if err != nil {
		return err
	}
	if q.Ask == coach.AskScaffold {
		it = it.Hints[q.Number-1].Ask
	}
	if about.IsOpen() && (ofTries != strconv.Itoa(about.Tries) || isHeld(&about)) {
		return t.refuse("form.again")
	}
	said := filledIn(it, t.ev.Fields)
	if said == "" {
		return t.mend("form.empty")
	}
	word, rest, isWord := t.Heard(chat.Visible(said))
	if isWord && t.always(said, word, rest) {
		return t.obey(word, rest)
	}
	switch done, err := t.answered(q, said, word, rest, isWord); {
	case err != nil || done:
		return err
	case isWord:
		return t.obey(word, rest)
	}
	return t.refuse("press.done")
}

// saidSure is how sure the form says the learner is, 0 if it does not. Who was
// asked there and left it open is not asked again.
func (t *turn) saidSure(q *coach.Question) int {
	if n, err := strconv.Atoi(strings.TrimSpace(t.ev.Fields[fieldSure])); err == nil && n >= 1 && n <= 3 {
		return n
	}
	q.Sure = false
	return 0
}

// notTaken answers what could not be taken as an answer and moves nothing: in
// the form that it came with, or in words.
func (t *turn) notTaken(r grade.Result, text chat.Markdown, choices []chat.Choice) error {
	if len(t.ev.Fields) == 0 {
		return t.telling(text, choices...)
	}
	field := t.firstField()
	for name, value := range t.ev.Fields {
		if r.Note == grade.Twice && name > field && slices.Contains(r.About, value) {
			field = name // the last of those that stand there twice
		}
	}
	var wrong faults
	wrong.add(field, text)
	return wrong.err()
}
