package page

import (
	"slices"
	"strings"
	"time"

	"pacer/bot"
	"pacer/bot/chat"
	"pacer/bot/say"
	"pacer/coach"
	"pacer/coach/reflect"
)

// Standing is where a learner stands on a skill, and why.
type Standing struct {
	Skill
	Cell    Cell
	Level   Level
	Percent int    // the estimate as it is today
	Recent  []bool // the last answers that counted, 8 at most, oldest first
	Tries   Share  // right, of all that counted
	Why     []chat.Markdown
	Next    chat.Markdown // what the next level asks for; empty at the highest
	Last    When
	Due     When            // comes back; zero: not planned
	Late    bool            // it was due before today
	Behind  []Attempt       // the newest answers it rests on; only on the learner's own page
	Shown   []chat.Markdown // what was seen besides answers, newest first
	Presses []chat.Choice   // to say otherwise
}

// Review is a skill that comes back.
type Review struct {
	Skill
	Due   When
	Facts int // single facts of it that are due; 0 where the skill comes back as a whole
}

// Calibration is how sure somebody says they are, against how often they are
// right.
type Calibration struct {
	Words chat.Markdown
	Rows  []SureRow
}

// SureRow is one of the three words for how sure.
type SureRow struct {
	Word  string
	Right Share
	Told  bool // there are enough answers to say something
}

// standings is where somebody stands on each skill of some courses and why, and
// what comes back, soonest first. Presses are what can be done about a skill; nil:
// nothing.
func (v *visit) standings(of *coach.Person, courses []string, presses func(skill string) []chat.Choice) (all []Standing, ahead []Review, err error) {
	known, err := v.Knowledge(of, courses)
	if err != nil {
		return nil, nil, err
	}
	names := levelsOf(v.Printer)
	for i := range known {
		k := &known[i]
		cell := cellOf(&k.Why, k.Fading)
		s := Standing{
			Skill: v.skill(k.Skill), Cell: cell, Level: names[cell.Level], Percent: int(k.P*100 + .5), Recent: k.Why.Recent,
			Tries: Share{k.Why.Right, k.Why.Tries}, Why: v.why(k), Next: v.next(k), Last: v.when(k.Why.Last),
			Due: v.when(k.Due), Late: !k.Due.IsZero() && coach.DayOf(k.Due, v.Zone) < v.Today(),
		}
		if presses != nil {
			s.Presses = presses(k.Skill)
		}
		all = append(all, s)
		if !k.Due.IsZero() || k.Facts > 0 {
			ahead = append(ahead, Review{Skill: s.Skill, Due: s.Due, Facts: k.Facts})
		}
	}
	slices.SortStableFunc(ahead, func(a, b Review) int { return a.Due.At.Compare(b.Due.At) })
	return all, ahead, nil
}

// why are the facts behind a standing.
func (v *visit) why(k *bot.Knows) []chat.Markdown {
	w := &k.Why
	var facts []chat.Markdown
	if w.Tries > 0 {
		facts = append(facts, v.Say("web.model.why.tries", say.Args{"N": w.Tries, "Right": w.Right}))
	}
	if w.ByTeacher {
		facts = append(facts, v.Say("web.model.why.teacher"))
	}
	if w.Hinted > 0 {
		facts = append(facts, v.Say("web.model.why.hinted", say.Args{"N": w.Hinted}))
	}
	if w.SelfGraded > 0 {
		facts = append(facts, v.Say("web.model.why.self", say.Args{"N": w.SelfGraded}))
	}
	if w.Items > 0 {
		facts = append(facts, v.Say("web.model.why.items", say.Args{"N": w.Items}))
	}
	if w.Lost > w.Level {
		facts = append(facts, v.Say("web.model.why.lost", say.Args{"Level": v.LevelName(w.Lost)}))
	}
	if k.Fading && k.Recall < 1 {
		facts = append(facts, v.Say("web.model.why.fading", say.Args{"Before": percent(k.Evidence), "Now": percent(k.P)}))
	}
	return facts
}

func percent(p float64) int { return int(p*100 + .5) }

// next says what the next level asks for.
func (v *visit) next(k *bot.Knows) chat.Markdown {
	if k.Highest {
		return ""
	}
	m := &k.Missing
	var parts []string
	add := func(part chat.Markdown) { parts = append(parts, string(part)) }
	if m.Tries > 0 {
		add(v.Say("web.model.next.tries", say.Args{"N": m.Tries}))
	}
	if m.Items > 0 {
		add(v.Say("web.model.next.items", say.Args{"N": m.Items}))
	}
	if m.Transfer > 0 {
		add(v.Say("web.model.next.transfer", say.Args{"N": m.Transfer}))
	}
	if m.Mastery > 0 {
		add(v.Say("web.model.next.mastery", say.Args{"Percent": percent(m.Mastery), "Now": percent(k.Evidence)}))
	}
	if !m.Check.IsZero() {
		add(v.checkFrom(m.Check))
	}
	if m.Explanation {
		add(v.Say("web.model.next.explain"))
	}
	if len(parts) == 0 {
		add(v.Say("web.model.next.one"))
	}
	args := say.Args{"Level": v.LevelName(m.Next), "What": chat.Markdown(strings.Join(parts, v.Semicolon()))}
	if m.Recovery > 0 {
		args["N"] = m.Recovery
		return v.Say("web.model.next.regain", args)
	}
	return v.Say("web.model.next", args)
}

// checkFrom is that a right answer counts as a check from some time on.
func (v *visit) checkFrom(at time.Time) chat.Markdown {
	if at.After(v.Now) {
		return v.Say("web.model.next.check.from", say.Args{"When": v.when(at).Words})
	}
	return v.Say("web.model.next.check")
}

// calibration is how sure somebody is, against how right; nil while there are
// too few answers to say anything.
func (v *visit) calibration(counts reflect.Counts) *Calibration {
	c := &Calibration{}
	for i := range counts {
		_, _, told := counts.Told(i + 1)
		c.Rows = append(c.Rows, SureRow{Word: chat.Plain(v.sure(i + 1)), Right: Share{counts[i].Right, counts[i].N}, Told: told})
	}
	switch counts.Leaning() {
	case reflect.Under:
		c.Words = v.Say("web.model.calibration.under")
	case reflect.Over:
		c.Words = v.Say("web.model.calibration.over")
	case reflect.Fitting:
		c.Words = v.Say("web.model.calibration.fits")
	default:
		if counts.Total().N < reflect.Least {
			return nil
		}
		c.Words = v.Say("web.model.calibration.unclear")
	}
	return c
}
