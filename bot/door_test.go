package bot_test

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"pacer/bot"
	"pacer/bot/chat"
	"pacer/coach"
	"pacer/coach/course"
)

// pages is where the pages of an installation under test are.
const pages = "https://pacer.example.org/web"

var linked = regexp.MustCompile(regexp.QuoteMeta(pages) + `/in\?t=([A-Z2-7]{52})`)

// link asks for a link, and returns its token.
func (v *voice) link() string {
	v.t.Helper()
	v.bot.PageURL = pages
	for _, p := range v.says("page").posts {
		for _, part := range p.Parts {
			if m := linked.FindStringSubmatch(string(part.Text)); m != nil {
				return m[1]
			}
		}
	}
	v.t.Fatalf("%s was given no link: %s", v.from.Name, v.says("page").text())
	return ""
}

// shut checks that somebody was not let in, and that nobody can tell why.
func (h *house) shut(_ bot.Entry, err error) {
	h.t.Helper()
	if !coach.IsNotFound(err) || chat.Sentence(err) != "" {
		h.t.Errorf("let in, or told why not: %v", err)
	}
}

// entered is the person of a workspace who has an account of the web.
func (h *house) entered(e bot.Entry) (p coach.Person) {
	h.t.Helper()
	h.view(e.Workspace, func(r bot.Reader) error {
		a, err := r.Account(bot.Web, e.User)
		if err != nil {
			return err
		}
		if a.Person != e.Person || a.Place != e.Workspace {
			h.t.Errorf("the account is %+v, the entry %+v", a, e)
		}
		p, err = r.Person(a.Person)
		return err
	})
	return p
}

// onPage is somebody who does things on a page.
func (h *house) onPage(e bot.Entry) *voice {
	return &voice{
		house: h, in: chat.Conversation{Platform: bot.Web, Place: e.Workspace, Channel: bot.Page, User: e.User},
		from: chat.Account{User: e.User},
	}
}

func TestALinkLetsInOnce(t *testing.T) {
	ctx := context.Background()
	h, tess := club(t)
	token := tess.link()
	e, err := h.bot.Enter(ctx, token)
	h.must(err)
	if p := h.entered(e); p.ID != tess.id() || e.Workspace != school || e.Return != "" {
		t.Errorf("let in was %+v as %+v", p, e)
	}
	t.Run("and not twice", func(*testing.T) { h.shut(h.bot.Enter(ctx, token)) })
	t.Run("nor with another token", func(*testing.T) {
		for _, forged := range []string{"", "x", strings.Repeat("A", 52), strings.ToLower(token), token + "A", token[:51]} {
			h.shut(h.bot.Enter(ctx, forged))
		}
	})
	t.Run("nor when a newer one was asked for", func(*testing.T) {
		old := tess.link()
		tess.link()
		h.shut(h.bot.Enter(ctx, old))
	})
	t.Run("nor after ten minutes", func(*testing.T) {
		late := tess.link()
		h.now = h.now.Add(10 * time.Minute)
		h.shut(h.bot.Enter(ctx, late))
	})
	t.Run("the account stays the same", func(t *testing.T) {
		again, err := h.bot.Enter(ctx, tess.link())
		h.must(err)
		if again.User != e.User {
			t.Errorf("the second time it is %s, want %s", again.User, e.User)
		}
	})
	t.Run("and the database keeps no token", func(t *testing.T) {
		token := tess.link()
		for table, rows := range h.dump("outbox") { // which forgets it when it is sent
			if slices.ContainsFunc(rows, func(row string) bool { return strings.Contains(row, token) }) {
				t.Errorf("table %s holds it", table)
			}
		}
	})
}

func TestALinkIsForWhoAskedInTheirWorkspace(t *testing.T) {
	ctx := context.Background()
	h := open(t, "club")
	for _, place := range []string{school, garden} {
		v := h.personAt(place, "Ann")
		v.says("hi")
		e, err := h.bot.Enter(ctx, v.link())
		h.must(err)
		if e.Workspace != place {
			t.Errorf("a link of the %s leads to the %s", place, e.Workspace)
		}
	}
}

func TestALinkInAChannelIsForTheSpeakerAlone(t *testing.T) {
	h, tess := club(t)
	h.bot.PageURL = pages
	for _, p := range tess.channel("staff").commands("page").posts {
		if !p.to.IsPrivate() {
			t.Errorf("everybody in the channel reads %s", p.text())
		}
	}
}

