package bot

import (
	"context"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"pacer/bot/chat"
	"pacer/bot/say"
	"pacer/coach"
	"pacer/coach/course"
)

// A teacher mends a question of a course that they published: what it asks, its
// answer, why, and its hints, as the course writes them. The course is published
// anew with it, so that an answer given before keeps the question it was given to.

// formMend changes a question.
const formMend = formFor + "mend" // ":" course "/" item

// The names of its fields that other forms have not.
const (
	fieldOptions = "options"
	fieldHints   = "hints"
)

const (
	// maxMended bounds a text that is changed in a form, in bytes: less than what is
	// read of a field.
	maxMended = 3000
	// maxCarried bounds the pictures that a course takes along when it is published
	// anew, in bytes.
	maxCarried = 20 << 20
)

// rightMark stands before a right option, one a line.
const rightMark = "* "

// mendForm is the form in which a teacher mends a question.
func (t *turn) mendForm(key string) (*chat.Form, error) {
	it, err := t.mendable(key)
	if err != nil {
		return nil, err
	}
	texts := mendedTexts(it)
	var fields []chat.Field
	for _, name := range mendedFields(it) {
		f := chat.Field{Name: name, Value: texts[name], Long: name != fieldAnswer, Optional: name != fieldQuestion && name != fieldAnswer && name != fieldOptions, Max: maxMended}
		switch name {
		case fieldQuestion:
			f.Label = chat.Plain(t.Say("item.question"))
		case fieldOptions:
			f.Label, f.Hint = chat.Plain(t.Say("item.options")), chat.Plain(t.Say("item.options.hint"))
		case fieldAnswer:
			f.Label = chat.Plain(t.Say("item.answer"))
		case fieldAccept:
			f.Label, f.Hint = chat.Plain(t.Say("item.accept")), chat.Plain(t.Say("item.accept.hint"))
		case fieldExplanation:
			f.Label, f.Hint = chat.Plain(t.Say("item.explanation")), chat.Plain(t.Say("item.explanation.hint"))
		case fieldHints:
			f.Label, f.Hint = chat.Plain(t.Say("item.hints")), chat.Plain(t.Say("item.accept.hint"))
		}
		if len(f.Value) > maxMended {
			return nil, t.mend("item.mend.long")
		}
		fields = append(fields, f)
	}
	return t.form(formMend+":"+key, t.Say("form.mend"), t.Say("form.mend.lead"), fields...), nil
}

// mendable is a question that the speaker may mend: of a course that they
// published, or any teacher where they own the workspace.
func (t *turn) mendable(key string) (*course.Item, error) {
	classes, err := t.teaches()
	if err != nil {
		return nil, err
	}
	if len(classes) == 0 {
		return nil, t.refuse("role.teacher")
	}
	p, err := t.tx.Publication(courseOfItem(key))
	switch it := t.Courses.Item(key); {
	case coach.IsNotFound(err):
		return nil, t.refuse("item.mend.installed")
	case err != nil:
		return nil, err
	case p.Author != t.me.ID && !t.me.Owner:
		return nil, t.refuse("item.mend.notyours")
	case p.State != Published || it == nil:
		return nil, t.refuse("item.mend.gone")
	default:
		return it, nil
	}
}

// mendedFields are what can be mended of an item, in the order of the form.
func mendedFields(it *course.Item) []string {
	fields := []string{fieldQuestion}
	switch {
	case len(it.Options) > 0:
		fields = append(fields, fieldOptions)
	case it.Answer != "":
		fields = append(fields, fieldAnswer)
		if it.Kind == course.Text {
			fields = append(fields, fieldAccept)
		}
	}
	fields = append(fields, fieldExplanation)
	if !slices.ContainsFunc(it.Hints, func(h course.Hint) bool { return h.Ask != nil || strings.Contains(h.Text, "\n") }) {
		fields = append(fields, fieldHints)
	}
	return fields
}

