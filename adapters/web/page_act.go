package web

import (
	"fmt"
	"io"
	"net/http"

	"pacer/bot/chat"
	"pacer/coach"
)

// answerAt is where on a page the answer to what was done stands.
const answerAt = "#answer"

// doAct does what a button or a form of a page says, as if it had been done in
// chat, and shows the answer on the page it was done from.
func (a *Adapter) doAct(w http.ResponseWriter, r *http.Request, v *visitor) {
	ev := chat.Event{Press: r.PostForm.Get("press"), Fields: filled(r.PostForm)}
	if say := r.PostForm.Get("say"); say != "" && ev.Press == "" {
		ev = chat.Event{Text: say, Command: true}
	}
	a.done(w, r, v, ev)
}

// done does an event, and goes back to where it came from.
func (a *Adapter) done(w http.ResponseWriter, r *http.Request, v *visitor, ev chat.Event) {
	to := back(v, r.PostForm.Get("to"))
	said, unfit, err := a.act(r.Context(), v, r.PostForm.Get("event"), ev)
	if err != nil {
		a.sorry(w, r, v, err)
		return
	}
	if len(unfit) > 0 && a.mend(w, r, v, ev, to, unfit) {
		return
	}
	a.flash(v, said)
	http.Redirect(w, r, to+answerAt, http.StatusSeeOther)
}

// mend draws a form again with what is wrong in it. It returns false where the
// form is to be had no more: then the answer has to say it.
func (a *Adapter) mend(w http.ResponseWriter, r *http.Request, v *visitor, ev chat.Event, to string, unfit map[string]string) bool {
	open := chat.Event{Press: r.PostForm.Get("open")}
	if open.Press == "" {
		open.Press = ev.Press
	}
	form, err := a.form(r.Context(), v, open)
	if err != nil || form == nil {
		return false
	}
	a.drawForm(w, r, v, sheet{Form: form, Given: ev.Fields, Errors: unfit, Open: open.Press}, to, http.StatusUnprocessableEntity)
	return true
}

// openForm draws the form that a button opens.
func (a *Adapter) openForm(w http.ResponseWriter, r *http.Request, v *visitor) {
	q := r.URL.Query()
	ev := chat.Event{Press: q.Get("press")}
	form, err := a.form(r.Context(), v, ev)
	if err != nil {
		a.sorry(w, r, v, err)
		return
	}
	if form == nil {
		// An address may come from anywhere, and must not put a button on our page
		// that does what it does not say.
		a.sorry(w, r, v, &coach.Error{Op: "form", Kind: coach.NotFound})
		return
	}
	a.drawForm(w, r, v, sheet{Form: form, Open: ev.Press}, back(v, q.Get("to")), http.StatusOK)
}

// drawForm draws a form on a page of its own, from which one goes back to where
// one was.
func (a *Adapter) drawForm(w http.ResponseWriter, r *http.Request, v *visitor, s sheet, to string, status int) {
	head, err := a.Models.Front(r.Context(), v.viewer())
	if err != nil {
		a.sorry(w, r, v, err)
		return
	}
	f := a.frameOf(v, view{title: chat.Escape(s.Title), head: head, still: true})
	f.Here = to
	if err := a.look.show(w, status, f, "form", s); err != nil {
		a.sorry(w, r, v, err)
	}
}

// sendMaterial hands over a file, which is read and answered with a report.
func (a *Adapter) sendMaterial(w http.ResponseWriter, r *http.Request, v *visitor) {
	files := filesOf(r)
	if len(files) == 0 {
		a.sorry(w, r, v, noFile(v))
		return
	}
	a.done(w, r, v, chat.Event{Files: files})
}

// noFile says that a form came without its file.
func noFile(v *visitor) error {
	return &coach.Error{Op: "web.upload", Kind: coach.Invalid, Hint: chat.Plain(v.Say.Say("web.page.upload.none"))}
}

// maxRoster bounds what is read of a file of names, in bytes: more than is taken,
// so that one that is too large is told so rather than cut.
const maxRoster = 2 << 20

