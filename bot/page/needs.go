package page

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"time"

	"pacer/bot/chat"
	"pacer/bot/say"
	"pacer/coach"
	"pacer/coach/alert"
	"pacer/coach/mastery"
)

// Needs is a teacher's first page: who needs them, and what went well.
type Needs struct {
	Head
	Danger []Alert // for the safety contact alone; empty for everybody else
	Alerts []Alert // on nobody's list first, of these the gravest
	Quiet  []Alert // snoozed, or left to the learner's own chance
	Wins   []Win   // of the last seven days, newest first
	Today  Today
	Graded Graded
	Fresh  bool // no learner has practised yet: the page says how to begin
}

// Today is how the day goes, in the classes that the page is about.
type Today struct {
	Practised Share // learners who practised today
	Planned   Share // of those who planned to, today
	Answers   int   // first tries today
	Right     int   // of these
}

// Graded is what was graded for the teacher in the last seven days.
type Graded struct {
	Answers    int // first tries
	Right      int
	Learners   int           // who gave them
	SelfGraded int           // of Answers, those that learners compared with the model themselves
	Explained  int           // not right: each was answered with its reason
	Appeals    int           // that wait for a decision
	Words      chat.Markdown // the sum in a sentence
	Misleading []FlaggedItem // items that learners trip over though they know the skill
}

// Alert is a learner who needs a person, or a class that does.
type Alert struct {
	ID       string
	Short    string // what it is called in chat
	Class    ClassHead
	Who      Who   // its ID is empty where the whole class is meant
	People   []Who // whom a class-wide one stands for
	Rule     string
	What     chat.Markdown // what it is about, in a few words
	Skill    Skill         // its ID is empty where it is about none
	Severity string        // "low", "medium", "high", "urgent"
	State    string        // "open", "acknowledged", "snoozed", "resolved"
	Standing chat.Markdown // the state in words: "on your list since 14:05"
	Sure     chat.Markdown // how sure, in words; empty: nothing to doubt
	Evidence []chat.Markdown
	Moves    []chat.Markdown // what to try
	Resolves chat.Markdown   // what would resolve it
	Presses  []chat.Choice   // what can be done: each the same as on the ping
	Raised   When
	Told     When // somebody first heard of it; zero: not yet
	Ended    When
	Outcome  chat.Markdown // how it ended; empty while it has not
	By       string        // name of who acted; empty: nobody did
}

// Win is something worth mentioning.
type Win struct {
	Who  Who
	Text chat.Markdown
	At   When
}

// FlaggedItem is an item that may mislead.
type FlaggedItem struct {
	Item  string // "course/id"
	Skill Skill
	Text  chat.Markdown // its question
	Why   []chat.Markdown
}

const (
	week = 7 // days that a teacher's first page looks back

	mostWins     = 8
	winSessions  = 10 // of a learner, that are looked at for wins
	gradedEach   = 300
	mostLookedAt = 200 // learners whose week is read one by one, those who practised last
)

// Needs is a teacher's first page: about one of their classes or, without an ID,
// all of them. Who teaches none sees it as the safety contact, and as an owner or
// somebody who may make a class.
func (p *Pages) Needs(ctx context.Context, who Viewer, class string) (m *Needs, err error) {
	err = p.look(ctx, who, func(v *visit) error {
		classes, head, err := v.chosen(class)
		if err != nil {
			return err
		}
		if !head.Me.Teaches && !head.Me.Safety && !v.Me.Owner && !v.Me.Maker {
			return v.nowhere()
		}
		m = &Needs{Head: head, Fresh: true}
		open, err := v.Mine()
		if err != nil {
			return err
		}
		everybody := make(map[string]learners, len(classes))
		for _, c := range classes {
			if everybody[c.ID], err = v.learners(c); err != nil {
				return err
			}
		}
		if err := v.needed(m, open, classes, everybody); err != nil {
			return err
		}
		for _, c := range classes {
			all := everybody[c.ID]
			if err := v.classWeek(m, c, &all); err != nil {
				return err
			}
		}
		slices.SortStableFunc(m.Wins, func(a, b Win) int { return b.At.At.Compare(a.At.At) })
		m.Wins = m.Wins[:min(len(m.Wins), mostWins)]
		m.Graded.Explained = m.Graded.Answers - m.Graded.Right
		m.Graded.Words = v.Say("web.model.graded", say.Args{"N": m.Graded.Answers, "Learners": m.Graded.Learners, "Right": m.Graded.Right})
		return nil
	})
	return m, err
}

// chosen are the classes that a page is about: the one that was asked for, or all
// that the viewer teaches and that are not over.
func (v *visit) chosen(class string) ([]coach.Class, Head, error) {
	if class != "" {
		c, head, err := v.class(class)
		return []coach.Class{c}, head, err
	}
	head, classes, err := v.head()
	return slices.DeleteFunc(classes, func(c coach.Class) bool { return c.Archived }), head, err
}

