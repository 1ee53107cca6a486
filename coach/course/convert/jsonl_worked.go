package convert

import (
	"regexp"
	"strings"
)

// worked is a worked answer: the steps, and the result on a line of its own
// after ####.
type worked struct {
	answer, explanation string
	questions           []string // the smaller questions that some of them have
}

var (
	workedEnd  = regexp.MustCompile(`(?m)^\s*####\s*(.+?)\s*$`)
	workedNote = regexp.MustCompile(`<<[^<>\n]*>>`)
)

// readWorked reads a worked answer. The notes for a calculator between << and
// >> repeat what stands before them, and are left out.
func readWorked(text string) (worked, bool) {
	m := workedEnd.FindStringSubmatchIndex(text)
	if m == nil || strings.TrimSpace(text[m[1]:]) != "" {
		return worked{}, false
	}
	w := worked{answer: text[m[2]:m[3]]}
	var steps []string
	for line := range strings.SplitSeq(workedNote.ReplaceAllString(text[:m[0]], ""), "\n") {
		if ask, step, ok := strings.Cut(line, " ** "); ok {
			w.questions = append(w.questions, strings.TrimSpace(ask))
			line = step
		}
		if line = strings.TrimSpace(line); line != "" {
			steps = append(steps, line)
		}
	}
	w.explanation = strings.Join(steps, "\n")
	return w, true
}
