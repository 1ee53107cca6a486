package coach

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestWhatADayWas(t *testing.T) {
	t.Parallel()
	// March 2026 begins on a Sunday.
	day := func(d int) Day { return Day(time.Date(2026, time.March, d, 0, 0, 0, 0, time.UTC).Unix() / 86400) }
	now := time.Date(2026, time.March, 20, 15, 0, 0, 0, time.UTC)
	weekdays := func(practised ...int) Person {
		p := Person{Joined: now.AddDate(0, -3, 0), Planned: day(1)}
		p.Settings.Zone, p.Settings.CheckIn = "UTC", "0 16 * * MON-FRI"
		for _, d := range practised {
			p.Active.Mark(day(d))
		}
		return p
	}
	class := &Class{Holidays: []Holiday{{From: day(16), To: day(17)}}}
	for _, tt := range []struct {
		name   string
		person Person
		change func(*Person)
		want   string // one letter a day from Monday 2 to Friday 20: first letters of the marks, capital F for you, x missed
		kept   int
		of     int
	}{
		{"planned and practised, the rest of the month's first two kept for them", weekdays(2, 4, 5, 6), nil, "kFkkk..Fxxxx..eexxa", 4, 10},
		{"a Saturday is practised without a plan", weekdays(2, 3, 4, 5, 6, 7), nil, "kkkkk+.FFxxx..eexxa", 5, 10},
		{"who is away misses nothing", weekdays(2, 3), func(p *Person) { p.Settings.Excuse(Holiday{day(4), day(13)}) }, "kkeee..eeeee..eeFFa", 2, 2},
		{"days before the plan are before it", weekdays(18), func(p *Person) { p.Planned = day(17) }, "bbbbbbbbbbbbbbbbkFa", 1, 1},
		{"who asked for silence plans nothing", weekdays(2, 3), func(p *Person) { p.Settings.Silent = true }, "++.................", 0, 0},
		{"who practises on a holiday does so without a plan", weekdays(2, 3, 4, 5, 6, 9, 10, 11, 12, 13, 16), nil, "kkkkk..kkkkk..+eFFa", 10, 10},
		{"today is kept once something was answered", weekdays(2, 3, 4, 5, 6, 9, 10, 11, 12, 13, 18, 19, 20), nil, "kkkkk..kkkkk..eekkk", 13, 13},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			p := tt.person
			if tt.change != nil {
				tt.change(&p)
			}
			got := p.Participated(class, now, day(2), day(20))
			var marks strings.Builder
			for _, m := range got.Days {
				marks.WriteString(map[Presence]string{
					DayKept: "k", DayForYou: "F", DayAlso: "+", DayMissed: "x", DayExcused: "e", DayAwaited: "a", DayFree: ".", DayBefore: "b",
				}[m])
			}
			if marks.String() != tt.want || got.Kept != tt.kept || got.Of != tt.of {
				t.Errorf("%s, %d of %d; wanted %s, %d of %d", &marks, got.Kept, got.Of, tt.want, tt.kept, tt.of)
			}
		})
	}
}

// The freezes are the month's, whatever part of it is looked at.
func TestAPartOfAMonthIsWhatItIsInTheWhole(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, time.May, 9, 12, 0, 0, 0, time.UTC)
	today := DayOf(now, time.UTC)
	r := rand.New(rand.NewPCG(1, 2))
	for range 300 {
		p := Person{Joined: now.AddDate(-1, 0, 0)}
		p.Settings.Zone, p.Settings.CheckIn = "UTC", []string{"0 16 * * *", "30 7 * * MON-FRI", "0 9 * * TUE,SAT"}[r.IntN(3)]
		for d := today - 62; d <= today; d++ {
			if r.IntN(3) > 0 {
				p.Active.Mark(d)
			}
		}
		p.Settings.Excuse(Holiday{today - Day(r.IntN(30)), today - Day(r.IntN(30))})
		whole := p.Participated(nil, now, today-29, today)
		from := today - Day(r.IntN(29))
		part := p.Participated(nil, now, from, today)
		if diff := cmp.Diff(whole.Days[len(whole.Days)-len(part.Days):], part.Days); diff != "" {
			t.Fatalf("from %s on it is another:\n%s", from, diff)
		}
		frozen := make(map[Day]int)
		for i, mark := range whole.Days {
			if mark == DayForYou {
				frozen[(today-29+Day(i)).month()]++
			}
		}
		for month, n := range frozen {
			if n > Freezes {
				t.Fatalf("%d days of the month of %s are kept for them", n, month)
			}
		}
	}
}

