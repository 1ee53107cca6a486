package web

import (
	"context"
	"io"
	"net/http"
	"strconv"

	"pacer/bot/chat"
	"pacer/bot/page"
	"pacer/bot/say"
)

// Models is what pages show, see *page.Pages. Every method checks who looks;
// what is not there and what is not theirs are the same coach.NotFound.
type Models interface {
	Front(ctx context.Context, who page.Viewer) (*page.Head, error)
	Needs(ctx context.Context, who page.Viewer, class string) (*page.Needs, error)
	ClassMap(ctx context.Context, who page.Viewer, class string, from int) (*page.ClassMap, error)
	Projector(ctx context.Context, who page.Viewer, class string, from int) (*page.Projector, error)
	Learner(ctx context.Context, who page.Viewer, class, person string, before int64) (*page.Learner, error)
	Thoughts(ctx context.Context, who page.Viewer, class, person string) (*page.Thoughts, error)
	Muddy(ctx context.Context, who page.Viewer, class string) (*page.Muddy, error)
	Skill(ctx context.Context, who page.Viewer, class, skill string) (*page.SkillStory, error)
	Groups(ctx context.Context, who page.Viewer, class string) (*page.Groups, error)
	Standards(ctx context.Context, who page.Viewer, class string) (*page.Standards, error)
	Attendance(ctx context.Context, who page.Viewer, class string, from int) (*page.Attendance, error)
	Roster(ctx context.Context, who page.Viewer, class string) (*page.Roster, error)
	RosterCheck(ctx context.Context, who page.Viewer, class string, csv []byte) (*page.RosterFile, error)
	Material(ctx context.Context, who page.Viewer, class string) (*page.Material, error)
	CourseItems(ctx context.Context, who page.Viewer, class, course string) (*page.CourseItems, error)
	Item(ctx context.Context, who page.Viewer, class, item string) (*page.Item, error)
	Parity(ctx context.Context, who page.Viewer, class string) (*page.Parity, error)
	Alerts(ctx context.Context, who page.Viewer, class string) (*page.Alerts, error)
	Why(ctx context.Context, who page.Viewer, alert string) (*page.Why, error)
	Mine(ctx context.Context, who page.Viewer) (*page.Mine, error)
	Gradebook(ctx context.Context, who page.Viewer, class string, w io.Writer) error
	Attempts(ctx context.Context, who page.Viewer, class string, w io.Writer) error
	Archive(ctx context.Context, who page.Viewer, w io.Writer) error
	XAPI(ctx context.Context, who page.Viewer, class string, named bool, w io.Writer) error
}

// view is a page that is ready to be drawn.
type view struct {
	name    string // of the template
	title   chat.Markdown
	section string // where in the menu it stands
	data    any
	head    *page.Head
	status  int  // 0: 200
	wide    bool // a table that wants the whole window
	bare    bool // without menus
	still   bool // not drawn anew when something has changed
}

// reader makes the page of a request.
type reader func(r *http.Request, who page.Viewer) (view, error)

// pageRoutes adds the pages of those who have entered. Paths are below the base.
func (a *Adapter) pageRoutes(mux *http.ServeMux) {
	for pattern, read := range map[string]reader{
		"/needs":                           a.needsPage,
		"/graded":                          a.gradedPage,
		"/class/{class}":                   a.needsPage,
		"/class/{class}/{$}":               a.needsPage,
		"/class/{class}/needs":             a.needsPage,
		"/class/{class}/graded":            a.gradedPage,
		"/class/{class}/map":               a.mapPage,
		"/class/{class}/screen":            a.screenPage,
		"/class/{class}/learner/{person}":  a.learnerPage,
		"/class/{class}/thoughts/{person}": a.thoughtsPage,
		"/class/{class}/muddy":             a.muddyPage,
		"/class/{class}/skill/{skill...}":  a.skillPage,
		"/class/{class}/groups":            a.groupsPage,
		"/class/{class}/standards":         a.standardsPage,
		"/class/{class}/attendance":        a.attendancePage,
		"/class/{class}/people":            a.peoplePage,
		"/class/{class}/settings":          a.settingsPage,
		"/class/{class}/material":          a.materialPage,
		"/class/{class}/course/{course}":   a.coursePage,
		"/class/{class}/item/{item...}":    a.itemPage,
		"/class/{class}/parity":            a.parityPage,
		"/class/{class}/alerts":            a.alertsPage,
		"/why/{alert}":                     a.whyPage,
		"/me":                              a.minePage,
	} {
		mux.Handle("GET "+pattern, a.page(read))
	}
	mux.Handle("GET /class/{class}/gradebook.csv", a.entered(a.sendGradebook))
	mux.Handle("GET /class/{class}/attempts.csv", a.entered(a.sendAttempts))
	mux.Handle("GET /class/{class}/statements.jsonl", a.entered(a.sendStatements))
	mux.Handle("GET /me/data.zip", a.entered(a.sendArchive))
	mux.Handle("GET /form", a.entered(a.openForm))
	mux.Handle("POST /act", a.entered(a.doAct))
	mux.Handle("POST /class/{class}/material/send", a.entered(a.sendMaterial))
	mux.Handle("POST /class/{class}/people/check", a.entered(a.checkRoster))
	mux.Handle("POST /class/{class}/people/enrol", a.entered(a.enrolRoster))
	mux.HandleFunc("GET /static/{file}", a.look.serveFile)
}

