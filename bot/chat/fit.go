package chat

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// Fit makes of a message what a platform can show: one message, or several in
// the order of sending, or none when there is nothing to say. No word is lost.
//
//   - Choices that cannot be pressed there, because they are too many or too
//     long, become text: lettered answers a list ("A  one third"), actions a
//     note of the words to type ("(hint · skip)"), which joins a note that
//     stands right before them. A label too long for a button stands in the
//     text and the button carries its word. A choice without a word, which
//     opens a form, is left out where it cannot be pressed or opens nothing.
//   - A form where there are none becomes the list of what it asks for, a
//     picture its alternative text.
//   - Text that is too long is cut between paragraphs, lines, sentences or
//     words, and within code, links and words only where nothing else is left;
//     emphasis and code go on in the next message. A part that fits a message
//     whole is not cut.
//
// Where one thing at a time is asked for, what stands between two breaks is a
// message of its own, and of what can be pressed in it one thing stays: lettered
// answers, else the main action, else the first. The other words are named, to be
// typed.
//
// Of several messages the first has the ID and what it edits; each later one
// has the ID with its number ("01J….2"). Buttons are under the last. Fitting
// what has been fitted changes nothing.
func Fit(m Message, c Capabilities) []Message {
	if m.OneThing {
		return apart(m, c)
	}
	if c.takes(m) {
		if !c.CanEdit {
			m.Edits = ""
		}
		return []Message{m}
	}
	return fitted(m, c)
}

// fitted fits a message part by part.
func fitted(m Message, c Capabilities) []Message {
	parts := adapt(m.Parts, c)
	if len(parts) == 0 {
		return nil
	}
	var p packer
	p.caps = c
	for _, part := range parts {
		p.add(part)
	}
	p.flush()
	if len(p.messages) == 0 { // signs that mean nothing by themselves, and more of them than fit
		return nil
	}
	messages := pressLast(p.messages)
	m.address(messages, c)
	return messages
}

// address gives the messages that were made of m what goes with m as a whole.
func (m Message) address(messages []Message, c Capabilities) {
	for i := range messages {
		messages[i].ID, messages[i].Quiet, messages[i].Unasked, messages[i].Gone = m.ID, m.Quiet, m.Unasked, m.Gone
		if i > 0 && m.ID != "" {
			messages[i].ID = fmt.Sprintf("%s.%d", m.ID, i+1)
		}
	}
	if c.CanEdit && len(messages) > 0 {
		messages[0].Edits = m.Edits
	}
	if len(messages) == 1 { // what is too long for one is said to whom it is sent
		messages[0].Gather = m.Gather
	}
}

// takes tells messages that are plainly fit as they are, as most are, by
// measures that cost little: no part but words and buttons, and no more of them
// than there is room for. Where characters are counted bytes will do, of which
// there are never fewer. What it does not take may be fit all the same.
func (c Capabilities) takes(m Message) bool {
	if len(m.Parts) == 0 {
		return false
	}
	measure := c.Count
	if measure == nil {
		measure = func(s string) int { return len(s) }
	}
	size, buttons := 0, 0
	for _, p := range m.Parts {
		switch words := string(p.Text) + string(p.Note); {
		case len(p.Choices) > 0:
			for _, choice := range p.Choices {
				if !isPlain(string(choice.Label)) || choice.Word == "" && !c.opens(choice) || c.MaxLabel > 0 && measure(choice.Caption()) > c.MaxLabel {
					return false
				}
			}
			buttons += len(p.Choices)
		case p.Steps != nil:
			size += measure(p.Steps.String()) + measure(gap)
		case words == "" || !strings.ContainsAny(words[:1], letterOrDigit):
			return false
		default:
			size += measure(words) + measure(gap)
		}
	}
	return buttons <= c.MaxChoices && (c.MaxText == 0 || size <= c.MaxText)
}

// opens tells whether the platform opens the form that the choice opens.
func (c Capabilities) opens(choice Choice) bool { return choice.Opens && c.HasForms }

const letterOrDigit = "*abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"

// count measures text in the platform's unit.
func (c Capabilities) count(text string) int {
	if c.Count == nil {
		return utf8.RuneCountInString(text)
	}
	return c.Count(text)
}

// UTF16 is the length of text in UTF-16 code units, in which the platforms that
// were written for browsers count.
func UTF16(s string) int {
	n := 0
	for _, r := range s {
		n += utf16.RuneLen(r)
	}
	return n
}

