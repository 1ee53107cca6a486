package convert

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"pacer/coach/course"
)

// A pool's problem may have variables: each is a list of values, and the lists
// run in parallel, so that the third of one goes with the third of another. A
// step that uses them becomes an item with variables of its own: the row is
// drawn, and all others are worked out from it.

var (
	oatVariable = regexp.MustCompile(`@\{\s*([^{}]*?)\s*\}`)
	markedName  = regexp.MustCompile(variableMark + `([A-Za-z]{1,20})` + variableMark)
)

const (
	rowName    = "row"    // of an item's variable: the row that was drawn
	answerName = "answer" // likewise: the answer that goes with it

	// asFormulas is a row in which variables are formulas of an item.
	asFormulas = -1

	// variableMark stands on both sides of a variable's name while the braces
	// around it are looked at.
	variableMark = "\U000FFFFE"
)

// values returns the values of a variable. A hint's own values go before the
// step's, and those before the problem's.
func (m *oatMaker) values(name string, own oatVariables) []string {
	for _, set := range []oatVariables{own, m.step().data.Variabilization, m.problem.data.Variabilization} {
		if values := set[name]; len(values) > 0 {
			return values
		}
	}
	return nil
}

// withValues puts the row's values in the place of variables, or formulas if
// the row is asFormulas.
func (m *oatMaker) withValues(raw string, own oatVariables) string {
	if !strings.Contains(raw, "@{") {
		return raw
	}
	out := oatVariable.ReplaceAllStringFunc(raw, func(variable string) string {
		name := oatVariable.FindStringSubmatch(variable)[1]
		values := m.values(name, own)
		if len(values) == 0 {
			return variable
		}
		if m.variables == nil {
			m.variables = make(map[string]bool)
		}
		m.variables[name] = true
		if m.row == asFormulas {
			return variableMark + name + variableMark
		}
		return values[m.row%len(values)]
	})
	if m.row != asFormulas {
		return out
	}
	// Braces of LaTeX that touch would open and close formulas.
	out = strings.NewReplacer("{{", "{ {", "}}", "} }").Replace(out)
	out = markedName.ReplaceAllString(out, "{{$1}}")
	return strings.NewReplacer("{{{", "{ {{", "}}}", "}} }").Replace(out)
}

// vary makes the item one that draws a row of its variables' values each time
// it is asked. An item for which that cannot be done keeps the first values.
func (m *oatMaker) vary() {
	item, ok := m.varied()
	if !ok {
		m.changed("variables have their first values")
		return
	}
	m.item = *item
}

// varied returns the item with variables. It is not ok if its rows differ in
// more than values, or if it is answered by anything but a number.
func (m *oatMaker) varied() (_ *course.Item, ok bool) {
	const mostRows = 30
	names := slices.Sorted(maps.Keys(m.variables))
	rows := len(m.values(names[0], nil))
	for _, name := range names {
		if len(m.values(name, nil)) != rows {
			return nil, false
		}
	}
	if rows < 2 || rows > mostRows || m.item.Kind != course.Number {
		return nil, false
	}
	like := func(row int) *oatMaker {
		other := &oatMaker{problem: m.problem, at: m.at, keepOrder: m.keepOrder, isStrict: m.isStrict, language: m.language, row: row}
		other.fill()
		return other
	}
	answers := []string{m.item.Answer}
	for row := 1; row < rows; row++ {
		other := like(row)
		it := &other.item
		if other.refused != nil || it.Kind != m.item.Kind || it.Form != m.item.Form || it.Tolerance != m.item.Tolerance || !slices.Equal(it.Units, m.item.Units) {
			return nil, false
		}
		answers = append(answers, it.Answer)
	}
	formulas := like(asFormulas)
	if formulas.refused != nil {
		return nil, false
	}
	it := m.item
	it.Question, it.Hints, it.Explanation = formulas.item.Question, formulas.item.Hints, formulas.item.Explanation
	it.Vars = []course.Var{{Name: rowName, From: "1", To: strconv.Itoa(rows)}}
	for _, name := range names {
		it.Vars = append(it.Vars, course.Var{Name: name, Is: byRow(m.values(name, nil))})
	}
	if slices.Max(answers) != slices.Min(answers) {
		it.Vars = append(it.Vars, course.Var{Name: answerName, Is: byRow(answers)})
		it.Answer = "{{" + answerName + "}}"
	}
	for seed := range uint64(4 * rows) {
		drawn, err := it.Instance(seed)
		if err != nil || !slices.Contains(answers, drawn.Answer) {
			return nil, false
		}
	}
	return &it, true
}

// byRow is a formula for the value that goes with a row.
func byRow(values []string) string {
	var b strings.Builder
	for i, value := range values {
		if _, err := course.ParseNumber(value); err != nil || strings.ContainsAny(value, "/ ") {
			value = strconv.Quote(value)
		}
		if i < len(values)-1 {
			value = fmt.Sprintf("%s == %d ? %s : ", rowName, i+1, value)
		}
		b.WriteString(value)
	}
	return b.String()
}
