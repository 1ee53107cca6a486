package web

import (
	"context"
	"fmt"
	"io"
	"time"

	"pacer/bot/chat"
	"pacer/bot/page"
	"pacer/bot/say"
	"pacer/coach"
)

// demo is pages with something on each: a class of twenty-eight by fourteen
// skills, with every kind of alert, level and mark. It checks nobody.
type demo struct {
	language string
	learners int
	skills   int
}

var demoNow = time.Date(2026, 11, 20, 14, 5, 0, 0, time.UTC)

const (
	demoClass  = "01CLASS7B"
	demoOther  = "01CLASS8A"
	demoPerson = "01PERSON00"
	demoAlert  = "01ALERT01"
)

func (d demo) head(class string) page.Head {
	h := page.Head{
		Me:      page.Me{ID: "01TEACHER", Name: "Amal Haddad", Owner: true, Teaches: true, Safety: true},
		Classes: []page.ClassHead{{ID: demoClass, Name: "Mathematics 7b", Open: 3}, {ID: demoOther, Name: "Chess club", Open: 1}},
		Now:     page.When{At: demoNow, Words: "today 14:05"}, Say: say.In(d.language),
	}
	for _, c := range h.Classes {
		if c.ID == class {
			h.Class = c
		}
	}
	return h
}

// at is some time ago, in words that are good enough for a page.
func at(days int) page.When {
	words := fmt.Sprintf("%d days ago", days)
	switch days {
	case 0:
		words = "today 13:40"
	case 1:
		words = "yesterday 16:12"
	case -1:
		words = "tomorrow"
	case -4:
		words = "Tue 24 Nov"
	}
	return page.When{At: demoNow.AddDate(0, 0, -days), Words: words}
}

var demoNames = []string{
	"Aya", "Benedikt von der Heide-Lauterbach", "Chidi", "Dunja", "Elif", "Farid", "Grete", "Hoang", "Ines", "Jun", "Kofi", "Lena", "Mateo", "Noor",
	"Oskar", "Priya", "Quentin", "Rosa", "Samir", "Tomás", "Uma", "Vera", "Wanja", "Ximena", "يوسف", "Zofia", "Ada", "Björk",
}

var demoSkills = []string{
	"Unit fractions", "Equivalent fractions", "Comparing fractions", "Common denominators", "Adding like fractions", "Adding unlike fractions",
	"Subtracting fractions", "Mixed numbers and improper fractions", "Multiplying fractions", "Dividing fractions", "Decimals as fractions", "Percentages", "Ratios", "Rates in everyday life",
}

func demoWho(i int) page.Who {
	return page.Who{ID: fmt.Sprintf("01PERSON%02d", i), Name: demoNames[i%len(demoNames)]}
}

func demoSkill(i int) page.Skill {
	return page.Skill{ID: fmt.Sprintf("fractions/s%d", i), Title: chat.Escape(demoSkills[i%len(demoSkills)])}
}

var demoLevels = [page.Levels]page.Level{
	{Key: "none", Word: "Not met"}, {Key: "starting", Word: "Starting"}, {Key: "developing", Word: "Developing"},
	{Key: "proficient", Word: "Proficient"}, {Key: "highly", Word: "Highly proficient"}, {Key: "distinguished", Word: "Distinguished"},
}

// demoCell makes a class that knows the early skills best.
func demoCell(row, column int) page.Cell {
	n := 5 - column/3 + (row*7+column*3)%4 - 2
	c := page.Cell{Level: uint8(min(5, max(0, n)))}
	c.Fading = c.Level > 2 && (row*3+column)%7 == 0
	c.Trend = int8((row+column)%5/3 - (row+2*column)%6/5)
	return c
}

func (d demo) Front(context.Context, page.Viewer) (*page.Head, error) {
	h := d.head("")
	return &h, nil
}

