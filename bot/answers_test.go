package bot_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"pacer/bot"
	"pacer/bot/chat"
	"pacer/coach"
	"pacer/coach/course"
	"pacer/coach/course/formula"
	"pacer/coach/mastery"
)

// at is a course of one item of tiles, and somebody who is asked it. No
// confidence is asked on the first question of a session.
func at(t testing.TB, item string) (ann *voice, it *course.Item) {
	t.Helper()
	return atOn(t, platform, item)
}

// atOn is at, on a platform.
func atOn(t testing.TB, platform, item string) (ann *voice, it *course.Item) {
	t.Helper()
	all := courses(t)
	whole := all["tiles"]
	if it = whole.Item(item); it == nil {
		whole = all["kinds"]
		it = whole.Item(item)
	}
	c := &course.Course{ID: "one", Title: "One", Language: "en", Licence: "CC0-1.0", Misconceptions: whole.Misconceptions}
	c.Skills = []course.Skill{*whole.Skill(it.Skill)}
	c.Skills[0].Needs = nil
	one, other := *it, *it
	one.Also, one.Tier, other.Also, other.Tier = nil, 1, nil, 2
	other.ID += "-2"
	c.Items = []course.Item{one, other}
	c.Index()
	h, _ := club(t, c)
	ann = h.person("Ann").through(platform, "ann").meets()
	ann.says("practice one").has("1/6")
	return ann, it
}

// estimate is what is known of a person on a skill.
func (v *voice) estimate(skill string) coach.Estimate {
	v.t.Helper()
	id := v.id()
	var e coach.Estimate
	v.view(v.in.Place, func(r bot.Reader) (err error) {
		e, err = r.Estimate(id, skill)
		return err
	})
	return e
}

func TestARightAnswerIsExplained(t *testing.T) {
	t.Parallel()
	ann, _ := at(t, "rows-number")
	ann.says("it is 5 tiles").has("Right: 5 tiles. 8 − 3 = 5 tiles are left.", "2/6")
	e := ann.entries()
	if len(e) != 1 || !e[0].Right || !e[0].Counts || e[0].Score != 1 || e[0].Try != 1 || e[0].Skills[0] != "one/rows" || e[0].Took != 20*time.Second {
		t.Errorf("the log has %+v", e)
	}
	if ann.estimate("one/rows").Position != 1 {
		t.Error("the estimate does not name the entry that moved it")
	}
}

func TestNotYetSaysWhatHelpsAndTheSecondTryCountsForNothing(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ item, said, helps, then, atLast string }{
		{"rows-number", "11 tiles", "11 is what comes out when the 3 are added.", "5 tiles", "That's it: 5 tiles. 8 − 3 = 5"},
		{"rows-number", "4 tiles", "A thought that may help: Start at 8 and go back.", "5 tiles", "That's it"},
		{"rows-text", "column", "A column goes up and down", "a line", "That's it: a line. Tiles side by side are a row."},
		{"rows-cloze", "4; 6", "1 of 2 is right. A thought that may help: There is one edge more", "4; 5", "That's it"},
		{"areas-choices", "2 rows of 6", "Part of it is right (50 %).", "2 rows of 6, 3 rows of 4", "That's it"},
		{"areas-choice", "2 by 7", "Somebody who adds the sides and does not multiply them gets this answer.", "4 by 4", "That's it"},
	} {
		t.Run(tt.item+" "+tt.said, func(t *testing.T) {
			t.Parallel()
			ann, _ := at(t, tt.item)
			ann.says(tt.said).has("Not yet", tt.helps, "Have another try; the first one is what counted.", "[Hint] [Skip]")
			after := ann.estimate("one/" + ann.courses["one"].Skills[0].ID)
			ann.says(tt.then).has(tt.atLast, "2/6")
			if now := ann.estimate("one/" + ann.courses["one"].Skills[0].ID); now != after {
				t.Error("the second try moved the estimate")
			}
			e := ann.entries()
			if len(e) != 2 || e[0].Right || !e[0].Counts || !e[1].Right || e[1].Counts || e[1].Try != 2 {
				t.Errorf("the log has %+v", e)
			}
			ann.verify(school)
		})
	}
}

func TestASecondNotYetShowsTheAnswerAndGoesOn(t *testing.T) {
	t.Parallel()
	ann, _ := at(t, "rows-number")
	ann.says("11 tiles").has("Have another try")
	ann.says("6 tiles").has("Not yet: 6 tiles. 6 counts the edges of what is left.", "The answer is 5 tiles. 8 − 3 = 5 tiles are left.", "2/6")
}

