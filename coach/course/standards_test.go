package course

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const fewStandards = `[
 {"code": null, "shortCode": null, "statement": "Mathematics", "gradeLevels": ["KG"], "cls": "folder"},
 {"code": "Math.5.NF.A", "shortCode": "5.NF.A", "statement": "Use equivalent fractions.", "gradeLevels": ["05"], "cls": "folder"},
 {"code": "Math.5.NF.1", "shortCode": "5.NF.1", "statement": "Add fractions.", "gradeLevels": ["05"]},
 {"code": "Math.5.NF.4", "shortCode": "5.NF.4", "statement": "Multiply fractions.", "gradeLevels": ["05"]},
 {"code": "Math.5.NF.4a", "shortCode": "5.NF.4a", "statement": "Interpret the product.", "gradeLevels": ["05"]},
 {"code": "Math.5.NF.7", "shortCode": "5.NF.7", "statement": "Divide fractions.", "gradeLevels": ["05"]},
 {"code": "Math.5.NF.7c", "shortCode": "5.NF.7c", "statement": "Solve problems.", "gradeLevels": ["05"]},
 {"code": "Math.6.G.1", "shortCode": "6.G.1", "statement": "Find areas.", "gradeLevels": ["06"]},
 {"code": "Math.8.F", "shortCode": "F", "statement": "Functions", "gradeLevels": ["08"], "cls": "folder"},
 {"code": "Math.8.F.1", "shortCode": "8.F.1", "statement": "Understand functions.", "gradeLevels": ["08"]},
 {"code": "Math.HSN-RN.1", "shortCode": "N-RN.1", "statement": "Explain exponents.", "gradeLevels": ["09", "10", "11", "12"]},
 {"code": "Math.MP.1", "shortCode": "MP.1", "statement": "Persevere.", "gradeLevels": ["KG", "01", "02", "03", "04", "05", "06", "07", "08"]}
]`

