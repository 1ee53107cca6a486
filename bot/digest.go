package bot

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"pacer/bot/chat"
	"pacer/bot/say"
	"pacer/coach"
	"pacer/coach/alert"
	"pacer/coach/mastery"
)

// The week, as a teacher is told of it: what went well first, then who needs
// them, then what could be done together, what is unclear, and what was graded
// for them.

// How much of each thing stands in a digest.
const (
	weekWins   = 4
	weekNeeds  = 5
	weekItems  = 3
	weekLooked = 30 // sessions of one learner
	weekDays   = 3  // on so many somebody practised regularly
	weekTold   = 2  // in so many weeks what matters little is told
)

// weekSpan is how far back a week goes for who was told of none before.
const weekSpan = 7 * 24 * time.Hour

// week is what a digest says, put together before the turn that sends it: it
// looks at everybody.
type week struct {
	text    chat.Markdown
	choices []chat.Choice
	told    []string // IDs of alerts
	quoted  []Quoted // the thoughts that stand in it, without names
}

// week puts a teacher's week together; nil if nothing happened in it.
func (b *Bot) week(ctx context.Context, workspace, person string) (w *week, err error) {
	courses, err := b.stock(ctx, workspace)
	if err != nil {
		return nil, err
	}
	err = b.Store.View(ctx, workspace, func(r Reader) error {
		w = nil
		t, err := b.awake(reading{Reader: r}, courses, person)
		if err != nil {
			return err
		}
		w, err = t.week()
		return err
	})
	return w, err
}

// week is what the speaker's classes did since they were told last.
func (t *turn) week() (*week, error) {
	classes, err := t.duties()
	if err != nil {
		return nil, err
	}
	since := later(t.me.Digested, t.now.Add(-2*weekSpan))
	if t.me.Digested.IsZero() {
		since = t.now.Add(-weekSpan)
	}
	w := &week{}
	for _, c := range classes {
		text, err := t.classWeek(w, c, since)
		if err != nil {
			return nil, err
		}
		if text == "" {
			continue
		}
		if w.text != "" {
			w.text += "\n\n"
		}
		w.text += t.Say("digest.class", say.Args{"Class": c.Name}) + text
	}
	if w.text == "" {
		return nil, nil
	}
	return w, nil
}

// classWeek is one class's part of a digest; empty if nothing happened in it.
func (t *turn) classWeek(w *week, class coach.Class, since time.Time) (chat.Markdown, error) {
	learners, err := t.learnersOf(class)
	if err != nil {
		return "", err
	}
	done, err := t.doneIn(class, learners, since)
	if err != nil {
		return "", err
	}
	needs, err := t.needsIn(class)
	if err != nil {
		return "", err
	}
	if done.graded == 0 && len(needs) == 0 {
		return "", nil
	}
	var text chat.Markdown
	line := func(s chat.Markdown) { text += "\n- " + s }
	if done.graded > 0 {
		line(t.Say("digest.practised", say.Args{"N": done.practised, "Of": len(learners), "Days": weekDays, "Regular": done.regular}))
	}
	for _, win := range done.wins[:min(len(done.wins), weekWins)] {
		line(win)
	}
	if more := len(done.wins) - weekWins; more > 0 {
		line(t.Say("digest.wins.more", say.Args{"N": more}))
	}
	if err := t.sayNeeds(w, needs, &text); err != nil {
		return "", err
	}
	if err := t.sayTogether(w, class, &text); err != nil {
		return "", err
	}
	if n := len(class.Offers); n > 0 {
		text += "\n\n" + t.Say("offer.waiting", say.Args{"N": n})
	}
	if err := t.sayMuddy(w, class, learners, since, &text); err != nil {
		return "", err
	}
	t.sayMisleading(class, &text)
	if done.graded > 0 {
		line(t.Say("digest.graded", say.Args{"N": done.graded}))
	}
	return text, nil
}

// done is what a class did in a time.
type done struct {
	practised int // learners
	regular   int // of them, on weekDays days or more
	graded    int // answers
	wins      []chat.Markdown
}

// doneIn adds up what the learners of a class did since a time. What somebody
// reached who had needed help with it comes first among the wins.
func (t *turn) doneIn(class coach.Class, learners []Membership, since time.Time) (done, error) {
	var d done
	ended, err := t.tx.EndedAlerts(class.ID, endedBack)
	if err != nil {
		return d, err
	}
	type won struct {
		hard bool
		at   time.Time
		text chat.Markdown
	}
	var wins []won
	for _, m := range learners {
		sessions, err := t.tx.Sessions(m.Person, weekLooked)
		if err != nil {
			return d, err
		}
		practised := false
		best := make(map[string]int)
		for _, s := range sessions {
			if !bound(class, s.Course) || s.Ended.Before(since) {
				continue
			}
			d.graded += s.Answered()
			practised = practised || s.Answered() > 0
			for _, g := range s.Gained {
				if mastery.Level(g.Level) < mastery.Proficient || best[g.Skill] >= g.Level {
					continue
				}
				best[g.Skill] = g.Level
				hard := slices.ContainsFunc(ended, func(a alert.Alert) bool {
					return a.Person == m.Person && a.Skill == g.Skill && a.Outcome != alert.Useless && !a.Acted.Before(since.Add(-4*weekSpan))
				})
				args := say.Args{"Name": m.Who.Name, "Level": t.levelName(mastery.Level(g.Level)), "Skill": t.titleOf(g.Skill)}
				text := t.Say("digest.win", args)
				if hard {
					text = t.Say("digest.win.hard", args)
				}
				wins = append(wins, won{hard, s.Ended, text})
			}
		}
		if practised {
			d.practised++
		}
		days := 0
		for day := t.today() - 7; day < t.today(); day++ {
			if m.Who.Active.On(day) {
				days++
			}
		}
		if practised && days >= weekDays {
			d.regular++
		}
	}
	slices.SortStableFunc(wins, func(a, b won) int { return cmp.Or(cmp.Compare(order(a.hard), order(b.hard)), b.at.Compare(a.at)) })
	for _, w := range wins {
		d.wins = append(d.wins, w.text)
	}
	return d, nil
}

