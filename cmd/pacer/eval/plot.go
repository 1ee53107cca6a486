package eval

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"pacer/coach/mastery"
)

// plots are the pictures of one run of Pacer's model.
type plots struct {
	dir    string
	params mastery.Params // of the model that was measured
}

// newPlots makes the folder for the pictures and tries whether it can be written
// to, since a run may take minutes before there is anything to draw.
func newPlots(dir string) (*plots, error) {
	p := &plots{dir: dir}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, p.refused(err)
	}
	trial, err := os.CreateTemp(dir, ".plot-*")
	if err != nil {
		return nil, p.refused(err)
	}
	if err := trial.Close(); err != nil {
		return nil, p.refused(err)
	}
	if err := os.Remove(trial.Name()); err != nil {
		return nil, p.refused(err)
	}
	return p, nil
}

// refused says what to do about a folder that cannot be written to.
func (p *plots) refused(err error) error {
	return fmt.Errorf("the plots cannot be written to %s: %w; name another folder with --plot", p.dir, err)
}

// watch is Pacer's own contender, of which the parameters are kept when it is
// made.
func (p *plots) watch(own contender) contender {
	return contender{own.name, func(ctx context.Context, c *contest) (Model, error) {
		m, err := own.make(ctx, c)
		if pacer, ok := m.(*Pacer); ok {
			p.params = pacer.params
		}
		return m, err
	}}
}

// again is the model as it was before the run, without learning its weights a
// second time.
func (p *plots) again(ctx context.Context, c *contest) (*Pacer, error) {
	m := NewPacer(p.params)
	if c.fit == nil || !c.same {
		return m, nil
	}
	if err := Learn(ctx, c.fit, m, c.run.Progress); err != nil {
		return nil, err
	}
	m.people = nil
	return m, nil
}

// write runs the log once more, for predictions in the order of the rows, and
// draws them. Each file is told of with its alt text.
func (p *plots) write(ctx context.Context, c *contest, own *result, out Output) error {
	if own.figures.N == 0 {
		_, err := fmt.Fprintln(out.Err, "There is no answer to score, so there is nothing to plot.")
		return err
	}
	m, err := p.again(ctx, c)
	if err != nil {
		return err
	}
	scores, err := Run(ctx, c.log, m, c.run)
	if err != nil {
		return fmt.Errorf("plots: %w", err)
	}
	log := filepath.Base(c.log.Name) // where it lies is nobody's business
	calibration := calibrationPlot{log, Reliability(scores), own.figures}
	learning := learningPlot{log, learningCurves(c.log, c.run.scored(c.log), scores)}
	for _, one := range []struct {
		file string
		plot interface {
			alt() string
			draw() *picture
		}
	}{{"calibration.svg", calibration}, {"learning.svg", learning}} {
		content, err := one.plot.draw().bytes()
		if err != nil {
			return err
		}
		path := filepath.Join(p.dir, one.file)
		if err := os.WriteFile(path, content, 0o644); err != nil {
			return p.refused(err)
		}
		if _, err := fmt.Fprintf(out.Err, "%s is drawn. Its alt text: %s\n", path, one.plot.alt()); err != nil {
			return err
		}
	}
	return nil
}
