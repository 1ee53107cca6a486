package storage

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"pacer/bot"
	"pacer/coach"
)

// Forgetting somebody goes in three steps, each of which may be cut off and begun
// again. First what is theirs alone goes in small turns, so that answers hardly
// wait: words, thoughts, sessions, questions, what was said on the web. Then, in
// one turn, everything that says who they are: from there on their entries of the
// log carry a random ID, and so do the estimates that follow from those, so that
// the log still adds up. At last Scrub makes the file anew, since a database keeps
// copies of rows in pages that nothing points to.

// Forgotten is what forgetting somebody came to, or would come to.
type Forgotten struct {
	Rows    map[string]int64 // that went, by table
	Entries int64            // of the log that carry a random ID now
	Lines   int64            // in the chats of others that named them
	Acts    int              // of the audit trail that were emptied
}

// All is how many rows went.
func (f *Forgotten) All() (n int64) {
	for _, rows := range f.Rows {
		n += rows
	}
	return n + f.Lines
}

// keyScrub is the key under which it is noted that somebody was forgotten and the
// file was not made anew since.
const keyScrub = "to scrub"

// Forget forgets a person, and whoever they were before accounts were joined. A
// second time it is a NotFound error; a Conflict, with what to do, for who is the
// last owner or the safety contact. by is who asked for it, empty for the person
// themselves. With dry nothing is changed.
func (s *Store) Forget(ctx context.Context, workspace, person string, dry bool) (Forgotten, error) {
	var who leaver
	if err := s.moment(ctx, workspace, func(q *queries) (err error) {
		who, err = q.leaver(person)
		return err
	}); err != nil {
		return Forgotten{}, err
	}
	done := Forgotten{Rows: make(map[string]int64)}
	if dry {
		err := s.moment(ctx, workspace, func(q *queries) error { return q.wouldForget(&who, &done) })
		return done, err
	}
	for _, step := range []func(context.Context, string, *leaver, *Forgotten) error{s.removeReceipts, s.emptyTheirs, s.removeMentions} {
		if err := step(ctx, workspace, &who, &done); err != nil {
			return done, err
		}
	}
	if err := s.unsign(ctx, workspace, &who); err != nil {
		return done, err
	}
	before := done
	_, err := s.do(ctx, workspace, "", func(t *tx) error {
		done = before.clone()
		return t.unname(&who, &done)
	})
	return done, err
}

func (f Forgotten) clone() Forgotten {
	rows := make(map[string]int64, len(f.Rows))
	for table, n := range f.Rows {
		rows[table] = n
	}
	f.Rows = rows
	return f
}

// leaver is somebody who is being forgotten.
type leaver struct {
	person   coach.Person
	ids      []string // theirs, and those that they had before accounts were joined
	names    []string // of all of those
	accounts []coach.Account
	talks    []string // keys of the conversations that only they read
}

// leaver finds out who a person is.
func (q *queries) leaver(person string) (w leaver, err error) {
	if w.person, err = q.Person(person); err != nil {
		return w, err
	}
	workspace, err := q.Workspace()
	if err != nil {
		return w, err
	}
	if workspace.Safety == person {
		return w, stays("is the safety contact, and danger would reach nobody: name another one first (class safety)")
	}
	if w.person.Owner {
		var others int
		if err := q.row("owners", `SELECT count(*) FROM person WHERE workspace = ? AND owner = 1 AND id <> ?`, []any{person}, &others); err != nil {
			return w, err
		}
		if others == 0 {
			return w, stays("is the only owner, and nobody could appoint the next: appoint another one first (class owner)")
		}
	}
	todo := []string{person}
	for len(todo) > 0 {
		id := todo[0]
		todo = todo[1:]
		if slices.Contains(w.ids, id) {
			continue
		}
		accounts, err := q.Accounts(id)
		if err != nil {
			return w, err
		}
		if id != person && len(accounts) > 0 {
			continue // parted since: somebody else
		}
		w.ids = append(w.ids, id)
		w.accounts = append(w.accounts, accounts...)
		if p, err := q.Person(id); err == nil {
			w.names = append(w.names, p.Name)
			w.talk(p.Home)
		} else if !coach.IsNotFound(err) {
			return w, err
		}
		joined, err := list(q, func(s scanner) (source string, err error) { return source, s.Scan(&source) },
			`SELECT DISTINCT source FROM log WHERE workspace = ? AND person = ? AND source <> '' AND kind = 'joined'`, id)
		if err != nil {
			return w, err
		}
		todo = append(todo, joined...)
	}
	for _, a := range w.accounts {
		w.talk(a.Direct)
		w.talk(a.Aside)
	}
	w.names = slices.DeleteFunc(w.names, func(n string) bool { return strings.TrimSpace(n) == "" })
	return w, nil
}

// stays is the error of who cannot be forgotten yet.
func stays(why string) error {
	return &coach.Error{Op: "forget", Kind: coach.Conflict, Hint: "this person " + why, Err: errors.New(why)}
}

// talk notes a conversation of theirs.
func (w *leaver) talk(key string) {
	if key == "" || slices.Contains(w.talks, key) {
		return
	}
	w.talks = append(w.talks, key)
}

// isUser tells whether an account is theirs.
func (w *leaver) isUser(platform, user string) bool {
	return user != "" && slices.ContainsFunc(w.accounts, func(a coach.Account) bool { return a.Platform == platform && a.User == user })
}

// erased are the tables whose rows go with the person whose they are.
func erased() (all []Table) {
	for _, t := range Tables() {
		if t.Person != "" && t.Fate == Erase {
			all = append(all, t)
		}
	}
	return all
}

