package bot_test

import (
	"container/heap"
	"context"
	"errors"
	"flag"
	"fmt"
	"math/rand"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"pacer/bot"
	"pacer/bot/chat"
	"pacer/bot/say"
	"pacer/coach"
	"pacer/coach/course"
)

// A year of two hundred learners, with the real bot on a real database and a
// clock that jumps from one thing that happens to the next. They differ in zeal,
// language and zone, change their minds, and what they are sent is looked at
// message by message: year_rules_test.go says what must never happen.

// zeal is how somebody takes to practice.
type zeal struct {
	name     string
	often    float64 // the chance that they practise on a day of their own accord
	answers  float64 // the chance that they take up a reminder
	right    float64 // the chance that an answer is right
	patience int     // turns in one go
	moods    int     // of a hundred visits, those in which they change something
}

var zeals = []zeal{
	{"keen", .30, .9, .85, 12, 3},
	{"steady", .10, .7, .7, 10, 3},
	{"now and then", .05, .3, .6, 8, 6},
	{"skips", .08, .5, .5, 10, 4},
	{"ignores", .012, 0, .5, 4, 4},
	{"restless", .07, .4, .6, 8, 35},
}

// scaled is how somebody takes to practice in this run.
func (z zeal) scaled() zeal {
	if !*wholeYear && !testing.Short() {
		z.often, z.answers, z.patience = z.often/3, z.answers/3, (z.patience+1)/2
	}
	return z
}

// homes are where learners live: with the clock put forward in spring in both
// halves of the world, and never.
var homes = []string{
	"Europe/Berlin", "Europe/Madrid", "America/New_York", "America/Santiago", "Australia/Sydney",
	"Pacific/Auckland", "Asia/Shanghai", "Africa/Cairo", "Asia/Kathmandu", "America/Mexico_City", "Australia/Lord_Howe", "UTC",
}

// tongues are the languages of the year; a pseudo-language stands in for one
// that has no file.
func tongues() []string {
	tags := []string{"en", "es", "fr", "de", "ar", "zh"}
	for i, tag := range tags {
		if !say.Speaks(tag) {
			tags[i] = []string{say.Pseudo, say.PseudoBidi}[i%2]
		}
	}
	return tags
}

// pupil is a learner of the year, and what they have asked of the coach.
type pupil struct {
	*voice
	zeal
	r       *rand.Rand
	id      string
	open    []chat.Choice // to be pressed in the newest message
	reminds bool          // the newest message is a reminder

	settings coach.Settings // as they left them
	silent   bool           // they want nothing to begin
	sent     record
}

// year is the simulation.
type year struct {
	*house
	pupils  []*pupil
	byUser  map[string]*pupil
	end     time.Time
	agenda  visits
	foreign map[string]bool
	english map[string]bool
	checked map[string]bool // texts that were looked at, by language

	turns, messages, reminders, prompts int
}

// visit is a moment at which somebody comes of their own accord.
type visit struct {
	at time.Time
	of *pupil
}

type visits []visit

func (v visits) Len() int           { return len(v) }
func (v visits) Less(i, j int) bool { return v[i].at.Before(v[j].at) }
func (v visits) Swap(i, j int)      { v[i], v[j] = v[j], v[i] }
func (v *visits) Push(x any)        { *v = append(*v, x.(visit)) }
func (v *visits) Pop() any {
	last := (*v)[len(*v)-1]
	*v = (*v)[:len(*v)-1]
	return last
}

// wholeYear is all two hundred learners, practising as much as such people would.
// Without it sixty of them come a third as often, for less long: a tenth of the
// time:
//
//	go test ./bot -run TestAYear -timeout 1h -v -args -whole
var wholeYear = flag.Bool("whole", false, "let all learners of the simulated year practise, and as much as people would")

// TestAYearOfTwoHundredLearners is the year, of sixty of them without -whole; with
// -short it is eight weeks of twelve.
func TestAYearOfTwoHundredLearners(t *testing.T) {
	learners, days := 60, 365
	switch {
	case *wholeYear:
		learners = 200
	case testing.Short():
		learners, days = 12, 56
	}
	if dir, err := os.MkdirTemp("/dev/shm", "pacer-*"); err == nil { // a hundred thousand commits would wait for a disk
		t.Cleanup(func() { os.RemoveAll(dir) })
		t.Setenv("TMPDIR", dir)
	}
	began := time.Now()
	y := newYear(t, learners, days)
	y.runs()
	y.checkPrompts()
	if y.reminders < learners || y.prompts < learners || y.messages < 20*learners {
		t.Errorf("%d messages, %d reminders and %d prompts are too few to show anything", y.messages, y.reminders, y.prompts)
	}
	h := y.house
	h.verify(school)
	t.Logf("%d learners, %d days: %d turns, %d messages, %d reminders, %d prompts, in %s", learners, days, y.turns, y.messages, y.reminders, y.prompts, time.Since(began).Round(time.Second))
}

