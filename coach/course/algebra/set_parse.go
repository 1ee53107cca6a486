package algebra

import (
	"errors"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strings"
)

// ParseSet reads a set of real numbers as people write it: as an interval
// "[1, 3)", "]1; 3[" or several, "(-∞, 2) ∪ [3, ∞)", "(-inf, 2) U [3, oo)"; as an
// inequality, "1 ≤ x < 3", "x > 2 or x < -1", "x ≠ 2"; as solutions, "x = 3",
// "{1, 2}"; as "{x | x > 2}", "ℝ \ {2}", "all real numbers", "no solution"; in
// LaTeX. The unknown of an inequality stands alone on its side. The error is a
// sentence for whoever wrote it.
func ParseSet(s string) (Set, error) {
	sets, err := SetReadings(s)
	if err != nil {
		return Set{}, err
	}
	return sets[0], nil
}

// SetReadings reads s in each way it can be meant, the likeliest first: in
// "x > 1,234" the comma may part thousands or decimals.
func SetReadings(s string) ([]Set, error) {
	text, err := clean(s)
	if err != nil {
		return nil, err
	}
	text = withSigns(text)
	ways := []commas{asUsual, asSeparator, asDecimal, asThousands}
	var list []Set
	var first error
	for i, way := range ways {
		set, hasComma, err := parseSet(text, way)
		if i == 0 {
			first = err
		}
		if err == nil && !slices.ContainsFunc(list, set.Equal) {
			list = append(list, set)
		}
		if !hasComma {
			break
		}
	}
	if len(list) == 0 {
		return nil, first
	}
	return list, nil
}

// sayings are words for signs, the longer ones first.
var sayings = []struct {
	words *regexp.Regexp
	sign  string
}{
	{said(`(the )?(set of )?(all|every|any) (the )?(real numbers?|reals?|numbers?)`), "ℝ"},
	{said(`real numbers|(the )?reals`), "ℝ"},
	{said(`(there (is|are) )?no (real )?solutions?|(the )?empty set|empty|none|no real numbers?|no numbers?`), "∅"},
	{said(`(is |are )?(greater|bigger|larger|more) than or equal to|(is )?at least`), "≥"},
	{said(`(is |are )?(less|smaller|fewer) than or equal to|(is )?at most`), "≤"},
	{said(`(is |are )?(greater|bigger|larger|more) than`), ">"},
	{said(`(is |are )?(less|smaller|fewer) than`), "<"},
	{said(`(is |are |does )?not (equal to|equal)|is not|isn.t`), "≠"},
	{said(`except( for)?|without|but not|other than|not including|minus`), "∖"},
	{said(`(is )?(equal to|equals)`), "="},
	{said(`(is )?(an )?(element of|in)`), "∈"},
	{said(`such that|where|with`), ":"},
	{said(`is|are`), "="},
	{said(`but`), "and"},
}

func said(pattern string) *regexp.Regexp {
	return regexp.MustCompile(`(?i)\b(` + strings.ReplaceAll(pattern, " ", ` +`) + `)(\b|$)`)
}

// withSigns puts signs for words.
func withSigns(text string) string {
	if !strings.Contains(text, "\\") { // commands of LaTeX are words too
		for _, s := range sayings {
			text = s.words.ReplaceAllString(text, s.sign)
		}
	}
	return text
}

func parseSet(text string, how commas) (set Set, hasComma bool, err error) {
	l, err := lex(text, way{commas: how})
	if err != nil {
		return Set{}, false, err
	}
	p := &setParser{parser: parser{tokens: l.tokens}}
	r, err := p.any()
	if err == nil && p.at < len(p.tokens) {
		if err = unexpected(p.peek()); p.peek().is(')') || p.peek().is(']') {
			err = errOpened
		}
	}
	if err != nil {
		return Set{}, l.doubts.comma, err
	}
	return Set{spans: r.strict, loose: r.loose, hasAnd: p.hasAnd, unknown: p.unknown}, l.doubts.comma, nil
}

type setParser struct {
	parser
	unknown string
	hasAnd  bool
}

// region is a part of a set: as it says, and with "or" for each "and".
type region struct {
	strict, loose []span
	isCondition   bool // an inequality, and not a set of its own
}

func settled(spans []span) region { return region{strict: spans, loose: spans} }

// any reads parts with commas between. Where a comma stands between conditions
// it means what makes sense of them: "x > 2, x < 5" both, "x < 2, x > 5" either.
func (p *setParser) any() (region, error) {
	if err := p.enter(); err != nil {
		return region{}, err
	}
	defer p.leave()
	left, err := p.either()
	for err == nil && (p.take(',') || p.take(';')) {
		var right region
		if t := p.peek(); t.kind == wordToken {
			p.at++ // "1, 2, and 3"
		}
		if right, err = p.either(); err != nil {
			break
		}
		all := union(append(slices.Clone(left.strict), right.strict...)...)
		if left.isCondition && right.isCondition && sameSpans(all, allReals(), true) {
			left.strict, left.loose = intersection(left.strict, right.strict), intersection(left.loose, right.loose)
		} else {
			left.strict, left.loose = all, union(append(slices.Clone(left.loose), right.loose...)...)
		}
	}
	return left, err
}

