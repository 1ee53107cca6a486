package formula

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"slices"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"

	"github.com/go-fonts/stix/stix2mathregular"
	"golang.org/x/image/font/sfnt"
)

// drawnFormulas have each element of a formula at least once.
var drawnFormulas = []struct{ name, latex string }{
	{"a row", `2x+3y \le -7`},
	{"a fraction", `\frac{a+b}{c}`},
	{"fractions in one another", `\frac{1}{1+\frac{1}{1+\frac{1}{1+\frac{1}{x}}}}`},
	{"scripts", `x_1^2+a_{ij}^{n+1}+e^{-x^{2}}+f''(x)+x'_1`},
	{"roots", `\sqrt{x}+\sqrt[3]{\frac{x^{y^z}}{\sqrt{1+x}}}`},
	{"big operators", `\sum_{i=1}^{n}i^2+\int_0^{\infty}e^{-x}\,dx+\lim_{x\to 0}\frac{\sin x}{x}+\prod_k k`},
	{"accents", `\overline{AB}+\vec{v}+\overrightarrow{PQ}+\hat{p}+\widehat{ABC}+\tilde{x}+\dot{x}+\underline{abc}+\cancel{4}+\bar x+\overarc{AB}+\utilde{x}`},
	{"brackets", `\left(\frac{a}{b}\right]+\left\{x\mid x^2<2\right\}+\left|\frac{a}{b}\right|+\|v\|+\lfloor x\rfloor`},
	{"brackets that don't pair", `((\frac ab) ] + \left.\frac{dy}{dx}\right|_{x=0}`},
	{"a matrix", `\begin{bmatrix}1&0&2\\0&-1&2\\0&0&1\end{bmatrix}^{-1}`},
	{"a determinant", `\begin{vmatrix}a&b\\c&d\end{vmatrix}=ad-bc`},
	{"TeX's own matrix", `\pmatrix{1 & 2 \cr 3 & 4}`},
	{"an array with rules", `\left[\begin{array}{|r@{}l|c|}\hline 1&2&3\\4&5&6\\\hline 7&8&9\\\hline\end{array}\right]`},
	{"cases", `f(x)=\begin{cases}x^2, & \text{if } x<0\\ \frac{1}{x} & \text{otherwise}\end{cases}`},
	{"a derivation", `\begin{aligned}2x+3&=7\\2x&=7-3\\x&=\frac{4}{2}=2\end{aligned}`},
	{"lines", `a=1 \\ b=2`},
	{"a table in a table", `\begin{pmatrix}\begin{matrix}1&2\\3&4\end{matrix}&0\\0&I\end{pmatrix}`},
	{"choices", `\binom{n}{k}`},
	{"braces", `\underbrace{a+b+\cdots+z}_{26\text{ letters}}+\overbrace{1+1}^{2}+\overbracket{x}`},
	{"what stands over a sign", `a\stackrel{?}{=}b\overset{*}{x}\underset{n}{y}`},
	{"arrows with words", `2H_2+O_2\xrightarrow{\text{much heat}}2H_2O`},
	{"a remainder", `a\equiv b\pmod{n}`},
	{"a frame", `\boxed{x=3}^2`},
	{"words in several scripts", `\text{slope, Länge, длина, μήκος}=\frac{\text{rise}}{\text{run}}`},
	{"blanks", `\frac{}{5}=\_\_+\square`},
	{"nothing", ``},
}

func typesetterFor(t testing.TB) *typesetter {
	t.Helper()
	face, err := stix()
	if err != nil {
		t.Fatal(err)
	}
	return &typesetter{face: face}
}

// laidOut lays a formula out as PNG does.
func laidOut(t testing.TB, latex string) (*typesetter, box) {
	t.Helper()
	ts := typesetterFor(t)
	b := ts.formula(readFormula(latex))
	if ts.err != nil {
		t.Fatalf("%q: %v", latex, ts.err)
	}
	return ts, b
}

func TestFormulasAreDrawn(t *testing.T) {
	for _, row := range drawnFormulas {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			data, err := readAs(row.latex).PNG()
			if err != nil {
				t.Fatal(err)
			}
			picture := decoded(t, data)
			checkCard(t, picture, row.latex != "")
		})
	}
}

