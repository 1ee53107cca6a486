package bot_test

import (
	"math"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"pacer/bot"
	"pacer/bot/chat"
	"pacer/coach"
	"pacer/coach/course"
	"pacer/coach/grade"
)

// fitting is a course of one kind whose items can be fitted in every way: with a
// plainer wording, two hints in words, a word of a glossary, and enough to choose
// from.
func fitting(t testing.TB, kind course.Kind) *course.Course {
	t.Helper()
	c := only(t, kind)
	c.Glossary = []course.Term{{
		Word: "briefly", Meaning: "In few words.",
		Translations: []course.Translated{{Language: "de", Word: "kurz", Meaning: "In wenigen Worten."}},
	}}
	for i := range c.Items {
		it := &c.Items[i]
		it.Plain = "Short. " + it.Question
		it.Question = "Say briefly. " + it.Question
		it.Hints = course.Hints("Look twice.", "Look three times.")
		if kind == course.Match && len(it.Others) == 0 {
			it.Others = []string{"a stone", "a cloud"}
		}
	}
	c.Index()
	return c
}

// with gives a person supports; Speech is kept with the settings.
func (v *voice) with(names ...coach.Support) *voice {
	v.t.Helper()
	v.change(func(p *coach.Person) {
		p.Supports, p.Settings.Speech = coach.Supports{}, false
		for _, name := range names {
			s := &p.Supports
			switch name {
			case coach.SupportGlossary:
				s.Glossary = "de"
			case coach.SupportPlain:
				s.Plain = true
			case coach.SupportSpeech:
				p.Settings.Speech = true
			case coach.SupportTime:
				s.ExtraTime = 2
			case coach.SupportFewer:
				s.Fewer = true
			case coach.SupportOneThing:
				s.OneThing = true
			case coach.SupportNoBoards:
				s.NoCompetition = true
			case coach.SupportPrivate:
				s.Private = true
			case coach.SupportHint:
				s.HintFirst = true
			}
		}
	})
	return v
}

// asItStands is the item that is open for the person as it was asked.
func (v *voice) asItStands() (q coach.Question, it *course.Item) {
	v.t.Helper()
	q, it, ok := v.question()
	if !ok {
		v.t.Fatalf("%s has no question open; the last message was:\n%s", v.from.Name, v.last())
	}
	if q.Plain {
		it, _ = it.Plainly()
	}
	return q, it
}

// shownTo is all of some messages that a person got, choices and notes included,
// message by message.
func shownTo(posts []post, v *voice) (texts []string) {
	for _, p := range posts {
		if p.to.Place == v.in.Place && p.to.User == v.from.User {
			texts = append(texts, p.text())
		}
	}
	return texts
}

// Each support with each kind of item: the question is fitted, a right answer is
// right, one that is not is not, and what the log says of the chance is what was
// shown.
func TestEverySupportWithEveryKindIsGradedRightly(t *testing.T) {
	t.Parallel()
	for _, kind := range course.Kinds() {
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			h, _ := club(t, fitting(t, kind))
			sets := [][]coach.Support{coach.AllSupports()}
			for _, name := range coach.AllSupports() {
				sets = append(sets, []coach.Support{name})
			}
			for _, set := range sets {
				name := "with all of them"
				if len(set) == 1 {
					name = "with " + string(set[0])
				}
				t.Run(name, func(t *testing.T) {
					h.t = t
					user := "Ann" + strings.ReplaceAll(name, " ", "")
					ann := h.person(user).meets().with(set...)
					r := ann.says("practice only-" + string(kind))
					q, it := ann.asItStands()
					isFitted(t, set, q, it, r, ann)

					answered := ann.answers(true)
					if text := answered.text(); !strings.Contains(text, "Right") && kind != course.Free || strings.Contains(text, "Not yet") {
						t.Errorf("a right answer gets:\n%s", text)
					}
					first := ann.entries()[0]
					if !first.Right || kind != course.Free && !first.Counts || first.Hints != 0 || first.Rapid {
						t.Errorf("the log has %+v", first)
					}
					if want := grade.ChanceShown(it, q.Order); math.Abs(first.Chance-want) > 1e-12 {
						t.Errorf("the chance of guessing is logged as %v, and what was shown gives %v", first.Chance, want)
					}
					if kind != course.Free {
						isOneThing(t, set, answered, ann)
					}

					q, it = ann.asItStands()
					ann.says(wrongShown(q, it))
					if kind == course.Free {
						ann.says("c")
					}
					second := ann.entries()[1]
					if second.Right || kind != course.Free && second.Question != q.ID {
						t.Errorf("an answer that is not right is logged as %+v", second)
					}
				})
			}
			h.t = t
			h.verify(school)
		})
	}
}

