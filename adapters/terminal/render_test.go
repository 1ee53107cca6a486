package terminal

import (
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/google/go-cmp/cmp"
	"github.com/rivo/uniseg"

	"pacer/bot/chat"
)

func TestTextIsWrappedAtTheWidth(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name string
		in   chat.Markdown
		want string
	}{
		{"between words", "Three parts are equal, one is filled", "Three parts are\nequal, one is filled"},
		{"spaces at the end of a line take no room", "Three equal parts, a b", "Three equal parts, a\nb"},
		{"a word that is too long is cut", "Donaudampfschifffahrtsgesellschaft", "Donaudampfschifffahr\ntsgesellschaft"},
		{"emphasis goes on in the next line", "one **two three four five six**", "one two three four\nfive six"},
		{"wide characters take two columns", "分数とは全体をいくつかに等しく分けたもの", "分数とは全体をいくつ\nかに等しく分けたもの"},
		{"an answer goes on below its text", "**A**  the tops are added to one another\n**B**  no", "A  the tops are\n   added to one\n   another\nB  no"},
		{"an item goes on below its text", "- three equal parts, one filled\n  1. and deeper down it goes on", "- three equal parts,\n  one filled\n  1. and deeper down\n     it goes on"},
		{"a quotation has its bar in every line", "> three equal parts, one filled", "│ three equal parts,\n│ one filled"},
		{"line breaks stay", "one\ntwo\n\nthree", "one\ntwo\n\nthree"},
		{"code is not wrapped", "```\na := 1 // the first of three\n\tb\n```", "    a := 1 // the first of three\n    \tb"},
		{"a heading is a line", "# Rivers\ntext", "Rivers\ntext"},
		{"a link says where it leads", "[so](u) and [u](u)", "so (u) and u"},
		{"a moment is its words", "see you " + chat.Moment(time.Unix(1772463600, 0), "Mon 16:00") + ".", "see you Mon 16:00."},
		{"a marker without words", "-\n- b", "-\n- b"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(tc.want, renderer{width: 20}.message(chat.Text(tc.in))); diff != "" {
				t.Errorf("rendered (-want +got):\n%s", diff)
			}
		})
	}
}

func TestProgress(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		in   chat.Progress
		want string
	}{
		{chat.Progress{Done: 3, Of: 5}, "3/5 ━━━╌╌"},
		{chat.Progress{Done: 0, Of: 2}, "0/2 ╌╌"},
		{chat.Progress{Done: 7, Of: 5}, "7/5 ━━━━━"},
		{chat.Progress{Done: -1, Of: 2}, "-1/2 ╌╌"},
		{chat.Progress{Done: 50, Of: 100}, "50/100 ━━━━━━━━━━╌╌╌╌╌╌╌╌╌╌"},
		{chat.Progress{Done: 4}, "4"},
	} {
		if got := (renderer{bars: true}).steps(tc.in); got != tc.want {
			t.Errorf("%+v is shown as %q, want %q", tc.in, got, tc.want)
		}
	}
	if got := (renderer{}).steps(chat.Progress{Done: 3, Of: 5}); got != "3/5" {
		t.Errorf("through a pipe progress is %q", got)
	}
}

func TestAFrameIsNoWiderThanTheWindow(t *testing.T) {
	t.Parallel()
	got := renderer{width: 20}.framed("→ to Ms Rivera:", chat.Text("For you: Sam\n\n- on thirds, for the second day"))
	const want = "→ to Ms Rivera:\n  For you: Sam\n\n  - on thirds, for\n    the second day"
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("framed (-want +got):\n%s", diff)
	}
	if got := (renderer{}).framed("→", chat.Message{}); got != "" {
		t.Errorf("nothing is framed as %q", got)
	}
}

func FuzzWrap(f *testing.F) {
	f.Add("Three **equal** parts\n\n- one `of them` filled", uint8(20))
	f.Add("分数 👩‍👩‍👧‍👦👩‍👩‍👧‍👦 e\u0301\u0301 A  b c d\tx", uint8(9))
	f.Fuzz(func(t *testing.T, said string, width uint8) {
		r := renderer{width: 10 + int(width)%80}
		text := chat.Escape(said)
		got := r.message(chat.Text(text))
		if want := bare(chat.Plain(text)); want != bare(got) {
			t.Errorf("of %q is shown %q", want, got)
		}
		for line := range strings.SplitSeq(got, "\n") {
			// One character may be wider than the window: flags with many tags,
			// a letter under a hundred signs.
			if w := uniseg.StringWidth(line); w > r.width && uniseg.GraphemeClusterCount(strings.TrimSpace(line)) > 1 {
				t.Errorf("%q is %d columns wide of %d", line, w, r.width)
			}
		}
	})
}

// bare is text without spaces.
func bare(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, s)
}

func TestPlainTextHasNoIsolates(t *testing.T) {
	const said = "Hello \u2068עדה\u2069! A  \u2067שלוש\u2069"
	if got, want := (renderer{}).message(chat.Text(said)), "Hello עדה! A  שלוש"; got != want {
		t.Errorf("plain: %q, wanted %q", got, want)
	}
	if got := (renderer{colour: true}).message(chat.Text(said)); got != said {
		t.Errorf("on a terminal: %q, wanted %q", got, said)
	}
}
