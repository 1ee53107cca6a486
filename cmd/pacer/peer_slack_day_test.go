package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"maps"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// slackCourse writes a small course of the tests' own into a folder: pictures
// to look at, numbers to type and blanks to fill in, whose right answers are
// known.
func slackCourse(t *testing.T, dir string) {
	t.Helper()
	folder := filepath.Join(dir, "shapes")
	if err := os.MkdirAll(filepath.Join(folder, "media"), 0o700); err != nil {
		t.Fatal(err)
	}
	square := image.NewPaletted(image.Rect(0, 0, 64, 64), color.Palette{color.White, color.Black})
	for i := range 64 {
		square.SetColorIndex(i, i, 1)
		square.SetColorIndex(i, 63-i, 1)
	}
	var picture bytes.Buffer
	if err := png.Encode(&picture, square); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, "media", "square.png"), picture.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	var c strings.Builder
	c.WriteString("course: shapes\ntitle: Shapes\nlanguage: en\nlicence: CC0-1.0\nskills:\n  - id: parts\n    title: Parts of shapes\n    why: Cakes are cut into them.\nitems:\n")
	for i := range 4 {
		fmt.Fprintf(&c, "  - id: look-%d\n    skill: parts\n    kind: choice\n    tier: %d\n    question: '![A square with both diagonals](media/square.png) Picture %d: what cuts the square?'\n"+
			"    choices:\n      - text: its diagonals\n        right: true\n      - text: its sides\n        feedback: They stand around it.\n    explanation: Both diagonals cut it.\n", i, 1+i%3, i)
		fmt.Fprintf(&c, "  - id: count-%d\n    skill: parts\n    kind: number\n    tier: %d\n    question: 'Count %d: into how many parts do both diagonals cut a square?'\n    answer: \"4\"\n"+
			"    hints:\n      - Draw one diagonal first.\n      - Two and two.\n    explanation: Each diagonal doubles the parts.\n", i, 1+i%3, i)
		fmt.Fprintf(&c, "  - id: blanks-%d\n    skill: parts\n    kind: cloze\n    tier: %d\n    question: 'Blanks %d: a square has [[1]] sides and [[2]] diagonals.'\n"+
			"    blanks:\n      - answer: \"4\"\n        number: true\n      - answer: \"2\"\n        number: true\n    explanation: Four sides and two diagonals.\n", i, 1+i%3, i)
	}
	if err := os.WriteFile(filepath.Join(folder, "course.yaml"), []byte(c.String()), 0o600); err != nil {
		t.Fatal(err)
	}
}

// slackRight fills in the modals of the course's questions.
func slackRight(v slackView) map[string]string {
	right := make(map[string]string)
	for _, block := range v.Blocks {
		switch block["block_id"] {
		case "answer":
			right["answer"] = "4"
		case "1":
			right["1"] = "4"
		case "2":
			right["2"] = "2"
		case "sure":
			right["sure"] = "2"
		}
	}
	return right
}

// open is what can be pressed to go on, in the newest message that has it: the
// right answer, what opens a form, or the first of its buttons. What was
// answered already, and kept its buttons beside its picture, is left alone.
func (p *slackPerson) open() (b slackButton, found bool) {
	p.t.Helper()
	for _, m := range slices.Backward(p.messages(p.channel)) {
		buttons := m.buttons()
		if slices.ContainsFunc(buttons, func(b slackButton) bool { return p.answered[b.question()] }) {
			continue
		}
		for _, b := range buttons {
			if strings.HasPrefix(b.action(), "form") || strings.HasSuffix(b.caption(), "its diagonals") {
				return b, true
			}
		}
		for _, b := range buttons {
			if strings.HasSuffix(b.value(), ":A") {
				return b, true
			}
		}
	}
	return b, false
}

