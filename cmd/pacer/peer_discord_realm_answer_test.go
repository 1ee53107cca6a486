package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"
)

// callback takes the first response to an interaction.
// https://discord.com/developers/docs/interactions/receiving-and-responding
func (r *realm) callback(q *http.Request) (any, error) {
	body, files, err := realmBody(q)
	if err != nil {
		return nil, err
	}
	act := r.acts[q.PathValue("token")]
	if act == nil || act.id != q.PathValue("id") || time.Since(act.at) > realmSecond {
		return nil, &realmError{http.StatusNotFound, 10062, "Unknown interaction"}
	}
	if r.lesser {
		return nil, r.lesserRespond(act, body)
	}
	if act.kind != 0 {
		return nil, &realmError{http.StatusBadRequest, 40060, "Interaction has already been acknowledged."}
	}
	if err := r.respond(act, body, files); err != nil {
		return nil, err
	}
	if q.URL.Query().Get("with_response") != "true" {
		return nil, nil
	}
	resource := map[string]any{"type": act.kind}
	if act.original != nil {
		resource["message"] = r.messageJSON(act.original)
	}
	return map[string]any{"interaction": map[string]any{"id": act.id, "type": 2}, "resource": resource}, nil
}

// respond does what a first response asks for. The caller holds the lock.
func (r *realm) respond(act *realmAct, body []byte, files int) error {
	var response struct {
		Type int             `json:"type"`
		Data json.RawMessage `json:"data"`
	}
	if err := strictly(body, &response); err != nil {
		return err
	}
	switch response.Type {
	case 4, 7:
		p, err := r.post(response.Data, files)
		if err != nil {
			return err
		}
		if response.Type == 7 {
			if act.pressed == nil {
				return errors.New("nothing was pressed that could be updated")
			}
			r.become(act.pressed, p)
			act.original = act.pressed
			break
		}
		act.original = r.put(act.room, realmBot, p)
		if p.Flags&realmEphemeral != 0 {
			act.original.only = act.by.id
		}
	case 5:
		var d struct {
			Flags int `json:"flags"`
		}
		if response.Data != nil {
			if err := strictly(response.Data, &d); err != nil {
				return err
			}
		}
		act.original, act.loading = r.put(act.room, realmBot, realmPost{Flags: d.Flags | realmLoading}), true
		if d.Flags&realmEphemeral != 0 {
			act.original.only = act.by.id
		}
	case 6:
		if act.pressed == nil {
			return errors.New("nothing was pressed that could be updated")
		}
		act.original = act.pressed
	case 8:
	case 9:
		var form struct {
			CustomID   string            `json:"custom_id"`
			Title      string            `json:"title"`
			Components []json.RawMessage `json:"components"`
		}
		if err := strictly(response.Data, &form); err != nil {
			return err
		}
		if form.CustomID == "" || len(form.CustomID) > 100 || form.Title == "" || len(form.Title) > 45 || len(form.Components) == 0 {
			return fmt.Errorf("a form cannot be: %s", body)
		}
	default:
		return fmt.Errorf("there is no first response %d", response.Type)
	}
	act.kind, act.data = response.Type, response.Data
	close(act.done)
	return nil
}

// lesserRespond is what servers do that know little of bots: they take every
// first response and carry out an ordinary message alone, which everybody in
// the room reads. There are no further answers, and none can be edited.
func (r *realm) lesserRespond(act *realmAct, body []byte) error {
	var response struct {
		Type int             `json:"type"`
		Data json.RawMessage `json:"data"`
	}
	if err := strictly(body, &response); err != nil {
		return err
	}
	if act.kind == 0 {
		act.kind = response.Type
		close(act.done)
	}
	if response.Type != 4 {
		return nil
	}
	p, err := r.post(response.Data, 0)
	if err != nil {
		return err
	}
	p.Flags = 0
	m := r.put(act.room, realmBot, p)
	r.tell(m, r.messageJSON(m))
	return nil
}

// followUp takes a further answer to an interaction.
func (r *realm) followUp(q *http.Request) (any, error) {
	act := r.acts[q.PathValue("token")]
	if act == nil || act.kind == 0 || q.PathValue("app") != realmBot || r.lesser {
		return nil, &realmError{http.StatusNotFound, 10015, "Unknown Webhook"}
	}
	body, files, err := realmBody(q)
	if err != nil {
		return nil, err
	}
	p, err := r.post(body, files)
	if err != nil {
		return nil, err
	}
	if act.loading {
		act.loading = false
		r.become(act.original, p)
		return r.messageJSON(act.original), nil
	}
	m := r.put(act.room, realmBot, p)
	if p.Flags&realmEphemeral != 0 {
		m.only = act.by.id
	}
	return r.messageJSON(m), nil
}

// answer finds an answer to an interaction.
func (r *realm) answer(q *http.Request) (*realmMessage, error) {
	act := r.acts[q.PathValue("token")]
	if act == nil || act.kind == 0 || q.PathValue("app") != realmBot || r.lesser {
		return nil, &realmError{http.StatusNotFound, 10015, "Unknown Webhook"}
	}
	for _, m := range act.room.messages {
		if m.id == q.PathValue("message") || q.PathValue("message") == "@original" && m == act.original {
			if q.Method == http.MethodPatch {
				act.loading = false
			}
			return m, nil
		}
	}
	return nil, &realmError{http.StatusNotFound, 10008, "Unknown Message"}
}
