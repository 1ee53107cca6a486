package convert

import (
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	nethtml "golang.org/x/net/html"
)

// raisedSigns and loweredSigns are the digits and signs that Unicode has above and below
// the line.
var (
	raisedSigns  = strings.NewReplacer("0", "⁰", "1", "¹", "2", "²", "3", "³", "4", "⁴", "5", "⁵", "6", "⁶", "7", "⁷", "8", "⁸", "9", "⁹", "+", "⁺", "-", "⁻", "−", "⁻", "n", "ⁿ")
	loweredSigns = strings.NewReplacer("0", "₀", "1", "₁", "2", "₂", "3", "₃", "4", "₄", "5", "₅", "6", "₆", "7", "₇", "8", "₈", "9", "₉", "+", "₊", "-", "₋", "−", "₋")
)

// endScript writes what was gathered as raised or lowered: in Unicode where it
// can, else with a sign. Letters above the line, as in 1st, are no power.
func (w *proseWriter) endScript(name string) {
	text := strings.Join(strings.Fields(w.script.String()), " ")
	w.script = nil
	isIn := func(signs string) bool { return strings.Trim(text, signs) == "" }
	isWord := len(text) > 1 && strings.IndexFunc(text, func(c rune) bool { return !unicode.IsLetter(c) }) < 0
	switch {
	case text == "":
	case name == "sup" && isIn("0123456789+-−n") && w.style != typedProse:
		w.put(raisedSigns.Replace(text))
	case name == "sub" && isIn("0123456789+-−") && w.style != typedProse:
		w.put(loweredSigns.Replace(text))
	case name == "sup" && isWord:
		w.put(text)
	case utf8.RuneCountInString(text) == 1 || isIn("0123456789"):
		w.put(map[string]string{"sup": "^", "sub": "_"}[name] + text)
	default:
		w.put(map[string]string{"sup": "^(", "sub": "_("}[name] + text + ")")
	}
}

// walk writes the text of HTML.
func (w *proseWriter) walk(raw string) {
	if !strings.ContainsAny(raw, "<&") {
		w.text(raw) // most options: no need of a tokenizer
		return
	}
	z := nethtml.NewTokenizer(strings.NewReader(raw))
	for {
		switch z.Next() {
		case nethtml.ErrorToken:
			w.endAll()
			return // a reader of a string ends and has no other error
		case nethtml.TextToken:
			w.text(z.Token().Data)
		case nethtml.StartTagToken:
			w.startTag(z.Token())
		case nethtml.SelfClosingTagToken:
			t := z.Token()
			w.startTag(t)
			w.endTag(t.Data)
		case nethtml.EndTagToken:
			w.endTag(z.Token().Data)
		}
	}
}

// endAll closes what the HTML forgot to close.
func (w *proseWriter) endAll() {
	if w.script != nil {
		w.endScript("sup")
	}
	if w.pre != nil {
		w.code()
	}
}

func (w *proseWriter) text(s string) {
	switch {
	case w.isTeX:
		w.formula(s)
	case w.skip != "":
	case w.pre != nil && w.isPre:
		w.put(s)
	default:
		s = htmlSpace.ReplaceAllString(s, " ")
		if w.isItemBegun() {
			s = strings.TrimLeft(s, " ")
		}
		w.put(s)
	}
}

var htmlSpace = regexp.MustCompile(`[ \n\t\r\f]+`)

// formula writes LaTeX that stands where no text does.
func (w *proseWriter) formula(tex string) {
	w.math.add(&w.b, tex)
	w.out.hasMath = true
}

// isItemBegun says whether nothing stands after the mark of a list's item yet.
func (w *proseWriter) isItemBegun() bool {
	return w.item != "" && w.pre == nil && w.script == nil && strings.HasSuffix(w.b.String(), w.item)
}

// part writes line breaks, but for those that would part an item of a list from
// its mark.
func (w *proseWriter) part(breaks string) {
	if !w.isItemBegun() {
		w.put(breaks)
	}
}

// Elements whose content is no text, and those that are no text themselves.
var (
	htmlSkipped = map[string]bool{"script": true, "style": true, "head": true, "title": true, "noscript": true, "template": true, "select": true, "button": true, "textarea": true}
	htmlMedia   = map[string]bool{"audio": true, "video": true, "iframe": true, "object": true, "embed": true, "canvas": true, "applet": true}
)

func attribute(t nethtml.Token, name string) string {
	for _, a := range t.Attr {
		if a.Key == name {
			return strings.TrimSpace(a.Val)
		}
	}
	return ""
}

func (w *proseWriter) startTag(t nethtml.Token) {
	if w.skip != "" {
		if t.Data == w.skip {
			w.depth++
		}
		if t.Data == "annotation" && w.skip == "math" && !w.isRead && attribute(t, "encoding") == "application/x-tex" {
			w.isTeX, w.isRead = true, true
		}
		return
	}
	switch t.Data {
	case "b", "strong":
		w.begin("b", "**", "**")
	case "i", "em":
		w.begin("i", "*", "*")
	case "a":
		w.startLink(attribute(t, "href"))
	case "code", "kbd", "samp", "tt":
		if w.pre == nil {
			w.pre = new(strings.Builder)
		}
	case "pre":
		if w.pre == nil {
			w.pre, w.isPre = new(strings.Builder), true
		}
	case "sup", "sub":
		if w.script == nil && w.pre == nil {
			w.script = new(strings.Builder)
		}
	case "ul":
		w.lists = append(w.lists, -1)
		w.put("\n")
	case "ol":
		w.lists = append(w.lists, 1)
		w.put("\n")
	case "li":
		w.startItem()
	case "img":
		w.picture(t)
	case "tr":
		w.cells = 0
		w.put("\n")
	case "td", "th":
		if w.cells++; w.cells > 1 {
			w.put(" | ")
		}
	case "svg":
		w.out.lostPicture = hasFigure
		w.skip, w.depth = t.Data, 1
	case "math":
		w.startMath(t)
	default:
		switch {
		case htmlSkipped[t.Data]:
			w.skip, w.depth = t.Data, 1
		case htmlMedia[t.Data]:
			w.out.hasMedia = true
			w.skip, w.depth = t.Data, 1
		default:
			w.part(htmlBreak(t.Data, false))
		}
	}
}

