package coach

import (
	"cmp"
	"math"
	"slices"
	"time"

	"pacer/coach/mastery"
)

// When there are enough answers for a figure to be worth a teacher's time.
const (
	// fewestPairs is how many learners a discrimination is taken from.
	fewestPairs = 20
	// fewestOthers is how many other items of the skill a learner must have met for
	// their answers to count in it.
	fewestOthers = 2
	// fewestKnowing are the learners who know the skill, and their answers.
	fewestKnowing        = 5
	fewestKnowingAnswers = 8
	// fewestSaying is how many different learners gave a wrong answer before it is
	// repeated to anybody: fewer might be known by their words.
	fewestSaying = 3
)

// When an item is flagged.
const (
	// goodDiscrimination is what textbooks call acceptable (R. L. Ebel and D. A.
	// Frisbie, Essentials of educational measurement, 1991: below .19 poor, .20 to
	// .29 marginal).
	goodDiscrimination = .2
	// unlikely is the normal quantile of one in ten: a discrimination is called
	// negative where one as good as goodDiscrimination would show as little only so
	// rarely.
	unlikely = 1.2816
	// misleading is the share wrong among learners who know the skill.
	misleading = .7
	// leech is how often a learner was wrong on an item for it to be a leech:
	// Anki's default (https://docs.ankiweb.net/leeches.html).
	leech = 8
	// severalLeeches is how many learners it is one for.
	severalLeeches = 3
)

// What is kept at most.
const (
	correctable = 10_000 // attempts, the latest ones, that a correction may still change
	mostWords   = 200    // different wrong answers of an item
	mostShown   = 5      // wrong answers in a report
)

// Items gathers how the items of a workspace do, from its log, in one pass. What
// it keeps grows with who met which item, not with the length of the log: of each
// learner on each item the first answer and how many were wrong.
//
// Only first tries count, as for mastery. A learner knows a skill if their level
// in it was Proficient or higher when they answered, which Items finds by adding
// the log up as it goes; corrections change what they correct, if it is among the
// latest 10,000 attempts, and not the levels in between.
type Items struct {
	params *Params
	sum    *Ledger
	items  map[string]*itemSum
	first  map[met]float64   // the score of a learner's first answer to an item
	wrong  map[met]int       // how often a learner was wrong on it
	same   map[string]string // who is, or was, the same human as another

	recent []attemptRef // the latest attempts, a ring
	at     map[int64]int
	next   int
}

// met is a learner who met an item.
type met struct{ person, item string }

// itemSum is what an item's answers add up to.
type itemSum struct {
	skill           string
	answers, right  int
	knew, knewRight int
	knowing         map[string]bool // learners who knew the skill when they answered
	hinted          int
	took            durations
	words           map[string]*wordSum
	misconceptions  map[string]*wordSum
}

// wordSum is who gave one wrong answer.
type wordSum struct {
	people map[string]bool
	knew   map[string]bool
}

// attemptRef is what an attempt added, to be taken back.
type attemptRef struct {
	position int64
	met      met
	right    bool
	knew     bool
	isFirst  bool
}

// NewItems returns an empty sum.
func NewItems(p *Params) *Items {
	return &Items{
		params: p, sum: NewLedger(), items: make(map[string]*itemSum), first: make(map[met]float64),
		wrong: make(map[met]int), at: make(map[int64]int), same: make(map[string]string),
	}
}

// Add adds the next entry of a log. Said is the learner's answer as it was read,
// in words that are the same whenever the answer is; empty where it is not known.
func (s *Items) Add(e *Entry, said string) error {
	switch e.Kind {
	case EntryAttempt:
		if e.Counts && len(e.Skills) > 0 {
			s.attempt(e, said)
		}
	case EntryMistap, EntryRegrade:
		s.correct(e)
		return nil // the levels in between stand
	case EntryJoined:
		if err := s.join(e); err != nil {
			return err
		}
	case EntryParted:
		s.same[e.Person] = s.human(e.Source)
	}
	_, err := s.params.Apply(s.sum, *e)
	return err
}

// human is one name for all that somebody was before accounts were joined, or is
// since they were parted: a first answer is given once, and words are known by
// whoever says them however many accounts they have.
func (s *Items) human(person string) string {
	for {
		other, ok := s.same[person]
		if !ok {
			return person
		}
		person = other
	}
}

