package bot_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/oklog/ulid/v2"

	"pacer/bot"
	"pacer/bot/chat"
	"pacer/coach"
	"pacer/coach/mastery"
	"pacer/coach/plan"
	"pacer/coach/reflect"
)

// asks is how a reflection prompt begins.
const asks = "Something to think about"

// acquainted makes somebody have practised on some days before.
func (v *voice) acquainted() *voice {
	v.t.Helper()
	v.change(func(p *coach.Person) {
		today := coach.DayOf(v.now, time.UTC)
		for d := today - 9; d < today; d += 2 {
			p.Active.Mark(d)
		}
		p.Joined = v.now.Add(-5 * 24 * time.Hour)
	})
	return v
}

// thoughts are somebody's, newest first.
func (v *voice) thoughts() (all []bot.Thought) {
	v.t.Helper()
	id := v.id()
	v.view(v.in.Place, func(r bot.Reader) (err error) {
		all, err = r.Thoughts(id, 50)
		return err
	})
	return all
}

// isAsked asks somebody a prompt now, whatever the cadence has.
func (v *voice) isAsked(prompt string) {
	v.t.Helper()
	p, ok := reflect.Find(prompt)
	if !ok {
		v.t.Fatalf("no prompt %s", prompt)
	}
	v.later(time.Second) // after all that was said, and before what comes
	id := ulid.MustNew(ulid.Timestamp(v.now), bytes.NewReader(make([]byte, 10))).String()
	v.later(time.Second)
	person := v.id()
	v.seed(v.in.Place, func(tx bot.Tx) error {
		q := coach.Question{ID: id, Person: person, Ask: coach.AskThought, State: coach.Open, At: v.now, Conversation: v.in.Key(), Message: id, About: p.ID + " " + string(p.Trigger)}
		th := bot.Thought{ID: id, Person: person, Class: "club", Prompt: p.ID, Trigger: p.Trigger, At: v.now, Skipped: true, Share: p.Share}
		if err := tx.PutThought(th); err != nil {
			return err
		}
		return tx.PutQuestion(q)
	})
}

func TestThoughtsAreAskedForOnlyWhereSomebodyHearsOfDangerAndHelpIsNamed(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name    string
		contact bool
		help    string
		want    bool
	}{
		{"nobody and nothing", false, "", false},
		{"a contact alone", true, " ", false},
		{"a helpline alone", false, "Call 116111.", false},
		{"both", true, "Call 116111.", true},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			h, tess := club(t)
			contact := ""
			if tc.contact {
				contact = tess.id()
			}
			h.seed(school, func(tx bot.Tx) error {
				return tx.PutWorkspace(coach.Workspace{ID: school, Name: school, Zone: "Europe/Berlin", Safety: contact, Help: tc.help})
			})
			ann := h.person("Ann").meets()
			r := ann.practises(always)
			if got := strings.Contains(r.text(), asks); got != tc.want {
				t.Errorf("asked: %v in\n%s", got, r.text())
			}
			if !tc.want {
				ann.says("reflect").has("switched off here")
				ann.says("muddy the rows").has("switched off here")
				tess.says("class preset full").has("class safety NAME: HELPLINE TEXT")
				if all := ann.thoughts(); len(all) > 0 {
					t.Errorf("kept: %+v", all)
				}
			}
		})
	}
}

func TestAThoughtInWordsIsItsOwnersUntilTheyShareIt(t *testing.T) {
	t.Parallel()
	for _, said := range []string{
		"I drew the rows first.", "Next time I will read twice", "more practice with areas", "no, it went well for once", "why edges are one more than tiles", "b", "stop thinking so fast",
	} {
		t.Run(said, func(t *testing.T) {
			t.Parallel()
			h, tess := club(t)
			ann := h.person("Ann").meets()
			ann.isAsked("next-step")
			ann.says(said).has("Thank you, I've kept it.", "Only you can read this.", "practice")
			tess.says("class ann").lacks("shared with you", said)
			ann.presses("For my teachers").has("Your teachers can read this.")
			tess.says("class ann").has("shared with you: “" + said + "”")
			if !strings.Contains(strings.Join(h.dump()["audit"], "\n"), "read thoughts") {
				t.Error("reading it was not audited")
			}
			ann.says("only for me").has("Only you can read this.")
			tess.says("class ann").lacks("shared with you")
		})
	}
}

