package storage

import (
	"fmt"
	"testing"

	"pacer/coach"
)

func TestMemoryHoldsNoMoreThanItMay(t *testing.T) {
	m := newMemory()
	const people = 3*keepPeople + 7
	for i := range people {
		person := fmt.Sprintf("person-%d", i)
		h := m.of("w", person)
		m.keepSession("w", h, coach.Session{ID: "session of " + person, Person: person})
		for c := range keepConversations + 1 {
			conversation := fmt.Sprintf("conversation-%d", c)
			newest := make([]coach.Question, keepQuestions)
			for n := range newest {
				id := fmt.Sprintf("%s %s %d", person, conversation, keepQuestions-n)
				newest[n] = coach.Question{ID: id, Person: person, Conversation: conversation, Message: "message of " + id}
			}
			m.keepConversation("w", person, h, conversation, newest)
			m.putQuestion("w", h, coach.Question{ID: person + " " + conversation + " 9", Person: person, Conversation: conversation, Message: "z" + person + conversation})
		}
	}
	kept := len(m.people.young) + len(m.people.old)
	if kept < keepPeople || kept > 2*keepPeople {
		t.Errorf("%d people are remembered, want %d to %d", kept, keepPeople, 2*keepPeople)
	}
	if len(m.sessions) != kept {
		t.Errorf("%d sessions lead to %d people", len(m.sessions), kept)
	}
	if most := kept * keepConversations * keepQuestions; len(m.questions) > most || len(m.messages) > most {
		t.Errorf("%d questions and %d messages lead to them, want %d at most", len(m.questions), len(m.messages), most)
	}
	for i := range people {
		m.dropPerson(personKey{"w", fmt.Sprintf("person-%d", i)})
	}
	if n := len(m.people.young) + len(m.people.old) + len(m.sessions) + len(m.questions) + len(m.messages); n != 0 {
		t.Errorf("%d things are left when nobody is remembered", n)
	}
}

func TestRecentKeepsWhatIsUsed(t *testing.T) {
	gone := make(map[int]bool)
	r := newRecent(10, func(k int, _ string) { gone[k] = true })
	for i := range 1000 {
		r.put(i, fmt.Sprint(i))
		if v, ok := r.get(3); i >= 3 && (!ok || v != "3") {
			t.Fatalf("after %d others the one that is used is gone", i)
		}
		for k := max(0, i-9); k <= i; k++ { // the last ten
			if _, in := r.young[k]; !in {
				if _, in := r.old[k]; !in {
					t.Fatalf("after %d: %d is gone", i, k)
				}
			}
		}
	}
	if n := len(r.young) + len(r.old); n > 20 || len(gone) != 1000-n {
		t.Errorf("%d are kept, and %d were let go", n, len(gone))
	}
}
