package bot

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/base32"
	"encoding/hex"
	"io"
	"slices"
	"strings"
	"time"

	"pacer/bot/chat"
	"pacer/bot/outbox"
	"pacer/bot/say"
	"pacer/coach"
)

// The door: how people come to their pages and to the web chat. Whoever talks
// with the coach already asks for a link, which holds for ten minutes and opens
// once. Whoever does not says the code they were given: the one that makes an
// owner, a teacher or a learner. They get a return code of their own then, and
// come back with that.
//
// Every workspace has one place of the web, named like itself, and a person has
// one account there, made when they first enter.

const (
	// Web is the platform of the pages and of the web chat.
	Web = "web"
	// Page is the channel of what is done on a page: it is answered there, and
	// is no place to write to.
	Page = "page"
)

// isPage tells what is done on a page.
func isPage(c chat.Conversation) bool { return c.Platform == Web && c.Channel == Page }

// How long what opens the door does.
const (
	pageFor = 10 * time.Minute // a link
	// againFor is how long the same form enters the same person again: a
	// second submission, or an answer that was lost on its way.
	againFor = 2 * time.Minute
)

// tokenBytes are the random bytes of a link.
const tokenBytes = 32

// Entry is somebody who has entered.
type Entry struct {
	Workspace string
	Person    string
	User      string // their account of the web
	Return    string // the code that lets them back in, which nobody can tell them later; empty: none was made
}

// Entrance is what somebody says at the door.
type Entrance struct {
	Code string
	Name string // what they want to be called; not asked with a return code
	// Form names the form that was filled in, and the browser it was filled in
	// in: submitted twice it makes one person.
	Form   string
	Zone   string // IANA, where the browser told it
	Locale string // BCP 47
}

// errShut is the error of whoever is not let in: it says nothing of why.
func errShut() error { return &coach.Error{Op: "enter", Kind: coach.NotFound} }

// hashed is how a secret that opens the door is kept.
func hashed(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}

// page gives whoever speaks a link to their own pages. Another one ends the one
// before it.
func (t *turn) page() error {
	switch {
	case t.PageURL == "":
		return t.tell(t.Say("page.off"))
	case t.ev.Conversation.Platform == Web:
		return t.tell(t.Say("page.here", say.Args{"Link": t.pageLink("/")}))
	}
	link, err := t.entrance()
	if err != nil {
		return err
	}
	classes, err := t.teaches()
	if err != nil {
		return err
	}
	text := t.Say("page.link", say.Args{"Link": link, "N": int(pageFor / time.Minute), "Teacher": len(classes) > 0 || t.me.Owner})
	return t.tell(text)
}

// entrance makes a link that lets whoever speaks into their own pages, once; on
// the web, where they are in, one that only leads there.
func (t *turn) entrance() (chat.Markdown, error) {
	if t.ev.Conversation.Platform == Web {
		return t.pageLink("/me"), nil
	}
	secret := make([]byte, tokenBytes)
	if err := t.chance(secret); err != nil {
		return "", err
	}
	token := base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(secret)
	if err := t.tx.SpendCodes(coach.CodePage, t.me.ID); err != nil {
		return "", err
	}
	c := coach.Code{Code: hashed(token), Kind: coach.CodePage, Subject: t.me.ID, Expires: t.now.Add(pageFor)}
	return t.pageLink("/in?t=" + token), t.tx.PutCode(c)
}

// pageLink is a link to a page, by its path.
func (t *turn) pageLink(path string) chat.Markdown {
	return "[" + t.Say("page.open") + "](" + chat.Markdown(strings.TrimSuffix(t.PageURL, "/")+path) + ")"
}

// doorLink is the address at which people type their codes, to be seen and passed
// on.
func (t *turn) doorLink() chat.Markdown {
	door := strings.TrimSuffix(t.PageURL, "/") + "/"
	return "[" + chat.Escape(door) + "](" + chat.Markdown(door) + ")"
}

// chance fills something with random bytes.
func (b *Bot) chance(into []byte) error {
	b.ids.Lock()
	defer b.ids.Unlock()
	_, err := io.ReadFull(b.Random, into)
	return err
}

// Enter lets in who holds the token of a link, and spends it. Any other token is
// a coach.NotFound error, whether it was used, is too old or never was.
func (b *Bot) Enter(ctx context.Context, token string) (Entry, error) {
	return b.admit(ctx, hashed(token), coach.CodePage)
}

