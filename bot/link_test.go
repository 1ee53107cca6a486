package bot_test

import (
	"fmt"
	"maps"
	"math/rand"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"pacer/bot"
	"pacer/bot/chat"
	"pacer/coach"
	"pacer/coach/alert"
)

// through is the same person with an account on another platform of the school.
func (v *voice) through(platform, user string) *voice {
	v.t.Helper()
	v.must(v.store.Join(v.t.Context(), platform, school, school))
	w := *v
	w.in = chat.Conversation{Platform: platform, Place: school, User: user}
	w.from.User = user
	return &w
}

// joins says the code of another account, and that both are theirs if that is
// asked.
func (v *voice) joins(other *voice) reply {
	v.t.Helper()
	code := codeIn(other.says("link").text())
	r := v.says(code)
	if strings.Contains(r.text(), "Yes, both are mine") {
		r = v.presses("Yes, both are mine")
	}
	return r.has("Joined: this account is")
}

// known is what the learner is told of what they know.
func (v *voice) known() string {
	v.t.Helper()
	text := v.says("progress").text()
	if !strings.Contains(text, "- ") {
		v.t.Fatalf("nothing is known of %s: %s", v.from.User, text)
	}
	return text
}

// pair is Ann with an account on Slack, where she has practised, and one on
// Discord that nobody has spoken with.
func pair(t *testing.T) (h *house, slack, discord *voice) {
	t.Helper()
	h, _ = club(t)
	ann := h.person("Ann")
	slack, discord = ann.through("slack", "U1"), ann.through("discord", "81")
	slack.meets()
	return h, slack, discord
}

// halves answers every second question rightly.
func halves(n int) bool { return n%2 == 0 }

func TestAnItemBegunOnOnePlatformIsFinishedOnTheOther(t *testing.T) {
	t.Parallel()
	h, slack, discord := pair(t)
	slack.says("practice")
	slack.answers(true)
	slack.says("hint")
	begun, _, _ := slack.question()
	discord.joins(slack)
	if discord.id() != slack.id() {
		t.Fatal("the accounts are two people's")
	}
	if q, _, ok := discord.question(); !ok || q.ID != begun.ID || q.Hints != 1 {
		t.Fatalf("on Discord %+v is open, want what was begun on Slack", q)
	}
	discord.answers(true).has("Right")
	if q, err := slack.questionWith(begun.ID); err != nil || q.State != coach.Answered {
		t.Errorf("the question is %q, %v", q.State, err)
	}
	slack.answers(true)
	if n := len(slack.entries()); n < 3 {
		t.Errorf("%d answers in the log, want those of both accounts", n)
	}
	if slack.known() != discord.known() {
		t.Error("the two accounts show two pictures")
	}
	h.verify(school)
}

// questionWith is a question by its ID.
func (v *voice) questionWith(id string) (q coach.Question, err error) {
	v.view(v.in.Place, func(r bot.Reader) error {
		q, err = r.Question(id)
		return nil
	})
	return q, err
}

func TestANoticeAtNightMakesNoSound(t *testing.T) {
	t.Parallel()
	h, slack, discord := pair(t)
	quiet := func(posts []post) bool {
		t.Helper()
		i := slices.IndexFunc(posts, func(p post) bool { return p.to == slack.in })
		if i < 0 {
			t.Fatal("nothing is said on Slack")
		}
		return posts[i].Quiet
	}
	code := codeIn(slack.says("link").text())
	if quiet(discord.says(code).has("Joined").posts) {
		t.Error("by day it is quiet")
	}
	h.now = monday.Add(14 * time.Hour)
	if !quiet(discord.says("link off").has("Separated").posts) {
		t.Error("at night it is not")
	}
}

