package eval

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"pacer/coach/review"
)

// runReview is `pacer eval review` with arguments.
func runReview(t *testing.T, args ...string) (out, complaints string, err error) {
	t.Helper()
	set := flag.NewFlagSet("review", flag.ContinueOnError)
	run := reviewSubject().Flags(set)
	if err := set.Parse(args); err != nil {
		t.Fatal(err)
	}
	var o, e bytes.Buffer
	err = run(t.Context(), set.Args(), Output{Out: &o, Err: &e})
	return o.String(), e.String(), err
}

// written is a file with a log in it.
func written(t *testing.T, log string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "log.tsv")
	if err := os.WriteFile(path, []byte(log), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// reviewsOf is the reviews in a log.
func reviewsOf(t *testing.T, log string) *reviewLog {
	t.Helper()
	l, err := Read(strings.NewReader(log), "log")
	if err != nil {
		t.Fatal(err)
	}
	return newReviewLog(l)
}

// unix is the second of a day of March 2026 and an hour, in UTC.
func unix(day, hour int) int64 {
	return time.Date(2026, 3, day, hour, 0, 0, 0, time.UTC).Unix()
}

func TestReviewsFindTheirPlaces(t *testing.T) {
	var b strings.Builder
	b.WriteString("learner,item,skills,correct,time,rating\n")
	row := func(learner string, day, hour, rating int) {
		correct := 1
		if rating == 1 {
			correct = 0
		}
		fmt.Fprintf(&b, "%s,card,s,%d,%d,%d\n", learner, correct, unix(day, hour), rating)
	}
	row("a", 2, 9, 1)   // the first meeting is no lapse
	row("a", 2, 10, 3)  // the same day
	row("a", 3, 3, 3)   // before four in the morning it is still that day
	row("a", 3, 5, 1)   // a day later: forgotten
	row("a", 3, 6, 1)   // the same day: no second lapse
	row("a", 10, 12, 3) // a week later
	row("b", 4, 12, 3)  // another learner's card, though it has the same name
	row("a", 11, 12, 4)

	l := reviewsOf(t, b.String())
	type place struct {
		learner, card            int32
		interval, number, lapses int
	}
	var got []place
	for _, r := range l.rows {
		got = append(got, place{r.learner, r.card, r.interval, r.number, r.lapses})
	}
	want := []place{
		{0, 0, 0, 1, 0}, {0, 0, 0, 1, 0}, {0, 0, 0, 1, 0},
		{0, 0, 1, 2, 0}, {0, 0, 0, 2, 1},
		{1, 1, 0, 1, 0},
		{0, 0, 7, 3, 1}, {0, 0, 1, 4, 1},
	}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(place{})); diff != "" {
		t.Errorf("places (-want +got):\n%s", diff)
	}
	if l.scoreable != 3 || l.cards != 2 || l.learners != 2 {
		t.Errorf("%d scoreable of %d cards by %d learners; want 3, 2 and 2", l.scoreable, l.cards, l.learners)
	}
	if got := len(l.before(1)); got != 6 {
		t.Errorf("%d rows before the second scoreable one, want 6", got)
	}
	if got := l.rows[1].took; got != time.Hour {
		t.Errorf("the second answer took %v, want the hour since the first", got)
	}
}

func TestReviewFaultsAreTold(t *testing.T) {
	log := "learner,item,skills,correct,time,rating\n" +
		fmt.Sprintf("a,c,s,1,%d,1\n", unix(2, 9)) + // Again, and yet correct
		"a,c,s,1,,3\n" +
		"a,d,s,0,,1\n" +
		fmt.Sprintf("a,c,s,0,%d,3\n", unix(4, 9)) +
		fmt.Sprintf("a,c,s,0,%d,\n", unix(6, 9)) // no rating is no fault
	path := written(t, log)
	out, complaints, err := runReview(t, path)
	if err != nil {
		t.Fatal(err)
	}
	want := path + ": 2 rows have no time, first in line 3: left out, for nobody can tell how long the card was away.\n" +
		path + ": 2 rows have a rating that contradicts correct, first in line 2: taken as correct says.\n"
	if diff := cmp.Diff(want, complaints); diff != "" {
		t.Errorf("complaints (-want +got):\n%s", diff)
	}
	if !strings.Contains(out, "3 reviews of 1 card by 1 learner; 2 of a later day,") {
		t.Errorf("the report does not say what was measured:\n%s", out)
	}
	l := reviewsOf(t, log)
	var grades []review.Grade
	for _, r := range l.rows {
		grades = append(grades, r.grade)
	}
	if diff := cmp.Diff([]review.Grade{review.Good, review.Again, review.Again}, grades); diff != "" {
		t.Errorf("grades (-want +got):\n%s", diff)
	}
}

