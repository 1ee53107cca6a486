package bot_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"pacer/bot"
	"pacer/bot/chat"
	"pacer/bot/outbox"
	"pacer/coach"
	"pacer/coach/course"
)

// river is the beginning of a picture, which is as far as anybody looks.
const river = "\x89PNG\r\n\x1a\nof a river"

// deck reads lines of a question and its answer, "Italy = Rome", as a course of
// typed answers that is called as the file is; a line without an answer is
// skipped, and one that ends with " + picture" has a picture.
func deck(_ context.Context, s bot.Source) (*bot.Converted, error) {
	data, err := io.ReadAll(s.Data)
	if err != nil {
		return nil, err
	}
	name, _, _ := strings.Cut(s.Name, ".")
	if strings.Contains(string(data), "garbage") {
		return nil, errors.New("line 1 is *garbage*")
	}
	if strings.Contains(string(data), "rubbish") {
		return nil, fmt.Errorf("%s: this is *rubbish*", s.Name)
	}
	c := &course.Course{ID: name, Title: strings.ToUpper(name[:1]) + name[1:], Language: "en", Licence: "CC0-1.0",
		Skills: []course.Skill{{ID: "all", Title: "All of " + name, Why: "To know them."}}}
	made := &bot.Converted{Format: "deck"}
	for line := range strings.Lines(string(data)) {
		made.Read++
		question, answer, ok := strings.Cut(strings.TrimSpace(line), " = ")
		if !ok {
			made.Skipped++
			made.Reasons = []bot.Reason{{Text: "no answer", N: made.Skipped}}
			continue
		}
		id := strings.ToLower(question)
		answer, pictured := strings.CutSuffix(answer, " + picture")
		it := course.Item{ID: id, Skill: "all", Kind: course.Text, Tier: 2, Question: question + "?", Answer: answer, Explanation: answer + " it is, as everybody there will tell you."}
		if pictured {
			path := "media/" + id + ".png"
			it.Question += " ![a map of " + question + "](" + path + ")"
			made.Media = append(made.Media, bot.Medium{Course: name, Path: path, Data: []byte(river)})
		}
		c.Items = append(c.Items, it)
	}
	if c.Index(); len(c.Items) > 0 {
		made.Courses = []*course.Course{c}
	}
	return made, nil
}

const capitals = "Italy = Rome\nPeru = Lima\nChad\nKenya = Nairobi\nCuba = Havana\nNepal = Kathmandu\n"

// publishing is a club whose coach takes decks.
func publishing(t *testing.T) (h *house, tess *voice) {
	t.Helper()
	h, tess = club(t)
	h.convert = deck
	h.restart()
	h.person("Ann").meets()
	known := make(map[string]bool)
	for _, k := range keys(t) {
		known[k] = true
	}
	t.Cleanup(func() { check(t, h.posts, known) })
	return h, tess
}

// sends sends a file.
func (v *voice) sends(name, content string) reply {
	v.t.Helper()
	ev := v.event()
	ev.Files = []chat.File{file(name, content)}
	return v.does(ev)
}

func file(name, content string) chat.File {
	return chat.File{Name: name, Size: int64(len(content)), Open: func(context.Context) (io.ReadCloser, error) {
		return io.NopCloser(strings.NewReader(content)), nil
	}}
}

// knows lets the tests find the questions of a course that was published.
func (h *house) knows(name, content string) {
	h.t.Helper()
	made, err := deck(h.t.Context(), bot.Source{Name: name, Data: strings.NewReader(content)})
	h.must(err)
	h.courses[made.Courses[0].ID] = made.Courses[0]
}

// publications are what was published in the school.
func (h *house) publications() (all []bot.Publication) {
	h.t.Helper()
	h.view(school, func(r bot.Reader) (err error) {
		all, err = r.Publications()
		return err
	})
	return all
}

func TestATeachersFileIsShownAndPublishedAndPractised(t *testing.T) {
	t.Parallel()
	h, tess := publishing(t)
	ann := h.person("Ann")
	tess.sends("capitals.csv", capitals).has("capitals.csv: I can make 5 questions from it (5 typed answers)", "One of 6 is left out", "once: no answer",
		"1. Italy?", "Answer: Rome", "[Publish] [Another look] [Drop it]").lacks("Cuba")
	tess.says("another look").has("4. ", "5. ").lacks("Italy", "Another look")
	ann.says("practice capitals").lacks("Kenya")
	if all := h.publications(); len(all) > 0 {
		t.Errorf("%+v is published already", all)
	}
	tess.says("publish").has("Published for Class club: Capitals")
	want := []bot.Publication{{Course: "capitals", Title: "Capitals", Author: tess.id(), State: bot.Published}}
	got := h.publications()
	got[0].Draft, got[0].At = "", time.Time{}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	tess.says("class course").has("capitals (Capitals)", "Used by this class: capitals, tiles, birds")

	h.knows("capitals.csv", capitals)
	if q, _, ok := ann.question(); ok {
		t.Fatalf("Ann has a question of %s open", q.Course)
	}
	ann.says("practice").has("All of capitals")
	ann.answers(true).has("Right")
	entries := ann.entries()
	if e := entries[len(entries)-1]; e.Course != "capitals" || !e.Right {
		t.Errorf("the log has %+v", e)
	}
	h.verify(school)
	if tess.presses("Publish").has("answered already"); len(h.publications()) != 1 {
		t.Error("it was published twice")
	}
}

