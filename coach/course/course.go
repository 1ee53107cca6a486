// Package course is what can be learnt: courses of skills and items, the YAML
// format people write them in (README.md), and the check that tells an author
// everything that is wrong with one, at once and with its line.
//
// A course is data. Nothing in it is executed, and nothing in it names a
// learner. Texts are a small Markdown (emphasis, code, lists, links, pictures)
// with mathematics as LaTeX between dollar signs, which package formula turns
// into text that can be read on any screen.
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
	Choice    Kind = "choice"     // one of several options
	Choices   Kind = "choices"    // all the options that are right
	TrueFalse Kind = "true-false" // a statement; Answer is "true" or "false"
	Number    Kind = "number"     // a number, perhaps with a unit
	Text      Kind = "text"       // a word or a few
	Cloze     Kind = "cloze"      // a text with blanks, written [[1]], [[2]] … in the question
	Free      Kind = "free"       // own words, compared by the learner with a model answer
)

// Kinds lists every kind, in the order documentation shows them.
func Kinds() []Kind {
	return []Kind{Choice, Choices, TrueFalse, Number, Text, Cloze, Free}
}

// Course is one course: the skills that can be learnt in it and the items to
// practise them with.
type Course struct {
	ID             string          `yaml:"course"`             // short name, letters, digits and hyphens
	Title          string          `yaml:"title"`              // for people
	Language       string          `yaml:"language"`           // BCP 47, of the texts below
	Audience       string          `yaml:"audience,omitempty"` // "grades 4-6"
	About          string          `yaml:"about,omitempty"`    // a sentence or two
	Licence        string          `yaml:"licence"`            // holds for every item that names none of its own
	Source         string          `yaml:"source,omitempty"`   // likewise
	Misconceptions []Misconception `yaml:"misconceptions,omitempty"`
	Skills         []Skill         `yaml:"skills"`
	Items          []Item          `yaml:"items"`

	index *index
}

// Misconception is a way of thinking that leads to wrong answers, named so
// that feedback, follow-ups and teachers can speak of the same thing.
type Misconception struct {
	ID    string `yaml:"id"`
	Title string `yaml:"title"`           // what the learner probably did: "adds tops and bottoms separately"
	Teach string `yaml:"teach,omitempty"` // what a teacher may try in a few minutes
}

// Memory says what fades: the skill as a whole, or each fact by itself.
type Memory string

const (
	MemorySkill Memory = "skill" // the default: many items, one memory
	MemoryItem  Memory = "item"  // facts: each item is remembered or forgotten alone
)

// Skill is a knowledge component: what a learner can master.
type Skill struct {
	ID        string     `yaml:"id"`
	Title     string     `yaml:"title"`
	Why       string     `yaml:"why"`                 // why it matters, to the learner
	Standards []string   `yaml:"standards,omitempty"` // codes, as the standard's publisher writes them
	Needs     []string   `yaml:"needs,omitempty"`     // prerequisite skills, by ID
	Memory    Memory     `yaml:"memory,omitempty"`
	Resources []Resource `yaml:"resources,omitempty"` // something to read, watch or do; at least two kinds
}

// Resource is something to read, watch or do.
type Resource struct {
	Kind  string `yaml:"kind"` // text, example, picture, video, activity, link
	Title string `yaml:"title"`
	Text  string `yaml:"text,omitempty"` // Text or URL, or both; of a picture, what it shows
	URL   string `yaml:"url,omitempty"`  // https://…, or a file of the course's folder: media/…
}

// ResourceKinds lists the kinds a resource may have.
func ResourceKinds() []string {
	return []string{"text", "example", "picture", "video", "activity", "link"}
}

