package eval

import (
	"encoding/json"
	"math"
	"regexp"
	"strings"
	"testing"
)

func TestSimulatedClassesAreReported(t *testing.T) {
	t.Parallel()
	args := []string{"--classes", "1", "--first", "7", "--weeks", "8", "--baselines"}
	out, complaints, _, err := evalAlerts(t, nil, args...)
	if err != nil || complaints != "" {
		t.Fatalf("%v, %s", err, complaints)
	}
	for _, want := range []string{
		`^1 class of 30 learners, 8 weeks, seeds from 7, scale 1\n\d+ crises planted, \d+ grown\n`,
		`(?m)^the teacher acts +precision +recall +grown +a day +most +false alarms$`,
		`(?m)^nobody acts `,
		`(?m)^Pacer +(\.\d\d|1\.00) `,
		`(?m)^under 60 %, 3 a day .* 3 `,
		`(?m)^wheel-spinning +\d+ +\d+ +`,
		`(?m)^Pacer, by rule +calls +right$`,
	} {
		if !regexp.MustCompile(want).MatchString(out) {
			t.Errorf("%s does not stand in\n%s", want, out)
		}
	}
}

func TestSimulatedClassesForMachines(t *testing.T) {
	t.Parallel()
	out, _, _, err := evalAlerts(t, nil, "--classes", "1", "--weeks", "8", "--json")
	if err != nil {
		t.Fatal(err)
	}
	var got struct {
		Classes, Learners, Weeks int
		First                    uint64        `json:"first_seed"`
		Acts                     []callFigures `json:"teacher_acts"`
		Alone                    []callFigures `json:"nobody_acts"`
	}
	if err := json.Unmarshal([]byte(out), &got); err != nil {
		t.Fatal(err)
	}
	if got.Classes != 1 || got.Learners != 30 || got.Weeks != 8 || got.First != 421 || len(got.Acts) != 1 || got.Alone != nil {
		t.Fatalf("got %+v", got)
	}
	if own := got.Acts[0]; own.Caller != "Pacer" || own.Most > 3 || len(own.Kinds) != int(crisisKinds) || own.Calls == 0 {
		t.Errorf("got %+v", own)
	}
	if !strings.Contains(out, `"low":null`) {
		t.Error("one class has an interval")
	}
}

// Classes of their own, that no threshold was chosen on; the floors are somewhat
// below what was measured on twenty others.
func TestTeachersAreCalledForThoseInNeed(t *testing.T) {
	if testing.Short() {
		t.Skip("the long run measures simulated classes")
	}
	t.Parallel()
	c := crisisTrial{classes: 5, first: 501, weeks: 12, scale: 1, baselines: true}
	if err := c.run(t.Context()); err != nil {
		t.Fatal(err)
	}
	acted := c.figures(c.acted)
	own := &acted[0]
	t.Logf("precision %.2f, recall %.2f, %.2f pings a day, %d at most, %.2f false alarms", own.Precision.Of, own.Recall.Of, own.PerDay.Of, own.Most, own.FalseAlarms.Of)
	if own.Most > 3 || !(own.PerDay.Of < 1.5) {
		t.Errorf("%d pings at most, %.2f on average, want 3 and less than 1.5", own.Most, own.PerDay.Of)
	}
	if !(own.Precision.Of >= precisionFloor) || !(own.Recall.Of >= recallFloor) {
		t.Errorf("precision %.2f and recall %.2f, want %.2f and %.2f", own.Precision.Of, own.Recall.Of, precisionFloor, recallFloor)
	}
	for i := range acted[1:] {
		other := &acted[1+i]
		if math.IsNaN(float64(other.Precision.Of)) || !(other.Precision.Of < own.Precision.Of) || !(2*own.FalseAlarms.Of <= other.FalseAlarms.Of) {
			t.Errorf("%s: precision %.2f, %.2f false alarms", other.Caller, other.Precision.Of, other.FalseAlarms.Of)
		}
	}
}

const (
	precisionFloor = .65
	recallFloor    = .72
)
