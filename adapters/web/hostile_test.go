package web

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/iotest"
	"unicode/utf8"

	"golang.org/x/net/html"

	"pacer/bot"
	"pacer/bot/chat"
	"pacer/bot/page"
	"pacer/bot/say"
	"pacer/coach"
)

// A school is often one address: what one pupil's script asks there, before
// anybody is let in, keeps nobody waiting who has entered.
func TestAStormFromTheSameAddressDoesNotReachWhoHasEntered(t *testing.T) {
	s := newStage(t, Options{})
	s.freeze()
	s.run(quiet)
	b := s.enters(ada, "ada")
	b.get("/web/chat").wants(t, http.StatusOK, "")
	form := b.filled(b.get("/web/chat"), "/chat/say", url.Values{"text": {"hello"}})
	stranger := s.browser()
	refused := 0
	for range askedAtOnce + 100 {
		if stranger.get("/web/in?t="+eventID()+eventID()).status == http.StatusTooManyRequests {
			refused++
		}
	}
	if refused < 100 {
		t.Fatalf("only %d of the storm were turned away", refused)
	}
	b.get("/web/chat").wants(t, http.StatusOK, "")
	if p := b.do(http.MethodPost, "/web/chat/say", form); p.status != http.StatusSeeOther {
		t.Errorf("what they say is answered with %d", p.status)
	}
	t.Run("but a visit asks no more than its own share", func(t *testing.T) {
		for range askedAtOnce {
			if b.get("/web/nothing/there").status == http.StatusTooManyRequests {
				return
			}
		}
		t.Error("a visit may ask without end")
	})
	t.Run("and none that has ended has a share", func(t *testing.T) {
		s.later(visitIdle)
		b.get("/web/chat")
		s.adapter.limits.mu.Lock()
		defer s.adapter.limits.mu.Unlock()
		for of := range s.adapter.limits.clients {
			if of.visit != "" {
				t.Errorf("visit %s still has a measure of its own", of.visit)
			}
		}
	})
}

func TestManyGuessesAtOnceAreAsMany(t *testing.T) {
	s := newStage(t, Options{})
	s.freeze()
	b := s.browser()
	door := b.get("/web/")
	var all sync.WaitGroup
	for i := range enteredAtOnce - 10 {
		form := b.filled(door, "/enter", url.Values{"code": {fmt.Sprintf("AAAA-%04d", i)}, "name": {"Ada"}})
		all.Go(func() { b.do(http.MethodPost, "/web/enter", form) })
	}
	all.Wait()
	if s.door.asked != wrongAtOnce {
		t.Errorf("%d guesses were heard, want %d", s.door.asked, wrongAtOnce)
	}
}

func TestACodeThatIsRightCostsNothing(t *testing.T) {
	s := newStage(t, Options{})
	s.freeze()
	s.door.codes["RIGHT"] = bot.Entry{Workspace: school, Person: "ada", User: ada}
	for i := range wrongAtOnce + 5 {
		b := s.browser()
		if p := b.post(b.get("/web/"), "/enter", url.Values{"code": {"RIGHT"}, "name": {"Ada"}}); p.status != http.StatusSeeOther {
			t.Fatalf("at the %d. time it is answered with %d", i+1, p.status)
		}
	}
}

// upload is the body of a form with a file.
func upload(t *testing.T, fields url.Values, name string, content []byte) (body *bytes.Buffer, contentType string) {
	t.Helper()
	body = new(bytes.Buffer)
	form := multipart.NewWriter(body)
	for k := range fields {
		if err := form.WriteField(k, fields.Get(k)); err != nil {
			t.Fatal(err)
		}
	}
	part, err := form.CreateFormFile("file", name)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := part.Write(content); err != nil {
		t.Fatal(err)
	}
	if err := form.Close(); err != nil {
		t.Fatal(err)
	}
	return body, form.FormDataContentType()
}

func TestFilesAreRemovedWhetherTheirFormIsTakenOrNot(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	s := newStage(t, Options{})
	s.run(quiet)
	b := s.enters(ada, "ada")
	form := b.filled(b.get("/web/chat"), "/chat/say", nil)
	for _, tc := range []struct {
		name, token string
		status      int
	}{
		{"taken", form.Get("csrf"), http.StatusSeeOther},
		{"from a page of somebody else", newSecret(), http.StatusForbidden},
	} {
		t.Run(tc.name, func(t *testing.T) {
			body, kind := upload(t, url.Values{"csrf": {tc.token}, "event": {eventID()}}, "deck.csv", make([]byte, 2*inMemory))
			res, err := b.client.Post(s.server.URL+"/web/chat/say", kind, body)
			if err != nil {
				t.Fatal(err)
			}
			res.Body.Close()
			if res.StatusCode != tc.status {
				t.Errorf("answered %d, want %d", res.StatusCode, tc.status)
			}
			s.server.CloseClientConnections()
			left, err := os.ReadDir(dir)
			if err != nil {
				t.Fatal(err)
			}
			if len(left) > 0 {
				t.Errorf("%v is left", left)
			}
		})
	}
}

