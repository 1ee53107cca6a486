package bot_test

import (
	"fmt"
	"math/rand"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/goccy/go-yaml"

	"pacer/bot/chat"
)

// nextStep finds a next step in what was said: something to press, a word that
// can be said, a question, or a plain request.
var nextStep = regexp.MustCompile(`\*\*(practice|review|hint|skip|why|person|progress|reflect|settings|help|stop|link|class|alert|option|plan|away|data|supports|goal|choose|themes|where|make)[^*]*\*\*|\?(\s|$|\))|(?i)\b(type|write|say|send|tell|try|ask|answer|turn to an adult|go to an adult)\b`)

func hasNextStep(p post) bool {
	for _, part := range p.Parts {
		if len(part.Choices) > 0 || nextStep.MatchString(string(part.Text)) || nextStep.MatchString(string(part.Note)) {
			return true
		}
	}
	return false
}

// hostile is what learners say who want to see what happens.
const hostile = "**bold** [x](http://evil.example) <@U1> @everyone `code`\n# head\n- list \u202etxet \x1b[31m"

// unescaped finds hostile words that were not escaped.
var unescaped = regexp.MustCompile(`(^|[^\\])<@U1|[^\\]\]\(http://evil|(^|[^\\])\*\*bold|\x1b|\x{202e}|(?m)^# head`)

