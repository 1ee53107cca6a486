package page_test

import (
	"bytes"
	"context"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"pacer/bot"
	"pacer/bot/page"
	"pacer/bot/say"
	"pacer/coach"
)

// fit gives somebody all supports.
func (h *house) fit(workspace, person string) {
	h.seed(workspace, func(tx bot.Tx) error {
		p, err := tx.Person(person)
		if err != nil {
			return err
		}
		p.Settings.Speech = true
		p.Supports = coach.Supports{Glossary: "de", Plain: true, ExtraTime: 2, Fewer: true, OneThing: true, NoCompetition: true, Private: true, HintFirst: true}
		return tx.PutPerson(p)
	})
}

func TestSupportsStandOnTheLearnersPageForTheirTeachers(t *testing.T) {
	t.Parallel()
	h := classroom(t)
	m := the[*page.Learner](h)(h.pages.Learner(t.Context(), who(school, "tess"), "a", "ann", 0))
	if len(m.Supports.On) > 0 || m.Supports.Press.Value != "form class-supports:a ann" {
		t.Errorf("without any the page has %+v", m.Supports)
	}
	h.fit(school, "ann")
	m = the[*page.Learner](h)(h.pages.Learner(t.Context(), who(school, "tess"), "a", "ann", 0))
	if len(m.Supports.On) != len(coach.AllSupports()) {
		t.Errorf("with all of them the page has %+v", m.Supports.On)
	}
	mine := the[*page.Mine](h)(h.pages.Mine(t.Context(), who(school, "ann")))
	if len(mine.Supports.On) != len(coach.AllSupports()) || mine.Supports.Press.Value != "form supports" {
		t.Errorf("her own page has %+v", mine.Supports)
	}
}

// All other pages and exports of the class are the same with and without them.
func TestNoOtherPageShowsASupport(t *testing.T) {
	t.Parallel()
	tess, bob := who(school, "tess"), who(school, "bob")
	pages := map[string]func(p *page.Pages, ctx context.Context) (any, error){
		"Needs":      func(p *page.Pages, ctx context.Context) (any, error) { return p.Needs(ctx, tess, "a") },
		"ClassMap":   func(p *page.Pages, ctx context.Context) (any, error) { return p.ClassMap(ctx, tess, "a", 0) },
		"Projector":  func(p *page.Pages, ctx context.Context) (any, error) { return p.Projector(ctx, tess, "a", 0) },
		"Skill":      func(p *page.Pages, ctx context.Context) (any, error) { return p.Skill(ctx, tess, "a", "tiles/rows") },
		"Groups":     func(p *page.Pages, ctx context.Context) (any, error) { return p.Groups(ctx, tess, "a") },
		"Standards":  func(p *page.Pages, ctx context.Context) (any, error) { return p.Standards(ctx, tess, "a") },
		"Attendance": func(p *page.Pages, ctx context.Context) (any, error) { return p.Attendance(ctx, tess, "a", 0) },
		"Roster":     func(p *page.Pages, ctx context.Context) (any, error) { return p.Roster(ctx, tess, "a") },
		"Alerts":     func(p *page.Pages, ctx context.Context) (any, error) { return p.Alerts(ctx, tess, "a") },
		"a classmate's own": func(p *page.Pages, ctx context.Context) (any, error) {
			return p.Mine(ctx, bob)
		},
		"a classmate for their teacher": func(p *page.Pages, ctx context.Context) (any, error) {
			return p.Learner(ctx, tess, "a", "bob", 0)
		},
		"Gradebook": func(p *page.Pages, ctx context.Context) (any, error) {
			var out bytes.Buffer
			err := p.Gradebook(ctx, tess, "a", &out)
			return out.String(), err
		},
		"Attempts": func(p *page.Pages, ctx context.Context) (any, error) {
			var out bytes.Buffer
			err := p.Attempts(ctx, tess, "a", &out)
			return out.String(), err
		},
		"XAPI": func(p *page.Pages, ctx context.Context) (any, error) {
			var out bytes.Buffer
			err := p.XAPI(ctx, tess, "a", true, &out)
			return out.String(), err
		},
	}
	h := classroom(t)
	look := func() map[string]any {
		all := make(map[string]any)
		for name, read := range pages {
			m, err := read(h.pages, t.Context())
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			all[name] = m
		}
		return all
	}
	before := look()
	h.fit(school, "ann")
	after := look()
	for name := range pages {
		t.Run(fmt.Sprint(name, " is the same"), func(t *testing.T) {
			if d := cmp.Diff(before[name], after[name], cmpopts.IgnoreTypes((*say.Printer)(nil)), cmpopts.EquateEmpty()); d != "" {
				t.Error(d)
			}
		})
	}
}
