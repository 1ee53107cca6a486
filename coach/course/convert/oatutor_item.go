package convert

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"pacer/coach/course"
)

// Bounds of what one item is made of; the longest known text has 2,000 bytes,
// the longest pathway 34 hints.
const (
	oatMaxText  = 20_000 // bytes
	oatMaxHints = 100
)

// oatMaker makes an item of one step.
type oatMaker struct {
	problem   *oatProblem
	at        int  // which of the problem's steps
	keepOrder bool // of options
	isStrict  bool // about licences
	language  string

	row       int             // of the values that variables have
	variables map[string]bool // that were met

	item    course.Item // all but its ID and skills
	changes []string
	refused *refusal
}

func (m *oatMaker) step() *oatStep { return m.problem.steps[m.at] }

// changed notes a change, once.
func (m *oatMaker) changed(what string) {
	if !slices.Contains(m.changes, what) {
		m.changes = append(m.changes, what)
	}
}

// make makes the item or says why there is none.
func (m *oatMaker) make() {
	m.fill()
	if m.refused == nil && len(m.variables) > 0 {
		m.vary()
	}
	m.step().hints = nil // most of a pool's size, and of no more use
}

// fill fills the item with the values of one row of the variables.
func (m *oatMaker) fill() {
	for _, part := range []func() *refusal{m.checkFiles, m.readLicence, m.checkFigures, m.makeQuestion} {
		if m.refused = part(); m.refused != nil {
			return
		}
	}
	s := &m.step().data
	a := oatAnswer{
		oatMaker: m, it: &m.item,
		oatAsk: oatAsk{problemType: s.ProblemType, answerType: s.AnswerType, answers: s.StepAnswer, choices: s.Choices},
	}
	if m.refused = a.make(); m.refused == nil {
		m.makeHints(a.key)
	}
}

func (m *oatMaker) checkFiles() *refusal {
	if fault := m.step().fault; fault != "" {
		return &refusal{fault, ""}
	}
	if fault := m.problem.fault; fault != "" {
		return &refusal{"its problem: " + fault, ""}
	}
	return nil
}

func (m *oatMaker) readLicence() *refusal {
	licence, isNamed := readLicence(m.problem.data.License)
	if m.isStrict && !isNamed {
		return &refusal{"no licence named", clip(m.problem.data.License)}
	}
	m.item.Licence = licence
	m.item.Source = readSource(m.problem.data.Oer)
	return nil
}

// shownTexts are the texts a learner needs to answer.
func (m *oatMaker) shownTexts() []string {
	p, s := &m.problem.data, &m.step().data
	texts := []string{p.Title, p.Body, s.StepTitle, s.StepBody}
	return slices.Concat(texts, s.Choices, s.StepAnswer)
}

var (
	oatFigure      = regexp.MustCompile(`(?i)#{2}\s*([\w.() -]+?\.(?:gif|png|jpe?g|svg|webp|bmp))(?:#{2})?|#{2}[^#\s]+(?:#{2})?`)
	pictureLink    = regexp.MustCompile(`(?i)^https?://\S+$`)
	speaksOfFigure = regexp.MustCompile(`(?i)\b(?:figure|graph|diagram|picture|image) (?:is )?shown\b|\b(?:following|shown|above|below) (?:figure|diagram|picture|image)\b|\b(?:figure|diagram|picture|image) (?:below|above)\b`)
)

// checkFigures refuses what cannot be answered without a picture. A pool does
// not say what its pictures show, and an item's picture must say so: one that
// is there does not help either.
func (m *oatMaker) checkFigures() *refusal {
	for _, text := range m.shownTexts() {
		if strings.Contains(text, "##") {
			if figure := oatFigure.FindStringSubmatch(text); figure != nil {
				if m.problem.figures[strings.ToLower(strings.TrimSpace(figure[1]))] {
					return &refusal{hasFigure, clip(figure[0])}
				}
				return &refusal{noFigure, clip(figure[0])}
			}
		}
		if hasImage(text) || pictureLink.MatchString(strings.TrimSpace(text)) {
			return &refusal{noFigure, clip(text)}
		}
		if phrase := figureSpokenOf(text); phrase != "" {
			return &refusal{noFigure, "the text speaks of a " + phrase}
		}
	}
	return nil
}

