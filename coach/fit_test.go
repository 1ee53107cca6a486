package coach_test

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pacer/coach"
	"pacer/coach/review"
)

// aFit is a fit of weights by which memories last half as long as by those that
// ship.
func aFit() *coach.Fit {
	f := &coach.Fit{Weights: review.Default, Reviews: 1234}
	for i := range 4 {
		f.Weights[i] /= 2
	}
	return f
}

// withFit puts a fit between two parts of a log.
func withFit(log []coach.Entry, after int) []coach.Entry {
	log = slices.Insert(slices.Clone(log), after, coach.Entry{Kind: coach.EntryFit, At: log[after].At, Fit: aFit()})
	for i := range log {
		log[i].Position = int64(i + 1)
	}
	return log
}

func TestAFitIsInForceFromThereOn(t *testing.T) {
	log := logOf(5, 400)
	with, without := replay(t, withFit(log, 200)), replay(t, log)
	if got, want := with.State.Fit, *aFit(); got != want || with.State.Fitted != 201 {
		t.Errorf("in force are %+v of position %d", got, with.State.Fitted)
	}
	if diff := cmp.Diff(replay(t, withFit(log, 200)), with, compare); diff != "" {
		t.Errorf("a second replay finds something else: %s", diff)
	}
	p := coach.DefaultParams()
	sooner := 0
	for person, estimates := range with.Estimates {
		for skill, e := range estimates {
			want := p.ID
			if e.Position > 201 {
				want += "+201"
			}
			if e.Params != want {
				t.Errorf("%s on %s, moved at %d, was made with %q, want %q", person, skill, e.Position, e.Params, want)
			}
			if was := without.Estimates[person][skill]; e.Card.Stability < was.Card.Stability {
				sooner++
			}
		}
	}
	for person, facts := range with.Facts {
		for item, f := range facts {
			if was := without.Facts[person][item]; f.Card.Reviews == 1 && f.Card.Last.After(log[200].At) && f.Card.Stability != was.Card.Stability/2 {
				t.Errorf("the first memory of %s is %v days stable, want half of %v", item, f.Card.Stability, was.Card.Stability)
			}
		}
	}
	if before := replay(t, log[:200]); before.State.Fitted != 0 {
		t.Error("a fit is in force before there is one")
	}
}

func TestWhatIsUsualBeginsAnewWithAFit(t *testing.T) {
	log := withFit(logOf(6, 300), 299)[:300]
	if l := replay(t, log); l.State.Usual != (review.Usual{}) {
		t.Error("it does not: it was learnt beside other weights")
	}
	if l := replay(t, log[:299]); l.State.Usual == (review.Usual{}) {
		t.Error("nothing was usual before, so this proves nothing")
	}
}

// A correction after a fit rebuilds with it, and leaves what learners share.
func TestACorrectionReadsTheFitInForce(t *testing.T) {
	log := withFit(logOf(7, 300), 290)
	target := log[10]
	l := replay(t, append(log, coach.Entry{Position: 302, Kind: coach.EntryMistap, Person: target.Person, At: log[300].At, Target: target.Position}))
	if l.State != replay(t, log).State {
		t.Error("a correction moved what was learnt about everybody")
	}
	for skill, e := range l.Estimates[target.Person] {
		if !strings.HasSuffix(e.Params, "+291") {
			t.Errorf("on %s it was made with %q, want those of the fit", skill, e.Params)
		}
	}
}

func TestAFitThatCannotBeIsRefused(t *testing.T) {
	bad := aFit()
	bad.Weights[20] = math.NaN()
	for name, fit := range map[string]*coach.Fit{"without weights": nil, "with weights that are not numbers": bad} {
		t.Run(name, func(t *testing.T) {
			p, l := coach.DefaultParams(), coach.NewLedger()
			if err := l.Replay(&p, coach.Entry{Position: 1, Kind: coach.EntryFit, Fit: fit}); err == nil {
				t.Error("it was taken")
			}
			if l.State != (coach.WorkspaceState{}) {
				t.Error("and changed something")
			}
		})
	}
}