// adapt turns the parts a platform does not have into text and notes, and
// leaves out the empty ones.
func adapt(parts []Part, c Capabilities) []Part {
	pressable := c.pressable(parts)
	var out []Part
	for i, p := range parts {
		switch {
		case len(p.Choices) > 0:
			afterNote := i > 0 && parts[i-1].Note != ""
			out = c.choices(out, p.Choices, pressable[i], afterNote)
		case p.Form != nil && !c.HasForms:
			out = appendShown(out, Part{Text: p.Form.text()})
		case p.Picture != nil && !c.HasPictures:
			out = appendShown(out, Part{Text: p.Picture.Words()})
		default:
			out = appendShown(out, p)
		}
	}
	return out
}

// appendShown appends a part unless there is nothing to see in it.
func appendShown(parts []Part, p Part) []Part {
	words := string(p.Text) + string(p.Note)
	if p.Code != nil {
		words += p.Code.Text
	}
	if p.Form == nil && p.Picture == nil && p.Steps == nil && letters(Visible(words)) == "" {
		return parts
	}
	return append(parts, p)
}

// pressable tells for each choice of each part whether it can be pressed:
// something of it fits a button, and it is among the first MaxChoices. The
// main action is always among them.
func (c Capabilities) pressable(parts []Part) map[int][]bool {
	can := make(map[int][]bool)
	left := c.MaxChoices
	var last *bool
	for i, p := range parts {
		can[i] = make([]bool, len(p.Choices))
		for k, choice := range p.Choices {
			if !c.fitsLabel(choice.Caption()) && (choice.Word == "" || !c.fitsLabel(choice.Word)) || choice.onlyOpens() && !c.opens(choice) {
				continue
			}
			switch {
			case left > 0:
				left--
				can[i][k] = true
				last = &can[i][k]
			case choice.Main && last != nil:
				*last = false
				can[i][k] = true
				last = nil // there is one main action; a second one gets no place
			}
		}
	}
	return can
}

// onlyOpens tells a choice that opens a form and cannot be typed.
func (c Choice) onlyOpens() bool { return c.Opens && c.Word == "" }

func (c Capabilities) fitsLabel(s string) bool {
	return c.MaxLabel <= 0 || c.count(s) <= c.MaxLabel
}

// choices appends to out what becomes of the choices of one part.
func (c Capabilities) choices(out []Part, choices []Choice, can []bool, afterNote bool) []Part {
	listed := false // all letters or none: half a list would mislead
	for k, choice := range choices {
		listed = listed || choice.IsLetter() && (!can[k] || !c.fitsLabel(choice.Caption()))
	}
	var answers, pressed []Choice
	var words []string
	for k, choice := range choices {
		if choice.onlyOpens() && !can[k] {
			continue // what it asks for is typed
		}
		short := choice
		short.Label = Escape(choice.Word)
		switch {
		case choice.IsLetter() && listed:
			answers = append(answers, choice)
			choice = short
		case !choice.IsLetter() && (!can[k] || !c.fitsLabel(choice.Caption())):
			words = append(words, action(choice))
			choice = short
		}
		if can[k] {
			pressed = append(pressed, choice)
		}
	}
	if len(words) > 0 {
		if last := len(out) - 1; afterNote && last >= 0 && out[last].Note != "" {
			words = slices.Insert(words, 0, inLine(out[last].Note))
			out = out[:last]
		}
	}
	if len(answers) > 0 {
		out = append(out, Part{Text: lettered(answers)})
	}
	if len(pressed) > 0 {
		out = append(out, Part{Choices: pressed})
	}
	if len(words) > 0 {
		out = append(out, Part{Note: Markdown("(" + strings.Join(words, " · ") + ")")})
	}
	return out
}

// lettered writes answers as text: in one line when all are short, else one a
// line.
func lettered(answers []Choice) Markdown {
	const (
		shortLabel = 16 // characters
		shortLine  = 60
	)
	short, width := true, 0
	labels := make([]string, len(answers))
	for i, a := range answers {
		labels[i] = inLine(a.Label)
		n := utf8.RuneCountInString(Plain(Markdown(labels[i])))
		width += n + 5 // the letter and the space around it
		short = short && n <= shortLabel && width <= shortLine
	}
	between, gap := "\n", "  "
	if short {
		between, gap = "   ", " "
	}
	lines := make([]string, len(answers))
	for i, a := range answers {
		lines[i] = entry(a.Word, labels[i], gap)
	}
	return Markdown(strings.Join(lines, between))
}

// action writes an action as what to type, and what it does where the word
// does not say it.
func action(c Choice) string {
	word := string(Escape(c.Word))
	if label := Plain(c.Label); label != "" && !strings.EqualFold(label, c.Word) {
		return word + ": " + inLine(c.Label)
	}
	return word
}

// inLine rewrites Markdown so that it can stand in a line with other Markdown:
// as one paragraph, every sign that is meant as itself escaped ("2*3" beside
// "4*5" would become emphasis).
func inLine(m Markdown) string {
	if isPlain(string(m)) {
		return string(m)
	}
	return asLine(m)
}

