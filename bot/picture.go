package bot

import (
	"context"
	"slices"
	"strings"

	"pacer/bot/chat"
	"pacer/coach"
	"pacer/coach/course/formula"
)

// Pictures wait by reference: a turn names them, and their bytes are read, or
// drawn, right before they are shown, so that neither the turn nor the outbox
// bears them.
//
// The source of a file is "course/media/x.png"; those of a chart (see charted)
// and of a formula begin so:
const drawn = "formula "

// text is an author's text with all that belongs to it: its pictures go with
// the message that is sent next.
func (t *turn) text(courseID, s string) chat.Markdown {
	text, pictures := t.mathematics(s).Pictures()
	for i := range pictures {
		pictures[i].Source = courseID + "/" + pictures[i].Source
	}
	t.pictures = append(append(t.pictures, pictures...), t.formulas(s)...)
	// Code has its lines to itself, whatever stands before it and after.
	if isFence(string(text)) {
		text = "\n\n" + text
	}
	if last := strings.TrimRight(string(text), " \n"); isFence(last[strings.LastIndexByte(last, '\n')+1:]) {
		text += "\n\n"
	}
	return text
}

// isFence tells a line that begins or ends code.
func isFence(line string) bool {
	return strings.HasPrefix(line, "```") || strings.HasPrefix(line, "~~~")
}

// formulas are the formulas of a text that a line cannot show well, as
// pictures.
func (t *turn) formulas(s string) (pictures []chat.Picture) {
	if t.Draw == nil || t.me.Settings.Speech || !strings.ContainsAny(s, `$\`) {
		return nil
	}
	for _, f := range formula.Formulas(s) {
		if f.NeedsPicture() {
			pictures = append(pictures, chat.Picture{Alt: f.Spoken(formula.English()), Source: drawn + f.Source})
		}
	}
	return pictures
}

// label is an author's text for one line of a list. Its pictures go with the
// message, each named after its letter or number.
func (t *turn) label(courseID, word, s string) chat.Markdown {
	_, pictures := t.mathematics(s).Pictures()
	for i := range pictures {
		pictures[i].Source = courseID + "/" + pictures[i].Source
	}
	for _, p := range append(pictures, t.formulas(s)...) {
		p.Alt = word + ": " + p.Alt
		t.pictures = append(t.pictures, p)
	}
	return t.Isolated(t.readable(s))
}

// carried returns the pictures that the next message carries, as its parts.
func (t *turn) carried() []chat.Part {
	var parts []chat.Part
	for _, p := range t.pictures {
		parts = append(parts, chat.Part{Picture: &p})
	}
	t.pictures = nil
	return parts
}

// whole is a message as it is sent: code in the parts of its own, and the
// pictures of its texts before what can be pressed.
func (t *turn) whole(m chat.Message) chat.Message {
	var parts []chat.Part
	for _, p := range m.Parts {
		if p.Text != "" {
			parts = append(parts, p.Text.Parts()...)
			continue
		}
		parts = append(parts, p)
	}
	if len(t.pictures) > 0 {
		at := slices.IndexFunc(parts, func(p chat.Part) bool { return len(p.Choices) > 0 || p.Note != "" })
		if at < 0 {
			at = len(parts)
		}
		parts = slices.Insert(parts, at, t.carried()...)
	}
	m.Parts = parts
	return m
}

// Fill gives a workspace's message the bytes of its pictures. A picture that
// cannot be had becomes the words for what it shows.
func (b *Bot) Fill(ctx context.Context, workspace string, m chat.Message) chat.Message {
	isOpen := func(p chat.Part) bool { return p.Picture != nil && p.Picture.Source != "" && len(p.Picture.Data) == 0 }
	if !slices.ContainsFunc(m.Parts, isOpen) {
		return m
	}
	m.Parts = slices.Clone(m.Parts)
	for i, p := range m.Parts {
		if !isOpen(p) {
			continue
		}
		data, kind, err := b.picture(ctx, workspace, p.Picture.Source)
		if err != nil || len(data) == 0 {
			b.Log.Warn("a picture cannot be shown", "workspace", workspace, "message", m.ID, "error", err)
			m.Parts[i] = chat.Part{Text: p.Picture.Words()}
			continue
		}
		m.Parts[i].Picture = &chat.Picture{Alt: p.Picture.Alt, Type: kind, Data: data, Source: p.Picture.Source}
	}
	return m
}

// picture reads or draws a picture.
func (b *Bot) picture(ctx context.Context, workspace, source string) (data []byte, mediaType string, err error) {
	if c, isChart := strings.CutPrefix(source, charted); isChart {
		data, err = drawChart(c)
		return data, "image/png", err
	}
	latex, isFormula := strings.CutPrefix(source, drawn)
	if !isFormula {
		return b.media(ctx, workspace, source)
	}
	for _, f := range formula.Formulas("$$" + latex + "$$") {
		if b.Draw != nil && f.Source == latex {
			data, err = b.Draw(f)
			return data, "image/png", err
		}
	}
	return nil, "", &coach.Error{Op: "draw", Kind: coach.NotFound}
}
