// Package chat is the words that adapters and the bot share: what happened on
// a platform (Event), what is to be said (Message), where (Conversation), what
// a platform can do (Capabilities), and the interface each adapter implements.
//
// A Message says what is meant and never how a vendor shows it: its parts are
// text, choices, a form, a picture, code or a note. Fit, a pure function, brings
// it down to what a platform can do; the terminal can do least, and has to be
// enough. What is left the adapter renders. Whatever can be pressed can be
// typed as well.
package chat

import (
	"context"
	"errors"
	"io"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Markdown is text in a small Markdown: **bold**, *italic*, `code`, links,
// lists, paragraphs. What a person wrote becomes Markdown through Escape only.
type Markdown string

// Escape makes plain text show as it was written: no emphasis, link, mention,
// list or heading can come out of it, and control characters and bidirectional
// overrides are gone. Line breaks stay.
func Escape(plain string) Markdown {
	return escape(strings.Map(func(r rune) rune {
		if isBidiControl(r) {
			return -1
		}
		return r
	}, Visible(plain)))
}

// escape puts a backslash before every character that could begin something
// in Markdown. It leaves out nothing.
func escape(text string) Markdown {
	var b strings.Builder
	b.Grow(len(text) + 8)
	const (
		blank  = iota // only spaces stand before, in this line
		number        // and digits: a dot now would begin a list
		within
	)
	at := blank
	for _, r := range text {
		switch {
		case r == '\n':
			b.WriteRune(r)
			at = blank
			continue
		case strings.ContainsRune("\\`*_[]<>~|#&!", r),
			at == blank && strings.ContainsRune("-+=", r),
			at == number && (r == '.' || r == ')'):
			b.WriteByte('\\')
		}
		b.WriteRune(r)
		switch {
		case at == blank && (r == ' ' || r == '\t'):
		case at != within && r >= '0' && r <= '9':
			at = number
		default:
			at = within
		}
	}
	return Markdown(b.String())
}

// Visible returns text without what can deceive or harm where it is shown:
// control characters (a terminal obeys them), embeddings and overrides that
// reorder what follows, and characters with no width that hide words. The
// zero-width joiners stay, since scripts and emoji need them; line breaks of
// every kind become \n; what is no UTF-8 becomes U+FFFD.
func Visible(text string) string {
	text = strings.ReplaceAll(text, "\r\n", "\n")
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return r
		case r == '\r' || r == '\u0085' || r == '\u2028' || r == '\u2029':
			return '\n'
		case unicode.IsControl(r), r >= '\u202a' && r <= '\u202e', isInvisible(r):
			return -1
		}
		return r
	}, text)
}

// isBidiControl tells the characters that reorder what follows them: the
// embeddings and overrides, and the isolates and marks when a person typed
// them.
func isBidiControl(r rune) bool {
	return r >= '\u202a' && r <= '\u202e' || r >= '\u2066' && r <= '\u2069' ||
		r == '\u200e' || r == '\u200f' || r == '\u061c'
}

// isInvisible tells characters with no width that are used to hide words.
func isInvisible(r rune) bool {
	return r == '\u200b' || r == '\ufeff' || r == '\u2060' || r == '\u00ad' || r == '\u180e'
}

// Conversation is where words are exchanged. The zero value is nowhere.
type Conversation struct {
	Platform string `json:"platform"`          // the adapter's name
	Place    string `json:"place,omitempty"`   // Slack team, Discord guild; belongs to exactly one workspace
	Channel  string `json:"channel,omitempty"` // empty: the direct messages with User
	Thread   string `json:"thread,omitempty"`
	User     string `json:"user,omitempty"` // with Channel: only this account sees it (ephemeral, private answer)
}

// Key names the conversation in one string: same key, same order of messages.
func (c Conversation) Key() string {
	return strings.Join([]string{c.Platform, c.Place, c.Channel, c.Thread, c.User}, "\x1f")
}

// ParseKey reads what Key wrote.
func ParseKey(key string) Conversation {
	p := strings.SplitN(key, "\x1f", 5)
	for len(p) < 5 {
		p = append(p, "")
	}
	return Conversation{Platform: p[0], Place: p[1], Channel: p[2], Thread: p[3], User: p[4]}
}

// IsZero tells whether the conversation is nowhere.
func (c Conversation) IsZero() bool { return c == Conversation{} }

