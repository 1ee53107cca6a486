package page

import (
	"bytes"
	"cmp"
	"context"
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"pacer/bot"
	"pacer/bot/chat"
	"pacer/bot/say"
	"pacer/coach"
)

// Roster is who is in a class, and how it is set up.
type Roster struct {
	Head
	Code      string // join code for learners
	Teachers  []RosterRow
	Learners  []RosterRow
	Settings  []Setting
	Preset    string
	Archived  bool
	Presses   []chat.Choice // invite a teacher, a substitute; archive
	ImportHow chat.Markdown // what a roster file looks like
}

// RosterRow is one member.
type RosterRow struct {
	Who
	Role      string // "learner", "teacher", "helper", "substitute"
	RoleWord  string
	Until     When // substitutes
	Ended     bool // a substitute whose time is over
	Joined    When
	Last      When          // spoke or practised last
	Platforms []string      // where they can be met
	Presses   []chat.Choice // a new return code, take out of the class
}

// Setting is one thing that is set, and how to change it.
type Setting struct {
	Name  string
	Value string
	Press chat.Choice // Label is empty where it cannot be changed here
}

// RosterFile is a roster from a file, before anything is done with it.
type RosterFile struct {
	Head
	Lines []RosterLine
	New   int // who would be added
	Known int // who are in the class already, by name
	Wrong int
	Words chat.Markdown
}

// RosterLine is one line of the file.
type RosterLine struct {
	Line  int // from 1
	Name  string
	Known bool
	Wrong chat.Markdown // why it is left out; empty: it is not
}

// Roster shows who is in a class, and how it is set up.
func (p *Pages) Roster(ctx context.Context, who Viewer, class string) (m *Roster, err error) {
	err = p.look(ctx, who, func(v *visit) error {
		c, head, err := v.class(class)
		if err != nil {
			return err
		}
		members, err := v.Members(c.ID)
		if err != nil {
			return err
		}
		all, err := v.learners(c)
		if err != nil {
			return err
		}
		m = &Roster{Head: head, Code: c.Code, Preset: string(c.Preset), Archived: c.Archived, ImportHow: v.Say("web.model.roster.file")}
		for i := range members {
			row, err := v.rosterRow(c, &members[i])
			if err != nil {
				return err
			}
			if members[i].Role == coach.Learner {
				row.Who = all.who[row.ID]
				m.Learners = append(m.Learners, row)
			} else {
				m.Teachers = append(m.Teachers, row)
			}
		}
		slices.SortStableFunc(m.Teachers, func(a, b RosterRow) int { return cmp.Compare(order(a.Ended), order(b.Ended)) })
		m.Settings = v.classSettings(c)
		at := "say class @" + c.ID + " "
		if c.Archived {
			m.Presses = []chat.Choice{{Label: v.Say("web.model.press.restore"), Value: at + "restore", Main: true}}
			return nil
		}
		m.Presses = []chat.Choice{
			{Label: v.Say("web.model.press.settings"), Value: "form class-settings:" + c.ID, Opens: true, Main: true},
			{Label: v.Say("form.substitute"), Value: "form substitute:" + c.ID, Opens: true},
			{Label: v.Say("web.model.press.archive"), Value: at + "archive"},
		}
		return nil
	})
	return m, err
}

// rosterRow is one member of a class.
func (v *visit) rosterRow(class coach.Class, m *bot.Membership) (RosterRow, error) {
	row := RosterRow{
		Who: Who{ID: m.Person, Name: m.Who.Name}, Role: string(m.Role), RoleWord: chat.Plain(v.role(m.Role)), Until: v.when(m.Until),
		Ended: m.Role == coach.Substitute && !m.Teaches(v.Now), Joined: v.when(m.Who.Joined), Last: v.lastDay(&m.Who),
	}
	accounts, err := v.Accounts(m.Person)
	if err != nil {
		return row, err
	}
	for _, a := range accounts {
		if name := chat.Plain(v.PlatformName(a.Platform)); !a.Ended && !slices.Contains(row.Platforms, name) {
			row.Platforms = append(row.Platforms, name)
		}
	}
	slices.Sort(row.Platforms)
	if class.Archived || m.Person == v.Me.ID {
		return row, nil
	}
	at := "say class @" + class.ID + " "
	if m.Role == coach.Learner {
		row.Presses = append(row.Presses, chat.Choice{Label: v.Say("web.model.press.return"), Value: at + "return @" + m.Person})
	}
	row.Presses = append(row.Presses, chat.Choice{Label: v.Say("web.model.press.remove"), Value: at + "remove @" + m.Person})
	return row, nil
}