func TestOfTwoOptionsTheOtherOneIsNoNews(t *testing.T) {
	t.Parallel()
	ann, _ := at(t, "rows-false")
	ann.says("true").has("Not yet: True.", "The answer is False. One tile has two upright edges", "2/6").lacks("another try")
}

func TestHintsComeOneByOneAndAfterTheLastNothingMoves(t *testing.T) {
	t.Parallel()
	ann, _ := at(t, "rows-number")
	ann.says("hint").has("Hint 1 of 2: Start at 8 and go back.", "[Hint] [Skip]").lacks("last one")
	ann.presses("Hint").has("Hint 2 of 2: 8, then 7", "That was the last one, so this question won't count either way.", "[Skip]").lacks("[Hint]")
	ann.says("hint").has("no more hints")
	ann.says("5 tiles").has("Right")
	e := ann.entries()
	if len(e) != 1 || e[0].Counts || e[0].Hints != 2 {
		t.Errorf("the log has %+v", e)
	}
	if ann.estimate("one/rows") != (coach.Estimate{Person: ann.id(), Skill: "one/rows"}) {
		t.Error("the estimate moved")
	}
}

func TestAMissAfterTheLastHintIsNotSaidToCount(t *testing.T) {
	t.Parallel()
	ann, _ := at(t, "rows-number")
	ann.says("hint")
	ann.says("hint").has("this question won't count either way")
	ann.says("11 tiles").has("Not yet: 11 tiles.", "Have another try; this question doesn't count either way.").lacks("what counted")
	ann.says("5 tiles").has("That's it: 5 tiles.")
}

func TestNotKnowingIsHelpedWithAHintAndThenShown(t *testing.T) {
	t.Parallel()
	ann, _ := at(t, "rows-half")
	ann.says("idk").has("Hint 1 of 1")
	ann.says("no idea").has("No problem. The answer is 3/2. 3 ÷ 2 = 3/2.", "2/6")
	if len(ann.entries()) != 0 {
		t.Error("it was counted")
	}
}

func TestSkippingShowsTheAnswerAndCountsNothing(t *testing.T) {
	t.Parallel()
	ann, _ := at(t, "rows-text")
	ann.presses("Skip").has("No problem. The answer is row. Tiles side by side are a row.", "2/6")
	if len(ann.entries()) != 0 {
		t.Error("it was counted")
	}
}

func TestWhyIsAlwaysAnswered(t *testing.T) {
	t.Parallel()
	h, _ := club(t)
	ann := h.person("Ann")
	ann.says("hi")
	ann.says("a")
	ann.says("c")
	ann.says("why").has("I'm looking for your starting point: this tells me whether")
	ann.meets().says("stop")
	ann.says("practice").has("1/3")
	ann.says("why this?").has("This begins Counting rows")
	ann.says("practice areas").has("Counting rows") // areas need rows
	ann.says("why").has("Areas of floors builds on Counting rows, so this comes first")
}

func TestAnotherWayShowsAnotherFormEachTime(t *testing.T) {
	t.Parallel()
	ann, _ := at(t, "rows-number")
	ann.says("another way").has("Another way (to read): A row is a line", "count tiles, not gaps", "still open")
	ann.commands("another-way").has("Another way (a link): Rows in pictures", "https://example.org/rows")
	ann.says("another way").has("to read")
	ann.says("5 tiles").has("Right")
}

func TestARightValueInAnotherFormIsAskedForAgain(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ item, said, asked, then string }{
		{"rows-number", "5", "5 of what? Add the unit", "5 tiles"},
		{"rows-number", "5 metres", "Look at the unit of 5 metres again", "5 tile"},
		{"areas-unit", "6", "6 of what?", "6 m²"},
		{"rows-half", "1.5", "write it in lowest terms", "3/2"},
		{"rows-half", "6/4", "write it in lowest terms", "3/2"},
	} {
		t.Run(tt.item+" "+tt.said, func(t *testing.T) {
			t.Parallel()
			ann, _ := at(t, tt.item)
			ann.says(tt.said).has(tt.asked, "nothing was counted yet", "[Skip]")
			ann.says(tt.then).has("Right")
			if e := ann.entries(); len(e) != 1 || !e[0].Right {
				t.Errorf("the log has %+v", e)
			}
		})
	}
}

