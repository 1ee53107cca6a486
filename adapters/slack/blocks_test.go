package slack

import (
	"archive/tar"
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/zstd"
	"github.com/slack-go/slack"

	"pacer/bot/chat"
)

var update = flag.Bool("update", false, "write the golden files anew")

var ada = chat.Conversation{Platform: Name, Place: testTeam, User: testUser}

// golden is what is sent of a sample: the body of chat.postMessage for each
// message it is fitted to, or the view of a form or a Home tab.
func golden(t *testing.T, s sample) any {
	t.Helper()
	hasFile := func(parts []chat.Part) func(int) string {
		return func(i int) string {
			if len(parts[i].Picture.Data) == 0 {
				return ""
			}
			return fmt.Sprintf("F%09d", i)
		}
	}
	switch {
	case s.form != nil:
		view, err := modal(s.form, &incoming{ev: chat.Event{Conversation: ada}})
		if err != nil {
			t.Fatal(err)
		}
		return view
	case s.home:
		parts := slices.Concat(partsOf(chat.Fit(chat.Message{Parts: s.parts}, onPage))...)
		return slack.HomeTabViewRequest{
			Type:   slack.VTHomeTab,
			Blocks: slack.Blocks{BlockSet: render(chat.Message{Parts: parts}, maxViewBlocks, hasFile(parts)).blocks},
		}
	}
	var bodies []map[string]any
	for _, m := range chat.Fit(chat.Message{Parts: s.parts}, new(Adapter).Capabilities()) {
		r := render(m, maxBlocks, hasFile(m.Parts))
		bodies = append(bodies, map[string]any{"text": r.text, "blocks": r.blocks})
	}
	return bodies
}

// TestMessages holds every kind of message to the JSON that was looked at.
func TestMessages(t *testing.T) {
	t.Parallel()
	for _, s := range slices.Concat(mainMessages, moreMessages) {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			var got bytes.Buffer
			e := json.NewEncoder(&got)
			e.SetEscapeHTML(false)
			e.SetIndent("", "  ")
			if err := e.Encode(golden(t, s)); err != nil {
				t.Fatal(err)
			}
			file := filepath.Join("testdata", "golden", s.name+".json")
			if *update {
				if err := os.WriteFile(file, got.Bytes(), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), got.String()); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
			for _, fault := range faultsOfJSON(t, s, got.Bytes()) {
				t.Error(fault)
			}
		})
	}
}

// faultsOfJSON checks what a golden file holds.
func faultsOfJSON(t *testing.T, s sample, data []byte) (faults []string) {
	t.Helper()
	var views map[string]any
	if s.form != nil || s.home {
		if err := json.Unmarshal(data, &views); err != nil {
			t.Fatal(err)
		}
		method := map[bool]string{true: "views.publish", false: "views.open"}[s.home]
		return faultsOf(request{method, map[string]any{"view": views, "trigger_id": "1", "user_id": testUser}})
	}
	var bodies []map[string]any
	if err := json.Unmarshal(data, &bodies); err != nil {
		t.Fatal(err)
	}
	for _, body := range bodies {
		body["channel"], body["unfurl_links"], body["unfurl_media"] = "D1", "false", "false"
		faults = append(faults, faultsOf(request{"chat.postMessage", body})...)
	}
	return faults
}

