package discord

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pacer/bot/chat"
)

var update = flag.Bool("update", false, "write the golden files anew")

// letterChoices are lettered answers.
func letterChoices(labels ...chat.Markdown) []chat.Choice {
	var c []chat.Choice
	for i, label := range labels {
		letter := string(rune('A' + i))
		c = append(c, chat.Choice{Label: label, Word: letter, Value: "a:01JQUESTION:" + letter})
	}
	return c
}

// words are actions called by what is typed for them.
func words(main string, words ...string) []chat.Choice {
	var c []chat.Choice
	for _, w := range words {
		label := chat.Markdown(strings.ToUpper(w[:1]) + w[1:])
		c = append(c, chat.Choice{Label: label, Word: w, Value: "w:" + w, Main: w == main})
	}
	return c
}

// bars is a picture of four bars, one of them filled.
func bars() []byte {
	img := image.NewNRGBA(image.Rect(0, 0, 320, 80))
	for y := range 80 {
		for x := range 320 {
			c := color.NRGBA{R: 0xf2, G: 0xf3, B: 0xf5, A: 0xff}
			if x < 80 {
				c = color.NRGBA{R: 0x58, G: 0x65, B: 0xf2, A: 0xff}
			}
			if x%80 < 2 || y < 2 || y > 77 || x > 317 {
				c = color.NRGBA{R: 0x1e, G: 0x1f, B: 0x22, A: 0xff}
			}
			img.Set(x, y, c)
		}
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		panic(err) // to memory, a small picture
	}
	return b.Bytes()
}