func TestReviewBins(t *testing.T) {
	rows := []struct {
		n    int
		base float64
		want int
	}{
		{0, lapsesBase, -1}, {1, lapsesBase, 0}, {2, lapsesBase, 1}, {3, lapsesBase, 2},
		{2, numberBase, 1}, {3, numberBase, 1}, {4, numberBase, 2},
		{1, intervalBase, 0}, {3, intervalBase, 0}, {4, intervalBase, 1}, {13, intervalBase, 1}, {14, intervalBase, 2},
	}
	for _, r := range rows {
		if got := scale(r.n, r.base); got != r.want {
			t.Errorf("%d is in place %d on the scale of base %v, want %d", r.n, got, r.base, r.want)
		}
	}

	// Two bins: of one review, missed by .1, and of three, whose misses sum to .3.
	l := &reviewLog{scoreable: 5, rows: []reviewRow{
		{interval: 1, number: 2}, // not scored: before the half
		{interval: 0, number: 2},
		{interval: 1, number: 2},
		{interval: 5, number: 2}, {interval: 6, number: 3}, {interval: 7, number: 3},
	}}
	scores := []Score{{P: .9, Right: true}, {P: .5, Right: true}, {P: .5, Right: false}, {P: .7, Right: true}}
	want := math.Sqrt((1*.1*.1 + 3*.1*.1) / 4)
	if got := l.rmseBins(scores, 1); math.Abs(got-want) > 1e-12 {
		t.Errorf("RMSE(bins) %v, want %v", got, want)
	}
	if got := (&reviewLog{}).rmseBins(nil, 0); !math.IsNaN(got) {
		t.Errorf("RMSE(bins) of nothing is %v", got)
	}
}

// simulatedReviews is a log of learners whose memories follow FSRS-6, with words
// for the file it would be.
func simulatedReviews(days int, seed uint64) string {
	r := rand.New(rand.NewPCG(seed, 1))
	var b strings.Builder
	b.WriteString("learner\titem\tskills\tcorrect\ttime\trating\n")
	truth := review.Default
	truth[8], truth[20] = 1.3, .3
	type memory struct {
		card review.Card
		due  time.Time
	}
	cards := [2][]memory{}
	start := time.Date(2026, 1, 1, 16, 0, 0, 0, time.UTC)
	for day := range days {
		for learner := range cards {
			at := start.AddDate(0, 0, day)
			cards[learner] = append(cards[learner], memory{due: at}, memory{due: at})
			for i := range cards[learner] {
				m := &cards[learner][i]
				if m.due.After(at) {
					continue
				}
				at = at.Add(time.Duration(2+r.IntN(12)) * time.Second)
				grade, correct := review.Good, 1
				if r.Float64() > max(.6, truth.Recall(m.card, at)) {
					grade, correct = review.Again, 0
				}
				m.card = truth.Review(m.card, grade, at)
				m.due = truth.Due(m.card, .7+.27*r.Float64())
				fmt.Fprintf(&b, "l%d\tc%d\ts\t%d\t%d\t%d\n", learner, i, correct, at.Unix(), grade)
			}
		}
	}
	return b.String()
}

