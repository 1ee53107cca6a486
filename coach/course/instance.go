package course

import (
	"fmt"
	"strings"
)

// piece is a part of a text: words as they are, or a formula.
type piece struct {
	words   string
	formula *term
}

// pieces splits a text into words and formulas.
func (t *template) pieces(text string) ([]piece, error) {
	if !strings.Contains(text, "{{") {
		return nil, nil
	}
	if known, ok := t.texts[text]; ok {
		return known, nil
	}
	var list []piece
	count := 0
	for rest := text; rest != ""; {
		words, formula, isFormula := strings.Cut(rest, "{{")
		for isFormula && strings.HasPrefix(formula, "{") { // of {{{, LaTeX's is the outer one
			words, formula = words+"{", formula[1:]
		}
		list = append(list, piece{words: words})
		if !isFormula {
			break
		}
		if count++; count > maxInText {
			return nil, fmt.Errorf("a text may hold at most %d formulas", maxInText)
		}
		source, after, isClosed := strings.Cut(formula, "}}")
		if !isClosed {
			return nil, fmt.Errorf("a formula begins at %q and does not end: close it with }}", clip("{{"+formula))
		}
		compiled, err := compile(source, t.names)
		if err != nil {
			return nil, err
		}
		list = append(list, piece{formula: compiled})
		rest = after
	}
	t.texts[text] = list
	return list, nil
}

// fill works out the formulas of a text.
func (t *template) fill(text string, values []value) (string, error) {
	list, err := t.pieces(text)
	if err != nil || list == nil {
		return text, err
	}
	var b strings.Builder
	for _, p := range list {
		if p.formula == nil {
			b.WriteString(p.words)
			continue
		}
		t.steps++
		v, err := p.formula.work(values)
		if err != nil {
			return "", err
		}
		b.WriteString(v.String())
	}
	if strings.TrimSpace(b.String()) == "" {
		return "", errNoText
	}
	return b.String(), nil
}

// instance is the item for drawn values.
func (t *template) instance(it *Item, values []value) (*Item, error) {
	var first error
	out := it.rewritten(func(text string) string {
		filled, err := t.fill(text, values)
		if err != nil && first == nil {
			first = fmt.Errorf("%q: %w%s", clip(text), err, t.with(values))
		}
		return filled
	})
	out.Vars, out.Where = nil, nil
	return out, first
}

// Instance is the item with its variables drawn and every formula in its texts,
// translations and scaffolds worked out. The same seed gives the same item, for
// ever and everywhere; what differs is worth as many seeds as you like. An item
// without variables is its own instance.
//
// It errs for a seed whose draws meet no values for which Where holds, or whose
// values no formula can be worked out for: another seed may do. Parse has tried
// some (see trialSeeds), so that this is rare in a course.
//
// The version of an attempt is that of the item, not of the instance.
func (it *Item) Instance(seed uint64) (*Item, error) {
	if len(it.Vars) == 0 {
		return it, nil
	}
	t, faults := newTemplate(it)
	if len(faults) > 0 {
		return nil, fmt.Errorf("item %q: %w", it.ID, faults[0])
	}
	values, err := t.draw(seed)
	if err != nil {
		return nil, fmt.Errorf("item %q: %w", it.ID, err)
	}
	out, err := t.instance(it, values)
	if err != nil {
		return nil, fmt.Errorf("item %q: %w", it.ID, err)
	}
	return out, nil
}
