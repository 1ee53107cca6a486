// Package group finds which learners of a class could work together: those with
// the same gap, those who show the same misconception, and pairs in which one can
// explain what the other does not have yet.
//
// It reads estimates and counts, and decides nothing: a teacher accepts a group
// or not. What holds:
//
//   - Groups have two to six members, and nobody is in two of one kind.
//   - A gap is named where it begins: who lacks what a skill needs is not grouped
//     on the skill.
//   - Groups are stable. Who is together stays together until they have it, which
//     is some way above where a gap begins; what else a class answers moves nobody.
//   - The order and names of learners settle nothing but ties.
//   - Each group says who, from what evidence, and how sure that is.
//
// Groups made so are for a while: a group that no longer holds is dissolved.
// Grouping by a need of the moment helps, standing groups by ability do not
// (Slavin 1987 and many since).
package group

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"time"

	"pacer/coach/mastery"
)

// The figures.
const (
	Least = 2 // members
	Most  = 6

	// Window is how long a misconception that showed is counted.
	Window = 28 * 24 * time.Hour

	leastTries = 3   // before an estimate says anything of a learner
	enters     = .60 // mastery below which a gap brings people together
	aim        = .85 // what proficient needs: gaps are measured from it, and closed there
	near       = .80 // of somebody's widest gap, another one may do as well
	ideaTimes  = 2   // a misconception shown less often may be chance

	recently  = 28 * 24 * time.Hour // that somebody became proficient: they know what was hard
	mostHelps = 2                   // pairs that one learner explains in
)

// Kind is why learners are put together.
type Kind string

// The kinds.
const (
	Gap           Kind = "gap"
	Misconception Kind = "misconception"
	Pair          Kind = "pair"
)

// Learner is what is known of a learner of the class.
type Learner struct {
	ID      string
	Skills  []Skill // those with an estimate, of the class's courses
	Willing bool    // may be asked to explain to others
	Helping int     // pairs in which they explain already
}

// Skill is what is known of a learner on a skill.
type Skill struct {
	ID    string  // "course/id"
	P     float64 // mastery as it is shown, 0 to 1
	Level mastery.Level
	Tries int       // first tries
	Since time.Time // when the level became Proficient or more; zero: it is not, or nobody knows
	Ideas []Idea    // misconceptions shown within the Window or, in a group that stands, since it was made
}

// Idea is how often a misconception showed.
type Idea struct {
	ID    string
	Times int
}

// Group is learners who could work on something together.
type Group struct {
	Kind    Kind
	Skill   string   // "course/id"
	Idea    string   // the misconception, of that kind
	Members []string // in order; of a pair the helper too
	Helper  string   // of a pair, who explains
	Why     []Why    // of each member, in their order
	Sure    int      // 1 perhaps, 2 quite sure, 3 sure
}

// Why is the evidence about one member.
type Why struct {
	P     float64
	Level mastery.Level
	Tries int
	Times int // that the misconception showed
}

// Key names the group: the same again has the same.
func (g *Group) Key() string {
	return strings.Join([]string{string(g.Kind), g.Skill, g.Idea, strings.Join(g.Members, " ")}, "|")
}

// Options are what else there is to know. All may be left out.
type Options struct {
	Now time.Time
	// Keep are groups that stand, or were found before: their members stay
	// together on it while the group holds.
	Keep []Group
	// Needs are the direct prerequisites of a skill, all as "course/id".
	Needs func(skill string) []string
}

// Find finds the groups that a class could work in, of each kind the most useful
// first: gaps, then misconceptions, then pairs.
func Find(learners []Learner, o Options) []Group {
	f := newFinder(learners, &o)
	out := f.groups(Gap)
	out = append(out, f.groups(Misconception)...)
	return append(out, f.pairs()...)
}

// Holds tells whether somebody in the group still lacks what it is for; learners
// who are not given are taken to have left. A pair also needs its helper.
func Holds(g *Group, learners []Learner) bool {
	f := newFinder(learners, &Options{})
	helper := g.Kind != Pair
	lacking := 0
	for _, id := range g.Members {
		l := f.byID[id]
		switch {
		case l == nil:
		case id == g.Helper:
			helper = f.skills[id][g.Skill] != nil && f.skills[id][g.Skill].Level >= mastery.Proficient
		case f.lacks(l, g.Kind, g.Skill, g.Idea):
			lacking++
		}
	}
	return helper && lacking > 0
}

// finder is a class at hand.
type finder struct {
	*Options
	learners []*Learner // in order of ID
	byID     map[string]*Learner
	skills   map[string]map[string]*Skill // by learner and skill
}

func newFinder(learners []Learner, o *Options) *finder {
	f := &finder{Options: o, byID: map[string]*Learner{}, skills: map[string]map[string]*Skill{}}
	for i := range learners {
		l := &learners[i]
		if f.byID[l.ID] != nil {
			continue
		}
		f.learners, f.byID[l.ID] = append(f.learners, l), l
		of := make(map[string]*Skill, len(l.Skills))
		for j := range l.Skills {
			of[l.Skills[j].ID] = &l.Skills[j]
		}
		f.skills[l.ID] = of
	}
	slices.SortFunc(f.learners, func(a, b *Learner) int { return cmp.Compare(a.ID, b.ID) })
	return f
}

// isOpen tells whether mastery of a skill is missing, by evidence.
func (s *Skill) isOpen() bool { return s.Tries >= leastTries && !s.isClosed() }

// isGap tells whether it is missing by far.
func (s *Skill) isGap() bool { return s.isOpen() && s.P < enters }

func (s *Skill) isClosed() bool { return s.P >= aim || s.Level >= mastery.Proficient }

func (s *Skill) times(idea string) int {
	for _, i := range s.Ideas {
		if i.ID == idea {
			return i.Times
		}
	}
	return 0
}

// lacks tells whether a learner still needs what a group is for.
func (f *finder) lacks(l *Learner, k Kind, skill, idea string) bool {
	s := f.skills[l.ID][skill]
	switch {
	case s == nil:
		return false
	case k == Misconception:
		return s.times(idea) > 0
	}
	return !s.isClosed()
}

// sure is how sure it is of each member that they lack the skill; the least sure
// but one decides, since one doubtful member spoils no group.
func (f *finder) sure(ids []string, skill string) int {
	var z []float64
	for _, id := range ids {
		s := f.skills[id][skill]
		z = append(z, (aim-s.P)/math.Sqrt(max(.01, s.P*(1-s.P))/float64(s.Tries+2)))
	}
	slices.Sort(z)
	switch at := z[min(1, len(z)-1)]; {
	case at >= 2.5:
		return 3
	case at >= 1.5:
		return 2
	}
	return 1
}
