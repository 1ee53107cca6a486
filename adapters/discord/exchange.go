package discord

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"time"

	"pacer/bot/chat"
	"pacer/bot/say"
)

// The kinds of first responses to an interaction. One has to come within
// three seconds.
// https://discord.com/developers/docs/interactions/receiving-and-responding#interaction-response-object-interaction-callback-type
const (
	respondMessage     = 4
	respondDeferred    = 5 // "is thinking", until the response is edited
	respondDeferUpdate = 6 // nothing to be seen; editing the response edits the message that was pressed
	respondUpdate      = 7 // in the place of the message that was pressed
	respondChoices     = 8
	respondForm        = 9
)

// response is a first response.
type response struct {
	Type  int `json:"type"`
	Data  any `json:"data,omitempty"`
	files []upload
}

// firstResponse sends a first response and tells what message it made, if
// Discord says.
type firstResponse func(ctx context.Context, r response) (sent, error)

// exchange is one interaction and what was said to it.
type exchange struct {
	in    *intake
	i     *incoming
	ref   interaction
	to    chat.Conversation
	first firstResponse

	timer *time.Timer // until it is deferred

	mu     sync.Mutex
	state  state
	awaits bool // the answer comes by the outbox, see awaited
	late   bool // its deferral failed, so the time is over
}

// state is what Discord has been told.
type state uint8

const (
	unanswered     state = iota
	deferred             // a message of its own is to come
	deferredUpdate       // the message that was pressed may change
	answered
)

// callback responds to an interaction of the gateway.
func (in *intake) callback(i *incoming) firstResponse {
	return func(ctx context.Context, r response) (sent, error) {
		route := "interactions/" + i.ID + "/" + i.Token + "/callback"
		var made struct {
			Resource struct {
				Message sent `json:"message"`
			} `json:"resource"`
		}
		var into any
		if r.Type == respondMessage || r.Type == respondUpdate {
			route += "?with_response=true"
			into = &made
		}
		err := in.a.call(ctx, http.MethodPost, route, r, r.files, into)
		if err == nil && made.Resource.Message.ID != "" {
			in.a.out.lesser.Store(false) // it knows what answers are
		}
		return made.Resource.Message, err
	}
}

// deferIt tells Discord to wait, when nothing else was said in time. Whether
// the answer is private is decided with it.
func (e *exchange) deferIt() {
	defer e.in.recover("deferral")
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.state != unanswered {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), handling)
	defer cancel()
	next := deferred
	r := response{Type: respondDeferred, Data: e.flags()}
	if e.i.Message != nil {
		next, r = deferredUpdate, response{Type: respondDeferUpdate}
	}
	if _, err := e.first(ctx, r); err != nil && codeOf(err) != codeAcknowledged {
		e.in.a.Log.Warn("an interaction was not deferred", "event", e.i.ID, "error", err)
		e.late = true
		if e.awaits && e.in.a.awaited.remove(e) {
			e.in.side.Done()
		}
		return
	}
	e.state = next
	if e.awaits && e.in.a.awaited.remove(e) {
		e.fillOrWithdraw()
	}
}

// flags are those of a response whose message is still to come.
func (e *exchange) flags() any {
	if e.ref.plain {
		return nil
	}
	return map[string]int{"flags": ephemeral}
}

// show says a message in answer: in the first response, or in the place that a
// deferral has kept. Where the interaction's time is over the message may still
// go another way.
func (e *exchange) show(ctx context.Context, m chat.Message, update bool) (chat.Receipt, error) {
	r, err := e.say(ctx, m, update)
	if err != nil && isTokenGone(err) {
		err = &chat.DeliveryError{Err: err}
	}
	return r, err
}

func (e *exchange) say(ctx context.Context, m chat.Message, update bool) (chat.Receipt, error) {
	a := e.in.a
	e.mu.Lock()
	defer e.mu.Unlock()
	switch e.state {
	case deferred:
		a.remember(e.to, e.ref)
		r, err := a.amend(ctx, e.ref, m)
		e.state = answered
		return r, err
	case deferredUpdate:
		a.remember(e.to, e.ref)
		if update {
			return a.amend(ctx, e.ref, m)
		}
		return a.followUp(ctx, e.ref, m)
	case answered:
		return a.followUp(ctx, e.ref, m)
	}
	if a.isLesser() && !e.ref.plain {
		e.state = answered
		elsewhere := chat.Text(say.In(e.i.Locale).Say("discord.elsewhere"))
		data, _ := a.payload(elsewhere, true)
		if _, err := e.first(ctx, response{Type: respondMessage, Data: data}); err != nil {
			a.Log.Warn("an interaction was not acknowledged", "event", e.i.ID, "error", err)
		}
		return chat.Receipt{}, errPublic
	}
	if a.isLesser() && update {
		e.state = answered
		if _, err := e.first(ctx, response{Type: respondDeferUpdate}); err != nil {
			a.Log.Warn("an interaction was not acknowledged", "event", e.i.ID, "error", err)
		}
		return a.Edit(ctx, e.to, a.receipt(e.ref, sent{ID: e.i.Message.ID, ChannelID: e.i.ChannelID}), m)
	}
	kind := respondMessage
	if update {
		kind = respondUpdate
	}
	data, files := a.payload(m, !e.ref.plain && !update)
	got, err := e.respond(ctx, response{Type: kind, Data: data, files: files})
	if err != nil && len(files) > 0 && !a.takesFiles() {
		data, files = a.payload(m, !e.ref.plain && !update)
		got, err = e.respond(ctx, response{Type: kind, Data: data, files: files})
	}
	if err != nil {
		return chat.Receipt{}, err
	}
	e.state = answered
	a.remember(e.to, e.ref)
	switch {
	case update && e.ref.plain:
		got = sent{ID: e.i.Message.ID, ChannelID: e.i.ChannelID}
	case update:
		got = sent{} // the original answer is what was pressed
	case e.ref.plain && got.ID == "" && !a.isLesser():
		got = e.original(ctx)
	}
	r := a.receipt(e.ref, got)
	if done := snowflakeTime(e.i.ID); update && done.After(r.At) {
		r.At = done
	}
	return r, nil
}

