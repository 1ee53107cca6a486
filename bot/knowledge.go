package bot

import (
	"slices"
	"time"

	"pacer/bot/chat"
	"pacer/bot/say"
	"pacer/coach"
	"pacer/coach/course"
	"pacer/coach/mastery"
	"pacer/coach/plan"
)

// change is a level that rose or fell.
type change = coach.Change

// knowledge is what is known of one learner, loaded once in a turn and kept
// true by book.
type knowledge struct {
	params    *coach.Params
	now       time.Time
	today     coach.Day
	workspace coach.WorkspaceState
	learner   coach.LearnerState
	estimates map[string]*Estimated // by skill, "course/id"
	facts     map[string][]string   // due items by skill, most overdue first
	factDays  map[string]int        // days overdue of the most overdue one
	placed    []string
	doubts    []coach.Doubt
}

// dueFacts bounds how many due facts are looked at: more than any session asks.
const dueFacts = 60

// knowledge loads what is known of the learner.
func (t *turn) knowledge() (*knowledge, error) {
	return loadKnowledge(t.tx, &t.Params, &t.me, t.now, t.today())
}

func loadKnowledge(r Reader, p *coach.Params, who *coach.Person, now time.Time, today coach.Day) (*knowledge, error) {
	k := &knowledge{params: p, now: now, today: today, placed: who.Placed, doubts: who.Doubts}
	var err error
	if k.workspace, err = r.WorkspaceState(); err != nil {
		return nil, err
	}
	if k.learner, err = r.Learner(who.ID); err != nil {
		return nil, err
	}
	estimates, err := r.Estimates(who.ID)
	if err != nil {
		return nil, err
	}
	k.estimates = make(map[string]*Estimated, len(estimates))
	for i := range estimates {
		k.estimates[estimates[i].Skill] = &estimates[i]
	}
	due, err := r.DueFacts(who.ID, now, dueFacts)
	if err != nil {
		return nil, err
	}
	if len(due) > 0 {
		k.facts, k.factDays = make(map[string][]string), make(map[string]int)
		for _, f := range due {
			if _, ok := k.factDays[f.Skill]; !ok {
				k.factDays[f.Skill] = days(now.Sub(f.Due))
			}
			k.facts[f.Skill] = append(k.facts[f.Skill], f.Item)
		}
	}
	return k, nil
}

func days(d time.Duration) int { return int(d / (24 * time.Hour)) }

// standing is what the plan wants to know of a skill.
func (k *knowledge) standing(courseID, skill string) plan.Standing {
	key := courseID + "/" + skill
	var st plan.Standing
	st.Placed = slices.Contains(k.placed, key)
	if e := k.estimates[key]; e != nil {
		known := k.know(e)
		why := e.Standing.Why(k.now)
		st.Level, st.P, st.Now = e.Standing.Level(), known.Evidence, known.P
		st.Tries, st.Streak = why.Tries, streak(why.Recent)
		st.Best = max(st.Level, why.Lost)
		st.LastDays = why.Days
		switch {
		case known.Fading:
			st.Due, st.DueDays = true, days(k.now.Sub(e.Due))
		case k.isDoubted(key, why.Last):
			st.Due = true // on the learner's own word, until they have answered once
		}
	}
	if items := k.facts[key]; len(items) > 0 {
		st.Due, st.DueDays = true, k.factDays[key]
		for _, item := range items {
			st.DueFacts = append(st.DueFacts, item[len(courseID)+1:])
		}
	}
	return st
}

// isDoubted tells whether the learner has said, since their last answer, that they
// know less of a skill.
func (k *knowledge) isDoubted(skill string, last time.Time) bool {
	return slices.ContainsFunc(k.doubts, func(d coach.Doubt) bool { return d.Skill == skill && d.At.After(last) })
}

// know tells what is known now on a skill.
func (k *knowledge) know(e *Estimated) coach.Known {
	return k.params.Know(&k.workspace, &k.learner, &e.Estimate, &e.Shared, k.now)
}

// streak is how many of the last answers were right in a row; negative, wrong.
func streak(recent []bool) int {
	n := 0
	for _, right := range slices.Backward(recent) {
		switch {
		case right && n >= 0:
			n++
		case !right && n <= 0:
			n--
		default:
			return n
		}
	}
	return n
}

// due counts the skills and facts of a course that are due.
func (k *knowledge) due(c *course.Course) int {
	n := 0
	for i := range c.Skills {
		key := c.ID + "/" + c.Skills[i].ID
		if e := k.estimates[key]; e != nil && (!e.Due.IsZero() && !e.Due.After(k.now) || k.isDoubted(key, e.Standing.Why(k.now).Last)) {
			n++
		}
		n += len(k.facts[key])
	}
	return n
}

// chance is the predicted chance of being right on an item now, guessing
// aside: or what can be guessed would pass for what fits.
func (k *knowledge) chance(courseID string, it *course.Item, state mastery.Item) float64 {
	f := mastery.Facts{At: k.now, Tier: it.Tier, Counts: true}
	var skill mastery.Skill
	var shared mastery.Shared
	if e := k.estimates[courseID+"/"+it.Skill]; e != nil {
		skill, shared = e.State, e.Shared
	}
	return k.params.Mastery.Predict(mastery.States{
		Workspace: &k.workspace.Mastery, Learner: &k.learner.Mastery,
		Skills: []*mastery.Skill{&skill}, Shared: []*mastery.Shared{&shared}, Item: &state,
	}, f)
}

// apply appends an entry to the log and lets it move the estimates.
func (t *turn) apply(e coach.Entry) (position int64, changes []change, err error) {
	if e.Position, err = t.tx.Append(e); err != nil {
		return 0, nil, err
	}
	changes, err = t.Params.Apply(t.tx, e)
	return e.Position, changes, err
}

// sayChange tells a level that changed, and why.
func (t *turn) sayChange(c change) chat.Markdown {
	args := say.Args{"Skill": t.titleOf(c.Skill), "Level": t.levelName(c.After)}
	if !c.Up() {
		return t.Say("level.down", args)
	}
	return t.Say("level.up", args)
}

// sayReason tells why the open question was chosen.
func (t *turn) sayReason(q *coach.Question) chat.Markdown {
	args := say.Args{"Skill": t.skillTitle(q.Course, q.Why.Skill), "For": chat.Markdown(""), "N": q.Why.Days}
	if q.Why.For != "" {
		args["For"] = t.skillTitle(q.Course, q.Why.For)
	}
	if k := t.Courses.Course(q.Course); k != nil && q.Why.Tag != "" && k.Misconception(q.Why.Tag) != nil {
		args["What"] = t.readable(k.Misconception(q.Why.Tag).Title)
	}
	return t.Say("why."+string(key(say.Word(q.Why.Kind))), args)
}
