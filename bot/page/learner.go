package page

import (
	"context"
	"math"
	"slices"
	"strings"

	"pacer/bot"
	"pacer/bot/chat"
	"pacer/bot/say"
	"pacer/coach"
	"pacer/coach/alert"
	"pacer/coach/reflect"
)

// Learner is one learner's story, for a teacher of the class.
type Learner struct {
	Head
	Who         Who
	Joined      When
	Last        When // practised last
	Days        []Presence
	Kept        Share           // planned days with practice, of the days shown
	Goal        chat.Markdown   // in their own words; empty: none, or not this class's to see
	Way         []chat.Markdown // to it
	Alerts      []Alert
	Past        []Alert // resolved, newest first
	Skills      []Standing
	Attempts    []Attempt // newest first
	More        bool      // there are older attempts
	Ahead       []Review  // reviews ahead, soonest first
	Sure        *Calibration
	Assignments []Assignment
	Thoughts    int // how many they share; each look at them is noted
	Overrides   []Override
	Notes       []Note        // that teachers sent them, newest first; their words are the learner's
	Presses     []chat.Choice // what a teacher can do about them: a note, an assignment
	Supports    Supports
}

// Note is that a teacher wrote to a learner.
type Note struct {
	By string
	At When
}

// Thoughts are what a learner shares of their reflections. That a teacher read
// them is in the audit trail.
type Thoughts struct {
	Head
	Who      Who
	Thoughts []Thought // newest first
}

// Thought is one reflection.
type Thought struct {
	Prompt  chat.Markdown
	Said    string
	At      When
	Skipped bool
	Who     chat.Markdown // who can read it, on the page of whose it is
	Presses []chat.Choice // to let others read it, or delete it
}

// Override is a level that is a teacher's word.
type Override struct {
	Skill Skill
	Level Level
	By    string
	At    When
}

// How much of each thing a learner's story shows.
const (
	storyAttempts = 50
	storyPast     = 20
	storyNotes    = 10
	storyDays     = 28
	storyThoughts = 50
)

// Learner tells a learner's story to a teacher of the class. Before is the
// position that older attempts are wanted from; 0: the newest.
func (p *Pages) Learner(ctx context.Context, who Viewer, class, person string, before int64) (m *Learner, err error) {
	err = p.look(ctx, who, func(v *visit) error {
		c, head, err := v.class(class)
		if err != nil {
			return err
		}
		of, err := v.learner(c, person)
		if err != nil {
			return err
		}
		all, err := v.learners(c)
		if err != nil {
			return err
		}
		m = &Learner{Head: head, Who: all.who[of.ID], Joined: v.when(of.Joined), Last: v.lastDay(&of)}
		m.Days, m.Kept, _ = v.presence(&of, &c, v.days(storyDays))
		isOnly, err := v.learnsOnlyIn(of.ID, c.ID)
		if err != nil {
			return err
		}
		if isOnly {
			// The goal does not say which class it is about.
			if m.Goal, m.Way, err = v.Goal(&of); err != nil {
				return err
			}
		}
		if m.Thoughts, err = v.sharedThoughts(of.ID, c.ID); err != nil {
			return err
		}
		if err := v.storyAlerts(m, c, of, all); err != nil {
			return err
		}
		if m.Skills, m.Ahead, err = v.standings(&of, c.Courses, v.skillPresses(c, of.ID)); err != nil {
			return err
		}
		if err := v.behind(&of, m.Skills, false); err != nil {
			return err
		}
		v.doubts(&of, m.Skills)
		if err := v.storyLog(m, c, of, before); err != nil {
			return err
		}
		m.Sure = v.calibration(of.Sure)
		if m.Assignments, err = v.assignments(c, all, of.ID); err != nil {
			return err
		}
		m.Supports = v.supports(&of, "form class-supports:"+c.ID+" "+of.ID)
		if c.Archived {
			m.Supports.Press = chat.Choice{}
			return nil // it can be looked at, and not changed
		}
		m.Presses = []chat.Choice{
			{Label: v.Say("web.model.press.note"), Value: "form class-note:" + c.ID + " " + of.ID, Opens: true},
			{Label: v.Say("form.class.goal"), Value: "form class-goal:" + c.ID + " " + of.ID, Opens: true},
			{Label: v.Say("web.model.press.assign"), Value: "form assign:" + c.ID + " " + of.ID, Opens: true},
		}
		return nil
	})
	return m, err
}

