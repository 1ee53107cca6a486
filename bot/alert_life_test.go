package bot_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pacer/bot"
	"pacer/bot/chat"
	"pacer/coach"
	"pacer/coach/alert"
	"pacer/coach/course"
)

// rowsSkill is the skill of the course of numbers.
const rowsSkill = "only-number/rows"

// staffRoom is an installation with a class of numbers on a platform with forms,
// whose messages can be edited, with Tess, who teaches it, and some learners.
func staffRoom(t *testing.T, learners ...string) (h *house, tess *voice, people []*voice) {
	t.Helper()
	h, tess = club(t, only(t, course.Number))
	h.must(h.store.Join(t.Context(), modal, school, school))
	id := tess.id()
	on := *tess
	on.in.Platform = modal
	h.seed(school, func(tx bot.Tx) error {
		if err := tx.PutAccount(coach.Account{Platform: modal, Place: school, User: "tess", Person: id}); err != nil {
			return err
		}
		p, err := tx.Person(id)
		if err != nil {
			return err
		}
		p.Home = on.in.Key()
		return tx.PutPerson(p)
	})
	for _, name := range learners {
		people = append(people, h.person(name).meets())
	}
	return h, &on, people
}

// aboutLearner is an alert by a rule, about one learner or the class, with the evidence
// that the rule has.
func aboutLearner(rule alert.Rule, v *voice) alert.Alert {
	a := alert.Alert{Rule: rule, Person: v.id(), Severity: rule.Severity(), Evidence: alert.Evidence{
		Questions: 8, Right: 2, Days: 2, P: .4, Risk: .9, Sure: 2, Planned: 6, Kept: 2, LastDay: int32(coach.DayOf(v.now, berlin)) - 3,
		Rapid: 6, Bottoms: 3, Unread: 2, Brier: .4, Stated: .9, Lows: 2, Foretold: .8, Drop: .4, Due: 20600, Finish: 20650,
		Before: 3, Now: 1, Fine: []string{"only-number/rows"}, Times: 3, Items: 2,
	}}
	switch rule {
	case alert.RuleWheelSpinning, alert.RuleStruggling, alert.RuleMisconception:
		a.Skill = rowsSkill
	case alert.RuleClassWide:
		a.Evidence.People, a.Evidence.Learners = []string{a.Person}, 4
		a.Person, a.Skill = "", rowsSkill
	case alert.RuleAsked, alert.RuleDanger:
		a.Evidence = alert.Evidence{Words: "please come", Sure: 3}
	case alert.RuleAppeal:
		a.Evidence = alert.Evidence{Words: "asked and answered", Sure: 3}
	}
	return a
}

// shows is the message about an alert that the teacher has asked for.
func (v *voice) shows(a alert.Alert) post {
	v.t.Helper()
	r := v.says("alert " + shortID(a.ID))
	return r.posts[len(r.posts)-1]
}

// press presses a choice; one that opens a form fills it in.
func (v *voice) press(c chat.Choice) reply {
	v.t.Helper()
	if !c.Opens {
		return v.pressesValue(c.Value)
	}
	ev := v.event()
	ev.Press = c.Value
	form, err := v.bot.Form(v.t.Context(), ev)
	v.must(err)
	if form == nil {
		v.t.Fatalf("%q opens no form", c.Label)
	}
	ev = v.event()
	ev.Press, ev.Fields = form.Value, map[string]string{form.Fields[0].Name: "Well tried. See me after lunch?"}
	return v.does(ev)
}

