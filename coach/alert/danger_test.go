package alert

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// showMissed prints the labelled texts of the test half that are judged
// wrongly. Whoever works on the phrases leaves it off, or the half measures
// nothing any more.
var showMissed = flag.Bool("missed", false, "print what is judged wrongly in the half of the labelled texts that is kept for measuring")

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
	for line := range strings.Lines(string(data)) {
		if line = strings.TrimSpace(line); line == "" || strings.HasPrefix(line, "#") {
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

// What is aimed at in every language: this part of danger found, and less than
// this part of everyday texts taken for it.
const (
	aimRecall   = .95
	aimMistaken = .02
)

// TestDangerIsFoundAndEverydayWordsAreNot judges labelled texts of six
// languages, each with all lists, as the coach does. The phrases were written
// and the learnt part was taught with all halves in sight but the test half,
// which was written by somebody else and read by nobody who wrote phrases:
// only what is found there says anything. There the aim is not reached yet: the
// test says by how much, and fails where it gets worse than it was measured.
func TestDangerIsFoundAndEverydayWordsAreNot(t *testing.T) {
	t.Parallel()
	type half struct {
		file             string
		danger, everyday int // at least so many of each
		recall, mistaken float64
		isSeen           bool // by who wrote the phrases: failures may be shown
	}
	halves := []half{
		{"words-en.tsv", 60, 150, aimRecall, aimMistaken, true},
		{"more-en.tsv", 40, 100, aimRecall, aimMistaken, true},
	}
	for _, language := range []string{"en", "es", "fr", "de", "ar", "zh"} {
		halves = append(halves,
			half{"phrases/dev/" + language + ".tsv", 60, 80, aimRecall, aimMistaken, true},
			half{"phrases/test/" + language + ".tsv", 100, 300, .69, .03, false})
	}
	for _, h := range halves {
		t.Run(h.file, func(t *testing.T) {
			t.Parallel()
			var danger, found, everyday, mistaken int
			tell := func(format string, args ...any) {
				if h.isSeen || *showMissed {
					t.Log(fmt.Sprintf(format, args...))
				}
			}
			for _, l := range readLabelled(t, h.file) {
				hit, phrase := Danger(l.words)
				switch {
				case l.danger && hit:
					danger, found = danger+1, found+1
				case l.danger:
					danger++
					tell("missed: %s", l.words)
				case hit:
					everyday, mistaken = everyday+1, mistaken+1
					tell("mistaken: %s (%s)", l.words, phrase)
				default:
					everyday++
				}
				if hit && phrase == "" {
					t.Errorf("nothing is shown for %q", l.words)
				}
			}
			recall, share := float64(found)/float64(danger), float64(mistaken)/float64(everyday)
			t.Logf("found %d of %d (%.3f), mistaken %d of %d (%.3f)", found, danger, recall, mistaken, everyday, share)
			if recall < aimRecall || share >= aimMistaken {
				t.Logf("the aim, %.2f found and less than %.2f mistaken, is not reached", aimRecall, aimMistaken)
			}
			if danger < h.danger || everyday < h.everyday {
				t.Errorf("%d dangerous and %d everyday texts are too few to tell", danger, everyday)
			}
			if recall < h.recall {
				t.Errorf("recall %.3f, want at least %.3f", recall, h.recall)
			}
			if share >= h.mistaken {
				t.Errorf("%.3f of everyday texts are found, want less than %.3f", share, h.mistaken)
			}
		})
	}
}
