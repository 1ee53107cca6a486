package bot

import (
	"context"
	"errors"
	"time"

	"pacer/bot/chat"
	"pacer/bot/outbox"
	"pacer/coach"
	"pacer/coach/alert"
	"pacer/coach/mastery"
	"pacer/coach/reflect"
)

// ErrSeen says that an event was handled before: nothing was changed.
var ErrSeen = errors.New("bot: event already handled")

// Store is what the bot remembers in. Its contract is the suite storagetest.
//
// What changes goes through Turn, what is only shown through View; both are
// bound to one workspace, and nothing read or written in them can be another's.
type Store interface {
	// Turn handles one event in one transaction: fn sees all earlier turns,
	// and what it writes is kept together with the mark that the event was
	// handled, or not at all. It returns after the commit, with the rows that
	// fn sent, leased to the caller. An event handled before is ErrSeen. An
	// empty event is none: it is handled every time.
	//
	// fn runs in the writer, after and before other turns, in a savepoint; it
	// may run again, reaches nothing outside but through its Tx, and takes
	// well under a millisecond. ctx is looked at before fn starts: when it
	// ends first, the turn is withdrawn; when it ends later, Turn returns its
	// error, the turn may yet commit, and its rows are then handed to the
	// outbox's Sender. After another error nothing of the turn is kept;
	// where the database failed in the commit and cannot tell, the event does
	// when it comes again, and a turn without one is not done twice.
	Turn(ctx context.Context, workspace, event string, fn func(Tx) error) ([]outbox.Row, error)

	// View shows one moment of a workspace, without waiting for writers.
	View(ctx context.Context, workspace string, fn func(Reader) error) error

	// Place tells the workspace a place belongs to; NotFound when none.
	Place(ctx context.Context, platform, place string) (workspace string, err error)
	// Hosts lists workspaces that have a place on a platform, by ID, as many as
	// limit.
	Hosts(ctx context.Context, platform string, limit int) (workspaces []string, err error)
	// Known lists the workspaces in which somebody has spoken with an account,
	// by name. With Choose one of them becomes the one that the account's
	// direct messages are about; NotFound when it is none of them.
	Known(ctx context.Context, platform, user string) ([]Known, error)
	Choose(ctx context.Context, platform, user, workspace string) error
	// PlaceCode finds the workspace in which a coach.CodePlace was made; NotFound
	// when there is no such code. Codes of another kind it never finds: they are
	// their workspace's affair.
	PlaceCode(ctx context.Context, code string) (workspace string, err error)
	// CodeOf finds the workspace in which a code of one of some kinds was made,
	// for who says it where no workspace is known; NotFound when there is none,
	// and Conflict when several have one: a class's may be the same in two.
	CodeOf(ctx context.Context, code string, kinds ...coach.CodeKind) (workspace string, err error)
	// Join makes a place belong to a workspace; Conflict when it belongs to another.
	Join(ctx context.Context, platform, place, workspace string) error
	// CreateWorkspace adds a workspace, or does nothing if one has the ID.
	CreateWorkspace(ctx context.Context, w coach.Workspace) error
	Workspaces(ctx context.Context) ([]coach.Workspace, error)

	// Due lists schedules whose time has come at now, earliest first, of all
	// workspaces. Its cost grows with what is due, not with who is enrolled.
	Due(ctx context.Context, now time.Time, limit int) ([]Schedule, error)
	// NextDue is the earliest time any schedule is due; zero if none is.
	NextDue(ctx context.Context) (time.Time, error)

	outbox.Queue
}

// Known is a workspace in which somebody has spoken with an account.
type Known struct {
	Workspace string
	Name      string
	Ended     bool      // they have left it
	Chosen    time.Time // since when their direct messages are about it; zero: they are not
}

