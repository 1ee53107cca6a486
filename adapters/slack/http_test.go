package slack

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"pacer/bot/chat"
	"pacer/bot/say"
)

func TestOnlyWhatSlackSignedIsTaken(t *testing.T) {
	t.Parallel()
	body := []byte(message("Ev1", "U1", "hello"))
	now := time.Now()
	good := sign(body, signingSecret, now)
	changed := func(change func(http.Header)) http.Header {
		h := good.Clone()
		change(h)
		return h
	}
	for _, tc := range []struct {
		name    string
		header  http.Header
		status  int
		counted string
	}{
		{"a good signature is taken", good, 200, ""},
		{"one of just under five minutes ago is taken", sign(body, signingSecret, now.Add(-299*time.Second)), 200, ""},
		{"one of more than five minutes ago is stale", sign(body, signingSecret, now.Add(-302*time.Second)), 401, "stale"},
		{"one from more than five minutes ahead is stale", sign(body, signingSecret, now.Add(302*time.Second)), 401, "stale"},
		{"one made with another secret is refused", sign(body, "other", now), 401, "signature"},
		{"one of another body is refused", sign([]byte("{}"), signingSecret, now), 401, "signature"},
		{"none is refused", http.Header{}, 401, "signature"},
		{"a time that is changed is refused", changed(func(h http.Header) {
			h.Set("X-Slack-Request-Timestamp", fmt.Sprint(now.Unix()-1))
		}), 401, "signature"},
		{"a time that is none is refused", changed(func(h http.Header) { h.Set("X-Slack-Request-Timestamp", "now") }), 401, "signature"},
		{"another version is refused", changed(func(h http.Header) {
			h.Set("X-Slack-Signature", strings.Replace(h.Get("X-Slack-Signature"), "v0=", "v1=", 1))
		}), 401, "signature"},
		{"a cut one is refused", changed(func(h http.Header) { h.Set("X-Slack-Signature", h.Get("X-Slack-Signature")[:40]) }), 401, "signature"},
		{"an empty one is refused", changed(func(h http.Header) { h.Set("X-Slack-Signature", "v0=") }), 401, "signature"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			s := newStage(t, nil)
			s.isNow(now)
			s.play(nil)
			w := s.send("/events", "application/json", body, tc.header)
			if w.Code != tc.status {
				t.Errorf("answered %d, want %d", w.Code, tc.status)
			}
			want := map[string]int{}
			if tc.counted != "" {
				want[tc.counted] = 1
				if w.Header().Get("X-Slack-No-Retry") != "1" {
					t.Error("Slack is not told that sending it again is pointless")
				}
			}
			if d := cmp.Diff(want, s.counted()); d != "" {
				t.Errorf("counted (-want +got):\n%s", d)
			}
			if n := len(s.heard()); (n == 1) != (tc.status == 200) {
				t.Errorf("%d events were handed over", n)
			}
		})
	}
}

// endless is a body that does not say how long it is.
type endless struct{ read int }

func (e *endless) Read(p []byte) (int, error) {
	e.read += len(p)
	return len(p), nil
}

func TestBodiesThatAreNotTaken(t *testing.T) {
	t.Parallel()
	large := bytes.Repeat([]byte("a"), mostBody+1)
	for _, tc := range []struct {
		name, path, kind string
		body             []byte
		status           int
		counted          string
	}{
		{"one too large", "/events", "application/json", large, 413, "oversized"},
		{"a command too large", "/command", formType, large, 413, "oversized"},
		{"JSON that is not UTF-8", "/events", "application/json", []byte("{\"type\":\"\xff\"}"), 400, "encoding"},
		{"a payload that is not UTF-8", "/action", formType, []byte("payload=%7B%22type%22%3A%22%ff%22%7D"), 400, "encoding"},
		{"a command that is not UTF-8", "/command", formType, []byte(commandBody("C1", "a", "1") + "&text=%ff"), 200, ""},
		{"a command whose text is not UTF-8", "/command", formType, []byte(strings.Replace(commandBody("C1", "TEXT", "1"), "TEXT", "%ff", 1)), 400, "encoding"},
		{"no JSON", "/events", "application/json", []byte("hello"), 400, "malformed"},
		{"no payload", "/action", formType, []byte("a=b"), 400, "malformed"},
		{"a form that is none", "/action", formType, []byte("payload=%zz"), 400, "malformed"},
		{"a command without user", "/command", formType, []byte("team_id=T1&trigger_id=1"), 400, "malformed"},
		{"an event without team", "/events", "application/json", []byte(`{"type":"event_callback","event":{"type":"message"}}`), 400, "malformed"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			s := newStage(t, nil)
			s.play(nil)
			w := s.post(tc.path, tc.kind, tc.body)
			if w.Code != tc.status {
				t.Errorf("answered %d, want %d", w.Code, tc.status)
			}
			want := map[string]int{}
			if tc.counted != "" {
				want[tc.counted] = 1
			}
			if d := cmp.Diff(want, s.counted()); d != "" {
				t.Errorf("counted (-want +got):\n%s", d)
			}
			if tc.status != 200 && len(s.heard()) > 0 {
				t.Errorf("an event was handed over: %+v", s.heard())
			}
		})
	}
	t.Run("one without end is read no further than the limit", func(t *testing.T) {
		t.Parallel()
		s := newStage(t, nil)
		s.play(nil)
		e := new(endless)
		r := httptest.NewRequest(http.MethodPost, "/events", io.NopCloser(e))
		r.ContentLength = -1
		w := httptest.NewRecorder()
		s.Handler().ServeHTTP(w, r)
		if w.Code != http.StatusRequestEntityTooLarge || e.read > 2*mostBody {
			t.Errorf("answered %d after reading %d bytes", w.Code, e.read)
		}
	})
}

