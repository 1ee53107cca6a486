package convert

import (
	"cmp"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"

	"pacer/coach/course"
)

// QTI, with which test platforms exchange questions, versions 2.0 to 3.0
// (https://www.imsglobal.org/spec/qti/v3p0/impl). An item is a file of XML: a
// text with interactions in it, declarations of what answers them, and rules
// that work out the score and the feedback. Items come alone, or packed in a zip
// with a manifest, and tests that say in which sections they stand. Version 3
// says the same as version 2 under other names.

var qtiSource = bundleSource{
	extensions: []string{".zip", ".imscc"},
	title:      "Questions",
	nothing:    "there is no QTI here: name an item's XML file, a package (.zip), or the folder it was unpacked to",
	isLike:     hasQTI,
	parse:      readQTIBundle,
}

// Bounds of a package.
const (
	qtiMaxFile    = 2 << 20 // bytes of one XML file
	qtiMaxSniffed = 40      // files that are looked into to see what a package is
)

var (
	qtiRoot  = regexp.MustCompile(`^(?:\s|<\?[^>]*\?>|<!--(?s:.*?)-->|<!DOCTYPE[^>\[]*(?:\[(?s:.*?)\]\s*)?>)*<(?:[A-Za-z0-9]+:)?(?:qti-)?assessment-?((?i:item|test|stimulus))[\s>]`)
	qtiOld   = regexp.MustCompile(`<(?:[A-Za-z0-9]+:)?questestinterop[\s>]`)
	qtiLists = "imsmanifest.xml"

	// qtiHeadline finds the comments in which an export says of which course a
	// package is.
	qtiHeadline = regexp.MustCompile(`(?m)^\s*<!-- (course|title|language|audience|about|licence|source|skill|misconception|translation): (.*) -->$`)
)

// isLikeQTI looks at the files of the folder itself, and into its zip files.
func isLikeQTI(src fs.FS) bool {
	entries, err := fs.ReadDir(src, ".")
	if err != nil {
		return false
	}
	for _, entry := range entries {
		name := strings.ToLower(entry.Name())
		switch ext := path.Ext(name); {
		case entry.IsDir():
		case name == qtiLists:
			return true
		case ext == ".xml" && qtiRoot.MatchString(beginning(src, entry.Name())):
			return true
		case slices.Contains(qtiSource.extensions, ext):
			if b, err := zipBundle(src, entry.Name()); err == nil {
				isLike := hasQTI(b)
				if err := b.close(); err == nil && isLike {
					return true
				}
			}
		}
	}
	return false
}

// hasQTI says whether a bundle has a manifest, or an item among its files.
func hasQTI(b *bundle) bool {
	left := qtiMaxSniffed
	for _, name := range b.names {
		lower := strings.ToLower(name)
		if path.Base(lower) == qtiLists {
			return true
		}
		if path.Ext(lower) != ".xml" || left == 0 {
			continue
		}
		left--
		if text, err := readXML(b, name); err == nil && (qtiRoot.MatchString(text) || qtiOld.MatchString(text)) {
			return true
		}
	}
	return false
}

func readQTI(src fs.FS, opt Options, report *Report) ([]*course.Course, error) {
	return qtiSource.courses(src, opt, report)
}

// readXML reads a file of a bundle as text.
func readXML(b *bundle, name string) (string, error) {
	data, err := b.read(name, qtiMaxFile)
	if err != nil {
		return "", err
	}
	text, _, err := decodeXML(data)
	return text, err
}

// qtiPackage is a bundle while it is read.
type qtiPackage struct {
	bundle *bundle
	file   *quizFile
	items  []qtiFile
	tests  []*qtiFile
	places map[string]qtiPlace // by path: what manifest and tests say of an item
	stems  map[string]*element // shared texts, by path
	isOld  bool                // files of version 1 are among them
}

