package convert

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"strings"
)

// obsidianNote is one note.
type obsidianNote struct {
	name     string // its path
	title    string
	licence  string // of its head, as the next two
	source   string
	deck     []string // of cards without a tag of their own
	isTagged bool     // #flashcards stands in it
	cards    []obsidianCard
}

// obsidianCard is what stands between two empty lines and asks something.
type obsidianCard struct {
	where Where
	deck  []string // nil: the note's

	// A card has two sides, or is a paragraph with deletions.
	front, back string
	isBothWays  bool
	cloze       string
}

func readObsidianNote(src fs.FS, name string) (*obsidianNote, error) {
	data, err := readFile(src, name, obsidianMaxNote)
	if errors.Is(err, errTooLarge) {
		return nil, fmt.Errorf("the note is larger than %d MB: split it", obsidianMaxNote>>20)
	}
	if err != nil {
		return nil, err
	}
	text, _, err := decodeQuiz(data)
	if err != nil {
		return nil, err
	}
	text = strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n")
	n := &obsidianNote{name: name, title: fileTitle(path.Base(name))}
	r := obsidianReader{note: n, lines: strings.Split(text, "\n")}
	r.readHead()
	r.readBody()
	return n, nil
}

// obsidianReader reads the lines of a note.
type obsidianReader struct {
	note  *obsidianNote
	lines []string
	at    int // the next line
	deck  []string

	block []string // the lines since the last empty one
	from  int      // the first of them
	fence string   // of the block of code that is open, or ""
}

var (
	obsidianKey     = regexp.MustCompile(`^([A-Za-z]+):\s*(.*)$`)
	obsidianEntry   = regexp.MustCompile(`^\s*-\s+(.*)$`)
	obsidianComment = regexp.MustCompile(`(?s)<!--.*?-->|%%.*?%%`)
	obsidianFence   = regexp.MustCompile("^\\s*(?:>\\s*)*(`{3,}|~{3,})")
	obsidianOnlyTag = regexp.MustCompile(`^\s*(?:#[\p{L}\p{N}_/-]+\s*)+$`)
	obsidianOwnTag  = regexp.MustCompile(`^#flashcards((?:/[\p{L}\p{N}_-]+)*)\s+`)
)

// readHead reads the YAML between the lines --- above a note, as far as it
// says something here: tags, title, licence, source. Nothing else of it is
// looked at, so it need not be read as YAML.
func (r *obsidianReader) readHead() {
	if len(r.lines) == 0 || strings.TrimRight(r.lines[0], " ") != "---" {
		return
	}
	key := ""
	for i, line := range r.lines[1:] {
		line = strings.TrimRight(line, " ")
		if line == "---" || line == "..." {
			r.at = i + 2
			return
		}
		value := line
		if m := obsidianKey.FindStringSubmatch(line); m != nil {
			key, value = strings.ToLower(m[1]), m[2]
		} else if m := obsidianEntry.FindStringSubmatch(line); m != nil {
			value = m[1]
		}
		value = strings.Trim(value, `"' `)
		switch key {
		case "title":
			if value != "" {
				r.note.title = tidy(value)
			}
		case "license", "licence":
			r.note.licence = value
		case "source":
			r.note.source = value
		case "tag", "tags":
			r.tag(value)
		}
	}
	r.at = 0 // never closed: a rule above the text
	r.note.licence, r.note.source = "", ""
}

// tag looks for the deck that a line of the head, or of the text, names for the
// whole note.
func (r *obsidianReader) tag(line string) {
	if m := obsidianTag.FindStringSubmatch(line); m != nil {
		r.note.isTagged = true
		if r.note.deck == nil {
			r.note.deck = deckPath(m[1])
		}
	}
}

// deckPath is the path of a deck, as a tag has it: "/science/physics".
func deckPath(tag string) []string {
	var out []string
	for part := range strings.SplitSeq(tag, "/") {
		if part = strings.TrimSpace(part); part != "" {
			out = append(out, skillTitle(strings.ReplaceAll(part, "_", " ")))
		}
	}
	return out
}

// readBody reads the cards of a note.
func (r *obsidianReader) readBody() {
	for ; r.at < len(r.lines); r.at++ {
		line := strings.TrimRight(r.lines[r.at], " \t")
		if m := obsidianFence.FindStringSubmatch(line); m != nil {
			switch {
			case r.fence == "":
				r.fence = m[1]
			case strings.HasPrefix(m[1], r.fence):
				r.fence = ""
			}
		}
		if r.fence != "" || strings.TrimSpace(line) != "" {
			if len(r.block) == 0 {
				r.from = r.at
			}
			r.block = append(r.block, line)
			continue
		}
		r.endBlock()
	}
	r.endBlock()
}

