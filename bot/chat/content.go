package chat

import (
	"slices"
	"strings"
)

// Parts cuts Markdown into its parts: text, and code that stands in a fence of
// its own, which a platform may show in its own way. Most Markdown is one text.
func (m Markdown) Parts() []Part {
	if !strings.Contains(string(m), "```") && !strings.Contains(string(m), "~~~") {
		return []Part{{Text: m}}
	}
	var parts []Part
	var words []Block
	flush := func() {
		if len(words) > 0 {
			parts = append(parts, Part{Text: write(words)})
		}
		words = nil
	}
	for _, b := range m.Blocks() {
		if b.Kind != Fenced || b.Quote > 0 || b.Indent > 0 || b.Marker != "" {
			words = append(words, b)
			continue
		}
		flush()
		parts = append(parts, Part{Code: &Code{Language: b.Language, Text: b.text()}})
	}
	flush()
	return parts
}

// Pictures takes the pictures out of Markdown: what is left of it, and the
// pictures in order, each with what it shows and, as its Source, its address
// as it was written. A picture of another site becomes a link: nobody fetches
// it but who wants to see it.
func (m Markdown) Pictures() (rest Markdown, pictures []Picture) {
	if !strings.Contains(string(m), "![") {
		return m, nil
	}
	blocks := m.Blocks()
	for i := range blocks {
		b := &blocks[i]
		for k := range b.Runs {
			b.Runs[k].Image = b.Runs[k].Image && !strings.Contains(b.Runs[k].Link, "://")
		}
		for _, r := range joinLinks(b.Runs) {
			if r.Image {
				pictures = append(pictures, Picture{Alt: strings.Join(strings.Fields(r.Text), " "), Source: r.Link})
			}
		}
		b.Runs = slices.DeleteFunc(b.Runs, func(r Run) bool { return r.Image })
		b.Runs = closeGaps(b.Runs)
	}
	blocks = slices.DeleteFunc(blocks, func(b Block) bool { return letters(b.text()) == "" && b.Kind != Fenced })
	return write(blocks), pictures
}

// closeGaps leaves one of two spaces between which something stood, and none at
// the ends.
func closeGaps(runs []Run) []Run {
	if len(runs) == 0 {
		return nil
	}
	runs[0].Text = strings.TrimLeft(runs[0].Text, " ")
	for i := 1; i < len(runs); i++ {
		if before := runs[i-1].Text; strings.HasSuffix(before, " ") {
			runs[i].Text = strings.TrimLeft(runs[i].Text, " ")
			if runs[i].Text != "" && strings.ContainsAny(runs[i].Text[:1], ".,;:!?)") {
				runs[i-1].Text = strings.TrimRight(before, " ")
			}
		}
	}
	last := &runs[len(runs)-1]
	last.Text = strings.TrimRight(last.Text, " ")
	return runs
}

// Described puts in the place of each picture in Markdown what it shows, for a
// line that has no room for pictures.
func (m Markdown) Described() Markdown {
	if !strings.Contains(string(m), "![") {
		return m
	}
	blocks := m.Blocks()
	for i := range blocks {
		for k := range blocks[i].Runs {
			if r := &blocks[i].Runs[k]; r.Image {
				r.Image, r.Link = false, ""
			}
		}
	}
	return write(blocks)
}

// Listed writes labels one below the other, each after the word by which it is
// called in an answer: "A  a fish".
func Listed(words []string, labels []Markdown) Markdown {
	lines := make([]string, len(labels))
	for i, label := range labels {
		lines[i] = entry(words[i], inLine(label), "  ")
	}
	return Markdown(strings.Join(lines, "\n"))
}

// entry is a label after the word that stands for it.
func entry(word, label, gap string) string {
	return strings.TrimSpace("**" + string(Escape(word)) + "**" + gap + label)
}