func decoded(t testing.TB, data []byte) image.Image {
	t.Helper()
	picture, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	return picture
}

// checkCard looks at a picture: within its limits, white at the edges, with ink
// that is really black.
func checkCard(t *testing.T, picture image.Image, hasInk bool) {
	t.Helper()
	size := picture.Bounds().Size()
	if size.X > maxWidth || size.Y > maxHeight || size.X < 2*cardPadding || size.Y < 2*cardPadding {
		t.Errorf("the picture is %v", size)
	}
	darkest := uint8(255)
	for y := range size.Y {
		for x := range size.X {
			grey := color.GrayModel.Convert(picture.At(x, y)).(color.Gray).Y
			darkest = min(darkest, grey)
			isEdge := x < cardPadding/2 || y < cardPadding/2 || x >= size.X-cardPadding/2 || y >= size.Y-cardPadding/2
			if isEdge && grey != 255 {
				t.Fatalf("there is ink at %d, %d, in the margin of a picture of %v", x, y, size)
			}
		}
	}
	if hasInk != (darkest == 0) {
		t.Errorf("the darkest grey is %d", darkest)
	}
}

// TestNothingStandsOnSomethingElse checks pieces that must not touch, by the
// rectangles around their ink. Letters that lean and brackets that embrace may.
func TestNothingStandsOnSomethingElse(t *testing.T) {
	for _, latex := range []string{
		`\frac{12}{345}`, `\frac{\frac{1}{2}}{\frac{3}{4}}`, `\frac{1^2}{2_3}`, `12+345=67`, `10^{23}`, `10_{2}^{34}`, `\binom{12}{34}`,
		`\begin{pmatrix}11&22\\33&44\\55&66\end{pmatrix}`, `\begin{array}{|c|c|}\hline 1&2\\3&4\end{array}`, `\begin{aligned}12&=34\\5&=6+7\end{aligned}`,
		`\sum_{1}^{2}3`, `\lim_{1\to 0}8`, `\overline{12}`, `\underline{12}`, `\underbrace{12+34}_{56}`, `12\stackrel{8}{=}34`,
		`1\xrightarrow{2345678}9`, `\begin{cases}1&2\\3&4\end{cases}`, `1 \\ 2`, `\left(\frac{1}{2}\right)^3`, `\left|\frac{1}{2}\right|_3`,
		`\text{an end}`, `1\quad 2`,
	} {
		t.Run(latex, func(t *testing.T) {
			ts, b := laidOut(t, latex)
			for i, m := range b.marks {
				for _, other := range b.marks[i+1:] {
					if m.glyph == 0 && other.glyph == 0 {
						continue // rules cross
					}
					if isPiece(ts, m) && isPiece(ts, other) {
						continue // of one sign, put together
					}
					if overlap := rectangle(ts, m).Intersect(rectangle(ts, other)); !overlap.Empty() {
						t.Errorf("%v and %v overlap in %v", m, other, overlap)
					}
				}
			}
		})
	}
}

func rectangle(ts *typesetter, m mark) image.Rectangle {
	left, right, down, up := ts.inkOfMark(m)
	return image.Rect(left, down, right, up)
}

// isPiece says whether a glyph stands for no character, as pieces of long signs do.
func isPiece(ts *typesetter, m mark) bool {
	for _, c := range "()[]{}|⏞⏟→" {
		for _, isUpward := range []bool{true, false} {
			if g, err := ts.font.GlyphIndex(&ts.buf, c); err == nil {
				for _, p := range ts.growthOf(g, isUpward).pieces {
					if p.glyph == m.glyph {
						return true
					}
				}
			}
		}
	}
	return false
}

// TestInkStaysInItsBox checks what the card relies on: boxes are as large as
// what is in them, but for a letter's slope.
func TestInkStaysInItsBox(t *testing.T) {
	for _, row := range drawnFormulas {
		t.Run(row.name, func(t *testing.T) {
			ts, b := laidOut(t, row.latex)
			const slope = 120
			left, right, down, up := ts.inkOf(b)
			if left < -slope || right > b.width+b.lean+slope || down < -b.down-slope || up > b.up+slope {
				t.Errorf("ink from %d to %d and %d to %d in a box %d wide, %d up, %d down", left, right, down, up, b.width, b.up, b.down)
			}
		})
	}
}