// IsPrivate tells whether only one person and the coach read it.
func (c Conversation) IsPrivate() bool { return c.User != "" }

// Account is who did something, as the platform tells it.
type Account struct {
	User   string // the platform's ID of the account
	Name   string // display name, may be empty
	Zone   string // IANA zone, where the platform knows it
	Locale string // BCP 47, where the platform knows it
	Manage bool   // may manage the place: the installer on Slack, "Manage Server" on Discord
	// Teacher tells whether the account has a role of the platform that the
	// configuration maps to teachers; nil: nothing is mapped, or not known.
	Teacher *bool
}

// Event is something a person did on a platform. Exactly one of Text, Press and
// News is set, or none where Files are; Fields come with a Press that submits a
// form.
type Event struct {
	ID           string // the platform's, the same when it delivers again; unique within the platform
	Conversation Conversation
	From         Account
	At           time.Time // when it was done, by the platform's clock, UTC
	Text         string
	Command      bool   // Text came as a command (/practice): it is never an answer
	Mention      bool   // Text names the coach, in a channel where people talk to one another too; the name is left out
	Press        string // the Value of a Choice or of a Form
	Fields       map[string]string
	Files        []File // that were sent, with Text or alone
	News         News
	About        string // the account that a command was given on, from a list of people
	Quote        string // the message that a command was given on, as plain text
}

// News is what a platform tells of a person who has said nothing.
type News string

// What platforms tell.
const (
	NewsProfile News = "profile" // Name, Zone or Locale of From are others now
	NewsGone    News = "gone"    // From was deactivated, or has left: not spoken to until they speak
)

// Place is what a platform calls a team or a guild, as its adapter finds it.
type Place struct {
	Platform  string
	ID        string
	Name      string
	Installer string // the account that brought the coach there, where it is known
	Sole      bool   // the configuration names it, or its token: it is the first workspace's
}

// File is a file that somebody sent. It is read only if it is wanted, while
// its event is being handled, which may take half a minute. An adapter whose
// platform does not wait so long acknowledges such an event at once: what a
// crash loses then was answered by nothing, and is sent again by a person.
type File struct {
	Name string // as it was sent
	Size int64  // in bytes, as the platform tells; 0: it does not
	Open func(ctx context.Context) (io.ReadCloser, error)
}

// Message is one thing to be said. Parts are in reading order.
type Message struct {
	ID    string `json:"id,omitempty"` // the outbox row's
	Parts []Part `json:"parts"`
	// Edits is the ID of an earlier message that this one takes the place of,
	// where the platform can edit; elsewhere it is sent as a new one.
	Edits string `json:"edits,omitempty"`
	// Quiet asks for no sound when it arrives: it is night for who gets it.
	Quiet bool `json:"quiet,omitempty"`
	// Gone is what stands in the message's place, where it is kept, once it has been
	// shown: what it says opens a door. Empty: it stays as it is.
	Gone Markdown `json:"gone,omitempty"`
	// Gather opens a conversation for several people, in which the message is
	// then posted, where the platform can. Elsewhere it goes where it is sent.
	Gather *Gather `json:"gather,omitempty"`
	// OneThing asks for one thing at a time: the message is cut at its breaks,
	// and each has one thing to do. See Fit.
	OneThing bool `json:"one_thing,omitempty"`
	// Unasked says that it answers nothing that was just said there. Who gets
	// it may not be looking: it should stay where they find it, and not go as
	// an answer that is gone at the next look.
	Unasked bool `json:"unasked,omitempty"`
}

// Gather is who is brought together in a conversation of their own.
type Gather struct {
	Name  string   `json:"name"`  // what it is about, where a conversation has a name
	Users []string `json:"users"` // the platform's IDs of the accounts; at most Capabilities.MaxGather
}

// Part is one meaning. Exactly one field is set.
type Part struct {
	Text    Markdown  `json:"text,omitempty"`
	Choices []Choice  `json:"choices,omitempty"`
	Form    *Form     `json:"form,omitempty"`
	Picture *Picture  `json:"picture,omitempty"`
	Code    *Code     `json:"code,omitempty"`
	Note    Markdown  `json:"note,omitempty"` // small print: where one is, what can be typed
	Steps   *Progress `json:"steps,omitempty"`
	Break   bool      `json:"break,omitempty"` // something else begins here, for who reads one thing at a time
}

