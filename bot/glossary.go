package bot

import (
	"cmp"
	"strings"
	"unicode/utf8"

	"pacer/bot/chat"
	"pacer/bot/say"
	"pacer/coach"
	"pacer/coach/course"
	"pacer/coach/course/formula"
)

// The glossary: what words of a course mean, in the language that the learner
// chose for it. To ask is no hint and counts for nothing: to understand the
// question is not what is asked for.

// mostWords is how many words of a course are listed at once.
const mostWords = 40

// glossary tells what a word means; without one, what the words of the open
// question do, or which words there are.
func (t *turn) glossary(rest string) error {
	q, err := t.openItem()
	isOpen := err == nil
	if err != nil && !coach.IsNotFound(err) {
		return err
	}
	if isOpen {
		it, err := t.asked(&q)
		if err != nil {
			return err
		}
		if rest == "" {
			return t.wordsOf(&q, it)
		}
		if k := t.Courses.Course(q.Course); k != nil {
			text, err := t.explained(k, it, rest)
			if err != nil {
				return err
			}
			return t.telling(text, t.helpAway(&q, it)...)
		}
	}
	k, err := t.courseOf()
	if err != nil {
		return err
	}
	if k == nil {
		return t.withoutCourse()
	}
	if rest != "" {
		text, err := t.explained(k, nil, rest)
		if err != nil {
			return err
		}
		return t.telling(text, t.saying(wordPractice))
	}
	if len(k.Glossary) == 0 {
		return t.telling(t.Say("glossary.empty"), t.saying(wordPractice))
	}
	return t.telling(t.Say("glossary.all", say.Args{"Words": t.And(glossaryWords(k))}), t.saying(wordPractice))
}

// glossaryWords are the words of a course's glossary, as many as are listed.
func glossaryWords(k *course.Course) []chat.Markdown {
	var words []chat.Markdown
	for _, term := range k.Glossary[:min(len(k.Glossary), mostWords)] {
		words = append(words, chat.Escape(term.Word))
	}
	return words
}

// explained is what a word means; an error with a sentence where the glossary
// lacks it. What would say the answer to the open item waits until it is answered.
func (t *turn) explained(k *course.Course, it *course.Item, word string) (chat.Markdown, error) {
	m, ok := k.Explain(word, t.explainsIn())
	switch {
	case !ok && len(k.Glossary) == 0:
		return "", t.mend("glossary.empty")
	case !ok:
		return "", t.mend("glossary.unknown", say.Args{"Word": upTo(word, 60), "Words": t.And(glossaryWords(k))})
	case it != nil && givesAway(it, m):
		return t.Say("glossary.later", say.Args{"Word": m.Word}), nil
	}
	return t.meaning(m), nil
}

// explainsIn is the language in which words are explained to the learner.
func (t *turn) explainsIn() string { return cmp.Or(t.me.Supports.Glossary, t.me.Settings.Language) }

// meaning is a word with what it means.
func (t *turn) meaning(m course.Meaning) chat.Markdown {
	return t.Say("glossary.line", say.Args{"Word": m.Word, "Theirs": m.Theirs, "Meaning": t.readable(m.Meaning)})
}

// wordsIn are the words of the glossary that stand in an item's question, and may
// be explained before it is answered.
func (t *turn) wordsIn(q *coach.Question, it *course.Item) []course.Meaning {
	k := t.Courses.Course(q.Course)
	if k == nil {
		return nil
	}
	var words []course.Meaning
	for _, m := range k.Words(it.Question, q.Language, t.explainsIn()) {
		if !givesAway(it, m) {
			words = append(words, m)
		}
	}
	return words
}

// wordsOf tells what the words of an open item mean.
func (t *turn) wordsOf(q *coach.Question, it *course.Item) error {
	words := t.wordsIn(q, it)
	if len(words) == 0 {
		return t.telling(t.Say("glossary.none"), t.helpAway(q, it)...)
	}
	text := t.Say("glossary.question")
	for _, m := range words {
		text += "\n- " + t.meaning(m)
	}
	return t.telling(text, t.helpAway(q, it)...)
}

// givesAway tells whether a word, or what it means, says the answer to an item that
// asks for words.
func givesAway(it *course.Item, m course.Meaning) bool {
	var keys []string
	switch it.Kind {
	case course.Text:
		keys = append([]string{it.Answer}, it.Accept...)
	case course.Cloze:
		for _, b := range it.Blanks {
			if !b.Number {
				keys = append(append(keys, b.Answer), b.Accept...)
			}
		}
	case course.Choice, course.Choices:
		for _, o := range it.Options {
			if o.Right {
				keys = append(keys, o.Text)
			}
		}
	}
	const shortest = 3 // characters; shorter ones stand in many a word by chance
	meaning := strings.ToLower(formula.Readable(m.Word + "\n" + m.Own + "\n" + m.Meaning))
	for _, key := range keys {
		key = strings.ToLower(strings.TrimSpace(chat.Plain(chat.Authored(formula.Readable(key)))))
		if utf8.RuneCountInString(key) >= shortest && strings.Contains(meaning, key) {
			return true
		}
	}
	return false
}

// explainable are the words that can be asked about: those of the open question
// first.
func (t *turn) explainable() ([]offer, error) {
	k, err := t.courseOf()
	if err != nil || k == nil {
		return nil, err
	}
	var offers []offer
	add := func(word string) { offers = append(offers, offer{label: word, value: word}) }
	switch q, err := t.openItem(); {
	case err == nil:
		it, err := t.asked(&q)
		if err != nil {
			return nil, err
		}
		for _, m := range t.wordsIn(&q, it) {
			add(m.Word)
		}
	case !coach.IsNotFound(err):
		return nil, err
	}
	for _, term := range k.Glossary {
		add(term.Word)
	}
	return offers, nil
}
