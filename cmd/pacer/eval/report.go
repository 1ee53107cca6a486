package eval

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"strings"
)

// writeTables writes what was measured for people, 80 columns wide. The first
// result is that of Pacer's own model.
func writeTables(w io.Writer, c *contest, results []result) error {
	b := bufio.NewWriter(w)
	own := &results[0]
	writeHead(b, c, own)
	if own.figures.N == 0 {
		return b.Flush()
	}

	fmt.Fprintf(b, "\n%-24s %-17s  %-4s  %-17s  %s\n", "model", "AUC", "RMSE", "log loss", "ECE (floor)")
	for i := range results {
		r := &results[i]
		fmt.Fprintf(b, "%-24s %-17s  %-4s  %-17s  %s\n", r.name, withInterval(r.figures.AUC, r.intervals.AUC),
			number(r.figures.RMSE).text(3), withInterval(r.figures.LogLoss, r.intervals.LogLoss), calibration(&r.figures))
	}

	fmt.Fprintf(b, "\n%s, by the answers before\n%-16s %9s  %5s  %-17s  %8s  %s\n", own.name, "", "answers", "right", "AUC", "log loss", "ECE (floor)")
	for i := range own.parts {
		p := &own.parts[i]
		whose := "of the learner"
		if p.Skill {
			whose = "on the skill"
		}
		if i > 0 && own.parts[i-1].Skill == p.Skill {
			whose = ""
		}
		if p.figures.N == 0 {
			fmt.Fprintf(b, "%-14s %6s %5s\n", whose, p.Experience, "0")
			continue
		}
		fmt.Fprintf(b, "%-14s %6s %9s  %5s  %-17s  %8s  %s\n", whose, p.Experience, thousands(p.figures.N), number(p.figures.Right).text(2),
			withInterval(p.figures.AUC, p.intervals.AUC), number(p.figures.LogLoss).text(3), calibration(&p.figures))
	}

	if len(results) > 1 {
		writeByExperience(b, results)
	}
	writeCriteria(b, own.criteria)
	writeFoot(b, own)
	return b.Flush()
}

// writeHead says what was read.
func writeHead(b io.Writer, c *contest, own *result) {
	fmt.Fprintf(b, "%s: %s of %s", c.log.Name, counted(own.figures.N, "answer", "answers"), counted(own.learners, "learner", "learners"))
	if own.figures.N > 0 {
		fmt.Fprintf(b, ", %.1f %% right", 100*own.figures.Right)
	}
	fmt.Fprintln(b)
	if all := len(c.log.Rows); own.figures.N < all {
		fmt.Fprintf(b, "Scored from answer %s of %s on.\n", thousands(c.run.From), thousands(all))
	}
	if c.fit != nil {
		fmt.Fprintf(b, "Learnt first: %s, %s of %s.\n", c.fit.Name, counted(len(c.fit.Rows), "answer", "answers"), counted(len(c.fit.Learners), "learner", "learners"))
	}
	switch {
	case own.figures.N == 0:
		fmt.Fprintln(b, "There is no answer to score, so there is nothing to measure.")
	case math.IsNaN(own.figures.AUC):
		fmt.Fprintln(b, "All answers went the same way, so there is no AUC: it compares right with wrong.")
	}
	if 0 < own.learners && own.learners < leastLearners {
		fmt.Fprintf(b, "Fewer than %d learners say too little of how others differ: no intervals.\n", leastLearners)
	}
}

// writeByExperience sets the AUC of all models side by side.
func writeByExperience(b io.Writer, results []result) {
	fmt.Fprintf(b, "\n%-24s %-27s %s\n%-24s", "AUC by the answers", "of the learner", "on the skill", "before")
	for _, p := range results[0].parts {
		fmt.Fprintf(b, " %6s", p.Experience)
	}
	fmt.Fprintln(b)
	for i := range results {
		fmt.Fprintf(b, "%-24s", results[i].name)
		for _, p := range results[i].parts {
			fmt.Fprintf(b, " %6s", number(p.figures.AUC).text(3))
		}
		fmt.Fprintln(b)
	}
}

// writeFoot says what it cost, and how to read the tables.
func writeFoot(b io.Writer, own *result) {
	fmt.Fprintf(b, "\nOne answer predicted and learnt: %.2f µs.", own.ns/1000)
	if s := own.bytes; s != nil {
		fmt.Fprintf(b, " Bytes kept: learner %.0f, learner on a\nskill %.0f, item %.0f, skill %.0f, workspace %.0f.", float64(s.Learner), float64(s.Skill), float64(s.Item), float64(s.Shared), float64(s.Workspace))
	}
	fmt.Fprint(b, `
[] holds a figure 95 times in 100 if the learners were others like these; the
floor is the ECE of a perfectly calibrated model with the same predictions.
`)
}