// marksOf returns the marks of a character, from left to right.
func marksOf(ts *typesetter, b box, c rune) (found []mark) {
	g := ts.glyphOf(c)
	for _, m := range b.marks {
		if m.glyph == g {
			found = append(found, m)
		}
	}
	slices.SortStableFunc(found, func(a, b mark) int { return a.x - b.x })
	return found
}

func one(t *testing.T, ts *typesetter, b box, c rune) mark {
	t.Helper()
	found := marksOf(ts, b, c)
	if len(found) != 1 {
		t.Fatalf("%c is drawn %d times", c, len(found))
	}
	return found[0]
}

func TestPlacesSayWhatTheFormulaMeans(t *testing.T) {
	t.Run("a row stands on one line", func(t *testing.T) {
		_, b := laidOut(t, `2x+3=7`)
		for _, m := range b.marks {
			if m.y != 0 || m.percent != 100 {
				t.Errorf("%v is off the line", m)
			}
		}
	})
	t.Run("a bar stands between what is above and below it, at the height of a minus", func(t *testing.T) {
		ts, b := laidOut(t, `-\frac{1}{2}`)
		bar := b.marks[slices.IndexFunc(b.marks, func(m mark) bool { return m.glyph == 0 })]
		top, bottom := rectangle(ts, one(t, ts, b, '1')), rectangle(ts, one(t, ts, b, '2'))
		if top.Min.Y <= bar.y+bar.height || bottom.Max.Y >= bar.y {
			t.Errorf("%v, %v, %v", top, bar, bottom)
		}
		minus := rectangle(ts, one(t, ts, b, '−'))
		if off := (minus.Min.Y+minus.Max.Y)/2 - (bar.y + bar.height/2); off < -20 || off > 20 {
			t.Errorf("the bar is %d units off the minus", off)
		}
	})
	t.Run("scripts are smaller, above and below", func(t *testing.T) {
		ts, b := laidOut(t, `x_1^2`)
		low, high := one(t, ts, b, '1'), one(t, ts, b, '2')
		if low.y >= 0 || high.y <= 0 || low.percent >= 100 || high.percent != low.percent {
			t.Errorf("%v, %v", low, high)
		}
	})
	t.Run("bounds stand under and over a sum by itself, and beside it in a line", func(t *testing.T) {
		ts, b := laidOut(t, `\sum_{1}^{2}`)
		if low, high := one(t, ts, b, '1'), one(t, ts, b, '2'); low.x-high.x > 100 || high.x-low.x > 100 || low.y > -400 || high.y < 800 {
			t.Errorf("%v, %v", low, high)
		}
		ts, b = laidOut(t, `\frac{\sum_{1}^{2}}{3}`)
		if low, sum := one(t, ts, b, '1'), one(t, ts, b, '∑'); low.x <= sum.x+300 {
			t.Errorf("%v, %v", low, sum)
		}
	})
	t.Run("the signs of a derivation stand one below the other", func(t *testing.T) {
		ts, b := laidOut(t, `\begin{aligned}2x+3&=7\\2x&=7-3\\x&=2\end{aligned}`)
		signs := marksOf(ts, b, '=')
		if len(signs) != 3 || signs[0].x != signs[1].x || signs[1].x != signs[2].x || signs[0].y == signs[1].y {
			t.Errorf("%v", signs)
		}
	})
	t.Run("the columns of a matrix are centred, those of an array as it says", func(t *testing.T) {
		ts, b := laidOut(t, `\begin{pmatrix}1\\22222\end{pmatrix}`)
		if marks := marksOf(ts, b, '2'); one(t, ts, b, '1').x != marks[2].x {
			t.Errorf("%v", marks)
		}
		ts, b = laidOut(t, `\begin{array}{r}1\\22222\end{array}`)
		if marks := marksOf(ts, b, '2'); one(t, ts, b, '1').x != marks[4].x {
			t.Errorf("%v", marks)
		}
	})
	t.Run("a letter is slanted, a name and a word are not", func(t *testing.T) {
		ts, b := laidOut(t, `x+\sin y+\text{h}`)
		for _, c := range "𝑥𝑦sinh" {
			one(t, ts, b, c)
		}
	})
	t.Run("what a command of the type face holds is drawn", func(t *testing.T) {
		ts, b := laidOut(t, `\mathbf{F}\in\mathbb{R}`)
		one(t, ts, b, '𝐹')
		one(t, ts, b, 'ℝ')
	})
	t.Run("a space that a command makes is there, a typed one is not", func(t *testing.T) {
		_, typed := laidOut(t, `x y`)
		_, close := laidOut(t, `xy`)
		_, wide := laidOut(t, `x\quad y`)
		if typed.width != close.width || wide.width != close.width+emSpace {
			t.Errorf("%d, %d, %d", typed.width, close.width, wide.width)
		}
	})
	t.Run("what is there for its room alone takes it", func(t *testing.T) {
		ts, b := laidOut(t, `\begin{array}{r}123\\45\phantom{0}\end{array}`)
		if two, five := one(t, ts, b, '2'), one(t, ts, b, '5'); two.x != five.x || len(b.marks) != 5 {
			t.Errorf("%v, %v", two, five)
		}
	})
	t.Run("a minus before a number is closer to it than one between two", func(t *testing.T) {
		_, prefix := laidOut(t, `-1`)
		_, between := laidOut(t, `2-1`)
		ts, digit := laidOut(t, `2`)
		if room := between.width - prefix.width - digit.width; room != 2*ts.sized(mediumRoom, style{}) {
			t.Errorf("%d", room)
		}
	})
}

