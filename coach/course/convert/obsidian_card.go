package convert

import (
	"fmt"
	"html"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

var (
	// A deletion, with what may follow it: a hint ^[…] and a number [^1].
	obsidianDeletion = regexp.MustCompile(`==([^=\s](?:(?:[^=\n]|=[^=\n])*?[^=\s])?)==((?:\^\[[^\]\n]*\]|\[\^\d{1,3}\])*)|\{\{c(\d{1,3})::((?:[^{}]|\{[^{}]*\})*?)(?:::((?:[^{}]|\{[^{}]*\})*?))?\}\}`)
	obsidianHint     = regexp.MustCompile(`\^\[([^\]\n]*)\]`)
	obsidianGroup    = regexp.MustCompile(`\[\^(\d{1,3})\]`)
	obsidianBlockID  = regexp.MustCompile(`(?m)\s+\^[A-Za-z0-9-]+$`)
	obsidianDeck     = regexp.MustCompile(`(?m)(?:^|[ \t]+)#flashcards(?:/[\p{L}\p{N}_-]+)*`)
	obsidianEmbed    = regexp.MustCompile(`!\[\[([^\]|\n]+)(?:\|([^\]\n]*))?\]\]`)
	obsidianLink     = regexp.MustCompile(`\[\[([^\]|\n]+)(?:\|([^\]\n]*))?\]\]`)
	obsidianPicture  = regexp.MustCompile(`!\[[^\]\n]*\]\(\s*<?([^)>\n]+?)>?(?:\s+"[^"\n]*")?\s*\)`)
	obsidianWidth    = regexp.MustCompile(`^\d+(?:x\d+)?$`)
	obsidianFormula  = regexp.MustCompile(`(^|[^\\$])\$([^\s$](?:[^$\n]*[^\s$\\])?)\$($|[^\d$])`)
	obsidianCode     = regexp.MustCompile("(?s)(?m:^[ \t]*)```.*?```|`[^`\n]+`")
)

// hasDeletion says whether something is deleted in lines that are no code.
func hasDeletion(lines []string, isCode []bool) bool {
	for i, line := range lines {
		if !isCode[i] && strings.ContainsAny(line, "={") && obsidianDeletion.MatchString(obsidianCode.ReplaceAllString(line, "")) {
			return true
		}
	}
	return false
}

// questions makes questions of a card: one, one for each way, or one for each
// deletion.
func (c *obsidianCard) questions(note *obsidianNote, vault *obsidianVault, language string) []quizQuestion {
	w := obsidianWriter{note: note, vault: vault}
	var out []quizQuestion
	switch {
	case c.cloze != "":
		out = w.clozes(c.cloze)
	case c.isBothWays:
		out = []quizQuestion{w.sides(c.front, c.back, language), w.sides(c.back, c.front, language)}
	default:
		out = []quizQuestion{w.sides(c.front, c.back, language)}
	}
	for i := range out {
		q := &out[i]
		q.where, q.licence, q.source = c.where, note.licence, note.source
		q.category = note.deck
		if c.deck != nil {
			q.category = c.deck
		}
	}
	return out
}

// obsidianWriter turns texts of a note into texts of a quiz.
type obsidianWriter struct {
	note  *obsidianNote
	vault *obsidianVault
}

// sides makes a question of the two sides of a card.
func (w *obsidianWriter) sides(front, back, language string) quizQuestion {
	const longest = 60 // bytes; anything longer is a question by itself
	var q quizQuestion
	front, q.hints = w.hints(front)
	back = strings.TrimSpace(obsidianComment.ReplaceAllString(back, ""))
	q.stem = w.text(front)
	isTerm := isEnglish(language) && len(front) <= longest && !strings.ContainsAny(front, "\n?？…:!*_$`[=")
	plain := strings.TrimSpace(obsidianDeck.ReplaceAllString(back, ""))
	switch {
	case plain == "":
		q.fault = "the answer side is empty"
	case strings.EqualFold(plain, "true"), strings.EqualFold(plain, "false"):
		q.kind, q.answers = quizTrueFalse, truth(strings.EqualFold(plain, "true"))
		return q
	case strings.Contains(plain, "\n"), obsidianPicture.MatchString(plain), obsidianEmbed.MatchString(plain), strings.Contains(plain, "```"):
		q.kind, q.model = quizEssay, w.text(back)
		q.changes = append(q.changes, ankiLongAnswer)
	default:
		q.kind = quizShort
		answer := w.text(back)
		if !strings.Contains(plain, "$") { // signs that Markdown takes for its own are no answer's
			answer = quizText{format: quizPlain, raw: strings.ReplaceAll(unmarked(answer.raw), "*", `\*`)}
		}
		q.answers = []quizAnswer{{text: answer, weight: wholly}}
	}
	if isTerm && q.kind == quizShort && strings.TrimSpace(front) != "" {
		q.stem.raw = fmt.Sprintf("What goes with **%s**?", strings.TrimSpace(front))
	}
	return q
}

var obsidianEmphasis = regexp.MustCompile("(\\*{1,3}|_{1,3}|`+|~~)([^\\s*_`~](?:[^*_`~\\n]*[^\\s*_`~])?)(\\*{1,3}|_{1,3}|`+|~~)")

// unmarked takes emphasis and code marks from around words.
func unmarked(s string) string {
	s = obsidianEmphasis.ReplaceAllStringFunc(s, func(part string) string {
		m := obsidianEmphasis.FindStringSubmatch(part)
		if m[1] != m[3] {
			return part
		}
		return m[2]
	})
	return html.UnescapeString(s)
}

// hints takes the inline notes from a text: they are hints.
func (w *obsidianWriter) hints(text string) (string, []quizText) {
	var hints []quizText
	text = obsidianHint.ReplaceAllStringFunc(text, func(note string) string {
		if hint := strings.TrimSpace(obsidianHint.FindStringSubmatch(note)[1]); hint != "" {
			hints = append(hints, w.text(hint))
		}
		return ""
	})
	return strings.TrimSpace(text), hints
}

// text is a text of a note as Markdown that a quiz knows, with the pictures it
// shows.
func (w *obsidianWriter) text(s string) quizText {
	t := inMarkdown(w.outsideCode(s, func(s string) string {
		s = obsidianComment.ReplaceAllString(s, "")
		s = obsidianBlockID.ReplaceAllString(s, "")
		s = obsidianDeck.ReplaceAllString(s, "")
		s = obsidianEmbed.ReplaceAllStringFunc(s, func(embed string) string {
			m := obsidianEmbed.FindStringSubmatch(embed)
			alt := m[2]
			if obsidianWidth.MatchString(strings.TrimSpace(alt)) {
				alt = ""
			}
			return "![" + alt + "](<" + strings.TrimSpace(m[1]) + ">)"
		})
		s = obsidianLink.ReplaceAllStringFunc(s, func(link string) string {
			m := obsidianLink.FindStringSubmatch(link)
			if m[2] != "" {
				return m[2]
			}
			return m[1]
		})
		// What another card's deletion would be is shown here.
		s = obsidianDeletion.ReplaceAllStringFunc(s, func(deletion string) string {
			m := obsidianDeletion.FindStringSubmatch(deletion)
			return m[1] + m[4]
		})
		// Lone dollars are mathematics in a note; in a quiz they may be money.
		s = obsidianFormula.ReplaceAllString(s, `$1\($2\)$3`)
		return strings.ReplaceAll(s, "\n", "  \n") // lines stay lines, as a note shows them
	}))
	for _, m := range obsidianPicture.FindAllStringSubmatch(t.raw, -1) {
		if isPage(m[1]) {
			continue
		}
		if file, ok := w.vault.picture(m[1]); ok && !slices.ContainsFunc(t.files, func(f moodleFile) bool { return f.Name == file.Name }) {
			t.files = append(t.files, file)
		}
	}
	return t
}

// outsideCode changes what is not code.
func (w *obsidianWriter) outsideCode(s string, change func(string) string) string {
	var b strings.Builder
	last := 0
	for _, at := range obsidianCode.FindAllStringIndex(s, -1) {
		b.WriteString(change(s[last:at[0]]))
		b.WriteString(s[at[0]:at[1]])
		last = at[1]
	}
	b.WriteString(change(s[last:]))
	return b.String()
}

// deletion is one deletion of a paragraph.
type deletion struct {
	start, end   int
	answer, hint string
	group        int // those of one number are deleted together
}

// deletions finds what is deleted in a text. Deletions without a number are
// each a question of their own.
func deletions(text string) []deletion {
	code := obsidianCode.FindAllStringIndex(text, -1)
	var out []deletion
	next := 1_000 // above all numbers that are written
	for _, m := range obsidianDeletion.FindAllStringSubmatchIndex(text, -1) {
		if slices.ContainsFunc(code, func(at []int) bool { return m[0] >= at[0] && m[0] < at[1] }) {
			continue
		}
		part := func(i int) string {
			if m[2*i] < 0 {
				return ""
			}
			return text[m[2*i]:m[2*i+1]]
		}
		d := deletion{start: m[0], end: m[1], answer: part(1) + part(4), hint: part(5), group: next}
		number := part(3)
		if note := obsidianHint.FindStringSubmatch(part(2)); note != nil {
			d.hint = note[1]
		}
		if group := obsidianGroup.FindStringSubmatch(part(2)); group != nil {
			number = group[1]
		}
		if n, err := strconv.Atoi(number); err == nil {
			d.group = n
		}
		next++
		out = append(out, d)
	}
	return out
}

// clozes makes a question of each deletion, or of those that belong together;
// the others are shown.
func (w *obsidianWriter) clozes(text string) []quizQuestion {
	const most = 50 // questions of one paragraph
	text = strings.Map(func(c rune) rune {
		if isAtom(c) {
			return -1
		}
		return c
	}, text)
	all := deletions(text)
	var groups []int
	for _, d := range all {
		if !slices.Contains(groups, d.group) && len(groups) < most {
			groups = append(groups, d.group)
		}
	}
	var out []quizQuestion
	for _, group := range groups {
		q := quizQuestion{kind: quizCloze}
		var b strings.Builder
		last := 0
		for _, d := range all {
			if d.group != group {
				continue
			}
			b.WriteString(text[last:d.start])
			b.WriteString(quizMark(len(q.blanks)))
			last = d.end
			answer := quizText{format: quizPlain, raw: strings.ReplaceAll(unmarked(w.text(d.answer).raw), "*", `\*`)}
			if strings.Contains(d.answer, "$") {
				answer = w.text(d.answer)
			}
			q.blanks = append(q.blanks, quizBlank{kind: quizShort, answers: []quizAnswer{{text: answer, weight: wholly}}})
			if hint := strings.TrimSpace(d.hint); hint != "" {
				q.hints = append(q.hints, w.text(hint))
			}
		}
		b.WriteString(text[last:])
		q.stem = w.text(b.String())
		out = append(out, q)
	}
	return out
}
