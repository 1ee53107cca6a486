package eval

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"io"
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// evalPlan runs `pacer eval plan` with arguments and returns what it answers.
func evalPlan(t *testing.T, args ...string) (string, error) {
	t.Helper()
	set := flag.NewFlagSet("plan", flag.ContinueOnError)
	set.SetOutput(io.Discard)
	run := planSubject().Flags(set)
	if err := set.Parse(args); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	err := run(t.Context(), set.Args(), Output{Out: &out, Err: io.Discard})
	return out.String(), err
}

func TestPoliciesAreComparedSideBySide(t *testing.T) {
	t.Parallel()
	text, err := evalPlan(t, "--seeds", "2", "--first", "1", "--learners", "2")
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"2 classes of 10 learners", "pacer ", "fixed order", "random", "weakest first", "three in a row", "disengaging", "Pacer needs "} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not told:\n%s", want, text)
		}
	}
}

func TestPlanFiguresAreTheSameEachTime(t *testing.T) {
	t.Parallel()
	args := []string{"--seeds", "3", "--first", "1", "--learners", "2", "--json"}
	one, err := evalPlan(t, args...)
	if err != nil {
		t.Fatal(err)
	}
	two, err := evalPlan(t, args...)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(one, two); diff != "" {
		t.Error(diff)
	}
	var got struct {
		Best     string `json:"best_other"`
		Policies []struct {
			Policy string
			Kinds  map[string]struct {
				Items struct{ Mean, Low, High float64 }
				Early struct{ Mean *float64 } `json:"called_while_not"`
			}
		}
	}
	if err := json.Unmarshal([]byte(one), &got); err != nil {
		t.Fatal(err)
	}
	if len(got.Policies) != len(entrants) || got.Best == "pacer" {
		t.Fatalf("%d policies, the best other is %q", len(got.Policies), got.Best)
	}
	items := map[string]float64{}
	for _, p := range got.Policies {
		if len(p.Kinds) != len(kinds)+1 {
			t.Errorf("%s: %d kinds", p.Policy, len(p.Kinds))
		}
		all := p.Kinds["all"]
		items[p.Policy] = all.Items.Mean
		if all.Items.Low > all.Items.Mean || all.Items.High < all.Items.Mean || all.Items.Mean > budget {
			t.Errorf("%s: items %+v", p.Policy, all.Items)
		}
		if (all.Early.Mean == nil) != (p.Policy == "random") {
			t.Errorf("%s: only who calls nothing proficient calls nothing too early", p.Policy)
		}
	}
	if items["pacer"] >= items["fixed order"] {
		t.Errorf("Pacer needs %.0f items, fixed order %.0f", items["pacer"], items["fixed order"])
	}
}

func TestPlanSaysHowItIsUsed(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{{"log.csv"}, {"--seeds", "0"}, {"--learners", "-1"}, {"--scale", "2"}, {"--scale", "NaN"}} {
		_, err := evalPlan(t, args...)
		if _, ok := errors.AsType[UsageError](err); !ok {
			t.Errorf("%v: %v, want a sentence on how it is used", args, err)
		}
	}
}

func TestFigureOf(t *testing.T) {
	t.Parallel()
	// Mean 2, standard deviation 1, three values: 2 ± 4.303/√3.
	f := figureOf([]float64{1, 2, 3})
	if f.Mean != 2 || math.Abs(float64(f.High)-2-4.303/math.Sqrt(3)) > .1 || math.Abs(float64(f.High+f.Low)-4) > 1e-9 {
		t.Errorf("got %+v", f)
	}
	for df, want := range map[float64]float64{4: 2.776, 9: 2.262, 19: 2.093} {
		if got := student(df); math.Abs(got-want) > .01*want {
			t.Errorf("student(%v) = %.3f, want %.3f", df, got, want)
		}
	}
	b, err := json.Marshal([]planFigure{figureOf([]float64{4}), figureOf(nil)})
	if want := `[{"mean":4,"low":null,"high":null},{"mean":null,"low":null,"high":null}]`; err != nil || string(b) != want {
		t.Errorf("got %s, %v", b, err)
	}
}