// answers does what is to be done next in a session, and tells the question it
// was done to.
func (p *slackPerson) answers() (of slackButton) {
	p.t.Helper()
	var found bool
	eventuallyTrue(p.t, func() bool { of, found = p.open(); return found }, func() string { return "nothing can be answered; there stands:\n" + p.screen() })
	before := p.screen()
	p.answered[of.question()] = true
	if strings.HasPrefix(of.action(), "form") {
		v := p.opens(of)
		if action, errs := reaction(p.t, p.submits(v, slackRight(v))); action != "clear" {
			p.t.Fatalf("a right answer in a modal is answered %q %v", action, errs)
		}
	} else {
		p.pressesThis(of, nil)
	}
	eventuallyTrue(p.t, func() bool { return p.screen() != before }, func() string { return "nothing came after an answer:\n" + before })
	return of
}

// practises answers questions until done, of the number given at most.
func (p *slackPerson) practises(most int, done func() bool) {
	p.t.Helper()
	for range most {
		if done() {
			return
		}
		if _, found := p.open(); !found {
			p.says("practice")
		}
		p.answers()
	}
	if !done() {
		p.t.Fatalf("after %d answers there stands:\n%s", most, p.screen())
	}
}

// slackDay is a team at the beginning of a day, with a learner who has been met.
func slackDay(t *testing.T) (s *slackTeam, teacher, sam *slackPerson, dir string) {
	t.Helper()
	s = openEmulate(t, "http://127.0.0.1/slack/oauth")
	s.token = "xoxb-peer"
	s.who()
	dir = t.TempDir()
	slackCourse(t, dir)
	s.served = serveReal(t, dir, slackConfiguration(s.api, "http"), "SLACK_BOT_TOKEN="+s.token, "SLACK_SIGNING_SECRET="+slackSecret)
	teacher, sam = s.join("shapes")
	return s, teacher, sam, dir
}

