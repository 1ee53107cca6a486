package page

import (
	"context"
	"encoding/csv"
	"io"
	"math"
	"strconv"
	"strings"
	"time"

	"pacer/bot/chat"
	"pacer/coach"
)

// What a teacher takes along is written while it is read, learner by learner: a
// class of years is as little trouble as one of a week. Each export leaves a line
// in the audit trail, before the first byte.

// isFormula tells what a spreadsheet would read as a formula: what begins with
// one of the signs of
// https://owasp.org/www-community/attacks/CSV_Injection
func isFormula(cell string) bool {
	return cell != "" && strings.ContainsRune("=+-@\t\r\n＝＋－＠", firstRune(cell))
}

func firstRune(s string) rune {
	for _, r := range s {
		return r
	}
	return 0
}

// escaped is a cell that no spreadsheet reads as a formula. A number stays what it
// is, also below zero.
func escaped(cell string) string {
	if !isFormula(cell) {
		return cell
	}
	if _, err := strconv.ParseFloat(cell, 64); err == nil {
		return cell
	}
	return "'" + cell
}

// table writes rows of cells, escaped, and remembers the first error.
type table struct {
	w   *csv.Writer
	err error
}

func newTable(w io.Writer) *table { return &table{w: csv.NewWriter(w)} }

func (t *table) row(cells ...string) {
	for i := range cells {
		cells[i] = escaped(cells[i])
	}
	if t.err == nil {
		t.err = t.w.Write(cells)
	}
}

func (t *table) end() error {
	t.w.Flush()
	if t.err != nil {
		return t.err
	}
	return t.w.Error()
}

// export checks who asks, and notes that they did.
func (p *Pages) export(ctx context.Context, who Viewer, class, what string) error {
	return p.noted(ctx, who, func(v *visit) error {
		c, _, err := v.class(class)
		if err != nil {
			return err
		}
		return v.Note("export "+what, c.ID, "")
	})
}

// Gradebook writes where each learner of a class stands on each skill, as CSV: a
// row a learner; a level and an estimate in percent, as it is today, for each
// skill. Skills not met are empty.
func (p *Pages) Gradebook(ctx context.Context, who Viewer, class string, w io.Writer) error {
	if err := p.export(ctx, who, class, "gradebook"); err != nil {
		return err
	}
	return p.look(ctx, who, func(v *visit) error {
		c, _, err := v.class(class)
		if err != nil {
			return err
		}
		all, err := v.learners(c)
		if err != nil {
			return err
		}
		skills := v.skillsOf(c)
		t := newTable(w)
		heading := []string{"learner", "name", "last practised"}
		for _, s := range skills {
			heading = append(heading, s.ID+" level", s.ID+" percent")
		}
		t.row(heading...)
		for i := range all.list {
			person := &all.list[i]
			known, err := v.Knowledge(person, c.Courses)
			if err != nil {
				return err
			}
			levels, percents := make(map[string]string), make(map[string]string)
			for j := range known {
				k := &known[j]
				levels[k.Skill], percents[k.Skill] = chat.Plain(v.LevelName(k.Why.Level)), strconv.Itoa(percent(k.P))
			}
			last := ""
			if person.Active.Last != 0 {
				last = person.Active.Last.String()
			}
			row := []string{person.ID, person.Name, last}
			for _, s := range skills {
				row = append(row, levels[s.ID], percents[s.ID])
			}
			t.row(row...)
		}
		return t.end()
	})
}

// attemptColumns are the columns of Attempts.
var attemptColumns = []string{
	"learner", "name", "time", "course", "skill", "item", "version", "try", "counts", "right", "hints", "seconds", "too fast", "self-graded",
	"misconception", "confidence", "corrected", "answer",
}

// Attempts writes every answer that the learners of a class gave in its courses,
// as CSV, a learner after the other and each in time. Times are in UTC; right is
// as corrected.
func (p *Pages) Attempts(ctx context.Context, who Viewer, class string, w io.Writer) error {
	if err := p.export(ctx, who, class, "attempts"); err != nil {
		return err
	}
	t := newTable(w)
	t.row(append([]string(nil), attemptColumns...)...)
	err := p.eachLearner(ctx, who, class, func(v *visit, c coach.Class, of *coach.Person) error {
		return v.eachAttempt(c, of.ID, func(e, correction *coach.Entry) error {
			words, err := v.Words(e.Position)
			if err != nil && !coach.IsNotFound(err) {
				return err
			}
			it, err := v.Asked(e)
			if err != nil {
				return err
			}
			said, err := v.said(e, it, words.Said)
			if err != nil {
				return err
			}
			corrected := ""
			if correction != nil {
				corrected = string(correction.Kind)
			}
			skill := ""
			if len(e.Skills) > 0 {
				skill = e.Skills[0]
			}
			confidence := ""
			if words.Confidence > 0 {
				confidence = strconv.Itoa(words.Confidence)
			}
			t.row(of.ID, of.Name, e.At.UTC().Format(time.RFC3339), e.Course, skill, e.Item, e.Version, strconv.Itoa(e.Try),
				strconv.FormatBool(e.Counts), strconv.FormatBool(isRight(e, correction)), strconv.Itoa(e.Hints), seconds(e.Took),
				strconv.FormatBool(e.Rapid), strconv.FormatBool(e.SelfGraded), e.Misconception, confidence, corrected, said)
			return t.err
		})
	})
	if err != nil {
		return err
	}
	return t.end()
}

// seconds writes how long somebody took; empty where it is not known.
func seconds(took time.Duration) string {
	if took <= 0 {
		return ""
	}
	return strconv.FormatFloat(took.Seconds(), 'f', 1, 64)
}

// eachLearner visits the learners of a class, each at a moment of their own: an
// export holds up nobody.
func (p *Pages) eachLearner(ctx context.Context, who Viewer, class string, fn func(v *visit, c coach.Class, of *coach.Person) error) error {
	var ids []string
	if err := p.look(ctx, who, func(v *visit) error {
		c, _, err := v.class(class)
		if err != nil {
			return err
		}
		all, err := v.learners(c)
		ids = all.ids()
		return err
	}); err != nil {
		return err
	}
	for _, id := range ids {
		err := p.look(ctx, who, func(v *visit) error {
			c, _, err := v.class(class)
			if err != nil {
				return err
			}
			of, err := v.learner(c, id)
			if isNowhere(err) {
				return nil // left while it was written
			}
			if err != nil {
				return err
			}
			return fn(v, c, &of)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// eachAttempt lists what counts as a learner's attempts in a class's courses, in
// time, each with the last word on it.
func (v *visit) eachAttempt(class coach.Class, person string, fn func(e, correction *coach.Entry) error) error {
	history, err := coach.History(v.Reader, person, math.MaxInt64)
	if err != nil {
		return err
	}
	corrections := correctionsIn(history)
	for i := range history {
		e := &history[i]
		if e.Kind != coach.EntryAttempt || !isBound(class, e.Item) {
			continue
		}
		if err := fn(e, corrections[e.Position]); err != nil {
			return err
		}
	}
	return nil
}