// either reads parts with "or" between.
func (p *setParser) either() (region, error) {
	left, err := p.both()
	for err == nil && p.takeOr() {
		var right region
		if right, err = p.both(); err != nil {
			break
		}
		left.strict = union(append(slices.Clone(left.strict), right.strict...)...)
		left.loose = union(append(slices.Clone(left.loose), right.loose...)...)
		left.isCondition = left.isCondition || right.isCondition
	}
	return left, err
}

func (p *setParser) takeOr() bool {
	if p.isWord("or") || p.peek().kind == nameToken && (p.peek().text == "U" || p.peek().text == "u" || p.peek().text == "v") {
		p.at++
		return true
	}
	return p.take('∪') || p.take('∨')
}

// both reads parts with "and" between. Between intervals that share nothing it
// means that the set has both.
func (p *setParser) both() (region, error) {
	left, err := p.part()
	for err == nil {
		isAnd := p.isWord("and") || p.peek().is('&')
		if !isAnd && !p.peek().is('∩') {
			return left, nil
		}
		p.at++
		var right region
		if right, err = p.part(); err != nil {
			break
		}
		strict := intersection(left.strict, right.strict)
		loose := union(append(slices.Clone(left.loose), right.loose...)...)
		switch {
		case !isAnd:
			left = region{strict: strict, loose: intersection(left.loose, right.loose)}
		case !left.isCondition && !right.isCondition:
			left = region{strict: loose, loose: loose}
		default:
			p.hasAnd = true
			left = region{strict: strict, loose: loose, isCondition: true}
		}
	}
	return left, err
}

// part reads a set, and what is left out of it.
func (p *setParser) part() (region, error) {
	if err := p.enter(); err != nil {
		return region{}, err
	}
	defer p.leave()
	left, err := p.single()
	for err == nil && (p.take('∖') || p.at > 0 && p.peek().is('-') && p.after().is('{') && p.take('-')) {
		var right region
		if right, err = p.single(); err == nil {
			out := complement(right.strict)
			left.strict, left.loose = intersection(left.strict, out), intersection(left.loose, out)
		}
	}
	return left, err
}

// single reads one interval, list, condition or name of a set.
func (p *setParser) single() (region, error) {
	t := p.peek()
	switch {
	case t.kind == nameToken && p.after().is('∈'):
		if err := p.name(t.text); err != nil {
			return region{}, err
		}
		p.at += 2
		return p.single()
	case isReals(t) && !isRelation(p.after()):
		p.at++
		return settled(allReals()), nil
	case t.is('∅'):
		p.at++
		return settled(nil), nil
	case t.is('{'):
		return p.braces()
	case t.is('(') || t.is('[') || t.is(']'):
		return p.bracketed()
	}
	return p.condition()
}

func (p *setParser) name(name string) error {
	if p.unknown != "" && p.unknown != name {
		return fmt.Errorf("there are two unknowns here, %s and %s: write one", p.unknown, name)
	}
	p.unknown = name
	return nil
}

// braces reads {1, 2}, {} or {x | x > 2}.
func (p *setParser) braces() (region, error) {
	p.at++
	if p.take('}') {
		return settled(nil), nil
	}
	start := p.at
	within := settled(allReals())
	if name := p.peek(); name.kind == nameToken {
		p.at++
		if p.take('∈') {
			r, err := p.single()
			if err != nil {
				return r, err
			}
			within = r
		}
		if p.take('|') || p.take(':') {
			if err := p.name(name.text); err != nil {
				return region{}, err
			}
			r, err := p.any()
			if err == nil && !p.take('}') {
				err = errClose
			}
			return region{strict: intersection(within.strict, r.strict), loose: intersection(within.loose, r.loose), isCondition: true}, err
		}
		p.at = start
	}
	r, err := p.any()
	if err == nil && !p.take('}') {
		err = errClose
	}
	r.isCondition = false
	return r, err
}

// bracketed reads an interval, or a set or a condition that begins with a
// bracket.
func (p *setParser) bracketed() (region, error) {
	start := *p
	r, err := p.interval()
	if err == nil || errors.Is(err, errClose) || errors.Is(err, errOrder) {
		return r, err
	}
	fault := err
	if start.peek().is('(') {
		*p = start
		p.at++
		if r, err := p.any(); err == nil && p.take(')') && !isRelation(p.peek()) {
			return r, nil
		}
		*p = start
		if r, err := p.condition(); err == nil {
			return r, nil
		}
	}
	return region{}, fault
}

