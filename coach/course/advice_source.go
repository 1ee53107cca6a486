package course

import "fmt"

// Source is the file that a course was read from, kept so that what is said of
// the course afterwards can be shown at its very place. It belongs to the course
// as it was read: where that was changed since, places may be off.
type Source struct {
	report *report
	root   *node
}

// ParseSource reads a course like Parse, and returns where it came from as well.
// The source takes some times the memory of the file.
func ParseSource(name string, data []byte) (*Course, *Source, error) {
	r := &report{name: name}
	root := read(r, data)
	if root == nil {
		return nil, nil, r.err()
	}
	c := new(Course)
	decodeRoot(r, root, c)
	check(r, root, c)
	if err := r.err(); err != nil {
		return nil, nil, err
	}
	c.Index()
	return c, &Source{r, root}, nil
}

// Fault makes a fault at a place in the file. The path leads there from the top:
// keys, and in lists numbers from 0, like "items", 2, "hints", 0, "text". Of a
// path that leads further than what the file says, the last thing that is there
// is the place. Without a source the fault has a text and no place.
func (s *Source) Fault(text string, path ...any) Fault {
	if s == nil {
		return Fault{Text: text}
	}
	at := s.root
	for _, step := range path {
		next := at.step(step)
		if next == nil {
			break
		}
		at = next
	}
	f := Fault{Name: s.report.name, Line: at.line, Column: at.column, Text: text}
	if len(path) == 0 {
		f.Line, f.Column = 0, 0 // of the course as a whole
	}
	f.Snippet = snippet(s.report.lines, f.Line, f.Column)
	return f
}

// step is the value under a key, or an entry of a list; nil if there is none.
func (n *node) step(to any) *node {
	switch to := to.(type) {
	case string:
		return n.get(to)
	case int:
		if 0 <= to && to < len(n.entries) {
			return n.entries[to]
		}
		return nil
	}
	panic(fmt.Sprintf("course: a path is made of keys and numbers, not of %T", to))
}
