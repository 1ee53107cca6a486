// Package say holds every sentence a person reads, by language, and the words
// that can be said to the coach. A language is one file of messages; the code
// names a message by its key and hands over what varies.
package say

import (
	"embed"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/goccy/go-yaml"
	"github.com/nicksnyder/go-i18n/v2/i18n"
	"github.com/nicksnyder/go-i18n/v2/i18n/template"
	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"pacer/bot/chat"
)

//go:embed *.yaml
var files embed.FS

// Args are what varies in a message, by name. A string is shown as it stands,
// escaped; chat.Markdown goes in as Markdown; a number is written in the digits
// and with the marks of the language; what is written in the other direction
// than the message is isolated; "N" also chooses the plural.
type Args map[string]any

// Printer says things in one language. It is safe for use by several
// goroutines.
type Printer struct {
	tag       language.Tag
	localizer *i18n.Localizer

	isRightToLeft bool

	texts    map[string]string // of the messages without a plural, by key
	calendar calendar
	parser   template.Parser
	english  *Printer // for what is heard in every language
	heard    heard
	*vocabulary
	*numbers
}

// load reads the language files once; they are part of the program, so a fault
// in them is a programmer's.
var load = sync.OnceValue(func() map[string]*Printer {
	names, err := fs.Glob(files, "*.yaml")
	if err != nil {
		panic(err)
	}
	texts := make(map[string][]byte)
	for _, name := range names {
		if texts[name], err = files.ReadFile(name); err != nil {
			panic(err)
		}
	}
	printers, err := read(texts)
	if err != nil {
		panic("say: " + err.Error())
	}
	return printers
})

// read makes the printers of language files, by tag; each file is named by its
// language, as es.yaml, and en.yaml is among them. What a file lacks is said in
// English.
func read(files map[string][]byte) (map[string]*Printer, error) {
	bundle := i18n.NewBundle(language.English)
	bundle.RegisterUnmarshalFunc("yaml", func(b []byte, v any) error { return yaml.Unmarshal(b, v) })
	printers := make(map[string]*Printer)
	var english *Printer
	names := slices.DeleteFunc(slices.Sorted(maps.Keys(files)), func(name string) bool { return name == englishFile })
	for _, name := range append([]string{englishFile}, names...) {
		f, err := bundle.ParseMessageFileBytes(files[name], name)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		p := &Printer{tag: f.Tag, isRightToLeft: IsRightToLeft(f.Tag), texts: make(map[string]string, len(f.Messages)), numbers: numbersOf(f.Tag)}
		if english == nil {
			english = p
		}
		p.english = english
		own := make(map[string]string, len(f.Messages))
		for _, m := range f.Messages {
			own[m.ID] = m.Other
		}
		maps.Copy(p.texts, english.texts)
		maps.Copy(p.texts, own)
		p.parser = newParser(p)
		p.heard = newHeard(own, english.texts)
		if p.calendar, err = newCalendar(p); err == nil {
			p.vocabulary, err = newVocabulary(p, english)
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		printers[f.Tag.String()] = p
	}
	for tag, p := range printers {
		p.localizer = i18n.NewLocalizer(bundle, tag, "en")
	}
	return printers, nil
}

// englishFile holds the sentences that all others are made from.
const englishFile = "en.yaml"

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

// Speaks tells whether there is a language, or one near it: es for es-MX. Whoever
// reads Traditional Chinese reads the Simplified sooner than English, so that
// zh serves all of Chinese.
func Speaks(lang string) bool {
	if tag, err := language.Parse(lang); err == nil {
		base, _ := tag.Base()
		_, ok := load()[base.String()]
		return ok
	}
	return false
}

// In returns the printer of a language (BCP 47): the nearest there is, English
// when none is near.
func In(lang string) *Printer {
	if lang == Pseudo || lang == PseudoBidi {
		return pseudo()[lang]
	}
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
	cfg := i18n.LocalizeConfig{MessageID: key, TemplateParser: p.parser}
	if len(args) > 0 {
		cfg.TemplateData = map[string]any(args[0])
		cfg.PluralCount = counted(args[0]["N"])
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
