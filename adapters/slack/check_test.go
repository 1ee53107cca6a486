package slack

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"pacer/bot/chat"
)

// faultsOf says what is wrong with a request: Block Kit's limits, its required
// fields, IDs that are not unique, text that is not escaped. It knows nothing
// of how requests are made.
func faultsOf(r request) []string {
	c := &checker{ids: make(map[string]bool)}
	switch r.Method {
	case "chat.postMessage", "chat.postEphemeral", "chat.update":
		c.must(r.Body, "channel")
		c.message(r.Body, maxBlocks)
		for _, name := range []string{"unfurl_links", "unfurl_media"} {
			if r.Method == "chat.postMessage" && text(r.Body, name) != "false" {
				c.fault("%s is %v, want false", name, r.Body[name])
			}
		}
		if r.Method == "chat.postEphemeral" {
			c.must(r.Body, "user")
		}
		if r.Method == "chat.update" {
			c.must(r.Body, "ts")
		}
	case "response":
		c.message(r.Body, maxBlocks)
	case "acknowledgement":
		if errs, ok := r.Body["errors"].(map[string]any); ok || text(r.Body, "response_action") != "" {
			if text(r.Body, "response_action") == "errors" && len(errs) == 0 {
				c.fault("a modal is answered with no error")
			}
			return c.faults
		}
		c.message(r.Body, maxBlocks)
	case "views.open", "views.publish":
		view, _ := r.Body["view"].(map[string]any)
		c.view(view)
		if r.Method == "views.open" {
			c.must(r.Body, "trigger_id")
		} else {
			c.must(r.Body, "user_id")
		}
	case "files.getUploadURLExternal":
		c.must(r.Body, "filename")
		c.must(r.Body, "length")
		c.must(r.Body, "alt_txt")
	}
	return c.faults
}

type checker struct {
	faults []string
	ids    map[string]bool // action_id and block_id of the message
}

func (c *checker) fault(format string, args ...any) {
	c.faults = append(c.faults, fmt.Sprintf(format, args...))
}

func (c *checker) must(o map[string]any, name string) {
	if s := text(o, name); s == "" {
		c.fault("%s is missing", name)
	}
}

func (c *checker) atMost(what, s string, most int) {
	if n := chat.UTF16(s); n > most {
		c.fault("%s is %d long, at most %d", what, n, most)
	}
}

// live are the tokens that Slack obeys in text. Only links may be among them.
var live = regexp.MustCompile(`<([^>]*)>`)

func (c *checker) escaped(what, s string) {
	for _, m := range live.FindAllStringSubmatch(s, -1) {
		if !strings.HasPrefix(m[1], "http://") && !strings.HasPrefix(m[1], "https://") && !strings.HasPrefix(m[1], "mailto:") {
			c.fault("%s holds %q", what, m[0])
		}
	}
	rest := live.ReplaceAllString(s, "")
	if strings.Contains(rest, "<") {
		c.fault("%s holds a < that is not escaped", what)
	}
	if bare := regexp.MustCompile(`&(amp|lt|gt);`).ReplaceAllString(rest, ""); strings.Contains(bare, "&") {
		c.fault("%s holds a & that is not escaped", what)
	}
}

func (c *checker) message(m map[string]any, most int) {
	c.must(m, "text")
	c.atMost("text", text(m, "text"), 4000)
	c.escaped("text", text(m, "text"))
	c.blocks(list(m, "blocks"), most)
	if meta, ok := m["metadata"].(map[string]any); ok {
		c.must(meta, "event_type")
		if meta["event_payload"] == nil {
			c.fault("metadata has no payload")
		}
	}
}

func (c *checker) view(v map[string]any) {
	blocks := list(v, "blocks")
	if len(blocks) == 0 {
		c.fault("a view has no blocks")
	}
	c.blocks(blocks, 100)
	c.atMost("private_metadata", text(v, "private_metadata"), 3000)
	c.atMost("callback_id", text(v, "callback_id"), 255)
	if text(v, "type") == "home" {
		return
	}
	if text(v, "type") != "modal" {
		c.fault("a view is a %q", text(v, "type"))
	}
	c.text("title", v["title"], 24, "plain_text")
	for _, name := range []string{"close", "submit"} {
		if v[name] != nil {
			c.text(name, v[name], 24, "plain_text")
		}
	}
	hasInput := slices.ContainsFunc(blocks, func(b any) bool { return text(b.(map[string]any), "type") == "input" })
	if hasInput && v["submit"] == nil {
		c.fault("a modal with inputs has no submit")
	}
}

