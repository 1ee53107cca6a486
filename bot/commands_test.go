package bot_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"pacer/bot"
	"pacer/bot/chat"
	"pacer/bot/say"
	"pacer/coach"
)

// Limits of slash commands: https://docs.discord.com/developers/interactions/application-commands
const (
	mostCommands    = 100
	mostOptions     = 25
	mostChoices     = 25
	mostDescription = 100 // characters, as of a choice
)

var commandName = regexp.MustCompile(`^[-_a-z0-9]{1,32}$`)

func TestCommandsKeepThePlatformsLimits(t *testing.T) {
	t.Parallel()
	h, _ := club(t)
	for _, language := range append(say.Languages(), "de", "") {
		commands := h.bot.Commands(language)
		if len(commands) == 0 || len(commands) > mostCommands {
			t.Errorf("%q has %d commands", language, len(commands))
		}
		named := make(map[string]bool)
		for _, c := range commands {
			if !commandName.MatchString(c.Name) || named[c.Name] || !isDescribed(c.Description) {
				t.Errorf("%q: %q", c.Name, c.Description)
			}
			named[c.Name] = true
			if len(c.Options) > mostOptions {
				t.Errorf("%s has %d options", c.Name, len(c.Options))
			}
			optional := false
			for _, o := range c.Options {
				if !commandName.MatchString(o.Name) || !isDescribed(o.Description) || o.Required && optional || o.Complete && len(o.Choices) > 0 || len(o.Choices) > mostChoices {
					t.Errorf("%s %s: %+v", c.Name, o.Name, o)
				}
				optional = optional || !o.Required
			}
		}
	}
}

func isDescribed(s string) bool {
	return s != "" && utf8.RuneCountInString(s) <= mostDescription && !strings.ContainsAny(s, "*`_\n")
}

// Whatever can be given as a command is understood, alone and with each value
// that can be chosen.
func TestEveryCommandIsUnderstood(t *testing.T) {
	t.Parallel()
	h, tess := club(t)
	for _, c := range h.bot.Commands("en") {
		tess.commands(c.Name).lacks("I don't know")
		for _, o := range c.Options {
			for _, value := range o.Choices {
				tess.commands(c.Name+" "+value.Value).lacks("I don't know", "There is no setting")
			}
		}
	}
}

// completes asks what a field may become. It changes nothing.
func (v *voice) completes(command, field, typed string) []string {
	v.t.Helper()
	ev := v.event()
	ev.Text, ev.Command = command, true
	before := v.dump()
	began := time.Now()
	choices, err := v.bot.Complete(v.t.Context(), ev, field, typed)
	v.must(err)
	if took := time.Since(began); took > time.Second { // 50 ms are meant; a machine under test may be slow
		v.t.Errorf("to complete %q took %v", command, took)
	}
	if diff := cmp.Diff(before, v.dump()); diff != "" {
		v.t.Errorf("to complete changes:\n%s", diff)
	}
	var values []string
	for _, c := range choices {
		if n := utf8.RuneCountInString(chat.Plain(c.Label)); c.Value == "" || n == 0 || n > 100 || utf8.RuneCountInString(c.Value) > 100 {
			v.t.Errorf("offers %+v", c)
		}
		values = append(values, c.Value)
	}
	if len(values) > mostChoices {
		v.t.Errorf("offers %d values", len(values))
	}
	return values
}

func TestALearnerOfALongNameCanBeCompletedTo(t *testing.T) {
	t.Parallel()
	h, tess := club(t)
	name := strings.Repeat("Wolfeschlegelstein ", 5)
	for _, user := range []string{"Ann", "Bob"} {
		v := h.person(user)
		v.from.Name = name
		v.meets()
	}
	for _, verb := range []string{"see", "note", "level"} {
		offers := tess.completes("class "+verb, "with", "wolf")
		if len(offers) != 2 || offers[0] == offers[1] {
			t.Fatalf("offers %q", offers)
		}
		after := map[string]string{"note": "come to me", "level": "rows, Proficient: you showed me"}[verb]
		tess.commands("class " + verb + " " + offers[1] + after).has("Wolfeschlegelstein").lacks("find a learner called")
	}
}

func TestANoteCompletedToAnOddNameGoesToWhoHasIt(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"Ann: x", "Ann, x", "A\u200bnn", "Ann\u200e", " Ann\n"} {
		t.Run(fmt.Sprintf("%q", name), func(t *testing.T) {
			t.Parallel()
			h, tess := club(t)
			ann := h.person("Ann").meets()
			odd := h.person("Odd")
			odd.from.Name = name
			odd.meets()
			reached := make(map[string]string) // to whom a note came, by its words
			for i, offer := range tess.completes("class note", "with", "ann") {
				words := fmt.Sprint("come to me ", i)
				r := tess.commands("class note " + offer + words)
				for _, v := range []*voice{ann, odd} {
					if strings.Contains(textTo(r.posts, v), words) {
						reached[words] += v.from.User
					}
				}
			}
			if len(reached) != 2 || reached["come to me 0"] == reached["come to me 1"] {
				t.Errorf("the notes reached %q", reached)
			}
		})
	}
}

