package main

import (
	"fmt"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// openSlackSocket opens a town with the coach connected to it.
func openSlackSocket(t *testing.T) (w *slackTown, s *slackTeam, dir string) {
	t.Helper()
	if testing.Short() {
		t.Skip("the peers play with the real binary in the run without -short")
	}
	w = openSlackTown(t)
	s = &slackTeam{t: t, api: w.server.GetAPIURL(), token: "xoxb-town", seen: w.seen, hand: w.hand}
	s.who()
	dir = t.TempDir()
	slackCourse(t, dir)
	s.serveSocket(dir)
	return w, s, dir
}

func (s *slackTeam) serveSocket(dir string) {
	s.t.Helper()
	s.served = serveReal(s.t, dir, slackConfiguration(s.api, "socket"), "SLACK_BOT_TOKEN="+s.token, "SLACK_APP_TOKEN=xapp-town")
}

func TestSlackSocketModeAgainstAPeer(t *testing.T) {
	t.Parallel()
	w, s, dir := openSlackSocket(t)
	_, sam := s.join("shapes")

	s.then("a session with modals, a command in a channel, and the Home tab", func(t *testing.T) {
		sam.says("practice")
		sam.practises(30, func() bool {
			return len(s.seen.modals(sam.user)) > 0 && s.served.counter(t, "pacer_answers_total") >= 4
		})
		if s.seen.replacements() == 0 {
			t.Error("no message that was pressed became its result")
		}
		if _, answer := sam.commands("CSTUDY", "help"); !strings.Contains(answer, `"response_type":"ephemeral"`) || !strings.Contains(answer, "*person*") {
			t.Errorf("a command in a channel is answered %s", answer)
		}
		if all := s.messages("CSTUDY"); len(all) != 0 {
			t.Errorf("in the channel stands %+v", all)
		}
		sam.commands(sam.channel, "goal")
		v := sam.opened(sam.seen.modals(sam.user)[:len(sam.seen.modals(sam.user))-1])
		if action, errs := reaction(t, sam.submits(v, nil)); action != "errors" || len(errs) != 1 {
			t.Errorf("an empty modal is answered %q %v", action, errs)
		}
		if action, _ := reaction(t, sam.submits(v, map[string]string{"answer": "Cut a cake"})); action != "clear" {
			t.Errorf("a goal is answered %q", action)
		}
		sam.comesHome("Cut a cake", "Parts of shapes")
	})

	s.then("connections that end in the middle lose and double nothing", func(t *testing.T) {
		const rounds = 24
		connected, n := w.connections(), 0
		w.setBreaks(func() bool { n++; return n%3 == 0 })
		for i := range rounds {
			if i%6 == 5 { // Slack asks for another connection, and hands over on the old one meanwhile
				if err := w.newest().send(map[string]any{"type": "disconnect", "reason": "refresh_requested"}); err != nil {
					t.Fatal(err)
				}
			}
			sam.says(fmt.Sprintf("goal Storm %d.", i))
		}
		w.setBreaks(nil)
		sam.says("goal Calm")
		sam.sees("Noted: Calm")
		for i := range rounds {
			if n := sam.noted(fmt.Sprintf("Storm %d.", i)); n != 1 {
				t.Errorf("a goal was noted %d times, not once", n)
			}
		}
		if now := w.connections(); now < connected+rounds/3 {
			t.Errorf("%d connections, which is too few to have been tried", now-connected)
		}
	})

	s.then("SIGTERM ends what is in hand, and what was not acknowledged comes again", func(t *testing.T) {
		const asked = 40
		type delivery struct {
			goal    string
			payload map[string]any
			acked   <-chan string
		}
		var all, again []delivery
		for i := range asked {
			d := delivery{goal: fmt.Sprintf("Evening %d.", i)}
			d.payload = sam.saying("goal " + d.goal)
			if i == asked/2 {
				if err := s.served.cmd.Process.Signal(syscall.SIGTERM); err != nil {
					t.Fatal(err)
				}
			}
			d.acked = w.delivers(slackEvent, d.payload)
			all = append(all, d)
		}
		eventuallyTrue(t, s.served.hasEnded, func() string { return "it does not end:\n" + s.served.said() })
		s.served.stop(t) // which tells how it ended
		for _, d := range all {
			select {
			case <-d.acked:
				if n := sam.noted(d.goal); n != 1 {
					t.Errorf("%s was acknowledged, and noted %d times before the end", d.goal, n)
				}
			default:
				again = append(again, d)
			}
		}
		s.serveSocket(dir)
		for _, d := range again {
			w.hand(s, slackEvent, d.payload)
		}
		sam.says("goal Morning")
		sam.sees("Noted: Morning")
		for _, d := range all {
			if n := sam.noted(d.goal); n != 1 {
				t.Errorf("%s was noted %d times in the end", d.goal, n)
			}
		}
		t.Logf("%d of %d were acknowledged before the end", asked-len(again), asked)
	})

	s.served.stop(t)
	if code, out, complaints := used(t, nil, "verify", "--db", filepath.Join(dir, "pacer.db")); code != exitFine {
		t.Errorf("pacer verify: exit code %d\n%s%s", code, out, complaints)
	}
}

// noted is how often somebody was told that a goal is noted.
func (p *slackPerson) noted(goal string) (n int) {
	p.t.Helper()
	for _, m := range p.messages(p.channel) {
		n += strings.Count(m.Text, "Noted: "+goal)
	}
	return n
}
