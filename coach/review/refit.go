package review

import (
	"context"
	"math"
)

// RefitReport says what a re-fit found.
type RefitReport struct {
	FitReport         // of the fit to the earlier reviews
	Held      int     // later reviews held back from it
	Current   float64 // their mean log loss with the parameters in use
	Fitted    float64 // and with the fitted ones
	Noise     float64 // standard error of the difference, days taken as wholes
}

const (
	// EnoughReviews is the least number of scored reviews ([Histories.Scored])
	// that a re-fit is tried on. On parts of a real log, each of every so-manyth
	// card, fits to 200 to 700 reviews were worse than the defaults later on as
	// often as better; from 1,000 on they gained .001 to .004 of log loss.
	EnoughReviews = 1000

	heldShare = 0.2 // of the scored reviews, the last ones in time
	sureBy    = 2   // standard errors by which the fitted ones must be better
)

// Refit fits parameters to the earlier four fifths of the scored reviews and
// says whether they are better than the current ones, which must be Valid, on
// the later fifth: by more than twice the noise of the difference. The reviews
// of one day are taken as one observation, since a tired day or a hard chapter
// is shared by them. Where they are not better, or there are fewer than
// EnoughReviews, the current ones come back.
//
// It takes some hundred milliseconds for ten thousand reviews: give it a goroutine
// of its own. When ctx ends, its error comes back after the pass under way.
func Refit(ctx context.Context, h *Histories, current Params) (Params, bool, RefitReport, error) {
	at := h.scoredTimes()
	if len(at) < EnoughReviews {
		return current, false, RefitReport{FitReport: FitReport{Scored: len(at)}}, current.Valid()
	}
	cut := at[len(at)-int(heldShare*float64(len(at)))]
	fitted, fit, err := fit(ctx, h, current, cut)
	if err != nil {
		return current, false, RefitReport{FitReport: fit}, err
	}
	report := RefitReport{FitReport: fit}
	report.compare(h, current, fitted, cut)
	if gain := report.Current - report.Fitted; gain > sureBy*report.Noise {
		return fitted, true, report, nil
	}
	return current, false, report, nil
}

// compare measures both on the scored reviews from an instant on.
func (r *RefitReport) compare(h *Histories, current, fitted Params, from int64) {
	type day struct{ gain, n float64 }
	days := make(map[int64]*day)
	for _, card := range h.cards {
		var a, b Card
		for i := range card {
			e := &card[i]
			at := timeOf(e.at)
			if e.isScored() && e.at >= from {
				was, is := loss(current.Recall(a, at), e.grade), loss(fitted.Recall(b, at), e.grade)
				r.Held++
				r.Current += was
				r.Fitted += is
				d := days[e.at/msPerDay]
				if d == nil {
					d = new(day)
					days[e.at/msPerDay] = d
				}
				d.gain += was - is
				d.n++
			}
			a, b = current.Review(a, e.grade, at), fitted.Review(b, e.grade, at)
		}
	}
	n := float64(r.Held)
	r.Current /= n
	r.Fitted /= n
	gain, sum := r.Current-r.Fitted, 0.0
	for _, d := range days {
		off := d.gain - gain*d.n
		sum += off * off
	}
	r.Noise = math.Sqrt(sum) / n
}

// loss is -ln of the chance given to what came.
func loss(recall float64, g Grade) float64 {
	recall = within(recall, leastChance, 1-leastChance)
	if g == Again {
		return -math.Log(1 - recall)
	}
	return -math.Log(recall)
}
