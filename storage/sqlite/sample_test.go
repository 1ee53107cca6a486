package sqlite

import (
	"errors"
	"reflect"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"pacer/bot"
	"pacer/bot/chat"
	"pacer/bot/outbox"
	"pacer/coach"
	"pacer/coach/alert"
	"pacer/coach/course"
	"pacer/coach/plan"
	thinking "pacer/coach/reflect"
	"pacer/coach/review"
	"pacer/storage"
)

// then is when the sample's rows were written.
var then = time.Date(2026, time.November, 22, 16, 5, 0, 123_000_000, time.UTC)

// piece is one thing of the sample: how it is written, and how it is read
// again. A column that a later version adds has its default there.
type piece struct {
	name string
	put  func(bot.Tx) error
	read func(bot.Reader) (any, error)
	want any
}

// sample is a row for each table, as version 1 wrote them. It is what
// testdata/v1.sql holds, and what every later version must read there.
func sample() []piece {
	dm := chat.Conversation{Platform: "slack", Place: "T1", User: "U1"}
	ada := coach.Person{
		ID: "p1", Name: "Ada Łukasik", Owner: true, Maker: true, Settings: coach.Defaults(), Home: dm.Key(), Class: "c1", Course: "fractions",
		Goal: coach.Goal{Words: "to help my sister"}, Met: coach.StepDone, Begun: coach.Begun{Day: 20_414, N: 1}, Active: coach.Active{Last: 20_414, Bits: 5},
		Placed: []string{"fractions/halves"}, Unheard: 1, Joined: then,
	}
	ada.Settings.Zone, ada.Settings.CheckIn, ada.Settings.Paused = "Europe/Warsaw", "0 16 * * MON-FRI", then
	account := coach.Account{
		Platform: "slack", Place: "T1", User: "U1", Person: "p1", Ended: true, Closed: true, Direct: dm.Key(),
		Aside: chat.Conversation{Platform: "slack", Place: "T1", Channel: "C1", User: "U1"}.Key(),
	}
	class := coach.Class{
		ID: "c1", Name: "5b", Age: "under 13", Code: "maple", Courses: []string{"fractions", "planet"}, CheckIn: "0 16 * * MON-FRI",
		Holidays: []coach.Holiday{{From: 20_440, To: 20_455}},
	}
	member := coach.Member{Class: "c1", Person: "p1", Role: coach.Substitute, Until: then}
	session := coach.Session{
		ID: "s1", Person: "p1", Class: "c1", Course: "fractions", Purpose: plan.Practice, Minutes: 5, Planned: 6, Started: then,
		Asked: []coach.Asked{{Item: "half-of-six", Skill: "halves", First: coach.MarkNotYet, Tag: "adds", LastHint: true}}, Gained: []coach.Gain{{Skill: "halves", Level: 2}},
	}
	ended := coach.Session{ID: "s0", Person: "p1", Started: then, Ended: then.Add(time.Minute), Faded: []string{"fractions/thirds"}}
	question := coach.Question{
		ID: "q1", Person: "p1", Session: "s1", Conversation: dm.Key(), Ask: coach.AskItem, State: coach.Trying, At: then, Message: "m1", Posted: then.Add(time.Second),
		Course: "fractions", Item: "half-of-six", Version: "abc", Order: []int{2, 0, 1}, Purpose: plan.Practice, Why: plan.Reason{Kind: plan.Continues, Skill: "halves"},
		Tries: 1, Hints: 2, Confidence: 2, Attempt: 1, Result: []byte(`{"right":false}`), Number: 3, Seed: 1<<63 + 7, Language: "pl",
	}
	attempt := coach.Entry{
		Position: 1, Kind: coach.EntryAttempt, Person: "p1", At: then, Course: "fractions", Item: "fractions/half-of-six", Version: "abc",
		Skills: []string{"fractions/halves", "fractions/parts"}, Fact: true, Question: "q1", Try: 1, Counts: true, Score: .25, Tier: 2, Chance: .25, Hints: 2,
		Expected: .625, Took: 12_345 * time.Millisecond, SelfGraded: true, Mixed: true, Purpose: plan.Practice, Day: 20_414, Misconception: "adds", Seed: 1<<63 + 7,
	}
	level := coach.Entry{Position: 2, Kind: coach.EntryLevel, Person: "p1", At: then, Skills: []string{"fractions/halves"}, By: "p1", Level: 3}
	fit := coach.Entry{Position: 3, Kind: coach.EntryFit, At: then, Fit: &coach.Fit{Weights: review.Default, Reviews: 1234}}
	fit.Fit.Weights[4] = 6.5
	parted := coach.Entry{Position: 4, Kind: coach.EntryParted, Person: "p2", At: then, Source: "p1"}
	found := alert.Alert{
		ID: "a1", Class: "c1", Person: "p1", Skill: "fractions/halves", Rule: alert.RuleStruggling, Severity: alert.Medium, State: alert.Acknowledged, Raised: then,
		By: "p1", Seen: 2, Evidence: alert.Evidence{Questions: 8, Right: 2, P: .31, Doubt: []string{"fractions/parts"}, Misconceptions: []alert.Count{{}}},
	}
	closed := alert.Alert{ID: "a0", Class: "c1", Person: "p1", Rule: alert.RuleAsked, State: alert.Resolved, Outcome: alert.Done, Raised: then}
	thought := bot.Thought{ID: "t1", Person: "p1", Prompt: "stuck", Trigger: thinking.Weekly, At: then, Said: "I drew it.", Class: "c1", About: "fractions/halves", Tap: 2, Share: thinking.WithClass}
	due := bot.Schedule{Workspace: "w1", Person: "p1", Kind: "check-in", Next: then.Add(time.Hour), Key: "2026-11-22T18:00"}
	draft := bot.Draft{
		ID: "d1", Person: "p1", Made: then, Name: "capitals.csv", Courses: []bot.DraftCourse{{ID: "capitals", Title: "Stolice", Items: 1}},
		Shown: []bot.DraftItem{{Course: "capitals", Item: course.Item{ID: "pl", Kind: course.Text, Question: "Polska", Answer: "Warszawa"}}},
	}
	published := bot.Publication{Course: "capitals", Title: "Stolice", Author: "p1", Draft: "d1", State: bot.Published, At: then}
	browser := coach.Account{Platform: "web", Place: "w1", User: "w01", Person: "p1"}
	round := coach.Round{
		ID: "r1", Class: "c1", Kind: coach.RoundTicket, By: "p1", Items: []string{"fractions/half-of-six"}, Asked: []string{"p1"}, Begun: then,
		Ends: then.Add(time.Hour), Ended: then.Add(time.Minute),
	}
	response := coach.Response{Round: "r1", Person: "p1", Item: "fractions/half-of-six", At: then, Attempt: 1, Misconception: "adds", Late: true}
	assignment := coach.Assignment{
		ID: "g1", Class: "c1", By: "p1", Skill: "fractions/halves", Items: []string{"fractions/half-of-six"}, For: []string{"p1"}, Due: 20_420,
		Note: "Two a day will do.", Alert: "a1", Made: then,
	}
	group := coach.Group{
		ID: "h1", Class: "c1", Kind: coach.GroupMisconception, Skill: "fractions/halves", Misconception: "adds", Members: []string{"p1"}, Helper: "p1", By: "p1",
		Made: then, Talk: dm.Key(),
	}
	leaving := bot.Leaving{Workspace: "w1", Person: "p7", By: "p7", Asked: then, Due: then.Add(time.Hour)}
	consent := bot.Consent{ID: "o1", Person: "p1", By: "p1", Role: bot.ConsentGuardian, Text: "consent.text pl 0123456789ab", At: then, Until: then.Add(time.Hour)}
	audited := bot.Act{ID: "d1", At: then, By: "p1", What: "override", Subject: "p1", Detail: "fractions/halves to Highly proficient"}
	code := coach.Code{Code: "otter-7", Kind: coach.CodeLink, Subject: "p1", Expires: then}
	workspace := coach.Workspace{ID: "w1", Name: "Szkoła 12", Zone: "Europe/Warsaw", Help: "Room 5, or 116 111", Safety: "p1"}

	sum := coach.NewLedger()
	params := coach.DefaultParams()
	for _, e := range []coach.Entry{attempt, level, fit, parted} {
		if err := sum.Replay(&params, e); err != nil {
			panic(err) // the entries are the test's own
		}
	}
	learn := func(e coach.Entry) func(bot.Tx) error {
		return func(tx bot.Tx) error {
			if _, err := tx.Append(e); err != nil {
				return err
			}
			_, err := params.Apply(tx, e)
			return err
		}
	}
	none := func(bot.Tx) error { return nil } // written by what stands before
	return []piece{
		{"workspace", func(tx bot.Tx) error { return tx.PutWorkspace(workspace) }, func(r bot.Reader) (any, error) { return r.Workspace() }, workspace},
		{"places", func(tx bot.Tx) error { return tx.JoinPlace(chat.Place{Platform: "slack", ID: "T1", Name: "Szkoła"}) },
			func(r bot.Reader) (any, error) { return r.Places() },
			[]chat.Place{{Platform: "slack", ID: "T0"}, {Platform: "slack", ID: "T1", Name: "Szkoła"}}},
		{"person", func(tx bot.Tx) error { return tx.PutPerson(ada) }, func(r bot.Reader) (any, error) { return r.Person("p1") }, ada},
		{"account", func(tx bot.Tx) error {
			return tx.PutAccount(account)
		}, func(r bot.Reader) (any, error) { return r.Account("slack", "U1") }, account},
		{"class", func(tx bot.Tx) error { return tx.PutClass(class) }, func(r bot.Reader) (any, error) { return r.Class("c1") }, class},
		{"member", func(tx bot.Tx) error { return tx.PutMember(member) }, func(r bot.Reader) (any, error) { return r.Teachers("c1") }, []bot.Membership{{Member: member, Who: ada}}},
		{"code", func(tx bot.Tx) error { return tx.PutCode(code) }, func(r bot.Reader) (any, error) { return r.Code("otter-7") }, code},
		{"content", func(tx bot.Tx) error {
			return tx.PutContent("fractions", "half-of-six", "abc", []byte(`{"q":"½ of 6"}`))
		},
			func(r bot.Reader) (any, error) { return r.Content("fractions", "half-of-six", "abc") }, []byte(`{"q":"½ of 6"}`)},
		{"session", func(tx bot.Tx) error { return tx.PutSession(session) }, func(r bot.Reader) (any, error) { return r.OpenSession("p1") }, session},
		{"session ended", func(tx bot.Tx) error { return tx.PutSession(ended) }, func(r bot.Reader) (any, error) { return r.Sessions("p1", 9) }, []coach.Session{ended}},
		{"question", func(tx bot.Tx) error { return tx.PutQuestion(question) }, func(r bot.Reader) (any, error) { return r.Questions("p1", dm.Key(), 9) }, []coach.Question{question}},
		{"attempt", learn(attempt), func(r bot.Reader) (any, error) { return r.Entry(1) }, attempt},
		{"words", func(tx bot.Tx) error {
			return tx.PutWords(bot.Words{Attempt: 1, Person: "p1", Said: "2", Confidence: 2})
		},
			func(r bot.Reader) (any, error) { return r.Words(1) }, bot.Words{Attempt: 1, Person: "p1", Said: "2", Confidence: 2}},
		{"a teacher's word on a level", learn(level), func(r bot.Reader) (any, error) { return r.Entries("p1") }, []coach.Entry{attempt, level}},
		{"a fit", learn(fit), func(r bot.Reader) (any, error) { return r.Entry(3) }, fit},
		{"who was parted from whom", learn(parted), func(r bot.Reader) (any, error) { return r.Heirs("p1") }, []coach.Entry{parted}},
		{"workspace state", none, func(r bot.Reader) (any, error) { return r.WorkspaceState() }, sum.State},
		{"learner", none, func(r bot.Reader) (any, error) { return r.Learner("p1") }, sum.Learners["p1"]},
		{"estimate", none, func(r bot.Reader) (any, error) { return r.Estimate("p1", "fractions/halves") }, sum.Estimates["p1"]["fractions/halves"]},
		{"fact", none, func(r bot.Reader) (any, error) { return r.Fact("p1", "fractions/half-of-six") }, sum.Facts["p1"]["fractions/half-of-six"]},
		{"item", none, func(r bot.Reader) (any, error) { return r.Item("fractions/half-of-six") }, sum.Items["fractions/half-of-six"]},
		{"skill", none, func(r bot.Reader) (any, error) { return r.Shared("fractions/halves") }, sum.Skills["fractions/halves"]},
		{"draft", func(tx bot.Tx) error { return tx.PutDraft(draft) }, func(r bot.Reader) (any, error) { return r.Draft("d1") }, draft},
		{"file", func(tx bot.Tx) error {
			return tx.PutFile("d1", "capitals/course.yaml", 0, []byte("course: capitals"))
		}, func(r bot.Reader) (any, error) { return r.File("d1", "capitals/course.yaml") }, []byte("course: capitals")},
		{"publication", func(tx bot.Tx) error { return tx.PutPublication(published) }, func(r bot.Reader) (any, error) { return r.Publications() }, []bot.Publication{published}},
		{"alert", func(tx bot.Tx) error { return errors.Join(tx.PutAlert(closed), tx.PutAlert(found)) },
			func(r bot.Reader) (any, error) { return r.LastAlerts("p1", 9) }, []alert.Alert{found, closed}},
		{"alert of a class", none, func(r bot.Reader) (any, error) { return r.Alerts("c1") }, []alert.Alert{found}},
		{"account of the web", func(tx bot.Tx) error { return tx.PutAccount(browser) }, func(r bot.Reader) (any, error) { return r.Account("web", "w01") }, browser},
		{"round", func(tx bot.Tx) error { return tx.PutRound(round) }, func(r bot.Reader) (any, error) { return r.Rounds("c1", 9) }, []coach.Round{round}},
		{"response", func(tx bot.Tx) error { return tx.PutResponse(response) }, func(r bot.Reader) (any, error) { return r.Responses("r1") }, []coach.Response{response}},
		{"assignment", func(tx bot.Tx) error { return tx.PutAssignment(assignment) }, func(r bot.Reader) (any, error) { return r.Assignments("c1") }, []coach.Assignment{assignment}},
		{"group", func(tx bot.Tx) error { return tx.PutGroup(group) }, func(r bot.Reader) (any, error) { return r.Groups("c1") }, []coach.Group{group}},
		{"audit", func(tx bot.Tx) error { return tx.Audit(audited) }, func(r bot.Reader) (any, error) { return r.Acts("p1", 9) }, []bot.Act{audited}},
		{"leaving", func(tx bot.Tx) error { return tx.PutLeaving(leaving) }, func(r bot.Reader) (any, error) { return r.Leaving("p7") }, leaving},
		{"consent", func(tx bot.Tx) error { return tx.PutConsent(consent) }, func(r bot.Reader) (any, error) { return r.Consents("p1") }, []bot.Consent{consent}},
		{"thought", func(tx bot.Tx) error { return tx.PutThought(thought) }, func(r bot.Reader) (any, error) { return r.Thoughts("p1", 9) }, []bot.Thought{thought}},
		{"schedule", func(tx bot.Tx) error { return tx.PutSchedule(due) }, func(r bot.Reader) (any, error) { return r.Schedule("p1", "check-in") }, due},
		{"receipt", none, func(r bot.Reader) (any, error) { return r.Receipt("m1") }, chat.Receipt{Ref: "1763827500.0001", At: then.Add(time.Second)}},
	}
}

