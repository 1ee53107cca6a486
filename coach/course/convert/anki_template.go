package convert

import (
	"regexp"
	"slices"
	"strings"
)

// Bounds of a template.
const (
	ankiMaxTemplate = 100_000 // bytes
	ankiMaxNested   = 100     // conditions inside one another
	ankiMaxFace     = 200_000 // bytes of HTML of one side of a card
)

// ankiCardTemplate is a card template, read.
type ankiCardTemplate struct {
	front, back []ankiNode
	isMended    bool // conditions closed out of order, or not at all
}

// ankiNode is a piece of a template: a text, a field, or what stands between a
// condition's two ends.
type ankiNode struct {
	text    string   // HTML, where there is no field
	field   string   // the field shown or asked about
	filters []string // of a field that is shown, the one next to it first
	sign    byte     // '#' if the field must hold something, '^' if nothing; else 0
	inner   []ankiNode
}

// parseAnkiTemplate reads both sides of a template.
func parseAnkiTemplate(t *ankiTemplate) *ankiCardTemplate {
	if t.parsed == nil {
		front, isFrontMended := parseAnkiSide(t.front)
		back, isBackMended := parseAnkiSide(t.back)
		t.parsed = &ankiCardTemplate{front: front, back: back, isMended: isFrontMended || isBackMended}
	}
	return t.parsed
}

// parseAnkiSide reads one side of a template. Old templates close conditions in
// any order, or with another's name, and Anki once showed them all the same: an
// end closes the innermost condition of its name and those within; one that
// fits none is passed over; what is open at the end ends there.
func parseAnkiSide(s string) (nodes []ankiNode, isMended bool) {
	if len(s) > ankiMaxTemplate {
		return nil, false
	}
	s = withoutAnkiMarks(s)
	begin, end := "{{", "}}"
	open := []ankiNode{{}} // the side itself, and the conditions that are open
	closeOne := func() {
		last := len(open) - 1
		open[last-1].inner = append(open[last-1].inner, open[last])
		open = open[:last]
	}
	add := func(n ankiNode) { open[len(open)-1].inner = append(open[len(open)-1].inner, n) }
	for s != "" {
		before, rest, found := strings.Cut(s, begin)
		tag, after, isClosed := strings.Cut(rest, end)
		if !found || !isClosed {
			add(ankiNode{text: s})
			break
		}
		if before != "" {
			add(ankiNode{text: before})
		}
		s = after
		if strings.HasPrefix(tag, "{") && strings.HasPrefix(s, "}") {
			tag, s = tag[1:], s[1:] // three braces, the way to show HTML as it is
		}
		tag = strings.TrimSpace(tag)
		switch {
		case tag == "", tag[0] == '!':
			// nothing, or a comment
		case tag[0] == '=':
			// new marks: {{=<% %>=}}
			if marks := strings.Fields(strings.Trim(tag, "= ")); len(marks) == 2 {
				begin, end = marks[0], marks[1]
			}
		case tag[0] == '#' || tag[0] == '^':
			if len(open) > ankiMaxNested {
				return nil, false
			}
			open = append(open, ankiNode{field: strings.TrimSpace(tag[1:]), sign: tag[0]})
		case tag[0] == '/':
			name := strings.TrimSpace(tag[1:])
			at := len(open) - 1
			for at > 0 && open[at].field != name {
				at--
			}
			isMended = isMended || at != len(open)-1 || at == 0
			for at > 0 && len(open) > at {
				closeOne()
			}
		default:
			parts := strings.Split(tag, ":")
			slices.Reverse(parts)
			for i := range parts {
				parts[i] = strings.TrimSpace(parts[i])
			}
			add(ankiNode{field: parts[0], filters: parts[1:]})
		}
	}
	for len(open) > 1 {
		isMended = true
		closeOne()
	}
	return open[0].inner, isMended
}

