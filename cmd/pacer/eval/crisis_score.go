package eval

import (
	"math"
	"math/rand/v2"
	"slices"
	"time"
)

// callScore is how well a class's teacher was called, as crisis.go says what
// counts.
type callScore struct {
	learners, days int
	calls, right   int
	named          int   // learners named in calls who were in no crisis
	perDay         []int // calls
	kinds          [crisisKinds]kindScore
	whys           map[string]whyScore
}

// kindScore is the same of one kind of crisis.
type kindScore struct {
	found, missed           int // planted
	grownFound, grownMissed int
	days, tries             []float64 // of the planted ones found
	grownDays               []float64
}

// whyScore is how the calls for one reason went.
type whyScore struct{ calls, right int }

// newCallScore scores the calls of a term that is over.
func newCallScore(t *term, calls []call) callScore {
	s := callScore{learners: len(t.mates), days: t.days, perDay: make([]int, t.days), whys: map[string]whyScore{}}
	all := t.crises()
	inCrisis := func(n int, at time.Time) bool {
		return slices.ContainsFunc(all, func(c *crisis) bool { return c.learner == n && c.holds(at) })
	}
	first := map[*crisis]time.Time{}
	for _, c := range calls {
		s.calls++
		s.perDay[t.dayAt(c.at)]++
		in := 0
		for _, n := range c.learners {
			if inCrisis(n, c.at) {
				in++
			} else {
				s.named++
			}
		}
		why := s.whys[c.why]
		why.calls++
		if isRight := 2*in > len(c.learners); isRight {
			s.right++
			why.right++
			for _, x := range all {
				if slices.Contains(c.learners, x.learner) && x.holds(c.at) {
					if at, ok := first[x]; !ok || c.at.Before(at) {
						first[x] = c.at
					}
				}
			}
		}
		s.whys[c.why] = why
	}
	end := termStart.AddDate(0, 0, t.days)
	for _, x := range all {
		k := &s.kinds[x.kind]
		at, isFound := first[x]
		switch {
		case !x.planted && isFound:
			k.grownFound++
			k.grownDays = append(k.grownDays, at.Sub(x.onset).Hours()/24)
		case !x.planted && x.couldBeFound(end):
			k.grownMissed++
		case !x.planted:
		case isFound:
			k.found++
			k.days = append(k.days, at.Sub(x.onset).Hours()/24)
			k.tries = append(k.tries, float64(x.answersUntil(at)))
		case x.couldBeFound(end):
			k.missed++
		}
	}
	return s
}

// answersUntil is how many of the learner's answers came until a moment.
func (c *crisis) answersUntil(at time.Time) int {
	n := 0
	for _, t := range c.answers {
		if !t.After(at) {
			n++
		}
	}
	return n
}

// couldBeFound tells whether the crisis lasted long enough.
func (c *crisis) couldBeFound(end time.Time) bool {
	if c.kind != disengaging {
		return len(c.answers) >= foundTries
	}
	if !c.end.IsZero() {
		end = c.end
	}
	return end.Sub(c.onset) >= foundDays*24*time.Hour
}

// add sums scores of classes up.
func (s *callScore) add(t *callScore) {
	s.learners += t.learners
	s.days = t.days // the same of all
	s.calls += t.calls
	s.right += t.right
	s.named += t.named
	s.perDay = append(s.perDay, t.perDay...)
	for k := range s.kinds {
		a, b := &s.kinds[k], &t.kinds[k]
		a.found += b.found
		a.missed += b.missed
		a.grownFound += b.grownFound
		a.grownMissed += b.grownMissed
		a.days = append(a.days, b.days...)
		a.tries = append(a.tries, b.tries...)
		a.grownDays = append(a.grownDays, b.grownDays...)
	}
	if s.whys == nil {
		s.whys = map[string]whyScore{}
	}
	for why, b := range t.whys {
		a := s.whys[why]
		s.whys[why] = whyScore{a.calls + b.calls, a.right + b.right}
	}
}

func (s *callScore) precision() float64 { return partOf(s.right, s.calls) }

// recall is the part of the planted crises that was found.
func (s *callScore) recall() float64 {
	found, all := 0, 0
	for _, k := range s.kinds {
		found += k.found
		all += k.found + k.missed
	}
	return partOf(found, all)
}

// grownRecall is the same of those that grew.
func (s *callScore) grownRecall() float64 {
	found, all := 0, 0
	for _, k := range s.kinds {
		found += k.grownFound
		all += k.grownFound + k.grownMissed
	}
	return partOf(found, all)
}

// falseAlarms is how often a learner in no crisis is named in a month.
func (s *callScore) falseAlarms() float64 {
	const month = 365.25 / 12
	return float64(s.named) / (float64(s.learners) * float64(s.days) / month)
}

// mean and most calls a day.
func (s *callScore) mean() float64 { return partOf(s.calls, len(s.perDay)) }
func (s *callScore) most() int     { return slices.Max(s.perDay) }

// partOf is a part of so many; NaN of none.
func partOf(part, of int) float64 { return float64(part) / float64(of) }

// median of a list; NaN of none.
func median(list []float64) float64 {
	if len(list) == 0 {
		return math.NaN()
	}
	sorted := slices.Sorted(slices.Values(list))
	n := len(sorted)
	return (sorted[(n-1)/2] + sorted[n/2]) / 2
}

// within95 is the range that a figure lies in with 95 % confidence, by drawing the
// classes anew a thousand times.
func within95(classes []callScore, figure func(*callScore) float64) (low, high float64) {
	const draws = 1000
	r := rand.New(rand.NewPCG(uint64(len(classes)), 0x2545f4914f6cdd1d))
	all := make([]float64, draws)
	for i := range all {
		var s callScore
		for range classes {
			s.add(&classes[r.IntN(len(classes))])
		}
		all[i] = figure(&s)
	}
	slices.Sort(all)
	return all[draws/40], all[draws-1-draws/40]
}
