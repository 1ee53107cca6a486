package storage

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"pacer/bot"
	"pacer/coach"
)

// The audit trail cannot be changed unseen. The database refuses to change or
// remove its lines (triggers, see the schema); and against whoever works on the
// file behind its back each line carries a seal: the SHA-256 over the seal before
// it and what it says. The newest seal stands in a table of its own, and
// `pacer verify` and `pacer backup` print it: who has kept an old one can tell
// later that nothing before it was touched, and nothing behind it cut off.
//
// Forgetting somebody empties who did a line, or what it was about. So that the
// seals hold all the same they are made over sums of those, each with a random key
// that goes along with what it hides: what is left tells nobody anything. Which
// lines were emptied the line about forgetting says, and it is sealed too.

// whatForget is what is done in the line that says which lines were emptied.
const whatForget = "forget"

// emptiedWord begins the detail of such a line, before the positions.
const emptiedWord = "emptied"

// sumOf is the SHA-256 of parts, none of which can be taken for another's end, in
// hexadecimal.
func sumOf(parts ...string) string {
	h := sha256.New()
	for _, p := range parts {
		fmt.Fprintf(h, "%d:%s,", len(p), p)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// sealed is an act as it is kept.
type sealed struct {
	bot.Act
	position              int64
	byKey, aboutKey       string // random; empty where what they hide was emptied
	bySum, aboutSum, seal string
	workspace             string
}

// sum fills in the sums of what may be emptied later.
func (l *sealed) sum() {
	l.bySum, l.aboutSum = sumOf(l.byKey, l.By), sumOf(l.aboutKey, l.Subject, l.Detail)
}

// sealAfter is the line's seal behind another one.
func (l *sealed) sealAfter(before string) string {
	return sumOf(before, l.workspace, strconv.FormatInt(l.position, 10), l.ID, strconv.FormatInt(millis(l.At), 10), l.What, l.bySum, l.aboutSum)
}

// Acts implements bot.Reader.
func (q *queries) Acts(subject string, limit int) ([]bot.Act, error) {
	return list(q, scanAct, `SELECT id, at, by, what, subject, detail FROM audit WHERE workspace = ? AND subject = ? ORDER BY id DESC LIMIT ?`, subject, limit)
}

func scanAct(s scanner) (a bot.Act, err error) {
	var at int64
	err = s.Scan(&a.ID, &at, &a.By, &a.What, &a.Subject, &a.Detail)
	a.At = instant(at)
	return a, err
}

// Audit implements bot.Tx.
func (q *queries) Audit(a bot.Act) error {
	head, err := q.head()
	if err != nil {
		return err
	}
	l := sealed{Act: a, workspace: q.workspace, position: head.Acts + 1, byKey: rand.Text(), aboutKey: rand.Text()}
	l.sum()
	l.seal = l.sealAfter(head.Seal)
	if _, err := q.exec(`INSERT INTO audit (workspace, position, id, at, by, what, subject, detail, by_key, about_key, by_sum, about_sum, seal)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		l.position, l.ID, millis(l.At), l.By, l.What, l.Subject, l.Detail, l.byKey, l.aboutKey, l.bySum, l.aboutSum, l.seal); err != nil {
		return err
	}
	_, err = q.exec(`INSERT INTO trail (workspace, position, seal) VALUES (?, ?, ?)
		ON CONFLICT (workspace) DO UPDATE SET position = excluded.position, seal = excluded.seal`, l.position, l.seal)
	return err
}

// head is the newest line of the trail as it is noted down; the zero value where
// there is none.
func (q *queries) head() (t Trail, err error) {
	err = q.row("trail", `SELECT position, seal FROM trail WHERE workspace = ?`, nil, &t.Acts, &t.Seal)
	if coach.IsNotFound(err) {
		err = nil
	}
	return t, err
}

// emptied empties what the trail says of somebody, and returns the positions of
// the lines that it was in.
func (q *queries) emptied(person string) (positions []int64, err error) {
	for _, of := range []struct{ find, empty string }{
		{`SELECT position FROM audit WHERE workspace = ? AND by = ?`,
			`UPDATE audit SET by = '', by_key = '' WHERE workspace = ? AND position = ?`},
		{`SELECT position FROM audit WHERE workspace = ? AND subject = ?`,
			`UPDATE audit SET subject = '', detail = '', about_key = '' WHERE workspace = ? AND position = ?`},
	} {
		found, err := list(q, func(s scanner) (p int64, err error) { return p, s.Scan(&p) }, of.find, person)
		if err != nil {
			return nil, err
		}
		for _, p := range found {
			if _, err := q.exec(of.empty, p); err != nil {
				return nil, err
			}
		}
		positions = append(positions, found...)
	}
	slices.Sort(positions)
	return slices.Compact(positions), nil
}

// Trail is what the audit trail of a workspace comes to.
type Trail struct {
	Acts    int64  // lines
	Seal    string // of the newest; empty where there is none
	Emptied int    // lines about people who were forgotten
	Faults  []string
}

// Trail goes through the audit trail of a workspace. What is wrong with it are its
// Faults; was are seals that were noted earlier, by position, to be found again.
func (s *Store) Trail(ctx context.Context, workspace string, was map[int64]string) (t Trail, err error) {
	err = s.moment(ctx, workspace, func(q *queries) error {
		head, err := q.head()
		if err != nil {
			return err
		}
		c := checker{was: maps.Clone(was)}
		for {
			lines, err := list(q, scanSealed, `SELECT workspace, position, id, at, by, what, subject, detail, by_key, about_key, by_sum, about_sum, seal
				FROM audit WHERE workspace = ? AND position > ? ORDER BY position LIMIT ?`, c.last, trailPage)
			if err != nil {
				return err
			}
			for i := range lines {
				c.check(&lines[i])
			}
			if len(lines) < trailPage {
				break
			}
		}
		t = c.result(head)
		return nil
	})
	return t, err
}

const trailPage = 2000

func scanSealed(s scanner) (l sealed, err error) {
	var at int64
	err = s.Scan(&l.workspace, &l.position, &l.ID, &at, &l.By, &l.What, &l.Subject, &l.Detail, &l.byKey, &l.aboutKey, &l.bySum, &l.aboutSum, &l.seal)
	l.At = instant(at)
	return l, err
}

// checker goes through a trail, line by line.
type checker struct {
	was       map[int64]string // to be found
	last      int64
	seal      string
	emptied   []int64
	announced map[int64]bool // emptied, by what a line about forgetting says
	faults    []string
}

func (c *checker) fault(position int64, format string, args ...any) {
	c.faults = append(c.faults, fmt.Sprintf("act %d ", position)+fmt.Sprintf(format, args...))
}

func (c *checker) check(l *sealed) {
	if l.position != c.last+1 {
		c.fault(c.last+1, "is missing")
	}
	if l.byKey != "" && l.bySum != sumOf(l.byKey, l.By) || l.aboutKey != "" && l.aboutSum != sumOf(l.aboutKey, l.Subject, l.Detail) ||
		l.byKey == "" && l.By != "" || l.aboutKey == "" && l.Subject+l.Detail != "" {
		c.fault(l.position, "says something else than when it was written")
	}
	if l.seal != l.sealAfter(c.seal) {
		c.fault(l.position, "does not carry the seal that follows from those before it")
	}
	if l.byKey == "" || l.aboutKey == "" {
		c.emptied = append(c.emptied, l.position)
	}
	if l.What == whatForget {
		if c.announced == nil {
			c.announced = make(map[int64]bool)
		}
		for _, f := range strings.Fields(strings.TrimPrefix(l.Detail, emptiedWord)) {
			if p, err := strconv.ParseInt(f, 10, 64); err == nil {
				c.announced[p] = true
			}
		}
	}
	if seal, ok := c.was[l.position]; ok {
		if !strings.HasPrefix(l.seal, seal) {
			c.fault(l.position, "carries another seal than the one that was noted")
		}
		delete(c.was, l.position)
	}
	c.last, c.seal = l.position, l.seal
}

func (c *checker) result(head Trail) Trail {
	for _, p := range c.emptied {
		if !c.announced[p] {
			c.fault(p, "was emptied, and nobody was forgotten with it")
		}
	}
	if c.last != head.Acts || c.seal != head.Seal {
		c.fault(max(c.last, head.Acts), "is where the trail ended when it was written last, and it ends with act %d", c.last)
	}
	for p := range c.was {
		c.fault(p, "was noted, and is not there")
	}
	slices.Sort(c.faults)
	return Trail{Acts: c.last, Seal: c.seal, Emptied: len(c.emptied), Faults: c.faults}
}
