package discord

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strings"
	"time"

	"pacer/bot/chat"
	"pacer/bot/say"
)

// interaction takes an interaction: it is answered, or deferred in time,
// whatever else is going on. It is false for one that will not be.
func (in *intake) interaction(i *incoming, first firstResponse) bool {
	if me := in.a.self().App; me != "" && i.App != "" && i.App != me {
		in.a.refused("application")
		return false
	}
	if i.Type == interactionComplete {
		select {
		case in.reads <- struct{}{}:
			in.side.Go(func() {
				defer func() { <-in.reads }()
				in.complete(i, first)
			})
			return true
		default:
			in.a.refused("busy")
			return false
		}
	}
	e := &exchange{in: in, i: i, first: first, ref: interaction{id: i.ID, token: i.Token, at: snowflakeTime(i.ID)}}
	e.ref.plain = i.GuildID == "" && (i.Channel == nil || !i.Channel.isGroup())
	e.timer = time.AfterFunc(in.a.pace.deferral, e.deferIt)
	if !in.lines.enter(i.by().ID, e.handle) {
		in.a.refused("busy")
		in.side.Go(func() {
			defer e.timer.Stop()
			ctx, cancel := context.WithTimeout(context.Background(), handling)
			defer cancel()
			e.locate(ctx)
			e.tell(ctx, say.In(i.Locale).Say("slow"))
		})
	}
	return true
}

// locate finds out where the interaction happened, and so who may see its
// answer. A deferral that came before has told everybody that it is private.
func (e *exchange) locate(ctx context.Context) {
	to, plain := e.in.a.place(ctx, e.i.GuildID, e.i.ChannelID, e.i.Channel, e.i.by().ID)
	e.mu.Lock()
	defer e.mu.Unlock()
	e.to = to
	if e.state == unanswered {
		e.ref.plain = plain
	}
}

// handle handles the interaction.
func (e *exchange) handle() {
	defer e.in.recover("INTERACTION_CREATE")
	defer func() {
		e.mu.Lock()
		defer e.mu.Unlock()
		if !e.awaits {
			e.timer.Stop()
		}
	}()
	ctx, cancel := context.WithTimeout(context.Background(), handling)
	defer cancel()
	a := e.in.a
	e.locate(ctx)
	a.meet(ctx, e.i.GuildID)
	ev, opens, err := a.done(e.i, e.to)
	if err != nil {
		a.refused("malformed")
		e.tell(ctx, say.In(e.i.Locale).Say("failed"))
		return
	}
	if (opens || ev.Command) && e.open(ctx, ev) {
		return
	}
	answer, err := e.in.handle(ctx, ev)
	switch {
	case err != nil:
		a.Log.Error("an event was not handled", "event", ev.ID, "error", err)
		e.tell(ctx, e.in.sentence(err, e.i.Locale))
	case answer == nil:
		e.acknowledge(ctx)
	default:
		answer.Delivered(e.show(ctx, answer.Message, answer.Updates && e.mayReplace()))
	}
}

// mayReplace tells whether an answer may take the place of the message that was
// pressed. What is for one person takes no place where others read.
func (e *exchange) mayReplace() bool {
	return e.i.Message != nil && (e.ref.plain || e.i.Message.Flags&ephemeral != 0)
}

// formTime is how long a form may take to be found: it has to be the first
// response, so the rest of the time is for the way.
const formTime = 1500 * time.Millisecond

// open opens the form that a press or a command opens, and tells whether that
// is all there is to it.
func (e *exchange) open(ctx context.Context, ev chat.Event) bool {
	a := e.in.a
	if a.isLesser() {
		return false // what the form asks for is typed
	}
	reading, cancel := context.WithTimeout(ctx, formTime)
	defer cancel()
	form, err := e.form(reading, ev)
	if err != nil {
		if chat.Sentence(err) == "" {
			a.Log.Error("a form was not found", "event", ev.ID, "error", err)
		}
		e.tell(ctx, e.in.sentence(err, e.i.Locale))
		return true
	}
	if form == nil {
		return false
	}
	data, ok := modal(form)
	if !ok {
		return false
	}
	e.mu.Lock()
	if e.state != unanswered { // a form cannot follow anything
		e.mu.Unlock()
		e.tell(ctx, say.In(e.i.Locale).Say("slow"))
		return true
	}
	defer e.mu.Unlock()
	_, err = e.first(ctx, response{Type: respondForm, Data: data})
	switch {
	case err == nil, codeOf(err) == codeAcknowledged, codeOf(err) == codeUnknownInteraction:
		e.state = answered
		return true
	case statusOf(err) == http.StatusBadRequest: // the server knows no such form: what it asks for is typed
		a.Log.Warn("a form was refused", "event", ev.ID, "error", err)
		return false
	}
	a.Log.Warn("a form was not opened", "event", ev.ID, "error", err)
	return true
}

