package bot_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"pacer/bot"
	"pacer/coach"
	"pacer/coach/alert"
	"pacer/coach/course"
	"pacer/coach/course/formula"
	"pacer/coach/grade"
)

// alerts are a class's open alerts of a rule.
func (h *house) alerts(class string, rule alert.Rule) (found []alert.Alert) {
	h.t.Helper()
	h.view(school, func(r bot.Reader) error {
		all, err := r.Alerts(class)
		for _, a := range all {
			if a.Rule == rule {
				found = append(found, a)
			}
		}
		return err
	})
	return found
}

// The letters of an answer are those of one learner's order.
func TestAnAppealShowsWhatItsLettersStoodFor(t *testing.T) {
	t.Parallel()
	for _, item := range []string{"match", "categories", "order", "half-hebrew", "rows-cloze"} {
		t.Run(item, func(t *testing.T) {
			t.Parallel()
			ann, _ := at(t, item)
			h, tess := ann.house, ann.person("Tess")
			q, it, _ := ann.question()
			ann.misses()
			ann.says("I think I was right").has("passed your answer on to Tess")
			got := textTo(h.later(time.Hour), tess)
			if strings.Contains(got, "[[") {
				t.Errorf("Tess reads an author's mark: %s", got)
			}
			layout := grade.LayoutOf(it, q.Order)
			for i, entry := range layout.Numbered {
				if want := fmt.Sprintf("(%d) %s; ", i+1, entry); !strings.Contains(got, want) {
					t.Errorf("Tess reads\n%s\nwanted in it: %s", got, want)
				}
			}
			for i, entry := range layout.Lettered {
				entry = formula.Readable(entry)
				if want := fmt.Sprintf("%c: %s", 'A'+i, entry); !strings.Contains(strings.Split(got, "Answered: ")[0], want) {
					t.Errorf("Tess reads\n%s\nwanted in it: %s", got, want)
				}
			}
		})
	}
}

func TestIThinkIWasRightReachesTheTeachersAndRegrades(t *testing.T) {
	t.Parallel()
	ann, _ := at(t, "rows-text")
	h, tess := ann.house, ann.person("Tess")
	ann.says("*line* of tiles")
	ann.says("a tile *line*") // over, and not right
	before := ann.estimate("one/rows")
	ann.says("I think I was right").has("passed your answer on to Tess, who decides")

	// A ping comes with the answer, and what can be pressed.
	posts := h.later(time.Hour)
	got := textTo(posts, tess)
	for _, want := range []string{"For you: Ann thinks an answer on Counting rows was right", "What do we call tiles", "Answered: *line* of tiles. Right answer: row", "Decide whether the answer counts", "[It was right] [Leave it]"} {
		if !strings.Contains(got, want) {
			t.Errorf("Tess reads\n%s\nwanted in it: %s", got, want)
		}
	}
	r := tess.presses("It was right").has("Done: Ann's answer counts as right")
	if got := textTo(r.posts, ann); !strings.Contains(got, "Tess looked at your answer on Counting rows and agrees: it was right.") {
		t.Errorf("Ann reads %s", got)
	}
	if after := ann.estimate("one/rows"); after == before || after.Standing.Why(h.now).Right != 1 {
		t.Errorf("the estimate stayed %+v", after.Standing.Why(h.now))
	}
	e := ann.entries()
	if last := e[len(e)-1]; last.Kind != coach.EntryRegrade || last.Target != 1 || last.By != tess.id() || !last.Right {
		t.Errorf("the log ends with %+v", last)
	}
	h.verify(school)
	tess.presses("It was right").has("closed already")
	ann.says("i was right").has("counted as right")
	if n := len(ann.entries()); n != len(e) {
		t.Errorf("the log has %d entries more", n-len(e))
	}
}

func TestADeclinedAppealSaysSo(t *testing.T) {
	t.Parallel()
	ann, _ := at(t, "rows-half")
	h, tess := ann.house, ann.person("Tess")
	ann.says("7")
	before := ann.estimate("one/rows")
	ann.says("that was right")
	id := shortID(h.alerts("club", alert.RuleAppeal)[0].ID)
	r := tess.says("alert " + id + " decline").has("Done: the answer stays as it was; Ann is told that you looked.")
	if got := textTo(r.posts, ann); !strings.Contains(got, "leaves it as it was. Ask them why") {
		t.Errorf("Ann reads %s", got)
	}
	if ann.estimate("one/rows") != before {
		t.Error("the estimate moved")
	}
	ann.says("i was right").has("looked at that answer already")
	h.verify(school)
}

func shortID(id string) string { return strings.ToLower(id[len(id)-4:]) }

