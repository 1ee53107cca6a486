package course

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// withItem is a course with one item, whose further keys begin on line 14 in
// column 5.
func withItem(keys string) string {
	return `course: c
title: C
language: en
licence: CC0-1.0
misconceptions: [{id: adds-across, title: M}]
skills:
  - {id: adding, title: S, why: W}
  - {id: comparing, title: S, why: W}
items:
  - id: x
    skill: adding
    question: "What?"
    explanation: E.
    ` + strings.ReplaceAll(keys, "\n", "\n    ")
}

// withSkills is a course with those skills, which begin on line 6, and an item.
func withSkills(skills string) string {
	return `course: c
title: C
language: en
licence: CC0-1.0
skills:
` + skills + `
items:
  - {id: x, skill: a, kind: text, question: Q, answer: A, explanation: E}`
}

// withHead is a course whose first three lines are given.
func withHead(lines string) string {
	return lines + `
licence: CC0-1.0
skills:
  - {id: a, title: S, why: W}
items:
  - {id: x, skill: a, kind: text, question: Q, answer: A, explanation: E}`
}

func TestEveryFaultIsFound(t *testing.T) {
	for _, row := range []struct {
		what, source string
		want         []string // line:column: text
	}{
		{"an empty file", "", []string{
			"1:1: the file is empty: begin with `course: short-name`",
		}},
		{"a file of comments", "# later\n", []string{
			"1:1: the file is empty: begin with `course: short-name`",
		}},
		{"a list instead of keys", "- a", []string{
			"1:1: a course is keys with values: begin with `course: short-name`",
		}},
		{"a second document", "course: a\n---\ncourse: b", []string{
			"2:1: a second document begins here: a course is one document, without `---` in it",
		}},
		{"a text with a colon in it", "course: c\ntitle: Fractions: the course", []string{
			"2:8: this is not YAML: mapping value is not allowed in this context (put a text that holds `: ` in quotes)",
		}},
		{"a tab for indentation", "skills:\n\t- id: a", []string{
			`2:1: this is not YAML: found character '	' that cannot start any token (indent with spaces, not tabs)`,
		}},
		{"a quote that is not closed", "course: c\ntitle: \"Fractions", []string{
			`2:8: this is not YAML: could not find end character of double-quoted text (close the quote)`,
		}},
		{"a backslash in double quotes", "course: c\ntitle: \"$\\pi$\"", []string{
			`2:11: this is not YAML: found unknown escape character 'p' (in double quotes a backslash is written \\; single quotes leave it alone)`,
		}},
		{"a reserved character", "course: c\ntitle: `code`", []string{
			"2:8: this is not YAML: '`' is a reserved character (put the text in quotes)",
		}},
		{"anchors, aliases, tags and merges", "a: &x 1\nb: *x\nc: !!str d\n<<: e", []string{
			"1:4: `&` makes a YAML anchor, which courses do not use: if a text is meant, put it in quotes",
			"2:4: `*` makes a YAML alias, which courses do not use: if a text is meant, put it in quotes",
			"3:4: `!` makes a YAML tag, which courses do not use: if a text is meant, put it in quotes",
			"4:1: `<<` merges YAML mappings, which courses do not use: if a text is meant, put it in quotes",
		}},
		{"a tab in a text", "course: c\ntitle: Frac\ttions", []string{
			`2:12: a tab stands in this text: write a space, or put the text in double quotes and write \t`,
		}},
		{"a tab in double quotes", "course: c\ntitle: \"é, Frac\ttions\"", []string{
			`2:16: a tab stands in double quotes: write \t`,
		}},
		{"an escape without its digits", "course: c\ntitle: \"\\u00g9\"", []string{
			`2:9: the digits of this character's number are missing: write two of 0-9 and a-f after \x, four after \u, eight after \U`,
		}},
		{"blanks at the end of a line", withItem("kind: text\nanswer: a  \nskill : adding  \ntier: four \nhints:\n  - ''  \n"), []string{
			"16:5: item \"x\": `skill` stands here again; the first is on line 11: remove one",
			"17:11: item \"x\": `tier` must be 1, 2 or 3",
			"19:9: item \"x\": hint 1 is empty: fill it in or remove it",
		}},
		{"a text over several lines, with blanks at their ends", withSkills("  - id: a\n    title: Plain words  \n      go on   \n\n      and on  \n    why: [W]  "), []string{
			"11:10: skill \"a\": `why` must be one text, not a list: put a text that begins with [ in quotes",
		}},
		{"a control character", "course: c\ntitle: a\x1b[2Jb", []string{
			`2:9: a control character (U+001B) stands here: remove it`,
		}},
		{"bytes that are not UTF-8", "course: c\ntitle: éé\xff", []string{
			`2:10: this is not UTF-8: save the file in that encoding`,
		}},
		{"nothing but a title", "title: C", []string{
			"1:1: `course` is missing",
			"1:1: `language` is missing",
			"1:1: `licence` is missing",
			"1:1: `skills` is missing",
			"1:1: `items` is missing",
		}},
		{"a language tag with a low line", withHead("course: c\ntitle: C\nlanguage: en_GB"), []string{
			`3:11: unknown language "en_GB". Did you mean "en-GB"?`,
		}},
		{"a language that is none", withHead("course: c\ntitle: C\nlanguage: german"), []string{
			`3:11: unknown language "german": write a tag like en, en-GB or zh-Hant`,
		}},
		{"an ID with capitals and spaces", withHead("course: Fractions & more\ntitle: C\nlanguage: en"), []string{
			"1:9: `course` may hold only small letters a-z, digits and hyphens: try \"fractions-more\"",
		}},
		{"empty values", withHead("course: c\ntitle: ' '\nlanguage:"), []string{
			"2:8: `title` is empty: fill it in or remove it",
			"3:1: `language` has no value: fill it in or remove it",
		}},
		{"the word null", withHead("course: c\ntitle: null\nlanguage: ~"), []string{
			"2:8: `title` is null, which in YAML means that there is nothing: put it in quotes if it is the text",
			"3:11: `language` is ~, which in YAML means that there is nothing: put it in quotes if it is the text",
		}},
		{"an escape that makes a control character", withHead("course: c\ntitle: \"a\\e[2Jb\"\nlanguage: en"), []string{
			"2:8: `title` holds a control character: remove it",
		}},
		{"a key that stands twice", withHead("course: c\ntitle: C\nlanguage: en\ntitle: D"), []string{
			"4:1: `title` stands here again; the first is on line 2: remove one",
		}},
		{"keys from other formats", withHead("id: c\nname: C\nlang: en"), []string{
			"1:1: unknown key `id`: did you mean `course`?",
			"2:1: unknown key `name`: did you mean `title`?",
			"3:1: unknown key `lang`: did you mean `language`?",
		}},

		{"a list that is none", withSkills("  - {id: a, title: S, why: W, needs: b}\n  - {id: b, title: S, why: W, needs: []}"), []string{
			"6:38: skill \"a\": `needs` must be a list: each entry on a line of its own, after `- `",
			"7:38: skill \"b\": `needs` is an empty list: fill it in or remove it",
		}},
		{"an entry that is none", withSkills("  - {id: a, title: S, why: W}\n  - adding"), []string{
			"7:5: skill 2: must be written with keys: `id`, `title`, `why`, `standards`, `needs`, `memory`, `resources`, `translations`",
		}},
		{"keys where a text belongs", withSkills("  - {id: a, title: S, why: W, standards: [b: c]}\n  - {id: b, title: [S], why: {x: y}}"), []string{
			"6:43: skill \"a\": `standards`, entry 1, must be a text, not keys with values: put a text that holds `: ` or begins with { in quotes",
			"7:20: skill \"b\": `title` must be one text, not a list: put a text that begins with [ in quotes",
			"7:30: skill \"b\": `why` must be a text, not keys with values: put a text that holds `: ` or begins with { in quotes",
		}},
		{"two skills with one ID", withSkills("  - {id: a, title: S, why: W}\n  - {id: a, title: S, why: W}"), []string{
			`7:10: skill "a": the skill on line 6 has this ID already: give one of them another`,
		}},
		{"a prerequisite with a typing error", withSkills("  - {id: a, title: S, why: W}\n  - {id: comparing, title: S, why: W, needs: [a, comapring]}\n  - {id: b, title: S, why: W, needs: [zzz]}"), []string{
			`7:50: skill "comparing": needs "comapring": no such skill. Did you mean "comparing"?`,
			`8:39: skill "b": needs "zzz": no such skill.`,
		}},
		{"a prerequisite twice and oneself", withSkills("  - {id: a, title: S, why: W}\n  - {id: b, title: S, why: W, needs: [a, a, b]}"), []string{
			`7:42: skill "b": needs "a" twice: remove one`,
			`7:45: skill "b": needs itself: remove it`,
		}},
		{"a circle of three", withSkills("  - {id: a, title: S, why: W, needs: [b]}\n  - {id: b, title: S, why: W, needs: [c]}\n  - {id: c, title: S, why: W, needs: [a]}"), []string{
			`8:39: skill "c": skills need each other in a circle: a → b → c → a. Remove one of these needs`,
		}},
		{"two circles", withSkills("  - {id: a, title: S, why: W, needs: [b]}\n  - {id: b, title: S, why: W, needs: [a, c]}\n  - {id: c, title: S, why: W, needs: [b]}"), []string{
			`7:39: skill "b": skills need each other in a circle: a → b → a. Remove one of these needs`,
			`8:39: skill "c": skills need each other in a circle: b → c → b. Remove one of these needs`,
		}},
		{"an unknown memory", withSkills("  - {id: a, title: S, why: W, memory: facts}"), []string{
			`6:39: skill "a": unknown memory "facts": write skill (many items, one memory) or item (each item is a fact of its own)`,
		}},
		{"resources with nothing in them", withSkills("  - id: a\n    title: S\n    why: W\n    resources:\n      - {kind: text, title: T}\n      - {kind: vidoe, title: T, text: x}\n      - {kind: video, title: T, text: x}\n      - {kind: picture, title: T, url: media/a.png}"), []string{
			"10:7: skill \"a\": resource 1: there is nothing to read, watch or do: give it a `text`, a `url`, or both",
			`11:16: skill "a": resource 2: unknown kind "vidoe": write one of text, example, picture, video, activity, link. Did you mean "video"?`,
			"12:7: skill \"a\": resource 3: a video needs a `url`",
			"13:7: skill \"a\": resource 4: a picture needs a `text` that says what it shows, for those who cannot see it",
		}},
		{"addresses that are none", withSkills("  - id: a\n    title: S\n    why: W\n    resources:\n      - {kind: link, title: T, url: 'javascript:alert(1)'}\n      - {kind: link, title: T, url: ../secret}\n      - {kind: link, title: T, url: /etc/passwd}\n      - {kind: link, title: T, url: 'https://'}"), []string{
			`10:37: skill "a": resource 1: "javascript:alert(1)" is neither a web address (https://…) nor a file of the course's folder (media/…)`,
			`11:37: skill "a": resource 2: "../secret" is neither a web address (https://…) nor a file of the course's folder (media/…)`,
			`12:37: skill "a": resource 3: "/etc/passwd" is neither a web address (https://…) nor a file of the course's folder (media/…)`,
			`13:37: skill "a": resource 4: "https://" is neither a web address (https://…) nor a file of the course's folder (media/…)`,
		}},

		{"an item without a kind", withItem("answer: a"), []string{
			"10:3: item \"x\": `kind` is missing",
		}},
		{"an unknown kind", withItem("kind: choise"), []string{
			`14:11: item "x": unknown kind "choise": write one of choice, choices, true-false, number, numbers, interval, expression, text, cloze, order, match, categories, output, free. Did you mean "choice"?`,
		}},
		{"a tier that is none", withItem("kind: text\nanswer: a\ntier: 4"), []string{
			"16:11: item \"x\": `tier` must be 1 (first steps), 2 (typical) or 3 (transfer)",
		}},
		{"a tier in words", withItem("kind: text\nanswer: a\ntier: hard"), []string{
			"16:11: item \"x\": `tier` must be 1, 2 or 3",
		}},
		{"an unknown skill among several", withItem("kind: text\nanswer: a\nalso: [adding, compare, comparing]"), []string{
			`16:12: item "x": names the skill "adding" twice: remove one`,
			`16:20: item "x": draws on "compare": no such skill.`,
		}},
		{"an empty hint", withItem("kind: text\nanswer: a\nhints:\n- Try.\n- ''\n-\n- Remember: this"), []string{
			"18:7: item \"x\": hint 2 is empty: fill it in or remove it",
			"19:5: item \"x\": hint 3 has no value: fill it in or remove it",
			"20:5: item \"x\": hint 4 must be a text, not keys with values: put a text that holds `: ` or begins with { in quotes",
		}},
		{"a misspelt key", withItem("kind: choice\nchoises:\n- {text: a, right: true}\n- {txt: b}"), []string{
			"15:5: item \"x\": unknown key `choises`: did you mean `choices`?",
			"17:8: item \"x\": choice B: unknown key `txt`: did you mean `text`?",
		}},
		{"keys of another kind", withItem("kind: text\nanswer: a\ntolerance: 1%\nchoices: [{text: a}]"), []string{
			"16:5: item \"x\": `tolerance` does not fit kind text: it belongs to kind number or numbers",
			"17:5: item \"x\": `choices` does not fit kind text: it belongs to kind choice or choices",
		}},
		{"a kind without what it needs", withItem("kind: cloze"), []string{
			"10:3: item \"x\": `blanks` is missing: kind cloze needs it",
		}},
		{"a free item without a model", withItem("kind: free\nanswer: a"), []string{
			"10:3: item \"x\": `model` is missing: kind free needs it",
			"15:5: item \"x\": `answer` does not fit kind free: it belongs to kind true-false, number, interval, expression, text or output",
		}},

		{"a choice without a right one", withItem("kind: choice\nchoices:\n- text: a\n- text: b"), []string{
			"16:5: item \"x\": no choice is right: mark one with `right: true`",
		}},
		{"a choice with two right ones", withItem("kind: choice\nchoices:\n- {text: a, right: true}\n- {text: b, right: true}"), []string{
			`16:5: item "x": 2 choices are right, but kind choice has exactly one: use kind choices, or mark one only`,
		}},
		{"choices without a right one", withItem("kind: choices\nchoices:\n- text: a\n- text: b"), []string{
			"16:5: item \"x\": no choice is right: mark one with `right: true`",
		}},
		{"one choice", withItem("kind: choice\nchoices:\n- {text: a, right: true}"), []string{
			`16:5: item "x": there must be at least two choices`,
		}},
		{"too many choices", withItem("kind: choices\nchoices:\n- {text: z, right: true}\n- text: " + strings.Join(strings.Split("abcdefghijklmnopqrstuvwxy0", ""), "\n- text: ")), []string{
			`16:5: item "x": there may be at most 26 choices, one for each letter`,
		}},
		{"choices that look alike", withItem("kind: choice\nchoices:\n- {text: one  half, right: true}\n- text: A half\n- text: ' one half'"), []string{
			`18:13: item "x": choice C: the same choice stands on line 16: learners cannot tell them apart`,
		}},
		{"a mark that is no truth value", withItem("kind: choice\nchoices:\n- {text: a, right: yes}\n- {text: b}"), []string{
			"16:24: item \"x\": choice A: `right` must be true or false",
		}},
		{"a misconception with a typing error", withItem("kind: choice\nchoices:\n- {text: a, right: true}\n- {text: b, misconception: add-across}"), []string{
			`17:32: item "x": choice B: reveals "add-across": no such misconception. Did you mean "adds-across"?`,
		}},

		{"a statement that is neither", withItem("kind: true-false\nanswer: yes"), []string{
			"15:13: item \"x\": `answer` must be true or false, in small letters",
		}},
		{"a statement in capitals", withItem("kind: true-false\nanswer: True"), []string{
			"15:13: item \"x\": `answer` must be true or false, in small letters",
		}},

		{"a number that is none", withItem("kind: number\nanswer: two"), []string{
			`15:13: item "x": "two" does not read as a number: write it like 12, -0.25, 3/4 or 1 1/2`,
		}},
		{"a number with a comma", withItem("kind: number\nanswer: 1,5"), []string{
			`15:13: item "x": "1,5" does not read as a number: write it like 12, -0.25, 3/4 or 1 1/2`,
		}},
		{"a division by zero", withItem("kind: number\nanswer: 1/0"), []string{
			`15:13: item "x": "1/0" divides by zero`,
		}},
		{"a tolerance that is none", withItem("kind: number\nanswer: 1\ntolerance: about 2"), []string{
			`16:16: item "x": "about 2" does not read as a tolerance: write how far off an answer may be, like 0.01, or as a share of it, like 1%`,
		}},
		{"a tolerance below zero", withItem("kind: number\nanswer: 1\ntolerance: -1%"), []string{
			`16:16: item "x": "-1%" does not read as a tolerance: write how far off an answer may be, like 0.01, or as a share of it, like 1%`,
		}},
		{"an unknown form", withItem("kind: number\nanswer: 1\nform: lowest"), []string{
			`16:11: item "x": unknown form "lowest": write one of simplest, mixed, decimal, or leave it out`,
		}},
		{"an answer that is not in its form", withItem("kind: number\nanswer: 6/4\nform: simplest"), []string{
			`15:13: item "x": "6/4" is not in lowest terms, as form simplest asks: write 3/2`,
		}},
		{"an answer that is not mixed", withItem("kind: number\nanswer: -6/4\nform: mixed"), []string{
			`15:13: item "x": "-6/4" is not a mixed number in lowest terms, as form mixed asks: write -1 1/2`,
		}},
		{"an answer that is no decimal", withItem("kind: number\nanswer: 1/2\nform: decimal"), []string{
			`15:13: item "x": "1/2" is a fraction, but form decimal asks for a decimal`,
		}},
		{"a decimal where a fraction is asked for", withItem("kind: number\nanswer: 0.5\nform: simplest"), []string{
			`15:13: item "x": "0.5" is not a simple fraction, as form simplest asks: write 1/2`,
		}},
		{"a unit twice", withItem("kind: number\nanswer: 1\nunits: [m, metre, m]"), []string{
			`16:23: item "x": the unit "m" stands here twice: remove one`,
		}},
		{"a wrong answer that is right", withItem("kind: number\nanswer: 1/2\nwrong:\n- {answer: 0.50, feedback: F}"), []string{
			`17:16: item "x": wrong answer 1: "0.50" counts as the right answer "1/2"`,
		}},
		{"a wrong answer within the tolerance", withItem("kind: number\nanswer: 200\ntolerance: 1%\nwrong:\n- {answer: 202, feedback: F}\n- {answer: 203, feedback: F}"), []string{
			`18:16: item "x": wrong answer 1: "202" counts as the right answer "200"`,
		}},
		{"wrong answers of one value", withItem("kind: number\nanswer: 1\nwrong:\n- {answer: 1/2, feedback: F}\n- {answer: 0.5, feedback: F}\n- {answer: x, feedback: F}"), []string{
			`18:16: item "x": wrong answer 2: "0.5" has the same value as the wrong answer on line 17: only one of them can get a reply`,
			`19:16: item "x": wrong answer 3: "x" does not read as a number: write it like 12, -0.25, 3/4 or 1 1/2`,
		}},

		{"a wrong text that is right", withItem("kind: text\nanswer: One half\naccept: [a half]\nwrong:\n- {answer: one  HALF, feedback: F}\n- {answer: A half, feedback: F}\n- {answer: b, feedback: F}\n- {answer: B, misconception: none, feedback: F}"), []string{
			`18:16: item "x": wrong answer 1: "one  HALF" counts as the right answer "One half"`,
			`19:16: item "x": wrong answer 2: "A half" counts as the right answer "a half"`,
			`21:16: item "x": wrong answer 4: "B" is the wrong answer on line 20 again: remove one`,
			`21:34: item "x": wrong answer 4: reveals "none": no such misconception.`,
		}},

		{"blanks and marks that differ", strings.Replace(withItem("kind: cloze\nblanks:\n- answer: a\n- answer: b"), `"What?"`, `"[[1]] [[3]] [[1]]"`, 1), []string{
			`12:15: item "x": [[3]] stands in the question, but there is no blank 3`,
			`12:15: item "x": [[1]] stands in the question twice: a blank has one place`,
			`17:5: item "x": blank 2: [[2]] does not stand in the question: write it where the blank goes`,
		}},
		{"a blank that is no number", strings.Replace(withItem("kind: cloze\nblanks:\n- {answer: a, number: true, accept: ['1', b]}"), "What?", "[[1]]", 1), []string{
			`16:16: item "x": blank 1: "a" does not read as a number: write it like 12, -0.25, 3/4 or 1 1/2`,
			`16:47: item "x": blank 1: "b" does not read as a number: write it like 12, -0.25, 3/4 or 1 1/2`,
		}},
	} {
		t.Run(row.what, func(t *testing.T) {
			_, err := Parse("course.yaml", []byte(row.source))
			faults, ok := errors.AsType[Faults](err)
			if !ok {
				t.Fatalf("the course is accepted (%v):\n%s", err, row.source)
			}
			var got []string
			for _, f := range faults {
				got = append(got, fmt.Sprintf("%d:%d: %s", f.Line, f.Column, f.Text))
			}
			if d := cmp.Diff(row.want, got); d != "" {
				t.Errorf("faults (-want +got):\n%s\nof:\n%s", d, row.source)
			}
		})
	}
}