func TestEveryAlertIsFinishedInTwoPressesAtMost(t *testing.T) {
	t.Parallel()
	for _, rule := range alert.Rules() {
		t.Run(string(rule), func(t *testing.T) {
			t.Parallel()
			h, tess, people := staffRoom(t, "Ann", "Bob", "Cem", "Dot", "Eve", "Fay", "Gus", "Hal")
			// As many alerts as there are things to press, one for each.
			first := h.plant(aboutLearner(rule, people[0]))
			choices := tess.shows(first).choices()
			if len(choices) == 0 {
				t.Fatal("there is nothing to press")
			}
			finished := 0
			for n, c := range choices {
				a := first
				if n > 0 {
					a = h.plant(aboutLearner(rule, people[n]))
					if rule == alert.RuleClassWide { // one of a skill at most
						a.Skill = ""
					}
					c = tess.shows(a).choices()[n]
				}
				if c.Word == "" && !c.Opens {
					t.Errorf("%q cannot be typed", c.Label)
				}
				if rule == alert.RuleAppeal && strings.HasSuffix(c.Value, ":accept") {
					continue // needs an answer to correct: see the tests of appeals
				}
				if strings.HasSuffix(c.Value, ":why") {
					tess.press(c).has("first noticed on")
					continue
				}
				r := tess.press(c)
				if over := h.alert(a.ID); over.State == alert.Resolved || over.State == alert.Snoozed {
					finished++
					continue
				}
				i := slices.IndexFunc(r.posts[len(r.posts)-1].choices(), func(c chat.Choice) bool { return strings.HasSuffix(c.Value, ":done") })
				last := r.posts[len(r.posts)-1]
				for _, p := range r.posts {
					if p.to.User == "tess" {
						last = p
						i = slices.IndexFunc(p.choices(), func(c chat.Choice) bool { return strings.HasSuffix(c.Value, ":done") })
					}
				}
				if i < 0 {
					t.Errorf("after %q nothing ends it:\n%s", c.Label, last.text())
					continue
				}
				tess.press(last.choices()[i])
				if over := h.alert(a.ID); over.State != alert.Resolved {
					t.Errorf("after %q and done it is %s", c.Label, over.State)
				}
				finished++
			}
			if finished == 0 {
				t.Error("nothing ends it")
			}
		})
	}
}

func TestAPingSaysWhoWhatOnWhatEvidenceAndWhatToTry(t *testing.T) {
	t.Parallel()
	for _, rule := range alert.Rules() {
		t.Run(string(rule), func(t *testing.T) {
			t.Parallel()
			h, tess, people := staffRoom(t, "Ann")
			p := tess.shows(h.plant(aboutLearner(rule, people[0])))
			text := p.text()
			who := "For you: Ann "
			if rule == alert.RuleClassWide {
				who = "For you: Class club "
			}
			if !strings.HasPrefix(text, who) {
				t.Errorf("it begins otherwise than %q:\n%s", who, text)
			}
			if n := strings.Count(text, "\n- "); n < 1 || n > 3 {
				t.Errorf("%d lines of evidence:\n%s", n, text)
			}
			if strings.Contains(text, "alert.rule") || strings.Contains(text, "ping.") || strings.Contains(text, "<no value>") {
				t.Errorf("a sentence is missing:\n%s", text)
			}
			said := rule == alert.RuleAsked || rule == alert.RuleDanger || rule == alert.RuleAppeal
			if !said && (!strings.Contains(text, "quite sure") || !strings.Contains(text, "Try: ") || !strings.Contains(text, "Or: ")) {
				t.Errorf("it lacks how sure, or what to try:\n%s", text)
			}
		})
	}
}

func TestThoseOfOneKindAreOnePing(t *testing.T) {
	t.Parallel()
	h, tess, people := staffRoom(t, "Ann", "Bob", "Cem", "Dot")
	var planted []alert.Alert
	for _, v := range people {
		a := aboutLearner(alert.RuleWheelSpinning, v)
		a.Severity = alert.High
		planted = append(planted, h.plant(a))
	}
	from := len(h.posts)
	h.later(time.Minute)
	got := pings(h.posts[from:], tess)
	if len(got) != 1 {
		t.Fatalf("%d pings: %v", len(got), got)
	}
	text := got[0].text()
	if !strings.Contains(text, " and 3 more; each of them works hard") || !strings.Contains(text, "one more; alert lists them all") {
		t.Errorf("Tess reads\n%s", text)
	}
	if n := tess.self().Pinged.N; n != 1 {
		t.Errorf("it counts as %d", n)
	}
	if more := pings(h.later(time.Minute), tess); len(more) != 0 {
		t.Errorf("Tess hears again: %s", more[0].text())
	}
	r := tess.presses("I'll do it").has("On your list since", "Ann", "Bob", "Cem", "Dot")
	if !r.posts[len(r.posts)-1].updates {
		t.Error("the ping stays as it was")
	}
	for _, a := range planted {
		if is := h.alert(a.ID); is.State != alert.Acknowledged || is.By != tess.id() {
			t.Errorf("one is %s", is.State)
		}
	}
	tess.presses("Done").has("Closed: ")
	for _, a := range planted {
		if is := h.alert(a.ID); is.State != alert.Resolved || is.Outcome != alert.Done {
			t.Errorf("one is %s", is.State)
		}
	}
}

