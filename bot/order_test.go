package bot_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"pacer/bot"
	"pacer/bot/chat"
	"pacer/coach"
	"pacer/coach/course"
)

// begun is somebody in a session on numbers, past the first answer.
func begun(t *testing.T) (h *house, ann *voice) {
	t.Helper()
	h, _ = club(t, only(t, course.Number))
	ann = h.person("Ann").meets()
	ann.says("practice only-number").has("1/6")
	return h, ann
}

func TestWordsWrittenBeforeTheNextQuestionWasPostedBelongToTheEarlierOne(t *testing.T) {
	t.Parallel()
	h, ann := begun(t)
	q, it, _ := ann.question()
	ann.says(right(q, it)).has("2/6")
	next, _, _ := ann.question()

	// Written ten seconds before the next question was there, arriving late.
	ev := ann.event()
	ev.Text, ev.At = "4711", h.now.Add(-30*time.Second)
	ann.does(ev).has("That was for an earlier question", "The question above is still open")
	ev = ann.event()
	ev.Text, ev.At = "lol", h.now.Add(-50*time.Second)
	ann.does(ev)

	after, _, ok := ann.question()
	if !ok || after.ID != next.ID || after.Tries != 0 {
		t.Errorf("the question that is open has %d tries", after.Tries)
	}
	e := ann.entries()
	if len(e) != 2 || e[1].Question != q.ID || e[1].Counts || e[1].Try != 2 {
		t.Errorf("the log has %+v", e)
	}
	h.verify(school)
}

// What is written goes to the question that stood there at the time, whatever
// kind of question it was.
func TestAnAnswerOfAnyKindBelongsToItsQuestion(t *testing.T) {
	t.Parallel()
	for _, kind := range course.Kinds() {
		if kind == course.Free {
			continue // it is judged in between
		}
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			h, _ := club(t, only(t, kind))
			ann := h.person("Ann").meets()
			ann.says("practice only-" + string(kind)).has("1/6")
			q, it, _ := ann.question()
			answer := right(q, it)
			ann.says(answer).has("2/6")
			next, _, _ := ann.question()
			ev := ann.event()
			ev.Text, ev.At = answer, h.now.Add(-30*time.Second)
			ann.does(ev).has("That was for an earlier question")
			after, _, ok := ann.question()
			if !ok || after.ID != next.ID || after.Tries != 0 {
				t.Errorf("the question that is open has %d tries", after.Tries)
			}
			if e := ann.entries(); len(e) != 2 || e[1].Question != q.ID || e[1].Counts || !e[1].Right {
				t.Errorf("the log has %+v", e)
			}
			h.verify(school)
		})
	}
}

func TestALateAnswerToAQuestionThatIsOverMovesNothing(t *testing.T) {
	t.Parallel()
	h, ann := begun(t)
	q, it, _ := ann.question()
	ann.says(right(q, it))
	ann.commands("stop")
	sum := h.dump("log", "words", "seen", "question", "outbox", "receipt", "session", "person")
	ann.pressesValue(q.ID + ":4711").has("That question is answered already. I kept this, and it changes nothing")
	if diff := cmp.Diff(sum, h.dump("log", "words", "seen", "question", "outbox", "receipt", "session", "person")); diff != "" {
		t.Errorf("a late answer moved (-was +is):\n%s", diff)
	}
	if e := ann.entries(); len(e) != 2 || e[1].Counts {
		t.Errorf("the log has %d entries", len(e))
	}
}

func TestAPressNamesItsQuestion(t *testing.T) {
	t.Parallel()
	h, _ := club(t, only(t, course.Choice))
	ann := h.person("Ann").meets()
	ann.says("practice only-choice")
	first, it, _ := ann.question()
	letter, _, _ := strings.Cut(right(first, it), ":")
	ann.pressesValue(first.ID+":"+letter).has("Right", "2/6")
	second, _, _ := ann.question()
	ann.pressesValue(first.ID + ":" + letter).has("earlier question")
	if now, _, _ := ann.question(); now.ID != second.ID || now.Tries != 0 {
		t.Error("the press was taken for the next question")
	}
	bob := h.person("Bob").meets()
	bob.pressesValue(second.ID+":A").has("meant for somebody else", "help")
	bob.pressesValue(second.ID + ":hint").has("meant for somebody else")
	ann.pressesValue("01NOSUCHQUESTION:A").has("is from earlier", "practice")
	for _, forged := range []string{"", ":", "::", "say ", "say nonsense", "alert ", "alert x:ack", second.ID, second.ID + ":", second.ID + ":\x00"} {
		if forged != "" {
			ann.pressesValue(forged)
		}
	}
	ann.says("stop")
	ann.pressesValue(second.ID + ":A").has("is from earlier")
}

