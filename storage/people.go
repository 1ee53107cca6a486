package storage

import (
	"encoding/json"

	"pacer/bot"
	"pacer/coach"
)

func scanWorkspace(s scanner) (w coach.Workspace, err error) {
	err = s.Scan(&w.ID, &w.Name, &w.Zone, &w.Help, &w.Safety)
	return w, err
}

// Workspace implements bot.Reader.
func (q *queries) Workspace() (coach.Workspace, error) {
	return one(q, "workspace", scanWorkspace, `SELECT id, name, zone, help, safety FROM workspace WHERE id = ?`)
}

// PutWorkspace implements bot.Tx. Whatever ID is given, it is this workspace,
// which begins to exist where it did not.
func (q *queries) PutWorkspace(w coach.Workspace) error {
	_, err := q.exec(`INSERT INTO workspace (id, name, zone, help, safety) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (id) DO UPDATE SET name = excluded.name, zone = excluded.zone, help = excluded.help, safety = excluded.safety`,
		w.Name, w.Zone, w.Help, w.Safety)
	return err
}

func scanPerson(s scanner) (p coach.Person, err error) {
	var d []byte
	if err = s.Scan(&d); err != nil {
		return p, err
	}
	return p, json.Unmarshal(d, &p)
}

// Person implements bot.Reader.
func (q *queries) Person(id string) (coach.Person, error) {
	return one(q, "person", scanPerson, `SELECT details FROM person WHERE workspace = ? AND id = ?`, id)
}

// PutPerson implements bot.Tx.
func (q *queries) PutPerson(p coach.Person) error {
	d, err := details(p)
	if err != nil {
		return err
	}
	_, err = q.exec(`INSERT INTO person (workspace, id, name, owner, maker, details) VALUES (?, ?, ?, ?, ?, ?)
		ON CONFLICT (workspace, id) DO UPDATE SET name = excluded.name, owner = excluded.owner, maker = excluded.maker, details = excluded.details`,
		p.ID, p.Name, flag(p.Owner), flag(p.Maker), d)
	return err
}

const accountColumns = `SELECT platform, place, user, person, ended, closed, direct, aside FROM account WHERE workspace = ?`

func scanAccount(s scanner) (a coach.Account, err error) {
	err = s.Scan(&a.Platform, &a.Place, &a.User, &a.Person, &a.Ended, &a.Closed, &a.Direct, &a.Aside)
	return a, err
}

// Account implements bot.Reader.
func (q *queries) Account(platform, user string) (coach.Account, error) {
	return one(q, "account", scanAccount,
		accountColumns+` AND platform = ? AND user = ?`, platform, user)
}

// Accounts implements bot.Reader.
func (q *queries) Accounts(person string) ([]coach.Account, error) {
	return list(q, scanAccount,
		accountColumns+` AND person = ? ORDER BY platform, user`, person)
}

// PutAccount implements bot.Tx.
func (q *queries) PutAccount(a coach.Account) error {
	_, err := q.exec(`INSERT INTO account (workspace, platform, place, user, person, ended, closed, direct, aside) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (workspace, platform, user) DO UPDATE SET place = excluded.place, person = excluded.person, ended = excluded.ended,
		closed = excluded.closed, direct = excluded.direct, aside = excluded.aside`,
		a.Platform, a.Place, a.User, a.Person, flag(a.Ended), flag(a.Closed), a.Direct, a.Aside)
	return err
}

// HasOwner implements bot.Reader.
func (q *queries) HasOwner() (has bool, err error) {
	err = q.row("owner", `SELECT EXISTS (SELECT 1 FROM person WHERE workspace = ? AND owner = 1)`, nil, &has)
	return has, err
}

// Grown implements bot.Reader.
func (q *queries) Grown() ([]coach.Person, error) {
	return list(q, scanPerson, `SELECT details FROM person WHERE workspace = ?1 AND id IN (
		SELECT id FROM person WHERE workspace = ?1 AND (owner = 1 OR maker = 1)
		UNION SELECT person FROM member WHERE workspace = ?1 AND role IN ('teacher', 'substitute')) ORDER BY name, id`)
}

