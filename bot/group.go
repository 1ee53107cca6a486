package bot

import (
	"maps"
	"slices"
	"strings"

	"pacer/bot/chat"
	"pacer/bot/say"
	"pacer/coach"
	"pacer/coach/group"
	"pacer/coach/mastery"
)

// Groups: learners who could work on something together. The coach finds them, a
// teacher accepts them, and their members are told kindly why: by what they work
// on, never by a level, and nobody sees how another does. Where the platform can,
// they get a conversation of their own. A group ends when it has got what it came
// together for, or when a teacher says so.

// mostGroups is how many groups are shown at once, of those worth forming and of
// those that stand.
const mostGroups = 6

// classGroups shows the groups worth forming and those that stand, forms one, or
// dissolves one.
func (t *turn) classGroups(class coach.Class, rest string) error {
	verb, which := cut(rest)
	switch {
	case verb == "":
		return t.groups(class)
	case verb == "take":
		return t.takeGroup(class, which)
	case t.saysOff(verb):
		return t.groupOff(class, which)
	}
	return t.mend("group.how")
}

// groups shows the groups worth forming, each with why and how to form it, and
// those that stand.
func (t *turn) groups(class coach.Class) error {
	if t.worth == nil || t.worth.class != class.ID {
		return t.mend("group.again") // began to teach this very moment
	}
	standing, err := t.tx.Groups(class.ID)
	if err != nil {
		return err
	}
	if len(t.worth.groups) == 0 && len(standing) == 0 {
		return t.telling(t.Say("group.none", say.Args{"Class": class.Name}), t.saying(wordClass))
	}
	names, err := t.namesIn(class)
	if err != nil {
		return err
	}
	var m chat.Message
	if n := len(t.worth.groups); n > 0 {
		m.Parts = append(m.Parts, chat.Part{Text: t.Say("group.worth", say.Args{"Class": class.Name, "N": n})})
	}
	for i := range t.worth.groups[:min(len(t.worth.groups), mostGroups)] {
		g := &t.worth.groups[i]
		key := GroupKey(g)
		m.Parts = append(m.Parts, chat.Part{Text: t.sayWorth(g, names)}, chat.Part{Choices: []chat.Choice{
			t.classChoice(t.Say("group.press.take", say.Args{"Key": key[:2]}), class, "groups take "+key),
		}})
	}
	if len(standing) > 0 {
		m.Parts = append(m.Parts, chat.Part{Text: t.Say("group.standing", say.Args{"N": len(standing)})})
	}
	for i := range standing[:min(len(standing), mostGroups)] {
		g := &standing[i]
		choice := t.classChoice(t.Say("group.press.off", say.Args{"ID": short(g.ID)}), class, "groups off @"+g.ID)
		choice.Word = string(t.Say("type.class")) + " groups off " + short(g.ID)
		m.Parts = append(m.Parts, chat.Part{Text: t.Say("group.line", say.Args{
			"Names": t.namedOf(g.Members, names), "Skill": t.titleOf(g.Skill), "Day": t.moment(g.Made, onDate), "ID": short(g.ID),
		})}, chat.Part{Choices: []chat.Choice{choice}})
	}
	_, err = t.send(t.to, m)
	return err
}

// namesIn are the names of a class's learners, by ID; those of one name are told
// apart.
func (t *turn) namesIn(class coach.Class) (map[string]string, error) {
	learners, err := t.learnersOf(class)
	if err != nil {
		return nil, err
	}
	same, names := namesakes(learners), make(map[string]string, len(learners))
	for _, m := range learners {
		names[m.Person] = m.Who.Name
		if same[strings.ToLower(m.Who.Name)] > 1 {
			names[m.Person] = marked(m.Who)
		}
	}
	return names, nil
}

// namedOf lists people by name; who has left is left out.
func (t *turn) namedOf(people []string, names map[string]string) string {
	var list []string
	for _, p := range people {
		if name, ok := names[p]; ok {
			list = append(list, name)
		}
	}
	return strings.Join(list, t.Comma())
}

// sayWorth says who could work together on what, and why, for a teacher.
func (t *turn) sayWorth(g *group.Group, names map[string]string) chat.Markdown {
	args := say.Args{
		"Names": t.namedOf(g.Members, names), "Skill": t.titleOf(g.Skill), "Sure": t.Say([]string{"group.sure.1", "group.sure.2", "group.sure.3"}[min(max(g.Sure, 1), 3)-1]),
	}
	var text chat.Markdown
	switch g.Kind {
	case group.Misconception:
		id, _, _ := strings.Cut(g.Skill, "/")
		args["What"] = chat.Escape(g.Idea)
		if k := t.Courses.Course(id); k != nil && k.Misconception(g.Idea) != nil {
			args["What"] = t.readable(k.Misconception(g.Idea).Title)
		}
		text = t.Say("group.misconception", args)
	case group.Pair:
		args["Helper"] = names[g.Helper]
		args["Names"] = t.namedOf(slices.DeleteFunc(slices.Clone(g.Members), func(p string) bool { return p == g.Helper }), names)
		text = t.Say("group.pair", args)
	default:
		text = t.Say("group.gap", args)
	}
	for i, why := range g.Why {
		name, ok := names[g.Members[i]]
		if !ok {
			continue
		}
		text += "\n- " + t.Say("group.why", say.Args{"Name": name, "Percent": int(why.P*100 + .5), "N": why.Tries, "Times": why.Times, "Level": t.levelName(why.Level)})
	}
	return text
}