// skillPresses are what a teacher can do about a skill of a learner; nothing in a
// class that is archived.
func (v *visit) skillPresses(class coach.Class, person string) func(skill string) []chat.Choice {
	if class.Archived {
		return nil
	}
	return func(skill string) []chat.Choice {
		return []chat.Choice{
			{Label: v.Say("web.model.press.level"), Value: "form class-level:" + class.ID + " " + person + " " + skill, Opens: true},
			{Label: v.Say("web.model.press.assign"), Value: "form assign:" + class.ID + " " + person + " " + skill, Opens: true},
		}
	}
}

// Thoughts are what a learner shares of their reflections. That they were read is
// noted, or they are not shown.
func (p *Pages) Thoughts(ctx context.Context, who Viewer, class, person string) (m *Thoughts, err error) {
	err = p.noted(ctx, who, func(v *visit) error {
		c, head, err := v.class(class)
		if err != nil {
			return err
		}
		of, err := v.learner(c, person)
		if err != nil {
			return err
		}
		m = &Thoughts{Head: head, Who: Who{ID: of.ID, Name: of.Name}}
		thoughts, err := v.Visitor.Thoughts(of.ID, storyThoughts)
		if err != nil {
			return err
		}
		var read []string
		for i := range thoughts {
			if th := &thoughts[i]; isFor(th, c.ID) {
				m.Thoughts, read = append(m.Thoughts, v.thought(th)), append(read, th.ID)
			}
		}
		if len(m.Thoughts) == 0 {
			return nil
		}
		// One line for all that were read: who, which and when.
		return v.Note(bot.ActReadThoughts, of.ID, strings.Join(read, " "))
	})
	return m, err
}

// isFor tells whether the teachers of a class may read a thought with its name.
func isFor(th *bot.Thought, class string) bool {
	return th.Share == reflect.WithTeachers && th.Class == class && !th.Skipped
}

func (v *visit) thought(th *bot.Thought) Thought {
	return Thought{Prompt: v.prompt(th), Said: th.Said, At: v.when(th.At), Skipped: th.Skipped}
}

// prompt is what a thought was asked by; empty for one that is asked no more.
func (v *visit) prompt(th *bot.Thought) chat.Markdown {
	p, ok := reflect.Find(th.Prompt)
	if !ok {
		return ""
	}
	skill := chat.Markdown("…")
	if th.About != "" {
		skill = v.Title(th.About)
	}
	return v.Say("reflect."+p.ID, say.Args{"Skill": skill})
}

// ownThought is a thought on the page of whose it is: with who can read it, and
// what they can do about that.
func (v *visit) ownThought(th *bot.Thought) (Thought, error) {
	shown := v.thought(th)
	p, ok := reflect.Find(th.Prompt)
	if !ok {
		p = reflect.Prompt{ID: th.Prompt, Answer: reflect.Line}
	}
	class, err := v.Class(th.Class)
	if err != nil && !coach.IsNotFound(err) {
		return shown, err
	}
	switch {
	case th.Share == reflect.WithTeachers:
		shown.Who = v.Say("thought.who.teachers")
	case th.Share == reflect.WithClass:
		shown.Who = v.Say("thought.who.class")
	case reflect.IsMuddy(th.Prompt):
		shown.Who = v.Say("thought.who.counted")
	default:
		shown.Who = v.Say("thought.who.private")
	}
	for _, s := range p.Shares(class.Thinking) {
		if s != th.Share {
			shown.Presses = append(shown.Presses, chat.Choice{Label: v.Say("thought.share." + s.String()), Value: th.ID + ":share " + s.String()})
		}
	}
	shown.Presses = append(shown.Presses, chat.Choice{Label: v.Say("thought.delete"), Value: th.ID + ":delete thought"})
	return shown, nil
}

