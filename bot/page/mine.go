package page

import (
	"cmp"
	"context"
	"math"
	"slices"
	"strings"

	"pacer/bot/chat"
	"pacer/bot/say"
	"pacer/coach"
)

// Mine is a learner's own page.
type Mine struct {
	Head
	Skills      []Standing
	Days        []Presence
	Kept        Share
	Plan        Plan
	Goal        chat.Markdown
	Way         []chat.Markdown // to the goal, and what else they said about it
	GoalPresses []chat.Choice
	Assignments []Assignment
	Ahead       []Review
	Sure        *Calibration
	Groups      []Group // they work in
	Thoughts    []Thought
	Voices      []Thought // of learners of their classes, without names
	Data        []Datum
	Settings    []Setting
	Supports    Supports
	Presses     []chat.Choice   // practise, set a goal
	Seen        chat.Markdown   // what their teachers can see
	Reads       []chat.Markdown // who has read their thoughts
	DataPresses []chat.Choice   // what they can do with what is kept
}

// Plan is when somebody practises.
type Plan struct {
	Minutes int
	Words   chat.Markdown // which days, at what time
	Next    When          // the coach speaks first; zero: it does not
	Paused  When          // until; zero: not paused
	Silent  bool
	Presses []chat.Choice
}

// Datum is something that is kept about somebody.
type Datum struct {
	What  string
	Is    string        // what it is, or how many there are
	Words chat.Markdown // what it is for, and who sees it
}

// Mine shows somebody their own page. Everybody has one.
func (p *Pages) Mine(ctx context.Context, who Viewer) (m *Mine, err error) {
	err = p.look(ctx, who, func(v *visit) error {
		head, _, err := v.head()
		if err != nil {
			return err
		}
		me := v.Me
		classes, err := v.learntIn()
		if err != nil {
			return err
		}
		m = &Mine{Head: head, Sure: v.calibration(me.Sure), Settings: v.ownSettings(&me)}
		m.Supports = v.supports(&me, "form supports")
		var first coach.Class // whose holidays are theirs
		if len(classes) > 0 {
			first = classes[0]
		}
		m.Days, m.Kept, _ = v.presence(&me, &first, v.days(storyDays))
		if m.Skills, m.Ahead, err = v.standings(&me, v.Courses.IDs(), v.ownWords); err != nil {
			return err
		}
		if err := v.behind(&me, m.Skills, true); err != nil {
			return err
		}
		v.doubts(&me, m.Skills)
		m.Plan = v.ownPlan(&me)
		if m.Goal, m.Way, err = v.Goal(&me); err != nil {
			return err
		}
		m.GoalPresses = []chat.Choice{{Label: v.Say("web.model.press.goal"), Value: "form goal", Opens: true}}
		if me.Goal.IsSet() {
			m.GoalPresses[0].Label = v.Say("web.model.press.change")
		}
		if me.Settings.Uncounted {
			m.Kept = Share{} // they do not want it told
		}
		for _, c := range classes {
			if err := v.ownPart(m, c); err != nil {
				return err
			}
		}
		thoughts, err := v.Visitor.Thoughts(me.ID, storyThoughts)
		if err != nil {
			return err
		}
		for i := range thoughts {
			if !thoughts[i].Skipped {
				th, err := v.ownThought(&thoughts[i])
				if err != nil {
					return err
				}
				m.Thoughts = append(m.Thoughts, th)
			}
		}
		if m.Data, err = v.kept(&me, len(m.Thoughts)); err != nil {
			return err
		}
		if m.Seen, err = v.seenBy(classes); err != nil {
			return err
		}
		readings, err := v.Readings(storyNotes)
		if err != nil {
			return err
		}
		for i := range readings {
			m.Reads = append(m.Reads, v.SayReading(&readings[i]))
		}
		if m.DataPresses, err = v.DataChoices(); err != nil {
			return err
		}
		m.Presses = []chat.Choice{
			{Label: v.Say("press.practice"), Word: string(v.Say("type.practice")), Value: "say " + string(v.Say("type.practice")), Main: true},
			{Label: v.Say("web.model.press.goal"), Value: "form goal", Opens: true},
			{Label: v.Say("press.person"), Word: string(v.Say("type.person")), Value: "say " + string(v.Say("type.person"))},
		}
		return nil
	})
	return m, err
}

// learntIn are the classes that the viewer learns in now, by name.
func (v *visit) learntIn() ([]coach.Class, error) {
	members, err := v.Memberships(v.Me.ID)
	if err != nil {
		return nil, err
	}
	var classes []coach.Class
	for _, m := range members {
		if m.Role != coach.Learner {
			continue
		}
		c, err := v.Class(m.Class)
		if err != nil {
			return nil, err
		}
		if !c.Archived {
			classes = append(classes, c)
		}
	}
	slices.SortStableFunc(classes, func(a, b coach.Class) int { return strings.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)) })
	return classes, nil
}

