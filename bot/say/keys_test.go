package say_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"pacer/bot/say"
	"pacer/coach"
	"pacer/coach/alert"
	"pacer/coach/course"
	"pacer/coach/grade"
	"pacer/coach/mastery"
	"pacer/coach/plan"
	"pacer/coach/reflect"
)

// families are the keys that the bot makes from a part that varies, by the
// part that does not.
var families = map[string][]string{
	"press.":               {"choose", "show", "test_out", "practice", "review", "hint", "skip", "progress", "person", "help", "goal", "settings", "class", "glossary"},
	"type.":                {"choose", "show", "test_out", "practice", "review", "hint", "skip", "progress", "person", "help", "goal", "settings", "class", "glossary"},
	"command.":             {"data", "choose", "test_out", "show", "themes", "where", "practice", "review", "hint", "another_way", "skip", "why", "progress", "goal", "plan", "away", "enough", "reflect", "muddy", "make", "person", "settings", "link", "page", "ticket", "stop", "help", "class", "alert", "supports", "glossary"},
	"option.":              {"plan", "days", "data", "more", "skill", "theme", "what", "words", "setting", "value", "code", "all", "do", "with", "id", "act", "support", "word"},
	"question.how.":        kinds(),
	"answer.unread.":       kinds(),
	"answer.note.":         strs(grade.NotSimplest, grade.NotMixed, grade.NotDecimal, grade.UnitMissing, grade.UnitWrong, grade.Spelling, grade.Repeated, grade.NotExpanded, grade.NotFactored, grade.NotSolved, grade.SameAgain, grade.OtherDomain, grade.AndOr, grade.Spacing, grade.OtherLetters, grade.NotMaths, grade.Question, grade.TooLong, grade.TooMany, grade.TooFew, grade.Missing, grade.Twice, grade.NoSuchOption, grade.Ambiguous),
	"data.verb.":           {"see", "export", "name", "withdraw", "agree", "delete", "keep"},
	"data.press.":          {"export", "withdraw", "agree", "delete", "keep"},
	"publish.do.":          {"publish", "look", "drop"},
	"publish.kind.":        kinds(),
	"resource.":            course.ResourceKinds(),
	"choose.":              strs(coach.Branches()...),
	"class.preset.":        strs(coach.Presets()...),
	"class.role.":          strs(coach.Teacher, coach.Substitute, coach.Helper, coach.Learner),
	"why.":                 strs(plan.Begins, plan.Continues, plan.MovesOn, plan.Fades, plan.Enters, plan.Given, plan.Wished, plan.StepsBack, plan.LeadsTo, plan.FollowsUp, plan.Twin, plan.Places, plan.Stretches, plan.Tests),
	"level.":               levels(),
	"alert.state.":         strs(alert.Open, alert.Acknowledged, alert.Snoozed, alert.Resolved),
	"alert.rule.":          rules(),
	"alert.done.":          {"ack", "assign", "snooze", "done", "useless", "note"},
	"alert.because.press.": alert.UselessReasons(),
	"alert.after.press.":   results(),
	"nudge.":               nudges(),
	"goal.change.":         {"done", "later", "smaller", "other", "drop"},
	"checkin.remind.":      numbers(24),
	"told.gauge.":          strs(alert.Gauges()...),
	"told.reason.":         reasons(),
	"ping.resolves.":       strs(alert.Endings()...),
	"ping.press.":          {"ack", "assign", "snooze", "done", "useless", "why", "accept", "decline"},
	"ping.try.":            strs(append(alert.MoveKinds(), "now")...),
	"appeal.accepted":      {".learner"},
	"appeal.declined":      {".learner"},
	"supports.what.":       strs(coach.AllSupports()...),
	"supports.name.":       strs(coach.AllSupports()...),
	"reflect.":             prompts(),
	"mood.":                {"1", "2", "3"},
	"thought.share.":       {"private", "teachers", "class"},
}

