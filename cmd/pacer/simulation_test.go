package main

import (
	"container/heap"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
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
	"pacer/bot/outbox"
	"pacer/coach"
	"pacer/coach/alert"
	"pacer/coach/course"
	"pacer/coach/grade"
	"pacer/storage"
	"pacer/storage/sqlite"
)

// Two months of a class of thirty, with a real bot on a real database and a
// clock that needs no waiting for. What the coach began is compared with what
// wall clocks say, found here by walking through the minutes of a day.

// plan is when a learner wants to be asked: days as letters from Monday on, a
// dash for a free one, and times on their wall clock.
type plan struct {
	cron  string
	days  string
	times []string
}

var (
	afternoons   = plan{"0 16 * * MON-FRI", "MTWTF--", []string{"16:00"}}
	everyDay     = plan{"0 16 * * *", "MTWTFSS", []string{"16:00"}}
	atHalfTwo    = plan{"30 2 * * *", "MTWTFSS", []string{"02:30"}} // left out in spring; doubled in autumn, where clocks go back from 3
	atHalfOne    = plan{"30 1 * * *", "MTWTFSS", []string{"01:30"}} // doubled in autumn, where clocks go back from 2
	beforeDawn   = plan{"45 6 * * *", "MTWTFSS", []string{"06:45"}} // waits for the end of quiet hours
	lateEvening  = plan{"0 21 * * *", "MTWTFSS", []string{"21:00"}} // so far from the end of quiet hours that it never comes
	intoTheGap   = plan{"45 1 * * *", "MTWTFSS", []string{"01:45"}} // with quiet hours that end at a time left out in spring
	thriceADay   = plan{"0 9,13,17 * * *", "MTWTFSS", []string{"09:00", "13:00", "17:00"}}
	twiceADay    = plan{"0 10,18 * * *", "MTWTFSS", []string{"10:00", "18:00"}}
	thriceAWeek  = plan{"0 17 * * MON,WED,FRI", "M-W-F--", []string{"17:00"}}
	weekends     = plan{"0 11 * * SAT,SUN", "-----SS", []string{"11:00"}}
	atBreakfast  = plan{"30 7 * * *", "MTWTFSS", []string{"07:30"}} // the minute in which quiet hours end
	thirdOfMonth = plan{"15 17 * * MON-FRI", "MTWTF--", []string{"17:15"}}
)

// role is what a learner does beyond practising.
type role string

const (
	steady      role = ""
	struggles   role = "struggles"
	spins       role = "spins its wheels"
	stops       role = "stops practising"
	silences    role = "asks for silence"
	quits       role = "quits"
	pauses      role = "pauses"
	moves       role = "moves"
	asksAtNight role = "asks for a person when all teachers sleep"
	asksByDay   role = "asks for a person when one teacher is awake"
	inDanger    role = "writes of danger"
	appeals     role = "appeals"
)

// pupil is what a simulated learner is like. Times are on their own wall clock.
type pupil struct {
	name    string
	zone    *time.Location
	plan    plan
	quiet   string        // as settings take it; empty: the default
	cap     int           // 0: the default
	ability float64       // the chance of being right on a typical item of a new skill
	delay   time.Duration // from being asked to beginning
	every   int           // begins at every n-th check-in; 0: at none
	own     string        // practises unasked at this time, every second day
	role    role
	day     int // of the season, on which the role has its moment
}

var (
	berlin  = mustZone("Europe/Berlin")
	newYork = mustZone("America/New_York")
	sydney  = mustZone("Australia/Sydney")
)

func mustZone(name string) *time.Location {
	z, err := coach.Zone(name)
	if err != nil {
		panic(err)
	}
	return z
}

const (
	atOnce = 2 * time.Minute
	soon   = 25 * time.Minute
	later  = 3 * time.Hour
)

