package algebra

import (
	"math/big"
	"slices"
	"strconv"
	"strings"
)

// monomial is the unknowns of a term with their powers, each above zero.
type monomial map[string]int64

// key writes a monomial so that equal ones are equal texts.
func (m monomial) key() string {
	names := make([]string, 0, len(m))
	for name := range m {
		names = append(names, name)
	}
	slices.Sort(names)
	var b strings.Builder
	for _, name := range names {
		b.WriteString(name + "^" + strconv.FormatInt(m[name], 10) + " ")
	}
	return b.String()
}

// term is a number times a monomial.
type term struct {
	number *big.Rat
	powers monomial
}

// polynomial is a sum of terms by the key of their monomials, none of them zero.
type polynomial map[string]term

// Bounds on what is multiplied out: maxProducts is how many pairs of terms one
// question about an expression may cost in all.
const (
	maxTerms    = 200
	maxDegree   = 60
	maxProducts = 20_000
)

// expander multiplies out as long as its budget lasts.
type expander struct{ budget int }

func newExpander() *expander { return &expander{maxProducts} }

func newPolynomial(terms ...term) polynomial {
	p := make(polynomial)
	for _, t := range terms {
		p.add(t)
	}
	return p
}

func (p polynomial) add(t term) {
	key := t.powers.key()
	if old, ok := p[key]; ok {
		t.number = new(big.Rat).Add(old.number, t.number)
	}
	if t.number.Sign() == 0 {
		delete(p, key)
		return
	}
	p[key] = t
}

// times returns nil where a factor is nil, the product has too many terms or too
// large numbers, or the budget is spent.
func (x *expander) times(p, q polynomial) polynomial {
	x.budget -= 1 + len(p)*len(q)
	if p == nil || q == nil || x.budget < 0 {
		return nil
	}
	out := make(polynomial)
	for _, a := range p {
		for _, b := range q {
			powers := make(monomial, len(a.powers)+len(b.powers))
			for name, n := range a.powers {
				powers[name] = n
			}
			for name, n := range b.powers {
				if powers[name] += n; powers[name] > maxDegree {
					return nil
				}
			}
			number := new(big.Rat).Mul(a.number, b.number)
			if isLarge(number) {
				return nil
			}
			out.add(term{number, powers})
		}
		if len(out) > maxTerms {
			return nil
		}
	}
	return out
}

// polynomial multiplies n out; nil if it is no polynomial with rational
// coefficients, or too large a one. π, e, i and functions count as unknowns.
func (x *expander) polynomial(n *node) polynomial {
	if v := n.rat(); v != nil {
		return newPolynomial(term{v, monomial{}})
	}
	switch n.kind {
	case variable, constant:
		return newPolynomial(term{big.NewRat(1, 1), monomial{n.name: 1}})
	case call:
		return newPolynomial(term{big.NewRat(1, 1), monomial{write(n): 1}})
	case negative:
		return x.times(x.polynomial(n.args[0]), newPolynomial(term{big.NewRat(-1, 1), monomial{}}))
	case sum:
		out := make(polynomial)
		for _, a := range n.args {
			p := x.polynomial(a)
			if p == nil || len(out)+len(p) > maxTerms {
				return nil
			}
			for _, t := range p {
				out.add(t)
			}
		}
		return out
	case product:
		out := newPolynomial(term{big.NewRat(1, 1), monomial{}})
		for _, a := range n.args {
			if out = x.times(out, x.polynomial(a)); out == nil {
				return nil
			}
		}
		return out
	case quotient:
		if v := n.args[1].rat(); v != nil && v.Sign() != 0 {
			return x.times(x.polynomial(n.args[0]), newPolynomial(term{new(big.Rat).Inv(v), monomial{}}))
		}
	case power:
		return x.power(n)
	}
	return nil
}

func (x *expander) power(n *node) polynomial {
	v := n.args[1].rat()
	if v == nil || !v.IsInt() || v.Sign() < 0 || v.Cmp(big.NewRat(maxDegree, 1)) > 0 {
		return nil
	}
	p, out := x.polynomial(n.args[0]), newPolynomial(term{big.NewRat(1, 1), monomial{}})
	for range v.Num().Int64() {
		if out = x.times(out, p); out == nil {
			return nil
		}
	}
	return out
}

func (p polynomial) isNumber() bool {
	for _, t := range p {
		if len(t.powers) > 0 {
			return false
		}
	}
	return true
}

func (p polynomial) isOne() bool {
	t, ok := p[""]
	return len(p) == 1 && ok && t.number.Cmp(big.NewRat(1, 1)) == 0
}

