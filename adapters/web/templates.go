package web

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"path"
	"strings"
	"time"

	"golang.org/x/text/language"

	"pacer/bot/chat"
	"pacer/bot/say"
)

//go:embed templates/*.html static/*
var files embed.FS

// frame is what surrounds every page.
type frame struct {
	Say   *say.Printer
	Title string
	Base  string // where everything of the web begins, such as "/web"
	Act   string // where forms and buttons send what is done
	Opens string // where a button that opens a form finds it
	Here  string // the address of this page, to come back to after something was done
	Who   string // the name of who has entered; empty: nobody
	Nav   []link
	Pick  []link // the classes there are to choose from, when there are several
	Token string // of the CSRF field
	Event string // the ID of what is done from this page, so that twice is once
	Live  string // the address that tells when something changed; empty: none
	Flash []chat.Message
	Wide  bool // the page is a table that wants the whole window
	Bare  bool // nothing but the page: for a projector
}

// link is somewhere to go.
type link struct {
	To    string
	Label chat.Markdown
	Here  bool // it is where one is
	Count int  // what waits there; 0: nothing
}

// Language is the page's language (BCP 47).
func (f *frame) Language() string { return f.Say.Language() }

// Direction is "rtl" where the language is written from right to left.
func (f *frame) Direction() string {
	if tag, err := language.Parse(f.Say.Language()); err == nil && say.IsRightToLeft(tag) {
		return "rtl"
	}
	return "ltr"
}

// look is how pages look: their templates, and the files that go with them.
type look struct {
	pages map[string]*template.Template
	files map[string]asset
}

// asset is a file that never changes under its address.
type asset struct {
	body        []byte
	contentType string
	version     string
}

// contentTypes are those of the files in static.
var contentTypes = map[string]string{
	".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml",
}

// newLook reads what is embedded. A fault in it is a programmer's, and panics.
func newLook() *look {
	l := &look{pages: make(map[string]*template.Template), files: make(map[string]asset)}
	names, err := fs.Glob(files, "static/*")
	if err != nil {
		panic(err)
	}
	for _, name := range names {
		body, err := files.ReadFile(name)
		if err != nil {
			panic(err)
		}
		sum := sha256.Sum256(body)
		l.files[path.Base(name)] = asset{body, contentTypes[path.Ext(name)], base64.RawURLEncoding.EncodeToString(sum[:9])}
	}
	shared := template.Must(template.New("").Funcs(l.functions()).ParseFS(files, "templates/layout.html", "templates/shared.html"))
	if names, err = fs.Glob(files, "templates/*.html"); err != nil {
		panic(err)
	}
	for _, name := range names {
		page := strings.TrimSuffix(path.Base(name), ".html")
		if page == "layout" || page == "shared" {
			continue
		}
		l.pages[page] = template.Must(template.Must(shared.Clone()).ParseFS(files, name))
	}
	return l
}

// functions are what templates can do besides showing values.
func (l *look) functions() template.FuncMap {
	return template.FuncMap{
		"asset":  l.address,
		"markup": markup,
		"inline": inline,
		"plain":  chat.Plain,
		"args":   arguments,
		"sheet":  func(f *chat.Form) sheet { return sheet{Form: f} },
		"stamp":  func(at time.Time) string { return at.UTC().Format(time.RFC3339) },
		"add":    func(a, b int) int { return a + b },
		"source": pictureSource,
	}
}

// shown is what a template is executed with.
type shown struct {
	*frame
	Data any
}

// On is what another template is executed with, on the same page.
func (s shown) On(data any) shown { return shown{s.frame, data} }

// T is a sentence of the page's language, as HTML of one line; more says what
// varies in it, as name and value in turn.
func (s shown) T(key string, more ...any) (template.HTML, error) {
	m, err := s.sentence(key, more)
	return inline(m), err
}

// P is a sentence as plain text, for attributes.
func (s shown) P(key string, more ...any) (string, error) {
	m, err := s.sentence(key, more)
	return chat.Plain(m), err
}

func (s shown) sentence(key string, more []any) (chat.Markdown, error) {
	args, err := arguments(more...)
	if err != nil {
		return "", err
	}
	return s.Say.Say(key, args), nil
}

// arguments makes a sentence's arguments of names and values in turn.
func arguments(pairs ...any) (say.Args, error) {
	if len(pairs)%2 != 0 {
		return nil, fmt.Errorf("web: a name without a value among %d arguments", len(pairs))
	}
	args := make(say.Args, len(pairs)/2)
	for i := 0; i < len(pairs); i += 2 {
		name, ok := pairs[i].(string)
		if !ok {
			return nil, fmt.Errorf("web: %v is no argument's name", pairs[i])
		}
		args[name] = pairs[i+1]
	}
	return args, nil
}

// pictureSource is a picture's bytes as an address. Types that could carry a
// script are not shown.
func pictureSource(p *chat.Picture) template.URL {
	switch p.Type {
	case "image/png", "image/jpeg", "image/gif", "image/webp":
		return template.URL("data:" + p.Type + ";base64," + base64.StdEncoding.EncodeToString(p.Data))
	}
	return ""
}

// address is where a file of static is found; its version is part of it.
func (l *look) address(base, name string) (string, error) {
	f, ok := l.files[name]
	if !ok {
		return "", fmt.Errorf("web: there is no file %q", name)
	}
	return base + "/static/" + name + "?v=" + f.version, nil
}

// serveFile serves a file of static, which a browser may keep for ever.
func (l *look) serveFile(w http.ResponseWriter, r *http.Request) {
	f, ok := l.files[r.PathValue("file")]
	if !ok {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", f.contentType)
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.Header().Set("Cache-Control", "no-cache")
	if r.URL.Query().Get("v") == f.version {
		w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(f.body))
}

// show writes a page, whole or not at all.
func (l *look) show(w http.ResponseWriter, status int, f *frame, name string, data any) error {
	page, ok := l.pages[name]
	if !ok {
		return fmt.Errorf("web: there is no page %q", name)
	}
	var body bytes.Buffer
	if err := page.ExecuteTemplate(&body, "layout", shown{f, data}); err != nil {
		return fmt.Errorf("web: page %s: %w", name, err)
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	if _, err := w.Write(body.Bytes()); err != nil {
		return fmt.Errorf("web: page %s: %w", name, err)
	}
	return nil
}
