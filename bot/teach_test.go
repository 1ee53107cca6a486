package bot_test

import (
	"strings"
	"testing"
	"time"

	"pacer/bot"
	"pacer/coach"
	"pacer/coach/mastery"
)

func TestAClassIsMadeUsedAndFilled(t *testing.T) {
	t.Parallel()
	h, tess := club(t)
	for _, wrong := range []string{"class new", "class new 5b", "class new 5b, seven", "class new , 18+", "class new " + strings.Repeat("x", 70) + ", 18+"} {
		tess.says(wrong).has("class new 5b, under 13")
	}
	made := tess.says("class new 5b, 13–17").has("Class 5b is made", "class course and one of tiles (Tiles), birds (Birds)")
	code := codeIn(made.text())
	tess.says("class").has("5b: 0 learners, open alerts: 0, join code "+code, "class and a name shows one learner")
	tess.says("class code").has(code)
	tess.says("class course").has("Courses here: tiles (Tiles), birds (Birds). Used by this class: none.")
	tess.says("class course nonsense").has("Courses here")
	tess.says("class course Birds").has("5b practises Birds now", code)
	tess.says("class course").has("Used by this class: birds")
	tess.says("class age 99").has("under 13, 13-17 or 18+")
	tess.says("class age adults").has("set to age 18+")

	ann := h.person("Ann").meets()
	ann.says(code).has("You are in 5b now")
	ann.says("practice").has("Calls of birds")
	tess.says("class").has("5b: 1 learner", "Ann (skills: 0 Proficient, 0 under way), not practised yet")
	ann.answers(true)
	tess.says("class").has("practised today")
	h.later(24 * time.Hour)
	tess.says("class").has("practised yesterday")
	h.later(24 * time.Hour)
	tess.says("class").has("practised 2 days ago")

	tess.says("class use nonsense").has("You teach: ", "5b", "Class club")
	tess.says("class use class CLUB").has("Class club: 1 learner")
	tess.says("class use 5b").has("5b: 1 learner")
	tess.says("class course off birds").has("doesn't practise Birds any more")
	ann.says("stop")
	ann.says("practice").has("no course yet")
}

func TestALearnerIsFoundByNameOrItsBeginningOrByTheMarkOfTwo(t *testing.T) {
	t.Parallel()
	h, tess := club(t)
	for _, name := range []string{"Anna", "Anton", "Berta"} {
		h.person(name).meets()
	}
	h.person("Berta").as("berta-2").says("hi")
	two := h.person("Max").as("max-2")
	h.person("Max").meets()
	two.says("hi")

	tess.says("class berta").has("Several learners have the name berta") // the same name, another person
	tess.says("class anna").has("Anna, as far as I can tell", "Nothing yet.")
	tess.says("class see ANT").has("Anton, as far as I can tell")
	tess.says("class an").has("Several learners have the name an: Anna", "Anton", "Write more of the name")
	tess.says("class zoe").has("find a learner called zoe in Class club")
	tess.says("class see").has("find a learner called")
	tess.says("class max").has("Several learners have the name max")
	tess.says("class see max " + shortID(two.id())).has("Max, as far as I can tell")
	tess.says("class").has("Max " + shortID(two.id()) + " (skills: 0 ")
	r := tess.says("class note max " + shortID(two.id()) + ": hello, second Max").has("Sent to Max")
	if textTo(r.posts, two) == "" || textTo(r.posts, h.person("Max")) != "" {
		t.Error("the note went to the wrong Max")
	}
}

