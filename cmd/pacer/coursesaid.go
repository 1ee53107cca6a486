package main

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"pacer/bot"
	"pacer/coach"
	"pacer/coach/course"
	"pacer/coach/grade"
	"pacer/storage"
)

// said finds what learners said in a workspace's attempts, as it was read, so
// that the same answer is the same words: of choices the texts that were picked,
// whatever their letters.
type said struct {
	store     *storage.Store
	workspace string
	items     map[string]*course.Item // by "course/item version"; nil: not kept any more
	version   map[string]string       // of each item, the latest seen
}

func newSaid(s *storage.Store, workspace string) *said {
	return &said{s, workspace, make(map[string]*course.Item), make(map[string]string)}
}

// of is what was said in an attempt, or empty where that cannot be told: the words
// were forgotten, or what was asked is not kept.
func (s *said) of(ctx context.Context, e *coach.Entry) (read string, err error) {
	err = s.store.View(ctx, s.workspace, func(r bot.Reader) error {
		words, err := r.Words(e.Position)
		if err != nil {
			return unlessMissing(err)
		}
		it, err := s.item(r, e.Item, e.Version)
		if err != nil || it == nil || it.Kind == course.Free {
			return err // a free answer is nobody else's
		}
		q, err := r.Question(e.Question)
		if err != nil {
			return unlessMissing(err) // the letters of its options are not known any more
		}
		if len(it.Vars) > 0 {
			return nil // everybody was asked something else
		}
		read = readAs(it, q.Order, words.Said)
		return nil
	})
	return read, err
}

// readAs is an answer to an item in words that are the same for the same answer.
func readAs(it *course.Item, order []int, said string) string {
	r := grade.Answer(it, order, said)
	if it.Kind == course.Choice || it.Kind == course.Choices {
		var texts []string
		for i := range it.Options {
			for _, picked := range r.Picked {
				if picked == i {
					texts = append(texts, course.Visible(it.Options[i].Text))
				}
			}
		}
		return strings.Join(texts, "; ")
	}
	return r.Read
}

// item reads the content of an item's version, once.
func (s *said) item(r bot.Reader, item, version string) (*course.Item, error) {
	key := item + " " + version
	if it, known := s.items[key]; known {
		return it, nil
	}
	of, id, _ := strings.Cut(item, "/")
	content, err := r.Content(of, id, version)
	if err != nil {
		s.items[key] = nil
		return nil, unlessMissing(err)
	}
	it := new(course.Item)
	if err := json.Unmarshal(content, it); err != nil {
		return nil, fmt.Errorf("content of %s version %s: %w", item, version, err)
	}
	s.items[key] = it
	return it, nil
}

// question is what an item asked last, as it is seen.
func (s *said) question(ctx context.Context, item string) (text string, err error) {
	err = s.store.View(ctx, s.workspace, func(r bot.Reader) error {
		it, err := s.item(r, item, s.version[item])
		if it != nil {
			text = strings.Join(strings.Fields(course.Visible(it.Question)), " ")
		}
		return err
	})
	return text, err
}

// unlessMissing is nil for what is not there.
func unlessMissing(err error) error {
	if coach.IsNotFound(err) {
		return nil
	}
	return err
}
