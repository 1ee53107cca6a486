package bot_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"pacer/bot"
	"pacer/coach"
)

// theGoal is the goal of the person who speaks, without what changes by itself.
func (v *voice) theGoal() coach.Goal {
	v.t.Helper()
	g := v.self().Goal
	g.ID, g.Set, g.Path, g.Foretold = "", time.Time{}, nil, nil
	return g
}

// isGoal checks the goal of the person who speaks.
func (v *voice) isGoal(want coach.Goal) {
	v.t.Helper()
	if diff := cmp.Diff(want, v.theGoal(), cmpopts.EquateEmpty()); diff != "" {
		v.t.Errorf("the goal is another:\n%s", diff)
	}
}

func date(t *testing.T, s string) coach.Day {
	t.Helper()
	d, err := coach.ParseDay(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestAGoalInFourShortSteps(t *testing.T) {
	t.Parallel()
	h, _ := club(t)
	ann := h.person("Ann").meets()
	ann.says("goal").has("What do you want to be able to do?", "[A  Counting rows]", "All of Tiles")
	ann.presses("A").has("Noted: Counting rows.", "By when would you like to be there?", "[A  Monday, 16 March]")
	ann.says("20 May").has("Why does it matter to you?", "[Skip]")
	ann.says("Because I tile my room").has("What may get in the way?")
	ann.says("I am tired").has("When this gets in the way: I am tired.", "What will you do then?")
	ann.says("Two questions, then bed").has("Your goal: Counting rows.", "By: Wednesday, 20 May.", "Why: Because I tile my room", "What you do then: Two questions, then bed", "practice")
	ann.isGoal(coach.Goal{
		Course: "tiles", Skill: "tiles/rows", By: date(t, "2026-05-20"),
		Why: "Because I tile my room", Obstacle: "I am tired", Then: "Two questions, then bed",
	})
}

func TestEachStepOfAGoalIsSkippedWithOnePress(t *testing.T) {
	t.Parallel()
	h, _ := club(t)
	ann := h.person("Ann").meets()
	ann.says("goal be quick at floors")
	ann.presses("No day").has("Why does it matter")
	ann.presses("Skip").has("What may get in the way")
	ann.presses("Skip").has("Your goal: be quick at floors.").lacks("By:", "Why:")
	ann.isGoal(coach.Goal{Words: "be quick at floors", Course: "tiles"})
	// The goal stands after the first step: a word said instead is obeyed.
	ann.says("goal count faster.").has("Noted: count faster.")
	ann.says("practice")
	ann.isGoal(coach.Goal{Words: "count faster", Course: "tiles"})
	if past := ann.self().Goals; len(past) != 1 || past[0].Words != "be quick at floors" || past[0].End != coach.GoalChanged || past[0].Ended.IsZero() {
		t.Errorf("earlier goals: %+v", past)
	}
}

func TestAGoalInOneLine(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, say string
		want      coach.Goal
		told      string
	}{
		{"all parts", "goal areas of floors; 20 May; my room; tired; two questions", coach.Goal{
			Words: "", Course: "tiles", Skill: "tiles/areas", By: 20_593, Why: "my room", Obstacle: "tired", Then: "two questions",
		}, "Your goal: Areas of floors."},
		{"some parts", "goal all floors of ours; ; for my gran", coach.Goal{Words: "all floors of ours", Course: "tiles"}, "Your goal: all floors of ours."},
		{"the whole course", "goal Tiles; 2026-12-20", coach.Goal{Course: "tiles", By: 20_807}, "Your goal: Tiles."},
		{"a skill in a sentence", "goal I want to master counting rows; 2026-12-20", coach.Goal{Words: "I want to master counting rows", Course: "tiles", Skill: "tiles/rows", By: 20_807}, "By: 20 December 2026"},
		{"a day that is over", "goal Tiles; 2020-01-01", coach.Goal{}, "is over already. Write a later day, like Wednesday, 1 April"},
		{"a day far away", "goal Tiles; 2031-01-01", coach.Goal{}, "more than a year away"},
		{"no day at all", "goal Tiles; soonish", coach.Goal{}, "I couldn't read that day."},
		{"too many parts", "goal a; tomorrow; c; d; e; f", coach.Goal{}, "more than five parts"},
		{"too long a part", "goal a; ; " + strings.Repeat("why ", 100), coach.Goal{}, "in one or two sentences"},
		{"nothing", "goal ;;", coach.Goal{}, "Write"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			h, _ := club(t)
			ann := h.person("Ann").meets()
			ann.says(tt.say).has(tt.told)
			if tt.want.Why == "" && strings.Contains(tt.say, "for my gran") {
				tt.want.Why = "for my gran"
			}
			ann.isGoal(tt.want)
		})
	}
}

