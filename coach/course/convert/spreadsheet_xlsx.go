package convert

import (
	"cmp"
	"encoding/xml"
	"errors"
	"fmt"
	"math"
	"path"
	"strconv"
	"strings"
	"time"
)

// The parts of an .xlsx file that are read, and what the elements in them mean:
// ECMA-376, part 1, chapter 18.

// xlsxBook is a workbook while it is read.
type xlsxBook struct {
	z       *zipFolder
	shared  []string // texts that cells refer to by number
	styles  []sheetFormat
	is1904  bool // days are counted from 1904
	left    int  // bytes of text that may still be kept
	targets map[string]string
}

// sheetFormat is what a cell's format makes of its number.
type sheetFormat uint8

const (
	asNumber   sheetFormat = iota
	asPercent              // 0.5 is shown as 50%
	asDate                 // with day, month and year
	asPartDate             // with only two of them: 1/2 was typed, and made the 1st of February
	asTime
)

func readXLSX(z *zipFolder) ([]sheet, error) {
	b := &xlsxBook{z: z, left: sheetMaxText, targets: make(map[string]string)}
	relations := "xl/_rels/workbook.xml.rels"
	err := z.eachElement(relations, func(_ *partTokens, e xml.StartElement) error {
		if e.Name.Local == "Relationship" {
			target := xmlValue(e, "Target")
			if !strings.HasPrefix(target, "/") {
				target = path.Join("xl", target)
			}
			b.targets[xmlValue(e, "Id")] = strings.TrimPrefix(path.Clean(target), "/")
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	var names, places []string
	err = z.eachElement("xl/workbook.xml", func(_ *partTokens, e xml.StartElement) error {
		switch e.Name.Local {
		case "workbookPr":
			b.is1904 = xlsxTrue(xmlValue(e, "date1904"))
		case "sheet":
			place := b.targets[relationID(e)]
			if state := xmlValue(e, "state"); place != "" && state != "hidden" && state != "veryHidden" && len(names) < sheetMaxSheets {
				names, places = append(names, xmlValue(e, "name")), append(places, place)
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	// Workbooks without texts or formats lack these parts.
	if err := b.readShared(); err != nil && !errors.Is(err, errNotInZip) {
		return nil, err
	}
	if err := b.readStyles(); err != nil && !errors.Is(err, errNotInZip) {
		return nil, err
	}
	var sheets []sheet
	for i, place := range places {
		s, err := b.readSheet(place)
		if errors.Is(err, errNotInZip) {
			continue // a chart has a sheet of its own
		}
		if err != nil {
			return nil, err
		}
		s.name = names[i]
		sheets = append(sheets, s)
	}
	return sheets, nil
}

// relationID is the r:id of an element, which may also have an id of its own.
func relationID(e xml.StartElement) string {
	for _, a := range e.Attr {
		if a.Name.Local == "id" && a.Name.Space != "" {
			return a.Value
		}
	}
	return ""
}

func xlsxTrue(s string) bool { return s == "1" || s == "true" }

// keep counts a text that is kept.
func (b *xlsxBook) keep(s string) (string, error) {
	if b.left -= len(s); b.left < 0 {
		return "", fmt.Errorf("it holds more than %d MB of text: split it", sheetMaxText>>20)
	}
	return s, nil
}

// readShared reads the texts that cells share.
func (b *xlsxBook) readShared() error {
	return b.z.eachElement("xl/sharedStrings.xml", func(d *partTokens, e xml.StartElement) error {
		if e.Name.Local != "si" {
			return nil
		}
		text, err := richText(d, "si")
		if err != nil {
			return err
		}
		text, err = b.keep(text)
		b.shared = append(b.shared, text)
		return err
	})
}

// richText is the text of an element, from after its beginning to its end: all
// of its runs, but not the readings of Asian signs.
func richText(d *partTokens, element string) (string, error) {
	var b strings.Builder
	isText, phonetic := false, 0
	for {
		token, err := d.next()
		if err != nil {
			return "", err
		}
		switch t := token.(type) {
		case xml.StartElement:
			isText = t.Name.Local == "t"
			if t.Name.Local == "rPh" {
				phonetic++
			}
		case xml.CharData:
			if isText && phonetic == 0 && b.Len() <= csvMaxCell {
				b.Write(t)
			}
		case xml.EndElement:
			isText = false
			switch t.Name.Local {
			case "rPh":
				phonetic--
			case element:
				return unescapeXLSX(b.String()), nil
			}
		}
	}
}

// unescapeXLSX reads the line ends that Excel writes as _x000D_.
func unescapeXLSX(s string) string {
	return strings.ReplaceAll(s, "_x000D_", "")
}

// readStyles reads what each format makes of a number.
func (b *xlsxBook) readStyles() error {
	custom := make(map[string]sheetFormat)
	isCells := false
	return b.z.eachElement("xl/styles.xml", func(_ *partTokens, e xml.StartElement) error {
		switch e.Name.Local {
		case "numFmt":
			custom[xmlValue(e, "numFmtId")] = formatOf(xmlValue(e, "formatCode"))
		case "cellXfs":
			isCells = true
		case "cellStyles", "dxfs":
			isCells = false
		case "xf":
			if !isCells {
				break
			}
			id := xmlValue(e, "numFmtId")
			format, ok := custom[id]
			if !ok {
				format = builtInFormats[id]
			}
			if len(b.styles) < 100_000 { // Excel itself stops at 64,000
				b.styles = append(b.styles, format)
			}
		}
		return nil
	})
}

// builtInFormats are the formats that have a number and no code: 18.8.30.
var builtInFormats = map[string]sheetFormat{
	"9": asPercent, "10": asPercent, "14": asDate, "15": asDate, "16": asPartDate, "17": asPartDate,
	"18": asTime, "19": asTime, "20": asTime, "21": asTime, "22": asDate, "45": asTime, "46": asTime, "47": asTime,
}

// formatOf tells what a format's code makes of a number. Text in quotes and in
// brackets says nothing of it.
func formatOf(code string) sheetFormat {
	var b strings.Builder
	inQuotes, inBrackets := false, false
	for i := 0; i < len(code); i++ {
		switch c := code[i]; {
		case c == '\\':
			i++
		case c == '"':
			inQuotes = !inQuotes
		case inQuotes:
		case c == '[':
			inBrackets = true
		case c == ']':
			inBrackets = false
		case inBrackets:
		case c == ';':
			i = len(code) // what follows is for negative numbers
		default:
			b.WriteByte(c)
		}
	}
	code = strings.ToLower(b.String())
	has := func(signs string) bool { return strings.ContainsAny(code, signs) }
	switch {
	case strings.Contains(code, "%"):
		return asPercent
	case strings.Contains(code, "general"):
		return asNumber
	case has("y") && has("d"):
		return asDate
	case has("hs"):
		return asTime
	case has("yd"), strings.Contains(code, "mm"):
		return asPartDate
	}
	return asNumber
}

// readSheet reads the cells of a sheet.
func (b *xlsxBook) readSheet(place string) (sheet, error) {
	var s sheet
	var r row
	line := 0
	flush := func() {
		if strings.TrimSpace(strings.Join(r.cells, "")) != "" {
			s.rows = append(s.rows, r)
		}
		r = row{}
	}
	err := b.z.eachElement(place, func(d *partTokens, e xml.StartElement) error {
		switch e.Name.Local {
		case "row":
			flush()
			if len(s.rows) == csvMaxRows {
				s.isCut = true
				return errEnough
			}
			line++
			if n, err := strconv.Atoi(xmlValue(e, "r")); err == nil && n > line {
				line = n
			}
			r.line = line
		case "c":
			column := len(r.cells)
			if ref := xmlValue(e, "r"); ref != "" {
				column = columnOf(ref)
			}
			text, err := b.readCell(d, e, &s)
			if err != nil || column < 0 || column >= csvMaxColumns {
				return err
			}
			for len(r.cells) <= column {
				r.cells = append(r.cells, "")
			}
			r.cells[column] = text
		}
		return nil
	})
	flush()
	return s, err
}

// columnOf is the number of a cell's column, from 0: 27 of "AB7"; -1 if it is
// beyond what a sheet has.
func columnOf(ref string) int {
	n := 0
	for i := 0; i < len(ref) && ref[i] >= 'A' && ref[i] <= 'Z'; i++ {
		if n = n*26 + int(ref[i]-'A') + 1; n > 1<<14 {
			return -1
		}
	}
	return n - 1
}

// readCell reads a cell from after its beginning to its end.
func (b *xlsxBook) readCell(d *partTokens, e xml.StartElement, s *sheet) (string, error) {
	kind := xmlValue(e, "t")
	value, text := "", ""
	isValue, isFormula := false, false
	for {
		token, err := d.next()
		if err != nil {
			return "", err
		}
		switch t := token.(type) {
		case xml.StartElement:
			isValue = t.Name.Local == "v"
			switch t.Name.Local {
			case "f":
				isFormula = true
			case "is":
				if text, err = richText(d, "is"); err != nil {
					return "", err
				}
			}
		case xml.CharData:
			if isValue && len(value) <= csvMaxCell {
				value += string(t)
			}
		case xml.EndElement:
			isValue = false
			if t.Name.Local != "c" {
				continue
			}
			if isFormula {
				s.formulas++
				if value == "" {
					s.noResult++
				}
			}
			if kind == "inlineStr" {
				value = text
			}
			return b.keep(b.shown(kind, value, xmlValue(e, "s")))
		}
	}
}

// shown is a cell's value as people see it.
func (b *xlsxBook) shown(kind, value, style string) string {
	switch kind {
	case "s":
		if n, err := strconv.Atoi(value); err == nil && n >= 0 && n < len(b.shared) {
			return b.shared[n]
		}
		return ""
	case "b":
		if xlsxTrue(value) {
			return "true"
		}
		return "false"
	case "e":
		return mistaken // #DIV/0! and the like
	case "str", "inlineStr", "d":
		return unescapeXLSX(value)
	}
	f, err := strconv.ParseFloat(value, 64)
	if err != nil {
		return value
	}
	format := asNumber
	if n, err := strconv.Atoi(style); err == nil && n >= 0 && n < len(b.styles) {
		format = b.styles[n]
	}
	switch format {
	case asPercent:
		return plainFloat(f*100) + "%"
	case asDate, asTime:
		return b.date(f, format)
	case asPartDate:
		return mistaken
	}
	return plainFloat(f)
}

// plainFloat writes a number as a spreadsheet shows it: 15 digits, so that
// 0.1+0.2 is 0.3, and no exponent where one can do without.
func plainFloat(f float64) string {
	const widest = 1e15
	s := strconv.FormatFloat(f, 'g', 15, 64)
	if rounded, err := strconv.ParseFloat(s, 64); err == nil && math.Abs(f) < widest {
		return strconv.FormatFloat(rounded, 'f', -1, 64)
	}
	return s
}

// date is the day or time that a number of days means.
func (b *xlsxBook) date(days float64, format sheetFormat) string {
	const latest = 2_958_466 // 1 January 10000
	if days < 0 || days >= latest {
		return plainFloat(days)
	}
	first := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC) // as if 1900 had had a 29 February, which Excel believes
	if b.is1904 {
		first = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	whole := math.Floor(days)
	t := first.AddDate(0, 0, int(whole)).Add(time.Duration(math.Round((days-whole)*86_400)) * time.Second)
	if format == asTime {
		return strings.TrimSuffix(t.Format("15:04:05"), ":00")
	}
	return cmp.Or(strings.TrimSuffix(t.Format("2006-01-02 15:04"), " 00:00"), "")
}
