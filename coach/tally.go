package coach

import (
	"cmp"
	"maps"
	"slices"
)

// Tally is what a round's answers add up to. Late ones are counted and left out
// of all else.
type Tally struct {
	Answered int // learners with an answer in time
	Whole    int // those of them with an answer to every item
	Late     int // learners whose first answer came late
	Items    []ItemTally
	// Talk lists who may need a word: people who were right on less than half of
	// at least two answers, the least right first.
	Talk []Share
}

// ItemTally is how one item of a round went.
type ItemTally struct {
	Item          string
	N             int // answers
	Right         int
	Misconception string // what showed most often in those that were not, if it showed twice
	Times         int    // how often it showed
}

// Share is how many of somebody's answers were right.
type Share struct {
	Person   string
	Right, N int
}

// showsTwice is how often a misconception has to show before it is worth a
// word: once may be a slip.
const showsTwice = 2

// TallyOf adds up a round's responses, of which there is at most one of a person
// and item.
func TallyOf(r *Round, responses []Response) Tally {
	var t Tally
	items := make(map[string]*ItemTally, len(r.Items))
	for _, id := range r.Items {
		t.Items = append(t.Items, ItemTally{Item: id})
	}
	for i := range t.Items {
		items[t.Items[i].Item] = &t.Items[i]
	}
	people, late := make(map[string]*Share), make(map[string]bool)
	tags := make(map[string]map[string]int)
	for _, a := range responses {
		it := items[a.Item]
		switch {
		case it == nil:
			continue
		case a.Late:
			late[a.Person] = true
			continue
		}
		s := people[a.Person]
		if s == nil {
			s = &Share{Person: a.Person}
			people[a.Person] = s
		}
		s.N++
		it.N++
		if a.Right {
			s.Right++
			it.Right++
		} else if a.Misconception != "" {
			if tags[a.Item] == nil {
				tags[a.Item] = make(map[string]int)
			}
			tags[a.Item][a.Misconception]++
		}
	}
	for i := range t.Items {
		it := &t.Items[i]
		for _, tag := range slices.Sorted(maps.Keys(tags[it.Item])) {
			if n := tags[it.Item][tag]; n >= showsTwice && n > it.Times {
				it.Misconception, it.Times = tag, n
			}
		}
	}
	t.Answered = len(people)
	for person := range late {
		if people[person] == nil {
			t.Late++
		}
	}
	for _, person := range slices.Sorted(maps.Keys(people)) {
		s := people[person]
		if s.N == len(r.Items) {
			t.Whole++
		}
		if s.N >= 2 && 2*s.Right < s.N {
			t.Talk = append(t.Talk, *s)
		}
	}
	slices.SortStableFunc(t.Talk, func(a, b Share) int { return cmp.Compare(a.Right*b.N, b.Right*a.N) })
	return t
}

// TicketItems picks items for an exit ticket on a skill, as many as n, in the
// order to be asked: typical ones first, those left out that were asked lately,
// while there are others. The seed settles ties. The candidates are the items of
// the skill that can be graded at once.
func TicketItems(candidates []TicketItem, lately map[string]bool, n int, seed uint64) []string {
	order := slices.Clone(candidates)
	slices.SortStableFunc(order, func(a, b TicketItem) int {
		return cmp.Or(
			boolsFirst(!lately[a.ID], !lately[b.ID]),
			cmp.Compare(tierOff(a.Tier), tierOff(b.Tier)),
			cmp.Compare((hash(a.ID)^seed)*0x9e3779b97f4a7c15, (hash(b.ID)^seed)*0x9e3779b97f4a7c15),
			cmp.Compare(a.ID, b.ID),
		)
	})
	order = order[:min(len(order), n)]
	// What is asked is settled; the easier one comes first.
	slices.SortStableFunc(order, func(a, b TicketItem) int { return cmp.Compare(a.Tier, b.Tier) })
	var ids []string
	for _, it := range order {
		ids = append(ids, it.ID)
	}
	return ids
}

// TicketItem is an item that an exit ticket could ask.
type TicketItem struct {
	ID   string // "course/id"
	Tier int    // 1..3
}

// tierOff is how far a tier is from what is typical.
func tierOff(tier int) int {
	if tier > 2 {
		return tier - 2
	}
	return 2 - tier
}
