package storage

import (
	"maps"
	"slices"
	"time"

	"pacer/bot"
	"pacer/coach"
	"pacer/coach/alert"
	"pacer/coach/mastery"
)

// remembering is a turn's view of its workspace where what was read or written
// before is remembered. It answers what it can from memory, lets tx do the
// rest, and takes in what is written once it is.
type remembering struct {
	*tx
	mem *memory

	// What the turn wrote, to be forgotten if it is undone.
	people                 []string
	accounts               []accountKey
	classes, items, skills []string
	appended, assigned     bool                  // to the log; something to practise
	moved                  bool                  // the workspace's state, which was before
	before                 *coach.WorkspaceState // nil: as the tables have it
}

// undo forgets what the turn wrote.
func (t *remembering) undo() {
	for _, p := range t.people {
		t.mem.dropPerson(personKey{t.workspace, p})
	}
	s := t.space()
	for _, a := range t.accounts {
		delete(s.accounts, a)
	}
	for _, c := range t.classes {
		delete(s.classes, c)
	}
	for _, i := range t.items {
		delete(s.items, i)
	}
	for _, k := range t.skills {
		delete(s.skills, k)
	}
	if t.appended {
		s.position = 0
	}
	if t.assigned {
		clear(s.assigned)
	}
	if t.moved {
		s.state = t.before
		if delete(t.mem.unwritten, t.workspace); t.before != nil {
			t.mem.unwritten[t.workspace] = t.before
		}
	}
}

func (t *remembering) space() *space { return t.mem.space(t.workspace) }

// of is what is remembered of a person.
func (t *remembering) of(person string) *hot { return t.mem.of(t.workspace, person) }

// changed is what is remembered of a person of whom the turn has written
// something.
func (t *remembering) changed(person string) *hot {
	if !slices.Contains(t.people, person) {
		t.people = append(t.people, person)
	}
	return t.of(person)
}

// keep remembers a value in a map that holds no more than it may.
func keep[K comparable, V any](in map[K]V, k K, v V) {
	if _, ok := in[k]; !ok && len(in) >= keepShared {
		clear(in)
	}
	in[k] = v
}

// Account implements bot.Reader.
func (t *remembering) Account(platform, user string) (coach.Account, error) {
	accounts, key := t.space().accounts, accountKey{platform, user}
	if a, ok := accounts[key]; ok {
		return a, nil
	}
	a, err := t.tx.Account(platform, user)
	if err == nil {
		keep(accounts, key, a)
	}
	return a, err
}

// PutAccount implements bot.Tx.
func (t *remembering) PutAccount(a coach.Account) error {
	if err := t.tx.PutAccount(a); err != nil {
		return err
	}
	key := accountKey{a.Platform, a.User}
	t.accounts = append(t.accounts, key)
	keep(t.space().accounts, key, a)
	return nil
}

// Person implements bot.Reader.
func (t *remembering) Person(id string) (coach.Person, error) {
	h := t.of(id)
	if h.person == nil {
		p, err := t.tx.Person(id)
		if err != nil {
			return p, err
		}
		h.person = &p
	}
	return ownPerson(*h.person), nil
}

// PutPerson implements bot.Tx.
func (t *remembering) PutPerson(p coach.Person) error {
	if err := t.tx.PutPerson(p); err != nil {
		return err
	}
	p = ownPerson(p)
	t.changed(p.ID).person = &p
	return nil
}

// Class implements bot.Reader.
func (t *remembering) Class(id string) (coach.Class, error) {
	classes := t.space().classes
	c, ok := classes[id]
	if !ok {
		var err error
		if c, err = t.tx.Class(id); err != nil {
			return c, err
		}
		keep(classes, id, c)
	}
	return ownClass(c), nil
}

// PutClass implements bot.Tx.
func (t *remembering) PutClass(c coach.Class) error {
	if err := t.tx.PutClass(c); err != nil {
		return err
	}
	t.classes = append(t.classes, c.ID)
	keep(t.space().classes, c.ID, ownClass(c))
	return nil
}

// WorkspaceState implements coach.BookReader.
func (t *remembering) WorkspaceState() (coach.WorkspaceState, error) {
	if w := t.mem.unwritten[t.workspace]; w != nil {
		return *w, nil
	}
	s := t.space()
	if s.state == nil {
		w, err := t.tx.WorkspaceState()
		if err != nil {
			return w, err
		}
		s.state = &w
	}
	return *s.state, nil
}

