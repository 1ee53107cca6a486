package alert

import (
	"bufio"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestDangerIsFoundHoweverItIsWritten(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name, words, phrase string
	}{
		{"in capitals", "I WANT TO KILL MYSELF", "kill myself"},
		{"with letters drawn out", "i want to dieeeee", "i want to dieeeee"},
		{"spelled out", "k i l l  m y s e l f", "killmyself"},
		{"with digits for letters", "i want to k1ll mys3lf", "kill myself"},
		{"with accents", "í wánt to díe", "i want to die"},
		{"with a curly apostrophe", "I don’t want to live anymore", "i dont want to live"},
		{"in wide letters", "ｋｉｌｌ ｍｙｓｅｌｆ", "kill myself"},
		{"with invisible signs", "kill\u200b myself", "kill myself"},
		{"after a pause", "i want to... die", "i want to die"},
		{"among other things", "The third one was easy. btw i cut my wrists. see you", "cut my wrists"},
		{"across a comma", "i want to, you know, die. i mean kill myself", "kill myself"},
		{"beside an everyday phrase", "this homework is killing me and I want to die", "i want to die"},
		{"not across sentences", "This is what I want. To die is a verb.", ""},
		{"told of somebody else", "I think they want to die", "i think they want to die"},
		{"not when denied", "I don't want to die in level 3", ""},
		{"nothing in nothing", "", ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			hit, phrase := Danger(tc.words)
			if hit != (tc.phrase != "") || phrase != tc.phrase {
				t.Errorf("got %v, %q, want %q", hit, phrase, tc.phrase)
			}
		})
	}
}

func TestABrokenPhraseFileSaysWhere(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ name, file, want string }{
		{"an unknown sign", "# fine\nkill", "line 2: a phrase begins with"},
		{"an unknown name", "! {nobody}", "{nobody} stands for nothing"},
		{"an open group", "! kill (me", "is not closed"},
		{"a gap of no words", ".. none", "a gap is .. and how many"},
		{"a gap without a number", "..", "a gap is .. and how many"},
		{"a gap at the beginning", "! .. kill", "a gap cannot come first"},
		{"an empty phrase", "! (kill)?", "something must be in it"},
		{"an empty choice", "! (kill|)", "may be nothing"},
		{"an apostrophe", "! don't", `"don't" is no word`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			if _, err := parsePhrases(tc.file); err == nil || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("got %v, want %q", err, tc.want)
			}
		})
	}
}

func TestPhrasesMatchAsTheirFileExplains(t *testing.T) {
	t.Parallel()
	list, err := parsePhrases(".. 3 you\npet: cat | old dog\n! i .. (love|like) (my|the)? {pet}\n! ^ sit $\n- like the cat\n")
	if err != nil {
		t.Fatal(err)
	}
	for words, want := range map[string]string{
		"I like my cat":                     "i like my cat",
		"I really do love the old dog":      "i really do love the old dog",
		"I like old dog":                    "i like old dog",
		"I and two others also like my cat": "", // too far apart
		"I think you like my cat":           "",
		"I like the cat":                    "", // everyday
		"I like the cat, I like my cat":     "i like my cat",
		"Now. Sit!":                         "sit",
		"please sit":                        "",
		"sit down":                          "",
	} {
		if got, _ := list.find(newWords(words)); got != want {
			t.Errorf("%q: got %q, want %q", words, got, want)
		}
	}
}

// The texts of whole courses are everyday words: nothing in them may call
// anybody. The lines that the learnt part was taught with are left out.
func TestNothingIsFoundInCourses(t *testing.T) {
	t.Parallel()
	lines, hits := 0, 0
	eachCourseLine(t, func(n int, file, line string) {
		if n%courseStep == 0 {
			return
		}
		lines++
		if hit, phrase := Danger(line[:min(len(line), 4000)]); hit {
			hits++
			t.Logf("%s: %q", file, phrase)
		}
	})
	t.Logf("found in %d of %d lines", hits, lines)
	if lines < 1000 {
		t.Errorf("%d lines are too few to tell", lines)
	}
	if hits*5000 > lines {
		t.Errorf("found in %d of %d lines", hits, lines)
	}
}

// eachCourseLine gives the lines of course texts beside the repository, at most
// 30,000, by their number; without them the test is skipped.
func eachCourseLine(t *testing.T, take func(n int, file, line string)) {
	t.Helper()
	lines := 0
	err := filepath.WalkDir(filepath.Join(shared(t), "corpus"), func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || filepath.Ext(path) != ".json" && filepath.Ext(path) != ".jsonl" || lines > 30_000 {
			return err
		}
		f, err := os.Open(path)
		if err != nil {
			return err
		}
		s := bufio.NewScanner(f)
		s.Buffer(nil, 1<<26)
		for s.Scan() && lines <= 30_000 {
			lines++
			take(lines, filepath.Base(path), s.Text())
		}
		return errors.Join(s.Err(), f.Close())
	})
	if err != nil {
		t.Fatal(err)
	}
}

// shared is the folder of material beside the repository; without it the test
// is skipped.
func shared(t *testing.T) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			break
		}
		if parent := filepath.Dir(dir); parent != dir {
			dir = parent
			continue
		}
		t.Fatal("there is no go.mod above this test")
	}
	dir = filepath.Join(filepath.Dir(dir), "shared")
	if _, err := os.Stat(filepath.Join(dir, "corpus")); err != nil {
		t.Skip("left out: there is no folder ../shared/corpus with course texts beside the repository")
	}
	return dir
}

func FuzzDanger(f *testing.F) {
	f.Add("I want to kill myself")
	f.Add("k i l l... 'm'y self\n\u200b!")
	f.Fuzz(func(t *testing.T, words string) {
		hit, phrase := Danger(words)
		if hit != (phrase != "") {
			t.Errorf("%q: %v, %q", words, hit, phrase)
		}
		if again, _ := Danger(words); again != hit {
			t.Errorf("%q: two answers", words)
		}
		// What was said before or after makes nothing less dangerous.
		if hit, _ := Danger("Thanks.\n" + words + "\nI want to kill myself"); !hit {
			t.Errorf("%q hides danger", words)
		}
	})
}

func BenchmarkDanger(b *testing.B) {
	words := strings.Repeat("I thought the third step was the hardest because the bottoms were not the same, so I cut the bar into twelfths. ", 5)
	for b.Loop() {
		Danger(words)
	}
}