func TestSlacksOwnQuestionsAreAnswered(t *testing.T) {
	t.Parallel()
	s := newStage(t, nil)
	s.play(nil)
	if w := s.event(`{"type":"url_verification","challenge":"c <3"}`); w.Code != 200 || w.Body.String() != "c <3" {
		t.Errorf("url_verification: %d %q", w.Code, w.Body)
	}
	unsigned := s.send("/events", "application/json", []byte(`{"type":"url_verification","challenge":"c"}`), http.Header{})
	if unsigned.Code != 401 {
		t.Errorf("an unsigned url_verification: %d", unsigned.Code)
	}
	if w := s.send("/command", formType, []byte("ssl_check=1&token=x"), http.Header{}); w.Code != 200 || w.Body.Len() > 0 {
		t.Errorf("ssl_check: %d %q", w.Code, w.Body)
	}
	if w := s.send("/command", formType, []byte("ssl_check=1&"+commandBody("C1", "help", "1")), http.Header{}); w.Code != 401 {
		t.Errorf("a command that says it is an ssl_check: %d", w.Code)
	}
	get := httptest.NewRecorder()
	s.Handler().ServeHTTP(get, httptest.NewRequest(http.MethodGet, "/command?ssl_check=1", nil))
	if get.Code != 200 {
		t.Errorf("ssl_check by GET: %d", get.Code)
	}
	s.event(`{"type":"app_rate_limited","team_id":"T1","minute_rate_limited":1}`)
	if s.counted()["limited"] != 1 || len(s.heard()) != 0 {
		t.Errorf("counted %v, heard %v", s.counted(), s.heard())
	}
}

func TestBeforeRunNothingIsAcknowledged(t *testing.T) {
	t.Parallel()
	s := newStage(t, nil)
	if w := s.event(message("Ev1", "U1", "hi")); w.Code != http.StatusServiceUnavailable {
		t.Errorf("before Run: %d", w.Code)
	}
	s.play(nil)()
	if w := s.event(message("Ev1", "U1", "hi")); w.Code != http.StatusServiceUnavailable {
		t.Errorf("after Run: %d", w.Code)
	}
}

func TestAnEventIsAcknowledgedAfterTheCommit(t *testing.T) {
	t.Parallel()
	t.Run("and not when the handler fails", func(t *testing.T) {
		t.Parallel()
		s := newStage(t, nil)
		fail := true
		s.play(func(context.Context, chat.Event) (*chat.Answer, error) {
			if fail {
				return nil, errors.New("disk full")
			}
			return nil, nil
		})
		if w := s.event(message("Ev1", "U1", "hi")); w.Code != http.StatusServiceUnavailable || strings.Contains(w.Body.String(), "disk") {
			t.Errorf("a failed event was answered %d %q", w.Code, w.Body)
		}
		if s.web.called("chat.postEphemeral")+s.web.called("chat.postMessage") > 0 {
			t.Error("something was said, though Slack sends the event again")
		}
		fail = false
		if w := s.event(message("Ev1", "U1", "hi")); w.Code != 200 {
			t.Errorf("sent again it was answered %d", w.Code)
		}
		if ids := s.heard(); len(ids) != 2 || ids[0].ID != ids[1].ID {
			t.Errorf("heard %+v", ids)
		}
	})
	t.Run("and not when the handler panics", func(t *testing.T) {
		t.Parallel()
		s := newStage(t, nil)
		s.play(func(context.Context, chat.Event) (*chat.Answer, error) { panic("oh") })
		if w := s.event(message("Ev1", "U1", "hi")); w.Code != http.StatusServiceUnavailable {
			t.Errorf("answered %d", w.Code)
		}
		if w := s.command("practice", "1"); !strings.Contains(w.Body.String(), "ephemeral") {
			t.Errorf("the command was answered %q", w.Body)
		}
	})
}

