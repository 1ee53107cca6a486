package say_test

import (
	"os"
	"testing"

	"pacer/bot/say"
)

// BenchmarkRead is what a language costs when the program starts.
func BenchmarkRead(b *testing.B) {
	english, err := os.ReadFile("en.yaml")
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := say.Read(map[string][]byte{"en.yaml": english}); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkSay is what a sentence costs.
func BenchmarkSay(b *testing.B) {
	p := say.In("en")
	b.ReportAllocs()
	for b.Loop() {
		p.Say("session.done", say.Args{"N": 5, "Right": 3})
	}
}
