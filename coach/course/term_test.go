package course

import (
	"strings"
	"testing"
)

// worked works a formula out with a = 6, b = -4, half = 1/2 and name = Ana.
func worked(source string) (string, error) {
	t, err := compile(source, []string{"a", "b", "half", "name"})
	if err != nil {
		return "", err
	}
	half, err := ParseNumber("1/2")
	if err != nil {
		return "", err
	}
	v, err := t.work([]value{whole(6), whole(-4), numeric(half), textual("Ana")})
	return v.String(), err
}

func TestFormulasAreExact(t *testing.T) {
	for source, want := range map[string]string{
		"0.1 + 0.2":                    "0.3",
		"0.1 + 0.2 == 0.3":             "true",
		"1/3 + 1/6":                    "0.5",
		"1/3":                          "1/3",
		"1/3 == 2/6":                   "true",
		"-1/1024":                      "-0.0009765625",
		"1/8192":                       "1/8192",
		"1/1000003":                    "0.000000999997000009",
		"2^100":                        "1267650600228229401496703205376",
		"9007199254740993 * 10":        "90071992547409930",
		"10^20 / 3":                    "100000000000000000000/3",
		"sqrt(2)":                      "1.41421356237",
		"sqrt(2) / 3":                  "0.471404520791",
		"sqrt(9/16)":                   "0.75",
		"sqrt(1000000) == 1000":        "true",
		"a + b * 2":                    "-2",
		"(a + b) * 2":                  "4",
		"-a^2":                         "-36",
		"2^-2":                         "0.25",
		"(2/3)^-2":                     "2.25",
		"2^3^2":                        "512",
		"b % 3":                        "2",
		"7.5 % 2":                      "1.5",
		"7 % -3":                       "-2",
		"a > b and not (a == 6)":       "false",
		"1 < a < 7":                    "true",
		"b != 0 ? a / b : 0":           "-1.5",
		"half == 0 or a / half > 3":    "true",
		"b > 0 && 1/0 > 2":             "false",
		`name == "Ana" ? "she" : "he"`: "she",
		`name != 'Ben'`:                "true",
		"name == a":                    "false",
		"abs(b)":                       "4",
		"min(a, b, half)":              "-4",
		"max(a)":                       "6",
		"round(2.5)":                   "3",
		"round(-2.5)":                  "-3",
		"round(2.345, 2)":              "2.35",
		"round(1234.5, -2)":            "1200",
		"floor(-1.5)":                  "-2",
		"ceil(1.2)":                    "2",
		"ceil(-1.2)":                   "-1",
		"gcd(a, b)":                    "2",
		"lcm(a, b)":                    "12",
		"lcm(0, b)":                    "0",
		"fact(5)":                      "120",
		"fact(0)":                      "1",
		"choose(6, 2)":                 "15",
		"choose(3, 5)":                 "0",
		"frac(a, b)":                   "-3/2",
		"frac(0.75)":                   "3/4",
		"frac(8, 4)":                   "2",
		"mixed(7, 2)":                  "3 1/2",
		"mixed(-half - 1)":             "-1 1/2",
		"decimals(2.5, 2)":             "2.50",
		"decimals(1/3, 0)":             "0",
		"plus(a)":                      "+ 6",
		"plus(b)":                      "- 4",
		"coef(1)":                      "",
		"coef(-1)":                     "-",
		"coef(1/2)":                    "0.5",
		"name":                         "Ana",
	} {
		t.Run(source, func(t *testing.T) {
			got, err := worked(source)
			if err != nil {
				t.Fatal(err)
			}
			if got != want {
				t.Errorf("%s gives %s, want %s", source, got, want)
			}
			if v, err := ParseNumber(got); err == nil && writeNumber(v) != got && !strings.ContainsAny(source, "fmd") {
				t.Errorf("%s reads as a number that is written %s", got, writeNumber(v))
			}
		})
	}
}

