package review

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"os"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

var morning = time.Date(2026, 3, 2, 7, 30, 0, 0, time.UTC)

const aDay = 24 * time.Hour

func TestGradeOfNeverGivesEasy(t *testing.T) {
	rows := []struct {
		name  string
		right bool
		hints int
		want  Grade
	}{
		{"wrong is Again", false, 0, Again},
		{"wrong is Again however many hints there were", false, 2, Again},
		{"right is Good", true, 0, Good},
		{"right after a hint is Hard", true, 1, Hard},
		{"right after several hints is Hard", true, 3, Hard},
	}
	for _, r := range rows {
		t.Run(r.name, func(t *testing.T) {
			if got := GradeOf(r.right, r.hints); got != r.want {
				t.Errorf("GradeOf(%v, %d) = %v, want %v", r.right, r.hints, got, r.want)
			}
		})
	}
}

// TestVectors holds every step of the library's runs against ours, which go on
// from their own state, not from the library's. The library rounds each number
// to 8 decimals, so stability is compared relative to its size.
func TestVectors(t *testing.T) {
	raw, err := os.ReadFile("testdata/vectors.json")
	if err != nil {
		t.Fatal(err)
	}
	var vectors struct {
		Weights Params
		Runs    []struct {
			Kind  string
			Steps [][5]float64 // grade, milliseconds since the step before, stability, difficulty, recall before
		}
	}
	if err := json.Unmarshal(raw, &vectors); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(vectors.Weights, Default); diff != "" {
		t.Fatalf("the library's default weights are others (-library +ours):\n%s", diff)
	}
	// The model without short-term memory is the same with w17, w18 and w19 at
	// zero: a same-day review then leaves stability as it is, and forgetting is
	// capped at the stability before.
	longTerm := Default
	longTerm[17], longTerm[18], longTerm[19] = 0, 0, 0
	params := map[string]Params{"short-term": Default, "fractional": Default, "long-term": longTerm}

	const tolerance = 1e-6
	steps := 0
	for i, run := range vectors.Runs {
		p, known := params[run.Kind]
		if !known {
			t.Fatalf("run %d is of an unknown kind %q", i, run.Kind)
		}
		var c Card
		at := morning
		for j, s := range run.Steps {
			at = at.Add(time.Duration(s[1]) * time.Millisecond)
			if got := p.Recall(c, at); math.Abs(got-s[4]) > tolerance {
				t.Fatalf("%s run %d step %d: recall %.9f, want %.9f", run.Kind, i, j, got, s[4])
			}
			c = p.Review(c, Grade(s[0]), at)
			if math.Abs(c.Stability-s[2]) > tolerance*max(1, s[2]) {
				t.Fatalf("%s run %d step %d: stability %.9f, want %.9f", run.Kind, i, j, c.Stability, s[2])
			}
			if math.Abs(c.Difficulty-s[3]) > tolerance {
				t.Fatalf("%s run %d step %d: difficulty %.9f, want %.9f", run.Kind, i, j, c.Difficulty, s[3])
			}
			steps++
		}
	}
	if steps < 500 {
		t.Errorf("only %d steps compared, expected several hundred", steps)
	}
}

func TestStabilityIsTheDaysToNinetyPercent(t *testing.T) {
	c := Default.Review(Card{}, Good, morning)
	at := morning.Add(time.Duration(c.Stability * float64(aDay)))
	if got := Default.Recall(c, at); math.Abs(got-0.9) > 1e-7 {
		t.Errorf("recall after as many days as stability says = %v, want .9", got)
	}
	if got, want := Default.Due(c, Retention), at; got.Sub(want).Abs() > time.Millisecond {
		t.Errorf("due at %v, want %v", got, want)
	}
}

func TestSameDayIsLessThanHalfADay(t *testing.T) {
	c := Default.Review(Card{}, Good, morning)
	within := Default.Review(c, Good, morning.Add(aDay/2-time.Millisecond))
	after := Default.Review(c, Good, morning.Add(aDay/2))
	if within.Stability != c.Stability*max(1, math.Exp(Default[17]*Default[18])*math.Pow(c.Stability, -Default[19])) {
		t.Errorf("a review within half a day took another formula: stability %v", within.Stability)
	}
	if after.Stability <= within.Stability {
		t.Errorf("a review half a day later must add more than one of the same day: %v, %v", after.Stability, within.Stability)
	}
}

