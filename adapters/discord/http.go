package discord

import (
	"context"
	"crypto/ed25519"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strconv"
	"time"

	"pacer/bot/chat"
)

const (
	// interactionsPath is where interactions are posted, below the prefix that
	// the handler is served at; publicPath is what Discord has to be told, under
	// the public address of the server.
	interactionsPath = "/interactions"
	publicPath       = "/discord" + interactionsPath

	// maxInteraction is the longest body read, in bytes. A message with all its
	// embeds, resolved for a command, stays well below.
	maxInteraction = 512 << 10

	// window is how far a signed time may be from ours.
	window = 5 * time.Minute

	// responseTime is how long a request is kept waiting for its response. The
	// deferral comes before; Discord waits 3 s.
	responseTime = 2900 * time.Millisecond
)

// Handler takes interactions by HTTP, the other way than the gateway's; nil
// without a public key. It serves /interactions below the prefix that it is
// served at, which is stripped, and refuses everything while Run is not running.
func (a *Adapter) Handler() http.Handler {
	if a.key == nil {
		return nil
	}
	mux := http.NewServeMux()
	mux.HandleFunc("POST "+interactionsPath, a.interactions)
	return mux
}

// interactions takes one interaction. What Discord did not sign gets 401, which
// Discord tests from time to time.
func (a *Adapter) interactions(w http.ResponseWriter, r *http.Request) {
	refuse := func(status int, reason string) {
		a.refused(reason)
		http.Error(w, http.StatusText(status), status)
	}
	if r.ContentLength > maxInteraction {
		refuse(http.StatusRequestEntityTooLarge, "oversized")
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxInteraction))
	if err != nil {
		if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
			refuse(http.StatusRequestEntityTooLarge, "oversized")
			return
		}
		refuse(http.StatusBadRequest, "malformed")
		return
	}
	at := r.Header.Get("X-Signature-Timestamp")
	signature, err := hex.DecodeString(r.Header.Get("X-Signature-Ed25519"))
	if err != nil || len(signature) != ed25519.SignatureSize || at == "" ||
		!ed25519.Verify(a.key, append([]byte(at), body...), signature) {
		refuse(http.StatusUnauthorized, "signature")
		return
	}
	seconds, err := strconv.ParseInt(at, 10, 64)
	if err != nil || a.now().Sub(time.Unix(seconds, 0)).Abs() > window {
		refuse(http.StatusUnauthorized, "stale")
		return
	}
	var i incoming
	if json.Unmarshal(body, &i) != nil || !i.isWhole() {
		refuse(http.StatusBadRequest, "malformed")
		return
	}
	if i.Type == interactionPing {
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, `{"type":1}`) // who went away needs no answer
		return
	}
	in := a.running.Load()
	if in == nil {
		refuse(http.StatusServiceUnavailable, "stopped")
		return
	}
	if !a.taken.add(i.ID) {
		refuse(http.StatusUnauthorized, "replayed")
		return
	}
	o := &inline{ready: make(chan inlineResponse), gone: make(chan struct{})}
	defer close(o.gone)
	if !in.offer(&i, o.respond) {
		http.Error(w, http.StatusText(http.StatusServiceUnavailable), http.StatusServiceUnavailable)
		return
	}
	o.serve(w, r)
}

// inline is a first response that travels in the answer to the request.
type inline struct {
	ready chan inlineResponse
	gone  chan struct{} // closed when the request is over
}

type inlineResponse struct {
	contentType string
	body        []byte
	written     chan<- error
}

// respond is a firstResponse. Which message it makes nobody says.
func (o *inline) respond(ctx context.Context, r response) (sent, error) {
	contentType, body, err := encode(r, r.files)
	if err != nil {
		return sent{}, &chat.DeliveryError{Retry: -1, Err: err}
	}
	written := make(chan error, 1)
	select {
	case o.ready <- inlineResponse{contentType, body, written}:
		if err := <-written; err != nil {
			return sent{}, &chat.DeliveryError{Err: errors.New("the request was gone before its response")}
		}
		return sent{}, nil
	case <-o.gone:
		return sent{}, &chat.DeliveryError{Err: errors.New("the request is over")}
	case <-ctx.Done():
		return sent{}, &chat.DeliveryError{Err: ctx.Err()}
	}
}

// serve writes the response when it is there.
func (o *inline) serve(w http.ResponseWriter, r *http.Request) {
	late := time.NewTimer(responseTime)
	defer late.Stop()
	select {
	case in := <-o.ready:
		w.Header().Set("Content-Type", in.contentType)
		w.Header().Set("Content-Length", strconv.Itoa(len(in.body)))
		_, err := w.Write(in.body)
		if err == nil {
			err = http.NewResponseController(w).Flush()
		}
		if errors.Is(err, http.ErrNotSupported) {
			err = nil
		}
		in.written <- err
	case <-late.C:
		http.Error(w, http.StatusText(http.StatusServiceUnavailable), http.StatusServiceUnavailable)
	case <-r.Context().Done():
	}
}
