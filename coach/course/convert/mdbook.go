package convert

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/pelletier/go-toml/v2"

	"pacer/coach/course"
)

// Quizzes of books made with mdBook and its quiz plug-in: TOML files with
// questions of the types MultipleChoice, ShortAnswer and Tracing, texts in
// Markdown. A book has many such files; each becomes a skill, and the folder
// they stand in a course.
// https://github.com/cognitive-engineering-lab/mdbook-quiz

const (
	mdbookMaxFile  = 1 << 20 // bytes
	mdbookMaxFiles = 2_000
)

// mdbookQuestion is a question as the file has it. Values that may be of
// several types are looked at when they are used.
type mdbookQuestion struct {
	ID        string         `toml:"id"`
	Type      string         `toml:"type"`
	Prompt    map[string]any `toml:"prompt"`
	Answer    map[string]any `toml:"answer"`
	Context   any            `toml:"context"`
	Multipart any            `toml:"multipart"`
}

// mdbookFile is a file.
type mdbookFile struct {
	Questions []mdbookQuestion  `toml:"questions"`
	Multipart map[string]string `toml:"multipart"` // texts that several questions share
}

func isLikeMDBook(src fs.FS) bool {
	return slices.ContainsFunc(mdbookFiles(src), func(name string) bool {
		return looksLikeMDBook(beginning(src, name))
	})
}

var mdbookHead = regexp.MustCompile(`(?m)^[ \t]*\[\[\s*questions\s*\]\]`)

func looksLikeMDBook(text string) bool {
	return mdbookHead.MatchString(text)
}

// mdbookFiles are the TOML files of a folder and of those in it, by path.
func mdbookFiles(src fs.FS) []string {
	return filesBelow(src, mdbookMaxFiles, ".toml")
}

// filesBelow are at most limit files of a folder, and of those in it, whose
// names end so; hidden folders are left alone. Links are not followed.
func filesBelow(src fs.FS, limit int, endings ...string) []string {
	const deepest = 20
	var names []string
	walk := func(name string, entry fs.DirEntry, err error) error {
		isHidden := strings.HasPrefix(path.Base(name), ".") && name != "."
		switch {
		case err != nil || len(names) == limit:
			return fs.SkipDir // what cannot be listed holds nothing for us
		case entry.IsDir() && (isHidden || strings.Count(name, "/") > deepest):
			return fs.SkipDir
		case entry.Type().IsRegular() && slices.Contains(endings, strings.ToLower(path.Ext(name))):
			names = append(names, name)
		}
		return nil
	}
	if err := fs.WalkDir(src, ".", walk); err != nil {
		return nil // the folder itself cannot be listed
	}
	return names
}

// readMDBook reads all quizzes of a folder as one course.
func readMDBook(src fs.FS, opt Options, report *Report) ([]*course.Course, error) {
	names := mdbookFiles(src)
	if len(names) == 0 {
		names = onlyFile(src)
	}
	if len(names) == 0 {
		return nil, errors.New("there is no quiz here: name a file that ends in .toml, or the book's folder")
	}
	book := new(quizFile)
	var first error
	for _, name := range names {
		questions, err := readMDBookFile(src, name)
		if err != nil {
			if !errors.Is(err, errNoQuiz) || len(names) == 1 {
				report.remark(Where{File: name}, "the file could not be read", err.Error())
				first = cmp.Or(first, fmt.Errorf("%s: %w", name, err))
			}
			continue // book.toml and the like are no quizzes, and nobody expects them to be
		}
		if len(names) > 1 {
			for i := range questions {
				questions[i].category = []string{fileTitle(path.Base(name))}
			}
		}
		room := quizMaxQuestions - len(book.questions)
		book.isCut = book.isCut || len(questions) > room
		book.questions = append(book.questions, questions[:min(room, len(questions))]...)
	}
	if len(book.questions) == 0 {
		return nil, cmp.Or(first, errNoQuiz)
	}
	name := names[0]
	if len(names) > 1 {
		name = "quizzes.toml"
	}
	if opt.Title == "" {
		opt.Title = bookTitle(src)
	}
	b := newQuizBuilder(slug(strings.TrimSuffix(path.Base(name), path.Ext(name))), path.Base(name), book, opt, report)
	return []*course.Course{b.build(book)}, nil
}

// bookTitle is the book's own title, if its settings are there to say it.
func bookTitle(src fs.FS) string {
	var settings struct {
		Book struct {
			Title string `toml:"title"`
		} `toml:"book"`
	}
	data, err := readFile(src, "book.toml", mdbookMaxFile)
	if err != nil || toml.Unmarshal(data, &settings) != nil {
		return "" // then the files name the course
	}
	return settings.Book.Title
}

