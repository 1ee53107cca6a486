package discord

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// page is what a person sees of content, as Discord's own reader shows it: its
// words, and what has come alive among them.
type page struct {
	words strings.Builder
	alive []string // "mention <@1>", "link https://…", "bold", "heading", …
}

// read shows content by the rules of Discord's Markdown, written from its
// documentation and not from what this package writes.
func read(content string) *page {
	p := new(page)
	for content != "" {
		before, rest, found := strings.Cut(content, "```")
		if !found {
			break
		}
		code, after, closed := strings.Cut(rest, "```")
		if !closed || strings.TrimSpace(code) == "" || hasOddEscape(before) {
			break
		}
		p.lines(before)
		if first, body, ok := strings.Cut(code, "\n"); ok && regexp.MustCompile(`^[a-z0-9_+\-.#]*$`).MatchString(first) {
			code = body
		}
		p.alive = append(p.alive, "code")
		p.words.WriteString(code)
		content = after
	}
	p.lines(content)
	return p
}

// hasOddEscape tells text after which a character is escaped.
func hasOddEscape(s string) bool {
	return (len(s)-len(strings.TrimRight(s, `\`)))%2 == 1
}

var (
	lineStart = []struct {
		kind string
		is   *regexp.Regexp
	}{
		{"quote", regexp.MustCompile(`^ *(?:>>>|>) `)},
		{"small", regexp.MustCompile(`^ *-# +\S`)},
		{"heading", regexp.MustCompile(`^ *#{1,3} +\S`)},
		{"list", regexp.MustCompile(`^ *(?:[-*+]|\d+\.) +\S`)},
	}
	mentionLike  = regexp.MustCompile(`^<(?:@[!&]?\d+|#\d+|t:-?\d+(?::\w)?|a?:\w+:\d+|/[\w -]+:\d+|id:\w+)>`)
	autolinkLike = regexp.MustCompile(`^<(https?://[^ >]+)>`)
	addressLike  = regexp.MustCompile(`^https?://[^\s<]+[^<.,:;"')\]\s]`)
	maskedLike   = regexp.MustCompile(`^\[((?:\\.|[^\[\]\\])+)\]\(<([^>]*)>\)`)
	inviteLike   = regexp.MustCompile(`(?i)^discord(?:\.gg|(?:app)?\.com/invite|\.gift|\.new)/\w`)
	emojiLike    = regexp.MustCompile(`^:[^\s:]+:`)
	everyoneLike = regexp.MustCompile(`^@(?:everyone|here)`)
)

func (p *page) lines(s string) {
	var rest []string
	for line := range strings.SplitSeq(s, "\n") {
		for again := true; again; {
			again = false
			for _, l := range lineStart {
				if !l.is.MatchString(line) {
					continue
				}
				p.alive = append(p.alive, l.kind)
				switch l.kind {
				case "quote":
					line = l.is.ReplaceAllString(line, "")
					p.words.WriteString("> ")
					again = true
				case "small", "heading":
					line = strings.TrimLeft(line, " #-")
				}
				break
			}
		}
		rest = append(rest, line)
	}
	p.inline(strings.Join(rest, "\n"))
}

// inline shows text that begins no line.
func (p *page) inline(s string) {
	for i := 0; i < len(s); {
		rest := s[i:]
		if n := p.special(rest, s[:i]); n > 0 {
			i += n
			continue
		}
		r, n := utf8.DecodeRuneInString(rest)
		p.words.WriteRune(r)
		i += n
	}
}

// special shows what rest begins with if that is more than a character, and
// returns its length.
func (p *page) special(rest, before string) int {
	live := func(kind string, n int) int {
		p.alive = append(p.alive, kind)
		return n
	}
	if rest[0] == '\\' && len(rest) > 1 {
		r, n := utf8.DecodeRuneInString(rest[1:])
		if !unicode.IsSpace(r) && !(r < utf8.RuneSelf && (unicode.IsLetter(r) || unicode.IsDigit(r))) {
			p.words.WriteRune(r)
			return 1 + n
		}
		return 0
	}
	if m := mentionLike.FindString(rest); m != "" {
		p.words.WriteString(m)
		return live("mention "+m, len(m))
	}
	if m := autolinkLike.FindStringSubmatch(rest); m != nil {
		p.words.WriteString(m[1])
		return live("link "+m[1], len(m[0]))
	}
	if m := maskedLike.FindStringSubmatch(rest); m != nil {
		p.inline(m[1])
		p.words.WriteString(" (" + m[2] + ")")
		return live("link "+m[2], len(m[0]))
	}
	for _, is := range []struct {
		kind string
		re   *regexp.Regexp
	}{{"link", addressLike}, {"invitation", inviteLike}, {"emoji", emojiLike}, {"everyone", everyoneLike}} {
		if m := is.re.FindString(rest); m != "" {
			p.words.WriteString(m)
			return live(is.kind+" "+m, len(m))
		}
	}
	if bars := len(rest) - len(strings.TrimLeft(rest, "`")); bars > 0 && !strings.HasSuffix(before, "`") {
		bar := rest[:bars]
		for at := bars; ; {
			end := strings.Index(rest[at:], bar)
			if end < 0 {
				break
			}
			end += at
			run := len(rest[end:]) - len(strings.TrimLeft(rest[end:], "`"))
			if run == bars && end > bars {
				p.words.WriteString(rest[bars:end])
				return live("code", end+bars)
			}
			at = end + run
		}
		return 0
	}
	for _, sign := range []string{"**", "__", "~~", "||"} {
		if inner, n := emphasised(rest, sign); n > 0 {
			p.alive = append(p.alive, map[string]string{"**": "bold", "__": "underlined", "~~": "struck", "||": "spoiler"}[sign])
			p.inline(inner)
			return n
		}
	}
	for _, sign := range []string{"*", "_"} {
		if inner, n := italic(rest, sign[0]); n > 0 {
			p.alive = append(p.alive, "italic")
			p.inline(inner)
			return n
		}
	}
	return 0
}

// emphasised is what stands between two double signs, the second not followed
// by another sign.
func emphasised(s, sign string) (inner string, n int) {
	if !strings.HasPrefix(s, sign) {
		return "", 0
	}
	for i := 2; i < len(s); i++ {
		switch {
		case s[i] == '\\':
			i++
		case i > 2 && strings.HasPrefix(s[i:], sign) && !strings.HasPrefix(s[i+2:], sign[:1]):
			return s[2:i], i + 2
		}
	}
	return "", 0
}

// italic is what stands between two single signs, with no space inside them.
func italic(s string, sign byte) (inner string, n int) {
	if s[0] != sign || len(s) < 3 || unicode.IsSpace(rune(s[1])) {
		return "", 0
	}
	for i := 1; i < len(s); i++ {
		switch {
		case s[i] == '\\':
			i++
		case s[i] == sign && i+1 < len(s) && s[i+1] == sign:
			i++
		case s[i] == sign && i > 1:
			if unicode.IsSpace(rune(s[i-1])) {
				return "", 0
			}
			return s[1:i], i + 1
		}
	}
	return "", 0
}
