package page_test

import (
	"fmt"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"pacer/bot"
	"pacer/bot/chat"
	"pacer/bot/page"
	"pacer/bot/say"
	"pacer/coach"
)

// wordy are the fields of what pages show that hold words for people, beside
// all that is Markdown; the others are names, IDs and keys for shapes.
var wordy = []string{"Word", "Words", "Label", "RoleWord"}

// shownWords collects the words for people in what a page shows.
func shownWords(v reflect.Value, field string, found func(string)) {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			shownWords(v.Elem(), field, found)
		}
	case reflect.Slice, reflect.Array:
		for i := range v.Len() {
			shownWords(v.Index(i), field, found)
		}
	case reflect.Map:
		for _, key := range v.MapKeys() {
			shownWords(v.MapIndex(key), field, found)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if f := v.Type().Field(i); f.IsExported() && f.Type != reflect.TypeFor[*say.Printer]() && !(v.Type() == reflect.TypeFor[chat.Choice]() && f.Name == "Word") { // which is typed
				shownWords(v.Field(i), f.Name, found)
			}
		}
	case reflect.String:
		if v.Type() == reflect.TypeFor[chat.Markdown]() || slices.Contains(wordy, field) {
			found(chat.Plain(chat.Markdown(v.String())))
		}
	}
}

// Every page of a class and of a person is in the language of who looks at it,
// but for names and what courses say.
func TestPagesInPseudoLanguagesHaveNoSentenceOfTheirOwn(t *testing.T) {
	t.Parallel()
	own := regexp.MustCompile(`⟦[^⟧⟦]*(?:⟧|…|$)|\S*[0-9]\S*|\b[A-Z][a-z]+/[A-Za-z_/]+\b|\bUTC\b|\b(?:en-XA|ar-XB|English)\b`)
	latin := regexp.MustCompile(`[A-Za-z]{2,}`)
	foreign := make(map[string]bool)
	for _, path := range []string{"../testdata/tiles.yaml", "../testdata/birds.yaml"} {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, word := range latin.FindAllString(string(data)+" Name of tess theo hal sue sam max lost ann bob cem dan Class am stuck I thought goal", -1) {
			foreign[strings.ToLower(word)] = true
		}
	}
	for _, lang := range []string{say.Pseudo, say.PseudoBidi} {
		h := classroom(t)
		for _, person := range []string{"tess", "ann"} {
			h.seed(school, func(tx bot.Tx) error {
				p, err := tx.Person(person)
				p.Settings.Language = lang
				p.Settings.CheckIn, p.Settings.QuietFrom, p.Settings.QuietTo = "0 16 * * MON,WED", 20*60, 7*60
				if err != nil {
					return err
				}
				return tx.PutPerson(p)
			})
		}
		h.seed(school, func(tx bot.Tx) error {
			c, err := tx.Class("a")
			if err != nil {
				return err
			}
			c.CheckIn = "30 15 * * MON-FRI"
			c.Holidays = []coach.Holiday{{From: coach.DayOf(h.now, h.now.Location()) + 7, To: coach.DayOf(h.now, h.now.Location()) + 9}}
			return tx.PutClass(c)
		})
		tess, ctx := who(school, "tess"), t.Context()
		look := func(name string) func(m any, err error) {
			return func(m any, err error) {
				h.must(err)
				shownWords(reflect.ValueOf(m), "", func(text string) {
					left := slices.DeleteFunc(latin.FindAllString(own.ReplaceAllString(text, " "), -1), func(word string) bool { return foreign[strings.ToLower(word)] })
					if len(left) > 0 {
						t.Errorf("%s, %s: %q is in no language file: %q", lang, name, left, text)
					}
				})
			}
		}
		must := func(m any, err error) (any, error) { return m, err }
		look("needs")(must(h.pages.Needs(ctx, tess, "a")))
		look("map")(must(h.pages.ClassMap(ctx, tess, "a", 0)))
		look("projector")(must(h.pages.Projector(ctx, tess, "a", 0)))
		look("alerts")(must(h.pages.Alerts(ctx, tess, "a")))
		look("attendance")(must(h.pages.Attendance(ctx, tess, "a", 0)))
		look("groups")(must(h.pages.Groups(ctx, tess, "a")))
		for _, person := range []string{"ann", "bob", "cem"} {
			look("learner " + person)(must(h.pages.Learner(ctx, tess, "a", person, 0)))
		}
		look("thoughts")(must(h.pages.Thoughts(ctx, tess, "a", "ann")))
		look("material")(must(h.pages.Material(ctx, tess, "a")))
		look("course")(must(h.pages.CourseItems(ctx, tess, "a", "tiles")))
		look("item")(must(h.pages.Item(ctx, tess, "a", "tiles/rows-choice")))
		look("skill")(must(h.pages.Skill(ctx, tess, "a", "tiles/rows")))
		look("people")(must(h.pages.Roster(ctx, tess, "a")))
		look("standards")(must(h.pages.Standards(ctx, tess, "a")))
		look("mine")(must(h.pages.Mine(ctx, who(school, "ann"))))
		look("my own, of a teacher")(must(h.pages.Mine(ctx, tess)))
		if open := the[*page.Alerts](h)(h.pages.Alerts(ctx, tess, "a")); len(open.Open) > 0 {
			look("why")(must(h.pages.Why(ctx, tess, fmt.Sprint("01ALERTBOB"))))
		}
	}
}