func TestPracticeIsGivenWithOnePress(t *testing.T) {
	t.Parallel()
	h, tess, people := staffRoom(t, "Ann")
	a := h.plant(aboutLearner(alert.RuleWheelSpinning, people[0]))
	tess.shows(a)
	r := tess.presses("Assign practice").has("Ann gets Counting rows", "It is on your list")
	if textTo(r.posts, people[0]) == "" {
		t.Error("Ann hears nothing of it")
	}
	h.view(school, func(r bot.Reader) error {
		all, err := r.Assignments("club")
		if len(all) != 1 || all[0].Alert != a.ID || len(all[0].Items) == 0 || all[0].Skill != rowsSkill || !all[0].IsFor(people[0].id()) {
			t.Errorf("given: %+v", all)
		}
		return err
	})
	tess.presses("Done").has("Closed: Ann")
}

func TestWhatWasOfNoUseIsClosedAtOnceAndAskedWhy(t *testing.T) {
	t.Parallel()
	h, tess, people := staffRoom(t, "Ann", "Bob")
	a := h.plant(aboutLearner(alert.RuleMisconception, people[0]))
	tess.shows(a)
	tess.presses("Not useful …").has("noted that it didn't help you", "[I knew]", "[It isn't so]", "[Wrong moment]", "[Something else]")
	if is := h.alert(a.ID); is.Outcome != alert.Useless || is.Because != "" {
		t.Errorf("it is %+v", is)
	}
	tess.presses("Wrong moment").has("makes the next ones better")
	if is := h.alert(a.ID); is.Because != alert.BecauseMoment {
		t.Errorf("it was of no use because %q", is.Because)
	}
	b := h.plant(aboutLearner(alert.RuleMisconception, people[1]))
	tess.says("alert " + shortID(b.ID) + " useless known").has("noted that it didn't help you")
	if is := h.alert(b.ID); is.Because != alert.BecauseKnown {
		t.Errorf("it was of no use because %q", is.Because)
	}
	tess.says("alert " + shortID(b.ID) + " useless untrue").has("makes the next ones better")
}

func TestWhatCameOfItIsAskedAfterAWeekOnce(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		press, told string
		after       alert.Result
		state       alert.State
	}{
		{"It has", "Noted, thank you. class see Ann", alert.Worked, alert.Resolved},
		{"Not yet", "If it comes back I'll say so", alert.NotYet, alert.Acknowledged},
		{"It wasn't needed", "Noted, thank you.", alert.NotNeeded, alert.Resolved},
	} {
		t.Run(tt.press, func(t *testing.T) {
			t.Parallel()
			h, tess, people := staffRoom(t, "Ann")
			a := h.plant(aboutLearner(alert.RuleMisconception, people[0]))
			tess.says("alert " + shortID(a.ID) + " ack")
			var asked []string
			for _, p := range h.later(20 * 24 * time.Hour) {
				if strings.Contains(p.text(), "Has what you did helped?") {
					asked = append(asked, p.at.In(berlin).Format("Mon 2 15:04"))
				}
			}
			if len(asked) != 1 || !strings.HasPrefix(asked[0], "Mon 9 14:") {
				t.Fatalf("asked on %v", asked)
			}
			tess.presses(tt.press).has(tt.told)
			if is := h.alert(a.ID); is.After != tt.after || is.State != tt.state {
				t.Errorf("it is %s, and came to %q", is.State, is.After)
			}
		})
	}
}

