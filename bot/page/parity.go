package page

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"pacer/bot/chat"
	"pacer/bot/say"
	"pacer/coach"
	"pacer/coach/alert"
)

// Parity tells whether a class serves everybody alike, by what its learners
// have set for themselves. It is opt-in, and small groups are hidden.
type Parity struct {
	Head
	On     bool // the class has asked for it
	Sets   []ParitySet
	Least  int // learners in a group that is shown
	Words  chat.Markdown
	Source chat.Markdown // where the rule on small groups comes from
	Press  []chat.Choice // to switch it on or off
}

// ParitySet divides the class by one thing.
type ParitySet struct {
	By     string
	Groups []ParityGroup
	Hidden chat.Markdown // said where groups are hidden; empty: none is
}

// ParityGroup is learners who have something in common.
type ParityGroup struct {
	Name     string
	Learners int
	Ready    Share // skills Proficient or higher, of those met
	Right    Share // first tries of the last four weeks
	Kept     Share // planned days kept
	False    Share // alerts that were called useless, of those that teachers judged
}

// parityLeast is how many learners a group has at least that figures are shown
// of: below it, what is said of a group is said of its members. Ten is what most
// states of the USA take in reports on schools (39 of them in 2010, by M. Seastrom,
// Statistical methods for protecting personally identifiable information in
// aggregate reporting, NCES 2011-603, https://nces.ed.gov/pubs2011/2011603.pdf).
const parityLeast = 10

// parityDays is how far back answers and planned days are compared.
const parityDays = 28

// parityAttempts is how many of a learner's answers are read for it.
const parityAttempts = 500

// Parity compares groups of a class by what their learners have set for
// themselves, if its teachers asked for it. A group of fewer than parityLeast is
// hidden, and so is all of a division where the hidden ones together are so few:
// they are what the class is less the groups that are shown.
func (p *Pages) Parity(ctx context.Context, who Viewer, class string) (m *Parity, err error) {
	err = p.look(ctx, who, func(v *visit) error {
		c, head, err := v.class(class)
		if err != nil {
			return err
		}
		m = &Parity{
			Head: head, On: c.Parity, Least: parityLeast, Source: v.Say("web.model.parity.source", say.Args{"N": parityLeast}),
			Words: v.Say("web.model.parity.off"), Press: []chat.Choice{{Label: v.Say("web.model.press.parity.on"), Value: "say class @" + c.ID + " parity on", Main: true}},
		}
		if !c.Parity {
			return nil
		}
		m.Words = v.Say("web.model.parity")
		m.Press = []chat.Choice{{Label: v.Say("web.model.press.parity.off"), Value: "say class @" + c.ID + " parity off"}}
		all, err := v.learners(c)
		if err != nil {
			return err
		}
		figures, err := v.parityFigures(c, &all)
		if err != nil {
			return err
		}
		for _, division := range v.divisions() {
			m.Sets = append(m.Sets, divided(v.Printer, division, all.list, figures))
		}
		return nil
	})
	return m, err
}

// division divides learners by one thing.
type division struct {
	by string
	of func(p *coach.Person) string
}

// divisions are what learners have set for themselves. Nothing else is known that
// would divide them, and nothing is asked for it.
func (v *visit) divisions() []division {
	yes, no := chat.Plain(v.Say("web.model.parity.yes")), chat.Plain(v.Say("web.model.parity.no"))
	either := func(is bool) string {
		if is {
			return yes
		}
		return no
	}
	return []division{
		{chat.Plain(v.Say("web.model.parity.language")), func(p *coach.Person) string { return v.Name(cmp.Or(p.Settings.Language, "en")) }},
		{chat.Plain(v.Say("web.model.parity.speech")), func(p *coach.Person) string { return either(p.Settings.Speech) }},
		{chat.Plain(v.Say("web.model.parity.minutes")), func(p *coach.Person) string {
			return chat.Plain(v.Say("web.model.set.minutes.n", say.Args{"N": p.Settings.Minutes}))
		}},
		{chat.Plain(v.Say("web.model.parity.plan")), func(p *coach.Person) string {
			return either(p.Settings.CheckIn != "" && !p.Settings.Silent)
		}},
	}
}

// parityFigures are the figures of each learner, by ID.
func (v *visit) parityFigures(class coach.Class, all *learners) (map[string]ParityGroup, error) {
	grid, err := v.grid(class, all.ids())
	if err != nil {
		return nil, err
	}
	ended, err := v.EndedAlerts(class.ID, 10*mostEnded)
	if err != nil {
		return nil, err
	}
	since := v.Now.Add(-parityDays * 24 * time.Hour)
	days := v.days(parityDays)
	figures := make(map[string]ParityGroup, len(all.list))
	for i := range all.list {
		p := &all.list[i]
		f := ParityGroup{Learners: 1}
		for _, c := range grid.row(p.ID) {
			if c.Level > 0 {
				f.Ready.Of++
			}
			if c.isReady() {
				f.Ready.N++
			}
		}
		_, f.Kept, _ = v.presence(p, &class, days)
		attempts, err := v.Attempts(p.ID, "", parityAttempts)
		if err != nil {
			return nil, err
		}
		for j := range attempts {
			e := &attempts[j]
			if e.At.Before(since) {
				break
			}
			if isBound(class, e.Item) && !e.Rapid {
				f.Right.Of++
				if e.Right {
					f.Right.N++
				}
			}
		}
		figures[p.ID] = f
	}
	for i := range ended {
		a := &ended[i]
		f, ok := figures[a.Person]
		if !ok || a.By == "" || a.Rule == alert.RuleAppeal || a.Outcome == alert.Replanned {
			continue
		}
		f.False.Of++
		if a.Outcome == alert.Useless || a.After == alert.NotNeeded {
			f.False.N++
		}
		figures[a.Person] = f
	}
	return figures, nil
}

func (s *Share) add(o Share) { s.N, s.Of = s.N+o.N, s.Of+o.Of }

// divided sums learners up by a division, and hides what is too small.
func divided(p *say.Printer, d division, people []coach.Person, figures map[string]ParityGroup) ParitySet {
	set := ParitySet{By: d.by}
	at := make(map[string]int)
	for i := range people {
		name := d.of(&people[i])
		n, ok := at[name]
		if !ok {
			n = len(set.Groups)
			at[name] = n
			set.Groups = append(set.Groups, ParityGroup{Name: name})
		}
		f, g := figures[people[i].ID], &set.Groups[n]
		g.Learners += f.Learners
		g.Ready.add(f.Ready)
		g.Right.add(f.Right)
		g.Kept.add(f.Kept)
		g.False.add(f.False)
	}
	slices.SortFunc(set.Groups, func(a, b ParityGroup) int {
		return cmp.Or(cmp.Compare(b.Learners, a.Learners), strings.Compare(a.Name, b.Name))
	})
	hidden := 0
	set.Groups = slices.DeleteFunc(set.Groups, func(g ParityGroup) bool {
		if g.Learners < parityLeast {
			hidden += g.Learners
		}
		return g.Learners < parityLeast
	})
	switch {
	case hidden == 0:
	case hidden < parityLeast:
		set.Groups = nil
		set.Hidden = p.Say("web.model.parity.hidden.all", say.Args{"N": parityLeast})
	default:
		set.Hidden = p.Say("web.model.parity.hidden", say.Args{"N": parityLeast})
	}
	return set
}
