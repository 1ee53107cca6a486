package grade

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"pacer/coach/course"
)

// phrase is a text prepared for comparing.
type phrase struct {
	strict  string // folded, on one line: what differs here differs to the eye
	loose   string // of prose, without accents, punctuation and leading article
	compact string // of a formula, without spaces and full stop
	isAsked bool   // ends with a question mark
}

// newPhrase prepares a cleaned text.
func newPhrase(text string) phrase {
	p := phrase{strict: strings.Join(strings.Fields(fold(unify(text))), " ")}
	p.isAsked = asks(p.strict)
	if isFormula(p.strict) {
		p.compact = squeeze(p.strict)
	} else {
		p.loose = loosen(p.strict)
	}
	return p
}

func newPhrases(texts []string) []phrase {
	list := make([]phrase, len(texts))
	for i, text := range texts {
		text, _ = clean(text)
		list[i] = newPhrase(text)
	}
	return list
}

// The ways an answer can match a key, closest first.
const (
	exactly  = iota // in all but case
	loosely         // save accents, articles and punctuation
	notAtAll        // not, or not nearly enough
)

// match says how closely an answer matches a key. The key decides what may be
// left out: "C++" and "x - 1" are taken letter by letter, "the Nile" is not.
func (key phrase) match(said phrase) int {
	switch {
	case said.strict == key.strict:
		return exactly
	case said.isAsked && !key.isAsked:
		return notAtAll // "Nile?" asks whether it is
	case key.compact != "":
		if said.compact == key.compact || said.compact == "" && squeeze(said.strict) == key.compact {
			return loosely
		}
	case key.loose != "":
		if said.loose == key.loose || said.loose == "" && loosen(said.strict) == key.loose {
			return loosely
		}
	}
	return notAtAll
}

// matchAny returns the first of the keys that matches closest, and how.
func matchAny(keys []phrase, said phrase) (index, how int) {
	index, how = -1, notAtAll
	for i, key := range keys {
		if h := key.match(said); h < how {
			index, how = i, h
		}
	}
	return index, how
}

// isFormula says whether a folded text is to be compared character by
// character: where it holds a symbol, a hyphen that joins no words or brackets
// that follow a letter, or no word at all, a sign may change everything.
func isFormula(s string) bool {
	hasWord, run := false, 0
	last := ' '
	for i, r := range s {
		switch {
		case unicode.IsLetter(r):
			run++
			hasWord = hasWord || run > 1 || unicode.Is(unicode.Lo, r)
			last = r
			continue
		case unicode.Is(unicode.M, r) || r == '.':
			continue // "U.S.A." is a word
		case strings.ContainsRune(`/\#%*@_`, r) || unicode.Is(unicode.S, r):
			return true
		case r == '-':
			letters := len(s[i+1:]) - len(strings.TrimLeftFunc(s[i+1:], unicode.IsLetter))
			joins := run > 0 && letters > 0 || run > 1 && startsWithDigit(s[i+1:]) || isDigit(last) && letters > 1
			if !joins { // as those of "x-ray", "covid-19" and "5-year-old" do
				return true
			}
		case r == '(' || r == '[':
			if last != ' ' {
				return true
			}
		}
		run, last = 0, r
	}
	return !hasWord
}

// squeeze takes from a formula what says nothing: spaces, the dollar signs of
// LaTeX around it, a full stop at its end.
func squeeze(s string) string {
	s = strings.ReplaceAll(s, " ", "")
	if len(s) > 2 && s[0] == '$' && s[len(s)-1] == '$' {
		s = strings.Trim(s, "$")
	}
	if short := strings.TrimRight(s, "."); short != "" {
		s = short
	}
	return s
}

// loosen takes from folded prose what may be left out or written differently:
// accents, punctuation, a leading article.
func loosen(s string) string {
	if first, rest, found := strings.Cut(s, " "); found && words.articles[first] && !isSigns(rest) {
		s = rest
	}
	if !isASCII(s) {
		s = withoutAccents(s)
	}
	var b strings.Builder
	b.Grow(len(s) + 4)
	space := false
	put := func(r rune) {
		if space && b.Len() > 0 {
			b.WriteByte(' ')
		}
		space = false
		b.WriteRune(r)
	}
	last := ' '
	for i, r := range s {
		switch {
		case r == '\'' || r == '.' && !(isDigit(last) && startsWithDigit(s[i+1:])):
			// "U.S.A." is "usa", "it's" is "its"; "3.5" stays
		case r == '&':
			for _, letter := range " and " {
				if space = space || letter == ' '; letter != ' ' {
					put(letter)
				}
			}
			space = true
		case r == ' ' || unicode.IsPunct(r) && !strings.ContainsRune(`/\#%*@_`, r) && !(isDigit(last) && startsWithDigit(s[i+1:])):
			space = true
		default:
			put(r)
		}
		last = r
	}
	return b.String()
}

