package eval

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"slices"
	"time"

	"pacer/coach/alert"
	"pacer/coach/mastery"
)

const alertsUsage = `Usage: pacer eval alerts [--fit FILE] [--precision P] [--baselines] [--json] LOG
       pacer eval alerts --classes N [--first SEED] [--weeks W] [--scale X]
                         [--baselines] [--json]
       pacer eval alerts --fit FILE[,FILE...] --write-defaults GOFILE

Measures how well Pacer foresees who will wheel-spin: work on a skill and not
get there. A learner on a skill has got there once three answers in a row are
right, and wheel-spins when ten go by without; who stops before either is left
out. After 3 to 9 answers, among those who have not got there, the risk is told
and compared with what came. LOG is as for pacer eval mastery; several skills of
one item count as a skill of their own.

  --fit FILE     learn all weights from this log first, of other learners, and
                 from nothing else; without it they are those that ship
  --precision P  name the risk from which on so great a part of those found do
                 wheel-spin; .8 if not said
  --baselines    measure other ways to tell on the same answers too
  --json         print one object for machines
  --write-defaults GOFILE
                 write the weights learnt from the logs of --fit as the Go file
                 that the program is built with; learn those of pacer eval
                 mastery first

AUC is the chance that the risk of one who wheel-spins is told higher than that
of one who does not (.5 is guessing). Precision is the part of those found who
do; recall the part of those who do that is found.

With --classes there is no log: simulated classes of thirty, whose true state is
known, practise under Pacer, and some learners come to need a person (the
equations are in cmd/pacer/eval/crisis.go). The rules, the life of an alert and
the judge are those of the bot, for a teacher who acts on most calls within days.

  --classes N   how many classes
  --first SEED  the seed of the first; 421 if it is not given. Thresholds were
                chosen on seeds 1 to 60 only
  --weeks W     of the term; 12 if it is not given
  --scale X     0.7, 1 or 1.3: the simulation's constants by so much off
  --baselines   two other ways to call on the same answers (four wrong on one
                exercise; under 60 % of the last five), as they are and cut to
                three calls a day; and all of them where nobody acts

A call about a learner is right if the learner is in a crisis then, from its
onset to three days after its end; one about several, if most of them are.
Precision is the part of the calls that are right. Recall is the part of the
planted crises with a right call while they last; missed are those without one
that lasted ten answers (on its skill, if it has one) or, where the learner stays
away, ten days. Grown crises come about unplanned: their recall stands beside it.
Days and attempts are medians from the onset to the first right call: for
wheel-spinning from the first try, for disengaging from the first missed day.
A day and most are pings of a teacher; nobody asks for a person here. False
alarms are learners named in no crisis, per learner and month. Brackets hold
95 % over classes, from ten on.

Examples:
  pacer eval alerts answers.csv
  pacer eval alerts --fit last-year.csv --baselines this-year.csv
  pacer eval alerts --classes 20
`

const alertsExample = "pacer eval alerts answers.csv"

// alertsSubject is how well wheel-spinning is foreseen.
func alertsSubject() Subject {
	return Subject{
		Name: "alerts", Summary: "who will work on a skill and not get there", Usage: alertsUsage,
		Flags: func(set *flag.FlagSet) func(context.Context, []string, Output) error {
			var f Flags
			f.Declare(set, "json", "fit", "baselines")
			precision := set.Float64("precision", 0.8, "")
			defaults := set.String("write-defaults", "", "")
			c := crisisTrial{}
			set.IntVar(&c.classes, "classes", 0, "")
			set.Uint64Var(&c.first, "first", 421, "")
			set.IntVar(&c.weeks, "weeks", 12, "")
			set.Float64Var(&c.scale, "scale", 1, "")
			return func(ctx context.Context, args []string, out Output) error {
				said := map[string]bool{}
				set.Visit(func(f *flag.Flag) { said[f.Name] = true })
				if said["classes"] {
					c.baselines, c.progress = f.Baselines, out.Progress
					return c.measure(ctx, args, said, f.JSON, out)
				}
				switch {
				case said["first"] || said["weeks"] || said["scale"]:
					return UsageError("--first, --weeks and --scale are of simulated classes: say how many with --classes")
				case !(*precision > 0 && *precision <= 1):
					return UsageError("--precision is a part, above 0 and at most 1, like .8")
				case *defaults == "":
					return f.alerts(ctx, args, *precision, out)
				case len(args) > 0:
					return UsageError("--write-defaults learns and measures nothing: leave the log out")
				}
				return f.writeAlertDefaults(ctx, *defaults, out)
			}
		},
	}
}

// alertsReport is what was found.
type alertsReport struct {
	log, fit  *Log // fit is nil if there is none
	fates     [3]int
	learners  int // with a pair that was decided
	precision float64
	weights   alert.Weights
	fitTook   time.Duration
	each      time.Duration // of telling a risk after timedK tries, on average
	rule      spinRule
	results   []spinResult // Pacer's first
	leftOut   []string     // of the baselines, in sentences
}

// spinResult is how one model did.
type spinResult struct {
	name    string
	chances bool // what it tells are chances, so that they can be calibrated
	byK     []spinFigures
}

