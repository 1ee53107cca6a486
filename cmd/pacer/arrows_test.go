package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// top is the repository's top, as tests of this package see it.
const top = "../.."

// goPackage is what the go command tells of a package.
type goPackage struct {
	ImportPath                string
	Imports                   []string // direct ones, without those of tests
	TestImports, XTestImports []string
	Deps                      []string
}

// listPackages asks the go command for every package of the module.
func listPackages(t *testing.T) []goPackage {
	t.Helper()
	cmd := exec.Command("go", "list", "-json=ImportPath,Imports,TestImports,XTestImports,Deps", "./...")
	cmd.Dir = top
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	var all []goPackage
	for d := json.NewDecoder(bytes.NewReader(out)); ; {
		var p goPackage
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			return all
		} else if err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
}

// within tells whether a package is another or stands below it.
func within(path, root string) bool { return path == root || strings.HasPrefix(path, root+"/") }

// layer tells how far out a package of ours stands, and which of the siblings
// there it is.
func layer(path string) (n int, sibling string) {
	switch {
	case within(path, "pacer/coach"):
		return 0, ""
	case within(path, "pacer/bot"):
		return 1, ""
	case within(path, "pacer/storage"):
		return 2, "storage"
	case within(path, "pacer/adapters"):
		sibling, _, _ = strings.Cut(strings.TrimPrefix(path, "pacer/adapters/"), "/")
		return 2, sibling
	}
	return 3, ""
}

const convertPackage = "pacer/coach/course/convert"

func TestArrowsPointInward(t *testing.T) {
	if testing.Short() {
		t.Skip("the long run looks at imports")
	}
	for _, p := range listPackages(t) {
		from, sibling := layer(p.ImportPath)
		for _, i := range p.Imports {
			if !within(i, "pacer") {
				continue
			}
			to, other := layer(i)
			switch {
			case to > from:
				t.Errorf("%s imports %s, which stands further out; imports go from cmd to adapters and storage, from there to bot, from bot to coach", p.ImportPath, i)
			case from == 2 && to == 2 && other != sibling:
				t.Errorf("%s imports %s beside it; what both need belongs further in", p.ImportPath, i)
			case i == convertPackage && from != 3:
				t.Errorf("%s imports %s: only cmd does", p.ImportPath, i)
			case i == "pacer/coach" && from == 0:
				t.Errorf("%s imports package coach, which stands above it", p.ImportPath)
			case within(i, "pacer/adapters/adaptertest") || within(i, "pacer/storage/storagetest"):
				t.Errorf("%s imports %s, which is for tests", p.ImportPath, i)
			}
		}
	}
}

func TestCoachIsPure(t *testing.T) {
	if testing.Short() {
		t.Skip("the long run looks at imports")
	}
	// Of others' code: databases, the network, and the SDKs of platforms.
	deps := []string{"database/sql", "net/http", "github.com/mattn/go-sqlite3", "github.com/jackc/pgx", "github.com/slack-go", "github.com/bwmarrin/discordgo", "github.com/prometheus"}
	direct := []string{"os", "log/slog", "math/rand", "math/rand/v2", "crypto/rand"}
	found := 0
	for _, p := range listPackages(t) {
		if !within(p.ImportPath, "pacer/coach") || within(p.ImportPath, convertPackage) {
			continue
		}
		found++
		for _, d := range p.Deps {
			for _, refused := range deps {
				if within(d, refused) {
					t.Errorf("%s needs %s, by way of what it imports", p.ImportPath, d)
				}
			}
		}
		for _, i := range p.Imports {
			if slices.Contains(direct, i) {
				t.Errorf("%s imports %s: time and seeds are arguments, and nothing is done in coach", p.ImportPath, i)
			}
		}
	}
	if found < 5 {
		t.Errorf("only %d packages of coach were looked at", found)
	}
}

func TestCoachReadsNoClock(t *testing.T) {
	clocks := []string{"Now", "Since", "Until", "After", "AfterFunc", "Sleep", "Tick", "NewTicker", "NewTimer"}
	files := 0
	err := filepath.WalkDir(filepath.Join(top, "coach"), func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			return err
		}
		files++
		fset := token.NewFileSet()
		file, err := parser.ParseFile(fset, name, nil, 0)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if s, ok := n.(*ast.SelectorExpr); ok {
				if x, ok := s.X.(*ast.Ident); ok && x.Name == "time" && slices.Contains(clocks, s.Sel.Name) {
					t.Errorf("%s: time.%s: time is an argument in coach", fset.Position(s.Pos()), s.Sel.Name)
				}
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if files < 20 {
		t.Errorf("only %d files of coach were looked at", files)
	}
}

func TestEveryDependencyHasAReason(t *testing.T) {
	if testing.Short() {
		t.Skip("the long run looks at imports")
	}
	text, err := os.ReadFile(filepath.Join(top, "CONTRIBUTING.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, table, _ := strings.Cut(string(text), "| module | why |")
	used := make(map[string]bool)
	for _, p := range listPackages(t) {
		for _, i := range slices.Concat(p.Imports, p.TestImports, p.XTestImports) {
			parts := strings.Split(i, "/")
			if !strings.Contains(parts[0], ".") {
				continue // the standard library's, or ours
			}
			name := strings.TrimPrefix(strings.Join(parts[:min(3, len(parts))], "/"), "github.com/")
			if !used[name] && !strings.Contains(table, "\n| "+name+" ") {
				t.Errorf("%s imports %s: CONTRIBUTING.md gives no reason for %s", p.ImportPath, i, name)
			}
			used[name] = true
		}
	}
	for line := range strings.Lines(table) {
		name, _, _ := strings.Cut(strings.TrimPrefix(line, "| "), " ")
		if strings.Contains(name, "/") && !used[name] {
			t.Errorf("CONTRIBUTING.md gives a reason for %s, which nothing imports", name)
		}
	}
}

func TestTopLevelIsWhatTheDesignNames(t *testing.T) {
	known := []string{
		"cmd", "bot", "coach", "adapters", "storage", "go.mod", "go.sum", "config.example.yaml", "README.md",
		"LICENSE", "CHANGELOG.md", "CONTRIBUTING.md", "Makefile", "Dockerfile",
	}
	entries, err := os.ReadDir(top)
	if err != nil {
		t.Fatal(err)
	}
	have := make(map[string]bool)
	for _, e := range entries {
		have[e.Name()] = true
		if strings.HasPrefix(e.Name(), ".") || slices.Contains(known, e.Name()) || ignored(e.Name()) {
			continue
		}
		t.Errorf("%s stands at the top; the top level is fixed", e.Name())
	}
	for _, name := range known {
		if !have[name] {
			t.Errorf("%s is missing at the top", name)
		}
	}
}

// ignored tells what building and running leave at the top; .gitignore names
// it too.
func ignored(name string) bool {
	return slices.Contains([]string{"pacer", "dist", "backups"}, name) || strings.Contains(name, ".db") ||
		strings.HasSuffix(name, ".test") || strings.HasSuffix(name, ".prof")
}
