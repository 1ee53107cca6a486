package bot_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"pacer/coach"
	"pacer/coach/course"
)

// only is a course of one skill whose items are all alike: those of the courses
// of testdata of one kind, three times over.
func only(t testing.TB, kind course.Kind) *course.Course {
	t.Helper()
	return alike(courses(t), "only-"+string(kind), func(it *course.Item) bool { return it.Kind == kind })
}

// alike is a course of the items of others that are fit for it.
func alike(all map[string]*course.Course, id string, fit func(it *course.Item) bool) *course.Course {
	c := &course.Course{ID: id, Title: "Alike", Language: "en", Licence: "CC0-1.0"}
	c.Skills = []course.Skill{all["tiles"].Skills[0]}
	for _, again := range []string{"", "b-", "c-"} {
		for _, it := range slices.Concat(all["tiles"].Items, all["kinds"].Items) {
			if fit(&it) && len(it.Translations) == 0 && !strings.Contains(it.Question, "![") {
				it.ID = again + it.ID
				it.Skill, it.Also, it.Tier = c.Skills[0].ID, nil, 1
				c.Items = append(c.Items, it)
			}
		}
	}
	c.Index()
	return c
}

// everyKind is a course of each kind of item, and one of scaffolds: what the
// moments need.
func everyKind(t testing.TB) (list []*course.Course) {
	t.Helper()
	all := courses(t)
	for _, kind := range course.Kinds() {
		list = append(list, alike(all, "only-"+string(kind), func(it *course.Item) bool { return it.Kind == kind }))
	}
	return append(list, alike(all, "scaffolds", func(it *course.Item) bool { return len(it.Hints) > 1 && it.Hints[1].Ask != nil }))
}

