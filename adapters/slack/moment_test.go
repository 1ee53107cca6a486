package slack

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"pacer/bot/chat"
)

func TestMomentIsShownByTheReadersClock(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, time.March, 2, 15, 0, 0, 0, time.UTC)
	for _, tc := range []struct {
		name string
		from chat.Markdown
		want string
	}{
		{"a day and a time", "told on " + chat.Moment(at, "Mon 16:00") + ", yes", "told on <!date^1772463600^{date_short} {time}|Mon 16:00>, yes"},
		{"a time of day alone", "at " + chat.Moment(at, "16:00"), "at <!date^1772463600^{time}|16:00>"},
		{"its words cannot end it", chat.Moment(at, "a > b & <!here>"), "<!date^1772463600^{date_short} {time}|a &gt; b &amp; &lt;!here&gt;>"},
		{"within a direction of its own", "\u2068" + chat.Moment(at, "16:00") + "\u2069", "\u2068<!date^1772463600^{time}|16:00>\u2069"},
		{"a link that looks like one is words", chat.Authored("[noon](time:1772463600)"), "noon (time:1772463600)"},
		{"a person's words are words", chat.Escape("<!date^1772463600^{time}|noon>"), "&lt;!date^1772463600^{time}|noon&gt;"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			got := mrkdwn(tc.from)
			if got != tc.want {
				t.Errorf("%q becomes %q, want %q", tc.from, got, tc.want)
			}
			if n := count(string(tc.from)); n < chat.UTF16(got) {
				t.Errorf("%q counts %d and is sent with %d", tc.from, n, chat.UTF16(got))
			}
		})
	}
}

func TestMomentIsWordsWhereSlackTakesNoMarks(t *testing.T) {
	t.Parallel()
	moment := chat.Moment(time.Unix(1772463600, 0), "Mon 16:00")
	r := render(chat.Message{Parts: []chat.Part{
		{Text: "Seen from " + moment + " on."},
		{Choices: []chat.Choice{{Word: "later", Label: "At " + moment, Value: "later"}}},
	}}, maxBlocks, noFile)
	if !strings.HasPrefix(r.text, "Seen from Mon 16:00 on.") {
		t.Errorf("a notification says %q", r.text)
	}
	button, err := json.Marshal(r.blocks[1])
	if err != nil {
		t.Fatal(err)
	}
	if s := string(button); !strings.Contains(s, `"At Mon 16:00"`) || strings.Contains(s, "date^") {
		t.Errorf("the button is %s", s)
	}
}
