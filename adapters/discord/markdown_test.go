package discord

import (
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"

	"pacer/bot/chat"
)

func TestMarkdown(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name string
		in   chat.Markdown
		want string
	}{
		{"emphasis", "**one** *third*, ***really***", "**one** *third*, ***really***"},
		{"code within a line", "see `1/3` and `` a`b ``", "see `1/3` and ``a`b``"},
		{"code that begins with a backtick", "`` `x ``", "`` `x ``"},
		{"a link", "read [this page](https://example.org/thirds)", "read [this page](<https://example.org/thirds>)"},
		{"a link that says where it leads", "<https://example.org/a_b>", "<https://example.org/a_b>"},
		{"a link that says otherwise", "[https://good.example](https://example.org)", "https\\://good.example (<https://example.org>)"},
		{"a link to no web page", "[x](javascript:alert)", "x (javascript:alert)"},
		{"a list", "- bars\n- cakes\n  - small", "- bars\n- cakes\n  - small"},
		{"a numbered list", "3. one\n4. two", "3. one\n4. two"},
		{"headings, none of which shouts", "# Rivers\n\nLong ones", "### Rivers\nLong ones"},
		{"a quotation in a quotation", "> > deep\n\nout", "> deep\n\nout"},
		{"code that stands alone", "```go\nx := 1\n```", "```go\nx := 1\n```"},
		{"code with three backticks in it", "````\na```b\n````", "```\na`\u200c``b\n```"},
		{"emphasis that touches emphasis", "**a***b*", "**a**b"},
		{"emphasis in the middle of a word", "a**b**c", "a**b**c"},
		{"stars that are meant", "2\\*3\\*4", "2\\*3\\*4"},
		{"a negative number at the start of a line", "-4 is less", "-4 is less"},
		{"a gap to fill in", "a \\_\\_\\_\\_ b", "a \\_\\_\\_\\_ b"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(tt.want, markdown(tt.in)); diff != "" {
				t.Errorf("wanted (-) and got (+):\n%s", diff)
			}
		})
	}
}

// hostile is what people write to see what happens.
var hostile = []string{
	"@everyone @here <@1234> <@!1> <@&12> <#55>",
	"<t:1700000000:R> </practice:1> <id:guide> <:x:12> <a:x:12> :smile: :100: 12:30:45",
	"https://example.org http://a.b/c discord.gg/abc DISCORD.com/invite/xyz see:https://x.y",
	"[look](https://example.org) ![look](https://example.org) <https://example.org>",
	"# a\n## b\n-# c\n- d\n* e\n+ f\n1. g\n> h\n>>> i",
	"**a** __b__ *c* _d_ ~~e~~ ||f|| `g` ```h```\n```\ni\n```",
	"\\*a\\* \\\\ \\", "|| |", "~ ~~", "a < b > c", "``` `` `", "a_b_c", "* *", "1.5 and -3",
	"\u202egnp.exe\u202c \u200bhid\u2060den\ufeff \u2066x\u2069", "שלום 12 مرحبا", "👩‍👩‍👧‍👦 é",
	"  # moved in", "\t- x", "-", "#", ">", "1.", "<", ":", "@", "[", "](", "[a](", "](x)",
}

func TestTextStaysText(t *testing.T) {
	t.Parallel()
	for _, s := range hostile {
		checkText(t, s)
	}
}

func FuzzTextStaysText(f *testing.F) {
	for _, s := range hostile {
		f.Add(s)
	}
	f.Fuzz(checkText)
}

// checkText checks that what a person wrote is read as they wrote it, and that
// nothing in it comes alive.
func checkText(t *testing.T, s string) {
	escaped := chat.Escape(s)
	got := read(markdown(escaped))
	if len(got.alive) > 0 {
		t.Errorf("%q, written as %q, comes alive: %q", s, markdown(escaped), got.alive)
	}
	if want, got := letters(chat.Plain(escaped)), letters(got.words.String()); want != got {
		t.Errorf("%q, written as %q, reads %q, wanted %q", s, markdown(escaped), got, want)
	}
}

// letters is text without its spaces: what may not be lost.
func letters(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, s)
}

func TestSmallPrint(t *testing.T) {
	t.Parallel()
	if got, want := small("one\n\ntwo"), "-# one\n-# two"; got != want {
		t.Errorf("small print is %q, wanted %q", got, want)
	}
}