// wrongShown is an answer that is not right, of what is shown.
func wrongShown(q coach.Question, it *course.Item) string { return wrong(q, it) }

// isFitted checks how a question stands there.
func isFitted(t *testing.T, set []coach.Support, q coach.Question, it *course.Item, r reply, ann *voice) {
	t.Helper()
	has := func(name coach.Support) bool { return slices.Contains(set, name) }
	text := ann.last()
	if has(coach.SupportPlain) != strings.Contains(text, "Short.") || has(coach.SupportPlain) == strings.Contains(text, "Say briefly.") {
		t.Errorf("plain is %v, and it asks:\n%s", has(coach.SupportPlain), text)
	}
	if has(coach.SupportHint) != strings.Contains(text, "A hint to begin with: Look twice.") {
		t.Errorf("hint-first is %v, and it asks:\n%s", has(coach.SupportHint), text)
	}
	if isWord := strings.Contains(text, "[Words]") || strings.Contains(text, "glossary: Words"); has(coach.SupportGlossary) && !has(coach.SupportPlain) != isWord {
		t.Errorf("glossary is %v, and it asks:\n%s", has(coach.SupportGlossary), text)
	}
	if has(coach.SupportSpeech) == strings.Contains(text, "1/6\n") || has(coach.SupportSpeech) != strings.Contains(text, "Question 1 of 6") || has(coach.SupportSpeech) && strings.ContainsAny(text, `$\_`) {
		t.Errorf("speech is %v, and it asks:\n%s", has(coach.SupportSpeech), text)
	}
	options := 0
	switch it.Kind {
	case course.Choice, course.Choices, course.Match:
		options = len(grade.LayoutOf(it, nil).Lettered)
	}
	if shown := len(grade.LayoutOf(it, q.Order).Lettered); options > 2 && it.Kind != course.Choices {
		isLess := shown < options
		if speaks := slices.ContainsFunc(it.Options, func(o course.Option) bool { return strings.Contains(strings.ToLower(o.Text), "none") }); has(coach.SupportFewer) != isLess && !speaks {
			t.Errorf("fewer is %v, and %d of %d are shown", has(coach.SupportFewer), shown, options)
		}
	}
	buttons := 0
	for _, c := range r.posts[len(r.posts)-1].choices() {
		if !c.IsLetter() {
			buttons++
		}
	}
	if has(coach.SupportOneThing) && buttons > 1 {
		t.Errorf("one-thing, and there are %d actions to press:\n%s", buttons, text)
	}
	if !strings.Contains(strings.ToLower(text), "skip") {
		t.Errorf("how to leave it is lost:\n%s", text)
	}
}

// isOneThing checks that a result and its reason are messages of their own for who
// reads one thing at a time, and one message for everybody else.
func isOneThing(t *testing.T, set []coach.Support, r reply, ann *voice) {
	t.Helper()
	texts := shownTo(r.posts, ann)
	i := slices.IndexFunc(texts, func(s string) bool { return strings.HasPrefix(s, "Right") })
	if i < 0 || i+1 >= len(texts) {
		t.Fatalf("no result and next question in %q", texts)
	}
	isAlone := strings.HasSuffix(texts[i], ".") && !strings.Contains(strings.TrimSuffix(texts[i], "."), ". ") && !strings.Contains(texts[i], "\n")
	if has := slices.Contains(set, coach.SupportOneThing); has && !isAlone && len(texts) < 3 {
		t.Errorf("one-thing, and the result comes as\n%s", strings.Join(texts, "\n---\n"))
	}
}

