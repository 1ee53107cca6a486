package grade

import (
	"maps"
	"slices"
	"strings"
)

// lexicon holds the words that grading knows in one language. They are written
// as fold and loosen leave them: small letters, no apostrophes, no stops.
type lexicon struct {
	yes, no    []string // answers to a statement
	articles   []string // may be left out at the beginning of an answer
	leadIns    []string // may stand before an answer: "it is …"; four words at most
	tails      []string // may stand after one: "… i think"; four words at most
	labels     []string // may stand before an option's letter: "option b"
	alphabet   string   // letters for A, B, C in turn, each with its variants; only of scripts whose letters nobody takes for Latin ones
	joins      []string // may stand between entries that are named: "C then A", "1 goes with B"
	starts     []string // may stand before the first entry that is named: "first C, then A"
	and        []string // joins answers: "a and c"
	or         []string // joins values: "2 or -3"
	everything []string // all the options
	spelled    []string // words made of the letters of options
	asides     []string // said in passing, no answer unless the item accepts it
	openers    []string // begin a question or a request of two words or more
	speakers   []string // begin a remark of two words or more: "my dog died"
	pointers   []string // lead-ins that begin remarks too: "it's so late"
	moods      []string // what a remark says after a pointer
	fails      []string // code prints nothing: it does not compile, or stops
	moments    []string // in a question, show that an answer may be a time
	dontKnow   []string
	beside     []string    // may stand beside letters in an option that speaks of others
	last       []string    // parts of options that speak of all the others
	opposites  [][2]string // beginnings that turn a word into its opposite
	ones       []string    // number words from zero on
	tens       []string    // number words from twenty on, in tens
	hundred    []string    // ways to say a hundred
	minus      []string    // before a number
	percent    []string    // after one
}

