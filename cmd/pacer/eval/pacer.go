package eval

import (
	"context"
	"fmt"
	"io"
	"slices"
	"time"

	"pacer/coach/mastery"
)

// Pacer is Pacer's own model in the way the coach uses it: one state for each
// learner, each learner's skill, each item, each skill and the workspace. An
// item of several skills practises, besides each of them, the skill of doing
// them together.
type Pacer struct {
	params    mastery.Params
	workspace mastery.Workspace
	people    []person
	items     []mastery.Item
	shared    []mastery.Shared

	together map[string]int32   // numbers, below 0, of the lists of several skills
	listed   map[*int32][]int32 // the skills a row's list stands for; rows share lists
	of       []mastery.Shared   // skills of doing several together

	// Those of the row in hand, used again for each.
	skills []*mastery.Skill
	common []*mastery.Shared
}

// person is one learner's states.
type person struct {
	learner *mastery.Learner
	skills  map[int32]*mastery.Skill
}

// NewPacer returns the model with these parameters, knowing nobody.
func NewPacer(params mastery.Params) *Pacer {
	return &Pacer{params: params, together: map[string]int32{}, listed: map[*int32][]int32{}}
}

// FitPacer returns the model with parameters learnt from a log, and from it
// alone. Where the log to come is of the same course the model also knows what
// it learnt of items and skills; it knows none of the learners.
func FitPacer(ctx context.Context, log *Log, sameCourse bool, progress io.Writer) (*Pacer, error) {
	params, err := FitParams(ctx, progress, log)
	if err != nil {
		return nil, err
	}
	m := NewPacer(params)
	if !sameCourse {
		return m, nil
	}
	if err := Learn(ctx, log, m, progress); err != nil {
		return nil, err
	}
	m.people = nil
	return m, nil
}

// FitParams learns the model's parameters from logs.
func FitParams(ctx context.Context, progress io.Writer, logs ...*Log) (mastery.Params, error) {
	all := make([][]mastery.Answer, 0, len(logs))
	rows := 0
	for _, log := range logs {
		if len(log.Rows) == 0 {
			return mastery.Params{}, fmt.Errorf("%s holds no answer to learn from", log.Name)
		}
		m, answers := NewPacer(mastery.Start), make([]mastery.Answer, 0, len(log.Rows))
		for i := range log.Rows {
			row := &log.Rows[i]
			skills := slices.Clone(m.skillsOf(row))
			for n, s := range skills {
				if s < 0 { // after the log's own
					skills[n] = int32(len(log.Skills)) - 1 - s
				}
			}
			answers = append(answers, mastery.Answer{Learner: row.Learner, Item: row.Item, Skills: skills, Facts: facts(row)})
		}
		all = append(all, answers)
		rows += len(answers)
	}
	if progress != nil {
		fmt.Fprintf(progress, "learning the weights from %s\n", counted(rows, "answer", "answers"))
	}
	return mastery.Fit(ctx, mastery.Start, all...)
}

// skillsOf is what a row practises: a list of several skills as one skill first,
// below 0, and then each of them.
func (m *Pacer) skillsOf(row *Row) []int32 {
	if len(row.Skills) < 2 {
		return row.Skills
	}
	list := m.listed[&row.Skills[0]]
	if list == nil {
		name := fmt.Sprint(row.Skills)
		n, ok := m.together[name]
		if !ok {
			n = int32(-1 - len(m.together))
			m.together[name] = n
			m.of = append(m.of, mastery.Shared{})
		}
		list = append([]int32{n}, row.Skills...)
		m.listed[&row.Skills[0]] = list
	}
	return list
}

// Predict is the chance of a right answer.
func (m *Pacer) Predict(row *Row) float64 {
	return m.params.Predict(m.states(row), facts(row))
}

// Learn moves the states.
func (m *Pacer) Learn(row *Row) {
	m.params.Learn(m.states(row), facts(row))
}

