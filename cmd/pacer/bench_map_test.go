package main

import (
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"pacer/adapters/web"
	"pacer/bot"
	"pacer/bot/chat"
	"pacer/bot/outbox"
	"pacer/bot/page"
	"pacer/coach"
	"pacer/coach/course"
	"pacer/storage"
	"pacer/storage/sqlite"
)

// The class that a class map must be quick for.
const (
	mapLearners = 500
	mapSkills   = 60
	mapCourses  = 4
)

// BenchmarkClassMap asks for the first screen of the map of a class of 500
// learners and 60 skills, as a teacher's browser does, over HTTP, from a database
// in a file: first-ms is the first time after a start, when nothing is remembered;
// of the others one in ten comes after somebody answered. KB is the page as it is
// sent to a browser that takes no compression, gz-KB what is left of it in gzip.
func BenchmarkClassMap(b *testing.B) {
	s := openMap(b)
	first := s.get(b)
	var took []time.Duration
	for n := 0; b.Loop(); n++ {
		if n%10 == 0 {
			b.StopTimer()
			s.answer(b, n)
			b.StartTimer()
		}
		took = append(took, s.get(b).took)
	}
	var packed counter
	z := gzip.NewWriter(&packed)
	if _, err := z.Write(first.body); err != nil {
		b.Fatal(err)
	}
	if err := z.Close(); err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(float64(first.took)/1e6, "first-ms")
	b.ReportMetric(percentile(took, .5), "p50-ms")
	b.ReportMetric(percentile(took, .99), "p99-ms")
	b.ReportMetric(float64(len(first.body))/1e3, "KB")
	b.ReportMetric(float64(packed)/1e3, "gz-KB")
}

// counter counts what is written to it.
type counter int

func (c *counter) Write(p []byte) (int, error) { *c += counter(len(p)); return len(p), nil }

// mapSchool is a server with a large class on it.
type mapSchool struct {
	store   *storage.Store
	courses []*course.Course
	params  coach.Params
	server  *httptest.Server
	now     time.Time
}

// mapSecret is what the teacher's browser holds: 32 bytes, as base64 writes them.
var mapSecret = base64.RawURLEncoding.EncodeToString(make([]byte, 32))

func openMap(b *testing.B) *mapSchool {
	b.Helper()
	s := &mapSchool{params: coach.DefaultParams(), now: time.Now().UTC()}
	for i := range mapCourses {
		s.courses = append(s.courses, mapCourse(fmt.Sprintf("course-%d", i), mapSkills/mapCourses))
	}
	catalog, err := bot.NewCatalog(s.courses...)
	if err != nil {
		b.Fatal(err)
	}
	if s.store, err = sqlite.Open(context.Background(), filepath.Join(b.TempDir(), "pacer.db"), storage.Options{}); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		if err := s.store.Close(context.Background()); err != nil {
			b.Error(err)
		}
	})
	if err := s.store.CreateWorkspace(context.Background(), coach.Workspace{ID: "school", Name: "School", Zone: "Europe/Berlin"}); err != nil {
		b.Fatal(err)
	}
	if err := s.store.Join(context.Background(), web.Name, "school", "school"); err != nil {
		b.Fatal(err)
	}
	s.fill(b)
	if err := s.store.Visits().Put(context.Background(), storage.Visit{
		Workspace: "school", Key: keyOf(mapSecret), Person: "tess", User: "wtess", Made: s.now, Seen: s.now, Ends: s.now.Add(24 * time.Hour),
	}); err != nil {
		b.Fatal(err)
	}
	talk := bot.New(bot.Options{
		Store: s.store, Courses: catalog, Deliver: func([]outbox.Row) {},
		Platforms: map[string]chat.Capabilities{web.Name: {MaxText: 4000, MaxChoices: 25, HasForms: true}},
	})
	adapter := web.New(web.Options{
		Door: talk, Reads: talk, Visits: visits{s.store.Visits()}, Lines: lines{s.store.Lines()}, Models: page.New(talk),
	})
	mux := http.NewServeMux()
	mux.Handle("/web/", http.StripPrefix("/web", adapter.Handler()))
	s.server = httptest.NewServer(mux)
	b.Cleanup(s.server.Close)
	return s
}

func keyOf(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}

// mapCourse is a course of some skills with titles as long as people write them.
func mapCourse(id string, skills int) *course.Course {
	c := &course.Course{ID: id, Title: "All about " + id, Language: "en", Licence: "CC0-1.0"}
	for i := range skills {
		skill := course.Skill{ID: fmt.Sprintf("skill-%d", i), Title: fmt.Sprintf("Adding and comparing %d fractions", i), Why: "It is measured."}
		c.Skills = append(c.Skills, skill)
		for j := range 3 {
			c.Items = append(c.Items, course.Item{ID: fmt.Sprintf("item-%d-%d", i, j), Skill: skill.ID, Kind: course.Number, Tier: 2, Question: "How many?", Answer: "4"})
		}
	}
	c.Index()
	return c
}

