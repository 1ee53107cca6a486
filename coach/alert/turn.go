package alert

import (
	"slices"
	"time"
)

// Tell notes that somebody was told.
func (a *Alert) Tell(to string, how Channel, why Reason, now time.Time) {
	a.Told = append(slices.Clip(a.Told), Telling{To: to, At: now, How: how, Reason: why})
	if how == Ping {
		a.Pinged = now
	}
}

// wasTold tells whether somebody was pinged since the alert became what it is:
// what is open again after a snooze, or said again, is news.
func (a *Alert) wasTold(who string) bool {
	return slices.ContainsFunc(a.news(), func(t Telling) bool { return t.To == who })
}

// news are the pings that still count.
func (a *Alert) news() []Telling {
	var from time.Time
	switch {
	case a.Pinged.IsZero():
		return nil
	case a.State == Snoozed:
		from = a.Until
	}
	var out []Telling
	for _, t := range a.Told {
		if t.How == Ping && !t.At.Before(from) {
			out = append(out, t)
		}
	}
	if len(out) == 0 && !a.Pinged.Before(from) { // told before tellings were kept
		out = append(out, Telling{At: a.Pinged, How: Ping})
	}
	return out
}

// answer is how long somebody who was told has before the next is; 0: nobody
// else is.
func (a *Alert) answer() time.Duration {
	switch {
	case a.Rule == RuleDanger:
		return answerDanger
	case a.Rule == RuleAsked:
		return answerAsked
	case a.Severity >= High:
		return answerHigh
	}
	return 0
}

// AnswerBy is when the next person is told if nobody acts on the alert until
// then; zero if nobody was told yet, somebody acted, or nobody else will be.
func (a *Alert) AnswerBy() time.Time {
	told := a.news()
	if len(told) == 0 || a.State == Acknowledged || a.State == Resolved || a.answer() == 0 {
		return time.Time{}
	}
	return told[len(told)-1].At.Add(a.answer())
}

// IsUnanswered tells whether who was told had time to act and did not.
func (a *Alert) IsUnanswered(now time.Time) bool {
	by := a.AnswerBy()
	return !by.IsZero() && !now.Before(by)
}

// turn tells whether it is this desk's turn to hear of an alert: a reason of a
// ping if it is, else why not, until when, and who is before.
//
// Those whom a route names come first, then the class's other teachers, then
// owners. Everybody in a circle may be told; who asked for a person is told to
// all of the first circle, anything else to one. The next circle's turn comes
// when nobody acts within the time to answer, or nobody in the circles before
// can be reached within it.
func (d *Desk) turn(a *Alert) (Reason, time.Time, string) {
	told := a.news()
	mine := d.circle(a, d.Me)
	if mine < 0 {
		return LeftOthers, time.Time{}, ""
	}
	if a.wasTold(d.Me) {
		return LeftTold, a.AnswerBy(), ""
	}
	first := d.first(a)
	if len(told) > 0 {
		last := told[len(told)-1]
		switch {
		case a.Rule == RuleAsked && mine <= first:
			return BecauseAsked, time.Time{}, ""
		case !a.IsUnanswered(d.Now), mine > d.next(a):
			return WaitsForColleague, a.AnswerBy(), last.To
		}
		return BecauseEscalated, time.Time{}, last.To
	}
	switch {
	case mine > first:
		return WaitsForColleague, d.reach(a, mine), ""
	case a.State == Snoozed && a.By != d.Me && d.circle(a, a.By) >= 0:
		return WaitsForColleague, a.Until.Add(answerHigh), a.By
	case a.State == Snoozed:
		return BecauseBack, time.Time{}, ""
	case a.Rule == RuleAsked:
		return BecauseAsked, time.Time{}, ""
	case first > 0 && mine == first && d.isPassed(a, first):
		return BecauseStandIn, time.Time{}, ""
	}
	return BecauseDue, time.Time{}, ""
}

// circle is how early somebody hears of an alert, 0 first; -1: never.
func (d *Desk) circle(a *Alert, who string) int {
	at := -1
	for _, s := range d.Seats {
		if s.Class != a.Class || s.Me != who {
			continue
		}
		c := 1
		switch {
		case slices.Contains(d.route(a), who):
			c = 0
		case s.Owner:
			c = 2
		}
		if at < 0 || c < at {
			at = c
		}
	}
	return at
}

// route are the people who hear first; nil if no route fits.
func (d *Desk) route(a *Alert) []string {
	for i := range d.Routes {
		if d.Routes[i].fits(a) {
			return d.Routes[i].To
		}
	}
	return nil
}

// next is the earliest circle in which somebody who can be reached in time was
// not told yet; where there is nobody, the last.
func (d *Desk) next(a *Alert) int {
	at := circles - 1
	for _, s := range d.Seats {
		if s.Class == a.Class && !a.wasTold(s.Me) && !s.From.After(d.Now.Add(a.patience())) {
			at = min(at, d.circle(a, s.Me))
		}
	}
	return at
}

// patience is how long somebody may be out of reach before they are passed over.
func (a *Alert) patience() time.Duration {
	if t := a.answer(); t > 0 {
		return t
	}
	return patience
}

// circles is how many there are: those whom a route names, the other teachers,
// owners.
const circles = 3

// first is the earliest circle in which somebody can be reached in time; where
// nobody can, the earliest that has anybody.
func (d *Desk) first(a *Alert) int {
	earliest := -1
	for c := range circles {
		for _, s := range d.Seats {
			if s.Class != a.Class || d.circle(a, s.Me) != c {
				continue
			}
			if earliest < 0 {
				earliest = c
			}
			if !s.From.After(d.Now.Add(a.patience())) {
				return c
			}
		}
	}
	return earliest
}

// isPassed tells whether somebody sits in a circle before.
func (d *Desk) isPassed(a *Alert, circle int) bool {
	return slices.ContainsFunc(d.Seats, func(s Seat) bool {
		c := d.circle(a, s.Me)
		return s.Class == a.Class && c >= 0 && c < circle
	})
}

// reach is when to look again whether a later circle's turn has come: when the
// first of those before can be told.
func (d *Desk) reach(a *Alert, circle int) time.Time {
	var at time.Time
	for _, s := range d.Seats {
		if c := d.circle(a, s.Me); s.Class != a.Class || c < 0 || c >= circle {
			continue
		}
		from := d.Now
		if s.From.After(from) {
			from = s.From
		}
		if at.IsZero() || from.Before(at) {
			at = from
		}
	}
	return at.Add(a.patience())
}
