package plan

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pacer/coach/course"
	"pacer/coach/mastery"
)

// first writes the best candidate as "skill: reason", with what the reason
// names; "-" if there is none.
func first(in Input) string {
	list := Skills(in)
	if len(list) == 0 {
		return "-"
	}
	return write(list[0])
}

func write(c Candidate) string {
	s := fmt.Sprintf("%s: %s", c.Skill, c.Reason.Kind)
	if c.Reason.Kind == StepsBack || c.Reason.Kind == LeadsTo || c.Reason.Kind == MovesOn {
		s += " " + c.Reason.For
	}
	return s
}

// past reads questions written as "add-1 right practice", "add-2 slip review":
// the item, how it went (right, wrong, slip: wrong with the skill's
// misconception, hint: wrong after the last hint, skip), and what for.
func past(lines ...string) []Past {
	var out []Past
	for _, line := range lines {
		f := strings.Fields(line)
		skill := f[0][:strings.LastIndex(f[0], "-")]
		e := Past{Item: f[0], Skill: skill, Purpose: Practice, Right: f[1] == "right", Skipped: f[1] == "skip", LastHint: f[1] == "hint"}
		if f[1] == "slip" {
			e.Misconception = skill + "-slip"
		}
		if len(f) > 2 {
			e.Purpose = Purpose(f[2])
		}
		out = append(out, e)
	}
	return out
}

