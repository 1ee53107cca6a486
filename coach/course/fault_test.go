package course

import (
	"strings"
	"testing"
)

func TestFaultsReadAsOnAScreen(t *testing.T) {
	for _, row := range []struct{ what, source, want string }{
		{"the line before, the line, and a caret", withItem("kind: text\nanswer: a\nalso: [comparin]"), `
course.yaml:16:12: item "x": draws on "comparin": no such skill. Did you mean "comparing"?
   15 |     answer: a
 > 16 |     also: [comparin]
      |            ^`},
		{"two faults, the first one first", withHead("course: c\ntitle: ''\nlanguage: xx-yy-zz"), `
course.yaml:2:8: ` + "`title`" + ` is empty: fill it in or remove it
   1 | course: c
 > 2 | title: ''
     |        ^
course.yaml:3:11: unknown language "xx-yy-zz": write a tag like en, en-GB or zh-Hant
   2 | title: ''
 > 3 | language: xx-yy-zz
     |           ^`},
		{"tabs below tabs", withItem("kind: text\nanswer: a\nalso: [adding,\tcomparin]"), `
course.yaml:16:12: item "x": names the skill "adding" twice: remove one
   15 |     answer: a
 > 16 |     also: [adding,	comparin]
      |            ^
course.yaml:16:20: item "x": draws on "comparin": no such skill. Did you mean "comparing"?
   15 |     answer: a
 > 16 |     also: [adding,	comparin]
      |                   	^`},
		{"characters, not bytes", "course: c\ntitle: {é: x}", `
course.yaml:1:1: ` + "`language` is missing\n > 1 | course: c\n     | ^" + `
course.yaml:1:1: ` + "`licence` is missing\n > 1 | course: c\n     | ^" + `
course.yaml:1:1: ` + "`skills` is missing\n > 1 | course: c\n     | ^" + `
course.yaml:1:1: ` + "`items` is missing\n > 1 | course: c\n     | ^" + `
course.yaml:2:8: ` + "`title` must be a text, not keys with values: put a text that holds `: ` or begins with { in quotes" + `
   1 | course: c
 > 2 | title: {é: x}
     |        ^`},
		{"nothing that a terminal would obey", "course: \x1b[2J", `
course.yaml:1:9: a control character (U+001B) stands here: remove it
 > 1 | course: ·[2J
     |         ^`},
		{"a long line around the caret", "course: c\ntitle: " + strings.Repeat("long ", 40) + "\x01" + strings.Repeat(" tail", 40), `
course.yaml:2:208: a control character (U+0001) stands here: remove it
   1 | 
 > 2 | ong long long long long long long long long long · tail tail tail tail tail tail tail tail tail tail…
     |                                                  ^`},
	} {
		t.Run(row.what, func(t *testing.T) {
			_, err := Parse("course.yaml", []byte(row.source))
			if err == nil {
				t.Fatal("the course is accepted")
			}
			if got := "\n" + err.Error(); got != row.want {
				t.Errorf("got:%s\nwant:%s", got, row.want)
			}
		})
	}
}

func TestNearest(t *testing.T) {
	known := []string{"choices", "common-denominator", "adding", "number"}
	for _, row := range []struct{ what, word, want string }{
		{"a wrong letter", "choises", "choices"},
		{"a letter too few", "comon-denominator", "common-denominator"},
		{"neighbours swapped", "nubmer", "number"},
		{"a capital", "Adding", "adding"},
		{"a beginning", "common", "common-denominator"},
		{"a longer word", "adding-up", "adding"},
		{"another word", "subtract", ""},
		{"a short word of which a third is less than one letter", "ad", ""},
		{"nothing", "", ""},
		{"a word nobody mistypes", strings.Repeat("a", 1000), ""},
	} {
		if got := nearest(row.word, known); got != row.want {
			t.Errorf("%s: %.20q is near %q, want %q", row.what, row.word, got, row.want)
		}
	}
}
