package bot

import (
	"cmp"
	"slices"
	"strings"

	"pacer/bot/chat"
	"pacer/bot/say"
	"pacer/coach"
	"pacer/coach/course"
)

// hear understands what was said or pressed. An answer comes before a word,
// where the open question knows it; the words that call a person or silence
// come before everything.
func (t *turn) hear() error {
	if done, err := t.withdrawn(); done || err != nil {
		return err
	}
	switch {
	case t.ev.Press != "" && len(t.ev.Fields) > 0:
		return t.submitted()
	case t.ev.Press != "":
		return t.pressed(t.ev.Press)
	}
	if t.ev.Quote != "" {
		return t.quoted()
	}
	said := strings.TrimSpace(t.ev.Text)
	if said == "" {
		return nil
	}
	word, rest, isWord, err := t.hears(said)
	if err != nil {
		return err
	}
	if isWord && t.always(said, word, rest) {
		return t.obey(word, rest)
	}
	if isCode(said) && isForCoach(t.ev) {
		if done, err := t.code(said); done || err != nil {
			return err
		}
	}
	if t.ev.Command {
		if !isWord {
			return t.tell(t.Say("heard.unknown", say.Args{"Word": first(said)}))
		}
		return t.obey(word, rest)
	}
	if t.me.Supports.Private && !isForCoach(t.ev) {
		return nil // nothing is asked of them there
	}
	if done, err := t.sharesLast(said); done || err != nil {
		return err
	}
	questions, err := t.addressed()
	if err != nil {
		return err
	}
	for i := range questions {
		q := &questions[i]
		if done, err := t.answered(q, said, word, rest, isWord); done || err != nil {
			return err
		}
		if q.Ask == coach.AskItem {
			break // what was asked before it is over
		}
	}
	if !isForCoach(t.ev) {
		return nil // people talking in a channel are not talking to the coach
	}
	if isWord {
		return t.obey(word, rest)
	}
	if isCode(said) {
		return t.noCode()
	}
	if t.me.Met == coach.StepNew {
		return t.meet()
	}
	for i := range questions {
		switch q := &questions[i]; {
		case !q.IsOpen() || q.Ask == coach.AskItem:
		case q.Ask != coach.AskDraft:
			return t.tell(t.Say("heard.letters"))
		default:
			if done, err := t.whichDeed(q); done || err != nil {
				return err
			}
		}
	}
	return t.aside("heard.none")
}

// isForCoach tells what is said to the coach: in private, as a command, or by
// its name. In a channel people also talk to one another.
func isForCoach(ev chat.Event) bool {
	return ev.Conversation.IsPrivate() || ev.Command || ev.Mention
}

// always tells the words that are obeyed whatever is open: the one that calls a
// person, as help names it, and those that ask for silence. Other spellings of
// a person may be the answer to a question.
func (t *turn) always(said string, word say.Word, rest string) bool {
	if rest != "" {
		return false
	}
	return word == wordStopAll || word == wordPerson && (say.Same(said, chat.Plain(t.Say("type.person"))) || say.Same(said, string(wordPerson)))
}

// lookBack is how many questions typed words may belong to.
const lookBack = 8

// addressed are the questions that typed words may belong to, the likeliest
// first: those of this conversation, and the open item wherever it was asked,
// that had been posted when the words were written, by the platform's own
// clock for both. While a receipt is missing its question is taken for posted.
func (t *turn) addressed() ([]coach.Question, error) {
	recent, err := t.tx.Questions(t.me.ID, t.to.Key(), lookBack)
	if err != nil {
		return nil, err
	}
	isHere := slices.ContainsFunc(recent, func(q coach.Question) bool { return q.Ask == coach.AskItem && q.IsOpen() })
	if t.ev.Conversation.IsPrivate() && !isHere { // one item at most is open
		open, err := t.openItem()
		if err == nil {
			recent = append(slices.Clip(recent), open)
		} else if !coach.IsNotFound(err) {
			return nil, err
		}
	}
	posted := make([]coach.Question, 0, len(recent))
	for _, q := range recent {
		if q.Posted.IsZero() || !q.Posted.After(t.ev.At) {
			posted = append(posted, q)
		}
	}
	// By message: a question that was asked again stands after those asked
	// in between.
	slices.SortStableFunc(posted, func(a, b coach.Question) int { return cmp.Compare(b.Message, a.Message) })
	return posted, nil
}

// answered lets a question have what was said. It is done unless the words
// belong to nobody's question.
func (t *turn) answered(q *coach.Question, said string, word say.Word, rest string, isWord bool) (done bool, err error) {
	if q.Ask == coach.AskItem {
		return t.answerItem(q, said, word, rest, isWord)
	}
	if q.Ask == coach.AskThought {
		if done, err := t.shares(q, said); done || err != nil {
			return done, err
		}
	}
	if !q.IsOpen() {
		return false, nil
	}
	return t.answerAsk(q, said, word, rest, isWord)
}

