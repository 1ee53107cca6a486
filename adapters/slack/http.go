package slack

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"time"
	"unicode/utf8"
)

const (
	// mostBody is the largest request that is read: a message shortcut carries
	// the message with its blocks.
	mostBody = 256 << 10
	// signedFor is how far a request's time may be from ours.
	// https://docs.slack.dev/authentication/verifying-requests-from-slack/
	signedFor = 5 * time.Minute
)

// Handler serves what Slack sends by HTTP, and the pages to install the app
// from: /events, /command, /action, /install and /oauth below the prefix it is
// mounted at. nil: there is nothing to serve.
func (a *Adapter) Handler() http.Handler {
	mux := http.NewServeMux()
	if a.SigningSecret != "" {
		mux.HandleFunc("POST /events", a.signed(a.serveEvent))
		mux.HandleFunc("POST /action", a.signed(a.serveAction))
		mux.HandleFunc("POST /command", a.serveCommand)
		mux.HandleFunc("GET /command", serveCheck)
	}
	if a.canInstall() {
		mux.HandleFunc("GET /install", a.serveInstall)
		mux.HandleFunc("GET /oauth", a.serveOAuth)
	}
	if a.SigningSecret == "" && !a.canInstall() {
		return nil
	}
	return mux
}

// refuse answers a request that is not taken. Slack need not send it again.
func (a *Adapter) refuse(w http.ResponseWriter, reason string, status int) {
	a.refused(reason)
	w.Header().Set("X-Slack-No-Retry", "1")
	http.Error(w, http.StatusText(status), status)
}

// body reads a request's, up to mostBody, and answers it where it is larger.
func (a *Adapter) body(w http.ResponseWriter, r *http.Request) ([]byte, bool) {
	if r.ContentLength > mostBody {
		a.refuse(w, refusedOversized, http.StatusRequestEntityTooLarge)
		return nil, false
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, mostBody))
	if err == nil {
		return body, true
	}
	if _, tooLarge := errors.AsType[*http.MaxBytesError](err); tooLarge {
		a.refuse(w, refusedOversized, http.StatusRequestEntityTooLarge)
	} else {
		a.refuse(w, refusedMalformed, http.StatusBadRequest)
	}
	return nil, false
}

// signed hands over the bodies that Slack signed.
func (a *Adapter) signed(serve func(http.ResponseWriter, *http.Request, []byte)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if body, ok := a.body(w, r); ok && a.verified(w, r, body) {
			serve(w, r, body)
		}
	}
}

// verified checks a request's signature, and answers it where it is none of
// Slack's.
func (a *Adapter) verified(w http.ResponseWriter, r *http.Request, body []byte) bool {
	reason := a.verify(r.Header, body)
	if reason == "" && !utf8.Valid(body) {
		a.refuse(w, refusedEncoding, http.StatusBadRequest)
		return false
	}
	if reason != "" {
		a.refuse(w, reason, http.StatusUnauthorized)
		return false
	}
	return true
}

// verify tells why a signature is not taken; empty: it is.
func (a *Adapter) verify(h http.Header, body []byte) (reason string) {
	stamp := h.Get("X-Slack-Request-Timestamp")
	seconds, err := strconv.ParseInt(stamp, 10, 64)
	given, hexErr := hex.DecodeString(trimVersion(h.Get("X-Slack-Signature")))
	if err != nil || hexErr != nil {
		return refusedSignature
	}
	mac := hmac.New(sha256.New, []byte(a.SigningSecret))
	mac.Write([]byte("v0:" + stamp + ":"))
	mac.Write(body)
	switch {
	case !hmac.Equal(given, mac.Sum(nil)):
		return refusedSignature
	case a.Now().Sub(time.Unix(seconds, 0)).Abs() > signedFor:
		return refusedStale
	}
	return ""
}

// trimVersion takes the version off a signature; of another one nothing is
// left.
func trimVersion(signature string) string {
	const version = "v0="
	if len(signature) > len(version) && signature[:len(version)] == version {
		return signature[len(version):]
	}
	return ""
}

