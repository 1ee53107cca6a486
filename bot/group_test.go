package bot_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"pacer/bot"
	"pacer/bot/chat"
	"pacer/coach"
	"pacer/coach/mastery"
)

// gapped is a club in which Ann and Ben do not get on with counting rows, and Cat
// and Dan do.
func gapped(t *testing.T) (h *house, tess *voice, learners map[string]*voice) {
	t.Helper()
	h, tess = club(t)
	learners = make(map[string]*voice)
	for _, name := range []string{"Ann", "Ben", "Cat", "Dan"} {
		v := h.person(name).meets()
		learners[name] = v
		for range 2 {
			if name == "Ann" || name == "Ben" {
				v.practises(never)
			} else {
				v.practises(always)
			}
			v.change(func(p *coach.Person) { p.Settings.QuietFrom, p.Settings.QuietTo = 0, 0 })
		}
	}
	return h, tess, learners
}

// groups are the club's that stand.
func (h *house) groups() (all []coach.Group) {
	h.t.Helper()
	h.view(school, func(r bot.Reader) (err error) {
		all, err = r.Groups("club")
		return err
	})
	return all
}

func TestAGroupIsFoundAcceptedWithOnePressAndDissolvedWhenItIsThere(t *testing.T) {
	t.Parallel()
	h, tess, learners := gapped(t)
	ann, ben := learners["Ann"], learners["Ben"]
	r := tess.says("class groups").has("you could form in Class club", "Ann, Ben on Counting rows: the same gap", "Ann: Developing, about")
	var take chat.Choice
	for _, p := range r.posts {
		for _, c := range p.choices() {
			if strings.Contains(c.Value, "groups take") && take.Value == "" {
				take = c
			}
		}
	}
	r = tess.says(take.Word).has("Made: Ann, Ben on Counting rows", "2 have been told why")
	for _, v := range []*voice{ann, ben} {
		got := textTo(r.posts, v)
		other := map[string]string{"Ann": "Ben", "Ben": "Ann"}[v.from.Name]
		if !strings.Contains(got, "Tess would like you to work on Counting rows together with "+other) {
			t.Errorf("%s reads %s", v.from.Name, got)
		}
		for _, private := range []string{"%", "Developing", "Starting", "gap", "wrong", "low"} {
			if strings.Contains(got, private) {
				t.Errorf("%s reads %q in\n%s", v.from.Name, private, got)
			}
		}
	}
	if textTo(r.posts, learners["Cat"]) != "" {
		t.Error("Cat is told")
	}
	if got := h.groups(); len(got) != 1 || got[0].Kind != coach.GroupGap || got[0].Skill != "tiles/rows" || len(got[0].Members) != 2 || got[0].Talk != "" {
		t.Fatalf("the groups are %+v", got)
	}
	tess.pressesValue(take.Value).has("not what it was") // pressed twice
	tess.says("class groups").has("Working together now:", "Ann, Ben on Counting rows, since 2 Mar").lacks("Ann, Ben on Counting rows: the same gap")

	// Ben gets there first, by his teacher's word; then Ann, by her answers.
	h.seed(school, func(tx bot.Tx) error {
		e, err := tx.Estimate(ben.idIn(tx), "tiles/rows")
		if err != nil {
			return err
		}
		return tx.PutEstimate(e)
	})
	tess.says("class level ben, rows, Proficient")
	over := ""
	for n := 0; len(h.groups()) > 0; n++ {
		if n > 12 {
			t.Fatal("it never ends")
		}
		h.later(24 * time.Hour)
		over = ann.practises(always).text()
		if level := ann.estimate("tiles/rows").Standing.Level(); level < mastery.Proficient && len(h.groups()) == 0 {
			t.Fatal("it ended before Ann got there")
		}
	}
	if !strings.Contains(over, "Your group on Counting rows has reached what it was made for.") {
		t.Errorf("Ann reads\n%s", over)
	}
	if !strings.Contains(ben.last(), "Your group on Counting rows has reached what it was made for.") {
		t.Errorf("Ben reads\n%s", ben.last())
	}
}

func TestAGroupIsDissolvedByAWord(t *testing.T) {
	t.Parallel()
	h, tess, learners := gapped(t)
	tess.says("class groups")
	tess.presses(firstTake(t, tess))
	id := h.groups()[0].ID
	tess.says("class groups off ABCD").has("can't find that group")
	r := tess.presses("End " + shortID(id)).has("Ended.")
	if len(h.groups()) != 0 || !strings.Contains(textTo(r.posts, learners["Ann"]), "has reached what it was made for") {
		t.Errorf("Ann reads %s", textTo(r.posts, learners["Ann"]))
	}
	tess.says("class groups fly").has("class groups")
}

// firstTake is the value of the first button that forms a group.
func firstTake(t *testing.T, v *voice) string {
	t.Helper()
	for i := len(v.posts) - 1; i >= 0; i-- {
		for _, c := range v.posts[i].choices() {
			if strings.Contains(c.Value, "groups take") {
				return c.Value
			}
		}
	}
	t.Fatal("nothing is worth forming")
	return ""
}

func TestWhereThePlatformCanAGroupGetsAConversationOfItsOwn(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name   string
		most   int
		apart  bool // Ben is in another place of the platform
		gather bool
	}{
		{"it can", 8, false, true},
		{"it cannot", 0, false, false},
		{"they are too many", 1, false, false},
		{"one is elsewhere", 8, true, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			h, tess, learners := gapped(t)
			h.gathers = tt.most
			h.restart()
			for _, v := range learners {
				place := school
				if tt.apart && v.from.Name == "Ben" {
					place = nowhere
				}
				h.seed(school, func(tx bot.Tx) error {
					return tx.PutAccount(coach.Account{Platform: platform, Place: place, User: v.from.User, Person: v.idIn(tx)})
				})
			}
			tess.says("class groups")
			r := tess.presses(firstTake(t, tess)).has("Made: ")
			var gathered []post
			for _, p := range r.posts {
				if p.Gather != nil {
					gathered = append(gathered, p)
				}
			}
			if (len(gathered) == 1) != tt.gather {
				t.Fatalf("%d conversations are opened", len(gathered))
			}
			if !tt.gather {
				return
			}
			g := gathered[0]
			if fmt.Sprint(g.Gather.Users) != "[ann ben]" || g.Gather.Name != "together: Counting rows" || g.to.Place != school {
				t.Errorf("it is %+v to %+v", g.Gather, g.to)
			}
			if text := g.text(); !strings.Contains(text, "Hello Ann, Ben! Tess would like you to work on Counting rows together.") || strings.Contains(text, "%") {
				t.Errorf("it says %s", text)
			}
			if h.groups()[0].Talk != g.id {
				t.Error("the group does not know of it")
			}
		})
	}
}