func TestWhoIsToldFirstAndWhoNextWhenNobodyAnswers(t *testing.T) {
	t.Parallel()
	h, tess, people := staffRoom(t, "Ann")
	h.member("Sam", "club", coach.Teacher, time.Time{})
	olga := h.person("Olga")
	olga.says("hi")
	olga.change(func(p *coach.Person) { p.Owner, p.Class, p.Met = true, "", coach.StepDone })
	h.seed(school, func(tx bot.Tx) error { return tx.RemoveMember("club", olga.id()) })
	tess.says("class first Sam, only-number").has("Sam is told first about Alike")
	tess.change(func(p *coach.Person) { p.Owner = false })
	a := aboutLearner(alert.RuleWheelSpinning, people[0])
	a.Severity = alert.High
	a = h.plant(a)
	told := func(posts []post) (to []string) {
		for _, p := range posts {
			if p.to.User == "sam" || p.to.User == "tess" || p.to.User == "olga" {
				if strings.HasPrefix(p.text(), "For you: ") || strings.Contains(p.text(), "waiting for an answer") {
					to = append(to, p.to.User)
				}
			}
		}
		return to
	}
	if got := told(h.later(time.Minute)); !slices.Equal(got, []string{"sam"}) {
		t.Fatalf("first told: %v", got)
	}
	if got := told(h.later(23 * time.Hour)); len(got) != 0 {
		t.Fatalf("told within the day that Sam has: %v", got)
	}
	posts := h.later(2 * time.Hour)
	if got := told(posts); !slices.Equal(got, []string{"tess"}) || !strings.Contains(textTo(posts, tess), "I told Sam at") {
		t.Fatalf("told after a day: %v\n%s", got, textTo(posts, tess))
	}
	posts = h.later(48 * time.Hour)
	if got := told(posts); !slices.Equal(got, []string{"olga"}) {
		t.Fatalf("told after two days: %v", got)
	}
	for _, secret := range []string{"Ann", "Counting rows", shortID(a.ID)} {
		if strings.Contains(textTo(posts, olga), secret) {
			t.Errorf("an owner who teaches nobody reads %q:\n%s", secret, textTo(posts, olga))
		}
	}
	if got := told(h.later(14 * 24 * time.Hour)); len(got) != 0 {
		t.Errorf("told again: %v", got)
	}
	tess.says("class first off").has("told at the same time again")
}

func TestACallThatNobodyAnswersGoesOn(t *testing.T) {
	t.Parallel()
	h, tess, people := staffRoom(t, "Ann")
	tess.change(func(p *coach.Person) { p.Owner = false })
	olga := h.person("Olga")
	olga.says("hi")
	olga.change(func(p *coach.Person) { p.Owner, p.Class, p.Met = true, "", coach.StepDone })
	h.seed(school, func(tx bot.Tx) error { return tx.RemoveMember("club", olga.id()) })
	r := people[0].says("person").has("I've told Tess")
	if len(pings(r.posts, tess)) != 1 || textTo(r.posts, olga) != "" {
		t.Fatalf("told: %v", r.posts)
	}
	posts := h.later(5 * time.Hour)
	if got := textTo(posts, olga); !strings.Contains(got, "somebody has been waiting for an answer since") || !strings.Contains(got, "Tess") || strings.Contains(got, "Ann") {
		t.Errorf("Olga reads %q", got)
	}

	// Where nobody who teaches can be reached for long, the owner hears at once, and
	// the learner is told so.
	tess.says("settings pause 5")
	bob := h.person("Bob").meets()
	r = bob.says("person").has("Tess can't be reached for some time, so I've told Olga that somebody here would like a person.", "turn to an adult near you")
	if got := textTo(r.posts, olga); !strings.Contains(got, "waiting for an answer") || strings.Contains(got, "Bob") {
		t.Errorf("Olga reads %q", got)
	}
}

func TestDangerThatWaitsIsToldAgainAndAnOwnerOnlyThatItWaits(t *testing.T) {
	t.Parallel()
	h, tess := club(t)
	nora := h.member("Nora", "club", coach.Teacher, time.Time{})
	r := tess.says("class safety nora: Call 116111.").has("Nora is the safety contact now")
	if got := textTo(r.posts, nora); !strings.Contains(got, "Tess has named you as the safety contact here") {
		t.Errorf("Nora reads %q", got)
	}
	h.until(time.Date(2026, 3, 3, 2, 30, 0, 0, berlin))
	ann := h.person("Ann")
	if got := urgent(ann.says(despair).posts); !slices.Equal(got, []string{"nora"}) {
		t.Fatalf("told: %v", got)
	}
	if got := h.later(10 * time.Minute); len(got) != 0 {
		t.Fatalf("told again already: %s", got[0].text())
	}
	posts := h.later(10 * time.Minute)
	if got := urgent(posts); !slices.Equal(got, []string{"nora"}) {
		t.Errorf("told again: %v", got)
	}
	got := textTo(posts, tess)
	if !strings.Contains(got, "waiting for Nora since") || strings.Contains(got, "Ann") || strings.Contains(got, "die") {
		t.Errorf("Tess reads %q", got)
	}
	for _, p := range posts {
		if !p.begun {
			t.Error("it is no answer")
		}
	}
	if n := len(h.later(3 * time.Hour)); n != 2 {
		t.Errorf("%d messages in the next three hours", n)
	}
	nora.presses("I'll do it").has("On your list since")
	if more := h.later(24 * time.Hour); len(urgent(more)) != 0 || strings.Contains(textTo(more, tess), "waiting for Nora") {
		t.Errorf("told after it was taken up: %v", more)
	}
}

