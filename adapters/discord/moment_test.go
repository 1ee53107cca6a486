package discord

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"pacer/bot/chat"
)

func TestMomentIsShownByTheReadersClock(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, time.March, 2, 15, 0, 0, 0, time.UTC)
	for _, tt := range []struct {
		name  string
		in    chat.Markdown
		want  string
		alive []string
	}{
		{"a day and a time", "told on " + chat.Moment(at, "Mon 16:00") + ", yes", "told on <t:1772463600:f>, yes", []string{"mention <t:1772463600:f>"}},
		{"a time of day alone", "at " + chat.Moment(at, "16:00"), "at <t:1772463600:t>", []string{"mention <t:1772463600:t>"}},
		{"in bold", "**" + chat.Moment(at, "16:00") + "**", "**<t:1772463600:t>**", []string{"bold", "mention <t:1772463600:t>"}},
		{"after emphasis it is plain", "**a**_" + chat.Moment(at, "16:00") + "_", "**a**<t:1772463600:t>", []string{"bold", "mention <t:1772463600:t>"}},
		{"after a sign that begins one", "\\<" + chat.Moment(at, "16:00"), "\\<<t:1772463600:t>", []string{"mention <t:1772463600:t>"}},
		{"within a direction of its own", "\u2068" + chat.Moment(at, "16:00") + "\u2069", "\u2068<t:1772463600:t>\u2069", []string{"mention <t:1772463600:t>"}},
		{"a link that looks like one is words", chat.Authored("[noon](time:1772463600)"), "noon (time:1772463600)", nil},
		{"a person's words are words", chat.Escape("<t:1772463600:t>"), "\\<t\\:1772463600:t>", nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got := markdown(tt.in)
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("wanted (-) and got (+):\n%s", diff)
			}
			if diff := cmp.Diff(tt.alive, read(got).alive); diff != "" {
				t.Errorf("comes alive, wanted (-) and got (+):\n%s", diff)
			}
			if n := count(string(tt.in)); n != chat.UTF16(got) {
				t.Errorf("counts %d and is sent with %d", n, chat.UTF16(got))
			}
		})
	}
}

func TestMomentOnAButtonIsItsWords(t *testing.T) {
	t.Parallel()
	moment := chat.Moment(time.Unix(1772463600, 0), "Mon 16:00")
	p, _ := render(chat.Message{Parts: []chat.Part{{Choices: []chat.Choice{{Word: "later", Label: "At " + moment, Value: "later"}}}}})
	if got, want := p.Components[0].Components[0].Label, "At Mon 16:00"; got != want {
		t.Errorf("the button says %q, wanted %q", got, want)
	}
}
