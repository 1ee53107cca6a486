package bot

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/robfig/cron/v3"

	"pacer/bot/chat"
	"pacer/bot/say"
	"pacer/coach"
	"pacer/coach/alert"
)

// The kinds of schedule.
const (
	kindCheckIn = "check-in" // the coach speaks first
	kindPings   = "pings"    // a teacher's alerts that had to wait
)

const (
	tickEvery    = "@every 5s"
	dueAtOnce    = 200           // schedules handled between two looks at what is due
	catchUp      = 6 * time.Hour // a check-in older than this is not made up for
	ignoredLimit = 5             // check-ins in a row without an answer, then the coach waits
)

// Run wakes the bot every few seconds until ctx ends, and then returns nil.
// The cron library only wakes it: when something is due stands in storage.
func (b *Bot) Run(ctx context.Context) error {
	// The recovery is the inner wrapper: around SkipIfStillRunning, version
	// 3.0.1 would never run the job again after a panic.
	c := cron.New(cron.WithLocation(time.UTC), cron.WithChain(
		cron.SkipIfStillRunning(cron.DiscardLogger), cron.Recover(cron.DiscardLogger)))
	if _, err := c.AddFunc(tickEvery, func() {
		if err := b.Tick(ctx); err != nil && ctx.Err() == nil {
			b.Log.Error("tick", "error", err)
		}
	}); err != nil {
		return err
	}
	c.Start()
	<-ctx.Done()
	<-c.Stop().Done()
	return nil
}

// Tick handles everything that is due. What fails is logged, stays due and
// does not keep the rest from being handled.
func (b *Bot) Tick(ctx context.Context) error {
	tried := make(map[Schedule]bool)
	for {
		due, err := b.Store.Due(ctx, b.Now(), dueAtOnce)
		if err != nil {
			return err
		}
		fresh := 0
		for _, s := range due {
			if tried[s] {
				continue
			}
			tried[s] = true
			fresh++
		}
		if fresh == 0 {
			return nil
		}
		if err := b.each(ctx, due); err != nil {
			return err
		}
	}
}

// each handles due schedules side by side, so that they share commits.
func (b *Bot) each(ctx context.Context, due []Schedule) error {
	done := make(chan error, len(due))
	for _, s := range due {
		go func() { done <- b.due(ctx, s) }()
	}
	var failed error
	for range due {
		if err := <-done; err != nil {
			failed = errors.Join(failed, err)
		}
	}
	return failed
}

// due handles one schedule that has come due.
func (b *Bot) due(ctx context.Context, s Schedule) error {
	rows, err := b.Store.Turn(ctx, s.Workspace, "due "+s.Kind+" "+s.Person+" "+s.Key, func(tx Tx) error {
		t, err := b.awake(tx, s.Person)
		if err != nil {
			return err
		}
		switch s.Kind {
		case kindCheckIn:
			err = t.checkIn(s)
		case kindPings:
			err = t.pings(s)
		default:
			err = fmt.Errorf("schedule of unknown kind %q", s.Kind)
		}
		if err != nil {
			return err
		}
		return t.savePerson()
	})
	if errors.Is(err, ErrSeen) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("due %s of %s: %w", s.Kind, s.Person, err)
	}
	b.Deliver(rows)
	return nil
}

// awake is a turn that nobody's words began.
func (b *Bot) awake(tx Tx, person string) (*turn, error) {
	t := &turn{Bot: b, tx: tx, now: b.Now().UTC(), begun: true}
	var err error
	if t.me, err = tx.Person(person); err != nil {
		return nil, err
	}
	t.was = t.me
	t.to = chat.ParseKey(t.me.Home)
	return t, t.settle()
}

// plan schedules the learner's next check-in from now on.
func (t *turn) plan() error { return t.planAfter(t.now) }

func (t *turn) planAfter(after time.Time) error {
	s := Schedule{Person: t.me.ID, Kind: kindCheckIn}
	if t.me.Settings.CheckIn != "" {
		c, err := coach.ParseCron(t.me.Settings.CheckIn)
		if err != nil {
			return err
		}
		s.Next, s.Key = c.Next(after, t.zone)
	}
	return t.tx.PutSchedule(s)
}

