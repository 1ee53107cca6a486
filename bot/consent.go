package bot

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"

	"pacer/bot/chat"
	"pacer/bot/say"
	"pacer/coach"
)

// In a class for people under 13 what learners say in their own words is kept
// only where a guardian, or the school for the class, has agreed: their thoughts
// are not asked for, and of what they type only whether it was right is kept. A
// teacher records what a guardian has said, with no more about who that was; an
// owner records that the school has agreed, with a reason.

// The texts that are agreed to, by the keys of their messages.
const (
	consentWords    = "consent.text"     // that a learner's own words are kept
	consentPractice = "consent.practice" // that there is practice, and a record of it
)

// consentVersion names a text as it was shown: its key, its language, and the
// beginning of the SHA-256 of what it says.
func consentVersion(p *say.Printer, key string) string {
	sum := sha256.Sum256([]byte(p.Say(key)))
	return key + " " + p.Language() + " " + hex.EncodeToString(sum[:6])
}

// isAbout tells whether a consent is to a text, in whichever version.
func (c *Consent) isAbout(key string) bool { return strings.HasPrefix(c.Text, key+" ") }

// mayKeepWords tells whether what the speaker says in their own words may be
// kept.
func (t *turn) mayKeepWords() (bool, error) {
	members, err := t.tx.Memberships(t.me.ID)
	if err != nil {
		return false, err
	}
	needed := false
	for _, m := range members {
		if m.Role != coach.Learner {
			continue
		}
		class, err := t.tx.Class(m.Class)
		if err != nil {
			return false, err
		}
		if class.Age != coach.AgeUnder13 {
			continue
		}
		needed = true
		if agreed, err := agreedTo(t.tx, class.ID, consentWords); err != nil || agreed != "" {
			// For the class: unless a guardian has said no for this learner.
			if err != nil {
				return false, err
			}
			refused, err := t.refusedFor(t.me.ID)
			return !refused, err
		}
	}
	if !needed {
		return true, nil
	}
	agreed, err := agreedTo(t.tx, t.me.ID, consentWords)
	return agreed != "", err
}

// agreedTo tells who agreed to a text for a person, or for a class; empty where
// nobody did, or it was withdrawn.
func agreedTo(r Reader, subject, key string) (ConsentRole, error) {
	all, err := r.Consents(subject)
	if err != nil {
		return "", err
	}
	for i := range all {
		if all[i].isAbout(key) && all[i].Holds() {
			return all[i].Role, nil
		}
	}
	return "", nil
}

// refusedFor tells whether a guardian has withdrawn what the school agreed to.
func (t *turn) refusedFor(person string) (bool, error) {
	all, err := t.tx.Consents(person)
	return slices.ContainsFunc(all, func(c Consent) bool { return c.isAbout(consentWords) && !c.Holds() }), err
}

// The verbs after class consent.
const (
	consentSchool   = "school"
	consentGuardian = "guardian"
	consentWithdraw = "withdraw"
)

// classConsent shows who has agreed that learners' own words are kept, or records
// it.
func (t *turn) classConsent(class coach.Class, rest string) error {
	if rest == "" {
		return t.consentView(class)
	}
	before, reason, _ := cutAt(rest, colons)
	if first, _ := cut(before); first == consentSchool {
		return t.consentOfSchool(class, reason)
	}
	at := strings.LastIndex(rest, " ")
	if at < 0 {
		return t.mend("class.consent.how")
	}
	learner, err := t.learner(class, strings.TrimSpace(rest[:at]))
	if err != nil {
		return err
	}
	c := Consent{ID: learner.ID + " words", Person: learner.ID, By: t.me.ID, Role: ConsentGuardian, Text: consentVersion(t.Printer, consentWords), At: t.now}
	switch strings.ToLower(rest[at+1:]) {
	case consentGuardian:
		if !learner.Withdrawn.IsZero() {
			if err := t.renewConsent(&learner, ConsentGuardian); err != nil {
				return err
			}
			if err := t.tx.PutPerson(learner); err != nil {
				return err
			}
		}
		if err := t.consented(c, "consent given"); err != nil {
			return err
		}
		return t.tell(t.Say("class.consent.given", say.Args{"Name": learner.Name}))
	case consentWithdraw:
		c.Until = t.now
		if err := t.consented(c, "consent withdrawn"); err != nil {
			return err
		}
		if learner.Withdrawn.IsZero() {
			if err := t.endConsent(&learner, ConsentGuardian); err != nil {
				return err
			}
			if err := t.tx.PutPerson(learner); err != nil {
				return err
			}
		}
		return t.tell(t.Say("class.consent.withdrawn", say.Args{"Name": learner.Name}))
	}
	return t.mend("class.consent.how")
}

