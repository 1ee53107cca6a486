package web

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"pacer/bot/page"
)

// step is one step of a task; its name is what it does, see walk.mjs.
type step map[string]any

func tabTo(words string) step { return step{"tab": words} }
func sees(words string) step  { return step{"see": words} }
func focusOn(id string) step  { return step{"focus": id} }

// press presses a key from which another page comes.
func press(key string) step { return step{"key": key, "go": true} }

// task is something that a person does with the keyboard alone.
type task struct {
	Name  string `json:"name"`
	Who   string `json:"who"`
	From  string `json:"from"`
	Phone bool   `json:"phone,omitempty"`
	Plain bool   `json:"plain,omitempty"` // without script
	Steps []step `json:"steps"`
}

const inClass = "/web/class/" + demoClass

var keyboardTasks = []task{
	{Name: "to the content at once", From: "/web/needs", Steps: []step{tabTo("Go to the content"), {"key": "Enter"}, tabTo("I'm on it")}},
	{Name: "take an alert on", From: "/web/needs", Steps: []step{tabTo("I'll do it"), press("Enter"), sees("Done: alert " + demoAlert + ":ack"), focusOn("answer"), tabTo("I'm on it")}},
	{Name: "take an alert on with the space bar", From: "/web/needs", Phone: true, Steps: []step{tabTo("I'll do it"), press("Space"), focusOn("answer")}},
	{Name: "say why an alert was not useful", From: "/web/needs", Steps: []step{tabTo("Not useful"), press("Enter"), focusOn("answer"), tabTo("A wrong moment"), press("Enter"), sees("Done: alert " + demoAlert + ":useless moment"), focusOn("answer")}},
	{Name: "send a note, put right at the second try", From: "/web/needs", Steps: []step{
		tabTo("Send a note"), press("Enter"), tabTo("Your words"), {"type": "wrong"}, tabTo("Now"), {"key": "ArrowDown"}, tabTo("Monday"), {"key": "Space"}, tabTo("Send it"), press("Enter"),
		sees("Please change one thing"), focusOn("faults"), tabTo("Your words"), {"key": "Enter"}, tabTo("Tomorrow morning"), {"back": "Your words"}, {"type": "Well done! "}, tabTo("Send it"), press("Enter"), sees("Done: sent “"), sees("Well done!"), focusOn("answer"),
	}},
	{Name: "leave a form and be where one was", From: inClass + "/learner/" + demoPerson, Steps: []step{tabTo("Send a note"), press("Enter"), tabTo("Not now"), press("Enter"), sees("Planned days kept")}},
	{Name: "decide about an answer", From: "/web/needs", Steps: []step{tabTo("It was right"), press("Enter"), sees("Done: alert 01ALERT02:accept"), focusOn("answer")}},
	{Name: "from the list to a learner, and why they stand there", From: "/web/needs", Steps: []step{tabTo("Aya"), press("Enter"), tabTo("Unit fractions"), {"key": "Enter"}, sees("My estimate today: 94 %."), tabTo("Say otherwise"), press("Enter"), sees("A note to Aya")}},
	{Name: "why one was told", From: "/web/needs", Steps: []step{tabTo("Why this?"), press("Enter"), sees("risk 86 %; it takes 70 %")}},
	{Name: "what is put off", From: "/web/needs", Steps: []step{tabTo("One more is put off"), {"key": "Enter"}, sees("put off until Monday")}},
	{Name: "choose another class, and think again", From: "/web/needs", Steps: []step{tabTo("All my classes"), {"key": "Enter"}, tabTo("Chess club"), {"key": "Escape"}, tabTo("Leave"), {"back": "All my classes"}, {"key": "Enter"}, tabTo("Chess club"), press("Enter"), sees("Chess club")}},
	{Name: "from the map to a skill", From: inClass + "/map", Steps: []step{tabTo("Class map"), tabTo("Class map"), {"key": "ArrowDown"}, tabTo("Common denominators"), press("Enter"), sees("Where the class stands")}},
	{Name: "from the map to a learner", From: inClass + "/map", Phone: true, Steps: []step{tabTo("Chidi"), {"key": "Tab"}, {"back": "Aya"}, press("Enter"), sees("Planned days kept")}},
	{Name: "ask for an exit ticket", From: inClass + "/skill/fractions/s5", Steps: []step{tabTo("Exit ticket now"), press("Enter"), sees("Done: say class ticket"), focusOn("answer")}},
	{Name: "bring a group together", From: inClass + "/groups", Steps: []step{tabTo("Bring them together"), press("Enter"), sees("Done: say class groups take 1")}},
	{Name: "read what a learner shares", From: inClass + "/learner/" + demoPerson, Steps: []step{tabTo("Read 2"), press("Enter"), sees("because <b>I</b> forgot")}},
	{Name: "older answers", From: inClass + "/learner/" + demoPerson, Steps: []step{tabTo("Older answers"), press("Enter"), sees("Planned days kept")}},
	{Name: "a new return code", From: inClass + "/people", Steps: []step{tabTo("Change Benedikt"), {"key": "Enter"}, tabTo("New return code"), press("Enter"), sees("Done: say class return @X")}},
	{Name: "learners from a file", From: inClass + "/people", Steps: []step{tabTo("File with names"), {"file": "names.csv"}, tabTo("See what it would do"), press("Enter"), sees("2 would be added"), tabTo("Add these 2 learners"), press("Enter"), sees("ABCD-EFGH-JKLM")}},
	{Name: "change how a class is set up", From: inClass + "/settings", Steps: []step{tabTo("Change"), press("Enter"), tabTo("Level"), {"key": "ArrowDown"}, tabTo("Your words"), {"type": "x"}, tabTo("Send it"), press("Enter"), sees("Done: sent “x”")}},
	{Name: "send a file, and publish what it became", From: inClass + "/material", Steps: []step{tabTo("The file"), {"file": "names.csv"}, tabTo("See what comes of it first"), press("Enter"), sees("Done: a report on names.csv"), focusOn("answer"), tabTo("Publish"), press("Enter"), sees("Done: say publish")}},
	{Name: "read a question as learners do, and edit it", From: inClass + "/course/fractions", Steps: []step{tabTo("What is 1/2 + 1/3?"), press("Enter"), sees("As learners see it"), tabTo("Edit it"), press("Enter"), sees("A note to Aya")}},
	{Name: "switch the parity report off", From: inClass + "/settings", Steps: []step{tabTo("Does it serve everybody alike?"), press("Enter"), tabTo("Switch it off"), press("Enter"), sees("Done: say class parity off")}},
	{Name: "for the projector and back", From: inClass + "/map", Steps: []step{tabTo("For the projector"), press("Enter"), sees("The names are made up"), tabTo("Back to the names"), press("Enter"), sees("Benedikt")}},
	{Name: "the list changes under one's hands", From: "/web/needs", Steps: []step{
		tabTo("Not now"), {"change": "/change"}, sees("Rosa"), {"key": "Enter", "go": true}, sees("Done: alert " + demoAlert + ":snooze"),
	}},
	{Name: "the rest of a long list comes as one scrolls", From: "/web/class/" + demoOther + "/map", Steps: []step{tabTo("Learner 50"), {"key": "Tab"}, sees("Learner 60"), tabTo("Learner 51")}},
	{Name: "practise from one's own page", Who: "learner", From: "/web/me", Phone: true, Steps: []step{tabTo("Practise"), press("Enter"), sees("Done: say practice"), focusOn("answer")}},
	{Name: "set a goal", Who: "learner", From: "/web/me", Steps: []step{tabTo("Set a goal"), press("Enter"), tabTo("Your words"), {"type": "fractions"}, tabTo("Send it"), press("Enter"), sees("Done: sent “fractions”")}},

	{Name: "take an alert on", Plain: true, From: "/web/needs", Steps: []step{tabTo("I'll do it"), press("Enter"), sees("Done: alert " + demoAlert + ":ack"), tabTo("I'm on it")}},
	{Name: "send a note", Plain: true, From: "/web/needs", Steps: []step{tabTo("Send a note"), press("Enter"), tabTo("Your words"), {"type": "Well done!"}, tabTo("Send it"), press("Enter"), sees("Done: sent “Well done!”")}},
	{Name: "the rest of a long list", Plain: true, From: "/web/class/" + demoOther + "/map", Steps: []step{tabTo("Show more"), press("Enter"), tabTo("Back to the first ones"), press("Enter"), tabTo("Show more")}},
}

