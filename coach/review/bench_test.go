package review

import (
	"math/rand/v2"
	"testing"
	"time"
)

func BenchmarkReview(b *testing.B) {
	c := Default.Review(Card{}, Good, morning)
	at := morning.Add(3 * aDay)
	b.ReportAllocs()
	for b.Loop() {
		Default.Review(c, Good, at)
	}
}

// BenchmarkMind is one prediction and one update of card, learner and what is
// usual.
func BenchmarkMind(b *testing.B) {
	m, _ := followed(simulated{weights: Default}.answers(20, rand.New(rand.NewPCG(1, 1))))
	c := Default.Review(Card{}, Good, morning)
	a := Answer{Grade: Good, At: morning.Add(3 * aDay), Took: 4 * time.Second}
	b.ReportAllocs()
	for b.Loop() {
		m.Recall(c, a.At)
		m.Review(c, a)
	}
}

func BenchmarkFit(b *testing.B) {
	h := histories(simulated{weights: quickForgetter()}.answers(250, rand.New(rand.NewPCG(30, 31))))
	b.ReportAllocs()
	for b.Loop() {
		if _, _, err := Fit(h, Default); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(h.Len()), "ns/review")
	b.ReportMetric(float64(h.Len()), "reviews")
}
