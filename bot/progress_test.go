package bot_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"pacer/bot"
	"pacer/coach"
	"pacer/coach/mastery"
	"pacer/coach/plan"
)

func TestProgressSaysWhatIsKnownFadingAndNext(t *testing.T) {
	t.Parallel()
	h, _ := unprompted(t)
	ann := h.person("Ann").meets()
	ann.says("progress").has("I have seen no answers of yours yet", "What comes next: Counting rows.", "so can Tess")
	ann.masters("rows")
	r := ann.says("progress").has("What you know", "Counting rows: Proficient", "What comes next: ", "so can Tess. Nobody else can.").lacks("fading, and comes back")
	if n := strings.Count(r.text(), "Counting rows"); n < 1 {
		t.Errorf("%d times", n)
	}
	h.later(35 * 24 * time.Hour)
	text := ann.says("progress").has("What is fading, and comes back soon", "It is due to come back: it was ", "35 days ago, and time has made it ").text()
	var before, now int
	at := strings.Index(text, "it was ")
	if _, err := fmt.Sscanf(text[at:], "it was %d %% when it was last practised 35 days ago, and time has made it %d %%.", &before, &now); err != nil || before <= now {
		t.Errorf("it was %d and is %d: %v", before, now, err)
	}
}

// masters practises a skill of Tiles until it is Proficient.
func (v *voice) masters(skill string) {
	v.t.Helper()
	v.says("practice " + skill)
	for n := 0; v.estimate("tiles/"+skill).Standing.Level() < mastery.Proficient; n++ {
		if _, _, ok := v.question(); n > 12 || !ok {
			v.t.Fatalf("after %d right answers %s is at %v", n, skill, v.estimate("tiles/"+skill).Standing.Level())
		}
		v.answers(true)
	}
	v.says("stop")
	v.says("b")
}

func TestEachEstimateIsExplainedByTheAnswersBehindIt(t *testing.T) {
	t.Parallel()
	h, _ := unprompted(t)
	ann := h.person("Ann").meets()
	ann.says("practice rows")
	ann.answers(true)
	ann.misses()
	ann.says("stop")
	r := ann.says("progress rows").has("Counting rows: Starting", "(1 of 2 right at the first try)", "The answers behind it, the newest first:", "To reach Developing:", "answer 1 more question")
	for _, e := range ann.entries() {
		if e.Try != 1 {
			continue
		}
		it := h.courses["tiles"].Item(strings.TrimPrefix(e.Item, "tiles/"))
		how := "not yet. "
		if e.Right {
			how = "right. "
		}
		if begin := strings.ReplaceAll(it.Question, "[[1]]", "")[:12]; !strings.Contains(r.text(), how+begin) {
			t.Errorf("%q is not behind the estimate:\n%s", how+begin, r.text())
		}
	}
	ann.says("progress areas").has("You have not practised Areas of floors yet")
	ann.says("progress knitting").has("I can't find knitting")
}

func TestALearnerWhoKnowsMoreShowsIt(t *testing.T) {
	t.Parallel()
	h, _ := unprompted(t)
	ann := h.person("Ann").meets()
	ann.says("practice rows")
	ann.misses()
	ann.says("stop")
	ann.says("progress rows")
	ann.presses("I know more").has("Show me Counting rows with 3 questions", "1/3")
	if s, _ := ann.session(); s.Test != "rows" {
		t.Errorf("a session of %+v", s)
	}
}

func TestALearnerWhoKnowsLessGetsItBack(t *testing.T) {
	t.Parallel()
	h, tess := unprompted(t)
	ann := h.person("Ann").meets()
	ann.masters("rows")
	before := ann.estimate("tiles/rows")
	ann.says("review").has("Nothing is due")
	ann.says("progress rows")
	ann.presses("I know less").has("comes back in your next practice", "Only you can see what you said")
	if after := ann.estimate("tiles/rows"); after.Standing != before.Standing || after.State != before.State {
		t.Error("a word has moved the estimate")
	}
	tess.says("class see Ann").lacks("Wants to come back")
	ann.says("progress rows").has("You said on Mon 2 Mar that you know less of it.")
	ann.presses("I know less")
	ann.presses("My teacher may see that").has("Your teacher can see now")
	tess.says("class see Ann").has("Wants to come back to Counting rows, said on Mon 2 Mar")
	ann.says("review").has("a review, so that you don't forget it")
	if q, it, _ := ann.question(); it.Skill != "rows" || q.Purpose != plan.Review {
		t.Errorf("%s comes for %s", it.ID, q.Purpose)
	}
	ann.answers(true)
	ann.says("stop")
	ann.says("review").has("Nothing is due") // answered once, it is as good as the estimate
	h.verify(school)
}

// The card of one skill, on a phone: in a screen or so.
func TestProgressIsShortWithManySkills(t *testing.T) {
	t.Parallel()
	c := themed()
	for n := range 20 {
		id := fmt.Sprint("more-", n)
		c.Skills = append(c.Skills, c.Skills[0])
		c.Skills[len(c.Skills)-1].ID, c.Skills[len(c.Skills)-1].Title = id, "More "+fmt.Sprint(n)
		it := c.Items[0]
		it.ID, it.Skill = id+"-1", id
		c.Items = append(c.Items, it)
	}
	c.Index()
	h, _ := unprompted(t, c)
	ann := h.person("Ann").meets()
	id := ann.id()
	h.seed(school, func(tx bot.Tx) error {
		params := coach.DefaultParams()
		for n := range 20 {
			e := coach.Entry{
				Kind: coach.EntryAttempt, Person: id, At: h.now, Course: "themed", Item: fmt.Sprint("themed/more-", n, "-1"), Version: "v",
				Skills: []string{fmt.Sprint("themed/more-", n)}, Try: 1, Counts: true, Right: true, Score: 1, Tier: 2, Purpose: plan.Practice, Day: coach.DayOf(h.now, time.UTC),
			}
			var err error
			if e.Position, err = tx.Append(e); err != nil {
				return err
			}
			if _, err := params.Apply(tx, e); err != nil {
				return err
			}
		}
		return nil
	})
	r := ann.says("progress").has("There are 14 more. Say progress and the name of a skill to see one.")
	if n := len(strings.Split(r.text(), "\n")); n > 25 {
		t.Errorf("%d lines:\n%s", n, r.text())
	}
	ann.says("practice themed")
	ann.says("stop")
	ann.says("progress more-3").has("More 3")
}

func TestAWordWithASkillIsNoAnswerInWords(t *testing.T) {
	t.Parallel()
	for _, said := range []string{"progress counting rows", "progress areas of floors more", "practice areas of floors", "show counting rows", "test out counting rows"} {
		t.Run(said, func(t *testing.T) {
			t.Parallel()
			ann, _ := at(t, "capital")
			before := len(ann.entries())
			ann.says(said).lacks("Not yet", "Got it", "I wasn't sure that was your answer")
			if n := len(ann.entries()); n != before {
				t.Errorf("%d entries are in the log, %d before", n, before)
			}
		})
	}
}
