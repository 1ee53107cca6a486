package eval

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"math"
	"slices"
	"text/tabwriter"
)

// callFigure is a figure and the interval it lies in 95 times out of a hundred;
// the ends are NaN for fewer than ten classes.
type callFigure struct {
	Of   number `json:"of"`
	Low  number `json:"low"`
	High number `json:"high"`
}

func (f callFigure) text(digits int) string {
	return f.Of.text(digits) + " " + Interval{float64(f.Low), float64(f.High)}.text(digits)
}

// leastClasses is how many it takes to say how classes differ.
const leastClasses = 10

// callFigures are those of one caller.
type callFigures struct {
	Caller      string               `json:"caller"`
	Calls       int                  `json:"calls"`
	Precision   callFigure           `json:"precision"`
	Recall      callFigure           `json:"recall"`
	GrownRecall callFigure           `json:"recall_grown"`
	PerDay      callFigure           `json:"pings_per_teacher_day"`
	PerWeek     number               `json:"pings_per_teacher_week"`
	Most        int                  `json:"most_in_a_day"`
	FalseAlarms callFigure           `json:"false_alarms_per_learner_month"`
	Kinds       map[string]kindJSON  `json:"kinds"`
	Why         map[string]whyRecord `json:"rules"`
}

// kindJSON is one kind of crisis.
type kindJSON struct {
	Found       int    `json:"found"`
	Missed      int    `json:"missed"`
	Recall      number `json:"recall"`
	Days        number `json:"median_days"`
	Attempts    number `json:"median_attempts"`
	GrownFound  int    `json:"grown_found"`
	GrownMissed int    `json:"grown_missed"`
	GrownDays   number `json:"grown_median_days"`
}

// whyRecord is one reason to call.
type whyRecord struct {
	Calls int `json:"calls"`
	Right int `json:"right"`
}

func newCallFigures(who string, classes []callScore) callFigures {
	all := sumScores(classes)
	figure := func(of func(*callScore) float64) callFigure {
		f := callFigure{number(of(all)), number(math.NaN()), number(math.NaN())}
		if len(classes) >= leastClasses {
			low, high := within95(classes, of)
			f.Low, f.High = number(low), number(high)
		}
		return f
	}
	f := callFigures{
		Caller: who, Calls: all.calls, Most: all.most(),
		Precision: figure((*callScore).precision), Recall: figure((*callScore).recall), GrownRecall: figure((*callScore).grownRecall),
		PerDay: figure((*callScore).mean), PerWeek: number(7 * all.mean()), FalseAlarms: figure((*callScore).falseAlarms),
		Kinds: map[string]kindJSON{}, Why: map[string]whyRecord{},
	}
	for k := range all.kinds {
		x := &all.kinds[k]
		f.Kinds[crisisNames[k]] = kindJSON{
			Found: x.found, Missed: x.missed, Recall: number(partOf(x.found, x.found+x.missed)),
			Days: number(median(x.days)), Attempts: number(median(x.tries)), GrownFound: x.grownFound, GrownMissed: x.grownMissed,
			GrownDays: number(median(x.grownDays)),
		}
	}
	for why, x := range all.whys {
		f.Why[why] = whyRecord{x.calls, x.right}
	}
	return f
}

// figures are those of all callers in a run.
func (c *crisisTrial) figures(run [][]callScore) []callFigures {
	var out []callFigures
	for i, classes := range run {
		out = append(out, newCallFigures(c.callers()[i].name, classes))
	}
	return out
}

// writeJSON writes one object.
func (c *crisisTrial) writeJSON(w io.Writer) error {
	return json.NewEncoder(w).Encode(struct {
		Classes  int           `json:"classes"`
		First    uint64        `json:"first_seed"`
		Learners int           `json:"learners"` // of a class
		Weeks    int           `json:"weeks"`
		Scale    float64       `json:"scale"`
		Acted    []callFigures `json:"teacher_acts"`
		Alone    []callFigures `json:"nobody_acts,omitempty"`
	}{c.classes, c.first, termLearners, c.weeks, c.scale, c.figures(c.acted), c.figures(c.alone)})
}

// write writes tables for people.
func (c *crisisTrial) write(w io.Writer) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	var failed []error
	line := func(format string, args ...any) {
		_, err := fmt.Fprintf(t, format+"\n", args...)
		failed = append(failed, err)
	}
	acted := c.figures(c.acted)
	own := &acted[0]
	planted, grown := 0, 0
	for _, k := range own.Kinds {
		planted += k.Found + k.Missed
		grown += k.GrownFound + k.GrownMissed
	}
	line("%s of %d learners, %d weeks, seeds from %d, scale %g", counted(c.classes, "class", "classes"), termLearners, c.weeks, c.first, c.scale)
	line("%d crises planted, %d grown", planted, grown)
	table := func(title string, all []callFigures) {
		line("")
		line("%s\tprecision\trecall\tgrown\ta day\tmost\tfalse alarms", title)
		for i := range all {
			f := &all[i]
			line("%s\t%s\t%s\t%s\t%s\t%d\t%s", f.Caller, f.Precision.text(2), f.Recall.text(2), f.GrownRecall.Of.text(2), f.PerDay.Of.text(2), f.Most, f.FalseAlarms.text(2))
		}
	}
	table("the teacher acts", acted)
	if c.baselines {
		table("nobody acts", c.figures(c.alone))
	}
	line("")
	line("Pacer, by crisis\tplanted\tfound\trecall\tdays\tattempts\tgrown\tfound\tdays")
	for _, name := range crisisNames {
		k := own.Kinds[name]
		grown := "-"
		if all := k.GrownFound + k.GrownMissed; all > 0 {
			grown = fmt.Sprintf("%d\t%d\t%s", all, k.GrownFound, k.GrownDays.text(1))
		}
		line("%s\t%d\t%d\t%s\t%s\t%s\t%s", name, k.Found+k.Missed, k.Found, k.Recall.text(2), k.Days.text(1), k.Attempts.text(1), grown)
	}
	line("")
	line("Pacer, by rule\tcalls\tright")
	for _, why := range slices.Sorted(maps.Keys(own.Why)) {
		line("%s\t%d\t%d", why, own.Why[why].Calls, own.Why[why].Right)
	}
	return errors.Join(errors.Join(failed...), t.Flush())
}