// needsIn are the open alerts of a class, low ones and those that the week had no
// room for too: on nobody's list first, of these the gravest.
func (t *turn) needsIn(class coach.Class) ([]alert.Alert, error) {
	open, err := t.tx.Alerts(class.ID)
	if err != nil {
		return nil, err
	}
	d, mine, err := t.desk(&t.me)
	if err != nil {
		return nil, err
	}
	isList := make(map[string]bool) // only for who looks
	for _, is := range alert.Judge(mine, d) {
		isList[is.Alert] = is.Channel == alert.List && is.Reason != alert.LeftTold && is.Reason != alert.LeftOnList || is.Reason == alert.WaitsForLearner
	}
	open = slices.DeleteFunc(open, func(a alert.Alert) bool {
		told := 0
		for _, telling := range a.Told {
			if telling.To == t.me.ID && telling.How == alert.Digest {
				told++
			}
		}
		return isList[a.ID] || a.Severity == alert.Low && told >= weekTold
	})
	slices.SortStableFunc(open, func(a, b alert.Alert) int {
		return cmp.Or(cmp.Compare(rankOf(a.State), rankOf(b.State)), cmp.Compare(b.Severity, a.Severity), a.Raised.Compare(b.Raised))
	})
	return open, nil
}

func (t *turn) sayNeeds(w *week, needs []alert.Alert, text *chat.Markdown) error {
	if len(needs) == 0 {
		return nil
	}
	*text += "\n\n" + t.Say("digest.needs", say.Args{"N": len(needs)})
	for i := range needs[:min(len(needs), weekNeeds)] {
		line, err := t.alertLine(&needs[i])
		if err != nil {
			return err
		}
		*text += "\n- " + line
		w.told = append(w.told, needs[i].ID)
	}
	if more := len(needs) - weekNeeds; more > 0 {
		*text += "\n- " + t.Say("digest.needs.more", say.Args{"N": more})
	}
	w.choices = append(w.choices, t.seeing(&needs[0]))
	return nil
}

// sayMisleading names the items of a class's courses that may mislead, of which
// the teacher was told with the evidence.
func (t *turn) sayMisleading(class coach.Class, text *chat.Markdown) {
	var items []string
	for _, flagged := range t.me.Flagged.Items {
		item, flag, _ := strings.Cut(flagged, " ")
		if flag == string(coach.FlagMisleads) && bound(class, courseOfItem(item)) && t.Courses.Item(item) != nil {
			items = append(items, "`"+item+"`")
		}
	}
	if len(items) > 0 {
		*text += "\n\n" + t.Say("digest.items", say.Args{"N": len(items), "Items": chat.Markdown(strings.Join(items[:min(len(items), weekItems)], t.Comma()))})
	}
}

// digest tells the teacher whose turn it is of their week.
func (t *turn) digest(s Schedule, w *week) error {
	classes, err := t.duties()
	if err != nil {
		return err
	}
	calls, err := t.dutyCalls(s, classes)
	if err != nil || !calls {
		return err
	}
	if w == nil {
		return t.tx.PutSchedule(Schedule{Person: t.me.ID, Kind: kindDigest}) // what happens next plans it again
	}
	for _, id := range w.told {
		a, err := t.tx.Alert(id)
		if err != nil {
			return err
		}
		if a.State == alert.Resolved {
			continue
		}
		a.Tell(t.me.ID, alert.Digest, alert.InDigestLow, t.now)
		if err := t.tx.PutAlert(a); err != nil {
			return err
		}
	}
	for _, q := range w.quoted {
		if err := t.audit(ActReadThoughts, q.Person, q.Thought); err != nil {
			return err
		}
	}
	t.me.Digested = t.now
	m := chat.Text(t.Say("digest.head") + "\n\n" + w.text)
	if len(w.choices) > 0 {
		m.Parts = append(m.Parts, chat.Part{Choices: w.choices})
	}
	return t.tells(m)
}

// sayTogether tells of groups worth forming in a class.
func (t *turn) sayTogether(w *week, class coach.Class, text *chat.Markdown) error {
	if !class.Has(coach.FeatureGroups) {
		return nil
	}
	worth, err := t.GroupsWorth(t.tx, t.Courses, class, t.now)
	if err != nil || len(worth) == 0 {
		return err
	}
	*text += "\n\n" + t.Say("digest.groups", say.Args{"N": len(worth)})
	w.choices = append(w.choices, chat.Choice{Label: t.Say("digest.groups.press"), Word: "class groups", Value: "say class @" + class.ID + " groups"})
	return nil
}
