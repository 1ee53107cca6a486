package alert

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// words is a text made ready for comparing with phrases. An empty token is the
// end of a sentence.
type words struct {
	tokens  []string // as they are compared: see collapse
	written []string // the same, as they are shown
}

// newWords takes a text apart. Case, accents, apostrophes, letters written as
// digits and words spelled out with spaces do not matter afterwards.
func newWords(text string) *words {
	t := &words{}
	var b strings.Builder
	word := func() {
		if b.Len() > 0 {
			t.add(unmask(b.String()))
			b.Reset()
		}
	}
	runes := []rune(strings.ToLower(norm.NFKD.String(text)))
	for i, r := range runes {
		next := ' '
		if i+1 < len(runes) {
			next = runes[i+1]
		}
		switch letter := variant(r); {
		case letter < 0 || strings.ContainsRune("'’‘`´ʼ", r):
			// accents, invisible signs and apostrophes: not there
		case unicode.Is(unicode.Han, letter):
			word()
			t.add(string(letter))
		case unicode.IsLetter(letter) || unicode.IsDigit(letter):
			b.WriteRune(letter)
		case strings.ContainsRune("!@$|*", r) && b.Len() > 0 && unicode.IsLetter(next):
			b.WriteRune(r)
		case r == '\n' || r == '。' || r == '؟' || r == '۔' || strings.ContainsRune(".!?;", r) && !isDots(runes, i) && !unicode.IsLetter(next):
			word()
			t.add("")
		default:
			word()
		}
	}
	word()
	return t.unspaced()
}

// variants are letters that people write for one another: of Arabic, and the
// traditional forms of Chinese characters that danger is told with. A tatweel
// only makes a word longer.
var variants = func() map[rune]rune {
	out := map[rune]rune{'ة': 'ه', 'ى': 'ي', 'ی': 'ي', 'ک': 'ك', 'ٱ': 'ا', 'ـ': -1, 'ß': 's'}
	simple := []rune("杀伤坏妈爷师学会说话爱这个们没无为么头发现问时间来对过还让觉边后开关门车楼药体绝离别见谁认听写书记终种亲妇强脱锁饿饭钱骂脸枪弹烧总结续应该许愿气从东点样几岁吗给带进继断轻丢压")
	full := []rune("殺傷壞媽爺師學會說話愛這個們沒無為麼頭發現問時間來對過還讓覺邊後開關門車樓藥體絕離別見誰認聽寫書記終種親婦強脫鎖餓飯錢罵臉槍彈燒總結續應該許願氣從東點樣幾歲嗎給帶進繼斷輕丟壓")
	for i, r := range full {
		out[r] = simple[i]
	}
	return out
}()

// variant is the letter that one is compared as; -1: none, it is as good as
// not there.
func variant(r rune) rune {
	switch letter, ok := variants[r]; {
	case ok:
		return letter
	case unicode.Is(unicode.Mn, r) || unicode.Is(unicode.Cf, r):
		return -1
	}
	return r
}

// tokensOf is a word of a phrase as it is compared: its letters without what
// does not matter, and each Chinese character by itself.
func tokensOf(word string) []string {
	var tokens []string
	var b strings.Builder
	end := func() {
		if b.Len() > 0 {
			tokens = append(tokens, collapse(b.String()))
			b.Reset()
		}
	}
	for _, r := range strings.ToLower(norm.NFKD.String(word)) {
		switch letter := variant(r); {
		case letter < 0:
		case unicode.Is(unicode.Han, letter):
			end()
			tokens = append(tokens, string(letter))
		default:
			b.WriteRune(letter)
		}
	}
	end()
	return tokens
}

// joined puts words together as people write them: Chinese without spaces.
func joined(words []string) string {
	var b strings.Builder
	wasHan := true
	for _, w := range words {
		isHan := strings.IndexFunc(w, func(r rune) bool { return unicode.Is(unicode.Han, r) }) == 0
		if b.Len() > 0 && !(isHan && wasHan) {
			b.WriteByte(' ')
		}
		b.WriteString(w)
		wasHan = isHan
	}
	return b.String()
}

// isDots tells whether a full stop is one of several: a pause, not an end.
func isDots(runes []rune, i int) bool {
	return runes[i] == '.' && (i > 0 && runes[i-1] == '.' || i+1 < len(runes) && runes[i+1] == '.')
}

func (t *words) add(word string) {
	t.tokens = append(t.tokens, collapse(word))
	t.written = append(t.written, word)
}

// unspaced puts words together that were spelled out, as in "k i l l".
func (t *words) unspaced() *words {
	out := &words{}
	for i := 0; i < len(t.written); {
		end := i
		for end < len(t.written) && len(t.written[end]) == 1 && unicode.IsLetter(rune(t.written[end][0])) {
			end++
		}
		// "I" before a spelled-out word is a word of its own only if
		// something is left without it.
		if end-i > 3 && t.written[i] == "i" {
			out.add("i")
			i++
		}
		if end-i >= 3 {
			out.add(strings.Join(t.written[i:end], ""))
			i = end
			continue
		}
		out.add(t.written[i])
		i++
	}
	return out
}

// without returns the text with a list's everyday phrases taken out, a sentence's
// end in the place of each.
func (t *words) without(l *phraseList) *words {
	out := &words{}
	for at := 0; at < len(t.tokens); {
		if end := l.everyday.match(t.tokens, at, &l.gap); end > at {
			out.add("")
			at = end
			continue
		}
		out.add(t.written[at])
		at++
	}
	return out
}

// masks are signs that stand for letters they look like.
var masks = map[rune]rune{'0': 'o', '1': 'i', '3': 'e', '4': 'a', '5': 's', '7': 't', '$': 's', '@': 'a', '!': 'i', '|': 'i', '*': 'i'}

// unmask reads digits and signs inside a word as letters. Numbers stay.
func unmask(word string) string {
	if strings.IndexFunc(word, unicode.IsLetter) < 0 {
		return word
	}
	return strings.Map(func(r rune) rune {
		if letter, ok := masks[r]; ok {
			return letter
		}
		return r
	}, word)
}

// collapse makes one letter of several equal ones in a row, so that "killll"
// and "kill" compare equal.
func collapse(word string) string {
	var b strings.Builder
	last := rune(-1)
	for _, r := range word {
		if r != last {
			b.WriteRune(r)
		}
		last = r
	}
	return b.String()
}