func TestBracketsGrow(t *testing.T) {
	before := 0
	for _, inside := range []string{`x`, `\frac{a}{b}`, `\frac{\frac{a}{b}}{\frac{c}{d}}`, `\begin{matrix}1\\2\\3\\4\end{matrix}`, `\begin{matrix}1\\2\\3\\4\\5\\6\\7\\8\\9\end{matrix}`} {
		ts, all := laidOut(t, `(`+inside+`)`)
		_, alone := laidOut(t, inside)
		height := rectangle(ts, all.marks[0]).Dy()
		for _, m := range all.marks[:len(all.marks)-len(alone.marks)] {
			if isPiece(ts, m) {
				height = max(height, rectangle(ts, m).Max.Y-rectangle(ts, all.marks[0]).Min.Y)
			}
		}
		if height <= before || height < alone.height()*8/10 {
			t.Errorf("around %s, %d high, brackets are %d, after %d", inside, alone.height(), height, before)
		}
		before = height
	}
}

func TestALongLineIsBroken(t *testing.T) {
	ts, b := laidOut(t, `y=1`+strings.Repeat(`+x`, 60))
	if b.width > usualLine || b.width < usualLine/2 {
		t.Errorf("it is %d wide", b.width)
	}
	if n := len(marksOf(ts, b, '𝑥')); n != 60 {
		t.Errorf("%d of 60 terms are left", n)
	}
	if n := len(marksOf(ts, b, '+')); n != 60 {
		t.Errorf("%d of 60 signs are left", n)
	}
	_, words := laidOut(t, `\text{`+strings.Repeat("many words ", 12)+`}`)
	if words.width > usualLine || words.height() < 2*unitsPerEm {
		t.Errorf("words are %d wide and %d high", words.width, words.height())
	}
}

func TestAWideTableShrinks(t *testing.T) {
	row := func(columns int) string {
		return `\begin{matrix}` + strings.Repeat("123&", columns) + `4\end{matrix}`
	}
	data, err := readAs(row(20)).PNG()
	if err != nil {
		t.Fatal(err)
	}
	if size := decoded(t, data).Bounds().Size(); size.X > maxWidth || size.X < maxWidth*9/10 {
		t.Errorf("the picture is %v", size)
	}
	if _, err := readAs(row(40)).PNG(); !errors.Is(err, errTooLarge) {
		t.Errorf("a table of 40 columns: %v", err)
	}
}