func readStandards(t *testing.T) *Standards {
	t.Helper()
	s, err := ReadStandards([]byte(fewStandards))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestAStandardIsFoundInTheWaysPeopleWriteIt(t *testing.T) {
	s := readStandards(t)
	for want, ways := range map[string][]string{
		"Math.5.NF.1":   {"5.NF.1", "5.NF.A.1", "Math.5.NF.1", "CCSS.MATH.CONTENT.5.NF.A.1", "CCSS.Math.Content.5.NF.A.1", "ccss.5.nf.1", " 5.NF.A.1 "},
		"Math.5.NF.4a":  {"5.NF.4a", "5.NF.B.4a", "5.NF.B.4.a", "CCSS.MATH.CONTENT.5.NF.B.4.A"},
		"Math.5.NF.A":   {"5.NF.A", "CCSS.MATH.CONTENT.5.NF.A"},
		"Math.8.F.1":    {"8.F.1", "8.F.A.1"},
		"Math.HSN-RN.1": {"N-RN.1", "HSN-RN.A.1", "N.RN.A.1", "HSN.RN.1", "CCSS.MATH.CONTENT.HSN.RN.A.1"},
		"Math.MP.1":     {"MP.1", "MP1", "CCSS.MATH.PRACTICE.MP1"},
	} {
		for _, way := range ways {
			if got := s.Find(way); got == nil || got.Code != want {
				t.Errorf("%q finds %+v, want %s", way, got, want)
			}
		}
	}
	for _, way := range []string{"", "5.NF", "5.NF.9", "5.F.1", "7"} {
		if got := s.Find(way); got != nil {
			t.Errorf("%q finds %s", way, got.Code)
		}
	}
}

// withStandards is a course whose one skill names standards.
func withStandards(t *testing.T, audience, codes string) (*Course, *Source) {
	t.Helper()
	c, source, err := ParseSource("course.yaml", []byte(strings.NewReplacer("AUDIENCE", audience, "CODES", codes).Replace(`course: c
title: C
language: en
audience: AUDIENCE
licence: CC0-1.0
skills:
  - id: s
    title: S
    why: W.
    standards: [CODES]
items:
  - {id: i, skill: s, kind: number, question: Q?, answer: "1", explanation: E.}
`)))
	if err != nil {
		t.Fatal(err)
	}
	return c, source
}

func TestUnknownStandardsAreNamedWithWhatWasMeant(t *testing.T) {
	c, source := withStandards(t, "grade 5", "5.NF.A.1, 5.FN.4, 5.NF.A, Sport.9.Z")
	var got []string
	for _, f := range readStandards(t).Check(c, source) {
		place, _, _ := strings.Cut(f.String(), "\n")
		got = append(got, place)
	}
	want := []string{
		`course.yaml:10:27: skill "s": the list has no standard "5.FN.4". Did you mean "Math.5.NF.4"?`,
		`course.yaml:10:35: skill "s": "5.NF.A" is a heading (Use equivalent fractions.): name the standards below it`,
		`course.yaml:10:43: skill "s": the list has no standard "Sport.9.Z".`,
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("faults (-want +got):\n%s", d)
	}
}

func TestCoverageSetsSkillsAgainstTheAudiencesGrades(t *testing.T) {
	for _, test := range []struct {
		name, audience, codes string
		covered, missing      string
	}{
		{"a whole covers its parts, a part its whole", "grades 5-6", "5.NF.4, 5.NF.7c", "5.NF.4 5.NF.4a 5.NF.7 5.NF.7c", "5.NF.1 6.G.1"},
		{"without grades, those of the standards", "everyone", "5.NF.1", "5.NF.1", "5.NF.4 5.NF.4a 5.NF.7 5.NF.7c"},
		{"a heading covers nothing", "grade 5", "5.NF.A", "", "5.NF.1 5.NF.4 5.NF.4a 5.NF.7 5.NF.7c"},
		{"nothing to go by", "everyone", "X.1", "", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			c, _ := withStandards(t, test.audience, test.codes)
			cover := readStandards(t).Coverage(c)
			var covered, missing []string
			for _, k := range cover.Covered {
				covered = append(covered, strings.TrimPrefix(k.Standard.Code, "Math."))
			}
			for _, k := range cover.Missing {
				missing = append(missing, strings.TrimPrefix(k.Code, "Math."))
			}
			if got := strings.Join(covered, " "); got != test.covered {
				t.Errorf("covered: %s; want %s", got, test.covered)
			}
			if got := strings.Join(missing, " "); got != test.missing {
				t.Errorf("missing: %s; want %s", got, test.missing)
			}
		})
	}
}

func TestWhatIsNoListOfStandardsIsRefused(t *testing.T) {
	for _, text := range []string{"", "{}", `"x"`, "[]", `[{"statement": "no code"}]`, "[1]"} {
		if _, err := ReadStandards([]byte(text)); err == nil {
			t.Errorf("%s was read as standards", text)
		}
	}
}

// The Common Core stands beside the repository, or not.
func TestBundledCoursesNameStandardsThatExist(t *testing.T) {
	data, err := os.ReadFile(filepath.Join(top(t), "..", "shared", "corpus", "standards", "CC-math-0.8.0.json"))
	if os.IsNotExist(err) {
		t.Skip("the list of standards is not beside the repository")
	}
	if err != nil {
		t.Fatal(err)
	}
	s, err := ReadStandards(data)
	if err != nil {
		t.Fatal(err)
	}
	for _, one := range s.List {
		if got := s.Find(one.Code); got == nil || got.Code != one.Code {
			t.Errorf("%s finds %+v", one.Code, got)
		}
	}
	text, err := os.ReadFile(filepath.Join(top(t), "cmd", "pacer", "courses", "fractions", "course.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	c, source, err := ParseSource("course.yaml", text)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range s.Check(c, source) {
		t.Error(f)
	}
	cover := s.Coverage(c)
	if cover.First != 4 || cover.Last != 6 || len(cover.Covered) < 15 || len(cover.Missing) < 15 {
		t.Errorf("grades %d to %d, %d covered, %d missing", cover.First, cover.Last, len(cover.Covered), len(cover.Missing))
	}
}
