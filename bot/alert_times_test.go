package bot_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pacer/bot"
	"pacer/coach"
	"pacer/coach/alert"
	"pacer/coach/course"
	"pacer/coach/reflect"
)

// mornings and digests are what a teacher was told at their own times.
func mornings(posts []post, v *voice) (at []string) {
	for _, p := range posts {
		if p.to.User == v.from.User && strings.HasPrefix(p.text(), "Good morning. ") {
			at = append(at, p.at.In(berlin).Format("Mon 15:04"))
		}
	}
	return at
}

func digests(posts []post, v *voice) (found []post) {
	for _, p := range posts {
		if p.to.User == v.from.User && strings.HasPrefix(p.text(), "Your week") {
			found = append(found, p)
		}
	}
	return found
}

func TestTheMorningLineComesWhileSomebodyNeedsTheTeacherAndNotElse(t *testing.T) {
	t.Parallel()
	h, tess, people := staffRoom(t, "Ann", "Bob")
	if got := mornings(h.later(72*time.Hour), tess); len(got) != 0 {
		t.Fatalf("nobody needs Tess, and she is told so at %v", got)
	}
	a := h.plant(aboutLearner(alert.RuleMisconception, people[0]))
	b := h.plant(aboutLearner(alert.RuleDrop, people[1]))
	posts := h.until(h.now.Add(48 * time.Hour)) // from Thursday afternoon on
	if got := mornings(posts, tess); !slices.Equal(got, []string{"Fri 08:00", "Sat 08:00"}) {
		t.Fatalf("Tess is told at %v", got)
	}
	tess.says("alert " + shortID(a.ID) + " ack")
	posts = h.later(24 * time.Hour)
	if got := mornings(posts, tess); len(got) != 1 || !strings.Contains(textTo(posts, tess), "One learner needs you today:") || !strings.Contains(textTo(posts, tess), "One is on your list already.") {
		t.Fatalf("Tess reads at %v:\n%s", got, textTo(posts, tess))
	}
	tess.says("alert " + shortID(b.ID) + " done")
	if got := mornings(h.later(72*time.Hour), tess); len(got) != 0 {
		t.Errorf("nobody waits any more, and Tess is told at %v", got)
	}
}

func TestATeacherSaysWhenTheirMorningIsOrThatTheyWantNone(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		set  string
		want []string
	}{
		{"settings morning 6:45", []string{"Tue 07:30", "Wed 07:30"}}, // not before quiet hours are over
		{"settings morning 9:15", []string{"Tue 09:15", "Wed 09:15"}},
		{"settings morning off", nil},
		{"settings cap 0", nil},
		{"settings away 2026-03-03", []string{"Wed 08:00"}},
	} {
		t.Run(tt.set, func(t *testing.T) {
			t.Parallel()
			h, tess, people := staffRoom(t, "Ann")
			h.plant(aboutLearner(alert.RuleMisconception, people[0]))
			h.later(90 * time.Minute)
			tess.says(tt.set)
			if got := mornings(h.later(48*time.Hour), tess); !slices.Equal(got, tt.want) {
				t.Errorf("Tess is told at %v, wanted %v", got, tt.want)
			}
		})
	}
}

