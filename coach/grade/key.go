package grade

import (
	"fmt"
	"math/big"
	"strconv"
	"strings"

	"pacer/coach/course"
)

// Key says the right answer for people: "B: 3/4", "A: 2; C: 3", "5/6 cm",
// "Nile", "oxygen; water". It is plain text on one line, for every kind: of an
// author's Markdown only what is seen is left (an option \> is said as >), so a
// caller that puts it into Markdown has to escape it. Said in answer to the item
// it is Right, save for a free response, whose key is the model answer. order is
// as for Answer.
func Key(it *course.Item, order []int) string {
	switch it.Kind {
	case course.Choice, course.Choices:
		var list []string
		for place, i := range newOptions(it, order).order {
			if it.Options[i].Right {
				list = append(list, letter(place)+": "+line(plain(it.Options[i].Text)))
			}
		}
		return strings.Join(list, "; ")
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
	case course.Free:
		return line(plain(it.Model))
	}
	return line(plain(it.Answer))
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