// checkRoster says what a file of names would do, and does nothing.
func (a *Adapter) checkRoster(w http.ResponseWriter, r *http.Request, v *visitor) {
	files := filesOf(r)
	if len(files) == 0 {
		a.sorry(w, r, v, noFile(v))
		return
	}
	names, err := read(r, files[0])
	if err != nil {
		a.sorry(w, r, v, err)
		return
	}
	m, err := a.Models.RosterCheck(r.Context(), v.viewer(), r.PathValue("class"), names)
	if err != nil {
		a.sorry(w, r, v, err)
		return
	}
	a.present(w, r, v, view{name: "rosterfile", title: m.Say.Say("web.page.import"), section: "people", data: m, head: &m.Head, still: true})
}

// read reads a file that was sent, up to what a roster may have.
func read(r *http.Request, f chat.File) (body []byte, err error) {
	in, err := f.Open(r.Context())
	if err != nil {
		return nil, fmt.Errorf("reading what was sent: %w", err)
	}
	defer func() {
		if e := in.Close(); err == nil && e != nil {
			err = e
		}
	}()
	return io.ReadAll(io.LimitReader(in, maxRoster))
}

// enrolRoster puts those who were read from a file into a class, and shows the
// codes they enter by, once.
func (a *Adapter) enrolRoster(w http.ResponseWriter, r *http.Request, v *visitor) {
	class := r.PathValue("class")
	made, err := a.enrol(r.Context(), v, class, r.PostForm["name"])
	if err != nil {
		a.sorry(w, r, v, err)
		return
	}
	head, err := a.Models.Front(r.Context(), v.viewer())
	if err != nil {
		a.sorry(w, r, v, err)
		return
	}
	codes := enrolledView{Class: class}
	for _, e := range made {
		if e.Code != "" {
			codes.Codes = append(codes.Codes, enrolledCode{e.Name, e.Code})
		}
	}
	a.present(w, r, v, view{name: "codes", title: v.Say.Say("web.page.codes"), section: "people", data: codes, head: head, still: true})
}

func (a *Adapter) sendGradebook(w http.ResponseWriter, r *http.Request, v *visitor) {
	a.download(w, r, v, "gradebook.csv", "text/csv; charset=utf-8", func(to io.Writer) error {
		return a.Models.Gradebook(r.Context(), v.viewer(), r.PathValue("class"), to)
	})
}

func (a *Adapter) sendAttempts(w http.ResponseWriter, r *http.Request, v *visitor) {
	a.download(w, r, v, "attempts.csv", "text/csv; charset=utf-8", func(to io.Writer) error {
		return a.Models.Attempts(r.Context(), v.viewer(), r.PathValue("class"), to)
	})
}

func (a *Adapter) sendStatements(w http.ResponseWriter, r *http.Request, v *visitor) {
	a.download(w, r, v, "statements.jsonl", "application/x-ndjson; charset=utf-8", func(to io.Writer) error {
		return a.Models.XAPI(r.Context(), v.viewer(), r.PathValue("class"), r.URL.Query().Get("named") == "yes", to)
	})
}

// sendArchive sends somebody all that is kept about them.
func (a *Adapter) sendArchive(w http.ResponseWriter, r *http.Request, v *visitor) {
	a.download(w, r, v, "pacer.zip", "application/zip", func(to io.Writer) error {
		return a.Models.Archive(r.Context(), v.viewer(), to)
	})
}

// download sends a file that is made as it goes. Whether it may be had shows
// before its first byte; an error after that breaks it off, so that nobody takes
// half of it for the whole.
func (a *Adapter) download(w http.ResponseWriter, r *http.Request, v *visitor, name, contentType string, write func(io.Writer) error) {
	out := &lateWriter{w: w, begin: func() {
		h := w.Header()
		h.Set("Content-Type", contentType)
		h.Set("Content-Disposition", `attachment; filename="`+name+`"`)
		h.Set("Cache-Control", "no-store")
	}}
	switch err := write(out); {
	case err != nil && !out.begun:
		a.sorry(w, r, v, err)
	case err != nil:
		a.Log.Error("a download broke off", "file", name, "person", v.Person, "error", err)
		panic(http.ErrAbortHandler)
	case !out.begun:
		out.begin()
	}
}

// lateWriter writes its headers with the first byte.
type lateWriter struct {
	w     io.Writer
	begin func()
	begun bool
}

func (l *lateWriter) Write(p []byte) (int, error) {
	if !l.begun {
		l.begun = true
		l.begin()
	}
	return l.w.Write(p)
}
