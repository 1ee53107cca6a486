package bot

import (
	"context"
	"errors"
	"regexp"
	"slices"
	"strings"
	"time"

	"pacer/bot/chat"
	"pacer/bot/outbox"
	"pacer/bot/say"
	"pacer/coach"
)

// Direct messages on some platforms are in no place: they are the account's,
// and so is their conversation, whichever workspaces speak in it. Who is known
// in one workspace means that one; who is known in several is asked once, and
// can change it; a press, or words after a question, go to where it was asked.
// Of a workspace nothing but its name is shown for that, to who is in it.

// isAnywhere tells whether a conversation is direct messages in no place.
func (b *Bot) isAnywhere(c chat.Conversation) bool {
	return c.Place == "" && c.Channel == "" && b.Platforms[c.Platform].DirectAnywhere
}

// undecided is the error of an event that may be about several workspaces.
type undecided struct {
	told
	known []Known // by name
}

// known lists the workspaces in which who speaks is known. Those that they have
// left count only where there are no others: to speak is to be back.
func (b *Bot) known(ctx context.Context, ev chat.Event) ([]Known, error) {
	all, err := b.Store.Known(ctx, ev.Conversation.Platform, ev.From.User)
	if err != nil {
		return nil, err
	}
	here := slices.DeleteFunc(slices.Clone(all), func(k Known) bool { return k.Ended })
	if len(here) == 0 {
		return all, nil
	}
	return here, nil
}

// directly finds the workspace that a direct message in no place is about.
func (b *Bot) directly(ctx context.Context, ev chat.Event) (string, error) {
	known, err := b.known(ctx, ev)
	if err != nil {
		return "", err
	}
	switch len(known) {
	case 0:
		return b.host(ctx, ev)
	case 1:
		return known[0].Workspace, nil
	}
	if w, err := b.meant(ctx, known, ev); err != nil || w != "" {
		return w, err
	}
	return "", &undecided{told{kind: coach.Invalid, text: say.In(ev.From.Locale).Say("which.first")}, known}
}

// host is the workspace of somebody whom nobody knows: the only one that has a
// place on the platform.
func (b *Bot) host(ctx context.Context, ev chat.Event) (string, error) {
	hosts, err := b.Store.Hosts(ctx, ev.Conversation.Platform, 2)
	if err != nil {
		return "", err
	}
	if len(hosts) != 1 {
		return "", &told{kind: coach.NotFound, text: say.In(ev.From.Locale).Say("place.first")}
	}
	return hosts[0], nil
}

// meant is which of several workspaces an event is about: where it was handled
// before, where what was pressed is, where a question was asked since they last
// chose, or the one they chose. Empty: nobody can tell.
func (b *Bot) meant(ctx context.Context, known []Known, ev chat.Event) (workspace string, err error) {
	pressed := ids.FindAllString(ev.Press, -1)
	var holds, chosen string
	var choice time.Time // when they last chose
	for _, k := range known {
		if k.Chosen.After(choice) {
			chosen, choice = k.Workspace, k.Chosen
		}
	}
	var asked coach.Question
	for _, k := range known {
		err := b.Store.View(ctx, k.Workspace, func(r Reader) error {
			seen, err := r.Seen(eventKey(ev))
			if err != nil {
				return err
			}
			if seen {
				workspace = k.Workspace
			}
			if has, err := hasAny(r, pressed); err != nil {
				return err
			} else if has {
				holds = k.Workspace
			}
			if ev.Text == "" || ev.Command {
				return nil
			}
			q, err := openHere(r, ev)
			if err != nil || q.ID == "" || q.At.Before(choice) || q.Message < asked.Message {
				return err
			}
			asked, chosen = q, k.Workspace
			return nil
		})
		if err != nil || workspace != "" {
			return workspace, err
		}
	}
	if holds != "" {
		return holds, nil
	}
	return chosen, nil
}

// ids finds what has an ID of the coach's in what was pressed.
var ids = regexp.MustCompile(`[0-9A-HJKMNP-TV-Z]{26}`)

// hasAny tells whether a workspace has something with one of some IDs that can
// be pressed.
func hasAny(r Reader, ids []string) (bool, error) {
	for _, id := range ids {
		_, asked := r.Question(id)
		_, raised := r.Alert(id)
		_, sent := r.Draft(id)
		_, made := r.Class(id)
		for _, err := range []error{asked, raised, sent, made} {
			if err == nil {
				return true, nil
			}
			if !coach.IsNotFound(err) {
				return false, err
			}
		}
	}
	return false, nil
}

// openHere is the newest question that was asked of who speaks where they
// speak, if it is open; else one without an ID.
func openHere(r Reader, ev chat.Event) (coach.Question, error) {
	a, err := r.Account(ev.Conversation.Platform, ev.From.User)
	if err != nil {
		return coach.Question{}, err
	}
	newest, err := r.Questions(a.Person, ev.Conversation.Key(), 1)
	if err != nil || len(newest) == 0 || !newest[0].IsOpen() || newest[0].Posted.After(ev.At) {
		return coach.Question{}, err
	}
	return newest[0], nil
}

// wordWorkspace is what is said after the word for settings to choose the
// workspace that direct messages are about.
const wordWorkspace = "workspace"

