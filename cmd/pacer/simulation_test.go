package main

import (
	"container/heap"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"pacer/bot"
	"pacer/bot/chat"
	"pacer/coach"
	"pacer/coach/alert"
	"pacer/coach/course"
	"pacer/storage"
	"pacer/storage/sqlite"
)

// Two months of a class of thirty, with a real bot on a real database and a
// clock that needs no waiting for. What the coach began is compared with what
// wall clocks say, found here by walking through the minutes of a day.

// season is two months around changes of the clock.
type season struct {
	name     string
	from     time.Time // midnight UTC of the first day
	days     int
	changes  []time.Time // of clocks, in any of the zones: around them the bot runs on its own cron
	holidays [2]int      // first and last, as 20260406
	outage   time.Time   // two days without a tick from here on
}

const (
	outageFor = 48 * time.Hour
	window    = 6 * time.Hour // a check-in older than this is not made up for
	perDay    = 3             // pings a teacher gets in a day
	perDuty   = 3             // and messages at times of their own: the cap, and one that asks of two alerts
)

var seasons = []season{
	{
		name: "spring", from: time.Date(2026, 2, 16, 0, 0, 0, 0, time.UTC), days: 62,
		changes: []time.Time{
			time.Date(2026, 3, 8, 7, 0, 0, 0, time.UTC),  // New York, forward from 2
			time.Date(2026, 3, 29, 1, 0, 0, 0, time.UTC), // Berlin, forward from 2
			time.Date(2026, 4, 4, 16, 0, 0, 0, time.UTC), // Sydney, back from 3
		},
		holidays: [2]int{20260406, 20260410},
		outage:   time.Date(2026, 3, 31, 11, 0, 0, 0, time.UTC),
	},
	{
		name: "autumn", from: time.Date(2026, 9, 14, 0, 0, 0, 0, time.UTC), days: 62,
		changes: []time.Time{
			time.Date(2026, 10, 3, 16, 0, 0, 0, time.UTC), // Sydney, forward from 2
			time.Date(2026, 10, 25, 1, 0, 0, 0, time.UTC), // Berlin, back from 3
			time.Date(2026, 11, 1, 6, 0, 0, 0, time.UTC),  // New York, back from 2
		},
		holidays: [2]int{20261102, 20261106},
		outage:   time.Date(2026, 10, 27, 11, 0, 0, 0, time.UTC),
	},
}

func TestTwoMonthsOfAClass(t *testing.T) {
	if testing.Short() {
		t.Skip("the long run simulates two months of a class, twice")
	}
	c, err := bundledCourse("fractions")
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range seasons {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			began := time.Now()
			db := filepath.Join(quickDir(t), "pacer.db")
			var w *world
			synctest.Test(t, func(t *testing.T) {
				time.Sleep(time.Until(s.from))
				w = newWorld(t, s, c, db)
				defer w.leave()
				w.found()
				w.until(w.end)
				w.look()
				w.checkCheckIns()
				w.checkPings()
				w.checkAlerts()
			})
			code, out, complaints := used(t, nil, "verify", "--db", db)
			if code != exitFine || !strings.Contains(out, "bit for bit") {
				t.Errorf("pacer verify: exit code %d\n%s%s", code, out, complaints)
			}
			t.Logf("%s\n%s%s in all", w.table(), out, time.Since(began).Round(time.Millisecond))
		})
	}
}