func TestQuietHoursHolidaysAndAbsencesHoldPingsBackButNotDanger(t *testing.T) {
	t.Parallel()
	day := func(s string) coach.Day {
		d, err := coach.ParseDay(s)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	for _, tt := range []struct {
		name string
		set  func(h *house, tess *voice)
		want string // when the ping comes
	}{
		{"nothing is in the way", func(*house, *voice) {}, "Mon 2 14:"},
		{"it is night", func(h *house, _ *voice) { h.until(time.Date(2026, 3, 2, 22, 0, 0, 0, berlin)) }, "Tue 3 07:30"},
		{"the class is on holiday", func(h *house, _ *voice) {
			h.seed(school, func(tx bot.Tx) error {
				c, err := tx.Class("club")
				c.Holidays = append(c.Holidays, coach.Holiday{From: day("2026-03-01"), To: day("2026-03-04")})
				if err != nil {
					return err
				}
				return tx.PutClass(c)
			})
		}, "Thu 5 07:30"},
		{"the teacher is away", func(_ *house, tess *voice) {
			tess.change(func(p *coach.Person) {
				p.Settings.Away = []coach.Holiday{{From: day("2026-03-02"), To: day("2026-03-03")}, {From: day("2026-03-04"), To: day("2026-03-05")}}
			})
		}, "Fri 6 07:30"},
		{"the teacher has paused", func(_ *house, tess *voice) { tess.says("settings pause 2") }, "Wed 4 07:30"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			h, tess, people := staffRoom(t, "Ann", "Bob")
			tt.set(h, tess)
			a := aboutLearner(alert.RuleWheelSpinning, people[0])
			a.Severity = alert.High
			h.plant(a)
			if got := urgent(people[1].says(despair).posts); !slices.Equal(got, []string{"tess"}) {
				t.Errorf("danger is told to %v", got)
			}
			tess.presses("Done")
			var at []string
			for _, p := range pings(h.later(6*24*time.Hour), tess) {
				if strings.Contains(p.text(), "works hard") {
					at = append(at, p.at.In(berlin).Format("Mon 2 15:04"))
				}
			}
			if len(at) != 1 || !strings.HasPrefix(at[0], tt.want) {
				t.Errorf("told at %v, wanted %s", at, tt.want)
			}
		})
	}
}

func TestASubstituteIsToldUntilTheirDate(t *testing.T) {
	t.Parallel()
	h, tess, people := staffRoom(t, "Ann", "Bob")
	tess.change(func(p *coach.Person) { p.Settings.Silent = true })
	sub := h.member("Uma", "club", coach.Substitute, h.now.Add(48*time.Hour))
	a := aboutLearner(alert.RuleWheelSpinning, people[0])
	a.Severity = alert.High
	a = h.plant(a)
	if got := pings(h.later(time.Minute), sub); len(got) != 1 {
		t.Fatalf("Uma is told %d times", len(got))
	}
	h.later(72 * time.Hour)
	sub.says("alert").has("for teachers")
	sub.pressesValue("alert " + a.ID + ":done").lacks("Closed")
	b := aboutLearner(alert.RuleWheelSpinning, people[1])
	b.Severity = alert.High
	h.plant(b)
	if got := pings(h.later(24*time.Hour), sub); len(got) != 0 {
		t.Errorf("Uma is told after her time: %s", got[0].text())
	}
}

