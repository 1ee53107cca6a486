package course

import (
	"errors"
	"fmt"
	"math/big"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/file"
	"github.com/expr-lang/expr/parser"
)

// Limits of a formula. An author's are far shorter; together they bound what
// working one out can cost, for it has no loops: a step for each sign and name
// in it, on numbers of a bounded size.
const (
	maxFormula = 200  // characters
	maxBits    = 1024 // of the top and bottom of a number together
)

// term is a formula ready to be worked out: the part of the expr language that
// calculates. It reads no more than the variables it was given, and there is no
// way to say anything in it that does something.
//
// Numbers are exact: they are fractions of whole numbers of any size up to
// maxBits, so 0.1 + 0.2 is 0.3 and 1/3 + 1/6 is 1/2. Only a root that has no
// end is rounded, to 15 significant digits.
type term struct {
	constant value
	variable int // its number in the scope, or -1
	lazy     string
	function *function
	args     []*term
}

// value is a number, a word or a truth value: the first that is set.
type value struct {
	number  *big.Rat
	text    string
	isTruth bool
	truth   bool
}

func numeric(r *big.Rat) value { return value{number: r} }
func whole(n int64) value      { return value{number: new(big.Rat).SetInt64(n)} }
func textual(s string) value   { return value{text: s} }
func truthful(is bool) value   { return value{isTruth: true, truth: is} }
func (v value) isNumber() bool { return v.number != nil }
func (v value) isWord() bool   { return v.number == nil && !v.isTruth }
func (v value) equals(o value) bool {
	switch {
	case v.isNumber() && o.isNumber():
		return v.number.Cmp(o.number) == 0
	case v.isTruth && o.isTruth:
		return v.truth == o.truth
	}
	return v.isWord() && o.isWord() && v.text == o.text
}

// String writes a value as it stands in a text: a number as writeNumber does.
func (v value) String() string {
	switch {
	case v.isNumber():
		return writeNumber(v.number)
	case v.isTruth:
		return strconv.FormatBool(v.truth)
	}
	return v.text
}

// compile reads a formula over the variables named. An error is a sentence for
// the author.
func compile(source string, names []string) (*term, error) {
	if utf8.RuneCountInString(source) > maxFormula {
		return nil, fmt.Errorf("a formula may have at most %d characters: work out a part of it as a variable", maxFormula)
	}
	if strings.TrimSpace(source) == "" {
		return nil, errors.New("the formula is empty")
	}
	tree, err := parser.Parse(source)
	if err != nil {
		return nil, errors.New(syntaxProblem(source, err))
	}
	return convertTerm(tree.Node, names)
}

// syntaxProblem says what is wrong with a formula that cannot be read.
func syntaxProblem(source string, err error) string {
	message := err.Error()
	if e, ok := errors.AsType[*file.Error](err); ok {
		message = e.Message
	}
	switch {
	case strings.HasPrefix(message, "bad number syntax"):
		return fmt.Sprintf("%q cannot be read: write * between a number and a name, like 2 * a", clip(source))
	case strings.Contains(message, `Operator("=")`):
		return fmt.Sprintf("%q cannot be read: write == for \"is equal to\"", clip(source))
	case strings.Contains(message, "EOF"):
		return fmt.Sprintf("%q breaks off: something is missing at its end", clip(source))
	}
	return fmt.Sprintf("%q cannot be read as a formula (%s)", clip(source), message)
}

// convertTerm keeps what calculates and refuses the rest of the language.
func convertTerm(n ast.Node, names []string) (*term, error) {
	switch n := n.(type) {
	case *ast.IntegerNode:
		return constant(whole(int64(n.Value))), nil
	case *ast.FloatNode:
		// The shortest decimal that reads as this float is what the author wrote.
		r, ok := new(big.Rat).SetString(strconv.FormatFloat(n.Value, 'g', -1, 64))
		if !ok || size(r) > maxBits {
			return nil, errTooLarge
		}
		return constant(numeric(r)), nil
	case *ast.BoolNode:
		return constant(truthful(n.Value)), nil
	case *ast.StringNode:
		return constant(textual(n.Value)), nil
	case *ast.IdentifierNode:
		i := slices.Index(names, n.Value)
		if i < 0 {
			near := ""
			if len(n.Value) > 1 { // one letter is near to every other
				near = didYouMean(n.Value, names)
			}
			return nil, fmt.Errorf("there is no variable %q here.%s", clip(n.Value), near)
		}
		return &term{variable: i}, nil
	case *ast.UnaryNode:
		return apply("unary "+n.Operator, names, n.Node)
	case *ast.BinaryNode:
		return apply(n.Operator, names, n.Left, n.Right)
	case *ast.ConditionalNode:
		return apply("?:", names, n.Cond, n.Exp1, n.Exp2)
	case *ast.BuiltinNode:
		return call(n.Name, names, n.Arguments)
	case *ast.CallNode:
		if callee, ok := n.Callee.(*ast.IdentifierNode); ok {
			return call(callee.Value, names, n.Arguments)
		}
	}
	return nil, errors.New("a formula has only numbers, words in quotes, variables, + - * / % ^, comparisons, and, or, not, a ? b : c, and functions")
}

