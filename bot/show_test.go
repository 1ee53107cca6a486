package bot_test

import (
	"strings"
	"testing"
	"time"

	"pacer/bot"
	"pacer/coach"
)

func TestAnExplanationCountsOnATeachersWord(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		letter, told string
		worth        float64 // 0: it does not count
	}{
		{"a", "It counts like a right answer", coach.WorthWhole},
		{"b", "It counts like half a right answer", coach.WorthPart},
		{"c", "It does not show enough yet", 0},
	} {
		t.Run(tt.told, func(t *testing.T) {
			t.Parallel()
			h, tess := unprompted(t)
			ann := h.person("Ann").meets()
			ann.says("show rows").has("How do you want to show Counting rows?")
			ann.says("a").has("Explain Counting rows in your own words", "Tess will read it")
			before := len(h.posts)
			ann.says("I count the squares, not the lines between them.").has("I have passed it on to Tess")
			if got := textTo(h.posts[before:], tess); !strings.Contains(got, "Ann (Class club) explains Counting rows: “I count the squares, not the lines between them.”") {
				t.Fatalf("Tess read: %s", got)
			}
			before = len(h.posts)
			tess.says(tt.letter)
			if got := textTo(h.posts[before:], ann); !strings.Contains(got, tt.told) {
				t.Errorf("Ann read: %s", got)
			}
			var shown []coach.Entry
			for _, e := range ann.entries() {
				if e.Kind == coach.EntryShown {
					shown = append(shown, e)
				}
			}
			if tt.worth == 0 {
				if len(shown) != 0 {
					t.Errorf("the log has %+v", shown)
				}
				return
			}
			if len(shown) != 1 || shown[0].Score != tt.worth || shown[0].Purpose != coach.ShownWords || shown[0].By != tess.id() {
				t.Fatalf("the log has %+v", shown)
			}
			if w := ann.wordsOf(shown[0].Position); w.Said != "I count the squares, not the lines between them." {
				t.Errorf("kept: %q", w.Said)
			}
			tess.says("class see Ann").has("Shown another way: Counting rows", "explained in their own words", "seen by Tess")
			h.verify(school)
		})
	}
}

func TestWhatWasTaughtAndDoneElsewhereCounts(t *testing.T) {
	t.Parallel()
	h, tess := unprompted(t)
	ann := h.person("Ann").meets()
	for _, tt := range []struct{ letter, asked, read string }{
		{"b", "Who did you explain Counting rows to", "explained Counting rows to somebody"},
		{"c", "What did you do, and where?", "did something that may show Counting rows"},
	} {
		ann.says("show rows")
		ann.says(tt.letter).has(tt.asked)
		before := len(h.posts)
		ann.says("With Ben, on the floor of the hall.").has("I have passed it on")
		if got := textTo(h.posts[before:], tess); !strings.Contains(got, tt.read) {
			t.Errorf("Tess read: %s", got)
		}
		tess.says("a").has("Kept, as you said: Ann has shown Counting rows")
	}
	ann.says("practice rows")
	ann.answers(true)
	ann.says("stop")
	ann.says("progress rows").has("done somewhere else (seen by Tess)", "explained to somebody (seen by Tess)", "(1 of 1 right at the first try)")
	h.verify(school)
}

func TestATeacherEntersWhatTheySaw(t *testing.T) {
	t.Parallel()
	h, tess := unprompted(t)
	ann := h.person("Ann").meets()
	before := len(h.posts)
	tess.says("class evidence Ann, rows: tiled the doll's house alone").has("Kept, as you said: Ann has shown Counting rows")
	if got := textTo(h.posts[before:], ann); !strings.Contains(got, "Tess saw that you can do Counting rows: “tiled the doll's house alone”") {
		t.Errorf("Ann read: %s", got)
	}
	tess.says("class evidence Ann, rows, weak: with a little help").has("Ann has shown")
	for _, bad := range []string{"class evidence", "class evidence Ann, rows", "class evidence Ann: saw it", "class evidence Ann, rows, strong: saw it"} {
		tess.says(bad).has("Write class evidence NAME, SKILL: what you saw.")
	}
	tess.says("class evidence Ann, knitting: a scarf").has("I can't tell which skill knitting is")
	tess.says("class evidence Zoe, rows: x").has("I can't find a learner called Zoe")
	ann.says("class evidence Ann, rows: I can").has("That is for teachers")
	worth := []float64{}
	for _, e := range ann.entries() {
		worth = append(worth, e.Score)
	}
	if len(worth) != 2 || worth[0] != coach.WorthWhole || worth[1] != coach.WorthPart {
		t.Errorf("worth %v", worth)
	}
	h.verify(school)
}

