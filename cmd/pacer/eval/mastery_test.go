package eval

import (
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"pacer/coach/mastery"
)

// evalMastery runs `pacer eval mastery` on logs, whose files are named for their
// place in the list: 0.csv, 1.csv.
func evalMastery(t *testing.T, logs []string, args ...string) (out, complaints string, err error) {
	t.Helper()
	dir := t.TempDir()
	for i, text := range logs {
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("%d.csv", i)), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for i, a := range args {
		if strings.HasSuffix(a, ".csv") {
			args[i] = filepath.Join(dir, a)
		}
	}
	s := masterySubject()
	set := flag.NewFlagSet("eval", flag.ContinueOnError)
	set.SetOutput(io.Discard)
	measure := s.Flags(set)
	if err := set.Parse(args); err != nil {
		t.Fatal(err)
	}
	var o, e strings.Builder
	err = measure(t.Context(), set.Args(), Output{Out: &o, Err: &e})
	return strings.ReplaceAll(o.String(), dir+string(filepath.Separator), ""), strings.ReplaceAll(e.String(), dir+string(filepath.Separator), ""), err
}

// classLog is a log of so many learners who learn: text, with a time where timed.
func classLog(seed uint64, learners int, timed bool) string {
	log := tracedLog(seed, learners, 8, []bktSkill{{.3, .2, .2, .1}, {.5, .1, .25, .1}})
	var b strings.Builder
	b.WriteString("learner,item,skills,correct,time\n")
	for i, r := range log.Rows {
		when := ""
		if timed {
			when = fmt.Sprint(1_700_000_000 + 600*i)
		}
		fmt.Fprintf(&b, "u%d.%d,s%d.i%d,s%d,%g,%s\n", seed, r.Learner, r.Skills[0], i%7, r.Skills[0], truth(r.Right), when)
	}
	return b.String()
}

func TestTablesFitTheScreen(t *testing.T) {
	t.Parallel()
	out, complaints, err := evalMastery(t, []string{classLog(1, 40, true), classLog(2, 40, true)}, "--fit", "0.csv", "--baselines", "1.csv")
	if err != nil || complaints != "" {
		t.Fatalf("error %v, complaints %q", err, complaints)
	}
	for line := range strings.Lines(out) {
		if n := utf8.RuneCountInString(strings.TrimSuffix(line, "\n")); n > 80 {
			t.Errorf("%d columns: %q", n, line)
		}
	}
	for _, want := range []string{
		"1.csv: 640 answers of 40 learners, ", "Learnt first: 0.csv, 640 answers of 40 learners.",
		"\nPacer ", "\nper-skill mean ", "\nBKT ", "\nElo, skill ", "\nElo, skill + item ", "\nPFA ", "\nPFA + recency ",
		"\nBest-LR ", "\nBest-LR + recency ", "\nBest-LR + recency + gaps ", "One answer predicted and learnt: ",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("%q is not in\n%s", want, out)
		}
	}
}

// decoded is what machines read; null is nil.
func decoded(t *testing.T, out string) map[string]any {
	t.Helper()
	var v map[string]any
	d := json.NewDecoder(strings.NewReader(out))
	if err := d.Decode(&v); err != nil {
		t.Fatal(err)
	}
	if d.More() {
		t.Fatal("there is more than one object")
	}
	return v
}