// variable are the keys that come to Say in a variable, each with what is
// added to it; what they hold are literals or families.
var variable = []string{"key", "k", "key + \".skill\"", "key + \".learner\""}

func strs[T ~string](all ...T) []string {
	var out []string
	for _, s := range all {
		out = append(out, strings.ReplaceAll(string(s), " ", "_"))
	}
	return out
}

func kinds() []string { return strs(course.Kinds()...) }

func levels() []string {
	out := []string{"up", "down", "override"}
	for l := mastery.Starting; l <= mastery.Distinguished; l++ {
		name, _, _ := strings.Cut(strings.ToLower(l.String()), " ")
		out = append(out, name)
	}
	return out
}

func rules() []string {
	var out []string
	for _, r := range alert.Rules() {
		name := strings.ReplaceAll(string(r), "-", "_")
		out = append(out, name, name+".skill")
	}
	return out
}

// nudges are the rules of which a learner hears a word first.
func nudges() []string {
	var out []string
	for _, r := range []alert.Rule{alert.RuleWheelSpinning, alert.RuleStruggling, alert.RuleMisconception, alert.RuleDrop, alert.RuleRapid, alert.RuleHints} {
		name := strings.ReplaceAll(string(r), "-", "_")
		out = append(out, name, name+".skill")
	}
	return out
}

func results() []string {
	var out []string
	for _, r := range alert.Results() {
		out = append(out, strings.ReplaceAll(string(r), " ", ""))
	}
	return out
}

func reasons() []string {
	var out []string
	for _, r := range alert.Reasons() {
		out = append(out, strings.NewReplacer(" ", "_", "-", "_").Replace(string(r)))
	}
	return out
}

func prompts() []string {
	out := []string{"none", "off"}
	for _, p := range reflect.Prompts() {
		out = append(out, p.ID)
		out = append(out, p.ID+".plain")
		for i := range p.Options {
			if p.Answer == reflect.Tap {
				out = append(out, p.ID+"."+strconv.Itoa(i+1))
			}
		}
	}
	return out
}

// call is a place in the bot's code where a sentence is said.
type call struct {
	at     token.Position
	key    ast.Expr
	args   ast.Expr // nil: none
	within *ast.FuncDecl
}

// code reads the code that says sentences: the bot's own, the adapters' and the
// pages'.
func code(t *testing.T) (*token.FileSet, []*ast.File) {
	t.Helper()
	files := token.NewFileSet()
	packages, err := parser.ParseDir(files, "..", func(f fs.FileInfo) bool { return !strings.HasSuffix(f.Name(), "_test.go") }, 0)
	if err != nil {
		t.Fatal(err)
	}
	var all []*ast.File
	for _, name := range slices.Sorted(maps.Keys(packages["bot"].Files)) {
		all = append(all, packages["bot"].Files[name])
	}
	if len(all) < 10 {
		t.Fatalf("found %d files of package bot", len(all))
	}
	adapters, err := filepath.Glob("../../adapters/*/*.go")
	if err != nil {
		t.Fatal(err)
	}
	pages, err := filepath.Glob("../page/*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range append(adapters, pages...) {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(files, path, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		if file.Name.Name == "page" || file.Name.Name == "web" || slices.ContainsFunc(file.Imports, func(i *ast.ImportSpec) bool { return i.Path.Value == `"pacer/bot/say"` }) {
			all = append(all, file)
		}
	}
	return files, all
}

