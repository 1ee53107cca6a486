package bot_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"pacer/bot"
	"pacer/bot/chat"
	"pacer/coach"
	"pacer/coach/alert"
	"pacer/coach/course"
)

// pings are what a teacher was told of, of some messages.
func pings(posts []post, v *voice) (found []post) {
	for _, p := range posts {
		if p.to.Place == v.in.Place && p.to.User == v.from.User && strings.HasPrefix(p.text(), "For you: ") {
			found = append(found, p)
		}
	}
	return found
}

// plant puts an alert into the class, as if it had been found now, and lets its
// teachers look at it.
func (h *house) plant(a alert.Alert) alert.Alert {
	h.t.Helper()
	h.events++
	a.ID, a.State, a.Raised, a.Looked, a.Seen = fmt.Sprintf("01KP%022d", h.events), alert.Open, h.now, h.now, 1
	if a.Class == "" && a.Rule != alert.RuleDanger {
		a.Class = "club"
	}
	h.seed(school, func(tx bot.Tx) error {
		teachers, err := tx.Teachers(a.Class)
		if err != nil {
			return err
		}
		for _, m := range teachers {
			if err := tx.PutSchedule(bot.Schedule{Person: m.Person, Kind: "pings", Next: h.now, Key: "planted"}); err != nil {
				return err
			}
		}
		return tx.PutAlert(a)
	})
	return a
}

// alert is what has become of an alert.
func (h *house) alert(id string) (a alert.Alert) {
	h.t.Helper()
	h.view(school, func(r bot.Reader) (err error) {
		a, err = r.Alert(id)
		return err
	})
	return a
}

// struggle is a learner who gets nothing right on numbers for a session.
func (h *house) struggle(name string) *voice {
	v := h.person(name).meets()
	v.says("practice only-number")
	for {
		if _, ok := v.session(); !ok {
			return v
		}
		v.misses()
	}
}

func TestWhoStrugglesIsSeenAfterAChanceOfTheirOwn(t *testing.T) {
	t.Parallel()
	h, tess := club(t, only(t, course.Number))
	ann := h.person("Ann").meets()
	ann.says("practice only-number")
	for n, right := range []bool{false, true, true, true, false, false} {
		if n > 0 && len(h.alerts("club", alert.RuleStruggling)) > 0 {
			t.Fatalf("raised after %d", n)
		}
		if _, ok := ann.session(); !ok {
			ann.says("practice only-number")
		}
		if right {
			ann.answers(true)
		} else {
			ann.misses()
		}
	}
	open := h.alerts("club", alert.RuleStruggling)
	if len(open) != 1 || open[0].Skill != "only-number/rows" || open[0].Evidence.Questions != 6 || open[0].Evidence.Right != 3 {
		t.Fatalf("open: %+v", open)
	}
	tess.says("alert").has("1 open:", "Ann: is struggling with Counting rows (open)", "alert "+shortID(open[0].ID)+" shows the first one")
	tess.says("class").has("open alerts: 1", "Ann (skills: 0 Proficient, 1 under way), practised today, 1 alert")
	posts := h.later(8 * 24 * time.Hour)
	if got := pings(posts, tess); len(got) != 0 {
		t.Fatalf("Tess is called away for little: %s", got[0].text())
	}
	if got := textTo(posts, tess); !strings.Contains(got, "Ann: is struggling with Counting rows") {
		t.Errorf("Tess reads of the week:\n%s", got)
	}
}

func TestWhoPractisesOnceMoreWithoutClearingItIsSeenAtTheNextGoodMoment(t *testing.T) {
	t.Parallel()
	h, tess := club(t, only(t, course.Number))
	ann := h.person("Ann").meets()
	h.plant(alert.Alert{Person: ann.id(), Rule: alert.RuleGoal, Severity: alert.Medium, Wait: h.now.Add(24 * time.Hour)})
	ann.says("practice only-number")
	for n := 0; ; n++ {
		if _, ok := ann.session(); !ok {
			break
		}
		if n%2 == 0 {
			ann.misses()
		} else {
			ann.answers(true)
		}
	}
	got := pings(h.later(24*time.Hour), tess)
	if len(got) != 1 || got[0].at.In(berlin).Format("Mon 15:04") != "Mon 15:00" {
		t.Errorf("%d pings: %v", len(got), got)
	}
}

