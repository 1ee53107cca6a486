package say

import (
	"strconv"
	"sync"

	"golang.org/x/text/language"
	"golang.org/x/text/message"
	"golang.org/x/text/number"

	"pacer/bot/chat"
)

// wideGroups are the languages that part thousands only from five digits on
// (CLDR's minimumGroupingDigits), which x/text does not know.
var wideGroups = map[string]bool{"es": true, "pl": true, "bg": true, "hu": true}

// numbers writes numbers as CLDR has it for a language. What does so in x/text
// is for one goroutine at a time, so there is a pool of it.
type numbers struct {
	pool     sync.Pool
	numerals [10]rune // zero to nine
	wide     bool
}

// numbersOf are the numbers of a language. Where CLDR gives a language other
// digits by default, as ٠ to ٩ for ar, they are the ones that are shown; any
// digits are read.
func numbersOf(tag language.Tag) *numbers {
	base, _ := tag.Base()
	n := &numbers{wide: wideGroups[base.String()]}
	n.pool.New = func() any { return message.NewPrinter(tag) }
	for i := range n.numerals {
		n.numerals[i] = []rune(n.sprint(number.Decimal(i)))[0]
	}
	return n
}

func (n *numbers) sprint(x any) string {
	p := n.pool.Get().(*message.Printer)
	defer n.pool.Put(p)
	return p.Sprint(x)
}

// decimal writes a number with at most so many digits after the mark.
func (n *numbers) decimal(x float64, digits int) string {
	options := []number.Option{number.MaxFractionDigits(digits)}
	if n.wide && x > -10_000 && x < 10_000 {
		options = append(options, number.NoSeparator())
	}
	return n.sprint(number.Decimal(x, options...))
}

// integer writes a whole number.
func (n *numbers) integer(x int64) string {
	if x < 0 || x >= 1000 {
		return n.decimal(float64(x), 0)
	}
	if n.numerals[0] == '0' {
		return strconv.FormatInt(x, 10)
	}
	var out []rune
	for _, r := range strconv.FormatInt(x, 10) {
		out = append(out, n.numerals[r-'0'])
	}
	return string(out)
}

// Number writes a number in the language's digits and marks, with at most so
// many digits after the decimal mark: 1,234.5.
func (p *Printer) Number(x float64, digits int) chat.Markdown {
	return chat.Markdown(p.numbers.decimal(x, digits))
}

// Percent writes a share, 0 to 1, in whole percent: 26%, 26 % where the language
// has it so.
func (p *Printer) Percent(share float64) chat.Markdown {
	return chat.Markdown(p.numbers.sprint(number.Percent(share, number.MaxFractionDigits(0))))
}
