package convert

import (
	"encoding/json"
	"errors"
	"html"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"pacer/coach/course"
)

// Files that an export wrote name the course they came from: their head says
// course, title, language, licence and so on, in comments. Such a file is taken
// at its word: the IDs in it are the course's own, and so are its texts. What a
// kind of quiz has no place for, and can be said in a word, stands in tags that
// begin with ownTag: pacer:tier=3.

// ownTag begins the tags that say something to this program.
const ownTag = "pacer:"

// ownID finds what an ID may be.
var ownID = regexp.MustCompile(`^[a-z0-9-]{1,200}$`)

// headKeys are what a file's head may say of a course, in the order it is
// written.
var headKeys = []struct {
	key string
	of  func(*course.Course) *string
}{
	{"course", func(c *course.Course) *string { return &c.ID }},
	{"title", func(c *course.Course) *string { return &c.Title }},
	{"language", func(c *course.Course) *string { return &c.Language }},
	{"audience", func(c *course.Course) *string { return &c.Audience }},
	{"about", func(c *course.Course) *string { return &c.About }},
	{"licence", func(c *course.Course) *string { return &c.Licence }},
	{"source", func(c *course.Course) *string { return &c.Source }},
}

// headLines are the lines of a course's head: "licence: CC BY 4.0".
func headLines(c *course.Course) []string {
	var lines []string
	for _, k := range headKeys {
		if value := *k.of(c); value != "" {
			lines = append(lines, k.key+": "+headValue(value))
		}
	}
	for i := range c.Misconceptions {
		lines = append(lines, headLine("misconception", c.Misconceptions[i]))
	}
	for i := range c.Skills {
		s := &c.Skills[i]
		lines = append(lines, headLine("skill", headSkill{s.ID, s.Why, s.Standards, s.Needs, s.Memory, s.Resources, s.Translations}))
	}
	for _, tr := range c.Translations {
		lines = append(lines, headLine("translation", tr))
	}
	return lines
}

// headSkill is what a head says of a skill; its title stands where it is used.
type headSkill struct {
	ID           string            `json:"id"`
	Why          string            `json:"why,omitzero"`
	Standards    []string          `json:"standards,omitzero"`
	Needs        []string          `json:"needs,omitzero"`
	Memory       course.Memory     `json:"memory,omitzero"`
	Resources    []course.Resource `json:"resources,omitzero"`
	Translations []course.Heading  `json:"translations,omitzero"`
}

// headLine is a line of the head with more than a word in it.
func headLine(key string, value any) string {
	data, err := json.Marshal(value)
	if err != nil {
		panic("convert: a head cannot be marshalled: " + err.Error()) // strings only
	}
	return key + ": " + strings.ReplaceAll(string(data), "--", `-\u002d`)
}

// headValue writes a value as it is where it can stand in a comment of one line,
// else in quotes as in JSON, and without two hyphens together, which no comment
// of XML may have.
func headValue(value string) string {
	if strings.TrimSpace(value) == value && !strings.ContainsAny(value, "\n\r\t\"[]\u2028\u2029") && !strings.Contains(value, "--") && !strings.HasSuffix(value, "-") {
		return value
	}
	quoted, err := json.Marshal(value)
	if err != nil {
		panic("convert: a text cannot be marshalled: " + err.Error()) // a string always can
	}
	return strings.NewReplacer("-", `\u002d`, "[", `\u005b`, "]", `\u005d`).Replace(string(quoted))
}

// headRead reads a value that headValue wrote.
func headRead(value string) string {
	value = strings.TrimSpace(value)
	if strings.HasPrefix(value, `"`) {
		said := ""
		if json.Unmarshal([]byte(value), &said) == nil {
			return said
		}
	}
	return value
}

