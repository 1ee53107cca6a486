package storagetest

import (
	"slices"
	"strings"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"pacer/bot"
	"pacer/bot/chat"
	"pacer/bot/outbox"
	"pacer/coach"
	"pacer/storage"
)

// claim claims for a minute, which must succeed.
func (s *stage) claim(limit int) []outbox.Row {
	s.Helper()
	rows, err := s.Claim(s.ctx(), outbox.Want{Limit: limit, Now: time.Now(), Lease: time.Minute})
	s.must(err)
	return rows
}

// claimed is the IDs of what a claim gives out.
func (s *stage) claimed(limit int) string {
	s.Helper()
	var ids []string
	for _, r := range s.claim(limit) {
		ids = append(ids, r.ID)
	}
	return strings.Join(ids, " ")
}

// gives fails unless a claim gives out these.
func (s *stage) gives(limit int, want string) {
	s.Helper()
	if got := s.claimed(limit); got != want {
		s.Errorf("claimed %q, want %q", got, want)
	}
}

// send sends rows from a workspace and lets go of their leases.
func (s *stage) send(workspace string, rows ...outbox.Row) {
	s.Helper()
	sent, err := s.Turn(s.ctx(), workspace, "", func(tx bot.Tx) error {
		for _, r := range rows {
			if err := tx.Send(r); err != nil {
				return err
			}
		}
		return nil
	})
	s.must(err)
	for _, r := range sent {
		s.Mark(outbox.Mark{Workspace: r.Workspace, ID: r.ID, State: outbox.Waiting, NotBefore: r.NotBefore})
	}
}

// mark marks a row of the workspace here.
func (s *stage) mark(id string, state outbox.State, change func(*outbox.Mark)) {
	m := outbox.Mark{Workspace: here, ID: id, State: state, Attempts: 1}
	if change != nil {
		change(&m)
	}
	s.Mark(m)
}