var pupils = []pupil{
	{name: "Ada", zone: berlin, plan: afternoons, ability: .8, delay: atOnce, every: 2},
	{name: "Ben", zone: berlin, plan: atHalfTwo, quiet: "off", ability: .75, delay: later, every: 3},
	{name: "Cem", zone: berlin, plan: atHalfOne, quiet: "off", ability: .85, delay: soon, every: 3},
	{name: "Dora", zone: berlin, plan: beforeDawn, ability: .7, delay: atOnce, every: 3},
	{name: "Emil", zone: berlin, plan: thriceADay, ability: .8, own: "20:15"},
	{name: "Fee", zone: berlin, plan: thriceAWeek, ability: .9, delay: soon, every: 1, role: pauses, day: 36},
	{name: "Gus", zone: berlin, plan: afternoons, ability: .1, delay: soon, every: 1, role: struggles},
	{name: "Hana", zone: berlin, plan: everyDay, ability: .8, delay: soon, every: 2, role: stops, day: 15},
	{name: "Ivo", zone: berlin, plan: lateEvening, ability: .75, own: "10:00"},
	{name: "Jule", zone: berlin, plan: everyDay, ability: .8, delay: later, every: 3, role: moves, day: 24},
	{name: "Kai", zone: newYork, plan: atHalfTwo, quiet: "off", ability: .8, delay: later, every: 3},
	{name: "Lea", zone: newYork, plan: atHalfOne, quiet: "off", ability: .85, delay: atOnce, every: 3, role: asksByDay, day: 12},
	{name: "Max", zone: newYork, plan: afternoons, ability: .5, delay: soon, every: 1, role: spins},
	{name: "Nia", zone: newYork, plan: everyDay, ability: .8, delay: soon, every: 2, own: "18:20", role: silences, day: 18},
	{name: "Oli", zone: newYork, plan: intoTheGap, quiet: "22:00-2:30", ability: .7, delay: atOnce, every: 3},
	{name: "Pia", zone: newYork, plan: thriceAWeek, ability: .8, delay: atOnce, every: 1, role: appeals, day: 9},
	{name: "Quin", zone: newYork, plan: everyDay, ability: .6, delay: soon, every: 1, role: quits, day: 30},
	{name: "Rosa", zone: newYork, plan: everyDay, ability: .8, delay: later, every: 3, role: inDanger, day: 22},
	{name: "Sam", zone: newYork, plan: afternoons, ability: .7, delay: later, every: 2, role: appeals, day: 9},
	{name: "Tess", zone: newYork, plan: thirdOfMonth, ability: .75, delay: soon, every: 2, role: appeals, day: 9},
	{name: "Uma", zone: sydney, plan: atHalfTwo, quiet: "off", ability: .8, delay: soon, every: 3},
	{name: "Vic", zone: sydney, plan: atHalfOne, quiet: "off", ability: .7, delay: atOnce, every: 3, role: appeals, day: 9},
	{name: "Wim", zone: sydney, plan: everyDay, ability: .15, delay: soon, every: 2, role: struggles},
	{name: "Xenia", zone: sydney, plan: everyDay, ability: .8, delay: later, every: 1, role: stops, day: 24},
	{name: "Yan", zone: sydney, plan: thriceAWeek, ability: .75, delay: soon, every: 1, role: asksAtNight, day: 31},
	{name: "Zoe", zone: sydney, plan: atBreakfast, ability: .8, delay: atOnce, every: 3, role: appeals, day: 9},
	{name: "Abe", zone: sydney, plan: weekends, ability: .85, delay: later, every: 1, role: appeals, day: 9},
	{name: "Bea", zone: sydney, plan: twiceADay, cap: 1, ability: .8, delay: soon, every: 3, own: "13:30"},
	{name: "Cleo", zone: sydney, plan: afternoons, ability: .9, delay: later, every: 2, role: appeals, day: 9},
	{name: "Dan", zone: sydney, plan: everyDay, ability: .7, own: "15:00", delay: soon, every: 2, role: appeals, day: 9},
}

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

// life is a learner in the simulation.
type life struct {
	pupil
	id        string
	random    *rand.Rand
	busy      bool // in a session
	again     bool // said practice once more in it
	answered  bool // an item in it
	gone      bool // says no more
	appealing bool // the next answer is to be wrong, and appealed
	asked     int  // check-ins that came
	tries     map[string]int
	opened    time.Time // of the session
	before    standing  // of the question answered last
	said      string    // to it
	seen      string    // then
	right     bool      // what the last answer to an item was meant to be

	planned   time.Time // the plan stands from here on
	spoke     []time.Time
	practised []time.Time
	invited   []time.Time
	paused    [2]time.Time
	silent    time.Time
	moved     time.Time
	moment    time.Time // of the role
	alerts    []alert.Alert
	pinged    []told
}

