package web

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"pacer/bot"
	"pacer/bot/chat"
)

// A real browser reads the pages here: Chromium, driven by a library and looked
// at by a checker that we did not write. Where one of them is not installed the
// test says what is left out.

// chromium is where the browser is, or skips the test.
func chromium(t *testing.T) string {
	t.Helper()
	if testing.Short() {
		t.Skip("a browser reads the pages in the run without -short")
	}
	name := os.Getenv("CHROMIUM")
	if name == "" {
		name = "chromium"
	}
	path, err := exec.LookPath(name)
	if err != nil {
		t.Skipf("left out: %s is not installed, with which the pages are read; or say where it is with CHROMIUM=...", name)
	}
	return path
}

// peerRun runs a script of testdata/peer with a JSON, and reads the JSON that it
// prints.
func peerRun(t *testing.T, script string, in, out any) {
	t.Helper()
	browser := chromium(t)
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("left out: node is not installed, which drives the browser (make peers)")
	}
	dir := filepath.Join("testdata", "peer")
	if _, err := os.Stat(filepath.Join(dir, "node_modules")); err != nil {
		t.Skip("left out: what drives the browser is not installed (make peers)")
	}
	asked, err := json.Marshal(in)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), node, script)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "CHROMIUM="+browser)
	cmd.Stdin = bytes.NewReader(asked)
	var complaints bytes.Buffer
	cmd.Stderr = &complaints
	said, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s: %v\n%s", script, err, complaints.String())
	}
	if err := json.Unmarshal(said, out); err != nil {
		t.Fatalf("%s said %q: %v", script, said, err)
	}
}

// demoDoor lets a teacher put people into a class.
type demoDoor struct{ *doorkeeper }

func (demoDoor) Enrol(_ context.Context, _, _, _ string, names []string) (made []bot.Enrolled, err error) {
	for _, name := range names {
		made = append(made, bot.Enrolled{Person: "01" + name, Name: name, Code: "ABCD-EFGH-JKLM"})
	}
	return made, nil
}

// demoForm is what every press that opens a form opens: a field of each kind.
func demoForm() *chat.Form {
	form := &chat.Form{
		Title: "A note to Aya", Value: "note:" + demoAlert, Lead: "About *Adding unlike fractions*.", Submit: "Send it", Close: "Not now",
		Fields: []chat.Field{
			{Name: "words", Label: "Your words", Hint: "They reach Aya as yours.", Long: true, Max: 500},
			{Name: "when", Label: "When", Value: "now", Choices: []chat.Choice{{Label: "Now", Value: "now"}, {Label: "Tomorrow morning", Value: "tomorrow"}}},
			{Name: "days", Label: "Days", Value: "tue", Many: true, Optional: true, Choices: []chat.Choice{{Label: "Monday", Value: "mon"}, {Label: "Tuesday", Value: "tue"}}},
			{Name: "name", Label: "Signed", Optional: true, Max: 40},
		},
	}
	level := chat.Field{Name: "level", Label: "Level", Optional: true}
	for _, l := range demoLevels {
		level.Choices = append(level.Choices, chat.Choice{Label: chat.Escape(l.Word), Value: l.Key})
	}
	level.Choices = append(level.Choices, chat.Choice{Label: "As estimated", Value: "free"})
	form.Fields = append(form.Fields, level)
	return form
}

