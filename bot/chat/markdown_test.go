package chat

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestPlain(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name string
		in   Markdown
		want string
	}{
		{"emphasis is gone", "**Right.** *Three* equal parts.", "Right. Three equal parts."},
		{"code keeps its text", "Type `a*b*c` now", "Type a*b*c now"},
		{"a link says where it leads", "[the page](https://example.org/a_b)", "the page (https://example.org/a_b)"},
		{"a link that is its own text is said once", "<https://example.org/>", "https://example.org/"},
		{"a picture in the text is its words", "![a cake](cake.png)", "a cake"},
		{"line breaks stay", "one\ntwo  \nthree\\\nfour", "one\ntwo\nthree\nfour"},
		{"paragraphs stay apart", "one\n\n\n\ntwo", "one\n\ntwo"},
		{"a list", "Choose:\n- one\n- two\n  - deeper\n- three", "Choose:\n- one\n- two\n  - deeper\n- three"},
		{"a numbered list goes on from its number", "3. c\n4. d", "3. c\n4. d"},
		{"an item of two paragraphs", "- a\n\n  b\n- c", "- a\n\n  b\n\n- c"},
		{"an item without words", "- a\n-\n- c", "- a\n-\n- c"},
		{"a list that begins a list", "- - a\n  - b", "- - a\n  - b"},
		{"a quotation", "> said\n> so", "> said\n> so"},
		{"a heading", "## Rivers ##\ntext", "Rivers\ntext"},
		{"fenced code", "```go\nx := `a`\n\n\ty\n```", "x := `a`\n\n\ty"},
		// What CommonMark would swallow or make big is text here.
		{"HTML is text", "a <b>bold</b> <!-- x --> &lt;", "a <b>bold</b> <!-- x --> <"},
		{"a block of HTML is text", "<div>\nx\n</div>", "<div>\nx\n</div>"},
		{"a link definition is text", "[a]: https://example.org", "[a]: https://example.org"},
		{"a line under a line is text", "title\n---", "title\n---"},
		{"deep indentation is no code", "    x\n\n\ty", "x\n\ny"},
		{"an entity cannot bring in a control character", "a&#27;[31mb", "a[31mb"},
		{"an escaped entity is text", `\&amp;`, "&amp;"},
		{"an unknown entity is text", "R&D; &nosuch;", "R&D; &nosuch;"},
		{"nothing", "", ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(tc.want, Plain(tc.in)); diff != "" {
				t.Errorf("Plain(%q) (-want +got):\n%s", tc.in, diff)
			}
		})
	}
}

// plainTexts are things people write that Markdown would take for its own.
var plainTexts = []string{
	"**not bold** _nor this_ ~~or this~~",
	"# no heading",
	"1. no list\n12) nor this\n007. nor this",
	"- no list\n+ nor this\n  * nor this",
	"[no link](https://example.org) <https://example.org> ![x](y)",
	"<@U123> <!here> @everyone <#C1>",
	"a\\\nb\\",
	"`code` ```\nx\n```",
	"    indented *text*\n\tand this",
	"&amp; &#27; &lt;b&gt;",
	"title\n=====\n---",
	"2 * 3 * 4 = 24, 2*3*4 = 24",
	"> quote\n| a | b |",
	"مرحبا שלום नमस्ते 👩‍👩‍👧‍👦 é",
}

func TestEscapeShowsTextAsItWasWritten(t *testing.T) {
	t.Parallel()
	for _, s := range plainTexts {
		if want, got := words(s), words(Plain(Escape(s))); want != got {
			t.Errorf("Escape(%q) shows %q", s, got)
		}
		for _, b := range Escape(s).Blocks() {
			if b.Kind != Paragraph || b.Marker != "" || b.Quote != 0 {
				t.Errorf("Escape(%q) makes a block %+v", s, b)
			}
			for _, r := range b.Runs {
				if r.style() != (Run{}) {
					t.Errorf("Escape(%q) makes a run %+v", s, r)
				}
			}
		}
	}
}

func TestEscapeLeavesOutWhatDeceives(t *testing.T) {
	t.Parallel()
	const in = "a\x1b[31mb\x07\u009bc\u202ed\u2066e\u200bf\u061cg\x00h\xffi\r\nj\rk\u2028l"
	const want = `a\[31mbcdefgh` + "\uFFFDi\nj\nk\nl"
	if got := string(Escape(in)); got != want {
		t.Errorf("Escape = %q, want %q", got, want)
	}
}