func TestWhatCannotBeReadIsNotCounted(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ item, said, told string }{
		{"rows-choice", "z", "There is no such letter here"},
		{"rows-choice", "A and B", "That is more than is asked for"},
		{"rows-choice", "seventeen elephants", "Type one of the letters"},
		{"areas-choices", "elephants", "Type the letters of all that are right"},
		{"rows-false", "elephants", "Type true or false"},
		{"rows-number", "elephants", "I couldn't read that as a number"},
		{"rows-number", "what is a tile?", "That sounds like a question"},
		{"rows-cloze", "4", "There are 2 blanks"},
		{"rows-cloze", "4; 5; 6", "That is more than is asked for"},
		{"areas-free", "rows", "a sentence or two"},
	} {
		t.Run(tt.item+" "+tt.said, func(t *testing.T) {
			t.Parallel()
			isNotCounted(t, tt.item, tt.said, tt.told)
		})
	}
}

// isNotCounted says to an item what is no answer to it yet: that is told, nothing
// is counted, and the question stays open.
func isNotCounted(t *testing.T, item, said, told string) (*voice, coach.Question, *course.Item) {
	t.Helper()
	ann, _ := at(t, item)
	ann.says(said).has(told, "[Skip]")
	if len(ann.entries()) != 0 {
		t.Error("it was counted")
	}
	q, it, ok := ann.question()
	if !ok {
		t.Fatal("the question is gone")
	}
	return ann, q, it
}

func TestAFreeAnswerIsShownBesideAModelAndJudgedByTheLearner(t *testing.T) {
	t.Parallel()
	for i, tt := range []struct {
		said, told string
		score      float64
	}{{"a", "Good. Equal rows", 1}, {"partly", "Part of it is there, and you saw which part. Equal rows", .5}, {"C", "Good that you noticed. Equal rows", 0}} {
		ann, _ := at(t, "areas-free")
		ann.says("Because all rows are alike.").has("one good answer", "Every row has the same number", "says that rows are alike", "You are the judge.", "A  the same idea")
		if len(ann.entries()) != 0 {
			t.Error("it was counted before it was judged")
		}
		ann.says("hm").has("Type one of the letters")
		ann.says(tt.said).has(tt.told, "2/6")
		e := ann.entries()
		if len(e) != 1 || e[0].Right != (i == 0) || e[0].Score != tt.score || !e[0].SelfGraded {
			t.Errorf("the log has %+v", e)
		}
		if level := ann.estimate("one/areas").Standing.Level(); level != mastery.Starting {
			t.Errorf("grading oneself led to %v", level)
		}
	}
}

func TestAFreeAnswerMayBeGivenOnceMoreOrLeft(t *testing.T) {
	t.Parallel()
	ann, _ := at(t, "areas-free")
	ann.says("Because all rows are alike.")
	ann.says("Since every row has the same number of tiles.").has("You are the judge")
	ann.says("practice").has("You are the judge") // where we were
	ann.says("skip").has("No problem. One good answer: Every row", "2/6")
	ann.presses("the same idea").has("answered already")
	if len(ann.entries()) != 0 {
		t.Error("a comparison of a question that was skipped was counted")
	}
}

// sure brings somebody to the question how sure they are, with an answer that is
// right or not.
func (v *voice) sure(isRight bool) (it *course.Item) {
	v.t.Helper()
	for range 30 {
		q, it, ok := v.question()
		if !ok {
			v.says("practice one")
			continue
		}
		if !q.Sure {
			v.answers(true)
			continue
		}
		said := wrong(q, it)
		if isRight {
			said = right(q, it)
		}
		v.says(said).has("Got it: ", "1  a guess").lacks("Right:", "Not yet")
		return it
	}
	v.t.Fatal("nobody asks how sure")
	return nil
}

func TestHowSureIsAskedBeforeTheResultIsShown(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		said string
		want int
	}{
		{"1", 1}, {"2", 2}, {"3", 3}, {"a", 1}, {"B", 2}, {"think so", 2}, {"sure", 3}, {"a guess", 1}, {"not sure", 1}, {"yes", 3}, {"maybe", 2}, {"idk", 1},
		{"skip", 0}, {"hint", 0}, {"practice", 0}, {"next", 0}, {"5/6", 0}, {"what do you mean?", 0},
	} {
		t.Run(tt.said, func(t *testing.T) {
			t.Parallel()
			ann, _ := at(t, "rows-text")
			ann.sure(true)
			ann.says(tt.said).has("Right: row. Tiles side by side are a row.").lacks("No problem", "Hint 1")
			e := ann.entries()
			var w bot.Words
			ann.view(school, func(r bot.Reader) (err error) {
				w, err = r.Words(e[len(e)-1].Position)
				return err
			})
			if w.Confidence != tt.want {
				t.Errorf("the confidence is %d", w.Confidence)
			}
			if _, ok := ann.session(); ok {
				if q, _, ok := ann.question(); !ok || q.Tries > 0 {
					t.Error("no next question is open")
				}
			}
		})
	}
}