func TestReviewJSON(t *testing.T) {
	path := written(t, simulatedReviews(90, 2))
	out, complaints, err := runReview(t, "--json", "--fit", "self", "--baselines", path)
	if err != nil || complaints != "" {
		t.Fatalf("%v, complaints %q", err, complaints)
	}
	var got struct {
		N         int
		LogLoss   *float64
		Bins      *float64 `json:"rmse_bins"`
		AUC       *float64
		Scoreable int
		Fit       struct{ Weights review.Params }
		Baselines []struct {
			Name    string
			N       int
			LogLoss float64
			Bins    float64 `json:"rmse_bins"`
		}
	}
	if err := json.Unmarshal([]byte(out), &got); err != nil {
		t.Fatalf("%v in %s", err, out)
	}
	if got.N == 0 || got.N != got.Scoreable-got.Scoreable/2 {
		t.Errorf("%d of %d are scored, want the later half", got.N, got.Scoreable)
	}
	if got.LogLoss == nil || got.Bins == nil || got.AUC == nil || !(*got.AUC > .5 && *got.LogLoss > 0 && *got.LogLoss < 1 && *got.Bins > 0) {
		t.Errorf("figures %s", out)
	}
	if got.Fit.Weights.Valid() != nil || got.Fit.Weights == review.Default {
		t.Errorf("fitted weights %v", got.Fit.Weights)
	}
	var names []string
	for _, b := range got.Baselines {
		names = append(names, b.Name)
		if b.N != got.N || !(b.LogLoss > 0) || !(b.Bins > 0) {
			t.Errorf("%+v is not measured on the same %d reviews", b, got.N)
		}
	}
	if diff := cmp.Diff([]string{"FSRS-6, defaults", "FSRS-6, fitted", "mean", "half-life regression", "SM-2"}, names); diff != "" {
		t.Errorf("baselines (-want +got):\n%s", diff)
	}
}

func TestReviewFitOfAnotherLog(t *testing.T) {
	other, path := written(t, simulatedReviews(90, 3)), written(t, simulatedReviews(60, 4))
	out, _, err := runReview(t, "--fit", other, path)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(out, "Weights fitted to "+other) {
		t.Errorf("the report does not say what was fitted:\n%s", out)
	}
	for _, line := range strings.Split(out, "\n") {
		if !strings.Contains(line, path) && !strings.Contains(line, other) && len(line) > 80 {
			t.Errorf("a line of %d columns: %s", len(line), line)
		}
	}
}

func TestReviewsThatCannotBeScored(t *testing.T) {
	rows := []struct {
		name, log string
	}{
		{"no rows", "learner,item,skills,correct,time\n"},
		{"no times", "learner,item,skills,correct\na,c,s,1\na,c,s,0\n"},
		{"one day", fmt.Sprintf("learner,item,skills,correct,time\na,c,s,1,%d\na,c,s,0,%d\n", unix(2, 9), unix(2, 12))},
	}
	for _, r := range rows {
		t.Run(r.name, func(t *testing.T) {
			path := written(t, r.log)
			out, _, err := runReview(t, "--baselines", path)
			if err != nil || !strings.Contains(out, "there is nothing to score") {
				t.Errorf("%v; %s", err, out)
			}
			out, _, err = runReview(t, "--json", "--baselines", path)
			if err != nil || !strings.Contains(out, `"n":0,"logloss":null,"rmse_bins":null,"auc":null`) {
				t.Errorf("%v; %s", err, out)
			}
			if _, _, err := runReview(t, "--fit", "self", path); err == nil || !strings.Contains(err.Error(), "nothing to fit to") {
				t.Errorf("a fit to nothing gave %v", err)
			}
		})
	}
}

// TestPredictionsSeeOnlyThePast changes what comes from some review on, its own
// answer included, and finds every prediction up to it as it was.
func TestPredictionsSeeOnlyThePast(t *testing.T) {
	log := reviewsOf(t, simulatedReviews(60, 5))
	at := len(log.before(log.scoreable / 2))
	other := *log
	other.rows = append([]reviewRow(nil), log.rows...)
	for i := at; i < len(other.rows); i++ {
		other.rows[i].grade = 4 - other.rows[i].grade
		other.rows[i].took = 5 * time.Minute
	}
	for _, begin := range []func(*reviewLog) foreseer{
		func(l *reviewLog) foreseer { return newOwnForeseer(l, review.Default) },
		func(l *reviewLog) foreseer { return newPlainForeseer(l, "", review.Default) },
		func(l *reviewLog) foreseer { return newSM2(l) },
	} {
		was, err := foresee(t.Context(), log, begin(log))
		if err != nil {
			t.Fatal(err)
		}
		is, err := foresee(t.Context(), &other, begin(&other))
		if err != nil {
			t.Fatal(err)
		}
		for i := range log.scoreable/2 + 1 {
			if was[i].P != is[i].P {
				t.Fatalf("%s: prediction %d of %d was %v and is %v when what follows differs", begin(log).name(), i, log.scoreable/2, was[i].P, is[i].P)
			}
		}
		if cmp.Equal(was, is) {
			t.Errorf("%s predicts the same whatever came", begin(log).name())
		}
	}
}

