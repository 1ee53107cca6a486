package plan

import (
	"math"
	"testing"

	"pacer/coach/course"
	"pacer/coach/mastery"
)

func TestWhichItem(t *testing.T) {
	t.Parallel()
	c := chain(2)
	for _, tc := range []struct {
		name    string
		c       Candidate
		change  map[string]func(*ItemView)
		session []Past
		only    []string // of the views
		want    []string // any of these
	}{
		{name: "who has just begun gets a first step", want: []string{"a-1", "a-2", "a-3", "a-4"}},
		{
			name: "then what is typical",
			c:    Candidate{Level: mastery.Developing}, want: []string{"a-5", "a-6", "a-7", "a-8"},
		},
		{
			name: "placement asks for what is typical",
			c:    Candidate{Purpose: Placement}, want: []string{"a-5", "a-6", "a-7", "a-8"},
		},
		{
			name: "and so does a review, however high the level",
			c:    Candidate{Purpose: Review, Level: mastery.HighlyProficient}, want: []string{"a-5", "a-6", "a-7", "a-8"},
		},
		{
			name: "who is proficient gets something harder",
			c:    Candidate{Level: mastery.Proficient}, want: []string{"a-9", "a-10"},
		},
		{
			name: "nothing harder before that, even if it were easy",
			only: []string{"a-1", "a-9"}, change: map[string]func(*ItemView){"a-1": chanceOf(.1)},
			want: []string{"a-1"},
		},
		{
			name: "unless there is nothing else",
			only: []string{"a-9"}, want: []string{"a-9"},
		},
		{
			name: "the chance nearest to four in five",
			c:    Candidate{Level: mastery.Developing},
			only: []string{"a-5", "a-6", "a-7"}, change: map[string]func(*ItemView){"a-5": chanceOf(.95), "a-6": chanceOf(.6), "a-7": chanceOf(.75)},
			want: []string{"a-7"},
		},
		{
			name: "a new item rather than a known one",
			only: []string{"a-1", "a-3"}, change: map[string]func(*ItemView){"a-1": seen(40, false), "a-3": chanceOf(.65)},
			want: []string{"a-3"},
		},
		{
			name: "but not a hopeless one",
			only: []string{"a-1", "a-3"}, change: map[string]func(*ItemView){"a-1": seen(40, false), "a-3": chanceOf(.2)},
			want: []string{"a-1"},
		},
		{
			name: "of known ones the one not seen for longest",
			only: []string{"a-1", "a-3"}, change: map[string]func(*ItemView){"a-1": seen(2, false), "a-3": seen(30, false)},
			want: []string{"a-3"},
		},
		{
			name: "of two equally long unseen the one that was not right",
			only: []string{"a-1", "a-3"}, change: map[string]func(*ItemView){"a-1": seen(9, true), "a-3": seen(9, false)},
			want: []string{"a-3"},
		},
		{
			name: "not one of this session while another waits",
			only: []string{"a-1", "a-3", "a-9"}, session: past("a-1 wrong", "a-3 wrong", "b-1 right"),
			want: []string{"a-9"},
		},
		{
			name: "then the earliest of them",
			only: []string{"a-1", "a-3"}, session: past("a-1 wrong", "a-3 wrong", "b-1 right"),
			want: []string{"a-1"},
		},
		{
			name: "the caller's word on this session counts as well",
			only: []string{"a-1", "a-9"}, change: map[string]func(*ItemView){"a-1": func(v *ItemView) { v.InSession = true }},
			want: []string{"a-9"},
		},
		{name: "never the same twice in a row", only: []string{"a-1"}, session: past("a-1 wrong")},
		{name: "never the one whose last hint was seen", c: Candidate{Not: "a-1"}, only: []string{"a-1"}},
		{name: "nothing of another skill", only: []string{"b-1"}},
		{name: "nothing but what the candidate names", c: Candidate{Items: []string{"b-1", "a-4"}}, want: []string{"a-4"}},
		{
			name: "the misconception wanted",
			c:    Candidate{Tag: "a-slip", Level: mastery.Developing}, session: past("a-5 slip"), want: []string{"a-7"},
		},
		{
			name: "the most overdue fact, however likely",
			c:    Candidate{Purpose: Review, Items: []string{"a-8", "a-2", "a-4"}}, change: map[string]func(*ItemView){"a-8": chanceOf(.1)},
			want: []string{"a-8"},
		},
		{
			name: "another kind of question than the last",
			c:    Candidate{Level: mastery.Developing}, session: past("a-5 right"), want: []string{"a-6", "a-8"},
		},
		{
			name: "a prediction that is none does no harm",
			only: []string{"a-1", "a-3"}, change: map[string]func(*ItemView){"a-1": chanceOf(math.NaN())},
			want: []string{"a-3"},
		},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			candidate := tc.c
			candidate.Skill = "a"
			var items []ItemView
			for _, v := range append(views(c, "a"), views(c, "b")...) {
				if !isOneOf(v.Item.ID, tc.only) && tc.only != nil {
					continue
				}
				if change := tc.change[v.Item.ID]; change != nil {
					change(&v)
				}
				items = append(items, v)
			}
			for seed := range uint64(20) {
				at, ok := Item(candidate, items, tc.session, seed)
				switch {
				case !ok && tc.want != nil:
					t.Fatalf("found none, want one of %v", tc.want)
				case ok && !isOneOf(items[at].Item.ID, tc.want):
					t.Fatalf("got %s, want one of %v", items[at].Item.ID, tc.want)
				}
			}
		})
	}
}

func chanceOf(p float64) func(*ItemView) { return func(v *ItemView) { v.Chance = p } }

func seen(days int, right bool) func(*ItemView) {
	return func(v *ItemView) { v.LastDays, v.LastRight = days, right }
}

func isOneOf(id string, ids []string) bool {
	for _, s := range ids {
		if s == id {
			return true
		}
	}
	return false
}

func TestTheSeedSettlesTies(t *testing.T) {
	t.Parallel()
	c := chain(1)
	items := views(c, "a")
	got := map[string]int{}
	for seed := range uint64(400) {
		at, ok := Item(Candidate{Skill: "a"}, items, nil, seed)
		if !ok {
			t.Fatal("found none")
		}
		got[items[at].Item.ID]++
	}
	for _, id := range []string{"a-1", "a-2", "a-3", "a-4"} {
		if got[id] < 50 {
			t.Errorf("%s came %d times of 400: the four equal ones should come about equally often", id, got[id])
		}
	}
}

func BenchmarkItem(b *testing.B) {
	c := &course.Course{ID: "large"}
	for n := range 300 {
		c.Items = append(c.Items, course.Item{ID: "large-skill-" + string(rune('a'+n%26)) + string(rune('a'+n/26)), Skill: "large", Kind: course.Number, Tier: 1 + n%3})
	}
	var items []ItemView
	for n := range c.Items {
		items = append(items, ItemView{Item: &c.Items[n], Chance: float64(n) / 300, LastDays: n%40 - 1, LastRight: n%2 == 0})
	}
	var session []Past
	for n := range 12 {
		session = append(session, Past{Item: c.Items[n*7].ID, Skill: "large"})
	}
	candidate := Candidate{Skill: "large", Level: mastery.Developing, Tag: "none"}
	for b.Loop() {
		if _, ok := Item(candidate, items, session, 1); !ok {
			b.Fatal("found none")
		}
	}
}