func TestTheWeekBeginsWithWhatWentWell(t *testing.T) {
	t.Parallel()
	h, tess, people := staffRoom(t, "Ann", "Bob", "Cem")
	ann, bob := people[0], people[1]
	for range 3 {
		for _, v := range []*voice{ann, bob} {
			v.says("practice only-number")
			for {
				if _, ok := v.session(); !ok {
					break
				}
				v.answers(true)
			}
		}
		h.later(24 * time.Hour)
	}
	// Ann got there after it had been hard; what is unclear to Cem has no name to it.
	h.seed(school, func(tx bot.Tx) error {
		if err := tx.PutAlert(alert.Alert{
			ID: "01KP9", Class: "club", Person: ann.idIn(tx), Skill: rowsSkill, Rule: alert.RuleWheelSpinning, State: alert.Resolved,
			Outcome: alert.ClearedByItself, Raised: h.now.AddDate(0, 0, -8), Acted: h.now.AddDate(0, 0, -1),
		}); err != nil {
			return err
		}
		for i, v := range people {
			th := bot.Thought{ID: fmt.Sprint("01KQ", i), Person: v.idIn(tx), Class: "club", Prompt: "back-muddy", Trigger: reflect.SessionEnd, About: rowsSkill, At: h.now, Said: "nobody reads this"}
			if i == 2 {
				th.Said, th.Share = "why rows and not **edges**", reflect.WithTeachers
			}
			if err := tx.PutThought(th); err != nil {
				return err
			}
		}
		return nil
	})
	low := h.plant(aboutLearner(alert.RuleHints, bob))
	got := digests(h.later(8*24*time.Hour), tess)
	if len(got) != 1 || got[0].at.In(berlin).Format("Mon 15:04") != "Mon 08:00" {
		t.Fatalf("%d digests: %v", len(got), got)
	}
	text := got[0].text()
	at := -1
	for _, want := range []string{
		"2 of 3 practised", "good news: Ann reached", "which was hard for a long time", "good news: Bob reached",
		"One learner needs you:", "Bob: goes through all the hints to get the answer", "For 3 learners, something about Counting rows is not clear yet.", "“why rows and not **edges**”", "answers graded for you",
	} {
		i := strings.Index(text, want)
		if i < 0 || i < at {
			t.Errorf("%q is missing, or comes too early, in\n%s", want, text)
		}
		at = max(at, i)
	}
	if strings.Contains(text, "nobody reads this") {
		t.Errorf("a private thought stands in\n%s", text)
	}
	if strings.Contains(text, "Cem") {
		t.Errorf("whose thought it is stands in\n%s", text)
	}
	if told := h.alert(low.ID).Told; len(told) != 1 || told[0].How != alert.Digest {
		t.Errorf("told: %+v", told)
	}
	if !slices.ContainsFunc(h.dump()["audit"], func(line string) bool { return strings.Contains(line, "read thoughts") }) {
		t.Error("that a thought was read is in no audit")
	}
	tess.says("alert " + shortID(low.ID) + " done")
	if got := digests(h.later(21*24*time.Hour), tess); len(got) != 0 {
		t.Errorf("nothing happened, and Tess reads %s", got[0].text())
	}
}

func TestAnAnswerAboutAPlanChangesThePlan(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		say, told, checkIn string
		paused             bool
		outcome            alert.Outcome // empty: it is open
	}{
		{"a", "it stays as it is", "0 16 * * *", false, ""},
		{"yes", "it stays as it is", "0 16 * * *", false, ""},
		{"b", "Done: ", "0 16 * * MON,WED,FRI", false, alert.Replanned},
		{"Fewer days", "Done: ", "0 16 * * MON,WED,FRI", false, alert.Replanned},
		{"c", "I begin nothing before", "0 16 * * *", true, alert.Replanned},
		{"d", "I wait for you to write first", "", false, alert.Replanned},
		{"no", "", "0 16 * * *", false, ""},
	} {
		t.Run(tt.say, func(t *testing.T) {
			t.Parallel()
			h, tess := club(t)
			ann := h.person("Ann").meets()
			ann.says("settings times 16:00")
			ann.keptPlan(21)
			for n := 0; !strings.Contains(ann.last(), "Is it still a good plan for you?"); n++ {
				if n == 10 {
					t.Fatalf("Ann is never asked: %s", ann.last())
				}
				h.later(24 * time.Hour)
			}
			ann.says(tt.say).has(tt.told)
			if s := ann.self().Settings; s.CheckIn != tt.checkIn || s.Paused.After(h.now) != tt.paused {
				t.Errorf("the plan is %q, paused until %s", s.CheckIn, s.Paused)
			}
			h.view(school, func(r bot.Reader) error {
				all, err := r.LastAlerts(ann.id(), 5)
				if len(all) != 1 || all[0].Outcome != tt.outcome {
					t.Errorf("there are %+v", all)
				}
				return err
			})
			if tt.outcome == "" {
				return
			}
			if got := pings(h.later(48*time.Hour), tess); len(got) != 0 {
				t.Errorf("Tess is told of a plan that is another now: %s", got[0].text())
			}
		})
	}
}

