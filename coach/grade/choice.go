package grade

import (
	"math/big"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"pacer/coach/course"
)

// options are the options of an item as they were shown.
type options struct {
	it      *course.Item
	order   []int
	phrases []phrase // of the options in the order shown; see texts
	raws    []phrase // the same as written, with its LaTeX
	values  []Value  // of those that are numbers
	isValue []bool
}

func newOptions(it *course.Item, order []int) *options {
	return &options{it: it, order: shownOrder(order, len(it.Options), needed(it))}
}

// optionsOf are entries that are shown as options are, in the order given.
func optionsOf(entries []string) *options {
	it := &course.Item{Options: make([]course.Option, len(entries))}
	for i, entry := range entries {
		it.Options[i].Text = entry
	}
	return newOptions(it, nil)
}

func (o *options) gradeChoice(said string) Result {
	place, note := o.find(said)
	if place < 0 {
		if note == "" && len(o.findSeveral(said)) > 1 {
			note = TooMany
		}
		return Result{Read: show(said), Note: note}
	}
	option := o.it.Options[o.order[place]]
	result := Result{
		Verdict: Wrong, Known: true, Read: letter(place), Picked: []int{o.order[place]},
		Feedback: option.Feedback, Misconception: option.Misconception,
	}
	if option.Right {
		result.Verdict, result.Score = Right, 1
	} else {
		result.credit(option.Part)
	}
	return result
}

func (o *options) gradeChoices(said string) Result {
	places := o.findAll(said)
	if len(places) == 0 {
		_, note := o.find(said)
		return Result{Read: show(said), Note: note}
	}
	result := Result{Verdict: Wrong, Known: true}
	var letters, right, wrong []string
	hits, misses, all := 0, 0, 0
	for _, option := range o.it.Options {
		if option.Right {
			all++
		}
	}
	for _, place := range places {
		option := o.it.Options[o.order[place]]
		result.Picked = append(result.Picked, o.order[place])
		letters = append(letters, letter(place))
		if option.Right {
			hits++
			right = append(right, option.Feedback)
			continue
		}
		misses++
		wrong = append(wrong, option.Feedback)
		if result.Misconception == "" {
			result.Misconception = option.Misconception
		}
	}
	result.Read = strings.Join(letters, ", ")
	if misses == 0 && hits == all {
		result.Verdict, result.Score = Right, 1
	} else if all > 0 {
		// Each wrong pick takes back a right one, so that picking all gains
		// nothing.
		result.credited(float64(hits-misses) / float64(all))
	}
	feedback := slices.DeleteFunc(append(wrong, right...), func(s string) bool { return s == "" })
	result.Feedback = strings.Join(feedback, "\n\n")
	return result
}

// letter is what the option at a place is called: A to Z, then numbers.
func letter(place int) string {
	if place >= 26 {
		return strconv.Itoa(place + 1)
	}
	return string(rune('A' + place))
}

// find returns the place of the one option that said names, or -1 and why not
// if that can be told.
//
// A letter is a label first, but none where it is another option's text too. A
// number is a label only where no option's text is that number.
func (o *options) find(said string) (place int, note Note) {
	for _, text := range variants(said) {
		label := unlabel(fold(unify(text)))
		if place, isLetter := placeOf(label); isLetter {
			switch {
			case place >= len(o.order):
				note = NoSuchOption
			case o.isOtherText(text, place):
				return -1, Ambiguous
			default:
				return place, ""
			}
		}
		if places := o.findKeys(text); len(places) == 1 {
			return places[0], ""
		}
		if place := o.findText(text); place >= 0 {
			return place, ""
		}
		if n, err := strconv.ParseUint(label, 10, 8); err == nil && !o.hasValue(n) {
			if 0 < n && n <= uint64(len(o.order)) {
				return int(n) - 1, ""
			}
			note = NoSuchOption
		}
		if place := o.findLabelled(text); place >= 0 {
			return place, ""
		}
	}
	if note == "" && asks(said) {
		note = Question
	}
	return -1, note
}

