package convert

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"strings"
)

// Spreadsheets: workbooks of Excel (.xlsx) and of LibreOffice and others
// (.ods). Both are zip files of XML. Only what a question can be made of is
// read: the sheets that are not hidden, and in their cells the text that people
// see, as near as it can be told. Nothing is calculated: of a formula the
// result is read that was stored with it.

// Bounds of a workbook beside those of a table.
const (
	sheetMaxSheets = 50
	sheetMaxPart   = 64 << 20  // bytes of one file of the package, unpacked
	sheetMaxTokens = 6_000_000 // tags and texts of one file of the package
	sheetMaxText   = 32 << 20  // bytes of all texts of a workbook
)

var workbookLimits = zipLimits{files: 10_000, directory: 2 << 20, unpacked: 128 << 20}

// sheet is one sheet of a workbook.
type sheet struct {
	name     string
	rows     []row
	isCut    bool // there were more rows than csvMaxRows
	formulas int  // cells that are calculated
	noResult int  // of them, those without a stored result
}

// mistaken is what stands in a cell of which a spreadsheet has made something
// else than was typed.
const mistaken = "\ufdd0"

// isSpreadsheet says whether a file is a workbook, by its name.
func isSpreadsheet(name string) bool {
	ext := strings.ToLower(path.Ext(name))
	return ext == ".xlsx" || ext == ".xlsm" || ext == ".ods"
}

// oldExcel is how a workbook of Excel up to 2003 begins.
var oldExcel = []byte{0xd0, 0xcf, 0x11, 0xe0}

// readWorkbook reads the sheets of a workbook. Errors are sentences.
func readWorkbook(src fs.FS, name string) ([]sheet, error) {
	f, err := src.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close() // only read, so closing has nothing to lose
	head := make([]byte, 4)
	if n, err := io.ReadFull(f, head); err != nil {
		head = head[:n]
	}
	switch {
	case bytes.Equal(head, oldExcel):
		return nil, errors.New("this workbook is locked with a password, or of an old Excel: save it as .xlsx without a password, or as CSV")
	case !isZip(head):
		return nil, errors.New("this is no workbook: save it as .xlsx or CSV in the spreadsheet program")
	}
	z, err := openZipIn(f, "the workbook", workbookLimits)
	if err != nil {
		return nil, err
	}
	switch {
	case z.has("xl/workbook.xml"):
		return readXLSX(z)
	case z.has("content.xml"):
		return readODS(z)
	}
	return nil, errors.New("this package is no workbook: save it as .xlsx or CSV in the spreadsheet program")
}

// eachElement reads a part of a package and visits the beginnings of its
// elements, with what the decoder needs to go on from there. A part that is
// cut short gives what stands before the cut, and an error.
func (z *zipFolder) eachElement(name string, visit func(*partTokens, xml.StartElement) error) error {
	file := z.files[name]
	if file == nil {
		return fmt.Errorf("%s: %w", path.Base(name), errNotInZip)
	}
	r, err := z.open(file)
	if err != nil {
		return fmt.Errorf("%s: %w", path.Base(name), err)
	}
	defer r.Close() // only read, so closing has nothing to lose
	d := &partTokens{decoder: xml.NewDecoder(&capped{r: r, left: sheetMaxPart}), left: sheetMaxTokens}
	for {
		token, err := d.next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err == nil {
			if start, ok := token.(xml.StartElement); ok {
				err = visit(d, start)
			}
		}
		if errors.Is(err, errEnough) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("%s cannot be read: %w", path.Base(name), err)
		}
	}
}

// errEnough ends eachElement: what is wanted was found.
var errEnough = errors.New("enough")

// partTokens are the tags and texts of a part, no more than there are left.
type partTokens struct {
	decoder *xml.Decoder
	left    int
}

var errTooMuch = errors.New("it holds more than can be read: split it and import the parts")

// next is the next tag or text. Prefixes stand in the Space of its name.
func (t *partTokens) next() (xml.Token, error) {
	if t.left--; t.left < 0 {
		return nil, errTooMuch
	}
	return t.decoder.RawToken()
}

// capped reads no more than it has left.
type capped struct {
	r    io.Reader
	left int64
}

// Read reads, or says that it is too much.
func (c *capped) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	if c.left -= int64(n); c.left < 0 {
		return 0, errTooMuch
	}
	return n, err
}

// xmlValue is the value of an attribute; its prefix, if any, does not count.
func xmlValue(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// table makes a table of a sheet. Above the row that names the columns people
// put titles and advice; that is left out.
func (s *sheet) table() *table {
	const furthest = 30 // rows
	t := &table{rows: s.rows, isCut: s.isCut, isText: true, roles: make(map[int]string)}
	for i, r := range s.rows[:min(len(s.rows), furthest)] {
		if isHeader(r.cells) {
			t.rows = s.rows[i:]
			break
		}
	}
	t.dropEmptyColumns()
	return t
}

// dropEmptyColumns takes away the columns before the first one that holds
// anything, in a name or a row: tables begin where their author likes.
func (t *table) dropEmptyColumns() {
	first := csvMaxColumns
	for _, r := range t.rows {
		for i, cell := range r.cells {
			if strings.TrimSpace(cell) != "" {
				first = min(first, i)
				break
			}
		}
	}
	for i := range t.rows {
		t.rows[i].cells = t.rows[i].cells[min(first, len(t.rows[i].cells)):]
	}
}