// EnterCode lets in who says a code: an owner's, a teacher's or a class's join
// code with a name, or a return code. What opens nothing is a coach.NotFound
// error; what the person can put right carries a sentence.
func (b *Bot) EnterCode(ctx context.Context, e Entrance) (Entry, error) {
	if code, ok := returnCode(e.Code); ok {
		return b.admit(ctx, hashed(code), coach.CodeReturn)
	}
	e.Name = nameOf(e.Name)
	if e.Name == "" {
		return Entry{}, &told{kind: coach.Invalid, text: say.In(e.Locale).Say("door.name.missing")}
	}
	code := normalCode(e.Code)
	if !isCode(code) {
		return Entry{}, errShut()
	}
	workspace, err := b.Store.CodeOf(ctx, code, coach.CodeOwner, coach.CodeTeach, coach.CodeStand, coach.CodeClass)
	if err != nil {
		return Entry{}, shut(err)
	}
	return b.welcomeIn(ctx, workspace, code, e)
}

// shut makes one error of all that says that something is not there, or not in
// one workspace alone.
func shut(err error) error {
	if coach.IsNotFound(err) || coach.KindOf(err) == coach.Conflict {
		return errShut()
	}
	return err
}

// admit lets in the person whom a secret is about, by its hash. A link is spent
// with it.
func (b *Bot) admit(ctx context.Context, hash string, kind coach.CodeKind) (e Entry, err error) {
	workspace, err := b.Store.CodeOf(ctx, hash, kind)
	if err != nil {
		return e, shut(err)
	}
	courses, err := b.stock(ctx, workspace)
	if err != nil {
		return e, err
	}
	rows, err := b.Store.Turn(ctx, workspace, "", func(tx Tx) error {
		e = Entry{Workspace: workspace}
		c, err := tx.Code(hash)
		if err != nil {
			return shut(err)
		}
		if c.Kind != kind || !c.Expires.IsZero() && !b.Now().Before(c.Expires) {
			return errShut()
		}
		t, err := b.awake(tx, courses, c.Subject)
		if err != nil {
			return shut(err)
		}
		if kind == coach.CodePage {
			if err := tx.SpendCode(hash); err != nil {
				return err
			}
		}
		e.Person = t.me.ID
		if e.User, err = t.webAccount(workspace); err != nil {
			return err
		}
		if err := t.audit("enter", t.me.ID, string(kind)); err != nil {
			return err
		}
		return t.savePerson()
	})
	if err != nil {
		return Entry{}, err
	}
	b.Deliver(rows)
	return e, nil
}

// webAccount is the person's account of the web, which is made if there is none.
// Whoever could be reached nowhere can be reached there now.
func (t *turn) webAccount(workspace string) (user string, err error) {
	accounts, err := t.tx.Accounts(t.me.ID)
	if err != nil {
		return "", err
	}
	if i := slices.IndexFunc(accounts, func(a coach.Account) bool { return a.Platform == Web }); i >= 0 {
		return accounts[i].User, nil
	}
	if err := t.webPlace(workspace); err != nil {
		return "", err
	}
	user = webUser(t.newID(t.now))
	direct := chat.Conversation{Platform: Web, Place: workspace, User: user}.Key()
	if t.me.Home == "" {
		t.me.Home = direct
		if err := t.wake(); err != nil {
			return "", err
		}
	}
	return user, t.tx.PutAccount(coach.Account{Platform: Web, Place: workspace, User: user, Person: t.me.ID, Direct: direct})
}

// webUser is an account of the web, of something that is unique.
func webUser(id string) string { return "w" + strings.ToLower(id) }

// webPlace makes sure that the workspace has its place of the web.
func (t *turn) webPlace(workspace string) error {
	p := chat.Place{Platform: Web, ID: workspace}
	places, err := t.tx.Places()
	if err != nil || slices.ContainsFunc(places, func(o chat.Place) bool { return o.Platform == p.Platform && o.ID == p.ID }) {
		return err
	}
	return t.join(t.tx, p)
}

// welcomeIn makes a person of whoever says a code at the door, as if they had
// said it to the coach in the web chat.
func (b *Bot) welcomeIn(ctx context.Context, workspace, code string, entrance Entrance) (e Entry, err error) {
	courses, err := b.stock(ctx, workspace)
	if err != nil {
		return e, err
	}
	user := webUser(hashed(workspace + "\x1f" + code + "\x1f" + entrance.Form)[:26])
	ev := chat.Event{
		Conversation: chat.Conversation{Platform: Web, Place: workspace, User: user},
		From:         chat.Account{User: user, Name: entrance.Name, Zone: entrance.Zone, Locale: entrance.Locale},
		Text:         code,
	}
	var ended *turn
	rows, err := b.Store.Turn(ctx, workspace, "", func(tx Tx) (err error) {
		e = Entry{Workspace: workspace, User: user}
		known, err := tx.Account(Web, user)
		if err == nil {
			ended = &turn{Bot: b, tx: tx, now: b.Now().UTC()}
			e.Person, e.Return, err = ended.enterAgain(known)
			return err
		}
		if !coach.IsNotFound(err) {
			return err
		}
		c, err := tx.Code(code)
		if err != nil {
			return shut(err)
		}
		if !c.Expires.IsZero() && !b.Now().Before(c.Expires) {
			return errShut()
		}
		if err := (&turn{Bot: b, tx: tx}).webPlace(workspace); err != nil {
			return err
		}
		t, err := b.begin(tx, courses, ev)
		if err != nil {
			return err
		}
		ended = t
		if _, err := t.code(code); err != nil {
			return t.told(err)
		}
		if e.Return, err = t.putReturn(t.me.ID); err != nil {
			return err
		}
		e.Person = t.me.ID
		if err := t.audit("enter", t.me.ID, string(c.Kind)); err != nil {
			return err
		}
		if err := t.finish(nil); err != nil {
			return err
		}
		return t.beside()
	})
	if err != nil {
		return Entry{}, err
	}
	b.Deliver(rows)
	return e, nil
}