// tell notes what a line of a file's head says. What is not about licence or
// source counts only after the line that names the course.
func (f *quizFile) tell(key, value string) {
	key = strings.ToLower(key)
	if key == "license" {
		key = "licence"
	}
	switch {
	case key == "course" && f.own == nil && ownID.MatchString(headRead(value)):
		f.own = new(course.Course)
		f.own.ID = headRead(value)
	case f.own != nil && key == "misconception":
		var m course.Misconception
		if json.Unmarshal([]byte(value), &m) == nil {
			f.own.Misconceptions = append(f.own.Misconceptions, m)
		}
	case f.own != nil && key == "translation":
		var tr course.Heading
		if json.Unmarshal([]byte(value), &tr) == nil {
			f.own.Translations = append(f.own.Translations, tr)
		}
	case f.own != nil && key == "skill":
		var s headSkill
		if json.Unmarshal([]byte(value), &s) == nil && ownID.MatchString(s.ID) {
			f.own.Skills = append(f.own.Skills, course.Skill{
				ID: s.ID, Why: s.Why, Standards: s.Standards, Needs: s.Needs, Memory: s.Memory, Resources: s.Resources, Translations: s.Translations,
			})
		}
	case f.own != nil:
		for _, k := range headKeys {
			if k.key == key {
				*k.of(f.own) = headRead(value)
			}
		}
	case key == "licence":
		f.licence = value
	case key == "source":
		f.source = value
	}
}

// ownSkill notes a skill of the course, the first time it is met, and returns
// its ID; none where the file names no course.
func (f *quizFile) ownSkill(id, title string) string {
	if f.own == nil || !ownID.MatchString(id) {
		return ""
	}
	at := slices.IndexFunc(f.own.Skills, func(s course.Skill) bool { return s.ID == id })
	if at < 0 {
		at = len(f.own.Skills)
		f.own.Skills = append(f.own.Skills, course.Skill{ID: id})
	}
	if s := &f.own.Skills[at]; s.Title == "" {
		s.Title = title
	}
	return id
}

// tellWhy notes why a skill matters.
func (f *quizFile) tellWhy(skill string, why quizText) {
	at := slices.IndexFunc(f.own.Skills, func(s course.Skill) bool { return s.ID == skill })
	if p := readProse(why.raw, why.format, richProse, nil); at >= 0 && p.text != "" && !p.isBroken {
		f.own.Skills[at].Why = p.text // somebody may have edited it since the head was written
	}
}

// lastOfPath is the innermost name of a category's path, as it was written.
func lastOfPath(path string) string {
	const slash = "\x00"
	path = strings.ReplaceAll(path, "//", slash)
	return strings.ReplaceAll(path[strings.LastIndexByte(path, '/')+1:], slash, "/")
}

// takeHead gives the course what its own file's head says. If somebody changed
// the head so that no course may have it, less of it counts, and at last none:
// then the file is read as any other.
func (b *quizBuilder) takeHead(own *course.Course) {
	if own == nil {
		return
	}
	c := *b.course
	for _, k := range headKeys {
		if said := *k.of(own); said != "" || k.key == "source" {
			*k.of(&c) = said
		}
	}
	for _, s := range own.Skills {
		if s.Title == "" {
			s.Title = s.ID
		}
		if s.Why == "" {
			s.Why = belongsTo(c.Language, "course", c.Title)
		}
		c.Skills = append(c.Skills, s)
	}
	c.Misconceptions, c.Translations = own.Misconceptions, own.Translations
	_, b.isNamed = readLicence(c.Licence)
	if isSoundHead(&c) {
		b.course, b.isOwn = &c, true
		return
	}
	c.Misconceptions, c.Translations = nil, nil
	for i := range c.Skills {
		s := &c.Skills[i]
		*s = course.Skill{ID: s.ID, Title: s.Title, Why: s.Why}
	}
	if isSoundHead(&c) {
		b.course, b.isOwn = &c, true
	}
}

// isSoundHead says whether a course may have this head: it is tried with one
// item.
func isSoundHead(c *course.Course) bool {
	one := *c
	one.Skills = append(c.Skills[:len(c.Skills):len(c.Skills)], course.Skill{ID: "head-" + hash(c.ID), Title: "x", Why: "x"})
	one.Items = []course.Item{{ID: "x", Skill: "head-" + hash(c.ID), Kind: course.TrueFalse, Question: "x", Answer: "true", Explanation: "x"}}
	_, err := course.Marshal(&one)
	return err == nil
}

