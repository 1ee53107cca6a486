package page_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"pacer/bot"
	"pacer/bot/chat"
	"pacer/bot/page"
	"pacer/coach"
	"pacer/coach/alert"
	"pacer/coach/mastery"
	"pacer/coach/reflect"
)

func TestTheFirstPageSaysWhoNeedsATeacherAndWhy(t *testing.T) {
	t.Parallel()
	h := classroom(t)
	m := the[*page.Needs](h)(h.pages.Needs(t.Context(), who(school, "tess"), ""))
	if len(m.Alerts) != 1 {
		t.Fatalf("%+v", m.Alerts)
	}
	a := m.Alerts[0]
	if a.Who.Name != "Name of bob" || a.Severity != "high" || a.State != "open" || a.Class.ID != "a" || a.Skill.ID != "tiles/rows" {
		t.Errorf("%+v", a)
	}
	if len(a.Evidence) == 0 || !strings.Contains(string(a.Evidence[0]), "I am stuck") || len(a.Moves) != 2 {
		t.Errorf("evidence %q, moves %q", a.Evidence, a.Moves)
	}
	if !slices.ContainsFunc(a.Presses, func(c chat.Choice) bool { return c.Value == "alert 01ALERTBOB:ack" && c.Main }) {
		t.Errorf("presses %+v", a.Presses)
	}
	if want := (page.Today{Practised: page.Share{N: 2, Of: 3}, Answers: 8, Right: 4}); m.Today != want {
		t.Errorf("today %+v", m.Today)
	}
	if g := m.Graded; g.Answers != 8 || g.Right != 4 || g.Explained != 4 || g.Learners != 2 {
		t.Errorf("graded %+v", g)
	}
	if m.Me.ID != "tess" || !m.Me.Teaches || !m.Me.Owner || m.Me.Learns || len(m.Classes) != 1 || m.Classes[0].Open != 1 {
		t.Errorf("head %+v", m.Head)
	}
}

func TestTheMenuCountsWhatWaits(t *testing.T) {
	t.Parallel()
	h := classroom(t)
	later := func(id string, change func(*alert.Alert)) {
		a := alert.New(id, "a", "ann", alert.Finding{Rule: alert.RuleStruggling, Skill: "tiles/areas"}, h.now.Add(-time.Hour))
		a.State = alert.Open
		change(&a)
		h.raise(school, a)
	}
	later("01CHANCE", func(a *alert.Alert) { a.Wait = h.now.Add(time.Hour) })
	later("01SNOOZED", func(a *alert.Alert) { a.State, a.Until = alert.Snoozed, h.now.Add(time.Hour) })
	later("01MEANT", func(a *alert.Alert) { a.Under = "01CLASSWIDE" })
	later("01LISTED", func(a *alert.Alert) { a.State, a.By = alert.Acknowledged, "tess" })
	m := the[*page.Needs](h)(h.pages.Needs(t.Context(), who(school, "tess"), ""))
	if len(m.Alerts) != 2 || len(m.Quiet) != 2 || m.Classes[0].Open != 1 {
		t.Errorf("%d wait or are on a list, %d are quiet, the menu says %d", len(m.Alerts), len(m.Quiet), m.Classes[0].Open)
	}
	rows := the[*page.ClassMap](h)(h.pages.ClassMap(t.Context(), who(school, "tess"), "a", 0)).Rows
	for _, r := range rows {
		if want := map[string]int{"bob": 1}[r.ID]; r.Needs != want {
			t.Errorf("the map says %d of %s, want %d", r.Needs, r.ID, want)
		}
	}
	h.class(school, "a", func(c *coach.Class) { c.Archived = true })
	if head := the[*page.Head](h)(h.pages.Front(t.Context(), who(school, "tess"))); head.Classes[0].Open != 0 {
		t.Errorf("of a class that rests %d wait", head.Classes[0].Open)
	}
}

func TestAnAnswerThatATeacherAcceptedCountsAsRight(t *testing.T) {
	t.Parallel()
	h := classroom(t)
	story := the[*page.Learner](h)(h.pages.Learner(t.Context(), who(school, "tess"), "a", "bob", 0))
	for id, outcome := range map[string]alert.Outcome{"01YES": alert.Accepted, "01NO": alert.Declined} {
		a := alert.New(id, "a", "bob", alert.Appealed("tiles/rows", "line", story.Attempts[len(id)-4].Position), h.now.Add(-time.Minute))
		a.State, a.Outcome, a.Acted = alert.Resolved, outcome, h.now
		h.raise(school, a)
	}
	if g := the[*page.Needs](h)(h.pages.Needs(t.Context(), who(school, "tess"), "")).Graded; g.Right != 5 || g.Explained != 3 {
		t.Errorf("graded %+v", g)
	}
}

