package course

import (
	"fmt"
	"strings"
)

const (
	// trialSeeds is how often an item with variables is drawn when it is read:
	// one that is bad once in ten times goes by unseen once in thirty.
	trialSeeds = 32
	// fewSeeds is how often once half of maxTrials is used up, which takes some
	// three thousand items with variables.
	fewSeeds = 4
	// maxTrials bounds the work of drawing the items of one file, in draws of a
	// variable and formulas worked out: a few seconds of it.
	maxTrials = 5_000_000
)

// checkVariants reports what is wrong with what an item asks and grades: itself
// and its scaffolds, as it is written, or, if it has variables, as they are drawn;
// and in each of its languages.
func (k *checker) checkVariants(n *node, it *Item) {
	before := len(k.list) + k.more
	k.checkHints(n, it)
	k.checkTranslations(n, it)
	isSound := len(k.list)+k.more == before
	if len(it.Vars) > 0 || n.get("vars") != nil {
		k.checkVars(n, it, isSound)
		return
	}
	if place := n.field("where"); place != nil {
		k.add(place.line, place.column, "%s%v", n.where, errNoVars)
	}
	k.checkAsked(n, it)
	if isSound {
		k.checkSaid(n, it, "")
	}
}

// checkAsked checks an item and its scaffolds by the rules of their kinds.
func (k *checker) checkAsked(n *node, it *Item) {
	k.checkKind(n, it)
	for i, place := range n.list("hints") {
		if ask := place.get("ask"); ask != nil && !ask.isBad && it.Hints[i].Ask != nil && it.Hints[i].Ask.Kind != Free {
			k.checkKind(ask, it.Hints[i].Ask)
		}
	}
}

// checkSaid checks the translations of an item, which have the lists they must
// have, by the rules of its kind. With names drawn values, if there are any.
func (k *checker) checkSaid(n *node, it *Item, with string) bool {
	isGood := true
	for i, place := range n.list("translations") {
		if k.isFull() {
			return false
		}
		// The rules look at the item's own nodes; what they say is reported at
		// the translation.
		if fault := k.first(func(k *checker) { k.checkKind(n, it.said(&it.Translations[i])) }); fault != nil {
			text := strings.TrimPrefix(fault.Text, n.where)
			k.add(place.line, place.column, "%s%s%s", place.where, text, with)
			isGood = false
		}
	}
	return isGood
}

// first is the first fault that a check would report, or nil.
func (k *checker) first(check func(*checker)) *Fault {
	trial := *k
	trial.report = &report{}
	check(&trial)
	if len(trial.list) == 0 {
		return nil
	}
	return &trial.list[0]
}

// checkVars reports variables, conditions and formulas that do not read, and
// draws the item some times to see that what comes of it can be asked.
func (k *checker) checkVars(n *node, it *Item, isSound bool) {
	t, faults := newTemplate(it)
	for _, f := range faults {
		place := n
		if nodes := n.list(f.list); f.entry < len(nodes) {
			place = nodes[f.entry]
		}
		if value := place.get(f.key); value != nil {
			if value.isBad {
				continue
			}
			place = value
		}
		if !place.isBad {
			k.add(place.line, place.column, "%s%s", n.where, f.text)
		}
	}
	if len(faults) > 0 {
		return // formulas over variables that do not read would only confuse
	}
	isReadable := true
	for i := range n.fields {
		if f := &n.fields[i]; !isNoText[f.key] && !k.checkFormulas(n.where, f.value, t) {
			isReadable = false
		}
	}
	if isReadable && isSound {
		k.tryInstances(n, it, t)
	}
}

// isNoText has the keys whose values are not shown or graded, and keep a {{ as
// it is.
var isNoText = map[string]bool{
	"id": true, "skill": true, "also": true, "kind": true, "tier": true, "vars": true, "where": true, "tags": true,
	"licence": true, "source": true, "language": true, "misconception": true, "part": true,
}

// checkFormulas reports formulas in the texts below a node that do not read.
func (k *checker) checkFormulas(where string, n *node, t *template) bool {
	isGood := true
	if n.shape == text && !n.isBad {
		if _, err := t.pieces(n.text); err != nil {
			k.add(n.line, n.column, "%s%v", where, err)
			isGood = false
		}
	}
	for _, entry := range n.entries {
		isGood = k.checkFormulas(where, entry, t) && isGood
	}
	for i := range n.fields {
		if f := &n.fields[i]; !isNoText[f.key] {
			isGood = k.checkFormulas(where, f.value, t) && isGood
		}
	}
	return isGood
}

// tryInstances draws the item and checks what comes of it, and reports the
// first draw of which nothing good comes.
func (k *checker) tryInstances(n *node, it *Item, t *template) {
	if k.isFull() {
		return
	}
	seeds := uint64(trialSeeds)
	if k.trials > maxTrials/2 {
		seeds = fewSeeds
	}
	for seed := range seeds {
		if k.trials > maxTrials {
			if !k.isTired {
				k.isTired = true
				k.at(n, "vars", "the items of this course take too long to draw: write conditions that hold more often, or split the course")
			}
			return
		}
		t.steps = 0
		values, err := t.draw(seed)
		k.trials += t.steps
		if err != nil {
			key := "vars"
			if n.get("where") != nil {
				key = "where"
			}
			k.at(n, key, "%v", err)
			return
		}
		drawn, err := t.instance(it, values)
		if err != nil {
			k.at(n, "vars", "%v", err)
			return
		}
		with := t.with(values)
		if fault := k.first(func(k *checker) { k.checkAsked(n, drawn) }); fault != nil {
			k.add(fault.Line, fault.Column, "%s%s", fault.Text, with)
			return
		}
		if problem := drawnPictureProblem(drawn); problem != "" {
			k.at(n, "vars", "%s%s", problem, with)
			return
		}
		if !k.checkSaid(n, drawn, with) {
			return
		}
	}
}

// drawnPictureProblem says what is wrong with a picture once its words and its
// address are drawn, or "".
func drawnPictureProblem(it *Item) string {
	problem := ""
	it.rewritten(func(text string) string {
		if p := pictureProblem(text); p != "" && problem == "" {
			problem = fmt.Sprintf("a text %s", p)
		}
		return text
	})
	return problem
}
