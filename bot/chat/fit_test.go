package chat

import (
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

var (
	three = []Choice{
		{Word: "A", Label: "two minutes", Value: "1"},
		{Word: "B", Label: "five", Value: "2"},
		{Word: "C", Label: "ten", Value: "3"},
	}
	actions = []Choice{
		{Word: "hint", Label: "Hint", Value: "h"},
		{Word: "mine", Label: "I'll do it", Value: "m", Main: true},
		{Word: "skip", Label: "Skip", Value: "s"},
	}
	opens = []Choice{{Label: "Answer", Value: "q:form", Opens: true, Main: true}}
)

func TestFitAdaptsTheParts(t *testing.T) {
	t.Parallel()
	long := []Choice{
		{Word: "A", Label: "add the tops", Value: "1"},
		{Word: "B", Label: "find pieces of the same size, then add", Value: "2"},
	}
	for _, tc := range []struct {
		name string
		caps Capabilities
		in   []Part
		want []Part
	}{
		{"buttons that fit stay as they are",
			Capabilities{MaxChoices: 5, MaxLabel: 20},
			[]Part{{Text: "How long?"}, {Choices: three}, {Choices: actions[:1]}},
			[]Part{{Text: "How long?"}, {Choices: three}, {Choices: actions[:1]}}},
		{"without buttons short answers stand in one line",
			Capabilities{},
			[]Part{{Choices: three}},
			[]Part{{Text: "**A** two minutes   **B** five   **C** ten"}}},
		{"without buttons long answers stand one a line",
			Capabilities{},
			[]Part{{Choices: long}},
			[]Part{{Text: "**A**  add the tops\n**B**  find pieces of the same size, then add"}}},
		{"what opens a form stands where there are forms, the main one among the first",
			Capabilities{MaxChoices: 2, MaxLabel: 20, HasForms: true},
			[]Part{{Choices: actions[:1]}, {Choices: actions[2:]}, {Choices: opens}},
			[]Part{{Choices: actions[:1]}, {Note: "(skip)"}, {Choices: opens}}},
		{"and is left out where there are none, since it is typed there",
			Capabilities{MaxChoices: 5, MaxLabel: 20},
			[]Part{{Text: "1/2 + 1/3 = ?"}, {Choices: opens}, {Choices: actions[:1]}},
			[]Part{{Text: "1/2 + 1/3 = ?"}, {Choices: actions[:1]}}},
		{"or where its button has no room",
			Capabilities{MaxChoices: 5, MaxLabel: 3, HasForms: true},
			[]Part{{Text: "1/2 + 1/3 = ?"}, {Choices: opens}},
			[]Part{{Text: "1/2 + 1/3 = ?"}}},
		{"without buttons actions become a note of what to type",
			Capabilities{},
			[]Part{{Choices: actions}},
			[]Part{{Note: "(hint · mine: I'll do it · skip)"}}},
		{"which joins the note before them",
			Capabilities{},
			[]Part{{Text: "1/2 + 1/3 = ?"}, {Note: "type an answer"}, {Choices: actions[:1]}},
			[]Part{{Text: "1/2 + 1/3 = ?"}, {Note: "(type an answer · hint)"}}},
		{"but not a note further up",
			Capabilities{},
			[]Part{{Note: "Unit fractions"}, {Text: "1/2 + 1/3 = ?"}, {Choices: actions[:1]}},
			[]Part{{Note: "Unit fractions"}, {Text: "1/2 + 1/3 = ?"}, {Note: "(hint)"}}},
		{"a label too long for a button stands in the text, and all letters with it",
			Capabilities{MaxChoices: 5, MaxLabel: 20},
			[]Part{{Choices: long}},
			[]Part{
				{Text: "**A**  add the tops\n**B**  find pieces of the same size, then add"},
				{Choices: []Choice{{Word: "A", Label: "A", Value: "1"}, {Word: "B", Label: "B", Value: "2"}}},
			}},
		{"an action too long for a button is explained in a note",
			Capabilities{MaxChoices: 5, MaxLabel: 4},
			[]Part{{Choices: actions[:2]}},
			[]Part{
				{Choices: []Choice{actions[0], {Word: "mine", Label: "mine", Value: "m", Main: true}}},
				{Note: "(mine: I'll do it)"},
			}},
		{"what no button can hold can only be typed",
			Capabilities{MaxChoices: 5, MaxLabel: 3},
			[]Part{{Choices: actions[:1]}},
			[]Part{{Note: "(hint)"}}},
		{"answers beyond the last button can only be typed",
			Capabilities{MaxChoices: 2},
			[]Part{{Choices: three}},
			[]Part{
				{Text: "**A** two minutes   **B** five   **C** ten"},
				{Choices: []Choice{{Word: "A", Label: "A", Value: "1"}, {Word: "B", Label: "B", Value: "2"}}},
			}},
		{"the main action always has a button",
			Capabilities{MaxChoices: 1},
			[]Part{{Choices: actions}},
			[]Part{{Choices: actions[1:2]}, {Note: "(hint · skip)"}}},
		{"signs in neighbouring labels make no emphasis together",
			Capabilities{},
			[]Part{{Choices: []Choice{{Word: "A", Label: "2*3"}, {Word: "B", Label: "4*5"}, {Word: "C", Label: "- 3"}}}},
			[]Part{{Text: `**A** 2\*3   **B** 4\*5   **C** \- 3`}}},
		{"a form is a list of what it asks for",
			Capabilities{},
			[]Part{{Form: &Form{Title: "Your goal", Value: "g", Fields: []Field{{Name: "w", Label: "What?"}, {Name: "b", Label: "By when?", Hint: "a day"}}}}},
			[]Part{{Text: "**Your goal**\nWhat?\nBy when? (a day)"}}},
		{"a picture is its words, apart from the text",
			Capabilities{},
			[]Part{{Picture: &Picture{Alt: "a *third*", Type: "image/png", Data: []byte{1}}}},
			[]Part{{Text: `\[a \*third\*\]`}}},
		{"forms and pictures stay where there are some",
			Capabilities{HasForms: true, HasPictures: true},
			[]Part{{Form: &Form{Title: "Your goal"}}, {Picture: &Picture{Alt: "a third"}}},
			[]Part{{Form: &Form{Title: "Your goal"}}, {Picture: &Picture{Alt: "a third"}}}},
		{"empty parts are left out",
			Capabilities{},
			[]Part{{}, {Text: " \n"}, {Note: "\u200b"}, {Code: &Code{}}, {Picture: &Picture{}}, {Text: "x"}},
			[]Part{{Text: "x"}}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			got := Fit(Message{Parts: tc.in}, tc.caps)
			if diff := cmp.Diff([]Message{{Parts: tc.want}}, got); diff != "" {
				t.Errorf("Fit (-want +got):\n%s", diff)
			}
		})
	}
}