func constant(v value) *term { return &term{constant: v, variable: -1} }

// call is a function of the author's, by its name.
func call(name string, names []string, args []ast.Node) (*term, error) {
	f, ok := functions[name]
	if !ok {
		return nil, fmt.Errorf("there is no function %q.%s", clip(name), didYouMean(name, functionNames()))
	}
	if len(args) < f.least || len(args) > f.most {
		return nil, fmt.Errorf("%s is written %s", name, f.usage)
	}
	return apply(name, names, args...)
}

// apply is a function or an operator with its arguments.
func apply(name string, names []string, args ...ast.Node) (*term, error) {
	t := &term{variable: -1, function: functions[name]}
	switch name {
	case "and", "&&":
		t.lazy = "and"
	case "or", "||":
		t.lazy = "or"
	case "?:":
		t.lazy = "?:"
	default:
		if t.function == nil {
			t.function = operators[name]
		}
		if t.function == nil {
			return nil, fmt.Errorf("formulas do without %q", strings.TrimPrefix(name, "unary "))
		}
	}
	for _, arg := range args {
		a, err := convertTerm(arg, names)
		if err != nil {
			return nil, err
		}
		t.args = append(t.args, a)
	}
	return t, nil
}

// work works the formula out for values of the variables.
func (t *term) work(values []value) (value, error) {
	switch {
	case t.lazy != "":
		return t.workLazy(values)
	case t.variable >= 0:
		return values[t.variable], nil
	case t.function == nil:
		return t.constant, nil
	}
	var few [3]value
	args := few[:0]
	for _, a := range t.args {
		v, err := a.work(values)
		if err != nil {
			return value{}, err
		}
		args = append(args, v)
	}
	v, err := t.function.work(args)
	if err == nil && v.number != nil && size(v.number) > maxBits {
		err = errTooLarge
	}
	return v, err
}

// workLazy works out what may leave a part of itself alone, so that
// `b != 0 and a / b > 2` never divides by zero.
func (t *term) workLazy(values []value) (value, error) {
	first, err := t.args[0].work(values)
	if err != nil {
		return value{}, err
	}
	if !first.isTruth {
		return value{}, fmt.Errorf("%s is neither true nor false: compare it with something", first.shown())
	}
	switch {
	case t.lazy == "?:" && first.truth:
		return t.args[1].work(values)
	case t.lazy == "?:":
		return t.args[2].work(values)
	case first.truth == (t.lazy == "or"):
		return first, nil
	}
	second, err := t.args[1].work(values)
	if err == nil && !second.isTruth {
		err = fmt.Errorf("%s is neither true nor false: compare it with something", second.shown())
	}
	return second, err
}

// uses says the highest number of a variable in the formula, or -1.
func (t *term) uses() int {
	last := -1
	if t.function == nil && t.lazy == "" {
		return t.variable
	}
	for _, a := range t.args {
		last = max(last, a.uses())
	}
	return last
}

// shown is a value as an error's text names it.
func (v value) shown() string {
	if v.isWord() {
		return fmt.Sprintf("the word %q", clip(v.text))
	}
	return clip(v.String())
}

// size is how many bits a number takes.
func size(r *big.Rat) int { return r.Num().BitLen() + r.Denom().BitLen() }

var (
	errTooLarge = errors.New("a number becomes too large, or its fraction too fine")
	errByZero   = errors.New("this divides by zero: forbid it with a formula under `where`")
)
