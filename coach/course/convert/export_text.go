package convert

import (
	"bytes"
	"fmt"
	"html"
	"strconv"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	goldhtml "github.com/yuin/goldmark/renderer/html"
	nethtml "golang.org/x/net/html"

	"pacer/coach/course"
	"pacer/coach/course/formula"
)

// Texts of a course as HTML, which quizzes and decks hold, and back. HTML says
// less than the Markdown it was made of: _so_ and *so* look alike in it. Where
// reading it would give another Markdown than there was, the HTML stands in an
// element that names the Markdown:
//
//	<div data-markdown="_so_"><p><em>so</em></p></div>
//
// That is believed only as long as the HTML beside it is what the Markdown looks
// like. What somebody has edited since is read as any HTML.

// markdownAttribute names the Markdown that an element's HTML was made of.
const markdownAttribute = "data-markdown"

// exportHTML renders Markdown as courses have it. It passes no HTML through.
var exportHTML = goldmark.New(goldmark.WithExtensions(extension.Table, extension.Strikethrough), goldmark.WithRendererOptions(goldhtml.WithXHTML()))

// courseHTML is a text of a course as HTML that is XML as well: formulas as
// \(…\), which every platform knows, pictures at the address that a platform has
// for them.
func courseHTML(text string, picture func(address string) string) string {
	var formulas []string
	marked := markFormulas(text, func(tex string) string {
		formulas = append(formulas, html.EscapeString(`\(`+tex+`\)`))
		return exportMark(len(formulas) - 1)
	})
	var b bytes.Buffer
	if err := exportHTML.Convert([]byte(movePictures(marked, picture)), &b); err != nil {
		return html.EscapeString(text) // a buffer takes everything, so this is not to be expected
	}
	out := strings.TrimSpace(b.String())
	for i, written := range formulas {
		out = strings.ReplaceAll(out, exportMark(i), written)
	}
	if inner, ok := strings.CutPrefix(out, "<p>"); ok && strings.Count(out, "<p>") == 1 && strings.HasSuffix(inner, "</p>") {
		return strings.TrimSuffix(inner, "</p>") // one paragraph needs no mark-up of its own
	}
	return out
}

// exportMark stands for a formula while the text around it is rendered: letters
// that Markdown sees nothing in, between signs that no text has.
func exportMark(n int) string { return string(atomLast) + strconv.Itoa(n) + string(atomLast) }

// markFormulas puts what mark makes of it in the place of each formula.
func markFormulas(text string, mark func(tex string) string) string {
	var b strings.Builder
	for _, f := range formula.Formulas(text) {
		at, size := -1, 0
		for _, written := range []string{"$$" + f.Source + "$$", "$" + f.Source + "$", f.Source} {
			if i := strings.Index(text, written); i >= 0 && (at < 0 || i < at) {
				at, size = i, len(written)
			}
		}
		if at < 0 {
			continue
		}
		b.WriteString(text[:at] + mark(f.Source))
		text = text[at+size:]
	}
	return b.String() + text
}

// movePictures gives the pictures of a text other addresses.
func movePictures(text string, move func(address string) string) string {
	var b strings.Builder
	last := 0
	for _, p := range course.Pictures(text) {
		if isPage(p.Address) || move == nil {
			continue
		}
		shown := strings.Replace(text[p.From:p.To], "]("+p.Address, "]("+move(p.Address), 1)
		b.WriteString(text[last:p.From] + shown)
		last = p.To
	}
	return b.String() + text[last:]
}

// markedHTML is a text as HTML that comes back as the text it was.
func markedHTML(text string, picture func(string) string) string {
	inner := courseHTML(text, picture)
	if isPlainHTML(text, inner) {
		return inner
	}
	return fmt.Sprintf(`<div %s="%s">%s</div>`, markdownAttribute, attributeText(text), inner)
}

// isPlainHTML says whether HTML is read as that text without being told.
func isPlainHTML(text, inner string) bool {
	if strings.Contains(text, "![") || strings.Contains(text, "[[") {
		return false // where pictures stand, and blanks, only the text itself tells
	}
	p := readProse(inner, quizHTML, richProse, nil)
	return p.text == text && !p.isBroken && !p.hasMedia && p.lostPicture == ""
}

