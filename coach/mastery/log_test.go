package mastery

import (
	"bufio"
	"math"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"testing"
)

// row is one answer of a practice log.
type row struct {
	learner, item string
	skills        []string
	right         bool
}

// practiceLog reads ../shared/data/NAME beside the repository, or skips.
func practiceLog(t *testing.T, name string) []row {
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
		t.Skipf("the practice log %s is not here, so the model is not measured", name)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { file.Close() })

	var rows []row
	lines := bufio.NewScanner(file)
	lines.Scan() // learner item skills correct time
	for lines.Scan() {
		f := strings.Split(lines.Text(), "\t")
		rows = append(rows, row{name + f[0], f[1], strings.Split(f[2], "~"), f[3] == "1"})
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	return rows
}

// score is one prediction and what came of it.
type score struct {
	chance float64
	right  bool
}

// predict reads rows in order, each answer predicted before it is learnt from,
// and returns the predictions from row from on.
func predict(rows []row, from int) []score {
	learners, items, shared := map[string]*Learner{}, map[string]*Item{}, map[string]*Shared{}
	skills := map[[2]string]*Skill{}
	var out []score
	for n, row := range rows {
		s := States{Learner: at(learners, row.learner), Item: at(items, row.item)}
		for _, skill := range row.skills {
			s.Skills = append(s.Skills, at(skills, [2]string{row.learner, skill}))
			s.Shared = append(s.Shared, at(shared, skill))
		}
		f := Facts{Counts: true, Right: row.right}
		if n >= from {
			out = append(out, score{Default.Predict(s, f), f.Right})
		}
		Default.Learn(s, f)
	}
	return out
}

// at is the value under a key, made when it is missing.
func at[K comparable, V any](m map[K]*V, key K) *V {
	if m[key] == nil {
		m[key] = new(V)
	}
	return m[key]
}

// TestModelPredictsRealLogs measures the model as it stands, learning as it
// reads: first the training part, then learners it has never seen, who are
// scored. The floors lie a little below what it reaches, so that a change for
// the worse is noticed.
func TestModelPredictsRealLogs(t *testing.T) {
	logs := []struct {
		name  string
		floor float64 // of the area under the curve
	}{
		{"assistments09", .75},
		{"algebra05", .79},
	}
	for _, log := range logs {
		t.Run(log.name, func(t *testing.T) {
			train := practiceLog(t, log.name+"-train.tsv")
			rows := append(train, practiceLog(t, log.name+"-test.tsv")...)
			scores := predict(rows, len(train))
			area, loss, rmse, ece := measure(scores)
			t.Logf("%d answers: AUC %.4f, log loss %.4f, RMSE %.4f, ECE %.4f", len(scores), area, loss, rmse, ece)
			if area < log.floor {
				t.Errorf("AUC %.4f, want at least %.2f", area, log.floor)
			}
		})
	}
}

// measure gives the area under the curve (the chance that a right answer was
// predicted higher than a wrong one, ties counting half), the log loss, the root
// mean square error, and the expected calibration error over 20 equal bins.
func measure(scores []score) (area, loss, rmse, ece float64) {
	sort.Slice(scores, func(i, j int) bool { return scores[i].chance < scores[j].chance })
	var ranks, rights float64
	var predicted, came [20]float64
	for i := 0; i < len(scores); {
		j := i
		for j < len(scores) && scores[j].chance == scores[i].chance {
			j++
		}
		for _, s := range scores[i:j] {
			y := 0.0
			if s.right {
				y = 1
				rights++
				ranks += float64(i+j+1) / 2
			}
			loss -= math.Log(1 - math.Abs(y-s.chance))
			rmse += (y - s.chance) * (y - s.chance)
			bin := min(int(s.chance*20), 19)
			predicted[bin] += s.chance
			came[bin] += y
		}
		i = j
	}
	n := float64(len(scores))
	for bin := range predicted {
		ece += math.Abs(predicted[bin]-came[bin]) / n
	}
	return (ranks - rights*(rights+1)/2) / (rights * (n - rights)), loss / n, math.Sqrt(rmse / n), ece
}

// TestRowsOfRightAnswersReachTheLevels logs and bounds how many right answers in
// a row a newcomer needs, in a workspace where nobody has answered before and in
// one whose items are known.
func TestRowsOfRightAnswersReachTheLevels(t *testing.T) {
	needed := func(chance, wanted float64, items int) int {
		shared, pool := &Shared{}, make([]Item, 100)
		for n := range items * 20 { // others, right as often as predicted
			s := States{Learner: &Learner{}, Skills: []*Skill{{}}, Shared: []*Shared{shared}, Item: &pool[n%items]}
			Default.Learn(s, Facts{Counts: true, Score: Default.Predict(s, Facts{})})
		}
		s := States{Learner: &Learner{}, Skills: []*Skill{{}}, Shared: []*Shared{shared}}
		for n := range pool {
			if masteryOf(s) >= wanted {
				return n
			}
			s.Item = &pool[n]
			Default.Learn(s, Facts{Counts: true, Right: true, Chance: chance})
		}
		return len(pool)
	}
	for _, kind := range []struct {
		name   string
		chance float64
	}{{"typed", 0}, {"choice of four", .25}} {
		for _, items := range []int{0, 100} {
			proficient := needed(kind.chance, DefaultRules.Proficient, items)
			high := needed(kind.chance, DefaultRules.HighlyProficient, items)
			t.Logf("%s, %d items known: .85 after %d right in a row, .95 after %d", kind.name, items, proficient, high)
			if proficient < DefaultRules.Items || proficient > 12 {
				t.Errorf("%s, %d items known: %d right in a row to Proficient, want 3 to 12", kind.name, items, proficient)
			}
			if high <= proficient || high > 60 {
				t.Errorf("%s, %d items known: %d right in a row to Highly proficient, want at most 60", kind.name, items, high)
			}
		}
	}
}