// messages are one of every kind: the twelve that people see most, and what is
// hard to show.
var messages = []struct {
	name string
	m    chat.Message
}{
	{"01-hello", chat.Message{Parts: []chat.Part{
		{Text: "Hi! I'm Pacer. We practise for a few minutes at a time. I remember what you know, and bring back what you may forget. When a person can help more than I can, I tell your teacher.\n\nHow long shall we practise at a time?"},
		{Choices: letterChoices("2 minutes", "5 minutes", "15 minutes")},
		{Note: "Type a letter, or press."},
	}}},
	{"02-question", chat.Message{Parts: []chat.Part{
		{Steps: &chat.Progress{Done: 1, Of: 5}}, {Note: "Unit fractions"},
		{Text: "Which bar has **one third** of it filled?"},
		{Choices: letterChoices("▮▮▯▯", "▮▯▯", "▮▯▯▯", "▮▮▮")},
		{Choices: words("", "hint", "skip")},
	}}},
	{"03-long-answers", chat.Message{Parts: []chat.Part{
		{Steps: &chat.Progress{Done: 2, Of: 5}}, {Note: "Rivers and trade"},
		{Text: "Why did towns grow where two rivers meet?"},
		{Choices: letterChoices(
			"Because goods from both valleys had to be unloaded there, so that markets and inns came",
			"Because the water is deeper",
			"Because floods never reach such a place, whatever the season may be",
		)},
		{Choices: words("", "hint", "skip", "another way")},
	}}},
	{"04-not-yet", chat.Message{Parts: []chat.Part{
		{Text: "**Not yet:** 2/5. That is less than the 1/2 you began with, though you added something to it. Cut both bars into parts of one size first.\n\nHow many sixths fill half a bar?"},
		{Choices: words("", "hint", "another way", "skip")},
		{Note: "Type a number."},
	}}},
	{"05-result", chat.Message{Edits: "01JQUESTION", Parts: []chat.Part{
		{Steps: &chat.Progress{Done: 1, Of: 5}}, {Note: "Unit fractions"},
		{Text: "Which bar has **one third** of it filled?\n\nYou chose **B  ▮▯▯**.\n\n**Right:** this bar is cut into 3 parts of one size. The number below the line counts them all, the 1 above it those that are filled."},
		{Choices: words("next", "next", "why")},
	}}},
	{"06-picture", chat.Message{Parts: []chat.Part{
		{Steps: &chat.Progress{Done: 3, Of: 5}}, {Note: "Unit fractions"},
		{Text: "What part of the bar is filled?"},
		{Picture: &chat.Picture{Alt: "A bar of four equal parts, the first of them filled.", Type: "image/png", Data: bars()}},
		{Choices: letterChoices("1/2", "1/3", "1/4")},
	}}},
	{"07-code", chat.Message{Parts: []chat.Part{
		{Steps: &chat.Progress{Done: 2, Of: 4}}, {Note: "Loops"},
		{Text: "What does this print?"},
		{Code: &chat.Code{Language: "python", Text: "total = 0\nfor n in range(1, 4):\n    total += n\nprint(total)"}},
		{Choices: letterChoices("`3`", "`6`", "`10`")},
		{Choices: words("", "hint", "skip")},
	}}},
	{"08-end", chat.Message{Parts: []chat.Part{
		{Text: "**That was today's practice:** 5 questions, and you had 4 of them at the first try.\n\n- New: *Equivalent fractions* is now **Proficient**.\n- *Unit fractions* is due to come back; I'll mix it in next time.\n\nSomething to think about, if you feel like it: a friend missed today. What would you show them, and where would you begin?"},
		{Choices: []chat.Choice{{Label: "Write a thought", Value: "thought:01J", Opens: true, Main: true}, {Label: "Skip", Word: "skip", Value: "w:skip"}}},
		{Note: "Your teacher sees what you write. You can type it as well."},
	}}},
	{"09-progress", chat.Message{Parts: []chat.Part{
		{Text: "### Fractions\n\n**Proficient**  Unit fractions · Equivalent fractions\n**Developing**  Adding unlike fractions\n**Starting**  Multiplying fractions\n\nDue: 3 reviews, about 4 minutes."},
		{Choices: words("practice", "practice", "goal", "why")},
	}}},
	{"10-alert", chat.Message{Parts: []chat.Part{
		{Text: "**For you:** Kim works hard on *adding unlike fractions* without getting there (`8a8s`)\n\n- 7 questions, 1 right at the first try, over 2 days\n- adds across, tops to tops and bottoms to bottoms (5 times)\n\nTry: 5 minutes. Lay a half strip and a third strip end to end, and let Kim find the ruler that measures both.\nOr: a step back to *Equivalent fractions*."},
		{Choices: []chat.Choice{
			{Label: "I'll do it", Word: "take", Value: "alert:take:01J", Main: true},
			{Label: "Send a note", Word: "note", Value: "alert:note:01J", Opens: true},
			{Label: "Assign practice", Word: "assign", Value: "alert:assign:01J"},
			{Label: "Snooze", Word: "snooze", Value: "alert:snooze:01J"},
			{Label: "Not useful …", Word: "not useful", Value: "alert:bad:01J"},
		}},
	}}},
	{"11-class", chat.Message{Parts: []chat.Part{
		{Text: "**Class 7b:** 29 learners, 2 open alerts. Last week 24 of them kept to their plan.\n\nFour are stuck at the same place, *common denominators*; ten minutes as a group may free them all.\n\nAsked most often: “Is a bigger bottom a bigger number?”"},
		{Choices: []chat.Choice{
			{Label: "Who needs me", Word: "needs", Value: "class:needs", Main: true},
			{Label: "Make the group", Word: "group", Value: "class:group"},
			{Label: "Look at the item", Word: "item", Value: "class:item"},
			{Label: "Mastery by skill", Word: "skills", Value: "class:skills"},
			{Label: "Invite a learner", Word: "invite", Value: "class:invite"},
			{Label: "All commands", Word: "help", Value: "w:help"},
		}},
	}}},
	{"12-check-in", chat.Message{ID: "01JCHECKINCHECKINCHECKIN01", Parts: []chat.Part{
		{Text: "Hello! Two skills are fading and your goal is *fractions by Friday*. Five minutes now?"},
		{Choices: words("practice", "practice", "later", "stop")},
		{Note: "You asked me to write on weekdays at 16:00. **settings** changes that."},
	}}},
	{"20-form", chat.Message{Parts: []chat.Part{{Form: &chat.Form{Title: "Your goal", Value: "goal", Fields: []chat.Field{{Name: "what", Label: "What?"}}}}}}},
	{"21-text-that-is-no-command", chat.Message{Parts: []chat.Part{{Text: "You wrote: " + chat.Escape(strings.Join(hostile[:6], " / "))}}}},
	{"22-twenty-answers", chat.Message{Parts: []chat.Part{
		{Text: "Which number is prime?"},
		{Choices: letterChoices("4", "6", "8", "9", "10", "12", "14", "15", "16", "18", "20", "21", "22", "24", "25", "26", "27", "28", "29", "30")},
		{Choices: words("", "hint", "skip")},
	}}},
	{"23-right-to-left", chat.Message{Parts: []chat.Part{
		{Text: "ما هو **ثلث** اثني عشر؟"},
		{Choices: letterChoices("أربعة", "ثلاثة")},
	}}},
	{"24-long-text", chat.Message{ID: "01JLONGLONGLONGLONGLONG001", Parts: []chat.Part{
		{Text: chat.Markdown(strings.Repeat("A sentence that goes on about *rivers* and what they carry. ", 60))},
		{Choices: words("next", "next")},
	}}},
	{"25-picture-that-cannot-be-shown", chat.Message{Parts: []chat.Part{
		{Text: "What is it?"}, {Picture: &chat.Picture{Alt: "a cake cut in thirds", Type: "image/svg+xml", Data: []byte("<svg/>")}},
	}}},
}