// told is a message that the coach began.
type told struct {
	at  time.Time
	to  string
	row outbox.Row
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
	zones  map[string]*time.Location // of the teachers
	texts  map[string]string         // the last answers to everybody

	events                   int
	answers                  int
	inGap, doubled, caughtUp int // check-ins
	entries                  []coach.Entry
	most                     int // pings of one teacher in a day
	shown, unplanted         []string
	rules                    map[alert.Rule]int
	pinged                   map[string]int // by teacher and day, those in the budget

	mu      sync.Mutex // guards what deliver touches
	agenda  agenda
	planned int // on the agenda so far
	begun   []told
	wake    chan struct{}

	ticked  time.Time
	stuck   []bot.Schedule
	down    bool // no ticks, and nobody gets through
	running context.CancelFunc
	ran     chan error
}

const (
	platform  = "school"
	workspace = "w"
)

func newWorld(t *testing.T, s season, c *course.Course, db string) *world {
	w := &world{
		t: t, ctx: t.Context(), season: s, end: s.from.AddDate(0, 0, s.days), course: c,
		byName: make(map[string]*life), zones: make(map[string]*time.Location), texts: make(map[string]string),
		rules: make(map[alert.Rule]int), pinged: make(map[string]int),
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
		w.entries = append(w.entries, e)
		if i := slices.IndexFunc(w.lives, func(l *life) bool { return l.id == e.Person }); i >= 0 && e.Kind == coach.EntryAttempt {
			w.lives[i].practised = append(w.lives[i].practised, e.At)
		}
	}
}

// says lets somebody say something, and returns what they see at once.
func (w *world) says(who, text string) string {
	return w.event(chat.Event{Text: text}, who)
}

func (w *world) event(ev chat.Event, who string) string {
	w.events++
	if l := w.byName[who]; l != nil {
		l.spoke = append(l.spoke, time.Now())
	}
	zone := w.zones[who]
	ev.ID, ev.At = strconv.Itoa(w.events), time.Now()
	ev.Conversation = chat.Conversation{Platform: platform, User: who}
	ev.From = chat.Account{User: who, Name: who, Zone: zone.String(), Locale: "en"}
	a, err := w.bot.Handle(w.ctx, ev)
	if err != nil {
		w.t.Errorf("%s says %q: %v", who, ev.Text, err)
		return ""
	}
	if a == nil {
		return ""
	}
	a.Delivered(chat.Receipt{Ref: "ref", At: time.Now()}, nil)
	return wordsOf(a.Message)
}

func wordsOf(m chat.Message) string {
	var b strings.Builder
	for _, p := range m.Parts {
		b.WriteString(string(p.Text) + "\n")
	}
	return b.String()
}

// deliver is the platform: everything arrives at once.
func (w *world) deliver(rows []outbox.Row) {
	now := time.Now()
	for _, r := range rows {
		w.store.Mark(outbox.Mark{Workspace: r.Workspace, ID: r.ID, State: outbox.Sent, Attempts: 1, Receipt: chat.Receipt{Ref: "ref", At: now}})
		if !r.Begun {
			continue
		}
		w.mu.Lock()
		w.begun = append(w.begun, told{now, r.To.User, r})
		w.mu.Unlock()
		if l := w.byName[r.To.User]; l != nil {
			w.at(now.Add(l.delay), func() { w.invited(l) })
		} else {
			w.at(now.Add(20*time.Minute), func() { w.sees(r) })
		}
	}
}

var codes = regexp.MustCompile(`[A-Z2-7]{4}-[A-Z2-7]{4}`)

