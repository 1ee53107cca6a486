package say

import (
	"bytes"
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"sync"
	texttemplate "text/template"
	"text/template/parse"
	"time"

	"github.com/nicksnyder/go-i18n/v2/i18n/template"

	"pacer/bot/chat"
	"pacer/coach"
)

// parser reads the templates of messages, each once, so that whatever a message
// shows is written as its language writes it: {{.N}} is {{.N | shown}}, while
// {{if gt .N 1}} compares the number itself.
type parser struct {
	funcs texttemplate.FuncMap
	known sync.Map // parsed, by source
}

func newParser(p *Printer) *parser {
	return &parser{funcs: texttemplate.FuncMap{"shown": p.shown, "address": address}}
}

// parsed is a template that was read, or the fault in it.
type parsed struct {
	*texttemplate.Template
	err error
}

// Parse reads a template.
func (r *parser) Parse(src, _, _ string) (template.ParsedTemplate, error) {
	if known, ok := r.known.Load(src); ok {
		p := known.(parsed)
		return p, p.err
	}
	t, err := texttemplate.New("").Funcs(r.funcs).Parse(src)
	if err == nil && t.Tree != nil {
		show(t.Tree.Root)
	}
	p := parsed{t, err}
	r.known.Store(src, p)
	return p, p.err
}

// Cacheable tells go-i18n to ask every time: what it keeps, it keeps for all
// languages, and a message that one language lacks is said in English with that
// language's numbers.
func (r *parser) Cacheable() bool { return false }

// Execute fills the template.
func (p parsed) Execute(data any) (string, error) {
	var b strings.Builder
	if err := p.Template.Execute(&b, data); err != nil {
		return "", err
	}
	return b.String(), nil
}

// show makes each action that writes something write it through shown, or where
// it is where a link leads, as an address.
func show(n parse.Node) {
	switch n := n.(type) {
	case *parse.ListNode:
		if n == nil {
			return
		}
		for i, child := range n.Nodes {
			if a, ok := child.(*parse.ActionNode); ok && i > 0 {
				if before, ok := n.Nodes[i-1].(*parse.TextNode); ok && bytes.HasSuffix(before.Text, []byte("](")) {
					through(a, "address")
					continue
				}
			}
			show(child)
		}
	case *parse.ActionNode:
		through(n, "shown")
	case *parse.IfNode:
		show(n.List)
		show(n.ElseList)
	case *parse.WithNode:
		show(n.List)
		show(n.ElseList)
	case *parse.RangeNode:
		show(n.List)
		show(n.ElseList)
	}
}

// through makes an action hand what it writes to a function.
func through(n *parse.ActionNode, function string) {
	if len(n.Pipe.Decl) == 0 {
		name := parse.NewIdentifier(function).SetPos(n.Pos)
		n.Pipe.Cmds = append(n.Pipe.Cmds, &parse.CommandNode{NodeType: parse.NodeCommand, Pos: n.Pos, Args: []parse.Node{name}})
	}
}

// address is where a link leads: nothing may stand in it but what belongs to it.
func address(v any) any {
	if m, ok := v.(chat.Markdown); ok {
		return m
	}
	return chat.Escape(fmt.Sprint(v))
}

// shown is how a value stands in a message: words as they are, escaped unless
// they are Markdown, and isolated; a number and a day as the language writes it. At most
// two digits follow the decimal mark; who wants other ones hands over Number's.
func (p *Printer) shown(v any) any {
	switch v := v.(type) {
	case string:
		return p.Isolated(chat.Escape(v))
	case chat.Markdown:
		return p.Isolated(v)
	case coach.Day:
		return p.Isolated(p.ShortDay(v.Start(time.UTC)))
	case fmt.Stringer:
		return p.Isolated(chat.Escape(v.String()))
	}
	switch r := reflect.ValueOf(v); r.Kind() {
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return p.inSentence(r.Int() < 0, p.integer(r.Int()))
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return p.integer(int64(r.Uint()))
	case reflect.Float32, reflect.Float64:
		return p.inSentence(true, p.decimal(r.Float(), 2))
	}
	return v
}

// inSentence keeps a number that has signs together in a sentence from right to
// left.
func (p *Printer) inSentence(hasSigns bool, number string) string {
	if hasSigns && p.isRightToLeft {
		return firstStrongIsolate + number + popIsolate
	}
	return number
}

// counted is a number as plurals are chosen by: what is not whole by the digits
// that are shown of it (1.5 hours). Nil for what is none.
func counted(v any) any {
	switch r := reflect.ValueOf(v); r.Kind() {
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return r.Int()
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return int64(r.Uint())
	case reflect.Float32, reflect.Float64:
		s := strconv.FormatFloat(r.Float(), 'f', 2, 64)
		return strings.TrimSuffix(strings.TrimRight(s, "0"), ".")
	}
	return nil
}