// keys are the keys of bot/say, to be recognised should one be shown.
func keys(t testing.TB) []string {
	t.Helper()
	data, err := os.ReadFile("say/en.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var all map[string]any
	if err := yaml.Unmarshal(data, &all); err != nil {
		t.Fatal(err)
	}
	var keys []string
	for k := range all {
		if strings.Contains(k, ".") {
			keys = append(keys, k)
		}
	}
	return keys
}

// gap is a space too many; entries are those of lists, "A  a grain", where two
// are meant.
var gap, entries = regexp.MustCompile(`\S {2,}\S`), regexp.MustCompile(`(?m)^(\w|\(\d+\))  `)

var keyLike = regexp.MustCompile(`[a-z]+(\.[a-z0-9_-]+)+`)

// check holds what must be true of every message, whatever led to it.
func check(t testing.TB, posts []post, keys map[string]bool) {
	t.Helper()
	ends(t, posts)
	for _, p := range posts {
		text := p.text()
		for _, k := range keyLike.FindAllString(text, -1) {
			if keys[k] {
				t.Errorf("shows the key %s:\n%s", k, text)
			}
		}
		for _, part := range p.Parts {
			for _, bad := range []string{"<no value>", "%!", "\\*", "\\_", "{{", "map[", "\x1b", "\u202e", " ."} {
				if strings.Contains(chat.Plain(part.Text+part.Note), bad) {
					t.Errorf("shows %q:\n%s", bad, text)
				}
			}
			if m := gap.FindString(entries.ReplaceAllString(chat.Plain(part.Text+part.Note), "")); m != "" {
				t.Errorf("has a space too many at %q:\n%s", m, text)
			}
			if m := unescaped.FindString(string(part.Text) + string(part.Note)); m != "" {
				t.Errorf("shows a person's words unescaped (%q):\n%s", m, part.Text+part.Note)
			}
		}
		if m := regexp.MustCompile(`^(Right|That's it|Not yet): [^\n]*`).FindString(text); m != "" && len(strings.Fields(text)) < 6 {
			t.Errorf("a bare verdict:\n%s", text)
		}
	}
}

// ends holds what must be true of all that somebody gets at once: it is for
// them alone, and it ends with a next step.
func ends(t testing.TB, posts []post) {
	t.Helper()
	last := make(map[string]post) // by turn and recipient
	for _, p := range posts {
		if p.to.User == "" {
			t.Errorf("said in public:\n%s", p.text())
		}
		last[fmt.Sprint(p.turn, p.to.Key())] = p
	}
	for _, p := range last {
		if !hasNextStep(p) {
			t.Errorf("no next step:\n%s", p.text())
		}
	}
}

// walker does as people do who do as they please.
type walker struct {
	*house
	r      *rand.Rand
	people []*voice
	trace  []string
}

var chatter = []string{
	"hello", "what is this?", "lol", "ok", "yes", "no", "b", "a", "c", "2", "3", "7", "sure", "not sure", "idk", "maybe", "asdf", "I think it is row",
	hostile, "person", "person please help me", "human", "stop", "stop messages", "settings on", "next", "thanks", "goal", "goal be quick", "reflect",
	"Next time I will read twice", "settings", "settings times 16:00", "settings zone Mars", "settings quiet 22:00-6:00", "settings minutes 2", "settings pause 3 days",
	"settings cap 5", "practice", "practice 15", "practice areas", "practice birds", "practice nonsense", "review", "hint", "another way", "skip", "why", "progress", "help",
	"i was right", "mistap", "link", "link AAAA-BBBB", "link place", "settings workspace", "link off", "link off test", "link off the web", "class item 2 + 2 = 4", "class item Which *bird* <@U1>? = the [robin](http://evil.example)", "class item off", "class item", "QQQQ-QQQQ", "class", "class ann", "class see bob", "class new 5b, under 13", "class code", "class course", "class course tiles",
	"class course birds", "class note ann: well done", "class note zoe: x", "class level ann, rows, Proficient: you showed me", "class level x", "class times 15:00 mon-fri", "class times off",
	"class holiday 2026-03-09 2026-03-10", "class holiday x", "class age 13-17", "class use Class club", "class safety me", "class safety tess: call 116111", "class appoint",
	"practice kinds", "1A 2B 3A", "1A 2A 3B", "C A B", "D C B A", "2; -3", "x > 3", "2x + 1", "156", "settings language he", "settings language en", "settings speech on", "settings speech off",
	"plan", "plan 16:00 mon-fri", "plan 16:00 mon, 1000 questions", "plan 10 questions", "plan off", "plan \u202e16:00", "away", "away 3 days", "away yesterday", "away 2026-03-09 to 2026-03-12",
	"away 2026-03-12 to 2026-03-09", "away off", "away 5000 days", "enough", "choose", "test out", "test out areas", "test out nonsense", "show", "where", "where here", "where Mars", "themes", "themes football, \u202egnome",
	"themes " + hostile, "supports", "supports plain on, time 1.5", "supports time 1,5; fewer on", "supports private on", "supports time 99", "supports glossary tlh", "supports nonsense on",
	"supports " + hostile, "supports fewer off, one thing off, private off, hint on", "glossary", "glossary square", "data", "data see", "data export", "data name *Zed* <@U1>", "data name", "data name \u202e\u202e", "data withdraw",
	"data agree", "data delete", "data delete yes", "data keep", "data nonsense", "make", "make 2 + 2 = 4", "make " + hostile + " = 4", "make off", "muddy", "muddy why borders count", "goal " + hostile,
	"goal count to ten; yesterday; for fun; time; try", "goal count to ten; 2020-01-01", "goal areas; in 4 weeks; " + hostile + "; \u202e; ٢", "goal ; ; ; ;", "goal a; b; c; d; e; f", "goal " + strings.Repeat("long ", 1000),
	strings.Repeat("🦉", 1200), "٥", "۲۰۲۶-۰۳-۲۰", "2026-03-20", "yesterday", "settings quiet 0:00-0:00", "settings quiet 08:00-07:59", "settings quiet 22:00-21:30", "settings zone Europe/Atlantis", "settings zone Local",
	"settings most 100000", "settings most 5", "settings learns off", "settings count off", "settings thoughts off", "settings on", "class supports ann: plain on, time 2", "class supports bob",
	"class goal ann: count to ten; 2026-03-20; it helps", "class goal ann: " + hostile, "class goal ann: x; 2020-01-01", "class consent ann guardian", "class consent ann withdraw", "class consent school: agreed",
	"class show ann rows", "class why ann", "exit ticket", "alert", "alert zzzz ack", "5 tiles", "6", "m²", "the price", "skip that please", "why is the sky blue", "I would rather not say", "wow.", "x; y", "true", "false",
}

// step does one thing and returns what went out.
func (w *walker) step() []post {
	v := w.people[w.r.Intn(len(w.people))]
	if w.r.Intn(12) == 0 {
		v = v.channel("study")
	}
	said := func(what string, r reply) []post {
		w.trace = append(w.trace, fmt.Sprintf("%s %s", v.from.Name, what))
		return r.posts
	}
	switch n := w.r.Intn(100); {
	case n < 35:
		if q, it, ok := v.question(); ok && v.in.User != "" {
			words := right(q, it)
			if w.r.Intn(2) == 0 {
				words = wrong(q, it)
			}
			return said("answers "+clip(words), v.says(words))
		}
		return said("practice", v.says("practice"))
	case n < 65:
		words := chatter[w.r.Intn(len(chatter))]
		return said("says "+clip(words), v.says(words))
	case n < 72:
		words := chatter[w.r.Intn(len(chatter))]
		return said("commands "+clip(words), v.commands(words))
	case n < 88:
		var choices []chat.Choice
		for _, p := range w.posts[max(0, len(w.posts)-30):] {
			choices = append(choices, p.choices()...)
		}
		if len(choices) == 0 {
			return nil
		}
		c := choices[w.r.Intn(len(choices))]
		if c.Opens && v.in.Platform != platform {
			return said("opens "+c.Value, w.fills(v, c))
		}
		return said("presses "+c.Value, v.pressesValue(c.Value))
	case n < 93:
		d := time.Duration(w.r.Intn(40)) * time.Hour / 2
		w.trace = append(w.trace, "later "+d.String())
		return w.later(d)
	case n < 95:
		w.trace = append(w.trace, "restart")
		w.restart()
		return nil
	case n < 97:
		v.pause = time.Millisecond
		defer func() { v.pause = 0 }()
		words := chatter[w.r.Intn(len(chatter))]
		return said("at once says "+clip(words), v.says(words))
	default:
		w.late = !w.late
		if !w.late {
			w.receipts()
		}
		w.trace = append(w.trace, fmt.Sprint("late ", w.late))
		return nil
	}
}

// fills presses what opens a form, and sends the form with whatever in it. What
// opens none says why, or is pressed like any other.
func (w *walker) fills(v *voice, c chat.Choice) reply {
	ev := v.event()
	ev.Press = c.Value
	f, err := w.bot.Form(w.t.Context(), ev)
	if err != nil && chat.Sentence(err) == "" {
		w.t.Errorf("%s opens no form: %v", c.Value, err)
	}
	switch {
	case err != nil:
		return reply{to: v}
	case f == nil:
		return v.pressesValue(c.Value)
	}
	checkForm(w.t, f, v.in.Platform)
	filled := make(map[string]string)
	for _, field := range f.Fields {
		switch n := len(field.Choices); {
		case w.r.Intn(4) == 0: // as it stands
		case n > 0:
			filled[field.Name] = field.Choices[w.r.Intn(n)].Value
		default:
			filled[field.Name] = chatter[w.r.Intn(len(chatter))]
		}
	}
	if q, it, ok := v.question(); ok && f.Fields[0].Name == "answer" && w.r.Intn(2) == 0 {
		filled["answer"] = right(q, it)
	}
	return v.submits(f, filled)
}

func walk(t testing.TB, seed int64, steps int) {
	h, tess := club(t, courses(t)["kinds"])
	w := &walker{house: h, r: rand.New(rand.NewSource(seed)), people: []*voice{tess, h.personAt(garden, "Ann")}}
	for _, name := range []string{"Ann", "Bob", "*Eve_ <@U1>"} {
		w.people = append(w.people, h.person(name))
	}
	for i, on := range forming {
		w.people = append(w.people, h.person([]string{"Mo", "Ro"}[i]).through(on, []string{"mo", "ro"}[i]))
	}
	known := make(map[string]bool)
	for _, k := range keys(t) {
		known[k] = true
	}
	defer func() {
		if t.Failed() {
			t.Logf("seed %d after:\n%s", seed, strings.Join(w.trace[max(0, len(w.trace)-12):], "\n"))
		}
	}()
	for range steps {
		check(t, w.step(), known)
		if t.Failed() {
			return
		}
	}
	for _, err := range slices.Concat(h.differences(school), h.differences(garden)) {
		t.Error(err)
	}
}

func TestWhateverPeopleDoEveryMessageIsFitToBeRead(t *testing.T) {
	for seed := range int64(12) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			t.Parallel()
			walk(t, seed, 120)
		})
	}
}
