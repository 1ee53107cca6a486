package course

import "strings"

// chunkBytes is how much of the items the YAML library is given at once. It
// needs some 50 times the memory of what it reads, which for a file of many
// thousand items would be hundreds of megabytes.
const chunkBytes = 256 << 10

// readInChunks reads a file whose items stand last, as a list with dashes,
// some at a time, each time with the key above them, so that every one is read
// as if it stood in the whole file. It returns nil if the file is laid out
// otherwise, or if anything is wrong with it: then it is for parseYAML to read
// the whole and to say what.
//
// The cuts are safe. A line that begins with a dash in the column of the items'
// dashes begins an item, unless a text in quotes or a list in brackets is still
// open above it, which makes the chunk before it bad YAML; and nothing else of
// YAML goes on over the end of an item, for the parts of YAML that do are
// refused.
func readInChunks(lines []string, size int) *node {
	const key = "items:"
	at := 0
	for at < len(lines) && strings.TrimRight(lines[at], " ") != key {
		at++
	}
	starts := itemStarts(lines, at+1)
	if len(starts) == 0 {
		return nil
	}
	root := readPart(lines[:at])
	if root == nil || len(root.fields) == 0 || root.column != 1 || root.line != root.fields[0].line || root.fields[0].column != 1 {
		return nil // not keys in the first column, where `items` stands: braces begin before their first key
	}
	items := &node{shape: list}
	for len(starts) > 0 {
		n, bytes := 0, 0
		end := len(lines)
		for line := starts[0]; line < len(lines); line++ {
			if n < len(starts) && line == starts[n] {
				if bytes >= size {
					end = line
					break
				}
				n++
			}
			bytes += len(lines[line])
		}
		chunk := append([]string{key}, lines[starts[0]:end]...)
		part := readPart(chunk)
		if part == nil || part.shape != mapping || len(part.fields) != 1 || part.fields[0].value.shape != list || len(part.fields[0].value.entries) != n {
			return nil
		}
		list := part.fields[0].value
		list.shift(starts[0] - 1)
		if len(items.entries) == 0 {
			items.line, items.column = list.line, list.column
		}
		items.entries = append(items.entries, list.entries...)
		starts = starts[n:]
	}
	root.fields = append(root.fields, field{key: "items", line: at + 1, column: 1, value: items})
	return root
}

// itemStarts finds the lines that begin an item, from a line on to the end of
// the file; none if something else stands there in or before the dashes' column.
func itemStarts(lines []string, from int) []int {
	var starts []int
	indent := -1
	for i := from; i < len(lines); i++ {
		line := strings.TrimLeft(lines[i], " ")
		before := len(lines[i]) - len(line)
		isDash := line == "-" || strings.HasPrefix(line, "- ")
		switch {
		case line == "" || line[0] == '#' && before > 0:
			// blank, or a comment; in a block it may be text, which is no matter
		case indent < 0 && isDash:
			indent = before
			starts = append(starts, i)
		case indent < 0 || before < indent || before == indent && !isDash:
			return nil
		case before == indent:
			starts = append(starts, i)
		}
	}
	return starts
}

// readPart reads some lines by themselves, or nil if anything is wrong.
func readPart(lines []string) *node {
	r := &report{lines: lines}
	root := parseYAML(r, strings.Join(lines, "\n"))
	if len(r.list) > 0 {
		return nil
	}
	return root
}

// shift moves a node and all below it by some lines.
func (n *node) shift(lines int) {
	n.line += lines
	for i := range n.fields {
		n.fields[i].line += lines
		n.fields[i].value.shift(lines)
	}
	for _, entry := range n.entries {
		entry.shift(lines)
	}
}
