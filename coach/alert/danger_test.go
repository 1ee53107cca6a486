package alert

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// labelled is what somebody wrote, and whether a person must see it now.
type labelled struct {
	words  string
	danger bool
}

func readLabelled(t *testing.T, file string) []labelled {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", file))
	if err != nil {
		t.Fatal(err)
	}
	var out []labelled
	for _, line := range strings.Split(strings.TrimSpace(string(data)), "\n") {
		if strings.HasPrefix(line, "#") {
			continue
		}
		label, words, ok := strings.Cut(line, "\t")
		if !ok || label != "danger" && label != "everyday" {
			t.Fatalf("%s: %q has no label", file, line)
		}
		out = append(out, labelled{words, label == "danger"})
	}
	return out
}

func TestDangerIsFoundAndEverydayWordsAreNot(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		file             string
		danger, everyday int // at least so many of each
		recall, false_   float64
	}{
		{"words-en.tsv", 60, 150, .95, .02},
		{"held-out-en.tsv", 40, 100, .85, .02},
	} {
		t.Run(tc.file, func(t *testing.T) {
			t.Parallel()
			var danger, found, everyday, wrongly int
			for _, l := range readLabelled(t, tc.file) {
				hit, phrase := Danger(l.words, "en")
				switch {
				case l.danger:
					danger++
					if hit {
						found++
					} else {
						t.Logf("missed: %s", l.words)
					}
				default:
					everyday++
					if hit {
						wrongly++
						t.Logf("wrongly found: %s (%s)", l.words, phrase)
					}
				}
				if hit && phrase == "" {
					t.Errorf("nothing is shown for %q", l.words)
				}
			}
			recall, share := float64(found)/float64(danger), float64(wrongly)/float64(everyday)
			t.Logf("found %d of %d, wrongly %d of %d", found, danger, wrongly, everyday)
			if danger < tc.danger || everyday < tc.everyday {
				t.Errorf("%d dangerous and %d everyday texts are too few to tell", danger, everyday)
			}
			if recall < tc.recall {
				t.Errorf("recall %.3f, want at least %.3f", recall, tc.recall)
			}
			if share >= tc.false_ {
				t.Errorf("%.3f of everyday texts are found, want less than %.3f", share, tc.false_)
			}
		})
	}
}
