package storagetest

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"sync"
	"time"

	"pacer/bot"
	"pacer/bot/chat"
	"pacer/bot/outbox"
	"pacer/coach"
	"pacer/coach/alert"
	"pacer/coach/course"
	"pacer/coach/mastery"
	"pacer/coach/plan"
	thinking "pacer/coach/reflect"
	"pacer/coach/review"
)

// gen makes the arguments of calls at random, with few IDs, so that calls meet
// each other's rows.
type gen struct{ *rand.Rand }

func newGen(seed uint64) *gen { return &gen{rand.New(rand.NewPCG(seed, 1))} }

// low is below n, a small one rather than a great one.
func (g *gen) low(n int) int { return min(g.IntN(n), g.IntN(n), g.IntN(n)) }

func (g *gen) one(of string, n int) string { return fmt.Sprintf("%s%d", of, g.low(n)) }

func (g *gen) person() string       { return g.one("person-", 5) }
func (g *gen) class() string        { return g.one("class-", 3) }
func (g *gen) draft() string        { return g.one("draft-", 4) }
func (g *gen) round() string        { return g.one("round-", 4) }
func (g *gen) skill() string        { return g.one("course/skill-", 6) }
func (g *gen) item() string         { return g.one("course/item-", 8) }
func (g *gen) platform() string     { return g.one("platform-", 2) }
func (g *gen) conversation() string { return g.one("conversation-", 6) }
func (g *gen) message() string      { return g.one("message-", 40) }
func (g *gen) word() string         { return fmt.Sprintf("word \u00e9 %d", g.IntN(1_000_000)) }
func (g *gen) yes() bool            { return g.IntN(2) == 0 }

// time is one within some hours around noon, or never.
func (g *gen) time() time.Time {
	if g.IntN(4) == 0 {
		return time.Time{}
	}
	t := noon.Add(time.Duration(g.Int64N(int64(8*time.Hour))) - 4*time.Hour)
	if g.yes() {
		return t.In(time.FixedZone("east", 3600))
	}
	return t
}

func (g *gen) people(n int) []string {
	var all []string
	for range g.IntN(n + 1) {
		all = append(all, g.person())
	}
	return all
}

func (g *gen) words(n int) []string {
	var all []string
	for range g.IntN(n + 1) {
		all = append(all, g.word())
	}
	return all
}

// owned is an ID and the person it belongs to: always the same.
func (g *gen) owned(of string, n int) (id, person string) {
	i := g.low(n)
	return fmt.Sprintf("%s%02d", of, i), fmt.Sprintf("person-%d", i%7%3)
}

// fit is a fit of other weights than those that ship.
func (g *gen) fit() coach.Fit {
	f := coach.Fit{Weights: review.Default, Reviews: 1 + g.IntN(100_000)}
	f.Weights[4] = 1 + 9*g.Float64() // their range
	return f
}

// states are states of the models that attempts have led to.
type states struct {
	workspaces []coach.WorkspaceState
	learners   []coach.LearnerState
	items      []mastery.Item
	skills     []mastery.Shared
	estimates  []coach.Estimate
	facts      []coach.Fact
}

var someStates = sync.OnceValue(func() (s states) {
	params, sum, g := coach.DefaultParams(), coach.NewLedger(), newGen(1)
	for i := range 40 {
		e := coach.Entry{
			Position: int64(i) + 1, Kind: coach.EntryAttempt, Person: "x", At: noon.Add(time.Duration(i) * 7 * time.Hour), Item: "x/i", Skills: []string{"x/k"},
			Try: 1, Counts: true, Right: g.yes(), Tier: 1 + g.IntN(3), Chance: .25, Purpose: plan.Practice, Day: coach.Day(20_000 + i), Fact: i%2 == 0,
		}
		if err := sum.Replay(&params, e); err != nil {
			panic(err) // the entries are the test's own
		}
		s.workspaces = append(s.workspaces, sum.State)
		s.learners = append(s.learners, sum.Learners["x"])
		s.items = append(s.items, sum.Items["x/i"])
		s.skills = append(s.skills, sum.Skills["x/k"])
		s.estimates = append(s.estimates, sum.Estimates["x"]["x/k"])
		s.facts = append(s.facts, sum.Facts["x"]["x/i"])
	}
	return s
})

func pick[T any](g *gen, of []T) T { return of[g.IntN(len(of))] }