func demoPresses(alert string) []chat.Choice {
	return []chat.Choice{
		{Label: "I'll do it", Word: "alert a1 ack", Value: "alert " + alert + ":ack", Main: true},
		{Label: "Send a note", Value: "note:" + alert, Opens: true},
		{Label: "Give practice", Word: "alert a1 assign", Value: "alert " + alert + ":assign"},
		{Label: "Not now", Word: "alert a1 snooze", Value: "alert " + alert + ":snooze"},
		{Label: "Not useful …", Word: "alert a1 useless", Value: "alert " + alert + ":useless"},
		{Label: "Why was I told?", Word: "alert a1 why", Value: "alert " + alert + ":why"},
	}
}

func demoAlerts(class page.ClassHead) []page.Alert {
	class.ID = demoClass
	class.Name = "Mathematics 7b"
	return []page.Alert{
		{
			ID: demoAlert, Short: "rt01", Class: class, Who: demoWho(0), Rule: "wheel-spinning", What: "not getting further with *Adding unlike fractions*", Skill: demoSkill(5), Severity: "high", State: "open",
			Standing: "open since this morning", Sure: "quite sure", Evidence: []chat.Markdown{"6 questions over 2 days, 1 right at the first try", "adds the tops and the bottoms separately (4 times, also after it was explained)", "*Unit fractions* and *Equivalent fractions* look fine"},
			Moves:    []chat.Markdown{"4 minutes with fraction strips, then two questions together", "practice on *Common denominators*, which it builds on"},
			Resolves: "Three right in a row and this closes by itself.", Presses: demoPresses(demoAlert), Raised: at(1),
		},
		{
			ID: "01ALERT02", Short: "rt02", Class: class, Who: demoWho(1), Rule: "appeal", What: "thinks an answer was right", Skill: demoSkill(2), Severity: "high", State: "open", Standing: "open since yesterday",
			Evidence: []chat.Markdown{"Their answer: “0.5 < 3/4”", "Their words: “I think it means the same”"},
			Presses:  []chat.Choice{{Label: "It was right", Word: "alert rt02 accept", Value: "alert 01ALERT02:accept", Main: true}, {Label: "It stays", Word: "alert rt02 decline", Value: "alert 01ALERT02:decline"}}, Raised: at(1),
		},
		{
			ID: "01ALERT03", Short: "rt03", Class: class, Rule: "class", What: "*Common denominators* is hard for many", Skill: demoSkill(3), People: []page.Who{demoWho(2), demoWho(3), demoWho(4), demoWho(24)}, Severity: "medium", State: "acknowledged", Standing: "on your list since 14:01", Sure: "very sure",
			Evidence: []chat.Markdown{"9 of 28 had fewer than 3 of their last 10 right"}, Moves: []chat.Markdown{"10 minutes for everybody: the multiples of 3 and 4, side by side"}, Presses: []chat.Choice{{Label: "Done", Word: "alert rt03 done", Value: "alert 01ALERT03:done", Main: true}}, Raised: at(2),
		},
	}
}

func (d demo) Needs(_ context.Context, _ page.Viewer, class string) (*page.Needs, error) {
	h := d.head(class)
	danger := page.Alert{
		ID: "01DANGER", Short: "dngr", Who: demoWho(9), Rule: "danger", What: "words that may mean danger", Severity: "urgent", State: "open", Standing: "since 13:58", Evidence: []chat.Markdown{"“I can't do this any more”"},
		Presses: []chat.Choice{{Label: "I'm on it", Value: "alert 01DANGER:ack", Word: "alert dngr ack", Main: true}}, Raised: at(0),
	}
	quiet := demoAlerts(h.Class)[0]
	quiet.ID, quiet.Who, quiet.Standing = "01QUIET", demoWho(6), "put off until Monday"
	return &page.Needs{
		Head: h, Danger: []page.Alert{danger}, Alerts: demoAlerts(h.Class), Quiet: []page.Alert{quiet},
		Wins:  []page.Win{{Who: demoWho(10), Text: "**Kofi**: *Dividing fractions* is now Proficient, after three weeks of work", At: at(0)}, {Who: demoWho(24), Text: "**يوسف** kept all planned days for the first time", At: at(1)}},
		Today: page.Today{Practised: page.Share{N: 12, Of: 28}, Planned: page.Share{N: 9, Of: 14}, Answers: 143, Right: 101},
		Graded: page.Graded{
			Answers: 614, Right: 431, Learners: 26, SelfGraded: 12, Explained: 183, Appeals: 1, Words: "614 answers of 26 learners, each answered at once; 183 of them with the reason why not yet.",
			Misleading: []page.FlaggedItem{{Item: "fractions/i3", Skill: demoSkill(3), Text: "Which is the smallest common denominator of 1/6 and 1/4?", Why: []chat.Markdown{"71 % chose 24, among them most who know the skill"}}},
		},
	}, nil
}

