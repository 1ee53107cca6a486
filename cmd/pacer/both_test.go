package main

import (
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// masteryIn finds, in what progress says on any platform, how sure the coach
// is of each skill and by how many answers.
var masteryIn = regexp.MustCompile(`(\w+), about (\d+) % now \((\d+) of (\d+) right at the first try\)`)

// tried is how many first tries there are of all skills, and how many of them
// are right.
type tried struct{ right, of int }

func (t tried) and(right, of int) tried { return tried{t.right + right, t.of + of} }

// tries adds up what progress says of skills.
func tries(t *testing.T, skills []string) (sum tried) {
	t.Helper()
	for _, skill := range skills {
		m := masteryIn.FindStringSubmatch(skill)
		right, err := strconv.Atoi(m[3])
		if err != nil {
			t.Fatal(err)
		}
		of, err := strconv.Atoi(m[4])
		if err != nil {
			t.Fatal(err)
		}
		sum = sum.and(right, of)
	}
	return sum
}

// lettered is what is sent by a button that answers a question.
var lettered = regexp.MustCompile(`:[A-D]$`)

// hearsOf waits for a post that holds some words.
func (t *thumb) hearsOf(tb testing.TB, words string) post {
	tb.Helper()
	for range 20 {
		p := t.hears(tb)
		if tb.Failed() {
			tb.FailNow()
		}
		if strings.Contains(p.text, words) {
			return p
		}
	}
	tb.Fatalf("%s does not hear %q but %q", t.user, words, t.heard)
	return post{}
}

// presses presses a button of a post.
func (t *thumb) presses(tb testing.TB, p post, value string) {
	tb.Helper()
	r := t.pressing(tb, p, value)
	if err := t.send(r.path, r.contentType, r.body); err != nil {
		tb.Fatal(err)
	}
}

// answers presses the answer to the question that the person was asked since
// they last did something: the right one, or another. On some items the coach
// asks then how sure they are, before it says what came of it.
func (p *realmPerson) answers(right bool) {
	p.t.Helper()
	var m *realmMessage
	var choice string
	eventuallyTrue(p.t, func() bool {
		for _, shown := range p.sight() {
			for _, row := range shown.said.Components {
				for _, b := range row.Components {
					if shown.changed > p.since && lettered.MatchString(b.CustomID) && strings.HasSuffix(b.Label, "right") == right {
						m, choice = p.original(shown), b.CustomID
					}
				}
			}
		}
		return m != nil
	}, func() string { return p.name + " is asked nothing:\n" + p.screen() })
	p.pressesThis(m, choice)
	result := "Not yet"
	if right {
		result = "Right"
	}
	isSure := func() bool { _, _, asked := p.button("2"); return asked }
	eventuallyTrue(p.t, func() bool { return strings.Contains(p.screen(), result) || isSure() }, func() string {
		return p.name + " is told nothing of their answer:\n" + p.screen()
	})
	if isSure() {
		p.presses("2")
	}
	p.sees(result)
}

// TestOneLearnerOnSlackAndDiscord is one day of one learner with an account on
// each of two platforms, in one workspace that holds both places.
func TestOneLearnerOnSlackAndDiscord(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("the real binary plays in the run without -short")
	}
	dir := t.TempDir()
	benchFolder(t, dir)
	slack, r := openThumbs(t), openRealm(t)
	s := serveReal(t, dir, "workspace:\n  id: oak\n  name: Oak School\ncourses:\n  - bench\nhttp:\n  listen: 127.0.0.1:0\n"+
		"slack:\n  mode: http\n  api: "+slack.server.URL+"/api/\ndiscord:\n  api: "+r.server.URL+"/api/v10/\n",
		"SLACK_BOT_TOKEN=xoxb-bench", "SLACK_SIGNING_SECRET="+slackSecret, "DISCORD_TOKEN="+realmToken)
	slack.coach = s.url
	r.awaits(s)

	// The school begins on Slack. The guild is a place of the same workspace: the
	// owner's code for joining another finds it joined.
	teacher := slack.learner("UTEACHER")
	teacher.says(t, s.ownerCode(t))
	teacher.hearsOf(t, "owner")
	teacher.says(t, "class new 5b, 18+")
	teacher.hearsOf(t, "5b")
	teacher.says(t, "class course bench")
	teacher.hearsOf(t, "practises")
	teacher.says(t, "class code")
	join := joinCodeIn.FindString(teacher.hearsOf(t, "Learners join").text)
	teacher.says(t, "link place")
	place := joinCodeIn.FindString(teacher.hearsOf(t, "In the other place").text)
	manager := r.person("Manu")
	manager.manages = true
	manager.command(realmStudy, "link", "code", place)
	manager.sees("this one is joined already")

	// Sam begins an item on Slack.
	there, here := slack.learner("USAM"), r.person("Sam")
	there.says(t, join)
	there.hearsOf(t, "You are in")
	there.says(t, "settings minutes 15")
	there.hearsOf(t, "15")
	there.says(t, "practice")
	for range 4 {
		there.answer(t)
	}
	before := s.counter(t, "pacer_answers_total")

	// A code said on both sides makes the two accounts one person.
	there.says(t, "link")
	here.writes(joinCodeIn.FindString(there.hearsOf(t, "Say this code").text))
	here.sees("Joined")
	there.hearsOf(t, "joined with this one")

	// The item is finished on Discord, and counts once.
	here.writes("practice")
	here.answers(true)
	if now := s.counter(t, "pacer_answers_total"); now != before+1 {
		t.Errorf("the item begun on Slack and finished on Discord made %v answers", now-before)
	}

	// One mastery record.
	onSlack := func() []string {
		t.Helper()
		there.says(t, "progress")
		return masteryIn.FindAllString(there.hearsOf(t, "Skill by skill").text, -1)
	}
	onDiscord := func() []string {
		t.Helper()
		here.writes("progress")
		here.sees("Skill by skill")
		return masteryIn.FindAllString(here.screen(), -1)
	}
	one, other := onSlack(), onDiscord()
	if len(one) == 0 || strings.Join(one, "; ") != strings.Join(other, "; ") {
		t.Errorf("progress is %q on Slack and %q on Discord", one, other)
	}

	// Separated, each keeps all of it and goes on alone.
	here.writes("link off")
	here.sees("Separated")
	there.hearsOf(t, "separated")
	if a, b := onSlack(), onDiscord(); strings.Join(a, "; ") != strings.Join(one, "; ") || strings.Join(b, "; ") != strings.Join(one, "; ") {
		t.Errorf("before they were separated it was %q; then %q on Slack and %q on Discord", one, a, b)
	}
	count := tries(t, one)
	there.last = post{}
	there.says(t, "practice")
	there.answer(t)
	if a, b := tries(t, onSlack()), tries(t, onDiscord()); a != count.and(1, 1) || b != count {
		t.Errorf("a right answer on Slack made %v of %v there and %v on Discord", a, count, b)
	}
	here.writes("practice")
	here.answers(false)
	if a, b := tries(t, onSlack()), tries(t, onDiscord()); a != count.and(1, 1) || b != count.and(0, 1) {
		t.Errorf("a wrong answer on Discord made %v of %v there and %v on Slack", b, count, a)
	}

	r.checkStudy()
	s.stop(t)
	if code, out, complaints := used(t, nil, "verify", "--db", filepath.Join(dir, "pacer.db")); code != exitFine {
		t.Errorf("pacer verify: exit code %d\n%s%s", code, out, complaints)
	}
}