func TestANoteReachesTheLearnerAsTheTeachers(t *testing.T) {
	t.Parallel()
	h, tess := club(t)
	ann := h.person("Ann").meets()
	for _, wrong := range []string{"class note", "class note ann", "class note ann:", "class note ann:   "} {
		tess.says(wrong).has("Write class note NAME: and your words.")
	}
	r := tess.says("class note ann: **Well done**, Ann: keep going").has("Sent to Ann in your name")
	if got := textTo(r.posts, ann); !strings.Contains(got, "A note from Tess:\n**Well done**, Ann: keep going") {
		t.Errorf("Ann reads %s", got)
	}
	for _, p := range r.posts {
		if isAnns := p.to.User == ann.from.User; p.Unasked != isAnns {
			t.Errorf("that nobody asked for it is %t of %s", p.Unasked, p.text())
		}
	}
	shy := h.person("Shy")
	shy.channel("study").commands("help") // known from a channel alone: what is to them goes to them
	r = tess.says("class note shy: hello").has("Sent to Shy")
	if got := textTo(r.posts, shy); !strings.Contains(got, "hello") || r.posts[0].to.Channel != "" {
		t.Errorf("Shy reads %s", got)
	}
	shy.isGone()
	tess.says("class note shy: hello").has("can't reach Shy", "in person")
}

func TestATeacherHasTheLastWordOnALevel(t *testing.T) {
	t.Parallel()
	h, tess := club(t)
	ann := h.person("Ann").meets()
	ann.practises(never)
	for _, wrong := range []string{"class level", "class level ann", "class level ann, rows", "class level ann, rows, Splendid", "class level ann, rows, Proficient, more"} {
		tess.says(wrong).has("Write class level NAME, SKILL, LEVEL: REASON.")
	}
	tess.says("class level ann, knots, Proficient").has("can't tell which skill knots is", "Counting rows")
	tess.says("class level zoe, rows, Proficient").has("find a learner called zoe")
	r := tess.says("class level ann, counting ROWS, highly proficient: You showed me on paper.").has("Ann's Counting rows is Highly proficient now, as you said.")
	if got := textTo(r.posts, ann); !strings.Contains(got, "Tess looked at Counting rows and set it to Highly proficient. You showed me on paper. Say progress to see it.") {
		t.Errorf("Ann reads %s", got)
	}
	if level := ann.estimate("tiles/rows").Standing.Level(); level != mastery.HighlyProficient {
		t.Errorf("the level is %v", level)
	}
	ann.says("progress").has("Counting rows: Highly proficient")
	tess.says("class ann").has("Counting rows: Highly proficient")
	tess.says("class level ann, costs, Developing") // never practised
	h.verify(school)
	ann.practises(never)
	h.verify(school)
	if audit := strings.Join(h.dump()["audit"], "\n"); !strings.Contains(audit, "tiles/rows Highly proficient") || strings.Contains(audit, "on paper") {
		t.Errorf("the audit trail is\n%s", audit)
	}
}

func TestAClassesTimesAreForThoseWhoChoseNone(t *testing.T) {
	t.Parallel()
	h, tess := club(t)
	ann, bob, cat, dan := h.person("Ann").meets(), h.person("Bob"), h.person("Cat").meets(), h.person("Dan").meets()
	bob.says("hi")
	bob.says("b")
	bob.says("c") // the coach never writes first: a choice too
	cat.says("settings times 15:00")
	dan.says("stop messages")
	for _, wrong := range []string{"class times", "class times whenever", "class times 25:00", "class times @every 5m", "class times TZ=UTC 0 16 * * *", "class times * * * * *", "class times 0 0 30 2 *"} {
		tess.says(wrong).has("I couldn't read that time. Write class times 16:00")
	}
	tess.says("class times 16:00 mon-fri").has("check-ins are set for 2 who chose no time of their own; the next is Mon 2 Mar, 16:00")
	for _, tt := range []struct {
		v    *voice
		want string
	}{{ann, "0 16 * * MON-FRI"}, {bob, ""}, {cat, "0 15 * * *"}, {dan, "0 16 * * MON-FRI"}} {
		if got := tt.v.self().Settings.CheckIn; got != tt.want {
			t.Errorf("%s has %q, wanted %q", tt.v.from.Name, got, tt.want)
		}
	}
	eve := h.person("Eve").meets()
	eve.says("AAAA-SCHO") // in it already, as a newcomer
	posts := h.until(monday.Add(3 * time.Hour))
	if textTo(posts, ann) == "" || textTo(posts, bob) != "" || textTo(posts, dan) != "" {
		t.Error("the wrong ones were written to")
	}
	tess.says("class times OFF").has("no more check-ins")
	if posts := h.later(24 * time.Hour); textTo(posts, ann) != "" || textTo(posts, cat) == "" {
		t.Error("after the end the wrong ones were written to")
	}
}

