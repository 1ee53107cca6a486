package main

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"pacer/adapters/discord"
	"pacer/adapters/slack"
	"pacer/bot/chat"
	"pacer/coach"
	"pacer/storage"
	"pacer/storage/sqlite"
)

// slackAPI is as much of Slack's Web API as it takes to be connected.
func slackAPI(t *testing.T, answer string) (url string) {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprint(w, answer)
	}))
	t.Cleanup(s.Close)
	return s.URL + "/api"
}

const (
	slackFine = `{"ok":true,"team":"Oak","team_id":"T1","user_id":"U0","bot_id":"B1","url":"https://oak.slack.com/"}`
	slackDead = `{"ok":false,"error":"invalid_auth"}`
)

// serving is `pacer serve` in this process.
type serving struct {
	base string
	out  *safeBuffer
	err  *safeBuffer
	stop func() (code int)
}

// safeBuffer may be read while it is written.
type safeBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (b *safeBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.Write(p)
}

func (b *safeBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.String()
}

func serveWith(t *testing.T, yaml string, env ...string) *serving {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := l.Addr().String()
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "c.yaml")
	if err := os.WriteFile(file, []byte("courses: [planet]\nhttp:\n  listen: "+address+"\n"+yaml), 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	s := &serving{base: "http://" + address, out: &safeBuffer{}, err: &safeBuffer{}}
	done := make(chan int, 1)
	go func() {
		done <- run(ctx, []string{"serve", "--config", file}, environment(env...), strings.NewReader(""), s.out, s.err)
	}()
	s.stop = sync.OnceValue(func() int {
		cancel()
		return <-done
	})
	t.Cleanup(func() { s.stop() })
	return s
}

// get asks for a path until something answers.
func (s *serving) get(t *testing.T, path string) (status int, body string) {
	t.Helper()
	again := time.NewTicker(20 * time.Millisecond)
	defer again.Stop()
	for deadline := time.Now().Add(30 * time.Second); ; <-again.C {
		r, err := http.Get(s.base + path)
		if err == nil {
			defer r.Body.Close()
			data, err := io.ReadAll(r.Body)
			if err != nil {
				t.Fatal(err)
			}
			return r.StatusCode, string(data)
		}
		if time.Now().After(deadline) {
			t.Fatalf("%v\n%s%s", err, s.out, s.err)
		}
	}
}

// post sends a request that Slack has signed with a secret.
func (s *serving) post(t *testing.T, path, kind, body, secret string) (status int, answer string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.base+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	at := strconv.FormatInt(time.Now().Unix(), 10)
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte("v0:" + at + ":" + body))
	r.Header.Set("Content-Type", kind)
	r.Header.Set("X-Slack-Request-Timestamp", at)
	r.Header.Set("X-Slack-Signature", "v0="+hex.EncodeToString(mac.Sum(nil)))
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	data, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(data)
}

// metric is the value of a metric, with its labels as they are written.
func (s *serving) metric(t *testing.T, name string) string {
	t.Helper()
	_, all := s.get(t, "/metrics")
	m := regexp.MustCompile(`(?m)^` + regexp.QuoteMeta(name) + ` (.*)$`).FindStringSubmatch(all)
	if m == nil {
		return ""
	}
	return m[1]
}

func TestServeConnectsWhatHasTokens(t *testing.T) {
	s := serveWith(t, "slack:\n  mode: http\n  api: "+slackAPI(t, slackFine)+"\n", envSlackBot, "xoxb-hidden", envSlackSigning, "hidden-too")
	if status, body := s.get(t, "/readyz"); status != http.StatusOK {
		t.Fatalf("not ready: %s", body)
	}
	const challenge = `{"type":"url_verification","challenge":"abc123"}`
	if status, body := s.post(t, "/slack/events", "application/json", challenge, "hidden-too"); status != http.StatusOK || !strings.Contains(body, "abc123") {
		t.Errorf("Slack's challenge is answered %d %q", status, body)
	}
	if status, _ := s.post(t, "/slack/events", "application/json", challenge, "forged"); status < 400 {
		t.Errorf("a forged signature is answered %d", status)
	}
	if got := s.metric(t, `pacer_refused_total{platform="slack",reason="signature"}`); got != "1" {
		t.Errorf("refused signatures: %q, want 1", got)
	}
	if got := s.metric(t, `pacer_platform_up{platform="slack"}`); got != "1" {
		t.Errorf("Slack is up: %q, want 1", got)
	}
	if status, _ := s.get(t, "/discord/interactions"); status != http.StatusNotFound {
		t.Errorf("Discord, which is off, answers %d", status)
	}
	if code := s.stop(); code != exitFine {
		t.Errorf("it ended with %d: %s", code, s.err)
	}
	for _, want := range []string{"Slack: on, by HTTP under /slack/\n", "Discord: off; next set DISCORD_TOKEN"} {
		if !strings.Contains(s.out.String(), want) {
			t.Errorf("it does not say %q:\n%s", want, s.out)
		}
	}
	if all := s.out.String() + s.err.String(); strings.Contains(all, "hidden") {
		t.Errorf("a token shows: %s", all)
	}
}