func TestAWrongOptionThatTheLearnerHasShownStays(t *testing.T) {
	t.Parallel()
	c := &course.Course{ID: "one", Title: "One", Language: "en", Licence: "CC0-1.0", Misconceptions: []course.Misconception{{ID: "adds", Title: "Adds"}}}
	c.Skills = []course.Skill{{ID: "s", Title: "S", Why: "W"}}
	for _, id := range []string{"a", "b", "c", "d"} {
		c.Items = append(c.Items, course.Item{
			ID: id, Skill: "s", Kind: course.Choice, Tier: 1, Question: "Which, " + id + "?", Explanation: "Because.",
			Options: []course.Option{{Text: "yes", Right: true}, {Text: "no", Misconception: "adds"}, {Text: "perhaps", Misconception: "other"}},
		})
	}
	c.Index()
	h, _ := club(t, c)
	ann := h.person("Ann").meets().with(coach.SupportFewer)
	shown := func() []string {
		q, it := ann.asItStands()
		return grade.LayoutOf(it, q.Order).Lettered
	}
	ann.says("practice one")
	q, it := ann.asItStands()
	if len(shown()) != 2 {
		t.Fatalf("of three options %q are shown", shown())
	}
	picked := shown()
	// Whichever is there is chosen: from then on it has been shown.
	ann.says(wrong(q, it))
	if open, _, ok := ann.question(); ok && open.ID == q.ID {
		ann.says(right(q, it))
	}
	misconception := "no"
	if slices.Contains(picked, "perhaps") {
		misconception = "perhaps"
	}
	for range 2 {
		if !slices.Contains(shown(), misconception) {
			t.Errorf("%q was chosen, and then %q are shown", misconception, shown())
		}
		ann.answers(true)
	}
}

func TestHintsFromTheStartCountForNothing(t *testing.T) {
	t.Parallel()
	h, _ := club(t, fitting(t, course.Number))
	ann := h.person("Ann").meets().with(coach.SupportHint)
	ann.says("practice only-number").has("A hint to begin with: Look twice.")
	ann.says("hint").has("Hint 2 of 2: Look three times.", "won't count either way")
	ann.answers(true)
	if e := ann.entries()[0]; e.Counts || e.Hints != 1 {
		t.Errorf("after the last hint the log has %+v", e)
	}
	ann.answers(true)
	if e := ann.entries()[1]; !e.Counts || e.Hints != 0 {
		t.Errorf("with the hint from the start alone the log has %+v", e)
	}
	single := only(t, course.Number)
	for i := range single.Items {
		single.Items[i].Hints = course.Hints("It is this.")
	}
	single.Index()
	other, _ := club(t, single)
	bob := other.person("Bob").meets().with(coach.SupportHint)
	bob.says("practice only-number").lacks("It is this.").has("[Hint]") // it may give the answer away
}

// Who has more time is not measured by it: a slow answer says the same as a quick
// one, and one that is quick for others is for them.
func TestExtraTimeMakesNoAnswerSlowOrRapid(t *testing.T) {
	t.Parallel()
	h, _ := club(t, fitting(t, course.Number))
	mastery := make(map[string]float64)
	for _, tt := range []struct {
		name  string
		pause time.Duration
	}{{"Quick", 10 * time.Second}, {"Slow", 20 * time.Minute}} {
		v := h.person(tt.name).meets().with(coach.SupportTime)
		v.says("practice only-number")
		for range 3 {
			v.pause = tt.pause
			q, it := v.asItStands()
			v.says(right(q, it))
			v.pause = 0
			if _, ok := v.session(); ok && strings.Contains(v.last(), "how sure are you?") {
				v.says("2")
			}
		}
		for _, e := range v.entries() {
			if e.Rapid || e.Took != 0 {
				t.Errorf("%s has %+v", tt.name, e)
			}
			mastery[tt.name] += e.Expected
		}
	}
	if a, b := mastery["Quick"], mastery["Slow"]; math.Abs(a-b) > .05 {
		t.Errorf("the quick one is expected to be right at %v, the slow one at %v", a, b)
	}
}

func TestExtraTimeHoldsForTickets(t *testing.T) {
	t.Parallel()
	h, tess := club(t)
	ann, bob := h.person("Ann").meets().with(coach.SupportTime), h.person("Bob").meets()
	tess.says("class ticket rows")
	h.later(25 * time.Minute) // it has ended
	for _, v := range []*voice{ann, bob} {
		v.says("ticket")
		if _, _, ok := v.question(); !ok {
			v.presses("Yes, now")
		}
		v.answers(true)
	}
	late := make(map[string]bool)
	for _, r := range h.responses() {
		late[r.Person] = r.Late
	}
	if late[ann.id()] || !late[bob.id()] || len(late) != 2 {
		t.Errorf("after 25 minutes late are %v; Ann %s has twice the time", late, ann.id())
	}
}

