package grade_test

import (
	"math/big"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pacer/coach/course"
	"pacer/coach/grade"
)

func TestReadNumber(t *testing.T) {
	tests := []struct{ said, value, text string }{
		// whole numbers
		{"12", "12", "12"},
		{"007", "7", "7"},
		{"+3", "3", "3"},
		{"-3", "-3", "-3"},
		{"- 3", "-3", "-3"},
		{"−3", "-3", "-3"},
		{"–3", "-3", "-3"},
		{"-0", "0", "0"},
		{" 12. ", "12", "12"},
		{"\"12\"", "12", "12"},
		// decimals and separators
		{"0.25", "1/4", "0.25"},
		{".5", "1/2", "0.5"},
		{",5", "1/2", "0.5"},
		{"1,5", "3/2", "1.5"},
		{"1.50", "3/2", "1.50"},
		{"1,234", "1234", "1234"},
		{"1.234", "617/500", "1.234"},
		{"0,125", "1/8", "0.125"},
		{"1234,567", "1234567/1000", "1234.567"},
		{"1,234.5", "2469/2", "1234.5"},
		{"1.234,5", "2469/2", "1234.5"},
		{"1.234.567,8", "6172839/5", "1234567.8"},
		{"1,234,567", "1234567", "1234567"},
		{"12,34,567", "1234567", "1234567"},
		{"1 234", "1234", "1234"},
		{"1\u00a0234\u202f567", "1234567", "1234567"},
		{"1 234,5", "2469/2", "1234.5"},
		{"1'234.5", "2469/2", "1234.5"},
		{"1’234", "1234", "1234"},
		// digits of other scripts
		{"١٢٫٥", "25/2", "12.5"},
		{"١٬٢٣٤", "1234", "1234"},
		{"१२३", "123", "123"},
		{"１２．５", "25/2", "12.5"},
		{"𝟜𝟚", "42", "42"},
		// fractions and mixed numbers
		{"5/6", "5/6", "5/6"},
		{"5 / 6", "5/6", "5/6"},
		{"5⁄6", "5/6", "5/6"},
		{"10/12", "5/6", "10/12"},
		{"-5/6", "-5/6", "-5/6"},
		{"5/-6", "-5/6", "5/-6"},
		{"1.5/2", "3/4", "1.5/2"},
		{"½", "1/2", "1/2"},
		{"⅐", "1/7", "1/7"},
		{"-⅔", "-2/3", "-2/3"},
		{"1 1/2", "3/2", "1 1/2"},
		{"1½", "3/2", "1 1/2"},
		{"1 ½", "3/2", "1 1/2"},
		{"1 and 1/2", "3/2", "1 1/2"},
		{"1 & 1/2", "3/2", "1 1/2"},
		{"-1 1/2", "-3/2", "-1 1/2"},
		{"1 3/2", "5/2", "1 3/2"},
		{"1 100/200", "3/2", "1 100/200"},
		// powers of ten, percent, recurring
		{"1.2e3", "1200", "1.2e3"},
		{"12E-1", "6/5", "12e-1"},
		{"1.2×10^3", "1200", "1.2e3"},
		{"1.2 x 10³", "1200", "1.2e3"},
		{"3·10⁻²", "3/100", "3e-2"},
		{"2*10**2", "200", "2e2"},
		{"10^3", "1000", "10e2"},
		{"50%", "1/2", "50%"},
		{"50 percent", "1/2", "50%"},
		{"12,5 %", "1/8", "12.5%"},
		{"٥٠٪", "1/2", "50%"},
		{"0.333...", "1/3", "0.(3)"},
		{"0.1666…", "1/6", "0.1(6)"},
		{"0.1(6)", "1/6", "0.1(6)"},
		{"0.(3)", "1/3", "0.(3)"},
		{"1.(09)", "12/11", "1.(09)"},
		{"0.121212...", "4/33", "0.(12)"},
		// words
		{"zero", "0", "0"},
		{"Five", "5", "5"},
		{"twenty-three", "23", "23"},
		{"twenty three", "23", "23"},
		{"ninety", "90", "90"},
		{"a hundred", "100", "100"},
		{"one hundred", "100", "100"},
		{"minus five", "-5", "-5"},
		{"(-4)", "-4", "-4"},
		{"negative 5", "-5", "-5"},
		{"twelve cm", "12", "12 cm"},
		// what stands around it
		{"x = 5", "5", "5"},
		{"x=-5", "-5", "-5"},
		{"= 5", "5", "5"},
		{"1/2 + 1/3 = 5/6", "5/6", "5/6"},
		{"x ≈ 3.14", "157/50", "3.14"},
		{"it's 5", "5", "5"},
		{"I think the answer is 5, maybe", "5", "5"},
		{"5 cm", "5", "5 cm"},
		{"5cm²", "5", "5 cm^2"},
		{"5 km/h", "5", "5 km/h"},
		{"$5", "5", "$5"},
		{"-$5", "-5", "-$5"},
		{"€ 5,50", "11/2", "€5.50"},
		{"5€", "5", "€5"},
		{"EUR 5", "5", "5 EUR"},
		{"90°", "90", "90°"},
		// not numbers
		{"", "", ""},
		{"abc", "", ""},
		{"5 or 6", "", ""},
		{"5, 6", "", ""},
		{"5!", "", ""},
		{"5?", "", ""},
		{"2x", "", ""},
		{"2+3", "", ""},
		{"5^2", "", ""},
		{"5²", "", ""},
		{"x > 5", "", ""},
		{"x >= 5", "", ""},
		{"x = 5 or x = -5", "", ""},
		{"1,23,4", "", ""},
		{"1.2.3", "", ""},
		{"12:30", "", ""},
		{"1/0", "", ""},
		{"1 1/0", "", ""},
		{"1e999999999", "", ""},
		{"1e100", "", ""},
		{"1e-100", "", ""},
		{"--5", "", ""},
		{"one more", "", ""},
		{"twenty-zero", "", ""},
		{"twenty-eleven", "", ""},
		{"5 apples", "", ""},
		{strings.Repeat("9", 201), "", ""},
	}
	for _, test := range tests {
		got, err := grade.ReadNumber(test.said)
		if test.value == "" {
			if err == nil {
				t.Errorf("%q reads as %v, want an error", test.said, got)
			}
			continue
		}
		if err != nil {
			t.Errorf("%q: %v, want %s", test.said, err, test.value)
			continue
		}
		want, _ := new(big.Rat).SetString(test.value)
		if got.Rat().Cmp(want) != 0 || got.String() != test.text {
			t.Errorf("%q is %s, shown %q; want %s, %q", test.said, got.Rat().RatString(), got, test.value, test.text)
		}
	}
}