func TestACodeOfOneWhomTheyHaveMeanwhileBecomeJoinsNothing(t *testing.T) {
	t.Parallel()
	h, slack, discord := pair(t)
	web := h.person("Ann").through("web", "w1")
	slack.practises(halves)
	discord.meets()
	discord.practises(halves)
	discord.says("skip") // the thought that is asked for after a session
	web.joins(discord)
	first, second := codeIn(slack.says("link").text()), codeIn(slack.says("link").text())
	discord.says(first).has("Is that you as well?")
	web.says(second).has("Is that you as well?")
	web.says("a").has("Joined")
	discord.says("a").has("That code is for your other account")
	if discord.id() != slack.id() || web.id() != slack.id() {
		t.Error("the accounts are not one person's")
	}
	h.verify(school)
}

func TestWhatARoleOfThePlatformMadeOfThemWhenJoined(t *testing.T) {
	t.Parallel()
	appointed := func(v *voice) *voice {
		v.says("hi")
		v.says(v.code("TEAC-HERS", coach.CodeTeach, "club"))
		return v
	}
	lost := func(v *voice) *voice {
		v.withRole(true).says("class new 5b, 18+")
		v.withRole(false).says("class").has("That is for teachers")
		return v
	}
	for _, tt := range []struct {
		name          string
		maker, joiner func(*voice) *voice
		want          string
	}{
		{"whoever lost it joins somebody appointed", appointed, lost, "open alerts"},
		{"somebody appointed joins whoever lost it", lost, appointed, "open alerts"},
		{"somebody appointed joins whoever has it, and then loses it", func(v *voice) *voice {
			v.withRole(true).says("hi")
			return v
		}, appointed, "open alerts"},
		// A new account must not give back what the old one has lost.
		{"whoever lost it joins somebody new", func(v *voice) *voice {
			v.says("hi")
			return v
		}, lost, "That is for teachers"},
		{"somebody new joins whoever lost it", lost, func(v *voice) *voice { return v }, "That is for teachers"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			h, _ := club(t)
			tim := h.person("Tim")
			slack, discord := tt.joiner(tim.through("slack", "U1")), tt.maker(tim.through("discord", "81"))
			slack.joins(discord)
			discord.withRole(false).says("class").has(tt.want)
			slack.says("class").has(tt.want)
		})
	}
}

func TestTeachingByARoleOfThePlatformGoesWithTheAccountThatHasIt(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name  string
		parts func(slack, discord *voice) reply
		says  bool // that what they may do stays
	}{
		{"the one that has it leaves", func(_, discord *voice) reply { return discord.says("link off") }, false},
		{"the other parts it off", func(slack, _ *voice) reply { return slack.says("link off discord") }, false},
		{"the other leaves", func(slack, _ *voice) reply { return slack.says("link off") }, true},
		{"the one that has it parts the other off", func(_, discord *voice) reply { return discord.says("link off slack") }, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			h, _ := club(t)
			tim := h.person("Tim")
			slack, discord := tim.through("slack", "U1"), tim.through("discord", "81").withRole(true)
			discord.says("class new 5b, 18+")
			slack.joins(discord)
			slack.says("class").has("5b")
			if text := tt.parts(slack, discord).has("Separated").text(); strings.Contains(text, "what you may do as an owner or teacher") != tt.says {
				t.Error(text)
			}
			discord.says("class").has("5b")
			slack.says("class").has("That is for teachers")
			discord.withRole(false).says("class").has("That is for teachers")
			h.verify(school)
		})
	}
}

