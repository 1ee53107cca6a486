package bot_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"pacer/bot"
	"pacer/coach"
)

func TestAPlanInThreeShortQuestions(t *testing.T) {
	t.Parallel()
	h, _ := club(t)
	ann := h.person("Ann").meets()
	ann.says("plan").has("You have no fixed days", "[A  Change it]")
	ann.presses("Change it").has("On which days", "[B  Monday to Friday]")
	ann.says("Tuesday and Thursday").has("At what time shall I ask you?", "[A  16:00]")
	ann.says("17:15").has("How much would you like to do each time?")
	ann.says("1000").has("More than 60 questions a day is more than anybody can learn well.")
	ann.says("12").has("Your plan: Tuesdays and Thursdays at 17:15.", "Each time: 12 questions.", "I ask you next: Tue 17:15")
	if s := ann.self().Settings; s.CheckIn != "15 17 * * TUE,THU" || s.Pace != 12 || !s.Own {
		t.Errorf("the plan is %+v", s)
	}
	ann.says("plan")
	ann.presses("Fewer days").has("Your plan: Tuesdays at 17:15.")
	ann.says("plan")
	ann.presses("Change it")
	ann.presses("No fixed days").has("You have no fixed days: I leave the first word to you.")
	if got := ann.invitations(h.later(14*24*time.Hour), "Mon"); len(got) != 0 {
		t.Errorf("invited on %v", got)
	}
}

func TestAPlanInWords(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		say, told, cron string
		pace, minutes   int
	}{
		{"plan 16:00 mon-fri", "Your plan: Monday to Friday at 16:00.", "0 16 * * MON-FRI", 0, 5},
		{"plan Mondays and Wednesdays at 7:45", "Your plan: Mondays and Wednesdays at 07:45.", "45 7 * * MON,WED", 0, 5},
		{"plan 16:00, 10 questions", "Each time: 10 questions.", "0 16 * * *", 10, 5},
		{"plan 15 minutes", "Each time: 15 minutes.", "", 0, 15},
		{"plan weekend", "Your plan: ", "0 16 * * SAT,SUN", 0, 5},
		{"plan off", "You have no fixed days", "", 0, 5},
		{"plan 1000 questions", "More than 60 questions a day is more than anybody can learn well.", "", 0, 5},
		{"plan 7 minutes", "Sessions are 2, 5 or 15 minutes.", "", 0, 5},
		{"plan sometimes", "I couldn't read that plan.", "", 0, 5},
		{"plan 25:00 mon", "I couldn't read that plan.", "", 0, 5},
		{"plan 21:00 mon-fri", "in your quiet hours", "0 21 * * MON-FRI", 0, 5},
	} {
		t.Run(tt.say, func(t *testing.T) {
			t.Parallel()
			h, _ := club(t)
			ann := h.person("Ann").meets()
			ann.says(tt.say).has(tt.told)
			if s := ann.self().Settings; s.CheckIn != tt.cron || s.Pace != tt.pace || s.Minutes != tt.minutes {
				t.Errorf("the plan is %q, %d questions, %d minutes", s.CheckIn, s.Pace, s.Minutes)
			}
		})
	}
}

func TestAPlanInAForm(t *testing.T) {
	t.Parallel()
	_, ann, _ := formingClub(t)
	f := ann.opensBy("plan")
	checkForm(t, f, modal)
	ann.submits(f, map[string]string{"times": "17:00 mon,wed", "pace": "15", "minutes": "15", "most": "80", "learns": "on"}).has("Your plan: Mondays and Wednesdays at 17:00.", "Each time: 15 questions.")
	if s := ann.self().Settings; s.CheckIn != "0 17 * * MON,WED" || s.Pace != 15 || s.Minutes != 15 || s.Most != 80 || !s.Learns {
		t.Errorf("the plan is %+v", s)
	}
	r := ann.submits(ann.opensBy("plan"), map[string]string{"times": "at noon-ish", "pace": "1000", "most": "1"})
	for _, field := range []string{"times", "pace", "most"} {
		if r.posts[0].errors[field] == "" {
			t.Errorf("nothing is said about %s: %q", field, r.posts[0].errors)
		}
	}
	if s := ann.self().Settings; s.Pace != 15 || s.Most != 80 {
		t.Errorf("the plan is %+v", s)
	}
}