func TestMachinesGetOneObject(t *testing.T) {
	t.Parallel()
	out, _, err := evalMastery(t, []string{classLog(1, 40, false)}, "--json", "--baselines", "--from", "101", "--shuffle", "3", "0.csv")
	if err != nil {
		t.Fatal(err)
	}
	v := decoded(t, out)
	for _, key := range []string{"n", "auc", "rmse", "logloss", "ece", "ns_per_answer", "auc_low", "auc_high", "ece_floor"} {
		if x, ok := v[key].(float64); !ok || math.IsNaN(x) {
			t.Errorf("%s is %v", key, v[key])
		}
	}
	if v["n"] != 540.0 || v["answers_read"] != 640.0 {
		t.Errorf("n is %v of %v, want 540 of 640", v["n"], v["answers_read"])
	}
	if bytes := v["bytes_per_state"].(map[string]any); bytes["learner"].(float64) <= 0 || bytes["skill"].(float64) <= 0 {
		t.Errorf("bytes per state: %v", bytes)
	}
	inBins := map[string]float64{}
	for _, part := range v["experience"].([]any) {
		p := part.(map[string]any)
		inBins[p["before"].(string)] += p["n"].(float64)
	}
	if diff := cmp.Diff(map[string]float64{"learner": 540, "skill": 540}, inBins); diff != "" {
		t.Errorf("answers by experience (-want +got):\n%s", diff)
	}
	inBins = map[string]float64{}
	for _, bin := range v["reliability"].([]any) {
		inBins["all"] += bin.(map[string]any)["n"].(float64)
	}
	if inBins["all"] != 540 {
		t.Errorf("%v answers in the bins of calibration", inBins["all"])
	}
	if n := len(v["baselines"].([]any)); n != 7 { // without BKT and gaps
		t.Errorf("%d baselines", n)
	}
}

// TestWhatCannotBeToldIsSaidAndNull on the logs that make measuring hard.
func TestWhatCannotBeToldIsSaidAndNull(t *testing.T) {
	t.Parallel()
	allRight := strings.ReplaceAll(strings.ReplaceAll(classLog(1, 20, false), ",0,", ",1,"), "i1", "i2")
	for _, tt := range []struct {
		name, log, says string
		null            []string
	}{
		{"all right", allRight, "All answers went the same way", []string{"auc", "auc_low", "auc_high"}},
		{"no answers", "learner,item,skills,correct\n", "There is no answer to score", []string{"auc", "rmse", "logloss", "ece", "ece_floor", "ns_per_answer", "right"}},
		{"one learner", classLog(1, 1, false), "Fewer than 10 learners", []string{"auc_low", "auc_high", "logloss_low", "rmse_low"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			out, _, err := evalMastery(t, []string{tt.log}, "--baselines", "0.csv")
			if err != nil || !strings.Contains(out, tt.says) || strings.Contains(out, "NaN") {
				t.Errorf("error %v; want %q in\n%s", err, tt.says, out)
			}
			out, _, err = evalMastery(t, []string{tt.log}, "--json", "--baselines", "0.csv")
			if err != nil {
				t.Fatal(err)
			}
			v := decoded(t, out)
			for _, key := range tt.null {
				if x, ok := v[key]; !ok || x != nil {
					t.Errorf("%s is %v, want null", key, x)
				}
			}
			if tt.name == "all right" && (v["logloss"] == nil || v["ece"] == nil) {
				t.Errorf("log loss %v, ECE %v", v["logloss"], v["ece"])
			}
		})
	}
}

func TestComplaintsGoBesideTheFigures(t *testing.T) {
	t.Parallel()
	log := classLog(2, 12, false)
	for _, tt := range []struct {
		name string
		logs []string
		args string
		want string
	}{
		{"a fault of the log", []string{log + "u1,i1\n"}, "0.csv", "0.csv: 1 row is cut short, first in line 194: left out.\n"},
		{"a fault of the log to fit", []string{log, classLog(3, 12, false) + "u1,i1\n"}, "--fit 1.csv 0.csv", "1.csv: 1 row is cut short"},
		{"no log to fit BKT to", []string{log}, "--baselines 0.csv", "BKT is left out:"},
		{"no times", []string{log}, "--baselines 0.csv", "Best-LR + recency + gaps is left out:"},
		{"another course", []string{log, strings.NewReplacer(",s0,", ",s1,", ",s1,", ",s0,").Replace(classLog(3, 12, false))}, "--fit 1.csv 0.csv", "1.csv and 0.csv name 14 items alike, and only 0 of them are on the same skills"},
		{"a skill that is new", []string{log + "v,j,new,1,\nv,j,new,0,\n", classLog(3, 12, false)}, "--fit 1.csv 0.csv", "0.csv: 2 rows are on skills that 1.csv does not know (1 skill): kept"},
		{"learners of one name", []string{log, log}, "--fit 1.csv 0.csv", "12 learners are named also in 1.csv"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			out, complaints, err := evalMastery(t, tt.logs, strings.Fields(tt.args)...)
			if err != nil || !strings.Contains(complaints, tt.want) {
				t.Errorf("error %v, complaints %q; want %q", err, complaints, tt.want)
			}
			if !strings.Contains(out, "\nPacer ") {
				t.Errorf("there are no figures in %q", out)
			}
		})
	}
}