func TestZeroValueIsZero(t *testing.T) {
	var v grade.Value
	if v.Rat().Sign() != 0 || v.String() != "0" || v.Unit() != "" {
		t.Errorf("the zero Value is %v, unit %q", v, v.Unit())
	}
}

func number(answer string) course.Item {
	return course.Item{Kind: course.Number, Question: "How much is it, in apples?", Answer: answer}
}

func TestNumber(t *testing.T) {
	sixths := number("5/6")
	sixths.Wrong = []course.Wrong{
		{Answer: "2/5", Feedback: "Halves and thirds differ in size.", Misconception: "adds-tops-and-bottoms"},
		{Answer: "1.234"}, {Answer: "0.6"},
	}
	plain, thousand, small := number("12"), number("1234"), number("1.234")
	simplest, mixed, decimal := number("1/2"), number("3/2"), number("0.5")
	simplest.Form, mixed.Form, decimal.Form = course.Simplest, course.Mixed, course.Decimal
	whole := number("4")
	whole.Form = course.Simplest
	loose, relative := number("3.14"), number("-200")
	loose.Tolerance, relative.Tolerance = "0.01", "1%"
	length, price, percent := number("5"), number("2.5"), number("50")
	length.Units = []string{"cm", "centimetres"}
	price.Units = []string{"$", "USD", "dollars"}
	percent.Units = []string{"%"}
	area := number("2")
	area.Units = []string{"m²"}
	half := number("0.5")

	tests := []struct {
		name    string
		item    *course.Item
		said    string
		verdict grade.Verdict
		read    string
		note    grade.Note
	}{
		{name: "the key", item: &sixths, said: "5/6", verdict: grade.Right, read: "5/6"},
		{name: "an equal fraction", item: &sixths, said: "10/12", verdict: grade.Right, read: "10/12"},
		{name: "a rounded decimal", item: &sixths, said: "0.83", verdict: grade.Wrong, read: "0.83"},
		{name: "a recurring decimal", item: &sixths, said: "0.8333…", verdict: grade.Right, read: "0.8(3)"},
		{name: "a working", item: &sixths, said: "3/6+2/6 = 5/6", verdict: grade.Right, read: "5/6"},
		{name: "chatter", item: &sixths, said: "this is fun", read: "this is fun"},
		{name: "a question", item: &sixths, said: "5/6?", read: "5/6?", note: grade.Question},
		{name: "a number among words", item: &sixths, said: "give me 5 more", read: "give me 5 more"},
		{name: "a number and a word", item: &plain, said: "12 monkeys", read: "12 monkeys"},
		{name: "a word of the question", item: &plain, said: "12 apples", verdict: grade.Right, read: "12 apples"},
		{name: "a wrong number with a word of the question", item: &plain, said: "11 apples", verdict: grade.Wrong, read: "11 apples"},
		{name: "a unit nobody asked for", item: &plain, said: "12 kg", verdict: grade.Right, read: "12 kg"},
		{name: "a currency nobody asked for", item: &plain, said: "$12", verdict: grade.Right, read: "$12"},
		{name: "a word", item: &plain, said: "twelve", verdict: grade.Right, read: "12"},

		{name: "thousands with a comma", item: &thousand, said: "1,234", verdict: grade.Right, read: "1234"},
		{name: "thousands with a point", item: &thousand, said: "1.234", verdict: grade.Right, read: "1234"},
		{name: "a decimal point", item: &small, said: "1.234", verdict: grade.Right, read: "1.234"},
		{name: "a decimal comma", item: &small, said: "1,234", verdict: grade.Right, read: "1.234"},
		{name: "a number that is neither", item: &small, said: "1,235", verdict: grade.Wrong, read: "1235"},

		{name: "lowest terms", item: &simplest, said: "1/2", verdict: grade.Right, read: "1/2"},
		{name: "not in lowest terms", item: &simplest, said: "2/4", verdict: grade.Again, read: "2/4", note: grade.NotSimplest},
		{name: "a decimal for a fraction", item: &simplest, said: "0.5", verdict: grade.Again, read: "0.5", note: grade.NotSimplest},
		{name: "a percentage for a fraction", item: &simplest, said: "50%", verdict: grade.Again, read: "50%", note: grade.NotSimplest},
		{name: "a wrong value in the wrong form", item: &simplest, said: "2/6", verdict: grade.Wrong, read: "2/6"},
		{name: "a whole number", item: &whole, said: "4", verdict: grade.Right, read: "4"},
		{name: "a whole number over one", item: &whole, said: "4/1", verdict: grade.Again, read: "4/1", note: grade.NotSimplest},
		{name: "a mixed number", item: &mixed, said: "1 1/2", verdict: grade.Right, read: "1 1/2"},
		{name: "an improper fraction", item: &mixed, said: "3/2", verdict: grade.Again, read: "3/2", note: grade.NotMixed},
		{name: "a mixed number not in lowest terms", item: &mixed, said: "1 2/4", verdict: grade.Again, read: "1 2/4", note: grade.NotSimplest},
		{name: "a mixed number with too large a fraction", item: &mixed, said: "0 3/2", verdict: grade.Again, read: "0 3/2", note: grade.NotSimplest},
		{name: "a decimal", item: &decimal, said: "0,50", verdict: grade.Right, read: "0.50"},
		{name: "a fraction for a decimal", item: &decimal, said: "1/2", verdict: grade.Again, read: "1/2", note: grade.NotDecimal},

		{name: "within the tolerance", item: &loose, said: "3.15", verdict: grade.Right, read: "3.15"},
		{name: "beyond the tolerance", item: &loose, said: "3.151", verdict: grade.Wrong, read: "3.151"},
		{name: "within a relative tolerance", item: &relative, said: "-202", verdict: grade.Right, read: "-202"},
		{name: "beyond a relative tolerance", item: &relative, said: "-197.9", verdict: grade.Wrong, read: "-197.9"},
		{name: "the sign lost", item: &relative, said: "200", verdict: grade.Wrong, read: "200"},

		{name: "the unit", item: &length, said: "5 cm", verdict: grade.Right, read: "5 cm"},
		{name: "the unit without space", item: &length, said: "5CM", verdict: grade.Right, read: "5 cm"},
		{name: "another spelling", item: &length, said: "5 Centimetres.", verdict: grade.Right, read: "5 centimetres"},
		{name: "no unit", item: &length, said: "5", verdict: grade.Again, read: "5", note: grade.UnitMissing},
		{name: "another unit", item: &length, said: "5 kg", verdict: grade.Again, read: "5 kg", note: grade.UnitWrong},
		{name: "a right value in another unit", item: &length, said: "50 mm", verdict: grade.Again, read: "50 mm", note: grade.UnitWrong},
		{name: "a wrong value in another unit", item: &length, said: "70 mm", verdict: grade.Wrong, read: "70 mm"},
		{name: "a wrong value without unit", item: &length, said: "7", verdict: grade.Wrong, read: "7"},
		{name: "a raised two", item: &area, said: "2m²", verdict: grade.Right, read: "2 m²"},
		{name: "a two set lower", item: &area, said: "2 m2", verdict: grade.Right, read: "2 m²"},
		{name: "a power", item: &area, said: "2 m^2", verdict: grade.Right, read: "2 m²"},
		{name: "an area in another unit", item: &area, said: "20 000 cm²", verdict: grade.Again, read: "20000 cm^2", note: grade.UnitWrong},
		{name: "a currency sign", item: &price, said: "$2.50", verdict: grade.Right, read: "$2.50"},
		{name: "a currency sign behind", item: &price, said: "2,50 $", verdict: grade.Right, read: "$2.50"},
		{name: "a currency in words", item: &price, said: "2.5 dollars", verdict: grade.Right, read: "2.5 dollars"},
		{name: "another currency", item: &price, said: "€2.50", verdict: grade.Again, read: "€2.50", note: grade.UnitWrong},

		{name: "percent", item: &percent, said: "50 %", verdict: grade.Right, read: "50%"},
		{name: "percent in words", item: &percent, said: "fifty percent", verdict: grade.Right, read: "50%"},
		{name: "percent without sign", item: &percent, said: "50", verdict: grade.Again, read: "50", note: grade.UnitMissing},
		{name: "percent as a decimal", item: &percent, said: "0.5", verdict: grade.Again, read: "0.5", note: grade.UnitMissing},
		{name: "a hundredth of the percentage", item: &percent, said: "0.5%", verdict: grade.Wrong, read: "0.5%"},
		{name: "a half as a percentage", item: &half, said: "50%", verdict: grade.Right, read: "50%"},
		{name: "a number as so many percent", item: &plain, said: "12%", verdict: grade.Right, read: "12%"},
		{name: "percent where a length is asked for", item: &length, said: "5%", verdict: grade.Again, read: "5%", note: grade.UnitWrong},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := grade.Answer(test.item, nil, test.said)
			if got.Verdict != test.verdict || got.Read != test.read || got.Note != test.note {
				t.Errorf("%q is %v, read %q, note %q; want %v, read %q, note %q", test.said, got.Verdict, got.Read, got.Note, test.verdict, test.read, test.note)
			}
		})
	}
}