var queues = []test{
	{"what a turn sends comes back in its order, leased, and is kept so", func(s *stage) {
		now := time.Now()
		message := chat.Message{ID: "1", Edits: "0", Parts: []chat.Part{
			{Text: "**Bonjour** \u2028 <b>"}, {Choices: []chat.Choice{{Label: "yes", Word: "A", Value: "q:a", Main: true}}},
			{Picture: &chat.Picture{Alt: "a square", Type: "image/png", Data: []byte{0, 1, 255}}},
			{Steps: &chat.Progress{Done: 1, Of: 5}},
		}}
		sent := []outbox.Row{
			{ID: "1", To: chat.Conversation{Platform: "slack", Place: "T1", Channel: "C", Thread: "1.2", User: "u"}, Message: message, Begun: true, NotBefore: now},
			{ID: "2", To: dm("u"), Urgent: true},
		}
		rows, err := s.Turn(s.ctx(), here, "", func(tx bot.Tx) error {
			for _, r := range sent {
				if err := tx.Send(r); err != nil {
					return err
				}
			}
			return nil
		})
		s.must(err)
		for i := range rows {
			if d := rows[i].Lease.Sub(now); d < 10*time.Second || d > time.Minute {
				s.Errorf("row %s is leased for %v", rows[i].ID, d)
			}
			rows[i].Lease = time.Time{}
			sent[i].Workspace, sent[i].State = here, outbox.Waiting
		}
		if diff := cmp.Diff(sent, rows); diff != "" {
			s.Errorf("what came back: %s", diff)
		}
		s.gives(10, "")
		pass(time.Minute) // the leases end
		kept := s.claim(10)
		for i := range kept {
			kept[i].Lease = time.Time{}
		}
		slices.SortFunc(kept, func(a, b outbox.Row) int { return strings.Compare(a.ID, b.ID) })
		if diff := cmp.Diff(render(sent), render(kept)); diff != "" {
			s.Errorf("what was kept: %s", diff)
		}
	}},
	{"a claim gives out the oldest first, of all workspaces, no more than asked for and none twice", func(s *stage) {
		s.send(here, outbox.Row{ID: "2", To: dm("a")}, outbox.Row{ID: "4", To: dm("b")})
		s.send(there, outbox.Row{ID: "3", To: dm("c")}, outbox.Row{ID: "1", To: dm("d")})
		s.gives(3, "1 2 3")
		s.gives(3, "4")
		s.gives(3, "")
		pass(time.Minute)
		s.gives(9, "1 2 3 4")
	}},
	{"a row is not given out before its time, nor what follows it in its conversation", func(s *stage) {
		soon := time.Now().Add(time.Hour)
		s.send(here, outbox.Row{ID: "1", To: dm("a")}, outbox.Row{ID: "2", To: dm("a"), NotBefore: soon},
			outbox.Row{ID: "3", To: dm("a")}, outbox.Row{ID: "4", To: dm("b")})
		s.gives(9, "1 4")
		s.mark("1", outbox.Sent, nil)
		s.gives(9, "")
		pass(time.Hour)
		s.gives(9, "2 3 4")
	}},
	{"a row waits for one before it that somebody holds, and not for a dead one", func(s *stage) {
		s.send(here, outbox.Row{ID: "1", To: dm("a")}, outbox.Row{ID: "2", To: dm("a")})
		s.gives(1, "1")
		s.gives(9, "")
		s.mark("1", outbox.Dead, func(m *outbox.Mark) {
			m.Error, m.NotBefore, m.Lease = "no such user", time.Now().Add(time.Hour), time.Now().Add(time.Hour)
		})
		s.gives(9, "2")
		dead, err := s.Dead(s.ctx())
		s.must(err)
		if len(dead) != 1 || dead[0].ID != "1" || dead[0].State != outbox.Dead || dead[0].Error != "no such user" || dead[0].Attempts != 1 {
			s.Errorf("got dead rows %+v", dead)
		}
		pass(2 * time.Hour)
		s.gives(9, "2")
	}},
	{"a conversation is one whichever workspaces speak in it", func(s *stage) {
		s.send(here, outbox.Row{ID: "1", To: dm("a")})
		s.send(there, outbox.Row{ID: "2", To: dm("a")})
		s.gives(1, "1")
		s.gives(9, "")
	}},
	{"an urgent row goes first, and what is in its way with it", func(s *stage) {
		s.send(here, outbox.Row{ID: "1", To: dm("a")}, outbox.Row{ID: "2", To: dm("b")}, outbox.Row{ID: "3", To: dm("c")},
			outbox.Row{ID: "4", To: dm("b"), Urgent: true}, outbox.Row{ID: "5", To: dm("b")})
		s.gives(2, "2 4")
		s.gives(9, "1 3")
		s.mark("2", outbox.Sent, nil)
		s.mark("4", outbox.Sent, nil)
		s.gives(9, "5")
	}},
	{"a row sent is gone, one that failed waits for its time with its attempts", func(s *stage) {
		s.send(here, outbox.Row{ID: "1", To: dm("a")}, outbox.Row{ID: "2", To: dm("b")})
		s.gives(9, "1 2")
		s.mark("1", outbox.Sent, nil)
		s.mark("2", outbox.Waiting, func(m *outbox.Mark) {
			m.Attempts, m.Error, m.NotBefore = 3, "rate limited", time.Now().Add(time.Minute)
		})
		s.gives(9, "")
		pass(2 * time.Minute)
		rows := s.claim(9)
		if len(rows) != 1 || rows[0].ID != "2" || rows[0].Attempts != 3 || rows[0].Error != "rate limited" {
			s.Errorf("got %+v", rows)
		}
	}},
	{"marks are kept in the order they came, before a later claim looks", func(s *stage) {
		s.send(here, outbox.Row{ID: "1", To: dm("a")}, outbox.Row{ID: "2", To: dm("b")})
		s.gives(9, "1 2")
		for range 50 {
			s.mark("1", outbox.Waiting, func(m *outbox.Mark) { m.Lease = time.Now().Add(time.Hour) })
			s.mark("1", outbox.Waiting, nil) // let go of
			s.gives(9, "1")
			s.mark("1", outbox.Waiting, nil)
			s.mark("1", outbox.Waiting, func(m *outbox.Mark) { m.Lease = time.Now().Add(time.Hour) })
			s.gives(9, "")
		}
		s.mark("1", outbox.Sent, nil)
		s.mark("1", outbox.Waiting, nil) // of a row that is gone
		s.mark("2", outbox.Waiting, nil)
		s.gives(9, "2")
	}},
	{"marks are kept without a turn to ride with, also while more keep coming", func(s *stage) {
		s.send(here, outbox.Row{ID: "1", To: dm("a")})
		s.mark("1", outbox.Sent, func(m *outbox.Mark) { m.Receipt = chat.Receipt{Ref: "r", At: noon} })
		var err error
		for range 20 { // two seconds
			pass(100 * time.Millisecond)
			s.mark("2", outbox.Waiting, nil)
			if _, err = s.Store.Receipt(s.ctx(), here, "1"); err == nil {
				break
			}
		}
		if err != nil {
			s.Errorf("after two seconds: %v", err)
		}
	}},
	{"marks that wait are kept when the store closes", func(s *stage) {
		s.send(here, outbox.Row{ID: "1", To: dm("a")})
		s.mark("1", outbox.Sent, func(m *outbox.Mark) { m.Receipt = chat.Receipt{Ref: "r", At: noon} })
		s.restart()
		r, err := s.Store.Receipt(s.ctx(), here, "1")
		s.must(err)
		if r.Ref != "r" {
			s.Errorf("got %+v", r)
		}
		s.gives(9, "")
	}},
	{"what an earlier process held is free at once", func(s *stage) {
		s.do(func(tx bot.Tx) error { return tx.Send(outbox.Row{ID: "1", To: dm("a")}) })
		s.gives(9, "")
		s.restart()
		s.gives(9, "1")
	}},
}

