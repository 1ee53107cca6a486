// Package chart draws what is known of learning as pictures for chat, to be
// read on a phone: lines over time, bars that are compared, and a grid of
// learners and skills. It is given words and numbers and knows neither people
// nor storage. Nothing is said by colour alone: what a colour means stands in
// words or figures beside it, and the words for the whole are the caller's (the
// alternative text of the picture).
package chart

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode"

	"github.com/go-analyze/charts"
)

// Chart is one picture. Exactly one of its shapes is set.
type Chart struct {
	Title string `json:"t"`
	Lines *Lines `json:"l,omitempty"`
	Bars  *Bars  `json:"b,omitempty"`
	Grid  *Grid  `json:"g,omitempty"`
}

// Lines are one or more series over the same times, oldest first.
type Lines struct {
	Times  []string    `json:"t"`           // names of the times, one for each value
	Names  []string    `json:"n"`           // of the series
	Values [][]float64 `json:"v"`           // series by series
	Unit   string      `json:"u,omitempty"` // behind each figure, such as %
}

// Bars are figures from 0 to 100, one or more for each row, first row on top.
type Bars struct {
	Rows   []string    `json:"r"`
	Names  []string    `json:"n,omitempty"` // of the bars of a row; none where each has one
	Values [][]float64 `json:"v"`           // bar by bar, row by row
	Words  []string    `json:"w,omitempty"` // behind the bar of a row, where each has one; none: its figure
}

// Grid is levels of rows in columns, each from 0 to len(Levels)-1, or None.
// A level shows as its number from 1 on, and as a shade.
type Grid struct {
	Rows    []string `json:"r"`
	Columns []string `json:"c"`
	Levels  []string `json:"l"` // names of the levels, weakest first
	Values  [][]int  `json:"v"` // row by row
}

// None is the level of a cell about which nothing is known.
const None = -1

// Most that a picture at phone size can hold.
const (
	MaxTimes   = 26
	MaxBars    = 14
	MaxRows    = 32
	MaxColumns = 12
)

// Sizes, in pixels: twice those of a narrow phone, so that letters are sharp.
const (
	width     = 800
	textSize  = 21
	titleSize = 26
	rowHeight = 46
	margin    = 24
)

// Source names the chart in one string, from which Parse makes it again: a
// message waits in the outbox without the bytes of its pictures.
func (c Chart) Source() string {
	b, err := json.Marshal(c)
	if err != nil {
		panic(err) // there is nothing in it that JSON has not
	}
	return string(b)
}

// Parse reads what Source wrote.
func Parse(source string) (Chart, error) {
	var c Chart
	if err := json.Unmarshal([]byte(source), &c); err != nil {
		return c, fmt.Errorf("chart: %w", err)
	}
	return c, c.check()
}

var errShape = errors.New("chart: its parts do not fit together")

func (c Chart) check() error {
	shapes := 0
	if l := c.Lines; l != nil {
		shapes++
		if len(l.Times) == 0 || len(l.Times) > MaxTimes || len(l.Names) != len(l.Values) || !even(l.Values, len(l.Times)) {
			return errShape
		}
	}
	if b := c.Bars; b != nil {
		shapes++
		if len(b.Rows) == 0 || len(b.Rows) > MaxBars || len(b.Names) > 0 && len(b.Names) != len(b.Values) ||
			len(b.Words) > 0 && (len(b.Words) != len(b.Rows) || len(b.Values) != 1) || !even(b.Values, len(b.Rows)) {
			return errShape
		}
	}
	if g := c.Grid; g != nil {
		shapes++
		if len(g.Rows) == 0 || len(g.Rows) > MaxRows || len(g.Columns) == 0 || len(g.Columns) > MaxColumns || len(g.Values) != len(g.Rows) || !even(g.Values, len(g.Columns)) {
			return errShape
		}
		for _, row := range g.Values {
			for _, level := range row {
				if level < None || level >= len(g.Levels) {
					return errShape
				}
			}
		}
	}
	if shapes != 1 {
		return errShape
	}
	return nil
}

// even tells whether there is something, and all of it has n values.
func even[T any](values [][]T, n int) bool {
	for _, v := range values {
		if len(v) != n {
			return false
		}
	}
	return len(values) > 0
}

