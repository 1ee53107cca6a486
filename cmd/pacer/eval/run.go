package eval

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"time"
)

// Model predicts answers and learns from them, one after another.
type Model interface {
	// Predict is the chance, from 0 to 1, that the row's answer is right. It
	// does not look at Right, and changes nothing that a later Predict returns.
	Predict(*Row) float64
	// Learn takes in the answer.
	Learn(*Row)
}

// RunOptions say how a log is run through a model.
type RunOptions struct {
	From     int       // the first answer that is scored, counted from 1 in the order run; 0 is 1
	Order    []int32   // places in Log.Rows; nil is as they stand
	Progress io.Writer // told how far it is on long runs; nil is nobody
}

// Run has a model predict each answer before it learns from it, and returns the
// predictions. A prediction that is no chance is an error and ends the run, as
// does the end of ctx.
func Run(ctx context.Context, log *Log, m Model, o RunOptions) ([]Score, error) {
	n := len(log.Rows)
	if o.Order != nil {
		n = len(o.Order)
	}
	scores := make([]Score, 0, max(0, n-max(0, o.From-1)))
	seen := newSeen(log)
	progress := newProgress(o.Progress, log.Name, n)
	defer progress.end()
	for i := range n {
		if i%4096 == 0 {
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			progress.at(i)
		}
		row := &log.Rows[i]
		if o.Order != nil {
			row = &log.Rows[o.Order[i]]
		}
		p := m.Predict(row)
		if !(p >= 0 && p <= 1) { // so written that NaN fails
			return nil, fmt.Errorf("%s line %d: the model predicts %v, which is no chance", log.Name, row.N, p)
		}
		of, ofSkill := seen.add(row)
		if i+1 >= o.From {
			scores = append(scores, Score{Learner: row.Learner, P: p, Right: row.Right, Seen: of, SeenSkill: ofSkill})
		}
		m.Learn(row)
	}
	return scores, nil
}

// Learn has a model learn from all of a log, without predicting.
func Learn(ctx context.Context, log *Log, m Model, progress io.Writer) error {
	p := newProgress(progress, log.Name, len(log.Rows))
	defer p.end()
	for i := range log.Rows {
		if i%4096 == 0 {
			if err := ctx.Err(); err != nil {
				return err
			}
			p.at(i)
		}
		m.Learn(&log.Rows[i])
	}
	return nil
}

// seen counts the answers of each learner, and on each of their skills.
type seen struct {
	learner []int32
	skill   map[uint64]int32
}

func newSeen(log *Log) *seen {
	return &seen{make([]int32, len(log.Learners)), map[uint64]int32{}}
}

// add counts an answer and returns how many the learner gave before, in all and
// on the least practised of the item's skills.
func (s *seen) add(row *Row) (of, ofSkill int32) {
	of = s.learner[row.Learner]
	s.learner[row.Learner]++
	for i, skill := range row.Skills {
		key := pair(row.Learner, skill)
		n := s.skill[key]
		s.skill[key] = n + 1
		if i == 0 || n < ofSkill {
			ofSkill = n
		}
	}
	return of, ofSkill
}

// pair is two numbers in one, as a key.
func pair(a, b int32) uint64 { return uint64(uint32(a))<<32 | uint64(uint32(b)) }

// Shuffled is an order of the log's rows in which its learners follow one
// another, each with all their answers, in an order drawn from the seed.
func Shuffled(log *Log, seed uint64) []int32 {
	of := byLearner(log)
	draw := rand.New(rand.NewPCG(seed, 0))
	draw.Shuffle(len(of), func(i, j int) { of[i], of[j] = of[j], of[i] })
	order := make([]int32, 0, len(log.Rows))
	for _, rows := range of {
		order = append(order, rows...)
	}
	return order
}

// byLearner is the places of each learner's rows, in the order of the log.
func byLearner(log *Log) [][]int32 {
	count := make([]int32, len(log.Learners))
	for i := range log.Rows {
		count[log.Rows[i].Learner]++
	}
	all := make([]int32, len(log.Rows))
	of := make([][]int32, len(count))
	start := int32(0)
	for l, n := range count {
		of[l] = all[start : start : start+n]
		start += n
	}
	for i := range log.Rows {
		l := log.Rows[i].Learner
		of[l] = append(of[l], int32(i))
	}
	return of
}

// progress tells how far a long run is, on one line that it writes anew.
type progress struct {
	w     io.Writer
	what  string
	n     int
	start time.Time
	next  time.Time
	wrote bool
}

// quiet is how long a run may take before progress is told, and how long
// between two lines of it.
const (
	quiet = 2 * time.Second
	pause = 200 * time.Millisecond
)

func newProgress(w io.Writer, what string, n int) *progress {
	now := time.Now()
	return &progress{w: w, what: what, n: n, start: now, next: now.Add(quiet)}
}

// at tells that i of n are done, if it is time for it. What cannot be written
// is no loss: it is for eyes only.
func (p *progress) at(i int) {
	if p.w == nil || p.n == 0 {
		return
	}
	now := time.Now()
	if now.Before(p.next) {
		return
	}
	p.next, p.wrote = now.Add(pause), true
	left := time.Duration(float64(now.Sub(p.start)) * float64(p.n-i) / float64(max(1, i)))
	fmt.Fprintf(p.w, "\r\x1b[K%s: %d %%, about %s left", p.what, 100*i/p.n, left.Round(time.Second))
}

// end takes the line away.
func (p *progress) end() {
	if p.wrote {
		fmt.Fprint(p.w, "\r\x1b[K")
	}
}
