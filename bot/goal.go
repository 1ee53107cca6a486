package bot

import (
	"strings"
	"time"

	"pacer/bot/chat"
	"pacer/bot/say"
	"pacer/coach"
	"pacer/coach/alert"
	"pacer/coach/course"
	"pacer/coach/mastery"
	"pacer/coach/plan"
)

// How often it is foretold for the teacher when a learner reaches their goal, and
// how many forecasts are kept.
const (
	foretellAt = 7
	forecasts  = 4
)

// distance is how far a goal is.
type distance struct {
	left    float64 // attempts that are still needed, see coach.AttemptsNeeded; 0: it is reached
	reached int     // skills
	of      int     // skills that it needs; 0: it is about none
}

// goalSkills are the skills that a goal needs, of its course: the one that it
// names and all that this needs, or all there are; nil where the course is gone.
func (t *turn) goalSkills(g *coach.Goal) (*course.Course, []string) {
	k := t.Courses.Course(g.Course)
	if k == nil {
		return nil, nil
	}
	var list []string
	seen := make(map[string]bool)
	var add func(string)
	add = func(id string) {
		sk := k.Skill(id)
		if seen[id] || sk == nil {
			return
		}
		seen[id] = true
		for _, n := range sk.Needs {
			add(n)
		}
		if len(k.ItemsOf(id)) > 0 {
			list = append(list, id)
		}
	}
	for i := range k.Skills {
		if id := k.Skills[i].ID; g.Skill == "" || k.ID+"/"+id == g.Skill {
			add(id)
		}
	}
	return k, list
}

// far is how far the learner is from a goal: a skill is reached when it is
// Proficient, and what it needs counts as long as it stands before it. What placement found to be known is
// reached as long as nothing else was found.
func (t *turn) far(g *coach.Goal) (d distance, err error) {
	k, skills := t.goalSkills(g)
	if len(skills) == 0 {
		return d, nil
	}
	known, err := t.knowledge()
	if err != nil {
		return d, err
	}
	rules := &t.Params.Rules
	isOpen := g.Skill != "" && plan.Open(k, func(skill string) plan.Standing { return known.standing(k.ID, skill) }, skillOf(g.Skill))
	for _, skill := range skills {
		d.of++
		st, why := known.standing(k.ID, skill), mastery.Reasons{}
		p := st.P
		if e := known.estimates[k.ID+"/"+skill]; e != nil {
			why = e.Standing.Why(t.now)
		} else {
			p = known.know(&Estimated{}).Evidence
		}
		if st.Placed && why.Level == mastery.Starting || why.Level >= mastery.Proficient {
			d.reached++
			continue
		}
		if isOpen && k.ID+"/"+skill != g.Skill {
			continue // nothing has to be done there before the goal
		}
		d.left += coach.AttemptsNeeded(p, why, rules)
	}
	return d, nil
}

// passed keeps how far the goal is at the end of a session.
func (t *turn) passed() error {
	if !t.me.Goal.IsSet() {
		return nil
	}
	d, err := t.far(&t.me.Goal)
	if err == nil && d.of > 0 {
		t.me.Goal.Pass(t.today(), d.left, t.answeredToday())
	}
	return err
}

// towards is the skill that a session of a course is to be about because the
// learner's goal is; empty where it is about none, or reached.
func (t *turn) towards(k *course.Course) (string, error) {
	g := &t.me.Goal
	id, skill, ok := strings.Cut(g.Skill, "/")
	if !ok || id != k.ID {
		return "", nil
	}
	d, err := t.far(g)
	if err != nil || d.left == 0 {
		return "", err
	}
	return skill, nil
}

// myClass is the learner's class; nil where they have none.
func (t *turn) myClass() (*coach.Class, error) {
	if t.me.Class == "" {
		return nil, nil
	}
	class, err := t.tx.Class(t.me.Class)
	return &class, err
}

// foresee foretells when a goal will be reached: from the way so far or, where
// there is too little of that, roughly from what the learner plans.
func (t *turn) foresee(g *coach.Goal) (coach.Forecast, error) {
	class, err := t.myClass()
	if err != nil {
		return coach.Forecast{}, err
	}
	practises := t.me.Practises(class, t.now)
	if f := coach.Foresee(g.Path, t.today(), practises); f.Finish != 0 || len(g.Path) > coach.StepsLeast {
		return f, nil
	}
	d, err := t.far(g)
	if err != nil || d.of == 0 {
		return coach.Forecast{}, err
	}
	questions := t.me.Settings.Pace
	if questions == 0 {
		if questions, err = t.questions(t.me.Settings.Minutes); err != nil {
			return coach.Forecast{}, err
		}
	}
	return coach.Roughly(d.left, coach.TowardsGoal*float64(questions), t.today(), practises), nil
}

// foretell is what was foretold about the learner's goal, if it has a day: with a
// new forecast once a week.
func (t *turn) foretell() (*alert.Goal, error) {
	g := &t.me.Goal
	if g.By == 0 || g.By <= t.today() {
		return nil, nil
	}
	if n := len(g.Foretold); n > 0 && t.today()-g.Foretold[n-1].Day < foretellAt {
		return nil, nil // looked at this week
	}
	if t.today()-coach.DayOf(g.Set, t.zone) < foretellAt {
		return nil, nil // too early to tell
	}
	f := coach.Forecast{} // who has not practised since it was set does not come nearer
	if len(g.Path) > 0 {
		var err error
		if f, err = t.foresee(g); err != nil {
			return nil, err
		}
	}
	told := coach.Foretold{Day: t.today(), Finish: f.Finish, Due: g.By}
	g.Foretold = append(g.Foretold[max(0, len(g.Foretold)+1-forecasts):len(g.Foretold):len(g.Foretold)], told)
	return goalOf(&t.me), nil
}

