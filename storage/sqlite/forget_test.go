package sqlite

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"

	"pacer/bot"
	"pacer/bot/chat"
	"pacer/bot/outbox"
	"pacer/coach"
	"pacer/coach/alert"
	"pacer/coach/plan"
	"pacer/storage"
)

// What must not be found once Zoë is forgotten.
const (
	herName    = "Zoë Quillfeather"
	herAccount = "U77ZQACCOUNT"
	herTalk    = "D77ZQDIRECT"
)

var herWords = []string{
	"I drew nine otters before I saw it", "Ich hab’s mit Kürbissen gerechnet, 南瓜", "my cousin explained the numerator to me", "quarrelsome \"fractions\" & <tags>",
	"to win the spring regatta of numbers", "zq-wrong-answer",
}

// school is a database with Zoë, a friend and a teacher in it.
type school struct {
	*testing.T
	path  string
	store *storage.Store
	now   time.Time
}

func openSchool(t *testing.T) *school {
	t.Helper()
	s := &school{T: t, path: filepath.Join(t.TempDir(), "pacer.db"), now: then}
	s.open()
	return s
}

func (s *school) open() {
	s.Helper()
	var err error
	if s.store, err = Open(s.Context(), s.path, storage.Options{Now: func() time.Time { return s.now }}); err != nil {
		s.Fatal(err)
	}
}

func (s *school) close() {
	s.Helper()
	s.must(s.store.Close(context.Background()))
}

func (s *school) must(err error) {
	s.Helper()
	if err != nil {
		s.Fatal(err)
	}
}

func (s *school) turn(fn func(bot.Tx) error) {
	s.Helper()
	_, err := s.store.Turn(s.Context(), "w1", "", fn)
	s.must(err)
}

// Everybody's IDs are as long as real ones, so that they can be searched for.
const (
	zoe  = "01ZQ0000000000000000000ZOE"
	old  = "01ZQ0000000000000000000QLD" // whom Zoë's second account was, before it was joined
	finn = "01ZQ000000000000000000FINN"
	tess = "01ZQ000000000000000000TESS"
)