// at is a receipt of a time.
func at(t time.Time) func(*outbox.Mark) {
	return func(m *outbox.Mark) { m.Receipt = chat.Receipt{Ref: "ref", At: t} }
}

// asks puts a question carried by a message, which it sends if it is new.
func asks(id, message string, send bool, change func(*coach.Question)) func(bot.Tx) error {
	return func(tx bot.Tx) error {
		q := coach.Question{ID: id, Person: "ada", Conversation: "c", Ask: coach.AskItem, State: coach.Open, Message: message}
		if change != nil {
			change(&q)
		}
		if send {
			if err := tx.Send(outbox.Row{ID: message, To: dm("ada")}); err != nil {
				return err
			}
		}
		return tx.PutQuestion(q)
	}
}

// posted fails unless a question was posted at a time, whichever way it is
// read.
func (s *stage) posted(id string, want time.Time) {
	s.Helper()
	look := func(r bot.Reader) error {
		q, err := r.Question(id)
		if err != nil {
			return err
		}
		if !q.Posted.Equal(want) {
			s.Errorf("question %s was posted at %v, want %v", id, q.Posted, want)
		}
		newest, err := r.Questions("ada", "c", 8)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(newest, func(q coach.Question) bool { return q.ID == id })
		if i < 0 || !newest[i].Posted.Equal(want) {
			s.Errorf("among the newest: got %+v, want posted at %v", newest, want)
		}
		return nil
	}
	// In a turn first, which takes the marks that wait.
	s.do(func(tx bot.Tx) error { return look(tx) })
	s.read(look)
}