// facts are what a log tells of an answer: each counts, and is the learner's
// own.
func facts(row *Row) mastery.Facts {
	return mastery.Facts{At: row.Time(), Right: row.Right, Item: scrambled(row.Item), Counts: true}
}

// scrambled turns the number of an item into bits like those of a hash (the
// finish of SplitMix64).
func scrambled(item int32) uint64 {
	x := uint64(item) + 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// states are those that a row touches. They hold until the next call.
func (m *Pacer) states(row *Row) mastery.States {
	m.people = atLeast(m.people, row.Learner)
	m.items = atLeast(m.items, row.Item)
	p := &m.people[row.Learner]
	if p.learner == nil {
		p.learner, p.skills = new(mastery.Learner), map[int32]*mastery.Skill{}
	}
	m.shared = atLeast(m.shared, slices.Max(row.Skills))
	list := m.skillsOf(row)
	m.skills, m.common = m.skills[:0], m.common[:0]
	for _, n := range list {
		skill := p.skills[n]
		if skill == nil {
			skill = new(mastery.Skill)
			p.skills[n] = skill
		}
		m.skills = append(m.skills, skill)
		if n < 0 {
			m.common = append(m.common, &m.of[-1-n])
		} else {
			m.common = append(m.common, &m.shared[n])
		}
	}
	return mastery.States{Workspace: &m.workspace, Learner: p.learner, Skills: m.skills, Shared: m.common, Item: &m.items[row.Item]}
}

// atLeast makes a list long enough to have a place n.
func atLeast[T any](list []T, n int32) []T {
	if int(n) < len(list) {
		return list
	}
	return append(list, make([]T, int(n)+1-len(list))...)
}

// timedRows are enough to time a model by.
const timedRows = 50_000

// NsPerAnswer is how long one Predict and Learn take, in nanoseconds, with the
// states at hand. It learns from rows anew: call it when all else is done.
func (m *Pacer) NsPerAnswer(rows []Row) float64 {
	rows = rows[:min(len(rows), timedRows)]
	for i := range rows { // first, for states may move while there are new ones
		m.states(&rows[i])
	}
	states := make([]mastery.States, len(rows))
	known := make([]mastery.Facts, len(rows))
	for i := range rows {
		s := m.states(&rows[i])
		s.Skills, s.Shared = slices.Clone(s.Skills), slices.Clone(s.Shared)
		states[i], known[i] = s, facts(&rows[i])
	}
	start, sum := time.Now(), 0.0
	for i := range states {
		sum += m.params.Predict(states[i], known[i])
		m.params.Learn(states[i], known[i])
	}
	took := time.Since(start)
	if !(sum >= 0) { // so that no compiler finds the predictions useless
		panic("eval: the model predicts less than nothing")
	}
	return float64(took.Nanoseconds()) / float64(len(rows))
}

// StateBytes are the mean sizes of a model's states as they are stored.
type StateBytes struct {
	Learner number `json:"learner"`
	Skill   number `json:"skill"` // of one learner
	Item    number `json:"item"`
	Shared  number `json:"shared"` // a skill, as all learners find it

	Workspace number `json:"workspace"`
}

// Bytes measures the states.
func (m *Pacer) Bytes() StateBytes {
	var learner, skill, item, shared tally // right adds up bytes
	var b []byte
	measure := func(t *tally, stored []byte) {
		b = stored
		t.n++
		t.right += float64(len(stored))
	}
	for i := range m.people {
		if m.people[i].learner == nil {
			continue
		}
		measure(&learner, m.people[i].learner.AppendBinary(b[:0]))
		for _, s := range m.people[i].skills {
			measure(&skill, s.AppendBinary(b[:0]))
		}
	}
	for i := range m.items {
		measure(&item, m.items[i].AppendBinary(b[:0]))
	}
	for i := range m.shared {
		measure(&shared, m.shared[i].AppendBinary(b[:0]))
	}
	of := func(t tally) number { return number(t.right / t.n) }
	return StateBytes{of(learner), of(skill), of(item), of(shared), number(len(m.workspace.AppendBinary(nil)))}
}
