package bot_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pacer/bot"
	"pacer/bot/chat"
	"pacer/coach/course"
	"pacer/coach/course/formula"
)

func TestACatalogAnswersByKeysOfTheLog(t *testing.T) {
	t.Parallel()
	all := courses(t)
	c, err := bot.NewCatalog(all["tiles"], all["birds"])
	if err != nil {
		t.Fatal(err)
	}
	if got := c.IDs(); !slices.Equal(got, []string{"tiles", "birds"}) {
		t.Errorf("the courses are %v", got)
	}
	if c.Course("tiles") != all["tiles"] || c.Course("nonsense") != nil {
		t.Error("Course finds the wrong one")
	}
	if it := c.Item("tiles/rows-text"); it == nil || it.ID != "rows-text" {
		t.Errorf("Item finds %v", it)
	}
	if sk := c.Skill("birds/nests"); sk == nil || sk.ID != "nests" {
		t.Errorf("Skill finds %v", sk)
	}
	for _, key := range []string{"", "/", "tiles", "tiles/", "tiles/nonsense", "nonsense/rows", "rows"} {
		if c.Item(key) != nil || c.Skill(key) != nil {
			t.Errorf("%q is something", key)
		}
	}
	if _, err := bot.NewCatalog(all["tiles"], all["tiles"]); err == nil || !strings.Contains(err.Error(), `two courses are called "tiles"`) {
		t.Errorf("two of one name: %v", err)
	}
}

func TestPublishingAgainChangesNothing(t *testing.T) {
	t.Parallel()
	h, _ := club(t)
	before := h.dump()
	if n := len(before["content"]); n != 2*28 {
		t.Errorf("%d items are remembered in two workspaces", n)
	}
	if err := h.bot.Publish(t.Context(), school); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(before, h.dump()); diff != "" {
		t.Error(diff)
	}
}

// swap restarts the coach with other courses.
func (h *house) swap(all ...*course.Course) {
	h.t.Helper()
	h.stop()
	var err error
	h.catalog, err = bot.NewCatalog(all...)
	h.must(err)
	h.start()
	h.must(h.bot.Publish(h.t.Context(), school))
}

func TestAQuestionIsGradedAsItWasAskedAfterTheCourseChanged(t *testing.T) {
	t.Parallel()
	h, _ := club(t, only(t, course.Number))
	ann := h.person("Ann").meets()
	ann.says("practice only-number")
	q, it, _ := ann.question()
	changed := only(t, course.Number)
	for i := range changed.Items {
		changed.Items[i].Answer, changed.Items[i].Form, changed.Items[i].Units, changed.Items[i].Wrong = "4711", "", nil, nil
		changed.Items[i].Explanation = "It is another question now."
	}
	changed.Index()
	h.swap(h.courses["tiles"], h.courses["birds"], changed)
	ann.says(right(q, it)).has("Right", chat.Plain(chat.Markdown(formula.Readable(it.Explanation))), "2/6")
	h.courses["only-number"] = changed
	now, other, _ := ann.question()
	if other == nil || now.Version == q.Version {
		t.Fatalf("the next question is %+v", now)
	}
	ann.says("4711")
	if e := ann.entries(); len(e) != 2 || !e[0].Right || !e[1].Right || e[0].Version == e[1].Version {
		t.Errorf("the log has %+v", e)
	}
	h.verify(school)
}

func TestAWithdrawnCourseLetsTheOpenQuestionBeFinished(t *testing.T) {
	t.Parallel()
	h, tess := club(t)
	ann := h.person("Ann").meets()
	ann.says("practice tiles")
	q, it, _ := ann.question()
	h.swap(h.courses["birds"])
	for _, word := range []string{"why", "hint", "another way", "progress", "practice"} {
		ann.says(word)
	}
	ann.says(right(q, it)).has("Right", "That was today's practice: 1 question")
	ann.says("practice").has("Calls of birds")
	ann.says("progress")
	tess.says("class ann")
	ann.says("i was right").has("counted as right")
	h.verify(school)
}

func TestAQuestionNamesItsVersionAlsoWhereATeacherHasPublishedOthers(t *testing.T) {
	t.Parallel()
	h, tess := club(t)
	ann := h.person("Ann").meets()
	tess.says("class item How many legs has a spider? = 8").has("How many legs has a spider?")
	ann.says("practice tiles")
	q, it, ok := ann.question()
	if !ok || q.Course != "tiles" || q.Version != it.Version() {
		t.Errorf("asked %t, of %s, in version %q, wanted %q", ok, q.Course, q.Version, it.Version())
	}
}
