package convert

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"html"
	"io"
	"regexp"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/unicode"
)

// XML from strangers: what its declaration says of the encoding is believed
// where it can be, entities of its own are refused, and its depth is bounded.

// xmlDeclared finds the encoding in an XML declaration.
var xmlDeclared = regexp.MustCompile(`^\s*<\?xml[^>]*?\bencoding\s*=\s*["']([A-Za-z0-9._:-]{1,40})["']`)

// decodeXML returns a file's text as UTF-8, and a remark where its encoding had
// to be guessed. A mark at the beginning tells best; text that reads as UTF-8 is
// UTF-8 whatever the declaration says, for programs copy old declarations.
func decodeXML(data []byte) (text, remark string, err error) {
	const start = 200 // bytes, in which a declaration ends
	switch {
	case isZip(data):
		return "", "", errors.New("this is a packed file: unpack it, and import the questions inside")
	case bytes.HasPrefix(data, []byte{0xff, 0xfe}), bytes.HasPrefix(data, []byte{0xfe, 0xff}):
		return decodeText(data)
	case bytes.HasPrefix(data, []byte("<\x00")):
		return decodeAs(data, unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM).NewDecoder().Bytes)
	case bytes.HasPrefix(data, []byte("\x00<")):
		return decodeAs(data, unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM).NewDecoder().Bytes)
	case bytes.IndexByte(data, 0) >= 0:
		return "", "", errors.New("this is no text: export the questions again, as UTF-8")
	}
	declared := ""
	if m := xmlDeclared.FindSubmatch(bytes.TrimPrefix(data[:min(len(data), start)], []byte("\ufeff"))); m != nil {
		declared = strings.ToLower(string(m[1]))
	}
	isSevenBit := strings.HasPrefix(declared, "iso-2022") // whose text looks like ASCII
	switch {
	case utf8.Valid(data) && !isSevenBit:
		return strings.TrimPrefix(string(data), "\ufeff"), "", nil
	case declared == "" || strings.HasPrefix(declared, "utf"):
		text, _, err = decodeAs(data, charmap.Windows1252.NewDecoder().Bytes)
		return text, "not UTF-8: read as Windows-1252, the old Western encoding", err
	}
	encoding, err := htmlindex.Get(declared)
	if err != nil {
		return "", "", fmt.Errorf("its encoding %q is not known: export the questions again, as UTF-8", declared)
	}
	return decodeAs(data, encoding.NewDecoder().Bytes)
}

// decodeAs decodes a whole file.
func decodeAs(data []byte, decode func([]byte) ([]byte, error)) (text, remark string, err error) {
	out, err := decode(data)
	if err != nil {
		return "", "", fmt.Errorf("its encoding is damaged (%w): export the questions again, as UTF-8", err)
	}
	return string(out), "", nil
}

// xmlTokens passes on the tokens of a file, and ends it where no questions have
// any business: entities of its own, with which little text becomes endless,
// and elements too deep in one another.
type xmlTokens struct {
	decoder *xml.Decoder
	depth   int
}

var errEntities = errors.New("the file defines entities, which questions have no use for and which are not safe to read: export the questions again")

// Token reads the next token.
func (t *xmlTokens) Token() (xml.Token, error) {
	const deepest = 100
	token, err := t.decoder.RawToken()
	if err != nil {
		return nil, err
	}
	switch token := token.(type) {
	case xml.StartElement:
		if t.depth++; t.depth > deepest {
			return nil, errors.New("elements stand too deep in one another: export the questions again")
		}
	case xml.EndElement:
		t.depth--
	case xml.Directive:
		if bytes.Contains(bytes.ToUpper(token), []byte("ENTITY")) {
			return nil, errEntities
		}
	}
	return token, nil
}

// newXML reads text that is UTF-8 by now, whatever its declaration says. The
// inner decoder knows the line.
func newXML(text string) (outer, inner *xml.Decoder) {
	inner = xml.NewDecoder(strings.NewReader(text))
	inner.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) { return r, nil }
	inner.Entity = xml.HTMLEntity
	return xml.NewTokenDecoder(&xmlTokens{decoder: inner}), inner
}