func TestFormulasThatDoNotRead(t *testing.T) {
	for source, want := range map[string]string{
		"":                       "the formula is empty",
		"2a":                     `"2a" cannot be read: write * between a number and a name, like 2 * a`,
		"a +":                    `"a +" breaks off: something is missing at its end`,
		"(a":                     `"(a" breaks off: something is missing at its end`,
		"a = 2":                  `"a = 2" cannot be read: write == for "is equal to"`,
		"a b":                    `"a b" cannot be read as a formula (unexpected token Identifier("b"))`,
		"nmae":                   `there is no variable "nmae" here. Did you mean "name"?`,
		"sqr(a)":                 `there is no function "sqr". Did you mean "sqrt"?`,
		"now()":                  `there is no function "now".`,
		"len(name)":              `there is no function "len".`,
		"round(a, 1, 2)":         "round is written round(x) or round(x, decimals)",
		"gcd(a)":                 "gcd is written gcd(m, n)",
		"a ?? b":                 `formulas do without "??"`,
		`name matches "A.*"`:     `formulas do without "matches"`,
		"1..1000000000":          `formulas do without ".."`,
		"map(1..9, # * 2)":       `there is no function "map".`,
		"[1, 2]":                 "a formula has only",
		"{a: 1}":                 "a formula has only",
		"name.foo":               "a formula has only",
		"a.foo()":                "a formula has only",
		"let x = 1; x":           "a formula has only",
		"nil":                    "a formula has only",
		"1 / (a - 6)":            "this divides by zero",
		"a % 0":                  "this divides by zero",
		"frac(a, 0)":             "this divides by zero",
		"0^-1":                   "this divides by zero",
		"sqrt(b)":                "-4 has no square root",
		"a^half":                 "0.5 must be a whole number from -1024 to 1024 here",
		"a^1000":                 "a number becomes too large",
		"fact(150) * fact(150)":  "a number becomes too large",
		"fact(151)":              "fact takes a number from 0 to 150, not 151",
		"choose(1000, 3)":        "choose takes a first number from 0 to 150, not 1000",
		"gcd(half, 2)":           "0.5 is no whole number",
		"name + 1":               `the word "Ana" is no number to calculate with`,
		"-name":                  `the word "Ana" is no number to calculate with`,
		"frac(a, b) + 1":         `the word "-3/2" is no number to calculate with`,
		"a and b":                "6 is neither true nor false: compare it with something",
		"a > 1 and b":            "-4 is neither true nor false: compare it with something",
		"not a":                  "6 is neither true nor false: compare it with something",
		"name ? 1 : 2":           `the word "Ana" is neither true nor false: compare it with something`,
		"true < false":           "true is no number to calculate with",
		"round(a, 13)":           "13 must be a whole number from -12 to 12 here",
		strings.Repeat("(", 201): "a formula may have at most 200 characters: work out a part of it as a variable",
		strings.Repeat("(", 199): "",
	} {
		t.Run(source, func(t *testing.T) {
			got, err := worked(source)
			if err == nil {
				t.Fatalf("%s gives %s", source, got)
			}
			if !strings.HasPrefix(err.Error(), want) {
				t.Errorf("the error of %s is %q, want %q", source, err, want)
			}
		})
	}
}

// FuzzFormula works out whatever can be read: it must end, soon and without a
// panic, in a value or in a sentence.
func FuzzFormula(f *testing.F) {
	for _, s := range []string{"a + b", "fact(150)^-7", "1e308 * 1e308", "a ? b : name", "sqrt(2)^half", "round(1/3, -12)", "frac(a, b)", "0x10 + 1_000", "{{a}}", `"x" == 'y'`, "not not (a < b < 3)", "a | abs", "-(-(-1))", "min(1,2,3,4,5,6,7,8,9,10)", "1e-300 / 7"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, source string) {
		got, err := worked(source)
		if err != nil {
			if strings.TrimSpace(err.Error()) == "" {
				t.Error("an error without a word")
			}
			return
		}
		if len(got) > 1000 {
			t.Errorf("%s gives %d characters", source, len(got))
		}
	})
}
