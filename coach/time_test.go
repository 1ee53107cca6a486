package coach_test

import (
	"strings"
	"testing"
	"time"
	_ "time/tzdata"

	"pacer/coach"
)

func zone(t testing.TB, name string) *time.Location {
	t.Helper()
	loc, err := coach.Zone(name)
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

func cron(t testing.TB, expr string) coach.Cron {
	t.Helper()
	c, err := coach.ParseCron(expr)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestCheckInsAreReadOnAWallClockThatNeverChanges(t *testing.T) {
	const layout = "2006-01-02T15:04"
	for _, tt := range []struct {
		name, zone, expr string
		after            string   // on the zone's wall clock
		want             []string // instants in UTC
	}{
		{"a plain week", "Europe/Berlin", "0 16 * * MON-FRI", "2026-11-19T16:00", []string{"2026-11-20T15:00", "2026-11-23T15:00"}},
		{"a gap becomes its end", "America/New_York", "30 2 * * *", "2026-03-07T12:00", []string{"2026-03-08T07:00", "2026-03-09T06:30"}},
		{"a doubled time is its first", "America/New_York", "30 1 * * *", "2026-10-31T12:00", []string{"2026-11-01T05:30", "2026-11-02T06:30"}},
		{"the half hour of Lord Howe", "Australia/Lord_Howe", "15 2 * * *", "2026-10-03T12:00", []string{"2026-10-03T15:30", "2026-10-04T15:15"}},
		{"a midnight that is left out", "America/Sao_Paulo", "0 0 * * *", "2018-11-03T12:00", []string{"2018-11-04T03:00", "2018-11-05T02:00"}},
		{"a midnight in Cairo", "Africa/Cairo", "0 0 * * *", "2026-04-23T12:00", []string{"2026-04-23T22:00", "2026-04-24T21:00"}},
		{"south of the equator, spring", "Australia/Sydney", "30 2 * * *", "2026-10-03T12:00", []string{"2026-10-03T16:00", "2026-10-04T15:30"}},
		{"south of the equator, autumn", "Australia/Sydney", "30 2 * * *", "2026-04-04T12:00", []string{"2026-04-04T15:30", "2026-04-05T16:30"}},
		{"every half hour of a doubled hour comes once", "Europe/Berlin", "*/30 2 * * *", "2026-10-24T12:00", []string{"2026-10-25T00:00", "2026-10-25T00:30", "2026-10-26T01:00"}},
		{"every half hour of a gap comes at its end", "Europe/Berlin", "*/30 2 * * *", "2026-03-28T12:00", []string{"2026-03-29T01:00", "2026-03-30T00:00"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			loc := zone(t, tt.zone)
			at, err := time.ParseInLocation(layout, tt.after, loc)
			if err != nil {
				t.Fatal(err)
			}
			for i, want := range tt.want {
				var key string
				at, key = cron(t, tt.expr).Next(at, loc)
				if got := at.UTC().Format(layout); got != want {
					t.Errorf("time %d is %s, want %s", i+1, got, want)
				}
				if got := at.In(loc).Format(layout); key != got {
					t.Errorf("its key is %s, want the wall clock's %s", key, got)
				}
			}
		})
	}
}

// Every day of six years, in zones with every kind of change there is, a daily
// check-in comes once: none is skipped, none comes twice.
func TestADailyCheckInComesOnceEveryDay(t *testing.T) {
	for _, name := range []string{
		"Europe/Berlin", "Europe/Dublin", "America/New_York", "America/Santiago", "America/St_Johns", "Australia/Sydney",
		"Australia/Lord_Howe", "Africa/Cairo", "Africa/Casablanca", "Asia/Tehran", "Asia/Gaza", "Asia/Kolkata", "Pacific/Chatham",
		"Pacific/Norfolk", "Pacific/Auckland", "UTC",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			loc := zone(t, name)
			for _, expr := range []string{"0 0 * * *", "30 0 * * *", "30 1 * * *", "0 2 * * *", "30 2 * * *", "15 3 * * *", "0 16 * * *", "59 23 * * *"} {
				c := cron(t, expr)
				at := time.Date(2024, time.January, 1, 23, 59, 30, 0, loc)
				day := coach.DayOf(at, loc)
				for range 6 * 365 {
					next, _ := c.Next(at, loc)
					if !next.After(at) {
						t.Fatalf("%s: after %s comes %s", expr, at, next)
					}
					if got := coach.DayOf(next, loc); got != day+1 {
						t.Fatalf("%s: after %s comes %s, not the next day", expr, at.In(loc), next.In(loc))
					}
					at, day = next, day+1
				}
			}
		})
	}
}

