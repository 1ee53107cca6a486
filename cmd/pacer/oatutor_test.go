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
	"pacer/coach/grade"
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
	for i := range items {
		it := all[i]
		it.ID = fmt.Sprint("item-", i)
		it.Skill, it.Also = fmt.Sprint("skill-", i), nil
		c.Skills = append(c.Skills, course.Skill{ID: it.Skill, Title: fmt.Sprint("Skill ", i), Why: "It is measured."})
		c.Items = append(c.Items, it)
	}
	c.Index()
	in := install(t, c)
	somebody := &learner{in: in, user: "somebody"}
	var shown []chat.Message
	in.shown = func(_ string, m chat.Message) { shown = append(shown, m) }
	asked, raw := make(map[string]bool), make(map[string]bool)
	// says says something, and looks at what comes.
	says := func(text string, it *course.Item) {
		shown = nil
		if _, err := somebody.do(t.Context(), chat.Event{Text: text, At: time.Now()}); err != nil {
			t.Fatalf("item %s, saying %q: %v", it.ID, text, err)
		}
		if len(shown) == 0 {
			t.Errorf("item %s: nothing is said to %q", it.ID, text)
		}
		for _, m := range shown {
			text := m.Plain()
			if strings.Contains(text, "Skill "+strings.TrimPrefix(it.ID, "item-")) {
				asked[it.ID] = true
			}
			if strings.Contains(text, `\`) {
				raw[it.ID] = true
			}
		}
	}
	for i := range c.Items {
		it := &c.Items[i]
		says("stop", it)
		says(fmt.Sprint("practice Skill ", i), it)
		if !asked[it.ID] { // once a day the coach asks whether it is enough
			says(fmt.Sprint("practice Skill ", i), it)
		}
		for range 1 + r.IntN(3) {
			switch r.IntN(6) {
			case 0:
				says("hint", it)
			case 1:
				says("what does that mean?", it)
			case 2:
				says("12/7", it)
			case 3:
				says("skip", it)
			default:
				answer := grade.Key(it, nil)
				if it.Kind == course.Choice {
					answer = string(rune('A' + r.IntN(len(it.Options))))
				}
				says(answer, it)
			}
		}
	}
	if len(asked) < items {
		t.Errorf("%d of %d items came", len(asked), items)
	}
	if len(raw)*100 > len(asked) {
		t.Errorf("%d of %d items show a backslash; at most 1 %% may", len(raw), len(asked))
	}
	t.Logf("%d items practised, %d of them (%.1f %%) with a backslash on screen", len(asked), len(raw), 100*float64(len(raw))/float64(len(asked)))
}