// fill makes the class: on each skill, each learner stands where one of some stands
// who answered through the models.
func (s *mapSchool) fill(b *testing.B) {
	b.Helper()
	class := coach.Class{ID: "big", Name: "The large class", Code: "BIGC-LASS"}
	for _, k := range s.courses {
		class.Courses = append(class.Courses, k.ID)
	}
	s.turn(b, func(tx bot.Tx) error {
		if err := tx.PutClass(class); err != nil {
			return err
		}
		if err := tx.PutPerson(coach.Person{ID: "tess", Name: "Tess", Settings: coach.Defaults(), Met: coach.StepDone}); err != nil {
			return err
		}
		if err := tx.PutAccount(coach.Account{Platform: web.Name, User: "wtess", Person: "tess"}); err != nil {
			return err
		}
		return tx.PutMember(coach.Member{Class: "big", Person: "tess", Role: coach.Teacher})
	})
	models, dice := s.models(b), rand.New(rand.NewPCG(1, 2))
	for i := range mapLearners {
		s.turn(b, func(tx bot.Tx) error {
			p := coach.Person{ID: fmt.Sprintf("learner-%04d", i), Name: fmt.Sprintf("Learner %04d Somebody", i), Settings: coach.Defaults(), Joined: s.now.AddDate(0, -2, 0)}
			p.Active.Mark(coach.DayOf(s.now, time.UTC) - coach.Day(i%9))
			if err := tx.PutPerson(p); err != nil {
				return err
			}
			if err := tx.PutMember(coach.Member{Class: "big", Person: p.ID, Role: coach.Learner}); err != nil {
				return err
			}
			for skill := range mapSkills {
				e := models[dice.IntN(len(models))][skill]
				e.Person = p.ID
				if err := tx.PutEstimate(e); err != nil {
					return err
				}
			}
			return nil
		})
	}
}

func (s *mapSchool) turn(b *testing.B, fn func(bot.Tx) error) {
	b.Helper()
	if _, err := s.store.Turn(context.Background(), "school", "", fn); err != nil {
		b.Fatal(err)
	}
}

// models are the estimates of a few learners, each with a share right of their own.
func (s *mapSchool) models(b *testing.B) [][]coach.Estimate {
	b.Helper()
	var all [][]coach.Estimate
	for n := range 8 {
		ledger, id, position := coach.NewLedger(), fmt.Sprintf("model-%d", n), int64(0)
		var estimates []coach.Estimate
		for _, k := range s.courses {
			for i := range k.Skills {
				for try := range 4 + n {
					position++
					e := s.attempt(id, k, i, try, (try*5+n*3+i)%8 < 3+n/2)
					e.Position, e.At = position, s.now.AddDate(0, 0, -30).Add(time.Duration(position)*time.Minute)
					if err := ledger.Replay(&s.params, e); err != nil {
						b.Fatal(err)
					}
				}
				e, err := ledger.Estimate(id, k.ID+"/"+k.Skills[i].ID)
				if err != nil {
					b.Fatal(err)
				}
				estimates = append(estimates, e)
			}
		}
		all = append(all, estimates)
	}
	return all
}

func (s *mapSchool) attempt(person string, k *course.Course, skill, try int, right bool) coach.Entry {
	it := k.ItemsOf(k.Skills[skill].ID)[try%3]
	e := coach.Entry{
		Kind: coach.EntryAttempt, Person: person, At: s.now, Course: k.ID, Item: k.ID + "/" + it.ID, Version: it.Version(),
		Skills: []string{k.ID + "/" + it.Skill}, Try: 1, Counts: true, Right: right, Tier: 2, Took: 8 * time.Second, Day: coach.DayOf(s.now, time.UTC),
	}
	if right {
		e.Score = 1
	}
	return e
}

// answer lets one of the learners give an answer.
func (s *mapSchool) answer(b *testing.B, n int) {
	b.Helper()
	s.turn(b, func(tx bot.Tx) (err error) {
		e := s.attempt(fmt.Sprintf("learner-%04d", n%mapLearners), s.courses[n%mapCourses], n%(mapSkills/mapCourses), n, n%3 > 0)
		if e.Position, err = tx.Append(e); err != nil {
			return err
		}
		_, err = s.params.Apply(tx, e)
		return err
	})
}

// loaded is a page as it came, and how long it took until the last byte was here.
type loaded struct {
	body []byte
	took time.Duration
}

func (s *mapSchool) get(b *testing.B) loaded {
	b.Helper()
	r, err := http.NewRequestWithContext(b.Context(), http.MethodGet, s.server.URL+"/web/class/big/map", nil)
	if err != nil {
		b.Fatal(err)
	}
	r.AddCookie(&http.Cookie{Name: "pacer-visit", Value: mapSecret})
	began := time.Now()
	answer, err := s.server.Client().Do(r)
	if err != nil {
		b.Fatal(err)
	}
	body, err := io.ReadAll(answer.Body)
	took := time.Since(began)
	if err := answer.Body.Close(); err != nil {
		b.Fatal(err)
	}
	if err != nil || answer.StatusCode != http.StatusOK || !strings.Contains(string(body), "Learner 0049") || strings.Contains(string(body), "Learner 0050") {
		b.Fatalf("%s %v: %.300s", answer.Status, err, body)
	}
	return loaded{body, took}
}
