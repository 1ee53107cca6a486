package eval

import "fmt"

// Experience is a part of the scores: those of answers that came after so many
// others.
type Experience struct {
	Skill    bool  // answers on the skill before, instead of answers in all
	From, To int32 // both included; To is -1 where there is no end
}

// experiences are the parts that figures are given for.
var experiences = []Experience{
	{From: 0, To: 4}, {From: 5, To: 19}, {From: 20, To: 99}, {From: 100, To: -1},
	{Skill: true, From: 0, To: 0}, {Skill: true, From: 1, To: 2}, {Skill: true, From: 3, To: 5}, {Skill: true, From: 6, To: -1},
}

// String is the number of answers before, like 5-19 or 100+.
func (e Experience) String() string {
	switch {
	case e.To < 0:
		return fmt.Sprintf("%d+", e.From)
	case e.From == e.To:
		return fmt.Sprint(e.From)
	}
	return fmt.Sprintf("%d-%d", e.From, e.To)
}

// Of is the scores in this part.
func (e Experience) Of(scores []Score) []Score {
	var of []Score
	for _, s := range scores {
		n := s.Seen
		if e.Skill {
			n = s.SeenSkill
		}
		if n >= e.From && (n <= e.To || e.To < 0) {
			of = append(of, s)
		}
	}
	return of
}