func TestSchedulesThatCannotBeKeptAreRefusedWithASentence(t *testing.T) {
	for _, expr := range []string{
		"", "16:00", "0 16 * *", "0 16 * * * *", "TZ=0", "CRON_TZ=Europe/Berlin", "TZ=Europe/Berlin 0 16 * * *", "@every 1s", "@EVERY 5m",
		"0 9 31 2 *", "* * * * *", "*/2 * * * *", "61 16 * * *", "0 16 * * FUNDAY", strings.Repeat("0,", 5000) + "0 16 * * *", "\x00", "0 16 * * MON-",
	} {
		_, err := coach.ParseCron(expr)
		if coach.KindOf(err) != coach.Invalid {
			t.Errorf("%.40q: %v, want a refusal that can be mended", expr, err)
		}
	}
	for _, expr := range []string{"0 16 * * MON-FRI", "*/5 * * * *", "@daily", "0 9 29 2 *", "0 8,20 * * *"} {
		if _, err := coach.ParseCron(expr); err != nil {
			t.Errorf("%q: %v", expr, err)
		}
	}
}

func TestQuietHoursKeepTheNight(t *testing.T) {
	berlin := zone(t, "Europe/Berlin")
	night := coach.Settings{QuietFrom: 20 * 60, QuietTo: 7*60 + 30}
	for _, tt := range []struct {
		at    string
		quiet bool
		end   string
	}{
		{"2026-11-22T19:59", false, ""},
		{"2026-11-22T20:00", true, "2026-11-23T07:30"},
		{"2026-11-23T00:00", true, "2026-11-23T07:30"},
		{"2026-11-23T07:29", true, "2026-11-23T07:30"},
		{"2026-11-23T07:30", false, ""},
		{"2026-03-28T23:00", true, "2026-03-29T07:30"}, // the short night
		{"2026-10-24T23:00", true, "2026-10-25T07:30"}, // the long one
	} {
		at, err := time.ParseInLocation("2006-01-02T15:04", tt.at, berlin)
		if err != nil {
			t.Fatal(err)
		}
		quiet, end := night.InQuiet(at, berlin)
		if quiet != tt.quiet {
			t.Errorf("%s: quiet is %v", tt.at, quiet)
		}
		if got := end.In(berlin).Format("2006-01-02T15:04"); quiet && got != tt.end {
			t.Errorf("%s: quiet ends %s, want %s", tt.at, got, tt.end)
		}
	}
	if quiet, _ := (coach.Settings{}).InQuiet(time.Now(), berlin); quiet {
		t.Error("hours that begin when they end keep nobody quiet")
	}
}

// However the hours and the clock lie, the end of quiet hours is later than
// now and not quiet itself.
func TestQuietHoursEnd(t *testing.T) {
	for _, name := range []string{"Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/Sao_Paulo"} {
		loc := zone(t, name)
		for from := 0; from < 24*60; from += 95 {
			for to := 0; to < 24*60; to += 85 {
				s := coach.Settings{QuietFrom: from, QuietTo: to}
				for at := time.Date(2018, time.October, 25, 0, 0, 0, 0, time.UTC); at.Year() == 2018 && at.Month() < 12; at = at.Add(137 * time.Minute) {
					quiet, end := s.InQuiet(at, loc)
					if !quiet {
						continue
					}
					if quiet, next := s.InQuiet(end, loc); quiet { // an end in a doubled hour comes again
						end = next
					}
					if still, _ := s.InQuiet(end, loc); still || !end.After(at) {
						t.Fatalf("%s, quiet %d-%d: at %s it ends %s", name, from, to, at.In(loc), end.In(loc))
					}
				}
			}
		}
	}
}

func TestZonesAreNames(t *testing.T) {
	for _, name := range []string{"", "CET", "+02:00", "EST", "Europe/Berlinn", "../../etc/passwd", "Local"} {
		if _, err := coach.Zone(name); coach.KindOf(err) != coach.Invalid {
			t.Errorf("%q: %v, want a refusal that can be mended", name, err)
		}
	}
}

func FuzzParseCron(f *testing.F) {
	for _, s := range []string{"0 16 * * MON-FRI", "TZ=0", "CRON_TZ=Europe/Berlin", "@every 0s", "0 9 31 2 *", "*/7 */3 1-5 * ?"} {
		f.Add(s)
	}
	berlin, err := coach.Zone("Europe/Berlin")
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, expr string) {
		c, err := coach.ParseCron(expr)
		if err != nil {
			return
		}
		at := time.Date(2026, time.March, 28, 12, 0, 0, 0, time.UTC)
		next, key := c.Next(at, berlin)
		if !next.After(at) || key == "" {
			t.Errorf("%q was taken, and next comes %v %q", expr, next, key)
		}
	})
}