// told is an error with the sentence for the person that it carries, if it does.
func (t *turn) told(err error) error {
	if text, ok := t.sorry(err); ok {
		return &told{kind: coach.KindOf(err), text: text}
	}
	return err
}

// enterAgain lets in whom the same form has just made: their browser never saw
// the return code, or threw it away.
func (t *turn) enterAgain(a coach.Account) (person, code string, err error) {
	p, err := t.tx.Person(a.Person)
	if err != nil {
		return "", "", shut(err)
	}
	if t.now.Sub(p.Joined) > againFor {
		return "", "", errShut()
	}
	code, err = t.putReturn(p.ID)
	return p.ID, code, err
}

// putReturn makes a new return code of a person, and ends the one before it.
func (t *turn) putReturn(person string) (string, error) {
	var bits [8]byte // 60 bits of it are shown
	if err := t.chance(bits[:]); err != nil {
		return "", err
	}
	code := base32.StdEncoding.EncodeToString(bits[:])[:returnLength]
	if err := t.tx.SpendCodes(coach.CodeReturn, person); err != nil {
		return "", err
	}
	if err := t.tx.PutCode(coach.Code{Code: hashed(code), Kind: coach.CodeReturn, Subject: person}); err != nil {
		return "", err
	}
	return code[:4] + "-" + code[4:8] + "-" + code[8:], nil
}

// returnLength is how many letters and digits a return code has.
const returnLength = 12

// looksAlike are the characters that no code has, and what people mean by them.
var looksAlike = strings.NewReplacer("0", "O", "1", "I", "8", "B", "-", "", " ", "", "\u2013", "", "\u00a0", "")

