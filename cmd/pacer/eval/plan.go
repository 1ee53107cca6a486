package eval

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"math"
	"runtime"
	"sync"
	"text/tabwriter"

	"golang.org/x/sync/errgroup"
)

const planUsage = `Usage: pacer eval plan [--seeds N] [--first SEED] [--learners N] [--scale X] [--json]

Has simulated learners, whose true state is known, practise a made-up course of
sixteen skills, six questions a day, under Pacer and under four other policies:
the same learners and the same course for each. There are five kinds of learner:
fast, slow, forgetful, guessing, disengaging.

  --seeds N     how many classes; 20 if it is not given
  --first SEED  the seed of the first; 101 if it is not given. Choices in Pacer
                were made on seeds 1 to 60 only
  --learners N  learners of each kind in a class; 8 if it is not given
  --scale X     0.7, 1 or 1.3: the learners' parameters by so much off
  --json        print one object for machines

Items are questions until the learner is truly proficient in every skill at
once; whoever has not got there after 600 counts as 600, which flatters policies
that leave many behind, so the share that got there stands beside. Over are
those of them on a skill that was proficient already. Early is the share of
skills called proficient that were not, by each policy's own rule. Later is the
share right thirty days after the 240th question. Brackets hold 95 % over seeds.

Example:
  pacer eval plan --seeds 5
`

// planSubject is how well it is chosen what comes next.
func planSubject() Subject {
	return Subject{
		Name: "plan", Summary: "how fast simulated learners get there, under Pacer and other policies", Usage: planUsage,
		Flags: func(set *flag.FlagSet) func(context.Context, []string, Output) error {
			var f Flags
			f.Declare(set, "json")
			c := comparison{}
			set.IntVar(&c.seeds, "seeds", 20, "")
			set.Uint64Var(&c.first, "first", 101, "")
			set.IntVar(&c.learners, "learners", 8, "")
			set.Float64Var(&c.scale, "scale", 1, "")
			return func(ctx context.Context, args []string, out Output) error {
				if err := c.check(args); err != nil {
					return err
				}
				if err := c.run(ctx, out.Progress); err != nil {
					return err
				}
				if f.JSON {
					return c.writeJSON(out.Out)
				}
				return c.write(out.Out)
			}
		},
	}
}

// comparison is policies side by side.
type comparison struct {
	seeds, learners int
	first           uint64
	scale           float64
	outcomes        [][][]outcome // by policy, seed and kind
}

func (c *comparison) check(args []string) error {
	switch {
	case len(args) > 0:
		return UsageError("eval plan makes its learners itself and reads no log: leave " + args[0] + " out")
	case c.seeds < 1 || c.seeds > 1000:
		return UsageError("--seeds is a number from 1 to 1000")
	case c.learners < 1 || c.learners > 1000:
		return UsageError("--learners is a number from 1 to 1000")
	case c.scale != .7 && c.scale != 1 && c.scale != 1.3:
		return UsageError("--scale is 0.7, 1 or 1.3")
	}
	return nil
}

