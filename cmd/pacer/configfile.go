package main

import (
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// place is a place in a file, from 1; zero is unknown.
type place struct{ line, column int }

// fault is one thing that is wrong with the configuration.
type fault struct {
	file string
	place
	path string // of the key, like http.listen; empty: the file as a whole
	text string
}

// String is the fault as compilers write it, with the key's path.
func (f fault) String() string {
	s := f.file
	if f.line > 0 {
		s += fmt.Sprintf(":%d:%d", f.line, f.column)
	}
	if f.path != "" {
		s += ": " + f.path
	}
	return s + ": " + f.text
}

// faults is everything that is wrong with a configuration, in the order of the
// file.
type faults []fault

// Error is every fault, one below the other.
func (fs faults) Error() string {
	lines := make([]string, len(fs))
	for i, f := range fs {
		lines[i] = f.String()
	}
	return strings.Join(lines, "\n")
}

// faultReport gathers faults while a configuration is read.
type faultReport struct {
	file   string
	places map[string]place // of the keys that stand in the file
	bad    []string         // paths that were reported
	list   faults
}

// add notes a fault at a place.
func (r *faultReport) add(at place, path, format string, args ...any) {
	r.list = append(r.list, fault{r.file, at, path, fmt.Sprintf(format, args...)})
	r.bad = append(r.bad, path)
}

// at notes a fault in the value of a key, unless one was noted already. A key
// that is not in the file has no place of its own.
func (r *faultReport) at(path, format string, args ...any) {
	if !slices.Contains(r.bad, path) {
		r.add(r.places[path], path, format, args...)
	}
}

// err returns the faults in the order of the file, or nil.
func (r *faultReport) err() error {
	if len(r.list) == 0 {
		return nil
	}
	slices.SortStableFunc(r.list, func(a, b fault) int { return a.line - b.line })
	return r.list
}

// decodeYAML reads data into c, a struct with yaml tags, and reports every key
// and type that does not fit. It is stricter than the library's own Strict,
// which stops at the first.
func decodeYAML(r *faultReport, data []byte, c *config) {
	defer func() {
		// The library is someone else's and its input is anyone's.
		if p := recover(); p != nil {
			r.add(place{}, "", "the file cannot be read as YAML (%v)", p)
		}
	}()
	file, err := parser.ParseBytes(data, 0, parser.AllowDuplicateMapKey())
	if err != nil {
		var syntax *yaml.SyntaxError
		if errors.As(err, &syntax) && syntax.Token != nil {
			at := syntax.Token.Position
			r.add(place{at.Line, at.Column}, "", "this is not YAML: %s", syntax.Message)
			return
		}
		r.add(place{}, "", "the file cannot be read as YAML: %v", err)
		return
	}
	var body ast.Node
	for _, doc := range file.Docs {
		switch {
		case doc.Body == nil:
		case body != nil:
			r.add(placeOf(doc.Body), "", "a second document begins here: a configuration is one, without --- in it")
			return
		default:
			body = doc.Body
		}
	}
	if body == nil {
		return // empty: the defaults hold
	}
	r.mapping(body, reflect.ValueOf(c).Elem(), "")
}

func placeOf(n ast.Node) place {
	if t := n.GetToken(); t != nil && t.Position != nil {
		return place{t.Position.Line, t.Position.Column}
	}
	return place{}
}

// others are keys that people write for ours, by path.
var others = map[string]string{
	"db": "database", "course": "courses", "server": "http", "logging": "log", "backup": "backups",
	"http.address": "http.listen", "http.port": "http.listen", "http.public_url": "http.url", "http.trusted_proxies": "http.proxies",
	"web.enabled": "web.on", "workspace.timezone": "workspace.zone", "workspace.tz": "workspace.zone", "backups.dir": "backups.folder",
}

// tokenKeys are keys that people write for tokens, by path, and the variables
// that hold those.
var tokenKeys = map[string]string{
	"slack.token": envSlackBot, "slack.bot_token": envSlackBot, "slack.token_env": envSlackBot, "slack.app_token": envSlackApp,
	"slack.signing_secret": envSlackSigning, "slack.client_id": envSlackClient, "slack.client_secret": envSlackClientSecret,
	"discord.token": envDiscord, "discord.bot_token": envDiscord, "discord.token_env": envDiscord, "discord.public_key": envDiscordKey,
	"key": envKey, "key_file": envKeyFile,
}

// variableFor is the variable that a key's value belongs into; "" for a key
// that is no token's.
func variableFor(path string) string {
	for _, name := range []string{envSlackBot, envSlackApp, envSlackSigning, envSlackClient, envSlackClientSecret, envDiscord, envDiscordKey, envKey, envKeyFile} {
		if strings.EqualFold(path, name) {
			return name
		}
	}
	return tokenKeys[path]
}

// tokenForm is how tokens of Slack and of Discord look.
var tokenForm = regexp.MustCompile(`xox[a-z]-|xapp-|xoxe\.|[\w-]{23,28}\.[\w-]{6,7}\.[\w-]{27,}`)

// isToken reports a value that looks like a token, without quoting it.
func (r *faultReport) isToken(at place, path, value string) bool {
	if !tokenForm.MatchString(value) {
		return false
	}
	r.add(at, path, "a token stands here, where anyone who reads the file finds it: put it into the environment, remove it, and have a new one made if others have seen the file")
	return true
}

// mapping reads a mapping into a struct, key by key.
func (r *faultReport) mapping(n ast.Node, v reflect.Value, path string) {
	var entries []*ast.MappingValueNode
	switch n := n.(type) {
	case *ast.MappingNode:
		entries = n.Values
	case *ast.MappingValueNode:
		entries = []*ast.MappingValueNode{n}
	case *ast.NullNode:
		return // a key with nothing below it: the defaults hold
	default:
		r.add(placeOf(n), path, "must be keys with values, each on a line of its own")
		return
	}
	for _, e := range entries {
		name := e.Key.GetToken().Value
		at := placeOf(e.Key)
		here := strings.TrimPrefix(path+"."+name, ".")
		known := yamlKeys(v.Type())
		i := slices.Index(known, name)
		if i < 0 {
			r.unknown(at, path, here, name, known)
			continue
		}
		if first, twice := r.places[here]; twice {
			r.add(at, here, "stands here again; the first is on line %d: remove one", first.line)
			continue
		}
		r.places[here] = at
		r.value(e.Value, fieldOf(v, name), here)
	}
}

// unknown reports a key that there is none of.
func (r *faultReport) unknown(at place, path, here, name string, known []string) {
	if name := variableFor(here); name != "" {
		r.add(at, here, "tokens never stand in this file: set %s in the environment, and remove this key", name)
		return
	}
	if meant, ok := others[here]; ok {
		r.add(at, here, "there is no such key. Did you mean %s?", meant)
		return
	}
	if near := nearest(name, known); near != "" {
		r.add(at, here, "there is no such key. Did you mean %s?", strings.TrimPrefix(path+"."+near, "."))
		return
	}
	r.add(at, here, "there is no such key; there are %s", strings.Join(known, ", "))
}

// value reads one value into a field.
func (r *faultReport) value(n ast.Node, v reflect.Value, path string) {
	if v.Kind() == reflect.Struct {
		r.mapping(n, v, path)
		return
	}
	if _, isNull := n.(*ast.NullNode); isNull {
		r.add(placeOf(n), path, "has no value: fill it in or remove the key")
		return
	}
	switch v.Kind() {
	case reflect.String:
		text, ok := scalar(n)
		if !ok {
			r.add(placeOf(n), path, "must be one text; put it in quotes if it holds : or #, or begins with [, { or *")
			return
		}
		if !r.isToken(placeOf(n), path, text) {
			v.SetString(text)
		}
	case reflect.Bool:
		on, isBool := n.(*ast.BoolNode)
		if !isBool {
			r.add(placeOf(n), path, "must be true or false")
			return
		}
		v.SetBool(on.Value)
	case reflect.Int:
		i, err := strconv.Atoi(n.GetToken().Value)
		if _, isInt := n.(*ast.IntegerNode); !isInt || err != nil {
			r.add(placeOf(n), path, "must be a whole number")
			return
		}
		v.SetInt(int64(i))
	case reflect.Slice: // of texts
		list, ok := n.(*ast.SequenceNode)
		if !ok {
			r.add(placeOf(n), path, "must be a list: each entry on a line of its own, after a dash")
			return
		}
		texts := make([]string, 0, len(list.Values))
		for i, entry := range list.Values {
			here := fmt.Sprintf("%s[%d]", path, i)
			r.places[here] = placeOf(entry)
			text, ok := scalar(entry)
			if !ok || text == "" {
				r.add(placeOf(entry), here, "must be a text")
			} else if r.isToken(placeOf(entry), here, text) {
				text = ""
			}
			texts = append(texts, text)
		}
		v.Set(reflect.ValueOf(texts))
	default:
		panic("no way to read a " + v.Type().String()) // a field was added to config and not here
	}
}

// scalar is the text of a plain value, as it was written.
func scalar(n ast.Node) (string, bool) {
	switch n := n.(type) {
	case *ast.StringNode:
		return n.Value, true
	case *ast.LiteralNode:
		return strings.TrimRight(n.Value.Value, "\n"), true
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode:
		return n.GetToken().Value, true
	}
	return "", false
}

// yamlKeys lists the keys of a struct, from its tags.
func yamlKeys(t reflect.Type) []string {
	var keys []string
	for i := range t.NumField() {
		if tag := t.Field(i).Tag.Get("yaml"); tag != "" {
			keys = append(keys, tag)
		}
	}
	return keys
}

// fieldOf returns the field of a struct with that key.
func fieldOf(v reflect.Value, key string) reflect.Value {
	for i := range v.NumField() {
		if v.Type().Field(i).Tag.Get("yaml") == key {
			return v.Field(i)
		}
	}
	panic("no field for key " + key) // the keys come from the same tags
}
