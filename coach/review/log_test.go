package review

import (
	"bufio"
	"math"
	"os"
	"path/filepath"
	"sort"
	"strconv"
	"strings"
	"testing"
	"time"
)

// answer is one row of a review log.
type answer struct {
	card  string
	at    time.Time
	grade Grade
}

// practiceLog reads ../shared/data/NAME beside the repository, or skips.
func practiceLog(t *testing.T, name string) []answer {
	t.Helper()
	top, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(top, "go.mod")); err == nil {
			break
		}
		parent := filepath.Dir(top)
		if parent == top {
			t.Fatal("no go.mod above this test")
		}
		top = parent
	}
	file, err := os.Open(filepath.Join(top, "..", "shared", "data", name))
	if os.IsNotExist(err) {
		t.Skipf("the practice log %s is not here, so the published figures are not checked", name)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { file.Close() })

	var answers []answer
	lines := bufio.NewScanner(file)
	lines.Scan() // learner item skills correct time rating
	for lines.Scan() {
		f := strings.Split(lines.Text(), "\t")
		seconds, err := strconv.ParseInt(f[4], 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		rating, err := strconv.Atoi(f[5])
		if err != nil {
			t.Fatal(err)
		}
		answers = append(answers, answer{f[1], time.Unix(seconds, 0), Grade(rating)})
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	return answers
}

// startOfDay is the day an instant belongs to where days begin at 04:00 UTC.
func startOfDay(at time.Time) time.Time {
	return at.Add(-4 * time.Hour).Truncate(24 * time.Hour)
}

// measure predicts every answer of a later day than the one before it on the
// same card, and scores the second half in time of them. Answers of the same
// day move the state. seen says which instant the model is told.
func measure(answers []answer, seen func(time.Time) time.Time) (scored int, loss, area float64) {
	cards := map[string]Card{}
	days := map[string]time.Time{}
	var chance []float64
	var recalled []bool
	for _, a := range answers {
		at, day, c := seen(a.at), startOfDay(a.at), cards[a.card]
		if c.Reviews > 0 && day.After(days[a.card]) {
			chance = append(chance, Default.Recall(c, at))
			recalled = append(recalled, a.grade > Again)
		}
		cards[a.card], days[a.card] = Default.Review(c, a.grade, at), day
	}
	half := len(chance) / 2
	chance, recalled = chance[half:], recalled[half:]
	return len(chance), logLoss(chance, recalled), areaUnderCurve(chance, recalled)
}

// TestDefaultsPredictARealLog reproduces what FSRS-6 with its default weights is
// known to reach, in calendar days, on one learner's six months.
func TestDefaultsPredictARealLog(t *testing.T) {
	scored, loss, area := measure(practiceLog(t, "anki-reviews.tsv"), startOfDay)
	t.Logf("%d answers scored: log loss %.4f, AUC %.4f", scored, loss, area)
	if math.Abs(loss-.402) > .005 {
		t.Errorf("log loss %.4f, want .402 within .005", loss)
	}
	if math.Abs(area-.680) > .005 {
		t.Errorf("AUC %.4f, want .680 within .005", area)
	}
}

// TestInstantsServeAsWellAsCalendarDays is the reason for half a day as the
// bound of the same day.
func TestInstantsServeAsWellAsCalendarDays(t *testing.T) {
	answers := practiceLog(t, "anki-reviews.tsv")
	_, byDay, _ := measure(answers, startOfDay)
	_, byInstant, area := measure(answers, func(at time.Time) time.Time { return at })
	t.Logf("told instants: log loss %.4f, AUC %.4f; told days: log loss %.4f", byInstant, area, byDay)
	if byInstant > byDay {
		t.Errorf("log loss %.4f when told instants, %.4f when told days", byInstant, byDay)
	}
}

// TestMindPredictsARealLogBetter is the reason for Mind: with the default
// weights, what a review teaches used from the next one on. How long an answer
// took is told by the time since the row before.
func TestMindPredictsARealLogBetter(t *testing.T) {
	answers := practiceLog(t, "anki-reviews.tsv")
	_, plain, _ := measure(answers, func(at time.Time) time.Time { return at })
	m := unknown(&Default)
	cards := map[string]Card{}
	days := map[string]time.Time{}
	var chance []float64
	var recalled []bool
	before := answers[0].at
	for _, a := range answers {
		c, day := cards[a.card], startOfDay(a.at)
		if c.Reviews > 0 && day.After(days[a.card]) {
			chance = append(chance, m.Recall(c, a.at))
			recalled = append(recalled, a.grade > Again)
		}
		cards[a.card] = m.Review(c, Answer{Grade: a.grade, At: a.at, Took: a.at.Sub(before)})
		days[a.card], before = day, a.at
	}
	half := len(chance) / 2
	loss, area := logLoss(chance[half:], recalled[half:]), areaUnderCurve(chance[half:], recalled[half:])
	t.Logf("log loss %.4f, AUC %.4f; FSRS-6 alone: log loss %.4f", loss, area, plain)
	if loss > .391 {
		t.Errorf("log loss %.4f, want at most .391", loss)
	}
	if area < .715 {
		t.Errorf("AUC %.4f, want at least .715", area)
	}
}

// TestFitPredictsARealLogBetter fits to the first half in time of the scored
// reviews and measures FSRS-6 alone on the second.
func TestFitPredictsARealLogBetter(t *testing.T) {
	answers := practiceLog(t, "anki-reviews.tsv")
	var all Histories
	for _, a := range answers {
		all.Add(a.card, a.grade, a.at)
	}
	times := all.scoredTimes()
	cut := times[len(times)/2]
	var earlier Histories
	for _, a := range answers {
		if a.at.UnixMilli() < cut {
			earlier.Add(a.card, a.grade, a.at)
		}
	}
	fitted, fit, err := Fit(&earlier, Default)
	if err != nil {
		t.Fatal(err)
	}
	var report RefitReport
	report.compare(&all, Default, fitted, cut)
	t.Logf("fit %+v; then log loss %.4f, %.4f with the defaults, noise of the difference %.4f", fit, report.Fitted, report.Current, report.Noise)
	if report.Fitted > .4005 {
		t.Errorf("log loss %.4f on the second half, want at most .4005", report.Fitted)
	}
	if _, better, report, err := Refit(t.Context(), &all, Default); err != nil || !better {
		t.Errorf("the re-fit of the whole log is not used: %+v, %v", report, err)
	}
}

func logLoss(chance []float64, right []bool) float64 {
	sum := 0.0
	for i, p := range chance {
		if !right[i] {
			p = 1 - p
		}
		sum -= math.Log(max(p, 1e-15))
	}
	return sum / float64(len(chance))
}

// areaUnderCurve is the chance that a right answer was given a higher chance
// than a wrong one; ties count half.
func areaUnderCurve(chance []float64, right []bool) float64 {
	order := make([]int, len(chance))
	for i := range order {
		order[i] = i
	}
	sort.Slice(order, func(a, b int) bool { return chance[order[a]] < chance[order[b]] })
	ranks, n := 0.0, 0.0
	for i := 0; i < len(order); {
		j := i
		for j < len(order) && chance[order[j]] == chance[order[i]] {
			j++
		}
		for k := i; k < j; k++ {
			if right[order[k]] {
				ranks += float64(i+j+1) / 2
				n++
			}
		}
		i = j
	}
	return (ranks - n*(n+1)/2) / (n * (float64(len(chance)) - n))
}