// lexicons has one entry for each language, by BCP 47. Learners may answer in
// any of them, whatever the language of the course.
var lexicons = map[string]lexicon{
	"en": {
		yes:      []string{"true", "t", "yes", "y", "yep", "yeah", "right", "correct", "not false"},
		no:       []string{"false", "f", "no", "n", "nope", "wrong", "incorrect", "untrue", "not true", "not right", "not correct"},
		articles: []string{"the", "a", "an"},
		leadIns: []string{
			"the answer is", "my answer is", "the answer", "my answer", "answer is", "answer",
			"i think it is", "i think its", "i think thats", "i think", "i guess", "id say", "i say", "i choose", "i pick", "i got", "i get",
			"it is", "its", "that is", "thats", "they are", "theyre", "maybe", "probably", "about", "around", "approximately", "roughly",
		},
		tails:      []string{"i think", "i guess", "i believe", "maybe", "probably", "please"},
		labels:     []string{"option", "choice", "letter", "number", "no", "answer"},
		joins:      []string{"then", "next", "finally", "before", "goes", "go", "with", "to", "in", "is", "are", "belongs", "belong", "match", "matches"},
		starts:     []string{"first"},
		and:        []string{"and"},
		or:         []string{"or"},
		everything: []string{"all", "all of them", "everything"},
		spelled:    []string{"ad", "bad", "be", "bed", "cab", "ace", "face"},
		asides: []string{
			"hi", "hello", "hey", "yo", "good morning", "good evening", "good night",
			"bye", "bye bye", "goodbye", "good bye", "see you", "see ya", "cya", "see you later", "gotta go", "got to go", "i gotta go", "gtg", "g2g", "ttyl",
			"brb", "afk", "one sec", "1 sec", "a sec", "sec", "one second", "one min", "one minute", "1 min", "1 minute", "just a sec", "just a second", "just a minute",
			"hold on", "hang on", "wait a sec", "wait a minute", "never mind", "nvm", "idc", "whatever", "got it", "i got it",
			"ok", "okay", "k", "kk", "yes", "yeah", "yep", "no", "nope", "nah",
			"thanks", "thank you", "thx", "ty", "wow", "yay", "lol", "haha", "hahaha", "hmm", "hm", "um", "uh", "oh", "ah", "ugh", "omg",
			"what", "huh", "why", "how", "wait", "one moment", "sorry", "please",
			"i think so", "not really", "too hard", "its too hard", "this is hard", "too easy", "im bored", "im tired",
		},
		openers: []string{
			"what", "whats", "why", "how", "hows", "can", "could", "would", "will you", "do you", "do i", "does this", "is this", "is it", "are you", "should i", "may i",
			"please", "help", "give me", "tell me", "show me", "let me", "explain", "i need", "i want", "i cant", "i dont", "i didnt", "im", "this is", "thank", "thanks",
		},
		speakers: []string{
			"i", "im", "ive", "my", "we", "weve", "this", "that", "thats", "its", "you", "youre",
			"cant", "cannot", "dont", "didnt", "doesnt", "isnt", "gotta",
		},
		pointers: []string{"it is", "its", "that is", "thats"},
		moods: []string{
			"boring", "hard", "easy", "difficult", "tricky", "confusing", "annoying", "stupid", "dumb", "silly", "unfair", "fun", "weird", "late",
			"so", "too", "very", "really", "just", "not", "my", "your", "me", "over", "done", "enough",
		},
		moments: []string{
			"millisecond", "second", "sec", "secs", "min", "mins", "minute", "hour", "hr", "hrs", "day", "week", "month", "year", "time", "duration", "clock", "how long",
		},
		fails: []string{
			"does not run", "doesnt run", "wont run", "will not run", "cannot run", "cant run", "does not work", "doesnt work",
			"does not compile", "doesnt compile", "wont compile", "will not compile", "cannot compile", "cant compile", "not compile", "no compile",
			"error", "an error", "it errors", "errors", "fails", "fail", "it fails", "failure", "crash", "crashes", "it crashes", "crashed",
			"exception", "an exception", "it throws", "throws", "throws an exception", "throws an error", "raises an error", "raises an exception", "gives an error", "it gives an error",
			"compile error", "compiler error", "compilation error", "compile time error", "runtime error", "run time error", "run-time error", "compile-time error",
			"syntax error", "type error", "name error", "index error", "key error", "value error", "panic", "it panics", "panics", "segfault", "segmentation fault",
			"it does not run", "it doesnt run", "it wont run", "it does not compile", "it doesnt compile", "it wont compile", "code does not compile", "code doesnt compile",
			"the code does not compile", "the code doesnt compile", "the code does not run", "the code doesnt run",
		},
		dontKnow: []string{
			"idk", "i dont know", "i do not know", "dont know", "dunno", "i dunno", "no idea", "i have no idea", "ive no idea",
			"no clue", "i have no clue", "not sure", "im not sure", "i am not sure", "i cant remember", "i dont remember", "i forgot",
			"i really dont know", "i dont know this", "i dont know it", "i dont know the answer",
		},
		beside: []string{"both", "either", "neither", "only", "or", "nor", "option", "options", "choice", "choices"},
		last:   []string{"of the above", "all of these", "none of these", "any of these", "neither of these"},
		opposites: [][2]string{
			{"", "a"}, {"", "an"}, {"", "de"}, {"", "dis"}, {"", "il"}, {"", "im"}, {"", "in"}, {"", "ir"}, {"", "non"}, {"", "un"},
			{"a", "de"}, {"ab", "ad"}, {"ac", "de"}, {"af", "ef"}, {"ante", "anti"}, {"de", "en"}, {"de", "in"}, {"e", "im"}, {"endo", "exo"},
			{"ex", "im"}, {"ex", "in"}, {"hetero", "homo"}, {"hyper", "hypo"}, {"inter", "intra"}, {"macro", "micro"}, {"over", "under"}, {"post", "pre"},
		},
		ones: []string{
			"zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
			"eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
		},
		tens:    []string{"twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"},
		hundred: []string{"hundred", "a hundred", "one hundred"},
		minus:   []string{"minus", "negative"},
		percent: []string{"percent", "per cent", "pct"},
	},
	"es": spanish, "fr": french, "de": german, "ar": arabic, "zh": chinese, "he": hebrew,
}

// vocabulary is the lexicons of several languages in one, for looking up.
type vocabulary struct {
	articles, leadIns, tails, labels, ands, everything set
	ors, joins, starts                                 set
	spelled, asides, dontKnow, beside, fails           set
	speakers, pointers, moods                          set
	openers, moments, last, minus, percent             []string
	opposites                                          [][2]string

	alphabet map[rune]int     // the place a letter of an option stands for, from 0
	truths   map[string]bool  // yes: true, no: false
	numerals map[string]int64 // 0 to 100; "twenty one" is not among them
	tens     map[string]int64 // the numerals that a digit may follow
}

