package bot

import (
	"cmp"
	"slices"
	"time"

	"pacer/bot/chat"
	"pacer/bot/outbox"
	"pacer/bot/say"
	"pacer/coach"
	"pacer/coach/alert"
)

// Who is told of an alert, and when, is decided by alert.Judge; here stand the
// facts it decides by, and what follows from its decisions.

// mayPing tells whether the coach may begin something with a person at all:
// there is a place for it, and they have not asked for silence.
func (t *turn) mayPing(p *coach.Person) bool {
	return p.Home != "" && !p.Settings.Silent && !t.now.Before(p.Settings.Paused)
}

// opens is the first moment from now on at which the coach may begin something
// with a person: after a pause, days they are away, and quiet hours. Ok is false
// for who cannot be reached, or wants silence.
func (t *turn) opens(p *coach.Person) (at time.Time, ok bool) {
	if p.Home == "" || p.Settings.Silent || p.Mapped == coach.MappedLost {
		return time.Time{}, false
	}
	at = t.backFrom(p)
	if quiet, end := p.Settings.InQuiet(at, zoneOf(*p)); quiet {
		at = end
	}
	return at, true
}

// backFrom is when a pause, or days that a person is away, are over; now where
// there are none.
func (t *turn) backFrom(p *coach.Person) time.Time {
	zone := zoneOf(*p)
	at := later(t.now, p.Settings.Paused)
	if away, back := p.Settings.IsAway(coach.DayOf(at, zone)); away {
		at = back.Start(zone)
	}
	return at
}

// pingLater makes a person's waiting alerts be looked at, at a time at the
// latest.
func (t *turn) pingLater(p *coach.Person, at time.Time) error {
	s, err := t.tx.Schedule(p.ID, kindPings)
	if err != nil && !coach.IsNotFound(err) {
		return err
	}
	if err == nil && !s.Next.IsZero() && !s.Next.After(at) {
		return nil
	}
	at = at.UTC().Truncate(time.Millisecond)
	// A key of its own: what comes due again at the same moment is another time.
	return t.tx.PutSchedule(Schedule{Person: p.ID, Kind: kindPings, Next: at, Key: t.newID(t.now)})
}

// seats are those who may be told of a class's alerts: who teaches it now, and
// the owners, who hear when nobody answers. Left out are those who cannot be
// reached.
func (t *turn) seats(class string, owners []coach.Person) (people []coach.Person, seats []alert.Seat, err error) {
	members, err := t.tx.Teachers(class)
	if err != nil {
		return nil, nil, err
	}
	sit := func(p coach.Person, isOwner bool) {
		from, ok := t.opens(&p)
		if !ok || slices.ContainsFunc(people, func(o coach.Person) bool { return o.ID == p.ID }) {
			return
		}
		if !from.After(t.now) {
			from = time.Time{}
		}
		people, seats = append(people, p), append(seats, alert.Seat{Class: class, Me: p.ID, From: from, Owner: isOwner})
	}
	for _, m := range members {
		if m.Teaches(t.now) {
			sit(m.Who, false)
		}
	}
	for _, p := range owners {
		sit(p, true)
	}
	return people, seats, nil
}

// owners are the owners of the workspace.
func (t *turn) owners() ([]coach.Person, error) {
	grown, err := t.tx.Grown()
	return slices.DeleteFunc(grown, func(p coach.Person) bool { return !p.Owner }), err
}

// afternoon is the second of a teacher's two moments for what can wait, in
// minutes after local midnight; the first is that of their morning line.
const afternoon = 15 * 60