// rowsSent are what the sample sends: one that arrived, one that waits and one
// that was given up.
func rowsSent() []outbox.Row {
	dm := chat.Conversation{Platform: "slack", Place: "T1", User: "U1"}
	row := func(id string) outbox.Row {
		return outbox.Row{ID: id, To: dm, NotBefore: then, Message: chat.Message{ID: id, Parts: []chat.Part{{Text: "What is **half** of 6?"}}}}
	}
	return []outbox.Row{row("m1"), row("m2"), row("m3")}
}

// writeSample writes the sample into a new database.
func writeSample(t *testing.T, path string) {
	t.Helper()
	s, err := Open(t.Context(), path, storage.Options{Now: func() time.Time { return then }})
	if err != nil {
		t.Fatal(err)
	}
	ctx := t.Context()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(s.CreateWorkspace(ctx, coach.Workspace{ID: "w1"}))
	must(s.Join(ctx, "slack", "T0", "w1"))
	must(s.PutMeta(ctx, "machines", "amd64"))
	must(s.Vault("slack", sampleKeys(t)).Put(ctx, "T1", []byte("a token")))
	must(s.Marks("discord").Put(ctx, []storage.Mark{{Channel: "12", Message: "345"}}))
	_, err = s.Turn(ctx, "w1", "slack Ev1", func(tx bot.Tx) error {
		for _, r := range rowsSent() {
			if err := tx.Send(r); err != nil {
				return err
			}
		}
		for _, p := range sample() {
			if err := p.put(tx); err != nil {
				return err
			}
		}
		return tx.PutPerson(coach.Person{ID: "p9", Name: "Nobody", Joined: then})
	})
	must(err)
	_, err = s.Forget(ctx, "w1", "p9", false)
	must(err)
	must(s.Visits().Put(ctx, sampleVisit()))
	must(s.Lines().Put(ctx, "w1", "w01", sampleLine()))
	must(s.Choose(ctx, "slack", "U1", "w1"))
	s.Mark(outbox.Mark{Workspace: "w1", ID: "m1", State: outbox.Sent, Attempts: 1, Receipt: chat.Receipt{Ref: "1763827500.0001", At: then.Add(time.Second)}})
	s.Mark(outbox.Mark{Workspace: "w1", ID: "m2", State: outbox.Waiting, Attempts: 2, NotBefore: then, Error: "rate limited"})
	s.Mark(outbox.Mark{Workspace: "w1", ID: "m3", State: outbox.Dead, Attempts: 12, NotBefore: then, Error: "no such user"})
	must(s.Close(ctx))
}

