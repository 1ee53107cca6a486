package coach

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"slices"

	"pacer/coach/mastery"
)

// Somebody who speaks on two platforms is one person as long as their accounts
// are joined. Entries of the log keep the person they were made by for ever;
// that the entries of one count for another is an entry of its own. An
// EntryJoined takes in what Source has done, who is nobody's from then on; with
// an EntryParted somebody new begins with all that Source has done up to there,
// and Source goes on. What was taken in once and comes back later, when what was
// parted is joined again, is found to be the same by its positions, and counts
// once.

// Taking is that a person took over what Source had done up to a position.
type Taking struct {
	Source   string
	Position int64
}

// Span is a person's own entries up to a position.
type Span struct {
	Person string
	To     int64 // the last one that counts
}

// Lineage finds whose entries count for a person up to a position: their own,
// and those that they, or whom they have them from, took over. Each person
// stands there once, by name. takings lists what somebody took over.
func Lineage(person string, to int64, takings func(person string) ([]Taking, error)) ([]Span, error) {
	reach := make(map[string]int64)
	todo := []Span{{person, to}}
	for len(todo) > 0 {
		s := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if known, ok := reach[s.Person]; ok && known >= s.To {
			continue
		}
		reach[s.Person] = s.To
		taken, err := takings(s.Person)
		if err != nil {
			return nil, err
		}
		for _, t := range taken {
			if t.Position <= s.To {
				// What is taken lies before the taking, so this ends.
				todo = append(todo, Span{t.Source, t.Position - 1})
			}
		}
	}
	spans := make([]Span, 0, len(reach))
	for p, to := range reach { // sorted below
		spans = append(spans, Span{p, to})
	}
	slices.SortFunc(spans, func(a, b Span) int { return cmp.Compare(a.Person, b.Person) })
	return spans, nil
}

// History returns the attempts, corrections and overrides that count for a
// person after the entry at a position, in the order of the log. Their Person is
// whoever made them.
func History(b BookReader, person string, to int64) ([]Entry, error) {
	own := make(map[string][]Entry)
	spans, err := lineage(b, person, to, own)
	if err != nil {
		return nil, err
	}
	var all []Entry
	for _, s := range spans {
		for _, e := range own[s.Person] {
			if e.Position <= s.To && !e.isTaking() {
				all = append(all, e)
			}
		}
	}
	slices.SortFunc(all, func(a, b Entry) int { return cmp.Compare(a.Position, b.Position) })
	return all, nil
}

// Kin tells whether some of what counts for two persons is the same, and how many
// names stand in the log for what counts for the two together.
func Kin(b BookReader, one, other string) (isKin bool, names int, err error) {
	seen := make(map[string]bool)
	for _, person := range []string{one, other} {
		spans, err := lineage(b, person, math.MaxInt64, make(map[string][]Entry))
		if err != nil {
			return false, 0, err
		}
		for _, s := range spans { // each names nobody twice
			isKin = isKin || seen[s.Person]
			seen[s.Person] = true
		}
	}
	return isKin, len(seen), nil
}

// lineage is Lineage by a book, and reads into own what each person did.
func lineage(b BookReader, person string, to int64, own map[string][]Entry) ([]Span, error) {
	return Lineage(person, to, func(p string) ([]Taking, error) {
		entries, err := b.Entries(p)
		if err != nil {
			return nil, err
		}
		own[p] = entries
		var taken []Taking
		for i := range entries {
			if e := &entries[i]; e.isTaking() {
				taken = append(taken, Taking{e.Source, e.Position})
			}
		}
		return taken, nil
	})
}

func (e *Entry) isTaking() bool { return e.Kind == EntryJoined || e.Kind == EntryParted }

// takesFrom errs where an entry names nobody to take anything over from.
func (e *Entry) takesFrom() error {
	if e.Source == "" || e.Source == e.Person {
		return fmt.Errorf("log position %d lets %q take over from %q", e.Position, e.Person, e.Source)
	}
	return nil
}

// join takes in what somebody else has done, who is the same human. Where one
// of the two has done all there is, what is known of them is kept as it is; else
// everything is made anew from the answers of both in the order they were given.
func (p *Params) join(b Book, e *Entry) ([]Change, error) {
	if err := e.takesFrom(); err != nil {
		return nil, err
	}
	mine, err := History(b, e.Person, e.Position-1)
	if err != nil {
		return nil, err
	}
	theirs, err := History(b, e.Source, e.Position-1)
	if err != nil {
		return nil, err
	}
	all, err := History(b, e.Person, e.Position)
	if err != nil {
		return nil, err
	}
	before, err := levels(b, e.Person, all)
	if err != nil {
		return nil, err
	}
	switch len(all) {
	case len(mine):
	case len(theirs):
		err = b.Copy(e.Source, e.Person)
	default:
		err = p.recount(b, e.Person, all, e.Position)
	}
	if err != nil {
		return nil, err
	}
	if err := b.Clear(e.Source); err != nil {
		return nil, err
	}
	after, err := levels(b, e.Person, all)
	if err != nil {
		return nil, err
	}
	var changes []Change
	for _, skill := range slices.Sorted(maps.Keys(after)) {
		if before[skill] != after[skill] {
			changes = append(changes, Change{Skill: skill, Before: before[skill], After: after[skill]})
		}
	}
	return changes, nil
}

// part lets somebody new begin with all that is known of the one they were. No
// level changes by it.
func (p *Params) part(b Book, e *Entry) ([]Change, error) {
	if err := e.takesFrom(); err != nil {
		return nil, err
	}
	return nil, b.Copy(e.Source, e.Person)
}

// levels are a person's levels in all skills that some entries are about.
func levels(b BookReader, person string, entries []Entry) (map[string]mastery.Level, error) {
	levels := make(map[string]mastery.Level)
	for i := range entries {
		if len(entries[i].Skills) == 0 {
			continue
		}
		skill := entries[i].Skills[0]
		if _, known := levels[skill]; known {
			continue
		}
		est, err := b.Estimate(person, skill)
		if err != nil {
			return nil, err
		}
		levels[skill] = est.Standing.Level()
	}
	return levels, nil
}
