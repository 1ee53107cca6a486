package storagetest

import (
	"errors"
	"reflect"
	"strings"
	"time"

	"github.com/google/go-cmp/cmp"

	"pacer/bot"
	"pacer/coach"
	thinking "pacer/coach/reflect"
)

var rows = []test{
	{"everything comes back as it was put, to the millisecond, and is replaced by what has the same key", func(s *stage) {
		// Every Put whose value can be read again, with how.
		again := map[string]func(v reflect.Value) (method string, args []any){
			"PutWorkspace":      func(reflect.Value) (string, []any) { return "Workspace", nil },
			"PutWorkspaceState": func(reflect.Value) (string, []any) { return "WorkspaceState", nil },
			"PutPerson":         func(v reflect.Value) (string, []any) { return "Person", fields(v, "ID") },
			"PutAccount":        func(v reflect.Value) (string, []any) { return "Account", fields(v, "Platform", "User") },
			"PutClass":          func(v reflect.Value) (string, []any) { return "Class", fields(v, "ID") },
			"PutCode":           func(v reflect.Value) (string, []any) { return "Code", fields(v, "Code") },
			"PutSession":        func(v reflect.Value) (string, []any) { return "Session", fields(v, "ID") },
			"PutQuestion":       func(v reflect.Value) (string, []any) { return "Question", fields(v, "ID") },
			"PutWords":          func(v reflect.Value) (string, []any) { return "Words", fields(v, "Attempt") },
			"PutEstimate":       func(v reflect.Value) (string, []any) { return "Estimate", fields(v, "Person", "Skill") },
			"PutFact":           func(v reflect.Value) (string, []any) { return "Fact", fields(v, "Person", "Item") },
			"PutAlert":          func(v reflect.Value) (string, []any) { return "Alert", fields(v, "ID") },
			"PutRound":          func(v reflect.Value) (string, []any) { return "Round", fields(v, "ID") },
			"PutAssignment":     func(v reflect.Value) (string, []any) { return "Assignment", fields(v, "ID") },
			"PutGroup":          func(v reflect.Value) (string, []any) { return "Group", fields(v, "ID") },
			"PutDraft":          func(v reflect.Value) (string, []any) { return "Draft", fields(v, "ID") },
			"PutPublication":    func(v reflect.Value) (string, []any) { return "Publication", fields(v, "Course") },
			"PutSchedule":       func(v reflect.Value) (string, []any) { return "Schedule", fields(v, "Person", "Kind") },
		}
		s.do(func(tx bot.Tx) error { // for accounts and publications to refer to
			for range 40 {
				call(tx, "PutPerson", writes["PutPerson"](newGen(uint64(len(s.Name())))))
			}
			return tx.PutDraft(bot.Draft{ID: "draft-0"})
		})
		g := newGen(5)
		for range 200 {
			for _, method := range names(writes) {
				read := again[method]
				if read == nil {
					continue
				}
				args := writes[method](g)
				how, keys := read(reflect.ValueOf(args[0]))
				want := whole(args[0])
				var refused bool
				s.do(func(tx bot.Tx) error {
					refused = call(tx, method, args) != "nil"
					return nil
				})
				if refused && (method == "PutAccount" || method == "PutPublication") {
					continue // of nobody, or of nothing
				}
				look := func(r bot.Reader) {
					got := call(r, how, keys)
					if diff := cmp.Diff(want+", nil", got); diff != "" {
						s.Errorf("%s, then %s%v: %s", method, how, keys, diff)
					}
				}
				s.read(func(r bot.Reader) error { look(r); return nil })
				s.do(func(tx bot.Tx) error { look(tx); return nil })
			}
		}
	}},
	{"an entry of the log comes back as it was appended, at its position", func(s *stage) {
		g := newGen(6)
		for range 100 {
			e := writes["Append"](g)[0].(coach.Entry)
			s.do(func(tx bot.Tx) (err error) {
				e.Position, err = tx.Append(e)
				return err
			})
			s.read(func(r bot.Reader) error {
				got, err := r.Entry(e.Position)
				if diff := cmp.Diff(whole(e), render(got)); diff != "" {
					s.Error(diff)
				}
				return err
			})
		}
	}},
	{"thoughts come newest first, no more than asked for", func(s *stage) {
		shares := map[string]thinking.Share{"2": thinking.WithTeachers}
		s.do(func(tx bot.Tx) error {
			for _, id := range []string{"1", "3", "2"} {
				if err := tx.PutThought(bot.Thought{ID: id, Person: "ada", At: noon, Said: "I said " + id, Prompt: "p", Skipped: id == "1", Share: shares[id]}); err != nil {
					return err
				}
			}
			return tx.PutThought(bot.Thought{ID: "4", Person: "bob"})
		})
		s.read(func(r bot.Reader) error {
			got, err := r.Thoughts("ada", 2)
			want := []bot.Thought{{ID: "3", Person: "ada", At: noon, Said: "I said 3", Prompt: "p"}, {ID: "2", Person: "ada", At: noon, Said: "I said 2", Prompt: "p", Share: thinking.WithTeachers}}
			if diff := cmp.Diff(want, got); diff != "" {
				s.Error(diff)
			}
			return err
		})
	}},
	{"a thought is removed by whose it is, and by nobody else", func(s *stage) {
		s.do(func(tx bot.Tx) error {
			return errors.Join(tx.PutThought(bot.Thought{ID: "1", Person: "ada", At: noon}), tx.RemoveThought("1", "bob"))
		})
		s.read(func(r bot.Reader) error {
			_, err := r.Thought("1")
			return err
		})
		s.do(func(tx bot.Tx) error { return tx.RemoveThought("1", "ada") })
		s.read(func(r bot.Reader) error {
			if _, err := r.Thought("1"); !coach.IsNotFound(err) {
				s.Errorf("it is still there: %v", err)
			}
			return nil
		})
	}},
	{"the content of a version never changes", func(s *stage) {
		for _, json := range []string{`{"q":"first"}`, `{"q":"second"}`} {
			s.do(func(tx bot.Tx) error { return tx.PutContent("c", "i", "v", []byte(json)) })
		}
		s.read(func(r bot.Reader) error {
			got, err := r.Content("c", "i", "v")
			if string(got) != `{"q":"first"}` {
				s.Errorf("got %s", got)
			}
			return err
		})
	}},
	{"members come by name, with their roles", func(s *stage) {
		s.do(func(tx bot.Tx) error {
			if err := tx.PutClass(coach.Class{ID: "c"}); err != nil {
				return err
			}
			for id, name := range map[string]string{"1": "Zoe", "2": "Ada", "3": "Mia", "4": "Bob"} {
				if err := tx.PutPerson(coach.Person{ID: id, Name: name, Maker: id == "4"}); err != nil {
					return err
				}
			}
			for id, role := range map[string]coach.Role{"1": coach.Learner, "2": coach.Teacher, "3": coach.Substitute} {
				if err := tx.PutMember(coach.Member{Class: "c", Person: id, Role: role, Until: noon}); err != nil {
					return err
				}
			}
			return nil
		})
		s.read(func(r bot.Reader) error {
			for what, got := range map[string]string{
				"Ada Mia Zoe": memberNames(r.Members("c")), "Ada Mia": memberNames(r.Teachers("c")), "Ada Bob Mia": peopleNames(r.Grown()),
			} {
				if got != what {
					s.Errorf("got %q, want %q", got, what)
				}
			}
			return nil
		})
		s.do(func(tx bot.Tx) error { return tx.RemoveMember("c", "2") })
		s.read(func(r bot.Reader) error {
			if got := memberNames(r.Teachers("c")); got != "Mia" {
				s.Errorf("after one was removed: got %q", got)
			}
			return nil
		})
	}},
	{"a file of a draft is its parts in their order, and a part that comes again takes the place of the first", func(s *stage) {
		s.do(func(tx bot.Tx) error {
			return errors.Join(tx.PutDraft(bot.Draft{ID: "d"}), tx.PutFile("d", "c/course.yaml", 1, []byte("two")))
		})
		s.do(func(tx bot.Tx) error { return tx.PutFile("d", "c/course.yaml", 0, []byte("none, ")) })
		s.do(func(tx bot.Tx) error {
			return errors.Join(tx.PutFile("d", "c/course.yaml", 0, []byte("one, ")), tx.PutFile("d", "c/media/a.png", 0, []byte("another file")))
		})
		s.read(func(r bot.Reader) error {
			got, err := r.File("d", "c/course.yaml")
			if string(got) != "one, two" {
				s.Errorf("got %q", got)
			}
			return err
		})
		s.is(s.View(s.ctx(), here, func(r bot.Reader) error { return second(r.File("d", "c/media/b.png")) }), coach.NotFound)
		s.is(s.View(s.ctx(), there, func(r bot.Reader) error { return second(r.File("d", "c/course.yaml")) }), coach.NotFound)
	}},
	{"a code that was spent is gone", func(s *stage) {
		s.do(func(tx bot.Tx) error { return tx.PutCode(coach.Code{Code: "x", Kind: coach.CodeOwner, Expires: noon}) })
		s.do(func(tx bot.Tx) error { return tx.SpendCode("x") })
		s.is(s.View(s.ctx(), here, func(r bot.Reader) error { return second(r.Code("x")) }), coach.NotFound)
	}},
}

