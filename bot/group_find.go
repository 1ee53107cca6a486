package bot

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"slices"
	"strings"
	"time"

	"pacer/bot/chat"
	"pacer/coach"
	"pacer/coach/group"
)

// GroupKey names a group worth forming in what is pressed and typed: eight
// hexadecimal digits.
func GroupKey(g *group.Group) string {
	sum := sha256.Sum256([]byte(g.Key()))
	return hex.EncodeToString(sum[:4])
}

// worth is what was found in a class before the turn that shows it: it takes
// longer than a turn may.
type worth struct {
	class  string
	groups []group.Group
}

// findWorth looks for groups where an event asks for them; nil where it does not,
// or comes from who may not.
func (b *Bot) findWorth(ctx context.Context, workspace string, courses *Catalog, ev chat.Event) (w *worth, err error) {
	said := ev.Text
	if words, ok := strings.CutPrefix(ev.Press, "say "); ok {
		said = words
	}
	if !strings.Contains(strings.ToLower(said), "groups") {
		return nil, nil
	}
	err = b.Store.View(ctx, workspace, func(r Reader) error {
		t, err := b.looks(r, courses, ev)
		if err != nil {
			return err
		}
		word, rest, ok := t.Heard(chat.Visible(said))
		if !ok || word != wordClass {
			return nil
		}
		if rest, err = t.named(rest); err == nil {
			verb, _ := cut(rest)
			if verb != "groups" {
				return nil
			}
			var class coach.Class
			if class, err = t.teaching(); err == nil {
				w = &worth{class: class.ID}
				w.groups, err = b.GroupsWorth(r, courses, class, t.now)
				return err
			}
		}
		if _, ok := t.sorry(err); ok {
			return nil // the turn tells them
		}
		return err
	})
	return w, err
}

// GroupsWorth finds the groups that a class could work in, the most useful first,
// without those that stand. It looks at each learner of the class.
func (b *Bot) GroupsWorth(r Reader, courses *Catalog, class coach.Class, now time.Time) ([]group.Group, error) {
	standing, err := r.Groups(class.ID)
	if err != nil {
		return nil, err
	}
	learners, err := b.toGroup(r, class, standing, now)
	if err != nil {
		return nil, err
	}
	keep := make([]group.Group, len(standing))
	for i := range standing {
		keep[i] = asFound(&standing[i])
	}
	found := group.Find(learners, group.Options{Now: now, Keep: keep, Needs: courses.needs})
	return slices.DeleteFunc(found, func(g group.Group) bool {
		return courses.Skill(g.Skill) == nil || slices.ContainsFunc(standing, func(s coach.Group) bool { return overlaps(&s, &g) })
	}), nil
}

// asFound is a group that stands as it was found.
func asFound(g *coach.Group) group.Group {
	return group.Group{Kind: group.Kind(g.Kind), Skill: g.Skill, Idea: g.Misconception, Members: g.Members, Helper: g.Helper}
}

// overlaps tells whether two of a group that stands would be together again on
// the same.
func overlaps(s *coach.Group, g *group.Group) bool {
	if string(s.Kind) != string(g.Kind) || s.Skill != g.Skill || s.Misconception != g.Idea {
		return false
	}
	n := 0
	for _, m := range g.Members {
		if slices.Contains(s.Members, m) {
			n++
		}
	}
	return n > 1
}

// needs are the direct prerequisites of a skill.
func (c *Catalog) needs(skill string) (all []string) {
	id, _, _ := strings.Cut(skill, "/")
	if sk := c.Skill(skill); sk != nil {
		for _, need := range sk.Needs {
			all = append(all, id+"/"+need)
		}
	}
	return all
}

// toGroup is what is known of the learners of a class, for finding groups.
func (b *Bot) toGroup(r Reader, class coach.Class, standing []coach.Group, now time.Time) ([]group.Learner, error) {
	members, err := r.Members(class.ID)
	if err != nil {
		return nil, err
	}
	members = slices.DeleteFunc(members, func(m Membership) bool { return m.Role != coach.Learner })
	people := make([]string, len(members))
	for i, m := range members {
		people[i] = m.Person
	}
	estimates, err := r.EstimatesOf(people)
	if err != nil {
		return nil, err
	}
	workspace, err := r.WorkspaceState()
	if err != nil {
		return nil, err
	}
	learners := make([]group.Learner, 0, len(members))
	for _, m := range members {
		l := group.Learner{ID: m.Person, Willing: !m.Who.Settings.Silent}
		for i := range standing {
			if standing[i].Helper == m.Person {
				l.Helping++
			}
		}
		ideas, err := ideasOf(r, m.Person, now)
		if err != nil {
			return nil, err
		}
		state, err := r.Learner(m.Person)
		if err != nil {
			return nil, err
		}
		for i := range estimates[m.Person] {
			e := &estimates[m.Person][i]
			if id, _, _ := strings.Cut(e.Skill, "/"); !bound(class, id) {
				continue
			}
			known := b.Params.Know(&workspace, &state, &e.Estimate, &e.Shared, now)
			l.Skills = append(l.Skills, group.Skill{
				ID: e.Skill, P: known.P, Level: e.Standing.Level(), Tries: e.Standing.Why(now).Tries, Ideas: ideas[e.Skill],
			})
		}
		learners = append(learners, l)
	}
	return learners, nil
}

// ideasBack is how many of somebody's newest first tries misconceptions are looked
// for in.
const ideasBack = 60

// ideasOf counts the misconceptions that somebody has shown lately, by skill.
func ideasOf(r Reader, person string, now time.Time) (map[string][]group.Idea, error) {
	recent, err := r.Attempts(person, "", ideasBack)
	if err != nil {
		return nil, err
	}
	n := make(map[string]map[string]int)
	for _, e := range recent {
		if e.Right || e.Misconception == "" || len(e.Skills) == 0 || now.Sub(e.At) > group.Window {
			continue
		}
		if n[e.Skills[0]] == nil {
			n[e.Skills[0]] = make(map[string]int)
		}
		n[e.Skills[0]][e.Misconception]++
	}
	ideas := make(map[string][]group.Idea, len(n))
	for skill, of := range n {
		for _, id := range slices.Sorted(maps.Keys(of)) {
			ideas[skill] = append(ideas[skill], group.Idea{ID: id, Times: of[id]})
		}
	}
	return ideas, nil
}
