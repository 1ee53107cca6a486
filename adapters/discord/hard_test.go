package discord

import (
	"archive/tar"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"

	"pacer/bot/chat"
)

// hardItem is a question as it was written by somebody who knew no limits.
type hardItem struct {
	text    string
	choices []string
}

func (h hardItem) message() chat.Message {
	labels := make([]chat.Markdown, len(h.choices))
	for i, c := range h.choices {
		labels[i] = chat.Escape(c)
	}
	parts := []chat.Part{{Steps: &chat.Progress{Done: 1, Of: 5}}, {Note: "A skill"}, {Text: chat.Markdown(h.text)}}
	if len(labels) > 0 {
		parts = append(parts, chat.Part{Choices: letterChoices(labels...)})
	}
	return chat.Message{ID: "01JHARDHARDHARDHARDHARD001", Parts: append(parts, chat.Part{Choices: words("", "hint", "skip")})}
}

// checkHard checks all that becomes of a message against limits and schema, and
// that no letter of it is lost.
func checkHard(t *testing.T, m chat.Message) {
	t.Helper()
	var shown strings.Builder
	for _, fitted := range chat.Fit(m, new(Adapter).Capabilities()) {
		body, files := render(fitted)
		checkPost(t, body, files)
		b, err := json.Marshal(body)
		if err != nil {
			t.Fatal(err)
		}
		checkRequest(t, request{Method: "POST", Path: "channels/1/messages", Body: b})
		shown.WriteString(screen([]posted{{Body: map[string]any{"content": body.Content}}}))
		for _, r := range body.Components {
			for _, c := range r.Components {
				shown.WriteString(c.Label)
			}
		}
	}
	for _, p := range m.Parts {
		for _, c := range p.Choices {
			if want := letters(chat.Plain(c.Label)); !strings.Contains(letters(shown.String()), want) {
				t.Errorf("the answer %q is not shown whole", want)
			}
		}
	}
}

func TestHardItems(t *testing.T) {
	t.Parallel()
	word := strings.Repeat("Donaudampfschiff", 3)[:40]
	twenty := make([]string, 20)
	for i := range twenty {
		twenty[i] = strings.Repeat("answer ", i+1) + string(rune('a'+i))
	}
	for name, h := range map[string]hardItem{
		"twenty answers, some long":     {"Which?", twenty},
		"words of forty letters":        {word + " " + word, []string{word, word + "x", word + " " + word}},
		"Arabic":                        {strings.Repeat("ما هو ثلث اثني عشر؟ ", 120), []string{strings.Repeat("أربعة ", 12), "ثلاثة"}},
		"emoji that are long in UTF-16": {strings.Repeat("👩‍👩‍👧‍👦", 400), []string{strings.Repeat("👍🏽", 12), "👎"}},
		"what must be escaped":          {strings.Repeat(`\*`, 900), []string{strings.Repeat("_", 40), "****"}},
		"code without end":              {"```\n" + strings.Repeat("x = `1`\n", 400) + "```", nil},
		"one line without a space":      {strings.Repeat("x", 5000), nil},
		"lists in lists":                {strings.Repeat("- a\n  - b\n    - c\n", 200), nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			checkHard(t, h.message())
		})
	}
}

// TestHardItemsOfOATutor takes the longest questions, and those with the most
// answers, of a real collection.
func TestHardItemsOfOATutor(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("the collection takes some seconds to unpack")
	}
	items := oatutor(t)
	const most = 100
	bySize := func(size func(hardItem) int) []hardItem {
		slices.SortStableFunc(items, func(a, b hardItem) int { return size(b) - size(a) })
		return items[:min(most, len(items))]
	}
	for _, size := range []func(hardItem) int{
		func(h hardItem) int { return len(h.text) },
		func(h hardItem) int { return len(h.choices) },
		func(h hardItem) int { return len(strings.Join(h.choices, "")) },
	} {
		for _, h := range bySize(size) {
			h.choices = h.choices[:min(len(h.choices), 26)] // letters end
			checkHard(t, h.message())
		}
	}
}

// oatutor reads the steps of OATutor, where they are at hand.
func oatutor(t *testing.T) []hardItem {
	t.Helper()
	root, err := repository()
	if err != nil {
		t.Fatal(err)
	}
	file, err := os.Open(filepath.Join(root, "..", "shared", "corpus", "oatutor", "oatutor-dev-json.tar.zst"))
	if errors.Is(err, os.ErrNotExist) {
		t.Skip("OATutor's questions are not at hand in ../shared/corpus")
	}
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	unpacked, err := zstd.NewReader(file)
	if err != nil {
		t.Fatal(err)
	}
	defer unpacked.Close()
	var items []hardItem
	for archive := tar.NewReader(unpacked); ; {
		header, err := archive.Next()
		if errors.Is(err, io.EOF) {
			return items
		}
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(header.Name, "/steps/") || strings.Contains(header.Name, "/tutoring/") || !strings.HasSuffix(header.Name, ".json") {
			continue
		}
		var step struct {
			StepTitle, StepBody string
			Choices             []string
		}
		if err := json.NewDecoder(archive).Decode(&step); err != nil {
			t.Fatalf("%s: %v", header.Name, err)
		}
		items = append(items, hardItem{step.StepTitle + "\n\n" + step.StepBody, step.Choices})
	}
}
