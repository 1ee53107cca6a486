package page

import (
	"sync"
	"time"

	"pacer/coach"
)

// Where everybody stands is read once and then followed by the log: whoever looks
// at a class of hundreds again reads what has happened since, not all of it anew.
// What is remembered is what storage holds at a position of the log; nothing is
// lost with it.

// stood is where somebody stands on a skill, whatever the time: cell is without
// Fading, which due decides.
type stood struct {
	skill int32 // into remembered.skills
	cell  Cell
	due   int64 // when it comes back, in milliseconds since 1970; 0: never
}

// isDue tells whether it is time for a review.
func (s *stood) isDue(now time.Time) bool { return s.due != 0 && s.due <= now.UnixMilli() }

// memory remembers where the people of workspaces stand.
type memory struct {
	mu sync.Mutex
	of map[string]*remembered
}

// remembered is where people of a workspace stood at a position of its log. What
// stands in people is never changed, only replaced.
type remembered struct {
	mu     sync.Mutex
	end    int64
	people map[string][]stood
	number map[string]int32 // of a skill
	skills []string
}

// Bounds of what is remembered.
const (
	mostRemembered = 20_000 // people of a workspace; 60 skills of each are 20 MB
	mostWorkspaces = 200
	mostFollowed   = 2_000 // entries of a log that are followed; with more in between all is read anew
)

// workspace is what is remembered of one.
func (m *memory) workspace(id string) *remembered {
	m.mu.Lock()
	defer m.mu.Unlock()
	if r := m.of[id]; r != nil {
		return r
	}
	if m.of == nil || len(m.of) >= mostWorkspaces {
		m.of = make(map[string]*remembered)
	}
	r := &remembered{people: make(map[string][]stood), number: make(map[string]int32)}
	m.of[id] = r
	return r
}

// stand is where people stand at the moment of a visit, and the names of the
// skills in it.
func (v *visit) stand(people []string) (all map[string][]stood, skills []string, err error) {
	r := v.memory.workspace(v.Workspace.ID)
	r.mu.Lock()
	defer r.mu.Unlock()
	end, err := v.End()
	if err != nil {
		return nil, nil, err
	}
	if end > r.end {
		if err := r.follow(v, end); err != nil {
			return nil, nil, err
		}
	}
	all = make(map[string][]stood, len(people))
	var unknown []string
	for _, p := range people {
		if s, ok := r.people[p]; ok {
			all[p] = s
		} else {
			unknown = append(unknown, p)
		}
	}
	if len(unknown) == 0 {
		return all, r.skills, nil
	}
	read, err := v.Standings(unknown)
	if err != nil {
		return nil, nil, err
	}
	if len(r.people)+len(unknown) > mostRemembered {
		clear(r.people)
	}
	for _, p := range unknown {
		s := make([]stood, len(read[p]))
		for i := range read[p] {
			why := read[p][i].Standing.Why(v.Now)
			s[i] = stood{skill: r.numberOf(read[p][i].Skill), cell: cellOf(&why, false)}
			if due := read[p][i].Due; !due.IsZero() {
				s[i].due = due.UnixMilli()
			}
		}
		all[p] = s
		// A visit that began before another one's may see what was before.
		if end == r.end {
			r.people[p] = s
		}
	}
	return all, r.skills, nil
}

// follow forgets whom the log has moved, up to a position.
func (r *remembered) follow(v *visit, end int64) error {
	if end-r.end > mostFollowed || len(r.people) == 0 {
		clear(r.people)
		r.end = end
		return nil
	}
	entries, err := v.Log(r.end, mostFollowed)
	if err != nil {
		return err
	}
	for i := range entries {
		switch e := &entries[i]; e.Kind {
		case coach.EntryAttempt, coach.EntryMistap, coach.EntryRegrade, coach.EntryLevel, coach.EntryShown:
			delete(r.people, e.Person)
		case coach.EntryJoined, coach.EntryParted:
			delete(r.people, e.Person)
			delete(r.people, e.Source)
		default: // other parameters, which move everybody
			clear(r.people)
		}
	}
	r.end = end
	return nil
}

func (r *remembered) numberOf(skill string) int32 {
	n, ok := r.number[skill]
	if !ok {
		n = int32(len(r.skills))
		r.number[skill] = n
		r.skills = append(r.skills, skill)
	}
	return n
}