// moments are the things that may be open when somebody says a word, each with
// how a newcomer gets there.
var moments = []struct {
	name string
	come func(v *voice)
}{
	{"nothing was ever said", func(*voice) {}},
	{"nothing is open", func(v *voice) { v.meets() }},
	{"how long is asked", func(v *voice) { v.says("hi") }},
	{"when to write is asked", func(v *voice) { v.says("hi"); v.says("b") }},
	{"a choice is open", itemOf(course.Choice)},
	{"choices are open", itemOf(course.Choices)},
	{"a statement is open", itemOf(course.TrueFalse)},
	{"a number is open", itemOf(course.Number)},
	{"a text is open", itemOf(course.Text)},
	{"a cloze is open", itemOf(course.Cloze)},
	{"numbers are open", itemOf(course.Numbers)},
	{"an interval is open", itemOf(course.Interval)},
	{"an expression is open", itemOf(course.Expression)},
	{"an order is open", itemOf(course.Order)},
	{"a match is open", itemOf(course.Match)},
	{"categories are open", itemOf(course.Categories)},
	{"the output of code is open", itemOf(course.Output)},
	{"a free answer is open", itemOf(course.Free)},
	{"a scaffold is open", func(v *voice) {
		v.meets().says("practice scaffolds").has("1/6")
		v.says("hint")
		v.says("hint").has("a smaller question on the way")
	}},
	{"a second try is open", func(v *voice) { itemOf(course.Number)(v); v.answers(false) }},
	{"how sure is asked", func(v *voice) {
		itemOf(course.Number)(v)
		for n := 0; !strings.Contains(v.last(), "how sure are you?"); n++ {
			q, it, ok := v.question()
			switch {
			case n == 200:
				v.t.Fatalf("%s is never asked how sure", v.from.Name)
			case !ok:
				v.says("practice") // the session was over before
			case n%3 == 0:
				v.says(wrong(q, it)) // who knows it all is asked no more
			default:
				v.says(right(q, it))
			}
		}
	}},
	{"a comparison is asked", func(v *voice) {
		itemOf(course.Free)(v)
		v.says("because all rows are alike")
	}},
	{"a thought is asked", func(v *voice) {
		v.meets().change(func(p *coach.Person) { p.Settings.Minutes = 2 })
		v.practises(always).has("Something to think about")
	}},
	{"a check-in is asked", func(v *voice) {
		v.meets().change(func(p *coach.Person) { p.Settings.QuietFrom, p.Settings.QuietTo = 0, 0 })
		v.says("settings times " + v.now.Add(2*time.Minute).In(berlin).Format("15:04"))
		v.later(2 * time.Minute)
	}},
	{"silence is offered", func(v *voice) { v.meets().says("stop") }},
	{"words for the teacher are asked", func(v *voice) { v.meets().says("person") }},
	{"a goal is asked", func(v *voice) { v.meets().says("goal") }},
	{"a goal is asked while an item is open", func(v *voice) { itemOf(course.Number)(v); v.says("goal") }},
	{"the day of a goal is asked", func(v *voice) { v.meets().says("goal be quick").has("By when") }},
	{"the reason for a goal is asked", func(v *voice) { v.meets().says("goal be quick"); v.presses("No day").has("Why does it matter") }},
	{"what becomes of a goal is asked", func(v *voice) { v.meets().says("goal be quick; 2027-01-01"); v.says("goal").has("be quick") }},
	{"a plan is shown", func(v *voice) { v.meets().says("plan").has("plan") }},
	{"the days of a plan are asked", func(v *voice) { v.meets().says("plan"); v.presses("A") }},
	{"the time of a plan is asked", func(v *voice) { v.meets().says("plan"); v.presses("A"); v.presses("A") }},
	{"the pace of a plan is asked", func(v *voice) { v.meets().says("plan"); v.presses("A"); v.presses("A"); v.presses("A") }},
	{"themes are asked", func(v *voice) { v.meets().says("themes") }},
	{"deleting everything is asked", func(v *voice) { v.meets().says("data delete").has("delete") }},
	{"a way to go on is asked", func(v *voice) { v.meets().says("choose").has("How do you want to go on?") }},
	{"a place to write to is asked", func(v *voice) { v.meets().says("where").has("I write to you first here") }},
	{"a skill is shown another way", func(v *voice) {
		v.meets().says("show areas").has("How do you want to show")
		v.says("a").has("in your own words")
	}},
	{"the session was stopped", func(v *voice) { itemOf(course.Number)(v); v.answers(true); v.says("stop") }},
}

// itemOf brings a newcomer to an item of one kind.
func itemOf(kind course.Kind) func(v *voice) {
	return func(v *voice) { v.meets().says("practice only-" + string(kind)).has("1/6") }
}

// sayable are the words of help, and what people say besides.
var sayable = []string{
	"person", "practice", "practice areas", "practice 15", "review", "hint", "another way", "skip", "why", "I think I was right", "mistap",
	"progress", "goal", "goal read more", "reflect", "settings", "settings minutes 2", "link", "stop", "stop messages", "help",
	"choose", "test out", "show", "themes", "where", "plan", "plan 16:00 mon-fri", "away", "away 3 days", "enough",
	"hello", "thanks", "yes", "no", "next", "idk", "class", "alert", "ticket", "page",
}

var berlin = func() *time.Location {
	zone, err := coach.Zone("Europe/Berlin")
	if err != nil {
		panic(err)
	}
	return zone
}()

// over are the words that may end the question that is open.
var over = []string{"skip", "stop", "practice areas", "idk", "review", "test out", "enough"}

