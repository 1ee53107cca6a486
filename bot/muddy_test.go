package bot_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"pacer/bot"
	"pacer/coach"
)

// points are the muddiest points that the teachers of a class are shown.
func (h *house) points(class string, since time.Time) (all []bot.MuddyPoint) {
	h.t.Helper()
	h.view(school, func(r bot.Reader) error {
		learners, err := r.Members(class)
		if err != nil {
			return err
		}
		all, err = bot.MuddyPoints(r, class, learners, since)
		return err
	})
	return all
}

func TestTheMuddiestPointIsCountedFromThreeLearnersOnAndQuotedWithoutNames(t *testing.T) {
	t.Parallel()
	h, tess := club(t)
	since := h.now.Add(-time.Hour)
	var learners []*voice
	for n := range 5 {
		v := h.person(fmt.Sprintf("Learner%d", n)).meets()
		v.says("practice counting rows")
		learners = append(learners, v)
	}
	learners[0].says("muddy why the edges count").has("Thank you, I've kept it.", "Your teachers see how many say that something is not clear")
	learners[0].says("muddy the edges again")
	learners[1].says("muddy").has("Counting rows")
	learners[1].says("what a tile is")
	if points := h.points("club", since); len(points) != 0 {
		t.Fatalf("of two learners: %+v", points)
	}
	learners[2].says("muddy rows and columns").has("kept it")
	points := h.points("club", since)
	if len(points) != 1 || points[0].N != 3 || len(points[0].Quotes) != 0 || points[0].Skill != "tiles/rows" {
		t.Fatalf("of three who share nothing: %+v", points)
	}
	learners[2].says("for my class, no name").has("Your class can read this, without your name.")
	for n, v := range learners[3:] {
		v.says(fmt.Sprintf("muddy how to count %d", n))
		v.says("for my teachers")
	}
	learners[0].presses("For my class, no name").has("without your name")
	points = h.points("club", since)
	if len(points) != 1 || points[0].N != 5 || len(points[0].Quotes) != 3 {
		t.Fatalf("of five: %+v", points)
	}
	for _, q := range points[0].Quotes {
		if strings.Contains(q, "Learner") || strings.Contains(q, "why the edges") {
			t.Errorf("quoted: %q", q)
		}
	}
	if points := h.points("club", h.now.Add(time.Hour)); len(points) != 0 {
		t.Errorf("of nothing since: %+v", points)
	}
	if points := h.points("other", since); len(points) != 0 {
		t.Errorf("of another class: %+v", points)
	}
	tess.says("class learner2").lacks("rows and columns")
}

func TestWhatIsMuddyNeedsSomethingPractisedAndAClassThatAsks(t *testing.T) {
	t.Parallel()
	h, tess := club(t)
	ann := h.person("Ann").meets()
	ann.says("stop")
	ann.says("no")
	bob := h.person("Bob")
	bob.says("hi")
	bob.change(func(p *coach.Person) { p.Met = coach.StepDone })
	bob.says("muddy the rows").has("practice first")
	tess.says("class thoughts taps")
	ann.says("muddy the rows").has("does not collect")
	tess.says("class thoughts open")
	tess.says("class preset coach")
	ann.says("muddy the rows").has("does not collect")
}