// FuzzMessages sends anybody's words in every place of a message and looks
// whether a limit is broken, and whether the words are there.
func FuzzMessages(f *testing.F) {
	f.Add("Which is *larger*?", "one third", "Unit fractions", "x := 1", "a cake", uint8(4))
	f.Add(strings.Repeat("Longest of all the words that there are. ", 200), strings.Repeat("w", 40), "n", strings.Repeat("line <b>\n", 700), "🎂", uint8(20))
	f.Add("<!here> & <@U1>", "x < y & z", strings.Repeat("&", 3000), "```", strings.Repeat("🎂", 2100), uint8(30))
	f.Add("أيّ كسر أكبر", "نصف", "ملاحظة", "كود", "صورة", uint8(3))
	f.Fuzz(func(t *testing.T, words, label, note, code, alt string, answers uint8) {
		if len(words)+len(label)+len(note)+len(code)+len(alt) > 30_000 {
			t.Skip("nobody says so much at once")
		}
		var choices []chat.Choice
		for i := range int(answers) % 40 {
			choices = append(choices, chat.Choice{Word: string(rune('A' + i)), Label: chat.Escape(fmt.Sprint(label, i)), Value: fmt.Sprint("v", i)})
		}
		m := chat.Message{Parts: []chat.Part{
			{Steps: &chat.Progress{Done: 1, Of: 3}}, {Note: chat.Markdown(note)}, {Text: chat.Markdown(words)}, {Text: chat.Escape(words)},
			{Code: &chat.Code{Text: code}}, {Picture: &chat.Picture{Alt: alt, Data: []byte("x")}}, {Choices: choices},
			{Choices: []chat.Choice{{Word: "hint", Label: chat.Escape(label), Value: "h"}, {Label: chat.Markdown(note), Value: "f", Opens: true}}},
		}}
		file := func(int) string { return "F000000001" }
		for _, fitted := range chat.Fit(m, new(Adapter).Capabilities()) {
			r := render(fitted, maxBlocks, file)
			obeys(t, "chat.postMessage", map[string]any{"channel": "C1", "unfurl_links": "false", "unfurl_media": "false", "text": r.text, "blocks": r.blocks})
		}
		var home []chat.Part
		for _, fitted := range chat.Fit(m, onPage) {
			home = append(home, fitted.Parts...)
		}
		r := render(chat.Message{Parts: home}, maxViewBlocks, file)
		obeys(t, "views.publish", map[string]any{"user_id": "U1", "view": map[string]any{"type": "home", "blocks": r.blocks}})

		view, err := modal(&chat.Form{Title: note, Value: "v", Submit: label, Close: alt, Lead: chat.Markdown(words), Fields: []chat.Field{
			{Name: "typed", Label: words, Hint: code, Value: words, Max: int(answers)}, {Name: "chosen", Label: "l", Choices: choices, Value: "v1"},
		}}, &incoming{ev: chat.Event{Conversation: ada}})
		if err != nil {
			t.Fatal(err)
		}
		obeys(t, "views.open", map[string]any{"trigger_id": "1", "view": view})
	})
}

// obeys looks for faults in what would be sent.
func obeys(t *testing.T, method string, body map[string]any) {
	t.Helper()
	data, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	var sent map[string]any
	if err := json.Unmarshal(data, &sent); err != nil {
		t.Fatal(err)
	}
	for _, fault := range faultsOf(request{method, sent}) {
		t.Errorf("%s: %s", method, fault)
	}
}

// TestLongestItems sends the longest questions of a collection that stands
// beside the project, as the bot would.
func TestLongestItems(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("unpacking the OATutor items takes seconds")
	}
	texts := corpus(t)
	slices.SortFunc(texts, func(a, b string) int { return len(b) - len(a) })
	texts = slices.Compact(texts)
	texts = texts[:min(len(texts), 40)]
	for i, words := range texts {
		m := chat.Message{Parts: []chat.Part{
			{Steps: &chat.Progress{Done: i, Of: len(texts)}}, {Text: chat.Markdown(words)},
			lettered(texts[:min(i+2, 20)]...), actions(action("hint", "Hint"), action("skip", "Skip")), {Note: chat.Escape(words)},
		}}
		for _, fitted := range chat.Fit(m, new(Adapter).Capabilities()) {
			r := render(fitted, maxBlocks, noFile)
			obeys(t, "chat.postMessage", map[string]any{"channel": "C1", "unfurl_links": "false", "unfurl_media": "false", "text": r.text, "blocks": r.blocks})
		}
	}
	t.Logf("the longest text has %d bytes, the last of the %d longest %d", len(texts[0]), len(texts), len(texts[len(texts)-1]))
}

