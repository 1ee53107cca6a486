package say_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"pacer/bot/say"
	"pacer/coach"
)

func day(t *testing.T, s string) coach.Day {
	t.Helper()
	d, err := coach.ParseDay(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// today of these tests is Monday, 23 November 2026.
const today = "2026-11-23"

func TestReadDay(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		lang, said, want, rest string
	}{
		{"en", "2026-12-20", "2026-12-20", ""},
		{"en", "2026/12/20: bring paper", "2026-12-20", ": bring paper"},
		{"en", "today", "2026-11-23", ""},
		{"en", "Tomorrow please", "2026-11-24", "please"},
		{"en", "the day after tomorrow", "2026-11-25", ""},
		{"en", "monday", "2026-11-23", ""},
		{"en", "next Monday", "2026-11-30", ""},
		{"en", "Friday", "2026-11-27", ""},
		{"en", "on fri.", "2026-11-27", ""},
		{"en", "Weds, then", "2026-11-25", ", then"},
		{"en", "until Friday, 4 December", "2026-12-04", ""},
		{"en", "3 days", "2026-11-26", ""},
		{"en", "in three days", "2026-11-26", ""},
		{"en", "a week", "2026-11-30", ""},
		{"en", "2 weeks", "2026-12-07", ""},
		{"en", "20 December", "2026-12-20", ""},
		{"en", "20th of December 2027", "2027-12-20", ""},
		{"en", "December 20th, 2026", "2026-12-20", ""},
		{"en", "Dec. 20", "2026-12-20", ""},
		{"en", "Sept 3", "2027-09-03", ""},
		{"en", "the 3rd of january", "2027-01-03", ""},
		{"en", "29 February", "2028-02-29", ""},
		{"en", "20.12.", "2026-12-20", ""},
		{"en", "20/12/26", "2026-12-20", ""},
		{"en", "٢٠٢٦-١٢-٢٠", "2026-12-20", ""},
		{"en", "2026-\uff11\uff12-20", "2026-12-20", ""},
	} {
		got, rest, ok := say.In(tt.lang).ReadDay(tt.said, day(t, today))
		if !ok || got != day(t, tt.want) || rest != tt.rest {
			t.Errorf("%s: %q is read as %s, %v, with %q left; wanted %s with %q", tt.lang, tt.said, got, ok, rest, tt.want, tt.rest)
		}
	}
	for _, said := range []string{"", "someday", "mondayish", "31 February", "2026-02-30", "13.13.", "may", "20", "days", "12345-12-12", "2026-12-200", "١"} {
		if got, _, ok := say.In("en").ReadDay(said, day(t, today)); ok {
			t.Errorf("%q is read as %s", said, got)
		}
	}
}

func TestReadDays(t *testing.T) {
	t.Parallel()
	for said, want := range map[string][2]string{
		"2026-12-21 2027-01-06":        {"2026-12-21", "2027-01-06"},
		"21 December to 6 January":     {"2026-12-21", "2027-01-06"},
		"from Monday until Wednesday":  {"2026-11-23", "2026-11-25"},
		"2026-12-21 – 2026-12-23":      {"2026-12-21", "2026-12-23"},
		"tomorrow":                     {"2026-11-24", "2026-11-24"},
		"Friday, 4 December to Friday": {"2026-12-04", "2026-12-04"},
	} {
		if from, to, ok := say.In("en").ReadDays(said, day(t, today)); !ok || from != day(t, want[0]) || to != day(t, want[1]) {
			t.Errorf("%q is read as %s to %s, %v", said, from, to, ok)
		}
	}
	for _, said := range []string{"", "soon", "2026-12-21 soon", "2026-12-21 2026-12-22 2026-12-23"} {
		if from, to, ok := say.In("en").ReadDays(said, day(t, today)); ok {
			t.Errorf("%q is read as %s to %s", said, from, to)
		}
	}
}

func TestFindDate(t *testing.T) {
	t.Parallel()
	for said, want := range map[string]string{
		"fractions by 20 December, all of them": "2026-12-20",
		"be ready (2027-01-10) for the exam":    "2027-01-10",
		"the exam of December 1":                "2026-12-01",
	} {
		if got, ok := say.In("en").FindDate(said, day(t, today)); !ok || got != day(t, want) {
			t.Errorf("%q has the date %s, %v; wanted %s", said, got, ok, want)
		}
	}
	for _, said := range []string{"", "12 marbles", "I may learn 3 things", "the 20 decembers", "120 decimals", "room A20 December"} {
		if got, ok := say.In("en").FindDate(said, day(t, today)); ok {
			t.Errorf("%q has the date %s", said, got)
		}
	}
}

func TestReadWeekdays(t *testing.T) {
	t.Parallel()
	const su, mo, tu, we, th, fr, sa = time.Sunday, time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday, time.Saturday
	for _, tt := range []struct {
		said string
		want []time.Weekday
	}{
		{"mon-fri", []time.Weekday{mo, tu, we, th, fr}},
		{"MON–FRI", []time.Weekday{mo, tu, we, th, fr}},
		{"monday to thursday", []time.Weekday{mo, tu, we, th}},
		{"Mondays and Thursdays", []time.Weekday{mo, th}},
		{"mon, wed & sat", []time.Weekday{mo, we, sa}},
		{"sun-tue", []time.Weekday{su, mo, tu}},
		{"every day", []time.Weekday{su, mo, tu, we, th, fr, sa}},
		{"weekdays", []time.Weekday{mo, tu, we, th, fr}},
		{"on weekends", []time.Weekday{su, sa}},
		{"fri fri fri", []time.Weekday{fr}},
	} {
		got, ok := say.In("en").ReadWeekdays(tt.said)
		if diff := cmp.Diff(tt.want, got); !ok || diff != "" {
			t.Errorf("%q is read as %v, %v", tt.said, got, ok)
		}
	}
	for _, said := range []string{"", "and", "monkey", "mon-", "mon to", "1-5", "friday 16:00"} {
		if got, ok := say.In("en").ReadWeekdays(said); ok {
			t.Errorf("%q is read as %v", said, got)
		}
	}
}

func TestReadTimes(t *testing.T) {
	t.Parallel()
	p := say.In("en")
	for said, want := range map[string]int{
		"16:05": 16*60 + 5, "16.05": 16*60 + 5, "16": 16 * 60, "7:30": 7*60 + 30, "at 07:30": 7*60 + 30, "4pm": 16 * 60, "4:05 p.m.": 16*60 + 5,
		"12 am": 0, "12 pm": 12 * 60, "4 o'clock": 4 * 60, "16h05": 16*60 + 5, "16 h": 16 * 60, "١٦:٠٥": 16*60 + 5, "0:00": 0,
	} {
		if got, ok := p.ReadClock(said); !ok || got != want {
			t.Errorf("%q is read as %d, %v; wanted %d", said, got, ok, want)
		}
	}
	for _, said := range []string{"", "24:00", "16:60", "16:5", "13 am", "0 pm", "four", "16:05x", "-3", "16:05:00"} {
		if got, ok := p.ReadClock(said); ok {
			t.Errorf("%q is read as %d", said, got)
		}
	}
	for said, want := range map[string][2]int{"20:00-7:30": {20 * 60, 7*60 + 30}, "8 pm to 7 am": {20 * 60, 7 * 60}, "from 22 until 6": {22 * 60, 6 * 60}, "20:00–07:30": {20 * 60, 7*60 + 30}} {
		if from, to, ok := p.ReadHours(said); !ok || from != want[0] || to != want[1] {
			t.Errorf("%q is read as %d to %d, %v", said, from, to, ok)
		}
	}
	for said, want := range map[string]int{"16:00": 7, "16:00 mon-fri": 5, "mon-fri 16:00": 5, "Mondays and Thursdays at 4 pm": 2, "16:00, weekends": 2} {
		if at, days, ok := p.ReadTimes(said); !ok || at != 16*60 || len(days) != want {
			t.Errorf("%q is read as %d on %v, %v", said, at, days, ok)
		}
	}
	for _, said := range []string{"", "mon-fri", "16:00 monkeys", "16:00 17:00"} {
		if at, days, ok := p.ReadTimes(said); ok {
			t.Errorf("%q is read as %d on %v", said, at, days)
		}
	}
}

func TestReadOnOffAndNumbers(t *testing.T) {
	t.Parallel()
	p := say.In("en")
	for said, want := range map[string]bool{"on": true, "ON": true, "yes": true, "ok": true, "off": false, "no": false, "Off.": false, "never": false} {
		if on, ok := p.ReadOnOff(said); !ok || on != want {
			t.Errorf("%q is read as %v, %v", said, on, ok)
		}
	}
	if on, ok := p.ReadOnOff("offline"); ok {
		t.Errorf("offline is read as %v", on)
	}
	for said, want := range map[string]int{"3": 3, "٣": 3, "३": 3, "\uff13": 3, "ten": 10, "007": 7} {
		if n, ok := p.ReadNumber(said); !ok || n != want {
			t.Errorf("%q is read as %d, %v", said, n, ok)
		}
	}
	for _, said := range []string{"", "3x", "-3", "1234567", "tenth", "1.5"} {
		if n, ok := p.ReadNumber(said); ok {
			t.Errorf("%q is read as %d", said, n)
		}
	}
}

func TestWordsAreHeardHoweverTheyAreTyped(t *testing.T) {
	t.Parallel()
	p := say.In("en")
	for said, want := range map[string]say.Word{
		"PRACTICE": "practice", "ｐｒａｃｔｉｃｅ": "practice", "práctice": "practice", "i don’t know!": "dont know", "another‑way": "another way", "¿help?": "help",
	} {
		if got, rest, ok := p.Heard(said); !ok || got != want || rest != "" {
			t.Errorf("%q is heard as %q with %q", said, got, rest)
		}
	}
}
