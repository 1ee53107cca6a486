package grade

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"pacer/coach/course/formula"
)

// plain returns an author's text as it is seen and can be typed: mathematics in
// Unicode, and without the marks of Markdown around emphasis, code and links.
func plain(text string) string {
	if strings.ContainsAny(text, `$\`) {
		text = formula.Readable(text)
	}
	if !strings.ContainsAny(text, "*_`[\\") {
		return text
	}
	var b strings.Builder
	b.Grow(len(text))
	open := "" // the marks of emphasis that are open, innermost last
	last := ' '
	for i := 0; i < len(text); {
		rest := text[i:]
		if inner, size := cutCode(rest); size > 0 {
			b.WriteString(inner)
			i, last = i+size, '`'
			continue
		}
		if picture, isPicture := strings.CutPrefix(rest, "!"); isPicture && picture != "" {
			if alt, size := cutLink(picture); size > 0 {
				b.WriteString(plain(alt))
				i, last = i+len("!")+size, ')'
				continue
			}
		}
		if inner, size := cutLink(rest); size > 0 {
			b.WriteString(plain(inner))
			i, last = i+size, ')'
			continue
		}
		r, size := utf8.DecodeRuneInString(rest)
		next, _ := utf8.DecodeRuneInString(rest[size:])
		switch {
		case r == '\\' && isEscapable(next):
			b.WriteRune(next)
			i, last = i+size+1, next
			continue
		case r == '*' || r == '_':
			run := len(rest) - len(strings.TrimLeft(rest, rest[:1]))
			after, _ := utf8.DecodeRuneInString(rest[run:])
			mark := rest[:run]
			switch {
			case strings.HasSuffix(open, mark) && !unicode.IsSpace(last) && (r == '*' || !isWordRune(after)):
				open = strings.TrimSuffix(open, mark)
			case run < 4 && run < len(rest) && !unicode.IsSpace(after) && (r == '*' || !isWordRune(last)) && strings.Contains(rest[run:], mark):
				open += mark
			default:
				b.WriteString(mark)
			}
			i, last = i+run, r
			continue
		}
		b.WriteRune(r)
		i, last = i+size, r
	}
	return b.String()
}

// isEscapable says whether a backslash before r goes away in Markdown: before
// all punctuation of ASCII, its symbols such as > = + among it.
func isEscapable(r rune) bool {
	return r < utf8.RuneSelf && (unicode.IsPunct(r) || unicode.IsSymbol(r))
}

func isWordRune(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// cutCode returns what stands between backticks at the beginning of s, and how
// many bytes that takes with them, or 0.
func cutCode(s string) (inner string, size int) {
	fence := s[:len(s)-len(strings.TrimLeft(s, "`"))]
	if fence == "" {
		return "", 0
	}
	inner, _, found := strings.Cut(s[len(fence):], fence)
	if !found {
		return "", 0
	}
	return strings.TrimSpace(inner), len(inner) + 2*len(fence)
}

// cutLink returns the text of a link at the beginning of s, and the link's
// length, or 0.
func cutLink(s string) (text string, size int) {
	if s[0] != '[' {
		return "", 0
	}
	text, rest, found := strings.Cut(s[1:], "](")
	if !found || strings.ContainsAny(text, "[]") {
		return "", 0
	}
	target, _, found := strings.Cut(rest, ")")
	if !found || strings.ContainsAny(target, " \n") {
		return "", 0
	}
	return text, len("[](") + len(text) + len(target) + len(")")
}
