package algebra

import (
	"errors"
	"math/big"
	"slices"
)

// Expression is what was read: a value such as 3x² + 1, an equation or another
// comparison, a point, a matrix, or several of these. It is never changed.
type Expression struct {
	root  *node // with ± made into two
	shown *node // as it was written
}

func newExpression(root, shown *node) *Expression {
	return &Expression{root: root.settle(), shown: shown.settle()}
}

// Parse reads an expression as people type it, or as authors write it in LaTeX.
// Where it can be read in several ways it takes the likeliest; Readings has them
// all. The error is a sentence for whoever wrote it.
//
// What stands together without a sign belongs together, so x/2y is x/(2y); but
// a fraction of two numbers is one, so 1/2x is half of x.
func Parse(s string) (*Expression, error) {
	text, err := clean(s)
	if err != nil {
		return nil, err
	}
	e, _, err := parse(text, way{})
	return e, err
}

// Readings reads s in each way it can be meant, the likeliest first: 1/2x is
// half of x or one over 2x, x^1/2 is half of x or its root, 1,234 is a number of
// thousands, a decimal or two numbers, and 2e-3 is a power of ten or less than 3.
// None is there twice.
func Readings(s string) ([]*Expression, error) {
	text, err := clean(s)
	if err != nil {
		return nil, err
	}
	var list []*Expression
	var first error
	var doubts doubts
	for i := range 32 {
		how := way{commas(i / 8), i&1 > 0, i&2 > 0, i&4 > 0}
		if how.commas > 0 && !doubts.comma || how.isUnder && !doubts.slash || how.isTall && !doubts.tall || how.isEuler && !doubts.euler {
			continue
		}
		e, more, err := parse(text, how)
		if i == 0 {
			doubts, first = more, err
		}
		doubts.slash = doubts.slash || more.slash
		doubts.tall = doubts.tall || more.tall
		if err == nil && !slices.ContainsFunc(list, func(other *Expression) bool { return other.String() == e.String() }) {
			list = append(list, e)
		}
	}
	if len(list) == 0 {
		return nil, first
	}
	return list, nil
}

// parse reads a cleaned text in one way.
func parse(text string, how way) (*Expression, doubts, error) {
	l, err := lex(text, how)
	if err != nil {
		return nil, doubts{}, err
	}
	p := &parser{tokens: l.tokens, way: how}
	n, err := p.all()
	l.doubts.slash, l.doubts.tall = p.hasSlash, p.hasTall
	if err != nil {
		return nil, l.doubts, err
	}
	root, err := bothSigns(n)
	if err != nil {
		return nil, l.doubts, err
	}
	return newExpression(root, n), l.doubts, nil
}

// bothSigns makes two of each thing with ± in it: in one every ± is a plus and
// every ∓ a minus, in the other they are the other way round.
func bothSigns(n *node) (*node, error) {
	isEither := func(n *node) bool { return n.kind == either }
	if !n.has(isEither) {
		return n, nil
	}
	things := []*node{n}
	if n.kind == list {
		things = n.args
	}
	all := &node{kind: list, name: "or"}
	for _, thing := range things {
		switch {
		case !thing.has(isEither):
			all.args = append(all.args, thing)
		case thing.kind == tuple || thing.kind == matrix || thing.kind == list:
			return nil, errors.New("write each point on its own, without ±")
		default:
			all.args = append(all.args, withSign(thing, '±'), withSign(thing, '∓'))
		}
	}
	return all, nil
}

// withSign takes a plus for one of ± and ∓, and a minus for the other.
func withSign(n *node, plus rune) *node {
	return n.replace(func(n *node) *node {
		if n.kind != either {
			return n
		}
		args := make([]*node, len(n.args))
		for i, a := range n.args {
			args[i] = withSign(a, plus)
		}
		last := args[len(args)-1]
		if n.name != string(plus) {
			last = newNode(negative, last)
		}
		if len(args) == 1 {
			return last
		}
		return newMany(sum, args[0], last)
	})
}