// run has every class practise under every policy, on all cores.
func (c *comparison) run(ctx context.Context, w io.Writer) error {
	c.outcomes = make([][][]outcome, len(entrants))
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(runtime.GOMAXPROCS(0))
	progress := newProgress(w, "simulated classes", c.seeds*len(entrants))
	defer progress.end()
	var mu sync.Mutex
	done := 0
	for n, who := range entrants {
		c.outcomes[n] = make([][]outcome, c.seeds)
		for s := range c.seeds {
			group.Go(func() error {
				if err := ctx.Err(); err != nil {
					return err
				}
				c.outcomes[n][s] = trial(newClass(c.first+uint64(s), c.scale, c.learners, who.of))
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

// allKinds stands for the learners of every kind together.
const allKinds = -1

// figure is the mean of what each seed gives, with its interval. Seeds that give
// NaN count for nothing.
func (c *comparison) figure(policy, kind int, of func(*outcome) float64) planFigure {
	var values []float64
	for s := range c.seeds {
		o := c.sum(policy, s, kind)
		if x := of(&o); !math.IsNaN(x) {
			values = append(values, x)
		}
	}
	return figureOf(values)
}

func (c *comparison) sum(policy, seed, kind int) outcome {
	if kind != allKinds {
		return c.outcomes[policy][seed][kind]
	}
	var all outcome
	for _, o := range c.outcomes[policy][seed] {
		all.add(o)
	}
	return all
}

// best is the policy other than Pacer's that needs the fewest items.
func (c *comparison) best() int {
	best, least := 0, math.Inf(1)
	for n := 1; n < len(entrants); n++ {
		if x := float64(c.figure(n, allKinds, (*outcome).meanItems).Mean); x < least {
			best, least = n, x
		}
	}
	return best
}

// fewer is the share of the best other policy's items that Pacer saves, the same
// learners compared; below 0 if it needs more.
func (c *comparison) fewer() planFigure {
	best := c.best()
	saved := make([]float64, c.seeds)
	for s := range saved {
		own, other := c.sum(0, s, allKinds), c.sum(best, s, allKinds)
		saved[s] = 1 - own.meanItems()/other.meanItems()
	}
	return figureOf(saved)
}

// planFigure is a mean over seeds and the interval it lies in 95 times out of a
// hundred; the ends are NaN for fewer than two seeds.
type planFigure struct {
	Mean number `json:"mean"`
	Low  number `json:"low"`
	High number `json:"high"`
}

func figureOf(values []float64) planFigure {
	n := float64(len(values))
	mean, square := 0.0, 0.0
	for _, x := range values {
		mean += x / n
	}
	if n == 0 {
		mean = math.NaN()
	}
	for _, x := range values {
		square += (x - mean) * (x - mean)
	}
	half := math.NaN()
	if n > 1 {
		half = student(n-1) * math.Sqrt(square/(n-1)/n)
	}
	return planFigure{number(mean), number(mean - half), number(mean + half)}
}

// student is the 97.5 % point of Student's distribution, by the expansion of
// Fisher and Cornish (1960) in the degrees of freedom: within 1 % from three on.
func student(df float64) float64 {
	const z = 1.959964
	z3, z5, z7 := z*z*z, z*z*z*z*z, z*z*z*z*z*z*z
	return z + (z3+z)/(4*df) + (5*z5+16*z3+3*z)/(96*df*df) + (3*z7+19*z5+17*z3-15*z)/(384*df*df*df)
}

// planFigures are the figures of a policy for learners of a kind, or of all.
type planFigures struct {
	Items   planFigure `json:"items"`
	Reached planFigure `json:"reached"`
	Over    planFigure `json:"over"`
	Early   planFigure `json:"called_while_not"`
	Later   planFigure `json:"right_later"`
}

func (c *comparison) figures(policy, kind int) planFigures {
	return planFigures{
		Items:   c.figure(policy, kind, (*outcome).meanItems),
		Reached: c.figure(policy, kind, func(o *outcome) float64 { return float64(o.reached) / float64(o.learners) }),
		Over:    c.figure(policy, kind, func(o *outcome) float64 { return float64(o.over) / float64(o.learners) }),
		Early:   c.figure(policy, kind, func(o *outcome) float64 { return float64(o.early) / float64(o.calls) }),
		Later:   c.figure(policy, kind, func(o *outcome) float64 { return o.late / float64(o.learners) }),
	}
}

// writeJSON writes one object: the figures by policy and kind ("all" too), and
// the comparison with the best of the others.
func (c *comparison) writeJSON(w io.Writer) error {
	type policyJSON struct {
		Policy string                 `json:"policy"`
		Kinds  map[string]planFigures `json:"kinds"`
	}
	out := struct {
		First    uint64       `json:"first_seed"`
		Seeds    int          `json:"seeds"`
		Learners int          `json:"learners"` // of each kind, in a class
		Scale    float64      `json:"scale"`
		Budget   int          `json:"budget"`
		Best     string       `json:"best_other"`
		Fewer    planFigure   `json:"fewer_items"` // share of the best other's
		Policies []policyJSON `json:"policies"`
	}{c.first, c.seeds, c.learners, c.scale, budget, entrants[c.best()].name, c.fewer(), nil}
	for n, who := range entrants {
		p := policyJSON{who.name, map[string]planFigures{"all": c.figures(n, allKinds)}}
		for k := range kinds {
			p.Kinds[kinds[k].name] = c.figures(n, k)
		}
		out.Policies = append(out.Policies, p)
	}
	return json.NewEncoder(w).Encode(out)
}

// write writes tables for people.
func (c *comparison) write(w io.Writer) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	var failed []error
	line := func(format string, args ...any) {
		_, err := fmt.Fprintf(t, format+"\n", args...)
		failed = append(failed, err)
	}
	line("%d classes of %d learners, seeds from %d, scale %g", c.seeds, c.learners*len(kinds), c.first, c.scale)
	line("")
	line("policy\titems\t\tthere\tover\tearly\tlater")
	for n, who := range entrants {
		f := c.figures(n, allKinds)
		line("%s\t%.0f\t%s\t%s\t%.0f\t%s\t%s", who.name, f.Items.Mean, f.Items.interval(0),
			f.Reached.Mean.text(2), f.Over.Mean, f.Early.Mean.text(3), f.Later.Mean.text(3))
	}
	line("")
	head := "items"
	for _, k := range kinds {
		head += "\t" + k.name
	}
	line("%s", head)
	for n, who := range entrants {
		row := who.name
		for k := range kinds {
			row += fmt.Sprintf("\t%.0f", c.figure(n, k, (*outcome).meanItems).Mean)
		}
		line("%s", row)
	}
	line("")
	fewer, than := c.fewer(), "fewer"
	if fewer.Mean < 0 {
		fewer, than = planFigure{-fewer.Mean, -fewer.High, -fewer.Low}, "more"
	}
	line("Pacer needs %s of the items %s than %s %s.", fewer.Mean.text(3), than, entrants[c.best()].name, fewer.interval(3))
	return errors.Join(errors.Join(failed...), t.Flush())
}

// interval is the interval in brackets, or nothing.
func (f planFigure) interval(digits int) string {
	return Interval{float64(f.Low), float64(f.High)}.text(digits)
}