// shownPost is what a golden file keeps of a message.
type shownPost struct {
	Body  post     `json:"body"`
	Files []string `json:"files,omitempty"`
}

func TestGolden(t *testing.T) {
	t.Parallel()
	caps := new(Adapter).Capabilities()
	for _, tt := range messages {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var posts []shownPost
			for _, m := range chat.Fit(tt.m, caps) {
				body, files := render(m)
				checkPost(t, body, files)
				p := shownPost{Body: body}
				for _, f := range files {
					p.Files = append(p.Files, f.name)
				}
				posts = append(posts, p)
			}
			golden(t, tt.name, posts)
		})
	}
}

// golden compares a value, as JSON, with what a file holds.
func golden(t *testing.T, name string, v any) {
	t.Helper()
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(v); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join("testdata", "golden", name+".json")
	if *update {
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatalf("%v (go test -run Golden -update writes it)", err)
	}
	if diff := cmp.Diff(string(want), b.String()); diff != "" {
		t.Errorf("wanted (-) and got (+); go test -update writes it anew:\n%s", diff)
	}
}

// checkPost checks a message against every limit, whatever schema is at hand.
func checkPost(t testing.TB, p post, files []upload) {
	t.Helper()
	if n := chat.UTF16(p.Content); n > maxContent {
		t.Errorf("content is %d long, more than %d", n, maxContent)
	}
	if strings.TrimSpace(p.Content) == "" && len(p.Components) == 0 && len(files) == 0 {
		t.Error("the message is empty")
	}
	if p.AllowedMentions.Parse == nil || len(p.AllowedMentions.Parse) > 0 {
		t.Errorf("the message alerts %v", p.AllowedMentions.Parse)
	}
	if len(p.Components) > maxRows || len(p.Attachments) > maxAttached || len(p.Attachments) != len(files) {
		t.Errorf("%d rows, %d attachments for %d files", len(p.Components), len(p.Attachments), len(files))
	}
	seen := make(map[string]bool)
	for _, r := range p.Components {
		if len(r.Components) == 0 || len(r.Components) > maxRowButtons {
			t.Errorf("a row has %d buttons", len(r.Components))
		}
		for _, b := range r.Components {
			if b.Label == "" || chat.UTF16(b.Label) > maxButtonLabel {
				t.Errorf("a button's label is %q", b.Label)
			}
			if b.CustomID == "" || chat.UTF16(b.CustomID) > maxCustomID || seen[b.CustomID] {
				t.Errorf("a button's custom ID is %q, seen before: %v", b.CustomID, seen[b.CustomID])
			}
			seen[b.CustomID] = true
		}
	}
	for _, a := range p.Attachments {
		inText := strings.Contains(p.Content, "[") // as a lesser server gets them
		if a.Description == "" && !inText || chat.UTF16(a.Description) > maxFileAlt {
			t.Errorf("an attachment's description is %q", a.Description)
		}
	}
	if chat.UTF16(p.Nonce) > maxNonce || p.EnforceNonce != (p.Nonce != "") {
		t.Errorf("nonce %q, enforced %v", p.Nonce, p.EnforceNonce)
	}
}