// goalOf is what was foretold about a learner's goal; nil where it has no day.
func goalOf(p *coach.Person) *alert.Goal {
	if p.Goal.By == 0 || len(p.Goal.Foretold) == 0 {
		return nil
	}
	g := &alert.Goal{}
	for _, f := range p.Goal.Foretold {
		g.Forecasts = append(g.Forecasts, alert.Forecast{Day: int32(f.Day), Finish: int32(f.Finish), Due: int32(f.Due)})
	}
	return g
}

// goalName is what a goal is called: its own words, or the title of what it is
// about.
func (t *turn) goalName(g *coach.Goal) chat.Markdown {
	switch {
	case g.Words != "":
		return chat.Escape(g.Words)
	case g.Skill != "":
		return t.titleOf(g.Skill)
	}
	if k := t.Courses.Course(g.Course); k != nil {
		return t.courseTitle(k)
	}
	return chat.Escape(g.Course)
}

// sayDay names a day of the calendar; with its year where that is not plain.
func (t *turn) sayDay(d coach.Day) chat.Markdown {
	at := d.Start(time.UTC)
	if far := d - t.today(); far > 200 || far < -100 {
		return t.Date(at)
	}
	return t.Day(at)
}

// sayGoal is a goal in lines, with what it needs and when it is foretold to be
// reached; isLate where that is after its day.
func (t *turn) sayGoal(g *coach.Goal) (text chat.Markdown, isLate bool, err error) {
	lines := []chat.Markdown{t.Say("goal.is", say.Args{"Goal": t.goalName(g)})}
	if g.By != 0 {
		lines = append(lines, t.Say("goal.is.by", say.Args{"Day": t.sayDay(g.By)}))
	}
	if g.Why != "" {
		lines = append(lines, t.Say("goal.is.why", say.Args{"Why": g.Why}))
	}
	if g.Obstacle != "" {
		lines = append(lines, t.Say("goal.is.obstacle", say.Args{"Obstacle": g.Obstacle}))
	}
	if g.Then != "" {
		lines = append(lines, t.Say("goal.is.then", say.Args{"Then": g.Then}))
	}
	if g.With != "" {
		p, err := t.tx.Person(g.With)
		if err := orNone(err); err != nil {
			return "", false, err
		}
		if p.Name != "" {
			lines = append(lines, t.Say("goal.is.with", say.Args{"Teacher": p.Name}))
		}
	}
	way, isLate, err := t.sayWay(g)
	if err != nil {
		return "", false, err
	}
	return lined(append(lines, way...), "\n"), isLate, nil
}

// sayWay says how far a goal is, and when it is foretold to be reached, honestly:
// as a range, and only from the learner's own days of practice.
func (t *turn) sayWay(g *coach.Goal) (lines []chat.Markdown, isLate bool, err error) {
	d, err := t.far(g)
	if err != nil || d.of == 0 {
		return nil, false, err
	}
	lines = append(lines, t.Say("goal.way", say.Args{"N": d.of, "Reached": d.reached}))
	if d.left == 0 {
		return lines, false, nil
	}
	class, err := t.myClass()
	if err != nil {
		return nil, false, err
	}
	f := coach.Foresee(g.Path, t.today(), t.me.Practises(class, t.now))
	args := say.Args{"Early": t.sayDay(f.Early), "Late": t.sayDay(f.Late), "Day": t.sayDay(f.Finish)}
	switch {
	case f.Finish == 0 && len(g.Path) <= coach.StepsLeast:
		return append(lines, t.Say("goal.forecast.soon")), false, nil
	case f.Finish == 0:
		return append(lines, t.Say("goal.forecast.none")), g.By != 0, nil
	case f.Late == 0:
		lines = append(lines, t.Say("goal.forecast.open", args))
	case f.Early == f.Late:
		lines = append(lines, t.Say("goal.forecast.day", args))
	default:
		lines = append(lines, t.Say("goal.forecast", args))
	}
	switch {
	case g.By == 0:
	case f.Early > g.By:
		isLate = true
		lines = append(lines, t.Say("goal.forecast.late", say.Args{"Day": t.sayDay(g.By)}))
	case f.Late != 0 && f.Late <= g.By:
		lines = append(lines, t.Say("goal.forecast.intime", say.Args{"Day": t.sayDay(g.By)}))
	default:
		lines = append(lines, t.Say("goal.forecast.maybe", say.Args{"Day": t.sayDay(g.By)}))
	}
	return lines, isLate, nil
}

// celebrate says that the goal is reached, if it is about skills alone and all of
// them are, in words that fit the age of the class, and puts it among the earlier
// ones.
func (t *turn) celebrate(class coach.Class) (chat.Markdown, error) {
	g := t.me.Goal
	if !g.IsSet() || g.Words != "" && g.Skill == "" {
		return "", nil // whether it is reached only they know
	}
	d, err := t.far(&g)
	if err != nil || d.of == 0 || d.left > 0 {
		return "", err
	}
	t.me.EndGoal(coach.GoalReached, t.now)
	return t.cheer(&g, class.Age), nil
}

// cheer celebrates a goal that was reached.
func (t *turn) cheer(g *coach.Goal, age string) chat.Markdown {
	key := "goal.reached.teen"
	switch age {
	case coach.AgeUnder13:
		key = "goal.reached.child"
	case coach.AgeAdult:
		key = "goal.reached.adult"
	}
	return t.Say(key, say.Args{"Goal": t.goalName(g)})
}

// lined puts texts one after another, those that are empty left out.
func lined(texts []chat.Markdown, between string) chat.Markdown {
	var all []string
	for _, text := range texts {
		if text != "" {
			all = append(all, string(text))
		}
	}
	return chat.Markdown(strings.Join(all, between))
}