var (
	figureWords   = []string{"igure", "raph", "iagram", "icture", "mage", "IGURE", "RAPH", "IAGRAM", "ICTURE", "MAGE"}
	pointingWords = []string{"hown", "ollowing", "elow", "bove", "HOWN", "OLLOWING", "ELOW", "BOVE"}
)

// figureSpokenOf returns the words by which a text speaks of a picture that
// ought to stand beside it, or "".
func figureSpokenOf(text string) string {
	// Far cheaper than the expression, and rare.
	if says(text, figureWords) && says(text, pointingWords) {
		return speaksOfFigure.FindString(text)
	}
	return ""
}

// rewrite makes a text of the pool one of a course. A variable without a value
// is as bad as garbled mathematics.
func (m *oatMaker) rewrite(raw string, own oatVariables) mathText {
	out := readMath(m.withValues(raw, own))
	out.isBroken = out.isBroken || strings.Contains(out.text, "@{")
	return out
}

// show rewrites a text that a learner must be able to read; own are as for
// withValues.
func (m *oatMaker) show(raw string, own oatVariables) (string, *refusal) {
	if len(raw) > oatMaxText {
		return "", &refusal{fmt.Sprintf("a text is longer than %d bytes", oatMaxText), clip(raw)}
	}
	t := m.rewrite(raw, own)
	if t.isBroken {
		return "", &refusal{garbled, clip(raw)}
	}
	if t.hadBreak {
		m.changed(`line breaks were written \n`)
	}
	if t.isRepair {
		m.changed("mathematics stood outside its delimiters")
	}
	return t.text, nil
}

// makeQuestion joins the texts of the problem and the step, without saying
// anything twice.
func (m *oatMaker) makeQuestion() *refusal {
	p, s := &m.problem.data, &m.step().data
	raws := []string{p.Title, p.Body}
	if earlier := m.earlier(); earlier != "" {
		m.changed("the step before it is quoted: the step does not stand by itself")
		raws = append(raws, earlier)
	}
	raws = append(raws, s.StepTitle, s.StepBody)
	var parts []string
	for _, raw := range raws {
		part, no := m.show(raw, nil)
		if no != nil {
			return no
		}
		if part != "" {
			parts = append(parts, part)
		}
	}
	m.item.Question = strings.Join(withoutRepeats(parts), "\n\n")
	if m.item.Question == "" {
		return &refusal{"empty question", ""}
	}
	return nil
}

// withoutRepeats leaves out parts that another part says as well: of equal ones
// the first stays.
func withoutRepeats(parts []string) []string {
	var out []string
	plain := make([]string, len(parts))
	for i, part := range parts {
		plain[i] = alike(part)
	}
	for i, part := range parts {
		const short = 12 // bytes; anything shorter may be inside another by chance
		mine := plain[i]
		isRepeat := slices.Contains(plain[:i], mine)
		for _, theirs := range plain {
			isRepeat = isRepeat || len(mine) > short && len(theirs) > len(mine) && strings.Contains(theirs, mine)
		}
		if !isRepeat {
			out = append(out, part)
		}
	}
	return out
}

// refersBack finds words that point at something said before.
var refersBack = regexp.MustCompile(`(?i)\b(?:the|this|these|that|those|it|its|above|previous|other)\b`)

// earlier returns the text of the problem's first step where this one cannot
// be understood without it: it is short and points at something, and neither it
// nor the problem holds a number or a formula, while the first step does.
func (m *oatMaker) earlier() string {
	const short = 160 // bytes; longer texts stand by themselves
	p, s, first := &m.problem.data, &m.step().data, &m.problem.steps[0].data
	own := s.StepTitle + s.StepBody
	given := first.StepTitle + "\n" + first.StepBody
	switch {
	case m.at == 0 || len(own) > short || !refersBack.MatchString(own),
		strings.ContainsAny(p.Title+p.Body+own, "0123456789$"),
		!strings.ContainsAny(given, "0123456789$"),
		strings.Contains(given, "##") || hasImage(given):
		return ""
	}
	if !isEnglish(m.language) {
		return given
	}
	return "Earlier question: " + given
}
