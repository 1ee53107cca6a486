package convert

import (
	"encoding/xml"
	"fmt"
	"strconv"
	"strings"
)

// An .ods file holds the text of its cells as it is shown. What is alike in
// neighbouring cells and rows is written once, with a count: the rows below a
// table are one row a million times over.
// https://docs.oasis-open.org/office/OpenDocument/v1.3/

func readODS(z *zipFolder) ([]sheet, error) {
	var sheets []sheet
	left := sheetMaxText
	err := z.eachElement("content.xml", func(d *partTokens, e xml.StartElement) error {
		if e.Name.Space != "table" || e.Name.Local != "table" {
			return nil
		}
		if len(sheets) == sheetMaxSheets {
			return errEnough
		}
		r := odsReader{d: d, left: &left, sheet: sheet{name: xmlValue(e, "name")}}
		if err := r.read(); err != nil {
			return err
		}
		sheets = append(sheets, r.sheet)
		return nil
	})
	return sheets, err
}

// odsReader reads one sheet.
type odsReader struct {
	d     *partTokens
	left  *int
	sheet sheet

	line   int // the number of the row that is read
	repeat int // how often it stands there
	row    []string
}

// times reads how often something stands there.
func times(e xml.StartElement, name string) int {
	n, err := strconv.Atoi(xmlValue(e, name))
	if err != nil || n < 1 {
		return 1
	}
	return n
}

// read reads from after the beginning of a sheet to its end.
func (r *odsReader) read() error {
	r.line = 1
	for {
		token, err := r.d.next()
		if err != nil {
			return err
		}
		switch t := token.(type) {
		case xml.StartElement:
			switch t.Name.Local {
			case "table-row":
				r.row, r.repeat = nil, times(t, "number-rows-repeated")
			case "table-cell", "covered-table-cell":
				if err := r.cell(t); err != nil {
					return err
				}
			}
		case xml.EndElement:
			switch t.Name.Local {
			case "table-row":
				r.endRow()
			case "table":
				return nil
			}
		}
	}
}

func (r *odsReader) endRow() {
	if strings.TrimSpace(strings.Join(r.row, "")) != "" {
		for i := range min(r.repeat, csvMaxRows+1) {
			if len(r.sheet.rows) == csvMaxRows {
				r.sheet.isCut = true
				break
			}
			r.sheet.rows = append(r.sheet.rows, row{line: r.line + i, cells: r.row})
		}
	}
	r.line += r.repeat
}

// cell reads a cell from after its beginning to its end. Comments on it are
// not its text.
func (r *odsReader) cell(e xml.StartElement) error {
	var b strings.Builder
	depth, comment := 1, 0
	paragraphs := 0
	for depth > 0 {
		token, err := r.d.next()
		if err != nil {
			return err
		}
		switch t := token.(type) {
		case xml.StartElement:
			depth++
			switch t.Name.Local {
			case "annotation":
				comment = depth
			case "p", "h":
				if paragraphs++; paragraphs > 1 && comment == 0 {
					b.WriteByte('\n')
				}
			case "s":
				b.WriteString(strings.Repeat(" ", min(times(t, "c"), 100)))
			case "tab", "line-break":
				b.WriteByte(map[string]byte{"tab": ' ', "line-break": '\n'}[t.Name.Local])
			}
		case xml.CharData:
			if comment == 0 && paragraphs > 0 && b.Len() <= csvMaxCell {
				b.Write(t)
			}
		case xml.EndElement:
			if depth == comment {
				comment, paragraphs = 0, 0
			}
			depth--
		}
	}
	text := b.String()
	if xmlValue(e, "formula") != "" {
		r.sheet.formulas++
		if text == "" {
			r.sheet.noResult++
		}
		if strings.HasPrefix(text, "#") || strings.HasPrefix(text, "Err:") {
			text = mistaken
		}
	}
	if xmlValue(e, "value-type") == "date" && !hasYear(text, xmlValue(e, "date-value")) {
		text = mistaken // 1/2 was typed, and a day made of it
	}
	if *r.left -= len(text); *r.left < 0 {
		return fmt.Errorf("it holds more than %d MB of text: split it", sheetMaxText>>20)
	}
	for range min(times(e, "number-columns-repeated"), csvMaxColumns-len(r.row)) {
		r.row = append(r.row, text)
	}
	return nil
}

// hasYear says whether the year of a date is shown.
func hasYear(shown, date string) bool {
	year, _, _ := strings.Cut(date, "-")
	return len(year) == 4 && strings.Contains(shown, year[2:])
}