func TestWhoJoinsAClassGetsItsTimes(t *testing.T) {
	t.Parallel()
	h, tess := club(t)
	made := tess.says("class new 5b, 13-17")
	tess.says("class times 16:00")
	ann := h.person("Ann").meets()
	ann.says(codeIn(made.text())).has("You are in 5b now")
	if got := ann.self().Settings.CheckIn; got != "0 16 * * *" {
		t.Errorf("Ann has %q", got)
	}
}

func TestNothingBeginsInAClassesHolidays(t *testing.T) {
	t.Parallel()
	h, tess := club(t)
	ann := h.person("Ann").meets()
	ann.says("settings times 16:00")
	for _, wrong := range []string{"class holiday", "class holiday 2026-03-05 2026-03-03", "class holiday 2026-03-05 2026-12-24", "class holiday a b c"} {
		tess.says(wrong).has("class holiday 2026-12-21 2027-01-06")
	}
	tess.says("class holiday next week").has("Write class holiday and one or two days")
	tess.says("class holiday 2026-03-02 2026-03-03").has("Class club is free from Mon 2 Mar to Tue 3 Mar")
	tess.says("class holiday 2026-03-05").has("free from Thu 5 Mar to Thu 5 Mar")
	var days []string
	for _, p := range h.until(monday.AddDate(0, 0, 5).Add(4 * time.Hour)) {
		days = append(days, p.at.In(berlin).Format("Mon 15:04"))
	}
	if got := strings.Join(days, ", "); got != "Wed 16:00, Fri 16:00, Sat 16:00" {
		t.Errorf("written to at %s", got)
	}
}

func TestTheSafetyContactIsNamedByTheOwner(t *testing.T) {
	t.Parallel()
	h, tess := club(t)
	sue := h.member("Sue", "club", coach.Teacher, time.Time{})
	h.person("Ann").meets()
	for _, wrong := range []string{"class safety", "class safety :", "class safety zoe", "class safety ann"} {
		tess.says(wrong).has("Write class safety NAME: HELPLINE TEXT")
	}
	tess.says("class safety sue: Room 12, or 116111").has("Sue is the safety contact now", "Learners can now write down their thoughts")
	h.view(school, func(r bot.Reader) error {
		w, err := r.Workspace()
		if w.Safety != sue.id() || w.Help != "Room 12, or 116111" {
			t.Errorf("it is %+v", w)
		}
		return err
	})
	tess.says("class safety me").has("Tess is the safety contact now")
	h.view(school, func(r bot.Reader) error {
		w, err := r.Workspace()
		if w.Safety != tess.id() || w.Help != "Room 12, or 116111" {
			t.Errorf("it is %+v", w)
		}
		return err
	})
}

func TestATeacherSeesWhatIsLearntInTheirClassAlone(t *testing.T) {
	t.Parallel()
	h, tess := club(t)
	made := tess.says("class new Birders, 13-17")
	tess.says("class course birds")
	otto := h.person("Otto")
	otto.says("help")
	h.seed(school, func(tx bot.Tx) error {
		return tx.PutClass(coach.Class{ID: "tilers", Name: "Tilers", Courses: []string{"tiles"}})
	})
	h.seed(school, func(tx bot.Tx) error {
		return tx.PutMember(coach.Member{Class: "tilers", Person: otto.idIn(tx), Role: coach.Teacher})
	})
	ann := h.person("Ann").meets()
	h.seed(school, func(tx bot.Tx) error {
		return tx.PutMember(coach.Member{Class: "tilers", Person: ann.idIn(tx), Role: coach.Learner})
	})
	ann.says(codeIn(made.text()))
	ann.says("practice birds")
	ann.answers(true)
	ann.answers(true)
	ann.says("practice tiles")
	ann.answers(true)
	ann.answers(true)
	ann.says("progress").has("of birds:", "Counting rows:")
	tess.says("class ann").has("of birds:").lacks("Counting rows:")
	otto.says("class ann").has("Counting rows:").lacks("of birds:")
}