func TestWithoutPagesThereAreNoLinks(t *testing.T) {
	h, tess := club(t)
	before := len(h.dump()["code"])
	if said := tess.says("page"); !strings.Contains(said.text(), "no pages") || linked.MatchString(said.text()) {
		t.Errorf("said was %s", said.text())
	}
	if after := len(h.dump()["code"]); after != before {
		t.Errorf("%d codes are kept, and were %d", after, before)
	}
}

func TestOwnersEnterByTheirCode(t *testing.T) {
	ctx := context.Background()
	h := open(t, "")
	h.seed(school, func(tx bot.Tx) error {
		return tx.PutCode(coach.Code{Code: "OWNR-CODE", Kind: coach.CodeOwner, Expires: h.now.Add(time.Hour)})
	})
	in := bot.Entrance{Code: " ownr-code ", Name: "Rivera", Form: "f1", Zone: "Europe/Rome"}
	t.Run("with a name", func(t *testing.T) {
		nameless := in
		nameless.Name = " \u200b "
		if _, err := h.bot.EnterCode(ctx, nameless); coach.KindOf(err) != coach.Invalid || chat.Sentence(err) == "" {
			t.Errorf("without one: %v", err)
		}
	})
	e, err := h.bot.EnterCode(ctx, in)
	h.must(err)
	if p := h.entered(e); !p.Owner || p.Name != "Rivera" || p.Settings.Zone != "Europe/Rome" || chat.ParseKey(p.Home).User != e.User {
		t.Errorf("let in was %+v", p)
	}
	t.Run("once", func(*testing.T) {
		in.Form = "f2"
		h.shut(h.bot.EnterCode(ctx, in))
	})
	t.Run("and come back by their return code, however they write it", func(t *testing.T) {
		for _, said := range []string{e.Return, strings.ToLower(e.Return), strings.ReplaceAll(e.Return, "-", " "), strings.ReplaceAll(strings.ReplaceAll(e.Return, "O", "0"), "I", "1")} {
			again, err := h.bot.EnterCode(ctx, bot.Entrance{Code: said})
			h.must(err)
			if again.Person != e.Person || again.User != e.User || again.Return != "" {
				t.Errorf("%q lets in %+v, want %+v", said, again, e)
			}
		}
	})
	t.Run("of which the database keeps the hash", func(t *testing.T) {
		for table, rows := range h.dump() {
			if slices.ContainsFunc(rows, func(row string) bool {
				return strings.Contains(row, strings.ReplaceAll(e.Return, "-", "")) || strings.Contains(row, e.Return)
			}) {
				t.Errorf("table %s holds it", table)
			}
		}
	})
}

func TestLearnersEnterByAJoinCode(t *testing.T) {
	ctx := context.Background()
	h, _ := club(t)
	in := bot.Entrance{Code: "AAAA-SCHO", Name: "Kim  <b>", Form: "f1"}
	e, err := h.bot.EnterCode(ctx, in)
	h.must(err)
	p := h.entered(e)
	if p.Name != "Kim <b>" || p.Class != "club" || p.Owner || p.Maker {
		t.Errorf("let in was %+v", p)
	}
	if said := textTo(h.posts, &voice{in: chat.Conversation{Place: school}, from: chat.Account{User: e.User}}); said == "" {
		t.Error("nobody greeted them in the web chat")
	}
	t.Run("the same form makes the same person, with a code that holds", func(t *testing.T) {
		again, err := h.bot.EnterCode(ctx, in)
		h.must(err)
		if again.Person != e.Person || again.Return == "" || again.Return == e.Return {
			t.Errorf("let in again was %+v after %+v", again, e)
		}
		h.shut(h.bot.EnterCode(ctx, bot.Entrance{Code: e.Return}))
		_, err = h.bot.EnterCode(ctx, bot.Entrance{Code: again.Return})
		h.must(err)
	})
	t.Run("but not later, when somebody else may sit there", func(*testing.T) {
		h.now = h.now.Add(3 * time.Minute)
		h.shut(h.bot.EnterCode(ctx, in))
	})
	t.Run("another form makes somebody else", func(t *testing.T) {
		other := in
		other.Form = "f2"
		o, err := h.bot.EnterCode(ctx, other)
		h.must(err)
		if o.Person == e.Person {
			t.Error("two who came in are one person")
		}
	})
	t.Run("what is no code, or for something else, opens nothing", func(*testing.T) {
		h.seed(school, func(tx bot.Tx) error {
			for code, kind := range map[string]coach.CodeKind{"LINK-LINK": coach.CodeLink, "PLAC-PLAC": coach.CodePlace} {
				if err := tx.PutCode(coach.Code{Code: code, Kind: kind, Subject: e.Person, Expires: h.now.Add(time.Hour)}); err != nil {
					return err
				}
			}
			return tx.PutCode(coach.Code{Code: "LATE-LATE", Kind: coach.CodeTeach, Expires: h.now.Add(-time.Second)})
		})
		for i, code := range []string{"", "AAAA-ZZZZ", "LINK-LINK", "PLAC-PLAC", "LATE-LATE", "AAAAAAAA", "AAAA-BBBB-CCCC", "AAAA-BBBB-CCC!", strings.Repeat("A", 5000)} {
			h.shut(h.bot.EnterCode(ctx, bot.Entrance{Code: code, Name: "X", Form: fmt.Sprint("g", i)}))
		}
	})
}

