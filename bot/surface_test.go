package bot_test

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"pacer/bot/chat"
	"pacer/coach"
)

// The same question in direct messages, aside in a channel and on the web has the
// same words and is graded alike: where somebody learns is theirs to say.
func TestTheSameQuestionWorksOnEverySurface(t *testing.T) {
	t.Parallel()
	var bodies []string
	for _, surface := range []string{"direct", "aside", "web"} {
		h, _ := unprompted(t)
		ann := h.person("Ann").meets()
		here := ann
		switch surface {
		case "aside":
			here = ann.channel("study")
		case "web":
			here = ann.through("web", "ann-on-the-web")
			here.in.Place = school
		}
		here.commands("practice rows").has("1/6", "Counting rows")
		q, it, ok := ann.question()
		if surface == "web" {
			q, it, ok = here.question()
		}
		if !ok {
			t.Fatalf("%s: nothing is open", surface)
		}
		bodies = append(bodies, it.ID)
		said := right(q, it)
		if surface == "aside" {
			here.pressesValue(pressFor(here, said)).has("Right")
		} else {
			here.says(said).has("Right")
		}
	}
	if len(bodies) != 3 {
		t.Errorf("%q", bodies)
	}
}

// pressFor is what a button carries that stands for an answer.
func pressFor(v *voice, said string) string {
	letter, _, _ := strings.Cut(said, ":")
	for i := len(v.posts) - 1; i >= 0; i-- {
		for _, c := range v.posts[i].choices() {
			if c.Word == letter || strings.EqualFold(chat.Plain(c.Label), said) {
				return c.Value
			}
		}
	}
	v.t.Fatalf("no button stands for %q", said)
	return ""
}

// No question has a time limit: an answer after three weeks is as good as one
// after twenty seconds.
func TestNothingIsTimed(t *testing.T) {
	t.Parallel()
	var counts []bool
	for _, pause := range []time.Duration{20 * time.Second, 2 * time.Hour, 21 * 24 * time.Hour} {
		h, _ := unprompted(t)
		ann := h.person("Ann").meets()
		ann.says("practice rows").lacks("seconds", "minute left", "time is up")
		ann.pause = pause
		q, it, _ := ann.question()
		ann.says(right(q, it)).has("Right")
		e := ann.entries()
		if len(e) != 1 || !e[0].Right || e[0].Score != 1 {
			t.Errorf("after %v the log has %+v", pause, e)
		}
		counts = append(counts, e[0].Counts)
	}
	if diff := cmp.Diff([]bool{true, true, true}, counts); diff != "" {
		t.Error(diff)
	}
}

// Which form somebody asks for is a choice of the moment: nothing of it is kept
// about them, and nobody is called a kind of learner.
func TestTheFormOfHelpIsAChoiceAndNeverALabel(t *testing.T) {
	t.Parallel()
	h, _ := unprompted(t)
	ann := h.person("Ann").meets()
	ann.says("practice rows")
	before := ann.self()
	for range 3 {
		ann.says("another way").has("The question above is still open.")
	}
	if diff := cmp.Diff(before, ann.self()); diff != "" {
		t.Errorf("asking for another way is kept: %s", diff)
	}
	for _, of := range []any{coach.Person{}, coach.Settings{}, coach.Supports{}} {
		for i := range reflect.TypeOf(of).NumField() {
			if name := strings.ToLower(reflect.TypeOf(of).Field(i).Name); strings.Contains(name, "style") || strings.Contains(name, "visual") {
				t.Errorf("%T has %s", of, name)
			}
		}
	}
	kinds := map[string]bool{}
	for _, r := range h.courses["tiles"].Skill("rows").Resources {
		kinds[r.Kind] = true
	}
	if len(kinds) < 2 {
		t.Errorf("there is no choice: %v", kinds)
	}
}

// More help stands at every step, and the way to a person is always open.
func TestHelpGrowsStepByStepUpToAPerson(t *testing.T) {
	t.Parallel()
	h, tess := unprompted(t)
	ann := h.person("Ann").meets().seasoned()
	ann.says("practice rows").has("[Hint")
	ann.says("hint").has("Hint 1 of")
	ann.says("another way").has("Another way")
	ann.misses()
	ann.misses()
	ann.misses().has("What would help you now?", "Show me an example first", "Something easier")
	before := len(h.posts)
	ann.says("person")
	if got := textTo(h.posts[before:], tess); !strings.Contains(got, "Ann") {
		t.Errorf("Tess read: %q", got)
	}
}

// The session is over when the time is, at the learner's own pace: they answer
// slowly here, and the number of questions follows.
func TestASessionIsKeptToItsTime(t *testing.T) {
	t.Parallel()
	h, _ := unprompted(t, themed())
	ann := h.person("Ann").meets()
	ann.says("practice themed")
	ann.says("stop")
	ann.pause = 75 * time.Second
	var last coach.Session
	for range 4 {
		h.later(20 * time.Hour)
		ann.says("practice 5")
		for {
			s, ok := ann.session()
			if !ok {
				break
			}
			last = s
			if q, _, ok := ann.question(); !ok || q.Session != s.ID {
				ann.says("practice")
				continue
			}
			ann.answers(true)
		}
	}
	planned := time.Duration(last.Minutes) * time.Minute
	if took := time.Duration(len(last.Asked)) * ann.pause; took > planned+planned/4+ann.pause || took < planned/2 || last.Planned >= 6 {
		t.Errorf("%d questions of %d planned, %v in a session of %v", len(last.Asked), last.Planned, took, planned)
	}
}

func TestAShorterSessionIsShorterFromThenOn(t *testing.T) {
	t.Parallel()
	h, _ := unprompted(t)
	ann := h.person("Ann").meets()
	ann.says("practice 15").has("1/15")
	ann.answers(true)
	ann.says("practice 2")
	if s, _ := ann.session(); s.Planned != 4 || s.Minutes < 2 || s.Minutes > 3 {
		t.Errorf("%d questions in %d minutes", s.Planned, s.Minutes)
	}
	if got := ann.self().Settings.Minutes; got != 5 {
		t.Errorf("the usual length is %d minutes now", got)
	}
}
