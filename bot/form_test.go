package bot_test

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"pacer/bot/chat"
	"pacer/coach"
	"pacer/coach/course"
	"pacer/coach/grade"
)

// platforms with forms.
var forming = []string{modal, roomy}

// asksFor asks for the form that an event opens. It changes nothing.
func (v *voice) asksFor(change func(*chat.Event)) (*chat.Form, error) {
	v.t.Helper()
	ev := v.event()
	change(&ev)
	before := v.dump()
	form, err := v.bot.Form(v.t.Context(), ev)
	if diff := cmp.Diff(before, v.dump()); diff != "" {
		v.t.Errorf("to open a form changes:\n%s", diff)
	}
	return form, err
}

// opens presses the newest button with that label, which opens a form.
func (v *voice) opens(label string) *chat.Form {
	v.t.Helper()
	form, err := v.asksFor(func(ev *chat.Event) { ev.Press = v.button(label).Value })
	v.must(err)
	if form == nil {
		v.t.Fatalf("%q opens no form", label)
	}
	return form
}

// opensBy gives the command that opens a form.
func (v *voice) opensBy(command string) *chat.Form {
	v.t.Helper()
	form, err := v.asksFor(func(ev *chat.Event) { ev.Text, ev.Command = command, true })
	v.must(err)
	if form == nil {
		v.t.Fatalf("%q opens no form", command)
	}
	return form
}

// button is the newest one with a label that the person has.
func (v *voice) button(label string) chat.Choice {
	v.t.Helper()
	for _, p := range slices.Backward(v.posts) {
		if p.to != v.in {
			continue
		}
		for _, c := range p.choices() {
			if chat.Plain(c.Label) == label {
				if !c.Opens {
					v.t.Fatalf("%q opens nothing", label)
				}
				return c
			}
		}
	}
	v.t.Fatalf("%s has no button %q", v.from.Name, label)
	return chat.Choice{}
}

// submits sends a form with what its fields stand with, but for some.
func (v *voice) submits(f *chat.Form, filled map[string]string) reply {
	v.t.Helper()
	ev := v.event()
	ev.Press, ev.Fields = f.Value, make(map[string]string)
	for _, field := range f.Fields {
		ev.Fields[field.Name] = field.Value
	}
	maps.Copy(ev.Fields, filled)
	return v.does(ev)
}

// filled is a right answer to an item as its form asks for it.
func filled(t testing.TB, f *chat.Form, q coach.Question, it *course.Item) map[string]string {
	t.Helper()
	fields := make(map[string]string)
	if f.Fields[0].Name == "answer" {
		fields["answer"] = right(q, it)
		if it.Kind == course.Choices && f.Fields[0].Many {
			fields["answer"] = lettered(t, q, it, rightOptions(it)...)
		}
		return fields
	}
	name := func(i int) string { return f.Fields[i].Name }
	switch it.Kind {
	case course.Cloze:
		for i, blank := range it.Blanks {
			fields[name(i)] = blank.Answer
		}
	case course.Order:
		for i, line := range it.Lines {
			fields[name(i)] = lettered(t, q, it, line)
		}
	case course.Match:
		for i, pair := range it.Pairs {
			fields[name(i)] = lettered(t, q, it, pair.Right)
		}
	case course.Categories:
		for i, member := range grade.LayoutOf(it, q.Order).Numbered {
			for _, group := range it.Groups {
				if slices.Contains(group.Members, member) {
					fields[name(i)] = lettered(t, q, it, group.Name)
				}
			}
		}
	default:
		t.Fatalf("the form of a %s has the fields %+v", it.Kind, f.Fields)
	}
	return fields
}

func rightOptions(it *course.Item) (texts []string) {
	for _, o := range it.Options {
		if o.Right {
			texts = append(texts, o.Text)
		}
	}
	return texts
}

// oneOfEachKind are items, by their ID, of the kinds that are answered in a
// form.
func oneOfEachKind(t testing.TB) map[course.Kind]string {
	t.Helper()
	all := courses(t)
	found := make(map[course.Kind]string)
	for _, it := range slices.Concat(all["kinds"].Items, all["tiles"].Items) {
		if it.Kind != course.Choice && it.Kind != course.TrueFalse && len(it.Vars) == 0 && len(it.Translations) == 0 {
			if _, ok := found[it.Kind]; !ok {
				found[it.Kind] = it.ID
			}
		}
	}
	if want := len(course.Kinds()) - 2; len(found) != want {
		t.Fatalf("the courses of testdata have %d kinds of %d: %v", len(found), want, found)
	}
	return found
}