func TestADayThatIsOverInTheWordsOfAGoalIsLeftOpen(t *testing.T) {
	t.Parallel()
	h, _ := club(t)
	ann := h.person("Ann").meets()
	ann.says("goal ready by 2020-01-01").has("Noted: ready by 2020-01-01.", "is over already, so I have left the day open", "By when would you like")
	ann.says("yesterday once more").has("I couldn't read that day")
	ann.says("2026-02-01").has("is over already. Write a later day")
	ann.says("Friday").has("Why does it matter") // the question has waited
	if by := ann.self().Goal.By.String(); by != "2026-03-06" {
		t.Errorf("by %s", by)
	}
}

func TestAGoalTooLargeForThePaceIsToldHonestlyAndTheirsToDecide(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		press string
		kept  bool
	}{{"A", false}, {"B", true}} {
		h, _ := club(t)
		ann := h.person("Ann").meets()
		ann.says("goal Tiles; tomorrow").has("Noted: Tiles.", "At your pace this takes until some day between", "Both are fine")
		if by := ann.self().Goal.By; by != date(t, "2026-03-03") {
			t.Errorf("before they chose it is %s", by)
		}
		ann.presses(tt.press).has("Why does it matter")
		if by := ann.self().Goal.By; by == date(t, "2026-03-03") != tt.kept {
			t.Errorf("after %s it is %s", tt.press, by)
		}
	}
}

func TestAGoalIsChangedWithoutBlame(t *testing.T) {
	t.Parallel()
	blame := []string{"fail", "should", "didn't", "give up", "sorry"}
	open := func(t *testing.T) *voice {
		h, _ := club(t)
		ann := h.person("Ann").meets()
		ann.says("goal Tiles; 2026-12-01")
		ann.says("goal").has("[A  A later day] [B  A smaller goal] [C  Another goal] [D  Drop it]")
		return ann
	}
	t.Run("a later day", func(t *testing.T) {
		t.Parallel()
		ann := open(t)
		ann.presses("A later day").has("Which day suits you better?").lacks(blame...)
		ann.presses("A").has("Your goal: Tiles.").lacks(blame...)
		if by := ann.self().Goal.By; by != date(t, "2026-12-15") {
			t.Errorf("by %s", by)
		}
	})
	t.Run("a smaller goal", func(t *testing.T) {
		t.Parallel()
		ann := open(t)
		ann.presses("A smaller goal").has("Which part would you like to reach first?", "[A  Counting rows]").lacks(blame...)
		ann.presses("A").has("Noted: Counting rows.")
		ann.isGoal(coach.Goal{Course: "tiles", Skill: "tiles/rows", By: date(t, "2026-12-01")})
	})
	t.Run("another", func(t *testing.T) {
		t.Parallel()
		ann := open(t)
		ann.presses("Another goal").has("What do you want to be able to do?")
		ann.says("be a tiler").has("Noted: be a tiler.")
	})
	t.Run("none", func(t *testing.T) {
		t.Parallel()
		ann := open(t)
		ann.presses("Drop it").has("Dropped: Tiles. That is fine.", "goal").lacks(blame...)
		ann.isGoal(coach.Goal{})
		if past := ann.self().Goals; len(past) != 1 || past[0].End != coach.GoalDropped {
			t.Errorf("earlier goals: %+v", past)
		}
		// What was asked about it is over.
		if posts := ann.says("a").posts; strings.Contains(textTo(posts, ann), "Noted") {
			t.Errorf("Ann reads %s", textTo(posts, ann))
		}
	})
	t.Run("in their own words, reached", func(t *testing.T) {
		t.Parallel()
		h, _ := club(t)
		ann := h.person("Ann").meets()
		ann.says("goal be a tiler; ;")
		ann.says("goal").has("[A  I've reached it]")
		ann.presses("A").has("You've reached your goal: be a tiler.")
		if past := ann.self().Goals; len(past) != 1 || past[0].End != coach.GoalReached {
			t.Errorf("earlier goals: %+v", past)
		}
	})
}

