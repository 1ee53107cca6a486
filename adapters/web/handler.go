package web

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"errors"
	"io"
	"maps"
	"mime"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/language"

	"pacer/bot"
	"pacer/bot/chat"
	"pacer/bot/say"
	"pacer/coach"
)

// What a request may send, in bytes.
const (
	mostBody   = 256 << 10
	mostUpload = 21 << 20 // a file of 20 MB, and what is around it
	inMemory   = 1 << 20  // of an upload; the rest lies in a file until the request ends
)

// How long a request with a file may take to come, and its answer to be written.
// Everything else keeps the server's own times.
const uploadWithin = 2 * time.Minute

// Handler serves the web below /web, without that in the paths.
func (a *Adapter) Handler() http.Handler { return a.At(a.base) }

// At serves the web below a base, without it in the paths. Under another base
// browsers hold other cookies, so that one may be two people.
func (a *Adapter) At(base string) http.Handler {
	at := &Adapter{a.site, strings.TrimSuffix(base, "/")}
	mux := http.NewServeMux()
	at.doorRoutes(mux)
	at.chatRoutes(mux)
	at.pageRoutes(mux)
	return at.guarded(mux)
}

// guarded puts the headers on every answer that keep a page to itself, and turns
// away what comes too often, or was not begun on a page of ours.
func (a *Adapter) guarded(next http.Handler) http.Handler {
	if a.Framed {
		return a.guardedBy(next, "frame-ancestors 'self'")
	}
	return a.guardedBy(next, "frame-ancestors 'none'")
}

// guardedBy is guarded with what is particular of the policy on contents.
func (a *Adapter) guardedBy(next http.Handler, policy string) http.Handler {
	frames := "DENY"
	if a.Framed {
		frames = "SAMEORIGIN"
	}
	policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; " + policy
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Frame-Options", frames)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
		h.Set("Cache-Control", "no-store")
		h.Set("X-Robots-Tag", "noindex")
		if a.isSecure() {
			h.Set("Strict-Transport-Security", "max-age=31536000")
		}
		isFile := strings.HasPrefix(r.URL.Path, "/static/")
		switch {
		case !isFile && !a.limits.mayAsk(r, a.visitKey(r)):
			a.Refused("limited")
			a.sorry(w, r, nil, errOften)
			return
		case !isFile && !a.mayHold(r):
			a.Refused("insecure")
			a.refuse(w, r, nil, http.StatusForbidden, "door.insecure")
			return
		case r.Method != http.MethodGet && r.Method != http.MethodHead && !a.isOurs(r):
			a.Refused("origin")
			a.refuse(w, r, nil, http.StatusForbidden, "door.elsewhere")
			return
		}
		squeeze(w, r, next)
	})
}

// errOften says that somebody asks too often.
var errOften = errors.New("web: too often")

// entered lets through who has entered, with what they sent read and checked.
// Anybody else is shown the door, and comes back from there to where they wanted
// to go.
func (a *Adapter) entered(next func(w http.ResponseWriter, r *http.Request, v *visitor)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		v, err := a.visitor(w, r)
		switch {
		case errors.Is(err, errNobody):
			a.knocks(w, r)
			return
		case err != nil:
			a.sorry(w, r, nil, err)
			return
		}
		done, ok := a.limits.maySend(r, v.Workspace+"\x1f"+v.Person)
		if !ok {
			a.Refused("limited")
			a.sorry(w, r, v, errOften)
			return
		}
		defer done()
		defer a.tidy(r)
		if r.Method != http.MethodGet && r.Method != http.MethodHead && !a.takes(w, r, v) {
			return
		}
		next(w, r, v)
	})
}

// tidy removes the files that came with a form, taken or not. The server removes
// those of the request that it knows, and ours is a copy without the base.
func (a *Adapter) tidy(r *http.Request) {
	if r.MultipartForm == nil {
		return
	}
	if err := r.MultipartForm.RemoveAll(); err != nil {
		a.Log.Warn("what was sent with a form was not removed", "error", err)
	}
}

