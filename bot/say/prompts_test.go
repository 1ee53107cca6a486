package say_test

import (
	"strconv"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"pacer/bot/chat"
	"pacer/bot/say"
	"pacer/coach/reflect"
)

// most is how long a prompt is at most, in characters, with a long skill's name.
const most = 200

// unkind are words that no prompt about somebody's learning has, in English:
// they judge, compare, or say that it is easy.
var unkind = []string{
	"fail", "bad at", "wrong with", "lazy", "stupid", "dumb", "weak", "smart", "clever", "talent", "gifted", "should", "must",
	"why didn", "why did you not", "why are you", "just ", "only ", "simply", "obvious", "of course", "careless", "better than", "worse than", "others", "excuse",
}

// lix is how hard a text is to read: words in a sentence, and how many of a
// hundred words are longer than six letters (Björnsson 1968).
func lix(text string) float64 {
	words, long := 0, 0
	for _, w := range strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && r != '\'' }) {
		words++
		if utf8.RuneCountInString(w) > 6 {
			long++
		}
	}
	sentences := 0
	for _, r := range text {
		if strings.ContainsRune(".?!", r) {
			sentences++
		}
	}
	return float64(words)/float64(max(sentences, 1)) + 100*float64(long)/float64(max(words, 1))
}

// asks counts the questions in a text, in whatever script.
func asks(text string) int {
	return strings.Count(text, "?") + strings.Count(text, "？") + strings.Count(text, "؟")
}

func TestPromptsAreShortAndAskOneThing(t *testing.T) {
	for _, language := range say.Languages() {
		p := say.In(language)
		for _, prompt := range reflect.Prompts() {
			for _, key := range []string{"reflect." + prompt.ID, "reflect." + prompt.ID + ".plain"} {
				text := chat.Plain(p.Say(key, say.Args{"Skill": "adding fractions"}))
				if !p.Has(key) {
					t.Errorf("%s lacks %s", language, key)
					continue
				}
				if n := utf8.RuneCountInString(text); n > most || n < 5 {
					t.Errorf("%s: %s has %d characters: %s", language, key, n, text)
				}
				if n := asks(text); n > 1 && !strings.HasSuffix(key, "plain") || n > 2 {
					t.Errorf("%s: %s asks %d things: %s", language, key, n, text)
				}
				if prompt.HasSkill != strings.Contains(text, "adding fractions") {
					t.Errorf("%s: %s names the skill, or does not: %s", language, key, text)
				}
			}
			if prompt.Answer != reflect.Tap {
				continue
			}
			seen := make(map[string]bool)
			for i := range prompt.Options {
				option := chat.Plain(p.Say("reflect." + prompt.ID + "." + strconv.Itoa(i+1)))
				if seen[option] || utf8.RuneCountInString(option) > 40 {
					t.Errorf("%s: %s has the option %q twice, or it is too long", language, prompt.ID, option)
				}
				seen[option] = true
			}
		}
	}
}

func TestPromptsAreKindAndTheirTwinsPlainer(t *testing.T) {
	p := say.In("en")
	var own, twins float64
	for _, prompt := range reflect.Prompts() {
		text := chat.Plain(p.Say("reflect."+prompt.ID, say.Args{"Skill": "it"}))
		twin := chat.Plain(p.Say("reflect."+prompt.ID+".plain", say.Args{"Skill": "it"}))
		for _, text := range []string{text, twin} {
			for _, word := range unkind {
				if strings.Contains(strings.ToLower(text)+" ", word) {
					t.Errorf("%s says %q: %s", prompt.ID, word, text)
				}
			}
		}
		own, twins = own+lix(text), twins+lix(twin)
		if lix(twin) >= lix(text) {
			t.Errorf("%s: the twin is no plainer (%.0f, and %.0f): %s | %s", prompt.ID, lix(text), lix(twin), text, twin)
		}
		if utf8.RuneCountInString(twin) >= utf8.RuneCountInString(text) {
			t.Errorf("%s: the twin is no shorter: %s | %s", prompt.ID, text, twin)
		}
	}
	n := float64(len(reflect.Prompts()))
	t.Logf("LIX of %.0f prompts %.1f, of their twins %.1f", n, own/n, twins/n)
}