// found makes the school as people do: by talking. Tara in Berlin owns it and
// teaches the class with Theo in Sydney; Nora in New York is told of danger.
func (w *world) found() {
	w.zones["Tara"], w.zones["Theo"], w.zones["Nora"] = berlin, sydney, newYork
	owner, err := newOwnerCode(w.ctx, w.store, workspace, time.Now())
	w.must(err)
	w.says("Tara", owner.Code)
	nora := codes.FindString(w.says("Tara", "class appoint"))
	w.says("Nora", nora)
	w.says("Tara", "class safety Nora: call 116 111")
	code := codes.FindString(w.says("Tara", "class new 6b, under 13"))
	w.says("Theo", codes.FindString(w.says("Tara", "class appoint")))
	first, last := date(w.season.holidays[0]), date(w.season.holidays[1])
	w.says("Tara", "class holiday "+first.Format(time.DateOnly)+" "+last.Format(time.DateOnly))
	for i := range pupils {
		l := &life{pupil: pupils[i], random: rand.New(rand.NewPCG(15, uint64(i))), tries: make(map[string]int)}
		w.lives = append(w.lives, l)
		w.byName[l.name], w.zones[l.name] = l, l.zone
		w.at(w.season.from.Add(8*time.Hour+time.Duration(i)*7*time.Minute+13*time.Second), func() { w.meets(l, code) })
	}
	for _, change := range w.season.changes {
		// The cron's first tick comes five seconds after it starts.
		w.at(change.Add(-3*time.Hour-tickEvery), w.startRunning)
		w.at(change.Add(3*time.Hour+time.Minute), w.stopRunning)
	}
	w.at(w.season.outage, func() {
		w.down = true
		for _, l := range w.lives {
			l.busy = false
		}
	})
	w.at(w.season.outage.Add(outageFor), func() { w.down = false })
}

// meets brings a learner into the class, to their starting point and settings.
func (w *world) meets(l *life, code string) {
	w.says(l.name, code)
	w.must(w.store.View(w.ctx, workspace, func(r bot.Reader) error {
		a, err := r.Account(platform, l.name)
		l.id = a.Person
		return err
	}))
	w.says(l.name, "2") // minutes at a time
	w.says(l.name, "c") // no check-ins: their own time comes below
	settings := []string{"times " + l.plan.cron, "quiet " + l.quietHours()}
	if l.cap > 0 {
		settings = append(settings, "cap "+strconv.Itoa(l.cap))
	}
	if l.role == struggles || l.role == spins {
		settings = append(settings, "minutes 5")
	}
	for _, s := range settings {
		w.event(chat.Event{Text: "settings " + s, Command: true}, l.name)
	}
	l.planned, l.opened, l.busy = time.Now(), time.Now(), true
	w.thinks(l) // of the first question, which is there already
	for day := 1; l.own != "" && day < w.season.days; day += 2 {
		w.at(firstReads(w.day(day), minuteOf(l.own), l.zone).Add(13*time.Second), func() { w.sit(l, "practice") })
	}
	w.plant(l)
}

// day is a day of the season, from 0, as 20260216.
func (w *world) day(n int) int { return dateOf(w.season.from.AddDate(0, 0, n)) }

// plant puts a role's moment on the agenda.
func (w *world) plant(l *life) {
	local := func(clock string) time.Time {
		return firstReads(w.day(l.day), minuteOf(clock), l.zone).Add(13 * time.Second)
	}
	utc := func(clock string) time.Time {
		return w.season.from.AddDate(0, 0, l.day).Add(time.Duration(minuteOf(clock))*time.Minute + 13*time.Second)
	}
	at := func(moment time.Time, do func()) {
		l.moment = moment
		w.at(moment, do)
	}
	switch l.role {
	case steady, struggles, spins:
	case stops:
		at(local("12:00"), func() { l.gone = true })
	case quits:
		l.moment = local("12:00")
	case silences:
		at(local("12:00"), func() { w.says(l.name, "stop messages"); l.silent = time.Now() })
	case pauses:
		at(local("12:00"), func() {
			w.says(l.name, "settings pause 10")
			l.paused = [2]time.Time{time.Now(), firstReads(w.day(l.day+10), 0, l.zone)}
		})
	case moves:
		// After the check-in of the day, and before that time comes once more.
		at(local("18:30"), func() { w.says(l.name, "settings zone "+newYork.String()); l.moved = time.Now() })
	case asksAtNight:
		at(utc("19:45"), func() { w.calls(l) })
	case asksByDay:
		at(utc("08:30"), func() { w.calls(l) })
	case inDanger:
		at(local("03:00"), func() { w.says(l.name, "i want to kill myself") })
	case appeals:
		at(utc("10:00"), func() { l.appealing = true; w.sit(l, "practice") })
	}
}

