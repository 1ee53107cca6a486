package eval

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// watcher is a model that notes what it is asked and told. It predicts what it
// is set to.
type watcher struct {
	p     float64
	calls []string
}

func (w *watcher) Predict(r *Row) float64 {
	w.calls = append(w.calls, fmt.Sprintf("predict %d", r.N))
	return w.p
}

func (w *watcher) Learn(r *Row) { w.calls = append(w.calls, fmt.Sprintf("learn %d", r.N)) }

const fewRows = "learner,item,skills,correct\nada,i1,add,1\nbob,i1,add,0\nada,i2,add~carry,1\nada,i3,carry,0\n"

func TestEachAnswerIsPredictedBeforeItIsLearnt(t *testing.T) {
	t.Parallel()
	w := &watcher{p: .5}
	scores, err := Run(t.Context(), readText(t, fewRows), w, RunOptions{})
	if err != nil {
		t.Fatal(err)
	}
	calls := []string{"predict 2", "learn 2", "predict 3", "learn 3", "predict 4", "learn 4", "predict 5", "learn 5"}
	if diff := cmp.Diff(calls, w.calls); diff != "" {
		t.Errorf("calls (-want +got):\n%s", diff)
	}
	want := []Score{
		{P: .5, Learner: 0, Right: true},
		{P: .5, Learner: 1},
		{P: .5, Learner: 0, Right: true, Seen: 1}, // never on carry
		{P: .5, Learner: 0, Seen: 2, SeenSkill: 1},
	}
	if diff := cmp.Diff(want, scores); diff != "" {
		t.Errorf("scores (-want +got):\n%s", diff)
	}
}

func TestScoresBeginAtTheAnswerThatIsNamed(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ from, scores int }{{0, 4}, {1, 4}, {2, 3}, {4, 1}, {5, 0}, {100, 0}} {
		w := &watcher{p: .5}
		scores, err := Run(t.Context(), readText(t, fewRows), w, RunOptions{From: tt.from, Order: []int32{3, 2, 1, 0}})
		if err != nil {
			t.Fatal(err)
		}
		if len(scores) != tt.scores || len(w.calls) != 8 {
			t.Errorf("from %d: %d scores of %d calls, want %d of 8", tt.from, len(scores), len(w.calls), tt.scores)
		}
		if !slices.Equal(w.calls[:2], []string{"predict 5", "learn 5"}) {
			t.Errorf("the order is not kept: %v", w.calls)
		}
	}
}

func TestPredictionThatIsNoChanceEndsTheRun(t *testing.T) {
	t.Parallel()
	for _, p := range []float64{math.NaN(), -.1, 1.1, math.Inf(1)} {
		_, err := Run(t.Context(), readText(t, fewRows), &watcher{p: p}, RunOptions{})
		if err == nil || !strings.Contains(err.Error(), "log line 2: the model predicts") {
			t.Errorf("%v: error %v", p, err)
		}
	}
}

func TestRunEndsWithItsContext(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Run(ctx, readText(t, fewRows), &watcher{p: .5}, RunOptions{}); !errors.Is(err, context.Canceled) {
		t.Errorf("Run: %v", err)
	}
	if err := Learn(ctx, readText(t, fewRows), &watcher{}, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("Learn: %v", err)
	}
	if _, err := FitLogistic(ctx, readText(t, fewRows), BestLR, FitOptions{}); !errors.Is(err, context.Canceled) {
		t.Errorf("FitLogistic: %v", err)
	}
}

// TestShuffledTakesLearnersOneAfterAnother: each with all of their answers, in
// the order of the log.
func TestShuffledTakesLearnersOneAfterAnother(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(1, 1))
	log := &Log{Learners: make([]string, 30)}
	for range 500 {
		log.Rows = append(log.Rows, Row{Learner: int32(r.IntN(29))}) // the last never answers
	}
	order := Shuffled(log, 5)
	if !slices.Equal(order, Shuffled(log, 5)) || slices.Equal(order, Shuffled(log, 6)) {
		t.Error("the order does not hang on the seed alone")
	}
	done := map[int32]bool{}
	for i, at := range order {
		l := log.Rows[at].Learner
		if i > 0 && log.Rows[order[i-1]].Learner == l {
			if order[i-1] >= at {
				t.Fatalf("row %d comes after row %d of the same learner", at, order[i-1])
			}
			continue
		}
		if done[l] {
			t.Fatalf("learner %d comes twice", l)
		}
		done[l] = true
	}
	if sorted := slices.Sorted(slices.Values(order)); len(slices.Compact(sorted)) != len(log.Rows) {
		t.Errorf("%d of %d rows", len(sorted), len(log.Rows))
	}
}

func TestAlignedLogsShareNumbers(t *testing.T) {
	t.Parallel()
	fit := readText(t, "learner,item,skills,correct\na,i1,add,1\na,i2,carry,1\na,i3,add~carry,1\n")
	log := readText(t, "learner,item,skills,correct\nz,i4,borrow,1\nz,i3,carry~add,1\nz,i2,carry,0\n")
	before := plain(log)
	if k := log.Align(fit); k != (Kinship{Items: 2, Alike: 2, Same: true}) {
		t.Errorf("kinship %+v", k)
	}
	if diff := cmp.Diff(before, plain(log)); diff != "" {
		t.Errorf("rows say something else now (-before +after):\n%s", diff)
	}
	want := [][]int32{{3, 2}, {2, 1, 0}, {1, 1}} // item, then skills
	for i, row := range log.Rows {
		if got := append([]int32{row.Item}, row.Skills...); !slices.Equal(got, want[i]) {
			t.Errorf("row %d: item and skills %v, want %v", i, got, want[i])
		}
	}
}

// TestCoursesThatNumberAlikeShareNothing: item i1 of one course is not item i1
// of another.
func TestCoursesThatNumberAlikeShareNothing(t *testing.T) {
	t.Parallel()
	fit := readText(t, "learner,item,skills,correct\na,i1,s1,1\na,i2,s2,1\na,i3,s3,1\n")
	log := readText(t, "learner,item,skills,correct\nz,i1,s3,1\nz,i2,s1,1\nz,i3,s3,0\n")
	before := plain(log)
	if k := log.Align(fit); k != (Kinship{Items: 3, Alike: 1}) {
		t.Errorf("kinship %+v", k)
	}
	if diff := cmp.Diff(before, plain(log)); diff != "" {
		t.Errorf("rows say something else now (-before +after):\n%s", diff)
	}
	for _, row := range log.Rows {
		if int(row.Item) < len(fit.Items) || int(row.Skills[0]) < len(fit.Skills) {
			t.Errorf("row %+v has a number of the other course", row)
		}
	}
}

func TestProgressIsToldOnLongRunsOnly(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	p := newProgress(&out, "log", 200)
	p.at(50)
	p.end()
	if out.Len() > 0 {
		t.Errorf("at once it says %q", out.String())
	}
	p.start, p.next = p.start.Add(-10*1e9), p.start // ten seconds ago
	p.at(50)
	if want := "log: 25 %, about 30s left"; !strings.Contains(out.String(), want) {
		t.Errorf("after a while it says %q, want %q", out.String(), want)
	}
	p.end()
	if !strings.HasSuffix(out.String(), "\r\x1b[K") {
		t.Errorf("the line stays: %q", out.String())
	}
}
