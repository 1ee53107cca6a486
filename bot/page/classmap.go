package page

import (
	"context"
	"slices"
	"strings"

	"pacer/bot/chat"
	"pacer/bot/say"
	"pacer/coach"
	"pacer/coach/course"
)

// ClassMap is a class by skills: who stands where.
type ClassMap struct {
	Head
	Courses []MapCourse
	Skills  []MapSkill // columns, in the order of the courses
	Rows    []MapRow   // learners, by name: those from From on, MapPage at most
	From    int        // of all, from 0
	Of      int        // learners in the class
	Next    int        // from where the next rows come; 0: these are the last
	Levels  [Levels]Level
	Summary chat.Markdown // what the map shows, in a sentence: its text for who cannot see it
}

// MapPage is how many learners a class map shows at a time.
const MapPage = 50

// MapCourse is a course above its columns.
type MapCourse struct {
	Course
	Span int // columns
}

// MapSkill is a column.
type MapSkill struct {
	Skill
	Counts [Levels]int // learners of the whole class at each level
	Fading int         // of them, for whom it fades
	Ready  Share       // Proficient or higher, of the whole class
	Words  string      // the same in words
}

// MapRow is a learner's row.
type MapRow struct {
	Who
	Needs int    // open alerts
	Last  string // when they practised last, in words
	Cells []Cell // as Skills
}

// Words are the words of a cell, for a legend, and for who cannot see its shape.
func (m *ClassMap) Words(c Cell) string { return wordsOf(m.Say, c) }

// Projector is a class map without names that anybody could know: each learner
// has a made-up name, the same every day, and stands where that name falls in
// the alphabet.
type Projector struct {
	Head
	Courses []MapCourse
	Skills  []MapSkill
	Rows    []MapRow // IDs, needs and last days are left out
	From    int
	Of      int
	Next    int
	Levels  [Levels]Level
	Summary chat.Markdown
}

// Words are the words of a cell.
func (m *Projector) Words(c Cell) string { return wordsOf(m.Say, c) }

// ClassMap shows who of a class stands where: learners from one on, by name.
func (p *Pages) ClassMap(ctx context.Context, who Viewer, class string, from int) (m *ClassMap, err error) {
	err = p.look(ctx, who, func(v *visit) error {
		head, all, grid, err := v.whole(class)
		if err != nil {
			return err
		}
		open, err := v.Alerts(head.Class.ID)
		if err != nil {
			return err
		}
		needs := make(map[string]int)
		for i := range open {
			if v.isWaiting(&open[i]) {
				needs[open[i].Person]++
			}
		}
		m = &ClassMap{Head: head, Courses: grid.courses, Skills: grid.columns(v.Printer), Of: len(all.list), Levels: levelsOf(v.Printer)}
		var shown []coach.Person
		m.From, m.Next, shown = window(all.list, from)
		for i := range shown {
			id := shown[i].ID
			m.Rows = append(m.Rows, MapRow{Who: all.who[id], Needs: needs[id], Last: v.last(&shown[i]), Cells: grid.row(id)})
		}
		m.Summary = grid.summary(v.Printer)
		return nil
	})
	return m, err
}

// Projector shows a class map under made-up names.
func (p *Pages) Projector(ctx context.Context, who Viewer, class string, from int) (m *Projector, err error) {
	err = p.look(ctx, who, func(v *visit) error {
		head, all, grid, err := v.whole(class)
		if err != nil {
			return err
		}
		m = &Projector{Head: head, Courses: grid.courses, Skills: grid.columns(v.Printer), Of: len(all.list), Levels: levelsOf(v.Printer)}
		// Who needs somebody is nobody's business on a wall.
		for i := range m.Classes {
			m.Classes[i].Open = 0
		}
		m.Class.Open = 0
		names := madeUp(m.Class.ID, all.ids(), v.Printer)
		slices.SortFunc(all.list, func(a, b coach.Person) int { return strings.Compare(names[a.ID], names[b.ID]) })
		var shown []coach.Person
		m.From, m.Next, shown = window(all.list, from)
		for i := range shown {
			m.Rows = append(m.Rows, MapRow{Who: Who{Name: names[shown[i].ID]}, Cells: grid.row(shown[i].ID)})
		}
		m.Summary = grid.summary(v.Printer)
		return nil
	})
	return m, err
}