type set map[string]bool

func (s set) add(words []string) {
	for _, word := range words {
		s[word] = true
	}
}

var words = merge(lexicons)

func merge(lexicons map[string]lexicon) vocabulary {
	v := vocabulary{
		articles: set{}, leadIns: set{}, tails: set{}, labels: set{}, ands: set{}, everything: set{},
		spelled: set{}, asides: set{}, dontKnow: set{}, beside: set{}, fails: set{},
		speakers: set{}, pointers: set{}, moods: set{}, ors: set{}, joins: set{}, starts: set{},
		alphabet: map[rune]int{}, truths: map[string]bool{}, numerals: map[string]int64{}, tens: map[string]int64{},
	}
	for _, language := range slices.Sorted(maps.Keys(lexicons)) {
		l := lexicons[language]
		for _, word := range l.yes {
			v.truths[word] = true
		}
		for _, word := range l.no {
			v.truths[word] = false
		}
		v.articles.add(l.articles)
		v.leadIns.add(l.leadIns)
		v.tails.add(l.tails)
		v.labels.add(l.labels)
		v.ands.add(l.and)
		v.ors.add(l.or)
		v.joins.add(l.joins)
		v.starts.add(l.starts)
		for place, letters := range strings.Fields(l.alphabet) {
			for _, letter := range letters {
				v.alphabet[letter] = place
			}
		}
		v.everything.add(l.everything)
		v.spelled.add(l.spelled)
		v.asides.add(l.asides)
		v.dontKnow.add(l.dontKnow)
		v.beside.add(l.beside)
		v.fails.add(l.fails)
		v.speakers.add(l.speakers)
		v.pointers.add(l.pointers)
		v.moods.add(l.moods)
		v.openers = append(v.openers, l.openers...)
		v.moments = append(v.moments, l.moments...)
		v.last = append(v.last, l.last...)
		v.minus = append(v.minus, l.minus...)
		v.percent = append(v.percent, l.percent...)
		v.opposites = append(v.opposites, l.opposites...)
		for i, word := range l.ones {
			if word != "" { // another language's word
				v.numerals[word] = int64(i)
			}
		}
		for i, word := range l.tens {
			v.numerals[word], v.tens[word] = int64(20+10*i), int64(20+10*i)
		}
		for _, word := range l.hundred {
			v.numerals[word] = 100
		}
	}
	return v
}

// variants returns the ways to read s: as it stands, and bare if that differs.
func variants(s string) []string {
	if short := bare(s); short != s {
		return []string{s, short}
	}
	return []string{s}
}

// bare returns s without the words that lead in to an answer and those that
// trail it: "I think it's 5, maybe" is "5". Where nothing would be left it
// returns s.
func bare(s string) string {
	left := s
	for range 3 { // "I think the answer is maybe 5"
		rest := cutLeadIn(cutTail(left))
		if rest == "" || rest == left {
			break
		}
		left = rest
	}
	return left
}

// maxPhrase is how many words a lead-in or tail may have.
const maxPhrase = 4

func cutLeadIn(s string) string {
	rest, phrase, cut := s, "", s
	for range maxPhrase {
		word, after, found := strings.Cut(rest, " ")
		if !found {
			break
		}
		phrase = strings.TrimLeft(phrase+" "+plainWord(word), " ")
		if rest = after; words.leadIns[phrase] {
			cut = rest
		}
	}
	return cut
}

func cutTail(s string) string {
	rest, phrase, cut := s, "", s
	for range maxPhrase {
		i := strings.LastIndexByte(rest, ' ')
		if i < 0 {
			break
		}
		phrase = strings.TrimRight(plainWord(rest[i+1:])+" "+phrase, " ")
		if rest = rest[:i]; words.tails[phrase] {
			cut = strings.TrimRight(rest, " ,")
		}
	}
	return cut
}

// plainWord returns a word, or a few, as the lexicons write them.
func plainWord(s string) string {
	s = strings.ReplaceAll(strings.Trim(fold(unify(s)), " .,:;!"), "'", "")
	return strings.Join(strings.Fields(s), " ")
}
