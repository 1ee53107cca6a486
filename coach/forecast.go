package coach

import (
	"math"
	"slices"

	"pacer/coach/mastery"
)

// How far a goal is, and when it will be reached, is told from the learner model
// and the learner's own pace:
//
//	left   = the sum, over the skills that the goal needs and that are not reached,
//	         of the attempts that each still needs (see AttemptsNeeded)
//	pace   = by how much left fell on the latest days of practice, each
//	days   = left / pace, in days of practice
//	finish = the day by which so many days of practice are to be expected, each
//	         day ahead counting for the chance that the learner practises on it
//
// Left is in attempts of an average learner. That a learner needs more of them,
// answers more of them in a day, or spends half of them on reviews, shows in the
// pace, which is theirs: so left need not be right, only fall evenly.

// Waypoint is how far a goal was at the end of a day of practice.
type Waypoint struct {
	Day  Day     `json:"d"`
	Left float64 `json:"l"` // attempts
	Done int     `json:"a"` // questions answered that day
}

// PathKept is how many waypoints of a goal are kept: those that the pace is
// looked at on.
const PathKept = 21

// Pass keeps how far the goal is at the end of a day of practice; on one day the
// last one stands.
func (g *Goal) Pass(day Day, left float64, done int) {
	path := slices.DeleteFunc(slices.Clone(g.Path), func(w Waypoint) bool { return w.Day >= day }) // of today, or of a clock that was ahead
	g.Path = append(path[max(0, len(path)+1-PathKept):], Waypoint{day, left, done})
}

// Left is how far the goal was at the last waypoint, in attempts; ok is false
// where there is none.
func (g *Goal) Left() (attempts float64, ok bool) {
	if len(g.Path) == 0 {
		return 0, false
	}
	return g.Path[len(g.Path)-1].Left, true
}

const (
	// gainOfTry is by how much an attempt raises an average learner's mastery, in
	// logits, and sureOfTry the part of attempts at a level close below Proficient
	// that is right. Both only weigh skills against each other.
	gainOfTry = .25
	sureOfTry = .75
	// triesMost bounds what one skill is thought to need.
	triesMost = 40
)

// AttemptsNeeded is how many attempts an average learner who knows so much of a
// skill still needs to reach Proficient, by the rules of levels; 0 for who has
// reached it.
func AttemptsNeeded(p float64, why mastery.Reasons, rules *mastery.Rules) float64 {
	if why.Level >= mastery.Proficient {
		return 0
	}
	right := float64(max(0, rules.Items-why.Items)) / sureOfTry
	climb := (logOdds(rules.Proficient) - logOdds(p)) / gainOfTry
	return min(triesMost, max(1, right, climb))
}

func logOdds(p float64) float64 {
	p = min(.99, max(.01, p))
	return math.Log(p / (1 - p))
}

// Forecast is when a goal will be reached.
type Forecast struct {
	Early, Finish, Late Day // Late is 0 where no end can be seen, and all are where nothing is foretold
}

const (
	// StepsLeast is how many steps from one day of practice to the next it takes to
	// know a pace.
	StepsLeast = 3
	// TowardsGoal is by how much an answer brings an average learner nearer, and
	// priorDays how many days of one's own that weighs as much as: how left falls
	// from day to day is so uneven that few days tell little.
	TowardsGoal = .75
	priorDays   = 80
	// usualSway is the variance of a day's step, in squares of its mean, before any
	// was seen.
	usualSway = 4
	// rangeSpread is how many standard deviations to either side hold four of five.
	rangeSpread = 1.2816
	// aheadMost is how far ahead, in days, an end is looked for.
	aheadMost = 366
)

// Foresee foretells when a goal will be reached that was at these waypoints:
// most likely, and the days between which it lies four times out of five. The
// chance that the learner practises on a day ahead is given. It foretells nothing
// from fewer than StepsLeast days of practice.
func Foresee(path []Waypoint, today Day, practises func(Day) float64) Forecast {
	n := len(path) - 1 // steps
	if n < StepsLeast {
		return Forecast{}
	}
	left := path[n].Left
	if left <= 0 {
		return Forecast{Early: today, Finish: today, Late: today}
	}
	// The mean step, drawn towards the prior, and how much steps differ.
	done := 0
	for _, w := range path {
		done += w.Done
	}
	usual := TowardsGoal * float64(done) / float64(len(path))
	pace := (usual*priorDays + path[0].Left - left) / float64(priorDays+n)
	if pace <= 0 {
		return Forecast{}
	}
	variance := 0.0
	for i := range n {
		d := path[i].Left - path[i+1].Left - pace
		variance += d * d
	}
	variance = (variance + usualSway*pace*pace*StepsLeast) / float64(StepsLeast+n)
	days := left / pace
	finish, doubt := reach(days, today, practises)
	if finish == 0 {
		return Forecast{}
	}
	// How far a walk of such steps may be off (an inverse Gaussian's variance),
	// how far the pace itself may be, and on how many of the days they practise.
	off := days * variance / (pace * pace) * (1 + days/float64(priorDays+n))
	spread := rangeSpread * math.Sqrt(off+doubt)
	early, _ := reach(max(.5, days-spread), today, practises)
	late, _ := reach(days+spread, today, practises)
	return Forecast{Early: early, Finish: finish, Late: late}
}

// reach is the day by which so many days of practice are to be expected after
// today, with the variance of their number; 0 if it is too far ahead.
func reach(days float64, today Day, practises func(Day) float64) (by Day, variance float64) {
	sum := 0.0
	for d := today + 1; d <= today+aheadMost; d++ {
		p := practises(d)
		sum, variance = sum+p, variance+p*(1-p)
		if sum >= days {
			return d, variance
		}
	}
	return 0, variance
}

// Keeps is the chance that a learner practises on a day ahead who did on so many
// of so many days like it, drawn a little towards what is usual.
func Keeps(kept, of int) float64 {
	const usual, weighs = .7, 4
	return (float64(kept) + usual*weighs) / (float64(of) + weighs)
}

// Roughly foretells when a goal so far away will be reached by somebody who has
// just set it: at so many attempts towards it in a day of practice, which may be
// half as many or half as many again.
func Roughly(left, pace float64, today Day, practises func(Day) float64) Forecast {
	if left <= 0 {
		return Forecast{Early: today, Finish: today, Late: today}
	}
	days := left / pace
	finish, _ := reach(days, today, practises)
	if finish == 0 {
		return Forecast{}
	}
	early, _ := reach(max(.5, days/1.5), today, practises)
	late, _ := reach(days*1.5, today, practises)
	return Forecast{Early: early, Finish: finish, Late: late}
}
