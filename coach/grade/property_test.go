package grade_test

import (
	"fmt"
	"math/big"
	"strings"
	"testing"

	"pacer/coach/course"
	"pacer/coach/grade"
)

// rewrite writes a fraction in one of the ways people do.
func rewrite(d *dice, value *big.Rat) string {
	den := value.Denom()
	k := big.NewInt(int64(2 + d.roll(9)))
	isNegative := value.Sign() < 0
	size := new(big.Rat).Abs(value)
	var s string
	digits, isFinite := value.FloatPrec()
	switch way := d.roll(8); {
	case way == 0 && isFinite:
		s = size.FloatString(digits + d.roll(3))
	case way == 1 && isFinite:
		s = strings.Replace(size.FloatString(digits), ".", ",", 1)
	case way == 2 && size.Cmp(big.NewRat(1, 1)) > 0 && !size.IsInt():
		whole, part := new(big.Int).QuoRem(size.Num(), den, new(big.Int))
		s = fmt.Sprintf(pick(d, []string{"%v %v/%v", "%v and %v/%v", "%v  %v / %v", "%v\u00a0%v⁄%v"}), whole, part, den)
	case way == 3:
		s = fmt.Sprintf("%v/%v", new(big.Int).Mul(size.Num(), k), new(big.Int).Mul(den, k))
	case way == 4 && size.IsInt():
		s = grouped(size.Num().String(), pick(d, []string{",", ".", " ", "'", "\u202f"}))
	case way == 5 && isFinite:
		s = new(big.Rat).Mul(size, big.NewRat(100, 1)).FloatString(digits) + "%"
	case way == 6 && isFinite:
		s = new(big.Rat).Mul(size, big.NewRat(1000, 1)).FloatString(digits) + pick(d, []string{"e-3", "×10⁻³", " x 10^-3", "*10**-3"})
	default:
		s = fmt.Sprintf("%v/%v", size.Num(), den)
	}
	if isNegative {
		s = pick(d, []string{"-", "−", "–", "- "}) + s
	}
	return pick(d, []string{"", "", " ", "x = ", "= ", "it's "}) + s + pick(d, []string{"", "", ".", "  "})
}

func grouped(digits, separator string) string {
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + separator + digits[i:]
	}
	return digits
}

func randomRat(d *dice) *big.Rat {
	den := []int64{1, 1, 2, 3, 4, 5, 7, 8, 10, 12, 16, 25, 100, 360, 1000}
	return big.NewRat(int64(d.roll(20001)-10000), pick(d, den))
}

func TestEveryWayToWriteANumberIsAccepted(t *testing.T) {
	d := dice(2)
	for range 20000 {
		value := randomRat(&d)
		item := number(value.RatString())
		said := rewrite(&d, value)
		if got := grade.Answer(&item, nil, said); got.Verdict != grade.Right {
			t.Fatalf("%q for %s is %v, read %q", said, value.RatString(), got.Verdict, got.Read)
		}
		item.Form = pick(&d, []course.Form{course.Simplest, course.Mixed, course.Decimal})
		if got := grade.Answer(&item, nil, said); got.Verdict != grade.Right && got.Verdict != grade.Again {
			t.Fatalf("%q for %s in form %s is %v", said, value.RatString(), item.Form, got.Verdict)
		}
	}
}

func TestNearlyTheNumberIsRefused(t *testing.T) {
	d := dice(3)
	for range 20000 {
		value := randomRat(&d)
		item := number(value.RatString())
		off := big.NewRat(1, pick(&d, []int64{1, 2, 10, 1000, 1_000_000, 1_000_000_007}))
		other := new(big.Rat).Add(value, off)
		said := rewrite(&d, other)
		// What is written may also be read as the key: then that is right.
		if strings.ContainsAny(said, ",.%") && !strings.ContainsAny(said, "/") {
			continue
		}
		if got := grade.Answer(&item, nil, said); got.Verdict != grade.Wrong || got.Score != 0 {
			t.Fatalf("%q for %s is %v, read %q", said, value.RatString(), got.Verdict, got.Read)
		}
	}
}