func (d demo) rows(from int) (skills []page.MapSkill, rows []page.MapRow, next int) {
	for i := range d.skills {
		s := page.MapSkill{Skill: demoSkill(i), Ready: page.Share{N: 20 - i, Of: d.learners}, Words: fmt.Sprintf("%d of %d are Proficient or higher", 20-i, d.learners)}
		s.Skill.ID = fmt.Sprintf("fractions/s%d", i)
		skills = append(skills, s)
	}
	for i := from; i < min(d.learners, from+page.MapPage); i++ {
		r := page.MapRow{Who: demoWho(i), Last: "yesterday"}
		if i == 0 || i == 1 {
			r.Needs = i + 1
		}
		for k := range d.skills {
			r.Cells = append(r.Cells, demoCell(i, k))
		}
		rows = append(rows, r)
	}
	if from+page.MapPage < d.learners {
		next = from + page.MapPage
	}
	return skills, rows, next
}

func (d demo) ClassMap(_ context.Context, _ page.Viewer, class string, from int) (*page.ClassMap, error) {
	m := &page.ClassMap{Head: d.head(class), Of: d.learners, From: from, Levels: demoLevels, Summary: "Most stand at Proficient or higher up to *Comparing fractions*; *Common denominators* is where many stop."}
	m.Courses = []page.MapCourse{{Course: page.Course{ID: "fractions", Title: "Fractions"}, Span: d.skills}}
	m.Skills, m.Rows, m.Next = d.rows(from)
	return m, nil
}

func (d demo) Projector(_ context.Context, _ page.Viewer, class string, from int) (*page.Projector, error) {
	m := &page.Projector{Head: d.head(class), Of: d.learners, From: from, Levels: demoLevels, Summary: "Most stand at Proficient or higher up to *Comparing fractions*."}
	m.Skills, m.Rows, m.Next = d.rows(from)
	for i := range m.Rows {
		m.Rows[i].Who = page.Who{Name: fmt.Sprintf("River %d", i+1)}
		m.Rows[i].Needs = 0
	}
	return m, nil
}

func demoStandings(presses bool) (all []page.Standing) {
	for i := range 7 {
		c := demoCell(0, i*2)
		s := page.Standing{
			Skill: demoSkill(i * 2), Cell: c, Level: demoLevels[c.Level], Percent: 94 - 11*i, Recent: []bool{true, i%2 == 0, true, i > 3, true, false, true}[:7-i/2], Tries: page.Share{N: 11 - i, Of: 14},
			Why:  []chat.Markdown{"3 of the last 3 right, on 3 different questions", "one hint, which counts as not right"},
			Next: "For *Highly proficient*: one more right answer a week from now, among other skills.", Last: at(i), Due: at(-4),
		}
		if presses {
			s.Presses = []chat.Choice{{Label: "Say otherwise", Value: "form class-level:" + demoClass + " " + demoPerson, Opens: true}}
		}
		all = append(all, s)
	}
	return all
}

var demoDays = []page.Presence{page.Kept, page.Free, page.Missed, page.Kept, page.Also, page.Excused, page.Free, page.Kept, page.Kept, page.Free, page.Missed, page.Kept, page.Free, page.Awaited}