func TestNobodyIsKeptFromAResultThatWaits(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name string
		do   func(v *voice) reply
	}{
		{"by a word", func(v *voice) reply { return v.says("progress") }},
		{"by stop", func(v *voice) reply { return v.says("stop") }},
		{"by practice as a command", func(v *voice) reply { return v.commands("practice") }},
		{"by hint as a command", func(v *voice) reply { return v.commands("hint") }},
		{"by review as a command", func(v *voice) reply { return v.commands("practice birds") }},
		{"by another skill", func(v *voice) reply { return v.commands("practice one") }},
		{"by a press on skip", func(v *voice) reply { return v.presses("Skip") }},
		{"by a person", func(v *voice) reply { v.says("person"); v.says("skip"); return v.says("2") }},
		{"by a restart", func(v *voice) reply { v.restart(); return v.says("2") }},
		{"by a long time", func(v *voice) reply { v.later(40 * time.Hour); return v.says("2") }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			ann, _ := at(t, "rows-half")
			ann.sure(true)
			tt.do(ann).has("Right: 3/2. 3 ÷ 2 = 3/2.")
			// And the question how sure, come late, harms nothing.
			for _, p := range ann.posts {
				for _, c := range p.choices() {
					if c.Word == "2" {
						ann.pressesValue(c.Value)
					}
				}
			}
			ann.verify(school)
		})
	}
	ann, _ := at(t, "rows-choice")
	ann.sure(false)
	ann.presses("C").has("Not yet") // a second press on the question itself
}

func TestConfidenceMayComeWithTheLetter(t *testing.T) {
	t.Parallel()
	ann, _ := at(t, "rows-choice")
	for {
		q, it, ok := ann.question()
		if !ok {
			ann.says("practice one")
			continue
		}
		if !q.Sure {
			ann.answers(true)
			continue
		}
		letter, _, _ := strings.Cut(right(q, it), ":")
		ann.says(letter + " 3").has("Right: " + letter).lacks("how sure")
		break
	}
	e := ann.entries()
	ann.view(school, func(r bot.Reader) error {
		w, err := r.Words(e[len(e)-1].Position)
		if w.Confidence != 3 {
			t.Errorf("the confidence is %d", w.Confidence)
		}
		return err
	})
}

// Never from fewer than ten answers, and then once a week: who is told each time
// reads it no more.
func TestHowWellOneKnowsWhatOneKnowsIsToldFromTenAnswersOnOnceAWeek(t *testing.T) {
	t.Parallel()
	ann, _ := at(t, "rows-half")
	for n := 1; n <= 14; n++ {
		if n == 13 {
			ann.later(8 * 24 * time.Hour)
		}
		ann.sure(n%5 != 0)
		r := ann.says("sure")
		told := "When you said sure you were right"
		if n == 11 || n == 13 {
			r.has(fmt.Sprintf("%s %d of %d times.", told, n-2, n))
		} else {
			r.lacks(told)
		}
	}
}

func TestWhoWasSureAndIsNotRightReadsWhyAtOnce(t *testing.T) {
	t.Parallel()
	for _, said := range []string{"guess", "think so", "sure"} {
		ann, _ := at(t, "rows-half")
		ann.sure(false)
		r := ann.says(said).has("Not yet")
		if said == "sure" {
			r.has("The answer is", "worth a closer look").lacks("Have another try")
		} else {
			r.has("Have another try").lacks("The answer is", "worth a closer look")
		}
	}
}

// Every verdict comes with a reason, whatever the kind and however the author
// left the item.
func TestFeedbackAlwaysExplains(t *testing.T) {
	t.Parallel()
	whole := courses(t)["tiles"]
	bare := regexp.MustCompile(`^(Right|That's it|Not yet|No problem)[:.]? ?([^.\n]*\.)?$`)
	for _, it := range whole.Items {
		t.Run(it.ID, func(t *testing.T) {
			t.Parallel()
			ann, _ := at(t, it.ID)
			q, it, _ := ann.question()
			for _, r := range []reply{ann.says(wrong(q, it)), ann.says(wrong(q, it))} {
				for _, p := range r.posts {
					for line := range strings.SplitSeq(p.text(), "\n---\n") {
						if bare.MatchString(strings.TrimSpace(line)) {
							t.Errorf("a bare verdict: %s", line)
						}
					}
				}
			}
			if it.Kind != course.Free {
				all := textTo(ann.posts, ann)
				if !strings.Contains(all, strings.Fields(chat.Plain(chat.Markdown(formula.Readable(it.Explanation))))[0]) {
					t.Errorf("the explanation is never shown:\n%s", all)
				}
			}
		})
	}
}
