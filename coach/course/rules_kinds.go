package course

import (
	"fmt"
	"math/big"
	"slices"
	"strings"
)

// maxNumbers is how many numbers an item may ask for, or an author list in one
// text.
const maxNumbers = 26

// ParseNumbers reads several numbers as authors write them in one text, with
// semicolons or, where there are none, commas between them: "2; -3",
// "1/2, 1/3". Each is as ParseNumber reads it. An error says, as a sentence, what
// to write instead.
func ParseNumbers(s string) ([]*big.Rat, error) {
	separator := ";"
	if !strings.Contains(s, separator) {
		separator = ","
	}
	parts := strings.SplitN(s, separator, maxNumbers+1)
	if len(parts) > maxNumbers {
		return nil, fmt.Errorf("there may be at most %d numbers", maxNumbers)
	}
	list := make([]*big.Rat, len(parts))
	for i, part := range parts {
		value, err := ParseNumber(strings.TrimSpace(part))
		if err != nil {
			return nil, err
		}
		list[i] = value
	}
	return list, nil
}

// placed is a text of an item with its place, and the words that begin a fault
// in it.
type placed struct {
	node  *node
	where string
	text  string
}

// entriesOf are the texts of a list under a key.
func entriesOf(n *node, key string, texts []string) []placed {
	list := make([]placed, 0, len(texts))
	for i, entry := range n.list(key) {
		if !entry.isBad {
			list = append(list, placed{entry, fmt.Sprintf("%s`%s`, entry %d, ", n.where, key, i+1), texts[i]})
		}
	}
	return list
}

// checkDifferent reports texts that look like an earlier one. The format of the
// fault has a %d for that one's line.
func (k *checker) checkDifferent(list []placed, format string) {
	lines := make(map[string]int, len(list))
	for _, p := range list {
		same := strings.Join(strings.Fields(p.text), " ")
		switch first := lines[same]; {
		case same == "": // decode said so
		case first > 0:
			k.add(p.node.line, p.node.column, "%s"+format, p.where, first)
		default:
			lines[same] = p.node.line
		}
	}
}

// checkLines reports lines that cannot be put in order.
func (k *checker) checkLines(n *node, it *Item) {
	switch lines := n.list("lines"); {
	case len(lines) == 0:
		return // decode or checkKeys said why
	case len(lines) < 2:
		k.at(n, "lines", "there must be at least two lines to put in order")
	case len(lines) > maxOptions:
		k.at(n, "lines", "there may be at most %d lines, one for each letter", maxOptions)
	}
	k.checkDifferent(entriesOf(n, "lines", it.Lines), "stands on line %d already: learners cannot tell them apart")
}

// checkPairs reports pairs among which there is nothing to match.
func (k *checker) checkPairs(n *node, it *Item) {
	nodes := n.list("pairs")
	if len(nodes) == 0 {
		return
	}
	var left []placed
	sides := map[string]int{} // the right sides, each with the line where it stands first
	isReadable := true
	for i, pair := range nodes {
		if place := pair.get("left"); place != nil && !place.isBad {
			left = append(left, placed{place, pair.where, it.Pairs[i].Left})
		}
		place, same := pair.get("right"), strings.Join(strings.Fields(it.Pairs[i].Right), " ")
		if same == "" {
			isReadable = false
		} else if sides[same] == 0 {
			sides[same] = place.line
		}
	}
	k.checkDifferent(left, "the same left side stands on line %d: each has one partner")
	for _, other := range entriesOf(n, "others", it.Others) {
		same := strings.Join(strings.Fields(other.text), " ")
		switch first := sides[same]; {
		case same == "":
		case first > 0:
			k.add(other.node.line, other.node.column, "%sstands on line %d already: learners cannot tell them apart", other.where, first)
		default:
			sides[same] = other.node.line
		}
	}
	switch {
	case len(nodes) < 2:
		k.at(n, "pairs", "there must be at least two pairs")
	case len(nodes) > maxOptions:
		k.at(n, "pairs", "there may be at most %d pairs", maxOptions)
	case len(sides) > maxOptions:
		k.at(n, "pairs", "there may be at most %d different right sides and others, one for each letter", maxOptions)
	case len(sides) < 2 && isReadable:
		k.at(n, "pairs", "all right sides are the same: write another one, or `others` that go with nothing")
	}
}

