package alert

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

var noon = time.Date(2026, time.November, 16, 12, 0, 0, 0, time.UTC)

// tries writes first tries as letters, an hour apart: r right, w wrong, t wrong
// with the misconception "tops", b wrong with "bottoms", f too fast to have
// been read. Ten are a day.
func tries(skill, letters string) []Try {
	var out []Try
	for i, l := range letters {
		t := Try{
			At: noon.Add(time.Duration(i) * time.Hour), Day: 100 + int32(i/10), Skill: skill,
			Item: skill + "-" + string(rune('a'+i%26)), Right: l == 'r', Rapid: l == 'f',
		}
		switch l {
		case 't':
			t.Misconception = "tops"
		case 'b':
			t.Misconception = "bottoms"
		}
		out = append(out, t)
	}
	return out
}

func TestStruggling(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name    string
		letters string
		want    bool
	}{
		{"five are too few to tell", "wwwww", false},
		{"six wrong", "wwwwww", true},
		{"three of six", "wrwrwr", true},
		{"four of seven", "wrwrwrr", false},
		{"three of ten", "rrrwwwwwww", true},
		{"four of ten", "rrrrwwwwww", false},
		{"what is further back is forgotten", "wwwwwwwrrrrrrrrrr", false},
		{"and so are good days", "rrrrrrrrrrwwwwwwww", true},
		{"guesses without reading show nothing", "ffffffffff", false},
		{"nor do they fill the window", "wwwwwfffff", false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			f, got := Struggling(tries("add", tc.letters))
			if got != tc.want {
				t.Fatalf("got %v, want %v", got, tc.want)
			}
			if got && f.Skill != "add" {
				t.Errorf("it names %q", f.Skill)
			}
		})
	}
}

func TestStrugglingNamesTheSkillThatIsMissed(t *testing.T) {
	t.Parallel()
	spread := slices.Concat(tries("a", "ww"), tries("b", "ww"), tries("c", "ww"))
	if f, ok := Struggling(spread); !ok || f.Skill != "" {
		t.Errorf("misses on three skills alike: got %q, %v", f.Skill, ok)
	}
	one := slices.Concat(tries("a", "rw"), tries("b", "wwww"), tries("a", "r"))
	if f, ok := Struggling(one); !ok || f.Skill != "b" {
		t.Errorf("misses on one: got %q, %v", f.Skill, ok)
	}
}

func TestEvidenceSaysWhatHappened(t *testing.T) {
	t.Parallel()
	list := tries("add", "rfttbwtttt")
	for i, c := range []int{3, 3, 0, 3, 2, 0, 1, 1, 1, 2} {
		list[i].Confidence = c
	}
	list[3].Hints, list[9].Hints, list[9].Day = 1, 2, 101
	f, ok := Struggling(list)
	if !ok {
		t.Fatal("nothing was found")
	}
	want := Finding{Rule: RuleStruggling, Severity: Medium, Skill: "add", Evidence: Evidence{
		Questions: 9, Right: 1, Days: 2, Hints: 3, Rapid: 1, From: list[0].At, To: list[9].At, LastDay: 101,
		Misconceptions: []Count{{"tops", 6}, {"bottoms", 1}}, Before: 3, Now: 1, Sure: 3,
	}}
	if diff := cmp.Diff(want, f); diff != "" {
		t.Error(diff)
	}
}

func TestPrerequisitesAreSortedByDoubt(t *testing.T) {
	t.Parallel()
	f := Finding{}.withNeeds([]Need{{"unit", .95}, {"equal", .4}, {"line", .2}, {"parts", .8}})
	if diff := cmp.Diff(Evidence{Fine: []string{"unit", "parts"}, Doubt: []string{"line", "equal"}}, f.Evidence); diff != "" {
		t.Error(diff)
	}
}

func TestPastForgetsWhatWasDealtWith(t *testing.T) {
	t.Parallel()
	list := tries("add", "wwwwwwwwww")
	if got := past(list, list[6].At); len(got) != 3 || !got[0].At.Equal(list[7].At) {
		t.Errorf("got %d tries", len(got))
	}
}

// Rules must not depend on what the machine happened to do: a finding is the
// same however often it is computed, and wheel-spinning is never found of
// somebody who once had three right in a row.
func TestRulesAreReplayable(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(1, 2))
	found := 0
	for range 5000 {
		var b strings.Builder
		for range r.IntN(20) {
			b.WriteByte("rwwtbf"[r.IntN(6)])
		}
		list, p := tries("add", b.String()), r.Float64()
		first, ok := WheelSpinning(list, after(list, p))
		again, okAgain := WheelSpinning(slices.Clone(list), after(list, p))
		if ok != okAgain || cmp.Diff(first, again) != "" {
			t.Fatalf("%s: two answers", b.String())
		}
		if ok {
			found++
			if strings.Contains(strings.ReplaceAll(b.String(), "f", ""), "rrr") {
				t.Fatalf("%s is called wheel-spinning", b.String())
			}
		}
		s, okS := Struggling(list)
		if okS && (s.Evidence.Right > 3 || s.Evidence.Questions < 6 || s.Evidence.Questions > 10 || s.Evidence.Sure < 1) {
			t.Fatalf("%s: %+v", b.String(), s.Evidence)
		}
	}
	if found < 100 {
		t.Errorf("%d findings prove nothing", found)
	}
}

func TestAtMostIsTheBinomialTail(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		k, n int
		p, q float64
	}{{0, 1, .5, .5}, {1, 2, .5, .75}, {3, 10, .6, .0547618816}, {10, 10, .6, 1}} {
		if got := atMost(tc.k, tc.n, tc.p); got < tc.q-1e-9 || got > tc.q+1e-9 {
			t.Errorf("atMost(%d, %d, %g) = %.10f, want %.10f", tc.k, tc.n, tc.p, got, tc.q)
		}
	}
}
