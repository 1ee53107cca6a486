package convert

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"pacer/coach/course"
)

// A folder of tables may be about one set of things: country.csv says what
// they are called in each language, capital.csv and capital_hint.csv more about
// each. Such tables begin with the same column. They are read as one course,
// in which each column that says something of its own is a skill: a fact.

// tableSet are tables that begin with the same column.
type tableSet struct {
	key     string // the name of that column
	sources []csvSource
	names   []string            // of all columns, the key's own first
	cells   map[string][]string // by key: what all tables say, in the order of names
	keys    []string            // in the order of the largest table
	lines   map[string]Where    // by key and column name: where it is said
}

// joinTables joins the tables that belong together, if there are any, and
// returns the rest: at least two that begin with the same column, one of which
// comes in several languages, and which name each thing once.
func joinTables(sources []csvSource) (_ *tableSet, others []csvSource) {
	keyOf := func(s csvSource) string {
		if s.table.names != nil || len(s.table.rows) < 2 || !isHeader(s.table.rows[0].cells) {
			return ""
		}
		name := strings.ToLower(tidy(s.table.rows[0].cells[0]))
		if csvRole(name) != "" || strings.Contains(name, ":") {
			return ""
		}
		return name
	}
	// Tables whose first column has no language beside it do not look like a
	// header by themselves: country,flag,tags.
	hasKey := func(s csvSource, key string) bool {
		return s.table.names == nil && len(s.table.rows) > 1 && strings.EqualFold(tidy(s.table.rows[0].cells[0]), key) && isUnique(s.table)
	}
	for _, s := range sources {
		key := keyOf(s)
		if key == "" {
			continue
		}
		set := &tableSet{key: key}
		others = nil
		hasLanguages := false
		for _, o := range sources {
			if !hasKey(o, key) {
				others = append(others, o)
				continue
			}
			set.sources = append(set.sources, o)
			hasLanguages = hasLanguages || slices.ContainsFunc(o.table.rows[0].cells, func(name string) bool { of, _ := translationOf(name); return of != "" })
		}
		if len(set.sources) > 1 && hasLanguages {
			set.join()
			return set, others
		}
	}
	return nil, sources
}

// isUnique says whether the first column of a table names each thing once.
func isUnique(t *table) bool {
	seen := make(map[string]bool, len(t.rows))
	for _, r := range t.rows[1:] {
		name := alike(r.cells[0])
		if seen[name] {
			return false
		}
		seen[name] = true
	}
	return true
}

// join gathers what the tables say of each thing. A column that several tables
// have is taken from the first.
func (s *tableSet) join() {
	slices.SortStableFunc(s.sources, func(a, b csvSource) int { return cmp.Compare(len(b.table.rows), len(a.table.rows)) })
	s.cells, s.lines = make(map[string][]string), make(map[string]Where)
	for n, source := range s.sources {
		head := source.table.rows[0].cells
		place := make([]int, len(head))
		for i, name := range head {
			name = tidy(name)
			place[i] = -1
			if i == 0 && n > 0 || name == "" || hasName(s.names, name) {
				continue
			}
			place[i] = len(s.names)
			s.names = append(s.names, name)
		}
		for _, r := range source.table.rows[1:] {
			key := alike(r.cells[0])
			if _, isKnown := s.cells[key]; !isKnown {
				s.keys = append(s.keys, key)
				s.cells[key] = []string{r.cells[0]}
			}
			for i, cell := range r.cells[:min(len(r.cells), len(place))] {
				if place[i] <= 0 {
					continue
				}
				for len(s.cells[key]) <= place[i] {
					s.cells[key] = append(s.cells[key], "")
				}
				s.cells[key][place[i]] = cell
				s.lines[key+"\x00"+s.names[place[i]]] = Where{source.file, r.line}
			}
		}
	}
}