func TestTwoWhoHavePractisedAreAskedBeforeTheyAreOne(t *testing.T) {
	t.Parallel()
	h, slack, discord := pair(t)
	slack.practises(halves)
	discord.meets()
	discord.says("goal beat the clock")
	discord.practises(halves)
	both := len(slack.history()) + len(discord.history())
	discord.says("skip") // the thought that is asked for after a session
	before := h.dump("code", "outbox", "receipt", "seen")

	code := codeIn(slack.says("link").text())
	discord.says(code).has("This code is from Ann on Slack. Is that you as well?", "all of it counts together", "[A  Yes, both are mine] [B  No, keep them separate]")
	discord.says("what?").has("letters")
	discord.says("no").has("They stay separate")
	after := h.dump("code", "outbox", "receipt", "seen")
	for _, table := range []string{"account", "log", "estimate", "member"} {
		if !slices.Equal(before[table], after[table]) {
			t.Errorf("%s changed before anybody agreed", table)
		}
	}

	discord.says(code).has("Is that you as well?")
	gone := discord.id()
	told := discord.says("a").has("Joined: this account is Ann now")
	if got := textTo(told.posts, slack); !strings.Contains(got, "Your account on Discord is joined with this one now") || !strings.Contains(got, "link off discord") {
		t.Errorf("on Slack stands %q", got)
	}
	tries, p := 0, slack.self()
	h.view(school, func(r bot.Reader) error {
		all, err := r.Attempts(p.ID, "", 100)
		tries = len(all)
		if estimates, err := r.Estimates(gone); err != nil || len(estimates) > 0 {
			t.Errorf("%d estimates are left of the one given up, %v", len(estimates), err)
		}
		return err
	})
	if tries != both {
		t.Errorf("%d answers count, want the %d of both", tries, both)
	}
	if p.Goal.Words != "beat the clock" {
		t.Errorf("the goal is %q: there was none on the other side", p.Goal.Words)
	}
	h.verify(school)
	discord.says("link " + code).has("I don't know that code")
	slack.practises(halves)
	h.restart()
	discord.practises(halves)
	h.verify(school)
}

func TestACodeThatRunsOutWhileItIsThoughtAboutJoinsNobody(t *testing.T) {
	t.Parallel()
	h, slack, discord := pair(t)
	discord.meets()
	discord.practises(halves)
	discord.says(codeIn(slack.says("link").text())).has("Is that you as well?")
	h.later(16 * time.Minute)
	discord.says("a").has("too old to work")
	if slack.id() == discord.id() {
		t.Error("they were joined")
	}
}

func TestPartedAccountsGoTheirOwnWay(t *testing.T) {
	t.Parallel()
	h, slack, discord := pair(t)
	slack.practises(halves)
	discord.joins(slack)
	discord.practises(halves)
	discord.says("goal count in my sleep")
	discord.says("settings times 16:00")
	discord.says("settings quiet 21:00-7:00")
	h.verify(school)
	one, picture := slack.self(), slack.known()

	discord.says("link").has("Joined with this account: Slack", "link off slack")
	told := discord.says("link off").has("from now on this account (Discord) is on its own", "All of that stays with Slack too")
	if got := textTo(told.posts, slack); !strings.Contains(got, "Your accounts were separated") {
		t.Errorf("on Slack stands %q", got)
	}
	if slack.id() != one.ID || discord.id() == one.ID {
		t.Fatal("the person did not stay with the other account")
	}
	if slack.known() != picture || discord.known() != picture {
		t.Error("something of what was known is lost")
	}
	p := discord.self()
	if p.Goal.Words != "count in my sleep" || p.Settings.QuietFrom != 21*60 || p.Class != "club" || !p.Active.On(one.Active.Last) {
		t.Errorf("who left is %+v", p)
	}
	h.verify(school)

	// Each practises, and moves only what is theirs.
	theirs := discord.estimates()
	slack.practises(always)
	if diff := cmp.Diff(theirs, discord.estimates(), exporting); diff != "" {
		t.Error("answers on Slack moved what is known on Discord: " + diff)
	}
	h.verify(school)
	h.restart()
	mine := slack.estimates()
	discord.practises(never)
	if diff := cmp.Diff(mine, slack.estimates(), exporting); diff != "" {
		t.Error("answers on Discord moved what is known on Slack: " + diff)
	}
	if cmp.Equal(theirs, discord.estimates(), exporting) {
		t.Error("answers on Discord moved nothing")
	}
	h.verify(school)

	// Both are asked, each in their own place.
	var asked []string
	for _, post := range h.later(2 * 24 * time.Hour) {
		if post.begun && post.to.Platform != platform { // Tess's
			asked = append(asked, post.to.Platform)
		}
	}
	if slices.Sort(asked); len(slices.Compact(asked)) != 2 {
		t.Errorf("check-ins went to %v", asked)
	}

	// Joined again, all of it is one, and nothing counts twice.
	all := make(map[int64]bool)
	for _, e := range slices.Concat(slack.history(), discord.history()) {
		all[e.Position] = true
	}
	slack.joins(discord)
	if got := len(slack.history()); got != len(all) || slack.id() != discord.id() {
		t.Errorf("%d answers count, want %d", got, len(all))
	}
	h.verify(school)
}

