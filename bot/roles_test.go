package bot_test

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"pacer/bot"
	"pacer/coach"
	"pacer/coach/alert"
)

// The commands of teachers and owners, about the class that Ann is in. ID
// stands for her alert, CODE for what a teacher's code is.
var commands = []struct {
	say     string
	owner   bool // an owner's, whatever they teach
	makes   bool // makes a class of one's own
	leads   bool // of who stands in for a teacher it is not
	changes bool
	shows   string // to who may; empty: that it is done shows in what it changes
}{
	{say: "class", shows: "Class club: 1 learner"},
	{say: "class code", shows: "AAAA-SCHO"},
	{say: "class see ann", shows: "Ann, as far as I can tell"},
	{say: "class ann", shows: "Ann, as far as I can tell"},
	{say: "class course", shows: "Courses here"},
	{say: "class course off birds", changes: true},
	{say: "class note ann: come to me", changes: true},
	{say: "class level ann, rows, Proficient: you showed me", changes: true},
	{say: "class evidence ann, rows: tiled the hall", changes: true},
	{say: "class times 17:00 mon-fri", changes: true},
	{say: "class times off", shows: "no more check-ins"},
	{say: "class holiday 2026-03-09 2026-03-10", changes: true},
	{say: "class age 18+", changes: true},
	{say: "class use Class club", shows: "Class club: 1 learner"},
	{say: "class appoint", owner: true, shows: "type this code here"},
	{say: "class teacher", owner: true, shows: "type this code here"},
	{say: "class safety me: call 112", owner: true, changes: true},
	{say: "class new 6z, 18+", makes: true, shows: "Class 6z is made"},
	{say: "class assign", shows: "Nothing is given in Class club"},
	{say: "class assign ann, rows, until fri: for Monday", changes: true},
	{say: "class assign all, areas", changes: true},
	{say: "press say class @club assign all, costs", changes: true},
	{say: "class ticket rows", changes: true},
	{say: "class groups", shows: "Class club"},
	{say: "class preset", shows: "Class club has the setting full"},
	{say: "class preset coach", changes: true},
	{say: "class name 9z", changes: true},
	{say: "class roster", shows: "Class club: 1 learner"},
	{say: "press say class @club roster", shows: "Class club: 1 learner"},
	{say: "class overrides", shows: "No level here is set by"},
	{say: "class parity on", changes: true},
	{say: "class restore", shows: "None of your classes"},
	{say: "class return ann", shows: "no pages"},
	{say: "class substitute fri", leads: true, shows: "Your substitute types this code"},
	{say: "class remove ann, yes", leads: true, changes: true},
	{say: "class archive yes", leads: true, changes: true},
	{say: "class @club archive yes", leads: true, changes: true},
	{say: "alert", shows: "Ann: asked for a person"},
	{say: "alert ID", shows: "For you: Ann"},
	{say: "alert ID note come over", changes: true},
	{say: "alert ID ack", changes: true},
	{say: "alert ID snooze 2", changes: true},
	{say: "press alert ID:ack", changes: true},
	{say: "press alert ID:done", changes: true},
	{say: "alert ID done", changes: true},
	{say: "alert ID useless", changes: true},
}