func TestThreeRightInARowClearIt(t *testing.T) {
	t.Parallel()
	h, tess := club(t, only(t, course.Number))
	ann := h.struggle("Ann")
	ann.says("practice only-number")
	for range 3 {
		if n := len(h.alerts("club", alert.RuleWheelSpinning)); n != 1 {
			t.Fatalf("%d are open", n)
		}
		ann.answers(true)
	}
	if n := len(h.alerts("club", alert.RuleWheelSpinning)); n != 0 {
		t.Errorf("%d are open", n)
	}
	ann.says("stop")
	if got := pings(h.later(72*time.Hour), tess); len(got) != 0 {
		t.Errorf("Tess hears of what is over: %s", got[0].text())
	}
	tess.says("alert").has("Nobody needs you just now")
}

func TestMuchWorkWithoutGettingThereIsSeenOnce(t *testing.T) {
	t.Parallel()
	h, tess := club(t, only(t, course.Number))
	ann := h.person("Ann").meets()
	from := len(h.posts)
	for n := range 18 {
		ann.comesTo("only-number")
		ann.misses()
		if n%6 == 5 {
			h.later(24 * time.Hour)
		}
	}
	open := h.alerts("club", alert.RuleWheelSpinning)
	if len(open) != 1 || len(h.alerts("club", alert.RuleStruggling)) != 0 {
		t.Fatalf("open: %+v", open)
	}
	got := pings(h.posts[from:], tess)
	// Tess is told once; nothing else is sent while that is open.
	if len(got) != 1 || !strings.Contains(got[0].text(), "Ann works hard on Counting rows without getting there") || !strings.Contains(got[0].text(), ", 0 right") {
		t.Fatalf("%d pings: %v", len(got), got)
	}
	if open[0].Severity != alert.High || open[0].Evidence.Risk != 1 || open[0].Evidence.Questions != 18 {
		t.Errorf("open: %+v", open[0])
	}
	for range 3 {
		ann.comesTo("only-number")
		ann.answers(true)
	}
	if n := len(h.alerts("club", alert.RuleWheelSpinning)); n != 0 {
		t.Errorf("three right left %d open", n)
	}
}

func TestWhoAsksForAPersonIsHeardAtOnce(t *testing.T) {
	t.Parallel()
	h, tess := club(t)
	ann := h.person("Ann").meets()
	ann.says("practice")
	r := ann.says("person").has("I've told Tess that you'd like a person.", "Is there something I should pass on?")
	got := pings(r.posts, tess)
	if len(got) != 1 || !strings.Contains(got[0].text(), "Ann asked for a person, while on Counting rows") {
		t.Fatalf("Tess reads %v", got)
	}
	r = ann.says("I mix up edges and tiles").has("Passed on.")
	if got := pings(r.posts, tess); len(got) != 1 || !strings.Contains(got[0].text(), "“I mix up edges and tiles”") {
		t.Fatalf("Tess reads %v", got)
	}
	r = ann.says("person") // without anything new to say
	if got := pings(r.posts, tess); len(got) != 0 {
		t.Error("Tess is told twice of the same")
	}
	ann.says("no thanks").has("Meanwhile")
	r = ann.says("no, wait, it is about fractions too") // a message is a message
	if n := len(h.alerts("club", alert.RuleAsked)); n != 1 {
		t.Errorf("%d alerts", n)
	}
	r = ann.commands("person my tiles are gone").has("I've told Tess", "Meanwhile, say practice")
	if got := pings(r.posts, tess); len(got) != 1 || !strings.Contains(got[0].text(), "my tiles are gone") {
		t.Fatalf("Tess reads %v", got)
	}
	ann.says("hello").has("Here is where we were")
}

func TestALongMessageForTheTeacherIsPassedOnWhole(t *testing.T) {
	t.Parallel()
	for _, said := range []string{"no I just feel bad today", "why is this so hard for me", "next lesson I will be away", "help me with edges please", "practice makes me sad lately", "skip me in class, please"} {
		h, tess := club(t)
		ann := h.person("Ann").meets()
		ann.says("person")
		r := ann.says(said).has("Passed on.")
		if got := textTo(r.posts, tess); !strings.Contains(got, said) {
			t.Errorf("Tess reads %q", got)
		}
	}
}

func TestWhoAsksAtNightIsToldWhenItIsSeen(t *testing.T) {
	t.Parallel()
	h, tess := club(t)
	ann := h.person("Ann").meets()
	h.until(time.Date(2026, 3, 2, 21, 0, 0, 0, berlin))
	r := ann.says("person").has("They have quiet hours now, so they'll see it from Tue 07:30 on", "turn to an adult near you")
	if len(pings(r.posts, tess)) != 0 {
		t.Error("Tess is woken")
	}
	ann.says("it can wait")
	got := pings(h.later(24*time.Hour), tess)
	if len(got) != 1 || got[0].at.In(berlin).Format("Mon 15:04") != "Tue 07:30" || !strings.Contains(got[0].text(), "it can wait") {
		t.Errorf("%d pings: %v", len(got), got)
	}
}