// obey does what a word asks for.
func (t *turn) obey(word say.Word, rest string) error {
	if t.me.Met == coach.StepNew {
		// They know what they want: defaults stand, the rest is asked later.
		t.me.Met = coach.StepTime
	}
	switch word {
	case wordPractice:
		return t.wants(rest)
	case wordReview:
		return t.review()
	case wordNext, wordYes:
		return t.wants("")
	case wordHint, wordWhy, wordSkip, wordAnotherWay, wordDontKnow:
		return t.aboutItem(word)
	case wordProgress:
		return t.progress(rest)
	case wordGoal:
		return t.goal(rest)
	case wordPlan:
		return t.ownPlanOf(rest)
	case wordAway:
		return t.awayFor(rest)
	case wordEnough:
		return t.enough()
	case wordReflect:
		return t.reflect(rest)
	case wordMuddy:
		return t.muddy(rest)
	case wordMake:
		return t.makeOwn(rest)
	case wordPerson:
		return t.callPerson(rest)
	case wordSettings:
		return t.settings(rest)
	case wordSupports:
		return t.supports(rest)
	case wordGlossary:
		return t.glossary(rest)
	case wordLink:
		return t.link(rest)
	case wordPage:
		return t.page()
	case wordStop:
		return t.stop()
	case wordNo:
		return t.aside("begin.notnow")
	case wordStopAll:
		return t.silence()
	case wordHelp:
		return t.help()
	case wordHello:
		return t.hello()
	case wordBye:
		return t.tell(t.Say("bye"))
	case wordThanks:
		return t.aside("thanks")
	case wordAppeal:
		return t.appeal()
	case wordMistap:
		return t.mistap()
	case wordClass:
		return t.class(rest)
	case wordAlert:
		return t.alert(rest)
	case wordTicket:
		return t.ticket()
	case wordData:
		return t.data(rest)
	case wordChoose:
		return t.choosing(rest)
	case wordTestOut:
		return t.testOut(rest)
	case wordShow:
		return t.show(rest)
	case wordWhere:
		return t.where()
	case wordThemes:
		return t.themes(rest)
	}
	return t.tell(t.Say("heard.unknown", say.Args{"Word": string(word)}))
}

// aside answers what was said in passing. Where a question is open it stays
// so, and is what comes next.
func (t *turn) aside(key string) error {
	q, err := t.openItem()
	if coach.IsNotFound(err) {
		return t.tell(t.Say(key))
	}
	if err != nil {
		return err
	}
	it, err := t.asked(&q)
	if err != nil {
		return err
	}
	return t.telling(t.Say("aside"), t.helpChoices(&q, it)...)
}

// pressed handles a press: "question:what". A press on what was asked of
// somebody else does nothing.
func (t *turn) pressed(value string) error {
	id, what, _ := strings.Cut(value, ":")
	if strings.HasPrefix(id, "say ") { // a button that stands for words
		word, rest, ok := t.Heard(strings.TrimPrefix(id, "say "))
		if !ok {
			return t.tell(t.Say("press.old"))
		}
		return t.obey(word, rest)
	}
	if alertID, ok := strings.CutPrefix(id, "alert "); ok {
		return t.pressedAlert(alertID, what)
	}
	if offer, ok := strings.CutPrefix(id, "offer "); ok {
		return t.deal(offer, what)
	}
	what, isAway := strings.CutSuffix(what, away)
	if done, err := t.unformed(id, what); done || err != nil {
		return err
	}
	q, err := t.questionOf(id)
	if err != nil {
		return err
	}
	if !isAway {
		t.pressedOn(&q)
	}
	if word := say.Word(what); q.Ask == coach.AskItem && (word == wordHint || word == wordSkip || word == wordWhy || word == wordGlossary) {
		if !q.IsOpen() {
			return t.tell(t.Say("press.done"))
		}
		return t.onItem(&q, word)
	}
	if word := say.Word(what); q.Ask == coach.AskScaffold && word == wordSkip {
		return t.pressedScaffold(&q)
	}
	done, err := t.answered(&q, what, "", "", false)
	if err == nil && !done {
		return t.tell(t.Say("press.done"))
	}
	return err
}

// first is the first word of what was said, to be shown back.
func first(said string) string {
	f := strings.Fields(said)
	if len(f) == 0 {
		return ""
	}
	return upTo(f[0], 40)
}

// takesText tells whether an item is answered in words, so that a sentence
// beginning with a word of the coach's is an answer.
func takesText(k course.Kind) bool {
	return k == course.Text || k == course.Cloze || k == course.Output || k == course.Free
}
