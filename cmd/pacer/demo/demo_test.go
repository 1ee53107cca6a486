package demo_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"pacer/bot"
	"pacer/bot/chat"
	"pacer/bot/outbox"
	"pacer/cmd/pacer/demo"
	"pacer/coach"
	"pacer/coach/course"
	"pacer/storage"
	"pacer/storage/sqlite"
)

const workspace = "try"

// school is an installation with nobody in it, on a clock that stands weeks ago.
type school struct {
	clock *demo.Clock
	store *storage.Store
	bot   *bot.Bot

	mu   sync.Mutex
	sent []outbox.Row
}

func newSchool(t *testing.T, ago time.Duration) *school {
	t.Helper()
	c, err := course.Load(os.DirFS(filepath.Join("..", "courses", "fractions")), "course.yaml")
	if err != nil {
		t.Fatal(err)
	}
	catalog, err := bot.NewCatalog(c)
	if err != nil {
		t.Fatal(err)
	}
	s := &school{clock: demo.NewClock(time.Now().Add(-ago), time.Now)}
	if s.store, err = sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "try.db"), storage.Options{Now: s.clock.Now, Orphans: s.deliver}); err != nil {
		t.Fatal(err)
	}
	s.bot = bot.New(bot.Options{
		Store: s.store, Courses: catalog, Deliver: s.deliver, Now: s.clock.Now,
		Platforms: map[string]chat.Capabilities{demo.Platform: demo.Desk{}.Capabilities(), bot.Web: {MaxChoices: 25, HasForms: true, CanEdit: true}},
	})
	for _, err := range []error{
		s.store.CreateWorkspace(t.Context(), coach.Workspace{ID: workspace, Name: "Trial", Zone: "Europe/Berlin"}),
		s.store.Join(t.Context(), demo.Platform, workspace, workspace),
		s.bot.Publish(t.Context(), workspace),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.store.Turn(t.Context(), workspace, "", func(tx bot.Tx) error {
		return tx.PutCode(coach.Code{Code: "OWNE-RRRR", Kind: coach.CodeOwner, Expires: s.clock.Now().Add(time.Hour)})
	}); err != nil {
		t.Fatal(err)
	}
	return s
}

func (s *school) deliver(rows []outbox.Row) {
	for _, r := range rows {
		s.store.Mark(outbox.Mark{Workspace: r.Workspace, ID: r.ID, State: outbox.Sent, Attempts: 1, Receipt: chat.Receipt{Ref: r.ID, At: s.clock.Now().UTC()}})
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sent = append(s.sent, rows...)
}

// told tells whether somebody was sent something with certain words.
func (s *school) told(user, words string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, r := range s.sent {
		if r.To.User == user && strings.Contains(r.Message.Plain(), words) {
			return true
		}
	}
	return false
}

func TestTheClassHasPractisedAndGoesOn(t *testing.T) {
	const weeks = 1
	synctest.Test(t, func(t *testing.T) {
		time.Sleep(100*24*time.Hour + 18*time.Hour) // the bubble's clock, to the evening of a Monday
		s := newSchool(t, (7*weeks+1)*24*time.Hour)
		defer func() {
			if err := s.store.Close(context.Background()); err != nil {
				t.Error(err)
			}
		}()
		zone, err := coach.Zone("Europe/Berlin")
		if err != nil {
			t.Fatal(err)
		}
		c := demo.New(demo.Options{
			Bot: s.bot, Workspace: workspace, Course: "fractions", Zone: zone, Clock: s.clock, OwnerCode: "OWNE-RRRR", Seed: 1,
			View: func(ctx context.Context, fn func(bot.Reader) error) error { return s.store.View(ctx, workspace, fn) },
		})
		if err := c.Found(t.Context()); err != nil {
			t.Fatal(err)
		}
		if err := c.Practise(t.Context(), weeks); err != nil {
			t.Fatal(err)
		}
		if err := c.Enter(t.Context()); err != nil {
			t.Fatal(err)
		}
		before := attempts(t, s, c)
		if before < 100 {
			t.Errorf("the class has answered %d times in %d week", before, weeks)
		}
		if at := s.clock.Now(); time.Since(at) > time.Second {
			t.Errorf("the demo's clock stands at %v, it is %v", at, time.Now())
		}
		ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
		defer cancel()
		if err := c.Run(ctx); err != nil {
			t.Fatal(err)
		}
		if after := attempts(t, s, c); after < before+10 {
			t.Errorf("in three minutes it has answered %d times", after-before)
		}
		if !s.told(c.Teacher.User, "it still does not make sense") {
			t.Error("the teacher was told of nobody who asked for them")
		}
	})
}

// attempts is how often the class's learners have answered.
func attempts(t *testing.T, s *school, c *demo.Class) (n int) {
	t.Helper()
	err := s.store.View(context.Background(), workspace, func(r bot.Reader) error {
		n = 0
		classes, err := r.Classes()
		if err != nil {
			return err
		}
		members, err := r.Members(classes[0].ID)
		if err != nil {
			return err
		}
		for _, m := range members {
			all, err := r.Attempts(m.Person, "", 10_000)
			if err != nil {
				return err
			}
			n += len(all)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}
