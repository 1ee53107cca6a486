package bot

import (
	"strings"

	"pacer/bot/say"
	"pacer/coach"
)

// awayFor keeps that somebody is away, or shows it. Nothing begins on those days,
// and no planned day is missed: they are excused. A teacher's colleagues are told
// instead.
func (t *turn) awayFor(rest string) error {
	s := &t.me.Settings
	if rest == "" {
		return t.awayCard()
	}
	if on, ok := t.ReadOnOff(rest); ok && !on {
		s.Return(t.today())
		if t.now.Before(s.Paused) {
			s.Paused = t.now
		}
		if err := t.awayTeacher(coach.Holiday{}); err != nil {
			return err
		}
		if err := t.plan(); err != nil {
			return err
		}
		return t.telling(t.Say("away.back"), t.saying(wordPractice))
	}
	h, err := t.awayDays(rest)
	if err != nil {
		return err
	}
	s.Excuse(h)
	if err := t.awayTeacher(h); err != nil {
		return err
	}
	args := say.Args{"From": t.sayDay(h.From), "Day": t.sayDay(h.To + 1), "To": t.sayDay(h.To)}
	if h.From > t.today() {
		return t.telling(t.Say("away.later", args), t.saying(wordPractice))
	}
	return t.telling(t.Say("away.set", args), t.saying(wordPractice))
}

// awayCard says whether somebody is away, and how to say so.
func (t *turn) awayCard() error {
	how := t.Say("away.how", say.Args{"Day": t.sayDay(t.today() + 7)})
	if back := t.me.Settings.ExcusedUntil(t.today()); back != t.today() {
		return t.telling(t.Say("away.is", say.Args{"Day": t.sayDay(back)})+"\n\n"+how, t.saying(wordPractice))
	}
	return t.telling(how, t.saying(wordPractice))
}

// awayDays reads for how long somebody is away: until a day, on which they are
// back; so many days; or from one day to another, both included.
func (t *turn) awayDays(said string) (h coach.Holiday, err error) {
	today := t.today()
	how := func() error { return t.mend("away.how", say.Args{"Day": t.sayDay(today + 7)}) }
	first, rest, ok := t.ReadDay(said, today)
	if !ok {
		return h, how()
	}
	h = coach.Holiday{From: today, To: first - 1}
	if rest = strings.TrimSpace(rest); rest != "" {
		last, more, ok := t.ReadDay(rest, first)
		if !ok { // to, until, a dash
			if _, after, found := strings.Cut(rest, " "); found {
				last, more, ok = t.ReadDay(after, first)
			}
		}
		if !ok || strings.TrimSpace(more) != "" {
			return h, how()
		}
		h = coach.Holiday{From: first, To: last}
	}
	switch {
	case h.To < today || h.To < h.From:
		return h, t.mend("away.past", say.Args{"Day": t.sayDay(today + 7)})
	case h.To-h.From > awayMost || h.From > today+awayAhead:
		return h, t.mend("away.long", say.Args{"N": awayMost})
	}
	return h, nil
}

// awayTeacher keeps that a teacher is away, or with a zero span that they are
// back; of others it keeps nothing.
func (t *turn) awayTeacher(h coach.Holiday) error {
	has, err := t.hasDuties()
	if err != nil || !has {
		return err
	}
	value := isOff
	if h != (coach.Holiday{}) {
		value = h.From.String() + " " + h.To.String()
	}
	_, err = t.setDuty("away", value)
	return err
}
