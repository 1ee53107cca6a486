package bot_test

import (
	"slices"
	"strings"
	"testing"

	"pacer/coach"
	"pacer/coach/course"
	"pacer/coach/grade"
)

// lettered are the letters of some entries of an item as it was asked.
func lettered(t testing.TB, q coach.Question, it *course.Item, entries ...string) string {
	t.Helper()
	var said []string
	for _, entry := range entries {
		place := slices.Index(grade.LayoutOf(it, q.Order).Lettered, entry)
		if place < 0 {
			t.Fatalf("%q is not among %q", entry, grade.LayoutOf(it, q.Order).Lettered)
		}
		said = append(said, string(rune('A'+place)))
	}
	return strings.Join(said, " ")
}

func TestEveryKindIsAskedWithHowToAnswerIt(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		item  string
		shown []string
		said  string
		right string
	}{
		{"numbers", []string{"Which numbers solve x² = 9?", "like 2; -3"}, "-3 and 3", "Right: I read this as"},
		{"numbers", nil, "3; -3", "Right: 3; -3. 3² and (−3)² are both 9."},
		{"point", []string{"Type them in order"}, "(2, 0)", "Right: "},
		{"interval", []string{"Solve 2x > 6.", "x > 2, or 1 <= x < 3"}, "x > 3", "Right: "},
		{"interval", nil, "(3, oo)", "Right: "},
		{"expression", []string{"Write x + x + 1 in a shorter way.", "3x^2 + 1"}, "1+2x", "Right: "},
		{"output", []string{"What does this print?\n```python\nprint(2 + 3 * 4)\n```", "Type exactly what it prints"}, "14", "Right: 14. 3 × 4 is 12, and 2 more is 14:\n```python\nprint(2 + 12)\n```"},
	} {
		t.Run(tt.item+" "+tt.said, func(t *testing.T) {
			t.Parallel()
			ann, _ := at(t, tt.item)
			for _, want := range tt.shown {
				if !strings.Contains(ann.last(), want) {
					t.Errorf("wanted %q in\n%s", want, ann.last())
				}
			}
			ann.says(tt.said).has(tt.right)
			if e := ann.entries(); len(e) != 1 || !e[0].Right || !e[0].Counts {
				t.Errorf("the log has %+v", e)
			}
			ann.verify(school)
		})
	}
}

func TestListsAreShownByNumberAndLetter(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ item, how string }{
		{"order", "like C A B"}, {"match", "like 1B 2A 3C"}, {"categories", "like 1A 2B 3A"},
	} {
		t.Run(tt.item, func(t *testing.T) {
			t.Parallel()
			ann, _ := at(t, tt.item)
			q, it, _ := ann.question()
			layout := grade.LayoutOf(it, q.Order)
			for i, entry := range layout.Numbered {
				if want := "(" + string(rune('1'+i)) + ")  " + entry; !strings.Contains(ann.last(), want) {
					t.Errorf("wanted %q in\n%s", want, ann.last())
				}
			}
			for i, entry := range layout.Lettered {
				if want := string(rune('A'+i)) + "  " + entry; !strings.Contains(ann.last(), want) {
					t.Errorf("wanted %q in\n%s", want, ann.last())
				}
			}
			if len(layout.Lettered) == 0 || !strings.Contains(ann.last(), tt.how) {
				t.Errorf("asked:\n%s", ann.last())
			}
			ann.says(right(q, it)).has("Right: ", "2/6")
			ann.verify(school)
		})
	}
}

func TestWhatIsRightOfAnAnswerIsTold(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		item  string
		said  func(q coach.Question, it *course.Item) string
		told  []string
		score float64
	}{
		{"order", func(q coach.Question, it *course.Item) string {
			return lettered(t, q, it, "a grain", "a pebble", "a mountain", "a rock")
		}, []string{"2 of 4 are in their places.", "A thought that may help: Begin with"}, -1},
		{"match", func(q coach.Question, it *course.Item) string {
			gills := lettered(t, q, it, "gills")
			return "1" + gills + " 2" + gills + " 3" + gills
		}, []string{"2 of 3 are right.", "Whales come up"}, 2. / 3},
		{"categories", func(coach.Question, *course.Item) string { return "1A 2A 3A 4A" }, []string{"2 of 4 are right."}, .5},
		{"numbers", func(coach.Question, *course.Item) string { return "3" }, []string{"Part of it is right (50 %). 3 is one of them"}, .5},
	} {
		t.Run(tt.item, func(t *testing.T) {
			t.Parallel()
			ann, _ := at(t, tt.item)
			q, it, _ := ann.question()
			ann.says(tt.said(q, it)).has("Not yet: ", "Have another try").has(tt.told...)
			e := ann.entries()
			if len(e) != 1 || e[0].Right || e[0].Score <= 0 || e[0].Score >= 1 || tt.score > 0 && e[0].Score != tt.score {
				t.Errorf("the log has %+v", e)
			}
			ann.says(right(q, it)).has("That's it: ")
			ann.verify(school)
		})
	}
}

