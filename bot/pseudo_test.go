package bot_test

import (
	"fmt"
	"math/rand"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"pacer/bot/chat"
	"pacer/bot/say"
	"pacer/coach"
)

// fromFile finds what was said by bot/say in a pseudo-language; a label that was
// cut to fit has lost its closing bracket.
var fromFile = regexp.MustCompile(`⟦[^⟧⟦]*(?:⟧|…|$)`)

// ownWords are what may show in any language: addresses, codes and IDs, zones,
// and the names of languages that x/text has for everybody.
var ownWords = regexp.MustCompile(`https?://\S+|\S*[0-9]\S*|\b[A-Z]{4}-[A-Z]{4}\b|\b[A-Z][a-z]+/[A-Za-z_/]+\b|\bUTC\b|\b(?:en-XA|ar-XB|English|Hebrew|he|en)\b`)

// latin finds words of letters that neither a pseudo-language nor anything else
// that may show has.
var latin = regexp.MustCompile(`[A-Za-z]{2,}`)

// foreignTo lists the words that may show though they are in no language file:
// those of the courses, of the names of people and classes, and of what people
// said. A sentence that was forgotten has others, too.
func foreignTo(t testing.TB) map[string]bool {
	t.Helper()
	texts := append(slices.Clone(chatter), "Tess", "Ann", "Bob", "Eve", "Mo", "Ro", "Class club", "school", "garden", "Call 116111, day and night.", "our-questions", "wolverine",
		"plus minus times divided by equals over fraction end") // mathematics said: pacer/coach/course/formula has the words
	for _, id := range []string{"tiles", "birds", "kinds"} {
		data, err := os.ReadFile("testdata/" + id + ".yaml")
		if err != nil {
			t.Fatal(err)
		}
		texts = append(texts, string(data))
	}
	out := make(map[string]bool)
	for _, text := range texts {
		for _, word := range latin.FindAllString(text, -1) {
			out[strings.ToLower(word)] = true
		}
	}
	return out
}

// leftover is the English of a text that is in no language file.
func leftover(text string, foreign map[string]bool) []string {
	text = ownWords.ReplaceAllString(fromFile.ReplaceAllString(text, " "), " ")
	return slices.DeleteFunc(latin.FindAllString(text, -1), func(word string) bool { return foreign[strings.ToLower(word)] })
}

// Whatever people do whose language is a pseudo-language, nothing but names,
// course content and typed words shows that is not in a language file.
func TestPseudoLanguageFindsSentencesThatAreInNoLanguageFile(t *testing.T) {
	foreign := foreignTo(t)
	for _, lang := range []string{say.Pseudo, say.PseudoBidi} {
		say.In(lang) // made before anybody waits for an answer
		for seed := range int64(4) {
			t.Run(fmt.Sprint(lang, ", seed ", seed), func(t *testing.T) {
				t.Parallel()
				pseudoWalk(t, lang, seed, 150, foreign)
			})
		}
	}
}

func pseudoWalk(t *testing.T, lang string, seed int64, steps int, foreign map[string]bool) {
	h, tess := club(t, courses(t)["kinds"])
	w := &walker{house: h, r: rand.New(rand.NewSource(seed)), people: []*voice{tess}}
	for _, name := range []string{"Ann", "Bob"} {
		w.people = append(w.people, h.person(name))
	}
	w.people = append(w.people, h.person("Mo").through(forming[0], "mo"))
	for _, v := range w.people {
		v.from.Locale = lang
		v.says("hello")
		v.change(func(p *coach.Person) { p.Settings.Language, p.Settings.OwnLanguage = lang, true })
	}
	seen := make(map[string]bool)
	for range steps {
		posts, changed := w.step(), false
		for _, v := range w.people { // some of what people say changes their language
			changed = changed || v.self().Settings.Language != lang
			v.change(func(p *coach.Person) { p.Settings.Language = lang })
		}
		if changed {
			continue
		}
		for _, p := range posts {
			if p.to.Place != school {
				continue
			}
			text := p.text()
			if words := leftover(text, foreign); len(words) > 0 && !seen[strings.Join(words, " ")] {
				seen[strings.Join(words, " ")] = true
				t.Errorf("%q is in no language file:\n%s\nafter %s", words, text, w.trace[len(w.trace)-1])
			}
		}
	}
}

// What platforms list, what a person's page shows and the forms that open are in
// the language of whoever sees them, too.
func TestPseudoLanguageReachesCommandsFormsAndThePageOfAPerson(t *testing.T) {
	foreign := foreignTo(t)
	for _, lang := range []string{say.Pseudo, say.PseudoBidi} {
		h, tess := club(t)
		ann := h.person("Ann").through(roomy, "ann")
		ann.says("hello")
		here := func(what, text string) {
			if words := leftover(text, foreign); len(words) > 0 {
				t.Errorf("%s, %s: %q is in no language file: %s", lang, what, words, text)
			}
		}
		for _, c := range h.bot.Commands(lang) {
			here("command "+c.Name, c.Description)
			for _, o := range c.Options {
				here("option "+c.Name+" "+o.Name, o.Description)
			}
		}
		for _, v := range []*voice{tess, ann} {
			v.change(func(p *coach.Person) { p.Settings.Language, p.Settings.OwnLanguage = lang, true })
			v.says("practice")
			home, err := v.bot.Home(t.Context(), v.event())
			h.must(err)
			here("home", post{Message: home}.text())
		}
		for _, press := range []string{"form settings", "form goal", "form person"} {
			ev := ann.event()
			ev.Press = press
			f, err := h.bot.Form(t.Context(), ev)
			h.must(err)
			if f == nil {
				continue
			}
			here(press, strings.Join([]string{f.Title, f.Submit, f.Close}, "\n"))
			for _, field := range f.Fields {
				here(press+" "+field.Name, field.Label+"\n"+field.Hint)
				for _, c := range field.Choices {
					here(press+" "+field.Name, chat.Plain(c.Label))
				}
			}
		}
	}
}
