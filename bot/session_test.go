package bot_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"pacer/bot"
	"pacer/coach"
	"pacer/coach/course"
	"pacer/coach/mastery"
	"pacer/coach/plan"
)

// linked is another account of the same person.
func (v *voice) linked(user string) *voice {
	v.t.Helper()
	id := v.id()
	v.seed(v.in.Place, func(tx bot.Tx) error {
		return tx.PutAccount(coach.Account{Platform: platform, Place: v.in.Place, User: user, Person: id})
	})
	return v.as(user)
}

func TestASessionGoesOnAfterARestart(t *testing.T) {
	t.Parallel()
	h, _ := club(t)
	ann := h.person("Ann").meets()
	ann.says("practice")
	ann.answers(true)
	before, it, _ := ann.question()
	ann.says("hint")
	h.restart()
	q, _, ok := ann.question()
	if !ok || q.ID != before.ID || q.Hints != 1 {
		t.Fatalf("after the restart %+v is open", q)
	}
	h.later(30 * time.Hour)
	ann.says("practice").has("Here is where we were.", "2/6")
	ann.says(wrong(q, it))
	h.restart()
	r := ann.says(right(q, it)) // the second try, or how sure
	for range 2 {
		if strings.Contains(r.text(), "That's it") {
			return
		}
		r = ann.says(right(q, it))
	}
	t.Errorf("after the restart the answer is answered: %s", r.text())
}

func TestASessionGoesOnInAnotherConversation(t *testing.T) {
	t.Parallel()
	h, _ := club(t)
	ann := h.person("Ann").meets()
	ann.says("practice")
	phone := ann.linked("ann-on-the-phone")
	q, it, _ := ann.question()
	phone.says(right(q, it)).has("Right", "2/6") // without a word before it
	q, it, _ = ann.question()
	ann.says("practice").has("Here is where we were.", "2/6")
	phone.says("hello").has("Here is where we were.", "2/6")
	r := ann.says(right(q, it)) // it stands on this screen too
	if strings.Contains(r.text(), "how sure") {
		r = ann.says("2")
	}
	r.has("Right", "3/6")
	if e := ann.entries(); len(e) != 2 || !e[1].Right {
		t.Errorf("the log has %d entries", len(e))
	}
}

func TestTheEndTellsWhatTheSessionCameTo(t *testing.T) {
	t.Parallel()
	for n := range 7 {
		h, _ := club(t)
		ann := h.person("Ann").meets()
		end := ann.practises(func(i int) bool { return i < n }).text()
		var s coach.Session
		id := ann.id()
		h.view(school, func(r bot.Reader) error {
			all, err := r.Sessions(id, 1)
			s = all[0]
			return err
		})
		rights := 0
		for _, e := range ann.entries() {
			if e.Try == 1 && e.Right {
				rights++
			}
		}
		if want := fmt.Sprintf("That was today's practice: 6 questions, and you had %d of them at the first try.", rights); !strings.Contains(end, want) || rights != n {
			t.Errorf("%d right, %d asked for; the end is:\n%s", rights, n, end)
		}
		if s.Ended.IsZero() || s.Answered() != 6 || s.Right() != n {
			t.Errorf("the session has %d of %d", s.Right(), s.Answered())
		}
		for _, g := range s.Gained {
			title := chatTitle(ann, g.Skill)
			if !strings.Contains(end, "New: "+title+" is now ") {
				t.Errorf("it does not tell of %s:\n%s", title, end)
			}
		}
		h.verify(school)
	}
}

func chatTitle(v *voice, skill string) string {
	course, id, _ := strings.Cut(skill, "/")
	return v.courses[course].Skill(id).Title
}

func TestASessionOfNothingAndOneThatIsStoppedSaySo(t *testing.T) {
	t.Parallel()
	h, _ := club(t)
	ann := h.person("Ann").meets()
	ann.change(func(p *coach.Person) { p.Settings.Minutes = 2 })
	ann.says("practice").has("1/3")
	ann.says("skip")
	ann.says("skip")
	ann.says("skip").has("nothing was counted", "practice")
	ann.says("practice")
	ann.answers(true)
	ann.says("stop").has("Stopped. 1 question answered, 1 right", "Shall I also stop writing to you first?")
	ann.says("b").has("Say practice whenever you like")
	ann.says("hint").has("no question open")
	ann.says("stop").has("Nothing is going on", "stop writing to you first?")
	ann.says("yes").has("won't write first any more")
	ann.says("stop").has("don't write first anyway")
}

