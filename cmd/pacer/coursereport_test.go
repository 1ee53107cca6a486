package main

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"pacer/bot"
	"pacer/coach"
	"pacer/coach/course"
	"pacer/coach/mastery"
	"pacer/storage"
	"pacer/storage/sqlite"
)

// practised makes a database in which ten learners who know a skill answered an
// item, most of them in the same wrong way, whatever letter it had; one of them in
// words of their own.
func practised(t *testing.T) (file string) {
	t.Helper()
	file = filepath.Join(t.TempDir(), "pacer.db")
	s, err := sqlite.Open(t.Context(), file, storage.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.CreateWorkspace(t.Context(), coach.Workspace{ID: "school", Name: "School", Zone: "UTC"}); err != nil {
		t.Fatal(err)
	}
	it := &course.Item{ID: "odd", Skill: "s", Kind: course.Choice, Tier: 2, Question: `What is $\frac{1}{2}$ of 8?`,
		Options: []course.Option{{Text: "4", Right: true}, {Text: "Four *halves*"}, {Text: "16"}}}
	content, err := json.Marshal(it)
	if err != nil {
		t.Fatal(err)
	}
	params, now := coach.DefaultParams(), time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)
	if _, err := s.Turn(t.Context(), "school", "", func(tx bot.Tx) error {
		if err := tx.PutContent("c", it.ID, it.Version(), content); err != nil {
			return err
		}
		add := func(e coach.Entry) (int64, error) {
			e.At = now
			position, err := tx.Append(e)
			if err != nil {
				return 0, err
			}
			e.Position = position
			_, err = params.Apply(tx, e)
			return position, err
		}
		for i := range 10 {
			person, question := fmt.Sprintf("p%d", i), fmt.Sprintf("q%d", i)
			if err := tx.PutPerson(coach.Person{ID: person, Name: fmt.Sprintf("Name%d", i), Settings: coach.Defaults(), Joined: now}); err != nil {
				return err
			}
			order, said := []int{0, 1, 2}, "b"
			if i%2 == 0 {
				order, said = []int{1, 2, 0}, "A"
			}
			if i == 9 {
				said = "c"
			}
			if err := tx.PutQuestion(coach.Question{ID: question, Person: person, Ask: coach.AskItem, State: coach.Answered, At: now,
				Course: "c", Item: "c/odd", Version: it.Version(), Order: order}); err != nil {
				return err
			}
			if _, err := add(coach.Entry{Kind: coach.EntryLevel, Person: person, Skills: []string{"c/s"}, Level: mastery.Proficient}); err != nil {
				return err
			}
			position, err := add(coach.Entry{Kind: coach.EntryAttempt, Person: person, Course: "c", Item: "c/odd", Version: it.Version(),
				Skills: []string{"c/s"}, Question: question, Try: 1, Counts: true, Tier: 2, Took: 8 * time.Second, Day: 1})
			if err != nil {
				return err
			}
			if err := tx.PutWords(bot.Words{Attempt: position, Person: person, Said: said}); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	return file
}

func TestReportShowsWhatMisleadsAndNobodysName(t *testing.T) {
	file := practised(t)
	code, out, complaints := used(t, nil, "course", "report", "--db", file)
	if code != exitFine || complaints != "" {
		t.Fatalf("exit code %d: %s", code, complaints)
	}
	for _, want := range []string{
		"school: 1 item answered, 1 worth a look",
		"c/odd  What is 1/2 of 8?",
		`Of 10 answers at the first try by learners who know the skill (10 learners), 10 were wrong. Most often: "Four halves", by 9 learners.`,
		"Look whether the key is right",
		`wrong: "Four halves", by 9 learners, 9 of whom know the skill`,
	} {
		if !strings.Contains(out, want) {
			t.Errorf("the report lacks %q:\n%s", want, out)
		}
	}
	if strings.Contains(out, "Name") || strings.Contains(out, "16") {
		t.Errorf("the report shows a name, or what one learner said:\n%s", out)
	}

	_, out, _ = used(t, nil, "course", "report", "--db", file, "--course", "c", "--json")
	var got struct {
		Item    string
		Seconds float64
		Flags   []struct{ Reason, Evidence, Suggestion string }
		Wrong   []struct {
			Said              string
			Learners, Knowing int
		}
	}
	if err := json.Unmarshal([]byte(out), &got); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	if got.Item != "c/odd" || len(got.Flags) != 1 || got.Flags[0].Reason != "misleads" || len(got.Wrong) != 1 || got.Wrong[0].Knowing != 9 || got.Seconds < 7 || got.Seconds > 9 {
		t.Errorf("as JSON: %+v", got)
	}
	if _, out, _ := used(t, nil, "course", "report", "--db", file, "--course", "other"); !strings.Contains(out, `no item of course "other" has been answered yet`) {
		t.Errorf("of another course: %s", out)
	}
}
