package plan

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"pacer/coach/course"
	"pacer/coach/mastery"
)

// pupil is a learner whose state we know, and a plain model of what the coach
// thinks of them: enough to drive the plan for weeks.
type pupil struct {
	c       *course.Course
	r       *rand.Rand
	learns  float64         // chance to get a skill from one question, its prerequisites given
	knows   map[string]bool // the truth
	st      known           // what is thought
	rights  map[string]map[string]bool
	seen    map[string]int // day an item was last seen
	lastDay map[string]int
	gap     map[string]int // days to the next review
	dueDay  map[string]int
	day     int
	asked   []string // items, in order
}

func newPupil(c *course.Course, learns float64, seed uint64) *pupil {
	return &pupil{
		c: c, r: rand.New(rand.NewPCG(seed, 99)), learns: learns, knows: map[string]bool{}, st: known{},
		rights: map[string]map[string]bool{}, seen: map[string]int{}, lastDay: map[string]int{},
		gap: map[string]int{}, dueDay: map[string]int{},
	}
}

// answer lets the pupil try an item and learn from it, and moves what is
// thought of them by knowledge tracing with guess .2, slip .1 and learning .15.
func (p *pupil) answer(it *course.Item) bool {
	chance := .2
	if p.knows[it.Skill] {
		chance = .9
	}
	right := p.r.Float64() < chance
	isReady := !slices.ContainsFunc(p.c.Skill(it.Skill).Needs, func(need string) bool { return !p.knows[need] })
	if isReady && p.r.Float64() < p.learns {
		p.knows[it.Skill] = true
	}

	s := p.st[it.Skill]
	if s.Tries == 0 {
		s.P = .2
	}
	likely, other := s.P*.9, (1-s.P)*.2
	if !right {
		likely, other = s.P*.1, (1-s.P)*.8
	}
	s.P = likely / (likely + other)
	s.P += (1 - s.P) * .15
	s.Tries++
	if right {
		s.Streak = max(s.Streak, 0) + 1
		if p.rights[it.Skill] == nil {
			p.rights[it.Skill] = map[string]bool{}
		}
		p.rights[it.Skill][it.ID] = true
	} else {
		s.Streak = min(s.Streak, 0) - 1
	}
	if s.Level < mastery.Proficient {
		s.Level = mastery.Developing
		if s.Tries < 3 {
			s.Level = mastery.Starting
		}
		if s.P >= .85 && len(p.rights[it.Skill]) >= 3 {
			s.Level = mastery.Proficient
		}
	}
	s.Best = max(s.Best, s.Level)
	p.gap[it.Skill] = max(2, p.gap[it.Skill]*2)
	if !right {
		p.gap[it.Skill] = 1
	}
	p.dueDay[it.Skill] = p.day + p.gap[it.Skill]
	p.lastDay[it.Skill] = p.day
	p.seen[it.ID] = p.day
	p.st[it.Skill] = s
	p.asked = append(p.asked, it.ID)
	return right
}

func (p *pupil) standing(skill string) Standing {
	s := p.st[skill]
	if s.Tries > 0 {
		s.LastDays = p.day - p.lastDay[skill]
		s.Due = s.Level >= mastery.Proficient && p.day >= p.dueDay[skill]
		s.DueDays = max(0, p.day-p.dueDay[skill])
	}
	return s
}

func (p *pupil) isDone() bool {
	for i := range p.c.Skills {
		if p.st[p.c.Skills[i].ID].Level < mastery.Proficient {
			return false
		}
	}
	return true
}

// session asks five questions as the bot does and returns them with the
// candidates they came from.
func (p *pupil) session(t *testing.T) (asked []Past, from []Candidate) {
	t.Helper()
	for range 5 {
		list := Skills(Input{Course: p.c, Standing: p.standing, Session: asked, Purpose: Practice, Planned: 5, Seed: uint64(p.day)})
		it, c := p.choose(list, asked)
		if it == nil {
			return asked, from
		}
		e := Past{Item: it.ID, Skill: it.Skill, Purpose: c.Purpose}
		if e.Right = p.answer(it); !e.Right && len(it.Options) > 0 {
			e.Misconception = it.Options[1].Misconception
		}
		asked, from = append(asked, e), append(from, c)
	}
	return asked, from
}

func (p *pupil) choose(list []Candidate, asked []Past) (*course.Item, Candidate) {
	for _, c := range list {
		var items []ItemView
		for _, it := range p.c.ItemsOf(c.Skill) {
			v := ItemView{Item: it, Chance: .2 + .7*p.st[c.Skill].P, LastDays: -1}
			if day, ok := p.seen[it.ID]; ok {
				v.LastDays = p.day - day
			}
			items = append(items, v)
		}
		if at, ok := Item(c, items, asked, uint64(p.day)); ok {
			return items[at].Item, c
		}
	}
	return nil, Candidate{}
}

// untilDone practises a session a day and returns the number of questions.
func (p *pupil) untilDone(t *testing.T) int {
	t.Helper()
	for p.day = 0; p.day < 400; p.day++ {
		if p.isDone() {
			return len(p.asked)
		}
		p.session(t)
	}
	return -1
}

