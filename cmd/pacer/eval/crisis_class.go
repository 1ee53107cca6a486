package eval

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"pacer/coach/plan"
)

// termStart is midnight of the Monday on which the term begins. Times are those
// of the class's clock, and that is UTC.
var termStart = time.Date(2026, 1, 5, 0, 0, 0, 0, time.UTC)

// term is a class over a term.
type term struct {
	world    *world
	mates    []*classmate
	coaches  []*pacerPolicy
	days     int
	teacher  *rand.Rand
	visits   []visit
	learners []int // who has practised on the day in hand, each once
}

// visit is a call that a teacher has not seen to yet.
type visit struct {
	call call
	left int // school days on which it may still be seen to
	next bool
}

// call is what a teacher is told: that some learners need them.
type call struct {
	at       time.Time
	learners []int
	skill    int // by place in the course; -1: none
	why      string
	alerts   []string // what it is about, as whoever called knows it
}

// answered is what can be seen of an answer.
type answered struct {
	learner   int
	day       int
	at        time.Time
	item      int
	skill     int
	reply     reply
	expected  float64 // chance of right that Pacer foretold
	placement bool
}

// witness sees what a coach sees, and calls the teacher.
type witness interface {
	// enters is told the class before the first day.
	enters(t *term)
	// sees is told each answer, when its learner has been told how it went and
	// the estimates have moved.
	sees(a *answered)
	// leaves is told the end of a session and the mood told then.
	leaves(learner, day int, at time.Time, mood int) []call
	// hour is told each full hour from 7 to 20. Nudged are learners who are
	// asked about missed days.
	hour(day int, at time.Time) (calls []call, nudged []int)
	// heard is told that the teacher has seen to a call, and what they say of it.
	heard(c *call, useful bool, at time.Time)
}

// newTerm makes a class with its crises. The same seed gives the same class.
func newTerm(seed uint64, scale float64, weeks int) *term {
	w := newWorld(seed, scale)
	w.giveIdeas(seed)
	t := &term{world: w, days: 7 * weeks, teacher: rand.New(rand.NewPCG(seed, 0xd1342543de82ef95))}
	r := rand.New(rand.NewPCG(seed, 0xaf251af3b0f025b5))
	var round []int
	for n := range termLearners {
		c := w.enrolMate(n, kinds[n%len(kinds)], seed<<20+uint64(n))
		if len(round) == 0 {
			round = r.Perm(int(crisisKinds))
		}
		from, lasts := crisisFrom+r.IntN(t.days-crisisBefore-crisisFrom), 0
		drop := max(dropLeast, int(lognormal(r, dropDays, dropSpread)))
		if r.Float64() < hasCrisis {
			k := crisisKind(round[0])
			round = round[1:]
			if k == dropping {
				lasts = drop
			}
			c.planted = &crisis{kind: k, learner: n, planted: true, from: from, skill: -1, lasts: lasts}
		}
		t.mates = append(t.mates, c)
	}
	pupils := make([]*pupil, len(t.mates))
	for n, c := range t.mates {
		pupils[n] = c.pupil
	}
	for _, p := range underPacer(w, pupils, seed) {
		t.coaches = append(t.coaches, p.(*pacerPolicy))
	}
	return t
}

// giveIdeas settles which misconceptions items touch.
func (w *world) giveIdeas(seed uint64) {
	r := rand.New(rand.NewPCG(seed, 0x8cb92ba72f3d8dd7))
	w.ideas = make([]int, len(w.items))
	for i := range w.ideas {
		switch x := r.Float64(); {
		case x < touches:
			w.ideas[i] = 0
		case x < 2*touches:
			w.ideas[i] = 1
		default:
			w.ideas[i] = -1
		}
	}
}

// ideaID names a misconception as attempts do.
func (w *world) ideaID(skill, idea int) string {
	return fmt.Sprintf("%s-%c", w.course.Skills[skill].ID, 'a'+rune(idea))
}

// crises are all that came about and showed, by learner.
func (t *term) crises() []*crisis {
	var out []*crisis
	for _, c := range t.mates {
		if c.planted != nil && !c.planted.onset.IsZero() {
			out = append(out, c.planted)
		}
		out = append(out, c.grown...)
	}
	return out
}

