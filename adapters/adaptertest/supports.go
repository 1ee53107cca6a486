package adaptertest

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"pacer/bot"
	"pacer/bot/chat"
	"pacer/bot/outbox"
	"pacer/coach"
	"pacer/coach/course"
	"pacer/coach/grade"
)

// Shelf is a store as the tests with a whole coach need it.
type Shelf interface {
	bot.Store
	CreateWorkspace(ctx context.Context, w coach.Workspace) error
	Join(ctx context.Context, platform, place, workspace string) error
	Mark(m outbox.Mark)
}

// Supports tests every support with every kind of item on an adapter: a real turn
// through the bot asks a question, the adapter's own renderer shows it, it is
// answered by a press, a form or words as the platform has them, and graded; with
// nothing lost, and nothing for anybody else. Open is as for Run, with what the
// adapter may ask of the coach; shelf opens a store in an empty folder.
func Supports(t *testing.T, shelf func(t *testing.T) Shelf, open func(t *testing.T, reads chat.Reads) Harness) {
	for _, set := range supportSets() {
		name := "with all of them"
		if len(set) == 1 {
			name = "with " + string(set[0])
		}
		t.Run(name, func(t *testing.T) {
			m := newMatrix(t, shelf, open)
			m.grant(t, set)
			for _, kind := range course.Kinds() {
				t.Run(string(kind), func(t *testing.T) {
					m.asks(t, set, kind, false)
					if len(set) > 1 {
						m.asks(t, set, kind, true)
					}
				})
			}
		})
	}
}

// supportSets are the supports one by one, and then all together.
func supportSets() (sets [][]coach.Support) {
	for _, s := range coach.AllSupports() {
		sets = append(sets, []coach.Support{s})
	}
	return append(sets, coach.AllSupports())
}

const (
	learner = "01LEARNER0000000000000000A"
	class   = "01CLASS000000000000000000A"
	courses = "every-kind"
	rounds  = 6 // items of each kind: two that are answered, and those that are asked next
)

// matrix is a coach behind an adapter, with one learner who practises a course
// of every kind of item.
type matrix struct {
	Harness
	store     Shelf
	bot       *bot.Bot
	course    *course.Course
	workspace string
	row       chan outbox.Row // on their way, in order

	mu       sync.Mutex
	posts    map[string]chat.Message // by outbox row
	receipts map[string]chat.Receipt
	strays   []string // what went to somebody else
	faults   []error
}

// asking is the matrix as what the adapter may ask; it is made before the bot.
type asking struct{ m *matrix }

func (a asking) Form(ctx context.Context, ev chat.Event) (*chat.Form, error) {
	return a.m.bot.Form(ctx, ev)
}
func (a asking) Complete(ctx context.Context, ev chat.Event, field, typed string) ([]chat.Choice, error) {
	return a.m.bot.Complete(ctx, ev, field, typed)
}
func (a asking) Home(ctx context.Context, ev chat.Event) (chat.Message, error) {
	return a.m.bot.Home(ctx, ev)
}
func (a asking) Commands(language string) []chat.Command { return a.m.bot.Commands(language) }

func newMatrix(t *testing.T, shelf func(t *testing.T) Shelf, open func(t *testing.T, reads chat.Reads) Harness) *matrix {
	t.Helper()
	m := &matrix{
		store: shelf(t), course: everyKind(), posts: make(map[string]chat.Message), receipts: make(map[string]chat.Receipt),
		row: make(chan outbox.Row, 256),
	}
	m.Harness = open(t, asking{m})
	if m.Patience == 0 {
		m.Patience = 20 * time.Second
	}
	catalog, err := bot.NewCatalog(m.course)
	if err != nil {
		t.Fatal(err)
	}
	m.bot = bot.New(bot.Options{
		Store: m.store, Courses: catalog, Platforms: map[string]chat.Capabilities{m.Direct.Platform: m.Adapter.Capabilities()},
		Deliver: func(rows []outbox.Row) {
			for _, r := range rows {
				m.row <- r
			}
		},
	})
	m.settle(t)
	m.run(t)
	return m
}

