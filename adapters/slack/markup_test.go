package slack

import (
	"strings"
	"testing"

	"pacer/bot/chat"
)

func TestMarkup(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name, from, want string
	}{
		{"plain words stay", "One third, please.", "One third, please."},
		{"emphasis has Slack's marks", "**bold** and *italic* and ***both***", "*bold* and _italic_ and *_both_*"},
		{"a mark that touches a letter gets room", "un**fold**ed", "un\u200b*fold*\u200bed"},
		{"marks stand close to the words", "**a** b", "*a* b"},
		{"a heading is bold", "# Rivers", "*Rivers*"},
		{"lists have bullets and numbers", "- a\n- b\n\n1. c\n2. d", "• a\n• b\n\n1. c\n2. d"},
		{"a list in a list moves in", "- a\n  - b", "• a\n\u00a0\u00a0• b"},
		{"a quotation has its sign", "> a\n> b", "> a\n> b"},
		{"code stays", "`x < 1`", "`x &lt; 1`"},
		{"code with a backtick becomes words", "`` a`b ``", "a`b"},
		{"code in a fence stands as it is", "```go\nx := 1 & 2\n```", "```x := 1 &amp; 2```"},
		{"a link shows its words", "[the page](https://example.org/?a=1&b=2)", "<https://example.org/?a=1&amp;b=2|the page>"},
		{"a link with styles is one link", "[the **whole** page](https://example.org)", "<https://example.org|the whole page>"},
		{"a link's address cannot end it", "[a](<https://example.org/x|y>)", "<https://example.org/x%7Cy|a>"},
		{"a link to elsewhere is words", "[a](javascript:b)", "a (javascript:b)"},
		{"only three signs are escaped", `\& \< \> " '`, `&amp; &lt; &gt; " '`},
		{"bold does not reach over a line", "**a\nb**", "*a*\n*b*"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			if got := mrkdwn(chat.Markdown(tc.from)); got != tc.want {
				t.Errorf("%q becomes %q, want %q", tc.from, got, tc.want)
			}
		})
	}
}

// FuzzWordsStayWords: whatever a person typed is drawn as it was typed, and
// mentions nobody.
func FuzzWordsStayWords(f *testing.F) {
	for _, words := range []string{
		"*not bold* _nor_ ~this~ `nor code` ```nor that```", "<!here> <@U1> <#C1|x> <https://example.org|y>", "> no quotation", ":smile: 3:4:5 ::",
		"2*3*4 a_b_c 5 * 6 * 7", "&amp; &lt;", "**", "***", "_*_", "*a* *b*", "(*a*)", "أيّ *كسر* أكبر", "* a\n* b", ">", "a\n> b", "`", "``a``",
		"a\u0085b", "<https://a|b>", "x**y**z", "# a *b*", "[a](b c)", "![a](https://b|c)", "▮▯ é — 👍🏽",
	} {
		f.Add(words)
	}
	f.Fuzz(func(t *testing.T, words string) {
		if strings.Contains(words, zeroWidth) || len(words) > 10_000 {
			t.Skip("what is of no width is the adapter's own")
		}
		markup := mrkdwn(chat.Escape(words))
		want := chat.Plain(chat.Escape(words))
		if got := drawn(markup); got != want {
			t.Errorf("%q is sent as %q and drawn as %q, want %q", words, markup, got, want)
		}
		if m := mentions.FindString(markup); m != "" {
			t.Errorf("%q mentions %q", words, m)
		}
		if n := count(string(chat.Escape(words))); n < chat.UTF16(markup) {
			t.Errorf("%q counts %d and is sent with %d", words, n, chat.UTF16(markup))
		}
		if n, sent := count(words), chat.UTF16(mrkdwn(chat.Markdown(words))); n < sent || n < chat.UTF16(escape(words)) {
			t.Errorf("%q counts %d, is %d as Markdown and %d as a caption", words, n, sent, chat.UTF16(escape(words)))
		}
	})
}

func TestShorten(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name, from string
		limit      int
		want       string
	}{
		{"what fits stays", "Your answer", 24, "Your answer"},
		{"the cut is between words", "Settings: when and how I may write", 24, "Settings: when and how…"},
		{"a long word is cut within", "Donaudampfschifffahrtsgesellschaft", 10, "Donaudamp…"},
		{"an entity is not cut", "a < b < c", 9, "a &lt; b…"},
		{"nor is a family", "👩‍👩‍👧‍👦👩‍👩‍👧‍👦", 13, "👩‍👩‍👧‍👦…"},
		{"no room leaves the ellipsis", "word", 1, "…"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			got := shorten(tc.from, tc.limit)
			if got != tc.want || chat.UTF16(got) > tc.limit {
				t.Errorf("%q in %d is %q (%d long), want %q", tc.from, tc.limit, got, chat.UTF16(got), tc.want)
			}
		})
	}
}
