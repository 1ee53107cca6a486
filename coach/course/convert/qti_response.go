package convert

import (
	"errors"
	"maps"
	"math"
	"math/big"
	"slices"
	"strconv"
	"strings"
)

// What answers an interaction is declared: the right answer, and what others are
// worth. Rules then make a score and feedback of what was answered. They are a
// small language, and most of it is spoken here, so that weights and feedback
// can be learnt the way a platform would: by answering.

// qtiValue is a value of the language: null if empty, else one or several.
type qtiValue []string

// qtiMapped is what an answer is worth.
type qtiMapped struct {
	key     string
	value   float64
	isCased bool
}

// qtiDeclared is a declared response.
type qtiDeclared struct {
	baseType    string
	cardinality string
	correct     qtiValue
	mapping     []qtiMapped
	otherwise   float64 // what an answer is worth that is not in the mapping
	lower       float64 // bounds of the sum
	upper       float64
}

// newQTIDeclared reads a declaration.
func newQTIDeclared(e *element) *qtiDeclared {
	d := &qtiDeclared{baseType: e.attr("baseType"), cardinality: e.attr("cardinality"), lower: math.Inf(-1), upper: math.Inf(1)}
	for _, v := range e.child("correctResponse").children("value") {
		d.correct = append(d.correct, d.tidy(v.words()))
	}
	mapping := e.child("mapping")
	if mapping == nil {
		return d
	}
	d.otherwise, _ = qtiNumber(mapping.attr("defaultValue"))
	if v, ok := qtiNumber(mapping.attr("lowerBound")); ok {
		d.lower = v
	}
	if v, ok := qtiNumber(mapping.attr("upperBound")); ok {
		d.upper = v
	}
	for _, entry := range mapping.children("mapEntry") {
		if v, ok := qtiNumber(entry.attr("mappedValue")); ok {
			d.mapping = append(d.mapping, qtiMapped{d.tidy(entry.attrs["mapKey"]), v, entry.attr("caseSensitive") == "true"})
		}
	}
	return d
}

// tidy writes a value so that equal ones are the same text. The two of a pair
// have no order, those of a directed pair do.
func (d *qtiDeclared) tidy(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	if a, b, ok := strings.Cut(s, " "); ok && d.baseType == "pair" && b < a {
		return b + " " + a
	}
	return s
}

// worth is what one value is worth by the mapping.
func (d *qtiDeclared) worth(value string) float64 {
	for _, m := range d.mapping {
		if m.key == value || !m.isCased && strings.EqualFold(m.key, value) && d.baseType == "string" {
			return m.value
		}
	}
	return d.otherwise
}

// mapped is what an answer is worth by the mapping: each value once.
func (d *qtiDeclared) mapped(answer qtiValue) float64 {
	sum := 0.0
	seen := make(map[string]bool)
	for _, v := range answer {
		if !seen[v] {
			seen[v] = true
			sum += d.worth(v)
		}
	}
	return min(max(sum, d.lower), d.upper)
}

func qtiNumber(s string) (float64, bool) {
	v, err := strconv.ParseFloat(strings.TrimSpace(s), 64)
	return v, err == nil && !math.IsNaN(v) && !math.IsInf(v, 0)
}

// qtiRules are an item's rules.
type qtiRules struct {
	declared map[string]*qtiDeclared
	initial  map[string]qtiValue // outcomes
	rules    []*element
	template string // a standard one in place of rules: match_correct or map_response
	steps    int    // that may still be taken, so that no item takes for ever
}

// qtiMaxSteps is how many steps the rules of one item may take, over all the
// answers that are tried.
const qtiMaxSteps = 100_000

var (
	errQTIRule = errors.New("a rule that is not known")
	errQTIExit = errors.New("the rules ended themselves")
)