func TestWhatComesNext(t *testing.T) {
	t.Parallel()
	due := with(proficient, func(s *Standing) { s.Due, s.DueDays = true, 1 })
	stuck := with(underWay, func(s *Standing) { s.Tries, s.P = Enough, .3 })
	fallen := with(underWay, func(s *Standing) { s.Best, s.P = mastery.Proficient, .7 })
	troubled := with(underWay, func(s *Standing) { s.Streak = -3 })
	for _, tc := range []struct {
		name string
		c    *course.Course
		st   known
		in   Input
		want string
	}{
		{name: "somebody new begins at the beginning", want: "parts: begins"},
		{name: "a skill under way goes on", st: known{"parts": underWay}, want: "parts: continues"},
		{name: "a proficient skill opens the next", st: known{"parts": proficient}, want: "unit: begins"},
		{
			name: "a passed one opens the next too",
			st:   known{"parts": {Placed: true}}, want: "unit: begins",
		},
		{
			name: "what is known least goes on first",
			st:   known{"parts": proficient, "unit": proficient, "line": underWay, "equal": with(underWay, func(s *Standing) { s.P = .8 })},
			want: "line: continues",
		},
		{
			name: "a skill that has fallen is taken up again and locks nothing",
			st: known{
				"parts": with(underWay, func(s *Standing) { s.Best = mastery.Proficient }), "unit": underWay,
			},
			in:   Input{Session: past("parts-1 right", "parts-2 right")},
			want: "unit: continues",
		},
		{name: "what the learner came for comes first", st: known{"parts": due}, want: "unit: begins"},
		{
			name: "then a review",
			st:   known{"parts": due}, in: Input{Session: past("unit-1 right")},
			want: "parts: fades",
		},
		{
			name: "but only as every fourth question",
			st:   known{"parts": due, "unit": with(due, func(s *Standing) { s.DueDays = 0 })},
			in:   Input{Session: past("parts-1 right review")},
			want: "line: begins",
		},
		{
			name: "the next review comes after three others",
			st:   known{"parts": proficient, "unit": due},
			in:   Input{Session: past("parts-1 right review", "line-1 right", "line-2 right", "line-3 right")},
			want: "unit: fades",
		},
		{
			name: "every second question where facts are due",
			st: known{
				"parts": due, "unit": due, "compare": with(due, func(s *Standing) { s.DueDays, s.DueFacts = 2, []string{"compare-1", "compare-2"} }),
				"line": proficient, "equal": proficient,
			},
			in:   Input{Planned: 15, Session: past("parts-1 right review", "common-2 right")},
			want: "compare: fades",
		},
		{
			name: "what is longest overdue is reviewed first",
			st: known{
				"parts": due, "unit": with(due, func(s *Standing) { s.DueDays = 4 }),
			},
			in:   Input{Session: past("line-1 right")},
			want: "unit: fades",
		},
		{
			name: "a review is asked once in a session",
			st:   known{"parts": due},
			in:   Input{Purpose: Review, Session: past("parts-1 wrong review")},
			want: "-",
		},
		{
			name: "a review session goes on with what fades",
			st:   known{"parts": with(proficient, func(s *Standing) { s.Now = .7 }), "unit": with(proficient, func(s *Standing) { s.Now = .6 })},
			in:   Input{Purpose: Review},
			want: "unit: fades",
		},
		{
			name: "a review session offers nothing new",
			st:   known{"parts": proficient},
			in:   Input{Purpose: Review},
			want: "-",
		},
		{
			name: "three wrong in a row lead a step back",
			st:   known{"parts": fallen, "unit": underWay},
			in:   Input{Session: past("unit-2 wrong", "unit-4 wrong", "unit-6 wrong")},
			want: "parts: steps back unit",
		},
		{
			name: "wrong answers of other days count",
			st:   known{"parts": fallen, "unit": troubled},
			want: "parts: steps back unit",
		},
		{
			name: "a prerequisite that stands is not stepped back to",
			st:   known{"parts": proficient, "unit": troubled},
			want: "unit: continues",
		},
		{
			name: "skipping is not going badly",
			st:   known{"parts": proficient, "unit": underWay},
			in:   Input{Session: past("unit-2 skip", "unit-4 skip", "unit-6 skip")},
			want: "unit: continues",
		},
		{
			name: "the prerequisite most in doubt is stepped back to",
			st: known{
				"parts": proficient, "unit": proficient, "line": proficient,
				"equal": fallen, "compare": underWay,
			},
			in:   Input{Session: past("compare-2 wrong", "compare-4 wrong", "compare-6 wrong")},
			want: "equal: steps back compare",
		},
		{
			name: "two right on it and the skill has its turn again",
			st:   known{"parts": fallen, "unit": troubled},
			in:   Input{Session: past("parts-2 right", "parts-4 right")},
			want: "unit: continues",
		},
		{
			name: "three questions on it are enough either way",
			st:   known{"parts": fallen, "unit": troubled},
			in:   Input{Session: past("parts-2 wrong", "parts-4 right", "parts-6 wrong")},
			want: "unit: continues",
		},
		{
			name: "where the prerequisite goes badly too, one further back",
			st: known{
				"parts": fallen, "unit": with(troubled, func(s *Standing) { s.Best = mastery.Proficient }), "equal": troubled,
			},
			want: "parts: steps back unit",
		},
		{
			name: "a skill that goes badly with nothing before it rests",
			c:    makeCourse("a", "b"),
			st:   known{"a": troubled, "b": with(underWay, func(s *Standing) { s.P = .1 })},
			in:   Input{Session: past("a-2 wrong", "a-4 wrong", "a-6 wrong")},
			want: "b: continues",
		},
		{
			name: "and goes on when there is nothing else",
			c:    makeCourse("a"), st: known{"a": troubled}, want: "a: continues",
		},
		{
			name: "tries enough open the way",
			c:    chain(3), st: known{"a": stuck},
			want: "b: moves on a",
		},
		{
			name: "but what was not tried too often comes first",
			c:    makeCourse("a", "b: a", "c"), st: known{"a": stuck},
			want: "c: begins",
		},
		{
			name: "a wish is honoured",
			st:   known{"parts": proficient, "unit": proficient, "line": underWay},
			in:   Input{Wish: "mixed", Session: nil},
			want: "add-like: leads to mixed",
		},
		{
			name: "a wish for an open skill is that skill",
			st:   known{"parts": proficient, "unit": proficient, "line": underWay},
			in:   Input{Wish: "add-like"},
			want: "add-like: wished",
		},
		{
			name: "of all that locks a wish the most doubtful open skill comes",
			st: known{
				"parts": proficient, "unit": proficient, "equal": with(underWay, func(s *Standing) { s.P = .4 }),
				"add-like": with(underWay, func(s *Standing) { s.P = .3 }), "line": with(underWay, func(s *Standing) { s.P = .1 }),
			},
			in:   Input{Wish: "subtract"},
			want: "add-like: leads to subtract",
		},
		{
			name: "a wish for a mastered skill is honoured for a while",
			st:   known{"parts": proficient},
			in:   Input{Wish: "parts", Session: past("parts-1 right", "parts-2 right")},
			want: "parts: wished",
		},
		{
			name: "but nobody is kept on it",
			st:   known{"parts": proficient},
			in:   Input{Wish: "parts", Session: past("parts-1 right", "parts-2 right", "parts-3 right")},
			want: "unit: begins",
		},
		{name: "a wish for what is not there is passed over", in: Input{Wish: "knitting"}, want: "parts: begins"},
		{
			name: "after the last hint comes a twin",
			st:   known{"parts": proficient, "unit": underWay},
			in:   Input{Session: past("unit-2 hint")},
			want: "unit: twin",
		},
		{
			name: "a misconception is followed up",
			st:   known{"parts": proficient, "unit": underWay},
			in:   Input{Session: past("unit-1 slip")},
			want: "unit: follows up",
		},
		{
			name: "and once",
			st:   known{"parts": proficient, "unit": underWay},
			in:   Input{Session: past("unit-1 slip", "unit-3 right")},
			want: "unit: continues",
		},
		{
			name: "with the next but one question at the latest",
			st:   known{"parts": proficient, "unit": underWay},
			in:   Input{Session: past("unit-2 wrong", "unit-4 wrong", "unit-1 slip", "parts-2 right")},
			want: "unit: follows up",
		},
		{
			name: "a follow-up may be of the skill before",
			st:   known{"parts": proficient, "unit": underWay},
			in: Input{Session: []Past{
				{Item: "unit-1", Skill: "unit", Misconception: "parts-slip"},
			}},
			want: "parts: follows up",
		},
		{
			name: "what placement revealed is not followed up",
			in:   Input{Session: past("subtract-1 slip placement")},
			want: "parts: begins",
		},
		{
			name: "two skills take turns",
			st:   known{"parts": proficient, "unit": proficient, "line": underWay, "equal": with(underWay, func(s *Standing) { s.P = .6 })},
			in:   Input{Session: past("line-2 right", "equal-2 right", "equal-4 right")},
			want: "line: continues",
		},
		{
			name: "a third skill has to be among the first three of a session",
			st: known{
				"parts": proficient, "unit": proficient, "line": underWay, "equal": underWay, "add-like": underWay,
				"mixed": with(proficient, func(s *Standing) { s.Due = true }),
			},
			in:   Input{Session: past("parts-2 right review", "line-2 right", "equal-2 right")},
			want: "line: continues",
		},
		{
			name: "what placement took on trust comes when the frontier is done",
			c:    chain(2), st: known{"a": {Placed: true}, "b": proficient},
			want: "a: begins",
		},
		{
			name: "evidence against placement counts",
			c:    chain(2), st: known{"a": with(underWay, func(s *Standing) { s.Placed = true }), "b": {Placed: true}},
			want: "a: continues",
		},
		{
			name: "when all is proficient there is something harder",
			c:    chain(2), st: known{"a": proficient, "b": with(proficient, func(s *Standing) { s.P = .86 })},
			want: "b: stretches",
		},
		{
			name: "and in the end nothing",
			c:    chain(1), st: known{"a": with(proficient, func(s *Standing) { s.Level = mastery.Distinguished })},
			want: "-",
		},
		{name: "a skill without items is passed through", c: withHeading(), st: known{"a": proficient}, want: "b: begins"},
		{name: "and still locks for what stands before it", c: withHeading(), st: known{"a": underWay}, want: "a: continues"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			in := tc.in
			if in.Course = tc.c; in.Course == nil {
				in.Course = fractions()
			}
			in.Standing = tc.st.standing
			if got := first(in); got != tc.want {
				t.Errorf("got %q, want %q", got, tc.want)
			}
		})
	}
}