// choose takes what chooses between workspaces, which is no workspace's own
// affair; nil if the event does not.
func (b *Bot) choose(ctx context.Context, ev chat.Event) (*chat.Answer, error) {
	id, isPress := strings.CutPrefix(ev.Press, wordWorkspace+" ")
	name, isWord := "", false
	if word, rest, ok := say.In(ev.From.Locale).Heard(ev.Text); ok && word == wordSettings {
		var what string
		what, name = cut(rest)
		isWord = what == wordWorkspace
	}
	if !isPress && !isWord {
		return nil, nil
	}
	known, err := b.known(ctx, ev)
	if err != nil || len(known) == 0 {
		return nil, err
	}
	if isPress {
		if i := slices.IndexFunc(known, func(k Known) bool { return k.Workspace == id }); i >= 0 {
			return b.chosen(ctx, ev, known[i])
		}
		return unrecorded(say.In(ev.From.Locale).Say("press.old")), nil
	}
	if i := nth(known, name); i >= 0 {
		return b.chosen(ctx, ev, known[i])
	}
	if len(known) == 1 {
		return unrecorded(say.In(ev.From.Locale).Say("which.only", say.Args{"Workspace": known[0].Name})), nil
	}
	return b.which(ev, known), nil
}

// whichHere says which workspace a place is about, which nobody chooses.
func (t *turn) whichHere() error {
	w, err := t.tx.Workspace()
	if err != nil {
		return err
	}
	return t.tell(t.Say("which.here", say.Args{"Workspace": w.Name}))
}

// nth is the workspace that is named by its name, or by its letter in the list;
// -1 if it is none.
func nth(known []Known, said string) int {
	said = strings.TrimSpace(said)
	if n, ok := letter(said); ok && n < len(known) {
		return n
	}
	return slices.IndexFunc(known, func(k Known) bool { return strings.EqualFold(k.Name, said) })
}

// chosen remembers what was chosen.
func (b *Bot) chosen(ctx context.Context, ev chat.Event, k Known) (*chat.Answer, error) {
	if err := b.Store.Choose(ctx, ev.Conversation.Platform, ev.From.User, k.Workspace); err != nil {
		return nil, err
	}
	p := say.In(ev.From.Locale)
	m := chat.Text(p.Say("which.chosen", say.Args{"Workspace": k.Name}))
	m.Parts = append(m.Parts, chat.Part{Choices: []chat.Choice{
		{Label: p.Say("press.practice"), Word: string(p.Say("type.practice")), Value: "say " + string(wordPractice), Main: true},
	}})
	return b.offhand(ev, m), nil
}

// mostKnown is how many workspaces are offered: as many as there are letters.
const mostKnown = 26

// which asks which workspace direct messages are about.
func (b *Bot) which(ev chat.Event, known []Known) *chat.Answer {
	m := chat.Text(say.In(ev.From.Locale).Say("which"))
	var choices []chat.Choice
	for i, k := range known[:min(len(known), mostKnown)] {
		choices = append(choices, chat.Choice{Label: chat.Escape(k.Name), Word: letterOf(i), Value: wordWorkspace + " " + k.Workspace})
	}
	m.Parts = append(m.Parts, chat.Part{Choices: choices})
	return b.offhand(ev, m)
}

// offhand is an unrecorded answer, fitted to the platform. What one message
// has no room for is not worth a second.
func (b *Bot) offhand(ev chat.Event, m chat.Message) *chat.Answer {
	a := unrecorded("")
	a.Message = chat.Fit(m, b.Platforms[ev.Conversation.Platform])[0]
	return a
}

// whose finds the workspace of an event that is to be handled. Where there is
// none, or nobody can tell which, answer says so; words that mean danger go to
// whoever can be told all the same.
func (b *Bot) whose(ctx context.Context, ev chat.Event, danger bool, phrase string) (workspace string, answer *chat.Answer, err error) {
	if !danger && b.isAnywhere(ev.Conversation) {
		if answer, err = b.choose(ctx, ev); answer != nil || err != nil {
			return "", answer, err
		}
	}
	workspace, err = b.workspaceOf(ctx, ev)
	u, several := errors.AsType[*undecided](err)
	text := chat.Sentence(err)
	switch {
	case several && danger:
		return b.everywhere(ctx, u.known, ev, phrase), nil, nil
	case several:
		if i := nth(u.known, ev.Text); i >= 0 && !ev.Command {
			answer, err = b.chosen(ctx, ev, u.known[i])
			return "", answer, err
		}
		return "", b.which(ev, u.known), nil
	case text == "":
		return workspace, nil, err
	case danger:
		p := say.In(ev.From.Locale)
		text = p.Say("danger") + "\n\n" + p.Say("danger.nobody")
	}
	return "", unrecorded(text), nil
}

// everywhere tells the safety contacts of all workspaces that somebody is known
// in of words that mean danger, but of the first, whose turn is the caller's.
// Nobody can ask them which is meant before.
func (b *Bot) everywhere(ctx context.Context, known []Known, ev chat.Event, phrase string) (first string) {
	var failures []error
	for _, k := range known[1:] {
		courses, err := b.stock(ctx, k.Workspace)
		if err != nil {
			failures = append(failures, err)
			continue
		}
		var rows []outbox.Row
		rows, err = b.Store.Turn(ctx, k.Workspace, eventKey(ev), func(tx Tx) error {
			t, err := b.begin(tx, courses, ev)
			if err != nil {
				return err
			}
			return t.finish(t.danger(phrase))
		})
		if err != nil && !errors.Is(err, ErrSeen) {
			failures = append(failures, err)
		}
		if len(rows) > 0 {
			b.Deliver(rows)
		}
	}
	if err := errors.Join(failures...); err != nil {
		b.Log.Error("words that mean danger did not reach every workspace of who said them", "event", ev.ID, "error", err)
	}
	return known[0].Workspace
}