// qtiFile is a file that was read.
type qtiFile struct {
	name  string
	root  *element
	fault error // why it could not be read
}

// qtiPlace is what others say of an item.
type qtiPlace struct {
	at       int      // its place in the test, or in the manifest; from 1
	category []string // the sections around it
	skill    string   // its ID, in a package that an export wrote
	tags     []string // likewise
	licence  string
}

// readQTIBundle reads all items of a bundle.
func readQTIBundle(b *bundle) (*quizFile, error) {
	p := &qtiPackage{bundle: b, file: new(quizFile), places: make(map[string]qtiPlace), stems: make(map[string]*element)}
	var manifests []string
	for _, name := range b.names {
		lower := strings.ToLower(name)
		switch {
		case path.Base(lower) == qtiLists:
			manifests = append(manifests, name)
		case path.Ext(lower) == ".xml" || len(b.names) == 1:
			p.readFile(name)
		}
	}
	for _, name := range manifests {
		p.readManifest(name)
	}
	for _, test := range p.tests {
		p.readTest(test)
	}
	if len(p.items) == 0 {
		if p.isOld {
			return nil, fmt.Errorf("%s is QTI of version 1: export the questions as QTI 2.1 or later, or as Moodle XML", cmp.Or(b.name, "this"))
		}
		return nil, fmt.Errorf("there is no QTI item in %s: it should hold XML files that begin with <assessmentItem> or <qti-assessment-item>", cmp.Or(b.name, "it"))
	}
	slices.SortStableFunc(p.items, func(x, y qtiFile) int {
		return cmp.Compare(p.order(x.name), p.order(y.name))
	})
	for i := range p.items {
		if len(p.file.questions) >= quizMaxQuestions {
			p.file.isCut = true
			break
		}
		p.addItem(&p.items[i])
	}
	return p.file, nil
}

// order is an item's place; the ones that nobody mentions come last.
func (p *qtiPackage) order(name string) int {
	return cmp.Or(p.places[name].at, quizPackage.files+1)
}

// readFile reads a file, if it is one of QTI.
func (p *qtiPackage) readFile(name string) {
	text, err := readXML(p.bundle, name)
	text = withoutAtoms(text)
	if err != nil {
		p.items = append(p.items, qtiFile{name: name, fault: err})
		return
	}
	m := qtiRoot.FindStringSubmatch(text)
	if m == nil {
		p.isOld = p.isOld || qtiOld.MatchString(text)
		return
	}
	root, err := parseXML(text)
	if err == nil {
		renameQTI(root)
	}
	file := qtiFile{name: name, root: root, fault: err}
	switch {
	case strings.EqualFold(m[1], "item"):
		p.items = append(p.items, file)
	case err != nil:
		p.items = append(p.items, file) // said of the file; its items stand without it
	case strings.EqualFold(m[1], "test"):
		p.tests = append(p.tests, &file)
	case strings.EqualFold(m[1], "stimulus"):
		p.stems[name] = root.child("stimulusBody")
	}
}

// renameQTI gives the elements of version 3 the names they had before: what was
// choiceInteraction is qti-choice-interaction there, and responseIdentifier
// response-identifier.
func renameQTI(root *element) {
	root.all(func(e *element) bool {
		name, isNew := strings.CutPrefix(e.name, "qti-")
		if !isNew {
			return true
		}
		e.name = camel(name)
		for key, value := range e.attrs {
			if strings.Contains(key, "-") && !strings.HasPrefix(key, "data-") && !strings.HasPrefix(key, "aria-") {
				e.attrs[camel(key)] = value
			}
		}
		return true
	})
}

// camel writes a name with hyphens with capitals instead.
func camel(name string) string {
	parts := strings.Split(name, "-")
	for i, part := range parts[1:] {
		if part != "" {
			parts[i+1] = strings.ToUpper(part[:1]) + part[1:]
		}
	}
	return strings.Join(parts, "")
}

