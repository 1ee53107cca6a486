package web

import (
	"net/http"

	"pacer/bot/chat"
	"pacer/bot/page"
)

func (a *Adapter) needsPage(r *http.Request, who page.Viewer) (view, error) {
	m, err := a.Models.Needs(r.Context(), who, r.PathValue("class"))
	if err != nil {
		return view{}, err
	}
	return view{name: "needs", title: m.Say.Say("web.page.needs"), section: "needs", data: needsView{m}, head: &m.Head}, nil
}

func (a *Adapter) gradedPage(r *http.Request, who page.Viewer) (view, error) {
	m, err := a.Models.Needs(r.Context(), who, r.PathValue("class"))
	if err != nil {
		return view{}, err
	}
	return view{name: "graded", title: m.Say.Say("web.page.graded"), data: gradedView{m}, head: &m.Head}, nil
}

func (a *Adapter) mapPage(r *http.Request, who page.Viewer) (view, error) {
	m, err := a.Models.ClassMap(r.Context(), who, r.PathValue("class"), from(r))
	if err != nil {
		return view{}, err
	}
	return view{name: "map", title: m.Say.Say("web.page.map"), section: "map", data: mapView{m, r.URL.Path, newDrawnCells(m.Words)}, head: &m.Head, wide: true}, nil
}

func (a *Adapter) screenPage(r *http.Request, who page.Viewer) (view, error) {
	m, err := a.Models.Projector(r.Context(), who, r.PathValue("class"), from(r))
	if err != nil {
		return view{}, err
	}
	return view{name: "screen", title: m.Say.Say("web.page.screen"), data: screenView{m, r.URL.Path, newDrawnCells(m.Words)}, head: &m.Head, bare: true}, nil
}

func (a *Adapter) learnerPage(r *http.Request, who page.Viewer) (view, error) {
	m, err := a.Models.Learner(r.Context(), who, r.PathValue("class"), r.PathValue("person"), number(r, "before"))
	if err != nil {
		return view{}, err
	}
	return view{name: "learner", title: chat.Escape(m.Who.Name), data: learnerView{m}, head: &m.Head}, nil
}

// thoughtsPage is not drawn anew by itself: each look is noted.
func (a *Adapter) thoughtsPage(r *http.Request, who page.Viewer) (view, error) {
	m, err := a.Models.Thoughts(r.Context(), who, r.PathValue("class"), r.PathValue("person"))
	if err != nil {
		return view{}, err
	}
	return view{name: "thoughts", title: m.Say.Say("web.page.thoughts"), data: m, head: &m.Head, still: true}, nil
}

// muddyPage is not drawn anew by itself: each look is noted.
func (a *Adapter) muddyPage(r *http.Request, who page.Viewer) (view, error) {
	m, err := a.Models.Muddy(r.Context(), who, r.PathValue("class"))
	if err != nil {
		return view{}, err
	}
	return view{name: "muddy", title: m.Say.Say("web.page.muddy"), data: m, head: &m.Head, still: true}, nil
}

func (a *Adapter) skillPage(r *http.Request, who page.Viewer) (view, error) {
	m, err := a.Models.Skill(r.Context(), who, r.PathValue("class"), r.PathValue("skill"))
	if err != nil {
		return view{}, err
	}
	return view{name: "skill", title: m.Skill.Title, data: skillView{m}, head: &m.Head}, nil
}

func (a *Adapter) groupsPage(r *http.Request, who page.Viewer) (view, error) {
	m, err := a.Models.Groups(r.Context(), who, r.PathValue("class"))
	if err != nil {
		return view{}, err
	}
	return view{name: "groups", title: m.Say.Say("web.page.groups"), section: "groups", data: groupsView{m}, head: &m.Head}, nil
}