func TestADeadTokenEndsServeWithASentence(t *testing.T) {
	s := serveWith(t, "slack:\n  mode: http\n  api: "+slackAPI(t, slackDead)+"\n", envSlackBot, "xoxb-hidden", envSlackSigning, "hidden-too")
	for deadline := time.After(30 * time.Second); !strings.Contains(s.err.String(), "pacer: "); {
		select {
		case <-deadline:
			t.Fatalf("it does not end: %s", s.err)
		case <-time.After(20 * time.Millisecond):
		}
	}
	if code := s.stop(); code != exitFailed {
		t.Errorf("it ended with %d, want %d", code, exitFailed)
	}
	if said := s.err.String(); !strings.Contains(said, envSlackBot) || strings.Contains(said, "hidden") {
		t.Errorf("it says %s", said)
	}
}

// What comes before it is known whose token it is waits, or is sent away to
// come again; it is never taken and lost.
func TestAnEventThatComesDuringTheStartIsNotLost(t *testing.T) {
	known, posted := make(chan struct{}), make(chan string, 16)
	api := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		switch method := strings.TrimPrefix(r.URL.Path, "/api/"); method {
		case "auth.test":
			<-known
			fmt.Fprint(w, slackFine)
		case "conversations.open":
			fmt.Fprint(w, `{"ok":true,"channel":{"id":"D7"}}`)
		case "chat.postMessage":
			posted <- r.FormValue("text")
			fmt.Fprint(w, `{"ok":true,"channel":"D7","ts":"1763827500.000100"}`)
		case "users.info":
			fmt.Fprint(w, `{"ok":true,"user":{"id":"U7","team_id":"T1","name":"ada","tz":"Europe/Paris","profile":{"display_name":"Ada"}}}`)
		default:
			fmt.Fprint(w, `{"ok":true,"messages":[]}`)
		}
	}))
	t.Cleanup(api.Close)
	s := serveWith(t, "slack:\n  mode: http\n  api: "+api.URL+"/api/\n", envSlackBot, "xoxb-hidden", envSlackSigning, "hidden-too")
	s.get(t, "/healthz")
	event := fmt.Sprintf(`{"type":"event_callback","team_id":"T1","event_id":"Ev1","event_time":%d,"authorizations":[{"team_id":"T1","user_id":"U0","is_bot":true}],"event":{"type":"message","channel_type":"im","channel":"D7","user":"U7","team":"T1","text":"help","ts":"%d.000100"}}`, time.Now().Unix(), time.Now().Unix())
	first := make(chan int, 1)
	go func() {
		status, _ := s.post(t, "/slack/events", "application/json", event, "hidden-too")
		first <- status
	}()
	var status int
	select {
	case status = <-first:
		if status == http.StatusOK {
			t.Error("it was acknowledged before anything could be done with it")
		}
	case <-time.After(200 * time.Millisecond):
	}
	close(known)
	if status == 0 {
		status = <-first
	}
	for deadline := time.Now().Add(20 * time.Second); status != http.StatusOK; {
		if time.Now().After(deadline) {
			t.Fatalf("the event is still answered %d: %s", status, s.err)
		}
		status, _ = s.post(t, "/slack/events", "application/json", event, "hidden-too") // as Slack does
	}
	select {
	case <-posted:
	case <-time.After(20 * time.Second):
		t.Errorf("it was acknowledged and not answered: %s", s.err)
	}
}

