package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strings"

	"pacer/coach/course"
	"pacer/coach/grade"
)

func checkCourses(ctx context.Context, p *program, args []string) error {
	f := newFlags("course")
	list := f.String("standards", "", "")
	wantSchema := f.Bool("schema", false, "")
	wantAll := f.Bool("all", false, "")
	files, err := parse(f, args)
	if err != nil {
		return err
	}
	if *wantSchema {
		if len(files) > 0 || *list != "" || *wantAll {
			return misused("course", "--schema stands alone: it prints the format for editors")
		}
		return printSchema(ctx, p, nil)
	}
	if len(files) == 0 {
		return misused("course", "name a course file, like: pacer course check fractions/course.yaml")
	}
	var standards *course.Standards
	if *list != "" {
		if standards, err = readStandards(*list); err != nil {
			return err
		}
	}
	most := mostAlike
	if *wantAll {
		most = 0
	}
	failed := false
	for _, file := range files {
		ok, err := checkCourse(p, file, standards, most)
		if err != nil {
			return err
		}
		failed = failed || !ok
	}
	if failed {
		return errReported
	}
	return nil
}

// checkCourse checks one course and says what it found, of each sort of advice no
// more than most; ok is false if the course cannot be used. The error is that nothing more can be said.
func checkCourse(p *program, file string, standards *course.Standards, most int) (ok bool, err error) {
	c, source, err := readSource(file)
	if inside, is := errors.AsType[course.Faults](err); is {
		fmt.Fprintln(p.err, inside)
		fmt.Fprintf(p.err, "%s in %s; nothing was changed.\n", count(len(inside), "fault"), file)
		return false, nil
	}
	if err != nil {
		what := "check the path: a course is a course.yaml, or the folder that holds one"
		if !errors.Is(err, fs.ErrNotExist) {
			what = "it was not checked"
		}
		fmt.Fprintf(p.err, "pacer: %v; %s\n", err, what)
		return false, nil
	}
	advice := slices.Concat(course.Advice(c, source), grade.Lint(c, source))
	if standards != nil {
		advice = append(advice, standards.Check(c, source)...)
	}
	folder := folderOf(file)
	advice = append(advice, course.MissingMedia(c, source, func(path string) bool {
		info, err := fs.Stat(folder, path)
		return err == nil && info.Mode().IsRegular()
	})...)
	course.SortFaults(advice)
	if err := printAdvice(p, advice, most); err != nil {
		return false, err
	}
	if standards != nil {
		if err := printCoverage(p, standards.Coverage(c)); err != nil {
			return false, err
		}
	}
	_, err = fmt.Fprintf(p.out, "%s: no faults in %s and %s (%s).\n", file, count(len(c.Skills), "skill"), count(len(c.Items), "item"), kinds(c))
	return true, err
}

// mostAlike is how much advice of one sort is printed: an imported course of two
// hundred skills without resources needs to hear so once, and nobody reads it two
// hundred times.
const mostAlike = 5

// particular is what differs in advice of one sort: what is quoted, numbers, the
// letters of choices.
var particular = regexp.MustCompile(`"[^"]*"|\d+|choices? [A-Z]( and [A-Z])?`)

// printAdvice prints advice, of each sort no more than most, and how much it left
// out. A most of 0 is all of it.
func printAdvice(p *program, advice course.Faults, most int) error {
	seen := make(map[string]int)
	left := 0
	for _, a := range advice {
		sort := particular.ReplaceAllString(a.Text, "")
		if seen[sort]++; most > 0 && seen[sort] > most {
			left++
			continue
		}
		a.Snippet = "" // the place is enough for what is no fault
		a.Text = "advice: " + a.Text
		if _, err := fmt.Fprintln(p.out, a); err != nil {
			return err
		}
	}
	if left == 0 {
		return nil
	}
	_, err := fmt.Fprintf(p.out, "advice: and %d more of the same sorts: see them with --all\n", left)
	return err
}

// standardsBytes is as much of a list of standards as is read.
const standardsBytes = 64 << 20

// readStandards reads a list of standards from a file.
func readStandards(file string) (*course.Standards, error) {
	data, err := readBounded(file, standardsBytes)
	if err != nil {
		return nil, err
	}
	s, err := course.ReadStandards(data)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	return s, nil
}

// longestStatement is how much of a standard's statement is repeated.
const longestStatement = 90

// printCoverage says which standards have skills and which have none.
func printCoverage(p *program, cover course.Coverage) error {
	all := len(cover.Covered) + len(cover.Missing)
	if all == 0 {
		_, err := fmt.Fprintln(p.out, "standards: no skill names one of the list, and the audience names no grades: write them as `standards: [5.NF.A.1]` and `audience: grades 4-6`.")
		return err
	}
	var b strings.Builder
	grades := fmt.Sprintf("grades %d to %d", cover.First, cover.Last)
	if cover.First == cover.Last {
		grades = fmt.Sprintf("grade %d", cover.First)
	}
	fmt.Fprintf(&b, "standards of %s: %d of %d have a skill\n", grades, len(cover.Covered), all)
	for _, k := range cover.Covered {
		fmt.Fprintf(&b, "  %-14s %s\n", k.Standard.Code, strings.Join(k.Skills, ", "))
	}
	if len(cover.Missing) > 0 {
		fmt.Fprintln(&b, "without a skill:")
		for _, k := range cover.Missing {
			fmt.Fprintf(&b, "  %-14s %s\n", k.Code, shortened(k.Statement, longestStatement))
		}
	}
	_, err := fmt.Fprint(p.out, b.String())
	return err
}

// shortened is a text on one line, of so many characters at most.
func shortened(text string, most int) string {
	r := []rune(strings.Join(strings.Fields(text), " "))
	if len(r) > most {
		return strings.TrimRight(string(r[:most-1]), " ,;") + "…"
	}
	return string(r)
}

func printSchema(_ context.Context, p *program, args []string) error {
	rest, err := parse(newFlags("course"), args)
	if err != nil {
		return err
	}
	if err := none("course", rest); err != nil {
		return err
	}
	_, err = fmt.Fprint(p.out, course.Schema())
	return err
}

// kinds counts a course's items by kind, in words.
func kinds(c *course.Course) string {
	n := make(map[course.Kind]int)
	for i := range c.Items {
		n[c.Items[i].Kind]++
	}
	var words []string
	for _, kind := range course.Kinds() {
		if n[kind] > 0 {
			words = append(words, fmt.Sprintf("%d %s", n[kind], kind))
		}
	}
	return strings.Join(words, ", ")
}
