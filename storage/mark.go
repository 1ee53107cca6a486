package storage

import (
	"context"
	"errors"
)

// Mark is how far a direct conversation of a platform has been handled: the
// newest message of it that was handed over, by the platform's ID, a decimal
// number that grows with time.
type Mark struct{ Channel, Message string }

// Marks keeps, for one platform, how far each direct conversation has been
// handled. It holds IDs and no words. It is safe for use by several goroutines.
type Marks struct {
	store    *Store
	platform string
}

// Marks returns the marks of a platform.
func (s *Store) Marks(platform string) *Marks { return &Marks{s, platform} }

// Newest lists the n conversations with the newest messages, newest first.
func (m *Marks) Newest(ctx context.Context, n int) (marks []Mark, err error) {
	err = m.store.moment(ctx, m.platform, func(q *queries) error {
		marks, err = list(q, func(s scanner) (one Mark, err error) {
			return one, s.Scan(&one.Channel, &one.Message)
		}, `SELECT channel, message FROM mark WHERE platform = ? ORDER BY length(message) DESC, message DESC LIMIT ?`, n)
		return err
	})
	return marks, err
}

// Put keeps marks, together. An older one never replaces a newer one.
func (m *Marks) Put(ctx context.Context, marks []Mark) error {
	if len(marks) == 0 {
		return nil
	}
	for _, one := range marks {
		if one.Channel == "" || one.Message == "" {
			return errors.New("a mark without a channel or a message")
		}
	}
	_, err := m.store.do(ctx, m.platform, "", func(t *tx) error {
		for _, one := range marks {
			// Decimal numbers without zeros before them: the longer is the greater.
			if _, err := t.exec(`INSERT INTO mark (platform, channel, message) VALUES (?, ?, ?)
				ON CONFLICT (platform, channel) DO UPDATE SET message = excluded.message
				WHERE (length(excluded.message), excluded.message) > (length(mark.message), mark.message)`,
				one.Channel, one.Message); err != nil {
				return err
			}
		}
		return nil
	})
	return err
}
