package coach

import (
	"math/bits"
	"strings"
	"time"

	"pacer/coach/reflect"
)

// Role is what a person is in a class, or, for Owner, in the workspace.
type Role string

// The roles. A club's lead is its teacher.
const (
	Learner    Role = "learner"
	Teacher    Role = "teacher"
	Helper     Role = "helper"     // runs rounds, sees no learner's estimates
	Substitute Role = "substitute" // a teacher until a date
	Owner      Role = "owner"
)

// Workspace is a school or a club with all that it keeps; nothing in it is
// seen from another.
type Workspace struct {
	ID      string
	Name    string
	Zone    string   // IANA; for people who have not said theirs
	Help    string   // where to turn in danger, in the school's own words: a helpline, a room
	Safety  string   // the person who alone receives danger; empty: nobody, and free reflection stays off
	Demoted []string `json:",omitzero"` // rules of alert that teachers called useless so often that they are told of them less; the owners know
}

// CanReflect tells whether learners may be asked what they think in their own
// words: somebody is named who hears of danger in it, and words that say where to
// turn until they are there.
func (w *Workspace) CanReflect() bool { return w.Safety != "" && strings.TrimSpace(w.Help) != "" }

// Person is a human in a workspace.
type Person struct {
	ID       string
	Name     string // as the platform shows it; a word for people, never a key
	Owner    bool
	Maker    bool   // appointed a teacher: may make classes
	Mapped   Mapped `json:",omitzero"` // whether a role of a platform is what makes them a Maker
	Settings Settings
	Supports Supports       `json:",omitzero"`
	Home     string         // the conversation the coach may begin in: its key, the last private one used
	Class    string         // the class whose courses are practised now; empty: none yet
	Course   string         // of that class, chosen; empty: the first one bound
	Goal     Goal           `json:",omitzero"` // what the learner aims at
	Goals    []Goal         `json:",omitzero"` // earlier ones, oldest first; see GoalsKept
	Proposed Goal           `json:",omitzero"` // by a teacher, and not answered yet
	Met      Step           // how far the two opening questions have come
	Begun    Begun          // how often the coach has begun today
	Pinged   Begun          // how often a teacher has been pinged today
	Active   Active         // the days of practice
	Sure     reflect.Counts // how often right, by how sure they said they were
	Reflects Reflects       `json:",omitzero"` // how they take to being asked what they think
	Offered  bool           // writing again was offered since they asked for silence
	Start    string         // the skill that placement said comes next, until it does
	Placed   []string       // skills passed in placement, as "course/id"
	Unheard  int            // check-ins in a row that nobody answered
	Planned  Day            // since when the plan in Settings holds: nothing was missed up to then
	Joined   time.Time
	Choices  Choices    `json:",omitzero"` // how they take to being asked how to go on
	Tested   Tested     `json:",omitzero"` // the skills that they have tested out of today, or tried to
	Doubts   []Doubt    `json:",omitzero"` // estimates that they think are too high
	Flagged  Flagged    // the items that an author was told of
	Guesses  Guesses    `json:",omitzero"` // codes they said that do not exist
	Digested time.Time  `json:",omitzero"` // until when a teacher was told of their week
	Enough   Day        `json:",omitzero"` // the day on which they said that it is enough for today
	Replan   Day        `json:",omitzero"` // the day on which they were last asked whether their plan is still a good one
	Plenty   Day        `json:",omitzero"` // the day on which they were last told that it is enough
	Moved    Moved      `json:",omitzero"` // of their reminder's hour, by itself
	Answered Begun      `json:",omitzero"` // questions answered at the first try, on the last such day
	Lined    Day        `json:",omitzero"` // when they were last told how their week went
	KeptTill Day        `json:",omitzero"` // up to this day they know which missed days were kept for them
	Reminded []Reminder `json:",omitzero"` // sentences of the latest reminders, oldest first
	Starts   []Start    `json:",omitzero"` // when practice began on the latest days, oldest first

	OwnName   bool      `json:",omitzero"` // they said what they are called: no platform changes it any more
	Withdrawn time.Time `json:",omitzero"` // since when they, or a guardian, agree to practice no more; zero: they do
	WasSilent bool      `json:",omitzero"` // whether Settings.Silent was set before that
	StandsBy  bool      `json:",omitzero"` // reads words that mean danger when the safety contact has not taken them up
}

