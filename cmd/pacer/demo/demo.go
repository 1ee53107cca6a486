// Package demo is a class of made-up learners that is alive: they have practised
// for some weeks, and go on while somebody looks. It is for people who try
// Pacer out. All that the learners do goes through the bot as words and presses
// do, on a clock that is moved through the weeks before.
package demo

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"sync"
	"time"

	"pacer/bot"
	"pacer/bot/chat"
	"pacer/coach"
	"pacer/coach/course"
)

// Platform is where the made-up learners talk with the coach: a desk of their
// own, at which nothing is shown.
const Platform = "desk"

// The people that somebody may be.
const (
	TeacherName = "Ms Rivera"
	LearnerName = "Kim"
)

// className is what the class is called.
const className = "Year 6"

// Options are what a Class is made of.
type Options struct {
	Bot       *bot.Bot
	View      func(ctx context.Context, fn func(bot.Reader) error) error // of the workspace
	Workspace string
	Course    string // ID of the one that is practised
	Zone      *time.Location
	Clock     *Clock
	OwnerCode string
	Seed      uint64
}

// Class is the class, with whom somebody may be in it.
type Class struct {
	Options
	Teacher bot.Entry
	Learner bot.Entry

	id     string // of the class
	pupils []*pupil
	mu     sync.Mutex // of events
	events int
}

// New makes a Class. It does no input or output.
func New(o Options) *Class {
	c := &Class{Options: o}
	for i, w := range who {
		c.pupils = append(c.pupils, &pupil{character: w, random: rand.New(rand.NewPCG(o.Seed, uint64(i+1))), tries: make(map[string]int)})
	}
	return c
}

// Found makes the class as people do, by talking: its teacher enters with the
// owner's code, its learners with the join code. The clock stands where the
// weeks of practice begin.
func (c *Class) Found(ctx context.Context) (err error) {
	zone := c.Zone.String()
	if c.Teacher, err = c.Bot.EnterCode(ctx, bot.Entrance{Code: c.OwnerCode, Name: TeacherName, Form: "demo teacher", Zone: zone}); err != nil {
		return fmt.Errorf("the teacher is not let in: %w", err)
	}
	for _, words := range []string{"class new " + className + ", under 13", "class safety me", "settings quiet off"} {
		if err := c.teacherSays(ctx, words); err != nil {
			return err
		}
	}
	if err := c.setUp(ctx); err != nil {
		return err
	}
	if err := c.teacherSays(ctx, "class preset full"); err != nil {
		return err
	}
	var class coach.Class
	err = c.View(ctx, func(r bot.Reader) error {
		all, err := r.Classes()
		if err == nil && len(all) == 0 {
			err = errors.New("the class was not made")
		}
		if err == nil {
			class = all[0]
		}
		return err
	})
	if err != nil {
		return err
	}
	c.id = class.ID
	if !slices.Contains(class.Courses, c.Course) {
		if err := c.teacherSays(ctx, "class course "+c.Course); err != nil {
			return err
		}
	}
	for _, p := range c.pupils {
		if err := c.joins(ctx, p, class.Code); err != nil {
			return err
		}
	}
	return nil
}

// mostQuestions is how many questions the set-up of a class may ask.
const mostQuestions = 8

// setUp answers what the set-up of a class asks, each with its first choice.
func (c *Class) setUp(ctx context.Context) error {
	for range mostQuestions {
		q, ok, err := c.open(ctx, c.Teacher.Person, c.conversationOf(c.Teacher))
		if err != nil || !ok {
			return err
		}
		if err := c.teacherSays(ctx, "a"); err != nil {
			return err
		}
		if next, ok, err := c.open(ctx, c.Teacher.Person, c.conversationOf(c.Teacher)); err != nil || ok && next.ID == q.ID {
			return err
		}
	}
	return nil
}

