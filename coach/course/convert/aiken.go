package convert

import (
	"errors"
	"io/fs"
	"regexp"
	"slices"
	"strings"

	"pacer/coach/course"
)

// Aiken, the plainest format: a question, options with letters, and a line that
// says which one is right. It has no feedback, titles or categories. People who
// type it leave empty lines where none belong, break long lines and write small
// letters; all of that is read.

var aikenSource = quizSource{
	extension: ".aiken",
	sniffed:   ".txt",
	maxBytes:  4 << 20,
	nothing:   "there is no Aiken file here: name a text file in which each question ends with a line like ANSWER: B",
	parse:     readAikenText,
	isLike:    func(text string) bool { return aikenAnswer.MatchString(text) && aikenOption.MatchString(text) },
}

func isLikeAiken(src fs.FS) bool { return len(aikenSource.files(src)) > 0 }

func readAiken(src fs.FS, opt Options, report *Report) ([]*course.Course, error) {
	return aikenSource.read(src, opt, report)
}

var (
	aikenOption = regexp.MustCompile(`(?m)^\s*\(?([A-Za-z])[.)]\s+(\S.*)$`)
	aikenAnswer = regexp.MustCompile(`(?im)^\s*ANSWERS?\s*:\s*([A-Z](?:\s*[,;&]?\s*(?:and\s+)?[A-Z])*)\s*[.)]*\s*$`)
	aikenFailed = regexp.MustCompile(`(?i)^\s*ANSWERS?\s*:`)
)

// aikenReader gathers the lines of one question.
type aikenReader struct {
	name    string
	file    *quizFile
	line    int // where the question begins
	stem    []string
	options []string
	isGap   bool // an empty line was the last
}

func readAikenText(name, text string) (*quizFile, error) {
	r := aikenReader{name: name, file: new(quizFile)}
	number := 0
	for line := range strings.SplitSeq(text, "\n") {
		number++
		if len(r.file.questions) == quizMaxQuestions {
			r.file.isCut = true
			break
		}
		r.read(number, strings.TrimSpace(line))
	}
	r.flush("no line says which answer is right: write one like ANSWER: B")
	if len(r.file.questions) == 0 {
		return nil, errors.New("there is no question in it: each needs options like “A. Paris” and a line like “ANSWER: A”")
	}
	return r.file, nil
}

// read takes a line.
func (r *aikenReader) read(number int, line string) {
	option := aikenOption.FindStringSubmatch(line)
	answer := aikenAnswer.FindStringSubmatch(line)
	switch {
	case line == "":
		r.isGap = true
		return
	case answer != nil && len(r.stem)+len(r.options) > 0:
		r.finish(answer[1])
	case aikenFailed.MatchString(line) && len(r.options) > 0:
		r.flush("the line after ANSWER: names no option")
	case option != nil && len(r.stem) > 0 && letterOf(option[1]) == len(r.options):
		r.options = append(r.options, option[2])
	case len(r.options) > 0 && r.isGap:
		r.flush("no line says which answer is right: write one like ANSWER: B")
		r.begin(number, line)
	case len(r.options) > 0:
		r.options[len(r.options)-1] += " " + line // a long option, broken
	default:
		r.begin(number, line)
	}
	r.isGap = false
}

// begin takes a line of the question itself.
func (r *aikenReader) begin(number int, line string) {
	if len(r.stem) == 0 {
		r.line = number
	} else if r.isGap {
		line = "\n" + line
	}
	r.stem = append(r.stem, line)
}

// finish makes a question of what was gathered, with the letters that are
// right.
func (r *aikenReader) finish(said string) {
	var right []int
	for _, c := range strings.ReplaceAll(strings.ToLower(said), "and", "") {
		if at := letterOf(string(c)); at >= 0 && !slices.Contains(right, at) {
			right = append(right, at)
		}
	}
	fault := ""
	if slices.ContainsFunc(right, func(at int) bool { return at >= len(r.options) }) {
		fault = "the line after ANSWER: names no option"
	}
	for i, option := range r.options {
		r.options[i] = strings.TrimSpace(option)
	}
	q := r.question(fault)
	for i, option := range r.options {
		a := quizAnswer{text: quizText{format: quizPlain, raw: option}}
		if slices.Contains(right, i) {
			a.weight = wholly
		}
		q.answers = append(q.answers, a)
	}
	r.keep(q)
}

// flush gives up what was gathered.
func (r *aikenReader) flush(fault string) {
	if len(r.stem)+len(r.options) > 0 {
		r.keep(r.question(fault))
	}
}

func (r *aikenReader) question(fault string) quizQuestion {
	return quizQuestion{
		where: Where{File: r.name, Line: r.line}, kind: quizChoice, fault: fault,
		stem: quizText{format: quizPlain, raw: strings.Join(r.stem, "\n")},
	}
}

func (r *aikenReader) keep(q quizQuestion) {
	r.file.questions = append(r.file.questions, q)
	r.stem, r.options = nil, nil
}