// role names a role.
func (v *visit) role(r coach.Role) chat.Markdown {
	switch r {
	case coach.Teacher:
		return v.Say("class.role.teacher")
	case coach.Substitute:
		return v.Say("class.role.substitute")
	case coach.Helper:
		return v.Say("class.role.helper")
	default:
		return v.Say("class.role.learner")
	}
}

// classSettings are how a class is set up. One form changes most of it.
func (v *visit) classSettings(c coach.Class) []Setting {
	form := chat.Choice{Label: v.Say("web.model.press.change"), Value: "form class-settings:" + c.ID, Opens: true}
	if c.Archived {
		form = chat.Choice{}
	}
	times := v.Say("web.model.set.times.none")
	if c.CheckIn != "" {
		times = v.timesOf(c.CheckIn, v.Zone)
	}
	var courses, holidays []string
	for _, id := range c.Courses {
		courses = append(courses, chat.Plain(v.CourseTitle(id)))
	}
	for _, h := range c.Holidays {
		if h.To < v.Today() {
			continue
		}
		holidays = append(holidays, chat.Plain(v.Say("web.model.set.holiday", say.Args{"From": v.ShortDay(h.From.Start(time.UTC)), "To": v.ShortDay(h.To.Start(time.UTC))})))
	}
	none := chat.Plain(v.Say("web.model.set.none"))
	return []Setting{
		{chat.Plain(v.Say("web.model.set.name")), c.Name, form},
		{chat.Plain(v.Say("web.model.set.age")), cmp.Or(chat.Plain(bot.SayAge(v.Printer, c.Age)), none), form},
		{chat.Plain(v.Say("web.model.set.preset")), v.preset(c), form},
		{chat.Plain(v.Say("web.model.set.times")), chat.Plain(times), form},
		{chat.Plain(v.Say("web.model.set.holidays")), cmp.Or(strings.Join(holidays, v.Semicolon()), none), form},
		{chat.Plain(v.Say("web.model.set.courses")), cmp.Or(strings.Join(courses, v.Comma()), none), chat.Choice{}},
	}
}

// preset is how much of the coach a class has, in words.
func (v *visit) preset(c coach.Class) string {
	preset := cmp.Or(c.Preset, coach.PresetFull)
	what := v.Say(map[coach.Preset]string{
		coach.PresetStarter: "class.preset.starter", coach.PresetCoach: "class.preset.coach", coach.PresetMastery: "class.preset.mastery",
		coach.PresetFull: "class.preset.full",
	}[preset])
	return chat.Plain(v.Say("web.model.set.preset.is", say.Args{"Preset": string(preset), "What": what}))
}

// What a roster file may be.
const (
	mostRosterBytes = 1 << 20
	mostRosterLines = 1000
	mostRosterName  = 100 // bytes
)