func TestWhoReadsItStandsOnEveryPromptAndIsRemembered(t *testing.T) {
	t.Parallel()
	h, tess := club(t)
	ann := h.person("Ann").meets()
	r := ann.practises(always).has(asks, "There is one exception", "Tess hears of it at once")
	if !strings.Contains(r.text(), "can read this") {
		t.Errorf("nobody says who reads it in\n%s", r.text())
	}
	ann.says("skip").has("That's fine")
	ann.isAsked("next-step")
	ann.says("for my teachers").has("Noted. Your teachers can read this.", "still open")
	ann.says("I count twice").has("Your teachers can read this.")
	tess.says("class ann").has("I count twice")
	for range 3 {
		ann.later(24 * time.Hour)
		r := ann.says("practice")
		if r = ann.practises(always); !strings.Contains(r.text(), asks) {
			continue
		}
		r.has("Your teachers can read this.").lacks("one exception")
		ann.says("skip")
	}
	if got := ann.self().Reflects.Words; got == nil || *got != reflect.WithTeachers {
		t.Errorf("remembered: %v", got)
	}
}

func TestAThoughtMayBeDeclined(t *testing.T) {
	t.Parallel()
	for _, say := range []string{"skip", "no thanks", "idk", "press"} {
		h, tess := club(t)
		ann := h.person("Ann").meets()
		ann.practises(always)
		if say == "press" {
			ann.presses("Skip").has("That's fine.")
		} else {
			ann.says(say).has("That's fine.")
		}
		tess.says("class ann").lacks("shared with you")
		if all := ann.thoughts(); len(all) != 1 || !all[0].Skipped || all[0].Said != "" {
			t.Errorf("%s: %+v", say, all)
		}
	}
	h, _ := club(t)
	ann := h.person("Ann").meets()
	ann.practises(always)
	ann.says("progress").has("Skill by skill")
	ann.says("the rows").has("I've kept it") // the question waited
	if all := ann.thoughts(); len(all) != 1 || all[0].Skipped || all[0].Said != "the rows" {
		t.Errorf("%+v", all)
	}
}

// weeks practises once a day and answers every prompt in the same way; it counts
// the prompts, until they are offered fewer where that is wanted.
func weeks(t *testing.T, days int, answer string, until bool) (ann *voice, asked int, offered []string) {
	t.Helper()
	h, _ := club(t)
	ann = h.person("Ann").meets()
	ann.change(func(p *coach.Person) { p.Settings.Minutes = 2 })
	for range days {
		r := ann.practises(always)
		if strings.Contains(r.text(), "Shall I ask less often?") {
			offered = append(offered, r.text())
			if until {
				return ann, len(ann.thoughts()), offered
			}
		}
		if strings.Contains(r.text(), asks) && answer != "" {
			ann.says(answer)
		}
		h.later(24 * time.Hour)
	}
	return ann, len(ann.thoughts()), offered
}

func TestSkippingMakesPromptsRarer(t *testing.T) {
	t.Parallel()
	_, answered, _ := weeks(t, 30, "I drew the rows", false)
	_, skipped, offered := weeks(t, 30, "skip", false)
	_, ignored, _ := weeks(t, 30, "", false)
	if skipped*2 > answered || skipped < 5 || ignored*2 > answered || ignored < 5 {
		t.Errorf("asked %d times of one who answers, %d times of one who skips, %d times of one who says nothing", answered, skipped, ignored)
	}
	if len(offered) != 1 {
		t.Errorf("offered fewer %d times: %q", len(offered), offered)
	}
}