func TestWhatIsDoneOnAPageMovesNobodysHome(t *testing.T) {
	ctx := context.Background()
	h, tess := club(t)
	e, err := h.bot.Enter(ctx, tess.link())
	h.must(err)
	before := h.entered(e)
	posts := h.onPage(e).commands("class").posts
	if len(posts) != 1 || posts[0].to.Channel != bot.Page {
		t.Fatalf("answered was %+v", posts)
	}
	if after := h.entered(e); after.Home != before.Home || chat.ParseKey(after.Home).Platform != platform {
		t.Errorf("home was %q and is %q", before.Home, after.Home)
	}
	t.Run("what is said in the web chat does", func(t *testing.T) {
		v := h.onPage(e)
		v.in.Channel = ""
		v.says("class")
		if home := chat.ParseKey(h.entered(e).Home); home != v.in {
			t.Errorf("home is %+v", home)
		}
	})
}

// All that is said to a page is said at once: it has no second look.
func TestAPageGetsOneAnswer(t *testing.T) {
	ctx := context.Background()
	h, tess := club(t)
	ann := h.person("Ann").meets()
	e, err := h.bot.Enter(ctx, tess.link())
	h.must(err)
	before := len(h.posts)
	posts := h.onPage(e).commands("class note Ann: well done").posts
	var own, others int
	for _, p := range posts {
		switch {
		case p.to.Channel == bot.Page:
			own++
		case p.to.User == ann.from.User:
			others++
		}
	}
	if own != 1 || others != 1 {
		t.Errorf("%d messages to the page and %d to Ann, want one each: %+v", own, others, h.posts[before:])
	}
}

func TestReturnCodesAreRenewedByTheLearnersTeacherAlone(t *testing.T) {
	ctx := context.Background()
	h, tess := club(t)
	kim, err := h.bot.EnterCode(ctx, bot.Entrance{Code: "AAAA-SCHO", Name: "Kim", Form: "f"})
	h.must(err)
	enrolled, err := h.bot.Enrol(ctx, school, tess.id(), "club", []string{"Lea", "  ", "kim", "Lea"})
	h.must(err)
	if len(enrolled) != 3 || enrolled[0].Code == "" || enrolled[1].Person != kim.Person || enrolled[1].Code != "" || enrolled[2].Person != enrolled[0].Person {
		t.Fatalf("enrolled are %+v", enrolled)
	}
	lea, err := h.bot.EnterCode(ctx, bot.Entrance{Code: enrolled[0].Code})
	h.must(err)
	if p := h.entered(lea); p.Name != "Lea" || p.Class != "club" {
		t.Errorf("whoever was enrolled is %+v", p)
	}
	t.Run("a new code ends the one before, and the learner is told", func(t *testing.T) {
		h.bot.PageURL = pages
		said := tess.commands("class return Kim").text()
		code := regexp.MustCompile(`[A-Z2-7]{4}-[A-Z2-7]{4}-[A-Z2-7]{4}`).FindString(said)
		again, err := h.bot.EnterCode(ctx, bot.Entrance{Code: code})
		if err != nil || again.Person != kim.Person {
			t.Errorf("%q lets in %+v, %v", said, again, err)
		}
		h.shut(h.bot.EnterCode(ctx, bot.Entrance{Code: kim.Return}))
		if told := textTo(h.posts, &voice{in: chat.Conversation{Place: school}, from: chat.Account{User: kim.User}}); !strings.Contains(told, "new return code") {
			t.Errorf("Kim was told %s", told)
		}
	})
	t.Run("whoever is more than a learner has one that nobody renews", func(t *testing.T) {
		ben := h.person("Ben").meets()
		ben.change(func(p *coach.Person) { p.Maker = true })
		before := len(h.dump()["code"])
		said := tess.commands("class return Ben").text()
		if after := len(h.dump()["code"]); after != before || !strings.Contains(said, "has another role here too") {
			t.Errorf("%d codes after %d, said was %s", after, before, said)
		}
	})
	for _, tc := range []struct{ name, who, class string }{
		{"a learner", h.person("Ann").meets().id(), "club"},
		{"the teacher of another class", tess.id(), "other"},
		{"nobody", "nobody", "club"},
	} {
		t.Run(tc.name+" enrols nobody", func(t *testing.T) {
			before := len(h.dump()["person"])
			if got, err := h.bot.Enrol(ctx, school, tc.who, tc.class, []string{"Mallory"}); err == nil {
				t.Errorf("enrolled are %+v", got)
			}
			if after := len(h.dump()["person"]); after != before {
				t.Errorf("there are %d people, and were %d", after, before)
			}
		})
	}
	t.Run("a teacher of another workspace enrols nobody", func(t *testing.T) {
		if got, err := h.bot.Enrol(ctx, garden, tess.id(), "club", []string{"Mallory"}); err == nil {
			t.Errorf("enrolled are %+v", got)
		}
	})
	t.Run("a list may not be endless", func(t *testing.T) {
		if _, err := h.bot.Enrol(ctx, school, tess.id(), "club", make([]string, 201)); coach.KindOf(err) != coach.Invalid {
			t.Errorf("taken, or %v", err)
		}
	})
}

