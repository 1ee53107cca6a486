package bot

import (
	"slices"
	"strconv"
	"strings"

	"pacer/bot/chat"
	"pacer/bot/say"
	"pacer/coach"
	"pacer/coach/course"
)

const (
	mostSaid   = 3 // reasons and notes of a file that are told
	mostListed = 5 // courses of a file that are told one by one
)

// filed answers a file: with what would come of it and what can be done, or
// with why nothing did.
func (t *turn) filed(a *arrival) error {
	classes, err := t.teaches()
	if err != nil {
		return err
	}
	switch isPrivate := t.ev.Conversation.IsPrivate(); {
	case len(classes) == 0 && !isPrivate:
		return t.hear() // people showing one another something
	case len(classes) == 0 && (t.me.Owner || t.me.Maker):
		return t.tell(t.Say("publish.class.first"))
	case len(classes) == 0 && strings.TrimSpace(t.ev.Text) != "":
		return t.hear() // words with a picture beside them
	case len(classes) == 0:
		return t.telling(t.Say("publish.learner"), t.saying(wordPractice), t.saying(wordPerson))
	case !isPrivate:
		return t.tell(t.Say("publish.channel"))
	case a.why != "":
		return t.tell(t.unmade(a))
	case a.draft == nil: // became a teacher this very moment
		return t.tell(t.Say("publish.again"))
	}
	lead := t.made(a)
	if others := t.ev.Files[1:]; len(others) > 0 {
		lead += "\n\n" + t.Say("publish.one", say.Args{"N": len(others)})
	}
	return t.askDraft(a.draft, 0, lead)
}

// unmade says why nothing came of a file.
func (t *turn) unmade(a *arrival) chat.Markdown {
	key := a.why
	text := t.Say(key, a.args)
	if a.was == nil {
		return text
	}
	return text + t.reasons(a)
}

// made says what would come of a file.
func (t *turn) made(a *arrival) chat.Markdown {
	items := 0
	var list []string
	for _, kind := range course.Kinds() {
		if n := a.kinds[kind]; n > 0 {
			list = append(list, string(t.Say("publish.kind."+string(kind), say.Args{"N": n})))
			items += n
		}
	}
	text := t.Say("publish.made", say.Args{"Name": a.draft.Name, "N": items, "Kinds": chat.Markdown(strings.Join(list, t.Comma()))})
	text += t.reasons(a)
	for i, c := range a.draft.Courses[:min(len(a.draft.Courses), mostListed)] {
		args := say.Args{"Course": t.readable(c.Title), "ID": c.ID, "N": c.Items}
		switch m := a.moves[i]; {
		case m.isNew == 0:
			args["Added"], args["Changed"], args["Gone"], args["Same"] = m.added, m.changed, m.gone, m.same
			key := "publish.changes"
			if m.same+m.changed < m.gone {
				key = "publish.replaces" // perhaps another course altogether
			}
			text += "\n\n" + t.Say(key, args)
		case len(a.draft.Courses) > 1:
			text += "\n- " + t.Say("publish.course", args)
		}
	}
	if more := len(a.draft.Courses) - mostListed; more > 0 {
		text += "\n- " + t.Say("publish.courses.more", say.Args{"N": more})
	}
	return text
}

// listed writes numbers as "4, 9, 12".
func listed(numbers []int) string {
	var words []string
	for _, n := range numbers {
		words = append(words, strconv.Itoa(n))
	}
	return strings.Join(words, ", ")
}

// reasons says what was left out and why, and what else is to be known.
func (t *turn) reasons(a *arrival) (text chat.Markdown) {
	was, notes := a.was, a.notes
	if was.Skipped > 0 {
		text = "\n\n" + t.Say("publish.skipped", say.Args{"N": was.Skipped, "Of": was.Read})
		for _, r := range was.Reasons[:min(len(was.Reasons), mostSaid)] {
			text += "\n- " + t.Say("publish.reason", say.Args{"N": r.N, "Why": clipped(r.Text), "Lines": listed(r.Lines), "More": r.N > len(r.Lines)})
		}
		if more := len(was.Reasons) - mostSaid; more > 0 {
			text += "\n- " + t.Say("publish.reasons.more", say.Args{"N": more})
		}
	}
	if was.Merged > 0 {
		text += "\n\n" + t.Say("publish.merged", say.Args{"N": was.Merged})
	}
	if a.bare > 0 {
		text += "\n\n" + t.Say("publish.bare", say.Args{"N": a.bare})
	}
	if len(notes) > 0 {
		text += "\n\n" + t.Say("publish.notes")
		for _, note := range notes[:min(len(notes), mostSaid)] {
			text += "\n- " + chat.Escape(clipped(note))
		}
		if more := len(notes) - mostSaid; more > 0 {
			text += "\n- " + t.Say("publish.notes.more", say.Args{"N": more})
		}
	}
	return text
}

// preview is a question of a draft as a learner would see it, but that nothing
// in it can be pressed, and with its answer.
func (t *turn) preview(d *Draft, s DraftItem, number int) ([]chat.Part, error) {
	// Its pictures are the draft's.
	q := coach.Question{ID: d.ID, Course: d.ID + "/" + s.Course, Item: s.Item.ID}
	it, err := t.draw(&q, new(course.Course), &s.Item)
	if err != nil {
		return nil, err
	}
	var parts []chat.Part
	for _, p := range t.shown(&q, it) {
		if len(p.Choices) > 0 {
			words, labels := make([]string, len(p.Choices)), make([]chat.Markdown, len(p.Choices))
			for i, c := range p.Choices {
				words[i], labels[i] = c.Word, c.Label
			}
			p = chat.Part{Text: chat.Listed(words, labels)}
		}
		if n := len(parts); n > 0 && p.Text != "" && parts[n-1].Text != "" {
			parts[n-1].Text += "\n" + p.Text
			continue
		}
		parts = append(parts, p)
	}
	answer := t.Say("publish.answer", say.Args{"Key": t.key(it, q.Order)})
	if it.Kind == course.Free {
		answer = t.Say("publish.model", say.Args{"Model": t.readable(it.Model)})
	}
	head := chat.Part{Text: t.Say("publish.question", say.Args{"Number": number})}
	if len(parts) > 0 && parts[0].Text != "" {
		head.Text = t.Sentences(head.Text, parts[0].Text)
		parts = parts[1:]
	}
	parts = slices.Insert(parts, 0, head)
	if last := &parts[len(parts)-1]; last.Text != "" {
		last.Text += "\n" + answer
		return parts, nil
	}
	return append(parts, chat.Part{Text: answer}), nil
}

// joined adds parts with a blank line between, where texts meet.
func joined(parts, more []chat.Part) []chat.Part {
	if last := &parts[len(parts)-1]; last.Text != "" && more[0].Text != "" {
		last.Text += "\n\n" + more[0].Text
		more = more[1:]
	}
	return append(parts, more...)
}