func TestHowOftenIsObeyed(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		answer string
		want   reflect.Rate
		reads  string
	}{
		{"a", reflect.Fewer, "half as often"},
		{"Not at all", reflect.Never, "unless you say reflect"},
		{"c", reflect.Usual, "as often as before"},
	} {
		t.Run(tc.answer, func(t *testing.T) {
			t.Parallel()
			ann, _, offered := weeks(t, 20, "skip", true)
			if len(offered) != 1 {
				t.Fatalf("offered: %q", offered)
			}
			ann.says(tc.answer).has(tc.reads)
			if got := ann.self().Reflects.Wish; got.Rate != tc.want || !got.Offered || got.Since.IsZero() {
				t.Errorf("%+v", got)
			}
		})
	}
	h, _ := club(t)
	ann := h.person("Ann").meets()
	ann.says("settings thoughts often").has("usual, fewer or never")
	ann.says("settings thoughts never").has("unless you say reflect")
	ann.practises(always).lacks(asks)
	ann.says("reflect").has(asks)
	ann.says("settings thoughts usual").has("as often as before")
}

func TestSomebodyWhoIsNewIsAskedNothingInTheMiddleOfPractice(t *testing.T) {
	t.Parallel()
	h, _ := club(t)
	ann := h.person("Ann").meets()
	for n := range 2 {
		ann.practises(func(k int) bool { return k%2 == 0 })
		for _, th := range ann.thoughts() {
			if p, _ := reflect.Find(th.Prompt); p.Trigger != reflect.SessionEnd {
				t.Errorf("on day %d: %s", n+1, th.Prompt)
			}
		}
		h.later(24 * time.Hour)
	}
}

func TestBeforeANewSkillTheyAreAskedWhatTheyThinkAndShownItAgain(t *testing.T) {
	t.Parallel()
	h, tess := club(t)
	bob := h.person("Bob").meets().acquainted()
	bob.says("practice counting rows").has("Before we start", "Counting rows", "Only you can read this.").lacks("1/6")
	bob.says("how many tiles fit side by side").has("I've kept it", "1/6")
	bob.practises(never).lacks("you wrote")
	h.later(8 * 24 * time.Hour)
	bob.says("practice counting rows")
	bob.practises(never).has("On 2 March 2026, before you began Counting rows, you wrote: “how many tiles fit side by side”")
	h.later(8 * 24 * time.Hour)
	bob.says("practice counting rows")
	bob.practises(never).lacks("before you began")
	tess.says("class bob").lacks("side by side")
}

func TestWhoGoesOnWithoutAThoughtIsNotAskedAgainInThatSession(t *testing.T) {
	t.Parallel()
	h, _ := club(t)
	bob := h.person("Bob").meets().acquainted()
	bob.says("practice counting rows").has("Before we start")
	bob.says("practice").has("1/6").lacks("Before we start")
	r := bob.practises(never)
	within := 0
	for _, th := range bob.thoughts() {
		if p, _ := reflect.Find(th.Prompt); p.Trigger != reflect.SessionEnd && p.Trigger != reflect.Weekly {
			within++
		}
	}
	if within != 1 {
		t.Errorf("asked %d times before the end:\n%s", within, r.text())
	}
}

func TestAnExamIsLookedBackOnInThreeStepsAndTheLastIsShownBeforeTheNextSkill(t *testing.T) {
	t.Parallel()
	h, _ := club(t)
	ann := h.person("Ann").meets()
	ann.says("reflect exam").has("practice first")
	ann.practises(never)
	ann.says("skip")
	ann.acquainted()
	ann.says("reflect exam").has("What did you mostly do to get ready")
	ann.says("b").has("what was it most often")
	ann.presses("small slips").has("what will you do differently")
	ann.says("I will draw each one first").has("I've kept it")
	all := ann.thoughts()[:3]
	if all[2].Tap != 2 || all[1].Tap != 2 || all[0].Said != "I will draw each one first" || all[0].About == "" && all[0].Prompt != reflect.WrapNext {
		t.Errorf("%+v", all)
	}
	h.later(24 * time.Hour)
	shown := 0
	for range 12 {
		for _, p := range ann.practises(always).posts {
			shown += strings.Count(p.text(), "I will draw each one first")
		}
		h.later(24 * time.Hour)
	}
	if next := ann.self().Reflects.Next; next != "" {
		t.Errorf("%s is not shown yet", next)
	}
}

