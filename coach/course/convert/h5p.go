package convert

import (
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"io/fs"
	"path"
	"slices"
	"strings"

	"pacer/coach/course"
)

// H5P, the interactive content of many school platforms: a zip with h5p.json,
// which says what it is, and content/content.json, which holds it as the
// library that shows it wants it (https://h5p.org/documentation). Libraries hold
// one another: a question set holds questions, a book holds columns that hold
// them.

var h5pSource = bundleSource{
	extensions: []string{".h5p", ".zip"},
	title:      "Questions",
	nothing:    "there is no H5P content here: name a file that ends in .h5p",
	isLike:     func(b *bundle) bool { return b.has("h5p.json") },
	parse:      readH5PBundle,
}

const (
	h5pMaxFile = 8 << 20 // bytes of the content without its media
	h5pContent = "content/content.json"
	h5pDeepest = 20 // libraries in one another
)

// isLikeH5P looks at the names of files, and into packed ones that do not say
// it by their name.
func isLikeH5P(src fs.FS) bool {
	entries, err := fs.ReadDir(src, ".")
	if err != nil {
		return false
	}
	for _, entry := range entries {
		switch name := strings.ToLower(entry.Name()); {
		case entry.IsDir():
		case name == "h5p.json" || path.Ext(name) == ".h5p":
			return true
		case path.Ext(name) == ".zip":
			if b, err := zipBundle(src, entry.Name()); err == nil {
				isLike := h5pSource.isLike(b)
				if err := b.close(); err == nil && isLike {
					return true
				}
			}
		}
	}
	return false
}

func readH5P(src fs.FS, opt Options, report *Report) ([]*course.Course, error) {
	return h5pSource.courses(src, opt, report)
}

// h5pNode is a value of the content. Programs leave out what is empty, or write
// [] where {} is meant, so whatever is not there is asked for all the same, and
// is empty.
type h5pNode struct{ value any }

// at is the value of a key, through objects in one another.
func (n h5pNode) at(keys ...string) h5pNode {
	for _, key := range keys {
		object, _ := n.value.(map[string]any)
		n = h5pNode{object[key]}
	}
	return n
}

// list is the values of a list.
func (n h5pNode) list() []h5pNode {
	values, _ := n.value.([]any)
	nodes := make([]h5pNode, len(values))
	for i, v := range values {
		nodes[i] = h5pNode{v}
	}
	return nodes
}

// text is a text, without spaces around it.
func (n h5pNode) text() string {
	s, _ := n.value.(string)
	return strings.TrimSpace(s)
}

// is says whether a value is true; some programs write it as a text.
func (n h5pNode) is() bool {
	return n.value == true || n.text() == "true"
}

// h5pReader gathers the questions of one file.
type h5pReader struct {
	bundle *bundle
	file   *quizFile
	isDone bool // there are more than may be
}

// h5pPart is a part of the content: a library's name, and what it shows.
type h5pPart struct {
	library  string // "H5P.MultiChoice", without its version
	params   h5pNode
	id       string // of its own, for ever; "" if it has none
	title    string
	licence  string
	source   string
	category []string
}

func readH5PBundle(b *bundle) (*quizFile, error) {
	about, err := readH5PFile(b, "h5p.json")
	if err != nil {
		return nil, err
	}
	content, err := readH5PFile(b, h5pContent)
	if err != nil {
		return nil, err
	}
	r := h5pReader{bundle: b, file: &quizFile{title: html.UnescapeString(about.at("title").text()), licence: h5pLicence(about), source: about.at("source").text()}}
	if tag := about.at("language").text(); tag != "und" {
		r.file.language = tag
	}
	main := h5pPart{library: h5pLibrary(about.at("mainLibrary").text()), params: content, id: "main", title: r.file.title}
	r.read(main, 0)
	if len(r.file.questions)+len(r.file.readings) == 0 {
		return nil, fmt.Errorf("there is no question in this H5P content, which is of the kind %s", clip(main.library))
	}
	return r.file, nil
}

// readH5PFile reads a file of JSON.
func readH5PFile(b *bundle, name string) (h5pNode, error) {
	data, err := b.read(name, h5pMaxFile)
	if err != nil {
		return h5pNode{}, fmt.Errorf("%s cannot be read: %w", name, err)
	}
	text, _, err := decodeText(data)
	if err != nil {
		return h5pNode{}, fmt.Errorf("%s cannot be read: %w", name, err)
	}
	var n h5pNode
	if err := json.Unmarshal([]byte(text), &n.value); err != nil {
		return h5pNode{}, fmt.Errorf("%s is damaged (%w): export the content again", name, err)
	}
	if _, isObject := n.value.(map[string]any); !isObject {
		return h5pNode{}, errors.New(name + " holds no content: export it again")
	}
	return n, nil
}

// h5pLibrary is a library's name without its version.
func h5pLibrary(name string) string {
	name, _, _ = strings.Cut(strings.TrimSpace(name), " ")
	return name
}

// h5pLicence is the licence that metadata name. U is for one that nobody stated.
func h5pLicence(about h5pNode) string {
	licence := about.at("license").text()
	switch licence {
	case "U":
		return ""
	case "PD", "CC PDM":
		return "public domain"
	case "C":
		return "all rights reserved"
	}
	return strings.TrimSpace(licence + " " + about.at("licenseVersion").text())
}

