package page_test

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"image/png"
	"io"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"pacer/bot"
	"pacer/coach"
)

// unpacked are the files of somebody's archive.
func unpacked(t *testing.T, h *house, person string) map[string]string {
	t.Helper()
	var out bytes.Buffer
	h.must(h.pages.Archive(t.Context(), who(school, person), &out))
	z, err := zip.NewReader(bytes.NewReader(out.Bytes()), int64(out.Len()))
	if err != nil {
		t.Fatal(err)
	}
	files := make(map[string]string)
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		data, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		files[f.Name] = string(data)
	}
	return files
}

func TestAnArchiveHoldsAllThatIsKeptOfOnePersonAndNothingOfAnother(t *testing.T) {
	t.Parallel()
	h := classroom(t)
	h.seed(school, func(tx bot.Tx) error {
		if err := tx.PutConsent(bot.Consent{ID: "c", Person: "ann", By: "tess", Role: bot.ConsentGuardian, Text: "consent.text en 0123456789ab", At: h.now}); err != nil {
			return err
		}
		return tx.Audit(bot.Act{ID: "r", At: h.now, By: "tess", What: bot.ActReadThoughts, Subject: "ann", Detail: "01THOUGHT"})
	})
	files := unpacked(t, h, "ann")
	want := []string{
		"README.txt", "alerts.json", "answers.csv", "answers.json", "pictures/skills-1.png", "sessions.json", "skills.csv", "thoughts.csv", "thoughts.json",
		"who-read-them.csv", "you.csv", "you.json",
	}
	if diff := cmp.Diff(want, slices.Sorted(maps.Keys(files))); diff != "" {
		t.Fatal(diff)
	}
	for name, texts := range map[string][]string{
		"README.txt": {"everything that Pacer keeps about Name of ann", "answers.csv"}, "you.json": {"Name of ann", "guardian", "consent.text en"},
		"thoughts.csv": {"the thought of ann"}, "who-read-them.csv": {"Name of tess,1"},
	} {
		for _, text := range texts {
			if !strings.Contains(files[name], text) {
				t.Errorf("%s lacks %q:\n%s", name, text, files[name])
			}
		}
	}
	var answers []map[string]any
	if err := json.Unmarshal([]byte(files["answers.json"]), &answers); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(strings.NewReader(files["answers.csv"])).ReadAll()
	if err != nil || len(rows) != len(answers)+1 || len(answers) != 5 {
		t.Errorf("%d rows and %d answers, want 6 and 5: %v", len(rows), len(answers), err)
	}
	if _, err := png.Decode(strings.NewReader(files["pictures/skills-1.png"])); err != nil {
		t.Error(err)
	}
	for name, text := range files {
		if strings.Contains(text, "bob") || strings.Contains(text, "the goal of bob") {
			t.Errorf("%s holds something of Bob's", name)
		}
	}
}

func TestAnArchiveIsInTheLanguageOfWhoseItIs(t *testing.T) {
	t.Parallel()
	h := classroom(t)
	h.person(school, "ann", func(p *coach.Person) { p.Settings.Language = "de" })
	if files := unpacked(t, h, "ann"); files["README.txt"] == "" {
		t.Error("there is no README")
	}
}

// TestNobodyGetsAnArchiveOfWhoWasForgotten takes one while its person is deleted:
// it is whole, or there is none.
func TestNobodyGetsAnArchiveOfWhoWasForgotten(t *testing.T) {
	t.Parallel()
	h := classroom(t)
	forgotten := make(chan error, 1)
	go func() {
		_, err := h.store.Forget(t.Context(), school, "ann", false)
		forgotten <- err
	}()
	for range 50 {
		var out bytes.Buffer
		err := h.pages.Archive(t.Context(), who(school, "ann"), &out)
		if coach.IsNotFound(err) {
			if out.Len() > 0 {
				t.Error("half of it was written")
			}
			break
		}
		h.must(err)
		if _, err := zip.NewReader(bytes.NewReader(out.Bytes()), int64(out.Len())); err != nil {
			t.Errorf("what was written is no whole file: %v", err)
		}
	}
	h.must(<-forgotten)
	if err := h.pages.Archive(t.Context(), who(school, "ann"), io.Discard); !coach.IsNotFound(err) {
		t.Errorf("got %v", err)
	}
}

// BenchmarkArchive writes the archive of a learner with 10,000 answers.
func BenchmarkArchive(b *testing.B) {
	h := classroom(b)
	for from := 0; from < 10_000; from += 500 {
		h.seed(school, func(tx bot.Tx) error {
			for i := from; i < from+500; i++ {
				position, err := tx.Append(coach.Entry{
					Kind: coach.EntryAttempt, Person: "ann", At: h.now.Add(time.Duration(i) * time.Minute), Course: "fr", Item: fmt.Sprintf("fr/q%d", i%40),
					Skills: []string{"fr/s1"}, Question: "q", Try: 1, Counts: true, Right: true, Score: 1, Tier: 2,
				})
				if err != nil {
					return err
				}
				if err := tx.PutWords(bot.Words{Attempt: position, Person: "ann", Said: "an answer in some words"}); err != nil {
					return err
				}
			}
			return nil
		})
	}
	var out bytes.Buffer
	for b.Loop() {
		out.Reset()
		h.must(h.pages.Archive(b.Context(), who(school, "ann"), &out))
	}
	b.ReportMetric(float64(out.Len())/1024, "kB")
}