// returnCode reads a return code as it is hashed, however it was written.
func returnCode(said string) (code string, ok bool) {
	code = looksAlike.Replace(strings.ToUpper(strings.TrimSpace(said)))
	return code, len(code) == returnLength && strings.Trim(code, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567") == ""
}

// renewReturn makes a learner of a class whom the speaker teaches a new return
// code, and tells them so where they can be reached. It is only for who learns:
// a code lets its holder do all that the person may.
func (t *turn) renewReturn(class coach.Class, person string) (code string, err error) {
	p, err := t.onlyLearns(class, person)
	if err != nil {
		return "", err
	}
	if code, err = t.putReturn(p.ID); err != nil {
		return "", err
	}
	if err := t.audit("return code", p.ID, class.ID); err != nil {
		return "", err
	}
	if p.Home == "" {
		return code, nil
	}
	return code, t.sendTo(&p, chat.Text(say.In(p.Settings.Language).Say("return.renewed", say.Args{"Teacher": t.me.Name})))
}

// onlyLearns is a learner of a class, who may do nothing but learn.
func (t *turn) onlyLearns(class coach.Class, person string) (coach.Person, error) {
	classes, err := t.teaches()
	if err != nil {
		return coach.Person{}, err
	}
	if !slices.ContainsFunc(classes, func(c coach.Class) bool { return c.ID == class.ID }) {
		return coach.Person{}, t.refuse("role.teacher")
	}
	members, err := t.tx.Memberships(person)
	if err != nil {
		return coach.Person{}, err
	}
	if !slices.ContainsFunc(members, func(m coach.Member) bool { return m.Class == class.ID && m.Role == coach.Learner }) {
		return coach.Person{}, t.refuse("return.who")
	}
	p, err := t.tx.Person(person)
	if err != nil {
		return p, err
	}
	w, err := t.tx.Workspace()
	if err != nil {
		return p, err
	}
	if p.Owner || p.Maker || p.Mapped != coach.MappedNone || w.Safety == p.ID ||
		slices.ContainsFunc(members, func(m coach.Member) bool { return m.Role != coach.Learner }) {
		return p, t.refuse("return.role")
	}
	return p, nil
}

// Enrolled is a learner whom a teacher has put into a class.
type Enrolled struct {
	Person string
	Name   string
	Code   string // to enter with; empty: they were there
}

// MostEnrolled is how many learners are put into a class at once.
const MostEnrolled = 200

// Enrol makes people of names and learners of a class, each with a return code
// to enter with. Who is in the class by that name is left alone, so that a list
// may be sent twice. Only a teacher of the class may.
func (b *Bot) Enrol(ctx context.Context, workspace, teacher, class string, names []string) (enrolled []Enrolled, err error) {
	if len(names) > MostEnrolled {
		return nil, &told{kind: coach.Invalid, text: say.In("").Say("enrol.many", say.Args{"N": MostEnrolled})}
	}
	courses, err := b.stock(ctx, workspace)
	if err != nil {
		return nil, err
	}
	var rows []outbox.Row
	rows, err = b.Store.Turn(ctx, workspace, "", func(tx Tx) error {
		enrolled = nil
		t, err := b.awake(tx, courses, teacher)
		if err != nil {
			return err
		}
		enrolled, err = t.enrol(class, names)
		return t.told(err)
	})
	if err != nil {
		return nil, err
	}
	b.Deliver(rows)
	return enrolled, nil
}

func (t *turn) enrol(id string, names []string) (enrolled []Enrolled, err error) {
	classes, err := t.teaches()
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(classes, func(c coach.Class) bool { return c.ID == id })
	if i < 0 {
		return nil, t.refuse("role.teacher")
	}
	members, err := t.tx.Members(id)
	if err != nil {
		return nil, err
	}
	there := make(map[string]string) // name -> person
	for _, m := range members {
		there[strings.ToLower(m.Who.Name)] = m.Person
	}
	workspace, err := t.tx.Workspace()
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		name = nameOf(name)
		if name == "" {
			continue
		}
		if person, ok := there[strings.ToLower(name)]; ok {
			enrolled = append(enrolled, Enrolled{Person: person, Name: name})
			continue
		}
		p := coach.Person{ID: t.newID(t.now), Name: name, Class: id, Settings: coach.Defaults(), Joined: t.now}
		p.Settings.Zone = cmp.Or(workspace.Zone, p.Settings.Zone)
		p.Settings.CheckIn = ""
		if err := t.tx.PutPerson(p); err != nil {
			return nil, err
		}
		if err := t.tx.PutMember(coach.Member{Class: id, Person: p.ID, Role: coach.Learner}); err != nil {
			return nil, err
		}
		code, err := t.putReturn(p.ID)
		if err != nil {
			return nil, err
		}
		if err := t.audit("enrol", p.ID, id); err != nil {
			return nil, err
		}
		there[strings.ToLower(name)] = p.ID
		enrolled = append(enrolled, Enrolled{Person: p.ID, Name: name, Code: code})
	}
	return enrolled, nil
}

// Entered is who somebody is who has entered, at one moment.
type Entered struct {
	Person  coach.Person
	Zone    *time.Location
	Printer *say.Printer
	Teaches bool // a class, or may make one, or owns the workspace
}

// Entered tells who has an account of the web; a coach.NotFound error when it is
// nobody's any more.
func (b *Bot) Entered(ctx context.Context, workspace, user string) (e Entered, err error) {
	ev := chat.Event{Conversation: chat.Conversation{Platform: Web, Place: workspace, Channel: Page, User: user}, From: chat.Account{User: user}}
	err = b.look(ctx, ev, func(t *turn) error {
		e = Entered{}
		if t.isNew() || t.me.Name == "" && t.account.Ended {
			return errShut()
		}
		classes, err := t.teaches()
		if err != nil {
			return err
		}
		e = Entered{Person: t.me, Zone: t.zone, Printer: t.Printer, Teaches: len(classes) > 0 || t.me.Owner || t.me.Maker}
		return nil
	})
	return e, err
}

// handPage makes one answer of all that is said to a page, and gives the rest to
// the outbox. A page has no second look: what does not come with the answer would
// come to nobody.
func (b *Bot) handPage(ctx context.Context, here chat.Conversation, rows []outbox.Row) *chat.Answer {
	var own, rest []outbox.Row
	var m chat.Message
	for _, r := range rows {
		if r.To != here {
			rest = append(rest, r)
			continue
		}
		own = append(own, r)
		m.Parts = append(m.Parts, b.Fill(ctx, r.Workspace, r.Message).Parts...)
	}
	if len(rest) > 0 {
		b.Deliver(rest)
	}
	if len(own) == 0 {
		return nil
	}
	m.ID = own[0].ID
	return &chat.Answer{Message: m, Delivered: func(r chat.Receipt, _ error) {
		// Shown or not, it is told once: who did something on a page sees there
		// what came of it.
		for _, row := range own {
			b.Store.Mark(outbox.Mark{Workspace: row.Workspace, ID: row.ID, State: outbox.Sent, Attempts: 1, Receipt: r})
		}
	}}
}