func TestTheClassesPlanIsAProposal(t *testing.T) {
	t.Parallel()
	h, tess := club(t)
	ann := h.person("Ann").meets()
	ann.says("plan off")
	tess.says("class times 15:00 mon-fri")
	ann.says("plan").has("You have no fixed days", "Your class's plan: Monday to Friday at 15:00.")
	ann.presses("Take the class's plan").has("Your plan: Monday to Friday at 15:00.")
	if s := ann.self().Settings; s.CheckIn != "0 15 * * MON-FRI" || s.Own {
		t.Errorf("the plan is %+v", s)
	}
}

func TestWhatCannotBeSetSaysWhatToDo(t *testing.T) {
	t.Parallel()
	h, _ := club(t)
	ann := h.person("Ann").meets()
	before := ann.self().Settings
	for say, told := range map[string]string{
		"settings zone Mars/Olympus":  "I don't know a time zone Mars/Olympus.",
		"settings zone +02:00":        "I don't know a time zone",
		"settings quiet 0:00-23:59":   "less than an hour awake",
		"settings most 1":             "from 5 to 200",
		"settings most all":           "from 5 to 200",
		"settings learns perhaps":     "settings learns on",
		"settings count perhaps":      "settings count off",
		"away until 2020-01-01":       "That is over already.",
		"away until whenever":         "Say until when",
		"away 2031-01-01":             "within a year",
		"away 2026-03-10 2026-03-05":  "That is over already.",
		"away 2026-03-10 2027-03-05":  "within a year",
		"settings pause 2020-01-01":   "later",
		"plan 0 16 * * MON":           "I couldn't read that plan.",
		"settings times 61 25 * * *":  "I couldn't read that time.",
		"settings times @every 1m":    "I couldn't read that time.",
		"settings times TZ=UTC 16:00": "I couldn't read that time.",
	} {
		ann.says(say).has(told)
		if diff := cmp.Diff(before, ann.self().Settings); diff != "" {
			t.Errorf("%q changed the settings:\n%s", say, diff)
		}
	}
}

func TestWhoIsAwayIsLeftAloneAndMissesNothing(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		say, told string
		invited   []string // on the first days of March from Tuesday 3 on
	}{
		{"away until Friday", "You are away until Friday, 6 March", []string{"6", "9"}},
		{"away 3 days", "You are away until Friday, 6 March", []string{"6", "9"}},
		{"away 2026-03-04 2026-03-09", "You will be away from Wednesday, 4 March to Monday, 9 March", []string{"3", "10"}},
		{"away from 4 March to 5 March", "You will be away from Wednesday, 4 March to Thursday, 5 March", []string{"3", "6"}},
	} {
		t.Run(tt.say, func(t *testing.T) {
			t.Parallel()
			h, _ := club(t)
			ann := h.planned("Ann", "Europe/Berlin", "times 15:00 mon-fri")
			h.until(time.Date(2026, 3, 3, 9, 0, 0, 0, berlin))
			ann.says(tt.say).has(tt.told)
			posts := h.until(time.Date(2026, 3, 13, 9, 0, 0, 0, berlin))
			got := ann.invitations(posts, "2")
			if len(got) > 2 {
				got = got[:2]
			}
			if !slices.Equal(got, tt.invited) {
				t.Errorf("invited on %v, wanted %v", got, tt.invited)
			}
		})
	}
}

func TestWhoIsBackSoonerIsInvitedAgain(t *testing.T) {
	t.Parallel()
	h, _ := club(t)
	ann := h.planned("Ann", "Europe/Berlin", "times 15:00")
	ann.says("away until 2026-04-01").has("You are away until Wednesday, 1 April")
	if got := ann.invitations(h.later(4*24*time.Hour), "2"); len(got) != 0 {
		t.Errorf("invited on %v", got)
	}
	ann.says("away").has("You are away until Wednesday, 1 April")
	ann.says("away off").has("Welcome back!")
	if got := ann.invitations(h.later(2*24*time.Hour), "2"); len(got) != 2 {
		t.Errorf("invited on %v", got)
	}
	if s := ann.self().Settings; len(s.Excused) != 1 || s.Excused[0].To-s.Excused[0].From != 3 {
		t.Errorf("excused: %v", s.Excused)
	}
}