// ankiPiece is a piece of a side as it is shown for one note.
type ankiPiece struct {
	field string // "" for the template's own text
	html  string
}

// ankiFace is one side of a card.
type ankiFace struct {
	pieces []ankiPiece
	typed  string   // the field that is to be typed
	hints  []string // HTML that is shown on demand
	blanks []ankiBlank
	isLong bool // there was more than ankiMaxFace
}

// shows says whether a side shows a field.
func (f *ankiFace) shows(field string) bool {
	return slices.ContainsFunc(f.pieces, func(p ankiPiece) bool { return p.field == field })
}

// html is a whole side.
func (f *ankiFace) html() string {
	var b strings.Builder
	for _, p := range f.pieces {
		b.WriteString(p.html)
	}
	return b.String()
}

// ankiRenderer shows a note's card.
type ankiRenderer struct {
	values map[string]string // by field, special ones too: HTML
	cloze  int64             // the number whose deletions are asked for, from 1; 0 of a card that is no cloze
	isBack bool

	face *ankiFace
	size int
}

// render shows one side.
func (r *ankiRenderer) render(nodes []ankiNode, isBack bool) *ankiFace {
	r.face, r.size, r.isBack = &ankiFace{}, 0, isBack
	r.show(nodes)
	return r.face
}

func (r *ankiRenderer) show(nodes []ankiNode) {
	for i := range nodes {
		n := &nodes[i]
		switch {
		case r.face.isLong:
			return
		case n.sign != 0:
			if r.holds(n.field) == (n.sign == '#') {
				r.show(n.inner)
			}
		case n.field == "":
			r.write("", n.text)
		default:
			r.showField(n)
		}
	}
}

func (r *ankiRenderer) write(field, html string) {
	if r.size += len(html); r.size > ankiMaxFace {
		r.face.isLong = true
		return
	}
	r.face.pieces = append(r.face.pieces, ankiPiece{field, html})
}

var (
	ankiClozeName = regexp.MustCompile(`^c(\d{1,4})$`)
	ankiNothing   = regexp.MustCompile(`(?i)<(?:br|div)\s*/?>|</div>|&nbsp;|\s`)
)

// holds says whether a condition's field holds anything. c1 stands for “the card
// of the first cloze”.
func (r *ankiRenderer) holds(field string) bool {
	value, isField := r.values[field]
	if m := ankiClozeName.FindStringSubmatch(field); m != nil && !isField && r.cloze > 0 {
		return "c"+ankiNumber(r.cloze) == field
	}
	return ankiNothing.ReplaceAllString(value, "") != ""
}

// showField shows a field through its filters. One that does not exist is empty.
func (r *ankiRenderer) showField(n *ankiNode) {
	value := r.values[n.field]
	isCloze, isHint := false, false
	for _, filter := range n.filters {
		name, _, _ := strings.Cut(filter, " ")
		switch name {
		case "cloze", "cloze-only":
			isCloze = true
		case "type":
			r.face.typed = n.field
			return
		case "hint":
			isHint = true
		case "furigana":
			value = furigana.ReplaceAllString(value, "$1 ($2)")
		case "kanji":
			value = furigana.ReplaceAllString(value, "$1")
		case "kana":
			value = furigana.ReplaceAllString(value, "$2")
		case "tts", "tts-voices":
			return
		}
		// Others change the look, or are add-ons': the field is shown as it is.
	}
	if isCloze {
		value = r.showCloze(n.field, value)
	}
	if isHint {
		if !r.isBack && value != "" {
			r.face.hints = append(r.face.hints, value)
		}
		return
	}
	r.write(n.field, value)
}

// furigana is a reading in brackets after what it is the reading of; a space
// before parts it from other text. A sound is in brackets as well.
var furigana = regexp.MustCompile(` ?([^ >\[\]]+?)\[((?:[^s\]]|s[^o\]]|so[^u\]])[^\]]*)\]`)