func TestVisibleKeepsTheIsolatesOfSentences(t *testing.T) {
	t.Parallel()
	// A sentence sets a name apart with isolates; only a person's own are
	// left out, by Escape.
	const in = "\u2068שם\u2069 is here"
	if got := Visible(in); got != in {
		t.Errorf("Visible = %q, want %q", got, in)
	}
}

func TestBlocksTellWhereTextStands(t *testing.T) {
	t.Parallel()
	got := Markdown("Choose **one *or* two**\n\n> 2. see [`x`](u)\n>    - go").Blocks()
	want := []Block{
		{Runs: []Run{
			{Text: "Choose "}, {Text: "one ", Bold: true}, {Text: "or", Bold: true, Italic: true}, {Text: " two", Bold: true},
		}},
		{Loose: true, Quote: 1, Marker: "2.", Runs: []Run{{Text: "see "}, {Text: "x", Code: true, Link: "u"}}},
		{Quote: 1, Indent: 3, Marker: "-", Runs: []Run{{Text: "go"}}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("Blocks (-want +got):\n%s", diff)
	}
}

func TestPlainMessageSaysEveryPart(t *testing.T) {
	t.Parallel()
	m := Message{Parts: []Part{
		{Steps: &Progress{Done: 3, Of: 5}},
		{Text: "Which is **one third**?"},
		{Picture: &Picture{Alt: "four bars"}},
		{Code: &Code{Text: "1/3"}},
		{Choices: []Choice{{Word: "A", Label: "▮▮▯▯"}, {Word: "B", Label: "▮▯▯"}, {Word: "hint", Label: "Hint"}}},
		{Form: &Form{Title: "Goal", Fields: []Field{{Label: "What?", Hint: "one thing"}}}},
	}}
	const want = "3/5\n\nWhich is one third?\n\n[four bars]\n\n1/3\n\nA ▮▮▯▯   B ▮▯▯\n\n(hint)\n\nGoal\nWhat? (one thing)"
	if diff := cmp.Diff(want, m.Plain()); diff != "" {
		t.Errorf("Plain (-want +got):\n%s", diff)
	}
}

func TestCaptionShowsTheLetterToType(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		choice Choice
		want   string
	}{
		{Choice{Word: "B", Label: "**one** third"}, "B  one third"},
		{Choice{Word: "B", Label: "B"}, "B"},
		{Choice{Word: "Б", Label: "треть"}, "Б  треть"},
		{Choice{Word: "another way", Label: "Another\nway"}, "Another way"},
		{Choice{Word: "hint"}, "hint"},
	} {
		if got := tc.choice.Caption(); got != tc.want {
			t.Errorf("%+v shows %q, want %q", tc.choice, got, tc.want)
		}
	}
}

// words is text with every space and line break made one space.
func words(s string) string { return strings.Join(strings.Fields(s), " ") }

func FuzzPlain(f *testing.F) {
	for _, s := range plainTexts {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		shown := Plain(Escape(s))
		if Visible(shown) != shown {
			t.Errorf("Plain(Escape(%q)) = %q holds what Visible leaves out", s, shown)
		}
		var want strings.Builder
		for _, r := range Visible(s) {
			if !isBidiControl(r) {
				want.WriteRune(r)
			}
		}
		if words(want.String()) != words(shown) {
			t.Errorf("Escape(%q) shows %q", s, shown)
		}
	})
}

// FuzzWrite holds that what is read from Markdown and written again reads the
// same.
func FuzzWrite(f *testing.F) {
	for _, s := range append(plainTexts, "**a *b* c** [d **e**](f) `g`", "- a\n  1. b\n\n     c\n> d\n```x\ny\n```", "**a**b*c*", "`` ` ``", "[a](<b c>)", "***a* b**") {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		blocks := Markdown(s).Blocks()
		m := write(blocks)
		if want, got := letters(plain(blocks)), letters(Plain(m)); want != got {
			t.Errorf("%q is written as %q:\n want %q\n got  %q", s, m, want, got)
		}
	})
}
