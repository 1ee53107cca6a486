package eval

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"pacer/coach/review"
)

// reviewJSON is the report for machines. The first four are of Pacer's own
// model, and what scripts depend on.
type reviewJSON struct {
	reviewFiguresJSON
	Rows         int              `json:"rows"`
	Cards        int              `json:"cards"`
	Learners     int              `json:"learners"`
	Scoreable    int              `json:"scoreable"`
	LeftOut      int              `json:"left_out"`
	NsPerReview  number           `json:"ns_per_review"`
	BytesCard    int              `json:"bytes_per_card"`
	BytesLearner int              `json:"bytes_per_learner"`
	BytesUsual   int              `json:"bytes_per_workspace"`
	Fit          *reviewFitJSON   `json:"fit,omitempty"`
	Reliability  ReliabilityTable `json:"reliability"`
	Baselines    []reviewNamed    `json:"baselines,omitempty"`
}

type reviewFiguresJSON struct {
	N         int    `json:"n"`
	LogLoss   number `json:"logloss"`
	RMSEBins  number `json:"rmse_bins"`
	AUC       number `json:"auc"`
	RMSE      number `json:"rmse"`
	ECE       number `json:"ece"`
	ECEFloor  number `json:"ece_floor"`
	Predicted number `json:"predicted"`
	Recalled  number `json:"recalled"`
}

type reviewNamed struct {
	Name string `json:"name"`
	reviewFiguresJSON
}

type reviewFitJSON struct {
	From    string        `json:"from"`
	Scored  int           `json:"scored"`
	Before  number        `json:"logloss_before"`
	After   number        `json:"logloss_after"`
	Seconds number        `json:"seconds"`
	Weights review.Params `json:"weights"`
}

func (r *reviewResult) json() reviewFiguresJSON {
	return reviewFiguresJSON{
		N: r.N, LogLoss: number(r.LogLoss), RMSEBins: number(r.bins), AUC: number(r.AUC), RMSE: number(r.RMSE),
		ECE: number(r.ECE), ECEFloor: number(r.ECEFloor), Predicted: number(r.predicted), Recalled: number(r.recalled),
	}
}

// writeJSON writes the report as one object.
func (r *reviewReport) writeJSON(w io.Writer) error {
	out := reviewJSON{
		reviewFiguresJSON: r.results[0].json(),
		Rows:              len(r.log.rows), Cards: r.log.cards, Learners: r.log.learners, Scoreable: r.log.scoreable, LeftOut: r.log.timeless.count,
		NsPerReview: number(r.nsEach), BytesCard: len(review.Card{}.AppendBinary(nil)), BytesLearner: len((&review.Learner{}).AppendBinary(nil)),
		BytesUsual:  len((&review.Usual{}).AppendBinary(nil)),
		Reliability: r.table,
	}
	if f := r.fitted; f != nil {
		out.Fit = &reviewFitJSON{f.from, f.Scored, number(f.Before), number(f.After), number(f.took.Seconds()), f.params}
	}
	for i := range r.results[1:] {
		b := &r.results[i+1]
		out.Baselines = append(out.Baselines, reviewNamed{b.name, b.json()})
	}
	return json.NewEncoder(w).Encode(out)
}

// writeTable writes the report for people, at most 80 columns wide.
func (r *reviewReport) writeTable(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s of %s by %s; %s of a later day,\nof which the later %s are scored.\n\n",
		r.log.name, counted(len(r.log.rows), "review", "reviews"), counted(r.log.cards, "card", "cards"), counted(r.log.learners, "learner", "learners"), thousands(r.log.scoreable), thousands(r.results[0].N))
	if f := r.fitted; f != nil {
		of := f.from
		if of == fitSelf {
			of = "what came before them"
		}
		fmt.Fprintf(&b, "Weights fitted to %s: %s reviews, log loss %s where the\ndefaults have %s, in %.1f s.\n\n", of, thousands(f.Scored), number(f.After).text(4), number(f.Before).text(4), f.took.Seconds())
	}
	if r.results[0].N == 0 {
		b.WriteString("No card came back on a later day: there is nothing to score. Try a longer log.\n")
		_, err := io.WriteString(w, b.String())
		return err
	}
	const row = "%-22s %8s  %10s  %5s  %9s  %8s\n"
	fmt.Fprintf(&b, row, "", "log loss", "RMSE(bins)", "AUC", "predicted", "recalled")
	for i := range r.results {
		m := &r.results[i]
		fmt.Fprintf(&b, row, m.name, number(m.LogLoss).text(4), number(m.bins).text(4), number(m.AUC).text(3), number(m.predicted).text(3), number(m.recalled).text(3))
	}
	own := &r.results[0]
	fmt.Fprintf(&b, "\nCalibration of %s, error %s (%s if perfect):\n", own.name, number(own.ECE).text(4), number(own.ECEFloor).text(4))
	fmt.Fprintf(&b, "%9s  %9s  %8s\n", "reviews", "predicted", "recalled")
	for _, bin := range r.table {
		if bin.N > 0 {
			fmt.Fprintf(&b, "%9s  %9s  %8s\n", thousands(bin.N), number(bin.Predicted).text(3), number(bin.Right).text(3))
		}
	}
	fmt.Fprintf(&b, "\n%.0f ns to predict and take in a review; %d bytes a card, %d a learner,\n%d for all of them.\n",
		r.nsEach, len(review.Card{}.AppendBinary(nil)), len((&review.Learner{}).AppendBinary(nil)), len((&review.Usual{}).AppendBinary(nil)))
	_, err := io.WriteString(w, b.String())
	return err
}