// refuseOwn says what is wrong with an item of an own file, which somebody may
// have edited.
func (b *quizBuilder) refuseOwn(it *course.Item) *refusal {
	isKnown := func(id string) bool {
		return slices.ContainsFunc(b.course.Misconceptions, func(m course.Misconception) bool { return m.ID == id })
	}
	it.Also = slices.DeleteFunc(it.Also, func(id string) bool {
		return !slices.ContainsFunc(b.course.Skills, func(s course.Skill) bool { return s.ID == id })
	})
	for i := range it.Options {
		if o := &it.Options[i]; !isKnown(o.Misconception) {
			o.Misconception = ""
		}
	}
	for i := range it.Wrong {
		if w := &it.Wrong[i]; !isKnown(w.Misconception) {
			w.Misconception = ""
		}
	}
	// Of skills and misconceptions only the IDs matter here.
	small := course.Course{ID: "x", Title: "x", Language: b.course.Language, Licence: "x"}
	for _, s := range b.course.Skills {
		if slices.Contains(it.Skills(), s.ID) {
			small.Skills = append(small.Skills, course.Skill{ID: s.ID, Title: "x", Why: "x"})
		}
	}
	for _, m := range b.course.Misconceptions {
		if slices.Contains(misconceptions(it), m.ID) {
			small.Misconceptions = append(small.Misconceptions, course.Misconception{ID: m.ID, Title: "x"})
		}
	}
	checked := *it
	if checked.Tier == 0 {
		checked.Tier = 2
	}
	small.Items = []course.Item{checked}
	_, err := course.Marshal(&small)
	if faults, ok := errors.AsType[course.Faults](err); ok && len(faults) > 0 {
		return &refusal{"it is no item of a course any more", faults[0].Text}
	}
	return nil
}

// checkOwn says why a question of an own file cannot keep its place in the
// course.
func (b *quizBuilder) checkOwn(q *quizQuestion) *refusal {
	switch {
	case !ownID.MatchString(q.id):
		return &refusal{"it has no ID of the course: write one of small letters, digits and hyphens", clip(q.id)}
	case !slices.ContainsFunc(b.course.Skills, func(s course.Skill) bool { return s.ID == q.skill }):
		return &refusal{"it stands under no skill of the course", clip(q.id)}
	}
	return nil
}

// ownMaker makes an item of a question that an export wrote.
type ownMaker struct {
	*quizMaker
	no *refusal // the first text that could not be read
}

// makeOwn fills the item with what the question says, as it says it.
func (m *quizMaker) makeOwn() *refusal {
	q, it := m.q, &m.item
	if q.fault != "" {
		return &refusal{q.fault, ""}
	}
	if len(q.answers) > quizMaxAnswers {
		return &refusal{"too many answers", ""}
	}
	o := ownMaker{quizMaker: m}
	it.ID, it.Skill = q.id, q.skill
	said := o.readTags()
	build, ok := ownMakers[q.kind]
	if !ok {
		return &refusal{string(q.kind) + " cannot be asked yet", ""}
	}
	if q.kind != quizCloze {
		it.Question = o.text(q.stem)
	}
	it.Explanation = o.text(q.feedback)
	for _, hint := range q.hints {
		it.Hints = append(it.Hints, course.Hint{Text: o.text(hint)})
	}
	build(&o)
	o.apply(said)
	switch {
	case o.no != nil:
		return o.no
	case it.Question == "" || it.Explanation == "":
		return &refusal{"its question or its explanation is missing", ""}
	}
	return nil
}

// ownMakers make the kinds.
var ownMakers = map[quizKind]func(*ownMaker){
	quizChoice: (*ownMaker).choice, quizTrueFalse: (*ownMaker).truth, quizShort: (*ownMaker).short, quizNumerical: (*ownMaker).number,
	quizMatching: (*ownMaker).match, quizSorting: (*ownMaker).match, quizOrdering: (*ownMaker).order, quizEssay: (*ownMaker).free, quizCloze: (*ownMaker).cloze,
}

