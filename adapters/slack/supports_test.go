package slack

import (
	"context"
	"path/filepath"
	"strings"
	"testing"
	"time"

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
		w, a, p := newBench(t, func(o *Options) { o.Reads = reads })
		h := harness(w, a, p, testToken, testSecret)
		h.Fill = func(press string, fields map[string]string) { p.fills(t, directOf(testUser), press, fields) }
		return h
	})
}

// fills presses what opens a modal, and sends the modal filled in.
func (p *person) fills(t *testing.T, channel, press string, fields map[string]string) {
	t.Helper()
	modals := func() int { defer p.w.lock()(); return len(p.w.modals) }
	before := modals()
	p.presses(channel, press)
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	for late := time.After(10 * time.Second); modals() == before; {
		select {
		case <-late:
			t.Fatalf("%q opens no modal", press)
		case <-tick.C:
		}
	}
	done := p.w.lock()
	modal := p.w.modals[len(p.w.modals)-1]
	done()
	values := make(map[string]any)
	for _, b := range list(modal, "blocks") {
		block, _ := b.(map[string]any)
		element, _ := block["element"].(map[string]any)
		said, isField := fields[text(block, "block_id")]
		if element == nil || !isField {
			continue
		}
		values[text(block, "block_id")] = state(text(element, "type"), said)
	}
	p.submits(modal, values)
}

// state is how Slack tells what stands in an input of a kind.
func state(kind, said string) map[string]any {
	option := func(value string) map[string]any { return map[string]any{"value": value} }
	switch kind {
	case "checkboxes", "multi_static_select":
		var chosen []any
		for value := range strings.FieldsSeq(said) {
			chosen = append(chosen, option(value))
		}
		return map[string]any{"type": kind, "selected_options": chosen}
	case "radio_buttons", "static_select":
		return map[string]any{"type": kind, "selected_option": option(said)}
	}
	return map[string]any{"type": kind, "value": said}
}