func TestAnAnswerThatLacksSomethingIsAskedForAgain(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ item, said, told string }{
		{"order", "A B C", "D is still missing, so nothing was counted."},
		{"order", "A B C C", "C is there twice"},
		{"order", "A B C X", "There is no X here"},
		{"order", "elephants", "Type all the letters"},
		{"match", "1A", "2, 3 are still missing"},
		{"match", "1A 2B 3C 4A", "There is no 4 here"},
		{"match", "elephants", "Type each number with its letter"},
		{"categories", "1A 2B 3A", "4 is still missing"},
		{"categories", "elephants", "Type each number with its letter"},
		{"point", "2", "2 numbers are asked for; type them all"},
		{"interval", "x > 3 and x > 4 lol", "so nothing was counted"},
		{"expression", "x + x + 1", "is what the question says already. Take it a step further"},
		{"expression", "2y + 1", "The question uses x"},
		{"expression", "x2 + 1", "put ^ before the number, like x^2"},
		{"expression", "2x +* 1", "I couldn't read all of that as mathematics"},
		{"output", "\"14\"", "right, except for spaces, line breaks or capital letters"},
		{"numbers", "elephants", "I couldn't read that as numbers"},
		{"numbers", "3; -3; 3", "Type each just once"},
		{"interval", "elephants", "I couldn't read that as an interval"},
		{"expression", "what is x?", "That sounds like a question"},
	} {
		t.Run(tt.item+" "+tt.said, func(t *testing.T) {
			t.Parallel()
			ann, q, it := isNotCounted(t, tt.item, tt.said, tt.told)
			ann.says(right(q, it)).has("Right")
		})
	}
}

func TestHowAnAnswerWasReadIsToldWhereItMaySurprise(t *testing.T) {
	t.Parallel()
	ann, _ := at(t, "interval")
	ann.says("x greater than or equal to 3").has("I read this as ")
	ann, _ = at(t, "expression")
	ann.says("2x + 1").has("Right: 2x + 1.").lacks("I read this as")
}

// A misconception that an answer of any kind reveals is told, and followed up.
func TestAMisconceptionIsFollowedUpAcrossKinds(t *testing.T) {
	t.Parallel()
	h, _ := club(t, courses(t)["kinds"])
	ann := h.person("Ann").meets()
	ann.says("practice kinds")
	for n := 0; ; n++ {
		q, it, ok := ann.question()
		if n == 200 {
			t.Fatal("no interval is ever asked early in a session")
		}
		if !ok {
			ann.says("practice kinds")
			continue
		}
		if it.Kind != course.Interval || q.Number > 3 || q.Sure {
			ann.commands("skip")
			continue
		}
		break
	}
	ann.says("x < 3").has("Not yet", "Dividing by 2 turns nothing round.")
	ann.answers(true)
	q, it, ok := ann.question()
	if !ok || q.Why.Tag != "adds-signs" || !slices.ContainsFunc(it.Wrong, func(w course.Wrong) bool { return w.Misconception == "adds-signs" }) {
		t.Fatalf("after it %s is asked because of %+v", it.ID, q.Why)
	}
	ann.says("why").has("The last answer showed something worth another look")
}

// The promises that hold for a number hold for every kind.
func TestEveryKindKeepsThePromises(t *testing.T) {
	t.Parallel()
	for _, kind := range course.Kinds() {
		if kind == course.Free {
			continue // judged by the learner
		}
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			h, tess := club(t, only(t, kind))
			ann := h.person("Ann").meets()
			ann.says("practice only-" + string(kind))

			// A mis-tap moves nothing.
			ann.answers(false)
			ann.says("mistap").has("not what you meant")
			if _, _, ok := ann.question(); ok {
				if q, _, _ := ann.question(); q.Tries > 0 {
					ann.answers(true)
				}
			}

			// An event delivered twice is one answer.
			q, it, _ := ann.question()
			ev := ann.event()
			ev.Text = right(q, it)
			ann.does(ev)
			before := len(ann.entries())
			ann.does(ev).nothing()
			if got := len(ann.entries()); got != before {
				t.Errorf("the log went from %d to %d entries", before, got)
			}
			ann.says("2") // how sure, if that was asked

			// An appeal shows the question, the answer and the key.
			ann.misses()
			ann.says("i was right").has("passed your answer on to Tess")
			id := shortID(h.alerts("club", "appeal")[0].ID)
			tess.says("alert "+id).has("Answered: ", "Right answer: ")
			tess.says("alert " + id + " accept").has("counts as right")
			h.restart()
			h.verify(school)
		})
	}
}
