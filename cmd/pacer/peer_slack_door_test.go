package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
)

// slackView is a modal or a Home tab, as Slack has it.
type slackView struct {
	ID              string           `json:"id"`
	Type            string           `json:"type"`
	Hash            string           `json:"hash"`
	CallbackID      string           `json:"callback_id"`
	PrivateMetadata string           `json:"private_metadata"`
	Blocks          []map[string]any `json:"blocks"`
}

// slackSeen is what a Slack has shown that its Web API does not tell: views,
// and what one person alone was shown.
type slackSeen struct {
	mu       sync.Mutex
	base     string                 // of addresses to answer at
	triggers map[string]string      // of modals: the user
	views    map[string][]slackView // modals, by user
	homes    map[string]slackView   // by user
	whispers map[string][]string    // by channel
	replaced int                    // messages that were replaced at the address of a press
	requests map[string]int         // by method
	token    string                 // that the last installation gave
}

func newSlackSeen(base string) *slackSeen {
	return &slackSeen{
		base: base, triggers: make(map[string]string), views: make(map[string][]slackView), homes: make(map[string]slackView),
		whispers: make(map[string][]string), requests: make(map[string]int),
	}
}

// address is one at which a message may be answered for half an hour.
func (s *slackSeen) address(channel, ts string) string {
	return s.base + "/response/" + channel + "/" + ts
}

// expect says whose trigger it is.
func (s *slackSeen) expect(trigger, user string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.triggers[trigger] = user
}

// opened keeps a modal that was opened with a trigger.
func (s *slackSeen) opened(trigger string, v slackView) {
	s.mu.Lock()
	defer s.mu.Unlock()
	user := s.triggers[trigger]
	s.views[user] = append(s.views[user], v)
}

// published keeps a Home tab.
func (s *slackSeen) published(user string, v slackView) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.homes[user] = v
}

// whispered keeps what one person alone was shown in a channel.
func (s *slackSeen) whispered(channel, text string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.whispers[channel] = append(s.whispers[channel], text)
}

// modals are those that were opened for a user.
func (s *slackSeen) modals(user string) []slackView {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.views[user])
}

// home is all that stands on somebody's Home tab.
func (s *slackSeen) home(user string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	b, err := json.Marshal(s.homes[user].Blocks)
	if err != nil {
		return err.Error()
	}
	return string(b)
}

// heard is all that was shown to single people in a channel.
func (s *slackSeen) heard(channel string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return strings.Join(s.whispers[channel], "\n")
}

// called is how often a method was called.
func (s *slackSeen) called(method string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.requests[method]
}

// replacements is how many messages were replaced at the address of a press.
func (s *slackSeen) replacements() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.replaced
}

// slackReply is what is sent to the address of a press or a command.
type slackReply struct {
	Text    string          `json:"text"`
	Blocks  json.RawMessage `json:"blocks"`
	Replace bool            `json:"replace_original"`
}

// respond serves such addresses. update edits a message.
func (s *slackSeen) respond(w http.ResponseWriter, r *http.Request, update func(channel, ts string, m slackReply) error) {
	channel, ts, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/response/"), "/")
	var m slackReply
	if err := json.NewDecoder(r.Body).Decode(&m); err != nil {
		http.Error(w, "invalid_payload", http.StatusBadRequest)
		return
	}
	if !m.Replace {
		s.whispered(channel, m.Text)
		return
	}
	if err := update(channel, ts, m); err != nil {
		http.Error(w, err.Error(), http.StatusNotFound)
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.replaced++
}

// openSlackDoor stands in front of emulate, which listens on a port: it notes
// what goes by that cannot be asked for later, and serves the addresses that
// come with presses, which emulate does not.
func openSlackDoor(t *testing.T, port int) (address string, seen *slackSeen) {
	t.Helper()
	target := &url.URL{Scheme: "http", Host: fmt.Sprintf("127.0.0.1:%d", port)}
	seen = newSlackSeen("")
	mux := http.NewServeMux()
	mux.HandleFunc("/response/", func(w http.ResponseWriter, r *http.Request) {
		seen.respond(w, r, func(channel, ts string, m slackReply) error { return updateAt(target, channel, ts, m) })
	})
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		if err := seen.pass(w, r, target); err != nil {
			http.Error(w, err.Error(), http.StatusBadGateway)
		}
	})
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	seen.base = server.URL
	return server.URL, seen
}

// asItIs follows no redirect: they are for browsers.
var asItIs = &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}

// pass hands a request on, and notes it with its answer.
func (s *slackSeen) pass(w http.ResponseWriter, r *http.Request, target *url.URL) error {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return err
	}
	on, err := http.NewRequestWithContext(r.Context(), r.Method, target.String()+r.URL.RequestURI(), bytes.NewReader(body))
	if err != nil {
		return err
	}
	on.Header = r.Header
	got, err := asItIs.Do(on)
	if err != nil {
		return err
	}
	defer got.Body.Close()
	answer, err := io.ReadAll(got.Body)
	if err != nil {
		return err
	}
	s.note(strings.TrimPrefix(r.URL.Path, "/api/"), r.Header.Get("Content-Type"), body, answer)
	maps.Copy(w.Header(), got.Header)
	w.WriteHeader(got.StatusCode)
	_, err = w.Write(answer)
	return err
}

// note keeps what a call of a method showed, if Slack took it.
func (s *slackSeen) note(method, contentType string, body, answer []byte) {
	s.mu.Lock()
	s.requests[method]++
	s.mu.Unlock()
	var took struct {
		OK    bool
		View  slackView
		Token string `json:"access_token"`
	}
	if json.Unmarshal(answer, &took) != nil || !took.OK {
		return
	}
	switch method {
	case "oauth.v2.access":
		s.mu.Lock()
		defer s.mu.Unlock()
		s.token = took.Token
	case "views.open":
		s.opened(argument(contentType, body, "trigger_id"), took.View)
	case "views.publish":
		s.published(argument(contentType, body, "user_id"), took.View)
	case "chat.postEphemeral":
		s.whispered(argument(contentType, body, "channel"), argument(contentType, body, "text"))
	}
}

// argument is one of a call, which is a form or JSON.
func argument(contentType string, body []byte, name string) string {
	if strings.HasPrefix(contentType, "application/json") {
		var all map[string]any
		if json.Unmarshal(body, &all) != nil {
			return ""
		}
		return fmt.Sprint(all[name])
	}
	form, err := url.ParseQuery(string(body))
	if err != nil {
		return ""
	}
	return form.Get(name)
}

// updateAt edits a message of emulate's.
func updateAt(target *url.URL, channel, ts string, m slackReply) error {
	form := url.Values{"channel": {channel}, "ts": {ts}, "text": {m.Text}}
	if len(m.Blocks) > 0 {
		form.Set("blocks", string(m.Blocks))
	}
	r, err := http.NewRequest(http.MethodPost, target.String()+"/api/chat.update", strings.NewReader(form.Encode()))
	if err != nil {
		return err
	}
	r.Header.Set("Content-Type", asForm)
	r.Header.Set("Authorization", "Bearer xoxb-peer")
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	var ok struct {
		OK    bool
		Error string
	}
	if err := json.NewDecoder(answer.Body).Decode(&ok); err != nil {
		return err
	}
	if !ok.OK {
		return fmt.Errorf("chat.update: %s", ok.Error)
	}
	return nil
}