func TestSupportsAreSetByTheirWords(t *testing.T) {
	t.Parallel()
	h, _ := club(t, fitting(t, course.Number))
	ann := h.person("Ann").meets()
	ann.says("supports").has("Only you and your teachers can see it", "fewer (off): fewer answers to choose from", "supports plain on")
	ann.says("supports plain on").has("Changed.", "plain (on)")
	ann.says("supports time 1,5, hint-first on").has("time (1.5 times as long)", "hint-first (on)")
	ann.says("supports glossary German").has("glossary (German)")
	ann.says("supports speech on")
	got := ann.self()
	if want := (coach.Supports{Plain: true, ExtraTime: 1.5, HintFirst: true, Glossary: "de"}); got.Supports != want || !got.Settings.Speech {
		t.Errorf("she has %+v, speech %v", got.Supports, got.Settings.Speech)
	}
	ann.says("supports time none").has("time (no time limit)")
	ann.says("supports time off, glossary off, plain off, speech off, hint-first off").has("Changed.")
	if got := ann.self(); got.Supports != (coach.Supports{}) || got.Settings.Speech {
		t.Errorf("with all off she has %+v", got.Supports)
	}
	ann.says("supports plain off").has("Everything stays as it was.")
	for said, want := range map[string]string{
		"supports time 100":             "Write supports time 1.5",
		"supports fewer perhaps":        "Write supports fewer on",
		"supports glossary Klingon":     "Words can be explained in",
		"supports wings on":             "There is nothing here with the name wings",
		"supports plain on, fewer then": "Write supports fewer on",
	} {
		ann.says(said).has(want)
	}
	if got := ann.self(); got.Supports != (coach.Supports{}) {
		t.Errorf("what could not be read has set %+v", got.Supports)
	}
}

func TestSupportsAreSetByAForm(t *testing.T) {
	t.Parallel()
	for _, on := range forming {
		t.Run(on, func(t *testing.T) {
			t.Parallel()
			h, _ := club(t, fitting(t, course.Number))
			ann := h.person("Ann").through(on, "ann").meets()
			f := ann.opensBy("supports")
			if len(f.Fields) != 3 {
				t.Fatalf("it has the fields %+v", f.Fields)
			}
			ann.submits(f, map[string]string{"supports": "plain one-thing", "time": "none", "glossary": "de"})
			if got, want := ann.self().Supports, (coach.Supports{Plain: true, OneThing: true, ExtraTime: coach.NoTimer, Glossary: "de"}); got != want {
				t.Errorf("she has %+v, want %+v", got, want)
			}
			ann.says("supports")
			again := ann.opens("Change")
			if again.Fields[0].Value != "plain one-thing" || again.Fields[1].Value != "none" || again.Fields[2].Value != "de" {
				t.Errorf("opened again it stands with %+v", again.Fields)
			}
			ann.submits(again, nil).has("Everything stays as it was.")
			ann.submits(again, map[string]string{"supports": "", "time": "off", "glossary": "off"})
			if got := ann.self().Supports; got != (coach.Supports{}) {
				t.Errorf("with all off she has %+v", got)
			}
			ann.submits(again, map[string]string{"time": "soon"}).has("Write supports time 1.5")
		})
	}
}

func TestATeacherSetsSupportsAndTheLearnerIsTold(t *testing.T) {
	t.Parallel()
	h, tess := club(t)
	ann, bob := h.person("Ann").meets(), h.person("Bob").meets()
	tess.says("class supports Ann").has("How practice fits Ann.", "fewer (off)")
	r := tess.says("class supports Ann: fewer on, time 2").has("Changed. Ann has been told, and nobody else.")
	if got := textTo(r.posts, ann); !strings.Contains(got, "Tess has changed how practice fits you.") || !strings.Contains(got, "time (2 times as long)") {
		t.Errorf("Ann reads %q", got)
	}
	if got := ann.self().Supports; !got.Fewer || got.ExtraTime != 2 {
		t.Errorf("Ann has %+v", got)
	}
	if got := textTo(r.posts, bob); got != "" {
		t.Errorf("Bob reads %q", got)
	}
	r = tess.says("class supports Ann: fewer on").has("Everything stays as it was.")
	if textTo(r.posts, ann) != "" {
		t.Error("Ann is told of what did not change")
	}
	tess.says("class supports").has("write class supports, a name")
	tess.says("class supports Ann: wings on").has("There is nothing here with the name wings")
	bob.says("class supports Ann").lacks("fewer").has("That is for teachers")
	bob.says("class supports Ann: fewer off")
	if !ann.self().Supports.Fewer {
		t.Error("Bob has changed it")
	}
	var acts []bot.Act
	h.view(school, func(r bot.Reader) (err error) {
		acts, err = r.Acts(ann.id(), 10)
		return err
	})
	if len(acts) != 1 || acts[0].What != "supports" || acts[0].By != tess.id() || acts[0].Detail != "time 2, fewer on" {
		t.Errorf("the audit trail has %+v", acts)
	}
}