func newYear(t *testing.T, learners, days int) *year {
	fractions, err := course.Load(os.DirFS("../cmd/pacer/courses/fractions"), "course.yaml")
	if err != nil {
		t.Fatal(err)
	}
	h, tess := club(t, fractions)
	tess.says("settings morning off")
	y := &year{
		house: h, byUser: make(map[string]*pupil), end: h.now.AddDate(0, 0, days),
		foreign: foreignTo(t), english: english(t), checked: make(map[string]bool),
	}
	data, err := os.ReadFile("../cmd/pacer/courses/fractions/course.yaml")
	h.must(err)
	for _, word := range latin.FindAllString(string(data)+" Tess Class Lena year", -1) {
		y.foreign[strings.ToLower(word)] = true
	}
	languages := tongues()
	h.seed(school, func(tx bot.Tx) error {
		for i, bound := range [][]string{{"fractions"}, {"birds", "tiles"}, {"tiles", "fractions"}, {"fractions", "birds"}} {
			err := tx.PutClass(coach.Class{ID: fmt.Sprint("year", i), Name: fmt.Sprint("Class ", i), Code: fmt.Sprint("YEAR-", i), Courses: bound})
			if err != nil {
				return err
			}
			if err := tx.PutMember(coach.Member{Class: fmt.Sprint("year", i), Person: tess.idIn(tx), Role: coach.Teacher}); err != nil {
				return err
			}
		}
		return nil
	})
	for i := range learners {
		name := fmt.Sprintf("Lena%d", i)
		p := &pupil{voice: h.person(name), zeal: zeals[i%len(zeals)].scaled(), r: rand.New(rand.NewSource(int64(i)))}
		y.said(p, "hello")
		p.id = p.voice.id()
		class := fmt.Sprint("year", i%4)
		h.seed(school, func(tx bot.Tx) error {
			return tx.PutMember(coach.Member{Class: class, Person: p.id, Role: coach.Learner})
		})
		p.change(func(c *coach.Person) {
			c.Met, c.Class = coach.StepDone, class
			s := &c.Settings
			s.Language, s.OwnLanguage = languages[i%len(languages)], true
			s.Zone, s.OwnZone = homes[i%len(homes)], true
		})
		y.said(p, []string{"settings times 16:00 mon-fri", "settings times 19:30", "settings times 7:45 mon-fri", "plan 17:00 mon-fri", "settings times 16:00, 18:30 mon-sat"}[i%5])
		p.sent.language = p.self().Settings.Language
		p.asLeft()
		y.pupils, y.byUser[p.from.User] = append(y.pupils, p), p
		y.plan(p)
	}
	h.posts = nil
	return y
}

// plan puts the next visit of somebody on the agenda.
func (y *year) plan(p *pupil) {
	zone, err := time.LoadLocation(p.settings.Zone)
	y.must(err)
	for day := y.now.In(zone).AddDate(0, 0, 1); day.Before(y.end); day = day.AddDate(0, 0, 1) {
		if p.r.Float64() < p.often {
			at := time.Date(day.Year(), day.Month(), day.Day(), 6+p.r.Intn(16), p.r.Intn(60), p.r.Intn(60), 0, zone)
			heap.Push(&y.agenda, visit{at, p})
			return
		}
	}
}

// runs lets the year go by.
func (y *year) runs() {
	for y.now.Before(y.end) && !y.t.Failed() {
		next := y.end
		if len(y.agenda) > 0 {
			next = y.agenda[0].at
		}
		if due, err := y.store.NextDue(y.t.Context()); err == nil && !due.IsZero() && due.Before(next) {
			y.comesDue(due)
			continue
		}
		if next.After(y.now) {
			y.now = next
		}
		if len(y.agenda) > 0 {
			v := heap.Pop(&y.agenda).(visit)
			y.visits(v.of)
			y.plan(v.of)
		}
	}
}

// comesDue lets the coach do what is due, and those answer at once who answer
// reminders.
func (y *year) comesDue(at time.Time) {
	if at.After(y.now) {
		y.now = at
	}
	y.turns++
	for _, post := range y.tick() {
		y.arrives(post, true)
	}
	y.house.posts = nil
	for _, p := range y.pupils {
		if p.reminds && p.r.Float64() < p.zeal.answers {
			y.visits(p)
		}
		p.reminds = false
	}
}

// arrives is a message that somebody gets.
func (y *year) arrives(post post, begun bool) {
	p := y.byUser[post.to.User]
	if p == nil || post.to.Place != school {
		return // the teacher's
	}
	if c := post.choices(); len(c) > 0 {
		p.open = c
	}
	p.reminds = begun && len(post.choices()) > 0
	y.looks(p, post, begun)
}