// checkForm holds what must be true of every form.
func checkForm(t testing.TB, f *chat.Form, platform string) {
	t.Helper()
	most := map[string]int{modal: 5, roomy: 100}[platform]
	if n := len(f.Fields); n == 0 || n > most {
		t.Errorf("the form has %d fields on a platform for %d", n, most)
	}
	if len(f.Value) > 90 || f.Value == "" || f.Title == "" || utf8.RuneCountInString(f.Title) > 24 || utf8.RuneCountInString(f.Submit) > 24 || utf8.RuneCountInString(f.Close) > 24 {
		t.Errorf("the form is %q, %q, %q, %q", f.Title, f.Value, f.Submit, f.Close)
	}
	names := make(map[string]bool)
	for _, field := range f.Fields {
		if field.Name == "" || names[field.Name] || field.Label == "" || strings.Contains(field.Label, "\n") {
			t.Errorf("the field %q is labelled %q", field.Name, field.Label)
		}
		if len([]rune(field.Hint)) > 100 {
			t.Errorf("the hint of %s is long: %s", field.Name, field.Hint)
		}
		names[field.Name] = true
		values := make(map[string]bool)
		for _, c := range field.Choices {
			if c.Value == "" || values[c.Value] || field.Many && strings.Contains(c.Value, " ") || c.Caption() == "" {
				t.Errorf("%s offers %+v", field.Name, c)
			}
			values[c.Value] = true
		}
		if len(values) > 25 || len(values) > 0 && field.Value != "" && !values[field.Value] {
			t.Errorf("%s offers %d values, and stands at %q", field.Name, len(values), field.Value)
		}
	}
}

func TestEveryKindIsAnsweredInAForm(t *testing.T) {
	t.Parallel()
	for _, platform := range forming {
		for kind, item := range oneOfEachKind(t) {
			t.Run(platform+" "+string(kind), func(t *testing.T) {
				t.Parallel()
				ann, _ := atOn(t, platform, item)
				q, it, _ := ann.question()
				f := ann.opens("Answer")
				checkForm(t, f, platform)
				if !strings.Contains(chat.Plain(f.Lead), strings.Fields(it.Question)[0]) {
					t.Errorf("the form does not show the question: %s", f.Lead)
				}
				r := ann.submits(f, filled(t, f, q, it))
				if kind == course.Free {
					r.has("You wrote: ", "You are the judge.")
					r = ann.presses("the same idea")
				} else {
					r.has("Right")
				}
				if e := ann.entries(); len(e) != 1 || !e[0].Right {
					t.Errorf("the log has %+v", e)
				}
				r.has("2/6")
				if !r.posts[0].updates || len(r.posts[0].choices()) > 0 {
					t.Errorf("in the question's place stands %q, %v", r.posts[0].text(), r.posts[0].choices())
				}
				ann.verify(school)

				ann.submits(f, filled(t, f, q, it)).has("which is answered already")
				if e := ann.entries(); len(e) > 2 || len(e) == 2 && e[1].Counts {
					t.Errorf("sent again, the log has %+v", e)
				}
				ann.verify(school)
			})
		}
	}
}

func TestAFormForManyThingsHasAFieldForEachWhereThereIsRoom(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		platform, item string
		fields         int
	}{
		{modal, "order", 4}, {roomy, "order", 4},
		{modal, "match", 3}, {roomy, "match", 3},
		{modal, "categories", 4}, {roomy, "categories", 4},
		{modal, "numbers", 1},
	} {
		t.Run(tt.platform+" "+tt.item, func(t *testing.T) {
			t.Parallel()
			ann, _ := atOn(t, tt.platform, tt.item)
			if f := ann.opens("Answer"); len(f.Fields) != tt.fields {
				t.Errorf("the form has %d fields: %+v", len(f.Fields), f.Fields)
			}
		})
	}
	t.Run("one to type into where there is none", func(t *testing.T) {
		t.Parallel()
		ann, _ := atOn(t, modal, "order")
		caps := ann.bot.Platforms[modal]
		caps.MaxFields = 3
		ann.bot.Platforms[modal] = caps
		q, it, _ := ann.question()
		f := ann.opens("Answer")
		if len(f.Fields) != 1 || f.Fields[0].Hint != "Type the letters in the right order, like C A B." {
			t.Fatalf("the form has %+v", f.Fields)
		}
		ann.submits(f, map[string]string{"answer": right(q, it)}).has("Right")
	})
}