func TestSM2Intervals(t *testing.T) {
	m := make(sm2, 1)
	var got []float64
	for i, g := range []review.Grade{review.Good, review.Good, review.Good, review.Good, review.Again, review.Good, review.Good, review.Good} {
		m.learn(&reviewRow{grade: g, interval: i}) // the first has none
		got = append(got, math.Round(m[0].interval*100)/100)
	}
	// Ease is 2.5 until Again, of quality 2, takes .32 from it.
	if diff := cmp.Diff([]float64{1, 6, 15, 37.5, 1, 1, 6, 13.08}, got); diff != "" {
		t.Errorf("intervals (-want +got):\n%s", diff)
	}
}

func TestHalfLifeFindsWhatAnswersWereMadeOf(t *testing.T) {
	r := rand.New(rand.NewPCG(6, 7))
	log := &reviewLog{cards: 1500}
	truth := &halfLife{weights: [3]float64{1, 1.2, -.4}, counts: make([][2]float64, log.cards)}
	var of float64
	for card := range log.cards {
		for n := range 7 {
			row := reviewRow{card: int32(card), grade: review.Good}
			if n > 0 {
				row.interval = 1 + r.IntN(20)
				p := truth.predict(&row)
				if r.Float64() > p {
					row.grade, p = review.Again, 1-p
				}
				of -= math.Log(p)
				log.scoreable++
			}
			truth.learn(&row)
			log.rows = append(log.rows, row)
		}
	}
	m, err := fitHalfLife(t.Context(), log, log.rows)
	if err != nil {
		t.Fatal(err)
	}
	scores, err := foresee(t.Context(), log, m)
	if err != nil {
		t.Fatal(err)
	}
	of /= float64(log.scoreable)
	if got := Measure(scores).LogLoss; got > of+.0005 {
		t.Errorf("log loss %.4f with weights %.2f, the truth has %.4f with %.2f", got, m.weights, of, truth.weights)
	}
}

// TestReviewOfARealLog holds the figures that were reached, a little below.
func TestReviewOfARealLog(t *testing.T) {
	path := realReviews(t)
	rows := []struct {
		name       string
		args       []string
		loss, bins float64
	}{
		{"with the shipped weights", nil, .391, .036},
		{"fitted to the first half", []string{"--fit", "self"}, .390, .033},
	}
	for _, r := range rows {
		t.Run(r.name, func(t *testing.T) {
			out, _, err := runReview(t, append(r.args, "--json", path)...)
			if err != nil {
				t.Fatal(err)
			}
			var got struct {
				N       int
				LogLoss float64
				Bins    float64 `json:"rmse_bins"`
				AUC     float64
				Ns      float64 `json:"ns_per_review"`
			}
			if err := json.Unmarshal([]byte(out), &got); err != nil {
				t.Fatal(err)
			}
			t.Logf("%+v", got)
			if got.N != 10_793 || got.LogLoss > r.loss || got.Bins > r.bins || got.AUC < .715 {
				t.Errorf("%+v; want 10,793 scored, log loss %.3f, RMSE(bins) %.3f and AUC .715 at least as good", got, r.loss, r.bins)
			}
		})
	}
}

// realReviews is the path of a real log beside the repository, or skips.
func realReviews(t *testing.T) string {
	t.Helper()
	top, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(top, "go.mod")); err == nil {
			break
		}
		if filepath.Dir(top) == top {
			t.Fatal("no go.mod above this test")
		}
		top = filepath.Dir(top)
	}
	path := filepath.Join(top, "..", "shared", "data", "anki-reviews.tsv")
	if _, err := os.Stat(path); err != nil {
		t.Skip("the log of real reviews is not here, so the figures reached on it are not checked")
	}
	return path
}
