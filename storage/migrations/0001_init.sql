-- +goose Up
-- Every row belongs to a workspace, which comes first in every key. Instants
-- are milliseconds since 1970 in UTC, 0 for none. Binary columns are the
-- versioned encodings of coach, coach/mastery and coach/review; details are JSON that
-- no query looks into.

CREATE TABLE workspace (
	id     TEXT NOT NULL PRIMARY KEY,
	name   TEXT NOT NULL,
	zone   TEXT NOT NULL, -- IANA name
	help   TEXT NOT NULL, -- where to turn in danger
	safety TEXT NOT NULL  -- person who alone receives danger; '' for nobody
) STRICT;

CREATE TABLE place (
	platform  TEXT NOT NULL,
	place     TEXT NOT NULL, -- team, guild; '' where a platform has one
	workspace TEXT NOT NULL REFERENCES workspace (id),
	name      TEXT NOT NULL, -- as the platform tells it
	PRIMARY KEY (platform, place)
) STRICT, WITHOUT ROWID;
CREATE INDEX place_workspace ON place (workspace, platform);

-- Events that were handled: the same one again changes nothing.
CREATE TABLE seen (
	workspace TEXT NOT NULL,
	event     TEXT NOT NULL, -- platform and the platform's ID
	at        INTEGER NOT NULL,
	PRIMARY KEY (workspace, event)
) STRICT, WITHOUT ROWID;