// visits lets somebody speak with the coach for a while.
func (y *year) visits(p *pupil) {
	if p.r.Intn(100) < p.moods {
		y.does(p, p.whim(y))
	}
	if !p.reminds {
		y.does(p, []string{"practice", "practice", "practice", "review", "choose"}[p.r.Intn(5)])
	}
	for range 2 + p.r.Intn(p.patience) {
		if !y.goesOn(p) {
			break
		}
	}
	p.reminds = false
	if p.r.Intn(6) == 0 {
		y.does(p, []string{"stop", "bye", "enough", "progress", "goal", "reflect", "themes", "where", "help"}[p.r.Intn(9)])
	}
	p.asLeft()
}

// goesOn answers what is asked, in one way or another.
func (y *year) goesOn(p *pupil) bool {
	q, it, isItem := p.question()
	switch {
	case p.r.Intn(12) == 0:
		y.does(p, []string{"skip", "hint", "why", "another way"}[p.r.Intn(4)])
	case p.zeal.name == "skips" && p.r.Intn(3) == 0:
		y.does(p, "skip")
	case len(p.open) > 0 && (!isItem || p.r.Intn(4) == 0):
		c := p.open[p.r.Intn(len(p.open))]
		p.open = nil
		y.presses(p, c.Value)
	case isItem && p.r.Float64() < p.right:
		y.does(p, right(q, it))
	case isItem:
		y.does(p, wrong(q, it))
	default:
		return false
	}
	return true
}

// whim is something that people ask for in between.
func (p *pupil) whim(y *year) string {
	switch p.r.Intn(12) {
	case 0:
		return "stop messages"
	case 1, 2:
		return "settings on"
	case 3:
		return fmt.Sprintf("settings quiet %d:00-%d:30", 17+p.r.Intn(6), 5+p.r.Intn(5))
	case 4:
		return fmt.Sprint("settings cap ", 1+p.r.Intn(3))
	case 5:
		return "away until " + y.now.AddDate(0, 0, 2+p.r.Intn(20)).Format(time.DateOnly)
	case 6:
		return "settings pause " + fmt.Sprint(1+p.r.Intn(5))
	case 7:
		return "settings zone " + homes[p.r.Intn(len(homes))]
	case 8:
		return "settings times " + []string{"16:00", "7:00 mon-fri", "20:30", "12:00, 18:00"}[p.r.Intn(4)]
	case 9:
		tag := tongues()[p.r.Intn(6)]
		p.change(func(c *coach.Person) { c.Settings.Language, c.Settings.OwnLanguage = tag, true })
		p.sent.language = tag
		return "help"
	case 10:
		return "supports"
	}
	return "goal I want to know all of it"
}

// does lets somebody say something.
func (y *year) does(p *pupil, words string) {
	ev := p.event()
	ev.Text = words
	switch words {
	case "stop messages":
		p.silent = true
	case "settings on":
		p.silent = false
	}
	y.hears(p, ev)
}

// presses lets somebody press a button, as their platform would send it.
func (y *year) presses(p *pupil, value string) {
	ev := p.event()
	ev.Press = value
	y.hears(p, ev)
}

// patiently hands an event over, and again as a platform would where a busy
// machine did not get to it in time.
func (y *year) patiently(ev chat.Event) []post {
	before := len(y.house.posts)
	for range 100 {
		answer, err := y.bot.Handle(y.t.Context(), ev)
		if errors.Is(err, context.DeadlineExceeded) {
			continue
		}
		y.must(err)
		if answer != nil {
			y.take(post{id: answer.Message.ID, to: ev.Conversation, Message: answer.Message, updates: answer.Updates})
			answer.Delivered(chat.Receipt{Ref: "ref " + answer.Message.ID, At: y.now}, nil)
		}
		return slices.Clone(y.house.posts[before:])
	}
	y.t.Fatal("the machine is too busy for a year")
	return nil
}

// said is something that nobody looks at what comes of.
func (y *year) said(p *pupil, words string) {
	ev := p.event()
	ev.Text = words
	y.patiently(ev)
}

func (y *year) hears(p *pupil, ev chat.Event) {
	y.turns++
	posts := y.patiently(ev)
	p.asLeft() // what they just asked for holds from now on
	var last post
	for _, post := range posts {
		y.arrives(post, post.begun)
		if post.to.User == p.from.User {
			last = post
		}
	}
	if last.id != "" {
		y.hasNext(p, last, ev)
	}
	y.house.posts = nil
}

// asLeft takes down how somebody has left their settings: what the coach may do
// is measured against that.
func (p *pupil) asLeft() {
	s := p.self().Settings
	p.settings, p.silent = s, s.Silent
	p.sent.language = s.Language
}
