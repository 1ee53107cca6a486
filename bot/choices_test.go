package bot_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pacer/bot"
	"pacer/bot/chat"
	"pacer/coach"
	"pacer/coach/course"
	"pacer/coach/mastery"
	"pacer/coach/plan"
)

// seasoned makes a person one who has practised on the three days before this
// one, so that they may be asked how to go on.
func (v *voice) seasoned() *voice {
	v.t.Helper()
	v.change(func(p *coach.Person) {
		today := coach.DayOf(v.now, time.UTC)
		for d := today - 3; d < today; d++ {
			p.Active.Mark(d)
		}
	})
	return v
}

// unprompted is a club whose class asks for no thoughts.
func unprompted(t *testing.T, more ...*course.Course) (h *house, tess *voice) {
	t.Helper()
	h, tess = club(t, more...)
	h.seed(school, func(tx bot.Tx) error {
		c, err := tx.Class("club")
		if err != nil {
			return err
		}
		c.Preset = coach.PresetMastery
		return tx.PutClass(c)
	})
	return h, tess
}

// offered are the labels of the lettered choices in the last message to a person.
func (v *voice) offered() (labels []string) {
	v.t.Helper()
	for _, p := range slices.Backward(v.posts) {
		if p.to.Place != v.in.Place || p.to.User != v.from.User {
			continue
		}
		for _, c := range p.choices() {
			if len(c.Word) == 1 {
				labels = append(labels, chat.Plain(c.Label))
			}
		}
		return labels
	}
	return nil
}

// picks says the letter of the choice whose label begins so.
func (v *voice) picks(label string) reply {
	v.t.Helper()
	for i, l := range v.offered() {
		if strings.HasPrefix(l, label) {
			return v.says(string(rune('a' + i)))
		}
	}
	v.t.Fatalf("%q is not among %q", label, v.offered())
	return reply{}
}

// themed is a course of two skills, each with items on sport and on music.
func themed() *course.Course {
	c := &course.Course{ID: "themed", Title: "Themed", Language: "en", Licence: "CC0-1.0"}
	for _, skill := range []string{"sums", "halves"} {
		c.Skills = append(c.Skills, course.Skill{ID: skill, Title: "Skill " + skill, Why: "It helps."})
		for i := range 8 {
			c.Items = append(c.Items, course.Item{
				ID: fmt.Sprintf("%s-%d", skill, i), Skill: skill, Kind: course.Number, Tier: 1 + i%3, Question: fmt.Sprintf("What is %d + 0?", i),
				Answer: fmt.Sprint(i), Explanation: "Nothing is added.", Tags: []string{[]string{"sport", "music"}[i%2]},
			})
		}
	}
	c.Skills[1].Needs = []string{"sums"}
	c.Index()
	return c
}

func TestChoicesAreOfferedAtTheStartAndNotEveryTime(t *testing.T) {
	t.Parallel()
	h, _ := unprompted(t)
	ann := h.person("Ann").meets()
	ann.says("practice").has("1/6").lacks("how do you want to start")
	ann.says("stop")
	h.later(24 * time.Hour)
	ann.seasoned()
	ann.says("practice").has("Before we begin, how do you want to start today?")
	if n := len(ann.offered()); n < 2 || n > coach.MostBranches {
		t.Errorf("%d ways are offered: %q", n, ann.offered())
	}
	ann.says("practice").has("1/") // passed over, and it is free
	ann.says("stop")
	for _, days := range []int{1, 2} {
		h.later(24 * time.Hour)
		ann.says("practice").has("1/").lacks("how do you want to start")
		ann.says("stop")
		if days == 2 && ann.self().Choices.Passed != 1 {
			t.Errorf("passed over %d times", ann.self().Choices.Passed)
		}
	}
	h.verify(school)
}