// facts are the columns that say something of their own: those in several
// languages if there are any, else all without a role. The others come apart.
func (s *tableSet) facts() (facts, left []string) {
	var all, said []string
	for _, name := range s.names[1:] {
		of, extra := csvExtra(name)
		isExtra := extra != "" && extra != "alike"
		if translated, _ := translationOf(name); translated != "" || csvRole(name) != "" || isExtra && of != "" {
			continue
		}
		if extra == "alike" {
			continue
		}
		all = append(all, name)
		if slices.ContainsFunc(s.names, func(other string) bool { o, _ := translationOf(other); return o == strings.ToLower(name) }) {
			said = append(said, name)
		}
	}
	if len(said) == 0 {
		return all, nil
	}
	return said, slices.DeleteFunc(all, func(name string) bool { return slices.Contains(said, name) })
}

// read makes the course of the tables.
func (s *tableSet) read(opt Options, report *Report) *course.Course {
	facts, left := s.facts()
	b := newCSVBuilder(slug(s.key), s.sources[0].file, opt, report)
	if opt.Title == "" {
		b.course.Title = skillTitle(s.key)
	}
	files := make([]string, len(s.sources))
	for i, source := range s.sources {
		files[i] = source.file
	}
	slices.Sort(files)
	b.course.Source = strings.Join(files, ", ")
	report.remark(Where{}, "tables that begin with the same column are one course", fmt.Sprintf("%s: %s", s.key, b.course.Source))
	if len(left) > 0 {
		report.remark(Where{}, "columns were left out: to ask for one, put it with the things' names into a table of its own", strings.Join(left, ", "))
	}
	for _, fact := range facts {
		b.fact = fact
		b.read(s.part(fact))
	}
	// What looks alike may be something that no fact is about, as flags are
	// where there are no pictures.
	for _, name := range s.names {
		if of, extra := csvExtra(name); extra == "alike" && !slices.ContainsFunc(facts, func(fact string) bool { return strings.EqualFold(fact, of) }) {
			b.fact = of
			rows, _ := b.begin(s.alikePart(of))
			b.readAlikes(rows)
		}
	}
	b.finish()
	return b.course
}

// part is the table of one fact: the key, the fact, what says more about
// either, and the columns with a role. Things that no table says the fact of
// are no rows.
func (s *tableSet) part(fact string) *table {
	fact = strings.ToLower(fact)
	t := s.table(fact, func(base, of, extra string) bool {
		switch {
		case base == s.key, base == fact:
			return true
		case extra != "":
			return of == fact || of == s.key
		}
		return csvRole(base) != ""
	})
	t.rows = slices.DeleteFunc(t.rows, func(r row) bool { return r.file == "" })
	slices.SortStableFunc(t.rows, func(a, b row) int {
		return cmp.Or(strings.Compare(a.file, b.file), cmp.Compare(a.line, b.line))
	})
	return t
}

// alikePart is the table of what looks alike, with a row for each thing.
func (s *tableSet) alikePart(what string) *table {
	said := ""
	for _, name := range s.names {
		if of, extra := csvExtra(name); extra == "alike" && of == what {
			said = strings.ToLower(name)
		}
	}
	return s.table(said, func(base, _, _ string) bool { return base == s.key || base == said || csvRole(base) != "" })
}

// table is a table of the columns that are wanted, and of all things. A row
// stands where it says the named column.
func (s *tableSet) table(column string, isWanted func(base, of, extra string) bool) *table {
	var columns []int
	named := ""
	for i, name := range s.names {
		base := strings.ToLower(name)
		if base == column {
			named = name
		}
		if of, _ := translationOf(name); of != "" {
			base = of
		}
		if of, extra := csvExtra(base); isWanted(base, of, extra) {
			columns = append(columns, i)
		}
	}
	cut := func(cells []string) []string {
		out := make([]string, len(columns))
		for i, column := range columns {
			if column < len(cells) {
				out[i] = cells[column]
			}
		}
		return out
	}
	t := &table{roles: make(map[int]string), names: cut(s.names)}
	for _, key := range s.keys {
		where := s.lines[key+"\x00"+named]
		t.rows = append(t.rows, row{line: where.Line, cells: cut(s.cells[key]), file: where.File})
	}
	return t
}