// needed sorts the viewer's open alerts onto their first page. What a class-wide
// one stands for stands in it.
func (v *visit) needed(m *Needs, open []alert.Alert, classes []coach.Class, everybody map[string]learners) error {
	for i := range open {
		a := &open[i]
		if a.Class == "" { // danger, which only the safety contact was given
			if m.Class.ID != "" {
				continue // this page is about a class
			}
			shown, err := v.alert(a, ClassHead{}, nil)
			if err != nil {
				return err
			}
			m.Danger = append(m.Danger, shown)
			continue
		}
		at := slices.IndexFunc(classes, func(c coach.Class) bool { return c.ID == a.Class })
		if at < 0 || a.Under != "" {
			continue
		}
		all := everybody[a.Class]
		shown, err := v.alert(a, ClassHead{ID: classes[at].ID, Name: classes[at].Name}, &all)
		if err != nil {
			return err
		}
		if a.Rule == alert.RuleAppeal {
			m.Graded.Appeals++
		}
		if v.isQuiet(a) {
			m.Quiet = append(m.Quiet, shown)
		} else {
			m.Alerts = append(m.Alerts, shown)
		}
	}
	return nil
}

// isWaiting tells whether an alert is to be seen to now, and on nobody's list.
func (v *visit) isWaiting(a *alert.Alert) bool {
	return a.State == alert.Open && a.Under == "" && !v.isQuiet(a)
}

// isQuiet tells whether nothing is to be done about an alert yet: somebody put it
// off, or the learner has their own chance first.
func (v *visit) isQuiet(a *alert.Alert) bool {
	return a.State == alert.Snoozed && a.Until.After(v.Now) || a.State == alert.Open && a.Pinged.IsZero() && a.Wait.After(v.Now)
}

// classWeek adds a class's last week to a teacher's first page.
func (v *visit) classWeek(m *Needs, class coach.Class, all *learners) error {
	latest := slices.SortedStableFunc(slices.Values(all.list), func(a, b coach.Person) int { return cmp.Compare(b.Active.Last, a.Active.Last) })
	accepted, err := v.accepted(class)
	if err != nil {
		return err
	}
	for i := range latest {
		p := &latest[i]
		zone := v.zoneOf(p)
		today := coach.DayOf(v.Now, zone)
		m.Today.Practised.Of++
		isToday := p.Active.On(today)
		if isToday {
			m.Today.Practised.N++
		}
		if p.PlannedDays(zone, today, today)[today] && !class.Free(today) && !p.Settings.IsExcused(today) {
			m.Today.Planned.Of++
			if isToday {
				m.Today.Planned.N++
			}
		}
		if p.Active.Last == 0 {
			continue
		}
		m.Fresh = false
		if today-p.Active.Last >= week || i >= mostLookedAt {
			continue
		}
		if err := v.learnerWeek(m, class, p, all.who[p.ID], today, accepted); err != nil {
			return err
		}
	}
	flags, err := v.flags(class)
	if err != nil {
		return err
	}
	for _, item := range slices.Sorted(maps.Keys(flags)) {
		if f, ok := v.flagged(item, flags[item]); ok && !slices.ContainsFunc(m.Graded.Misleading, func(o FlaggedItem) bool { return o.Item == item }) {
			m.Graded.Misleading = append(m.Graded.Misleading, f)
		}
	}
	return nil
}

// accepted are the answers, by position, of which a class's teachers said lately
// that they were right after all.
func (v *visit) accepted(class coach.Class) (map[int64]bool, error) {
	ended, err := v.EndedAlerts(class.ID, mostEnded)
	if err != nil {
		return nil, err
	}
	answers := make(map[int64]bool)
	for i := range ended {
		if a := &ended[i]; a.Rule == alert.RuleAppeal && a.Outcome == alert.Accepted {
			answers[a.Evidence.Attempt] = true
		}
	}
	return answers, nil
}

// flagged is an item that may mislead; ok is false for one that is asked no more.
func (v *visit) flagged(item string, flags []coach.ItemFlag) (f FlaggedItem, ok bool) {
	it := v.Courses.Item(item)
	if it == nil {
		return f, false
	}
	f = FlaggedItem{Item: item, Skill: v.skill(courseOf(item) + "/" + it.Skill), Text: v.Question(it)}
	for _, flag := range flags {
		f.Why = append(f.Why, v.flag(flag))
	}
	return f, true
}

// learnerWeek adds what one learner did in the last week: answers, and levels
// that they reached.
func (v *visit) learnerWeek(m *Needs, class coach.Class, p *coach.Person, who Who, today coach.Day, accepted map[int64]bool) error {
	attempts, err := v.Attempts(p.ID, "", gradedEach)
	if err != nil {
		return err
	}
	since := v.Now.Add(-week * 24 * time.Hour)
	answered := false
	for i := range attempts { // newest first
		e := &attempts[i]
		if e.At.Before(since) {
			break
		}
		if !isBound(class, e.Item) {
			continue // another class's
		}
		answered = true
		m.Graded.Answers++
		if e.SelfGraded {
			m.Graded.SelfGraded++
		}
		right := 0
		if e.Right || accepted[e.Position] {
			right = 1
		}
		m.Graded.Right += right
		if e.Day == today {
			m.Today.Answers++
			m.Today.Right += right
		}
	}
	if answered {
		m.Graded.Learners++
	}
	sessions, err := v.Sessions(p.ID, winSessions)
	if err != nil {
		return err
	}
	for _, s := range sessions {
		if !slices.Contains(class.Courses, s.Course) || s.Ended.Before(since) {
			continue
		}
		for _, g := range s.Gained {
			if level := mastery.Level(g.Level); level >= mastery.Proficient {
				text := v.Say("home.win", say.Args{"Name": who.Name, "Level": v.LevelName(level), "Skill": v.Title(g.Skill)})
				m.Wins = append(m.Wins, Win{Who: who, Text: text, At: v.when(s.Ended)})
			}
		}
	}
	return nil
}
