package convert

import (
	"cmp"
	"database/sql"
	"errors"
	"io/fs"
	"slices"
	"time"
)

const ankiMaxReviews = 2_000_000

// AnkiReview is one answer to a card that a learner gave in Anki.
type AnkiReview struct {
	Item   string        // the ID that Import gives to the card's item
	At     time.Time     // in UTC, to the millisecond
	Rating int           // 1 again, 2 hard, 3 good, 4 easy
	Took   time.Duration // Anki counts at most a minute, or what the deck's options say
}

// AnkiReviews reads the review history of a package or collection, oldest first.
// It is empty where the deck was exported without one. Entries that are no
// answers (cards set back or moved by hand) are left out, and so are answers to
// cards that are gone. The error is a sentence.
func AnkiReviews(src fs.FS, name string) (_ []AnkiReview, err error) {
	pack, err := openAnki(src, name)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, pack.close()) }()
	d, err := openAnkiDB(pack.collection)
	if err != nil {
		return nil, ankiFault(err)
	}
	defer func() { err = errors.Join(err, d.close()) }()
	if err := d.need("notes", "cards"); err != nil {
		return nil, err
	}
	if !d.has["revlog"] {
		return nil, nil
	}
	c := &ankiCollection{notes: make(map[int64]*ankiNote)}
	if err := errors.Join(c.readNotes(d), c.readCards(d)); err != nil {
		return nil, ankiFault(err)
	}
	items := make(map[int64]string, len(c.cards)) // by card
	for _, card := range c.cards {
		if note := c.notes[card.note]; note != nil && note.fields != nil {
			items[card.id] = ankiItemID(note, card)
		}
	}
	var reviews []AnkiReview
	_, err = d.each("SELECT cast(id AS integer), cast(cid AS integer), cast(ease AS integer), cast(time AS integer) FROM revlog", ankiMaxReviews, func(scan func(...any) error) error {
		var at, card, rating, took sql.NullInt64
		if err := scan(&at, &card, &rating, &took); err != nil {
			return err
		}
		item := items[card.Int64]
		if item == "" || rating.Int64 < 1 || rating.Int64 > 4 {
			return nil
		}
		const longest = int64(24 * time.Hour / time.Millisecond)
		reviews = append(reviews, AnkiReview{
			Item: item, At: time.UnixMilli(at.Int64).UTC(), Rating: int(rating.Int64),
			Took: time.Duration(min(max(took.Int64, 0), longest)) * time.Millisecond,
		})
		return nil
	})
	if err != nil {
		return nil, ankiFault(err)
	}
	slices.SortStableFunc(reviews, func(a, b AnkiReview) int { return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Item, b.Item)) })
	return reviews, nil
}
