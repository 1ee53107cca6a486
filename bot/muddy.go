package bot

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"pacer/bot/chat"
	"pacer/bot/say"
	"pacer/coach"
	"pacer/coach/reflect"
)

// muddy asks what is least clear of what was practised last, or takes it.
func (t *turn) muddy(rest string) error {
	switch ok, err := t.mayReflect(); {
	case err != nil:
		return err
	case !ok:
		return t.sayOff()
	}
	class, err := t.thinkingIn()
	if err != nil {
		return err
	}
	if !class.Thinking.Words() || !class.Has(coach.FeatureReflections) {
		return t.tell(t.Say("muddy.off"))
	}
	skill, err := t.lastSkill()
	if err != nil {
		return err
	}
	if skill == "" {
		return t.telling(t.Say("muddy.first"), t.saying(wordPractice))
	}
	p, _ := reflect.Find(reflect.Muddy)
	a := asking{prompt: p, trigger: reflect.OnWish, skill: skill}
	if rest == "" {
		return t.askPrompt("", a)
	}
	return t.keepThought(a, rest)
}

// lastSkill is the skill of the question that is open, or of the one that was
// asked last; empty for who never practised.
func (t *turn) lastSkill() (string, error) {
	s, err := t.tx.OpenSession(t.me.ID)
	if orNone(err) != nil {
		return "", err
	}
	if n := len(s.Asked); n > 0 {
		return s.Course + "/" + s.Asked[n-1].Skill, nil
	}
	ended, err := t.tx.Sessions(t.me.ID, 1)
	if err != nil || len(ended) == 0 || len(ended[0].Asked) == 0 {
		return "", err
	}
	last := &ended[0]
	return last.Course + "/" + last.Asked[len(last.Asked)-1].Skill, nil
}

// What a class's teachers are shown of muddiest points.
const (
	muddyLeast  = 3 // learners: of fewer it would be plain who said it
	muddyQuotes = 3 // in all
)

// MuddyPoint is what learners of a class find least clear about a skill: how many
// of them, and some of their words.
type MuddyPoint struct {
	Skill  string   // "course/id"; empty: none in particular
	N      int      // learners
	Quotes []string // of those who share them, without names; in an order that tells nothing
	Of     []Quoted // whose they are, for the audit trail alone
}

// Quoted is a thought that is shown without a name, and whose it is.
type Quoted struct{ Thought, Person string }

// MuddyPoints are the muddiest points that learners of a class have named since a
// time, those of most learners first. A skill that fewer than three of them
// named is not among them. Quotes come from at most one thought of each learner.
func MuddyPoints(r Reader, class string, learners []Membership, since time.Time) ([]MuddyPoint, error) {
	type quote struct {
		said string
		of   Quoted
	}
	named := make(map[string]map[string]bool) // skill, learner
	quotes := make(map[string][]quote)
	for _, m := range learners {
		thoughts, err := r.Thoughts(m.Person, thoughtsBack)
		if err != nil {
			return nil, err
		}
		for _, th := range thoughts {
			if !reflect.IsMuddy(th.Prompt) || th.Skipped || th.Class != class || th.At.Before(since) {
				continue
			}
			if named[th.About] == nil {
				named[th.About] = make(map[string]bool)
			}
			if named[th.About][m.Person] {
				continue // the newest of each counts
			}
			named[th.About][m.Person] = true
			if th.Share != reflect.Private {
				quotes[th.About] = append(quotes[th.About], quote{strings.TrimSpace(th.Said), Quoted{th.ID, m.Person}})
			}
		}
	}
	var all []MuddyPoint
	for skill, people := range named {
		if len(people) < muddyLeast {
			continue
		}
		p := MuddyPoint{Skill: skill, N: len(people)}
		slices.SortFunc(quotes[skill], func(a, b quote) int { return cmp.Compare(a.said, b.said) })
		for _, q := range quotes[skill] {
			p.Quotes, p.Of = append(p.Quotes, q.said), append(p.Of, q.of)
		}
		all = append(all, p)
	}
	slices.SortFunc(all, func(a, b MuddyPoint) int { return cmp.Or(b.N-a.N, cmp.Compare(a.Skill, b.Skill)) })
	left := muddyQuotes
	for i := range all {
		n := min(left, len(all[i].Quotes))
		all[i].Quotes, all[i].Of = all[i].Quotes[:n], all[i].Of[:n]
		left -= n
	}
	return all, nil
}

// sayMuddy tells a teacher what learners find muddy, of a week.
func (t *turn) sayMuddy(w *week, class coach.Class, learners []Membership, since time.Time, text *chat.Markdown) error {
	if !class.Has(coach.FeatureReflections) {
		return nil
	}
	points, err := MuddyPoints(t.tx, class.ID, learners, since)
	if err != nil {
		return err
	}
	for _, p := range points {
		if p.Skill == "" {
			*text += "\n\n" + t.Say("digest.muddy", say.Args{"N": p.N})
		} else {
			*text += "\n\n" + t.Say("digest.muddy.skill", say.Args{"N": p.N, "Skill": t.titleOf(p.Skill)})
		}
		for i, said := range p.Quotes {
			*text += "\n- " + t.Say("digest.muddy.line", say.Args{"Said": clipped(said)})
			w.quoted = append(w.quoted, p.Of[i])
		}
	}
	return nil
}
