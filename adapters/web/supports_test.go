package web

import (
	"context"
	"net/url"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/net/html"

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
		b := newTab(t, true) // as lines come: to load the whole chat again and again takes long
		b.adapter.Reads = reads
		h := b.harness()
		h.Fill = b.fills
		return h
	})
}

// fills opens the form that a press opens, and sends it filled in.
func (b *tab) fills(press string, fields map[string]string) {
	b.t.Helper()
	page := b.get("/web/chat/form/-?press=" + url.QueryEscape(press))
	fill := url.Values{}
	for name, said := range fields {
		name = fieldPrefix + name
		fill[name] = []string{said}
		if find(page.doc, func(n *html.Node) bool { return attr(n, "name") == name && attr(n, "type") == "checkbox" }) != nil {
			fill[name] = strings.Fields(said)
		}
	}
	b.send(b.filled(page, "/chat/say", fill))
}
