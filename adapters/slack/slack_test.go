package slack

import (
	"testing"

	"pacer/adapters/adaptertest"
	"pacer/bot/chat"
)

func TestContractByHTTP(t *testing.T) {
	adaptertest.Run(t, func(t *testing.T) adaptertest.Harness {
		w, a, p := newBench(t, nil)
		return harness(w, a, p, testToken, testSecret)
	})
}

// harness plays Slack for the contract: a person at their direct messages.
func harness(w *workspace, a *Adapter, p *person, secrets ...string) adaptertest.Harness {
	direct := directOf(testUser)
	return adaptertest.Harness{
		Adapter:      a,
		Person:       chat.Account{User: testUser, Name: "Ada"},
		Direct:       chat.Conversation{Platform: Name, Place: testTeam, User: testUser},
		Say:          p.says,
		Command:      func(text string) { p.commands(direct, text) },
		Press:        func(value string) { p.presses(direct, value) },
		Again:        p.again,
		Screen:       func() string { return w.screen(direct, testUser) },
		Alerted:      func() []string { return w.alerted(direct) },
		Acknowledged: p.acknowledged,
		Redelivers:   true,
		Fail:         testFailure(w),
		Attempts:     func() int { return len(w.calls("chat.postMessage")) },
		Secrets:      secrets,
	}
}