func TestEveryWordWorksAtEveryMoment(t *testing.T) {
	t.Parallel()
	for _, m := range moments {
		t.Run("when "+m.name, func(t *testing.T) {
			t.Parallel()
			h, tess := club(t, everyKind(t)...)
			tess.says("settings off")
			for _, word := range sayable {
				for _, slash := range []bool{false, true} {
					ann := h.person(word + m.name)
					if slash {
						ann = h.person("/" + word + m.name)
					}
					m.come(ann)
					before, it, isOpen := ann.questionIfKnown()
					say := ann.says
					if slash {
						say = ann.commands
					}
					r := say(word)
					if r.text() == "" {
						t.Fatalf("%q is not answered", word)
					}
					if p := r.posts[len(r.posts)-1]; !hasNextStep(p) {
						t.Fatalf("%q is answered without a next step:\n%s", word, p.text())
					}
					r.lacks("didn't catch that", "I don't know")
					if it != nil && it.Kind == course.TrueFalse && !slash && (word == "yes" || word == "no") {
						continue // the answer, there
					}
					if !isOpen || contains(over, word) || before.Tries > 0 || m.name == "a comparison is asked" {
						continue
					}
					after, _, ok := ann.question()
					if !ok || after.ID != before.ID {
						t.Fatalf("%q lost the question that was open; it was answered:\n%s", word, r.text())
					}
					if strings.Contains(r.text(), "pass on? Type it") || strings.Contains(r.text(), "Something to think about") || strings.Contains(r.text(), "What do you want to be able to do?") || strings.Contains(r.text(), "You can also type it, like plan") || strings.Contains(r.text(), "How do you want to") || strings.Contains(r.text(), "I write to you first here") {
						ann.says("skip") // what was asked for instead
					}
					answered := ann.says(right(after, it)).text()
					if !strings.Contains(answered, "Right") && !strings.Contains(answered, "how sure are you?") && !strings.Contains(answered, "You are the judge") {
						t.Fatalf("after %q the right answer to the question that was open is answered:\n%s", word, answered)
					}
				}
			}
		})
	}
}

// questionIfKnown is question, also of somebody who never spoke.
func (v *voice) questionIfKnown() (coach.Question, *course.Item, bool) {
	if _, ok := v.session(); !ok {
		return coach.Question{}, nil, false
	}
	return v.question()
}

func contains(words []string, word string) bool {
	for _, w := range words {
		if w == word {
			return true
		}
	}
	return false
}

// spoken is a course whose right and wrong answers are words of the coach's.
func spoken() *course.Course {
	c := &course.Course{
		ID: "spoken", Title: "Spoken", Language: "en", Licence: "CC0-1.0",
		Skills: []course.Skill{{ID: "s", Title: "Words", Why: "They are said."}},
	}
	for i, answer := range []string{"clue", "stop", "human", "progress", "person"} {
		c.Items = append(c.Items, course.Item{
			ID: "w" + string(rune('a'+i)), Skill: "s", Kind: course.Text, Tier: 1, Question: "Which word is number " + string(rune('1'+i)) + "?",
			Answer: answer, Wrong: []course.Wrong{{Answer: "help", Feedback: "Help is what one asks for."}},
			Hints: course.Hints("It is short."), Explanation: "That is how it is.",
		})
	}
	c.Index()
	return c
}

// asked brings somebody to one item of spoken.
func (v *voice) asked(answer string) {
	v.t.Helper()
	for range 12 {
		q, it, ok := v.questionIfKnown()
		switch {
		case !ok:
			v.says("practice spoken")
		case it.Answer == answer && q.Tries == 0:
			return
		default:
			v.commands("skip")
		}
	}
	v.t.Fatalf("%q is never asked", answer)
}

func TestAWordThatTheOpenQuestionKnowsIsItsAnswer(t *testing.T) {
	t.Parallel()
	for _, answer := range []string{"clue", "stop", "human", "progress"} {
		t.Run(answer, func(t *testing.T) {
			t.Parallel()
			h, _ := club(t, spoken())
			ann := h.person("Ann").meets()
			ann.asked(answer)
			r := ann.says(answer)
			if strings.Contains(r.text(), "how sure") {
				r = ann.says("2")
			}
			r.has("Right: "+answer, "That is how it is.")
		})
		t.Run(answer+" as a command", func(t *testing.T) {
			t.Parallel()
			h, _ := club(t, spoken())
			ann := h.person("Ann").meets()
			ann.asked(answer)
			ann.commands(answer).lacks("Right", "Not yet")
			if len(ann.entries()) != 0 {
				t.Error("it was counted as an answer")
			}
		})
	}
	h, _ := club(t, spoken())
	ann := h.person("Ann").meets()
	ann.asked("clue")
	r := ann.says("help")
	if strings.Contains(r.text(), "how sure") {
		r = ann.says("2")
	}
	r.has("Not yet: help", "Help is what one asks for.")
}