func TestLettersAreReadInTheOrderThatALearnerSaw(t *testing.T) {
	t.Parallel()
	h := classroom(t)
	h.seed(school, func(tx bot.Tx) error {
		for i, order := range [][]int{{1, 0, 2, 3}, {0, 1, 2, 3}, {2, 3, 0, 1}, {3, 2, 1, 0}} {
			q := coach.Question{ID: fmt.Sprintf("q-let%d-%d-0", i, h.now.UnixMilli()), Person: fmt.Sprintf("let%d", i), Conversation: "x", Course: "tiles", Item: "rows-choice", Order: order}
			if err := tx.PutQuestion(q); err != nil {
				return err
			}
		}
		return nil
	})
	for i, letter := range []string{"a", "B", "d", "c"} {
		id := fmt.Sprintf("let%d", i)
		h.person(school, id)
		h.member(school, "a", id, coach.Learner)
		h.answers(school, id, said{item: "tiles/rows-choice", at: h.now, words: letter, misconception: "counts-edges"})
		story := the[*page.Learner](h)(h.pages.Learner(t.Context(), who(school, "tess"), "a", id, 0))
		if got := story.Attempts[0].Said; got != "four" {
			t.Errorf("%s said %q", id, got)
		}
	}
	m := the[*page.SkillStory](h)(h.pages.Skill(t.Context(), who(school, "tess"), "a", "tiles/rows"))
	item := m.Items[slices.IndexFunc(m.Items, func(r page.ItemRow) bool { return r.Item == "tiles/rows-choice" })]
	if diff := cmp.Diff([]page.WrongAnswer{{Said: "four", Learners: 5}}, item.Wrong); diff != "" {
		t.Error(diff)
	}
}

func TestAClassThatHasNotBegunIsFresh(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.class(school, "new")
	h.person(school, "tess")
	h.member(school, "new", "tess", coach.Teacher)
	h.person(school, "ann")
	h.member(school, "new", "ann", coach.Learner)
	m := the[*page.Needs](h)(h.pages.Needs(t.Context(), who(school, "tess"), "new"))
	if !m.Fresh || len(m.Alerts) > 0 || m.Graded.Answers != 0 {
		t.Errorf("%+v", m)
	}
	shown := the[*page.ClassMap](h)(h.pages.ClassMap(t.Context(), who(school, "tess"), "new", 0))
	if !strings.Contains(string(shown.Summary), "nothing practised yet") {
		t.Errorf("%q", shown.Summary)
	}
}

// An alert that somebody put off, and one that leaves the learner their own chance,
// wait apart; what a class-wide one stands for is not shown twice.
func TestWhatCanWaitStandsApart(t *testing.T) {
	t.Parallel()
	h := classroom(t)
	h.raise(school, alert.Alert{ID: "01SNOOZED", Class: "a", Person: "ann", Rule: alert.RuleMissedPlan, State: alert.Snoozed, Until: h.now.Add(time.Hour), By: "tess"})
	h.raise(school, alert.Alert{ID: "01WAITING", Class: "a", Person: "cem", Rule: alert.RuleStruggling, Skill: "tiles/rows", Wait: h.now.Add(time.Hour)})
	h.raise(school, alert.Alert{ID: "01WIDE", Class: "a", Rule: alert.RuleClassWide, Skill: "tiles/areas", Severity: alert.High, Evidence: alert.Evidence{People: []string{"ann", "cem"}}})
	h.raise(school, alert.Alert{ID: "01UNDER", Class: "a", Person: "ann", Rule: alert.RuleStruggling, Skill: "tiles/areas", Under: "01WIDE"})
	m := the[*page.Needs](h)(h.pages.Needs(t.Context(), who(school, "tess"), "a"))
	ids := func(all []page.Alert) (ids []string) {
		for _, a := range all {
			ids = append(ids, a.ID)
		}
		slices.Sort(ids)
		return ids
	}
	if diff := cmp.Diff([]string{"01ALERTBOB", "01WIDE"}, ids(m.Alerts)); diff != "" {
		t.Errorf("now: %s", diff)
	}
	if diff := cmp.Diff([]string{"01SNOOZED", "01WAITING"}, ids(m.Quiet)); diff != "" {
		t.Errorf("later: %s", diff)
	}
	wide := m.Alerts[slices.IndexFunc(m.Alerts, func(a page.Alert) bool { return a.ID == "01WIDE" })]
	if diff := cmp.Diff([]page.Who{{ID: "ann", Name: "Name of ann"}, {ID: "cem", Name: "Name of cem"}}, wide.People); diff != "" || wide.Who.ID != "" {
		t.Errorf("stands for: %s", diff)
	}
}

func TestDangerIsForTheSafetyContactAlone(t *testing.T) {
	t.Parallel()
	h := classroom(t)
	h.raise(school, alert.New("01DANGER", "", "ann", alert.Endangered("words that mean danger", "x"), h.now))
	h.seed(school, func(tx bot.Tx) error {
		w, err := tx.Workspace()
		if err != nil {
			return err
		}
		w.Safety = "max"
		return tx.PutWorkspace(w)
	})
	if m := the[*page.Needs](h)(h.pages.Needs(t.Context(), who(school, "max"), "")); len(m.Danger) != 1 || !m.Me.Safety || m.Danger[0].Who.Name != "Name of ann" {
		t.Errorf("the contact sees %+v", m.Danger)
	}
	for _, person := range []string{"tess", "sam"} {
		m := the[*page.Needs](h)(h.pages.Needs(t.Context(), who(school, person), ""))
		story := the[*page.Learner](h)(h.pages.Learner(t.Context(), who(school, person), "a", "ann", 0))
		if shown := fmt.Sprintf("%+v %+v", m, story); strings.Contains(shown, "danger") {
			t.Errorf("%s sees %s", person, shown)
		}
	}
	if err := second(h.pages.Why(t.Context(), who(school, "max"), "01DANGER")); coach.KindOf(err) != coach.NotFound {
		t.Errorf("why: %v", err)
	}
}

