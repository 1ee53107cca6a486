package course

import (
	"fmt"
	"os"
	"strings"
	"testing"
)

// checkChunks reads a file in chunks of an item each and compares the tree with
// that of the whole. It says whether the file could be read in chunks.
func checkChunks(t *testing.T, source string) bool {
	t.Helper()
	lines := strings.Split(source, "\n")
	chunks := readInChunks(lines, 1)
	if chunks == nil {
		return false
	}
	r := &report{lines: lines}
	if !checkCharacters(r) {
		return false // read goes no further
	}
	whole := parseYAML(r, source)
	if whole == nil {
		t.Fatalf("the whole is no YAML, and its chunks are: %v\n%s", r.err(), source)
	}
	if d := treeDiff(whole, chunks); d != "" {
		t.Fatalf("whole and chunks differ: %s\n%s", d, source)
	}
	return true
}

func TestChunksReadAsTheWhole(t *testing.T) {
	big, err := Marshal(manyItems(50))
	if err != nil {
		t.Fatal(err)
	}
	const head = "course: c\nitems:\n"
	for i, row := range []struct {
		source string
		want   bool // can it be read in chunks?
	}{
		{everything, true},
		{inLanguages, true},
		{string(big), true},
		{withDrawn(), true},
		{head + "- id: a\n- id: b\n", true},
		{head + "  # first\n\n  - id: a # one\n    x: |\n      - id: no\n     \n      more\n\n  # second\n  - id: b\n  -\n    id: c\n\n", true},
		{head + "  - id: a\n    x: 'text\n      - of\n      lines'\n  - b\n", true},
		{head + "  - id: a\n    x: 'a\n  - id: b\n    y: b'\n", false},
		{head + "  - id: a\n    x: [1,\n  - 2]\n", false},
		{head + "  - id: a\ntitle: after\n", false},
		{head + "  - id: a\n - id: b\n", false},
		{head + "  - id: a\n---\n  - id: b\n", false},
		{head + "- id: a\n---\n", false},
		{head + "  - id: &a a\n", false},
		{head + "  - id: a\n    x: {\n", false},
		{head + "  id: a\n", false},
		{head, false},
		{" course: c\nitems:\n  - id: a\n", false},
		{"{\ncourse: c}\nitems:\n  - id: a\n", false},
		{"items:\n  - id: a\n", false},
		{"course: 'c\nitems:\n  - id: a'\n", false},
		{"course: |\n c\n items:\n  - id: a\n", false},
	} {
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			if got := checkChunks(t, row.source); got != row.want {
				t.Errorf("read in chunks: %v, want %v\n%s", got, row.want, row.source)
			}
		})
	}
}

func TestFaultsOfALargeFileStandWhereTheyAre(t *testing.T) {
	data, err := Marshal(manyItems(4000))
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(string(data), "\n")
	if len(data) <= 2*chunkBytes {
		t.Fatalf("the file has only %d bytes", len(data))
	}
	for _, part := range []string{"item-0", "item-3999"} {
		for i, line := range lines {
			if line != "  - id: "+part {
				continue
			}
			bad := strings.Join(lines[:i+1], "\n") + "\n    skil: skill-0\n" + strings.Join(lines[i+2:], "\n")
			_, err := Parse("big.yaml", []byte(bad))
			want := fmt.Sprintf("big.yaml:%d:5: item %q: unknown key `skil`: did you mean `skill`?\n", i+2, part)
			if err == nil || !strings.HasPrefix(err.Error(), want) {
				t.Errorf("got %v, want %s", err, want)
			}
		}
	}
}

func FuzzChunks(f *testing.F) {
	readme, err := os.ReadFile("README.md")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(string(readme))
	for _, s := range []string{everything, inLanguages, withDrawn(), "a: 1\nitems:\n- b\n- [c,\n- d]\n- 'e\n- f'\n- |\n g\n- >-\n\n  h\n-\n  - i\n"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, source string) {
		if strings.Contains(source, "\r") {
			t.Skip("read makes them line ends first")
		}
		checkChunks(t, source)
	})
}
