package web

import (
	"html/template"
	"slices"
	"strconv"
	"strings"

	"pacer/bot/chat"
	"pacer/bot/page"
	"pacer/coach/alert"
)

// needsView is a teacher's first page: what waits for somebody, and what somebody
// has taken on.
type needsView struct{ *page.Needs }

// Waiting are the alerts that are on nobody's list: as many as the menu says.
func (n needsView) Waiting() []page.Alert { return n.taken(false) }

// Listed are the alerts that are on somebody's list.
func (n needsView) Listed() []page.Alert { return n.taken(true) }

// Resting tells whether the viewer has classes, and the term of each is over.
func (n needsView) Resting() bool {
	return len(n.Classes) > 0 && !slices.ContainsFunc(n.Classes, func(c page.ClassHead) bool { return !c.Archived })
}

func (n needsView) taken(want bool) []page.Alert {
	var all []page.Alert
	for _, a := range n.Alerts {
		if (a.State == string(alert.Acknowledged)) == want {
			all = append(all, a)
		}
	}
	return all
}

// gradedView is what was graded, with the answers that wait for a decision.
type gradedView struct{ *page.Needs }

// Appeals are the alerts in which a learner thinks that an answer was right.
func (g gradedView) Appeals() []page.Alert {
	var all []page.Alert
	for _, a := range g.Alerts {
		if a.Rule == "appeal" {
			all = append(all, a)
		}
	}
	return all
}

// drawnCells draws the cells of a map: each that differs once, since there are
// thousands and few that differ.
type drawnCells struct {
	words func(page.Cell) string
	drawn map[page.Cell]string
}

func newDrawnCells(words func(page.Cell) string) drawnCells {
	return drawnCells{words, make(map[page.Cell]string)}
}

// Draw is a row of cells: a colour, a shape, and words for who sees neither.
func (d drawnCells) Draw(cells []page.Cell) template.HTML {
	var row strings.Builder
	for _, c := range cells {
		html, ok := d.drawn[c]
		if !ok {
			html = d.one(c)
			d.drawn[c] = html
		}
		row.WriteString(html)
	}
	return template.HTML(row.String())
}

func (d drawnCells) one(c page.Cell) string {
	class := "cell l" + strconv.Itoa(int(c.Level))
	if c.Fading {
		class += " fading"
	}
	switch {
	case c.Trend > 0:
		class += " up"
	case c.Trend < 0:
		class += " down"
	}
	words := template.HTMLEscapeString(d.words(c))
	return `<td class="` + class + `"><s>` + words + `</s></td>`
}

// mapView is a class map with its cells drawn.
type mapView struct {
	*page.ClassMap
	Path string
	drawnCells
}

// screenView is a projector's map with its cells drawn.
type screenView struct {
	*page.Projector
	Path string
	drawnCells
}

type learnerView struct{ *page.Learner }

// Oldest is where in the log the oldest attempt shown stands.
func (l learnerView) Oldest() int64 {
	if len(l.Attempts) == 0 {
		return 0
	}
	return l.Attempts[len(l.Attempts)-1].Position
}

// itemIn is an item of a class's material.
type itemIn struct {
	Class string
	Item  page.ItemRow
}

type skillView struct{ *page.SkillStory }

// Of is an item of the skill's.
func (s skillView) Of(i page.ItemRow) itemIn { return itemIn{s.Class.ID, i} }

// Number is the place of a level among them, for its shape.
func (s skillView) Number(key string) int { return levelNumbers[key] }

var levelNumbers = map[string]int{"starting": 1, "developing": 2, "proficient": 3, "highly": 4, "distinguished": 5}

type courseView struct{ *page.CourseItems }

// Of is an item of the course.
func (c courseView) Of(i page.ItemRow) itemIn { return itemIn{c.Class.ID, i} }

type itemView struct{ *page.Item }

// Preview is the item as a learner reads it.
func (i itemView) Preview() chat.Message { return chat.Message{Parts: i.Parts} }

// groupCard is a group, with the class in which its members' stories stand:
// empty for who may not read them.
type groupCard struct {
	Group page.Group
	Class string
	Key   string // unique on the page
}

type groupsView struct{ *page.Groups }

// Card is a group of the page.
func (g groupsView) Card(one page.Group, list string, i int) groupCard {
	return groupCard{one, g.Class.ID, list + strconv.Itoa(i)}
}

type mineView struct{ *page.Mine }

// Card is a group that the person works in.
func (m mineView) Card(one page.Group, i int) groupCard {
	return groupCard{Group: one, Key: strconv.Itoa(i)}
}

// courseIn is a course that a class may practise, or does.
type courseIn struct {
	Course page.CourseRow
	Class  string
	Bound  bool
}

type materialView struct{ *page.Material }

// Read is a question as a learner reads it.
func (m materialView) Read(parts []chat.Part) chat.Message { return chat.Message{Parts: parts} }

// Row is a course of the page.
func (m materialView) Row(c page.CourseRow, bound bool) courseIn {
	return courseIn{c, m.Class.ID, bound}
}

type attendanceView struct {
	*page.Attendance
	Path string
}

// Word is a day's mark in words.
func (a attendanceView) Word(p page.Presence) string {
	for _, m := range a.Marks {
		if m.Mark == p {
			return m.Word
		}
	}
	return ""
}

// enrolledView are the codes of those who were just put into a class. They are
// shown once.
type enrolledView struct {
	Class string
	Codes []enrolledCode
}

// enrolledCode is a learner with the code they enter by.
type enrolledCode struct{ Name, Code string }

// Asked are the presses of an alert, but the one that asks why: a page answers
// that.
func (s shown) Asked(a page.Alert) []chat.Choice {
	return slices.DeleteFunc(slices.Clone(a.Presses), func(c chat.Choice) bool { return strings.HasSuffix(c.Value, ":why") })
}

// One is a list of a single choice.
func (s shown) One(c chat.Choice) []chat.Choice { return []chat.Choice{c} }

// DayWord is a day's mark in words.
func (s shown) DayWord(p page.Presence) string {
	key := map[page.Presence]string{
		page.Kept: "web.page.day.kept", page.Also: "web.page.day.also", page.Missed: "web.page.day.missed",
		page.ForYou:  "web.page.day.foryou",
		page.Excused: "web.page.day.excused", page.Awaited: "web.page.day.awaited", page.Free: "web.page.day.free", page.Before: "web.page.day.before",
	}[p]
	return chat.Plain(s.Say.Say(key))
}
