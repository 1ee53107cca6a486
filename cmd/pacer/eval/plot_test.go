package eval

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// longLog is a log of 40 learners with twelve answers each on one skill.
func longLog(seed uint64) string {
	log := tracedLog(seed, 40, 12, []bktSkill{{.3, .2, .2, .1}})
	var b strings.Builder
	b.WriteString("learner,item,skills,time,correct\n")
	for i, r := range log.Rows {
		fmt.Fprintf(&b, "u%d.%d,i%d,add,%d,%g\n", seed, r.Learner, i%7, 600*i, truth(r.Right))
	}
	return b.String()
}

// plotted runs `pacer eval mastery --plot` on a log and returns the files, by
// name, and the complaints.
func plotted(t *testing.T, log string, args ...string) (files map[string]string, complaints string) {
	t.Helper()
	dir := t.TempDir()
	_, complaints, err := evalMastery(t, []string{log}, append(args, "--plot", dir, "0.csv")...)
	if err != nil {
		t.Fatal(err)
	}
	names, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	files = map[string]string{}
	for _, n := range names {
		text, err := os.ReadFile(filepath.Join(dir, n.Name()))
		if err != nil {
			t.Fatal(err)
		}
		files[n.Name()] = string(text)
	}
	return files, complaints
}

// drawing is what stands in an SVG file.
type drawing struct {
	count map[string]int    // elements by name
	texts map[string]string // all text within elements of a name, in lines
	far   []string          // places outside of the picture
}

// readDrawing reads an SVG file to its end, as XML.
func readDrawing(t *testing.T, svg string) drawing {
	t.Helper()
	d := drawing{map[string]int{}, map[string]string{}, nil}
	in := xml.NewDecoder(strings.NewReader(svg))
	var open []string
	size := map[string]float64{}
	for {
		token, err := in.Token()
		if errors.Is(err, io.EOF) {
			return d
		}
		if err != nil {
			t.Fatalf("this is no XML: %v\n%s", err, svg)
		}
		switch e := token.(type) {
		case xml.StartElement:
			d.count[e.Name.Local]++
			for _, a := range e.Attr {
				if len(open) == 0 && (a.Name.Local == "width" || a.Name.Local == "height") {
					size[a.Name.Local], _ = strconv.ParseFloat(a.Value, 64)
				}
				d.look(a, size)
			}
			open = append(open, e.Name.Local)
		case xml.EndElement:
			open = open[:len(open)-1]
		case xml.CharData:
			if text := strings.TrimSpace(string(e)); text != "" {
				d.texts[open[len(open)-1]] += text + "\n"
			}
		}
	}
}

// look notes a place that is not within the picture.
func (d *drawing) look(a xml.Attr, size map[string]float64) {
	check := func(text string, most float64) {
		if v, err := strconv.ParseFloat(text, 64); err != nil || !(v >= 0 && v <= most) {
			d.far = append(d.far, a.Name.Local+"="+text)
		}
	}
	switch a.Name.Local {
	case "x", "cx", "width":
		check(a.Value, size["width"])
	case "y", "cy", "height":
		check(a.Value, size["height"])
	case "points":
		for at := range strings.FieldsSeq(a.Value) {
			x, y, _ := strings.Cut(at, ",")
			check(x, size["width"])
			check(y, size["height"])
		}
	}
}

func TestPlotsHoldWhatTheyShow(t *testing.T) {
	t.Parallel()
	files, complaints := plotted(t, longLog(1))
	var alts []string
	for line := range strings.Lines(complaints) {
		_, alt, ok := strings.Cut(line, ".svg is drawn. Its alt text: ")
		if !ok {
			t.Fatalf("complaint %q", line)
		}
		alts = append(alts, alt)
	}
	if len(files) != 2 || len(alts) != 2 {
		t.Fatalf("%d files, %d alt texts", len(files), len(alts))
	}
	calibration, learning := readDrawing(t, files["calibration.svg"]), readDrawing(t, files["learning.svg"])
	if diff := cmp.Diff(alts, []string{calibration.texts["desc"], learning.texts["desc"]}); diff != "" {
		t.Errorf("alt texts told, and in the files:\n%s", diff)
	}

	full := 0
	for _, want := range []string{"0.csv: 480 answers\n", "came true\n", "chance of a right answer, as predicted\n", "calibration error ."} {
		if !strings.Contains(calibration.texts["text"], want) {
			t.Errorf("calibration lacks %q: %q", want, calibration.texts["text"])
		}
	}
	if _, err := fmt.Sscanf(alts[0], "Calibration on 480 answers of 0.csv: of %d bins", &full); err != nil {
		t.Fatalf("%v: %q", err, alts[0])
	}
	if got, want := calibration.count["circle"], 1+2*full; full < 3 || got != want {
		t.Errorf("%d circles for %d bins in two panels and the key, want %d", got, full, want)
	}

	for _, want := range []string{"right answers\n", "answers of the learner on the skill before\n", "every learner on every skill\n"} {
		if !strings.Contains(learning.texts["text"], want) {
			t.Errorf("learning lacks %q: %q", want, learning.texts["text"])
		}
	}
	if got := strings.Count(learning.texts["text"], "40\n"); got != 12 {
		t.Errorf("%d places have 40 answers, want 12", got)
	}
	if got := learning.count["circle"]; got != 1+2*12 {
		t.Errorf("%d circles, want what came and what was predicted at 12 places and one in the key", got)
	}
	for name, text := range files {
		if len(text) > 60_000 || !strings.Contains(text, `role="img"`) {
			t.Errorf("%s: %d bytes\n%s", name, len(text), text)
		}
		for _, refused := range []string{"NaN", "href", "@font-face", os.TempDir()} {
			if strings.Contains(text, refused) {
				t.Errorf("%s has %s in it", name, refused)
			}
		}
	}
}

