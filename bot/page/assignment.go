package page

import (
	"cmp"
	"slices"

	"pacer/bot/chat"
	"pacer/coach"
)

// Assignment is practice that a teacher gave.
type Assignment struct {
	ID      string
	Skill   Skill
	For     []Who // empty: the whole class
	Note    string
	Due     string // in words; empty: no date
	Made    When
	By      string
	Done    Share // learners who are done, of those it is for
	IsDone  bool  // by the learner that the page is about
	Presses []chat.Choice
}

// assignments are those of a class that stand, or those among them that are one
// learner's.
func (v *visit) assignments(class coach.Class, all learners, person string) ([]Assignment, error) {
	stand, err := v.Visitor.Assignments(class.ID)
	if err != nil || len(stand) == 0 {
		return nil, err
	}
	var shown []Assignment
	for i := range stand {
		a := &stand[i]
		if person != "" && !a.IsFor(person) {
			continue
		}
		by, err := v.name(a.By)
		if err != nil {
			return nil, err
		}
		s := Assignment{ID: a.ID, Skill: v.skill(a.Skill), For: all.whos(a.For), Note: a.Note, Due: v.day(a.Due), Made: v.when(a.Made), By: by}
		people := a.For
		if len(people) == 0 {
			people = all.ids()
		}
		for _, id := range people {
			if _, isLearner := all.who[id]; !isLearner {
				continue // they have left
			}
			s.Done.Of++
			if a.IsDoneBy(id) {
				s.Done.N++
				s.IsDone = s.IsDone || id == person
			}
		}
		if !class.Archived {
			s.Presses = []chat.Choice{{Label: v.Say("web.model.press.takeback"), Value: "say class @" + class.ID + " assign off @" + a.ID}}
		}
		shown = append(shown, s)
	}
	slices.SortStableFunc(shown, func(a, b Assignment) int { return cmp.Compare(b.ID, a.ID) })
	return shown, nil
}
