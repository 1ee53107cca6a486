package web

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"strings"
	"time"
	"unicode/utf8"

	"pacer/bot/chat"
	"pacer/bot/say"
	"pacer/coach"
)

// chatRoutes are the chat in the browser.
func (a *Adapter) chatRoutes(mux *http.ServeMux) {
	mux.Handle("GET /chat", a.entered(a.serveChat))
	mux.Handle("POST /chat/say", a.entered(a.serveSay))
	mux.Handle("GET /chat/form/{line}", a.entered(a.serveChatForm))
	mux.Handle("GET /chat/live", a.entered(a.serveChatLive))
}

// pageLines is how many lines stand on a page of the chat.
const pageLines = 40

// mostText is as much as is said at once, in characters.
const mostText = 4000

// talk is the page of the chat.
type talk struct {
	Lines   []drawnLine
	Earlier string // address of the lines before; empty: these are the first
	Older   bool   // these are not the newest lines
	Fault   chat.Markdown
	Said    string // what was typed and not taken
	Most    int
	Last    string // ID of the newest line
}

// drawnLine is a line of the chat as HTML.
type drawnLine struct {
	ID   string        `json:"id"`
	HTML template.HTML `json:"html"`
}

// shownLine is a line as its template is executed with it.
type shownLine struct {
	ID   string
	At   time.Time
	When string // on the visitor's clock, with the day where it was not today
	Own  bool
	Says chat.Message
}

// chatFrame is what surrounds the chat. Its templates send what is done to the
// chat, not to a page.
func (a *Adapter) chatFrame(r *http.Request, v *visitor) *frame {
	made := view{title: v.Say.Say("web.chat.title"), section: "chat", still: true}
	if a.Models != nil {
		head, err := a.Models.Front(r.Context(), v.viewer())
		if err != nil {
			a.Log.Debug("a menu cannot be shown", "error", err)
		}
		made.head = head
	}
	f := a.frameOf(v, made)
	for i := range f.Nav {
		f.Nav[i].Here = f.Nav[i].To == a.base+"/chat"
	}
	a.aim(f, "")
	return f
}

// noLine stands for a line where there is none.
const noLine = "-"

// aim makes what is pressed on a line go to the chat, and tell which line it was.
func (a *Adapter) aim(f *frame, line string) {
	f.Act, f.Opens, f.Here = a.base+"/chat/say", a.base+"/chat/form/"+cmp.Or(line, noLine), a.base+"/chat"
	if line != "" {
		f.Here += "#" + line
	}
}

// lineOf is the line that carries what was pressed, as its form tells; empty if
// it tells none.
func lineOf(to string) string {
	_, line, _ := strings.Cut(to, "#")
	return line
}

// lineFrame is the frame of lines that are sent by themselves.
func (a *Adapter) lineFrame(v *visitor) *frame {
	return &frame{Say: v.Say, Base: a.base, Token: v.Token}
}

// draw makes HTML of a line. The forms in it have events of their own.
func (a *Adapter) draw(ctx context.Context, v *visitor, f *frame, l Line) (drawnLine, error) {
	own := *f
	own.Event = eventID()
	a.aim(&own, l.ID)
	if whole, ok := a.secrets.find(talkKey(v.Workspace, v.User)+"\x1f"+l.ID, a.Now()); ok {
		l.Message = whole
	}
	m := visible(a.Fill(ctx, v.Workspace, l.Message))
	var html bytes.Buffer
	if err := a.pages["chat"].ExecuteTemplate(&html, "line", shown{&own, shownLine{ID: l.ID, At: l.At, When: whenOf(f.Say, l.At.In(v.Zone), a.Now().In(v.Zone)), Own: l.Own, Says: m}}); err != nil {
		return drawnLine{}, fmt.Errorf("web: line: %w", err)
	}
	return drawnLine{l.ID, template.HTML(html.String())}, nil
}

// whenOf is a time as it stands beside a line.
func whenOf(p *say.Printer, at, now time.Time) string {
	if at.YearDay() == now.YearDay() && at.Year() == now.Year() {
		return chat.Plain(p.Time(at))
	}
	return chat.Plain(p.DateTime(at))
}

// drawAll makes HTML of lines.
func (a *Adapter) drawAll(ctx context.Context, v *visitor, f *frame, lines []Line) ([]drawnLine, error) {
	drawn := make([]drawnLine, len(lines))
	for i, l := range lines {
		var err error
		if drawn[i], err = a.draw(ctx, v, f, l); err != nil {
			return nil, err
		}
	}
	return drawn, nil
}

