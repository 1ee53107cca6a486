package web

import (
	"net/http"
	"net/url"
	"strings"
	"time"

	"pacer/bot"
	"pacer/bot/chat"
	"pacer/bot/say"
	"pacer/coach"
)

// doorRoutes are where people enter and leave.
func (a *Adapter) doorRoutes(mux *http.ServeMux) {
	mux.HandleFunc("GET /{$}", a.serveDoor)
	mux.HandleFunc("POST /enter", a.knocked(a.serveEnter))
	mux.HandleFunc("GET /in", a.serveLink)
	mux.HandleFunc("POST /in", a.knocked(a.serveIn))
	mux.Handle("POST /leave", a.entered(a.serveLeave))
	mux.Handle("GET /live", a.entered(a.serveLive))
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) { a.refuse(w, r, nil, http.StatusNotFound, "door.nothing") })
}

// door is what stands on the page of the door.
type door struct {
	To    string // where to go from there
	Code  string // as it was typed
	Name  string
	Fault chat.Markdown
	Token string // of a link
	Seal  string
}

// doorSecret is what the browser holds at the door, which it is given if it
// holds nothing yet.
func (a *Adapter) doorSecret(w http.ResponseWriter, r *http.Request) string {
	secret := a.cookie(r, cookieDoor)
	if secret == "" {
		secret = newSecret()
		a.setCookie(w, cookieDoor, secret, doorFor)
	}
	return secret
}

// serveDoor shows who has entered their pages, and anybody else the door.
func (a *Adapter) serveDoor(w http.ResponseWriter, r *http.Request) {
	to := r.URL.Query().Get("to")
	v, err := a.visitor(w, r)
	switch {
	case err == nil:
		http.Redirect(w, r, a.home(v, to), http.StatusSeeOther)
		return
	case err != errNobody:
		a.sorry(w, r, nil, err)
		return
	case !a.limits.mayKnock(r):
		a.Refused("limited")
		a.sorry(w, r, nil, errOften)
		return
	case r.Header.Get("Sec-Fetch-Site") == "cross-site" && a.cookie(r, cookieVisit) == "":
		// They may have entered: see knocks.
		a.onward(w, r)
		return
	}
	a.showDoor(w, r, http.StatusOK, door{To: to})
}

// home is where somebody who has entered goes: to where they wanted to, or to
// their own page.
func (a *Adapter) home(v *visitor, to string) string {
	if backTo(a.base, to) == to && to != a.base+"/" {
		return to
	}
	if v.Teacher {
		return a.base + "/needs"
	}
	return a.base + "/chat"
}

// showDoor shows the page of the door.
func (a *Adapter) showDoor(w http.ResponseWriter, r *http.Request, status int, d door) {
	f := a.frame(r, nil, "door.title")
	f.Token = seal(a.doorSecret(w, r), sealDoor)
	d.To = backTo(a.base, d.To)
	a.render(w, r, status, f, "door", d)
}

// knocked lets through what a form of the door sent from the browser that it
// was shown in. The form is read.
func (a *Adapter) knocked(next func(w http.ResponseWriter, r *http.Request, secret string)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if !a.limits.mayKnock(r) {
			a.Refused("limited")
			a.sorry(w, r, nil, errOften)
			return
		}
		r.Body = http.MaxBytesReader(w, r.Body, mostDoorBody)
		if err := r.ParseForm(); err != nil {
			a.Refused("malformed")
			a.refuse(w, r, nil, http.StatusBadRequest, "door.malformed")
			return
		}
		secret := a.cookie(r, cookieDoor)
		if secret == "" {
			a.Refused("cookie")
			a.refuse(w, r, nil, http.StatusForbidden, "door.cookie")
			return
		}
		next(w, r, secret)
	}
}

// mostDoorBody is as much as a form of the door may send, in bytes.
const mostDoorBody = 8 << 10

// serveEnter takes a code.
func (a *Adapter) serveEnter(w http.ResponseWriter, r *http.Request, secret string) {
	if !isSealed(r.PostForm.Get("csrf"), secret, sealDoor) || !isEventID(r.PostForm.Get("event")) {
		a.Refused("token")
		a.refuse(w, r, nil, http.StatusForbidden, "door.stale")
		return
	}
	d := door{To: r.PostForm.Get("to"), Code: r.PostForm.Get("code"), Name: r.PostForm.Get("name")}
	p := printer(r)
	wasRight, ok := a.limits.mayGuess(r)
	if !ok {
		a.Refused("guesses")
		d.Fault = p.Say("door.wait")
		w.Header().Set("Retry-After", "60")
		a.showDoor(w, r, http.StatusTooManyRequests, d)
		return
	}
	e, err := a.Door.EnterCode(r.Context(), bot.Entrance{
		Code: d.Code, Name: d.Name, Form: seal(secret, sealForm+r.PostForm.Get("event")),
		Zone: r.PostForm.Get("zone"), Locale: locale(r),
	})
	if !coach.IsNotFound(err) {
		wasRight()
	}
	if err != nil {
		a.notLetIn(w, r, d, p, err)
		return
	}
	a.letIn(w, r, e, d.To)
}

