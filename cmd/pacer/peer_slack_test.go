package main

import (
	"bufio"
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"pacer/adapters/slack"
)

const slackSecret = "peer-signing-secret"

// slackTeam is a team of a Slack that we did not write, with the real binary
// beside it.
type slackTeam struct {
	t      *testing.T
	api    string // of the Web API, ending in a slash
	token  string // of the bot
	served *served
	team   string
	bot    string
	events int
	seen   *slackSeen
	// hand delivers something to the coach, as Slack does, and returns the
	// acknowledgement's body.
	hand func(s *slackTeam, what slackWhat, payload map[string]any) (answer string)
}

// slackWhat is what Slack delivers, each to an address of its own by HTTP.
type slackWhat string

const (
	slackEvent   slackWhat = "events"
	slackAction  slackWhat = "action"
	slackCommand slackWhat = "command"
)

// slackPerson is somebody in the team, at their direct messages.
type slackPerson struct {
	*slackTeam
	user, token, channel string
	answered             map[string]bool // questions, by their ID
}

// slackMessage is a message as the Web API tells it.
type slackMessage struct {
	TS     string           `json:"ts"`
	User   string           `json:"user"`
	Text   string           `json:"text"`
	Blocks []map[string]any `json:"blocks"`
}

// openEmulate starts emulate with a door in front. redirect is where its OAuth
// may send browsers to.
func openEmulate(t *testing.T, redirect string) *slackTeam {
	t.Helper()
	port := freePort(t)
	door, seen := openSlackDoor(t, port)
	seed, err := json.Marshal(map[string]any{"port": port, "base": door, "redirect": redirect, "scopes": slack.Scopes()})
	if err != nil {
		t.Fatal(err)
	}
	startPeer(t, "slack", "emulate.mjs", string(seed))
	return &slackTeam{t: t, api: door + "/api/", seen: seen, hand: byHTTP}
}

// slackConfiguration is the coach's, with Slack's server given, and slackCourse.
func slackConfiguration(api, mode string) string {
	return "workspace:\n  id: oak\n  name: Oak School\ncourses: [shapes]\nhttp:\n  listen: 127.0.0.1:0\nslack:\n  mode: " + mode + "\n  api: " + api + "\n"
}

// then does a part of a day as a test of its own.
func (s *slackTeam) then(name string, do func(t *testing.T)) {
	whole := s.t
	defer func() { s.t = whole }()
	whole.Run(name, func(t *testing.T) {
		s.t = t
		do(t)
	})
}

// who asks who the bot is.
func (s *slackTeam) who() {
	s.t.Helper()
	var who struct {
		TeamID string `json:"team_id"`
		UserID string `json:"user_id"`
	}
	s.call(s.token, "auth.test", nil, &who)
	s.team, s.bot = who.TeamID, who.UserID
}

