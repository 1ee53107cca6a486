package eval

import (
	"context"
	"errors"
	"math"
)

// memory is how many steps back the shape of the function is remembered.
const memory = 10

// minimise changes x to where a smooth convex function is least, by L-BFGS
// (Nocedal and Wright, "Numerical Optimization", 2006, chapter 7). f returns the
// function's value and writes its slope. It ends when a step gains less than a
// millionth of the value, or after so many rounds.
//
// bend is about how much the function bends along each x, its second slope: the
// steps are as long as it tells, whatever the units of each x. It must be above 0.
func minimise(ctx context.Context, f func(x, slope []float64) float64, x, bend []float64, rounds int) error {
	n := len(x)
	slope, next, nextSlope, step := make([]float64, n), make([]float64, n), make([]float64, n), make([]float64, n)
	var steps, turns [][]float64 // how x and the slope changed, the latest last
	value := f(x, slope)
	for range rounds {
		if err := ctx.Err(); err != nil {
			return err
		}
		descend(step, slope, bend, steps, turns)
		downhill := inner(step, slope)
		if downhill >= 0 {
			return nil // at the bottom, as exactly as numbers can say
		}
		length, nextValue := 1.0, math.Inf(1)
		for ; length > 1e-12; length /= 2 {
			for i := range x {
				next[i] = x[i] + length*step[i]
			}
			if nextValue = f(next, nextSlope); nextValue <= value+1e-4*length*downhill {
				break
			}
		}
		if math.IsNaN(nextValue) || math.IsInf(nextValue, 0) {
			return errors.New("the function has no value there")
		}
		if length <= 1e-12 {
			return nil
		}
		if len(steps) == memory {
			steps, turns = append(steps[1:], steps[0]), append(turns[1:], turns[0])
		} else {
			steps, turns = append(steps, make([]float64, n)), append(turns, make([]float64, n))
		}
		s, t := steps[len(steps)-1], turns[len(turns)-1]
		for i := range x {
			s[i], t[i] = next[i]-x[i], nextSlope[i]-slope[i]
		}
		if inner(s, t) <= 0 { // flat, within rounding
			steps, turns = steps[:len(steps)-1], turns[:len(turns)-1]
		}
		gain := value - nextValue
		copy(x, next)
		slope, nextSlope = nextSlope, slope
		value = nextValue
		if gain < 1e-6*math.Abs(value) {
			return nil
		}
	}
	return nil
}

// descend writes the step to take: the slope, turned and stretched by what the
// steps before tell of the function's shape, downhill.
func descend(step, slope, bend []float64, steps, turns [][]float64) {
	for i := range step {
		step[i] = -slope[i]
	}
	var along [memory]float64
	for k := len(steps) - 1; k >= 0; k-- {
		along[k] = inner(steps[k], step) / inner(steps[k], turns[k])
		add(step, -along[k], turns[k])
	}
	// How far the guess at the bend was off on the last step.
	stretch := 1.0
	if last := len(steps) - 1; last >= 0 {
		bent := 0.0
		for i, t := range turns[last] {
			bent += t * t / bend[i]
		}
		stretch = inner(steps[last], turns[last]) / bent
	}
	for i := range step {
		step[i] *= stretch / bend[i]
	}
	for k := range steps {
		back := inner(turns[k], step) / inner(steps[k], turns[k])
		add(step, along[k]-back, steps[k])
	}
}

func inner(a, b []float64) float64 {
	sum := 0.0
	for i := range a {
		sum += a[i] * b[i]
	}
	return sum
}

// add adds a multiple of b to a.
func add(a []float64, by float64, b []float64) {
	for i := range a {
		a[i] += by * b[i]
	}
}