// onlyFile is the file of a source that is a single file.
func onlyFile(src fs.FS) []string {
	entries, err := fs.ReadDir(src, ".")
	if err != nil || len(entries) != 1 || entries[0].IsDir() {
		return nil
	}
	return []string{entries[0].Name()}
}

var errNoQuiz = errors.New("there is no question in it: each begins with a line like [[questions]]")

// readMDBookFile reads one file. Where it is no TOML as a whole its questions
// are read one by one, so that a fault costs only the question it stands in.
func readMDBookFile(src fs.FS, name string) ([]quizQuestion, error) {
	data, err := readFile(src, name, mdbookMaxFile)
	if errors.Is(err, errTooLarge) {
		return nil, fmt.Errorf("the file is larger than %d MB", mdbookMaxFile>>20)
	}
	if err != nil {
		return nil, err
	}
	text, _, err := decodeQuiz(data)
	if err != nil {
		return nil, err
	}
	text = strings.ReplaceAll(text, "\r\n", "\n")
	heads := mdbookHead.FindAllStringIndex(text, quizMaxQuestions+1)
	var out []quizQuestion
	var whole mdbookFile
	fault := toml.Unmarshal([]byte(text), &whole)
	if fault == nil {
		for i := range whole.Questions {
			q := whole.question(&whole.Questions[i])
			q.where = Where{File: name}
			if len(heads) == len(whole.Questions) {
				q.where.Line = 1 + strings.Count(text[:heads[i][0]], "\n")
			}
			out = append(out, q)
		}
	} else {
		out = readMDBookPieces(name, text, heads)
	}
	switch {
	case len(out) > 0:
		return out, nil
	case fault != nil:
		return nil, fmt.Errorf("it is no TOML: %w", fault)
	}
	return nil, errNoQuiz
}

// readMDBookPieces reads the questions of a file one by one.
func readMDBookPieces(name, text string, heads [][]int) []quizQuestion {
	if len(heads) == 0 {
		return nil
	}
	var shared mdbookFile
	if err := toml.Unmarshal([]byte(text[:heads[0][0]]), &shared); err != nil {
		shared.Multipart = nil // a question that needs it will say so
	}
	var out []quizQuestion
	for i, head := range heads {
		end := len(text)
		if i+1 < len(heads) {
			end = heads[i+1][0]
		}
		line := 1 + strings.Count(text[:head[0]], "\n")
		var piece mdbookFile
		q := quizQuestion{fault: "this is no TOML: check its quotes and equals signs"}
		err := toml.Unmarshal([]byte(text[head[0]:end]), &piece)
		if broken, ok := errors.AsType[*toml.DecodeError](err); ok {
			row, _ := broken.Position()
			line += row - 1
		}
		if err == nil && len(piece.Questions) == 1 {
			q = shared.question(&piece.Questions[0])
		}
		q.where = Where{File: name, Line: line}
		out = append(out, q)
	}
	return out
}

// question makes a question of a quiz.
func (f *mdbookFile) question(m *mdbookQuestion) quizQuestion {
	q := quizQuestion{id: m.ID}
	prompt, _ := m.Prompt["prompt"].(string)
	context, _ := m.Context.(string)
	q.stem, q.feedback = inMarkdown(prompt), inMarkdown(context)
	if group, ok := m.Multipart.(string); ok {
		shared, isThere := f.Multipart[group]
		if !isThere {
			q.fault = fmt.Sprintf("it belongs to multipart %q, whose text is not in the file", clip(group))
		}
		q.stem.raw = shared + "\n\n" + q.stem.raw
	}
	switch m.Type {
	case "MultipleChoice":
		q.mdbookChoice(m)
	case "ShortAnswer":
		q.mdbookShort(m)
	case "Tracing":
		q.mdbookTracing(m)
	case "Informational":
		q.fault = "a text that asks nothing"
	case "":
		q.fault = "it does not say its type: write MultipleChoice, ShortAnswer or Tracing"
	default:
		q.fault = fmt.Sprintf("questions of type %s are not known", clip(m.Type))
	}
	return q
}

// inMarkdown is a text in Markdown.
func inMarkdown(raw string) quizText { return quizText{format: quizMarkdown, raw: raw} }

// mdbookTexts are the texts of a list, or the one that stands alone. Numbers
// and truths were meant as text.
func mdbookTexts(value any) []string {
	list, ok := value.([]any)
	if !ok {
		list = []any{value}
	}
	var out []string
	for _, entry := range list {
		switch v := entry.(type) {
		case string:
			out = append(out, v)
		case int64, float64, bool:
			out = append(out, fmt.Sprint(v))
		}
	}
	return out
}

