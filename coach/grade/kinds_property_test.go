package grade_test

import (
	"fmt"
	"math"
	"math/big"
	"slices"
	"strconv"
	"strings"
	"testing"

	"pacer/coach/course"
	"pacer/coach/grade"
)

// things are texts as authors lay them out.
var things = strings.Split("egg|tadpole|the frog|Łódź|São Tomé|x = 1|x + 1|2 + 2|-5|0.5|3/4|C++|`print(x)`|one, two|and then|A, B|東京|القاهرة|*very* good|a fish|fish|$x^2$|not this one|U.S.A.|mother-in-law|no", "|")

// shuffled is a random order of n.
func shuffled(d *dice, n int) []int {
	order := identity(n)
	for i := n - 1; i > 0; i-- {
		j := d.roll(i + 1)
		order[i], order[j] = order[j], order[i]
	}
	return order
}

func capital(i int) string { return string(rune('A' + i)) }

// spellOut writes labels, or the texts that stand beside them, one after the
// other in one of the ways people do.
func spellOut(d *dice, labels, texts []string) string {
	if d.roll(3) == 0 {
		return strings.Join(texts, pick(d, []string{"\n", "; ", "\n\n"}))
	}
	s := strings.Join(labels, pick(d, []string{" ", "", ", ", ",", "; ", "\n", " > ", " → ", "-", " then ", " and "}))
	return pick(d, []string{s, s, strings.ToLower(s), "it's " + s, "(" + s + ")", s + "."})
}

func TestEveryWayToPutLinesInOrderIsReadTheSame(t *testing.T) {
	d := dice(5)
	for range 4000 {
		texts := different(&d, func(d *dice) string { return pick(d, things) }, 2+d.roll(6))
		item := course.Item{Kind: course.Order, Lines: texts}
		order := grade.Order(&item, uint64(d.roll(1000)))
		said := shuffled(&d, len(texts)) // places
		labels, named := make([]string, len(said)), make([]string, len(said))
		for i, place := range said {
			labels[i], named[i] = capital(place), texts[order[place]]
		}
		inTurn, pairs := 0, 0
		for i := range said {
			for j := i + 1; j < len(said); j++ {
				if pairs++; order[said[i]] < order[said[j]] {
					inTurn++
				}
			}
		}
		want := max(0, 2*float64(inTurn)/float64(pairs)-1)
		text := spellOut(&d, labels, named)
		got := grade.Answer(&item, order, text)
		if math.Abs(got.Score-want) > 1e-12 || got.Read != strings.Join(labels, ", ") || (got.Verdict == grade.Right) != (inTurn == pairs) {
			t.Fatalf("%q for %q in the order %v is %v, score %v, read %q; want %q, score %v", text, texts, order, got.Verdict, got.Score, got.Read, strings.Join(labels, ", "), want)
		}
	}
}

func TestEveryWayToPairIsReadTheSame(t *testing.T) {
	d := dice(6)
	for range 4000 {
		thing := func(d *dice) string { return pick(d, things) }
		item := course.Item{Kind: course.Match}
		left, right := different(&d, thing, 2+d.roll(4)), different(&d, thing, 2+d.roll(4))
		for _, text := range left {
			item.Pairs = append(item.Pairs, course.Pair{Left: text, Right: pick(&d, right)})
		}
		item.Others = right
		order := grade.Order(&item, uint64(d.roll(1000)))
		layout := grade.LayoutOf(&item, order)
		given, hits := make([]int, len(left)), 0
		reads := make([]string, len(left))
		for i := range left {
			given[i] = d.roll(len(layout.Lettered))
			reads[i] = fmt.Sprint(i+1, " ", capital(given[i]))
			if layout.Lettered[given[i]] == item.Pairs[i].Right {
				hits++
			}
		}
		text := pairUp(&d, layout, given)
		got := grade.Answer(&item, order, text)
		want := float64(hits) / float64(len(left))
		if got.Score != want || got.Read != strings.Join(reads, ", ") || (got.Verdict == grade.Right) != (hits == len(left)) {
			t.Fatalf("%q for %q is %v, score %v, note %q, read %q; want %q, score %v", text, layout, got.Verdict, got.Score, got.Note, got.Read, reads, want)
		}
	}
}

// pairUp writes which number gets which letter in one of the ways people do.
func pairUp(d *dice, layout grade.Layout, given []int) string {
	parts := make([]string, len(given))
	way, joint := d.roll(4), pick(d, []string{"", "-", ": ", " = ", ") ", " → ", " goes with "})
	for _, i := range shuffled(d, len(given)) {
		number, letter := strconv.Itoa(i+1), capital(given[i])
		switch way {
		case 0:
			parts[i] = number + joint + letter
		case 1:
			parts[i] = letter + joint + number
		case 2:
			parts[i] = letter
		case 3:
			parts[i] = layout.Numbered[i] + pick(d, []string{" = ", ": ", " → "}) + layout.Lettered[given[i]]
		}
	}
	separators := []string{"; ", "\n"}
	if way < 3 {
		separators = append(separators, ", ", " ")
	}
	s := strings.Join(parts, pick(d, separators))
	return pick(d, []string{s, strings.ToLower(s)})
}

func TestEveryWayToListNumbersIsReadTheSame(t *testing.T) {
	d := dice(7)
	for range 4000 {
		item := course.Item{Kind: course.Numbers, InOrder: d.roll(2) == 0}
		var values []*big.Rat
		for range 2 + d.roll(3) {
			value := big.NewRat(int64(d.roll(2001)-1000), []int64{1, 1, 2, 4, 3, 100}[d.roll(6)])
			if !slices.ContainsFunc(values, func(v *big.Rat) bool { return v.Cmp(value) == 0 }) {
				values = append(values, value)
				item.Answers = append(item.Answers, value.RatString())
			}
		}
		order := identity(len(values))
		if !item.InOrder {
			order = shuffled(&d, len(values))
		}
		parts := make([]string, len(values))
		comma := d.roll(2) == 0
		for i, from := range order {
			parts[i] = values[from].RatString()
			if digits, isExact := values[from].FloatPrec(); isExact && d.roll(2) == 0 {
				if parts[i] = values[from].FloatString(digits); comma {
					parts[i] = strings.Replace(parts[i], ".", ",", 1)
				}
			}
			parts[i] = strings.Replace(parts[i], "-", pick(&d, []string{"-", "−"}), 1)
		}
		s := strings.Join(parts, pick(&d, []string{"; ", ";", " and ", "\n", ", ", " or x = "}))
		s = pick(&d, []string{"", "", "x = ", "it's "}) + s
		if !strings.Contains(s, "=") {
			s = pick(&d, []string{s, "(" + s + ")", "{" + s + "}", s + "."})
		}
		if got := grade.Answer(&item, nil, s); got.Verdict != grade.Right {
			t.Fatalf("%q for %q is %v, read %q", s, item.Answers, got.Verdict, got.Read)
		}
		// One of them off by a little is not right, however it is read.
		item.Answers[0] = new(big.Rat).Add(values[0], big.NewRat(1, 7)).RatString()
		if got := grade.Answer(&item, nil, s); got.Verdict == grade.Right || got.Verdict == grade.Again {
			t.Fatalf("%q for %q is %v, read %q", s, item.Answers, got.Verdict, got.Read)
		}
	}
}
