package course

import (
	"fmt"
	"math/big"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// keyKinds says which kinds of item a key belongs to, for the keys that do not
// belong to all. The ones marked needed must be there.
var keyKinds = []struct {
	key      string
	kinds    []Kind
	isNeeded bool
}{
	{"choices", []Kind{Choice, Choices}, true},
	{"fixed", []Kind{Choice, Choices}, false},
	{"answer", []Kind{TrueFalse, Number, Interval, Expression, Text, Output}, true},
	{"answers", []Kind{Numbers}, true},
	{"in-order", []Kind{Numbers}, false},
	{"accept", []Kind{Text, Expression, Output}, false},
	{"exact", []Kind{Text}, false},
	{"tolerance", []Kind{Number, Numbers}, false},
	{"units", []Kind{Number}, false},
	{"form", []Kind{Number, Expression}, false},
	{"blanks", []Kind{Cloze}, true},
	{"lines", []Kind{Order}, true},
	{"pairs", []Kind{Match}, true},
	{"others", []Kind{Match}, false},
	{"groups", []Kind{Categories}, true},
	{"fails", []Kind{Output}, false},
	{"model", []Kind{Free}, true},
	{"checklist", []Kind{Free}, false},
	{"wrong", []Kind{Number, Numbers, Interval, Expression, Text, Output}, false},
}

// defaultTier is what an item without a tier has: typical.
const defaultTier = 2

// checkItem reports what is wrong with an item, and gives it its tier if it
// names none.
func (k *checker) checkItem(n *node, it *Item) {
	if n.isBad {
		return
	}
	if n.get("tier") == nil {
		it.Tier = defaultTier
	} else if it.Tier < 1 || it.Tier > 3 {
		k.at(n, "tier", "`tier` must be 1 (first steps), 2 (typical) or 3 (transfer)")
	}
	k.checkItemReferences(n, it)
	if k.checkForm(n, it) {
		k.checkVariants(n, it)
	}
}

// checkForm reports a kind that is none, and keys that do not fit it, in an
// item or a scaffold; false if what the item says cannot be judged then.
func (k *checker) checkForm(n *node, it *Item) bool {
	if it.Kind == "" {
		return false // decode said why
	}
	if !slices.Contains(Kinds(), it.Kind) {
		names := make([]string, len(Kinds()))
		for i, kind := range Kinds() {
			names[i] = string(kind)
		}
		k.at(n, "kind", "unknown kind %q: write one of %s.%s", clip(string(it.Kind)), strings.Join(names, ", "), didYouMean(string(it.Kind), names))
		return false
	}
	k.checkKeys(n, it.Kind)
	k.checkParts(n, it)
	for i, w := range it.Wrong {
		if place := n.list("wrong")[i]; !place.isBad && place.get("feedback") == nil && w.Part == 0 {
			k.at(place, "", "`feedback` is missing: a wrong answer is worth writing down for what is said to it")
		}
	}
	return true
}

// checkKind reports what is wrong with an item as one of its kind: it looks at
// what is graded, with every formula worked out. The nodes are those of the item
// as it is written, so their texts may differ from the item's.
func (k *checker) checkKind(n *node, it *Item) {
	switch it.Kind {
	case Choice, Choices:
		k.checkOptions(n, it)
	case TrueFalse:
		if it.Answer != "" && it.Answer != "true" && it.Answer != "false" {
			k.at(n, "answer", "`answer` must be true or false, in small letters")
		}
	case Number:
		k.checkNumber(n, it)
	case Text:
		k.checkText(n, it)
	case Cloze:
		k.checkCloze(n, it)
	case Numbers:
		k.checkNumbers(n, it)
	case Interval:
		k.checkInterval(n, it)
	case Expression:
		k.checkExpression(n, it)
	case Output:
		k.checkOutput(n, it)
	case Order:
		k.checkLines(n, it)
	case Match:
		k.checkPairs(n, it)
	case Categories:
		k.checkGroups(n, it)
	}
}

// checkItemReferences reports skills and misconceptions that do not exist.
func (k *checker) checkItemReferences(n *node, it *Item) {
	if place := n.get("skill"); place != nil {
		k.checkReference(place, n.where, "practises skill", "skill", it.Skill)
	}
	seen := map[string]bool{it.Skill: true}
	for i, place := range n.list("also") {
		id := it.Also[i]
		if id != "" && seen[id] {
			k.add(place.line, place.column, "%snames the skill %q twice: remove one", n.where, clip(id))
			continue
		}
		seen[id] = true
		k.checkReference(place, n.where, "draws on", "skill", id)
	}
	k.checkRevealed(n, it)
	for i, hint := range n.list("hints") {
		if ask := hint.get("ask"); ask != nil && it.Hints[i].Ask != nil {
			k.checkRevealed(ask, it.Hints[i].Ask)
		}
	}
}

// checkRevealed reports misconceptions of answers that do not exist.
func (k *checker) checkRevealed(n *node, it *Item) {
	for i, option := range n.list("choices") {
		if place := option.get("misconception"); place != nil {
			k.checkReference(place, option.where, "reveals", "misconception", it.Options[i].Misconception)
		}
	}
	for i, wrong := range n.list("wrong") {
		if place := wrong.get("misconception"); place != nil {
			k.checkReference(place, wrong.where, "reveals", "misconception", it.Wrong[i].Misconception)
		}
	}
}

// checkKeys reports keys that do not belong to the kind, and needed ones that
// lack.
func (k *checker) checkKeys(n *node, kind Kind) {
	for _, rule := range keyKinds {
		belongs := slices.Contains(rule.kinds, kind)
		switch f := n.field(rule.key); {
		case f == nil && belongs && rule.isNeeded && !(rule.key == "answer" && n.field("fails") != nil):
			k.add(n.line, n.column, "%s`%s` is missing: kind %s needs it", n.where, rule.key, kind)
		case f != nil && !belongs:
			k.add(f.line, f.column, "%s`%s` does not fit kind %s: it belongs to kind %s", n.where, rule.key, kind, orList(rule.kinds))
		}
	}
}

func orList(kinds []Kind) string {
	var b strings.Builder
	for i, kind := range kinds {
		switch {
		case i > 0 && i == len(kinds)-1:
			b.WriteString(" or ")
		case i > 0:
			b.WriteString(", ")
		}
		b.WriteString(string(kind))
	}
	return b.String()
}

// maxOptions is how many options have a letter to answer with.
const maxOptions = 26

// checkOptions reports options among which there is nothing to choose.
func (k *checker) checkOptions(n *node, it *Item) {
	nodes := n.list("choices")
	if len(nodes) == 0 {
		return
	}
	lines := make(map[string]int, len(nodes))
	right, isReadable := 0, true
	for i, o := range it.Options {
		if o.Right {
			right++
		}
		if mark := nodes[i].get("right"); nodes[i].isBad || mark != nil && mark.isBad {
			isReadable = false
		}
		same := strings.Join(strings.Fields(o.Text), " ")
		if same == "" {
			continue
		}
		if first := lines[same]; first > 0 {
			k.at(nodes[i], "text", "the same choice stands on line %d: learners cannot tell them apart", first)
			continue
		}
		lines[same] = nodes[i].get("text").line
	}
	switch {
	case len(nodes) < 2:
		k.at(n, "choices", "there must be at least two choices")
	case len(nodes) > maxOptions:
		k.at(n, "choices", "there may be at most %d choices, one for each letter", maxOptions)
	}
	switch {
	case !isReadable:
	case right == 0:
		k.at(n, "choices", "no choice is right: mark one with `right: true`")
	case right > 1 && it.Kind == Choice:
		k.at(n, "choices", "%d choices are right, but kind choice has exactly one: use kind choices, or mark one only", right)
	}
}

// checkNumber reports an answer, tolerance or wrong answer that does not read
// as a number, and ones that contradict each other.
func (k *checker) checkNumber(n *node, it *Item) {
	switch it.Form {
	case AnyForm, Simplest, Mixed, Decimal:
	default:
		k.at(n, "form", "unknown form %q: write one of %s, %s, %s, or leave it out", clip(string(it.Form)), Simplest, Mixed, Decimal)
	}
	for i, place := range n.list("units") {
		if first := slices.Index(it.Units, it.Units[i]); it.Units[i] != "" && first < i {
			k.add(place.line, place.column, "%sthe unit %q stands here twice: remove one", n.where, clip(it.Units[i]))
		}
	}
	slack, isRelative := k.tolerance(n, it)
	if it.Answer == "" {
		return
	}
	right, err := ParseNumber(it.Answer)
	if err != nil {
		k.at(n, "answer", "%v", err)
		return
	}
	if problem := formProblem(it.Answer, right, it.Form); problem != "" {
		k.at(n, "answer", "%s", problem)
	}
	if slack == nil {
		slack = new(big.Rat)
	} else if isRelative {
		slack.Mul(slack, new(big.Rat).Abs(right))
	}
	lines := make(map[string]int, len(it.Wrong))
	for i, w := range n.list("wrong") {
		if it.Wrong[i].Answer == "" {
			continue
		}
		value, err := ParseNumber(it.Wrong[i].Answer)
		if err != nil {
			k.at(w, "answer", "%v", err)
			continue
		}
		if gap := new(big.Rat).Sub(value, right); gap.Abs(gap).Cmp(slack) <= 0 {
			k.at(w, "answer", "%q counts as the right answer %q", it.Wrong[i].Answer, it.Answer)
			continue
		}
		if first := lines[value.String()]; first > 0 {
			k.at(w, "answer", "%q has the same value as the wrong answer on line %d: only one of them can get a reply", it.Wrong[i].Answer, first)
			continue
		}
		lines[value.String()] = w.get("answer").line
	}
}

// tolerance reads how far off an answer may be: nil if nothing is said or it
// does not read; a share of the answer's size if relative.
func (k *checker) tolerance(n *node, it *Item) (slack *big.Rat, isRelative bool) {
	if it.Tolerance == "" {
		return nil, false
	}
	slack, isRelative, ok := readTolerance(it.Tolerance)
	if !ok {
		k.at(n, "tolerance", "%s", notTolerance(it.Tolerance))
	}
	return slack, isRelative
}

// readTolerance reads "0.01", or "1%" as a hundredth and true.
func readTolerance(s string) (slack *big.Rat, isRelative, ok bool) {
	number, isRelative := strings.CutSuffix(s, "%")
	slack, err := ParseNumber(number)
	if err != nil || slack.Sign() < 0 {
		return nil, false, false
	}
	if isRelative {
		slack.Quo(slack, big.NewRat(100, 1))
	}
	return slack, isRelative, true
}

func notTolerance(s string) string {
	return fmt.Sprintf("%q does not read as a tolerance: write how far off an answer may be, like 0.01, or as a share of it, like 1%%", clip(s))
}

// formProblem says why an answer is not in the form the item asks for, or "".
func formProblem(answer string, value *big.Rat, form Form) string {
	hasSpace, hasBar, hasPoint := strings.Contains(answer, " "), strings.Contains(answer, "/"), strings.Contains(answer, ".")
	answer = strings.Replace(answer, "\u2212", "-", 1)
	lowest := value.RatString() // "3/4", or "2" for a whole number
	switch {
	case form == Decimal && hasBar:
		return fmt.Sprintf("%q is a fraction, but form decimal asks for a decimal", answer)
	case form == Simplest && (hasSpace || hasPoint):
		return fmt.Sprintf("%q is not a simple fraction, as form simplest asks: write %s", answer, lowest)
	case form == Simplest && hasBar && answer != lowest:
		return fmt.Sprintf("%q is not in lowest terms, as form simplest asks: write %s", answer, lowest)
	case form == Mixed && hasPoint:
		return fmt.Sprintf("%q is a decimal, but form mixed asks for a mixed number", answer)
	case form == Mixed && hasBar && answer != mixed(value):
		return fmt.Sprintf("%q is not a mixed number in lowest terms, as form mixed asks: write %s", answer, mixed(value))
	}
	return ""
}

// mixed writes a value as a mixed number in lowest terms.
func mixed(value *big.Rat) string {
	whole, rest := new(big.Int).QuoRem(value.Num(), value.Denom(), new(big.Int))
	if whole.Sign() == 0 || rest.Sign() == 0 {
		return value.RatString()
	}
	return fmt.Sprintf("%v %v/%v", whole, rest.Abs(rest), value.Denom())
}

// checkText reports wrong answers that are right.
func (k *checker) checkText(n *node, it *Item) {
	right := make(map[string]string, 1+len(it.Accept))
	for _, answer := range append([]string{it.Answer}, it.Accept...) {
		right[fold(answer)] = answer
	}
	lines := make(map[string]int, len(it.Wrong))
	for i, w := range n.list("wrong") {
		answer := it.Wrong[i].Answer
		if answer == "" {
			continue
		}
		if same, ok := right[fold(answer)]; ok {
			k.at(w, "answer", "%q counts as the right answer %q", clip(answer), clip(same))
			continue
		}
		if first := lines[fold(answer)]; first > 0 {
			k.at(w, "answer", "%q is the wrong answer on line %d again: remove one", clip(answer), first)
			continue
		}
		lines[fold(answer)] = w.get("answer").line
	}
}

// fold makes texts alike that differ only in case and spaces.
func fold(s string) string {
	return strings.ToLower(strings.Join(strings.Fields(s), " "))
}

var blankMark = regexp.MustCompile(`\[\[(\d{1,4})\]\]`)

// checkCloze reports blanks without a mark in the question, marks without a
// blank, and answers that are no number where one is asked for.
func (k *checker) checkCloze(n *node, it *Item) {
	nodes := n.list("blanks")
	if it.Question != "" && len(nodes) > 0 {
		k.checkMarks(n, it, "question")
	}
	if plain, ok := it.Plainly(); ok && len(nodes) > 0 {
		k.checkMarks(n, plain, "plain")
	}
	for i, b := range it.Blanks {
		if b.Tolerance != "" {
			if !b.Number {
				k.at(nodes[i], "tolerance", "a tolerance is of a number: write `number: true` as well, or remove it")
			} else if _, _, ok := readTolerance(b.Tolerance); !ok {
				k.at(nodes[i], "tolerance", "%s", notTolerance(b.Tolerance))
			}
		}
		if !b.Number {
			continue
		}
		if b.Answer != "" {
			if _, err := ParseNumber(b.Answer); err != nil {
				k.at(nodes[i], "answer", "%v", err)
			}
		}
		for j, place := range nodes[i].list("accept") {
			if _, err := ParseNumber(b.Accept[j]); err != nil && !place.isBad {
				k.add(place.line, place.column, "%s%v", nodes[i].where, err)
			}
		}
	}
}

// checkMarks compares the marks in a cloze's question, which stands under that
// key, with its blanks.
func (k *checker) checkMarks(n *node, it *Item, key string) {
	count := make(map[int]int)
	for _, m := range blankMark.FindAllStringSubmatch(it.Question, -1) {
		number, err := strconv.Atoi(m[1])
		if err != nil {
			continue // four digits at most: cannot be
		}
		count[number]++
		switch {
		case count[number] == 2:
			k.at(n, key, "[[%d]] stands in the question twice: a blank has one place", number)
		case count[number] == 1 && (number < 1 || number > len(it.Blanks)):
			k.at(n, key, "[[%d]] stands in the question, but there is no blank %d", number, number)
		}
	}
	for i, b := range n.list("blanks") {
		switch {
		case count[i+1] > 0:
		case key == "plain":
			k.at(n, key, "[[%d]] does not stand in the plainer wording: write it where the blank goes", i+1)
		default:
			k.at(b, "", "[[%d]] does not stand in the question: write it where the blank goes", i+1)
		}
	}
}