// deskOf is a person at this moment, with the seats of some classes.
func (t *turn) deskOf(p *coach.Person, classes []coach.Class, seats []alert.Seat) *alert.Desk {
	zone := zoneOf(*p)
	today := coach.DayOf(t.now, zone)
	d := &alert.Desk{Me: p.ID, Now: t.now, Seats: seats, Useful: t.records, Free: make(map[string]time.Time), Contact: make(map[string]time.Time)}
	if p.Pinged.Day == today {
		d.Pinged = p.Pinged.N
	}
	if back := t.backFrom(p); back.After(t.now) {
		d.AwayUntil = back
	}
	if quiet, end := p.Settings.InQuiet(t.now, zone); quiet {
		d.QuietUntil = end
	}
	d.Tomorrow = (today + 1).Start(zone)
	if quiet, end := p.Settings.InQuiet(d.Tomorrow, zone); quiet {
		d.Tomorrow = end
	}
	first, wants := p.Settings.MorningAt()
	if !wants {
		first = coach.MorningUsual
	}
	for day := today; day <= today+1; day++ {
		for _, minutes := range []int{first, afternoon} {
			at := day.Start(zone).Add(time.Duration(minutes) * time.Minute)
			if quiet, end := p.Settings.InQuiet(at, zone); quiet {
				at = end
			}
			d.Windows = append(d.Windows, at)
		}
	}
	for i := range classes {
		c := &classes[i]
		if day := coach.DayOf(t.now, zone); c.Free(day) {
			for c.Free(day) {
				day++
			}
			d.Free[c.ID] = day.Start(zone)
		}
		for _, r := range c.Routes {
			d.Routes = append(d.Routes, alert.Route{Class: c.ID, Skill: r.Skill, Least: alert.Severity(r.Least), To: []string{r.Person}})
		}
	}
	return d
}

// desk is the person at this moment with the alerts that are theirs to hear of:
// those of the classes they teach and, for an owner, those of other classes that
// nobody has answered.
func (t *turn) desk(p *coach.Person) (*alert.Desk, []alert.Alert, error) {
	mine := *t
	mine.me = *p
	taught, err := mine.teaches()
	if err != nil {
		return nil, nil, err
	}
	owners, err := t.owners()
	if err != nil {
		return nil, nil, err
	}
	classes := taught
	if p.Owner {
		if classes, err = t.tx.Classes(); err != nil {
			return nil, nil, err
		}
	}
	var open []alert.Alert
	var seats []alert.Seat
	for i := range classes {
		c := &classes[i]
		teaches := slices.ContainsFunc(taught, func(k coach.Class) bool { return k.ID == c.ID })
		of, err := t.tx.Alerts(c.ID)
		if err != nil {
			return nil, nil, err
		}
		if !teaches {
			of = slices.DeleteFunc(of, func(a alert.Alert) bool { return a.AnswerBy().IsZero() && !t.isOrphaned(&a) })
		}
		if len(of) == 0 {
			continue
		}
		_, sit, err := t.seats(c.ID, owners)
		if err != nil {
			return nil, nil, err
		}
		open, seats = append(open, of...), append(seats, sit...)
	}
	d := t.deskOf(p, classes, seats)
	for i := range open {
		for _, told := range open[i].Told {
			if told.To == p.ID && told.At.After(d.Contact[open[i].Person]) {
				d.Contact[open[i].Person] = told.At
			}
		}
	}
	return d, open, nil
}

// isOrphaned tells whether somebody asked for a person and nobody was told: no
// teacher could be reached.
func (t *turn) isOrphaned(a *alert.Alert) bool {
	return a.Rule == alert.RuleAsked && a.State == alert.Open && a.Pinged.IsZero()
}

// pings looks at the alerts of the person whose turn it is, tells them of those
// whose time it is, and comes back for the rest.
func (t *turn) pings() error {
	if err := t.tx.PutSchedule(Schedule{Person: t.me.ID, Kind: kindPings}); err != nil {
		return err
	}
	if _, ok := t.opens(&t.me); !ok {
		return nil // until they turn messages on again
	}
	d, open, err := t.desk(&t.me)
	if err != nil {
		return err
	}
	again, err := t.decided(&t.me, d, open)
	if err != nil {
		return err
	}
	due, err := t.askOutcomes(d)
	if err != nil {
		return err
	}
	if err := t.tellDemoted(); err != nil {
		return err
	}
	for _, at := range []time.Time{again, due} {
		if !at.IsZero() {
			if err := t.pingLater(&t.me, at); err != nil {
				return err
			}
		}
	}
	return nil
}