// visible leaves out of code what is obeyed rather than shown; in text Markdown
// sees to it.
func visible(m chat.Message) chat.Message {
	parts := append([]chat.Part(nil), m.Parts...)
	for i, p := range parts {
		if p.Code != nil {
			parts[i].Code = &chat.Code{Language: p.Code.Language, Text: chat.Visible(p.Code.Text)}
		}
	}
	m.Parts = parts
	return m
}

func (a *Adapter) serveChat(w http.ResponseWriter, r *http.Request, v *visitor) {
	a.showChat(w, r, v, http.StatusOK, talk{})
}

// showChat shows the newest lines, or those before one.
func (a *Adapter) showChat(w http.ResponseWriter, r *http.Request, v *visitor, status int, t talk) {
	before := r.URL.Query().Get("before")
	lines, err := a.Lines.Last(r.Context(), v.Workspace, v.User, before, pageLines+1)
	if err != nil {
		a.sorry(w, r, v, err)
		return
	}
	if len(lines) > pageLines {
		lines = lines[1:]
		t.Earlier = a.base + "/chat?before=" + url.QueryEscape(lines[0].ID)
	}
	f := a.chatFrame(r, v)
	f.Flash = a.flashed(v)
	if t.Lines, err = a.drawAll(r.Context(), v, f, lines); err != nil {
		a.sorry(w, r, v, err)
		return
	}
	t.Older, t.Most = before != "", mostText
	if len(lines) > 0 {
		t.Last = lines[len(lines)-1].ID
	}
	a.render(w, r, status, f, "chat", t)
}

// said reads what was said or pressed in the chat. The line is the one that
// carries what was pressed.
func said(r *http.Request) (ev chat.Event, line string, err error) {
	form := r.PostForm
	ev = chat.Event{Press: form.Get("press"), Fields: filled(form), Files: filesOf(r)}
	if ev.Press == "" {
		ev.Fields = nil
		ev.Text = form.Get("text")
		if word := form.Get("say"); word != "" {
			ev.Text, ev.Command = word, true
		} else if word, isCommand := strings.CutPrefix(strings.TrimSpace(ev.Text), "/"); isCommand && word != "" {
			ev.Text, ev.Command = strings.TrimSpace(word), true
		}
	}
	if len(ev.Fields) == 0 {
		ev.Fields = nil
	}
	if ev.Press != "" {
		ev.Files = nil
	}
	if ev.Press == "" && strings.TrimSpace(ev.Text) == "" && len(ev.Files) == 0 || !isText(ev) {
		return ev, "", errForm
	}
	return ev, lineOf(form.Get("to")), nil
}

// mostPress bounds what a button carries, in bytes.
const mostPress = 300

// isLong tells whether words are more than is said at once.
func isLong(said string) bool { return utf8.RuneCountInString(said) > mostText }

// isText tells whether an event is made of what a browser lets a person type and
// press.
func isText(ev chat.Event) bool {
	if !utf8.ValidString(ev.Text) || !utf8.ValidString(ev.Press) || len(ev.Press) > mostPress || isLong(ev.Text) {
		return false
	}
	for name, said := range ev.Fields {
		if !utf8.ValidString(name) || !utf8.ValidString(said) {
			return false
		}
	}
	return true
}

// serveSay takes what is said in the chat. With script the new lines come back
// at once; without it the page is shown again.
func (a *Adapter) serveSay(w http.ResponseWriter, r *http.Request, v *visitor) {
	ev, line, err := said(r)
	if err != nil {
		a.notTaken(w, r, v, ev, err)
		return
	}
	mend, err := a.take(r.Context(), v, r.PostForm.Get("event"), line, ev)
	switch {
	case err != nil:
		a.notTaken(w, r, v, ev, err)
	case mend != nil:
		a.showForm(w, r, v, http.StatusUnprocessableEntity, *mend, line)
	case wantsLines(r):
		a.sendLines(w, r, v, r.PostForm.Get("last"), "")
	default:
		http.Redirect(w, r, a.base+"/chat#end", http.StatusSeeOther)
	}
}

// wantsLines tells whether the script of the chat asks, which shows lines by
// itself.
func wantsLines(r *http.Request) bool { return r.Header.Get("Accept") == "application/json" }