// ownPart is what a class adds to a learner's own page: what teachers gave them,
// and whom they work with. Of others they see names.
func (v *visit) ownPart(m *Mine, class coach.Class) error {
	given, err := v.Visitor.Assignments(class.ID)
	if err != nil {
		return err
	}
	slices.SortStableFunc(given, coach.Sooner)
	for i := range given {
		a := &given[i]
		if !a.IsFor(v.Me.ID) {
			continue
		}
		by, err := v.name(a.By)
		if err != nil {
			return err
		}
		m.Assignments = append(m.Assignments, Assignment{
			ID: a.ID, Skill: v.skill(a.Skill), Note: a.Note, Due: v.day(a.Due), Made: v.when(a.Made), By: by, IsDone: a.IsDoneBy(v.Me.ID),
		})
	}
	groups, err := v.Visitor.Groups(class.ID)
	if err != nil {
		return err
	}
	voices, err := v.voices(class)
	if err != nil {
		return err
	}
	m.Voices = append(m.Voices, voices...)
	for i := range groups {
		g := &groups[i]
		if !slices.Contains(g.Members, v.Me.ID) {
			continue
		}
		shown := Group{ID: g.ID, Kind: string(g.Kind), Skill: v.skill(g.Skill), Title: v.Say("web.model.group.mine", say.Args{"Skill": v.Title(g.Skill)}), Made: v.when(g.Made)}
		for _, id := range g.Members {
			name, err := v.name(id)
			if err != nil {
				return err
			}
			shown.Members = append(shown.Members, Who{Name: name})
		}
		m.Groups = append(m.Groups, shown)
	}
	return nil
}

// ownPlan is when somebody practises, as they have set it.
func (v *visit) ownPlan(me *coach.Person) Plan {
	p := Plan{Minutes: me.Settings.Minutes, Words: chat.Escape(v.planWords(me)), Silent: me.Settings.Silent, Presses: []chat.Choice{
		{Label: v.Say("web.model.press.change"), Value: "form plan", Opens: true},
	}}
	if v.Now.Before(me.Settings.Paused) {
		p.Paused = v.when(me.Settings.Paused)
	}
	if me.Settings.CheckIn == "" || me.Settings.Silent {
		return p
	}
	if c, err := coach.ParseCron(me.Settings.CheckIn); err == nil {
		from := v.Now
		if !p.Paused.At.IsZero() {
			from = p.Paused.At
		}
		at, _ := c.Next(from, v.Zone)
		p.Next = v.when(at)
	}
	return p
}

// ownSettings are what somebody has set. One form changes all of it.
func (v *visit) ownSettings(me *coach.Person) []Setting {
	s := &me.Settings
	form := chat.Choice{Label: v.Say("web.model.press.change"), Value: "form settings", Opens: true}
	quiet := chat.Plain(v.Say("web.model.set.none"))
	if s.QuietFrom != s.QuietTo {
		quiet = chat.Plain(v.Hours(s.QuietFrom, s.QuietTo))
	}
	speech := v.Say("web.model.set.signs")
	if s.Speech {
		speech = v.Say("web.model.set.speech")
	}
	return []Setting{
		{chat.Plain(v.Say("web.model.set.minutes")), chat.Plain(v.Say("web.model.set.minutes.n", say.Args{"N": s.Minutes})), form},
		{chat.Plain(v.Say("web.model.set.checkin")), v.planWords(me), form},
		{chat.Plain(v.Say("web.model.set.quiet")), quiet, form},
		{chat.Plain(v.Say("web.model.set.cap")), chat.Plain(v.Say("web.model.set.cap.n", say.Args{"N": s.Cap})), form},
		{chat.Plain(v.Say("web.model.set.zone")), cmp.Or(s.Zone, "UTC"), form},
		{chat.Plain(v.Say("web.model.set.language")), v.Name(cmp.Or(s.Language, "en")), form},
		{chat.Plain(v.Say("web.model.set.maths")), chat.Plain(speech), form},
	}
}

// kept is what is kept about somebody, and what for.
func (v *visit) kept(me *coach.Person, thoughts int) ([]Datum, error) {
	history, err := coach.History(v.Reader, me.ID, math.MaxInt64)
	if err != nil {
		return nil, err
	}
	attempts := 0
	for i := range history {
		if history[i].Kind == coach.EntryAttempt {
			attempts++
		}
	}
	accounts, err := v.Accounts(me.ID)
	if err != nil {
		return nil, err
	}
	platforms := make(map[string]bool)
	for _, a := range accounts {
		platforms[a.Platform] = true
	}
	goals := 0
	if me.Goal.IsSet() {
		goals = 1
	}
	many := func(n int) string { return chat.Plain(v.Number(float64(n), 0)) }
	return []Datum{
		{chat.Plain(v.Say("web.model.data.name")), me.Name, v.Say("web.model.data.name.why")},
		{chat.Plain(v.Say("web.model.data.accounts")), many(len(platforms)), v.Say("web.model.data.accounts.why")},
		{chat.Plain(v.Say("web.model.data.attempts")), many(attempts), v.Say("web.model.data.attempts.why")},
		{chat.Plain(v.Say("web.model.data.thoughts")), many(thoughts), v.Say("web.model.data.thoughts.why")},
		{chat.Plain(v.Say("web.model.data.goals")), many(goals), v.Say("web.model.data.goals.why")},
	}, nil
}

// seenBy says who can see what of somebody, by name.
func (v *visit) seenBy(classes []coach.Class) (chat.Markdown, error) {
	var names []string
	for _, c := range classes {
		teachers, err := v.Teachers(c.ID)
		if err != nil {
			return "", err
		}
		for i := range teachers {
			if t := &teachers[i]; t.Teaches(v.Now) && t.Person != v.Me.ID && !slices.Contains(names, t.Who.Name) {
				names = append(names, t.Who.Name)
			}
		}
	}
	if len(names) == 0 {
		return v.Say("web.model.mine.seen.nobody"), nil
	}
	return v.Say("web.model.mine.seen", say.Args{"Teachers": strings.Join(names, v.Comma())}), nil
}