// Mapped is what a role of a platform, which the configuration maps to
// teachers, has made of a person. Whom an owner appointed it is nothing to.
type Mapped string

// What a role has made of somebody.
const (
	MappedNone Mapped = ""     // nothing
	MappedHeld Mapped = "held" // a teacher, as long as they have it
	MappedLost Mapped = "lost" // a teacher once; their classes wait until they have it again
)

// Guesses counts the codes that a person said and nobody made, so that none is
// found by trying.
type Guesses struct {
	Since time.Time // the first of those that count
	N     int
}

// How many wrong codes may be said in how long. A code has 40 random bits.
const (
	GuessLimit = 10
	GuessSpan  = time.Hour
)

// Wrong counts one that was wrong.
func (g *Guesses) Wrong(now time.Time) {
	if now.Sub(g.Since) >= GuessSpan {
		*g = Guesses{Since: now}
	}
	g.N++
}

// Until is when a code may be said again; zero: now.
func (g Guesses) Until(now time.Time) time.Time {
	if end := g.Since.Add(GuessSpan); g.N >= GuessLimit && now.Before(end) {
		return end
	}
	return time.Time{}
}

// Flagged is what an author was told of the items that may mislead.
type Flagged struct {
	At    time.Time `json:",omitzero"` // the last time
	Items []string  `json:",omitzero"` // "course/id flag", those told of that are still flagged
}

// Step is how far onboarding has come.
type Step string

// The steps of onboarding. A word said in the middle of it is obeyed: the step
// stays where it is and is asked after the next session.
const (
	StepNew    Step = ""       // never spoken to
	StepTime   Step = "time"   // asked how long
	StepWhen   Step = "when"   // asked when to write
	StepPlaced Step = "placed" // asked both, starting point not found yet
	StepDone   Step = "done"
)

// Active is on which of the last 64 days a person practised: something
// meaningful was answered.
type Active struct {
	Last Day    // the newest such day; 0: none
	Bits uint64 // bit n: n days before Last
}

// Mark adds a day.
func (a *Active) Mark(d Day) {
	switch {
	case a.Last == 0:
		*a = Active{Last: d, Bits: 1}
	case d > a.Last:
		a.Bits = a.Bits<<uint(d-a.Last) | 1
		a.Last = d
	case a.Last-d < 64:
		a.Bits |= 1 << uint(a.Last-d)
	}
}

// And is the days marked in either.
func (a Active) And(b Active) Active {
	if a.Last < b.Last {
		a, b = b, a
	}
	for d := b.Last; b.Last != 0 && d > b.Last-64; d-- {
		if b.On(d) {
			a.Mark(d)
		}
	}
	return a
}

// Days is how many of the 64 days are marked.
func (a Active) Days() int { return bits.OnesCount64(a.Bits) }

// On tells whether a day is marked.
func (a Active) On(d Day) bool {
	return a.Last != 0 && d <= a.Last && a.Last-d < 64 && a.Bits&(1<<uint(a.Last-d)) != 0
}

// Begun counts what the coach began for a person on one local day.
type Begun struct {
	Day Day
	N   int
}

// And is what was begun for two who are one: on the later day, of both.
func (b Begun) And(o Begun) Begun {
	switch {
	case b.Day == o.Day:
		b.N += o.N
	case o.Day > b.Day:
		return o
	}
	return b
}