func TestFitCutsText(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name string
		max  int
		in   Markdown
		want []Markdown
	}{
		{"what fits is not touched", 40, "_as_ it  was\n\n* written", []Markdown{"_as_ it  was\n\n* written"}},
		{"between paragraphs", 30, "one two three four\n\nfive six seven eight", []Markdown{"one two three four", "five six seven eight"}},
		{"between lines", 30, "one two three four\nfive six seven eight", []Markdown{"one two three four", "five six seven eight"}},
		{"between sentences", 30, "One two three. Four five six seven eight.", []Markdown{"One two three.", "Four five six seven eight."}},
		{"between words", 20, "one two three four five", []Markdown{"one two three four", "five"}},
		{"within a word when it is the only one", 10, "abcdefghijklmn", []Markdown{"abcdefghij", "klmn"}},
		{"never within what a reader calls a letter", 8, "👩‍👩‍👧‍👦👩‍👩‍👧‍👦", []Markdown{"👩‍👩‍👧‍👦", "👩‍👩‍👧‍👦"}},
		{"a paragraph break far from the end is no reason for a short message", 30, "one\n\ntwo three four five six seven eight nine",
			[]Markdown{"one\n\ntwo three four five six", "seven eight nine"}},
		{"before code, not in it", 20, "type in this `a b c d` now", []Markdown{"type in this", "`a b c d` now"}},
		{"before a link, not in it", 40, "this is the [whole page](https://e.org/)", []Markdown{"this is the [whole page](https://e.org/)"}},
		{"emphasis that must be cut is closed and opened", 20, "**one two three four five**", []Markdown{"**one two three**", "**four five**"}},
		{"code that must be cut is closed and opened", 20, "```go\na := 1\nb := 2\nc := 3\n```", []Markdown{"```go\na := 1\n```", "```go\nb := 2\n```", "```go\nc := 3\n```"}},
		{"between the items of a list", 16, "- one two\n- three\n- four five", []Markdown{"- one two", "- three", "- four five"}},
		{"an item cut in two goes on without its dot", 16, "- one two three four\n- five", []Markdown{"- one two three", "four\n\n- five"}},
		{"a numbered list keeps its numbers", 12, "1. one\n2. two\n3. three", []Markdown{"1. one", "2. two", "3. three"}},
		{"a link too long to say twice is written out", 30, "[see](https://example.org/a/b/c) it",
			[]Markdown{"see", "(https://example.org/a/b/c) it"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			var got []Markdown
			for _, m := range Fit(Text(tc.in), Capabilities{MaxText: tc.max}) {
				got = append(got, m.Parts[0].Text)
			}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("Fit (-want +got):\n%s", diff)
			}
		})
	}
}

