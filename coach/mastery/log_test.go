package mastery

import (
	"bufio"
	"cmp"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// logReader reads practice logs from ../shared/data beside the repository into
// one numbering of learners, items and skills.
type logReader struct{ learners, items, skills map[string]int32 }

func newLogReader() *logReader {
	return &logReader{map[string]int32{}, map[string]int32{}, map[string]int32{}}
}

// read reads the log of a name, or skips the test where there is none. No two
// logs have a learner in common.
func (r *logReader) read(t *testing.T, name string) (log []Answer) {
	t.Helper()
	file, err := os.Open(filepath.Join(top(t), "..", "shared", "data", name))
	if os.IsNotExist(err) {
		t.Skipf("the practice log %s is not here, so the model is not measured", name)
	}
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	lines := bufio.NewScanner(file)
	lines.Scan() // learner item skills correct time
	for lines.Scan() {
		f := strings.Split(lines.Text(), "\t")
		a := Answer{Learner: number(r.learners, name+f[0]), Item: number(r.items, f[1]), Facts: Facts{Counts: true, Right: f[3] == "1"}}
		for skill := range strings.SplitSeq(f[2], "~") {
			a.Skills = append(a.Skills, number(r.skills, skill))
		}
		if f[4] != "" {
			seconds, err := strconv.ParseFloat(f[4], 64)
			if err != nil {
				t.Fatal(err)
			}
			a.Facts.At = time.UnixMilli(int64(seconds * 1000))
		}
		log = append(log, a)
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	return log
}

// top is the repository's folder.
func top(t *testing.T) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			t.Fatal("no go.mod above this test")
		}
		dir = parent
	}
}

// number is the number of a name, the next one if it has none.
func number(of map[string]int32, name string) int32 {
	n, ok := of[name]
	if !ok {
		n = int32(len(of))
		of[name] = n
	}
	return n
}

// score is one prediction and what came of it.
type score struct {
	chance float64
	right  bool
}

// predict goes through a log from the front. It foretells each answer and only
// then learns from it; the predictions from one answer on are returned.
func predict(p *Params, log []Answer, from int) (scores []score) {
	w := newWorld(log, &Workspace{})
	for i := range log {
		s, f := w.states(&log[i]), log[i].Facts
		if i >= from {
			scores = append(scores, score{p.Predict(s, f), f.Right})
		}
		p.Learn(s, f)
	}
	return scores
}

// measure gives the area under the curve (the chance that a right answer was
// predicted higher than a wrong one, ties counting half), the log loss, and the
// expected calibration error over 20 equal bins.
func measure(scores []score) (area, loss, ece float64) {
	slices.SortFunc(scores, func(a, b score) int { return cmp.Compare(a.chance, b.chance) })
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
	return (ranks - rights*(rights+1)/2) / (rights * (n - rights)), loss / n, ece
}

// bar is what a measurement must reach. The bars lie a little below what the
// model reaches, so that a change for the worse is noticed.
type bar struct{ area, loss, ece float64 }

func (b bar) hold(t *testing.T, scores []score) {
	t.Helper()
	area, loss, ece := measure(scores)
	t.Logf("%d answers: AUC %.4f, log loss %.4f, calibration error %.4f", len(scores), area, loss, ece)
	if !(area >= b.area && loss <= b.loss && ece <= b.ece) {
		t.Errorf("AUC %.4f, log loss %.4f, calibration error %.4f; want at least %.3f, at most %.4f and %.3f", area, loss, ece, b.area, b.loss, b.ece)
	}
}

// TestModelPredictsRealLogs fits the model to the training part of a log and
// measures it on learners it has never seen, in the workspace of the others.
func TestModelPredictsRealLogs(t *testing.T) {
	if testing.Short() {
		t.Skip("reading and fitting real logs takes some seconds")
	}
	for name, bar := range map[string]bar{
		"assistments09": {.783, .5195, .011},
		"algebra05":     {.837, .432, .02},
	} {
		t.Run(name, func(t *testing.T) {
			r := newLogReader()
			train := r.read(t, name+"-train.tsv")
			p, err := Fit(t.Context(), Start, train)
			if err != nil {
				t.Fatal(err)
			}
			log := slices.Concat(train, r.read(t, name+"-test.tsv"))
			bar.hold(t, predict(&p, log, len(train)))
		})
	}
}

// TestModelPredictsAStrangeWorkspace fits the model to people of another school
// and subject, then reads a log from its first answer. What was learnt of those
// people carries over only as shared weights.
func TestModelPredictsAStrangeWorkspace(t *testing.T) {
	if testing.Short() {
		t.Skip("reading and fitting real logs takes some seconds")
	}
	p, err := Fit(t.Context(), Start, newLogReader().read(t, "algebra05-train.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	read := newLogReader().read(t, "assistments09-train.tsv")
	of := map[int32][]Answer{}
	for _, a := range read {
		of[a.Learner] = append(of[a.Learner], a)
	}
	var log []Answer
	for _, learner := range rand.New(rand.NewPCG(1, 1)).Perm(len(of)) {
		log = append(log, of[int32(learner)]...)
	}
	bar{.768, .530, .011}.hold(t, predict(&p, log, 60_000))
}

// TestRowsOfRightAnswersReachTheLevels logs and bounds how many right answers in
// a row a newcomer needs for the mastery that the levels ask for, in a workspace
// where nobody has answered before and in one whose items are known. The rules
// ask for more than mastery.
func TestRowsOfRightAnswersReachTheLevels(t *testing.T) {
	needed := func(chance, wanted float64, items int) int {
		w, shared, pool := &Workspace{}, &Shared{}, make([]Item, 100)
		newcomer := func() States {
			return States{Workspace: w, Learner: &Learner{}, Skills: []*Skill{{}}, Shared: []*Shared{shared}}
		}
		for n := range items * 20 { // others, right as often as predicted
			s := newcomer()
			s.Item = &pool[n%items]
			Default.Learn(s, Facts{Counts: true, Score: Default.Predict(s, Facts{})})
		}
		s := newcomer()
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
			if proficient > 8 {
				t.Errorf("%s, %d items known: %d right in a row to the mastery of Proficient, want at most 8", kind.name, items, proficient)
			}
			if high <= proficient || high > 30 {
				t.Errorf("%s, %d items known: %d right in a row to the mastery of Highly proficient, want more than that and at most 30", kind.name, items, high)
			}
		}
	}
}
