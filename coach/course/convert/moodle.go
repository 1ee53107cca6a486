package convert

import (
	"cmp"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"regexp"
	"strconv"
	"strings"

	"pacer/coach/course"
)

// Moodle XML, which holds all that Moodle's question bank knows: texts in HTML,
// weights, feedback on each answer, hints, tags, pictures as base64.

var moodleSource = quizSource{
	sniffed:  ".xml",
	maxBytes: 32 << 20,
	nothing:  "there is no Moodle XML here: name a file that Moodle exported as “Moodle XML”, or its folder",
	decode:   decodeXML,
	parse:    readMoodleText,
	isLike:   moodleBegin.MatchString,
}

// moodleBegin finds the element that a quiz is.
var moodleBegin = regexp.MustCompile(`<quiz[\s>]`)

func isLikeMoodle(src fs.FS) bool { return len(moodleSource.files(src)) > 0 }

func readMoodle(src fs.FS, opt Options, report *Report) ([]*course.Course, error) {
	return moodleSource.read(src, opt, report)
}

// The elements of a question.
type (
	moodleText struct {
		Format string       `xml:"format,attr"`
		Text   string       `xml:"text"`
		Files  []moodleFile `xml:"file"`
	}
	// moodleFile is a picture or the like, as base64.
	moodleFile struct {
		Name string `xml:"name,attr"`
		Data string `xml:",chardata"`
	}
	moodleAnswer struct {
		Fraction  string       `xml:"fraction,attr"`
		Format    string       `xml:"format,attr"`
		Text      string       `xml:"text"`
		Files     []moodleFile `xml:"file"`
		Tolerance string       `xml:"tolerance"`
		Feedback  moodleText   `xml:"feedback"`
	}
	moodleUnit struct {
		Multiplier string `xml:"multiplier"`
		Name       string `xml:"unit_name"`
	}
	moodlePair struct {
		Format string       `xml:"format,attr"`
		Text   string       `xml:"text"`
		Files  []moodleFile `xml:"file"`
		Answer moodleText   `xml:"answer"`
	}
	moodleQuestion struct {
		Type        string         `xml:"type,attr"`
		Name        moodleText     `xml:"name"`
		Stem        moodleText     `xml:"questiontext"`
		Feedback    moodleText     `xml:"generalfeedback"`
		IDNumber    string         `xml:"idnumber"`
		Info        moodleText     `xml:"info"`
		Category    moodleText     `xml:"category"`
		Single      string         `xml:"single"`
		Shuffle     string         `xml:"shuffleanswers"`
		UseCase     string         `xml:"usecase"`
		UnitGrading string         `xml:"unitgradingtype"`
		Answers     []moodleAnswer `xml:"answer"`
		Units       []moodleUnit   `xml:"units>unit"`
		Pairs       []moodlePair   `xml:"subquestion"`
		Hints       []moodleText   `xml:"hint"`
		Tags        []moodleText   `xml:"tags>tag"`
		GraderInfo  moodleText     `xml:"graderinfo"`
		Combined    []moodleText   `xml:"incorrectfeedback"`
		Dragged     []moodleWord   `xml:"dragbox"`
		Selected    []moodleWord   `xml:"selectoption"`
	}
)

// moodleKinds are the kinds by the names Moodle has for them; the later ones
// only to be skipped in words that people know.
var moodleKinds = map[string]quizKind{
	"multichoice": quizChoice, "truefalse": quizTrueFalse, "shortanswer": quizShort, "numerical": quizNumerical,
	"matching": quizMatching, "match": quizMatching, "essay": quizEssay, "cloze": quizCloze, "multianswer": quizCloze,
	"ordering": quizOrdering, "calculated": "a calculated question", "calculatedsimple": "a calculated question", "calculatedmulti": "a calculated question",
	"ddwtos": quizCloze, "gapselect": quizCloze, "ddimageortext": "dragging onto a picture", "ddmarker": "marking a picture",
	"ddmatch": quizMatching, "randomsamatch": "a random match of short answers", "random": "a question drawn at random", "stack": "a STACK question", "formulas": "a question of formulas",
	"coderunner": "a program to write", "recordrtc": "a recording", "pmatch": "an answer matched by pattern", "oumultiresponse": quizChoice, "kprime": "a list of statements to judge", "mtf": "a list of statements to judge",
}

// moodleNumber finds the number that Moodle writes above each question.
var (
	moodleNumber   = regexp.MustCompile(`^\s*question:\s*(\d{1,18})\s*$`)
	moodleGap      = regexp.MustCompile(`\[\[\d{1,4}\]\]`)
	moodleHeadline = regexp.MustCompile(`(?i)^\s*(licen[cs]e|source|course|title|language|audience|about|skill|misconception|translation)\s*:\s*(.+?)\s*$`)
)