func TestSignsWithoutWordsAreNothingToSay(t *testing.T) {
	t.Parallel()
	if got := Fit(Text(Markdown(strings.Repeat("> ", 2000))), Capabilities{MaxText: 3000}); got != nil {
		t.Errorf("got %d messages: %.80v", len(got), got)
	}
}

func TestFitOfSeveralMessages(t *testing.T) {
	t.Parallel()
	m := Message{
		ID:    "01J",
		Edits: "01H",
		Quiet: true, Unasked: true,
		Parts: []Part{
			{Steps: &Progress{Done: 1, Of: 5}},
			{Choices: three},
			{Text: Markdown(strings.Repeat("word ", 30))},
			{Note: "a note that fits a message whole but not here"},
			{Code: &Code{Language: "go", Text: "one\ntwo"}},
		},
	}
	caps := Capabilities{MaxText: 80, MaxChoices: 5, CanEdit: true}
	w := func(n int) Markdown { return Markdown(strings.TrimSpace(strings.Repeat("word ", n))) }
	want := []Message{
		{ID: "01J", Edits: "01H", Quiet: true, Unasked: true, Parts: []Part{{Steps: &Progress{Done: 1, Of: 5}}, {Text: w(15)}}},
		{ID: "01J.2", Quiet: true, Unasked: true, Parts: []Part{{Text: w(15)}}},
		{ID: "01J.3", Quiet: true, Unasked: true, Parts: []Part{{Note: "a note that fits a message whole but not here"}, {Code: &Code{Language: "go", Text: "one\ntwo"}}, {Choices: three}}},
	}
	if diff := cmp.Diff(want, Fit(m, caps)); diff != "" {
		t.Errorf("the first edits, the last is pressed (-want +got):\n%s", diff)
	}
	caps.CanEdit = false
	if got := Fit(m, caps)[0].Edits; got != "" {
		t.Errorf("where nothing can be edited the message still edits %q", got)
	}
	if got := Fit(Message{ID: "01J", Parts: []Part{{}}}, caps); len(got) != 0 {
		t.Errorf("nothing to say makes %d messages", len(got))
	}
}