func TestWhoCannotBeReachedIsNotSaidToHaveBeenTold(t *testing.T) {
	t.Parallel()
	h, tess := club(t)
	ann := h.person("Ann").meets()
	tess.says("stop messages")
	r := ann.says("person").has("It's on the list for Tess", "turn to an adult near you").lacks("I've told")
	if got := textTo(r.posts, tess); got != "" {
		t.Errorf("Tess, who no check-ins: no check-ins: asked for silence, reads %s", got)
	}
	h.later(48 * time.Hour)
	tess.says("alert").has("Ann: asked for a person")
	r = tess.says("settings on")
	if got := pings(append(r.posts, h.later(time.Minute)...), tess); len(got) != 1 {
		t.Errorf("%d pings when messages are on again", len(got))
	}
	// Sue's code was said in a channel: the coach knows no place to begin in.
	sue := h.member("Sue", "club", coach.Teacher, time.Time{})
	sue.change(func(p *coach.Person) { p.Home = "" })
	tess.says("settings pause 3")
	bob := h.person("Bob").meets()
	bob.says("person").has("Tess can't be told before Sat 7 Mar, 07:30: they are away.", "turn to an adult near you")
	sue.says("alert").has("Bob: asked for a person")
}

func TestATeacherWhoTriesTheClassNeedsNobody(t *testing.T) {
	t.Parallel()
	_, tess := club(t, only(t, course.Number))
	for range 3 {
		tess.says("practice only-number")
		for {
			if _, ok := tess.session(); !ok {
				break
			}
			tess.misses()
		}
	}
	tess.says("alert").has("Nobody needs you")
}

func TestAnAlertIsActedOn(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		do, told string
		state    alert.State
		outcome  alert.Outcome
		learner  string
	}{
		{"ack", "On your list since 14:", alert.Acknowledged, "", "Tess has seen that you asked for a person"},
		{"mine", "On your list since 14:", alert.Acknowledged, "", "Tess has seen that you asked for a person"},
		{"done", "Closed: Ann, asked for a person", alert.Resolved, alert.Done, ""},
		{"done we talked after class", "Closed: Ann", alert.Resolved, "we talked after class", ""},
		{"useless", "noted that it didn't help you", alert.Resolved, alert.Useless, ""},
		{"note come at noon", "Sent to Ann, and on your list.", alert.Acknowledged, "", "A note from Tess:\ncome at noon"},
		{"snooze", "Ann can wait: I'll come back to it in 3 days", alert.Snoozed, "", ""},
		{"snooze 1", "come back to it tomorrow", alert.Snoozed, "", ""},
		{"", "For you: Ann", alert.Open, "", ""},
		{"see", "For you: Ann", alert.Open, "", ""},
		{"snooze 99", "a number of days from 1 to 30", alert.Open, "", ""},
		{"snooze soon", "a number of days from 1 to 30", alert.Open, "", ""},
		{"note", "and your words; Ann gets them in your name", alert.Open, "", ""},
		{"accept", "and ack, assign, snooze 3, done, useless, why, or note WORDS", alert.Open, "", ""},
		{"nonsense", "and ack, assign, snooze 3, done, useless, why, or note WORDS", alert.Open, "", ""},
	} {
		t.Run(tt.do, func(t *testing.T) {
			t.Parallel()
			h, tess := club(t)
			ann := h.person("Ann").meets()
			ann.says("person")
			a := h.alerts("club", alert.RuleAsked)[0]
			r := tess.says("alert " + shortID(a.ID) + " " + tt.do).has(tt.told)
			h.view(school, func(r bot.Reader) (err error) {
				a, err = r.Alert(a.ID)
				return err
			})
			if a.State != tt.state || a.Outcome != tt.outcome {
				t.Errorf("it is %s with outcome %q", a.State, a.Outcome)
			}
			if got := textTo(r.posts, ann); !strings.Contains(got, tt.learner) || tt.learner == "" && got != "" {
				t.Errorf("Ann reads %q", got)
			}
		})
	}
	h, tess := club(t)
	tess.says("alert zzzz ack").has("can't find an open alert zzzz of yours")
	h.person("Ann").says("person")
	tess.presses("I'll do it").has("On your list since")
	tess.presses("I'll do it").has("On your list since")
	tess.presses("Done").has("Closed")
	tess.presses("I'll do it").has("closed already")
}

