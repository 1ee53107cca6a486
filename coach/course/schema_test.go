package course

import (
	"bytes"
	"encoding/json"
	"flag"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"
)

var update = flag.Bool("update", false, "write course.schema.json anew")

// object is a JSON object with its keys in order, so that the file can be read
// as a diff.
type object []member

type member struct {
	key   string
	value any
}

func (o object) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, m := range o {
		if i > 0 {
			b.WriteByte(',')
		}
		key, _ := json.Marshal(m.key)
		b.Write(key)
		b.WriteByte(':')
		var value bytes.Buffer
		e := json.NewEncoder(&value)
		e.SetEscapeHTML(false)
		if err := e.Encode(m.value); err != nil {
			return nil, err
		}
		b.Write(bytes.TrimSpace(value.Bytes()))
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

// comments are what the source says of the types and of their fields.
type comments map[string]string // "Item" or "Item.Question"

func readComments(t *testing.T) comments {
	t.Helper()
	c := make(comments)
	for _, name := range []string{"course.go", "item.go"} {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			decl, ok := n.(*ast.GenDecl)
			if !ok {
				return true
			}
			for _, spec := range decl.Specs {
				if named, ok := spec.(*ast.TypeSpec); ok {
					c[named.Name.Name] = oneLine(decl.Doc.Text())
					if s, ok := named.Type.(*ast.StructType); ok {
						for _, f := range s.Fields.List {
							for _, id := range f.Names {
								c[named.Name.Name+"."+id.Name] = oneLine(f.Doc.Text() + " " + f.Comment.Text())
							}
						}
					}
				}
			}
			return true
		})
	}
	return c
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// maker makes the schema of the types.
type maker struct {
	said comments
	defs object
	done map[reflect.Type]bool
}

// scaffoldName names the definition of an item in a scaffold.
const scaffoldName = "Scaffold"

func makeSchema(t *testing.T) []byte {
	m := &maker{said: readComments(t), done: make(map[reflect.Type]bool)}
	top := m.mapping(reflect.TypeFor[Course](), keysOf(reflect.TypeFor[Course]()))
	item := reflect.TypeFor[Item]()
	m.defs = append(m.defs, member{scaffoldName, append(m.mapping(item, scaffoldKeys), m.kinds(scaffoldKeys)...)})
	slices.SortFunc(m.defs, func(a, b member) int { return strings.Compare(a.key, b.key) })
	whole := append(object{
		{"$schema", "https://json-schema.org/draft/2020-12/schema"},
		{"title", "A course for Pacer"},
	}, top...)
	whole = append(whole, member{"$defs", m.defs})
	data, err := json.Marshal(whole)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := json.Indent(&out, bytes.ReplaceAll(bytes.ReplaceAll(bytes.ReplaceAll(data, []byte(`\u003c`), []byte("<")), []byte(`\u003e`), []byte(">")), []byte(`\u0026`), []byte("&")), "", "  "); err != nil {
		t.Fatal(err)
	}
	return append(out.Bytes(), '\n')
}

// mapping describes a struct with these keys.
func (m *maker) mapping(t reflect.Type, keys []key) object {
	var properties object
	var required []string
	for _, k := range keys {
		f := t.Field(k.index)
		properties = append(properties, member{k.name, m.value(f.Type, t.Name()+"."+f.Name, k.name)})
		if k.isRequired {
			required = append(required, k.name)
		}
	}
	o := object{{"description", m.said[t.Name()]}, {"type", "object"}, {"properties", properties}}
	if len(required) > 0 {
		o = append(o, member{"required", required})
	}
	return append(o, member{"additionalProperties", false})
}

// value describes a field, whose comment has that name.
func (m *maker) value(t reflect.Type, comment, name string) object {
	var o object
	if said := m.said[comment]; said != "" {
		o = append(o, member{"description", said})
	}
	return append(o, m.shape(t, comment, name)...)
}

func (m *maker) shape(t reflect.Type, comment, name string) object {
	switch t.Kind() {
	case reflect.Bool:
		return object{{"type", "boolean"}}
	case reflect.Int:
		if name == "tier" {
			return object{{"enum", []int{1, 2, 3}}}
		}
		return object{{"type", "integer"}, {"minimum", 1}, {"maximum", 99}}
	case reflect.Pointer:
		return object{{"$ref", "#/$defs/" + scaffoldName}}
	case reflect.Slice:
		return object{{"type", "array"}, {"minItems", 1}, {"items", m.shape(t.Elem(), comment, "")}}
	case reflect.Struct:
		m.define(t)
		return object{{"$ref", "#/$defs/" + t.Name()}}
	}
	if words := enumOf(t, comment); words != nil {
		return object{{"enum", words}}
	}
	if name == "id" || name == "course" {
		return object{{"type", []string{"string", "integer"}}, {"pattern", idPattern.String()}}
	}
	// A number or truth value without quotes is taken as its text.
	return object{{"type", []string{"string", "number", "boolean"}}, {"minLength", 1}}
}

// enumOf lists the words that a text may be, where they are few.
func enumOf(t reflect.Type, comment string) []string {
	switch {
	case t == reflect.TypeFor[Kind]():
		return words(Kinds())
	case t == reflect.TypeFor[Memory]():
		return words([]Memory{MemorySkill, MemoryItem})
	case t == reflect.TypeFor[Form]():
		return words([]Form{Simplest, Mixed, Decimal, Expanded, Factored})
	case comment == "Resource.Kind":
		return ResourceKinds()
	}
	return nil
}

