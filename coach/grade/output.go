package grade

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"pacer/coach/course"
)

// Spacing comes with Again: what a program prints, but for spaces, line breaks,
// quotation marks around it or the case of letters.
const Spacing Note = "spacing"

const (
	// lineMark stands for a line break in an answer on one line.
	lineMark = "⏎"

	// doesNotRun is the key of an item whose code prints nothing because it does
	// not compile, or stops.
	doesNotRun = "does not run"
)

// gradeOutput grades what a learner says that code prints, as it was typed:
// spaces count, save at the ends of lines, and so do line breaks, save around
// the whole. A fence of code around it is taken off; ⏎ is a line break.
func gradeOutput(it *course.Item, said string) Result {
	text, _ := clean(said)
	result := Result{Read: show(text)}
	printed := readOutput(said)
	for _, right := range outputs(it) {
		if sameOutput(printed, right) {
			result.Verdict, result.Score, result.Known = Right, 1, true
			return result
		}
	}
	for i := range it.Wrong {
		if sameOutput(printed, readOutput(it.Wrong[i].Answer)) {
			result.know(&it.Wrong[i])
			return result
		}
	}
	says := words.fails[plainWord(bare(text))]
	isLone := utf8.RuneCountInString(text) == 1 // which code may well print
	key := textKey{right: append([]string{doesNotRun}, outputs(it)...), wrong: it.Wrong, isPart: isLone}
	switch note, isChatter := key.isChatter(text, newPhrases(key.right)); {
	case says && it.Fails:
		result.Verdict, result.Score, result.Known = Right, 1, true
	case says:
		result.Verdict = Wrong
	case isNearOutput(printed, outputs(it)):
		result.Verdict, result.Note, result.Known = Again, Spacing, true
	case isChatter && !isPrintedSigns(text) || !isChatter && words.dontKnow[firstWord(text)]:
		result.Note = note
	default:
		result.Verdict = Wrong
	}
	return result
}

// isPrintedSigns says whether a text has no letters or digits but may well be
// printed: "[]", "{}", "***".
func isPrintedSigns(text string) bool {
	return isSigns(text) && isASCII(text) && strings.Trim(text, ".?! ") != "" && !strings.ContainsAny(text, ":;")
}

func firstWord(text string) string {
	first, _, _ := strings.Cut(plainWord(text), " ")
	return first
}

// outputs are the right answers of an item, prepared.
func outputs(it *course.Item) []string {
	var list []string
	for _, answer := range append([]string{it.Answer}, it.Accept...) {
		if printed := readOutput(answer); printed != "" {
			list = append(list, printed)
		}
	}
	return list
}

// asTyped undoes what chats and telephones make of what is typed.
var asTyped = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u2028", "\n", "\u0085", "\n", "\u00a0", " ",
	lineMark+" ", "\n", lineMark, "\n", "“", `"`, "”", `"`, "„", `"`, "‘", "'", "’", "'")

// readOutput returns what was typed as a program prints it: without a fence of
// code, spaces at the ends of lines, and empty lines around it.
func readOutput(said string) string {
	said = strings.ToValidUTF8(said, "")
	said = asTyped.Replace(said)
	said = strings.Map(func(r rune) rune {
		if r != '\n' && r != '\t' && isInvisible(r) {
			return -1
		}
		return r
	}, said)
	said = cutFence(said)
	lines := strings.Split(said, "\n")
	for i, line := range lines {
		lines[i] = strings.TrimRightFunc(line, unicode.IsSpace)
	}
	return strings.Trim(strings.Join(lines, "\n"), "\n")
}

// cutFence takes the backticks of Markdown from around a text, and the name of
// a language after them.
func cutFence(s string) string {
	trimmed := strings.TrimSpace(s)
	if inner, ok := strings.CutPrefix(trimmed, "```"); ok && strings.HasSuffix(inner, "```") {
		inner = strings.TrimSuffix(inner, "```")
		if name, rest, hasLines := strings.Cut(inner, "\n"); hasLines && !strings.ContainsFunc(strings.TrimSpace(name), unicode.IsSpace) {
			return rest
		}
		return inner
	}
	if len(trimmed) > 2 && strings.HasPrefix(trimmed, "`") && strings.HasSuffix(trimmed, "`") && strings.Count(trimmed, "`") == 2 {
		return trimmed[1 : len(trimmed)-1]
	}
	return s
}

// sameOutput says whether two prepared outputs are the same. What stands before
// the first line's text is lost in chats.
func sameOutput(a, b string) bool {
	return strings.TrimLeft(a, " \t") == strings.TrimLeft(b, " \t")
}

// isNearOutput says whether an output is right but for spaces, line breaks, case
// or quotation marks around it.
func isNearOutput(said string, right []string) bool {
	for _, key := range right {
		if squash(said) == squash(key) || squash(unquote(strings.TrimSpace(said))) == squash(key) {
			return true
		}
	}
	return false
}

func squash(s string) string {
	return fold(strings.Join(strings.Fields(s), ""))
}

// outputKey says the right answer for people, on one line.
func outputKey(it *course.Item) string {
	printed := readOutput(it.Answer)
	if printed == "" && it.Fails {
		return doesNotRun
	}
	return strings.ReplaceAll(printed, "\n", " "+lineMark+" ")
}
