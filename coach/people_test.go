package coach_test

import (
	"testing"
	"time"

	"pacer/coach"
)

func TestAfterTooManyWrongCodesTheNextOneWaitsUntilTheFirstIsAnHourOld(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, time.March, 2, 9, 0, 0, 0, time.UTC)
	var g coach.Guesses
	for n := range coach.GuessLimit {
		if until := g.Until(at.Add(time.Duration(n) * time.Minute)); !until.IsZero() {
			t.Fatalf("after %d wrong ones the next waits until %s", n, until)
		}
		g.Wrong(at.Add(time.Duration(n) * time.Minute))
	}
	end := at.Add(coach.GuessSpan)
	if until := g.Until(end.Add(-time.Millisecond)); !until.Equal(end) {
		t.Errorf("the next waits until %s, wanted %s", until, end)
	}
	if until := g.Until(end); !until.IsZero() {
		t.Errorf("then it waits until %s", until)
	}
	g.Wrong(end)
	if want := (coach.Guesses{Since: end, N: 1}); g != want {
		t.Errorf("one more: %+v, wanted %+v", g, want)
	}
}

func TestAnAccountIsReachedWhereItCanBe(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name string
		of   coach.Account
		want string
	}{
		{"nowhere before it has spoken", coach.Account{}, ""},
		{"in direct messages", coach.Account{Direct: "dm", Aside: "channel"}, "dm"},
		{"in the channel where it spoke, while those are closed", coach.Account{Direct: "dm", Aside: "channel", Closed: true}, "channel"},
		{"nowhere, if it spoke in none", coach.Account{Direct: "dm", Closed: true}, ""},
		{"nowhere once it has left", coach.Account{Direct: "dm", Aside: "channel", Ended: true}, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := tt.of.Reach(); got != tt.want {
				t.Errorf("reached at %q, wanted %q", got, tt.want)
			}
		})
	}
}

func TestEveryAgeBandButTheYoungestSaysFromWhenOn(t *testing.T) {
	t.Parallel()
	was := -1
	for _, band := range coach.AgeBands() {
		if is := coach.Youngest(band); is <= was {
			t.Errorf("%s is from %d on, the band before from %d", band, is, was)
		} else {
			was = is
		}
	}
}