func TestADraftAndWhatWasPublishedOutliveARestart(t *testing.T) {
	t.Parallel()
	h, tess := publishing(t)
	tess.sends("capitals.csv", capitals)
	h.restart()
	tess.presses("Another look").has("4. ")
	h.restart()
	tess.presses("Publish").has("Published for")
	h.restart()
	h.knows("capitals.csv", capitals)
	ann := h.person("Ann")
	ann.says("practice").has("All of capitals")
	h.restart()
	ann.answers(true).has("Right")
	h.verify(school)
}

func TestAFileDeliveredAgainIsOneDraft(t *testing.T) {
	t.Parallel()
	h, tess := publishing(t)
	ev := tess.event()
	ev.Files = []chat.File{file("capitals.csv", capitals)}
	tess.does(ev).has("5 questions")
	tess.does(ev).nothing()
	tess.says("publish").has("Published")
	tess.says("publish").lacks("Published")
	if n := len(h.publications()); n != 1 {
		t.Errorf("%d publications", n)
	}
}

func TestPublishSaidTwicePublishesNothingOlder(t *testing.T) {
	t.Parallel()
	h, tess := publishing(t)
	older := tess.sends("bread.csv", "Bread = pain\n")
	tess.sends("capitals.csv", capitals)
	for _, said := range []string{"what now", "yes", "no", "next", "publish nothing"} {
		tess.says(said).has("Say publish, another look or drop it").lacks("letters", "Published", "1/6")
	}
	tess.says("publish").has("Published for Class club: Capitals")
	tess.says("publish").has("If you mean an earlier one, please send it again").lacks("Published")
	tess.says("what now").lacks("another look")
	if n := len(h.publications()); n != 1 {
		t.Errorf("%d publications", n)
	}
	choices := older.posts[len(older.posts)-1].choices()
	tess.pressesValue(choices[0].Value).has("Published for Class club: Bread")
}

func TestADroppedOrOldDraftIsNotPublished(t *testing.T) {
	t.Parallel()
	h, tess := publishing(t)
	tess.sends("capitals.csv", capitals)
	tess.says("drop it").has("Dropped")
	tess.presses("Publish").lacks("Published")
	tess.sends("capitals.csv", capitals)
	tess.says("Drop.").has("Dropped")
	tess.sends("capitals.csv", capitals)
	h.later(bot.KeepDrafts)
	tess.says("what now").lacks("Say publish")
	tess.says("publish").has("more than a week", "send it again")
	if all := h.publications(); len(all) > 0 {
		t.Errorf("%+v is published", all)
	}
	// What nobody publishes goes, and its files with it.
	_, err := h.store.Prune(t.Context(), h.now.Add(48*time.Hour))
	h.must(err)
	for _, table := range []string{"draft", "file"} {
		if rows := h.dump()[table]; len(rows) > 0 {
			t.Errorf("%s has %q", table, rows)
		}
	}
}

// unsure is a store that says of a turn that it took too long, though it was
// kept.
type unsure struct {
	bot.Store
	of string // event
}

func (u unsure) Turn(ctx context.Context, workspace, event string, fn func(bot.Tx) error) ([]outbox.Row, error) {
	rows, err := u.Store.Turn(ctx, workspace, event, fn)
	if err == nil && u.of == event {
		err = context.DeadlineExceeded
	}
	return rows, err
}

func TestWhatWasPublishedInATurnOfUnknownOutcomeIsFound(t *testing.T) {
	t.Parallel()
	h, tess := publishing(t)
	tess.sends("capitals.csv", capitals)
	ev := tess.event()
	ev.Text = "publish"
	h.wrap = func(s bot.Store) bot.Store { return unsure{s, platform + " " + ev.ID} }
	h.restart()
	tess.says("class course").lacks("capitals (") // the courses are read
	if _, err := h.bot.Handle(t.Context(), ev); !errors.Is(err, context.DeadlineExceeded) {
		t.Fatalf("got error %v", err)
	}
	tess.says("class course").has("capitals (Capitals)")
}

