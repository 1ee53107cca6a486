// Package page is what the pages of the web show: one model a page, read from
// one moment of a workspace, with words in the language of who looks, and with
// nothing in it that they may not see. It knows no HTML.
//
// Whoever asks for what is not there, and whoever asks for what is not theirs,
// get the same answer.
package page

import (
	"time"

	"pacer/bot/chat"
	"pacer/bot/say"
)

// Viewer is who looks: a person who has entered the pages of a workspace.
type Viewer struct {
	Workspace string
	Person    string
}

// Head is what every page knows: who looks, and where they can go.
type Head struct {
	Me      Me
	Class   ClassHead   // the one that the page is about; its ID is empty where it is about none
	Classes []ClassHead // that the viewer teaches, by name, archived ones last
	Now     When
	Say     *say.Printer // in the viewer's language
}

// Me is who looks.
type Me struct {
	ID      string
	Name    string
	Owner   bool // of the workspace
	Teaches bool // at least one class
	Learns  bool // in at least one class, or has practised
	Safety  bool // is the safety contact
}

// ClassHead is a class in a menu.
type ClassHead struct {
	ID       string
	Name     string
	Archived bool
	Open     int // alerts that are on nobody's list, and are to be seen to now
}

// When is a moment on the viewer's wall clock.
type When struct {
	At    time.Time // in the viewer's zone; zero: never
	Words string    // "today 14:05", "2 days ago", "Mon 3 Nov"; empty: never
}

// Who is a person on a page.
type Who struct {
	ID   string
	Name string // with a mark where two of the class have one name
}

// Skill is a skill on a page.
type Skill struct {
	ID    string // "course/skill"
	Title chat.Markdown
}

// Course is a course on a page.
type Course struct {
	ID    string
	Title chat.Markdown
}

// Cell is where one learner stands on one skill, as small as can be: there are
// thousands on a class map. Equal cells look the same.
type Cell struct {
	Level  uint8 // 0 not met; 1 Starting … 5 Distinguished
	Fading bool  // due for review
	Trend  int8  // -1 falling, 0 steady, 1 rising: the last few answers against those before
	Taught bool  // the level is a teacher's word
}

// Levels is how many levels Cell has, with 0 for a skill not met.
const Levels = 6

// Level is one of the levels, in words and shape.
type Level struct {
	Key  string // for shapes and styles: "none", "starting", "developing", "proficient", "highly", "distinguished"
	Word string // for people
}

// Share is a count of a whole.
type Share struct{ N, Of int }

// Percent is the share in whole percents; 0 of nothing.
func (s Share) Percent() int {
	if s.Of == 0 {
		return 0
	}
	return (200*s.N + s.Of) / (2 * s.Of)
}