func TestWhatAClassAsksForIsItsTeachersChoice(t *testing.T) {
	t.Parallel()
	h, tess := club(t)
	ann := h.person("Ann").meets()
	tess.says("class thoughts").has("each learner chooses")
	tess.says("class thoughts loud").has("Write class thoughts")
	tess.says("class thoughts taps").has("only what they can tap")
	for range 20 {
		ann.practises(always)
		h.later(24 * time.Hour)
	}
	if len(ann.thoughts()) == 0 {
		t.Error("nothing is asked")
	}
	for _, th := range ann.thoughts() {
		if p, _ := reflect.Find(th.Prompt); p.Words() {
			t.Errorf("%s wants words", th.Prompt)
		}
	}
	tess.says("class thoughts private").has("nobody else reads")
	ann.isAsked("next-step")
	ann.says("for my teachers").lacks("Your teachers can read this") // it is taken for the thought
	if th := ann.thoughts()[0]; th.Share != reflect.Private {
		t.Errorf("%+v", th)
	}
}

func TestBadAnswersToAPromptHarmNothing(t *testing.T) {
	t.Parallel()
	h, tess := club(t)
	ann := h.person("Ann").meets()
	ann.isAsked("next-step")
	ann.says(strings.Repeat("very long ", 500)).has("at most 2,000 characters", "still open")
	if th := ann.thoughts()[0]; !th.Skipped {
		t.Errorf("kept: %d", len(th.Said))
	}
	ann.says("short").has("I've kept it")
	ann.isAsked("next-step")
	ann.says(despair).has("you deserve a person now")
	for _, th := range ann.thoughts() {
		if strings.Contains(th.Said, despair) {
			t.Errorf("kept: %+v", th)
		}
	}
	ann.seed(school, func(tx bot.Tx) error {
		q := coach.Question{ID: "01GONE00000000000000000000", Person: ann.idIn(tx), Ask: coach.AskThought, State: coach.Open, At: h.now, Conversation: ann.in.Key(), Message: "03ZZ", About: "asked-long-ago session_end"}
		return tx.PutQuestion(q)
	})
	ann.says("I still know").has("I've kept it", "Only you can read this")
	tess.says("class ann").lacks("I still know")
	ann.pressesValue("01GONE00000000000000000000:share nobody").lacks("can read this.")
}

func TestAFeelingIsWhatWasTappedInAnyLanguage(t *testing.T) {
	t.Parallel()
	h, _ := club(t)
	ann := h.person("Ann").meets()
	ann.isAsked(reflect.Feeling)
	ann.says("a").has("What would help you right now?")
	ann.says("d").has("I've kept it", "I've told Tess")
	all := ann.thoughts()
	if all[1].Tap != 1 || all[0].Tap != reflect.FeelPerson || all[1].Share != reflect.WithTeachers {
		t.Errorf("%+v", all)
	}
	ann.isAsked(reflect.Feeling)
	ann.says("good").has("I've kept it")
	if th := ann.thoughts()[0]; th.Tap != 3 || th.Said != "good" {
		t.Errorf("%+v", th)
	}
	ann.isAsked(reflect.Feeling)
	ann.says("somewhere in between").has("I've kept it")
	if th := ann.thoughts()[0]; th.Tap != 0 || th.Said != "somewhere in between" {
		t.Errorf("%+v", th)
	}
}