func TestAPersonAndSilenceAreAlwaysToBeHad(t *testing.T) {
	t.Parallel()
	h, tess := club(t, spoken())
	ann := h.person("Ann").meets()
	ann.asked("person")
	for _, said := range []string{"person", "Person!", " PERSON "} {
		r := ann.says(said).has("Tess")
		if said == "person" && !strings.Contains(textTo(r.posts, tess), "For you: Ann asked for a person") {
			t.Error("Tess is not told")
		}
		ann.says("skip")
	}
	ann.says("stop messages").has("won't write first any more")
	ann.channel("study").says("person").has("Tess")
	if got := ann.entries(); len(got) != 0 {
		t.Errorf("%d answers were counted", len(got))
	}
}

func TestChatterIsNeverMarkedWrong(t *testing.T) {
	t.Parallel()
	h, _ := club(t, everyKind(t)...)
	for _, kind := range course.Kinds() {
		ann := h.person("Ann on " + string(kind))
		itemOf(kind)(ann)
		for _, said := range []string{
			"hello", "what do you mean?", "lol", "ok", "hmm", "this is hard", "can you explain?", "thanks", "thank you so much", "wow", "haha", "…", "?!",
			"I don't understand", "brb", "my dog is sick?", "idk this one", "skip that please", "person please help",
		} {
			ann.says(said)
			q, _, ok := ann.question()
			if len(ann.entries()) > 0 {
				t.Fatalf("%q was counted as an answer to a %s", said, kind)
			}
			if !ok || q.Ask != coach.AskItem {
				itemOf(kind)(ann)
			}
			if strings.Contains(ann.last(), "pass on? Type it") || strings.Contains(ann.last(), "You are the judge") {
				ann.says("skip")
			}
		}
	}
}

func TestWordsThatDeceiveAreShownAsText(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, said, shown string }{
		{"a megabyte", strings.Repeat("x", 1<<20), "xxxx"},
		{"a megabyte of characters of three bytes", strings.Repeat("あ", 1<<19), "ああ"},
		{"control characters", "a\x00b\x1b[31mc\x07d and more", "ab[31mcd and more"},
		{"right-to-left overrides", "be \u202eetouq\u202c on", "be etouq on"},
		{"mentions", "@everyone <@U123> <!channel> and me", "@everyone <@U123> <!channel> and me"},
		{"Markdown", "**bold** _it_ `code` [x](http://x) # no", "**bold** _it_ `code` [x](http://x) # no"},
		{"what is no UTF-8", "a\xff\xfeb is it", "a\ufffd\ufffdb is it"},
		{"Zalgo", "a" + strings.Repeat("\u0301", 300) + " and b", "and b"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			h, tess := club(t)
			ann := h.person("Ann").meets()
			ann.says(tt.said).has("didn't catch that")
			ann.says("practice")
			ann.says(tt.said)
			ann.says("person")
			passed := ann.says(tt.said)
			if got := textTo(passed.posts, tess); !strings.Contains(got, tt.shown) {
				t.Errorf("Tess reads %s", clip(got))
			}
			h.verify(school)
		})
	}
	h, _ := club(t)
	ann := h.person("Ann").meets()
	ann.says("goal **x** <@U1> @everyone").has("**x** <@U1> @everyone")
	ann.from.Name = strings.Repeat("N", 1<<20)
	ann.says("hello")
	if n := len(ann.self().Name); n != 100 {
		t.Errorf("the name has %d bytes", n)
	}
}
