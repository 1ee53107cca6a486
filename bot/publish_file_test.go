package bot_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"pacer/bot"
	"pacer/bot/chat"
	"pacer/coach"
)

func TestOnlyTeachersInPrivateMakeCoursesOfFiles(t *testing.T) {
	t.Parallel()
	h, tess := publishing(t)
	var read atomic.Int32
	h.convert = func(ctx context.Context, s bot.Source) (*bot.Converted, error) {
		read.Add(1)
		return deck(ctx, s)
	}
	h.restart()
	ann := h.person("Ann")
	ann.sends("capitals.csv", capitals).has("files that teachers send")
	ann.channel("study").sends("capitals.csv", capitals).nothing()
	h.person("Nobody").sends("capitals.csv", capitals).has("files that teachers send")
	r := tess.channel("study").sends("capitals.csv", capitals).has("direct message")
	for _, p := range r.posts {
		if !p.to.IsPrivate() {
			t.Errorf("said in public: %s", p.text())
		}
	}
	h.member("Olga", "club", coach.Learner, time.Time{}).change(func(p *coach.Person) { p.Owner = true })
	h.person("Olga").sends("capitals.csv", capitals).has("class new")
	if n := read.Load(); n > 0 {
		t.Errorf("%d files were converted", n)
	}
	// A learner's words with a picture beside them are words.
	ann.says("practice")
	q, it, _ := ann.question()
	ev := ann.event()
	ev.Text, ev.Files = right(q, it), []chat.File{file("photo.jpg", "of my notebook")}
	ann.does(ev).has("Right")
	// Despair is heard, whatever comes with it.
	ev = tess.event()
	ev.Text, ev.Files = despair, []chat.File{file("capitals.csv", capitals)}
	tess.does(ev).has("116111").lacks("I can make")
	if read.Load() > 0 || h.dump()["draft"] != nil {
		t.Error("a file was converted")
	}
	// Who stops teaching before they publish, publishes nothing.
	tess.sends("capitals.csv", capitals)
	h.seed(school, func(tx bot.Tx) error { return tx.RemoveMember("club", tess.idIn(tx)) })
	tess.says("publish").has("needs a class")
	if all := h.publications(); len(all) > 0 {
		t.Errorf("%+v is published", all)
	}
}

func TestWhatCannotBecomeACourseIsSaidAndHarmsNothing(t *testing.T) {
	t.Parallel()
	h, tess := publishing(t)
	for _, row := range []struct {
		name string
		file chat.File
		want string
	}{
		{"what the converter refuses", file("x.csv", "garbage"), "I can't make a course from x.csv: line 1 is *garbage*"},
		{"what the converter refuses by its name", file("x.csv", "rubbish"), "I can't make a course from x.csv: this is *rubbish*"},
		{"a file with nothing to ask", file("x.csv", "Chad\nTogo\n"), "I found nothing in x.csv"},
		{"a file whose lines are all left out", file("x.csv", "Chad\nTogo\n"), "All 2 are left out:\n- 2 times: no answer"},
		{"a file whose only line is left out", file("x.csv", "Chad\n"), "The only one there is had to be left out:\n- once: no answer"},
		{"an empty file", file("x.csv", ""), "x.csv is empty"},
		{"a file that says it is large", chat.File{Name: "x.csv", Size: 21 << 20}, "larger than 20 MB"},
		{"a file that is larger than it says", file("x.csv", strings.Repeat("Italy = Rome\n", 2<<20)), "larger than 20 MB"},
		{"a file that is gone", chat.File{Name: "x.csv", Open: func(context.Context) (io.ReadCloser, error) { return nil, io.ErrUnexpectedEOF }}, "could not fetch x.csv"},
		{"a name that means to lead elsewhere", file("../../etc/\x1b[31m*x*.csv", "garbage"), "a course from [31m*x*.csv:"},
		{"a name of nothing", file("..", "garbage"), "a course from file:"},
		{"a very long name", file(strings.Repeat("long ", 100)+".csv", "garbage"), "long l.csv:"},
	} {
		t.Run(row.name, func(t *testing.T) {
			ev := tess.event()
			ev.Files = []chat.File{row.file}
			tess.does(ev).has(row.want).lacks("[Publish]")
		})
	}
	if rows := h.dump()["draft"]; len(rows) > 0 {
		t.Errorf("drafts are kept: %q", rows)
	}
	two := tess.event()
	two.Files = []chat.File{file("capitals.csv", capitals), file("x.csv", "garbage")}
	tess.does(two).has("5 questions", "one file at a time")

	h.convert = nil
	h.restart()
	tess.sends("capitals.csv", capitals).has("can't read files here")
}