func TestNobodySendsManyLargeFilesAtOnce(t *testing.T) {
	var l limits
	l.init(nil)
	large := &http.Request{ContentLength: inMemory + 1}
	unsaid := &http.Request{ContentLength: -1}
	var ends []func()
	for range mostOwnUploads {
		done, ok := l.maySend(large, ada)
		if !ok {
			t.Fatal("refused too soon")
		}
		ends = append(ends, done)
	}
	for name, r := range map[string]*http.Request{"a large one": large, "one that does not say": unsaid} {
		if _, ok := l.maySend(r, ada); ok {
			t.Errorf("%s is taken beside as many as may be", name)
		}
	}
	if _, ok := l.maySend(&http.Request{ContentLength: 900}, ada); !ok {
		t.Error("so is nothing else of theirs")
	}
	if _, ok := l.maySend(large, rivera); !ok {
		t.Error("nor anybody else's")
	}
	for _, done := range ends {
		done()
	}
	if _, ok := l.maySend(unsaid, ada); !ok || len(l.sending) != 2 || l.sent != 2 {
		t.Errorf("when they are done there are %v, %d", l.sending, l.sent)
	}
	for i := range mostUploads {
		l.maySend(large, fmt.Sprint("learner ", i))
	}
	if _, ok := l.maySend(large, "one more"); ok {
		t.Error("all together may send without end")
	}
}

// An address can come from anywhere: a press in it that opens no form must not
// become a button of ours that does not say what it does.
func TestAnAddressPutsNoButtonOnAPage(t *testing.T) {
	s := newStage(t, Options{Models: demo{language: "en", learners: 3, skills: 3}})
	s.run(quiet)
	b := s.enters(rivera, "rivera")
	p := b.get("/web/form?to=/web/needs&press=" + url.QueryEscape("say class @c1 archive yes"))
	p.wants(t, http.StatusNotFound, "door.nothing")
	if strings.Contains(p.body, "archive") {
		t.Errorf("it stands on the page:\n%s", p.body)
	}
}

func TestMoreThanAPersonTypesIsNotTaken(t *testing.T) {
	var said atomic.Int32
	s := newStage(t, Options{Models: demo{language: "en", learners: 3, skills: 3}})
	s.run(func(context.Context, chat.Event) (*chat.Answer, error) { said.Add(1); return nil, nil })
	b := s.enters(rivera, "rivera")
	p := b.post(b.get("/web/chat"), "/chat/say", url.Values{"text": {strings.Repeat("ä", mostText+1)}})
	p.wants(t, http.StatusUnprocessableEntity, "")
	if !strings.Contains(p.text(), "more than I read at once") {
		t.Errorf("it says:\n%s", p.text())
	}
	for name, fill := range map[string]url.Values{
		"a press that no button has": {"press": {strings.Repeat("x", mostPress+1)}},
		"a command without end":      {"say": {strings.Repeat("x", mostText+1)}},
		"bytes that are no text":     {"press": {"form goal"}, "f.answer": {"\xff\xfe"}},
	} {
		t.Run(name, func(t *testing.T) {
			form := b.filled(b.get("/web/needs"), "/act", fill)
			if fill.Get("say") != "" {
				form.Del("press")
			}
			b.do(http.MethodPost, "/web/act", form).wants(t, http.StatusUnprocessableEntity, "door.malformed")
		})
	}
	if n := said.Load(); n != 0 {
		t.Errorf("%d were handled", n)
	}
	if b.post(b.get("/web/chat"), "/chat/say", url.Values{"text": {strings.Repeat("ä", mostText)}}); said.Load() != 1 {
		t.Error("what may be said is not")
	}
}

func TestAFileIsCalledNoMoreThanItNeeds(t *testing.T) {
	for sent, want := range map[string]string{
		"deck.csv": "deck.csv", `C:\decks\deck.csv`: "deck.csv", "../../etc/passwd": "passwd", "a\xffb.csv": "ab.csv",
	} {
		if got := fileName(sent); got != want {
			t.Errorf("%q is called %q, want %q", sent, got, want)
		}
	}
	long := fileName(strings.Repeat("ä", 2000) + "x.apkg")
	if len(long) > mostFileName || !strings.HasSuffix(long, "äx.apkg") || !utf8.ValidString(long) {
		t.Errorf("a name of 4 kB is called %q", long)
	}
}