var errOrder = errors.New("the first end of this interval is greater than the second: write the smaller one first")

func (p *setParser) interval() (region, error) {
	low, high := bound{}, bound{}
	low.isClosed = p.peek().is('[')
	p.at++
	if err := p.end(&low); err != nil {
		return region{}, err
	}
	if !p.take(',') && !p.take(';') {
		return region{}, unexpected(p.peek())
	}
	if err := p.end(&high); err != nil {
		return region{}, err
	}
	t := p.peek()
	if !t.is(')') && !t.is(']') && !t.is('[') {
		if t.kind == end {
			return region{}, errClose
		}
		return region{}, unexpected(t)
	}
	high.isClosed = t.is(']')
	p.at++
	if low.compare(high) > 0 {
		return region{}, errOrder
	}
	return settled(union(span{low, high})), nil
}

// end reads an end of an interval; one at infinity never belongs to it.
func (p *setParser) end(b *bound) error {
	n, err := p.sum()
	if err != nil {
		return err
	}
	isClosed := b.isClosed
	if *b, err = newBound(n); err == nil {
		b.isClosed = isClosed && !math.IsInf(b.value, 0)
	}
	return err
}

// newBound works out the number at the end of an interval.
func newBound(n *node) (bound, error) {
	b := bound{text: write(n)}
	switch {
	case n.isTop() || n.has(func(n *node) bool { return n.kind == variable || n.kind == either }):
		return b, fmt.Errorf("I need a number and not %s: write the unknown alone on one side", b.text)
	case n.kind == constant && n.name == "∞":
		return greatest, nil
	case n.kind == negative && n.args[0].kind == constant && n.args[0].name == "∞":
		return least, nil
	}
	if b.exact = n.rat(); b.exact != nil {
		b.value, _ = b.exact.Float64()
		return b, nil
	}
	v, how := (&floatPoint{isReal: true}).value(n)
	if how != defined {
		return b, fmt.Errorf("%s is no real number that I can work out: check it", b.text)
	}
	b.value = real(v.value)
	return b, nil
}

// condition reads an inequality, an equation, or a number.
func (p *setParser) condition() (region, error) {
	var first *node
	if isRelation(p.peek()) { // "x < 1 or > 2", "> 2"
		first = &node{kind: variable, name: p.unknown}
	} else {
		n, err := p.sum()
		if err != nil {
			return region{}, err
		}
		first = n
	}
	if !isRelation(p.peek()) {
		spans, err := pointsOf(first)
		return settled(spans), err
	}
	chain, err := p.related(first)
	if err != nil {
		return region{}, err
	}
	spans := allReals()
	for _, link := range links(chain) {
		s, err := p.link(link)
		if err != nil {
			return region{}, err
		}
		spans = intersection(spans, s)
	}
	return region{strict: spans, loose: spans, isCondition: true}, nil
}

// pointsOf is the set of a number, or of two with ± between.
func pointsOf(n *node) ([]span, error) {
	root, err := bothSigns(n)
	if err != nil {
		return nil, err
	}
	things := []*node{root}
	if root.kind == list || root.kind == tuple {
		things = root.args
	}
	var spans []span
	for _, thing := range things {
		b, err := newBound(thing)
		if err != nil {
			return nil, err
		}
		if math.IsInf(b.value, 0) {
			return nil, errors.New("∞ is no number: write an interval, like (2, ∞)")
		}
		spans = append(spans, point(b))
	}
	return union(spans...), nil
}

// mirrored are the relations as they read from right to left.
var mirrored = map[rune]rune{'<': '>', '≤': '≥', '>': '<', '≥': '≤', '=': '=', '≠': '≠'}

// link is the set of numbers for which x < 3 or the like holds.
func (p *setParser) link(n *node) ([]span, error) {
	op, unknown, other := n.ops[0], n.args[0], n.args[1]
	if unknown.kind != variable {
		op, unknown, other = mirrored[op], other, unknown
	}
	if unknown.kind != variable || op == 0 {
		return nil, errors.New("write the unknown alone on one side, like x > 2")
	}
	if err := p.name(unknown.name); err != nil {
		return nil, err
	}
	if op == '=' || op == '≠' {
		spans, err := pointsOf(other)
		if op == '≠' {
			spans = complement(spans)
		}
		return spans, err
	}
	b, err := newBound(other)
	if err != nil {
		return nil, err
	}
	b.isClosed = (op == '≤' || op == '≥') && !math.IsInf(b.value, 0)
	if op == '<' || op == '≤' {
		return union(span{least, b}), nil
	}
	return union(span{b, greatest}), nil
}