func demoAssignments() []page.Assignment {
	return []page.Assignment{{ID: "01GIVEN", Skill: demoSkill(3), For: []page.Who{demoWho(0)}, Note: "Two of these before Thursday's lesson, please.", Due: "by Thursday", Made: at(1), By: "Amal Haddad", Done: page.Share{N: 0, Of: 1}, Presses: []chat.Choice{{Label: "Take it back", Word: "class assign off", Value: "say class assign off @01GIVEN"}}}}
}

func demoSure() *page.Calibration {
	return &page.Calibration{Words: "“Sure” was right nearly always; “a guess” more often than they think.", Rows: []page.SureRow{{Word: "sure", Right: page.Share{N: 14, Of: 15}, Told: true}, {Word: "think so", Right: page.Share{N: 6, Of: 8}, Told: true}, {Word: "a guess", Right: page.Share{N: 1, Of: 2}}}}
}

func demoReviews() []page.Review {
	return []page.Review{{Skill: demoSkill(1), Due: at(-1)}, {Skill: demoSkill(4), Due: at(-4), Facts: 6}}
}

func (d demo) Learner(_ context.Context, _ page.Viewer, class, person string, before int64) (*page.Learner, error) {
	if person != demoPerson {
		return nil, &coach.Error{Op: "page", Kind: coach.NotFound, Hint: "There is nothing here."}
	}
	h := d.head(class)
	l := &page.Learner{
		Head: h, Who: demoWho(0), Joined: at(80), Last: at(0), Days: demoDays, Kept: page.Share{N: 5, Of: 7}, Goal: "Be able to help my sister with fractions before the holidays",
		Alerts: demoAlerts(h.Class)[:1], Skills: demoStandings(true), More: true, Ahead: demoReviews(), Sure: demoSure(), Assignments: demoAssignments(), Thoughts: 2,
		Overrides: []page.Override{{Skill: demoSkill(0), Level: demoLevels[3], By: "Amal Haddad", At: at(20)}},
		Notes:     []page.Note{{By: "Amal Haddad", At: at(9)}},
		Presses:   []chat.Choice{{Label: "Send a note", Value: "form class-note:X", Opens: true, Main: true}, {Label: "Give practice", Value: "form assign:X", Opens: true}},
	}
	past := demoAlerts(h.Class)[0]
	past.ID, past.State, past.Standing, past.Presses, past.Outcome = "01PAST", "resolved", "ended a week ago", nil, "It came right by itself: three right in a row."
	l.Past = []page.Alert{past}
	for i := range 6 {
		a := page.Attempt{Position: int64(900 - i), Item: fmt.Sprintf("fractions/i%d", i), Skill: demoSkill(5), Question: "What is 1/2 + 1/3?", Said: "2/5", At: at(i / 2)}
		switch i {
		case 1, 4:
			a.Right, a.Said, a.Sure = true, "5/6", "said they were sure"
		case 2:
			a.Marks = []string{"two hints seen"}
		case 3:
			a.Conception = "adds tops and bottoms separately"
			a.Question = "A recipe takes 3/4 of a litre of milk and then another 2/3 of a litre of water. How many litres are that together, as a mixed number?"
		}
		l.Attempts = append(l.Attempts, a)
	}
	return l, nil
}

func demoThoughts() []page.Thought {
	return []page.Thought{{Prompt: "What do you know now that you did not know this morning?", Said: "Why the bottoms have to be the same, because <b>I</b> forgot & it all went wrong", At: at(1), Who: "Your teachers can read this.", Presses: []chat.Choice{{Label: "Only for me", Value: "01THOUGHT:share private"}}}, {Prompt: "What was hardest today?", Said: "Starting.", At: at(3), Who: "Only you can read this."}, {Prompt: "How did it go?", At: at(5), Skipped: true}}
}

func (d demo) Muddy(_ context.Context, _ page.Viewer, class string) (*page.Muddy, error) {
	return &page.Muddy{Head: d.head(class), Points: []page.MuddyPoint{
		{Skill: demoSkill(3), N: 5, Words: "5 learners find something about *Common denominators* not clear.", Quotes: []string{"why it has to be the <smallest> one"}},
		{N: 3, Words: "3 learners say what is not clear."},
	}}, nil
}