// countries are close to one another, as answers to one question often are.
var countries = strings.Split("Austria|Australia|Niger|Nigeria|Slovakia|Slovenia|Iran|Iraq|Mali|Malta|Malawi|Mauritius|Mauritania|Gambia|Zambia|Guinea|Guyana|Dominica|Dominican Republic|North Korea|South Korea|Congo|Tonga|Togo|Chad|Chile|China|Cuba|Fiji|Peru|Oman|Romania|Latvia|Lithuania|Ireland|Iceland|Finland|Sweden|Switzerland|Swaziland|Paraguay|Uruguay|Libya|Lebanon|Liberia|Albania|Algeria|Armenia|Angola|Andorra|Laos|Nepal|Palau|Panama|India|Indonesia|Jordan|Japan|São Tomé|Côte d'Ivoire|Curaçao", "|")

// mistype changes one letter, or swaps two.
func mistype(d *dice, word string) string {
	r := []rune(word)
	i := d.roll(len(r))
	letter := rune('a' + d.roll(26))
	switch d.roll(4) {
	case 0:
		return string(r[:i]) + string(r[i+1:])
	case 1:
		return string(r[:i]) + string(letter) + string(r[i:])
	case 2:
		r[i] = letter
	case 3:
		if i+1 < len(r) {
			r[i], r[i+1] = r[i+1], r[i]
		}
	}
	return string(r)
}

// edits is the distance between two words, by the plain recursive definition
// and nothing like the code it checks; beyond limit it is limit+1.
func edits(a, b []rune, limit int) int {
	switch {
	case limit < 0:
		return 0
	case len(a) == 0 || len(b) == 0:
		return min(len(a)+len(b), limit+1)
	case a[0] == b[0]:
		return edits(a[1:], b[1:], limit)
	}
	least := 1 + min(edits(a[1:], b, limit-1), edits(a, b[1:], limit-1), edits(a[1:], b[1:], limit-1))
	if len(a) > 1 && len(b) > 1 && a[0] == b[1] && a[1] == b[0] {
		least = min(least, 1+edits(a[2:], b[2:], limit-1))
	}
	return least
}

func TestSlipsNeverMakeAnotherPlausibleAnswer(t *testing.T) {
	for _, key := range countries {
		item := text(key)
		for _, other := range countries {
			if other == key {
				continue
			}
			got := grade.Answer(&item, nil, other, countries...)
			if got.Verdict != grade.Wrong {
				t.Errorf("%s for %s is %v", other, key, got.Verdict)
			}
		}
	}
}

func TestSlipsAreForgivenWhereNothingElseIsAsNear(t *testing.T) {
	d := dice(4)
	forgiven, tried := 0, 0
	for range 3000 {
		key := pick(&d, countries)
		said := mistype(&d, key)
		if strings.EqualFold(said, key) {
			continue
		}
		item := text(key)
		got := grade.Answer(&item, nil, said, countries...)
		isNearOther := false
		plain := func(s string) []rune { return []rune(strings.ToLower(s)) }
		for _, other := range countries {
			if other != key && edits(plain(said), plain(other), 2) <= edits(plain(said), plain(key), 2) {
				isNearOther = true
			}
		}
		if isNearOther && (got.Verdict == grade.Again || got.Verdict == grade.Right) {
			t.Errorf("%q for %s is %v though another country is as near", said, key, got.Verdict)
		}
		if len(key) < 4 || isNearOther {
			continue
		}
		if tried++; got.Verdict == grade.Again {
			forgiven++
		}
	}
	if tried < 1000 || forgiven*100 < tried*97 {
		t.Errorf("%d of %d slips are forgiven, want 97 in a hundred", forgiven, tried)
	}
}

func TestPlantedChatterIsNeverWrong(t *testing.T) {
	asides := strings.Split("hi|ok|thanks|lol|what|what?|hm|can you help me|give me a hint please|I don't know|idk|how does this work|why is that?|what do you mean|👍|thank you!|wait|I need a break|tell me the answer|this is hard|wow|can you explain?|…|thank you so much|what is x?|ok, thanks|1 sec", "|")
	items := []course.Item{rivers, halves, number("12"), text("Nile"), {Kind: course.TrueFalse, Answer: "true"}, {Kind: course.Cloze, Blanks: []course.Blank{{Answer: "Nile"}}},
		evolution, four, animals, kinds, {Kind: course.Numbers, Answers: []string{"1", "2"}}}
	for i := range items {
		for _, said := range asides {
			if got := grade.Answer(&items[i], nil, said, countries...); got.Verdict != grade.Unread || got.Known {
				t.Errorf("%q for a %s is %v", said, items[i].Kind, got.Verdict)
			}
		}
	}
}