// newQTIRules reads the declarations and rules of an item.
func newQTIRules(root *element) *qtiRules {
	r := &qtiRules{declared: make(map[string]*qtiDeclared), initial: make(map[string]qtiValue), steps: qtiMaxSteps}
	for _, e := range root.children("responseDeclaration") {
		r.declared[e.attr("identifier")] = newQTIDeclared(e)
	}
	for _, e := range root.children("outcomeDeclaration") {
		var value qtiValue
		for _, v := range e.child("defaultValue").children("value") {
			value = append(value, strings.TrimSpace(v.words()))
		}
		if base := e.attr("baseType"); value == nil && (base == "float" || base == "integer") {
			value = qtiValue{"0"}
		}
		r.initial[e.attr("identifier")] = value
	}
	processing := root.child("responseProcessing")
	if processing == nil {
		return r
	}
	for _, n := range processing.nodes {
		if n.name != "" {
			r.rules = append(r.rules, n)
		}
	}
	for _, e := range processing.find("setOutcomeValue") {
		if _, isDeclared := r.initial["SCORE"]; !isDeclared && e.attr("identifier") == "SCORE" {
			r.initial["SCORE"] = qtiValue{"0"}
		}
	}
	if len(r.rules) == 0 {
		r.template = qtiTemplate(processing.attr("template") + " " + processing.attr("templateLocation"))
	}
	return r
}

// qtiTemplate is the standard template that an address names.
func qtiTemplate(address string) string {
	address = strings.ToLower(address)
	for _, name := range []string{"map_response_point", "map_response", "match_correct", "cc2_match"} {
		if strings.Contains(address, name) {
			return name
		}
	}
	return ""
}

// isOwn says whether the item has rules of its own.
func (r *qtiRules) isOwn() bool { return len(r.rules) > 0 }

// qtiOutcome is what rules make of an answer.
type qtiOutcome map[string]qtiValue

// score is the score, where the rules work one out.
func (o qtiOutcome) score() (float64, bool) {
	if v := o["SCORE"]; len(v) == 1 {
		return qtiNumber(v[0])
	}
	return 0, false
}

// answer works out what comes of answers, by the response they are to. The error
// says that the rules hold something that is not known.
func (r *qtiRules) answer(answers map[string]qtiValue) (qtiOutcome, error) {
	run := &qtiRun{qtiRules: r, answers: answers, outcomes: maps.Clone(r.initial)}
	if r.isOwn() {
		err := run.do(r.rules)
		if errors.Is(err, errQTIExit) {
			err = nil
		}
		return run.outcomes, err
	}
	var d *qtiDeclared
	var given qtiValue
	for id, only := range answers { // a template speaks of one response
		d, given = r.declared[id], only
	}
	if d == nil || len(answers) != 1 {
		return nil, errQTIRule
	}
	switch r.template {
	case "map_response":
		run.outcomes["SCORE"] = qtiValue{formatFloat(d.mapped(given))}
	case "match_correct", "cc2_match":
		run.outcomes["SCORE"] = qtiValue{"0"}
		if len(given) > 0 && sameValues(given, d.correct, d.cardinality == "ordered") {
			run.outcomes["SCORE"] = qtiValue{"1"}
		}
	default:
		return nil, errQTIRule
	}
	return run.outcomes, nil
}

func formatFloat(v float64) string { return strconv.FormatFloat(v, 'g', -1, 64) }

// sameValues compares two values; the order of several counts only if asked.
func sameValues(a, b qtiValue, isOrdered bool) bool {
	if !isOrdered {
		a, b = slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b))
	}
	return slices.EqualFunc(a, b, sameValue)
}

// sameValue compares two values: numbers by their size.
func sameValue(a, b string) bool {
	if a == b {
		return true
	}
	x, isNumber := qtiNumber(a)
	y, isToo := qtiNumber(b)
	return isNumber && isToo && x == y
}

// qtiRun is one run of the rules.
type qtiRun struct {
	*qtiRules
	answers  map[string]qtiValue
	outcomes qtiOutcome
}

