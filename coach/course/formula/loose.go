package formula

import "strings"

// looseCommands are the commands with arguments in braces that are read even
// outside dollars, and how many arguments they take.
var looseCommands = map[string]int{
	"frac": 2, "dfrac": 2, "tfrac": 2, "cfrac": 2, "binom": 2, "sqrt": 1, "text": 1, "mathrm": 1, "mathbf": 1, "mathit": 1, "mathbb": 1,
	"operatorname": 1, "overline": 1, "underline": 1, "vec": 1, "hat": 1, "bar": 1, "boxed": 1, "overrightarrow": 1,
}

// maxLoose is how many bytes an argument or environment outside dollars may
// have. It bounds the search for what closes it.
const maxLoose = 1_000

// looseSpan returns how much of a text that begins with a backslash is a command
// of LaTeX that lost its dollars, with its arguments and scripts; 0 if it is
// none. Authors forget dollars, and converted files misplace them. before is the
// text in front of it: in C:\beta\pi the backslashes part folders.
func looseSpan(before, text string) int {
	size := 1
	for size < len(text) && isLetter(text[size]) {
		size++
	}
	name := text[1:size]
	arguments, takesArguments := looseCommands[name]
	switch {
	case strings.HasPrefix(text, `\ `) && strings.HasSuffix(before, ","):
		return 1 // the space of "0,\ 1", which no typist means
	case len(name) < 2, isPath(before): // \n and \P are more often something else
		return 0
	case name == "begin":
		return looseEnvironment(text)
	case name == "left" || name == "right":
		switch {
		case strings.HasPrefix(text[size:], "."):
			return size + 1
		case size < len(text) && strings.IndexByte(`()[]|\`, text[size]) >= 0:
			return size // the bracket is text as any other
		}
		return 0
	case takesArguments:
		size = looseArguments(text, size, arguments)
		if size == 0 {
			return 0
		}
	case !isLooseSymbol(name):
		if strings.HasPrefix(text[size:], "_{") || strings.HasPrefix(text[size:], "^{") {
			break // an author's own command, or a misspelt one
		}
		return 0
	}
	return looseScripts(text, size)
}

// isPath says whether the last word of a text looks like the beginning of a path.
func isPath(before string) bool {
	const longest = 200
	before = before[max(0, len(before)-longest):]
	word := before[strings.LastIndexAny(before, " \t\n(\"'")+1:]
	if strings.HasPrefix(word, `\\`) {
		return true
	}
	return len(word) > 1 && isLetter(word[0]) && word[1] == ':' && (len(word) == 2 || word[2] == '\\')
}

func isLooseSymbol(name string) bool {
	x, ok := symbols[name]
	return ok && x.text != "" && x.kind != lineBreak
}

// looseArguments returns where the arguments of a command end, or 0 if it has
// fewer than it needs.
func looseArguments(text string, at, arguments int) int {
	if strings.HasPrefix(text[at:], "[") {
		end := strings.IndexByte(text[at:min(len(text), at+40)], ']')
		if end < 0 {
			return 0
		}
		at += end + 1
	}
	for range arguments {
		size := looseGroup(text[at:])
		if size == 0 {
			return 0
		}
		at += size
	}
	return at
}

// looseGroup returns the length of the group that text begins with; 0 if it
// begins with none, if none closes it, or if a paragraph ends within it.
func looseGroup(text string) int {
	if !strings.HasPrefix(text, "{") {
		return 0
	}
	depth := 0
	for i := 0; i < min(len(text), maxLoose); i++ {
		switch text[i] {
		case '\\':
			i++
		case '{':
			depth++
		case '}':
			if depth--; depth == 0 {
				return i + 1
			}
		case '\n':
			if strings.HasPrefix(text[i:], "\n\n") {
				return 0
			}
		}
	}
	return 0
}

// looseEnvironment returns the length of the environment that text begins with;
// 0 if nothing ends it.
func looseEnvironment(text string) int {
	group := looseGroup(text[len(`\begin`):])
	if group == 0 {
		return 0
	}
	start := len(`\begin`) + group
	within := text[:min(len(text), maxLoose)]
	closing := `\end` + text[len(`\begin`):start]
	if start > len(within) {
		return 0
	}
	end := strings.Index(within[start:], closing)
	if end < 0 || strings.Contains(within[start:start+end], "\n\n") {
		return 0
	}
	return start + end + len(closing)
}

// looseScripts returns where the scripts after at end.
func looseScripts(text string, at int) int {
	for at+1 < len(text) && (text[at] == '^' || text[at] == '_') {
		next := text[at+1]
		size := looseGroup(text[at+1:])
		switch {
		case size > 0:
		case isLetter(next) || isDigit(next):
			size = 1
		default:
			return at
		}
		at += 1 + size
	}
	return at
}
