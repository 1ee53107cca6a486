package eval

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"pacer/coach/alert"
)

// writeTables writes the report for people, at most 80 columns wide.
func (r *alertsReport) writeTables(w io.Writer) error {
	var b strings.Builder
	r.writeHead(&b)
	if r.fates[mastered]+r.fates[spun] == 0 {
		b.WriteString("Nobody answered long enough on a skill: there is nothing to measure. Try a longer\nlog.\n")
		_, err := io.WriteString(w, b.String())
		return err
	}
	own := &r.results[0]
	const row = "%7s %6s %5s  %-17s  %-9s %-17s %s\n"
	fmt.Fprintf(&b, "\n%s, after so many answers without three right in a row\n", own.name)
	fmt.Fprintf(&b, row, "answers", "pairs", "spin", "AUC", "at .5:", "precision at", "ECE (floor)")
	fmt.Fprintf(&b, row, "", "", "", "", "prec rec", "recall "+number(wantedRecall).text(2), "")
	for i := range own.byK {
		f := &own.byK[i]
		if f.N == 0 {
			fmt.Fprintf(&b, row, fmt.Sprint(f.k), "0", "", "", "", "", "")
			continue
		}
		fmt.Fprintf(&b, row, fmt.Sprint(f.k), thousands(f.N), number(f.Right).text(3), withInterval(f.AUC, f.auc),
			number(f.half.precision).text(2)+" "+number(f.half.recall).text(2),
			strings.TrimSpace(number(f.recalled.precision).text(2)+" "+f.recalledIn.text(2)), calibration(&f.Figures))
	}

	fmt.Fprintf(&b, "\nRisk from which on %s of those found wheel-spin, and who is found\n%7s  %6s  %6s\n", number(r.precision).text(2), "answers", "risk", "recall")
	for i := range own.byK {
		f := &own.byK[i]
		fmt.Fprintf(&b, "%7d  %6s  %6s\n", f.k, number(f.precise.threshold).text(2), number(f.precise.recall).text(2))
	}
	if len(r.results) > 1 {
		r.writeSideBySide(&b)
	}
	r.writeRule(&b)
	_, err := io.WriteString(w, b.String())
	return err
}

// writeHead says what was read.
func (r *alertsReport) writeHead(b *strings.Builder) {
	decided := r.fates[mastered] + r.fates[spun]
	fmt.Fprintf(b, "%s: %s of learner and skill, of %s.\n", r.log.Name, counted(decided, "decided pair", "decided pairs"), counted(r.learners, "learner", "learners"))
	if decided > 0 {
		fmt.Fprintf(b, "%s of them (%.1f %%) wheel-spin: ten answers, never three right in a row.\n", thousands(r.fates[spun]), 100*float64(r.fates[spun])/float64(decided))
	}
	if n := r.fates[undecided]; n > 0 {
		fmt.Fprintf(b, "%s more ended before it was decided, and are left out.\n", thousands(n))
	}
	if r.fit != nil {
		fmt.Fprintf(b, "Learnt first: %s, %s of %s.\n", r.fit.Name, counted(len(r.fit.Rows), "answer", "answers"), counted(len(r.fit.Learners), "learner", "learners"))
	}
}

// writeSideBySide sets all models side by side.
func (r *alertsReport) writeSideBySide(b *strings.Builder) {
	for _, table := range []struct {
		title string
		of    func(*spinFigures) float64
	}{
		{"AUC by answers", func(f *spinFigures) float64 { return f.AUC }},
		{"Precision at recall " + number(wantedRecall).text(2), func(f *spinFigures) float64 { return f.recalled.precision }},
	} {
		fmt.Fprintf(b, "\n%-24s", table.title)
		for i := range r.results[0].byK {
			fmt.Fprintf(b, " %6d", r.results[0].byK[i].k)
		}
		b.WriteString("\n")
		for i := range r.results {
			fmt.Fprintf(b, "%-24s", r.results[i].name)
			for n := range r.results[i].byK {
				fmt.Fprintf(b, " %6s", number(table.of(&r.results[i].byK[n])).text(3))
			}
			b.WriteString("\n")
		}
	}
}

// writeRule says what the rule did, what it cost, and how to read the tables.
func (r *alertsReport) writeRule(b *strings.Builder) {
	switch {
	case r.rule.named == 0:
		b.WriteString("\nThe rule that tells teachers names nobody before the tenth answer.\n")
	default:
		fmt.Fprintf(b, "\nBefore the tenth answer the rule that tells teachers names %s, half of\nthem by answer %.0f. Of those named %s wheel-spin (precision); of those who wheel-\nspin %s are named (recall).\n",
			thousands(r.rule.named), r.rule.tries, r.rule.precision().text(2), r.rule.recall().text(2))
	}
	fmt.Fprintf(b, "\nTo tell a risk after %d answers takes %.0f µs.", timedK, float64(r.each.Nanoseconds())/1000)
	b.WriteString(`
[] holds a figure 95 times in 100 if the learners were others like these; the
floor is the ECE of a perfectly calibrated model.
`)
}