// settle makes a class with the learner in it, and somebody else.
func (m *matrix) settle(t *testing.T) {
	t.Helper()
	ctx := t.Context()
	m.workspace = m.Direct.Place
	if m.workspace == "" {
		m.workspace = "school"
	}
	zone := "Europe/Berlin"
	err := m.store.CreateWorkspace(ctx, coach.Workspace{ID: m.workspace, Name: "School", Zone: zone})
	if err == nil && m.Direct.Place != "" {
		err = m.store.Join(ctx, m.Direct.Platform, m.Direct.Place, m.workspace)
	}
	if err != nil {
		t.Fatal(err)
	}
	now := time.Now()
	_, err = m.store.Turn(ctx, m.workspace, "", func(tx bot.Tx) error {
		p := coach.Person{ID: learner, Name: "Ada", Settings: coach.Defaults(), Met: coach.StepDone, Class: class, Joined: now, Home: m.Direct.Key()}
		p.Settings.Zone, p.Settings.Most = zone, 1000 // questions a day, of which the matrix has many
		other := coach.Person{ID: learner[:25] + "B", Name: "Bo", Settings: p.Settings, Met: coach.StepDone, Class: class, Joined: now}
		return errors.Join(
			tx.PutClass(coach.Class{ID: class, Name: "5b", Courses: []string{courses}, Preset: coach.PresetStarter}),
			tx.PutPerson(p), tx.PutPerson(other),
			tx.PutAccount(coach.Account{Platform: m.Direct.Platform, Place: m.Direct.Place, User: m.Direct.User, Person: p.ID, Direct: m.Direct.Key()}),
			tx.PutMember(coach.Member{Class: class, Person: p.ID, Role: coach.Learner}),
			tx.PutMember(coach.Member{Class: class, Person: other.ID, Role: coach.Learner}),
		)
	})
	if err != nil {
		t.Fatal(err)
	}
}

// run runs the adapter and what delivers, until the test ends.
func (m *matrix) run(t *testing.T) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	var all sync.WaitGroup
	ended := make(chan error, 1)
	all.Go(func() {
		ended <- m.Adapter.Run(ctx, func(ctx context.Context, ev chat.Event) (*chat.Answer, error) {
			answer, err := m.bot.Handle(ctx, ev)
			if answer == nil || err != nil {
				return answer, err
			}
			m.keep(answer.Message, m.Direct)
			told := answer.Delivered
			answer.Delivered = func(r chat.Receipt, err error) {
				m.arrived(answer.Message.ID, r, err)
				told(r, err)
			}
			return answer, nil
		})
	})
	all.Go(func() {
		for {
			select {
			case <-ctx.Done():
				return
			case r := <-m.row:
				m.deliver(ctx, r)
			}
		}
	})
	t.Cleanup(func() {
		cancel()
		all.Wait()
		if err := <-ended; err != nil {
			t.Errorf("Run returned %v", err)
		}
		m.mu.Lock()
		defer m.mu.Unlock()
		for _, s := range m.strays {
			t.Errorf("somebody else was told: %s", s)
		}
	})
}

// deliver sends a row as the outbox would, and says that it arrived.
func (m *matrix) deliver(ctx context.Context, r outbox.Row) {
	m.keep(r.Message, r.To)
	m.mu.Lock()
	before, isEdit := m.receipts[r.Message.Edits]
	m.mu.Unlock()
	var receipt chat.Receipt
	var err error
	if editor, can := m.Adapter.(chat.Editor); can && isEdit {
		receipt, err = editor.Edit(ctx, r.To, before, r.Message)
	} else {
		receipt, err = m.Adapter.Send(ctx, r.To, r.Message)
	}
	m.arrived(r.ID, receipt, err)
	if err == nil {
		m.store.Mark(outbox.Mark{Workspace: r.Workspace, ID: r.ID, State: outbox.Sent, Attempts: 1, Receipt: receipt})
	}
}

// keep keeps what is said, and to whom.
func (m *matrix) keep(message chat.Message, to chat.Conversation) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.posts[message.ID] = message
	if to != m.Direct {
		m.strays = append(m.strays, fmt.Sprintf("%+v: %s", to, message.Plain()))
	}
}

func (m *matrix) arrived(id string, r chat.Receipt, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.receipts[id] = r
	if err != nil {
		m.faults = append(m.faults, err)
	}
}

// grant gives the learner supports.
func (m *matrix) grant(t *testing.T, set []coach.Support) {
	t.Helper()
	has := func(s coach.Support) bool { return slices.Contains(set, s) }
	_, err := m.store.Turn(t.Context(), m.workspace, "", func(tx bot.Tx) error {
		p, err := tx.Person(learner)
		if err != nil {
			return err
		}
		p.Settings.Speech = has(coach.SupportSpeech)
		p.Supports = coach.Supports{
			Plain: has(coach.SupportPlain), Fewer: has(coach.SupportFewer), OneThing: has(coach.SupportOneThing),
			NoCompetition: has(coach.SupportNoBoards), Private: has(coach.SupportPrivate), HintFirst: has(coach.SupportHint),
		}
		if has(coach.SupportGlossary) {
			p.Supports.Glossary = "de"
		}
		if has(coach.SupportTime) {
			p.Supports.ExtraTime = 2
		}
		return tx.PutPerson(p)
	})
	if err != nil {
		t.Fatal(err)
	}
}

