package course

import (
	"crypto/sha256"
	"encoding/base32"
	"encoding/json"
	"strings"
)

// Kind says how an item is answered.
type Kind string

// The kinds of item. Every one of them can be answered by typing alone.
const (
	Choice     Kind = "choice"     // one of several options
	Choices    Kind = "choices"    // all the options that are right
	TrueFalse  Kind = "true-false" // a statement; Answer is "true" or "false"
	Number     Kind = "number"     // a number, perhaps with a unit
	Numbers    Kind = "numbers"    // several numbers, in any order or as a tuple
	Interval   Kind = "interval"   // a set of real numbers: an interval, an inequality, several joined by or
	Expression Kind = "expression" // an expression with variables, or an equation; compared by value
	Text       Kind = "text"       // a word or a few
	Cloze      Kind = "cloze"      // a text with blanks, written [[1]], [[2]] … in the question
	Order      Kind = "order"      // lines to be put in order
	Match      Kind = "match"      // what goes with what
	Categories Kind = "categories" // what belongs where
	Output     Kind = "output"     // what the code in the question prints, or that it fails
	Free       Kind = "free"       // own words, compared by the learner with a model answer
)

// Kinds lists every kind, in the order documentation shows them.
func Kinds() []Kind {
	return []Kind{Choice, Choices, TrueFalse, Number, Numbers, Interval, Expression, Text, Cloze, Order, Match, Categories, Output, Free}
}

// Item is one question with all that is needed to grade an answer to it and to
// explain it. Which fields apply depends on Kind; Parse says so when they don't
// fit. Where the item has Vars, a text may hold formulas between {{ and }}: ask
// Instance for the item to show and grade.
type Item struct {
	ID       string   `yaml:"id" json:",omitzero"`
	Skill    string   `yaml:"skill" json:",omitzero"`          // the skill it practises
	Also     []string `yaml:"also,omitempty" json:",omitzero"` // further skills it draws on
	Kind     Kind     `yaml:"kind" json:",omitzero"`
	Tier     int      `yaml:"tier,omitempty" json:",omitzero"` // 1 first steps, 2 typical (what Parse makes of none), 3 transfer
	Question string   `yaml:"question" json:",omitzero"`
	Plain    string   `yaml:"plain,omitempty" json:",omitzero"` // the same question in shorter sentences and more common words, for who asks for it

	Vars  []Var    `yaml:"vars,omitempty" json:",omitzero"`  // what differs each time it is asked
	Where []string `yaml:"where,omitempty" json:",omitzero"` // formulas over Vars that must hold

	Options   []Option `yaml:"choices,omitempty" json:",omitzero"`   // choice and choices
	Fixed     bool     `yaml:"fixed,omitempty" json:",omitzero"`     // choice and choices: show the options in the order written
	Answer    string   `yaml:"answer,omitempty" json:",omitzero"`    // true-false, number, interval, expression, text, output
	Answers   []string `yaml:"answers,omitempty" json:",omitzero"`   // numbers: all of them
	InOrder   bool     `yaml:"in-order,omitempty" json:",omitzero"`  // numbers: as a tuple; else in any order
	Accept    []string `yaml:"accept,omitempty" json:",omitzero"`    // text, expression, output: other right answers
	Exact     bool     `yaml:"exact,omitempty" json:",omitzero"`     // text: no typo tolerance; case still does not matter
	Tolerance string   `yaml:"tolerance,omitempty" json:",omitzero"` // number and numbers: "0.01" absolute or "1%" relative
	Units     []string `yaml:"units,omitempty" json:",omitzero"`     // number: accepted spellings, the first one is shown
	Form      Form     `yaml:"form,omitempty" json:",omitzero"`      // number and expression: how it must be written
	Blanks    []Blank  `yaml:"blanks,omitempty" json:",omitzero"`    // cloze: one for each [[n]], in order
	Lines     []string `yaml:"lines,omitempty" json:",omitzero"`     // order: in the right order
	Pairs     []Pair   `yaml:"pairs,omitempty" json:",omitzero"`     // match: shown with the right sides mixed
	Others    []string `yaml:"others,omitempty" json:",omitzero"`    // match: right sides that go with nothing
	Groups    []Group  `yaml:"groups,omitempty" json:",omitzero"`    // categories
	Fails     bool     `yaml:"fails,omitempty" json:",omitzero"`     // output: the code does not compile, or stops with an error
	Model     string   `yaml:"model,omitempty" json:",omitzero"`     // free: an answer to compare with
	Checklist []string `yaml:"checklist,omitempty" json:",omitzero"` // free: what a good answer contains

	Wrong       []Wrong  `yaml:"wrong,omitempty" json:",omitzero"` // what is typed: wrong answers worth a reply of their own
	Hints       []Hint   `yaml:"hints,omitempty" json:",omitzero"` // in steps; the last one may give the answer away
	Explanation string   `yaml:"explanation" json:",omitzero"`     // the worked solution
	Tags        []string `yaml:"tags,omitempty" json:",omitzero"`
	Licence     string   `yaml:"licence,omitempty" json:",omitzero"`
	Source      string   `yaml:"source,omitempty" json:",omitzero"`

	Translations []Translation `yaml:"translations,omitempty" json:",omitzero"`
}

// Option is one option of a choice.
type Option struct {
	Text          string `yaml:"text"`
	Right         bool   `yaml:"right,omitempty" json:",omitzero"`
	Part          int    `yaml:"part,omitempty" json:",omitzero"`          // choice, not right: percent of the credit it is worth, 1 to 99
	Feedback      string `yaml:"feedback,omitempty" json:",omitzero"`      // said when it is chosen
	Misconception string `yaml:"misconception,omitempty" json:",omitzero"` // what choosing it reveals
}