// changing is the demo with one alert more once it was told so, and with more
// learners in the other class than stand on a page.
type changing struct {
	demo
	more atomic.Bool
}

func (c *changing) Needs(ctx context.Context, who page.Viewer, class string) (*page.Needs, error) {
	n, err := c.demo.Needs(ctx, who, class)
	if err == nil && c.more.Load() {
		late := n.Alerts[0]
		late.ID, late.Who = "01LATE", demoWho(17)
		n.Alerts = append([]page.Alert{late}, n.Alerts...)
	}
	return n, err
}

func (c *changing) ClassMap(ctx context.Context, who page.Viewer, class string, from int) (*page.ClassMap, error) {
	d := c.demo
	if class != demoOther {
		return d.ClassMap(ctx, who, class, from)
	}
	d.learners = 60
	m, err := d.ClassMap(ctx, who, class, from)
	if err == nil {
		for i := range m.Rows {
			m.Rows[i].Name = fmt.Sprintf("Learner %d", from+i+1)
		}
	}
	return m, err
}

// Front is the menu of the learner, too.
func (c *changing) Front(ctx context.Context, who page.Viewer) (*page.Head, error) {
	head, err := c.demo.Front(ctx, who)
	if err == nil && who.Person == "ada" {
		head.Me, head.Classes = page.Me{ID: who.Person, Name: "Ada", Learns: true}, nil
	}
	return head, err
}

func TestEveryTaskCanBeDoneWithTheKeyboardAlone(t *testing.T) {
	t.Parallel()
	s := demoStage(t)
	models := &changing{demo: demo{language: "en", learners: 28, skills: 14}}
	s.adapter.Models = models
	mux := http.NewServeMux()
	mux.Handle("/web/", http.StripPrefix("/web", s.adapter.Handler()))
	mux.HandleFunc("POST /change", func(http.ResponseWriter, *http.Request) {
		models.more.Store(true)
		s.adapter.Changed(school)
	})
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)

	in := struct {
		asked
		Tasks []task `json:"tasks"`
	}{s.asked(server), keyboardTasks}
	want := 0
	for i, one := range in.Tasks {
		if one.Who == "" {
			in.Tasks[i].Who = "teacher"
		}
		want++
	}
	var out struct {
		Walked, Done int
		Found        []finding
	}
	peerRun(t, "walk.mjs", in, &out)
	pages := 0
	for _, all := range in.Pages {
		pages += 2 * len(all)
	}
	if out.Walked != pages || out.Done+len(failedTasks(out.Found, in.Tasks)) < want {
		t.Errorf("%d pages were walked and %d tasks done, want %d and %d", out.Walked, out.Done, pages, want)
	}
	for _, f := range out.Found {
		t.Error(f)
	}
}

// failedTasks are the findings that are about tasks.
func failedTasks(found []finding, tasks []task) (failed []finding) {
	for _, f := range found {
		for _, one := range tasks {
			if strings.EqualFold(f.Page, one.Name) {
				failed = append(failed, f)
				break
			}
		}
	}
	return failed
}