// readMoodleText reads a quiz. A file that is no proper XML is not read at all:
// where it is broken nobody knows what is missing.
func readMoodleText(name, text string) (*quizFile, error) {
	decoder, inner := newXML(text)
	r := moodleReader{name: name, file: new(quizFile)}
	for !r.isDone {
		token, err := decoder.Token()
		if err == io.EOF && r.isQuiz {
			break
		}
		if err == nil {
			line, _ := inner.InputPos()
			err = r.read(decoder, token, line)
		}
		if err != nil {
			line, _ := inner.InputPos()
			return nil, moodleFault(err, line, r.isQuiz)
		}
	}
	if len(r.file.questions)+len(r.file.readings) == 0 {
		return nil, errors.New("there is no question in it: export a category that has some")
	}
	return r.file, nil
}

// moodleFault says what is wrong with a file that is no proper quiz.
func moodleFault(err error, line int, isQuiz bool) error {
	fault := new(xml.SyntaxError)
	switch {
	case err == io.EOF:
		return errors.New("this is no Moodle XML: it should begin with <quiz>")
	case errors.As(err, &fault) && !isQuiz:
		return fmt.Errorf("this is no Moodle XML (line %d: %s): export the questions as “Moodle XML”", line, fault.Msg)
	case errors.As(err, &fault) && strings.Contains(fault.Msg, "unexpected EOF"):
		return fmt.Errorf("the file ends in the middle of a question (line %d), so nothing of it was read: export it again", line)
	case errors.As(err, &fault):
		return fmt.Errorf("line %d is no proper XML (%s), so nothing of it was read: export it again", line, fault.Msg)
	}
	return err
}

// moodleReader gathers the questions of a quiz.
type moodleReader struct {
	name     string
	file     *quizFile
	category []string
	skill    string // its ID, in a file that an export wrote
	number   string // Moodle's, of the question that comes next
	isQuiz   bool   // inside <quiz>
	isDone   bool
}

// read takes a token from between the questions.
func (r *moodleReader) read(decoder *xml.Decoder, token xml.Token, line int) error {
	switch token := token.(type) {
	case xml.Comment:
		if m := moodleNumber.FindSubmatch(token); m != nil {
			r.number = string(m[1])
		} else if m := moodleHeadline.FindSubmatch(token); m != nil {
			r.file.tell(string(m[1]), string(m[2]))
		}
	case xml.StartElement:
		switch {
		case !r.isQuiz && token.Name.Local != "quiz":
			return fmt.Errorf("this is no Moodle XML: it begins with <%s> and not with <quiz>", clip(token.Name.Local))
		case !r.isQuiz:
			r.isQuiz = true
		case token.Name.Local == "question":
			return r.readQuestion(decoder, token, line)
		default:
			return decoder.Skip()
		}
	}
	return nil
}

func (r *moodleReader) readQuestion(decoder *xml.Decoder, start xml.StartElement, line int) error {
	var x moodleQuestion
	if err := decoder.DecodeElement(&x, &start); err != nil {
		return err
	}
	where, number := Where{File: r.name, Line: line}, r.number
	r.number = ""
	switch kind := strings.ToLower(strings.TrimSpace(x.Type)); kind {
	case "category":
		path := cmp.Or(x.Category.Text, x.Stem.Text)
		r.category = categoryPath(path)
		if r.skill = r.file.ownSkill(strings.TrimSpace(x.IDNumber), lastOfPath(path)); r.skill != "" {
			r.file.tellWhy(r.skill, x.Info.quiz(quizHTML))
		}
		return nil
	case "description":
		r.file.readings = append(r.file.readings, quizReading{where, strings.TrimSpace(x.Name.Text), r.category, x.Stem.quiz(quizHTML)})
		return nil
	default:
		if len(r.file.questions) == quizMaxQuestions {
			r.file.isCut, r.isDone = true, true
			return nil
		}
		q := x.question(kind)
		q.where, q.category, q.skill = where, r.category, r.skill
		if number != "0" {
			q.number = number
		}
		r.file.questions = append(r.file.questions, q)
	}
	return nil
}

// quiz is the text as quizzes have it; around is the format of what holds it.
func (t moodleText) quiz(around quizFormat) quizText {
	format := around
	if f, ok := quizFormats[strings.ToLower(strings.TrimSpace(t.Format))]; ok {
		format = f
	}
	return quizText{format: format, raw: t.Text, files: t.Files}
}

