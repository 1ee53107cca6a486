package bot_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pacer/bot"
	"pacer/coach"
)

func TestADirectMessageIsAboutTheOnlyWorkspaceThereIs(t *testing.T) {
	t.Parallel()
	h := town(t)
	dan := h.inGuild("1", "Dan").directly()
	dan.says("hi").has("Use one of my commands there once", "/help")
	dan.says(despair).has("you deserve a person now", "tell an adult you trust")
	h.finds("1")
	dan.says("hi").has("Hi Dan!")
	if _, ok := h.in(school, dan); !ok {
		t.Error("he is not a person of the school")
	}
	h.finds("2")
	dan.says("hello").has("Hi Dan!") // he is known in one
	eve := h.inGuild("1", "Eve").directly()
	eve.says("hi").has("Use one of my commands there once")
	h.inGuild("2", "Eve").commands("help")
	eve.says("hi").has("Hello Eve!")
	if _, ok := h.in(school, eve); ok {
		t.Error("she became a person of the school, where she never was")
	}
	eve.says("settings workspace").has("I know you in Guild 2 only")
}

// twice is Eve, who is known in the school and in guild 2, with a course to
// practise in both.
func twice(t *testing.T) (h *house, eve *voice) {
	t.Helper()
	h = town(t)
	for _, guild := range []string{"1", "2", "3"} {
		h.finds(guild)
	}
	for _, w := range []string{school, "guilds-2"} {
		h.seed(w, func(tx bot.Tx) error {
			if err := tx.PutPerson(coach.Person{ID: "o", Owner: true}); err != nil {
				return err
			}
			if err := tx.PutClass(coach.Class{ID: "c", Name: "Class of " + w, Code: "AAAA-AAAA", Courses: []string{"tiles"}}); err != nil {
				return err
			}
			return tx.PutCode(coach.Code{Code: "AAAA-AAAA", Kind: coach.CodeClass, Subject: "c"})
		})
	}
	for _, guild := range []string{"1", "2"} {
		v := h.inGuild(guild, "Eve")
		v.commands("link AAAA-AAAA")
		v.says("b")
		v.says("c")
	}
	return h, h.inGuild("1", "Eve").directly()
}

// entries counts Eve's attempts in a workspace.
func attempts(h *house, workspace string) (n int) {
	for _, line := range h.dump()["log"] {
		if strings.HasPrefix(line, workspace+" ") {
			n++
		}
	}
	return n
}

func TestWhoIsKnownInSeveralWorkspacesIsAskedOnce(t *testing.T) {
	t.Parallel()
	h, eve := twice(t)
	eve.says("practice").has("Which one is this about?", "[A  Guild 2]", "[B  school]").lacks("garden", "Guild 3", "Class of")
	eve.says("hello").has("Which one is this about?")
	eve.says("b").has("here we are in school")
	eve.says("practice").lacks("Which one")
	h.restart()
	h.settle()
	eve.says("hint").lacks("Which one")
	eve.says("settings workspace").has("Which one is this about?")
	eve.presses("Guild 2").has("here we are in Guild 2")
	eve.says("settings workspace school").has("here we are in school")
	eve.says("settings workspace a").has("here we are in Guild 2")
	eve.says("settings workspace nonsense").has("Which one is this about?")
	eve.says("settings").has("minutes").lacks("Which one")

	// Of what they are not in there is nothing to be had.
	for _, w := range []string{garden, "guilds-3", "nonsense", ""} {
		eve.pressesValue("workspace " + w).has("is from earlier")
	}
	h.inGuild("3", "Mallory").commands("help")
	h.inGuild("3", "Mallory").directly().pressesValue("workspace " + school).has("is from earlier")
}

