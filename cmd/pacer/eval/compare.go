package eval

import (
	"context"
	"fmt"
	"io"
	"time"

	"pacer/coach/mastery"
)

// contender is a model that is measured.
type contender struct {
	name string
	// make returns the model, fitted if there is a log to fit it to.
	make func(ctx context.Context, c *contest) (Model, error)
}

// contest is what all contenders are measured on.
type contest struct {
	log, fit *Log // fit is nil if there is none
	run      RunOptions
	progress io.Writer
}

// result is how a contender did.
type result struct {
	name      string
	figures   Figures
	intervals Intervals
	parts     []part // by experience
	table     ReliabilityTable
	fitTook   time.Duration
	ns        float64 // per answer
	bytes     *StateBytes
}

// part is how it did on answers of one experience.
type part struct {
	Experience
	figures   Figures
	intervals Intervals
}

// bootstrapSeed makes two runs of one log give the same intervals.
const bootstrapSeed = 1

// measure runs a contender.
func (c *contest) measure(ctx context.Context, who contender) (result, error) {
	began := time.Now()
	model, err := who.make(ctx, c)
	if err != nil {
		return result{}, err
	}
	out := result{name: who.name, fitTook: time.Since(began)}
	began = time.Now()
	scores, err := Run(ctx, c.log, model, c.run)
	if err != nil {
		return result{}, fmt.Errorf("%s: %w", who.name, err)
	}
	out.ns = float64(time.Since(began).Nanoseconds()) / float64(len(c.log.Rows))
	out.figures, out.intervals, out.table = Measure(scores), Resample(scores, bootstrapSeed), Reliability(scores)
	for _, e := range experiences {
		of := e.Of(scores)
		out.parts = append(out.parts, part{e, Measure(of), Resample(of, bootstrapSeed)})
	}
	if own, ok := model.(*Pacer); ok {
		bytes := own.Bytes()
		out.ns, out.bytes = own.NsPerAnswer(c.log.Rows), &bytes
	}
	return out, nil
}

// ownName is what Pacer's own model is called beside the others.
const ownName = "Pacer"

func pacerContender() contender {
	return contender{ownName, func(ctx context.Context, c *contest) (Model, error) {
		if c.fit == nil {
			return NewPacer(mastery.Default), nil
		}
		return FitPacer(ctx, c.fit, c.progress)
	}}
}

// learner is a model that learns as it goes, and can be told that the learners
// to come are others.
type learner interface {
	Model
	NewLearners()
}

// going is a contender that starts from nothing and learns as it goes, from the
// log to fit to first.
func going(name string, begin func(log *Log) learner) contender {
	return contender{name, func(ctx context.Context, c *contest) (Model, error) {
		m := begin(c.log)
		if c.fit == nil {
			return m, nil
		}
		if err := Learn(ctx, c.fit, m, c.progress); err != nil {
			return nil, err
		}
		m.NewLearners()
		return m, nil
	}}
}

// regression is a contender whose weights are fitted, or learnt as it goes where
// there is nothing to fit them to.
func regression(set Features) contender {
	return contender{set.String(), func(ctx context.Context, c *contest) (Model, error) {
		if c.fit == nil {
			return NewLogistic(c.log, set), nil
		}
		return FitLogistic(ctx, c.fit, set, FitOptions{})
	}}
}

// baselines are what Pacer's model is compared with, and why others of them
// were left out.
func (c *contest) baselines() (of []contender, leftOut []string) {
	of = append(of, going("per-skill mean", func(*Log) learner { return NewSkillMean() }))
	if c.fit != nil {
		of = append(of, contender{"BKT", func(_ context.Context, c *contest) (Model, error) { return FitBKT(c.fit), nil }})
	} else {
		leftOut = append(leftOut, "BKT is left out: its chances are fitted to a log; name one with --fit.")
	}
	of = append(of,
		going("Elo, skill", func(*Log) learner { return NewElo(false) }),
		going("Elo, skill + item", func(*Log) learner { return NewElo(true) }),
		regression(PFA), regression(PFARecency), regression(BestLR), regression(BestLRRecency))
	if c.log.hasTimes() && (c.fit == nil || c.fit.hasTimes()) {
		of = append(of, regression(BestLRGaps))
	} else {
		leftOut = append(leftOut, BestLRGaps.String()+" is left out: there are no times to tell gaps by.")
	}
	return of, leftOut
}

// hasTimes reports whether any row has one.
func (l *Log) hasTimes() bool {
	for i := range l.Rows {
		if l.Rows[i].At != NoTime {
			return true
		}
	}
	return false
}