// mendedTexts are the texts of an item by field, as a form shows them.
func mendedTexts(it *course.Item) map[string]string {
	var options, hints []string
	for _, o := range it.Options {
		text := o.Text
		if o.Right {
			text = rightMark + text
		}
		options = append(options, text)
	}
	for _, h := range it.Hints {
		hints = append(hints, h.Text)
	}
	return map[string]string{
		fieldQuestion: it.Question, fieldOptions: strings.Join(options, "\n"), fieldAnswer: it.Answer,
		fieldAccept: strings.Join(it.Accept, "\n"), fieldExplanation: it.Explanation, fieldHints: strings.Join(hints, "\n"),
	}
}

// mended is an item with what was filled into its form. What a form does not show
// stays as it is, what is said to an option among it.
func mended(it course.Item, filled map[string]string) course.Item {
	for _, name := range mendedFields(&it) {
		text, ok := filled[name]
		if !ok {
			continue // the platform had no room for it
		}
		text = tidied(strings.ReplaceAll(text, "\r\n", "\n"))
		switch name {
		case fieldQuestion:
			it.Question = text
		case fieldOptions:
			it.Options = mendedOptions(it.Options, nonEmpty(text))
		case fieldAnswer:
			it.Answer = text
		case fieldAccept:
			it.Accept = nonEmpty(text)
		case fieldExplanation:
			it.Explanation = text
		case fieldHints:
			it.Hints = course.Hints(nonEmpty(text)...)
		}
	}
	return it
}

// nonEmpty are the lines of a text that have something in them.
func nonEmpty(text string) (lines []string) {
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" {
			lines = append(lines, line)
		}
	}
	return lines
}

// mendedOptions are options as their lines say. One with the words that it had,
// or else in the place that it had, keeps what is said to it.
func mendedOptions(was []course.Option, lines []string) (options []course.Option) {
	for i, line := range lines {
		text, isRight := strings.CutPrefix(line, strings.TrimSpace(rightMark))
		text = strings.TrimSpace(text)
		at := slices.IndexFunc(was, func(o course.Option) bool { return o.Text == text })
		if at < 0 && i < len(was) && was[i].Right == isRight && !slices.Contains(lines, was[i].Text) {
			at = i
		}
		var o course.Option
		if at >= 0 {
			o = was[at]
		}
		if o.Right != isRight {
			o.Part, o.Misconception = 0, "" // which were about the other
		}
		o.Text, o.Right = text, isRight
		options = append(options, o)
	}
	return options
}

// prepareMend makes the course anew in which a question is mended, before the turn
// that publishes it; nil where the event is none, or from somebody who may not.
func (b *Bot) prepareMend(ctx context.Context, workspace string, ev chat.Event, key string) (m *making, leave func(), err error) {
	leave, err = b.enter(ctx, workspace+"\x1f"+courseOfItem(key))
	if err != nil {
		return nil, nil, err
	}
	if m, err = b.preparedMend(ctx, workspace, ev, key); err != nil {
		leave()
		return nil, nil, err
	}
	return m, leave, nil
}

func (b *Bot) preparedMend(ctx context.Context, workspace string, ev chat.Event, key string) (m *making, err error) {
	var files []draftFile
	var author coach.Person
	err = b.Store.View(ctx, workspace, func(r Reader) error {
		account, err := r.Account(ev.Conversation.Platform, ev.From.User)
		if err != nil {
			return err
		}
		if author, err = r.Person(account.Person); err != nil {
			return err
		}
		p, err := r.Publication(courseOfItem(key))
		if err != nil {
			return err
		}
		if p.State != Published || p.Author != author.ID && !author.Owner {
			return &coach.Error{Op: "course to mend", Kind: coach.NotFound}
		}
		d, err := r.Draft(p.Draft)
		if err != nil {
			return err
		}
		m = &making{upon: p.Draft, draft: &Draft{Name: d.Name}}
		if m.course, err = PublishedCourse(r, p); err != nil {
			return err
		}
		files, err = m.change(r, key, ev.Fields)
		return err
	})
	if coach.IsNotFound(err) {
		return nil, nil // the turn tells them why not
	}
	if err != nil || len(m.wrong) > 0 || m.nothing != "" {
		return m, err
	}
	now := b.Now().UTC()
	m.draft.ID, m.draft.Person, m.draft.Made = b.newID(now), author.ID, now
	m.draft.Courses = []DraftCourse{{ID: m.course.ID, Title: m.course.Title, Items: len(m.course.Items)}}
	m.draft.Shown = []DraftItem{{m.course.ID, m.item}}
	return m, b.writeDraft(ctx, workspace, m.draft, files)
}