// readManifest reads what a manifest says: the order of the items, the title,
// the language, the licence. One that cannot be read is no loss of questions.
func (p *qtiPackage) readManifest(name string) {
	text, err := readXML(p.bundle, name)
	if err != nil {
		return
	}
	root, err := parseXML(text)
	if err != nil {
		return
	}
	for _, m := range qtiHeadline.FindAllStringSubmatch(text, -1) {
		p.file.tell(m[1], m[2])
	}
	about := root.child("metadata")
	p.file.title = cmp.Or(p.file.title, metadata(about, "general", "title"))
	p.file.language = cmp.Or(p.file.language, metadata(about, "general", "language"))
	p.file.licence = cmp.Or(p.file.licence, licenceOf(about))
	for _, resource := range root.find("resource") {
		at := p.bundle.resolve(name, resource.attr("href"))
		if at == "" {
			continue
		}
		place := p.places[at]
		place.at = cmp.Or(place.at, len(p.places)+1)
		place.licence = licenceOf(resource.child("metadata"))
		if p.file.own != nil {
			for _, keyword := range resource.child("metadata").find("keyword") {
				place.tags = append(place.tags, keyword.words())
			}
		}
		p.places[at] = place
	}
}

// metadata is the text of an entry of IEEE LOM, as manifests hold it.
func metadata(about *element, section, entry string) string {
	for _, s := range about.find(section) {
		if e := s.child(entry); e != nil {
			for _, text := range e.find("string", "langstring", "value") {
				if said := tidy(text.words()); said != "" {
					return said
				}
			}
			return tidy(e.words())
		}
	}
	return ""
}

// licenceOf is what metadata say of rights.
func licenceOf(about *element) string {
	if said := metadata(about, "rights", "description"); said != "" {
		return said
	}
	for _, e := range about.find("rights", "license") { // of Dublin Core
		if said := tidy(e.words()); said != "" && len(e.children("copyrightAndOtherRestrictions", "cost")) == 0 {
			return said
		}
	}
	return ""
}

// readTest reads in which sections of a test the items stand.
func (p *qtiPackage) readTest(test *qtiFile) {
	p.file.title = cmp.Or(tidy(test.root.attr("title")), p.file.title)
	p.file.language = cmp.Or(test.root.attr("lang"), p.file.language)
	n, skill := 0, ""
	var walk func(e *element, category []string)
	walk = func(e *element, category []string) {
		for _, child := range e.nodes {
			switch child.name {
			case "testPart":
				walk(child, category)
			case "assessmentSection":
				inner := category
				if p.file.own != nil {
					name, _, _ := strings.Cut(child.attr("identifier"), "_")
					skill = p.file.ownSkill(name, child.attrs["title"])
				}
				if title := tidy(child.attr("title")); title != "" {
					inner = append(slices.Clone(category), title)
				}
				walk(child, inner)
			case "assessmentItemRef":
				n++
				at := p.bundle.resolve(test.name, child.attr("href"))
				if place := p.places[at]; at != "" && place.category == nil {
					place.at, place.category, place.skill = n, category, skill
					p.places[at] = place
				}
			}
		}
	}
	walk(test.root, nil)
}

// addItem adds the questions of an item.
func (p *qtiPackage) addItem(f *qtiFile) {
	place := p.places[f.name]
	var questions []quizQuestion
	if f.fault != nil {
		questions = []quizQuestion{{fault: "the file could not be read: " + f.fault.Error()}}
	} else {
		it := newQTIItem(p, f)
		questions = it.questions()
		p.file.language = cmp.Or(p.file.language, f.root.attr("lang"))
	}
	for _, q := range questions {
		q.where = p.bundle.where(f.name, q.where.Line)
		q.category, q.licence = place.category, place.licence
		q.skill, q.tags = place.skill, append(q.tags, place.tags...)
		p.file.questions = append(p.file.questions, q)
	}
}
