package convert

import (
	"fmt"
	"html"
	"slices"
	"strings"
)

// qtiItem is an item while questions are made of it.
type qtiItem struct {
	pack     *qtiPackage
	file     *qtiFile
	root     *element
	rules    *qtiRules
	feedback []*element        // everything that is said only sometimes
	isSaid   map[*element]bool // of feedback: a question has it
	fault    string            // met while a text was written
	changes  []string
}

// What is altered on the way, beside what any quiz has.
const (
	qtiSplit    = "several questions in one item are items of their own"
	qtiOwnRules = "its own rules for marking could not be followed: the answer it declares counts"
	qtiConflict = "its rules for marking prefer another answer than it declares: the declared one counts"
	qtiSides    = "which of two things that belong together is asked for was decided"
)

// Reasons for which an item is skipped.
const (
	qtiNoAnswer  = "it declares no right answer"
	qtiTemplated = "a question whose values are drawn by a template cannot be asked yet"
	qtiAdaptive  = "a question that changes while it is answered cannot be asked yet"
)

// qtiInline are the interactions that are blanks of a text.
var qtiInline = map[string]bool{"textEntryInteraction": true, "inlineChoiceInteraction": true}

// qtiBlocks are the interactions that stand by themselves.
var qtiBlocks = map[string]func(*qtiItem, *quizQuestion, *element){
	"choiceInteraction":       (*qtiItem).makeChoice,
	"hottextInteraction":      (*qtiItem).makeChoice,
	"orderInteraction":        (*qtiItem).makeOrder,
	"matchInteraction":        (*qtiItem).makeMatch,
	"associateInteraction":    (*qtiItem).makeAssociate,
	"gapMatchInteraction":     (*qtiItem).makeGaps,
	"extendedTextInteraction": (*qtiItem).makeEssay,
	"sliderInteraction":       (*qtiItem).makeSlider,
}

// qtiUnknown are the interactions that cannot be answered in a conversation, in
// words for people.
var qtiUnknown = map[string]string{
	"hotspotInteraction": "marking a picture", "selectPointInteraction": "marking a picture", "graphicOrderInteraction": "marking a picture",
	"graphicAssociateInteraction": "marking a picture", "graphicGapMatchInteraction": "dragging onto a picture", "positionObjectInteraction": "dragging onto a picture",
	"drawingInteraction": "a drawing", "uploadInteraction": "a file to hand in", "mediaInteraction": "sound and film",
	"customInteraction": "a task of a platform's own kind", "portableCustomInteraction": "a task of a platform's own kind",
}

func newQTIItem(p *qtiPackage, f *qtiFile) *qtiItem {
	it := &qtiItem{pack: p, file: f, root: f.root, rules: newQTIRules(f.root), isSaid: make(map[*element]bool)}
	it.feedback = append(f.root.children("modalFeedback"), f.root.child("itemBody").find("feedbackBlock", "feedbackInline")...)
	return it
}

// interactions are what is to be answered, in the order of the text.
func (it *qtiItem) interactions() []*element {
	var found []*element
	it.root.child("itemBody").all(func(e *element) bool {
		isOne := strings.HasSuffix(e.name, "Interaction") && e.name != "endAttemptInteraction"
		if isOne {
			found = append(found, e)
		}
		return !isOne
	})
	return found
}

// questions makes the questions of the item: one for each interaction, but one
// for all blanks of its text together.
func (it *qtiItem) questions() []quizQuestion {
	all := it.interactions()
	fault := ""
	switch body := it.root.child("itemBody"); {
	case it.root.attr("adaptive") == "true":
		fault = qtiAdaptive
	case len(it.root.children("templateDeclaration", "templateProcessing")) > 0:
		fault = qtiTemplated
	case body == nil:
		fault = "it has no text"
	case len(body.find("include")) > 0:
		fault = "a part of it stands in another file, which is not read"
	case len(all) == 0:
		it.pack.file.readings = append(it.pack.file.readings, quizReading{
			where: it.pack.bundle.where(it.file.name, 0), title: tidy(it.root.attr("title")),
			category: it.pack.places[it.file.name].category, text: it.body(nil, nil),
		})
		return nil
	}
	if fault != "" {
		return []quizQuestion{{id: it.id(), title: tidy(it.root.attr("title")), fault: fault}}
	}
	var groups [][]*element
	inline := -1
	for _, e := range all {
		switch {
		case qtiInline[e.name] && inline >= 0:
			groups[inline] = append(groups[inline], e)
			continue
		case qtiInline[e.name]:
			inline = len(groups)
		}
		groups = append(groups, []*element{e})
	}
	questions := make([]quizQuestion, len(groups))
	for i, group := range groups {
		q := &questions[i]
		*q = quizQuestion{id: it.id(), title: tidy(it.root.attr("title")), where: Where{Line: group[0].line}}
		if len(groups) > 1 {
			q.id += " " + group[0].attr("responseIdentifier")
			q.title = "" // the same for all of them
			q.changes = append(q.changes, qtiSplit)
		}
		it.make(q, group)
	}
	if slices.ContainsFunc(it.feedback, func(e *element) bool { return !it.isSaid[e] }) {
		questions[0].changes = append(questions[0].changes, lostFeedback)
	}
	return questions
}