func TestAnAnswerGoesToTheWorkspaceThatAsked(t *testing.T) {
	t.Parallel()
	h, eve := twice(t)
	eve.says("b") // the letter of a question that was not asked yet is asked about
	eve.says("settings workspace school")
	eve.says("practice")
	item := func(workspace string) (q coach.Question) {
		h.view(workspace, func(r bot.Reader) error {
			p, _ := h.in(workspace, eve)
			all, err := r.Questions(p.ID, eve.in.Key(), 8)
			for _, x := range all {
				if x.Ask == coach.AskItem && x.IsOpen() && q.ID == "" {
					q = x
				}
			}
			return err
		})
		return q
	}
	ofSchool := item(school)
	eve.pressesValue("say settings").lacks("Which one")
	eve.says("settings workspace Guild 2")
	eve.says("practice")
	ofGuild := item("guilds-2")
	if ofSchool.ID == "" || ofGuild.ID == "" {
		t.Fatal("not asked in both")
	}
	// Words after the choice belong to what was asked since.
	eve.says(right(ofGuild, h.courses[ofGuild.Course].Item(ofGuild.Item)))
	if s, g := attempts(h, school), attempts(h, "guilds-2"); s != 0 || g != 1 {
		t.Fatalf("%d attempts in the school and %d in the guild, wanted 0 and 1", s, g)
	}
	// A press belongs to what it is on.
	eve.pressesValue(ofSchool.ID + ":" + right(ofSchool, h.courses[ofSchool.Course].Item(ofSchool.Item)))
	if s, g := attempts(h, school), attempts(h, "guilds-2"); s != 1 || g != 1 {
		t.Fatalf("%d attempts in the school and %d in the guild, wanted 1 and 1", s, g)
	}
	h.verify(school)
	h.verify("guilds-2")
}

func TestAnEventThatComesAgainAfterTheChoiceChangedIsNotHandledTwice(t *testing.T) {
	t.Parallel()
	h, eve := twice(t)
	eve.says("settings workspace school")
	ev := eve.event()
	ev.Text = "practice"
	eve.does(ev)
	eve.says("settings workspace Guild 2")
	if again := h.handle(ev); len(again) > 0 {
		t.Errorf("again: %s", again[0].text())
	}
}

func TestDangerIsToldWhereverTheyAreKnownIfNobodyCanTellWhere(t *testing.T) {
	t.Parallel()
	h, eve := twice(t)
	contacts := make(map[string]bool)
	for guild, w := range map[string]string{"1": school, "2": "guilds-2"} {
		sam := h.inGuild(guild, "Sam "+guild).directly()
		h.inGuild(guild, "Sam "+guild).commands("help")
		h.seed(w, func(tx bot.Tx) error {
			a, err := tx.Account(guilds, sam.from.User)
			if err != nil {
				return err
			}
			is, err := tx.Workspace()
			if err != nil {
				return err
			}
			is.Safety = a.Person
			return tx.PutWorkspace(is)
		})
		contacts[sam.from.User] = false
	}
	r := eve.says(despair).has("you deserve a person now").lacks("Which one")
	for _, user := range urgent(r.posts) {
		contacts[user] = true
	}
	for _, p := range r.posts {
		if _, is := contacts[p.to.User]; is {
			contacts[p.to.User] = true
		}
	}
	for user, told := range contacts {
		if !told {
			t.Errorf("%s was not told", user)
		}
	}
	eve.says("hi").has("Which one is this about?")
	eve.says("a")
	before := len(h.posts)
	eve.says(despair)
	for _, p := range h.posts[before:] {
		if p.to.User == "sam 1" { // the school's, which is not meant now
			t.Errorf("the school is told: %s", p.text())
		}
	}
}

func TestNothingOfAWorkspaceCanBePressedInDirectMessagesFromAnother(t *testing.T) {
	t.Parallel()
	h, eve := twice(t)
	eve.says("settings workspace school")
	eve.says("practice")
	h.inGuild("1", "Eve").commands("settings")
	h.inGuild("3", "Mallory").commands("help") // known in guild 3 alone
	mallory := h.inGuild("3", "Mallory").directly()
	ned := h.inGuild("1", "Ned") // of the school too, and of guild 2
	ned.commands("help")
	h.inGuild("2", "Ned").commands("help")
	before := of(h.dump("outbox", "receipt", "seen"), school)
	tried := make(map[string]bool)
	for _, p := range h.posts {
		for _, c := range p.choices() {
			if p.to.User != "eve" || strings.HasPrefix(c.Value, "say ") || strings.HasPrefix(c.Value, "workspace ") || tried[c.Value] {
				continue
			}
			tried[c.Value] = true
			mallory.pressesValue(c.Value).has("is from earlier")
			ned.directly().pressesValue(c.Value).has("That button was meant for somebody else")
		}
	}
	if len(tried) < 6 {
		t.Errorf("only %d buttons were tried", len(tried))
	}
	if diff := cmp.Diff(before, of(h.dump("outbox", "receipt", "seen"), school)); diff != "" {
		t.Errorf("the school changed (-was +is):\n%s", diff)
	}
}
