package terminal

import (
	"context"
	"io"
	"path/filepath"
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
	}, func(t *testing.T, _ chat.Reads) adaptertest.Harness {
		in, keys := io.Pipe()
		t.Cleanup(func() { keys.Close() })
		out := new(sink)
		person := chat.Account{User: "ada", Name: "Ada"}
		return adaptertest.Harness{
			Adapter: New(Options{In: in, Out: out, Account: person, Say: words}),
			Person:  person,
			Direct:  chat.Conversation{Platform: Name, Place: place, User: "ada"},
			Say: func(line string) {
				if _, err := io.WriteString(keys, line+"\n"); err != nil {
					t.Errorf("typing %q: %v", line, err)
				}
			},
			Screen: out.String,
		}
	})
}
