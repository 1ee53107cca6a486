package bot_test

import (
	"bytes"
	"image"
	_ "image/png"
	"strings"
	"testing"

	"pacer/bot"
	"pacer/coach"
	"pacer/coach/mastery"
	"pacer/coach/reflect"
)

// drawings are the decoded charts of a reply, by how their words begin.
func drawings(t *testing.T, r reply) (alts []string) {
	t.Helper()
	for alt, p := range pictures(r.posts) {
		if p.Type != "image/png" {
			t.Errorf("%q is of type %q", alt, p.Type)
		}
		if _, _, err := image.Decode(bytes.NewReader(p.Data)); err != nil {
			t.Errorf("%q is no picture: %v", alt, err)
		}
		alts = append(alts, alt)
	}
	return alts
}

func TestProgressIsShownAsPicturesWithWords(t *testing.T) {
	t.Parallel()
	ann, it := at(t, "rows-number")
	h := ann.house
	if alts := drawings(t, ann.says("progress")); len(alts) > 0 {
		t.Errorf("of nothing known there is %q", alts)
	}
	ann.says("practice")
	q, _, _ := ann.question()
	ann.says(right(q, it))
	r := ann.says("progress")
	alts := drawings(t, r)
	if len(alts) != 1 || !strings.Contains(alts[0], "Bars") {
		t.Fatalf("shown: %q", alts)
	}
	for _, want := range []string{ann.courses["one"].Skills[0].Title, "Starting"} {
		if !strings.Contains(alts[0], want) {
			t.Errorf("%q is not in the words of the picture: %s", want, alts[0])
		}
	}

	// Some weeks later, with how sure they were and two skills reached.
	id := ann.id()
	h.seed(school, func(tx bot.Tx) error {
		p, err := tx.Person(id)
		if err != nil {
			return err
		}
		for range reflect.Least {
			p.Sure = p.Sure.Add(3, true)
		}
		if err := tx.PutPerson(p); err != nil {
			return err
		}
		for week := range 4 {
			s := coach.Session{ID: "0" + string(rune('a'+week)), Person: id, Course: "one", Started: h.now.AddDate(0, 0, -7*(4-week)), Ended: h.now.AddDate(0, 0, -7*(4-week))}
			if week%2 == 1 {
				s.Gained = []coach.Gain{{Skill: "one/a", Level: int(mastery.Proficient)}}
			}
			if err := tx.PutSession(s); err != nil {
				return err
			}
		}
		return nil
	})
	alts = drawings(t, ann.says("progress"))
	if all := strings.Join(alts, "\n"); len(alts) != 3 || !strings.Contains(all, "right 10 of 10 times") || !strings.Contains(all, "A line over 5 weeks") {
		t.Errorf("shown: %q", alts)
	}
	for _, row := range h.dump()["outbox"] {
		if strings.Contains(row, "89504e47") || strings.Contains(row, "iVBOR") {
			t.Error("the outbox holds the bytes of a picture")
		}
	}
}
