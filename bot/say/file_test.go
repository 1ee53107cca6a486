package say_test

import (
	"crypto/sha256"
	"encoding/hex"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
)

// Helpers for who translates; see CONTRIBUTING.md, "Adding a language".
var (
	markFlag = flag.String("mark", "", "write the marks that a language's file lacks")
	todoFlag = flag.String("todo", "", "print what a language's file lacks, or has from another English")
)

// entry is a message of a language file.
type entry struct {
	key   string
	forms map[string]string // by plural form; "other" alone where there are none
	mark  string            // of the English it was made from; empty: none
	line  int               // of its key, from 0
	lines []string          // as they stand in the file
}

// An entry begins with its key; its mark ends that line.
var (
	keyLine  = regexp.MustCompile(`^([a-z][\w.-]*):(?:\s|$)`)
	markEnds = regexp.MustCompile(`\s# ([0-9a-f]{6})\s*$`)
)

// entries reads a language file, by key.
func entries(data []byte) (map[string]*entry, error) {
	var raw map[string]any
	if err := yaml.UnmarshalWithOptions(data, &raw, yaml.Strict()); err != nil {
		return nil, err
	}
	out := make(map[string]*entry, len(raw))
	var last *entry
	for n, line := range strings.Split(string(data), "\n") {
		m := keyLine.FindStringSubmatch(line)
		if m == nil {
			if last != nil {
				last.lines = append(last.lines, line)
			}
			continue
		}
		last = &entry{key: m[1], forms: make(map[string]string), line: n, lines: []string{line}}
		if mark := markEnds.FindStringSubmatch(line); mark != nil {
			last.mark = mark[1]
		}
		out[m[1]] = last
	}
	for key, v := range raw {
		e := out[key]
		if e == nil {
			return nil, fmt.Errorf("%s stands in a form that marks cannot be put to: begin a line with it", key)
		}
		switch v := v.(type) {
		case string:
			e.forms["other"] = v
		case map[string]any:
			for form, text := range v {
				s, isText := text.(string)
				if !isText {
					return nil, fmt.Errorf("%s (%s) is no text: write it between quotes", key, form)
				}
				e.forms[form] = s
			}
		default:
			return nil, fmt.Errorf("%s is no text but %T: write it between quotes", key, v)
		}
	}
	return out, nil
}

// entriesOf reads the file of a language; there may be none.
func entriesOf(t *testing.T, lang string) map[string]*entry {
	t.Helper()
	data, err := os.ReadFile(lang + ".yaml")
	if os.IsNotExist(err) {
		return nil
	}
	if err == nil {
		var out map[string]*entry
		if out, err = entries(data); err == nil {
			return out
		}
	}
	t.Fatalf("%s.yaml: %v", lang, err)
	return nil
}

// translations are the languages that have a file, but for English.
func translations(t *testing.T) []string {
	t.Helper()
	names, err := filepath.Glob("*.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, name := range names {
		if lang := strings.TrimSuffix(name, ".yaml"); lang != "en" {
			out = append(out, lang)
		}
	}
	return out
}

// markOf is the mark of an English message: a translation carries it for as long
// as the English stays as it is.
func markOf(e *entry) string {
	h := sha256.New()
	for _, form := range slices.Sorted(maps.Keys(e.forms)) {
		fmt.Fprintf(h, "%s\x00%s\x00", form, e.forms[form])
	}
	return hex.EncodeToString(h.Sum(nil))[:6]
}

// marked writes the marks that a file lacks; those that stand there stay, stale
// or not.
func marked(data []byte, english map[string]*entry) ([]byte, error) {
	of, err := entries(data)
	if err != nil {
		return nil, err
	}
	lines := strings.Split(string(data), "\n")
	for key, e := range of {
		if source := english[key]; source != nil && e.mark == "" {
			lines[e.line] = strings.TrimRight(lines[e.line], " ") + " # " + markOf(source)
		}
	}
	return []byte(strings.Join(lines, "\n")), nil
}

// todo is what a language lacks or has from another English, in the order of the
// English file, each with its new mark and the plural forms that are wanted.
func todo(english, of map[string]*entry, forms []string) string {
	all := slices.SortedFunc(maps.Values(english), func(a, b *entry) int { return a.line - b.line })
	var out strings.Builder
	for _, source := range all {
		mark := markOf(source)
		was := of[source.key]
		switch {
		case was == nil:
		case was.mark == mark:
			continue
		default:
			fmt.Fprintf(&out, "# was: %s\n", strings.Join(strings.Split(strings.TrimSpace(strings.Join(was.lines, "\n")), "\n"), "\n# "))
		}
		if len(source.forms) > 1 {
			fmt.Fprintf(&out, "%s: # %s\n", source.key, mark)
			for _, form := range forms {
				text, ok := source.forms[form]
				if !ok {
					text = source.forms["other"]
				}
				fmt.Fprintf(&out, "  %s: %q\n", form, text)
			}
			continue
		}
		lines := slices.Clone(source.lines)
		lines[0] += " # " + mark
		for len(lines) > 1 && (strings.TrimSpace(lines[len(lines)-1]) == "" || strings.HasPrefix(lines[len(lines)-1], "#")) {
			lines = lines[:len(lines)-1]
		}
		out.WriteString(strings.Join(lines, "\n") + "\n")
	}
	return out.String()
}

func TestMarks(t *testing.T) {
	if *markFlag == "" {
		t.Skip("writes marks when asked to: -args -mark es")
	}
	name := *markFlag + ".yaml"
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if data, err = marked(data, entriesOf(t, "en")); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, data, 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestMissing(t *testing.T) {
	if *todoFlag == "" {
		t.Skip("prints what is missing when asked to: -args -todo es")
	}
	if rest := todo(entriesOf(t, "en"), entriesOf(t, *todoFlag), formsOf(*todoFlag)); rest != "" {
		fmt.Print(rest) // go test shows it only of a test that fails
		t.Fail()
	}
}