func (o *ownMaker) text(t quizText, marks ...string) string {
	if strings.TrimSpace(t.raw) == "" {
		return ""
	}
	p, no := o.must(t, richProse, marks...)
	if no != nil && o.no == nil {
		o.no = no
	}
	return p.text
}

// readTags parts the tags that speak to this program from the others.
func (o *ownMaker) readTags() map[string][]string {
	said := make(map[string][]string)
	for _, tag := range o.q.tags {
		key, value, _ := strings.Cut(strings.TrimPrefix(tag, ownTag), "=")
		switch {
		case strings.HasPrefix(tag, ownTag):
			said[key] = append(said[key], headRead(value))
		case tag != "":
			o.item.Tags = append(o.item.Tags, tag)
		}
	}
	return said
}

// apply does what the tags say.
func (o *ownMaker) apply(said map[string][]string) {
	it := &o.item
	one := func(key string) string {
		if len(said[key]) == 0 {
			return ""
		}
		return said[key][0]
	}
	for key, place := range map[string]*string{
		"tolerance": &it.Tolerance, "licence": &it.Licence, "source": &it.Source, "answer": &it.Answer,
	} {
		if len(said[key]) > 0 {
			*place = one(key)
		}
	}
	it.Also = append(it.Also, said["also"]...)
	it.Units = append(it.Units, said["unit"]...)
	it.Checklist = append(it.Checklist, said["check"]...)
	it.Form = course.Form(one("form"))
	it.Tier, _ = strconv.Atoi(one("tier")) // none, or no number, is the usual tier
	for _, value := range said["misconception"] {
		number, id, _ := strings.Cut(value, " ")
		switch n, err := strconv.Atoi(number); {
		case err != nil || n < 1:
		case n <= len(it.Options):
			it.Options[n-1].Misconception = id
		case len(it.Options) == 0 && n <= len(it.Wrong):
			it.Wrong[n-1].Misconception = id
		}
	}
	for _, value := range said["number"] {
		number, slack, _ := strings.Cut(value, " ")
		if n, err := strconv.Atoi(number); err == nil && n >= 1 && n <= len(it.Blanks) {
			it.Blanks[n-1].Number, it.Blanks[n-1].Tolerance = true, slack
		}
	}
	it.Exact = len(said["exact"]) > 0
	it.Fixed = it.Fixed || len(said["fixed"]) > 0
	switch kind := course.Kind(one("kind")); {
	case kind == course.Choices && it.Kind == course.Choice, kind == course.Number && it.Kind == course.Text:
		it.Kind = kind
	case kind == course.TrueFalse && it.Kind == course.Choice && len(it.Options) > 0:
		it.Kind, it.Answer = kind, strconv.FormatBool(it.Options[0].Right)
		it.Options, it.Fixed = nil, false
	case kind == course.Categories && it.Kind == course.Match:
		it.Kind, it.Groups = kind, groupsOf(it.Pairs)
		it.Pairs, it.Others = nil, nil
	}
}

// groupsOf gathers pairs that share their right side.
func groupsOf(pairs []course.Pair) []course.Group {
	var groups []course.Group
	for _, p := range pairs {
		at := slices.IndexFunc(groups, func(g course.Group) bool { return g.Name == p.Right })
		if at < 0 {
			at = len(groups)
			groups = append(groups, course.Group{Name: p.Right})
		}
		groups[at].Members = append(groups[at].Members, p.Left)
	}
	return groups
}

// makeOwn takes a question's text alone, without the place for the answer after
// it; an item that is all blanks keeps them.
func (it *qtiItem) makeOwn(q *quizQuestion) {
	const place = "<p>_____</p>"
	stem := it.body(nil, nil)
	text := strings.TrimSpace(stem.raw)
	switch {
	case q.kind != quizCloze:
		q.stem.raw = text
	case len(q.blanks) == 1 && strings.HasSuffix(text, place):
		q.stem.raw = strings.TrimSpace(strings.TrimSuffix(text, place))
		q.unwrap()
	default:
		q.stem.raw = strings.TrimSpace(q.stem.raw)
	}
}

