package course

import (
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/language"
)

const (
	// enoughWords is how many words a measure of reading needs to mean anything.
	enoughWords = 100
	// farAbove is how many grades above the audience's highest a skill's texts
	// are when it is worth saying.
	farAbove = 3
	// longestOfWords is the average length of words past which a script is taken
	// to write without spaces.
	longestOfWords = 15
)

// reading looks for skills whose questions and explanations read far above the
// grades that the audience names.
func (a *adviser) reading() {
	highest, ok := grades(a.course.Audience)
	if !ok {
		return
	}
	texts := make(map[string]*strings.Builder)
	for i := range a.course.Items {
		it := &a.course.Items[i]
		if texts[it.Skill] == nil {
			texts[it.Skill] = new(strings.Builder)
		}
		texts[it.Skill].WriteString(it.Question + "\n\n" + it.Explanation + "\n\n")
	}
	for i := range a.course.Skills {
		s := &a.course.Skills[i]
		if texts[s.ID] == nil {
			continue
		}
		grade, ok := readingGrade(texts[s.ID].String(), a.course.Language)
		if ok && grade >= float64(highest+farAbove) {
			a.add(at("skills", i), "skill %q reads like grade %.0f, and the course is for %s: use shorter sentences and more common words", s.ID, grade, clip(a.course.Audience))
		}
	}
}

var gradeWords = regexp.MustCompile(`(?i)\bgrades?\s+(k|\d{1,2})(?:\s*(?:-|–|to|and)\s*(\d{1,2}))?\b`)

// Grades are the school years that an audience names, "grades 4-6": the first
// and the last one, kindergarten being 0.
func Grades(audience string) (first, last int, ok bool) {
	m := gradeWords.FindStringSubmatch(audience)
	if m == nil {
		return 0, 0, false
	}
	if !strings.EqualFold(m[1], "k") {
		first, _ = strconv.Atoi(m[1]) // two digits at most
	}
	last = first
	if m[2] != "" {
		last, _ = strconv.Atoi(m[2])
	}
	return first, last, first <= last
}

func grades(audience string) (highest int, ok bool) {
	_, highest, ok = Grades(audience)
	return highest, ok
}

// readingGrade estimates the school grade (of the United States) at which a text
// can be read; false where it is too short to tell, or of a language without
// spaces.
//
// English: .39 words per sentence + 11.8 syllables per word − 15.59 (J. P.
// Kincaid, R. P. Fishburne, R. L. Rogers and B. S. Chissom, Derivation of new
// readability formulas for Navy enlisted personnel, Naval Technical Training
// Command, Research Branch Report 8-75, 1975). Other languages: words per sentence
// + percent of words of more than six letters (C. H. Björnsson, Läsbarhet, 1968),
// made into grades as J. Anderson does (Lix and Rix, Journal of Reading 26, 1983).
// Formulas, code and numbers are left out: they are read in another way.
func readingGrade(text, tag string) (grade float64, ok bool) {
	p := measure(text)
	if p.words < enoughWords || p.letters > longestOfWords*p.words {
		return 0, false
	}
	words, sentences := float64(p.words), float64(max(p.sentences, 1))
	if base, _ := language.Make(tag).Base(); base.String() == "en" {
		return .39*words/sentences + 11.8*float64(p.syllables)/words - 15.59, true
	}
	lix := words/sentences + 100*float64(p.long)/words
	for i, least := range lixGrades {
		if lix < least {
			return float64(i + 1), true
		}
	}
	return float64(len(lixGrades) + 1), true
}

// lixGrades are where Anderson's second and further grades begin.
var lixGrades = []float64{10, 15, 20, 24, 28, 32, 36, 40, 44, 48, 52, 56}

// prose counts what measures of reading are made of.
type prose struct{ words, sentences, syllables, long, letters int }

var notProse = regexp.MustCompile("(?s)```.*?```|`[^`]*`|\\$\\$.*?\\$\\$|\\$[^$\n]+\\$|\\{\\{.*?\\}\\}|\\[\\[\\d+\\]\\]|https?://\\S+")

// measure counts a text. A line that ends a paragraph ends a sentence.
func measure(text string) (p prose) {
	text = links.ReplaceAllString(notProse.ReplaceAllString(text, " "), "$1")
	for _, paragraph := range strings.Split(text, "\n\n") {
		isOpen := false
		for _, field := range strings.Fields(paragraph) {
			word := strings.TrimFunc(field, func(r rune) bool { return !unicode.IsLetter(r) })
			if n := utf8.RuneCountInString(word); n > 0 {
				p.words++
				p.letters += n
				p.syllables += syllables(word)
				if n > 6 {
					p.long++
				}
				isOpen = true
			}
			end := strings.TrimRight(field, `"'”’)*_»`)
			if isOpen && end != "" && strings.ContainsAny(end[len(end)-1:], ".?!:;") || isOpen && strings.HasSuffix(end, "…") {
				p.sentences++
				isOpen = false
			}
		}
		if isOpen {
			p.sentences++
		}
	}
	return p
}

// syllables estimates the syllables of an English word: its groups of vowels,
// without a silent e at the end.
func syllables(word string) int {
	word = strings.ToLower(word)
	n, wasVowel := 0, false
	for _, r := range word {
		isVowel := strings.ContainsRune("aeiouyäöüéèêáàâíóôú", r)
		if isVowel && !wasVowel {
			n++
		}
		wasVowel = isVowel
	}
	if n > 1 && strings.HasSuffix(word, "e") && !strings.HasSuffix(word, "le") {
		n--
	}
	return max(n, 1)
}
