package course

import (
	"fmt"
	"io/fs"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// Load reads a course from a file, named by its path in fsys. A file that is
// not a course gives Faults; one that cannot be opened gives that error.
func Load(fsys fs.FS, name string) (*Course, error) {
	f, err := fsys.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close() // only read, so closing has nothing to lose
	if info, err := f.Stat(); err == nil && info.Size() > maxBytes {
		r := &report{name: name}
		addTooLarge(r)
		return nil, r.err()
	}
	data, err := fs.ReadFile(fsys, name)
	if err != nil {
		return nil, err
	}
	return Parse(name, data)
}

// Parse reads a course. Name is what faults call the file. The error, if any,
// is Faults: everything that is wrong with the file, each with its line. A file
// that isn't YAML at all gives the first place where it stops being YAML.
//
// In the course returned every reference is good, every item can be asked and
// graded, in each of its languages and as drawn for the seeds that were tried, a
// tier left out is 2, and the look-ups are ready.
func Parse(name string, data []byte) (*Course, error) {
	c, _, err := ParseSource(name, data)
	return c, err
}

// decodeRoot fills the course from the tree and reports keys, types and empty
// values that do not fit; what they mean together is for check.
func decodeRoot(r *report, root *node, c *Course) {
	if root.shape != mapping {
		r.add(root.line, root.column, "a course is keys with values: begin with `course: short-name`")
		root.isBad = true
		return
	}
	decodeMapping(r, root, reflect.ValueOf(c).Elem(), keysOf(reflect.TypeFor[Course]()))
}

// decode sets v, a field or an entry of a type in course.go, from n. What is
// the value's name in a fault's text; where is what it belongs to.
func decode(r *report, n *node, v reflect.Value, where, what string) {
	fault := func(format string, args ...any) {
		r.add(n.line, n.column, "%s%s %s", where, what, fmt.Sprintf(format, args...))
		n.isBad = true
	}
	if n.shape == empty {
		if n.text != "" && v.Kind() == reflect.String {
			fault("is %s, which in YAML means that there is nothing: put it in quotes if it is the text", n.text)
		} else {
			fault("has no value: fill it in or remove it")
		}
		return
	}
	switch v.Kind() {
	case reflect.String:
		switch {
		case n.shape == mapping:
			fault("must be a text, not keys with values: put a text that holds `: ` or begins with { in quotes")
		case n.shape == list:
			fault("must be one text, not a list: put a text that begins with [ in quotes")
		case strings.TrimSpace(n.text) == "":
			fault("is empty: fill it in or remove it")
		case strings.ContainsFunc(n.text, isForbidden):
			fault("holds a control character: remove it")
		default:
			v.SetString(n.text)
			if problem := pictureProblem(n.text); problem != "" {
				fault("%s", problem)
			}
		}
	case reflect.Bool:
		switch {
		case n.shape == word && strings.EqualFold(n.text, "true"):
			v.SetBool(true)
		case n.shape == word && strings.EqualFold(n.text, "false"):
			v.SetBool(false)
		default:
			fault("must be true or false")
		}
	case reflect.Int:
		// check says which ones fit: a tier, or percent
		if n.shape != word || !areDigits(n.text) || len(n.text) > 3 {
			if what == "`tier`" {
				fault("must be 1, 2 or 3")
			} else {
				fault("must be a whole number, of percent: 1 to 99")
			}
			return
		}
		number, _ := strconv.Atoi(n.text) // three digits at most
		v.SetInt(int64(number))
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		n.where = where + what + ": "
		if n.shape != mapping {
			fault("must be written with keys: %s", keyList(scaffoldKeys))
			return
		}
		decodeMapping(r, n, v.Elem(), scaffoldKeys)
	case reflect.Slice:
		if n.shape != list {
			fault("must be a list: each entry on a line of its own, after `- `")
			return
		}
		if len(n.entries) == 0 {
			fault("is an empty list: fill it in or remove it")
			return
		}
		v.Set(reflect.MakeSlice(v.Type(), len(n.entries), len(n.entries)))
		for i, entry := range n.entries {
			if v.Type().Elem().Kind() == reflect.Struct {
				decodeEntry(r, entry, v.Index(i), where, i)
			} else {
				decode(r, entry, v.Index(i), where, fmt.Sprintf("%s, entry %d,", what, i+1))
			}
		}
	default:
		panic("course: no way to read a " + v.Type().String()) // a field was added to course.go and not here
	}
}

// entryNames says what an entry of each list is called in a fault's text.
var entryNames = map[reflect.Type]string{
	reflect.TypeFor[Misconception](): "misconception",
	reflect.TypeFor[Term]():          "word",
	reflect.TypeFor[Translated]():    "translation",
	reflect.TypeFor[Skill]():         "skill",
	reflect.TypeFor[Resource]():      "resource",
	reflect.TypeFor[Item]():          "item",
	reflect.TypeFor[Option]():        "choice",
	reflect.TypeFor[Wrong]():         "wrong answer",
	reflect.TypeFor[Blank]():         "blank",
	reflect.TypeFor[Pair]():          "pair",
	reflect.TypeFor[Group]():         "group",
	reflect.TypeFor[Hint]():          "hint",
	reflect.TypeFor[Var]():           "variable",
	reflect.TypeFor[Heading]():       "translation",
	reflect.TypeFor[Translation]():   "translation",
}

// decodeEntry sets v, a struct in a list, from entry i of the list.
func decodeEntry(r *report, n *node, v reflect.Value, where string, i int) {
	name := fmt.Sprintf("%s %d", entryNames[v.Type()], i+1)
	if v.Type() == reflect.TypeFor[Option]() {
		name = "choice " + letter(i)
	}
	if id := n.get("id"); id != nil && (id.shape == text || id.shape == word) && strings.TrimSpace(id.text) != "" {
		name = fmt.Sprintf("%s %q", entryNames[v.Type()], clip(id.text))
	}
	if tag := n.get("language"); tag != nil && tag.shape == text {
		name = fmt.Sprintf("%s %q", entryNames[v.Type()], clip(tag.text))
	}
	known := keysOf(v.Type())
	// Words with a colon in them are a mapping to YAML, and more likely than a
	// hint whose every key is misspelt.
	if hint, ok := v.Addr().Interface().(*Hint); ok && !slices.ContainsFunc(n.fields, func(f field) bool { return isNear(f.key, known) }) {
		decode(r, n, reflect.ValueOf(&hint.Text).Elem(), where, name)
		return
	}
	n.where = where + name + ": "
	if n.shape != mapping {
		r.add(n.line, n.column, "%smust be written with keys: %s", n.where, keyList(known))
		n.isBad = true
		return
	}
	decodeMapping(r, n, v, known)
}

// decodeMapping sets the struct v from n, key by key.
func decodeMapping(r *report, n *node, v reflect.Value, known []key) {
	lines := make(map[string]int, len(n.fields))
	for i := range n.fields {
		f := &n.fields[i]
		if first := lines[f.key]; first > 0 {
			r.add(f.line, f.column, "%s`%s` stands here again; the first is on line %d: remove one", n.where, clip(f.key), first)
			continue
		}
		if !slices.ContainsFunc(known, func(k key) bool { return k.name == f.key }) {
			meant := meantKey(f.key, known)
			if v.Type() == reflect.TypeFor[Item]() && isItemKey(f.key) {
				r.add(f.line, f.column, "%s`%s` does not belong in a scaffold: it has only a kind, a question, what grades it, and an explanation", n.where, f.key)
				continue
			}
			switch {
			case meant != "":
			case strings.Contains(f.key, " ") && f.value.shape == empty:
				r.add(f.line, f.column, "%s`%s` is no key: put the text that it belongs to in quotes, for it holds a comma", n.where, clip(f.key))
				continue
			default:
				r.add(f.line, f.column, "%sunknown key `%s`", n.where, clip(f.key))
				continue
			}
			r.add(f.line, f.column, "%sunknown key `%s`: did you mean `%s`?", n.where, clip(f.key), meant)
			if n.field(meant) != nil {
				continue
			}
			f.key = meant // read on as if it were, for the faults in its value
		}
		lines[f.key] = f.line
		k := known[slices.IndexFunc(known, func(k key) bool { return k.name == f.key })]
		decode(r, f.value, v.Field(k.index), n.where, ticked(f.key))
	}
	for _, k := range known {
		if k.isRequired && lines[k.name] == 0 {
			r.add(n.line, n.column, "%s`%s` is missing", n.where, k.name)
		}
	}
}

// key is a key of a mapping, from the struct it becomes.
type key struct {
	name       string
	index      int  // of the struct's field
	isRequired bool // whatever the item's kind; check knows the rest
}

// keysOf are the keys of a struct of a course. Shared: read them only.
func keysOf(t reflect.Type) []key { return keysByType[t] }

// readKeys reads the keys of a struct from its yaml tags.
func readKeys(t reflect.Type) []key {
	var keys []key
	for i := range t.NumField() {
		tag := t.Field(i).Tag.Get("yaml")
		if tag == "" {
			continue // not of the file
		}
		name, options, _ := strings.Cut(tag, ",")
		keys = append(keys, key{name: name, index: i, isRequired: options != "omitempty"})
	}
	return keys
}

// keysByType keeps the keys of every struct of a course: a file has many of
// each. It never changes.
var keysByType = func() map[reflect.Type][]key {
	all := map[reflect.Type][]key{reflect.TypeFor[Course](): readKeys(reflect.TypeFor[Course]())}
	for t := range entryNames {
		all[t] = readKeys(t)
	}
	return all
}()

// The keys of an item in a scaffold: it has neither an ID nor a skill, and
// scaffoldKeys are those it may have, a kind, a question, what grades it and an
// explanation.
var (
	allScaffoldKeys = func() []key {
		keys := readKeys(reflect.TypeFor[Item]())
		for i := range keys {
			keys[i].isRequired = keys[i].isRequired && keys[i].name != "id" && keys[i].name != "skill"
		}
		return keys
	}()
	scaffoldKeys = slices.DeleteFunc(slices.Clone(allScaffoldKeys), func(k key) bool {
		switch k.name {
		case "id", "skill", "also", "tier", "plain", "vars", "where", "hints", "tags", "licence", "source", "translations":
			return true
		}
		return false
	})
)

// keyList names keys, for people.
func keyList(keys []key) string {
	var names []string
	for _, k := range keys {
		names = append(names, ticked(k.name))
	}
	return strings.Join(names, ", ")
}

// otherNames are keys that people who know other formats write, and ours.
var otherNames = map[string]string{
	"options": "choices", "prompt": "question", "stem": "question", "correct": "right",
	"key": "answer", "solution": "explanation", "prerequisites": "needs", "requires": "needs",
	"difficulty": "tier", "level": "tier", "type": "kind", "name": "title",
	"description": "about", "lang": "language", "label": "text", "id": "course",
}

// meantKey is the key that an unknown one probably stands for, or "".
func meantKey(found string, known []key) string {
	names := make([]string, len(known))
	for i, k := range known {
		names[i] = k.name
	}
	if other := otherNames[strings.ToLower(found)]; slices.Contains(names, other) {
		return other
	}
	return nearest(found, names)
}

// isNear says whether a key is one of the known, or stands for one.
func isNear(found string, known []key) bool {
	return slices.ContainsFunc(known, func(k key) bool { return k.name == found }) || meantKey(found, known) != ""
}

// isForbidden says whether a text must not hold c: a course is shown on
// terminals, and what stands in it must not command them.
func isForbidden(c rune) bool {
	return c != '\n' && c != '\t' && (isControl(c) || c == unicode.ReplacementChar)
}

// letter names option i as learners see it: A, B, …
func letter(i int) string {
	if i < 26 {
		return string(rune('A' + i))
	}
	return fmt.Sprint(i + 1)
}

// clip shortens a word of the file that a fault repeats.
func clip(s string) string {
	const longest = 60 // characters
	if r := []rune(s); len(r) > longest {
		return string(r[:longest]) + "…"
	}
	return s
}