func TestALearnerHearsAKindWordFirst(t *testing.T) {
	t.Parallel()
	h, tess, _ := staffRoom(t)
	ann := h.person("Ann").meets()
	ann.says("practice only-number")
	var last reply
	for {
		if _, ok := ann.session(); !ok {
			break
		}
		last = ann.misses()
	}
	if got := last.text(); !strings.Contains(got, "another way") && !strings.Contains(got, "Take a hint early") {
		t.Errorf("Ann reads\n%s", got)
	}
	if got := pings(h.posts, tess); len(got) != 0 {
		t.Errorf("Tess hears first: %s", got[0].text())
	}
	for _, a := range append(h.alerts("club", alert.RuleWheelSpinning), h.alerts("club", alert.RuleStruggling)...) {
		if a.Nudged.IsZero() {
			t.Errorf("nothing was said about %+v", a)
		}
	}
}

func TestTheWhyOfAPingAndTheWhyNotOfAnother(t *testing.T) {
	t.Parallel()
	h, tess, people := staffRoom(t, "Ann")
	ann := people[0]
	ann.says("practice only-number")
	for {
		if _, ok := ann.session(); !ok {
			break
		}
		ann.misses()
	}
	open := h.alerts("club", alert.RuleWheelSpinning)
	if len(open) != 1 {
		t.Fatalf("open: %+v", open)
	}
	a := open[0]
	tess.says("alert why "+shortID(a.ID)).has("Ann works hard on Counting rows without getting there: first noticed on Mon 2 Mar, 14:", "6 questions, 0 right",
		"what I see now: number of first tries: 6 (enough, from 5); mastery", "chance that practice alone will not be enough", "three right in a row", "now: ")
	tess.says("alert " + shortID(a.ID) + " why").has("first noticed on")
	tess.says("class why ann").has("Ann: each reason to call you, and what I see now", "works hard on Counting rows without getting there: yes.", "gets far fewer answers right than usual: no. earlier tries to compare with: 6 (not enough, it takes 20)")
	tess.says("alert why ann").has("each reason to call you, and what I see now")
	tess.says("class why ann, counting rows").has("each reason to call you, and what I see now")
	tess.says("class why").has("class why NAME")
	tess.says("class why Nobody").has("Nobody")
	tess.says("class why ann, juggling").has("juggling")

	// Told, and answered: who, when and why.
	b := aboutLearner(alert.RuleWheelSpinning, h.person("Bob").meets())
	b.Severity = alert.High
	b = h.plant(b)
	h.later(time.Minute)
	tess.says("alert "+shortID(b.ID)+" why").has("Tess was told on Mon 2 Mar", "it was time to tell you", "now: you have been told")
	tess.says("alert " + shortID(b.ID) + " done")
	tess.says("alert " + shortID(b.ID) + " why").has("Tess was told on").lacks("now: ")
}

