package convert

import (
	"encoding/base64"
	"encoding/xml"
	"fmt"
	"path"
	"strings"

	"pacer/coach/course"
)

// A course as Moodle XML: the skills are categories, and what says more about
// the course stands in comments at the beginning.

// moodleHas are the kinds that Moodle can ask.
var moodleHas = map[course.Kind]bool{
	course.Choice: true, course.Choices: true, course.TrueFalse: true, course.Number: true, course.Text: true,
	course.Cloze: true, course.Order: true, course.Match: true, course.Categories: true, course.Free: true,
}

func lacksMoodle(it *course.Item) string {
	if !moodleHas[it.Kind] {
		return withoutPlace(it.Kind)
	}
	return ""
}

// moodleWriter writes a quiz.
type moodleWriter struct {
	strings.Builder
	course *exportCourse
}

func writeMoodle(c *exportCourse) ([]byte, error) {
	w := &moodleWriter{course: c}
	w.WriteString(xml.Header + "<quiz>\n")
	for _, line := range headLines(c.Course) {
		fmt.Fprintf(w, "  <!-- %s -->\n", line)
	}
	for i := range c.Skills {
		w.category(&c.Skills[i])
	}
	skill := ""
	if n := len(c.Skills); n > 0 {
		skill = c.Skills[n-1].ID
	}
	for i := range c.Items {
		it := &c.Items[i]
		if it.Skill != skill {
			if s := c.Skill(it.Skill); s != nil {
				w.category(s)
			}
			skill = it.Skill
		}
		w.question(it)
	}
	w.WriteString("</quiz>\n")
	return []byte(w.String()), nil
}

// category writes a skill.
func (w *moodleWriter) category(s *course.Skill) {
	w.WriteString("  <question type=\"category\">\n")
	w.plain(4, "category", "$course$/top/"+strings.ReplaceAll(s.Title, "/", "//"))
	w.rich(4, "info", "", s.Why)
	w.element(4, "idnumber", s.ID)
	w.WriteString("  </question>\n")
}

// element writes an element with text alone in it.
func (w *moodleWriter) element(indent int, name, value string) {
	fmt.Fprintf(w, "%*s<%s>%s</%s>\n", indent, "", name, xmlText(value), name)
}

// plain writes a text without mark-up.
func (w *moodleWriter) plain(indent int, name, value string) {
	fmt.Fprintf(w, "%*s<%s><text>%s</text></%s>\n", indent, "", name, xmlText(value), name)
}

// rich writes a text of the course with its pictures.
func (w *moodleWriter) rich(indent int, name, attributes, text string) {
	w.html(indent, name, attributes, markedHTML(text, moodleAddress), text)
}

func moodleAddress(address string) string { return "@@PLUGINFILE@@/" + path.Base(address) }

// html writes HTML that was made of a text, with the pictures of that.
func (w *moodleWriter) html(indent int, name, attributes, html, text string) {
	w.open(indent, name, attributes, html, text)
	fmt.Fprintf(w, "</%s>\n", name)
}

// open begins an element with HTML.
func (w *moodleWriter) open(indent int, name, attributes, html, text string) {
	fmt.Fprintf(w, "%*s<%s format=\"html\"%s><text>%s</text>", indent, "", name, attributes, cdata(html))
	for _, p := range w.course.picturesOf(text) {
		fmt.Fprintf(w, "<file name=\"%s\" path=\"/\" encoding=\"base64\">%s</file>", xmlText(p.name), base64.StdEncoding.EncodeToString(p.data))
	}
}

// xmlText escapes a text for XML, line ends too where an attribute would lose
// them.
func xmlText(s string) string {
	var b strings.Builder
	if err := xml.EscapeText(&b, []byte(s)); err != nil {
		panic("convert: a string cannot be written: " + err.Error()) // a builder takes everything
	}
	return b.String()
}

// cdata writes HTML so that it can be read in the file.
func cdata(html string) string {
	if !strings.ContainsAny(html, "<&>") {
		return html
	}
	return "<![CDATA[" + strings.ReplaceAll(html, "]]>", "]]]]><![CDATA[>") + "]]>"
}

// moodleTypes are the names Moodle has for the kinds.
var moodleTypes = map[course.Kind]string{
	course.Choice: "multichoice", course.Choices: "multichoice", course.TrueFalse: "truefalse", course.Text: "shortanswer",
	course.Cloze: "cloze", course.Order: "ordering", course.Match: "matching", course.Categories: "matching", course.Free: "essay",
}

func (w *moodleWriter) question(it *course.Item) {
	kind, guess := moodleTypes[it.Kind], it.Kind
	switch {
	case it.Kind == course.Number && asNumeral(it):
		kind = "numerical"
	case it.Kind == course.Number:
		kind, guess = "shortanswer", course.Text
	case it.Kind == course.Categories:
		guess = course.Match
	}
	fmt.Fprintf(w, "  <question type=%q>\n", kind)
	w.plain(4, "name", it.ID)
	stem := markedHTML(it.Question, moodleAddress)
	if it.Kind == course.Cloze {
		stem = moodleBlanks(stem, it.Blanks)
	}
	w.html(4, "questiontext", "", stem, it.Question)
	w.rich(4, "generalfeedback", "", it.Explanation)
	w.element(4, "idnumber", it.ID)
	tags := ownTags(it, guess)
	switch kind {
	case "multichoice":
		w.options(it)
	case "truefalse":
		for _, side := range []string{"true", "false"} {
			fraction := "0"
			if side == it.Answer {
				fraction = "100"
			}
			fmt.Fprintf(w, "    <answer fraction=%q format=\"plain_text\"><text>%s</text></answer>\n", fraction, side)
		}
	case "numerical", "shortanswer":
		tags = append(tags, w.typed(it, kind == "numerical")...)
	case "ordering":
		for i, line := range it.Lines {
			w.rich(4, "answer", fmt.Sprintf(" fraction=\"%d\"", i+1), line)
		}
	case "matching":
		w.pairs(it)
	case "essay":
		w.rich(4, "graderinfo", "", it.Model)
	}
	for _, hint := range it.Hints {
		if hint.Ask == nil {
			w.rich(4, "hint", "", hint.Text)
		}
	}
	w.tags(append(it.Tags[:len(it.Tags):len(it.Tags)], tags...))
	w.WriteString("  </question>\n")
}

