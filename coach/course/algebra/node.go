package algebra

import "math/big"

// kind says what a node of a tree is.
type kind uint8

const (
	number    kind = iota // value
	variable              // name, with subscript and primes: "x", "a_1", "y′", "f(x)"
	constant              // name: "π", "e", "i", "∞"
	sum                   // args, two or more; what is taken away is a negative
	product               // args, two or more
	quotient              // args[0] over args[1]
	negative              // minus args[0]
	power                 // args[0] to the args[1]
	call                  // the function name of args[0]; args[1] is a logarithm's base or a root's index
	factorial             // args[0]!
	degrees               // args[0] in degrees
	either                // name "±" or "∓": args[0] with either sign, or args[0] plus or minus args[1]

	// These stand at the top, or within one another there.
	relation // args[0] ops[0] args[1] ops[1] …
	list     // args in any order; name is the word between them: ",", "or", "and"
	tuple    // args in order
	matrix   // args are tuples of one length
)

// node is a piece of an expression. Nodes are never changed once a tree is made.
type node struct {
	kind  kind
	name  string
	value *big.Rat
	text  string // how a number was written
	ops   []rune // of a relation: = ≠ < ≤ > ≥ ≈
	args  []*node

	exact     *big.Rat // what rat returns, once it is settled
	isSettled bool
}

// settle works out what is rational in a new tree, each node once.
func (n *node) settle() *node {
	if n.isSettled {
		return n
	}
	for _, a := range n.args {
		a.settle()
	}
	n.exact, n.isSettled = n.workOut(), true
	return n
}

func newNumber(value *big.Rat, text string) *node {
	return &node{kind: number, value: value, text: text}
}

func newInt(n int64) *node {
	v := big.NewRat(n, 1)
	return newNumber(v, v.RatString())
}

func newNode(k kind, args ...*node) *node { return &node{kind: k, args: args} }

// newMany joins args, those of the same kind opened up, into a sum or product.
func newMany(k kind, args ...*node) *node {
	if len(args) == 1 {
		return args[0]
	}
	flat := make([]*node, 0, len(args))
	for _, a := range args {
		if a.kind == k {
			flat = append(flat, a.args...)
		} else {
			flat = append(flat, a)
		}
	}
	return &node{kind: k, args: flat}
}

func newCall(name string, args ...*node) *node {
	return &node{kind: call, name: name, args: args}
}

// isInt says whether n is a whole number as it is written, without a sign.
func (n *node) isInt() bool { return n.kind == number && n.value.IsInt() }

// isTop says whether n is no value: a relation, or several things.
func (n *node) isTop() bool { return n.kind >= relation }

// walk calls visit for n and all below it, parents first.
func (n *node) walk(visit func(*node)) {
	visit(n)
	for _, a := range n.args {
		a.walk(visit)
	}
}

// has says whether a node that pass accepts is n or stands below it.
func (n *node) has(pass func(*node) bool) bool {
	if pass(n) {
		return true
	}
	for _, a := range n.args {
		if a.has(pass) {
			return true
		}
	}
	return false
}

// replace returns the tree with each node for which change returns another in
// its place; below what was changed it does not look.
func (n *node) replace(change func(*node) *node) *node {
	if other := change(n); other != n {
		return other
	}
	for i, a := range n.args {
		b := a.replace(change)
		if b == a {
			continue
		}
		c := *n
		c.exact, c.isSettled = nil, false
		c.args = append([]*node(nil), n.args...)
		c.args[i] = b
		for j := i + 1; j < len(n.args); j++ {
			c.args[j] = n.args[j].replace(change)
		}
		return &c
	}
	return n
}

// maxRatBits bounds the numbers that are worked out exactly.
const maxRatBits = 512

// rat works out a constant exactly: nil if it isn't rational, or too large.
// It is not to be changed.
func (n *node) rat() *big.Rat {
	if n.isSettled {
		return n.exact
	}
	return n.workOut()
}

func (n *node) workOut() *big.Rat {
	switch n.kind {
	case number:
		return n.value
	case negative:
		if v := n.args[0].rat(); v != nil {
			return new(big.Rat).Neg(v)
		}
	case sum, product:
		total := big.NewRat(1, 1)
		if n.kind == sum {
			total.SetInt64(0)
		}
		for _, a := range n.args {
			v := a.rat()
			switch {
			case v == nil:
				return nil
			case n.kind == sum:
				total.Add(total, v)
			default:
				total.Mul(total, v)
			}
			if isLarge(total) {
				return nil
			}
		}
		return total
	case quotient:
		a, b := n.args[0].rat(), n.args[1].rat()
		if a != nil && b != nil && b.Sign() != 0 {
			return bounded(new(big.Rat).Quo(a, b))
		}
	case power:
		a, b := n.args[0].rat(), n.args[1].rat()
		if a != nil && b != nil {
			return ratPower(a, b)
		}
	}
	return nil
}

func isLarge(v *big.Rat) bool {
	return v.Num().BitLen() > maxRatBits || v.Denom().BitLen() > maxRatBits
}

func bounded(v *big.Rat) *big.Rat {
	if isLarge(v) {
		return nil
	}
	return v
}

// ratPower is a to a whole number b, or nil.
func ratPower(a, b *big.Rat) *big.Rat {
	if !b.IsInt() || !b.Num().IsInt64() {
		return nil
	}
	n := b.Num().Int64()
	size := int64(max(a.Num().BitLen(), a.Denom().BitLen()))
	if n < -maxRatBits || n > maxRatBits || size*max(n, -n) > 2*maxRatBits {
		return nil
	}
	if n < 0 {
		if a.Sign() == 0 {
			return nil
		}
		a, n = new(big.Rat).Inv(a), -n
	} else if n == 0 && a.Sign() == 0 {
		return nil
	}
	e := big.NewInt(n)
	return bounded(new(big.Rat).SetFrac(new(big.Int).Exp(a.Num(), e, nil), new(big.Int).Exp(a.Denom(), e, nil)))
}

// digitValue is the value of a text of digits.
func digitValue(digits string) *big.Rat {
	n, ok := new(big.Int).SetString(digits, 10)
	if !ok {
		panic("algebra: no digits: " + digits) // callers hand in what the lexer found to be digits
	}
	return new(big.Rat).SetInt(n)
}
