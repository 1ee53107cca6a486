package bot

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"pacer/bot/chat"
	"pacer/bot/say"
	"pacer/coach"
)

// mostOffered is how many values a command's option is completed to.
const mostOffered = 25

// offer is a value that what is typed may become.
type offer struct {
	label, value string
	zone         bool // it is shown with the time there
}

// Complete lists what a field of a command may be completed to, best first: of
// what the person may see, and no more than 25.
func (b *Bot) Complete(ctx context.Context, ev chat.Event, field, typed string) (choices []chat.Choice, err error) {
	err = b.look(ctx, ev, func(t *turn) error {
		choices = nil
		word, rest, ok := t.Heard(chat.Visible(ev.Text))
		if !ok || t.isNew() {
			return nil
		}
		offers, err := t.offers(word, rest, field)
		if coach.KindOf(err) == coach.Forbidden {
			return nil // there is nothing for them
		}
		for _, o := range best(offers, typed) {
			if zone, err := coach.Zone(o.value); o.zone && err == nil {
				o.label += " (" + chat.Plain(t.Time(t.now.In(zone))) + ")"
			}
			choices = append(choices, chat.Choice{Label: chat.Escape(shortened(o.label)), Value: shortened(o.value)})
		}
		return err
	})
	return choices, err
}

// mostOfName is how many characters of a name can be completed to, so that what
// may follow it has room.
const mostOfName = 90

// shortened bounds what is offered, in characters: the most that every platform
// shows.
func shortened(s string) string {
	const most = 100
	if utf8.RuneCountInString(s) <= most {
		return s
	}
	return string([]rune(s)[:most-1]) + "…"
}

// offers are the values of a field, those first that come first without
// anything typed.
func (t *turn) offers(word say.Word, rest, field string) ([]offer, error) {
	verb, _ := cut(rest)
	switch {
	case word == wordPractice:
		return t.practisable()
	case word == wordTestOut || word == wordShow || word == wordProgress:
		return t.skillsToName()
	case word == wordThemes:
		return t.themesToName()
	case word == wordPlan:
		return same([]string{"16:00 mon-fri", "18:00", "10 questions", "20 questions", isOff}), nil
	case word == wordAway:
		return same([]string{"3 days", (t.today() + 7).String(), isOff}), nil
	case word == wordSettings:
		return t.settable(verb)
	case word == wordSupports:
		return t.supportValues(t.supportNamed(verb))
	case word == wordGlossary:
		return t.explainable()
	case word == wordClass && field == "do":
		if err := t.mayMakeClass(); err != nil {
			return nil, err
		}
		learners, err := t.learners()
		if coach.KindOf(err) == coach.Forbidden {
			err = nil // an owner who teaches no class
		}
		return append(same(classVerbs), learners...), err
	case word == wordClass:
		return t.classWith(verb)
	case word == wordAlert && field == "id":
		return t.openAlerts()
	}
	return nil, nil
}

// same offers words as they stand.
func same(words []string) (offers []offer) {
	for _, w := range words {
		offers = append(offers, offer{label: w, value: w})
	}
	return offers
}

// practisable is what can be practised: skills of the course, the courses of
// the learner's classes, and for how long.
func (t *turn) practisable() ([]offer, error) {
	var offers []offer
	k, err := t.courseOf()
	if err != nil {
		return nil, err
	}
	if k != nil {
		for i := range k.Skills {
			title, _ := k.SkillIn(&k.Skills[i], t.me.Settings.Language)
			offers = append(offers, offer{label: chat.Plain(t.readable(title)), value: k.Skills[i].ID})
		}
	}
	members, err := t.tx.Memberships(t.me.ID)
	if err != nil {
		return nil, err
	}
	for _, m := range members {
		class, err := t.tx.Class(m.Class)
		if err != nil {
			return nil, err
		}
		for _, id := range class.Courses {
			if other := t.Courses.Course(id); other != nil {
				offers = append(offers, offer{label: chat.Plain(t.courseTitle(other)), value: id})
			}
		}
	}
	for _, n := range []int{2, 5, 15} {
		offers = append(offers, offer{label: chat.Plain(t.Say("chosen.minutes", say.Args{"N": n})), value: strconv.Itoa(n)})
	}
	return offers, nil
}