// quickDir is a folder in memory where there is one: what is shown here does
// not hang on the disk, and thousands of commits would wait for it.
func quickDir(t *testing.T) string {
	dir, err := os.MkdirTemp("/dev/shm", "pacer-*")
	if err != nil {
		return t.TempDir()
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	return dir
}

// world is the simulation: one workspace, its clock, and everybody in it.
type world struct {
	t      *testing.T
	ctx    context.Context
	season season
	end    time.Time
	course *course.Course
	store  *storage.Store
	bot    *bot.Bot
	lives  []*life
	byName map[string]*life
	zones  map[string]*time.Location // of everybody, as the platform knows them

	mu     sync.Mutex // guards what the bot touches while it runs by itself
	agenda agenda
	put    int // on the agenda so far
	begun  []told
	wake   chan struct{} // something was put on the agenda

	down    bool               // no ticks, and nobody gets through
	running context.CancelFunc // ends the bot's own run; nil: it is ticked
	ran     chan error
	ticked  time.Time      // the last time
	stuck   []bot.Schedule // what was due after it

	// For the table.
	events, answers, entries int
	inGap, doubled, caughtUp int            // check-ins
	pings                    map[string]int // in the budget, by teacher and day
	duties                   map[string]int // at their own times, by teacher and day
	most                     int            // of them
	rules                    map[alert.Rule]int
	planted, unplanted       []string // alerts
}

const (
	platform  = "school"
	workspace = "w"
)

func newWorld(t *testing.T, s season, c *course.Course, db string) *world {
	w := &world{
		t: t, ctx: t.Context(), season: s, end: s.from.AddDate(0, 0, s.days), course: c,
		byName: make(map[string]*life), zones: make(map[string]*time.Location),
		rules: make(map[alert.Rule]int), pings: make(map[string]int), duties: make(map[string]int),
		wake: make(chan struct{}, 1), ran: make(chan error, 1),
	}
	var err error
	w.store, err = sqlite.Open(w.ctx, db, storage.Options{Orphans: w.deliver})
	w.must(err)
	catalog, err := bot.NewCatalog(c)
	w.must(err)
	w.bot = bot.New(bot.Options{
		Store: w.store, Courses: catalog, Deliver: w.deliver, Random: seededReader(1),
		Platforms: map[string]chat.Capabilities{platform: {MaxChoices: 25}},
	})
	w.must(w.store.CreateWorkspace(w.ctx, coach.Workspace{ID: workspace, Name: "School", Zone: "Europe/Berlin"}))
	w.must(w.store.Join(w.ctx, platform, "", workspace))
	w.must(w.bot.Publish(w.ctx, workspace))
	return w
}

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// leave ends it, however it went: nothing of it may go on.
func (w *world) leave() {
	if w.running != nil {
		w.stopRunning()
	}
	w.must(w.store.Close(w.ctx))
}

// look reads what has come of it.
func (w *world) look() {
	for _, l := range w.lives {
		w.must(w.store.View(w.ctx, workspace, func(r bot.Reader) (err error) {
			l.alerts, err = r.LastAlerts(l.id, 1000)
			return err
		}))
	}
	stored, err := w.store.Stored(w.ctx, workspace)
	w.must(err)
	for _, e := range stored.Entries {
		w.entries++
		if i := slices.IndexFunc(w.lives, func(l *life) bool { return l.id == e.Person }); i >= 0 && e.Kind == coach.EntryAttempt {
			w.lives[i].practised = append(w.lives[i].practised, e.At)
		}
	}
}

// agenda is what will happen, the earliest first.
type agenda []happening

type happening struct {
	at time.Time
	n  int // in the order they were put on
	do func()
}

func (a agenda) Len() int      { return len(a) }
func (a agenda) Swap(i, j int) { a[i], a[j] = a[j], a[i] }
func (a agenda) Less(i, j int) bool {
	return a[i].at.Before(a[j].at) || a[i].at.Equal(a[j].at) && a[i].n < a[j].n
}
func (a *agenda) Push(x any) { *a = append(*a, x.(happening)) }
func (a *agenda) Pop() any {
	last := (*a)[len(*a)-1]
	*a = (*a)[:len(*a)-1]
	return last
}

// at puts something on the agenda.
func (w *world) at(at time.Time, do func()) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.put++
	heap.Push(&w.agenda, happening{at, w.put, do})
	select {
	case w.wake <- struct{}{}:
	default:
	}
}

// until lets everything happen up to a time. Where the bot does not run on its
// cron, it is ticked when the cron would have found something due.
func (w *world) until(end time.Time) {
	for {
		w.mu.Lock()
		next := happening{at: end}
		if len(w.agenda) > 0 && !w.agenda[0].at.After(end) {
			next = w.agenda[0]
		}
		w.mu.Unlock()
		tick := w.tick()
		isTick := !tick.IsZero() && tick.Before(next.at)
		if isTick {
			next.at = tick
		}
		select {
		case <-w.wake:
			continue
		case <-time.After(time.Until(next.at)):
		}
		switch {
		case isTick:
			w.must(w.bot.Tick(w.ctx))
			w.ticked = time.Now()
			w.mustGoOn()
		case next.do == nil:
			return
		default:
			w.mu.Lock()
			next = heap.Pop(&w.agenda).(happening) // that one, or one put before it meanwhile
			w.mu.Unlock()
			next.do()
		}
	}
}