// renamed are the tables whose rows stay, under a random ID.
func renamed() (all []Table) {
	for _, t := range Tables() {
		if t.Person != "" && t.Fate == Randomise {
			all = append(all, t)
		}
	}
	return all
}

// emptyTheirs removes what is theirs alone, some rows in each turn.
func (s *Store) emptyTheirs(ctx context.Context, workspace string, w *leaver, done *Forgotten) error {
	for _, id := range w.ids {
		for _, t := range erased() {
			if !t.Ahead {
				continue
			}
			n, err := s.repeat(ctx, workspace, func(x *tx) (int64, error) {
				if x.remembering != nil {
					x.remembering.mem.dropPerson(personKey{workspace, id})
				}
				return x.exec(`DELETE FROM `+t.Name+` WHERE workspace = ?1 AND `+t.Key+` IN (`+t.find()+` LIMIT ?3)`, id, pruneStep)
			})
			done.Rows[t.Name] += n
			if err != nil {
				return err
			}
		}
	}
	for _, a := range w.accounts {
		if a.Platform != bot.Web {
			continue
		}
		n, err := s.repeat(ctx, workspace, func(x *tx) (int64, error) {
			return x.exec(`DELETE FROM line WHERE workspace = ?1 AND user = ?2 AND id IN (
				SELECT id FROM line WHERE workspace = ?1 AND user = ?2 ORDER BY id LIMIT ?3)`, a.User, pruneStep)
		})
		done.Rows["line"] += n
		if err != nil {
			return err
		}
	}
	return nil
}

// unname removes, in one turn, all that says who somebody is, and gives a random
// ID to what stays.
func (t *tx) unname(w *leaver, done *Forgotten) error {
	again, err := t.leaver(w.person.ID) // meanwhile they may have become an owner, or spoken elsewhere
	if err != nil {
		return err
	}
	*w = again
	for _, id := range w.ids {
		if err := t.unnameOne(w, id, aliasPrefix+rand.Text(), done); err != nil {
			return err
		}
	}
	if err := t.removeWaiting(w, done); err != nil {
		return err
	}
	emptied := make([]string, 0)
	for _, id := range w.ids {
		positions, err := t.emptied(id)
		if err != nil {
			return err
		}
		for _, p := range positions {
			emptied = append(emptied, fmt.Sprint(p))
		}
	}
	done.Acts = len(emptied)
	if err := t.Audit(bot.Act{ID: rand.Text(), At: t.now, What: whatForget, Detail: strings.Join(append([]string{emptiedWord}, emptied...), " ")}); err != nil {
		return err
	}
	for _, id := range w.ids {
		if _, err := t.exec(`INSERT INTO forgotten (workspace, sum, at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING`, ForgottenSum(t.workspace, id), millis(t.now)); err != nil {
			return err
		}
	}
	meta := t.queries
	meta.workspace = keyScrub
	if _, err := meta.exec(`INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value`, t.now.UTC().Format(time.RFC3339)); err != nil {
		return err
	}
	if t.remembering != nil { // nothing can undo the turn any more but the end of all
		t.remembering.mem.dropRows(t.workspace)
	}
	return nil
}

// unnameOne removes what is left of one ID, and puts a random one in its place in
// what stays.
func (t *tx) unnameOne(w *leaver, id, alias string, done *Forgotten) error {
	for _, a := range w.accounts {
		if a.Person != id {
			continue
		}
		for _, query := range []string{
			`DELETE FROM visit WHERE workspace = ?1 AND ?2 = 'web' AND user = ?3`,
			`DELETE FROM line WHERE workspace = ?1 AND ?2 = 'web' AND user = ?3`,
			`DELETE FROM direct WHERE workspace = ?1 AND platform = ?2 AND user = ?3`,
		} {
			n, err := t.exec(query, a.Platform, a.User)
			if err != nil {
				return err
			}
			done.Rows[strings.Fields(query)[2]] += n
		}
	}
	for _, table := range erased() {
		n, err := t.exec(`DELETE FROM `+table.Name+` WHERE `+table.where(), id)
		if err != nil {
			return err
		}
		done.Rows[table.Name] += n
	}
	if err := t.leaveOthers(w, id, alias); err != nil {
		return err
	}
	for _, table := range renamed() {
		n, err := t.exec(`UPDATE `+table.Name+` SET `+table.Person+` = ?3 WHERE workspace = ?1 AND `+table.Person+` = ?2`, id, alias)
		if err != nil {
			return err
		}
		if table.Name == "log" {
			done.Entries += n
		}
	}
	for _, own := range []struct {
		query string
		args  []any
	}{
		{`UPDATE log SET by = ?2 WHERE workspace = ?1 AND person = ?2 AND by = ?3`, []any{alias, id}},
		{`UPDATE log SET source = ?3 WHERE workspace = ?1 AND source = ?2 AND source <> ''`, []any{id, alias}},
		{`UPDATE draft SET person = '', details = replace(details, ?2, '') WHERE workspace = ?1 AND person = ?2`, []any{id}},
		{`UPDATE publication SET author = '' WHERE workspace = ?1 AND author = ?2`, []any{id}},
	} {
		if _, err := t.exec(own.query, own.args...); err != nil {
			return err
		}
	}
	n, err := t.exec(`DELETE FROM person WHERE workspace = ? AND id = ?`, id)
	done.Rows["person"] += n
	return err
}

// aliasPrefix begins every random ID, so that it is told from a person's.
const aliasPrefix = "forgotten-"