func withInterval(x float64, i Interval) string {
	return strings.TrimSpace(number(x).text(3) + " " + i.text(3))
}

func calibration(f *Figures) string {
	return number(f.ECE).text(3) + " (" + number(f.ECEFloor).text(3) + ")"
}

// figuresJSON is figures and their intervals for machines.
type figuresJSON struct {
	N           int    `json:"n"`
	Right       number `json:"right"`
	AUC         number `json:"auc"`
	AUCLow      number `json:"auc_low"`
	AUCHigh     number `json:"auc_high"`
	RMSE        number `json:"rmse"`
	RMSELow     number `json:"rmse_low"`
	RMSEHigh    number `json:"rmse_high"`
	LogLoss     number `json:"logloss"`
	LogLossLow  number `json:"logloss_low"`
	LogLossHigh number `json:"logloss_high"`
	ECE         number `json:"ece"`
	ECEFloor    number `json:"ece_floor"`
}

func figuresOf(f Figures, i Intervals) figuresJSON {
	return figuresJSON{
		N: f.N, Right: number(f.Right),
		AUC: number(f.AUC), AUCLow: number(i.AUC.Low), AUCHigh: number(i.AUC.High),
		RMSE: number(f.RMSE), RMSELow: number(i.RMSE.Low), RMSEHigh: number(i.RMSE.High),
		LogLoss: number(f.LogLoss), LogLossLow: number(i.LogLoss.Low), LogLossHigh: number(i.LogLoss.High),
		ECE: number(f.ECE), ECEFloor: number(f.ECEFloor),
	}
}

// resultJSON is how one model did.
type resultJSON struct {
	Model string `json:"model"`
	figuresJSON
	NsPerAnswer number           `json:"ns_per_answer"`
	FitSeconds  number           `json:"fit_seconds"`
	Bytes       *StateBytes      `json:"bytes_per_state,omitempty"`
	Criteria    []Criterion      `json:"called_known,omitempty"`
	Experience  []partJSON       `json:"experience"`
	Reliability ReliabilityTable `json:"reliability"`
}

// partJSON is how it did on answers of one experience.
type partJSON struct {
	Before string `json:"before"` // whose answers before are counted: learner or skill
	From   int32  `json:"from"`
	To     *int32 `json:"to"` // included; null where there is no end
	figuresJSON
}

// faultJSON is one kind of fault.
type faultJSON struct {
	Kind  string `json:"kind"`
	Rows  int    `json:"rows"`
	First int    `json:"first_line"`
	Kept  bool   `json:"kept"`
}

func jsonOf(r *result) resultJSON {
	out := resultJSON{
		Model: r.name, figuresJSON: figuresOf(r.figures, r.intervals), NsPerAnswer: number(r.ns),
		FitSeconds: number(r.fitTook.Seconds()), Bytes: r.bytes, Criteria: r.criteria, Reliability: r.table,
	}
	for _, p := range r.parts {
		part := partJSON{Before: "learner", From: p.From, figuresJSON: figuresOf(p.figures, p.intervals)}
		if p.Skill {
			part.Before = "skill"
		}
		if p.To >= 0 {
			part.To = &p.To
		}
		out.Experience = append(out.Experience, part)
	}
	return out
}

// jsonFaults lists the kinds of faults that came up.
func (l *Log) jsonFaults() []faultJSON {
	faults := []faultJSON{}
	for kind, f := range l.Faults {
		if f.Count > 0 {
			faults = append(faults, faultJSON{faultTexts[kind].key, f.Count, f.First, FaultKind(kind) >= firstKept})
		}
	}
	return faults
}

// writeJSON writes one object: the figures of Pacer's own model, and what else
// is known beside them.
func writeJSON(w io.Writer, c *contest, results []result) error {
	out := struct {
		Log string `json:"log"`
		Fit string `json:"fit,omitempty"`
		resultJSON
		Learners  int          `json:"learners"`
		Read      int          `json:"answers_read"`
		Faults    []faultJSON  `json:"faults"`
		Baselines []resultJSON `json:"baselines,omitempty"`
	}{Log: c.log.Name, resultJSON: jsonOf(&results[0]), Learners: results[0].learners, Read: len(c.log.Rows), Faults: c.log.jsonFaults()}
	if c.fit != nil {
		out.Fit = c.fit.Name
	}
	for i := range results[1:] {
		out.Baselines = append(out.Baselines, jsonOf(&results[1+i]))
	}
	return json.NewEncoder(w).Encode(out)
}