func TestWhatCannotBeTakenStandsBesideItsField(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		item        string
		fill        map[string]string
		field, told string
	}{
		{"expression", map[string]string{"answer": "2x +* 1"}, "answer", "I couldn't read all of that as mathematics"},
		{"expression", map[string]string{"answer": "what is x?"}, "answer", "sounds like a question"},
		{"expression", map[string]string{"answer": " "}, "answer", "That was empty"},
		{"point", map[string]string{"answer": "2"}, "answer", "2 numbers are asked for"},
		{"order", map[string]string{"1": "A", "2": "B", "3": "B", "4": "C"}, "3", "B is there twice"},
		{"output", map[string]string{"answer": `"14"`}, "answer", "right, except for spaces"},
	} {
		t.Run(tt.item+" "+tt.told, func(t *testing.T) {
			t.Parallel()
			ann, _ := atOn(t, modal, tt.item)
			q, it, _ := ann.question()
			f := ann.opens("Answer")
			r := ann.submits(f, tt.fill).has(tt.told)
			if got := r.posts[0].errors; len(got) != 1 || !strings.Contains(got[tt.field], tt.told) {
				t.Errorf("beside the fields stands %q", got)
			}
			if len(ann.entries()) > 0 {
				t.Errorf("the log has %+v", ann.entries())
			}
			ann.submits(f, filled(t, f, q, it)).has("Right") // put right in the same form
		})
	}
}

func TestAFormIsForWhoWasAsked(t *testing.T) {
	t.Parallel()
	ann, _ := atOn(t, modal, "expression")
	bob := ann.person("Bob").through(modal, "bob").meets()
	q, it, _ := ann.question()
	f := ann.opens("Answer")
	for name, value := range map[string]string{"the button's": ann.button("Answer").Value, "none at all": "01JZZZZZZZZZZZZZZZZZZZZZZZ:form"} {
		form, err := bob.asksFor(func(ev *chat.Event) { ev.Press = value })
		if form != nil || chat.Sentence(err) == "" || coach.KindOf(err) != coach.Forbidden {
			t.Errorf("%s opens %+v, %v", name, form, err)
		}
	}
	before := ann.dump("seen", "receipt")
	bob.submits(f, filled(t, f, q, it)).has("meant for somebody else")
	if diff := cmp.Diff(before, ann.dump("seen", "receipt")); diff != "" {
		t.Errorf("somebody else's form changes:\n%s", diff)
	}
	if form, err := ann.person("Zoe").through(modal, "zoe").asksFor(func(ev *chat.Event) { ev.Press = f.Value }); form != nil || err != nil && chat.Sentence(err) == "" {
		t.Errorf("to a stranger opens %+v, %v", form, err)
	}
}

func TestAFormThatWasSentAlreadyIsNoSecondTry(t *testing.T) {
	t.Parallel()
	ann, _ := atOn(t, modal, "expression")
	q, it, _ := ann.question()
	f := ann.opens("Answer")
	ann.submits(f, map[string]string{"answer": "x^2 + 1"}).has("Not yet", "Have another try")
	ann.submits(f, map[string]string{"answer": "x^2 + 1"}).has("That was taken already")
	if q, _, ok := ann.question(); !ok || q.Tries != 1 {
		t.Fatalf("the question is %+v", q)
	}
	again := ann.opens("Answer")
	r := ann.submits(again, filled(t, again, q, it)).has("That's it", "2/6")
	if r.posts[0].updates {
		t.Error("the form was opened below the first result, and takes the place of it")
	}
	if e := ann.entries(); len(e) != 2 || !e[0].Counts || e[1].Counts {
		t.Errorf("the log has %+v", e)
	}
	ann.verify(school)
}

func TestAFormOfAQuestionThatIsOverIsToldSo(t *testing.T) {
	t.Parallel()
	ann, _ := atOn(t, modal, "expression")
	q, it, _ := ann.question()
	value := ann.button("Answer").Value
	f := ann.opens("Answer")
	ann.presses("Skip")
	ann.submits(f, filled(t, f, q, it)).has("is from earlier")
	form, err := ann.asksFor(func(ev *chat.Event) { ev.Press = value })
	if form != nil || !strings.Contains(string(chat.Sentence(err)), "from earlier") {
		t.Errorf("its button opens %+v, %v", form, err)
	}
	if len(ann.entries()) > 0 {
		t.Errorf("the log has %+v", ann.entries())
	}
}

