package storage

import (
	"database/sql"
	"encoding/json"
	"strings"
	"time"

	"pacer/bot"
	"pacer/coach"
	"pacer/coach/mastery"
)

func scanSession(s scanner) (x coach.Session, err error) {
	var d []byte
	var person string
	if err = s.Scan(&d, &person); err != nil {
		return x, err
	}
	err = json.Unmarshal(d, &x)
	x.Person = person // the details may name who it was before accounts were joined
	return x, err
}

// OpenSession implements bot.Reader.
func (q *queries) OpenSession(person string) (coach.Session, error) {
	s, err := one(q, "open session", scanSession,
		`SELECT details, person FROM session WHERE workspace = ? AND person = ? AND ended = 0 ORDER BY id DESC LIMIT 1`, person)
	if coach.IsNotFound(err) {
		err = noOpenSession()
	}
	return s, err
}

func noOpenSession() error {
	return &coach.Error{Op: "open session", Kind: coach.NotFound, Err: sql.ErrNoRows}
}

// Session implements bot.Reader.
func (q *queries) Session(id string) (coach.Session, error) {
	return one(q, "session", scanSession, `SELECT details, person FROM session WHERE workspace = ? AND id = ?`, id)
}

// Sessions implements bot.Reader.
func (q *queries) Sessions(person string, limit int) ([]coach.Session, error) {
	return list(q, scanSession,
		`SELECT details, person FROM session WHERE workspace = ? AND person = ? AND ended > 0 ORDER BY ended DESC, id DESC LIMIT ?`, person, limit)
}

// PutSession implements bot.Tx.
func (q *queries) PutSession(s coach.Session) error {
	d, err := details(s)
	if err != nil {
		return err
	}
	_, err = q.exec(`INSERT INTO session (workspace, id, person, ended, details) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (workspace, id) DO UPDATE SET person = excluded.person, ended = excluded.ended, details = excluded.details`,
		s.ID, s.Person, millis(s.Ended), d)
	return err
}

// questionColumns reads a question with the time its message was posted.
const questionColumns = `SELECT q.details, q.person, coalesce(r.posted, 0) FROM question q
	LEFT JOIN receipt r ON r.workspace = q.workspace AND r.id = q.message WHERE q.workspace = ?`

func scanQuestion(s scanner) (x coach.Question, err error) {
	var d []byte
	var person string
	var posted int64
	if err = s.Scan(&d, &person, &posted); err != nil {
		return x, err
	}
	err = json.Unmarshal(d, &x)
	x.Person, x.Posted = person, instant(posted)
	return x, err
}

// Question implements bot.Reader.
func (q *queries) Question(id string) (coach.Question, error) {
	return one(q, "question", scanQuestion, questionColumns+` AND q.id = ?`, id)
}

// Questions implements bot.Reader.
func (q *queries) Questions(person, conversation string, limit int) ([]coach.Question, error) {
	return list(q, scanQuestion, questionColumns+` AND q.person = ? AND q.conversation = ? ORDER BY q.message DESC, q.id DESC LIMIT ?`,
		person, conversation, limit)
}

// PutQuestion implements bot.Tx.
func (q *queries) PutQuestion(x coach.Question) error {
	d, err := details(x)
	if err != nil {
		return err
	}
	_, err = q.exec(`INSERT INTO question (workspace, id, person, conversation, ask, message, details) VALUES (?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (workspace, id) DO UPDATE SET conversation = excluded.conversation, message = excluded.message, details = excluded.details`,
		x.ID, x.Person, x.Conversation, string(x.Ask), x.Message, d)
	return err
}

// Content implements bot.Reader.
func (q *queries) Content(course, item, version string) (content []byte, err error) {
	err = q.row("content", `SELECT json FROM content WHERE workspace = ? AND course = ? AND item = ? AND version = ?`,
		[]any{course, item, version}, &content)
	return content, err
}