// Whenever it is told to leave while it starts, it leaves well.
func TestLeavingWhileStartingIsNoFailure(t *testing.T) {
	file := filepath.Join(t.TempDir(), "c.yaml")
	for _, wait := range []time.Duration{0, 2, 5, 10, 20, 40, 80} {
		yaml := fmt.Sprintf("courses: [planet]\ndatabase: %d.db\nhttp:\n  listen: 127.0.0.1:0\n", wait)
		if err := os.WriteFile(file, []byte(yaml), 0o600); err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), wait*time.Millisecond)
		var out, complaints bytes.Buffer
		code := run(ctx, []string{"serve", "--config", file}, environment(), strings.NewReader(""), &out, &complaints)
		cancel()
		if code != exitFine || !strings.Contains(complaints.String(), "msg=\"leaving before") && !strings.Contains(complaints.String(), "msg=leaving") {
			t.Errorf("after %v ms: %d, %s", int64(wait), code, &complaints)
		}
	}
}

func TestWrongTokensEndServeAndCheck(t *testing.T) {
	file := filepath.Join(t.TempDir(), "c.yaml")
	if err := os.WriteFile(file, []byte("courses: [planet]\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, command := range []string{"serve", "check"} {
		var out, complaints bytes.Buffer
		code := run(t.Context(), []string{command, "--config", file}, environment(envSlackBot, "xapp-hidden", envKey, "hidden"), strings.NewReader(""), &out, &complaints)
		want := "pacer: SLACK_BOT_TOKEN holds an app-level token"
		if code != exitFailed || !strings.HasPrefix(complaints.String(), want) || !strings.Contains(complaints.String(), "\npacer: key 1 of PACER_KEY") {
			t.Errorf("%s: %d, %s; want both faults", command, code, &complaints)
		}
		if strings.Contains(complaints.String(), "hidden") {
			t.Errorf("%s quotes a token: %s", command, &complaints)
		}
	}
}

// fake is a platform that is as it is told.
type fake struct {
	chat.Adapter
	name     string
	mu       sync.Mutex
	down     error
	findings []chat.Finding
}

// is makes the platform away, or with no error there.
func (f *fake) is(down error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.down = down
}

func (f *fake) Name() string { return f.name }

// Health implements chat.Healthy.
func (f *fake) Health() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.down
}

func (f *fake) Examine(context.Context) []chat.Finding { return f.findings }

func TestReadinessSaysWhichPlatformIsAway(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		one, two := &fake{name: "discord"}, &fake{name: "slack"}
		var log bytes.Buffer
		h := newHealth([]chat.Adapter{one, two}, slog.New(slog.NewTextHandler(&log, nil)), time.Now)
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		ended := make(chan error, 1)
		go func() { ended <- h.run(ctx) }()
		away := func(after time.Duration, want string, atLeast time.Duration) {
			t.Helper()
			time.Sleep(after) // the bubble's clock
			if name, since := h.away(); name != want || since < atLeast || since > atLeast+healthEvery {
				t.Errorf("away is %q for %v, want %q for %v", name, since, want, atLeast)
			}
		}
		away(time.Minute, "", 0)
		two.is(errors.New("no route"))
		away(time.Minute, "slack", 50*time.Second)
		one.is(errors.New("no route either"))
		away(10*time.Minute, "slack", 10*time.Minute+50*time.Second)
		two.is(nil)
		away(time.Minute, "discord", 10*time.Minute+50*time.Second)
		one.is(nil)
		away(time.Minute, "", 0)
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
		if n := strings.Count(log.String(), "msg="); n != 4 {
			t.Errorf("%d lines in the log, want one each time that something changed:\n%s", n, &log)
		}
	})
}

func TestAPlatformThatIsNotConnectedAtTheVeryStartIsNoNews(t *testing.T) {
	p := &fake{name: "slack", down: errors.New("not connected yet")}
	var log bytes.Buffer
	h := newHealth([]chat.Adapter{p}, slog.New(slog.NewTextHandler(&log, nil)), time.Now)
	h.look()
	if log.Len() > 0 {
		t.Errorf("the log holds %s", &log)
	}
	for range 2 {
		h.look()
		if n := strings.Count(log.String(), "is not connected"); n != 1 {
			t.Errorf("after a while it is said %d times, want once: %s", n, &log)
		}
	}
	if name, _ := h.away(); name != "slack" {
		t.Errorf("away is %q", name)
	}
}

