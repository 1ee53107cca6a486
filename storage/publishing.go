package storage

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"pacer/bot"
	"pacer/coach"
)

func scanDraft(s scanner) (d bot.Draft, err error) {
	var b []byte
	if err = s.Scan(&b); err != nil {
		return d, err
	}
	return d, json.Unmarshal(b, &d)
}

// Draft implements bot.Reader.
func (q *queries) Draft(id string) (bot.Draft, error) {
	return one(q, "draft", scanDraft, `SELECT details FROM draft WHERE workspace = ? AND id = ?`, id)
}

// PutDraft implements bot.Tx.
func (q *queries) PutDraft(d bot.Draft) error {
	d.Made = instant(millis(d.Made))
	b, err := details(d)
	if err != nil {
		return err
	}
	_, err = q.exec(`INSERT INTO draft (workspace, id, person, made, details) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (workspace, id) DO UPDATE SET person = excluded.person, made = excluded.made, details = excluded.details`,
		d.ID, d.Person, millis(d.Made), b)
	return err
}

// File implements bot.Reader.
func (q *queries) File(draft, path string) ([]byte, error) {
	parts, err := list(q, func(s scanner) (data []byte, err error) { return data, s.Scan(&data) },
		`SELECT data FROM file WHERE workspace = ? AND draft = ? AND path = ? ORDER BY part`, draft, path)
	if err == nil && len(parts) == 0 {
		err = &coach.Error{Op: "file " + path + " of draft " + draft, Kind: coach.NotFound}
	}
	return slices.Concat(parts...), err
}

// PutFile implements bot.Tx.
func (q *queries) PutFile(draft, path string, part int, data []byte) error {
	_, err := q.exec(`INSERT INTO file (workspace, draft, path, part, data) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (workspace, draft, path, part) DO UPDATE SET data = excluded.data`, draft, path, part, slices.Concat([]byte{}, data))
	return err
}

const publicationColumns = `SELECT course, title, author, draft, state, at FROM publication WHERE workspace = ?`

func scanPublication(s scanner) (p bot.Publication, err error) {
	var at int64
	err = s.Scan(&p.Course, &p.Title, &p.Author, &p.Draft, &p.State, &at)
	p.At = instant(at)
	return p, err
}

// Publication implements bot.Reader.
func (q *queries) Publication(course string) (bot.Publication, error) {
	return one(q, "publication", scanPublication, publicationColumns+` AND course = ?`, course)
}

// Publications implements bot.Reader.
func (q *queries) Publications() ([]bot.Publication, error) {
	return list(q, scanPublication, publicationColumns+` ORDER BY course`)
}

// PutPublication implements bot.Tx.
func (q *queries) PutPublication(p bot.Publication) error {
	_, err := q.exec(`INSERT INTO publication (workspace, course, title, author, draft, state, at) VALUES (?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (workspace, course) DO UPDATE SET title = excluded.title, author = excluded.author, draft = excluded.draft,
		state = excluded.state, at = excluded.at`, p.Course, p.Title, p.Author, p.Draft, string(p.State), millis(p.At))
	return err
}

// filePart names a part of a file.
type filePart struct {
	path string
	part int
}

// pruneDrafts removes the drafts made before a time that no publication names,
// with their files, and returns how many drafts went. There are few: each was
// sent by a person. With dry it counts them.
func (s *Store) pruneDrafts(ctx context.Context, before time.Time, dry bool) (gone int64, err error) {
	const page, step = 100, 8 // drafts; parts of files that one turn removes
	var last rowKey
	for {
		var drafts []dated
		var parts [][]filePart
		if err := s.moment(ctx, last.workspace, func(q *queries) error {
			drafts, err = list(q, scanDated, `SELECT d.workspace, d.id, d.made FROM draft d LEFT JOIN publication p ON p.workspace = d.workspace AND p.draft = d.id
				WHERE (d.workspace, d.id) > (?1, ?2) AND p.draft IS NULL ORDER BY d.workspace, d.id LIMIT ?3`, last.id, page)
			if err != nil || len(drafts) == 0 {
				return err
			}
			last = drafts[len(drafts)-1].rowKey
			drafts = slices.DeleteFunc(drafts, func(d dated) bool { return d.at >= millis(before) })
			parts = make([][]filePart, len(drafts))
			for i, d := range drafts {
				of := *q
				of.workspace = d.workspace
				parts[i], err = list(&of, func(s scanner) (p filePart, err error) { return p, s.Scan(&p.path, &p.part) },
					`SELECT path, part FROM file WHERE workspace = ? AND draft = ?`, d.id)
				if err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			return gone, err
		}
		if parts == nil {
			return gone, nil
		}
		if dry {
			gone += int64(len(drafts))
			continue
		}
		for i, d := range drafts {
			if err := s.removeDraft(ctx, d.rowKey, parts[i], step); err != nil {
				return gone, err
			}
			gone++
		}
	}
}

// removeDraft removes the files of a draft, some in each turn, and then the
// draft.
func (s *Store) removeDraft(ctx context.Context, draft rowKey, parts []filePart, step int) error {
	for some := range slices.Chunk(parts, step) {
		if _, err := s.do(ctx, draft.workspace, "", func(t *tx) error {
			for _, p := range some {
				if _, err := t.exec(`DELETE FROM file WHERE workspace = ? AND draft = ? AND path = ? AND part = ?`, draft.id, p.path, p.part); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			return err
		}
	}
	_, err := s.do(ctx, draft.workspace, "", func(t *tx) error {
		_, err := t.exec(`DELETE FROM draft WHERE workspace = ? AND id = ?`, draft.id)
		return err
	})
	return err
}
