package bot

import (
	"slices"

	"pacer/bot/chat"
	"pacer/bot/say"
	"pacer/coach"
)

// What the coach begins reaches a learner in the last private place they used,
// or in the one that they choose, as long as they can be reached there. What they
// ask is answered where they ask it.

// surface is a conversation in which the coach can speak first.
type surface struct {
	key      string // of the conversation
	platform string
	isAside  bool // a channel, in which only they see what is said
}

// surfaces are where the coach can speak first to the person.
func (t *turn) surfaces() (all []surface, err error) {
	accounts, err := t.tx.Accounts(t.me.ID)
	if err != nil {
		return nil, err
	}
	for _, a := range accounts {
		if a.Ended {
			continue
		}
		if a.Direct != "" && !a.Closed {
			all = append(all, surface{a.Direct, a.Platform, false})
		}
		if a.Aside != "" {
			all = append(all, surface{a.Aside, a.Platform, true})
		}
	}
	return all, nil
}

// home is where the coach begins: the place the person chose, if they can be
// reached there, else the one they used last.
func (t *turn) home(last string) (string, error) {
	chosen := t.me.Settings.Where
	if chosen == "" || chosen == last {
		return last, nil
	}
	all, err := t.surfaces()
	if slices.ContainsFunc(all, func(s surface) bool { return s.key == chosen }) {
		return chosen, err
	}
	return last, err
}

// where is the word for it.
func (t *turn) where() error {
	all, err := t.surfaces()
	if err != nil {
		return err
	}
	q := coach.Question{ID: t.newID(t.now), Person: t.me.ID, Ask: coach.AskWhere, State: coach.Open, At: t.now}
	is := t.Say("where.last")
	var choices []chat.Choice
	add := func(label chat.Markdown) {
		letter := letterOf(len(choices))
		choices = append(choices, chat.Choice{Label: label, Word: letter, Value: q.ID + ":" + letter})
	}
	for _, s := range all[:min(len(all), mostSurfaces)] {
		label := t.saySurface(s)
		if s.key == t.me.Settings.Where {
			is = label
		}
		add(label)
	}
	add(t.Say("where.last"))
	m := chat.Text(t.Say("where.ask", say.Args{"Where": is}))
	m.Parts = append(m.Parts, chat.Part{Choices: choices})
	return t.ask(&q, m)
}

// mostSurfaces is how many places are offered.
const mostSurfaces = 8

func (t *turn) saySurface(s surface) chat.Markdown {
	args := say.Args{"Platform": t.platformName(s.platform)}
	if s.isAside {
		return t.Say("where.aside", args)
	}
	return t.Say("where.direct", args)
}

// answerWhere takes where the coach shall begin.
func (t *turn) answerWhere(q *coach.Question, said string, word say.Word, isMeant bool) (done bool, err error) {
	if isMeant && (word == wordSkip || word == wordNo) {
		return true, t.settled(q, coach.Closed, func() error { return t.telling(t.Say("where.kept"), t.saying(wordPractice)) })
	}
	all, err := t.surfaces()
	if err != nil {
		return false, err
	}
	all = all[:min(len(all), mostSurfaces)]
	n, ok := letter(said)
	if !ok || n > len(all) {
		return false, nil
	}
	return true, t.settled(q, coach.Answered, func() error {
		if n == len(all) {
			t.me.Settings.Where = ""
			return t.telling(t.Say("where.set.last"), t.saying(wordPractice))
		}
		t.me.Settings.Where, t.me.Home = all[n].key, all[n].key
		return t.telling(t.Say("where.set", say.Args{"Where": t.saySurface(all[n])}), t.saying(wordPractice))
	})
}