// estimates is what is known of the person, by skill.
func (v *voice) estimates() map[string]coach.Estimate {
	v.t.Helper()
	id, all := v.id(), make(map[string]coach.Estimate)
	v.view(v.in.Place, func(r bot.Reader) error {
		estimates, err := r.Estimates(id)
		for _, e := range estimates {
			all[e.Skill] = e.Estimate
		}
		return err
	})
	return all
}

// history is all answers that count for the person.
func (v *voice) history() (all []coach.Entry) {
	v.t.Helper()
	id := v.id()
	v.view(v.in.Place, func(r bot.Reader) (err error) {
		all, err = r.Attempts(id, "", 1000)
		return err
	})
	return all
}

func TestPartedAndJoinedAgainAtOnceNothingHasHappened(t *testing.T) {
	t.Parallel()
	h, slack, discord := pair(t)
	slack.practises(halves)
	discord.joins(slack)
	before := h.dump()
	for _, said := range []*voice{slack, discord} {
		said.says("link off")
		said.joins(map[bool]*voice{true: discord, false: slack}[said == slack])
	}
	after := h.dump()
	strip := func(lines []string) (bare []string) { // of who they are
		for _, l := range lines {
			_, rest, _ := strings.Cut(l[strings.Index(l, "|")+1:], "|")
			bare = append(bare, rest)
		}
		return bare
	}
	for _, table := range []string{"estimate", "learner", "fact"} {
		if !slices.Equal(strip(before[table]), strip(after[table])) {
			t.Errorf("%s: %q, want %q", table, after[table], before[table])
		}
	}
	h.verify(school)
}

func TestAnAccountIsPartedByName(t *testing.T) {
	t.Parallel()
	h, slack, discord := pair(t)
	slack.says("link off").has("joined with no other")
	web := slack.through("web", "ann@home")
	discord.joins(slack)
	web.joins(discord)
	slack.says("link off skype").has("I can't find an account of yours called skype", "Slack", "Discord", "the web")
	person := slack.id()
	slack.says("link off the web").has("the web is on its own", "All of that stays with this account (Slack), Discord too")
	if web.id() == person || discord.id() != person {
		t.Error("another account was parted")
	}
	web.says("hi").has("Ann")
	slack.says("link off discord").has("Discord is on its own")
	if discord.id() == person || slack.id() != person {
		t.Error("another account was parted")
	}
	slack.says("link off").has("joined with no other")
	h.verify(school)
}

func TestWhatIsAskedOfWhoIsPartedStaysWhereItWas(t *testing.T) {
	t.Parallel()
	h, slack, discord := pair(t)
	discord.joins(slack)
	discord.says("practice")
	q, _, _ := discord.question()
	discord.says("link off")
	if mine, _, ok := slack.question(); !ok || mine.ID != q.ID {
		t.Errorf("on Slack %+v is open", mine)
	}
	if _, _, ok := discord.question(); ok {
		t.Error("the same question is open twice")
	}
	discord.pressesValue(q.ID + ":A").lacks("somebody else")
	h.person("Bob").meets().pressesValue(q.ID + ":A").has("somebody else")
	slack.answers(true).has("Right")
	discord.says("practice")
	discord.answers(true).has("Right")
	h.verify(school)
}