func TestEnoughForTodayIsEnoughUntilTomorrow(t *testing.T) {
	t.Parallel()
	h, _ := club(t)
	ann := h.planned("Ann", "Europe/Berlin", "times 16:00")
	ann.says("practice")
	ann.says("that's enough").has("That's enough for today", "I ask you next: Tue 16:00")
	if _, ok := ann.session(); ok {
		t.Error("the session is still open")
	}
	got := ann.invitations(h.until(time.Date(2026, 3, 4, 12, 0, 0, 0, berlin)), "Mon 15:04")
	if !slices.Equal(got, []string{"Tue 16:00"}) {
		t.Errorf("invited at %v", got)
	}
	ann.says("enough").has("That's enough for today")
	ann.says("practice").has("1/6") // what they say is still answered
}

func TestAfterManyQuestionsItIsEnoughWithOneWayOn(t *testing.T) {
	t.Parallel()
	h, _ := club(t)
	ann := h.planned("Ann", "", "most 5")
	ann.practises(always)
	ann.says("practice").has("That is enough for one day", "[A  Enough for today] [B  Go on anyway]")
	if _, ok := ann.session(); ok {
		t.Fatal("a session has begun")
	}
	ann.presses("Go on anyway").has("1/6")
	ann.says("stop")
	ann.says("practice").has("1/6") // it is said once a day
	h.later(24 * time.Hour)
	ann.says("stop")
	ann.says("practice").has("1/6") // and today is another day
	h.later(time.Second)
	bob := h.planned("Bob", "", "most 5")
	bob.practises(always)
	bob.says("practice")
	bob.presses("Enough for today").has("That's enough for today")
	if d := bob.self().Enough; d != coach.DayOf(h.now, berlin) {
		t.Errorf("enough on %s", d)
	}
}

func TestAReminderNeverRepeatsItsSentenceWithinTwoWeeks(t *testing.T) {
	t.Parallel()
	h, _ := club(t)
	ann := h.planned("Ann", "", "times 16:00", "cap 9")
	last := make(map[string]time.Time)
	n := 0
	for range 60 {
		for _, p := range h.until(time.Date(h.now.Year(), h.now.Month(), h.now.Day()+1, 12, 0, 0, 0, berlin)) {
			if p.to.User != "ann" || !strings.Contains(p.text(), "[A  Yes]") {
				continue
			}
			n++
			sentence, _, _ := strings.Cut(p.text(), "\n")
			if before, ok := last[sentence]; ok && p.at.Sub(before) <= 14*24*time.Hour {
				t.Errorf("%q on %s and %s", sentence, before, p.at)
			}
			last[sentence] = p.at
		}
		ann.says("not now")
	}
	if n < 58 || len(last) < 20 {
		t.Errorf("%d reminders, %d sentences", n, len(last))
	}
}

func TestAfterFiveIgnoredTheLastMessageAsksWhetherToGoOn(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		press, told string
		silent      bool
	}{
		{"Go on asking", "I ask again on your next planned day", false},
		{"Don't ask any more", "I won't write first any more", true},
	} {
		h, _ := club(t)
		ann := h.planned("Ann", "", "times 16:00")
		posts := h.later(20 * 24 * time.Hour)
		if got := ann.invitations(posts, "2"); len(got) != 5 {
			t.Fatalf("invited %d times", len(got))
		}
		ann.presses(tt.press).has(tt.told)
		if got := ann.invitations(h.later(2*24*time.Hour), "2"); len(got) == 0 != tt.silent {
			t.Errorf("after %q invited on %v", tt.press, got)
		}
	}
}

func TestAReminderMovesToWhenTheyPractiseAndBack(t *testing.T) {
	t.Parallel()
	h, _ := club(t)
	ann := h.planned("Ann", "Europe/Berlin", "times 16:00", "learns on")
	practiseAt := func(hour, minute int) (posts []post) {
		posts = h.until(time.Date(2026, h.now.Month(), h.now.In(berlin).Day(), hour, minute, 0, 0, berlin))
		ann.practises(halves)
		return append(posts, h.until(time.Date(2026, h.now.Month(), h.now.In(berlin).Day()+1, 12, 0, 0, 0, berlin))...)
	}
	for n := 0; n < 9 && ann.self().Settings.CheckIn == "0 16 * * *"; n++ {
		practiseAt(17, 20)
	}
	if s := ann.self().Settings; s.CheckIn != "15 17 * * *" {
		t.Fatalf("the coach asks at %s; practice began %v", s.CheckIn, ann.self().Starts)
	}
	posts := h.until(time.Date(2026, h.now.Month(), h.now.In(berlin).Day(), 18, 0, 0, 0, berlin))
	if got := textTo(posts, ann); !strings.Contains(got, "You often practise at about 17:15, so I ask at that time now, and no longer at 16:00.") || !strings.Contains(got, "[C  Back to 16:00]") {
		t.Fatalf("Ann reads %s", got)
	}
	ann.presses("C").has("Back to 16:00, and I leave the time alone")
	if s := ann.self().Settings; s.CheckIn != "0 16 * * *" || s.Learns {
		t.Errorf("the coach asks at %s", s.CheckIn)
	}
	if kept := ann.self().Planned; kept > coach.DayOf(monday, berlin) {
		t.Errorf("the plan is said to hold since %s: it has the same days", kept)
	}
	for range 8 {
		practiseAt(18, 45)
	}
	if s := ann.self().Settings; s.CheckIn != "0 16 * * *" {
		t.Errorf("the coach asks at %s", s.CheckIn)
	}
}

