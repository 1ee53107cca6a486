package convert

import (
	"archive/zip"
	"bytes"
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"pacer/coach/course"
)

// A course as a package of QTI 3.0 (https://www.imsglobal.org/spec/qti/v3p0/impl):
// an XML file for each item, a test whose sections are the skills, a manifest
// that lists them and says more about the course in comments, and the pictures.

var qtiHas = map[course.Kind]bool{
	course.Choice: true, course.Choices: true, course.TrueFalse: true, course.Number: true, course.Text: true,
	course.Cloze: true, course.Order: true, course.Match: true, course.Categories: true, course.Free: true,
}

func lacksQTI(it *course.Item) string {
	if !qtiHas[it.Kind] {
		return withoutPlace(it.Kind)
	}
	return ""
}

const qtiNames = `xmlns="http://www.imsglobal.org/xsd/imsqtiasi_v3p0" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="http://www.imsglobal.org/xsd/imsqtiasi_v3p0 https://purl.imsglobal.org/spec/qti/v3p0/schema/xsd/imsqti_asiv3p0_v1p0.xsd"`

// zipEpoch is the time of every file in a zip: the same course gives the same
// bytes. Zip files know no earlier one.
var zipEpoch = time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC)

// zipFile is a file for a zip.
type zipFile struct {
	name string
	data []byte
}