// PNG draws the chart.
func (c Chart) PNG() ([]byte, error) {
	if err := c.check(); err != nil {
		return nil, err
	}
	switch {
	case c.Lines != nil:
		return c.lines()
	case c.Bars != nil:
		return c.bars()
	}
	return c.grid()
}

func painter(height int) *charts.Painter {
	return charts.NewPainter(charts.PainterOptions{OutputFormat: charts.ChartOutputPNG, Width: width, Height: height, Theme: theme(series)})
}

func (c Chart) title() charts.TitleOption {
	return charts.TitleOption{Text: fitting(legible(c.Title, 0), 48), Offset: charts.OffsetStr{Left: charts.PositionLeft}, FontStyle: charts.FontStyle{FontSize: titleSize, FontColor: ink},
		Subtext: " ", SubtextFontStyle: charts.FontStyle{FontSize: 8}} // so that nothing touches it
}

func text() charts.FontStyle { return charts.FontStyle{FontSize: textSize, FontColor: ink} }

// The colours: dark on white, told apart also by who sees few colours
// (Okabe & Ito 2008).
var (
	ink    = charts.ColorRGB(0x1f, 0x29, 0x37)
	faint  = charts.ColorRGB(0xd1, 0xd5, 0xdb)
	paper  = charts.ColorRGB(0xff, 0xff, 0xff)
	shade  = charts.ColorRGB(0x4f, 0xb0, 0xe6) // of the strongest level, under dark figures
	series = []charts.Color{charts.ColorRGB(0x00, 0x72, 0xb2), charts.ColorRGB(0xe6, 0x9f, 0x00), charts.ColorRGB(0x00, 0x9e, 0x73)}
)

func theme(of []charts.Color) charts.ColorPalette {
	return charts.MakeTheme(charts.ThemeOption{
		AxisStrokeColor: faint, AxisSplitLineColor: faint, BackgroundColor: paper, TextColor: ink, SeriesColors: of,
	})
}

func (c Chart) lines() ([]byte, error) {
	l := c.Lines
	o := charts.NewLineChartOptionWithData(l.Values)
	o.Title, o.Padding = c.title(), charts.NewBoxEqual(margin)
	o.XAxis.Labels, o.XAxis.LabelFontStyle = l.Times, text()
	o.XAxis.LabelCount = min(len(l.Times), 6)
	o.YAxis = []charts.YAxisOption{{LabelFontStyle: text(), Min: charts.Ptr(0.0), Unit: 1, ValueFormatter: func(v float64) string { return fmt.Sprintf("%.0f%s", v, l.Unit) }}}
	o.Legend = legend(l.Names)
	o.LineStrokeWidth, o.Theme = 5, theme(series)
	p := painter(520)
	if err := p.LineChart(o); err != nil {
		return nil, fmt.Errorf("chart: %w", err)
	}
	return p.Bytes()
}

func legend(names []string) charts.LegendOption {
	if len(names) < 2 {
		return charts.LegendOption{Show: charts.Ptr(false)}
	}
	return charts.LegendOption{SeriesNames: names, FontStyle: text(), Offset: charts.OffsetStr{Left: charts.PositionLeft, Top: "62"}}
}

func (c Chart) bars() ([]byte, error) {
	b := c.Bars
	// The library begins at the bottom.
	rows, values := reversed(b.Rows), make([][]float64, len(b.Values))
	for i := range b.Values {
		values[i] = reversed(b.Values[i])
	}
	behind, longest := 90, 30 // pixels behind the longest bar; characters of a row
	if len(b.Words) > 0 {
		behind, longest = 230, 22
	}
	for i := range rows {
		rows[i] = fitting(legible(rows[i], len(rows)-i), longest)
	}
	// The library does not say which row a label is for, only its value: so no
	// two rows have quite the same.
	words := make(map[float64]string, len(rows))
	for i, w := range reversed(b.Words) {
		values[0][i] += float64(i) * 1e-6
		words[values[0][i]] = fitting(w, 20)
	}
	o := charts.NewBarChartOptionWithData(values)
	o.Theme = theme(series)
	o.Horizontal = true
	o.Title, o.Padding = c.title(), charts.NewBox(margin, margin, margin+behind, margin)
	o.CategoryAxis.Labels, o.CategoryAxis.LabelFontStyle = rows, text()
	o.ValueAxis = []charts.ValueAxisOption{{
		Min: charts.Ptr(0.0), Max: charts.Ptr(100.0), LabelFontStyle: text(), LabelCount: 3,
		ValueFormatter: func(v float64) string { return fmt.Sprintf("%.0f %%", v) },
	}}
	if len(b.Words) > 0 {
		o.ValueAxis[0].Show = charts.Ptr(false) // the words say more
	}
	o.Legend = legend(b.Names)
	for i := range o.SeriesList {
		o.SeriesList[i].Label = charts.SeriesLabel{Show: charts.Ptr(true), FontStyle: text(), LabelFormatter: func(_ int, _ string, v float64) (string, *charts.LabelStyle) {
			if w, ok := words[v]; ok {
				return w, nil
			}
			return fmt.Sprintf("%.0f %%", v), nil
		}}
		if i < len(b.Names) {
			o.SeriesList[i].Name = b.Names[i]
		}
	}
	p := painter(150 + rowHeight*len(rows)*max(1, len(values)))
	if err := p.BarChart(o); err != nil {
		return nil, fmt.Errorf("chart: %w", err)
	}
	return p.Bytes()
}