// join lets a learner know what they knew under either name. No entries are kept
// here that the levels could be made anew from.
func (s *Items) join(e *Entry) error {
	if a, b := s.human(e.Source), s.human(e.Person); a != b {
		s.same[a] = b
	}
	for skill, theirs := range s.sum.Estimates[e.Source] {
		mine := s.sum.Estimates[e.Person][skill]
		if theirs.Standing.Level() > mine.Standing.Level() {
			theirs.Person = e.Person
			if err := s.sum.PutEstimate(theirs); err != nil {
				return err
			}
		}
	}
	return nil
}

// attempt adds a first try, with the level from before it.
func (s *Items) attempt(e *Entry, said string) {
	it := s.items[e.Item]
	if it == nil {
		it = &itemSum{knowing: make(map[string]bool), words: make(map[string]*wordSum), misconceptions: make(map[string]*wordSum)}
		s.items[e.Item] = it
	}
	it.skill = e.Skills[0]
	knew := s.sum.Estimates[e.Person][e.Skills[0]].Standing.Level() >= mastery.Proficient
	ref := attemptRef{position: e.Position, met: met{s.human(e.Person), e.Item}, right: e.Right, knew: knew}
	if _, known := s.first[ref.met]; !known {
		s.first[ref.met] = e.Score
		ref.isFirst = true
	}
	s.remember(ref)
	s.count(it, ref, 1)
	if knew {
		it.knowing[e.Person] = true
	}
	if e.Hints > 0 {
		it.hinted++
	}
	if e.Took > 0 && !e.Rapid {
		it.took.add(e.Took)
	}
	if !e.Right && !e.Rapid {
		note(it.words, said, e.Person, knew)
		note(it.misconceptions, e.Misconception, e.Person, knew)
	}
}

// count adds an attempt to an item's sums, or takes it away where by is -1.
func (s *Items) count(it *itemSum, ref attemptRef, by int) {
	it.answers += by
	if ref.knew {
		it.knew += by
	}
	switch {
	case ref.right && ref.knew:
		it.knewRight += by
		it.right += by
	case ref.right:
		it.right += by
	default:
		s.wrong[ref.met] += by
	}
}

// remember keeps what an attempt added, in the place of the oldest kept.
func (s *Items) remember(ref attemptRef) {
	if len(s.recent) < correctable {
		s.at[ref.position] = len(s.recent)
		s.recent = append(s.recent, ref)
		return
	}
	delete(s.at, s.recent[s.next].position)
	s.recent[s.next] = ref
	s.at[ref.position] = s.next
	s.next = (s.next + 1) % correctable
}

// correct takes in a mis-tap or a regrade.
func (s *Items) correct(e *Entry) {
	i, known := s.at[e.Target]
	if !known {
		return
	}
	ref := &s.recent[i]
	it := s.items[ref.met.item]
	s.count(it, *ref, -1)
	if e.Kind == EntryMistap {
		delete(s.at, e.Target)
		if ref.isFirst {
			delete(s.first, ref.met)
		}
		return
	}
	ref.right = e.Right
	s.count(it, *ref, 1)
	if ref.isFirst {
		s.first[ref.met] = e.Score
	}
}

// note notes who gave a wrong answer.
func note(words map[string]*wordSum, word, person string, knew bool) {
	if word == "" {
		return
	}
	w := words[word]
	if w == nil {
		if len(words) >= mostWords {
			return
		}
		w = &wordSum{people: make(map[string]bool), knew: make(map[string]bool)}
		words[word] = w
	}
	w.people[person] = true
	if knew {
		w.knew[person] = true
	}
}

// ItemReport is how an item does.
type ItemReport struct {
	Item, Skill string // "course/id"
	Answers     int    // first tries
	Right       int    // of them
	Learners    int    // who answered it

	// Of the answers by learners who knew the skill, and how many they were.
	KnewAnswers, KnewRight, KnewLearners int

	// Discrimination is how well the item tells learners apart, from -1 to 1: the
	// correlation, over learners, of the score of their first answer to the item
	// with their mean score on the other items of its skill (for items that are
	// right or wrong the point-biserial correlation, corrected by leaving the item
	// out: S. Henrysson, Correction of item-total correlations in item analysis,
	// Psychometrika 28, 1963). Pairs is the learners it is taken from; with too
	// few it is 0.
	Discrimination float64
	Pairs          int

	Median  time.Duration // of the time taken; 0 if unknown
	Hinted  int           // answers after a hint
	Wrong   []WrongAnswer // the most frequent, those of several learners only
	Reveals []WrongAnswer // likewise, by the misconception
	Leeches int           // learners who were wrong on it again and again
	Flags   []ItemFlag
}