func TestATeachersRolesAreJoinedAndNotDoubled(t *testing.T) {
	t.Parallel()
	h, tess := club(t)
	slack := tess.through("slack", "T")
	slack.joins(tess) // nothing of Slack's is given up, so nothing is asked
	slack.says("class").has("Class club")

	// The other way round she is told what she hands over.
	phone := h.person("Tess").through("discord", "99")
	phone.says("hi")
	code := codeIn(phone.says("link").text())
	tess.says("link "+code).has("Is that you as well?", "may then do what you may do here as an owner or teacher")
	tess.says("yes").has("Joined")
	for _, v := range []*voice{tess, slack, phone} {
		v.says("class").has("Class club")
		if p := v.self(); !p.Owner || p.ID != phone.id() {
			t.Errorf("%s is %+v", v.in.Platform, p)
		}
	}
	h.view(school, func(r bot.Reader) error {
		w, err := r.Workspace()
		if w.Safety != phone.id() {
			t.Error("the safety contact is nobody now")
		}
		grown, err2 := r.Grown()
		if len(grown) != 1 {
			t.Errorf("%d people are owners or teachers", len(grown))
		}
		return cmpOr(err, err2)
	})
	phone.says("link off").has("what you may do as an owner or teacher")
	if p := phone.self(); p.Owner || p.Maker {
		t.Error("one owner made two")
	}
	phone.says("class").has("for teachers")
	tess.says("class").has("Class club")
	h.verify(school)
}

func cmpOr(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

func TestWhoAskedForSilenceHasItWhenJoined(t *testing.T) {
	t.Parallel()
	h, slack, discord := pair(t)
	discord.meets()
	discord.says("stop messages")
	discord.joins(slack)
	if !slack.self().Settings.Silent {
		t.Error("the coach writes first again")
	}
	if posts := h.later(3 * 24 * time.Hour); len(posts) > 0 {
		t.Errorf("it wrote: %s", posts[0].text())
	}
}

func TestACodeOfWhoIsSomebodyElseByNowJoinsNobody(t *testing.T) {
	t.Parallel()
	h, slack, discord := pair(t)
	discord.says("hi")
	code := codeIn(discord.says("link").text())
	discord.joins(slack)
	bob := h.person("Bob").meets()
	before := bob.id()
	bob.says("link " + code).has("too old to work")
	if bob.id() != before {
		t.Error("Bob became nobody")
	}
}

func TestAlertsGoWithTheLearner(t *testing.T) {
	t.Parallel()
	h, slack, discord := pair(t)
	tess := h.person("Tess")
	discord.meets()
	discord.says("person")
	discord.says("I am lost")
	discord.joins(slack)
	open := h.alerts("club", alert.RuleAsked)
	if len(open) != 1 || open[0].Person != slack.id() || open[0].Evidence.Words != "I am lost" {
		t.Fatalf("the alerts are %+v", open)
	}
	tess.says("alert").has("Ann")
	tess.presses("I'll do it").has("On your list since")
	discord.says("link off")
	if open = h.alerts("club", alert.RuleAsked); len(open) != 1 || open[0].Person != slack.id() {
		t.Errorf("after they were parted they are %+v", open)
	}
}

// An answer from before two were parted is corrected for both.
func TestAnAnswerThatCountsForTwoIsCorrectedForBoth(t *testing.T) {
	t.Parallel()
	ann, _ := at(t, "rows-text")
	h, tess := ann.house, ann.person("Tess")
	ann.says("*line* of tiles")
	ann.says("a tile *line*")
	slack := ann.through("slack", "U1")
	slack.joins(ann)
	ann.says("I think I was right").has("passed your answer on")
	slack.says("link off")
	h.later(time.Hour)
	before := slack.estimate("one/rows")
	tess.presses("It was right").has("counts as right")
	for _, v := range []*voice{ann, slack} {
		e := v.estimate("one/rows")
		if got, was := e.Standing.Why(h.now).Right, before.Standing.Why(h.now).Right; got != was+1 {
			t.Errorf("%s: %d right answers stand, want %d", v.in.Platform, got, was+1)
		}
	}
	h.verify(school)
}

// What a teacher published stays theirs under either name.
func TestWhatWasPublishedIsWithdrawnFromTheOtherAccount(t *testing.T) {
	t.Parallel()
	h, tess := publishing(t)
	tess.sends("capitals.csv", capitals)
	tess.says("publish")
	phone := tess.through("slack", "T")
	phone.says("hi")
	tess.joins(phone)
	phone.says("class course withdraw capitals").has("Capitals")
	if p := h.publications(); p[0].State != bot.Withdrawn {
		t.Errorf("it is %s", p[0].State)
	}
}

// A class for children is practised on no platform that is not for them, whichever
// of the accounts is there.
func TestAnAccountThatIsTooYoungForThePlatformIsNotJoined(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		name string
		code func(slack, discord *voice) (says, other *voice)
	}{
		{"said on Discord", func(slack, discord *voice) (*voice, *voice) { return discord, slack }},
		{"said on Slack", func(slack, discord *voice) (*voice, *voice) { return slack, discord }},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			h, slack, discord := pair(t)
			h.seed(school, func(tx bot.Tx) error {
				c, err := tx.Class("club")
				c.Age = coach.AgeUnder13
				return cmpOr(err, tx.PutClass(c))
			})
			discord.says("hi")
			h.seed(school, func(tx bot.Tx) error { return tx.RemoveMember("club", discord.idIn(tx)) })
			h.bot.Platforms["discord"] = chat.Capabilities{MaxChoices: 25, MaxText: 2000, MinAge: 13}
			says, other := row.code(slack, discord)
			says.says(codeIn(other.says("link").text())).has("13 or older")
			if slack.id() == discord.id() {
				t.Error("they were joined")
			}
		})
	}
}