// dayAt is the day of the term that a moment is on.
func (t *term) dayAt(at time.Time) int { return int(at.Sub(termStart).Hours() / 24) }

// sitting is a session to come.
type sitting struct {
	learner int
	at      time.Time
}

// run lets the term pass. The first witness's calls are what the teacher hears
// of if acts is set; otherwise nobody sees to anything, and all crises end by
// themselves.
func (t *term) run(witnesses []witness, acts bool, keep func(w int, c call)) {
	for _, w := range witnesses {
		w.enters(t)
	}
	tell := func(i int, calls []call) {
		for _, c := range calls {
			keep(i, c)
			if i == 0 && acts {
				t.visits = append(t.visits, visit{call: c, left: actsWithin, next: true})
			}
		}
	}
	for day := range t.days {
		midnight := termStart.AddDate(0, 0, day)
		sittings := t.dawn(day, midnight)
		for h := 7; h <= 20; h++ {
			at := midnight.Add(time.Duration(h) * time.Hour)
			if acts && h == 10 && day%7 < 5 {
				t.seesTo(witnesses[0], day, at)
			}
			for i, w := range witnesses {
				calls, nudged := w.hour(day, at)
				tell(i, calls)
				if i == 0 && acts {
					for _, n := range nudged {
						t.mates[n].isNudged(day)
					}
				}
			}
			for len(sittings) > 0 && sittings[0].at.Before(at.Add(time.Hour)) {
				s := sittings[0]
				sittings = sittings[1:]
				end, mood := t.practise(witnesses, s.learner, day, s.at)
				for i, w := range witnesses {
					tell(i, w.leaves(s.learner, day, end, mood))
				}
			}
		}
	}
}

// dawn begins a day: who practises, and when, first ones first.
func (t *term) dawn(day int, midnight time.Time) []sitting {
	var out []sitting
	for n, c := range t.mates {
		c.dawns(day, midnight)
		at := midnight.Add(min(20*time.Hour, max(13*time.Hour, time.Duration((16.5+1.2*c.life.NormFloat64())*float64(time.Hour)))))
		again := c.life.Float64() < secondTry
		if !c.comesOn(day, at) {
			continue
		}
		out = append(out, sitting{n, at})
		if again {
			out = append(out, sitting{n, at.Add(40 * time.Minute)})
		}
	}
	slices.SortStableFunc(out, func(a, b sitting) int { return cmp.Or(a.at.Compare(b.at), cmp.Compare(a.learner, b.learner)) })
	return out
}

// practise is one session. It tells when it ended, and the mood.
func (t *term) practise(witnesses []witness, learner, day int, at time.Time) (time.Time, int) {
	c, p := t.mates[learner], t.coaches[learner]
	c.begins(day, at)
	p.begin(at)
	for range sessionItems {
		item, ok := p.next(at)
		if !ok {
			break
		}
		a := answered{learner: learner, day: day, item: item, skill: t.world.items[item].skills[0], expected: p.foretold(at, item)}
		a.placement = p.openPurpose() == plan.Placement
		a.reply = c.respond(item, day, at, a.placement)
		at = at.Add(a.reply.took)
		a.at = at
		p.learn(at, item, a.reply)
		for _, x := range append(c.grown[:len(c.grown):len(c.grown)], c.planted) {
			if x != nil && x.isOn() && (x.skill < 0 || x.skill == a.skill) {
				x.answers = append(x.answers, at)
			}
		}
		if !a.placement {
			c.looksAhead(a.skill, float64(day), at)
		}
		for _, w := range witnesses {
			w.sees(&a)
		}
		at = at.Add(between)
		if a.reply.leaves {
			break
		}
	}
	return at, c.feels()
}

// seesTo is a teacher's school day.
func (t *term) seesTo(w witness, day int, at time.Time) {
	var left []visit
	for _, v := range t.visits {
		chance := actsLater
		if v.next {
			chance = actsNext
		}
		v.next = false
		if t.teacher.Float64() >= chance {
			if v.left--; v.left > 0 {
				left = append(left, v)
			}
			continue
		}
		useful := false
		for _, n := range v.call.learners {
			if t.mates[n].isHelped(t.teacher, v.call.skill, float64(day), at) {
				useful = true
			}
		}
		w.heard(&v.call, useful || t.teacher.Float64() >= saysUseless, at)
	}
	t.visits = left
}