// RosterCheck reads a roster file and says what would come of it; nothing is
// changed. The file is comma-, semicolon- or tab-separated with a name in its
// first column, or in the one that a heading calls name; other columns are passed
// over. One that cannot be read is a coach.Invalid error with a sentence.
func (p *Pages) RosterCheck(ctx context.Context, who Viewer, class string, file []byte) (m *RosterFile, err error) {
	err = p.look(ctx, who, func(v *visit) error {
		c, head, err := v.class(class)
		if err != nil {
			return err
		}
		if c.Archived {
			return &coach.Error{Kind: coach.Invalid, Hint: chat.Plain(v.Say("web.model.roster.archived"))}
		}
		names, err := rosterNames(v.Printer, file)
		if err != nil {
			return err
		}
		all, err := v.learners(c)
		if err != nil {
			return err
		}
		known := make(map[string]bool)
		for i := range all.list {
			known[strings.ToLower(all.list[i].Name)] = true
		}
		m = &RosterFile{Head: head}
		lines := make(map[string]int) // where a name stands first
		for _, n := range names {
			line := RosterLine{Line: n.line, Name: n.name, Known: known[strings.ToLower(n.name)]}
			switch first := lines[strings.ToLower(n.name)]; {
			case len(n.name) > mostRosterName:
				line.Wrong = v.Say("web.model.roster.long")
			case first > 0:
				line.Wrong = v.Say("web.model.roster.twice", say.Args{"Line": first})
			default:
				lines[strings.ToLower(n.name)] = n.line
			}
			switch {
			case line.Wrong != "":
				m.Wrong++
			case line.Known:
				m.Known++
			default:
				m.New++
			}
			m.Lines = append(m.Lines, line)
		}
		if m.New > bot.MostEnrolled {
			return &coach.Error{Kind: coach.Invalid, Hint: chat.Plain(v.Say("web.model.roster.many", say.Args{"N": bot.MostEnrolled}))}
		}
		m.Words = v.Say("web.model.roster.check", say.Args{"N": m.New, "Known": m.Known, "Wrong": m.Wrong})
		return nil
	})
	return m, err
}

// Names are those that the file would add, in its order.
func (m *RosterFile) Names() []string {
	var names []string
	for _, l := range m.Lines {
		if l.Wrong == "" && !l.Known {
			names = append(names, l.Name)
		}
	}
	return names
}

// rosterName is a name with its line, from 1.
type rosterName struct {
	line int
	name string
}

// rosterNames reads the names in a roster file.
func rosterNames(p *say.Printer, file []byte) ([]rosterName, error) {
	wrong := func(key chat.Markdown) error { return &coach.Error{Kind: coach.Invalid, Hint: chat.Plain(key)} }
	file = bytes.TrimPrefix(file, []byte("\ufeff"))
	switch {
	case len(file) > mostRosterBytes:
		return nil, wrong(p.Say("web.model.roster.large"))
	case !utf8.Valid(file) || bytes.IndexByte(file, 0) >= 0:
		return nil, wrong(p.Say("web.model.roster.text"))
	}
	r := csv.NewReader(bytes.NewReader(file))
	r.Comma, r.FieldsPerRecord, r.TrimLeadingSpace, r.LazyQuotes = separatorOf(file), -1, true, true
	column := 0
	var names []rosterName
	for first := true; ; first = false {
		fields, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, wrong(p.Say("web.model.roster.unread"))
		}
		if first {
			if at := slices.IndexFunc(fields, isNameHeading); at >= 0 {
				column = at
				continue
			}
		}
		if column >= len(fields) {
			continue
		}
		line, _ := r.FieldPos(column)
		name := unformulated(chat.Visible(strings.Join(strings.Fields(fields[column]), " ")))
		if name == "" {
			continue
		}
		if names = append(names, rosterName{line, name}); len(names) > mostRosterLines {
			return nil, wrong(p.Say("web.model.roster.many", say.Args{"N": mostRosterLines}))
		}
	}
	if len(names) == 0 {
		return nil, wrong(p.Say("web.model.roster.empty"))
	}
	return names, nil
}

// separatorOf is what separates the fields of a file, by its first line.
func separatorOf(file []byte) rune {
	line, _, _ := bytes.Cut(file, []byte("\n"))
	for _, sep := range []rune{'\t', ';'} {
		if bytes.ContainsRune(line, sep) {
			return sep
		}
	}
	return ','
}

// isNameHeading tells a heading over names.
func isNameHeading(s string) bool {
	switch strings.ToLower(strings.TrimSpace(s)) {
	case "name", "names", "learner", "learners", "student", "pupil", "full name":
		return true
	}
	return false
}

// unformulated takes away the sign that keeps a spreadsheet from reading a cell as
// a formula: what escaped wrote is read as it was.
func unformulated(s string) string {
	if rest, ok := strings.CutPrefix(s, "'"); ok && isFormula(rest) {
		return rest
	}
	return s
}
