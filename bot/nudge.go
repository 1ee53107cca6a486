package bot

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"pacer/bot/chat"
	"pacer/bot/say"
	"pacer/coach"
	"pacer/coach/alert"
)

// The learner comes first: where there is time, they hear of what goes hard
// before their teacher does, in a sentence with a next step, and of a plan that
// is not kept as a question about the plan. Nothing of it is a message more: it
// stands at the end of a session, or in the place of a check-in.

// nudge has a word for the learner about what they have a chance to change
// themselves, at the end of their session: one sentence, whatever there is.
func (t *turn) nudge(class coach.Class) error {
	if !class.Has(coach.FeatureNudges) {
		return nil
	}
	fresh, err := t.nudgeable(class)
	if err != nil || len(fresh) == 0 {
		return err
	}
	first := &fresh[0]
	key, args := "nudge."+strings.ReplaceAll(string(first.Rule), "-", "_"), say.Args{}
	if first.Skill != "" {
		key, args["Skill"] = key+".skill", t.titleOf(first.Skill)
	}
	t.kindly = t.Say(key, args)
	return t.nudged(fresh)
}

// isNudged tells whether the learner hears of what a rule finds: of what they can
// do something about at the next question. A plan is asked about in its own way.
func isNudged(r alert.Rule) bool {
	switch r {
	case alert.RuleWheelSpinning, alert.RuleStruggling, alert.RuleMisconception, alert.RuleDrop, alert.RuleRapid, alert.RuleHints:
		return true
	}
	return false
}

// nudgeable are the alerts about the learner that they have not heard of, the
// gravest first.
func (t *turn) nudgeable(class coach.Class) ([]alert.Alert, error) {
	open, err := t.tx.PersonAlerts(t.me.ID)
	if err != nil {
		return nil, err
	}
	fresh := slices.DeleteFunc(inClass(open, class.ID), func(a alert.Alert) bool {
		return a.State != alert.Open || !a.Nudged.IsZero() || !isNudged(a.Rule)
	})
	slices.SortStableFunc(fresh, func(a, b alert.Alert) int { return cmp.Compare(b.Severity, a.Severity) })
	return fresh, nil
}

// nudged keeps that the learner has heard of some alerts.
func (t *turn) nudged(alerts []alert.Alert) error {
	for _, a := range alerts {
		a.Nudged = t.now
		if err := t.tx.PutAlert(a); err != nil {
			return err
		}
	}
	return nil
}

// The moment of the day, in minutes after local midnight, at which a learner's
// plan is looked at; how long after their last session that of somebody without
// one is, and how often again.
const (
	careAt    = 9 * 60
	careAfter = 5
	careAgain = 2
	careMost  = 35 // days after the last session, after which nobody looks any more
)

// lookIn plans when to look at how somebody without a plan is doing, should they
// not come back; with one it is looked at on the day after each planned one.
func (t *turn) lookIn(p *coach.Person, class coach.Class) error {
	if p.Settings.CheckIn != "" || !class.Has(coach.FeatureAlerts) {
		return nil
	}
	return t.planCare(careAfter)
}

// lookTomorrow plans, on a planned day, when to look whether it was kept.
func (t *turn) lookTomorrow() error {
	class, ok, err := t.watched()
	if err != nil || !ok || !class.Has(coach.FeatureAlerts) {
		return err
	}
	return t.planCare(1)
}

// planCare plans the next look, so many days from now.
func (t *turn) planCare(days coach.Day) error {
	y, m, d := t.now.In(t.zone).Date()
	at := time.Date(y, m, d+int(days), careAt/60, careAt%60, 0, 0, t.zone).UTC()
	return t.tx.PutSchedule(Schedule{Person: t.me.ID, Kind: kindCare, Next: at, Key: at.Format(time.RFC3339Nano)})
}

// care looks at how the learner keeps their plan, and asks them about it first.
func (t *turn) care(s Schedule) error {
	if err := t.tx.PutSchedule(Schedule{Person: t.me.ID, Kind: kindCare}); err != nil {
		return err
	}
	if t.now.Sub(s.Next) > catchUp {
		t.me.Planned = t.today() // the coach was away: days on which it asked nobody were not missed
	}
	if away := t.today() - t.me.Active.Last; t.me.Settings.CheckIn == "" && t.me.Active.Last != 0 && away < careMost {
		if err := t.planCare(careAgain); err != nil {
			return err
		}
	}
	free, err := t.holiday(t.today())
	if err != nil || free {
		return err
	}
	if err := t.atOwnTime(); err != nil {
		return err
	}
	if _, asks := t.asksToday(); asks {
		return nil // and it is asked about then
	}
	quiet, _ := t.me.Settings.InQuiet(t.now, t.zone)
	if t.me.Home == "" || quiet || !t.mayBegin() || t.me.Unheard >= ignoredLimit {
		return nil
	}
	_, err = t.askPlan()
	return err
}

// replanRests is for how many days a learner is not asked again about their plan.
const replanRests = 15

