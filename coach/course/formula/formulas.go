package formula

// Formula is one piece of mathematics in a text.
type Formula struct {
	Source string // LaTeX, without the dollars around it
	pieces []piece
}

// Formulas returns the mathematics of a text, in order.
func Formulas(text string) []Formula {
	var all []Formula
	scan(text, func(part string, kind spanKind) {
		if kind != proseSpan {
			all = append(all, readAs(part))
		}
	})
	return all
}

func readAs(source string) Formula {
	return Formula{Source: source, pieces: readFormula(source)}
}

// Line writes the formula in Unicode, as plain text: one line, or several where
// it has rows. It never holds a backslash.
func (f Formula) Line() string { return lineOf(f.pieces) }

// Spoken says the formula in words. It is what a screen reader reads and the
// alternative text of a picture; never empty if Source has more than blanks.
func (f Formula) Spoken(w *Words) string {
	if said := (speaker{Words: w}).say(f.pieces); said != "" {
		return said
	}
	return w.Empty
}

// What a line still says well.
const (
	maxTableRows     = 2   // of a table with several columns
	maxLines         = 6   // of equations one below the other, and of cases
	maxFractionDepth = 2   // fractions in one another
	maxScriptDepth   = 2   // exponents on exponents
	maxNestedLength  = 100 // runes of a line in which fractions stand in one another
)

// NeedsPicture says whether the formula has more to it than a line can show:
// a table of three rows, fractions three deep, a long derivation. PNG draws it;
// Line says what it can all the same.
func (f Formula) NeedsPicture() bool {
	d := depthOf(f.pieces)
	return d.isPicture || d.fractions > maxFractionDepth || d.scripts > maxScriptDepth ||
		d.fractions == maxFractionDepth && len([]rune(f.Line())) > maxNestedLength
}

// depth is how far a formula goes into two dimensions.
type depth struct {
	fractions, scripts int
	isPicture          bool
}

func (d *depth) atLeast(other depth) {
	d.fractions = max(d.fractions, other.fractions)
	d.scripts = max(d.scripts, other.scripts)
	d.isPicture = d.isPicture || other.isPicture
}

func depthOf(row []piece) depth {
	var d depth
	for _, x := range row {
		if x.made == nil {
			continue
		}
		var inside depth
		for _, part := range x.made.parts {
			inside.atLeast(depthOf(part))
		}
		switch x.made.form {
		case fractionForm, chooseForm:
			inside.fractions++
		case tableForm:
			inside.isPicture = inside.isPicture || x.made.rowCount() > maxTableRows && x.made.columns > 1 || holdsTable(x.made.parts)
		case casesForm, linesForm:
			inside.isPicture = inside.isPicture || x.made.rowCount() > maxLines
		case pictureForm:
			inside.isPicture = true
		}
		d.atLeast(inside)
		if x.kind == bounded {
			continue // its bounds are gathered in brackets, which nests nothing
		}
		for _, script := range x.made.scripts {
			above := depthOf(script.row)
			above.scripts++
			d.atLeast(above)
		}
	}
	return d
}

func holdsTable(cells [][]piece) bool {
	for _, cell := range cells {
		for _, x := range cell {
			if x.made != nil && (x.made.form == tableForm || x.made.form == casesForm) {
				return true
			}
		}
	}
	return false
}
