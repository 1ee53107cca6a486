package bot

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/robfig/cron/v3"

	"pacer/bot/chat"
	"pacer/bot/outbox"
	"pacer/bot/say"
	"pacer/coach"
)

// The kinds of schedule.
const (
	kindCheckIn = "check-in" // the coach speaks first
	kindPings   = "pings"    // a teacher's alerts that had to wait
	kindCare    = "care"     // a look at how a learner keeps their plan
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

// Tick handles everything that is due. What fails stays due, is named in the
// error, and does not keep the rest from being handled.
func (b *Bot) Tick(ctx context.Context) error {
	tried := make(map[Schedule]bool)
	var failures []error
	for ctx.Err() == nil {
		// Those that failed are the oldest and come first again.
		due, err := b.Store.Due(ctx, b.Now(), dueAtOnce+len(failures))
		if err != nil {
			return errors.Join(append(failures, err)...)
		}
		due = slices.DeleteFunc(due, func(s Schedule) bool { return tried[s] })
		if len(due) == 0 {
			break
		}
		for _, s := range due {
			tried[s] = true
		}
		failures = append(failures, b.each(ctx, due)...)
	}
	return errors.Join(failures...)
}

// each handles due schedules side by side, so that they share commits.
func (b *Bot) each(ctx context.Context, due []Schedule) (failures []error) {
	done := make(chan error, len(due))
	for _, s := range due {
		go func() { done <- b.due(ctx, s) }()
	}
	for range due {
		if err := <-done; err != nil {
			failures = append(failures, err)
		}
	}
	return failures
}

// errChanged undoes the turn of a schedule that was changed, or handled, after
// it was found due.
var errChanged = errors.New("bot: the schedule has changed")

// due handles one schedule that has come due.
func (b *Bot) due(ctx context.Context, s Schedule) error {
	event := ""
	if s.Kind == kindCheckIn || s.Kind == kindMorning || s.Kind == kindDigest {
		// Once for each reading of the person's own clock, whatever becomes
		// of their schedule or zone.
		event = "due " + s.Kind + " " + s.Person + " " + s.Key
	}
	handle, err := b.prepareDue(ctx, s)
	if err != nil {
		return fmt.Errorf("due %s of %s: %w", s.Kind, s.Person, err)
	}
	rows, err := b.turnDue(ctx, s, event, handle)
	if errors.Is(err, ErrSeen) {
		rows, err = b.turnDue(ctx, s, "", (*turn).planAgain)
	}
	switch {
	case errors.Is(err, errChanged):
		return nil
	case err != nil:
		return fmt.Errorf("due %s of %s: %w", s.Kind, s.Person, err)
	}
	if len(rows) > 0 {
		b.Deliver(rows)
	}
	return nil
}

// prepareDue does what is no work for a turn, since it looks at many people, and
// returns what the turn is to do.
func (b *Bot) prepareDue(ctx context.Context, s Schedule) (func(*turn, Schedule) error, error) {
	switch s.Kind {
	case kindPings:
		records, err := b.useful(ctx, s.Workspace)
		return func(t *turn, s Schedule) error {
			t.records = records
			return t.handleDue(s)
		}, err
	case kindDigest:
		week, err := b.week(ctx, s.Workspace, s.Person)
		return func(t *turn, s Schedule) error { return t.digest(s, week) }, err
	}
	return (*turn).handleDue, nil
}

// turnDue runs a turn about a schedule, if it still stands as it was found.
func (b *Bot) turnDue(ctx context.Context, s Schedule, event string, fn func(*turn, Schedule) error) ([]outbox.Row, error) {
	courses, err := b.stock(ctx, s.Workspace)
	if err != nil {
		return nil, err
	}
	return b.Store.Turn(ctx, s.Workspace, event, func(tx Tx) error {
		stands, err := tx.Schedule(s.Person, s.Kind)
		if coach.IsNotFound(err) || err == nil && (stands.Key != s.Key || !stands.Next.Equal(s.Next)) {
			return errChanged
		}
		if err != nil {
			return err
		}
		t, err := b.awake(tx, courses, s.Person)
		if err != nil {
			return err
		}
		if err := fn(t, s); err != nil {
			return err
		}
		return t.savePerson()
	})
}

// handleDue does what a schedule is for.
func (t *turn) handleDue(s Schedule) error {
	switch s.Kind {
	case kindCheckIn:
		return t.checkIn(s)
	case kindPings:
		return t.pings()
	case kindCare:
		return t.care(s)
	case kindMorning:
		return t.morning(s)
	case kindDanger:
		return t.dangerUnanswered()
	case kindTicket:
		return t.tickets()
	}
	return fmt.Errorf("schedule of unknown kind %q", s.Kind)
}

// awake is a turn that nobody's words began.
func (b *Bot) awake(tx Tx, courses *Catalog, person string) (*turn, error) {
	t := &turn{Bot: b, tx: tx, Courses: courses, now: b.Now().UTC(), begun: true}
	var err error
	if t.me, err = tx.Person(person); err != nil {
		return nil, err
	}
	t.was = t.me
	t.to = chat.ParseKey(t.me.Home)
	return t, t.settle()
}

// plan schedules the learner's next check-in from now on, and keeps whether
// they agreed to be written to.
func (t *turn) plan() error {
	if isOtherPlan(t.was.Settings.CheckIn, t.me.Settings.CheckIn) {
		t.me.Planned = t.today()
	}
	if err := t.consent(); err != nil {
		return err
	}
	return t.planAfter(t.now)
}

// isOtherPlan tells whether a plan has other days than the one before; at another
// hour it is the same.
func isOtherPlan(was, is string) bool {
	_, before, ok1 := weekOf(was)
	_, now, ok2 := weekOf(is)
	if ok1 && ok2 {
		return !slices.Equal(before, now)
	}
	return was != is
}

// consentText names what is agreed to when check-ins are chosen: the message
// that asks for them, and its version.
const consentText = "meet.when 1"

// consent records that the coach may write first, or may no more, when that
// has changed.
func (t *turn) consent() error {
	agrees := t.me.Settings.CheckIn != "" && !t.me.Settings.Silent
	if agreed := t.was.Settings.CheckIn != "" && !t.was.Settings.Silent; agrees == agreed {
		return nil
	}
	c := Consent{ID: t.me.ID + " check-in", Person: t.me.ID, By: cmp.Or(t.by, t.me.ID), Role: ConsentSelf, Text: consentText, At: t.now}
	if !agrees {
		c.Until = t.now
	}
	return t.tx.PutConsent(c)
}

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
	if t.now.Sub(s.Next) > catchUp {
		t.me.Planned = t.today() // the coach was away: days on which it asked nobody were not missed
	}
	if err := t.lookTomorrow(); err != nil {
		return err
	}
	s, err := t.latest(s)
	if err != nil {
		return err
	}
	free, err := t.holiday(t.today())
	if err != nil {
		return err
	}
	if t.now.Sub(s.Next) > catchUp {
		t.Missed()
		return nil
	}
	if free || t.me.Home == "" {
		return nil
	}
	if err := t.atOwnTime(); err != nil {
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
	if asked, err := t.askPlan(); err != nil || asked {
		return err
	}
	return t.invite()
}

// planAgain plans what comes after a schedule that was handled before.
func (t *turn) planAgain(s Schedule) error {
	if s.Kind == kindCheckIn {
		return t.planAfter(later(s.Next, t.now))
	}
	return t.planDuty(&t.me, s.Kind)
}

// latest is the last time that a schedule came true, of those that may still
// be made up for: after the coach was away it stands for all before it.
func (t *turn) latest(s Schedule) (Schedule, error) {
	c, err := coach.ParseCron(t.me.Settings.CheckIn)
	if err != nil {
		return s, err
	}
	for at := later(s.Next, t.now.Add(-catchUp-time.Millisecond)); ; at = s.Next {
		next, key := c.Next(at, t.zone)
		if next.IsZero() || next.After(t.now) {
			return s, nil
		}
		s.Next, s.Key = next, key
	}
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
	today := t.today()
	if s.Silent || t.now.Before(s.Paused) || s.IsExcused(today) || t.me.Enough == today {
		return false
	}
	begun := 0
	if t.me.Begun.Day == today {
		begun = t.me.Begun.N
	}
	return begun < s.Cap
}

// begins counts a message that the coach began.
func (t *turn) begins() {
	if t.me.Begun.Day != t.today() {
		t.me.Begun = coach.Begun{Day: t.today()}
	}
	t.me.Begun.N++
}

// reminders is how many sentences there are to remind somebody with: enough that
// none comes again within two weeks.
const reminders = 24

// invite asks whether now is a good time for practice: once a day at most, each
// time in other words.
func (t *turn) invite() error {
	k, err := t.courseOf()
	if err != nil || k == nil {
		return err
	}
	if n := len(t.me.Reminded); n > 0 && t.me.Reminded[n-1].Day == t.today() || t.me.Replan == t.today() {
		return nil
	}
	known, err := t.knowledge()
	if err != nil {
		return err
	}
	t.begins()
	t.me.Unheard++
	key := "checkin.remind." + strconv.Itoa(t.me.Remind(reminders, t.today(), seedOf(t.me.ID, "remind")+uint64(t.today())))
	m := chat.Text(t.Say(key, say.Args{"N": t.me.Settings.Minutes, "Course": t.courseTitle(k), "Name": t.me.Name}))
	q := coach.Question{ID: t.newID(t.now), Person: t.me.ID, Ask: coach.AskBegin, State: coach.Open, At: t.now}
	keys := []string{"begin.yes", "begin.no"}
	if n := known.due(k); n > 0 {
		m.Parts = append(m.Parts, chat.Part{Text: t.Say("checkin.due", say.Args{"N": n})})
	}
	if t.me.Unheard == ignoredLimit {
		m.Parts = append(m.Parts, chat.Part{Text: t.Say("checkin.last")})
		q.About, keys = askedLast, []string{"begin.yes", "checkin.goon", "checkin.nomore"}
	}
	choices := t.letters(&q, keys...)
	if moved := &t.me.Moved; moved.Day != 0 && !moved.Told && q.About == "" {
		if old, _, ok := weekOf(moved.From); ok {
			moved.Told = true
			now, _, _ := weekOf(t.me.Settings.CheckIn)
			args := say.Args{"Old": t.Clock(old), "New": t.Clock(now)}
			q.About = askedMoved
			m.Parts = append(m.Parts, chat.Part{Text: t.Say("checkin.moved", args)})
			letter := letterOf(len(keys))
			choices = append(choices, chat.Choice{Label: t.Say("checkin.moved.back", args), Word: letter, Value: q.ID + ":" + letter})
		}
	}
	m.Parts = append(m.Parts, chat.Part{Choices: choices}, chat.Part{Note: t.Say("checkin.stop")})
	return t.ask(&q, m)
}

// What a reminder may be about besides: that it is the last one until the learner
// speaks, or that its hour has moved.
const (
	askedLast  = "last"
	askedMoved = "moved"
)

// answerReminder takes what was said to the further choices of a reminder.
func (t *turn) answerReminder(q *coach.Question, said string) (done bool, err error) {
	switch q.About {
	case askedLast:
		n, ok := t.chosen(said, "begin.yes", "checkin.goon", "checkin.nomore")
		switch {
		case ok && n == 1:
			return true, t.settledBy(q, coach.Closed, t.Say("checkin.goon"), func() error { return t.tell(t.Say("checkin.goeson")) })
		case ok && n == 2:
			return true, t.settledBy(q, coach.Closed, t.Say("checkin.nomore"), t.silence)
		}
	case askedMoved:
		n, isLetter := letter(said)
		old, _, ok := weekOf(t.me.Moved.From)
		if !isLetter || n != 2 || !ok {
			return false, nil
		}
		args := say.Args{"Old": t.Clock(old)}
		return true, t.settled(q, coach.Closed, func() error {
			if err := t.chose(t.Say("checkin.moved.asked"), t.Say("checkin.moved.back", args)); err != nil {
				return err
			}
			t.me.Settings.CheckIn, t.me.Settings.Learns, t.me.Moved = t.me.Moved.From, false, coach.Moved{}
			if err := t.plan(); err != nil {
				return err
			}
			return t.tell(t.Say("checkin.moved.undone", args))
		})
	}
	return false, nil
}

// holiday tells whether nothing is to begin with the learner on a day: it is free
// in their class, its term is over, or it does without check-ins and they chose
// none.
func (t *turn) holiday(d coach.Day) (bool, error) {
	if t.me.Class == "" {
		return false, nil
	}
	class, err := t.tx.Class(t.me.Class)
	if err != nil {
		return false, err
	}
	isTheirs := class.Has(coach.FeatureCheckIns) || t.me.Settings.Own // what a learner chose holds everywhere
	return class.Archived || class.Free(d) || !isTheirs, nil
}
