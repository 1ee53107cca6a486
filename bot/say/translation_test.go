package say_test

import (
	"fmt"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	texttemplate "text/template"
	"unicode/utf8"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"

	"pacer/bot/say"
)

// allForms are the plural forms of CLDR, as they are written in files.
var allForms = []string{"zero", "one", "two", "few", "many", "other"}

// formsOf are the plural forms of a language: those that some number has. Among
// the numbers are a million and what is not whole, since Spanish and French have
// a form for the one, and Polish for the other.
func formsOf(lang string) []string {
	tag := language.Make(lang)
	bundle := i18n.NewBundle(tag)
	all := &i18n.Message{ID: "form", Zero: "zero", One: "one", Two: "two", Few: "few", Many: "many", Other: "other"}
	if err := bundle.AddMessages(tag, all); err != nil {
		panic(err) // the test's own mistake
	}
	localizer := i18n.NewLocalizer(bundle, lang)
	found := make(map[string]bool)
	try := func(n any) {
		if form, err := localizer.Localize(&i18n.LocalizeConfig{MessageID: "form", PluralCount: n}); err == nil {
			found[form] = true
		}
	}
	for n := range 201 {
		try(n)
	}
	for _, n := range []any{1_000_000, "0.5", "1.5", "2.0"} {
		try(n)
	}
	return slices.DeleteFunc(slices.Clone(allForms), func(form string) bool { return !found[form] })
}

// A translation is whole, made from the English as it is now, and can be shown
// wherever the English can.
func TestTranslationsKeepUpWithTheEnglish(t *testing.T) {
	english := entriesOf(t, "en")
	for _, lang := range translations(t) {
		t.Run(lang, func(t *testing.T) {
			data, err := os.ReadFile(lang + ".yaml")
			if err != nil {
				t.Fatal(err)
			}
			faults := check(english, data, lang)
			for _, fault := range faults[:min(len(faults), 40)] {
				t.Error(fault)
			}
			if len(faults) > 40 {
				t.Errorf("and %d more", len(faults)-40)
			}
		})
	}
}

// check says what is wrong with a translation.
func check(english map[string]*entry, data []byte, lang string) (faults []string) {
	of, err := entries(data)
	if err != nil {
		return []string{err.Error()}
	}
	add := func(format string, args ...any) { faults = append(faults, fmt.Sprintf(format, args...)) }
	forms := formsOf(lang)
	for _, source := range slices.SortedFunc(maps.Values(english), func(a, b *entry) int { return a.line - b.line }) {
		e, mark := of[source.key], markOf(source)
		switch {
		case e == nil:
			add("%s is missing; the English is %s", source.key, inShort(source))
			continue
		case e.mark == "":
			add("%s has no mark; end its line with # %s, if it says what the English says: %s", e.key, mark, inShort(source))
		case e.mark != mark:
			add("%s is stale: it was made from # %s, and the English is # %s now: %s", e.key, e.mark, mark, inShort(source))
		}
		for _, fault := range checkEntry(source, e, forms) {
			add("%s%s", e.key, fault)
		}
	}
	for key := range of {
		if english[key] == nil {
			add("%s is in no English sentence: take it out", key)
		}
	}
	return append(faults, clashes(of, english)...)
}

func inShort(e *entry) string {
	text := strings.ReplaceAll(e.forms["other"], "\n", " ")
	if r := []rune(text); len(r) > 100 {
		text = string(r[:99]) + "…"
	}
	return fmt.Sprintf("%q", text)
}

