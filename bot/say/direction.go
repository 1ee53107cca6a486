package say

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/language"
	"golang.org/x/text/unicode/bidi"

	"pacer/bot/chat"
)

// What stands between these keeps its own direction and turns nothing around
// it (Unicode Standard Annex 9, section 2.4).
const (
	firstStrongIsolate = "\u2068"
	popIsolate         = "\u2069"
)

// rightToLeft are the scripts that are written from right to left, by ISO 15924.
var rightToLeft = map[string]bool{
	"Adlm": true, "Arab": true, "Hebr": true, "Mand": true, "Mend": true, "Nkoo": true, "Rohg": true, "Samr": true, "Syrc": true, "Thaa": true,
}

// IsRightToLeft tells whether a language is written from right to left.
func IsRightToLeft(tag language.Tag) bool {
	script, _ := tag.Script()
	return rightToLeft[script.String()]
}

// HasRightToLeft tells whether a letter of a text is one of a script that is
// written from right to left.
func HasRightToLeft(s string) bool {
	for i := 0; i < len(s); {
		if s[i] < utf8.RuneSelf {
			i++
			continue
		}
		p, size := bidi.LookupString(s[i:])
		if c := p.Class(); c == bidi.R || c == bidi.AL {
			return true
		}
		i += max(size, 1)
	}
	return false
}

// Isolated makes Markdown fit into a sentence of the printer's language, or
// beside a letter that stands for it: words of the other direction, and in a
// sentence from right to left whatever has signs and digits, are isolated, line
// by line.
func (p *Printer) Isolated(m chat.Markdown) chat.Markdown {
	s := string(m)
	if p.isRightToLeft {
		if s == "" || isPlainDigits(s) {
			return m
		}
	} else if !HasRightToLeft(s) {
		return m
	}
	if strings.Contains(s, "```") || strings.Contains(s, "~~~") {
		return m // code has its own lines, which nothing stands beside
	}
	lines := strings.Split(s, "\n")
	for i, line := range lines {
		lead := marker.FindString(line)
		if words := line[len(lead):]; strings.TrimSpace(words) != "" {
			lines[i] = lead + firstStrongIsolate + words + popIsolate
		}
	}
	return chat.Markdown(strings.Join(lines, "\n"))
}

// marker is what begins a line of a list, a heading or a quotation.
var marker = regexp.MustCompile(`^\s*(?:(?:[-+*]|\d{1,9}[.)]|#{1,6}|>)\s+)*`)

// isPlainDigits tells a number, which reads the same in any direction.
func isPlainDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}
