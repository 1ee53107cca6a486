package storage

// Class says what kind of thing a column or a field holds, and so what becomes of
// it. Whoever adds a column says which class it is of: a test fails until then.
type Class string

// The classes.
const (
	Identity  Class = "identity"  // who somebody is, or an ID that leads there
	Words     Class = "words"     // what somebody said or wrote
	Record    Class = "record"    // what was practised, with what success, and what follows from it
	Setting   Class = "setting"   // what somebody chose
	Operation Class = "operation" // what the program needs to do its work
	TrailLine Class = "trail"     // who did what
	Content   Class = "content"   // what can be learnt
)

// Audience says who may see what a table holds, beside whoever runs the server,
// who has the file.
type Audience string

// The audiences. A person sees what is kept about them in any case.
const (
	SeenByTeachers Audience = "the teachers of their classes"
	SeenByShared   Audience = "the teachers of their classes, where they share it"
	SeenByClass    Audience = "the people of the class"
	SeenBySafety   Audience = "the teachers of the class; danger: the safety contact alone"
	SeenByOwners   Audience = "the owners"
	SeenBySelf     Audience = "they alone"
	SeenByNobody   Audience = "nobody"
)

// Fate is what becomes of a person's rows when they are forgotten.
type Fate string

// The fates.
const (
	Erase     Fate = "erased"                 // the rows go
	Randomise Fate = "kept under a random ID" // they stay, and lead to nobody
	Clear     Fate = "kept without them"      // they are others' too: what names the person is taken out
	Keep      Fate = "kept"                   // nothing in them is about a person
)

// Table is how a table is classified.
type Table struct {
	Name    string
	Person  string // the column that says whose a row is; empty: nobody's, or several people's
	Key     string // what names a row in its workspace, in one column
	Fate    Fate
	Find    string // the keys of a person's rows, a query of workspace and person; empty: by Person
	Ahead   bool   // there may be thousands: they go in small turns, before the rest
	Seen    Audience
	Term    Term // after which rows go by themselves; empty: they stay
	Columns map[string]Class
	Fields  map[string]Class // of the JSON in it, each by its path
}

// wordsOfPerson finds somebody's words by their attempts, which have an index.
const wordsOfPerson = `SELECT w.attempt FROM log l JOIN words w ON w.workspace = l.workspace AND w.attempt = l.position WHERE l.workspace = ?1 AND l.person = ?2`

// find is a query of workspace and person for the keys of a person's rows.
func (t *Table) find() string {
	if t.Find != "" {
		return t.Find
	}
	return `SELECT ` + t.Key + ` FROM ` + t.Name + ` WHERE workspace = ?1 AND ` + t.Person + ` = ?2`
}

// where is a condition, of workspace and person, on a person's rows.
func (t *Table) where() string {
	if t.Find != "" {
		return `workspace = ?1 AND ` + t.Key + ` IN (` + t.Find + `)`
	}
	return `workspace = ?1 AND ` + t.Person + ` = ?2`
}

// Tables lists all tables, in an order in which rows can be removed: those that
// others point to come last.
func Tables() []Table { return tables }

