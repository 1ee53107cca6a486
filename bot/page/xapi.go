package page

import (
	"context"
	"crypto/sha1"
	"encoding/hex"
	"encoding/json"
	"io"
	"net/url"
	"strconv"
	"time"

	"pacer/bot/chat"
	"pacer/coach"
)

// Statements of the Experience API 1.0.3
// (https://github.com/adlnet/xAPI-Spec/blob/master/xAPI-Data.md), the parts that
// an answer needs. The property version is left out, as that text asks of all but
// the store that keeps them.
type statement struct {
	ID        string    `json:"id"`
	Actor     actor     `json:"actor"`
	Verb      verb      `json:"verb"`
	Object    activity  `json:"object"`
	Result    result    `json:"result"`
	Context   context_  `json:"context"`
	Timestamp time.Time `json:"timestamp"`
}

type actor struct {
	Type    string  `json:"objectType"`
	Name    string  `json:"name,omitempty"`
	Account account `json:"account"`
}

type account struct {
	HomePage string `json:"homePage"`
	Name     string `json:"name"`
}

type verb struct {
	ID      string            `json:"id"`
	Display map[string]string `json:"display"`
}

type activity struct {
	Type       string      `json:"objectType"`
	ID         string      `json:"id"`
	Definition *definition `json:"definition,omitempty"`
}

type definition struct {
	Type string            `json:"type"`
	Name map[string]string `json:"name,omitempty"`
}

type result struct {
	Score    *score `json:"score,omitempty"`
	Success  bool   `json:"success"`
	Response string `json:"response,omitempty"`
	Duration string `json:"duration,omitempty"`
}

type score struct {
	Scaled float64 `json:"scaled"`
}

type context_ struct {
	Activities activities     `json:"contextActivities"`
	Extensions map[string]any `json:"extensions,omitempty"`
}

type activities struct {
	Parent   []activity `json:"parent"`
	Grouping []activity `json:"grouping,omitempty"`
}

// The IRIs of what a statement is made of, from the vocabulary that ADL keeps
// (https://registry.tincanapi.com).
const (
	verbAnswered      = "http://adlnet.gov/expapi/verbs/answered"
	activityQuestion  = "http://adlnet.gov/expapi/activities/question"
	activityCourse    = "http://adlnet.gov/expapi/activities/course"
	activityObjective = "http://adlnet.gov/expapi/activities/objective"
)

// noHome is where statements are from where nobody said under which address the
// pages stand. The name can belong to nobody (RFC 2606).
const noHome = "https://pacer.invalid/"

// XAPI writes every answer that the learners of a class gave in its courses as a
// statement, one on a line. Actors are known by their IDs; named adds what they
// are called. The same answer has the same ID whenever it is written, so that a
// store that has it keeps one. An answer that was taken back as a slip of the
// finger is left out, and one that was put right counts as right.
func (p *Pages) XAPI(ctx context.Context, who Viewer, class string, named bool, w io.Writer) error {
	what := "statements"
	if named {
		what += " with names"
	}
	if err := p.export(ctx, who, class, what); err != nil {
		return err
	}
	out := json.NewEncoder(w) // writes a line each
	return p.eachLearner(ctx, who, class, func(v *visit, c coach.Class, of *coach.Person) error {
		by := actor{Type: "Agent", Account: account{HomePage: v.home(), Name: of.ID}}
		if named {
			by.Name = of.Name
		}
		return v.eachAttempt(c, of.ID, func(e, correction *coach.Entry) error {
			if correction != nil && correction.Kind == coach.EntryMistap {
				return nil
			}
			s, err := v.statement(by, e, correction)
			if err != nil {
				return err
			}
			return out.Encode(s)
		})
	})
}

// home is the address that statements are from.
func (v *visit) home() string {
	if v.PageURL() != "" {
		return v.PageURL() + "/"
	}
	return noHome
}

func (v *visit) statement(by actor, e, correction *coach.Entry) (*statement, error) {
	home := v.home()
	s := &statement{
		ID: nameUUID(home + v.Workspace.ID + "/" + strconv.FormatInt(e.Position, 10)), Actor: by,
		Verb:      verb{ID: verbAnswered, Display: map[string]string{"en": "answered"}},
		Object:    activity{Type: "Activity", ID: home + "item/" + path(e.Item), Definition: &definition{Type: activityQuestion}},
		Result:    result{Success: isRight(e, correction), Duration: duration(e.Took)},
		Timestamp: e.At.UTC(),
	}
	scaled := e.Score
	if correction != nil && correction.Kind == coach.EntryRegrade {
		scaled = correction.Score
	}
	s.Result.Score = &score{Scaled: min(max(scaled, 0), 1)}
	it, err := v.Asked(e)
	if err != nil {
		return nil, err
	}
	if it != nil {
		s.Object.Definition.Name = map[string]string{v.languageOf(e.Course): chat.Plain(v.Question(it))}
	}
	words, err := v.Words(e.Position)
	if err != nil && !coach.IsNotFound(err) {
		return nil, err
	}
	if s.Result.Response, err = v.said(e, it, words.Said); err != nil {
		return nil, err
	}
	s.Context.Activities.Parent = []activity{{Type: "Activity", ID: home + "course/" + path(e.Course), Definition: &definition{Type: activityCourse}}}
	for _, skill := range e.Skills {
		s.Context.Activities.Grouping = append(s.Context.Activities.Grouping, activity{
			Type: "Activity", ID: home + "skill/" + path(skill), Definition: &definition{Type: activityObjective},
		})
	}
	s.Context.Extensions = map[string]any{home + "extension/try": e.Try, home + "extension/counts": e.Counts, home + "extension/hints": e.Hints}
	if words.Confidence > 0 {
		s.Context.Extensions[home+"extension/confidence"] = words.Confidence
	}
	return s, nil
}

// languageOf is the language of a course; "und", for undetermined, of one that was
// withdrawn.
func (v *visit) languageOf(course string) string {
	if k := v.Courses.Course(course); k != nil && k.Language != "" {
		return k.Language
	}
	return "und"
}

// path is "course/id" as part of an address.
func path(key string) string { return (&url.URL{Path: key}).EscapedPath() }

// duration writes how long somebody took as ISO 8601 has it, to the hundredth of
// a second, as the specification asks; empty where it is not known.
func duration(took time.Duration) string {
	if took <= 0 {
		return ""
	}
	return "PT" + strconv.FormatFloat(took.Seconds(), 'f', 2, 64) + "S"
}

// nameUUID is the UUID of a name: version 5 of RFC 9562, in the namespace for
// addresses.
func nameUUID(name string) string {
	space := []byte("\x6b\xa7\xb8\x11\x9d\xad\x11\xd1\x80\xb4\x00\xc0\x4f\xd4\x30\xc8")
	sum := sha1.Sum(append(space, name...))
	sum[6] = sum[6]&0x0f | 0x50
	sum[8] = sum[8]&0x3f | 0x80
	h := hex.EncodeToString(sum[:16])
	return h[:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:]
}