func TestEverybodyReachesAllAtTheirOwnPace(t *testing.T) {
	t.Parallel()
	mean := func(learns float64) float64 {
		total := 0
		const pupils = 60
		for seed := range uint64(pupils) {
			n := newPupil(fractions(), learns, seed).untilDone(t)
			if n < 0 {
				t.Fatalf("pupil %d, who learns with %.2f, does not get there in 400 days", seed, learns)
			}
			total += n
		}
		return float64(total) / pupils
	}
	fast, middling, slow := mean(.5), mean(.2), mean(.08)
	t.Logf("questions to proficiency in twelve skills: %.0f, %.0f, %.0f", fast, middling, slow)
	if fast >= middling || middling >= slow {
		t.Errorf("fast %.0f, middling %.0f, slow %.0f questions: who learns faster should need fewer", fast, middling, slow)
	}
	if fast > 12*8 {
		t.Errorf("the fast need %.0f questions for twelve skills: they are kept on what they know", fast)
	}
}

func TestDifferentLearnersGetDifferentQuestions(t *testing.T) {
	t.Parallel()
	a, b := newPupil(fractions(), .5, 1), newPupil(fractions(), .1, 2)
	a.untilDone(t)
	b.untilDone(t)
	n := min(len(a.asked), len(b.asked))
	same := 0
	for i := range n {
		if a.asked[i] == b.asked[i] {
			same++
		}
	}
	if same > n/4 {
		t.Errorf("%d of %d questions are the same", same, n)
	}
}

func TestSessionsKeepTheRules(t *testing.T) {
	t.Parallel()
	reviews, all := 0, 0
	for seed := range uint64(40) {
		p := newPupil(fractions(), .15, seed)
		for p.day = 0; p.day < 120; p.day++ {
			before := known{}
			for i := range p.c.Skills {
				before[p.c.Skills[i].ID] = p.standing(p.c.Skills[i].ID)
			}
			asked, from := p.session(t)
			skills, onReview := map[string]bool{}, 0
			for i, e := range asked {
				where := fmt.Sprintf("seed %d, day %d, question %d (%s, %s)", seed, p.day, i+1, e.Item, from[i].Reason.Kind)
				if kind := from[i].Reason.Kind; kind != StepsBack && kind != FollowsUp && !skills[e.Skill] {
					for other := range skills {
						if len(skills) >= 3 && p.st[other].Level < mastery.Proficient {
							t.Errorf("%s: a fourth skill while %s was under way", where, other)
						}
					}
					skills[e.Skill] = true
				}
				if slices.ContainsFunc(asked[:i], func(o Past) bool { return o.Item == e.Item }) {
					t.Errorf("%s: asked before in this session", where)
				}
				if (from[i].Reason.Kind == Continues || from[i].Reason.Kind == Begins) && before[e.Skill].Level >= mastery.Proficient {
					t.Errorf("%s: mastered already", where)
				}
				if all++; e.Purpose == Review {
					reviews++
					if onReview++; onReview > 1 && len(Frontier(p.c, before.standing)) > 0 && asked[i-1].Purpose == Review {
						t.Errorf("%s: a second review in a row", where)
					}
				}
				if i >= 2 && !asked[i-2].Right && asked[i-2].Misconception != "" {
					tag := asked[i-2].Misconception
					if !carries(p.c.Item(asked[i-1].Item), tag) && !carries(p.c.Item(e.Item), tag) && hasOther(p.c, tag, asked[:i]) {
						t.Errorf("%s: the misconception of two questions ago has not been followed up", where)
					}
				}
			}
		}
	}
	if share := float64(reviews) / float64(all); share < .03 || share > .6 {
		t.Errorf("%.0f %% of the questions are reviews", 100*share)
	}
}

// hasOther tells whether an item that can reveal the misconception is left.
func hasOther(c *course.Course, tag string, asked []Past) bool {
	for i := range c.Items {
		if carries(&c.Items[i], tag) && !slices.ContainsFunc(asked, func(e Past) bool { return e.Item == c.Items[i].ID }) {
			return true
		}
	}
	return false
}

func BenchmarkSkills(b *testing.B) {
	r := rand.New(rand.NewPCG(3, 4))
	c := &course.Course{ID: "large", Language: "en"}
	for i := range 700 {
		s := course.Skill{ID: fmt.Sprintf("skill-number-%d", i)}
		for range min(i, r.IntN(4)) {
			s.Needs = append(s.Needs, c.Skills[r.IntN(i)].ID)
		}
		c.Skills = append(c.Skills, s)
		for n := range 8 {
			c.Items = append(c.Items, course.Item{ID: fmt.Sprintf("%s-%d", s.ID, n), Skill: s.ID, Tier: 1 + n%3, Options: make([]course.Option, 4)})
		}
	}
	c.Index()
	middle, all := known{}, known{}
	for i := range c.Skills {
		s := proficient
		s.Due, s.P = i%5 == 0, r.Float64()
		all[c.Skills[i].ID] = with(s, func(s *Standing) { s.Due = false })
		if i < 400 {
			middle[c.Skills[i].ID] = s
		}
	}
	session := []Past{
		{Item: "skill-number-401-1", Skill: "skill-number-401"},
		{Item: "skill-number-3-1", Skill: "skill-number-3", Purpose: Review, Misconception: "slip"},
	}
	for name, st := range map[string]known{"new": {}, "half way": middle, "all proficient": all} {
		b.Run(name, func(b *testing.B) {
			in := Input{Course: c, Standing: st.standing, Session: session, Purpose: Practice}
			for b.Loop() {
				if len(Skills(in)) == 0 {
					b.Fatal("nothing is offered")
				}
			}
		})
	}
	b.Run("placement", func(b *testing.B) {
		for b.Loop() {
			Place(c, nil, 5, 1)
		}
	})
}