// corpus are all texts of the OATutor items.
func corpus(t *testing.T) (texts []string) {
	t.Helper()
	packed, err := os.Open(filepath.Join(sharedDir(t), "corpus", "oatutor", "oatutor-dev-json.tar.zst"))
	if err != nil {
		t.Skip("the OATutor items are not here: ../shared/corpus/oatutor")
	}
	defer packed.Close()
	unpacked, err := zstd.NewReader(packed)
	if err != nil {
		t.Fatal(err)
	}
	defer unpacked.Close()
	files := tar.NewReader(unpacked)
	for {
		h, err := files.Next()
		if errors.Is(err, io.EOF) {
			return texts
		}
		if err != nil {
			t.Fatal(err)
		}
		if filepath.Ext(h.Name) != ".json" {
			continue
		}
		var read any
		if err := json.NewDecoder(files).Decode(&read); err != nil {
			t.Fatalf("%s: %v", h.Name, err)
		}
		texts = append(texts, stringsIn(read)...)
	}
}

// stringsIn are the texts in what was read of JSON.
func stringsIn(v any) (texts []string) {
	switch v := v.(type) {
	case string:
		texts = append(texts, v)
	case []any:
		for _, e := range v {
			texts = append(texts, stringsIn(e)...)
		}
	case map[string]any:
		for _, e := range v {
			texts = append(texts, stringsIn(e)...)
		}
	}
	return texts
}

// BenchmarkQuestion is what it costs to make a question ready to be sent.
func BenchmarkQuestion(b *testing.B) {
	m := chat.Message{Parts: mainMessages[0].parts}
	caps := new(Adapter).Capabilities()
	b.ReportAllocs()
	for b.Loop() {
		for _, fitted := range chat.Fit(m, caps) {
			if _, err := json.Marshal(render(fitted, maxBlocks, noFile).blocks); err != nil {
				b.Fatal(err)
			}
		}
	}
}

// Slack refuses text in which there is nothing, and some of it shows as nothing
// at all.
func TestNothingToSeeIsNotShown(t *testing.T) {
	t.Parallel()
	for _, blank := range []string{"", " ", "\n\n", "\u00a0", "\u200b", "\u200d", "\u2066\u2069", "\u2003", "```\n```", "# ", "> "} {
		for name, p := range map[string]chat.Part{
			"text": {Text: chat.Markdown(blank)}, "note": {Note: chat.Markdown(blank)}, "code": {Code: &chat.Code{Text: blank}},
			"picture": {Picture: &chat.Picture{Alt: blank, Data: []byte("x")}},
			"button":  {Choices: []chat.Choice{{Label: chat.Markdown(blank), Value: "v", Opens: true}}},
			"letter":  {Choices: []chat.Choice{{Label: chat.Markdown(blank), Word: "A", Value: "v"}}},
		} {
			r := render(chat.Message{Parts: []chat.Part{p}}, maxBlocks, func(int) string { return "F000000001" })
			if len(r.blocks) == 0 {
				continue // nothing is sent
			}
			if name == "text" || name == "note" || isBlank(blank) && strings.Contains(string(asJSON(t, r.blocks)), "alt_text") {
				t.Errorf("%s of %q is shown: %s", name, blank, asJSON(t, r.blocks))
			}
			obeys(t, "chat.postMessage", map[string]any{"channel": "C1", "unfurl_links": "false", "unfurl_media": "false", "text": r.text, "blocks": r.blocks})
		}
		view, err := modal(&chat.Form{
			Title: blank, Value: "v", Submit: blank, Close: blank, Lead: chat.Markdown(blank),
			Fields: []chat.Field{{Name: "n", Label: blank, Hint: blank, Value: blank}},
		}, &incoming{ev: chat.Event{Conversation: ada}})
		if err != nil {
			t.Fatal(err)
		}
		if n := len(view.Blocks.BlockSet); n != 1 {
			t.Errorf("a form of %q has %d blocks, want the input alone", blank, n)
		}
		obeys(t, "views.open", map[string]any{"trigger_id": "1", "view": view})
	}
}