// WrongAnswer is a wrong answer, or a misconception, and how many learners gave or
// showed it.
type WrongAnswer struct {
	Said     string
	Learners int
	Knew     int // of them, knew the skill
}

// ItemFlag says why an item may mislead.
type ItemFlag string

// The reasons, the strongest first.
const (
	FlagMisleads  ItemFlag = "misleads"  // most who know the skill are wrong
	FlagBackwards ItemFlag = "backwards" // those who do well elsewhere do worse on it
	FlagLeech     ItemFlag = "leech"     // several learners are wrong on it again and again
)

// Report tells how every item does that was answered, by its ID.
func (s *Items) Report() []ItemReport {
	pairs, leeches, learners := s.correlate()
	reports := make([]ItemReport, 0, len(s.items))
	for id, it := range s.items {
		if it.answers == 0 {
			continue // of mis-taps
		}
		r := ItemReport{
			Item: id, Skill: it.skill, Answers: it.answers, Right: it.right, Learners: learners[id],
			KnewAnswers: it.knew, KnewRight: it.knewRight, KnewLearners: len(it.knowing),
			Median: it.took.median(), Hinted: it.hinted, Leeches: leeches[id],
			Wrong: s.frequent(it.words), Reveals: s.frequent(it.misconceptions),
		}
		if c := pairs[id]; c != nil && c.n >= fewestPairs {
			r.Discrimination, r.Pairs = c.r(), int(c.n)
		}
		r.Flags = r.flags()
		reports = append(reports, r)
	}
	slices.SortFunc(reports, func(a, b ItemReport) int { return cmp.Compare(a.Item, b.Item) })
	return reports
}

// correlate sets each first answer against its learner's others on the skill.
func (s *Items) correlate() (pairs map[string]*correlation, leeches, learners map[string]int) {
	type on struct{ person, skill string }
	sum, n := make(map[on]float64), make(map[on]int)
	for m, score := range s.first {
		k := on{m.person, s.items[m.item].skill}
		sum[k] += score
		n[k]++
	}
	pairs, leeches, learners = make(map[string]*correlation), make(map[string]int), make(map[string]int)
	// In one order, so that the sums are the same each time.
	all := make([]met, 0, len(s.first))
	for m := range s.first {
		all = append(all, m)
	}
	slices.SortFunc(all, func(a, b met) int { return cmp.Or(cmp.Compare(a.item, b.item), cmp.Compare(a.person, b.person)) })
	for _, m := range all {
		learners[m.item]++
		if s.wrong[m] >= leech {
			leeches[m.item]++
		}
		k := on{m.person, s.items[m.item].skill}
		others := n[k] - 1
		if others < fewestOthers {
			continue
		}
		if pairs[m.item] == nil {
			pairs[m.item] = new(correlation)
		}
		score := s.first[m]
		pairs[m.item].add(score, (sum[k]-score)/float64(others))
	}
	return pairs, leeches, learners
}

// flags says why the item may mislead.
func (r *ItemReport) flags() []ItemFlag {
	var flags []ItemFlag
	if wrong := r.KnewAnswers - r.KnewRight; r.KnewLearners >= fewestKnowing && r.KnewAnswers >= fewestKnowingAnswers && float64(wrong) > misleading*float64(r.KnewAnswers) {
		flags = append(flags, FlagMisleads)
	}
	// Fisher's z of a correlation is about normal, with the spread 1/√(n-3).
	if r.Pairs >= fewestPairs && r.Discrimination < 0 &&
		math.Atanh(max(r.Discrimination, -.999))+unlikely/math.Sqrt(float64(r.Pairs-3)) < math.Atanh(goodDiscrimination) {
		flags = append(flags, FlagBackwards)
	}
	if r.Leeches >= severalLeeches {
		flags = append(flags, FlagLeech)
	}
	return flags
}

// frequent are the wrong answers that enough learners gave, most of them first.
func (s *Items) frequent(words map[string]*wordSum) []WrongAnswer {
	var list []WrongAnswer
	for said, w := range words {
		if learners := s.humans(w.people); learners >= fewestSaying {
			list = append(list, WrongAnswer{said, learners, s.humans(w.knew)})
		}
	}
	slices.SortFunc(list, func(a, b WrongAnswer) int {
		return cmp.Or(cmp.Compare(b.Learners, a.Learners), cmp.Compare(a.Said, b.Said))
	})
	return list[:min(len(list), mostShown)]
}

// humans counts people, each under one name.
func (s *Items) humans(people map[string]bool) int {
	distinct := make(map[string]bool, len(people))
	for p := range people {
		distinct[s.human(p)] = true
	}
	return len(distinct)
}
