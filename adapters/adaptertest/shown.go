package adaptertest

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"testing"
	"unicode"

	"pacer/bot/chat"
)

// words is text with every space and line break made one space.
func words(s string) string { return strings.Join(strings.Fields(s), " ") }

// shows tells whether text stands on a screen, however its lines are broken.
func shows(screen, text string) bool { return times(screen, text) > 0 }

// times is how often text stands on a screen.
func times(screen, text string) int { return strings.Count(words(screen), words(text)) }

// letterCount is how many letters stand on a screen; digits, which the suite
// has a person type, are none.
func letterCount(screen string) int {
	n := 0
	for _, r := range screen {
		if unicode.IsLetter(r) {
			n++
		}
	}
	return n
}

// sees waits until text is on the person's screen.
func (b *bench) sees(text string) {
	b.t.Helper()
	b.eventually(b.t, func() bool { return shows(b.Screen(), text) }, "%q is not shown", text)
}

func testParts(t *testing.T, h Harness) {
	b := start(t, h, nil)
	b.send(chat.Message{Parts: []chat.Part{
		{Steps: &chat.Progress{Done: 3, Of: 5}},
		{Text: "Which is **one third**, *really*? See `1/3` and [this page](https://example.org/thirds).\n\n- bars\n- cakes"},
		{Code: &chat.Code{Language: "go", Text: "x := 1.0 / 3\nprintln(x)"}},
		{Picture: &chat.Picture{Alt: "four bars, one filled", Type: "image/png", Data: png}},
		{Choices: []chat.Choice{{Word: "A", Label: "the first", Value: "1"}, {Word: "B", Label: "the second", Value: "2"}}},
		{Note: "Unit fractions"},
	}})
	for _, text := range []string{
		"3/5", "one third", "really", "1/3", "this page", "bars", "cakes",
		"x := 1.0 / 3", "println(x)", "four bars, one filled", "the first", "the second", "Unit fractions",
	} {
		b.sees(text)
	}
	if !h.Adapter.Capabilities().HasForms {
		b.send(chat.Message{Parts: []chat.Part{{Form: &chat.Form{
			Title: "Your goal", Value: "goal",
			Fields: []chat.Field{{Name: "what", Label: "What would you like to be able to do?"}},
		}}}})
		b.sees("What would you like to be able to do?")
	}
}

// png is a picture of one transparent point.
var png = []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89" +
	"\x00\x00\x00\rIDATx\x9cc\xf8\xff\xff\xff\x7f\x00\t\xfb\x03\xfd\x05CE\xca\x00\x00\x00\x00IEND\xaeB`\x82")

func testTyped(t *testing.T, h Harness) {
	b := start(t, h, nil)
	b.send(chat.Message{Parts: []chat.Part{
		{Text: "True?"},
		{Choices: []chat.Choice{{Word: "X", Label: "yes", Value: "1"}, {Word: "Q", Label: "no", Value: "2"}}},
		{Choices: []chat.Choice{{Word: "hint", Label: "Hint", Value: "h"}}},
	}})
	b.sees("True?")
	for _, word := range []string{"X", "Q", "yes", "no", "hint"} {
		b.seesWord(word)
	}

	const letters = "ABCDEFGHIJKLMNOPRSTUVWYZ123456789"
	var choices []chat.Choice
	for i := range min(h.Adapter.Capabilities().MaxChoices+3, len(letters)) { // more than can be pressed
		choices = append(choices, chat.Choice{
			Word:  letters[i : i+1],
			Label: chat.Markdown(fmt.Sprintf("answer number %d", i)),
			Value: fmt.Sprint(i),
		})
	}
	choices[1].Label = chat.Markdown(strings.Repeat("some label longer than any button ", 6) + "ends")
	b.send(chat.Message{Parts: []chat.Part{{Text: "Which one?"}, {Choices: choices}}})
	for i, c := range choices {
		b.seesWord(c.Word)
		if i != 1 {
			b.sees(fmt.Sprintf("answer number %d", i))
		}
	}
	b.sees("any button ends")
}

// seesWord waits until a word stands by itself on the person's screen, in
// capitals or not.
func (b *bench) seesWord(word string) {
	b.t.Helper()
	b.eventually(b.t, func() bool {
		return slices.ContainsFunc(strings.FieldsFunc(b.Screen(), func(r rune) bool {
			return !unicode.IsLetter(r) && !unicode.IsDigit(r)
		}), func(w string) bool { return strings.EqualFold(w, word) })
	}, "the word %q is not shown", word)
}

func testText(t *testing.T, h Harness) {
	b := start(t, h, nil)
	for _, said := range []string{
		"@everyone <@U1> <!here> <#C1> <@&1> @here",
		"*not bold* _nor_ ~this~ ||nor that|| `nor code",
		"[no link](https://example.org) <https://example.org|none>",
		"# no heading",
		"> no quotation",
		"1. no list",
		"&amp; &lt;b&gt; <b>not bold</b>",
		"red \x1b[31mred\x1b[0m bell\x07 title\x1b]0;x\x07 \u009b1m",
		"left \u202egnp.exe\u202c right",
		"שלום 12 مرحبا नमस्ते",
		"family 👩‍👩‍👧‍👦 and é",
	} {
		text := chat.Escape(said)
		b.send(chat.Text(text))
		b.sees(chat.Plain(text))
	}
	screen := strings.ReplaceAll(h.Screen(), "\r", "")
	if clean := chat.Visible(screen); clean != screen {
		t.Errorf("the screen was sent characters that are obeyed, not shown:\n%q", screen)
	}
	if h.Alerted != nil {
		if who := h.Alerted(); len(who) > 0 {
			t.Errorf("text alerted %q", who)
		}
	}
}

func testLong(t *testing.T, h Harness) {
	b := start(t, h, nil)
	size := h.Adapter.Capabilities().MaxText * 2
	if size == 0 {
		size = 20_000
	}
	var said []string
	for n := 0; n < size; n += len("word-0000 ") {
		said = append(said, fmt.Sprintf("word%04d", len(said)))
	}
	b.send(chat.Text(chat.Markdown(strings.Join(said, " "))))
	b.sees(said[len(said)-1])
	rest := h.Screen()
	for _, w := range said {
		_, after, found := strings.Cut(rest, w)
		if !found {
			t.Fatalf("%q is missing or out of order", w)
		}
		rest = after
	}
}

func testEnd(t *testing.T, h Harness) {
	before := runtime.NumGoroutine()
	b := start(t, h, func(context.Context, chat.Event) (*chat.Answer, error) {
		return answer("Goodbye.", nil), nil
	})
	h.Say("hello")
	b.event()
	b.sees("Goodbye.")
	b.send(chat.Text("And one more."))
	b.end()
	if !h.patiently(func() bool { return runtime.NumGoroutine() <= before }) {
		stacks := make([]byte, 1<<16)
		stacks = stacks[:runtime.Stack(stacks, true)]
		t.Errorf("%d goroutines before Run, %d after it:\n%s", before, runtime.NumGoroutine(), stacks)
	}
}