// roles are who may say them; teaches: of Ann's class, now.
var roles = []struct {
	name                        string
	teaches, owns, makes, hears bool
	be                          func(h *house) *voice
}{
	{name: "its teacher", teaches: true, makes: true, be: func(h *house) *voice { return h.member("Tom", "club", coach.Teacher, time.Time{}) }},
	{name: "a substitute until tomorrow", teaches: true, makes: true, be: func(h *house) *voice {
		return h.member("Sue", "club", coach.Substitute, h.now.Add(24*time.Hour))
	}},
	{name: "a substitute until yesterday", be: func(h *house) *voice {
		return h.member("Sue", "club", coach.Substitute, h.now.Add(-24*time.Hour))
	}},
	{name: "a helper", be: func(h *house) *voice { return h.member("Hal", "club", coach.Helper, time.Time{}) }},
	{name: "Ann herself", be: func(h *house) *voice { return h.person("Ann") }},
	{name: "another learner", be: func(h *house) *voice { return h.member("Bob", "other", coach.Learner, time.Time{}) }},
	{name: "the teacher of another class", makes: true, be: func(h *house) *voice { return h.member("Otto", "other", coach.Teacher, time.Time{}) }},
	{name: "an owner who teaches nobody", owns: true, makes: true, be: func(h *house) *voice {
		v := h.member("Olga", "other", coach.Helper, time.Time{})
		v.change(func(p *coach.Person) { p.Owner = true })
		return v
	}},
	{name: "somebody who may make classes", makes: true, be: func(h *house) *voice {
		v := h.member("Max", "other", coach.Helper, time.Time{})
		v.change(func(p *coach.Person) { p.Maker = true })
		return v
	}},
	{name: "the safety contact", be: func(h *house) *voice {
		v := h.member("Sam", "other", coach.Helper, time.Time{})
		id := v.id()
		h.seed(school, func(tx bot.Tx) error {
			return tx.PutWorkspace(coach.Workspace{ID: school, Name: school, Zone: "Europe/Berlin", Safety: id})
		})
		return v
	}},
	{name: "a stranger", be: func(h *house) *voice { return h.person("Zoe") }},
	{name: "the teacher of the class of that name in another workspace", be: func(h *house) *voice {
		v := h.personAt(garden, "Tess")
		v.meets()
		h.personAt(garden, "Ann").meets().practises(never)
		h.seed(garden, func(tx bot.Tx) error {
			if err := tx.PutClass(coach.Class{ID: "club", Name: "Class club", Code: "AAAA-GARD", Courses: []string{"tiles"}}); err != nil {
				return err
			}
			return tx.PutMember(coach.Member{Class: "club", Person: v.idIn(tx), Role: coach.Teacher})
		})
		return v
	}},
}

// member is a person of the school with a role in one class, and in no other.
func (h *house) member(name, class string, role coach.Role, until time.Time) *voice {
	h.t.Helper()
	v := h.person(name)
	v.says("help")
	h.seed(school, func(tx bot.Tx) error {
		id := v.idIn(tx)
		members, err := tx.Memberships(id)
		if err != nil {
			return err
		}
		for _, m := range members {
			if err := tx.RemoveMember(m.Class, id); err != nil {
				return err
			}
		}
		return tx.PutMember(coach.Member{Class: class, Person: id, Role: role, Until: until})
	})
	v.change(func(p *coach.Person) { p.Class = class })
	return v
}

// guarded is an installation with Ann in a class of her own teacher's, an open
// alert of hers, and another class.
func guarded(t *testing.T) (h *house, id string) {
	t.Helper()
	h, _ = club(t)
	h.seed(school, func(tx bot.Tx) error {
		return tx.PutClass(coach.Class{ID: "other", Name: "Other", Code: "OTHE-RRRR", Courses: []string{"tiles"}})
	})
	ann := h.person("Ann").meets()
	ann.practises(never)
	ann.says("person")
	ann.says("it is too much for me")
	return h, h.alerts("club", alert.RuleAsked)[0].ID
}

// guards are the rows that are Ann's or her class's.
func (h *house) guards() map[string][]string {
	ann, all := h.person("Ann").id(), h.dump()
	out := make(map[string][]string)
	for _, table := range []string{"class", "member", "code", "alert", "log", "estimate", "learner", "schedule", "workspace", "person", "thought", "session", "round", "assignment", "grouping"} {
		for _, line := range all[table] {
			switch {
			case !strings.HasPrefix(line, school) || strings.Contains(line, "other") && table != "workspace":
			case table == "person" && !strings.Contains(line, ann):
			case table == "member" && strings.Contains(line, "learner") && !strings.Contains(line, ann): // a newcomer
			case table == "workspace", table == "code", strings.Contains(line, "club"), strings.Contains(line, ann):
				out[table] = append(out[table], line)
			}
		}
	}
	for _, p := range h.posts {
		if p.to.User == "ann" && p.to.Place == school {
			out["to Ann"] = append(out["to Ann"], p.text())
		}
	}
	return out
}

// secrets are what only Ann's teachers may read.
var secrets = []string{"AAAA-SCHO", "Counting rows", "too much for me", "Class club: 1", "as far as I can tell", "type this code here"}

