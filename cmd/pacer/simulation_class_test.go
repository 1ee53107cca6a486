package main

import (
	"math/rand/v2"
	"regexp"
	"strconv"
	"strings"
	"time"

	"pacer/bot"
	"pacer/bot/chat"
	"pacer/bot/outbox"
	"pacer/coach"
	"pacer/coach/alert"
	"pacer/coach/course"
	"pacer/coach/grade"
)

// plan is when a learner wants to be asked: days as letters from Monday on, a
// dash for a free one, and times on their wall clock.
type plan struct {
	cron  string
	days  string
	times []string
}

var (
	afternoons  = plan{"0 16 * * MON-FRI", "MTWTF--", []string{"16:00"}}
	everyDay    = plan{"0 16 * * *", "MTWTFSS", []string{"16:00"}}
	atHalfTwo   = plan{"30 2 * * *", "MTWTFSS", []string{"02:30"}} // left out in spring; doubled in autumn, where clocks go back from 3
	atHalfOne   = plan{"30 1 * * *", "MTWTFSS", []string{"01:30"}} // doubled in autumn, where clocks go back from 2
	beforeDawn  = plan{"45 6 * * *", "MTWTFSS", []string{"06:45"}} // waits for the end of quiet hours
	lateEvening = plan{"0 21 * * *", "MTWTFSS", []string{"21:00"}} // so far from the end of quiet hours that it never comes
	intoTheGap  = plan{"45 1 * * *", "MTWTFSS", []string{"01:45"}} // with quiet hours that end at a time left out in spring
	thriceADay  = plan{"0 9,13,17 * * *", "MTWTFSS", []string{"09:00", "13:00", "17:00"}}
	twiceADay   = plan{"0 10,18 * * *", "MTWTFSS", []string{"10:00", "18:00"}}
	thriceAWeek = plan{"0 17 * * MON,WED,FRI", "M-W-F--", []string{"17:00"}}
	weekends    = plan{"0 11 * * SAT,SUN", "-----SS", []string{"11:00"}}
	atBreakfast = plan{"30 7 * * *", "MTWTFSS", []string{"07:30"}} // the minute in which quiet hours end
	afterClub   = plan{"15 17 * * MON-FRI", "MTWTF--", []string{"17:15"}}
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
	ability float64       // how likely a typical item of a new skill goes right
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

// defaultQuiet are the quiet hours of whoever has said none.
const defaultQuiet = "20:00-7:30"

const (
	atOnce = 2 * time.Minute
	soon   = 25 * time.Minute
	later  = 3 * time.Hour
)

var pupils = []pupil{
	{name: "Ada", zone: berlin, plan: afternoons, ability: .8, delay: atOnce, every: 2},
	{name: "Ben", zone: berlin, plan: atHalfTwo, quiet: "off", ability: .85, delay: later, every: 3},
	{name: "Cem", zone: berlin, plan: atHalfOne, quiet: "off", ability: .85, delay: soon, every: 3},
	{name: "Dora", zone: berlin, plan: beforeDawn, ability: .85, delay: atOnce, every: 3},
	{name: "Emil", zone: berlin, plan: thriceADay, ability: .8, own: "20:15"},
	{name: "Fee", zone: berlin, plan: thriceAWeek, ability: .9, delay: soon, every: 1, role: pauses, day: 36},
	{name: "Gus", zone: berlin, plan: afternoons, ability: .1, delay: soon, every: 1, role: struggles},
	{name: "Hana", zone: berlin, plan: everyDay, ability: .8, delay: soon, every: 2, role: stops, day: 15},
	{name: "Ivo", zone: berlin, plan: lateEvening, ability: .85, own: "10:00"},
	{name: "Jule", zone: berlin, plan: everyDay, ability: .8, delay: later, every: 3, role: moves, day: 24},
	{name: "Kai", zone: newYork, plan: atHalfTwo, quiet: "off", ability: .8, delay: later, every: 3},
	{name: "Lea", zone: newYork, plan: atHalfOne, quiet: "off", ability: .85, delay: atOnce, every: 3, role: asksByDay, day: 12},
	{name: "Max", zone: newYork, plan: afternoons, ability: .5, delay: soon, every: 1, role: spins},
	{name: "Nia", zone: newYork, plan: everyDay, ability: .8, delay: soon, every: 2, own: "18:20", role: silences, day: 18},
	{name: "Oli", zone: newYork, plan: intoTheGap, quiet: "22:00-2:30", ability: .85, delay: atOnce, every: 3},
	{name: "Pia", zone: newYork, plan: thriceAWeek, ability: .8, delay: atOnce, every: 1, role: appeals, day: 9},
	{name: "Quin", zone: newYork, plan: everyDay, ability: .8, delay: soon, every: 1, role: quits, day: 30},
	{name: "Rosa", zone: newYork, plan: everyDay, ability: .8, delay: later, every: 3, role: inDanger, day: 22},
	{name: "Sam", zone: newYork, plan: afternoons, ability: .8, delay: later, every: 2, role: appeals, day: 9},
	{name: "Tess", zone: newYork, plan: afterClub, ability: .85, delay: soon, every: 2, role: appeals, day: 9},
	{name: "Uma", zone: sydney, plan: atHalfTwo, quiet: "off", ability: .8, delay: soon, every: 3},
	{name: "Vic", zone: sydney, plan: atHalfOne, quiet: "off", ability: .8, delay: atOnce, every: 3, role: appeals, day: 9},
	{name: "Wim", zone: sydney, plan: everyDay, ability: .15, delay: soon, every: 1, role: struggles},
	{name: "Xenia", zone: sydney, plan: everyDay, ability: .8, delay: later, every: 1, role: stops, day: 24},
	{name: "Yan", zone: sydney, plan: thriceAWeek, ability: .85, delay: soon, every: 1, role: asksAtNight, day: 31},
	{name: "Zoe", zone: sydney, plan: atBreakfast, ability: .8, delay: atOnce, every: 3, role: appeals, day: 9},
	{name: "Abe", zone: sydney, plan: weekends, ability: .85, delay: later, every: 1, role: appeals, day: 9},
	{name: "Bea", zone: sydney, plan: twiceADay, cap: 1, ability: .8, delay: soon, every: 3, own: "13:30"},
	{name: "Cleo", zone: sydney, plan: afternoons, ability: .9, delay: later, every: 2, role: appeals, day: 9},
	{name: "Dan", zone: sydney, plan: everyDay, ability: .8, own: "15:00", delay: soon, every: 2, role: appeals, day: 9},
}

// quietHours are what settings are told.
func (p *pupil) quietHours() string {
	if p.quiet == "" {
		return defaultQuiet
	}
	return p.quiet
}

// life is a learner in the simulation.
type life struct {
	pupil
	id        string // the person's
	random    *rand.Rand
	tries     map[string]int // at items, by skill
	asked     int            // check-ins that came
	gone      bool           // says no more
	appealing bool           // the next answer is to be wrong, and appealed

	// In a session.
	busy     bool
	opened   time.Time
	again    int      // how often practice was said once more
	answered bool     // an item was
	before   standing // of the question answered last
	said     string   // to it
	seen     string   // then
	right    bool     // what the last answer to an item was meant to be

	// What came of it.
	planned   time.Time    // the plan stands from here on
	moment    time.Time    // of the role
	paused    [2]time.Time // from and to
	silent    time.Time    // from here on; zero: never
	moved     time.Time    // to New York; zero: never
	spoke     []time.Time
	practised []time.Time // items answered
	invited   []time.Time
	alerts    []alert.Alert // the earliest first, once looked for
	pinged    []told        // about them
}

// told is a message that the coach began.
type told struct {
	at  time.Time
	to  string
	row outbox.Row
}

// zoneAt is where the learner is.
func (l *life) zoneAt(at time.Time) *time.Location {
	if !l.moved.IsZero() && at.After(l.moved) {
		return newYork
	}
	return l.zone
}

// says lets somebody say something, and returns what they see at once.
func (w *world) says(who, text string) string {
	return w.event(chat.Event{Text: text}, who)
}

// event hands something that somebody did to the bot, and is the platform that
// shows the answer.
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

// codes are what is said to get into a class or an office.
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
		l := &life{pupil: pupils[i], random: rand.New(rand.NewPCG(7, uint64(i))), tries: make(map[string]int)}
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
	l.busy, l.again, l.answered, l.opened = true, 0, false, time.Now()
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
	if !ok && l.again < 3 && (l.appealing || !l.answered) { // all that had been left open was a result, and perhaps a thought
		l.again++
		w.says(l.name, "practice")
		w.thinks(l)
		return
	}
	leaves := l.answered && !l.appealing && l.random.IntN(25) == 0 // in the middle of it
	if !ok || l.gone || leaves {
		l.busy, l.before = false, standing{}
		return
	}
	l.before = is
	l.said = w.words(l, &q)
	l.seen = w.says(l.name, l.said)
	if l.appealing && q.Ask == coach.AskItem && q.Tries == 0 && !l.right && w.course.Item(q.Item).Kind != course.Free {
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
	case coach.AskChoose:
		return "a" // the first of what is offered
	case coach.AskFewer:
		return "c" // as often as before
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
		l.right = l.random.Float64() < min(.96, l.ability+.03*float64(done)-.06*float64(it.Tier-2))
	}
	if l.appealing {
		l.right = false
	}
	if l.right || it.Kind == course.Free {
		return right(it, q)
	}
	return wrong(it, q)
}

// right is the right answer as it can be typed.
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