// skillsToName are the skills of the learner's course.
func (t *turn) skillsToName() (offers []offer, err error) {
	k, err := t.courseOf()
	if err != nil || k == nil {
		return nil, err
	}
	for i := range k.Skills {
		offers = append(offers, offer{label: chat.Plain(t.skillTitle(k.ID, k.Skills[i].ID)), value: k.Skills[i].ID})
	}
	return offers, nil
}

// themesToName are the themes of the learner's course.
func (t *turn) themesToName() ([]offer, error) {
	k, err := t.courseOf()
	if err != nil || k == nil {
		return nil, err
	}
	return append(same(themesOf(k)), same([]string{isOff})...), nil
}

// settable are the values of a setting; of all where it is not said which.
func (t *turn) settable(setting string) (offers []offer, err error) {
	switch setting {
	case "minutes":
		return same([]string{"2", "5", "15"}), nil
	case "times":
		return same([]string{"16:00 mon-fri", "16:00", "19:00 mon-fri", isOff}), nil
	case "quiet":
		return same([]string{"20:00-7:30", "21:00-7:00", "22:00-6:00", isOff}), nil
	case "speech":
		return same([]string{isOn, isOff}), nil
	case "most":
		return same([]string{"20", "40", "60", "100"}), nil
	case "learns", "count":
		return same([]string{isOn, isOff}), nil
	case "cap":
		return same([]string{"1", "2", "3", "5", "0"}), nil
	case "morning":
		return same([]string{"7:30", "8:00", "13:00", isOff}), nil
	case "digest":
		return same([]string{"mon", "fri", "sun", isOff}), nil
	case "away":
		return same([]string{t.today().String(), (t.today() + 1).String(), isOff}), nil
	case "pause":
		return same([]string{"1 day", "3 days", "7 days", "14 days"}), nil
	case isOn, isOff:
		return nil, nil
	}
	if setting != "zone" {
		languages, err := t.languages()
		if err != nil {
			return nil, err
		}
		for _, tag := range languages {
			offers = append(offers, offer{label: t.Name(tag), value: tag})
		}
	}
	if setting != "language" {
		offers = append(offers, t.zones()...)
	}
	return offers, nil
}

// zones are the time zones there are, the person's own first. Each is looked up
// when it is shown: that takes as long as all the rest.
func (t *turn) zones() []offer {
	names := zoneNames()
	offers := make([]offer, 0, len(names)+1)
	own := cmp.Or(t.ev.From.Zone, t.me.Settings.Zone)
	if slices.Contains(names, own) {
		offers = append(offers, offer{label: own, value: own, zone: true})
	}
	for _, name := range names {
		offers = append(offers, offer{label: strings.ReplaceAll(name, "_", " "), value: name, zone: true})
	}
	return offers
}

// learners are the learners of the class that the teacher works with.
func (t *turn) learners() ([]offer, error) {
	class, err := t.teaching()
	if err != nil {
		return nil, err
	}
	members, err := t.learnersOf(class)
	if err != nil {
		return nil, err
	}
	count := make(map[string]int) // learners of one name
	for _, m := range members {
		count[strings.ToLower(m.Who.Name)]++
	}
	var offers []offer
	for _, m := range members {
		o := offer{label: m.Who.Name, value: m.Who.Name}
		if count[strings.ToLower(o.label)] > 1 {
			o.label, o.value = marked(m.Who), marked(m.Who)
		}
		switch {
		case utf8.RuneCountInString(o.value) > mostOfName: // shortened, it is nobody's
			o.label, o.value = firstRunes(o.label, mostOfName)+"… "+short(m.Who.ID), short(m.Who.ID)
		case strings.ContainsAny(o.value, colons+commas): // what stands before these may be another's name
			o.value = short(m.Who.ID)
		}
		offers = append(offers, o)
	}
	return offers, nil
}

