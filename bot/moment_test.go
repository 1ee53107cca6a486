package bot_test

import (
	"strings"
	"testing"
	"time"

	"pacer/bot/chat"
	"pacer/coach/course"
)

// saidAt lists the moments in what was sent.
func saidAt(posts []post) (moments []chat.Run) {
	for _, p := range posts {
		for _, part := range p.Parts {
			for _, b := range append(part.Text.Blocks(), part.Note.Blocks()...) {
				for _, r := range b.Runs {
					if r.IsMoment() {
						moments = append(moments, r)
					}
				}
			}
		}
	}
	return moments
}

// isSaid checks that one moment was sent, and its words with it.
func isSaid(t *testing.T, posts []post, at time.Time, words string) {
	t.Helper()
	got := saidAt(posts)
	if len(got) != 1 || !got[0].At.Equal(at) || got[0].Text != words {
		t.Errorf("the moments %+v are sent, wanted %v as %q", got, at, words)
	}
}

func TestWhenSomethingIsTravelsAsAMoment(t *testing.T) {
	t.Parallel()
	h, tess := club(t)
	ann := h.person("Ann").meets()
	isSaid(t, tess.says("class times 16:30").has("the next is Mon 2 Mar, 16:30").posts, time.Date(2026, 3, 2, 16, 30, 0, 0, berlin), "Mon 2 Mar, 16:30")
	isSaid(t, ann.says("settings pause 3").has("Paused until Thu 5 Mar").posts, time.Date(2026, 3, 5, 0, 0, 0, 0, berlin), "Thu 5 Mar")
	ann.says("person")
	told := h.now
	ann.says("skip")
	h.later(10 * time.Minute)
	isSaid(t, ann.says("person").has("I told Tess on Mon 14:").posts, told, told.In(berlin).Format("Mon 15:04"))
	ben := h.person("Ben").meets()
	h.until(time.Date(2026, 3, 2, 21, 0, 0, 0, berlin))
	isSaid(t, ben.says("person").has("they'll see it from Tue 07:30 on").posts, time.Date(2026, 3, 3, 7, 30, 0, 0, berlin), "Tue 07:30")
}

func TestNoMomentComesOutOfACourseOrAName(t *testing.T) {
	t.Parallel()
	const link = "[noon](time:1772463600)"
	changed := only(t, course.Number)
	for i := range changed.Items {
		changed.Items[i].Question += " " + link
		changed.Items[i].Explanation = link + " is when."
	}
	changed.Index()
	h, _ := club(t, changed)
	ann := h.person("Ann " + link).meets()
	posts := ann.says("practice only-number").has("noon (time:1772463600)").posts
	q, it, _ := ann.question()
	posts = append(posts, ann.says(right(q, it)).has("noon (time:1772463600) is when.").posts...)
	posts = append(posts, ann.says("hello").posts...)
	if got := saidAt(posts); len(got) > 0 {
		t.Errorf("sent are %+v", got)
	}
	if shown := textTo(posts, ann); !strings.Contains(shown, "noon") {
		t.Errorf("Ann reads %q", shown)
	}
}
