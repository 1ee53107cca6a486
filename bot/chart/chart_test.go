package chart

import (
	"bytes"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// samples are one of each shape, as they come.
func samples() map[string]Chart {
	return map[string]Chart{
		"progress": {Title: "Skills you have reached", Lines: &Lines{
			Times: []string{"5 Oct", "12 Oct", "19 Oct", "26 Oct", "2 Nov", "9 Nov"}, Names: []string{"Proficient or more"},
			Values: [][]float64{{0, 1, 1, 3, 4, 6}},
		}},
		"map": {Title: "What I think you know", Bars: &Bars{
			Rows:   []string{"Unit fractions", "Equivalent fractions", "Comparing fractions", "Adding unlike fractions", "A skill whose name is far too long for a phone"},
			Values: [][]float64{{97, 88, 71, 34, 0}},
			Words:  []string{"Highly proficient", "Proficient", "Developing, fading", "Developing", "Starting"},
		}},
		"calibration": {Title: "How sure you were, and how it went", Bars: &Bars{
			Rows: []string{"Sure", "Think so", "A guess"}, Names: []string{"meant", "came true"},
			Values: [][]float64{{95, 65, 35}, {81, 70, 52}},
		}},
		"class": {Title: "Class 6b", Grid: &Grid{
			Rows: []string{"Ada", "Ben", "Çem", "Dora", "Emil", "Maximilian-Alexander"}, Columns: []string{"Unit fractions", "Equivalent fractions", "Comparing", "Adding unlike fractions"},
			Levels: []string{"Starting", "Developing", "Proficient", "Highly proficient", "Distinguished"},
			Values: [][]int{{4, 3, 2, 1}, {2, 2, 1, 0}, {1, 0, None, None}, {3, 3, 3, 2}, {2, 1, 1, 1}, {0, None, None, None}},
		}},
	}
}

func TestEveryShapeIsDrawnAtPhoneSize(t *testing.T) {
	for name, c := range samples() {
		t.Run(name, func(t *testing.T) {
			data, err := c.PNG()
			if err != nil {
				t.Fatal(err)
			}
			image, err := png.Decode(bytes.NewReader(data))
			if err != nil {
				t.Fatal(err)
			}
			if got := image.Bounds().Dx(); got != width {
				t.Errorf("it is %d wide, want %d", got, width)
			}
			if len(data) > 200<<10 {
				t.Errorf("it has %d bytes: more than a phone should load", len(data))
			}
			if dir := os.Getenv("SHOTS"); dir != "" { // to be looked at
				if err := os.WriteFile(filepath.Join(dir, "chart-"+name+".png"), data, 0o600); err != nil {
					t.Error(err)
				}
			}
		})
	}
}

func TestTheSameChartIsTheSamePicture(t *testing.T) {
	for name, c := range samples() {
		again, err := Parse(c.Source())
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if diff := cmp.Diff(c, again); diff != "" {
			t.Errorf("%s is another after Source and Parse (-before +after):\n%s", name, diff)
		}
		first, err := c.PNG()
		if err != nil {
			t.Fatal(err)
		}
		second, err := again.PNG()
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(first, second) {
			t.Errorf("%s is drawn in two ways", name)
		}
	}
}

func TestWhatTheFontHasNotIsANumber(t *testing.T) {
	for s, want := range map[string]string{"Ça va": "Ça va", "Ωμέγα": "Ωμέγα", "Жанна": "Жанна", "ليلى": "7", "小明": "7", "ﾐﾕｷ": "7", "½ + ⅓": "½ + ⅓"} {
		if got := legible(s, 7); got != want {
			t.Errorf("%q stands as %q, want %q", s, got, want)
		}
	}
	if got := legible("小明", 0); got != "" {
		t.Errorf("a title that cannot be drawn stands as %q", got)
	}
}

func TestWhatDoesNotFitTogetherIsRefused(t *testing.T) {
	for name, c := range map[string]Chart{
		"nothing":                       {Title: "x"},
		"two shapes":                    {Lines: samples()["progress"].Lines, Bars: samples()["map"].Bars},
		"fewer values than times":       {Lines: &Lines{Times: []string{"a", "b"}, Names: []string{"x"}, Values: [][]float64{{1}}}},
		"no rows":                       {Bars: &Bars{Values: [][]float64{{}}}},
		"more rows than fit":            {Bars: &Bars{Rows: make([]string, MaxBars+1), Values: [][]float64{make([]float64, MaxBars+1)}}},
		"words for one bar of two":      {Bars: &Bars{Rows: []string{"a"}, Words: []string{"w"}, Names: []string{"x", "y"}, Values: [][]float64{{1}, {2}}}},
		"a level that has no name":      {Grid: &Grid{Rows: []string{"a"}, Columns: []string{"b"}, Levels: []string{"l"}, Values: [][]int{{1}}}},
		"a level below none":            {Grid: &Grid{Rows: []string{"a"}, Columns: []string{"b"}, Levels: []string{"l"}, Values: [][]int{{-2}}}},
		"a row of a grid that is short": {Grid: &Grid{Rows: []string{"a"}, Columns: []string{"b", "c"}, Levels: []string{"l"}, Values: [][]int{{0}}}},
	} {
		if _, err := c.PNG(); err == nil {
			t.Errorf("%s is drawn", name)
		}
	}
	for _, source := range []string{"", "{", `{"t":"x"}`, strings.Repeat("[", 1000)} {
		if _, err := Parse(source); err == nil {
			t.Errorf("%.20q is a chart", source)
		}
	}
}

func BenchmarkPNG(b *testing.B) {
	for name, c := range samples() {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, err := c.PNG(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
