package eval

import (
	"cmp"
	"context"
	"fmt"
	"slices"
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
	log, fit *Log       // fit is nil if there is none
	same     bool       // they are of the same course
	run      RunOptions // its Progress serves fitting too
}

// result is how a contender did.
type result struct {
	name      string
	learners  int
	figures   Figures
	intervals Intervals
	parts     []part // by experience
	table     ReliabilityTable
	fitTook   time.Duration
	ns        float64 // per answer
	bytes     *StateBytes
	criteria  []Criterion // of Pacer's own model
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
	own, isOwn := model.(*Pacer)
	var levels *levels
	if isOwn {
		levels = newLevels(own)
		model = levels
	}
	began = time.Now()
	scores, err := Run(ctx, c.log, model, c.run)
	if err != nil {
		return result{}, fmt.Errorf("%s: %w", who.name, err)
	}
	out.ns = float64(time.Since(began).Nanoseconds()) / float64(len(c.log.Rows))
	// No figure minds the order, and what is sorted once sorts fast again.
	slices.SortFunc(scores, func(a, b Score) int { return cmp.Compare(a.P, b.P) })
	p := newProgress(c.run.Progress, "figures of "+who.name, 1+len(experiences))
	defer p.end()
	out.figures, out.intervals, out.table = Measure(scores), Resample(scores, bootstrapSeed), Reliability(scores)
	_, out.learners = learnersOf(scores)
	for i, e := range experiences {
		p.at(1 + i)
		of := e.Of(scores)
		out.parts = append(out.parts, part{e, Measure(of), Resample(of, bootstrapSeed)})
	}
	if isOwn {
		bytes := own.Bytes()
		out.criteria = levels.criteria()
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
		return FitPacer(ctx, c.fit, c.same, c.run.Progress)
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
func going(name string, begin func() learner) contender {
	return contender{name, func(ctx context.Context, c *contest) (Model, error) {
		m := begin()
		if c.fit == nil {
			return m, nil
		}
		if err := Learn(ctx, c.fit, m, c.run.Progress); err != nil {
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
		return FitLogistic(ctx, c.fit, set, FitOptions{Progress: c.run.Progress})
	}}
}

// baselines are what Pacer's model is compared with, and what of them was left
// out, in sentences.
func (c *contest) baselines() (of []contender, leftOut []string) {
	of = append(of, going("per-skill mean", func() learner { return NewSkillMean() }))
	if c.fit != nil {
		of = append(of, contender{"BKT", func(_ context.Context, c *contest) (Model, error) { return FitBKT(c.fit), nil }})
	} else {
		leftOut = append(leftOut, "BKT is left out: its chances are fitted to a log; name one with --fit.")
	}
	of = append(of,
		going("Elo, skill", func() learner { return NewElo(false) }),
		going("Elo, skill + item", func() learner { return NewElo(true) }),
		regression(PFA), regression(PFARecency), regression(BestLR), regression(BestLRRecency))
	if c.log.hasTimes() && (c.fit == nil || c.fit.hasTimes()) {
		of = append(of, regression(BestLRGaps))
	} else {
		leftOut = append(leftOut, BestLRGaps.String()+" is left out: there are no times to tell gaps by.")
	}
	if c.fit != nil && len(c.fit.Rows) > mostFitted {
		leftOut = append(leftOut, fmt.Sprintf("The regressions are fitted to the first %s answers of %s, learner by learner.", thousands(mostFitted), c.fit.Name))
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
