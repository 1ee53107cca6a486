package eval

import (
	"context"
	"flag"
	"fmt"
	"math"
	"time"

	"pacer/coach/review"
)

const reviewUsage = `Usage: pacer eval review [--fit FILE|self] [--baselines] [--json] LOG

Measures how well Pacer foresees what is forgotten. The log has the columns
learner, item, skills, correct and time, and perhaps rating (1 to 4, as in
spaced repetition); an item is a card, and its first row is taken for the first
time it was learnt. What a review teaches is used from the next one on. Scored
are reviews of a later day than the one before on the same card (days begin at
04:00 UTC), and of them the second half in time.

How long an answer took is told by the time since the learner's row before; it
counts for later reviews of the card only.

  --fit FILE    fit the weights to another log first
  --fit self    fit them to all that happened before the first scored review
  --baselines   measure FSRS-6 alone, the mean, half-life regression and SM-2 too;
                where they need a fit, theirs is to the first half
  --json        one object for machines

Example:
  pacer eval review --fit self --baselines reviews.tsv
`

const reviewExample = "pacer eval review reviews.tsv"

func reviewSubject() Subject {
	return Subject{
		Name: "review", Summary: "when things are forgotten: FSRS-6 and what is learnt on top of it", Usage: reviewUsage,
		Flags: func(set *flag.FlagSet) func(context.Context, []string, Output) error {
			var flags Flags
			flags.Declare(set, "json", "fit", "baselines")
			return func(ctx context.Context, args []string, out Output) error {
				log, err := OpenOne(args, reviewExample, out)
				if err != nil {
					return err
				}
				report, err := measureReviews(ctx, log, flags, out)
				if err != nil {
					return err
				}
				if flags.JSON {
					return report.writeJSON(out.Out)
				}
				return report.writeTable(out.Out)
			}
		},
	}
}

// fitSelf is the value of --fit that names the log itself.
const fitSelf = "self"

// reviewReport is what was found.
type reviewReport struct {
	log     *reviewLog
	half    int // scoreable reviews before the scored ones
	fitted  *reviewFit
	results []reviewResult // Pacer's first
	nsEach  float64        // of predicting and taking in a review
	table   ReliabilityTable
}

// reviewFit is what came of --fit.
type reviewFit struct {
	from string // file, or fitSelf
	review.FitReport
	params review.Params
	took   time.Duration
}

// reviewResult is how one model did on the scored reviews.
type reviewResult struct {
	name string
	Figures
	bins                float64 // RMSE(bins)
	predicted, recalled float64 // means
}

// measureReviews runs the models over a log.
func measureReviews(ctx context.Context, log *Log, flags Flags, out Output) (*reviewReport, error) {
	reviews := newReviewLog(log)
	if err := reviews.tell(out.Err); err != nil {
		return nil, err
	}
	r := &reviewReport{log: reviews, half: reviews.scoreable / 2}
	params := review.Default
	if flags.Fit != "" {
		var err error
		if r.fitted, err = fitReviews(reviews, r.half, flags.Fit, out); err != nil {
			return nil, err
		}
		params = r.fitted.params
	}
	models := []foreseer{newOwnForeseer(reviews, params)}
	if flags.Baselines {
		models = append(models, newPlainForeseer(reviews, "FSRS-6, defaults", review.Default))
		if r.fitted != nil {
			models = append(models, newPlainForeseer(reviews, "FSRS-6, fitted", params))
		}
		more, err := reviewBaselines(ctx, reviews, r.half)
		if err != nil {
			return nil, err
		}
		models = append(models, more...)
	}
	for i, m := range models {
		began := time.Now()
		scores, err := foresee(ctx, reviews, m)
		if err != nil {
			return nil, err
		}
		scores = scores[r.half:]
		if i == 0 {
			r.nsEach = float64(time.Since(began).Nanoseconds()) / float64(max(1, len(reviews.rows)))
			r.table = Reliability(scores)
		}
		r.results = append(r.results, reviewResult{
			name: m.name(), Figures: Measure(scores), bins: reviews.rmseBins(scores, r.half),
			predicted: mean(scores, func(s *Score) float64 { return s.P }),
			recalled:  mean(scores, func(s *Score) float64 { return truth(s.Right) }),
		})
	}
	return r, nil
}

// foresee has a model predict and take in every review in the order of time, and
// returns its predictions of the scoreable ones.
func foresee(ctx context.Context, log *reviewLog, m foreseer) ([]Score, error) {
	scores := make([]Score, 0, log.scoreable)
	for i := range log.rows {
		if i%4096 == 0 {
			if err := ctx.Err(); err != nil {
				return nil, err
			}
		}
		row := &log.rows[i]
		if row.isScoreable() {
			p := m.predict(row)
			if !(p >= 0 && p <= 1) { // so written that NaN fails
				return nil, fmt.Errorf("%s line %d: %s predicts %v, which is no chance", log.name, row.line, m.name(), p)
			}
			scores = append(scores, Score{P: p, Learner: row.learner, Right: row.grade > review.Again})
		}
		m.learn(row)
	}
	return scores, nil
}

// fitReviews fits the weights, to a log or to what came before the scored part.
func fitReviews(log *reviewLog, half int, from string, out Output) (*reviewFit, error) {
	rows := log.before(half)
	if from != fitSelf {
		other, err := openTold(from, out)
		if err != nil {
			return nil, err
		}
		reviews := newReviewLog(other)
		if err := reviews.tell(out.Err); err != nil {
			return nil, err
		}
		rows = reviews.rows
	}
	var h review.Histories
	for i := range rows {
		h.Add(rows[i].cardName(), rows[i].grade, rows[i].at)
	}
	began := time.Now()
	params, report, err := review.Fit(&h, review.Default)
	if err != nil {
		return nil, fmt.Errorf("--fit %s: %w", from, err)
	}
	return &reviewFit{from: from, FitReport: report, params: params, took: time.Since(began)}, nil
}

// rmseBins is the RMSE(bins) of the scores of the scoreable reviews from one on,
// as the benchmark of Open Spaced Repetition defines it: reviews that are alike
// in days since the review before, in number and in lapses (on logarithmic
// scales) are put in one bin, and a bin's mean prediction is held against its
// share of recalls; bins weigh as many as are in them. NaN of no review.
func (l *reviewLog) rmseBins(scores []Score, from int) float64 {
	type sums struct{ n, missed float64 }
	of := map[reviewBin]*sums{}
	next := 0
	for i := range l.rows {
		row := &l.rows[i]
		if !row.isScoreable() {
			continue
		}
		if at := next - from; at >= 0 {
			bin := row.bin()
			if of[bin] == nil {
				of[bin] = new(sums)
			}
			of[bin].n++
			of[bin].missed += scores[at].miss()
		}
		next++
	}
	sum, n := 0.0, 0.0
	for _, s := range of {
		sum += s.missed * s.missed / s.n
		n += s.n
	}
	return math.Sqrt(sum / n)
}

// reviewBin is where a review is on the three scales; none is the place of 0.
type reviewBin struct{ interval, number, lapses int }

// The bases of the scales.
const (
	intervalBase = 3.62
	numberBase   = 1.89
	lapsesBase   = 1.73
)

func (r *reviewRow) bin() reviewBin {
	return reviewBin{scale(r.interval, intervalBase), scale(r.number, numberBase), scale(r.lapses, lapsesBase)}
}

// scale is the whole part of the logarithm, -1 of 0.
func scale(n int, base float64) int {
	if n == 0 {
		return -1
	}
	return int(math.Floor(math.Log(float64(n)) / math.Log(base)))
}