// asks asks for a question of a kind, looks at how it is shown, and answers it.
func (m *matrix) asks(t *testing.T, set []coach.Support, kind course.Kind, isTyped bool) {
	t.Helper()
	before := m.question(t)
	m.Say("practice " + string(kind))
	q := m.await(t, "the question", func(q coach.Question) bool { return q.ID != before.ID && q.IsOpen() })
	it := m.item(q)
	if it.Kind != kind {
		t.Fatalf("asked for %s, it asks for %s", kind, it.Kind)
	}
	m.isShown(t, set, q, it)

	n := len(m.entries(t))
	m.answers(t, q, it, isTyped)
	entries := m.entries(t)
	m.eventually(t, func() bool { entries = m.entries(t); return len(entries) == n+1 }, "the answer to %s is not in the log", it.ID)
	e := entries[n]
	switch {
	case e.Question != q.ID || !e.Right || e.Score != 1:
		t.Errorf("the right answer to %s is logged as %+v", it.ID, e)
	case e.Hints != 0 || kind != course.Free && !e.Counts:
		t.Errorf("it does not count as it should: %+v", e)
	case math.Abs(e.Chance-grade.ChanceShown(it, q.Order)) > 1e-12:
		t.Errorf("the chance of guessing is logged as %v, and what was shown gives %v", e.Chance, grade.ChanceShown(it, q.Order))
	}
	m.await(t, "the next question", func(next coach.Question) bool { return next.ID != q.ID || !next.IsOpen() })
	m.eventually(t, func() bool { return shows(m.Screen(), "Because of "+it.ID) || kind == course.Free }, "why %s is right is not shown", it.ID)
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, post := range m.posts {
		why := "Because of " + it.ID + "."
		isAlone := words(post.Plain()) == why
		if slices.Contains(set, coach.SupportOneThing) && kind != course.Free && strings.Contains(post.Plain(), why) && !isAlone {
			t.Errorf("one thing, and the reason stands with others: %s", post.Plain())
		}
	}
	for _, err := range m.faults {
		t.Errorf("a message did not arrive: %v", err)
	}
	m.faults = nil
}

// isShown looks at the message of a question, and at what the learner sees.
func (m *matrix) isShown(t *testing.T, set []coach.Support, q coach.Question, it *course.Item) {
	t.Helper()
	has := func(s coach.Support) bool { return slices.Contains(set, s) }
	message := m.message(t, q)
	want := []string{"Asked at length: " + it.ID}
	if has(coach.SupportPlain) {
		want = []string{"Asked: " + it.ID}
	}
	if has(coach.SupportHint) {
		want = append(want, "First, "+it.ID)
	}
	layout := grade.LayoutOf(it, q.Order)
	want = append(append(want, layout.Numbered...), layout.Lettered...)
	for _, text := range want {
		m.eventually(t, func() bool { return shows(m.Screen(), text) }, "%q is not shown", text)
	}
	if has(coach.SupportFewer) {
		left := 0
		for _, entry := range grade.LayoutOf(it, nil).Lettered {
			if slices.Contains(layout.Lettered, entry) {
				continue
			}
			left++
			if strings.Contains(message.Plain(), entry) {
				t.Errorf("%q was left out, and stands there: %s", entry, message.Plain())
			}
		}
		if wants := map[course.Kind]int{course.Choice: 1, course.Choices: 1, course.Match: 2}[it.Kind]; left != wants {
			t.Errorf("of %s %d are left out, want %d", it.ID, left, wants)
		}
	}
	if has(coach.SupportSpeech) && strings.ContainsAny(message.Plain(), `$\_√²`) {
		t.Errorf("it cannot be listened to: %s", message.Plain())
	}
	actions, isWord := 0, false
	for _, p := range message.Parts {
		for _, c := range p.Choices {
			if !c.IsLetter() {
				actions++
			}
			isWord = isWord || c.Value == q.ID+":glossary"
		}
		isWord = isWord || strings.Contains(string(p.Note), "glossary")
	}
	if has(coach.SupportOneThing) && actions > 1 {
		t.Errorf("one thing, and there are %d to press besides the answers", actions)
	}
	if has(coach.SupportGlossary) && !isWord {
		t.Error("the words of the question cannot be asked about")
	}
	if len(chat.Fit(message, m.Adapter.Capabilities())) != 1 {
		t.Error("it does not fit the platform")
	}
}

