package storage

import (
	"encoding"
	"time"

	"pacer/bot"
	"pacer/coach"
	"pacer/coach/mastery"
)

// state reads one encoded state; a thing never seen stays at its zero value.
func (q *queries) state(into encoding.BinaryUnmarshaler, query string, args ...any) error {
	var b []byte
	err := q.row("state", query, args, &b)
	if coach.IsNotFound(err) {
		return nil
	}
	if err != nil {
		return err
	}
	return into.UnmarshalBinary(b)
}

// WorkspaceState implements coach.BookReader.
func (q *queries) WorkspaceState() (w coach.WorkspaceState, err error) {
	w, err = one(q, "workspace state", scanWorkspaceState, `SELECT params, mastery, usual, fit, fitted FROM workspace_state WHERE workspace = ?`)
	if coach.IsNotFound(err) {
		err = nil
	}
	return w, err
}

func scanWorkspaceState(s scanner) (w coach.WorkspaceState, err error) {
	var learnt, usual, fit []byte
	if err = s.Scan(&w.Params, &learnt, &usual, &fit, &w.Fitted); err != nil {
		return w, err
	}
	if err = w.Mastery.UnmarshalBinary(learnt); err != nil {
		return w, err
	}
	if err = w.Usual.UnmarshalBinary(usual); err != nil || w.Fitted == 0 {
		return w, err
	}
	return w, w.Fit.UnmarshalBinary(fit)
}

// PutWorkspaceState implements coach.Book.
func (q *queries) PutWorkspaceState(w coach.WorkspaceState) error {
	fit := []byte{}
	if w.Fitted != 0 {
		fit = w.Fit.AppendBinary(fit)
	}
	_, err := q.exec(`INSERT INTO workspace_state (workspace, params, mastery, usual, fit, fitted) VALUES (?, ?, ?, ?, ?, ?)
		ON CONFLICT (workspace) DO UPDATE SET params = excluded.params, mastery = excluded.mastery, usual = excluded.usual,
		fit = excluded.fit, fitted = excluded.fitted`,
		w.Params, w.Mastery.AppendBinary(nil), w.Usual.AppendBinary(nil), fit, w.Fitted)
	return err
}

// Learner implements coach.BookReader.
func (q *queries) Learner(person string) (l coach.LearnerState, err error) {
	l, err = one(q, "learner", scanLearner, `SELECT state, review FROM learner WHERE workspace = ? AND person = ?`, person)
	if coach.IsNotFound(err) {
		err = nil
	}
	return l, err
}

func scanLearner(s scanner) (l coach.LearnerState, err error) {
	var state, review []byte
	if err = s.Scan(&state, &review); err != nil {
		return l, err
	}
	if err = l.Mastery.UnmarshalBinary(state); err != nil {
		return l, err
	}
	return l, l.Review.UnmarshalBinary(review)
}

// PutLearner implements coach.Book.
func (q *queries) PutLearner(person string, l coach.LearnerState) error {
	_, err := q.exec(`INSERT INTO learner (workspace, person, state, review) VALUES (?, ?, ?, ?)
		ON CONFLICT (workspace, person) DO UPDATE SET state = excluded.state, review = excluded.review`,
		person, l.Mastery.AppendBinary(nil), l.Review.AppendBinary(nil))
	return err
}

// Item implements coach.BookReader.
func (q *queries) Item(item string) (i mastery.Item, err error) {
	return i, q.state(&i, `SELECT state FROM item WHERE workspace = ? AND item = ?`, item)
}

// PutItem implements coach.Book.
func (q *queries) PutItem(item string, i mastery.Item) error {
	_, err := q.exec(`INSERT INTO item (workspace, item, state) VALUES (?, ?, ?)
		ON CONFLICT (workspace, item) DO UPDATE SET state = excluded.state`, item, i.AppendBinary(nil))
	return err
}

// Shared implements coach.BookReader.
func (q *queries) Shared(skill string) (s mastery.Shared, err error) {
	return s, q.state(&s, `SELECT state FROM skill WHERE workspace = ? AND skill = ?`, skill)
}

// PutShared implements coach.Book.
func (q *queries) PutShared(skill string, s mastery.Shared) error {
	_, err := q.exec(`INSERT INTO skill (workspace, skill, state) VALUES (?, ?, ?)
		ON CONFLICT (workspace, skill) DO UPDATE SET state = excluded.state`, skill, s.AppendBinary(nil))
	return err
}

const estimateColumns = `SELECT person, skill, state, standing, card, reviewed, due, params, position FROM estimate WHERE workspace = ?`

func scanEstimate(s scanner) (e coach.Estimate, err error) {
	var state, standing, card []byte
	var due int64
	if err = s.Scan(&e.Person, &e.Skill, &state, &standing, &card, &e.Reviewed, &due, &e.Params, &e.Position); err != nil {
		return e, err
	}
	e.Due = instant(due)
	if err = e.State.UnmarshalBinary(state); err != nil {
		return e, err
	}
	if err = e.Standing.UnmarshalBinary(standing); err != nil {
		return e, err
	}
	return e, e.Card.UnmarshalBinary(card)
}