// TestWhatCannotBeDrawnIsSaid also holds the bounds: none of these takes long or
// much memory, whatever stands in them.
func TestWhatCannotBeDrawnIsSaid(t *testing.T) {
	for _, row := range []struct {
		name, latex string
		want        string // in the error; empty where a picture is fine too
	}{
		{"a diagram", `\begin{CD}A @>>> B\end{CD}`, "diagram"},
		{"letters of another script", `\text{数}`, `'数'`},
		{"a thousand lines", strings.Repeat(`x\\`, 1_000), "too large"},
		{"ten thousand letters", strings.Repeat("a", 10_000), "too large"},
		{"many cells", `\begin{matrix}x` + strings.Repeat("&", 9_000) + strings.Repeat(`\\x`, 3_000) + `\end{matrix}`, "too large"},
		{"brackets that never close", strings.Repeat("(", 10_000), "too large"},
		{"brackets that never opened", strings.Repeat(`\frac ab)`, 2_000), "too large"},
		{"bars", strings.Repeat(`|\frac ab`, 1_500), "too large"},
		{"roots in roots", strings.Repeat(`\sqrt{`, 2_000), ""},
		{"fractions in fractions", strings.Repeat(`\frac{1}{`, 1_000) + "x" + strings.Repeat("}", 1_000), ""},
		{"scripts on scripts", strings.Repeat("x^", 4_000), "too large"},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			data, err := readAs(row.latex).PNG()
			switch {
			case err == nil && row.want != "":
				t.Errorf("it is drawn, in %d bytes", len(data))
			case err != nil && !strings.Contains(err.Error(), row.want):
				t.Errorf("it says %q", err)
			}
		})
	}
}

// A first row of many cells once made every short row below it as wide: eight
// gigabytes for one formula.
func TestARaggedTableStaysSmall(t *testing.T) {
	f := readAs(`\begin{matrix}x` + strings.Repeat("&", 3_000) + strings.Repeat(`\\x`, 3_000) + `\end{matrix}`)
	if n := len(f.pieces[0].made.parts); n == 0 || n > maxCells {
		t.Errorf("it has %d cells", n)
	}
	if n := strings.Count(f.Line(), "x"); n != 3_001 {
		t.Errorf("%d of 3001 rows are on its line", n)
	}
}

func TestTheSameFormulaMakesTheSameBytes(t *testing.T) {
	f := readAs(drawnFormulas[9].latex)
	want, err := f.PNG()
	if err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			if got, err := f.PNG(); err != nil || !bytes.Equal(got, want) {
				t.Errorf("%d bytes, not %d: %v", len(got), len(want), err)
			}
		})
	}
	all.Wait()
}