func TestPlotsOfOneLogAreAlike(t *testing.T) {
	t.Parallel()
	first, _ := plotted(t, longLog(2))
	again, _ := plotted(t, longLog(2))
	other, _ := plotted(t, longLog(3))
	if diff := cmp.Diff(first, again); diff != "" {
		t.Errorf("(-first +again)\n%s", diff)
	}
	for name := range first {
		if first[name] == other[name] {
			t.Errorf("%s is the same of another log", name)
		}
	}
}

func TestPlotsOfHardLogsStayInThePicture(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, log, says string }{
		{"one answer", "learner,item,skills,correct\nada,i1,add,1\n", "fewer than 20 answers at every place"},
		{"all right", strings.ReplaceAll(longLog(1), ",0\n", ",1\n"), "100.0 % of first answers are right"},
		{"all wrong", strings.ReplaceAll(longLog(1), ",1\n", ",0\n"), "0.0 % of first answers are right"},
		{"no skills", strings.ReplaceAll(longLog(1), ",add,", ",,"), "fewer than 20 answers at every place"},
		{"nobody stays", classLog(1, 40, false), "answers after 7 others"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			files, complaints := plotted(t, tt.log)
			if len(files) != 2 || !strings.Contains(complaints, tt.says) {
				t.Errorf("%d files; want %q in %q", len(files), tt.says, complaints)
			}
			for name, text := range files {
				if far := readDrawing(t, text).far; len(far) > 0 {
					t.Errorf("%s: outside of the picture: %v", name, far)
				}
			}
		})
	}
}

func TestNothingToPlotIsSaid(t *testing.T) {
	t.Parallel()
	files, complaints := plotted(t, "learner,item,skills,correct\n")
	if len(files) != 0 || complaints != "There is no answer to score, so there is nothing to plot.\n" {
		t.Errorf("%d files, complaints %q", len(files), complaints)
	}
}

func TestPlotsThatCannotBeWrittenAreRefusedFirst(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, dir := range []string{file, filepath.Join(file, "below")} {
		out, _, err := evalMastery(t, []string{longLog(1)}, "--plot", dir, "0.csv")
		if err == nil || out != "" {
			t.Fatalf("%s: error %v, figures %q", dir, err, out)
		}
		if text := err.Error(); !strings.HasPrefix(text, "the plots cannot be written to "+dir+": ") || !strings.HasSuffix(text, "; name another folder with --plot") {
			t.Errorf("error %q", text)
		}
	}
}

func TestPlotsNeedAMeasurement(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "plots")
	_, _, err := evalMastery(t, []string{longLog(1)}, "--fit", "0.csv", "--write-defaults", filepath.Join(t.TempDir(), "d.go"), "--plot", dir)
	if _, ok := errors.AsType[UsageError](err); !ok {
		t.Errorf("error %v, want one of wrong use", err)
	}
	if _, err := os.Stat(dir); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the folder was made: %v", err)
	}
}

// TestPlotsAreOfTheRunThatWasMeasured: the model is run a second time for them,
// and has to predict what it predicted at first.
func TestPlotsAreOfTheRunThatWasMeasured(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name string
		fit  bool
		run  RunOptions
	}{
		{name: "as shipped"},
		{name: "fitted to the same course", fit: true},
		{name: "fitted, and scored in part", fit: true, run: RunOptions{From: 100}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c := &contest{log: readText(t, longLog(1)), run: tt.run}
			if tt.fit {
				c.fit = readText(t, longLog(2))
				c.same = c.log.Align(c.fit).Same
				if !c.same {
					t.Fatal("the logs are taken for different courses")
				}
			}
			var p plots
			measured, err := c.measure(t.Context(), p.watch(pacerContender()))
			if err != nil {
				t.Fatal(err)
			}
			m, err := p.again(t.Context(), c)
			if err != nil {
				t.Fatal(err)
			}
			scores, err := Run(t.Context(), c.log, m, c.run)
			if err != nil {
				t.Fatal(err)
			}
			if len(scores) != len(c.run.scored(c.log)) {
				t.Errorf("%d scores of %d answers", len(scores), len(c.run.scored(c.log)))
			}
			if diff := cmp.Diff(measured.table, Reliability(scores), cmpopts.EquateApprox(0, 1e-12)); diff != "" {
				t.Errorf("(-measured +drawn)\n%s", diff)
			}
		})
	}
}

