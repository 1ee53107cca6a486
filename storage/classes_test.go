package storage

import (
	"encoding"
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pacer/bot"
	"pacer/coach"
	"pacer/coach/alert"
	"pacer/coach/course"
)

// fieldsOf are the paths of what a type has as JSON.
func fieldsOf(t reflect.Type) map[string]bool {
	all := make(map[string]bool)
	var walk func(t reflect.Type, path string, within []reflect.Type)
	walk = func(t reflect.Type, path string, within []reflect.Type) {
		for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice || t.Kind() == reflect.Array || t.Kind() == reflect.Map {
			t = t.Elem()
		}
		isLeaf := t.Kind() != reflect.Struct || slices.Contains(within, t) ||
			t == reflect.TypeFor[course.Item]() || t.Implements(reflect.TypeFor[json.Marshaler]()) || t.Implements(reflect.TypeFor[encoding.TextMarshaler]())
		if isLeaf {
			all[path] = true
			return
		}
		for f := range t.Fields() {
			name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
			if !f.IsExported() || name == "-" {
				continue
			}
			if name == "" {
				name = f.Name
			}
			walk(f.Type, strings.TrimPrefix(path+"."+name, "."), append(within, t))
		}
	}
	walk(t, "", nil)
	return all
}

// TestEveryFieldIsClassified fails for a field of what is kept as JSON of which
// nobody has said what it is, and so who may see it and when it goes.
func TestEveryFieldIsClassified(t *testing.T) {
	types := map[string]reflect.Type{
		"person": reflect.TypeFor[coach.Person](), "class": reflect.TypeFor[coach.Class](), "session": reflect.TypeFor[coach.Session](),
		"question": reflect.TypeFor[coach.Question](), "alert": reflect.TypeFor[alert.Alert](), "round": reflect.TypeFor[coach.Round](),
		"response": reflect.TypeFor[coach.Response](), "assignment": reflect.TypeFor[coach.Assignment](), "grouping": reflect.TypeFor[coach.Group](),
		"draft": reflect.TypeFor[bot.Draft](),
	}
	for _, table := range Tables() {
		of, ok := types[table.Name]
		if !ok {
			if table.Fields != nil {
				t.Errorf("%s has fields, and this test does not know of which type: add it", table.Name)
			}
			continue
		}
		delete(types, table.Name)
		there := fieldsOf(of)
		for _, path := range slices.Sorted(maps.Keys(there)) {
			if table.Fields[path] == "" {
				t.Errorf("%s (%s) has the field %s of no class: say in classes_fields.go what it is", table.Name, of, path)
			}
		}
		for path := range table.Fields {
			if !there[path] {
				t.Errorf("%s (%s) has no field %s: take it out of classes_fields.go", table.Name, of, path)
			}
		}
	}
	for name := range types {
		t.Errorf("there is no table %s", name)
	}
}
