package main

import (
	"context"
	"encoding/json"
	"fmt"

	"pacer/adapters/discord"
	"pacer/adapters/slack"
	"pacer/storage"
)

// installs are slack.Installs in the database's vault: sealed, each for its
// team alone.
type installs struct{ vault *storage.Vault }

var _ slack.Installs = installs{}

// Install implements slack.Installs.
func (i installs) Install(ctx context.Context, team string) (in slack.Install, err error) {
	data, err := i.vault.Get(ctx, team)
	if err != nil {
		return in, err
	}
	if err := json.Unmarshal(data, &in); err != nil {
		// Not the error's own words: they may quote what was sealed.
		return in, fmt.Errorf("what slack %s gave is not what this version keeps: have the app installed there anew", team)
	}
	return in, nil
}

// Put implements slack.Installs.
func (i installs) Put(ctx context.Context, in slack.Install) error {
	data, err := json.Marshal(in)
	if err != nil {
		return err
	}
	return i.vault.Put(ctx, in.Team, data)
}

// Remove implements slack.Installs.
func (i installs) Remove(ctx context.Context, team string) error { return i.vault.Remove(ctx, team) }

// Teams implements slack.Installs.
func (i installs) Teams(ctx context.Context) ([]string, error) { return i.vault.Places(ctx) }

// marks are discord.Marks in the database.
type marks struct{ kept *storage.Marks }

var _ discord.Marks = marks{}

// Marks implements discord.Marks.
func (m marks) Marks(ctx context.Context, n int) ([]discord.Mark, error) {
	kept, err := m.kept.Newest(ctx, n)
	list := make([]discord.Mark, len(kept))
	for i, one := range kept {
		list[i] = discord.Mark(one)
	}
	return list, err
}

// Mark implements discord.Marks.
func (m marks) Mark(ctx context.Context, list []discord.Mark) error {
	kept := make([]storage.Mark, len(list))
	for i, one := range list {
		kept[i] = storage.Mark(one)
	}
	return m.kept.Put(ctx, kept)
}