func TestCompletionOffersWhatThePersonMaySee(t *testing.T) {
	t.Parallel()
	h, tess := club(t)
	ann, bob := h.person("Ann").meets(), h.person("Bob").meets()
	_ = bob
	zoe := h.personAt(garden, "Zoe").meets()
	zoe.says("practice")
	ann.commands("person")

	has := func(who *voice, command, field, typed string, want ...string) {
		t.Helper()
		got := who.completes(command, field, typed)
		for _, w := range want {
			if !slices.Contains(got, w) {
				t.Errorf("%s %q %s: %q lacks %q", who.from.Name, command, typed, got, w)
			}
		}
		if want == nil && len(got) > 0 {
			t.Errorf("%s %q %s: %q", who.from.Name, command, typed, got)
		}
	}
	has(ann, "practice", "what", "", "tiles", "birds", "2", "5", "15", "rows")
	has(ann, "practice", "what", "are", "areas")
	has(ann, "practice", "what", "zzz")
	has(ann, "settings zone", "value", "berl", "Europe/Berlin")
	has(ann, "settings zone", "value", "new york", "America/New_York")
	has(ann, "settings", "value", "tokyo", "Asia/Tokyo")
	has(ann, "settings language", "value", "eng", "en")
	has(ann, "settings minutes", "value", "", "2", "5", "15")
	has(ann, "class", "do", "")
	has(ann, "class see", "with", "")
	has(ann, "alert", "id", "")
	has(tess, "class", "do", "no", "note")
	has(tess, "class", "do", "an", "Ann")
	has(tess, "class see", "with", "", "Ann", "Bob")
	has(tess, "class see", "with", "zo")
	has(tess, "class note", "with", "an", "Ann: ")
	has(tess, "class course", "with", "", "tiles", "birds")
	has(tess, "alert", "id", "ann", shortID(h.alerts("club", "asked")[0].ID))
	has(h.person("Nobody"), "practice", "what", "")
	has(h.person("Nobody"), "class", "do", "")

	if got := ann.completes("settings zone", "value", ""); got[0] != "Europe/Berlin" {
		t.Errorf("of all zones their own comes %v", slices.Index(got, "Europe/Berlin"))
	}
}

func TestWhatIsCompletedCanBeSaid(t *testing.T) {
	t.Parallel()
	_, tess := club(t)
	tess.says("practice rows").lacks("I can't find")
	for _, tt := range [][2]string{{"practice", "what"}, {"settings zone", "value"}, {"settings language", "value"}, {"settings times", "value"}, {"settings quiet", "value"}, {"settings cap", "value"}, {"settings pause", "value"}, {"settings speech", "value"}} {
		for _, value := range tess.completes(tt[0], tt[1], "") {
			tess.commands(tt[0]+" "+value).lacks("I don't", "couldn't read", "is not a", "There is no", "There is:")
		}
	}
}

func TestLearnersOfOneNameAreToldApart(t *testing.T) {
	t.Parallel()
	h, tess := club(t)
	for i := range 30 {
		v := h.person("Kim")
		v.in.User, v.from.User = fmt.Sprint("kim", i), fmt.Sprint("kim", i)
		v.meets()
	}
	got := tess.completes("class see", "with", "kim")
	if slices.Sort(got); len(got) != mostChoices || len(slices.Compact(got)) != mostChoices {
		t.Errorf("offered are %q", got)
	}
	tess.says("class see " + got[0]).has("as far as I can tell")
}

func TestHiddenNamesStayHidden(t *testing.T) {
	t.Parallel()
	h, _ := club(t)
	h.person("Ann").meets()
	bob := h.person("Bob").meets()
	for _, field := range []string{"do", "with", "id", "what", "value"} {
		for _, command := range []string{"class", "class see", "class note", "alert", "practice", "settings"} {
			for _, value := range bob.completes(command, field, "an") {
				if strings.Contains(value, "Ann") {
					t.Errorf("%s %s offers a learner %q", command, field, value)
				}
			}
		}
	}
	h.seed(school, func(tx bot.Tx) error { // Bob teaches another class
		if err := tx.PutClass(coach.Class{ID: "other", Name: "Other", Code: "BBBB-BBBB"}); err != nil {
			return err
		}
		if err := tx.PutMember(coach.Member{Class: "other", Person: bob.idIn(tx), Role: coach.Teacher}); err != nil {
			return err
		}
		return tx.RemoveMember("club", bob.idIn(tx))
	})
	if got := bob.completes("class see", "with", "an"); len(got) > 0 {
		t.Errorf("to the teacher of another class it offers %q", got)
	}
}