// Settings are what a person says about how they want to learn. The zero value
// of a field means its default, see Defaults.
type Settings struct {
	Language  string    `json:"language,omitempty"`  // BCP 47
	Zone      string    `json:"zone,omitempty"`      // IANA
	Minutes   int       `json:"minutes,omitempty"`   // length of a session: 2, 5 or 15
	CheckIn   string    `json:"check_in,omitempty"`  // cron expression on the person's own wall clock; empty: the coach never begins practice
	QuietFrom int       `json:"quiet_from"`          // minutes after local midnight
	QuietTo   int       `json:"quiet_to"`            // equal to QuietFrom: no quiet hours
	Cap       int       `json:"cap,omitempty"`       // what the coach begins in a day, at most
	Paused    time.Time `json:"paused,omitzero"`     // nothing begins before this
	Own       bool      `json:"own,omitempty"`       // CheckIn is the person's own choice, not the class's
	Silent    bool      `json:"silent,omitempty"`    // nothing begins until switched on again
	Speech    bool      `json:"speech,omitempty"`    // mathematics is said in words, for who listens
	Pace      int       `json:"pace,omitempty"`      // questions on a planned day, as the learner plans; 0: a session, however many it has
	Most      int       `json:"most,omitempty"`      // questions a day after which the coach says that it is enough; 0: MostUsual
	Excused   []Holiday `json:"excused,omitempty"`   // when they were, or will be, away or paused: no planned day is missed then
	Learns    bool      `json:"learns,omitempty"`    // the hour of CheckIn follows when they practise
	Uncounted bool      `json:"uncounted,omitempty"` // they are not told how many planned days they kept
	Themes    []string  `json:"themes,omitempty"`    // tags of items that they like questions to be about
	Where     string    `json:"where,omitempty"`     // the conversation that they chose for what the coach begins: its key; empty: the last private one used
	// Zone and Language are the person's own choice: what a platform says of
	// them does not change them any more.
	OwnZone     bool `json:"own_zone,omitempty"`
	OwnLanguage bool `json:"own_language,omitempty"`
	// A teacher's.
	Morning int       `json:"morning,omitempty"` // minutes after local midnight at which the day's line is said; 0: MorningUsual; NoMorning: never
	Digest  int       `json:"digest,omitempty"`  // the digest's day of the week, 1 Monday to 7 Sunday; 0: Monday; NoDigest: never
	Away    []Holiday `json:"away,omitempty"`    // days on which colleagues are told instead
}

// Defaults are the settings of a person who has said nothing: five minutes, no
// check-in, quiet from eight in the evening to half past seven, two messages a
// day at most.
func Defaults() Settings {
	return Settings{Language: "en", Minutes: 5, QuietFrom: 20 * 60, QuietTo: 7*60 + 30, Cap: 2}
}

// When a teacher is told of their day and their week who has not said when.
const (
	MorningUsual = 8 * 60 // minutes after local midnight
	NoMorning    = -1
	NoDigest     = -1
)

// MorningAt is when the day's line is said, in minutes after local midnight; ok
// is false for who wants none.
func (s Settings) MorningAt() (minutes int, ok bool) {
	if s.Morning == 0 {
		return MorningUsual, true
	}
	return s.Morning, s.Morning > 0
}

// DigestOn is the day of the week of the digest; ok is false for who wants none.
func (s Settings) DigestOn() (day time.Weekday, ok bool) {
	if s.Digest == 0 {
		return time.Monday, true
	}
	return time.Weekday(s.Digest % 7), s.Digest > 0
}

// IsAway tells whether a person has said to be away on a day, and the first day
// on which they are back.
func (s Settings) IsAway(d Day) (away bool, back Day) {
	back = d
	for again := true; again; { // one absence may follow upon another
		again = false
		for _, h := range s.Away {
			if back >= h.From && back <= h.To {
				back, again = h.To+1, true
			}
		}
	}
	return back > d, back
}

// Account is a person on one platform. Key is unique in a workspace.
type Account struct {
	Platform string
	Place    string // where the platform's user IDs hold only within a team; else empty
	User     string
	Person   string
	Ended    bool // deactivated or left: not spoken to until they speak
	Closed   bool // takes no direct messages
	// Where the coach may speak to the account first, as keys of conversations:
	// its direct messages, and the channel in which it last spoke, where only
	// it sees what is said. Empty: none is known.
	Direct string
	Aside  string
}