// PutContent implements bot.Tx. What a version says never changes.
func (q *queries) PutContent(course, item, version string, content []byte) error {
	_, err := q.exec(`INSERT INTO content (workspace, course, item, version, json) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
		course, item, version, string(content))
	return err
}

const entryColumns = `SELECT position, kind, person, at, course, item, version, skill, also, fact, question, try, counts,
	correct, score, tier, chance, hints, took, rapid, self_graded, mixed, purpose, day, misconception, expected, target, by, level, params, fit,
	seed, source FROM log WHERE workspace = ?`

func scanEntry(s scanner) (e coach.Entry, err error) {
	var at, took, seed int64
	var skill, also string
	var fit []byte
	err = s.Scan(&e.Position, &e.Kind, &e.Person, &at, &e.Course, &e.Item, &e.Version, &skill, &also, &e.Fact, &e.Question, &e.Try,
		&e.Counts, &e.Right, &e.Score, &e.Tier, &e.Chance, &e.Hints, &took, &e.Rapid, &e.SelfGraded, &e.Mixed, &e.Purpose, &e.Day,
		&e.Misconception, &e.Expected, &e.Target, &e.By, &e.Level, &e.Params, &fit, &seed, &e.Source)
	e.At, e.Took, e.Seed = instant(at), time.Duration(took), uint64(seed)
	if skill != "" {
		e.Skills = []string{skill}
		if also != "" {
			e.Skills = append(e.Skills, strings.Split(also, " ")...)
		}
	}
	if err != nil || len(fit) == 0 {
		return e, err
	}
	e.Fit = new(coach.Fit)
	return e, e.Fit.UnmarshalBinary(fit)
}

// lastPosition is the position of the newest entry of the log; 0 for none.
func (q *queries) lastPosition() (position int64, err error) {
	err = q.row("log", `SELECT coalesce(max(position), 0) FROM log WHERE workspace = ?`, nil, &position)
	return position, err
}

// insertEntry adds an entry at its position.
func (q *queries) insertEntry(e coach.Entry) error {
	skill, also := "", ""
	if len(e.Skills) > 0 {
		skill, also = e.Skills[0], strings.Join(e.Skills[1:], " ")
	}
	fit := []byte{}
	if e.Fit != nil {
		fit = e.Fit.AppendBinary(fit)
	}
	_, err := q.exec(`INSERT INTO log (workspace, position, kind, person, at, course, item, version, skill, also, fact, question, try,
		counts, correct, score, tier, chance, hints, took, rapid, self_graded, mixed, purpose, day, misconception, expected, target, by, level,
		params, fit, seed, source) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		e.Position, string(e.Kind), e.Person, millis(e.At), e.Course, e.Item, e.Version, skill, also, flag(e.Fact), e.Question, e.Try,
		flag(e.Counts), flag(e.Right), e.Score, e.Tier, e.Chance, e.Hints, int64(e.Took), flag(e.Rapid), flag(e.SelfGraded),
		flag(e.Mixed), string(e.Purpose), int64(e.Day), e.Misconception, e.Expected, e.Target, e.By, int64(e.Level), e.Params, fit,
		int64(e.Seed), e.Source)
	return err
}

// Entry implements bot.Reader.
func (q *queries) Entry(position int64) (coach.Entry, error) {
	return one(q, "entry", scanEntry, entryColumns+` AND position = ?`, position)
}

// Entries implements coach.BookReader.
func (q *queries) Entries(person string) ([]coach.Entry, error) {
	return list(q, scanEntry, entryColumns+` AND person = ? ORDER BY position`, person)
}

// isFirstTry tells the entries that Attempts lists.
func isFirstTry(e *coach.Entry) bool { return e.Kind == coach.EntryAttempt && e.Try == 1 }

func scanWords(s scanner) (w bot.Words, err error) {
	err = s.Scan(&w.Attempt, &w.Person, &w.Said, &w.Confidence)
	return w, err
}

// Words implements bot.Reader.
func (q *queries) Words(attempt int64) (bot.Words, error) {
	return one(q, "words", scanWords, `SELECT attempt, person, said, confidence FROM words WHERE workspace = ? AND attempt = ?`, attempt)
}

// WordsOf implements bot.Reader.
func (q *queries) WordsOf(attempts []int64) (map[int64]bot.Words, error) {
	positions, err := details(attempts)
	if err != nil {
		return nil, err
	}
	all, err := list(q, scanWords, `SELECT attempt, person, said, confidence FROM words
		WHERE workspace = ? AND attempt IN (SELECT value FROM json_each(?))`, positions)
	if err != nil {
		return nil, err
	}
	of := make(map[int64]bot.Words, len(all))
	for _, w := range all {
		of[w.Attempt] = w
	}
	return of, nil
}

// PutWords implements bot.Tx.
func (q *queries) PutWords(w bot.Words) error {
	_, err := q.exec(`INSERT INTO words (workspace, attempt, person, said, confidence) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (workspace, attempt) DO UPDATE SET person = excluded.person, said = excluded.said, confidence = excluded.confidence`,
		w.Attempt, w.Person, w.Said, w.Confidence)
	return err
}

// Items implements bot.Reader.
func (q *queries) Items(ids []string) (map[string]mastery.Item, error) {
	// One statement whatever the number: an array would need the dialect's
	// own form, and JSON both speak.
	j, err := json.Marshal(ids)
	if err != nil {
		return nil, err
	}
	type row struct {
		id    string
		state mastery.Item
	}
	rows, err := list(q, func(s scanner) (r row, err error) {
		var b []byte
		if err = s.Scan(&r.id, &b); err != nil {
			return r, err
		}
		return r, r.state.UnmarshalBinary(b)
	}, `SELECT item, state FROM item WHERE workspace = ? AND item IN (SELECT value FROM json_each(?))`, string(j))
	if err != nil {
		return nil, err
	}
	items := make(map[string]mastery.Item, len(ids))
	for _, id := range ids {
		items[id] = mastery.Item{} // one never seen
	}
	for _, r := range rows {
		items[r.id] = r.state
	}
	return items, nil
}
