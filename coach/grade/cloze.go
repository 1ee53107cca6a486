package grade

import (
	"slices"
	"strconv"
	"strings"

	"pacer/coach/course"
)

// gradeCloze grades a cleaned answer that fills all the blanks at once.
func gradeCloze(it *course.Item, said string, plausible []string) Result {
	n := len(it.Blanks)
	result := Result{Read: show(said)}
	parts := splitBlanks(said, n)
	switch {
	case n == 0:
		return result
	case asks(said) && !slices.ContainsFunc(it.Blanks, func(b course.Blank) bool { return asks(b.Answer) }):
		result.Note = Question
		return result
	case DontKnow(said) || n > 1 && words.asides[plainWord(said)]:
		return result
	case len(parts) < n:
		result.Note = TooFew
		return result
	case len(parts) > n:
		result.Note = TooMany
		return result
	}
	right, note, isKnown := 0, Note(""), false
	reads, verdicts := make([]string, n), make([]Verdict, n)
	for i, part := range parts {
		blank := gradeBlank(it, i, part, plausible)
		if blank.Verdict == Unread {
			if n == 1 || !isGap(part) {
				result.Note = blank.Note
				return result // one part is no answer: neither is the whole
			}
			blank.Verdict = Wrong
		}
		switch blank.Verdict {
		case Right:
			right++
		case Again:
			note = blank.Note
		}
		isKnown = isKnown || blank.Known
		reads[i], verdicts[i] = blank.Read, blank.Verdict
	}
	result.Read, result.Known = show(strings.Join(reads, "; ")), isKnown
	result.Parts, result.Score = verdicts, float64(right)/float64(n)
	switch {
	case right == n:
		result.Verdict, result.Score = Right, 1
	case slices.Contains(verdicts, Wrong):
		result.Verdict = Wrong
		if right > 0 {
			result.Note = PartRight
		}
	default:
		result.Verdict, result.Note = Again, note
	}
	return result
}

// gradeBlank grades what was said for one blank. The answers to the other
// blanks are plausible ones for it.
func gradeBlank(it *course.Item, i int, said string, plausible []string) Result {
	blank := it.Blanks[i]
	all := answers(blank.Answer, blank.Accept)
	if !blank.Number {
		others := slices.Clone(plausible)
		for j, other := range it.Blanks {
			if j != i && !other.Number {
				others = append(append(others, other.Answer), other.Accept...)
			}
		}
		key := textKey{right: all, isPart: len(it.Blanks) > 1, others: others}
		return key.grade(said)
	}
	// The whole item goes along: a word of its question may be a unit.
	number := course.Item{Kind: course.Number, Question: it.Question, Tolerance: blank.Tolerance}
	var result Result
	for k, answer := range all {
		number.Answer = answer
		if r := gradeNumber(&number, said); k == 0 || r.Verdict == Right {
			result = r
		}
		if result.Verdict == Right {
			break
		}
	}
	return result
}

// isGap says whether a part stands for a blank left open: "-", "?", "idk".
func isGap(part string) bool {
	return isSigns(part) || DontKnow(part)
}

// splitBlanks splits an answer into the parts for n blanks: numbered parts
// first, then lines, then at semicolons, at commas with a space after them, at
// any comma. It returns the first split that has n parts, else the longest one.
func splitBlanks(said string, n int) []string {
	if parts := splitNumbered(said, n); parts != nil {
		return parts
	}
	if n == 1 {
		return []string{said}
	}
	longest := []string{said}
	for _, separator := range []string{"\n", ";", ", ", ","} {
		parts := strings.Split(said, separator)
		for i := range parts {
			parts[i] = strings.TrimSpace(parts[i])
		}
		if len(parts) > n && parts[len(parts)-1] == "" {
			parts = parts[:len(parts)-1] // a separator at the end ends the last part
		}
		if len(parts) == n {
			return parts
		}
		if len(parts) > len(longest) {
			longest = parts
		}
	}
	return longest
}

// splitNumbered splits "1) x 2) y 3) z", or returns nil where the numbers from
// 1 to n don't all stand there in turn. A point after the number needs a space:
// 1.5 is a number.
func splitNumbered(said string, n int) []string {
	var parts []string
	rest := said
	for i := 1; i <= n; i++ {
		start, end := findMark(rest, strconv.Itoa(i))
		if start < 0 || i == 1 && start > 0 {
			return nil
		}
		if i > 1 {
			parts = append(parts, strings.Trim(rest[:start], " \n;,"))
		}
		rest = rest[end:]
	}
	return append(parts, strings.Trim(rest, " \n;,"))
}

// findMark finds a number as the mark of a part, "2)" or "(2)" or "2:" or "2. ",
// at the beginning of a word. It returns where it begins and ends, or -1.
func findMark(s, number string) (start, end int) {
	for from := 0; ; {
		i := strings.Index(s[from:], number)
		if i < 0 {
			return -1, -1
		}
		start, end = from+i, from+i+len(number)
		from = end
		after := s[end:]
		if start > 0 && (s[start-1] == '(' || s[start-1] == '[') {
			start--
		}
		if after == "" || start > 0 && strings.IndexByte(" \n;,", s[start-1]) < 0 {
			continue
		}
		if strings.IndexByte(")]:", after[0]) >= 0 || strings.HasPrefix(after, ". ") {
			return start, end + 1
		}
	}
}
