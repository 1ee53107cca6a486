package algebra

import (
	"errors"
	"fmt"
	"math/big"
	"strings"
)

// parser reads tokens by recursive descent.
type parser struct {
	tokens []token
	at     int
	depth  int
	bars   int // absolute values that are open, which | closes

	way               way
	hasSlash, hasTall bool // where isUnder and isTall make a difference
}

var (
	errDeep   = errors.New("this has too many brackets within brackets for me: write it simpler")
	errClose  = errors.New("a bracket is opened and never closed: add the bracket that is missing")
	errOpened = errors.New("a bracket is closed that was never opened: add the bracket that is missing, or leave this one out")
)

func (p *parser) peek() token {
	if p.at < len(p.tokens) {
		return p.tokens[p.at]
	}
	return token{}
}

func (p *parser) after() token {
	if p.at+1 < len(p.tokens) {
		return p.tokens[p.at+1]
	}
	return token{}
}

// take goes on if a sign stands next.
func (p *parser) take(sign rune) bool {
	if p.peek().is(sign) {
		p.at++
		return true
	}
	return false
}

func (p *parser) isWord(word string) bool {
	t := p.peek()
	return t.kind == wordToken && t.text == word
}

// enter counts how deep the parser has gone; leave goes with it.
func (p *parser) enter() error {
	if p.depth++; p.depth > maxDepth {
		return errDeep
	}
	return nil
}

func (p *parser) leave() { p.depth-- }

// all reads everything: one thing, or several with commas or words between.
func (p *parser) all() (*node, error) {
	first, err := p.statement()
	if err != nil {
		return nil, err
	}
	things, between := []*node{first}, ""
	for p.at < len(p.tokens) {
		switch t := p.peek(); {
		case t.is(',') || t.is(';'):
			p.at++
			if between == "" {
				between = ","
			}
			if t := p.peek(); t.kind == wordToken {
				between = t.text
				p.at++
			}
		case t.kind == wordToken || t.is('&') || t.is('∨'):
			between = t.text
			if t.is('&') {
				between = "and"
			} else if t.is('∨') {
				between = "or"
			}
			p.at++
		case t.is(')') || t.is(']') || t.is('}'):
			return nil, errOpened
		default:
			return nil, unexpected(t)
		}
		thing, err := p.statement()
		if err != nil {
			return nil, err
		}
		things = append(things, thing)
	}
	if len(things) == 1 {
		return first, nil
	}
	return &node{kind: list, name: between, args: things}, nil
}

// unexpected is the fault of a token that cannot stand where it does.
func unexpected(t token) error {
	switch t.kind {
	case end:
		return errors.New("something is missing at the end: finish it")
	case numberToken:
		return fmt.Errorf("the number %s follows without a sign: write * between, or ^ for a power", t.text)
	case wordToken:
		return fmt.Errorf("I did not expect the word %q here: check what stands around it", t.text)
	case commandToken:
		name, _, _ := strings.Cut(t.text, ":")
		return fmt.Errorf("I did not expect \\%s here: check what stands around it", name)
	case signToken:
		return fmt.Errorf("I did not expect %c here: check what stands around it", t.sign)
	}
	return fmt.Errorf("I did not expect %s here: check what stands around it", t.text)
}

const relations = "=≠<≤>≥≈"

func isRelation(t token) bool {
	return t.kind == signToken && strings.ContainsRune(relations, t.sign)
}

// statement reads a value, or several with relations between.
func (p *parser) statement() (*node, error) {
	if n, ok := p.definition(); ok {
		return p.related(n)
	}
	first, err := p.sum()
	if err != nil {
		return nil, err
	}
	return p.related(first)
}

// related reads the relations that follow a value.
func (p *parser) related(first *node) (*node, error) {
	n := &node{kind: relation, args: []*node{first}}
	for isRelation(p.peek()) {
		n.ops = append(n.ops, p.peek().sign)
		p.at++
		side, err := p.sum()
		if err != nil {
			return nil, err
		}
		n.args = append(n.args, side)
	}
	if len(n.args) == 1 {
		return first, nil
	}
	for _, side := range n.args {
		if side.isTop() && !(len(n.args) == 2 && (side.kind == tuple || side.kind == matrix || side.kind == list)) {
			return nil, errors.New("a comparison needs a value on each side")
		}
	}
	return n, nil
}

