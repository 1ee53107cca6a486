package page

import (
	"context"
	"slices"
	"time"

	"pacer/bot"
	"pacer/bot/chat"
	"pacer/bot/say"
	"pacer/coach"
)

// Muddy is what the learners of a class find not clear: counted, from three
// learners on, and quoted without names.
type Muddy struct {
	Head
	Points []MuddyPoint // those of most learners first
}

// MuddyPoint is a skill with what is not clear about it.
type MuddyPoint struct {
	Skill  Skill // without an ID: none in particular
	N      int   // learners
	Words  chat.Markdown
	Quotes []string // of those who share them
}

// voices are what the learners of a class share with it without their names.
func (v *visit) voices(class coach.Class) ([]Thought, error) {
	members, err := v.Members(class.ID)
	if err != nil {
		return nil, err
	}
	learners := slices.DeleteFunc(members, func(m bot.Membership) bool { return m.Role != coach.Learner })
	all, err := bot.Voices(v.Reader, class.ID, learners, v.Now.Add(-muddyBack))
	if err != nil {
		return nil, err
	}
	var shown []Thought
	for _, voice := range all {
		shown = append(shown, Thought{Prompt: v.prompt(&bot.Thought{Prompt: voice.Prompt, About: voice.About}), Said: voice.Said})
	}
	return shown, nil
}

// muddyBack is how far back muddy points are looked at.
const muddyBack = 28 * 24 * time.Hour

// Muddy shows a teacher what their class finds not clear. That quotes were read is
// noted, or nothing is shown.
func (p *Pages) Muddy(ctx context.Context, who Viewer, class string) (m *Muddy, err error) {
	var points []bot.MuddyPoint
	err = p.look(ctx, who, func(v *visit) error {
		c, head, err := v.class(class)
		if err != nil {
			return err
		}
		members, err := v.Members(c.ID)
		if err != nil {
			return err
		}
		learners := slices.DeleteFunc(members, func(m bot.Membership) bool { return m.Role != coach.Learner })
		if points, err = bot.MuddyPoints(v.Reader, c.ID, learners, v.Now.Add(-muddyBack)); err != nil {
			return err
		}
		m = &Muddy{Head: head}
		for _, point := range points {
			shown := MuddyPoint{N: point.N, Quotes: point.Quotes, Words: v.Say("digest.muddy", say.Args{"N": point.N})}
			if point.Skill != "" {
				shown.Skill = v.skill(point.Skill)
				shown.Words = v.Say("digest.muddy.skill", say.Args{"N": point.N, "Skill": v.Title(point.Skill)})
			}
			m.Points = append(m.Points, shown)
		}
		return nil
	})
	if err != nil || !slices.ContainsFunc(points, func(p bot.MuddyPoint) bool { return len(p.Of) > 0 }) {
		return m, err
	}
	if err := p.noted(ctx, who, func(v *visit) error {
		for _, point := range points {
			for _, q := range point.Of {
				if err := v.Note(bot.ActReadThoughts, q.Person, q.Thought); err != nil {
					return err
				}
			}
		}
		return nil
	}); err != nil {
		return nil, err
	}
	return m, nil
}