func TestAGoalThatIsReachedIsCelebratedAsFitsTheAge(t *testing.T) {
	t.Parallel()
	for age, want := range map[string]string{
		coach.AgeUnder13: "You did it!", coach.Age13To17: "You set it yourself", coach.AgeAdult: "Goal reached: Counting rows.", "": "You set it yourself",
	} {
		h, _ := club(t)
		h.seed(school, func(tx bot.Tx) error {
			c, err := tx.Class("club")
			if err != nil {
				return err
			}
			c.Age = age
			return tx.PutClass(c)
		})
		ann := h.person("Ann").meets()
		ann.says("goal counting rows; ;")
		told := 0
		for range 12 {
			told += strings.Count(ann.practises(always).text(), want)
			h.later(20 * time.Hour)
		}
		past := ann.self().Goals
		if told != 1 || len(past) != 1 || past[0].End != coach.GoalReached || past[0].Skill != "tiles/rows" {
			t.Errorf("%s: celebrated %d times; earlier goals: %+v", age, told, past)
		}
	}
}

func TestAGoalThatIsReachedAlreadyIsNoGoal(t *testing.T) {
	t.Parallel()
	h, tess := club(t)
	ann := h.person("Ann").meets()
	tess.says("class level Ann, rows, Proficient: seen in class")
	ann.says("goal counting rows").has("You have reached that already: Counting rows.")
	ann.isGoal(coach.Goal{})
}

func TestPracticeLeadsToTheGoal(t *testing.T) {
	t.Parallel()
	h, tess := club(t)
	ann := h.person("Ann").meets()
	tess.says("class level Ann, rows, Proficient: seen in class")
	ann.says("goal areas of floors; ;")
	ann.change(func(p *coach.Person) { p.Met = coach.StepDone })
	ann.says("practice")
	if s, _ := ann.session(); s.Wish != "areas" {
		t.Errorf("the session is about %q", s.Wish)
	}
}

func TestOnceAWeekTheGoalsWayIsToldHonestly(t *testing.T) {
	t.Parallel()
	h, _ := club(t)
	ann := h.person("Ann").meets()
	ann.says("goal Tiles; 2026-12-20")
	told := make(map[int]string)
	for day := range 24 {
		if text := ann.practises(halves).text(); strings.Contains(text, "Your goal: Tiles.") {
			told[day] = text
		}
		h.later(24 * time.Hour)
	}
	if len(told) < 2 || len(told) > 4 {
		t.Fatalf("told on %d days", len(told))
	}
	for day, text := range told {
		if !strings.Contains(text, "Reached on the way: ") || !strings.Contains(text, "At your own pace you will be there") && !strings.Contains(text, "I can't name a day") && !strings.Contains(text, "3 of 3") {
			t.Errorf("on day %d: %s", day, text)
		}
	}
	g := ann.self().Goal
	if n := len(g.Path); n < 10 || n > coach.PathKept || g.Path[n-1].Left >= g.Path[0].Left {
		t.Errorf("the way is %v", g.Path)
	}
}