func (c *checker) text(what string, object any, most int, kinds ...string) {
	o, _ := object.(map[string]any)
	if o == nil {
		c.fault("%s is missing", what)
		return
	}
	s := text(o, "text")
	if s == "" {
		c.fault("%s is empty", what)
	}
	c.atMost(what, s, most)
	c.escaped(what, s)
	if len(kinds) > 0 && !slices.Contains(kinds, text(o, "type")) {
		c.fault("%s is %q", what, text(o, "type"))
	}
	if text(o, "type") == "mrkdwn" && o["verbatim"] != true {
		c.fault("%s makes links and mentions of what is none", what)
	}
}

func (c *checker) unique(o map[string]any, name string, required bool) {
	id := text(o, name)
	if id == "" {
		if required {
			c.fault("%s has no %s", text(o, "type"), name)
		}
		return
	}
	c.atMost(name, id, 255)
	if c.ids[name+id] && name == "block_id" || c.ids[name+id] && required {
		c.fault("%s %q is not unique", name, id)
	}
	c.ids[name+id] = true
}

func (c *checker) blocks(blocks []any, most int) {
	if len(blocks) > most {
		c.fault("%d blocks, at most %d", len(blocks), most)
	}
	for _, b := range blocks {
		block, _ := b.(map[string]any)
		c.unique(block, "block_id", false)
		switch kind := text(block, "type"); kind {
		case "section":
			c.text("section", block["text"], 3000)
		case "context":
			c.elements(block, 10, "mrkdwn", "plain_text", "image")
		case "actions":
			c.elements(block, 25, "button", "static_select")
		case "image":
			c.must(block, "alt_text")
			c.atMost("alt_text", text(block, "alt_text"), 2000)
			if file, _ := block["slack_file"].(map[string]any); text(file, "id") == "" {
				c.fault("an image has no file")
			}
		case "input":
			c.text("label", block["label"], 2000, "plain_text")
			if block["hint"] != nil {
				c.text("hint", block["hint"], 2000, "plain_text")
			}
			c.must(block, "block_id")
			element, _ := block["element"].(map[string]any)
			c.element(element)
		case "divider":
		default:
			c.fault("a block is a %q", kind)
		}
	}
}

func (c *checker) elements(block map[string]any, most int, kinds ...string) {
	elements := list(block, "elements")
	if len(elements) == 0 || len(elements) > most {
		c.fault("%s has %d elements, at most %d", text(block, "type"), len(elements), most)
	}
	for _, e := range elements {
		element, _ := e.(map[string]any)
		if !slices.Contains(kinds, text(element, "type")) {
			c.fault("%s has a %q", text(block, "type"), text(element, "type"))
		}
		c.element(element)
	}
}

func (c *checker) element(e map[string]any) {
	switch kind := text(e, "type"); kind {
	case "mrkdwn", "plain_text":
		c.text("text", e, 3000)
	case "button":
		c.unique(e, "action_id", true)
		c.text("button", e["text"], 75, "plain_text")
		c.atMost("value", text(e, "value"), 2000)
	case "plain_text_input":
		c.must(e, "action_id")
		most, _ := e["max_length"].(float64)
		if most < 1 || most > 3000 {
			c.fault("max_length is %v", e["max_length"])
		}
		c.atMost("initial_value", text(e, "initial_value"), int(most))
	case "static_select", "multi_static_select":
		c.must(e, "action_id")
		c.options(e, 100)
	case "radio_buttons", "checkboxes":
		c.must(e, "action_id")
		c.options(e, 10)
	default:
		c.fault("an element is a %q", kind)
	}
}

