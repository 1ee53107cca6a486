package storage

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"pacer/bot/chat"
	"pacer/coach"
	"pacer/coach/alert"
)

// leaveOthers takes somebody out of what they did together with others, and of
// what others did to them.
func (t *tx) leaveOthers(w *leaver, id, alias string) error {
	without := func(people []string) []string {
		return slices.DeleteFunc(slices.Clone(people), func(p string) bool { return p == id })
	}
	nobody := func(person *string) {
		if *person == id {
			*person = ""
		}
	}
	if err := editNamed(t, `round`, id, t.PutRound, func(r *coach.Round) {
		nobody(&r.By)
		r.Asked = without(r.Asked)
	}); err != nil {
		return err
	}
	mentions := newMentions(w)
	if err := editNamed(t, `assignment`, id, t.PutAssignment, func(a *coach.Assignment) {
		nobody(&a.By)
		if mentions.inText(a.Note) {
			a.Note = ""
		}
		was := len(a.For)
		a.For = without(a.For)
		if was > 0 && len(a.For) == 0 && a.Ended.IsZero() {
			a.Ended = t.now // it was for them alone; with no names it would be for all
		}
		a.Done = slices.DeleteFunc(slices.Clone(a.Done), func(d coach.Deed) bool { return d.Person == id })
	}); err != nil {
		return err
	}
	if err := editNamed(t, `grouping`, id, t.PutGroup, func(g *coach.Group) {
		nobody(&g.By)
		nobody(&g.Helper)
		g.Members = without(g.Members)
		if len(g.Members) < 2 && g.Ended.IsZero() {
			g.Ended = t.now
		}
	}); err != nil {
		return err
	}
	if err := editNamed(t, `class`, id, t.PutClass, func(c *coach.Class) {
		c.Routes = slices.DeleteFunc(slices.Clone(c.Routes), func(r coach.Route) bool { return r.Person == id })
	}); err != nil {
		return err
	}
	if err := editNamed(t, `alert`, id, t.PutAlert, func(a *alert.Alert) {
		nobody(&a.By)
		a.Evidence.People = without(a.Evidence.People)
		a.Told = slices.DeleteFunc(slices.Clone(a.Told), func(x alert.Telling) bool { return x.To == id })
	}); err != nil {
		return err
	}
	// Whatever else names them says it with the ID that means nobody.
	for _, table := range []string{"round", "assignment", "grouping", "class", "alert", "person"} {
		if _, err := t.exec(`UPDATE `+table+` SET details = replace(details, ?2, ?3) WHERE workspace = ?1 AND instr(details, ?2) > 0`, id, alias); err != nil {
			return err
		}
	}
	return nil
}

// editNamed changes the rows of a table that name somebody in their details.
func editNamed[T any](t *tx, table, id string, put func(T) error, edit func(*T)) error {
	rows, err := list(&t.queries, scanDetails[T], `SELECT details FROM `+table+` WHERE workspace = ? AND instr(details, ?) > 0`, id)
	if err != nil {
		return err
	}
	for i := range rows {
		edit(&rows[i])
		if err := put(rows[i]); err != nil {
			return err
		}
	}
	return nil
}

// ForgottenSum is how it is kept that a person was forgotten: whoever has the
// person's random ID, in a backup, can tell that it is them, and nobody else can
// tell anything.
func ForgottenSum(workspace, person string) string {
	return sumOf("pacer forgotten", workspace, person)
}

// mentionPage is how many lines of the web chat are looked through at a time.
const mentionPage = 500