// checkGroups reports categories into which nothing can be sorted.
func (k *checker) checkGroups(n *node, it *Item) {
	nodes := n.list("groups")
	if len(nodes) == 0 {
		return
	}
	var names, members []placed
	for i, group := range nodes {
		if place := group.get("name"); place != nil && !place.isBad {
			names = append(names, placed{place, group.where, it.Groups[i].Name})
		}
		members = append(members, entriesOf(group, "members", it.Groups[i].Members)...)
	}
	k.checkDifferent(names, "the group on line %d has the same name: learners cannot tell them apart")
	k.checkDifferent(members, "stands on line %d already: each belongs in one group, once")
	switch {
	case len(nodes) < 2:
		k.at(n, "groups", "there must be at least two groups")
	case len(nodes) > maxOptions:
		k.at(n, "groups", "there may be at most %d groups, one for each letter", maxOptions)
	case len(members) > maxOptions:
		k.at(n, "groups", "there may be at most %d members in all groups together", maxOptions)
	}
}

// checkNumbers reports answers that do not read as numbers, and wrong answers
// that do not or that count as right.
func (k *checker) checkNumbers(n *node, it *Item) {
	slack, isRelative := k.tolerance(n, it)
	var right []*big.Rat
	for i, place := range n.list("answers") {
		if place.isBad {
			continue
		}
		value, err := ParseNumber(it.Answers[i])
		if err != nil {
			k.add(place.line, place.column, "%s`answers`, entry %d: %v", n.where, i+1, err)
			continue
		}
		right = append(right, value)
	}
	if len(it.Answers) > maxNumbers {
		k.at(n, "answers", "there may be at most %d numbers", maxNumbers)
	}
	if len(right) == 0 || len(right) < len(it.Answers) {
		return
	}
	lines := make(map[string]int, len(it.Wrong))
	for i, w := range n.list("wrong") {
		if it.Wrong[i].Answer == "" {
			continue
		}
		values, err := ParseNumbers(it.Wrong[i].Answer)
		if err != nil {
			k.at(w, "answer", "%v", err)
			continue
		}
		if areNear(values, right, it.InOrder, slack, isRelative) {
			k.at(w, "answer", "%q counts as right: change it or remove it", clip(it.Wrong[i].Answer))
			continue
		}
		same := fmt.Sprint(inOrder(values, it.InOrder))
		if first := lines[same]; first > 0 {
			k.at(w, "answer", "%q has the same values as the wrong answer on line %d: only one of them can get a reply", clip(it.Wrong[i].Answer), first)
			continue
		}
		lines[same] = w.get("answer").line
	}
}

// areNear says whether numbers are the right ones, each within the tolerance, at
// their places if these matter.
func areNear(values, right []*big.Rat, isTuple bool, slack *big.Rat, isRelative bool) bool {
	if len(values) != len(right) {
		return false
	}
	values, right = inOrder(values, isTuple), inOrder(right, isTuple)
	for i, value := range values {
		allowed := new(big.Rat)
		if slack != nil {
			allowed.Set(slack)
		}
		if isRelative {
			allowed.Mul(allowed, new(big.Rat).Abs(right[i]))
		}
		if gap := new(big.Rat).Sub(value, right[i]); gap.Abs(gap).Cmp(allowed) > 0 {
			return false
		}
	}
	return true
}

// inOrder returns numbers as they are if their places matter, else by size.
func inOrder(values []*big.Rat, isTuple bool) []*big.Rat {
	if isTuple {
		return values
	}
	return slices.SortedFunc(slices.Values(values), (*big.Rat).Cmp)
}

// checkParts reports credit that is no part of an item's, or given where there
// is none to give.
func (k *checker) checkParts(n *node, it *Item) {
	for i, option := range n.list("choices") {
		k.checkPart(option, it.Options[i].Part)
		switch {
		case option.get("part") == nil:
		case it.Kind == Choices:
			k.at(option, "part", "`part` does not fit kind choices: each right choice counts the same, and a wrong one takes one back")
		case it.Options[i].Right:
			k.at(option, "part", "the right choice is worth all: remove `part`")
		}
	}
	for i, wrong := range n.list("wrong") {
		k.checkPart(wrong, it.Wrong[i].Part)
	}
}

// checkPart reports a part that is not from 1 to 99 percent.
func (k *checker) checkPart(n *node, part int) {
	if n.get("part") != nil && (part < 1 || part > 99) {
		k.at(n, "part", "`part` must be a whole number, of percent: 1 to 99")
	}
}
