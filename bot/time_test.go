package bot_test

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"pacer/bot"
	"pacer/coach"
)

// invitations are the check-ins of a person, as their own clock shows them.
func (v *voice) invitations(posts []post, layout string) (at []string) {
	v.t.Helper()
	zone, err := coach.Zone(v.self().Settings.Zone)
	v.must(err)
	for _, p := range posts {
		if p.to.User == v.from.User && (strings.Contains(p.text(), "[A  Yes]") || strings.HasPrefix(p.text(), "Your plan is ")) {
			at = append(at, p.at.In(zone).Format(layout))
			if !p.begun {
				v.t.Error("a check-in is something the coach begins")
			}
		}
	}
	return at
}

// planned is somebody with check-ins as a cron expression, and their settings.
func (h *house) planned(name, zone string, settings ...string) *voice {
	h.t.Helper()
	v := h.person(name)
	v.from.Zone = zone
	v.meets()
	for _, s := range settings {
		v.says("settings " + s).has("Changed.")
	}
	return v
}

func TestACheckInComesAtTheLearnersTime(t *testing.T) {
	t.Parallel()
	h, _ := club(t)
	ann := h.planned("Ann", "America/New_York", "times 16:30 mon-fri")
	ann.says("settings").has("Monday to Friday at 16:30", "America/New_York")
	posts := h.until(time.Date(2026, 3, 3, 12, 0, 0, 0, time.UTC))
	if got := ann.invitations(posts, "Mon 15:04"); !slices.Equal(got, []string{"Mon 16:30"}) {
		t.Fatalf("invited at %v", got)
	}
	if got := textTo(posts, ann); !strings.Contains(got, "Tiles") || !strings.HasSuffix(got, "?\n[A  Yes] [B  Not now]\n(Say stop and I won't write first any more.)") {
		t.Errorf("Ann reads %s", got)
	}
	ann.presses("Yes").has("1/6")
}

func TestACheckInSaysWhatFades(t *testing.T) {
	t.Parallel()
	h, _ := club(t)
	ann := h.planned("Ann", "", "times 16:00")
	ann.practises(always)
	posts := h.later(20 * 24 * time.Hour)
	if got := textTo(posts, ann); !strings.Contains(got, "due to come back") {
		t.Errorf("Ann reads %s", got)
	}
}

func TestAnswersToACheckIn(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		say, told string
		silent    bool
	}{
		{"a", "1/6", false},
		{"yes", "1/6", false},
		{"ok", "1/6", false},
		{"practice", "1/6", false},
		{"Not now", "That's fine.", false},
		{"later", "That's fine.", false},
		{"no", "That's fine.", false},
		{"b", "That's fine.", false},
		{"stop", "I won't write first any more", true},
		{"stop messages", "I won't write first any more", true},
		{"progress", "You can see this", false},
		{"what?", "Type one of the letters", false},
	} {
		t.Run(tt.say, func(t *testing.T) {
			t.Parallel()
			h, _ := club(t)
			ann := h.planned("Ann", "", "times 16:00")
			h.later(2 * time.Hour)
			ann.says(tt.say).has(tt.told)
			if got := ann.self().Settings.Silent; got != tt.silent {
				t.Errorf("silent: %v", got)
			}
			posts := h.later(5 * 24 * time.Hour)
			if n := len(ann.invitations(posts, "Mon")); n == 0 != tt.silent {
				t.Errorf("%d more check-ins", n)
			}
		})
	}
}

func TestNothingBeginsInQuietHours(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name     string
		settings []string
		want     []string
	}{
		{"it waits for their end", []string{"quiet 15:30-16:45", "times 16:00"}, []string{"Mon 16:45", "Tue 16:45"}},
		{"over midnight", []string{"quiet 22:00-3:00", "times 23:30"}, []string{"Tue 03:00", "Wed 03:00"}},
		{"no longer than six hours", []string{"quiet 20:00-7:30", "times 21:00"}, nil},
		{"none are none", []string{"quiet off", "times 3:15"}, []string{"Tue 03:15", "Wed 03:15"}},
		{"their first minute is quiet, their last is not", []string{"quiet 16:00-17:00", "times 0 16,17 * * *", "cap 9"}, []string{"Mon 17:00", "Tue 17:00"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			h, _ := club(t)
			ann := h.planned("Ann", "Europe/Berlin", tt.settings...)
			got := ann.invitations(h.until(time.Date(2026, 3, 4, 12, 0, 0, 0, berlin)), "Mon 15:04")
			if len(got) > 2 {
				got = got[:2]
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("invited at %v, wanted %v", got, tt.want)
			}
		})
	}
	h, _ := club(t)
	h.planned("Ann", "", "times 21:00").says("settings").has("in your quiet hours, so nothing would come")
}