// consented keeps a consent, with a line in the audit trail.
func (t *turn) consented(c Consent, what string) error {
	if err := t.tx.PutConsent(c); err != nil {
		return err
	}
	return t.audit(what, c.Person, string(c.Role))
}

// maxReason bounds a reason, in bytes.
const maxReason = 300

// consentOfSchool records that the school agrees for a class.
func (t *turn) consentOfSchool(class coach.Class, reason string) error {
	switch {
	case !t.me.Owner:
		return t.refuse("role.owner")
	case reason == "":
		return t.mend("class.consent.reason")
	}
	c := Consent{ID: class.ID + " words", Person: class.ID, By: t.me.ID, Role: ConsentSchool, Text: consentVersion(t.Printer, consentWords), At: t.now}
	if err := t.tx.PutConsent(c); err != nil {
		return err
	}
	if err := t.audit("consent given", class.ID, string(ConsentSchool)+": "+upTo(reason, maxReason)); err != nil {
		return err
	}
	return t.tell(t.Say("class.consent.school", say.Args{"Class": class.Name}))
}

// consentView says who has agreed in a class, what to, and who has not yet.
func (t *turn) consentView(class coach.Class) error {
	if class.Age != coach.AgeUnder13 {
		return t.tell(t.Say("class.consent.none", say.Args{"Class": class.Name}))
	}
	learners, err := t.learnersOf(class)
	if err != nil {
		return err
	}
	school, missing, err := t.unagreed(class, learners)
	if err != nil {
		return err
	}
	text := t.Say("class.consent", say.Args{"Class": class.Name}) + "\n\n> " + t.Say("consent.text") + "\n\n"
	switch {
	case len(learners) == 0 && !school:
		text += t.Say("class.consent.empty")
	case len(missing) == 0:
		text += t.Say("class.consent.all")
	default:
		text += t.Say("class.consent.missing", say.Args{"Names": t.And(missing[:min(len(missing), mostLines)]), "N": len(missing)})
	}
	return t.tell(text + "\n\n" + t.Say("class.consent.next"))
}

// unagreed are the names of a class's learners whose own words are not kept, since
// nobody has agreed for them; school tells whether the school has for the class.
func (t *turn) unagreed(class coach.Class, learners []Membership) (school bool, missing []chat.Markdown, err error) {
	forClass, err := agreedTo(t.tx, class.ID, consentWords)
	if err != nil {
		return false, nil, err
	}
	for _, m := range learners {
		agreed, err := agreedTo(t.tx, m.Person, consentWords)
		if err != nil {
			return false, nil, err
		}
		refused, err := t.refusedFor(m.Person)
		if err != nil {
			return false, nil, err
		}
		if agreed == "" && (forClass == "" || refused) {
			missing = append(missing, chat.Escape(m.Who.Name))
		}
	}
	return forClass != "", missing, nil
}

// consentDue says what is still to be done, in a paragraph to add, before what
// learners under 13 say in their own words is kept; empty where nothing is.
func (t *turn) consentDue(class coach.Class) (chat.Markdown, error) {
	if class.Age != coach.AgeUnder13 || class.Archived {
		return "", nil
	}
	learners, err := t.learnersOf(class)
	if err != nil {
		return "", err
	}
	school, missing, err := t.unagreed(class, learners)
	switch {
	case err != nil:
		return "", err
	case len(missing) > 0:
		return "\n\n" + t.Say("class.consent.due", say.Args{"N": len(missing)}), nil
	case len(learners) == 0 && !school:
		return "\n\n" + t.Say("class.consent.first", say.Args{"Class": class.Name}), nil
	}
	return "", nil
}