// Wrong is a wrong answer that reveals something, or is right in part.
type Wrong struct {
	Answer        string `yaml:"answer"`
	Part          int    `yaml:"part,omitempty" json:",omitzero"`     // percent of the credit it is worth, 1 to 99
	Feedback      string `yaml:"feedback,omitempty" json:",omitzero"` // may be left out only where Part is set
	Misconception string `yaml:"misconception,omitempty" json:",omitzero"`
}

// Blank is one gap of a cloze. It is a number if Number is set, else a text.
type Blank struct {
	Answer    string   `yaml:"answer"`
	Accept    []string `yaml:"accept,omitempty" json:",omitzero"`
	Number    bool     `yaml:"number,omitempty" json:",omitzero"`
	Tolerance string   `yaml:"tolerance,omitempty" json:",omitzero"` // of a number, as an item's
}

// Pair is two things that go together. Several pairs may share a right side.
type Pair struct {
	Left  string `yaml:"left"`
	Right string `yaml:"right"`
}

// Group is a category and what belongs to it.
type Group struct {
	Name    string   `yaml:"name"`
	Members []string `yaml:"members"`
}

// Hint is one step of help: words, or a scaffold. In YAML words alone are a
// plain text.
type Hint struct {
	Text string `yaml:"text,omitempty" json:",omitzero"`

	// Ask is a scaffold: a smaller question on the way, which is answered like
	// any other and moves nothing. It has only a kind (not free), a question,
	// what grades it, and an explanation. Hints come in order, so a scaffold
	// may build on the ones before it.
	Ask *Item `yaml:"ask,omitempty" json:",omitzero"`
}

// Var is a quantity that is drawn anew each time an item is asked: From and To
// with Step (1 if left out), one of Of, or worked out from earlier ones, Is.
type Var struct {
	Name string   `yaml:"name"`
	From string   `yaml:"from,omitempty" json:",omitzero"` // a number
	To   string   `yaml:"to,omitempty" json:",omitzero"`
	Step string   `yaml:"step,omitempty" json:",omitzero"`
	Of   []string `yaml:"of,omitempty" json:",omitzero"` // numbers or words
	Is   string   `yaml:"is,omitempty" json:",omitzero"` // a formula
}

// Translation is an item in another language. What it leaves out is said in the
// course's language, which it may where there are no words to translate; lists
// stand in the order of the item's, entry by entry.
type Translation struct {
	Language    string   `yaml:"language"` // BCP 47, another than the course's
	Question    string   `yaml:"question"`
	Plain       string   `yaml:"plain,omitempty" json:",omitzero"` // the plainer wording in this language; without one there is none in it
	Options     []string `yaml:"choices,omitempty" json:",omitzero"`
	Answer      string   `yaml:"answer,omitempty" json:",omitzero"` // text only: other kinds need none
	Accept      []string `yaml:"accept,omitempty" json:",omitzero"`
	Blanks      []Blank  `yaml:"blanks,omitempty" json:",omitzero"`
	Lines       []string `yaml:"lines,omitempty" json:",omitzero"`
	Pairs       []Pair   `yaml:"pairs,omitempty" json:",omitzero"`
	Others      []string `yaml:"others,omitempty" json:",omitzero"`
	Groups      []Group  `yaml:"groups,omitempty" json:",omitzero"`
	Model       string   `yaml:"model,omitempty" json:",omitzero"`
	Checklist   []string `yaml:"checklist,omitempty" json:",omitzero"`
	Wrong       []Wrong  `yaml:"wrong,omitempty" json:",omitzero"`    // part and misconception are the item's
	Feedback    []string `yaml:"feedback,omitempty" json:",omitzero"` // of the choices that have one
	Hints       []string `yaml:"hints,omitempty" json:",omitzero"`    // of the hints that are words
	Explanation string   `yaml:"explanation,omitempty" json:",omitzero"`
}

// Form is how a number or an expression must be written to count. A right value
// in another form is asked for again, never marked wrong.
type Form string

const (
	AnyForm  Form = ""
	Simplest Form = "simplest" // a fraction in lowest terms, or a whole number
	Mixed    Form = "mixed"    // a mixed number in lowest terms, or a whole number
	Decimal  Form = "decimal"
	Expanded Form = "expanded" // of an expression: a sum without brackets, like terms joined
	Factored Form = "factored" // of an expression: a product
)

// Version names the content of an item: items that differ in anything that a
// learner could see or that grading reads have different versions, and a key
// that is new to the format changes no version of an item without it. Twelve
// characters of base 32.
func (it *Item) Version() string {
	b, err := json.Marshal(it) // field order is fixed, maps are not used
	if err != nil {
		panic("course: an item cannot be marshalled: " + err.Error()) // strings, ints and bools only
	}
	sum := sha256.Sum256(b)
	return strings.ToLower(base32.StdEncoding.EncodeToString(sum[:])[:12])
}

// Plainly is the item asked in its plainer wording, and whether it has one. All
// else is the same, and so is what is right.
func (it *Item) Plainly() (plain *Item, ok bool) {
	if it.Plain == "" {
		return it, false
	}
	out := *it
	out.Question = it.Plain
	return &out, true
}

// Skills returns the skill the item practises and then the ones it draws on.
func (it *Item) Skills() []string {
	return append([]string{it.Skill}, it.Also...)
}

// Words is what the hint says, or what its scaffold asks.
func (h Hint) Words() string {
	if h.Ask != nil {
		return h.Ask.Question
	}
	return h.Text
}

// Hints makes hints of texts.
func Hints(texts ...string) []Hint {
	var hints []Hint
	for _, text := range texts {
		hints = append(hints, Hint{Text: text})
	}
	return hints
}