// An interaction is delivered once: another one with its ID is a replay.
func TestAReplayedPressIsNotHandedOver(t *testing.T) {
	t.Parallel()
	s := newStage(t, nil)
	s.play(nil)
	for range 3 {
		if w := s.action(press("1.2.3", "U1", "c1", "a:1")); w.Code != 200 || w.Body.Len() > 0 {
			t.Errorf("answered %d %q", w.Code, w.Body)
		}
	}
	if n := len(s.heard()); n != 1 {
		t.Errorf("handed over %d times", n)
	}
	if n := s.counted()["replayed"]; n != 2 {
		t.Errorf("counted %d replays", n)
	}
	s.event(message("Ev1", "U1", "hi"))
	s.event(message("Ev1", "U1", "hi"))
	if n := len(s.heard()); n != 3 {
		t.Errorf("an event that Slack sends again has to reach the bot; heard %d", n-1)
	}
}

// What failed was not taken, and may be sent again.
func TestAFailedPressIsNoReplay(t *testing.T) {
	t.Parallel()
	s := newStage(t, nil)
	failures := 1
	s.play(func(context.Context, chat.Event) (*chat.Answer, error) {
		failures--
		if failures >= 0 {
			return nil, errors.New("busy")
		}
		return nil, nil
	})
	s.action(press("1.2.3", "U1", "c1", "a:1"))
	s.action(press("1.2.3", "U1", "c1", "a:1"))
	if n := len(s.heard()); n != 2 {
		t.Errorf("handed over %d times", n)
	}
}

func TestOnePersonsEventsAreInOrder(t *testing.T) {
	t.Parallel()
	s := newStage(t, nil)
	users := []string{"U1", "U2", "U3"}
	var mu sync.Mutex
	order := make(map[string][]string)
	inside := make(map[string]int)
	var together sync.WaitGroup // nobody's first event ends before everybody's has begun
	together.Add(len(users))
	s.play(func(_ context.Context, ev chat.Event) (*chat.Answer, error) {
		user := ev.From.User
		mu.Lock()
		inside[user]++
		if inside[user] > 1 {
			t.Errorf("two events of %s are handled at once", user)
		}
		mu.Unlock()
		if ev.Text == "0" {
			together.Done()
			together.Wait()
		}
		mu.Lock()
		inside[user]--
		order[user] = append(order[user], ev.Text)
		mu.Unlock()
		return nil, nil
	})
	r := s.run.Load()
	var done sync.WaitGroup
	var want []string
	for i := range 20 {
		want = append(want, fmt.Sprint(i))
		for _, user := range users {
			h, err := translateEvent([]byte(message(fmt.Sprint("Ev", user, i), user, fmt.Sprint(i))))
			if err != nil {
				t.Fatal(err)
			}
			done.Add(1)
			if !s.take(r, h, func(any) error { return nil }, done.Done) {
				t.Fatal("it was not taken")
			}
		}
	}
	done.Wait()
	for user, got := range order {
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%s (-want +got):\n%s", user, d)
		}
	}
}

func TestTooMuchAtOnceIsNotAcknowledged(t *testing.T) {
	t.Parallel()
	s := newStage(t, nil)
	s.lanes.most = 1
	hold, held := make(chan struct{}), make(chan struct{})
	s.play(func(context.Context, chat.Event) (*chat.Answer, error) {
		close(held)
		<-hold
		return nil, nil
	})
	first := make(chan int)
	go func() { first <- s.event(message("Ev1", "U1", "hi")).Code }()
	<-held
	if w := s.event(message("Ev2", "U2", "hi")); w.Code != http.StatusServiceUnavailable {
		t.Errorf("answered %d", w.Code)
	}
	if s.counted()["busy"] != 1 {
		t.Errorf("counted %v", s.counted())
	}
	close(hold)
	if code := <-first; code != 200 {
		t.Errorf("what was in hand was answered %d", code)
	}
}