func (w *moodleWriter) tags(tags []string) {
	if len(tags) == 0 {
		return
	}
	w.WriteString("    <tags>\n")
	for _, tag := range tags {
		w.plain(6, "tag", tag)
	}
	w.WriteString("    </tags>\n")
}

func (w *moodleWriter) options(it *course.Item) {
	w.element(4, "single", fmt.Sprint(it.Kind == course.Choice))
	w.element(4, "shuffleanswers", fmt.Sprint(!it.Fixed))
	w.element(4, "answernumbering", "abc")
	for i, weight := range weights(it) {
		o := it.Options[i]
		w.open(4, "answer", fmt.Sprintf(" fraction=%q", weight), markedHTML(o.Text, moodleAddress), o.Text)
		w.feedback(o.Feedback)
	}
}

// feedback writes what is said to an answer, and ends the answer.
func (w *moodleWriter) feedback(text string) {
	if text != "" {
		w.WriteString("\n")
		w.rich(6, "feedback", "", text)
		w.WriteString("    ")
	}
	w.WriteString("</answer>\n")
}

// typed writes answers to be typed, and returns tags that say the rest.
func (w *moodleWriter) typed(it *course.Item, isNumeral bool) (tags []string) {
	slack, _ := slackOfNumber(it.Answer, it.Tolerance)
	answer := func(text, fraction string) {
		if isNumeral {
			fmt.Fprintf(w, "    <answer fraction=%q format=\"plain_text\"><text>%s</text>", fraction, xmlText(text))
			if fraction == "100" && slack != "" {
				fmt.Fprintf(w, "<tolerance>%s</tolerance>", xmlText(slack))
			}
			return
		}
		fmt.Fprintf(w, "    <answer fraction=%q format=\"plain_text\"><text>%s</text>", fraction, xmlText(starred(text)))
	}
	if !isNumeral {
		w.element(4, "usecase", "0")
	}
	for _, text := range append([]string{it.Answer}, it.Accept...) {
		answer(text, "100")
		w.WriteString("</answer>\n")
	}
	for _, wrong := range it.Wrong {
		answer(wrong.Answer, fmt.Sprint(wrong.Part))
		w.feedback(wrong.Feedback)
	}
	if it.Tolerance != "" && (!isNumeral || slack != it.Tolerance) {
		tags = append(tags, ownTag+"tolerance="+headValue(it.Tolerance))
	}
	if len(it.Units) == 0 {
		return tags
	}
	if !isNumeral {
		for _, unit := range it.Units {
			tags = append(tags, ownTag+"unit="+headValue(unit))
		}
		return tags
	}
	w.WriteString("    <unitgradingtype>1</unitgradingtype>\n    <unitpenalty>0.1</unitpenalty>\n    <showunits>0</showunits>\n    <units>\n")
	for _, unit := range it.Units {
		fmt.Fprintf(w, "      <unit><multiplier>1</multiplier><unit_name>%s</unit_name></unit>\n", xmlText(unit))
	}
	w.WriteString("    </units>\n")
	return tags
}

func (w *moodleWriter) pairs(it *course.Item) {
	w.element(4, "shuffleanswers", "true")
	pairs := pairsOfItem(it)
	for _, other := range it.Others {
		pairs = append(pairs[:len(pairs):len(pairs)], course.Pair{Right: other})
	}
	for _, p := range pairs {
		w.open(4, "subquestion", "", markedHTML(p.Left, moodleAddress), p.Left)
		w.WriteString("\n")
		// Moodle takes the answer for plain text, whatever it says.
		fmt.Fprintf(w, "      <answer><text>%s</text></answer>\n    </subquestion>\n", xmlText(p.Right))
	}
}

// moodleEscapes are the signs that part the answers of a blank.
var moodleEscapes = strings.NewReplacer(`\`, `\\`, "}", `\}`, "#", `\#`, "~", `\~`, "=", `\=`, `"`, `\"`, "/", `\/`)

// moodleBlanks writes the answers of blanks into the text, where Moodle has
// them.
func moodleBlanks(html string, blanks []course.Blank) string {
	for i, b := range blanks {
		kind := "SHORTANSWER"
		if b.Number && isDecimal(b.Answer) {
			kind = "NUMERICAL"
		}
		var answers []string
		for _, text := range append([]string{b.Answer}, b.Accept...) {
			if slack, ok := slackOfNumber(text, b.Tolerance); kind == "NUMERICAL" && ok && slack != "" {
				answers = append(answers, "="+text+":"+slack)
				continue
			}
			answers = append(answers, "="+moodleEscapes.Replace(starred(text)))
		}
		written := xmlText("{1:" + kind + ":" + strings.Join(answers, "~") + "}")
		mark := fmt.Sprintf("[[%d]]", i+1)
		if at := strings.LastIndex(html, mark); at >= 0 {
			html = html[:at] + written + html[at+len(mark):]
		}
	}
	return html
}