func TestFitOfAVeryLongTextTakesTimeInProportion(t *testing.T) {
	t.Parallel()
	text := Escape(strings.Repeat("Two halves fill a bar as well as three thirds do. ", 1<<18/49))
	start := time.Now()
	n := 0
	for _, m := range Fit(Text(text), Capabilities{MaxText: 2000}) {
		n += len(letters(m.Plain()))
	}
	if want := len(letters(Plain(text))); n != want {
		t.Errorf("%d letters of %d arrive", n, want)
	}
	// Measured: half a second. Cutting that read all the rest again for every
	// piece would take minutes.
	if took := time.Since(start); took > 30*time.Second {
		t.Errorf("256 KiB took %v", took)
	}
}

// units are how platforms count: characters, bytes, UTF-16 as JavaScript
// does, and Slack's way of sending & < > as entities.
var units = []func(string) int{
	nil,
	func(s string) int { return len(s) },
	func(s string) int { return len(utf16.Encode([]rune(s))) },
	func(s string) int {
		return utf8.RuneCountInString(strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(s))
	},
}

// FuzzFit holds Fit's laws for whatever is said and whatever the platform.
func FuzzFit(f *testing.F) {
	f.Add("Choose **one of *these*** or [two](https://example.org/)\n\n- a\n- b `c d`\n\n```go\nx\ny\n```", "2*3", "if x {\n\ty()\n}", uint16(128), uint8(3), uint8(10), uint8(1))
	f.Add(strings.Repeat("- a *long* list\n", 15), "- 3", strings.Repeat("`", 150), uint16(200), uint8(0), uint8(0), uint8(0))
	f.Add("e"+strings.Repeat("\u0301", 150), "👩‍👩‍👧‍👦", "עברית", uint16(130), uint8(1), uint8(4), uint8(2))
	f.Add(strings.Repeat("1. > - x\n", 20), "a\\", "&<>"+strings.Repeat("&<> ", 20), uint16(140), uint8(9), uint8(30), uint8(3))
	f.Fuzz(func(t *testing.T, said, label, code string, maxText uint16, maxChoices, maxLabel, unit uint8) {
		caps := Capabilities{
			MaxText:    128 + int(maxText)%2000,
			MaxChoices: int(maxChoices) % 8,
			MaxLabel:   int(maxLabel) % 40,
			Count:      units[int(unit)%len(units)],
			CanEdit:    true,
		}
		in := Message{ID: "1", Edits: "0", Parts: []Part{
			{Steps: &Progress{Done: 1, Of: 3}},
			{Text: Markdown(said)},
			{Text: Escape(said)},
			{Code: &Code{Text: code, Language: "go"}},
			{Note: "type an answer"},
			{Choices: []Choice{
				{Word: "A", Label: Escape(label), Value: "a"},
				{Word: "B", Label: Markdown(label), Value: "b"},
				{Word: "hint", Label: Escape(label), Value: "h"},
				{Word: "skip", Label: "Skip", Value: "s", Main: true},
			}},
		}}
		out := Fit(in, caps)
		few := in
		few.Parts = []Part{in.Parts[0], in.Parts[1], in.Parts[5]}
		if diff := cmp.Diff([]Message{few}, fitted(few, caps), cmpopts.EquateEmpty()); caps.takes(few) && diff != "" {
			t.Errorf("taken as it is, what would come out otherwise (-taken +fitted):\n%s", diff)
		}
		if got, want := inLine(Markdown(label)), asLine(Markdown(label)); got != want {
			t.Errorf("%q stands in a line as %q, want %q", label, got, want)
		}

		var shown strings.Builder
		pressed := 0
		for i, m := range out {
			used := 0
			for _, p := range m.Parts {
				size := caps.size(p)
				if used > 0 && size > 0 {
					used += caps.count(gap)
				}
				used += size
				switch {
				case len(p.Choices) > 0 && i < len(out)-1:
					t.Errorf("message %d of %d can be pressed", i+1, len(out))
				case p.Code != nil:
					shown.WriteString(p.Code.Text)
				default:
					shown.WriteString(Plain(p.Text) + Plain(p.Note))
				}
				for _, c := range p.Choices {
					pressed++
					shown.WriteString(" " + c.Caption() + " " + c.Word)
					if n := caps.count(c.Caption()); caps.MaxLabel > 0 && n > caps.MaxLabel {
						t.Errorf("label %q is %d long of %d", c.Caption(), n, caps.MaxLabel)
					}
				}
			}
			if used > caps.MaxText {
				t.Errorf("message %d is %d long of %d: %+v", i+1, used, caps.MaxText, m.Parts)
			}
			if (m.Edits != "") != (i == 0) {
				t.Errorf("message %d edits %q", i+1, m.Edits)
			}
			if diff := cmp.Diff([]Message{m}, fitted(m, caps), cmpopts.EquateEmpty()); caps.takes(m) && diff != "" {
				t.Errorf("taken as it is, what would come out otherwise (-taken +fitted):\n%s", diff)
			}
			again := Fit(m, caps)
			if diff := cmp.Diff([]Message{m}, again, cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("what was fitted does not stay as it is (-once +twice):\n%s", diff)
			}
		}
		if pressed > caps.MaxChoices {
			t.Errorf("%d can be pressed of %d", pressed, caps.MaxChoices)
		}
		for _, text := range []string{Plain(Markdown(said)), Plain(Escape(said)), Visible(code), "type an answer", Plain(Escape(label)), "hint", "skip"} {
			if left := missing(text, shown.String()); left != "" {
				t.Errorf("of %q is lost %q; shown is %q", text, left, shown.String())
			}
		}
	})
}

