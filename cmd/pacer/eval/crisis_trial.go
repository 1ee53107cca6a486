package eval

import (
	"context"
	"io"
	"runtime"
	"sync"

	"golang.org/x/sync/errgroup"
)

// crisisTrial measures calls on simulated classes.
type crisisTrial struct {
	classes   int
	first     uint64
	weeks     int
	scale     float64
	baselines bool
	acted     [][]callScore // of the run in which the teacher acts: by who calls, and class
	alone     [][]callScore // of the run in which nobody does
	progress  io.Writer
}

// What weeks a term may have: crises need some to show and to be found in.
const (
	leastWeeks = 8
	mostWeeks  = 40
)

func (c *crisisTrial) check() error {
	switch {
	case c.classes < 1 || c.classes > 1000:
		return UsageError("--classes is a number from 1 to 1000")
	case c.weeks < leastWeeks || c.weeks > mostWeeks:
		return UsageError("--weeks is a number from 8 to 40")
	case c.scale != .7 && c.scale != 1 && c.scale != 1.3:
		return UsageError("--scale is 0.7, 1 or 1.3")
	}
	return nil
}

// caller is who calls the teacher, under a name.
type caller struct {
	name string
	make func() witness
	most int // calls a day, the first ones; 0: all
}

// callers are those compared, Pacer first, whose calls are the ones acted on.
// The others have no budget of their own: they are also measured as a teacher
// would bear them, and with about as few calls as Pacer.
var callers = []caller{
	{"Pacer", func() witness { return &pacerWitness{} }, 0},
	{"four wrong", func() witness { return &fourWrong{} }, 0},
	{"under 60 %", func() witness { return &belowSixty{} }, 0},
	{"four wrong, 3 a day", func() witness { return &fourWrong{} }, 3},
	{"under 60 %, 3 a day", func() witness { return &belowSixty{} }, 3},
	{"four wrong, 1 a day", func() witness { return &fourWrong{} }, 1},
	{"under 60 %, 1 a day", func() witness { return &belowSixty{} }, 1},
}

func (c *crisisTrial) callers() []caller {
	if c.baselines {
		return callers
	}
	return callers[:1]
}

// run lets all terms pass, on all cores.
func (c *crisisTrial) run(ctx context.Context) error {
	runs := []*[][]callScore{&c.acted}
	if c.baselines {
		runs = append(runs, &c.alone)
	}
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(runtime.GOMAXPROCS(0))
	progress := newProgress(c.progress, "simulated classes", c.classes*len(runs))
	defer progress.end()
	var mu sync.Mutex
	done := 0
	for n, scores := range runs {
		*scores = make([][]callScore, len(c.callers()))
		for i := range *scores {
			(*scores)[i] = make([]callScore, c.classes)
		}
		for s := range c.classes {
			group.Go(func() error {
				if err := ctx.Err(); err != nil {
					return err
				}
				for i, score := range c.pass(s, n == 0) {
					(*scores)[i][s] = score
				}
				mu.Lock()
				defer mu.Unlock()
				done++
				progress.at(done)
				return nil
			})
		}
	}
	return group.Wait()
}

// pass lets one term pass and scores everybody who called.
func (c *crisisTrial) pass(class int, acts bool) []callScore {
	t := newTerm(c.first+uint64(class), c.scale, c.weeks)
	who := c.callers()
	witnesses, calls := make([]witness, len(who)), make([][]call, len(who))
	for i := range who {
		witnesses[i] = who[i].make()
	}
	today := make([]struct{ day, calls int }, len(who))
	t.run(witnesses, acts, func(w int, x call) {
		if most := who[w].most; most > 0 {
			if day := t.dayAt(x.at); today[w].day != day {
				today[w].day, today[w].calls = day, 0
			}
			if today[w].calls++; today[w].calls > most {
				return
			}
		}
		calls[w] = append(calls[w], x)
	})
	out := make([]callScore, len(who))
	for i := range who {
		out[i] = newCallScore(t, calls[i])
	}
	return out
}

// sumScores adds the classes of a caller up.
func sumScores(classes []callScore) *callScore {
	var s callScore
	for i := range classes {
		s.add(&classes[i])
	}
	return &s
}

// measure is pacer eval alerts --classes. Said are the flags that were given.
func (c *crisisTrial) measure(ctx context.Context, args []string, said map[string]bool, asJSON bool, out Output) error {
	switch {
	case len(args) > 0:
		return UsageError("--classes makes its learners itself and reads no log: leave " + args[0] + " out")
	case said["fit"] || said["precision"] || said["write-defaults"]:
		return UsageError("--fit, --precision and --write-defaults are for a log, and --classes reads none: leave one of them out")
	}
	if err := c.check(); err != nil {
		return err
	}
	if err := c.run(ctx); err != nil {
		return err
	}
	if asJSON {
		return c.writeJSON(out.Out)
	}
	return c.write(out.Out)
}