func TestWordsOfTheCoachInAFormAreObeyed(t *testing.T) {
	t.Parallel()
	for said, told := range map[string]string{
		"hint": "Hint 1 of", "I don't know": "Hint 1 of", "person": "I've told Tess", "stop messages": "I won't write first",
	} {
		t.Run(said, func(t *testing.T) {
			t.Parallel()
			ann, _ := atOn(t, modal, "expression")
			ann.person("Tess").says("hi") // there is somebody to call
			ann.submits(ann.opens("Answer"), map[string]string{"answer": said}).has(told)
			if len(ann.entries()) > 0 {
				t.Errorf("the log has %+v", ann.entries())
			}
		})
	}
}

func TestAScaffoldIsAnsweredInAForm(t *testing.T) {
	t.Parallel()
	ann, _ := atOn(t, modal, "steps")
	q, it, _ := ann.question()
	ann.says("hint")
	ann.says("hint").has("How much is 12 × 10?")
	f := ann.opens("Answer")
	checkForm(t, f, modal)
	if !strings.Contains(chat.Plain(f.Lead), "12 × 10") {
		t.Fatalf("the form is about %s", f.Lead)
	}
	r := ann.submits(f, map[string]string{"answer": "elephants"})
	if r.posts[0].errors["answer"] == "" {
		t.Errorf("beside the field stands %q", r.posts[0].errors)
	}
	ann.submits(f, map[string]string{"answer": "120"}).has("Yes: 120.", "Back to: How much is 12 × 13?")
	ann.submits(f, map[string]string{"answer": "120"}).has("answered already")
	main := ann.opens("Answer")
	ann.submits(main, map[string]string{"answer": right(q, it)}).has("Right")
}

func TestHowSureIsAFieldOfTheForm(t *testing.T) {
	t.Parallel()
	for _, said := range []string{"3", ""} {
		t.Run("said "+said, func(t *testing.T) {
			t.Parallel()
			h, _ := club(t, only(t, course.Number))
			ann := h.person("Ann").through(modal, "ann").meets()
			ann.says("practice only-number")
			for n := 0; ; n++ {
				q, it, ok := ann.question()
				if n == 60 {
					t.Fatal("nobody is ever asked how sure they are")
				}
				if !ok {
					ann.says("practice only-number")
					continue
				}
				f := ann.opens("Answer")
				asks := slices.ContainsFunc(f.Fields, func(f chat.Field) bool { return f.Name == "sure" })
				if asks != q.Sure {
					t.Fatalf("the form asks how sure: %t; the question: %t", asks, q.Sure)
				}
				fields := filled(t, f, q, it)
				if asks {
					fields["sure"] = said
				}
				ann.submits(f, fields).has("Right").lacks("how sure are you?")
				if !asks {
					continue
				}
				e := ann.entries()
				if got := ann.wordsOf(e[len(e)-1].Position).Confidence; said == "3" && got != 3 || said == "" && got != 0 {
					t.Errorf("kept as %d", got)
				}
				return
			}
		})
	}
}

func TestWhereSeveralMayBeRightNoneIsPressedAloneWhereThereAreForms(t *testing.T) {
	t.Parallel()
	item := oneOfEachKind(t)[course.Choices]
	ann, _ := atOn(t, modal, item)
	for _, c := range ann.posts[len(ann.posts)-1].choices() {
		if c.IsLetter() {
			t.Errorf("%q can be pressed", c.Caption())
		}
	}
	for _, o := range func() []course.Option { _, it, _ := ann.question(); return it.Options }() {
		if !strings.Contains(ann.last(), o.Text) {
			t.Errorf("%q is not shown in\n%s", o.Text, ann.last())
		}
	}
	if f := ann.opens("Answer"); !f.Fields[0].Many {
		t.Errorf("the form has %+v", f.Fields)
	}
	ann, _ = atOn(t, platform, item)
	if c := ann.posts[len(ann.posts)-1].choices(); len(c) == 0 || !c[0].IsLetter() {
		t.Errorf("without forms there is to press: %v", c)
	}
}

func TestDangerIsHeardInAForm(t *testing.T) {
	t.Parallel()
	ann, _ := atOn(t, modal, "expression")
	ann.submits(ann.opens("Answer"), map[string]string{"answer": "I want to kill myself"}).has("you deserve a person now")
	if len(ann.entries()) > 0 || len(ann.alerts("", "danger")) != 1 {
		t.Errorf("the log has %+v, the alerts are %+v", ann.entries(), ann.alerts("", "danger"))
	}
}
