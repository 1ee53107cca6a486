package bot_test

import (
	"regexp"
	"strings"
	"testing"

	"pacer/bot/chat"
	"pacer/bot/say"
	"pacer/coach"
)

// Isolates, as they stand around what is written in the other direction.
const fsi, pdi = "\u2068", "\u2069"

func TestAQuestionComesInTheLearnersLanguageWhereItIsWrittenInIt(t *testing.T) {
	t.Parallel()
	ann, _ := at(t, "capital")
	h := ann.house
	for _, tt := range []struct{ language, question, hint, said, told string }{
		{"de", "Wie heißt die Hauptstadt von Jordanien?", "Sie beginnt mit A.", "amman", "Amman ist seit 1921 Hauptstadt."},
		{"de-AT", "Wie heißt die Hauptstadt von Jordanien?", "Sie beginnt mit A.", "amman", "Amman"},
		{"Hebrew", "מהי בירת ירדן?", "מתחיל באות ע.", "עמאן", "Right: " + fsi + "עמאן" + pdi + "."},
		{"עברית", "מהי בירת ירדן?", "מתחיל", "רבת עמון", "עמאן היא הבירה"},
	} {
		t.Run(tt.language, func(t *testing.T) {
			v := h.person("Ann " + tt.language).meets()
			changed := v.says("settings language " + tt.language)
			if !say.Speaks(v.self().Settings.Language) {
				changed.has("Changed.", "I don't speak it yet myself")
			}
			v.says("practice one").has(tt.question).lacks("only in")
			v.says("hint").has(tt.hint)
			v.says(tt.said).has(tt.told)
			if e := v.entries(); len(e) != 1 || !e[0].Right {
				t.Errorf("the log has %+v", e)
			}
		})
	}
	v := h.person("Bob").meets()
	v.says("settings language klingon").has("There is: ", "de (German)", "en (English)", "he (Hebrew)")
}

func TestWhoeverChangesTheirLanguageIsStillAskedWhatWasAsked(t *testing.T) {
	t.Parallel()
	ann, _ := at(t, "capital")
	ann.says("settings language he")
	ann.says("hint").has("Hint 1 of 1: It begins with A.")
	ann.says("Amman").has("Right: Amman.", "מהי בירת ירדן?")
	ann.says("settings language en")
	ann.says("practice").has("מהי בירת ירדן?")
}

func TestWhatIsNotInTheLearnersLanguageSaysSo(t *testing.T) {
	t.Parallel()
	ann, _ := at(t, "rows-number")
	ann.change(func(p *coach.Person) { p.Settings.Language = "pt" }) // which the coach does not speak
	ann.says("stop")
	ann.says("practice one").has("This course is only in English so far.")
	ann.says("5 tiles").has("2/6").lacks("only in")

	bob, _ := at(t, "steps")
	bob.courses["one"].Items[1].Translations = bob.courses["kinds"].Item("capital").Translations
	bob.courses["one"].Index()
	bob.change(func(p *coach.Person) { p.Settings.Language = "de" })
	german := say.In("de")
	foreign, _, _ := strings.Cut(chat.Plain(german.Say("question.foreign", say.Args{"Language": german.Name("en")})), ".")
	for range 2 { // each question that lacks it says so
		bob.says("stop")
		bob.says("practice one")
		q, _, _ := bob.question()
		if isGerman := q.Language == "de"; strings.Contains(bob.last(), foreign) == isGerman {
			t.Errorf("asked in %q:\n%s", q.Language, bob.last())
		}
	}
}

func TestWordsOfTheOtherDirectionAreIsolated(t *testing.T) {
	t.Parallel()
	ann, _ := at(t, "half-hebrew")
	ann.says("settings language he")
	ann.says("stop")
	ann.says("practice one")
	// A formula in Hebrew stays the way round it is.
	for _, want := range []string{fsi + "3 − 4" + pdi, fsi + "4 − 3" + pdi} {
		if !strings.Contains(ann.last(), want) {
			t.Errorf("wanted %q in\n%q", want, ann.last())
		}
	}
	// And Hebrew in an English sentence turns nothing around it.
	q, it, _ := ann.question()
	ann.says(right(q, it)).has("Right: ", fsi+"התוצאה של")
	eve := ann.person("עדה").meets()
	eve.says("stop")
	eve.says("hello").has("Hello " + fsi + "עדה" + pdi + "!")
}

func TestQuantitiesAreDrawnEachTimeAndKeptWithTheAttempt(t *testing.T) {
	t.Parallel()
	ann, _ := at(t, "drawn")
	h := ann.house
	numbers := regexp.MustCompile(`What is (\d+) \+ (\d+)\?`)
	asked := make(map[string]bool)
	for range 4 {
		q, it, ok := ann.question()
		if !ok {
			ann.says("practice one")
			continue
		}
		if q.Seed == 0 || numbers.FindString(it.Question) == "" || !strings.Contains(ann.last(), it.Question) {
			t.Fatalf("seed %d asks %q; shown was\n%s", q.Seed, it.Question, ann.last())
		}
		asked[it.Question] = true
		h.restart() // and the same numbers are hinted at, graded and explained
		b := numbers.FindStringSubmatch(it.Question)[2]
		ann.says("why")
		if q.Number == 1 {
			ann.answers(false).has("Begin with " + b)
		}
		r := ann.answers(true).has(it.Answer+".", it.Explanation)
		if strings.Contains(r.text(), "{{") {
			t.Errorf("shows a formula:\n%s", r.text())
		}
		e := ann.entries()
		if last := e[len(e)-1]; last.Seed != q.Seed || last.Question != q.ID {
			t.Errorf("the log ends with %+v", last)
		}
	}
	if len(asked) < 2 {
		t.Errorf("asked: %v", asked)
	}
	h.verify(school)
}

func TestAnAppealShowsTheQuantitiesThatWereDrawn(t *testing.T) {
	t.Parallel()
	ann, _ := at(t, "drawn")
	_, it, _ := ann.question()
	ann.misses()
	ann.says("i was right")
	tess := ann.person("Tess")
	tess.says("alert "+shortID(ann.alerts("club", "appeal")[0].ID)).has(it.Question, "Right answer: "+it.Answer)
}

func TestMathematicsIsSaidInWordsToWhoListens(t *testing.T) {
	t.Parallel()
	ann, _ := at(t, "areas-choices")
	ann.says("settings speech perhaps").has("Write settings speech on")
	ann.says("settings speech on").has("mathematics in words, for listening: on")
	ann.says("practice").has("Here is where we were.")
	ann.says("hint").has("Multiply")
	ann.answers(true).has("2 times 6 and 3 times 4 are both 12.")
	ann.says("settings speech off").has("for listening: off")
	if ann.self().Settings.Speech {
		t.Error("it stays on")
	}
}

func TestALanguageIsNamedInAnyOfThreeAndSpokenAtOnce(t *testing.T) {
	t.Parallel()
	h, _ := club(t)
	ann := h.person("Ann").meets()
	ann.says("settings language German").has("Geändert.", "Deutsch").lacks("Changed.")
	ann.says("settings language Spanish").has("Cambiado.") // in English, while German is spoken
	ann.says("settings language alemán").has("Geändert.")
	ann.says("settings language English").has("Changed.")
}
