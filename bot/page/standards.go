package page

import (
	"context"
	"maps"
	"slices"

	"pacer/bot/chat"
	"pacer/bot/say"
)

// Standards is what of which standard a class has learnt.
type Standards struct {
	Head
	Codes    []Standard // by code
	Unmapped []SkillCount
	Words    chat.Markdown
}

// Standard is one code, with the skills that stand for it.
type Standard struct {
	Code   string
	Skills []SkillCount
	Ready  Share // learners Proficient or higher on all of its skills
	Met    Share // learners who have met at least one of them
}

// Standards shows which standards a class has learnt, by the skills that stand
// for them, and the skills that stand for none.
func (p *Pages) Standards(ctx context.Context, who Viewer, class string) (m *Standards, err error) {
	err = p.look(ctx, who, func(v *visit) error {
		head, _, grid, err := v.whole(class)
		if err != nil {
			return err
		}
		m = &Standards{Head: head}
		skills := make(map[string][]string) // by code
		for _, s := range grid.skills {
			codes := v.Courses.Skill(s.ID).Standards
			for _, code := range codes {
				skills[code] = append(skills[code], s.ID)
			}
			if len(codes) == 0 {
				m.Unmapped = append(m.Unmapped, SkillCount{Skill: s, Ready: grid.count(s.ID).Ready})
			}
		}
		for _, code := range slices.Sorted(maps.Keys(skills)) {
			m.Codes = append(m.Codes, v.standard(code, skills[code], grid))
		}
		m.Words = v.Say("web.model.standards", say.Args{"N": len(m.Codes), "Unmapped": len(m.Unmapped)})
		return nil
	})
	return m, err
}

func (v *visit) standard(code string, skills []string, g *grid) Standard {
	s := Standard{Code: code, Ready: Share{Of: g.people}, Met: Share{Of: g.people}}
	for _, id := range skills {
		s.Skills = append(s.Skills, SkillCount{Skill: v.skill(id), Ready: g.count(id).Ready})
	}
	for _, row := range g.cells {
		isReady, isMet := true, false
		for _, id := range skills {
			c := row[g.place[id]]
			isReady, isMet = isReady && c.isReady(), isMet || c.Level > 0
		}
		if isReady {
			s.Ready.N++
		}
		if isMet {
			s.Met.N++
		}
	}
	return s
}