func asLine(m Markdown) string {
	var line Block
	for i, b := range m.Blocks() {
		lead := strings.Repeat("> ", b.Quote) + b.Marker
		if i > 0 {
			lead = " " + lead
		}
		if b.Marker != "" {
			lead += " "
		}
		line.Runs = appendRun(line.Runs, Run{Text: lead})
		for _, r := range b.Runs {
			r.Text = strings.ReplaceAll(r.Text, "\n", " ")
			r.Code = r.Code || b.Kind == Fenced
			line.Runs = appendRun(line.Runs, r)
		}
	}
	return strings.TrimSpace(string(write([]Block{line})))
}

// text is the form as a list of what it asks for.
func (f Form) text() Markdown {
	var lines []string
	if f.Title != "" {
		lines = append(lines, "**"+inLine(Escape(f.Title))+"**")
	}
	for _, field := range f.Fields {
		line := inLine(Escape(field.Label))
		if field.Hint != "" {
			line += " (" + inLine(Escape(field.Hint)) + ")"
		}
		lines = append(lines, line)
	}
	return Markdown(strings.Join(lines, "\n"))
}

// pressLast moves what can be pressed under the last of several messages.
func pressLast(messages []Message) []Message {
	last := len(messages) - 1
	var moved []Part
	for i := range messages[:last] {
		messages[i].Parts = slices.DeleteFunc(messages[i].Parts, func(p Part) bool {
			if len(p.Choices) > 0 {
				moved = append(moved, p)
				return true
			}
			return false
		})
	}
	messages[last].Parts = append(messages[last].Parts, moved...)
	return slices.DeleteFunc(messages, func(m Message) bool { return len(m.Parts) == 0 })
}

// packer fills messages with parts up to the platform's limit.
type packer struct {
	caps     Capabilities
	messages []Message
	parts    []Part // of the message being filled
	used     int
}

// gap stands between two texts of one message when they are measured.
const gap = "\n\n"

func (p *packer) flush() {
	if len(p.parts) > 0 {
		p.messages = append(p.messages, Message{Parts: p.parts})
	}
	p.parts, p.used = nil, 0
}

// room is how much text the message being filled still takes.
func (p *packer) room() int {
	if p.used == 0 {
		return p.caps.MaxText
	}
	return p.caps.MaxText - p.used - p.caps.count(gap)
}

// put adds a part to the message being filled.
func (p *packer) put(part Part) {
	size := p.caps.size(part)
	if size > 0 && p.used > 0 {
		size += p.caps.count(gap)
	}
	p.parts = append(p.parts, part)
	p.used += size
}

// add adds a part, to several messages if it has to be.
func (p *packer) add(part Part) {
	size := p.caps.size(part)
	switch {
	case p.caps.MaxText <= 0 || size == 0 || size <= p.room():
		p.put(part)
		return
	case size <= p.caps.MaxText || part.Steps != nil:
		p.flush()
		p.put(part)
		return
	}
	// A beginning in what is left of a message must be worth reading.
	if p.room() < p.caps.MaxText/2 {
		p.flush()
	}
	s := newSplitter(part.blocks(), func(r Run) bool {
		return p.caps.count(writeRuns([]Run{r})) > p.caps.MaxText/4
	})
	for first := true; !s.done(); first = false {
		if !first {
			p.flush()
		}
		room := p.room()
		piece := s.next(func(b []Block) bool { return p.caps.size(part.of(b)) <= room })
		p.put(part.of(piece))
	}
}

// size is the length of the part's text as the platform counts it; 0 for what
// has no text.
func (c Capabilities) size(p Part) int {
	switch {
	case p.Code != nil:
		return c.count(fence(p.Code.Language, p.Code.Text))
	case p.Steps != nil:
		return c.count(p.Steps.String())
	case p.Note != "":
		return c.count(string(p.Note))
	}
	return c.count(string(p.Text))
}

// blocks reads the part's text.
func (p Part) blocks() []Block {
	switch {
	case p.Code != nil:
		return []Block{{Kind: Fenced, Language: p.Code.Language, Runs: appendRun(nil, Run{Text: Visible(p.Code.Text)})}}
	case p.Note != "":
		return p.Note.Blocks()
	}
	return p.Text.Blocks()
}

// of returns a part of p's kind that says the blocks.
func (p Part) of(blocks []Block) Part {
	switch {
	case p.Code != nil:
		return Part{Code: &Code{Language: blocks[0].Language, Text: blocks[0].text()}}
	case p.Note != "":
		return Part{Note: write(blocks)}
	}
	return Part{Text: write(blocks)}
}
