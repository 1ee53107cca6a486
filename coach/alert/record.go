package alert

import (
	"slices"
	"time"
)

// Record is how useful a rule was, of its latest alerts that a teacher judged.
type Record struct{ Useful, Of int }

// RecordOf sums up the latest alerts of a rule that were judged, recordOf at
// most. The alerts may come in any order, of any rules.
func RecordOf(rule Rule, ended []Alert) Record {
	var judged []Alert
	for _, a := range ended {
		if a.Rule == rule && a.isJudged() {
			judged = append(judged, a)
		}
	}
	slices.SortStableFunc(judged, func(a, b Alert) int { return b.Acted.Compare(a.Acted) })
	var r Record
	for _, a := range judged[:min(len(judged), recordOf)] {
		r.Of++
		if a.Outcome != Useless && a.After != NotNeeded {
			r.Useful++
		}
	}
	return r
}

// isJudged tells whether a teacher's word on the alert says how useful it was.
func (a *Alert) isJudged() bool {
	return a.State == Resolved && a.By != "" && a.Outcome != Replanned || a.After != ""
}

// Demotion is by how many channels the rule is demoted: from a ping to the
// digest, from the digest to nowhere but the list. It is one where less than
// two in five of the last twenty were useful, two where less than one in five
// was. Who asked for a person, and danger, are never demoted: they are no rules
// that guess.
func (r Record) Demotion() int {
	switch {
	case r.Of < recordOf:
		return 0
	case 5*r.Useful < r.Of:
		return 2
	case 5*r.Useful < 2*r.Of:
		return 1
	}
	return 0
}

// AskAt is when to ask what came of the alert: a week after somebody acted on
// it. Ok is false where nothing is to be asked: nobody acted, it was useless,
// it is an appeal or danger, or it was asked before.
func (a *Alert) AskAt() (at time.Time, ok bool) {
	switch {
	case a.By == "" || a.State != Acknowledged && a.State != Resolved || !a.Asked.IsZero() || a.After != "":
		return time.Time{}, false
	case a.Rule == RuleDanger || a.Rule == RuleAppeal || a.Outcome == Useless || a.Outcome == Replanned:
		return time.Time{}, false
	}
	return a.Acted.Add(askAfter), true
}
