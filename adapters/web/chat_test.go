package web

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"pacer/bot/chat"
)

// record keeps what was handled, and answers.
type record struct {
	mu     sync.Mutex
	seen   map[string]bool
	events []chat.Event
	answer func(chat.Event) *chat.Answer
	got    []chat.Receipt
}

// handle is a handler that does an event once, as the bot does.
func (r *record) handle(_ context.Context, ev chat.Event) (*chat.Answer, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.seen[ev.ID] {
		return nil, nil
	}
	if r.seen == nil {
		r.seen = make(map[string]bool)
	}
	r.seen[ev.ID] = true
	r.events = append(r.events, ev)
	if r.answer == nil {
		return nil, nil
	}
	a := r.answer(ev)
	if a != nil && a.Delivered == nil {
		a.Delivered = func(got chat.Receipt, err error) {
			if err != nil {
				panic(err)
			}
			r.got = append(r.got, got)
		}
	}
	return a, nil
}

// sayIn says something by the form of the chat, without script.
func (b *browser) sayIn(fill url.Values) *seen {
	b.t.Helper()
	return b.do(http.MethodPost, b.base+"/chat/say", b.filled(b.get(b.base+"/chat"), "/chat/say", fill))
}

// own are the lines of a conversation as plain text, the person's after ">".
func (s *stage) texts(user string) (all []string) {
	for _, l := range s.lines.of(user) {
		mark := ""
		if l.Own {
			mark = "> "
		}
		all = append(all, mark+l.Message.Plain())
	}
	return all
}

func TestAFormSentTwiceSaysItOnce(t *testing.T) {
	r := &record{answer: func(ev chat.Event) *chat.Answer { return &chat.Answer{Message: chat.Text("Heard.")} }}
	s := newStage(t, Options{})
	s.run(r.handle)
	b := s.enters(ada, "ada")
	form := b.filled(b.get("/web/chat"), "/chat/say", url.Values{"text": {"hello"}})
	var both sync.WaitGroup
	for range 4 {
		both.Go(func() { b.do(http.MethodPost, "/web/chat/say", form) })
	}
	both.Wait()
	b.do(http.MethodPost, "/web/chat/say", form)
	if diff := cmp.Diff([]string{"> hello", "Heard."}, s.texts(ada)); diff != "" || len(r.events) != 1 {
		t.Errorf("%d events, and the chat is (-want +got):\n%s", len(r.events), diff)
	}
}

func TestWhatWasPressedBecomesItsResult(t *testing.T) {
	r := &record{answer: func(ev chat.Event) *chat.Answer {
		return &chat.Answer{Message: chat.Text("You chose **three**."), Updates: ev.Press == "q:3"}
	}}
	s := newStage(t, Options{})
	s.run(r.handle)
	b := s.enters(ada, "ada")
	to := (&visitor{Workspace: school, User: ada}).conversation()
	for _, text := range []chat.Markdown{"How many?", "And how sure?"} {
		if _, err := s.adapter.Send(t.Context(), to, chat.Message{ID: string(text), Parts: []chat.Part{{Text: text}, {Choices: []chat.Choice{{Word: "A", Label: "three", Value: "q:3"}}}}}); err != nil {
			t.Fatal(err)
		}
	}
	page := b.get("/web/chat")
	line := s.lines.of(ada)[0].ID
	form := find(byID(page.doc, line), func(n *html.Node) bool { return n.DataAtom == atom.Form })
	values := url.Values{"press": {"q:3"}}
	walk(form, func(n *html.Node) {
		if n.DataAtom == atom.Input {
			values.Set(attr(n, "name"), attr(n, "value"))
		}
	})
	b.do(http.MethodPost, "/web/chat/say", values)
	if diff := cmp.Diff([]string{"You chose three.", "And how sure?\n\nA three"}, s.texts(ada)); diff != "" {
		t.Errorf("the chat is (-want +got):\n%s", diff)
	}
	if len(r.got) != 1 || r.got[0].Ref != line {
		t.Errorf("the receipt is %+v, want one of line %s", r.got, line)
	}
	t.Run("a line that is not there becomes a new one", func(t *testing.T) {
		values.Set("event", eventID())
		values.Set("to", "/web/chat#01ZZZZZZZZZZZZZZZZZZZZZZZZ")
		b.do(http.MethodPost, "/web/chat/say", values)
		if got := s.texts(ada); len(got) != 3 {
			t.Errorf("the chat is %q", got)
		}
	})
}

