// Package say holds every sentence a person reads, by language, and the words
// that can be said to the coach. A language is one file of messages; the code
// names a message by its key and hands over what varies.
package say

import (
	"embed"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"sync"

	"github.com/goccy/go-yaml"
	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"pacer/bot/chat"
)

//go:embed *.yaml
var files embed.FS

// Args are what varies in a message, by name. A string is shown as it stands,
// escaped; chat.Markdown goes in as Markdown; what is written in the other
// direction than the message is isolated; "N" also chooses the plural.
type Args map[string]any

// Printer says things in one language. It is safe for use by several
// goroutines.
type Printer struct {
	tag       language.Tag
	localizer *i18n.Localizer
	words     map[string]Word // by spelling
	longest   int             // words in the longest spelling

	isRightToLeft bool
}

// Word is something that can be said to the coach, whatever the language.
type Word string

// load reads the language files once; they are part of the program, so a fault
// in them is a programmer's.
var load = sync.OnceValue(func() map[string]*Printer {
	bundle := i18n.NewBundle(language.English)
	bundle.RegisterUnmarshalFunc("yaml", func(b []byte, v any) error { return yaml.Unmarshal(b, v) })
	names, err := fs.Glob(files, "*.yaml")
	if err != nil {
		panic(err)
	}
	printers := make(map[string]*Printer)
	for _, name := range names {
		f, err := bundle.LoadMessageFileFS(files, name)
		if err != nil {
			panic(fmt.Sprintf("say: %s: %v", name, err))
		}
		p := &Printer{tag: f.Tag, words: make(map[string]Word), isRightToLeft: IsRightToLeft(f.Tag)}
		for _, m := range f.Messages {
			word, isWord := strings.CutPrefix(m.ID, "word.")
			if !isWord {
				continue
			}
			for spelling := range strings.SplitSeq(m.Other, ",") {
				spelling = strings.TrimSpace(spelling)
				p.words[spelling] = Word(strings.ReplaceAll(word, "_", " "))
				p.longest = max(p.longest, len(strings.Fields(spelling)))
			}
		}
		printers[f.Tag.String()] = p
	}
	for _, p := range printers {
		p.localizer = i18n.NewLocalizer(bundle, p.tag.String(), "en")
	}
	return printers
})

// Name is what a language is called in the printer's own; the tag itself where
// nobody has a name for it.
func (p *Printer) Name(lang string) string {
	tag, err := language.Parse(lang)
	if err != nil {
		return lang
	}
	names := display.Languages(p.tag)
	if names == nil {
		names = display.Languages(language.English)
	}
	if name := names.Name(tag); name != "" {
		return name
	}
	return lang
}

// Languages lists the languages there are, sorted.
func Languages() []string {
	var tags []string
	for tag := range load() {
		tags = append(tags, tag)
	}
	slices.Sort(tags)
	return tags
}

// In returns the printer of a language (BCP 47): the nearest there is, English
// when none is near.
func In(lang string) *Printer {
	printers := load()
	if p, ok := printers[lang]; ok {
		return p
	}
	if tag, err := language.Parse(lang); err == nil {
		base, _ := tag.Base()
		if p, ok := printers[base.String()]; ok {
			return p
		}
	}
	return printers["en"]
}

// Language is the printer's language (BCP 47).
func (p *Printer) Language() string { return p.tag.String() }

// Say says a message. An unknown key is a programmer's mistake, which a test
// finds; it shows as the key.
func (p *Printer) Say(key string, args ...Args) chat.Markdown {
	cfg := i18n.LocalizeConfig{MessageID: key}
	if len(args) > 0 {
		data := make(map[string]any, len(args[0]))
		for name, v := range args[0] {
			switch v := v.(type) {
			case string:
				data[name] = p.Isolated(chat.Escape(v))
			case chat.Markdown:
				data[name] = p.Isolated(v)
			case fmt.Stringer:
				data[name] = p.Isolated(chat.Escape(v.String()))
			default:
				data[name] = v
			}
			if n, ok := v.(int); ok && name == "N" {
				cfg.PluralCount = n
			}
		}
		cfg.TemplateData = data
	}
	s, err := p.localizer.Localize(&cfg)
	if err != nil && s == "" {
		return chat.Escape(key)
	}
	return chat.Markdown(strings.TrimSpace(s))
}

// Has tells whether there is a message with that key.
func (p *Printer) Has(key string) bool {
	_, err := p.localizer.Localize(&i18n.LocalizeConfig{MessageID: key, TemplateData: Args{}, PluralCount: 1})
	var missing *i18n.MessageNotFoundErr
	return !asMissing(err, &missing)
}

func asMissing(err error, target **i18n.MessageNotFoundErr) bool {
	m, ok := err.(*i18n.MessageNotFoundErr)
	if ok {
		*target = m
	}
	return ok
}

// Heard reads what was said to the coach: the word it begins with, if it does,
// and what follows. The longest word wins, so that "stop messages" is not
// "stop" with something after it.
func (p *Printer) Heard(said string) (word Word, rest string, ok bool) {
	fields := strings.Fields(said)
	for n := min(p.longest, len(fields)); n > 0; n-- {
		spelling := normal(strings.Join(fields[:n], " "))
		if w, found := p.words[spelling]; found {
			return w, strings.Join(fields[n:], " "), true
		}
	}
	return "", "", false
}

var apostrophes = strings.NewReplacer("’", "'", "‘", "'", "`", "'")

// normal is how a word is compared: lower case, typographic apostrophes as
// plain ones, hyphens as spaces are typed on Discord, without end marks.
func normal(s string) string {
	s = strings.ToLower(s)
	s = apostrophes.Replace(s)
	return strings.TrimRight(s, ".!?… ")
}
