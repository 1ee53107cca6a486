package slack

import (
	"context"
	"errors"
	"net/url"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"pacer/bot/chat"
	"pacer/bot/say"
)

func TestAPersonIsWhoSlackSays(t *testing.T) {
	t.Parallel()
	s := newStage(t, nil)
	s.play(nil)
	s.event(message("Ev1", "U1", "hi"))
	s.event(message("Ev2", "U1", "again"))
	want := chat.Account{User: "U1", Name: "Mia", Zone: "Europe/Berlin", Locale: "en-GB"}
	for _, ev := range s.heard() {
		if d := cmp.Diff(want, ev.From); d != "" {
			t.Errorf("from (-want +got):\n%s", d)
		}
	}
	if n := s.web.called("users.info"); n != 1 {
		t.Errorf("asked %d times", n)
	}
	s.event(inner(`{"type":"user_change","user":{"id":"U1","team_id":"T1","tz":"Asia/Tokyo","locale":"ja-JP","profile":{"display_name":"Mia K."}}}`))
	s.event(message("Ev3", "U1", "moved"))
	want = chat.Account{User: "U1", Name: "Mia K.", Zone: "Asia/Tokyo", Locale: "ja-JP"}
	if all := s.heard(); all[2].News != chat.NewsProfile || cmp.Diff(want, all[3].From) != "" {
		t.Errorf("after the profile changed: %+v", all[2:])
	}
	// A status is no news; what the bot could not take comes again.
	for range 2 {
		s.event(inner(`{"type":"user_change","user":{"id":"U1","team_id":"T1","tz":"Asia/Tokyo","locale":"ja-JP","profile":{"display_name":"Mia K.","status_text":"at lunch"}}}`))
	}
	if n := len(s.heard()); n != 4 {
		t.Errorf("a status is news; heard %d", n)
	}
	tomorrow := time.Now().Add(25 * time.Hour)
	s.isNow(tomorrow)
	s.event(message("Ev4", "U1", "next day"))
	if n := s.web.called("users.info"); n != 2 {
		t.Errorf("asked %d times until the next day", n)
	}
}

func TestNewsThatCouldNotBeTakenIsToldAgain(t *testing.T) {
	t.Parallel()
	s := newStage(t, nil)
	fail := true
	s.play(func(context.Context, chat.Event) (*chat.Answer, error) {
		if fail {
			return nil, errors.New("busy")
		}
		return nil, nil
	})
	gone := inner(`{"type":"user_change","user":{"id":"U1","deleted":true,"profile":{"display_name":"Mia"}}}`)
	if w := s.event(gone); w.Code != 503 {
		t.Errorf("answered %d", w.Code)
	}
	fail = false
	if w := s.event(gone); w.Code != 200 || len(s.heard()) != 2 {
		t.Errorf("sent again: answered %d, heard %d", w.Code, len(s.heard()))
	}
	back := strings.Replace(gone, `"deleted":true,`, "", 1)
	if s.event(back); len(s.heard()) != 3 || s.heard()[2].News != chat.NewsProfile {
		t.Errorf("somebody who came back: heard %+v", s.heard())
	}
}

func TestASlowProfileHoldsNothingUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t, nil)
		s.web.does("users.info", func(v url.Values) any {
			time.Sleep(3 * time.Second)
			return map[string]any{"ok": true, "user": map[string]any{"id": "U1", "profile": map[string]any{"display_name": "Mia"}}}
		})
		s.play(nil)
		began := time.Now()
		s.event(message("Ev1", "U1", "hi"))
		if took := time.Since(began); took > 600*time.Millisecond {
			t.Errorf("the event waited %v", took)
		}
		time.Sleep(3 * time.Second)
		s.event(message("Ev2", "U1", "again"))
		all := s.heard()
		if all[0].From.Name != "" || all[1].From.Name != "Mia" {
			t.Errorf("heard %+v", all)
		}
	})
}

func TestWithoutAProfileThePersonIsStillHeard(t *testing.T) {
	t.Parallel()
	s := newStage(t, nil)
	s.web.refuses("users.info", "missing_scope")
	s.play(nil)
	for range 3 {
		s.event(message("Ev1", "U1", "hi"))
	}
	if n := len(s.heard()); n != 3 {
		t.Errorf("heard %d", n)
	}
	if n := s.web.called("users.info"); n != 1 {
		t.Errorf("asked %d times within a minute", n)
	}
}