// whole is a class with all its learners and where they stand.
func (v *visit) whole(class string) (head Head, all learners, g *grid, err error) {
	c, head, err := v.class(class)
	if err != nil {
		return head, all, nil, err
	}
	if all, err = v.learners(c); err != nil {
		return head, all, nil, err
	}
	g, err = v.grid(c, all.ids())
	return head, all, g, err
}

// window is the part of a list that a page shows, from one on.
func window[T any](all []T, from int) (first, next int, shown []T) {
	first = min(max(from, 0), len(all))
	end := min(first+MapPage, len(all))
	if end < len(all) {
		next = end
	}
	return first, next, all[first:end]
}

// grid is where the learners of a class stand on its skills.
type grid struct {
	skills  []Skill
	courses []MapCourse
	place   map[string]int    // of a skill among them
	cells   map[string][]Cell // by learner; none: they have met nothing
	people  int
}

// grid reads where people stand on the skills of a class's courses.
func (v *visit) grid(class coach.Class, people []string) (*grid, error) {
	g := &grid{skills: v.skillsOf(class), place: make(map[string]int), cells: make(map[string][]Cell, len(people)), people: len(people)}
	for i, s := range g.skills {
		g.place[s.ID] = i
	}
	hasFacts := false
	for _, id := range class.Courses {
		if k := v.Courses.Course(id); k != nil {
			g.courses = append(g.courses, MapCourse{Course: Course{ID: id, Title: v.CourseTitle(id)}, Span: len(k.Skills)})
			hasFacts = hasFacts || slices.ContainsFunc(k.Skills, func(s course.Skill) bool { return s.Memory == course.MemoryItem })
		}
	}
	stand, skills, err := v.stand(people)
	if err != nil {
		return nil, err
	}
	places := make([]int, len(skills)) // of the skills that were met among those of the map; -1: it has them not
	for i, s := range skills {
		places[i] = -1
		if at, ok := g.place[s]; ok {
			places[i] = at
		}
	}
	for person, all := range stand {
		row := make([]Cell, len(g.skills))
		for i := range all {
			if at := places[all[i].skill]; at >= 0 {
				row[at] = all[i].cell
				row[at].Fading = row[at].Level > 0 && all[i].isDue(v.Now)
			}
		}
		g.cells[person] = row
	}
	if !hasFacts {
		return g, nil
	}
	due, err := v.DueSkills(people, v.Now)
	if err != nil {
		return nil, err
	}
	for person, skills := range due {
		for _, s := range skills {
			if at, ok := g.place[s]; ok && g.cells[person] != nil && g.cells[person][at].Level > 0 {
				g.cells[person][at].Fading = true
			}
		}
	}
	return g, nil
}

// row are a learner's cells.
func (g *grid) row(person string) []Cell {
	if row := g.cells[person]; row != nil {
		return row
	}
	return make([]Cell, len(g.skills))
}

// columns sum up the skills.
func (g *grid) columns(p *say.Printer) []MapSkill {
	all := make([]MapSkill, len(g.skills))
	for i := range all {
		all[i] = MapSkill{Skill: g.skills[i], Ready: Share{Of: g.people}}
		all[i].Counts[0] = g.people
	}
	for _, row := range g.cells {
		for i, c := range row {
			if c.Level == 0 {
				continue
			}
			s := &all[i]
			s.Counts[0]--
			s.Counts[c.Level]++
			if c.isReady() {
				s.Ready.N++
			}
			if c.Fading {
				s.Fading++
			}
		}
	}
	for i := range all {
		all[i].Words = chat.Plain(p.Say("web.model.map.skill", say.Args{"Ready": all[i].Ready.N, "Of": g.people, "Fading": all[i].Fading}))
	}
	return all
}

// summary says what a map shows: the skills that most have, and that fewest of
// those who met them have.
func (g *grid) summary(p *say.Printer) chat.Markdown {
	var most, least *MapSkill
	columns := g.columns(p)
	for i := range columns {
		c := &columns[i]
		if c.Counts[0] == g.people {
			continue // nobody has met it
		}
		if most == nil || c.Ready.N > most.Ready.N {
			most = c
		}
		if least == nil || c.Ready.N < least.Ready.N {
			least = c
		}
	}
	if most == nil {
		return p.Say("web.model.map.empty", say.Args{"N": g.people})
	}
	args := say.Args{"N": g.people, "Skills": len(g.skills), "Most": most.Title, "MostReady": most.Ready.N, "Least": least.Title, "LeastReady": least.Ready.N}
	if most == least {
		return p.Say("web.model.map.one", args)
	}
	return p.Say("web.model.map", args)
}
