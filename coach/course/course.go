// Package course is what can be learnt: courses of skills and items, the YAML
// format people write them in (README.md), and the check that tells an author
// everything that is wrong with one, at once and with its line.
//
// A course is data. Nothing in it is executed (the formulas of items with
// variables can calculate and no more), and nothing in it names a learner. Texts
// are a small Markdown (emphasis, code, lists, links, pictures) with mathematics
// as LaTeX between dollar signs, which package formula turns into text that can
// be read on any screen.
package course

// Course is one course: the skills that can be learnt in it and the items to
// practise them with.
type Course struct {
	ID             string          `yaml:"course"`                 // short name, letters, digits and hyphens
	Title          string          `yaml:"title"`                  // for people
	Language       string          `yaml:"language"`               // BCP 47, of the texts below
	Audience       string          `yaml:"audience,omitempty"`     // "grades 4-6"
	About          string          `yaml:"about,omitempty"`        // a sentence or two
	Licence        string          `yaml:"licence"`                // holds for every item that names none of its own
	Source         string          `yaml:"source,omitempty"`       // likewise
	Translations   []Heading       `yaml:"translations,omitempty"` // of title and about
	Misconceptions []Misconception `yaml:"misconceptions,omitempty"`
	Glossary       []Term          `yaml:"glossary,omitempty"` // words of its texts that learners may ask about
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

// Term is a word of a course's texts with what it means, for whom the word or the
// language is new.
type Term struct {
	Word         string       `yaml:"word"`                   // as a learner may ask for it
	Also         []string     `yaml:"also,omitempty"`         // further forms in which it stands in texts: plurals, cases
	Meaning      string       `yaml:"meaning"`                // a sentence or two
	Translations []Translated `yaml:"translations,omitempty"` // the same in other languages
}

// Translated is a word of the glossary in another language.
type Translated struct {
	Language string   `yaml:"language"` // BCP 47, another than the course's
	Word     string   `yaml:"word"`
	Also     []string `yaml:"also,omitempty"`
	Meaning  string   `yaml:"meaning"`
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

	Translations []Heading `yaml:"translations,omitempty"` // of title and why
}

// Heading is the title of a course or skill in another language, and the
// sentence below it.
type Heading struct {
	Language string `yaml:"language"` // BCP 47, another than the course's
	Title    string `yaml:"title"`
	Text     string `yaml:"text,omitempty"` // a course's about, a skill's why
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

// index answers look-ups by ID.
type index struct {
	skills map[string]*Skill
	items  map[string]*Item
	of     map[string][]*Item // by primary skill, in course order
	miscon map[string]*Misconception

	languages []string // the course's own, then the others as they appear
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
	x.languages = c.languages()
	c.index = x
}

// languages gathers the languages of the course and of its translations.
func (c *Course) languages() []string {
	list, seen := []string{c.Language}, map[string]bool{c.Language: true}
	add := func(tag string) {
		if !seen[tag] {
			seen[tag] = true
			list = append(list, tag)
		}
	}
	for _, h := range c.Translations {
		add(h.Language)
	}
	for i := range c.Skills {
		for _, h := range c.Skills[i].Translations {
			add(h.Language)
		}
	}
	for i := range c.Items {
		for j := range c.Items[i].Translations {
			add(c.Items[i].Translations[j].Language)
		}
	}
	return list
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
