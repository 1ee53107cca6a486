package discord

import (
	"cmp"
	"fmt"
	"strings"

	"pacer/bot/chat"
)

// A message is plain content, rows of buttons and attached pictures. Newer
// components would take the place of content for good, and every server and
// reader that speaks Discord's language knows these.
// https://discord.com/developers/docs/resources/message#create-message

// post is a message as it is sent: created, answered with, or edited. The
// lists are there when they are empty, so that what stood in them before an
// edit goes.
type post struct {
	Content         string     `json:"content"`
	Embeds          []struct{} `json:"embeds"` // none is ever made
	Components      []row      `json:"components"`
	Attachments     []attached `json:"attachments"`
	AllowedMentions mentions   `json:"allowed_mentions"`
	Flags           int        `json:"flags,omitempty"`
	Nonce           string     `json:"nonce,omitempty"`
	EnforceNonce    bool       `json:"enforce_nonce,omitempty"`
}

// Flags of a message: https://discord.com/developers/docs/resources/message#message-object-message-flags
const (
	suppressEmbeds = 1 << 2 // what a link leads to is not shown below
	ephemeral      = 1 << 6 // only who did it sees the answer
	silent         = 1 << 12
)

// mentions is who may be alerted: nobody by what merely stands in a text.
type mentions struct {
	Parse []string `json:"parse"`
}

// row is an action row.
type row struct {
	Type       int      `json:"type"`
	Components []button `json:"components"`
}

type button struct {
	Type     int    `json:"type"`
	Style    int    `json:"style"`
	Label    string `json:"label"`
	CustomID string `json:"custom_id"`
}

// attached describes an uploaded file by its place among them.
type attached struct {
	ID          string `json:"id"`
	Filename    string `json:"filename"`
	Description string `json:"description,omitempty"`
}

// upload is a file that goes with a message.
type upload struct {
	name, kind string
	data       []byte
}

// Types of components: https://discord.com/developers/docs/components/reference#component-object-component-types
const (
	typeRow       = 1
	typeButton    = 2
	typeSelect    = 3
	typeTextInput = 4
	typeText      = 10
	typeLabel     = 18
)

// Styles of buttons.
const (
	stylePrimary   = 1
	styleSecondary = 2
)

// render makes of a fitted message what Discord shows.
func render(m chat.Message) (post, []upload) {
	r := renderer{}
	for _, p := range m.Parts {
		r.add(p)
	}
	components, unpressable := rows(r.groups)
	if unpressable != "" {
		r.pieces = append(r.pieces, piece{notePiece, unpressable})
	}
	flags := suppressEmbeds
	if m.Quiet {
		flags |= silent
	}
	return post{
		Content:         r.content(),
		Embeds:          []struct{}{},
		Components:      components,
		Attachments:     r.attachments(),
		AllowedMentions: mentions{Parse: []string{}},
		Flags:           flags,
	}, r.files
}

// renderer collects what a message comes to.
type renderer struct {
	pieces []piece
	groups [][]chat.Choice // choices of one kind, each to begin a row
	files  []upload
	alts   []string
	size   int // of files, in bytes
}

// piece is a part of the content.
type piece struct {
	kind pieceKind
	text string // as Discord reads it
}

type pieceKind uint8

const (
	textPiece pieceKind = iota
	stepsPiece
	notePiece
	codePiece
)

func (r *renderer) add(p chat.Part) {
	switch {
	case p.Steps != nil:
		r.say(stepsPiece, p.Steps.String())
	case p.Note != "":
		r.say(notePiece, markdown(p.Note))
	case p.Code != nil:
		r.say(codePiece, fenced(p.Code.Language, chat.Visible(p.Code.Text)))
	case p.Picture != nil:
		r.picture(p.Picture)
	case p.Form != nil:
		r.groups = append(r.groups, []chat.Choice{{Label: chat.Escape(p.Form.Title), Value: p.Form.Value, Opens: true, Main: true}})
	case len(p.Choices) > 0:
		r.choices(p.Choices)
	default:
		r.say(textPiece, markdown(p.Text))
	}
}

func (r *renderer) say(kind pieceKind, words string) {
	if words != "" {
		r.pieces = append(r.pieces, piece{kind, words})
	}
}

// content joins the pieces, with small print as such where there is room for
// its marks. Where one is, and the note after it, share a line.
func (r *renderer) content() string {
	for _, asSmallPrint := range []bool{true, false} {
		if s := r.join(asSmallPrint); chat.UTF16(s) <= maxContent || !asSmallPrint {
			return cut(s, maxContent) // only words in place of a picture were not measured
		}
	}
	return ""
}