func TestALearnersStoryExplainsEveryEstimate(t *testing.T) {
	t.Parallel()
	h := classroom(t)
	m := the[*page.Learner](h)(h.pages.Learner(t.Context(), who(school, "tess"), "a", "bob", 0))
	if len(m.Skills) != 1 || m.Skills[0].ID != "tiles/rows" || m.Skills[0].Tries != (page.Share{N: 0, Of: 3}) || len(m.Skills[0].Why) == 0 || m.Skills[0].Next == "" {
		t.Fatalf("%+v", m.Skills)
	}
	if len(m.Alerts) != 1 || m.Goal != "the goal of bob" || m.More {
		t.Errorf("%+v", m)
	}
	if len(m.Attempts) != 3 || m.Attempts[0].Said != "line" || m.Attempts[1].Marks[0] != "after a hint" || m.Attempts[2].Conception != "Counts the edges, not the tiles" {
		t.Errorf("%+v", m.Attempts)
	}
	for _, s := range m.Skills {
		for _, press := range s.Presses {
			if !strings.HasSuffix(press.Value, " bob tiles/rows") || !press.Opens {
				t.Errorf("%+v", press)
			}
		}
	}
	older := the[*page.Learner](h)(h.pages.Learner(t.Context(), who(school, "tess"), "a", "bob", m.Attempts[0].Position))
	if len(older.Attempts) != 2 || older.Attempts[0].Position != m.Attempts[1].Position {
		t.Errorf("older: %+v", older.Attempts)
	}
}

func TestAStoryTellsWhatBecameOfAnswers(t *testing.T) {
	t.Parallel()
	h := classroom(t)
	m := the[*page.Learner](h)(h.pages.Learner(t.Context(), who(school, "tess"), "a", "bob", 0))
	put, slip := m.Attempts[0].Position, m.Attempts[1].Position
	h.entry(school, coach.Entry{Kind: coach.EntryRegrade, Person: "bob", At: h.now, Target: put, Right: true, Score: 1, By: "tess"})
	h.entry(school, coach.Entry{Kind: coach.EntryMistap, Person: "bob", At: h.now, Target: slip})
	h.entry(school, coach.Entry{Kind: coach.EntryLevel, Person: "bob", At: h.now, Skills: []string{"tiles/rows"}, Level: mastery.Proficient, By: "tess"})
	h.seed(school, func(tx bot.Tx) error {
		return tx.Audit(bot.Act{ID: "01NOTE", At: h.now, By: "tess", What: "note", Subject: "bob"})
	})
	m = the[*page.Learner](h)(h.pages.Learner(t.Context(), who(school, "tess"), "a", "bob", 0))
	if !m.Attempts[0].Right || !slices.Contains(m.Attempts[0].Marks, "changed by a teacher") {
		t.Errorf("%+v", m.Attempts[0])
	}
	if !slices.Contains(m.Attempts[1].Marks, "pressed or typed by mistake") {
		t.Errorf("%+v", m.Attempts[1])
	}
	if diff := cmp.Diff([]page.Override{{Skill: page.Skill{ID: "tiles/rows", Title: "Counting rows"}, Level: page.Level{Key: "proficient", Word: "Proficient"}, By: "Name of tess", At: m.Now}}, m.Overrides); diff != "" {
		t.Error(diff)
	}
	if len(m.Notes) != 1 || m.Notes[0].By != "Name of tess" {
		t.Errorf("%+v", m.Notes)
	}
	if m.Skills[0].Level.Key != "proficient" || !m.Skills[0].Cell.Taught {
		t.Errorf("%+v", m.Skills[0])
	}
}

// Reading what a learner shares leaves a line in the audit trail; what they keep to
// themselves is not there, and neither is anything of who learns elsewhere too.
func TestReadingThoughtsIsNoted(t *testing.T) {
	t.Parallel()
	h := classroom(t)
	h.seed(school, func(tx bot.Tx) error {
		for _, th := range []bot.Thought{
			{ID: "02THOUGHT", Class: "a", Said: "a private one"},
			{ID: "03THOUGHT", Class: "b", Said: "one of another class", Share: reflect.WithTeachers},
			{ID: "04THOUGHT", Class: "a", Said: "one without a name", Share: reflect.WithClass},
		} {
			th.Person, th.Prompt, th.At = "ann", "muddy", h.now
			if err := tx.PutThought(th); err != nil {
				return err
			}
		}
		return nil
	})
	noted := func() (n int) {
		h.must(h.store.View(t.Context(), school, func(r bot.Reader) error {
			acts, err := r.Acts("ann", 10)
			for _, a := range acts {
				if a.What == "read thoughts" && a.By == "tess" {
					n++
				}
			}
			return err
		}))
		return n
	}
	story := the[*page.Learner](h)(h.pages.Learner(t.Context(), who(school, "tess"), "a", "ann", 0))
	if story.Thoughts != 1 || noted() != 0 || strings.Contains(fmt.Sprintf("%+v", story), "the thought of ann") {
		t.Errorf("the story tells %d thoughts, noted %d", story.Thoughts, noted())
	}
	m := the[*page.Thoughts](h)(h.pages.Thoughts(t.Context(), who(school, "tess"), "a", "ann"))
	if len(m.Thoughts) != 1 || m.Thoughts[0].Said != "the thought of ann" || noted() != 1 {
		t.Errorf("%+v, noted %d", m.Thoughts, noted())
	}
	h.member(school, "b", "ann", coach.Learner) // what they think elsewhere stays there
	if m := the[*page.Thoughts](h)(h.pages.Thoughts(t.Context(), who(school, "tess"), "a", "ann")); len(m.Thoughts) != 1 || noted() != 2 {
		t.Errorf("%+v, noted %d", m, noted())
	}
}

