package course

import (
	"fmt"
	"regexp"
	"strings"
)

// Picture is a picture in a text: ![Alt](Address).
type Picture struct {
	Alt     string // what it shows, for those who cannot see it
	Address string // https://…, or a file of the course's folder: media/…
	From    int    // where it stands in the text, in bytes
	To      int
}

// picturePattern is a picture of Markdown, with or without a title. Brackets in
// the words and in the address may stand in pairs.
var picturePattern = regexp.MustCompile(`!\[((?:[^\[\]]|\[[^\[\]]*\])*)\]\([ \t]*<?((?:[^()\s<>]|\([^()\s<>]*\))*)>?(?:[ \t]+(?:"[^"]*"|'[^']*'))?[ \t]*\)`)

// Pictures finds the pictures in a text, in their order. What stands in code is
// none.
func Pictures(text string) []Picture {
	if !strings.Contains(text, "![") {
		return nil // as nearly every text
	}
	var list []Picture
	code := codeSpans(text)
	for _, m := range picturePattern.FindAllStringSubmatchIndex(text, -1) {
		if inside(code, m[0]) {
			continue
		}
		list = append(list, Picture{
			Alt: strings.Join(strings.Fields(text[m[2]:m[3]]), " "), Address: text[m[4]:m[5]],
			From: m[0], To: m[1],
		})
	}
	return list
}

// pictureProblem says what is wrong with the pictures of a text, or "".
func pictureProblem(text string) string {
	for _, p := range Pictures(text) {
		switch {
		case p.Alt == "":
			return fmt.Sprintf("shows the picture %q without words: write between the brackets what it shows, for those who cannot see it", clip(p.Address))
		case !isAddress(p.Address) || strings.HasPrefix(p.Address, "http:"):
			return fmt.Sprintf("shows a picture from %q, which is neither a web address (https://…) nor a file of the course's folder (media/…)", clip(p.Address))
		}
	}
	return ""
}

// codeSpans finds what stands between backticks: a run of them opens code, and
// the next run of the same length closes it.
func codeSpans(text string) [][2]int {
	var spans [][2]int
	runs := backticks.FindAllStringIndex(text, -1)
	for i := 0; i < len(runs); i++ {
		for j := i + 1; j < len(runs); j++ {
			if runs[j][1]-runs[j][0] == runs[i][1]-runs[i][0] {
				spans = append(spans, [2]int{runs[i][0], runs[j][1]})
				i = j
				break
			}
		}
	}
	return spans
}

var backticks = regexp.MustCompile("`+")

func inside(spans [][2]int, at int) bool {
	for _, span := range spans {
		if span[0] <= at && at < span[1] {
			return true
		}
	}
	return false
}
