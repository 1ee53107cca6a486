package main

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"pacer/bot/chat"
	"pacer/coach/course"
	"pacer/coach/course/convert"
)

// shared is the folder of measuring material beside the checkout, or the test
// is skipped, saying so.
func shared(t testing.TB, name string) string {
	t.Helper()
	path := filepath.Join("..", "..", "..", "shared", name)
	if _, err := os.Stat(path); err != nil {
		t.Skipf("there is no ../shared/%s beside the checkout, so this was not measured", name)
	}
	return path
}

// Five hundred random items of a corpus nobody here wrote are practised by
// somebody who answers right, wrong, with hints, with chatter, or not at all.
func TestImportedItemsCanBePractised(t *testing.T) {
	const items = 500
	courses, report, err := convert.Import("oatutor", os.DirFS(shared(t, "corpus/oatutor")), convert.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Log(strings.Split(report.String(), "\n")[0])
	r := rand.New(rand.NewPCG(500, 7))
	var all []course.Item
	for _, c := range courses {
		all = append(all, c.Items...)
	}
	r.Shuffle(len(all), func(i, k int) { all[i], all[k] = all[k], all[i] })

	// Each item is a skill of its own, so that all of them come.
	c := &course.Course{ID: "sample", Title: "Sample", Language: "en", Licence: "CC BY 4.0"}
	byText := make(map[string]*course.Item)
	for i := range items {
		it := all[i]
		it.ID = fmt.Sprint("item-", i)
		it.Skill, it.Also = fmt.Sprint("skill-", i), nil
		c.Skills = append(c.Skills, course.Skill{ID: it.Skill, Title: fmt.Sprint("Skill ", i), Why: "It is measured."})
		c.Items = append(c.Items, it)
	}
	c.Index()
	for i := range c.Items {
		byText[c.Items[i].Skill] = &c.Items[i]
	}

	in := install(t, c)
	somebody := &learner{in: in, user: "somebody"}
	var last []chat.Message
	in.shown = func(_ string, m chat.Message) { last = append(last, m) }
	asked, raw := make(map[string]bool), make(map[string]bool)
	for range 6000 {
		if len(asked) == items {
			break
		}
		// What the newest messages ask, and whether LaTeX is left in them.
		var open *course.Item
		for _, m := range last {
			text := m.Plain()
			for _, p := range m.Parts {
				if title, ok := strings.CutPrefix(string(p.Text), "*Skill "); ok {
					number, _, _ := strings.Cut(title, "*")
					open = byText["skill-"+number]
				}
			}
			if open != nil {
				asked[open.ID] = true
				if strings.Contains(text, `\`) {
					raw[open.ID] = true
				}
			}
		}
		say := "practice 15"
		if open != nil {
			switch n := r.IntN(10); {
			case n < 5:
				say = strings.TrimSpace(open.Answer + open.Model)
				if open.Kind == course.Choice {
					say = string(rune('A' + r.IntN(len(open.Options))))
				}
			case n < 7:
				say = "hint"
			case n < 8:
				say = "skip"
			case n < 9:
				say = "12/7"
			default:
				say = "what does that mean?"
			}
		} else if len(last) > 0 && r.IntN(2) == 0 {
			say = "skip"
		}
		last = nil
		if _, err := somebody.do(t.Context(), chat.Event{Text: say, At: time.Now()}); err != nil {
			t.Fatalf("saying %q: %v", say, err)
		}
	}
	if len(asked) < items {
		t.Errorf("%d of %d items came", len(asked), items)
	}
	if len(raw)*5 > len(asked) {
		t.Errorf("%d of %d items show a backslash; at most 20 %% may", len(raw), len(asked))
	}
	t.Logf("%d items practised, %d of them (%.1f %%) with a backslash on screen", len(asked), len(raw), 100*float64(len(raw))/float64(len(asked)))
}
