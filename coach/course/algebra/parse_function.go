package algebra

import (
	"errors"
	"fmt"
	"strings"
)

// function reads the name of a function, what is raised or lowered after it,
// and what it is of.
func (p *parser) function() (*node, error) {
	t := p.peek()
	p.at++
	name := t.text
	var base, raised *node
	var err error
	if t.value != nil {
		base = newNumber(t.value, t.value.RatString())
	}
	for p.peek().is('_') && name == "log" || p.peek().is('^') && isRaisable(name) {
		isBase := p.peek().is('_')
		p.at++
		if isBase {
			base, err = p.base()
		} else {
			raised, err = p.exponent()
		}
		if err != nil {
			return nil, err
		}
	}
	// log2(8) is typed for log_2(8).
	if next := p.peek(); name == "log" && base == nil && next.kind == numberToken && !next.space && p.after().is('(') && !p.after().space {
		base = newNumber(next.value, next.text)
		p.at++
	}
	of, err := p.argument(name)
	if err != nil {
		return nil, err
	}
	if name == "root" && base == nil {
		if of.kind != tuple || len(of.args) != 2 {
			return nil, errors.New("write root(3, x) for the third root of x")
		}
		base, of = of.args[0], of.args[1]
	}
	if of.isTop() || base != nil && base.isTop() {
		return nil, fmt.Errorf("%s needs one value in its brackets", name)
	}
	if raised != nil {
		if v := raised.rat(); v != nil && v.IsInt() && v.Num().IsInt64() && v.Num().Int64() == -1 && inverses[name] != "" {
			return newCall(inverses[name], of), nil
		}
	}
	n := newFunction(name, of, base)
	if raised != nil {
		return newNode(power, n, raised), nil
	}
	return n, nil
}

// newFunction makes a call, or what stands for it.
func newFunction(name string, of, base *node) *node {
	switch {
	case name == "exp":
		return newNode(power, &node{kind: constant, name: "e"}, of)
	case base == nil:
		return newCall(name, of)
	case name == "root":
		if v := base.rat(); v != nil && v.IsInt() && v.Num().IsInt64() {
			switch v.Num().Int64() {
			case 2:
				return newCall("sqrt", of)
			case 3:
				return newCall("cbrt", of)
			}
		}
	case name == "log" && base.kind == constant && base.name == "e":
		return newCall("ln", of)
	}
	return newCall(name, of, base)
}

// isRaisable says whether a power may stand between a function and what it is
// of: sin² x.
func isRaisable(name string) bool {
	return name != "sqrt" && name != "cbrt" && name != "root" && name != "exp"
}

// base reads the base of a logarithm, after _.
func (p *parser) base() (*node, error) {
	switch t := p.peek(); t.kind {
	case numberToken:
		p.at++
		return newNumber(t.value, t.text), nil
	case nameToken, constToken:
		return p.primary()
	case signToken:
		if t.sign == '(' || t.sign == '{' {
			return p.brackets()
		}
	}
	return nil, errors.New("the base is missing after log_: write it, like log_2(8)")
}

// argument reads what a function is of. Without brackets it is what stands
// together up to the next function, bracket or sign, of a root one factor.
func (p *parser) argument(name string) (*node, error) {
	if t := p.peek(); t.is('(') || t.is('{') || t.is('[') {
		return p.brackets()
	}
	if name == "sqrt" || name == "cbrt" || name == "root" {
		return p.factor()
	}
	if name == "exp" || name == "abs" {
		return nil, fmt.Errorf("write what %s is of in brackets: %s(x)", name, name)
	}
	isNegative := p.take('-')
	var factors []*node
	for len(factors) == 0 || p.startsFactor() {
		t := p.peek()
		if len(factors) > 0 && (t.kind == funcToken && !isRoot(t.text) || t.space && t.is('(')) {
			break
		}
		if len(factors) > 0 && t.kind == numberToken {
			return nil, unexpected(t)
		}
		if t.kind == end {
			return nil, fmt.Errorf("what %s is of is missing: write it in brackets, like %s(x)", name, name)
		}
		f, err := p.factor()
		if err != nil {
			return nil, err
		}
		factors = append(factors, f)
	}
	for _, f := range factors {
		if f.isTop() {
			return nil, fmt.Errorf("%s needs one value in its brackets", name)
		}
	}
	of := newMany(product, factors...)
	if isNegative {
		of = newNode(negative, of)
	}
	return of, nil
}

func isRoot(name string) bool { return name == "sqrt" || name == "cbrt" || name == "root" }

// command reads what a command of LaTeX makes of what follows.
func (p *parser) command() (*node, error) {
	t := p.peek()
	p.at++
	switch t.text {
	case "frac":
		top, err := p.braced()
		if err != nil {
			return nil, err
		}
		bottom, err := p.braced()
		if err != nil {
			return nil, err
		}
		return newNode(quotient, top, bottom), nil
	case "sqrt":
		var index *node
		if p.take('[') {
			n, err := p.sum()
			if err != nil {
				return nil, err
			}
			if !p.take(']') {
				return nil, errClose
			}
			index = n
		}
		of, err := p.braced()
		if err != nil {
			return nil, err
		}
		if index == nil {
			return newCall("sqrt", of), nil
		}
		if index.isTop() {
			return nil, unexpected(t)
		}
		return newFunction("root", of, index), nil
	}
	if environment, ok := strings.CutPrefix(t.text, "begin:"); ok && strings.HasSuffix(environment, "matrix") {
		return p.matrix("end:" + environment)
	}
	return nil, unexpected(t)
}

// braced reads what a command of LaTeX is of: {…}, or a single thing. Of a
// number that is its first digit.
func (p *parser) braced() (*node, error) {
	t := p.peek()
	if t.kind == numberToken && len(t.text) > 1 && strings.Trim(t.text, "0123456789") == "" {
		tokens := append([]token(nil), p.tokens...)
		first, rest := t, t
		first.text, rest.text = t.text[:1], t.text[1:]
		first.value, rest.value = digitValue(first.text), digitValue(rest.text)
		tokens[p.at] = rest
		p.tokens = tokens
		return newNumber(first.value, first.text), nil
	}
	n, err := p.primary()
	if err == nil && n.isTop() {
		err = errors.New("a fraction or a root needs one value: write it without commas")
	}
	return n, err
}

// matrix reads the rows up to the end of an environment of LaTeX.
func (p *parser) matrix(end string) (*node, error) {
	var rows []*node
	for {
		row := newNode(tuple)
		for {
			n, err := p.sum()
			if err != nil {
				return nil, err
			}
			row.args = append(row.args, n)
			if !p.take('&') {
				break
			}
		}
		rows = append(rows, row)
		t := p.peek()
		p.at++
		if t.kind == commandToken && t.text == "row" {
			if t = p.peek(); t.kind != commandToken || t.text != end {
				continue
			}
			p.at++
		}
		if t.kind != commandToken || t.text != end {
			return nil, unexpected(t)
		}
		if m := newMatrix(rows); m != nil {
			return m, nil
		}
		return nil, errors.New("the rows of this matrix differ in length: check them")
	}
}
