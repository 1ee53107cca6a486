package bot

import (
	"slices"
	"strings"
	"unicode/utf8"

	"pacer/bot/chat"
	"pacer/bot/say"
	"pacer/coach"
)

// The marks between the parts of what is typed, in the scripts of all languages:
// who writes Chinese has them full-width on the keyboard, and Arabic its own.
const (
	colons     = ":：﹕"
	commas     = ",，、،"
	semicolons = ";；؛"
	equals     = "=＝﹦"
)

// cutAt cuts what was typed at the first of some marks; neither part keeps the
// spaces around it.
func cutAt(s, marks string) (before, after string, found bool) {
	return cutAround(s, strings.IndexAny(s, marks))
}

// cutAtLast cuts at the last of them.
func cutAtLast(s, marks string) (before, after string, found bool) {
	return cutAround(s, strings.LastIndexAny(s, marks))
}

// cutAround cuts at the character that begins at a byte; before it is all there
// is when it is none.
func cutAround(s string, at int) (before, after string, found bool) {
	if at < 0 {
		return strings.TrimSpace(s), "", false
	}
	_, size := utf8.DecodeRuneInString(s[at:])
	return strings.TrimSpace(s[:at]), strings.TrimSpace(s[at+size:]), true
}

// partsAt are what stands between some marks, without the spaces around it.
func partsAt(s, marks string) (parts []string) {
	for found := true; found; {
		var part string
		part, s, found = cutAt(s, marks)
		parts = append(parts, part)
	}
	return parts
}

// saysOff tells whether something is to be off: "off" in the person's language or
// in English.
func (t *turn) saysOff(s string) bool { return isSaidOff(t.Printer, s) }

// isSaidOff tells the same of somebody who speaks a printer's language.
func isSaidOff(p *say.Printer, s string) bool {
	on, ok := p.ReadOnOff(s)
	return ok && !on
}

// hears reads the word that something said begins with, and what follows. In a
// language without spaces the beginning of an ordinary word looks like a
// command with something after it: that counts only where what follows is known
// to belong to it, and never while a question of a course is open, whose answer
// it may be.
func (t *turn) hears(said string) (word say.Word, rest string, ok bool, err error) {
	visible := chat.Visible(said)
	word, rest, ok = t.Heard(visible)
	follows := ok && rest != ""
	if follows && strings.HasSuffix(strings.Join(strings.Fields(visible), " "), " "+rest) {
		return word, rest, ok, nil
	}
	if !ok {
		word, rest, follows = t.HeardJoined(visible)
		if !follows {
			return "", "", false, nil
		}
		if ok, err = t.belongs(word, rest); !ok || err != nil {
			return "", "", false, err
		}
	}
	if follows && !t.ev.Command {
		_, err := t.openItem()
		switch {
		case err == nil:
			return "", "", false, nil
		case !coach.IsNotFound(err):
			return "", "", false, err
		}
	}
	return word, rest, ok, nil
}

// belongs tells whether what follows a word, without a space between, is
// something that can be said after it.
func (t *turn) belongs(word say.Word, rest string) (bool, error) {
	switch word {
	case wordPractice, wordProgress, wordTestOut, wordShow:
		k, err := t.courseMeant(rest)
		if err != nil || k == nil {
			return false, err
		}
		_, ok := t.skillNamed(k, rest)
		return ok, nil
	case wordData:
		verb, _ := t.dataVerb(rest)
		return slices.Contains(dataVerbs, verb), nil
	case wordSupports:
		return slices.Contains(coach.AllSupports(), t.supportNamed(rest)), nil
	case wordPlan:
		_, _, ok := t.ReadTimes(rest)
		return ok || t.saysOff(rest), nil
	case wordAway:
		_, after, ok := t.ReadDay(rest, t.today())
		return ok && after == "" || t.saysOff(rest), nil
	case wordThemes, wordSettings:
		return t.saysOff(rest), nil
	}
	return false, nil
}

// readQuiet reads quiet hours, "20:00-7:30"; none are the same twice.
func (t *turn) readQuiet(s string) (from, to int, ok bool) {
	if t.saysOff(s) {
		return 0, 0, true
	}
	return t.ReadHours(s)
}

// readSchedule reads "16:00", "16:00 mon-fri", "off", or a cron expression, as a
// cron expression; empty for off.
func (t *turn) readSchedule(s string) (expr string, ok bool) {
	if t.saysOff(s) {
		return "", true
	}
	expr = strings.ToUpper(say.Numerals(strings.TrimSpace(s)))
	if at, days, isTime := t.ReadTimes(s); isTime {
		expr = cronOf(at, days)
	}
	_, err := coach.ParseCron(expr)
	return expr, err == nil
}
