package storage

import (
	"maps"
	"slices"
	"time"

	"pacer/bot"
	"pacer/bot/outbox"
	"pacer/coach"
	"pacer/coach/alert"
	"pacer/coach/mastery"
)

// memory is what the writer remembers of rows it has read or written, so that
// an answer costs writes and hardly a read. It may, because nobody else
// writes: the database belongs to this process. What a turn touched is
// forgotten when the turn is rolled back, and everything when a group is.
type memory struct {
	people   map[personKey]*hot
	order    []personKey // oldest first, for forgetting
	spaces   map[string]*shared
	messages map[string]carried // by outbox row, until it is delivered
	sessions map[string]personKey
}

// carried is the question that a message carries.
type carried struct {
	personKey
	question string
}

type personKey struct{ workspace, person string }

// shared is what the people of a workspace have in common.
type shared struct {
	accounts map[string]coach.Account // by platform and user
	classes  map[string]coach.Class
	items    map[string]mastery.Item
	skills   map[string]mastery.Shared
	position int64 // of the newest entry of the log; 0: not read
}

// hot is what is remembered of one person; a nil or unset field was not read.
type hot struct {
	person    *coach.Person
	learner   *mastery.Learner
	estimates map[string]bot.Estimated // all there are, once not nil
	sessions  map[string]coach.Session
	open      *string // the open session's ID; empty: none
	questions map[string]coach.Question
	newest    map[string][]string      // by conversation: question IDs, newest first, at most keepNewest
	attempts  map[string][]coach.Entry // by skill: newest first, at most keepAttempts
	alerts    []alert.Alert
	hasAlerts bool
	facts     maybe // whether the person has facts at all
}

// maybe is a yes or no that may not have been looked up.
type maybe uint8

const (
	unknown maybe = iota
	none
	some
)

const (
	keepPeople   = 20_000
	keepNewest   = 8
	keepAttempts = 40
	keepRows     = 64 // sessions and questions of one person; more are forgotten together
)

func newMemory() *memory {
	return &memory{people: make(map[personKey]*hot), spaces: make(map[string]*shared), messages: make(map[string]carried), sessions: make(map[string]personKey)}
}

// forget drops everything: nobody knows what was committed.
func (m *memory) forget() { *m = *newMemory() }

func (m *memory) space(workspace string) *shared {
	s := m.spaces[workspace]
	if s == nil {
		s = &shared{
			accounts: make(map[string]coach.Account), classes: make(map[string]coach.Class),
			items: make(map[string]mastery.Item), skills: make(map[string]mastery.Shared),
		}
		m.spaces[workspace] = s
	}
	return s
}

// of returns what is remembered of a person, and makes room for it.
func (m *memory) of(workspace, person string) *hot {
	key := personKey{workspace, person}
	h := m.people[key]
	if h != nil {
		return h
	}
	for len(m.people) >= keepPeople {
		delete(m.people, m.order[0])
		m.order = m.order[1:]
	}
	h = &hot{
		sessions: make(map[string]coach.Session), questions: make(map[string]coach.Question),
		newest: make(map[string][]string), attempts: make(map[string][]coach.Entry),
	}
	m.people[key] = h
	m.order = append(m.order, key)
	return h
}

// touch remembers what to forget if the turn is rolled back.
func (t *tx) touch(person string) *hot {
	if t.touched == nil || !slices.Contains(t.touched, person) {
		t.touched = append(t.touched, person)
	}
	return t.mem.of(t.workspace, person)
}

// undo forgets what the turn touched.
func (t *tx) undo() {
	for _, p := range t.touched {
		key := personKey{t.workspace, p}
		if t.mem.people[key] != nil {
			delete(t.mem.people, key)
			if i := slices.Index(t.mem.order, key); i >= 0 {
				t.mem.order = slices.Delete(t.mem.order, i, i+1)
			}
		}
	}
	if t.touchedShared {
		delete(t.mem.spaces, t.workspace)
	}
}

// Account implements bot.Reader.
func (t *tx) Account(platform, user string) (coach.Account, error) {
	accounts := t.mem.space(t.workspace).accounts
	key := platform + "\x1f" + user
	if a, ok := accounts[key]; ok {
		return a, nil
	}
	a, err := t.queries.Account(platform, user)
	if err == nil {
		if len(accounts) >= keepPeople {
			clear(accounts)
		}
		accounts[key] = a
	}
	return a, err
}

