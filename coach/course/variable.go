package course

import (
	"errors"
	"fmt"
	"math/big"
	"math/bits"
	"regexp"
	"strings"
	"unicode/utf8"
)

// Limits of what an item may draw.
const (
	maxVars   = 30
	maxWhere  = 30
	maxSteps  = 1_000_000 // values of a range
	maxWord   = 200       // characters of a word to draw
	maxInText = 100       // formulas in one text
	maxDraws  = 1000      // until `where` holds
)

var varName = regexp.MustCompile(`^[a-zA-Z][a-zA-Z0-9_]{0,29}$`)

// reserved are names that mean something in formulas already.
var reserved = map[string]bool{
	"and": true, "or": true, "not": true, "in": true, "true": true, "false": true, "nil": true, "let": true, "if": true, "else": true,
	"matches": true, "contains": true, "startsWith": true, "endsWith": true,
}

// quantity is a Var ready to be drawn: from a range, from a list, or worked out.
type quantity struct {
	name       string
	from, step *big.Rat
	count      uint64 // values of the range
	of         []value
	is         *term
	where      []*term // what can be judged once this one is drawn
}

// template is an item with variables, ready to be drawn again and again.
type template struct {
	names      []string
	quantities []quantity
	texts      map[string][]piece // by the text they were made of
	steps      int                // of work done so far: draws of a variable, and formulas
}

// varFault is what is wrong with a variable or a condition, for a place in the
// file or for an error.
type varFault struct {
	list  string // "vars" or "where"
	entry int
	key   string // of the variable, or ""
	text  string
}

func (f *varFault) Error() string {
	return fmt.Sprintf("%s, entry %d: %s", ticked(f.list), f.entry+1, f.text)
}

// newTemplate reads the variables of an item. What is wrong with them comes
// back as faults; the template is of use only if there are none.
func newTemplate(it *Item) (*template, []*varFault) {
	t := &template{texts: make(map[string][]piece)}
	var faults []*varFault
	later := make([]string, len(it.Vars))
	for i := range it.Vars {
		later[i] = it.Vars[i].Name
	}
	for i := range it.Vars {
		if i == maxVars {
			faults = append(faults, &varFault{"vars", i, "", fmt.Sprintf("an item may have at most %d variables", maxVars)})
			break
		}
		q, fault := t.quantity(&it.Vars[i], later[i:])
		if fault != nil {
			fault.list, fault.entry = "vars", i
			faults = append(faults, fault)
		}
		q.name = it.Vars[i].Name
		t.names = append(t.names, q.name)
		t.quantities = append(t.quantities, q)
	}
	for i, source := range it.Where {
		if i == maxWhere {
			faults = append(faults, &varFault{"where", i, "", fmt.Sprintf("an item may have at most %d conditions", maxWhere)})
			break
		}
		condition, err := compile(source, t.names)
		if err != nil {
			faults = append(faults, &varFault{"where", i, "", err.Error()})
			continue
		}
		if last := condition.uses(); last < 0 {
			faults = append(faults, &varFault{"where", i, "", "this names no variable, so it is always the same: remove it"})
		} else {
			t.quantities[last].where = append(t.quantities[last].where, condition)
		}
	}
	return t, faults
}

// quantity reads a variable. Later are the names from its own on, which it
// cannot use.
func (t *template) quantity(v *Var, later []string) (quantity, *varFault) {
	var q quantity
	fault := func(key, format string, args ...any) (quantity, *varFault) {
		return q, &varFault{key: key, text: fmt.Sprintf(format, args...)}
	}
	switch {
	case !varName.MatchString(v.Name):
		return fault("name", "a variable's name is a letter, and then letters, digits and low lines: %q is none", clip(v.Name))
	case reserved[v.Name] || functions[v.Name] != nil:
		return fault("name", "%q means something else in formulas: give the variable another name", v.Name)
	}
	for _, name := range t.names {
		if name == v.Name {
			return fault("name", "there is a variable %q above: give one of them another name", v.Name)
		}
	}
	ways := 0
	for _, is := range []bool{v.From != "" || v.To != "" || v.Step != "", len(v.Of) > 0, v.Is != ""} {
		if is {
			ways++
		}
	}
	if ways != 1 {
		return fault("", "say in one way what %q may be: `from` and `to`, or `of`, or `is`", v.Name)
	}
	switch {
	case v.Is != "":
		is, err := compile(v.Is, t.names)
		if err != nil {
			text := err.Error()
			if _, err := compile(v.Is, append(t.names[:len(t.names):len(t.names)], later...)); err == nil {
				text = fmt.Sprintf("%q is worked out from itself or from a variable below it: a formula may use only the ones above", v.Name)
			}
			return fault("is", "%s", text)
		}
		q.is = is
	case len(v.Of) > 0:
		q.of = drawn(v.Of)
		for _, word := range v.Of {
			if utf8.RuneCountInString(word) > maxWord {
				return fault("of", "a word to draw may have at most %d characters", maxWord)
			}
		}
	default:
		return q.span(v)
	}
	return q, nil
}