// calls finds every place where a sentence is said.
func calls(files *token.FileSet, all []*ast.File) []call {
	var out []call
	for _, file := range all {
		for _, d := range file.Decls {
			fn, ok := d.(*ast.FuncDecl)
			if !ok || slices.Contains([]string{"mend", "refuse", "aside"}, fn.Name.Name) {
				continue // they hand on the key they were given
			}
			ast.Inspect(fn, func(n ast.Node) bool {
				c, ok := n.(*ast.CallExpr)
				if !ok {
					return true
				}
				sel, ok := c.Fun.(*ast.SelectorExpr)
				if !ok {
					return true
				}
				add := func(key, args ast.Expr) {
					out = append(out, call{files.Position(key.Pos()), key, args, fn})
				}
				if file.Name.Name != "bot" && sel.Sel.Name != "Say" {
					return true // an adapter's own
				}
				switch sel.Sel.Name {
				case "Say", "Lists", "mend", "refuse", "aside":
					var args ast.Expr
					if len(c.Args) > 1 {
						args = c.Args[1]
					}
					add(c.Args[0], args)
				case "letters":
					for _, key := range c.Args[1:] {
						if !c.Ellipsis.IsValid() {
							add(key, nil)
						}
					}
				}
				return true
			})
		}
	}
	return out
}

// keysOf lists the keys that an expression can be; ok is false if the test does
// not know.
func keysOf(e ast.Expr) (keys []string, ok bool) {
	switch e := e.(type) {
	case *ast.BasicLit:
		s, err := strconv.Unquote(e.Value)
		return []string{s}, err == nil
	case *ast.IndexExpr: // []string{"a", "b"}[n], map[int]string{…}[n]
		if list, isList := e.X.(*ast.CompositeLit); isList {
			for _, el := range list.Elts {
				if kv, isKV := el.(*ast.KeyValueExpr); isKV {
					el = kv.Value
				}
				more, ok := keysOf(el)
				if !ok {
					return nil, false
				}
				keys = append(keys, more...)
			}
			return keys, true
		}
	case *ast.BinaryExpr:
		if start, isLit := e.X.(*ast.BasicLit); isLit {
			if ends, ok := keysOf(e.Y); ok { // "a." + [...]string{"b", "c"}[n]
				s, err := strconv.Unquote(start.Value)
				for _, end := range ends {
					keys = append(keys, s+end)
				}
				return keys, err == nil
			}
		}
		prefix := e.X
		for {
			b, isBinary := prefix.(*ast.BinaryExpr)
			if !isBinary {
				break
			}
			prefix = b.X
		}
		if lit, isLit := prefix.(*ast.BasicLit); isLit {
			s, err := strconv.Unquote(lit.Value)
			if err != nil {
				return nil, false
			}
			family, known := families[s]
			for _, end := range family {
				keys = append(keys, s+end)
			}
			return keys, known
		}
	}
	return nil, false
}

var shown = regexp.MustCompile(`\{\{\s*\.(\w+)\s*\}\}`)

func TestEveryKeyTheBotSaysIsInEveryLanguage(t *testing.T) {
	_, all := code(t)
	used := used(t, all)
	for _, language := range say.Languages() {
		p := say.In(language)
		for _, key := range slices.Sorted(maps.Keys(used)) {
			if !p.Has(key) {
				t.Errorf("%s lacks %s", language, key)
			}
		}
	}
}

// used are the keys that the bot's code can say.
func used(t *testing.T, all []*ast.File) map[string]bool {
	t.Helper()
	out := inTemplates(t)
	for start, ends := range families {
		for _, end := range ends {
			out[start+end] = true
		}
	}
	for _, c := range calls(token.NewFileSet(), all) {
		keys, ok := keysOf(c.key)
		if !ok && !slices.Contains(variable, source(c.key)) {
			t.Errorf("%s says %s: name the keys it makes in families or variable", c.within.Name.Name, source(c.key))
		}
		for _, k := range keys {
			out[k] = true
		}
	}
	return out
}

// quoted is a string of a template that has the form of a key.
var quoted = regexp.MustCompile(`"([a-z]+(?:\.[a-z_]+)+)"`)

// inTemplates are the keys that templates of adapters name.
func inTemplates(t *testing.T) map[string]bool {
	t.Helper()
	paths, err := filepath.Glob("../../adapters/*/templates/*.html")
	if err != nil {
		t.Fatal(err)
	}
	out := make(map[string]bool)
	for _, path := range paths {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range quoted.FindAllSubmatch(text, -1) {
			if key := string(m[1]); strings.Contains(string(text), `T "`+key) || strings.Contains(string(text), `P "`+key) {
				out[key] = true
			}
		}
	}
	return out
}