// reads makes the arguments of every method of bot.Reader.
var reads = map[string]func(*gen) []any{
	"Workspace":      func(*gen) []any { return nil },
	"Person":         func(g *gen) []any { return []any{g.person()} },
	"Places":         func(*gen) []any { return nil },
	"Seen":           func(g *gen) []any { return []any{g.one("event-", 3)} },
	"Account":        func(g *gen) []any { return []any{g.platform(), g.one("user-", 6)} },
	"Accounts":       func(g *gen) []any { return []any{g.person()} },
	"HasOwner":       func(*gen) []any { return nil },
	"Grown":          func(*gen) []any { return nil },
	"Class":          func(g *gen) []any { return []any{g.class()} },
	"Classes":        func(*gen) []any { return nil },
	"Memberships":    func(g *gen) []any { return []any{g.person()} },
	"Members":        func(g *gen) []any { return []any{g.class()} },
	"Teachers":       func(g *gen) []any { return []any{g.class()} },
	"Code":           func(g *gen) []any { return []any{g.one("code-", 9)} },
	"OpenSession":    func(g *gen) []any { return []any{g.person()} },
	"Session":        func(g *gen) []any { id, _ := g.owned("session-", 15); return []any{id} },
	"Sessions":       func(g *gen) []any { return []any{g.person(), 1 + g.IntN(4)} },
	"Question":       func(g *gen) []any { id, _ := g.owned("question-", 90); return []any{id} },
	"Questions":      func(g *gen) []any { return []any{g.person(), g.conversation(), 1 + g.IntN(12)} },
	"Content":        func(g *gen) []any { return []any{"course", g.one("item-", 3), g.one("version-", 2)} },
	"WorkspaceState": func(*gen) []any { return nil },
	"Learner":        func(g *gen) []any { return []any{g.person()} },
	"Estimate":       func(g *gen) []any { return []any{g.person(), g.skill()} },
	"Estimates":      func(g *gen) []any { return []any{g.person()} },
	"Item":           func(g *gen) []any { return []any{g.item()} },
	"Items":          func(g *gen) []any { return []any{[]string{g.item(), g.item(), g.item(), "course/never"}} },
	"Shared":         func(g *gen) []any { return []any{g.skill()} },
	"Fact":           func(g *gen) []any { return []any{g.person(), g.item()} },
	"DueFacts":       func(g *gen) []any { return []any{g.person(), noon, 1 + g.IntN(5)} },
	"Attempts": func(g *gen) []any {
		skill := g.skill()
		if g.IntN(5) == 0 {
			skill = ""
		}
		return []any{g.person(), skill, 1 + g.IntN(60)}
	},
	"EstimatesOf":   func(g *gen) []any { return []any{g.people(4)} },
	"Standings":     func(g *gen) []any { return []any{g.people(4)} },
	"End":           func(*gen) []any { return nil },
	"Acts":          func(g *gen) []any { return []any{g.person(), 1 + g.IntN(4)} },
	"DueSkills":     func(g *gen) []any { return []any{g.people(4), noon} },
	"SkillAttempts": func(g *gen) []any { return []any{g.skill(), 1 + g.IntN(9)} },
	"Log":           func(g *gen) []any { return []any{g.Int64N(60), 1 + g.IntN(4)} },
	"Round":         func(g *gen) []any { return []any{g.round()} },
	"Rounds":        func(g *gen) []any { return []any{g.class(), 1 + g.IntN(4)} },
	"Responses":     func(g *gen) []any { return []any{g.round()} },
	"Assignment":    func(g *gen) []any { return []any{g.one("assignment-", 6)} },
	"Assignments":   func(g *gen) []any { return []any{g.class()} },
	"Group":         func(g *gen) []any { return []any{g.one("group-", 6)} },
	"Groups":        func(g *gen) []any { return []any{g.class()} },
	"WordsOf":       func(g *gen) []any { return []any{[]int64{g.Int64N(60), g.Int64N(60), g.Int64N(60)}} },
	"Words":         func(g *gen) []any { return []any{g.Int64N(60)} },
	"Entry":         func(g *gen) []any { return []any{g.Int64N(60)} },
	"Entries":       func(g *gen) []any { return []any{g.person()} },
	"Heirs":         func(g *gen) []any { return []any{g.person()} },
	"Draft":         func(g *gen) []any { return []any{g.draft()} },
	"Publication":   func(g *gen) []any { return []any{g.one("course-", 4)} },
	"Publications":  func(*gen) []any { return nil },
	"File":          func(g *gen) []any { return []any{g.draft(), g.one("path-", 2)} },
	"Alert":         func(g *gen) []any { id, _ := g.owned("alert-", 15); return []any{id} },
	"Alerts":        func(g *gen) []any { return []any{g.class()} },
	"LastAlerts":    func(g *gen) []any { return []any{g.person(), 1 + g.IntN(4)} },
	"EndedAlerts": func(g *gen) []any {
		class := g.class()
		if g.IntN(3) == 0 {
			class = "" // of every class
		}
		return []any{class, 1 + g.IntN(4)}
	},
	"PersonAlerts": func(g *gen) []any { return []any{g.person()} },
	"Thought":      func(g *gen) []any { id, _ := g.owned("thought-", 15); return []any{id} },
	"Thoughts":     func(g *gen) []any { return []any{g.person(), 1 + g.IntN(4)} },
	"Consents":     func(g *gen) []any { return []any{g.person()} },
	"Kept":         func(g *gen) []any { return []any{g.person()} },
	"Leaving":      func(g *gen) []any { return []any{g.person()} },
	"Schedule":     func(g *gen) []any { return []any{g.person(), g.one("kind-", 2)} },
	"Receipt":      func(g *gen) []any { return []any{g.message()} },
}

