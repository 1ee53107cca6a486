package storage

import (
	"cmp"
	"slices"
	"time"

	"pacer/coach"
	"pacer/coach/alert"
	"pacer/coach/mastery"
)

// memory is what the writer remembers of rows it has read or written, so that
// an answer costs writes and hardly a read. It may, because nobody else
// writes: the database belongs to this process. What a turn wrote is forgotten
// when the turn is undone, and everything when a transaction is.
//
// What is remembered is what a query would return, and nobody else's: slices
// are copied on the way in and out.
type memory struct {
	people *recent[personKey, *hot]
	spaces *recent[string, *space]
	// The rows that one person's memory is found by.
	sessions  map[rowKey]personKey
	questions map[rowKey]asked
	messages  map[rowKey][]string // of outbox rows, to the questions they carry
	// What the turns of the transaction under way have made of the state of
	// their workspaces. Every answer moves it, so it is written once, before
	// the commit.
	unwritten map[string]*coach.WorkspaceState
}

type personKey struct{ workspace, person string }

// rowKey names a session, question or outbox row.
type rowKey struct{ workspace, id string }

// asked is where a question is remembered.
type asked struct {
	personKey
	conversation string
}

// space is what is remembered of a workspace beside its people.
type space struct {
	accounts map[accountKey]coach.Account
	classes  map[string]coach.Class
	assigned map[string][]coach.Assignment // by class: those that stand
	items    map[string]mastery.Item
	skills   map[string]mastery.Shared
	position int64                 // of the newest entry of the log; 0: not read
	state    *coach.WorkspaceState // nil: not read
}

type accountKey struct{ platform, user string }

// hot is what is remembered of one person; a nil or unset field was not read.
type hot struct {
	person     *coach.Person
	learner    *coach.LearnerState
	estimates  map[string]coach.Estimate   // all there are, once not nil
	open       maybe                       // whether a session is open
	session    coach.Session               // the open one
	questions  map[string][]coach.Question // by conversation: the newest, newest first
	attempts   map[string][]coach.Entry    // by skill: the newest, newest first
	members    []coach.Member              // their memberships
	hasMembers bool                        // whether those were read
	alerts     []alert.Alert
	hasAlerts  bool
	facts      maybe // whether there are any
}

// maybe is a yes or no that may not have been looked up.
type maybe uint8

const (
	unknown maybe = iota
	none
	some
)

// A person takes some 20 KB, and 150 KB at most; a school that practises at
// the same time fits. More than the bounds is read anew, not refused.
const (
	keepPeople        = 2048   // twice as many at most, like all that is kept in recent
	keepSpaces        = 128    // workspaces
	keepShared        = 20_000 // accounts, classes, items and skills of one workspace, each
	keepConversations = 4      // of one person
	keepQuestions     = 8      // of one conversation
	keepSkills        = 12     // of one person, with their attempts
	keepAttempts      = 20     // of one skill
)

func newMemory() *memory {
	m := &memory{
		sessions: make(map[rowKey]personKey), questions: make(map[rowKey]asked), messages: make(map[rowKey][]string),
		unwritten: make(map[string]*coach.WorkspaceState),
	}
	m.people = newRecent(keepPeople, m.release)
	m.spaces = newRecent(keepSpaces, func(string, *space) {})
	return m
}

// forget drops everything: nobody knows what was committed.
func (m *memory) forget() { *m = *newMemory() }

// release drops what leads to a person that is not remembered any more.
func (m *memory) release(k personKey, h *hot) {
	m.dropSession(k.workspace, h)
	for conversation := range h.questions {
		m.dropConversation(k.workspace, h, conversation)
	}
}

func (m *memory) space(workspace string) *space {
	s, ok := m.spaces.get(workspace)
	if !ok {
		s = &space{
			accounts: make(map[accountKey]coach.Account), classes: make(map[string]coach.Class),
			items: make(map[string]mastery.Item), skills: make(map[string]mastery.Shared), assigned: make(map[string][]coach.Assignment),
		}
		m.spaces.put(workspace, s)
	}
	return s
}

// of returns what is remembered of a person, and makes room for it.
func (m *memory) of(workspace, person string) *hot {
	key := personKey{workspace, person}
	h, ok := m.people.get(key)
	if !ok {
		h = &hot{questions: make(map[string][]coach.Question), attempts: make(map[string][]coach.Entry)}
		m.people.put(key, h)
	}
	return h
}

// write writes what is not written yet.
func (m *memory) write(in func(workspace string) queries) error {
	for workspace, state := range m.unwritten {
		q := in(workspace)
		if err := q.PutWorkspaceState(*state); err != nil {
			return err
		}
	}
	clear(m.unwritten)
	return nil
}