func TestPlacementFindsAStartInFiveQuestionsAtMost(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name    string
		isRight func(skill string) bool
		told    string
		placed  string
		first   string
	}{
		{"all right", func(string) bool { return true }, "You knew all of that.", "[tiles/rows tiles/areas]", "harder"},
		{"none right", func(string) bool { return false }, "A good place to start: Counting rows. A row is how a floor begins.", "[]", "Counting rows"},
		{"only the first skill right", func(skill string) bool { return skill == "rows" }, "A good place to start: Areas of floors.", "[]", "Areas of floors"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			h, _ := club(t)
			ann := h.person("Ann")
			ann.says("hi")
			ann.says("b")
			ann.says("c").has("1/5")
			var r reply
			for n := 0; ; n++ {
				_, it, ok := ann.question()
				if !ok {
					break
				}
				if n > 5 {
					t.Fatal("it does not end")
				}
				if tt.isRight(it.Skill) {
					r = ann.answers(true)
				} else {
					r = ann.misses()
				}
			}
			r.has(tt.told, "practice")
			if got := fmt.Sprint(ann.self().Placed); got != tt.placed {
				t.Errorf("placed: %s", got)
			}
			ann.says("practice").has("1/6")
			if tt.first != "harder" {
				ann.says("why").has(tt.first)
			}
			for _, e := range ann.entries() {
				if e.Purpose != plan.Placement {
					t.Errorf("an answer was for %s", e.Purpose)
				}
			}
		})
	}
}

func TestAFollowUpIsAboutTheSameMisconception(t *testing.T) {
	t.Parallel()
	h, _ := club(t)
	ann := h.person("Ann").meets()
	ann.change(func(p *coach.Person) { p.Settings.Minutes = 15 })
	ann.says("practice rows")
	followed := 0
	revealed := make(map[string]bool) // what her mistakes have shown
	for range 40 {
		q, it, ok := ann.question()
		if !ok {
			break
		}
		said, tag := wrong(q, it), ""
		for place, o := range q.Order {
			if it.Options[o].Misconception != "" {
				said, tag = string(rune('A'+place)), it.Options[o].Misconception
			}
		}
		for _, w := range it.Wrong {
			if w.Misconception != "" {
				said, tag = w.Answer+" "+strings.Join(it.Units[:min(1, len(it.Units))], ""), w.Misconception
			}
		}
		if tag == "" {
			ann.answers(true)
			continue
		}
		r := ann.says(said)
		if strings.Contains(r.text(), "how sure") {
			ann.says("1")
		}
		if q2, _, ok := ann.question(); ok && q2.ID == q.ID {
			ann.says(right(q, it))
		}
		revealed[tag] = true
		next, about, ok := ann.question()
		if !ok {
			break
		}
		if next.Why.Kind != plan.FollowsUp {
			continue
		}
		followed++
		// The one just revealed, or an earlier one where nothing more can be
		// asked about it.
		same := next.Why.Tag
		canShow := slices.ContainsFunc(about.Options, func(o course.Option) bool { return o.Misconception == same }) ||
			slices.ContainsFunc(about.Wrong, func(w course.Wrong) bool { return w.Misconception == same })
		if !revealed[same] || !canShow {
			t.Errorf("after %q comes %s about %q, which nothing showed or it cannot show", tag, next.Item, same)
		}
		ann.says("why").has("the same idea with other numbers")
	}
	if followed == 0 {
		t.Error("nothing was ever followed up")
	}
}

func TestReviewMixesInWhatIsDue(t *testing.T) {
	t.Parallel()
	h, _ := club(t)
	ann := h.person("Ann").meets()
	ann.says("review").has("Nothing is due", "practice")
	ann.practises(always)
	h.later(30 * 24 * time.Hour)
	ann.says("practice").lacks("a review, so that you don't forget it") // first what she came for
	ann.answers(true).has("a review, so that you don't forget it")
	q, _, _ := ann.question()
	if q.Purpose != plan.Review || q.Why.Kind != plan.Fades {
		t.Errorf("the second question is for %s because %s", q.Purpose, q.Why.Kind)
	}
	ann.says("why").has("is due to come back", "isn't forgotten")
	ann.says("stop")
	ann.says("review").has("a review, so that you don't forget it")
	for {
		if _, ok := ann.session(); !ok {
			break
		}
		ann.answers(true)
	}
	ann.says("review").has("Nothing is due")
	h.verify(school)
}