// Choice is something to press. Word is what can be typed instead, and what is
// shown where nothing can be pressed: a letter for an answer ("B"), a word for
// an action ("hint").
type Choice struct {
	Label Markdown `json:"label"`
	Word  string   `json:"word"`
	Value string   `json:"value"` // opaque, short; comes back as Event.Press
	// Opens says that pressing opens a form, which the adapter asks for by
	// Reads.Form. Without a Word the choice stands only where there are forms:
	// what it asks for is typed elsewhere.
	Opens bool `json:"opens,omitempty"`
	Main  bool `json:"main,omitempty"` // the one primary action of the message
}

// IsLetter tells whether the choice is one of lettered answers rather than an
// action.
func (c Choice) IsLetter() bool { return utf8.RuneCountInString(c.Word) == 1 }

// Caption is what stands on the button, as plain text in one line: a lettered
// answer shows its letter too ("B  one third"), so that it can be typed.
func (c Choice) Caption() string {
	label := strings.Join(strings.Fields(Plain(c.Label)), " ")
	switch {
	case label == "":
		return c.Word
	case c.IsLetter() && label != c.Word:
		return c.Word + "  " + label
	}
	return label
}

// Form asks for several things at once, where the platform has forms; Fit
// turns it into questions to be answered by typing elsewhere.
type Form struct {
	Title  string   `json:"title"`
	Value  string   `json:"value"`            // comes back as Event.Press with Fields; short
	Submit string   `json:"submit,omitempty"` // on the button that sends it
	Close  string   `json:"close,omitempty"`  // on the one that does not
	Lead   Markdown `json:"lead,omitempty"`   // above the fields: what it is about
	Fields []Field  `json:"fields"`
}

// Field is one input of a form.
type Field struct {
	Name     string `json:"name"` // short, unique in the form
	Label    string `json:"label"`
	Long     bool   `json:"long,omitempty"` // several lines
	Hint     string `json:"hint,omitempty"`
	Value    string `json:"value,omitempty"` // what stands in it at first; of Choices the Value of one
	Optional bool   `json:"optional,omitempty"`
	Max      int    `json:"max,omitempty"` // characters; 0: as many as the platform takes
	// Choices are what is chosen from; without them something is typed. Many
	// lets several be chosen: their values come back with a space between.
	Choices []Choice `json:"choices,omitempty"`
	Many    bool     `json:"many,omitempty"`
}

// Picture is an image with the words that say what it shows.
type Picture struct {
	Alt  string `json:"alt"`            // never empty
	Type string `json:"type,omitempty"` // media type
	Data []byte `json:"data,omitempty"`
	// Source says where Type and Data are to be had while they are empty: a
	// message waits in the outbox without the bytes of its pictures.
	Source string `json:"source,omitempty"`
}

// Words stand where a picture cannot be shown: what it shows, in brackets, so
// that it is not taken for the text beside it.
func (p Picture) Words() Markdown {
	if letters(Visible(p.Alt)) == "" {
		return ""
	}
	return Escape("[" + p.Alt + "]")
}

// Code is text to be shown as it stands, in a fixed-width face.
type Code struct {
	Language string `json:"language,omitempty"`
	Text     string `json:"text"`
}

// Progress is how far one is in something with an end.
type Progress struct {
	Done int `json:"done"`
	Of   int `json:"of"`
}

// Text is a message of one text.
func Text(m Markdown) Message { return Message{Parts: []Part{{Text: m}}} }

// Capabilities are a platform's limits and abilities, as facts. Zero limits
// mean none. Lengths are counted as the platform counts them, see Count.
type Capabilities struct {
	MaxText     int // of one message: its texts, notes and code with a blank line between
	MaxChoices  int // that can be pressed in one message; 0: none can
	MaxLabel    int // of a choice, as Caption shows it
	MaxFields   int // of a form
	CanEdit     bool
	CanThread   bool
	HasForms    bool
	HasPictures bool
	// MaxGather is how many accounts a conversation of their own can be opened
	// for; 0: none can.
	MaxGather int
	// MinAge is the youngest who may use the platform, in years; 0: anybody.
	MinAge int
	// DirectAnywhere says that direct messages are the account's own and in no
	// place: their conversation names none.
	DirectAnywhere bool
	// Begun is how many messages that the coach begins may go to one place in a
	// second, so that a class's check-ins leave room for answers; 0: any number.
	Begun float64
	// Count measures Markdown, or a caption, in the platform's unit; nil counts
	// characters (runes).
	Count func(string) int `json:"-"`
}

