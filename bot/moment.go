package bot

import (
	"time"

	"pacer/bot/chat"
	"pacer/bot/say"
	"pacer/coach"
)

// momentForm is how a moment is written: the least that tells it from others.
type momentForm func(*say.Printer, time.Time) chat.Markdown

var (
	atTime    momentForm = (*say.Printer).Time         // 16:05, where it is today
	onWeekday momentForm = (*say.Printer).DayTime      // Mon 16:05, within a week
	onDate    momentForm = (*say.Printer).MonthDay     // 23 Nov
	onDay     momentForm = (*say.Printer).ShortDay     // Mon 23 Nov
	onDayAt   momentForm = (*say.Printer).ShortDayTime // Mon 23 Nov, 16:05
)

// moment says when something was or will be, in the person's zone and language.
func (t *turn) moment(at time.Time, form momentForm) chat.Markdown {
	return momentIn(t.Printer, at, t.zone, form)
}

// momentIn says when something is to somebody else, in their zone and language.
func momentIn(p *say.Printer, at time.Time, zone *time.Location, form momentForm) chat.Markdown {
	return chat.Moment(at, chat.Plain(form(p, at.In(zone))))
}

// sayDay says a day: Mon 23 Nov.
func sayDay(p *say.Printer, d coach.Day) chat.Markdown { return p.ShortDay(d.Start(time.UTC)) }

// sayDays says the days from one to another.
func sayDays(p *say.Printer, from, to coach.Day) chat.Markdown {
	if from == to {
		return sayDay(p, from)
	}
	return p.Say("days.run", say.Args{"From": sayDay(p, from), "To": sayDay(p, to)})
}
