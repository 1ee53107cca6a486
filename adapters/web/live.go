package web

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"
)

// stream is a connection on which a browser is told things as they happen, by
// server-sent events.
type stream struct {
	w       http.ResponseWriter
	control *http.ResponseController
}

// isStream tells whether a browser asks for a stream.
func isStream(r *http.Request) bool {
	return strings.Contains(r.Header.Get("Accept"), "text/event-stream")
}

// open begins a stream. The server's own time for an answer does not hold for
// it; each thing that is sent has one.
func openStream(w http.ResponseWriter) (*stream, error) {
	h := w.Header()
	h.Set("Content-Type", "text/event-stream; charset=utf-8")
	h.Set("Cache-Control", "no-store, no-transform")
	h.Set("X-Accel-Buffering", "no") // a proxy passes it on at once
	s := &stream{w, http.NewResponseController(w)}
	return s, s.write(fmt.Sprintf("retry: %d\n\n", retryAfter.Milliseconds()))
}

// write sends text, within a bound.
func (s *stream) write(text string) error {
	if err := s.control.SetWriteDeadline(time.Now().Add(streamWithin)); err != nil && !errors.Is(err, http.ErrNotSupported) {
		return err
	}
	if _, err := s.w.Write([]byte(text)); err != nil {
		return err
	}
	return s.control.Flush()
}

// tell sends an event; its ID, if any, comes back when the browser connects
// again.
func (s *stream) tell(event, id string, data any) error {
	body, err := json.Marshal(data) // in one line
	if err != nil {
		return err
	}
	text := "event: " + event + "\ndata: " + string(body) + "\n"
	if id != "" {
		text = "id: " + id + "\n" + text
	}
	return s.write(text + "\n")
}

// quiet keeps the connection.
func (s *stream) quiet() error { return s.write(": \n\n") }

// serveLive tells a page that what it shows may be another now, at most once a
// second.
func (a *Adapter) serveLive(w http.ResponseWriter, r *http.Request, v *visitor) {
	changed, leave, ok := a.watches.join(v.Workspace, v.User)
	if !ok {
		a.sorry(w, r, v, errOften)
		return
	}
	defer leave()
	a.streaming(w, r, v, func(s *stream, ended <-chan struct{}, look <-chan time.Time) (more bool, err error) {
		select {
		case <-changed:
			if err := s.tell("changed", "", nil); err != nil {
				return false, err
			}
			wait := time.NewTimer(liveApart)
			defer wait.Stop()
			select {
			case <-wait.C:
			case <-ended:
				return false, nil
			case <-r.Context().Done():
				return false, nil
			}
			return true, nil
		case <-look:
			return a.stillHere(w, r, s)
		case <-ended:
			return false, nil
		case <-r.Context().Done():
			return false, nil
		}
	})
}

// streaming runs a stream until next wants no more of it, or the connection
// breaks, which is nothing to complain of.
func (a *Adapter) streaming(w http.ResponseWriter, r *http.Request, v *visitor, next func(s *stream, ended <-chan struct{}, look <-chan time.Time) (more bool, err error)) {
	run := a.runs()
	if run == nil {
		a.sorry(w, r, v, errStarting)
		return
	}
	s, err := openStream(w)
	look := time.NewTicker(streamEvery)
	defer look.Stop()
	for more := true; more && err == nil; {
		more, err = next(s, run.ended, look.C)
	}
	if err != nil && r.Context().Err() == nil {
		a.Log.Debug("a stream ended", "error", err)
	}
}

// stillHere keeps a stream, if who reads it may still do so; else it says that
// the visit is over.
func (a *Adapter) stillHere(w http.ResponseWriter, r *http.Request, s *stream) (more bool, err error) {
	switch _, err := a.visitor(w, r); {
	case errors.Is(err, errNobody):
		return false, s.tell("over", "", nil)
	case err != nil:
		return false, err
	}
	return true, s.quiet()
}