// call calls a method of the Web API.
func (s *slackTeam) call(token, method string, args url.Values, result any) {
	s.t.Helper()
	r, err := http.NewRequest(http.MethodPost, s.api+method, strings.NewReader(args.Encode()))
	if err != nil {
		s.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Authorization", "Bearer "+token)
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		s.t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	var ok struct {
		OK    bool   `json:"ok"`
		Error string `json:"error"`
	}
	if err := json.Unmarshal(body, &ok); err != nil || !ok.OK {
		s.t.Fatalf("%s: %s (%v)", method, body, err)
	}
	if result != nil {
		if err := json.Unmarshal(body, result); err != nil {
			s.t.Fatal(err)
		}
	}
}

// person opens somebody's direct messages with the coach.
func (s *slackTeam) person(token string) *slackPerson {
	s.t.Helper()
	p := &slackPerson{slackTeam: s, token: token, answered: make(map[string]bool)}
	var who struct {
		UserID string `json:"user_id"`
	}
	s.call(token, "auth.test", nil, &who)
	p.user = who.UserID
	var opened struct {
		Channel struct{ ID string }
	}
	s.call(s.token, "conversations.open", url.Values{"users": {p.user}}, &opened)
	p.channel = opened.Channel.ID
	return p
}

// signature is what a Slack request carries beside its body, at a time.
func signature(secret string, at time.Time, body []byte) http.Header {
	stamp := strconv.FormatInt(at.Unix(), 10)
	mac := hmac.New(sha256.New, []byte(secret))
	fmt.Fprintf(mac, "v0:%s:%s", stamp, body)
	h := make(http.Header)
	h.Set("X-Slack-Request-Timestamp", stamp)
	h.Set("X-Slack-Signature", "v0="+hex.EncodeToString(mac.Sum(nil)))
	return h
}

const asForm = "application/x-www-form-urlencoded"

// post sends a request to the coach.
func (s *slackTeam) post(what slackWhat, contentType string, h http.Header, body []byte) (status int, answer string) {
	s.t.Helper()
	r, err := http.NewRequest(http.MethodPost, s.served.url+"/slack/"+string(what), bytes.NewReader(body))
	if err != nil {
		s.t.Fatal(err)
	}
	r.Header = h
	r.Header.Set("Content-Type", contentType)
	got, err := http.DefaultClient.Do(r)
	if err != nil {
		s.t.Fatal(err)
	}
	defer got.Body.Close()
	b, err := io.ReadAll(got.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	return got.StatusCode, string(b)
}

// wire is a payload as it goes by HTTP.
func wire(t *testing.T, what slackWhat, payload map[string]any) (contentType string, body []byte) {
	t.Helper()
	switch what {
	case slackCommand:
		form := make(url.Values)
		for k, v := range payload {
			form.Set(k, fmt.Sprint(v))
		}
		return asForm, []byte(form.Encode())
	case slackAction:
		b, err := json.Marshal(payload)
		if err != nil {
			t.Fatal(err)
		}
		return asForm, []byte(url.Values{"payload": {string(b)}}.Encode())
	}
	b, err := json.Marshal(payload)
	if err != nil {
		t.Fatal(err)
	}
	return "application/json", b
}

// byHTTP signs a request as Slack does, and sends it.
func byHTTP(s *slackTeam, what slackWhat, payload map[string]any) (answer string) {
	s.t.Helper()
	contentType, body := wire(s.t, what, payload)
	status, answer := s.post(what, contentType, signature(slackSecret, time.Now(), body), body)
	if status != http.StatusOK {
		s.t.Fatalf("%s is answered %d %s", what, status, answer)
	}
	return answer
}

// event delivers an event.
func (s *slackTeam) event(inner map[string]any) {
	s.t.Helper()
	s.hand(s, slackEvent, s.envelope(inner))
}

// envelope is around every event.
func (s *slackTeam) envelope(inner map[string]any) map[string]any {
	s.events++
	return map[string]any{
		"type": "event_callback", "team_id": s.team, "api_app_id": "A000000001",
		"event_id": fmt.Sprintf("Ev%09d", s.events), "event_time": time.Now().Unix(), "event": inner,
		"authorizations": []map[string]any{{"team_id": s.team, "user_id": s.bot, "is_bot": true}},
	}
}

// interact delivers an interaction's payload.
func (s *slackTeam) interact(payload map[string]any) (answer string) {
	s.t.Helper()
	s.events++
	payload["team"] = map[string]any{"id": s.team, "domain": "oak"}
	payload["api_app_id"] = "A000000001"
	if _, has := payload["trigger_id"]; !has {
		payload["trigger_id"] = fmt.Sprintf("trigger.%d", s.events)
	}
	return s.hand(s, slackAction, payload)
}

// trigger is a fresh one of somebody's, with which one modal can be opened.
func (s *slackTeam) trigger(user string) string {
	s.t.Helper()
	var made struct {
		ID string `json:"trigger_id"`
	}
	s.call(s.token, "views.generateTriggerId", url.Values{"user_id": {user}}, &made)
	s.seen.expect(made.ID, user)
	return made.ID
}

// refused is how often something was refused for a reason.
func (s *slackTeam) refused(reason string) (n float64) {
	s.t.Helper()
	r, err := http.Get(s.served.url + "/metrics")
	if err != nil {
		s.t.Fatal(err)
	}
	defer r.Body.Close()
	lines := bufio.NewScanner(r.Body)
	for lines.Scan() {
		key, value, _ := strings.Cut(lines.Text(), " ")
		if strings.HasPrefix(key, "pacer_refused_total{") && strings.Contains(key, `reason="`+reason+`"`) {
			if _, err := fmt.Sscan(value, &n); err != nil {
				s.t.Fatal(err)
			}
		}
	}
	if err := lines.Err(); err != nil {
		s.t.Fatal(err)
	}
	return n
}

// says writes a direct message, which Slack keeps and tells the coach of.
func (p *slackPerson) says(text string) (told map[string]any) {
	p.t.Helper()
	told = p.saying(text)
	p.hand(p.slackTeam, slackEvent, told)
	return told
}

// saying writes a direct message, of which the coach is still to be told.
func (p *slackPerson) saying(text string) (telling map[string]any) {
	p.t.Helper()
	var posted struct{ TS string }
	p.call(p.token, "chat.postMessage", url.Values{"channel": {p.channel}, "text": {text}}, &posted)
	return p.envelope(map[string]any{
		"type": "message", "channel_type": "im", "channel": p.channel, "user": p.user, "text": text,
		"ts": posted.TS, "event_ts": posted.TS, "team": p.team,
	})
}

// commands gives the slash command in a channel, and returns what it was.
func (p *slackPerson) commands(channel, text string) (given map[string]any, answer string) {
	p.t.Helper()
	p.events++
	given = map[string]any{
		"team_id": p.team, "team_domain": "oak", "channel_id": channel, "user_id": p.user, "command": "/pacer", "text": text,
		"api_app_id": "A000000001", "trigger_id": p.trigger(p.user), "response_url": p.seen.address(channel, "-"),
	}
	return given, p.hand(p.slackTeam, slackCommand, given)
}

// messages are those of a channel, oldest first.
func (s *slackTeam) messages(channel string) []slackMessage {
	s.t.Helper()
	var history struct{ Messages []slackMessage }
	s.call(s.token, "conversations.history", url.Values{"channel": {channel}, "limit": {"200"}}, &history)
	slices.Reverse(history.Messages)
	return history.Messages
}

// screen is all that stands in the direct messages, as a screen reader says it.
func (p *slackPerson) screen() string {
	p.t.Helper()
	var lines []string
	for _, m := range p.messages(p.channel) {
		blocks, err := json.Marshal(m.Blocks)
		if err != nil {
			p.t.Fatal(err)
		}
		lines = append(lines, m.Text, string(blocks))
	}
	return strings.Join(lines, "\n")
}

// sees waits until words stand in the direct messages.
func (p *slackPerson) sees(words string) {
	p.t.Helper()
	eventuallyTrue(p.t, func() bool { return strings.Contains(p.screen(), words) }, func() string {
		return fmt.Sprintf("%q is not shown; there stands:\n%s", words, p.screen())
	})
}

// slackButton is a button, and the message it stands in.
type slackButton struct {
	in slackMessage
	of map[string]any
}

func (b slackButton) value() string { return fmt.Sprint(b.of["value"]) }

// question is the ID of the one it belongs to.
func (b slackButton) question() string {
	id, _, _ := strings.Cut(b.value(), ":")
	return id
}

func (b slackButton) action() string { return fmt.Sprint(b.of["action_id"]) }

// buttons are those of a message, in their order.
func (m slackMessage) buttons() (all []slackButton) {
	for _, block := range m.Blocks {
		elements, _ := block["elements"].([]any)
		for _, e := range elements {
			if e, _ := e.(map[string]any); e["type"] == "button" {
				e["block_id"] = block["block_id"]
				all = append(all, slackButton{m, e})
			}
		}
	}
	return all
}

func (b slackButton) caption() string {
	text, _ := b.of["text"].(map[string]any)
	return fmt.Sprint(text["text"])
}

// button finds the newest button whose caption holds something.
func (p *slackPerson) button(caption string) (b slackButton, found bool) {
	p.t.Helper()
	for _, m := range slices.Backward(p.messages(p.channel)) {
		for _, b := range m.buttons() {
			if strings.Contains(b.caption(), caption) {
				return b, true
			}
		}
	}
	return b, false
}

// finds waits for a button.
func (p *slackPerson) finds(caption string) (b slackButton) {
	p.t.Helper()
	eventuallyTrue(p.t, func() (found bool) { b, found = p.button(caption); return found }, func() string {
		return fmt.Sprintf("there is no button %q; there stands:\n%s", caption, p.screen())
	})
	return b
}

// presses waits for a button and presses it.
func (p *slackPerson) presses(caption string) {
	p.t.Helper()
	p.pressesThis(p.finds(caption), nil)
}

// pressesThis presses a button of a message, and returns what Slack tells of it.
func (p *slackPerson) pressesThis(b slackButton, also map[string]any) (told map[string]any) {
	p.t.Helper()
	p.events++
	now := time.Now()
	told = map[string]any{
		"type": "block_actions", "user": map[string]any{"id": p.user, "team_id": p.team},
		"channel":      map[string]any{"id": p.channel, "name": "directmessage"},
		"container":    map[string]any{"type": "message", "message_ts": b.in.TS, "channel_id": p.channel, "is_ephemeral": false},
		"message":      map[string]any{"type": "message", "user": p.bot, "ts": b.in.TS, "text": b.in.Text, "blocks": b.in.Blocks},
		"response_url": p.seen.address(p.channel, b.in.TS),
		"actions": []map[string]any{{
			"type": "button", "action_id": b.of["action_id"], "block_id": b.of["block_id"], "value": b.of["value"],
			"text": b.of["text"], "action_ts": fmt.Sprintf("%d.%06d", now.Unix(), now.Nanosecond()/1000),
		}},
	}
	for k, v := range also {
		told[k] = v
	}
	p.interact(told)
	return told
}

// opens presses a button that opens a modal, and returns the modal.
func (p *slackPerson) opens(b slackButton) slackView {
	p.t.Helper()
	before := p.seen.modals(p.user)
	p.pressesThis(b, map[string]any{"trigger_id": p.trigger(p.user)})
	return p.opened(before)
}

// opened waits for a modal beside those that there were.
func (p *slackPerson) opened(before []slackView) slackView {
	p.t.Helper()
	var now []slackView
	eventuallyTrue(p.t, func() bool { now = p.seen.modals(p.user); return len(now) > len(before) }, func() string {
		return "no modal opens; there stands:\n" + p.screen()
	})
	return now[len(now)-1]
}

// submits fills in the inputs of a modal by the names of their blocks, sends it,
// and returns the acknowledgement.
func (p *slackPerson) submits(v slackView, fields map[string]string) (answer string) {
	p.t.Helper()
	return p.interact(p.submission(v, fields))
}

func (p *slackPerson) submission(v slackView, fields map[string]string) map[string]any {
	p.t.Helper()
	values := make(map[string]any)
	for _, block := range v.Blocks {
		element, isInput := block["element"].(map[string]any)
		if !isInput {
			continue
		}
		name := fmt.Sprint(block["block_id"])
		given := map[string]any{"type": element["type"]}
		said, filled := fields[name]
		switch element["type"] {
		case "plain_text_input":
			given["value"] = nil
			if filled {
				given["value"] = said
			}
		case "radio_buttons", "static_select":
			given["selected_option"] = nil
			if filled {
				given["selected_option"] = map[string]any{"value": said}
			}
		case "checkboxes", "multi_static_select":
			chosen := []map[string]any{}
			for _, one := range strings.Fields(said) {
				chosen = append(chosen, map[string]any{"value": one})
			}
			given["selected_options"] = chosen
		default:
			p.t.Fatalf("a modal has an input of type %v", element["type"])
		}
		values[name] = map[string]any{fmt.Sprint(element["action_id"]): given}
	}
	return map[string]any{
		"type": "view_submission", "user": map[string]any{"id": p.user, "team_id": p.team},
		"view": map[string]any{
			"id": v.ID, "team_id": p.team, "type": "modal", "hash": v.Hash, "callback_id": v.CallbackID,
			"private_metadata": v.PrivateMetadata, "blocks": v.Blocks, "state": map[string]any{"values": values},
		},
	}
}

// reaction is what an acknowledgement of a modal says.
func reaction(t *testing.T, answer string) (action string, errors map[string]string) {
	t.Helper()
	var r struct {
		Action string            `json:"response_action"`
		Errors map[string]string `json:"errors"`
	}
	if err := json.Unmarshal([]byte(answer), &r); err != nil {
		t.Fatalf("a modal is answered %q: %v", answer, err)
	}
	return r.Action, r.Errors
}

// comesHome opens the Home tab, and waits until words stand on it.
func (p *slackPerson) comesHome(words ...string) {
	p.t.Helper()
	p.event(map[string]any{"type": "app_home_opened", "user": p.user, "channel": p.channel, "tab": "home", "event_ts": fmt.Sprint(time.Now().Unix())})
	p.findsHome(words...)
}

// findsHome waits until words stand on the Home tab.
func (p *slackPerson) findsHome(words ...string) {
	p.t.Helper()
	eventuallyTrue(p.t, func() bool {
		home := p.seen.home(p.user)
		return !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(home, w) })
	}, func() string { return fmt.Sprintf("the Home tab lacks some of %q: %s", words, p.seen.home(p.user)) })
}

// join brings a teacher with a class and a learner in it.
func (s *slackTeam) join(course string) (teacher, learner *slackPerson) {
	s.t.Helper()
	code := s.served.ownerCode(s.t)
	teacher = s.person("xoxp-rivera")
	teacher.says(code)
	teacher.sees("owner")
	learner = s.person("xoxp-sam")
	learner.joins(teacher.class(course))
	return teacher, learner
}

// class makes one, for a course, and returns its join code. Its teacher is told
// things at every hour.
func (p *slackPerson) class(course string) (code string) {
	p.t.Helper()
	p.says("settings quiet off")
	p.sees("settings minutes")
	p.says("class new 5b, 13-17")
	p.sees("5b")
	p.says("class course " + course)
	p.sees("practises")
	p.says("class code")
	p.sees("Learners join")
	_, after, _ := strings.Cut(p.screen(), "Learners join")
	if code = joinCodeIn.FindString(after); code == "" {
		p.t.Fatalf("there is no join code in %s", after)
	}
	return code
}

func (p *slackPerson) joins(code string) {
	p.t.Helper()
	p.says(code)
	p.sees("Say practice to start")
}