// placeOf returns the place that a folded label names if it is one letter.
func placeOf(label string) (place int, isLetter bool) {
	letter, size := utf8.DecodeRuneInString(label)
	if label = strings.TrimLeft(label[size:], "\u0640"); label != "" { // "هـ" is drawn out
		return 0, false
	}
	return letterPlace(letter)
}

// Place reads a letter alone, of those that options are called by in any script,
// as a place in a list: A is 0, and so are full-width ａ and Arabic أ.
func Place(said string) (place int, ok bool) {
	label := fold(unify(said))
	if label == "" {
		return 0, false
	}
	return placeOf(label)
}

// isOtherText says whether a text that is the label of one place is all the
// text of another.
func (o *options) isOtherText(text string, place int) bool {
	mayBeLetter := func(option course.Option) bool {
		return len(strings.Trim(option.Text, " $*_`")) == 1 || !isASCII(option.Text)
	}
	if !slices.ContainsFunc(o.it.Options, mayBeLetter) {
		return false // most often, and without preparing any text
	}
	o.texts()
	strict := newPhrase(text).strict
	for other, key := range o.phrases {
		if key.strict == strict && other != place && o.phrases[place].strict != strict {
			return true
		}
	}
	return false
}

// unlabel takes from a folded text what people write around an option's
// letter: "(b)", "b.", "option b", "#2".
func unlabel(s string) string {
	s = unwrap(s)
	if word, after, found := strings.Cut(s, " "); found && words.labels[strings.Trim(word, ".:")] {
		s = unwrap(after)
	}
	return s
}

// unwrap takes brackets and the like from around s. A point before it stays:
// ".5" is no 5.
func unwrap(s string) string {
	return strings.TrimRight(strings.TrimLeft(s, " ([{'\"`#*"), " )]}'\"`*.,;:!")
}

// texts prepares the options' texts, once: a letter alone doesn't need them.
func (o *options) texts() {
	if o.phrases != nil {
		return
	}
	n := len(o.order)
	o.phrases, o.raws = make([]phrase, n), make([]phrase, n)
	o.values, o.isValue = make([]Value, n), make([]bool, n)
	for place, i := range o.order {
		raw := o.it.Options[i].Text
		text, _ := clean(plain(raw))
		o.phrases[place] = newPhrase(text)
		if text != raw {
			raw, _ = clean(raw)
			o.raws[place] = newPhrase(raw)
		}
		if strings.IndexFunc(text, unicode.IsNumber) >= 0 {
			v, err := ReadNumber(text)
			o.values[place], o.isValue[place] = v, err == nil
		}
	}
}

// findText returns the place of the only option with that text, or with that
// value if it is a number, or -1. The closest match counts; where two are as
// close nothing can be told.
func (o *options) findText(text string) int {
	o.texts()
	said := newPhrase(text)
	if said.strict == "" {
		return -1
	}
	for _, keys := range [][]phrase{o.phrases, o.raws} {
		place, how := matchAny(keys, said)
		if how == notAtAll {
			continue
		}
		if slices.ContainsFunc(keys[place+1:], func(key phrase) bool { return key.match(said) == how }) {
			return -1
		}
		return place
	}
	if strings.IndexFunc(text, unicode.IsNumber) < 0 {
		return -1
	}
	v, err := ReadNumber(text)
	if err != nil {
		return -1
	}
	found := -1
	for place, value := range o.values {
		if !o.isValue[place] || value.rat.Cmp(v.rat) != 0 || v.unit != "" && plainUnit(v.unit) != plainUnit(value.unit) {
			continue
		}
		if found >= 0 {
			return -1
		}
		found = place
	}
	return found
}

// findBy returns the place of the entry that a text names by the one kind of
// label that the entries have, or by its own text or value, or -1.
func (o *options) findBy(labelled func(label string) (place int, isLabel bool), text string) int {
	if place, isLabel := labelled(unlabel(fold(unify(text)))); isLabel && 0 <= place && place < len(o.order) {
		return place
	}
	return o.findText(text)
}

// hasValue says whether an option is the number n.
func (o *options) hasValue(n uint64) bool {
	o.texts()
	number := new(big.Rat).SetUint64(n)
	for place := range o.values {
		if o.isValue[place] && o.values[place].rat.Cmp(number) == 0 {
			return true
		}
	}
	return false
}