// Two seconds are for the commit; then whoever waits is told, and what the bot
// commits later is shown all the same.
func TestWhatTakesTooLong(t *testing.T) {
	slow := chat.Plain(say.In("en").Say("slow"))
	t.Run("a command is answered that it does", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			s := newStage(t, nil)
			deadlines := make(chan time.Time, 1)
			s.play(func(ctx context.Context, _ chat.Event) (*chat.Answer, error) {
				deadline, _ := ctx.Deadline()
				deadlines <- deadline
				<-ctx.Done()
				time.Sleep(time.Second)
				return nil, ctx.Err()
			})
			began := time.Now()
			w := s.command("practice", "1")
			if took := time.Since(began); took > 2500*time.Millisecond {
				t.Errorf("answered after %v", took)
			}
			if deadline := <-deadlines; !deadline.Equal(began.Add(2 * time.Second)) {
				t.Errorf("the handler had %v", deadline.Sub(began))
			}
			if !strings.Contains(w.Body.String(), slow) || !strings.Contains(w.Body.String(), "ephemeral") {
				t.Errorf("answered %q", w.Body)
			}
		})
	})
	t.Run("a press is acknowledged, and told so once", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			s := newStage(t, nil)
			s.play(func(ctx context.Context, _ chat.Event) (*chat.Answer, error) {
				time.Sleep(4 * time.Second)
				return nil, context.DeadlineExceeded
			})
			began := time.Now()
			if w := s.action(press("1", "U1", "c1", "a:1")); w.Code != 200 || w.Body.Len() > 0 {
				t.Errorf("answered %d %q", w.Code, w.Body)
			}
			if took := time.Since(began); took > 2500*time.Millisecond {
				t.Errorf("acknowledged after %v", took)
			}
			time.Sleep(5 * time.Second)
			if n := s.web.called("1"); n != 1 || !strings.Contains(s.web.said(), slow) {
				t.Errorf("told %d times:\n%s", n, s.web.said())
			}
		})
	})
	t.Run("what is committed late is still shown", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			s := newStage(t, nil)
			delivered := make(chan error, 1)
			s.play(func(context.Context, chat.Event) (*chat.Answer, error) {
				time.Sleep(2800 * time.Millisecond)
				return &chat.Answer{Message: chat.Text("Right."), Delivered: func(_ chat.Receipt, err error) { delivered <- err }}, nil
			})
			s.command("practice", "1")
			if err := <-delivered; err != nil {
				t.Errorf("delivered with %v", err)
			}
			if !strings.Contains(s.web.said(), "Right.") {
				t.Errorf("said:\n%s", s.web.said())
			}
		})
	})
	t.Run("an event that waits for one before it is left to Slack", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			s := newStage(t, nil)
			s.play(func(_ context.Context, ev chat.Event) (*chat.Answer, error) {
				time.Sleep(5 * time.Second)
				return nil, nil
			})
			go s.event(message("Ev1", "U1", "one"))
			synctest.Wait()
			began := time.Now()
			if w := s.event(message("Ev2", "U1", "two")); w.Code != http.StatusServiceUnavailable {
				t.Errorf("answered %d", w.Code)
			}
			if took := time.Since(began); took > 3*time.Second {
				t.Errorf("after %v", took)
			}
			if n := len(s.heard()); n != 1 {
				t.Errorf("heard %d", n)
			}
		})
	})
}

func TestAMessageWithFilesIsAcknowledgedAtOnce(t *testing.T) {
	t.Parallel()
	s := newStage(t, nil)
	read, acknowledged := make(chan error, 1), make(chan struct{})
	s.web.does("deck.csv", func(v url.Values) any {
		if v.Get("authorization") != "Bearer xoxb-secret" {
			return 403
		}
		return map[string]any{"question": 1}
	})
	s.play(func(ctx context.Context, ev chat.Event) (*chat.Answer, error) {
		<-acknowledged
		if len(ev.Files) != 1 || ev.Files[0].Name != "deck.csv" || ev.Files[0].Size != 3 || ev.Text != "here" {
			read <- fmt.Errorf("got %+v", ev)
			return nil, nil
		}
		f, err := ev.Files[0].Open(ctx)
		if err == nil {
			_, err = io.ReadAll(f)
			f.Close()
		}
		read <- err
		return nil, nil
	})
	body := strings.Replace(message("Ev1", "U1", "here"), `"text"`,
		`"subtype":"file_share","files":[{"name":"deck.csv","size":3,"url_private":"https://files.slack.com/T1/deck.csv"}],"text"`, 1)
	if w := s.event(body); w.Code != 200 {
		t.Errorf("answered %d", w.Code)
	}
	close(acknowledged)
	if err := <-read; err != nil {
		t.Error(err)
	}
}