// mdbookChoice reads a choice. Its options stand in the file's order if that
// names the answer's place or asks for sorted ones.
func (q *quizQuestion) mdbookChoice(m *mdbookQuestion) {
	q.kind = quizChoice
	right, wrong := mdbookTexts(m.Answer["answer"]), mdbookTexts(m.Prompt["distractors"])
	_, q.isAll = m.Answer["answer"].([]any)
	for _, text := range right {
		q.answers = append(q.answers, quizAnswer{text: inMarkdown(text), weight: wholly})
	}
	for _, text := range wrong {
		q.answers = append(q.answers, quizAnswer{text: inMarkdown(text)})
	}
	if isSorted, _ := m.Prompt["sortAnswers"].(bool); isSorted {
		q.isFixed = true
		slices.SortFunc(q.answers, func(a, b quizAnswer) int { return naturally(a.text.raw, b.text.raw) })
	}
	if place, ok := m.Prompt["answerIndex"].(int64); ok && len(right) == 1 && place >= 0 && place <= int64(len(wrong)) {
		q.isFixed = true
		key := q.answers[slices.IndexFunc(q.answers, func(a quizAnswer) bool { return a.weight == wholly })]
		others := slices.DeleteFunc(q.answers, func(a quizAnswer) bool { return a.weight == wholly })
		q.answers = slices.Insert(others, int(place), key)
	}
}

// mdbookShort reads an answer to be typed. One that asks for a long response is
// compared by the learner.
func (q *quizQuestion) mdbookShort(m *mdbookQuestion) {
	q.kind = quizShort
	texts := append(mdbookTexts(m.Answer["answer"]), mdbookTexts(m.Answer["alternatives"])...)
	if len(texts) == 0 {
		q.fault = "there is no answer in it"
		return
	}
	if response, _ := m.Prompt["response"].(string); response == "long" || response == "code" && strings.Contains(texts[0], "\n") {
		q.kind, q.model = quizEssay, inMarkdown(texts[0])
		return
	}
	for _, text := range texts {
		// What is typed is compared sign by sign: a star is a star here.
		q.answers = append(q.answers, quizAnswer{text: quizText{format: quizPlain, raw: strings.ReplaceAll(text, "*", `\*`)}, weight: wholly})
	}
}

// mdbookTracing reads a program whose output is asked for.
func (q *quizQuestion) mdbookTracing(m *mdbookQuestion) {
	q.kind = quizOutput
	program, _ := m.Prompt["program"].(string)
	runs, isSaid := m.Answer["doesCompile"].(bool)
	output, hasOutput := m.Answer["stdout"].(string)
	switch {
	case strings.TrimSpace(program) == "":
		q.fault = "there is no program in it"
	case !isSaid && !hasOutput, isSaid && runs && !hasOutput:
		q.fault = "it does not say what the program prints"
	}
	fence := "```"
	for strings.Contains(program, fence) {
		fence += "`"
	}
	q.stem.raw = strings.TrimSpace(q.stem.raw + "\n\n" + fence + "\n" + strings.Trim(program, "\n") + "\n" + fence)
	if !isSaid || runs {
		q.answers = []quizAnswer{{text: quizText{format: quizPlain, raw: output}, weight: wholly}}
	}
	if m.Answer["lineNumber"] != nil {
		q.changes = append(q.changes, "the line of the error is not asked for")
	}
}

// quizOutput is a program whose output is asked for; without an answer it
// fails.
const quizOutput quizKind = "what a program prints"

// makeOutput makes an item of what the program in the question prints.
func (m *quizMaker) makeOutput() *refusal {
	it := &m.item
	it.Kind = course.Output
	if len(m.q.answers) == 0 {
		it.Fails = true
		it.Explanation = "error" // what compilers say in any language
		if isEnglish(m.language) {
			it.Explanation = "The program does not compile."
		}
		return nil
	}
	output := strings.Trim(strings.ReplaceAll(m.q.answers[0].text.raw, "\r\n", "\n"), "\n")
	if len(output) > quizMaxText {
		return &refusal{fmt.Sprintf("a text is longer than %d bytes", quizMaxText), clip(output)}
	}
	if strings.TrimSpace(output) == "" {
		return &refusal{"the program prints nothing", ""}
	}
	it.Answer = output
	fence := "```"
	for strings.Contains(output, fence) {
		fence += "`"
	}
	it.Explanation = fence + "\n" + output + "\n" + fence
	return nil
}