// demoBot answers what is done on the demo's pages.
func demoBot(_ context.Context, ev chat.Event) (*chat.Answer, error) {
	answer := &chat.Answer{Message: chat.Text("Done: " + chat.Escape(ev.Press+ev.Text)), Delivered: func(chat.Receipt, error) {}}
	switch words := ev.Fields["words"]; {
	case len(ev.Files) > 0:
		answer.Message = chat.Text("Done: a report on " + chat.Escape(ev.Files[0].Name))
	case strings.HasPrefix(ev.Press, "note:") && strings.TrimSpace(words) == "wrong":
		answer.Message = chat.Text("Other words, please.")
		answer.Errors = map[string]string{"words": "Other words, please."}
	case strings.HasPrefix(ev.Press, "note:"):
		answer.Message = chat.Text("Done: sent “" + chat.Escape(words) + "”")
	case strings.HasSuffix(ev.Press, ":useless"):
		answer.Message = chat.Message{Parts: []chat.Part{{Text: "Thank you. What was it?"}, {Choices: []chat.Choice{
			{Label: "They knew it already", Word: "alert a1 useless knew", Value: ev.Press + " knew"}, {Label: "A wrong moment", Word: "alert a1 useless moment", Value: ev.Press + " moment"},
		}}}}
	}
	return answer, nil
}

// demoPages are the addresses of all pages, below the server's.
var demoPages = map[string][]string{
	"teacher": {
		"/web/needs", "/web/graded", "/web/class/" + demoClass + "/needs", "/web/class/" + demoClass + "/graded", "/web/class/" + demoClass + "/map", "/web/class/" + demoClass + "/screen",
		"/web/class/" + demoClass + "/learner/" + demoPerson, "/web/class/" + demoClass + "/thoughts/" + demoPerson, "/web/class/" + demoClass + "/muddy", "/web/class/" + demoClass + "/skill/fractions/s5", "/web/class/" + demoClass + "/groups",
		"/web/class/" + demoClass + "/standards", "/web/class/" + demoClass + "/attendance", "/web/class/" + demoClass + "/people", "/web/class/" + demoClass + "/settings", "/web/class/" + demoClass + "/material",
		"/web/class/" + demoClass + "/course/fractions", "/web/class/" + demoClass + "/item/fractions/i1", "/web/class/" + demoClass + "/parity", "/web/class/" + demoClass + "/alerts", "/web/why/" + demoAlert,
		"/web/form?press=note:" + demoAlert + "&to=/web/needs", "/web/chat",
	},
	"learner":  {"/web/me", "/web/chat"},
	"stranger": {"/web/", "/web/in?t=forged"},
}

// demoStage is a stage with the demo's pages.
func demoStage(t *testing.T) *stage {
	s := newStage(t, Options{Models: demo{language: "en", learners: 28, skills: 14}})
	s.form = demoForm()
	s.adapter.Door = demoDoor{s.door}
	s.run(demoBot)
	return s
}

// asked is what a script is asked for: a one-time link for each person, and the
// pages of each.
type asked struct {
	Server string              `json:"server"`
	Links  map[string]string   `json:"links"`
	Pages  map[string][]string `json:"pages"`
}

func (s *stage) asked(server *httptest.Server) asked {
	a := asked{Server: server.URL, Links: make(map[string]string), Pages: make(map[string][]string)}
	for who, account := range map[string][2]string{"teacher": {rivera, "rivera"}, "learner": {ada, "ada"}} {
		a.Links[who] = server.URL + "/web/in?t=" + s.link(account[0], account[1])
	}
	a.Links["stranger"] = ""
	for who, pages := range demoPages {
		for _, p := range pages {
			a.Pages[who] = append(a.Pages[who], server.URL+p)
		}
	}
	return a
}

// finding is something that a script found wanting.
type finding struct{ Page, Look, What string }

func (f finding) String() string { return f.Page + " (" + f.Look + "): " + f.What }

func TestEveryPageCanBeReadByEverybody(t *testing.T) {
	t.Parallel()
	s := demoStage(t)
	var out struct {
		Visited int
		Found   []finding
	}
	peerRun(t, "look.mjs", s.asked(s.server), &out)
	if want := 4 * (len(demoPages["teacher"]) + len(demoPages["learner"]) + len(demoPages["stranger"])); out.Visited != want {
		t.Errorf("%d pages were looked at, want %d", out.Visited, want)
	}
	for _, f := range out.Found {
		t.Error(f)
	}
}