// element is an element of XML, or a text in one.
type element struct {
	name  string // without its prefix; "" of a text
	attrs map[string]string
	text  string // of a text
	nodes []*element
	line  int
}

// parseXML reads a file of one element. Comments and instructions are left out.
// Where the file is broken the error names the line.
func parseXML(text string) (*element, error) {
	outer, inner := newXML(text)
	root := new(element)
	open := []*element{root}
	for {
		token, err := outer.Token()
		line, _ := inner.InputPos()
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, xmlFault(err, line)
		}
		last := open[len(open)-1]
		switch token := token.(type) {
		case xml.StartElement:
			e := &element{name: token.Name.Local, line: line}
			for _, a := range token.Attr {
				if e.attrs == nil {
					e.attrs = make(map[string]string, len(token.Attr))
				}
				e.attrs[a.Name.Local] = a.Value
			}
			last.nodes = append(last.nodes, e)
			open = append(open, e)
		case xml.EndElement:
			open = open[:len(open)-1]
		case xml.CharData:
			if len(open) > 1 {
				last.nodes = append(last.nodes, &element{text: string(token), line: line})
			}
		}
	}
	if len(root.nodes) == 0 {
		return nil, errors.New("there is no element in it")
	}
	return root.nodes[0], nil
}

// xmlFault says what is wrong with a file.
func xmlFault(err error, line int) error {
	fault := new(xml.SyntaxError)
	if errors.As(err, &fault) {
		return fmt.Errorf("line %d is no proper XML (%s): export it again", line, fault.Msg)
	}
	return err
}

// attr is the value of an attribute, without spaces around it.
func (e *element) attr(name string) string { return strings.TrimSpace(e.attrs[name]) }

// child is the first child of that name, or nil.
func (e *element) child(name string) *element {
	if e == nil {
		return nil
	}
	for _, n := range e.nodes {
		if n.name == name {
			return n
		}
	}
	return nil
}

// children are the children of one of the names.
func (e *element) children(names ...string) []*element {
	var found []*element
	if e == nil {
		return nil
	}
	for _, n := range e.nodes {
		for _, name := range names {
			if n.name == name {
				found = append(found, n)
			}
		}
	}
	return found
}

// all visits the element and everything in it, in their order, as long as visit
// wants to go deeper.
func (e *element) all(visit func(*element) (deeper bool)) {
	if e == nil || !visit(e) {
		return
	}
	for _, n := range e.nodes {
		n.all(visit)
	}
}

// find returns the elements of one of the names, at any depth.
func (e *element) find(names ...string) []*element {
	var found []*element
	e.all(func(n *element) bool {
		for _, name := range names {
			if n.name == name {
				found = append(found, n)
			}
		}
		return true
	})
	return found
}

// words is all the text in the element.
func (e *element) words() string {
	var b strings.Builder
	e.all(func(n *element) bool {
		b.WriteString(n.text)
		return true
	})
	return b.String()
}

// html writes what is in the element as HTML. Instead may write something else
// for an element, or nothing, and say that it did.
func (e *element) html(b *strings.Builder, instead func(*element) bool) {
	for _, n := range e.nodes {
		switch {
		case n.name == "":
			b.WriteString(html.EscapeString(n.text))
		case instead != nil && instead(n):
		case n.name == "math":
			n.writeMath(b)
		default:
			n.writeTag(b)
			n.html(b, instead)
			b.WriteString("</" + n.name + ">")
		}
	}
}

// htmlAttributes are the attributes that a text is read with.
var htmlAttributes = []string{"src", "alt", "href", "class", markdownAttribute}

func (e *element) writeTag(b *strings.Builder) {
	b.WriteString("<" + e.name)
	for _, name := range htmlAttributes {
		if value, ok := e.attrs[name]; ok {
			b.WriteString(" " + name + `="` + html.EscapeString(value) + `"`)
		}
	}
	b.WriteString(">")
}