// message is the one that carries a question, once it has arrived.
func (m *matrix) message(t *testing.T, q coach.Question) (message chat.Message) {
	t.Helper()
	m.eventually(t, func() bool {
		m.mu.Lock()
		defer m.mu.Unlock()
		_, has := m.receipts[q.Message]
		message = m.posts[q.Message]
		return has
	}, "the message of %s does not arrive", q.Item)
	return message
}

// answers answers a question right: by a press or a form, where the platform has
// them, or by typing.
func (m *matrix) answers(t *testing.T, q coach.Question, it *course.Item, isTyped bool) {
	t.Helper()
	said := grade.Key(it, q.Order)
	if it.Kind == course.Free {
		said = "Since both are one."
	}
	caps := m.Adapter.Capabilities()
	opens := ""
	for _, p := range m.message(t, q).Parts {
		for _, c := range p.Choices {
			switch {
			case isTyped || m.Press == nil || caps.MaxChoices == 0:
			case c.Opens && strings.HasPrefix(c.Value, q.ID):
				opens = c.Value
			case c.IsLetter() && c.Value == q.ID+":"+m.letter(q, it) && it.Kind != course.Choices:
				m.Press(c.Value)
				return
			}
		}
	}
	switch {
	case opens != "" && m.Fill != nil:
		form, err := m.bot.Form(t.Context(), chat.Event{Conversation: m.Direct, From: m.Person, Press: opens})
		if err != nil || form == nil {
			t.Fatalf("%q opens %v, %v", opens, form, err)
		}
		m.Fill(opens, filledIn(form, q, it, said))
	default:
		m.Say(said)
	}
	if it.Kind != course.Free {
		return
	}
	var about coach.Question
	m.eventually(t, func() bool {
		m.view(t, func(r bot.Reader) error {
			recent, err := r.Questions(learner, m.Direct.Key(), 4)
			for _, one := range recent {
				if one.Ask == coach.AskCompare && one.IsOpen() {
					about = one
				}
			}
			return err
		})
		return about.ID != ""
	}, "the answer is not held against the model")
	m.message(t, about)
	if isTyped || m.Press == nil || caps.MaxChoices == 0 {
		m.Say("a")
		return
	}
	m.Press(about.ID + ":A")
}

// letter is the letter of the right one of lettered answers.
func (m *matrix) letter(q coach.Question, it *course.Item) string {
	if it.Kind == course.TrueFalse {
		return map[string]string{"true": "A", "false": "B"}[it.Answer]
	}
	for place, entry := range grade.LayoutOf(it, q.Order).Lettered {
		for _, o := range it.Options {
			if o.Right && o.Text == entry {
				return string(rune('A' + place))
			}
		}
	}
	return ""
}

// filledIn is the right answer as a form takes it.
func filledIn(f *chat.Form, q coach.Question, it *course.Item, said string) map[string]string {
	layout := grade.LayoutOf(it, q.Order)
	place := func(entry string) string { return string(rune('A' + slices.Index(layout.Lettered, entry))) }
	first := f.Fields[0].Name
	switch {
	case it.Kind == course.Choices && f.Fields[0].Many:
		var letters []string
		for _, o := range it.Options {
			if o.Right {
				letters = append(letters, place(o.Text))
			}
		}
		slices.Sort(letters)
		return map[string]string{first: strings.Join(letters, " ")}
	case len(f.Fields) == 1:
		return map[string]string{first: said}
	}
	fields := make(map[string]string)
	for i, field := range f.Fields {
		switch it.Kind {
		case course.Cloze:
			fields[field.Name] = it.Blanks[i].Answer
		case course.Order:
			fields[field.Name] = place(it.Lines[i])
		case course.Match:
			fields[field.Name] = place(it.Pairs[i].Right)
		case course.Categories:
			for _, g := range it.Groups {
				if slices.Contains(g.Members, layout.Numbered[i]) {
					fields[field.Name] = place(g.Name)
				}
			}
		}
	}
	return fields
}

// view reads the workspace.
func (m *matrix) view(t *testing.T, read func(bot.Reader) error) {
	t.Helper()
	if err := m.store.View(context.Background(), m.workspace, read); err != nil {
		t.Fatal(err)
	}
}

