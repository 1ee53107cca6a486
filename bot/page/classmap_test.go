package page_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"pacer/bot"
	"pacer/bot/page"
	"pacer/coach"
	"pacer/coach/mastery"
)

func TestTheMapShowsWhereEachLearnerStands(t *testing.T) {
	t.Parallel()
	h := classroom(t)
	m := the[*page.ClassMap](h)(h.pages.ClassMap(t.Context(), who(school, "tess"), "a", 0))
	if len(m.Rows) != 3 || m.Of != 3 || m.Next != 0 || m.Rows[0].Name != "Name of ann" {
		t.Fatalf("%+v", m.Rows)
	}
	rows := slices.IndexFunc(m.Skills, func(s page.MapSkill) bool { return s.ID == "tiles/rows" })
	ann, bob, cem := m.Rows[0].Cells[rows], m.Rows[1].Cells[rows], m.Rows[2].Cells[rows]
	if m.Levels[ann.Level].Key != "proficient" || m.Levels[bob.Level].Key != "developing" || m.Levels[cem.Level].Key != "none" {
		t.Errorf("ann %v, bob %v, cem %v", ann, bob, cem)
	}
	if s := m.Skills[rows]; s.Counts != [page.Levels]int{1, 0, 1, 1} || s.Ready != (page.Share{N: 1, Of: 3}) || !strings.Contains(s.Words, "1 of 3") {
		t.Errorf("%+v", s)
	}
	if m.Rows[1].Needs != 1 || m.Rows[0].Needs != 0 {
		t.Errorf("needs %d and %d", m.Rows[0].Needs, m.Rows[1].Needs)
	}
	if m.Words(ann) != "Proficient" || m.Words(cem) != "Not met yet" {
		t.Errorf("%q, %q", m.Words(ann), m.Words(cem))
	}
	span := 0
	for _, c := range m.Courses {
		span += c.Span
	}
	if span != len(m.Skills) {
		t.Errorf("courses span %d columns of %d", span, len(m.Skills))
	}
}

// What was learnt fades on the map when its review is due, and the level stays.
func TestTheMapShowsWhatFades(t *testing.T) {
	t.Parallel()
	h := classroom(t)
	h.now = h.now.AddDate(1, 0, 0)
	m := the[*page.ClassMap](h)(h.pages.ClassMap(t.Context(), who(school, "tess"), "a", 0))
	rows := slices.IndexFunc(m.Skills, func(s page.MapSkill) bool { return s.ID == "tiles/rows" })
	if c := m.Rows[0].Cells[rows]; !c.Fading || m.Levels[c.Level].Key != "proficient" || m.Words(c) != "Proficient, fading" || m.Skills[rows].Fading == 0 {
		t.Errorf("%+v %q", c, m.Words(c))
	}
}

// Answers that come after a map was shown stand on the next one, whoever gives them
// and however they were moved.
func TestTheMapFollowsTheLog(t *testing.T) {
	t.Parallel()
	h := classroom(t)
	cell := func(row int) page.Cell {
		m := the[*page.ClassMap](h)(h.pages.ClassMap(t.Context(), who(school, "tess"), "a", 0))
		return m.Rows[row].Cells[slices.IndexFunc(m.Skills, func(s page.MapSkill) bool { return s.ID == "tiles/rows" })]
	}
	if was := cell(2); was.Level != 0 {
		t.Fatalf("%+v", was)
	}
	h.answers(school, "cem", said{item: "tiles/rows-choice", right: true, at: h.now})
	if is := cell(2); is.Level != 1 {
		t.Errorf("after one answer: %+v", is)
	}
	h.entry(school, coach.Entry{Kind: coach.EntryLevel, Person: "cem", At: h.now, Skills: []string{"tiles/rows"}, Level: mastery.Distinguished, By: "tess"})
	if is := cell(2); is.Level != 5 || !is.Taught {
		t.Errorf("after a teacher's word: %+v", is)
	}
	h.person(school, "dan")
	h.entry(school, coach.Entry{Kind: coach.EntryJoined, Person: "bob", Source: "cem", At: h.now})
	if is := cell(1); is.Level != 5 {
		t.Errorf("after two became one: %+v", is)
	}
	h.seed(school, func(tx bot.Tx) error { return tx.RemoveMember("a", "ann") })
	if m := the[*page.ClassMap](h)(h.pages.ClassMap(t.Context(), who(school, "tess"), "a", 0)); m.Of != 2 || m.Rows[0].Name != "Name of bob" {
		t.Errorf("after somebody left: %+v", m.Rows)
	}
}

