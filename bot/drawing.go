package bot

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"pacer/bot/chart"
	"pacer/bot/chat"
	"pacer/bot/say"
	"pacer/coach"
	"pacer/coach/mastery"
)

// charted is how the source of a chart begins; its words and numbers follow.
const charted = "chart "

// shows adds a chart to the message that is sent next, where that can show
// pictures: elsewhere the text says what there is to say.
func (t *turn) shows(c chart.Chart, alt chat.Markdown) {
	if t.Platforms[t.to.Platform].HasPictures {
		t.pictures = append(t.pictures, chat.Picture{Alt: chat.Plain(alt), Source: charted + c.Source()})
	}
}

// drawChart draws what shows has named.
func drawChart(source string) ([]byte, error) {
	c, err := chart.Parse(source)
	if err != nil {
		return nil, err
	}
	return c.PNG()
}

// plainly are texts as a chart shows them.
func plainly(texts ...chat.Markdown) []string {
	out := make([]string, len(texts))
	for i, m := range texts {
		out[i] = chat.Plain(m)
	}
	return out
}

// showKnown shows what is thought to be known of the skills practised last.
func (t *turn) showKnown(lines []knownLine) {
	if len(lines) == 0 {
		return
	}
	latest := slices.Clone(lines)
	slices.SortStableFunc(latest, func(a, b knownLine) int { return cmp.Compare(a.days, b.days) })
	latest = latest[:min(len(latest), chart.MaxBars)]
	b := &chart.Bars{Values: [][]float64{nil}}
	var alt []string
	for _, l := range latest {
		level := t.levelName(l.level)
		if l.isFading {
			level = t.Say("chart.fading", say.Args{"Level": level})
		}
		b.Rows, b.Words = append(b.Rows, chat.Plain(l.skill)), append(b.Words, chat.Plain(level))
		b.Values[0] = append(b.Values[0], 100*l.p)
		alt = append(alt, chat.Plain(t.Colon(l.skill, level)))
	}
	t.shows(chart.Chart{Title: chat.Plain(t.Say("chart.known")), Bars: b}, t.Say("chart.known.alt", say.Args{"Skills": strings.Join(alt, t.Semicolon())}))
}

// showCalibration shows how sure a learner said they were beside how often that
// was so; nothing while too little was said.
func (t *turn) showCalibration() {
	b := &chart.Bars{Names: plainly(t.Say("chart.meant"), t.Say("chart.came")), Values: [][]float64{nil, nil}}
	var alt []string
	for confidence := 3; confidence >= 1; confidence-- {
		right, n, ok := t.me.Sure.Told(confidence)
		if !ok {
			continue
		}
		word := t.Say([]string{"sure.1", "sure.2", "sure.3"}[confidence-1])
		b.Rows = append(b.Rows, chat.Plain(word))
		b.Values[0] = append(b.Values[0], 100*t.me.Sure.Stated(confidence))
		b.Values[1] = append(b.Values[1], 100*float64(right)/float64(n))
		alt = append(alt, chat.Plain(t.Say("chart.sure.line", say.Args{"Word": word, "Right": right, "N": n})))
	}
	if len(b.Rows) > 0 {
		t.shows(chart.Chart{Title: chat.Plain(t.Say("chart.sure")), Bars: b}, t.Say("chart.sure.alt", say.Args{"Lines": strings.Join(alt, t.Semicolon())}))
	}
}

// How far back a learner's way is shown.
const (
	wayWeeks    = 12
	waySessions = 60 // the newest, in which levels rose or fell
)

// showWay shows how many skills a learner had reached, week by week; nothing
// before there is a second week.
func (t *turn) showWay(reached int) error {
	sessions, err := t.tx.Sessions(t.me.ID, waySessions)
	if err != nil || len(sessions) == 0 {
		return err
	}
	today := t.today()
	oldest := coach.DayOf(sessions[len(sessions)-1].Ended, t.zone)
	weeks := min(wayWeeks, int(today-oldest)/7+1)
	if weeks < 2 {
		return nil
	}
	l := &chart.Lines{Names: plainly(t.Say("chart.way.line")), Values: [][]float64{make([]float64, weeks)}, Times: make([]string, weeks)}
	count := reached // from today on backwards
	for i, week := 0, weeks-1; week >= 0; week-- {
		end := today - coach.Day(7*(weeks-1-week))
		for ; i < len(sessions) && coach.DayOf(sessions[i].Ended, t.zone) > end; i++ {
			count -= risen(&sessions[i])
		}
		l.Values[0][week] = float64(max(0, count))
		l.Times[week] = say.Numerals(chat.Plain(t.Numeric(end.Start(time.UTC)))) // the font of pictures has no other digits
	}
	first, last := int(l.Values[0][0]), int(l.Values[0][weeks-1])
	t.shows(chart.Chart{Title: chat.Plain(t.Say("chart.way")), Lines: l}, t.Say("chart.way.alt", say.Args{"N": weeks, "First": first, "Last": last}))
	return nil
}

