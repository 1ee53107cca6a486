package bot_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"pacer/bot"
	"pacer/coach"
)

// staff makes Tess of a place what she is in the school.
func (h *house) staff(place string) *voice {
	h.t.Helper()
	tess := h.personAt(place, "Tess")
	tess.says("hi")
	h.seed(place, func(tx bot.Tx) error {
		id := tess.idIn(tx)
		if err := tx.PutMember(coach.Member{Class: "club", Person: id, Role: coach.Teacher}); err != nil {
			return err
		}
		p, err := tx.Person(id)
		if err != nil {
			return err
		}
		p.Owner, p.Met, p.Class = true, coach.StepDone, "club"
		if err := tx.PutPerson(p); err != nil {
			return err
		}
		return tx.PutWorkspace(coach.Workspace{ID: place, Name: place, Zone: "Europe/Berlin", Safety: id, Help: "Help of the " + place + "."})
	})
	return tess
}

// lives runs every word and every command in some places at once, by people of
// the same names with the same accounts.
func lives(h *house, places ...string) {
	step := func(do func(place string)) {
		at := h.now
		for i, place := range places {
			h.now = at.Add(time.Duration(i) * time.Millisecond)
			do(place)
		}
		h.now = at.Add(time.Minute)
	}
	ann := func(place string) *voice { return h.personAt(place, "Ann") }
	tess := func(place string) *voice { return h.personAt(place, "Tess") }
	step(func(place string) { h.staff(place) })
	for _, words := range []string{"hi", "b", "a"} {
		step(func(place string) { ann(place).says(words) })
	}
	for _, words := range sayable {
		step(func(place string) { ann(place).says(words) })
		step(func(place string) { ann(place).says("practice") })
		step(func(place string) {
			if q, it, ok := ann(place).question(); ok {
				ann(place).says(wrong(q, it))
			}
		})
		step(func(place string) { ann(place).says("what I want to say is **this**") })
	}
	step(func(place string) { ann(place).says("practice kinds") })
	for n := range 24 {
		step(func(place string) {
			q, it, ok := ann(place).question()
			switch {
			case !ok:
				ann(place).says("practice kinds")
			case n%4 == 0 && q.Hints < len(it.Hints):
				ann(place).says("hint")
			case n%4 == 1:
				ann(place).says(wrong(q, it))
			default:
				ann(place).says(right(q, it))
			}
		})
	}
	step(func(place string) { ann(place).says("settings on") })
	step(func(place string) { ann(place).says("person") })
	step(func(place string) { ann(place).says(despair) })
	for _, c := range commands {
		step(func(place string) {
			var id string
			h.view(place, func(r bot.Reader) error {
				all, err := r.Alerts("club")
				if len(all) > 0 {
					id = all[0].ID
				}
				return err
			})
			if id != "" || !strings.Contains(c.say, "ID") {
				tess(place).orders(c.say, id)
			}
		})
	}
	h.later(48 * time.Hour)
}

var ulids = regexp.MustCompile(`01K[0-9A-HJKMNP-TV-Z]{23}`)

// of are the rows of a workspace.
func of(dump map[string][]string, workspace string) (lines []string) {
	for table, rows := range dump {
		for _, row := range rows {
			if strings.HasPrefix(row, workspace+" ") {
				lines = append(lines, table+" | "+row)
			}
		}
	}
	slices.Sort(lines)
	return lines
}

// clockwork is chance that depends on the time alone, so that the school of two
// runs has the same IDs.
type clockwork struct {
	h  *house
	at time.Time
	n  uint64
}

func (c *clockwork) Read(p []byte) (int, error) {
	if !c.h.now.Equal(c.at) {
		c.at, c.n = c.h.now, 0
	}
	c.n++
	x := (uint64(c.at.UnixMilli())<<8 + c.n) * 0x9e3779b97f4a7c15
	p[0] = byte(x >> 56)
	return 1, nil // a buffer would keep what is of an earlier time
}

// regular is an installation whose chance is clockwork.
func regular(t *testing.T) *house {
	t.Helper()
	h := open(t, "club", courses(t)["kinds"])
	h.random = &clockwork{h: h}
	h.stop()
	h.start()
	return h
}

func TestTwoWorkspacesOfOneDatabaseNeverMeet(t *testing.T) {
	t.Parallel()
	h := regular(t)
	lives(h, school, garden)
	dump := h.dump()
	in := make(map[string]string) // what has an ID, and the workspace it is in
	for _, workspace := range []string{school, garden} {
		rows := of(dump, workspace)
		if len(rows) < 300 {
			t.Errorf("%s has %d rows", workspace, len(rows))
		}
		for _, row := range rows {
			for _, id := range ulids.FindAllString(row, -1) {
				if other, ok := in[id]; ok && other != workspace {
					t.Fatalf("%s is in both: %s", id, row)
				}
				in[id] = workspace
			}
		}
	}
	for _, row := range of(dump, garden) {
		if strings.Contains(row, "Help of the school") || strings.Contains(row, `"Place":"school"`) {
			t.Errorf("in the garden: %s", row)
		}
	}
	h.verify(school)
	h.verify(garden)

	// And the school is as it would be by itself.
	alone := regular(t)
	lives(alone, school)
	if diff := cmp.Diff(texts(alone, school), texts(h, school)); diff != "" {
		t.Errorf("with a garden beside it (+), people of the school read:\n%s", diff)
	}
}

// texts is all that people of a place read.
func texts(h *house, place string) (all []string) {
	for _, p := range h.posts {
		if p.to.Place == place {
			all = append(all, fmt.Sprintf("%s: %s", p.to.User, p.text()))
		}
	}
	return all
}

func TestNothingOfAWorkspaceCanBeUsedInAnother(t *testing.T) {
	t.Parallel()
	h := open(t, "club", courses(t)["kinds"])
	lives(h, school)
	h.staff(garden)
	before := of(h.dump("outbox", "receipt"), school)
	posts := len(h.posts)
	thieves := []*voice{h.personAt(garden, "Ann"), h.personAt(garden, "Tess"), h.personAt(garden, "Mallory")}
	used := make(map[string]bool)
	for _, p := range slices.Clone(h.posts) {
		for _, c := range p.choices() {
			for _, v := range thieves {
				if p.to.Place == school && !strings.HasPrefix(c.Value, "say ") && !used[c.Value+v.from.Name] {
					used[c.Value+v.from.Name] = true
					v.pressesValue(c.Value).has("is from earlier")
				}
			}
		}
		if code := codeIn(p.text()); code != "" && !used[code] {
			used[code] = true
			for _, v := range thieves {
				v.says("link " + code).has("I don't know that code")
			}
		}
	}
	for _, row := range before {
		for _, id := range ulids.FindAllString(row, -1) {
			if !used[id] {
				used[id] = true
				thieves[1].says("alert " + shortID(id) + " done").lacks("Closed")
			}
		}
	}
	if len(used) < 200 {
		t.Errorf("only %d things were tried", len(used))
	}
	if diff := cmp.Diff(before, of(h.dump("outbox", "receipt"), school)); diff != "" {
		t.Errorf("the school changed (-was +is):\n%s", diff)
	}
	for _, p := range h.posts[posts:] {
		if p.to.Place == school {
			t.Errorf("somebody of the school reads %s", p.text())
		}
	}
}
