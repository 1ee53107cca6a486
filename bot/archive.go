package bot

import (
	"slices"
	"strings"

	"pacer/bot/say"
	"pacer/coach"
)

// When a term is over, its class is archived: the coach begins nothing for it any
// more, nobody joins it, and all that was learnt stays, to be looked at and
// practised by who asks. It can be brought back as it was.

// classArchive ends a class's term, once that is confirmed.
func (t *turn) classArchive(class coach.Class, rest string) error {
	if err := t.leads(class); err != nil {
		return err
	}
	if class.Archived {
		return t.telling(t.Say("class.archive.is", say.Args{"Class": class.Name}), t.classChoices(class)...)
	}
	if _, isConfirmed := t.confirmed(rest); !isConfirmed {
		return t.telling(t.Say("class.archive.ask", say.Args{"Class": class.Name}),
			t.classChoice(t.Say("class.press.archive"), class, "archive "+yes))
	}
	class.Archived = true
	if err := t.tx.PutClass(class); err != nil {
		return err
	}
	if err := t.audit("archive", class.ID, ""); err != nil {
		return err
	}
	rounds, err := t.tx.Rounds(class.ID, roundsBack)
	if err != nil {
		return err
	}
	for _, r := range rounds {
		if !r.IsOpen() {
			continue
		}
		r.Ended = t.now
		if err := t.tx.PutRound(r); err != nil {
			return err
		}
	}
	learners, err := t.learnersOf(class)
	if err != nil {
		return err
	}
	for _, m := range learners {
		theirs, err := t.of(m.Who)
		if err != nil {
			return err
		}
		if err := theirs.elsewhereThan(class); err != nil {
			return err
		}
		if err := theirs.savePerson(); err != nil {
			return err
		}
	}
	if t.me.Class == class.ID {
		t.me.Class = ""
		if classes, err := t.teaches(); err != nil {
			return err
		} else if len(classes) > 0 {
			t.me.Class = classes[0].ID
		}
	}
	return t.telling(t.Say("class.archive.done", say.Args{"Class": class.Name}), t.classChoices(class)...)
}

// classRestore brings an archived class back: the one that is named, or the only
// one there is.
func (t *turn) classRestore(name string) error {
	classes, err := t.taught()
	if err != nil {
		return err
	}
	if t.only != "" && t.me.Owner {
		if classes, err = t.tx.Classes(); err != nil {
			return err
		}
	}
	if len(classes) == 0 {
		return t.refuse("role.teacher")
	}
	archived := slices.DeleteFunc(classes, func(c coach.Class) bool { return !c.Archived })
	if len(archived) == 0 {
		return t.mend("class.restore.none")
	}
	i := slices.IndexFunc(archived, func(c coach.Class) bool {
		return c.ID == t.only || name != "" && (strings.EqualFold(c.Name, name) || isNamed(name, c.ID))
	})
	if i < 0 && len(archived) == 1 && name == "" && t.only == "" {
		i = 0
	}
	if i < 0 {
		var list []string
		for _, c := range archived {
			list = append(list, c.Name)
		}
		return t.mend("class.restore.which", say.Args{"Classes": strings.Join(list, t.Comma())})
	}
	class := archived[i]
	if err := t.leads(class); err != nil {
		return err
	}
	class.Archived = false
	if err := t.tx.PutClass(class); err != nil {
		return err
	}
	t.me.Class = class.ID
	if err := t.audit("restore", class.ID, ""); err != nil {
		return err
	}
	return t.telling(t.Say("class.restore.done", say.Args{"Class": class.Name, "Code": class.Code}), t.saying(wordClass))
}