func TestPlainerWordsAreForWhoWantsThem(t *testing.T) {
	t.Parallel()
	h, _ := club(t)
	ann := h.person("Ann").meets()
	ann.change(func(p *coach.Person) { p.Supports.Plain = true })
	ann.practises(always)
	ann.says("skip")
	ann.says("reflect exam").has("How did you get ready for")
}

func TestAThoughtIsWrittenInAFormWithWhoReadsIt(t *testing.T) {
	t.Parallel()
	h, _ := club(t)
	ann := h.person("Ann").meets().onForms(h, modal)
	ann.isAsked("next-step")
	f := ann.form(ann.thoughts()[0].ID + ":form")
	if i := slices.IndexFunc(f.Fields, func(field chat.Field) bool { return field.Name == "share" }); i < 0 || f.Fields[i].Value != "private" || len(f.Fields[i].Choices) != 2 {
		t.Fatalf("%+v", f.Fields)
	}
	ann.submits(f, map[string]string{"answer": "I draw", "share": "teachers"}).has("Your teachers can read this.")
	if th := ann.thoughts()[0]; th.Said != "I draw" || th.Share != reflect.WithTeachers {
		t.Errorf("%+v", th)
	}
}

func TestAThoughtIsDeletedByItsOwnerAlone(t *testing.T) {
	t.Parallel()
	h, tess := club(t)
	ann := h.person("Ann").meets()
	ann.isAsked("next-step")
	ann.says("for my teachers")
	ann.says("I draw the rows").has("I've kept it")
	id := ann.thoughts()[0].ID
	tess.pressesValue(id + ":delete thought").lacks("Deleted")
	h.person("Zoe").pressesValue(id + ":share teachers").lacks("can read this")
	if len(ann.thoughts()) != 1 {
		t.Fatal("somebody else deleted it")
	}
	ann.says("delete this thought").has("Deleted. Nobody can read it any more.")
	if kept := strings.Join(h.dump()["thought"], "\n"); strings.Contains(kept, "I draw the rows") {
		t.Errorf("still there: %s", kept)
	}
	tess.says("class ann").lacks("I draw the rows")
	ann.pressesValue(id + ":share teachers").has("isn't kept any more")
}

// What was right and taken for a guess comes back before its memory asks for it.
func TestARightGuessComesBackEarlier(t *testing.T) {
	t.Parallel()
	reviewed := func(said string) (n int) {
		h, _ := unprompted(t)
		ann := h.person("Ann").meets()
		for ann.estimate("tiles/rows").Standing.Level() < mastery.Proficient {
			ann.comesTo("tiles/rows")
			ann.answers(true)
		}
		ann.says("stop")
		ann.says("no")
		ann.change(func(p *coach.Person) {
			p.Reflects.Doubted("tiles/rows", coach.DayOf(h.now, time.UTC), said != "guess")
		})
		h.later(2 * 24 * time.Hour)
		ann.says("practice")
		for range 20 {
			q, it, ok := ann.question()
			if !ok {
				if _, isOpen := ann.session(); !isOpen {
					break
				}
				ann.says("practice")
				continue
			}
			if q.Purpose == plan.Review && it.Skill == "rows" && q.Tries == 0 {
				n++
			}
			ann.answers(true)
		}
		return n
	}
	if sure, guess := reviewed("sure"), reviewed("guess"); sure != 0 || guess == 0 {
		t.Errorf("reviewed %d times by who was sure, %d times by who guessed", sure, guess)
	}
}

func TestHowSureSomebodyWasIsRememberedOfTheSkill(t *testing.T) {
	t.Parallel()
	ann, _ := at(t, "rows-half")
	ann.sure(true)
	ann.says("guess").has("Right")
	if all := ann.self().Reflects.Unsure; len(all) != 1 || all[0].Skill != "one/rows" {
		t.Fatalf("%+v", all)
	}
	ann.sure(true)
	ann.says("sure").has("Right")
	if all := ann.self().Reflects.Unsure; len(all) != 0 {
		t.Errorf("%+v", all)
	}
}