// page serves what a reader makes.
func (a *Adapter) page(read reader) http.Handler {
	return a.entered(func(w http.ResponseWriter, r *http.Request, v *visitor) {
		made, err := read(r, v.viewer())
		if err != nil {
			a.sorry(w, r, v, err)
			return
		}
		a.present(w, r, v, made)
	})
}

// viewer is the visitor as models know them.
func (v *visitor) viewer() page.Viewer { return page.Viewer{Workspace: v.Workspace, Person: v.Person} }

// present draws a page with its menus and with what was answered to what was
// done before.
func (a *Adapter) present(w http.ResponseWriter, r *http.Request, v *visitor, made view) {
	f := a.frameOf(v, made)
	f.Here = v.Base + r.URL.RequestURI()
	f.Flash = a.flashed(v)
	if made.status == 0 {
		made.status = http.StatusOK
	}
	if err := a.look.show(w, made.status, f, made.name, made.data); err != nil {
		a.sorry(w, r, v, err)
	}
}

// frameOf is what stands around a page.
func (a *Adapter) frameOf(v *visitor, made view) *frame {
	f := &frame{
		Say: v.Say, Base: v.Base, Act: v.Base + "/act", Opens: v.Base + "/form", Title: chat.Plain(made.title),
		Who: v.Name, Token: v.Token, Event: eventID(), Wide: made.wide, Bare: made.bare,
	}
	if !made.still {
		f.Live = v.Base + "/live"
	}
	if made.head != nil && !made.bare {
		f.Say, f.Who = made.head.Say, made.head.Me.Name
		f.Nav, f.Pick = menu(v.Base, made.head, made.section)
	}
	return f
}

// sections are the pages of a class that stand in the menu, in its order.
func sections(p *say.Printer) []section {
	return []section{
		{"needs", p.Say("web.page.needs")},
		{"map", p.Say("web.page.map")},
		{"groups", p.Say("web.page.groups")},
		{"attendance", p.Say("web.page.attendance")},
		{"standards", p.Say("web.page.standards")},
		{"material", p.Say("web.page.material")},
		{"people", p.Say("web.page.people")},
		{"settings", p.Say("web.page.settings")},
	}
}

// section is an entry of the menu: the last part of its address, and its name.
type section struct {
	path  string
	label chat.Markdown
}

// menu lists where a person can go: the pages of the class they look at, or of
// their first, and what is their own; and the classes to choose from.
func menu(base string, head *page.Head, at string) (nav, pick []link) {
	class := head.Class
	if class.ID == "" && len(head.Classes) > 0 {
		class = head.Classes[0]
	}
	waiting, stays := 0, "needs"
	for _, c := range head.Classes {
		if c.ID == head.Class.ID || head.Class.ID == "" {
			waiting += c.Open
		}
	}
	if class.ID != "" {
		for _, s := range sections(head.Say) {
			to := link{To: base + "/class/" + class.ID + "/" + s.path, Label: s.label, Here: s.path == at}
			if s.path == "needs" {
				to.Count = waiting
				if head.Class.ID == "" {
					to.To = base + "/needs"
				}
			}
			if to.Here {
				stays = s.path
			}
			nav = append(nav, to)
		}
	} else if head.Me.Teaches || head.Me.Owner || head.Me.Safety {
		nav = append(nav, link{To: base + "/needs", Label: head.Say.Say("web.page.needs"), Here: at == "needs"})
	}
	if head.Me.Learns || len(nav) == 0 {
		nav = append(nav, link{To: base + "/me", Label: head.Say.Say("web.page.me"), Here: at == "me"})
	}
	nav = append(nav, link{To: base + "/chat", Label: head.Say.Say("web.page.chat"), Here: at == "chat"})
	if len(head.Classes) > 1 {
		pick = append(pick, link{To: base + "/needs", Label: head.Say.Say("web.page.allclasses"), Here: head.Class.ID == ""})
		for _, c := range head.Classes {
			pick = append(pick, link{To: base + "/class/" + c.ID + "/" + stays, Label: chat.Escape(c.Name), Here: c.ID == head.Class.ID})
		}
	}
	return nav, pick
}

// number reads a whole number of the address; 0 where there is none.
func number(r *http.Request, name string) int64 {
	n, err := strconv.ParseInt(r.URL.Query().Get(name), 10, 64)
	if err != nil || n < 0 {
		return 0
	}
	return n
}

// from is from which row on a table goes.
func from(r *http.Request) int { return int(min(number(r, "from"), 1<<20)) }
