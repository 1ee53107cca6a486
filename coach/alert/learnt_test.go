package alert

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestWhatIsAroundASentenceNeitherHidesItNorAddsToIt(t *testing.T) {
	t.Parallel()
	hint := "my uncle touches me at night and says it is our secret"
	alone := model().judge(newWords(hint))
	if !alone.isDanger() {
		t.Fatalf("%q is not found by its words", hint)
	}
	talk := strings.Repeat("I think the answer is three quarters. Can I have the next question? ", 6)
	among := model().judge(newWords(talk + hint + ". " + talk))
	if among.danger < alone.danger {
		t.Errorf("alone it is %.3f above the cut, among practice %.3f", alone.danger, among.danger)
	}
	if model().judge(newWords(talk)).isDanger() {
		t.Error("practice alone is found")
	}
}

func TestABrokenFileOfWeightsOrConceptsSaysWhy(t *testing.T) {
	t.Parallel()
	bytes := strings.Repeat("\x00", buckets)
	for _, tc := range []struct{ name, weights, concepts, want string }{
		{"no weights", "model 0 1\n\n", "a: b", "it has 0 weights"},
		{"half a head", "model 0 1\n\n" + bytes, "a: b", "not whole"},
		{"no number", "model zero 1\n\n" + bytes, "a: b", "model zero 1"},
		{"no concept", "model 0 1\nlatin 1\narabic 1\nhan 1\n\n" + bytes, "# fine\nb", "line 2: a concept is"},
		{"no word", "model 0 1\nlatin 1\narabic 1\nhan 1\n\n" + bytes, "a: *", `"*" is no word`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			if _, err := parseWeights(tc.weights, tc.concepts); err == nil || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("got %v, want %q", err, tc.want)
			}
		})
	}
}

func TestConceptsAreFoundByWordsBeginningsAndRows(t *testing.T) {
	t.Parallel()
	c, err := parseConcepts("pet: cat dog* 小猫\nhome: at_home\npet: chat\n")
	if err != nil {
		t.Fatal(err)
	}
	for words, want := range map[string]uint64{
		"cat": 1, "cats": 0, "dogs": 1, "chat": 1, "at home": 2, "at school": 0, "小猫": 1, "小": 0,
	} {
		if got := c.at(newWords(words).tokens, 0); got != want {
			t.Errorf("%q: got %b, want %b", words, got, want)
		}
	}
}

// What the coach itself says is everyday, in every language: learners quote it.
// Every second sentence was learnt from where it sounded like danger; the
// others are left for this.
func TestWhatTheCoachSaysIsHardlyEverFound(t *testing.T) {
	t.Parallel()
	for _, language := range []string{"en", "es", "fr", "de", "ar", "zh"} {
		lines, hits := 0, 0
		eachSaid(t, language, func(n int, key, said string) {
			if n%2 == 0 {
				return
			}
			lines++
			if hit, phrase := Danger(said); hit {
				hits++
				t.Logf("%s: %s: %q", language, key, phrase)
			}
		})
		t.Logf("%s: found in %d of %d sentences", language, hits, lines)
		if lines < 100 || hits*50 > lines {
			t.Errorf("%s: found in %d of %d sentences", language, hits, lines)
		}
	}
}

// eachSaid gives the sentences of the coach in a language by their number, but
// those for somebody in danger.
func eachSaid(t *testing.T, language string, take func(n int, key, said string)) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", "..", "bot", "say", language+".yaml"))
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for line := range strings.Lines(string(data)) {
		key, said, _ := strings.Cut(strings.TrimSpace(line), ": ")
		if said == "" || strings.HasPrefix(key, "#") || strings.Contains(key, "danger") || strings.Contains(key, "safety") {
			continue
		}
		n++
		said, _, _ = strings.Cut(said, " # ") // the mark against staleness
		take(n, key, strings.Trim(said, "\"'"))
	}
}