// dropWorkspace forgets a workspace and its people.
func (m *memory) dropWorkspace(workspace string) {
	m.spaces.drop(workspace)
	delete(m.unwritten, workspace)
	for _, generation := range []map[personKey]*hot{m.people.young, m.people.old} {
		for k := range generation {
			if k.workspace == workspace {
				m.dropPerson(k)
			}
		}
	}
}

// dropPerson forgets a person.
func (m *memory) dropPerson(k personKey) {
	if h, ok := m.people.get(k); ok {
		m.people.drop(k)
		m.release(k, h)
	}
}

// keepSession remembers a person's open session.
func (m *memory) keepSession(workspace string, h *hot, s coach.Session) {
	m.dropSession(workspace, h)
	h.open, h.session = some, ownSession(s)
	m.sessions[rowKey{workspace, s.ID}] = personKey{workspace, s.Person}
}

// dropSession forgets whether a session is open.
func (m *memory) dropSession(workspace string, h *hot) {
	if h.open == some {
		delete(m.sessions, rowKey{workspace, h.session.ID})
	}
	h.open, h.session = unknown, coach.Session{}
}

// keepConversation remembers the newest questions of a conversation.
func (m *memory) keepConversation(workspace, person string, h *hot, conversation string, newest []coach.Question) {
	if len(h.questions) >= keepConversations {
		for c := range h.questions {
			m.dropConversation(workspace, h, c)
		}
	}
	kept := make([]coach.Question, len(newest), keepQuestions)
	for i, q := range newest {
		kept[i] = ownQuestion(q)
		m.lead(workspace, asked{personKey{workspace, person}, conversation}, &q)
	}
	h.questions[conversation] = kept
}

func (m *memory) dropConversation(workspace string, h *hot, conversation string) {
	for i := range h.questions[conversation] {
		m.unlead(workspace, &h.questions[conversation][i])
	}
	delete(h.questions, conversation)
}

// lead lets a question be found by its ID and by the message that carries it.
func (m *memory) lead(workspace string, to asked, q *coach.Question) {
	m.questions[rowKey{workspace, q.ID}] = to
	message := rowKey{workspace, q.Message}
	m.messages[message] = append(m.messages[message], q.ID)
}

func (m *memory) unlead(workspace string, q *coach.Question) {
	delete(m.questions, rowKey{workspace, q.ID})
	message := rowKey{workspace, q.Message}
	carries := slices.DeleteFunc(m.messages[message], func(id string) bool { return id == q.ID })
	if len(carries) == 0 {
		delete(m.messages, message)
	} else {
		m.messages[message] = carries
	}
}

// question finds a question where it is remembered; nil if it is not.
func (m *memory) question(key rowKey) *coach.Question {
	at, ok := m.questions[key]
	if !ok {
		return nil
	}
	h, ok := m.people.get(at.personKey)
	if !ok {
		return nil
	}
	kept := h.questions[at.conversation]
	for i := range kept {
		if kept[i].ID == key.id {
			return &kept[i]
		}
	}
	return nil
}

// pruned forgets a row that is too old to be kept.
func (m *memory) pruned(term Term, row rowKey) {
	switch term {
	case TermReceipts:
		m.posted(row, time.Time{})
	case TermPractice, TermAlerts:
		// It is nobody's of late: who it was hardly is remembered. All that are go,
		// which costs a few queries.
		m.dropRows(row.workspace)
	}
}

// dropRows forgets a workspace and its people, but for the state that is not
// written yet.
func (m *memory) dropRows(workspace string) {
	state := m.unwritten[workspace]
	m.dropWorkspace(workspace)
	if state != nil {
		m.unwritten[workspace], m.space(workspace).state = state, state
	}
}

// posted keeps what a message carries true to a receipt that was just written,
// or, with no time, removed.
func (m *memory) posted(message rowKey, at time.Time) {
	for _, id := range m.messages[message] {
		if q := m.question(rowKey{message.workspace, id}); q != nil {
			q.Posted = at
		}
	}
}