func TestTheCapIsKept(t *testing.T) {
	t.Parallel()
	// A reminder comes once a day at most, whatever the cap.
	for limit, want := range map[string]int{"cap 0": 0, "cap 1": 1, "cap 2": 1, "cap 9": 1} {
		h, _ := club(t)
		ann := h.planned("Ann", "", "times 0 15,16,17,18 * * *", limit)
		posts := h.until(monday.Add(10 * time.Hour))
		if got := ann.invitations(posts, "15:04"); len(got) != want {
			t.Errorf("%s: invited at %v", limit, got)
		}
	}
}

func TestAPauseIsKeptAndEnds(t *testing.T) {
	t.Parallel()
	h, _ := club(t)
	ann := h.planned("Ann", "Europe/Berlin", "times 16:00", "pause 3 days")
	ann.says("settings").has("Paused until Thu 5 Mar")
	if got := ann.invitations(h.until(monday.AddDate(0, 0, 4)), "Mon 15:04"); !slices.Equal(got, []string{"Thu 16:00"}) {
		t.Errorf("invited at %v", got)
	}
	ann.says("settings pause 2026-03-20")
	ann.says("settings on").has("Changed.").lacks("Paused")
	if got := ann.invitations(h.later(24*time.Hour), "Mon 15:04"); len(got) != 1 {
		t.Errorf("invited at %v", got)
	}
}

func TestSilenceIsKeptUntilItIsTakenBackAndOfferedBackOnce(t *testing.T) {
	t.Parallel()
	h := open(t, "club")
	ann := h.planned("Ann", "", "times 16:00")
	ann.says("stop messages").has("I won't write first any more", "settings on")
	if got := ann.invitations(h.later(10*24*time.Hour), "Mon"); len(got) != 0 {
		t.Errorf("invited at %v", got)
	}
	ann.practises(always).has("You asked me not to write first.", "settings on")
	ann.practises(always).lacks("You asked me not to write first.")
	ann.says("settings on").has("Changed.")
	if got := ann.invitations(h.later(48*time.Hour), "Mon"); len(got) == 0 {
		t.Error("it stays silent")
	}
}

func TestFiveIgnoredAndTheCoachWaits(t *testing.T) {
	t.Parallel()
	h, _ := club(t)
	ann := h.planned("Ann", "", "times 16:00")
	posts := h.later(20 * 24 * time.Hour)
	got := ann.invitations(posts, "2")
	if len(got) != 5 {
		t.Fatalf("invited %d times", len(got))
	}
	for _, p := range posts {
		isLast := p.to.User == "ann" && strings.Contains(p.text(), "This is the last time until you write")
		if isLast != (p.to.User == "ann" && p.at.In(berlin).Format("2") == got[4]) {
			t.Errorf("on day %s Ann reads %s", p.at.Format("2"), p.text())
		}
	}
	ann.says("hello")
	if got := ann.invitations(h.later(48*time.Hour), "2"); len(got) == 0 {
		t.Error("it waits for ever")
	}
}

func TestWhoHasPractisedTodayIsLeftAlone(t *testing.T) {
	t.Parallel()
	h, _ := club(t)
	ann := h.planned("Ann", "", "times 16:00")
	ann.says("practice")
	ann.answers(true)
	if got := ann.invitations(h.later(4*time.Hour), "Mon"); len(got) != 0 {
		t.Errorf("invited at %v", got)
	}
}

// A year's two changes in three zones, one of them south of the equator: each
// day has its check-ins once, at the reading of the learner's own clock; what a
// change leaves out comes at the gap's end, what it doubles comes at the first.
func TestCheckInsAroundTheChangesOfTheClock(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		zone   string
		change time.Time // within the day of it
		at     string    // a time that the change touches
		want   string    // on the day of the change
	}{
		{"Europe/Berlin", time.Date(2026, 3, 29, 0, 0, 0, 0, time.UTC), "2:30", "03:00 CEST"},
		{"Europe/Berlin", time.Date(2026, 10, 25, 0, 0, 0, 0, time.UTC), "2:30", "02:30 CEST"},
		{"America/New_York", time.Date(2026, 3, 8, 5, 0, 0, 0, time.UTC), "2:30", "03:00 EDT"},
		{"America/New_York", time.Date(2026, 11, 1, 5, 0, 0, 0, time.UTC), "1:30", "01:30 EDT"},
		{"Australia/Sydney", time.Date(2026, 10, 3, 14, 0, 0, 0, time.UTC), "2:30", "03:00 AEDT"},
		{"Australia/Sydney", time.Date(2026, 4, 4, 14, 0, 0, 0, time.UTC), "2:30", "02:30 AEDT"},
	} {
		t.Run(fmt.Sprint(tt.zone, " ", tt.change.Month()), func(t *testing.T) {
			t.Parallel()
			h, _ := club(t)
			h.now = tt.change.AddDate(0, 0, -4)
			ann := h.planned("Ann", tt.zone, "quiet off", "times "+tt.at)
			zone, err := coach.Zone(tt.zone)
			if err != nil {
				t.Fatal(err)
			}
			perDay := make(map[string][]string)
			for range 8 {
				for _, at := range ann.invitations(h.later(24*time.Hour), "01-02 15:04 MST") {
					perDay[at[:5]] = append(perDay[at[:5]], at[6:])
				}
				ann.says("not now") // or the coach would soon wait
			}
			on := tt.change.Add(3 * time.Hour).In(zone).Format("01-02")
			for day, at := range perDay {
				switch {
				case len(at) != 1:
					t.Errorf("on %s at %v", day, at)
				case day == on && at[0] != tt.want:
					t.Errorf("on the day of the change at %s, wanted %s", at[0], tt.want)
				case day != on && !strings.HasPrefix(at[0], fmt.Sprintf("%05s", tt.at)):
					t.Errorf("on %s at %s", day, at[0])
				}
			}
			if len(perDay) < 7 || len(perDay[on]) != 1 {
				t.Errorf("invited on %v", perDay)
			}
		})
	}
}

