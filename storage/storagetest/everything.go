package storagetest

import (
	"context"
	"errors"
	"reflect"
	"testing"
	"time"

	"pacer/bot"
	"pacer/bot/chat"
	"pacer/bot/outbox"
	"pacer/coach"
	"pacer/storage"
)

// Everything calls every method that a store, its turns and its views have, so
// that each statement is used, and leaves rows in every table. The store is an
// empty one.
func Everything(t *testing.T, store *storage.Store) {
	t.Helper()
	s := &stage{T: t, Store: store}
	s.complete()
	now := time.Now()
	methods := map[string]func(context.Context) error{
		"CreateWorkspace": func(ctx context.Context) error {
			return errors.Join(s.CreateWorkspace(ctx, coach.Workspace{ID: here}), s.CreateWorkspace(ctx, coach.Workspace{ID: there}))
		},
		"Join":  func(ctx context.Context) error { return s.Join(ctx, "p", "1", here) },
		"Place": func(ctx context.Context) error { return second(s.Place(ctx, "p", "1")) },
		"Hosts": func(ctx context.Context) error { return second(s.Hosts(ctx, "p", 2)) },
		"Known": func(ctx context.Context) error { return second(s.Known(ctx, "p", "chooser")) },
		"Choose": func(ctx context.Context) error {
			s.do(func(tx bot.Tx) error {
				return account("p", "chooser", "chooser")(tx)
			})
			return s.Choose(ctx, "p", "chooser", here)
		},
		"PlaceCode": func(ctx context.Context) error {
			s.do(func(tx bot.Tx) error { return tx.PutCode(coach.Code{Code: "joins", Kind: coach.CodePlace}) })
			return second(s.PlaceCode(ctx, "joins"))
		},
		"CodeOf": func(ctx context.Context) error {
			s.do(func(tx bot.Tx) error { return tx.PutCode(coach.Code{Code: "returns", Kind: coach.CodeReturn}) })
			return second(s.CodeOf(ctx, "returns", coach.CodeReturn, coach.CodePage))
		},
		"Workspaces": func(ctx context.Context) error { return second(s.Workspaces(ctx)) },
		"Turn": func(context.Context) error {
			s.fill(here, 1)
			s.fill(there, 2)
			return second(s.Turn(s.ctx(), here, "e", func(bot.Tx) error { return nil }))
		},
		"View": func(context.Context) error {
			s.snapshot(here, 1, 3)
			return s.Store.View(s.ctx(), here, func(r bot.Reader) error { return second(r.EndedAlerts("", 3)) })
		},
		"Due":     func(ctx context.Context) error { return second(s.Due(ctx, noon, 9)) },
		"NextDue": func(ctx context.Context) error { return second(s.NextDue(ctx)) },
		"Claim": func(ctx context.Context) error {
			return second(s.Claim(ctx, outbox.Want{Limit: 9, Now: now, Lease: time.Minute}))
		},
		"Mark": func(ctx context.Context) error {
			for _, state := range []outbox.State{outbox.Waiting, outbox.Dead, outbox.Sent} {
				s.mark("message-1", state, nil)
			}
			return s.Ping(ctx)
		},
		"Receipt": func(ctx context.Context) error { return second(s.Store.Receipt(ctx, here, "message-1")) },
		"Dead":    func(ctx context.Context) error { return second(s.Dead(ctx)) },
		"Backlog": func(ctx context.Context) error { return second(s.Backlog(ctx)) },
		"Stats":   func(ctx context.Context) error { return second(s.Stats(ctx)) },
		"Log": func(ctx context.Context) error {
			return s.Store.Log(ctx, here, func(coach.Entry) error { return nil })
		},
		"Stored":  func(ctx context.Context) error { return second(s.Stored(ctx, here)) },
		"Params":  func(ctx context.Context) error { return second(s.Params(ctx, here)) },
		"Entries": func(ctx context.Context) error { return second(s.Entries(ctx, here)) },
		"Rebuild": func(ctx context.Context) error {
			params := coach.DefaultParams()
			return errors.Join(second(s.Turn(ctx, "rebuilt", "", func(tx bot.Tx) error { return learn(tx, attempt("ada", 1)) })),
				second(s.Rebuild(ctx, "rebuilt", &params, now)))
		},
		"PutMeta": func(ctx context.Context) error { return s.PutMeta(ctx, "k", "v") },
		"Meta":    func(ctx context.Context) error { return second(s.Meta(ctx, "k")) },
		"Vault": func(ctx context.Context) error {
			keys, err := storage.ParseKeys(aKey('b') + "," + aKey('a'))
			if err != nil {
				return err
			}
			old, err := storage.ParseKeys(aKey('a'))
			if err != nil {
				return err
			}
			v := s.Vault("slack", keys)
			return errors.Join(s.Vault("slack", old).Put(ctx, "T1", []byte("x")), second(v.Check(ctx)), second(v.Reseal(ctx)),
				second(v.Get(ctx, "T1")), second(v.Places(ctx)), v.Remove(ctx, "T1"))
		},
		"Marks": func(ctx context.Context) error {
			m := s.Marks("discord")
			return errors.Join(m.Put(ctx, []storage.Mark{{Channel: "1", Message: "2"}}), second(m.Newest(ctx, 9)))
		},
		"Visits": func(ctx context.Context) error {
			s.do(account("web", "w1", "ada"))
			v, one := s.Visits(), storage.Visit{Workspace: here, Key: "k", User: "w1", Ends: noon.AddDate(9, 0, 0)}
			return errors.Join(v.Put(ctx, one), second(v.Visit(ctx, "k")), v.End(ctx, here, "k"), v.Put(ctx, one), v.EndAll(ctx, here, "ada"), v.Put(ctx, one))
		},
		"Lines": func(ctx context.Context) error {
			l := s.Lines()
			return errors.Join(l.Put(ctx, here, "w1", storage.Line{ID: "1", At: noon.AddDate(9, 0, 0), Message: chat.Text("hello")}),
				second(l.Last(ctx, here, "w1", "", 9)))
		},
		"Forget": func(ctx context.Context) error {
			s.do(func(tx bot.Tx) error {
				return errors.Join(person("leaver")(tx), account("web", "w2", "leaver")(tx), tx.PutLeaving(bot.Leaving{Person: "leaver", Due: noon}))
			})
			s.do(func(tx bot.Tx) error { return learn(tx, attempt("leaver", 1)) })
			return errors.Join(second(s.Store.Forget(ctx, here, "leaver", true)), second(s.Store.Forget(ctx, here, "leaver", false)))
		},
		"Leavers":       func(ctx context.Context) error { return second(s.Leavers(ctx, now)) },
		"Returned":      func(ctx context.Context) error { return second(s.Returned(ctx, here, nil)) },
		"ForgottenSums": func(ctx context.Context) error { return second(s.ForgottenSums(ctx)) },
		"Scrub":         func(ctx context.Context) error { return s.Scrub(ctx) },
		"People":        func(ctx context.Context) error { return second(s.People(ctx, here)) },
		"WantsScrub":    func(ctx context.Context) error { return second(s.WantsScrub(ctx)) },
		"Trail":         func(ctx context.Context) error { return second(s.Trail(ctx, here, nil)) },
		"Retain": func(ctx context.Context) error {
			return errors.Join(second(s.Retain(ctx, noon, storage.DefaultTerms(), noon, true)), second(s.Retain(ctx, noon, storage.DefaultTerms(), noon, false)))
		},
		"Ping":  func(ctx context.Context) error { return s.Ping(ctx) },
		"Prune": func(ctx context.Context) error { return second(s.Prune(ctx, noon.AddDate(1, 0, 0))) },
	}
	order := []string{"CreateWorkspace", "Turn", "Join", "PutMeta", "Mark", "Lines"} // the others read what these write
	for name := range methods {
		order = append(order, name)
	}
	done := make(map[string]bool)
	for _, name := range order {
		if done[name] {
			continue
		}
		done[name] = true
		if err := methods[name](t.Context()); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	for m := range reflect.TypeFor[*storage.Store]().Methods() {
		if m.Name != "Close" && !done[m.Name] {
			t.Errorf("%s is not called by this suite: add how", m.Name)
		}
	}
}