func TestLapsesAreCountedAfterANight(t *testing.T) {
	c := Default.Review(Card{}, Again, morning)                     // the first meeting is no forgetting
	c = Default.Review(c, Again, morning.Add(time.Hour))            // nor is a miss while learning
	c = Default.Review(c, Again, morning.Add(time.Hour).Add(aDay))  // this is
	c = Default.Review(c, Good, morning.Add(time.Hour).Add(2*aDay)) // and this is none
	if c.Reviews != 4 || c.Lapses != 1 {
		t.Errorf("%d reviews, %d lapses; want 4 and 1", c.Reviews, c.Lapses)
	}
}

func TestClockThatJumpsBackCountsAsNoTimePassed(t *testing.T) {
	c := Default.Review(Card{}, Good, morning)
	earlier := morning.Add(-40 * aDay)
	if got := Default.Recall(c, earlier); got != 1 {
		t.Errorf("recall before the last review = %v, want 1", got)
	}
	if diff := cmp.Diff(Default.Review(c, Again, morning), Default.Review(c, Again, earlier)); diff != "" {
		t.Errorf("a review before the last one differs from one at the same instant:\n%s", diff)
	}
}

func TestReviewKeepsWhatStorageKeeps(t *testing.T) {
	zone := time.FixedZone("far", 9*3600)
	c := Default.Review(Card{}, Good, morning.Add(123456789).In(zone))
	if c.Last.Location() != time.UTC || c.Last.Nanosecond()%1e6 != 0 {
		t.Errorf("last review kept as %v, want UTC and whole milliseconds", c.Last)
	}
}

func TestWhatIsNoGradeChangesNothing(t *testing.T) {
	c := Default.Review(Card{}, Good, morning)
	for _, g := range []Grade{0, 5, 255} {
		if got := Default.Review(c, g, morning.Add(aDay)); got != c {
			t.Errorf("%v changed the card to %+v", g, got)
		}
	}
}

func TestBrokenCardStartsAnew(t *testing.T) {
	sound := Card{Stability: 3, Difficulty: 5, Last: morning, Reviews: 4, Lapses: 1}
	if err := sound.Valid(); err != nil {
		t.Fatal(err)
	}
	rows := map[string]func(*Card){
		"stability NaN":          func(c *Card) { c.Stability = math.NaN() },
		"stability infinite":     func(c *Card) { c.Stability = math.Inf(1) },
		"stability zero":         func(c *Card) { c.Stability = 0 },
		"stability negative":     func(c *Card) { c.Stability = -1 },
		"difficulty NaN":         func(c *Card) { c.Difficulty = math.NaN() },
		"difficulty below 1":     func(c *Card) { c.Difficulty = .99 },
		"difficulty above 10":    func(c *Card) { c.Difficulty = 10.01 },
		"state without a review": func(c *Card) { c.Reviews = 0 },
		"reviews negative":       func(c *Card) { c.Reviews = -1 },
		"more lapses than fit":   func(c *Card) { c.Lapses = 4 },
		"lapses negative":        func(c *Card) { c.Lapses = -1 },
		"hesitation NaN":         func(c *Card) { c.Hesitation = math.NaN() },
		"hesitation above 1":     func(c *Card) { c.Hesitation = 1.01 },
	}
	fresh := Default.Review(Card{}, Good, morning)
	for name, damage := range rows {
		t.Run(name, func(t *testing.T) {
			c := sound
			damage(&c)
			if c.Valid() == nil {
				t.Error("Valid finds nothing wrong")
			}
			if got := Default.Recall(c, morning); got != 0 {
				t.Errorf("recall = %v, want 0 as for a card never reviewed", got)
			}
			if got := Default.Due(c, Retention); !got.IsZero() {
				t.Errorf("due %v, want at once", got)
			}
			if got := Default.Review(c, Good, morning); got != fresh {
				t.Errorf("Review gave %+v, want a first review %+v", got, fresh)
			}
		})
	}
}