// fill makes the people, and answers of Zoë's and her friend's.
func (s *school) fill(answers int) {
	s.Helper()
	s.must(s.store.CreateWorkspace(s.Context(), coach.Workspace{ID: "w1", Name: "School", Safety: tess}))
	direct := chat.Conversation{Platform: "slack", Place: "T1", User: herAccount}.Key()
	s.turn(func(tx bot.Tx) error {
		return errors.Join(
			tx.PutClass(coach.Class{ID: "c1", Name: "5b"}),
			tx.PutPerson(coach.Person{ID: zoe, Name: herName, Home: direct, Joined: then, Goal: coach.Goal{Words: herWords[4], Set: then}}),
			tx.PutPerson(coach.Person{ID: old, Name: herName, Joined: then}),
			tx.PutPerson(coach.Person{ID: finn, Name: "Finn", Joined: then}),
			tx.PutPerson(coach.Person{ID: tess, Name: "Tess", Owner: true, Joined: then}),
			tx.PutAccount(coach.Account{Platform: "slack", Place: "T1", User: herAccount, Person: zoe, Direct: direct}),
			tx.PutAccount(coach.Account{Platform: "web", Place: "w1", User: "wzoe", Person: zoe}),
			tx.PutAccount(coach.Account{Platform: "web", Place: "w1", User: "wtess", Person: tess}),
			tx.PutMember(coach.Member{Class: "c1", Person: zoe, Role: coach.Learner}),
			tx.PutMember(coach.Member{Class: "c1", Person: finn, Role: coach.Learner}),
			tx.PutMember(coach.Member{Class: "c1", Person: tess, Role: coach.Teacher}),
			tx.PutCode(coach.Code{Code: "AB", Kind: coach.CodeReturn, Subject: zoe}),
			tx.PutThought(bot.Thought{ID: "t1", Person: zoe, Prompt: "stuck", At: then, Said: herWords[0]}),
			tx.PutThought(bot.Thought{ID: "t2", Person: zoe, Prompt: "stuck", At: then, Said: herWords[1]}),
			tx.PutAlert(alert.Alert{ID: "a1", Class: "c1", Person: zoe, Rule: alert.RuleAsked, State: alert.Open, Raised: then, Evidence: alert.Evidence{Words: herWords[2]}}),
			tx.PutAlert(alert.Alert{ID: "a2", Class: "c1", Rule: alert.RuleClassWide, State: alert.Open, Raised: then, Evidence: alert.Evidence{People: []string{finn, zoe}}}),
			tx.PutRound(coach.Round{ID: "r1", Class: "c1", By: tess, Asked: []string{finn, zoe}, Begun: then}),
			tx.PutResponse(coach.Response{Round: "r1", Person: zoe, Item: "c/i1", At: then}),
			tx.PutAssignment(coach.Assignment{ID: "g1", Class: "c1", By: tess, Skill: "c/s", For: []string{zoe}, Note: "for " + herName, Made: then}),
			tx.PutGroup(coach.Group{ID: "h1", Class: "c1", Members: []string{finn, zoe}, Helper: zoe, By: tess, Made: then}),
			tx.PutQuestion(coach.Question{ID: "q", Person: zoe, Conversation: direct, Message: "o8", Ask: coach.AskGoal, At: then}),
			tx.PutSchedule(bot.Schedule{Person: zoe, Kind: "check-in", Next: then.Add(time.Hour)}),
			tx.PutConsent(bot.Consent{ID: zoe + " words", Person: zoe, By: tess, Role: bot.ConsentGuardian, Text: "x", At: then}),
			tx.PutSession(coach.Session{ID: "s1", Person: zoe, Course: "c", Started: then}),
			tx.Audit(bot.Act{ID: "1", At: then, By: zoe, What: "enter", Subject: zoe}),
			tx.Audit(bot.Act{ID: "2", At: then, By: tess, What: bot.ActReadThoughts, Subject: zoe, Detail: "t1"}),
			tx.Audit(bot.Act{ID: "3", At: then, By: tess, What: "override", Subject: finn, Detail: "c/s"}),
			tx.Send(outbox.Row{ID: "o1", To: chat.ParseKey(direct), Message: chat.Text("You wrote: " + chat.Escape(herWords[3]))}),
			tx.Send(outbox.Row{ID: "o2", To: chat.Conversation{Platform: "slack", Place: "T1", User: "UTESS"}, Message: chat.Text("**" + herName + "** may need you")}),
		)
	})
	s.store.Mark(outbox.Mark{Workspace: "w1", ID: "o9", State: outbox.Sent, Receipt: chat.Receipt{Ref: herTalk + " 17.1", At: then}})
	s.store.Mark(outbox.Mark{Workspace: "w1", ID: "o8", State: outbox.Sent, Receipt: chat.Receipt{Ref: herTalk + " 17.0", At: then}})
	s.must(s.store.Marks("slack").Put(s.Context(), []storage.Mark{{Channel: herTalk, Message: "1"}}))
	lines := s.store.Lines()
	s.must(lines.Put(s.Context(), "w1", "wzoe", storage.Line{ID: "1", At: then, Own: true, Message: chat.Text(chat.Escape(herWords[3]))}))
	s.must(lines.Put(s.Context(), "w1", "wtess", storage.Line{ID: "1", At: then, Message: chat.Text("\u2068" + chat.Escape(herName) + "\u2069 is stuck")}))
	s.must(lines.Put(s.Context(), "w1", "wtess", storage.Line{ID: "2", At: then, Message: chat.Text("Finn goes well")}))
	for i := range answers {
		s.answer(i)
	}
	s.turn(func(tx bot.Tx) error {
		return apply(tx, coach.Entry{Kind: coach.EntryJoined, Person: zoe, At: then.Add(time.Hour), Source: old})
	})
}

// apply adds an entry to the log and to its sum.
func apply(tx bot.Tx, e coach.Entry) error {
	params := coach.DefaultParams()
	position, err := tx.Append(e)
	if err != nil {
		return err
	}
	e.Position = position
	_, err = params.Apply(tx, e)
	return err
}

// answer is an answer of Zoë's, of her earlier self's, or of her friend's.
func (s *school) answer(i int) {
	s.Helper()
	person := []string{zoe, finn, old}[i%3]
	s.turn(func(tx bot.Tx) error {
		e := coach.Entry{
			Kind: coach.EntryAttempt, Person: person, At: then.Add(time.Duration(i) * time.Second), Course: "c", Item: fmt.Sprintf("c/i%d", i%7), Version: "v",
			Skills: []string{fmt.Sprintf("c/s%d", i%3)}, Question: fmt.Sprint("q", i), Try: 1, Counts: true, Right: i%4 != 0, Score: float64(i % 2), Tier: 2,
			Chance: .25, Fact: i%5 == 0, Purpose: plan.Practice, Day: coach.Day(20_000 + i/50),
		}
		if err := apply(tx, e); err != nil {
			return err
		}
		position, err := tx.End()
		if err != nil {
			return err
		}
		said := "4"
		if person != finn {
			said = fmt.Sprintf("%s %d", herWords[5], i)
		}
		return errors.Join(
			tx.PutWords(bot.Words{Attempt: position, Person: person, Said: said, Confidence: 2}),
			tx.PutQuestion(coach.Question{ID: fmt.Sprintf("q%06d", i), Person: person, Conversation: "k", Message: "m", Ask: coach.AskItem, At: then, Result: []byte(said)}),
		)
	})
}