func TestAChangedFileUpdatesTheCourseAndKeepsItsHistory(t *testing.T) {
	t.Parallel()
	h, tess := publishing(t)
	ann := h.person("Ann")
	tess.sends("capitals.csv", capitals)
	tess.says("publish")
	h.knows("capitals.csv", capitals)
	ann.says("practice capitals")
	q, it, _ := ann.question()

	changed := strings.ReplaceAll(capitals, it.Answer, "somewhere else") + "Chile = Santiago\n"
	gone := "Nepal = Kathmandu\n"
	if it.ID == "nepal" {
		gone = "Cuba = Havana\n"
	}
	changed = strings.Replace(changed, gone, "", 1)
	tess.sends("capitals.csv", changed).has("You have published Capitals before", "that would be new: 1, changed: 1, gone: 1, the same: 3")
	tess.says("publish").has("Up to date: Capitals")
	if n := len(h.publications()); n != 1 {
		t.Errorf("%d publications", n)
	}
	// What was asked is graded as it was asked; what comes is as it is now.
	ann.says(right(q, it)).has("Right")
	h.knows("capitals.csv", changed)
	tess.says("class course").has("Used by this class: capitals, tiles, birds")
	for range 4 {
		if _, _, ok := ann.question(); !ok {
			break
		}
		ann.answers(true)
	}
	for _, e := range ann.entries() {
		if !e.Right || e.Item == "capitals/"+strings.ToLower(strings.Fields(gone)[0]) {
			t.Errorf("the log has %+v", e)
		}
	}
	h.verify(school)

	tess.sends("capitals.csv", "Bread = pain\nWine = vin\n").has("looks like another course", "rename the file")
}

func TestAPageKnowsForWhichClassAFileIsPublished(t *testing.T) {
	t.Parallel()
	h, tess := publishing(t)
	h.seed(school, func(tx bot.Tx) error {
		if err := tx.PutClass(coach.Class{ID: "evening", Name: "Evening"}); err != nil {
			return err
		}
		if err := tx.PutClass(coach.Class{ID: "other", Name: "Other"}); err != nil {
			return err
		}
		return tx.PutMember(coach.Member{Class: "evening", Person: tess.idIn(tx), Role: coach.Teacher})
	})
	tess.sends("capitals.csv", capitals)
	var q coach.Question
	h.view(school, func(r bot.Reader) error {
		asked, err := r.Questions(tess.id(), tess.in.Key(), 1)
		if len(asked) > 0 {
			q = asked[0]
		}
		return err
	})
	tess.pressesValue(q.ID + ":publish @other").lacks("Published for")
	tess.pressesValue(q.ID + ":publish @evening").has("Published for Evening: Capitals")
	h.view(school, func(r bot.Reader) error {
		club, err := r.Class("club")
		if slices.Contains(club.Courses, "capitals") {
			t.Error("it is published for the other class, too")
		}
		return err
	})
}

