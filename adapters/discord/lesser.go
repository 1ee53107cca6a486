package discord

import (
	"slices"
	"time"

	"pacer/bot/chat"
)

// Servers that speak Discord's language do not all speak the whole of it. Some
// take every first response to an interaction and carry out only an ordinary
// message, without files, and refuse descriptions of files. What such a server
// would lose, or refuse, goes in a form that it has.

// isLesser tells whether the server knows only part of what Discord does.
func (a *Adapter) isLesser() bool { return a.out.lesser.Load() }

// filelessFor is how long files are left out after the server broke down over
// one: words now are worth more than a picture later.
const filelessFor = 5 * time.Minute

// takesFiles tells whether files may be sent now.
func (a *Adapter) takesFiles() bool { return a.now().UnixMilli() >= a.out.fileless.Load() }

// rendered is a message as it is posted. Where files have no descriptions the
// words of pictures stand in the text.
func (a *Adapter) rendered(m chat.Message) (post, []upload) {
	if !a.takesFiles() {
		return render(inWords(m))
	}
	body, files := render(m)
	if len(files) > 0 && (a.isLesser() || a.out.wordless.Load()) {
		body, _ = render(inWords(m))
		for i, f := range files {
			body.Attachments = append(body.Attachments, attachedFile(i, f, ""))
		}
	}
	return body, files
}

// inAnswer is a message as it answers an interaction, without files for a
// lesser server.
func (a *Adapter) inAnswer(m chat.Message) (post, []upload) {
	if a.isLesser() || !a.takesFiles() {
		m = inWords(m)
	}
	return render(m)
}

// refusedFiles makes of a message that was refused for its form something to
// try again, when it had descriptions of files in it. What else may be wrong
// with it says nothing of the server, so nothing but those is left out.
func (a *Adapter) refusedFiles(err error, files []upload) error {
	if codeOf(err) != codeInvalidForm || len(files) == 0 || a.isLesser() {
		return err
	}
	if a.out.wordless.Swap(true) { // it was not them
		a.out.wordless.Store(false)
		return err
	}
	return &chat.DeliveryError{Err: err}
}

// inWords is a message with words in the place of its pictures.
func inWords(m chat.Message) chat.Message {
	m.Parts = slices.Clone(m.Parts)
	for i, p := range m.Parts {
		if p.Picture != nil {
			m.Parts[i] = chat.Part{Text: p.Picture.Words()}
		}
	}
	return m
}