func TestNumberKnownToBeWrong(t *testing.T) {
	item := number("5/6")
	item.Wrong = []course.Wrong{
		{Answer: "2/5", Feedback: "Halves and thirds differ in size.", Misconception: "adds-tops-and-bottoms"},
		{Answer: "undefined", Feedback: "There is a sum."},
	}
	want := grade.Result{
		Verdict: grade.Wrong, Known: true, Read: "0.4",
		Feedback: "Halves and thirds differ in size.", Misconception: "adds-tops-and-bottoms",
	}
	if diff := cmp.Diff(want, grade.Answer(&item, nil, "0,4")); diff != "" {
		t.Errorf("an equal value (-want +got):\n%s", diff)
	}
	if got := grade.Answer(&item, nil, "Undefined!"); got.Verdict != grade.Wrong || got.Feedback != "There is a sum." || !got.Known {
		t.Errorf("a known word is %v with %q", got.Verdict, got.Feedback)
	}
	if got := grade.Answer(&item, nil, "1"); got.Verdict != grade.Wrong || got.Known || got.Feedback != "" {
		t.Errorf("another number is %v, known %v, with %q", got.Verdict, got.Known, got.Feedback)
	}
	item.Units = []string{"kg"}
	if got := grade.Answer(&item, nil, "2/5"); got.Verdict != grade.Wrong || got.Misconception != "adds-tops-and-bottoms" {
		t.Errorf("a known number without its unit is %v, revealing %q", got.Verdict, got.Misconception)
	}
}

func TestRightInEitherReadingGoesBeforeKnownWrong(t *testing.T) {
	item := number("1.234")
	item.Wrong = []course.Wrong{{Answer: "1234"}}
	if got := grade.Answer(&item, nil, "1,234"); got.Verdict != grade.Right {
		t.Errorf("1,234 for 1.234 is %v", got.Verdict)
	}
}