func memberNames(all []bot.Membership, err error) string {
	var names []string
	for _, m := range all {
		names = append(names, m.Who.Name)
	}
	if err != nil {
		return err.Error()
	}
	return strings.Join(names, " ")
}

func peopleNames(all []coach.Person, err error) string {
	var names []string
	for _, p := range all {
		names = append(names, p.Name)
	}
	if err != nil {
		return err.Error()
	}
	return strings.Join(names, " ")
}

// fields are some fields of a value, as arguments.
func fields(v reflect.Value, names ...string) (args []any) {
	for _, n := range names {
		args = append(args, v.FieldByName(n).Interface())
	}
	return args
}

// whole renders a value as it is to come back: instants that have columns to
// the millisecond, and what is not the caller's to say as the store says it.
func whole(v any) string {
	switch v := v.(type) {
	case coach.Workspace:
		v.ID = here
		return render(v)
	case coach.Question:
		v.Posted = time.Time{}
		return render(v)
	case bot.Schedule:
		v.Workspace, v.Next = here, v.Next.Truncate(time.Millisecond)
		return render(v)
	case coach.Entry:
		v.At = v.At.Truncate(time.Millisecond)
		return render(v)
	case coach.Estimate:
		v.Due = v.Due.Truncate(time.Millisecond)
		return render(v)
	case coach.Fact:
		v.Due = v.Due.Truncate(time.Millisecond)
		return render(v)
	case bot.Draft:
		v.Made = v.Made.Truncate(time.Millisecond)
		return render(v)
	case bot.Publication:
		v.At = v.At.Truncate(time.Millisecond)
		return render(v)
	case coach.Code:
		v.Expires = v.Expires.Truncate(time.Millisecond)
		return render(v)
	}
	return render(v)
}