func scanClass(s scanner) (c coach.Class, err error) {
	var d []byte
	if err = s.Scan(&d); err != nil {
		return c, err
	}
	return c, json.Unmarshal(d, &c)
}

// Class implements bot.Reader.
func (q *queries) Class(id string) (coach.Class, error) {
	return one(q, "class", scanClass, `SELECT details FROM class WHERE workspace = ? AND id = ?`, id)
}

// Classes implements bot.Reader.
func (q *queries) Classes() ([]coach.Class, error) {
	return list(q, scanClass, `SELECT details FROM class WHERE workspace = ? ORDER BY id`)
}

// PutClass implements bot.Tx.
func (q *queries) PutClass(c coach.Class) error {
	d, err := details(c)
	if err != nil {
		return err
	}
	_, err = q.exec(`INSERT INTO class (workspace, id, details) VALUES (?, ?, ?)
		ON CONFLICT (workspace, id) DO UPDATE SET details = excluded.details`, c.ID, d)
	return err
}

func scanMember(s scanner) (m coach.Member, err error) {
	var until int64
	err = s.Scan(&m.Class, &m.Person, &m.Role, &until)
	m.Until = instant(until)
	return m, err
}

// Memberships implements bot.Reader.
func (q *queries) Memberships(person string) ([]coach.Member, error) {
	return list(q, scanMember,
		`SELECT class, person, role, until FROM member WHERE workspace = ? AND person = ? ORDER BY class`, person)
}

func scanMembership(s scanner) (m bot.Membership, err error) {
	var until int64
	var d []byte
	if err = s.Scan(&m.Class, &m.Person, &m.Role, &until, &d); err != nil {
		return m, err
	}
	m.Until = instant(until)
	return m, json.Unmarshal(d, &m.Who)
}

// Members implements bot.Reader.
func (q *queries) Members(class string) ([]bot.Membership, error) {
	return list(q, scanMembership, `SELECT m.class, m.person, m.role, m.until, p.details FROM member m
		JOIN person p ON p.workspace = m.workspace AND p.id = m.person
		WHERE m.workspace = ? AND m.class = ? ORDER BY p.name, p.id`, class)
}

// Teachers implements bot.Reader.
func (q *queries) Teachers(class string) ([]bot.Membership, error) {
	return list(q, scanMembership, `SELECT m.class, m.person, m.role, m.until, p.details FROM member m
		JOIN person p ON p.workspace = m.workspace AND p.id = m.person
		WHERE m.workspace = ? AND m.class = ? AND m.role IN ('teacher', 'substitute') ORDER BY p.name, p.id`, class)
}

// PutMember implements bot.Tx.
func (q *queries) PutMember(m coach.Member) error {
	_, err := q.exec(`INSERT INTO member (workspace, class, person, role, until) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (workspace, class, person) DO UPDATE SET role = excluded.role, until = excluded.until`,
		m.Class, m.Person, string(m.Role), millis(m.Until))
	return err
}

// RemoveMember implements bot.Tx.
func (q *queries) RemoveMember(class, person string) error {
	_, err := q.exec(`DELETE FROM member WHERE workspace = ? AND class = ? AND person = ?`, class, person)
	return err
}

func scanCode(s scanner) (c coach.Code, err error) {
	var expires int64
	err = s.Scan(&c.Code, &c.Kind, &c.Subject, &expires)
	c.Expires = instant(expires)
	return c, err
}

// Code implements bot.Reader.
func (q *queries) Code(code string) (coach.Code, error) {
	return one(q, "code", scanCode, `SELECT code, kind, subject, expires FROM code WHERE workspace = ? AND code = ?`, code)
}

// PutCode implements bot.Tx.
func (q *queries) PutCode(c coach.Code) error {
	_, err := q.exec(`INSERT INTO code (workspace, code, kind, subject, expires) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (workspace, code) DO UPDATE SET kind = excluded.kind, subject = excluded.subject, expires = excluded.expires`,
		c.Code, string(c.Kind), c.Subject, millis(c.Expires))
	return err
}

// SpendCode implements bot.Tx.
func (q *queries) SpendCode(code string) error {
	_, err := q.exec(`DELETE FROM code WHERE workspace = ? AND code = ?`, code)
	return err
}
