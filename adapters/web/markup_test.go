package web

import (
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"pacer/bot/chat"
)

func TestMarkdownBecomesHTML(t *testing.T) {
	for _, test := range []struct{ name, in, want string }{
		{"a paragraph", "Right.", `<p dir="auto">Right.</p>`},
		{"two of them, with a line break in one", "One\nline\n\nTwo", `<p dir="auto">One<br>line</p><p dir="auto">Two</p>`},
		{"styles within one another", "**bold *and slanted***, `code`", `<p dir="auto"><strong>bold </strong><strong><em>and slanted</em></strong>, <code>code</code></p>`},
		{"signs of HTML are signs", "1 < 2 & \"so\" on", `<p dir="auto">1 &lt; 2 &amp; &#34;so&#34; on</p>`},
		{"a tag is text", "<script>alert(1)</script>", `<p dir="auto">&lt;script&gt;alert(1)&lt;/script&gt;</p>`},
		{"a link", "[help](https://example.org/a?b=c&d)", `<p dir="auto"><a href="https://example.org/a?b=c&amp;d" rel="noopener noreferrer">help</a></p>`},
		{"an address that would run something leads nowhere", "[x](javascript:alert(1))", `<p dir="auto">x</p>`},
		{"nor does one without a host", "[x](//example.org/a)", `<p dir="auto">x</p>`},
		{"a heading is a strong line", "## Rivers", `<p dir="auto"><strong>Rivers</strong></p>`},
		{"a list", "- a\n- b", `<ul><li><p dir="auto">a</p></li><li><p dir="auto">b</p></li></ul>`},
		{"a list after words, and words after it", "Look:\n\n- a\n\nSo.", `<p dir="auto">Look:</p><ul><li><p dir="auto">a</p></li></ul><p dir="auto">So.</p>`},
		{"an item of two paragraphs", "- a\n\n  more\n- b", `<ul><li><p dir="auto">a</p><p dir="auto">more</p></li><li><p dir="auto">b</p></li></ul>`},
		{"lists within lists", "1. a\n   - b\n     - c\n   - d\n2. e", `<ol><li><p dir="auto">a</p><ul><li><p dir="auto">b</p><ul><li><p dir="auto">c</p></li></ul></li><li><p dir="auto">d</p></li></ul></li><li><p dir="auto">e</p></li></ol>`},
		{"a list that begins with a list", "- - a\n  - b", `<ul><li><ul><li><p dir="auto">a</p></li><li><p dir="auto">b</p></li></ul></li></ul>`},
		{"numbers that do not begin with one", "3. c\n4. d", `<ol start="3"><li><p dir="auto">c</p></li><li><p dir="auto">d</p></li></ol>`},
		{"numbers from nine to ten", "9. i\n10. j", `<ol start="9"><li><p dir="auto">i</p></li><li><p dir="auto">j</p></li></ol>`},
		{"a list of another kind at once", "- a\n\n1. b", `<ul><li><p dir="auto">a</p></li></ul><ol><li><p dir="auto">b</p></li></ol>`},
		{"a quotation in a quotation", "> a\n>\n> > b\n\nc", `<blockquote><p dir="auto">a</p><blockquote><p dir="auto">b</p></blockquote></blockquote><p dir="auto">c</p>`},
		{"code as it stands", "```go\nif a < b {\n}\n```", "<pre tabindex=\"0\"><code>if a &lt; b {\n}</code></pre>"},
		{"a picture is what it shows", "![a river](https://example.org/r.png)", `<p dir="auto">a river</p>`},
		{"a moment", string(chat.Moment(time.Date(2026, 11, 20, 16, 0, 0, 0, time.UTC), "Fri 16:00")), `<p dir="auto"><time datetime="2026-11-20T16:00:00Z">Fri 16:00</time></p>`},
		{"nothing", "", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := string(markup(chat.Markdown(test.in))); got != test.want {
				t.Errorf("%q became\n%s\nnot\n%s", test.in, got, test.want)
			}
		})
	}
}

func TestALineHasNoParagraphs(t *testing.T) {
	if got, want := string(inline("*Unit* fractions\n\nand more")), "<em>Unit</em> fractions and more"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// Whatever somebody wrote: the elements are those that markup writes, each that
// opens closes, and no attribute but theirs is there.
func FuzzMarkupIsWellFormed(f *testing.F) {
	for _, seed := range []string{"- a\n  1. b\n> c", "<img src=x onerror=alert(1)>", "[a](https://b/\"onmouseover=\"x)", "- - 1. a\n\n   b", "> - a\n- b\n\n```\n</code>\n```", "[a *b* `c`](mailto:d@e) **f", "9) a\n   - b\n10) c"} {
		f.Add(seed)
	}
	allowed := map[string][]string{
		"p": {"dir"}, "strong": nil, "em": nil, "code": nil, "pre": {"tabindex"}, "a": {"href", "rel"}, "time": {"datetime"},
		"ul": nil, "ol": {"start"}, "li": nil, "blockquote": nil, "br": nil,
	}
	f.Fuzz(func(t *testing.T, text string) {
		out := string(markup(chat.Markdown(text)))
		var open []string
		for z := html.NewTokenizer(strings.NewReader(out)); ; {
			kind := z.Next()
			if kind == html.ErrorToken {
				if z.Err() != io.EOF {
					t.Fatal(z.Err())
				}
				break
			}
			token := z.Token()
			if kind != html.StartTagToken && kind != html.EndTagToken {
				continue
			}
			attributes, ok := allowed[token.Data]
			if !ok {
				t.Fatalf("%q has an element %s: %s", text, token.Data, out)
			}
			for _, a := range token.Attr {
				if !slices.Contains(attributes, a.Key) {
					t.Fatalf("%q has an attribute %s: %s", text, a.Key, out)
				}
				if a.Key == "href" && !isLeading(a.Val) {
					t.Fatalf("%q leads to %q", text, a.Val)
				}
			}
			switch {
			case token.Data == "br":
			case kind == html.StartTagToken:
				open = append(open, token.Data)
			case len(open) == 0 || open[len(open)-1] != token.Data:
				t.Fatalf("%q closes %s within %v: %s", text, token.Data, open, out)
			default:
				open = open[:len(open)-1]
			}
		}
		if len(open) > 0 {
			t.Fatalf("%q leaves %v open: %s", text, open, out)
		}
	})
}