const tickEvery = 5 * time.Second

// tick is when a tick will find something to do; zero when none will.
func (w *world) tick() time.Time {
	if w.down || w.running != nil {
		return time.Time{}
	}
	due, err := w.store.NextDue(w.ctx)
	w.must(err)
	if due.IsZero() {
		return due
	}
	for _, earliest := range []time.Time{time.Now(), w.ticked.Add(tickEvery)} {
		if due.Before(earliest) {
			due = earliest
		}
	}
	if rounded := due.Truncate(tickEvery); rounded.Before(due) {
		due = rounded.Add(tickEvery)
	}
	return due
}

// mustGoOn says when something stays due, tick after tick. What one tick finds
// it may put off to the next one, once.
func (w *world) mustGoOn() {
	due, err := w.store.Due(w.ctx, time.Now(), 10)
	w.must(err)
	if len(due) == 0 {
		w.stuck = nil
		return
	}
	if slices.Equal(due, w.stuck) {
		w.t.Fatalf("%s: still due after two ticks: %v", time.Now().UTC(), due)
	}
	w.stuck = due
}

// startRunning lets the bot run on its own cron.
func (w *world) startRunning() {
	ctx, cancel := context.WithCancel(w.ctx)
	w.running = cancel
	go func() { w.ran <- w.bot.Run(ctx) }()
}

func (w *world) stopRunning() {
	w.running()
	w.running = nil
	w.must(<-w.ran)
}

// face is what a wall clock shows: the date as 20260216, and minutes after
// midnight.
type face struct{ date, minute int }

// reads is what a zone's wall clock shows at an instant.
func reads(at time.Time, zone *time.Location) face {
	local := at.In(zone)
	return face{dateOf(local), local.Hour()*60 + local.Minute()}
}

func (r face) before(o face) bool {
	return r.date < o.date || r.date == o.date && r.minute < o.minute
}

// dateOf writes a date as 20260216; date reads it, as midnight UTC.
func dateOf(t time.Time) int { return t.Year()*10000 + int(t.Month())*100 + t.Day() }

func date(d int) time.Time {
	return time.Date(d/10000, time.Month(d/100%100), d%100, 0, 0, 0, 0, time.UTC)
}

// minuteOf reads 16:05 as minutes after midnight.
func minuteOf(clock string) int {
	h, m, _ := strings.Cut(clock, ":")
	hour, err1 := strconv.Atoi(h)
	minute, err2 := strconv.Atoi(m)
	if err := errors.Join(err1, err2); err != nil {
		panic(err)
	}
	return hour*60 + minute
}

// firstReads is the first minute in which a wall clock shows a time, or, where
// it never does, the first in which it shows a later one. It goes through all
// minutes in which it can be that day anywhere.
func firstReads(day, minute int, zone *time.Location) time.Time {
	want := face{day, minute}
	from := date(day).Add(time.Duration(minute)*time.Minute - 15*time.Hour)
	var after time.Time
	for at := from; at.Before(from.Add(30 * time.Hour)); at = at.Add(time.Minute) {
		switch is := reads(at, zone); {
		case is == want:
			return at
		case after.IsZero() && want.before(is):
			after = at
		}
	}
	return after
}

// isQuiet tells whether a clock is in quiet hours, as settings take them.
func isQuiet(hours string, minute int) bool {
	if hours == "off" {
		return false
	}
	f, t, _ := strings.Cut(hours, "-")
	from, to := minuteOf(f), minuteOf(t)
	if from < to {
		return minute >= from && minute < to
	}
	return minute >= from || minute < to
}

// awake is the first minute from a time on that is not in quiet hours.
func awake(at time.Time, hours string, zone *time.Location) time.Time {
	for isQuiet(hours, reads(at, zone).minute) {
		at = at.Truncate(time.Minute).Add(time.Minute)
	}
	return at
}