// change changes the question in the course, and returns the course's files.
func (m *making) change(r Reader, key string, filled map[string]string) ([]draftFile, error) {
	at := slices.IndexFunc(m.course.Items, func(it course.Item) bool { return m.course.ID+"/"+it.ID == key })
	if at < 0 {
		m.nothing = "item.mend.gone"
		return nil, nil
	}
	was := m.course.Items[at]
	m.item = mended(was, filled)
	if reflect.DeepEqual(mendedTexts(&m.item), mendedTexts(&was)) {
		m.nothing = "item.mend.same"
		return nil, nil
	}
	m.course.Items[at] = m.item
	m.course.Index()
	text, err := course.Marshal(m.course)
	if err != nil {
		field := fieldOf(err)
		if _, ok := filled[field]; !ok {
			field = fieldQuestion
		}
		m.wrong = []wrongField{{field, "item.faulty", say.Args{"Why": clipped(faultText(err))}}}
		return nil, nil
	}
	files := []draftFile{{courseFile(m.course.ID), text}}
	size := 0
	for _, path := range shownIn(m.course, text) {
		data, err := r.File(m.upon, mediaFile(m.course.ID, path))
		if coach.IsNotFound(err) {
			continue // it never was there
		}
		if err != nil {
			return nil, err
		}
		if size += len(data); size > maxCarried {
			m.nothing = "item.mend.large"
			return nil, nil
		}
		files = append(files, draftFile{mediaFile(m.course.ID, path), data})
	}
	return files, nil
}

// drawnAddress is the address of a picture as a course writes it: those of items
// with variables are found by it alone.
var drawnAddress = regexp.MustCompile(`media/[^\s()"'<>]+`)

// shownIn are the files that a course shows, each once.
func shownIn(k *course.Course, text []byte) (paths []string) {
	add := func(path string) bool {
		if isMedia(path) && !slices.Contains(paths, path) {
			paths = append(paths, path)
		}
		return true
	}
	course.MissingMedia(k, nil, add)
	for _, path := range drawnAddress.FindAll(text, -1) {
		add(string(path))
	}
	return paths
}

// itemMended publishes a course with a question that was mended before this turn.
func (t *turn) itemMended(key string) error {
	if _, err := t.mendable(key); err != nil {
		return err
	}
	m := t.making
	switch {
	case m == nil:
		return t.mend("item.again") // became theirs to mend this very moment
	case len(m.wrong) > 0:
		var wrong faults
		for _, w := range m.wrong {
			key := w.key
			wrong.add(w.field, t.Say(key, w.args))
		}
		return wrong.err()
	case m.nothing != "":
		key := m.nothing
		return t.mend(key)
	}
	p, err := t.tx.Publication(m.course.ID)
	if err != nil {
		return err
	}
	if p.Draft != m.upon {
		return t.mend("item.again") // somebody published another in between
	}
	p.Draft, p.At = m.draft.ID, t.now
	if err := t.tx.PutPublication(p); err != nil {
		return err
	}
	if err := t.audit("item", m.course.ID, m.item.ID); err != nil {
		return err
	}
	t.restocks = true
	parts, err := t.preview(m.draft, DraftItem{m.course.ID, m.item}, 1)
	if err != nil {
		return err
	}
	message := chat.Message{Parts: []chat.Part{{Text: t.Say("item.mended")}}}
	message.Parts = joined(message.Parts, parts)
	_, err = t.send(t.to, message)
	return err
}