func (d demo) Thoughts(_ context.Context, _ page.Viewer, class, person string) (*page.Thoughts, error) {
	return &page.Thoughts{Head: d.head(class), Who: demoWho(0), Thoughts: demoThoughts()[:2]}, nil
}

func demoItem(i int) page.ItemRow {
	r := page.ItemRow{Item: fmt.Sprintf("fractions/i%d", i), Kind: "a number", Tier: 1 + i%3, Question: "What is 1/2 + 1/3?", Right: page.Share{N: 9, Of: 25}}
	if i == 1 {
		r.Flags = []chat.Markdown{"most who know the skill get it wrong"}
		r.Wrong = []page.WrongAnswer{{Said: "2/5", Learners: 11}, {Said: "1/6", Learners: 3}}
	}
	return r
}

func (d demo) Skill(_ context.Context, _ page.Viewer, class, _ string) (*page.SkillStory, error) {
	s := &page.SkillStory{
		Head: d.head(class), Skill: demoSkill(5), Course: page.Course{ID: "fractions", Title: "Fractions"}, Why: "Recipes, music and money all add pieces of different sizes.", Needs: []page.SkillCount{{Skill: demoSkill(3), Ready: page.Share{N: 14, Of: 28}}, {Skill: demoSkill(4), Ready: page.Share{N: 22, Of: 28}}},
		Ready: page.Share{N: 11, Of: 28}, Fading: 2, Codes: []string{"5.NF.1", "5.NF.2"}, Resources: []page.Resource{{Kind: "video", Title: "Pieces of one size", URL: "https://example.org/pieces"}, {Kind: "at the table", Title: "Fold a strip of paper"}},
		Tags:    []page.Misconception{{ID: "m1", Title: "adds tops and bottoms separately", Teach: "Ask for 1/2 + 1/2 first, and whether 2/4 can be.", Times: 17, Who: []page.Who{demoWho(0), demoWho(3), demoWho(24)}, Last: at(0)}},
		Items:   []page.ItemRow{demoItem(0), demoItem(1)},
		Presses: []chat.Choice{{Label: "Give as practice", Value: "form assign:X all", Opens: true, Main: true}, {Label: "Exit ticket now", Word: "class ticket", Value: "say class ticket"}},
	}
	for l := 5; l > 0; l-- {
		g := page.LevelGroup{Level: demoLevels[l]}
		for i := l; i < 28; i += 6 {
			g.Who = append(g.Who, demoWho(i))
		}
		s.Levels = append(s.Levels, g)
	}
	return s, nil
}

func demoGroup(id string) page.Group {
	return page.Group{ID: id, Kind: "misconception", Title: "Adding unlike fractions, from the pieces up", Skill: demoSkill(5), Tag: "adds tops and bottoms separately", Members: []page.Who{demoWho(0), demoWho(3), demoWho(24)}, Helper: demoWho(3).ID, Why: "All three have shown the same way of thinking this week.", Made: at(3), Ready: page.Share{N: 1, Of: 3}, Presses: []chat.Choice{{Label: "Bring them together", Word: "class groups take", Value: "say class groups take 1", Main: true}}}
}

func (d demo) Groups(_ context.Context, _ page.Viewer, class string) (*page.Groups, error) {
	fresh := demoGroup("")
	fresh.Made = page.When{}
	return &page.Groups{Head: d.head(class), Stand: []page.Group{demoGroup("01GROUP")}, Suggested: []page.Group{fresh, fresh}}, nil
}

func (d demo) Standards(_ context.Context, _ page.Viewer, class string) (*page.Standards, error) {
	s := &page.Standards{Head: d.head(class), Words: "4 of 6 standards are met by at least half of the class.", Unmapped: []page.SkillCount{{Skill: demoSkill(13), Ready: page.Share{N: 2, Of: 28}}}}
	for i := range 6 {
		s.Codes = append(s.Codes, page.Standard{Code: fmt.Sprintf("CCSS.Math.Content.5.NF.A.%d", i+1), Skills: []page.SkillCount{{Skill: demoSkill(i)}, {Skill: demoSkill(i + 1)}}, Ready: page.Share{N: 25 - 4*i, Of: 28}, Met: page.Share{N: 28 - i, Of: 28}})
	}
	return s, nil
}

