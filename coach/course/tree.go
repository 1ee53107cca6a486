package course

import (
	"errors"
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"
)

// shape is what a value is in YAML, before anyone asks what it should be.
type shape int

const (
	empty   shape = iota // nothing, null or ~
	text                 // in quotes, as a block, or plain words
	word                 // plain, and YAML takes it for a number or a truth value
	list                 // entries after dashes or in [ ]
	mapping              // keys with values
)

// node is a value of the file with its place.
type node struct {
	line, column int
	shape        shape
	text         string // of a text or word, exactly as written: 0.50 stays 0.50
	fields       []field
	entries      []*node

	where string // for a mapping: what it is, to begin a fault's text: `item "x": `
	isBad bool   // a fault was found in it; rules about it would only confuse
}

// field is a key with its value.
type field struct {
	key          string
	line, column int
	value        *node
}

// field returns the first field with that key, or nil.
func (n *node) field(key string) *field {
	for i := range n.fields {
		if n.fields[i].key == key {
			return &n.fields[i]
		}
	}
	return nil
}

// get returns the value of a key, or nil.
func (n *node) get(key string) *node {
	if f := n.field(key); f != nil {
		return f.value
	}
	return nil
}

// list returns the entries of the list under a key.
func (n *node) list(key string) []*node {
	if value := n.get(key); value != nil {
		return value.entries
	}
	return nil
}

// read turns a file into its tree. It returns nil when the file cannot be read
// as YAML of the kind courses use; the report then says why.
func read(r *report, data []byte) *node {
	if len(data) > maxBytes {
		addTooLarge(r)
		return nil
	}
	source := strings.TrimPrefix(string(data), "\ufeff")
	source = strings.ReplaceAll(source, "\r\n", "\n")
	source = strings.ReplaceAll(source, "\r", "\n")
	r.lines = strings.Split(source, "\n")
	if !checkCharacters(r) {
		return nil
	}
	if len(source) > 2*chunkBytes {
		if root := readInChunks(r.lines, chunkBytes); root != nil {
			return root
		}
	}
	return parseYAML(r, source)
}

// parseYAML reads the source with the YAML library.
func parseYAML(r *report, source string) (root *node) {
	// The library is someone else's and its input is anyone's: what it cannot
	// digest must not take the program down.
	defer func() {
		if p := recover(); p != nil {
			r.add(0, 0, "the file cannot be read as YAML (%v)", p)
			root = nil
		}
	}()
	tokens := lexer.Tokenize(source)
	if !checkTokens(r, tokens) {
		return nil
	}
	isCertain := locate(r, tokens)
	file, err := parser.Parse(tokens, 0, parser.AllowDuplicateMapKey()) // decode reports duplicates, with both lines
	if err != nil {
		addSyntaxError(r, err)
		return nil
	}
	if !isCertain {
		r.add(r.lost.line, r.lost.column, "%s", r.lostTo)
		return nil
	}
	var body ast.Node
	for _, doc := range file.Docs {
		if doc.Body == nil {
			continue
		}
		if body != nil {
			start := doc.Start // its `---`
			if start == nil {
				start = doc.Body.GetToken()
			}
			r.add(start.Position.Line, start.Position.Column, "a second document begins here: a course is one document, without `---` in it")
			return nil
		}
		body = doc.Body
	}
	if body == nil {
		r.add(1, 1, "the file is empty: begin with `course: short-name`")
		return nil
	}
	return convert(r, body, 1)
}

// addSyntaxError reports what the YAML library says, in an author's words
// where it says it often.
func addSyntaxError(r *report, err error) {
	var syntax *yaml.SyntaxError
	if !errors.As(err, &syntax) {
		r.add(0, 0, "the file cannot be read as YAML: %v", err)
		return
	}
	line, column := 0, 0
	if syntax.Token != nil {
		// Where something is missing the library may point past the end.
		line = min(max(syntax.Token.Position.Line, 1), len(r.lines))
		column = min(max(syntax.Token.Position.Column, 1), utf8.RuneCountInString(r.lines[line-1])+1)
	}
	r.add(line, column, "this is not YAML: %s%s", strings.TrimSpace(syntax.Message), syntaxAdvice(syntax.Message))
}