// Reach is the conversation in which the account can be spoken to first: its
// direct messages or, while they are closed, the channel it last spoke in.
// Empty: nowhere.
func (a Account) Reach() string {
	switch {
	case a.Ended:
		return ""
	case a.Direct != "" && !a.Closed:
		return a.Direct
	}
	return a.Aside
}

// Class is a group of learners with its teachers, in a school or a club.
type Class struct {
	ID       string
	Name     string
	Age      string         // age band: "under 13", "13-17", "18+"
	Code     string         // join code for learners
	Courses  []string       // course IDs, first is the default
	CheckIn  string         // cron expression proposed to learners; empty: none
	Holidays []Holiday      // nothing begins then, and no plan is missed
	Routes   []Route        // who is told first; without one that fits, every teacher
	Preset   Preset         `json:",omitzero"` // how much of the coach it has; empty: all
	Thinking reflect.Policy `json:",omitzero"` // what its learners are asked to think about, and who may read it
	Offers   []string       `json:",omitzero"` // questions of the coach's in which learners made some that wait for a teacher, oldest first
	Parity   bool           `json:",omitzero"` // its teachers want to see how it goes for groups of learners
	Archived bool           // its term is over: nothing begins any more, and all is kept
}

// Free tells whether a day is a holiday of the class.
func (c *Class) Free(d Day) bool {
	for _, h := range c.Holidays {
		if d >= h.From && d <= h.To {
			return true
		}
	}
	return false
}

// Route says that a teacher is told of some alerts before their colleagues are.
type Route struct {
	Person string
	Skill  string // "course/id", or a course; empty: any
	Least  int    // severity from which on, as in alert.Severity
}

// The age bands that a class may have.
const (
	AgeUnder13 = "under 13"
	Age13To17  = "13-17"
	AgeAdult   = "18+"
)

// AgeBands lists the age bands a class may have.
func AgeBands() []string { return []string{AgeUnder13, Age13To17, AgeAdult} }

// Youngest is the age from which on a band is for everybody, in years; 0 where
// the band has no lower end, or there is none of that name.
func Youngest(band string) int {
	switch band {
	case Age13To17:
		return 13
	case AgeAdult:
		return 18
	}
	return 0
}

// Holiday is a span of local days, both included.
type Holiday struct{ From, To Day }

// Member is a person in a class.
type Member struct {
	Class  string
	Person string
	Role   Role
	Until  time.Time // substitutes; zero: no end
}

// Teaches tells whether the member acts as a teacher at a time.
func (m Member) Teaches(now time.Time) bool {
	return m.Role == Teacher || m.Role == Substitute && (m.Until.IsZero() || now.Before(m.Until))
}

// CodeKind says what a code does for the one who says it.
type CodeKind string

// The kinds of code.
const (
	CodeOwner CodeKind = "owner" // makes its first sayer the owner
	CodeClass CodeKind = "class" // makes its sayer a learner of a class
	CodeTeach CodeKind = "teach" // makes its first sayer a teacher of a class
	CodeLink  CodeKind = "link"  // joins two accounts of one person
	CodePlace CodeKind = "place" // joins a place to the workspace it was made in
	CodeStand CodeKind = "stand" // makes its first sayer a substitute in a class, until it expires

	// Kept as the SHA-256 of what is said, in hexadecimal: who reads the database
	// enters nowhere.
	CodePage   CodeKind = "page"   // lets a person into their pages, once, from a link they asked for
	CodeReturn CodeKind = "return" // lets a person back into the web chat; as often as they say it
)

// Code is a word that gives its sayer something. Single use, but CodeClass.
type Code struct {
	Code    string
	Kind    CodeKind
	Subject string // the class, or the person
	Expires time.Time
}