func (p polynomial) hasWholeCoefficients() bool {
	for _, t := range p {
		if !t.number.IsInt() {
			return false
		}
	}
	return true
}

// content is what every term of a polynomial holds: a whole number, 1 if a
// coefficient is none, and powers of unknowns.
type content struct {
	number *big.Int
	powers monomial
}

func (c content) isOne() bool { return c.number.Cmp(big.NewInt(1)) == 0 && len(c.powers) == 0 }

func (p polynomial) content() content {
	var c *content
	for _, t := range p {
		other := content{new(big.Int).Abs(t.number.Num()), t.powers}
		if !t.number.IsInt() {
			other.number = big.NewInt(1)
		}
		if c != nil {
			other = c.common(other)
		}
		c = &other
	}
	return *c
}

// common is what two contents share.
func (c content) common(other content) content {
	powers := make(monomial)
	for name, n := range c.powers {
		if m := min(n, other.powers[name]); m > 0 {
			powers[name] = m
		}
	}
	return content{new(big.Int).GCD(nil, nil, c.number, other.number), powers}
}

// oneUnknown returns the coefficients of a polynomial in one unknown, that of
// power 0 first; nil if it has several, or coefficients that are not whole.
func (p polynomial) oneUnknown() []*big.Int {
	if names := p.unknowns(); len(names) == 1 && p.hasWholeCoefficients() {
		return p.by(names[0])
	}
	return nil
}

// asOneUnknown does the same, and of x² - y² and others of two unknowns whose
// terms are all of one degree it puts 1 for the second: both have the same
// factors.
func (p polynomial) asOneUnknown() []*big.Int {
	names := p.unknowns()
	if len(names) != 2 || !p.hasWholeCoefficients() {
		return p.oneUnknown()
	}
	degree := int64(-1)
	for _, t := range p {
		d := t.powers[names[0]] + t.powers[names[1]]
		if degree >= 0 && d != degree {
			return nil
		}
		degree = d
	}
	return p.by(names[0])
}

// unknowns lists the names in a polynomial, sorted.
func (p polynomial) unknowns() []string {
	var names []string
	for _, t := range p {
		for name := range t.powers {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// by lists the coefficients by the power of an unknown.
func (p polynomial) by(name string) []*big.Int {
	degree := int64(0)
	for _, t := range p {
		degree = max(degree, t.powers[name])
	}
	list := make([]*big.Int, degree+1)
	for i := range list {
		list[i] = new(big.Int)
	}
	for _, t := range p {
		list[t.powers[name]].Set(t.number.Num())
	}
	return list
}

func (p polynomial) sharesUnknown(q polynomial) bool {
	for _, t := range p {
		for name := range t.powers {
			for _, u := range q {
				if u.powers[name] > 0 {
					return true
				}
			}
		}
	}
	return false
}

// commonDegree is the degree of the greatest common divisor of two polynomials,
// by Euclid's algorithm; the coefficients of power 0 come first.
func commonDegree(a, b []*big.Int) int {
	x, y := rats(a), rats(b)
	for len(y) > 0 {
		for len(x) >= len(y) {
			factor := new(big.Rat).Quo(x[len(x)-1], y[len(y)-1])
			shift := len(x) - len(y)
			for i, v := range y {
				x[shift+i].Sub(x[shift+i], new(big.Rat).Mul(factor, v))
				if isLarge(x[shift+i]) {
					return 0 // too much to tell
				}
			}
			x = trim(x)
		}
		x, y = y, x
	}
	return len(x) - 1
}

func rats(list []*big.Int) []*big.Rat {
	out := make([]*big.Rat, len(list))
	for i, v := range list {
		out[i] = new(big.Rat).SetInt(v)
	}
	return trim(out)
}

func trim(list []*big.Rat) []*big.Rat {
	for len(list) > 0 && list[len(list)-1].Sign() == 0 {
		list = list[:len(list)-1]
	}
	return list
}

// cutFraction takes apart the fraction at the end of a number as written.
func cutFraction(text string) (top, bottom *big.Int, ok bool) {
	if i := strings.LastIndexByte(text, ' '); i >= 0 {
		text = text[i+1:]
	}
	left, right, found := strings.Cut(text, "/")
	if !found {
		return nil, nil, false
	}
	top, okTop := new(big.Int).SetString(left, 10)
	bottom, okBottom := new(big.Int).SetString(right, 10)
	return top, bottom, okTop && okBottom
}
