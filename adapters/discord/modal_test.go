package discord

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pacer/bot/chat"
)

// allForms are one of every kind.
var allForms = []struct {
	name string
	form chat.Form
}{
	{"30-goal", chat.Form{Title: "Your goal", Value: "goal:01J", Lead: "What would you like to be able to do by the end of the month?", Fields: []chat.Field{
		{Name: "what", Label: "My goal", Long: true, Max: 300},
		{Name: "by", Label: "By when", Hint: "A date, or leave it empty", Optional: true, Value: "Friday"},
	}}},
	{"31-settings", chat.Form{Title: "Settings", Value: "settings", Lead: "When may I write to you?", Fields: []chat.Field{
		{Name: "when", Label: "Check-in", Value: "16", Choices: []chat.Choice{
			{Label: "After school (16:00)", Value: "16"}, {Label: "Evenings (19:00)", Value: "19"}, {Label: "Only when I write first", Value: "never"},
		}},
		{Name: "days", Label: "Days", Many: true, Optional: true, Choices: []chat.Choice{{Label: "Weekdays", Value: "1-5"}, {Label: "Weekends", Value: "6-7"}}},
		{Name: "zone", Label: "Time zone", Value: "Europe/Berlin"},
	}}},
	{"32-long-words", chat.Form{
		Title: "A title that goes on for much longer than Discord has room for in a modal",
		Value: "make:01J", Lead: chat.Escape(strings.Repeat("@everyone, read this **now**. ", 20)),
		Fields: []chat.Field{
			{Name: "question", Label: "Which question should be asked, in the words that learners will read it in?", Long: true, Hint: strings.Repeat("A long hint. ", 12)},
			{Name: "pair", Label: "What goes with “the longest river of Europe”?", Choices: letterChoices(chat.Markdown(strings.Repeat("long ", 40)), "B")},
		},
	}},
	{"33-many-choices", chat.Form{Title: "Course", Value: "course", Fields: []chat.Field{{Name: "course", Label: "Course", Choices: manyChoices(40)}}}},
}

func manyChoices(n int) []chat.Choice {
	var c []chat.Choice
	for i := range n {
		c = append(c, chat.Choice{Label: chat.Markdown(fmt.Sprintf("Course number %d", i+1)), Value: fmt.Sprint(i + 1)})
	}
	return c
}

func TestModals(t *testing.T) {
	t.Parallel()
	for _, tt := range allForms {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			data, ok := modal(&tt.form)
			if !ok {
				t.Fatal("it is not shown")
			}
			body, err := json.Marshal(response{Type: respondForm, Data: data})
			if err != nil {
				t.Fatal(err)
			}
			checkRequest(t, request{Method: "POST", Path: "interactions/1/token/callback", Body: body})
			d := data.(dialog)
			if chat.UTF16(d.Title) > maxModalTitle || chat.UTF16(d.CustomID) > maxCustomID {
				t.Errorf("title %q, custom ID %q", d.Title, d.CustomID)
			}
			golden(t, tt.name, data)
		})
	}
}

func TestFormsThatAreNoModal(t *testing.T) {
	t.Parallel()
	field := chat.Field{Name: "a", Label: "A"}
	for name, f := range map[string]chat.Form{
		"without fields":           {Title: "T", Value: "v"},
		"without a title":          {Value: "v", Fields: []chat.Field{field}},
		"with a value too long":    {Title: "T", Value: strings.Repeat("v", maxCustomID+1), Fields: []chat.Field{field}},
		"with six fields":          {Title: "T", Value: "v", Fields: []chat.Field{{Name: "1", Label: "1"}, {Name: "2", Label: "2"}, {Name: "3", Label: "3"}, {Name: "4", Label: "4"}, {Name: "5", Label: "5"}, {Name: "6", Label: "6"}}},
		"with a name twice":        {Title: "T", Value: "v", Fields: []chat.Field{field, field}},
		"with a choice of nothing": {Title: "T", Value: "v", Fields: []chat.Field{{Name: "a", Label: "A", Choices: []chat.Choice{{Label: "x"}}}}},
	} {
		if _, ok := modal(&f); ok {
			t.Errorf("a form %s is shown", name)
		}
	}
}

func TestFieldsOf(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, data string
		value      string
		fields     map[string]string
		fails      bool
	}{
		{"rows", `{"custom_id":"goal:1","components":[{"type":1,"components":[{"type":4,"custom_id":"what","value":"read *it*"}]},{"type":1,"components":[{"type":4,"custom_id":"by","value":""}]}]}`,
			"goal:1", map[string]string{"what": "read *it*", "by": ""}, false},
		{"labels, with words between", `{"custom_id":"s","components":[{"type":10,"id":1},{"type":18,"component":{"type":3,"custom_id":"days","values":["1-5","6-7"]}},{"type":18,"component":{"type":4,"custom_id":"zone","value":"UTC"}}]}`,
			"s", map[string]string{"days": "1-5 6-7", "zone": "UTC"}, false},
		{"nothing chosen", `{"custom_id":"s","components":[{"type":18,"component":{"type":3,"custom_id":"days","values":[]}}]}`,
			"s", map[string]string{"days": ""}, false},
		{"no fields", `{"custom_id":"s"}`, "s", map[string]string{}, false},
		{"no name", `{"components":[]}`, "", nil, true},
		{"no object", `[]`, "", nil, true},
		{"a component that is none", `{"custom_id":"s","components":[7]}`, "", nil, true},
		{"nested past sense", `{"custom_id":"s","components":[{"components":[{"components":[{"components":[{"custom_id":"x","value":"y"}]}]}]}]}`, "s", map[string]string{}, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			value, fields, err := fieldsOf(json.RawMessage(tt.data))
			if (err != nil) != tt.fails || value != tt.value {
				t.Errorf("read as %q, %v", value, err)
			}
			if diff := cmp.Diff(tt.fields, fields); diff != "" {
				t.Errorf("fields wanted (-) and got (+):\n%s", diff)
			}
		})
	}
}
