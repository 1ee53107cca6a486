package discord

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"pacer/bot/chat"
	"pacer/bot/say"
)

func TestAServerThatKnowsLessOfBots(t *testing.T) {
	open := func(t *testing.T, o Options, f *fake, answer chat.Message, updates bool, d *delivered) {
		f.lesser = true
		f.run(f.adapter(o), func(_ context.Context, ev chat.Event) (*chat.Answer, error) {
			return &chat.Answer{Message: answer, Updates: updates, Delivered: d.note}, nil
		})
	}
	t.Run("what is private is not answered in a channel, and goes another way", func(t *testing.T) {
		f := newFake(t)
		var d delivered
		open(t, f.options(), f, chat.Text("You were right 3 times."), false, &d)
		f.interaction(interactionCommand, typed("progress"), inRoom(nil))
		f.eventually("Delivered is called", func() bool { return d.count() == 1 })
		report, ok := errors.AsType[*chat.DeliveryError](d.errs[0])
		if !ok || report.Retry < 0 {
			t.Errorf("delivered with %v, want a report that another way may be tried", d.errs[0])
		}
		if m := f.messages(); len(m) != 1 || m[0].Body["content"] != chat.Plain(say.In("en").Say("discord.elsewhere")) {
			t.Errorf("in the channel stands %+v", m)
		}
	})
	t.Run("what went wrong goes as a direct message too", func(t *testing.T) {
		f := newFake(t)
		f.lesser = true
		f.run(f.adapter(f.options()), func(context.Context, chat.Event) (*chat.Answer, error) { return nil, told("You are in no class.") })
		f.interaction(interactionCommand, typed("progress"), inRoom(nil))
		f.eventually("the person reads it", func() bool {
			return slices.ContainsFunc(f.messages(), func(m posted) bool { return m.Channel == fakeDM && m.Body["content"] == "You are in no class." })
		})
	})
	t.Run("in direct messages an answer is an answer", func(t *testing.T) {
		f := newFake(t)
		var d delivered
		open(t, f.options(), f, chat.Text("Three."), false, &d)
		f.interaction(interactionCommand, typed("practice"), nil)
		f.eventually("Delivered is called", func() bool { return d.count() == 1 })
		if m := f.messages(); d.errs[0] != nil || len(m) != 1 || m[0].Body["content"] != "Three." {
			t.Errorf("delivered with %v; there stands %+v", d.errs[0], m)
		}
	})
	t.Run("what takes a message's place is an edit", func(t *testing.T) {
		f := newFake(t)
		var d delivered
		open(t, f.options(), f, chat.Text("You chose A."), true, &d)
		f.mu.Lock()
		question := f.post(fakeDM, map[string]any{"content": "Which?"}).ID
		f.mu.Unlock()
		f.interaction(interactionPress, press("a"), onMessage(question))
		f.eventually("Delivered is called", func() bool { return d.count() == 1 })
		if m := f.messages(); d.errs[0] != nil || len(m) != 1 || m[0].Body["content"] != "You chose A." {
			t.Errorf("delivered with %v; there stands %+v", d.errs[0], m)
		}
	})
	t.Run("a picture that is refused for another reason says nothing of a server", func(t *testing.T) {
		f := newFake(t)
		f.answer = func(w http.ResponseWriter, r request) bool {
			bad := strings.Contains(string(r.Body), "bad")
			if bad {
				refuse(w, http.StatusBadRequest, codeInvalidForm)
			}
			return bad
		}
		a := f.adapter(f.options())
		picture := func(alt string) chat.Message {
			return chat.Message{Parts: []chat.Part{{Picture: &chat.Picture{Alt: alt, Type: "image/png", Data: bars()}}}}
		}
		for range 2 {
			if _, err := a.Send(t.Context(), directly, picture("bad")); err == nil {
				t.Fatal("it was not refused")
			}
		}
		if _, err := a.Send(t.Context(), directly, picture("four bars")); err != nil {
			t.Fatal(err)
		}
		sent := f.of("POST", "channels/"+fakeDM+"/messages")
		if body := string(sent[len(sent)-1].Body); a.isLesser() || !strings.Contains(body, `"description":"four bars"`) {
			t.Errorf("the next one is sent as %s", body)
		}
	})
	t.Run("where a picture breaks the server its words are the answer, and pictures come back later", func(t *testing.T) {
		f := newFake(t)
		f.answer = func(w http.ResponseWriter, r request) bool {
			breaks := len(r.Files) > 0
			if breaks {
				w.WriteHeader(http.StatusInternalServerError)
			}
			return breaks
		}
		o := f.options()
		now := time.Now()
		o.Now = func() time.Time { return now }
		m := chat.Message{Parts: []chat.Part{{Text: "So far:"}, {Picture: &chat.Picture{Alt: "four bars", Type: "image/png", Data: bars()}}}}
		a := f.adapter(o)
		if _, err := a.Send(t.Context(), directly, m); err == nil {
			t.Fatal("the server did not break")
		}
		if _, err := a.Send(t.Context(), directly, m); err != nil {
			t.Fatal(err)
		}
		posts := f.messages()
		if len(posts) != 1 || !strings.Contains(posts[0].Body["content"].(string), "four bars") {
			t.Errorf("there stands %+v", posts)
		}
		now = now.Add(filelessFor)
		if !a.takesFiles() {
			t.Error("pictures never come back")
		}
	})
	t.Run("no form is opened", func(t *testing.T) {
		f, h := newFake(t), new(heard)
		f.lesser = true
		o := f.options()
		o.Reads = &formReads{form: &chat.Form{Title: "Your goal", Value: "goal", Fields: []chat.Field{{Name: "what", Label: "What?"}}}}
		f.run(f.adapter(o), h.handle)
		f.interaction(interactionPress, press(customID(chat.Choice{Value: "goal", Opens: true})), onMessage("1"))
		f.eventually("it is an event", func() bool { return len(h.all()) == 1 })
	})
}
