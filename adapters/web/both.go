package web

import (
	"net/http"

	"pacer/bot"
	"pacer/bot/say"
)

// Side is one of the two that Both shows.
type Side struct {
	Base  string // see At
	Title string // who one is there
	Entry bot.Entry
}

// Both shows two people's sides of the same web beside one another, and lets who
// looks in as both, without a question. It is for a trial on one's own machine:
// a browser that reaches it by any other name, or from elsewhere, gets nothing.
func (a *Adapter) Both(left, right Side) http.Handler {
	sides := []Side{left, right}
	frames := &Adapter{a.site, right.Base}
	return frames.guardedBy(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !isHere(r.RemoteAddr) { // a name is what whoever asks says
			a.Refused("insecure")
			frames.refuse(w, r, nil, http.StatusForbidden, "door.insecure")
			return
		}
		for _, s := range sides {
			at := &Adapter{a.site, s.Base}
			if v, err := at.visitor(w, r); err == nil && v.User == s.Entry.User {
				continue
			}
			if err := at.let(r.Context(), w, r, s.Entry); err != nil {
				frames.sorry(w, r, nil, err)
				return
			}
		}
		f := &frame{Say: say.In("en"), Base: frames.base, Title: "Pacer", Bare: true}
		frames.render(w, r, http.StatusOK, f, "both", sides)
	}), "frame-src 'self'; frame-ancestors 'none'")
}