func TestRunsOfOneSeedAreAlike(t *testing.T) {
	t.Parallel()
	figures := func(seed string) [3]any {
		out, _, err := evalMastery(t, []string{classLog(4, 30, false)}, "--json", "--shuffle", seed, "0.csv")
		if err != nil {
			t.Fatal(err)
		}
		v := decoded(t, out)
		return [3]any{v["auc"], v["logloss"], v["auc_low"]}
	}
	a, b, c := figures("1"), figures("1"), figures("2")
	if a != b {
		t.Errorf("seed 1 gives %v, then %v", a, b)
	}
	if a == c {
		t.Errorf("seeds 1 and 2 give the same: %v", a)
	}
}

// TestFitTeachesPacerItemsAndSkills: what others answered makes the first
// predictions of newcomers better.
func TestFitTeachesPacerItemsAndSkills(t *testing.T) {
	t.Parallel()
	fit := readText(t, classLog(5, 400, false))
	log := readText(t, classLog(6, 200, false))
	log.Align(fit)
	c := &contest{log: log}
	before, err := c.measure(t.Context(), pacerContender())
	if err != nil {
		t.Fatal(err)
	}
	c.fit, c.same = fit, true
	after, err := c.measure(t.Context(), pacerContender())
	if err != nil {
		t.Fatal(err)
	}
	if after.figures.LogLoss >= before.figures.LogLoss {
		t.Errorf("log loss %v after the fit, %v without it", after.figures.LogLoss, before.figures.LogLoss)
	}
}

// TestPacerIsTheCoachsModel plays a row through the model by hand.
func TestPacerIsTheCoachsModel(t *testing.T) {
	t.Parallel()
	log := readText(t, "learner,item,skills,correct,time\nada,i1,add~carry,1,100\nada,i1,add~carry,0,160\n")
	m := NewPacer(mastery.Default)
	var l mastery.Learner
	var item mastery.Item
	// Doing both together is a skill of its own, and comes first.
	skills, shared := [3]mastery.Skill{}, [3]mastery.Shared{}
	s := mastery.States{
		Workspace: new(mastery.Workspace), Learner: &l, Item: &item,
		Skills: []*mastery.Skill{&skills[0], &skills[1], &skills[2]}, Shared: []*mastery.Shared{&shared[0], &shared[1], &shared[2]},
	}
	for i := range log.Rows {
		row := &log.Rows[i]
		f := mastery.Facts{At: row.Time(), Right: row.Right, Item: scrambled(row.Item), Counts: true}
		near(t, "prediction", m.Predict(row), mastery.Default.Predict(s, f), 0)
		m.Learn(row)
		mastery.Default.Learn(s, f)
	}
	if ns := m.NsPerAnswer(log.Rows); !(ns > 0) {
		t.Errorf("an answer takes %v ns", ns)
	}
	if b := m.Bytes(); int(b.Learner) != len(l.AppendBinary(nil)) || int(b.Skill) != len(skills[0].AppendBinary(nil)) {
		t.Errorf("bytes of states: %+v", b)
	}
}

func TestNumbersArePrintedAsStatisticsAre(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		x    float64
		want string
	}{{.7684, ".768"}, {1, "1.000"}, {1.23456, "1.235"}, {-.5, "-0.500"}, {0, ".000"}, {math.NaN(), "none"}} {
		if got := number(tt.x).text(3); got != tt.want {
			t.Errorf("%v is %q, want %q", tt.x, got, tt.want)
		}
	}
	for n, want := range map[int]string{0: "0", 999: "999", 1000: "1,000", 58266: "58,266", 1234567: "1,234,567", -1000: "-1,000"} {
		if got := thousands(n); got != want {
			t.Errorf("%d is %q, want %q", n, got, want)
		}
	}
	text, err := json.Marshal([]number{1.5, number(math.NaN()), number(math.Inf(1))})
	if err != nil || string(text) != "[1.5,null,null]" {
		t.Errorf("for machines: %s, %v", text, err)
	}
}
