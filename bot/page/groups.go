package page

import (
	"context"

	"pacer/bot"
	"pacer/bot/chat"
	"pacer/bot/say"
	"pacer/coach"
	"pacer/coach/group"
)

// Groups are learners who could work together, and those who do.
type Groups struct {
	Head
	Stand     []Group
	Suggested []Group
	Words     chat.Markdown // what is to be known where there is none
}

// Group is learners who share something.
type Group struct {
	ID      string // empty for one that is only suggested
	Kind    string // "gap", "misconception", "pair"
	Title   chat.Markdown
	Skill   Skill
	Tag     chat.Markdown // the misconception; empty but for that kind
	Members []Who
	Helper  string        // ID of the one who explains; empty but in a pair
	Why     chat.Markdown // who, on what, the evidence about each, and how sure
	Made    When
	Ready   Share // members who have the skill by now
	Presses []chat.Choice
}

// Groups shows which learners of a class could work together, and who does.
func (p *Pages) Groups(ctx context.Context, who Viewer, class string) (m *Groups, err error) {
	err = p.look(ctx, who, func(v *visit) error {
		c, head, err := v.class(class)
		if err != nil {
			return err
		}
		all, err := v.learners(c)
		if err != nil {
			return err
		}
		m = &Groups{Head: head}
		stand, err := v.Visitor.Groups(c.ID)
		if err != nil {
			return err
		}
		grid, err := v.grid(c, all.ids())
		if err != nil {
			return err
		}
		for i := range stand {
			m.Stand = append(m.Stand, v.group(c, &stand[i], grid, &all))
		}
		if c.Archived {
			return nil
		}
		worth, err := v.GroupsWorth(c)
		if err != nil {
			return err
		}
		for i := range worth {
			m.Suggested = append(m.Suggested, v.suggested(c, &worth[i], &all))
		}
		if len(m.Stand)+len(m.Suggested) == 0 {
			m.Words = v.Say("group.none", say.Args{"Class": c.Name})
		}
		return nil
	})
	return m, err
}

// group is one that stands.
func (v *visit) group(class coach.Class, g *coach.Group, where *grid, all *learners) Group {
	shown := Group{
		ID: g.ID, Kind: string(g.Kind), Title: v.groupTitle(string(g.Kind), g.Skill), Skill: v.skill(g.Skill), Members: all.whos(g.Members),
		Helper: g.Helper, Made: v.when(g.Made),
	}
	if g.Misconception != "" {
		shown.Tag = v.Misconception(g.Skill, g.Misconception)
	}
	for _, m := range shown.Members {
		shown.Ready.Of++
		if at, ok := where.place[g.Skill]; ok && where.row(m.ID)[at].isReady() {
			shown.Ready.N++
		}
	}
	if !class.Archived {
		shown.Presses = []chat.Choice{{Label: v.Say("web.model.press.dissolve"), Value: "say class @" + class.ID + " groups off @" + g.ID}}
	}
	return shown
}

// suggested is one that was found.
func (v *visit) suggested(class coach.Class, g *group.Group, all *learners) Group {
	names := make(map[string]string, len(all.who))
	for id, w := range all.who {
		names[id] = w.Name
	}
	shown := Group{
		Kind: string(g.Kind), Title: v.groupTitle(string(g.Kind), g.Skill), Skill: v.skill(g.Skill), Members: all.whos(g.Members), Helper: g.Helper,
		Why:     v.SayGroup(g, names),
		Presses: []chat.Choice{{Label: v.Say("web.model.press.form"), Value: "say class @" + class.ID + " groups take " + bot.GroupKey(g), Main: true}},
	}
	if g.Idea != "" {
		shown.Tag = v.Misconception(g.Skill, g.Idea)
	}
	return shown
}

// groupTitle says what a group is for.
func (v *visit) groupTitle(kind, skill string) chat.Markdown {
	args := say.Args{"Skill": v.Title(skill)}
	switch coach.GroupKind(kind) {
	case coach.GroupMisconception:
		return v.Say("web.model.group.misconception", args)
	case coach.GroupPair:
		return v.Say("web.model.group.pair", args)
	default:
		return v.Say("web.model.group.gap", args)
	}
}
