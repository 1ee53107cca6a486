package coach_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"pacer/coach"
	"pacer/coach/mastery"
)

// then adds entries to a log, each at the next position and a minute later.
func then(log []coach.Entry, more ...coach.Entry) []coach.Entry {
	log = slices.Clone(log)
	for _, e := range more {
		e.Position = int64(len(log) + 1)
		e.At = log[len(log)-1].At.Add(time.Minute)
		e.Day = coach.DayOf(e.At, time.UTC)
		log = append(log, e)
	}
	return log
}

// answer is an attempt of somebody at an item of a skill.
func answer(person string, skill, item int, isRight bool) coach.Entry {
	e := coach.Entry{
		Kind: coach.EntryAttempt, Person: person, Course: "c", Item: fmt.Sprintf("c/item-%d-%d", skill, item), Skills: []string{fmt.Sprint("c/skill-", skill)},
		Try: 1, Counts: true, Right: isRight, Tier: 2, Fact: skill == 3, Purpose: "practice",
	}
	if isRight {
		e.Score = 1
	}
	return e
}

func joined(person, source string) coach.Entry {
	return coach.Entry{Kind: coach.EntryJoined, Person: person, Source: source}
}

func parted(person, source string) coach.Entry {
	return coach.Entry{Kind: coach.EntryParted, Person: person, Source: source}
}

// of is all that a ledger holds of a person, under no name.
func of(l *coach.Ledger, person string) []any {
	estimates, facts := make(map[string]coach.Estimate), make(map[string]coach.Fact)
	for skill, e := range l.Estimates[person] {
		e.Person = ""
		estimates[skill] = e
	}
	for item, f := range l.Facts[person] {
		f.Person = ""
		facts[item] = f
	}
	return []any{l.Learners[person], estimates, facts}
}

// inLog is a ledger in whose log one more entry stands.
type inLog struct {
	*coach.Ledger
	newest coach.Entry
}

func (l inLog) Entries(person string) ([]coach.Entry, error) {
	entries, err := l.Ledger.Entries(person)
	if person == l.newest.Person {
		entries = append(slices.Clone(entries), l.newest)
	}
	return entries, err
}

var nothing = []any{coach.LearnerState{}, map[string]coach.Estimate{}, map[string]coach.Fact{}}

func same(t *testing.T, what string, want, got []any) {
	t.Helper()
	if diff := cmp.Diff(want, got, compare); diff != "" {
		t.Errorf("%s: %s", what, diff)
	}
}

func TestJoined(t *testing.T) {
	log := logOf(5, 300)
	before := replay(t, log)

	t.Run("two who have both practised know what all their answers make, in the order of the log", func(t *testing.T) {
		l := replay(t, then(log, joined("learner-0", "learner-1")))
		// The same answers, all by one person, corrected at the same place: the
		// only other way in which what learners share is read and not moved.
		both := slices.Clone(log)
		for i := range both {
			if both[i].Person == "learner-1" {
				both[i].Person = "learner-0"
			}
		}
		tries := func(l *coach.Ledger, person string) (n int) {
			for _, e := range l.Estimates[person] {
				n += e.Standing.Why(e.Due).Tries
			}
			return n
		}
		if got, want := tries(l, "learner-0"), tries(before, "learner-0")+tries(before, "learner-1"); got != want {
			t.Errorf("%d tries stand, want the %d of both", got, want)
		}
		reviews := 0
		for _, f := range l.Facts["learner-0"] {
			reviews += f.Card.Reviews
		}
		want := 0
		for _, f := range replay(t, both).Facts["learner-0"] {
			want += f.Card.Reviews
		}
		if reviews != want || want == 0 {
			t.Errorf("%d reviews of facts stand, want %d", reviews, want)
		}
		same(t, "the one given up", nothing, of(l, "learner-1"))
		same(t, "somebody else", of(before, "learner-2"), of(l, "learner-2"))
		same(t, "what learners share", []any{before.State, before.Items, before.Skills}, []any{l.State, l.Items, l.Skills})
	})

	t.Run("whoever has not practised changes nothing", func(t *testing.T) {
		l := replay(t, then(log, joined("learner-0", "new")))
		same(t, "the one who stays", of(before, "learner-0"), of(l, "learner-0"))
	})

	t.Run("whoever has not practised is as the other was, bit for bit", func(t *testing.T) {
		l := replay(t, then(log, joined("new", "learner-0")))
		same(t, "the one who stays", of(before, "learner-0"), of(l, "new"))
		same(t, "the one given up", nothing, of(l, "learner-0"))
	})

	t.Run("a correction afterwards finds the answers of both", func(t *testing.T) {
		target := slices.IndexFunc(log, func(e coach.Entry) bool {
			return e.Person == "learner-1" && e.Counts && !e.Rapid && !e.Right
		})
		l := replay(t, then(log, joined("learner-0", "learner-1")))
		is := replay(t, then(log, joined("learner-0", "learner-1"), coach.Entry{
			Kind: coach.EntryRegrade, Person: "learner-0", Target: log[target].Position, Right: true, Score: 1,
		}))
		right := func(l *coach.Ledger) int {
			e := l.Estimates["learner-0"][log[target].Skills[0]]
			return e.Standing.Why(e.Due).Right
		}
		if right(is) != right(l)+1 {
			t.Errorf("%d are right, want one more than %d", right(is), right(l))
		}
	})

	t.Run("a teacher's word on either stands", func(t *testing.T) {
		word := coach.Entry{Kind: coach.EntryLevel, Person: "learner-1", Skills: []string{"c/skill-9"}, Level: mastery.HighlyProficient, By: "teacher"}
		l := replay(t, then(log, word, joined("learner-0", "learner-1")))
		if got := l.Estimates["learner-0"]["c/skill-9"].Standing.Level(); got != mastery.HighlyProficient {
			t.Errorf("the level is %v", got)
		}
	})

	t.Run("the levels that changed are told", func(t *testing.T) {
		p := coach.DefaultParams()
		l := replay(t, then(log, coach.Entry{Kind: coach.EntryLevel, Person: "learner-1", Skills: []string{"c/skill-9"}, Level: mastery.Proficient, By: "teacher"}))
		e := joined("learner-0", "learner-1")
		e.Position = 302
		changes, err := p.Apply(inLog{l, e}, e)
		if err != nil {
			t.Fatal(err)
		}
		i := slices.IndexFunc(changes, func(c coach.Change) bool { return c.Skill == "c/skill-9" })
		if i < 0 || changes[i].After != mastery.Proficient || !changes[i].Up() {
			t.Errorf("the changes are %+v", changes)
		}
	})
}