// Estimate implements coach.BookReader.
func (q *queries) Estimate(person, skill string) (coach.Estimate, error) {
	e, err := one(q, "estimate", scanEstimate, estimateColumns+` AND person = ? AND skill = ?`, person, skill)
	if coach.IsNotFound(err) {
		return coach.Estimate{Person: person, Skill: skill}, nil
	}
	return e, err
}

// Estimates implements bot.Reader.
func (q *queries) Estimates(person string) ([]bot.Estimated, error) {
	return list(q, scanEstimated, `SELECT e.person, e.skill, e.state, e.standing, e.card, e.reviewed, e.due, e.params, e.position, s.state
		FROM estimate e LEFT JOIN skill s ON s.workspace = e.workspace AND s.skill = e.skill WHERE e.workspace = ? AND e.person = ? ORDER BY e.skill`, person)
}

// scanEstimated reads an estimate and the state of its skill after it.
func scanEstimated(s scanner) (e bot.Estimated, err error) {
	var shared []byte
	e.Estimate, err = scanEstimate(trailing{s, &shared})
	if err != nil || shared == nil {
		return e, err
	}
	return e, e.Shared.UnmarshalBinary(shared)
}

// trailing is a row with one more column than is asked for.
type trailing struct {
	scanner
	last any
}

func (t trailing) Scan(dest ...any) error { return t.scanner.Scan(append(dest, t.last)...) }

// PutEstimate implements coach.Book.
func (q *queries) PutEstimate(e coach.Estimate) error {
	_, err := q.exec(`INSERT INTO estimate (workspace, person, skill, state, standing, card, reviewed, due, params, position)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (workspace, person, skill) DO UPDATE SET state = excluded.state, standing = excluded.standing, card = excluded.card,
		reviewed = excluded.reviewed, due = excluded.due, params = excluded.params, position = excluded.position`,
		e.Person, e.Skill, e.State.AppendBinary(nil), e.Standing.AppendBinary(nil), e.Card.AppendBinary(nil),
		int64(e.Reviewed), millis(e.Due), e.Params, e.Position)
	return err
}

const factColumns = `SELECT person, item, skill, card, due FROM fact WHERE workspace = ?`

func scanFact(s scanner) (f coach.Fact, err error) {
	var card []byte
	var due int64
	if err = s.Scan(&f.Person, &f.Item, &f.Skill, &card, &due); err != nil {
		return f, err
	}
	f.Due = instant(due)
	return f, f.Card.UnmarshalBinary(card)
}

// Fact implements coach.BookReader.
func (q *queries) Fact(person, item string) (coach.Fact, error) {
	f, err := one(q, "fact", scanFact, factColumns+` AND person = ? AND item = ?`, person, item)
	if coach.IsNotFound(err) {
		return coach.Fact{Person: person, Item: item}, nil
	}
	return f, err
}

// DueFacts implements bot.Reader.
func (q *queries) DueFacts(person string, now time.Time, limit int) ([]coach.Fact, error) {
	return list(q, scanFact, factColumns+` AND person = ? AND due <= ? AND due > 0 ORDER BY due, item LIMIT ?`, person, millis(now), limit)
}

// hasFacts tells whether a person has any facts.
func (q *queries) hasFacts(person string) (has bool, err error) {
	err = q.row("facts", `SELECT EXISTS (SELECT 1 FROM fact WHERE workspace = ? AND person = ?)`, []any{person}, &has)
	return has, err
}

// PutFact implements coach.Book.
func (q *queries) PutFact(f coach.Fact) error {
	_, err := q.exec(`INSERT INTO fact (workspace, person, item, skill, card, due) VALUES (?, ?, ?, ?, ?, ?)
		ON CONFLICT (workspace, person, item) DO UPDATE SET skill = excluded.skill, card = excluded.card, due = excluded.due`,
		f.Person, f.Item, f.Skill, f.Card.AppendBinary(nil), millis(f.Due))
	return err
}

// Clear implements coach.Book.
func (q *queries) Clear(person string) error {
	for _, query := range []string{
		`DELETE FROM learner WHERE workspace = ? AND person = ?`,
		`DELETE FROM estimate WHERE workspace = ? AND person = ?`,
		`DELETE FROM fact WHERE workspace = ? AND person = ?`,
	} {
		if _, err := q.exec(query, person); err != nil {
			return err
		}
	}
	return nil
}

// Copy implements coach.Book.
func (q *queries) Copy(from, to string) error {
	if err := q.Clear(to); err != nil {
		return err
	}
	for _, query := range []string{
		`INSERT INTO learner (workspace, person, state, review)
			SELECT workspace, ?3, state, review FROM learner WHERE workspace = ?1 AND person = ?2`,
		`INSERT INTO estimate (workspace, person, skill, state, standing, card, reviewed, due, params, position)
			SELECT workspace, ?3, skill, state, standing, card, reviewed, due, params, position FROM estimate WHERE workspace = ?1 AND person = ?2`,
		`INSERT INTO fact (workspace, person, item, skill, card, due)
			SELECT workspace, ?3, item, skill, card, due FROM fact WHERE workspace = ?1 AND person = ?2`,
	} {
		if _, err := q.exec(query, from, to); err != nil {
			return err
		}
	}
	return nil
}