func TestAfterTheCoachWasAwayOneCheckInAtMostIsMadeUpFor(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		back string // on the fourth day
		want []string
	}{
		{"15:59", nil}, {"16:20", []string{"16:20"}}, {"19:59", []string{"19:59"}}, {"22:30", nil},
	} {
		t.Run(tt.back, func(t *testing.T) {
			t.Parallel()
			h, _ := club(t)
			ann := h.planned("Ann", "Europe/Berlin", "times 16:00", "cap 9")
			h.later(time.Hour)
			h.stop()
			back, err := time.ParseInLocation("2006-01-02 15:04", "2026-03-06 "+tt.back, berlin)
			if err != nil {
				t.Fatal(err)
			}
			h.now = back
			h.start()
			posts := h.tick()
			if got := ann.invitations(posts, "15:04"); !slices.Equal(got, tt.want) {
				t.Errorf("invited at %v", got)
			}
			if got := ann.invitations(h.until(time.Date(2026, 3, 7, 17, 0, 0, 0, berlin)), "Mon 15:04"); !slices.Contains(got, "Sat 16:00") {
				t.Errorf("and then at %v", got)
			}
		})
	}
}

func TestMovingToAnotherZoneNeitherDoublesADayNorEndsCheckIns(t *testing.T) {
	t.Parallel()
	h, _ := club(t)
	ann := h.planned("Ann", "Europe/Berlin", "times 16:00")
	h.until(time.Date(2026, 3, 2, 16, 30, 0, 0, berlin))
	ann.says("settings zone America/New_York").has("Changed.")
	got := ann.invitations(h.until(time.Date(2026, 3, 5, 12, 0, 0, 0, time.UTC)), "Mon 15:04")
	if !slices.Equal(got, []string{"Tue 16:00", "Wed 16:00"}) {
		t.Errorf("invited at %v", got)
	}
}

// slow lets something happen between finding what is due and handling it.
type slow struct {
	bot.Store
	between func()
}

func (s *slow) Due(ctx context.Context, now time.Time, limit int) ([]bot.Schedule, error) {
	due, err := s.Store.Due(ctx, now, limit)
	if len(due) > 0 && s.between != nil {
		between := s.between
		s.between = nil
		between()
	}
	return due, err
}

func TestAScheduleChangedAtTheLastMomentIsNotHandledAsItWas(t *testing.T) {
	t.Parallel()
	h, _ := club(t)
	ann := h.planned("Ann", "Europe/Berlin", "times 16:00")
	between := &slow{Store: h.store}
	h.wrap = func(bot.Store) bot.Store { return between }
	h.stop()
	h.start()
	between.Store = h.store
	h.now = time.Date(2026, 3, 2, 16, 0, 1, 0, berlin)
	between.between = func() { ann.says("settings times 18:00").has("Changed.") }
	if got := ann.invitations(h.tick(), "15:04"); len(got) != 0 {
		t.Errorf("invited at %v", got)
	}
	if got := ann.invitations(h.later(4*time.Hour), "15:04"); !slices.Equal(got, []string{"18:00"}) {
		t.Errorf("invited at %v", got)
	}
}

