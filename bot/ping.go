package bot

import (
	"time"

	"pacer/bot/chat"
	"pacer/bot/outbox"
	"pacer/bot/say"
	"pacer/coach"
	"pacer/coach/alert"
)

// mayPing tells whether the coach may begin something with a person at all:
// there is a place for it, and they have not asked for silence.
func (t *turn) mayPing(p *coach.Person) bool {
	return p.Home != "" && !p.Settings.Silent && !t.now.Before(p.Settings.Paused)
}

// hadChance tells the open alerts that the learner has practised once more, in
// a session begun since: the teachers hear of what that did not clear.
func (t *turn) hadChance(s *coach.Session) error {
	open, err := t.tx.PersonAlerts(t.me.ID)
	if err != nil {
		return err
	}
	for i := range open {
		a := &open[i]
		if !a.Raised.Before(s.Started) {
			continue
		}
		before := a.Ripe()
		a.SessionEnded(t.now)
		if a.Ripe().Equal(before) || !a.Pinged.IsZero() {
			continue
		}
		if err := t.tx.PutAlert(*a); err != nil {
			return err
		}
		teachers, err := t.teachersOf(a.Class)
		if err != nil {
			return err
		}
		for k := range teachers {
			if err := t.pingLater(&teachers[k], later(t.now, a.Ripe())); err != nil {
				return err
			}
		}
	}
	return nil
}

// pingLater makes a teacher's waiting alerts be looked at, at a time at the
// latest.
func (t *turn) pingLater(teacher *coach.Person, at time.Time) error {
	s, err := t.tx.Schedule(teacher.ID, kindPings)
	if err != nil && !coach.IsNotFound(err) {
		return err
	}
	if err == nil && !s.Next.IsZero() && !s.Next.After(at) {
		return nil
	}
	at = at.UTC().Truncate(time.Millisecond)
	return t.tx.PutSchedule(Schedule{Person: teacher.ID, Kind: kindPings, Next: at, Key: at.Format(time.RFC3339Nano)})
}

// pingTeacher tells the teacher whose turn it is of what waits for them, as
// much as their day has room for, and comes back for the rest.
func (t *turn) pingTeacher() error {
	if !t.mayPing(&t.me) {
		if t.now.Before(t.me.Settings.Paused) && !t.me.Settings.Silent {
			return t.pingLater(&t.me, t.me.Settings.Paused)
		}
		return nil // until they turn messages on again
	}
	if t.me.Pinged.Day != t.today() {
		t.me.Pinged = coach.Begun{Day: t.today()}
	}
	classes, err := t.teaches()
	if err != nil {
		return err
	}
	var waiting []alert.Alert
	for _, c := range classes {
		open, err := t.tx.Alerts(c.ID)
		if err != nil {
			return err
		}
		waiting = append(waiting, open...)
	}
	quiet, quietEnd := t.me.Settings.InQuiet(t.now, t.zone)
	now, again := alert.ToPing(waiting, t.me.Pinged.N, alert.Budget, t.now, quiet)
	for i := range now {
		a := &now[i]
		a.Pinged = t.now
		if err := t.tx.PutAlert(*a); err != nil {
			return err
		}
		if a.IsBudgeted() {
			t.me.Pinged.N++
		}
		if err := t.ping(&t.me, a); err != nil {
			return err
		}
	}
	switch {
	case quiet && len(waiting) > len(now):
		return t.pingLater(&t.me, quietEnd)
	case t.me.Pinged.N >= alert.Budget && len(waiting) > len(now):
		return t.pingLater(&t.me, t.tomorrow())
	case !again.IsZero():
		return t.pingLater(&t.me, again)
	}
	return nil
}

// tomorrow is the first moment of the next day that is not quiet.
func (t *turn) tomorrow() time.Time {
	y, m, d := t.now.In(t.zone).Date()
	at := time.Date(y, m, d+1, 0, 0, 0, 0, t.zone)
	if quiet, end := t.me.Settings.InQuiet(at, t.zone); quiet {
		return end
	}
	return at
}

// ping tells one person of one alert: who, what, the evidence, what to try,
// and what can be pressed.
func (t *turn) ping(to *coach.Person, a *alert.Alert) error {
	if to.Home == "" {
		t.Log.Warn("an alert has nowhere to go: its teacher never spoke with the coach", "alert", a.ID, "person", to.ID)
		return nil
	}
	learner := t.me
	if learner.ID != a.Person {
		var err error
		if learner, err = t.tx.Person(a.Person); err != nil {
			return err
		}
	}
	m := t.sayAlert(say.In(to.Settings.Language), &learner, a)
	home := chat.ParseKey(to.Home)
	for _, part := range chat.Fit(m, t.Platforms[home.Platform]) {
		part.ID, part.Unasked = t.newID(t.now), true
		if err := t.tx.Send(outbox.Row{
			ID: part.ID, To: home, Message: part, Begun: true, Urgent: a.Severity == alert.Urgent,
			State: outbox.Waiting, NotBefore: t.now,
		}); err != nil {
			return err
		}
	}
	return nil
}