// takeGroup forms a group that was found, and tells its members.
func (t *turn) takeGroup(class coach.Class, key string) error {
	if t.worth == nil || t.worth.class != class.ID {
		return t.mend("group.again")
	}
	i := slices.IndexFunc(t.worth.groups, func(g group.Group) bool { return strings.EqualFold(GroupKey(&g), key) })
	if i < 0 {
		return t.mend("group.gone")
	}
	found := &t.worth.groups[i]
	learners, err := t.learnersOf(class)
	if err != nil {
		return err
	}
	g := coach.Group{
		ID: t.newID(t.now), Class: class.ID, Kind: coach.GroupKind(found.Kind), Skill: found.Skill, Misconception: found.Idea,
		Helper: found.Helper, By: t.me.ID, Made: t.now,
	}
	var people []coach.Person
	for _, m := range learners {
		if slices.Contains(found.Members, m.Person) {
			g.Members = append(g.Members, m.Person)
			people = append(people, m.Who)
		}
	}
	if len(people) < group.Least {
		return t.mend("group.gone")
	}
	if g.Talk, err = t.gather(&g, people); err != nil {
		return err
	}
	if err := t.tx.PutGroup(g); err != nil {
		return err
	}
	if err := t.audit("group", class.ID, g.ID); err != nil {
		return err
	}
	told := 0
	for i := range people {
		isTold, err := t.tellGrouped(&g, people, &people[i])
		if err != nil {
			return err
		}
		if isTold {
			told++
		}
	}
	var names []string
	for _, p := range people {
		names = append(names, p.Name)
	}
	off := t.classChoice(t.Say("group.press.off", say.Args{"ID": short(g.ID)}), class, "groups off @"+g.ID)
	off.Word = string(t.Say("type.class")) + " groups off " + short(g.ID)
	return t.telling(t.Say("group.done", say.Args{
		"Names": strings.Join(names, t.Comma()), "Skill": t.titleOf(g.Skill), "Talk": g.Talk != "", "N": told,
	}), off)
}

// tellGrouped tells a member who else is in their group, and what for.
func (t *turn) tellGrouped(g *coach.Group, people []coach.Person, to *coach.Person) (told bool, err error) {
	if !t.mayPing(to) {
		return false, nil
	}
	var others []string
	for _, p := range people {
		if p.ID != to.ID {
			others = append(others, p.Name)
		}
	}
	theirs, err := t.of(*to)
	if err != nil {
		return false, err
	}
	args := say.Args{"Teacher": t.me.Name, "Names": strings.Join(others, t.Comma()), "Skill": theirs.titleOf(g.Skill), "Talk": g.Talk != ""}
	text := theirs.Say("group.told", args)
	if g.Kind == coach.GroupPair {
		text = theirs.Say("group.told.pair", args)
	}
	return true, t.sendTo(to, chat.Text(text))
}

// gather opens a conversation for a group where all of its members are on one
// platform that can, and returns the message that does; empty if there is none,
// or one of them wants no trace in channels. What is said in it is between them.
func (t *turn) gather(g *coach.Group, people []coach.Person) (message string, err error) {
	if slices.ContainsFunc(people, func(p coach.Person) bool { return p.Supports.Private }) {
		return "", nil // each is told alone
	}
	accounts := make([][]coach.Account, len(people))
	for i, p := range people {
		if accounts[i], err = t.tx.Accounts(p.ID); err != nil {
			return "", err
		}
	}
	for _, name := range slices.Sorted(maps.Keys(t.Platforms)) {
		if len(people) > t.Platforms[name].MaxGather {
			continue
		}
		to, users, ok := together(name, accounts)
		if !ok {
			continue
		}
		// In the workspace's language: each reads it.
		words := say.In("")
		var names []string
		for _, p := range people {
			names = append(names, p.Name)
		}
		m := chat.Text(words.Say("group.talk", say.Args{"Names": strings.Join(names, t.Comma()), "Skill": t.titleOf(g.Skill), "Teacher": t.me.Name}))
		m.Gather = &chat.Gather{Name: chat.Plain(words.Say("group.talk.name", say.Args{"Skill": t.titleOf(g.Skill)})), Users: users}
		return t.send(to, m)
	}
	return "", nil
}