// drawn reads a list to draw from: numbers if all of them are, else words.
func drawn(of []string) []value {
	values := make([]value, len(of))
	for i, word := range of {
		number, err := ParseNumber(word)
		if err != nil {
			for j := range of {
				values[j] = textual(of[j])
			}
			return values
		}
		values[i] = numeric(number)
	}
	return values
}

// span reads a range.
func (q quantity) span(v *Var) (quantity, *varFault) {
	step := v.Step
	if step == "" {
		step = "1"
	}
	var ends [3]*big.Rat
	for i, end := range []struct{ key, text string }{{"from", v.From}, {"to", v.To}, {"step", step}} {
		if end.text == "" {
			return q, &varFault{key: "", text: fmt.Sprintf("%q has no %s: a range has `from` and `to`", v.Name, ticked(end.key))}
		}
		number, err := ParseNumber(end.text)
		if err != nil {
			return q, &varFault{key: end.key, text: err.Error()}
		}
		ends[i] = number
	}
	q.from, q.step = ends[0], ends[2]
	wide := new(big.Rat).Sub(ends[1], q.from)
	switch {
	case wide.Sign() < 0:
		return q, &varFault{key: "to", text: fmt.Sprintf("the range of %q ends before it begins: exchange `from` and `to`", v.Name)}
	case q.step.Sign() <= 0:
		return q, &varFault{key: "step", text: "a step goes up: write a number above zero"}
	}
	steps := floor(wide.Quo(wide, q.step))
	if steps.Cmp(big.NewRat(maxSteps-1, 1)) > 0 {
		return q, &varFault{key: "", text: fmt.Sprintf("the range of %q has more than %d values: make the step greater", v.Name, maxSteps)}
	}
	q.count = steps.Num().Uint64() + 1
	return q, nil
}

// draw gives the variables values for a seed: the first of at most maxDraws
// for which every condition holds. It depends on nothing but the seed, the
// names, and what is said of them; which values a seed gives never changes.
func (t *template) draw(seed uint64) ([]value, error) {
	values := make([]value, len(t.quantities))
	for attempt := range uint64(maxDraws) {
		ok, err := t.try(mix(seed)+attempt*golden, values)
		if err != nil {
			return nil, err
		}
		if ok {
			return values, nil
		}
	}
	return nil, fmt.Errorf("%d draws met no values for which `where` holds: widen the ranges, or ask for less", maxDraws)
}

// try fills in values; false where a condition does not hold.
func (t *template) try(state uint64, values []value) (bool, error) {
	for i := range t.quantities {
		q := &t.quantities[i]
		t.steps++
		chance := mix(state + nameHash(q.name))
		switch {
		case q.is != nil:
			v, err := q.is.work(values)
			if err != nil {
				return false, fmt.Errorf("%s: %w%s", q.name, err, t.with(values[:i]))
			}
			values[i] = v
		case q.of != nil:
			values[i] = q.of[below(chance, uint64(len(q.of)))]
		default:
			at := new(big.Rat).SetInt64(int64(below(chance, q.count))) // maxSteps at most
			values[i] = numeric(at.Add(at.Mul(at, q.step), q.from))
		}
		for _, condition := range q.where {
			t.steps++
			v, err := condition.work(values)
			if err == nil && !v.isTruth {
				err = fmt.Errorf("a condition gives %s, which is neither true nor false: compare it with something", v.shown())
			}
			if err != nil {
				return false, fmt.Errorf("`where`: %w%s", err, t.with(values[:i+1]))
			}
			if !v.truth {
				return false, nil
			}
		}
	}
	return true, nil
}

// with names drawn values, to end a sentence: " (with a = 3, b = 0)".
func (t *template) with(values []value) string {
	if len(values) == 0 {
		return ""
	}
	parts := make([]string, len(values))
	for i, v := range values {
		parts[i] = t.names[i] + " = " + clip(v.String())
	}
	return " (with " + strings.Join(parts, ", ") + ")"
}

// golden is the odd number nearest to 2^64 over the golden ratio.
const golden = 0x9e3779b97f4a7c15

// mix scatters a number: the output function of SplitMix64 (Steele, Lea and
// Flood, OOPSLA 2014).
func mix(x uint64) uint64 {
	x += golden
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// nameHash is FNV-1a, so that a variable's draws do not depend on its place.
func nameHash(name string) uint64 {
	h := uint64(0xcbf29ce484222325)
	for i := range len(name) {
		h = (h ^ uint64(name[i])) * 0x100000001b3
	}
	return h
}

// below scales 64 random bits to a number below n; its bias is n in 2^64.
func below(chance, n uint64) uint64 {
	high, _ := bits.Mul64(chance, n)
	return high
}

var errNoVars = errors.New("`where` is about variables, and there are none: write `vars`, or remove it")
