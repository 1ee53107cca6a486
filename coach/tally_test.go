package coach_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"pacer/coach"
	"pacer/coach/mastery"
	"pacer/coach/plan"
)

func TestATicketAddsUpToWhatTheTeacherWantsToKnow(t *testing.T) {
	t.Parallel()
	r := &coach.Round{ID: "r", Items: []string{"k/a", "k/b", "k/c"}, Asked: []string{"ann", "ben", "cat", "dan"}}
	say := func(person, item string, right bool, tag string, late bool) coach.Response {
		return coach.Response{Round: "r", Person: person, Item: item, Right: right, Misconception: tag, Late: late}
	}
	got := coach.TallyOf(r, []coach.Response{
		say("ann", "k/a", true, "", false), say("ann", "k/b", true, "", false), say("ann", "k/c", false, "edges", false),
		say("ben", "k/a", false, "edges", false), say("ben", "k/b", false, "sides", false), say("ben", "k/c", false, "edges", false),
		say("cat", "k/a", false, "", false), // one answer says nothing of a person
		say("dan", "k/a", true, "", true),   // too late to be counted
		say("ann", "k/gone", true, "", false),
	})
	want := coach.Tally{
		Answered: 3, Whole: 2, Late: 1,
		Items: []coach.ItemTally{
			{Item: "k/a", N: 3, Right: 1},
			{Item: "k/b", N: 2, Right: 1},
			{Item: "k/c", N: 2, Right: 0, Misconception: "edges", Times: 2},
		},
		Talk: []coach.Share{{Person: "ben", Right: 0, N: 3}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("it adds up to (-want +got):\n%s", diff)
	}
	if got := coach.TallyOf(r, nil); got.Answered != 0 || len(got.Items) != 3 || got.Talk != nil {
		t.Errorf("nothing adds up to %+v", got)
	}
}

func TestTicketItemsAreTypicalAndNotThoseAskedLately(t *testing.T) {
	t.Parallel()
	var candidates []coach.TicketItem
	for _, id := range []string{"k/a1", "k/a2", "k/b1", "k/b2", "k/b3", "k/b4", "k/c1"} {
		candidates = append(candidates, coach.TicketItem{ID: id, Tier: int(id[2] - 'a' + 1)})
	}
	first := coach.TicketItems(candidates, nil, 3, 1)
	lately := make(map[string]bool)
	for _, id := range first {
		if id[2] != 'b' {
			t.Errorf("%s is asked, which is not typical", id)
		}
		lately[id] = true
	}
	again := coach.TicketItems(candidates, lately, 3, 1)
	for _, id := range again {
		if lately[id] {
			t.Errorf("%s is asked again", id)
		}
	}
	if again[0][2] > again[2][2] {
		t.Errorf("%v begins with what is hard", again)
	}
	differs := false
	for seed := range uint64(20) {
		differs = differs || !cmp.Equal(first, coach.TicketItems(candidates, nil, 3, seed))
	}
	if !differs {
		t.Error("every seed asks the same")
	}
	if got := coach.TicketItems(candidates[:2], nil, 3, 1); len(got) != 2 {
		t.Errorf("of two there are %v", got)
	}
}

func TestWhenAnAssignmentIsDone(t *testing.T) {
	t.Parallel()
	tries := func(items ...string) (all []coach.Entry) {
		for _, it := range items {
			all = append(all, coach.Entry{Course: "k", Item: "k/" + it})
		}
		return all
	}
	many := make([]string, plan.Enough)
	for i := range many {
		many[i] = "a"
	}
	for _, tt := range []struct {
		name  string
		a     coach.Assignment
		since []coach.Entry
		level mastery.Level
		want  bool
	}{
		{"nothing was tried", coach.Assignment{}, nil, mastery.Distinguished, false},
		{"two tries, however good", coach.Assignment{}, tries("a", "b"), mastery.Proficient, false},
		{"three tries and proficient", coach.Assignment{}, tries("a", "b", "c"), mastery.Proficient, true},
		{"three tries and not there", coach.Assignment{}, tries("a", "b", "c"), mastery.Developing, false},
		{"as many tries as practice gives it", coach.Assignment{}, tries(many...), mastery.Developing, true},
		{"one of two named items", coach.Assignment{Items: []string{"a", "b"}}, tries("a"), mastery.Proficient, false},
		{"both named items", coach.Assignment{Items: []string{"a", "b"}}, tries("b", "a"), mastery.Starting, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := tt.a.IsDone(tt.since, tt.level); got != tt.want {
				t.Errorf("that it is done is %t", got)
			}
		})
	}
}

func TestWhatIsGoodSoonerComesFirst(t *testing.T) {
	t.Parallel()
	older, newer := coach.Assignment{ID: "1"}, coach.Assignment{ID: "2"}
	friday, monday := coach.Assignment{ID: "3", Due: 105}, coach.Assignment{ID: "4", Due: 101}
	for _, tt := range []struct{ first, second coach.Assignment }{{monday, friday}, {friday, older}, {older, newer}} {
		if coach.Sooner(tt.first, tt.second) >= 0 || coach.Sooner(tt.second, tt.first) <= 0 {
			t.Errorf("%s does not come before %s", tt.first.ID, tt.second.ID)
		}
	}
}

func TestAGroupIsDoneWhenAllAreThereButWhoExplains(t *testing.T) {
	t.Parallel()
	level := func(person string) mastery.Level {
		return map[string]mastery.Level{"ann": mastery.Proficient, "ben": mastery.Developing}[person]
	}
	for _, tt := range []struct {
		g    coach.Group
		want bool
	}{
		{coach.Group{}, false},
		{coach.Group{Members: []string{"ann"}}, true},
		{coach.Group{Members: []string{"ann", "ben"}}, false},
		{coach.Group{Members: []string{"ann", "ben"}, Helper: "ben"}, true},
		{coach.Group{Members: []string{"ann", "ben"}, Helper: "ann"}, false},
	} {
		if got := tt.g.IsDone(level); got != tt.want {
			t.Errorf("that %+v is done is %t", tt.g, got)
		}
	}
}

func TestALateAnswerIsOneAfterTheRoundEnded(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, time.March, 2, 13, 0, 0, 0, time.UTC)
	r := coach.Round{Ends: at}
	if r.IsLate(at.Add(-time.Second)) || !r.IsLate(at) {
		t.Error("the end is in the wrong place")
	}
	if r.Ended = at.Add(-time.Minute); !r.IsLate(at.Add(-time.Second)) {
		t.Error("a round that a teacher ended takes answers")
	}
}