// readSample fails unless all of the sample is read through a store.
func readSample(t *testing.T, s *storage.Store) {
	t.Helper()
	ctx := t.Context()
	all := cmp.Options{cmp.Exporter(func(reflect.Type) bool { return true })}
	if runtime.GOARCH != "amd64" { // where the dumps were written
		all = append(all, cmpopts.EquateApprox(0, 1e-9))
	}
	check := func(name string, want, got any, err error) {
		t.Helper()
		if err != nil {
			t.Errorf("%s: %v", name, err)
		} else if diff := cmp.Diff(want, got, all); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
	if err := s.View(ctx, "w1", func(r bot.Reader) error {
		for _, p := range sample() {
			got, err := p.read(r)
			check(p.name, p.want, got, err)
		}
		return nil
	}); err != nil {
		t.Error(err)
	}
	if _, err := s.Turn(ctx, "w1", "slack Ev1", func(bot.Tx) error { return nil }); !errors.Is(err, bot.ErrSeen) {
		t.Errorf("got error %v from an event that was handled, want ErrSeen", err)
	}
	place, err := s.Place(ctx, "slack", "T1")
	check("place", "w1", place, err)
	known, err := s.Known(ctx, "slack", "U1")
	check("the chosen workspace", []bot.Known{{Workspace: "w1", Name: "Szkoła 12", Ended: true, Chosen: then}}, known, err)
	value, err := s.Meta(ctx, "machines")
	check("meta", "amd64", value, err)
	secret, err := s.Vault("slack", sampleKeys(t)).Get(ctx, "T1")
	check("vault", "a token", string(secret), err)
	marks, err := s.Marks("discord").Newest(ctx, 9)
	check("marks", []storage.Mark{{Channel: "12", Message: "345"}}, marks, err)
	visit, err := s.Visits().Visit(ctx, "5e1f")
	check("visit", sampleVisit(), visit, err)
	lines, err := s.Lines().Last(ctx, "w1", "w01", "", 9)
	check("lines", []storage.Line{sampleLine()}, lines, err)
	schedules, err := s.Due(ctx, then.Add(time.Hour), 9)
	check("due", []bot.Schedule{{Workspace: "w1", Person: "p1", Kind: "check-in", Next: then.Add(time.Hour), Key: "2026-11-22T18:00"}}, schedules, err)

	sent := rowsSent()
	waits, dead := sent[1], sent[2]
	waits.Workspace, waits.State, waits.Attempts, waits.Error, waits.Lease = "w1", outbox.Waiting, 2, "rate limited", then.Add(time.Minute)
	dead.Workspace, dead.State, dead.Attempts, dead.Error = "w1", outbox.Dead, 12, "no such user"
	claimed, err := s.Claim(ctx, outbox.Want{Limit: 9, Now: then, Lease: time.Minute})
	check("what waits", []outbox.Row{waits}, claimed, err)
	given, err := s.Dead(ctx)
	check("what was given up", []outbox.Row{dead}, given, err)
}

// sampleVisit and sampleLine are what the web keeps in the sample.
func sampleVisit() storage.Visit {
	return storage.Visit{Workspace: "w1", Key: "5e1f", Person: "p1", User: "w01", Made: then, Seen: then.Add(time.Minute), Ends: then.Add(time.Hour)}
}

func sampleLine() storage.Line {
	return storage.Line{ID: "m4", At: then, Own: true, Message: chat.Message{ID: "m4", Parts: []chat.Part{{Text: "½ is 3 of 6"}}}}
}

// sampleKeys are the keys that the dumps were written with.
func sampleKeys(t *testing.T) *storage.Keys {
	t.Helper()
	keys, err := storage.ParseKeys("dump:" + strings.Repeat("0123456789abcdef", 4))
	if err != nil {
		t.Fatal(err)
	}
	return keys
}