// decided does what is decided of a person's alerts now, and returns when to
// decide anew; zero if nothing changes by waiting.
func (t *turn) decided(p *coach.Person, d *alert.Desk, open []alert.Alert) (again time.Time, err error) {
	decisions := alert.Judge(open, d)
	groups := make(map[string][]*alert.Alert) // by who leads
	var leads []int
	waits := false
	for i, is := range decisions {
		a := &open[i]
		switch {
		case is.Channel == alert.Ping:
			if is.With == a.ID {
				leads = append(leads, i)
			}
			groups[is.With] = append(groups[is.With], a)
		case is.Channel == alert.Digest:
			waits = true
			if err := t.expect(p, kindDigest); err != nil {
				return again, err
			}
		}
	}
	for _, i := range leads {
		a, is := &open[i], decisions[i]
		group := groups[a.ID]
		slices.SortStableFunc(group, func(x, y *alert.Alert) int { return cmp.Compare(order(x.ID == a.ID), order(y.ID == a.ID)) })
		if err := t.ping(p, group, is); err != nil {
			return again, err
		}
		if a.IsBudgeted() {
			t.counted(p)
		}
	}
	if len(leads) > 0 || waits {
		if err := t.expect(p, kindMorning); err != nil {
			return again, err
		}
	}
	for _, is := range decisions {
		if is.Until.After(t.now) && (again.IsZero() || is.Until.Before(again)) {
			again = is.Until
		}
	}
	return again, nil
}

// counted counts a ping in a person's day.
func (t *turn) counted(p *coach.Person) {
	if today := coach.DayOf(t.now, zoneOf(*p)); p.Pinged.Day != today {
		p.Pinged = coach.Begun{Day: today}
	}
	p.Pinged.N++
}

// ping tells one person of alerts of one kind, of which the first leads, keeps
// that they were told, and sees to it that somebody else hears when they do not
// answer.
func (t *turn) ping(to *coach.Person, group []*alert.Alert, is alert.Decision) error {
	lead := group[0]
	p := say.In(to.Settings.Language)
	theirs := *t // times, titles and states are those of who reads
	theirs.me, theirs.Printer, theirs.zone = *to, p, zoneOf(*to)
	m, err := theirs.sayPing(p, group, is)
	if err != nil {
		return err
	}
	if _, err := t.writeTo(to, m, lead.Severity == alert.Urgent); err != nil {
		return err
	}
	for _, a := range group {
		a.Tell(to.ID, alert.Ping, is.Reason, t.now)
		if err := t.tx.PutAlert(*a); err != nil {
			return err
		}
	}
	if by := lead.AnswerBy(); !by.IsZero() && lead.Class != "" {
		return t.standBy(lead.Class, by, to.ID)
	}
	return nil
}

// standBy makes everybody else who may be told of a class's alerts look at them
// at a time: when who was told had time to answer.
func (t *turn) standBy(class string, at time.Time, but string) error {
	owners, err := t.owners()
	if err != nil {
		return err
	}
	people, _, err := t.seats(class, owners)
	if err != nil {
		return err
	}
	for i := range people {
		if people[i].ID == but {
			continue
		}
		if err := t.pingLater(&people[i], at); err != nil {
			return err
		}
	}
	return nil
}

