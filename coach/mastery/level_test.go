package mastery

import (
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// event is one thing that happens to a standing in a story, on a day after
// morning, and what must come of it.
type event struct {
	day  float64
	do   func(Standing, time.Time) (Standing, Change)
	want Level
	rule Rule
}

// answer is an attempt at an item with the mastery it leads to.
func answer(p float64, item uint64, change ...func(*Facts)) func(Standing, time.Time) (Standing, Change) {
	return func(st Standing, at time.Time) (Standing, Change) {
		f := Facts{At: at, Right: true, Counts: true, Item: item, Tier: 2}
		for _, c := range change {
			c(&f)
		}
		return DefaultRules.Step(st, Estimate{P: p}, f)
	}
}

func missed(f *Facts)     { f.Right = false }
func mixed(f *Facts)      { f.Mixed = true }
func review(f *Facts)     { f.Purpose = Review }
func placement(f *Facts)  { f.Purpose = Placement }
func hinted(f *Facts)     { f.Hints = 1 }
func rapid(f *Facts)      { f.Rapid = true }
func laterTry(f *Facts)   { f.Counts = false }
func selfGraded(f *Facts) { f.SelfGraded = true }
func transfer(f *Facts)   { f.Tier = 3 }

func explain(p float64) func(Standing, time.Time) (Standing, Change) {
	return func(st Standing, at time.Time) (Standing, Change) {
		return DefaultRules.Explain(st, Estimate{P: p}, at)
	}
}

func teacherSays(l Level) func(Standing, time.Time) (Standing, Change) {
	return func(st Standing, at time.Time) (Standing, Change) { return st.Override(l, at) }
}

// The beginnings that stories share.
var (
	toProficient = []event{
		{0, answer(.70, 1), Starting, Unchanged},
		{0, answer(.80, 2), Starting, Unchanged},
		{0, answer(.86, 3), Proficient, EnoughItems},
	}
	toHigh = join(toProficient,
		event{1, answer(.96, 4), Proficient, Unchanged},
		event{7, answer(.96, 5, mixed), HighlyProficient, RightLater},
	)
	toDistinguished = join(toHigh,
		event{8, answer(.96, 6, transfer), HighlyProficient, Unchanged},
		event{8, answer(.96, 7, transfer), HighlyProficient, Unchanged},
		event{9, explain(.96), Distinguished, WentBeyond},
	)
)

func join(story []event, more ...event) []event {
	return append(append([]event(nil), story...), more...)
}

func TestLevelRules(t *testing.T) {
	stories := map[string][]event{
		"below three first tries it is Starting": {
			{0, answer(.99, 1), Starting, Unchanged},
			{0, answer(.99, 2), Starting, Unchanged},
			{0, answer(.84, 3), Developing, EnoughTries},
		},
		"three misses lead to Developing too": {
			{0, answer(.4, 1, missed), Starting, Unchanged},
			{0, answer(.3, 2, missed), Starting, Unchanged},
			{0, answer(.2, 3, missed), Developing, EnoughTries},
		},
		"what does not count is no first try": {
			{0, answer(.9, 1), Starting, Unchanged},
			{0, answer(.9, 2), Starting, Unchanged},
			{0, answer(.9, 3, laterTry), Starting, Unchanged},
			{0, answer(.9, 3, rapid), Starting, Unchanged},
			{0, answer(.9, 3, selfGraded), Starting, Unchanged},
			{0, answer(.9, 3), Proficient, EnoughItems},
		},
		"Proficient needs .85 exactly": {
			{0, answer(.70, 1), Starting, Unchanged},
			{0, answer(.80, 2), Starting, Unchanged},
			{0, answer(.8499, 3), Developing, EnoughTries},
			{0, answer(.85, 3), Proficient, EnoughItems},
		},
		"Proficient needs three different items": {
			{0, answer(.9, 1), Starting, Unchanged},
			{0, answer(.9, 2), Starting, Unchanged},
			{0, answer(.9, 2), Developing, EnoughTries},
			{1, answer(.9, 1), Developing, Unchanged},
			{1, answer(.9, 3), Proficient, EnoughItems},
		},
		"items answered with help, in haste or graded alone are none of the three": {
			{0, answer(.9, 1), Starting, Unchanged},
			{0, answer(.9, 2), Starting, Unchanged},
			{0, answer(.9, 3, hinted), Developing, EnoughTries},
			{0, answer(.9, 4, rapid), Developing, Unchanged},
			{0, answer(.9, 5, selfGraded), Developing, Unchanged},
			{0, answer(.9, 6, laterTry), Developing, Unchanged},
			{0, answer(.9, 7, missed), Developing, Unchanged},
			{0, answer(.9, 8), Proficient, EnoughItems},
		},
		"misses between the three do not matter": {
			{0, answer(.7, 1), Starting, Unchanged},
			{0, answer(.6, 9, missed), Starting, Unchanged},
			{0, answer(.8, 2), Developing, EnoughTries},
			{0, answer(.7, 9, missed, mixed), Developing, Unchanged},
			{0, answer(.86, 3), Proficient, EnoughItems},
		},
		"a mastery reached with a hint may complete Proficient": {
			{0, answer(.7, 1), Starting, Unchanged},
			{0, answer(.7, 2), Starting, Unchanged},
			{0, answer(.8, 3), Developing, EnoughTries},
			{0, answer(.86, 4, hinted), Proficient, EnoughItems},
		},
		"a wrong answer raises nothing, whatever the estimate": {
			{0, answer(.7, 1), Starting, Unchanged},
			{0, answer(.7, 2), Starting, Unchanged},
			{0, answer(.7, 3), Developing, EnoughTries},
			{0, answer(.9, 4, missed), Developing, Unchanged},
		},
		"Highly proficient needs seven days since Proficient": join(toProficient,
			event{6.99, answer(.97, 4, mixed), Proficient, Unchanged},
			event{7, answer(.97, 5, mixed), HighlyProficient, RightLater},
		),
		"Highly proficient needs a mixed session": join(toProficient,
			event{8, answer(.97, 4), Proficient, Unchanged},
			event{8, answer(.97, 4, review), Proficient, Unchanged},
			event{8, answer(.97, 4, review, mixed), HighlyProficient, RightLater},
		),
		"placement is no check": join(toProficient,
			event{8, answer(.97, 4, placement, mixed), Proficient, Unchanged},
			event{8, answer(.90, 4, placement, mixed, missed), Proficient, Unchanged},
		),
		"a check with a hint is neither passed nor missed": join(toProficient,
			event{8, answer(.97, 4, mixed, hinted), Proficient, Unchanged},
		),
		"Highly proficient needs .95, before or after the check": join(toProficient,
			event{8, answer(.9499, 4, mixed), Proficient, Unchanged},
			event{8, answer(.95, 5), HighlyProficient, RightLater},
		),
		"Distinguished takes two tier-3 items and an accepted explanation": toDistinguished,
		"the same tier-3 item twice is one": join(toHigh,
			event{8, explain(.96), HighlyProficient, Unchanged},
			event{8, answer(.96, 6, transfer), HighlyProficient, Unchanged},
			event{9, answer(.96, 6, transfer), HighlyProficient, Unchanged},
			event{9, answer(.96, 7, transfer, hinted), HighlyProficient, Unchanged},
			event{9, answer(.96, 7, transfer), Distinguished, WentBeyond},
		),
		"a second check thirty days after the first does for the explanation": join(toHigh,
			event{8, answer(.96, 6, transfer), HighlyProficient, Unchanged},
			event{8, answer(.96, 7, transfer), HighlyProficient, Unchanged},
			event{36.9, answer(.96, 8, mixed), HighlyProficient, Unchanged},
			event{37, answer(.96, 9), HighlyProficient, Unchanged},
			event{37, answer(.96, 9, mixed), Distinguished, WentBeyond},
		),
		"Distinguished needs Highly proficient, however much there is for it": join(toProficient,
			event{1, answer(.90, 6, transfer), Proficient, Unchanged},
			event{1, answer(.90, 7, transfer), Proficient, Unchanged},
			event{2, explain(.90), Proficient, Unchanged},
			event{9, answer(.96, 8, mixed), Distinguished, WentBeyond},
		),
		"a miss in a mixed session lowers one level": join(toDistinguished,
			event{20, answer(.9, 1, mixed, missed), HighlyProficient, MissedCheck},
			event{20.4, answer(.9, 2, mixed, missed), HighlyProficient, Unchanged}, // ten hours later: no night between
			event{21, answer(.9, 2, mixed, missed), Proficient, MissedCheck},
			event{22, answer(.9, 3, mixed, missed), Developing, MissedCheck},
			event{23, answer(.1, 4, mixed, missed), Developing, Unchanged},
		),
		"a miss in a review lowers one level":       join(toHigh, event{20, answer(.99, 1, review, missed), Proficient, MissedCheck}),
		"a miss after a hint is a miss":             join(toHigh, event{20, answer(.9, 1, mixed, missed, hinted), Proficient, MissedCheck}),
		"a miss in ordinary practice lowers none":   join(toHigh, event{20, answer(.1, 1, missed), HighlyProficient, Unchanged}),
		"a rapid miss lowers none":                  join(toHigh, event{20, answer(.9, 1, mixed, missed, rapid), HighlyProficient, Unchanged}),
		"a second try's miss lowers none":           join(toHigh, event{20, answer(.9, 1, mixed, missed, laterTry), HighlyProficient, Unchanged}),
		"a miss the learner owns up to lowers none": join(toHigh, event{20, answer(.9, 1, mixed, missed, selfGraded), HighlyProficient, Unchanged}),
		"a fallen estimate lowers none":             join(toHigh, event{20, answer(.1, 1), HighlyProficient, Unchanged}),
		"three right in a row restore the level": join(toHigh,
			event{20, answer(.90, 1, mixed, missed), Proficient, MissedCheck},
			event{20, answer(.90, 2), Proficient, Unchanged},
			event{20, answer(.90, 3), Proficient, Unchanged},
			event{20, answer(.90, 4), HighlyProficient, Recovered},
		),
		"one right answer after the miss restores nothing": join(toProficient,
			event{1, answer(.90, 9, mixed, missed), Developing, MissedCheck},
			event{1, answer(.99, 8), Developing, Unchanged},
			event{1, answer(.99, 7), Developing, Unchanged},
			event{1, answer(.70, 6), Proficient, Recovered},
		),
		"a miss anywhere begins the row again": join(toHigh,
			event{20, answer(.9, 1, mixed, missed), Proficient, MissedCheck},
			event{20, answer(.9, 2), Proficient, Unchanged},
			event{20, answer(.9, 3), Proficient, Unchanged},
			event{20, answer(.9, 4, missed), Proficient, Unchanged},
			event{20, answer(.9, 5), Proficient, Unchanged},
			event{20, answer(.9, 6), Proficient, Unchanged},
			event{20, answer(.9, 7), HighlyProficient, Recovered},
		),
		"help and haste neither add to the row nor end it": join(toHigh,
			event{20, answer(.9, 1, mixed, missed), Proficient, MissedCheck},
			event{20, answer(.9, 2), Proficient, Unchanged},
			event{20, answer(.9, 3, hinted), Proficient, Unchanged},
			event{20, answer(.9, 4, rapid), Proficient, Unchanged},
			event{20, answer(.9, 5, selfGraded, missed), Proficient, Unchanged},
			event{20, answer(.9, 2), Proficient, Unchanged}, // the same item once more
			event{20, answer(.9, 6), Proficient, Unchanged},
			event{20, answer(.9, 7), HighlyProficient, Recovered},
		),
		"every level lost takes its own row of three": join(toHigh,
			event{20, answer(.9, 1, mixed, missed), Proficient, MissedCheck},
			event{20, answer(.9, 2), Proficient, Unchanged},
			event{21, answer(.9, 1, mixed, missed), Developing, MissedCheck},
			event{21, answer(.9, 2), Developing, Unchanged},
			event{21, answer(.9, 3), Developing, Unchanged},
			event{21, answer(.9, 4), Proficient, Recovered},
			event{21, answer(.9, 5), Proficient, Unchanged},
			event{21, answer(.9, 6), Proficient, Unchanged},
			event{21, answer(.9, 7), HighlyProficient, Recovered},
			event{21, answer(.9, 8), HighlyProficient, Unchanged}, // and no further
		),
		"who goes on missing does not get it back by three": join(toProficient,
			event{1, answer(.80, 9, mixed, missed), Developing, MissedCheck},
			event{1, answer(.60, 1, missed), Developing, Unchanged},
			event{1, answer(.40, 2, missed), Developing, Unchanged},
			event{1, answer(.30, 3, missed), Developing, Unchanged},
			event{1, answer(.20, 4, missed), Developing, Unchanged},
			event{1, answer(.30, 1), Developing, Unchanged},
			event{1, answer(.40, 2), Developing, Unchanged},
			event{1, answer(.50, 3), Developing, Unchanged}, // three of the last eight are right
			event{1, answer(.55, 4), Developing, Unchanged},
			event{1, answer(.60, 5), Proficient, Recovered},
		),
		"a lost level is earned anew without a row as well": join(toProficient,
			event{1, answer(.80, 9, mixed, missed), Developing, MissedCheck},
			event{1, answer(.86, 1), Developing, Unchanged},
			event{1, answer(.86, 2), Developing, Unchanged},
			event{1, answer(.80, 3, missed), Developing, Unchanged},
			event{1, answer(.86, 3), Proficient, EnoughItems},
			event{1, answer(.86, 4), Proficient, Unchanged}, // and nothing is left to recover
		),
		"after a miss the seven days begin anew": join(toHigh,
			event{20, answer(.96, 1, mixed, missed), Proficient, MissedCheck},
			event{21, answer(.96, 2, mixed), Proficient, Unchanged},
			event{22, answer(.96, 2, mixed), Proficient, Unchanged},
			event{27, answer(.96, 2, mixed), HighlyProficient, RightLater},
		),
		"after a miss at Distinguished its evidence begins anew": join(toDistinguished,
			event{20, answer(.96, 1, mixed, missed), HighlyProficient, MissedCheck},
			event{21, answer(.96, 8, transfer), HighlyProficient, Unchanged},
			event{21, answer(.96, 9, transfer), HighlyProficient, Unchanged},
			event{22, answer(.96, 2, missed), HighlyProficient, Unchanged}, // so that no row restores it
			event{49, answer(.96, 3, mixed), HighlyProficient, Unchanged},
			event{49, answer(.96, 2, missed), HighlyProficient, Unchanged},
			event{50, answer(.96, 3, mixed), Distinguished, WentBeyond},
		),
		"a teacher's word sets any level": {
			{0, teacherSays(Distinguished), Distinguished, TeacherDecided},
			{1, teacherSays(Starting), Starting, TeacherDecided},
			{1, teacherSays(Proficient), Proficient, TeacherDecided},
			{1, teacherSays(Proficient), Proficient, TeacherDecided},
		},
		"after a teacher's word evidence goes on from there": {
			{0, teacherSays(Proficient), Proficient, TeacherDecided},
			{6, answer(.97, 1, mixed), Proficient, Unchanged},
			{7, answer(.97, 2, mixed), HighlyProficient, RightLater},
			{9, answer(.90, 3, mixed, missed), Proficient, MissedCheck},
		},
		"a level a teacher lowered is earned anew": join(toHigh,
			event{8, teacherSays(Developing), Developing, TeacherDecided},
			event{8, answer(.99, 1), Developing, Unchanged},
			event{8, answer(.99, 2), Developing, Unchanged},
			event{8, answer(.99, 3), Proficient, EnoughItems},
			event{9, answer(.99, 3, mixed), Proficient, Unchanged},
		),
		"a teacher's Starting asks for three first tries again": join(toProficient,
			event{8, teacherSays(Starting), Starting, TeacherDecided},
			event{8, answer(.99, 1), Starting, Unchanged},
			event{8, answer(.99, 2), Starting, Unchanged},
			event{8, answer(.99, 2), Developing, EnoughTries},
		),
		"a teacher's word ends a recovery": join(toHigh,
			event{20, answer(.9, 1, mixed, missed), Proficient, MissedCheck},
			event{20, answer(.9, 2), Proficient, Unchanged},
			event{20, teacherSays(Proficient), Proficient, TeacherDecided},
			event{20, answer(.9, 3), Proficient, Unchanged},
			event{20, answer(.9, 4), Proficient, Unchanged},
			event{20, answer(.9, 5), Proficient, Unchanged},
		),
		"a clock that jumps back passes no check": join(toProficient,
			event{-30, answer(.99, 4, mixed), Proficient, Unchanged},
			event{6, answer(.99, 5, mixed), Proficient, Unchanged},
		),
		"an estimate that is no number reaches nothing": {
			{0, answer(math.NaN(), 1), Starting, Unchanged},
			{0, answer(math.NaN(), 2), Starting, Unchanged},
			{0, answer(math.NaN(), 3), Developing, EnoughTries},
			{0, answer(math.NaN(), 4), Developing, Unchanged},
		},
	}
	for name, story := range stories {
		t.Run(name, func(t *testing.T) {
			var st Standing
			for i, e := range story {
				next, change := e.do(st, after(e.day))
				want := Change{From: st.Level(), To: e.want, Rule: e.rule}
				if change != want || next.Level() != e.want {
					t.Fatalf("event %d: level %v, %+v; want %+v", i, next.Level(), change, want)
				}
				if change.Up() != (next.Level() > st.Level()) || change.Down() != (next.Level() < st.Level()) {
					t.Fatalf("event %d: %+v points the wrong way", i, change)
				}
				st = next
			}
		})
	}
}

func after(days float64) time.Time { return morning.Add(time.Duration(days * float64(day))) }

// tell runs a story without asking what comes of it.
func tell(story []event) Standing {
	var st Standing
	for _, e := range story {
		st, _ = e.do(st, after(e.day))
	}
	return st
}

func TestWhyListsTheFacts(t *testing.T) {
	st := tell(join(toHigh,
		event{8, answer(.9, 6, hinted), 0, 0},
		event{8, answer(.9, 6, selfGraded, missed), 0, 0},
		event{8, answer(.9, 7, rapid), 0, 0},
		event{9, answer(.9, 8, mixed, missed), 0, 0},
		event{9.5, answer(.9, 9, transfer), 0, 0},
	))
	want := Reasons{
		Level: Proficient, Since: after(9),
		Tries: 9, Right: 7, Hinted: 1, SelfGraded: 1,
		Recent: []bool{true, true, true, true, true, false, false, true},
		Last:   after(9.5), Days: 3,
		Items: 6, Transfer: 1,
		Lost: HighlyProficient, Recovered: 1,
	}
	if diff := cmp.Diff(want, st.Why(after(13))); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestWhyOfNothing(t *testing.T) {
	if diff := cmp.Diff(Reasons{}, Standing{}.Why(morning)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestWhyTellsATeachersWordUntilEvidenceChangesIt(t *testing.T) {
	st, _ := Standing{}.Override(Proficient, after(0))
	st, _ = answer(.9, 1)(st, after(1))
	if why := st.Why(after(1)); !why.ByTeacher || !why.Since.Equal(after(0)) {
		t.Errorf("after a step that changed nothing: %+v", why)
	}
	st, _ = answer(.9, 1, mixed, missed)(st, after(2))
	if why := st.Why(after(2)); why.ByTeacher || !why.Since.Equal(after(2)) {
		t.Errorf("after a step that changed the level: %+v", why)
	}
}

// What is said to be missing must be enough.
func TestAsManyRightAsAreMissingRestoreALevel(t *testing.T) {
	for misses := range 9 {
		story := join(toProficient, event{1, answer(.6, 9, review, missed), Developing, MissedCheck})
		st := tell(story)
		for n := range misses {
			st, _ = answer(.3, uint64(20+n), missed)(st, after(1))
		}
		for given := range 5 { // wherever in the row it is asked
			now := st
			for n := range given {
				now, _ = answer(.5, uint64(40+n))(now, after(1))
			}
			if now.Level() == Proficient {
				break
			}
			m, _ := DefaultRules.Missing(now, Estimate{P: .5})
			for n := range m.Recovery {
				if now.Level() == Proficient {
					t.Errorf("after %d misses and %d right, %d are said to be missing, and %d were enough", misses, given, m.Recovery, n)
				}
				now, _ = answer(.5, uint64(60+n))(now, after(1))
			}
			if now.Level() != Proficient {
				t.Errorf("after %d misses and %d right, %d more were said to be enough", misses, given, m.Recovery)
			}
		}
	}
}

func TestMissingSaysWhatTheNextLevelAsksFor(t *testing.T) {
	rows := []struct {
		name  string
		story []event
		p     float64
		want  Missing
	}{
		{"at the beginning", nil, .6, Missing{Next: Developing, Tries: 3}},
		{"after a try", toProficient[:1], .6, Missing{Next: Developing, Tries: 2}},
		{"on the way to Proficient",
			[]event{{0, answer(.6, 1), 0, 0}, {0, answer(.6, 2, missed), 0, 0}, {0, answer(.6, 3), 0, 0}}, .7,
			Missing{Next: Proficient, Mastery: .85, Items: 1}},
		{"on the way to Highly proficient", toProficient, .95, Missing{Next: HighlyProficient, Check: after(7)}},
		{"with the check passed",
			join(toProficient, event{7, answer(.9, 4, mixed), 0, 0}), .9,
			Missing{Next: HighlyProficient, Mastery: .95}},
		{"on the way to Distinguished", toHigh, .9,
			Missing{Next: Distinguished, Transfer: 2, Explanation: true, Recheck: after(37)}},
		{"with an explanation accepted", join(toHigh, event{7, explain(.9), 0, 0}), .9,
			Missing{Next: Distinguished, Transfer: 2}},
		{"during a recovery",
			join(toProficient, event{7, answer(.8, 4, mixed, missed), 0, 0}, event{7, answer(.8, 5), 0, 0}), .8,
			Missing{Next: Proficient, Mastery: .85, Items: 2, Recovery: 2}},
	}
	for _, r := range rows {
		t.Run(r.name, func(t *testing.T) {
			got, ok := DefaultRules.Missing(tell(r.story), Estimate{P: r.p})
			if !ok {
				t.Fatal("nothing is said to be missing")
			}
			if diff := cmp.Diff(r.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
	if got, ok := DefaultRules.Missing(tell(toDistinguished), Estimate{P: .9}); ok {
		t.Errorf("above Distinguished there is said to be %+v", got)
	}
}

// TestLevelLaws: a right answer never lowers a level, however long it was in
// coming and whatever the estimate says; a wrong one lowers by at most one and
// never below Developing; nothing but answers that count changes anything.
func TestLevelLaws(t *testing.T) {
	r := rand.New(rand.NewPCG(11, 12))
	rules := DefaultRules
	for range 2000 {
		var st Standing
		at := morning
		for step := range 80 {
			at = at.Add(time.Duration(r.ExpFloat64() * 3 * float64(day)))
			f := anyFacts(r)
			f.At, f.Item = at, uint64(r.IntN(12))
			f.Right = r.IntN(5) > 0
			m := Estimate{P: r.Float64()}
			if r.IntN(3) > 0 {
				m.P = .8 + r.Float64()*.2
			}
			next, change := rules.Step(st, m, f)
			if err := next.valid(); err != nil {
				t.Fatalf("step %d: %v after %+v of %+v", step, err, f, st)
			}
			if change.From != st.level || change.To != next.level || (change.Rule == Unchanged) != (change.From == change.To) {
				t.Fatalf("step %d: %+v tells of %v to %v", step, change, st.level, next.level)
			}
			switch {
			case f.Right && change.Down():
				t.Fatalf("step %d: a right answer lowered %v to %v: %+v", step, change.From, change.To, f)
			case change.Down() && (change.From-change.To > 1 || change.To < Developing):
				t.Fatalf("step %d: one miss lowered %v to %v", step, change.From, change.To)
			case !f.Right && change.To > Developing && change.Up():
				t.Fatalf("step %d: a wrong answer raised %v to %v", step, change.From, change.To)
			case (!f.Counts || f.Rapid) && next != st:
				t.Fatalf("step %d: an attempt that is no evidence changed %+v to %+v", step, st, next)
			case f.SelfGraded && next.level != st.level:
				t.Fatalf("step %d: what the learner graded changed %v to %v", step, st.level, next.level)
			}
			if r.IntN(40) == 0 {
				next, _ = next.Override(Level(r.IntN(7)), at)
			}
			if r.IntN(40) == 0 {
				next, _ = rules.Explain(next, m, at)
			}
			if err := next.valid(); err != nil {
				t.Fatalf("step %d: %v", step, err)
			}
			st = next
		}
	}
}

// TestRightForWrongNeverEndsLower: had the last answer been right instead of
// wrong, the level would be as high or higher.
func TestRightForWrongNeverEndsLower(t *testing.T) {
	r := rand.New(rand.NewPCG(13, 14))
	for range 500 {
		var st Standing
		for step := range 60 {
			f := anyFacts(r)
			f.At, f.Item = after(float64(step)*1.5), uint64(r.IntN(12))
			p := .8 + r.Float64()*.2
			f.Right = false
			ifWrong, _ := DefaultRules.Step(st, Estimate{P: p - .1}, f)
			f.Right = true
			ifRight, _ := DefaultRules.Step(st, Estimate{P: p}, f)
			if ifRight.level < ifWrong.level {
				t.Fatalf("step %d: %v if right, %v if wrong: %+v", step, ifRight.level, ifWrong.level, f)
			}
			if st = ifRight; r.IntN(4) == 0 {
				st = ifWrong
			}
		}
	}
}

func TestRulesOutOfRangeAreNamed(t *testing.T) {
	if err := DefaultRules.Valid(); err != nil {
		t.Fatal(err)
	}
	rows := map[string]func(*Rules){
		"no tries":                  func(r *Rules) { r.Tries = 0 },
		"more tries than counted":   func(r *Rules) { r.Tries = 255 },
		"more items than kept":      func(r *Rules) { r.Items = 9 },
		"no transfer":               func(r *Rules) { r.Transfer = 0 },
		"more recovery than kept":   func(r *Rules) { r.Recovery = 9 },
		"proficient at certainty":   func(r *Rules) { r.Proficient = 1 },
		"highly proficient NaN":     func(r *Rules) { r.HighlyProficient = math.NaN() },
		"higher asks for less":      func(r *Rules) { r.HighlyProficient = .8 },
		"check before the fact":     func(r *Rules) { r.Check = -time.Hour },
		"second check after a life": func(r *Rules) { r.Recheck = 100 * 365 * day },
	}
	for name, damage := range rows {
		t.Run(name, func(t *testing.T) {
			rules := DefaultRules
			damage(&rules)
			if rules.Valid() == nil {
				t.Error("Valid finds nothing wrong")
			}
		})
	}
}