func TestParted(t *testing.T) {
	log := logOf(6, 300)
	before := replay(t, log)

	t.Run("both begin with all that was known, bit for bit", func(t *testing.T) {
		l := replay(t, then(log, parted("new", "learner-0")))
		same(t, "who stays", of(before, "learner-0"), of(l, "learner-0"))
		same(t, "who leaves", of(before, "learner-0"), of(l, "new"))
	})

	t.Run("each goes its own way", func(t *testing.T) {
		log := then(log, parted("new", "learner-0"))
		l := replay(t, then(log, answer("new", 0, 1, true), answer("learner-0", 1, 1, false)))
		is := replay(t, log)
		if l.Estimates["new"]["c/skill-1"] != is.Estimates["new"]["c/skill-1"] || l.Estimates["learner-0"]["c/skill-0"] != is.Estimates["learner-0"]["c/skill-0"] {
			t.Error("an answer of one moved the other")
		}
		if l.Estimates["new"]["c/skill-0"] == is.Estimates["new"]["c/skill-0"] {
			t.Error("an answer moved nobody")
		}
	})

	t.Run("joined again with nothing done since, it is as if they had never been parted", func(t *testing.T) {
		l := replay(t, then(log, parted("new", "learner-0"), joined("learner-0", "new")))
		same(t, "who stays", of(before, "learner-0"), of(l, "learner-0"))
		same(t, "who left", nothing, of(l, "new"))
	})

	t.Run("joined again either way round, what only one has done is kept as it is", func(t *testing.T) {
		log := then(log, parted("new", "learner-0"), answer("new", 0, 1, true), answer("new", 3, 2, false))
		was := replay(t, log)
		same(t, "joined to the one", of(was, "new"), of(replay(t, then(log, joined("learner-0", "new"))), "learner-0"))
		same(t, "joined to the other", of(was, "new"), of(replay(t, then(log, joined("new", "learner-0"))), "new"))
	})

	t.Run("what both had before counts once", func(t *testing.T) {
		log := then(log, parted("new", "learner-0"), answer("new", 0, 1, true), answer("learner-0", 0, 2, true), joined("learner-0", "new"))
		l := replay(t, log)
		e, was := l.Estimates["learner-0"]["c/skill-0"], before.Estimates["learner-0"]["c/skill-0"]
		if got, want := e.Standing.Why(e.Due).Tries, was.Standing.Why(was.Due).Tries+2; got != want {
			t.Errorf("%d tries stand, want %d", got, want)
		}
	})

	t.Run("an answer from before can be corrected for each", func(t *testing.T) {
		i := slices.IndexFunc(log, func(e coach.Entry) bool { return e.Person == "learner-0" && e.Counts && !e.Rapid && !e.Right })
		skill := log[i].Skills[0]
		right := coach.Entry{Kind: coach.EntryRegrade, Target: log[i].Position, Right: true, Score: 1}
		for _, person := range []string{"new", "learner-0"} {
			right.Person = person
			l := replay(t, then(log, parted("new", "learner-0"), right))
			is, was := l.Estimates[person][skill], before.Estimates["learner-0"][skill]
			if is.Standing.Why(is.Due).Right != was.Standing.Why(was.Due).Right+1 {
				t.Errorf("for %s it was not", person)
			}
		}
	})
}