// definition reads the f(x) of f(x) = …, which is a name and no product.
func (p *parser) definition() (*node, bool) {
	start := p.at
	name := p.peek().text
	if p.peek().kind != nameToken {
		return nil, false
	}
	p.at++
	for p.take('′') {
		name += "′"
	}
	if p.take('^') {
		open := p.take('{') || p.take('(')
		isInverse := p.take('-') && p.peek().text == "1"
		p.at++
		if !isInverse || open && !p.take('}') && !p.take(')') {
			p.at = start
			return nil, false
		}
		name += "⁻¹"
	}
	if p.take('(') && p.peek().kind == nameToken {
		name += "(" + p.peek().text
		p.at++
		for p.take(',') && p.peek().kind == nameToken {
			name += ", " + p.peek().text
			p.at++
		}
		if p.take(')') && isRelation(p.peek()) && (len(name) > 3 || name[0] != name[2]) {
			return &node{kind: variable, name: name + ")"}, true
		}
	}
	p.at = start
	return nil, false
}

// sum reads terms with plus and minus between.
func (p *parser) sum() (*node, error) {
	if err := p.enter(); err != nil {
		return nil, err
	}
	defer p.leave()
	var left *node
	for {
		sign := rune('+')
		if t := p.peek(); t.is('+') || t.is('-') || t.is('±') || t.is('∓') {
			sign = t.sign
			p.at++
			if next := p.peek(); sign == '+' && next.is('-') && !next.space && (left == nil || p.after().space) {
				sign = '±' // "+- 3", "2 +- 3", but not 2+-3
				p.at++
			}
		} else if left != nil {
			return left, nil
		}
		term, err := p.signed()
		if err != nil {
			return nil, err
		}
		if left != nil && (left.isTop() || term.isTop()) {
			return nil, errors.New("I cannot add lists or points: write one value")
		}
		switch {
		case sign == '±' || sign == '∓':
			args := []*node{term}
			if left != nil {
				args = []*node{left, term}
			}
			left = &node{kind: either, name: string(sign), args: args}
			continue
		case sign == '-' && term.isTop():
			return nil, errors.New("I cannot add lists or points: write one value")
		case sign == '-':
			term = newNode(negative, term)
		}
		if left == nil {
			left = term
		} else {
			left = newMany(sum, left, term)
		}
	}
}

// signed reads a term that may have another sign before it: the -2 of 3 - -2.
func (p *parser) signed() (*node, error) {
	if err := p.enter(); err != nil {
		return nil, err
	}
	defer p.leave()
	if !p.peek().is('-') && !p.peek().is('+') {
		return p.term()
	}
	isNegative := p.take('-') || !p.take('+')
	n, err := p.signed()
	if err != nil || !isNegative {
		return n, err
	}
	if n.isTop() {
		return nil, errors.New("I cannot change the sign of a list or a point: write one value")
	}
	return newNode(negative, n), nil
}

// term reads factors with * and / between, or nothing. What stands together
// without a sign belongs together: x/2y is x/(2y). But where numbers stand on
// both sides of the bar, they are a fraction: 1/2x is half of x.
func (p *parser) term() (*node, error) {
	factors, err := p.together()
	if err != nil {
		return nil, err
	}
	left := newMany(product, factors...)
	for {
		switch {
		case p.take('*'):
			right, err := p.operand()
			if err != nil {
				return nil, err
			}
			left = newMany(product, append([]*node{left}, right...)...)
		case p.take('/'):
			right, err := p.operand()
			if err != nil {
				return nil, err
			}
			isFraction := left.isInt() && right[0].isInt()
			switch {
			case len(right) == 1:
				left = newNode(quotient, left, right[0])
			case isFraction != p.way.isUnder:
				p.hasSlash = true
				left = newMany(product, append([]*node{newNode(quotient, left, right[0])}, right[1:]...)...)
			default:
				p.hasSlash = true
				left = newNode(quotient, left, newMany(product, right...))
			}
		default:
			return left, nil
		}
		if left.has((*node).isTop) {
			return nil, errors.New("I cannot multiply lists or points: write one value")
		}
	}
}

// operand reads what stands after * or /, which may have a sign.
func (p *parser) operand() ([]*node, error) {
	isNegative := p.take('-')
	if !isNegative {
		p.take('+')
	}
	right, err := p.together()
	if err == nil && isNegative {
		right[0] = newNode(negative, right[0])
	}
	return right, err
}

// together reads factors that stand next to one another.
func (p *parser) together() ([]*node, error) {
	first, err := p.factor()
	if err != nil {
		return nil, err
	}
	factors := []*node{first}
	for p.startsFactor() {
		t := p.peek()
		if t.kind == numberToken {
			return nil, unexpected(t)
		}
		next, err := p.factor()
		if err != nil {
			return nil, err
		}
		if first.isTop() || next.isTop() {
			return nil, errors.New("I cannot multiply lists or points: write one value")
		}
		if last := factors[len(factors)-1]; len(factors) == 1 && t.kind == commandToken && isMixed(last, next) {
			part := new(big.Rat).Quo(next.args[0].value, next.args[1].value)
			factors[0] = newNumber(part.Add(part, last.value), last.text+" "+next.args[0].text+"/"+next.args[1].text)
			continue
		}
		factors = append(factors, next)
	}
	return factors, nil
}