// Enter lets in the one who learns: whoever looks at the class.
func (c *Class) Enter(ctx context.Context) (err error) {
	var code string
	err = c.View(ctx, func(r bot.Reader) error {
		class, err := r.Class(c.id)
		code = class.Code
		return err
	})
	if err != nil {
		return err
	}
	c.Learner, err = c.Bot.EnterCode(ctx, bot.Entrance{Code: code, Name: LearnerName, Form: "demo learner", Zone: c.Zone.String()})
	return err
}

// joins brings a learner into the class, and to a plan.
func (c *Class) joins(ctx context.Context, p *pupil, code string) error {
	words := []string{code, "a", "a", "/settings quiet 21:00-7:00"}
	if p.goal != "" {
		words = append(words, "/goal "+p.goal)
	}
	for _, w := range words {
		if err := c.says(ctx, p, w); err != nil {
			return err
		}
		c.Clock.Pass(20 * time.Second)
	}
	return c.View(ctx, func(r bot.Reader) error {
		a, err := r.Account(Platform, p.user())
		p.person = a.Person
		return err
	})
}

// Practise lets so many weeks pass, until the time it is. It stops when ctx ends.
func (c *Class) Practise(ctx context.Context, weeks int) error {
	until := c.Clock.Real()
	first := coach.DayOf(until, c.Zone) - coach.Day(7*weeks)
	for day := first; day <= coach.DayOf(until, c.Zone); day++ {
		if err := c.lives(ctx, day, until); err != nil {
			return err
		}
	}
	c.Clock.Run()
	return c.Bot.Tick(ctx)
}

// Minutes of a day.
const (
	breakfast   = 7*60 + 45
	beginning   = 9*60 + 5 // of lessons; the coach looks at nine who kept their plan the day before
	afterSchool = 16 * 60
	evening     = 19 * 60
	schoolDays  = 5
)

// lives is one day of the class, as far as it has come.
func (c *Class) lives(ctx context.Context, day coach.Day, until time.Time) error {
	for _, minute := range []int{breakfast, beginning} {
		if err := c.comes(ctx, day, minute, until); err != nil {
			return err
		}
	}
	for i, p := range c.pupils {
		if err := c.comes(ctx, day, afterSchool+1+7*i, until); err != nil {
			return err
		}
		isSchool := weekday(day) < schoolDays
		if c.Clock.Now().Before(until) && isSchool && p.sits(coach.DayOf(until, c.Zone)-day) {
			if err := c.session(ctx, p, until); err != nil {
				return err
			}
		}
	}
	if err := c.comes(ctx, day, evening, until); err != nil || !c.Clock.Now().Before(until) {
		return err
	}
	return c.seesTo(ctx)
}

// weekday is 0 on a Monday.
func weekday(d coach.Day) int { return (int(d.Weekday()) + 6) % 7 }

// comes moves the clock to a minute of a day, not past a time, and lets happen
// what is due then.
func (c *Class) comes(ctx context.Context, day coach.Day, minute int, until time.Time) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	at := day.Start(c.Zone).Add(time.Duration(minute) * time.Minute)
	if at.After(until) {
		at = until
	}
	c.Clock.To(at)
	return c.Bot.Tick(ctx)
}

// mostAnswers is how much a learner does in one sitting.
const mostAnswers = 14

// session lets a learner practise once.
func (c *Class) session(ctx context.Context, p *pupil, until time.Time) error {
	if err := c.says(ctx, p, "practice"); err != nil {
		return err
	}
	for range mostAnswers {
		c.Clock.Pass(time.Duration(15+p.random.IntN(40)) * time.Second)
		if !c.Clock.Now().Before(until) {
			return nil
		}
		went, err := c.goesOn(ctx, p)
		if err != nil || !went {
			return err
		}
	}
	return nil
}

// goesOn lets a learner answer what is open; it returns false when nothing is.
func (c *Class) goesOn(ctx context.Context, p *pupil) (bool, error) {
	q, ok, err := c.open(ctx, p.person, p.conversation(c.Workspace))
	if err != nil || !ok {
		return false, err
	}
	words, err := c.words(ctx, p, &q)
	if err != nil {
		return false, err
	}
	return true, c.says(ctx, p, words)
}