func TestWhatOpensADoorIsShownAndNotKept(t *testing.T) {
	s := newStage(t, Options{})
	s.run((&record{}).handle)
	b := s.enters(ada, "ada")
	to := (&visitor{Workspace: school, User: ada}).conversation()
	m := chat.Text("Kim's code: **ABCD-EFGH-IJKL**")
	m.ID, m.Gone = "m1", "A code stood here."
	if _, err := s.adapter.Send(t.Context(), to, m); err != nil {
		t.Fatal(err)
	}
	if got := s.texts(ada); len(got) != 1 || got[0] != "A code stood here." {
		t.Errorf("%q is kept", got)
	}
	if page := b.get("/web/chat"); !strings.Contains(page.body, "ABCD-EFGH-IJKL") {
		t.Errorf("it is not shown:\n%s", page.body)
	}
	s.later(secretFor + time.Second)
	if page := b.get("/web/chat"); strings.Contains(page.body, "ABCD-EFGH-IJKL") || !strings.Contains(page.body, "A code stood here.") {
		t.Errorf("it is still shown, or nothing stands in its place:\n%s", page.body)
	}
}

func TestAMessageThatIsSentAgainStandsOnce(t *testing.T) {
	s := newStage(t, Options{})
	to := (&visitor{Workspace: school, User: ada}).conversation()
	m := chat.Message{ID: "01A", Parts: []chat.Part{{Text: "Good morning."}}}
	first, err := s.adapter.Send(t.Context(), to, m)
	if err != nil {
		t.Fatal(err)
	}
	again, err := s.adapter.Send(t.Context(), to, m)
	if err != nil || again.Ref != first.Ref || !again.At.Equal(first.At) {
		t.Errorf("sent again it is %+v, %v, want %+v", again, err, first)
	}
	if got := s.texts(ada); len(got) != 1 {
		t.Errorf("the chat is %q", got)
	}
}

