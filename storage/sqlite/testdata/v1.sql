CREATE TABLE goose_db_version (
		id INTEGER PRIMARY KEY AUTOINCREMENT,
		version_id INTEGER NOT NULL,
		is_applied INTEGER NOT NULL,
		tstamp TIMESTAMP DEFAULT (datetime('now'))
	);
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
CREATE TABLE code (
	workspace TEXT NOT NULL,
	code      TEXT NOT NULL,
	kind      TEXT NOT NULL,
	subject   TEXT NOT NULL, -- class or person
	expires   INTEGER NOT NULL,
	PRIMARY KEY (workspace, code)
) STRICT, WITHOUT ROWID;
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
CREATE TABLE words (
	workspace  TEXT NOT NULL,
	attempt    INTEGER NOT NULL, -- position in the log
	person     TEXT NOT NULL,
	said       TEXT NOT NULL,
	confidence INTEGER NOT NULL, -- 1 to 3, 0 not said
	PRIMARY KEY (workspace, attempt)
) STRICT, WITHOUT ROWID;
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
CREATE TABLE round (
	workspace TEXT NOT NULL,
	id        TEXT NOT NULL, -- grows with time
	class     TEXT NOT NULL,
	details   TEXT NOT NULL,
	PRIMARY KEY (workspace, id)
) STRICT, WITHOUT ROWID;
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
CREATE TABLE assignment (
	workspace TEXT NOT NULL,
	id        TEXT NOT NULL, -- grows with time
	class     TEXT NOT NULL,
	ended     INTEGER NOT NULL, -- 0 while it stands
	details   TEXT NOT NULL,
	PRIMARY KEY (workspace, id)
) STRICT, WITHOUT ROWID;
CREATE TABLE grouping (
	workspace TEXT NOT NULL,
	id        TEXT NOT NULL, -- grows with time
	class     TEXT NOT NULL,
	ended     INTEGER NOT NULL, -- 0 while it stands
	details   TEXT NOT NULL,
	PRIMARY KEY (workspace, id)
) STRICT, WITHOUT ROWID;
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
CREATE TABLE schedule (
	workspace TEXT NOT NULL,
	person    TEXT NOT NULL,
	kind      TEXT NOT NULL,
	next      INTEGER NOT NULL, -- 0 never
	key       TEXT NOT NULL, -- of that time; it happens once
	PRIMARY KEY (workspace, person, kind)
) STRICT, WITHOUT ROWID;
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
CREATE TABLE leaving (
	workspace TEXT NOT NULL,
	person    TEXT NOT NULL,
	by        TEXT NOT NULL, -- who asked for it
	asked     INTEGER NOT NULL,
	due       INTEGER NOT NULL,
	PRIMARY KEY (workspace, person)
) STRICT, WITHOUT ROWID;
CREATE TABLE forgotten (
	workspace TEXT NOT NULL,
	sum       TEXT NOT NULL, -- SHA-256 of workspace and person, in hexadecimal
	at        INTEGER NOT NULL,
	PRIMARY KEY (workspace, sum)
) STRICT, WITHOUT ROWID;
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
CREATE TABLE trail (
	workspace TEXT NOT NULL,
	position  INTEGER NOT NULL,
	seal      TEXT NOT NULL,
	PRIMARY KEY (workspace)
) STRICT, WITHOUT ROWID;
CREATE TABLE draft (
	workspace TEXT NOT NULL,
	id        TEXT NOT NULL, -- grows with time
	person    TEXT NOT NULL, -- who sent it
	made      INTEGER NOT NULL,
	details   TEXT NOT NULL,
	PRIMARY KEY (workspace, id)
) STRICT, WITHOUT ROWID;
CREATE TABLE file (
	workspace TEXT NOT NULL,
	draft     TEXT NOT NULL,
	path      TEXT NOT NULL, -- course/course.yaml, course/media/…
	part      INTEGER NOT NULL, -- 0, 1, 2 …
	data      BLOB NOT NULL,
	PRIMARY KEY (workspace, draft, path, part),
	FOREIGN KEY (workspace, draft) REFERENCES draft (workspace, id)
) STRICT;
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
CREATE TABLE receipt (
	workspace TEXT NOT NULL,
	id        TEXT NOT NULL, -- of the outbox row
	ref       TEXT NOT NULL, -- the platform's reference
	posted    INTEGER NOT NULL, -- by the platform's clock
	PRIMARY KEY (workspace, id)
) STRICT, WITHOUT ROWID;
CREATE TABLE vault (
	platform TEXT NOT NULL,
	place    TEXT NOT NULL, -- team
	key      TEXT NOT NULL, -- ID of the key that opens it
	sealed   BLOB NOT NULL, -- AES-256-GCM
	PRIMARY KEY (platform, place)
) STRICT, WITHOUT ROWID;
CREATE TABLE mark (
	platform TEXT NOT NULL,
	channel  TEXT NOT NULL, -- the platform's ID of the direct conversation
	message  TEXT NOT NULL, -- the newest that was handed over: a decimal number
	PRIMARY KEY (platform, channel)
) STRICT, WITHOUT ROWID;
CREATE TABLE visit (
	workspace TEXT NOT NULL REFERENCES workspace (id),
	key       TEXT NOT NULL, -- SHA-256 of what the browser holds, in hexadecimal
	user      TEXT NOT NULL, -- the account of the web that entered; it says whose
	made      INTEGER NOT NULL,
	seen      INTEGER NOT NULL,
	ends      INTEGER NOT NULL,
	PRIMARY KEY (key)
) STRICT, WITHOUT ROWID;
CREATE TABLE line (
	workspace TEXT NOT NULL,
	user      TEXT NOT NULL, -- the account whose conversation it is
	id        TEXT NOT NULL, -- grows with time
	at        INTEGER NOT NULL,
	own       INTEGER NOT NULL, -- the person's: 0 or 1
	message   TEXT NOT NULL, -- JSON
	PRIMARY KEY (workspace, user, id)
) STRICT, WITHOUT ROWID;
CREATE TABLE meta (
	key   TEXT NOT NULL PRIMARY KEY,
	value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX place_workspace ON place (workspace, platform);
CREATE INDEX person_grown ON person (workspace) WHERE owner = 1 OR maker = 1;
CREATE INDEX account_person ON account (workspace, person);
CREATE INDEX account_user ON account (platform, user);
CREATE INDEX member_person ON member (workspace, person);
CREATE INDEX member_teaches ON member (workspace, class) WHERE role IN ('teacher', 'substitute');
CREATE INDEX code_said ON code (code, kind);
CREATE INDEX code_subject ON code (workspace, kind, subject);
CREATE INDEX session_person ON session (workspace, person, ended);
CREATE INDEX question_conversation ON question (workspace, person, conversation, message, id);
CREATE INDEX log_person ON log (workspace, person, skill, position);
CREATE INDEX log_newest ON log (workspace, person, position) WHERE kind = 'attempt' AND try = 1;
CREATE INDEX log_skill ON log (workspace, skill, position) WHERE kind = 'attempt' AND try = 1;
CREATE INDEX log_taking ON log (workspace, person, position, source) WHERE source <> '';
CREATE INDEX log_source ON log (workspace, source, position) WHERE source <> '';
CREATE INDEX fact_due ON fact (workspace, person, due);
CREATE INDEX alert_class ON alert (workspace, class, id) WHERE open = 1;
CREATE INDEX alert_ended ON alert (workspace, class, id) WHERE open = 0;
CREATE INDEX alert_person ON alert (workspace, person, id);
CREATE INDEX round_class ON round (workspace, class, id);
CREATE INDEX response_person ON response (workspace, person);
CREATE INDEX assignment_class ON assignment (workspace, class, id) WHERE ended = 0;
CREATE INDEX grouping_class ON grouping (workspace, class, id) WHERE ended = 0;
CREATE INDEX thought_person ON thought (workspace, person, id);
CREATE INDEX schedule_next ON schedule (next) WHERE next > 0;
CREATE INDEX consent_person ON consent (workspace, person, id);
CREATE INDEX leaving_due ON leaving (due);
CREATE UNIQUE INDEX audit_id ON audit (workspace, id);
CREATE INDEX audit_subject ON audit (workspace, subject, id);
CREATE INDEX audit_by ON audit (workspace, by, position);
CREATE INDEX publication_draft ON publication (workspace, draft);
CREATE INDEX outbox_order ON outbox (id) WHERE dead = 0;
CREATE INDEX outbox_dest ON outbox (dest, id) WHERE dead = 0;
CREATE INDEX outbox_urgent ON outbox (dest) WHERE urgent = 1 AND dead = 0;
CREATE INDEX outbox_answer ON outbox (id) WHERE begun = 0 AND dead = 0;
CREATE INDEX mark_newest ON mark (platform, length(message), message);
CREATE INDEX visit_user ON visit (workspace, user);
CREATE INDEX visit_ends ON visit (ends);
CREATE INDEX line_at ON line (at);
CREATE TRIGGER audit_stays BEFORE DELETE ON audit
BEGIN
	SELECT RAISE(ABORT, 'the audit trail is only ever added to');
END;
CREATE TRIGGER audit_unchanged BEFORE UPDATE ON audit
WHEN NEW.workspace <> OLD.workspace OR NEW.position <> OLD.position OR NEW.id <> OLD.id OR NEW.at <> OLD.at OR NEW.what <> OLD.what
	OR NEW.by_sum <> OLD.by_sum OR NEW.about_sum <> OLD.about_sum OR NEW.seal <> OLD.seal
	OR NOT (NEW.by = OLD.by AND NEW.by_key = OLD.by_key OR NEW.by = '' AND NEW.by_key = '')
	OR NOT (NEW.subject = OLD.subject AND NEW.detail = OLD.detail AND NEW.about_key = OLD.about_key
		OR NEW.subject = '' AND NEW.detail = '' AND NEW.about_key = '')
BEGIN
	SELECT RAISE(ABORT, 'the audit trail is only ever added to');
END;
INSERT INTO goose_db_version (id, version_id, is_applied) VALUES (1, 0, 1);
INSERT INTO goose_db_version (id, version_id, is_applied) VALUES (2, 1, 1);
INSERT INTO workspace VALUES ('w1', 'Szkoła 12', 'Europe/Warsaw', 'Room 5, or 116 111', 'p1');
INSERT INTO place VALUES ('slack', 'T0', 'w1', '');
INSERT INTO place VALUES ('slack', 'T1', 'w1', 'Szkoła');
INSERT INTO seen VALUES ('w1', 'slack Ev1', 1795363500123);
INSERT INTO person VALUES ('w1', 'p1', 'Ada Łukasik', 1, 1, '{"ID":"p1","Name":"Ada Łukasik","Owner":true,"Maker":true,"Settings":{"language":"en","zone":"Europe/Warsaw","minutes":5,"check_in":"0 16 * * MON-FRI","quiet_from":1200,"quiet_to":450,"cap":2,"paused":"2026-11-22T16:05:00.123Z"},"Home":"slack\u001fT1\u001f\u001f\u001fU1","Class":"c1","Course":"fractions","Goal":{"Words":"to help my sister"},"Met":"done","Begun":{"Day":20414,"N":1},"Pinged":{"Day":0,"N":0},"Active":{"Last":20414,"Bits":5},"Sure":[{"N":0,"Right":0},{"N":0,"Right":0},{"N":0,"Right":0}],"Offered":false,"Start":"","Placed":["fractions/halves"],"Unheard":1,"Planned":0,"Joined":"2026-11-22T16:05:00.123Z","Flagged":{}}');
INSERT INTO account VALUES ('w1', 'slack', 'T1', 'U1', 'p1', 1, 1, CAST(X'736c61636b1f54311f1f1f5531' AS TEXT), CAST(X'736c61636b1f54311f43311f1f5531' AS TEXT));
INSERT INTO account VALUES ('w1', 'web', 'w1', 'w01', 'p1', 0, 0, '', '');
INSERT INTO direct VALUES ('slack', 'U1', 'w1', 1795363500123);
INSERT INTO class VALUES ('w1', 'c1', '{"ID":"c1","Name":"5b","Age":"under 13","Code":"maple","Courses":["fractions","planet"],"CheckIn":"0 16 * * MON-FRI","Holidays":[{"From":20440,"To":20455}],"Routes":null,"Archived":false}');
INSERT INTO member VALUES ('w1', 'c1', 'p1', 'substitute', 1795363500123);
INSERT INTO code VALUES ('w1', 'otter-7', 'link', 'p1', 1795363500123);
INSERT INTO content VALUES ('w1', 'fractions', 'half-of-six', 'abc', '{"q":"½ of 6"}');
INSERT INTO session VALUES ('w1', 's0', 'p1', 1795363560123, '{"ID":"s0","Person":"p1","Started":"2026-11-22T16:05:00.123Z","Ended":"2026-11-22T16:06:00.123Z","Faded":["fractions/thirds"]}');
INSERT INTO session VALUES ('w1', 's1', 'p1', 0, '{"ID":"s1","Person":"p1","Class":"c1","Course":"fractions","Purpose":"practice","Minutes":5,"Planned":6,"Started":"2026-11-22T16:05:00.123Z","Asked":[{"i":"half-of-six","s":"halves","f":"not yet","t":"adds","h":true}],"Gained":[{"skill":"halves","level":2}]}');
INSERT INTO question VALUES ('w1', 'q1', 'p1', CAST(X'736c61636b1f54311f1f1f5531' AS TEXT), 'item', 'm1', '{"ID":"q1","Person":"p1","Session":"s1","Conversation":"slack\u001fT1\u001f\u001f\u001fU1","Ask":"item","State":"trying","At":"2026-11-22T16:05:00.123Z","Message":"m1","Course":"fractions","Item":"half-of-six","Version":"abc","Seed":9223372036854775815,"Language":"pl","Order":[2,0,1],"Purpose":"practice","Why":{"kind":"continues","skill":"halves"},"Tries":1,"Hints":2,"Confidence":2,"Attempt":1,"Result":"eyJyaWdodCI6ZmFsc2V9","Number":3}');
INSERT INTO log VALUES ('w1', 1, 'attempt', 'p1', 1795363500123, 'fractions', 'fractions/half-of-six', 'abc', 'fractions/halves', 'fractions/parts', 1, 'q1', 1, 1, 0, 0.25, 2, 0.25, 2, 12345000000, 0, 1, 1, 'practice', 20414, 'adds', 0.625, 0, '', 0, '', X'', -9223372036854775801, '');
INSERT INTO log VALUES ('w1', 2, 'level', 'p1', 1795363500123, '', '', '', 'fractions/halves', '', 0, '', 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, '', 0, '', 0, 0, 'p1', 3, '', X'', 0, '');
INSERT INTO log VALUES ('w1', 3, 'fit', '', 1795363500123, '', '', '', '', '', 0, '', 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, '', 0, '', 0, 0, '', 0, '', X'01d2040000894160e5d022cb3f545227a089b0f43fc1caa145b67302402c6519e2589720400000000000001a4097900f7a36abea3fd656ec2fbb270840fca9f1d24d62503fa323b9fc87f4fd3fa5bdc1172653c53f46b6f3fdd478e93f23dbf97e6abcf73f8fe4f21fd26faf3fde9387855ad3d03fe5f21fd26f5ffa3f910f7a36ab3ee33fbada8afd65f7fd3f5c8fc2f5285ce13fd42b6519e258b73f2aa913d044d8b03f9487855ad3bcc33f', 0, '');
INSERT INTO log VALUES ('w1', 4, 'parted', 'p2', 1795363500123, '', '', '', '', '', 0, '', 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, '', 0, '', 0, 0, '', 0, '', X'', 0, 'p1');
INSERT INTO words VALUES ('w1', 1, 'p1', '2', 2);
INSERT INTO workspace_state VALUES ('w1', '2', X'0103ddc0dba38a79bf50d079633499763f000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000003ddc0dba38a79bf50d079633499763f000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000002d061dffe19b21bfeb946905412e143f0000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000002d061dffe19b21bfeb946905412e143f2d061dffe19b21bfeb946905412e143f2d061dffe19b21bfeb946905412e143f000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000002d061dffe19b21bfeb946905412e143f0000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000', X'0100000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000', X'01d2040000894160e5d022cb3f545227a089b0f43fc1caa145b67302402c6519e2589720400000000000001a4097900f7a36abea3fd656ec2fbb270840fca9f1d24d62503fa323b9fc87f4fd3fa5bdc1172653c53f46b6f3fdd478e93f23dbf97e6abcf73f8fe4f21fd26faf3fde9387855ad3d03fe5f21fd26f5ffa3f910f7a36ab3ee33fbada8afd65f7fd3f5c8fc2f5285ce13fd42b6519e258b73f2aa913d044d8b03f9487855ad3bcc33f', 3);
INSERT INTO learner VALUES ('w1', 'p1', X'01ddfa3717b484bfbfbd24c213ce1bbb3f00000000000000000000000000000000000000000000f03f603204ab2dcadc3f603204ab2dcadc3f000000000000f03fc06408565b94c9bfc06408565b94c9bf006ddea792aeb9bf00000000000000000000000000000000000000000000f03fc8bc3ff7344ebcbf000000000000f03f5bf00004a2010000', X'01000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000005f649867231b044001000000');
INSERT INTO learner VALUES ('w1', 'p2', X'01ddfa3717b484bfbfbd24c213ce1bbb3f00000000000000000000000000000000000000000000f03f603204ab2dcadc3f603204ab2dcadc3f000000000000f03fc06408565b94c9bfc06408565b94c9bf006ddea792aeb9bf00000000000000000000000000000000000000000000f03fc8bc3ff7344ebcbf000000000000f03f5bf00004a2010000', X'01000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000005f649867231b044001000000');
INSERT INTO estimate VALUES ('w1', 'p1', 'fractions/halves', X'01b2f5f7025bdf91bf0e454e21af59633f000000000000f03f603204ab2dcadc3f603204ab2dcadc3f000000000000f03fc06408565b94c9bfc06408565b94c9bf006ddea792aeb9bf0000000000000000c024a1fbaf1ba8bf000000000000f03f5bf00004a2010000', X'010300010000010000000000000000000000010000005bf00004a20100005bf00004a20100005bf00004a20100005bf00004a2010000000000', X'020000000000000000000000000000000000000000000000000028d3ed7cc7ffff0000000000000000', 0, 0, '2', 2);
INSERT INTO estimate VALUES ('w1', 'p1', 'fractions/parts', X'01b2f5f7025bdf91bf0e454e21af59633f000000000000f03f603204ab2dcadc3f603204ab2dcadc3f000000000000f03fc06408565b94c9bfc06408565b94c9bf006ddea792aeb9bf0000000000000000c024a1fbaf1ba8bf000000000000f03f5bf00004a2010000', X'010000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000', X'020000000000000000000000000000000000000000000000000028d3ed7cc7ffff0000000000000000', 0, 0, '2', 1);
INSERT INTO estimate VALUES ('w1', 'p2', 'fractions/halves', X'01b2f5f7025bdf91bf0e454e21af59633f000000000000f03f603204ab2dcadc3f603204ab2dcadc3f000000000000f03fc06408565b94c9bfc06408565b94c9bf006ddea792aeb9bf0000000000000000c024a1fbaf1ba8bf000000000000f03f5bf00004a2010000', X'010300010000010000000000000000000000010000005bf00004a20100005bf00004a20100005bf00004a20100005bf00004a2010000000000', X'020000000000000000000000000000000000000000000000000028d3ed7cc7ffff0000000000000000', 0, 0, '2', 2);
INSERT INTO estimate VALUES ('w1', 'p2', 'fractions/parts', X'01b2f5f7025bdf91bf0e454e21af59633f000000000000f03f603204ab2dcadc3f603204ab2dcadc3f000000000000f03fc06408565b94c9bfc06408565b94c9bf006ddea792aeb9bf0000000000000000c024a1fbaf1ba8bf000000000000f03f5bf00004a2010000', X'010000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000', X'020000000000000000000000000000000000000000000000000028d3ed7cc7ffff0000000000000000', 0, 0, '2', 1);
INSERT INTO fact VALUES ('w1', 'p1', 'fractions/half-of-six', 'fractions/halves', X'020100000000000000894160e5d022cb3f48bf7d1d38a719405bf00004a20100000000000000000000', 1795381816924);
INSERT INTO fact VALUES ('w1', 'p2', 'fractions/half-of-six', 'fractions/halves', X'020100000000000000894160e5d022cb3f48bf7d1d38a719405bf00004a20100000000000000000000', 1795381816924);
INSERT INTO item VALUES ('w1', 'fractions/half-of-six', X'01c8bc3ff7344ebcbf3305c0663d0bb93f00000000000000000000000000000000');
INSERT INTO skill VALUES ('w1', 'fractions/halves', X'014935def357edacbf52e8211c0a98993f0000000000000000000000000000000000000000000000000000000000000000');
INSERT INTO skill VALUES ('w1', 'fractions/parts', X'014935def357edacbf52e8211c0a98993f0000000000000000000000000000000000000000000000000000000000000000');
INSERT INTO alert VALUES ('w1', 'a0', 'c1', 'p1', 0, '{"ID":"a0","Class":"c1","Person":"p1","Skill":"","Rule":"asked","Severity":0,"State":"resolved","Raised":"2026-11-22T16:05:00.123Z","Wait":"0001-01-01T00:00:00Z","Pinged":"0001-01-01T00:00:00Z","Acted":"0001-01-01T00:00:00Z","Until":"0001-01-01T00:00:00Z","By":"","Outcome":"done","Evidence":{},"Seen":0}');
INSERT INTO alert VALUES ('w1', 'a1', 'c1', 'p1', 1, '{"ID":"a1","Class":"c1","Person":"p1","Skill":"fractions/halves","Rule":"struggling","Severity":1,"State":"acknowledged","Raised":"2026-11-22T16:05:00.123Z","Wait":"0001-01-01T00:00:00Z","Pinged":"0001-01-01T00:00:00Z","Acted":"0001-01-01T00:00:00Z","Until":"0001-01-01T00:00:00Z","By":"p1","Outcome":"","Evidence":{"questions":8,"right":2,"misconceptions":[{"id":"","n":0}],"p":0.31,"doubt":["fractions/parts"]},"Seen":2}');
INSERT INTO round VALUES ('w1', 'r1', 'c1', '{"ID":"r1","Class":"c1","Kind":"ticket","By":"p1","Items":["fractions/half-of-six"],"Asked":["p1"],"Begun":"2026-11-22T16:05:00.123Z","Ends":"2026-11-22T17:05:00.123Z","Ended":"2026-11-22T16:06:00.123Z","Told":0,"Message":"","In":""}');
INSERT INTO response VALUES ('w1', 'r1', 'p1', 'fractions/half-of-six', 1, '{"Round":"r1","Person":"p1","Item":"fractions/half-of-six","At":"2026-11-22T16:05:00.123Z","Attempt":1,"Right":false,"Misconception":"adds","Late":true}');
INSERT INTO assignment VALUES ('w1', 'g1', 'c1', 0, '{"ID":"g1","Class":"c1","By":"p1","Skill":"fractions/halves","Items":["fractions/half-of-six"],"For":["p1"],"Due":20420,"Note":"Two a day will do.","Alert":"a1","Made":"2026-11-22T16:05:00.123Z","Ended":"0001-01-01T00:00:00Z","Done":null}');
INSERT INTO grouping VALUES ('w1', 'h1', 'c1', 0, '{"ID":"h1","Class":"c1","Kind":"misconception","Skill":"fractions/halves","Misconception":"adds","Members":["p1"],"Helper":"p1","By":"p1","Made":"2026-11-22T16:05:00.123Z","Ended":"0001-01-01T00:00:00Z","Talk":"slack\u001fT1\u001f\u001f\u001fU1"}');
INSERT INTO thought VALUES ('w1', 't1', 'p1', 'stuck', 'weekly', 1795363500123, 'I drew it.', 0, 2, 'c1', 'fractions/halves', 2);
INSERT INTO schedule VALUES ('w1', 'p1', 'check-in', 1795367100123, '2026-11-22T18:00');
INSERT INTO consent VALUES ('w1', 'o1', 'p1', 'p1', 'guardian', 'consent.text pl 0123456789ab', 1795363500123, 1795367100123);
INSERT INTO leaving VALUES ('w1', 'p7', 'p7', 1795363500123, 1795367100123);
INSERT INTO forgotten VALUES ('w1', '60f592ea00dbe6fec78a29477c012a083c5d93a913ff5d114d114f414c541192', 1795363500123);
INSERT INTO audit VALUES ('w1', 1, 'd1', 1795363500123, 'p1', 'override', 'p1', 'fractions/halves to Highly proficient', 'XR2OS6P6ZPOBSW3PVSKB7NOBPF', 'AX5FA4WXXAJNU6WBTULAK3W6AW', 'c2e170ecee518ea14f9c44ef65f8fc8051bb99b94ef7a551f517e772337c4093', 'ab97253d692c4a3c9acd7b2d0971c2525230c9179ca05079d890eae6774ab0a3', 'b71d474529a8bb7733c13b3b04b0ae3db6cce9f45354703b03917b8d433f3596');
INSERT INTO audit VALUES ('w1', 2, 'UGDSHV2FHYHPRU6NCVKWJ4HJAU', 1795363500123, '', 'forget', '', 'emptied', 'QRNTRSJO4XJNHECYKIMFQ23BJD', 'C7YJNHQICUBYCZNCYIL3W3KKMW', '0ece74a36494f8a80bf1fb54034e8e87f015fdf878ccfe1406a7a9eaeb9b7a59', 'cd5098dbd10c2b7074e27a9e95d54fdbc557ac8457071a25089b7061cc7beb1c', 'd3222c0a75ffb8e4c10054c6f0ada12e62a9645abfab28443bd1af3f1c6f0559');
INSERT INTO trail VALUES ('w1', 2, 'd3222c0a75ffb8e4c10054c6f0ada12e62a9645abfab28443bd1af3f1c6f0559');
INSERT INTO draft VALUES ('w1', 'd1', 'p1', 1795363500123, '{"ID":"d1","Person":"p1","Made":"2026-11-22T16:05:00.123Z","Name":"capitals.csv","Courses":[{"ID":"capitals","Title":"Stolice","Items":1}],"Shown":[{"Course":"capitals","Item":{"ID":"pl","Kind":"text","Question":"Polska","Answer":"Warszawa"}}]}');
INSERT INTO file VALUES ('w1', 'd1', 'capitals/course.yaml', 0, X'636f757273653a206361706974616c73');
INSERT INTO publication VALUES ('w1', 'capitals', 'Stolice', 'p1', 'd1', 'published', 1795363500123);
INSERT INTO outbox VALUES ('w1', 'm2', CAST(X'736c61636b1f54311f1f1f5531' AS TEXT), '{"id":"m2","parts":[{"text":"What is **half** of 6?"}]}', 0, 0, 0, 2, 1795363500123, 0, 'rate limited');
INSERT INTO outbox VALUES ('w1', 'm3', CAST(X'736c61636b1f54311f1f1f5531' AS TEXT), '{"id":"m3","parts":[{"text":"What is **half** of 6?"}]}', 0, 0, 1, 12, 1795363500123, 0, 'no such user');
INSERT INTO receipt VALUES ('w1', 'm1', '1763827500.0001', 1795363501123);
INSERT INTO vault VALUES ('slack', 'T1', 'dump', X'aa93bd8321ab5e8f16110a1c0f4be8c63671ac2d3917ad83961725f612b2d142f23f97');
INSERT INTO mark VALUES ('discord', '12', '345');
INSERT INTO visit VALUES ('w1', '5e1f', 'w01', 1795363500123, 1795363560123, 1795367100123);
INSERT INTO line VALUES ('w1', 'w01', 'm4', 1795363500123, 1, '{"id":"m4","parts":[{"text":"½ is 3 of 6"}]}');
INSERT INTO meta VALUES ('machines', 'amd64');
INSERT INTO meta VALUES ('to scrub', '2026-11-22T16:05:00Z');
