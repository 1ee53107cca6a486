package web

import (
	"html/template"
	"net/url"
	"strings"
	"time"

	"pacer/bot/chat"
)

// markup is Markdown as HTML: the blocks and runs of package chat and nothing
// else, so that no tag, address or attribute comes from what somebody wrote.
// Headings within a message are strong lines, since the headings of a page are
// its own.
func markup(m chat.Markdown) template.HTML {
	var w markupWriter
	for _, b := range m.Blocks() {
		w.block(b)
	}
	w.leave(outside)
	w.quoted(0)
	return template.HTML(w.String())
}

// inline is Markdown of one line as HTML, without a paragraph around it: for
// the places where a line stands, such as a button or a cell.
func inline(m chat.Markdown) template.HTML {
	var w markupWriter
	for i, b := range m.Blocks() {
		if i > 0 {
			w.WriteByte(' ')
		}
		w.runs(b.Runs)
	}
	return template.HTML(w.String())
}

// markupWriter writes blocks, which stand one below the other, as the nested
// elements of HTML.
type markupWriter struct {
	strings.Builder
	quote int
	lists []openList
}

// openList is a list that is being written. An item of it is open.
type openList struct {
	tag    string
	indent int // the column of its markers
	within int // the column of what its items hold
}

func (w *markupWriter) block(b chat.Block) {
	if b.Quote != w.quote {
		w.leave(outside)
		w.quoted(b.Quote)
	}
	at := b.Indent
	if b.Marker == "" {
		w.leave(at)
	}
	for marker := range strings.FieldsSeq(b.Marker) {
		w.item(marker, at)
		at += len(marker) + 1
	}
	switch {
	case b.Kind == chat.Fenced:
		w.WriteString(`<pre tabindex="0"><code>`)
		for _, r := range b.Runs {
			w.WriteString(template.HTMLEscapeString(r.Text))
		}
		w.WriteString("</code></pre>")
	case b.Kind == chat.Heading:
		w.WriteString(`<p dir="auto"><strong>`)
		w.runs(b.Runs)
		w.WriteString("</strong></p>")
	default:
		w.WriteString(`<p dir="auto">`)
		w.runs(b.Runs)
		w.WriteString("</p>")
	}
}

// item begins an item of the list whose markers stand in a column, and the list
// if there is none yet.
func (w *markupWriter) item(marker string, indent int) {
	tag := "ul"
	if marker[0] >= '0' && marker[0] <= '9' {
		tag = "ol"
	}
	for n := len(w.lists); n > 0 && w.lists[n-1].within > indent && w.lists[n-1].indent != indent; n = len(w.lists) {
		w.closeList()
	}
	if n := len(w.lists); n > 0 && w.lists[n-1].indent == indent {
		if last := &w.lists[n-1]; last.tag == tag {
			last.within = indent + len(marker) + 1
			w.WriteString("</li><li>")
			return
		}
		w.closeList()
	}
	w.WriteString("<" + tag)
	if number := strings.TrimRight(marker, ".)"); tag == "ol" && number != "1" {
		w.WriteString(` start="` + number + `"`)
	}
	w.WriteString("><li>")
	w.lists = append(w.lists, openList{tag, indent, indent + len(marker) + 1})
}

// outside is left of every column.
const outside = -1

// leave ends the lists to whose items nothing in a column belongs.
func (w *markupWriter) leave(column int) {
	for n := len(w.lists); n > 0 && column < w.lists[n-1].within; n = len(w.lists) {
		w.closeList()
	}
}

func (w *markupWriter) closeList() {
	last := len(w.lists) - 1
	w.WriteString("</li></" + w.lists[last].tag + ">")
	w.lists = w.lists[:last]
}

// quoted opens and closes quotations until so many are open.
func (w *markupWriter) quoted(depth int) {
	for ; w.quote < depth; w.quote++ {
		w.WriteString("<blockquote>")
	}
	for ; w.quote > depth; w.quote-- {
		w.WriteString("</blockquote>")
	}
}

func (w *markupWriter) runs(runs []chat.Run) {
	for _, r := range runs {
		var end []string
		open := func(tag, attributes string) {
			w.WriteString("<" + tag + attributes + ">")
			end = append(end, tag)
		}
		switch {
		case r.IsMoment():
			open("time", ` datetime="`+r.At.UTC().Format(time.RFC3339)+`"`)
		case !r.Image && isLeading(r.Link):
			open("a", ` href="`+template.HTMLEscapeString(r.Link)+`" rel="noopener noreferrer"`)
		}
		if r.Bold {
			open("strong", "")
		}
		if r.Italic {
			open("em", "")
		}
		if r.Code {
			open("code", "")
		}
		w.WriteString(strings.ReplaceAll(template.HTMLEscapeString(r.Text), "\n", "<br>"))
		for i := len(end) - 1; i >= 0; i-- {
			w.WriteString("</" + end[i] + ">")
		}
	}
}

// isLeading tells whether an address is one that a link may lead to.
func isLeading(address string) bool {
	u, err := url.Parse(address)
	if err != nil {
		return false
	}
	switch u.Scheme {
	case "http", "https":
		return u.Host != ""
	case "mailto":
		return u.Opaque != ""
	}
	return false
}