// removeMentions removes the lines of other people's web chats that name whoever
// is forgotten. Another of the same name loses lines with it: a line too many
// rather than one too few.
func (s *Store) removeMentions(ctx context.Context, workspace string, w *leaver, done *Forgotten) error {
	mentions := newMentions(w)
	last := rowKey{} // user and line
	for {
		var lines []mentioned
		if err := s.moment(ctx, workspace, func(q *queries) (err error) {
			lines, err = list(q, scanMentioned, `SELECT user, id, message FROM line WHERE workspace = ? AND (user, id) > (?, ?) ORDER BY user, id LIMIT ?`,
				last.workspace, last.id, mentionPage)
			return err
		}); err != nil || len(lines) == 0 {
			return err
		}
		last = rowKey{lines[len(lines)-1].user, lines[len(lines)-1].id}
		lines = slices.DeleteFunc(lines, func(l mentioned) bool { return !mentions.in(l.message) })
		if len(lines) == 0 {
			continue
		}
		if _, err := s.do(ctx, workspace, "", func(t *tx) error {
			for _, l := range lines {
				if _, err := t.exec(`DELETE FROM line WHERE workspace = ? AND user = ? AND id = ?`, l.user, l.id); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			return err
		}
		done.Lines += int64(len(lines))
	}
}

// mentioned is a line of somebody's web chat.
type mentioned struct {
	user, id string
	message  []byte
}

func scanMentioned(s scanner) (m mentioned, err error) { return m, s.Scan(&m.user, &m.id, &m.message) }

// mentions finds somebody in what was said.
type mentions struct{ ids, names []string }

func newMentions(w *leaver) mentions {
	m := mentions{ids: w.ids}
	for _, n := range w.names {
		m.names = append(m.names, folded(n))
	}
	return m
}

// folded is how names are compared: in lower case, one space between words, and
// without what Markdown or the isolation of directions put between.
func folded(s string) string {
	s = strings.Map(func(r rune) rune {
		if r == '\\' || r >= '\u2066' && r <= '\u2069' || r == '*' {
			return -1
		}
		return unicode.ToLower(r)
	}, s)
	return strings.Join(strings.Fields(s), " ")
}

// in tells whether a message, as it is kept, names them. One that cannot be read
// does: nobody can tell.
func (m *mentions) in(message []byte) bool {
	var v any
	if err := json.Unmarshal(message, &v); err != nil {
		return true
	}
	return m.inValue(v)
}

func (m *mentions) inValue(v any) bool {
	switch v := v.(type) {
	case string:
		return m.inText(v)
	case []any:
		return slices.ContainsFunc(v, m.inValue)
	case map[string]any:
		for _, inner := range v {
			if m.inValue(inner) {
				return true
			}
		}
	}
	return false
}

func (m *mentions) inText(s string) bool {
	for _, id := range m.ids {
		if strings.Contains(s, id) {
			return true
		}
	}
	text := folded(s)
	return slices.ContainsFunc(m.names, func(n string) bool { return hasName(text, n) })
}

// hasName tells whether a text has a name that is no part of a longer word.
func hasName(text, name string) bool {
	for from := 0; ; {
		at := strings.Index(text[from:], name)
		if at < 0 || name == "" {
			return false
		}
		at += from
		before, _ := utf8.DecodeLastRuneInString(text[:at])
		after, size := utf8.DecodeRuneInString(text[at+len(name):])
		if !joins(before, name) && !(size > 0 && joins(after, name)) {
			return true
		}
		from = at + 1
	}
}

// joins tells whether a letter beside a name makes it part of a longer word. Some
// scripts have no spaces between words: there it never does.
func joins(r rune, name string) bool {
	if r == utf8.RuneError || !unicode.IsLetter(r) && !unicode.IsDigit(r) {
		return false
	}
	first, _ := utf8.DecodeRuneInString(name)
	return !unicode.In(first, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer)
}

// removeWaiting removes the messages on their way to them, or that name them.
func (t *tx) removeWaiting(w *leaver, done *Forgotten) error {
	type waiting struct {
		id, dest string
		message  []byte
	}
	rows, err := list(&t.queries, func(s scanner) (x waiting, err error) { return x, s.Scan(&x.id, &x.dest, &x.message) },
		`SELECT id, dest, message FROM outbox WHERE workspace = ?`)
	if err != nil {
		return err
	}
	mentions := newMentions(w)
	for _, r := range rows {
		to := chat.ParseKey(r.dest)
		if !slices.Contains(w.talks, r.dest) && !w.isUser(to.Platform, to.User) && !mentions.in(r.message) {
			continue
		}
		n, err := t.exec(`DELETE FROM outbox WHERE workspace = ? AND id = ?`, r.id)
		if err != nil {
			return err
		}
		done.Rows["outbox"] += n
	}
	return nil
}

// channels finds the platforms' IDs of the conversations that only they read: in
// the receipts of what they were asked there, which name the channel first and the
// message last.
func (q *queries) channels(w *leaver) (channels map[string]bool, asked map[string]bool, err error) {
	channels, asked = make(map[string]bool), make(map[string]bool)
	for _, id := range w.ids {
		type receipt struct{ id, conversation, ref string }
		all, err := list(q, func(s scanner) (r receipt, err error) { return r, s.Scan(&r.id, &r.conversation, &r.ref) },
			`SELECT r.id, q.conversation, r.ref FROM question q JOIN receipt r ON r.workspace = q.workspace AND r.id = q.message
			WHERE q.workspace = ? AND q.person = ?`, id)
		if err != nil {
			return nil, nil, err
		}
		for _, r := range all {
			asked[r.id] = true
			if chat.ParseKey(r.conversation).Channel != "" {
				continue // others read there too
			}
			for _, word := range channelWords(r.ref) {
				channels[word] = true
			}
		}
	}
	return channels, asked, nil
}

// channelWords are what a receipt's reference says before the message: words with
// a digit in them, which no kind of reference has.
func channelWords(ref string) []string {
	fields := strings.Fields(ref)
	if len(fields) < 2 {
		return nil
	}
	return slices.DeleteFunc(fields[:len(fields)-1], func(f string) bool { return !strings.ContainsFunc(f, unicode.IsDigit) })
}

// removeReceipts removes where their messages are on the platforms, and how far
// their direct messages were read. What leads to the channels goes last, so that
// it can be begun again.
func (s *Store) removeReceipts(ctx context.Context, workspace string, w *leaver, done *Forgotten) error {
	var channels, asked map[string]bool
	if err := s.moment(ctx, workspace, func(q *queries) (err error) {
		channels, asked, err = q.channels(w)
		return err
	}); err != nil {
		return err
	}
	var first, last []string
	for after, more := "", true; more; {
		type receipt struct{ id, ref string }
		var page []receipt
		if err := s.moment(ctx, workspace, func(q *queries) (err error) {
			page, err = list(q, func(s scanner) (r receipt, err error) { return r, s.Scan(&r.id, &r.ref) },
				`SELECT id, ref FROM receipt WHERE workspace = ? AND id > ? ORDER BY id LIMIT ?`, after, receiptPage)
			return err
		}); err != nil {
			return err
		}
		for _, r := range page {
			switch {
			case asked[r.id]:
				last = append(last, r.id)
			case slices.ContainsFunc(channelWords(r.ref), func(c string) bool { return channels[c] }):
				first = append(first, r.id)
			}
			after = r.id
		}
		more = len(page) == receiptPage
	}
	if _, err := s.do(ctx, "", "", func(t *tx) error {
		for _, a := range w.accounts {
			t.workspace = a.Platform
			for c := range channels {
				if _, err := t.exec(`DELETE FROM mark WHERE platform = ? AND channel = ?`, c); err != nil {
					return err
				}
			}
		}
		return nil
	}); err != nil {
		return err
	}
	for some := range slices.Chunk(append(first, last...), pruneStep) {
		if _, err := s.do(ctx, workspace, "", func(t *tx) error {
			for _, id := range some {
				if _, err := t.exec(`DELETE FROM receipt WHERE workspace = ? AND id = ?`, id); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			return err
		}
		done.Rows["receipt"] += int64(len(some))
	}
	return nil
}

const receiptPage = 10_000

// unsign takes somebody's ID off what they decided about others: what was decided
// stays.
func (s *Store) unsign(ctx context.Context, workspace string, w *leaver) error {
	for _, id := range w.ids {
		var signed []int64
		if err := s.moment(ctx, workspace, func(q *queries) (err error) {
			signed, err = list(q, func(s scanner) (p int64, err error) { return p, s.Scan(&p) },
				`SELECT position FROM log WHERE workspace = ? AND by = ? AND person <> by`, id)
			return err
		}); err != nil {
			return err
		}
		for some := range slices.Chunk(signed, pruneStep) {
			if _, err := s.do(ctx, workspace, "", func(t *tx) error {
				for _, p := range some {
					if _, err := t.exec(`UPDATE log SET by = '' WHERE workspace = ? AND position = ?`, p); err != nil {
						return err
					}
				}
				return nil
			}); err != nil {
				return err
			}
		}
	}
	return nil
}

// wouldForget counts what would go.
func (q *queries) wouldForget(w *leaver, would *Forgotten) error {
	count := func(query string, args ...any) (n int64, err error) { return n, q.row("count", query, args, &n) }
	for _, id := range w.ids {
		for _, t := range append(erased(), renamed()...) {
			n, err := count(`SELECT count(*) FROM `+t.Name+` WHERE `+t.where(), id)
			if err != nil {
				return err
			}
			switch {
			case t.Name == "log":
				would.Entries += n
			case t.Fate == Erase:
				would.Rows[t.Name] += n
			}
		}
		n, err := count(`SELECT count(*) FROM person WHERE workspace = ? AND id = ?`, id)
		if err != nil {
			return err
		}
		would.Rows["person"] += n
		for _, column := range []string{"by", "subject"} {
			n, err := count(`SELECT count(*) FROM audit WHERE workspace = ? AND `+column+` = ?`, id)
			if err != nil {
				return err
			}
			would.Acts += int(n)
		}
	}
	return nil
}