// PutWorkspaceState implements coach.Book. The state is written before the
// commit, whatever the number of turns that move it.
func (t *remembering) PutWorkspaceState(w coach.WorkspaceState) error {
	if w.Fitted == 0 {
		w.Fit = coach.Fit{} // none is kept
	}
	if !t.moved {
		t.moved, t.before = true, t.mem.unwritten[t.workspace]
	}
	t.mem.unwritten[t.workspace], t.space().state = &w, &w
	return nil
}

// Learner implements coach.BookReader.
func (t *remembering) Learner(person string) (coach.LearnerState, error) {
	h := t.of(person)
	if h.learner == nil {
		l, err := t.tx.Learner(person)
		if err != nil {
			return l, err
		}
		h.learner = &l
	}
	return *h.learner, nil
}

// PutLearner implements coach.Book.
func (t *remembering) PutLearner(person string, l coach.LearnerState) error {
	if err := t.tx.PutLearner(person, l); err != nil {
		return err
	}
	t.changed(person).learner = &l
	return nil
}

// Item implements coach.BookReader.
func (t *remembering) Item(item string) (mastery.Item, error) {
	items := t.space().items
	if i, ok := items[item]; ok {
		return i, nil
	}
	i, err := t.tx.Item(item)
	if err == nil {
		keep(items, item, i)
	}
	return i, err
}

// Items implements bot.Reader.
func (t *remembering) Items(ids []string) (map[string]mastery.Item, error) {
	items := t.space().items
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
	read, err := t.tx.Items(missing)
	if err != nil {
		return nil, err
	}
	for id, i := range read {
		keep(items, id, i)
		found[id] = i
	}
	return found, nil
}

// PutItem implements coach.Book.
func (t *remembering) PutItem(item string, i mastery.Item) error {
	if err := t.tx.PutItem(item, i); err != nil {
		return err
	}
	t.items = append(t.items, item)
	keep(t.space().items, item, i)
	return nil
}

// Shared implements coach.BookReader.
func (t *remembering) Shared(skill string) (mastery.Shared, error) {
	skills := t.space().skills
	if s, ok := skills[skill]; ok {
		return s, nil
	}
	s, err := t.tx.Shared(skill)
	if err == nil {
		keep(skills, skill, s)
	}
	return s, err
}

// PutShared implements coach.Book.
func (t *remembering) PutShared(skill string, s mastery.Shared) error {
	if err := t.tx.PutShared(skill, s); err != nil {
		return err
	}
	t.skills = append(t.skills, skill)
	keep(t.space().skills, skill, s)
	return nil
}

// known is all estimates of a person.
func (t *remembering) known(person string) (map[string]coach.Estimate, error) {
	h := t.of(person)
	if h.estimates == nil {
		all, err := t.tx.Estimates(person)
		if err != nil {
			return nil, err
		}
		h.estimates = make(map[string]coach.Estimate, len(all))
		skills := t.space().skills
		for _, e := range all {
			h.estimates[e.Skill] = e.Estimate
			keep(skills, e.Skill, e.Shared)
		}
	}
	return h.estimates, nil
}

// Estimate implements coach.BookReader.
func (t *remembering) Estimate(person, skill string) (coach.Estimate, error) {
	known, err := t.known(person)
	if err != nil {
		return coach.Estimate{}, err
	}
	if e, ok := known[skill]; ok {
		return e, nil
	}
	return coach.Estimate{Person: person, Skill: skill}, nil
}

// Estimates implements bot.Reader.
func (t *remembering) Estimates(person string) ([]bot.Estimated, error) {
	known, err := t.known(person)
	if err != nil {
		return nil, err
	}
	all := make([]bot.Estimated, 0, len(known))
	for _, skill := range slices.Sorted(maps.Keys(known)) {
		shared, err := t.Shared(skill)
		if err != nil {
			return nil, err
		}
		all = append(all, bot.Estimated{Estimate: known[skill], Shared: shared})
	}
	return all, nil
}

// PutEstimate implements coach.Book.
func (t *remembering) PutEstimate(e coach.Estimate) error {
	if err := t.tx.PutEstimate(e); err != nil {
		return err
	}
	if h := t.changed(e.Person); h.estimates != nil {
		h.estimates[e.Skill] = kept(e)
	}
	return nil
}