// findLabelled reads "B: 3/4", a letter with the text that belongs to it.
func (o *options) findLabelled(text string) int {
	folded := strings.TrimLeft(fold(unify(text)), "([ ")
	if len(folded) < 3 {
		return -1
	}
	place := int(folded[0]) - 'a'
	if place < 0 || place >= len(o.order) || strings.IndexByte(":.)]- =", folded[1]) < 0 {
		return -1
	}
	rest := strings.TrimLeft(folded[1:], ":.)]= ")
	for _, text := range []string{rest, strings.TrimPrefix(rest, "- ")} {
		if text != "" && (o.phrases[place].match(newPhrase(text)) != notAtAll || o.findText(text) == place) {
			return place
		}
	}
	return -1
}

// findKeys reads "A: 2; C: 3", letters each with the whole text that belongs to
// it, whatever signs that holds. It is how Key writes several.
func (o *options) findKeys(said string) []int {
	if !strings.Contains(said, ": ") {
		return nil
	}
	o.texts()
	var places []int
	for rest := newPhrase(said).strict; rest != ""; rest = strings.TrimLeft(rest, "; ") {
		label, after, found := strings.Cut(rest, ": ")
		if !found || len(label) != 1 {
			return nil
		}
		place := int(label[0]) - 'a'
		if place < 0 || place >= len(o.order) || o.phrases[place].strict == "" {
			return nil
		}
		if rest, found = strings.CutPrefix(after, o.phrases[place].strict); !found || rest != "" && rest[0] != ';' {
			return nil
		}
		places = append(places, place)
	}
	slices.Sort(places)
	return slices.Compact(places)
}

// findAll returns the places of all options that said names, in order, without
// repetition; none if any part of said names no option.
func (o *options) findAll(said string) []int {
	if place, _ := o.find(said); place >= 0 {
		return []int{place}
	}
	return o.findSeveral(said)
}

// findSeveral is findAll for what names no single option.
func (o *options) findSeveral(said string) []int {
	if words.everything[plainWord(said)] {
		return inOrder(len(o.order))
	}
	if places := o.findKeys(said); len(places) > 0 {
		return places
	}
	// From separators that stand in few option texts to those in many.
	short := bare(pointed(said))
	for _, separators := range []string{";\n", ";\n,", ";\n,&+/|", ";\n,&+/| "} {
		parts := strings.FieldsFunc(short, func(r rune) bool { return strings.ContainsRune(separators, r) })
		if len(separators) > 3 {
			parts = splitAnd(parts)
		}
		if places := o.findEach(parts); len(places) > 0 {
			return places
		}
	}
	return o.findLetters(said)
}

// splitAnd splits parts at "and".
func splitAnd(parts []string) []string {
	var list []string
	for _, part := range parts {
		var run []string
		for _, word := range strings.Fields(part) {
			if !words.ands[plainWord(word)] {
				run = append(run, word)
				continue
			}
			list, run = append(list, strings.Join(run, " ")), nil
		}
		list = append(list, strings.Join(run, " "))
	}
	return list
}

// findEach finds the option that each part names, or none if one names none.
// Empty parts are passed over; a single part was tried before it was split off.
func (o *options) findEach(parts []string) []int {
	if len(parts) < 2 || len(parts) > 2*len(o.order)+2 {
		return nil
	}
	var places []int
	for _, part := range parts {
		if part = strings.TrimSpace(part); part == "" {
			continue
		}
		place, _ := o.find(part)
		if place < 0 {
			return nil
		}
		places = append(places, place)
	}
	slices.Sort(places)
	return slices.Compact(places)
}

// findLetters reads letters run together, "ac", unless one comes twice or they
// make a word.
func (o *options) findLetters(said string) []int {
	joined := unlabel(fold(unify(bare(said))))
	if len(joined) < 2 || len(joined) > len(o.order) || words.spelled[joined] {
		return nil
	}
	var places []int
	for _, r := range joined {
		place := int(r - 'a')
		if place < 0 || place >= len(o.order) || slices.Contains(places, place) {
			return nil
		}
		places = append(places, place)
	}
	slices.Sort(places)
	return places
}