func (a *Adapter) standardsPage(r *http.Request, who page.Viewer) (view, error) {
	m, err := a.Models.Standards(r.Context(), who, r.PathValue("class"))
	if err != nil {
		return view{}, err
	}
	return view{name: "standards", title: m.Say.Say("web.page.standards"), section: "standards", data: m, head: &m.Head}, nil
}

func (a *Adapter) attendancePage(r *http.Request, who page.Viewer) (view, error) {
	m, err := a.Models.Attendance(r.Context(), who, r.PathValue("class"), from(r))
	if err != nil {
		return view{}, err
	}
	return view{name: "attendance", title: m.Say.Say("web.page.attendance"), section: "attendance", data: attendanceView{m, r.URL.Path}, head: &m.Head, wide: true}, nil
}

func (a *Adapter) peoplePage(r *http.Request, who page.Viewer) (view, error) {
	m, err := a.Models.Roster(r.Context(), who, r.PathValue("class"))
	if err != nil {
		return view{}, err
	}
	return view{name: "people", title: m.Say.Say("web.page.people"), section: "people", data: m, head: &m.Head}, nil
}

func (a *Adapter) settingsPage(r *http.Request, who page.Viewer) (view, error) {
	m, err := a.Models.Roster(r.Context(), who, r.PathValue("class"))
	if err != nil {
		return view{}, err
	}
	return view{name: "settings", title: m.Say.Say("web.page.settings"), section: "settings", data: m, head: &m.Head}, nil
}

func (a *Adapter) materialPage(r *http.Request, who page.Viewer) (view, error) {
	m, err := a.Models.Material(r.Context(), who, r.PathValue("class"))
	if err != nil {
		return view{}, err
	}
	return view{name: "material", title: m.Say.Say("web.page.material"), section: "material", data: materialView{m}, head: &m.Head, still: true}, nil
}

func (a *Adapter) coursePage(r *http.Request, who page.Viewer) (view, error) {
	m, err := a.Models.CourseItems(r.Context(), who, r.PathValue("class"), r.PathValue("course"))
	if err != nil {
		return view{}, err
	}
	return view{name: "course", title: m.Course.Title, section: "material", data: courseView{m}, head: &m.Head, still: true}, nil
}

func (a *Adapter) itemPage(r *http.Request, who page.Viewer) (view, error) {
	m, err := a.Models.Item(r.Context(), who, r.PathValue("class"), r.PathValue("item"))
	if err != nil {
		return view{}, err
	}
	return view{name: "item", title: m.Say.Say("web.page.item"), section: "material", data: itemView{m}, head: &m.Head, still: true}, nil
}

func (a *Adapter) parityPage(r *http.Request, who page.Viewer) (view, error) {
	m, err := a.Models.Parity(r.Context(), who, r.PathValue("class"))
	if err != nil {
		return view{}, err
	}
	return view{name: "parity", title: m.Say.Say("web.page.parity"), section: "settings", data: m, head: &m.Head, still: true}, nil
}

func (a *Adapter) alertsPage(r *http.Request, who page.Viewer) (view, error) {
	m, err := a.Models.Alerts(r.Context(), who, r.PathValue("class"))
	if err != nil {
		return view{}, err
	}
	return view{name: "alerts", title: m.Say.Say("web.page.alerts"), data: m, head: &m.Head}, nil
}

func (a *Adapter) whyPage(r *http.Request, who page.Viewer) (view, error) {
	m, err := a.Models.Why(r.Context(), who, r.PathValue("alert"))
	if err != nil {
		return view{}, err
	}
	return view{name: "why", title: m.Say.Say("web.page.why"), data: m, head: &m.Head, still: true}, nil
}

func (a *Adapter) minePage(r *http.Request, who page.Viewer) (view, error) {
	m, err := a.Models.Mine(r.Context(), who)
	if err != nil {
		return view{}, err
	}
	return view{name: "mine", title: m.Say.Say("web.page.me"), section: "me", data: mineView{m}, head: &m.Head}, nil
}