func TestDoctorShowsWhatAPlatformFinds(t *testing.T) {
	var out bytes.Buffer
	d := examination{program: &program{out: &out}, now: time.Now()}
	d.platform(t.Context(), &fake{name: "slack", findings: []chat.Finding{
		{Grade: chat.Fine, Text: `team "Oak", scopes complete`}, {Grade: chat.Noted, Text: "events come by HTTP"},
	}})
	if d.bad {
		t.Error("it is said to be bad, and nothing is")
	}
	d.platform(t.Context(), &fake{name: "discord", findings: []chat.Finding{{Grade: chat.Faulty, Text: "it may not write in #study:\ngive it\x1b[31m that"}}})
	want := `ok    slack      team "Oak", scopes complete
note  slack      events come by HTTP
FIX   discord    it may not write in #study:
                 give it[31m that
`
	if diff := cmp.Diff(want, out.String()); diff != "" || !d.bad {
		t.Errorf("bad: %v; -want +got:\n%s", d.bad, diff)
	}
}

func keysOf(t *testing.T, text string) *storage.Keys {
	t.Helper()
	k, err := storage.ParseKeys(text)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func TestInstallsAreKeptSealedAlsoInBackups(t *testing.T) {
	s := newService(t)
	ctx := t.Context()
	vault := installs{s.store.Vault("slack", keysOf(t, aKey))}
	want := slack.Install{
		Team: "T1", Enterprise: "E1", Name: "Oak", Token: "xoxb-hidden", Refresh: "xoxe-hidden",
		Expires: time.Date(2026, 11, 22, 18, 0, 0, 0, time.UTC), Bot: "U0", Installer: "U7", Scopes: "chat:write,commands",
	}
	if err := vault.Put(ctx, want); err != nil {
		t.Fatal(err)
	}
	got, err := vault.Install(ctx, "T1")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if teams, err := vault.Teams(ctx); err != nil || len(teams) != 1 || teams[0] != "T1" {
		t.Errorf("teams are %q, %v", teams, err)
	}
	if _, err := vault.Install(ctx, "T2"); !coach.IsNotFound(err) {
		t.Errorf("a team that gave nothing: %v, want not found", err)
	}
	copied := filepath.Join(t.TempDir(), "copy.db")
	if err := sqlite.Backup(ctx, s.config.Database, copied); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(copied)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(data, []byte("T1")) || bytes.Contains(data, []byte("hidden")) || bytes.Contains(data, []byte("U7")) {
		t.Error("the backup does not hold the install, or it holds it unsealed")
	}
	if err := vault.Remove(ctx, "T1"); err != nil {
		t.Fatal(err)
	}
	if _, err := vault.Install(ctx, "T1"); !coach.IsNotFound(err) {
		t.Errorf("after it was removed: %v, want not found", err)
	}
}

func TestDoctorTriesTheKeys(t *testing.T) {
	s := newService(t)
	const older, newer = "2025:" + aKey, "2026:HwECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
	if err := s.store.Vault("slack", keysOf(t, older)).Put(t.Context(), "T1", []byte("{}")); err != nil {
		t.Fatal(err)
	}
	look := func(keys *storage.Keys) string {
		var out bytes.Buffer
		d := examination{program: &program{out: &out}, now: time.Now()}
		if err := d.vault(t.Context(), s.store.Vault("slack", keys)); err != nil {
			t.Fatal(err)
		}
		return out.String()
	}
	for _, tt := range []struct {
		name string
		keys *storage.Keys
		want string
	}{
		{"the key", keysOf(t, older), "ok    keys       what 1 team gave opens with the first key of PACER_KEY\n"},
		{"a newer one before it", keysOf(t, newer+","+older), "note  keys       what 1 team gave is sealed with an older key of PACER_KEY: "},
		{"another one", keysOf(t, newer), "FIX   keys       what slack T1 gave is sealed with the key 2025, which PACER_KEY does not hold: "},
		{"none", nil, "FIX   keys       what slack T1 gave is sealed with the key 2025, which PACER_KEY does not hold: "},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := look(tt.keys); !strings.HasPrefix(got, tt.want) {
				t.Errorf("it says %q, want %q…", got, tt.want)
			}
		})
	}
	s.tokens.keys = keysOf(t, newer+","+older)
	if err := s.reseal(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := look(keysOf(t, newer)); !strings.HasPrefix(got, "ok ") {
		t.Errorf("after it was sealed anew, the newer key alone: %q", got)
	}
}

func TestMarksOfConversationsAreKept(t *testing.T) {
	s := newService(t)
	m := marks{s.store.Marks("discord")}
	want := []discord.Mark{{Channel: "2", Message: "1000"}, {Channel: "1", Message: "999"}}
	if err := m.Mark(t.Context(), want); err != nil {
		t.Fatal(err)
	}
	all, err := m.Marks(t.Context(), 5)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, all); diff != "" {
		t.Error(diff)
	}
}
