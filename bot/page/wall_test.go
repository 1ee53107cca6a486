package page_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pacer/bot/page"
	"pacer/coach"
)

// doors are the exported functions of Pages that are about a class, each with a
// call that a teacher of class a may make.
var doors = map[string]func(p *page.Pages, ctx context.Context, v page.Viewer, w io.Writer) error{
	"Needs": func(p *page.Pages, ctx context.Context, v page.Viewer, _ io.Writer) error {
		return second(p.Needs(ctx, v, "a"))
	},
	"ClassMap": func(p *page.Pages, ctx context.Context, v page.Viewer, _ io.Writer) error {
		return second(p.ClassMap(ctx, v, "a", 0))
	},
	"Projector": func(p *page.Pages, ctx context.Context, v page.Viewer, _ io.Writer) error {
		return second(p.Projector(ctx, v, "a", 0))
	},
	"Learner": func(p *page.Pages, ctx context.Context, v page.Viewer, _ io.Writer) error {
		return second(p.Learner(ctx, v, "a", "ann", 0))
	},
	"Thoughts": func(p *page.Pages, ctx context.Context, v page.Viewer, _ io.Writer) error {
		return second(p.Thoughts(ctx, v, "a", "ann"))
	},
	"Muddy": func(p *page.Pages, ctx context.Context, v page.Viewer, _ io.Writer) error {
		return second(p.Muddy(ctx, v, "a"))
	},
	"Skill": func(p *page.Pages, ctx context.Context, v page.Viewer, _ io.Writer) error {
		return second(p.Skill(ctx, v, "a", "tiles/rows"))
	},
	"Groups": func(p *page.Pages, ctx context.Context, v page.Viewer, _ io.Writer) error {
		return second(p.Groups(ctx, v, "a"))
	},
	"Standards": func(p *page.Pages, ctx context.Context, v page.Viewer, _ io.Writer) error {
		return second(p.Standards(ctx, v, "a"))
	},
	"Attendance": func(p *page.Pages, ctx context.Context, v page.Viewer, _ io.Writer) error {
		return second(p.Attendance(ctx, v, "a", 0))
	},
	"Roster": func(p *page.Pages, ctx context.Context, v page.Viewer, _ io.Writer) error {
		return second(p.Roster(ctx, v, "a"))
	},
	"RosterCheck": func(p *page.Pages, ctx context.Context, v page.Viewer, _ io.Writer) error {
		return second(p.RosterCheck(ctx, v, "a", []byte("name\nEve")))
	},
	"Material": func(p *page.Pages, ctx context.Context, v page.Viewer, _ io.Writer) error {
		return second(p.Material(ctx, v, "a"))
	},
	"CourseItems": func(p *page.Pages, ctx context.Context, v page.Viewer, _ io.Writer) error {
		return second(p.CourseItems(ctx, v, "a", "tiles"))
	},
	"Item": func(p *page.Pages, ctx context.Context, v page.Viewer, _ io.Writer) error {
		return second(p.Item(ctx, v, "a", "tiles/rows-choice"))
	},
	"Parity": func(p *page.Pages, ctx context.Context, v page.Viewer, _ io.Writer) error {
		return second(p.Parity(ctx, v, "a"))
	},
	"Alerts": func(p *page.Pages, ctx context.Context, v page.Viewer, _ io.Writer) error {
		return second(p.Alerts(ctx, v, "a"))
	},
	"Why": func(p *page.Pages, ctx context.Context, v page.Viewer, _ io.Writer) error {
		return second(p.Why(ctx, v, "01ALERTBOB"))
	},
	"Gradebook": func(p *page.Pages, ctx context.Context, v page.Viewer, w io.Writer) error {
		return p.Gradebook(ctx, v, "a", w)
	},
	"Attempts": func(p *page.Pages, ctx context.Context, v page.Viewer, w io.Writer) error {
		return p.Attempts(ctx, v, "a", w)
	},
	"XAPI": func(p *page.Pages, ctx context.Context, v page.Viewer, w io.Writer) error {
		return p.XAPI(ctx, v, "a", true, w)
	},
}

// own are those that everybody of a workspace may call, about themselves.
var own = []string{"Front", "Mine", "Stamp", "Archive"}