func TestDueKeepsRetentionInItsRange(t *testing.T) {
	c := Default.Review(Card{}, Good, morning)
	rows := []struct {
		name      string
		retention float64
		as        float64
	}{
		{"too low is the lowest", 0, .70},
		{"negative is the lowest", -3, .70},
		{"certainty is the highest", 1, .97},
		{"NaN is the default", math.NaN(), Retention},
	}
	for _, r := range rows {
		t.Run(r.name, func(t *testing.T) {
			if got, want := Default.Due(c, r.retention), Default.Due(c, r.as); !got.Equal(want) {
				t.Errorf("due %v, want %v", got, want)
			}
		})
	}
	old := Card{Stability: maxStability, Difficulty: 1, Last: morning, Reviews: 9}
	if got, want := Default.Due(old, .70), morning.Add(maxStability*aDay); !got.Equal(want) {
		t.Errorf("the longest interval ends %v, want a hundred years: %v", got, want)
	}
}

func TestParamsOutOfRangeAreNamed(t *testing.T) {
	if err := Default.Valid(); err != nil {
		t.Fatal(err)
	}
	for i := range Default {
		for _, w := range []float64{math.NaN(), math.Inf(1), -1, 1e9} {
			p := Default
			p[i] = w
			if p.Valid() == nil {
				t.Errorf("w%d = %v passes", i, w)
			}
			// Even then no state is broken.
			c := Card{}
			for n := range 8 {
				c = p.Review(c, Grade(n%4+1), morning.Add(time.Duration(n)*30*time.Hour))
				if err := c.Valid(); err != nil {
					t.Fatalf("w%d = %v made a broken card: %v", i, w, err)
				}
			}
		}
	}
}

// anyParams draws weights from the whole range a fit may reach.
func anyParams(r *rand.Rand) Params {
	var p Params
	for i, b := range bounds {
		p[i] = b[0] + r.Float64()*(b[1]-b[0])
	}
	return p
}

// TestLaws holds what the package promises against random histories, with the
// default weights and with any others a fit may give.
func TestLaws(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for history := range 3000 {
		p := Default
		if history%2 == 1 {
			p = anyParams(r)
		}
		var c Card
		at := morning
		for step := range 25 {
			at = at.Add(time.Duration((math.Pow(10, r.Float64()*7-2) - 1) * float64(time.Hour))) // back an hour to ten years on
			g := Grade(1 + r.IntN(4))
			next := p.Review(c, g, at)
			if err := next.Valid(); err != nil {
				t.Fatalf("history %d step %d: %v after %v of %+v by %v", history, step, err, g, c, p)
			}
			if step > 0 {
				retention := minRetention + r.Float64()*(maxRetention-minRetention)
				if g >= Good && p.Due(next, retention).Before(p.Due(c, retention)) {
					t.Fatalf("history %d step %d: %v moved the due date back, %+v to %+v", history, step, g, c, next)
				}
				if g == Again && next.Stability > c.Stability {
					t.Fatalf("history %d step %d: forgetting raised stability, %+v to %+v", history, step, c, next)
				}
				if next.Last.Before(c.Last) {
					t.Fatalf("history %d step %d: the last review went back, %v to %v", history, step, c.Last, next.Last)
				}
			}
			c = next

			before := 1.0
			for day := 0.0; day < 1e6; day = day*3 + 0.1 {
				later := c.Last.Add(time.Duration(min(day, 1e5) * float64(aDay)))
				recall := p.Recall(c, later)
				if !(recall >= 0 && recall <= before) {
					t.Fatalf("history %d step %d: recall %v after %v days follows %v", history, step, recall, day, before)
				}
				before = recall
			}
			if got := p.Recall(c, p.Due(c, Retention)); c.Stability < maxStability && math.Abs(got-Retention) > 1e-4 {
				t.Fatalf("history %d step %d: recall when due is %v: %+v", history, step, got, c)
			}
		}
	}
}

func TestBetterGradesNeverMakeItDueSooner(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	c := Card{}
	at := morning
	for range 5000 {
		at = at.Add(time.Duration(r.ExpFloat64() * 10 * float64(aDay)))
		var due [5]time.Time
		for g := Again; g <= Easy; g++ {
			due[g] = Default.Due(Default.Review(c, g, at), Retention)
			if g > Again && due[g].Before(due[g-1]) {
				t.Fatalf("%v of %+v is due %v, before %v's %v", g, c, due[g], g-1, due[g-1])
			}
		}
		c = Default.Review(c, Grade(1+r.IntN(4)), at)
	}
}