func TestOfSeveralClassesTheTeacherSaysWhich(t *testing.T) {
	t.Parallel()
	for said, want := range map[string][]string{"a": {"club"}, "Evening": {"evening"}, "all of them": {"club", "evening"}} {
		t.Run("for "+said, func(t *testing.T) {
			t.Parallel()
			h, tess := publishing(t)
			h.seed(school, func(tx bot.Tx) error {
				if err := tx.PutClass(coach.Class{ID: "evening", Name: "Evening", Courses: []string{"birds"}}); err != nil {
					return err
				}
				return tx.PutMember(coach.Member{Class: "evening", Person: tess.idIn(tx), Role: coach.Teacher})
			})
			tess.sends("capitals.csv", capitals)
			tess.says("publish").has("Which class is it for?", "[A  Class club] [B  Evening] [C  All of them]")
			if all := h.publications(); len(all) > 0 {
				t.Errorf("%+v is published already", all)
			}
			tess.says(said).has("Published for")
			var got []string
			h.view(school, func(r bot.Reader) error {
				classes, err := r.Classes()
				for _, c := range classes {
					if len(c.Courses) > 0 && c.Courses[0] == "capitals" {
						got = append(got, c.ID)
					}
				}
				return err
			})
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestAPublishedCourseTakesNobodysName(t *testing.T) {
	t.Parallel()
	h, tess := publishing(t)
	uma := h.member("Uma", "club", coach.Teacher, time.Time{})
	tess.sends("tiles.csv", capitals)
	tess.says("publish").has("class course withdraw tiles-2")
	uma.sends("tiles.csv", "Bread = pain\n")
	uma.says("publish").has("class course withdraw tiles-3")
	tess.sends("tiles.csv", capitals+"Chile = Santiago\n").has("would be new: 1")
	tess.says("publish")
	got := make(map[string]string)
	for _, p := range h.publications() {
		got[p.Course] = p.Author
	}
	if diff := cmp.Diff(map[string]string{"tiles-2": tess.id(), "tiles-3": uma.id()}, got); diff != "" {
		t.Error(diff)
	}

	// Both sent before either published: the second is told.
	tess.sends("rivers.csv", capitals)
	uma.sends("rivers.csv", capitals)
	tess.says("publish").has("Published")
	uma.says("publish").has("Somebody else", "send the file again")
	uma.sends("rivers.csv", capitals)
	uma.says("publish").has("withdraw rivers-2")
}

func TestACourseIsWithdrawnByItsAuthorOrAnOwner(t *testing.T) {
	t.Parallel()
	h, tess := publishing(t)
	uma := h.member("Uma", "club", coach.Teacher, time.Time{})
	ann := h.person("Ann")
	uma.says("class course withdraw x").has("published no course")
	uma.sends("capitals.csv", capitals)
	uma.says("publish")
	h.knows("capitals.csv", capitals)
	ann.says("practice capitals")
	q, it, _ := ann.question()

	ann.says("class course withdraw capitals").has("teacher")
	vic := h.member("Vic", "club", coach.Teacher, time.Time{})
	vic.says("class course withdraw capitals").has("Uma published that course", "class course off capitals")
	uma.says("class course withdraw tiles").has("came with the installation")
	uma.says("class course withdraw nothing").has("Yours are: capitals")
	uma.says("class course withdraw Capitals").has("is withdrawn")
	uma.says("class course").lacks("capitals")

	ann.says(right(q, it)).has("Right")
	ann.says("practice").lacks("capitals")
	ann.says("progress")
	h.verify(school)

	uma.sends("capitals.csv", capitals)
	uma.says("publish").has("Published for Class club")
	ann.says("practice capitals").has("All of capitals")
	tess.says("class course withdraw capitals").has("is withdrawn") // the owner
}

// A title is no name: two teachers may well publish a course of the same one.
func TestAWithdrawnTitleMeansOnesOwnCourse(t *testing.T) {
	t.Parallel()
	h, tess := publishing(t)
	uma := h.member("Uma", "club", coach.Teacher, time.Time{})
	vic := h.member("Vic", "club", coach.Teacher, time.Time{})
	for _, v := range []*voice{uma, vic} {
		v.sends("tiles.csv", capitals) // Tiles, with a number behind the name of the bundled one
		v.says("publish").has("Published")
	}
	states := func() map[string]bot.PublicationState {
		all := make(map[string]bot.PublicationState)
		for _, p := range h.publications() {
			all[p.Course] = p.State
		}
		return all
	}
	tess.says("class course withdraw TILES").has("Yours are: tiles-2, tiles-3") // the owner
	if diff := cmp.Diff(map[string]bot.PublicationState{"tiles-2": bot.Published, "tiles-3": bot.Published}, states()); diff != "" {
		t.Error(diff)
	}
	uma.says("class course withdraw TILES").has("is withdrawn")
	if diff := cmp.Diff(map[string]bot.PublicationState{"tiles-2": bot.Withdrawn, "tiles-3": bot.Published}, states()); diff != "" {
		t.Error(diff)
	}
}

func TestACourseIsPublishedInItsWorkspaceAlone(t *testing.T) {
	t.Parallel()
	h, tess := publishing(t)
	other := h.staff(garden)
	tess.sends("capitals.csv", capitals)
	value := ""
	for _, c := range h.posts[len(h.posts)-1].choices() {
		if c.Word == "publish" {
			value = c.Value
		}
	}
	other.pressesValue(value).lacks("Published")
	tess.says("publish").has("Published")
	other.says("class course").lacks("capitals")
	other.says("class course capitals").has("Courses here")
	h.restart()
	other.says("class course").lacks("capitals")
	h.personAt(garden, "Gus").meets().says("practice capitals").lacks("All of capitals")
	other.sends("capitals.csv", "Bread = pain\n").lacks("before")
	other.says("publish").has("withdraw capitals")
	tess.says("class course").has("capitals (Capitals)")
}

func TestAPublishedCourseKeepsItsNameAgainstOneOfTheInstallation(t *testing.T) {
	t.Parallel()
	h, tess := publishing(t)
	tess.sends("capitals.csv", capitals)
	tess.says("publish")
	made, err := deck(t.Context(), bot.Source{Name: "capitals.csv", Data: strings.NewReader("Bread = pain\n")})
	h.must(err)
	h.swap(h.courses["tiles"], h.courses["birds"], made.Courses[0])
	h.knows("capitals.csv", capitals)
	ann := h.person("Ann")
	ann.says("practice capitals")
	if _, it, ok := ann.question(); !ok || it == nil {
		t.Errorf("Ann is asked another course's question: %s", ann.last())
	}
}