func TestWhatFailsDoesNotKeepTheRestFromBeingHandled(t *testing.T) {
	t.Parallel()
	h, _ := club(t)
	ann := h.planned("Ann", "Europe/Berlin", "times 16:00")
	id := ann.id()
	h.seed(school, func(tx bot.Tx) error {
		for n := range 450 { // more than are handled at once, and all older
			if err := tx.PutSchedule(bot.Schedule{Person: id, Kind: fmt.Sprint("nonsense ", n), Next: monday, Key: "k"}); err != nil {
				return err
			}
		}
		return nil
	})
	h.now = time.Date(2026, 3, 2, 16, 0, 1, 0, berlin)
	before := len(h.posts)
	err := h.bot.Tick(t.Context())
	if err == nil || !strings.Contains(err.Error(), `unknown kind "nonsense 449"`) {
		t.Errorf("the error is %.200v", err)
	}
	if got := ann.invitations(h.posts[before:], "15:04"); len(got) != 1 {
		t.Errorf("invited at %v", got)
	}
}

func TestTwoTicksAtOnceInviteOnce(t *testing.T) {
	t.Parallel()
	h, _ := club(t)
	ann := h.planned("Ann", "Europe/Berlin", "times 16:00")
	h.now = time.Date(2026, 3, 2, 16, 0, 1, 0, berlin)
	before := len(h.posts)
	done := make(chan error)
	for range 8 {
		go func() { done <- h.bot.Tick(t.Context()) }()
	}
	for range 8 {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
	if got := ann.invitations(h.posts[before:], "15:04"); len(got) != 1 {
		t.Errorf("invited at %v", got)
	}
}

func TestTheBotRunsUntilItIsToldToStop(t *testing.T) {
	t.Parallel()
	h, _ := club(t)
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error)
	go func() { done <- h.bot.Run(ctx) }()
	stop()
	if err := <-done; err != nil {
		t.Error(err)
	}
}

func TestSettingsAreChangedByWordsAndMendedWhenUnread(t *testing.T) {
	t.Parallel()
	h, _ := club(t)
	ann := h.person("Ann").meets()
	for _, tt := range []struct{ say, told string }{
		{"settings", "How you learn with me:"},
		{"settings minutes 15", "minutes in a session: 15"},
		{"settings minutes 5 minutes", "minutes in a session: 5"},
		{"settings minutes 7", "Sessions are 2, 5 or 15 minutes. Write settings minutes 5."},
		{"settings times 7.45", "daily at 07:45"},
		{"settings times 16 mon,wed", "Mondays and Wednesdays at 16:00"},
		{"settings times 0 16 1 * *", "0 16 1 * *"},
		{"settings times off", "I write first: never"},
		{"settings times", "Write settings times 16:00"},
		{"settings times 25:00", "I couldn't read that time."},
		{"settings times 16:00 someday", "I couldn't read that time."},
		{"settings times @every 1h", "I couldn't read that time."},
		{"settings times TZ=UTC", "I couldn't read that time."},
		{"settings times CRON_TZ=Europe/Berlin 0 1 * * *", "I couldn't read that time."},
		{"settings times 0 0 31 2 *", "I couldn't read that time."},
		{"settings quiet 21:00–6:30", "quiet: 21:00–06:30"},
		{"settings quiet OFF", "no quiet hours"},
		{"settings quiet 8:00", "I couldn't read those hours."},
		{"settings quiet 8:00-8:00", "I couldn't read those hours."},
		{"settings quiet 8:00-7:30", "less than an hour awake"},
		{"settings zone Asia/Tokyo", "time zone: Asia/Tokyo"},
		{"settings zone CET", "I don't know a time zone CET. Write a big city near you"},
		{"settings zone", "Write a big city near you"},
		{"settings zone ../../etc/passwd", "I don't know a time zone"},
		{"settings language EN", "language: English"},
		{"settings language tlh", "en (English)"},
		{"settings cap 11", "Write a number from 0 to 10"},
		{"settings cap x", "Write a number from 0 to 10"},
		{"settings cap 3", "messages a day that I begin, at most: 3"},
		{"settings pause", "Write settings pause 3 days"},
		{"settings pause 0", "Write settings pause 3 days"},
		{"settings pause 2026-03-01", "That day has come already."},
		{"settings pause 2028-03-01", "or a day within a year"},
		{"settings pause 2 days", "Paused until"},
		{"settings off", "I won't write first any more"},
		{"settings on", "Changed."},
		{"settings colour red", "There is no setting colour; these are the ones there are."},
	} {
		ann.says(tt.say).has(tt.told).lacks("**", "\\")
	}
	s := ann.self().Settings
	want := coach.Defaults()
	want.Zone, want.Minutes, want.CheckIn, want.Own, want.QuietFrom, want.QuietTo, want.Cap = "Asia/Tokyo", 5, "", true, 0, 0, 3
	want.OwnZone, want.OwnLanguage = true, true
	if !reflect.DeepEqual(s, want) {
		t.Errorf("the settings are\n%+v, wanted\n%+v", s, want)
	}
}