// id is the item's identifier; a lone file without one has its name.
func (it *qtiItem) id() string { return tidy(it.root.attr("identifier")) }

// make fills a question with what its interactions ask.
func (it *qtiItem) make(q *quizQuestion, group []*element) {
	it.fault, it.changes = "", nil
	e := group[0]
	switch build := qtiBlocks[e.name]; {
	case qtiInline[e.name]:
		it.makeBlanks(q, group)
	case build != nil:
		build(it, q, e)
	default:
		what, ok := qtiUnknown[e.name]
		if !ok {
			what = fmt.Sprintf("a question of type %q", clip(e.name))
		}
		q.kind = quizKind(what)
		q.stem = it.body(e, nil)
	}
	for _, said := range it.feedback { // hints and solutions need no rules to be told by
		name := strings.ToLower(said.attr("identifier") + " " + said.attr("outcomeIdentifier"))
		switch {
		case strings.Contains(name, "hint"):
			q.hints = append(q.hints, it.text(said))
			it.isSaid[said] = true
		case strings.Contains(name, "solution") && !it.isSaid[said]:
			q.feedback = it.add(q.feedback, said)
		}
	}
	if it.pack.file.own != nil {
		it.makeOwn(q)
	}
	if q.fault == "" {
		q.fault = it.fault
	}
	for _, change := range it.changes {
		if !slices.Contains(q.changes, change) {
			q.changes = append(q.changes, change)
		}
	}
}

func (it *qtiItem) changed(what string) { it.changes = append(it.changes, what) }

// quizOfHTML is HTML as a text of a quiz.
func (it *qtiItem) quizOfHTML(raw string) quizText {
	return quizText{format: quizHTML, raw: raw, bundle: it.pack.bundle, from: it.file.name}
}

// text is what stands in an element.
func (it *qtiItem) text(e *element) quizText {
	var b strings.Builder
	e.html(&b, it.writer(&b, nil, nil))
	return it.quizOfHTML(b.String())
}

// add puts what an element says after a text.
func (it *qtiItem) add(t quizText, e *element) quizText {
	it.isSaid[e] = true
	more := it.text(e)
	if strings.TrimSpace(t.raw) != "" {
		more.raw = t.raw + "<br>" + more.raw
	}
	return more
}

// body is the text of the item, with only one of its interactions in it, or with
// marks where blanks are.
func (it *qtiItem) body(only *element, blanks map[*element]int) quizText {
	var b strings.Builder
	for _, ref := range it.root.children("assessmentStimulusRef") {
		at := it.pack.bundle.resolve(it.file.name, ref.attr("href"))
		if stem := it.pack.stems[at]; stem != nil {
			var shared strings.Builder
			stem.html(&shared, it.writer(&shared, nil, nil))
			b.WriteString("<div>" + shared.String() + "</div>")
		} else {
			it.fault = "a text that it shares with others is missing"
		}
	}
	it.root.child("itemBody").html(&b, it.writer(&b, only, blanks))
	return it.quizOfHTML(b.String())
}

// qtiUnseen are elements that say nothing to a learner.
var qtiUnseen = map[string]bool{
	"feedbackInline": true, "feedbackBlock": true, "modalFeedback": true, "endAttemptInteraction": true, "stylesheet": true, "infoControl": true,
	"catalogInfo": true, "companionMaterialsInfo": true, "simpleChoice": true, "simpleMatchSet": true, "simpleAssociableChoice": true, "gapText": true, "gapImg": true,
	"templateBlock": true, "templateInline": true,
}

// writer writes what an item has in place of HTML.
func (it *qtiItem) writer(b *strings.Builder, only *element, blanks map[*element]int) func(*element) bool {
	var instead func(*element) bool
	inner := func(e *element, tag string) {
		b.WriteString("<" + tag + ">")
		e.html(b, instead)
		b.WriteString("</" + tag + ">")
	}
	instead = func(e *element) bool {
		number, isBlank := blanks[e]
		switch {
		case isBlank:
			b.WriteString(quizMark(number))
		case qtiInline[e.name] || e.name == "gap":
			b.WriteString("_____")
		case e == only:
			inner(e, "div")
		case qtiUnseen[e.name] || strings.HasSuffix(e.name, "Interaction"):
		case e.name == "rubricBlock":
			if isForLearners(e) {
				inner(e, "div")
			}
		case e.name == "prompt" || e.name == "contentBody":
			inner(e, "p")
		case e.name == "hottext":
			inner(e, "span")
		case e.name == "object":
			it.writeObject(b, e)
		case e.name == "printedVariable":
			it.fault = qtiTemplated
		default:
			return false
		}
		return true
	}
	return instead
}

// isForLearners says whether a rubric is for those who answer.
func isForLearners(rubric *element) bool {
	return slices.Contains(strings.Fields(rubric.attr("view")), "candidate")
}

// writeObject writes a picture that stands as an object; other objects are
// sound and film.
func (it *qtiItem) writeObject(b *strings.Builder, e *element) {
	if !strings.HasPrefix(e.attr("type"), "image/") {
		b.WriteString("<video></video>")
		return
	}
	alt := strings.Join(strings.Fields(e.words()), " ")
	if alt == "" {
		alt = e.attr("alt")
	}
	fmt.Fprintf(b, `<img src="%s" alt="%s">`, html.EscapeString(e.attr("data")), html.EscapeString(alt))
}
