package bot_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"pacer/coach"
	"pacer/coach/course"
)

// flags has the coach tell of items that may mislead, and returns what went out.
func (h *house) flags(items ...string) []post {
	h.t.Helper()
	var reports []coach.ItemReport
	for _, item := range items {
		reports = append(reports, coach.ItemReport{
			Item: item, KnewAnswers: 10, KnewRight: 1, KnewLearners: 6,
			Wrong: []coach.WrongAnswer{{Said: "*Nile*", Learners: 5, Knew: 5}}, Flags: []coach.ItemFlag{coach.FlagMisleads},
		})
	}
	before := len(h.posts)
	h.turn++
	h.must(h.bot.TellFlagged(context.Background(), school, reports))
	return slices.Clone(h.posts[before:])
}

func TestTheTeachersHearOfAnItemThatMisleadsOnce(t *testing.T) {
	t.Parallel()
	h, tess := club(t, only(t, course.Number))
	h.person("Ann").meets()
	id := "only-number/" + h.courses["only-number"].Items[0].ID
	told := h.flags(id)
	if len(told) != 1 || told[0].to.User != tess.from.User || !told[0].begun {
		t.Fatalf("told: %+v", told)
	}
	for _, want := range []string{id, "Of 10 first answers by learners who know the skill, 9 were wrong", `(learners: 5)`, "came with the installation"} {
		if !strings.Contains(told[0].text(), want) {
			t.Errorf("the message lacks %q: %s", want, told[0].text())
		}
	}
	h.later(8 * 24 * time.Hour)
	if again := h.flags(id); len(again) > 0 {
		t.Errorf("told again: %+v", again)
	}
	// What is well for a while and then flagged again is news.
	h.flags("tiles/" + h.courses["tiles"].Items[0].ID)
	h.later(8 * 24 * time.Hour)
	if again := h.flags(id); len(again) != 1 {
		t.Errorf("flagged anew, and told %d times", len(again))
	}
}

func TestALongQuestionIsCutAsItsReaderSeesIt(t *testing.T) {
	t.Parallel()
	c := only(t, course.Cloze)
	it := c.Items[0]
	it.ID += "-long"
	it.Question += " " + strings.Repeat(`Think of $\frac{1}{2} + \sqrt{x}$. `, 40)
	c.Items = append(c.Items, it)
	c.Index()
	h, _ := club(t, c)
	told := h.flags(c.ID + "/" + it.ID)
	if len(told) != 1 {
		t.Fatalf("told: %+v", told)
	}
	if got := told[0].text(); strings.ContainsAny(got, `$\[`) || !strings.Contains(got, "Think of 1/2 + √x. ") || !strings.Contains(got, "…") {
		t.Errorf("the message is %s", got)
	}
}

func TestAnAuthorIsToldAtMostOnceAWeekAndOfAFewItems(t *testing.T) {
	t.Parallel()
	h, _ := club(t, only(t, course.Number))
	var items []string
	for _, it := range h.courses["tiles"].Items[:5] {
		items = append(items, "tiles/"+it.ID)
	}
	if told := h.flags(items...); len(told) != 1 || strings.Count(told[0].text(), "tiles/") != 3 {
		t.Fatalf("told: %+v", told)
	}
	h.later(6 * 24 * time.Hour)
	if told := h.flags(items...); len(told) != 0 {
		t.Errorf("told again within a week: %+v", told)
	}
	h.later(24 * time.Hour)
	if told := h.flags(items...); len(told) != 1 || strings.Count(told[0].text(), "tiles/") != 2 {
		t.Errorf("the rest: %+v", told)
	}
}

func TestNobodyIsToldOfItemsInQuietHoursOrAgainstTheirWish(t *testing.T) {
	t.Parallel()
	h, tess := club(t, only(t, course.Number))
	id := "tiles/" + h.courses["tiles"].Items[0].ID
	at := h.now
	h.now = time.Date(at.Year(), at.Month(), at.Day(), 23, 0, 0, 0, time.UTC)
	if told := h.flags(id); len(told) > 0 {
		t.Errorf("told at night: %+v", told)
	}
	h.now = h.now.Add(12 * time.Hour)
	tess.says("stop messages")
	if told := h.flags(id); len(told) > 0 {
		t.Errorf("told after stop messages: %+v", told)
	}
	tess.change(func(p *coach.Person) { p.Settings.Silent = false })
	if told := h.flags("tiles/gone", "gone/too"); len(told) > 0 {
		t.Errorf("told of items that are no more: %+v", told)
	}
	if told := h.flags(id); len(told) != 1 {
		t.Errorf("and then: %+v", told)
	}
}

func TestThePublishersOfACourseHearOfItsItems(t *testing.T) {
	t.Parallel()
	h, tess := publishing(t)
	tess.sends("capitals.txt", capitals)
	tess.says("publish")
	p := h.publications()
	if len(p) != 1 {
		t.Fatalf("published: %+v", p)
	}
	h.knows("capitals.txt", capitals)
	told := h.flags(p[0].Course + "/" + h.courses[p[0].Course].Items[0].ID)
	if len(told) != 1 || told[0].to.User != tess.from.User || !strings.Contains(told[0].text(), "send me the file again") {
		t.Errorf("told: %+v", told)
	}
}