// knocks answers whoever has not entered and wants what is behind the door.
func (a *Adapter) knocks(w http.ResponseWriter, r *http.Request) {
	switch {
	case !a.limits.mayKnock(r):
		a.Refused("limited")
		a.sorry(w, r, nil, errOften)
	case r.Method != http.MethodGet:
		a.refuse(w, r, nil, http.StatusForbidden, "door.gone")
	case isStream(r):
		w.WriteHeader(http.StatusForbidden) // a browser does not ask again
	case r.Header.Get("Sec-Fetch-Site") == "cross-site":
		a.onward(w, r)
	default:
		to := a.base + r.URL.RequestURI()
		target := a.base + "/"
		if backTo(a.base, to) == to && to != target {
			target += "?to=" + url.QueryEscape(to)
		}
		http.Redirect(w, r, target, http.StatusSeeOther)
	}
}

// onward asks for the same page again, from a page of ours. A strict cookie does
// not come along from another site, such as a chat; from here it does.
func (a *Adapter) onward(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Refresh", "0")
	a.render(w, r, http.StatusOK, a.frame(r, nil, "door.title"), "onward", backTo(a.base, a.base+r.URL.RequestURI()))
}

// takes reads what a form sent, and tells whether it was sent by a page that we
// showed to the visitor; if not the request has been answered.
func (a *Adapter) takes(w http.ResponseWriter, r *http.Request, v *visitor) bool {
	if err := readForm(w, r); err != nil {
		a.Refused("malformed")
		if _, tooLarge := errors.AsType[*http.MaxBytesError](err); tooLarge {
			a.refuse(w, r, v, http.StatusRequestEntityTooLarge, "door.large")
			return false
		}
		a.refuse(w, r, v, http.StatusBadRequest, "door.malformed")
		return false
	}
	if !sameToken(r.PostForm.Get("csrf"), v.Token) {
		a.Refused("token")
		a.refuse(w, r, v, http.StatusForbidden, "door.stale")
		return false
	}
	return true
}

// readForm reads the fields and files that a form sent, within bounds.
func readForm(w http.ResponseWriter, r *http.Request) error {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err == nil && kind == "multipart/form-data" {
		late := time.Now().Add(uploadWithin)
		control := http.NewResponseController(w)
		// A server that cannot be told keeps its own times.
		_ = control.SetReadDeadline(late)
		_ = control.SetWriteDeadline(late)
		r.Body = http.MaxBytesReader(w, r.Body, mostUpload)
		if err := r.ParseMultipartForm(inMemory); err != nil {
			return err
		}
		r.PostForm = r.MultipartForm.Value
		return nil
	}
	r.Body = http.MaxBytesReader(w, r.Body, mostBody)
	return r.ParseForm()
}

// sameToken compares tokens in a time that tells nothing of them.
func sameToken(given, want string) bool {
	a, b := sha256.Sum256([]byte(given)), sha256.Sum256([]byte(want))
	return a == b && given != ""
}

// filesOf are the files that a form sent in its field "file".
func filesOf(r *http.Request) []chat.File {
	if r.MultipartForm == nil {
		return nil
	}
	var all []chat.File
	for _, f := range r.MultipartForm.File["file"] {
		if f.Filename == "" {
			continue // none was chosen
		}
		all = append(all, chat.File{
			Name: fileName(f.Filename), Size: f.Size,
			Open: func(context.Context) (io.ReadCloser, error) { return f.Open() },
		})
	}
	return all
}

// mostFileName bounds the name of a file, in bytes.
const mostFileName = 200

