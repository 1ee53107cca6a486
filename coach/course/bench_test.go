package course

import (
	"fmt"
	"testing"
)

// manyItems is a course of n items of the kinds that decks and spreadsheets
// bring, with as much text as they usually have.
func manyItems(n int) *Course {
	c := &Course{ID: "many", Title: "Many items", Language: "en", Licence: "CC-BY-4.0"}
	for s := range n/20 + 1 {
		c.Skills = append(c.Skills, Skill{ID: fmt.Sprintf("skill-%d", s), Title: fmt.Sprintf("Skill %d", s), Why: "It is needed further on."})
	}
	for i := range n {
		it := Item{
			ID: fmt.Sprintf("item-%d", i), Skill: fmt.Sprintf("skill-%d", i/20), Tier: 2,
			Question:    fmt.Sprintf(`A train goes %d km in an hour. How far does it go in $\frac{%d}{4}$ of an hour, if nothing stops it on its way to the sea?`, i, i%4),
			Hints:       Hints("How far is it in a quarter of an hour?", "Then take as many quarters as there are."),
			Explanation: fmt.Sprintf(`A quarter is $\frac{%d}{4}$ km, and there are %d of them.`, i, i%4),
			Tags:        []string{"trains"},
		}
		switch i % 3 {
		case 0:
			it.Kind, it.Answer = Text, fmt.Sprintf("%d quarters of the way", i)
			it.Accept = []string{fmt.Sprintf("answer %d", i)}
		case 1:
			it.Kind, it.Answer, it.Units = Number, fmt.Sprintf("%d/4", i*(i%4)), []string{"km", "kilometres"}
			it.Wrong = []Wrong{{Answer: fmt.Sprint(i*4 + 3), Feedback: "That is longer than it goes in an hour."}}
		default:
			it.Kind = Choice
			for o := range 4 {
				it.Options = append(it.Options, Option{Text: fmt.Sprintf("It goes %d km", i+o), Right: o == i%4, Feedback: "Look at the quarters again."})
			}
		}
		c.Items = append(c.Items, it)
	}
	return c
}

func BenchmarkMarshal(b *testing.B) {
	c := manyItems(10_000)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Marshal(c); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkParse(b *testing.B) {
	data, err := Marshal(manyItems(10_000))
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Parse("many.yaml", data); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkInstance is what asking an item with variables costs.
func BenchmarkInstance(b *testing.B) {
	c, err := Parse("course.yaml", []byte(withDrawn()))
	if err != nil {
		b.Fatal(err)
	}
	it := c.Item("x")
	b.ReportAllocs()
	for seed := uint64(0); b.Loop(); seed++ {
		if _, err := it.Instance(seed); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkItemIn asks in a language that is found only by matching.
func BenchmarkItemIn(b *testing.B) {
	c, err := Parse("course.yaml", []byte(inLanguages))
	if err != nil {
		b.Fatal(err)
	}
	it := *c.Item("text")
	for _, tag := range []string{"ar", "cs", "da", "es", "fr", "it", "ja", "nl", "pl", "pt", "sv", "uk", "zh-TW"} {
		it.Translations = append(it.Translations, Translation{Language: tag, Question: "Q", Answer: "A"})
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, ok := c.ItemIn(&it, "de-AT"); !ok {
			b.Fatal("the item is not said in German")
		}
	}
}