func (a *Adapter) serveEvent(w http.ResponseWriter, r *http.Request, body []byte) {
	var e envelope
	if err := read(body, &e); err != nil {
		a.refuse(w, refusedMalformed, http.StatusBadRequest)
		return
	}
	switch e.Type {
	case "url_verification":
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		_, _ = io.WriteString(w, e.Challenge)
		return
	case "app_rate_limited":
		a.refused(refusedLimited)
		a.Log.WarnContext(r.Context(), "Slack holds events back", "team", e.TeamID)
		return
	}
	h, err := e.translate()
	if err != nil {
		a.refuse(w, refusedMalformed, http.StatusBadRequest)
		return
	}
	if num := r.Header.Get("X-Slack-Retry-Num"); num != "" {
		a.Log.DebugContext(r.Context(), "sent again", "event", e.EventID, "retry", num, "reason", r.Header.Get("X-Slack-Retry-Reason"))
	}
	if h.isNothing() {
		return // 200
	}
	a.answer(w, r, h)
}

func (a *Adapter) serveAction(w http.ResponseWriter, r *http.Request, body []byte) {
	form, err := url.ParseQuery(string(body))
	payload := form.Get("payload")
	switch {
	case err != nil || payload == "":
		a.refuse(w, refusedMalformed, http.StatusBadRequest)
		return
	case !utf8.ValidString(payload):
		a.refuse(w, refusedEncoding, http.StatusBadRequest)
		return
	}
	in, err := translateInteraction([]byte(payload), a.platformNow())
	if err != nil {
		a.refuse(w, refusedMalformed, http.StatusBadRequest)
		return
	}
	if in != nil {
		a.answer(w, r, happening{in: in, team: in.team})
	}
}

// serveCommand takes the slash command. Slack looks from time to time whether
// the address is there, with ssl_check, which need not be signed and does
// nothing.
func (a *Adapter) serveCommand(w http.ResponseWriter, r *http.Request) {
	body, ok := a.body(w, r)
	if !ok {
		return
	}
	form, err := url.ParseQuery(string(body))
	if err == nil && form.Get("ssl_check") == "1" && !form.Has("command") {
		return
	}
	if !a.verified(w, r, body) {
		return
	}
	if err != nil {
		a.refuse(w, refusedMalformed, http.StatusBadRequest)
		return
	}
	c := commandOf(form)
	if !utf8.ValidString(c.Text + c.TeamID + c.UserID + c.ChannelID + c.TriggerID) {
		a.refuse(w, refusedEncoding, http.StatusBadRequest)
		return
	}
	in, err := translateCommand(c, a.platformNow())
	if err != nil {
		a.refuse(w, refusedMalformed, http.StatusBadRequest)
		return
	}
	a.answer(w, r, happening{in: in, team: in.team})
}

// serveCheck answers Slack's look whether the address of the command is there.
func serveCheck(w http.ResponseWriter, r *http.Request) {
	if r.URL.Query().Get("ssl_check") != "1" {
		http.NotFound(w, r)
	}
}

// errLeft says that the request ended before it was acknowledged.
var errLeft = errors.New("the request has ended")

// answer sees to a happening and answers its request with the acknowledgement,
// once there is one. Without one it answers 503, and Slack sends events again.
func (a *Adapter) answer(w http.ResponseWriter, r *http.Request, h happening) {
	run := a.run.Load()
	if run == nil {
		http.Error(w, "not ready", http.StatusServiceUnavailable)
		return
	}
	type reply struct {
		payload any
		written chan error
	}
	replies := make(chan reply)
	ended, done := context.WithCancel(context.Background())
	send := func(payload any) error {
		p := reply{payload, make(chan error, 1)}
		select {
		case replies <- p:
			return <-p.written
		case <-r.Context().Done():
			return errLeft
		}
	}
	if !a.take(run, h, send, done) {
		done()
		http.Error(w, "busy", http.StatusServiceUnavailable)
		return
	}
	select {
	case p := <-replies:
		p.written <- write(w, p.payload)
	case <-ended.Done():
		http.Error(w, "not handled", http.StatusServiceUnavailable)
	case <-r.Context().Done():
		// Slack has given up.
	}
}

// write sends an acknowledgement; a nil one is bare.
func write(w http.ResponseWriter, payload any) error {
	var body []byte
	if payload != nil {
		var err error
		if body, err = marshal(payload); err != nil {
			return errors.Join(err, write(w, nil))
		}
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
	}
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	if _, err := w.Write(body); err != nil {
		return err
	}
	return http.NewResponseController(w).Flush()
}

// marshal writes JSON without escaping what Slack's text holds: & < >.
func marshal(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimRight(b.Bytes(), "\n"), nil
}