func TestEveryCommandAsksForTheRoleItNeeds(t *testing.T) {
	t.Parallel()
	for _, role := range roles {
		t.Run(role.name, func(t *testing.T) {
			t.Parallel()
			h, id := guarded(t)
			v := role.be(h)
			untouched := h.guards()
			for _, c := range commands {
				may := role.teaches
				switch {
				case c.owner:
					may = role.owns
				case c.makes:
					may = role.makes
				case c.leads:
					may = role.teaches && !strings.HasPrefix(role.name, "a substitute")
				}
				if may { // on an installation of its own: it changes things
					h, id := guarded(t)
					v := role.be(h)
					before := h.guards()
					r := v.orders(c.say, id).has(c.shows)
					if c.changes && cmp.Equal(before, h.guards()) {
						t.Errorf("%s: nothing changed; it was answered:\n%s", c.say, r.text())
					}
					continue
				}
				r := v.orders(c.say, id)
				if v.in.Place == school {
					r.lacks(secrets...)
				} else { // in a workspace of their own
					r.lacks("AAAA-SCHO", "too much for me")
				}
				if r.text() == "" {
					t.Errorf("%s is not answered", c.say)
				}
				if role.name == "Ann herself" {
					continue // she spoke, and was answered
				}
				if diff := cmp.Diff(untouched, h.guards()); diff != "" {
					t.Fatalf("%s changed (-was +is):\n%s", c.say, diff)
				}
			}
		})
	}
}

// orders says a command of the matrix, or presses it.
func (v *voice) orders(command, alert string) reply {
	v.t.Helper()
	if value, isPress := strings.CutPrefix(command, "press "); isPress {
		return v.pressesValue(strings.ReplaceAll(value, "ID", alert))
	}
	return v.says(strings.ReplaceAll(command, "ID", shortID(alert)))
}

func TestTheRoleIsThatOfNow(t *testing.T) {
	t.Parallel()
	h, _ := guarded(t)
	sue := h.member("Sue", "club", coach.Substitute, h.now.Add(time.Hour))
	sue.says("class ann").has("as far as I can tell")
	h.later(2 * time.Hour)
	sue.says("class ann").has("That is for teachers")
	tom := h.member("Tom", "club", coach.Teacher, time.Time{})
	tom.says("class ann").has("as far as I can tell")
	h.seed(school, func(tx bot.Tx) error { return tx.RemoveMember("club", tom.idIn(tx)) })
	tom.says("class ann").has("That is for teachers")
}

func TestAPressIsCheckedAgainstTheOneWhoPresses(t *testing.T) {
	t.Parallel()
	h, id := guarded(t)
	before := h.guards()
	for _, verb := range []string{"ack", "snooze", "done", "useless", "note", "see", "accept", "decline", ""} {
		for _, v := range []*voice{h.member("Otto", "other", coach.Teacher, time.Time{}), h.person("Zoe"), h.personAt(garden, "Tess")} {
			v.pressesValue("alert "+id+":"+verb).lacks("Counting rows", "too much")
		}
	}
	if diff := cmp.Diff(before, h.guards()); diff != "" {
		t.Errorf("it changed:\n%s", diff)
	}
}

// Every word of help is in the matrix, or everybody's.
func TestTheMatrixHasEveryVerbOfAClass(t *testing.T) {
	t.Parallel()
	_, tess := club(t)
	help := tess.says("help").text()
	verbs := make(map[string]bool)
	for _, c := range commands {
		f := strings.Fields(c.say)
		if len(f) > 1 && f[0] == "class" {
			verbs[f[1]] = true
		}
	}
	for _, verb := range []string{"new", "code", "use", "age", "course", "times", "holiday", "note", "level", "appoint", "safety",
		"assign", "ticket", "groups", "preset", "name", "roster", "overrides", "archive", "restore", "substitute", "remove", "return"} {
		if !strings.Contains(help, "class "+verb) || !verbs[verb] {
			t.Errorf("%s: in help %v, in the matrix %v", verb, strings.Contains(help, "class "+verb), verbs[verb])
		}
	}
	if t.Failed() {
		t.Logf("the matrix has %v", slices.Sorted(maps.Keys(verbs)))
	}
}
