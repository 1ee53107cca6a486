package coach_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// proof is a test that the README names, as `package.TestName`.
var proof = regexp.MustCompile("`([a-z/]+)\\.(Test[A-Za-z0-9]+)`")

// row is a line of the table of what proves what.
var row = regexp.MustCompile(`(?m)^\| (\d+) \| [^|]+ \| [^|]+ \| ([^|]+) \|$`)

func TestReadmeNamesTestsThatExist(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	rows := row.FindAllStringSubmatch(string(data), -1)
	if len(rows) != 45 {
		t.Errorf("the table has %d rows, want 45", len(rows))
	}
	for _, r := range rows {
		named := proof.FindAllStringSubmatch(r[2], -1)
		if len(named) == 0 {
			t.Errorf("row %s names no test", r[1])
		}
		for _, n := range named {
			if !hasTest(t, filepath.Join("..", filepath.FromSlash(n[1])), n[2]) {
				t.Errorf("row %s: there is no %s in %s", r[1], n[2], n[1])
			}
		}
	}
}

// hasTest tells whether a package's tests have one of a name.
func hasTest(t *testing.T, dir, name string) bool {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*_test.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(data), "\nfunc "+name+"(t *testing.T)") {
			return true
		}
	}
	return false
}
