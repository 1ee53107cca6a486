package bot

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
	"time"

	"pacer/bot/chat"
	"pacer/bot/outbox"
	"pacer/bot/say"
	"pacer/coach"
)

const (
	// flaggedEvery is how long an author is left alone after a message about items.
	flaggedEvery = 7 * 24 * time.Hour
	// mostFlagged is how many items one message is about; the others are for the
	// next.
	mostFlagged = 3
)

// TellFlagged tells the authors of items that may mislead of those they were not
// told of yet, each at most once a week, outside their quiet hours and within their
// cap. Who cannot be told now is told when it is called again, which should be
// every hour or so. Whoever published a course is told of its items; where they
// teach no more, and of the installation's courses, the teachers of the classes it
// is bound to. Reports without a flag are passed over.
func (b *Bot) TellFlagged(ctx context.Context, workspace string, reports []coach.ItemReport) error {
	reports = slices.DeleteFunc(slices.Clone(reports), func(r coach.ItemReport) bool { return len(r.Flags) == 0 })
	if len(reports) == 0 {
		return nil
	}
	courses, err := b.stock(ctx, workspace)
	if err != nil {
		return err
	}
	authors := make(map[string][]coach.ItemReport)
	if err := b.Store.View(ctx, workspace, func(r Reader) error {
		clear(authors)
		of := make(map[string][]string)
		for _, report := range reports {
			course := courseOfItem(report.Item)
			if courses.Item(report.Item) == nil {
				continue // it is asked no more
			}
			if _, known := of[course]; !known {
				if of[course], err = authorsOf(r, courses, course, b.Now()); err != nil {
					return err
				}
			}
			for _, person := range of[course] {
				authors[person] = append(authors[person], report)
			}
		}
		return nil
	}); err != nil {
		return err
	}
	var failures []error
	for _, person := range slices.Sorted(maps.Keys(authors)) {
		rows, err := b.Store.Turn(ctx, workspace, "", func(tx Tx) error {
			t, err := b.awake(tx, courses, person)
			if err != nil {
				return err
			}
			if err := t.tellFlagged(authors[person]); err != nil {
				return err
			}
			return t.savePerson()
		})
		switch {
		case err != nil:
			failures = append(failures, err)
		case len(rows) > 0:
			b.Deliver(rows)
		}
	}
	return errors.Join(failures...)
}

// authorsOf are the people who look after a course's items.
func authorsOf(r Reader, courses *Catalog, course string, now time.Time) ([]string, error) {
	if author := courses.Author(course); author != "" {
		memberships, err := r.Memberships(author)
		if err != nil {
			return nil, err
		}
		if slices.ContainsFunc(memberships, func(m coach.Member) bool { return m.Teaches(now) }) {
			return []string{author}, nil
		}
	}
	classes, err := r.Classes()
	if err != nil {
		return nil, err
	}
	var people []string
	for _, c := range classes {
		if !slices.Contains(c.Courses, course) {
			continue
		}
		teachers, err := r.Teachers(c.ID)
		if err != nil {
			return nil, err
		}
		for _, m := range teachers {
			if m.Teaches(now) && !slices.Contains(people, m.Person) {
				people = append(people, m.Person)
			}
		}
	}
	return people, nil
}

// tellFlagged tells the teacher whose turn it is of what is new among the items
// they look after.
func (t *turn) tellFlagged(reports []coach.ItemReport) error {
	was := t.me.Flagged
	var told []string // of those still flagged
	var fresh []coach.ItemReport
	for _, r := range reports {
		keys, isNew := flagKeys(&r), false
		for _, key := range keys {
			if slices.Contains(was.Items, key) {
				told = append(told, key)
			} else {
				isNew = true
			}
		}
		if isNew {
			fresh = append(fresh, r)
		}
	}
	quiet, _ := t.me.Settings.InQuiet(t.now, t.zone)
	if len(fresh) == 0 || quiet || t.me.Mapped == coach.MappedLost || !t.mayPing(&t.me) || !t.mayBegin() || t.now.Before(was.At.Add(flaggedEvery)) {
		return nil
	}
	fresh = fresh[:min(len(fresh), mostFlagged)]
	for _, r := range fresh {
		for _, key := range flagKeys(&r) {
			if !slices.Contains(told, key) {
				told = append(told, key)
			}
		}
	}
	t.me.Flagged = coach.Flagged{At: t.now, Items: told}
	t.begins()
	home := chat.ParseKey(t.me.Home)
	for _, part := range chat.Fit(chat.Text(t.sayFlagged(fresh)), t.Platforms[home.Platform]) {
		part.ID, part.Unasked = t.newID(t.now), true
		if err := t.tx.Send(outbox.Row{ID: part.ID, To: home, Message: part, Begun: true, State: outbox.Waiting, NotBefore: t.now}); err != nil {
			return err
		}
	}
	return nil
}

// flagKeys name an item's flags.
func flagKeys(r *coach.ItemReport) []string {
	var keys []string
	for _, flag := range r.Flags {
		keys = append(keys, r.Item+" "+string(flag))
	}
	return keys
}

// sayFlagged says which items may mislead, on what evidence, and what to do.
func (t *turn) sayFlagged(reports []coach.ItemReport) chat.Markdown {
	text := t.Say("items.head", say.Args{"N": len(reports)})
	isTheirs := false
	for i := range reports {
		r := &reports[i]
		course := courseOfItem(r.Item)
		if t.Courses.Author(course) == t.me.ID {
			isTheirs = true
		}
		it := t.Courses.Item(r.Item)
		question := clipped(chat.Plain(blanked(it, t.readable(it.Question)))) // cut as words, so that no formula is cut in two
		text += "\n\n" + t.Say("items.item", say.Args{"Item": r.Item, "Question": question})
		for _, flag := range r.Flags {
			text += "\n- " + t.sayFlag(r, flag)
		}
	}
	if isTheirs {
		return text + "\n\n" + t.Say("items.end")
	}
	return text + "\n\n" + t.Say("items.end.installed")
}

func (t *turn) sayFlag(r *coach.ItemReport, flag coach.ItemFlag) chat.Markdown {
	switch flag {
	case coach.FlagMisleads:
		args := say.Args{"Of": r.KnewAnswers, "N": r.KnewAnswers - r.KnewRight}
		if len(r.Wrong) == 0 {
			return t.Say("items.misleads", args)
		}
		args["Said"], args["Learners"] = r.Wrong[0].Said, r.Wrong[0].Learners
		return t.Say("items.misleads.said", args)
	case coach.FlagBackwards:
		return t.Say("items.backwards", say.Args{"N": r.Pairs})
	default:
		return t.Say("items.leech", say.Args{"N": r.Leeches})
	}
}

// courseOfItem is the course of an item's key, "course/id".
func courseOfItem(key string) string {
	course, _, _ := strings.Cut(key, "/")
	return course
}