// Vars lists the unknowns in an expression, sorted. The numbers π, e and i are
// none; a defined function such as the f(x) of "f(x) = 2x" is one.
func (e *Expression) Vars() []string {
	var names []string
	e.root.walk(func(n *node) {
		if n.kind == variable {
			names = append(names, n.name)
		}
	})
	slices.Sort(names)
	return slices.Compact(names)
}

// Rename returns the expression with unknowns renamed, all at once. A name that
// is "π", "e" or "i" becomes that number.
func (e *Expression) Rename(names map[string]string) *Expression {
	rename := func(n *node) *node {
		if to, ok := names[n.name]; ok && n.kind == variable && to != n.name {
			k := variable
			if to == "π" || to == "e" || to == "i" {
				k = constant
			}
			return &node{kind: k, name: to}
		}
		return n
	}
	return newExpression(e.root.replace(rename), e.shown.replace(rename))
}

// IsValue says whether the expression is one value: no equation, point or list.
func (e *Expression) IsValue() bool { return !e.root.isTop() }

// IsMatrix says whether the expression is a matrix.
func (e *Expression) IsMatrix() bool { return e.root.kind == matrix }

// InAnyOrder returns the values of a point as a list: of (2, 3) that is 2, 3. ok
// is false of anything else, and of points of other things than values.
func (e *Expression) InAnyOrder() (values *Expression, ok bool) {
	if e.root.kind != tuple {
		return nil, false
	}
	for _, a := range e.root.args {
		if a.isTop() {
			return nil, false
		}
	}
	return whole(&node{kind: list, name: ",", args: e.root.args}), true
}

// Sides returns both sides of an equation. ok is false of anything else, and of
// an equation with several equals signs.
func (e *Expression) Sides() (left, right *Expression, ok bool) {
	n := e.shown
	if n.kind != relation || len(n.ops) != 1 || n.ops[0] != '=' || e.root.kind != relation {
		return nil, nil, false
	}
	return whole(n.args[0]), whole(n.args[1]), true
}

// whole is a part of an expression on its own. Parts hold no ±.
func whole(n *node) *Expression { return newExpression(n, n) }

// Solved returns what an equation says its unknown is, and the unknown: of
// "y = 2x + 1" that is 2x + 1 and y. Of several, "x = 2 or x = 3", it returns
// the list of values, if the unknown is the same in all. ok is false where a
// side is no unknown alone, or where the other side holds it too.
func (e *Expression) Solved() (value *Expression, name string, ok bool) {
	if e.root.kind != list {
		v, name := solved(e.root)
		if v == nil {
			return nil, "", false
		}
		if v.kind != list {
			return whole(v), name, true
		}
		return whole(v), name, true
	}
	values := &node{kind: list, name: ","}
	for _, thing := range e.root.args {
		v, n := solved(thing)
		switch {
		case v == nil && thing.isTop(), v == nil && name == "", v != nil && name != "" && n != name:
			return nil, "", false
		case v == nil:
			v = thing // the 3 of "x = 2 or 3"
		default:
			name = n
		}
		values.args = append(values.args, v)
	}
	return whole(values), name, true
}

// solved returns the value of an unknown in an equation, or nil.
func solved(n *node) (value *node, name string) {
	if n.kind != relation || len(n.ops) != 1 || n.ops[0] != '=' && n.ops[0] != '≈' {
		return nil, ""
	}
	for i, side := range n.args {
		other := n.args[1-i]
		if side.kind == variable && !other.has(func(n *node) bool { return n.kind == variable && n.name == side.name }) {
			return other, side.name
		}
	}
	return nil, ""
}

// Rat returns the exact value of a constant without roots and the like. ok is
// false of any other expression, and of numbers beyond 512 bits.
func (e *Expression) Rat() (value *big.Rat, ok bool) {
	v := e.root.rat()
	if v == nil {
		return nil, false
	}
	return new(big.Rat).Set(v), true
}
