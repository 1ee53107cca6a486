package eval

import (
	"fmt"
	"io"
	"math"
	"slices"

	"pacer/coach/mastery"
)

// Criterion is a rule that calls a skill known, and how it did. A pair is a
// learner on what the skills column says, as it stands: several skills together
// are one.
type Criterion struct {
	Name    string `json:"name"`
	Pairs   int    `json:"pairs"`
	Reached int    `json:"reached"`      // pairs that were ever called so
	Answers number `json:"answers"`      // median, until then
	Next    int    `json:"next"`         // of those reached, pairs with one more answer
	Right   number `json:"next_correct"` // the part of these that was right
}

// criterion counts while the log is read.
type criterion struct {
	name    string
	reached []int32 // answers until then, of each pair
	next    tally
}

// known says of a pair, for each rule, whether it was ever called known, and
// whether the next answer is awaited.
type known struct {
	answers  int32
	streak   int32
	reached  [2]bool
	awaited  [2]bool
	standing mastery.Standing
}

// levels is Pacer's model with the level rules: beside predicting it keeps who
// was called Proficient, and who was right three times in a row.
type levels struct {
	*Pacer
	rules mastery.Rules
	pairs map[string]map[int32]*known // by the skills column, by learner
	lists map[*int32]map[int32]*known
	by    [2]criterion
}

func newLevels(m *Pacer) *levels {
	return &levels{
		Pacer: m, rules: mastery.DefaultRules,
		pairs: map[string]map[int32]*known{}, lists: map[*int32]map[int32]*known{},
		by: [2]criterion{{name: "Proficient"}, {name: "three right in a row"}},
	}
}

// Learn moves the states, and then what people are told of them.
func (l *levels) Learn(row *Row) {
	k := l.known(row)
	for i := range l.by {
		if k.awaited[i] {
			k.awaited[i] = false
			l.by[i].next.add(row.Right)
		}
	}
	l.Pacer.Learn(row)

	k.answers++
	k.streak++
	if !row.Right {
		k.streak = 0
	}
	s := l.states(row)
	m := l.params.Mastery(s.Workspace, s.Learner, s.Skills[0], s.Shared[0])
	k.standing, _ = l.rules.Step(k.standing, m, facts(row))
	for i, isKnown := range [2]bool{k.standing.Level() >= mastery.Proficient, k.streak >= 3} {
		if isKnown && !k.reached[i] {
			k.reached[i], k.awaited[i] = true, true
			l.by[i].reached = append(l.by[i].reached, k.answers)
		}
	}
}

// known is what is kept of the row's pair.
func (l *levels) known(row *Row) *known {
	of := l.lists[&row.Skills[0]]
	if of == nil {
		name := fmt.Sprint(row.Skills)
		if of = l.pairs[name]; of == nil {
			of = map[int32]*known{}
			l.pairs[name] = of
		}
		l.lists[&row.Skills[0]] = of
	}
	k := of[row.Learner]
	if k == nil {
		k = new(known)
		of[row.Learner] = k
	}
	return k
}

// criteria are the rules with what became of them.
func (l *levels) criteria() []Criterion {
	pairs := 0
	for _, of := range l.pairs {
		pairs += len(of)
	}
	var out []Criterion
	for i := range l.by {
		c := &l.by[i]
		one := Criterion{Name: c.name, Pairs: pairs, Reached: len(c.reached), Answers: number(math.NaN()), Next: int(c.next.n), Right: number(math.NaN())}
		if n := len(c.reached); n > 0 {
			slices.Sort(c.reached)
			one.Answers = number(c.reached[n/2])
		}
		if c.next.n > 0 {
			one.Right = number(c.next.right / c.next.n)
		}
		out = append(out, one)
	}
	return out
}

// writeCriteria writes the table for people.
func writeCriteria(b io.Writer, of []Criterion) {
	fmt.Fprintf(b, "\n%-24s %8s %9s %8s %12s\n", "called known by", "pairs", "reached", "answers", "right next")
	for _, c := range of {
		share := "-"
		if c.Pairs > 0 {
			share = fmt.Sprintf("%.1f %%", 100*float64(c.Reached)/float64(c.Pairs))
		}
		fmt.Fprintf(b, "%-24s %8s %9s %8s %12s\n", c.Name, thousands(c.Pairs), share, c.Answers.text(0), c.Right.text(3))
	}
}
