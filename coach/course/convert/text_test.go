package convert

import (
	"strings"
	"testing"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	gmtext "github.com/yuin/goldmark/text"
)

// shown is what a reader sees of a Markdown text, paragraphs and line breaks as
// line ends; ok is false where anything but plain text would show.
func shown(markdown string) (_ string, ok bool) {
	source := []byte(markdown)
	doc := goldmark.DefaultParser().Parse(gmtext.NewReader(source))
	var b strings.Builder
	ok = true
	err := ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		switch n := n.(type) {
		case *ast.Document:
		case *ast.Paragraph:
			if entering && b.Len() > 0 {
				b.WriteString("\n\n")
			}
		case *ast.Text:
			if entering {
				b.Write(unescaped(n.Segment.Value(source)))
				if n.SoftLineBreak() || n.HardLineBreak() {
					b.WriteByte('\n')
				}
			}
		default:
			ok = false
		}
		return ast.WalkContinue, nil
	})
	return b.String(), ok && err == nil
}

// unescaped takes the backslashes away, as a renderer does.
func unescaped(s []byte) []byte {
	out := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		if s[i] == '\\' && i+1 < len(s) && isPunctuation(rune(s[i+1])) {
			i++
		}
		out = append(out, s[i])
	}
	return out
}

func TestEscapedTextIsShownAsItWas(t *testing.T) {
	for _, s := range []string{
		"2 * 3 * 4", "2*3*4", "**bold**", "a_1 and a_2", "_x_", "snake_case_word", "[link](x)", "[0, 1)", "1. first", "12) twelfth", "3.5 kg",
		"# heading", "#1 is best", "- dash", "-5", "+ plus", "> quote", "a > b", "a <b> c", "x < y", "`code`", `C:\new`, `a\*b`, "AT&T", "&amp;", "R&D;",
		"$5 and $6", "~~gone~~", "about ~5", "===", "a\n===", "a\n---", "a\nb", "a\n\nb", "[[1]]", "100%", "a\\", "***", "* star", "2.", "_", "[a]: b", "<https://x.org>", "<!-- -->", "<div", "a\n<div", "a <b\nc> d", "=\n=",
	} {
		got, ok := shown(escape(s))
		if got != s || !ok {
			t.Errorf("escape(%q) = %q, which shows as %q (plain: %v)", s, escape(s), got, ok)
		}
	}
}

func TestEscapeLeavesOrdinaryTextAlone(t *testing.T) {
	for _, s := range []string{"Two plus two is four.", "2 * 3", "snake_case", "x < 5 and y > 3", "[0, 1)", "a - b", "about ~5", "AT&T", "3.5", "f(x) = 2", "21<x<95", "=", "a\n21 <b"} {
		if got := escape(s); got != s {
			t.Errorf("escape(%q) = %q", s, got)
		}
	}
}

func FuzzEscape(f *testing.F) {
	f.Add("a *b* [c](d) `e` 1. f\n# g\n> h")
	f.Add("a link [that\nends](below)")
	f.Fuzz(func(t *testing.T, s string) {
		s = tidy(s)
		if got, ok := shown(escape(s)); got != s || !ok {
			t.Errorf("escape(%q) = %q, which shows as %q (plain: %v)", s, escape(s), got, ok)
		}
	})
}