var numbers = regexp.MustCompile(`\d+`)

// What others read is the same whether somebody has supports or not.
func TestNothingShowsOthersASupport(t *testing.T) {
	t.Parallel()
	script := func(supports ...coach.Support) (others []string, all []post) {
		lone := fitting(t, course.Number) // one item, so that a ticket asks the same each time
		lone.ID, lone.Title, lone.Items = "lone", "Lone", lone.Items[:1]
		lone.Skills = []course.Skill{{ID: "lonely", Title: "Lonely", Why: "W"}}
		lone.Items[0].Skill = "lonely"
		lone.Index()
		h, tess := club(t, fitting(t, course.Choice), fitting(t, course.Number), lone)
		ann, bob := h.person("Ann").meets().with(supports...), h.person("Bob").meets()
		room := ann.channel("room")
		for _, id := range []string{"only-choice", "only-number"} {
			ann.says("practice " + id)
			for n := range 4 {
				switch _, _, ok := ann.question(); {
				case ok && n%2 == 0:
					ann.answers(true)
				case ok:
					ann.misses()
				}
			}
		}
		room.mentions("practice")
		room.mentions("progress")
		bob.channel("room").mentions("help")
		tess.channel("room").mentions("class")
		h.until(monday.Add(3 * time.Hour)) // both runs at the same time
		tess.says("class ticket lonely")
		ann.says("ticket")
		ann.answers(true)
		h.until(monday.Add(4 * time.Hour))
		tess.says("class ticket")
		tess.says("class")
		tess.says("class see Ann")
		tess.says("class groups")
		tess.says("class roster")
		h.later(8 * 24 * time.Hour) // the morning's line, the digest
		for _, p := range h.posts {
			if p.to.User == ann.from.User && p.to.Channel == "" {
				continue
			}
			// What Ann is thought to know follows from what she answered, which is
			// drawn: its numbers differ from run to run.
			others = append(others, p.to.User+" in "+p.to.Channel+": "+numbers.ReplaceAllString(p.text(), "N"))
		}
		return others, h.posts
	}
	plain, _ := script()
	fitted, posts := script(coach.AllSupports()...)
	// In a channel the coach's answers are for one alone; to who wants no trace they
	// do not go there at all.
	plain = slices.DeleteFunc(plain, func(s string) bool { return strings.HasPrefix(s, "ann in room") })
	if slices.ContainsFunc(fitted, func(s string) bool { return strings.HasPrefix(s, "ann in room") }) {
		t.Error("an answer to Ann goes to the channel")
	}
	if d := slices.Compare(plain, fitted); d != 0 {
		for i := range min(len(plain), len(fitted)) {
			if plain[i] != fitted[i] {
				t.Fatalf("others read otherwise: without supports\n%s\nwith them\n%s", plain[i], fitted[i])
			}
		}
		t.Fatalf("others got %d messages without supports, %d with them", len(plain), len(fitted))
	}
	for _, p := range posts {
		if !p.to.IsPrivate() {
			t.Errorf("something stands in public: %s", p.text())
		}
	}
}

func TestWhoWantsNoTraceIsAnsweredInDirectMessages(t *testing.T) {
	t.Parallel()
	h, _ := club(t)
	ann := h.person("Ann").meets().with(coach.SupportPrivate)
	room := ann.channel("room")
	for _, r := range []reply{room.mentions("practice"), room.commands("progress")} {
		if len(r.posts) == 0 {
			t.Fatal("there is no answer")
		}
		for _, p := range r.posts {
			if p.to != ann.in {
				t.Errorf("it goes to %+v:\n%s", p.to, p.text())
			}
		}
	}
	q, it, _ := ann.question()
	room.says(right(q, it)).nothing() // people talk to one another there
	ann.says(right(q, it)).has("Right")
}