func TestAPressForgedOnAQuestionThatIsNoItemHarmsNothing(t *testing.T) {
	t.Parallel()
	h, _ := club(t)
	for _, m := range moments {
		if strings.Contains(m.name, "is open") || strings.Contains(m.name, "are open") || strings.Contains(m.name, "stopped") {
			continue
		}
		ann := h.person(m.name)
		if strings.Contains(m.name, "how sure") || strings.Contains(m.name, "comparison") || strings.Contains(m.name, "while an item") {
			continue // on a course of their own
		}
		m.come(ann)
		var last string
		for _, p := range h.posts {
			for _, c := range p.choices() {
				if id, _, ok := strings.Cut(c.Value, ":"); ok && p.to.User == ann.from.User && !strings.HasPrefix(id, "say") {
					last = id
				}
			}
		}
		for _, what := range []string{"hint", "skip", "why", "nonsense", ""} {
			if last != "" {
				ann.pressesValue(last + ":" + what)
			}
		}
	}
}

func TestWhileAReceiptIsMissingItIsTheLatestQuestionThatIsMeant(t *testing.T) {
	t.Parallel()
	h, ann := begun(t)
	h.late = true
	for range 2 { // a third right one would end the session
		q, it, _ := ann.question()
		r := ann.says(right(q, it))
		if strings.Contains(r.text(), "how sure") {
			r = ann.says("2")
		}
		r.has("Right")
	}
	h.receipts()
	h.restart()
	q, it, _ := ann.question()
	r := ann.says(right(q, it))
	if strings.Contains(r.text(), "how sure") {
		r = ann.says("2")
	}
	r.has("Right")
	for i, e := range ann.entries() {
		if !e.Right || e.Try != 1 {
			t.Errorf("entry %d: %+v", i, e)
		}
		if known := i == 0 || i == 2; known != (e.Took > 0) {
			t.Errorf("answer %d took %v", i, e.Took)
		}
	}
}

func TestAQuestionAskedAgainStandsAfterThoseAskedInBetween(t *testing.T) {
	t.Parallel()
	_, ann := begun(t)
	for _, word := range []string{"goal", "person", "settings"} {
		ann.says(word)
	}
	ann.says("practice").has("Here is where we were.")
	ann.says("15 apples or so").lacks("Noted", "Passed on")
	if ann.self().Goal.IsSet() {
		t.Error("an answer became a goal")
	}
}

func TestPeopleTalkingInAChannelAreNotTalkingToTheCoach(t *testing.T) {
	t.Parallel()
	h, ann := begun(t)
	loud := ann.channel("study")
	for _, said := range []string{"hi all", "practice makes perfect", "5", "b", "person who took my pen?", "human beings are odd", "help", "yes", "stop it", "ABCD-EFGH"} {
		loud.says(said).nothing()
	}
	if len(ann.entries()) != 0 {
		t.Error("talk was taken for an answer")
	}
	for _, p := range append(loud.commands("progress").posts, loud.commands("practice").posts...) {
		if p.to.User != ann.from.User || p.to.Channel != "study" {
			t.Errorf("answered in %+v", p.to)
		}
	}
	for _, said := range []string{"progress", "what is this?"} {
		answered := loud.mentions(said)
		if len(answered.posts) == 0 {
			t.Errorf("%q to the coach by name is not answered", said)
		}
		for _, p := range answered.posts {
			if p.to.User != ann.from.User || p.to.Channel != "study" {
				t.Errorf("answered in %+v", p.to)
			}
		}
	}
	q, it, _ := ann.question()
	loud.says(right(q, it)).has("Right") // asked there, for their eyes only, and answered there
	h.verify(school)
}

