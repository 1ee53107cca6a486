package grade

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	// chatterWords is how many words an answer may have, however short the key
	// is. (Twice the longest key's and two may be more.)
	chatterWords = 6

	// chatterBytes is the like for scripts written without spaces. (Twice the
	// longest key's and twenty may be more.)
	chatterBytes = 240
)

// isChatter says whether something that matches nothing is not meant as an
// answer, and a note on why if there is one.
func (k *textKey) isChatter(said string, right []phrase) (Note, bool) {
	if asks(said) {
		return Question, true
	}
	longest, longestBytes, isAside := 0, 0, false
	for _, key := range right {
		longest = max(longest, strings.Count(key.strict, " ")+1)
		longestBytes = max(longestBytes, len(key.strict))
		isAside = isAside || words.asides[key.loose] || words.asides[key.compact]
	}
	if len(said) > max(chatterBytes, 2*longestBytes+20) || len(strings.Fields(said)) > max(chatterWords, 2*longest+2) {
		return TooLong, true
	}
	if isSigns(said) {
		return "", !slices.ContainsFunc(right, func(key phrase) bool { return isSigns(key.strict) })
	}
	keys := slices.Concat(right, newPhrases(k.wrongAnswers()))
	folded := plainWord(said)
	if !isAside && isAsides(folded) || DontKnow(said) {
		return "", true
	}
	return "", isRequest(folded, keys) || !k.isPart && (isLoneSign(folded, keys) || isRemark(said, keys))
}

// isAsides says whether a folded text is made of asides only: "ok, thanks, bye".
func isAsides(folded string) bool {
	list := strings.FieldsFunc(folded, func(r rune) bool { return strings.ContainsRune(" ,;:.!-", r) })
	for len(list) > 0 {
		n := min(maxPhrase, len(list))
		for n > 0 && !words.asides[strings.Join(list[:n], " ")] {
			n--
		}
		if n == 0 {
			return words.asides[folded]
		}
		list = list[n:]
	}
	return folded != ""
}

// isRequest says whether a folded text begins as questions and requests do, and
// no key does.
func isRequest(folded string, keys []phrase) bool {
	return slices.ContainsFunc(words.openers, func(opener string) bool {
		return strings.HasPrefix(folded, opener+" ") && !slices.ContainsFunc(keys, func(key phrase) bool {
			return strings.HasPrefix(plainWord(key.strict), opener)
		})
	})
}

// isRemark says whether a text is about the learner or the lesson, "my dog
// died", "this is boring", "it's so late": it begins as such remarks do, and no
// key does. What a lead-in stands before is an answer, "it's the Amazon", where
// it is no longer than the keys.
func isRemark(said string, keys []phrase) bool {
	rest := cutLeadIn(said)
	folded := plainWord(rest)
	if lead := plainWord(strings.TrimSuffix(said, rest)); words.pointers[lead] && !beginsAny(keys, lead) {
		first, _, _ := strings.Cut(folded, " ")
		if words.moods[first] || countWords(folded) > longestKey(keys) && !sharesWord(folded, keys) {
			return true
		}
	}
	first, _, isLonger := strings.Cut(folded, " ")
	return isLonger && words.speakers[first] && !beginsAny(keys, first) && !sharesWord(folded, keys)
}

// beginsAny says whether any of the keys begins with a word, or a few.
func beginsAny(keys []phrase, start string) bool {
	return slices.ContainsFunc(keys, func(key phrase) bool {
		return strings.HasPrefix(plainWord(key.strict)+" ", start+" ")
	})
}

// sharesWord says whether a folded text, no longer than a key, has a word of it:
// "i studenti" for "gli studenti" is Italian and meant as an answer.
func sharesWord(folded string, keys []phrase) bool {
	said := strings.Fields(folded)
	return slices.ContainsFunc(keys, func(key phrase) bool {
		list := strings.Fields(plainWord(key.strict))
		return len(said) <= len(list) && slices.ContainsFunc(list, func(word string) bool { return slices.Contains(said, word) })
	})
}

// countWords counts the words of a folded text, a leading article apart.
func countWords(folded string) int {
	list := strings.Fields(folded)
	if len(list) > 1 && words.articles[list[0]] {
		return len(list) - 1
	}
	return len(list)
}

// longestKey is how many words the longest key has.
func longestKey(keys []phrase) (n int) {
	for _, key := range keys {
		n = max(n, countWords(key.strict))
	}
	return n
}

// isLoneSign says whether a folded text is a letter or a digit alone, as people
// press to choose an option, where the keys are words. Letters that are words in
// some language ("a", "y", "o") may be meant for a short one.
func isLoneSign(folded string, keys []phrase) bool {
	const shortest = 4 // letters, of a word that nobody mistakes for such a letter
	if len(folded) != 1 || !isDigit(rune(folded[0])) && (folded[0] < 'a' || folded[0] > 'z') {
		return false
	}
	least := 2
	if strings.Contains("aeiouy", folded) {
		least = shortest
	}
	return !slices.ContainsFunc(keys, func(key phrase) bool {
		_, isNumeral := words.numerals[key.loose]
		return isNumeral && isDigit(rune(folded[0])) || key.compact != "" || slices.ContainsFunc(strings.Fields(key.loose), func(word string) bool {
			return utf8.RuneCountInString(word) < least || strings.IndexFunc(word, unicode.IsNumber) >= 0
		})
	})
}

// isSigns says whether s has neither letters nor digits, as an answer about
// punctuation may.
func isSigns(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) }) < 0
}

// asks says whether a cleaned text ends with a question mark.
func asks(said string) bool {
	return strings.HasSuffix(strings.TrimRight(unify(said), ` ")!.`), "?")
}

// DontKnow says whether said means "I don't know", which is neither an answer
// nor an aside.
func DontKnow(said string) bool {
	text, isCut := clean(said)
	if isCut || len(text) > 64 {
		return false // longer than any way to say it
	}
	return words.dontKnow[plainWord(text)]
}