func second[T any](_ T, err error) error { return err }

func TestEveryDoorIsTried(t *testing.T) {
	all := reflect.TypeFor[*page.Pages]()
	for i := range all.NumMethod() {
		name := all.Method(i).Name
		if doors[name] == nil && !slices.Contains(own, name) {
			t.Errorf("no test tries to go through %s: add it to doors", name)
		}
	}
}

// Whoever does not teach the class now gets the same answer as for a class that is
// not there, and nothing is written.
func TestNobodyElseGoesThroughAnyDoor(t *testing.T) {
	t.Parallel()
	h := classroom(t)
	// These have nothing that is called a in their own workspace, or are not in it.
	h.person(garden, "gina", func(p *coach.Person) { p.Owner = true })
	h.class(garden, "c")
	h.member(garden, "c", "gina", coach.Teacher)
	strangers := map[string]page.Viewer{
		"another workspace's owner who teaches there":    who(garden, "gina"),
		"another class's teacher":                        who(school, "theo"),
		"a helper":                                       who(school, "hal"),
		"a substitute whose time is over":                who(school, "sue"),
		"an owner who teaches nobody":                    who(school, "max"),
		"somebody who lost the role of a platform":       who(school, "lost"),
		"a learner of the class":                         who(school, "ann"),
		"a learner of another class":                     who(school, "dan"),
		"somebody of another workspace, by ID":           who(garden, "nobody"),
		"a person who is not there":                      who(school, "nobody"),
		"somebody in a workspace that is not there":      who("nowhere", "tess"),
		"the other workspace's teacher's ID, in a third": who("nowhere", ""),
	}
	for _, stranger := range keys(strangers) {
		v := strangers[stranger]
		for _, name := range keys(doors) {
			t.Run(stranger+" gets nothing from "+name, func(t *testing.T) {
				var out bytes.Buffer
				err := doors[name](h.pages, t.Context(), v, &out)
				if coach.KindOf(err) != coach.NotFound {
					t.Fatalf("%v", err)
				}
				var e *coach.Error
				if !errors.As(err, &e) || !strings.Contains(e.Hint, "no such page") {
					t.Errorf("says %+v", err)
				}
				if out.Len() > 0 {
					t.Errorf("wrote %q", out.String())
				}
			})
		}
	}
}

func TestNobodyElseHasAPageOfTheirOwn(t *testing.T) {
	t.Parallel()
	h := classroom(t)
	for _, v := range []page.Viewer{who(school, "nobody"), who("nowhere", "tess"), who(garden, ""), {}} {
		for name, err := range map[string]error{
			"Front": second(h.pages.Front(t.Context(), v)), "Mine": second(h.pages.Mine(t.Context(), v)), "Stamp": second(h.pages.Stamp(t.Context(), v)),
		} {
			if coach.KindOf(err) != coach.NotFound {
				t.Errorf("%s of %+v: %v", name, v, err)
			}
		}
	}
	// A learner's menu leads to no class, and their own page nowhere else.
	m := the[*page.Head](h)(h.pages.Front(t.Context(), who(school, "ann")))
	if len(m.Classes) > 0 || m.Me.Teaches || !m.Me.Learns {
		t.Errorf("%+v", m)
	}
}

// What is not there looks like what is not theirs, to the letter.
func TestWhatIsNotThereLooksLikeWhatIsNotTheirs(t *testing.T) {
	t.Parallel()
	h := classroom(t)
	for _, row := range []struct {
		name           string
		theirs, absent error
	}{
		{"a class", second(h.pages.ClassMap(t.Context(), who(school, "theo"), "a", 0)), second(h.pages.ClassMap(t.Context(), who(school, "theo"), "none", 0))},
		{"a learner", second(h.pages.Learner(t.Context(), who(school, "tess"), "a", "dan", 0)), second(h.pages.Learner(t.Context(), who(school, "tess"), "a", "none", 0))},
		{"a colleague", second(h.pages.Learner(t.Context(), who(school, "tess"), "a", "theo", 0)), second(h.pages.Learner(t.Context(), who(school, "tess"), "a", "none", 0))},
		{"an alert", second(h.pages.Why(t.Context(), who(school, "theo"), "01ALERTBOB")), second(h.pages.Why(t.Context(), who(school, "theo"), "none"))},
	} {
		if row.theirs == nil || row.absent == nil || fmt.Sprint(row.theirs) != fmt.Sprint(row.absent) {
			t.Errorf("%s: %v, and of none %v", row.name, row.theirs, row.absent)
		}
	}
}