func TestEnteredTellsWhoSomebodyIsNow(t *testing.T) {
	ctx := context.Background()
	h, tess := club(t)
	e, err := h.bot.Enter(ctx, tess.link())
	h.must(err)
	who, err := h.bot.Entered(ctx, school, e.User)
	h.must(err)
	if who.Person.ID != tess.id() || !who.Teaches || who.Printer == nil || who.Zone == nil {
		t.Errorf("they are %+v", who)
	}
	h.seed(school, func(tx bot.Tx) error {
		p, err := tx.Person(tess.id())
		if err != nil {
			return err
		}
		p.Owner, p.Maker = false, false
		if err := tx.PutPerson(p); err != nil {
			return err
		}
		return tx.RemoveMember("club", tess.id())
	})
	if who, err = h.bot.Entered(ctx, school, e.User); err != nil || who.Teaches {
		t.Errorf("who teaches no more is %+v, %v", who, err)
	}
	for _, user := range []string{"", "wnobody", strings.ToUpper(e.User)} {
		if _, err := h.bot.Entered(ctx, school, user); !coach.IsNotFound(err) {
			t.Errorf("%q is somebody, or %v", user, err)
		}
	}
	if _, err := h.bot.Entered(ctx, garden, e.User); !coach.IsNotFound(err) {
		t.Errorf("they are somebody in another workspace, or %v", err)
	}
}

func TestALinkThatIsAskedForInAChannelIsForWhoAskedAlone(t *testing.T) {
	t.Parallel()
	_, tess := club(t)
	tess.bot.PageURL = pages
	for name, r := range map[string]reply{
		"by command": tess.channel("staffroom").commands("page"), "by mention": tess.channel("staffroom").mentions("page"),
	} {
		links := 0
		for _, p := range r.posts {
			if !linked.MatchString(p.text()) {
				continue
			}
			links++
			if !p.to.IsPrivate() {
				t.Errorf("%s it is said to %+v", name, p.to)
			}
		}
		if links != 1 {
			t.Errorf("%s there are %d links: %s", name, links, r.text())
		}
	}
}

// On the web nobody is shown somebody else's button, so that there is nothing to
// explain: theirs is as one that is not there.
func TestOnTheWebAnotherPersonsQuestionIsAsOneThatIsNotThere(t *testing.T) {
	t.Parallel()
	h, tess := club(t, only(t, course.Choice))
	ann := h.person("Ann").meets()
	ann.says("practice only-choice")
	q, _, ok := ann.question()
	if !ok {
		t.Fatal("Ann is asked nothing")
	}
	e, err := h.bot.Enter(t.Context(), tess.link())
	h.must(err)
	there := h.onPage(e)
	for _, press := range []string{":A", ":hint", ":skip", ":form", ":publish"} {
		theirs, nobodys := there.pressesValue(q.ID+press).text(), there.pressesValue("01NOSUCHQUESTION"+press).text()
		if theirs != nobodys {
			t.Errorf("%s of Ann's question is answered %q, of one that is not there %q", press, theirs, nobodys)
		}
	}
}