// spotOf is so many answers, of which some were right, each predicted at .5.
func spotOf(n, right int) spot { return spot{n, float64(right), float64(n) / 2} }

// TestLearningCurvesCountAnswersOnTheSkill on logs counted by hand: ada answers
// ten times on add, bob twice, and cyd once on two skills, once on none, and once
// on carry.
func TestLearningCurvesCountAnswersOnTheSkill(t *testing.T) {
	t.Parallel()
	text := "learner,item,skills,correct\nbob,i,add,0\nbob,i,add,1\ncyd,k,add~carry,0\ncyd,n,,1\ncyd,m,carry,0\n" + strings.Repeat("ada,i,add,1\n", 10)
	log := readText(t, text)
	reversed := make([]int32, len(log.Rows))
	for i := range reversed {
		reversed[i] = int32(len(log.Rows) - 1 - i)
	}
	ada := slices.Repeat([]spot{spotOf(1, 1)}, 10)
	for _, tt := range []struct {
		name        string
		run         RunOptions
		all, stayed []spot // from the first place on; the rest is as ada's alone, or empty
	}{
		{"in the order of the log", RunOptions{}, []spot{spotOf(4, 1), spotOf(3, 2)}, ada},
		{"in another order", RunOptions{Order: reversed}, []spot{spotOf(4, 2), spotOf(3, 1)}, ada},
		{"scored from the second on", RunOptions{From: 2}, []spot{spotOf(3, 1), spotOf(3, 2)}, ada},
		{"scored from the eighth on", RunOptions{From: 8}, []spot{{}, {}}, append([]spot{{}, {}}, ada[2:]...)},
		{"scored beyond the end", RunOptions{From: 99}, nil, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			want := curves{make(curve, curveLength), make(curve, stayed)}
			copy(want.all, tt.stayed)
			copy(want.all, tt.all)
			copy(want.stayed, tt.stayed)
			rows := tt.run.scored(log)
			scores := make([]Score, len(rows))
			for at, i := range rows {
				scores[at] = Score{P: .5, Right: log.Rows[i].Right}
			}
			if diff := cmp.Diff(want, learningCurves(log, rows, scores), cmp.AllowUnexported(curves{}, spot{})); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

func TestBinomialQuantile(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		n         int
		p         float64
		low, high float64 // at 2.5 % and 97.5 %
		within    float64
	}{
		{1, .5, 0, 1, 0},
		{10, .5, .2, .8, 0}, // P(k <= 1) = .011, P(k <= 2) = .055
		{10, .9, .7, 1, 0},  // P(k <= 6) = .013, P(k <= 7) = .070
		{50, 0, 0, 0, 0},
		{50, 1, 1, 1, 0},
		{1_000_000, .7, .7 - 1.96*math.Sqrt(.21e-6), .7 + 1.96*math.Sqrt(.21e-6), 2e-6},
	} {
		b := Bin{N: tt.n, Predicted: tt.p}.band()
		near(t, fmt.Sprint("low of ", tt.n, " at ", tt.p), b.low, tt.low, tt.within)
		near(t, fmt.Sprint("high of ", tt.n, " at ", tt.p), b.high, tt.high, tt.within)
	}
}

// TestBandHoldsAPerfectModel in 95 of 100 logs or a few more, for shares come in
// steps.
func TestBandHoldsAPerfectModel(t *testing.T) {
	t.Parallel()
	draw := rand.New(rand.NewPCG(7, 7))
	const logs, answers = 2000, 300
	held := 0
	for range logs {
		var b Bin
		for range answers {
			p := .30 + .05*draw.Float64()
			b.N++
			b.Predicted += p / answers
			b.Right += truth(draw.Float64() < p) / answers
		}
		if b.band().holds(b.Right) {
			held++
		}
	}
	if share := float64(held) / logs; share < .94 || share > .98 {
		t.Errorf("the band holds %.3f of the logs", share)
	}
}

func TestPictureEscapesWhatItIsGiven(t *testing.T) {
	t.Parallel()
	const name = `R&D <b>"x"</b>`
	p := newPicture(100, 50, name, name)
	p.root.write(point{0, 20}, "start", name)
	svg, err := p.bytes()
	if err != nil {
		t.Fatal(err)
	}
	d := readDrawing(t, string(svg))
	want := map[string]string{"title": name + "\n", "desc": name + "\n", "text": name + "\n"}
	if diff := cmp.Diff(want, d.texts); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}