// PutAccount implements bot.Tx.
func (t *tx) PutAccount(a coach.Account) error {
	t.touchedShared = true
	delete(t.mem.space(t.workspace).accounts, a.Platform+"\x1f"+a.User)
	return t.queries.PutAccount(a)
}

// Person implements bot.Reader.
func (t *tx) Person(id string) (coach.Person, error) {
	h := t.mem.of(t.workspace, id)
	if h.person == nil {
		p, err := t.queries.Person(id)
		if err != nil {
			return p, err
		}
		h.person = &p
	}
	p := *h.person
	p.Placed = slices.Clip(p.Placed)
	return p, nil
}

// PutPerson implements bot.Tx.
func (t *tx) PutPerson(p coach.Person) error {
	p.Placed = slices.Clone(p.Placed)
	t.touch(p.ID).person = &p
	return t.queries.PutPerson(p)
}

// Class implements bot.Reader.
func (t *tx) Class(id string) (coach.Class, error) {
	classes := t.mem.space(t.workspace).classes
	if c, ok := classes[id]; ok {
		c.Courses, c.Holidays = slices.Clip(c.Courses), slices.Clip(c.Holidays)
		return c, nil
	}
	c, err := t.queries.Class(id)
	if err == nil {
		classes[id] = c
	}
	return c, err
}

// PutClass implements bot.Tx.
func (t *tx) PutClass(c coach.Class) error {
	t.touchedShared = true
	delete(t.mem.space(t.workspace).classes, c.ID)
	return t.queries.PutClass(c)
}

// Learner implements coach.BookReader.
func (t *tx) Learner(person string) (mastery.Learner, error) {
	h := t.mem.of(t.workspace, person)
	if h.learner == nil {
		l, err := t.queries.Learner(person)
		if err != nil {
			return l, err
		}
		h.learner = &l
	}
	return *h.learner, nil
}

// PutLearner implements coach.Book.
func (t *tx) PutLearner(person string, l mastery.Learner) error {
	t.touch(person).learner = &l
	return t.queries.PutLearner(person, l)
}

// Item implements coach.BookReader.
func (t *tx) Item(item string) (mastery.Item, error) {
	items := t.mem.space(t.workspace).items
	if i, ok := items[item]; ok {
		return i, nil
	}
	i, err := t.queries.Item(item)
	if err == nil {
		items[item] = i
	}
	return i, err
}

// Items implements bot.Reader.
func (t *tx) Items(ids []string) (map[string]mastery.Item, error) {
	items := t.mem.space(t.workspace).items
	found := make(map[string]mastery.Item, len(ids))
	var missing []string
	for _, id := range ids {
		if i, ok := items[id]; ok {
			found[id] = i
		} else {
			missing = append(missing, id)
		}
	}
	if len(missing) == 0 {
		return found, nil
	}
	read, err := t.queries.Items(missing)
	if err != nil {
		return nil, err
	}
	for _, id := range missing {
		items[id] = read[id] // one never seen has the zero state
		if i, ok := read[id]; ok {
			found[id] = i
		}
	}
	return found, nil
}

// PutItem implements coach.Book.
func (t *tx) PutItem(item string, i mastery.Item) error {
	t.touchedShared = true
	t.mem.space(t.workspace).items[item] = i
	return t.queries.PutItem(item, i)
}

// Shared implements coach.BookReader.
func (t *tx) Shared(skill string) (mastery.Shared, error) {
	skills := t.mem.space(t.workspace).skills
	if s, ok := skills[skill]; ok {
		return s, nil
	}
	s, err := t.queries.Shared(skill)
	if err == nil {
		skills[skill] = s
	}
	return s, err
}

// PutShared implements coach.Book.
func (t *tx) PutShared(skill string, s mastery.Shared) error {
	t.touchedShared = true
	t.mem.space(t.workspace).skills[skill] = s
	return t.queries.PutShared(skill, s)
}

// known is all estimates of a person.
func (t *tx) known(person string) (map[string]bot.Estimated, error) {
	h := t.mem.of(t.workspace, person)
	if h.estimates == nil {
		all, err := t.queries.Estimates(person)
		if err != nil {
			return nil, err
		}
		h.estimates = make(map[string]bot.Estimated, len(all))
		for _, e := range all {
			h.estimates[e.Skill] = e
		}
	}
	return h.estimates, nil
}