// What is not clear is counted from three learners on, quoted without names and
// of those who share it, and that it was read is noted.
func TestWhatIsNotClearIsCountedWithoutNames(t *testing.T) {
	t.Parallel()
	h := classroom(t)
	look := func() *page.Muddy {
		return the[*page.Muddy](h)(h.pages.Muddy(t.Context(), who(school, "tess"), "a"))
	}
	if m := look(); len(m.Points) != 0 {
		t.Fatalf("of one learner: %+v", m.Points)
	}
	h.member(school, "a", "cem", coach.Learner)
	h.seed(school, func(tx bot.Tx) error {
		for id, share := range map[string]reflect.Share{"bob": reflect.Private, "cem": reflect.WithClass} {
			th := bot.Thought{ID: "05" + id, Person: id, Class: "a", About: "tiles/rows", Prompt: "back-muddy", At: h.now, Said: "the words of " + id, Share: share}
			if err := tx.PutThought(th); err != nil {
				return err
			}
		}
		return nil
	})
	m := look()
	if len(m.Points) != 1 || m.Points[0].N != 3 || len(m.Points[0].Quotes) != 2 || m.Points[0].Skill.ID != "tiles/rows" {
		t.Fatalf("%+v", m.Points)
	}
	if shown := fmt.Sprintf("%+v", m.Points); strings.Contains(shown, "the words of bob") || strings.Contains(shown, "Name of") {
		t.Errorf("shows %s", shown)
	}
	h.must(h.store.View(t.Context(), school, func(r bot.Reader) error {
		acts, err := r.Acts("cem", 10)
		if len(acts) != 1 || acts[0].What != bot.ActReadThoughts || acts[0].Detail != "05cem" {
			t.Errorf("noted: %+v", acts)
		}
		return err
	}))
}

// What learners share with their class is shown to it without names, once three
// share something.
func TestAClassReadsWhatItsLearnersShareWithIt(t *testing.T) {
	t.Parallel()
	h := classroom(t)
	h.member(school, "a", "cem", coach.Learner)
	share := func(people ...string) {
		h.seed(school, func(tx bot.Tx) error {
			for _, id := range people {
				th := bot.Thought{ID: "06" + id, Person: id, Class: "a", Prompt: "how-check", At: h.now, Said: "I check twice, like " + strings.ToUpper(id), Share: reflect.WithClass}
				if err := tx.PutThought(th); err != nil {
					return err
				}
			}
			return nil
		})
	}
	mine := func() []page.Thought {
		return the[*page.Mine](h)(h.pages.Mine(t.Context(), who(school, "bob"))).Voices
	}
	if share("ann", "bob"); len(mine()) != 0 {
		t.Errorf("of two: %+v", mine())
	}
	share("cem")
	voices := mine()
	if len(voices) != 3 || !strings.Contains(string(voices[0].Prompt), "check") || strings.Contains(fmt.Sprintf("%+v", voices), "Name of") {
		t.Errorf("of three: %+v", voices)
	}
}

// A learner sees who can read each of their thoughts, and can change it there.
func TestWhoReadsAThoughtIsChangedOnItsOwnersPage(t *testing.T) {
	t.Parallel()
	h := classroom(t)
	m := the[*page.Mine](h)(h.pages.Mine(t.Context(), who(school, "ann")))
	th := m.Thoughts[0]
	if !strings.Contains(string(th.Who), "teachers") || !strings.Contains(string(th.Prompt), "rows") && !strings.Contains(string(th.Prompt), "Rows") {
		t.Errorf("%+v", th)
	}
	var values []string
	for _, c := range th.Presses {
		values = append(values, c.Value)
	}
	if want := []string{"01THOUGHT:share private", "01THOUGHT:share class", "01THOUGHT:delete thought"}; !slices.Equal(values, want) {
		t.Errorf("got %q, want %q", values, want)
	}
}