func TestParametersOfAnotherVersionArePassedOver(t *testing.T) {
	p, l := coach.DefaultParams(), coach.NewLedger()
	for i, row := range []struct{ named, want string }{{"an older version's", ""}, {p.ID, p.ID}, {"a newer version's", p.ID}} {
		if err := l.Replay(&p, coach.Entry{Position: int64(i + 1), Kind: coach.EntryParams, Params: row.named}); err != nil {
			t.Fatal(err)
		}
		if l.State.Params != row.want {
			t.Errorf("after an entry that names %q, those in use are %q, want %q", row.named, l.State.Params, row.want)
		}
	}
}

func TestFitSurvivesItsBytes(t *testing.T) {
	b := aFit().AppendBinary(nil)
	if len(b) != 173 { // as documented
		t.Errorf("%d bytes", len(b))
	}
	var read coach.Fit
	if err := read.UnmarshalBinary(b); err != nil || read != *aFit() {
		t.Errorf("read %+v, %v", read, err)
	}
	for name, b := range map[string][]byte{
		"none": nil, "cut short": b[:172], "too long": append(slices.Clone(b), 0), "of another version": append([]byte{9}, b[1:]...),
		"weights out of range": append(slices.Clone(b[:165]), 0, 0, 0, 0, 0, 0, 0xf8, 0x7f), "of fewer than no reviews": append([]byte{1, 0, 0, 0, 0x80}, b[5:]...),
	} {
		t.Run(name, func(t *testing.T) {
			was := *aFit()
			if err := was.UnmarshalBinary(b); err == nil || was != *aFit() {
				t.Errorf("error %v, and the fit is %+v", err, was)
			}
		})
	}
}

// What a fit goes by is what moved the cards, answer by answer.
func TestReviewsAreThoseThatMovedTheCards(t *testing.T) {
	for seed := range uint64(20) {
		t.Run(fmt.Sprint("in log ", seed), func(t *testing.T) {
			log := logOf(seed, 300)
			for i, e := range []coach.Entry{
				{Kind: coach.EntryMistap, Target: 17}, {Kind: coach.EntryRegrade, Target: 40, Right: true, Score: 1},
				{Kind: coach.EntryMistap, Target: 41}, {Kind: coach.EntryRegrade, Target: 41, Right: true, Score: 1},
				{Kind: coach.EntryRegrade, Target: 60, Right: true, Score: 1}, {Kind: coach.EntryMistap, Target: 60},
			} {
				e.Position, e.Person, e.At = int64(301+i), log[e.Target-1].Person, log[299].At
				log = append(log, e)
			}
			var r coach.Reviews
			for i := range log {
				r.Add(&log[i])
			}
			moved, lapses := 0, 0
			l := replay(t, log)
			for _, of := range l.Estimates {
				for _, e := range of {
					moved += e.Card.Reviews
				}
			}
			for _, of := range l.Facts {
				for _, f := range of {
					moved += f.Card.Reviews
					lapses += f.Card.Lapses
				}
			}
			h := r.Histories()
			if h.Len() != moved || moved == 0 {
				t.Errorf("%d reviews, want the %d that moved cards", h.Len(), moved)
			}
			if h.Scored() < lapses {
				t.Errorf("%d reviews are scored, and %d of them were lapses", h.Scored(), lapses)
			}
		})
	}
}

func TestWorthRefit(t *testing.T) {
	for _, row := range []struct {
		name         string
		last, scored int
		want         bool
	}{
		{"too few", 0, review.EnoughReviews - 1, false},
		{"enough for a first fit", 0, review.EnoughReviews, true},
		{"as many as at the last one", 2000, 2000, false},
		{"a fifth more", 2000, 2400, false},
		{"a quarter more", 2000, 2500, true},
	} {
		t.Run(row.name, func(t *testing.T) {
			w := coach.WorkspaceState{Fit: coach.Fit{Reviews: row.last}}
			if got := w.WorthRefit(row.scored); got != row.want {
				t.Errorf("%d after %d: got %t", row.scored, row.last, got)
			}
		})
	}
}
