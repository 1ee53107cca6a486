package say_test

import (
	"strings"
	"testing"
	"time"

	"pacer/bot/say"
	"pacer/coach"
)

// FuzzRead reads days, times of day and numbers out of anything: what is read is
// one, what is left over stood there, and the language's own digits mean the same
// as others.
func FuzzRead(f *testing.F) {
	for i, s := range []string{
		"2026-12-20", "٢٠٢٦-١٢-٢٠: x", "next Monday", "übermorgen, dann", "20. Dezember 2027", "le 1er janvier", "2026年12月20日", "下周一", "غدا", "31/02/2026", "99999999999 days",
		"4:05 p.m.", "16h30", "下午四点半", "٨:٣٠ م", "24:00", "20:00-7:30", "22–6", "16:00 mon-fri", "lunes a viernes", "\u202e7:30", "İ 3", "-3", "三", "1e9", "3 \xff", "29 February 0000",
	} {
		f.Add(uint8(i), int32(20_780), s)
	}
	languages := say.Languages()
	f.Fuzz(func(t *testing.T, lang uint8, on int32, said string) {
		p, today := say.In(languages[int(lang)%len(languages)]), coach.Day(on%100_000)
		if d, rest, ok := p.ReadDay(said, today); ok {
			if back, err := coach.ParseDay(d.String()); err != nil || back != d {
				t.Errorf("%q is read as the day %d, which is %q", said, d, d.String())
			}
			if len(rest) > len(said) || rest != "" && !strings.HasSuffix(strings.TrimSpace(said), rest) {
				t.Errorf("of %q there is %q left", said, rest)
			}
			_ = p.Date(d.Start(time.UTC))
		}
		if from, to, ok := p.ReadDays(said, today); ok && to < from {
			t.Errorf("%q is from %v to %v", said, from, to)
		}
		if d, ok := p.FindDate(said, today); ok {
			if _, err := coach.ParseDay(d.String()); err != nil {
				t.Errorf("%q has the date %q", said, d.String())
			}
		}
		if at, ok := p.ReadClock(said); ok && (at < 0 || at >= 24*60) {
			t.Errorf("%q is read as minute %d", said, at)
		}
		if from, to, ok := p.ReadHours(said); ok && (min(from, to) < 0 || max(from, to) >= 24*60) {
			t.Errorf("%q is read as %d to %d", said, from, to)
		}
		if at, days, ok := p.ReadTimes(said); ok && (at < 0 || at >= 24*60 || len(days) == 0 || len(days) > 7) {
			t.Errorf("%q is read as minute %d on %v", said, at, days)
		}
		if days, ok := p.ReadWeekdays(said); ok && (len(days) == 0 || len(days) > 7) {
			t.Errorf("%q is read as %v", said, days)
		}
		if n, ok := p.ReadNumber(said); ok {
			if again, same := p.ReadNumber(inDigits(said)); !same || again != n {
				t.Errorf("%q is read as %d, and in Arabic digits as %d, %v", said, n, again, same)
			}
		}
	})
}

// inDigits writes ASCII digits as Arabic ones.
func inDigits(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return '٠' + r - '0'
		}
		return r
	}, s)
}