func TestAClaimWaitsForTheTeachersQuietHoursToEnd(t *testing.T) {
	t.Parallel()
	h, tess := unprompted(t)
	ann := h.person("Ann").meets()
	h.until(monday.Add(9 * time.Hour)) // eleven at night in Berlin
	ann.says("show rows")
	ann.says("a")
	before := len(h.posts)
	ann.says("I count the squares, not the lines.").has("passed it on")
	for _, p := range h.posts[before:] {
		if p.to.User == tess.from.User && !p.Unasked {
			t.Errorf("Tess was told at night: %s", p.text())
		}
	}
	h.view(school, func(r bot.Reader) error {
		all, err := r.Questions(tess.id(), tess.self().Home, 5)
		if err == nil && len(all) == 0 {
			t.Error("nothing waits for Tess")
		}
		return err
	})
}

func TestOnlyTheLearnersTeachersDecide(t *testing.T) {
	t.Parallel()
	h, tess := unprompted(t)
	ann := h.person("Ann").meets()
	ann.says("show rows")
	ann.says("a")
	ann.says("I count the squares, not the lines.")
	h.seed(school, func(tx bot.Tx) error { return tx.RemoveMember("club", tess.idIn(tx)) })
	tess.says("a").has("That is for teachers")
	for _, e := range ann.entries() {
		if e.Kind == coach.EntryShown {
			t.Errorf("the log has %+v", e)
		}
	}
}

func TestWithoutATeacherThereIsAnotherWay(t *testing.T) {
	t.Parallel()
	h, tess := unprompted(t)
	h.seed(school, func(tx bot.Tx) error { return tx.RemoveMember("club", tess.idIn(tx)) })
	ann := h.person("Ann").meets()
	ann.says("show rows").has("You have no teacher here yet", "test out")
	ann.says("show").has("Which skill of Tiles do you want to show?")
}

func TestATeacherWhoTakesNoMessagesIsNotSaidToHaveThem(t *testing.T) {
	t.Parallel()
	h, tess := unprompted(t)
	ann := h.person("Ann").meets()
	tess.change(func(p *coach.Person) { p.Settings.Silent = true })
	ann.says("show rows")
	ann.says("a")
	before := len(h.posts)
	ann.says("I count the squares, not the lines.").has("reach Tess", "test out")
	if got := textTo(h.posts[before:], tess); got != "" {
		t.Errorf("Tess read: %s", got)
	}
}

// What is shown another way comes back from a restart: a teacher decides the next
// day.
func TestAClaimOutlivesARestartAndIsDecidedOnce(t *testing.T) {
	t.Parallel()
	h, tess := unprompted(t)
	ann := h.person("Ann").meets()
	ann.says("show rows")
	ann.says("a")
	ann.says("I count the squares, not the lines.")
	h.restart()
	h.later(20 * time.Hour)
	tess.says("a").has("Ann has shown Counting rows")
	tess.presses("It shows a part") // pressed after it was said
	n := 0
	for _, e := range ann.entries() {
		if e.Kind == coach.EntryShown {
			n++
		}
	}
	if n != 1 {
		t.Errorf("it counts %d times", n)
	}
	h.verify(school)
}

func TestWordsThatMayNotBeKeptAreNotAskedFor(t *testing.T) {
	t.Parallel()
	h, _ := unprompted(t)
	ann := h.person("Ann").meets()
	h.seed(school, func(tx bot.Tx) error {
		c, err := tx.Class("club")
		if err != nil {
			return err
		}
		c.Age = coach.AgeUnder13
		return tx.PutClass(c)
	})
	ann.says("show rows").has("I am not allowed to keep your own words yet", "test out").lacks("How do you want to show")
}
