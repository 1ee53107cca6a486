package algebra_test

import (
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"testing"

	"pacer/coach/course/algebra"
)

// tree is an expression of the tests' own, with its own ways to be written and
// worked out, so that nothing of the package judges itself.
type tree struct {
	op   string // a number, an unknown, + - * / ^ or a function
	args []*tree
}

// grow makes a random tree. Rational ones have no functions and only whole
// powers.
func grow(r *rand.Rand, depth int, isRational bool) *tree {
	if depth == 0 || r.IntN(6) == 0 {
		if r.IntN(3) == 0 {
			return &tree{op: fmt.Sprint(1 + r.IntN(9))}
		}
		return &tree{op: string("xyz"[r.IntN(3)])}
	}
	ops := []string{"+", "+", "-", "*", "*", "/", "^"}
	if !isRational {
		ops = append(ops, "sqrt", "sin", "cos", "ln", "abs", "exp")
	}
	op := ops[r.IntN(len(ops))]
	t := &tree{op: op, args: []*tree{grow(r, depth-1, isRational)}}
	switch op {
	case "^":
		t.args = append(t.args, &tree{op: fmt.Sprint(2 + r.IntN(3))})
	case "+", "-", "*", "/":
		t.args = append(t.args, grow(r, depth-1, isRational))
	}
	return t
}

// float works a tree out at a point: NaN where it has no value.
func (t *tree) float(at map[string]float64) float64 {
	if len(t.args) == 0 {
		if v, ok := at[t.op]; ok {
			return v
		}
		v, _ := new(big.Rat).SetString(t.op)
		f, _ := v.Float64()
		return f
	}
	a := t.args[0].float(at)
	b := 0.0
	if len(t.args) == 2 {
		b = t.args[1].float(at)
	}
	switch t.op {
	case "+":
		return a + b
	case "-":
		return a - b
	case "*":
		return a * b
	case "/":
		if b == 0 {
			return math.NaN()
		}
		return a / b
	case "^":
		return math.Pow(a, b)
	case "sqrt":
		return math.Sqrt(a)
	case "sin":
		return math.Sin(a)
	case "cos":
		return math.Cos(a)
	case "ln":
		if a <= 0 {
			return math.NaN()
		}
		return math.Log(a)
	case "abs":
		return math.Abs(a)
	case "exp":
		return math.Exp(a)
	}
	panic("no such operation: " + t.op)
}

// rat works a rational tree out exactly; nil where it has no value.
func (t *tree) rat(at map[string]*big.Rat) *big.Rat {
	if len(t.args) == 0 {
		if v, ok := at[t.op]; ok {
			return v
		}
		v, _ := new(big.Rat).SetString(t.op)
		return v
	}
	a, b := t.args[0].rat(at), t.args[1].rat(at)
	if a == nil || b == nil {
		return nil
	}
	v := new(big.Rat)
	switch t.op {
	case "+":
		return v.Add(a, b)
	case "-":
		return v.Sub(a, b)
	case "*":
		return v.Mul(a, b)
	case "/":
		if b.Sign() == 0 {
			return nil
		}
		return v.Quo(a, b)
	}
	v.SetInt64(1)
	for range b.Num().Int64() {
		v.Mul(v, a)
	}
	return v
}

// judgement of two trees by the tests' own arithmetic.
type judgement int

const (
	unclear judgement = iota
	equal
	different
)

// judge works two trees out at random points.
func judge(r *rand.Rand, a, b *tree, isRational bool) judgement {
	both, seen := 0, 0
	for range 40 {
		if isRational {
			at := map[string]*big.Rat{}
			for _, name := range []string{"x", "y", "z"} {
				at[name] = big.NewRat(int64(r.IntN(2000)-1000), int64(1+r.IntN(50)))
			}
			x, y := a.rat(at), b.rat(at)
			if x == nil || y == nil {
				continue
			}
			if x.Cmp(y) != 0 {
				return different
			}
			if both++; both == 3 {
				return equal
			}
			continue
		}
		at := map[string]float64{}
		for _, name := range []string{"x", "y", "z"} {
			at[name] = 0.3 + 2*r.Float64()
		}
		x, y := a.float(at), b.float(at)
		if math.IsNaN(x) || math.IsNaN(y) || math.IsInf(x, 0) || math.IsInf(y, 0) || math.Abs(x) > 1e8 {
			continue
		}
		seen++
		gap := math.Abs(x-y) / max(math.Abs(x), math.Abs(y), 1e-3)
		switch {
		case gap > 1e-5:
			both++
		case gap > 1e-10:
			return unclear // rounding, or a difference too small for doubles to show
		}
	}
	switch {
	case isRational || seen < 12:
		return unclear
	case both == 0:
		return equal
	case both > 3:
		return different
	}
	return unclear
}

// rewritten returns a tree of the same value: sides swapped, a product
// multiplied out, a fraction expanded, a difference as a sum.
func rewritten(r *rand.Rand, t *tree) *tree {
	if len(t.args) == 0 {
		return t
	}
	args := make([]*tree, len(t.args))
	for i, a := range t.args {
		args[i] = rewritten(r, a)
	}
	n := &tree{t.op, args}
	minusOne := &tree{"-", []*tree{{op: "0"}, {op: "1"}}}
	switch r.IntN(3) {
	case 0:
		switch n.op {
		case "+", "*":
			return &tree{n.op, []*tree{args[1], args[0]}}
		case "-":
			return &tree{"+", []*tree{{"*", []*tree{minusOne, args[1]}}, args[0]}}
		case "/":
			k := &tree{op: fmt.Sprint(2 + r.IntN(5))}
			return &tree{"/", []*tree{{"*", []*tree{k, args[0]}}, {"*", []*tree{args[1], k}}}}
		case "^":
			if args[1].op == "2" {
				return &tree{"*", []*tree{args[0], args[0]}}
			}
		}
	case 1:
		if n.op == "*" {
			for i, a := range args {
				if a.op == "+" || a.op == "-" {
					other := args[1-i]
					return &tree{a.op, []*tree{{"*", []*tree{a.args[0], other}}, {"*", []*tree{other, a.args[1]}}}}
				}
			}
		}
	}
	return n
}