func TestTheBranchThatIsChosenIsWhatComes(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, label string
		comes       func(t *testing.T, ann *voice, r reply)
	}{
		{"on, as planned", "Go on", func(t *testing.T, ann *voice, r reply) {
			if q, it, _ := ann.question(); q.Why.Kind == plan.Wished {
				t.Errorf("%s comes because it %s", it.ID, q.Why.Kind)
			}
		}},
		{"another skill", "Another skill: Areas", func(t *testing.T, ann *voice, r reply) {
			if q, it, _ := ann.question(); it.Skill != "areas" || q.Why.Kind != plan.Wished {
				t.Errorf("%s comes because it %s", it.ID, q.Why.Kind)
			}
		}},
		{"an example first", "Show me an example first: Counting rows", func(t *testing.T, ann *voice, r reply) {
			r.has("An example, to look at how it is done:", "How many tiles are in ▢▢▢?", "The answer is")
			if _, it, _ := ann.question(); it.Skill != "rows" || it.ID == "rows-choice" {
				t.Errorf("%s comes after its own solution", it.ID)
			}
		}},
		{"something harder", "Something harder: Counting rows", func(t *testing.T, ann *voice, r reply) {
			if _, it, _ := ann.question(); it.ID != "rows-beyond" {
				t.Errorf("%s of tier %d comes", it.ID, it.Tier)
			}
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			h, _ := unprompted(t)
			ann := h.person("Ann").meets()
			ann.says("practice rows")
			for range 4 {
				ann.answers(true)
			}
			ann.says("stop")
			h.seed(school, func(tx bot.Tx) error { // two skills are open, the first of them well under way
				e, err := tx.Estimate(ann.idIn(tx), "tiles/rows")
				if err != nil {
					return err
				}
				e.Standing, _ = e.Standing.Override(mastery.Developing, h.now)
				return tx.PutEstimate(e)
			})
			ann.change(func(p *coach.Person) { p.Placed = []string{"tiles/rows"} })
			r := ann.says("choose")
			r.has("How do you want to go on?")
			if !slices.ContainsFunc(ann.offered(), func(l string) bool { return strings.HasPrefix(l, tt.label) }) {
				t.Fatalf("offered: %q", ann.offered())
			}
			was := ann.self().Choices
			tt.comes(t, ann, ann.picks(tt.label))
			_, before := was.Uptake()
			if _, taken := ann.self().Choices.Uptake(); taken != before+1 {
				t.Errorf("%d were taken, %d before", taken, before)
			}
		})
	}
}

func TestAReviewThatIsChosenIsShortAndOnlyReviews(t *testing.T) {
	t.Parallel()
	h, _ := unprompted(t)
	ann := h.person("Ann").meets()
	ann.practises(always)
	h.later(40 * 24 * time.Hour)
	ann.says("choose")
	ann.picks("A quick review").has("a review, so that you don't forget it")
	if s, _ := ann.session(); s.Purpose != plan.Review || s.Minutes != 2 {
		t.Errorf("a session for %s of %d minutes", s.Purpose, s.Minutes)
	}
}

func TestThreeMissesInARowAreReasonToAsk(t *testing.T) {
	t.Parallel()
	h, _ := unprompted(t)
	ann := h.person("Ann").meets().seasoned()
	ann.says("practice rows")
	ann.misses()
	ann.misses().lacks("What would help you now?")
	ann.misses().has("is hard at the moment. What would help you now?")
	if _, _, ok := ann.question(); ok {
		t.Error("a question is open beside the choice")
	}
	r := ann.picks("Something easier")
	if _, it, ok := ann.question(); !ok || it.Tier != 1 || it.Skill != "rows" {
		t.Errorf("after something easier was chosen:\n%s", r.text())
	}
	ann.misses()
	ann.misses()
	ann.misses().lacks("What would help you now?") // once in a session
	h.verify(school)
}

func TestASkillThatIsReachedIsAMomentToChoose(t *testing.T) {
	t.Parallel()
	h, _ := unprompted(t)
	ann := h.person("Ann").meets().seasoned()
	ann.says("practice rows")
	for range 6 {
		if r := ann.answers(true); strings.Contains(r.text(), "You have reached") {
			r.has("You have reached Counting rows. How do you want to go on?")
			if got := ann.estimate("tiles/rows").Standing.Level(); got < mastery.Proficient {
				t.Errorf("at %v", got)
			}
			ann.picks("Something harder").has("/")
			if _, it, _ := ann.question(); it.Tier != 3 {
				t.Errorf("%s of tier %d comes", it.ID, it.Tier)
			}
			h.verify(school)
			return
		}
	}
	t.Errorf("nothing was offered: %v", ann.estimate("tiles/rows").Standing.Level())
}

func TestAChoiceCanBePassedOverWithAWord(t *testing.T) {
	t.Parallel()
	for _, word := range []string{"skip", "no", "next", "practice"} {
		h, _ := unprompted(t)
		ann := h.person("Ann").meets().seasoned()
		ann.says("practice").has("how do you want to start")
		ann.says(word).has("1/")
		if _, taken := ann.self().Choices.Uptake(); taken != 0 {
			t.Errorf("%s is taken for a choice", word)
		}
	}
}

// A choice is asked for, never paid for: whoever chooses has what everybody has.
func TestChoosingIsNotRewarded(t *testing.T) {
	t.Parallel()
	h, _ := unprompted(t)
	ann, ben := h.person("Ann").meets().seasoned(), h.person("Ben").meets().seasoned()
	ann.says("practice")
	ann.picks("Go on")
	ben.says("practice")
	ben.says("skip")
	for _, v := range []*voice{ann, ben} {
		v.change(func(p *coach.Person) { p.Choices = coach.Choices{} })
	}
	a, b := ann.self(), ben.self()
	a.ID, a.Name, a.Home, a.Joined, b.ID, b.Name, b.Home, b.Joined = "", "", "", time.Time{}, "", "", "", time.Time{}
	a.Starts, b.Starts = nil, nil
	if fmt.Sprintf("%+v", a) != fmt.Sprintf("%+v", b) {
		t.Errorf("who chose has\n%+v, and who did not\n%+v", a, b)
	}
}