func words[T ~string](list []T) (out []string) {
	for _, w := range list {
		out = append(out, string(w))
	}
	return out
}

// define adds a struct to the definitions, once.
func (m *maker) define(t reflect.Type) {
	if m.done[t] {
		return
	}
	m.done[t] = true
	o := m.mapping(t, keysOf(t))
	switch t {
	case reflect.TypeFor[Item]():
		o = append(o, m.kinds(keysOf(t))...)
	case reflect.TypeFor[Hint]():
		said := o[0]
		o = append(o[1:], member{"minProperties", 1}, member{"maxProperties", 1})
		o = object{said, {"anyOf", []any{object{{"type", []string{"string", "number", "boolean"}}, {"minLength", 1}}, o}}}
	}
	m.defs = append(m.defs, member{t.Name(), o})
}

// kinds says which keys an item of each kind must have and must not have.
func (m *maker) kinds(keys []key) object {
	has := func(name string) bool { return slices.ContainsFunc(keys, func(k key) bool { return k.name == name }) }
	var all []any
	for _, kind := range Kinds() {
		var required []string
		not := object{}
		for _, rule := range keyKinds {
			switch {
			case !has(rule.key):
			case !slices.Contains(rule.kinds, kind):
				not = append(not, member{rule.key, false})
			case rule.isNeeded && !(kind == Output && rule.key == "answer"): // which may be `fails`
				required = append(required, rule.key)
			}
		}
		then := object{{"properties", not}}
		if required != nil {
			then = append(then, member{"required", required})
		}
		if kind == Output {
			then = append(then, member{"anyOf", []any{object{{"required", []string{"answer"}}}, object{{"required", []string{"fails"}}}}})
		}
		all = append(all, object{
			{"if", object{{"properties", object{{"kind", object{{"const", string(kind)}}}}}, {"required", []string{"kind"}}}},
			{"then", then},
		})
	}
	return object{{"allOf", all}}
}

func TestSchemaIsThatOfTheTypes(t *testing.T) {
	want := makeSchema(t)
	if *update {
		if err := os.WriteFile("course.schema.json", want, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if d := cmp.Diff(string(want), Schema()); d != "" {
		t.Errorf("course.schema.json is of other types (go generate ./coach/course writes it anew; -types +file):\n%s", d)
	}
}

// compiled is the schema, checked against the schema of schemas.
func compiled(t *testing.T) *jsonschema.Schema {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(strings.NewReader(Schema()))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("course.schema.json", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("course.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// asJSON is a YAML text as an editor sees it.
func asJSON(t *testing.T, text string) any {
	t.Helper()
	data, err := yaml.YAMLToJSON([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestCoursesFitTheSchema(t *testing.T) {
	texts := map[string]string{"everything": everything}
	folder := filepath.Join(top(t), "cmd", "pacer", "courses")
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		data, err := os.ReadFile(filepath.Join(folder, e.Name(), "course.yaml"))
		if err != nil {
			t.Fatal(err)
		}
		texts[e.Name()] = string(data)
	}
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	s := compiled(t)
	for name, text := range texts {
		if err := s.Validate(asJSON(t, text)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if !strings.Contains(string(readme), "course.schema.json") {
		t.Error("README.md does not say how to use the schema")
	}
}

func TestTheSchemaFindsWhatAnEditorShould(t *testing.T) {
	const item = "course: c\ntitle: C\nlanguage: en\nlicence: MIT\nskills: [{id: s, title: S, why: W}]\nitems:\n  - {id: i, skill: s, question: Q?, explanation: E., "
	s := compiled(t)
	for _, test := range []struct {
		name, text string
		fits       bool
	}{
		{"a good item", item + "kind: number, answer: 4}", true},
		{"an unknown key", item + "kind: number, anser: 4}", false},
		{"an unknown kind", item + "kind: nummer, answer: 4}", false},
		{"a key of another kind", item + "kind: number, answer: 4, exact: true}", false},
		{"a kind without what it needs", item + "kind: choice}", false},
		{"a tier that is none", item + "kind: number, answer: 4, tier: 4}", false},
		{"hints as words and as a scaffold", item + "kind: number, answer: 4, hints: [W, {ask: {kind: text, question: Q, answer: A, explanation: E}}]}", true},
		{"a scaffold with hints of its own", item + "kind: number, answer: 4, hints: [{ask: {kind: text, question: Q, answer: A, explanation: E, hints: [W]}}]}", false},
		{"output that fails", item + "kind: output, fails: true}", true},
		{"output of nothing", item + "kind: output}", false},
		{"a capital in an ID", strings.Replace(item, "id: i", "id: I", 1) + "kind: number, answer: 4}", false},
		{"an empty list", item + "kind: number, answer: 4, tags: []}", false},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if err := s.Validate(asJSON(t, test.text)); (err == nil) != test.fits {
				t.Errorf("fits: %v, want %v (%v)", err == nil, test.fits, err)
			}
			if _, err := Parse("course.yaml", []byte(test.text)); (err == nil) != test.fits {
				t.Errorf("the schema and Parse are of two minds: %v", err)
			}
		})
	}
}