func (c Chart) grid() ([]byte, error) {
	g := c.Grid
	values := make([][]float64, len(g.Rows))
	for i, row := range g.Values {
		values[i] = make([]float64, len(row))
		for k, level := range row {
			values[i][k] = float64(level + 1)
			if level == None {
				values[i][k] = charts.GetNullValue()
			}
		}
	}
	rows, columns := make([]string, len(g.Rows)), make([]string, len(g.Columns))
	for i, r := range g.Rows {
		rows[i] = fitting(legible(r, i+1), 14)
	}
	for i, r := range g.Columns {
		columns[i] = fitting(legible(r, i+1), 18)
	}
	o := charts.NewHeatMapOptionWithData(values)
	o.Title, o.Padding = c.title(), charts.NewBoxEqual(margin)
	o.Title.Subtext, o.Title.SubtextFontStyle = key(g.Levels), charts.FontStyle{FontSize: textSize - 3, FontColor: ink}
	o.Theme = theme([]charts.Color{shade})
	o.ScaleMinValue, o.ScaleMaxValue = charts.Ptr(0.0), charts.Ptr(float64(len(g.Levels)))
	o.YAxis = charts.HeatMapAxis{Labels: rows, LabelFontStyle: text(), LabelCount: len(rows)}
	o.XAxis = charts.HeatMapAxis{Labels: columns, LabelFontStyle: text(), LabelCount: len(columns), LabelRotation: charts.DegreesToRadians(-60)}
	o.ValuesLabel = charts.SeriesLabel{Show: charts.Ptr(true), FontStyle: text(), ValueFormatter: func(v float64) string { return fmt.Sprintf("%.0f", v) }}
	p := painter(330 + rowHeight*len(rows))
	if err := p.HeatMapChart(o); err != nil {
		return nil, fmt.Errorf("chart: %w", err)
	}
	return p.Bytes()
}

// legible is a label that the font can draw: Latin, Greek and Cyrillic letters.
// Of others its number stays, from 1; for the words there is the picture's
// alternative text. 0 has no number.
func legible(s string, number int) string {
	for _, r := range s {
		if unicode.IsLetter(r) && !unicode.In(r, unicode.Latin, unicode.Greek, unicode.Cyrillic) || unicode.Is(unicode.So, r) {
			if number == 0 {
				return ""
			}
			return strconv.Itoa(number)
		}
	}
	return s
}

// key says what the numbers of a grid stand for.
func key(levels []string) string {
	var b strings.Builder
	for i, l := range levels {
		switch {
		case i == 0:
		case i%3 == 0:
			b.WriteString("\n")
		default:
			b.WriteString("   ")
		}
		fmt.Fprintf(&b, "%d %s", i+1, legible(l, 0))
	}
	return b.String()
}

func reversed[T any](in []T) []T {
	out := make([]T, len(in))
	for i, v := range in {
		out[len(in)-1-i] = v
	}
	return out
}

// fitting cuts a text to so many characters, the last of which says that it was.
func fitting(s string, most int) string {
	r := []rune(s)
	if len(r) <= most {
		return s
	}
	return strings.TrimSpace(string(r[:most-1])) + "…"
}
