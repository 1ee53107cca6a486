package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"
)

// refused is how often something of a platform was refused for a reason.
func (s *served) refused(t testing.TB, platform, reason string) (n float64) {
	t.Helper()
	answer, err := http.Get(s.url + "/metrics")
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	b, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	_, after, found := strings.Cut(string(b), fmt.Sprintf("pacer_refused_total{platform=%q,reason=%q} ", platform, reason))
	if !found {
		return 0
	}
	if _, err := fmt.Sscan(after, &n); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestDiscordInteractionsByHTTP(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("the real binary plays in the run without -short")
	}
	r := openRealm(t)
	s := r.serve(t, t.TempDir(), "DISCORD_PUBLIC_KEY="+r.publicKey())
	r.awaits(s)
	endpoint := s.url + "/discord/interactions"

	// What Discord's page asks when the address is set there.
	ping, err := json.Marshal(map[string]any{"id": "1", "application_id": realmBot, "type": 1, "token": "t", "version": 1})
	if err != nil {
		t.Fatal(err)
	}
	status, answer, err := r.signed(endpoint, time.Now(), ping, nil)
	if err != nil || status != http.StatusOK || !strings.Contains(string(answer), `"type":1`) {
		t.Fatalf("a ping is answered %d %s (%v)", status, answer, err)
	}

	r.mu.Lock()
	r.endpoint = endpoint
	r.mu.Unlock()
	lead, sam := r.person("Lea"), r.person("Sam")
	lead.manages = true
	lead.command(realmStudy, "help")
	lead.sees("you are its owner now")
	form := lead.command(realmStudy, "class", "do", "new")
	lead.submits(form, "Fridays", "13-17")
	lead.sees("Class **Fridays** is made")
	join := joinCodeIn.FindString(lead.screen())
	lead.command(realmStudy, "class", "do", "course", "with", "fractions")
	sam.command(realmStudy, "link", "code", join)
	sam.sees("You are in **Fridays**")
	sam.command(realmStudy, "practice")
	sam.sees("[Skip]")
	pressed := sam.presses("Skip")
	if pressed.kind != 7 && pressed.kind != 6 {
		t.Errorf("a press is answered %d %s, want the message itself to change", pressed.kind, pressed.data)
	}
	r.checkStudy()

	// The same interaction is made by hand here, to be done to it what Discord
	// would not.
	act, interaction := sam.begin(realmStudy, 2, nil, map[string]any{"id": "5000000000000000001", "type": 1, "name": "progress"})
	body, err := json.Marshal(interaction)
	if err != nil {
		t.Fatal(err)
	}
	refuses := func(name, reason string, at time.Time, body []byte, forge func([]byte), want int) {
		t.Helper()
		before := s.refused(t, "discord", reason)
		status, answer, err := r.signed(endpoint, at, body, forge)
		if err != nil || status != want {
			t.Errorf("%s is answered %d %s (%v), want %d", name, status, answer, err, want)
		}
		if bytes.Contains(answer, []byte(`"type"`)) {
			t.Errorf("%s is answered %s", name, answer)
		}
		if now := s.refused(t, "discord", reason); now != before+1 {
			t.Errorf("%s: refusals for %q went from %v to %v", name, reason, before, now)
		}
	}
	other := bytes.Replace(body, []byte(sam.id), []byte(lead.id), 1)
	refuses("a forged signature", "signature", time.Now(), body, func(s []byte) { s[0] ^= 1 }, http.StatusUnauthorized)
	now := time.Now()
	refuses("another person's name under the signature", "signature", now, other, func(s []byte) { copy(s, r.sign(now, body)) }, http.StatusUnauthorized)
	refuses("an old signature", "stale", time.Now().Add(-time.Hour), body, nil, http.StatusUnauthorized)
	refuses("a signature from the future", "stale", time.Now().Add(time.Hour), body, nil, http.StatusUnauthorized)
	refuses("half an interaction", "malformed", time.Now(), body[:len(body)/2], nil, http.StatusBadRequest)
	refuses("an interaction by nobody", "malformed", time.Now(), []byte(`{"id":"77","type":2,"token":"t","data":null}`), nil, http.StatusBadRequest)
	refuses("more than an interaction can be", "oversized", time.Now(), bytes.Repeat([]byte(" "), 1<<20), nil, http.StatusRequestEntityTooLarge)

	r.deliver(act, interaction)
	sam.sees("What comes next")
	refuses("an interaction that was answered", "replayed", time.Now(), body, nil, http.StatusUnauthorized)
	if n := sam.times("What comes next"); n != 1 {
		t.Errorf("it was answered %d times", n)
	}
}