// traces are the ways in which a text may stand in a file.
func traces(text string) map[string][]byte {
	escaped, err := json.Marshal(text)
	if err != nil {
		panic(err)
	}
	all := map[string][]byte{"UTF-8": []byte(text), "JSON": bytes.Trim(escaped, `"`), "Markdown": []byte(chat.Escape(text))}
	little, big := new(bytes.Buffer), new(bytes.Buffer)
	for _, u := range utf16.Encode([]rune(text)) {
		_ = binary.Write(little, binary.LittleEndian, u) // a buffer takes everything
		_ = binary.Write(big, binary.BigEndian, u)
	}
	all["UTF-16LE"], all["UTF-16BE"] = little.Bytes(), big.Bytes()
	return all
}

// found lists what of Zoë is in the database's files.
func (s *school) found(texts ...string) (all []string) {
	s.Helper()
	for _, suffix := range []string{"", "-wal", "-shm"} {
		data, err := os.ReadFile(s.path + suffix)
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			s.Fatal(err)
		}
		for _, text := range texts {
			for how, b := range traces(text) {
				if bytes.Contains(data, b) {
					all = append(all, fmt.Sprintf("%q in %s, file%s", text, how, suffix))
				}
			}
		}
	}
	return all
}

// hers is all that says who Zoë is, or what she said.
func hers() []string { return append([]string{herName, herAccount, herTalk, zoe, old}, herWords...) }

// verify fails unless the log adds up to what is stored, and the trail holds.
func (s *school) verify() {
	s.Helper()
	stored, err := s.store.Stored(s.Context(), "w1")
	s.must(err)
	sum, params := coach.NewLedger(), coach.DefaultParams()
	for _, e := range stored.Entries {
		s.must(sum.Replay(&params, e))
	}
	for _, part := range [][2]any{
		{sum.State, stored.Sum.State}, {sum.Learners, stored.Sum.Learners}, {sum.Estimates, stored.Sum.Estimates},
		{sum.Facts, stored.Sum.Facts}, {sum.Items, stored.Sum.Items}, {sum.Skills, stored.Sum.Skills},
	} {
		if diff := cmp.Diff(part[0], part[1], cmp.Exporter(func(reflect.Type) bool { return true })); diff != "" {
			s.Errorf("the log does not add up to what is stored: %s", diff)
		}
	}
	trail, err := s.store.Trail(s.Context(), "w1", nil)
	s.must(err)
	if len(trail.Faults) > 0 {
		s.Errorf("the audit trail does not hold: %v", trail.Faults)
	}
}

func (s *school) forget(person string) (storage.Forgotten, error) {
	return s.store.Forget(s.Context(), "w1", person, false)
}

func TestForgetLeavesNoByteOfWhoItWas(t *testing.T) {
	s := openSchool(t)
	s.fill(900)
	if got := s.found(hers()...); len(got) < len(hers()) {
		t.Fatalf("only %q is there before: the test would prove nothing", got)
	}
	would, err := s.store.Forget(t.Context(), "w1", zoe, true)
	s.must(err)
	done, err := s.forget(zoe)
	s.must(err)
	if done.Entries != 601 || would.Entries != done.Entries || done.Rows["words"] != 600 || would.Rows["words"] != 600 || done.Rows["thought"] != 2 || done.Lines != 1 || done.Acts != 2 {
		t.Errorf("got %+v, and %+v was foretold", done, would)
	}
	s.must(s.store.Scrub(t.Context()))
	if got := s.found(hers()...); len(got) > 0 {
		t.Errorf("after forgetting there is still %s", strings.Join(got, "; "))
	}
	s.verify()
	if since, err := s.store.WantsScrub(t.Context()); err != nil || !since.IsZero() {
		t.Errorf("got %v, %v: the file was made anew", since, err)
	}
	s.close()
	if got := s.found(hers()...); len(got) > 0 {
		t.Errorf("after closing there is %s", strings.Join(got, "; "))
	}
	s.open()
	defer s.close()
	s.verify()
	s.must(s.store.View(t.Context(), "w1", func(r bot.Reader) error {
		if _, err := r.Person(finn); err != nil {
			t.Errorf("her friend is gone too: %v", err)
		}
		group, err := r.Group("h1")
		if err != nil || len(group.Members) != 1 || group.Helper != "" || group.Ended.IsZero() {
			t.Errorf("got group %+v, %v", group, err)
		}
		given, err := r.Assignment("g1")
		if err != nil || given.Ended.IsZero() {
			t.Errorf("got assignment %+v, %v: with nobody in it, it would be everybody's", given, err)
		}
		wide, err := r.Alert("a2")
		if err != nil || len(wide.Evidence.People) != 1 {
			t.Errorf("got alert %+v, %v", wide, err)
		}
		return nil
	}))
}