func TestSlackDayAgainstAPeer(t *testing.T) {
	t.Parallel()
	s, teacher, sam, dir := slackDay(t)

	// By thumb: the opening questions, a starting point, a session with
	// pictures, a number and blanks in modals. What was pressed is edited into
	// its result.
	sam.says("practice")
	sam.practises(30, func() bool {
		shown := sam.screen()
		return strings.Contains(shown, `"type":"image"`) && strings.Contains(shown, "Count ") && strings.Contains(shown, "Blanks ") && s.served.counter(t, "pacer_answers_total") >= 4
	})
	if shown := sam.screen(); !strings.Contains(shown, `"alt_text":"A square with both diagonals"`) || !strings.Contains(shown, `"slack_file":{"id":"F`) {
		t.Errorf("a picture is not shown as an uploaded file with its words: %s", shown)
	}
	if s.seen.replacements() == 0 {
		t.Error("no message that was pressed became its result")
	}

	s.then("a modal with nothing in it stays open and says so", func(t *testing.T) {
		given, _ := sam.commands(sam.channel, "goal")
		v := sam.opened(nil)
		before := len(sam.messages(sam.channel))
		action, errs := reaction(t, sam.submits(v, nil))
		if action != "errors" || !strings.Contains(errs["answer"], "nothing") {
			t.Errorf("an empty modal is answered %q %v", action, errs)
		}
		sent := sam.submission(v, map[string]string{"answer": "Cut a cake for seven, by Friday"})
		if action, errs := reaction(t, s.interact(sent)); action != "clear" {
			t.Errorf("a goal is answered %q %v", action, errs)
		}
		sam.sees("Your goal: Cut a cake for seven")
		was := s.refused("replayed")
		s.hand(s, slackAction, sent)
		s.hand(s, slackCommand, given)
		if now := s.refused("replayed"); now != was+2 {
			t.Errorf("two replayed requests are counted %v times", now-was)
		}
		if now := len(sam.messages(sam.channel)); now != before+1 {
			t.Errorf("%d messages came of one goal:\n%s", now-before, sam.screen())
		}
	})

	s.then("the Home tab is filled, and kept up to date", func(t *testing.T) {
		sam.comesHome("Cut a cake for seven", "Parts of shapes")
		teacher.comesHome("5b", "Nobody needs you")
		sam.says("goal Draw a star")
		sam.findsHome("Draw a star")
	})

	study := slackChannel(s, "study")
	s.then("a command in a channel is answered to who gave it alone", func(t *testing.T) {
		_, answer := sam.commands(study, "help") // progress has pictures, which cannot travel in an acknowledgement
		if !strings.Contains(answer, `"response_type":"ephemeral"`) || !strings.Contains(answer, "*person*") {
			t.Errorf("a command in a channel is answered %s", answer)
		}
		ts := fmt.Sprintf("%d.000100", time.Now().Unix())
		s.event(map[string]any{"type": "app_mention", "channel": study, "user": sam.user, "text": "<@" + s.bot + "> progress", "ts": ts, "event_ts": ts, "team": s.team})
		eventuallyTrue(t, func() bool { return strings.Contains(s.seen.heard(study), "Parts of shapes") }, func() string {
			return "a mention is answered to nobody: " + s.seen.heard(study) + "\nand in the direct messages stands " + sam.screen()
		})
		if all := s.messages(study); len(all) != 0 {
			t.Errorf("in the channel stands %+v", all)
		}
	})

	s.then("nobody presses somebody else's button or sends their modal", func(t *testing.T) {
		ana := s.person("xoxp-ana")
		ana.joins(teacher.joinCode())
		sam.says("practice")
		sam.practises(30, func() bool { b, found := sam.open(); return found && strings.HasPrefix(b.action(), "form") })
		b, _ := sam.open()
		was, shown := s.served.counter(t, "pacer_answers_total"), sam.screen()
		ana.pressesThis(slackButton{b.in, map[string]any{"action_id": "c1", "value": strings.TrimSuffix(b.value(), "form") + "A"}}, map[string]any{"response_url": ""})
		ana.sees("meant for somebody else")
		v := sam.opens(b)
		if action, errs := reaction(t, ana.submits(v, slackRight(v))); action != "errors" || !strings.Contains(fmt.Sprint(errs), "meant for somebody else") {
			t.Errorf("a modal of somebody else's is answered %q %v", action, errs)
		}
		if now := s.served.counter(t, "pacer_answers_total"); now != was || sam.screen() != shown {
			t.Errorf("the answers went from %v to %v, and the screen of whose they are to:\n%s", was, now, sam.screen())
		}
		if s.refused("not-yours") == 0 {
			t.Error("a modal of somebody else's is not counted")
		}
	})

	s.then("a teacher is told who needs them, and the learner what they write", func(t *testing.T) {
		sam.says("person")
		sam.sees("told rivera")
		teacher.sees("asked for a person")
		teacher.findsHome("asked for a person")
		teacher.presses("do it")
		teacher.sees("On your list since")
		v := teacher.opens(teacher.finds("ote"))
		if action, errs := reaction(t, teacher.submits(v, map[string]string{"answer": "Come and see me at noon"})); action != "clear" {
			t.Errorf("a note is answered %q %v", action, errs)
		}
		sam.sees("Come and see me at noon")
	})

	s.then("an event delivered again is answered once", func(t *testing.T) {
		said := sam.says("settings")
		sam.sees("settings minutes")
		before := len(sam.messages(sam.channel))
		s.hand(s, slackEvent, said)
		sam.says("goal Count to two")
		sam.sees("Noted: Count to two")
		if now := len(sam.messages(sam.channel)); now != before+2 {
			t.Errorf("%d messages came of settings again and a goal:\n%s", now-before, sam.screen())
		}
	})

	s.then("what is forged, stale, too large or unreadable is refused and counted", func(t *testing.T) { slackRefusals(t, s, sam) })

	s.served.stop(t)
	if code, out, complaints := used(t, nil, "verify", "--db", filepath.Join(dir, "pacer.db")); code != exitFine {
		t.Errorf("pacer verify: exit code %d\n%s%s", code, out, complaints)
	}
}

// joinCode is the class's, asked for again.
func (p *slackPerson) joinCode() string {
	p.t.Helper()
	_, after, _ := strings.Cut(p.screen(), "Learners join")
	return joinCodeIn.FindString(after)
}

// slackChannel is the ID of a channel by its name.
func slackChannel(s *slackTeam, name string) string {
	s.t.Helper()
	var list struct {
		Channels []struct{ ID, Name string }
	}
	s.call("xoxp-rivera", "conversations.list", nil, &list)
	for _, c := range list.Channels {
		if c.Name == name {
			return c.ID
		}
	}
	s.t.Fatalf("there is no channel %s", name)
	return ""
}