// mutated returns a tree with one thing changed.
func mutated(r *rand.Rand, t *tree) *tree {
	if len(t.args) > 0 && r.IntN(3) > 0 {
		args := append([]*tree(nil), t.args...)
		i := r.IntN(len(args))
		if t.op == "^" {
			i = 0 // the power stays a number
		}
		args[i] = mutated(r, args[i])
		return &tree{t.op, args}
	}
	switch t.op {
	case "x", "y", "z":
		return []*tree{{op: string("xyz"[r.IntN(3)])}, {"*", []*tree{{op: "2"}, t}}, {"^", []*tree{t, {op: "2"}}}}[r.IntN(3)]
	case "+", "-":
		return &tree{map[string]string{"+": "-", "-": "+"}[t.op], t.args}
	case "*", "/":
		return &tree{map[string]string{"*": "/", "/": "*"}[t.op], t.args}
	case "sin", "cos":
		return &tree{map[string]string{"sin": "cos", "cos": "sin"}[t.op], t.args}
	case "^":
		return &tree{"^", []*tree{t.args[0], {op: "5"}}}
	case "sqrt", "ln", "abs", "exp":
		return t.args[0]
	}
	return &tree{"+", []*tree{t, {op: "1"}}}
}

// say writes a tree in one of the ways people and authors do.
func (t *tree) say(r *rand.Rand) string {
	pick := func(ways ...string) string { return ways[r.IntN(len(ways))] }
	if len(t.args) == 0 {
		return t.op
	}
	a := t.args[0].say(r)
	brackets := func(s string) string {
		if len([]rune(s)) == 1 && r.IntN(4) > 0 {
			return s
		}
		return pick("("+s+")", `\left(`+s+`\right)`, "("+s+")")
	}
	gap := pick("", " ")
	switch t.op {
	case "sqrt":
		return pick("sqrt("+a+")", "√("+a+")", `\sqrt{`+a+"}", "("+a+")^(1/2)", "("+a+")^0.5")
	case "abs":
		return pick("abs("+a+")", `\left|`+a+`\right|`)
	case "exp":
		return pick("e^("+a+")", "exp("+a+")", "e^{"+a+"}")
	case "sin", "cos", "ln":
		return pick(t.op, `\`+t.op) + "(" + a + ")"
	case "^":
		up := map[string]string{"2": "²", "3": "³", "4": "⁴", "5": "⁵"}[t.args[1].op]
		return brackets(a) + pick(up, "^"+t.args[1].op, "**"+t.args[1].op, "^{"+t.args[1].op+"}")
	}
	b := t.args[1].say(r)
	switch t.op {
	case "+":
		return "(" + a + ")" + gap + "+" + gap + brackets(b)
	case "-":
		return "(" + a + ")" + gap + pick("-", "−", "–") + gap + brackets(b)
	case "*":
		return brackets(a) + pick("*", " * ", "·", "×", `\cdot `, " ") + "(" + b + ")"
	}
	return pick("("+a+")"+gap+"/"+gap+"("+b+")", `\frac{`+a+"}{"+b+"}", "("+a+")÷("+b+")")
}

func TestWhatIsTheSameIsFoundTheSameAndWhatDiffersDifferent(t *testing.T) {
	pairs := 20_000
	if testing.Short() {
		pairs = 2_000
	}
	r := rand.New(rand.NewPCG(4, 2026))
	var same, rejected, other, accepted int
	for same+other < pairs {
		isRational := r.IntN(2) == 0
		a := grow(r, 3, isRational)
		b, want := rewritten(r, a), equal
		if r.IntN(2) == 0 {
			b, want = mutated(r, b), different
		}
		if judge(r, a, b, isRational) != want {
			continue // the change changes nothing, or no point shows it
		}
		said, meant := a.say(r), b.say(r)
		x, errX := algebra.Parse(said)
		y, errY := algebra.Parse(meant)
		if errX != nil || errY != nil {
			t.Fatalf("%q: %v; %q: %v", said, errX, meant, errY)
		}
		again, err := algebra.Parse(x.String())
		if err != nil || !algebra.Equal(x, again) || again.String() != x.String() {
			t.Fatalf("%q is shown as %q, which reads as %v, %v", said, x, again, err)
		}
		switch got := algebra.Compare(x, y) != algebra.Different; {
		case want == equal:
			same++
			if !got {
				rejected++
				t.Logf("the same, but found different: %s and %s", x, y)
			}
		default:
			other++
			if got {
				accepted++
				t.Logf("different, but found the same: %s and %s", x, y)
			}
		}
	}
	t.Logf("of %d that are the same %d were found different (%.3f %%), of %d that differ %d the same (%.3f %%)",
		same, rejected, 100*float64(rejected)/float64(same), other, accepted, 100*float64(accepted)/float64(other))
	if float64(rejected) > 0.01*float64(same) || float64(accepted) > 0.001*float64(other) {
		t.Error("that is too many: want at most 1 % and 0.1 %")
	}
	if same < pairs/5 || other < pairs/5 {
		t.Errorf("the pairs are not mixed: %d and %d", same, other)
	}
}