func TestTwoAppealsOnOneSkillAreTwo(t *testing.T) {
	t.Parallel()
	h, tess := club(t, only(t, course.TrueFalse))
	ann := h.person("Ann").meets()
	ann.says("practice only-true-false")
	ann.answers(false)
	ann.says("i was right").has("passed your answer on")
	ann.says("i was right").has("has that answer already")
	ann.answers(false)
	ann.says("i was right").has("passed your answer on")
	open := h.alerts("club", alert.RuleAppeal)
	if len(open) != 2 {
		t.Fatalf("%d appeals are open", len(open))
	}
	for _, a := range open {
		tess.says("alert " + shortID(a.ID) + " accept").has("counts as right")
	}
	regraded := make(map[int64]bool)
	for _, e := range ann.entries() {
		if e.Kind == coach.EntryRegrade {
			regraded[e.Target] = true
		}
	}
	if len(regraded) != 2 {
		t.Errorf("regraded: %v", regraded)
	}
	h.verify(school)
}

func TestWhoWasRightOrNeverAnsweredHasNothingToAppeal(t *testing.T) {
	t.Parallel()
	ann, _ := at(t, "rows-half")
	ann.says("i was right").has("can't find an answer of yours")
	ann.says("3/2")
	ann.says("i was right").has("counted as right")
	h := open(t, "club")
	bob := h.person("Bob").meets()
	bob.says("practice")
	bob.misses()
	bob.says("i was right").has("aren't in a class with a teacher yet")
}

func TestAMistapIsForgivenOnceASession(t *testing.T) {
	t.Parallel()
	ann, _ := at(t, "rows-choice")
	h := ann.house
	ann.says("mistap").has("can't find an answer from just now")
	ann.answers(false)
	marked := ann.estimate("one/rows")
	ann.says("mistap").has("not what you meant, so it doesn't count. Try again, just for yourself.", "[Hint]")
	if e := ann.estimate("one/rows"); e == marked || e.Standing.Why(h.now).Tries != 0 {
		t.Errorf("the estimate still has %+v", e.Standing.Why(h.now))
	}
	e := ann.entries()
	if len(e) != 2 || e[1].Kind != coach.EntryMistap || e[1].Target != e[0].Position || e[0].Right {
		t.Errorf("the log has %+v", e)
	}
	h.verify(school)
	ann.answers(true)
	ann.misses()
	ann.says("wrong button").has("I can take back one answer in a session", "practice")
	h.verify(school)

	for {
		if _, ok := ann.session(); !ok {
			break
		}
		ann.answers(true)
	}
	ann.says("practice one")
	ann.misses()
	ann.says("mistap").has("Noted: that was not what you meant, so it doesn't count. Say practice")
	h.verify(school)
	ann.misses()
	h.later(11 * time.Minute)
	ann.says("practice one")
	ann.says("mistap").has("I can take back one answer")
}

func TestAMistapWhileHowSureIsAskedAsksAgain(t *testing.T) {
	t.Parallel()
	ann, _ := at(t, "rows-choice")
	ann.sure(false)
	ann.commands("mistap").has("not what you meant")
	q, it, ok := ann.question()
	if !ok {
		t.Fatal("the question is gone")
	}
	ann.says(right(q, it)).has("That's it")
	ann.verify(school)
}

func TestAMistapIsNoMistapAfterAWhile(t *testing.T) {
	t.Parallel()
	ann, _ := at(t, "rows-choice")
	ann.answers(false)
	ann.later(11 * time.Minute)
	ann.says("mistap").has("can't find an answer from just now")
}

// Corrections rebuild what was learnt, with overrides and facts in between, and
// a replay of the log finds the same.
func TestCorrectionsAddUpAsAReplayDoes(t *testing.T) {
	t.Parallel()
	h, tess := club(t)
	ann, bob := h.person("Ann").meets(), h.person("Bob").meets()
	for day := range 12 {
		for _, v := range []*voice{ann, bob} {
			course := "practice tiles"
			if day%3 == 2 {
				course = "practice birds"
			}
			v.says(course)
			for n := range 6 {
				if _, _, ok := v.question(); !ok {
					break
				}
				v.answers((n+day)%3 != 0)
				if n == 2 {
					v.says("mistap")
				}
				if n == 4 {
					v.says("i was right")
				}
			}
			v.commands("stop")
		}
		if day%2 == 1 {
			tess.says("class level ann, areas, Proficient: shown on paper")
			tess.says("class level bob, calls, Developing")
		}
		for i, a := range h.alerts("club", alert.RuleAppeal) {
			verb := " accept"
			if i%3 == 2 {
				verb = " decline"
			}
			tess.says("alert " + shortID(a.ID) + verb)
		}
		h.verify(school)
		h.later(36 * time.Hour)
	}
	kinds := make(map[coach.EntryKind]int)
	for _, e := range append(ann.entries(), bob.entries()...) {
		kinds[e.Kind]++
	}
	for _, kind := range []coach.EntryKind{coach.EntryAttempt, coach.EntryMistap, coach.EntryRegrade, coach.EntryLevel} {
		if kinds[kind] < 3 {
			t.Errorf("%d entries of kind %s", kinds[kind], kind)
		}
	}
}
