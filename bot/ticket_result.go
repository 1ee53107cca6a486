package bot

import (
	"strconv"
	"strings"
	"time"

	"pacer/bot/chat"
	"pacer/bot/say"
	"pacer/coach"
)

// tellLater makes the speaker be told how far their tickets have come, at a time
// at the latest.
func (t *turn) tellLater(at time.Time) error { return t.tellTeacherLater(t.me.ID, at) }

func (t *turn) tellTeacherLater(teacher string, at time.Time) error {
	s, err := t.tx.Schedule(teacher, kindTicket)
	if err := orNone(err); err != nil {
		return err
	}
	if err == nil && !s.Next.IsZero() && !s.Next.After(at) {
		return nil
	}
	at = at.UTC().Truncate(time.Millisecond)
	return t.tx.PutSchedule(Schedule{Person: teacher, Kind: kindTicket, Next: at, Key: at.Format(time.RFC3339Nano)})
}

// tickets tells a teacher what their tickets have come to, as far as there is
// something new, and ends those whose time is over.
func (t *turn) tickets() error {
	if err := t.tx.PutSchedule(Schedule{Person: t.me.ID, Kind: kindTicket}); err != nil {
		return err
	}
	classes, err := t.taught()
	if err != nil {
		return err
	}
	for _, c := range classes {
		r, err := t.openRound(c.ID)
		if err != nil {
			return err
		}
		if r == nil || r.By != t.me.ID {
			continue
		}
		responses, err := t.tx.Responses(r.ID)
		if err != nil {
			return err
		}
		tally := coach.TallyOf(r, responses)
		if isOver := !t.now.Before(r.Ends) || tally.Whole >= len(r.Asked); isOver {
			r.Ended = t.now
		}
		if r.Ended.IsZero() {
			if err := t.tellLater(nextLook(r, t.now)); err != nil {
				return err
			}
			if tally.Answered == r.Told {
				continue
			}
		}
		if err := t.tellTicket(r, true); err != nil {
			return err
		}
	}
	return nil
}

// nextLook is when a round is looked at next.
func nextLook(r *coach.Round, now time.Time) time.Time {
	for _, d := range ticketLooks {
		if at := r.Begun.Add(d); at.After(now) && at.Before(r.Ends) {
			return at
		}
	}
	return r.Ends
}

// tellTicket tells the teacher what a round has come to, and keeps that they were
// told. By itself it takes the place of what was told before, where it can.
func (t *turn) tellTicket(r *coach.Round, byItself bool) error {
	class, err := t.tx.Class(r.Class)
	if err != nil {
		return err
	}
	responses, err := t.tx.Responses(r.ID)
	if err != nil {
		return err
	}
	tally := coach.TallyOf(r, responses)
	text, err := t.sayTally(class, r, &tally)
	if err != nil {
		return err
	}
	r.Told = tally.Answered
	m := chat.Text(text)
	if r.IsOpen() {
		m.Parts = append(m.Parts, chat.Part{Choices: []chat.Choice{t.classChoice(t.Say("ticket.press.end"), class, "ticket end")}})
	}
	if byItself && t.Platforms[t.to.Platform].CanEdit && r.In == t.to.Key() {
		m.Edits = r.Message
	}
	if !t.to.IsZero() {
		id, err := t.send(t.to, m)
		if err != nil {
			return err
		}
		if byItself && m.Edits == "" {
			r.Message, r.In = id, t.to.Key()
		}
	}
	return t.tx.PutRound(*r)
}

// sayTally says what a round has come to: how many answered, how each question
// went and what misleads, and who may need a word.
func (t *turn) sayTally(class coach.Class, r *coach.Round, tally *coach.Tally) (chat.Markdown, error) {
	args := say.Args{"Class": class.Name, "N": tally.Answered, "Of": len(r.Asked), "Late": tally.Late, "Until": t.moment(r.Ends, atTime), "Over": !r.IsOpen()}
	text := t.Say("ticket.result", args)
	if tally.Answered == 0 {
		return text + "\n\n" + t.Say("ticket.result.wait"), nil
	}
	for i, it := range tally.Items {
		id, item, _ := strings.Cut(it.Item, "/")
		what := chat.Escape(it.Item)
		k := t.Courses.Course(id)
		if k != nil && k.Item(item) != nil {
			of := k.Item(item)
			question := tidied(chat.Plain(blanked(of, t.readable(of.Question))))
			if short := firstRunes(question, mostOfQuestion); short != question {
				question = strings.TrimRight(short, " ") + "…"
			}
			what = chat.Escape(question)
		}
		share := 0
		if it.N > 0 {
			share = (100*it.Right + it.N/2) / it.N
		}
		line := t.Say("ticket.item", say.Args{"What": what, "Percent": share, "N": it.N, "Right": it.Right})
		if k != nil && it.Misconception != "" && k.Misconception(it.Misconception) != nil {
			line = t.Sentences(line, t.Say("ticket.misleads", say.Args{"What": t.readable(k.Misconception(it.Misconception).Title), "N": it.Times}))
		}
		text += "\n" + chat.Markdown(strconv.Itoa(i+1)) + ". " + line
	}
	if len(tally.Talk) > 0 {
		var names []string
		for _, s := range tally.Talk[:min(len(tally.Talk), mostNamed)] {
			p, err := t.tx.Person(s.Person)
			if err != nil {
				return "", err
			}
			names = append(names, p.Name)
		}
		more := len(tally.Talk) - len(names)
		text += "\n\n" + t.Say("ticket.talk", say.Args{"Names": strings.Join(names, t.Comma()), "More": more, "N": len(tally.Talk)})
	}
	return text + "\n\n" + t.Say("ticket.next"), nil
}

// mostOfQuestion is how much of a question stands in a result, in characters.
const mostOfQuestion = 80