// slackRefusals sends what is not to be taken.
func slackRefusals(t *testing.T, s *slackTeam, sam *slackPerson) {
	const asJSON = "application/json"
	message := func(change map[string]any) []byte {
		payload := map[string]any{
			"type": "event_callback", "team_id": s.team, "event_id": "EvForged", "event_time": time.Now().Unix(),
			"event": map[string]any{"type": "message", "channel_type": "im", "channel": sam.channel, "user": sam.user, "text": "class", "ts": "1790000000.000200"},
		}
		maps.Copy(payload, change)
		_, body := wire(t, slackEvent, payload)
		return body
	}
	plain, now := message(nil), time.Now()
	rows := []struct {
		name   string
		what   slackWhat
		as     string
		body   []byte
		head   http.Header // nil: it is signed, and now
		status int
		reason string
	}{
		{"a forged event", slackEvent, asJSON, plain, signature("another secret", now, plain), http.StatusUnauthorized, "signature"},
		{"an event without a signature", slackEvent, asJSON, plain, http.Header{}, http.StatusUnauthorized, "signature"},
		{"an event of six minutes ago", slackEvent, asJSON, plain, signature(slackSecret, now.Add(-6*time.Minute), plain), http.StatusUnauthorized, "stale"},
		{"an event of six minutes from now", slackEvent, asJSON, plain, signature(slackSecret, now.Add(6*time.Minute), plain), http.StatusUnauthorized, "stale"},
		{"an oversized event", slackEvent, asJSON, message(map[string]any{"padding": strings.Repeat("x", 300<<10)}), nil, http.StatusRequestEntityTooLarge, "oversized"},
		{"an event that is no UTF-8", slackEvent, asJSON, []byte("{\"type\":\"event_callback\",\"text\":\"\xff\"}"), nil, http.StatusBadRequest, "encoding"},
		{"an event that is no JSON", slackEvent, asJSON, []byte("{\"type\":"), nil, http.StatusBadRequest, "malformed"},
		{"a press that is no JSON", slackAction, asForm, []byte(url.Values{"payload": {"{"}}.Encode()), nil, http.StatusBadRequest, "malformed"},
		{"a press by nobody", slackAction, asForm, []byte(url.Values{"payload": {`{"type":"block_actions","actions":[{}]}`}}.Encode()), nil, http.StatusBadRequest, "malformed"},
		{"a command of nobody", slackCommand, asForm, []byte("command=%2Fpacer&text=class"), nil, http.StatusBadRequest, "malformed"},
		{"an event of an unknown team", slackEvent, asJSON, message(map[string]any{"team_id": "TOTHER", "event_id": "EvOther"}), nil, http.StatusOK, "team"},
	}
	before := sam.screen()
	for _, row := range rows {
		was := s.refused(row.reason)
		head := row.head
		if head == nil {
			head = signature(slackSecret, now, row.body)
		}
		status, answer := s.post(row.what, row.as, head, row.body)
		if status != row.status {
			t.Errorf("%s is answered %d %s, not %d", row.name, status, answer, row.status)
		}
		if n := s.refused(row.reason) - was; n != 1 {
			t.Errorf("%s is counted %v times as %s", row.name, n, row.reason)
		}
	}
	if now := sam.screen(); now != before {
		t.Errorf("what was refused was answered:\n%s", now)
	}

	challenge, err := json.Marshal(map[string]any{"type": "url_verification", "challenge": "3eZbrw1a"})
	if err != nil {
		t.Fatal(err)
	}
	if status, answer := s.post(slackEvent, asJSON, signature(slackSecret, now, challenge), challenge); status != http.StatusOK || answer != "3eZbrw1a" {
		t.Errorf("Slack's look at the address is answered %d %q", status, answer)
	}
	if status, _ := s.post(slackCommand, asForm, http.Header{}, []byte("ssl_check=1&token=x")); status != http.StatusOK {
		t.Errorf("Slack's look at the certificate is answered %d", status)
	}
}