func TestASkillsStoryShowsWhatMisleads(t *testing.T) {
	t.Parallel()
	h := classroom(t)
	for i := range 3 {
		id := fmt.Sprintf("more%d", i)
		h.person(school, id)
		h.member(school, "a", id, coach.Learner)
		h.answers(school, id, said{item: "tiles/rows-choice", at: h.now, words: "four", misconception: "counts-edges"})
	}
	h.answers(school, "dan", said{item: "tiles/rows-choice", at: h.now, words: "of another class", misconception: "adds-sides"})
	h.person(school, "tess", func(p *coach.Person) {
		p.Flagged.Items = []string{"tiles/rows-choice " + string(coach.FlagMisleads), "other/item " + string(coach.FlagMisleads)}
	})
	m := the[*page.SkillStory](h)(h.pages.Skill(t.Context(), who(school, "tess"), "a", "tiles/rows"))
	if len(m.Tags) != 1 || m.Tags[0].ID != "counts-edges" || m.Tags[0].Times != 5 || len(m.Tags[0].Who) != 4 || m.Tags[0].Teach == "" {
		t.Errorf("%+v", m.Tags)
	}
	item := m.Items[slices.IndexFunc(m.Items, func(r page.ItemRow) bool { return r.Item == "tiles/rows-choice" })]
	if item.Right != (page.Share{N: 1, Of: 5}) || len(item.Flags) != 1 || item.Kind != "choice" {
		t.Errorf("%+v", item)
	}
	if diff := cmp.Diff([]page.WrongAnswer{{Said: "four", Learners: 4}}, item.Wrong); diff != "" {
		t.Error(diff)
	}
	if m.Levels[0].Level.Key != "proficient" || m.Levels[0].Who[0].Name != "Name of ann" || m.Ready != (page.Share{N: 1, Of: 6}) {
		t.Errorf("%+v", m.Levels)
	}
	areas := the[*page.SkillStory](h)(h.pages.Skill(t.Context(), who(school, "tess"), "a", "tiles/areas"))
	if len(areas.Needs) != 1 || areas.Needs[0].ID != "tiles/rows" || areas.Needs[0].Ready.N != 1 {
		t.Errorf("%+v", areas.Needs)
	}
	for _, skill := range []string{"tiles/none", "none/rows", "tiles", ""} {
		if err := second(h.pages.Skill(t.Context(), who(school, "tess"), "a", skill)); coach.KindOf(err) != coach.NotFound {
			t.Errorf("%q: %v", skill, err)
		}
	}
}

func TestStandardsAreCoveredBySkills(t *testing.T) {
	t.Parallel()
	k := courseOf(t, "coded", 3)
	k.Skills[0].Standards, k.Skills[1].Standards = []string{"X.1"}, []string{"X.1", "X.2"}
	h := open(t, k)
	h.class(school, "a", func(c *coach.Class) { c.Courses = []string{"coded"} })
	h.person(school, "tess")
	h.member(school, "a", "tess", coach.Teacher)
	h.person(school, "ann")
	h.member(school, "a", "ann", coach.Learner)
	for i := range 3 {
		h.answers(school, "ann", said{item: fmt.Sprintf("coded/item-1-%d", i), right: true, at: h.now.Add(time.Duration(i) * time.Minute)})
	}
	h.answers(school, "ann", said{item: "coded/item-1-0", right: true, at: h.now.Add(time.Hour)})
	m := the[*page.Standards](h)(h.pages.Standards(t.Context(), who(school, "tess"), "a"))
	if len(m.Codes) != 2 || len(m.Unmapped) != 1 || m.Unmapped[0].ID != "coded/skill-2" {
		t.Fatalf("%+v", m)
	}
	if one, two := m.Codes[0], m.Codes[1]; one.Code != "X.1" || one.Ready.N != 0 || one.Met.N != 1 || two.Ready.N != 1 || len(one.Skills) != 2 {
		t.Errorf("%+v", m.Codes)
	}
}