// take hands what was said to the bot, and keeps what both said as lines. What
// was said twice, or comes again from an old page, is kept once. mend is a form
// in which something is to be put right; nothing is kept then.
func (a *Adapter) take(ctx context.Context, v *visitor, form, line string, ev chat.Event) (mend *sheet, err error) {
	if !isEventID(form) {
		return nil, errForm
	}
	ctx = context.WithoutCancel(ctx) // who has gone has said it all the same
	ev.Conversation, ev.From = v.conversation(), chat.Account{User: v.User}
	ev.ID = eventOf(v, form, &ev)
	h, done, ok := a.begin()
	if !ok {
		return nil, errStarting
	}
	defer done()
	defer a.lanes.lock(ev.Conversation.Key())()
	ev.At = a.tick()
	answer, err := h(ctx, ev)
	if err != nil {
		return nil, err
	}
	if words := ownWords(ev); words != "" {
		m := chat.Text(words)
		m.ID = ev.ID
		if _, err := a.post(ctx, v.Workspace, v.User, m, true); err != nil {
			a.Log.Warn("what somebody said is not in their chat", "event", ev.ID, "error", err)
		}
	}
	if answer == nil {
		return nil, nil
	}
	if len(answer.Errors) > 0 {
		// The form itself says it, if it is still to be had.
		if f, err := a.formOf(ctx, v, ev.Press); err == nil && f != nil {
			answer.Delivered(chat.Receipt{Ref: line, At: a.tick()}, nil)
			return &sheet{Form: f, Given: ev.Fields, Errors: answer.Errors}, nil
		}
	}
	receipt, err := a.answer(ctx, v, line, answer)
	answer.Delivered(receipt, err)
	return nil, nil
}

// answer puts an answer into the chat: in the place of the line that was
// pressed, where it is meant to be there.
func (a *Adapter) answer(ctx context.Context, v *visitor, line string, answer *chat.Answer) (chat.Receipt, error) {
	var l Line
	var err error
	if answer.Updates {
		l, err = a.replace(ctx, v.Workspace, v.User, line, answer.Message)
	} else {
		l, err = a.post(ctx, v.Workspace, v.User, answer.Message, false)
	}
	if err != nil {
		return chat.Receipt{}, &chat.DeliveryError{Err: err}
	}
	return chat.Receipt{Ref: l.ID, At: a.tick()}, nil
}

// ownWords is what somebody said, as their line: what they wrote as they wrote
// it, and the names of their files. What was pressed the coach itself repeats.
func ownWords(ev chat.Event) chat.Markdown {
	var words []string
	if ev.Text != "" {
		words = append(words, string(chat.Escape(ev.Text)))
	}
	for _, f := range ev.Files {
		words = append(words, "📎 "+string(chat.Escape(f.Name)))
	}
	return chat.Markdown(strings.Join(words, "\n"))
}

// notTaken tells somebody that what they said was not taken, and keeps it for
// them to say again.
func (a *Adapter) notTaken(w http.ResponseWriter, r *http.Request, v *visitor, ev chat.Event, err error) {
	text, status := a.sentence(v.Say, err)
	switch {
	case errors.Is(err, errForm) && isLong(ev.Text):
		text = v.Say.Say("web.chat.long", say.Args{"N": mostText})
	case errors.Is(err, errForm):
		text = v.Say.Say("web.chat.empty")
	}
	if status >= http.StatusInternalServerError {
		a.Log.Error("what was said was not taken", "event", ev.ID, "error", err)
	}
	if wantsLines(r) {
		a.sendLines(w, r, v, r.PostForm.Get("last"), text)
		return
	}
	t := talk{Fault: text}
	if ev.Press == "" && !ev.Command {
		t.Said = ev.Text
	}
	a.showChat(w, r, v, status, t)
}

// newLines is what the script of the chat is answered.
type newLines struct {
	Lines []drawnLine   `json:"lines"`
	Fault template.HTML `json:"fault,omitempty"` // what was said was not taken, and why
}

// sendLines answers the script of the chat with what it may not have: the lines
// after one, and those around it, which may have changed.
func (a *Adapter) sendLines(w http.ResponseWriter, r *http.Request, v *visitor, after string, fault chat.Markdown) {
	lines, err := a.missed(r.Context(), v, after)
	var drawn []drawnLine
	if err == nil {
		drawn, err = a.drawAll(r.Context(), v, a.lineFrame(v), lines)
	}
	if err != nil {
		a.sorry(w, r, v, err)
		return
	}
	body := newLines{Lines: drawn}
	if fault != "" {
		body.Fault = inline(fault)
	}
	a.sendJSON(w, body)
}