CREATE TABLE person (
	workspace TEXT NOT NULL REFERENCES workspace (id),
	id        TEXT NOT NULL,
	name      TEXT NOT NULL,
	owner     INTEGER NOT NULL, -- 0 or 1
	maker     INTEGER NOT NULL, -- may make classes: 0 or 1
	details   TEXT NOT NULL,
	PRIMARY KEY (workspace, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX person_grown ON person (workspace) WHERE owner = 1 OR maker = 1;

CREATE TABLE account (
	workspace TEXT NOT NULL,
	platform  TEXT NOT NULL,
	place     TEXT NOT NULL,
	user      TEXT NOT NULL, -- the platform's ID
	person    TEXT NOT NULL,
	ended     INTEGER NOT NULL, -- 0 or 1
	closed    INTEGER NOT NULL, -- takes no direct messages: 0 or 1
	direct    TEXT NOT NULL,    -- key of its direct messages
	aside     TEXT NOT NULL,    -- key of its last private place in a channel
	PRIMARY KEY (workspace, platform, user),
	FOREIGN KEY (workspace, person) REFERENCES person (workspace, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX account_person ON account (workspace, person);
CREATE INDEX account_user ON account (platform, user); -- in direct messages that name no place

-- Which of several workspaces the direct messages of an account are about,
-- where they name no place.
CREATE TABLE direct (
	platform  TEXT NOT NULL,
	user      TEXT NOT NULL,
	workspace TEXT NOT NULL REFERENCES workspace (id),
	at        INTEGER NOT NULL, -- when they chose it
	PRIMARY KEY (platform, user)
) STRICT, WITHOUT ROWID;

CREATE TABLE class (
	workspace TEXT NOT NULL REFERENCES workspace (id),
	id        TEXT NOT NULL,
	details   TEXT NOT NULL,
	PRIMARY KEY (workspace, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE member (
	workspace TEXT NOT NULL,
	class     TEXT NOT NULL,
	person    TEXT NOT NULL,
	role      TEXT NOT NULL,
	until     INTEGER NOT NULL, -- of a substitute
	PRIMARY KEY (workspace, class, person),
	FOREIGN KEY (workspace, class) REFERENCES class (workspace, id),
	FOREIGN KEY (workspace, person) REFERENCES person (workspace, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX member_person ON member (workspace, person);
CREATE INDEX member_teaches ON member (workspace, class) WHERE role IN ('teacher', 'substitute');

CREATE TABLE code (
	workspace TEXT NOT NULL,
	code      TEXT NOT NULL,
	kind      TEXT NOT NULL,
	subject   TEXT NOT NULL, -- class or person
	expires   INTEGER NOT NULL,
	PRIMARY KEY (workspace, code)
) STRICT, WITHOUT ROWID;
CREATE INDEX code_said ON code (code, kind); -- said where another workspace is, or none
CREATE INDEX code_subject ON code (workspace, kind, subject);

-- Items as they were when they were asked.
CREATE TABLE content (
	workspace TEXT NOT NULL,
	course    TEXT NOT NULL,
	item      TEXT NOT NULL,
	version   TEXT NOT NULL,
	json      TEXT NOT NULL,
	PRIMARY KEY (workspace, course, item, version)
) STRICT, WITHOUT ROWID;

CREATE TABLE session (
	workspace TEXT NOT NULL,
	id        TEXT NOT NULL,
	person    TEXT NOT NULL,
	ended     INTEGER NOT NULL, -- 0 while open
	details   TEXT NOT NULL,
	PRIMARY KEY (workspace, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX session_person ON session (workspace, person, ended);

CREATE TABLE question (
	workspace    TEXT NOT NULL,
	id           TEXT NOT NULL, -- grows with time
	person       TEXT NOT NULL,
	conversation TEXT NOT NULL,
	ask          TEXT NOT NULL,
	message      TEXT NOT NULL, -- the outbox row that carries it
	details      TEXT NOT NULL,
	PRIMARY KEY (workspace, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX question_conversation ON question (workspace, person, conversation, message, id);

-- The log: only ever added to. All that the models read of an attempt is here.
CREATE TABLE log (
	workspace     TEXT NOT NULL,
	position      INTEGER NOT NULL, -- 1, 2, 3 … in the order of commits
	kind          TEXT NOT NULL,
	person        TEXT NOT NULL,
	at            INTEGER NOT NULL,
	course        TEXT NOT NULL,
	item          TEXT NOT NULL, -- course/id
	version       TEXT NOT NULL,
	skill         TEXT NOT NULL, -- course/id, the one practised
	also          TEXT NOT NULL, -- further skills, separated by spaces
	fact          INTEGER NOT NULL, -- 0 or 1
	question      TEXT NOT NULL,
	try           INTEGER NOT NULL,
	counts        INTEGER NOT NULL, -- 0 or 1: moves mastery
	correct       INTEGER NOT NULL, -- 0 or 1
	score         REAL NOT NULL, -- 0 to 1
	tier          INTEGER NOT NULL,
	chance        REAL NOT NULL, -- of being right by guessing
	hints         INTEGER NOT NULL,
	took          INTEGER NOT NULL, -- nanoseconds, 0 unknown
	rapid         INTEGER NOT NULL, -- 0 or 1
	self_graded   INTEGER NOT NULL, -- 0 or 1
	mixed         INTEGER NOT NULL, -- 0 or 1
	purpose       TEXT NOT NULL,
	day           INTEGER NOT NULL, -- of the learner's calendar, since 1970
	misconception TEXT NOT NULL,
	expected      REAL NOT NULL, -- chance of being right, foretold before the answer; 0 none was
	target        INTEGER NOT NULL, -- position corrected, 0 none
	by            TEXT NOT NULL, -- person who decided
	level         INTEGER NOT NULL,
	params        TEXT NOT NULL,
	fit           BLOB NOT NULL, -- empty but in a fit
	seed          INTEGER NOT NULL, -- of what was drawn for the item, the same 64 bits signed; 0 none
	source        TEXT NOT NULL, -- person whose entries up to here are this one's too; '' none
	PRIMARY KEY (workspace, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX log_person ON log (workspace, person, skill, position);
CREATE INDEX log_newest ON log (workspace, person, position) WHERE kind = 'attempt' AND try = 1;
CREATE INDEX log_skill ON log (workspace, skill, position) WHERE kind = 'attempt' AND try = 1;
CREATE INDEX log_taking ON log (workspace, person, position, source) WHERE source <> '';
CREATE INDEX log_source ON log (workspace, source, position) WHERE source <> '';

-- What learners said, apart from the log, since it is theirs.
CREATE TABLE words (
	workspace  TEXT NOT NULL,
	attempt    INTEGER NOT NULL, -- position in the log
	person     TEXT NOT NULL,
	said       TEXT NOT NULL,
	confidence INTEGER NOT NULL, -- 1 to 3, 0 not said
	PRIMARY KEY (workspace, attempt)
) STRICT, WITHOUT ROWID;

-- The sum of the log. What it has taught about everybody in the workspace:
CREATE TABLE workspace_state (
	workspace TEXT NOT NULL,
	params    TEXT NOT NULL, -- ID of the parameters that the sum is made with
	mastery   BLOB NOT NULL,
	usual     BLOB NOT NULL, -- of memory
	fit       BLOB NOT NULL, -- review parameters in force; empty for those that ship
	fitted    INTEGER NOT NULL, -- log position of the fit, 0 none
	PRIMARY KEY (workspace)
) STRICT, WITHOUT ROWID;

CREATE TABLE learner (
	workspace TEXT NOT NULL,
	person    TEXT NOT NULL,
	state     BLOB NOT NULL,
	review    BLOB NOT NULL,
	PRIMARY KEY (workspace, person)
) STRICT, WITHOUT ROWID;

CREATE TABLE estimate (
	workspace TEXT NOT NULL,
	person    TEXT NOT NULL,
	skill     TEXT NOT NULL,
	state     BLOB NOT NULL,
	standing  BLOB NOT NULL,
	card      BLOB NOT NULL,
	reviewed  INTEGER NOT NULL, -- day of the last graded review
	due       INTEGER NOT NULL,
	params    TEXT NOT NULL, -- ID of the parameters it was made with
	position  INTEGER NOT NULL, -- of the last entry that moved it
	PRIMARY KEY (workspace, person, skill)
) STRICT, WITHOUT ROWID;

CREATE TABLE fact (
	workspace TEXT NOT NULL,
	person    TEXT NOT NULL,
	item      TEXT NOT NULL,
	skill     TEXT NOT NULL,
	card      BLOB NOT NULL,
	due       INTEGER NOT NULL,
	PRIMARY KEY (workspace, person, item)
) STRICT, WITHOUT ROWID;
CREATE INDEX fact_due ON fact (workspace, person, due);

CREATE TABLE item (
	workspace TEXT NOT NULL,
	item      TEXT NOT NULL,
	state     BLOB NOT NULL,
	PRIMARY KEY (workspace, item)
) STRICT, WITHOUT ROWID;

CREATE TABLE skill (
	workspace TEXT NOT NULL,
	skill     TEXT NOT NULL,
	state     BLOB NOT NULL,
	PRIMARY KEY (workspace, skill)
) STRICT, WITHOUT ROWID;

CREATE TABLE alert (
	workspace TEXT NOT NULL,
	id        TEXT NOT NULL,
	class     TEXT NOT NULL, -- '' for danger, which is no class's
	person    TEXT NOT NULL,
	open      INTEGER NOT NULL, -- 0 once resolved
	details   TEXT NOT NULL,
	PRIMARY KEY (workspace, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX alert_class ON alert (workspace, class, id) WHERE open = 1;
CREATE INDEX alert_ended ON alert (workspace, class, id) WHERE open = 0;
CREATE INDEX alert_person ON alert (workspace, person, id);

-- What learners do together, or are given by their teachers.
CREATE TABLE round (
	workspace TEXT NOT NULL,
	id        TEXT NOT NULL, -- grows with time
	class     TEXT NOT NULL,
	details   TEXT NOT NULL,
	PRIMARY KEY (workspace, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX round_class ON round (workspace, class, id);

CREATE TABLE response (
	workspace TEXT NOT NULL,
	round     TEXT NOT NULL,
	person    TEXT NOT NULL,
	item      TEXT NOT NULL, -- course/id
	attempt   INTEGER NOT NULL, -- position in the log
	details   TEXT NOT NULL,
	PRIMARY KEY (workspace, round, person, item),
	FOREIGN KEY (workspace, round) REFERENCES round (workspace, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX response_person ON response (workspace, person);

CREATE TABLE assignment (
	workspace TEXT NOT NULL,
	id        TEXT NOT NULL, -- grows with time
	class     TEXT NOT NULL,
	ended     INTEGER NOT NULL, -- 0 while it stands
	details   TEXT NOT NULL,
	PRIMARY KEY (workspace, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX assignment_class ON assignment (workspace, class, id) WHERE ended = 0;

CREATE TABLE grouping (
	workspace TEXT NOT NULL,
	id        TEXT NOT NULL, -- grows with time
	class     TEXT NOT NULL,
	ended     INTEGER NOT NULL, -- 0 while it stands
	details   TEXT NOT NULL,
	PRIMARY KEY (workspace, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX grouping_class ON grouping (workspace, class, id) WHERE ended = 0;

CREATE TABLE thought (
	workspace TEXT NOT NULL,
	id        TEXT NOT NULL, -- grows with time
	person    TEXT NOT NULL,
	prompt    TEXT NOT NULL,
	occasion  TEXT NOT NULL,
	at        INTEGER NOT NULL,
	said      TEXT NOT NULL,
	skipped   INTEGER NOT NULL, -- 0 or 1
	shared    INTEGER NOT NULL, -- 0 with nobody, 1 with the class's teachers, 2 with the class, without a name
	class     TEXT NOT NULL, -- that it was thought in; '' none
	about     TEXT NOT NULL, -- skill or course that was asked about; '' none
	tap       INTEGER NOT NULL, -- option that was chosen, from 1; 0 none: it was said in words, or not answered
	PRIMARY KEY (workspace, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX thought_person ON thought (workspace, person, id);

CREATE TABLE schedule (
	workspace TEXT NOT NULL,
	person    TEXT NOT NULL,
	kind      TEXT NOT NULL,
	next      INTEGER NOT NULL, -- 0 never
	key       TEXT NOT NULL, -- of that time; it happens once
	PRIMARY KEY (workspace, person, kind)
) STRICT, WITHOUT ROWID;
CREATE INDEX schedule_next ON schedule (next) WHERE next > 0;

CREATE TABLE consent (
	workspace TEXT NOT NULL,
	id        TEXT NOT NULL,
	person    TEXT NOT NULL, -- or a class, for all who learn in it
	by        TEXT NOT NULL, -- the person who recorded it
	role      TEXT NOT NULL, -- who agreed: self, guardian or school
	text      TEXT NOT NULL, -- key and version of what was agreed to
	at        INTEGER NOT NULL,
	until     INTEGER NOT NULL, -- withdrawn
	PRIMARY KEY (workspace, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX consent_person ON consent (workspace, person, id);

-- Who is to be forgotten, and when; see forget.go.
CREATE TABLE leaving (
	workspace TEXT NOT NULL,
	person    TEXT NOT NULL,
	by        TEXT NOT NULL, -- who asked for it
	asked     INTEGER NOT NULL,
	due       INTEGER NOT NULL,
	PRIMARY KEY (workspace, person)
) STRICT, WITHOUT ROWID;
CREATE INDEX leaving_due ON leaving (due);

-- Who was forgotten: a backup that is put in place may hold them again.
CREATE TABLE forgotten (
	workspace TEXT NOT NULL,
	sum       TEXT NOT NULL, -- SHA-256 of workspace and person, in hexadecimal
	at        INTEGER NOT NULL,
	PRIMARY KEY (workspace, sum)
) STRICT, WITHOUT ROWID;

-- The audit trail: only ever added to, each line sealed together with the one
-- before it; see trail.go.
CREATE TABLE audit (
	workspace TEXT NOT NULL,
	position  INTEGER NOT NULL, -- 1, 2, 3 …
	id        TEXT NOT NULL,
	at        INTEGER NOT NULL,
	by        TEXT NOT NULL,
	what      TEXT NOT NULL,
	subject   TEXT NOT NULL,
	detail    TEXT NOT NULL, -- never a learner's words
	by_key    TEXT NOT NULL, -- random, goes into by_sum; '' once by was emptied
	about_key TEXT NOT NULL, -- the same for subject and detail
	by_sum    TEXT NOT NULL,
	about_sum TEXT NOT NULL,
	seal      TEXT NOT NULL, -- SHA-256 over the seal before it and this line, in hexadecimal
	PRIMARY KEY (workspace, position)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX audit_id ON audit (workspace, id);
CREATE INDEX audit_subject ON audit (workspace, subject, id);
CREATE INDEX audit_by ON audit (workspace, by, position);

-- The newest line of each trail: one whose end was cut off shows.
CREATE TABLE trail (
	workspace TEXT NOT NULL,
	position  INTEGER NOT NULL,
	seal      TEXT NOT NULL,
	PRIMARY KEY (workspace)
) STRICT, WITHOUT ROWID;

-- +goose StatementBegin
CREATE TRIGGER audit_stays BEFORE DELETE ON audit
BEGIN
	SELECT RAISE(ABORT, 'the audit trail is only ever added to');
END;
-- +goose StatementEnd

-- Of a line about somebody who is forgotten, who did it and what it was about are
-- emptied. Nothing else can be changed.
-- +goose StatementBegin
CREATE TRIGGER audit_unchanged BEFORE UPDATE ON audit
WHEN NEW.workspace <> OLD.workspace OR NEW.position <> OLD.position OR NEW.id <> OLD.id OR NEW.at <> OLD.at OR NEW.what <> OLD.what
	OR NEW.by_sum <> OLD.by_sum OR NEW.about_sum <> OLD.about_sum OR NEW.seal <> OLD.seal
	OR NOT (NEW.by = OLD.by AND NEW.by_key = OLD.by_key OR NEW.by = '' AND NEW.by_key = '')
	OR NOT (NEW.subject = OLD.subject AND NEW.detail = OLD.detail AND NEW.about_key = OLD.about_key
		OR NEW.subject = '' AND NEW.detail = '' AND NEW.about_key = '')
BEGIN
	SELECT RAISE(ABORT, 'the audit trail is only ever added to');
END;
-- +goose StatementEnd

-- Files that teachers sent, with what would come of each. One that a publication
-- names stays; the others go after a week.
CREATE TABLE draft (
	workspace TEXT NOT NULL,
	id        TEXT NOT NULL, -- grows with time
	person    TEXT NOT NULL, -- who sent it
	made      INTEGER NOT NULL,
	details   TEXT NOT NULL,
	PRIMARY KEY (workspace, id)
) STRICT, WITHOUT ROWID;

-- The courses of a draft and their pictures, in parts: no turn writes much.
CREATE TABLE file (
	workspace TEXT NOT NULL,
	draft     TEXT NOT NULL,
	path      TEXT NOT NULL, -- course/course.yaml, course/media/…
	part      INTEGER NOT NULL, -- 0, 1, 2 …
	data      BLOB NOT NULL,
	PRIMARY KEY (workspace, draft, path, part),
	FOREIGN KEY (workspace, draft) REFERENCES draft (workspace, id)
) STRICT;

-- Courses that teachers published, or withdrew again.
CREATE TABLE publication (
	workspace TEXT NOT NULL,
	course    TEXT NOT NULL,
	title     TEXT NOT NULL,
	author    TEXT NOT NULL, -- the person who published it
	draft     TEXT NOT NULL, -- which holds its files
	state     TEXT NOT NULL, -- published or withdrawn
	at        INTEGER NOT NULL,
	PRIMARY KEY (workspace, course),
	FOREIGN KEY (workspace, draft) REFERENCES draft (workspace, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX publication_draft ON publication (workspace, draft);

-- Messages on their way. A row goes when its message has arrived; what stays
-- of it is a receipt.
CREATE TABLE outbox (
	workspace  TEXT NOT NULL,
	id         TEXT NOT NULL, -- grows with time: the order of sending
	dest       TEXT NOT NULL, -- the conversation's key
	message    TEXT NOT NULL, -- JSON
	begun      INTEGER NOT NULL, -- 0 or 1: the coach began it
	urgent     INTEGER NOT NULL, -- 0 or 1
	dead       INTEGER NOT NULL, -- 0 or 1: given up
	attempts   INTEGER NOT NULL,
	not_before INTEGER NOT NULL,
	lease      INTEGER NOT NULL, -- until then it is somebody's
	error      TEXT NOT NULL, -- of the last attempt
	PRIMARY KEY (workspace, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX outbox_order ON outbox (id) WHERE dead = 0;
CREATE INDEX outbox_dest ON outbox (dest, id) WHERE dead = 0;
CREATE INDEX outbox_urgent ON outbox (dest) WHERE urgent = 1 AND dead = 0;
CREATE INDEX outbox_answer ON outbox (id) WHERE begun = 0 AND dead = 0;

CREATE TABLE receipt (
	workspace TEXT NOT NULL,
	id        TEXT NOT NULL, -- of the outbox row
	ref       TEXT NOT NULL, -- the platform's reference
	posted    INTEGER NOT NULL, -- by the platform's clock
	PRIMARY KEY (workspace, id)
) STRICT, WITHOUT ROWID;

-- What places gave, such as their tokens: sealed, see vault.go.
CREATE TABLE vault (
	platform TEXT NOT NULL,
	place    TEXT NOT NULL, -- team
	key      TEXT NOT NULL, -- ID of the key that opens it
	sealed   BLOB NOT NULL, -- AES-256-GCM
	PRIMARY KEY (platform, place)
) STRICT, WITHOUT ROWID;

-- How far direct conversations have been handled, to read back after a restart
-- what was missed.
CREATE TABLE mark (
	platform TEXT NOT NULL,
	channel  TEXT NOT NULL, -- the platform's ID of the direct conversation
	message  TEXT NOT NULL, -- the newest that was handed over: a decimal number
	PRIMARY KEY (platform, channel)
) STRICT, WITHOUT ROWID;
CREATE INDEX mark_newest ON mark (platform, length(message), message);

-- Browsers in which somebody has entered their pages.
CREATE TABLE visit (
	workspace TEXT NOT NULL REFERENCES workspace (id),
	key       TEXT NOT NULL, -- SHA-256 of what the browser holds, in hexadecimal
	user      TEXT NOT NULL, -- the account of the web that entered; it says whose
	made      INTEGER NOT NULL,
	seen      INTEGER NOT NULL,
	ends      INTEGER NOT NULL,
	PRIMARY KEY (key)
) STRICT, WITHOUT ROWID;
CREATE INDEX visit_user ON visit (workspace, user);
CREATE INDEX visit_ends ON visit (ends);

-- What was said in the web chat, by both sides: a browser that opens it again
-- reads it back.
CREATE TABLE line (
	workspace TEXT NOT NULL,
	user      TEXT NOT NULL, -- the account whose conversation it is
	id        TEXT NOT NULL, -- grows with time
	at        INTEGER NOT NULL,
	own       INTEGER NOT NULL, -- the person's: 0 or 1
	message   TEXT NOT NULL, -- JSON
	PRIMARY KEY (workspace, user, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX line_at ON line (at);

CREATE TABLE meta (
	key   TEXT NOT NULL PRIMARY KEY,
	value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- +goose Down
SELECT 1;