// Reader reads one workspace. What does not exist is a coach.NotFound error.
// What it returns is the caller's to change.
type Reader interface {
	Workspace() (coach.Workspace, error)
	// Places lists the places that belong to the workspace, by platform and ID:
	// the Platform, ID and Name of each.
	Places() ([]chat.Place, error)
	Seen(event string) (bool, error) // whether an event was handled here

	// People.
	Person(id string) (coach.Person, error)
	Account(platform, user string) (coach.Account, error)
	Accounts(person string) ([]coach.Account, error)
	HasOwner() (bool, error)
	Grown() ([]coach.Person, error) // owners, and all who teach or may make classes
	Class(id string) (coach.Class, error)
	Classes() ([]coach.Class, error)
	Memberships(person string) ([]coach.Member, error)
	Members(class string) ([]Membership, error)  // by name
	Teachers(class string) ([]Membership, error) // teachers and substitutes, ended ones included
	Code(code string) (coach.Code, error)

	// Practice.
	OpenSession(person string) (coach.Session, error)
	Session(id string) (coach.Session, error)
	Sessions(person string, limit int) ([]coach.Session, error) // ended, newest first
	Question(id string) (coach.Question, error)
	// Questions lists the questions asked of a person in a conversation, the
	// one shown last first: one that was asked again counts from then.
	Questions(person, conversation string, limit int) ([]coach.Question, error)
	// Content returns the item that an attempt or a question names, as the
	// JSON that PutContent was given.
	Content(course, item, version string) ([]byte, error)
	Estimates(person string) ([]Estimated, error)
	// Items returns the states of all these items; one never met has the zero state.
	Items(ids []string) (map[string]mastery.Item, error)
	DueFacts(person string, now time.Time, limit int) ([]coach.Fact, error) // most overdue first
	// Attempts lists the newest first tries that count for a person (see
	// coach.History), on one skill if it is not empty, newest first.
	Attempts(person, skill string, limit int) ([]coach.Entry, error)
	Words(attempt int64) (Words, error)
	// WordsOf are the words of several attempts, by position; an attempt without
	// any is not in it.
	WordsOf(attempts []int64) (map[int64]Words, error)
	Entry(position int64) (coach.Entry, error)
	// Heirs lists the entries by which others took over what was a person's.
	Heirs(person string) ([]coach.Entry, error)
	coach.BookReader

	// EstimatesOf are the estimates of several people, as Estimates has them.
	EstimatesOf(people []string) (map[string][]Estimated, error)
	// Standings is where several people stand on each skill they have met, by
	// skill: what a picture of a class is made of, and a tenth of EstimatesOf's
	// cost.
	Standings(people []string) (map[string][]Stood, error)
	// DueSkills are the skills of which single facts of several people are due,
	// by skill. Who has none is not in it.
	DueSkills(people []string, now time.Time) (map[string][]string, error)
	// SkillAttempts lists the newest first tries that count on a skill, whoever's
	// they are, newest first.
	SkillAttempts(skill string, limit int) ([]coach.Entry, error)
	// Log lists the log's entries behind a position, in its order.
	Log(after int64, limit int) ([]coach.Entry, error)
	// End is the position of the log's last entry, 0 where there is none.
	End() (int64, error)

	// Together.
	Round(id string) (coach.Round, error)
	Rounds(class string, limit int) ([]coach.Round, error) // newest first
	Responses(round string) ([]coach.Response, error)
	Assignment(id string) (coach.Assignment, error)
	Assignments(class string) ([]coach.Assignment, error) // that stand, oldest first
	Group(id string) (coach.Group, error)
	Groups(class string) ([]coach.Group, error) // that stand, oldest first

	// Publishing.
	Draft(id string) (Draft, error)
	Publication(course string) (Publication, error)
	Publications() ([]Publication, error) // withdrawn ones too, by course
	// File returns a file of a draft, its parts put together.
	File(draft, path string) ([]byte, error)

	// Care.
	Alert(id string) (alert.Alert, error)
	Alerts(class string) ([]alert.Alert, error)                 // not resolved, oldest first
	LastAlerts(person string, limit int) ([]alert.Alert, error) // resolved ones too, newest first
	PersonAlerts(person string) ([]alert.Alert, error)          // not resolved
	// EndedAlerts lists a class's resolved alerts, the one raised last first;
	// of an empty class those of every class, danger left out.
	EndedAlerts(class string, limit int) ([]alert.Alert, error)
	Thought(id string) (Thought, error)
	Thoughts(person string, limit int) ([]Thought, error) // newest first
	Schedule(person, kind string) (Schedule, error)
	Receipt(message string) (chat.Receipt, error)
	// Acts lists what the audit trail says about a subject, newest first.
	Acts(subject string, limit int) ([]Act, error)

	// Privacy.
	// Consents lists what was agreed to for a person, or for a class: withdrawn
	// ones too.
	Consents(person string) ([]Consent, error)
	// Kept counts what is kept about a person.
	Kept(person string) (Kept, error)
	// Leaving tells when a person is to be forgotten; NotFound when they are not.
	Leaving(person string) (Leaving, error)
}