// question is the element as a question of a quiz.
func (x *moodleQuestion) question(kind string) quizQuestion {
	stem := x.Stem.quiz(quizHTML)
	q := quizQuestion{
		kind: moodleKinds[kind], id: tidy(x.IDNumber), title: tidy(x.Name.Text), stem: stem,
		feedback: x.Feedback.quiz(stem.format), model: x.GraderInfo.quiz(stem.format),
		isAll:   kind == "oumultiresponse" || kind == "multichoice" && isNo(x.Single),
		isFixed: isNo(x.Shuffle), isCased: strings.TrimSpace(x.UseCase) == "1",
	}
	if q.kind == "" {
		q.kind = quizKind(fmt.Sprintf("a question of type %q", clip(kind)))
	}
	for _, hint := range x.Hints {
		q.hints = append(q.hints, hint.quiz(stem.format))
	}
	for _, tag := range x.Tags {
		q.tags = append(q.tags, tag.Text)
	}
	for _, pair := range x.Pairs {
		left := moodleText{pair.Format, pair.Text, pair.Files}
		q.pairs = append(q.pairs, quizPair{left.quiz(stem.format), pair.Answer.quiz(quizPlain)})
	}
	if len(x.Combined) > 0 && !isUsualFeedback(x.Combined[0].Text) {
		q.changes = append(q.changes, "feedback on any wrong answer was left out")
	}
	x.readAnswers(&q)
	switch q.kind {
	case quizCloze:
		if kind == "ddwtos" || kind == "gapselect" {
			q.readGaps(append(x.Dragged, x.Selected...))
		} else {
			q.stem.raw, q.blanks, q.fault = parseCloze(stem.raw, stem.format)
		}
	case quizOrdering:
		q.readOrder()
	case quizTrueFalse:
		q.readTruths()
	case quizNumerical:
		x.readUnits(&q)
	}
	return q
}

func isNo(s string) bool {
	s = strings.ToLower(strings.TrimSpace(s))
	return s == "false" || s == "0"
}

// isUsualFeedback says whether a text is none, or the one that Moodle puts
// there itself.
func isUsualFeedback(s string) bool {
	s = strings.ToLower(strings.Trim(withoutHTML(s), " \n."))
	return s == "" || s == "your answer is incorrect"
}

func (x *moodleQuestion) readAnswers(q *quizQuestion) {
	around := quizPlain // typed answers name their format, and mean it less than options do
	if q.kind == quizChoice || q.kind == quizOrdering {
		around = q.stem.format
	}
	for _, a := range x.Answers {
		answer := quizAnswer{text: moodleText{a.Format, a.Text, a.Files}.quiz(around), feedback: a.Feedback.quiz(q.stem.format)}
		if q.kind == quizShort && answer.text.format == quizAuto {
			answer.text.format = quizPlain // < and & are what they are
		}
		weight, err := strconv.ParseFloat(strings.Replace(strings.TrimSpace(cmp.Or(a.Fraction, "0")), ",", ".", 1), 64)
		if err != nil || weight != weight {
			q.fault = "the weight of an answer does not read as a number"
		}
		answer.weight, answer.slack = weight, a.Tolerance
		if q.kind == quizNumerical {
			var ok bool
			if answer.low, answer.high, ok = amounts(a.Text, a.Tolerance); !ok {
				q.fault = "an answer does not read as a number"
			}
		}
		q.answers = append(q.answers, answer)
	}
}

// readTruths puts the two sides of a statement in order, true first.
func (q *quizQuestion) readTruths() {
	sides := make([]quizAnswer, 2)
	for _, a := range q.answers {
		switch strings.ToLower(strings.TrimSpace(a.text.raw)) {
		case "true":
			sides[0] = a
		case "false":
			sides[1] = a
		default:
			q.fault = "an answer is neither true nor false"
		}
	}
	q.answers = sides
}

// readUnits takes the units that answers must have: where Moodle does not ask
// for them neither does the item.
func (x *moodleQuestion) readUnits(q *quizQuestion) {
	if grading := strings.TrimSpace(x.UnitGrading); grading == "" || grading == "0" {
		return
	}
	for _, u := range x.Units {
		name := tidy(u.Name)
		one, ok := readAmount(u.Multiplier)
		switch {
		case name == "":
		case ok && one.IsInt() && one.Num().IsInt64() && one.Num().Int64() == 1:
			q.units = append(q.units, name)
		default:
			q.changes = append(q.changes, "units of another size were left out")
		}
	}
}