// do follows rules.
func (r *qtiRun) do(rules []*element) error {
	for _, rule := range rules {
		if r.steps--; r.steps < 0 {
			return errQTIRule
		}
		var err error
		switch rule.name {
		case "":
		case "responseCondition":
			err = r.choose(rule)
		case "setOutcomeValue":
			args := mathNodes(rule.nodes)
			if len(args) != 1 {
				return errQTIRule
			}
			var value qtiValue
			if value, err = r.value(args[0]); err == nil {
				r.outcomes[rule.attr("identifier")] = value
			}
		case "responseProcessingFragment":
			err = r.do(rule.nodes)
		case "exitResponse":
			err = errQTIExit
		default:
			err = errQTIRule
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// choose follows the first branch whose condition holds.
func (r *qtiRun) choose(condition *element) error {
	for _, branch := range mathNodes(condition.nodes) {
		inner := mathNodes(branch.nodes)
		if branch.name == "responseElse" {
			return r.do(inner)
		}
		if len(inner) == 0 {
			return errQTIRule
		}
		holds, err := r.value(inner[0])
		if err != nil {
			return err
		}
		if isTrue(holds) {
			return r.do(inner[1:])
		}
	}
	return nil
}

func isTrue(v qtiValue) bool { return len(v) == 1 && v[0] == "true" }

func qtiTruth(is bool) qtiValue { return qtiValue{strconv.FormatBool(is)} }

// value works out an expression.
func (r *qtiRun) value(e *element) (qtiValue, error) {
	if r.steps--; r.steps < 0 {
		return nil, errQTIRule
	}
	name := e.attr("identifier")
	switch e.name {
	case "baseValue":
		return qtiValue{strings.Join(strings.Fields(e.words()), " ")}, nil
	case "null":
		return nil, nil
	case "variable":
		if answer, ok := r.answers[name]; ok {
			return answer, nil
		}
		return r.outcomes[name], nil
	case "correct", "default", "mapResponse":
		return r.declaredValue(e.name, name)
	}
	var args []qtiValue
	for _, inner := range mathNodes(e.nodes) {
		v, err := r.value(inner)
		if err != nil {
			return nil, err
		}
		args = append(args, v)
	}
	return r.operate(e, args)
}

// declaredValue is what a declaration says, or makes of the answer.
func (r *qtiRun) declaredValue(what, name string) (qtiValue, error) {
	d := r.declared[name]
	switch {
	case what == "default":
		return r.initial[name], nil
	case d == nil:
		return nil, errQTIRule
	case what == "correct":
		return d.correct, nil
	}
	return qtiValue{formatFloat(d.mapped(r.answers[name]))}, nil
}

// operate applies an operator. One that gets null gives null, but for those
// that ask whether it is null.
func (r *qtiRun) operate(e *element, args []qtiValue) (qtiValue, error) {
	isNull := slices.ContainsFunc(args, func(v qtiValue) bool { return len(v) == 0 })
	switch e.name {
	case "isNull":
		return qtiTruth(len(args) == 1 && len(args[0]) == 0), nil
	case "and":
		return qtiTruth(!slices.ContainsFunc(args, func(v qtiValue) bool { return !isTrue(v) })), nil
	case "or":
		return qtiTruth(slices.ContainsFunc(args, isTrue)), nil
	case "multiple", "ordered":
		return slices.Concat(args...), nil
	case "containerSize":
		return qtiValue{strconv.Itoa(len(slices.Concat(args...)))}, nil
	}
	if isNull {
		return nil, nil
	}
	switch {
	case e.name == "not" && len(args) == 1:
		return qtiTruth(!isTrue(args[0])), nil
	case e.name == "sum" || e.name == "product":
		return foldNumbers(e.name, slices.Concat(args...))
	case len(args) != 2:
		return nil, errQTIRule
	}
	a, b := args[0], args[1]
	switch e.name {
	case "match":
		return qtiTruth(sameValues(a, b, r.isOrdered(e))), nil
	case "member":
		return qtiTruth(slices.ContainsFunc(b, func(v string) bool { return sameValue(a[0], v) })), nil
	case "contains":
		return qtiTruth(containsValues(a, b)), nil
	case "stringMatch":
		x, y := a[0], b[0]
		if e.attr("caseSensitive") == "false" {
			x, y = strings.ToLower(x), strings.ToLower(y)
		}
		return qtiTruth(x == y || e.attr("substring") == "true" && strings.Contains(x, y)), nil
	}
	if e.name == "equal" {
		return qtiTruth(isNear(e, a[0], b[0])), nil
	}
	x, isNumber := qtiNumber(a[0])
	y, isToo := qtiNumber(b[0])
	if !isNumber || !isToo {
		switch e.name {
		case "gt", "gte", "lt", "lte": // a word is neither more nor less than a number
			return qtiTruth(false), nil
		}
		return nil, errQTIRule
	}
	return compute(e, x, y)
}

// isNear says whether a number is as near to another as a comparison asks. A
// word is near to none.
func isNear(e *element, said, key string) bool {
	x, isNumber := readAmount(said)
	y, isToo := readAmount(key)
	if !isNumber || !isToo {
		return false
	}
	below, above := slackOf(e, y)
	return x.Cmp(new(big.Rat).Sub(y, below)) >= 0 && x.Cmp(new(big.Rat).Add(y, above)) <= 0
}

// compute applies an operator to two numbers.
func compute(e *element, x, y float64) (qtiValue, error) {
	switch e.name {
	case "gt":
		return qtiTruth(x > y), nil
	case "gte":
		return qtiTruth(x >= y), nil
	case "lt":
		return qtiTruth(x < y), nil
	case "lte":
		return qtiTruth(x <= y), nil
	case "subtract":
		return qtiValue{formatFloat(x - y)}, nil
	case "divide":
		if y != 0 {
			return qtiValue{formatFloat(x / y)}, nil
		}
	}
	return nil, errQTIRule
}

// slackOf is how far below and above a number an answer may be, exactly.
func slackOf(e *element, value *big.Rat) (below, above *big.Rat) {
	below, above = new(big.Rat), new(big.Rat)
	for i, said := range strings.Fields(e.attr("tolerance")) {
		by, ok := readAmount(said)
		if !ok || i > 1 {
			continue
		}
		switch e.attr("toleranceMode") {
		case "absolute":
		case "relative": // in percent
			by.Quo(new(big.Rat).Mul(by, value), big.NewRat(100, 1))
		default:
			continue
		}
		if above.Abs(by); i == 0 {
			below.Abs(by)
		}
	}
	return below, above
}

// foldNumbers adds or multiplies numbers.
func foldNumbers(name string, values qtiValue) (qtiValue, error) {
	sum, product := 0.0, 1.0
	for _, said := range values {
		v, ok := qtiNumber(said)
		if !ok {
			return nil, errQTIRule
		}
		sum, product = sum+v, product*v
	}
	if name == "sum" {
		return qtiValue{formatFloat(sum)}, nil
	}
	return qtiValue{formatFloat(product)}, nil
}

// containsValues says whether all of b are in a, as often as there.
func containsValues(a, b qtiValue) bool {
	left := slices.Clone(a)
	for _, v := range b {
		at := slices.IndexFunc(left, func(w string) bool { return sameValue(v, w) })
		if at < 0 {
			return false
		}
		left = slices.Delete(left, at, at+1)
	}
	return true
}

// isOrdered says whether an expression speaks of a response whose order counts.
func (r *qtiRun) isOrdered(e *element) bool {
	isOrdered := false
	e.all(func(n *element) bool {
		d := r.declared[n.attr("identifier")]
		isOrdered = isOrdered || n.name == "ordered" || d != nil && d.cardinality == "ordered" && (n.name == "variable" || n.name == "correct")
		return true
	})
	return isOrdered
}
