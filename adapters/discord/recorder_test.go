package discord

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// schemas checks requests against Discord's own description of its API, where
// that is at hand.
type schemas struct {
	compiler *jsonschema.Compiler
	paths    map[string]map[string]json.RawMessage // by path, by method

	properties map[string]objectSchema // by the schema's name

	mu       sync.Mutex
	compiled map[string]*jsonschema.Schema
}

type objectSchema struct {
	Properties map[string]json.RawMessage `json:"properties"`
}

const openAPI = "discord_openapi.json"

var loadSchemas = sync.OnceValues(func() (*schemas, error) {
	root, err := repository()
	if err != nil {
		return nil, err
	}
	file, err := os.Open(filepath.Join(root, "..", "shared", "spec", openAPI))
	if err != nil {
		return nil, err
	}
	defer file.Close()
	doc, err := jsonschema.UnmarshalJSON(file)
	if err != nil {
		return nil, err
	}
	closeObjects(doc)
	raw, err := json.Marshal(doc)
	if err != nil {
		return nil, err
	}
	var api struct {
		Paths      map[string]map[string]json.RawMessage `json:"paths"`
		Components struct {
			Schemas map[string]objectSchema `json:"schemas"`
		} `json:"components"`
	}
	if err := json.Unmarshal(raw, &api); err != nil {
		return nil, err
	}
	c := jsonschema.NewCompiler()
	c.DefaultDraft(jsonschema.Draft2020)
	if err := c.AddResource(openAPI, doc); err != nil {
		return nil, err
	}
	return &schemas{compiler: c, paths: api.Paths, properties: api.Components.Schemas, compiled: make(map[string]*jsonschema.Schema)}, nil
})

// closeObjects makes every schema of an object refuse what it does not name: a
// misspelt field would else be taken for one that Discord ignores.
func closeObjects(node any) {
	switch node := node.(type) {
	case map[string]any:
		for _, child := range node {
			closeObjects(child)
		}
		_, isObject := node["properties"].(map[string]any)
		if _, says := node["additionalProperties"]; isObject && !says && node["type"] == "object" {
			node["additionalProperties"] = false
		}
	case []any:
		for _, child := range node {
			closeObjects(child)
		}
	}
}

// repository is the folder with go.mod in it.
func repository() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir, nil
		}
		up := filepath.Dir(dir)
		if up == dir {
			return "", errors.New("no go.mod above")
		}
		dir = up
	}
}

// path finds which of the API's paths a route is of.
func (s *schemas) path(route string) (string, bool) {
	want := strings.Split("/"+route, "/")
	best, found := "", false
next:
	for path := range s.paths {
		have := strings.Split(path, "/")
		if len(have) != len(want) {
			continue
		}
		for i := range have {
			if have[i] != want[i] && !strings.HasPrefix(have[i], "{") {
				continue next
			}
		}
		// The more of it is said outright, the nearer.
		if !found || strings.Count(path, "{") < strings.Count(best, "{") {
			best, found = path, true
		}
	}
	return best, found
}