// putQuestion takes in that a question was written. It has its place among the
// newest of its conversation by its ID.
func (m *memory) putQuestion(workspace string, h *hot, q coach.Question) {
	at := asked{personKey{workspace, q.Person}, q.Conversation}
	key := rowKey{workspace, q.ID}
	if was := m.question(key); was != nil {
		from := m.questions[key]
		if from == at && was.Message == q.Message {
			m.unlead(workspace, was)
			*was = ownQuestion(q)
			m.lead(workspace, at, &q)
			return
		}
		if from == at && q.Message > was.Message {
			// Asked again: still among the newest, now further in front.
			m.unlead(workspace, was)
			h.questions[q.Conversation] = slices.DeleteFunc(h.questions[q.Conversation], func(k coach.Question) bool { return k.ID == q.ID })
		} else if of, ok := m.people.get(from.personKey); ok {
			m.dropConversation(workspace, of, from.conversation) // it has one less now
		}
	}
	kept, ok := h.questions[q.Conversation]
	if !ok {
		return
	}
	i, _ := slices.BinarySearchFunc(kept, q, func(k, q coach.Question) int {
		return -cmp.Or(cmp.Compare(k.Message, q.Message), cmp.Compare(k.ID, q.ID))
	})
	if i == keepQuestions {
		return // older than all of a full list
	}
	if len(kept) == keepQuestions {
		m.unlead(workspace, &kept[keepQuestions-1])
		kept = kept[:keepQuestions-1]
	}
	h.questions[q.Conversation] = slices.Insert(kept, i, ownQuestion(q))
	m.lead(workspace, at, &q)
}

// The own functions give a value slices that nobody else has.

func ownSession(s coach.Session) coach.Session {
	s.Asked, s.Gained, s.Faded = slices.Clone(s.Asked), slices.Clone(s.Gained), slices.Clone(s.Faded)
	return s
}

func ownQuestion(q coach.Question) coach.Question {
	q.Order, q.Result = slices.Clone(q.Order), slices.Clone(q.Result)
	return q
}

func ownQuestions(all []coach.Question) []coach.Question {
	own := make([]coach.Question, len(all))
	for i, q := range all {
		own[i] = ownQuestion(q)
	}
	return own
}

// ownEntries copies entries with two allocations, however many there are.
func ownEntries(all []coach.Entry) []coach.Entry {
	own := slices.Clone(all)
	n := 0
	for i := range own {
		n += len(own[i].Skills)
	}
	skills := make([]string, 0, n)
	for i := range own {
		from := len(skills)
		skills = append(skills, own[i].Skills...)
		own[i].Skills = skills[from:len(skills):len(skills)]
	}
	return own
}

func ownClass(c coach.Class) coach.Class {
	c.Courses, c.Holidays, c.Routes = slices.Clone(c.Courses), slices.Clone(c.Holidays), slices.Clone(c.Routes)
	return c
}

func ownPerson(p coach.Person) coach.Person {
	p.Placed, p.Flagged.Items, p.Settings.Away = slices.Clone(p.Placed), slices.Clone(p.Flagged.Items), slices.Clone(p.Settings.Away)
	return p
}

func ownAlerts(all []alert.Alert) []alert.Alert {
	own := slices.Clone(all)
	for i := range own {
		own[i].Told = slices.Clone(own[i].Told)
		e := &own[i].Evidence
		e.Misconceptions, e.Fine, e.Doubt = slices.Clone(e.Misconceptions), slices.Clone(e.Fine), slices.Clone(e.Doubt)
		e.Missed, e.People = slices.Clone(e.Missed), slices.Clone(e.People)
	}
	return own
}

func ownAssignments(all []coach.Assignment) []coach.Assignment {
	own := slices.Clone(all)
	for i := range own {
		own[i].Items, own[i].For = slices.Clone(own[i].Items), slices.Clone(own[i].For)
	}
	return own
}

// kept is an estimate as it comes back: instants to the millisecond.
func kept(e coach.Estimate) coach.Estimate {
	e.Due = instant(millis(e.Due))
	e.Card.Last = time.UnixMilli(e.Card.Last.UnixMilli()).UTC()
	return e
}

// recent keeps the values used last: the n last at least, twice as many at
// most. It is two generations: what is used moves to the young one, and when
// that is full the old one goes.
type recent[K comparable, V any] struct {
	n          int
	young, old map[K]V
	gone       func(K, V) // told of what is let go to make room
}

func newRecent[K comparable, V any](n int, gone func(K, V)) *recent[K, V] {
	return &recent[K, V]{n: n, young: make(map[K]V), gone: gone}
}

func (r *recent[K, V]) get(k K) (V, bool) {
	if v, ok := r.young[k]; ok {
		return v, true
	}
	v, ok := r.old[k]
	if ok {
		delete(r.old, k)
		r.put(k, v)
	}
	return v, ok
}

func (r *recent[K, V]) put(k K, v V) {
	if len(r.young) >= r.n {
		for k, v := range r.old {
			r.gone(k, v)
		}
		r.old, r.young = r.young, make(map[K]V)
	}
	r.young[k] = v
}

// drop forgets a value without a word.
func (r *recent[K, V]) drop(k K) {
	delete(r.young, k)
	delete(r.old, k)
}
