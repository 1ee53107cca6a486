package bot

import (
	"cmp"
	"strings"

	"pacer/bot/say"
	"pacer/coach"
)

// normalCode is how a code is kept.
func normalCode(said string) string { return strings.ToUpper(strings.TrimSpace(said)) }

// isCode tells whether something looks like a code: so may an answer.
func isCode(said string) bool {
	s := strings.TrimSpace(said)
	return len(s) == 9 && s[4] == '-' && strings.IndexFunc(s, func(r rune) bool {
		return r != '-' && (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z')
	}) < 0
}

// code uses what was said if there is such a code: beside the platform's own
// word for who manages a place, or teaches, the only thing that gives a role.
// Whoever has said too many wrong ones is not listened to for a while.
func (t *turn) code(said string) (done bool, err error) {
	if !t.me.Guesses.Until(t.now).IsZero() {
		return false, nil
	}
	c, err := t.tx.Code(normalCode(said))
	if coach.IsNotFound(err) {
		t.me.Guesses.Wrong(t.now)
		return false, nil
	}
	if err != nil {
		return true, err
	}
	if !c.Expires.IsZero() && !t.now.Before(c.Expires) {
		return true, t.tell(t.Say("link.expired"))
	}
	switch c.Kind {
	case coach.CodeOwner:
		return true, t.becomeOwner(c)
	case coach.CodeClass:
		return true, t.joinClass(c)
	case coach.CodeTeach:
		return true, t.becomeTeacher(c)
	case coach.CodeStand:
		return true, t.becomeSubstitute(c)
	case coach.CodeLink:
		return true, t.linkAccounts(c)
	}
	// A CodePlace: here it was made; where it joins a place see move.
	return true, t.tell(t.Say("place.code.here"))
}

// noCode says that there is no such code, or that the next one must wait.
func (t *turn) noCode() error {
	if until := t.me.Guesses.Until(t.now); !until.IsZero() {
		return t.tell(t.Say("link.wait", say.Args{"Time": t.moment(until, atTime)}))
	}
	return t.tell(t.Say("link.unknown"))
}

// arrived spares whoever came with a role the questions that learners are met
// with: they are asked later, should they practise.
func (t *turn) arrived() {
	if t.me.Met == coach.StepNew {
		t.me.Met = coach.StepTime
	}
}

func (t *turn) becomeOwner(c coach.Code) error {
	if err := t.tx.SpendCode(c.Code); err != nil {
		return err
	}
	t.me.Owner = true
	t.me.Mapped = coach.MappedNone // as when appointed, see becomeTeacher
	t.arrived()
	if err := t.audit("owner", t.me.ID, ""); err != nil {
		return err
	}
	return t.tell(t.Say("owner.welcome"))
}

func (t *turn) becomeTeacher(c coach.Code) error {
	if err := t.tx.SpendCode(c.Code); err != nil {
		return err
	}
	if c.Subject == "" { // appointed with no class yet: they make their own
		t.me.Maker = true
	} else if err := t.tx.PutMember(coach.Member{Class: c.Subject, Person: t.me.ID, Role: coach.Teacher}); err != nil {
		return err
	}
	t.me.Class = c.Subject
	t.me.Mapped = coach.MappedNone // appointed: no role of a platform takes that away
	t.arrived()
	if err := t.audit("teacher", t.me.ID, c.Subject); err != nil {
		return err
	}
	return t.tell(t.Say("teacher.welcome"))
}

func (t *turn) joinClass(c coach.Code) error {
	class, err := t.tx.Class(c.Subject)
	if err != nil {
		return err
	}
	members, err := t.tx.Memberships(t.me.ID)
	if err != nil {
		return err
	}
	for _, m := range members {
		if m.Class == class.ID {
			t.me.Class = cmp.Or(t.me.Class, class.ID)
			return t.telling(t.Say("class.already", say.Args{"Class": class.Name}), t.saying(wordPractice))
		}
	}
	if class.Archived {
		return t.mend("class.archive.joins", say.Args{"Class": class.Name})
	}
	if err := t.oldEnough(class.Age, "age.join"); err != nil {
		return err
	}
	if err := t.tx.PutMember(coach.Member{Class: class.ID, Person: t.me.ID, Role: coach.Learner}); err != nil {
		return err
	}
	t.me.Class, t.me.Course = class.ID, ""
	if t.me.Settings.CheckIn == "" && !t.me.Settings.Own && class.CheckIn != "" && class.Has(coach.FeatureCheckIns) {
		t.me.Settings.CheckIn = class.CheckIn
		if err := t.plan(); err != nil {
			return err
		}
	}
	if t.me.Met == coach.StepNew {
		if err := t.tell(t.Say("class.joined", say.Args{"Class": class.Name})); err != nil {
			return err
		}
		return t.meet()
	}
	return t.telling(t.Say("class.joined", say.Args{"Class": class.Name}), t.saying(wordPractice))
}

// oldEnough refuses a class that is for people younger than the platform
// allows, with a way out, which key says. A class that names no age is refused
// nowhere.
func (t *turn) oldEnough(band, key string) error {
	if least := t.Platforms[t.ev.Conversation.Platform].MinAge; band != "" && coach.Youngest(band) < least {
		return t.refuse(key, say.Args{"Min": least})
	}
	return nil
}