// Item is one question with all that is needed to grade an answer to it and to
// explain it. Which fields apply depends on Kind; Parse says so when they don't
// fit.
type Item struct {
	ID       string   `yaml:"id"`
	Skill    string   `yaml:"skill"`          // the skill it practises
	Also     []string `yaml:"also,omitempty"` // further skills it draws on
	Kind     Kind     `yaml:"kind"`
	Tier     int      `yaml:"tier,omitempty"` // 1 first steps, 2 typical (what Parse makes of none), 3 transfer
	Question string   `yaml:"question"`

	Options   []Option `yaml:"choices,omitempty"`   // choice and choices
	Fixed     bool     `yaml:"fixed,omitempty"`     // show the options in the order written
	Answer    string   `yaml:"answer,omitempty"`    // true-false, number and text
	Accept    []string `yaml:"accept,omitempty"`    // text: other right answers
	Exact     bool     `yaml:"exact,omitempty"`     // text: no typo tolerance; case still does not matter
	Tolerance string   `yaml:"tolerance,omitempty"` // number: "0.01" absolute or "1%" relative
	Units     []string `yaml:"units,omitempty"`     // number: accepted spellings, the first one is shown
	Form      Form     `yaml:"form,omitempty"`      // number: how it must be written
	Blanks    []Blank  `yaml:"blanks,omitempty"`    // cloze: one for each [[n]], in order
	Model     string   `yaml:"model,omitempty"`     // free: an answer to compare with
	Checklist []string `yaml:"checklist,omitempty"` // free: what a good answer contains

	Wrong       []Wrong  `yaml:"wrong,omitempty"` // number and text: wrong answers worth a reply of their own
	Hints       []string `yaml:"hints,omitempty"` // in steps; the last one may give the answer away
	Explanation string   `yaml:"explanation"`     // the worked solution
	Tags        []string `yaml:"tags,omitempty"`
	Licence     string   `yaml:"licence,omitempty"`
	Source      string   `yaml:"source,omitempty"`
}

// Option is one option of a choice.
type Option struct {
	Text          string `yaml:"text"`
	Right         bool   `yaml:"right,omitempty"`
	Feedback      string `yaml:"feedback,omitempty"`      // said when it is chosen
	Misconception string `yaml:"misconception,omitempty"` // what choosing it reveals
}

// Wrong is a wrong answer that reveals something.
type Wrong struct {
	Answer        string `yaml:"answer"`
	Feedback      string `yaml:"feedback"`
	Misconception string `yaml:"misconception,omitempty"`
}

// Blank is one gap of a cloze. It is a number if Number is set, else a text.
type Blank struct {
	Answer string   `yaml:"answer"`
	Accept []string `yaml:"accept,omitempty"`
	Number bool     `yaml:"number,omitempty"`
}

// Form is how a number must be written to count. A right value in another form
// is asked for again, never marked wrong.
type Form string

const (
	AnyForm  Form = ""
	Simplest Form = "simplest" // a fraction in lowest terms, or a whole number
	Mixed    Form = "mixed"    // a mixed number in lowest terms, or a whole number
	Decimal  Form = "decimal"
)

// Version names the content of an item: items that differ in anything that a
// learner could see or that grading reads have different versions. Twelve
// characters of base 32.
func (it *Item) Version() string {
	b, err := json.Marshal(it) // field order is fixed, maps are not used
	if err != nil {
		panic("course: an item cannot be marshalled: " + err.Error()) // strings, ints and bools only
	}
	sum := sha256.Sum256(b)
	return strings.ToLower(base32.StdEncoding.EncodeToString(sum[:])[:12])
}

// Skills returns the skill the item practises and then the ones it draws on.
func (it *Item) Skills() []string {
	return append([]string{it.Skill}, it.Also...)
}

// index answers look-ups by ID.
type index struct {
	skills map[string]*Skill
	items  map[string]*Item
	of     map[string][]*Item // by primary skill, in course order
	miscon map[string]*Misconception
}

// Index prepares the look-ups below. Parse does it; call it after building or
// changing a course by hand.
func (c *Course) Index() {
	x := &index{
		skills: make(map[string]*Skill, len(c.Skills)),
		items:  make(map[string]*Item, len(c.Items)),
		of:     make(map[string][]*Item, len(c.Skills)),
		miscon: make(map[string]*Misconception, len(c.Misconceptions)),
	}
	for i := range c.Skills {
		x.skills[c.Skills[i].ID] = &c.Skills[i]
	}
	for i := range c.Items {
		it := &c.Items[i]
		x.items[it.ID] = it
		x.of[it.Skill] = append(x.of[it.Skill], it)
	}
	for i := range c.Misconceptions {
		x.miscon[c.Misconceptions[i].ID] = &c.Misconceptions[i]
	}
	c.index = x
}

// Skill returns the skill with that ID, or nil.
func (c *Course) Skill(id string) *Skill { return c.index.skills[id] }

// Item returns the item with that ID, or nil.
func (c *Course) Item(id string) *Item { return c.index.items[id] }

// ItemsOf returns the items whose primary skill it is, in course order. The
// slice is shared: read it only.
func (c *Course) ItemsOf(skill string) []*Item { return c.index.of[skill] }

// Misconception returns the misconception with that ID, or nil.
func (c *Course) Misconception(id string) *Misconception { return c.index.miscon[id] }