func TestDaysThatAreExcused(t *testing.T) {
	t.Parallel()
	var s Settings
	s.Excuse(Holiday{20, 22})
	s.Excuse(Holiday{10, 12})
	s.Excuse(Holiday{23, 25}) // borders on the first
	s.Excuse(Holiday{11, 14})
	s.Excuse(Holiday{9, 5}) // is none
	if diff := cmp.Diff([]Holiday{{10, 14}, {20, 25}}, s.Excused); diff != "" {
		t.Error(diff)
	}
	if s.IsExcused(9) || !s.IsExcused(10) || !s.IsExcused(25) || s.IsExcused(26) {
		t.Error("another day is excused")
	}
	if got := s.ExcusedUntil(21); got != 26 {
		t.Errorf("back on %d", got)
	}
	if got := s.ExcusedUntil(15); got != 15 {
		t.Errorf("who is there is back on %d", got)
	}
	s.Return(22)
	if diff := cmp.Diff([]Holiday{{10, 14}, {20, 21}}, s.Excused); diff != "" {
		t.Error(diff)
	}
	for d := Day(100); d < 300; d += 3 {
		s.Excuse(Holiday{d, d})
	}
	if n := len(s.Excused); n != excusesKept || !s.IsExcused(298) {
		t.Errorf("%d spans are kept, the last until %v", n, s.Excused[n-1])
	}
}

func TestNoSentenceOfAReminderComesAgainWithinTwoWeeks(t *testing.T) {
	t.Parallel()
	for seed := range uint64(200) {
		r := rand.New(rand.NewPCG(seed, 7))
		var p Person
		said := make(map[int]Day)
		for day := Day(1000); day < 1400; day += Day(1 + r.IntN(1+int(seed%4))) {
			n := p.Remind(24, day, r.Uint64())
			if n < 1 || n > 24 {
				t.Fatalf("sentence %d", n)
			}
			if last, ok := said[n]; ok && day-last <= 14 {
				t.Fatalf("seed %d: sentence %d is said on %d and on %d", seed, n, last, day)
			}
			said[n] = day
		}
		if len(said) < 20 || len(p.Reminded) > 16 {
			t.Errorf("%d sentences are said, %d kept", len(said), len(p.Reminded))
		}
	}
	// Too few sentences for two weeks: the one said longest ago.
	var p Person
	var got []int
	for day := range Day(6) {
		got = append(got, p.Remind(3, day, 0))
	}
	if diff := cmp.Diff([]int{1, 2, 3, 1, 2, 3}, got); diff != "" {
		t.Error(diff)
	}
}

func TestABetterHourIsFoundOnlyWhereThereIsOne(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name string
		at   []int // minutes after midnight
		now  int
		want int // -1: none
	}{
		{"always at half past five", []int{1050, 1055, 1040, 1049, 1060, 1051}, 960, 1050},
		{"one odd day does not matter", []int{1050, 1055, 1040, 500, 1060, 1051}, 960, 1050},
		{"a little later is no reason", []int{990, 985, 995, 990, 980, 1000}, 960, -1},
		{"at all times of the day", []int{600, 1200, 800, 1000, 1150, 700}, 960, -1},
		{"too few days", []int{1050, 1055, 1040, 1049, 1060}, 960, -1},
		{"late in the evening is quiet", []int{1260, 1255, 1265, 1260, 1250, 1270}, 960, -1},
		{"earlier, too", []int{905, 900, 890, 910, 900, 895}, 1110, 900},
		{"around midnight is one time", []int{1435, 5, 1430, 10, 0, 1438}, 1200, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var p Person
			p.Settings = Defaults()
			if tt.want == 0 {
				p.Settings.QuietFrom, p.Settings.QuietTo = 0, 0
			}
			for i, m := range tt.at {
				p.Began(Day(i+1), m)
				p.Began(Day(i+1), m+30) // only the first of a day counts
			}
			got, ok := p.BetterMinute(tt.now)
			if !ok {
				got = -1
			}
			if got != tt.want {
				t.Errorf("%d, wanted %d", got, tt.want)
			}
		})
	}
}

// A clock that was ahead for a while leaves nothing behind that stops what follows.
func TestAClockThatJumpsIsForgotten(t *testing.T) {
	t.Parallel()
	var p Person
	p.Began(2000, 900)
	for d := Day(1000); d < 1010; d++ {
		p.Began(d, 1000)
		p.Goal.Pass(d+500, 5, 1)
		p.Goal.Pass(d, float64(2000-d), 1)
		p.Remind(24, d+700, 1)
		p.Remind(24, d, 1)
	}
	if n := len(p.Starts); n != startsKept || p.Starts[0].Day != 1000 {
		t.Errorf("practice began on %v", p.Starts)
	}
	if left, ok := p.Goal.Left(); !ok || left != 991 || len(p.Goal.Path) != 10 {
		t.Errorf("the way is %v", p.Goal.Path)
	}
	if slices.ContainsFunc(p.Reminded, func(r Reminder) bool { return r.Day > 1010 }) {
		t.Errorf("said: %v", p.Reminded)
	}
}

func TestEnoughForADay(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		s    Settings
		want int
	}{{Settings{}, 60}, {Settings{Pace: 10}, 60}, {Settings{Pace: 50}, 100}, {Settings{Most: 15, Pace: 50}, 15}} {
		if tt.s.IsEnough(tt.want-1) || !tt.s.IsEnough(tt.want) {
			t.Errorf("of %+v enough is %d, wanted %d", tt.s, tt.s.MostADay(), tt.want)
		}
	}
}
