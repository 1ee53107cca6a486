package bot

import (
	"pacer/bot/chat"
	"pacer/bot/say"
	"pacer/coach"
	"pacer/coach/grade"
	"pacer/coach/plan"
	"pacer/coach/reflect"
)

// countSure counts how sure somebody was of an answer, and remembers the skill on
// which they were right and took it for a guess: it comes back earlier than its
// memory asks for. No estimate is moved by it, for it goes with who is forgotten.
func (t *turn) countSure(e *coach.Entry, confidence int) {
	if confidence == 0 {
		return
	}
	t.me.Sure = t.me.Sure.Add(confidence, e.Right)
	if len(e.Skills) > 0 {
		t.me.Reflects.Doubted(e.Skills[0], t.today(), !e.Right || confidence > 1)
	}
}

// doubted makes a skill due that was right and taken for a guess.
func (t *turn) doubted(st plan.Standing, skill string) plan.Standing {
	if !st.Due && st.Tries > 0 && t.me.Reflects.IsDoubted(skill, t.today()) {
		st.Due, st.DueDays = true, 0
	}
	return st
}

// isSurprise tells whether somebody was sure of a first try that is not right.
// What is explained at once then stays best (Butterfield and Metcalfe 2001), so
// they are not asked to try again before.
func isSurprise(q *coach.Question, r grade.Result) bool {
	return q.Tries == 1 && q.Confidence == 3 && r.Verdict != grade.Right
}

// toldConfidence tells the learner what their being sure says: of a surprise at
// once; of how it fits with being right now and then, once enough answers stand
// behind it.
func (t *turn) toldConfidence(q *coach.Question, r grade.Result) chat.Markdown {
	if isSurprise(q, r) {
		return t.Say("sure.surprise")
	}
	right, n, ok := t.me.Sure.Told(q.Confidence)
	if !ok || q.Tries != 1 || !t.me.Reflects.MayTell(t.now) {
		return ""
	}
	t.me.Reflects.Spoken = t.now
	text := t.Say("sure.told", say.Args{"How": t.Say([...]string{"sure.1", "sure.2", "sure.3"}[q.Confidence-1]), "Right": right, "Of": n})
	switch t.me.Sure.Leaning() {
	case reflect.Over:
		text = t.Sentences(text, t.Say("sure.over"))
	case reflect.Under:
		text = t.Sentences(text, t.Say("sure.under"))
	case reflect.Fitting:
		text = t.Sentences(text, t.Say("sure.fits"))
	}
	return text
}
