package bot_test

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/goccy/go-yaml"

	"pacer/bot"
	"pacer/bot/chat"
	"pacer/bot/say"
	"pacer/coach/reflect"
)

// record is what somebody was sent that must not come again too soon.
type record struct {
	language  string
	day       string // on their own calendar, of what the coach began last
	begun     int    // on that day
	sentences map[string]time.Time
}

// twoWeeks is how long no sentence of a reminder comes again.
const twoWeeks = 14 * 24 * time.Hour

// looks looks at a message.
func (y *year) looks(p *pupil, m post, begun bool) {
	y.messages++
	y.isTheirLanguage(p, m)
	if !begun || m.Unasked && !m.begun {
		return
	}
	zone, err := time.LoadLocation(p.settings.Zone)
	y.must(err)
	clock := m.at.In(zone)
	fail := func(format string, args ...any) {
		y.t.Helper()
		y.t.Errorf("%s (%s, %s) at %s: "+format+"\n%s", append([]any{p.from.Name, p.name, p.settings.Zone, clock.Format("Mon 2 Jan 15:04")}, append(args, m.text())...)...)
	}
	if from, to, now := p.settings.QuietFrom, p.settings.QuietTo, clock.Hour()*60+clock.Minute(); from != to &&
		(from < to && now >= from && now < to || from > to && (now >= from || now < to)) {
		fail("in quiet hours, %d to %d minutes after midnight", from, to)
	}
	if p.silent {
		fail("they asked for silence")
	}
	if m.at.Before(p.settings.Paused) {
		fail("they are away until %s", p.settings.Paused.In(zone))
	}
	if day := clock.Format(time.DateOnly); day == p.sent.day {
		p.sent.begun++
	} else {
		p.sent.day, p.sent.begun = day, 1
	}
	if p.sent.begun > p.settings.Cap {
		fail("number %d of a day, and they want %d at most", p.sent.begun, p.settings.Cap)
	}
	if len(m.choices()) == 0 {
		return
	}
	y.reminders++
	sentence, _, _ := strings.Cut(m.text(), "\n")
	sentence = digits.ReplaceAllString(sentence, "0")
	if p.sent.sentences == nil {
		p.sent.sentences = make(map[string]time.Time)
	}
	if last, ok := p.sent.sentences[sentence]; ok && m.at.Sub(last) < twoWeeks {
		fail("the same sentence as on %s", last.In(zone).Format("Mon 2 Jan"))
	}
	p.sent.sentences[sentence] = m.at
}

var digits = regexp.MustCompile(`\pN+`)

// marks of a question, in the scripts of the year.
const questionMarks = "?？؟"

// hasNext looks whether somebody knows how to go on after a turn: there is
// something to press, something open, a question, or a word to say in bold.
func (y *year) hasNext(p *pupil, m post, ev chat.Event) {
	if len(m.choices()) > 0 {
		return
	}
	for _, part := range m.Parts {
		if text := string(part.Text + part.Note); strings.Contains(text, "**") || strings.ContainsAny(text, questionMarks) {
			return
		}
	}
	if _, _, ok := p.question(); ok {
		return
	}
	isOpen := false
	y.view(school, func(r bot.Reader) error {
		newest, err := r.Questions(p.id, p.in.Key(), 1)
		isOpen = len(newest) > 0 && newest[0].IsOpen()
		return err
	})
	if !isOpen {
		y.t.Errorf("%s (%s): after %q%q there is no next step:\n%s", p.from.Name, p.sent.language, ev.Text, ev.Press, m.text())
	}
}

// isTheirLanguage looks for English in messages to somebody who chose another
// language. What courses, names and typed words bring is no sentence of the
// coach's.
func (y *year) isTheirLanguage(p *pupil, m post) {
	text := m.text()
	if p.sent.language == "en" || y.checked[p.sent.language+text] {
		return
	}
	y.checked[p.sent.language+text] = true
	if p.sent.language == say.Pseudo || p.sent.language == say.PseudoBidi {
		if words := leftover(text, y.foreign); len(words) > 0 {
			y.t.Errorf("%s, in %s, reads %q:\n%s", p.from.Name, p.sent.language, words, text)
		}
		return
	}
	for sentence := range splitSentences(text) {
		if y.english[sentence] {
			y.t.Errorf("%s, in %s, reads English, %q:\n%s", p.from.Name, p.sent.language, sentence, text)
		}
	}
}

// placeholder is what a sentence shows that is not its own: what is filled in, and
// what is typed, which stands in bold.
var placeholder = regexp.MustCompile(`\{\{[^}]*\}\}|\*\*[^*]*\*\*|__|\\`)

// english are the sentences of the English file that stand by themselves, long
// enough to be recognised, and not of the courses.
func english(t testing.TB) map[string]bool {
	t.Helper()
	data, err := os.ReadFile("say/en.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var file map[string]any
	if err := yaml.Unmarshal(data, &file); err != nil {
		t.Fatal(err)
	}
	out := make(map[string]bool)
	add := func(v any) {
		if text, ok := v.(string); ok && !strings.Contains(text, "{{") {
			for sentence := range splitSentences(placeholder.ReplaceAllString(text, "")) {
				out[sentence] = true
			}
		}
	}
	for key, v := range file {
		if strings.HasPrefix(key, "word.") || strings.HasPrefix(key, "type.") || strings.HasPrefix(key, "language.") {
			continue
		}
		add(v)
		if forms, ok := v.(map[string]any); ok {
			for _, form := range forms {
				add(form)
			}
		}
	}
	return out
}

// splitSentences yields the sentences of a text that have three words at least.
func splitSentences(text string) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		for _, s := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(".!?\n:;[]()", r) }) {
			if s = strings.TrimSpace(s); strings.Count(s, " ") >= 2 && latin.MatchString(s) && !yield(s) {
				return
			}
		}
	}
}

// checkPrompts compares the prompts of the year with how often they may come:
// three in a day, two of them at the end of a session, one a week that looks
// back at a week.
func (y *year) checkPrompts() {
	const day, week = 24 * time.Hour, 6*24*time.Hour + 12*time.Hour
	for _, p := range y.pupils {
		var thoughts []bot.Thought
		y.view(school, func(r bot.Reader) (err error) {
			thoughts, err = r.Thoughts(p.id, 10_000)
			return err
		})
		slices.Reverse(thoughts) // oldest first
		thoughts = slices.DeleteFunc(thoughts, func(th bot.Thought) bool {
			prompt, ok := reflect.Find(th.Prompt)
			return ok && prompt.IsPart // it came with another
		})
		y.prompts += len(thoughts)
		for i, th := range thoughts {
			ofDay, ofEnd, ofWeek := 0, 0, 0
			for _, earlier := range thoughts[:i+1] {
				ago := th.At.Sub(earlier.At)
				if ago < day {
					ofDay++
					if earlier.Trigger == reflect.SessionEnd {
						ofEnd++
					}
				}
				if ago < week && earlier.Trigger == reflect.Weekly && th.Trigger == reflect.Weekly {
					ofWeek++
				}
			}
			if ofDay > 3 || ofEnd > 2 || ofWeek > 1 {
				y.t.Errorf("%s: prompt %s on %s is number %d in a day, %d at a session's end, %d of the week", p.from.Name, th.Prompt, th.At, ofDay, ofEnd, ofWeek)
			}
		}
	}
}
