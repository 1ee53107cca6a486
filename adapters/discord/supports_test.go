package discord

import (
	"context"
	"encoding/json"
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"pacer/adapters/adaptertest"
	"pacer/bot/chat"
	"pacer/storage"
	"pacer/storage/sqlite"
)

func TestEverySupportWithEveryKind(t *testing.T) {
	adaptertest.Supports(t, func(t *testing.T) adaptertest.Shelf {
		store, err := sqlite.Open(context.Background(), filepath.Join(t.TempDir(), "pacer.db"), storage.Options{})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			if err := store.Close(context.Background()); err != nil {
				t.Error(err)
			}
		})
		return store
	}, func(t *testing.T, reads chat.Reads) adaptertest.Harness {
		var f *fake
		h := harness(t, transport{
			open: func(_ *testing.T, of *fake, o *Options) { f, o.Reads = of, reads },
			send: func(_ *testing.T, f *fake, _ *Adapter, kind int, data any, more map[string]any) {
				f.interaction(kind, data, more)
			},
		})
		h.Fill = func(press string, fields map[string]string) { f.fills(press, fields) }
		return h
	})
}

// part is a component of a modal, as far as it has to be read to be filled in.
type part struct {
	Type       int    `json:"type"`
	CustomID   string `json:"custom_id"`
	Components []part `json:"components"`
	Component  *part  `json:"component"`
}

// opened lists the modals that were opened, in order.
func (f *fake) opened() (all []part) {
	for _, r := range f.of(http.MethodPost, "interactions/") {
		var b struct {
			Type int
			Data part
		}
		if err := json.Unmarshal(r.Body, &b); err != nil {
			f.t.Fatal(err)
		}
		if b.Type == respondForm {
			all = append(all, b.Data)
		}
	}
	return all
}

// fills presses what opens a modal, and sends the modal filled in.
func (f *fake) fills(press string, fields map[string]string) {
	f.t.Helper()
	before := len(f.opened())
	f.interaction(interactionPress, map[string]any{"custom_id": opensForm + press, "component_type": typeButton}, map[string]any{
		"message": map[string]any{"id": f.id(), "channel_id": fakeDM},
	})
	f.eventually("the modal is opened", func() bool { return len(f.opened()) > before })
	modal := f.opened()[before]
	fill := func(p part) map[string]any {
		said := fields[p.CustomID]
		if p.Type == typeSelect {
			return map[string]any{"type": p.Type, "custom_id": p.CustomID, "values": strings.Fields(said)}
		}
		return map[string]any{"type": p.Type, "custom_id": p.CustomID, "value": said}
	}
	var components []any
	for _, p := range modal.Components {
		switch {
		case p.Component != nil:
			components = append(components, map[string]any{"type": p.Type, "component": fill(*p.Component)})
		case len(p.Components) > 0:
			components = append(components, map[string]any{"type": p.Type, "components": []any{fill(p.Components[0])}})
		}
	}
	f.interaction(interactionForm, map[string]any{"custom_id": modal.CustomID, "components": components}, map[string]any{
		"message": map[string]any{"id": f.id(), "channel_id": fakeDM},
	})
}