func TestAttendanceIsParticipationByOnesOwnPlan(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.now = time.Date(2026, time.March, 6, 13, 0, 0, 0, time.UTC) // a Friday
	friday := coach.DayOf(h.now, time.UTC)
	h.class(school, "a", func(c *coach.Class) { c.Holidays = []coach.Holiday{{From: friday - 2, To: friday - 2}} })
	h.person(school, "tess")
	h.member(school, "a", "tess", coach.Teacher)
	plans := func(change func(*coach.Person)) func(*coach.Person) {
		return func(p *coach.Person) {
			p.Settings.CheckIn = "0 16 * * MON-FRI"
			p.Planned = friday - 7
			change(p)
		}
	}
	for id, change := range map[string]func(*coach.Person){
		"keeps":  plans(func(p *coach.Person) { p.Active.Mark(friday - 4); p.Active.Mark(friday - 3); p.Active.Mark(friday - 6) }),
		"silent": plans(func(p *coach.Person) { p.Settings.Silent = true }),
		"none":   func(p *coach.Person) { p.Active.Mark(friday) },
		"late":   plans(func(p *coach.Person) { p.Planned = friday - 3 }),
	} {
		h.person(school, id, change)
		h.member(school, "a", id, coach.Learner)
	}
	m := the[*page.Attendance](h)(h.pages.Attendance(t.Context(), who(school, "tess"), "a", 0))
	week := func(name string) []page.Presence {
		row := m.Rows[slices.IndexFunc(m.Rows, func(r page.AttendanceRow) bool { return r.ID == name })]
		return row.Days[len(row.Days)-7:]
	}
	// From Saturday to Friday: Wednesday is a holiday.
	for name, want := range map[string][]page.Presence{
		"keeps":  {page.Also, page.Free, page.Kept, page.Kept, page.Excused, page.ForYou, page.Awaited},
		"silent": {page.Free, page.Free, page.Free, page.Free, page.Free, page.Free, page.Free},
		"none":   {page.Free, page.Free, page.Free, page.Free, page.Free, page.Free, page.Also},
		"late":   {page.Before, page.Before, page.Before, page.Before, page.Excused, page.ForYou, page.Awaited},
	} {
		if diff := cmp.Diff(want, week(name)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
	kept := m.Rows[slices.IndexFunc(m.Rows, func(r page.AttendanceRow) bool { return r.ID == "keeps" })]
	if kept.Kept != (page.Share{N: 2, Of: 2}) || kept.Also != 1 || kept.Plan != "Monday to Friday, 16:00" {
		t.Errorf("%+v", kept)
	}
	if last := m.Days[len(m.Days)-1]; last.Date != "2026-03-06" || last.Word != "Fri 6" || !m.Days[len(m.Days)-3].Free {
		t.Errorf("%+v", m.Days[len(m.Days)-3:])
	}
}

func TestTheRosterSaysWhoIsThereAndWhatCanBeDone(t *testing.T) {
	t.Parallel()
	h := classroom(t)
	h.person(school, "ann2", func(p *coach.Person) { p.Name = "name of ANN" })
	h.member(school, "a", "ann2", coach.Learner)
	h.seed(school, func(tx bot.Tx) error {
		return tx.PutAccount(coach.Account{Platform: "slack", User: "U1", Person: "ann"})
	})
	m := the[*page.Roster](h)(h.pages.Roster(t.Context(), who(school, "tess"), "a"))
	if m.Code != "CODE-a" || len(m.Learners) != 4 || len(m.Teachers) != 5 {
		t.Fatalf("%+v", m)
	}
	names := make(map[string]page.RosterRow)
	for _, r := range append(m.Learners, m.Teachers...) {
		names[r.ID] = r
	}
	if names["ann"].Name == names["ann2"].Name || strings.EqualFold(names["ann"].Name, names["ann2"].Name) {
		t.Errorf("two are called %q", names["ann"].Name)
	}
	if !slices.Equal(names["ann"].Platforms, []string{"Slack"}) || !names["sue"].Ended || names["sam"].Ended || names["sam"].RoleWord != "substitute" {
		t.Errorf("%+v", names)
	}
	if len(names["tess"].Presses) > 0 {
		t.Error("somebody may take themself out")
	}
	if p := names["ann"].Presses; len(p) != 2 || p[0].Value != "say class @a return @ann" || p[1].Value != "say class @a remove @ann" {
		t.Errorf("%+v", p)
	}
}

func TestASchedulesWordsAreOfTheWeek(t *testing.T) {
	t.Parallel()
	h := classroom(t)
	for expr, want := range map[string]string{
		"0 16 * * *":         "every day, 16:00",
		"0 16 * * MON-FRI":   "Monday to Friday, 16:00",
		"30 7 * * TUE,THU":   "Tuesdays and Thursdays, 07:30",
		"0 8,16 * * SAT,SUN": "Saturdays and Sundays, 08:00 and 16:00",
		"0 16 15 * *":        "next: 15 Mar",
		"not an expression":  "not an expression",
		"30 2 * * SUN":       "Sundays, 02:30",
	} {
		h.class(school, "a", func(c *coach.Class) { c.CheckIn = expr })
		m := the[*page.Roster](h)(h.pages.Roster(t.Context(), who(school, "tess"), "a"))
		at := slices.IndexFunc(m.Settings, func(s page.Setting) bool { return s.Name == "Times proposed to learners" })
		if got := m.Settings[at].Value; got != want {
			t.Errorf("%s is said as %q", expr, got)
		}
	}
}

// A class whose term is over is looked at, and nothing in it is changed.
func TestAnArchivedClassIsOnlyLookedAt(t *testing.T) {
	t.Parallel()
	h := classroom(t)
	h.class(school, "a", func(c *coach.Class) { c.Archived = true })
	if m := the[*page.Needs](h)(h.pages.Needs(t.Context(), who(school, "tess"), "")); len(m.Classes) != 1 || !m.Classes[0].Archived || len(m.Alerts) > 0 {
		t.Errorf("%+v", m.Classes)
	}
	story := the[*page.Learner](h)(h.pages.Learner(t.Context(), who(school, "tess"), "a", "ann", 0))
	if len(story.Presses) > 0 || len(story.Skills) == 0 || len(story.Skills[0].Presses) > 0 {
		t.Errorf("%+v", story.Presses)
	}
	roster := the[*page.Roster](h)(h.pages.Roster(t.Context(), who(school, "tess"), "a"))
	if len(roster.Presses) != 1 || roster.Presses[0].Value != "say class @a restore" || len(roster.Learners[0].Presses) > 0 {
		t.Errorf("%+v", roster.Presses)
	}
	if err := second(h.pages.RosterCheck(t.Context(), who(school, "tess"), "a", []byte("name\nEve"))); coach.KindOf(err) != coach.Invalid {
		t.Errorf("%v", err)
	}
}

func TestMaterialShowsWhatIsBoundAndWhatCouldBe(t *testing.T) {
	t.Parallel()
	h := classroom(t)
	h.class(school, "a", func(c *coach.Class) { c.Courses = []string{"tiles"} })
	h.raise(school, alert.New("01APPEAL", "a", "ann", alert.Appealed("tiles/rows", "I said 5", 2), h.now))
	m := the[*page.Material](h)(h.pages.Material(t.Context(), who(school, "tess"), "a"))
	if len(m.Bound) != 1 || m.Bound[0].ID != "tiles" || m.Bound[0].Mine || m.Bound[0].Presses[0].Value != "say class @a course off tiles" {
		t.Errorf("%+v", m.Bound)
	}
	if len(m.Others) != 1 || m.Others[0].Presses[0].Value != "say class @a course birds" || m.Draft != nil {
		t.Errorf("%+v", m.Others)
	}
	if len(m.Appeals) != 1 || len(m.Appeals[0].Presses) != 2 {
		t.Errorf("%+v", m.Appeals)
	}
	all := the[*page.CourseItems](h)(h.pages.CourseItems(t.Context(), who(school, "tess"), "a", "tiles"))
	if len(all.Skills) != 3 || len(all.Skills[0].Items) != 8 || all.Skills[1].Needs[0].ID != "tiles/rows" {
		t.Errorf("%+v", all.Skills)
	}
	item := the[*page.Item](h)(h.pages.Item(t.Context(), who(school, "tess"), "a", "tiles/rows-choice"))
	if item.Answer != "three" && !strings.Contains(string(item.Answer), "three") || len(item.Parts) < 2 || len(item.Wrong) == 0 {
		t.Errorf("%+v", item)
	}
	for _, part := range item.Parts {
		if len(part.Choices) > 0 {
			t.Error("a preview can be pressed")
		}
	}
}

// A file that was sent from a page waits there with what came of it, for who sent
// it alone, until something is made of it.
func TestAFileWaitsForItsTeacher(t *testing.T) {
	t.Parallel()
	h := classroom(t)
	here := chat.Conversation{Platform: bot.Web, Place: school, Channel: bot.Page, User: "wtess"}
	q := coach.Question{ID: "01Q", Person: "tess", Conversation: here.Key(), Ask: coach.AskDraft, State: coach.Open, At: h.now, About: "01DRAFT"}
	h.seed(school, func(tx bot.Tx) error {
		if err := tx.PutAccount(coach.Account{Platform: bot.Web, User: "wtess", Person: "tess"}); err != nil {
			return err
		}
		if err := tx.PutDraft(bot.Draft{
			ID: "01DRAFT", Person: "tess", Made: h.now, Name: "deck.apkg", Courses: []bot.DraftCourse{{ID: "deck", Title: "A deck", Items: 7}},
			Shown: []bot.DraftItem{{Course: "deck", Item: *h.courses.Item("tiles/rows-number")}},
		}); err != nil {
			return err
		}
		return tx.PutQuestion(q)
	})
	m := the[*page.Material](h)(h.pages.Material(t.Context(), who(school, "tess"), "a"))
	if m.Draft == nil || m.Draft.Items != 7 || len(m.Draft.Shown) != 1 || len(m.Draft.Shown[0].Parts) == 0 || m.Draft.Shown[0].Answer == "" || m.Draft.Presses[0].Value != "01Q:publish @a" {
		t.Fatalf("%+v", m.Draft)
	}
	if m := the[*page.Material](h)(h.pages.Material(t.Context(), who(school, "sam"), "a")); m.Draft != nil {
		t.Errorf("a colleague sees %+v", m.Draft)
	}
	h.seed(school, func(tx bot.Tx) error {
		q.State = coach.Answered
		return tx.PutQuestion(q)
	})
	if m := the[*page.Material](h)(h.pages.Material(t.Context(), who(school, "tess"), "a")); m.Draft != nil {
		t.Errorf("afterwards: %+v", m.Draft)
	}
}

func TestWhatBecameOfAlertsIsTold(t *testing.T) {
	t.Parallel()
	h := classroom(t)
	ended := func(id string, rule alert.Rule, by string, outcome alert.Outcome) {
		h.raise(school, alert.Alert{ID: id, Class: "a", Person: "ann", Skill: "tiles/rows", Rule: rule, State: alert.Resolved, By: by, Outcome: outcome, Acted: h.now})
	}
	ended("01E1", alert.RuleStruggling, "tess", alert.Useless)
	ended("01E2", alert.RuleStruggling, "tess", alert.Done)
	ended("01E3", alert.RuleStruggling, "", alert.ClearedByItself)
	ended("01E4", alert.RuleStruggling, "tess", "talked *at length*")
	m := the[*page.Alerts](h)(h.pages.Alerts(t.Context(), who(school, "tess"), "a"))
	if len(m.Open) != 1 || len(m.Ended) != 4 {
		t.Fatalf("%d open, %d ended", len(m.Open), len(m.Ended))
	}
	use := m.Rules[slices.IndexFunc(m.Rules, func(u page.RuleUse) bool { return u.Rule == string(alert.RuleStruggling) })]
	if use.Raised != 4 || use.Useless != 1 || use.Seen != 2 || use.Cleared != 1 {
		t.Errorf("%+v", use)
	}
	for _, a := range m.Ended {
		if a.Outcome == "" || len(a.Presses) > 0 || a.Ended.At.IsZero() {
			t.Errorf("%+v", a)
		}
		if a.ID == "01E4" && chat.Plain(a.Outcome) != "talked *at length*" {
			t.Errorf("%q", a.Outcome)
		}
	}
}

func TestWhyAnAlertCameCanBeAsked(t *testing.T) {
	t.Parallel()
	h := classroom(t)
	m := the[*page.Why](h)(h.pages.Why(t.Context(), who(school, "tess"), "01ALERTBOB"))
	if m.Decision == "" || len(m.Rules) == 0 || m.Alert.ID != "01ALERTBOB" {
		t.Errorf("%+v", m)
	}
	for _, v := range m.Rules {
		if v.Words == "" || v.Word == "" {
			t.Errorf("%+v", v)
		}
	}
}

func TestGroupsThatStandAndCouldStand(t *testing.T) {
	t.Parallel()
	h := classroom(t)
	h.seed(school, func(tx bot.Tx) error {
		return tx.PutGroup(coach.Group{ID: "01GROUP", Class: "a", Kind: coach.GroupGap, Skill: "tiles/rows", Members: []string{"ann", "bob", "gone"}, By: "tess", Made: h.now})
	})
	m := the[*page.Groups](h)(h.pages.Groups(t.Context(), who(school, "tess"), "a"))
	if len(m.Stand) != 1 || len(m.Stand[0].Members) != 2 || m.Stand[0].Ready != (page.Share{N: 1, Of: 2}) || m.Stand[0].Presses[0].Value != "say class @a groups off @01GROUP" {
		t.Errorf("%+v", m.Stand)
	}
	for _, g := range m.Suggested {
		if g.Why == "" || len(g.Presses) != 1 || !strings.HasPrefix(g.Presses[0].Value, "say class @a groups take ") {
			t.Errorf("%+v", g)
		}
	}
}

func TestMineIsOnesOwn(t *testing.T) {
	t.Parallel()
	h := classroom(t)
	h.seed(school, func(tx bot.Tx) error {
		if err := tx.PutGroup(coach.Group{ID: "01GROUP", Class: "a", Kind: coach.GroupGap, Skill: "tiles/rows", Members: []string{"ann", "bob"}, By: "tess", Made: h.now}); err != nil {
			return err
		}
		return tx.PutAssignment(coach.Assignment{ID: "01GIVEN", Class: "a", By: "tess", Skill: "tiles/areas", For: []string{"ann"}, Made: h.now, Note: "have a look"})
	})
	m := the[*page.Mine](h)(h.pages.Mine(t.Context(), who(school, "ann")))
	if m.Goal != "the goal of ann" || len(m.Thoughts) != 1 || len(m.Assignments) != 1 || m.Assignments[0].Note != "have a look" || len(m.Skills) != 2 {
		t.Errorf("%+v", m)
	}
	for _, s := range m.Skills {
		if slices.ContainsFunc(s.Presses, func(c chat.Choice) bool { return !strings.HasPrefix(c.Value, "say ") }) {
			t.Errorf("a learner may set their own level: %+v", s.Presses)
		}
	}
	if shown := fmt.Sprintf("%+v", m); strings.Contains(shown, "the goal of bob") || strings.Contains(shown, "I am stuck") {
		t.Errorf("shows another's: %s", shown)
	}
	if len(m.Groups) != 1 || m.Groups[0].Members[0].ID != "" {
		t.Errorf("%+v", m.Groups)
	}
	if !strings.Contains(string(m.Seen), "Name of tess") || strings.Contains(string(m.Seen), "Name of sue") || len(m.DataPresses) != 2 {
		t.Errorf("%q", m.Seen)
	}
	if m.Data[2].Is != "5" {
		t.Errorf("%+v", m.Data)
	}
	bob := the[*page.Mine](h)(h.pages.Mine(t.Context(), who(school, "bob")))
	if len(bob.Assignments) != 0 || len(bob.Thoughts) != 0 {
		t.Errorf("%+v", bob)
	}
	// Somebody who only teaches has a page too.
	the[*page.Mine](h)(h.pages.Mine(t.Context(), who(school, "tess")))
}

func TestAStampChangesWithWhatIsSeen(t *testing.T) {
	t.Parallel()
	h := classroom(t)
	stamp := func() string { return the[string](h)(h.pages.Stamp(t.Context(), who(school, "tess"))) }
	was := stamp()
	if again := stamp(); again != was {
		t.Errorf("%s, then %s", was, again)
	}
	for what, change := range map[string]func(){
		"an answer": func() { h.answers(school, "cem", said{item: "tiles/rows-choice", at: h.now}) },
		"an alert":  func() { h.raise(school, alert.Alert{ID: "01NEW", Class: "a", Person: "cem", Rule: alert.RuleMood}) },
		"a class":   func() { h.class(school, "a", func(c *coach.Class) { c.Name = "another name" }) },
		"a day":     func() { h.now = h.now.AddDate(0, 0, 1) },
	} {
		before := stamp()
		change()
		if stamp() == before {
			t.Errorf("%s changes nothing", what)
		}
	}
}
