package course

import (
	"encoding/json"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Standard is one entry of a list of standards.
type Standard struct {
	Code      string // as the list writes it: "Math.5.NF.1"
	Statement string
	Grades    []int // school years, kindergarten being 0
	IsHeading bool  // a domain or cluster, with standards below it
}

// Standards is a list of standards, as their publisher wrote it.
type Standards struct {
	List []Standard

	number map[string]int // into List, by standardKey of the code
	keys   []string
}

// maxStandards bounds a list; the whole of a country's is some tens of thousands.
const maxStandards = 200_000

// ReadStandards reads a list of standards: a JSON list of objects, of which
// `code`, `shortCode`, `statement`, `gradeLevels` (KG, 01, … 12) and `cls` (folder:
// a heading) are looked at. Entries without a code are left out.
func ReadStandards(data []byte) (*Standards, error) {
	var rows []struct {
		Code        string   `json:"code"`
		ShortCode   string   `json:"shortCode"`
		Statement   string   `json:"statement"`
		GradeLevels []string `json:"gradeLevels"`
		Class       string   `json:"cls"`
	}
	if err := json.Unmarshal(data, &rows); err != nil {
		return nil, fmt.Errorf("this is no list of standards: a JSON list of objects with code, statement and gradeLevels is wanted (%w)", err)
	}
	if len(rows) > maxStandards {
		return nil, fmt.Errorf("the list holds %d standards, more than %d: take a part of it", len(rows), maxStandards)
	}
	s := &Standards{number: make(map[string]int)}
	for _, row := range rows {
		code := row.Code
		if code == "" {
			code = row.ShortCode
		}
		if code == "" {
			continue
		}
		one := Standard{Code: code, Statement: strings.TrimSpace(row.Statement), IsHeading: row.Class == "folder"}
		for _, level := range row.GradeLevels {
			if grade, err := strconv.Atoi(level); err == nil {
				one.Grades = append(one.Grades, grade)
			} else if strings.EqualFold(level, "KG") || strings.EqualFold(level, "K") {
				one.Grades = append(one.Grades, 0)
			}
		}
		s.List = append(s.List, one)
		for _, written := range []string{row.Code, row.ShortCode} {
			key := standardKey(written)
			if key == "" {
				continue
			}
			// A heading gives way to a standard that is written alike.
			if other, taken := s.number[key]; !taken || s.List[other].IsHeading && !one.IsHeading {
				s.number[key] = len(s.List) - 1
				s.keys = append(s.keys, key)
			}
		}
	}
	if len(s.List) == 0 {
		return nil, fmt.Errorf("the list holds no standard with a code")
	}
	return s, nil
}

// Find returns the standard that a code names, in whichever of the usual ways it
// is written: "5.NF.A.1", "Math.5.NF.1", "CCSS.MATH.CONTENT.5.NF.A.1"; nil if there
// is none.
func (s *Standards) Find(code string) *Standard {
	if i, ok := s.number[standardKey(code)]; ok {
		return &s.List[i]
	}
	return nil
}

var (
	standardPrefix = regexp.MustCompile(`^(?:CCSS\.)?(?:MATH\.)?(?:CONTENT\.|PRACTICE\.)?`)
	highSchool     = regexp.MustCompile(`^(?:HS)?([NAFGS])[-.]([A-Z]{1,4})(\..*)?$`)
	// cluster is the letter of a cluster between a domain and a number, which some
	// leave out; subStandard a letter behind a number, with a dot or without.
	cluster     = regexp.MustCompile(`^((?:K|\d+)\.[A-Z]+|HS[A-Z]-[A-Z]+)\.[A-Z]\.(\d)`)
	subStandard = regexp.MustCompile(`(\d)\.([A-Z])$`)
	practice    = regexp.MustCompile(`^MP(\d)$`)
)

// standardKey is what the ways to write one code have in common.
func standardKey(code string) string {
	key := strings.ToUpper(strings.Trim(strings.Join(strings.Fields(code), "."), "."))
	key = standardPrefix.ReplaceAllString(key, "")
	if m := highSchool.FindStringSubmatch(key); m != nil {
		key = "HS" + m[1] + "-" + m[2] + m[3]
	}
	key = cluster.ReplaceAllString(key, "$1.$2")
	key = subStandard.ReplaceAllString(key, "$1$2")
	return practice.ReplaceAllString(key, "MP.$1")
}

// Check says which codes of a course's skills the list does not know, with the one
// that was probably meant, and which are only headings. Source may be nil.
func (s *Standards) Check(c *Course, source *Source) []Fault {
	var list []Fault
	for i := range c.Skills {
		skill := &c.Skills[i]
		for k, code := range skill.Standards {
			found := s.Find(code)
			text := ""
			switch {
			case found == nil:
				text = fmt.Sprintf("skill %q: the list has no standard %q.", skill.ID, clip(code))
				if near := s.meant(code); near != "" {
					text += fmt.Sprintf(" Did you mean %q?", near)
				}
			case found.IsHeading:
				text = fmt.Sprintf("skill %q: %q is a heading (%s): name the standards below it", skill.ID, clip(code), clip(found.Statement))
			default:
				continue
			}
			list = append(list, source.Fault(text, "skills", i, "standards", k))
		}
	}
	SortFaults(list)
	return list
}

// meant is the code that a typing error may have turned into another.
func (s *Standards) meant(code string) string {
	const most = 2 // letters of so short a word
	word, best, least := []rune(standardKey(code)), "", most+1
	if len(word) > 40 {
		return ""
	}
	for _, key := range s.keys {
		one := &s.List[s.number[key]]
		if one.IsHeading {
			continue
		}
		if d := distance(word, []rune(key)); d < least {
			best, least = one.Code, d
		}
	}
	return best
}

// Coverage says what a course does for the standards of the grades it is for.
type Coverage struct {
	First, Last int       // grades, from the audience or else from the skills' standards
	Covered     []Covered // standards of these grades with a skill, in the list's order
	Missing     []*Standard
}

// Covered is a standard with the skills that name it, or name what it is a part
// of.
type Covered struct {
	Standard *Standard
	Skills   []string
}

// Coverage sets the skills of a course against the standards of the grades that
// its audience names; where it names none, of the grades that the skills'
// standards are of. Headings are left out. A skill that names a standard stands for
// its parts (5.NF.4 for 5.NF.4a), and one that names a part for the whole.
func (s *Standards) Coverage(c *Course) Coverage {
	named := make(map[string][]string)   // skills, by the key they name
	byParts := make(map[string][]string) // skills, by the whole of which they name a part
	first, last, ok := Grades(c.Audience)
	if !ok {
		first, last = math.MaxInt, -1
	}
	for i := range c.Skills {
		id := c.Skills[i].ID
		for _, code := range c.Skills[i].Standards {
			one := s.Find(code)
			if one == nil || one.IsHeading {
				continue
			}
			key := standardKey(one.Code)
			named[key] = appendNew(named[key], id)
			byParts[wholeOf(key)] = appendNew(byParts[wholeOf(key)], id)
			if !ok && len(one.Grades) > 0 {
				first, last = min(first, one.Grades[0]), max(last, one.Grades[0])
			}
		}
	}
	cover := Coverage{First: first, Last: last}
	for i := range s.List {
		one := &s.List[i]
		// What holds for all of school says nothing of a course for some grades.
		if one.IsHeading || len(one.Grades) > wholeSchool || !slices.ContainsFunc(one.Grades, func(g int) bool { return first <= g && g <= last }) {
			continue
		}
		key := standardKey(one.Code)
		skills := named[key]
		if skills == nil {
			skills = named[wholeOf(key)]
		}
		if skills == nil {
			skills = byParts[key]
		}
		if skills == nil {
			cover.Missing = append(cover.Missing, one)
		} else {
			cover.Covered = append(cover.Covered, Covered{one, skills})
		}
	}
	return cover
}

// wholeSchool is how many grades a standard is of at most that belongs to some of
// them; those of high school have four.
const wholeSchool = 6

// wholeOf is the key of the standard that a key names a part of, or the key itself.
func wholeOf(key string) string {
	if n := len(key); n > 1 && 'A' <= key[n-1] && key[n-1] <= 'Z' && '0' <= key[n-2] && key[n-2] <= '9' {
		return key[:n-1]
	}
	return key
}

func appendNew(list []string, s string) []string {
	if slices.Contains(list, s) {
		return list
	}
	return append(list, s)
}