// learnsOnlyIn tells whether somebody is a learner of one class alone. Goals and
// thoughts do not say which class they are about, and are no other class's.
func (v *visit) learnsOnlyIn(person, class string) (bool, error) {
	members, err := v.Memberships(person)
	if err != nil {
		return false, err
	}
	return !slices.ContainsFunc(members, func(m coach.Member) bool { return m.Class != class && m.Role == coach.Learner }), nil
}

func (v *visit) sharedThoughts(person, class string) (n int, err error) {
	thoughts, err := v.Visitor.Thoughts(person, storyThoughts)
	for i := range thoughts {
		if isFor(&thoughts[i], class) {
			n++
		}
	}
	return n, err
}

// lastDay is the last day on which somebody practised.
func (v *visit) lastDay(p *coach.Person) When {
	if p.Active.Last == 0 {
		return When{}
	}
	return When{At: p.Active.Last.Start(v.Zone), Words: v.last(p)}
}

// storyAlerts are the alerts of a class about one learner.
func (v *visit) storyAlerts(m *Learner, class coach.Class, of coach.Person, all learners) error {
	latest, err := v.LastAlerts(of.ID, 5*storyPast)
	if err != nil {
		return err
	}
	for i := range latest {
		a := &latest[i]
		if a.Class != class.ID {
			continue // another class's, or danger
		}
		shown, err := v.alert(a, m.Class, &all)
		if err != nil {
			return err
		}
		if a.State != alert.Resolved {
			m.Alerts = append(m.Alerts, shown)
		} else if len(m.Past) < storyPast {
			m.Past = append(m.Past, shown)
		}
	}
	return nil
}

// storyLog reads what a learner did in a class's courses: attempts with what
// became of them, levels that teachers set, and who wrote to them.
func (v *visit) storyLog(m *Learner, class coach.Class, of coach.Person, before int64) error {
	if before <= 0 {
		before = math.MaxInt64
	}
	history, err := coach.History(v.Reader, of.ID, math.MaxInt64)
	if err != nil {
		return err
	}
	corrections := correctionsIn(history)
	levels := make(map[string]bool)
	names := levelsOf(v.Printer)
	for i := range slices.Backward(history) {
		e := &history[i]
		switch {
		case e.Kind == coach.EntryLevel && len(e.Skills) > 0 && isBound(class, e.Skills[0]) && !levels[e.Skills[0]]:
			levels[e.Skills[0]] = true
			by, err := v.name(e.By)
			if err != nil {
				return err
			}
			m.Overrides = append(m.Overrides, Override{Skill: v.skill(e.Skills[0]), Level: names[e.Level+1], By: by, At: v.when(e.At)})
		case !isFirstTry(e) || !isBound(class, e.Item) || e.Position >= before:
		case len(m.Attempts) == storyAttempts:
			m.More = true
		default:
			a, err := v.attempt(e, corrections[e.Position])
			if err != nil {
				return err
			}
			m.Attempts = append(m.Attempts, a)
		}
	}
	acts, err := v.Acts(of.ID, 10*storyNotes)
	if err != nil {
		return err
	}
	for i := range acts {
		if acts[i].What != "note" || len(m.Notes) == storyNotes {
			continue
		}
		by, err := v.name(acts[i].By)
		if err != nil {
			return err
		}
		m.Notes = append(m.Notes, Note{By: by, At: v.when(acts[i].At)})
	}
	return nil
}