func TestThemesComeFirstAndSkillsStay(t *testing.T) {
	t.Parallel()
	h, _ := unprompted(t, themed())
	ann := h.person("Ann").meets()
	ann.says("practice themed").has("1/6")
	ann.says("stop")
	ann.says("themes").has("What do you like questions to be about?")
	if got := ann.offered(); !slices.Equal(got, []string{"music", "sport"}) {
		t.Fatalf("themes: %q", got)
	}
	ann.says("b").has("I take questions about these first: sport")
	ann.says("practice")
	for range 3 {
		_, it, _ := ann.question()
		if it.Skill != "sums" || !slices.Contains(it.Tags, "sport") {
			t.Errorf("%s about %q comes", it.ID, it.Tags)
		}
		ann.answers(true)
	}
	ann.says("themes").has("Your themes: sport")
	ann.says("skip").has("Your themes stay as they are")
	ann.says("themes knitting").has("These are the themes: music and sport")
	ann.says("themes music, sport").has("music and sport")
	ann.says("themes off").has("no themes now")
	if got := ann.self().Settings.Themes; len(got) != 0 {
		t.Errorf("themes: %q", got)
	}
	h.verify(school)
}

func TestAThemeIsSwitchedByAPress(t *testing.T) {
	t.Parallel()
	h, _ := unprompted(t, themed())
	ann := h.person("Ann").meets()
	ann.says("practice themed")
	ann.says("stop")
	ann.says("themes")
	ann.presses("music").has("first: music")
	ann.presses("sport").has("first: music and sport")
	ann.presses("music").has("first: sport")
}

func TestACourseWithoutThemesSaysSo(t *testing.T) {
	t.Parallel()
	h, _ := unprompted(t)
	ann := h.person("Ann").meets()
	ann.says("themes").has("The questions of Tiles have no themes yet", "choose")
}

func TestTheCoachBeginsWhereTheLearnerChose(t *testing.T) {
	t.Parallel()
	h, _ := unprompted(t)
	ann := h.person("Ann").meets()
	phone := ann.linked("ann-on-the-phone")
	phone.says("hello")
	ann.says("where").has("I write to you first here: where we spoke last")
	if n := len(ann.offered()); n != 3 {
		t.Fatalf("offered: %q", ann.offered())
	}
	ann.says("a").has("From now on I write to you first here: direct messages")
	chosen := ann.self().Home
	ann.says("hello")
	phone.says("hello")
	if got := ann.self().Home; got != chosen {
		t.Errorf("after words elsewhere home is %s, chosen was %s", got, chosen)
	}
	// What she asks is answered where she asks it.
	phone.says("progress").has("I have seen no answers of yours yet")
	phone.says("where")
	phone.says("c").has("where we spoke last")
	phone.says("hello")
	if got := ann.self().Home; got == chosen {
		t.Error("home does not follow her again")
	}
}

func TestAChosenPlaceThatIsGoneIsNotWrittenTo(t *testing.T) {
	t.Parallel()
	h, _ := unprompted(t)
	ann := h.person("Ann").meets()
	ann.says("where")
	ann.says("a")
	phone := ann.linked("ann-on-the-phone")
	h.seed(school, func(tx bot.Tx) error {
		a, err := tx.Account(platform, "ann")
		if err != nil {
			return err
		}
		a.Ended = true
		return tx.PutAccount(a)
	})
	phone.says("hello")
	if got := chat.ParseKey(ann.as("ann-on-the-phone").self().Home); got.User != "ann-on-the-phone" {
		t.Errorf("home is %+v", got)
	}
}

func TestWhatIsChosenInsteadOfAQuestionIsAnother(t *testing.T) {
	t.Parallel()
	h, _ := unprompted(t, themed())
	h.seed(school, func(tx bot.Tx) error {
		c, err := tx.Class("club")
		if err != nil {
			return err
		}
		c.Courses = []string{"themed"}
		return tx.PutClass(c)
	})
	ann := h.person("Ann").meets()
	ann.says("practice sums")
	_, was, _ := ann.question()
	ann.says("choose").has("How do you want to go on?")
	ann.picks("Something easier: Skill sums")
	if _, it, _ := ann.question(); it.ID == was.ID {
		t.Errorf("%s comes again, which was just left", it.ID)
	}
}

func TestAChoiceInPlacementEndsIt(t *testing.T) {
	t.Parallel()
	h, _ := unprompted(t)
	ann := h.person("Ann")
	ann.says("hi")
	ann.says("b")
	ann.says("c").has("1/5")
	ann.says("choose").has("How do you want to go on?")
	ann.picks("Something easier: ")
	q, it, _ := ann.question()
	if q.Purpose != plan.Practice || q.Why.Kind != plan.Wished && q.Why.Kind != plan.LeadsTo {
		t.Errorf("%s comes for %s, because it %s", it.ID, q.Purpose, q.Why.Kind)
	}
}