// classWith is what is done with a class: with whom, with which course, or when.
func (t *turn) classWith(verb string) (offers []offer, err error) {
	switch verb {
	case "see", "remove", "return", "why":
		return t.learners()
	case "consent":
		offers, err := t.learners()
		for i := range offers {
			offers[i].value += " " + consentGuardian
		}
		return offers, err
	case "note", "goal", "level", "supports", "assign", "evidence": // and words after the name
		offers, err := t.learners()
		if err == nil && verb == "assign" {
			offers = append([]offer{{label: chat.Plain(t.Say("assign.all")), value: everybody}}, offers...)
		}
		after := map[string]string{"note": ": ", "goal": ": ", "supports": ": ", "level": ", ", "assign": ", ", "evidence": ", "}[verb]
		for i := range offers {
			offers[i].value += after
		}
		return offers, err
	case "ticket":
		class, err := t.teaching()
		if err != nil {
			return nil, err
		}
		for _, c := range t.skillsToGive(class) {
			offers = append(offers, offer{label: chat.Plain(c.Label), value: "@" + c.Value})
		}
		return append(offers, same([]string{"end"})...), nil
	case "preset":
		if _, err := t.teaching(); err != nil {
			return nil, err
		}
		for _, p := range coach.Presets() {
			offers = append(offers, offer{label: string(p) + ": " + chat.Plain(t.Say("class.preset."+string(p))), value: string(p)})
		}
		return offers, nil
	case "parity":
		return same([]string{isOn, isOff}), nil
	case "substitute":
		return same([]string{"tomorrow", "fri", (t.today() + 7).String()}), nil
	case "restore":
		classes, err := t.taught()
		for _, c := range classes {
			if c.Archived {
				offers = append(offers, offer{label: c.Name, value: c.Name})
			}
		}
		return offers, err
	case "course":
		if _, err := t.teaching(); err != nil {
			return nil, err
		}
		for _, id := range t.Courses.order {
			offers = append(offers, offer{label: chat.Plain(t.courseTitle(t.Courses.Course(id))), value: id})
		}
		return offers, nil
	case "use":
		classes, err := t.teaches()
		for _, c := range classes {
			offers = append(offers, offer{label: c.Name, value: c.Name})
		}
		return offers, err
	case "age":
		return same(coach.AgeBands()), nil
	case "times":
		return same([]string{"16:00 mon-fri", "15:00 mon-fri", isOff}), nil
	case "holiday":
		return same([]string{t.today().String(), (t.today() + 1).String()}), nil
	}
	return nil, nil
}

// openAlerts are the alerts that are the speaker's.
func (t *turn) openAlerts() (offers []offer, err error) {
	open, err := t.mine()
	if err != nil {
		return nil, err
	}
	for i := range open {
		name, err := t.about(&open[i])
		if err != nil {
			return nil, err
		}
		id := short(open[i].ID)
		offers = append(offers, offer{label: id + ": " + name + ", " + chat.Plain(t.sayRule(t.Printer, &open[i])), value: id})
	}
	return offers, nil
}

// best are the offers that what is typed may become: that begin with it, of
// which a word does, that have it in them; each kind in the order offered.
func best(offers []offer, typed string) []offer {
	typed = strings.ToLower(strings.TrimSpace(strings.ReplaceAll(typed, "_", " ")))
	ranks := make([][]offer, 3)
	seen := make(map[string]bool)
	for _, o := range offers {
		rank := fit(strings.ToLower(o.label), typed)
		if r := fit(strings.ToLower(strings.ReplaceAll(o.value, "_", " ")), typed); rank < 0 || r >= 0 && r < rank {
			rank = r
		}
		if rank >= 0 && !seen[o.value] {
			seen[o.value] = true
			ranks[rank] = append(ranks[rank], o)
		}
	}
	all := slices.Concat(ranks...)
	return all[:min(len(all), mostOffered)]
}

// fit ranks how a text fits what is typed, 0 best; -1 not at all.
func fit(text, typed string) int {
	at := strings.Index(text, typed)
	switch {
	case at <= 0:
		return at
	case strings.ContainsAny(text[at-1:at], " /-_(,"):
		return 1
	case slices.ContainsFunc([]string{" ", "/", "-"}, func(gap string) bool { return strings.Contains(text, gap+typed) }):
		return 1
	}
	return 2
}