func TestAReminderNeverMovesUnasked(t *testing.T) {
	t.Parallel()
	h, _ := club(t)
	ann := h.planned("Ann", "Europe/Berlin", "times 16:00")
	for range 10 {
		h.until(time.Date(2026, h.now.Month(), h.now.In(berlin).Day(), 18, 30, 0, 0, berlin))
		ann.practises(halves)
		h.until(time.Date(2026, h.now.Month(), h.now.In(berlin).Day()+1, 12, 0, 0, 0, berlin))
	}
	if s := ann.self().Settings; s.CheckIn != "0 16 * * *" {
		t.Errorf("the coach asks at %s", s.CheckIn)
	}
}

func TestPlannedDaysAreToldKindlyOnceAWeekAndCanBeHidden(t *testing.T) {
	t.Parallel()
	for _, hides := range []bool{false, true} {
		h, _ := club(t)
		ann := h.planned("Ann", "Europe/Berlin", "times 16:00")
		if hides {
			ann.says("settings count off").has("Changed.")
		}
		var kept, forYou []string
		for day := range 24 {
			h.until(time.Date(2026, 3, 3+day, 16, 30, 0, 0, berlin))
			if day%4 == 2 { // every fourth planned day is missed
				continue
			}
			text := ann.practises(halves).text()
			for line := range strings.SplitSeq(text, "\n") {
				if strings.HasPrefix(line, "The last seven days: ") {
					kept = append(kept, line)
				}
				if strings.Contains(line, "kept that day for you") || strings.Contains(line, "kept those days for you") {
					forYou = append(forYou, line)
				}
			}
		}
		if hides {
			if len(kept)+len(forYou) > 0 {
				t.Errorf("told all the same: %q %q", kept, forYou)
			}
			continue
		}
		if len(kept) < 2 || len(kept) > 4 || len(forYou) != coach.Freezes {
			t.Errorf("told %q and %q", kept, forYou)
		}
		for _, line := range append(kept, forYou...) {
			for _, loss := range []string{"lost", "missed", "streak", "only", "failed"} {
				if strings.Contains(strings.ToLower(line), loss) {
					t.Errorf("%q speaks of a loss", line)
				}
			}
		}
	}
}

// What participation is made of equals what a walk through the log finds.
func TestParticipationIsWhatTheLogSays(t *testing.T) {
	t.Parallel()
	h, _ := club(t)
	ann := h.planned("Ann", "America/New_York", "times 16:00 mon-fri", "cap 9")
	zone, err := coach.Zone("America/New_York")
	h.must(err)
	for day := range 25 {
		h.until(time.Date(2026, 3, 3+day, 21, 30, 0, 0, zone))
		switch day % 5 {
		case 0, 3:
			ann.practises(halves)
		case 1:
			ann.says("practice") // begun, and nothing answered
			ann.says("stop")
		case 4:
			ann.says("hello")
		}
	}
	p := ann.self()
	var again coach.Active
	for _, e := range ann.entries() {
		if e.Kind == coach.EntryAttempt {
			again.Mark(coach.DayOf(e.At, zone))
		}
	}
	rebuilt := p
	rebuilt.Active = again
	today := coach.DayOf(h.now, zone)
	class := &coach.Class{}
	h.view(school, func(r bot.Reader) error {
		c, err := r.Class("club")
		*class = c
		return err
	})
	from := today - 27
	if diff := cmp.Diff(rebuilt.Participated(class, h.now, from, today), p.Participated(class, h.now, from, today)); diff != "" {
		t.Errorf("participation is not what the log says:\n%s", diff)
	}
	if got := p.Participated(class, h.now, from, today); got.Kept == 0 || got.Of == got.Kept {
		t.Errorf("nothing to compare: %+v", got)
	}
}