var receipts = []test{
	{"a receipt is found once its mark is kept, and the newest counts", func(s *stage) {
		s.send(here, outbox.Row{ID: "1", To: dm("a")})
		s.mark("1", outbox.Sent, at(noon))
		s.mark("1", outbox.Sent, at(noon.Add(time.Second)))
		s.do(func(tx bot.Tx) error {
			r, err := tx.Receipt("1")
			if want := (chat.Receipt{Ref: "ref", At: noon.Add(time.Second)}); err == nil && r != want {
				s.Errorf("got %+v, want %+v", r, want)
			}
			return err
		})
		s.is(s.View(s.ctx(), there, func(r bot.Reader) error { return second(r.Receipt("1")) }), coach.NotFound)
	}},
	{"a question was posted when the platform says, from the turn after its delivery on", func(s *stage) {
		s.do(asks("q", "1", true, nil))
		s.posted("q", time.Time{})
		s.mark("1", outbox.Waiting, nil)
		s.posted("q", time.Time{})
		s.mark("1", outbox.Sent, at(noon))
		s.posted("q", noon)
		s.mark("1", outbox.Sent, at(noon.Add(time.Minute))) // its reply was lost, and it was sent again
		s.posted("q", noon.Add(time.Minute))
	}},
	{"nobody can say when a question was posted but the platform", func(s *stage) {
		claim := func(q *coach.Question) { q.Posted = noon.Add(-time.Hour) }
		s.do(asks("q", "1", true, claim))
		s.posted("q", time.Time{})
		s.mark("1", outbox.Sent, at(noon))
		s.do(asks("q", "1", false, claim))
		s.posted("q", noon)
	}},
	{"a question that is asked again is posted with its new message", func(s *stage) {
		s.do(asks("q", "1", true, nil))
		s.mark("1", outbox.Sent, at(noon))
		s.posted("q", noon)
		s.do(asks("q", "2", true, nil))
		s.posted("q", time.Time{})
		s.mark("1", outbox.Sent, at(noon)) // late news of the old one
		s.posted("q", time.Time{})
		s.mark("2", outbox.Sent, at(noon.Add(time.Minute)))
		s.posted("q", noon.Add(time.Minute))
	}},
	{"a question asked before a restart is posted after it", func(s *stage) {
		s.do(asks("q", "1", true, nil))
		s.restart()
		s.posted("q", time.Time{})
		s.mark("1", outbox.Sent, at(noon))
		s.posted("q", noon)
	}},
	{"a question that a turn wrote again after its delivery stays posted", func(s *stage) {
		s.do(asks("q", "1", true, nil))
		s.mark("1", outbox.Sent, at(noon))
		s.restart()
		s.do(asks("q", "1", false, func(q *coach.Question) { q.Tries = 1 }))
		s.posted("q", noon)
	}},
	{"two questions that one message carries are posted together", func(s *stage) {
		s.do(asks("q", "1", true, nil))
		s.do(asks("r", "1", false, nil))
		s.posted("q", time.Time{})
		s.mark("1", outbox.Sent, at(noon))
		s.posted("q", noon)
		s.posted("r", noon)
	}},
	{"the message of another workspace with the same ID is another", func(s *stage) {
		s.do(asks("q", "1", true, nil))
		s.posted("q", time.Time{})
		s.Mark(outbox.Mark{Workspace: there, ID: "1", State: outbox.Sent, Receipt: chat.Receipt{At: noon}})
		s.posted("q", time.Time{})
	}},
}

var restarts = []test{
	{"a restart finds everything as it was", func(s *stage) {
		for _, w := range []string{here, there} {
			s.fill(w, 7)
		}
		var before []string
		for _, w := range []string{here, there} {
			before = append(before, s.snapshot(w, 7, 20)...)
		}
		s.restart()
		var after []string
		for _, w := range []string{here, there} {
			after = append(after, s.snapshot(w, 7, 20)...)
		}
		s.same("after a restart", before, after)
	}},
	{"a forgetful store is as good", func(s *stage) {
		s.must(s.Store.Close(s.ctx()))
		s.start(storage.Options{Forgetful: true})
		s.do(asks("q", "1", true, nil))
		s.mark("1", outbox.Sent, at(noon))
		s.posted("q", noon)
		synctest.Wait()
	}},
}
