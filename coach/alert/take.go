package alert

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// Take lets what a look found act on a learner's alerts of a class: those that
// live on are refreshed, new ones are raised, weaker ones grow into stronger or
// are left out, and those whose condition has cleared are resolved. Open are the
// learner's alerts of this class that are not resolved; the ones that changed
// come back, each to be stored. It is all of an alert's life that needs no
// person. Taking the same in twice changes nothing more.
func Take(open []Alert, found []Finding, l *Look, class, person string, newID func() string) (changed []Alert) {
	t := taking{look: l}
	for _, a := range open {
		if a.Class == class && a.Person == person && a.State != Resolved {
			t.alive = append(t.alive, a)
		}
	}
	t.touched = make([]bool, len(t.alive), len(t.alive)+len(found))
	t.clear()
	for _, f := range strongest(found) {
		t.take(f, class, person, newID)
	}
	t.lull(found)
	for i := range t.alive {
		if t.touched[i] {
			changed = append(changed, t.alive[i])
		}
	}
	return changed
}

// taking is a learner's alerts while something is taken in.
type taking struct {
	look    *Look
	alive   []Alert
	touched []bool
}

// strongest orders findings as Rules are, and leaves one of each rule, skill
// and appeal.
func strongest(found []Finding) []Finding {
	rules := Rules()
	out := slices.Clone(found)
	slices.SortStableFunc(out, func(a, b Finding) int {
		return cmp.Or(
			cmp.Compare(slices.Index(rules, a.Rule), slices.Index(rules, b.Rule)), cmp.Compare(a.Skill, b.Skill),
			cmp.Compare(a.Evidence.Attempt, b.Evidence.Attempt),
			cmp.Compare(b.Severity, a.Severity), cmp.Compare(b.Evidence.Sure, a.Evidence.Sure), cmp.Compare(a.Evidence.Words, b.Evidence.Words),
		)
	})
	return slices.CompactFunc(out, func(a, b Finding) bool {
		return a.Rule == b.Rule && a.Skill == b.Skill && a.Evidence.Attempt == b.Evidence.Attempt && a.Evidence.Words == b.Evidence.Words
	})
}

// clear resolves what has ended.
func (t *taking) clear() {
	for i := range t.alive {
		a := &t.alive[i]
		outcome := ClearedByItself
		switch {
		case a.clears(t.look):
		case a.lapses(t.look.Now):
			outcome = Lapsed
		default:
			continue
		}
		if a.Resolve("", outcome, t.look.Now) == nil { // what only a person may close stays
			t.touched[i] = true
		}
	}
}

// take takes one finding in.
func (t *taking) take(f Finding, class, person string, newID func() string) {
	a := New("", class, person, f, t.look.Now)
	for i := range t.alive {
		switch o := &t.alive[i]; {
		case o.State == Resolved && o.isOf(f.Rule, f.Skill) && !f.Rule.isSaid():
			return // it has just ended: what is left of it in these answers is no news
		case o.State == Resolved:
		case o.Key() == a.Key():
			if o.refreshes(f, t.look.Now) {
				o.Refresh(f)
				o.Looked, o.Lulled = t.look.Now, time.Time{}
				t.touched[i] = true
			}
			return
		case o.StandsFor(f.Rule, f.Skill):
			return
		}
	}
	a.Looked = t.look.Now
	at := -1
	for i := range t.alive {
		o := &t.alive[i]
		if o.State == Resolved || !a.StandsFor(o.Rule, o.Skill) {
			continue
		}
		if at < 0 && !a.Rule.isSaid() {
			a.Grow(o)
			*o, at = a, i
		} else if o.Resolve("", Overtaken, t.look.Now) != nil {
			continue
		}
		t.touched[i] = true
	}
	if at < 0 {
		a.ID = newID()
		t.alive, t.touched = append(t.alive, a), append(t.touched, true)
	}
}

// refreshes tells whether a finding is news to the alert: nothing is taken in
// twice from one look, but words that were not heard yet.
func (a *Alert) refreshes(f Finding, now time.Time) bool {
	isNew := f.Evidence.Words != "" && !slices.Contains(strings.Split(a.Evidence.Words, "\n"), f.Evidence.Words)
	return !a.Looked.Equal(now) || a.Rule.isSaid() && isNew
}