// spinKJSON is how a model did after so many answers. Precision and recall are
// those at the threshold at which 70 % of those who wheel-spin are found.
type spinKJSON struct {
	K             int               `json:"k"`
	N             int               `json:"n"`
	BaseRate      number            `json:"base_rate"`
	AUC           number            `json:"auc"`
	AUCLow        number            `json:"auc_low"`
	AUCHigh       number            `json:"auc_high"`
	Precision     number            `json:"precision"`
	PrecisionLow  number            `json:"precision_low"`
	PrecisionHigh number            `json:"precision_high"`
	Recall        number            `json:"recall"`
	Threshold     number            `json:"threshold"`
	Half          cutJSON           `json:"at_half"`
	Precise       cutJSON           `json:"at_precision"`
	LogLoss       *number           `json:"logloss,omitempty"`
	ECE           *number           `json:"ece,omitempty"`
	ECEFloor      *number           `json:"ece_floor,omitempty"`
	Reliability   *ReliabilityTable `json:"reliability,omitempty"`
}

type cutJSON struct {
	Threshold number `json:"threshold"`
	Precision number `json:"precision"`
	Recall    number `json:"recall"`
}

func (p cut) json() cutJSON {
	return cutJSON{number(p.threshold), number(p.precision), number(p.recall)}
}

func (r *spinResult) json() []spinKJSON {
	out := []spinKJSON{}
	for i := range r.byK {
		f := &r.byK[i]
		k := spinKJSON{
			K: f.k, N: f.N, BaseRate: number(f.Right), AUC: number(f.AUC), AUCLow: number(f.auc.Low), AUCHigh: number(f.auc.High),
			Precision: number(f.recalled.precision), PrecisionLow: number(f.recalledIn.Low), PrecisionHigh: number(f.recalledIn.High),
			Recall: number(f.recalled.recall), Threshold: number(f.recalled.threshold), Half: f.half.json(), Precise: f.precise.json(),
		}
		if r.chances {
			loss, ece, floor := number(f.LogLoss), number(f.ECE), number(f.ECEFloor)
			k.LogLoss, k.ECE, k.ECEFloor, k.Reliability = &loss, &ece, &floor, &f.reliability
		}
		out = append(out, k)
	}
	return out
}

// spinRuleJSON is how the rule that ships did before the tenth answer.
type spinRuleJSON struct {
	Named     int    `json:"named"`
	Precision number `json:"precision"`
	Recall    number `json:"recall"`
	Answers   number `json:"answers"` // median, when they were named
}

type spinNamed struct {
	Model string      `json:"model"`
	K     []spinKJSON `json:"k"`
}

// writeJSON writes the report as one object.
func (r *alertsReport) writeJSON(w io.Writer) error {
	out := struct {
		Log       string        `json:"log"`
		Fit       string        `json:"fit,omitempty"`
		Decided   int           `json:"decided"`
		Spinning  int           `json:"spinning"`
		Undecided int           `json:"undecided"`
		Learners  int           `json:"learners"`
		Recall    number        `json:"wanted_recall"`
		Precision number        `json:"wanted_precision"`
		K         []spinKJSON   `json:"k"`
		Rule      spinRuleJSON  `json:"rule"`
		Weights   alert.Weights `json:"weights"`
		Seconds   number        `json:"fit_seconds"`
		NsEach    number        `json:"ns_per_risk"`
		Read      int           `json:"answers_read"`
		Faults    []faultJSON   `json:"faults"`
		Baselines []spinNamed   `json:"baselines,omitempty"`
	}{
		Log: r.log.Name, Decided: r.fates[mastered] + r.fates[spun], Spinning: r.fates[spun], Undecided: r.fates[undecided], Learners: r.learners,
		Recall: wantedRecall, Precision: number(r.precision), K: r.results[0].json(),
		Rule:    spinRuleJSON{r.rule.named, r.rule.precision(), r.rule.recall(), number(r.rule.tries)},
		Weights: r.weights, Seconds: number(r.fitTook.Seconds()), NsEach: number(r.each.Nanoseconds()),
		Read: len(r.log.Rows), Faults: r.log.jsonFaults(),
	}
	if r.fit != nil {
		out.Fit = r.fit.Name
	}
	for i := range r.results[1:] {
		b := &r.results[1+i]
		out.Baselines = append(out.Baselines, spinNamed{b.name, b.json()})
	}
	return json.NewEncoder(w).Encode(out)
}
