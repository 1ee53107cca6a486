package alert

// Rule is what found that a person is needed.
type Rule string

// The rules.
const (
	RuleAsked         Rule = "asked"          // the learner asked for a person
	RuleAppeal        Rule = "appeal"         // the learner thinks that an answer was right
	RuleWheelSpinning Rule = "wheel-spinning" // much work on a skill and no way forward
	RuleStruggling    Rule = "struggling"     // most of the latest answers on a skill were not right
	RuleDrop          Rule = "accuracy-drop"  // far fewer right than the same learner had led to expect
	RuleMisconception Rule = "misconception"  // the same one again, after it was explained
	RuleMissedPlan    Rule = "missed-plan"    // planned days without practice, or, without a plan, far longer away than usual
	RuleGoal          Rule = "goal-slipping"  // the goal will not be reached in time
	RuleRapid         Rule = "rapid-guessing" // answers too fast to have been read
	RuleHints         Rule = "hint-hunting"   // hints pressed through to the answer
	RuleUnder         Rule = "underconfident" // right, and hardly ever sure
	RuleOver          Rule = "overconfident"  // sure, and often not right
	RuleMood          Rule = "low-mood"       // low marks for how it feels
	RuleClassWide     Rule = "class-wide"     // many of a class on one skill: stands for the single ones
	RuleDanger        Rule = "danger"         // words that may mean danger; for the safety contact alone
)

// Rules lists the rules, those that matter most first. This is also the order
// in which findings come.
func Rules() []Rule {
	return []Rule{
		RuleDanger, RuleAsked, RuleClassWide, RuleWheelSpinning, RuleMissedPlan, RuleMisconception, RuleDrop,
		RuleRapid, RuleStruggling, RuleAppeal, RuleHints, RuleGoal, RuleMood, RuleUnder, RuleOver,
	}
}

// Severity is how much it matters that somebody comes soon.
type Severity uint8

// The severities.
const (
	Low    Severity = iota // it is worth a line in the weekly digest
	Medium                 // within a day or two
	High                   // today
	Urgent                 // now
)

// Severity of what the rule finds, if the finding does not say otherwise.
func (r Rule) Severity() Severity {
	switch r {
	case RuleDanger:
		return Urgent
	case RuleAsked, RuleWheelSpinning:
		return High
	case RuleAppeal, RuleDrop, RuleMisconception, RuleMissedPlan, RuleRapid, RuleClassWide:
		return Medium
	}
	return Low
}

// isSaid tells whether somebody said it: then only a person may close it, and
// what is said again must be heard again.
func (r Rule) isSaid() bool { return r == RuleAsked || r == RuleAppeal || r == RuleDanger }

// isOfSkill tells whether the rule is about work on one skill.
func (r Rule) isOfSkill() bool {
	return r == RuleWheelSpinning || r == RuleMisconception || r == RuleStruggling
}

// standsFor tells whether an alert of this rule makes one of another rule of
// the same learner needless, on the same skill or not: the stronger says all
// that the weaker would.
func (r Rule) standsFor(weaker Rule, sameSkill bool) bool {
	switch r {
	case RuleAsked: // a person is coming anyway
		return sameSkill && weaker.isOfSkill()
	case RuleWheelSpinning:
		return sameSkill && (weaker == RuleMisconception || weaker == RuleStruggling || weaker == RuleDrop)
	case RuleMisconception:
		return sameSkill && weaker == RuleStruggling
	case RuleMissedPlan: // who is away reaches no goal
		return weaker == RuleGoal
	case RuleRapid:
		return weaker == RuleHints
	}
	return false
}