var tables = []Table{
	{Name: "words", Person: "person", Key: "attempt", Fate: Erase, Ahead: true, Find: wordsOfPerson, Seen: SeenByTeachers, Term: TermWords, Columns: map[string]Class{
		"workspace": Operation, "attempt": Operation, "person": Identity, "said": Words, "confidence": Record,
	}},
	{Name: "thought", Person: "person", Key: "id", Fate: Erase, Ahead: true, Seen: SeenByShared, Term: TermThoughts, Columns: map[string]Class{
		"workspace": Operation, "id": Operation, "person": Identity, "prompt": Content, "occasion": Operation, "at": Record, "said": Words,
		"skipped": Record, "shared": Setting, "class": Operation, "about": Record, "tap": Words,
	}},
	{Name: "question", Person: "person", Key: "id", Fate: Erase, Ahead: true, Seen: SeenByTeachers, Term: TermPractice, Columns: map[string]Class{
		"workspace": Operation, "id": Operation, "person": Identity, "conversation": Identity, "ask": Operation, "message": Operation, "details": Record,
	}, Fields: questionFields},
	{Name: "session", Person: "person", Key: "id", Fate: Erase, Ahead: true, Seen: SeenByTeachers, Term: TermPractice, Columns: map[string]Class{
		"workspace": Operation, "id": Operation, "person": Identity, "ended": Record, "details": Record,
	}, Fields: sessionFields},
	{Name: "response", Person: "person", Fate: Erase, Seen: SeenByTeachers, Columns: map[string]Class{
		"workspace": Operation, "round": Operation, "person": Identity, "item": Record, "attempt": Operation, "details": Record,
	}, Fields: responseFields},
	{Name: "alert", Person: "person", Key: "id", Fate: Erase, Seen: SeenBySafety, Term: TermAlerts, Columns: map[string]Class{
		"workspace": Operation, "id": Operation, "class": Operation, "person": Identity, "open": Operation, "details": Record,
	}, Fields: alertFields},
	{Name: "schedule", Person: "person", Fate: Erase, Seen: SeenByNobody, Columns: map[string]Class{
		"workspace": Operation, "person": Identity, "kind": Operation, "next": Operation, "key": Operation,
	}},
	{Name: "consent", Person: "person", Key: "id", Fate: Erase, Seen: SeenByTeachers, Columns: map[string]Class{
		"workspace": Operation, "id": Operation, "person": Identity, "by": Identity, "role": TrailLine, "text": TrailLine, "at": TrailLine, "until": TrailLine,
	}},
	{Name: "leaving", Person: "person", Key: "person", Fate: Erase, Seen: SeenBySelf, Columns: map[string]Class{
		"workspace": Operation, "person": Identity, "by": Identity, "asked": Operation, "due": Operation,
	}},
	{Name: "code", Person: "subject", Key: "code", Fate: Erase, Seen: SeenByNobody, Term: TermCodes, Columns: map[string]Class{
		"workspace": Operation, "code": Operation, "kind": Operation, "subject": Identity, "expires": Operation,
	}},
	{Name: "member", Person: "person", Fate: Erase, Seen: SeenByClass, Columns: map[string]Class{
		"workspace": Operation, "class": Operation, "person": Identity, "role": Record, "until": Operation,
	}},
	{Name: "visit", Key: "key", Fate: Clear, Seen: SeenBySelf, Columns: map[string]Class{
		"workspace": Operation, "key": Operation, "user": Identity, "made": Operation, "seen": Operation, "ends": Operation,
	}},
	{Name: "line", Fate: Clear, Seen: SeenBySelf, Term: TermLines, Columns: map[string]Class{
		"workspace": Operation, "user": Identity, "id": Operation, "at": Record, "own": Operation, "message": Words,
	}},
	{Name: "direct", Fate: Clear, Seen: SeenByNobody, Columns: map[string]Class{
		"platform": Operation, "user": Identity, "workspace": Setting, "at": Setting,
	}},
	{Name: "account", Person: "person", Key: "user", Fate: Erase, Seen: SeenByTeachers, Columns: map[string]Class{
		"workspace": Operation, "platform": Identity, "place": Operation, "user": Identity, "person": Identity, "ended": Operation, "closed": Operation,
		"direct": Identity, "aside": Identity,
	}},
	{Name: "log", Person: "person", Key: "position", Fate: Randomise, Seen: SeenByTeachers, Columns: map[string]Class{
		"workspace": Operation, "position": Operation, "kind": Record, "person": Identity, "at": Record, "course": Record, "item": Record, "version": Record,
		"skill": Record, "also": Record, "fact": Record, "question": Operation, "try": Record, "counts": Record, "correct": Record, "score": Record,
		"tier": Record, "chance": Record, "hints": Record, "took": Record, "rapid": Record, "self_graded": Record, "mixed": Record, "purpose": Record,
		"day": Record, "misconception": Record, "expected": Record, "target": Record, "by": Identity, "level": Record, "params": Operation, "fit": Operation,
		"seed": Operation, "source": Identity,
	}},
	{Name: "learner", Person: "person", Key: "person", Fate: Randomise, Seen: SeenByTeachers, Columns: map[string]Class{
		"workspace": Operation, "person": Identity, "state": Record, "review": Record,
	}},
	{Name: "estimate", Person: "person", Fate: Randomise, Seen: SeenByTeachers, Columns: map[string]Class{
		"workspace": Operation, "person": Identity, "skill": Record, "state": Record, "standing": Record, "card": Record, "reviewed": Record, "due": Record,
		"params": Operation, "position": Operation,
	}},
	{Name: "fact", Person: "person", Fate: Randomise, Seen: SeenByTeachers, Columns: map[string]Class{
		"workspace": Operation, "person": Identity, "item": Record, "skill": Record, "card": Record, "due": Record,
	}},
	{Name: "round", Key: "id", Fate: Clear, Seen: SeenByTeachers, Columns: map[string]Class{
		"workspace": Operation, "id": Operation, "class": Operation, "details": Record,
	}, Fields: roundFields},
	{Name: "assignment", Key: "id", Fate: Clear, Seen: SeenByTeachers, Columns: map[string]Class{
		"workspace": Operation, "id": Operation, "class": Operation, "ended": Operation, "details": Record,
	}, Fields: assignmentFields},
	{Name: "grouping", Key: "id", Fate: Clear, Seen: SeenByClass, Columns: map[string]Class{
		"workspace": Operation, "id": Operation, "class": Operation, "ended": Operation, "details": Record,
	}, Fields: groupFields},
	{Name: "draft", Key: "id", Fate: Clear, Seen: SeenBySelf, Term: TermDrafts, Columns: map[string]Class{
		"workspace": Operation, "id": Operation, "person": Identity, "made": Operation, "details": Content,
	}, Fields: draftFields},
	{Name: "file", Fate: Keep, Seen: SeenByTeachers, Columns: map[string]Class{
		"workspace": Operation, "draft": Operation, "path": Content, "part": Operation, "data": Content,
	}},
	{Name: "publication", Key: "course", Fate: Clear, Seen: SeenByTeachers, Columns: map[string]Class{
		"workspace": Operation, "course": Content, "title": Content, "author": Identity, "draft": Operation, "state": Operation, "at": Operation,
	}},
	{Name: "content", Fate: Keep, Seen: SeenByClass, Columns: map[string]Class{
		"workspace": Operation, "course": Content, "item": Content, "version": Content, "json": Content,
	}},
	{Name: "audit", Key: "position", Fate: Clear, Seen: SeenByOwners, Columns: map[string]Class{
		"workspace": Operation, "position": Operation, "id": Operation, "at": TrailLine, "by": Identity, "what": TrailLine, "subject": Identity, "detail": TrailLine,
		"by_key": Operation, "about_key": Operation, "by_sum": Operation, "about_sum": Operation, "seal": Operation,
	}},
	{Name: "trail", Key: "position", Fate: Keep, Seen: SeenByNobody, Columns: map[string]Class{"workspace": Operation, "position": Operation, "seal": Operation}},
	{Name: "forgotten", Key: "sum", Fate: Keep, Seen: SeenByNobody, Columns: map[string]Class{"workspace": Operation, "sum": Operation, "at": Operation}},
	{Name: "outbox", Key: "id", Fate: Clear, Seen: SeenByNobody, Columns: map[string]Class{
		"workspace": Operation, "id": Operation, "dest": Identity, "message": Words, "begun": Operation, "urgent": Operation, "dead": Operation,
		"attempts": Operation, "not_before": Operation, "lease": Operation, "error": Operation,
	}},
	{Name: "receipt", Key: "id", Fate: Clear, Seen: SeenByNobody, Term: TermReceipts, Columns: map[string]Class{
		"workspace": Operation, "id": Operation, "ref": Identity, "posted": Operation,
	}},
	{Name: "mark", Fate: Clear, Seen: SeenByNobody, Columns: map[string]Class{"platform": Operation, "channel": Identity, "message": Operation}},
	{Name: "seen", Key: "event", Fate: Keep, Seen: SeenByNobody, Term: TermEvents, Columns: map[string]Class{
		"workspace": Operation, "event": Operation, "at": Operation,
	}},
	{Name: "workspace_state", Fate: Keep, Seen: SeenByNobody, Columns: map[string]Class{
		"workspace": Operation, "params": Operation, "mastery": Record, "usual": Record, "fit": Record, "fitted": Operation,
	}},
	{Name: "item", Key: "item", Fate: Keep, Seen: SeenByTeachers, Columns: map[string]Class{"workspace": Operation, "item": Content, "state": Record}},
	{Name: "skill", Key: "skill", Fate: Keep, Seen: SeenByTeachers, Columns: map[string]Class{"workspace": Operation, "skill": Content, "state": Record}},
	{Name: "class", Key: "id", Fate: Clear, Seen: SeenByClass, Columns: map[string]Class{
		"workspace": Operation, "id": Operation, "details": Setting,
	}, Fields: classFields},
	{Name: "place", Fate: Keep, Seen: SeenByOwners, Columns: map[string]Class{
		"platform": Operation, "place": Operation, "workspace": Operation, "name": Operation,
	}},
	{Name: "vault", Fate: Keep, Seen: SeenByNobody, Columns: map[string]Class{"platform": Operation, "place": Operation, "key": Operation, "sealed": Operation}},
	{Name: "meta", Fate: Keep, Seen: SeenByNobody, Columns: map[string]Class{"key": Operation, "value": Operation}},
	{Name: "person", Key: "id", Fate: Clear, Seen: SeenByTeachers, Term: TermAbsent, Columns: map[string]Class{
		"workspace": Operation, "id": Identity, "name": Identity, "owner": Record, "maker": Record, "details": Setting,
	}, Fields: personFields},
	{Name: "workspace", Fate: Keep, Seen: SeenByClass, Columns: map[string]Class{
		"id": Operation, "name": Operation, "zone": Setting, "help": Setting, "safety": Identity,
	}},
}
