package say_test

import (
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/goccy/go-yaml"

	"pacer/bot/chat"
	"pacer/bot/say"
)

// messages reads a language file: for each key the text, or its plural forms.
func messages(t *testing.T, name string) map[string]map[string]string {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	var raw map[string]any
	if err := yaml.UnmarshalWithOptions(data, &raw, yaml.Strict()); err != nil {
		t.Fatal(err)
	}
	out := make(map[string]map[string]string)
	for key, v := range raw {
		out[key] = make(map[string]string)
		switch v := v.(type) {
		case string:
			out[key]["other"] = v
		case map[string]any:
			for form, text := range v {
				out[key][form] = text.(string)
			}
		default:
			t.Errorf("%s is no text but %T: write it between quotes", key, v)
		}
	}
	return out
}

// maxSentence is how long a message may be before anything is filled in; on a
// phone that is about a screen.
const maxSentence = 600

// cards are looked things up in, not read through.
var cards = []string{"help", "help.teacher", "help.teacher.more", "settings"}

func TestSentencesAreKindPlainAndShort(t *testing.T) {
	unkind := regexp.MustCompile(`(?i)\bwrong!|\bwrong answer|\bincorrect|\bfail(s|ed|ure)?\b|\bbad(ly)?\b|\bstupid|\blazy|\bdumb|\bhopeless|\bterribl|\bpoor\b|\bslow learner|\bshould have\b|\bobviously\b|\bof course\b|\byou must\b|\bunfortunately\b|\berror\b|\binvalid\b|!!`)
	american := regexp.MustCompile(`(?i)\bcolor|\bcenter\b|\blicense\b|practicing|practiced|\blearned\b|\bdialog\b`)
	for key, forms := range messages(t, "en.yaml") {
		if strings.HasPrefix(key, "word.") {
			continue
		}
		for form, text := range forms {
			if m := unkind.FindString(text); m != "" {
				t.Errorf("%s (%s) says %q", key, form, m)
			}
			if m := american.FindString(text); m != "" {
				t.Errorf("%s (%s) spells %q", key, form, m)
			}
			if n := utf8.RuneCountInString(text); n > maxSentence && !slices.Contains(cards, key) {
				t.Errorf("%s (%s) is %d characters long", key, form, n)
			}
			if strings.Contains(text, "  ") || strings.HasSuffix(text, " ") || strings.HasPrefix(text, " ") {
				t.Errorf("%s (%s) has a space too many: %q", key, form, text)
			}
			if strings.Count(text, "**")%2 != 0 || strings.Count(text, "`")%2 != 0 {
				t.Errorf("%s (%s) leaves emphasis open: %q", key, form, text)
			}
			if strings.TrimSpace(text) == "" {
				t.Errorf("%s (%s) is empty", key, form)
			}
		}
	}
}

func TestPluralsHaveTheFormsTheirLanguageNeeds(t *testing.T) {
	for key, forms := range messages(t, "en.yaml") {
		names := slices.Sorted(maps.Keys(forms))
		if !slices.Equal(names, []string{"other"}) && !slices.Equal(names, []string{"one", "other"}) {
			t.Errorf("%s has the forms %v", key, names)
		}
	}
}

func TestEverySpellingOfAWordIsHeardAsThatWord(t *testing.T) {
	p := say.In("en")
	first := make(map[string]string)
	for key, forms := range messages(t, "en.yaml") {
		name, isWord := strings.CutPrefix(key, "word.")
		if !isWord || name == "unknown" || name == "none" {
			continue
		}
		want := say.Word(strings.ReplaceAll(name, "_", " "))
		for spelling := range strings.SplitSeq(forms["other"], ",") {
			spelling = strings.TrimSpace(spelling)
			if other, twice := first[spelling]; twice {
				t.Errorf("%q is %s and %s", spelling, other, key)
			}
			first[spelling] = key
			for _, said := range []string{spelling, strings.ToUpper(spelling), "  " + spelling + "  ", spelling + ".", spelling + "!", strings.ReplaceAll(spelling, "'", "’")} {
				if word, rest, ok := p.Heard(said); !ok || word != want || rest != "" {
					t.Errorf("%q is heard as %q with %q, wanted %q", said, word, rest, want)
				}
			}
			if word, rest, ok := p.Heard(spelling + " 5B, under 13"); !ok || word != want || rest != "5B, under 13" {
				t.Errorf("%q and more is heard as %q with %q", spelling, word, rest)
			}
		}
	}
	// What is no word must not become one by being nearly spelled so.
	for _, said := range []string{"", " ", "hints", "hintt", "3/4", "b", "42", "персона", "/", "…", "?"} {
		if word, rest, ok := p.Heard(said); ok {
			t.Errorf("%q is heard as %q with %q", said, word, rest)
		}
	}
}

func TestSentencesTakeWordsAsTheyStand(t *testing.T) {
	p := say.In("en")
	for _, said := range []string{"**bold** [x](http://x) <@U1> @everyone `code`", "a_b_c #1\n# head", "1. one\n- two", "\u202etxet", "<script>"} {
		got := chat.Plain(p.Say("goal.is", say.Args{"Goal": said}))
		if want := chat.Visible(said); !strings.Contains(strings.Join(strings.Fields(got), " "), strings.Join(strings.Fields(strings.TrimPrefix(want, "\u202e")), " ")) {
			t.Errorf("%q is shown as %q", said, got)
		}
	}
	if got, want := p.Say("goal.is", say.Args{"Goal": chat.Markdown("**now**")}), "Your goal: **now**."; !strings.HasPrefix(string(got), want) {
		t.Errorf("Markdown is shown as %q", got)
	}
}

func TestNumbersChooseThePlural(t *testing.T) {
	p := say.In("en")
	for n, want := range map[int]string{0: "0 questions", 1: "1 question.", 2: "2 questions"} {
		if got := p.Say("session.done", say.Args{"N": n, "Right": 0}); !strings.Contains(string(got), want) {
			t.Errorf("%d: %s", n, got)
		}
	}
}

func TestTheNearestLanguageSpeaks(t *testing.T) {
	want := say.In("en").Say("thanks")
	for _, tag := range []string{"en", "en-GB", "EN", "en_US", "xx", "", "not a tag"} {
		if got := say.In(tag).Say("thanks"); got != want {
			t.Errorf("%q says %q", tag, got)
		}
	}
	if !slices.Contains(say.Languages(), "en") || !slices.IsSorted(say.Languages()) {
		t.Errorf("languages are %v", say.Languages())
	}
}

func TestAnUnknownKeyShowsAsItself(t *testing.T) {
	p := say.In("en")
	if p.Has("no.such.key") || !p.Has("thanks") || !p.Has("session.done") {
		t.Error("Has does not tell what there is")
	}
	if got := p.Say("no.such.key"); chat.Plain(got) != "no.such.key" {
		t.Errorf("it is said as %q", got)
	}
}