// mentioned are the strings that stand anywhere in the bot's code: keys kept in
// variables and lists are among them.
func mentioned(all []*ast.File) map[string]bool {
	out := make(map[string]bool)
	for _, file := range all {
		ast.Inspect(file, func(n ast.Node) bool {
			if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
				if s, err := strconv.Unquote(lit.Value); err == nil {
					out[s] = true
				}
			}
			return true
		})
	}
	return out
}

// source writes a simple expression as it stands in the code.
func source(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.Ident:
		return e.Name
	case *ast.BasicLit:
		return e.Value
	case *ast.BinaryExpr:
		return source(e.X) + " " + e.Op.String() + " " + source(e.Y)
	}
	return fmt.Sprintf("%T", e)
}

// hasOwn tells the keys that package say itself asks for.
func hasOwn(key string) bool {
	return slices.ContainsFunc([]string{"word.", "calendar.", "list.", "read."}, func(start string) bool { return strings.HasPrefix(key, start) })
}

func TestEveryKeyOfTheFileIsSaid(t *testing.T) {
	_, all := code(t)
	used, mentioned := used(t, all), mentioned(all)
	for key := range messages(t, "en.yaml") {
		if !used[key] && !mentioned[key] && !hasOwn(key) {
			t.Errorf("nothing says %s", key)
		}
	}
}

// Whatever a sentence shows is handed over where it is said.
func TestEverythingASentenceShowsIsGiven(t *testing.T) {
	files, all := code(t)
	texts := messages(t, "en.yaml")
	for _, c := range calls(files, all) {
		keys, ok := keysOf(c.key)
		if !ok {
			continue // kept in a variable: the walks see to those
		}
		given := given(c)
		for _, key := range keys {
			for form, text := range texts[key] {
				for _, m := range shown.FindAllStringSubmatch(text, -1) {
					if !given[m[1]] {
						t.Errorf("%s:%d: %s shows %s, which is not given", c.at.Filename, c.at.Line, key, m[1])
					}
				}
				if form == "one" && !given["N"] {
					t.Errorf("%s:%d: %s has a plural, and N is not given", c.at.Filename, c.at.Line, key)
				}
			}
		}
	}
}

// given are the names of what a call hands over: in place, or in a variable
// that the function fills.
func given(c call) map[string]bool {
	out := make(map[string]bool)
	add := func(e ast.Expr) {
		if lit, ok := e.(*ast.CompositeLit); ok {
			for _, el := range lit.Elts {
				if kv, ok := el.(*ast.KeyValueExpr); ok {
					if key, ok := kv.Key.(*ast.BasicLit); ok {
						name, _ := strconv.Unquote(key.Value)
						out[name] = true
					}
				}
			}
		}
	}
	switch args := c.args.(type) {
	case *ast.CompositeLit:
		add(args)
	case *ast.Ident:
		ast.Inspect(c.within, func(n ast.Node) bool {
			a, ok := n.(*ast.AssignStmt)
			if !ok {
				return true
			}
			for i, left := range a.Lhs {
				if index, ok := left.(*ast.IndexExpr); ok {
					if name, ok := index.X.(*ast.Ident); ok && name.Name == args.Name {
						if lit, ok := index.Index.(*ast.BasicLit); ok {
							key, _ := strconv.Unquote(lit.Value)
							out[key] = true
						}
					}
				}
				if name, ok := left.(*ast.Ident); ok && name.Name == args.Name && i < len(a.Rhs) {
					add(a.Rhs[i])
				}
			}
			return true
		})
	}
	return out
}

// numbers are the numbers from 1 on, as parts of keys.
func numbers(n int) []string {
	out := make([]string, n)
	for i := range out {
		out[i] = strconv.Itoa(i + 1)
	}
	return out
}