func TestAFileThatTakesTooLongIsLeft(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, tess := publishing(t)
		h.convert = func(ctx context.Context, s bot.Source) (*bot.Converted, error) {
			<-ctx.Done()
			return nil, ctx.Err()
		}
		h.restart()
		began := time.Now()
		tess.sends("capitals.csv", capitals).has("took me too long", "smaller files")
		if took := time.Since(began); took > 31*time.Second {
			t.Errorf("it took %v", took)
		}
	})
}

func TestWhatStandsInAFileIsNoMarkdown(t *testing.T) {
	t.Parallel()
	h, tess := publishing(t)
	h.convert = func(ctx context.Context, s bot.Source) (*bot.Converted, error) {
		if strings.HasPrefix(s.Name, "refused") {
			return nil, errors.New(hostile)
		}
		made, err := deck(ctx, bot.Source{Name: "deck.csv", Data: s.Data})
		if err == nil {
			made.Skipped, made.Reasons, made.Notes = 1, []bot.Reason{{Text: hostile, N: 1}}, []string{hostile}
		}
		return made, err
	}
	h.restart()
	// Each reply is looked at by check.
	tess.sends("**bold** <@U1> [x](http:evil).csv", capitals).has("**bold**", "5 questions")
	tess.sends("refused.csv", capitals).has("<@U1>")
	h.seed(school, func(tx bot.Tx) error {
		return tx.PutClass(coach.Class{ID: "other", Name: hostile, Courses: []string{"birds"}})
	})
	h.seed(school, func(tx bot.Tx) error {
		return tx.PutMember(coach.Member{Class: "other", Person: tess.idIn(tx), Role: coach.Teacher})
	})
	tess.sends("deck.csv", capitals)
	tess.says("publish").has("Which class")
	tess.says("b").has("Published for")
	tess.says("class course withdraw " + hostile).has("Which course?")
}

func TestFilesOfOnePersonAreReadOneAtATime(t *testing.T) {
	t.Parallel()
	h, tess := publishing(t)
	var under, most atomic.Int32
	h.convert = func(ctx context.Context, s bot.Source) (*bot.Converted, error) {
		n := under.Add(1)
		defer under.Add(-1)
		for {
			if m := most.Load(); n <= m || most.CompareAndSwap(m, n) {
				break
			}
		}
		return deck(ctx, s)
	}
	h.restart()
	done := make(chan error)
	const many = 8
	events := make([]chat.Event, many) // the clock moves before anything is read
	for n := range events {
		events[n] = tess.event()
		events[n].Files = []chat.File{file(fmt.Sprintf("deck%d.csv", n), capitals)}
	}
	for _, ev := range events {
		go func() {
			_, err := h.bot.Handle(context.Background(), ev)
			done <- err
		}()
	}
	for range many {
		h.must(<-done)
	}
	if n := most.Load(); n != 1 {
		t.Errorf("%d were read at once", n)
	}
	if n := len(h.dump()["draft"]); n != many {
		t.Errorf("%d drafts", n)
	}
}

func TestManyQuestionsArePublishedInSmallTurns(t *testing.T) {
	t.Parallel()
	h, tess := publishing(t)
	var b strings.Builder
	for n := range 3000 {
		fmt.Fprintf(&b, "q%d = answer number %d\n", n, n)
	}
	tess.sends("many.csv", b.String()).has("3,000 questions")
	tess.says("publish").has("Published")
	h.person("Ann").says("practice many").has("All of many")
	for _, row := range h.dump()["file"] {
		if len(row) > 2*bot.FilePart+200 { // as hexadecimal
			t.Errorf("a part of %d bytes", len(row)/2)
		}
	}
}
