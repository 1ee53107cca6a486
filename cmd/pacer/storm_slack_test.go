package main

import (
	"database/sql"
	"encoding/json"
	"math/rand/v2"
	"net/http"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// A storm is what a bad day of a platform looks like: of the events a fifth
// comes twice and a fifth late, connections break, posts are throttled, slow,
// or taken without a reply.
const (
	stormLearners = 40
	stormEvents   = 10_000
)

// storm is the events of one learner on their way.
type storm struct {
	*thumb
	random *rand.Rand
	late   *request // held back until the next one has gone
	sent   *atomic.Int64
	acked  map[string]bool // questions whose press was acknowledged
}

// request is a delivery that can be made again.
type request struct {
	path, contentType string
	body              []byte
	question          string // pressed; empty: nothing was
}

// goes sends a request, perhaps late, perhaps twice, perhaps over a connection
// that breaks.
func (s *storm) goes(t *testing.T, r *request) {
	t.Helper()
	if s.late == nil && s.random.IntN(5) == 0 {
		s.late = r
		return
	}
	s.goesNow(t, r)
	if late := s.late; late != nil {
		s.late = nil
		s.goesNow(t, late)
	}
}

func (s *storm) goesNow(t *testing.T, r *request) {
	t.Helper()
	if s.random.IntN(50) == 0 {
		// The connection breaks; Slack, or the person, does it again.
		if err := s.breaks(r.path, r.contentType, r.body); err == nil {
			s.acked[r.question] = true
		}
	}
	twice := s.random.IntN(5) == 0
	var both sync.WaitGroup
	if twice {
		both.Go(func() {
			if err := s.send(r.path, r.contentType, r.body); err != nil {
				t.Errorf("the second of two deliveries: %v", err)
			}
		})
		s.sent.Add(1)
	}
	if err := s.send(r.path, r.contentType, r.body); err != nil {
		t.Error(err)
	}
	both.Wait()
	s.acked[r.question] = true
	s.sent.Add(1)
}

// event does one thing: mostly it presses what is open.
func (s *storm) event(t *testing.T) {
	t.Helper()
	idle := time.After(5 * time.Second)
	for s.last.ts == "" || len(s.posts) > 0 {
		select {
		case p := <-s.posts:
			if value, _ := p.right(); value != "" {
				s.last = p
			}
			continue
		case <-idle:
		}
		break
	}
	value, _ := s.last.right()
	if value == "" || s.random.IntN(10) == 0 {
		words := []string{"practice 15", "progress", "hint", "why", "settings"}
		s.goes(t, s.saying(t, words[s.random.IntN(len(words))]))
		return
	}
	r := s.pressing(t, s.last, value)
	if question, letter, ok := strings.Cut(value, ":"); ok && len(letter) == 1 { // not a hint
		r.question = question
	}
	if s.random.IntN(4) > 0 {
		s.last = post{} // else it is pressed once more
	}
	s.goes(t, r)
}

func TestAStormLosesAndDoublesNothing(t *testing.T) {
	if testing.Short() {
		t.Skip("the storm is in the run without -short")
	}
	slack := openThumbs(t)
	dir := t.TempDir()
	benchFolder(t, dir)
	coach := serveReal(t, dir, "workspace:\n  id: w\n  name: W\ncourses:\n  - bench\nhttp:\n  listen: 127.0.0.1:0\nlog:\n  level: error\nslack:\n  mode: http\n  api: "+slack.server.URL+"/api/\n",
		"SLACK_BOT_TOKEN=xoxb-bench", "SLACK_SIGNING_SECRET="+slackSecret)
	slack.coach = coach.url
	learners := slack.class(t, coach, stormLearners)

	var mu sync.Mutex
	sky := rand.New(rand.NewPCG(1, 2))
	slack.weather = func() weather {
		mu.Lock()
		defer mu.Unlock()
		switch n := sky.IntN(1000); {
		case n < 50:
			return busy
		case n < 60:
			return leaving
		case n < 65:
			return slow
		}
		return fair
	}
	var sent atomic.Int64
	storms := make([]*storm, len(learners))
	var all sync.WaitGroup
	halfway := make(chan float64, 1)
	began := time.Now()
	for i, l := range learners {
		s := &storm{thumb: l, random: rand.New(rand.NewPCG(7, uint64(i))), sent: &sent, acked: make(map[string]bool)}
		storms[i] = s
		all.Go(func() {
			for sent.Load() < stormEvents && !t.Failed() {
				s.event(t)
				if sent.Load() > stormEvents/2 {
					select {
					case halfway <- coach.memory(t):
					default:
					}
				}
			}
			if s.late != nil {
				s.goesNow(t, s.late)
			}
		})
	}
	all.Wait()
	took := time.Since(began)
	slack.weather = nil
	eventuallyTrue(t, func() bool { return coach.counter(t, "pacer_outbox_waiting") == 0 }, func() string { return "messages are still owed:\n" + coach.said() })
	half, end := <-halfway, coach.memory(t)
	coach.stop(t)

	slack.checkPosts(t)
	acked := make(map[string]bool)
	for _, s := range storms {
		for q := range s.acked {
			acked[q] = true
		}
	}
	delete(acked, "")
	db := filepath.Join(dir, "pacer.db")
	counted := checkAnswers(t, db, acked)
	if code, out, complaints := used(t, nil, "verify", "--db", db); code != exitFine {
		t.Errorf("pacer verify: exit code %d\n%s%s", code, out, complaints)
	}
	t.Logf("%d deliveries in %s: %d questions pressed, %d first tries; memory %.0f MB at half, %.0f MB at the end", sent.Load(), took.Round(time.Millisecond), len(acked), counted, half, end)
	if half > 0 && end > 1.5*half {
		t.Errorf("memory grew from %.0f to %.0f MB", half, end)
	}
}

// checkPosts looks for posts that arrived twice although the first was replied
// to.
func (s *thumbs) checkPosts(t *testing.T) {
	t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	times := make(map[string]int)
	for _, kept := range s.kept {
		for _, k := range kept {
			id, _, _ := strings.Cut(k, " ")
			times[id]++
		}
	}
	twice := 0
	for id, n := range times {
		switch {
		case n == 1:
		case s.lost[id]:
			twice++
		default:
			t.Errorf("%s was posted %d times, and no reply to it was lost", id, n)
		}
	}
	t.Logf("%d posts, of which %d had their reply lost; %d of those arrived twice", len(times), len(s.lost), twice)
}

// checkAnswers looks whether every question that was pressed has exactly one
// first try in the log, unless it was over without one. It returns the number
// of first tries.
func checkAnswers(t *testing.T, path string, pressed map[string]bool) (first int) {
	t.Helper()
	db, err := sql.Open("sqlite3", "file:"+path+"?mode=ro")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	rows, err := db.Query(`SELECT question, count(*) FROM log WHERE kind = 'attempt' AND try = 1 GROUP BY question`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	tries := make(map[string]int)
	for rows.Next() {
		var question string
		var n int
		if err := rows.Scan(&question, &n); err != nil {
			t.Fatal(err)
		}
		tries[question] = n
		if n > 1 {
			t.Errorf("question %s has %d first tries", question, n)
		}
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	for q := range pressed {
		if tries[q] > 0 {
			continue
		}
		var ask, details string
		if err := db.QueryRow(`SELECT ask, details FROM question WHERE id = ?`, q).Scan(&ask, &details); err != nil {
			t.Errorf("question %s was pressed and acknowledged, and is not there: %v", q, err)
			continue
		}
		var state struct{ State string }
		if err := json.Unmarshal([]byte(details), &state); err != nil {
			t.Fatal(err)
		}
		if ask == "item" && (state.State == "open" || state.State == "trying") {
			t.Errorf("question %s was pressed and acknowledged, and has no try in the log", q)
		}
	}
	return len(tries)
}

// breaks sends a request over a connection that breaks at some moment; nil: it
// was acknowledged before.
func (s *thumbs) breaks(path, contentType string, body []byte) error {
	hasty := &http.Client{Transport: s.client.Transport, Timeout: time.Duration(1+rand.IntN(4)) * time.Millisecond}
	return (&thumbs{coach: s.coach, client: hasty}).send(path, contentType, body)
}