// TestEverySymbolCanBeDrawn holds the font against what the parser can make.
func TestEverySymbolCanBeDrawn(t *testing.T) {
	ts := typesetterFor(t)
	draw := func(name, text string, kind pieceKind) {
		ts.err, ts.marks = nil, 0
		if b := ts.text(text, kind, style{}); ts.err != nil || len(b.marks) == 0 && strings.TrimSpace(text) != "" {
			t.Errorf("%s, %s: %v", name, text, ts.err)
		}
	}
	for name, x := range symbols {
		draw(name, x.text, x.kind)
	}
	for from, to := range negations {
		draw("not "+from, to, relation)
	}
	for c := 'a'; c <= 'z'; c++ {
		draw("a letter", string(c), ordinary)
		draw("a capital letter", strings.ToUpper(string(c)), ordinary)
	}
	for name := range accents {
		ts.err, ts.marks = nil, 0
		if b := ts.formula(readFormula(`\` + name + `{x}`)); ts.err != nil || len(b.marks) < 2 {
			t.Errorf("%s makes %d marks: %v", name, len(b.marks), ts.err)
		}
	}
}

// TestASpoiltFontIsAnError: fonts come with a module, but nothing that is read
// may crash the program.
func TestASpoiltFontIsAnError(t *testing.T) {
	whole := stix2mathregular.TTF
	for _, data := range [][]byte{nil, whole[:11], whole[:500], whole[:len(whole)/2], bytes.Replace(whole, []byte("MATH"), []byte("HTAM"), 1)} {
		if _, err := readFace(data); err == nil {
			t.Errorf("%d bytes of the font are read", len(data))
		}
	}
}

func TestMeasuresOfTheFont(t *testing.T) {
	ts := typesetterFor(t)
	minus, err := ts.extentOf(&ts.buf, ts.glyphOf('−'))
	if err != nil {
		t.Fatal(err)
	}
	if off := ts.measures.axisHeight - (minus.up+minus.down)/2; off < -15 || off > 15 {
		t.Errorf("the axis is %d units off the middle of a minus", off)
	}
	for _, c := range "()[]{}|‖⟨⟩⌊⌋⌈⌉√∑∫" {
		grows := ts.growthOf(ts.glyphOf(c), true)
		if len(grows.sizes) < 2 && len(grows.pieces) == 0 || !slices.IsSorted(grows.lengths) {
			t.Errorf("%c grows to %v", c, grows.lengths)
		}
	}
	pieces, overlap := ts.growthOf(ts.glyphOf('{'), true).together(9_000)
	length := -(len(pieces) - 1) * overlap
	for _, p := range pieces {
		length += p.length
	}
	if length < 9_000 || length > 10_000 {
		t.Errorf("a brace of 9000 units is %d high", length)
	}
	if none, _ := (growth{pieces: []glyphPiece{{glyph: sfnt.GlyphIndex(1), length: 10}}}).together(100); none != nil {
		t.Errorf("%v reaches 100", none)
	}
}

func FuzzPNG(f *testing.F) {
	for _, row := range drawnFormulas {
		f.Add(row.latex)
	}
	for _, s := range []string{`\overset{}{}`, `\stackrel{a}`, `\hline`, `\begin{array}{|`, `\begin{array}{c||c}\hline\hline`, `\boxed`, `[\boxed{]`, `\cancel{}`, `\vec{\overline{}}`, `^'_'`, `|_a`, `\sum\limits`, `\overbrace`, "\u20d7", `\not{}`, `\quad\text{a\quad}`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if !utf8.ValidString(s) || len(s) > 2_000 {
			t.Skip("no course holds such a text")
		}
		data, err := readAs(s).PNG()
		if err != nil {
			if len(data) > 0 || err.Error() == "" || strings.Contains(err.Error(), "glyph") {
				t.Errorf("%q: %v", s, err)
			}
			return
		}
		size := decoded(t, data).Bounds().Size()
		if size.X > maxWidth || size.Y > maxHeight {
			t.Errorf("%q makes a picture of %v", s, size)
		}
	})
}

// TestPicturesOfRealText draws what OATutor's steps need pictures of.
func TestPicturesOfRealText(t *testing.T) {
	if testing.Short() {
		t.Skip("the long run draws a corpus")
	}
	seen := make(map[string]bool)
	size, needed := 0, 0
	readSteps(t, func(texts []string) {
		for _, text := range texts {
			for _, f := range Formulas(newlineEscape.ReplaceAllStringFunc(text, unescapeNewline)) {
				if seen[f.Source] || !f.NeedsPicture() {
					continue
				}
				seen[f.Source] = true
				needed++
				data, err := f.PNG()
				if err != nil {
					t.Errorf("%s: %v", f.Source, err)
				}
				size += len(data)
			}
		}
	})
	if needed < 50 {
		t.Fatalf("only %d formulas need a picture", needed)
	}
	t.Logf("%d different formulas need a picture, of %d bytes each", needed, size/needed)
}

func BenchmarkPNG(b *testing.B) {
	for _, at := range []int{1, 9, 14} {
		b.Run(strings.ReplaceAll(drawnFormulas[at].name, " ", "_"), func(b *testing.B) {
			f, size := readAs(drawnFormulas[at].latex), 0
			for b.Loop() {
				data, err := f.PNG()
				if err != nil {
					b.Fatal(err)
				}
				size = len(data)
			}
			b.ReportMetric(float64(size), "bytes")
		})
	}
}

func ExampleFormula_PNG() {
	for _, f := range Formulas(`What is $\begin{bmatrix}1&0&2\\0&1&2\\0&0&1\end{bmatrix}^2$?`) {
		data, err := f.PNG()
		if err != nil {
			fmt.Println(f.Line()) // what a line can say of it
			continue
		}
		fmt.Println(len(data) < 10_000, f.Spoken(English())) // its alternative text
	}
	// Output: true 3 by 3 matrix; row 1: 1, 0, 2; row 2: 0, 1, 2; row 3: 0, 0, 1; end matrix squared
}