func TestATeacherAndASubstituteGoThroughEveryDoor(t *testing.T) {
	t.Parallel()
	h := classroom(t)
	for _, person := range []string{"tess", "sam"} {
		for _, name := range keys(doors) {
			t.Run(person+" gets "+name, func(t *testing.T) {
				if err := doors[name](h.pages, t.Context(), who(school, person), io.Discard); err != nil {
					t.Error(err)
				}
			})
		}
	}
}

// A page that was open stays shut once its reader teaches the class no more.
func TestATeacherWhoIsTakenOutSeesNothingMore(t *testing.T) {
	t.Parallel()
	h := classroom(t)
	the[*page.ClassMap](h)(h.pages.ClassMap(t.Context(), who(school, "sam"), "a", 0))
	h.now = h.now.AddDate(0, 0, 2) // and their time is over
	for _, name := range keys(doors) {
		if err := doors[name](h.pages, t.Context(), who(school, "sam"), io.Discard); coach.KindOf(err) != coach.NotFound {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// What is about another class, or about nobody's class, stands on no page of this
// one, whichever it is.
func TestNothingOfAnotherClassStandsOnAPage(t *testing.T) {
	t.Parallel()
	h := classroom(t)
	// Dan learns birds in class b, and is in no other; Ann learns in both.
	h.member(school, "b", "ann", coach.Learner)
	h.class(school, "b", func(c *coach.Class) { c.Courses = []string{"birds"} })
	for _, skill := range []string{"tiles/rows", "tiles/none"} {
		if err := second(h.pages.Skill(t.Context(), who(school, "theo"), "b", skill)); coach.KindOf(err) != coach.NotFound {
			t.Errorf("%s, which class b has not: %v", skill, err)
		}
	}
	for what, text := range map[string]func(p *page.Pages, v page.Viewer) (any, error){
		"a learner's story": func(p *page.Pages, v page.Viewer) (any, error) { return p.Learner(t.Context(), v, "b", "ann", 0) },
		"what is not clear": func(p *page.Pages, v page.Viewer) (any, error) { return p.Muddy(t.Context(), v, "b") },
		"their thoughts":    func(p *page.Pages, v page.Viewer) (any, error) { return p.Thoughts(t.Context(), v, "b", "ann") },
		"what needs one":    func(p *page.Pages, v page.Viewer) (any, error) { return p.Needs(t.Context(), v, "b") },
		"what has ended":    func(p *page.Pages, v page.Viewer) (any, error) { return p.Alerts(t.Context(), v, "b") },
		"a gradebook": func(p *page.Pages, v page.Viewer) (any, error) {
			var out bytes.Buffer
			err := p.Gradebook(t.Context(), v, "b", &out)
			return out.String(), err
		},
		"attempts": func(p *page.Pages, v page.Viewer) (any, error) {
			var out bytes.Buffer
			err := p.Attempts(t.Context(), v, "b", &out)
			return out.String(), err
		},
		"statements": func(p *page.Pages, v page.Viewer) (any, error) {
			var out bytes.Buffer
			err := p.XAPI(t.Context(), v, "b", false, &out)
			return out.String(), err
		},
	} {
		m, err := text(h.pages, who(school, "theo"))
		h.must(err)
		shown := fmt.Sprintf("%+v", m)
		for _, theirs := range []string{"7 of ann", "the thought of ann", "the goal of ann", "I am stuck", "tiles/"} {
			if strings.Contains(shown, theirs) {
				t.Errorf("%s of class b shows %q: %s", what, theirs, shown)
			}
		}
	}
}

// keys are the keys of a map, sorted.
func keys[V any](m map[string]V) []string {
	var all []string
	for k := range m {
		all = append(all, k)
	}
	slices.Sort(all)
	return all
}