// risen is how many skills more were Proficient after a session than before.
func risen(s *coach.Session) int {
	n := 0
	for _, g := range s.Gained {
		if mastery.Level(g.Level) == mastery.Proficient {
			n++
		}
	}
	return n
}

// showClass shows the levels of a class on the skills that it practised most.
func (t *turn) showClass(class coach.Class, learners []Membership) error {
	if len(learners) == 0 || !t.Platforms[t.to.Platform].HasPictures {
		return nil
	}
	learners = learners[:min(len(learners), chart.MaxRows)]
	people := make([]string, len(learners))
	for i, m := range learners {
		people[i] = m.Person
	}
	estimates, err := t.tx.EstimatesOf(people)
	if err != nil {
		return err
	}
	levels := make(map[string]map[string]mastery.Level, len(people)) // by skill, then person
	for person, of := range estimates {
		for _, e := range of {
			course, _, _ := strings.Cut(e.Skill, "/")
			if why := e.Standing.Why(t.now); !bound(class, course) || why.Tries == 0 && !why.ByTeacher {
				continue
			}
			if levels[e.Skill] == nil {
				levels[e.Skill] = make(map[string]mastery.Level)
			}
			levels[e.Skill][person] = e.Standing.Level()
		}
	}
	skills := t.skillsMet(class, levels)
	if len(skills) == 0 {
		return nil
	}
	g := &chart.Grid{Values: make([][]int, len(learners))}
	for l := mastery.Starting; l <= mastery.Distinguished; l++ {
		g.Levels = append(g.Levels, chat.Plain(t.levelName(l)))
	}
	for _, s := range skills {
		g.Columns = append(g.Columns, chat.Plain(t.titleOf(s)))
	}
	for i, m := range learners {
		g.Rows = append(g.Rows, m.Who.Name)
		for _, s := range skills {
			level, met := levels[s][m.Person]
			if !met {
				g.Values[i] = append(g.Values[i], chart.None)
				continue
			}
			g.Values[i] = append(g.Values[i], int(level-mastery.Starting))
		}
	}
	t.shows(chart.Chart{Title: class.Name, Grid: g}, t.sayGrid(class, g))
	return nil
}

// skillsMet are the skills that most of the class met, as many as a grid shows,
// in the order of the courses.
func (t *turn) skillsMet(class coach.Class, levels map[string]map[string]mastery.Level) []string {
	var skills []string
	for _, id := range class.Courses {
		if k := t.Courses.Course(id); k != nil {
			for i := range k.Skills {
				if key := id + "/" + k.Skills[i].ID; len(levels[key]) > 0 {
					skills = append(skills, key)
				}
			}
		}
	}
	if len(skills) <= chart.MaxColumns {
		return skills
	}
	most := slices.Clone(skills)
	slices.SortStableFunc(most, func(a, b string) int { return cmp.Compare(len(levels[b]), len(levels[a])) })
	most = most[:chart.MaxColumns]
	return slices.DeleteFunc(skills, func(s string) bool { return !slices.Contains(most, s) })
}

// sayGrid says what a class's grid shows, skill by skill.
func (t *turn) sayGrid(class coach.Class, g *chart.Grid) chat.Markdown {
	var lines []string
	for k, skill := range g.Columns {
		met, proficient := 0, 0
		for i := range g.Rows {
			if level := g.Values[i][k]; level != chart.None {
				met++
				if level >= int(mastery.Proficient-mastery.Starting) {
					proficient++
				}
			}
		}
		lines = append(lines, chat.Plain(t.Say("chart.class.line", say.Args{"Skill": skill, "N": proficient, "Met": met})))
	}
	return t.Say("chart.class.alt", say.Args{"Class": class.Name, "Lines": strings.Join(lines, t.Semicolon())})
}