// askPlan asks the learner, before their teacher hears of it, whether a plan that
// was not kept is still a good one. It stands in the place of a check-in.
func (t *turn) askPlan() (asked bool, err error) {
	if t.me.Class == "" || within(t.me.Replan, t.today(), replanRests) {
		return false, nil
	}
	class, err := t.tx.Class(t.me.Class)
	if err != nil || !class.Has(coach.FeatureNudges) {
		return false, err
	}
	open, err := t.tx.PersonAlerts(t.me.ID)
	if err != nil {
		return false, err
	}
	i := slices.IndexFunc(open, func(a alert.Alert) bool {
		return a.Rule == alert.RuleMissedPlan && a.Class == class.ID && a.State == alert.Open && a.Nudged.IsZero()
	})
	if i < 0 {
		return false, nil
	}
	t.begins()
	t.me.Unheard++
	t.me.Replan = t.today()
	q := coach.Question{ID: t.newID(t.now), Person: t.me.ID, Ask: coach.AskPlan, State: coach.Open, At: t.now, About: open[i].ID}
	text, keys := t.Say("plan.away"), awayAnswers
	if t.me.Settings.CheckIn != "" {
		text, keys = t.Say("plan.ask", say.Args{"Times": t.sayTimes(t.me.Settings.CheckIn)}), planAnswers
	}
	m := chat.Text(text)
	m.Parts = append(m.Parts, chat.Part{Choices: t.letters(&q, keys...)}, chat.Part{Note: t.Say("checkin.stop")})
	if err := t.nudged(open[i : i+1]); err != nil {
		return false, err
	}
	return true, t.ask(&q, m)
}

// What can be answered about a plan that was not kept, and about having been
// away without one.
var (
	planAnswers = []string{"plan.keep", "plan.fewer", "plan.pause", "plan.mine"}
	awayAnswers = []string{"plan.begin", "plan.pause"}
)

// planPause is for how many days a learner pauses who says so here.
const planPause = 7

// answerPlan takes what becomes of a learner's plan.
func (t *turn) answerPlan(q *coach.Question, said string, word say.Word, isMeant bool) (done bool, err error) {
	if strings.HasPrefix(q.About, ownPlan) {
		return t.answerOwn(q, said, word, isMeant)
	}
	keys := planAnswers
	if t.me.Settings.CheckIn == "" {
		keys = awayAnswers
	}
	n, ok := t.chosen(said, keys...)
	switch {
	case ok:
	case isMeant && (word == wordYes || word == wordNext):
		n = 0
	case isMeant && word == wordNo:
		return true, t.settled(q, coach.Closed, func() error { return t.tell(t.Say("begin.notnow")) })
	case isMeant && word == wordStop:
		return true, t.settled(q, coach.Closed, t.silence)
	default:
		return false, nil
	}
	asked := t.Say("plan.asked")
	return true, t.settled(q, coach.Answered, func() error {
		key := keys[n]
		if err := t.chose(asked, t.Say(key)); err != nil {
			return err
		}
		switch key {
		case "plan.begin":
			return t.wants("")
		case "plan.keep":
			return t.telling(t.Say("plan.kept"), t.saying(wordPractice))
		case "plan.fewer":
			t.me.Settings.CheckIn, t.me.Settings.Own = fewer(t.me.Settings.CheckIn), true
		case "plan.pause":
			t.pauseUntil(t.today() + planPause)
		case "plan.mine":
			t.me.Settings.CheckIn, t.me.Settings.Own = "", true
		}
		if err := t.plan(); err != nil {
			return err
		}
		if err := t.replanned(); err != nil {
			return err
		}
		text := t.Say("plan.changed.mine")
		switch {
		case t.now.Before(t.me.Settings.Paused):
			text = t.Say("plan.changed.pause", say.Args{"Day": t.moment(t.me.Settings.Paused, onDay)})
		case t.me.Settings.CheckIn != "":
			text = t.Say("plan.changed", say.Args{"Times": t.sayTimes(t.me.Settings.CheckIn)})
		}
		return t.telling(text, t.saying(wordPractice))
	})
}

// replanned ends the alerts about a plan that is another now.
func (t *turn) replanned() error {
	open, err := t.tx.PersonAlerts(t.me.ID)
	if err != nil {
		return err
	}
	for _, a := range open {
		if a.Rule != alert.RuleMissedPlan {
			continue
		}
		if err := a.Resolve("", alert.Replanned, t.now); err != nil {
			return err
		}
		if err := t.tx.PutAlert(a); err != nil {
			return err
		}
	}
	return nil
}

// fewer is a plan with fewer days, at the same time of day: three of a week, or
// one where it was three or fewer.
func fewer(expr string) string {
	f := strings.Fields(expr)
	if len(f) != 5 {
		return expr
	}
	days := "MON,WED,FRI"
	if n := strings.Count(f[4], ","); f[4] != "*" && !strings.Contains(f[4], "-") && n < 3 {
		days, _, _ = strings.Cut(f[4], ",")
	}
	return f[0] + " " + f[1] + " * * " + days
}