// part is a part that stands inside another.
func (p h5pPart) part(n h5pNode) h5pPart {
	about := n.at("metadata")
	title := html.UnescapeString(about.at("title").text())
	if strings.HasPrefix(title, "Untitled") {
		title = ""
	}
	return h5pPart{
		library: h5pLibrary(n.at("library").text()), params: n.at("params"), id: n.at("subContentId").text(),
		title: title, licence: h5pLicence(about), source: about.at("source").text(), category: p.category,
	}
}

// h5pHolders are the libraries that hold others: where they are in them.
var h5pHolders = map[string]func(h5pNode) []h5pNode{
	"H5P.QuestionSet": func(n h5pNode) []h5pNode { return n.at("questions").list() },
	"H5P.Column": func(n h5pNode) []h5pNode {
		var parts []h5pNode
		for _, row := range n.at("content").list() {
			parts = append(parts, row.at("content"))
		}
		return parts
	},
	"H5P.CoursePresentation": func(n h5pNode) []h5pNode {
		var parts []h5pNode
		for _, slide := range n.at("presentation", "slides").list() {
			for _, element := range slide.at("elements").list() {
				parts = append(parts, element.at("action"))
			}
		}
		return parts
	},
	"H5P.InteractiveBook": func(n h5pNode) []h5pNode { return n.at("chapters").list() },
}

// h5pQuestions are the libraries that ask.
var h5pQuestions = map[string]func(*h5pReader, h5pPart) []quizQuestion{
	"H5P.MultiChoice":     (*h5pReader).multiChoice,
	"H5P.TrueFalse":       (*h5pReader).trueFalse,
	"H5P.Blanks":          (*h5pReader).blanks,
	"H5P.DragText":        (*h5pReader).dragText,
	"H5P.MarkTheWords":    (*h5pReader).markTheWords,
	"H5P.SingleChoiceSet": (*h5pReader).singleChoices,
	"H5P.Summary":         (*h5pReader).summary,
	"H5P.SortParagraphs":  (*h5pReader).sortParagraphs,
	"H5P.Essay":           (*h5pReader).essay,
	"H5P.Dialogcards":     (*h5pReader).cards,
	"H5P.Flashcards":      (*h5pReader).cards,
}

// h5pSilent are libraries that ask nothing, and have nothing to read either.
var h5pSilent = []string{"", "H5P.Image", "H5P.Video", "H5P.Audio", "H5P.Link", "H5P.ContinuousText", "H5P.ExportableTextArea", "H5P.Shape", "H5P.TwitterUserFeed", "H5P.IFrameEmbed"}

// read reads a part and all that it holds.
func (r *h5pReader) read(p h5pPart, depth int) {
	if r.isDone || depth > h5pDeepest {
		return
	}
	holds, isHolder := h5pHolders[p.library]
	ask, isQuestion := h5pQuestions[p.library]
	switch {
	case isHolder:
		for _, inner := range holds(p.params) {
			part := p.part(inner)
			if p.library == "H5P.InteractiveBook" && part.title != "" {
				part.category = append(slices.Clone(p.category), part.title)
			}
			r.read(part, depth+1)
		}
	case isQuestion:
		for _, q := range ask(r, p) {
			r.add(p, q)
		}
	case p.library == "H5P.Text" || p.library == "H5P.AdvancedText":
		if text := p.params.at("text").text(); text != "" {
			r.file.readings = append(r.file.readings, quizReading{where: r.where(), title: p.title, category: p.category, text: r.html(text)})
		}
	case slices.Contains(h5pSilent, p.library):
	default:
		r.add(p, quizQuestion{fault: clip(p.library) + " cannot be asked yet"})
	}
}

func (r *h5pReader) where() Where { return r.bundle.where(h5pContent, 0) }

// add adds a question of a part.
func (r *h5pReader) add(p h5pPart, q quizQuestion) {
	if len(r.file.questions) == quizMaxQuestions {
		r.file.isCut, r.isDone = true, true
		return
	}
	q.where, q.category, q.licence, q.source = r.where(), p.category, p.licence, p.source
	if q.title == "" {
		q.title = tidy(p.title)
	}
	r.file.questions = append(r.file.questions, q)
}

// html is HTML of the content as a text of a quiz. Addresses in it begin at the
// content's folder.
func (r *h5pReader) html(raw string) quizText {
	return quizText{format: quizHTML, raw: withoutAtoms(raw), bundle: r.bundle, from: h5pContent}
}

// stem is what a part asks, with its picture above it.
func (r *h5pReader) stem(p h5pPart, raw string) quizText {
	media := p.params.at("media")
	if inner := media.at("type"); inner.at("library").text() != "" {
		media = inner
	}
	file := media.at("params", "file")
	switch library := h5pLibrary(media.at("library").text()); {
	case library == "H5P.Image" && file.at("path").text() != "" && !media.at("params", "decorative").is():
		raw = picture(file.at("path").text(), media.at("params", "alt").text()) + raw
	case library == "H5P.Video" || library == "H5P.Audio":
		raw = "<video></video>" + raw
	}
	return r.html(raw)
}

// picture is a picture as HTML, in a paragraph of its own.
func picture(address, alt string) string {
	return fmt.Sprintf(`<p><img src="%s" alt="%s"></p>`, html.EscapeString(address), html.EscapeString(alt))
}