// isMixed says whether a and b, next to each other, are a mixed number in LaTeX:
// 2\frac{1}{2}.
func isMixed(a, b *node) bool {
	return a.isInt() && b.kind == quotient && b.args[0].isInt() && b.args[1].isInt() &&
		b.args[0].value.Cmp(b.args[1].value) < 0
}

// startsFactor says whether what stands next can be multiplied without a sign.
func (p *parser) startsFactor() bool {
	switch t := p.peek(); t.kind {
	case numberToken, nameToken, constToken, funcToken:
		return true
	case commandToken:
		return t.text == "frac" || t.text == "sqrt"
	case signToken:
		return t.sign == '(' || t.sign == '{' || t.sign == '|' && p.bars == 0
	}
	return false
}

// factor reads a value with what is raised, "!" or "°" after it.
func (p *parser) factor() (*node, error) {
	if err := p.enter(); err != nil {
		return nil, err
	}
	defer p.leave()
	n, err := p.primary()
	for err == nil {
		switch {
		case n.isTop() && (p.peek().is('!') || p.peek().is('°') || p.peek().is('^')):
			return nil, errors.New("I cannot take a power of a list or a point: write one value")
		case p.take('!'):
			n = newNode(factorial, n)
		case p.take('°'):
			n = newNode(degrees, n)
		case p.peek().is('^') && p.isDegree():
			n = newNode(degrees, n)
		case p.take('^'):
			var exponent *node
			if exponent, err = p.exponent(); err == nil {
				exponent, err = p.tall(n, exponent)
				n = newNode(power, n, exponent)
			}
		default:
			return n, nil
		}
	}
	return nil, err
}

// tall reads on where a number was raised and more may be meant to be: x^1/2 for
// the root of x, e^2x for e to the 2x.
func (p *parser) tall(base, exponent *node) (*node, error) {
	if p.tokens[p.at-1].kind != numberToken || !exponent.isInt() {
		return exponent, nil
	}
	t, next := p.peek(), p.after()
	switch {
	case t.space:
	case t.is('/') && !next.space && next.kind == numberToken:
		if p.hasTall = true; p.way.isTall {
			p.at += 2
			return newNode(quotient, exponent, newNumber(next.value, next.text)), nil
		}
	case t.kind == nameToken && (base.kind == number || base.kind == constant):
		if p.hasTall = true; p.way.isTall {
			factors, err := p.together()
			return newMany(product, append([]*node{exponent}, factors...)...), err
		}
	}
	return exponent, nil
}

// isDegree takes the ^{\circ} of LaTeX.
func (p *parser) isDegree() bool {
	start := p.at
	p.at++
	open := p.take('{') || p.take('(')
	if p.take('°') && (!open || p.take('}') || p.take(')')) {
		return true
	}
	p.at = start
	return false
}

// exponent reads what is raised: one factor, with a sign if need be.
func (p *parser) exponent() (*node, error) {
	if err := p.enter(); err != nil {
		return nil, err
	}
	defer p.leave()
	if p.take('+') {
		return p.exponent()
	}
	if p.take('-') {
		n, err := p.exponent()
		if err != nil {
			return nil, err
		}
		return newNode(negative, n), nil
	}
	n, err := p.factor()
	if err == nil && n.isTop() {
		err = errors.New("a list or a point cannot be a power: write one value")
	}
	return n, err
}

// primary reads a value without anything after it.
func (p *parser) primary() (*node, error) {
	t := p.peek()
	switch t.kind {
	case numberToken:
		return p.number(), nil
	case nameToken:
		p.at++
		return p.name(t.text)
	case constToken:
		p.at++
		if p.peek().is('_') {
			return p.name(t.text)
		}
		return &node{kind: constant, name: t.text}, nil
	case funcToken:
		return p.function()
	case commandToken:
		return p.command()
	case signToken:
		switch t.sign {
		case '(', '[', '{':
			return p.brackets()
		case '|':
			return p.absolute()
		}
	}
	return nil, unexpected(t)
}