// appointments are when the plan comes true on the learner's wall clock, each
// of its faces once.
func (w *world) appointments(l *life) []time.Time {
	var all []time.Time
	once := make(map[face]bool)
	for n := -1; n <= w.season.days; n++ {
		day := w.day(n)
		if l.plan.days[(int(date(day).Weekday())+6)%7] == '-' {
			continue
		}
		for _, zone := range []*time.Location{l.zone, newYork} {
			for _, clock := range l.plan.times {
				at := firstReads(day, minuteOf(clock), zone)
				if r := reads(at, zone); zone == l.zoneAt(at) && at.After(l.planned) && !once[r] {
					once[r] = true
					all = append(all, at)
				}
			}
		}
	}
	slices.SortFunc(all, time.Time.Compare)
	return all
}

// expected are the check-ins that a learner should have got.
func (w *world) expected(l *life) (want []time.Time) {
	resumed := w.season.outage.Add(outageFor)
	isOut := func(at time.Time) bool { return !at.Before(w.season.outage) && at.Before(resumed) }
	const most = 1 // a day, whatever the cap allows
	all := w.appointments(l)
	unheard, spoke, began := 0, 0, make(map[int]int)
	var last time.Time
	for i, at := range all {
		due := awake(at, l.quietHours(), l.zoneAt(at))
		if due.Sub(at) > window {
			continue
		}
		if isOut(due) {
			isLast := i+1 == len(all) || !isOut(awake(all[i+1], l.quietHours(), l.zoneAt(at)))
			if !isLast || resumed.Sub(at) > window {
				continue
			}
			due = awake(resumed, l.quietHours(), l.zoneAt(at))
		}
		if !at.After(last) || due.Sub(at) > window || !due.Before(w.end) {
			continue
		}
		day := reads(due, l.zoneAt(due)).date
		switch {
		case day >= w.season.holidays[0] && day <= w.season.holidays[1],
			!due.Before(l.paused[0]) && due.Before(l.paused[1]),
			!l.silent.IsZero() && !due.Before(l.silent),
			slices.ContainsFunc(l.practised, func(p time.Time) bool { return p.Before(due) && reads(p, l.zoneAt(p)).date == day }):
			continue
		}
		for ; spoke < len(l.spoke) && l.spoke[spoke].Before(due); spoke++ {
			unheard = 0
		}
		last = due
		if began[day] >= most || unheard >= 5 {
			continue
		}
		began[day]++
		unheard++
		want = append(want, due)
	}
	return want
}

// legible are instants as people read them.
func legible(all []time.Time, zone *time.Location) []string {
	lines := make([]string, len(all))
	for i, at := range all {
		lines[i] = at.UTC().Format(time.DateTime) + " (" + at.In(zone).Format("Mon 2 Jan 15:04 MST") + ")"
	}
	return lines
}

// checkCheckIns compares the check-ins that came with those that wall clocks
// call for, and looks again at what must never happen.
func (w *world) checkCheckIns() {
	for _, l := range w.lives {
		for _, m := range w.begun {
			if m.to == l.name {
				l.invited = append(l.invited, m.at)
			}
		}
		if diff := cmp.Diff(legible(w.expected(l), l.zone), legible(l.invited, l.zone)); diff != "" {
			w.t.Errorf("check-ins of %s, %s %q (- wanted, + came):\n%s", l.name, l.zone, l.plan.cron, diff)
		}
		for _, at := range l.invited {
			zone := l.zoneAt(at)
			if isQuiet(l.quietHours(), reads(at, zone).minute) {
				w.t.Errorf("%s is written to in quiet hours, at %s", l.name, at.In(zone))
			}
			if again := at.Add(time.Hour); reads(again, zone) == reads(at, zone) {
				w.doubled++
			}
			if slices.ContainsFunc(w.season.changes, at.Equal) {
				w.inGap++
			}
			if at.Equal(w.season.outage.Add(outageFor)) {
				w.caughtUp++
			}
		}
	}
	for what, n := range map[string]int{"at the end of a gap": w.inGap, "in a doubled hour": w.doubled, "made up for after the outage": w.caughtUp} {
		if n == 0 {
			w.t.Errorf("no check-in came %s, so nothing was shown about it", what)
		}
	}
}

