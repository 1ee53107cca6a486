package grade

import (
	"fmt"
	"math/big"
	"strconv"
	"strings"

	"pacer/coach/course"
)

// Key says the right answer for people: "B: 3/4", "A: 2; C: 3", "5/6 cm",
// "Nile", "oxygen; water", "2; -3", "C: egg; A: frog", "fin = fish; wing = bird",
// "fishes: shark, eel; birds: owl". It is plain text on one line, for every kind: of an
// author's Markdown only what is seen is left (an option \> is said as >), so a
// caller that puts it into Markdown has to escape it. Said in answer to the item
// it is Right, save for a free response, whose key is the model answer. order is
// as for Answer.
func Key(it *course.Item, order []int) string {
	switch it.Kind {
	case course.Choice, course.Choices:
		return choiceKey(it, order)
	case course.Number:
		number := inForm(it.Answer, it.Form)
		if len(it.Units) > 0 {
			number = withUnit(number, it.Units[0])
		}
		return number
	case course.Cloze:
		list, isClear := make([]string, len(it.Blanks)), true
		for i, blank := range it.Blanks {
			list[i] = line(plain(blank.Answer))
			isClear = isClear && !strings.Contains(list[i], ";")
		}
		if !isClear {
			for i := range list {
				list[i] = strconv.Itoa(i+1) + ") " + list[i]
			}
			return strings.Join(list, " ")
		}
		return strings.Join(list, "; ")
	case course.Interval:
		return intervalKey(it)
	case course.Expression:
		return expressionKey(it)
	case course.Output:
		return outputKey(it)
	case course.Numbers:
		return line(strings.Join(it.Answers, "; "))
	case course.Order:
		return orderKey(it, order)
	case course.Match:
		return matchKey(it, order)
	case course.Categories:
		return categoriesKey(it, order)
	case course.Free:
		return line(plain(it.Model))
	}
	return line(plain(it.Answer))
}

// maxKey is how many bytes a key has at most that says its entries in words: more
// are no help on a telephone.
const maxKey = 800

// choiceKey says letters and texts, or letters alone where the texts are long or
// would be read as something else: an option "0=four" beside one "0".
func choiceKey(it *course.Item, order []int) string {
	var letters, long []string
	for place, i := range newOptions(it, order).order {
		if it.Options[i].Right {
			letters, long = append(letters, letter(place)), append(long, labelled(letter(place), it.Options[i].Text))
		}
	}
	return plainest(it, order, strings.Join(long, "; "), strings.Join(letters, ", "))
}

func orderKey(it *course.Item, order []int) string {
	order = shownOrder(order, len(it.Lines), needed(it))
	places, long := make([]int, len(order)), make([]string, len(order))
	for place, i := range order {
		places[i], long[i] = place, labelled(letter(place), it.Lines[i])
	}
	return plainest(it, order, strings.Join(long, "; "), lettersOf(places))
}

func matchKey(it *course.Item, order []int) string {
	layout, right := LayoutOf(it, order), rightLetters(it, order)
	var short, clear, plainly []string
	for i, place := range right {
		short = append(short, number(i)+" "+letter(place))
		clear = append(clear, labelled(number(i), layout.Numbered[i])+" = "+labelled(letter(place), layout.Lettered[place]))
		plainly = append(plainly, line(plain(layout.Numbered[i]))+" = "+line(plain(layout.Lettered[place])))
	}
	return plainest(it, order, strings.Join(plainly, "; "), strings.Join(clear, "; "), strings.Join(short, ", "))
}

func categoriesKey(it *course.Item, order []int) string {
	layout, right := LayoutOf(it, order), rightLetters(it, order)
	var short, clear, plainly []string
	for group, name := range layout.Lettered {
		var numbers, entries, texts []string
		for i, member := range layout.Numbered {
			if right[i] == group {
				numbers, entries, texts = append(numbers, number(i)), append(entries, labelled(number(i), member)), append(texts, line(plain(member)))
			}
		}
		if numbers != nil {
			short = append(short, letter(group)+": "+strings.Join(numbers, " "))
			clear = append(clear, labelled(letter(group), name)+" = "+strings.Join(entries, ", "))
			plainly = append(plainly, line(plain(name))+": "+strings.Join(texts, ", "))
		}
	}
	return plainest(it, order, strings.Join(plainly, "; "), strings.Join(clear, "; "), strings.Join(short, "; "))
}

// plainest returns the first of several ways to say a key that is not too long
// and is right when it is said in answer, or the last: labels alone.
func plainest(it *course.Item, order []int, keys ...string) string {
	for _, key := range keys {
		if len(key) <= maxKey && Answer(it, order, key).Verdict == Right {
			return key
		}
	}
	return keys[len(keys)-1]
}

// line returns s as it is seen, on one line.
func line(s string) string {
	return strings.Join(strings.Fields(s), " ")
}

// inForm writes an author's number in the form that the item asks of learners,
// if it is not in it already.
func inForm(answer string, form course.Form) string {
	value, ok := keyValue(answer)
	if !ok {
		return answer
	}
	if v, err := ReadNumber(answer); err == nil && formNote(v, form, false) == "" {
		return answer
	}
	switch form {
	case course.Simplest:
		return value.RatString()
	case course.Mixed:
		whole, part := new(big.Int).QuoRem(value.Num(), value.Denom(), new(big.Int))
		if whole.Sign() == 0 || part.Sign() == 0 {
			return value.RatString()
		}
		return fmt.Sprintf("%v %v/%v", whole, part.Abs(part), value.Denom())
	case course.Decimal:
		if digits, isExact := value.FloatPrec(); isExact {
			return value.FloatString(digits)
		}
	}
	return answer
}