// number reads a number, and the fraction of a mixed one.
func (p *parser) number() *node {
	t := p.peek()
	p.at++
	n := newNumber(t.value, t.text)
	if p.at+2 >= len(p.tokens) || !t.value.IsInt() {
		return n
	}
	top, bar, bottom := p.tokens[p.at], p.tokens[p.at+1], p.tokens[p.at+2]
	if top.kind == numberToken && top.space && bar.is('/') && bottom.kind == numberToken &&
		top.value.IsInt() && bottom.value.IsInt() && bottom.value.Sign() > 0 {
		p.at += 3
		value := new(big.Rat).Quo(top.value, bottom.value)
		return newNumber(value.Add(value, t.value), t.text+" "+top.text+"/"+bottom.text)
	}
	return n
}

// name reads what belongs to a variable: a subscript, and primes. A number right
// after a letter is a subscript, so x2 is neither x² nor 2x, which it could both
// be meant for.
func (p *parser) name(name string) (*node, error) {
	if t := p.peek(); t.kind == numberToken && !t.space {
		p.at++
		name += "_" + t.text
	} else if p.take('_') {
		start := p.at
		switch t := p.peek(); {
		case t.kind == numberToken:
			p.at++
		case t.kind == nameToken || t.kind == constToken:
			p.at += p.word()
		case t.is('(') || t.is('{'):
			if _, err := p.brackets(); err != nil {
				return nil, err
			}
		default:
			return nil, errors.New("a subscript is missing after _: write it, like a_1")
		}
		name += "_" + spell(p.tokens[start:p.at])
	}
	for p.take('′') {
		name += "′"
	}
	return &node{kind: variable, name: name}, nil
}

// word counts the letters of a subscript: all of v_max, but one of x_ny.
func (p *parser) word() int {
	n := 1
	for p.at+n < len(p.tokens) {
		if t := p.tokens[p.at+n]; t.space || t.kind != nameToken && t.kind != constToken {
			break
		}
		n++
	}
	if n < 3 {
		return 1
	}
	return n
}

// spell writes tokens as a subscript: "1", "max", "(n-1)".
func spell(tokens []token) string {
	var b strings.Builder
	for _, t := range tokens {
		if t.kind == signToken {
			b.WriteRune(t.sign)
		} else {
			b.WriteString(t.text)
		}
	}
	s := strings.NewReplacer("{", "(", "}", ")").Replace(b.String())
	inner := strings.TrimSuffix(strings.TrimPrefix(s, "("), ")")
	if len(inner) == len(s)-2 && !strings.ContainsAny(inner, "+-*/^(), ") {
		return inner
	}
	return s
}

// brackets reads a value in brackets, or several: a point, a set, a matrix.
func (p *parser) brackets() (*node, error) {
	open := p.peek().sign
	p.at++
	bars := p.bars
	p.bars = 0
	defer func() { p.bars = bars }()
	if open == '{' && p.take('}') {
		return nil, errors.New("nothing stands between these brackets: write it, or leave them out")
	}
	var things []*node
	for {
		thing, err := p.sum()
		if err != nil {
			return nil, err
		}
		things = append(things, thing)
		if !p.take(',') && !p.take(';') {
			break
		}
	}
	if err := p.close(open, len(things) == 2); err != nil {
		return nil, err
	}
	if len(things) == 1 && !(open == '[' && things[0].kind == tuple) {
		return things[0], nil
	}
	switch open {
	case '{':
		return &node{kind: list, name: ",", args: things}, nil
	case '[':
		if m := newMatrix(things); m != nil {
			return m, nil
		}
	}
	return newNode(tuple, things...), nil
}

// close takes the bracket that closes one. Only those of an interval may differ.
func (p *parser) close(open rune, isPair bool) error {
	other := map[rune]rune{'(': ')', '[': ']', '{': '}'}[open]
	switch t := p.peek(); {
	case t.is(other), isPair && open != '{' && (t.is(')') || t.is(']')):
		p.at++
		return nil
	case t.kind == end:
		return errClose
	default:
		return unexpected(t)
	}
}

// newMatrix makes a matrix of rows of one length, or returns nil.
func newMatrix(rows []*node) *node {
	for _, row := range rows {
		if row.kind != tuple || len(row.args) != len(rows[0].args) {
			return nil
		}
	}
	return newNode(matrix, rows...)
}

// absolute reads |…|.
func (p *parser) absolute() (*node, error) {
	p.at++
	p.bars++
	n, err := p.sum()
	p.bars--
	if err != nil {
		return nil, err
	}
	if !p.take('|') {
		return nil, errors.New("an absolute value is opened and never closed: add a |")
	}
	if n.isTop() {
		return nil, errors.New("I cannot take the absolute value of a list or a point: write one value")
	}
	return newCall("abs", n), nil
}