func TestFactsComeBackOneByOne(t *testing.T) {
	t.Parallel()
	h, _ := club(t)
	ann := h.person("Ann").meets()
	ann.says("practice birds").has("Calls of birds")
	for {
		if _, ok := ann.session(); !ok {
			break
		}
		ann.answers(true)
	}
	h.later(40 * 24 * time.Hour)
	ann.says("review").has("a review, so that")
	seen := make(map[string]bool)
	for {
		q, _, ok := ann.question()
		if !ok {
			break
		}
		if seen[q.Item] {
			t.Errorf("%s is asked twice in one review", q.Item)
		}
		seen[q.Item] = true
		ann.answers(true)
	}
	if len(seen) < 3 {
		t.Errorf("%d facts came back", len(seen))
	}
	h.verify(school)
}

func TestLevelsThatChangeAreTold(t *testing.T) {
	t.Parallel()
	h, _ := club(t)
	ann := h.person("Ann").meets()
	var all strings.Builder
	ann.practises(func(n int) bool { return n != 1 }) // who is right from the start is Proficient at once
	h.later(24 * time.Hour)
	for day := 1; day < 8 && ann.estimate("tiles/rows").Standing.Level() < mastery.Proficient; day++ {
		ann.practises(always)
		h.later(24 * time.Hour)
	}
	all.WriteString(textTo(h.posts, ann))
	for _, want := range []string{"New level: Counting rows is now Developing.", "New level: Counting rows is now Proficient.", "New: Counting rows is now Proficient."} {
		if !strings.Contains(all.String(), want) {
			t.Errorf("nobody said: %s", want)
		}
	}
	h.later(60 * 24 * time.Hour)
	ann.says("review")
	for range 10 {
		q, _, ok := ann.question()
		if !ok {
			break
		}
		if ann.courses[q.Course].Item(q.Item).Skill == "rows" {
			from := len(h.posts)
			ann.misses()
			reply{ann, h.posts[from:]}.has("Counting rows is back at Developing for now: it has faded a little. A few right answers in a row bring it back.")
			h.verify(school)
			return
		}
		ann.answers(true)
	}
	t.Error("rows never came back")
}

func TestProgressIsWhatTheLogSays(t *testing.T) {
	t.Parallel()
	h, _ := club(t)
	ann := h.person("Ann").meets()
	ann.says("progress").has("I know nothing about your skills", "practice")
	ann.practises(func(n int) bool { return n%3 != 1 })
	ann.practises(func(n int) bool { return n%2 == 0 })
	rights, tries := make(map[string]int), make(map[string]int)
	for _, e := range ann.entries() {
		if e.Counts {
			title := chatTitle(ann, e.Skills[0])
			tries[title]++
			if e.Right {
				rights[title]++
			}
		}
	}
	shown := 0
	for _, m := range regexp.MustCompile(`(?m)^- (.+): .*\((\d+) of (\d+) right`).FindAllStringSubmatch(ann.says("progress").text(), -1) {
		shown++
		if m[2] != fmt.Sprint(rights[m[1]]) || m[3] != fmt.Sprint(tries[m[1]]) {
			t.Errorf("%s: shown %s of %s, in the log %d of %d", m[1], m[2], m[3], rights[m[1]], tries[m[1]])
		}
	}
	if shown == 0 || shown > len(tries) {
		t.Errorf("%d skills are shown, %d were tried", shown, len(tries))
	}
}

func TestAGoalIsKeptAndShown(t *testing.T) {
	t.Parallel()
	h, _ := club(t)
	ann := h.person("Ann").meets()
	ann.says("goal").has("What do you want to be able to do")
	ann.says(strings.Repeat("very ", 100) + "long").has("one or two sentences")
	ann.says("tile my room by June").has("Noted: tile my room by June.", "practice")
	ann.says("progress").has("Your goal: tile my room by June")
	ann.says("goal").has("Your goal: tile my room by June.", "You can also write a new goal")
	ann.says("practice").has("1/6")
	q, it, _ := ann.question()
	ann.says("goal")
	ann.says(right(q, it)).has("Right") // an answer to the item is no goal
	if goal := ann.self().Goal.Words; goal != "tile my room by June" {
		t.Errorf("the goal is %q", goal)
	}
	ann.says("goal count faster").has("Noted: count faster")
}
