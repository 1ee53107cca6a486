package coach

import "testing"

func TestTheDayOfAGoalIsReadFromItsWords(t *testing.T) {
	t.Parallel()
	today, err := ParseDay("2026-11-22")
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ words, want string }{
		{"all of fractions by 2026-12-20", "2026-12-20"},
		{"Ready for the test on 20 December", "2026-12-20"},
		{"ready by December 20th, at last", "2026-12-20"},
		{"the 3rd of January", "2027-01-03"},
		{"5. Sept", "2027-09-05"},
		{"May 4", "2027-05-04"},
		// Today is no day that lies ahead, and a year ahead it is another one.
		{"22 November", "2027-11-22"},
		{"by 2026-11-22", ""},
		{"by 2020-01-01", ""},
		{"by 2031-01-01", ""},
		{"by 2026-13-40", ""},
		{"30 February", ""},
		{"0 May", ""},
		{"I may get 12 right", ""},
		{"be quick", ""},
		{"", ""},
	} {
		got := ""
		if d := DayNamed(tt.words, today); d != 0 {
			got = d.String()
		}
		if got != tt.want {
			t.Errorf("%q names %q, wanted %q", tt.words, got, tt.want)
		}
	}
}

func TestAForecastGoesOnAtThePaceOfLate(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name           string
		left, mastered int
		want           Day
	}{
		{"two in a fortnight leave four weeks for four", 4, 2, 128},
		{"a part of a day is a day", 1, 3, 105},
		{"nothing is left", 0, 0, 100},
		{"nothing was mastered", 3, 0, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := Forecast(tt.left, tt.mastered, 14, 100, 150); got.Finish != tt.want || got.Due != 150 || got.Day != 100 {
				t.Errorf("%+v, wanted the day %d", got, tt.want)
			}
		})
	}
}
