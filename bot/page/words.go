package page

import (
	"time"

	"pacer/bot/chat"
	"pacer/bot/say"
	"pacer/coach"
	"pacer/coach/mastery"
)

// levelKeys name the levels of Cell for shapes and styles.
var levelKeys = [Levels]string{"none", "starting", "developing", "proficient", "highly", "distinguished"}

// levelsOf are the levels of Cell in words.
func levelsOf(p *say.Printer) (all [Levels]Level) {
	words := [Levels]chat.Markdown{
		p.Say("web.model.level.none"), p.Say("level.starting"), p.Say("level.developing"), p.Say("level.proficient"),
		p.Say("level.highly"), p.Say("level.distinguished"),
	}
	for i := range all {
		all[i] = Level{Key: levelKeys[i], Word: chat.Plain(words[i])}
	}
	return all
}

// wordsOf says a cell in words: "Developing, fading, rising".
func wordsOf(p *say.Printer, c Cell) string {
	text := levelsOf(p)[c.Level].Word
	add := func(word chat.Markdown) { text += ", " + chat.Plain(word) }
	if c.Fading {
		add(p.Say("web.model.cell.fading"))
	}
	switch {
	case c.Trend > 0:
		add(p.Say("web.model.cell.rising"))
	case c.Trend < 0:
		add(p.Say("web.model.cell.falling"))
	}
	if c.Taught {
		add(p.Say("web.model.cell.taught"))
	}
	return text
}

// cellOf is where somebody stands, by the facts behind it.
func cellOf(why *mastery.Reasons, fading bool) Cell {
	if why.Tries == 0 && !why.ByTeacher {
		return Cell{} // only drawn on by items of other skills
	}
	return Cell{Level: uint8(why.Level) + 1, Fading: fading, Trend: trend(why.Recent), Taught: why.ByTeacher}
}

// trendLeast is the fewest answers that a trend is seen in: three against three.
const trendLeast = 6

// trend compares the later half of the last answers with the earlier half: by
// half or more of them, it rises or falls.
func trend(recent []bool) int8 {
	if len(recent) < trendLeast {
		return 0
	}
	half := len(recent) / 2
	later, earlier := 0, 0
	for i := range half {
		if recent[i] {
			earlier++
		}
		if recent[len(recent)-1-i] {
			later++
		}
	}
	switch change := later - earlier; {
	case 2*change >= half:
		return 1
	case -2*change >= half:
		return -1
	}
	return 0
}

// isReady tells whether a cell is Proficient or higher.
func (c Cell) isReady() bool { return c.Level > uint8(mastery.Proficient) }

// when puts a moment into the viewer's words.
func (v *visit) when(at time.Time) When {
	if at.IsZero() {
		return When{}
	}
	at = at.In(v.Zone)
	w := When{At: at}
	clock := say.Args{"Time": v.Time(at)}
	switch days := int(coach.DayOf(at, v.Zone) - v.Today()); {
	case days == 0:
		w.Words = chat.Plain(v.Say("web.model.when.today", clock))
	case days == -1:
		w.Words = chat.Plain(v.Say("web.model.when.yesterday", clock))
	case days == 1:
		w.Words = chat.Plain(v.Say("web.model.when.tomorrow", clock))
	case days < 0 && days > -7:
		w.Words = chat.Plain(v.Say("web.model.when.ago", say.Args{"N": -days}))
	case days > 0 && days < 7:
		w.Words = chat.Plain(v.Say("web.model.when.in", say.Args{"N": days}))
	case at.Year() == v.Now.In(v.Zone).Year():
		w.Words = chat.Plain(v.MonthDay(at))
	default:
		w.Words = chat.Plain(v.Date(at))
	}
	return w
}

// day puts a day into the viewer's words; empty for none.
func (v *visit) day(d coach.Day) string {
	if d == 0 {
		return ""
	}
	switch days := int(d - v.Today()); {
	case days == 0:
		return chat.Plain(v.Say("web.model.day.today"))
	case days == -1:
		return chat.Plain(v.Say("web.model.day.yesterday"))
	case days == 1:
		return chat.Plain(v.Say("web.model.day.tomorrow"))
	case days < 0 && days > -7:
		return chat.Plain(v.Say("web.model.when.ago", say.Args{"N": -days}))
	default:
		return chat.Plain(v.ShortDay(d.Start(time.UTC)))
	}
}

// last says when somebody practised last.
func (v *visit) last(p *coach.Person) string {
	if p.Active.Last == 0 {
		return chat.Plain(v.Say("web.model.never"))
	}
	return v.day(p.Active.Last)
}