func (d demo) Attendance(_ context.Context, _ page.Viewer, class string, from int) (*page.Attendance, error) {
	a := &page.Attendance{Head: d.head(class), From: from, Of: d.learners, Words: "26 of 28 kept at least half of their planned days in these two weeks.", Marks: []page.PresenceMark{{Mark: page.Kept, Word: "planned, practised"}, {Mark: page.Also, Word: "practised, not planned"}, {Mark: page.Missed, Word: "planned, not practised"}, {Mark: page.Excused, Word: "excused"}, {Mark: page.Awaited, Word: "planned for today"}, {Mark: page.Free, Word: "not planned"}}}
	for i := range 14 {
		day := demoNow.AddDate(0, 0, i-13)
		a.Days = append(a.Days, page.Day{Date: day.Format("2006-01-02"), Word: day.Format("Mon 2"), Free: i == 4})
	}
	for i := from; i < min(d.learners, from+page.MapPage); i++ {
		r := page.AttendanceRow{Who: demoWho(i), Kept: page.Share{N: 5, Of: 7}, Plan: "Mon, Wed, Fri"}
		if i%6 == 5 {
			r.Kept, r.Plan = page.Share{}, "writes first"
		}
		for k := range 14 {
			r.Days = append(r.Days, demoDays[(i*5+k)%14])
		}
		a.Rows = append(a.Rows, r)
	}
	return a, nil
}

func (d demo) Roster(_ context.Context, _ page.Viewer, class string) (*page.Roster, error) {
	r := &page.Roster{
		Head: d.head(class), Code: "K7QF-2MZD", ImportHow: "One name a line, or a table with a column *name*.", Preset: "full",
		Settings: []page.Setting{{Name: "Name and age", Value: "Mathematics 7b, 13-17", Press: chat.Choice{Label: "Change", Value: "form class-settings:" + demoClass, Opens: true}}, {Name: "Days without practice", Value: "21 Dec to 6 Jan"}},
		Presses:  []chat.Choice{{Label: "Ask a substitute in", Word: "class substitute 2026-12-01", Value: "say class substitute 2026-12-01"}, {Label: "Archive this class", Word: "class archive", Value: "say class archive"}},
		Teachers: []page.RosterRow{{Who: page.Who{ID: "01TEACHER", Name: "Amal Haddad"}, Role: "teacher", RoleWord: "teacher"}, {Who: page.Who{ID: "01SUB", Name: "Per"}, Role: "substitute", RoleWord: "substitute", Until: at(2), Ended: true}},
	}
	for i := range 6 {
		r.Learners = append(r.Learners, page.RosterRow{Who: demoWho(i), Role: "learner", RoleWord: "learner", Joined: at(60), Last: at(i), Platforms: []string{"Slack", "the web"}[i%2:], Presses: []chat.Choice{{Label: "New return code", Word: "class return", Value: "say class return @X"}, {Label: "Take out of the class", Word: "class remove", Value: "say class remove @X"}}})
	}
	return r, nil
}

func (d demo) RosterCheck(_ context.Context, _ page.Viewer, class string, _ []byte) (*page.RosterFile, error) {
	return &page.RosterFile{Head: d.head(class), New: 2, Known: 1, Wrong: 1, Words: "2 would be added; 1 is in the class already; 1 line is left out.", Lines: []page.RosterLine{{Line: 2, Name: "Nina"}, {Line: 3, Name: "Omar"}, {Line: 4, Name: "Aya", Known: true}, {Line: 5, Name: "=HYPERLINK(1)", Wrong: "A name does not begin with =. Write it as it is said."}}}, nil
}