// endBlock makes cards of the lines since the last empty one.
func (r *obsidianReader) endBlock() {
	lines, from := r.block, r.from
	r.block, r.fence = nil, ""
	for len(lines) > 0 && obsidianOnlyTag.MatchString(lines[0]) {
		if m := obsidianTag.FindStringSubmatch(lines[0]); m != nil {
			r.tag(lines[0])
			r.deck = deckPath(m[1])
		}
		lines, from = lines[1:], from+1
	}
	for len(lines) > 0 && strings.HasPrefix(lines[0], "#") && isHeading(lines[0]) {
		r.tag(lines[0])
		lines, from = lines[1:], from+1
	}
	if len(lines) == 0 {
		return
	}
	deck := r.deck
	if m := obsidianOwnTag.FindStringSubmatch(lines[0]); m != nil {
		r.note.isTagged = true
		deck = deckPath(m[1])
		lines[0] = lines[0][len(m[0]):]
	} else {
		for _, line := range lines {
			r.tag(line)
		}
	}
	r.cut(lines, from, deck)
}

func isHeading(line string) bool {
	rest := strings.TrimLeft(line, "#")
	return len(line)-len(rest) <= 6 && strings.HasPrefix(rest, " ")
}

// cut makes cards of a block: one around a line with a question mark, else one
// of each line with colons, else one of the deletions in it.
func (r *obsidianReader) cut(lines []string, from int, deck []string) {
	add := func(c obsidianCard, at int) {
		c.where, c.deck = Where{File: r.note.name, Line: at + 1}, deck
		r.note.cards = append(r.note.cards, c)
	}
	isCode := codeLines(lines)
	for i, line := range lines {
		if isCode[i] || line != "?" && line != "??" {
			continue
		}
		if i > 0 {
			add(obsidianCard{
				front: strings.Join(lines[:i], "\n"), back: strings.Join(lines[i+1:], "\n"), isBothWays: line == "??",
			}, from)
		}
		return
	}
	isAny := false
	for i, line := range lines {
		if isCode[i] {
			continue
		}
		if front, back, isBothWays, ok := cutColons(line); ok {
			isAny = true
			add(obsidianCard{front: front, back: back, isBothWays: isBothWays}, from+i)
		}
	}
	if text := strings.Join(lines, "\n"); !isAny && hasDeletion(lines, isCode) {
		add(obsidianCard{cloze: text}, from)
	}
}

// codeLines says which lines of a block are code.
func codeLines(lines []string) []bool {
	out := make([]bool, len(lines))
	fence := ""
	for i, line := range lines {
		m := obsidianFence.FindStringSubmatch(line)
		out[i] = fence != "" || m != nil
		switch {
		case m != nil && fence == "":
			fence = m[1]
		case m != nil && strings.HasPrefix(m[1], fence):
			fence = ""
		}
	}
	return out
}

// cutColons cuts a line at the first :: or ::: that is not inside code or a
// formula.
func cutColons(line string) (front, back string, isBothWays, ok bool) {
	code, isMath, deletions := "", false, 0
	for i := 0; i < len(line); i++ {
		switch {
		case line[i] == '\\' && code == "":
			i++
		case line[i] == '`':
			ticks := line[i : len(line)-len(strings.TrimLeft(line[i:], "`"))]
			switch code {
			case "":
				if strings.Contains(line[i+len(ticks):], ticks) { // else nothing closes it
					code = ticks
				}
			case ticks:
				code = ""
			}
			i += len(ticks) - 1
		case code != "":
		case line[i] == '$':
			isMath = !isMath && strings.Contains(line[i+1:], "$")
		case isMath:
		case strings.HasPrefix(line[i:], "{{"):
			deletions++
		case strings.HasPrefix(line[i:], "}}"):
			deletions = max(deletions-1, 0)
		case deletions == 0 && strings.HasPrefix(line[i:], "::"):
			front, back = line[:i], line[i+2:]
			if rest, isReversed := strings.CutPrefix(back, ":"); isReversed {
				back, isBothWays = rest, true
			}
			front, back = strings.TrimSpace(front), strings.TrimSpace(obsidianComment.ReplaceAllString(back, ""))
			return listMark.ReplaceAllString(front, ""), back, isBothWays, front != ""
		}
	}
	return "", "", false, false
}

// listMark finds the mark of a list before a card.
var listMark = regexp.MustCompile(`^(?:[-*+]|\d{1,3}[.)])\s+`)
