package convert

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestNumbersAreRead(t *testing.T) {
	for _, tc := range []struct {
		in, answer, unit string
	}{
		{"12", "12", ""},
		{"$$-12$$", "-12", ""},
		{"\u22125", "-5", ""},
		{"+5", "5", ""},
		{"0.25", "0.25", ""},
		{".5", "0.5", ""},
		{"5.", "5", ""},
		{"0.50", "0.50", ""},
		{"1,234", "1234", ""},
		{"7, 683.20", "7683.20", ""},
		{"1,234,567.8", "1234567.8", ""},
		{"3/4", "3/4", ""},
		{"-3 / 4", "-3/4", ""},
		{"1 1/2", "1 1/2", ""},
		{"-2 3/4", "-2 3/4", ""},
		{`$$\frac{20}{100}$$`, "20/100", ""},
		{`$$\frac{-3}{4}$$`, "-3/4", ""},
		{`-\dfrac{3}{4}`, "-3/4", ""},
		{`\frac{5}{\left(-6\right)}`, "-5/6", ""},
		{`\frac{-5}{-6}`, "5/6", ""},
		{`\frac12`, "1/2", ""},
		{`1\frac{5}{8}`, "1 5/8", ""},
		{`-\left(\frac{1}{2}\right)`, "", ""}, // a sign before parentheses is an operation
		{`\left(-5\right)`, "-5", ""},
		{"50%", "50", ""},
		{`$$42.3\%$$`, "42.3", ""},
		{"12 percent", "12", ""},
		{"$5.83", "5.83", ""},
		{"-$5", "-5", ""},
		{`$$\$1.79\$$$`, "1.79", ""},
		{`\$20`, "20", ""},
		{"€ 3", "3", ""},
		{`38.4**{\circ}`, "38.4", ""},
		{`45^\circ`, "45", ""},
		{`$$30.5\degree$$`, "30.5", ""},
		{"90°", "90", ""},
		{`$9**\circ$`, "9", ""},
		{"25¢", "25", ""},
		{"37 °C", "37", "°C"},
		{"5 cm", "5", "cm"},
		{"5cm", "5", "cm"},
		{"120 km/h", "120", "km/h"},
		{"3/4 kg", "3/4", "kg"},

		// No numbers: operations, relations, words, codes, several, nonsense.
		{"", "", ""}, {"-", "", ""}, {".", "", ""}, {"x", "", ""}, {"x=5", "", ""}, {"2x", "", ""}, {"2+3", "", ""}, {`2\sqrt{3}`, "", ""}, {`2^{7}`, "", ""},
		{`3\times{10}^5`, "", ""}, {`\frac{\pi}{4}`, "", ""}, {`9\frac{\pi}{9}`, "", ""}, {"007", "", ""}, {"1,2", "", ""}, {"(3,2)", "", ""}, {"1 2", "", ""},
		{"1/0", "", ""}, {"1 5/4", "", ""}, {"3 apples", "", ""}, {"01/02/2020", "", ""}, {"1e5", "", ""}, {"12:30", "", ""}, {"$$3$$ $$4$$", "", ""}, {"1.2.3", "", ""}, {"12,34,567", "", ""},
		{"$", "", ""}, {"$$", "", ""}, {"%", "", ""}, {"°", "", ""},
	} {
		q, ok := readNumber(tc.in)
		unit := ""
		if len(q.units) > 0 {
			unit = q.units[0]
		}
		if q.answer != tc.answer || unit != tc.unit || ok != (tc.answer != "") {
			t.Errorf("readNumber(%q) = %q %q %v, want %q %q", tc.in, q.answer, unit, ok, tc.answer, tc.unit)
		}
	}
}

func TestSlugsAreValidStableAndApart(t *testing.T) {
	got := slugs([]string{"adding_fractions", "adding fractions", "Élan vital", "a5e282bsolvquad1a", "数学", "--", "algebra"})
	want := map[string]string{
		"adding_fractions":  "adding-fractions-" + hash("adding_fractions"),
		"adding fractions":  "adding-fractions-" + hash("adding fractions"),
		"Élan vital":        "elan-vital",
		"a5e282bsolvquad1a": "a5e282bsolvquad1a",
		"数学":                "x" + hash("数学"),
		"--":                "x" + hash("--"),
		"algebra":           "algebra",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