func TestNobodyTakesOverFromNobody(t *testing.T) {
	for _, e := range []coach.Entry{joined("a", ""), joined("a", "a"), parted("a", ""), parted("a", "a")} {
		p, l := coach.DefaultParams(), coach.NewLedger()
		e.Position = 1
		if err := l.Replay(&p, e); err == nil {
			t.Errorf("%+v was taken", e)
		}
	}
}

func TestHistoryTellsWhatCountsForWhomAtWhatTime(t *testing.T) {
	first := answer("a", 0, 1, true)
	first.Position, first.At = 1, time.Date(2026, time.September, 1, 8, 0, 0, 0, time.UTC)
	log := then([]coach.Entry{first},
		answer("b", 0, 2, true), // 2
		joined("a", "b"),        // 3
		answer("a", 0, 3, true), // 4
		parted("n", "a"),        // 5
		answer("a", 0, 4, true), // 6
		answer("n", 0, 5, true), // 7
		parted("m", "n"),        // 8
		answer("n", 0, 6, true), // 9
		joined("a", "m"),        // 10
	)
	l := replay(t, log)
	for _, row := range []struct {
		person string
		to     int64
		want   []int64
	}{
		{"a", 1, []int64{1}},
		{"a", 3, []int64{1, 2}},
		{"n", 5, []int64{1, 2, 4}},
		{"n", 99, []int64{1, 2, 4, 7, 9}},
		{"a", 9, []int64{1, 2, 4, 6}},
		{"a", 99, []int64{1, 2, 4, 6, 7}}, // by way of m, and nothing that n did after they parted
		{"b", 99, []int64{2}},
		{"stranger", 99, nil},
	} {
		entries, err := coach.History(l, row.person, row.to)
		if err != nil {
			t.Fatal(err)
		}
		var got []int64
		for _, e := range entries {
			got = append(got, e.Position)
		}
		if !slices.Equal(got, row.want) {
			t.Errorf("%s up to %d: %v, want %v", row.person, row.to, got, row.want)
		}
	}
	for _, row := range []struct {
		one, other string
		want       bool
		names      int
	}{{"a", "n", true, 4}, {"m", "b", true, 4}, {"a", "stranger", false, 5}, {"stranger", "other", false, 2}} {
		if got, names, err := coach.Kin(l, row.one, row.other); err != nil || got != row.want || names != row.names {
			t.Errorf("%s and %s are kin: %t, of %d names, %v; want %t, %d", row.one, row.other, got, names, err, row.want, row.names)
		}
	}
}

// A memory that goes on under another name is one history to a fit.
func TestReviewsGoOnUnderAnotherName(t *testing.T) {
	day := func(n int, e coach.Entry) coach.Entry {
		e.Position, e.At = int64(n), time.Date(2026, time.September, n, 8, 0, 0, 0, time.UTC)
		e.Day = coach.DayOf(e.At, time.UTC)
		return e
	}
	log := []coach.Entry{
		day(1, answer("a", 3, 1, true)), day(2, answer("b", 3, 1, true)), day(3, joined("a", "b")), day(4, answer("a", 3, 1, true)),
		day(5, parted("n", "a")), day(6, answer("n", 3, 1, false)), day(7, answer("a", 3, 1, true)),
	}
	for _, row := range []struct {
		name         string
		entries      int
		all, reviews int
	}{
		{"apart", 2, 2, 0},
		{"joined", 4, 3, 2},
		{"parted", 7, 8, 6},       // three of each, and one of each since
		{"joined again", 8, 5, 4}, // what both had counts once
	} {
		t.Run(row.name, func(t *testing.T) {
			log := append(slices.Clone(log), day(8, joined("a", "n")))
			var r coach.Reviews
			for i := range log[:row.entries] {
				r.Add(&log[i])
			}
			if h := r.Histories(); h.Len() != row.all || h.Scored() != row.reviews {
				t.Errorf("%d answers, %d of them scored, want %d and %d", h.Len(), h.Scored(), row.all, row.reviews)
			}
		})
	}
}
