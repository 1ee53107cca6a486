package page_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"pacer/bot"
	"pacer/bot/page"
	"pacer/coach"
)

// read reads a CSV as a list of rows, each by its columns' names.
func read(t *testing.T, out []byte) (rows []map[string]string) {
	t.Helper()
	all, err := csv.NewReader(bytes.NewReader(out)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, cells := range all[1:] {
		row := make(map[string]string)
		for i, cell := range cells {
			row[all[0][i]] = cell
		}
		rows = append(rows, row)
	}
	return rows
}

func TestTheGradebookHoldsLevelsAndEstimates(t *testing.T) {
	t.Parallel()
	h := classroom(t)
	var out bytes.Buffer
	h.must(h.pages.Gradebook(t.Context(), who(school, "tess"), "a", &out))
	rows := read(t, out.Bytes())
	if len(rows) != 3 {
		t.Fatalf("%q", out.String())
	}
	if ann := rows[0]; ann["learner"] != "ann" || ann["tiles/rows level"] != "Proficient" || ann["tiles/rows percent"] == "" || ann["birds/calls level"] != "" || ann["last practised"] != "2026-03-02" {
		t.Errorf("%v", ann)
	}
	if cem := rows[2]; cem["tiles/rows level"] != "" || cem["last practised"] != "" {
		t.Errorf("%v", cem)
	}
}

func TestEveryAttemptIsWrittenAsCorrected(t *testing.T) {
	t.Parallel()
	h := classroom(t)
	story := the[*page.Learner](h)(h.pages.Learner(t.Context(), who(school, "tess"), "a", "bob", 0))
	h.entry(school, coach.Entry{Kind: coach.EntryRegrade, Person: "bob", At: h.now, Target: story.Attempts[0].Position, Right: true, Score: 1, By: "tess"})
	var out bytes.Buffer
	h.must(h.pages.Attempts(t.Context(), who(school, "tess"), "a", &out))
	rows := read(t, out.Bytes())
	if len(rows) != 8 {
		t.Fatalf("%d rows: %s", len(rows), out.String())
	}
	last := rows[7]
	if last["learner"] != "bob" || last["answer"] != "line" || last["right"] != "true" || last["corrected"] != "regrade" || last["time"] != "2026-03-02T10:02:00Z" || last["seconds"] != "9.0" {
		t.Errorf("%v", last)
	}
	if rows[0]["confidence"] != "3" || rows[5]["misconception"] != "counts-edges" {
		t.Errorf("%v, %v", rows[0], rows[5])
	}
}

// A cell that a spreadsheet would run is text in it, and is read back as it was.
func TestNoCellIsAFormula(t *testing.T) {
	t.Parallel()
	h := classroom(t)
	formulas := []string{`=HYPERLINK("http://evil.example","x")`, "+1+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "＝1"}
	for i, f := range formulas {
		h.answers(school, "cem", said{item: "tiles/rows-choice", at: h.now.Add(time.Duration(i) * time.Minute), words: f})
	}
	h.answers(school, "cem", said{item: "tiles/rows-choice", at: h.now.Add(time.Hour), words: "-5"})
	h.person(school, "evil", func(p *coach.Person) { p.Name = "=1+1" })
	h.member(school, "a", "evil", coach.Learner)
	var attempts, grades bytes.Buffer
	h.must(h.pages.Attempts(t.Context(), who(school, "tess"), "a", &attempts))
	h.must(h.pages.Gradebook(t.Context(), who(school, "tess"), "a", &grades))
	rows := slices.DeleteFunc(read(t, attempts.Bytes()), func(r map[string]string) bool { return r["learner"] != "cem" })
	for i, f := range formulas {
		// encoding/csv reads a lone carriage return back as it is.
		if got := rows[i]["answer"]; got != "'"+f {
			t.Errorf("%q is written as %q", f, got)
		}
	}
	if got := rows[len(formulas)]["answer"]; got != "-5" {
		t.Errorf("a number is written as %q", got)
	}
	for _, row := range read(t, grades.Bytes()) {
		if row["learner"] == "evil" && row["name"] != "'=1+1" {
			t.Errorf("%q", row["name"])
		}
	}
}

func TestEachExportIsNoted(t *testing.T) {
	t.Parallel()
	h := classroom(t)
	var out bytes.Buffer
	h.must(h.pages.Gradebook(t.Context(), who(school, "tess"), "a", &out))
	h.must(h.pages.Attempts(t.Context(), who(school, "tess"), "a", &out))
	h.must(h.pages.XAPI(t.Context(), who(school, "tess"), "a", true, &out))
	var what []string
	h.must(h.store.View(t.Context(), school, func(r bot.Reader) error {
		acts, err := r.Acts("a", 10)
		for _, a := range acts {
			what = append(what, a.By+" "+a.What)
		}
		return err
	}))
	if diff := cmp.Diff([]string{"tess export statements with names", "tess export attempts", "tess export gradebook"}, what); diff != "" {
		t.Error(diff)
	}
}

// statements reads what XAPI wrote, strictly: a line each, and every property of
// those that the specification asks for.
func statements(t *testing.T, out []byte) (all []map[string]any) {
	t.Helper()
	for line := range bytes.Lines(out) {
		var s map[string]any
		if err := json.Unmarshal(line, &s); err != nil {
			t.Fatalf("%v: %s", err, line)
		}
		all = append(all, s)
	}
	return all
}

// at follows a path into JSON.
func at(v any, path ...string) any {
	for _, key := range path {
		m, _ := v.(map[string]any)
		v = m[key]
	}
	return v
}

var (
	uuid     = regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`)
	iri      = regexp.MustCompile(`^https?://[^\s"<>]+$`)
	iso      = regexp.MustCompile(`^PT\d+\.\d{2}S$`)
	language = regexp.MustCompile(`^[a-z]{2,3}(-[A-Za-z0-9]+)*$`)
)

func TestStatementsAreWhatTheSpecificationAsksFor(t *testing.T) {
	t.Parallel()
	h := classroom(t)
	var out bytes.Buffer
	h.must(h.pages.XAPI(t.Context(), who(school, "tess"), "a", false, &out))
	all := statements(t, out.Bytes())
	if len(all) != 8 {
		t.Fatalf("%d statements", len(all))
	}
	seen := make(map[any]bool)
	for _, s := range all {
		id, _ := s["id"].(string)
		if !uuid.MatchString(id) || seen[id] {
			t.Errorf("ID %q", id)
		}
		seen[id] = true
		for _, path := range [][]string{{"verb", "id"}, {"object", "id"}, {"object", "definition", "type"}, {"actor", "account", "homePage"}} {
			if v, _ := at(s, path...).(string); !iri.MatchString(v) {
				t.Errorf("%v is %q", path, v)
			}
		}
		if at(s, "actor", "objectType") != "Agent" || at(s, "object", "objectType") != "Activity" || at(s, "actor", "name") != nil || at(s, "actor", "mbox") != nil {
			t.Errorf("actor %v, object %v", s["actor"], s["object"])
		}
		if _, ok := at(s, "result", "success").(bool); !ok {
			t.Errorf("result %v", s["result"])
		}
		if scaled, ok := at(s, "result", "score", "scaled").(float64); !ok || scaled < 0 || scaled > 1 {
			t.Errorf("score %v", at(s, "result", "score"))
		}
		if d, _ := at(s, "result", "duration").(string); !iso.MatchString(d) {
			t.Errorf("duration %q", d)
		}
		if when, _ := s["timestamp"].(string); when == "" {
			t.Error("no time")
		} else if _, err := time.Parse(time.RFC3339, when); err != nil {
			t.Error(err)
		}
		for _, m := range []any{at(s, "verb", "display"), at(s, "object", "definition", "name")} {
			for tag := range m.(map[string]any) {
				if !language.MatchString(tag) {
					t.Errorf("language %q", tag)
				}
			}
		}
		for key := range at(s, "context", "extensions").(map[string]any) {
			if !iri.MatchString(key) {
				t.Errorf("extension %q", key)
			}
		}
		for _, kind := range []string{"parent", "grouping"} {
			list, _ := at(s, "context", "contextActivities", kind).([]any)
			if len(list) != 1 || !iri.MatchString(fmt.Sprint(at(list[0], "id"))) {
				t.Errorf("%s %v", kind, list)
			}
		}
		for key := range s {
			if !slices.Contains([]string{"id", "actor", "verb", "object", "result", "context", "timestamp"}, key) {
				t.Errorf("unknown property %q", key)
			}
		}
	}
}

// Written again, and by another teacher, an answer is the same statement; names
// stand in it only where they were asked for; and one that was taken back is gone.
func TestAnAnswerIsOneStatement(t *testing.T) {
	t.Parallel()
	h := classroom(t)
	write := func(person string, named bool) string {
		var out bytes.Buffer
		h.must(h.pages.XAPI(t.Context(), who(school, person), "a", named, &out))
		return out.String()
	}
	first := write("tess", false)
	if again := write("sam", false); again != first {
		t.Error("another teacher's differ")
	}
	if strings.Contains(first, "Name of") {
		t.Error("names stand in it")
	}
	named := statements(t, []byte(write("tess", true)))
	if at(named[0], "actor", "name") != "Name of ann" {
		t.Errorf("%v", named[0]["actor"])
	}
	story := the[*page.Learner](h)(h.pages.Learner(t.Context(), who(school, "tess"), "a", "bob", 0))
	h.entry(school, coach.Entry{Kind: coach.EntryMistap, Person: "bob", At: h.now, Target: story.Attempts[0].Position})
	if n := len(statements(t, []byte(write("tess", false)))); n != 7 {
		t.Errorf("%d statements after a slip", n)
	}
	var other bytes.Buffer
	h.must(h.pages.XAPI(t.Context(), who(garden, "tess"), "a", false, &other))
	for _, s := range statements(t, other.Bytes()) {
		if strings.Contains(first, s["id"].(string)) {
			t.Errorf("%v is the school's too", s["id"])
		}
	}
}