// sayPing is the message about alerts of one kind. An owner who does not teach
// the class is told that something waits there, and nothing of who or what.
func (t *turn) sayPing(p *say.Printer, group []*alert.Alert, is alert.Decision) (chat.Message, error) {
	lead := group[0]
	if lead.Class != "" {
		classes, err := t.teaches()
		if err != nil {
			return chat.Message{}, err
		}
		if !slices.ContainsFunc(classes, func(c coach.Class) bool { return c.ID == lead.Class }) {
			return t.sayUnanswered(p, group)
		}
	}
	name, err := t.about(lead)
	if err != nil {
		return chat.Message{}, err
	}
	var before chat.Markdown
	switch is.Reason {
	case alert.BecauseBack:
		before = p.Say("ping.again")
	case alert.BecauseEscalated:
		if by, err := t.tx.Person(is.By); err == nil {
			before = p.Say("ping.escalated", say.Args{"Teachers": by.Name, "Time": t.moment(lead.Pinged, onWeekday)})
		}
	}
	m := t.sayAlert(p, name, lead)
	if len(group) > 1 {
		if m, err = t.sayGroup(p, group); err != nil {
			return m, err
		}
	}
	if before != "" {
		m.Parts[0].Text += "\n\n" + before
	}
	return m, nil
}

// groupLines is how many learners of one ping are told of with their evidence.
const groupLines = 3

// sayGroup is a ping about several learners: one sentence, a line for each of
// the first, the lead's moves, and presses for all at once.
func (t *turn) sayGroup(p *say.Printer, group []*alert.Alert) (chat.Message, error) {
	lead := group[0]
	var names []string
	for _, a := range group {
		name, err := t.about(a)
		if err != nil {
			return chat.Message{}, err
		}
		names = append(names, name)
	}
	text := p.Say("ping.group.head", say.Args{"Name": names[0], "N": len(group) - 1, "What": t.sayRule(p, lead), "ID": short(lead.ID)})
	for i, a := range group[:min(len(group), groupLines)] {
		args := say.Args{"Name": names[i], "Evidence": chat.Markdown("")}
		if e := t.evidence(p, a); len(e) > 0 {
			args["Evidence"] = e[0]
		}
		text += "\n- " + p.Say("ping.group.line", args)
	}
	if more := len(group) - groupLines; more > 0 {
		text += "\n- " + p.Say("ping.group.more", say.Args{"N": more})
	}
	for i, move := range t.sayMoves(p, names[0], lead) {
		gap, key := chat.Markdown("\n\n"), "ping.first"
		if i > 0 {
			gap, key = "\n", "ping.or"
		}
		text += gap + p.Say(key, say.Args{"Move": move})
	}
	m := chat.Text(text)
	press := func(verb string, main bool) chat.Choice {
		return chat.Choice{
			Label: p.Say("ping.press." + verb), Word: "alert " + short(lead.ID) + " " + verb + " " + all,
			Value: "alert " + lead.ID + ":" + verb + " " + all, Main: main,
		}
	}
	choices := []chat.Choice{press("ack", true)}
	if t.hasPractice(lead) {
		choices = append(choices, press("assign", false))
	}
	choices = append(choices, press("snooze", false), press("done", false), press("useless", false),
		chat.Choice{Label: p.Say("ping.press.each"), Word: "alert", Value: "say alert"})
	m.Parts = append(m.Parts, chat.Part{Choices: choices})
	return m, nil
}

// pingAtOnce tells one person of an alert that waits for nothing.
func (t *turn) pingAtOnce(to *coach.Person, a *alert.Alert, why alert.Reason) error {
	if to.Home == "" {
		t.Log.Warn("an alert has nowhere to go: its teacher never spoke with the coach", "alert", a.ID, "person", to.ID)
		return nil
	}
	return t.ping(to, []*alert.Alert{a}, alert.Decision{Alert: a.ID, Channel: alert.Ping, Reason: why, With: a.ID})
}

// writeTo sends a person something that the coach begins, in their home, and
// returns the row that carries what can be answered.
func (t *turn) writeTo(to *coach.Person, m chat.Message, isUrgent bool) (id string, err error) {
	home := chat.ParseKey(to.Home)
	for _, part := range chat.Fit(m, t.Platforms[home.Platform]) {
		id = t.newID(t.now)
		part.ID, part.Unasked = id, true
		if err := t.tx.Send(outbox.Row{
			ID: id, To: home, Message: part, Begun: true, Urgent: isUrgent, State: outbox.Waiting, NotBefore: t.now,
		}); err != nil {
			return "", err
		}
	}
	return id, nil
}