// lull marks the alerts whose rule was asked and did not speak: while that is
// so nobody new is told. When they are found again it is over.
func (t *taking) lull(found []Finding) {
	for i := range t.alive {
		a := &t.alive[i]
		if a.State == Resolved || !a.Lulled.IsZero() || a.Rule.isSaid() || !t.look.asks(a.Rule, a.Skill) || a.Looked.Equal(t.look.Now) {
			continue
		}
		if !slices.ContainsFunc(found, func(f Finding) bool { return f.Rule == a.Rule && f.Skill == a.Skill }) {
			a.Lulled = t.look.Now
			t.touched[i] = true
		}
	}
}

// asks tells whether the look has what a rule needs.
func (l *Look) asks(rule Rule, skill string) bool {
	switch rule {
	case RuleWheelSpinning:
		return l.Skill != nil && l.Skill.ID == skill && l.Skill.Outlook != nil
	case RuleStruggling, RuleMisconception:
		return l.Skill != nil && l.Skill.ID == skill
	case RuleDrop, RuleRapid, RuleHints, RuleUnder, RuleOver:
		return l.Tries != nil
	case RuleMissedPlan:
		return l.Plan != nil
	case RuleGoal:
		return l.Goal != nil && len(l.Goal.Forecasts) > 0
	case RuleMood:
		return l.Moods != nil
	}
	return false
}

// StandsFor tells whether the alert makes another of the same learner needless
// while it lives.
func (a *Alert) StandsFor(rule Rule, skill string) bool {
	return a.State != Resolved && a.Rule.standsFor(rule, a.Skill == skill)
}

// Grow takes over the life of a weaker alert that this one stands for: whoever
// knows of that one is not told again, and the learner's chance is not given
// twice.
func (a *Alert) Grow(from *Alert) {
	a.ID, a.Raised, a.Pinged, a.State, a.By, a.Acted, a.Until, a.Seen = from.ID, from.Raised, from.Pinged, from.State, from.By, from.Acted, from.Until, from.Seen+1
	a.Nudged, a.Told, a.Under = from.Nudged, from.Told, from.Under
	if from.Wait.Before(a.Wait) {
		a.Wait = from.Wait
	}
}

// SessionEnded says that the learner has practised once more since the alert
// was raised: what that did not clear they had their chance with.
func (a *Alert) SessionEnded(now time.Time) {
	if a.Rule != RuleMissedPlan && now.After(a.Raised) && now.Before(a.Wait) {
		a.Wait = now
	}
}

// clears tells whether what a look shows since the alert was raised has ended
// what the rule found.
func (a *Alert) clears(l *Look) bool {
	if a.State == Resolved || a.Rule.isSaid() {
		return false
	}
	tries := l.Tries
	if l.Skill != nil && (tries == nil || a.Rule.isOfSkill() && l.Skill.ID == a.Skill) {
		tries = l.Skill.Tries
	}
	since := past(tries, a.Raised)
	switch a.Rule {
	case RuleWheelSpinning, RuleStruggling, RuleMisconception:
		if a.Skill != "" {
			since = slices.DeleteFunc(since, func(t Try) bool { return t.Skill != a.Skill })
		}
		read, _ := readable(since)
		_, longest := runs(read)
		return longest >= goodRun
	case RuleMissedPlan:
		return slices.ContainsFunc(since, func(t Try) bool { return t.Day > a.Evidence.LastDay }) ||
			l.Plan != nil && slices.ContainsFunc(l.Plan.Practised, func(d int32) bool { return d > a.Evidence.LastDay && d <= l.Day })
	case RuleDrop:
		read, _ := readable(since)
		read = foretold(read)
		read = read[max(0, len(read)-dropLeast):]
		return len(read) >= dropOverLeast && residual(read) >= -dropOver
	case RuleRapid:
		return len(since) >= rapidOver && !slices.ContainsFunc(since[len(since)-rapidOver:], func(t Try) bool { return t.Rapid })
	case RuleHints:
		return len(since) >= hintWindow && !slices.ContainsFunc(since[len(since)-hintWindow:], func(t Try) bool { return t.LastHint })
	case RuleGoal, RuleMood, RuleUnder, RuleOver: // they end when looks have not found them for a while
		return !a.Lulled.IsZero() && l.Now.Sub(a.Lulled) >= lullOver
	}
	return false
}