// writes makes the arguments of every method that bot.Tx has beside those.
var writes = map[string]func(*gen) []any{
	"PutWorkspace": func(g *gen) []any {
		return []any{coach.Workspace{ID: g.word(), Name: g.word(), Zone: g.word(), Help: g.word(), Safety: g.person()}}
	},
	"PutPerson": func(g *gen) []any {
		p := coach.Person{
			ID: g.person(), Name: g.word(), Owner: g.yes(), Maker: g.yes(), Settings: coach.Defaults(), Home: g.word(), Class: g.class(),
			Goal: coach.Goal{Words: g.word()}, Met: coach.StepWhen, Begun: coach.Begun{Day: 3, N: g.IntN(9)}, Placed: g.words(3), Unheard: g.IntN(3), Joined: g.time(),
		}
		p.Active.Mark(coach.Day(20_000 + g.IntN(90)))
		p.Settings.Paused, p.Flagged.Items = g.time(), g.words(2)
		for range g.IntN(3) {
			p.Settings.Away = append(p.Settings.Away, coach.Holiday{From: coach.Day(g.IntN(9)), To: 9})
		}
		p.Sure = p.Sure.Add(1+g.IntN(3), g.yes())
		return []any{p}
	},
	"JoinPlace": func(g *gen) []any {
		return []any{chat.Place{Platform: g.platform(), ID: g.word(), Name: g.word()}}
	},
	"PutAccount": func(g *gen) []any {
		return []any{coach.Account{Platform: g.platform(), Place: g.word(), User: g.one("user-", 6), Person: g.person(), Ended: g.yes(), Closed: g.yes(), Direct: g.word(), Aside: g.word()}}
	},
	"PutClass": func(g *gen) []any {
		c := coach.Class{ID: g.class(), Name: g.word(), Age: "18+", Code: g.word(), Courses: g.words(3), CheckIn: g.word(), Archived: g.yes()}
		for range g.IntN(3) {
			c.Holidays = append(c.Holidays, coach.Holiday{From: coach.Day(g.IntN(9)), To: 9})
			c.Routes = append(c.Routes, coach.Route{Person: g.person(), Skill: g.skill(), Least: g.IntN(3)})
		}
		return []any{c}
	},
	"PutMember": func(g *gen) []any {
		role := pick(g, []coach.Role{coach.Learner, coach.Teacher, coach.Helper, coach.Substitute})
		return []any{coach.Member{Class: g.class(), Person: g.person(), Role: role, Until: g.time()}}
	},
	"RemoveMember": func(g *gen) []any { return []any{g.class(), g.person()} },
	"PutCode": func(g *gen) []any {
		kind := pick(g, []coach.CodeKind{coach.CodeClass, coach.CodeTeach})
		return []any{coach.Code{Code: g.one("code-", 9), Kind: kind, Subject: g.class(), Expires: g.time()}}
	},
	"SpendCodes": func(g *gen) []any {
		return []any{pick(g, []coach.CodeKind{coach.CodeClass, coach.CodeTeach}), g.class()}
	},
	"SpendCode": func(g *gen) []any { return []any{g.one("code-", 9)} },
	"PutSession": func(g *gen) []any {
		s := coach.Session{Class: g.class(), Course: g.word(), Purpose: plan.Review, Minutes: 5, Planned: g.IntN(9), Started: g.time(), Ended: g.time(), Faded: g.words(2)}
		s.ID, s.Person = g.owned("session-", 15)
		for range g.IntN(3) {
			s.Asked = append(s.Asked, coach.Asked{Item: g.item(), Skill: g.skill(), First: coach.MarkNotYet})
			s.Gained = append(s.Gained, coach.Gain{Skill: g.skill(), Level: g.IntN(5)})
		}
		return []any{s}
	},
	"PutQuestion": func(g *gen) []any {
		q := coach.Question{
			Session: g.word(), Conversation: g.conversation(), Ask: pick(g, []coach.Ask{coach.AskItem, coach.AskSure}),
			State: pick(g, []coach.QuestionState{coach.Open, coach.Trying, coach.Answered, coach.Closed}), At: g.time(), Message: g.message(), Posted: g.time(),
			Course: "course", Item: g.item(), Version: g.word(), Seed: g.Uint64(), Language: g.word(), Order: g.Perm(g.IntN(4)), Why: plan.Reason{Kind: plan.Begins, Skill: g.skill()},
			Tries: g.IntN(3), Attempt: g.Int64N(9), About: g.word(), Number: g.IntN(9),
		}
		if g.yes() {
			q.Result = []byte(g.word())
		}
		q.ID, q.Person = g.owned("question-", 90)
		return []any{q}
	},
	"PutContent": func(g *gen) []any {
		return []any{"course", g.one("item-", 3), g.one("version-", 2), []byte(`"` + g.word() + `"`)}
	},
	"Append": func(g *gen) []any {
		e := coach.Entry{
			Kind: coach.EntryAttempt, Person: g.person(), At: g.time().Add(time.Duration(g.IntN(2_000_000))), Course: "course", Item: g.item(), Version: g.word(),
			Skills: []string{g.skill()}, Fact: g.yes(), Question: g.word(), Try: 1 + g.IntN(4)/3, Counts: g.yes(), Right: g.yes(), Score: g.Float64(), Tier: g.IntN(4),
			Chance: g.Float64(), Hints: g.IntN(3), Took: time.Duration(g.Int64N(1e10)), Rapid: g.yes(), SelfGraded: g.yes(), Mixed: g.yes(),
			Purpose: plan.Practice, Day: coach.Day(g.IntN(30_000)), Misconception: g.word(), Target: g.Int64N(9), By: g.person(), Level: mastery.Level(g.IntN(5)), Params: g.word(),
			Expected: g.Float64(), Seed: g.Uint64(), // of all sizes: half are negative as the table keeps them
		}
		switch g.IntN(8) {
		case 0:
			e.Kind = coach.EntryLevel
		case 3:
			fit := g.fit()
			e.Kind, e.Fit = coach.EntryFit, &fit
		case 1:
			e.Skills = nil
		case 2:
			e.Skills = append(e.Skills, "course/also", "course/too")
		case 4:
			e.Kind, e.Skills, e.Source = coach.EntryParted, nil, g.person()
		}
		return []any{e}
	},
	"PutWords": func(g *gen) []any {
		return []any{bot.Words{Attempt: g.Int64N(60), Person: g.person(), Said: g.word(), Confidence: g.IntN(4)}}
	},
	"PutWorkspaceState": func(g *gen) []any {
		w := pick(g, someStates().workspaces)
		if w.Params = g.word(); g.yes() {
			w.Fitted, w.Fit = 1+g.Int64N(99), g.fit()
		}
		return []any{w}
	},
	"PutLearner": func(g *gen) []any { return []any{g.person(), pick(g, someStates().learners)} },
	"PutEstimate": func(g *gen) []any {
		e := pick(g, someStates().estimates)
		e.Person, e.Skill, e.Due = g.person(), g.skill(), g.time().Add(time.Duration(g.IntN(2_000_000)))
		return []any{e}
	},
	"PutItem":   func(g *gen) []any { return []any{g.item(), pick(g, someStates().items)} },
	"PutShared": func(g *gen) []any { return []any{g.skill(), pick(g, someStates().skills)} },
	"PutFact": func(g *gen) []any {
		f := pick(g, someStates().facts)
		f.Person, f.Item, f.Skill, f.Due = g.person(), g.item(), g.skill(), g.time()
		return []any{f}
	},
	"Clear": func(g *gen) []any { return []any{g.person()} },
	"Copy":  func(g *gen) []any { return []any{g.person(), g.person()} },
	"Adopt": func(g *gen) []any { return []any{g.person(), g.person()} },
	"PutDraft": func(g *gen) []any {
		d := bot.Draft{ID: g.draft(), Person: g.person(), Made: g.time(), Name: g.word()}
		for range g.IntN(3) {
			d.Courses = append(d.Courses, bot.DraftCourse{ID: g.word(), Title: g.word(), Items: g.IntN(9)})
			d.Shown = append(d.Shown, bot.DraftItem{Course: g.word(), Item: course.Item{ID: g.word(), Kind: course.Number, Answer: g.word()}})
		}
		return []any{d}
	},
	"PutFile": func(g *gen) []any { return []any{g.draft(), g.one("path-", 2), g.IntN(3), []byte(g.word())} },
	"PutPublication": func(g *gen) []any {
		return []any{bot.Publication{
			Course: g.one("course-", 4), Title: g.word(), Author: g.person(), Draft: g.draft(),
			State: pick(g, []bot.PublicationState{bot.Published, bot.Withdrawn}), At: g.time(),
		}}
	},
	"PutRound": func(g *gen) []any {
		return []any{coach.Round{
			ID: g.round(), Class: g.class(), Kind: coach.RoundTicket, By: g.person(), Items: g.words(3), Asked: g.people(3),
			Begun: g.time(), Ends: g.time(), Ended: g.time(),
		}}
	},
	"PutResponse": func(g *gen) []any {
		return []any{coach.Response{
			Round: g.round(), Person: g.person(), Item: g.item(), At: g.time(), Attempt: g.Int64N(60), Right: g.yes(), Misconception: g.word(), Late: g.yes(),
		}}
	},
	"PutAssignment": func(g *gen) []any {
		return []any{coach.Assignment{
			ID: g.one("assignment-", 6), Class: g.class(), By: g.person(), Skill: g.skill(), Items: g.words(2), For: g.people(3), Due: coach.Day(g.IntN(9)),
			Note: g.word(), Alert: g.word(), Made: g.time(), Ended: g.time(),
		}}
	},
	"PutGroup": func(g *gen) []any {
		return []any{coach.Group{
			ID: g.one("group-", 6), Class: g.class(), Kind: coach.GroupPair, Skill: g.skill(), Misconception: g.word(), Members: g.people(3),
			Helper: g.person(), By: g.person(), Made: g.time(), Ended: g.time(), Talk: g.word(),
		}}
	},
	"PutAlert": func(g *gen) []any {
		a := alert.Alert{
			Class: g.class(), Skill: g.skill(), Rule: alert.RuleStruggling, Severity: alert.Medium,
			State: pick(g, []alert.State{alert.Open, alert.Snoozed, alert.Resolved}), Raised: g.time(), By: g.person(), Seen: g.IntN(9),
			Evidence: alert.Evidence{
				P: g.Float64(), Fine: g.words(2), Doubt: g.words(2), Words: g.word(), Misconceptions: make([]alert.Count, g.IntN(3)), Missed: []int32{g.Int32()},
				People: g.people(3),
			},
		}
		for range g.IntN(3) {
			a.Told = append(a.Told, alert.Telling{To: g.person(), At: g.time()})
		}
		a.ID, a.Person = g.owned("alert-", 15)
		return []any{a}
	},
	"PutThought": func(g *gen) []any {
		t := bot.Thought{Prompt: g.word(), Trigger: thinking.Weekly, At: g.time(), Said: g.word(), Skipped: g.yes(), Share: thinking.Share(g.IntN(3)), Class: g.class(), About: g.skill(), Tap: g.IntN(5)}
		t.ID, t.Person = g.owned("thought-", 15)
		return []any{t}
	},
	"RemoveThought": func(g *gen) []any { id, person := g.owned("thought-", 15); return []any{id, person} },
	"PutSchedule": func(g *gen) []any {
		return []any{bot.Schedule{Workspace: g.word(), Person: g.person(), Kind: g.one("kind-", 2), Next: g.time(), Key: g.word()}}
	},
	"PutConsent": func(g *gen) []any {
		return []any{bot.Consent{ID: g.one("consent-", 5), Person: g.person(), By: g.person(), Role: bot.ConsentGuardian, Text: g.word(), At: g.time(), Until: g.time()}}
	},
	"PutLeaving": func(g *gen) []any {
		return []any{bot.Leaving{Person: g.person(), By: g.person(), Asked: g.time(), Due: g.time()}}
	},
	"Audit": func(g *gen) []any {
		return []any{bot.Act{ID: g.one("act-", 5000), At: g.time(), By: g.person(), What: g.word(), Subject: g.person(), Detail: g.word()}}
	},
	"Send": func(g *gen) []any {
		return []any{outbox.Row{ID: g.message(), Workspace: g.word(), To: dm(g.person()), Message: chat.Text(chat.Markdown(g.word())), Urgent: g.IntN(9) == 0}}
	},
}