// alerts measures Pacer's risk, and the baselines if they are wanted.
func (f *Flags) alerts(ctx context.Context, args []string, precision float64, out Output) error {
	log, err := OpenOne(args, alertsExample, out)
	if err != nil {
		return err
	}
	c := &contest{log: log, run: RunOptions{Progress: out.Progress}}
	if f.Fit != "" {
		if c.fit, err = openTold(f.Fit, out); err != nil {
			return err
		}
		kinship := log.Align(c.fit)
		c.same = kinship.Same
		if err := tellKinship(kinship, c, out); err != nil {
			return err
		}
	}
	r, err := c.measureAlerts(ctx, f.Baselines, precision)
	if err != nil {
		return err
	}
	for _, why := range r.leftOut {
		if _, err := fmt.Fprintln(out.Err, why); err != nil {
			return err
		}
	}
	if f.JSON {
		return r.writeJSON(out.Out)
	}
	return r.writeTables(out.Out)
}

// spinContender is a model that is measured.
type spinContender struct {
	name    string
	chances bool
	model   spinModel
	scores  [spinTries][]Score // by tries
}

// measureAlerts walks through the log once with all models.
func (c *contest) measureAlerts(ctx context.Context, baselines bool, precision float64) (*alertsReport, error) {
	r := &alertsReport{log: c.log, fit: c.fit, precision: precision}
	began := time.Now()
	own := &spinPacer{NewPacer(mastery.Default), alert.DefaultWeights}
	if c.fit != nil {
		var err error
		if own, err = fitSpinPacer(ctx, c.fit, c.same, c.run.Progress); err != nil {
			return nil, err
		}
	}
	r.weights, r.fitTook = own.weights, time.Since(began)
	shared := newUnits()
	models := []*spinContender{{name: ownName, chances: true, model: own}}
	if baselines {
		models = append(models, &spinContender{name: "wrong answers", model: spinWrong{}})
		if c.fit == nil {
			r.leftOut = append(r.leftOut, "BKT and the regression are left out: they are fitted to a log; name one with --fit.")
		} else {
			regression, err := fitSpinLogistic(ctx, newPairs(c.fit, shared))
			if err != nil {
				return nil, err
			}
			models = append(models,
				&spinContender{name: "1 - P(known) of BKT", model: spinBKT{FitBKT(c.fit)}},
				&spinContender{name: "logistic regression", chances: true, model: regression})
		}
	}
	p := newPairs(c.log, shared)
	for of := range r.fates {
		r.fates[of] = p.count(fate(of))
	}
	watch := newRuleWatch()
	took := time.Duration(0)
	learners := map[int32]bool{}
	learn := func(row *Row) {
		for _, m := range models {
			m.model.Learn(row)
		}
	}
	err := p.walk(ctx, everyone, c.run.Progress, learn, func(at *moment) {
		learners[at.row.Learner] = true
		watch.look(own, at)
		if !isTold(at.k) {
			return
		}
		for i, m := range models {
			began := time.Now()
			risk := m.model.Risk(at)
			if i == 0 && at.k == timedK {
				took += time.Since(began)
			}
			m.scores[at.k] = append(m.scores[at.k], Score{P: risk, Learner: at.row.Learner, Right: at.spun})
		}
	})
	if err != nil {
		return nil, err
	}
	r.learners, r.each = len(learners), took/time.Duration(max(1, len(models[0].scores[timedK])))
	r.rule = watch.rule(r.fates)
	for _, m := range models {
		result := spinResult{name: m.name, chances: m.chances}
		for k := firstK; k <= lastK; k++ {
			result.byK = append(result.byK, newSpinFigures(k, m.scores[k], precision))
		}
		r.results = append(r.results, result)
	}
	return r, nil
}

// timedK is the number of tries after which telling a risk is timed: the least
// that the rule asks it after, and so the most there is to play out.
const timedK = 5

// ruleWatch counts whom the rule names.
type ruleWatch struct {
	named map[uint64]bool
	right int
	tries []float64 // when each was named
}

func newRuleWatch() *ruleWatch { return &ruleWatch{named: map[uint64]bool{}} }

// look asks the rule that ships, unless it has named the pair.
func (w *ruleWatch) look(m *spinPacer, at *moment) {
	key := pair(at.row.Learner, at.unit)
	if w.named[key] {
		return
	}
	if _, hit := alert.WheelSpinning(at.tries, m.outlook(at)); !hit {
		return
	}
	w.named[key] = true
	w.right += int(truth(at.spun))
	w.tries = append(w.tries, float64(at.k))
}

func (w *ruleWatch) rule(fates [3]int) spinRule {
	r := spinRule{pairs: fates[mastered] + fates[spun], spun: fates[spun], named: len(w.named), right: w.right}
	if len(w.tries) > 0 {
		slices.Sort(w.tries)
		r.tries = w.tries[(len(w.tries)-1)/2]
	}
	return r
}

var errNoCase = errors.New("no learner in these logs worked on a skill until it was decided whether they get there: there is nothing to learn weights from")