func (o *ownMaker) choice() {
	o.item.Kind, o.item.Fixed = course.Choice, o.q.isFixed
	if o.q.isAll || !slices.ContainsFunc(o.q.answers, func(a quizAnswer) bool { return a.weight >= wholly }) {
		o.item.Kind = course.Choices
	}
	for _, a := range o.q.answers {
		option := course.Option{Text: o.text(a.text), Feedback: o.text(a.feedback)}
		option.Right = a.weight >= wholly || o.item.Kind == course.Choices && a.weight > 0
		if !option.Right {
			option.Part = part(a.weight)
		}
		o.item.Options = append(o.item.Options, option)
	}
}

func (o *ownMaker) truth() {
	o.item.Kind = course.TrueFalse
	o.item.Answer = strconv.FormatBool(o.q.answers[0].weight >= wholly)
}

// short reads answers to be typed: the right ones, and the wrong ones that are
// worth a reply.
func (o *ownMaker) short() {
	it := &o.item
	it.Kind = course.Text
	o.q.isCased = false
	for _, a := range o.q.answers {
		text := strings.TrimSpace(strings.ReplaceAll(a.text.raw, `\*`, "*"))
		switch {
		case text == "":
		case a.weight < wholly:
			it.Wrong = append(it.Wrong, course.Wrong{Answer: text, Part: part(a.weight), Feedback: o.text(a.feedback)})
		case it.Answer == "":
			it.Answer = text
		default:
			it.Accept = append(it.Accept, text)
		}
	}
}

// number reads a number with what it may be off by.
func (o *ownMaker) number() {
	it := &o.item
	it.Kind, it.Units = course.Number, o.q.units
	for _, a := range o.q.answers {
		text, slack, _ := strings.Cut(a.text.raw, ":")
		text, slack = strings.TrimSpace(text), strings.TrimSpace(slack)
		if slack == "" {
			slack = strings.TrimSpace(a.slack)
		}
		if a.weight < wholly {
			it.Wrong = append(it.Wrong, course.Wrong{Answer: text, Part: part(a.weight), Feedback: o.text(a.feedback)})
			continue
		}
		it.Answer = text
		if slack != "0" {
			it.Tolerance = slack
		}
	}
}

func (o *ownMaker) match() {
	o.item.Kind = course.Match
	for _, p := range o.q.pairs {
		left, right := o.text(p.left), strings.TrimSpace(p.right.raw)
		if p.right.format != quizPlain { // else it stands as the course has it
			right = o.text(p.right)
		}
		if left == "" {
			o.item.Others = append(o.item.Others, right)
			continue
		}
		o.item.Pairs = append(o.item.Pairs, course.Pair{Left: left, Right: right})
	}
}

func (o *ownMaker) order() {
	o.item.Kind = course.Order
	for _, line := range o.q.lines {
		o.item.Lines = append(o.item.Lines, o.text(line))
	}
}

func (o *ownMaker) free() {
	o.item.Kind, o.item.Model = course.Free, o.text(o.q.model)
	if o.item.Model == "" {
		o.item.Model = o.item.Explanation
	}
}

func (o *ownMaker) cloze() {
	it := &o.item
	it.Kind = course.Cloze
	marks := make([]string, len(o.q.blanks))
	for i, b := range o.q.blanks {
		marks[i] = "[[" + strconv.Itoa(i+1) + "]]"
		blank := course.Blank{Number: b.kind == quizNumerical}
		for _, a := range b.answers {
			text, slack := strings.TrimSpace(html.UnescapeString(a.text.raw)), strings.TrimSpace(a.slack)
			if blank.Number && slack == "" {
				text, slack, _ = strings.Cut(text, ":")
			}
			if slack != "0" && slack != "" {
				blank.Tolerance = slack
			}
			if text = strings.ReplaceAll(text, `\*`, "*"); blank.Answer == "" {
				blank.Answer = text
			} else {
				blank.Accept = append(blank.Accept, text)
			}
		}
		it.Blanks = append(it.Blanks, blank)
	}
	it.Question = o.text(o.q.stem, marks...)
}