func demoCourse(id, title string) page.CourseRow {
	return page.CourseRow{Course: page.Course{ID: id, Title: chat.Escape(title)}, About: "From pieces of one size to percentages.", Skills: 14, Items: 156, Licence: "CC-BY-4.0", Author: "Amal Haddad", Published: at(30), Mine: true, Presses: []chat.Choice{{Label: "Practise it no more", Word: "class course off", Value: "say class course off " + id}}}
}

func (d demo) Material(_ context.Context, _ page.Viewer, class string) (*page.Material, error) {
	h := d.head(class)
	return &page.Material{
		Head: h, Bound: []page.CourseRow{demoCourse("fractions", "Fractions")}, Others: []page.CourseRow{demoCourse("rivers", "Rivers of the world")}, Appeals: demoAlerts(h.Class)[1:2], Sends: "A deck (.apkg), a spreadsheet (.xlsx, .csv) or a text file; at most 20 MB. You see what it would become before anything is published.",
		Draft:   &page.Draft{ID: "01DRAFT", Name: "week 12.xlsx", Items: 24, Courses: []page.Course{{ID: "week-12", Title: "Week 12"}}, Made: at(0), Shown: []page.Preview{{Parts: []chat.Part{{Text: "*Week 12*\n\nWhat is 2/3 of 12?"}, {Note: "Type a number."}}, Answer: "8"}}, Presses: []chat.Choice{{Label: "Publish", Word: "publish", Value: "say publish", Main: true}, {Label: "Drop it", Word: "drop it", Value: "say drop it"}}},
		Flagged: []page.FlaggedItem{{Item: "fractions/i3", Skill: demoSkill(3), Text: "Which is the smallest common denominator of 1/6 and 1/4?", Why: []chat.Markdown{"71 % chose 24"}}},
	}, nil
}

func (d demo) CourseItems(_ context.Context, _ page.Viewer, class, _ string) (*page.CourseItems, error) {
	return &page.CourseItems{Head: d.head(class), Course: demoCourse("fractions", "Fractions"), Skills: []page.CourseSkill{{Skill: demoSkill(4), Items: []page.ItemRow{demoItem(0)}}, {Skill: demoSkill(5), Needs: []page.Skill{demoSkill(3)}, Items: []page.ItemRow{demoItem(1), demoItem(2)}}}}, nil
}

func (d demo) Item(_ context.Context, _ page.Viewer, class, _ string) (*page.Item, error) {
	return &page.Item{
		Head: d.head(class), Course: page.Course{ID: "fractions", Title: "Fractions"}, Skill: demoSkill(5), Item: "fractions/i1", Kind: "one of several", Tier: 2,
		Parts:  []chat.Part{{Text: "*Adding unlike fractions*\n\nWhat is 1/2 + 1/3?\n\n- **A** 2/5\n- **B** 5/6\n- **C** 1/6"}, {Code: &chat.Code{Language: "text", Text: "1   1\n- + - = ?\n2   3"}}, {Note: "Type a letter."}},
		Answer: "**B** 5/6", Explanation: "Halves and thirds become sixths: 3/6 + 2/6.", Hints: []chat.Markdown{"How many sixths is a half?", "And a third?"}, Wrong: []page.ItemWrong{{Said: "2/5", Reply: "2/5 is less than a half, yet a half was only the beginning. What is a third in sixths?", Tag: "adds tops and bottoms separately"}}, Row: demoItem(1), Mine: true, Presses: []chat.Choice{{Label: "Edit it", Value: "form item:X", Opens: true}},
	}, nil
}

func (d demo) Parity(_ context.Context, _ page.Viewer, class string) (*page.Parity, error) {
	return &page.Parity{Head: d.head(class), On: true, Least: 10, Words: "By what learners have set for themselves; groups of fewer than 10 are hidden.", Source: "A group of fewer than ten could be recognised.", Sets: []page.ParitySet{{By: "Language", Hidden: "Two groups are too small to show.", Groups: []page.ParityGroup{{Name: "English", Learners: 17, Ready: page.Share{N: 60, Of: 100}, Right: page.Share{N: 70, Of: 100}, Kept: page.Share{N: 8, Of: 10}, False: page.Share{N: 2, Of: 10}}}}}, Press: []chat.Choice{{Label: "Switch it off", Word: "class parity off", Value: "say class parity off"}}}, nil
}

