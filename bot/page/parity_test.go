package page_test

import (
	"fmt"
	"testing"

	"pacer/bot/page"
	"pacer/coach"
)

// languages makes a class whose learners have set languages: so many of each.
func languages(t *testing.T, counts map[string]int) *house {
	h := open(t)
	h.class(school, "a", func(c *coach.Class) { c.Parity = true })
	h.person(school, "tess")
	h.member(school, "a", "tess", coach.Teacher)
	for language, n := range counts {
		for i := range n {
			id := fmt.Sprintf("%s%02d", language, i)
			h.person(school, id, func(p *coach.Person) { p.Settings.Language = language })
			h.member(school, "a", id, coach.Learner)
			h.answers(school, id, said{item: "tiles/rows-choice", right: i%2 == 0, at: h.now})
		}
	}
	return h
}

func TestParityIsOffUntilATeacherSwitchesItOn(t *testing.T) {
	t.Parallel()
	h := classroom(t)
	m := the[*page.Parity](h)(h.pages.Parity(t.Context(), who(school, "tess"), "a"))
	if m.On || len(m.Sets) > 0 || len(m.Press) != 1 || m.Press[0].Value != "say class @a parity on" {
		t.Errorf("%+v", m)
	}
}

func TestSmallGroupsAreHidden(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		name   string
		counts map[string]int
		shown  []string
	}{
		{"all are large enough", map[string]int{"en": 12, "de": 10}, []string{"English", "German"}},
		// Less the ten who are shown, three are left: whoever knows the class knows them.
		{"one is small, and would be what is left", map[string]int{"en": 10, "de": 3}, nil},
		{"several are small, and together they are not", map[string]int{"en": 11, "de": 6, "fr": 5}, []string{"English"}},
		{"nobody is with nine others", map[string]int{"en": 9}, nil},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			h := languages(t, row.counts)
			m := the[*page.Parity](h)(h.pages.Parity(t.Context(), who(school, "tess"), "a"))
			set := m.Sets[0]
			var shown []string
			for _, g := range set.Groups {
				shown = append(shown, g.Name)
				if g.Learners < m.Least {
					t.Errorf("%+v is shown", g)
				}
				if g.Right.Of != g.Learners || g.Right.N != (g.Learners+1)/2 {
					t.Errorf("%+v", g)
				}
			}
			if fmt.Sprint(shown) != fmt.Sprint(row.shown) {
				t.Errorf("shows %v", shown)
			}
			total := 0
			for _, n := range row.counts {
				total += n
			}
			shownOf := 0
			for _, g := range set.Groups {
				shownOf += g.Learners
			}
			if hidden := total - shownOf; hidden > 0 && hidden < m.Least && shownOf > 0 {
				t.Errorf("%d can be worked out", hidden)
			}
			if (shownOf < total) != (set.Hidden != "") {
				t.Errorf("says %q", set.Hidden)
			}
		})
	}
}
