package grade_test

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pacer/coach/grade"
)

// shared returns the path of a file of the collection that may stand beside the
// repository, or skips the test.
func shared(t *testing.T, name string) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			break
		}
		if dir == filepath.Dir(dir) {
			t.Skip("not inside the repository: nothing to measure with")
		}
		dir = filepath.Dir(dir)
	}
	path := filepath.Join(dir, "..", "shared", name)
	if _, err := os.Stat(path); err != nil {
		t.Skip("the collection of courses does not stand beside the repository: nothing to measure with")
	}
	return path
}

// TestCapitalsInManyLanguages asks for the capitals of the world with all the
// others as plausible answers.
func TestCapitalsInManyLanguages(t *testing.T) {
	file, err := os.Open(shared(t, "corpus/geography/capital.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	d := dice(5)
	for column, language := range rows[0] {
		if column == 0 {
			continue
		}
		t.Run(language, func(t *testing.T) {
			var names []string
			for _, row := range rows[1:] {
				if row[column] != "" {
					names = append(names, row[column])
				}
			}
			slips, forgiven := 0, 0
			for _, name := range names {
				item := text(name)
				if got := grade.Answer(&item, nil, name, names...); got.Verdict != grade.Right {
					t.Errorf("%s is %v", name, got.Verdict)
				}
				for range 10 {
					other := pick(&d, names)
					if got := grade.Answer(&item, nil, other, names...); other != name && got.Verdict != grade.Wrong {
						t.Errorf("%s for %s is %v", other, name, got.Verdict)
					}
				}
				if said := mistype(&d, name); !strings.EqualFold(said, name) && len([]rune(name)) > 3 {
					slips++
					if grade.Answer(&item, nil, said, names...).Verdict == grade.Again {
						forgiven++
					}
				}
			}
			if isAlphabetic := !strings.Contains(language, ":zh"); isAlphabetic && forgiven*10 < slips*9 {
				t.Errorf("%d of %d slips forgiven, want nine in ten", forgiven, slips)
			}
		})
	}
}