// missing returns what of text is not in shown, in its order: letters and
// digits, since the signs of a list or a link may be said otherwise.
func missing(text, shown string) string {
	rest := []rune(shown)
	want := []rune(text)
	for i, r := range want {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			continue
		}
		k := 0
		for k < len(rest) && rest[k] != r {
			k++
		}
		if k == len(rest) {
			return string(want[i:])
		}
		rest = rest[k+1:]
	}
	return ""
}

func ExampleFit() {
	question := Message{Parts: []Part{
		{Text: "Which bar has *one third* of it filled?"},
		{Choices: []Choice{{Word: "A", Label: "▮▮▯▯"}, {Word: "B", Label: "▮▯▯"}}},
		{Choices: []Choice{{Word: "hint", Label: "Hint"}, {Word: "skip", Label: "Skip"}}},
	}}
	for _, m := range Fit(question, Capabilities{}) { // a platform without buttons
		for _, p := range m.Parts {
			fmt.Println(Plain(p.Text + p.Note))
		}
	}
	// Output:
	// Which bar has one third of it filled?
	// A ▮▮▯▯   B ▮▯▯
	// (hint · skip)
}

func TestUTF16CountsAsBrowsersDo(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]int{"": 0, "one third": 9, "½ é": 3, "分数": 2, "🎂": 2, "👩‍👧": 5, "a\xffb": 3} {
		if got := UTF16(text); got != want {
			t.Errorf("%q counts %d, want %d", text, got, want)
		}
	}
}

func TestWhoIsGatheredIsKeptWithOneMessageAlone(t *testing.T) {
	t.Parallel()
	m := Text("Hello **Ann** and [Ben](https://example.org)!")
	m.Gather = &Gather{Name: "together", Users: []string{"ann", "ben"}}
	for _, c := range []Capabilities{{}, {MaxText: 100, Count: UTF16}, {MaxText: 100, MaxChoices: 5, CanEdit: true}} {
		if got := Fit(m, c); len(got) != 1 || got[0].Gather == nil {
			t.Errorf("fitted to %+v it is %+v", c, got)
		}
	}
	m.Parts[0].Text = Markdown(strings.Repeat("Hello to you all. ", 20))
	for _, part := range Fit(m, Capabilities{MaxText: 100}) {
		if part.Gather != nil {
			t.Error("a piece of a message gathers people")
		}
	}
}