// Tx reads and changes one workspace in a turn. Put replaces what has the same
// key, or adds it; whose something is never changes, and when a question was
// posted its message's receipt says.
type Tx interface {
	Reader
	coach.Book

	// PutWorkspace changes the workspace, or makes it.
	PutWorkspace(coach.Workspace) error
	// JoinPlace makes a place belong to the workspace. One that belongs to
	// another leaves it if at most one person ever spoke there: what they did
	// stays, their account of the platform has left there, and nothing comes due
	// there any more. Else it is a Conflict.
	JoinPlace(chat.Place) error
	PutPerson(coach.Person) error
	PutAccount(coach.Account) error
	PutClass(coach.Class) error
	PutMember(coach.Member) error
	RemoveMember(class, person string) error
	PutCode(coach.Code) error
	SpendCode(code string) error

	PutSession(coach.Session) error
	PutQuestion(coach.Question) error
	// PutContent keeps what an item's version says as long as an attempt or a
	// question names it. What a version says never changes.
	PutContent(course, item, version string, content []byte) error
	// Append adds an entry to the log and returns its position.
	Append(coach.Entry) (position int64, err error)
	PutWords(Words) error
	// Adopt makes a person's sessions, questions, thoughts and alerts another's.
	// The person, their accounts and classes, what the log says of them and the
	// words beside it stay as they are.
	Adopt(from, to string) error

	PutDraft(Draft) error
	// PutFile adds a part of a file of a draft, from 0 on: a file larger than
	// FilePart is written in several, in turns of their own. The draft is there.
	PutFile(draft, path string, part int, data []byte) error
	PutPublication(Publication) error

	PutRound(coach.Round) error
	PutResponse(coach.Response) error // the first one of a person and item stands
	PutAssignment(coach.Assignment) error
	PutGroup(coach.Group) error
	// SpendCodes spends all codes of a kind that are about a subject.
	SpendCodes(kind coach.CodeKind, subject string) error

	PutAlert(alert.Alert) error
	PutThought(Thought) error
	RemoveThought(id, person string) error // the person's own; another's stays
	PutSchedule(Schedule) error
	PutConsent(Consent) error
	// PutLeaving plans that a person is forgotten, or with no time that they are
	// not.
	PutLeaving(Leaving) error
	Audit(Act) error

	// Send puts a fitted message on its way when the turn commits.
	Send(outbox.Row) error
}

// Membership is a member of a class with who they are.
type Membership struct {
	coach.Member
	Who coach.Person
}

// Estimated is an estimate with what learners share about its skill.
type Estimated struct {
	coach.Estimate
	Shared mastery.Shared
}

// Stood is where a person stands on a skill.
type Stood struct {
	Skill    string // "course/id"
	Standing mastery.Standing
	Due      time.Time // of its review; zero: none
}

// Words are what a learner said in an attempt, apart from it, since they are
// theirs: forget removes them.
type Words struct {
	Attempt    int64 // position in the log
	Person     string
	Said       string
	Confidence int
}

// Thought is a reflection, or one that was asked for and not given.
type Thought struct {
	ID      string // of the question that asked for it
	Person  string
	Class   string // it was thought in; empty: none
	Prompt  string
	Trigger reflect.Trigger
	About   string // skill or course that was asked about; empty: none in particular
	At      time.Time
	Said    string // in their own words, or the option's at the time
	Tap     int    // the option chosen, from 1; 0: it was said in words
	Skipped bool   // declined, or not answered so far
	Share   reflect.Share
}

// Schedule is something that comes due for a person.
type Schedule struct {
	Workspace string
	Person    string
	Kind      string    // see the kinds in tick.go
	Next      time.Time // zero: never
	Key       string    // of the next time: local date and time, happens once
}

// Consent is who agreed to what, when.
type Consent struct {
	ID     string
	Person string // whom it is for: a person, or a class for all who learn in it
	By     string // the person who recorded it
	Role   ConsentRole
	Text   string // which text, by its key and version
	At     time.Time
	Until  time.Time // withdrawn; zero: holds
}

// ConsentRole says who agreed.
type ConsentRole string

// The roles. Of a guardian nothing more is kept than that it was one.
const (
	ConsentSelf     ConsentRole = "self"
	ConsentGuardian ConsentRole = "guardian"
	ConsentSchool   ConsentRole = "school"
)

// Holds tells whether a consent was not withdrawn.
func (c *Consent) Holds() bool { return c.Until.IsZero() }

// Kept is how much is kept about a person, theirs from before accounts were
// joined included.
type Kept struct{ Attempts, Words, Thoughts, Sessions, Alerts int }

// Leaving is somebody who is to be forgotten.
type Leaving struct {
	Workspace string
	Person    string
	By        string    // who asked for it: the person; empty: somebody at the command line
	Asked     time.Time // when they did
	Due       time.Time // from then on it is not to be taken back
}

// Act is one line of the audit trail.
type Act struct {
	ID      string
	At      time.Time
	By      string // person
	What    string // "override", "regrade", "owner-code", …
	Subject string // person, class or attempt
	Detail  string // never a learner's words
}