// Clear implements coach.Book.
func (t *remembering) Clear(person string) error {
	if err := t.tx.Clear(person); err != nil {
		return err
	}
	h := t.changed(person)
	h.learner, h.estimates, h.facts = &coach.LearnerState{}, make(map[string]coach.Estimate), none
	return nil
}

// Copy implements coach.Book.
func (t *remembering) Copy(from, to string) error {
	if err := t.tx.Copy(from, to); err != nil {
		return err
	}
	h := t.changed(to)
	h.learner, h.estimates, h.facts = nil, nil, unknown
	return nil
}

// Adopt implements bot.Tx.
func (t *remembering) Adopt(from, to string) error {
	if err := t.tx.Adopt(from, to); err != nil {
		return err
	}
	t.assigned = true // some named the one
	clear(t.space().assigned)
	for _, person := range []string{from, to} {
		t.changed(person)
		t.mem.dropPerson(personKey{t.workspace, person})
	}
	return nil
}

// DueFacts implements bot.Reader.
func (t *remembering) DueFacts(person string, now time.Time, limit int) ([]coach.Fact, error) {
	h := t.of(person)
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
	return t.tx.DueFacts(person, now, limit)
}

// PutFact implements coach.Book.
func (t *remembering) PutFact(f coach.Fact) error {
	if err := t.tx.PutFact(f); err != nil {
		return err
	}
	t.changed(f.Person).facts = some
	return nil
}

// OpenSession implements bot.Reader.
func (t *remembering) OpenSession(person string) (coach.Session, error) {
	h := t.of(person)
	switch h.open {
	case none:
		return coach.Session{}, noOpenSession()
	case some:
		return ownSession(h.session), nil
	}
	s, err := t.tx.OpenSession(person)
	switch {
	case coach.IsNotFound(err):
		h.open = none
	case err == nil:
		t.mem.keepSession(t.workspace, h, s)
	}
	return s, err
}

// Session implements bot.Reader.
func (t *remembering) Session(id string) (coach.Session, error) {
	if p, ok := t.mem.sessions[rowKey{t.workspace, id}]; ok {
		if h := t.of(p.person); h.open == some && h.session.ID == id {
			return ownSession(h.session), nil
		}
	}
	return t.tx.Session(id)
}

// PutSession implements bot.Tx.
func (t *remembering) PutSession(s coach.Session) error {
	if err := t.tx.PutSession(s); err != nil {
		return err
	}
	h := t.changed(s.Person)
	isOpen, wasThis := s.Ended.IsZero(), h.open == some && h.session.ID == s.ID
	switch {
	case isOpen && (h.open == none || wasThis):
		t.mem.keepSession(t.workspace, h, s)
	case isOpen, wasThis:
		t.mem.dropSession(t.workspace, h) // which one is open now, a query tells
	}
	return nil
}

// Question implements bot.Reader.
func (t *remembering) Question(id string) (coach.Question, error) {
	if q := t.mem.question(rowKey{t.workspace, id}); q != nil {
		return ownQuestion(*q), nil
	}
	q, err := t.tx.Question(id)
	if err != nil {
		return q, err
	}
	// Whoever presses where one question was asked will press at the next:
	// then they are all remembered.
	if _, known := t.of(q.Person).questions[q.Conversation]; !known {
		if _, err := t.Questions(q.Person, q.Conversation, keepQuestions); err != nil {
			return q, err
		}
	}
	return q, nil
}

// Questions implements bot.Reader.
func (t *remembering) Questions(person, conversation string, limit int) ([]coach.Question, error) {
	if limit > keepQuestions {
		return t.tx.Questions(person, conversation, limit)
	}
	h := t.of(person)
	newest, ok := h.questions[conversation]
	if !ok {
		read, err := t.tx.Questions(person, conversation, keepQuestions)
		if err != nil {
			return nil, err
		}
		t.mem.keepConversation(t.workspace, person, h, conversation, read)
		newest = h.questions[conversation]
	}
	return ownQuestions(newest[:min(len(newest), limit)]), nil
}

// PutQuestion implements bot.Tx.
func (t *remembering) PutQuestion(q coach.Question) error {
	if err := t.tx.PutQuestion(q); err != nil {
		return err
	}
	posted, err := t.posted(q)
	if err != nil {
		return err
	}
	q.Posted = posted
	t.mem.putQuestion(t.workspace, t.changed(q.Person), q)
	return nil
}

