package convert

import (
	"errors"
	"io/fs"
	"math/big"
	"regexp"
	"strings"

	"pacer/coach/course"
)

// GIFT, Moodle's format for typing: a question, its answers in braces after it,
// an empty line. Programs write it as well, with Moodle's formats, categories
// and, in comments, IDs and tags.

var giftSource = quizSource{
	extension: ".gift",
	sniffed:   ".txt",
	maxBytes:  4 << 20,
	nothing:   "there is no GIFT file here: name a file that ends in .gift or .txt, or its folder",
	parse:     readGIFTText,
	isLike:    looksLikeGIFT,
}

func isLikeGIFT(src fs.FS) bool { return len(giftSource.files(src)) > 0 }

func readGIFT(src fs.FS, opt Options, report *Report) ([]*course.Course, error) {
	return giftSource.read(src, opt, report)
}

var (
	giftTypical  = regexp.MustCompile(`(?m)^\s*::[^\n]*?::|^\s*\$CATEGORY:|\{\s*(?:[=~#]|(?i:T|F|TRUE|FALSE)\s*[#}])`)
	giftHeadline = regexp.MustCompile(`(?im)^\s*//\s*(licen[cs]e|source|course|title|language|audience|about|skill|misconception|translation)\s*:\s*(.+)$`)
)

// looksLikeGIFT says whether a text holds what hardly anything else does.
func looksLikeGIFT(text string) bool {
	return giftTypical.MatchString(text) && strings.Contains(text, "{") && strings.Contains(text, "}")
}

// readGIFTText makes questions of a file's entries.
func readGIFTText(name, text string) (*quizFile, error) {
	file := new(quizFile)
	for _, m := range giftHeadline.FindAllStringSubmatch(text, -1) {
		file.tell(m[1], m[2])
	}
	var category []string
	skill := ""
	for _, e := range parseGIFT(text) {
		where := Where{File: name, Line: e.line}
		switch {
		case e.fault == "" && e.kind == giftCategory:
			category, skill = categoryPath(e.title), file.ownSkill(e.id, lastOfPath(e.title))
		case e.fault == "" && e.kind == giftDescription:
			file.readings = append(file.readings, quizReading{where, e.title, category, quizOf(e.stem)})
		case len(file.questions) == quizMaxQuestions:
			file.isCut = true
			return file, nil
		default:
			q := e.question()
			q.where, q.category, q.skill = where, category, skill
			file.questions = append(file.questions, q)
		}
	}
	if len(file.questions)+len(file.readings) == 0 {
		return nil, errors.New("there is no question in it: each needs its answers in braces, like {=right ~wrong}")
	}
	return file, nil
}

// quizOf is a text as quizzes have it.
func quizOf(t giftText) quizText { return quizText{format: quizFormats[t.format], raw: t.text} }

// giftKinds are the kinds of questions; of true-false and numbers a report
// speaks in other words.
var giftKinds = map[giftKind]quizKind{
	giftEssay: quizEssay, giftTrueFalse: quizTrueFalse, giftShort: quizShort, giftChoice: quizChoice, giftMatching: quizMatching, giftNumerical: quizNumerical,
}

// question is the entry as a question of a quiz.
func (e *giftEntry) question() quizQuestion {
	q := quizQuestion{
		kind: giftKinds[e.kind], fault: e.fault, id: e.id, number: e.number, title: tidy(e.title), tags: e.tags,
		stem: quizOf(e.stem), feedback: quizOf(e.feedback), isBlank: e.isEmbedded,
	}
	if e.kind == giftTrueFalse {
		q.answers = e.truths()
		return q
	}
	for _, a := range e.answers {
		answer := quizAnswer{text: quizOf(a.text), weight: a.weight, feedback: quizOf(a.feedback)}
		if !a.isRated && a.isRight {
			answer.weight = wholly
		}
		if a.number != nil {
			var ok bool
			answer.isRange = a.number.low != ""
			if answer.low, answer.high, ok = a.number.bounds(); !ok {
				q.fault = "a number has more digits than can be typed"
			}
		}
		q.answers = append(q.answers, answer)
	}
	for _, p := range e.pairs {
		q.pairs = append(q.pairs, quizPair{quizOf(p.left), quizText{format: q.stem.format, raw: p.right}})
	}
	return q
}

// truths are the two sides of a statement, true first. As Moodle reads them,
// the feedback written first is for whoever is wrong, and the second for
// whoever is right.
func (e *giftEntry) truths() []quizAnswer {
	wrong, right := quizOf(e.reply[0]), quizOf(e.reply[1])
	if e.isTrue {
		return []quizAnswer{{weight: wholly, feedback: right}, {feedback: wrong}}
	}
	return []quizAnswer{{feedback: wrong}, {weight: wholly, feedback: right}}
}

// bounds are what counts as the number.
func (n giftNumber) bounds() (low, high *big.Rat, ok bool) {
	if n.low == "" {
		return amounts(n.value, n.slack)
	}
	low, ok = readAmount(n.low)
	if !ok {
		return nil, nil, false
	}
	if high, ok = readAmount(n.high); !ok {
		return nil, nil, false
	}
	if low.Cmp(high) > 0 {
		low, high = high, low
	}
	return low, high, true
}

// categoryPath is the path of a category without what says nothing: the words
// that stand for the place in Moodle it came from.
func categoryPath(path string) []string {
	const slash = "\x00"
	var out []string
	for part := range strings.SplitSeq(strings.ReplaceAll(path, "//", slash), "/") {
		part = tidy(strings.ReplaceAll(part, slash, "/"))
		if part == "" || part == "top" || strings.HasPrefix(part, "$") && strings.HasSuffix(part, "$") {
			continue
		}
		if name, ok := strings.CutPrefix(part, "Default for "); ok {
			part = name
		}
		out = append(out, part)
	}
	return out
}