func TestATeacherProposesAGoalAndTheLearnersWordStands(t *testing.T) {
	t.Parallel()
	propose := func(t *testing.T) (tess, ann *voice) {
		h, tess := club(t)
		ann = h.person("Ann").meets()
		r := tess.says("class goal Ann: areas of floors; 2026-12-01; the test is near").has("Proposed to Ann: Areas of floors.", "The last word is theirs")
		if got := textTo(r.posts, ann); !strings.Contains(got, "Tess proposes a goal for you: Areas of floors.") || !strings.Contains(got, "You decide.") {
			t.Fatalf("Ann reads %s", got)
		}
		ann.isGoal(coach.Goal{}) // nothing is hers before she says so
		return tess, ann
	}
	want := coach.Goal{Course: "tiles", Skill: "tiles/areas", By: 20_788, Why: "the test is near"}
	t.Run("taken", func(t *testing.T) {
		t.Parallel()
		tess, ann := propose(t)
		ann.presses("I take it").has("Noted: Areas of floors.")
		want := want
		want.With = tess.id()
		ann.isGoal(want)
		ann.says("goal").has("Agreed with Tess.")
	})
	t.Run("changed", func(t *testing.T) {
		t.Parallel()
		tess, ann := propose(t)
		ann.says("count rows well").has("Noted: count rows well.")
		ann.isGoal(coach.Goal{Words: "count rows well", Course: "tiles", By: want.By, With: tess.id()})
	})
	t.Run("left", func(t *testing.T) {
		t.Parallel()
		_, ann := propose(t)
		ann.presses("No, thanks").has("That's fine; nothing changes.")
		ann.isGoal(coach.Goal{})
		ann.says("goal").has("What do you want to be able to do?")
	})
	t.Run("looked at later", func(t *testing.T) {
		t.Parallel()
		_, ann := propose(t)
		ann.says("practice")
		ann.says("goal").has("Tess proposes a goal for you")
		ann.presses("I take it").has("Noted: Areas of floors.")
	})
	t.Run("nobody but a teacher of the class does", func(t *testing.T) {
		t.Parallel()
		h, _ := club(t)
		h.person("Ann").meets()
		h.person("Bob").meets().says("class goal Ann: be nice").lacks("Proposed")
	})
	t.Run("what cannot be proposed says how", func(t *testing.T) {
		t.Parallel()
		h, tess := club(t)
		h.person("Ann").meets()
		tess.says("class goal Ann").has("class goal")
		tess.says("class goal Ann: ").has("class goal")
		tess.says("class goal Ann: Tiles; 2020-01-01").has("is over already")
		tess.says("class goal Zoe: Tiles").lacks("Proposed")
	})
}

func TestAGoalOfAnotherLanguageIsReadInIt(t *testing.T) {
	t.Parallel()
	h, _ := club(t)
	ann := h.person("Ann").meets()
	ann.says("goal Tiles; ۲۰۲۶-۱۲-۲۰").has("Your goal: Tiles.")
	ann.isGoal(coach.Goal{Course: "tiles", By: 20_807})
}

func TestTheStepsOfAGoalHaveForms(t *testing.T) {
	t.Parallel()
	_, ann, _ := formingClub(t)
	f := ann.opensBy("goal")
	checkForm(t, f, modal)
	ann.submits(f, map[string]string{"answer": "areas of floors", "by": "2026-12-20", "why": "my room", "obstacle": "tired", "then": "two"}).has("What you do then: two")
	ann.isGoal(coach.Goal{Course: "tiles", Skill: "tiles/areas", By: 20_807, Why: "my room", Obstacle: "tired", Then: "two"})
	again := ann.opensBy("goal")
	var values []string
	for _, field := range again.Fields {
		values = append(values, field.Value)
	}
	if diff := cmp.Diff([]string{"Areas of floors", "2026-12-20", "my room", "tired", "two"}, values); diff != "" {
		t.Errorf("the form stands at:\n%s", diff)
	}
	r := ann.submits(again, map[string]string{"answer": "areas of floors", "by": "2020-12-20"})
	if r.posts[0].errors["by"] == "" || ann.self().Goal.By != 20_807 {
		t.Errorf("told %q", r.posts[0].errors)
	}
	ann.says("goal be quick")
	ann.presses("No day")
	ann.submits(ann.opens("Write"), map[string]string{"answer": "for fun"}).has("What may get in the way?")
	if why := ann.self().Goal.Why; why != "for fun" {
		t.Errorf("why: %q", why)
	}
}

func TestAWordThatTakesADayOrASwitchIsNoGoal(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ said, told string }{
		{"away off", "Welcome back!"},
		{"away until Friday", "You are away until Friday"},
		{"plan off", "You have no fixed days"},
		{"supports simple on", "simple"},
	} {
		t.Run(tt.said, func(t *testing.T) {
			t.Parallel()
			h, _ := club(t)
			ann := h.person("Ann").meets()
			ann.says("goal").has("What do you want to be able to do?")
			ann.says(tt.said).has(tt.told).lacks("Noted")
			ann.isGoal(coach.Goal{})
			ann.says("plan ahead, and keep to it").has("Noted: plan ahead, and keep to it")
		})
	}
}