// A line that comes late, such as one that waited for the end of quiet hours,
// stands below what was said meanwhile; and lines keep their order when the
// clock is put back.
func TestLinesStandInTheOrderInWhichTheyCame(t *testing.T) {
	s := newStage(t, Options{})
	to := (&visitor{Workspace: school, User: ada}).conversation()
	for i, text := range []chat.Markdown{"one", "two", "three", "four"} {
		if i == 2 {
			s.later(-time.Hour)
		}
		if _, err := s.adapter.Send(t.Context(), to, chat.Text(text)); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff([]string{"one", "two", "three", "four"}, s.texts(ada)); diff != "" {
		t.Errorf("the chat is (-want +got):\n%s", diff)
	}
}

func TestAFormIsPutRight(t *testing.T) {
	goal := &chat.Form{Title: "Your goal", Value: "form goal", Fields: []chat.Field{{Name: "answer", Label: "What would you like to be able to do?", Long: true}}}
	r := &record{answer: func(ev chat.Event) *chat.Answer {
		if ev.Fields["answer"] == "too long" {
			return &chat.Answer{Message: chat.Text("That is too long."), Errors: map[string]string{"answer": "That is too long."}}
		}
		return &chat.Answer{Message: chat.Text("Noted.")}
	}}
	s := newStage(t, Options{})
	s.form = goal
	s.run(r.handle)
	b := s.enters(ada, "ada")
	page := b.get("/web/chat/form/-?press=form+goal")
	wrong := b.post(page, "/chat/say", url.Values{"f.answer": {"too long"}})
	if n := byID(wrong.doc, "f-answer"); wrong.status != http.StatusUnprocessableEntity || n == nil || words(n) != "\ntoo long\n" || !strings.Contains(wrong.text(), "That is too long.") {
		t.Fatalf("what was wrong is answered with %d:\n%s", wrong.status, wrong.text())
	}
	if got := s.texts(ada); len(got) != 0 {
		t.Errorf("the chat says %q already", got)
	}
	right := b.post(wrong, "/chat/say", url.Values{"f.answer": {"count to a hundred"}})
	if right.status != http.StatusSeeOther || r.events[1].Fields["answer"] != "count to a hundred" || r.events[1].Press != "form goal" {
		t.Errorf("put right it is answered with %d, the event is %+v", right.status, r.events[len(r.events)-1])
	}
	if diff := cmp.Diff([]string{"Noted."}, s.texts(ada)); diff != "" {
		t.Errorf("the chat is (-want +got):\n%s", diff)
	}
	t.Run("one that is not to be had any more is said to be over", func(t *testing.T) {
		s.form = nil
		if p := b.get("/web/chat/form/-?press=form+goal"); p.status != http.StatusNotFound {
			t.Errorf("answered %d", p.status)
		}
	})
}

func TestAFileIsHandedOn(t *testing.T) {
	var held string
	s := newStage(t, Options{})
	s.run(func(ctx context.Context, ev chat.Event) (*chat.Answer, error) {
		f, err := ev.Files[0].Open(ctx)
		if err != nil {
			return nil, err
		}
		defer f.Close()
		content, err := io.ReadAll(f)
		held = ev.Files[0].Name + ": " + string(content)
		return nil, err
	})
	b := s.enters(ada, "ada")
	values := b.filled(b.get("/web/chat"), "/chat/say", nil)
	send := func(name, content string) *http.Response {
		var body bytes.Buffer
		form := multipart.NewWriter(&body)
		for k, v := range values {
			if k == "csrf" || k == "event" {
				if err := form.WriteField(k, v[0]); err != nil {
					t.Fatal(err)
				}
			}
		}
		part, err := form.CreateFormFile("file", name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(part, content); err != nil {
			t.Fatal(err)
		}
		if err := form.Close(); err != nil {
			t.Fatal(err)
		}
		res, err := b.client.Post(s.server.URL+"/web/chat/say", form.FormDataContentType(), &body)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		return res
	}
	if res := send(`C:\decks\capitals.csv`, "France,Paris"); res.StatusCode != http.StatusSeeOther || held != "capitals.csv: France,Paris" {
		t.Errorf("answered %d, handed on was %q", res.StatusCode, held)
	}
	if got := s.texts(ada); len(got) != 1 || got[0] != "> 📎 capitals.csv" {
		t.Errorf("the chat is %q", got)
	}
	t.Run("one that is too large is not", func(t *testing.T) {
		held = ""
		if res := send("large.csv", strings.Repeat("x", mostUpload)); res.StatusCode != http.StatusRequestEntityTooLarge || held != "" {
			t.Errorf("answered %d, handed on were %d bytes", res.StatusCode, len(held))
		}
	})
}

func TestEarlierLinesAreAPageAway(t *testing.T) {
	s := newStage(t, Options{})
	s.run(quiet)
	b := s.enters(ada, "ada")
	to := (&visitor{Workspace: school, User: ada}).conversation()
	for range pageLines + 5 {
		if _, err := s.adapter.Send(t.Context(), to, chat.Text("line")); err != nil {
			t.Fatal(err)
		}
	}
	count := func(p *seen) (n int) {
		walk(byID(p.doc, "talk"), func(n2 *html.Node) {
			if n2.DataAtom == atom.Li {
				n++
			}
		})
		return n
	}
	p := b.get("/web/chat")
	if n := count(p); n != pageLines {
		t.Errorf("%d lines stand on the first page, want %d", n, pageLines)
	}
	link := find(p.doc, func(n *html.Node) bool { return strings.HasPrefix(attr(n, "href"), "/web/chat?before=") })
	if link == nil {
		t.Fatal("no link leads to the lines before")
	}
	if n := count(b.get(attr(link, "href"))); n != 5 {
		t.Errorf("%d lines stand on the page before, want 5", n)
	}
}

// A browser that was away is sent what it missed, and what it saw last once more,
// since it may have been edited meanwhile.
func TestAStreamGoesOnWhereItBroke(t *testing.T) {
	s := newStage(t, Options{})
	s.run(quiet)
	b := s.enters(ada, "ada")
	to := (&visitor{Workspace: school, User: ada}).conversation()
	var ids []string
	for range 30 {
		r, err := s.adapter.Send(t.Context(), to, chat.Text("line"))
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, r.Ref)
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, s.server.URL+"/web/chat/live", nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Last-Event-ID", ids[26])
	res, err := b.client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	lines := bufio.NewScanner(res.Body)
	lines.Buffer(nil, 1<<20)
	var got []string
	next := func() string {
		for lines.Scan() {
			if id, ok := strings.CutPrefix(lines.Text(), "id: "); ok {
				return id
			}
		}
		t.Fatalf("the stream ended: %v", lines.Err())
		return ""
	}
	for range 3 + sentAgain {
		got = append(got, next())
	}
	if diff := cmp.Diff(ids[27-sentAgain:], got); diff != "" {
		t.Errorf("sent were (-want +got):\n%s", diff)
	}
	if _, err := s.adapter.Edit(t.Context(), to, chat.Receipt{Ref: ids[3]}, chat.Text("edited")); err != nil {
		t.Fatal(err)
	}
	if id := next(); id != ids[3] {
		t.Errorf("an edit is told as line %s, want %s", id, ids[3])
	}
}

func TestPagesAreToldOfChangesInTheirWorkspaceAlone(t *testing.T) {
	s := newStage(t, Options{})
	s.run(quiet)
	b := s.enters(ada, "ada")
	res, err := b.client.Get(s.server.URL + "/web/live")
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	lines := bufio.NewReader(res.Body)
	if first, err := lines.ReadString('\n'); err != nil || first != "retry: 3000\n" {
		t.Fatalf("it begins with %q, %v", first, err)
	}
	s.adapter.Changed("garden")
	s.adapter.Changed(school)
	s.adapter.Changed(school)
	for {
		line, err := lines.ReadString('\n')
		if err != nil {
			t.Fatal(err)
		}
		if line == "event: changed\n" {
			break
		}
	}
	s.adapter.watches.mu.Lock()
	defer s.adapter.watches.mu.Unlock()
	if len(s.adapter.watches.waiting) != 1 || s.adapter.watches.all != 1 {
		t.Errorf("those that wait are %v", s.adapter.watches.waiting)
	}
}

func TestNobodyHasEndlesslyManyStreams(t *testing.T) {
	var w watches
	var k talks
	for range mostOwnStreams {
		if _, _, ok := w.join(school, ada); !ok {
			t.Fatal("refused too soon")
		}
		if _, _, ok := k.join(ada); !ok {
			t.Fatal("refused too soon")
		}
	}
	if _, _, ok := w.join(school, ada); ok {
		t.Error("one person has more than their share of streams")
	}
	if _, _, ok := k.join(ada); ok {
		t.Error("one person has more than their share of streams")
	}
	if _, leave, ok := w.join(school, rivera); !ok {
		t.Error("somebody else has none")
	} else {
		leave()
		leave()
	}
	if w.all != mostOwnStreams {
		t.Errorf("%d are counted, want %d", w.all, mostOwnStreams)
	}
}

func TestPicturesAreKeptWithoutTheirBytes(t *testing.T) {
	m := chat.Message{Parts: []chat.Part{
		{Text: "Look."},
		{Picture: &chat.Picture{Alt: "bars", Type: "image/png", Data: []byte{1}, Source: "formula x"}},
		{Picture: &chat.Picture{Alt: "drawn at once", Type: "image/png", Data: []byte{2}}},
	}}
	kept := unfilled(m)
	if p := kept.Parts[1].Picture; p.Data != nil || p.Source != "formula x" || p.Alt != "bars" {
		t.Errorf("kept is %+v", p)
	}
	if p := kept.Parts[2].Picture; len(p.Data) != 1 {
		t.Errorf("one that cannot be had again is kept as %+v", p)
	}
	if m.Parts[1].Picture.Data == nil {
		t.Error("the message itself has lost its picture")
	}
}

func FuzzSaid(f *testing.F) {
	for _, body := range []string{"text=hello", "text=/hint", "text=/", "press=a%3A1&f.answer=x&f.answer=y", "say=help&to=/web/chat%23l1", "text=%ff", "to=%23%23&press=%00", "f.=&text=+", strings.Repeat("f.a=b&", 500)} {
		f.Add(body)
	}
	f.Fuzz(func(t *testing.T, body string) {
		r, err := http.NewRequest(http.MethodPost, "http://localhost/chat/say", strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		if err := r.ParseForm(); err != nil {
			return // refused before it is read
		}
		ev, _, err := said(r)
		if err != nil {
			return
		}
		kinds := 0
		for _, is := range []bool{ev.Text != "", ev.Press != ""} {
			if is {
				kinds++
			}
		}
		if kinds != 1 || ev.Command && ev.Text == "" || len(ev.Fields) > 0 && ev.Press == "" || len(ev.Press) > mostPress {
			t.Errorf("%q is the event %+v", body, ev)
		}
		if !utf8.ValidString(ev.Text) || !utf8.ValidString(ev.Press) {
			t.Errorf("%q is no text: %+v", body, ev)
		}
		again := ev
		if v := (&visitor{User: ada}); eventOf(v, "F", &ev) != eventOf(v, "F", &again) {
			t.Error("the same is another event")
		}
	})
}

func FuzzBackTo(f *testing.F) {
	for _, to := range []string{"/web/chat", "//x", "/web/../x", "https://x/web/", "/web/%2e%2e/x", "/web/a?b=c#d", "\\/web/"} {
		f.Add(to)
	}
	f.Fuzz(func(t *testing.T, to string) {
		got := backTo("/web", to)
		base, err := url.Parse("https://pacer.example.org/web/")
		if err != nil {
			t.Fatal(err)
		}
		u, err := base.Parse(got)
		if err != nil || u.Host != base.Host || u.Scheme != base.Scheme || !strings.HasPrefix(u.Path, "/web/") {
			t.Errorf("%q leads to %v, %v", to, u, err)
		}
	})
}