// checkIn is the coach speaking first, if this is a good moment; the next one
// is scheduled in any case.
func (t *turn) checkIn(s Schedule) error {
	if err := t.planAfter(later(s.Next, t.now)); err != nil {
		return err
	}
	free, err := t.holiday(t.today())
	if err != nil {
		return err
	}
	if t.now.Sub(s.Next) > catchUp || free || t.me.Home == "" {
		return nil
	}
	if err := t.missedPlan(); err != nil {
		return err
	}
	if !t.mayBegin() || t.me.Active.On(t.today()) {
		return nil
	}
	if quiet, end := t.me.Settings.InQuiet(t.now, t.zone); quiet {
		if end.Sub(s.Next) > catchUp {
			return nil
		}
		return t.tx.PutSchedule(Schedule{Person: t.me.ID, Kind: kindCheckIn, Next: end, Key: s.Key + " after quiet"})
	}
	if t.me.Unheard >= ignoredLimit {
		return nil
	}
	return t.invite()
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// mayBegin tells whether the person wants, and has room for, one more message
// that the coach begins today.
func (t *turn) mayBegin() bool {
	s := t.me.Settings
	if s.Silent || t.now.Before(s.Paused) {
		return false
	}
	return t.me.Begun.Day != t.today() || t.me.Begun.N < s.Cap
}

// begins counts a message that the coach began.
func (t *turn) begins() {
	if t.me.Begun.Day != t.today() {
		t.me.Begun = coach.Begun{Day: t.today()}
	}
	t.me.Begun.N++
}

// invite asks whether now is a good time for practice.
func (t *turn) invite() error {
	k, err := t.courseOf()
	if err != nil || k == nil {
		return err
	}
	known, err := t.knowledge()
	if err != nil {
		return err
	}
	t.begins()
	t.me.Unheard++
	text := t.Say("checkin", say.Args{"Minutes": t.me.Settings.Minutes, "Course": readable(k.Title)})
	if n := known.due(k); n > 0 {
		text = t.Say("checkin.due", say.Args{"Minutes": t.me.Settings.Minutes, "N": n, "Course": readable(k.Title)})
	}
	if t.me.Unheard == ignoredLimit {
		text += "\n\n" + t.Say("checkin.last")
	}
	q := coach.Question{ID: t.newID(t.now), Person: t.me.ID, Ask: coach.AskBegin, State: coach.Open, At: t.now}
	m := chat.Text(text)
	m.Parts = append(m.Parts, chat.Part{Choices: t.letters(&q, "begin.yes", "begin.no")}, chat.Part{Note: t.Say("checkin.stop")})
	return t.ask(&q, m)
}

// holiday tells whether a day is free in the learner's class.
func (t *turn) holiday(d coach.Day) (bool, error) {
	if t.me.Class == "" {
		return false, nil
	}
	class, err := t.tx.Class(t.me.Class)
	if err != nil {
		return false, err
	}
	return class.Free(d), nil
}

// planLooksBack is how many days of a plan are looked at for missed ones.
const planLooksBack = 21

// missedPlan looks whether the learner keeps their own plan, and tells their
// teachers when they have not for some days after being asked themselves.
func (t *turn) missedPlan() error {
	if t.me.Class == "" || t.now.Before(t.me.Settings.Paused) {
		return nil
	}
	class, err := t.tx.Class(t.me.Class)
	if err != nil {
		return err
	}
	c, err := coach.ParseCron(t.me.Settings.CheckIn)
	if err != nil {
		return err
	}
	var planned, kept []int32
	today := t.today()
	from := coach.DayOf(t.me.Joined, t.zone)
	ended, err := t.lastEnded(alert.RuleMissedPlan, "")
	if err != nil {
		return err
	}
	if !ended.IsZero() {
		from = max(from, coach.DayOf(ended, t.zone))
	}
	for at := t.now.AddDate(0, 0, -planLooksBack); ; {
		next, _ := c.Next(at, t.zone)
		if next.IsZero() {
			break
		}
		d := coach.DayOf(next, t.zone)
		if d >= today {
			break
		}
		if d > from && !class.Free(d) && (len(planned) == 0 || planned[len(planned)-1] != int32(d)) {
			planned = append(planned, int32(d))
		}
		at = next
	}
	for d := today - planLooksBack; d <= today; d++ {
		if t.me.Active.On(d) {
			kept = append(kept, int32(d))
		}
	}
	f, hit := alert.MissedPlan(planned, kept, func(d int32) bool { return class.Free(coach.Day(d)) }, int32(today))
	if !hit {
		return nil
	}
	return t.raise(f, class.ID)
}

// pings tells a teacher of alerts that had to wait.
func (t *turn) pings(s Schedule) error {
	if err := t.tx.PutSchedule(Schedule{Person: t.me.ID, Kind: kindPings}); err != nil {
		return err
	}
	return t.pingTeacher(s.Key)
}