// checkEntry says what is wrong with one translated message.
func checkEntry(source, e *entry, forms []string) (faults []string) {
	add := func(format string, args ...any) { faults = append(faults, fmt.Sprintf(format, args...)) }
	if has := slices.Sorted(maps.Keys(e.forms)); len(source.forms) > 1 {
		if want := slices.Sorted(slices.Values(forms)); !slices.Equal(has, want) {
			add(" has the plural forms %v, and its language needs %v", has, want)
		}
	} else if !slices.Equal(has, []string{"other"}) {
		add(" has plural forms %v, which the English has not", has)
	}
	wanted := placesIn(source.forms["other"])
	isPattern := strings.HasPrefix(e.key, "calendar.") // shows what of a day or hour its language shows
	for _, form := range slices.Sorted(maps.Keys(e.forms)) {
		text := e.forms[form]
		if _, err := texttemplate.New("").Parse(text); err != nil {
			add(" (%s) is no template: %v", form, err)
		}
		places := placesIn(text)
		for name := range places {
			if !isPattern && !wanted[name] && !placesIn(source.forms["one"])[name] {
				add(" (%s) shows .%s, which the English does not", form, name)
			}
		}
		for name := range wanted {
			// One, two and few may name the number in words: "two days" is one word.
			if !isPattern && !places[name] && (form == "other" || name != "N") && placesIn(source.forms[cmpForm(source, form)])[name] {
				add(" (%s) has lost .%s", form, name)
			}
		}
		for _, fault := range checkMarkup(source.forms["other"], text) {
			add(" (%s) %s", form, fault)
		}
		if most := mostOf(e.key); utf8.RuneCountInString(text) > most {
			add(" (%s) is %d characters long; %d is the most that every platform shows", form, utf8.RuneCountInString(text), most)
		}
		if strings.TrimSpace(text) == "" && strings.TrimSpace(source.forms["other"]) != "" && !strings.HasPrefix(e.key, "read.") {
			add(" (%s) is empty", form)
		}
	}
	return faults
}

// cmpForm is the English form that a form of a translation is compared with.
func cmpForm(source *entry, form string) string {
	if _, ok := source.forms[form]; ok {
		return form
	}
	return "other"
}

// A field of a template, wherever it stands in an action.
var (
	action = regexp.MustCompile(`\{\{.*?\}\}`)
	field  = regexp.MustCompile(`\.(\w+)`)
)

func placesIn(text string) map[string]bool {
	out := make(map[string]bool)
	for _, a := range action.FindAllString(text, -1) {
		for _, m := range field.FindAllStringSubmatch(a, -1) {
			out[m[1]] = true
		}
	}
	return out
}

// checkMarkup compares the Markdown of a translation with that of the English.
func checkMarkup(english, text string) (faults []string) {
	bare := action.ReplaceAllString(text, "x") // what is filled in is no markup
	for _, mark := range []string{"**", "`"} {
		if strings.Count(bare, mark)%2 != 0 {
			faults = append(faults, fmt.Sprintf("leaves %s open", mark))
		}
	}
	for _, mark := range []string{"](", "\n- ", "\n\n", "`{{"} {
		if got, want := strings.Count(text, mark), strings.Count(english, mark); got != want {
			faults = append(faults, fmt.Sprintf("has %q %d times, and the English %d times", mark, got, want))
		}
	}
	if text != strings.TrimSpace(text) || strings.Contains(bare, "  ") {
		faults = append(faults, "has a space too many")
	}
	return faults
}

// titles are the heads of forms and their two buttons, for which Slack has 24
// characters.
var titles = strings.Fields(`assign.form form.about form.answer form.class form.class.settings form.goal form.level.title form.make form.mend form.note
	form.person form.plan form.settings form.show form.substitute form.supports form.thought form.send form.close`)

// said are the answers to presses that do nothing any more: named like buttons,
// and none.
var said = []string{"press.old", "press.done", "press.notyours"}

// mostOf is how long a message may be, in characters, before anything is filled
// in: what is pressed (Slack's buttons hold 75), what platforms list as commands
// (100), titles.
func mostOf(key string) int {
	switch {
	case slices.Contains(said, key):
		return 1500
	case slices.Contains(titles, key):
		return 24
	case strings.HasPrefix(key, "command."), strings.HasPrefix(key, "option."):
		return 100
	case strings.HasPrefix(key, "press."), strings.Contains(key, ".press."), strings.HasPrefix(key, "type."):
		return 75
	}
	return 1500
}