// posted is when the message that carries a question was posted; the zero time
// if that is not known yet.
func (t *remembering) posted(q coach.Question) (time.Time, error) {
	if was := t.mem.question(rowKey{t.workspace, q.ID}); was != nil && was.Message == q.Message {
		return was.Posted, nil
	}
	for i := range t.rows {
		if t.rows[i].ID == q.Message {
			return time.Time{}, nil // sent in this turn
		}
	}
	r, err := t.tx.Receipt(q.Message)
	if coach.IsNotFound(err) {
		err = nil
	}
	return r.At, err
}

// Attempts implements bot.Reader.
func (t *remembering) Attempts(person, skill string, limit int) ([]coach.Entry, error) {
	if skill == "" || limit > keepAttempts {
		return t.tx.Attempts(person, skill, limit)
	}
	h := t.of(person)
	newest, ok := h.attempts[skill]
	if !ok {
		var err error
		if newest, err = t.tx.Attempts(person, skill, keepAttempts); err != nil {
			return nil, err
		}
		if len(h.attempts) >= keepSkills {
			clear(h.attempts)
		}
		h.attempts[skill] = newest
	}
	return ownEntries(newest[:min(len(newest), limit)]), nil
}

// Append implements bot.Tx.
func (t *remembering) Append(e coach.Entry) (position int64, err error) {
	s := t.space()
	if s.position == 0 {
		if s.position, err = t.lastPosition(); err != nil {
			return 0, err
		}
	}
	e.Position = s.position + 1
	if err := t.insertEntry(e); err != nil {
		return 0, err
	}
	t.appended = true
	s.position = e.Position
	h := t.changed(e.Person)
	if e.Source != "" {
		clear(h.attempts) // there are more now
	}
	if isFirstTry(&e) && len(e.Skills) > 0 {
		if newest, ok := h.attempts[e.Skills[0]]; ok {
			e.At, e.Skills = instant(millis(e.At)), slices.Clone(e.Skills)
			fresh := append(make([]coach.Entry, 0, keepAttempts), e)
			h.attempts[e.Skills[0]] = append(fresh, newest[:min(len(newest), keepAttempts-1)]...)
		}
	}
	return e.Position, nil
}

// PersonAlerts implements bot.Reader.
func (t *remembering) PersonAlerts(person string) ([]alert.Alert, error) {
	h := t.of(person)
	if !h.hasAlerts {
		all, err := t.tx.PersonAlerts(person)
		if err != nil {
			return nil, err
		}
		h.alerts, h.hasAlerts = all, true
	}
	return ownAlerts(h.alerts), nil
}

// PutAlert implements bot.Tx.
func (t *remembering) PutAlert(a alert.Alert) error {
	if err := t.tx.PutAlert(a); err != nil {
		return err
	}
	h := t.changed(a.Person)
	h.alerts, h.hasAlerts = nil, false
	return nil
}

// Memberships implements bot.Reader.
func (t *remembering) Memberships(person string) ([]coach.Member, error) {
	h := t.of(person)
	if !h.hasMembers {
		all, err := t.tx.Memberships(person)
		if err != nil {
			return nil, err
		}
		h.members, h.hasMembers = all, true
	}
	return slices.Clone(h.members), nil
}

// PutMember implements bot.Tx.
func (t *remembering) PutMember(m coach.Member) error {
	if err := t.tx.PutMember(m); err != nil {
		return err
	}
	t.changed(m.Person).hasMembers = false
	return nil
}

// RemoveMember implements bot.Tx.
func (t *remembering) RemoveMember(class, person string) error {
	if err := t.tx.RemoveMember(class, person); err != nil {
		return err
	}
	t.changed(person).hasMembers = false
	return nil
}

// Assignments implements bot.Reader.
func (t *remembering) Assignments(class string) ([]coach.Assignment, error) {
	assigned := t.space().assigned
	standing, ok := assigned[class]
	if !ok {
		var err error
		if standing, err = t.tx.Assignments(class); err != nil {
			return nil, err
		}
		keep(assigned, class, standing)
	}
	return ownAssignments(standing), nil
}

// PutAssignment implements bot.Tx.
func (t *remembering) PutAssignment(a coach.Assignment) error {
	if err := t.tx.PutAssignment(a); err != nil {
		return err
	}
	t.assigned = true
	clear(t.space().assigned) // it may have been another class's
	return nil
}