func (r *renderer) join(asSmallPrint bool) string {
	var s strings.Builder
	for i, p := range r.pieces {
		words := p.text
		if asSmallPrint && (p.kind == notePiece || p.kind == stepsPiece) {
			words = small(words)
		}
		if i > 0 {
			before := r.pieces[i-1].kind
			switch {
			case before == stepsPiece && p.kind == notePiece && !strings.Contains(words, "\n"):
				words = " · " + strings.TrimPrefix(words, "-# ")
			case before == textPiece && p.kind == textPiece, !asSmallPrint:
				s.WriteString("\n\n")
			default:
				s.WriteString("\n")
			}
		}
		s.WriteString(words)
	}
	return s.String()
}

// pictureTypes are the pictures that Discord shows, and how such files end.
var pictureTypes = map[string]string{"image/png": ".png", "image/jpeg": ".jpg", "image/gif": ".gif", "image/webp": ".webp"}

// picture attaches a picture, or says what it shows where that cannot be.
func (r *renderer) picture(p *chat.Picture) {
	ending, shown := pictureTypes[p.Type]
	if !shown || len(p.Data) == 0 || len(r.files) == maxAttached || r.size+len(p.Data) > maxFileSize {
		r.say(textPiece, markdown(p.Words()))
		return
	}
	r.size += len(p.Data)
	r.files = append(r.files, upload{name: fmt.Sprintf("picture-%d%s", len(r.files)+1, ending), kind: p.Type, data: p.Data})
	r.alts = append(r.alts, cut(chat.Visible(p.Alt), maxFileAlt))
}

func (r *renderer) attachments() []attached {
	list := make([]attached, len(r.files))
	for i, f := range r.files {
		list[i] = attachedFile(i, f, r.alts[i])
	}
	return list
}

// attachedFile is the entry of a message's file, by its place.
func attachedFile(i int, f upload, words string) attached {
	return attached{ID: fmt.Sprint(i), Filename: f.name, Description: words}
}

// choices adds the choices of a part: lettered answers begin a row, and so do
// actions.
func (r *renderer) choices(choices []chat.Choice) {
	for i, c := range choices {
		if i == 0 || c.IsLetter() != choices[i-1].IsLetter() {
			r.groups = append(r.groups, nil)
		}
		last := len(r.groups) - 1
		r.groups[last] = append(r.groups[last], c)
	}
}

// rows puts choices on rows of buttons, each group on its own if there are
// rows enough. What cannot be pressed, because its value is too long or stands
// on another button, is returned as words to type.
func rows(groups [][]chat.Choice) (rows []row, unpressable string) {
	rows = []row{}
	seen := make(map[string]bool)
	var words []string
	var made [][]button
	var all []button
	for _, group := range groups {
		var buttons []button
		for _, c := range group {
			id := customID(c)
			if id == "" || chat.UTF16(id) > maxCustomID || seen[id] {
				if c.Word != "" {
					words = append(words, markdown(chat.Escape(c.Word)))
				}
				continue
			}
			seen[id] = true
			style := styleSecondary
			if c.Main {
				style = stylePrimary
			}
			buttons = append(buttons, button{Type: typeButton, Style: style, Label: cut(cmp.Or(caption(c), nameless), maxButtonLabel), CustomID: id})
		}
		made = append(made, inRows(buttons)...)
		all = append(all, buttons...)
	}
	if len(made) > maxRows {
		made = inRows(all)
	}
	for _, buttons := range made[:min(len(made), maxRows)] {
		rows = append(rows, row{Type: typeRow, Components: buttons})
	}
	if len(words) > 0 {
		unpressable = "(" + strings.Join(words, " · ") + ")"
	}
	return rows, unpressable
}

// nameless stands on a button whose label shows nothing: Discord would refuse
// the whole message for it.
const nameless = "…"

// caption is what stands on a button. The gap after an answer's letter is one
// wide space, since Discord makes one of two.
func caption(c chat.Choice) string {
	if c.IsLetter() {
		return strings.Replace(c.Caption(), "  ", "\u2003", 1)
	}
	return c.Caption()
}

// inRows spreads buttons evenly over as few rows as they need: six are three
// and three, not five and one.
func inRows(buttons []button) [][]button {
	n := (len(buttons) + maxRowButtons - 1) / maxRowButtons
	var spread [][]button
	for ; n > 0; n-- {
		k := (len(buttons) + n - 1) / n
		spread = append(spread, buttons[:k])
		buttons = buttons[k:]
	}
	return spread
}

// opensForm marks the custom ID of a button that opens a form, which has to be
// known before the press is handed over.
const opensForm = "form "

func customID(c chat.Choice) string {
	if c.Opens {
		return opensForm + c.Value
	}
	return c.Value
}

// pressed reads what was pressed: the value of the choice, and whether it
// opens a form. Of a select it is what was chosen.
func pressed(customID string, values []string) (value string, opens bool) {
	if len(values) > 0 {
		customID = values[0]
	}
	return strings.CutPrefix(customID, opensForm)
}

// payload is the data of an interaction's answer.
func (a *Adapter) payload(m chat.Message, private bool) (any, []upload) {
	body, files := a.inAnswer(m)
	if private {
		body.Flags |= ephemeral
	}
	return body, files
}
