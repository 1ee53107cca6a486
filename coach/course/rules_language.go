package course

import (
	"slices"
	"strings"
)

// checkHeadings reports headings in no language, in the course's own, or in one
// that has a heading already.
func (k *checker) checkHeadings(nodes []*node, headings []Heading) {
	seen := make(map[string]int)
	for i, place := range nodes {
		k.checkOtherLanguage(place, headings[i].Language, seen)
	}
}

// checkOtherLanguage reports a translation's language that is none, the
// course's own, or one of those seen, which are lines by language.
func (k *checker) checkOtherLanguage(n *node, tag string, seen map[string]int) {
	place := n.get("language")
	if tag == "" || place == nil || place.isBad {
		return
	}
	k.checkLanguage(n, tag)
	same := strings.ToLower(tag)
	switch first := seen[same]; {
	case first > 0:
		k.at(n, "language", "the translation on line %d is in this language already: make one of the two", first)
	case strings.EqualFold(tag, k.course.Language):
		k.at(n, "language", "this is the course's own language: a translation is in another one")
	default:
		seen[same] = place.line
	}
}

// translationKinds says which kinds a translation's key belongs to, for the keys
// that do not belong to all.
var translationKinds = func() map[string][]Kind {
	kinds := map[string][]Kind{"answer": {Text}, "accept": {Text}, "feedback": {Choice, Choices}}
	for _, rule := range keyKinds {
		if _, ok := kinds[rule.key]; !ok {
			kinds[rule.key] = rule.kinds
		}
	}
	return kinds
}()

// checkTranslations reports translations that do not fit their item.
func (k *checker) checkTranslations(n *node, it *Item) {
	seen := make(map[string]int)
	for i, place := range n.list("translations") {
		if place.isBad || k.isFull() {
			continue
		}
		tr := &it.Translations[i]
		k.checkOtherLanguage(place, tr.Language, seen)
		for j := range place.fields {
			f := &place.fields[j]
			if kinds, ok := translationKinds[f.key]; ok && !slices.Contains(kinds, it.Kind) {
				why := "the item's own serves every language"
				if !slices.Contains(itemKinds(f.key), it.Kind) {
					why = "it belongs to kind " + orList(kinds)
				}
				k.add(f.line, f.column, "%s`%s` does not fit a translation of kind %s: %s", place.where, f.key, it.Kind, why)
				f.value.isBad = true // its length is no matter
			}
		}
		k.checkLengths(place, it, tr)
		if key := it.lacks(tr); key != "" && place.get(key) == nil {
			k.at(place, "", "`%s` is missing: the item's own holds words of the course's language", key)
		}
	}
}

// itemKinds are the kinds that a key of an item belongs to.
func itemKinds(key string) []Kind {
	for _, rule := range keyKinds {
		if rule.key == key {
			return rule.kinds
		}
	}
	return Kinds() // a key of all kinds
}

// checkLengths reports lists that do not run parallel to the item's, and what
// they may not say in another way than the item.
func (k *checker) checkLengths(n *node, it *Item, tr *Translation) {
	isParallel := func(key string, own, other int, what string) bool {
		if other == 0 || other == own {
			return true
		}
		k.at(n, key, "%d here, but the item has %d%s: write one for each, in the same order", other, own, what)
		return false
	}
	feedback, hints := 0, 0
	for _, o := range it.Options {
		if o.Feedback != "" {
			feedback++
		}
	}
	for _, h := range it.Hints {
		if h.Ask == nil {
			hints++
		}
	}
	isParallel("choices", len(it.Options), len(tr.Options), "")
	isParallel("feedback", feedback, len(tr.Feedback), " choices with feedback")
	isParallel("hints", hints, len(tr.Hints), " hints that are words")
	isParallel("lines", len(it.Lines), len(tr.Lines), "")
	isParallel("others", len(it.Others), len(tr.Others), "")
	isParallel("checklist", len(it.Checklist), len(tr.Checklist), "")
	if isParallel("blanks", len(it.Blanks), len(tr.Blanks), "") {
		for i, b := range tr.Blanks {
			own := it.Blanks[i]
			if b.Number != own.Number || b.Number && (b.Answer != own.Answer || b.Tolerance != own.Tolerance) {
				k.at(n.list("blanks")[i], "", "a blank that is a number is the same in every language: write it as the item does")
			}
		}
	}
	if isParallel("pairs", len(it.Pairs), len(tr.Pairs), "") {
		for i := range tr.Pairs {
			for j := range i {
				if (it.Pairs[i].Right == it.Pairs[j].Right) != (tr.Pairs[i].Right == tr.Pairs[j].Right) {
					k.at(n.list("pairs")[i], "right", "pairs %d and %d share a right side in one language and not in the other: let them do so in both or in none", j+1, i+1)
				}
			}
		}
	}
	if isParallel("groups", len(it.Groups), len(tr.Groups), "") {
		for i, g := range tr.Groups {
			if len(g.Members) != len(it.Groups[i].Members) {
				k.at(n.list("groups")[i], "members", "%d here, but the item has %d in this group: write one for each, in the same order", len(g.Members), len(it.Groups[i].Members))
			}
		}
	}
	if isParallel("wrong", len(it.Wrong), len(tr.Wrong), "") {
		k.checkWrongSaid(n, it, tr)
	}
}

// checkWrongSaid reports wrong answers of a translation that are not the item's.
func (k *checker) checkWrongSaid(n *node, it *Item, tr *Translation) {
	for i, w := range tr.Wrong {
		place := n.list("wrong")[i]
		switch {
		case place.isBad:
		case w.Part != 0:
			k.at(place, "part", "this stands in the item and holds for every language: remove it here")
		case w.Misconception != "":
			k.at(place, "misconception", "this stands in the item and holds for every language: remove it here")
		case it.Kind != Text && w.Answer != "" && w.Answer != it.Wrong[i].Answer:
			k.at(place, "answer", "the answers of kind %s are the same in every language: write %q, as the item does", it.Kind, clip(it.Wrong[i].Answer))
		case w.Feedback == "" && it.Wrong[i].Feedback != "":
			k.at(place, "", "`feedback` is missing: the item's own is in the course's language")
		}
	}
}