// lapses tells whether nobody needs to be told any more.
func (a *Alert) lapses(now time.Time) bool {
	last := a.Raised
	if a.Looked.After(last) {
		last = a.Looked
	}
	return a.State == Open && a.Rule != RuleClassWide && a.Pinged.IsZero() && now.Sub(last) >= lapse
}

// ClassWide lets a class-wide alert stand for many single ones about one skill,
// and ends it when few are left. Open are the alerts of one class that are not
// resolved, of all its learners; learners is how many it has. The ones that
// changed come back, each to be stored. A person who resolves a class-wide alert
// has dealt with those under it: they are found here and end with it.
func ClassWide(open []Alert, learners int, now time.Time, newID func() string) (changed []Alert) {
	bySkill := map[string][]Alert{}
	wide := map[string]*Alert{}
	alive := map[string]bool{}
	for i := range open {
		switch a := open[i]; {
		case a.State == Resolved:
		case a.Rule == RuleClassWide:
			wide[a.Skill], alive[a.ID] = &a, true
		case a.Rule.isOfSkill() && a.Skill != "" && (a.Under != "" || a.Severity > Low && a.Lulled.IsZero()):
			bySkill[a.Skill] = append(bySkill[a.Skill], a) // what a teacher would not be told of singly adds up to nothing
		}
	}
	skills := make([]string, 0, len(bySkill)+len(wide))
	for skill := range bySkill {
		skills = append(skills, skill)
	}
	for skill := range wide {
		skills = append(skills, skill)
	}
	slices.Sort(skills)
	for _, skill := range slices.Compact(skills) {
		var single []Alert
		for _, a := range bySkill[skill] {
			if a.Under != "" && !alive[a.Under] && a.Resolve("", Overtaken, now) == nil {
				changed = append(changed, a)
				continue
			}
			single = append(single, a)
		}
		changed = append(changed, standFor(wide[skill], single, skill, learners, now, newID)...)
	}
	return changed
}

// standFor brings one skill's class-wide alert, nil if there is none, up to its
// single ones.
func standFor(w *Alert, single []Alert, skill string, learners int, now time.Time, newID func() string) (changed []Alert) {
	people := peopleOf(single)
	enough := max(wideLeast, min(wideMany, int(wideShare*float64(learners)+.999)))
	switch {
	case w == nil && len(people) < enough:
		return nil
	case w != nil && 2*len(people) < enough:
		if w.Resolve("", ClearedByItself, now) != nil {
			return nil
		}
		for _, a := range single {
			if a.Under == w.ID {
				a.Under = ""
				changed = append(changed, a)
			}
		}
		return append(changed, *w)
	}
	f := widened(single, skill, people, learners)
	isNew := w == nil
	if isNew {
		a := New(newID(), single[0].Class, "", f, now)
		a.Looked = now
		w = &a
	}
	if isNew || !slices.Equal(w.Evidence.People, people) || w.Evidence.Learners != learners {
		if !isNew {
			w.Refresh(f)
			w.Looked = now
		}
		changed = append(changed, *w)
	}
	for _, a := range single {
		if a.Under != w.ID {
			a.Under = w.ID
			changed = append(changed, a)
		}
	}
	return changed
}

// peopleOf are the people whom alerts are about, each once, sorted.
func peopleOf(alerts []Alert) []string {
	var people []string
	for i := range alerts {
		people = append(people, alerts[i].Person)
	}
	slices.Sort(people)
	return slices.Compact(people)
}

// widened sums single alerts up.
func widened(single []Alert, skill string, people []string, learners int) Finding {
	e := Evidence{People: people, Learners: learners, Sure: 2}
	if len(people) >= 2*wideMany || 2*len(people) >= learners {
		e.Sure = 3
	}
	tags, severity := map[string]int{}, Medium
	for i := range single {
		a := &single[i]
		severity = max(severity, a.Severity)
		e.Questions += a.Evidence.Questions
		e.Right += a.Evidence.Right
		e.Hints += a.Evidence.Hints
		for _, m := range a.Evidence.Misconceptions {
			tags[m.ID] += m.Times
		}
		if e.From.IsZero() || a.Evidence.From.Before(e.From) {
			e.From = a.Evidence.From
		}
		if a.Evidence.To.After(e.To) {
			e.To = a.Evidence.To
		}
	}
	e.Misconceptions = counted(tags)
	return Finding{Rule: RuleClassWide, Severity: severity, Skill: skill, Evidence: e}
}