// errPublic says that what is private has to go another way: on a lesser
// server everybody reads what is answered in a channel.
var errPublic = &chat.DeliveryError{Err: errors.New("the server knows no private answers")}

// respond sends the first response. When the way was broken, or Discord was,
// it is sent again while there is time: the second is refused where the first
// arrived, which is as good.
func (e *exchange) respond(ctx context.Context, r response) (sent, error) {
	got, err := e.first(ctx, r)
	if d, ok := errors.AsType[*chat.DeliveryError](err); ok && d.Retry == 0 && time.Since(e.ref.at) < 2*time.Second {
		got, err = e.first(ctx, r)
	}
	if codeOf(err) == codeAcknowledged {
		return sent{}, nil
	}
	return got, err
}

// original asks which message the first response made, so that it can be
// edited for longer than the token lives; nothing when nobody says.
func (e *exchange) original(ctx context.Context) (got sent) {
	a := e.in.a
	route, err := a.answerRoute(ctx, e.ref, original)
	if err != nil {
		return sent{}
	}
	for wait := 50 * time.Millisecond; ; wait *= 3 { // Discord may not have made it yet
		err = a.call(ctx, http.MethodGet, route, nil, nil, &got)
		if err == nil || statusOf(err) != http.StatusNotFound || wait > 500*time.Millisecond || !sleep(ctx, wait) {
			break
		}
	}
	if err != nil {
		a.Log.Debug("the message of a response is not known", "event", e.i.ID, "error", err)
		return sent{}
	}
	return got
}

// tell says a sentence that is not recorded anywhere, to the person alone.
func (e *exchange) tell(ctx context.Context, sentence chat.Markdown) {
	_, err := e.show(ctx, chat.Text(sentence), false)
	if errors.Is(err, errPublic) {
		_, err = e.in.a.Send(ctx, e.to, chat.Text(sentence))
	}
	if err != nil {
		e.in.a.Log.Warn("nobody could be told that an event failed", "event", e.i.ID, "error", err)
	}
}

// acknowledge ends an interaction to which the turn has no answer of its own.
// What there is to say comes by the outbox: behind what is still on its way, or
// as an edit of an earlier message. A command waits for it, since it has to be
// answered all the same.
func (e *exchange) acknowledge(ctx context.Context) {
	a := e.in.a
	e.mu.Lock()
	defer e.mu.Unlock()
	switch {
	case e.state == unanswered && e.i.Message != nil:
		if _, err := e.first(ctx, response{Type: respondDeferUpdate}); err != nil {
			a.Log.Warn("an interaction was not acknowledged", "event", e.i.ID, "error", err)
			return
		}
		e.state = answered
		a.remember(e.to, e.ref)
	case e.state == deferredUpdate:
		a.remember(e.to, e.ref)
	case e.state == unanswered && !e.late:
		e.in.side.Add(1)
		e.awaits = true
		a.awaited.add(e)
	case e.state == deferred:
		e.in.side.Add(1)
		e.fillOrWithdraw()
	}
}

// fillOrWithdraw leaves a deferral to the first message that follows, which
// fills it, and takes it away when none does.
// https://discord.com/developers/docs/interactions/receiving-and-responding#create-followup-message
func (e *exchange) fillOrWithdraw() {
	e.state = answered
	e.in.a.remember(e.to, e.ref)
	go func() {
		defer e.in.side.Done()
		if !e.in.a.isLesser() { // there a deferral shows nothing
			e.withdraw()
		}
	}()
}

// stillLoading marks a deferral that nothing has filled.
// https://discord.com/developers/docs/resources/message#message-object-message-flags
const stillLoading = 1 << 7

// withdraw takes a deferral away that nothing fills. In direct messages nothing
// can: what is said there are ordinary messages.
func (e *exchange) withdraw() {
	defer e.in.recover("withdrawal")
	if !e.ref.plain {
		select {
		case <-time.After(e.in.a.pace.withdrawal):
		case <-e.in.leaving:
		}
	}
	ctx, cancel := context.WithTimeout(context.Background(), handling)
	defer cancel()
	a := e.in.a
	route, err := a.answerRoute(ctx, e.ref, original)
	if err == nil && !e.ref.plain {
		var m struct {
			Flags int `json:"flags"`
		}
		if err = a.call(ctx, http.MethodGet, route, nil, nil, &m); err == nil && m.Flags&stillLoading == 0 {
			return // filled
		}
	}
	if err == nil {
		err = a.call(ctx, http.MethodDelete, route, nil, nil, nil)
	}
	if err != nil && statusOf(err) != http.StatusNotFound {
		a.Log.Warn("a deferral was not withdrawn", "event", e.i.ID, "error", err)
	}
}