func TestNobodyElseSeesOrTouchesAnAlert(t *testing.T) {
	t.Parallel()
	h, tess, people := staffRoom(t, "Ann", "Bob", "Cem")
	h.seed(school, func(tx bot.Tx) error { return tx.PutClass(coach.Class{ID: "other", Name: "Other"}) })
	strangers := map[string]*voice{
		"another class's teacher": h.member("Theo", "other", coach.Teacher, time.Time{}),
		"a helper":                h.member("Hedy", "club", coach.Helper, time.Time{}),
		"an ended substitute":     h.member("Uwe", "club", coach.Substitute, h.now.Add(-time.Hour)),
		"the learner":             people[0],
		"another learner":         people[1],
		"somebody elsewhere":      h.personAt(garden, "Tess"),
	}
	var values []string
	for _, rule := range alert.Rules() {
		a := h.plant(aboutLearner(rule, people[0]))
		for _, c := range tess.shows(a).choices() {
			values = append(values, c.Value)
		}
		values = append(values, "alert "+a.ID+":ack all", "alert "+a.ID+":useless known", "alert "+a.ID+":after worked", "alert "+a.ID+":see", "alert "+a.ID+":why", "alert "+a.ID+":mine")
	}
	open, ended := h.plant(aboutLearner(alert.RuleWheelSpinning, people[2])), h.plant(aboutLearner(alert.RuleStruggling, people[2]))
	tess.pressesValue("alert " + ended.ID + ":done")
	before := h.dump("outbox", "receipt", "person", "account", "seen", "mark")["alert"]
	for who, v := range strangers {
		for _, value := range values {
			r := v.pressesValue(value)
			for _, secret := range []string{"please come", "questions, 2 right", "For you: ", "On your list", "Closed", "first noticed"} {
				if strings.Contains(r.text(), secret) {
					t.Fatalf("%s presses %s and reads %s", who, value, r.text())
				}
			}
			ev := v.event()
			ev.Press = value
			if form, err := h.bot.Form(t.Context(), ev); form != nil && err == nil {
				t.Errorf("%s gets a form for %s", who, value)
			}
		}
		for _, said := range []string{"alert why ann", "class why ann"} {
			v.says(said).lacks("each rule", "first tries")
		}
		for _, press := range []string{"alert %s:ack", "alert %s:useless known", "alert %s:why", "form note:%s"} {
			nowhere := v.pressesValue(fmt.Sprintf(press, "01KPNOTTHERE")).text()
			for state, id := range map[string]string{"open": open.ID, "resolved": ended.ID} {
				if there := v.pressesValue(fmt.Sprintf(press, id)).text(); there != nowhere {
					t.Errorf("to %s an alert that is %s is answered %q, and one that is not there %q", who, state, there, nowhere)
				}
			}
		}
	}
	if after := h.dump("outbox", "receipt", "person", "account", "seen", "mark")["alert"]; !slices.Equal(before, after) {
		t.Error("an alert has changed")
	}
}

func TestManyOfAClassAreOneAlertOfTheClass(t *testing.T) {
	t.Parallel()
	h, tess, people := staffRoom(t, "Ann", "Bob", "Cem", "Dot", "Eve")
	for _, v := range people[1:] {
		a := aboutLearner(alert.RuleStruggling, v)
		a.Severity = alert.Medium
		h.plant(a)
	}
	// The next miss that is found looks at the class as well.
	ann := people[0]
	for range 2 { // one is not enough for a teacher to hear of it
		ann.says("practice only-number")
		for {
			if _, ok := ann.session(); !ok {
				break
			}
			ann.misses()
		}
	}
	wide := h.alerts("club", alert.RuleClassWide)
	if len(wide) != 1 || len(wide[0].Evidence.People) != 5 || wide[0].Skill != rowsSkill {
		t.Fatalf("of the class: %+v", wide)
	}
	tess.says("alert").has("1 open:", "Class club: finds Counting rows hard, and not only one or two learners do").lacks("Bob:")
	got := pings(h.later(2*time.Hour), tess)
	if len(got) != 1 || !strings.Contains(got[0].text(), "5 of 5 learners: ") {
		t.Fatalf("%d pings: %v", len(got), got)
	}
	if n := len(pings(h.later(72*time.Hour), tess)); n != 0 {
		t.Errorf("%d pings more", n)
	}
	tess.presses("Assign practice").has("It is on your list")
	h.view(school, func(r bot.Reader) error {
		all, err := r.Assignments("club")
		if len(all) != 1 || len(all[0].For) != 5 {
			t.Errorf("given: %+v", all)
		}
		return err
	})
	tess.presses("Done").has("Closed: Class club")
	if n := len(h.alerts("club", alert.RuleStruggling)) + len(h.alerts("club", alert.RuleWheelSpinning)); n != 0 {
		t.Errorf("%d single ones are left", n)
	}
	home, err := tess.bot.Home(t.Context(), tess.event())
	if err != nil || strings.Contains(post{Message: home}.text(), "finds Counting rows hard") {
		t.Errorf("the page: %v, %v", home, err)
	}
}