func isDigit(r rune) bool { return '0' <= r && r <= '9' }

func startsWithDigit(s string) bool { return s != "" && isDigit(rune(s[0])) }

// plainLetters are letters that Unicode does not take apart, and what stands
// for them where a keyboard lacks them.
var plainLetters = strings.NewReplacer("ł", "l", "ø", "o", "đ", "d", "ð", "d", "ı", "i", "ħ", "h", "æ", "ae", "œ", "oe", "þ", "th")

// withoutAccents takes off the marks that are left out in haste: accents of
// alphabets, and the vowel points of Hebrew and Arabic. Marks that make another
// letter, as in Devanagari, kana and the Cyrillic й, stay.
func withoutAccents(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	last := ' '
	for _, r := range norm.NFD.String(s) {
		switch {
		case '\u0300' <= r && r <= '\u036f' && (r != '\u0306' || !unicode.Is(unicode.Cyrillic, last)):
			continue
		case '\u0591' <= r && r <= '\u05c7' && unicode.Is(unicode.M, r),
			'\u064b' <= r && r <= '\u0652' || r == '\u0670':
			continue
		}
		b.WriteRune(r)
		last = r
	}
	return plainLetters.Replace(norm.NFC.String(b.String()))
}

// textKey is what is right and known to be wrong for a text, or for a blank.
type textKey struct {
	right  []string // not empty
	wrong  []course.Wrong
	exact  bool
	isPart bool     // it is one of several blanks, and what is said stands among other parts
	others []string // right answers to other questions of the kind

	otherPhrases []phrase // others, prepared when first needed: most answers don't need them
}

// grade grades a cleaned answer.
func (k *textKey) grade(said string) Result {
	result := Result{Read: show(said)}
	right := newPhrases(k.right)
	readings := make([]phrase, 0, 2)
	for _, text := range variants(said) {
		readings = append(readings, newPhrase(text))
	}
	for _, reading := range readings {
		i, isRight := matchAny(right, reading)
		if isRight == loosely && k.exact && apostrophes(reading.strict) != apostrophes(right[i].strict) {
			isRight = notAtAll // "it's" is not "its"
		}
		w, isWrong := k.known(reading)
		switch {
		case isRight == notAtAll && isWrong == notAtAll:
			continue
		case isWrong < isRight:
			result.know(&k.wrong[w])
		case isRight == loosely && k.isOther(reading, exactly):
			result.Verdict = Wrong // "ano" asked, "año" said, and that is an answer of its own
		default:
			result.Verdict, result.Score, result.Known = Right, 1, true
			text, _ := clean(k.right[i])
			result.Read = show(text)
		}
		return result
	}
	isOther := func(r phrase) bool { return k.isOther(r, loosely) }
	isSlip := func(r phrase) bool { return k.isSlip(r, right) }
	note, isChatter := k.isChatter(said, right)
	switch {
	case isChatter && !slices.ContainsFunc(readings, isOther):
		result.Note = note
	case !isChatter && !k.exact && slices.ContainsFunc(readings, isSlip):
		result.Verdict, result.Note = Again, Spelling
	default:
		result.Verdict = Wrong
	}
	return result
}

// apostrophes counts those within words.
func apostrophes(s string) (n int) {
	for _, word := range strings.Fields(s) {
		n += strings.Count(strings.Trim(word, "'\".,;:!?"), "'")
	}
	return n
}

// known returns the known wrong answer that matches closest, and how.
func (k *textKey) known(said phrase) (index, how int) {
	if len(k.wrong) == 0 {
		return -1, notAtAll
	}
	return matchAny(newPhrases(k.wrongAnswers()), said)
}

func (k *textKey) wrongAnswers() []string {
	answers := make([]string, len(k.wrong))
	for i, w := range k.wrong {
		answers[i] = w.Answer
	}
	return answers
}

// isOther says whether said matches an answer to another question at least so
// closely.
func (k *textKey) isOther(said phrase, how int) bool {
	if k.otherPhrases == nil {
		k.otherPhrases = newPhrases(k.others)
	}
	_, h := matchAny(k.otherPhrases, said)
	return h <= how && h != notAtAll
}