// sendJSON answers the script of the chat.
func (a *Adapter) sendJSON(w http.ResponseWriter, body newLines) {
	w.Header().Set("Content-Type", "application/json")
	if err := json.NewEncoder(w).Encode(body); err != nil {
		a.Log.Debug("an answer was not read", "error", err)
	}
}

// How many lines a browser is sent that connects again: what it has not seen,
// and some before, which may have been edited meanwhile.
const (
	sentAgain = 8
	mostAgain = pageLines
)

// missed are the lines that a browser may not have, which has seen those up to
// one.
func (a *Adapter) missed(ctx context.Context, v *visitor, after string) ([]Line, error) {
	lines, err := a.Lines.Last(ctx, v.Workspace, v.User, "", mostAgain)
	if err != nil {
		return nil, err
	}
	first := 0
	for first < len(lines) && lines[first].ID <= after {
		first++
	}
	return lines[max(0, first-sentAgain):], nil
}

// serveChatLive tells a browser the lines of the chat as they come.
func (a *Adapter) serveChatLive(w http.ResponseWriter, r *http.Request, v *visitor) {
	lines, leave, ok := a.talks.join(talkKey(v.Workspace, v.User))
	if !ok {
		a.sorry(w, r, v, errOften)
		return
	}
	defer leave()
	after := r.Header.Get("Last-Event-ID")
	if after == "" {
		after = r.URL.Query().Get("after")
	}
	f := a.lineFrame(v)
	caughtUp := false
	a.streaming(w, r, v, func(s *stream, ended <-chan struct{}, look <-chan time.Time) (more bool, err error) {
		if !caughtUp {
			caughtUp = true
			old, err := a.missed(r.Context(), v, after)
			for _, l := range old {
				if err == nil {
					err = a.tellLine(r.Context(), s, v, f, l)
				}
			}
			return true, err
		}
		select {
		case l, more := <-lines:
			if !more {
				return false, nil // too slow: it connects again
			}
			if still, err := a.stillHere(w, r, s); err != nil || !still {
				return false, err
			}
			return true, a.tellLine(r.Context(), s, v, f, l)
		case <-look:
			return a.stillHere(w, r, s)
		case <-ended:
			return false, nil
		case <-r.Context().Done():
			return false, nil
		}
	})
}

func (a *Adapter) tellLine(ctx context.Context, s *stream, v *visitor, f *frame, l Line) error {
	drawn, err := a.draw(ctx, v, f, l)
	if err != nil {
		return err
	}
	return s.tell("line", l.ID, drawn)
}

// serveChatForm shows the form that a press in the chat opens. What opens none is
// not to be had any more, and the chat says so.
func (a *Adapter) serveChatForm(w http.ResponseWriter, r *http.Request, v *visitor) {
	form, err := a.formOf(r.Context(), v, r.URL.Query().Get("press"))
	if err == nil && form == nil {
		err = &coach.Error{Op: "form", Kind: coach.NotFound}
	}
	if err != nil {
		text, status := a.sentence(v.Say, err)
		if status >= http.StatusInternalServerError {
			a.Log.Error("a form was not shown", "error", err)
		}
		a.showChat(w, r, v, status, talk{Fault: text})
		return
	}
	line := r.PathValue("line")
	if line == noLine {
		line = ""
	}
	a.showForm(w, r, v, http.StatusOK, sheet{Form: form}, line)
}

// formOf is the form that a press in the chat opens.
func (a *Adapter) formOf(ctx context.Context, v *visitor, press string) (*chat.Form, error) {
	return a.Reads.Form(ctx, chat.Event{
		Conversation: v.conversation(), From: chat.Account{User: v.User}, At: a.Now().UTC(), Press: press,
	})
}

// showForm shows a form of the chat, on a page of its own.
func (a *Adapter) showForm(w http.ResponseWriter, r *http.Request, v *visitor, status int, form sheet, line string) {
	f := a.chatFrame(r, v)
	a.aim(f, line)
	f.Title = form.Title
	a.render(w, r, status, f, "chatform", form)
}