// form asks for the form. A panic is an error like others.
func (e *exchange) form(ctx context.Context, ev chat.Event) (f *chat.Form, err error) {
	defer func() {
		if fault := recover(); fault != nil {
			f, err = nil, errors.New("reading a form gave up")
			e.in.a.Log.Error("reading a form failed", "event", ev.ID, "fault", faultOf(fault))
		}
	}()
	return e.in.a.Reads.Form(ctx, ev)
}

// completeTime is how long a completion may take; after that none is shown.
const completeTime = time.Second

// complete answers what a person is typing into a command's option. When
// something goes wrong nothing is proposed: what they type counts anyway.
func (in *intake) complete(i *incoming, first firstResponse) {
	defer in.recover("completion")
	ctx, cancel := context.WithTimeout(context.Background(), handling)
	defer cancel()
	choices := []map[string]string{}
	var d commandData
	if json.Unmarshal(i.Data, &d) != nil {
		in.a.refused("malformed")
	} else if field, typed, ok := focused(d.Options); ok {
		to, _ := in.a.place(ctx, i.GuildID, i.ChannelID, i.Channel, i.by().ID)
		ev := chat.Event{ID: i.ID, Conversation: to, From: in.a.account(i.by(), i.Member, i.Locale), At: snowflakeTime(i.ID), Text: in.a.filledIn(&d, field), Command: true}
		reading, cancel := context.WithTimeout(ctx, completeTime)
		found, err := in.a.Reads.Complete(reading, ev, field, typed)
		cancel()
		if err != nil && chat.Sentence(err) == "" {
			in.a.Log.Warn("nothing was proposed", "event", ev.ID, "error", err)
		}
		for _, c := range found {
			// Values are not shown: one that is too long would be another when cut.
			if name := cut(c.Caption(), maxOptionLabel); name != "" && c.Value != "" && chat.UTF16(c.Value) <= maxOptionLabel && len(choices) < maxOptions {
				choices = append(choices, map[string]string{"name": name, "value": c.Value})
			}
		}
	}
	if _, err := first(ctx, response{Type: respondChoices, Data: map[string]any{"choices": choices}}); err != nil {
		in.a.Log.Debug("a completion came too late", "event", i.ID, "error", err)
	}
}

// done is the event that an interaction makes, and whether it asks for a form
// first. An error says that the interaction is not what it should be.
func (a *Adapter) done(i *incoming, to chat.Conversation) (ev chat.Event, opens bool, err error) {
	ev = chat.Event{ID: i.ID, Conversation: to, From: a.account(i.by(), i.Member, i.Locale), At: snowflakeTime(i.ID)}
	switch i.Type {
	case interactionCommand:
		var d commandData
		if err := json.Unmarshal(i.Data, &d); err != nil {
			return ev, false, err
		}
		return ev, false, a.command(&ev, &d)
	case interactionPress:
		var d struct {
			CustomID string   `json:"custom_id"`
			Values   []string `json:"values"`
		}
		if err := json.Unmarshal(i.Data, &d); err != nil {
			return ev, false, err
		}
		ev.Press, opens = pressed(d.CustomID, d.Values)
	case interactionForm:
		if ev.Press, ev.Fields, err = fieldsOf(i.Data); err != nil {
			return ev, false, err
		}
	}
	if ev.Press == "" {
		return ev, false, errors.New("nothing was pressed")
	}
	return ev, opens, nil
}

// command makes the event of a command: typed, or given on a person or on a
// message.
func (a *Adapter) command(ev *chat.Event, d *commandData) error {
	ev.Command = true
	switch d.Type {
	case 0, commandTyped:
		if d.Name == "" {
			return errors.New("the command has no name")
		}
		ev.Text = a.commanded(d)
		return nil
	case commandOnUser:
		if !isID(d.Target) {
			return errors.New("the command is on nobody")
		}
		ev.Text, ev.About = textSee, d.Target
		return nil
	case commandOnMessage:
		m, ok := d.Resolved.Messages[d.Target]
		if !ok {
			return errors.New("the command is on no message")
		}
		ev.Text = textMake
		if slices.Contains(a.names(nameAsk), d.Name) {
			ev.Text = textAsk
		}
		ev.Quote = strings.TrimSpace(plain(m.Content, m.Mentions))
		return nil
	}
	return errors.New("an unknown kind of command")
}