// week is what a learner, a teacher and the clock do in some days, in a fixed
// order; each event is handed over as deliver says.
func week(h *house, tess *voice, deliver func(v *voice, ev chat.Event)) {
	ann := h.person("Ann")
	say := func(v *voice, words string) {
		ev := v.event()
		ev.Text = words
		deliver(v, ev)
	}
	answer := func(isRight bool) {
		q, it, ok := ann.question()
		if !ok {
			say(ann, "practice")
			return
		}
		if isRight {
			say(ann, right(q, it))
		} else {
			say(ann, wrong(q, it))
		}
	}
	for _, words := range []string{"hi", "a", "a"} {
		say(ann, words)
	}
	for day := range 4 {
		for n := range 12 {
			answer(n%3 == day%3)
		}
		for _, words := range []string{"i was right", "mistap", "goal count to a hundred", "person", "I am stuck on edges", "progress", "2", "plan 16:00 mon-fri", "plan", "a", "goal areas; 2026-12-20; my room", "goal", "away 2026-08-03 to 2026-08-09", "themes football", "choose", "where", "show", "supports plain on, hint first on", "supports hint first off", "data", "data name Anna", "data delete", "data withdraw", "data agree", "make 2 + 2 = 4", "muddy edges", "enough"} {
			say(ann, words)
		}
		for _, words := range []string{"class", "class ann", "alert", "class note ann: keep going", "class level ann, rows, Developing: seen", "class goal ann: Tiles; 2026-12-20", "class supports ann: time 2", "class supports ann: time off", "class show"} {
			say(tess, words)
		}
		for _, p := range h.posts {
			for _, c := range p.choices() {
				if strings.HasPrefix(c.Value, "alert ") && strings.HasSuffix(c.Value, ":accept") {
					ev := tess.event()
					ev.Press = c.Value
					deliver(tess, ev)
				}
			}
		}
		h.later(24 * time.Hour)
	}
}

func TestTheSameEventsTwiceLeaveTheSameAsOnce(t *testing.T) {
	t.Parallel()
	leave := func(again bool) (map[string][]string, int) {
		h, tess := club(t)
		var before []chat.Event
		var voices []*voice
		week(h, tess, func(v *voice, ev chat.Event) {
			v.does(ev)
			before, voices = append(before, ev), append(voices, v)
			if !again {
				return
			}
			v.does(ev).nothing()
			if n := len(before); n > 5 { // and one from a while ago
				voices[n-5].does(before[n-5]).nothing()
			}
		})
		h.verify(school)
		rows := h.dump("trail")
		for i, line := range rows["audit"] { // but for its random keys, and the sums made with them
			rows["audit"][i] = strings.Join(strings.Split(line, " | ")[:8], " | ")
		}
		return rows, len(h.posts)
	}
	once, posts := leave(false)
	twice, morePosts := leave(true)
	if diff := cmp.Diff(once, twice); diff != "" {
		t.Errorf("delivered once (-) and twice (+):\n%s", diff[:min(len(diff), 3000)])
	}
	if posts != morePosts || posts < 100 {
		t.Errorf("%d messages, and %d when delivered twice", posts, morePosts)
	}
}

func TestAnAnswerThatCouldNotBeShownGoesThroughTheOutbox(t *testing.T) {
	t.Parallel()
	h, ann := begun(t)
	ev := ann.event()
	ev.Text = "progress"
	answer, err := h.bot.Handle(t.Context(), ev)
	if err != nil || answer == nil {
		t.Fatalf("answered %v, %v", answer, err)
	}
	before := len(h.posts)
	answer.Delivered(chat.Receipt{}, errLost)
	if got := h.posts[before:]; len(got) != 1 || got[0].id != answer.Message.ID {
		t.Errorf("the outbox got %v", got)
	}
}

func TestAnEventWithoutATimeIsOfNow(t *testing.T) {
	t.Parallel()
	_, ann := begun(t)
	q, it, _ := ann.question()
	ev := ann.event()
	ev.Text, ev.At = right(q, it), time.Time{}
	ann.does(ev).has("Right")
}

var errLost = &chat.DeliveryError{Err: &coach.Error{Op: "post", Kind: coach.Transient}}

func TestAClockPutBackDoesNotTurnTheOrderRound(t *testing.T) {
	t.Parallel()
	h, ann := begun(t)
	q, it, _ := ann.question()
	h.now = h.now.Add(-time.Hour)
	posts := ann.says(right(q, it)).posts
	if posts[0].id < q.Message {
		t.Error("a message sorts before an earlier one")
	}
	next, _, _ := ann.question()
	if next.ID < q.ID {
		t.Error("a question sorts before an earlier one")
	}
	h.view(school, func(r bot.Reader) error {
		all, err := r.Questions(ann.id(), ann.in.Key(), 1)
		if len(all) != 1 || all[0].ID != next.ID {
			t.Errorf("the newest question is %+v", all)
		}
		return err
	})
}