// Receipt says that a message arrived.
type Receipt struct {
	Ref string    // the platform's reference, for editing
	At  time.Time // when it was posted, by the platform's clock
}

// Answer is a message that travels in the acknowledgement of an event. It is
// an outbox row leased to the call: Delivered must be called once, with the
// receipt or with what went wrong, or the message is sent again by the outbox
// when the lease ends.
type Answer struct {
	Message   Message
	Delivered func(Receipt, error)
	// Updates says that the message takes the place of the one that was
	// pressed, which the platform may do in the acknowledgement.
	Updates bool
	// Errors says, of a form that was submitted, what is wrong with which of
	// its fields: a sentence by the field's name. Nothing was kept, and the
	// form may stay open to be put right. Message says the same, for where a
	// form cannot show it.
	Errors map[string]string
}

// Handler handles one event. It returns after the commit: what it returned for
// is not lost. answer is nil when nothing is to be said to that place, and
// also when the event had been handled before.
type Handler func(ctx context.Context, ev Event) (answer *Answer, err error)

// Reads is what an adapter may ask besides handing over events: what only
// asks. It changes nothing, commits nothing, and answers within a second. The
// person is who the event says; what they may not see is an error with a
// sentence for them, see Sentence.
type Reads interface {
	// Form is the form that a press or a command opens; nil when it opens none
	// and is to be handled as an event.
	Form(ctx context.Context, ev Event) (*Form, error)
	// Complete lists what a field of a command may be completed to, best first:
	// Label is shown, Value is what is said. ev.Text is the command as far as
	// it is filled in: its name, and the options before the field if there are
	// any.
	Complete(ctx context.Context, ev Event, field, typed string) ([]Choice, error)
	// Home is what a person finds on their own page on the platform.
	Home(ctx context.Context, ev Event) (Message, error)
	// Commands lists what can be said as a command, in a language.
	Commands(language string) []Command
}

// Command is a word that can be said as a command.
type Command struct {
	Name        string // as it is typed after the slash, with hyphens
	Description string // at most 100 characters
	Options     []Option
	Teachers    bool // of no use to learners
}

// Option is something a command takes. The command's text is its name and its
// options' values, in order, with spaces between.
type Option struct {
	Name        string
	Description string
	Required    bool
	Complete    bool     // see Reads.Complete
	Choices     []Choice // the only values there are; empty: any
}

// Sentence finds the sentence for a person that an error of Reads or a Handler
// carries; empty when it carries none.
func Sentence(err error) Markdown {
	if e, ok := errors.AsType[interface {
		error
		Sentence() Markdown
	}](err); ok {
		return e.Sentence()
	}
	return ""
}

// Adapter connects one platform. It has no policy: it does not retry, split
// or choose, and reports what happened.
type Adapter interface {
	Name() string
	Capabilities() Capabilities
	// Run receives events until ctx ends, and then returns nil with no
	// goroutine left. An event is acknowledged when h has returned.
	Run(ctx context.Context, h Handler) error
	// Send sends one fitted message. An error is a *DeliveryError when the
	// adapter knows whether, and when, trying again is worth it.
	Send(ctx context.Context, to Conversation, m Message) (Receipt, error)
}

// Editor is an adapter that can edit what it sent.
type Editor interface {
	Edit(ctx context.Context, to Conversation, r Receipt, m Message) (Receipt, error)
}

// DeliveryError says what became of a message that was not delivered.
type DeliveryError struct {
	Retry time.Duration // try again after this at the earliest; negative: never, it cannot arrive
	// Wide says that Retry holds for everything that goes to the place, and
	// everywhere if the conversation has none: the platform's limit is not the
	// conversation's.
	Wide bool
	// Closed says that the person takes no messages there, or is there no
	// more: with a negative Retry only.
	Closed bool
	Err    error
}

func (e *DeliveryError) Error() string { return e.Err.Error() }
func (e *DeliveryError) Unwrap() error { return e.Err }