func (w *proseWriter) endTag(name string) {
	if w.skip != "" {
		w.isTeX = w.isTeX && name != "annotation"
		if name == w.skip {
			if w.depth--; w.depth == 0 {
				w.out.isBroken = w.out.isBroken || name == "math" && !w.isRead
				w.skip, w.isTeX = "", false
			}
		}
		return
	}
	switch name {
	case "b", "strong":
		w.end("b")
	case "i", "em":
		w.end("i")
	case "a":
		w.end("a")
	case "code", "kbd", "samp", "tt":
		if w.pre != nil && !w.isPre {
			w.code()
		}
	case "pre":
		if w.pre != nil && w.isPre {
			w.code()
		}
	case "sup", "sub":
		if w.script != nil {
			w.endScript(name)
		}
	case "ul", "ol":
		if n := len(w.lists); n > 0 {
			w.lists = w.lists[:n-1]
		}
		w.put("\n")
		if len(w.lists) == 0 {
			w.put("\n")
		}
	default:
		w.part(htmlBreak(name, true))
	}
}

// htmlBreak is what stands in place of a tag that parts texts.
func htmlBreak(name string, isEnd bool) string {
	switch name {
	case "br", "hr":
		if isEnd {
			return ""
		}
		return "\n"
	case "p", "table", "h1", "h2", "h3", "h4", "h5", "h6":
		return "\n\n"
	case "div", "section", "article", "blockquote", "dl", "dt", "dd", "caption", "figure", "figcaption", "center", "fieldset", "form", "option":
		return "\n"
	}
	return ""
}

func (w *proseWriter) startItem() {
	if len(w.lists) == 0 || w.style != richProse || w.pre != nil || w.script != nil {
		w.put("\n")
		return
	}
	const deepest = 5
	last := len(w.lists) - 1
	mark := "- "
	if number := w.lists[last]; number > 0 {
		mark = strconv.Itoa(number) + ". "
		w.lists[last]++
	}
	w.item, _ = w.newAtom(atom{mark: strings.Repeat("   ", min(last, deepest)) + mark})
	if !strings.HasSuffix(w.b.String(), "\n") {
		w.put("\n")
	}
	w.put(w.item)
}

// startLink begins a link to a page; other addresses lead nowhere from here.
func (w *proseWriter) startLink(address string) {
	if isPage(address) {
		w.end("a")
		w.begin("a", "[", "]("+address+")")
	}
}

// isPage says whether an address is one on the web that Markdown can hold as it
// is.
func isPage(address string) bool {
	u, err := url.Parse(address)
	isOdd := func(c rune) bool {
		return c == ' ' || c == utf8.RuneError || !unicode.IsPrint(c) || strings.ContainsRune(`()<>\`, c)
	}
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != "" && !strings.ContainsFunc(address, isOdd)
}

// picture shows a picture, if it comes with words for those who do not see it.
// Formulas that Moodle draws, and faces, are those words.
func (w *proseWriter) picture(t nethtml.Token) {
	class, alt := strings.ToLower(attribute(t, "class")), attribute(t, "alt")
	switch {
	case alt != "" && strings.Contains(class, "texrender"):
		w.formula(strings.Trim(alt, "$"))
	case strings.Contains(class, "emoticon") || strings.Contains(class, "emoji") || strings.Contains(class, "icon"):
		w.text(alt)
	default:
		w.show(attribute(t, "src"), strings.Join(strings.Fields(tidy(alt)), " "))
	}
}

var (
	pictureFile = regexp.MustCompile(`(?i)\.(?:png|jpe?g|gif|webp|svg|bmp)$`)
	noBrackets  = strings.NewReplacer("[", "(", "]", ")")
)

// show writes a picture. A file's name says nothing of what is seen on it.
func (w *proseWriter) show(source, alt string) {
	path, fault := "", hasFigure
	if w.keep != nil && w.style == richProse && w.pre == nil && w.script == nil {
		path, fault = w.keep(source)
	}
	if fault == "" && (alt == "" || pictureFile.MatchString(alt)) {
		fault = noAlt
	}
	if fault != "" {
		w.out.lostPicture = fault
		return
	}
	sign, _ := w.newAtom(atom{mark: "![" + escape(noBrackets.Replace(alt)) + "](" + path + ")"})
	w.put(sign)
}

// startMath takes the LaTeX that programs put beside MathML that could not be
// written as LaTeX.
func (w *proseWriter) startMath(t nethtml.Token) {
	w.skip, w.depth, w.isRead = "math", 1, false
	if tex := attribute(t, "alttext"); tex != "" {
		w.isRead = true
		w.formula(tex)
	}
}
