package eval

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"pacer/coach"
	"pacer/coach/course"
	"pacer/coach/grade"
	"pacer/coach/mastery"
	"pacer/coach/plan"
)

// rapid is the time in which a question of some twenty words, as the made-up
// ones would have, cannot have been read.
const rapid = 1600 * time.Millisecond

// workspace is what the learners of a class share under Pacer: the log added
// up, by the same function that the bot and a replay use.
type workspace struct {
	params coach.Params
	ledger *coach.Ledger
}

// pacerPolicy is Pacer's policy: coach/plan chooses by what coach/mastery and
// coach/review know, as in the bot.
type pacerPolicy struct {
	*workspace
	world  *world
	person string
	seed   uint64

	asked    []plan.Past // of this session; the last one is open
	past     []plan.Past // of placement
	isPlaced bool
	placed   []string
	wish     string
	sessions uint64
	seen     map[string]seenItem
}

// seenItem is the latest answer to an item.
type seenItem struct {
	at    time.Time
	right bool
}

// underPacer makes Pacer the coach of a class.
func underPacer(w *world, pupils []*pupil, seed uint64) []policy {
	shared := &workspace{params: coach.DefaultParams(), ledger: coach.NewLedger()}
	out := make([]policy, len(pupils))
	for n := range out {
		out[n] = &pacerPolicy{workspace: shared, world: w, person: strconv.Itoa(n), seed: seed<<20 + uint64(n), seen: map[string]seenItem{}}
	}
	return out
}

func (p *pacerPolicy) begin(time.Time) {
	p.asked = nil
	p.sessions++
	if p.isPlaced {
		p.wish = "" // it was for the first session
	}
}

func (p *pacerPolicy) next(at time.Time) (int, bool) {
	c := p.world.course
	if !p.isPlaced {
		skill, done := plan.Place(c, p.past, plan.PlacementMost, p.seed)
		if !done {
			return p.pick(at, []plan.Candidate{{Skill: skill, Purpose: plan.Placement}}, p.past)
		}
		p.isPlaced, p.placed = true, plan.Placed(c, p.past)
		if frontier := plan.Frontier(c, p.standing(at)); len(frontier) > 0 {
			p.wish = frontier[0] // what placement promises
		}
		p.asked = nil
	}
	return p.pick(at, plan.Skills(plan.Input{
		Course: c, Standing: p.standing(at), Session: p.asked, Purpose: plan.Practice,
		Wish: p.wish, Planned: sessionItems, Seed: p.seed + p.sessions<<8,
	}), p.asked)
}

// pick asks the first candidate that has an item.
func (p *pacerPolicy) pick(at time.Time, candidates []plan.Candidate, past []plan.Past) (int, bool) {
	for _, c := range candidates {
		views := p.views(at, c, past)
		if n, ok := plan.Item(c, views, past, p.seed+p.sessions<<8+uint64(len(past))); ok {
			it := views[n].Item
			next := plan.Past{Item: it.ID, Skill: it.Skill, Purpose: c.Purpose}
			if c.Purpose == plan.Placement {
				p.past = append(p.past, next)
			} else {
				p.asked = append(p.asked, next)
			}
			return p.world.place[it.ID], true
		}
	}
	return 0, false
}

// views is what the plan wants to know of a candidate's items.
func (p *pacerPolicy) views(at time.Time, c plan.Candidate, past []plan.Past) []plan.ItemView {
	var out []plan.ItemView
	for _, it := range p.world.course.ItemsOf(c.Skill) {
		if len(c.Items) > 0 && !slices.Contains(c.Items, it.ID) {
			continue
		}
		v := plan.ItemView{
			Item: it, LastDays: -1, Chance: p.chance(at, it), Guess: grade.Chance(it),
			InSession: slices.ContainsFunc(past, func(e plan.Past) bool { return e.Item == it.ID }),
		}
		if seen, ok := p.seen[it.ID]; ok {
			v.LastDays, v.LastRight = days(at.Sub(seen.at)), seen.right
		}
		out = append(out, v)
	}
	return out
}

// key is a skill or item of the course as the log names it.
func (w *world) key(id string) string { return w.course.ID + "/" + id }