func (c *checker) options(e map[string]any, most int) {
	options := list(e, "options")
	if len(options) == 0 || len(options) > most {
		c.fault("%s has %d options, at most %d", text(e, "type"), len(options), most)
	}
	values := make(map[string]bool)
	for _, o := range options {
		option, _ := o.(map[string]any)
		c.text("option", option["text"], 75, "plain_text")
		c.must(option, "value")
		c.atMost("option value", text(option, "value"), 150)
		if values[text(option, "value")] {
			c.fault("two options have the value %q", text(option, "value"))
		}
		values[text(option, "value")] = true
	}
}

func TestCheckerFindsFaults(t *testing.T) {
	t.Parallel()
	button := func(caption, id string) map[string]any {
		return map[string]any{"type": "button", "action_id": id, "text": map[string]any{"type": "plain_text", "text": caption}}
	}
	mark := func(s string) map[string]any { return map[string]any{"type": "mrkdwn", "text": s, "verbatim": true} }
	for name, blocks := range map[string][]any{
		"a section that is too long":     {map[string]any{"type": "section", "text": mark(strings.Repeat("a", 3001))}},
		"an empty section":               {map[string]any{"type": "section", "text": mark("")}},
		"a mention":                      {map[string]any{"type": "section", "text": mark("hello <!here>")}},
		"an ampersand":                   {map[string]any{"type": "section", "text": mark("salt & pepper")}},
		"two buttons of one ID":          {map[string]any{"type": "actions", "elements": []any{button("a", "1"), button("b", "1")}}},
		"a caption that is too long":     {map[string]any{"type": "actions", "elements": []any{button(strings.Repeat("a", 76), "1")}}},
		"a row without a button":         {map[string]any{"type": "actions", "elements": []any{}}},
		"a picture that nobody explains": {map[string]any{"type": "image", "slack_file": map[string]any{"id": "F1"}}},
		"an unknown block":               {map[string]any{"type": "sektion"}},
	} {
		body := map[string]any{"channel": "C1", "text": "t", "unfurl_links": "false", "unfurl_media": "false", "blocks": blocks}
		if faults := faultsOf(request{"chat.postMessage", body}); len(faults) == 0 {
			t.Errorf("%s: no fault found", name)
		}
	}
}

// TestLimitsAreThoseOfBlockKit compares the constants with the list of limits
// that stands beside the project.
func TestLimitsAreThoseOfBlockKit(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile(filepath.Join(sharedDir(t), "spec", "slack_limits.json"))
	if err != nil {
		t.Skip("the list of Block Kit's limits is not here: ../shared/spec/slack_limits.json")
	}
	var spec map[string]any
	if err := json.Unmarshal(data, &spec); err != nil {
		t.Fatal(err)
	}
	for path, limit := range map[string]int{
		"section.text.max_length": maxSection, "text.max_length": maxSection,
		"block_id.max_length": maxBlockID, "action_id.max_length": maxActionID,
		"actions.elements.max_items": maxActions, "context.elements.max_items": maxContext,
		"image.alt_text.max_length": maxAlt, "input.label.max_length": maxInputLabel, "input.hint.max_length": maxInputHint,
		"button.text.max_length": maxCaption, "button.value.max_length": maxValue,
		"option.text.max_length": maxOption, "option.value.max_length": maxOptionValue,
		"select.options.max_items": maxOptions, "checkboxes.options.max_items": maxRadio, "radio_buttons.options.max_items": maxRadio,
		"plain_text_input.max_length.max": maxTyped,
		"view.blocks.max_items":           maxViewBlocks, "view.private_metadata.max_length": maxMetadata,
		"view.callback_id.max_length": maxCallback, "view.title.max_length": maxTitle,
		"view.close.max_length": maxTitle, "view.submit.max_length": maxTitle,
	} {
		var at any = spec
		for name := range strings.SplitSeq(path, ".") {
			o, _ := at.(map[string]any)
			at = o[name]
		}
		if n, ok := at.(float64); !ok || int(n) != limit {
			t.Errorf("%s is %v in the list, here it is %d", path, at, limit)
		}
	}
}

// sharedDir is the folder of shared texts beside the project.
func sharedDir(t *testing.T) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return filepath.Join(dir, "..", "shared")
		}
		up := filepath.Dir(dir)
		if up == dir {
			t.Fatal("no go.mod above the test")
		}
		dir = up
	}
}