func TestWhoIsNotTaken(t *testing.T) {
	t.Parallel()
	user := func(more map[string]any) func(*stage) {
		return func(s *stage) {
			s.web.does("users.info", func(v url.Values) any {
				u := map[string]any{"id": v.Get("user"), "team_id": "T1"}
				for k, x := range more {
					u[k] = x
				}
				return map[string]any{"ok": true, "user": u}
			})
		}
	}
	for _, tc := range []struct {
		name, counted string
		set           func(*stage)
		press         string
		says          string // to who pressed
		heard         int
	}{
		{"a guest is a person like any other", "", user(map[string]any{"is_restricted": true, "is_ultra_restricted": true}), "", "", 2},
		{"a bot", "bot", user(map[string]any{"is_bot": true}), "", "", 0},
		{"a workflow", "bot", user(map[string]any{"is_workflow_bot": true}), "", "", 0},
		{"somebody of another team", "stranger", user(map[string]any{"team_id": "T2"}), "", "guest from another one", 0},
		{"somebody of another organisation", "stranger", user(map[string]any{"is_stranger": true}), "", "guest from another one", 0},
		{"a team that has not installed the app", "team", nil, `"team":{"id":"T9"}`, chat.Plain(say.In("en").Say("place.unknown")), 1},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			s := newStage(t, nil)
			if tc.set != nil {
				tc.set(s)
			}
			s.play(nil)
			if w := s.event(message("Ev1", "U1", "hi")); w.Code != 200 {
				t.Errorf("an event that is not taken is not acknowledged: %d", w.Code)
			}
			body := press("1", "U1", "c1", "a:1")
			if tc.press != "" {
				body = strings.Replace(body, `"team":{"id":"T1"}`, tc.press, 1)
			}
			if w := s.action(body); w.Code != 200 {
				t.Errorf("answered %d", w.Code)
			}
			if n := len(s.heard()); n != tc.heard {
				t.Errorf("handed over %d", n)
			}
			if tc.counted != "" && s.counted()[tc.counted] == 0 {
				t.Errorf("counted %v", s.counted())
			}
			s.eventually(func() bool { return strings.Contains(s.web.said(), tc.says) }, "it is explained with "+tc.says)
			if tc.says == "" && s.web.called("1") > 0 {
				t.Errorf("said:\n%s", s.web.said())
			}
		})
	}
}

// In Enterprise Grid a person's home may be another team of the same
// enterprise.
func TestTheTeamsOfAnEnterpriseAreOne(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name string
		in   incoming
		of   *profile
		want bool
	}{
		{"the same team", incoming{team: "T1", home: "T1"}, nil, false},
		{"nothing is known", incoming{team: "T1"}, nil, false},
		{"another team", incoming{team: "T1", home: "T2"}, nil, true},
		{"another team of the enterprise", incoming{team: "T1", home: "T2", enterprise: "E1"}, &profile{team: "T2", enterprise: "E1"}, false},
		{"a team of another enterprise", incoming{team: "T1", home: "T2", enterprise: "E1"}, &profile{team: "T2", enterprise: "E2"}, true},
		{"the enterprise itself", incoming{team: "T1", home: "E1", enterprise: "E1"}, nil, false},
		{"Slack says so", incoming{team: "T1", home: "T1"}, &profile{team: "T1", stranger: true}, true},
	} {
		if got := tc.in.isStranger(tc.of); got != tc.want {
			t.Errorf("%s: a stranger is %v, want %v", tc.name, got, tc.want)
		}
	}
}

func TestUserGroupsMakeTeachers(t *testing.T) {
	t.Parallel()
	yes, no := true, false
	s := newStage(t, func(o *Options) { o.TeacherGroups = []string{"S1", "S9"} })
	var mu sync.Mutex
	teachers := []string{"U1"}
	s.web.does("usergroups.users.list", func(v url.Values) any {
		if v.Get("usergroup") == "S9" {
			return map[string]any{"ok": false, "error": "no_such_subteam"}
		}
		mu.Lock()
		defer mu.Unlock()
		return map[string]any{"ok": true, "users": teachers}
	})
	s.play(nil)
	s.event(message("Ev1", "U1", "a"))
	s.event(message("Ev2", "U2", "b"))
	if n := s.web.called("usergroups.users.list"); n != 2 {
		t.Errorf("asked %d times for two groups", n)
	}
	mu.Lock()
	teachers = nil
	mu.Unlock()
	s.event(inner(`{"type":"subteam_members_changed","subteam_id":"S1"}`))
	s.event(message("Ev3", "U1", "c"))
	s.web.refuses("usergroups.users.list", "missing_scope")
	s.event(inner(`{"type":"subteam_members_changed","subteam_id":"S1"}`))
	s.event(message("Ev4", "U1", "d"))
	var got []*bool
	for _, ev := range s.heard() {
		got = append(got, ev.From.Teacher)
	}
	if d := cmp.Diff([]*bool{&yes, &no, &no, nil}, got); d != "" {
		t.Errorf("teacher (-want +got):\n%s", d)
	}
}

// asks is a Reads that opens a form for everything, or says why not.
type asks struct {
	chat.Reads
	form *chat.Form
	err  error
	seen []chat.Event
}

func (a *asks) Form(_ context.Context, ev chat.Event) (*chat.Form, error) {
	a.seen = append(a.seen, ev)
	return a.form, a.err
}