func TestASnoozedAlertComesBack(t *testing.T) {
	t.Parallel()
	h, tess := club(t)
	h.person("Ann").says("person")
	tess.presses("Snooze 3 days").has("in 3 days")
	if got := pings(h.later(71*time.Hour), tess); len(got) != 0 {
		t.Fatalf("it comes back early: %s", got[0].text())
	}
	if got := pings(h.later(2*time.Hour), tess); len(got) != 1 {
		t.Errorf("%d pings", len(got))
	}
}

func TestPingsAreThreeADayAtMostAndTheRestComesTheNextDay(t *testing.T) {
	t.Parallel()
	h, tess := club(t, only(t, course.Number))
	ann := h.person("Ann").meets()
	from := len(h.posts)
	for n := range 8 {
		who := h.person(fmt.Sprintf("Learner %d", n)).meets()
		h.plant(alert.Alert{Person: who.id(), Rule: alert.RuleWheelSpinning, Skill: fmt.Sprintf("only-number/rows-%d", n), Severity: alert.High})
	}
	h.later(time.Hour)
	ann.says("person") // never budgeted
	h.until(monday.AddDate(0, 0, 5))
	perDay := make(map[string]int)
	asked := 0
	for _, p := range pings(h.posts[from:], tess) {
		if strings.Contains(p.text(), "asked for a person") {
			asked++
			continue
		}
		perDay[p.at.In(berlin).Format("Mon")]++
		if quiet, _ := coach.Defaults().InQuiet(p.at, berlin); quiet {
			t.Errorf("a ping at %s", p.at.In(berlin))
		}
	}
	if asked != 1 || perDay["Mon"] != 3 || perDay["Tue"] != 3 || perDay["Wed"] != 2 {
		t.Errorf("asked: %d, pings a day: %v", asked, perDay)
	}
}

func TestAMissedPlanIsTheLearnersFirstAndTheTeachersLater(t *testing.T) {
	t.Parallel()
	h, tess := club(t)
	ann := h.person("Ann").meets()
	ann.says("settings times 16:00")
	ann.says("settings cap 5")
	ann.keptPlan(21)
	posts := h.until(monday.AddDate(0, 0, 12))
	var invited, asked, pinged []string
	for _, p := range posts {
		switch {
		case p.to.User == "ann" && strings.Contains(p.text(), "Is it still a good plan for you?"):
			asked = append(asked, p.at.In(berlin).Format("2"))
		case p.to.User == "ann":
			invited = append(invited, p.at.In(berlin).Format("2"))
		case strings.HasPrefix(p.text(), "For you: ") && strings.Contains(p.text(), "Ann has missed their own plan"):
			pinged = append(pinged, p.at.In(berlin).Format("2"))
			if !strings.Contains(p.text(), "kept ") || !strings.Contains(p.text(), "practised last on Sun 1 Mar") {
				t.Errorf("the ping says %s", p.text())
			}
		}
	}
	// Of 2, 3 and 4 March none was kept. Ann is asked once, before Tess is told, once;
	// what nobody answers is not asked for ever.
	if len(asked) != 1 || len(pinged) != 1 || len(invited) != 4 {
		t.Fatalf("Ann is invited on %v and asked on %v, Tess told on %v", invited, asked, pinged)
	}
	if asked[0] >= pinged[0] || pinged[0] > "9" {
		t.Errorf("Ann is asked on %v, Tess told on %v", asked, pinged)
	}
	ann.says("practice")
	ann.says("practice") // past the choice of how to begin
	ann.answers(true)
	tess.says("alert").has("Nobody needs you")
}

// keptPlan makes somebody one who has kept their plan every day for so long, until
// yesterday.
func (v *voice) keptPlan(days int) {
	v.t.Helper()
	v.change(func(p *coach.Person) {
		today := coach.DayOf(v.now, berlin)
		p.Joined, p.Planned = v.now.AddDate(0, 0, -days-2), today-coach.Day(days)-1
		for d := today - coach.Day(days); d < today; d++ {
			p.Active.Mark(d)
		}
	})
}

func TestThePlaceOfAPingIsPrivate(t *testing.T) {
	t.Parallel()
	h, tess := club(t)
	tess.channel("staff").commands("class")
	h.person("Ann").says("person")
	for _, p := range pings(h.posts, tess) {
		if p.to != (chat.Conversation{Platform: platform, Place: school, User: "tess"}) {
			t.Errorf("pinged in %+v", p.to)
		}
	}
}