// Estimate implements coach.BookReader.
func (t *tx) Estimate(person, skill string) (coach.Estimate, error) {
	known, err := t.known(person)
	if err != nil {
		return coach.Estimate{}, err
	}
	if e, ok := known[skill]; ok {
		return e.Estimate, nil
	}
	return coach.Estimate{Person: person, Skill: skill}, nil
}

// Estimates implements bot.Reader.
func (t *tx) Estimates(person string) ([]bot.Estimated, error) {
	known, err := t.known(person)
	if err != nil {
		return nil, err
	}
	all := make([]bot.Estimated, 0, len(known))
	for _, skill := range slices.Sorted(maps.Keys(known)) {
		e := known[skill]
		if e.Shared, err = t.Shared(skill); err != nil {
			return nil, err
		}
		all = append(all, e)
	}
	return all, nil
}

// PutEstimate implements coach.Book.
func (t *tx) PutEstimate(e coach.Estimate) error {
	known, err := t.known(e.Person)
	if err != nil {
		return err
	}
	t.touch(e.Person)
	known[e.Skill] = bot.Estimated{Estimate: e}
	return t.queries.PutEstimate(e)
}

// Clear implements coach.Book.
func (t *tx) Clear(person string) error {
	h := t.touch(person)
	h.learner, h.estimates, h.facts = nil, nil, unknown
	return t.queries.Clear(person)
}

// session remembers a session.
func (h *hot) session(s coach.Session) {
	if len(h.sessions) >= keepRows {
		clear(h.sessions)
	}
	s.Asked, s.Gained, s.Faded = slices.Clone(s.Asked), slices.Clone(s.Gained), slices.Clone(s.Faded)
	h.sessions[s.ID] = s
}

// own returns a session whose slices are the caller's.
func own(s coach.Session) coach.Session {
	s.Asked, s.Gained, s.Faded = slices.Clone(s.Asked), slices.Clone(s.Gained), slices.Clone(s.Faded)
	return s
}

// OpenSession implements bot.Reader.
func (t *tx) OpenSession(person string) (coach.Session, error) {
	h := t.mem.of(t.workspace, person)
	if h.open != nil {
		if *h.open == "" {
			return coach.Session{}, &coach.Error{Op: "open session", Kind: coach.NotFound}
		}
		if s, ok := h.sessions[*h.open]; ok {
			return own(s), nil
		}
	}
	s, err := t.queries.OpenSession(person)
	switch {
	case coach.IsNotFound(err):
		h.open = new(string)
	case err == nil:
		h.open = &s.ID
		h.session(s)
	}
	return s, err
}

// Session implements bot.Reader.
func (t *tx) Session(id string) (coach.Session, error) {
	if h := t.mem.people[t.mem.sessions[id]]; h != nil {
		if s, ok := h.sessions[id]; ok {
			return own(s), nil
		}
	}
	return t.queries.Session(id)
}

// PutSession implements bot.Tx.
func (t *tx) PutSession(s coach.Session) error {
	h := t.touch(s.Person)
	h.session(s)
	if len(t.mem.sessions) >= keepPeople {
		clear(t.mem.sessions)
	}
	t.mem.sessions[s.ID] = personKey{t.workspace, s.Person}
	if s.Ended.IsZero() {
		h.open = &s.ID
	} else {
		h.open = nil
	}
	return t.queries.PutSession(s)
}

// question remembers a question.
func (h *hot) question(q coach.Question) {
	if len(h.questions) >= keepRows {
		clear(h.questions)
		clear(h.newest)
	}
	h.questions[q.ID] = q
}

// Questions implements bot.Reader.
func (t *tx) Questions(person, conversation string, limit int) ([]coach.Question, error) {
	h := t.mem.of(t.workspace, person)
	ids, ok := h.newest[conversation]
	if !ok || limit > keepNewest {
		read, err := t.queries.Questions(person, conversation, max(limit, keepNewest))
		if err != nil {
			return nil, err
		}
		ids = make([]string, 0, keepNewest)
		for _, q := range read {
			h.question(q)
			ids = append(ids, q.ID)
		}
		h.newest[conversation] = ids[:min(len(ids), keepNewest)]
		return read[:min(len(read), limit)], nil
	}
	found := make([]coach.Question, 0, limit)
	for _, id := range ids[:min(len(ids), limit)] {
		q, ok := h.questions[id]
		if !ok {
			delete(h.newest, conversation)
			return t.Questions(person, conversation, limit)
		}
		found = append(found, q)
	}
	return found, nil
}

