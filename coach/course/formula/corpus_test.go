package formula

import (
	"archive/tar"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"
)

// TestReadableOnRealText measures what a learner would see of the steps of
// OATutor, unmended but for their line breaks: how many show no backslash as
// text, and how many of those have mathematics that a line cannot say well.
func TestReadableOnRealText(t *testing.T) {
	steps, good, pictures, formulas := 0, 0, 0, 0
	isNew := make(map[string]bool)
	readSteps(t, func(texts []string) {
		steps++
		isGood, needsPicture := true, false
		for _, text := range texts {
			text = newlineEscape.ReplaceAllStringFunc(text, unescapeNewline)
			isGood = isGood && !strings.Contains(Readable(text), `\`)
			for _, f := range Formulas(text) {
				formulas++
				needsPicture = needsPicture || f.NeedsPicture()
				if !isNew[f.Source] {
					isNew[f.Source] = true
					checkFormula(t, f)
				}
			}
		}
		if isGood {
			good++
		}
		if needsPicture {
			pictures++
		}
	})
	share := float64(good) / float64(steps)
	t.Logf("%d of %d steps, %.2f %%, show no backslash; %d of them (%.2f %%) need a picture; %d formulas, %d of them different",
		good, steps, 100*share, pictures, 100*float64(pictures)/float64(steps), formulas, len(isNew))
	// What the others have in common is Markdown's own escapes, \( and \=, which
	// nobody sees, and dollars that do not pair.
	if steps < 10_000 || share < 0.995 {
		t.Errorf("%d of %d steps show no backslash, want 99.5 %%", good, steps)
	}
	if share := float64(pictures) / float64(steps); share > 0.02 {
		t.Errorf("%d of %d steps need a picture, want 2 %% at most", pictures, steps)
	}
}

// readSteps calls f with the texts of each step of OATutor.
func readSteps(t *testing.T, f func(texts []string)) {
	t.Helper()
	file, err := os.Open(corpus(t, "corpus", "oatutor", "oatutor-dev-json.tar.zst"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	unpacked, err := zstd.NewReader(file)
	if err != nil {
		t.Fatal(err)
	}
	defer unpacked.Close()
	for archive := tar.NewReader(unpacked); ; {
		header, err := archive.Next()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(header.Name, "/steps/") || strings.Contains(header.Name, "/tutoring/") || !strings.HasSuffix(header.Name, ".json") {
			continue
		}
		var step struct {
			StepTitle, StepBody string
			Choices             []string
		}
		if err := json.NewDecoder(archive).Decode(&step); err != nil {
			t.Fatalf("%s: %v", header.Name, err)
		}
		f(append(step.Choices, step.StepTitle, step.StepBody))
	}
}

// checkFormula tells what must be true of every formula, however broken: nothing
// raw is left of it, it balances where its source did, reading what was read
// changes nothing, and it can be heard.
func checkFormula(t *testing.T, f Formula) {
	t.Helper()
	line := f.Line()
	if strings.Contains(line, `\`) {
		t.Errorf("%q reads %q, with a backslash", f.Source, line)
	}
	if isBalanced(sized.Replace(f.Source)) && !makesBracket.MatchString(f.Source) && !isBalanced(line) {
		t.Errorf("%q reads %q, and its brackets do not pair", f.Source, line)
	}
	shown := Readable("$$" + f.Source + "$$")
	if again := Readable(shown); again != shown && !strings.Contains(shown, "$") {
		t.Errorf("%q reads %q, and that reads %q", f.Source, shown, again)
	}
	said := f.Spoken(English())
	if strings.TrimSpace(f.Source) != "" && said == "" {
		t.Errorf("%q sounds like nothing", f.Source)
	}
	if strings.ContainsAny(said, "{}^\\") {
		t.Errorf("%q sounds %q, with raw LaTeX", f.Source, said)
	}
}

// sized takes from LaTeX what makes a bracket as large as what it holds.
var sized = strings.NewReplacer(`\left`, "", `\right`, "")

// makesBracket finds what becomes a bracket that pairs with nothing in the source.
var makesBracket = regexp.MustCompile(`\\[{}]|cases|\\[lr](brace|brack|paren|group)|[lr]vert`)

// isBalanced says whether brackets close in the order they open.
func isBalanced(s string) bool {
	var open []rune
	for _, c := range s {
		switch c {
		case '(', '[', '{':
			open = append(open, c)
		case ')', ']', '}':
			last := len(open) - 1
			if pair := map[rune]rune{')': '(', ']': '[', '}': '{'}; last < 0 || open[last] != pair[c] {
				return false
			}
			open = open[:last]
		}
	}
	return len(open) == 0
}

// newlineEscape matches the line ends of the source, which are escaped twice, so
// that \n stands there, mostly glued to the next word.
var newlineEscape = regexp.MustCompile(`\\n[a-zA-Z]*`)

func unescapeNewline(found string) string {
	if _, isCommand := symbols[found[1:]]; isCommand || found == `\not` {
		return found
	}
	return "\n" + found[2:]
}

// corpus returns the path of a file beside the repository, or skips the test.
func corpus(t *testing.T, path ...string) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			break
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			t.Fatal("there is no go.mod above this test")
		}
		dir = parent
	}
	file := filepath.Join(append([]string{dir, "..", "shared"}, path...)...)
	if _, err := os.Stat(file); err != nil {
		t.Skipf("%s is not there: put it beside the repository to measure with it", filepath.Join(path...))
	}
	return file
}
