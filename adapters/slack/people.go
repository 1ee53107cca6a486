package slack

import (
	"cmp"
	"context"
	"slices"
	"sync"
	"time"

	"github.com/slack-go/slack"
	"golang.org/x/sync/singleflight"

	"pacer/bot/chat"
)

const (
	knowFor   = 24 * time.Hour         // how long a profile serves; changes are told by Slack
	groupsFor = 5 * time.Minute        // how long the members of the user groups serve; changes are told by Slack
	tryAgain  = time.Minute            // after Slack did not tell
	askUpTo   = 500 * time.Millisecond // how long an event waits for what is known of a person
	slackbot  = "USLACKBOT"
)

// profile is what Slack tells of a person.
type profile struct {
	name, zone, locale string

	team       string // where the person is at home
	enterprise string
	bot        bool
	stranger   bool // of another organisation, in a channel shared with it
	gone       bool // deactivated
	until      time.Time
}

func profileOf(u *slack.User) *profile {
	return &profile{
		name:       cmp.Or(u.Profile.DisplayName, u.Profile.RealName, u.RealName, u.Name),
		zone:       u.TZ,
		locale:     u.Locale,
		team:       u.TeamID,
		enterprise: u.Enterprise.EnterpriseID,
		bot:        u.IsBot || u.IsWorkflowBot || u.IsConnectorBot || u.ID == slackbot,
		stranger:   u.IsStranger,
		gone:       u.Deleted,
	}
}

// people are what is known of people and of the user groups that make
// teachers.
type people struct {
	profiles cache[*profile] // by team and user
	flights  singleflight.Group
	mu       sync.Mutex
	groups   map[string]*members // by team
}

// members are the people of a team that are in one of the groups.
type members struct {
	users   []string // sorted
	unknown bool     // Slack did not tell
	until   time.Time
}

// seen is the profile of a person as it is kept, old or not; nil if it is not.
func (a *Adapter) seen(id, user string) *profile {
	known, _ := a.people.profiles.get(id + " " + user)
	return known
}

// account is who a user of a team is, as far as Slack tells within askUpTo.
func (a *Adapter) account(ctx context.Context, id, user string) chat.Account {
	who, _ := a.person(ctx, id, user)
	return who
}

// person is an account with its profile, which is nil when Slack did not tell
// in time: what is asked goes on, and serves the next event.
func (a *Adapter) person(ctx context.Context, id, user string) (chat.Account, *profile) {
	who := chat.Account{User: user}
	t, err := a.team(ctx, id)
	if err != nil {
		return who, nil
	}
	ctx, cancel := context.WithTimeout(ctx, askUpTo)
	defer cancel()
	known := a.profile(ctx, t, user)
	if known != nil {
		who.Name, who.Zone, who.Locale = known.name, known.zone, known.locale
	}
	who.Manage = user == t.Installer
	who.Teacher = a.teaches(ctx, t, user)
	return who, known
}

func (a *Adapter) profile(ctx context.Context, t *team, user string) *profile {
	key := t.Team + " " + user
	known := a.seen(t.Team, user)
	if known != nil && a.Now().Before(known.until) {
		return known
	}
	fresh, err := once(ctx, &a.people.flights, key, func(ctx context.Context) (*profile, error) {
		u, err := t.client.GetUserInfoContext(ctx, user)
		if err != nil {
			a.Log.WarnContext(ctx, "ask for a profile", "team", t.Team, "user", user, "error", err)
			stale := &profile{until: a.Now().Add(tryAgain)}
			if known != nil {
				*stale = *known
				stale.until = a.Now().Add(tryAgain)
			}
			a.people.profiles.put(key, stale)
			return stale, nil
		}
		return a.keepProfile(t.Team, user, profileOf(u)), nil
	})
	if err != nil {
		return known // it did not come in time
	}
	return fresh
}

// teaches tells whether a person is in one of TeacherGroups; nil: there are
// none, or Slack did not tell.
func (a *Adapter) teaches(ctx context.Context, t *team, user string) *bool {
	if len(a.TeacherGroups) == 0 {
		return nil
	}
	a.people.mu.Lock()
	known := a.people.groups[t.Team]
	a.people.mu.Unlock()
	if known == nil || !a.Now().Before(known.until) {
		fresh, err := once(ctx, &a.people.flights, "groups "+t.Team, func(ctx context.Context) (*members, error) {
			return a.members(ctx, t)
		})
		if err != nil {
			return nil // an old list may be wrong by now, and a role is no place for a guess
		}
		known = fresh
	}
	if known.unknown {
		return nil
	}
	_, is := slices.BinarySearch(known.users, user)
	return &is
}

// members asks for the lists of all groups. A group that the team does not have
// has nobody: groups are named for all teams together.
func (a *Adapter) members(ctx context.Context, t *team) (*members, error) {
	m := &members{until: a.Now().Add(groupsFor)}
	for _, group := range a.TeacherGroups {
		users, err := t.client.GetUserGroupMembersContext(ctx, group)
		if err != nil && codeOf(err) != "no_such_subteam" {
			a.Log.WarnContext(ctx, "ask for a user group", "team", t.Team, "group", group, "error", err)
			m.unknown, m.until = true, a.Now().Add(tryAgain)
			break
		}
		m.users = append(m.users, users...)
	}
	slices.Sort(m.users)
	a.people.mu.Lock()
	defer a.people.mu.Unlock()
	if a.people.groups == nil {
		a.people.groups = make(map[string]*members)
	}
	a.people.groups[t.Team] = m
	return m, nil
}

// keepProfile keeps what Slack has just told.
func (a *Adapter) keepProfile(id, user string, fresh *profile) *profile {
	fresh.until = a.Now().Add(knowFor)
	a.people.profiles.put(id+" "+user, fresh)
	return fresh
}

// isNews tells whether a profile says anything that the one before it did not.
// Slack tells of every change, also of a status or a picture.
func (p *profile) isNews(before *profile) bool {
	return before == nil || p.name != before.name || p.zone != before.zone || p.locale != before.locale || p.gone != before.gone
}

// groupsChanged makes the next event ask for the groups again.
func (a *Adapter) groupsChanged(id string) {
	a.people.mu.Lock()
	defer a.people.mu.Unlock()
	delete(a.people.groups, id)
}

// isStranger tells a person of another organisation, whom a channel that is
// shared with it brings. In Enterprise Grid the teams of one enterprise are
// one organisation.
func (in *incoming) isStranger(known *profile) bool {
	if known != nil && known.stranger {
		return true
	}
	home, enterprise := in.home, ""
	if known != nil && known.team != "" {
		home, enterprise = known.team, known.enterprise
	}
	switch {
	case home == "" || home == in.team || home == in.enterprise:
		return false
	case in.enterprise == "":
		return true
	}
	return known != nil && enterprise != in.enterprise
}
