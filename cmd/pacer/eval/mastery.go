package eval

import (
	"context"
	"flag"
	"fmt"
)

const masteryUsage = `Usage: pacer eval mastery [--fit FILE] [--shuffle SEED] [--from N] [--baselines] [--json]
                          [--plot DIR] LOG
       pacer eval mastery --fit FILE[,FILE...] --write-defaults GOFILE

Measures how well the model foretells answers. It goes through the log in order
and learns from an answer only when it has said what to expect. LOG is a table
with a header, separated by commas or tabs, with the columns learner, item, skills and correct (0 or 1), and
perhaps time (Unix seconds); other columns may be there too. Several skills of
one item are joined by ~; a learner's answers stand in the order they came.

  --fit FILE      learn the weights from this log first, of other learners, and
                  from nothing else; without it the model begins as it is shipped
  --shuffle SEED  take the learners in random order, one after another
  --from N        score only from the N-th answer on; those before are learnt
  --baselines     measure well-known models on the same answers too
  --json          print one object for machines, with bins for a plot
  --plot DIR      draw calibration.svg and learning.svg into this folder, and say
                  what they show, as alt text
  --write-defaults GOFILE
                  write the weights learnt from the logs of --fit as the Go file
                  that the program is built with

AUC is the chance that a right answer was given more than a wrong one (.5 is
guessing), ECE the error of calibration over 20 bins of one width.

Examples:
  pacer eval mastery answers.csv
  pacer eval mastery --fit last-year.csv --baselines this-year.csv
`

// masterySubject is how well the next answer is foretold.
func masterySubject() Subject {
	return Subject{
		Name: "mastery", Summary: "how well the model foretells the next answer", Usage: masteryUsage,
		Flags: func(set *flag.FlagSet) func(context.Context, []string, Output) error {
			var f Flags
			f.Declare(set, "json", "fit", "shuffle", "from", "baselines")
			defaults := set.String("write-defaults", "", "")
			plotDir := set.String("plot", "", "")
			return func(ctx context.Context, args []string, out Output) error {
				switch {
				case *defaults == "":
					return f.mastery(ctx, args, *plotDir, out)
				case len(args) > 0:
					return UsageError("--write-defaults learns and measures nothing: leave the log out")
				case *plotDir != "":
					return UsageError("--write-defaults measures nothing that could be drawn: leave --plot out")
				}
				return f.writeDefaults(ctx, *defaults, out)
			}
		},
	}
}

// mastery measures Pacer's model, and the baselines if they are wanted, and draws
// plots into plotDir unless it is "".
func (f *Flags) mastery(ctx context.Context, args []string, plotDir string, out Output) error {
	if f.From < 0 {
		return UsageError("--from counts answers from 1")
	}
	log, err := OpenOne(args, "pacer eval mastery answers.csv", out)
	if err != nil {
		return err
	}
	c := &contest{log: log, run: RunOptions{From: f.From, Progress: out.Progress}}
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
	if f.Shuffle.Given {
		c.run.Order = Shuffled(log, f.Shuffle.Value)
	}
	own := pacerContender()
	var pictures *plots
	if plotDir != "" {
		if pictures, err = newPlots(plotDir); err != nil {
			return err
		}
		own = pictures.watch(own)
	}
	contenders := []contender{own}
	if f.Baselines {
		others, leftOut := c.baselines()
		contenders = append(contenders, others...)
		for _, why := range leftOut {
			if _, err := fmt.Fprintln(out.Err, why); err != nil {
				return err
			}
		}
	}
	var results []result
	for _, who := range contenders {
		r, err := c.measure(ctx, who)
		if err != nil {
			return err
		}
		results = append(results, r)
	}
	write := writeTables
	if f.JSON {
		write = writeJSON
	}
	if err := write(out.Out, c, results); err != nil || pictures == nil {
		return err
	}
	return pictures.write(ctx, c, &results[0], out)
}

// tellKinship says what of the log the one that was learnt from does not know.
func tellKinship(k Kinship, c *contest, out Output) error {
	if !k.Same {
		_, err := fmt.Fprintf(out.Err, "%s and %s name %s items alike, and only %s of them are on the same skills: they are taken for different courses, and nothing is carried over that is about one item or skill.\n",
			c.fit.Name, c.log.Name, thousands(k.Items), thousands(k.Alike))
		return err
	}
	if err := tellNamesakes(c, out); err != nil {
		return err
	}
	known := int32(len(c.fit.Skills)) // the skills of the log stand after these
	rows := 0
	for i := range c.log.Rows {
		for _, s := range c.log.Rows[i].Skills {
			if s >= known {
				rows++
				break
			}
		}
	}
	if rows == 0 {
		return nil
	}
	_, err := fmt.Fprintf(out.Err, "%s: %s on skills that %s does not know (%s): kept, and foretold from what all skills share.\n",
		c.log.Name, counted(rows, "row is", "rows are"), c.fit.Name, counted(len(c.log.Skills)-int(known), "skill", "skills"))
	return err
}

// tellNamesakes says how many learners of one course are named in both logs: if
// they are the same people, what is scored may have been learnt from.
func tellNamesakes(c *contest, out Output) error {
	named := make(map[string]bool, len(c.fit.Learners))
	for _, l := range c.fit.Learners {
		named[l] = true
	}
	both := 0
	for _, l := range c.log.Learners {
		if named[l] {
			both++
		}
	}
	if both == 0 {
		return nil
	}
	_, err := fmt.Fprintf(out.Err, "%s also in %s: taken for others of the same name. If they are the same people and answers, the figures are too good; fit to a log of other learners.\n",
		counted(both, "learner is named", "learners are named"), c.fit.Name)
	return err
}

// counted is a number and what it counts.
func counted(n int, one, more string) string {
	if n == 1 {
		more = one
	}
	return thousands(n) + " " + more
}