func TestAccountsAreNotJoinedAndPartedForEver(t *testing.T) {
	t.Parallel()
	h, slack, discord := pair(t)
	discord.joins(slack)
	for n := range 40 {
		if strings.Contains(discord.says("link off").text(), "many times") {
			h.verify(school)
			slack.says("practice").has("1/6")
			return
		}
		code := codeIn(slack.says("link").text())
		if r := discord.says(code); strings.Contains(r.text(), "many times") {
			h.verify(school)
			return
		} else if !strings.Contains(r.text(), "Joined: this account is") {
			t.Fatalf("the %dth time: %s", n, r.text())
		}
	}
	t.Error("forty times were taken")
}

// Whatever is joined and parted in whatever order, everybody has what they, and
// whoever they were, have answered, each answer once.
func TestWhateverIsJoinedAndPartedNothingIsLost(t *testing.T) {
	for seed := range int64(4) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			t.Parallel()
			h, _ := club(t)
			r := rand.New(rand.NewSource(seed))
			var people []*voice
			for _, platform := range []string{"slack", "discord", "web", platform} {
				v := h.person("Ann").through(platform, "ann-"+platform)
				v.says("hi")
				people = append(people, v)
			}
			has := make(map[string]map[int64]bool) // person, positions
			joined, parted := 0, 0
			for step := range 60 {
				v := people[r.Intn(len(people))]
				id := v.id()
				if has[id] == nil {
					has[id] = make(map[int64]bool)
				}
				switch n := r.Intn(10); {
				case n < 6:
					if _, _, ok := v.question(); !ok {
						v.says("practice")
					}
					if _, _, ok := v.question(); !ok {
						continue // there is nothing to be asked just now
					}
					v.answers(r.Intn(2) == 0)
					if all := v.entries(); len(all) > 0 && all[len(all)-1].Try == 1 {
						has[id][all[len(all)-1].Position] = true
					}
				case n < 8:
					other := people[r.Intn(len(people))]
					if other.id() == id {
						continue
					}
					maps.Copy(has[id], has[other.id()])
					other.says("skip")
					other.joins(v)
					joined++
				case n < 9:
					if v.says("link off"); v.id() != id {
						has[v.id()] = maps.Clone(has[id])
						parted++
					}
				default:
					h.restart()
				}
				for _, v := range people {
					var got []int64
					for _, e := range v.history() {
						got = append(got, e.Position)
					}
					slices.Sort(got)
					if want := slices.Sorted(maps.Keys(has[v.id()])); !slices.Equal(got, want) {
						t.Fatalf("step %d: for %s count %v, want %v", step, v.in.Platform, got, want)
					}
				}
			}
			if joined == 0 || parted == 0 {
				t.Errorf("joined %d times, parted %d times: nothing was tried", joined, parted)
			}
			h.verify(school)
		})
	}
}