// checkPings looks at who was told of what, and when.
func (w *world) checkPings() {
	byID := make(map[string]*alert.Alert)
	names := make(map[string]string)
	for _, l := range w.lives {
		names[l.id] = l.name
		for i := range l.alerts {
			byID[l.alerts[i].ID] = &l.alerts[i]
		}
	}
	for _, m := range w.begun {
		if w.byName[m.to] != nil {
			continue
		}
		a, zone := byID[alertOf(m.row.Message)], w.zones[m.to]
		switch words := wordsOf(m.row.Message); {
		case strings.HasPrefix(words, "Words that I take seriously have been waiting for Nora"):
			// Danger that nobody took up, while nobody was there: an owner hears that it waits.
			if m.to != "Tara" || !m.row.Urgent || a != nil {
				w.t.Errorf("%s got %+v", m.to, m.row.Message)
			}
			continue
		case !strings.HasPrefix(words, "For you: "): // their morning, their week, and what came of an alert
			w.duties[fmt.Sprint(m.to, " ", reads(m.at, zone).date)]++
			if m.to == "Nora" || m.row.Urgent || isQuiet(defaultQuiet, reads(m.at, zone).minute) {
				w.t.Errorf("%s got at %s %+v", m.to, m.at.In(zone), m.row.Message)
			}
			continue
		case a == nil:
			w.t.Errorf("%s got something about no alert: %+v", m.to, m.row.Message)
			continue
		}
		if l := w.byName[names[a.Person]]; l != nil {
			l.pinged = append(l.pinged, m)
		}
		if isDanger := a.Rule == alert.RuleDanger; isDanger != (m.to == "Nora") || isDanger != m.row.Urgent {
			w.t.Errorf("%s got an alert by the rule %s, urgent: %t", m.to, a.Rule, m.row.Urgent)
		}
		if a.Rule != alert.RuleDanger && isQuiet(defaultQuiet, reads(m.at, zone).minute) {
			w.t.Errorf("%s is pinged in quiet hours, at %s", m.to, m.at.In(zone))
		}
		if a.Rule != alert.RuleDanger && a.Rule != alert.RuleAsked {
			w.pings[fmt.Sprint(m.to, " ", reads(m.at, zone).date)]++
		}
	}
	for who, n := range w.pings {
		w.most = max(w.most, n)
		if n > perDay {
			w.t.Errorf("%s: %d pings", who, n)
		}
	}
	for who, n := range w.duties {
		if n > perDuty {
			w.t.Errorf("%s: %d messages at their own times", who, n)
		}
	}
	if w.most < perDay {
		w.t.Errorf("no teacher got more than %d pings in a day, so nothing was shown about the limit of %d", w.most, perDay)
	}
}

// alertOf is the ID of the alert that a message's buttons are about.
func alertOf(m chat.Message) string {
	for _, p := range m.Parts {
		for _, c := range p.Choices {
			if id, ok := strings.CutPrefix(c.Value, "alert "); ok {
				id, _, _ = strings.Cut(id, ":")
				return id
			}
		}
	}
	return ""
}

// checkAlerts looks for what was planted, and for what was not.
func (w *world) checkAlerts() {
	for _, l := range w.lives {
		switch l.role {
		case struggles:
			// At the tenth try on the skill it becomes wheel-spinning.
			w.wants(l, l.planned, 14, 4, alert.RuleStruggling, alert.RuleWheelSpinning)
		case spins:
			// Half of the answers are right: that can wait for the week's summary.
			w.wants(l, l.planned, 21, 7, alert.RuleWheelSpinning)
		case stops:
			w.wants(l, l.moment, 6, 5, alert.RuleMissedPlan)
		case asksAtNight:
			m, ok := w.wants(l, l.moment, 0, 1, alert.RuleAsked)
			first := awake(l.moment, defaultQuiet, berlin)
			if other := awake(l.moment, defaultQuiet, sydney); other.Before(first) {
				first = other
			}
			if ok && !m.at.Equal(first) {
				w.t.Errorf("%s asked for a person at %s; a teacher heard of it at %s, not at %s", l.name, l.moment.UTC(), m.at.UTC(), first.UTC())
			}
		case asksByDay:
			w.wants(l, l.moment, 0, 0, alert.RuleAsked)
		case inDanger:
			w.wants(l, l.moment, 0, 0, alert.RuleDanger)
		case appeals:
			w.wants(l, l.moment, 1, 5, alert.RuleAppeal)
		case pauses:
			if slices.ContainsFunc(l.alerts, func(a alert.Alert) bool { return a.Rule == alert.RuleMissedPlan }) {
				w.t.Errorf("%s paused, and is said to have missed a plan: %v", l.name, l.alerts)
			}
		}
		for _, a := range l.alerts {
			w.rules[a.Rule]++
			isPlanted := l.role == struggles || l.role == spins || l.role == stops || l.role == quits
			if isPlanted || a.Pinged.IsZero() || a.Rule == alert.RuleAsked || a.Rule == alert.RuleAppeal || a.Rule == alert.RuleDanger {
				continue // of the rest the learner heard, or the week's summary
			}
			w.unplanted = append(w.unplanted, fmt.Sprintf("%s: %s %s, %s, told %t", l.name, a.Rule, a.Skill, a.Raised.Format(time.DateTime), !a.Pinged.IsZero()))
		}
	}
	if len(w.unplanted) > fewFalse {
		w.t.Errorf("%d pings about learners who do well, %d are allowed:\n%s", len(w.unplanted), fewFalse, strings.Join(w.unplanted, "\n"))
	}
}