// fileName is what a file is called whatever a browser calls it: without folders,
// and of a name that is too long the end, which tells what kind of file it is.
func fileName(sent string) string {
	name := path.Base(strings.ReplaceAll(strings.ToValidUTF8(sent, ""), `\`, "/"))
	if over := len(name) - mostFileName; over > 0 {
		name = strings.ToValidUTF8(name[over:], "") // a character that was cut is left out
	}
	return name
}

// eventID is the ID of something that may be done on a page, until it is.
func eventID() string { return rand.Text() }

// isEventID tells whether something may have come from eventID.
func isEventID(s string) bool {
	return len(s) == 26 && strings.Trim(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567") == ""
}

// eventOf is the ID of what somebody did with a form. The same form sent again is
// the same event; another button of it, or other words in it, are another, and
// nobody's event is somebody else's.
func eventOf(v *visitor, form string, ev *chat.Event) string {
	h := sha256.New()
	for _, part := range []string{v.Workspace, v.User, ev.Conversation.Channel, form, ev.Press, ev.Text} {
		_, _ = io.WriteString(h, part+"\x1f") // a hash takes everything
	}
	for _, name := range slices.Sorted(maps.Keys(ev.Fields)) {
		_, _ = io.WriteString(h, name+"\x1f"+ev.Fields[name]+"\x1f")
	}
	for _, f := range ev.Files {
		_, _ = io.WriteString(h, f.Name+"\x1f"+strconv.FormatInt(f.Size, 10)+"\x1f")
	}
	return base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(h.Sum(nil)[:20])
}

// errStarting says that nothing can be handled now.
var errStarting = errors.New("web: nothing is handled now")

// errForm says that a form came without what every form of ours has.
var errForm = &coach.Error{Op: "web", Kind: coach.Invalid}

// act does one thing as in chat, on a page. said is all that is said to it, with
// the bytes of its pictures; unfit is what is wrong with which field of a form.
func (a *Adapter) act(ctx context.Context, v *visitor, event string, ev chat.Event) (said []chat.Message, unfit map[string]string, err error) {
	ev.Conversation = chat.Conversation{Platform: Name, Place: v.Workspace, Channel: bot.Page, User: v.User}
	if !isEventID(event) || !isText(ev) {
		return nil, nil, errForm
	}
	ev.ID = eventOf(v, event, &ev)
	ev.From = chat.Account{User: v.User}
	h, done, ok := a.begin()
	if !ok {
		return nil, nil, errStarting
	}
	defer done()
	defer a.lanes.lock(ev.Conversation.Key())()
	ev.At = a.tick()
	answer, err := h(context.WithoutCancel(ctx), ev)
	if err != nil || answer == nil {
		return nil, nil, err
	}
	answer.Delivered(chat.Receipt{Ref: bot.Page, At: a.tick()}, nil)
	return []chat.Message{answer.Message}, answer.Errors, nil
}

// form is the form that a press, or a command, opens on a page; nil: none.
func (a *Adapter) form(ctx context.Context, v *visitor, ev chat.Event) (*chat.Form, error) {
	ev.Conversation = chat.Conversation{Platform: Name, Place: v.Workspace, Channel: bot.Page, User: v.User}
	ev.From, ev.At = chat.Account{User: v.User}, a.Now().UTC()
	return a.Reads.Form(ctx, ev)
}

// enrol puts learners into a class whom a teacher has listed.
func (a *Adapter) enrol(ctx context.Context, v *visitor, class string, names []string) ([]bot.Enrolled, error) {
	return a.Door.Enrol(ctx, v.Workspace, v.Person, class, names)
}

// flash keeps what the next page that the visitor sees is to say.
func (a *Adapter) flash(v *visitor, said []chat.Message) { a.said.put(v.key, said, a.Now()) }

// flashed returns what a page is to say, once.
func (a *Adapter) flashed(v *visitor) []chat.Message { return a.said.take(v.key, a.Now()) }

// printer is the language of whoever has not entered, as their browser asks.
func printer(r *http.Request) *say.Printer {
	tags, _, err := language.ParseAcceptLanguage(r.Header.Get("Accept-Language"))
	if err != nil || len(tags) == 0 {
		return say.In("en")
	}
	return say.In(firstSpoken(tags))
}

// firstSpoken is the first of the languages that somebody reads which the coach
// speaks; the first of all if it speaks none.
func firstSpoken(tags []language.Tag) string {
	for _, tag := range tags {
		if say.Speaks(tag.String()) {
			return tag.String()
		}
	}
	return tags[0].String()
}

// locale is the language that a browser asks for first; empty if it asks for
// none.
func locale(r *http.Request) string {
	tags, _, err := language.ParseAcceptLanguage(r.Header.Get("Accept-Language"))
	if err != nil || len(tags) == 0 || tags[0] == language.Und {
		return ""
	}
	return firstSpoken(tags)
}

// frame is what surrounds a page of the door or the chat; v may be nil.
func (a *Adapter) frame(r *http.Request, v *visitor, key string) *frame {
	f := &frame{Say: printer(r), Base: a.base, Here: a.base + r.URL.RequestURI(), Event: eventID()}
	if v != nil {
		f.Say, f.Who, f.Token = v.Say, v.Name, v.Token
	}
	f.Title = chat.Plain(f.Say.Say(key))
	return f
}

// render shows a page. That it cannot be shown is for the log, and for who waits
// one sentence.
func (a *Adapter) render(w http.ResponseWriter, r *http.Request, status int, f *frame, name string, data any) {
	if err := a.show(w, status, f, name, data); err != nil {
		if r.Context().Err() != nil {
			return // nobody is there any more
		}
		a.Log.Error("a page was not shown", "page", name, "error", err)
		http.Error(w, chat.Plain(f.Say.Say("failed")), http.StatusInternalServerError)
	}
}

// refuse shows a page with one sentence, by its key.
func (a *Adapter) refuse(w http.ResponseWriter, r *http.Request, v *visitor, status int, key string) {
	f := a.frame(r, v, "door.sorry")
	a.render(w, r, status, f, "sorry", f.Say.Say(key))
}

// sorry shows a page that says what an error is to a person. What is not there
// and what is not theirs look the same.
func (a *Adapter) sorry(w http.ResponseWriter, r *http.Request, v *visitor, err error) {
	f := a.frame(r, v, "door.sorry")
	text, status := a.sentence(f.Say, err)
	if status == http.StatusTooManyRequests {
		w.Header().Set("Retry-After", "5")
	}
	if status >= http.StatusInternalServerError && r.Context().Err() == nil {
		a.Log.Error("a request failed", "path", r.URL.Path, "error", err)
	}
	a.render(w, r, status, f, "sorry", text)
}

// sentence is what a person is told of an error, and its status.
func (a *Adapter) sentence(p *say.Printer, err error) (text chat.Markdown, status int) {
	text = chat.Sentence(err)
	switch coach.KindOf(err) {
	case coach.NotFound, coach.Forbidden:
		status = http.StatusNotFound
	case coach.Invalid:
		status = http.StatusUnprocessableEntity
	case coach.Conflict:
		status = http.StatusConflict
	case coach.Transient:
		status = http.StatusServiceUnavailable
	default:
		status = http.StatusInternalServerError
	}
	if e, ok := errors.AsType[*coach.Error](err); ok && text == "" && coach.KindOf(err) == coach.Invalid {
		text = chat.Escape(e.Hint) // what a page's model says of what was sent
	}
	switch {
	case errors.Is(err, errOften):
		return p.Say("door.often"), http.StatusTooManyRequests
	case errors.Is(err, errStarting):
		return p.Say("door.starting"), http.StatusServiceUnavailable
	case errors.Is(err, context.DeadlineExceeded):
		return p.Say("slow"), http.StatusServiceUnavailable
	case text != "" && status != http.StatusInternalServerError:
		return text, status
	case status == http.StatusNotFound:
		return p.Say("door.nothing"), status
	case status == http.StatusUnprocessableEntity:
		return p.Say("door.malformed"), status
	}
	return p.Say("failed"), status
}