// question is the one asked last; one without an ID where none is open.
func (m *matrix) question(t *testing.T) (q coach.Question) {
	t.Helper()
	m.view(t, func(r bot.Reader) error {
		s, err := r.OpenSession(learner)
		if err == nil {
			q, err = r.Question(s.Question)
		}
		if coach.IsNotFound(err) {
			return nil
		}
		return err
	})
	return q
}

// await waits until a question that is wanted was asked.
func (m *matrix) await(t *testing.T, what string, isIt func(coach.Question) bool) (q coach.Question) {
	t.Helper()
	m.eventually(t, func() bool { q = m.question(t); return isIt(q) }, "%s does not come", what)
	return q
}

// item is the item of a question as it was asked.
func (m *matrix) item(q coach.Question) *course.Item {
	it := m.course.Item(q.Item)
	if q.Plain {
		it, _ = it.Plainly()
	}
	return it
}

func (m *matrix) entries(t *testing.T) (all []coach.Entry) {
	t.Helper()
	m.view(t, func(r bot.Reader) (err error) {
		all, err = r.Entries(learner)
		return err
	})
	return all
}

// everyKind is a course with a skill of each kind, whose items can be fitted in
// every way.
func everyKind() *course.Course {
	c := &course.Course{
		ID: courses, Title: "Every kind", Language: "en", Licence: "CC0-1.0",
		Glossary: []course.Term{{Word: "asked", Meaning: "What somebody wants to know.", Translations: []course.Translated{{Language: "de", Word: "gefragt", Meaning: "Was jemand wissen will."}}}},
	}
	for _, kind := range course.Kinds() {
		c.Skills = append(c.Skills, course.Skill{ID: string(kind), Title: "Kind " + string(kind), Why: "To see it."})
		for n := range rounds {
			c.Items = append(c.Items, oneOf(kind, n))
		}
	}
	c.Index()
	return c
}

// oneOf is an item of a kind; no two of them show the same words.
func oneOf(kind course.Kind, n int) course.Item {
	id := fmt.Sprintf("%s-%c", kind, 'a'+n)
	word := func(s string) string { return fmt.Sprintf("%s%c", s, 'a'+n) }
	it := course.Item{
		ID: id, Skill: string(kind), Kind: kind, Tier: 1, Hints: course.Hints("First, "+id, "Then, "+id), Explanation: "Because of " + id + ".",
		Question: "Asked at length: " + id + ".", Plain: "Asked: " + id + ".",
	}
	both := func(more string) { it.Question, it.Plain = it.Question+more, it.Plain+more }
	switch kind {
	case course.Choice:
		it.Options = []course.Option{{Text: word("fox"), Right: true}, {Text: word("hen")}, {Text: word("owl")}, {Text: word("elk")}}
	case course.Choices:
		it.Options = []course.Option{{Text: word("fox"), Right: true}, {Text: word("hen")}, {Text: word("owl"), Right: true}, {Text: word("elk")}}
	case course.TrueFalse:
		it.Answer = map[bool]string{true: "true", false: "false"}[n%2 == 0]
	case course.Number:
		it.Answer = fmt.Sprint(100 + n)
		both(" What is $\\sqrt{" + fmt.Sprint((100+n)*(100+n)) + "}$?")
	case course.Numbers:
		it.Answers = []string{fmt.Sprint(100 + n), fmt.Sprint(-100 - n)}
	case course.Interval:
		it.Answer = fmt.Sprintf("[%d, %d)", n, n+7)
	case course.Expression:
		it.Answer = fmt.Sprintf("%dx + 1", n+2)
		both(fmt.Sprintf(" Write $x + %dx + 1$ in a shorter way.", n+1))
	case course.Text:
		it.Answer = word("wombat")
	case course.Cloze:
		it.Blanks = []course.Blank{{Answer: word("lynx")}, {Answer: fmt.Sprint(100 + n), Number: true}}
		both(" A [[1]] and [[2]] more.")
	case course.Order:
		it.Lines = []string{word("egg"), word("chick"), word("hen")}
	case course.Match:
		it.Pairs = []course.Pair{{Left: word("fin"), Right: word("fish")}, {Left: word("wing"), Right: word("bird")}}
		it.Others = []string{word("stone"), word("cloud")}
	case course.Categories:
		it.Groups = []course.Group{{Name: word("sea"), Members: []string{word("cod"), word("eel")}}, {Name: word("sky"), Members: []string{word("kite")}}}
	case course.Output:
		it.Answer = fmt.Sprint(100 + n)
		both(fmt.Sprintf(" What does this print?\n\n```python\nprint(%d + 1)\n```\n", 99+n))
	case course.Free:
		it.Model = "Since they are " + word("alike") + "."
	}
	return it
}