// Who leaves a shared machine leaves nobody a window in which their lines come.
func TestNoLineIsToldAfterLeaving(t *testing.T) {
	s := newStage(t, Options{})
	s.run(quiet)
	b := s.enters(ada, "ada")
	chatPage := b.get("/web/chat")
	res, err := b.client.Get(s.server.URL + "/web/chat/live")
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	b.post(chatPage, "/leave", nil)
	to := (&visitor{Workspace: school, User: ada}).conversation()
	if _, err := s.adapter.Send(t.Context(), to, chat.Text("something private")); err != nil {
		t.Fatal(err)
	}
	told, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(told), "private") || !strings.Contains(string(told), "event: over") {
		t.Errorf("told was %q", told)
	}
}

// A name is what whoever asks says it is; where they are, is not.
func TestBothSidesAreShownOnThisMachineAlone(t *testing.T) {
	s := newStage(t, Options{})
	both := s.adapter.Both(
		Side{Base: "/web", Title: "Ada", Entry: bot.Entry{Workspace: school, Person: "ada", User: ada}},
		Side{Base: "/other", Title: "Ms Rivera", Entry: bot.Entry{Workspace: school, Person: "rivera", User: rivera}},
	)
	for _, tc := range []struct {
		name, host, from string
		status, visits   int
	}{
		{"from elsewhere, by the machine's own name", "localhost:8080", "192.0.2.7:5000", http.StatusForbidden, 0},
		{"from here, by a name that leads here", "evil.example:8080", "127.0.0.1:5000", http.StatusForbidden, 0},
		{"from here", "localhost:8080", "127.0.0.1:5000", http.StatusOK, 2},
	} {
		t.Run(tc.name, func(t *testing.T) {
			r := httptest.NewRequest(http.MethodGet, "/", nil)
			r.Host, r.RemoteAddr = tc.host, tc.from
			w := httptest.NewRecorder()
			both.ServeHTTP(w, r)
			if w.Code != tc.status || s.visits.count() != tc.visits {
				t.Errorf("answered %d with %d visits, want %d with %d", w.Code, s.visits.count(), tc.status, tc.visits)
			}
		})
	}
}

func TestAClassIsFoundWithoutASlashAtTheEnd(t *testing.T) {
	s := newStage(t, Options{Models: demo{language: "en", learners: 3, skills: 3}})
	s.run(quiet)
	b := s.enters(rivera, "rivera")
	if p := b.get("/web/class/c1"); p.status != http.StatusOK {
		t.Errorf("answered %d, on to %q", p.status, p.header.Get("Location"))
	}
}

func TestARosterIsReadWholeOrRefused(t *testing.T) {
	r := httptest.NewRequest(http.MethodPost, "/", nil)
	want := strings.Repeat("Eve,a long remark\n", 40_000)
	f := chat.File{Open: func(context.Context) (io.ReadCloser, error) {
		return io.NopCloser(iotest.HalfReader(strings.NewReader(want))), nil
	}}
	got, err := read(r, f)
	if err != nil || string(got) != want {
		t.Errorf("%d of %d bytes are read, %v", len(got), len(want), err)
	}
}

func TestWhatIsWrongWithAFileIsSaid(t *testing.T) {
	s := newStage(t, Options{Models: wrongRoster{demo{language: "en", learners: 3, skills: 3}}})
	s.run(quiet)
	b := s.enters(rivera, "rivera")
	form := b.filled(b.get("/web/class/c1/people"), "/leave", nil)
	for _, tc := range []struct{ name, file, want string }{
		{"by what reads it", "names.csv", "Save it as *CSV*."},
		{"when there is none", "", chat.Plain(say.In("en").Say("web.page.upload.none"))},
	} {
		t.Run(tc.name, func(t *testing.T) {
			body, kind := upload(t, url.Values{"csrf": form["csrf"], "event": {eventID()}}, tc.file, nil)
			res, err := b.client.Post(s.server.URL+"/web/class/c1/people/check", kind, body)
			if err != nil {
				t.Fatal(err)
			}
			defer res.Body.Close()
			doc, err := html.Parse(res.Body)
			if err != nil {
				t.Fatal(err)
			}
			if res.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(words(doc), tc.want) {
				t.Errorf("answered %d:\n%s", res.StatusCode, words(doc))
			}
		})
	}
}

// wrongRoster takes no roster.
type wrongRoster struct{ demo }

func (wrongRoster) RosterCheck(context.Context, page.Viewer, string, []byte) (*page.RosterFile, error) {
	return nil, &coach.Error{Kind: coach.Invalid, Hint: "Save it as *CSV*."}
}