// syntaxAdvice is the likely remedy for a message of the YAML library.
func syntaxAdvice(message string) string {
	for _, a := range []struct{ part, advice string }{
		{"mapping value is not allowed", "put a text that holds `: ` in quotes"},
		{"tab character", "indent with spaces"},
		{"cannot start any token", "indent with spaces, not tabs"},
		{"end character of", "close the quote"},
		{"unexpected key name", "check the indentation, and put a text that holds `: ` in quotes"},
		{"non-map value", "check the indentation and that `: ` follows the key"},
		{"sequence was used where mapping is expected", "indent the list below its key"},
		{"reserved", "put the text in quotes"},
		{"header option", "put a text that begins with | or > in quotes"},
		{"multi-line content", "indent the text below | or >"},
		{"value is not allowed", "check the quotes and the indentation"},
		{"escape", "in double quotes a backslash is written \\\\; single quotes leave it alone"},
	} {
		if strings.Contains(message, a.part) {
			return " (" + a.advice + ")"
		}
	}
	return ""
}

// convert turns the library's tree into ours, with exact places. It returns nil
// when it has reported something that a course cannot have. Depth is that of n,
// from 1.
func convert(r *report, n ast.Node, depth int) *node {
	t := n.GetToken()
	out := new(node)
	out.line, out.column = place(r, t)
	if depth > maxDepth {
		r.add(out.line, out.column, "lists and mappings stand more than %d deep here", maxDepth)
		return nil
	}
	switch n := n.(type) {
	case *ast.NullNode:
		if t.Type != token.ImplicitNullType { // which stands where nothing is written
			out.text = t.Value
		}
	case *ast.StringNode:
		out.shape, out.text = text, n.Value
	case *ast.LiteralNode:
		out.shape, out.text = text, n.Value.Value
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode, *ast.InfinityNode, *ast.NanNode:
		out.shape, out.text = word, t.Value
	case *ast.SequenceNode:
		out.shape = list
		for _, entry := range n.Entries {
			child := convert(r, entry.Value, depth+1)
			if child == nil {
				return nil
			}
			if !n.IsFlowStyle && (child.shape == mapping || child.shape == empty && child.text == "") && entry.Start != nil {
				// What is wrong with an entry as a whole is shown at its dash.
				child.line, child.column = place(r, entry.Start)
			}
			out.entries = append(out.entries, child)
		}
	case *ast.MappingNode:
		out.shape = mapping
		for _, value := range n.Values {
			if !convertField(r, out, value, depth) {
				return nil
			}
		}
		if !n.IsFlowStyle && len(out.fields) > 0 {
			out.line, out.column = out.fields[0].line, out.fields[0].column // the token is the first colon
		}
	case *ast.MappingValueNode:
		out.shape = mapping
		if !convertField(r, out, n, depth) {
			return nil
		}
		out.line, out.column = out.fields[0].line, out.fields[0].column
	default:
		r.add(out.line, out.column, "a course uses only texts, numbers, lists and keys with values: put this in quotes if it is a text")
		return nil
	}
	return out
}

// convertField appends a key and its value to a mapping; false as convert's nil.
func convertField(r *report, out *node, n *ast.MappingValueNode, depth int) bool {
	key := field{key: n.Key.GetToken().Value}
	key.line, key.column = place(r, n.Key.GetToken())
	key.value = convert(r, n.Value, depth+1)
	if key.value == nil {
		return false
	}
	if key.value.shape == empty && key.value.text == "" {
		key.value.line, key.value.column = key.line, key.column
	}
	out.fields = append(out.fields, key)
	return true
}

// place is where a token begins.
func place(r *report, t *token.Token) (line, column int) {
	if at, ok := r.places[t]; ok {
		return at.line, at.column
	}
	return t.Position.Line, t.Position.Column
}