// packZip packs files in their order.
func packZip(files []zipFile) ([]byte, error) {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, f := range files {
		w, err := z.CreateHeader(&zip.FileHeader{Name: f.name, Method: zip.Deflate, Modified: zipEpoch})
		if err == nil {
			_, err = w.Write(f.data)
		}
		if err != nil {
			return nil, err
		}
	}
	if err := z.Close(); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

func writeQTI(c *exportCourse) ([]byte, error) {
	files := []zipFile{{qtiLists, qtiManifest(c)}, {"test.xml", qtiTest(c.Course)}}
	hasPicture := make(map[string]bool)
	var pictures []zipFile
	for i := range c.Items {
		it := &c.Items[i]
		w := &qtiWriter{item: it}
		files = append(files, zipFile{"items/" + it.ID + ".xml", []byte(w.file(c.Language))})
		for _, p := range c.picturesOf(w.texts...) {
			if name := "media/" + p.name; !hasPicture[name] {
				hasPicture[name] = true
				pictures = append(pictures, zipFile{name, p.data})
			}
		}
	}
	return packZip(append(files, pictures...))
}

// qtiManifest lists the files, and says what there is to say of the course.
func qtiManifest(c *exportCourse) []byte {
	var b strings.Builder
	b.WriteString("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n")
	fmt.Fprintf(&b, "<manifest identifier=\"%s\" xmlns=\"http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1\">\n", c.ID)
	for _, line := range headLines(c.Course) {
		fmt.Fprintf(&b, "  <!-- %s -->\n", line)
	}
	fmt.Fprintf(&b, `  <metadata>
    <schema>QTI Package</schema>
    <schemaversion>3.0.0</schemaversion>
    <lom xmlns="http://ltsc.ieee.org/xsd/LOM">
      <general><title><string>%s</string></title><language>%s</language></general>
      <rights><description><string>%s</string></description></rights>
    </lom>
  </metadata>
  <organizations/>
  <resources>
    <resource identifier="test" type="imsqti_test_xmlv3p0" href="test.xml"><file href="test.xml"/></resource>
`, xmlText(c.Title), xmlText(c.Language), xmlText(c.Licence))
	for i := range c.Items {
		it := &c.Items[i]
		href := "items/" + it.ID + ".xml"
		fmt.Fprintf(&b, "    <resource identifier=\"item-%s\" type=\"imsqti_item_xmlv3p0\" href=\"%s\">\n", it.ID, href)
		if tags := qtiTags(it); len(tags) > 0 {
			b.WriteString("      <metadata><lom xmlns=\"http://ltsc.ieee.org/xsd/LOM\"><general>\n")
			for _, tag := range tags {
				fmt.Fprintf(&b, "        <keyword><string>%s</string></keyword>\n", xmlText(tag))
			}
			b.WriteString("      </general></lom></metadata>\n")
		}
		fmt.Fprintf(&b, "      <file href=\"%s\"/>\n    </resource>\n", href)
	}
	b.WriteString("  </resources>\n</manifest>\n")
	return []byte(b.String())
}

// qtiTags are the keywords of an item.
func qtiTags(it *course.Item) []string {
	guess := it.Kind
	switch it.Kind {
	case course.TrueFalse:
		guess = course.Choice
	case course.Number, course.Text:
		guess = course.Cloze // a text with one blank
	case course.Categories:
		guess = course.Match
	}
	tags := append(slices.Clone(it.Tags), ownTags(it, guess)...)
	if it.Tolerance != "" {
		tags = append(tags, ownTag+"tolerance="+headValue(it.Tolerance))
	}
	for _, unit := range it.Units {
		tags = append(tags, ownTag+"unit="+headValue(unit))
	}
	for i, blank := range it.Blanks {
		if blank.Number && blank.Tolerance != "" {
			tags = append(tags, ownTag+fmt.Sprintf("number=%d %s", i+1, blank.Tolerance))
		}
	}
	return tags
}

// qtiTest says in which order the items stand: a section for each run of items
// of one skill. A section's identifier is the skill's, with a number where that
// has several.
func qtiTest(c *course.Course) []byte {
	var b strings.Builder
	fmt.Fprintf(&b, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<qti-assessment-test %s identifier=\"%s\" title=\"%s\" xml:lang=\"%s\">\n  <qti-test-part identifier=\"part\" navigation-mode=\"nonlinear\" submission-mode=\"individual\">\n",
		qtiNames, c.ID, attributeText(c.Title), xmlText(c.Language))
	times := make(map[string]int)
	begin := func(id string) {
		times[id]++
		name, title := id, id
		if times[id] > 1 {
			name += "_" + strconv.Itoa(times[id])
		}
		if s := c.Skill(id); s != nil {
			title = s.Title
		}
		fmt.Fprintf(&b, "    <qti-assessment-section identifier=\"%s\" title=\"%s\" visible=\"true\">\n", name, attributeText(title))
	}
	for i := range c.Skills { // those that no item practises, too; in their order
		begin(c.Skills[i].ID)
		b.WriteString("    </qti-assessment-section>\n")
	}
	for i := range c.Items {
		it := &c.Items[i]
		if i == 0 || c.Items[i-1].Skill != it.Skill {
			begin(it.Skill)
		}
		fmt.Fprintf(&b, "      <qti-assessment-item-ref identifier=\"item-%s\" href=\"items/%s.xml\"/>\n", it.ID, it.ID)
		if i == len(c.Items)-1 || c.Items[i+1].Skill != it.Skill {
			b.WriteString("    </qti-assessment-section>\n")
		}
	}
	b.WriteString("  </qti-test-part>\n</qti-assessment-test>\n")
	return []byte(b.String())
}

// qtiWriter writes an item.
type qtiWriter struct {
	item *course.Item

	declared, body, rules, said strings.Builder
	texts                       []string // that may show pictures
}

func qtiAddress(address string) string { return "../media/" + path.Base(address) }

// html is a text of the item.
func (w *qtiWriter) html(text string) string {
	w.texts = append(w.texts, text)
	return markedHTML(text, qtiAddress)
}

// qtiFile writes the item's file.
func (w *qtiWriter) file(language string) string {
	it := w.item
	stem := w.html(it.Question)
	if it.Kind == course.Cloze {
		stem = w.blanks(stem)
	}
	fmt.Fprintf(&w.body, "    %s\n", stem)
	switch it.Kind {
	case course.Choice, course.Choices:
		w.options()
	case course.TrueFalse:
		w.truth()
	case course.Number, course.Text:
		w.typed()
	case course.Order:
		w.order()
	case course.Match, course.Categories:
		w.match()
	case course.Free:
		w.declared.WriteString("  <qti-response-declaration identifier=\"RESPONSE\" cardinality=\"single\" base-type=\"string\"/>\n")
		w.body.WriteString("    <qti-extended-text-interaction response-identifier=\"RESPONSE\"/>\n")
		fmt.Fprintf(&w.body, "    <qti-rubric-block use=\"scoring\" view=\"scorer\"><qti-content-body>%s</qti-content-body></qti-rubric-block>\n", w.html(it.Model))
	}
	w.rules.WriteString("    <qti-set-outcome-value identifier=\"SOLUTION\"><qti-base-value base-type=\"identifier\">solution</qti-base-value></qti-set-outcome-value>\n")
	w.modal("SOLUTION", "solution", it.Explanation)
	for i, hint := range hintWords(it) {
		w.modal("HINT", fmt.Sprintf("hint-%d", i+1), hint)
	}
	feedback := "single"
	if it.Kind == course.Choices {
		feedback = "multiple"
	}
	return fmt.Sprintf(`<?xml version="1.0" encoding="UTF-8"?>
<qti-assessment-item %s identifier="%s" title="%s" adaptive="false" time-dependent="false" xml:lang="%s">
%s  <qti-outcome-declaration identifier="SCORE" cardinality="single" base-type="float"/>
  <qti-outcome-declaration identifier="FEEDBACK" cardinality="%s" base-type="identifier"/>
  <qti-outcome-declaration identifier="SOLUTION" cardinality="single" base-type="identifier"/>
  <qti-outcome-declaration identifier="HINT" cardinality="single" base-type="identifier"/>
  <qti-item-body>
%s  </qti-item-body>
  <qti-response-processing>
%s  </qti-response-processing>
%s</qti-assessment-item>
`, qtiNames, it.ID, it.ID, xmlText(language), &w.declared, feedback, &w.body, &w.rules, &w.said)
}

// modal writes what is said when an outcome has a value.
func (w *qtiWriter) modal(outcome, identifier, text string) {
	fmt.Fprintf(&w.said, "  <qti-modal-feedback outcome-identifier=\"%s\" identifier=\"%s\" show-hide=\"show\"><qti-content-body>%s</qti-content-body></qti-modal-feedback>\n", outcome, identifier, w.html(text))
}

// letter names the nth thing of a list.
func letter(n int) string { return string(rune('A' + n)) }

// declare declares a response and what answers it.
func (w *qtiWriter) declare(id, cardinality, base string, correct []string, mapping string) {
	fmt.Fprintf(&w.declared, "  <qti-response-declaration identifier=\"%s\" cardinality=\"%s\" base-type=\"%s\">\n    <qti-correct-response>", id, cardinality, base)
	for _, value := range correct {
		fmt.Fprintf(&w.declared, "<qti-value>%s</qti-value>", xmlText(value))
	}
	w.declared.WriteString("</qti-correct-response>\n")
	if mapping != "" {
		fmt.Fprintf(&w.declared, "    <qti-mapping default-value=\"0\" lower-bound=\"0\">%s</qti-mapping>\n", mapping)
	}
	w.declared.WriteString("  </qti-response-declaration>\n")
}

// score sets the score to what an expression gives.
func (w *qtiWriter) score(expression string) {
	fmt.Fprintf(&w.rules, "    <qti-set-outcome-value identifier=\"SCORE\">%s</qti-set-outcome-value>\n", expression)
}

func (w *qtiWriter) options() {
	it := w.item
	var correct []string
	var mapping strings.Builder
	for i, o := range it.Options {
		worth := strconv.FormatFloat(float64(o.Part)/wholly, 'g', -1, 64)
		switch {
		case o.Right:
			correct = append(correct, letter(i))
			worth = "1"
		case it.Kind == course.Choices:
			worth = "-1"
		}
		fmt.Fprintf(&mapping, "<qti-map-entry map-key=\"%s\" mapped-value=\"%s\"/>", letter(i), worth)
	}
	cardinality, most := "single", 1
	if it.Kind == course.Choices {
		cardinality, most = "multiple", 0 // as many as one likes
	}
	w.declare("RESPONSE", cardinality, "identifier", correct, mapping.String())
	fmt.Fprintf(&w.body, "    <qti-choice-interaction response-identifier=\"RESPONSE\" max-choices=\"%d\" shuffle=\"%t\">\n", most, !it.Fixed)
	for i, o := range it.Options {
		fmt.Fprintf(&w.body, "      <qti-simple-choice identifier=\"%s\">%s</qti-simple-choice>\n", letter(i), w.html(o.Text))
		if o.Feedback != "" {
			w.modal("FEEDBACK", letter(i), o.Feedback)
		}
	}
	w.body.WriteString("    </qti-choice-interaction>\n")
	w.score("<qti-map-response identifier=\"RESPONSE\"/>")
	w.rules.WriteString("    <qti-set-outcome-value identifier=\"FEEDBACK\"><qti-variable identifier=\"RESPONSE\"/></qti-set-outcome-value>\n")
}

// truth writes a statement as a choice of two.
func (w *qtiWriter) truth() {
	w.declare("RESPONSE", "single", "identifier", []string{w.item.Answer}, `<qti-map-entry map-key="`+w.item.Answer+`" mapped-value="1"/>`)
	w.body.WriteString("    <qti-choice-interaction response-identifier=\"RESPONSE\" max-choices=\"1\" shuffle=\"false\">\n" +
		"      <qti-simple-choice identifier=\"true\">True</qti-simple-choice>\n      <qti-simple-choice identifier=\"false\">False</qti-simple-choice>\n    </qti-choice-interaction>\n")
	w.score("<qti-map-response identifier=\"RESPONSE\"/>")
}

// typed writes what is typed: what is right, and what else gets a reply.
func (w *qtiWriter) typed() {
	it := w.item
	base, slack := "string", ""
	if it.Kind == course.Number && asNumeral(it) {
		base = "float"
		slack, _ = slackOfNumber(it.Answer, it.Tolerance)
	}
	w.declare("RESPONSE", "single", base, []string{it.Answer}, "")
	w.body.WriteString("    <p><qti-text-entry-interaction response-identifier=\"RESPONSE\"/></p>\n")
	equals := func(answer, slack string) string {
		value := fmt.Sprintf("<qti-variable identifier=\"RESPONSE\"/><qti-base-value base-type=\"%s\">%s</qti-base-value>", base, xmlText(answer))
		switch {
		case base == "string":
			return `<qti-string-match case-sensitive="false">` + value + `</qti-string-match>`
		case slack == "":
			return `<qti-equal tolerance-mode="exact">` + value + `</qti-equal>`
		}
		return `<qti-equal tolerance-mode="absolute" tolerance="` + slack + " " + slack + `">` + value + `</qti-equal>`
	}
	var right strings.Builder
	for _, answer := range append([]string{it.Answer}, it.Accept...) {
		right.WriteString(equals(answer, slack))
	}
	set := func(worth string) string {
		return "<qti-set-outcome-value identifier=\"SCORE\"><qti-base-value base-type=\"float\">" + worth + "</qti-base-value></qti-set-outcome-value>"
	}
	fmt.Fprintf(&w.rules, "    <qti-response-condition>\n      <qti-response-if><qti-or>%s</qti-or>%s</qti-response-if>\n", &right, set("1"))
	for i, wrong := range it.Wrong {
		fmt.Fprintf(&w.rules, "      <qti-response-else-if>%s%s", equals(wrong.Answer, ""), set(strconv.FormatFloat(float64(wrong.Part)/wholly, 'g', -1, 64)))
		if wrong.Feedback != "" {
			name := fmt.Sprintf("wrong-%d", i+1)
			fmt.Fprintf(&w.rules, "<qti-set-outcome-value identifier=\"FEEDBACK\"><qti-base-value base-type=\"identifier\">%s</qti-base-value></qti-set-outcome-value>", name)
			w.modal("FEEDBACK", name, wrong.Feedback)
		}
		w.rules.WriteString("</qti-response-else-if>\n")
	}
	w.rules.WriteString("    </qti-response-condition>\n")
}

// blanks puts the blanks into the text.
func (w *qtiWriter) blanks(html string) string {
	var sum strings.Builder
	for i, b := range w.item.Blanks {
		id, base := fmt.Sprintf("RESPONSE_%d", i+1), "string"
		if b.Number && isDecimal(b.Answer) && !slices.ContainsFunc(b.Accept, func(s string) bool { return !isDecimal(s) }) {
			base = "float"
		}
		var mapping strings.Builder
		for _, answer := range append([]string{b.Answer}, b.Accept...) {
			fmt.Fprintf(&mapping, "<qti-map-entry map-key=\"%s\" mapped-value=\"1\"/>", attributeText(answer))
		}
		w.declare(id, "single", base, []string{b.Answer}, mapping.String())
		fmt.Fprintf(&sum, "<qti-map-response identifier=\"%s\"/>", id)
		mark := fmt.Sprintf("[[%d]]", i+1)
		if at := strings.LastIndex(html, mark); at >= 0 {
			html = html[:at] + "<qti-text-entry-interaction response-identifier=\"" + id + "\"/>" + html[at+len(mark):]
		}
	}
	w.score("<qti-sum>" + sum.String() + "</qti-sum>")
	return html
}

// qtiMatchCorrect gives the whole mark to the right answer.
const qtiMatchCorrect = "    <qti-response-condition><qti-response-if><qti-match><qti-variable identifier=\"RESPONSE\"/><qti-correct identifier=\"RESPONSE\"/></qti-match>" +
	"<qti-set-outcome-value identifier=\"SCORE\"><qti-base-value base-type=\"float\">1</qti-base-value></qti-set-outcome-value></qti-response-if></qti-response-condition>\n"

func (w *qtiWriter) order() {
	var names []string
	w.body.WriteString("    <qti-order-interaction response-identifier=\"RESPONSE\" shuffle=\"true\">\n")
	for i, line := range w.item.Lines {
		names = append(names, letter(i))
		fmt.Fprintf(&w.body, "      <qti-simple-choice identifier=\"%s\">%s</qti-simple-choice>\n", letter(i), w.html(line))
	}
	w.body.WriteString("    </qti-order-interaction>\n")
	w.declare("RESPONSE", "ordered", "identifier", names, "")
	w.rules.WriteString(qtiMatchCorrect)
}

func (w *qtiWriter) match() {
	pairs := pairsOfItem(w.item)
	var rights, correct []string
	for i, p := range pairs {
		at := slices.Index(rights, p.Right)
		if at < 0 {
			at = len(rights)
			rights = append(rights, p.Right)
		}
		correct = append(correct, fmt.Sprintf("L%d R%d", i+1, at+1))
	}
	rights = append(rights, w.item.Others...)
	w.declare("RESPONSE", "multiple", "directedPair", correct, "")
	w.body.WriteString("    <qti-match-interaction response-identifier=\"RESPONSE\" shuffle=\"true\" max-associations=\"0\">\n      <qti-simple-match-set>\n")
	for i, p := range pairs {
		fmt.Fprintf(&w.body, "        <qti-simple-associable-choice identifier=\"L%d\" match-max=\"1\">%s</qti-simple-associable-choice>\n", i+1, w.html(p.Left))
	}
	w.body.WriteString("      </qti-simple-match-set>\n      <qti-simple-match-set>\n")
	for i, right := range rights {
		fmt.Fprintf(&w.body, "        <qti-simple-associable-choice identifier=\"R%d\" match-max=\"0\">%s</qti-simple-associable-choice>\n", i+1, w.html(right))
	}
	w.body.WriteString("      </qti-simple-match-set>\n    </qti-match-interaction>\n")
	w.rules.WriteString(qtiMatchCorrect)
}
