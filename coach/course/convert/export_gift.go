package convert

import (
	"fmt"
	"strings"

	"pacer/coach/course"
)

// A course as GIFT. It has no hints, no lines to be put in order, no texts with
// several blanks.

var giftHas = map[course.Kind]bool{
	course.Choice: true, course.Choices: true, course.TrueFalse: true, course.Number: true, course.Text: true,
	course.Match: true, course.Categories: true, course.Free: true,
}

func lacksGIFT(it *course.Item) string {
	switch {
	case !giftHas[it.Kind]:
		return withoutPlace(it.Kind)
	case len(pairsOfItem(it)) == 1:
		return "a single pair would be a short answer"
	}
	return ""
}

var giftEscapes = strings.NewReplacer(`\`, `\\`, "~", `\~`, "=", `\=`, "#", `\#`, "{", `\{`, "}", `\}`, ":", `\:`, "\n", `\n`)

// giftHTML is a text of the course for the file. Pictures stand nowhere in GIFT.
func giftHTML(text string) string {
	return giftEscapes.Replace(markedHTML(text, nil))
}

func writeGIFT(c *exportCourse) ([]byte, error) {
	var b strings.Builder
	for _, line := range headLines(c.Course) {
		fmt.Fprintf(&b, "// %s\n", line)
	}
	skill := ""
	category := func(s *course.Skill) {
		fmt.Fprintf(&b, "\n// [id:%s]\n$CATEGORY: $course$/top/%s\n", s.ID, giftEscapes.Replace(strings.ReplaceAll(s.Title, "/", "//")))
		skill = s.ID
	}
	for i := range c.Skills {
		category(&c.Skills[i])
	}
	for i := range c.Items {
		it := &c.Items[i]
		if s := c.Skill(it.Skill); s != nil && it.Skill != skill {
			category(s)
		}
		writeGIFTItem(&b, it)
	}
	return []byte(b.String()), nil
}

func writeGIFTItem(b *strings.Builder, it *course.Item) {
	guess := it.Kind
	var answers []string
	var tags []string
	put := func(mark, text, feedback string) {
		if feedback != "" {
			text += "#" + giftHTML(feedback)
		}
		answers = append(answers, mark+text)
	}
	switch it.Kind {
	case course.Choice, course.Choices:
		guess = course.Choice
		for i, weight := range weights(it) {
			o := it.Options[i]
			mark := "~%" + weight + "%"
			switch {
			case weight == "100":
				mark = "="
			case weight == "0":
				mark = "~"
			}
			put(mark, giftHTML(o.Text), o.Feedback)
		}
		if it.Fixed {
			tags = append(tags, ownTag+"fixed=yes")
		}
	case course.TrueFalse:
		answers = append(answers, strings.ToUpper(it.Answer))
	case course.Text, course.Number:
		tags, guess = giftTyped(it, put)
	case course.Match, course.Categories:
		guess = course.Match
		for _, p := range pairsOfItem(it) {
			put("=", giftHTML(p.Left)+" -> "+giftHTML(p.Right), "")
		}
		for _, other := range it.Others {
			put("=", " -> "+giftHTML(other), "")
		}
	}
	b.WriteString("\n// [id:" + it.ID + "]")
	for _, tag := range append(it.Tags[:len(it.Tags):len(it.Tags)], append(ownTags(it, guess), tags...)...) {
		b.WriteString(" [tag:" + tag + "]")
	}
	said := it.Explanation
	if it.Kind == course.Free {
		said = it.Model // which is all that there is a place for
	}
	head := ""
	if it.Kind == course.Number && guess == course.Number {
		head = "#"
	}
	fmt.Fprintf(b, "\n::%s::[html]%s{%s%s####%s}\n", giftEscapes.Replace(it.ID), giftHTML(it.Question), head, strings.Join(answers, " "), giftHTML(said))
}

// giftTyped writes answers to be typed, and returns tags that say the rest and
// the kind that the question looks like.
func giftTyped(it *course.Item, put func(mark, text, feedback string)) (tags []string, guess course.Kind) {
	guess = it.Kind
	slack, _ := slackOfNumber(it.Answer, it.Tolerance)
	if it.Kind == course.Number && !asNumeral(it) {
		guess = course.Text
	}
	if it.Tolerance != "" && (guess == course.Text || slack != it.Tolerance) {
		tags = append(tags, ownTag+"tolerance="+headValue(it.Tolerance))
	}
	for _, unit := range it.Units {
		tags = append(tags, ownTag+"unit="+headValue(unit))
	}
	for i, text := range append([]string{it.Answer}, it.Accept...) {
		text = giftEscapes.Replace(starred(text))
		if guess == course.Number && slack != "" && i == 0 {
			text += ":" + slack
		}
		put("=", text, "")
	}
	for _, wrong := range it.Wrong {
		put(fmt.Sprintf("=%%%d%%", wrong.Part), giftEscapes.Replace(starred(wrong.Answer)), wrong.Feedback)
	}
	return tags, guess
}