// calls asks for a person, and says a minute later what is to be passed on.
func (w *world) calls(l *life) {
	w.says(l.name, "person")
	w.at(time.Now().Add(time.Minute), func() { w.says(l.name, "please call me") })
}

// invited is what a learner does some time after a check-in.
func (w *world) invited(l *life) {
	l.asked++
	switch {
	case l.role == quits && !time.Now().Before(l.moment) && !l.gone && !w.down:
		w.says(l.name, "stop")
		l.gone, l.silent = true, time.Now()
	case l.every > 0 && l.asked%l.every == 0:
		w.sit(l, []string{"a", "yes", "practice"}[l.random.IntN(3)])
	}
}

// sees is what a teacher does some time after a ping.
func (w *world) sees(r outbox.Row) {
	if w.down {
		return
	}
	for _, p := range r.Message.Parts {
		for _, c := range p.Choices {
			if c.Main {
				w.event(chat.Event{Press: c.Value}, r.To.User)
				return
			}
		}
	}
}

// sit begins a session, unless one is under way.
func (w *world) sit(l *life, opening string) {
	if l.busy || l.gone || w.down {
		return
	}
	l.busy, l.again, l.answered, l.opened = true, false, false, time.Now()
	w.says(l.name, opening)
	w.thinks(l)
}

// thinks lets a learner go on after some seconds.
func (w *world) thinks(l *life) {
	w.at(time.Now().Add(time.Duration(20+l.random.IntN(40))*time.Second), func() {
		if l.busy && !w.down {
			w.goesOn(l)
		}
	})
}

// goesOn answers what is open; a session ends when nothing is.
func (w *world) goesOn(l *life) {
	q, ok := w.question(l)
	is, before := standing{q.ID, q.State, q.Tries}, l.before
	if ok && is == before {
		w.t.Errorf("%s, %s: %q is no answer to %s %s (%s, try %d): %s", time.Now().UTC().Format(time.DateTime), l.name, l.said, q.Ask, q.Item, q.State, q.Tries, l.seen)
		ok = false
	}
	if !ok && !l.again && !l.answered { // all that had been left open was a result, and perhaps a thought
		l.again = true
		w.says(l.name, "practice")
		w.thinks(l)
		return
	}
	leaves := l.answered && l.random.IntN(25) == 0 // in the middle of it
	if !ok || l.gone || leaves {
		l.busy, l.before = false, standing{}
		return
	}
	l.before = is
	l.said = w.words(l, &q)
	l.seen = w.says(l.name, l.said)
	if l.appealing && q.Ask == coach.AskItem && q.Tries == 0 && !l.right {
		l.appealing = false
		w.says(l.name, "I think I was right")
	}
	w.thinks(l)
}

// standing is how far a question has come.
type standing struct {
	question string
	state    coach.QuestionState
	tries    int
}

// question is the newest one that waits for an answer, of those that the
// learner has in sight: of this session, or an item begun in an earlier one.
func (w *world) question(l *life) (open coach.Question, ok bool) {
	var all []coach.Question
	w.must(w.store.View(w.ctx, workspace, func(r bot.Reader) (err error) {
		all, err = r.Questions(l.id, chat.Conversation{Platform: platform, User: l.name}.Key(), 8)
		return err
	}))
	for _, q := range all {
		if q.IsOpen() && q.Ask != coach.AskBegin && (q.Ask == coach.AskItem || !q.At.Before(l.opened)) {
			return q, true
		}
	}
	return open, false
}