// withHeading is a, then a skill without items, then b.
func withHeading() *course.Course {
	c := makeCourse("a", "heading: a", "b: heading")
	var items []course.Item
	for _, it := range c.Items {
		if it.Skill != "heading" {
			items = append(items, it)
		}
	}
	c.Items = items
	c.Index()
	return c
}

func TestDueFactsComeMostOverdueFirstAndOnce(t *testing.T) {
	t.Parallel()
	c := chain(1)
	st := known{"a": with(proficient, func(s *Standing) { s.Due, s.DueFacts = true, []string{"a-7", "a-2", "a-gone", "a-5"} })}
	list := Skills(Input{Course: c, Standing: st.standing, Purpose: Review, Session: past("a-2 right review")})
	if len(list) != 1 {
		t.Fatalf("got %d candidates, want 1", len(list))
	}
	if diff := cmp.Diff([]string{"a-7", "a-5"}, list[0].Items); diff != "" {
		t.Error(diff)
	}
}

func TestItemsThatDrawOnALockedSkillWait(t *testing.T) {
	t.Parallel()
	c := chain(3)
	c.Items[1].Also = []string{"c"} // a-2
	list := Skills(Input{Course: c, Standing: known{}.standing})
	want := []string{"a-1", "a-3", "a-4", "a-5", "a-6", "a-7", "a-8", "a-9", "a-10"}
	if diff := cmp.Diff(want, list[0].Items); diff != "" {
		t.Error(diff)
	}
}

func TestFrontierIsWhatTheLearnerIsReadyFor(t *testing.T) {
	t.Parallel()
	st := known{"parts": proficient, "unit": proficient, "line": proficient, "add-like": {Placed: true}}
	if diff := cmp.Diff([]string{"equal", "mixed"}, Frontier(fractions(), st.standing)); diff != "" {
		t.Error(diff)
	}
	for skill, want := range map[string]bool{"equal": true, "parts": true, "common": false, "knitting": false} {
		if got := Open(fractions(), st.standing, skill); got != want {
			t.Errorf("Open(%s) = %v, want %v", skill, got, want)
		}
	}
}