// notLetIn shows the door again, with what is wrong.
func (a *Adapter) notLetIn(w http.ResponseWriter, r *http.Request, d door, p *say.Printer, err error) {
	status := http.StatusUnprocessableEntity
	switch {
	case coach.IsNotFound(err):
		a.Refused("code")
		d.Fault = p.Say("door.shut")
	case chat.Sentence(err) != "":
		d.Fault = chat.Sentence(err)
	default:
		a.sorry(w, r, nil, err)
		return
	}
	a.showDoor(w, r, status, d)
}

// letIn begins the visit of somebody who may enter. Who was given a return code
// reads it first: nobody can tell it to them later.
func (a *Adapter) letIn(w http.ResponseWriter, r *http.Request, e bot.Entry, to string) {
	if err := a.let(r.Context(), w, r, e); err != nil {
		a.sorry(w, r, nil, err)
		return
	}
	target := a.base + "/"
	if backTo(a.base, to) == to && to != target {
		target += "?to=" + url.QueryEscape(to)
	}
	if e.Return == "" {
		http.Redirect(w, r, target, http.StatusSeeOther)
		return
	}
	f := a.frame(r, nil, "door.return.title")
	a.render(w, r, http.StatusOK, f, "returncode", door{Code: e.Return, To: target})
}

// serveLink shows the page that a link leads to. It spends nothing: whatever
// looks at addresses for people opens it too.
func (a *Adapter) serveLink(w http.ResponseWriter, r *http.Request) {
	if !a.limits.mayKnock(r) {
		a.Refused("limited")
		a.sorry(w, r, nil, errOften)
		return
	}
	token := r.URL.Query().Get("t")
	if !isToken(token) {
		a.refuse(w, r, nil, http.StatusNotFound, "door.link.shut")
		return
	}
	secret := a.doorSecret(w, r)
	f := a.frame(r, nil, "door.title")
	f.Here = a.base + "/" // not the address with the token
	a.render(w, r, http.StatusOK, f, "link", door{Token: token, Seal: seal(secret, sealLink+token), To: r.URL.Query().Get("to")})
}

// isToken tells whether something may be the token of a link.
func isToken(s string) bool {
	return len(s) == 52 && strings.Trim(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567") == ""
}

// serveIn spends a link, in the browser that it was opened in.
func (a *Adapter) serveIn(w http.ResponseWriter, r *http.Request, secret string) {
	token := r.PostForm.Get("t")
	if !isToken(token) || !isSealed(r.PostForm.Get("seal"), secret, sealLink+token) {
		a.Refused("token")
		a.refuse(w, r, nil, http.StatusForbidden, "door.link.shut")
		return
	}
	e, err := a.Door.Enter(r.Context(), token)
	if coach.IsNotFound(err) {
		a.Refused("link")
		a.refuse(w, r, nil, http.StatusForbidden, "door.link.shut")
		return
	}
	if err != nil {
		a.sorry(w, r, nil, err)
		return
	}
	a.letIn(w, r, e, r.PostForm.Get("to"))
}

// serveLeave ends the visit, or all of the person's. The door forgets the
// browser too: nobody who comes after enters by going back.
func (a *Adapter) serveLeave(w http.ResponseWriter, r *http.Request, v *visitor) {
	err := a.Visits.End(r.Context(), v.Workspace, v.key)
	if err == nil && r.PostForm.Get("all") != "" {
		err = a.Visits.EndAll(r.Context(), v.Workspace, v.Person)
	}
	if err != nil {
		a.sorry(w, r, v, err)
		return
	}
	a.setCookie(w, cookieVisit, "", 0)
	a.setCookie(w, cookieDoor, "", 0)
	w.Header().Set("Clear-Site-Data", `"cache"`)
	http.Redirect(w, r, a.base+"/", http.StatusSeeOther)
}

// Timing of streams.
const (
	streamEvery  = 15 * time.Second // something is sent, so that a connection that broke is noticed, and who reads is looked at
	streamWithin = 10 * time.Second // for one thing to be sent
	liveApart    = time.Second      // two changes, at least
	retryAfter   = 3 * time.Second  // browsers connect again
)
