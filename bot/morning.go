package bot

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"pacer/bot/chat"
	"pacer/bot/say"
	"pacer/coach"
	"pacer/coach/alert"
)

// A teacher hears of their class at two times of their own: in the morning a
// line about who needs them, and nothing where nobody does; once a week what went
// well and what comes next. Neither is planned before something has happened that
// it could tell, so that a class on holiday costs nothing.
const (
	kindMorning = "morning" // the day's line
	kindDigest  = "digest"  // the week
)

// dutyTime is when a teacher is told of their day or week, as a cron expression
// on their own clock; empty for who wants none.
func dutyTime(s coach.Settings, kind string) string {
	at, wants := s.MorningAt()
	days := "*"
	if kind == kindDigest {
		var day time.Weekday
		if day, wants = s.DigestOn(); at < 0 {
			at = coach.MorningUsual
		}
		days = fmt.Sprint(int(day))
	}
	if !wants {
		return ""
	}
	return fmt.Sprintf("%d %d * * %s", at%60, at/60, days)
}

// expect sees to it that a teacher is told of their day, or week, when the time
// for it comes next.
func (t *turn) expect(p *coach.Person, kind string) error {
	s, err := t.tx.Schedule(p.ID, kind)
	if err != nil && !coach.IsNotFound(err) || err == nil && !s.Next.IsZero() {
		return err
	}
	return t.planDuty(p, kind)
}

// planDuty plans when a teacher is told of their day or week, from now on.
func (t *turn) planDuty(p *coach.Person, kind string) error {
	s := Schedule{Person: p.ID, Kind: kind}
	if expr := dutyTime(p.Settings, kind); expr != "" {
		c, err := coach.ParseCron(expr)
		if err != nil {
			return err
		}
		s.Next, s.Key = c.Next(t.now, zoneOf(*p))
	}
	return t.tx.PutSchedule(s)
}

// dutiesChanged plans anew what was planned for a teacher who has chosen other
// times, and lets alerts be looked at that waited for them to be back.
func (t *turn) dutiesChanged() error {
	for _, kind := range []string{kindMorning, kindDigest} {
		if _, err := t.tx.Schedule(t.me.ID, kind); coach.IsNotFound(err) {
			continue // nothing was planned yet
		} else if err != nil {
			return err
		}
		if err := t.planDuty(&t.me, kind); err != nil {
			return err
		}
	}
	return t.wake()
}

// expectDigest sees to it that the teachers of a class in which something
// happened are told of its week.
func (t *turn) expectDigest(class coach.Class) error {
	if !class.Has(coach.FeatureDigest) {
		return nil
	}
	teachers, err := t.teachersOf(class.ID)
	if err != nil {
		return err
	}
	for i := range teachers {
		if err := t.expect(&teachers[i], kindDigest); err != nil {
			return err
		}
	}
	return nil
}

// dutyCalls tells whether now is a moment to tell a teacher of their day or week.
// Where quiet hours are in the way it comes when they end; where they are away or
// on holiday, or have had enough today, at the next time.
func (t *turn) dutyCalls(s Schedule, classes []coach.Class) (bool, error) {
	if err := t.planDuty(&t.me, s.Kind); err != nil {
		return false, err
	}
	away, _ := t.me.Settings.IsAway(t.today())
	isFree := len(classes) > 0 && !slices.ContainsFunc(classes, func(c coach.Class) bool { return !c.Free(t.today()) })
	if away || isFree || !t.mayPing(&t.me) || t.now.Sub(s.Next) > catchUp {
		return false, nil
	}
	if quiet, end := t.me.Settings.InQuiet(t.now, t.zone); quiet {
		if end.Sub(s.Next) > catchUp {
			return false, nil
		}
		return false, t.tx.PutSchedule(Schedule{Person: t.me.ID, Kind: s.Kind, Next: end, Key: s.Key + " after quiet"})
	}
	return t.mayBegin(), nil
}

// tells sends the teacher whose turn it is something that the coach begins, and
// counts it.
func (t *turn) tells(m chat.Message) error {
	t.begins()
	_, err := t.writeTo(&t.me, m, false)
	return err
}

// morningLines is how many are named in the day's line.
const morningLines = 3

// morning is the day's line: who needs the teacher, if anybody does. While there
// is somebody, there is a line the next day.
func (t *turn) morning(s Schedule) error {
	classes, err := t.duties()
	if err != nil {
		return err
	}
	waits, listed, err := t.waiting(classes)
	if err != nil {
		return err
	}
	if len(waits) == 0 {
		return t.tx.PutSchedule(Schedule{Person: t.me.ID, Kind: kindMorning}) // the next alert plans it again
	}
	if calls, err := t.dutyCalls(s, classes); err != nil || !calls {
		return err
	}
	text := t.Say("morning.head", say.Args{"N": len(waits)})
	for i := range waits[:min(len(waits), morningLines)] {
		line, err := t.alertLine(&waits[i])
		if err != nil {
			return err
		}
		text += "\n- " + line
	}
	if more := len(waits) - morningLines; more > 0 {
		text += "\n- " + t.Say("morning.more", say.Args{"N": more})
	}
	if listed > 0 {
		text += "\n\n" + t.Say("morning.listed", say.Args{"N": listed})
	}
	m := chat.Text(text)
	m.Parts = append(m.Parts, chat.Part{Choices: []chat.Choice{t.seeing(&waits[0]), {Label: t.Say("morning.list"), Word: "alert", Value: "say alert"}}})
	return t.tells(m)
}

// duties are the classes whose day and week the speaker is told of.
func (t *turn) duties() ([]coach.Class, error) {
	classes, err := t.teaches()
	return slices.DeleteFunc(classes, func(c coach.Class) bool { return !c.Has(coach.FeatureDigest) }), err
}

// waiting are the alerts of some classes that wait for somebody and are worth a
// day's line, the gravest first, and how many stand on the speaker's own list.
func (t *turn) waiting(classes []coach.Class) (waits []alert.Alert, listed int, err error) {
	for _, c := range classes {
		open, err := t.tx.Alerts(c.ID)
		if err != nil {
			return nil, 0, err
		}
		for _, a := range open {
			switch {
			case a.State == alert.Acknowledged && a.By == t.me.ID:
				listed++
			case a.State == alert.Open && a.Severity > alert.Low && a.Under == "" && !a.Ripe().After(t.now):
				waits = append(waits, a)
			}
		}
	}
	slices.SortStableFunc(waits, func(a, b alert.Alert) int {
		return cmp.Or(cmp.Compare(b.Severity, a.Severity), a.Raised.Compare(b.Raised))
	})
	return waits, listed, nil
}

// seeing is a choice that shows an alert.
func (t *turn) seeing(a *alert.Alert) chat.Choice {
	id := short(a.ID)
	return chat.Choice{Label: t.Say("home.see", say.Args{"ID": id}), Word: "alert " + id, Value: "alert " + a.ID + ":see"}
}

// alertLine is an alert in a line of a list.
func (t *turn) alertLine(a *alert.Alert) (chat.Markdown, error) {
	name, err := t.about(a)
	if err != nil {
		return "", err
	}
	return t.Say("alert.line", say.Args{"ID": short(a.ID), "Name": name, "What": t.sayRule(t.Printer, a), "State": t.sayState(a)}), nil
}
