package page_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"pacer/bot"
	"pacer/bot/page"
	"pacer/coach"
)

func TestARosterFileIsReadAsPeopleWriteIt(t *testing.T) {
	t.Parallel()
	h := classroom(t)
	for _, row := range []struct {
		name, file string
		want       []string
	}{
		{"a name a line", "Eve\nFay\n", []string{"Eve", "Fay"}},
		{"with a heading", "name\nEve\nFay", []string{"Eve", "Fay"}},
		{"the name in another column", "id,Full name,mail\n7,Eve,e@example.org\n8,Fay,\n", []string{"Eve", "Fay"}},
		{"as Excel writes it in much of Europe", "\ufeffname;mail\r\nEve;x\r\nFay;y\r\n", []string{"Eve", "Fay"}},
		{"with tabs", "name\tmail\nEve\tx\n", []string{"Eve"}},
		{"quoted, with a comma", "\"Eve, of the hill\"\nFay\n", []string{"Eve, of the hill", "Fay"}},
		{"empty lines and blanks between", "\n  Eve   Ann \n\n\n Fay", []string{"Eve Ann", "Fay"}},
		{"who is there already, and who stands twice", "name of ANN\nEve\neve\n", []string{"Eve"}},
		{"a name that would be a formula, as an export writes it", "'=1+1\n", []string{"=1+1"}},
		{"a name with markup", "<b>Eve</b>\n*Fay*", []string{"<b>Eve</b>", "*Fay*"}},
		{"a name of 101 bytes", strings.Repeat("x", 101) + "\nEve", []string{"Eve"}},
	} {
		t.Run(row.name, func(t *testing.T) {
			m := the[*page.RosterFile](h)(h.pages.RosterCheck(t.Context(), who(school, "tess"), "a", []byte(row.file)))
			if diff := cmp.Diff(row.want, m.Names()); diff != "" {
				t.Error(diff)
			}
			if m.New != len(row.want) || m.New+m.Known+m.Wrong != len(m.Lines) {
				t.Errorf("%+v", m)
			}
			for _, l := range m.Lines {
				if l.Line < 1 {
					t.Errorf("%+v", l)
				}
			}
		})
	}
}

func TestAFileThatIsNoRosterGetsASentence(t *testing.T) {
	t.Parallel()
	h := classroom(t)
	for name, file := range map[string]string{
		"nothing":                                "",
		"a heading alone":                        "name\n",
		"a picture":                              "\x89PNG\r\n\x1a\n\x00\x00",
		"another encoding":                       "Zo\xeb\n",
		"far too many":                           strings.Repeat("a\n", 10) + manyNames(1001),
		"more than are put into a class at once": manyNames(bot.MostEnrolled + 1),
		"more than a roster":                     strings.Repeat("x", 1<<20+1),
	} {
		t.Run(name, func(t *testing.T) {
			_, err := h.pages.RosterCheck(t.Context(), who(school, "tess"), "a", []byte(file))
			var hint string
			if e, ok := err.(*coach.Error); ok {
				hint = e.Hint
			}
			if coach.KindOf(err) != coach.Invalid || !strings.HasSuffix(hint, ".") {
				t.Errorf("%v, %q", err, hint)
			}
		})
	}
}

func manyNames(n int) string {
	var s strings.Builder
	for i := range n {
		fmt.Fprintf(&s, "Name %d\n", i)
	}
	return s.String()
}

func FuzzRoster(f *testing.F) {
	h := classroom(f)
	for _, seed := range []string{"name\nEve", "a;b\n1;2", "\"", "\ufeff", "=1\n'=1", "x\ty\n", "\r\n\r\n"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, file string) {
		m, err := h.pages.RosterCheck(t.Context(), who(school, "tess"), "a", []byte(file))
		if err != nil {
			if coach.KindOf(err) != coach.Invalid {
				t.Fatal(err)
			}
			return
		}
		names := m.Names()
		for _, n := range names {
			if n == "" || !utf8.ValidString(n) || strings.ContainsAny(n, "\r\n\x00") {
				t.Errorf("%q", n)
			}
		}
		slices.Sort(names)
		if len(slices.Compact(names)) != m.New {
			t.Errorf("%d names, %d of them new", len(names), m.New)
		}
	})
}