func TestForgetTwiceIsToldSo(t *testing.T) {
	s := openSchool(t)
	defer s.close()
	s.fill(9)
	if _, err := s.forget(zoe); err != nil {
		t.Fatal(err)
	}
	if _, err := s.forget(zoe); !coach.IsNotFound(err) {
		t.Errorf("got %v", err)
	}
	sums, err := s.store.ForgottenSums(t.Context())
	s.must(err)
	if len(sums) != 2 {
		t.Errorf("got %d who were forgotten, want Zoë and whom she was before", len(sums))
	}
}

func TestForgetRefusesWhoMustBeThere(t *testing.T) {
	s := openSchool(t)
	defer s.close()
	s.fill(3)
	_, err := s.forget(tess)
	if coach.KindOf(err) != coach.Conflict || !strings.Contains(hintOf(err), "safety contact") {
		t.Errorf("got %v of the safety contact", err)
	}
	s.turn(func(tx bot.Tx) error { return tx.PutWorkspace(coach.Workspace{ID: "w1", Name: "School"}) })
	if _, err = s.forget(tess); coach.KindOf(err) != coach.Conflict || !strings.Contains(hintOf(err), "only owner") {
		t.Errorf("got %v of the only owner", err)
	}
	s.turn(func(tx bot.Tx) error { return tx.PutPerson(coach.Person{ID: finn, Name: "Finn", Owner: true}) })
	if _, err = s.forget(tess); err != nil {
		t.Errorf("got %v where there is another owner", err)
	}
}

func hintOf(err error) string {
	if e, ok := errors.AsType[*coach.Error](err); ok {
		return e.Hint
	}
	return ""
}

// TestForgetWhileOthersWrite forgets Zoë in the midst of answers, hers among them.
func TestForgetWhileOthersWrite(t *testing.T) {
	s := openSchool(t)
	defer s.close()
	s.fill(300)
	var writing sync.WaitGroup
	for w := range 4 {
		writing.Go(func() {
			for i := range 40 {
				_, err := s.store.Turn(context.Background(), "w1", "", func(tx bot.Tx) error {
					return apply(tx, coach.Entry{
						Kind: coach.EntryAttempt, Person: finn, At: then.Add(time.Hour), Course: "c", Item: fmt.Sprintf("c/i%d", i%7), Version: "v",
						Skills: []string{"c/s0"}, Question: fmt.Sprint(w, " ", i), Try: 1, Counts: true, Right: true, Score: 1, Tier: 2, Purpose: plan.Practice, Day: 20_001,
					})
				})
				if err != nil {
					t.Error(err)
				}
			}
		})
	}
	if _, err := s.forget(zoe); err != nil {
		t.Error(err)
	}
	s.must(s.store.Scrub(t.Context()))
	writing.Wait()
	s.verify()
	if got := s.found(hers()...); len(got) > 0 {
		t.Errorf("there is still %s", strings.Join(got, "; "))
	}
}

// TestForgetGoesOnWhereItWasCutOff ends the process after any of its steps.
func TestForgetGoesOnWhereItWasCutOff(t *testing.T) {
	for after := range 12 {
		s := openSchool(t)
		s.fill(600)
		s.turn(func(tx bot.Tx) error {
			return tx.PutLeaving(bot.Leaving{Person: zoe, By: zoe, Asked: then, Due: then})
		})
		ctx, cancel := context.WithCancel(t.Context())
		turns := 0
		s.close()
		var err error
		s.store, err = Open(t.Context(), s.path, storage.Options{Now: func() time.Time { return then }, Committed: func(int, time.Duration) {
			if turns++; turns > after {
				cancel()
			}
		}})
		s.must(err)
		_, cut := s.store.Forget(ctx, "w1", zoe, false)
		s.close()
		s.open()
		leavers, err := s.store.Leavers(t.Context(), then)
		s.must(err)
		if cut != nil && len(leavers) != 1 {
			t.Errorf("cut off after %d turns (%v): nobody is left to be forgotten", after, cut)
		}
		for _, l := range leavers {
			if _, err := s.store.Forget(t.Context(), l.Workspace, l.Person, false); err != nil {
				t.Error(err)
			}
		}
		if since, err := s.store.WantsScrub(t.Context()); err != nil || since.IsZero() {
			t.Errorf("nobody knows that the file is to be made anew: %v", err)
		}
		s.must(s.store.Scrub(t.Context()))
		s.verify()
		if got := s.found(hers()...); len(got) > 0 {
			t.Errorf("cut off after %d turns there is still %s", after, strings.Join(got, "; "))
		}
		s.close()
		cancel()
	}
}