// PutQuestion implements bot.Tx.
func (t *tx) PutQuestion(q coach.Question) error {
	h := t.touch(q.Person)
	was, known := h.questions[q.ID]
	if !known || was.Message != q.Message {
		q.Posted = time.Time{}
		if len(t.mem.messages) >= keepPeople {
			clear(t.mem.messages)
			t.mem.people = make(map[personKey]*hot) // or they would wait for their receipts for ever
			t.mem.order = nil
			h = t.touch(q.Person)
		}
		t.mem.messages[q.Message] = carried{personKey{t.workspace, q.Person}, q.ID}
	}
	h.question(q)
	if !known || was.Conversation != q.Conversation {
		if known {
			delete(h.newest, was.Conversation)
		}
		if ids, ok := h.newest[q.Conversation]; ok {
			if len(ids) > 0 && q.ID > ids[0] {
				h.newest[q.Conversation] = slices.Insert(ids, 0, q.ID)[:min(len(ids)+1, keepNewest)]
			} else {
				delete(h.newest, q.Conversation) // asked again elsewhere: its place is not the first
			}
		}
	}
	return t.queries.PutQuestion(q)
}

// Attempts implements bot.Reader.
func (t *tx) Attempts(person, skill string, limit int) ([]coach.Entry, error) {
	if skill == "" || limit > keepAttempts {
		return t.queries.Attempts(person, skill, limit)
	}
	h := t.mem.of(t.workspace, person)
	all, ok := h.attempts[skill]
	if !ok {
		var err error
		if all, err = t.queries.Attempts(person, skill, keepAttempts); err != nil {
			return nil, err
		}
		h.attempts[skill] = all
	}
	return all[:min(len(all), limit)], nil
}

// Append implements bot.Tx.
func (t *tx) Append(e coach.Entry) (int64, error) {
	h := t.touch(e.Person)
	t.touchedShared = true
	space := t.mem.space(t.workspace)
	if space.position == 0 {
		var err error
		if space.position, err = t.lastPosition(); err != nil {
			return 0, err
		}
	}
	e.Position = space.position + 1
	position, err := t.queries.Append(e)
	if err == nil {
		space.position = position
	}
	if err != nil || e.Kind != coach.EntryAttempt || e.Try != 1 || len(e.Skills) == 0 {
		return position, err
	}
	if all, ok := h.attempts[e.Skills[0]]; ok {
		e.At = instant(millis(e.At))
		fresh := make([]coach.Entry, 0, keepAttempts)
		fresh = append(fresh, e)
		h.attempts[e.Skills[0]] = append(fresh, all[:min(len(all), keepAttempts-1)]...)
	}
	return position, err
}

// DueFacts implements bot.Reader.
func (t *tx) DueFacts(person string, now time.Time, limit int) ([]coach.Fact, error) {
	h := t.mem.of(t.workspace, person)
	if h.facts == unknown {
		has, err := t.hasFacts(person)
		if err != nil {
			return nil, err
		}
		if h.facts = none; has {
			h.facts = some
		}
	}
	if h.facts == none {
		return nil, nil
	}
	return t.queries.DueFacts(person, now, limit)
}

// PutFact implements coach.Book.
func (t *tx) PutFact(f coach.Fact) error {
	t.touch(f.Person).facts = some
	return t.queries.PutFact(f)
}

// PersonAlerts implements bot.Reader.
func (t *tx) PersonAlerts(person string) ([]alert.Alert, error) {
	h := t.mem.of(t.workspace, person)
	if !h.hasAlerts {
		all, err := t.queries.PersonAlerts(person)
		if err != nil {
			return nil, err
		}
		h.alerts, h.hasAlerts = all, true
	}
	return slices.Clone(h.alerts), nil
}

// PutAlert implements bot.Tx.
func (t *tx) PutAlert(a alert.Alert) error {
	h := t.touch(a.Person)
	h.alerts, h.hasAlerts = nil, false
	return t.queries.PutAlert(a)
}

// delivered keeps questions true to a receipt that was just written.
func (m *memory) delivered(k outbox.Mark) {
	c, ok := m.messages[k.ID]
	if !ok || k.State != outbox.Sent {
		return
	}
	delete(m.messages, k.ID)
	if h := m.people[c.personKey]; h != nil {
		if q, ok := h.questions[c.question]; ok && q.Message == k.ID {
			q.Posted = instant(millis(k.Receipt.At))
			h.questions[c.question] = q
		}
	}
}