// chance is the predicted chance of being right, guessing aside.
func (p *pacerPolicy) chance(at time.Time, it *course.Item) float64 {
	learner, skill := p.ledger.Learners[p.person], p.estimate(it.Skill)
	shared, item := p.ledger.Skills[p.world.key(it.Skill)], p.ledger.Items[p.world.key(it.ID)]
	return p.params.Mastery.Predict(mastery.States{
		Workspace: &p.ledger.State.Mastery, Learner: &learner.Mastery, Item: &item,
		Skills: []*mastery.Skill{&skill.State}, Shared: []*mastery.Shared{&shared},
	}, mastery.Facts{At: at, Tier: it.Tier, Counts: true})
}

func (p *pacerPolicy) estimate(skill string) coach.Estimate {
	return p.ledger.Estimates[p.person][p.world.key(skill)]
}

// standing is what the bot tells the plan of the skills.
func (p *pacerPolicy) standing(at time.Time) func(string) plan.Standing {
	learner := p.ledger.Learners[p.person]
	return func(skill string) plan.Standing {
		st := plan.Standing{Placed: slices.Contains(p.placed, skill)}
		e, ok := p.ledger.Estimates[p.person][p.world.key(skill)]
		if !ok {
			return st
		}
		shared := p.ledger.Skills[p.world.key(skill)]
		known, why := p.params.Know(&p.ledger.State, &learner, &e, &shared, at), e.Standing.Why(at)
		st.Level, st.P, st.Now = e.Standing.Level(), known.Evidence, known.P
		st.Tries, st.LastDays = why.Tries, why.Days
		st.Best = max(st.Level, why.Lost)
		st.Streak = streak(why.Recent)
		if known.Fading {
			st.Due, st.DueDays = true, days(at.Sub(e.Due))
		}
		return st
	}
}

// streak is how many of the last answers were right in a row; negative, wrong.
func streak(recent []bool) int {
	n := 0
	for _, right := range slices.Backward(recent) {
		if n != 0 && right != (n > 0) {
			break
		}
		if right {
			n++
		} else {
			n--
		}
	}
	return n
}

func days(d time.Duration) int { return int(d / (24 * time.Hour)) }

// openPurpose is what the question asked last is for.
func (p *pacerPolicy) openPurpose() plan.Purpose {
	if !p.isPlaced {
		return plan.Placement
	}
	return p.asked[len(p.asked)-1].Purpose
}

// foretold is the chance of a right answer to an item, guessing included.
func (p *pacerPolicy) foretold(at time.Time, item int) float64 {
	it := &p.world.course.Items[item]
	chance := grade.Chance(it)
	return chance + (1-chance)*p.chance(at, it)
}

// learn adds the answer to the log, as the bot does.
func (p *pacerPolicy) learn(at time.Time, item int, r reply) bool {
	it := &p.world.course.Items[item]
	asked := &p.asked
	if !p.isPlaced {
		asked = &p.past
	}
	open := &(*asked)[len(*asked)-1]
	open.Right = r.right
	p.seen[it.ID] = seenItem{at, r.right}
	e := coach.Entry{
		Position: 1, Kind: coach.EntryAttempt, Person: p.person, At: at, Course: p.world.course.ID, Item: p.world.key(it.ID),
		Try: 1, Counts: !r.lastHint, Right: r.right, Hints: r.hints, Misconception: r.misconception, Tier: it.Tier, Chance: grade.Chance(it), Took: r.took, Rapid: r.took < rapid,
		Mixed:   slices.ContainsFunc(*asked, func(e plan.Past) bool { return e.Skill != it.Skill }),
		Purpose: open.Purpose, Day: coach.DayOf(at, time.UTC),
	}
	for _, s := range it.Skills() {
		e.Skills = append(e.Skills, p.world.key(s))
	}
	changes, err := p.params.Apply(p.ledger, e)
	if err != nil {
		panic(fmt.Sprintf("eval: an attempt that a ledger in memory refuses: %v", err))
	}
	return slices.ContainsFunc(changes, func(c coach.Change) bool {
		return c.Before < mastery.Proficient && c.After >= mastery.Proficient
	})
}