// check checks a request's body.
func (s *schemas) check(r request) error {
	path, ok := s.path(r.Path)
	if !ok {
		return fmt.Errorf("the API has no %s", r.Path)
	}
	var op struct {
		Body struct {
			Required bool                       `json:"required"`
			Content  map[string]json.RawMessage `json:"content"`
		} `json:"requestBody"`
	}
	raw, ok := s.paths[path][strings.ToLower(r.Method)]
	if !ok {
		return fmt.Errorf("the API has no %s %s", r.Method, path)
	}
	if err := json.Unmarshal(raw, &op); err != nil {
		return err
	}
	if len(r.Body) == 0 {
		if op.Body.Required {
			return fmt.Errorf("%s %s needs a body", r.Method, path)
		}
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	escaped := strings.NewReplacer("~", "~0", "/", "~1", "{", "%7B", "}", "%7D").Replace(path)
	at := openAPI + "#/paths/" + escaped + "/" + strings.ToLower(r.Method) + "/requestBody/content/application~1json/schema"
	schema := s.compiled[at]
	if schema == nil {
		var err error
		if schema, err = s.compiler.Compile(at); err != nil {
			return err
		}
		s.compiled[at] = schema
	}
	body, err := jsonschema.UnmarshalJSON(bytes.NewReader(r.Body))
	if err != nil {
		return err
	}
	return schema.Validate(body)
}

// checkRequest checks a request against the schema, where there is one, and
// against what holds for a bot beside it.
func checkRequest(t testing.TB, r request) {
	t.Helper()
	if s, err := loadSchemas(); err == nil {
		if err := s.check(r); err != nil {
			t.Errorf("%s %s: %v", r.Method, r.Path, err)
		}
	}
	var said struct {
		post
		Data *post `json:"data"`
	}
	if len(r.Body) == 0 || r.Body[0] != '{' {
		return
	}
	if err := json.Unmarshal(r.Body, &said); err != nil {
		return // no message: its components are of another kind
	}
	p := said.post
	if said.Data != nil {
		p = *said.Data
	}
	if p.Content == "" && p.Attachments == nil {
		return
	}
	files := make([]upload, len(r.Files))
	checkPost(t, p, files)
}

// TestLimitsAreDiscords compares our limits with Discord's own description.
func TestLimitsAreDiscords(t *testing.T) {
	t.Parallel()
	s, err := loadSchemas()
	if errors.Is(err, os.ErrNotExist) {
		t.Skip("Discord's description of its API is not at hand: ../shared/spec/" + openAPI)
	}
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		schema, property, limit string
		want                    int
	}{
		{"IncomingWebhookRequestPartial", "content", "maxLength", maxContent},
		{"MessageCreateRequest", "attachments", "maxItems", maxAttached},
		{"MessageAttachmentRequest", "description", "maxLength", maxFileAlt},
		{"ActionRowComponentForMessageRequest", "components", "maxItems", maxRowButtons},
		{"ButtonComponentForMessageRequest", "label", "maxLength", maxButtonLabel},
		{"ButtonComponentForMessageRequest", "custom_id", "maxLength", maxCustomID},
		{"StringSelectComponentForModalRequest", "options", "maxItems", maxOptions},
		{"StringSelectOptionForRequest", "label", "maxLength", maxOptionLabel},
		{"StringSelectOptionForRequest", "value", "maxLength", maxOptionLabel},
		{"ModalInteractionCallbackRequestData", "title", "maxLength", maxModalTitle},
		{"ModalInteractionCallbackRequestData", "custom_id", "maxLength", maxCustomID},
		{"TextInputComponentForModalRequest", "label", "maxLength", maxFieldLabel},
		{"TextInputComponentForModalRequest", "placeholder", "maxLength", maxFieldHint},
		{"TextInputComponentForModalRequest", "value", "maxLength", maxFieldText},
		{"LabelComponentForModalRequest", "label", "maxLength", maxFieldLabel},
		{"LabelComponentForModalRequest", "description", "maxLength", maxFieldHint},
		{"TextDisplayComponentForModalRequest", "content", "maxLength", maxModalText},
		{"CreateTextThreadWithoutMessageRequest", "name", "maxLength", maxThreadName},
	} {
		if got, ok := s.limit(tt.schema, tt.property, tt.limit); !ok || got != tt.want {
			t.Errorf("%s of %s in %s is %d there, %d here", tt.limit, tt.property, tt.schema, got, tt.want)
		}
	}
}

// limit is a number that a schema says of a property.
func (s *schemas) limit(schema, property, limit string) (int, bool) {
	var rules map[string]any
	if err := json.Unmarshal(s.properties[schema].Properties[property], &rules); err != nil {
		return 0, false
	}
	n, ok := rules[limit].(float64)
	return int(n), ok
}

// TestSchemas keeps the checker itself honest: what is wrong is refused.
func TestSchemas(t *testing.T) {
	t.Parallel()
	s, err := loadSchemas()
	if errors.Is(err, os.ErrNotExist) {
		t.Skip("Discord's description of its API is not at hand: ../shared/spec/" + openAPI)
	}
	if err != nil {
		t.Fatal(err)
	}
	const good = `{"content": "Hello", "components": [{"type": 1, "components": [{"type": 2, "style": 2, "label": "Go", "custom_id": "go"}]}]}`
	if err := s.check(request{Method: "POST", Path: "channels/1/messages", Body: []byte(good)}); err != nil {
		t.Errorf("a good message is refused: %v", err)
	}
	for name, r := range map[string]request{
		"a route that there is not":   {Method: "POST", Path: "channels/1/nonsense", Body: []byte(good)},
		"a method that there is not":  {Method: "PUT", Path: "channels/1/messages", Body: []byte(good)},
		"no body where one is needed": {Method: "POST", Path: "channels/1/messages"},
		"text that is too long":       {Method: "POST", Path: "channels/1/messages", Body: []byte(`{"content": "` + strings.Repeat("x", 4001) + `"}`)},
		"a nonce that is too long":    {Method: "POST", Path: "channels/1/messages", Body: []byte(`{"nonce": "` + strings.Repeat("x", 26) + `"}`)},
		"a field that there is not":   {Method: "POST", Path: "channels/1/messages", Body: []byte(`{"contents": "x"}`)},
		"an empty row":                {Method: "POST", Path: "channels/1/messages", Body: []byte(`{"components": [{"type": 1, "components": []}]}`)},
	} {
		if s.check(r) == nil {
			t.Errorf("%s is taken", name)
		}
	}
}
