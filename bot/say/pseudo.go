package say

import (
	"fmt"
	"regexp"
	"strings"
	"sync"
	"unicode"

	"github.com/goccy/go-yaml"
)

// The languages that nobody speaks, by the tags that CLDR gives to such. They
// are made from the English sentences, so that whatever shows without their
// brackets was written somewhere else than in a language file; and whatever has
// no room for 40 % more is found before the first translation. Nobody is offered
// them.
const (
	Pseudo     = "en-XA" // ⟦Ĥéļļö⟧
	PseudoBidi = "ar-XB" // the same in Arabic letters, from right to left
)

// pseudo makes both once somebody asks for one.
var pseudo = sync.OnceValue(func() map[string]*Printer {
	english, err := files.ReadFile(englishFile)
	if err != nil {
		panic(err)
	}
	texts := map[string][]byte{englishFile: english}
	for tag, alphabet := range map[string]map[rune]rune{Pseudo: accented, PseudoBidi: arabic} {
		if texts[tag+".yaml"], err = pseudoFile(english, alphabet); err != nil {
			panic("say: " + tag + ": " + err.Error())
		}
	}
	printers, err := read(texts)
	if err != nil {
		panic("say: " + err.Error())
	}
	return printers
})

var (
	accented = pairs("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", "åƀçðéƒĝĥîĵķļɱñöþǫŕšţûṽŵẋýžÅƁÇÐÉƑĜĤÎĴĶĻṀÑÖÞǪŔŠŢÛṼŴẊÝŽ")
	arabic   = pairs("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", "ابتثجحخدذرزسشصضطظعغفقكلمنهابتثجحخدذرزسشصضطظعغفقكلمنه")
)

func pairs(from, to string) map[rune]rune {
	out := make(map[rune]rune)
	target := []rune(to)
	for i, r := range []rune(from) {
		out[r] = target[i]
	}
	return out
}

// isTyped tells the keys of what people say to the coach, which stays as they
// say it.
func isTyped(key string) bool {
	return strings.HasPrefix(key, "word.") || strings.HasPrefix(key, "read.") || strings.Contains(key, ".said.")
}

// isList tells the keys of names with commas between, each of which is shown by
// itself.
func isList(key string) bool {
	return strings.HasPrefix(key, "calendar.") || strings.HasPrefix(key, "web.model.names.")
}

// pseudoFile is a language file in other letters.
func pseudoFile(english []byte, letters map[rune]rune) ([]byte, error) {
	var raw map[string]any
	if err := yaml.Unmarshal(english, &raw); err != nil {
		return nil, err
	}
	for key, v := range raw {
		switch v := v.(type) {
		case string:
			switch {
			case isTyped(key):
			case isList(key):
				names := strings.Split(v, ",")
				for i := range names {
					names[i] = pseudoText(names[i], letters, 0)
				}
				raw[key] = strings.Join(names, ",")
			default:
				raw[key] = pseudoText(v, letters, 0.4)
			}
		case map[string]any:
			forms := make(map[string]any)
			for _, form := range []string{"zero", "one", "two", "few", "many", "other"} {
				text, has := v[form]
				if !has {
					text = v["other"]
				}
				forms[form] = pseudoText(fmt.Sprint(text), letters, 0.4)
			}
			raw[key] = forms
		}
	}
	return yaml.Marshal(raw)
}

var (
	// templateAction is filled in or decides, and stays.
	templateAction = regexp.MustCompile(`\{\{.*?\}\}`)
	// plainRun is text between marks of Markdown.
	plainRun = regexp.MustCompile("[^*_\\[\\]()`<>#~|\\\\\n]+")
)

// pseudoText puts a message into other letters and brackets, and makes it longer
// by a share; places and marks stay as they are.
func pseudoText(text string, letters map[rune]rune, longer float64) string {
	var out strings.Builder
	literal := func(s string) {
		out.WriteString(plainRun.ReplaceAllStringFunc(s, func(run string) string { return pseudoRun(run, letters, longer) }))
	}
	at := 0
	for _, span := range templateAction.FindAllStringIndex(text, -1) {
		literal(text[at:span[0]])
		out.WriteString(text[span[0]:span[1]])
		at = span[1]
	}
	literal(text[at:])
	return out.String()
}

func pseudoRun(run string, letters map[rune]rune, longer float64) string {
	if !strings.ContainsFunc(run, unicode.IsLetter) {
		return run
	}
	words := strings.TrimSpace(run)
	lead, end, _ := strings.Cut(run, words)
	marker := listMarker.FindString(words)
	words = words[len(marker):]
	other := strings.Map(func(r rune) rune {
		if to, ok := letters[r]; ok {
			return to
		}
		return r
	}, words)
	if more := int(float64(len([]rune(words))) * longer); more > 0 {
		other += strings.Repeat(string(letters['e']), more)
	}
	return lead + marker + "⟦" + other + "⟧" + end
}

var listMarker = regexp.MustCompile(`^(?:[-+] |\d+\. )`)