// clashes are the spellings that two words of a language share, and those that
// are what a command is called in English, of another word.
func clashes(of, english map[string]*entry) (faults []string) {
	first := make(map[string]string)
	for key, e := range english {
		if strings.HasPrefix(key, "word.") {
			name, _, _ := strings.Cut(e.forms["other"], ",")
			first[say.Normal(name)] = key
		}
	}
	seen := make(map[string]string)
	for _, key := range slices.Sorted(maps.Keys(of)) {
		if !strings.HasPrefix(key, "word.") {
			continue
		}
		for _, spelling := range say.Spellings(of[key].forms["other"]) {
			n := say.Normal(spelling)
			if other, taken := seen[n]; taken && other != key {
				faults = append(faults, fmt.Sprintf("%q is both %s and %s", spelling, other, key))
			}
			if other, taken := first[n]; taken && other != key {
				faults = append(faults, fmt.Sprintf("%q of %s is what %s is called as a command", spelling, key, other))
			}
			seen[n] = key
		}
	}
	return faults
}

func TestWhatIsWrongWithATranslationIsFound(t *testing.T) {
	english, err := entries([]byte(`word.practice: practice, start
word.stop: stop
hello: "Hello {{.Name}}! Say **practice**."
press.go: Go on
none: Nothing.
days:
  one: a day of {{.Of}}
  other: "{{.N}} days of {{.Of}}"
`))
	if err != nil {
		t.Fatal(err)
	}
	const good = `word.practice: üben, los
word.stop: stopp
hello: "Hallo {{.Name}}! Sag **üben**."
press.go: Weiter
none: Nichts.
days:
  one: ein Tag von {{.Of}}
  other: "{{.N}} Tage von {{.Of}}"
`
	data, err := marked([]byte(good), english)
	if err != nil {
		t.Fatal(err)
	}
	if faults := check(english, data, "de"); len(faults) > 0 {
		t.Fatalf("a good translation has faults: %q\n%s", faults, data)
	}
	if again, err := marked(data, english); err != nil || string(again) != string(data) {
		t.Errorf("marking again changed it: %v\n%s", err, again)
	}
	if rest := todo(english, map[string]*entry{}, formsOf("ar")); strings.Count(rest, "\n  ") != 6 {
		t.Errorf("what is missing in Arabic has not its six forms:\n%s", rest)
	}
	for _, tt := range []struct{ name, from, to, want string }{
		{"a lost key", "none: Nichts. # " + markOf(english["none"]) + "\n", "", "none is missing"},
		{"a key too many", "none:", "nine: Neun.\nnone:", "nine is in no English sentence"},
		{"no mark", "Nichts. # " + markOf(english["none"]), "Nichts.", "none has no mark"},
		{"a mark of another English", markOf(english["none"]), "abcdef", "none is stale: it was made from # abcdef"},
		{"a place lost", "{{.Name}}", "", "hello (other) has lost .Name"},
		{"a place invented", "Sag", "Sag {{.Word}}", "shows .Word"},
		{"a broken place", "{{.Name}}", "{{.Name}", "is no template"},
		{"bold left open", "**üben**", "**üben", "leaves ** open"},
		{"a form lost", "  one: ein Tag von {{.Of}}\n", "", "has the plural forms [other]"},
		{"an empty text", "Nichts.", `""`, "none (other) is empty"},
		{"a clash of words", "stopp", "stopp, LOS", "is both word.practice and word.stop"},
		{"a clash with a command", "stopp", "stopp, Practice", "is what word.practice is called"},
		{"a long button", "Weiter", strings.Repeat("weiter ", 11), "press.go (other) is 76 characters"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if !strings.Contains(string(data), tt.from) {
				t.Fatalf("%q is not in the file:\n%s", tt.from, data)
			}
			faults := check(english, []byte(strings.Replace(string(data), tt.from, tt.to, 1)), "de")
			if !slices.ContainsFunc(faults, func(f string) bool { return strings.Contains(f, tt.want) }) {
				t.Errorf("found %q, wanted %q", faults, tt.want)
			}
		})
	}
}

func TestFormsOfLanguages(t *testing.T) {
	for lang, want := range map[string]string{
		"en": "one other", "es": "one many other", "fr": "one many other", "de": "one other", "zh": "other",
		"ar": "zero one two few many other", "ru": "one few many other", "pl": "one few many other", "he": "one two other",
	} {
		if got := strings.Join(formsOf(lang), " "); got != want {
			t.Errorf("%s has the forms %s, wanted %s", lang, got, want)
		}
	}
}