func TestRows(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name   string
		groups [][]chat.Choice
		want   []int // buttons a row
	}{
		{"answers and actions have rows of their own", [][]chat.Choice{letterChoices("1", "2", "3"), words("", "hint", "skip")}, []int{3, 2}},
		{"six are three and three", [][]chat.Choice{letterChoices("1", "2", "3", "4", "5", "6")}, []int{3, 3}},
		{"where rows run short, groups share them", [][]chat.Choice{letterChoices(make([]chat.Markdown, 22)...), words("", "hint", "skip", "why")}, []int{5, 5, 5, 5, 5}},
		{"none", nil, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, _ := rows(tt.groups)
			var sizes []int
			for _, r := range got {
				sizes = append(sizes, len(r.Components))
			}
			if !slices.Equal(sizes, tt.want) {
				t.Errorf("rows of %v, wanted %v", sizes, tt.want)
			}
		})
	}
}

func TestWhatCannotBePressedIsTyped(t *testing.T) {
	t.Parallel()
	body, _ := render(chat.Message{Parts: []chat.Part{{Text: "Go on?"}, {Choices: []chat.Choice{
		{Label: "Yes", Word: "yes", Value: "same"},
		{Label: "Surely", Word: "surely", Value: "same"},
		{Label: "No", Word: "no", Value: strings.Repeat("x", maxCustomID+1)},
	}}}})
	checkPost(t, body, nil)
	bare, _ := render(chat.Message{Parts: []chat.Part{{Text: "Go on?"}, {Choices: []chat.Choice{{Label: chat.Escape("\u200b"), Value: "go"}}}}})
	checkPost(t, bare, nil) // refuses a button without a label, as Discord does
	if !strings.Contains(body.Content, "surely · no") || len(body.Components) != 1 || len(body.Components[0].Components) != 1 {
		t.Errorf("the message is %+v", body)
	}
}

func TestPressed(t *testing.T) {
	t.Parallel()
	for _, opens := range []bool{true, false} {
		c := chat.Choice{Value: "goal:1", Opens: opens}
		value, got := pressed(customID(c), nil)
		if value != c.Value || got != opens {
			t.Errorf("%+v is pressed as %q, opening %v", c, value, got)
		}
	}
	if value, _ := pressed("menu", []string{"second"}); value != "second" {
		t.Errorf("of a menu %q was chosen, wanted second", value)
	}
}

// FuzzRender checks that whatever is fitted is within every limit, and that no
// letter of it is lost.
func FuzzRender(f *testing.F) {
	for _, tt := range messages {
		for _, p := range tt.m.Parts {
			f.Add(string(p.Text), string(p.Note), "x = 1", uint8(4))
		}
	}
	for _, s := range hostile {
		f.Add(s, s, s, uint8(30))
	}
	f.Fuzz(func(t *testing.T, text, note, code string, choices uint8) {
		m := chat.Message{Parts: []chat.Part{
			{Steps: &chat.Progress{Done: 1, Of: 3}}, {Note: chat.Markdown(note)}, {Text: chat.Markdown(text)}, {Text: chat.Escape(text)},
			{Code: &chat.Code{Text: code}},
		}}
		var c []chat.Choice
		for i := range int(choices % 40) {
			c = append(c, chat.Choice{Word: fmt.Sprint(i), Label: chat.Escape(note), Value: fmt.Sprint(i)})
		}
		if len(c) > 0 {
			m.Parts = append(m.Parts, chat.Part{Choices: c})
		}
		for _, fitted := range chat.Fit(m, new(Adapter).Capabilities()) {
			body, files := render(fitted)
			checkPost(t, body, files)
		}
	})
}

// BenchmarkShow measures what one question costs before it is sent: fitted,
// rendered and encoded.
func BenchmarkShow(b *testing.B) {
	caps := new(Adapter).Capabilities()
	m := messages[1].m
	b.ReportAllocs()
	for b.Loop() {
		for _, fitted := range chat.Fit(m, caps) {
			body, files := render(fitted)
			if _, _, err := encode(body, files); err != nil {
				b.Fatal(err)
			}
		}
	}
}