// names are the methods of a table, always in the same order.
func names(table map[string]func(*gen) []any) []string {
	var all []string
	for name := range table {
		all = append(all, name)
	}
	slices.Sort(all)
	return all
}

// isUsual tells whether a bot would make a call: it never sends a message that
// has arrived, since no ID is used twice, and what it writes again is whose it
// was when it was read.
func isUsual(tx bot.Tx, method string, args []any) bool {
	switch method {
	case "Send":
		_, err := tx.Receipt(args[0].(outbox.Row).ID)
		return coach.IsNotFound(err)
	case "PutSession":
		s := args[0].(coach.Session)
		was, err := tx.Session(s.ID)
		return err != nil || was.Person == s.Person
	case "PutQuestion":
		q := args[0].(coach.Question)
		was, err := tx.Question(q.ID)
		return err != nil || was.Person == q.Person
	case "PutAlert":
		a := args[0].(alert.Alert)
		was, err := tx.Alert(a.ID)
		return err != nil || was.Person == a.Person
	}
	return true
}

// isRare tells the methods that leave little behind.
func isRare(method string) bool { return method == "Clear" || method == "Copy" || method == "Adopt" }

// complete fails unless the tables have every method of the interfaces.
func (s *stage) complete() {
	s.Helper()
	check := func(t reflect.Type, has func(string) bool) {
		for i := range t.NumMethod() {
			if name := t.Method(i).Name; !has(name) {
				s.Errorf("%s.%s is missing in the tables of this suite, so nothing is known of it: add how to call it", t, name)
			}
		}
	}
	check(reflect.TypeFor[bot.Reader](), func(name string) bool { return reads[name] != nil })
	check(reflect.TypeFor[bot.Tx](), func(name string) bool { return reads[name] != nil || writes[name] != nil })
}