func (d demo) Alerts(_ context.Context, _ page.Viewer, class string) (*page.Alerts, error) {
	h := d.head(class)
	ended := demoAlerts(h.Class)[0]
	ended.ID, ended.State, ended.Standing, ended.Presses, ended.Outcome = "01ENDED", "resolved", "ended yesterday", nil, "You had seen to it."
	return &page.Alerts{Head: h, Open: demoAlerts(h.Class)[:1], Ended: []page.Alert{ended}, Rules: []page.RuleUse{{Rule: "struggling", Word: "struggling now", Raised: 12, Seen: 7, Useless: 1, Cleared: 4}, {Rule: "missed-plan", Word: "missed their own plan", Raised: 5, Seen: 2, Useless: 2, Cleared: 1}}}, nil
}

func (d demo) Why(_ context.Context, _ page.Viewer, alert string) (*page.Why, error) {
	h := d.head(demoClass)
	return &page.Why{Head: h, Alert: demoAlerts(h.Class)[0], Decision: "Found on Thursday at 16:20; the learner had a day to recover.\n\nTold on Friday at 07:45, the second of three that day.", Rules: []page.Verdict{{Rule: "wheel-spinning", Word: "not getting further", Spoke: true, Words: "**not getting further**: yes. risk 86 %; it takes 70 %"}, {Rule: "struggling", Word: "struggling now", Words: "**struggling now**: no. 4 of the last 10 right; it takes 3 or fewer"}}}, nil
}

func (d demo) Mine(context.Context, page.Viewer) (*page.Mine, error) {
	h := d.head("")
	h.Me = page.Me{ID: demoPerson, Name: "Aya", Learns: true}
	h.Classes = nil
	mine := &page.Mine{
		Head: h, Skills: demoStandings(false), Days: demoDays, Kept: page.Share{N: 5, Of: 7}, Goal: "Be able to help my sister with fractions", Assignments: demoAssignments(), Ahead: demoReviews(), Sure: demoSure(), Thoughts: demoThoughts(),
		Plan:     page.Plan{Minutes: 5, Words: "Monday to Friday at 16:00, 5 minutes.", Next: at(-1), Presses: []chat.Choice{{Label: "Change", Value: "settings", Opens: true}}},
		Data:     []page.Datum{{What: "Answers", Is: "214", Words: "What your estimates are made of. Your teachers see them."}, {What: "Reflections", Is: "3", Words: "Yours; your teachers see those you share."}},
		Seen:     "Your teachers see your answers, levels and plan, never what you keep to yourself.",
		Presses:  []chat.Choice{{Label: "Practise", Word: "practice", Value: "say practice", Main: true}, {Label: "Set a goal", Value: "goal", Opens: true}},
		Settings: []page.Setting{{Name: "Quiet hours", Value: "20:00 to 07:30", Press: chat.Choice{Label: "Change", Value: "settings", Opens: true}}},
	}
	mine.Assignments[0].Presses = nil
	g := demoGroup("01GROUP")
	g.Presses, g.Tag = nil, ""
	mine.Groups = []page.Group{g}
	return mine, nil
}

func (d demo) Archive(_ context.Context, _ page.Viewer, w io.Writer) error {
	_, err := io.WriteString(w, "PK")
	return err
}

func (d demo) Gradebook(_ context.Context, _ page.Viewer, _ string, w io.Writer) error {
	_, err := io.WriteString(w, "learner,Unit fractions\nAya,Proficient\n")
	return err
}

func (d demo) Attempts(_ context.Context, _ page.Viewer, _ string, w io.Writer) error {
	_, err := io.WriteString(w, "learner,item,right\n")
	return err
}

func (d demo) XAPI(_ context.Context, _ page.Viewer, _ string, _ bool, w io.Writer) error {
	_, err := io.WriteString(w, "{}\n")
	return err
}