// words are what a learner says to a question.
func (w *world) words(l *life, q *coach.Question) string {
	switch q.Ask {
	case coach.AskItem:
	case coach.AskCompare:
		if l.right {
			return "a"
		}
		return "c"
	case coach.AskThought:
		return []string{"skip", "I drew a strip for each fraction and looked."}[l.random.IntN(2)]
	case coach.AskPerson:
		return "please come"
	default: // how sure
		return "2"
	}
	it := w.course.Item(q.Item)
	l.answered = true
	if q.Tries > 0 {
		l.right = true // what helps is on the screen
		return right(it, q)
	}
	w.answers++
	done := l.tries[it.Skill]
	l.tries[it.Skill]++
	switch l.role {
	case spins:
		l.right = done%2 == 1
	case struggles:
		l.right = l.random.Float64() < l.ability
	default:
		l.right = l.random.Float64() < min(.96, l.ability+.03*float64(done)-.08*float64(it.Tier-2))
	}
	if l.appealing {
		l.right = false
	}
	if l.right || it.Kind == course.Free {
		return right(it, q)
	}
	return wrong(it, q)
}

func right(it *course.Item, q *coach.Question) string {
	key := grade.Key(it, q.Order)
	if it.Kind == course.Choice {
		key, _, _ = strings.Cut(key, ":")
	}
	return key
}

// wrong finds something that is graded wrong.
func wrong(it *course.Item, q *coach.Question) string {
	tries := []string{"false", "true", "1000", "1/1000", "0.123", "b", "c", "a", "nothing"}
	for _, x := range it.Wrong {
		tries = append([]string{x.Answer}, tries...)
	}
	if n := len(it.Blanks); n > 0 {
		tries = append([]string{strings.TrimSuffix(strings.Repeat("1000; ", n), "; ")}, tries...)
	}
	for _, said := range tries {
		if len(it.Units) > 0 {
			if r := grade.Answer(it, q.Order, said+" "+it.Units[0]); r.Verdict == grade.Wrong {
				return said + " " + it.Units[0]
			}
		}
		if r := grade.Answer(it, q.Order, said); r.Verdict == grade.Wrong {
			return said
		}
	}
	panic("no wrong answer to " + it.ID)
}

func (l *life) quietHours() string {
	if l.quiet == "" {
		return "20:00-7:30"
	}
	return l.quiet
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
	w.planned++
	heap.Push(&w.agenda, happening{at, w.planned, do})
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
			heap.Pop(&w.agenda)
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

func reads(at time.Time, zone *time.Location) face {
	local := at.In(zone)
	return face{dateOf(local), local.Hour()*60 + local.Minute()}
}

func (r face) before(o face) bool {
	return r.date < o.date || r.date == o.date && r.minute < o.minute
}

func dateOf(t time.Time) int { return t.Year()*10000 + int(t.Month())*100 + t.Day() }

func date(d int) time.Time {
	return time.Date(d/10000, time.Month(d/100%100), d%100, 0, 0, 0, 0, time.UTC)
}

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

// zoneAt is where the learner is.
func (l *life) zoneAt(at time.Time) *time.Location {
	if !l.moved.IsZero() && at.After(l.moved) {
		return newYork
	}
	return l.zone
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
	most := 2
	if l.cap > 0 {
		most = l.cap
	}
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

// pings are the messages about alerts that somebody got.
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
		a := byID[alertOf(m.row.Message)]
		if a == nil {
			w.t.Errorf("%s got something about no alert: %+v", m.to, m.row.Message)
			continue
		}
		l, zone := w.byName[names[a.Person]], w.zones[m.to]
		l.pinged = append(l.pinged, m)
		if isDanger := a.Rule == alert.RuleDanger; isDanger != (m.to == "Nora") || isDanger != m.row.Urgent {
			w.t.Errorf("%s got an alert by the rule %s, urgent: %t", m.to, a.Rule, m.row.Urgent)
		}
		if a.Rule != alert.RuleDanger && isQuiet("20:00-7:30", reads(m.at, zone).minute) {
			w.t.Errorf("%s is pinged in quiet hours, at %s", m.to, m.at.In(zone))
		}
		if a.Rule != alert.RuleDanger && a.Rule != alert.RuleAsked {
			w.pinged[fmt.Sprint(m.to, " ", reads(m.at, zone).date)]++
		}
	}
	for who, n := range w.pinged {
		w.most = max(w.most, n)
		if n > perDay {
			w.t.Errorf("%s: %d pings", who, n)
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
			w.wants(l, alert.RuleStruggling, l.planned, 14, 4)
		case spins:
			w.wants(l, alert.RuleWheelSpinning, l.planned, 21, 4)
		case stops:
			w.wants(l, alert.RuleMissedPlan, l.moment, 6, 5)
		case asksAtNight:
			w.wants(l, alert.RuleAsked, l.moment, 0, 1)
			first := awake(l.moment, "20:00-7:30", berlin)
			if other := awake(l.moment, "20:00-7:30", sydney); other.Before(first) {
				first = other
			}
			if got := l.pinged[slices.IndexFunc(l.pinged, func(m told) bool { return !m.at.Before(l.moment) })].at; !got.Equal(first) {
				w.t.Errorf("%s asked for a person at %s; a teacher heard of it at %s, not at %s", l.name, l.moment.UTC(), got.UTC(), first.UTC())
			}
		case asksByDay:
			w.wants(l, alert.RuleAsked, l.moment, 0, 0)
		case inDanger:
			w.wants(l, alert.RuleDanger, l.moment, 0, 0)
		case appeals:
			w.wants(l, alert.RuleAppeal, l.moment, 1, 5)
		}
		for _, a := range l.alerts {
			w.rules[a.Rule]++
			isPlanted := l.role == struggles || l.role == spins || l.role == stops || l.role == quits
			if isPlanted || a.Rule != alert.RuleStruggling && a.Rule != alert.RuleWheelSpinning && a.Rule != alert.RuleMissedPlan {
				continue
			}
			w.unplanted = append(w.unplanted, fmt.Sprintf("%s: %s %s, %s, told %t", l.name, a.Rule, a.Skill, a.Raised.Format(time.DateTime), !a.Pinged.IsZero()))
		}
	}
	if len(w.unplanted) > fewFalse {
		w.t.Errorf("%d alerts about learners who do well, %d are allowed:\n%s", len(w.unplanted), fewFalse, strings.Join(w.unplanted, "\n"))
	}
}

