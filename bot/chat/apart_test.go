package chat

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestOneThingAtATime(t *testing.T) {
	t.Parallel()
	roomy := Capabilities{MaxChoices: 25, HasForms: true, CanEdit: true}
	for _, tc := range []struct {
		name string
		caps Capabilities
		in   Message
		want []Message
	}{
		{
			"what stands between two breaks is a message of its own", roomy,
			Message{ID: "m", Edits: "e", Quiet: true, Parts: []Part{{Text: "Right."}, {Break: true}, {Text: "Three parts."}, {Break: true}, {Text: "Next?"}, {Choices: actions[1:2]}}},
			[]Message{
				{ID: "m", Edits: "e", Quiet: true, Parts: []Part{{Text: "Right."}}},
				{ID: "m.2", Quiet: true, Parts: []Part{{Text: "Three parts."}}},
				{ID: "m.3", Quiet: true, Parts: []Part{{Text: "Next?"}, {Choices: actions[1:2]}}},
			},
		},
		{
			"of several actions the main one can be pressed", roomy,
			Message{ID: "m", Parts: []Part{{Text: "How?"}, {Choices: actions}}},
			[]Message{{ID: "m", Parts: []Part{{Text: "How?"}, {Choices: actions[1:2]}, {Note: "(hint · skip)"}}}},
		},
		{
			"without a main one the first", roomy,
			Message{ID: "m", Parts: []Part{{Choices: actions[:1]}, {Choices: actions[2:]}}},
			[]Message{{ID: "m", Parts: []Part{{Choices: actions[:1]}, {Note: "(skip)"}}}},
		},
		{
			"lettered answers stay together, and come before actions", roomy,
			Message{ID: "m", Parts: []Part{{Text: "Which?"}, {Choices: three}, {Note: "Type a letter."}, {Choices: actions}}},
			[]Message{{ID: "m", Parts: []Part{{Text: "Which?"}, {Choices: three}, {Note: "Type a letter."}, {Note: "(hint · mine: I'll do it · skip)"}}}},
		},
		{
			"what opens a form is the one thing where it is the main one", roomy,
			Message{ID: "m", Parts: []Part{{Text: "Write."}, {Choices: append(opens[:1:1], actions[2])}}},
			[]Message{{ID: "m", Parts: []Part{{Text: "Write."}, {Choices: opens}, {Note: "(skip)"}}}},
		},
		{
			"and where nothing can be pressed all is typed", Capabilities{},
			Message{ID: "m", Parts: []Part{{Text: "Which?"}, {Choices: three}, {Choices: actions[2:]}}},
			[]Message{{ID: "m", Parts: []Part{{Text: "Which?"}, {Text: "**A** two minutes   **B** five   **C** ten"}, {Note: "(skip)"}}}},
		},
		{
			"a thing that is too long is several messages", Capabilities{MaxText: 12, MaxChoices: 5},
			Message{ID: "m", Parts: []Part{{Text: "One two three four"}, {Break: true}, {Text: "Five"}}},
			[]Message{{ID: "m", Parts: []Part{{Text: "One two"}}}, {ID: "m.2", Parts: []Part{{Text: "three four"}}}, {ID: "m.3", Parts: []Part{{Text: "Five"}}}},
		},
		{
			"a thing with nothing in it is none", roomy,
			Message{ID: "m", Parts: []Part{{Break: true}, {Text: "Five"}, {Break: true}, {Text: " "}}},
			[]Message{{ID: "m", Parts: []Part{{Text: "Five"}}}},
		},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			tc.in.OneThing = true
			got := Fit(tc.in, tc.caps)
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("Fit (-want +got):\n%s", diff)
			}
			for _, m := range got {
				if again := Fit(m, tc.caps); len(again) != 1 || cmp.Diff(m, again[0]) != "" {
					t.Errorf("fitted again it is %+v", again)
				}
			}
		})
	}
}

// For everybody else a break is nothing.
func TestABreakIsNothingToWhoReadsAllAtOnce(t *testing.T) {
	t.Parallel()
	got := Fit(Message{ID: "m", Parts: []Part{{Text: "Right."}, {Break: true}, {Text: "Three parts."}}}, Capabilities{})
	if len(got) != 1 || strings.Join(strings.Fields(got[0].Plain()), " ") != "Right. Three parts." || len(got[0].Parts) != 2 {
		t.Errorf("it is %+v", got)
	}
}