// fewFalse is how many pings there may be about the 24 learners who need
// nobody, in two months: chance makes one or two, rarely four.
const fewFalse = 10

// wants looks for an alert by one of some rules, raised within days of a moment, and for a ping about
// the learner within days of that, which it returns; or a week's summary that tells of it. No days mean
// within the second.
func (w *world) wants(l *life, moment time.Time, days, more int, rules ...alert.Rule) (told, bool) {
	within := func(at, from time.Time, days int) bool {
		return !at.Before(from) && !at.After(from.AddDate(0, 0, days).Add(time.Second))
	}
	slices.SortFunc(l.alerts, func(a, b alert.Alert) int { return a.Raised.Compare(b.Raised) })
	i := slices.IndexFunc(l.alerts, func(a alert.Alert) bool { return slices.Contains(rules, a.Rule) && within(a.Raised, moment, days) })
	if i < 0 {
		w.t.Errorf("%s %s from %s on: no alert by the rules %v within %d days; there are %v", l.name, l.role, moment.UTC(), rules, days, l.alerts)
		return told{}, false
	}
	raised := l.alerts[i].Raised
	p := slices.IndexFunc(l.pinged, func(m told) bool { return alertOf(m.row.Message) == l.alerts[i].ID && within(m.at, raised, more) })
	for _, t := range l.alerts[i].Told {
		if p < 0 && t.How == alert.Digest && within(t.At, raised, more) {
			w.planted = append(w.planted, fmt.Sprintf("%-6s %-45s raised after %s, told of in the week's summary after %s more", l.name, l.role,
				raised.Sub(moment).Round(time.Hour), t.At.Sub(raised).Round(time.Second)))
			return told{}, false
		}
	}
	if p < 0 {
		w.t.Errorf("%s %s: alert at %s, and nobody was told within %d days", l.name, l.role, raised, more)
		return told{}, false
	}
	w.planted = append(w.planted, fmt.Sprintf("%-6s %-45s raised after %s, told after %s more", l.name, l.role,
		raised.Sub(moment).Round(time.Hour), l.pinged[p].at.Sub(raised).Round(time.Second)))
	return l.pinged[p], true
}

// table is the season in figures.
func (w *world) table() string {
	invited := 0
	for _, l := range w.lives {
		invited += len(l.invited)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %d days, %d learners, %d events, %d items answered, %d entries in the log\n", w.season.name, w.season.days, len(w.lives), w.events, w.answers, w.entries)
	fmt.Fprintf(&b, "check-ins: %d, all as wall clocks call for; %d at the end of a gap, %d in a doubled hour, %d made up for after the outage\n", invited, w.inGap, w.doubled, w.caughtUp)
	fmt.Fprintf(&b, "alerts: %v; most pings of a teacher in a day: %d\n", w.rules, w.most)
	for _, line := range w.planted {
		fmt.Fprintf(&b, "  %s\n", line)
	}
	fmt.Fprintf(&b, "alerts about learners who do well: %d\n", len(w.unplanted))
	for _, line := range w.unplanted {
		fmt.Fprintf(&b, "  %s\n", line)
	}
	return b.String()
}