// fewFalse is how many alerts there may be about learners who need nobody, in
// two months of 23 of them.
const fewFalse = 4

// wants looks for an alert raised within days of a moment, and for a ping about
// the learner within days of that. None means within the second.
func (w *world) wants(l *life, rule alert.Rule, moment time.Time, days, more int) {
	within := func(at, from time.Time, days int) bool {
		return !at.Before(from) && !at.After(from.AddDate(0, 0, days).Add(time.Second))
	}
	slices.SortFunc(l.alerts, func(a, b alert.Alert) int { return a.Raised.Compare(b.Raised) })
	i := slices.IndexFunc(l.alerts, func(a alert.Alert) bool { return a.Rule == rule && within(a.Raised, moment, days) })
	if i < 0 {
		w.t.Errorf("%s %s from %s on: no alert by the rule %s within %d days; there are %v", l.name, l.role, moment.UTC(), rule, days, l.alerts)
		return
	}
	raised := l.alerts[i].Raised
	p := slices.IndexFunc(l.pinged, func(m told) bool { return within(m.at, raised, more) })
	if p < 0 {
		w.t.Errorf("%s %s: alert at %s, and nobody was told within %d days", l.name, l.role, raised, more)
		return
	}
	w.shown = append(w.shown, fmt.Sprintf("%-6s %-45s raised after %s, told after %s more", l.name, l.role,
		raised.Sub(moment).Round(time.Hour), l.pinged[p].at.Sub(raised).Round(time.Second)))
}

// table is the season in figures.
func (w *world) table() string {
	invited := 0
	for _, l := range w.lives {
		invited += len(l.invited)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %d days, %d learners, %d events, %d items answered, %d entries in the log\n", w.season.name, w.season.days, len(w.lives), w.events, w.answers, len(w.entries))
	fmt.Fprintf(&b, "check-ins: %d, all as wall clocks call for; %d at the end of a gap, %d in a doubled hour, %d made up for after the outage\n", invited, w.inGap, w.doubled, w.caughtUp)
	fmt.Fprintf(&b, "alerts: %v; most pings of a teacher in a day: %d\n", w.rules, w.most)
	for _, line := range w.shown {
		fmt.Fprintf(&b, "  %s\n", line)
	}
	fmt.Fprintf(&b, "alerts about learners who do well: %d\n", len(w.unplanted))
	for _, line := range w.unplanted {
		fmt.Fprintf(&b, "  %s\n", line)
	}
	return b.String()
}