func TestARuleThatTeachersFindUselessIsToldLessAndTheOwnerHearsOnce(t *testing.T) {
	t.Parallel()
	h, tess, people := staffRoom(t, "Ann", "Bob")
	h.seed(school, func(tx bot.Tx) error {
		for n := range 20 {
			if err := tx.PutAlert(alert.Alert{
				ID: fmt.Sprintf("01KA%022d", n), Class: "club", Person: people[1].idIn(tx), Skill: rowsSkill, Rule: alert.RuleMisconception,
				State: alert.Resolved, Outcome: alert.Useless, By: tess.idIn(tx), Raised: h.now.AddDate(0, -1, 0), Acted: h.now.AddDate(0, -1, n),
			}); err != nil {
				return err
			}
		}
		return nil
	})
	a := aboutLearner(alert.RuleMisconception, people[0])
	a.Severity = alert.High
	h.plant(a)
	posts := h.later(48 * time.Hour)
	if got := pings(posts, tess); len(got) != 0 {
		t.Errorf("Tess is told: %s", got[0].text())
	}
	told := 0
	for _, p := range h.later(14 * 24 * time.Hour) {
		posts = append(posts, p)
	}
	for _, p := range posts {
		if strings.Contains(p.text(), "not useful, so I send fewer of them: keeps coming back to one mistaken idea") {
			told++
		}
	}
	if told != 1 {
		t.Errorf("the owner is told %d times", told)
	}
	tess.says("alert").has("keeps coming back to one mistaken idea") // it is still listed
}

func TestAGoalWithADayIsForetoldOnceAWeek(t *testing.T) {
	t.Parallel()
	h, _ := club(t)
	ann := h.person("Ann").meets()
	ann.says("goal all of tiles by 2026-04-20")
	if p := ann.self(); p.Goal.By.String() != "2026-04-20" {
		t.Fatalf("the goal is to be reached on %s", p.Goal.By)
	}
	ann.says("settings times 16:00")
	ann.says("practice")
	ann.says("stop")
	h.later(16 * 24 * time.Hour)
	p := ann.self()
	if n := len(p.Goal.Foretold); n < 2 || n > 4 || p.Goal.Foretold[1].Day-p.Goal.Foretold[0].Day < 7 || p.Goal.Foretold[0].Finish != 0 || p.Goal.Foretold[0].Due != p.Goal.By {
		t.Errorf("foretold: %+v", p.Goal.Foretold)
	}
	ann.says("goal to be quicker")
	if p := ann.self(); p.Goal.By != 0 || len(p.Goal.Foretold) != 0 {
		t.Errorf("of a goal without a day is foretold: %+v", p.Goal.Foretold)
	}
}

func TestStarterClassesHearOnlyOfWhatIsAskedFor(t *testing.T) {
	t.Parallel()
	h, tess := club(t, only(t, course.Number))
	h.seed(school, func(tx bot.Tx) error {
		c, err := tx.Class("club")
		c.Preset = coach.PresetStarter
		if err != nil {
			return err
		}
		return tx.PutClass(c)
	})
	ann := h.struggle("Ann")
	h.struggle("Ann")
	if all := h.alerts("club", alert.RuleWheelSpinning); len(all) != 0 {
		t.Errorf("found: %+v", all)
	}
	r := ann.says("person").has("I've told Tess")
	if got := pings(r.posts, tess); len(got) != 1 {
		t.Errorf("%d pings", len(got))
	}
	if got := mornings(h.later(14*24*time.Hour), tess); len(got) != 0 {
		t.Errorf("Tess is told on mornings: %v", got)
	}
}

func TestEveryFirstTryKeepsWhatWasForetoldOfIt(t *testing.T) {
	t.Parallel()
	h, _ := club(t, only(t, course.Number))
	ann := h.person("Ann").meets()
	for range 2 {
		ann.says("practice only-number")
		for {
			if _, ok := ann.session(); !ok {
				break
			}
			ann.answers(true)
		}
	}
	var first, last float64
	for _, e := range ann.entries() {
		if e.Kind != coach.EntryAttempt {
			continue
		}
		if e.Counts != (e.Expected > 0) || e.Expected >= 1 {
			t.Errorf("the try at %s, which counts: %t, was foretold to be right with %f", e.Item, e.Counts, e.Expected)
		}
		if first == 0 {
			first = e.Expected
		}
		last = e.Expected
	}
	if last <= first {
		t.Errorf("all was right, and it was foretold with %f first and %f last", first, last)
	}
}