// open is the newest question that somebody has to answer, if there is one.
func (c *Class) open(ctx context.Context, person string, at chat.Conversation) (q coach.Question, ok bool, err error) {
	err = c.View(ctx, func(r bot.Reader) error {
		all, err := r.Questions(person, at.Key(), 8)
		for _, one := range all {
			if one.IsOpen() && one.Ask != coach.AskBegin {
				q, ok = one, true
				break
			}
		}
		return err
	})
	return q, ok, err
}

// keptOpen is for how long the teacher leaves what waits for them, so that
// somebody who looks finds something to do.
const keptOpen = 60 * time.Hour

// seesTo lets the teacher see to what has waited for some days.
func (c *Class) seesTo(ctx context.Context) error {
	var old []string
	err := c.View(ctx, func(r bot.Reader) error {
		open, err := r.Alerts(c.id)
		for _, a := range open {
			if c.Clock.Now().Sub(a.Raised) > keptOpen && c.Clock.Real().Sub(c.Clock.Now()) > keptOpen {
				old = append(old, a.ID)
			}
		}
		return err
	})
	for _, id := range old {
		if err == nil {
			err = c.event(ctx, c.conversationOf(c.Teacher), chat.Event{Press: "alert " + id + ":done"})
		}
	}
	return err
}

// conversationOf is the web chat of somebody who entered.
func (c *Class) conversationOf(e bot.Entry) chat.Conversation {
	return chat.Conversation{Platform: bot.Web, Place: e.Workspace, User: e.User}
}

func (c *Class) teacherSays(ctx context.Context, words string) error {
	c.Clock.Pass(10 * time.Second)
	return c.event(ctx, c.conversationOf(c.Teacher), said(words))
}

func (c *Class) says(ctx context.Context, p *pupil, words string) error {
	return c.event(ctx, p.conversation(c.Workspace), said(words))
}

// said is the event of words; with a slash before them they are a command.
func said(words string) chat.Event {
	if len(words) > 1 && words[0] == '/' {
		return chat.Event{Text: words[1:], Command: true}
	}
	return chat.Event{Text: words}
}

// event hands something that somebody did to the bot. What it answers has been
// shown then.
func (c *Class) event(ctx context.Context, at chat.Conversation, ev chat.Event) error {
	c.mu.Lock()
	c.events++
	ev.ID = "demo-" + strconv.FormatUint(c.Seed, 36) + "-" + strconv.Itoa(c.events)
	c.mu.Unlock()
	ev.Conversation, ev.At = at, c.Clock.Now().UTC()
	ev.From = chat.Account{User: at.User, Zone: c.Zone.String(), Locale: "en"}
	if p := c.pupilOf(at); p != nil {
		ev.From.Name = p.name
	}
	answer, err := c.Bot.Handle(ctx, ev)
	if err != nil {
		return fmt.Errorf("%s says %q: %w", at.User, ev.Text+ev.Press, err)
	}
	if answer != nil {
		answer.Delivered(chat.Receipt{Ref: ev.ID, At: c.Clock.Now().UTC()}, nil)
	}
	return nil
}

// pupilOf is whose a conversation is; nil: no made-up learner's.
func (c *Class) pupilOf(at chat.Conversation) *pupil {
	i := slices.IndexFunc(c.pupils, func(p *pupil) bool { return at.Platform == Platform && p.user() == at.User })
	if i < 0 {
		return nil
	}
	return c.pupils[i]
}

// itemOf is the item of a question as it was asked.
func (c *Class) itemOf(ctx context.Context, q *coach.Question) (it *course.Item, err error) {
	err = c.View(ctx, func(r bot.Reader) error {
		content, err := r.Content(q.Course, q.Item, q.Version)
		if err != nil {
			return err
		}
		it, err = itemIn(content)
		return err
	})
	if err != nil {
		return nil, err
	}
	return it.Instance(q.Seed)
}