// attributeText escapes a text for an attribute, line ends too, which XML would
// make spaces of.
func attributeText(s string) string {
	return strings.NewReplacer("\n", "&#10;", "\t", "&#9;").Replace(html.EscapeString(s))
}

// readMarked reads HTML that names the Markdown it was made of. It is not ok if
// there is no such name, or if the HTML was changed since. Keep finds pictures.
func readMarked(raw string, keep keepPicture) (p prose, ok bool) {
	raw = strings.TrimSpace(raw)
	if inner, ok := strings.CutPrefix(raw, "<p><div "); ok { // as a feedback of QTI stands in a paragraph
		raw = "<div " + strings.TrimSuffix(inner, "</p>")
	}
	if !strings.HasPrefix(raw, "<div ") {
		return prose{}, false
	}
	z := nethtml.NewTokenizer(strings.NewReader(raw))
	if z.Next() != nethtml.StartTagToken {
		return prose{}, false
	}
	start := z.Token()
	if len(start.Attr) != 1 || start.Attr[0].Key != markdownAttribute || !strings.HasSuffix(raw, "</div>") {
		return prose{}, false
	}
	text := start.Attr[0].Val
	// The raw bytes of the tag are consumed by now; what is left is its content.
	inner := strings.TrimSuffix(raw[strings.Index(raw, ">")+1:], "</div>")
	isBlanked := strings.ContainsFunc(inner, isAtom)
	shown := courseHTML(text, nil)
	if isBlanked {
		shown = blankMarks(shown)
	}
	if outline(shown) != outline(inner) {
		return prose{}, false
	}
	p.text = text
	if keep == nil {
		return p, true
	}
	sources := pictureSources(inner)
	p.text = movePictures(text, func(address string) string {
		if len(sources) == 0 {
			p.lostPicture = noFigure
			return address
		}
		place, fault := keep(sources[0])
		sources = sources[1:]
		if fault != "" {
			p.lostPicture = fault
			return address
		}
		return place
	})
	return p, true
}

// blankMarks puts a sign in the place of each blank, as it stands in a text from
// which the blanks were cut.
func blankMarks(s string) string {
	return moodleGap.ReplaceAllStringFunc(s, func(gap string) string {
		n, err := strconv.Atoi(strings.Trim(gap, "[]"))
		if err != nil || n < 1 || n > quizMaxAnswers {
			return gap
		}
		return quizMark(n - 1)
	})
}

// outline is what HTML says and how it is built, without the places of pictures
// and the layout of its source.
func outline(raw string) string {
	var b strings.Builder
	isText := false // the last token, and comments part no text
	var words strings.Builder
	flush := func() {
		if isText {
			b.WriteString("\x00" + strings.Join(strings.Fields(words.String()), " "))
			words.Reset()
			isText = false
		}
	}
	z := nethtml.NewTokenizer(strings.NewReader(raw))
	for {
		switch z.Next() {
		case nethtml.ErrorToken:
			flush()
			return b.String()
		case nethtml.TextToken:
			s := string(z.Text())
			if strings.TrimSpace(s) != "" || isText {
				words.WriteString(s)
				isText = true
			}
		case nethtml.StartTagToken, nethtml.SelfClosingTagToken:
			flush()
			t := z.Token()
			b.WriteString("\x00<" + t.Data + "\x00" + attribute(t, "alt") + "\x00" + attribute(t, "href"))
		}
	}
}

// pictureSources are the addresses of the pictures that are no pages, in order.
func pictureSources(raw string) []string {
	var sources []string
	z := nethtml.NewTokenizer(strings.NewReader(raw))
	for {
		switch z.Next() {
		case nethtml.ErrorToken:
			return sources
		case nethtml.StartTagToken, nethtml.SelfClosingTagToken:
			if t := z.Token(); t.Data == "img" && !isPage(attribute(t, "src")) {
				sources = append(sources, attribute(t, "src"))
			}
		}
	}
}