// fill writes rows of every kind into a workspace, at random.
func (s *stage) fill(workspace string, seed uint64) {
	s.Helper()
	g := newGen(seed)
	for i := range 40 {
		event := ""
		if i == 0 {
			event = fmt.Sprintf("event-%d", seed%3)
		}
		_, err := s.Turn(s.ctx(), workspace, event, func(tx bot.Tx) error {
			for range 3 {
				for _, method := range names(writes) {
					if isRare(method) && g.IntN(40) > 0 {
						continue
					}
					if args := writes[method](g); isUsual(tx, method, args) {
						call(tx, method, args)
					}
				}
			}
			return nil
		})
		s.must(err)
		s.Mark(outbox.Mark{Workspace: workspace, ID: g.message(), State: outbox.Sent, Receipt: chat.Receipt{Ref: g.word(), At: g.time()}})
	}
	s.must(s.Ping(s.ctx())) // a turn for the marks to ride with
}

// snapshot reads all that can be read of a workspace, in a view and in a turn,
// each method a number of times.
func (s *stage) snapshot(workspace string, seed uint64, times int) (all []string) {
	s.Helper()
	look := func(how string, r bot.Reader) {
		g := newGen(seed)
		for range times {
			for _, method := range names(reads) {
				args := reads[method](g)
				all = append(all, fmt.Sprintf("%s %s%v = %s", how, method, args, call(r, method, args)))
			}
		}
	}
	s.must(s.View(s.ctx(), workspace, func(r bot.Reader) error {
		look("view", r)
		return nil
	}))
	_, err := s.Turn(s.ctx(), workspace, "", func(tx bot.Tx) error {
		look("turn", tx)
		return nil
	})
	s.must(err)
	stored, err := s.Stored(s.ctx(), workspace)
	s.must(err)
	all = append(all, "stored = "+render(stored))
	s.must(s.Log(s.ctx(), workspace, func(e coach.Entry) error {
		all = append(all, "log "+render(e))
		return nil
	}))
	return all
}

// same fails at the first line in which two snapshots differ.
func (s *stage) same(what string, want, got []string) {
	s.Helper()
	for i := range max(len(want), len(got)) {
		var w, g string
		if i < len(want) {
			w = want[i]
		}
		if i < len(got) {
			g = got[i]
		}
		if w != g {
			s.Fatalf("%s:\n got %s\nwant %s", what, g, w)
		}
	}
}