func TestWordsOfTheQuestionAreExplained(t *testing.T) {
	t.Parallel()
	h, _ := club(t, fitting(t, course.Number))
	ann := h.person("Ann").meets()
	ann.says("glossary").has("no glossary") // of the course before
	ann.says("practice only-number").lacks("[Words]")
	ann.says("glossary").has("Words in this question:", "briefly: In few words.", "[Skip]")
	ann.says("supports glossary de")
	ann.says("practice").has("[Words]")
	ann.presses("Words").has("briefly (kurz): In wenigen Worten.")
	ann.says("glossary kurz").has("briefly (kurz)")
	ann.says("glossary zebra").has("zebra is not in the glossary of this course. These words are: briefly.")
	if len(ann.entries()) != 0 {
		t.Error("to ask for a word counted")
	}
	ann.answers(true)
	if e := ann.entries()[0]; !e.Counts || e.Hints != 0 {
		t.Errorf("after a word was asked for the log has %+v", e)
	}
}

func TestAWordThatSaysTheAnswerWaits(t *testing.T) {
	t.Parallel()
	c := fitting(t, course.Text)
	for i := range c.Items {
		c.Items[i].Answer, c.Items[i].Accept, c.Items[i].Wrong = "In few words", nil, nil
	}
	c.Index()
	h, _ := club(t, c)
	ann := h.person("Ann").meets().with(coach.SupportGlossary)
	ann.says("practice only-text")
	ann.says("glossary").has("No word of this question")
	ann.change(func(p *coach.Person) { p.Supports.Glossary = "en" })
	ann.says("glossary briefly").has("would give the answer away").lacks("In few words.")
}

func TestOneThingAtATimeInPlaceOfTheQuestion(t *testing.T) {
	t.Parallel()
	c := fitting(t, course.Choice)
	h, _ := club(t, c)
	ann := h.person("Ann").through(modal, "ann").meets().with(coach.SupportOneThing)
	r := ann.says("practice only-choice")
	q, it := ann.asItStands()
	for q.Sure {
		ann.says("skip")
		r.posts = ann.posts
		q, it = ann.asItStands()
	}
	asked := ann.posts[len(ann.posts)-1]
	for _, choice := range asked.choices() {
		if !choice.IsLetter() {
			t.Errorf("beside the answers there is %q to press", chat.Plain(choice.Label))
		}
	}
	r = ann.pressesValue(q.ID + ":" + rightLetter(t, q, it))
	if len(r.posts) != 3 {
		t.Fatalf("wanted the result, the reason and the next question, got\n%s", r.text())
	}
	if first := r.posts[0]; first.Edits != asked.id || len(first.choices()) > 0 || !strings.Contains(first.text(), "Right.") || strings.Contains(first.text(), it.Explanation) {
		t.Errorf("in the place of the question stands\n%s", first.text())
	}
	if why := r.posts[1]; why.Edits != "" || len(why.choices()) > 0 || strings.Contains(why.text(), "Right.") {
		t.Errorf("then comes\n%s", why.text())
	}
}

func TestTwoWhoAreOneKeepTheirSupports(t *testing.T) {
	t.Parallel()
	got := coach.Supports{Fewer: true, ExtraTime: 1.5}.And(coach.Supports{Plain: true, ExtraTime: 2, Glossary: "de"})
	if want := (coach.Supports{Fewer: true, Plain: true, ExtraTime: 2, Glossary: "de"}); got != want {
		t.Errorf("together they have %+v", got)
	}
	if got := (coach.Supports{ExtraTime: coach.NoTimer}).And(coach.Supports{ExtraTime: 2}); got.ExtraTime != coach.NoTimer {
		t.Errorf("who has no limit has %v", got.ExtraTime)
	}
}

// Who decides on an appeal may be no teacher of the learner's: they see the
// question as everybody gets it.
func TestAnAppealShowsTheQuestionAsEverybodyGetsIt(t *testing.T) {
	t.Parallel()
	h, tess := club(t, fitting(t, course.Choice))
	ann := h.person("Ann").meets().with(coach.SupportPlain, coach.SupportFewer)
	ann.says("practice only-choice")
	q, it := ann.asItStands()
	for len(grade.LayoutOf(it, q.Order).Lettered) == len(it.Options) {
		ann.says("skip")
		q, it = ann.asItStands()
	}
	ann.misses()
	ann.says("i was right").has("passed your answer on to Tess")
	r := tess.says("alert " + shortID(h.alerts("club", "appeal")[0].ID))
	r.has("Say briefly. ").lacks("Short. ")
	for i, o := range it.Options {
		if !strings.Contains(r.text(), o.Text) {
			t.Errorf("option %d, %q, is not shown:\n%s", i, o.Text, r.text())
		}
	}
}