func TestALargeClassIsShownByThePage(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.class(school, "a")
	h.person(school, "tess")
	h.member(school, "a", "tess", coach.Teacher)
	for i := range 2*page.MapPage + 7 {
		id := fmt.Sprintf("l%03d", i)
		h.person(school, id)
		h.member(school, "a", id, coach.Learner)
	}
	seen := make(map[string]bool)
	for from, pages := 0, 0; ; pages++ {
		m := the[*page.ClassMap](h)(h.pages.ClassMap(t.Context(), who(school, "tess"), "a", from))
		for _, r := range m.Rows {
			if seen[r.ID] {
				t.Errorf("%s stands twice", r.ID)
			}
			seen[r.ID] = true
		}
		if from = m.Next; from == 0 {
			if pages != 2 {
				t.Errorf("%d pages", pages+1)
			}
			break
		}
	}
	if len(seen) != 2*page.MapPage+7 {
		t.Errorf("%d of them", len(seen))
	}
	for _, from := range []int{-1, 1 << 30} {
		if m := the[*page.ClassMap](h)(h.pages.ClassMap(t.Context(), who(school, "tess"), "a", from)); m.From < 0 || m.From > m.Of {
			t.Errorf("from %d: %d", from, m.From)
		}
	}
}

// On a wall nobody is known: neither by a name nor by an ID, nor by the order, and
// the made-up names stay the same when somebody joins.
func TestTheProjectorNamesNobody(t *testing.T) {
	t.Parallel()
	h := classroom(t)
	names := func() (all []string) {
		m := the[*page.Projector](h)(h.pages.Projector(t.Context(), who(school, "tess"), "a", 0))
		shown := fmt.Sprintf("%+v", m)
		for _, known := range []string{"ann", "bob", "cem"} {
			if strings.Contains(shown, "Name of "+known) || strings.Contains(shown, "ID:"+known) {
				t.Errorf("%s stands on the wall: %s", known, shown)
			}
		}
		for _, r := range m.Rows {
			if r.Needs != 0 || r.Last != "" {
				t.Errorf("tells %+v", r)
			}
			all = append(all, r.Name)
		}
		if m.Class.Open != 0 {
			t.Error("tells how many need somebody")
		}
		return all
	}
	was := names()
	if len(was) != 3 || !slices.IsSorted(was) || was[0] == was[1] {
		t.Fatalf("%q", was)
	}
	h.person(school, "zoe")
	h.member(school, "a", "zoe", coach.Learner)
	is := names()
	for _, name := range was {
		if !slices.Contains(is, name) {
			t.Errorf("%q is called something else now: %q", name, is)
		}
	}
	other := the[*page.Projector](h)(h.pages.Projector(t.Context(), who(garden, "tess"), "a", 0))
	if len(other.Rows) != 3 {
		t.Errorf("%+v", other.Rows)
	}
}

// Whatever happens between two looks, and however many look at once, a map that
// follows the log shows what one shows that reads everything.
func TestAMapThatFollowsShowsWhatOneReadAnewShows(t *testing.T) {
	t.Parallel()
	h := classroom(t)
	dice := rand.New(rand.NewPCG(1, 2))
	people := []string{"ann", "bob", "cem"}
	items := []string{"tiles/rows-choice", "tiles/rows-number", "tiles/areas-number", "tiles/areas-unit", "birds/owl", "birds/robin"}
	cells := func(p *page.Pages) (all [][]page.Cell) {
		for _, r := range the[*page.ClassMap](h)(p.ClassMap(t.Context(), who(school, "tess"), "a", 0)).Rows {
			all = append(all, r.Cells)
		}
		return all
	}
	for round := range 60 {
		h.now = h.now.Add(time.Duration(dice.IntN(40)) * time.Hour)
		for range dice.IntN(4) {
			person := people[dice.IntN(len(people))]
			switch dice.IntN(6) {
			case 0:
				h.entry(school, coach.Entry{Kind: coach.EntryLevel, Person: person, At: h.now, Skills: []string{"tiles/rows"}, Level: mastery.Level(dice.IntN(5)), By: "tess"})
			case 1:
				var last []coach.Entry
				h.must(h.store.View(t.Context(), school, func(r bot.Reader) (err error) {
					last, err = r.Attempts(person, "", 1)
					return err
				}))
				if len(last) > 0 {
					h.entry(school, coach.Entry{Kind: coach.EntryMistap, Person: person, At: h.now, Target: last[0].Position})
				}
			default:
				h.answers(school, person, said{item: items[dice.IntN(len(items))], right: dice.IntN(3) > 0, at: h.now})
			}
		}
		var group sync.WaitGroup
		for range 3 {
			group.Go(func() {
				if _, err := h.pages.ClassMap(t.Context(), who(school, "tess"), "a", 0); err != nil {
					t.Error(err)
				}
			})
		}
		group.Wait()
		if diff := cmp.Diff(cells(page.New(h.bot)), cells(h.pages)); diff != "" {
			t.Fatalf("round %d: %s", round, diff)
		}
	}
}
