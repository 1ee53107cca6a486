package course

import (
	"strings"
	"testing"
)

func TestParseNumber(t *testing.T) {
	for _, row := range []struct{ text, want string }{
		{"0", "0"}, {"12", "12"}, {"-12", "-12"}, {"\u22123", "-3"}, {"007", "7"},
		{"0.25", "1/4"}, {"-0.50", "-1/2"}, {"3.0", "3"},
		{"3/4", "3/4"}, {"6/8", "3/4"}, {"-6/4", "-3/2"}, {"0/5", "0"},
		{"1 1/2", "3/2"}, {"-1 1/2", "-3/2"}, {"0 1/2", "1/2"},
		{strings.Repeat("9", 100), strings.Repeat("9", 100)},
	} {
		got, err := ParseNumber(row.text)
		if err != nil || got.RatString() != row.want {
			t.Errorf("%q reads as %v, %v; want %s", row.text, got, err, row.want)
		}
	}
	for _, text := range []string{
		"", " ", "-", "x", "1,5", "1.000,5", ".5", "5.", "1e3", "0x10", "1_000", "½", "50%", "5 cm", "+1", "--1", " 1", "1 ", "1/", "/2", "1/2/3",
		"1/-2", "1.5/2", "1  1/2", "1 3/2", "1 2", "1 0.5", "1/0", "1 1/00", "Inf", "NaN", "１", strings.Repeat("9", 101),
	} {
		if got, err := ParseNumber(text); err == nil {
			t.Errorf("%q reads as %v", text, got)
		}
	}
}