func TestTheTokenGoesToSlackAlone(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name, url, redirect string
		asked               []string
	}{
		{"another host is not asked", "https://evil.example/deck", "", nil},
		{"a host that ends alike is not asked", "https://notslack.com/deck", "", nil},
		{"Slack without TLS is not asked", "http://files.slack.com/deck", "", nil},
		{"a name before the host is not Slack", "https://files.slack.com@evil.example/deck", "", nil},
		{"a redirect elsewhere is not followed", "https://files.slack.com/deck", "https://evil.example/deck", []string{"https://files.slack.com/deck"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			s := newStage(t, nil)
			s.web.does("deck", func(v url.Values) any {
				h := http.Header{}
				h.Set("Location", tc.redirect)
				return &http.Response{StatusCode: http.StatusFound, Header: h, Body: http.NoBody}
			})
			f := s.files(&team{Install: Install{Token: "xoxb-secret"}}, []sent{{url: tc.url}})[0]
			if _, err := f.Open(t.Context()); err == nil || strings.Contains(err.Error(), "xoxb") {
				t.Errorf("opened with error %v", err)
			}
			var asked []string
			for _, b := range s.web.bodies {
				asked = append(asked, b.Get("url"))
			}
			if d := cmp.Diff(tc.asked, asked); d != "" {
				t.Errorf("asked (-want +got):\n%s", d)
			}
		})
	}
}

// Whatever the number of people and presses, each answer is delivered once.
func TestEveryPressIsAnswered(t *testing.T) {
	t.Parallel()
	s := newStage(t, nil)
	var delivered, failed atomic.Int64
	s.play(func(_ context.Context, ev chat.Event) (*chat.Answer, error) {
		return &chat.Answer{Message: chat.Text("Right."), Updates: true, Delivered: func(_ chat.Receipt, err error) {
			delivered.Add(1)
			if err != nil {
				failed.Add(1)
			}
		}}, nil
	})
	const people, presses = 64, 20
	var all sync.WaitGroup
	for p := range people {
		all.Go(func() {
			for n := range presses {
				body := strings.ReplaceAll(press(fmt.Sprintf("%d.%d", p, n), fmt.Sprint("U", p), "c1", "a:1"), "actions/1", fmt.Sprintf("actions/%d.%d", p, n))
				if w := s.action(body); w.Code != 200 {
					t.Errorf("answered %d", w.Code)
				}
			}
		})
	}
	all.Wait()
	s.eventually(func() bool { return delivered.Load() == people*presses }, "every answer is delivered")
	if failed.Load() > 0 || len(s.heard()) != people*presses {
		t.Errorf("%d failed, heard %d", failed.Load(), len(s.heard()))
	}
}

// Every request carries a token or words of a person: neither goes where the
// request did not.
func TestNothingIsSentOnToAnotherServer(t *testing.T) {
	t.Parallel()
	var leaked atomic.Int32
	other := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { leaked.Add(1) }))
	t.Cleanup(other.Close)
	slacks := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, other.URL, http.StatusTemporaryRedirect) // which keeps method and body
	}))
	t.Cleanup(slacks.Close)
	a, err := New(Options{Token: "xoxb-secret", SigningSecret: signingSecret, APIURL: slacks.URL + "/api/"})
	if err != nil {
		t.Fatal(err)
	}
	shown := render(chat.Text("You are at Developing."), maxBlocks, noFile)
	for name, err := range map[string]error{
		"a method":                errOf(a.speaker(a.Token).AuthTestContext(t.Context())),
		"an answer to a press":    a.respond(t.Context(), slacks.URL+"/actions/1", "", shown, beside),
		"a file":                  a.put(t.Context(), "T1", "http"+strings.TrimPrefix(slacks.URL, "http")+"/upload", "picture.png", []byte("x")),
		"a code for an install":   errOf(a.install(t.Context(), "code")),
		"a file that was sent in": errOf(a.download(t.Context(), &team{Install: Install{Token: a.Token}}, slacks.URL+"/files/1")),
	} {
		if err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	if n := leaked.Load(); n != 0 {
		t.Errorf("%d requests were sent on", n)
	}
}

func errOf[T any](_ T, err error) error { return err }

func TestTheNameOfAFileStaysOutOfErrors(t *testing.T) {
	t.Parallel()
	gone := httptest.NewServer(http.NotFoundHandler())
	gone.Close()
	a, err := New(Options{Token: "xoxb-secret", SigningSecret: signingSecret, APIURL: gone.URL + "/api/"})
	if err != nil {
		t.Fatal(err)
	}
	f := a.files(&team{Install: Install{Token: a.Token}}, []sent{{url: gone.URL + "/files-pri/T1-F1/mias_diary.apkg"}})[0]
	if _, err := f.Open(t.Context()); err == nil || strings.Contains(err.Error(), "diary") {
		t.Errorf("opened with error %v", err)
	}
}