// together is where some people can be gathered on a platform, and their accounts
// there: all in one place. Accounts that are of no place are gathered where they
// were met, in a channel of which their conversation becomes a part.
func together(platform string, accounts [][]coach.Account) (to chat.Conversation, users []string, ok bool) {
	place, channel, isAnywhere := "", "", false
	for _, of := range accounts {
		i := slices.IndexFunc(of, func(a coach.Account) bool { return a.Platform == platform && !a.Ended })
		if i < 0 {
			return to, nil, false
		}
		at := chat.ParseKey(of[i].Aside)
		here := of[i].Place
		if here == "" {
			here, isAnywhere = at.Place, true
		}
		if here == "" || place != "" && here != place {
			return to, nil, false
		}
		place = here
		if channel == "" && at.Place == place {
			channel = at.Channel
		}
		users = append(users, of[i].User)
	}
	return chat.Conversation{Platform: platform, Place: place, Channel: channel, User: users[0]}, users, channel != "" || !isAnywhere
}

// groupOff dissolves a group. Its members are told that it has done its part.
func (t *turn) groupOff(class coach.Class, id string) error {
	standing, err := t.tx.Groups(class.ID)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(standing, func(g coach.Group) bool {
		return isNamed(id, g.ID) || strings.EqualFold(short(g.ID), strings.TrimSpace(id))
	})
	if i < 0 {
		return t.mend("group.off.which")
	}
	if err := t.dissolve(&standing[i]); err != nil {
		return err
	}
	return t.tell(t.Say("group.off", say.Args{"Skill": t.titleOf(standing[i].Skill)}))
}

// dissolve ends a group, and tells its members so, those who may be written to.
func (t *turn) dissolve(g *coach.Group) error {
	g.Ended = t.now
	if err := t.tx.PutGroup(*g); err != nil {
		return err
	}
	if err := t.audit("group ended", g.Class, g.ID); err != nil {
		return err
	}
	for _, id := range g.Members {
		p, err := t.tx.Person(id)
		if err != nil {
			return err
		}
		if id == t.me.ID || !t.mayHear(&p) {
			continue
		}
		theirs, err := t.of(p)
		if err != nil {
			return err
		}
		if err := t.sendTo(&p, chat.Text(theirs.Say("group.over", say.Args{"Skill": theirs.titleOf(g.Skill)}))); err != nil {
			return err
		}
	}
	return nil
}

// ungroup takes somebody who has left a class out of its groups. Who would be
// alone, or without the one who explains, is in none any more.
func (t *turn) ungroup(class coach.Class, person string) error {
	standing, err := t.tx.Groups(class.ID)
	if err != nil {
		return err
	}
	for i := range standing {
		g := &standing[i]
		if !slices.Contains(g.Members, person) {
			continue
		}
		g.Members = slices.DeleteFunc(slices.Clone(g.Members), func(p string) bool { return p == person })
		if len(g.Members) < group.Least || g.Helper == person {
			if err := t.dissolve(g); err != nil {
				return err
			}
			continue
		}
		if err := t.tx.PutGroup(*g); err != nil {
			return err
		}
	}
	return nil
}

// grown ends the groups of the speaker that have got what they came together for,
// after a session that raised one of their levels. It says so for each.
func (t *turn) grown(s *coach.Session) (text chat.Markdown, err error) {
	if len(s.Gained) == 0 || s.Class == "" {
		return "", nil
	}
	standing, err := t.tx.Groups(s.Class)
	if err != nil {
		return "", err
	}
	for i := range standing {
		g := &standing[i]
		if !slices.Contains(g.Members, t.me.ID) || !slices.ContainsFunc(s.Gained, func(gain coach.Gain) bool { return gain.Skill == g.Skill }) {
			continue
		}
		levels := make(map[string]mastery.Level, len(g.Members))
		for _, m := range g.Members {
			e, err := t.tx.Estimate(m, g.Skill)
			if err != nil {
				return "", err
			}
			levels[m] = e.Standing.Level()
		}
		if !g.IsDone(func(person string) mastery.Level { return levels[person] }) {
			continue
		}
		if err := t.dissolve(g); err != nil {
			return "", err
		}
		text += "\n" + t.Say("group.over", say.Args{"Skill": t.titleOf(g.Skill)})
	}
	return text, nil
}

// groupsWorth counts the groups that a class could work in; it is for a look
// outside a turn.
func (t *turn) groupsWorth(class coach.Class) (int, error) {
	found, err := t.GroupsWorth(t.tx, t.Courses, class, t.now)
	return len(found), err
}