func TestWhatOpensAFormIsNoEvent(t *testing.T) {
	t.Parallel()
	form := &chat.Form{Title: "Goal", Value: "goal:1", Fields: []chat.Field{{Name: "goal", Label: "Goal"}}}
	for _, tc := range []struct {
		name   string
		reads  *asks
		send   func(*stage) string
		asked  int
		opened int
		heard  int
		says   string
	}{
		{"a press that opens", &asks{form: form}, func(s *stage) string { return s.action(press("1.2", "U1", opens+"1", "form:1")).Body.String() }, 1, 1, 0, ""},
		{"a press that does not is not asked about", &asks{form: form}, func(s *stage) string { return s.action(press("1.2", "U1", "c1", "a:1")).Body.String() }, 0, 0, 1, ""},
		{"a command", &asks{form: form}, func(s *stage) string { return s.command("goal", "1.2").Body.String() }, 1, 1, 0, ""},
		{"a command without a form is said", &asks{}, func(s *stage) string { return s.command("practice", "1.2").Body.String() }, 1, 0, 1, ""},
		{"a form that is none of theirs", &asks{err: kindly("That question is over.")}, func(s *stage) string { return s.command("goal", "1.2").Body.String() }, 1, 0, 0, "That question is over."},
		{"a form that cannot be read", &asks{err: errors.New("disk")}, func(s *stage) string { return s.command("goal", "1.2").Body.String() }, 1, 0, 0, chat.Plain(say.In("en").Say("failed"))},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			s := newStage(t, func(o *Options) { o.Reads = tc.reads })
			s.play(nil)
			body := tc.send(s)
			if len(tc.reads.seen) != tc.asked || s.web.called("views.open") != tc.opened || len(s.heard()) != tc.heard {
				t.Errorf("asked %d, opened %d, heard %d", len(tc.reads.seen), s.web.called("views.open"), len(s.heard()))
			}
			if tc.says != "" && !strings.Contains(body, tc.says) {
				t.Errorf("answered %q", body)
			}
			if tc.opened > 0 {
				if ev := tc.reads.seen[0]; ev.From.Name != "Mia" || ev.Conversation.Channel != "C1" || ev.Conversation.User != "U1" {
					t.Errorf("asked with %+v", ev)
				}
				tc.send(s) // a replay: its trigger is spent
				if s.web.called("views.open") != 1 || s.counted()["replayed"] != 1 {
					t.Error("a replay opens the form again")
				}
			}
		})
	}
}

// kindly is an error with a sentence.
type kindly string

func (k kindly) Error() string           { return "no" }
func (k kindly) Sentence() chat.Markdown { return chat.Markdown(k) }

func TestAFormBelongsToWhoOpenedIt(t *testing.T) {
	t.Parallel()
	s := newStage(t, nil)
	s.play(nil)
	theirs := chat.Conversation{Platform: Name, Place: "T1", Channel: "C1", User: "U1"}
	elsewhere := chat.Conversation{Platform: Name, Place: "T2", Channel: "C1", User: "U1"}
	if w := s.action(submitted(t, theirs, "U2")); !strings.Contains(w.Body.String(), "somebody else") {
		t.Errorf("answered %q", w.Body)
	}
	s.action(strings.Replace(submitted(t, elsewhere, "U1"), "9.8.7", "9.8.8", 1))
	if len(s.heard()) > 0 || s.counted()["not-yours"] != 2 {
		t.Errorf("heard %+v, counted %v", s.heard(), s.counted())
	}
	if w := s.action(strings.Replace(submitted(t, theirs, "U1"), "9.8.7", "9.8.9", 1)); !strings.Contains(w.Body.String(), "clear") {
		t.Errorf("answered %q", w.Body)
	}
	if all := s.heard(); len(all) != 1 || all[0].Conversation != theirs || all[0].Fields["goal"] != "Algebra" {
		t.Errorf("heard %+v", all)
	}
}

// A command can be given in the direct messages of two people, where the coach
// is not.
func TestDirectMessagesAreThoseWithTheCoach(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name, channel, body string
		want                chat.Conversation
	}{
		{"a command to the coach", "D1", "", direct("U1")},
		{"a command between two people", "D7", "", chat.Conversation{Platform: Name, Place: "T1", Channel: "D7", User: "U1"}},
		{"a command in a channel", "C1", "", chat.Conversation{Platform: Name, Place: "T1", Channel: "C1", User: "U1"}},
		{"a press in direct messages", "", strings.NewReplacer(`"C1"`, `"D1"`, `"is_ephemeral":true`, `"is_ephemeral":false`).Replace(press("1", "U1", "c1", "a:1")), direct("U1")},
		{"a press between two people, on what they alone see", "", strings.ReplaceAll(press("1", "U1", "c1", "a:1"), `"C1"`, `"D7"`), chat.Conversation{Platform: Name, Place: "T1", Channel: "D7", User: "U1"}},
		{"a press in a thread", "", strings.Replace(press("1", "U1", "c1", "a:1"), `"container":{`, `"container":{"thread_ts":"1.0",`, 1), chat.Conversation{Platform: Name, Place: "T1", Channel: "C1", Thread: "1.0", User: "U1"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			s := newStage(t, nil)
			s.play(nil)
			if tc.body != "" {
				s.action(tc.body)
			} else {
				s.post("/command", formType, []byte(commandBody(tc.channel, "practice", "1")))
			}
			if all := s.heard(); len(all) != 1 || all[0].Conversation != tc.want {
				t.Errorf("heard %+v, want it in %+v", all, tc.want)
			}
		})
	}
}
