package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"strings"
	"time"

	"github.com/oklog/ulid/v2"

	"pacer/bot"
	"pacer/bot/chat"
	"pacer/storage"
)

// examineWithin is how long one platform may take to be looked at.
const examineWithin = 30 * time.Second

// unserved makes the adapters of the platforms that are on, as `pacer serve`
// does, and runs nothing. The store, which may be nil, is only read.
func unserved(p *program, c config, catalog *bot.Catalog, t tokens, store *storage.Store) (map[string]chat.Adapter, error) {
	s := service{program: p, config: c, catalog: catalog, tokens: t, log: slog.New(slog.DiscardHandler), metrics: newMetrics(), store: store}
	err := s.build()
	return s.adapters, err
}

// platforms looks at the tokens, and at the platforms that they switch on.
func (d *examination) platforms(ctx context.Context, c config, catalog *bot.Catalog) {
	t, wrong := readTokens(d.program.getenv)
	for _, w := range wrong {
		d.fix("tokens", "%s", w)
	}
	on := 0
	for _, r := range t.connections(c) {
		if r.on {
			on++
		} else if r.half {
			d.fix(r.name, "%s", r.words)
		}
	}
	if on == 0 && len(wrong) == 0 {
		for _, r := range t.connections(c) {
			if !r.half {
				d.note(r.name, "%s", r.words)
			}
		}
	}
	look := func(store *storage.Store) error {
		adapters, err := unserved(d.program, c, catalog, t, store)
		if err != nil {
			return err
		}
		for _, a := range sorted(adapters) {
			d.platform(ctx, a)
		}
		if store == nil {
			return nil
		}
		return d.vault(ctx, store.Vault("slack", t.keys))
	}
	err := error(nil)
	if _, missing := os.Stat(c.Database); missing != nil {
		err = look(nil)
	} else {
		err = looking(ctx, c.Database, look)
	}
	if err != nil {
		d.fix("platforms", "%s", sentence(err))
	}
}

// platform has one adapter look at its own connection.
func (d *examination) platform(ctx context.Context, a chat.Adapter) {
	e, ok := a.(chat.Examiner)
	if !ok {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, examineWithin)
	defer cancel()
	for _, f := range e.Examine(ctx) {
		verdict := "ok"
		switch f.Grade {
		case chat.Noted:
			verdict = "note"
		case chat.Faulty:
			verdict = "FIX"
		}
		d.say(verdict, a.Name(), "%s", chat.Visible(f.Text))
	}
}

// vault tries the keys at what teams gave.
func (d *examination) vault(ctx context.Context, v *storage.Vault) error {
	places, err := v.Places(ctx)
	if err != nil || len(places) == 0 {
		return err
	}
	old, err := v.Check(ctx)
	if err != nil {
		var each interface{ Unwrap() []error }
		if !errors.As(err, &each) {
			return err
		}
		for _, one := range each.Unwrap() {
			d.fix("keys", "%s", sentence(one))
		}
		return nil
	}
	if old > 0 {
		d.note("keys", "what %s gave is sealed with an older key of PACER_KEY: pacer serve seals it with the first when it starts; keep the older one until then", count(old, "team"))
		return nil
	}
	d.ok("keys", "what %s gave opens with the first key of PACER_KEY", count(len(places), "team"))
	return nil
}

// testMessage is what a test message says.
const testMessage = "This is a test from whoever runs Pacer here. It arrived, so all is well, and there is nothing for you to do."

// sendTest sends a test message to one person's direct messages.
func sendTest(ctx context.Context, p *program, c config, where string) error {
	to, err := parseWhere(where)
	if err != nil {
		return err
	}
	t, wrong := readTokens(p.getenv)
	if len(wrong) > 0 {
		return errors.New(strings.Join(wrong, "\npacer: "))
	}
	return looking(ctx, c.Database, func(store *storage.Store) error {
		adapters, err := unserved(p, c, nil, t, store)
		if err != nil {
			return err
		}
		a, ok := adapters[to.Platform]
		if !ok {
			for _, r := range t.connections(c) {
				if r.name == to.Platform {
					return fmt.Errorf("%s is %s", r.title, r.words)
				}
			}
			return misused("doctor", "there is no platform %q: take slack or discord", to.Platform)
		}
		ctx, cancel := context.WithTimeout(ctx, examineWithin)
		defer cancel()
		m := chat.Text(testMessage)
		m.ID = ulid.Make().String()
		if _, err := a.Send(ctx, to, m); err != nil {
			return fmt.Errorf("the message did not arrive: %w", err)
		}
		_, err = fmt.Fprintf(p.out, "A test message is in the direct messages of %s.\n", whereTo(to))
		return err
	})
}

// parseWhere reads slack/TEAM/USER or discord/USER.
func parseWhere(where string) (chat.Conversation, error) {
	parts := strings.Split(where, "/")
	for _, part := range parts {
		if part == "" {
			parts = nil
			break
		}
	}
	switch {
	case len(parts) == 3 && parts[0] == "slack":
		return chat.Conversation{Platform: parts[0], Place: parts[1], User: parts[2]}, nil
	case len(parts) == 2 && parts[0] == "discord":
		return chat.Conversation{Platform: parts[0], User: parts[1]}, nil
	}
	return chat.Conversation{}, misused("doctor", "--send-to %s names no direct messages: write slack/T0123/U0456 or discord/1234567890", where)
}
