package convert

import (
	"fmt"
	"math/big"
	"path"
	"slices"
	"strconv"
	"strings"

	"pacer/coach/course"
)

// What several formats need of an item.

// ownTags are the tags that say of an item what a quiz has no place for. Guess
// is the kind that the question alone tells.
func ownTags(it *course.Item, guess course.Kind) []string {
	var tags []string
	add := func(key, value string) {
		if value != "" {
			tags = append(tags, ownTag+key+"="+headValue(value))
		}
	}
	if it.Kind != guess {
		add("kind", string(it.Kind))
	}
	if it.Tier != 2 && it.Tier != 0 {
		add("tier", strconv.Itoa(it.Tier))
	}
	for _, id := range it.Also {
		add("also", id)
	}
	if it.Exact {
		add("exact", "yes")
	}
	add("form", string(it.Form))
	for i, id := range misconceptions(it) {
		if id != "" {
			add("misconception", fmt.Sprintf("%d %s", i+1, id))
		}
	}
	for i, b := range it.Blanks {
		if slack, ok := slackOfNumber(b.Answer, b.Tolerance); b.Number && (!ok || !isDecimal(b.Answer) || slack != b.Tolerance) {
			add("number", strings.TrimSpace(fmt.Sprintf("%d %s", i+1, b.Tolerance)))
		}
	}
	for _, line := range it.Checklist {
		add("check", line)
	}
	add("licence", it.Licence)
	add("source", it.Source)
	return tags
}

// isDecimal says whether a number is one that quizzes know as a number:
// fractions are words to them.
func isDecimal(s string) bool {
	return giftNumeral.MatchString(s) && !strings.ContainsAny(s, ",eE")
}

// slackOfNumber is how far off a number may be, as a decimal: a share of the
// answer's size is worked out. It is empty where nothing may be off, and not ok
// if it is no decimal.
func slackOfNumber(answer, tolerance string) (slack string, ok bool) {
	share, isRelative := strings.CutSuffix(tolerance, "%")
	if tolerance == "" || !isRelative {
		return tolerance, tolerance == "" || isDecimal(tolerance)
	}
	value, err := course.ParseNumber(answer)
	if err != nil {
		return "", false
	}
	by, err := course.ParseNumber(share)
	if err != nil {
		return "", false
	}
	by.Mul(by, new(big.Rat).Abs(value)).Quo(by, big.NewRat(100, 1))
	return amount(by)
}

// asNumeral says whether an item of kind number can be asked as a quiz asks for
// numbers; else it is asked as words.
func asNumeral(it *course.Item) bool {
	_, ok := slackOfNumber(it.Answer, it.Tolerance)
	return ok && isDecimal(it.Answer) && !slices.ContainsFunc(it.Wrong, func(w course.Wrong) bool { return !isDecimal(w.Answer) })
}

// weights are what each option is worth, in percent.
func weights(it *course.Item) []string {
	right := 0
	for _, o := range it.Options {
		if o.Right {
			right++
		}
	}
	out := make([]string, len(it.Options))
	for i, o := range it.Options {
		switch {
		case o.Right && it.Kind == course.Choice:
			out[i] = "100"
		case o.Right:
			out[i] = share(right)
		case it.Kind == course.Choices:
			out[i] = "-" + share(max(right, 1)) // else all that is there would be right
		default:
			out[i] = strconv.Itoa(o.Part)
		}
	}
	return out
}

// share is one of n equal shares of a hundred, as Moodle writes them.
func share(n int) string {
	s := strconv.FormatFloat(wholly/float64(n), 'f', 5, 64)
	return strings.TrimSuffix(strings.TrimRight(s, "0"), ".")
}

// starred is an answer to be typed as quizzes write it, in which a star alone
// stands for any letters.
func starred(s string) string { return strings.ReplaceAll(s, "*", `\*`) }

// pairsOfItem are the pairs of a match, or of what is sorted into groups.
func pairsOfItem(it *course.Item) []course.Pair {
	if it.Kind != course.Categories {
		return it.Pairs
	}
	var pairs []course.Pair
	for _, g := range it.Groups {
		for _, member := range g.Members {
			pairs = append(pairs, course.Pair{Left: member, Right: g.Name})
		}
	}
	return pairs
}

// withoutPlace says that a format has no place for a kind.
func withoutPlace(kind course.Kind) string {
	return fmt.Sprintf("the format has no place for the kind %s", kind)
}

// exportPicture is a picture of a text, read.
type exportPicture struct {
	name string // without its folder
	data []byte
}

// picturesOf reads the pictures that texts show from the course's folder. One
// that is not there is left to be reported.
func (c *exportCourse) picturesOf(texts ...string) []exportPicture {
	var list []exportPicture
	for _, text := range texts {
		for _, p := range course.Pictures(text) {
			if isPage(p.Address) || slices.ContainsFunc(list, func(o exportPicture) bool { return o.name == path.Base(p.Address) }) {
				continue
			}
			if data, err := c.media(p.Address); err == nil {
				list = append(list, exportPicture{path.Base(p.Address), data})
			}
		}
	}
	return list
}
